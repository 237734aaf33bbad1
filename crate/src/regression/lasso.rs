//! The lasso: least squares with a price on the sum of the |w|.
//!
//! Ridge shrinks every weight a little and none to zero; the price |w| has the
//! same slope however small w is, so a weight that does not earn it is exactly
//! zero. What remains is a choice of columns.

use super::coordinate_descent::{SparsePath, SparseRegression, path};
use super::coordinate_rounds::CoordinateSettings;
use crate::error::MathError;
use ndarray::{ArrayRef1, ArrayRef2, array};

/// The lasso with an intercept.
///
/// # Formula
/// Minimises 1/(2n)‖y − Xw − b‖² + α‖w‖₁ by cyclic coordinate descent, to the
/// tolerance of [`CoordinateSettings::default`]. In the guide's form
/// ‖y − Xw‖² + λ‖w‖₁ the same w has λ = 2nα. α = 0 is least squares.
///
/// # Errors
/// - [`MathError::Empty`] without entries,
/// - [`MathError::ShapeMismatch`] unless y has one entry for every row of X,
/// - [`MathError::NotFinite`] for NaN or infinite entries,
/// - [`MathError::OutOfRange`] unless α is finite and at least 0,
/// - [`MathError::NotConverged`] when the rounds are used up,
/// - [`MathError::Overflow`] for a sum beyond the largest f64.
///
/// # Source
/// Guide §5.2; Tibshirani, "Regression shrinkage and selection via the lasso" (1996).
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// // Centred: x = (−1, 1), y = (−2, 2), so w = S(4, 2α)/2.
/// let fit = lasso(&array![[0.0], [2.0]], &array![1.0, 5.0], 1.0)?;
/// assert_eq!((fit.weights[0], fit.intercept), (1.0, 2.0));
/// assert_eq!(lasso(&array![[0.0], [2.0]], &array![1.0, 5.0], 3.0)?.nonzero, 0);
/// # Ok::<(), MathError>(())
/// ```
pub fn lasso(
    x: &ArrayRef2<f64>,
    y: &ArrayRef1<f64>,
    alpha: f64,
) -> Result<SparseRegression, MathError> {
    let settings = CoordinateSettings::default();
    Ok(path("lasso", x, y, &array![alpha], 1.0, &settings)?.model(0))
}

/// The lasso with its stopping rule chosen.
///
/// # Formula
/// As [`lasso`]. A tolerance of 1e-4 stops where scikit-learn does by default.
///
/// # Errors
/// Those of [`lasso`].
///
/// # Source
/// Guide §5.2.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// let quick = CoordinateSettings { tolerance: 1e-4, ..Default::default() };
/// let fit = lasso_with(&array![[0.0], [2.0]], &array![1.0, 5.0], 1.0, &quick)?;
/// assert_eq!(fit.weights[0], 1.0); // one weight alone is right at once
/// # Ok::<(), MathError>(())
/// ```
pub fn lasso_with(
    x: &ArrayRef2<f64>,
    y: &ArrayRef1<f64>,
    alpha: f64,
    settings: &CoordinateSettings,
) -> Result<SparseRegression, MathError> {
    Ok(path("lasso_with", x, y, &array![alpha], 1.0, settings)?.model(0))
}

/// The lasso for many penalties, each started from the answer before: cheapest
/// from the largest to the smallest, as [`penalty_grid`](super::penalty_grid) lists them.
///
/// # Formula
/// As [`lasso`], for each α; w has one row for each.
///
/// # Errors
/// Those of [`lasso`].
///
/// # Source
/// Guide §5.2; Friedman, Hastie and Tibshirani, "Regularization paths for
/// generalized linear models via coordinate descent" (2010).
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// let (x, y) = (array![[0.0], [2.0]], array![1.0, 5.0]);
/// let path = lasso_path(&x, &y, &array![2.0, 1.0], &CoordinateSettings::default())?;
/// assert_eq!(path.weights, array![[0.0], [1.0]]);
/// # Ok::<(), MathError>(())
/// ```
pub fn lasso_path(
    x: &ArrayRef2<f64>,
    y: &ArrayRef1<f64>,
    alphas: &ArrayRef1<f64>,
    settings: &CoordinateSettings,
) -> Result<SparsePath, MathError> {
    path("lasso_path", x, y, alphas, 1.0, settings)
}
