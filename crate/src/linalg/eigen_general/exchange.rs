//! Neighbours on the diagonal of a quasi-triangle change places.
//!
//! With A₁₁X − XA₂₂ = A₁₂ the columns of [−X; I] span what belongs to the second block:
//!
//! ```text
//! ⎡A₁₁ A₁₂⎤ ⎡−X⎤   ⎡−X⎤
//! ⎣ 0  A₂₂⎦ ⎣ I⎦ = ⎣ I⎦ A₂₂.
//! ```
//!
//! Mirrors that turn those columns into a triangle bring A₂₂ (in another basis) to the top.
//! The equation for X is singular if the blocks share an eigenvalue and delicate if they
//! nearly do; an exchange that would leave more than rounding below is not made.
//!
//! Source: Bai and Demmel, On swapping diagonal blocks in real Schur form, Linear Algebra
//! and its Applications 186 (1993).

use super::super::householder::reflector;
use super::super::kernels::{UNIT_ROUNDOFF, axpy, max_abs, row, row_mut};
use super::standard_form::split_pair;
use super::window::square;
use ndarray::Array2;

/// The number of rows of the block that ends before row `end`.
pub(super) fn height_of_block(t: &Array2<f64>, end: usize) -> usize {
    if end >= 2 && t[[end - 1, end - 2]] != 0.0 { 2 } else { 1 }
}

/// Moves the block that starts at `from` up to row `to`, or as far as exchanges can be made;
/// answers where it stands. The basis, as rows, follows.
pub(super) fn move_up(
    t: &mut Array2<f64>,
    basis: &mut Array2<f64>,
    mut from: usize,
    to: usize,
) -> usize {
    let n = t.nrows();
    let paired = |t: &Array2<f64>, at: usize| at + 1 < n && t[[at + 1, at]] != 0.0;
    let moving = if paired(t, from) { 2 } else { 1 };
    while from > to {
        let passed = height_of_block(t, from);
        let top = from - passed;
        if !exchange(t, basis, top, passed, moving) {
            break;
        }
        from = top;
        // A pair whose eigenvalues have become real is two blocks: it stays.
        if moving == 2 && !paired(t, from) {
            break;
        }
    }
    from
}

/// Exchanges the block of p rows at `at` with the one of q rows below it, if that can be
/// done accurately.
fn exchange(t: &mut Array2<f64>, basis: &mut Array2<f64>, at: usize, p: usize, q: usize) -> bool {
    let end = at + p + q;
    let mut trial = square(t, at..end);
    let size = max_abs(trial.as_slice().unwrap_or_default());
    let mut x = coupling(&trial, p, q);
    let mut mirrors: Vec<(Vec<f64>, f64)> = Vec::with_capacity(q);
    for j in 0..q {
        let mut v = x[j][j..].to_vec();
        let (_, tau) = reflector(&mut v);
        for column in &mut x[j + 1..] {
            let shadow: f64 = v.iter().zip(&column[j..]).map(|(v, x)| v * x).sum();
            axpy(-tau * shadow, &v, &mut column[j..]);
        }
        mirrors.push((v, tau));
    }
    let order = p + q;
    for (j, (v, tau)) in mirrors.iter().enumerate() {
        mirror_rows(&mut trial, j, v, *tau, 0);
        mirror_columns(&mut trial, j, v, *tau, order);
    }
    let left = (q..order).fold(0.0_f64, |m, i| m.max(max_abs(&row(&trial, i)[..q])));
    // Written so that NaN, from a hopeless X, is refused as well.
    let accurate = left <= 20.0 * UNIT_ROUNDOFF * size;
    if !accurate {
        return false;
    }
    for (j, (v, tau)) in mirrors.iter().enumerate() {
        mirror_rows(t, at + j, v, *tau, at);
        mirror_columns(t, at + j, v, *tau, end);
        mirror_rows(basis, at + j, v, *tau, 0);
    }
    for i in at + q..end {
        row_mut(t, i)[at..at + q].fill(0.0);
    }
    let n = t.nrows();
    for (start, height) in [(at, q), (at + q, p)] {
        if height == 2 {
            split_pair(t, start, n, Some(basis));
        }
    }
    true
}

/// The columns of [−X; I]: one equation for each entry of X, by elimination with row
/// exchanges. A pivot that is rounding alone counts as rounding.
fn coupling(t: &Array2<f64>, p: usize, q: usize) -> Vec<Vec<f64>> {
    let count = p * q;
    let size = max_abs(t.as_slice().unwrap_or_default());
    let smallest = (UNIT_ROUNDOFF * size).max(f64::MIN_POSITIVE);
    let mut system: Vec<Vec<f64>> = vec![vec![0.0; count + 1]; count];
    for i in 0..p {
        for j in 0..q {
            let equation = &mut system[i * q + j];
            for k in 0..p {
                equation[k * q + j] += t[[i, k]];
            }
            for k in 0..q {
                equation[i * q + k] -= t[[p + k, p + j]];
            }
            equation[count] = t[[i, p + j]];
        }
    }
    for k in 0..count {
        let best = (k..count)
            .fold(k, |best, i| if system[i][k].abs() > system[best][k].abs() { i } else { best });
        system.swap(k, best);
        if system[k][k].abs() < smallest {
            system[k][k] = smallest;
        }
        let (above, below) = system.split_at_mut(k + 1);
        for equation in below {
            let factor = equation[k] / above[k][k];
            axpy(-factor, &above[k][k..], &mut equation[k..]);
        }
    }
    let mut x = vec![0.0; count];
    for k in (0..count).rev() {
        let known: f64 = (k + 1..count).map(|j| system[k][j] * x[j]).sum();
        x[k] = (system[k][count] - known) / system[k][k];
    }
    (0..q)
        .map(|j| {
            let unit = (0..q).map(|i| if i == j { 1.0 } else { 0.0 });
            (0..p).map(|i| -x[i * q + j]).chain(unit).collect()
        })
        .collect()
}

/// Rows from `first` on mirrored by v, in the columns from `from` on.
pub(super) fn mirror_rows(a: &mut Array2<f64>, first: usize, v: &[f64], tau: f64, from: usize) {
    let mut shadow = vec![0.0; a.ncols() - from];
    for (i, &entry) in v.iter().enumerate() {
        axpy(entry, &row(a, first + i)[from..], &mut shadow);
    }
    for (i, &entry) in v.iter().enumerate() {
        axpy(-tau * entry, &shadow, &mut row_mut(a, first + i)[from..]);
    }
}

/// Columns from `first` on mirrored by v, in the rows before `to`.
pub(super) fn mirror_columns(a: &mut Array2<f64>, first: usize, v: &[f64], tau: f64, to: usize) {
    for i in 0..to {
        let part = &mut row_mut(a, i)[first..first + v.len()];
        let shadow: f64 = part.iter().zip(v).map(|(x, v)| x * v).sum();
        axpy(-tau * shadow, v, part);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linalg::hard_cases::gaussian;
    use crate::linalg::kernels::{identity, norm};

    /// A quasi-triangle with blocks of these heights.
    fn blocks(heights: &[usize], seed: u64) -> Array2<f64> {
        let n = heights.iter().sum();
        let mut t = gaussian(n, n, seed);
        let mut start = 0;
        for &height in heights {
            for i in start..start + height {
                row_mut(&mut t, i)[..start].fill(0.0);
            }
            if height == 2 {
                t[[start + 1, start + 1]] = t[[start, start]];
                t[[start, start + 1]] = 1.5;
                t[[start + 1, start]] = -0.5;
            }
            start += height;
        }
        t
    }

    #[test]
    fn blocks_of_every_height_pass_each_other() {
        for (p, q) in [(1, 1), (1, 2), (2, 1), (2, 2)] {
            for seed in 0..50 {
                let before = blocks(&[1, p, q, 2], seed);
                let n = before.nrows();
                let mut t = before.clone();
                let mut basis = identity(n, n);
                assert_eq!(move_up(&mut t, &mut basis, 1 + p, 1), 1, "{p} {q} {seed}");
                let bound = 100.0 * UNIT_ROUNDOFF * norm(before.as_slice().unwrap());
                let gap = basis.dot(&before).dot(&basis.t()) - &t;
                assert!(norm(gap.as_slice().unwrap()) <= bound, "{p} {q} {seed}");
                // The same eigenvalues in the other order: real parts stand on the diagonal.
                assert!((t[[1, 1]] - before[[1 + p, 1 + p]]).abs() <= 1e-12, "{p} {q} {seed}");
                assert!((t[[1 + q, 1 + q]] - before[[1, 1]]).abs() <= 1e-12, "{p} {q} {seed}");
                for i in 0..n {
                    for j in 0..i {
                        let inside = i == j + 1 && before[[n - 1, n - 2]] != 0.0;
                        assert!(inside || t[[i, j]] == 0.0, "{p} {q} {seed}: ({i}, {j})");
                    }
                }
            }
        }
    }

    /// Equal blocks have nothing to exchange: whatever happens is accurate.
    #[test]
    fn equal_blocks_do_no_harm() {
        for (value, other) in [(1.0, 1.0), (0.0, 0.0), (1.0, 1.0 + 1e-15), (1e-300, 1e-300)] {
            let before = ndarray::array![[value, 1.0], [0.0, other]];
            let (mut t, mut basis) = (before.clone(), identity(2, 2));
            move_up(&mut t, &mut basis, 1, 0);
            let gap = basis.dot(&before).dot(&basis.t()) - &t;
            assert!(norm(gap.as_slice().unwrap()) <= 100.0 * UNIT_ROUNDOFF, "{value} {other}");
            assert_eq!(t[[1, 0]], 0.0);
        }
    }
}
