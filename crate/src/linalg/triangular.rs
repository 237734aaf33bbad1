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

use ndarray::linalg::general_mat_mul;
use ndarray::{ArrayView1, ArrayView2, ArrayViewMut1, ArrayViewMut2, Axis};

/// Up to this order plain substitution is faster than halving.
const SMALL: usize = 16;

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
    for i in 0..n {
        let (above, mut from_here) = x.view_mut().split_at(Axis(0), i);
        let row = from_here.row_mut(0);
        eliminate(row, l.row(i).split_at(Axis(0), i).0, above.view());
        if diagonal == Diagonal::Stored {
            from_here.row_mut(0).mapv_inplace(|entry| entry / l[[i, i]]);
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
    for i in (0..n).rev() {
        let (mut to_here, below) = x.view_mut().split_at(Axis(0), i + 1);
        let row = to_here.row_mut(i);
        eliminate(row, u.row(i).split_at(Axis(0), i + 1).1, below.view());
        to_here.row_mut(i).mapv_inplace(|entry| entry / u[[i, i]]);
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

/// row − Σₖ coefficientₖ · otherₖ, several of the others per sweep over the row; each entry
/// has them subtracted one after the other, however many there are in a sweep.
fn eliminate(mut row: ArrayViewMut1<f64>, coefficients: ArrayView1<f64>, others: ArrayView2<f64>) {
    let mut k = 0;
    if let Some(row) = row.as_slice_mut() {
        while k + 4 <= coefficients.len() {
            let lines = [0, 1, 2, 3].map(|i| others.row(k + i).to_slice());
            let [Some(one), Some(two), Some(three), Some(four)] = lines else {
                break;
            };
            let [a, b, c, d] = [0, 1, 2, 3].map(|i| coefficients[k + i]);
            let others = one.iter().zip(two).zip(three).zip(four);
            for (entry, (((one, two), three), four)) in row.iter_mut().zip(others) {
                *entry = *entry - a * one - b * two - c * three - d * four;
            }
            k += 4;
        }
    }
    while k + 1 < coefficients.len() {
        let (first, second) = (coefficients[k], coefficients[k + 1]);
        ndarray::Zip::from(&mut row)
            .and(others.row(k))
            .and(others.row(k + 1))
            .for_each(|entry, a, b| *entry = *entry - first * a - second * b);
        k += 2;
    }
    if k < coefficients.len() {
        row.scaled_add(-coefficients[k], &others.row(k));
    }
}
