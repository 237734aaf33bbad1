//! Triangular systems, solved in place for many right-hand sides.
//!
//! Substitution solves LX = B row by row: row i of X is row i of B less the
//! rows above it, each times its entry of L. Done one row at a time that is
//! slow, because each row of X is read from memory n times. Cut in halves it
//! is mostly a matrix product, which reuses what it has loaded:
//!
//! ```text
//! ⎡L₁₁  0 ⎤ ⎡X₁⎤   ⎡B₁⎤      L₁₁X₁ = B₁          (half the size)
//! ⎣L₂₁ L₂₂⎦ ⎣X₂⎦ = ⎣B₂⎦  ⇒   L₂₂X₂ = B₂ − L₂₁X₁   (product, then half the size)
//! ```
//!
//! Small pieces are done by plain substitution.

use super::kernels::axpy;
use ndarray::linalg::general_mat_mul;
use ndarray::{ArrayView2, ArrayViewMut1, ArrayViewMut2, Axis};

/// Up to this order entry by entry is faster than halving.
pub(super) const SMALL: usize = 16;

/// Whether the diagonal counts as ones, whatever is stored there.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Diagonal {
    Ones,
    Stored,
}

/// Replaces B by the solution X of LX = B; reads the lower triangle only.
pub(crate) fn solve_lower(l: ArrayView2<f64>, mut x: ArrayViewMut2<f64>, diagonal: Diagonal) {
    let n = l.nrows();
    if n > SMALL {
        let half = n / 2;
        let (l_top, l_bottom) = l.split_at(Axis(0), half);
        let (l11, _) = l_top.split_at(Axis(1), half);
        let (l21, l22) = l_bottom.split_at(Axis(1), half);
        let (mut top, mut bottom) = x.split_at(Axis(0), half);
        solve_lower(l11, top.view_mut(), diagonal);
        general_mat_mul(-1.0, &l21, &top, 1.0, &mut bottom);
        solve_lower(l22, bottom, diagonal);
        return;
    }
    match lines(&mut x) {
        Some(mut lines) => {
            for i in 0..n {
                let (above, row) = lines[..=i].split_at_mut(i);
                eliminate(row[0], |k| l[[i, k]], above);
                if diagonal == Diagonal::Stored {
                    divide(row[0], l[[i, i]]);
                }
            }
        }
        None => {
            for i in 0..n {
                let (above, mut row) = x.view_mut().split_at(Axis(0), i);
                let mut row = row.row_mut(0);
                for (k, known) in above.rows().into_iter().enumerate() {
                    row.scaled_add(-l[[i, k]], &known);
                }
                if diagonal == Diagonal::Stored {
                    row.mapv_inplace(|entry| entry / l[[i, i]]);
                }
            }
        }
    }
}

/// Replaces B by the solution X of UX = B; reads the upper triangle only.
pub(crate) fn solve_upper(u: ArrayView2<f64>, mut x: ArrayViewMut2<f64>) {
    let n = u.nrows();
    if n > SMALL {
        let half = n / 2;
        let (u_top, u_bottom) = u.split_at(Axis(0), half);
        let (u11, u12) = u_top.split_at(Axis(1), half);
        let (_, u22) = u_bottom.split_at(Axis(1), half);
        let (mut top, mut bottom) = x.split_at(Axis(0), half);
        solve_upper(u22, bottom.view_mut());
        general_mat_mul(-1.0, &u12, &bottom, 1.0, &mut top);
        solve_upper(u11, top);
        return;
    }
    match lines(&mut x) {
        Some(mut lines) => {
            for i in (0..n).rev() {
                let (row, below) = lines[i..n].split_at_mut(1);
                eliminate(row[0], |k| u[[i, i + 1 + k]], below);
                divide(row[0], u[[i, i]]);
            }
        }
        None => {
            for i in (0..n).rev() {
                let (mut row, below) = x.view_mut().split_at(Axis(0), i + 1);
                let mut row = row.row_mut(i);
                for (k, known) in below.rows().into_iter().enumerate() {
                    row.scaled_add(-u[[i, i + 1 + k]], &known);
                }
                row.mapv_inplace(|entry| entry / u[[i, i]]);
            }
        }
    }
}

/// Replaces b by R⁻¹b for an upper triangle R without zeros on its diagonal.
pub(crate) fn solve_upper_vector(r: ArrayView2<f64>, b: ArrayViewMut1<f64>) {
    solve_upper(r, b.insert_axis(Axis(1)));
}

/// Replaces b by R⁻ᵀb.
pub(crate) fn solve_upper_transposed_vector(r: ArrayView2<f64>, b: ArrayViewMut1<f64>) {
    solve_lower(r.reversed_axes(), b.insert_axis(Axis(1)), Diagonal::Stored);
}

/// The rows of X, of which there are [`SMALL`] at most, if the entries of each lie next to
/// each other.
pub(super) fn lines<'a>(x: &'a mut ArrayViewMut2<f64>) -> Option<[&'a mut [f64]; SMALL]> {
    let mut lines: [&mut [f64]; SMALL] = Default::default();
    for (line, row) in lines.iter_mut().zip(x.rows_mut()) {
        *line = row.into_slice()?;
    }
    Some(lines)
}

fn divide(row: &mut [f64], by: f64) {
    row.iter_mut().for_each(|entry| *entry /= by);
}

/// row − Σₖ coefficient(k) · othersₖ, four of the others per sweep over the row; each entry
/// has them subtracted one after the other, however many there are in a sweep.
fn eliminate(row: &mut [f64], coefficient: impl Fn(usize) -> f64, others: &[&mut [f64]]) {
    let width = row.len();
    let fours = others.chunks_exact(4);
    let first_left = others.len() - fours.remainder().len();
    let left = fours.remainder().iter().zip(first_left..);
    for (k, four) in (0..).step_by(4).zip(fours) {
        let [one, two, three, four] = [0, 1, 2, 3].map(|i| &four[i][..width]);
        let [a, b, c, d] = [0, 1, 2, 3].map(|i| coefficient(k + i));
        for (j, entry) in row.iter_mut().enumerate() {
            *entry = *entry - a * one[j] - b * two[j] - c * three[j] - d * four[j];
        }
    }
    for (other, k) in left {
        axpy(-coefficient(k), other, row);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linalg::hard_cases::gaussian;
    use ndarray::Array2;

    /// Rows that lie apart in memory go the plain way, row after row.
    #[test]
    fn several_rows_at_a_time_and_one_by_one_agree_to_the_last_bit() {
        for n in [1, 2, 3, 4, 5, 9, 15, 16] {
            let a = gaussian(n, n, n as u64) + Array2::<f64>::eye(n) * 3.0;
            let b = gaussian(n, 7, 1);
            let columns = || Array2::from_shape_vec((7, n), b.t().iter().copied().collect());
            for diagonal in [Diagonal::Ones, Diagonal::Stored] {
                let (mut fast, mut slow) = (b.clone(), columns().unwrap());
                solve_lower(a.view(), fast.view_mut(), diagonal);
                solve_lower(a.view(), slow.view_mut().reversed_axes(), diagonal);
                assert_eq!(fast, slow.t(), "{n}");
            }
            let (mut fast, mut slow) = (b.clone(), columns().unwrap());
            solve_upper(a.view(), fast.view_mut());
            solve_upper(a.view(), slow.view_mut().reversed_axes());
            assert_eq!(fast, slow.t(), "{n}");
        }
    }
}
