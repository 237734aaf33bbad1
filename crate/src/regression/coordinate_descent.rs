//! One weight at a time.
//!
//! The penalty |w| has a corner, so there is no derivative to set to zero; but
//! for a single weight the minimum is known. With the others fixed and
//! ρ = xⱼ·(residual without xⱼ's share),
//!
//! ```text
//! wⱼ = S(ρ, l₁)/(‖xⱼ‖² + l₂),    S(ρ, l) = sign(ρ)·max(|ρ| − l, 0):
//! ```
//!
//! a pull weaker than l₁ leaves the weight at exactly zero. Going round the
//! weights again and again reaches the minimum of
//! P(w) = ½‖y − Xw‖² + l₁‖w‖₁ + ½l₂‖w‖².
//!
//! When to stop? Every v with |xⱼ·v − l₂wⱼ| ≤ l₁ gives a number D(v) below the
//! minimum. With v the residual, shrunk until it satisfies that, P(w) − D(v) is the
//! *duality gap*: w is not more than the gap above the best possible.
//!
//! A round fetches all of X twice. For many penalties on a tall X the same rounds are made
//! on XᵀX instead (`covariance_updates.rs`), which is small.

use super::covariance_updates::Products;
use super::design::{Centred, checked, penalty, predict};
use super::linear_regression::linear_regression;
use super::ridge::ridge;
use crate::check;
use crate::error::MathError;
use ndarray::{Array1, Array2, ArrayRef1, ArrayRef2};

/// When coordinate descent stops: when no weight has moved by more than the
/// tolerance times the largest weight, and the duality gap is at most the tolerance
/// times ‖y − ȳ‖².
#[derive(Debug, Clone, PartialEq)]
pub struct CoordinateSettings {
    /// The tolerance of both tests; scikit-learn's `tol`, which is 1e-4 there.
    pub tolerance: f64,
    /// How many rounds over all weights are allowed.
    pub max_iterations: usize,
}

impl Default for CoordinateSettings {
    /// A tolerance of 1e-12, which leaves about as many correct digits, and 100,000
    /// rounds.
    fn default() -> Self {
        Self { tolerance: 1e-12, max_iterations: 100_000 }
    }
}

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

/// The number nearer to zero by l, and zero within l of it.
///
/// # Formula
/// S(x, l) = sign(x)·max(|x| − l, 0), the minimiser of ½(w − x)² + l|w|.
///
/// # Source
/// Guide §5.2; Friedman, Hastie and Tibshirani, "Regularization paths for
/// generalized linear models via coordinate descent" (2010).
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(soft_threshold(3.0, 1.0), 2.0);
/// assert_eq!(soft_threshold(-3.0, 1.0), -2.0);
/// assert_eq!(soft_threshold(0.5, 1.0), 0.0);
/// ```
pub fn soft_threshold(x: f64, l: f64) -> f64 {
    let rest = x.abs() - l;
    // NaN is no answer to keep to itself: the comparison is written so that it passes.
    if rest <= 0.0 { 0.0 } else { rest.copysign(x) }
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

/// Centred data with the columns of X as rows, and their squared lengths.
pub(super) struct Problem {
    pub data: Centred,
    pub columns: Array2<f64>,
    pub squares: Array1<f64>,
    pub y_square: f64,
}

pub(super) struct Done {
    pub rounds: usize,
    pub gap: f64,
}

impl Problem {
    pub(super) fn of(
        operation: &'static str,
        x: &ArrayRef2<f64>,
        y: &ArrayRef1<f64>,
    ) -> Result<Self, MathError> {
        let data = Centred::of(operation, x, y)?;
        let columns = data.x.t().as_standard_layout().into_owned();
        let squares: Array1<f64> = columns.rows().into_iter().map(|c| c.dot(&c)).collect();
        let y_square = data.y.dot(&data.y);
        if !check::is_finite(&squares) || !y_square.is_finite() {
            return Err(MathError::Overflow { operation });
        }
        Ok(Self { data, columns, squares, y_square })
    }

    pub(super) fn descend(
        &self,
        operation: &'static str,
        w: &mut Array1<f64>,
        l1: f64,
        l2: f64,
        settings: &CoordinateSettings,
    ) -> Result<Done, MathError> {
        let limit = settings.tolerance * self.y_square;
        let mut residual = &self.data.y - &w.dot(&self.columns);
        let gap = self.gap(w, &residual, l1, l2);
        if gap <= limit {
            return Ok(Done { rounds: 0, gap });
        }
        for round in 1..=settings.max_iterations {
            let (mut largest, mut largest_move) = (0.0_f64, 0.0_f64);
            for (j, column) in self.columns.rows().into_iter().enumerate() {
                let square = self.squares[j];
                if square == 0.0 {
                    w[j] = 0.0;
                    continue;
                }
                let before = w[j];
                let pull = column.dot(&residual) + before * square;
                let after = soft_threshold(pull, l1) / (square + l2);
                if after != before {
                    residual.scaled_add(before - after, &column);
                    w[j] = after;
                }
                largest_move = largest_move.max((after - before).abs());
                largest = largest.max(after.abs());
            }
            // The gap costs as much as a round: ask only when little has moved.
            if largest == 0.0 || largest_move <= settings.tolerance * largest {
                let gap = self.gap(w, &residual, l1, l2);
                // Where not one weight moves any more, rounding allows no better.
                if gap <= limit || largest_move <= f64::EPSILON * largest {
                    return Ok(Done { rounds: round, gap });
                }
            }
        }
        Err(MathError::NotConverged { operation, iterations: settings.max_iterations })
    }

    /// P(w) − D(v), never below 0.
    fn gap(&self, w: &Array1<f64>, residual: &Array1<f64>, l1: f64, l2: f64) -> f64 {
        self.gap_with(&self.columns.dot(residual), w, residual, (l1, l2))
    }

    /// The same with Xᵀ·residual at hand.
    pub(super) fn gap_with(
        &self,
        pulls: &Array1<f64>,
        w: &Array1<f64>,
        residual: &Array1<f64>,
        (l1, l2): (f64, f64),
    ) -> f64 {
        let pulls = pulls - w * l2;
        let strongest = pulls.iter().fold(0.0_f64, |m, v| m.max(v.abs()));
        let shrink = if strongest > l1 { l1 / strongest } else { 1.0 };
        let (r_square, w_square) = (residual.dot(residual), w.dot(w));
        let l1_norm: f64 = w.iter().map(|v| v.abs()).sum();
        let gap = 0.5 * (1.0 + shrink * shrink) * (r_square + l2 * w_square) + l1 * l1_norm
            - shrink * residual.dot(&self.data.y);
        gap.max(0.0)
    }
}
