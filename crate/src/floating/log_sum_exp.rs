//! ln Σ e^{xᵢ}: the sum of numbers that are only known by their logarithms.
//!
//! Taking m = max x out of the sum,
//!
//! ```text
//! ln Σ e^{xᵢ} = m + ln(1 + Σ_{others} e^{xᵢ − m}),
//! ```
//!
//! every exponential is at most 1. The 1 of the maximum itself is left to ln(1 + ·),
//! which keeps the digits of a small rest.

use crate::check;
use crate::error::MathError;
use ndarray::{Array1, Array2, ArrayRef1, ArrayRef2, ArrayView1, Axis};

/// ln Σ e^{xᵢ} as it is written, without protection.
///
/// # Formula
/// ln Σ e^{xᵢ}; ∞ as soon as a score is above 709, −∞ if all are below −745.
///
/// # Source
/// Guide §4.2.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(log_sum_exp_naive(&array![1000.0, 1000.0]), f64::INFINITY);
/// ```
pub fn log_sum_exp_naive(x: &ArrayRef1<f64>) -> f64 {
    x.iter().map(|v| v.exp()).sum::<f64>().ln()
}

/// ln Σ e^{xᵢ} for numbers of any size.
///
/// # Formula
/// m + ln(1 + Σ e^{xᵢ − m}) with m = max x and the sum over the other entries. All −∞
/// (logarithms of zeros) give −∞, and a +∞ gives ∞.
///
/// # Errors
/// [`MathError::Empty`] without terms; [`MathError::InvalidArgument`] for NaN;
/// [`MathError::Overflow`] when the answer is beyond the largest number.
///
/// # Source
/// Guide §4.2.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(log_sum_exp(&array![1000.0, 1000.0])?, 1000.0 + 2.0_f64.ln());
/// assert_eq!(log_sum_exp(&array![0.0, -50.0])?, (-50.0_f64).exp()); // ln(1 + e⁻⁵⁰)
/// # Ok::<(), MathError>(())
/// ```
pub fn log_sum_exp(x: &ArrayRef1<f64>) -> Result<f64, MathError> {
    of_line(&Scores::vector("log_sum_exp", "x"), x.view())
}

/// [`log_sum_exp`] of every row (`Axis(1)`) or column (`Axis(0)`).
///
/// # Errors
/// [`MathError::OutOfRange`] for another axis; those of [`log_sum_exp`].
///
/// # Source
/// Guide §4.2.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// let rows = log_sum_exp_axis(&array![[0.0, 0.0], [1000.0, 1000.0]], Axis(1))?;
/// assert_eq!(rows, array![2.0_f64.ln(), 1000.0 + 2.0_f64.ln()]);
/// # Ok::<(), MathError>(())
/// ```
pub fn log_sum_exp_axis(x: &ArrayRef2<f64>, axis: Axis) -> Result<Array1<f64>, MathError> {
    axis_of_matrix("log_sum_exp_axis", axis)?;
    let place =
        |line| Scores { line: Some((axis, line)), ..Scores::vector("log_sum_exp_axis", "x") };
    x.lanes(axis).into_iter().enumerate().map(|(i, line)| of_line(&place(i), line)).collect()
}

fn of_line(scores: &Scores, x: ArrayView1<'_, f64>) -> Result<f64, MathError> {
    let peak = scores.maximum(x)?;
    // ∞ − ∞ has no value, but the sum has.
    if !peak.is_finite() {
        return Ok(peak);
    }
    check::no_overflow(scores.operation, peak + above_peak(x, peak))
}

/// ln Σ e^{xᵢ − m}, which is at least 0.
pub(crate) fn above_peak(x: ArrayView1<'_, f64>, peak: f64) -> f64 {
    let mut peak_counted = false;
    let mut others = 0.0;
    for &value in x {
        if value == peak && !peak_counted {
            peak_counted = true;
        } else {
            others += (value - peak).exp();
        }
    }
    others.ln_1p()
}

/// Where scores come from, for the sentences about them.
#[derive(Clone, Copy)]
pub(super) struct Scores {
    pub(super) operation: &'static str,
    pub(super) argument: &'static str,
    /// The axis along which a line of a matrix runs, and the line's number.
    pub(super) line: Option<(Axis, usize)>,
}

impl Scores {
    pub(super) fn vector(operation: &'static str, argument: &'static str) -> Self {
        Self { operation, argument, line: None }
    }

    /// "2" or "(1, 2)".
    fn position(&self, i: usize) -> String {
        match self.line {
            None => i.to_string(),
            Some((Axis(0), line)) => format!("({i}, {line})"),
            Some((_, line)) => format!("({line}, {i})"),
        }
    }

    fn refuse(&self, reason: String) -> MathError {
        MathError::InvalidArgument { operation: self.operation, argument: self.argument, reason }
    }

    /// The maximum, which must be finite: scores with a probability distribution.
    pub(super) fn peak(&self, x: ArrayView1<'_, f64>) -> Result<f64, MathError> {
        let peak = self.maximum(x)?;
        if peak == f64::INFINITY {
            let i = x.iter().position(|&v| v == peak).unwrap_or(0);
            return Err(self.refuse(format!(
                "holds +∞ at position {}; scores must be finite, or −∞ for a masked position",
                self.position(i)
            )));
        }
        if peak == f64::NEG_INFINITY {
            return Err(self.refuse(
                "is −∞ in every entry of a line, so there is nothing to give weight to; \
                 leave at least one position unmasked"
                    .into(),
            ));
        }
        Ok(peak)
    }

    /// The maximum of a line that is not empty and has no NaN.
    fn maximum(&self, x: ArrayView1<'_, f64>) -> Result<f64, MathError> {
        if x.is_empty() {
            return Err(MathError::Empty { operation: self.operation, argument: self.argument });
        }
        let (mut largest, mut known) = (f64::NEG_INFINITY, true);
        for &v in x {
            largest = if v > largest { v } else { largest };
            known &= !v.is_nan();
        }
        if !known {
            let i = x.iter().position(|v| v.is_nan()).unwrap_or(0);
            return Err(self.refuse(format!(
                "holds NaN at position {}; remove or replace it first",
                self.position(i)
            )));
        }
        Ok(largest)
    }
}

/// Refuses an axis that a matrix does not have.
fn axis_of_matrix(operation: &'static str, axis: Axis) -> Result<(), MathError> {
    if axis.index() < 2 {
        return Ok(());
    }
    Err(MathError::OutOfRange {
        operation,
        argument: "axis",
        value: axis.index() as f64,
        expected: "0 (down the columns) or 1 (along the rows)",
    })
}

/// A matrix rewritten line by line.
pub(super) fn lines(
    operation: &'static str,
    x: &ArrayRef2<f64>,
    axis: Axis,
    rewrite: impl Fn(&Scores, &mut Array1<f64>) -> Result<(), MathError>,
) -> Result<Array2<f64>, MathError> {
    axis_of_matrix(operation, axis)?;
    let mut result = Array2::zeros(x.dim());
    let pairs = x.lanes(axis).into_iter().zip(result.lanes_mut(axis));
    let mut room = Array1::zeros(x.len_of(axis));
    for (line, (from, mut to)) in pairs.enumerate() {
        let scores = Scores { line: Some((axis, line)), ..Scores::vector(operation, "x") };
        room.assign(&from);
        rewrite(&scores, &mut room)?;
        to.assign(&room);
    }
    Ok(result)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn infinite_logarithms_have_their_meaning() {
        let none = f64::NEG_INFINITY;
        assert_eq!(log_sum_exp(&array![none, none]), Ok(none));
        assert_eq!(log_sum_exp(&array![none, 3.0]), Ok(3.0));
        assert_eq!(log_sum_exp(&array![f64::INFINITY, none]), Ok(f64::INFINITY));
        assert!(log_sum_exp(&array![f64::NAN]).is_err());
        assert!(log_sum_exp(&Array1::zeros(0)).is_err());
        assert!(log_sum_exp_axis(&array![[1.0]], Axis(5)).is_err());
    }

    #[test]
    fn both_formulas_agree_on_small_numbers() {
        let x = array![0.3, -1.2, 2.0];
        assert!((log_sum_exp(&x).unwrap() - log_sum_exp_naive(&x)).abs() < 1e-15);
        let columns = log_sum_exp_axis(&array![[0.3, 5.0], [-1.2, 5.0], [2.0, 5.0]], Axis(0));
        assert!((columns.unwrap()[1] - (5.0 + 3.0_f64.ln())).abs() < 1e-15);
    }
}
