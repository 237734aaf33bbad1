//! Linear systems and inverses, by LU.
//!
//! With PA = LU the system Ax = b is two easy ones: Ly = Pb from the top down,
//! Ux = y from the bottom up. The inverse is the answer to the n right-hand sides
//! eᵢ. To solve for many b with one A, keep [`lu`](super::lu())'s answer: its
//! [`Lu::solve`](super::Lu::solve) does the easy part only.

use super::elimination::Factored;
use crate::check;
use crate::error::MathError;
use ndarray::{Array1, Array2, ArrayRef1, ArrayRef2};

/// Solves a linear system with one right-hand side.
///
/// The answer is the exact solution of a system whose entries differ from the
/// given ones in about the last digit. How far that is from the solution of the
/// given system depends on the condition number of `a`.
///
/// # Formula
///
/// Ax = b: with A\[p, :\] = LU, first Ly = b\[p\], then Ux = y
///
/// # Errors
///
/// - [`MathError::NotSquare`] if `a` is not square,
/// - [`MathError::ShapeMismatch`] unless `b` has one entry for every row of `a`,
/// - [`MathError::NotFinite`] for NaN or infinite entries,
/// - [`MathError::Singular`] if elimination meets a column of zeros,
/// - [`MathError::Overflow`] for a solution beyond the largest f64.
///
/// # Source
///
/// Guide §1.2; G. Golub and C. Van Loan, *Matrix Computations*, §3.4.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// // 2x + y = 3, x + 3y = 4
/// let x = solve(&array![[2.0, 1.0], [1.0, 3.0]], &array![3.0, 4.0])?;
/// assert_eq!(x, array![1.0, 1.0]);
/// # Ok::<(), MathError>(())
/// ```
pub fn solve(a: &ArrayRef2<f64>, b: &ArrayRef1<f64>) -> Result<Array1<f64>, MathError> {
    check::square("solve", "a", a)?;
    Factored::of("solve", a)?.triangles("solve").solve(b)
}

/// Solves a linear system for every column of `b` at once.
///
/// # Formula
///
/// AX = B: with A\[p, :\] = LU, first LY = B\[p, :\], then UX = Y
///
/// # Errors
///
/// - [`MathError::NotSquare`] if `a` is not square,
/// - [`MathError::ShapeMismatch`] unless `b` has as many rows as `a`,
/// - [`MathError::NotFinite`] for NaN or infinite entries,
/// - [`MathError::Singular`] if elimination meets a column of zeros,
/// - [`MathError::Overflow`] for a solution beyond the largest f64.
///
/// # Source
///
/// Guide §1.2; G. Golub and C. Van Loan, *Matrix Computations*, §3.4.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let a = array![[2.0, 1.0], [1.0, 3.0]];
/// let x = solve_matrix(&a, &array![[3.0, 2.0], [4.0, 1.0]])?;
/// assert_eq!(x, array![[1.0, 1.0], [1.0, 0.0]]);
/// # Ok::<(), MathError>(())
/// ```
pub fn solve_matrix(a: &ArrayRef2<f64>, b: &ArrayRef2<f64>) -> Result<Array2<f64>, MathError> {
    check::square("solve_matrix", "a", a)?;
    Factored::of("solve_matrix", a)?.triangles("solve_matrix").solve_matrix(b)
}

/// Inverse of a square matrix.
///
/// To solve Ax = b, [`solve`] is faster and more accurate than the inverse times
/// b.
///
/// # Formula
///
/// A⁻¹A = AA⁻¹ = I
///
/// # Errors
///
/// - [`MathError::NotSquare`] for a matrix that is not square,
/// - [`MathError::NotFinite`] for NaN or infinite entries,
/// - [`MathError::Singular`] if elimination meets a column of zeros,
/// - [`MathError::Overflow`] for an inverse beyond the largest f64.
///
/// A matrix that is singular but for rounding gets an inverse of huge entries: look at its
/// condition number.
///
/// # Source
///
/// Guide §1.2.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// // (1/10) [[4, −1], [−2, 3]]
/// let inverse = inverse(&array![[3.0, 1.0], [2.0, 4.0]])?;
/// let expected = array![[0.4, -0.1], [-0.2, 0.3]];
/// assert!((&inverse - &expected).iter().all(|gap| gap.abs() < 1e-15));
/// # Ok::<(), MathError>(())
/// ```
pub fn inverse(a: &ArrayRef2<f64>) -> Result<Array2<f64>, MathError> {
    check::square("inverse", "a", a)?;
    Factored::of("inverse", a)?.triangles("inverse").inverse()
}
