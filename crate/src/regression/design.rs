//! What every regression does with its data first.

use crate::check;
use crate::error::MathError;
use crate::floating::centring::{exponent_of, times_power_of_two};
use crate::floating::sum_neumaier;
use ndarray::{Array1, Array2, ArrayRef1, ArrayRef2, Axis};

/// Refuses data that no regression can use; answers with (examples, features).
pub(super) fn checked(
    operation: &'static str,
    x: &ArrayRef2<f64>,
    y: &ArrayRef1<f64>,
) -> Result<(usize, usize), MathError> {
    check::not_empty(operation, "x", x)?;
    if x.nrows() != y.len() {
        return Err(MathError::ShapeMismatch {
            operation,
            left: x.shape().to_vec(),
            right: y.shape().to_vec(),
            rule: "`y` needs one target for each row of `x`",
        });
    }
    check::finite(operation, "x", x)?;
    check::finite(operation, "y", y)?;
    Ok(x.dim())
}

/// Refuses a penalty that is negative, NaN or infinite.
pub(super) fn penalty(
    operation: &'static str,
    argument: &'static str,
    value: f64,
) -> Result<(), MathError> {
    check::tolerance(operation, argument, value)
}

/// Data with the mean taken off every column and off y.
///
/// The best intercept is b = ȳ − x̄·w whatever w is, so minimising over w alone
/// on centred data is minimising over both, and the intercept stays unpenalised.
pub(super) struct Centred {
    pub x: Array2<f64>,
    pub y: Array1<f64>,
    pub x_means: Array1<f64>,
    pub y_mean: f64,
}

impl Centred {
    pub fn of(x: &ArrayRef2<f64>, y: &ArrayRef1<f64>) -> Self {
        let x_means = column_means(x);
        let y_mean = mean(y);
        let mut centred = &x.view() - &x_means;
        for (mut column, mean) in centred.columns_mut().into_iter().zip(&x_means) {
            if is_rounding(column.iter(), *mean) {
                column.fill(0.0);
            }
        }
        Self { x: centred, y: &y.view() - y_mean, x_means, y_mean }
    }

    /// b = ȳ − x̄·w
    pub fn intercept(&self, weights: &ArrayRef1<f64>) -> f64 {
        self.y_mean - self.x_means.dot(weights)
    }
}

/// Whether distances from a mean are what rounding leaves of a constant.
pub(super) fn is_rounding<'a>(mut distances: impl Iterator<Item = &'a f64>, mean: f64) -> bool {
    distances.all(|v| v.abs() <= 4.0 * f64::EPSILON * mean.abs())
}

/// The mean, with a sum that carries its lost digits along.
pub(super) fn mean(x: &ArrayRef1<f64>) -> f64 {
    sum_neumaier(x) / x.len() as f64
}

pub(super) fn column_means(x: &ArrayRef2<f64>) -> Array1<f64> {
    x.columns().into_iter().map(|column| mean(&column)).collect()
}

/// ŷ = Xw + b for new rows, refusing rows of another width.
pub(super) fn predict(
    operation: &'static str,
    x: &ArrayRef2<f64>,
    weights: &ArrayRef1<f64>,
    intercept: f64,
) -> Result<Array1<f64>, MathError> {
    if x.ncols() != weights.len() {
        return Err(MathError::ShapeMismatch {
            operation,
            left: x.shape().to_vec(),
            right: weights.shape().to_vec(),
            rule: "`x` needs one column for each weight",
        });
    }
    check::finite(operation, "x", x)?;
    all_finite(operation, x.dot(weights) + intercept)
}

/// Refuses a result that has left the range of f64.
pub(super) fn all_finite(
    operation: &'static str,
    values: Array1<f64>,
) -> Result<Array1<f64>, MathError> {
    if check::is_finite(&values) { Ok(values) } else { Err(MathError::Overflow { operation }) }
}

/// The power of two that brings the largest entry of each column into [½, 1), as
/// an exponent; 0 for a column of zeros.
pub(super) fn column_exponents(x: &ArrayRef2<f64>) -> Vec<i32> {
    x.axis_iter(Axis(1)).map(|column| exponent_of_largest(column.iter())).collect()
}

pub(super) fn exponent_of_largest<'a>(values: impl Iterator<Item = &'a f64>) -> i32 {
    -exponent_of(values.fold(0.0_f64, |largest, v| largest.max(v.abs())))
}

/// v·2ᵏ, also where 2ᵏ alone is beyond the range.
pub(super) fn shift(v: f64, k: i32) -> f64 {
    times_power_of_two(v, k)
}
