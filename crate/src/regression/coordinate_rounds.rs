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

use super::design::Centred;
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
