//! The singular value decomposition: rotate, stretch, rotate.
//!
//! Every matrix is A = UΣVᵀ: an orthonormal basis V of the inputs, an
//! orthonormal basis U of the outputs, and nonnegative stretches σ between
//! them. It is computed by one-sided Jacobi, which finds also the smallest
//! stretches to full relative accuracy when rows or columns are graded.
//!
//! 1. A pivoted QR factorisation, AP = QR, reduces a tall matrix to a square
//!    triangle and puts large rows first (a wide matrix is transposed). The
//!    rows of R are then already close to orthogonal.
//! 2. Jacobi turns pairs of rows x, y of R in their plane until they are
//!    orthogonal. With the cosine γ = x·y/(‖x‖‖y‖) and θ = (‖y‖/‖x‖ −
//!    ‖x‖/‖y‖)/(2γ), the angle's tangent is t = 1/(θ + sign(θ)√(1 + θ²)): the
//!    smaller of the two angles that do it. A sweep visits every pair; the
//!    cosines shrink quadratically, and the iteration ends with a sweep in
//!    which every |γ| is below √n·2⁻⁵², relative to the two rows and not to the
//!    whole matrix, which is why small singular values stay accurate.
//! 3. Now JR has orthogonal rows: their lengths are the singular values, their
//!    directions the right singular vectors; U is Q times Jᵀ.
//!
//! Source: Demmel and Veselić, Jacobi's method is more accurate than QR, SIAM
//! J. Matrix Anal. Appl. 13 (1992); Drmač and Veselić, New fast and accurate
//! Jacobi SVD algorithm, SIAM J. Matrix Anal. Appl. 29 (2008).

use super::householder::{Reflectors, factor, factor_pivoted, upper_triangle};
use super::kernels::{
    Scale, block, block_mut, dot, hypotenuse, identity, max_abs, norm, rotate_by_half_angle, row,
    row_mut, sign_of_largest, transposed, two_rows_mut,
};
use crate::check;
use crate::error::MathError;
use ndarray::{Array1, Array2, ArrayRef2, Axis};

/// Sweeps allowed; four to seven are usual.
const SWEEPS: usize = 60;
/// Rows whose pairs are visited together, so that they stay in the cache.
const TILE: usize = 16;

/// A = U·diag(s)·Vᵀ, the answer of [`svd`] and [`svd_full`].
#[derive(Debug, Clone, PartialEq)]
pub struct Svd {
    /// Left singular vectors as orthonormal columns: m × min(m, n), or m × m.
    pub u: Array2<f64>,
    /// The min(m, n) singular values, descending and never negative.
    pub s: Array1<f64>,
    /// Right singular vectors as orthonormal rows: min(m, n) × n, or n × n. The
    /// largest entry (in magnitude) of each row is positive.
    pub vt: Array2<f64>,
}

impl Svd {
    /// U·Σ·Vᵀ, which is A up to rounding.
    ///
    /// # Source
    /// Guide §1.3.
    ///
    /// # Examples
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let m = array![[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]];
    /// let back = svd(&m)?.reconstruct();
    /// assert!((back - m).iter().all(|gap| gap.abs() < 1e-14));
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn reconstruct(&self) -> Array2<f64> {
        let k = self.s.len();
        let left = &block(&self.u, 0..self.u.nrows(), 0..k) * &self.s;
        left.dot(&block(&self.vt, 0..k, 0..self.vt.ncols()))
    }
}

/// The thin singular value decomposition.
///
/// # Formula
/// A (m × n) = U (m × k) · diag(s) · Vᵀ (k × n), k = min(m, n), UᵀU = VᵀV = I,
/// s₁ ≥ … ≥ sₖ ≥ 0. A pair uᵢ, vᵢ is free in its common sign; here the largest
/// entry (in magnitude) of each row of Vᵀ is positive, as in scikit-learn.
///
/// An empty matrix has empty factors.
///
/// # Errors
/// [`MathError::NotFinite`]; [`MathError::InvalidArgument`] if a singular value
/// would exceed the largest number; [`MathError::NotConverged`] if the
/// iteration stalls, which no known matrix makes it do.
///
/// # Source
/// Guide §1.3; Golub and Van Loan, Matrix Computations, 4th ed., §2.4, §8.6.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// // Columns at right angles: their lengths are the singular values.
/// let Svd { u, s, vt } = svd(&array![[0.0, 2.0], [3.0, 0.0]])?;
/// assert!((s[0] - 3.0).abs() < 1e-14 && (s[1] - 2.0).abs() < 1e-14);
/// assert!((u[[1, 0]] - 1.0).abs() < 1e-14 && (vt[[0, 0]] - 1.0).abs() < 1e-14);
/// # Ok::<(), MathError>(())
/// ```
pub fn svd(a: &ArrayRef2<f64>) -> Result<Svd, MathError> {
    decompose("svd", a, false)
}

/// The full singular value decomposition, with square U and Vᵀ.
///
/// # Formula
/// A (m × n) = U (m × m) · Σ (m × n) · Vᵀ (n × n). The columns of U and rows of
/// Vᵀ after the first min(m, n) complete the bases: they span the directions
/// that A never reaches and those that it sends to zero.
///
/// # Errors
/// Those of [`svd`].
///
/// # Source
/// Guide §1.3; Golub and Van Loan, Matrix Computations, 4th ed., §2.4.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// let Svd { u, s, vt } = svd_full(&array![[3.0, 4.0]])?;
/// assert_eq!((u.dim(), s.len(), vt.dim()), ((1, 1), 1, (2, 2)));
/// assert!((s[0] - 5.0).abs() < 1e-14);
/// assert!((3.0 * vt[[1, 0]] + 4.0 * vt[[1, 1]]).abs() < 1e-14); // sent to zero
/// # Ok::<(), MathError>(())
/// ```
pub fn svd_full(a: &ArrayRef2<f64>) -> Result<Svd, MathError> {
    decompose("svd_full", a, true)
}

/// The singular values alone, descending: faster than [`svd`].
///
/// # Formula
/// sᵢ = √λᵢ(AᵀA), computed without forming AᵀA, which would halve the digits.
///
/// # Errors
/// Those of [`svd`].
///
/// # Source
/// Guide §1.3.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// let s = singular_values(&array![[3.0, 0.0], [0.0, -4.0]])?;
/// assert_eq!(s, array![4.0, 3.0]);
/// # Ok::<(), MathError>(())
/// ```
pub fn singular_values(a: &ArrayRef2<f64>) -> Result<Array1<f64>, MathError> {
    values_for("singular_values", a)
}

/// [`singular_values`] under the name of the function that asks.
pub(crate) fn values_for(
    operation: &'static str,
    a: &ArrayRef2<f64>,
) -> Result<Array1<f64>, MathError> {
    check::finite(operation, "a", a)?;
    let scale = Scale::of(a);
    let mut values: Vec<f64> = match Triangle::of(a, scale) {
        Some(Triangle { mut r, .. }) => orthogonalise_rows(operation, &mut r, None)?,
        None => Vec::new(),
    };
    values.sort_by(|x, y| y.total_cmp(x));
    let mut values = Array1::from(values);
    scale.undo_all(operation, &mut values)?;
    Ok(values)
}

/// [`svd`] or [`svd_full`] under the name of the function that asks.
pub(crate) fn decompose(
    operation: &'static str,
    a: &ArrayRef2<f64>,
    full: bool,
) -> Result<Svd, MathError> {
    check::finite(operation, "a", a)?;
    let (m, n) = a.dim();
    let scale = Scale::of(a);
    let Some(triangle) = Triangle::of(a, scale) else {
        let size = |side| if full { side } else { 0 };
        return Ok(Svd { u: identity(m, size(m)), s: Array1::zeros(0), vt: identity(size(n), n) });
    };
    let Triangle { q, mut r, row_order, column_order } = triangle;
    let (tall, k) = (row_order.len(), r.nrows());
    let mut j = Array2::eye(k);
    let lengths = orthogonalise_rows(operation, &mut r, Some(&mut j))?;

    let mut order: Vec<usize> = (0..k).collect();
    order.sort_by(|&x, &y| lengths[y].total_cmp(&lengths[x]));
    let mut values: Array1<f64> = order.iter().map(|&i| lengths[i]).collect();
    let mut right = r.select(Axis(0), &order);
    for (i, &length) in values.iter().enumerate() {
        if length > 0.0 {
            row_mut(&mut right, i).iter_mut().for_each(|v| *v /= length);
        }
    }
    complete_rows(&mut right, values.iter().filter(|&&v| v > 0.0).count());

    // Q·Jᵀ, and back to the order of A's rows and columns.
    let width = if full { tall } else { k };
    let mut turned = identity(tall, width);
    block_mut(&mut turned, 0..k, 0..k).assign(&j.select(Axis(0), &order).t());
    q.apply(&mut turned);
    let mut left = Array2::zeros((tall, width));
    for (from, &to) in row_order.iter().enumerate() {
        left.row_mut(to).assign(&turned.row(from));
    }
    let mut right_in_order = Array2::zeros((k, k));
    for (from, &to) in column_order.iter().enumerate() {
        right_in_order.column_mut(to).assign(&right.column(from));
    }

    let (mut u, mut vt) = if m >= n {
        (left, right_in_order)
    } else {
        (transposed(&right_in_order), transposed(&left))
    };
    for i in 0..vt.nrows() {
        if sign_of_largest(row(&vt, i).iter()) < 0.0 {
            row_mut(&mut vt, i).iter_mut().for_each(|v| *v = -*v);
            if i < k {
                u.column_mut(i).mapv_inplace(|v| -v);
            }
        }
    }
    scale.undo_all(operation, &mut values)?;
    Ok(Svd { u, s: values, vt })
}

/// A (or Aᵀ if A is wide), its rows sorted by size, as Q·R·Pᵀ.
struct Triangle {
    q: Reflectors,
    r: Array2<f64>,
    row_order: Vec<usize>,
    column_order: Vec<usize>,
}

impl Triangle {
    /// None if A has no entries.
    fn of(a: &ArrayRef2<f64>, scale: Scale) -> Option<Self> {
        if a.is_empty() {
            return None;
        }
        let (m, n) = a.dim();
        let tall = if m >= n { a.view() } else { a.t() };
        // Large rows first: the mirrors then keep small rows accurate too.
        let sizes: Vec<f64> =
            tall.outer_iter().map(|r| r.iter().fold(0.0_f64, |z, v| z.max(v.abs()))).collect();
        let mut row_order: Vec<usize> = (0..tall.nrows()).collect();
        row_order.sort_by(|&x, &y| sizes[y].total_cmp(&sizes[x]));
        let mut columns = transposed(&tall.select(Axis(0), &row_order));
        scale.apply(&mut columns);
        let (q, column_order) = factor_pivoted(&mut columns);
        let r = upper_triangle(&columns, columns.nrows());
        Some(Self { q, r, row_order, column_order })
    }
}

/// Jacobi's sweeps: makes the rows of `r` orthogonal, turns the rows of
/// `turns` along, and answers with the lengths of the rows.
fn orthogonalise_rows(
    operation: &'static str,
    r: &mut Array2<f64>,
    mut turns: Option<&mut Array2<f64>>,
) -> Result<Vec<f64>, MathError> {
    let n = r.nrows();
    let settled_below = (n as f64).sqrt() * f64::EPSILON;
    // What is this far below the rest (the entries are at most 1) is zero.
    for i in 0..n {
        let entries = row_mut(r, i);
        if max_abs(entries) < 1e-290 {
            entries.fill(0.0);
        }
    }
    for _ in 0..SWEEPS {
        let mut lengths: Vec<f64> = (0..n).map(|i| norm(row(r, i))).collect();
        let mut largest_cosine = 0.0_f64;
        for p_tile in (0..n).step_by(TILE) {
            for q_tile in (p_tile..n).step_by(TILE) {
                for p in p_tile..(p_tile + TILE).min(n) {
                    for q in q_tile.max(p + 1)..(q_tile + TILE).min(n) {
                        let Some(Turn { cosine, h, s }) = turn_pair(r, &mut lengths, p, q) else {
                            continue;
                        };
                        largest_cosine = largest_cosine.max(cosine.abs());
                        if let Some(turns) = turns.as_deref_mut() {
                            let (x, y) = two_rows_mut(turns, p, q);
                            rotate_by_half_angle(x, y, h, s);
                        }
                    }
                }
            }
        }
        if largest_cosine <= settled_below {
            return Ok(lengths);
        }
    }
    Err(MathError::NotConverged { operation, iterations: SWEEPS })
}

/// The cosine that two rows had and the rotation that made it zero: the
/// tangent of half its angle and its sine.
struct Turn {
    cosine: f64,
    h: f64,
    s: f64,
}

/// Makes rows p and q orthogonal; None if they are, up to one rounding.
fn turn_pair(r: &mut Array2<f64>, lengths: &mut [f64], p: usize, q: usize) -> Option<Turn> {
    let (a, b) = (lengths[p], lengths[q]);
    if a == 0.0 || b == 0.0 {
        return None;
    }
    let (x, y) = two_rows_mut(r, p, q);
    let cosine = if a > 1e-140 && b > 1e-140 {
        dot(x, y) / a / b
    } else {
        x.iter().zip(&*y).map(|(x, y)| (x / a) * (y / b)).sum()
    };
    if cosine.abs() <= f64::EPSILON {
        return None;
    }
    // x ← cx − sy and y ← sx + cy with the smaller angle that ends at x·y = 0.
    let theta = (b / a - a / b) / (2.0 * cosine);
    let t = 1.0_f64.copysign(theta) / (theta.abs() + hypotenuse(theta, 1.0));
    let c = 1.0 / hypotenuse(t, 1.0);
    let s = c * t;
    let h = s / (1.0 + c);
    rotate_by_half_angle(x, y, h, s);
    for (length, of, row, change) in
        [(a, p, &*x, -t * cosine * (b / a)), (b, q, &*y, t * cosine * (a / b))]
    {
        // The new length by ‖x‖² − t·x·y and ‖y‖² + t·x·y; measured where the
        // difference cancels.
        let left = 1.0 + change;
        lengths[of] = if left < 0.1 { norm(row) } else { length * left.sqrt() };
    }
    Some(Turn { cosine, h, s })
}

/// Replaces the rows from `known` on by an orthonormal basis of what the
/// orthonormal rows before them leave out.
fn complete_rows(rows: &mut Array2<f64>, known: usize) {
    let n = rows.nrows();
    if known < n {
        // As columns, the known rows are the first columns of a full QR.
        let mut columns = block(rows, 0..known, 0..n).to_owned();
        let q = factor(&mut columns).form(n);
        block_mut(rows, known..n, 0..n).assign(&block(&q, 0..n, known..n).t());
    }
}
