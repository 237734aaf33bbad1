//! Least squares by QR and by the SVD, and the digits that each method keeps.
//!
//! With X = QR the lengths of y − Xw and of Qᵀy − Rw differ by a part that w
//! cannot change, so the minimum is at Rw = Qᵀy: one triangular solve, and no
//! condition number is squared. With X = UΣVᵀ it is at w = VΣ⁺Uᵀy, which also has
//! an answer when columns depend on each other.

use super::design::checked;
use super::normal_equations::normal_equations;
use super::refinement::least_squares_refined;
use crate::check;
use crate::error::MathError;
use crate::floating::correct_digits;
use crate::linalg::triangular::solve_upper_vector;
use crate::linalg::{Qr, first_dependent, lstsq, qr};
use ndarray::{Array1, ArrayRef1, ArrayRef2};

/// The least-squares weights by QR, without an intercept.
///
/// # Formula
/// X = QR, Rw = Qᵀy; X is n × p with n ≥ p and independent columns.
///
/// # Errors
/// - [`MathError::Singular`] if a column depends on those before it or there are fewer rows
///   than columns,
/// - [`MathError::Empty`] without entries,
/// - [`MathError::ShapeMismatch`] unless y has one entry for every row of X,
/// - [`MathError::NotFinite`] for NaN or infinite entries,
/// - [`MathError::Overflow`] for a result beyond the largest f64.
///
/// # Source
/// Guide §5.1; Trefethen and Bau, Numerical Linear Algebra, lecture 11.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// let x = array![[3.0], [4.0]];
/// let w = least_squares_qr(&x, &array![6.0, 8.0])?;
/// assert!((w[0] - 2.0).abs() < 1e-15);
/// # Ok::<(), MathError>(())
/// ```
pub fn least_squares_qr(x: &ArrayRef2<f64>, y: &ArrayRef1<f64>) -> Result<Array1<f64>, MathError> {
    let operation = "least_squares_qr";
    let (n, p) = checked(operation, x, y)?;
    if n < p {
        return Err(MathError::Singular { operation, argument: "x", pivot: n });
    }
    let Qr { q, r } = qr(x)?;
    if let Some(pivot) = first_dependent(&r, n) {
        return Err(MathError::Singular { operation, argument: "x", pivot });
    }
    let mut w = q.t().dot(y);
    solve_upper_vector(r.view(), w.view_mut());
    check::none_overflowed(operation, w)
}

/// The least-squares weights by the SVD, without an intercept: the shortest if
/// there are several.
///
/// # Formula
/// w = VΣ⁺Uᵀy, with singular values up to σ₁·max(n, p)·ε counted as zero, as NumPy's
/// `lstsq` does.
///
/// # Errors
/// - [`MathError::Empty`] without entries,
/// - [`MathError::ShapeMismatch`] unless y has one entry for every row of X,
/// - [`MathError::NotFinite`] for NaN or infinite entries,
/// - [`MathError::Overflow`] for a result beyond the largest f64.
///
/// # Source
/// Guide §5.1, §1.3; Trefethen and Bau, Numerical Linear Algebra, lecture 11.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// // Two equal columns share the weight.
/// let x = array![[1.0, 1.0], [2.0, 2.0]];
/// let w = least_squares_svd(&x, &array![2.0, 4.0])?;
/// assert!((w[0] - 1.0).abs() < 1e-14 && (w[1] - 1.0).abs() < 1e-14);
/// # Ok::<(), MathError>(())
/// ```
pub fn least_squares_svd(x: &ArrayRef2<f64>, y: &ArrayRef1<f64>) -> Result<Array1<f64>, MathError> {
    checked("least_squares_svd", x, y)?;
    Ok(lstsq(x, y)?.x)
}

/// Correct digits of one method, in the answer of [`compare_least_squares`].
#[derive(Debug, Clone, PartialEq)]
pub struct MethodDigits {
    /// "normal equations", "QR", "SVD" or "refined".
    pub method: &'static str,
    /// The weights, or why there are none.
    pub weights: Result<Array1<f64>, MathError>,
    /// Correct decimal digits of the worst weight; 0 if there are none.
    pub digits: f64,
}

/// The same problem by four methods, with the digits that each gets right.
///
/// # Formula
/// digits = minᵢ −log₁₀(|wᵢ − exactᵢ|/|exactᵢ|), see
/// [`correct_digits`](crate::floating::correct_digits()).
///
/// # Errors
/// - [`MathError::Empty`] without entries,
/// - [`MathError::ShapeMismatch`] unless y has one entry for every row of X and `exact` one
///   for every column,
/// - [`MathError::NotFinite`] for NaN or infinite entries.
///
/// A method that fails says so in its own `weights`.
///
/// # Source
/// Guide §5.1, §4.2; McCullough, "Assessing the reliability of statistical
/// software" (1998).
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// // Nearly parallel columns: squaring them loses the difference.
/// let e = 7e-7;
/// let x = array![[1.0, 1.0], [e, 0.0], [0.0, e]];
/// let y = array![3.0, e, 2.0 * e];
/// let rows = compare_least_squares(&x, &y, &array![1.0, 2.0])?;
/// assert!(rows[0].digits < 4.0); // normal equations
/// assert!(rows[1].digits > 9.0); // QR, of the 16 less log₁₀κ = 6
/// assert!(rows[3].digits > 15.0); // refined
/// # Ok::<(), MathError>(())
/// ```
pub fn compare_least_squares(
    x: &ArrayRef2<f64>,
    y: &ArrayRef1<f64>,
    exact: &ArrayRef1<f64>,
) -> Result<Vec<MethodDigits>, MathError> {
    let operation = "compare_least_squares";
    let (_, p) = checked(operation, x, y)?;
    if exact.len() != p {
        return Err(MathError::ShapeMismatch {
            operation,
            left: x.shape().to_vec(),
            right: exact.shape().to_vec(),
            rule: "`exact` needs one weight for each column of `x`",
        });
    }
    let row = |method, weights: Result<Array1<f64>, MathError>| {
        let digits = weights.as_ref().map_or(0.0, |w| {
            w.iter().zip(exact).map(|(w, e)| correct_digits(*w, *e)).fold(17.0, f64::min)
        });
        MethodDigits { method, weights, digits }
    };
    Ok(vec![
        row(msg!("normal equations"), normal_equations(x, y)),
        row("QR", least_squares_qr(x, y)),
        row("SVD", least_squares_svd(x, y)),
        row(msg!("refined"), least_squares_refined(x, y).map(|fit| fit.weights)),
    ])
}
