//! The eigenvalues and vectors of a symmetric tridiagonal matrix by the QL iteration.
//!
//! Source: Golub and Van Loan, Matrix Computations, 4th ed., §8.3; Parlett, The
//! Symmetric Eigenvalue Problem, ch. 8.

use super::kernels::{hypotenuse, rotate, two_rows_mut};
use crate::error::MathError;
use ndarray::Array2;

/// Sweeps allowed for one eigenvalue; two or three are usual.
const SWEEPS: usize = 60;
/// Beside a matrix scaled to 1, an entry this small is zero; its products with
/// its like would underflow.
const VANISHED: f64 = 1e-150;
/// Columns that are rotated together: a strip of 500 rows fits the cache.
const STRIP: usize = 32;

/// A rotation of the rows `row` and `row + 1`.
struct Rotation {
    row: usize,
    c: f64,
    s: f64,
}

/// QL iteration with implicit shifts; the rows of `vectors` follow. The last entry of `e` is
/// zero, `e[i]` stands between the entries i and i + 1 of `d`.
pub(super) fn ql_iteration(
    d: &mut [f64],
    e: &mut [f64],
    vectors: &mut Array2<f64>,
) -> Result<(), MathError> {
    let n = d.len();
    let mut rotations: Vec<Rotation> = Vec::new();
    for first in 0..n {
        let mut sweeps = 0;
        loop {
            // The block that still hangs together starts at `first`.
            let last = (first..n - 1)
                .find(|&i| {
                    e[i].abs() <= f64::EPSILON / 2.0 * (d[i].abs() + d[i + 1].abs())
                        || e[i].abs() < VANISHED
                })
                .unwrap_or(n - 1);
            if last == first {
                break;
            }
            if sweeps == SWEEPS {
                return Err(MathError::NotConverged { operation: "eigh", iterations: sweeps });
            }
            sweeps += 1;
            ql_sweep(d, e, first, last, &mut rotations);
            if rotations.len() >= 16 * n {
                apply(&mut rotations, vectors);
            }
        }
    }
    apply(&mut rotations, vectors);
    Ok(())
}

/// One QL step with Wilkinson's shift on the block `first..=last`.
fn ql_sweep(d: &mut [f64], e: &mut [f64], first: usize, last: usize, kept: &mut Vec<Rotation>) {
    let half_gap = (d[first + 1] - d[first]) / (2.0 * e[first]);
    let root = hypotenuse(half_gap, 1.0).copysign(half_gap);
    let mut g = d[last] - d[first] + e[first] / (half_gap + root);
    let (mut c, mut s, mut p) = (1.0, 1.0, 0.0);
    for i in (first..last).rev() {
        let bulge = s * e[i];
        let b = c * e[i];
        let length = hypotenuse(bulge, g);
        e[i + 1] = length;
        if length == 0.0 {
            // The block has come apart here: what is done so far stands.
            d[i + 1] -= p;
            e[last] = 0.0;
            return;
        }
        s = bulge / length;
        c = g / length;
        g = d[i + 1] - p;
        let r = (d[i] - g) * s + 2.0 * c * b;
        p = s * r;
        d[i + 1] = g + p;
        g = c * r - b;
        kept.push(Rotation { row: i, c, s });
    }
    d[first] -= p;
    e[first] = g;
    e[last] = 0.0;
}

/// Applies the gathered rotations to the rows, strip by strip.
fn apply(rotations: &mut Vec<Rotation>, vectors: &mut Array2<f64>) {
    let n = vectors.ncols();
    for start in (0..n).step_by(STRIP) {
        let end = (start + STRIP).min(n);
        for &Rotation { row, c, s } in rotations.iter() {
            let (x, y) = two_rows_mut(vectors, row, row + 1);
            rotate(&mut x[start..end], &mut y[start..end], c, s);
        }
    }
    rotations.clear();
}
