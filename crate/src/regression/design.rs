//! What every regression does with its data first.

use crate::check;
use crate::error::MathError;
use crate::floating::DoubleDouble;
use crate::floating::centring::{centred_columns, distance, precise_mean};
use crate::floating::exponent::{self, exponent_of, times_power_of_two};
use ndarray::{Array1, Array2, ArrayRef1, ArrayRef2};

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
    pub x_means: Vec<DoubleDouble>,
    pub y_mean: DoubleDouble,
}

impl Centred {
    /// Data of which a distance is beyond the largest f64 are refused.
    pub(super) fn of(
        operation: &'static str,
        x: &ArrayRef2<f64>,
        y: &ArrayRef1<f64>,
    ) -> Result<Self, MathError> {
        let (centred, x_means) = centred_columns(x);
        let y_mean = precise_mean(y);
        let y = y.mapv(|v| distance(v, y_mean));
        if !check::is_finite(&centred) || !check::is_finite(&y) {
            return Err(MathError::Overflow { operation });
        }
        Ok(Self { x: centred, y, x_means, y_mean })
    }

    /// b = ȳ − x̄·w
    pub(super) fn intercept(
        &self,
        operation: &'static str,
        weights: &ArrayRef1<f64>,
    ) -> Result<f64, MathError> {
        let pairs = self.x_means.iter().zip(weights);
        let b = pairs.fold(self.y_mean, |b, (&mean, &w)| b.plus_product(-mean, w)).to_f64();
        check::no_overflow(operation, b)
    }
}

/// The mean with all its digits.
pub(super) fn mean(x: &ArrayRef1<f64>) -> f64 {
    precise_mean(x).hi
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
    check::none_overflowed(operation, x.dot(weights) + intercept)
}

/// The power of two that brings the largest entry of each column into [½, 1), as
/// an exponent; 0 for a column of zeros.
pub(super) fn column_exponents(x: &ArrayRef2<f64>) -> Vec<i32> {
    exponent::column_exponents(x).into_iter().map(|k| -k).collect()
}

pub(super) fn exponent_of_largest<'a>(values: impl Iterator<Item = &'a f64>) -> i32 {
    -exponent_of(values.fold(0.0_f64, |largest, v| largest.max(v.abs())))
}

/// v·2ᵏ, also where 2ᵏ alone is beyond the range.
pub(super) fn shift(v: f64, k: i32) -> f64 {
    times_power_of_two(v, k)
}
