//! Cross-entropy losses: the negative log-likelihood of a classifier.
//!
//! A classifier says pᵢ = P(yᵢ = 1). If the labels are independent, the likelihood of
//! what was observed is Π pᵢ^yᵢ (1 − pᵢ)^(1−yᵢ), and its negative logarithm, divided by
//! n, is the loss that networks are trained on. Minimising it is maximum likelihood.
//!
//! A prediction of exactly 0 for what did happen has an infinite loss: the model has
//! called the truth impossible. Frameworks clip the predictions instead, which makes
//! every loss finite and the worst ones arbitrary (they depend on ε alone). Both are
//! here; computing from the logits avoids the question
//! ([`binary_cross_entropy_from_logit`](crate::floating::binary_cross_entropy_from_logit)).

use super::distribution::probability;
use crate::check;
use crate::error::MathError;
use ndarray::{ArrayRef1, ArrayRef2};

/// Mean binary cross-entropy, exact: ∞ if something was called impossible and
/// happened.
///
/// Targets may be probabilities themselves (soft labels).
///
/// # Formula
///
/// −(1/n) Σ yᵢ ln pᵢ + (1 − yᵢ) ln(1 − pᵢ), with 0 · ln 0 = 0
///
/// # Errors
///
/// [`MathError::Empty`] without targets; [`MathError::ShapeMismatch`] unless there are as
/// many predictions; [`MathError::OutOfRange`] for targets or predictions outside of [0,
/// 1].
///
/// # Source
///
/// Guide §3.4.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let loss = binary_cross_entropy(&array![1.0, 0.0], &array![0.5, 0.5])?;
/// assert_eq!(loss, 2_f64.ln());
/// assert_eq!(binary_cross_entropy(&array![1.0], &array![0.0])?, f64::INFINITY);
/// # Ok::<(), MathError>(())
/// ```
pub fn binary_cross_entropy(
    targets: &ArrayRef1<f64>,
    predictions: &ArrayRef1<f64>,
) -> Result<f64, MathError> {
    binary("binary_cross_entropy", targets, predictions, 0.0)
}

/// Mean binary cross-entropy with predictions clipped to [ε, 1 − ε], as the guide
/// writes it (there ε = 1e-15).
///
/// # Formula
///
/// that of [`binary_cross_entropy`] with min(max(pᵢ, ε), 1 − ε) for pᵢ; ε = 0 clips nothing,
/// and the loss may be +∞
///
/// # Errors
///
/// Those of [`binary_cross_entropy`]; [`MathError::OutOfRange`] unless ε is in [0, ½].
///
/// # Source
///
/// Guide §3.4.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let loss = binary_cross_entropy_clipped(&array![1.0], &array![0.0], 1e-15)?;
/// assert!((loss + 1e-15_f64.ln()).abs() < 1e-12);
/// # Ok::<(), MathError>(())
/// ```
pub fn binary_cross_entropy_clipped(
    targets: &ArrayRef1<f64>,
    predictions: &ArrayRef1<f64>,
    epsilon: f64,
) -> Result<f64, MathError> {
    const NAME: &str = "binary_cross_entropy_clipped";
    small(NAME, epsilon)?;
    binary(NAME, targets, predictions, epsilon)
}

fn binary(
    operation: &'static str,
    targets: &ArrayRef1<f64>,
    predictions: &ArrayRef1<f64>,
    epsilon: f64,
) -> Result<f64, MathError> {
    check::not_empty(operation, "targets", targets)?;
    check::same_length(operation, targets, predictions)?;
    let mut sum = 0.0;
    for (&y, &p) in targets.iter().zip(predictions) {
        probability(operation, "targets", y)?;
        probability(operation, "predictions", p)?;
        // 1 − ε may round to 1, whose distance from 1 is 0 and not ε: each end is clipped by itself.
        let (ln_p, ln_rest) = match p {
            p if p < epsilon => (epsilon.ln(), (-epsilon).ln_1p()),
            p if 1.0 - p < epsilon => ((-epsilon).ln_1p(), epsilon.ln()),
            p => (p.ln(), (-p).ln_1p()),
        };
        sum -= weighted(y, ln_p) + weighted(1.0 - y, ln_rest);
    }
    Ok(sum / targets.len() as f64)
}

/// Mean multi-class cross-entropy for targets and predictions in rows of
/// probabilities (one-hot or soft targets), exact.
///
/// # Formula
///
/// −(1/n) Σᵢ Σ_c yᵢ_c ln pᵢ_c, with 0 · ln 0 = 0
///
/// # Errors
///
/// - [`MathError::Empty`] without targets,
/// - [`MathError::ShapeMismatch`] unless the predictions have the same shape,
/// - [`MathError::NotFinite`] for NaN or infinite entries,
/// - [`MathError::NotADistribution`] for a row that is negative or does not sum to 1.
///
/// # Source
///
/// Guide §3.4.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let targets = array![[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]];
/// let predictions = array![[0.5, 0.25, 0.25], [0.25, 0.25, 0.5]];
/// assert_eq!(categorical_cross_entropy(&targets, &predictions)?, 2_f64.ln());
/// # Ok::<(), MathError>(())
/// ```
pub fn categorical_cross_entropy(
    targets: &ArrayRef2<f64>,
    predictions: &ArrayRef2<f64>,
) -> Result<f64, MathError> {
    categorical("categorical_cross_entropy", targets, predictions, |p| p)
}

/// Mean multi-class cross-entropy with predictions clipped to [ε, 1 − ε].
///
/// # Formula
///
/// that of [`categorical_cross_entropy`] with min(max(p, ε), 1 − ε) for p; ε = 0 clips
/// nothing, and the loss may be +∞
///
/// # Errors
///
/// Those of [`categorical_cross_entropy`]; [`MathError::OutOfRange`] unless ε is in [0, ½].
///
/// # Source
///
/// Guide §3.4.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let loss = categorical_cross_entropy_clipped(&array![[1.0, 0.0]], &array![[0.0, 1.0]], 1e-10)?;
/// assert!((loss + 1e-10_f64.ln()).abs() < 1e-9);
/// # Ok::<(), MathError>(())
/// ```
pub fn categorical_cross_entropy_clipped(
    targets: &ArrayRef2<f64>,
    predictions: &ArrayRef2<f64>,
    epsilon: f64,
) -> Result<f64, MathError> {
    const NAME: &str = "categorical_cross_entropy_clipped";
    small(NAME, epsilon)?;
    categorical(NAME, targets, predictions, |p| p.clamp(epsilon, 1.0 - epsilon))
}

fn categorical(
    operation: &'static str,
    targets: &ArrayRef2<f64>,
    predictions: &ArrayRef2<f64>,
    adjust: impl Fn(f64) -> f64,
) -> Result<f64, MathError> {
    check::not_empty(operation, "targets", targets)?;
    if targets.dim() != predictions.dim() {
        return Err(MathError::ShapeMismatch {
            operation,
            left: targets.shape().to_vec(),
            right: predictions.shape().to_vec(),
            rule: "targets and predictions need the same rows and columns",
        });
    }
    let mut sum = 0.0;
    for (y, p) in targets.rows().into_iter().zip(predictions.rows()) {
        check::distribution(operation, "targets", &y)?;
        check::distribution(operation, "predictions", &p)?;
        sum -= y.iter().zip(p).map(|(&y, &p)| weighted(y, adjust(p).ln())).sum::<f64>();
    }
    Ok(sum / targets.nrows() as f64)
}

/// Mean multi-class cross-entropy when the truth is the number of a class: the mean of
/// −ln of the probability given to it.
///
/// # Formula
///
/// −(1/n) Σᵢ ln pᵢ_yᵢ
///
/// # Errors
///
/// - [`MathError::Empty`] without predictions,
/// - [`MathError::ShapeMismatch`] unless every row of them has one label,
/// - [`MathError::OutOfRange`] for a label beyond the columns,
/// - [`MathError::NotFinite`] for NaN or infinite entries,
/// - [`MathError::NotADistribution`] for a row that is negative or does not sum to 1.
///
/// # Source
///
/// Guide §3.4.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let loss = label_cross_entropy(&[0, 1], &array![[0.5, 0.5], [0.5, 0.5]])?;
/// assert_eq!(loss, 2_f64.ln());
/// # Ok::<(), MathError>(())
/// ```
pub fn label_cross_entropy(
    labels: &[usize],
    predictions: &ArrayRef2<f64>,
) -> Result<f64, MathError> {
    const NAME: &str = "label_cross_entropy";
    check::not_empty(NAME, "predictions", predictions)?;
    if labels.len() != predictions.nrows() {
        return Err(MathError::ShapeMismatch {
            operation: NAME,
            left: vec![labels.len()],
            right: predictions.shape().to_vec(),
            rule: "every row of predictions needs one label",
        });
    }
    let mut sum = 0.0;
    for (&label, p) in labels.iter().zip(predictions.rows()) {
        check::distribution(NAME, "predictions", &p)?;
        match p.get(label) {
            Some(p) => sum -= p.ln(),
            None => {
                return Err(MathError::OutOfRange {
                    operation: NAME,
                    argument: "labels",
                    value: label as f64,
                    expected: "below the number of columns, counted from 0",
                });
            }
        }
    }
    Ok(sum / labels.len() as f64)
}

/// weight · ln, where a weight of zero counts more than an infinite logarithm.
fn weighted(weight: f64, ln: f64) -> f64 {
    if weight == 0.0 { 0.0 } else { weight * ln }
}

fn small(operation: &'static str, epsilon: f64) -> Result<(), MathError> {
    if (0.0..=0.5).contains(&epsilon) {
        return Ok(());
    }
    let expected = "a small number in [0, 0.5]";
    Err(MathError::OutOfRange { operation, argument: "epsilon", value: epsilon, expected })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probability::{Bernoulli, Distribution};
    use ndarray::{Array1, Array2, array};

    #[test]
    fn the_loss_is_the_negative_log_likelihood() {
        let (y, p) = (array![1.0, 0.0, 1.0, 1.0], array![0.9, 0.2, 0.6, 0.3]);
        let sum: f64 = y.iter().zip(&p).map(|(&y, &p)| -Bernoulli::new(p).unwrap().ln_pdf(y)).sum();
        assert!((binary_cross_entropy(&y, &p).unwrap() - sum / 4.0).abs() < 1e-15);
        // Two classes are the binary case.
        let two = |v: &Array1<f64>| {
            Array2::from_shape_fn((4, 2), |(i, c)| if c == 0 { v[i] } else { 1.0 - v[i] })
        };
        let same = categorical_cross_entropy(&two(&y), &two(&p)).unwrap();
        assert!((same - sum / 4.0).abs() < 1e-15);
        let labels = label_cross_entropy(&[0, 1, 0, 0], &two(&p)).unwrap();
        assert!((labels - sum / 4.0).abs() < 1e-15);
    }

    #[test]
    fn certainty_that_is_right_costs_nothing_and_wrong_everything() {
        let y = array![1.0, 0.0];
        assert_eq!(binary_cross_entropy(&y, &y).unwrap(), 0.0);
        assert_eq!(binary_cross_entropy(&y, &(1.0 - &y)).unwrap(), f64::INFINITY);
        assert!(binary_cross_entropy_clipped(&y, &(1.0 - &y), 1e-15).unwrap() < 35.0);
    }

    #[test]
    fn clipping_costs_at_most_minus_ln_epsilon_at_both_ends() {
        for epsilon in [1e-3, 1e-15, 1e-17, 1e-300] {
            for (y, p) in [(1.0, 0.0), (0.0, 1.0)] {
                let loss = binary_cross_entropy_clipped(&array![y], &array![p], epsilon).unwrap();
                assert_eq!(loss, -epsilon.ln(), "p = {p}, ε = {epsilon:e}");
            }
        }
        let unclipped = binary_cross_entropy_clipped(&array![0.0], &array![1.0], 0.0);
        assert_eq!(unclipped, Ok(f64::INFINITY));
    }

    #[test]
    fn misuse_is_answered_with_an_error() {
        assert!(binary_cross_entropy(&array![1.0], &array![1.1]).is_err());
        assert!(binary_cross_entropy(&array![2.0], &array![0.5]).is_err());
        assert!(binary_cross_entropy(&array![1.0], &array![f64::NAN]).is_err());
        assert!(binary_cross_entropy(&Array1::zeros(0), &Array1::zeros(0)).is_err());
        assert!(binary_cross_entropy_clipped(&array![1.0], &array![0.5], 0.6).is_err());
        assert!(categorical_cross_entropy(&array![[1.0, 0.0]], &array![[0.5, 0.6]]).is_err());
        assert!(categorical_cross_entropy(&array![[1.0]], &array![[0.5, 0.5]]).is_err());
        assert!(label_cross_entropy(&[2], &array![[0.5, 0.5]]).is_err());
    }
}
