//! The elastic net: both prices at once.
//!
//! Of two columns that say the same, the lasso keeps one and drops the other,
//! and which one is luck. A little ridge shares the weight between them and still
//! leaves exact zeros elsewhere.

use super::coordinate_descent::{SparsePath, SparseRegression, path};
use super::coordinate_rounds::CoordinateSettings;
use crate::error::MathError;
use ndarray::{ArrayRef1, ArrayRef2, array};

/// The elastic net with an intercept.
///
/// # Formula
/// Minimises 1/(2n)‖y − Xw − b‖² + α·ρ‖w‖₁ + α(1 − ρ)/2·‖w‖² with ρ = `l1_ratio`:
/// ρ = 1 is the lasso, ρ = 0 ridge with λ = nα.
///
/// # Errors
/// Those of [`lasso`](super::lasso()); [`MathError::OutOfRange`] unless 0 ≤ ρ ≤ 1.
///
/// # Source
/// Guide §5.2; Zou and Hastie, "Regularization and variable selection via the
/// elastic net" (2005).
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// // Two equal columns share the weight.
/// let x = array![[0.0, 0.0], [2.0, 2.0]];
/// let settings = CoordinateSettings::default();
/// let fit = elastic_net(&x, &array![1.0, 5.0], 1.0, 0.5, &settings)?;
/// assert!((fit.weights[0] - fit.weights[1]).abs() < 1e-6);
/// # Ok::<(), MathError>(())
/// ```
pub fn elastic_net(
    x: &ArrayRef2<f64>,
    y: &ArrayRef1<f64>,
    alpha: f64,
    l1_ratio: f64,
    settings: &CoordinateSettings,
) -> Result<SparseRegression, MathError> {
    Ok(path("elastic_net", x, y, &array![alpha], l1_ratio, settings)?.model(0))
}

/// The elastic net for many penalties, each started from the answer before.
///
/// # Formula
/// As [`elastic_net`], for each α; w has one row for each.
///
/// # Errors
/// Those of [`elastic_net`].
///
/// # Source
/// Guide §5.2; Zou and Hastie (2005).
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// let (x, y) = (array![[0.0], [2.0]], array![1.0, 5.0]);
/// let settings = CoordinateSettings::default();
/// let path = elastic_net_path(&x, &y, &array![4.0, 1.0], 0.5, &settings)?;
/// assert_eq!(path.weights, array![[0.0], [1.0]]); // S(4, n/2)/(2 + n/2) at α = 1
/// # Ok::<(), MathError>(())
/// ```
pub fn elastic_net_path(
    x: &ArrayRef2<f64>,
    y: &ArrayRef1<f64>,
    alphas: &ArrayRef1<f64>,
    l1_ratio: f64,
    settings: &CoordinateSettings,
) -> Result<SparsePath, MathError> {
    path("elastic_net_path", x, y, alphas, l1_ratio, settings)
}
