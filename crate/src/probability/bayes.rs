//! Bayes' theorem: how evidence changes a belief.
//!
//! Hypotheses H₁ … Hₖ exclude each other and one of them is true. Before the
//! evidence E we believe P(Hᵢ), the *prior*; each hypothesis says how probable the
//! evidence is, P(E | Hᵢ), the *likelihood*. From P(Hᵢ ∩ E) written both ways,
//!
//! ```text
//! P(Hᵢ | E) = P(E | Hᵢ) P(Hᵢ) / P(E),     P(E) = Σⱼ P(E | Hⱼ) P(Hⱼ)
//! ```
//!
//! Only ratios of likelihoods matter. A likelihood of a thousand observations is
//! far below the smallest f64, so the work is done on logarithms, where the
//! division by P(E) is a log-sum-exp.

use super::distribution::probability;
use crate::check;
use crate::error::MathError;
use crate::floating::log_sum_exp;
use ndarray::{Array1, Array2, ArrayRef1, ArrayRef2};

/// What is believed after the evidence.
#[derive(Debug, Clone, PartialEq)]
pub struct Posterior {
    /// P(Hᵢ | E).
    pub posterior: Array1<f64>,
    /// ln P(Hᵢ | E), finite where the posterior itself underflows.
    pub ln_posterior: Array1<f64>,
    /// ln P(E): how probable the evidence was.
    pub ln_evidence: f64,
}

/// Posterior of any number of hypotheses.
///
/// # Formula
///
/// P(Hᵢ | E) = P(E | Hᵢ) P(Hᵢ) / Σⱼ P(E | Hⱼ) P(Hⱼ)
///
/// # Errors
///
/// - [`MathError::Empty`] without hypotheses,
/// - [`MathError::ShapeMismatch`] unless there are as many likelihoods,
/// - [`MathError::NotFinite`] for NaN or infinite entries,
/// - [`MathError::NotADistribution`] for a prior that is negative or does not sum to 1,
/// - [`MathError::OutOfRange`] for a negative likelihood (densities above 1 are fine),
/// - [`MathError::InvalidArgument`] for evidence that no hypothesis allows.
///
/// # Source
///
/// Guide §3.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// // An illness of 1 % and a test that finds 90 % of the ill and alarms 9 % of the healthy.
/// let belief = bayes(&array![0.01, 0.99], &array![0.9, 0.09])?;
/// assert!((belief.posterior[0] - 0.009 / 0.0981).abs() < 1e-15);
/// # Ok::<(), MathError>(())
/// ```
pub fn bayes(prior: &ArrayRef1<f64>, likelihood: &ArrayRef1<f64>) -> Result<Posterior, MathError> {
    const NAME: &str = "bayes";
    check::distribution(NAME, "prior", prior)?;
    check::same_length(NAME, prior, likelihood)?;
    check::finite(NAME, "likelihood", likelihood)?;
    if let Some(&value) = likelihood.iter().find(|&&value| value < 0.0) {
        return Err(MathError::OutOfRange {
            operation: NAME,
            argument: "likelihood",
            value,
            expected: "zero or positive in every entry",
        });
    }
    posterior(NAME, &prior.mapv(f64::ln), &likelihood.mapv(f64::ln))
}

/// [`bayes`] with the logarithms of prior and likelihood, for evidence whose
/// likelihood underflows. The prior may be any weights: they are divided by
/// their sum.
///
/// # Errors
///
/// - [`MathError::Empty`] without hypotheses,
/// - [`MathError::ShapeMismatch`] unless there are as many likelihoods,
/// - [`MathError::OutOfRange`] for NaN or +∞,
/// - [`MathError::InvalidArgument`] for evidence that no hypothesis allows, or a prior that
///   allows none.
///
/// # Source
///
/// Guide §3.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let even = array![0.5_f64.ln(), 0.5_f64.ln()];
/// let belief = bayes_ln(&even, &array![-5000.0, -5000.0 - 3_f64.ln()])?;
/// assert!((belief.posterior[0] - 0.75).abs() < 1e-12);
/// # Ok::<(), MathError>(())
/// ```
pub fn bayes_ln(
    ln_prior: &ArrayRef1<f64>,
    ln_likelihood: &ArrayRef1<f64>,
) -> Result<Posterior, MathError> {
    const NAME: &str = "bayes_ln";
    check::not_empty(NAME, "ln_prior", ln_prior)?;
    check::same_length(NAME, ln_prior, ln_likelihood)?;
    for (argument, values) in [("ln_prior", ln_prior), ("ln_likelihood", ln_likelihood)] {
        if let Some(&value) = values.iter().find(|v| v.is_nan() || **v == f64::INFINITY) {
            let expected = "a finite number or −∞ in every entry";
            return Err(MathError::OutOfRange { operation: NAME, argument, value, expected });
        }
    }
    let scale = log_sum_exp(ln_prior)?;
    if scale == f64::NEG_INFINITY {
        return Err(impossible(NAME, "ln_prior"));
    }
    posterior(NAME, &ln_prior.mapv(|p| p - scale), ln_likelihood)
}

/// The beliefs after each of several independent pieces of evidence, one after
/// the other: row 0 is the prior, row i + 1 the posterior after row i of the
/// likelihoods. The order does not matter for the last row.
///
/// # Errors
///
/// Those of [`bayes`].
///
/// # Source
///
/// Guide §3.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// // Fair coin or two heads? Three heads in a row.
/// let heads = array![[0.5, 1.0], [0.5, 1.0], [0.5, 1.0]];
/// let beliefs = bayes_sequence(&array![0.5, 0.5], &heads)?;
/// assert!((beliefs[[3, 1]] - 8.0 / 9.0).abs() < 1e-15);
/// # Ok::<(), MathError>(())
/// ```
pub fn bayes_sequence(
    prior: &ArrayRef1<f64>,
    likelihoods: &ArrayRef2<f64>,
) -> Result<Array2<f64>, MathError> {
    check::distribution("bayes_sequence", "prior", prior)?;
    let mut beliefs = Array2::zeros((likelihoods.nrows() + 1, prior.len()));
    beliefs.row_mut(0).assign(prior);
    let mut ln_belief = prior.mapv(f64::ln);
    for (i, row) in likelihoods.rows().into_iter().enumerate() {
        // The first call checks the row; the logarithms carry what would underflow.
        let uniform = Array1::from_elem(prior.len(), 1.0 / prior.len() as f64);
        bayes(&uniform, &row)?;
        let next = posterior("bayes_sequence", &ln_belief, &row.mapv(f64::ln))?;
        beliefs.row_mut(i + 1).assign(&next.posterior);
        ln_belief = next.ln_posterior;
    }
    Ok(beliefs)
}

/// What a yes-or-no test says, for a given share of the population.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TestResult {
    /// P(condition | positive).
    pub positive_predictive: f64,
    /// P(no condition | negative).
    pub negative_predictive: f64,
    /// P(positive): the true alarms and the false ones.
    pub alarm_rate: f64,
    /// P(positive | condition) / P(positive | no condition): by how much a positive
    /// result multiplies the odds (infinite for a test without false alarms).
    pub likelihood_ratio: f64,
}

/// The meaning of a positive and of a negative test result: Bayes for two
/// hypotheses, with the base rate in its place.
///
/// `prevalence` is P(condition), `sensitivity` P(positive | condition), `specificity`
/// P(negative | no condition).
///
/// # Errors
///
/// [`MathError::OutOfRange`] for a number outside of [0, 1]; [`MathError::InvalidArgument`]
/// for a test that is never positive, or never negative.
///
/// # Source
///
/// Guide §3.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// // 1 of 100 is ill; of the 1 + 9.9 expected alarms, 1 is true.
/// let test = diagnostic_test(0.01, 1.0, 0.9)?;
/// assert!((test.positive_predictive - 1.0 / 10.9).abs() < 1e-15);
/// assert_eq!(test.negative_predictive, 1.0);
/// # Ok::<(), MathError>(())
/// ```
pub fn diagnostic_test(
    prevalence: f64,
    sensitivity: f64,
    specificity: f64,
) -> Result<TestResult, MathError> {
    const NAME: &str = "diagnostic_test";
    probability(NAME, "prevalence", prevalence)?;
    probability(NAME, "sensitivity", sensitivity)?;
    probability(NAME, "specificity", specificity)?;
    let (ill, healthy) = (prevalence, 1.0 - prevalence);
    let (hits, false_alarms) = (sensitivity * ill, (1.0 - specificity) * healthy);
    let (misses, correct_passes) = ((1.0 - sensitivity) * ill, specificity * healthy);
    let alarm_rate = hits + false_alarms;
    let passes = misses + correct_passes;
    if alarm_rate == 0.0 || passes == 0.0 {
        return Err(impossible(NAME, "one of the two results"));
    }
    Ok(TestResult {
        positive_predictive: hits / alarm_rate,
        negative_predictive: correct_passes / passes,
        alarm_rate,
        likelihood_ratio: if sensitivity == 0.0 { 0.0 } else { sensitivity / (1.0 - specificity) },
    })
}

fn impossible(operation: &'static str, argument: &'static str) -> MathError {
    MathError::InvalidArgument {
        operation,
        argument,
        reason:
            "has probability 0 under every hypothesis, so there is nothing to divide by; allow \
                 it at least one cause"
                .to_string(),
    }
}

/// The theorem itself, on logarithms that are known to be sound.
fn posterior(
    operation: &'static str,
    ln_prior: &ArrayRef1<f64>,
    ln_likelihood: &ArrayRef1<f64>,
) -> Result<Posterior, MathError> {
    let ln_joint = ln_prior + ln_likelihood;
    let ln_evidence = log_sum_exp(&ln_joint)?;
    if ln_evidence == f64::NEG_INFINITY {
        return Err(impossible(operation, "likelihood"));
    }
    let ln_posterior = ln_joint - ln_evidence;
    Ok(Posterior { posterior: ln_posterior.mapv(f64::exp), ln_posterior, ln_evidence })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn evidence_at_once_and_piece_by_piece_leads_to_the_same_belief() {
        let prior = array![0.2, 0.5, 0.3];
        let pieces = array![[0.9, 0.1, 0.4], [0.2, 0.7, 0.1], [0.5, 0.5, 0.9]];
        let at_once = pieces.map_axis(ndarray::Axis(0), |column| column.product());
        let together = bayes(&prior, &at_once).unwrap().posterior;
        let last = bayes_sequence(&prior, &pieces).unwrap().row(3).to_owned();
        assert!((&together - &last).iter().all(|d| d.abs() < 1e-15));
        let reversed = pieces.select(ndarray::Axis(0), &[2, 1, 0]);
        let other = bayes_sequence(&prior, &reversed).unwrap().row(3).to_owned();
        assert!((&other - &last).iter().all(|d| d.abs() < 1e-15));
    }

    #[test]
    fn ten_thousand_pieces_of_evidence_do_not_underflow() {
        let rows =
            Array2::from_shape_fn(
                (10_000, 2),
                |(i, j)| {
                    if (i + j) % 2 == 0 { 1e-3 } else { 1e-3 * 1.0001 }
                },
            );
        let beliefs = bayes_sequence(&array![0.5, 0.5], &rows).unwrap();
        assert!((beliefs[[10_000, 0]] - 0.5).abs() < 1e-9);
    }

    #[test]
    fn a_hypothesis_once_excluded_stays_excluded() {
        let rows = array![[0.0, 0.5], [1.0, 1e-300]];
        let beliefs = bayes_sequence(&array![0.5, 0.5], &rows).unwrap();
        assert_eq!(beliefs.row(2), array![0.0, 1.0]);
    }

    #[test]
    fn misuse_is_answered_with_an_error() {
        assert!(bayes(&array![0.5, 0.6], &array![1.0, 1.0]).is_err());
        assert!(bayes(&array![0.5, 0.5], &array![1.0]).is_err());
        assert!(bayes(&array![0.5, 0.5], &array![-1.0, 1.0]).is_err());
        assert!(bayes(&array![0.5, 0.5], &array![f64::NAN, 1.0]).is_err());
        assert!(bayes(&array![0.5, 0.5], &array![0.0, 0.0]).is_err());
        assert!(bayes(&array![1.0, 0.0], &array![0.0, 1.0]).is_err());
        assert!(bayes_ln(&array![0.0, f64::NAN], &array![0.0, 0.0]).is_err());
        assert!(bayes_ln(&Array1::zeros(0), &Array1::zeros(0)).is_err());
        assert!(diagnostic_test(1.5, 0.5, 0.5).is_err());
        assert!(diagnostic_test(0.0, 0.9, 1.0).is_err());
    }
}
