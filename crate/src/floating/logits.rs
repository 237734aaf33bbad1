//! Losses computed from scores rather than from probabilities.
//!
//! A network's last layer gives scores (logits). Turning them into
//! probabilities first and taking logarithms afterwards loses everything below
//! 1e-308 and near 1; done in one formula the exponential and the logarithm
//! cancel where they would overflow:
//!
//! ```text
//! −ln softmax(z)ₖ = log_sum_exp(z) − zₖ
//! −ln σ(z)        = ln(1 + e^{−z}) = max(−z, 0) + ln(1 + e^{−|z|})
//! ```

use super::centring::precise_mean;
use super::log_sum_exp::{Scores, above_peak};
use super::softmax::softmax;
use crate::check;
use crate::error::MathError;
use ndarray::{Array1, ArrayRef1, ArrayRef2, ArrayView1, Axis};

/// ln σ(z), the logarithm of the logistic function, at any size of z.
///
/// # Formula
/// ln σ(z) = min(z, 0) − ln(1 + e^{−|z|})
///
/// # Source
/// Guide §4.2.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(log_sigmoid(0.0), -(2.0_f64.ln()));
/// assert_eq!(log_sigmoid(-1000.0), -1000.0); // ln of σ(−1000) = 0 would be −∞
/// ```
pub fn log_sigmoid(z: f64) -> f64 {
    z.min(0.0) - (-z.abs()).exp().ln_1p()
}

/// Binary cross-entropy of a target in [0, 1] from one logit.
///
/// # Formula
/// −t ln σ(z) − (1 − t) ln σ(−z) = max(z, 0) − tz + ln(1 + e^{−|z|}), in nats
///
/// # Errors
/// [`MathError::NotFinite`] for the logit; [`MathError::OutOfRange`] for a target
/// outside [0, 1].
///
/// # Source
/// Guide §3.4, §4.2.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(binary_cross_entropy_from_logit(1.0, 0.0)?, 2.0_f64.ln());
/// assert_eq!(binary_cross_entropy_from_logit(0.0, 1000.0)?, 1000.0);
/// # Ok::<(), MathError>(())
/// ```
pub fn binary_cross_entropy_from_logit(target: f64, logit: f64) -> Result<f64, MathError> {
    let operation = "binary_cross_entropy_from_logit";
    check::finite_number(operation, "logit", logit)?;
    if !(0.0..=1.0).contains(&target) {
        return Err(MathError::OutOfRange {
            operation,
            argument: "target",
            value: target,
            expected: "a number in [0, 1]",
        });
    }
    // max(z, 0) − tz without subtracting two large numbers.
    let linear = if logit > 0.0 { logit * (1.0 - target) } else { -logit * target };
    Ok(linear + (-logit.abs()).exp().ln_1p())
}

/// Cross-entropy of one example from its logits.
///
/// # Formula
/// −ln softmax(z)ₖ = log_sum_exp(z) − zₖ, in nats, k the true class
///
/// # Errors
/// Those of [`softmax`]; [`MathError::InvalidArgument`] if the label is not a class
/// or its logit is −∞; [`MathError::Overflow`] when logits are further apart than the
/// largest number.
///
/// # Source
/// Guide §3.4, §4.2.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// let z = array![1000.0, 0.0];
/// assert_eq!(cross_entropy_from_logits(1, &z)?, 1000.0);
/// assert_eq!(-softmax(&z)?[1].ln(), f64::INFINITY); // the detour loses it
/// # Ok::<(), MathError>(())
/// ```
pub fn cross_entropy_from_logits(label: usize, logits: &ArrayRef1<f64>) -> Result<f64, MathError> {
    of_line(&Scores::vector("cross_entropy_from_logits", "logits"), logits.view(), label)
}

/// The mean cross-entropy of a batch: one row of logits and one label for each.
///
/// # Formula
/// 1/n Σᵢ (log_sum_exp(zᵢ) − z_{i,kᵢ}), in nats
///
/// # Errors
/// [`MathError::Empty`] without entries; [`MathError::ShapeMismatch`] if there is not one
/// label for each row; those of [`cross_entropy_from_logits`].
///
/// # Source
/// Guide §3.4, §4.2.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// let z = array![[0.0, 0.0], [0.0, 0.0]];
/// assert_eq!(mean_cross_entropy_from_logits(&[0, 1], &z)?, 2.0_f64.ln());
/// # Ok::<(), MathError>(())
/// ```
pub fn mean_cross_entropy_from_logits(
    labels: &[usize],
    logits: &ArrayRef2<f64>,
) -> Result<f64, MathError> {
    let operation = "mean_cross_entropy_from_logits";
    check::not_empty(operation, "logits", logits)?;
    if logits.nrows() != labels.len() {
        return Err(MathError::ShapeMismatch {
            operation,
            left: vec![labels.len()],
            right: logits.shape().to_vec(),
            rule: "every row of logits needs one label",
        });
    }
    let mut losses = Array1::zeros(labels.len());
    for (i, (row, &label)) in logits.rows().into_iter().zip(labels).enumerate() {
        let scores = Scores { line: Some((Axis(1), i)), ..Scores::vector(operation, "logits") };
        losses[i] = of_line(&scores, row, label)?;
    }
    let n = labels.len() as f64;
    let total: f64 = losses.iter().sum();
    // The sum may be beyond the largest number where the mean is not.
    Ok(if total.is_finite() { total / n } else { precise_mean(&losses).hi })
}

/// The gradient of [`cross_entropy_from_logits`] with respect to the logits.
///
/// # Formula
/// ∂L/∂zᵢ = softmax(z)ᵢ − [i = k]: prediction less truth
///
/// # Errors
/// Those of [`softmax`]; [`MathError::InvalidArgument`] if the label is not a class or its
/// logit is −∞.
///
/// # Source
/// Guide §2.2, §4.2.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// let gradient = cross_entropy_gradient_from_logits(0, &array![7.0, 7.0])?;
/// assert_eq!(gradient, array![-0.5, 0.5]);
/// # Ok::<(), MathError>(())
/// ```
pub fn cross_entropy_gradient_from_logits(
    label: usize,
    logits: &ArrayRef1<f64>,
) -> Result<Array1<f64>, MathError> {
    let scores = Scores::vector("cross_entropy_gradient_from_logits", "logits");
    labelled(&scores, logits.view(), label)?;
    let mut gradient = softmax(logits)?;
    // 1 − p of the true class as the sum of the others keeps its digits.
    gradient[label] = 0.0;
    gradient[label] = -gradient.sum();
    Ok(gradient)
}

fn of_line(scores: &Scores, logits: ArrayView1<'_, f64>, label: usize) -> Result<f64, MathError> {
    let (peak, truth) = labelled(scores, logits, label)?;
    check::no_overflow(scores.operation, (peak - truth) + above_peak(logits, peak))
}

/// The largest logit and that of the true class, both finite.
fn labelled(
    scores: &Scores,
    logits: ArrayView1<'_, f64>,
    label: usize,
) -> Result<(f64, f64), MathError> {
    let operation = scores.operation;
    let peak = scores.peak(logits)?;
    match logits.get(label) {
        Some(&truth) if truth.is_finite() => Ok((peak, truth)),
        Some(_) => Err(MathError::InvalidArgument {
            operation,
            argument: "label",
            reason: format!("is {label}, whose logit is −∞: a masked class cannot be the truth"),
        }),
        None => Err(MathError::InvalidArgument {
            operation,
            argument: "label",
            reason: format!("is {label}, but there are {} classes, counted from 0", logits.len()),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array2, array};
    use proptest::prelude::prop_assert;

    properties! {
        #[test]
        fn the_binary_loss_is_the_loss_of_two_classes(z in -50.0..50.0_f64) {
            let two = array![0.0, z];
            for (target, label) in [(0.0, 0), (1.0, 1)] {
                let one = binary_cross_entropy_from_logit(target, z).unwrap();
                let both = cross_entropy_from_logits(label, &two).unwrap();
                prop_assert!((one - both).abs() <= 1e-15 * (1.0 + one));
            }
            prop_assert!((log_sigmoid(z) + binary_cross_entropy_from_logit(1.0, z).unwrap()).abs() < 1e-14);
        }

        #[test]
        fn the_gradient_is_the_slope_of_the_loss(
            z in proptest::collection::vec(-3.0..3.0_f64, 2..6),
        ) {
            let z = Array1::from(z);
            let gradient = cross_entropy_gradient_from_logits(1, &z).unwrap();
            prop_assert!(gradient.sum().abs() < 1e-15);
            for i in 0..z.len() {
                let moved = |h: f64| {
                    let mut z = z.clone();
                    z[i] += h;
                    cross_entropy_from_logits(1, &z).unwrap()
                };
                let slope = (moved(1e-6) - moved(-1e-6)) / 2e-6;
                prop_assert!((gradient[i] - slope).abs() < 1e-8);
            }
        }
    }

    #[test]
    fn labels_and_targets_are_checked() {
        let z = array![1.0, f64::NEG_INFINITY];
        assert_eq!(cross_entropy_from_logits(0, &z), Ok(0.0));
        assert!(cross_entropy_from_logits(1, &z).is_err());
        assert!(cross_entropy_from_logits(2, &z).is_err());
        assert!(mean_cross_entropy_from_logits(&[0, 0], &array![[1.0]]).is_err());
        assert!(mean_cross_entropy_from_logits(&[], &Array2::zeros((0, 2))).is_err());
        assert!(binary_cross_entropy_from_logit(1.5, 1.0).is_err());
        assert!(binary_cross_entropy_from_logit(1.0, f64::NAN).is_err());
        assert_eq!(log_sigmoid(1000.0), -0.0);
        let far = array![f64::MAX, -f64::MAX];
        assert!(matches!(cross_entropy_from_logits(1, &far), Err(MathError::Overflow { .. })));
        assert_eq!(cross_entropy_gradient_from_logits(1, &far), Ok(array![1.0, -1.0]));
        let tall = array![[1.5e308, 0.0], [1.5e308, 0.0]];
        assert_eq!(mean_cross_entropy_from_logits(&[1, 1], &tall), Ok(1.5e308));
        let error = cross_entropy_from_logits(0, &array![f64::NAN]).unwrap_err().to_string();
        assert!(error.starts_with("cross_entropy_from_logits: `logits` holds NaN"), "{error}");
    }
}
