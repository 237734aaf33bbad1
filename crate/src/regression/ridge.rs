//! Ridge: least squares with a price on the length of w.
//!
//! ‖y − Xw‖² + λ‖w‖² has its minimum at (XᵀX + λI)w = Xᵀy. With X = UΣVᵀ this is
//!
//! ```text
//! w = Σᵢ vᵢ · σᵢ/(σᵢ² + λ) · uᵢᵀy:
//! ```
//!
//! along each direction the least-squares answer uᵢᵀy/σᵢ is shrunk by the factor
//! σᵢ²/(σᵢ² + λ), the thin directions most. One decomposition serves every λ.

use super::design::{Centred, checked, penalty, predict};
use super::normal_equations::solve;
use crate::check;
use crate::error::MathError;
use crate::linalg::svd::{Along, along_singular_vectors};
use crate::linalg::{Svd, rank_cut, svd};
use ndarray::{Array1, Array2, ArrayRef1, ArrayRef2};

/// A fitted ridge model, the answer of [`ridge`].
#[derive(Debug, Clone, PartialEq)]
pub struct Ridge {
    /// The penalty λ.
    pub lambda: f64,
    /// b, not penalised.
    pub intercept: f64,
    /// w.
    pub weights: Array1<f64>,
    /// Σ σᵢ²/(σᵢ² + λ): how many weights are left free, so to speak.
    pub effective_degrees: f64,
}

/// Ridge models for many penalties, the answer of [`ridge_path`].
#[derive(Debug, Clone, PartialEq)]
pub struct RidgePath {
    /// The penalties.
    pub lambdas: Array1<f64>,
    /// One intercept for each.
    pub intercepts: Array1<f64>,
    /// One row of weights for each.
    pub weights: Array2<f64>,
    /// Σ σᵢ²/(σᵢ² + λ) for each.
    pub effective_degrees: Array1<f64>,
}

/// Ridge regression with an intercept.
///
/// # Formula
/// Minimises ‖y − Xw − b‖² + λ‖w‖² (the loss of scikit-learn's `Ridge`, with
/// alpha = λ); b is not penalised. λ = 0 is least squares, with the shortest w if
/// there are several.
///
/// # Errors
/// - [`MathError::OutOfRange`] unless λ is finite and at least 0,
/// - [`MathError::Empty`] without entries,
/// - [`MathError::ShapeMismatch`] unless y has one entry for every row of X,
/// - [`MathError::NotFinite`] for NaN or infinite entries,
/// - [`MathError::Overflow`] for a result beyond the largest f64.
///
/// # Source
/// Guide §5.2; Hoerl and Kennard, "Ridge regression" (1970).
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// // Centred x is (−1, 1) and y is (−2, 2): w = 4/(2 + λ).
/// let fit = ridge(&array![[0.0], [2.0]], &array![1.0, 5.0], 2.0)?;
/// assert!((fit.weights[0] - 1.0).abs() < 1e-15);
/// assert!((fit.intercept - 2.0).abs() < 1e-15); // 3 − 1·1
/// assert!((fit.effective_degrees - 0.5).abs() < 1e-15);
/// # Ok::<(), MathError>(())
/// ```
pub fn ridge(x: &ArrayRef2<f64>, y: &ArrayRef1<f64>, lambda: f64) -> Result<Ridge, MathError> {
    penalty("ridge", "lambda", lambda)?;
    Spectrum::of("ridge", x, y)?.fit("ridge", lambda)
}

/// Ridge for many penalties from one singular value decomposition.
///
/// # Formula
/// As [`ridge`], for each λ; w has one row for each.
///
/// # Errors
/// Those of [`ridge`].
///
/// # Source
/// Guide §5.2.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// let x = array![[0.0], [2.0]];
/// let path = ridge_path(&x, &array![1.0, 5.0], &array![0.0, 2.0])?;
/// assert!((path.weights[[0, 0]] - 2.0).abs() < 1e-15);
/// assert!((path.weights[[1, 0]] - 1.0).abs() < 1e-15);
/// # Ok::<(), MathError>(())
/// ```
pub fn ridge_path(
    x: &ArrayRef2<f64>,
    y: &ArrayRef1<f64>,
    lambdas: &ArrayRef1<f64>,
) -> Result<RidgePath, MathError> {
    let operation = "ridge_path";
    lambdas.iter().try_for_each(|&lambda| penalty(operation, "lambdas", lambda))?;
    let spectrum = Spectrum::of(operation, x, y)?;
    let mut weights = Array2::zeros((lambdas.len(), x.ncols()));
    let (mut intercepts, mut degrees) = (Vec::new(), Vec::new());
    for (i, &lambda) in lambdas.iter().enumerate() {
        let fit = spectrum.fit(operation, lambda)?;
        weights.row_mut(i).assign(&fit.weights);
        intercepts.push(fit.intercept);
        degrees.push(fit.effective_degrees);
    }
    Ok(RidgePath {
        lambdas: lambdas.to_owned(),
        intercepts: Array1::from(intercepts),
        weights,
        effective_degrees: Array1::from(degrees),
    })
}

/// Ridge without an intercept by its normal equation, as the guide writes it.
///
/// # Formula
/// w = (XᵀX + λI)⁻¹Xᵀy by a Cholesky factor
///
/// # Errors
/// [`MathError::OutOfRange`] for a negative λ; [`MathError::NotPositiveDefinite`] if
/// XᵀX + λI is not, which takes λ = 0 or one too small to be seen beside XᵀX; those
/// of [`normal_equations`](super::normal_equations()).
///
/// # Source
/// Guide §5.2.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// let w = ridge_normal_equation(&array![[1.0], [1.0]], &array![2.0, 4.0], 1.0)?;
/// assert!((w[0] - 2.0).abs() < 1e-15); // 6/(2 + 1)
/// # Ok::<(), MathError>(())
/// ```
pub fn ridge_normal_equation(
    x: &ArrayRef2<f64>,
    y: &ArrayRef1<f64>,
    lambda: f64,
) -> Result<Array1<f64>, MathError> {
    penalty("ridge_normal_equation", "lambda", lambda)?;
    solve("ridge_normal_equation", x, y, lambda)
}

/// The mean squared error of leaving each example out in turn, for every λ, without
/// fitting again.
///
/// # Formula
/// 1/n Σ (eᵢ/(1 − hᵢ))² with hᵢ = 1/n + Σₖ u²ᵢₖσₖ²/(σₖ² + λ), which is exact.
///
/// # Errors
/// Those of [`ridge`]; [`MathError::InvalidArgument`] if an example is met exactly whatever
/// its target (hᵢ = 1), so that leaving it out says nothing.
///
/// # Source
/// Guide §5.2; Golub, Heath and Wahba, "Generalized cross-validation" (1979).
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// let x = array![[0.0], [1.0], [2.0]];
/// // λ so large that only the mean is left: each mean of the other two.
/// let errors = ridge_leave_one_out(&x, &array![0.0, 3.0, 6.0], &array![1e300])?;
/// assert!((errors[0] - 13.5).abs() < 1e-12); // (4.5² + 0² + 4.5²)/3
/// # Ok::<(), MathError>(())
/// ```
pub fn ridge_leave_one_out(
    x: &ArrayRef2<f64>,
    y: &ArrayRef1<f64>,
    lambdas: &ArrayRef1<f64>,
) -> Result<Array1<f64>, MathError> {
    let operation = "ridge_leave_one_out";
    lambdas.iter().try_for_each(|&lambda| penalty(operation, "lambdas", lambda))?;
    let (spectrum, u) = Spectrum::with_left_vectors(operation, x, y)?;
    let n = x.nrows();
    let squares = u.mapv(|v| v * v);
    let errors = lambdas.iter().map(|&lambda| {
        let kept = spectrum.kept(lambda);
        let pull = squares.dot(&kept) + 1.0 / n as f64;
        let fitted = u.dot(&(&kept * &spectrum.along.coordinates));
        let residuals = &spectrum.data.y - &fitted;
        let mut sum = 0.0;
        for (e, h) in residuals.iter().zip(&pull) {
            if 1.0 - h <= n as f64 * f64::EPSILON {
                return Err(MathError::InvalidArgument {
                    operation,
                    argument: "lambdas",
                    reason: format!(
                        "holds {lambda}, with which an example is met whatever its target, so \
                         that leaving it out says nothing; use larger penalties or more examples"
                    ),
                });
            }
            sum += (e / (1.0 - h)).powi(2);
        }
        Ok(sum / n as f64)
    });
    check::none_overflowed(operation, errors.collect::<Result<_, _>>()?)
}

impl Ridge {
    /// ŷ = Xw + b for new examples.
    ///
    /// # Errors
    /// [`MathError::ShapeMismatch`] unless X has one column for every weight;
    /// [`MathError::NotFinite`] for NaN or infinite entries; [`MathError::Overflow`] for a
    /// prediction beyond the largest f64.
    ///
    /// # Examples
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let fit = ridge(&array![[0.0], [2.0]], &array![1.0, 5.0], 2.0)?;
    /// assert!((fit.predict(&array![[4.0]])?[0] - 6.0).abs() < 1e-14);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn predict(&self, x: &ArrayRef2<f64>) -> Result<Array1<f64>, MathError> {
        predict("Ridge::predict", x, &self.weights, self.intercept)
    }
}

/// Centred data in the coordinates of their singular vectors.
pub(super) struct Spectrum {
    data: Centred,
    along: Along,
    /// Below this a singular value is the shadow of rounding.
    cut: f64,
}

impl Spectrum {
    pub(super) fn of(
        operation: &'static str,
        x: &ArrayRef2<f64>,
        y: &ArrayRef1<f64>,
    ) -> Result<Self, MathError> {
        checked(operation, x, y)?;
        let data = Centred::of(operation, x, y)?;
        let along = along_singular_vectors(operation, &data.x, &data.y)?;
        Ok(Self::from_parts(data, along))
    }

    /// The same with U, which only single examples need.
    fn with_left_vectors(
        operation: &'static str,
        x: &ArrayRef2<f64>,
        y: &ArrayRef1<f64>,
    ) -> Result<(Self, Array2<f64>), MathError> {
        checked(operation, x, y)?;
        let data = Centred::of(operation, x, y)?;
        let Svd { u, s, vt } = svd(&data.x)?;
        let along = Along { coordinates: u.t().dot(&data.y), s, vt };
        Ok((Self::from_parts(data, along), u))
    }

    fn from_parts(data: Centred, along: Along) -> Self {
        let (n, p) = data.x.dim();
        let cut = rank_cut(n, p) * along.s[0];
        Self { data, along, cut }
    }

    /// σ²/(σ² + λ), written so that no square overflows or vanishes.
    fn kept(&self, lambda: f64) -> Array1<f64> {
        self.along.s.mapv(|s| if s > self.cut { s / (s + lambda / s) } else { 0.0 })
    }

    pub(super) fn fit(&self, operation: &'static str, lambda: f64) -> Result<Ridge, MathError> {
        let kept = self.kept(lambda);
        let mut along = &kept * &self.along.coordinates;
        for (a, &s) in along.iter_mut().zip(&self.along.s) {
            *a = if s > self.cut { *a / s } else { 0.0 };
        }
        let weights = check::none_overflowed(operation, self.along.vt.t().dot(&along))?;
        let intercept = self.data.intercept(operation, &weights)?;
        Ok(Ridge { lambda, intercept, weights, effective_degrees: kept.sum() })
    }
}
