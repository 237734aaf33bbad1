//! Divergences: how far one distribution is from another.
//!
//! Who expects Q where P holds pays H(P, Q) = −Σ p ln q instead of H(P). The excess is
//! the Kullback–Leibler divergence
//!
//! ```text
//! D(P‖Q) = H(P, Q) − H(P) = Σ p ln(p/q) ≥ 0
//! ```
//!
//! It is 0 only for P = Q, and not symmetric: it is infinite if Q calls impossible what
//! P does, and finite the other way round. A small ε added to both hides that: the result
//! then measures ε. The exact functions answer ∞; the variant with ε stands beside them
//! for comparison.
//!
//! For P near Q the terms of the sum are of size |p − q| and cancel down to (p − q)²/q.
//! Adding q − p to each, which changes nothing because both sum to 1, makes every term
//! nonnegative and leaves nothing to cancel.

use super::entropy::positive_part;
use crate::check;
use crate::error::MathError;
use crate::probability::special::deviance::deviance;
use ndarray::{Array1, ArrayRef1};

/// Cross-entropy in nats: the mean surprise of one who expects `q` where `p` holds. ∞
/// if something that happens was expected to be impossible.
///
/// # Formula
///
/// H(P, Q) = −Σ pᵢ ln qᵢ = H(P) + D(P‖Q), with 0 · ln 0 = 0
///
/// # Errors
///
/// - [`MathError::ShapeMismatch`] unless p and q have as many entries,
/// - [`MathError::Empty`] without entries,
/// - [`MathError::NotFinite`] for NaN or infinite ones,
/// - [`MathError::NotADistribution`] for entries that are negative or do not sum to 1.
///
/// # Source
///
/// Guide §3.5.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let found = cross_entropy(&array![1.0, 0.0], &array![0.25, 0.75])?;
/// assert_eq!(found, 4_f64.ln());
/// assert_eq!(cross_entropy(&array![0.5, 0.5], &array![1.0, 0.0])?, f64::INFINITY);
/// # Ok::<(), MathError>(())
/// ```
pub fn cross_entropy(p: &ArrayRef1<f64>, q: &ArrayRef1<f64>) -> Result<f64, MathError> {
    both("cross_entropy", p, q)?;
    let terms = p.iter().zip(q).filter(|(p, _)| **p > 0.0);
    Ok(positive_part(terms.map(|(p, q)| -p * q.ln()).sum()))
}

/// Kullback–Leibler divergence D(P‖Q) in nats, exact: ∞ where `q` is 0 and `p` is not.
///
/// # Formula
///
/// D(P‖Q) = Σ pᵢ ln(pᵢ/qᵢ) = Σ (pᵢ ln(pᵢ/qᵢ) + qᵢ − pᵢ), with 0 · ln 0 = 0
///
/// # Errors
///
/// Those of [`cross_entropy`].
///
/// # Source
///
/// Guide §3.5; S. Kullback and R. Leibler, "On information and sufficiency" (1951).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let (fair, bent) = (array![0.5, 0.5], array![0.25, 0.75]);
/// // ½ ln 2 + ½ ln ⅔ one way, ¼ ln ½ + ¾ ln 1.5 the other.
/// assert!((kl_divergence(&fair, &bent)? - 0.5 * (4.0_f64 / 3.0).ln()).abs() < 1e-15);
/// assert!((kl_divergence(&bent, &fair)? - (0.75 * 3_f64.ln() - 2_f64.ln())).abs() < 1e-15);
/// assert_eq!(kl_divergence(&fair, &array![1.0, 0.0])?, f64::INFINITY);
/// # Ok::<(), MathError>(())
/// ```
pub fn kl_divergence(p: &ArrayRef1<f64>, q: &ArrayRef1<f64>) -> Result<f64, MathError> {
    both("kl_divergence", p, q)?;
    Ok(divergence(p, q))
}

/// The divergence of distributions to which ε was added, and which were then divided by
/// their sum, as the guide writes it (there ε = 1e-15): always finite, and where the
/// truth is ∞ about p ln(1/ε).
///
/// # Formula
///
/// D(P'‖Q') with p'ᵢ = (pᵢ + ε) / Σ(pⱼ + ε), and q' likewise
///
/// # Errors
///
/// Those of [`kl_divergence`]; [`MathError::OutOfRange`] unless ε is positive and finite.
///
/// # Source
///
/// Guide §3.5.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let (p, q) = (array![0.5, 0.5], array![1.0, 0.0]);
/// // The answer is the ε that was chosen.
/// let (a, b) = (kl_divergence_smoothed(&p, &q, 1e-15)?, kl_divergence_smoothed(&p, &q, 1e-9)?);
/// assert!((a - b - 0.5 * 1e6_f64.ln()).abs() < 1e-6);
/// # Ok::<(), MathError>(())
/// ```
pub fn kl_divergence_smoothed(
    p: &ArrayRef1<f64>,
    q: &ArrayRef1<f64>,
    epsilon: f64,
) -> Result<f64, MathError> {
    const NAME: &str = "kl_divergence_smoothed";
    both(NAME, p, q)?;
    check::positive(NAME, "epsilon", epsilon)?;
    let smoothed = |p: &ArrayRef1<f64>| {
        let raised = p.mapv(|value| value + epsilon);
        let sum = raised.sum();
        raised / sum
    };
    Ok(divergence(&smoothed(p), &smoothed(q)))
}

/// Jensen–Shannon divergence in nats: the mean divergence of both from their average.
/// Symmetric, between 0 and ln 2, and never infinite; its root is a distance.
///
/// # Formula
///
/// JS = ½ D(P‖M) + ½ D(Q‖M), M = (P + Q)/2
///
/// # Errors
///
/// Those of [`cross_entropy`].
///
/// # Source
///
/// Guide §3.5; J. Lin, "Divergence measures based on the Shannon entropy" (1991).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let (p, q) = (array![1.0, 0.0], array![0.0, 1.0]);
/// assert!((js_divergence(&p, &q)? - 2_f64.ln()).abs() < 1e-15);
/// assert_eq!(js_divergence(&p, &p)?, 0.0);
/// # Ok::<(), MathError>(())
/// ```
pub fn js_divergence(p: &ArrayRef1<f64>, q: &ArrayRef1<f64>) -> Result<f64, MathError> {
    both("js_divergence", p, q)?;
    let middle: Array1<f64> = p.iter().zip(q).map(|(p, q)| 0.5 * (p + q)).collect();
    // (Halved one by one, the smallest numbers would have a middle of zero.)
    let js = 0.5 * divergence(p, &middle) + 0.5 * divergence(q, &middle);
    Ok(js.min(std::f64::consts::LN_2))
}

/// Perplexity: how many equally likely outcomes would be as uncertain. With the same
/// distribution twice e^H(P); with a model's q, how well it expects p.
///
/// # Formula
///
/// e^H(P, Q)
///
/// # Errors
///
/// Those of [`cross_entropy`].
///
/// # Source
///
/// F. Jelinek et al. (1977); the usual score of language models.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let eighths = Array1::from_elem(8, 0.125);
/// assert!((perplexity(&eighths, &eighths)? - 8.0).abs() < 1e-14);
/// # Ok::<(), MathError>(())
/// ```
pub fn perplexity(p: &ArrayRef1<f64>, q: &ArrayRef1<f64>) -> Result<f64, MathError> {
    both("perplexity", p, q)?;
    Ok(cross_entropy(p, q)?.exp())
}

/// Σ (p ln(p/q) + q − p), each term of which is a deviance.
pub(super) fn divergence(p: &ArrayRef1<f64>, q: &ArrayRef1<f64>) -> f64 {
    p.iter().zip(q).map(|(&p, &q)| if p == q { 0.0 } else { deviance(p, q, 0.0) }).sum()
}

fn both(operation: &'static str, p: &ArrayRef1<f64>, q: &ArrayRef1<f64>) -> Result<(), MathError> {
    check::same_length(operation, p, q)?;
    check::distribution(operation, "p", p)?;
    check::distribution(operation, "q", q)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::information::{conditional_entropy, entropy, entropy_bits, joint_entropy};
    use ndarray::{Array2, Axis, array};
    use proptest::prelude::*;

    /// Distributions with zeros among their entries.
    fn distributions(n: usize) -> impl Strategy<Value = Array1<f64>> {
        proptest::collection::vec(prop_oneof![3 => 1e-6_f64..1.0, 1 => Just(0.0)], n).prop_map(
            |mut weights| {
                weights[0] += 0.01;
                let p = Array1::from_vec(weights);
                let sum = p.sum();
                p / sum
            },
        )
    }

    properties! {
        #[test]
        fn gibbs_and_the_bounds_hold(p in distributions(6), q in distributions(6)) {
            let kl = kl_divergence(&p, &q).unwrap();
            prop_assert!(kl >= 0.0);
            let direct = cross_entropy(&p, &q).unwrap() - entropy(&p).unwrap();
            prop_assert!(kl == direct || (kl - direct).abs() < 1e-13, "{} {}", kl, direct);
            let js = js_divergence(&p, &q).unwrap();
            prop_assert!((0.0..=std::f64::consts::LN_2).contains(&js));
            prop_assert!((js - js_divergence(&q, &p).unwrap()).abs() < 1e-15);
            let h = entropy(&p).unwrap();
            prop_assert!(h >= 0.0 && h <= 6_f64.ln() + 1e-15);
            prop_assert!((entropy_bits(&p).unwrap() * std::f64::consts::LN_2 - h).abs() < 1e-14);
        }

        #[test]
        fn the_chain_rule_holds(p in distributions(12)) {
            let joint: Array2<f64> = p.into_shape_with_order((3, 4)).unwrap();
            let rows = joint.sum_axis(Axis(1));
            let chain = entropy(&rows).unwrap() + conditional_entropy(&joint).unwrap();
            prop_assert!((joint_entropy(&joint).unwrap() - chain).abs() < 1e-14);
        }
    }

    #[test]
    fn the_smallest_probabilities_do_no_harm() {
        let p = array![1.0, 5e-324];
        assert_eq!(js_divergence(&p, &p).unwrap(), 0.0);
        let rest = conditional_entropy(&array![[5e-324, 1.0]]).unwrap();
        assert_eq!(rest, 3.678e-321);
        let pair = array![[0.5, 0.0, 0.0], [0.0, 0.5, 0.0], [0.0, 0.0, 1e-170]];
        let i = crate::information::mutual_information(&pair).unwrap();
        assert!((i - std::f64::consts::LN_2).abs() < 1e-15, "{i}");
    }

    #[test]
    fn nearly_equal_distributions_keep_their_digits() {
        // Second order: D = d²/(2·½) + d²/(2·½) = 2d² for (½ + d, ½ − d) against (½, ½).
        let d = 1e-9;
        let found = kl_divergence(&array![0.5 + d, 0.5 - d], &array![0.5, 0.5]).unwrap();
        assert!((found / (2.0 * d * d) - 1.0).abs() < 1e-6, "{found}");
    }

    #[test]
    fn what_is_not_a_distribution_is_refused_with_its_sum() {
        let p = array![0.5, 0.25];
        let good = array![0.5, 0.5];
        for message in [
            entropy(&p).unwrap_err().to_string(),
            kl_divergence(&good, &p).unwrap_err().to_string(),
            js_divergence(&p, &good).unwrap_err().to_string(),
            cross_entropy(&p, &good).unwrap_err().to_string(),
        ] {
            assert!(message.contains("sum to 0.75"), "{message}");
        }
        assert!(entropy(&array![1.5, -0.5]).is_err());
        assert!(entropy(&Array1::zeros(0)).is_err());
        assert!(kl_divergence(&good, &array![1.0]).is_err());
        assert!(kl_divergence_smoothed(&good, &good, 0.0).is_err());
        assert!(crate::information::entropy_base(&good, 1.0).is_err());
    }
}
