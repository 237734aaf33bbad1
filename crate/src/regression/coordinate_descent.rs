//! The minimum of a sparse regression, for one penalty or for many from large to small.
//!
//! The rounds are those of `coordinate_rounds.rs`. A round fetches all of X twice. For many
//! penalties on a tall X the same rounds are made on XᵀX instead (`covariance_updates.rs`),
//! which is small.

use super::coordinate_rounds::{CoordinateSettings, Done, Problem};
use super::covariance_updates::Products;
use super::design::{Centred, checked, penalty, predict};
use super::linear_regression::linear_regression;
use super::ridge::ridge;
use crate::check;
use crate::error::MathError;
use ndarray::{Array1, Array2, ArrayRef1, ArrayRef2};

/// A fitted lasso or elastic net.
#[derive(Debug, Clone, PartialEq)]
pub struct SparseRegression {
    /// The strength α of the penalty.
    pub alpha: f64,
    /// The share of the penalty that is ‖w‖₁: 1 for the lasso.
    pub l1_ratio: f64,
    /// b, not penalised.
    pub intercept: f64,
    /// w, with exact zeros.
    pub weights: Array1<f64>,
    /// How many weights are not zero.
    pub nonzero: usize,
    /// Rounds over all weights that were needed.
    pub iterations: usize,
    /// The objective is at most this far above its minimum.
    pub duality_gap: f64,
}

/// Lassos or elastic nets for many penalties.
#[derive(Debug, Clone, PartialEq)]
pub struct SparsePath {
    /// The penalties.
    pub alphas: Array1<f64>,
    /// The share of the penalty that is ‖w‖₁.
    pub l1_ratio: f64,
    /// One intercept for each penalty.
    pub intercepts: Array1<f64>,
    /// One row of weights for each penalty.
    pub weights: Array2<f64>,
    /// Rounds needed for each.
    pub iterations: Vec<usize>,
    /// The gap left by each.
    pub duality_gaps: Array1<f64>,
}

/// `count` penalties from `largest` down to `largest·ratio`, each the same factor
/// below the one before.
///
/// # Formula
/// largest·ratio^(i/(count − 1))
///
/// # Errors
/// [`MathError::OutOfRange`] unless `largest` is positive, `ratio` between 0 and 1
/// and `count` at least 1.
///
/// # Source
/// Guide §5.2; Friedman, Hastie and Tibshirani (2010).
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// let grid = penalty_grid(10.0, 0.01, 3)?;
/// assert!((grid[1] - 1.0).abs() < 1e-15 && grid[0] == 10.0);
/// assert!((grid[2] - 0.1).abs() < 1e-15);
/// # Ok::<(), MathError>(())
/// ```
pub fn penalty_grid(largest: f64, ratio: f64, count: usize) -> Result<Array1<f64>, MathError> {
    let operation = "penalty_grid";
    let out = |argument, value, expected| {
        Err(MathError::OutOfRange { operation, argument, value, expected })
    };
    check::positive(operation, "largest", largest)?;
    if !(ratio > 0.0 && ratio < 1.0) {
        return out("ratio", ratio, "a number between 0 and 1");
    }
    if count == 0 {
        return out("count", 0.0, "at least 1");
    }
    check::memory(operation, "count", count)?;
    let steps = (count - 1).max(1) as f64;
    Ok((0..count).map(|i| largest * ratio.powf(i as f64 / steps)).collect())
}

/// The smallest α for which every weight is zero.
///
/// # Formula
/// max |Xᵀ(y − ȳ)|/(n·l1_ratio) on centred columns
///
/// # Errors
/// - [`MathError::Empty`] without entries,
/// - [`MathError::ShapeMismatch`] unless y has one entry for every row of X,
/// - [`MathError::NotFinite`] for NaN or infinite entries,
/// - [`MathError::OutOfRange`] unless 0 < l1_ratio ≤ 1,
/// - [`MathError::Overflow`] for a product beyond the largest f64.
///
/// # Source
/// Guide §5.2; Friedman, Hastie and Tibshirani (2010).
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// // Centred: x = (−1, 1), y = (−2, 2): 4/2.
/// assert_eq!(largest_alpha(&array![[0.0], [2.0]], &array![1.0, 5.0], 1.0)?, 2.0);
/// # Ok::<(), MathError>(())
/// ```
pub fn largest_alpha(
    x: &ArrayRef2<f64>,
    y: &ArrayRef1<f64>,
    l1_ratio: f64,
) -> Result<f64, MathError> {
    let operation = "largest_alpha";
    let (n, _) = checked(operation, x, y)?;
    if !(l1_ratio > 0.0 && l1_ratio <= 1.0) {
        return Err(MathError::OutOfRange {
            operation,
            argument: "l1_ratio",
            value: l1_ratio,
            expected: "above 0 and at most 1; without an l1 part no weight becomes zero",
        });
    }
    let data = Centred::of(operation, x, y)?;
    let pull = data.x.t().dot(&data.y).iter().fold(0.0_f64, |m, v| m.max(v.abs()));
    if pull.is_finite() {
        Ok(pull / (n as f64 * l1_ratio))
    } else {
        Err(MathError::Overflow { operation })
    }
}

impl SparseRegression {
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
    /// let fit = lasso(&array![[0.0], [2.0]], &array![1.0, 5.0], 1.0)?;
    /// assert!((fit.predict(&array![[4.0]])?[0] - 6.0).abs() < 1e-14);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn predict(&self, x: &ArrayRef2<f64>) -> Result<Array1<f64>, MathError> {
        predict("SparseRegression::predict", x, &self.weights, self.intercept)
    }
}

/// Fits one penalty after the other, each from the weights of the one before.
pub(super) fn path(
    operation: &'static str,
    x: &ArrayRef2<f64>,
    y: &ArrayRef1<f64>,
    alphas: &ArrayRef1<f64>,
    l1_ratio: f64,
    settings: &CoordinateSettings,
) -> Result<SparsePath, MathError> {
    let (n, p) = checked(operation, x, y)?;
    alphas.iter().try_for_each(|&alpha| penalty(operation, "alpha", alpha))?;
    check::tolerance(operation, "tolerance", settings.tolerance)?;
    if !(0.0..=1.0).contains(&l1_ratio) {
        return Err(MathError::OutOfRange {
            operation,
            argument: "l1_ratio",
            value: l1_ratio,
            expected: "a number in [0, 1]",
        });
    }
    let problem = Problem::of(operation, x, y)?;
    let products = Products::worthwhile(alphas.len(), n, p).then(|| Products::of(&problem));
    let mut weights = Array2::zeros((alphas.len(), p));
    let mut warm = Array1::<f64>::zeros(p);
    let (mut intercepts, mut iterations, mut gaps) = (Vec::new(), Vec::new(), Vec::new());
    for (i, &alpha) in alphas.iter().enumerate() {
        // Without a corner there is a closed answer, and no gap to stop on.
        let done = if alpha == 0.0 {
            warm = linear_regression(x, y)?.weights;
            Done { rounds: 0, gap: 0.0 }
        } else if l1_ratio == 0.0 {
            warm = ridge(x, y, alpha * n as f64)?.weights;
            Done { rounds: 0, gap: 0.0 }
        } else {
            let l1 = alpha * l1_ratio * n as f64;
            let l2 = alpha * (1.0 - l1_ratio) * n as f64;
            match &products {
                Some(products) => {
                    products.descend(&problem, operation, &mut warm, (l1, l2), settings)?
                }
                None => problem.descend(operation, &mut warm, l1, l2, settings)?,
            }
        };
        weights.row_mut(i).assign(&warm);
        intercepts.push(problem.data.intercept(operation, &warm)?);
        iterations.push(done.rounds);
        gaps.push(done.gap / n as f64);
    }
    Ok(SparsePath {
        alphas: alphas.to_owned(),
        l1_ratio,
        intercepts: Array1::from(intercepts),
        weights,
        iterations,
        duality_gaps: Array1::from(gaps),
    })
}

impl SparsePath {
    /// The model of one penalty.
    pub(super) fn model(&self, i: usize) -> SparseRegression {
        let weights = self.weights.row(i).to_owned();
        SparseRegression {
            alpha: self.alphas[i],
            l1_ratio: self.l1_ratio,
            intercept: self.intercepts[i],
            nonzero: weights.iter().filter(|&&w| w != 0.0).count(),
            weights,
            iterations: self.iterations[i],
            duality_gap: self.duality_gaps[i],
        }
    }
}
