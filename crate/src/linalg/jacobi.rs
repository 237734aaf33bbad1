//! One-sided Jacobi: the singular values of graded matrices, to their last digits.
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

use super::bidiagonal::Factors;
use super::householder::{Reflectors, factor, factor_pivoted, upper_triangle};
use super::kernels::{
    Scale, block, block_mut, dot, hypotenuse, identity, max_abs, norm, rotate_by_half_angle, row,
    row_mut, transposed, two_rows_mut,
};
use crate::error::MathError;
use ndarray::{Array1, Array2, ArrayRef2, Axis};

/// Sweeps allowed; four to seven are usual.
const SWEEPS: usize = 60;
/// Rows whose pairs are visited together, so that they stay in the cache.
const TILE: usize = 16;
/// Beside a row this many times longer a row turns, and the long one stays as it is.
const FAR: f64 = 1e-150;

/// The singular values of a matrix with at least as many rows as columns, in the
/// order in which they were found.
pub(super) fn values(
    operation: &'static str,
    tall: &ArrayRef2<f64>,
    scale: Scale,
) -> Result<Vec<f64>, MathError> {
    let Triangle { mut r, .. } = Triangle::of(tall, scale);
    orthogonalise_rows(operation, &mut r, None)
}

/// The factors of such a matrix; with `full`, U is square.
pub(super) fn factors(
    operation: &'static str,
    tall: &ArrayRef2<f64>,
    scale: Scale,
    full: bool,
) -> Result<Factors, MathError> {
    let Triangle { q, mut r, row_order, column_order } = Triangle::of(tall, scale);
    let (rows, k) = (row_order.len(), r.nrows());
    let mut j = Array2::eye(k);
    let lengths = orthogonalise_rows(operation, &mut r, Some(&mut j))?;

    let mut order: Vec<usize> = (0..k).collect();
    order.sort_by(|&x, &y| lengths[y].total_cmp(&lengths[x]));
    let values: Array1<f64> = order.iter().map(|&i| lengths[i]).collect();
    let mut right = r.select(Axis(0), &order);
    for (i, &length) in values.iter().enumerate() {
        if length > 0.0 {
            row_mut(&mut right, i).iter_mut().for_each(|v| *v /= length);
        }
    }
    complete_rows(&mut right, values.iter().filter(|&&v| v > 0.0).count());

    // Q·Jᵀ, and back to the order of A's rows and columns.
    let width = if full { rows } else { k };
    let mut turned = identity(rows, width);
    block_mut(&mut turned, 0..k, 0..k).assign(&j.select(Axis(0), &order).t());
    q.apply(&mut turned);
    let mut left = Array2::zeros((rows, width));
    for (from, &to) in row_order.iter().enumerate() {
        left.row_mut(to).assign(&turned.row(from));
    }
    let mut right_in_order = Array2::zeros((k, k));
    for (from, &to) in column_order.iter().enumerate() {
        right_in_order.column_mut(to).assign(&right.column(from));
    }
    Ok(Factors { left, values, right: right_in_order })
}

/// A tall matrix, its rows sorted by size, as Q·R·Pᵀ.
struct Triangle {
    q: Reflectors,
    r: Array2<f64>,
    row_order: Vec<usize>,
    column_order: Vec<usize>,
}

impl Triangle {
    fn of(tall: &ArrayRef2<f64>, scale: Scale) -> Self {
        // Large rows first: the mirrors then keep small rows accurate too.
        let sizes: Vec<f64> =
            tall.outer_iter().map(|r| r.iter().fold(0.0_f64, |z, v| z.max(v.abs()))).collect();
        let mut row_order: Vec<usize> = (0..tall.nrows()).collect();
        row_order.sort_by(|&x, &y| sizes[y].total_cmp(&sizes[x]));
        let mut columns = transposed(&tall.select(Axis(0), &row_order));
        scale.apply(&mut columns);
        let (q, column_order) = factor_pivoted(&mut columns);
        let r = upper_triangle(&columns, columns.nrows());
        Self { q, r, row_order, column_order }
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
    // Where digits are about to be lost to the end of the range, zero is as good.
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
    let safe = |length: f64| length > 1e-140 && length < 1e140;
    let cosine = if safe(a) && safe(b) {
        dot(x, y) / a / b
    } else {
        x.iter().zip(&*y).map(|(x, y)| (x / a) * (y / b)).sum()
    };
    if cosine.abs() <= f64::EPSILON {
        return None;
    }
    if a.min(b) < FAR * a.max(b) {
        // The angle is too small for a number, but what it takes off the short row is not.
        let (long, short, of) = if a > b { (x, y, q) } else { (y, x, p) };
        for (entry, other) in short.iter_mut().zip(&*long) {
            *entry -= cosine * a.min(b) * (other / a.max(b));
        }
        lengths[of] = norm(short);
        return Some(Turn { cosine, h: 0.0, s: 0.0 });
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
