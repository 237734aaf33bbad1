//! Softmax: scores to probabilities.
//!
//! e^{xᵢ}/Σe^{xⱼ} does not change when the same number is subtracted from every
//! score. On paper it does not matter which; on a computer e^710 is already
//! beyond the largest number, and ∞/∞ is NaN. With the maximum subtracted the
//! largest exponential is e⁰ = 1: nothing overflows, the sum is at least 1, and
//! what underflows to 0 deserved to.

use super::log_sum_exp::{Scores, above_peak, lines};
use crate::check;
use crate::error::MathError;
use ndarray::{Array1, Array2, ArrayRef1, ArrayRef2, Axis};

/// Softmax as the formula is written, without protection.
///
/// # Formula
/// e^{xᵢ}/Σⱼ e^{xⱼ}. For a score above 709 the answer holds NaN, and if all scores
/// are below −745 too: that is the lesson.
///
/// # Source
/// Guide §4.2.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// let p = softmax_naive(&array![1000.0, 2000.0, 3000.0]);
/// assert!(p.iter().all(|p| p.is_nan()));
/// ```
pub fn softmax_naive(x: &ArrayRef1<f64>) -> Array1<f64> {
    let exponentials = x.mapv(f64::exp);
    let total = exponentials.sum();
    exponentials / total
}

/// Softmax with the maximum subtracted first: for scores of any size.
///
/// # Formula
/// pᵢ = e^{xᵢ − m}/Σⱼ e^{xⱼ − m}, m = max x. A score of −∞ (a masked position)
/// has probability 0.
///
/// # Errors
/// [`MathError::Empty`] without scores; [`MathError::InvalidArgument`] for NaN, for +∞, and
/// if every score is −∞.
///
/// # Source
/// Guide §4.2.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(softmax(&array![1000.0, 2000.0, 3000.0])?, array![0.0, 0.0, 1.0]);
/// let p = softmax(&array![0.0, 3.0_f64.ln()])?; // odds of 1 to 3
/// assert!((p[0] - 0.25).abs() < 1e-15 && (p[1] - 0.75).abs() < 1e-15);
/// # Ok::<(), MathError>(())
/// ```
pub fn softmax(x: &ArrayRef1<f64>) -> Result<Array1<f64>, MathError> {
    of_vector(&Scores::vector("softmax", "x"), x, line)
}

/// Softmax of every row (`Axis(1)`: each row sums to 1) or column (`Axis(0)`).
///
/// # Formula
/// [`softmax`], line by line.
///
/// # Errors
/// [`MathError::OutOfRange`] for another axis; those of [`softmax`].
///
/// # Source
/// Guide §4.2, §6.2.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// let scores = array![[1000.0, 1000.0], [0.0, f64::NEG_INFINITY]];
/// assert_eq!(softmax_axis(&scores, Axis(1))?, array![[0.5, 0.5], [1.0, 0.0]]);
/// # Ok::<(), MathError>(())
/// ```
pub fn softmax_axis(x: &ArrayRef2<f64>, axis: Axis) -> Result<Array2<f64>, MathError> {
    lines("softmax_axis", x, axis, line)
}

/// Softmax with a temperature: below 1 it sharpens, above 1 it flattens.
///
/// # Formula
/// pᵢ ∝ e^{xᵢ/T}. As T → 0 all weight goes to the maximum, as T → ∞ to everyone
/// alike; T = 1 is [`softmax`]. The shift comes before the division, so no T is too
/// small.
///
/// # Errors
/// Those of [`softmax`]; [`MathError::OutOfRange`] unless T is positive and finite.
///
/// # Source
/// Guide §4.2; Hinton, Vinyals and Dean, "Distilling the knowledge in a neural
/// network" (2015).
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// let x = array![0.0, 9.0_f64.ln()];
/// let p = softmax_with_temperature(&x, 2.0)?; // odds √9 = 3
/// assert!((p[1] - 0.75).abs() < 1e-15);
/// assert_eq!(softmax_with_temperature(&x, 1e-300)?, array![0.0, 1.0]);
/// # Ok::<(), MathError>(())
/// ```
pub fn softmax_with_temperature(
    x: &ArrayRef1<f64>,
    temperature: f64,
) -> Result<Array1<f64>, MathError> {
    let operation = "softmax_with_temperature";
    check::positive(operation, "temperature", temperature)?;
    of_vector(&Scores::vector(operation, "x"), x, |scores, x| warm_line(scores, x, temperature))
}

/// ln softmax without ever taking the logarithm of a number near 0.
///
/// # Formula
/// (xᵢ − m) − ln Σⱼ e^{xⱼ − m}. The logarithm of [`softmax`] would be −∞ for scores
/// more than 745 below the maximum.
///
/// # Errors
/// Those of [`softmax`]; [`MathError::Overflow`] when scores are further apart than the
/// largest number.
///
/// # Source
/// Guide §4.2.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(log_softmax(&array![0.0, -1000.0])?, array![0.0, -1000.0]);
/// assert_eq!(log_softmax(&array![5.0, 5.0])?[0], -(2.0_f64.ln()));
/// # Ok::<(), MathError>(())
/// ```
pub fn log_softmax(x: &ArrayRef1<f64>) -> Result<Array1<f64>, MathError> {
    of_vector(&Scores::vector("log_softmax", "x"), x, log_line)
}

/// [`log_softmax`] of every row (`Axis(1)`) or column (`Axis(0)`).
///
/// # Errors
/// [`MathError::OutOfRange`] for another axis; those of [`log_softmax`].
///
/// # Source
/// Guide §4.2.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// let found = log_softmax_axis(&array![[0.0], [-1000.0]], Axis(0))?;
/// assert_eq!(found, array![[0.0], [-1000.0]]);
/// # Ok::<(), MathError>(())
/// ```
pub fn log_softmax_axis(x: &ArrayRef2<f64>, axis: Axis) -> Result<Array2<f64>, MathError> {
    lines("log_softmax_axis", x, axis, log_line)
}

/// Softmax of a copy of x.
fn of_vector(
    scores: &Scores,
    x: &ArrayRef1<f64>,
    rewrite: impl Fn(&Scores, &mut Array1<f64>) -> Result<(), MathError>,
) -> Result<Array1<f64>, MathError> {
    let mut result = x.to_owned();
    rewrite(scores, &mut result)?;
    Ok(result)
}

/// Scores to probabilities, in place.
fn line(scores: &Scores, x: &mut Array1<f64>) -> Result<(), MathError> {
    let peak = scores.peak(x.view())?;
    x.mapv_inplace(|score| (score - peak).exp());
    *x /= x.sum();
    Ok(())
}

fn warm_line(scores: &Scores, x: &mut Array1<f64>, temperature: f64) -> Result<(), MathError> {
    let peak = scores.peak(x.view())?;
    x.mapv_inplace(|score| {
        let gap = score - peak;
        // Two scores at opposite ends of the range are further apart than a number can
        // say, but divided by a large T they may not be.
        let gap = if gap.is_finite() {
            gap / temperature
        } else {
            (0.5 * score - 0.5 * peak) / temperature * 2.0
        };
        gap.exp()
    });
    *x /= x.sum();
    Ok(())
}

fn log_line(scores: &Scores, x: &mut Array1<f64>) -> Result<(), MathError> {
    let peak = scores.peak(x.view())?;
    let log_total = above_peak(x.view(), peak);
    let mut overflowed = false;
    x.mapv_inplace(|score| {
        let log = (score - peak) - log_total;
        // Only a masked score has the logarithm −∞.
        overflowed |= log.is_infinite() && score.is_finite();
        log
    });
    if overflowed {
        return Err(MathError::Overflow { operation: scores.operation });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;
    use proptest::prelude::prop_assert;

    properties! {
        #[test]
        fn probabilities_sum_to_one_and_ignore_a_common_shift(
            x in proptest::collection::vec(-1e3..1e3_f64, 1..30), shift in -1e5..1e5_f64,
        ) {
            let x = Array1::from(x);
            let p = softmax(&x).unwrap();
            prop_assert!((p.sum() - 1.0).abs() < 1e-14);
            let moved = softmax(&(&x + shift)).unwrap();
            prop_assert!((&moved - &p).iter().all(|gap| gap.abs() < 1e-9));
            let logs = log_softmax(&x).unwrap();
            for (log, p) in logs.iter().zip(&p) {
                prop_assert!((log.exp() - p).abs() <= 1e-12);
            }
        }

        #[test]
        fn both_formulas_agree_on_small_scores(x in proptest::collection::vec(-5.0..5.0_f64, 1..20)) {
            let x = Array1::from(x);
            let gap = softmax(&x).unwrap() - softmax_naive(&x);
            prop_assert!(gap.iter().all(|gap| gap.abs() < 1e-15));
        }
    }

    #[test]
    fn masks_have_no_weight_and_unusable_scores_are_refused() {
        let masked = array![1.0, f64::NEG_INFINITY, 1.0];
        assert_eq!(softmax(&masked).unwrap(), array![0.5, 0.0, 0.5]);
        assert_eq!(log_softmax(&masked).unwrap()[1], f64::NEG_INFINITY);
        for bad in [
            array![1.0, f64::NAN],
            array![f64::INFINITY, 0.0],
            array![f64::NEG_INFINITY, f64::NEG_INFINITY],
            Array1::zeros(0),
        ] {
            assert!(softmax(&bad).is_err() && log_softmax(&bad).is_err());
        }
        assert!(softmax_with_temperature(&array![1.0], 0.0).is_err());
        assert!(softmax_with_temperature(&array![1.0], f64::NAN).is_err());
        assert!(softmax_axis(&array![[1.0]], Axis(2)).is_err());
        assert_eq!(softmax(&array![f64::MAX, -f64::MAX]).unwrap(), array![1.0, 0.0]);
        assert!(matches!(
            log_softmax(&array![f64::MAX, -f64::MAX]),
            Err(MathError::Overflow { .. })
        ));
        // Scores 2·1e308 apart at a temperature of 1e308: odds of e².
        let p = softmax_with_temperature(&array![1e308, -1e308], 1e308).unwrap();
        assert!((p[0] / p[1] / 2.0_f64.exp() - 1.0).abs() < 1e-14);
        let error = softmax(&array![0.0, f64::INFINITY]).unwrap_err().to_string();
        assert_eq!(
            error,
            "softmax: `x` holds +∞ at position 1; scores must be finite, or −∞ for a masked position."
        );
        let table = array![[0.0, 1.0], [2.0, f64::NAN]];
        for axis in [Axis(0), Axis(1)] {
            let error = softmax_axis(&table, axis).unwrap_err().to_string();
            assert!(error.contains("softmax_axis: `x` holds NaN at position (1, 1)"), "{error}");
        }
        let no_rows = Array2::zeros((0, 3));
        assert_eq!(softmax_axis(&no_rows, Axis(1)).unwrap().dim(), (0, 3));
        assert!(softmax_axis(&no_rows, Axis(0)).is_err());
    }
}
