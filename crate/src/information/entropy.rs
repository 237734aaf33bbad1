//! Entropy: the mean surprise.
//!
//! Shannon asked how many yes-or-no questions it takes on average to find out which
//! outcome occurred, with the best questions: H bits. It is 0 if the outcome is
//! certain and largest, ln n, if n outcomes are equally likely. An outcome of
//! probability 0 contributes nothing, because p ln p → 0.

use crate::check;
use crate::error::MathError;
use ndarray::{ArrayRef, ArrayRef1, ArrayRef2, Axis, Dimension};

/// Entropy of a distribution, in nats.
///
/// # Formula
///
/// H = −Σ pᵢ ln pᵢ, with 0 · ln 0 = 0
///
/// # Errors
///
/// [`MathError::Empty`] without entries; [`MathError::NotFinite`] for NaN or infinite ones;
/// [`MathError::NotADistribution`] for entries that are negative or do not sum to 1 (the
/// error tells their sum).
///
/// # Source
///
/// Guide §3.5; C. Shannon, "A mathematical theory of communication" (1948).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(entropy(&array![0.5, 0.5])?, 2_f64.ln());
/// assert_eq!(entropy(&array![1.0, 0.0])?, 0.0);
/// assert!(entropy(&array![0.5, 0.6]).unwrap_err().to_string().contains("1.1"));
/// # Ok::<(), MathError>(())
/// ```
pub fn entropy(p: &ArrayRef1<f64>) -> Result<f64, MathError> {
    check::distribution("entropy", "p", p)?;
    Ok(nats(p))
}

/// Entropy of a distribution, in bits.
///
/// # Formula
///
/// H = −Σ pᵢ log₂ pᵢ
///
/// # Errors
///
/// Those of [`entropy`].
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
/// assert_eq!(entropy_bits(&array![0.25, 0.25, 0.25, 0.25])?, 2.0);
/// assert_eq!(entropy_bits(&array![0.5, 0.25, 0.25])?, 1.5);
/// # Ok::<(), MathError>(())
/// ```
pub fn entropy_bits(p: &ArrayRef1<f64>) -> Result<f64, MathError> {
    check::distribution("entropy_bits", "p", p)?;
    Ok(positive_part(p.iter().filter(|&&p| p > 0.0).map(|p| -p * p.log2()).sum()))
}

/// Entropy of a distribution in units of a base: 2 for bits, 10 for decimal digits, n to
/// have 1 for the uniform distribution on n outcomes.
///
/// # Formula
///
/// H = −Σ pᵢ ln pᵢ / ln b
///
/// # Errors
///
/// Those of [`entropy`]; [`MathError::OutOfRange`] unless the base is finite and above 1.
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
/// let thirds = Array1::from_elem(3, 1.0 / 3.0);
/// assert!((entropy_base(&thirds, 3.0)? - 1.0).abs() < 1e-15);
/// # Ok::<(), MathError>(())
/// ```
pub fn entropy_base(p: &ArrayRef1<f64>, base: f64) -> Result<f64, MathError> {
    const NAME: &str = "entropy_base";
    check::distribution(NAME, "p", p)?;
    if base > 1.0 && base.is_finite() {
        return Ok(nats(p) / base.ln());
    }
    let expected = "a finite number above 1";
    Err(MathError::OutOfRange { operation: NAME, argument: "base", value: base, expected })
}

/// Entropy of two variables together, in nats, from the table of their joint
/// probabilities.
///
/// # Formula
///
/// H(X, Y) = −Σᵢⱼ pᵢⱼ ln pᵢⱼ
///
/// # Errors
///
/// Those of [`entropy`], for the entries of the table.
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
/// let independent = array![[0.25, 0.25], [0.25, 0.25]];
/// assert_eq!(joint_entropy(&independent)?, 4_f64.ln());
/// # Ok::<(), MathError>(())
/// ```
pub fn joint_entropy(joint: &ArrayRef2<f64>) -> Result<f64, MathError> {
    check::distribution("joint_entropy", "joint", joint)?;
    Ok(nats(joint))
}

/// What is still uncertain about the column variable Y once the row variable X is
/// known, in nats. (Transpose the table for the other way round.)
///
/// # Formula
///
/// H(Y | X) = Σᵢⱼ pᵢⱼ ln(pᵢ / pᵢⱼ) = H(X, Y) − H(X), with the row sums pᵢ
///
/// # Errors
///
/// Those of [`entropy`], for the entries of the table.
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
/// // Y equals X: nothing is left. Y ignores X: everything is.
/// assert_eq!(conditional_entropy(&array![[0.5, 0.0], [0.0, 0.5]])?, 0.0);
/// assert_eq!(conditional_entropy(&array![[0.25, 0.25], [0.25, 0.25]])?, 2_f64.ln());
/// # Ok::<(), MathError>(())
/// ```
pub fn conditional_entropy(joint: &ArrayRef2<f64>) -> Result<f64, MathError> {
    check::distribution("conditional_entropy", "joint", joint)?;
    let rows = joint.sum_axis(Axis(1));
    let terms = joint.indexed_iter().filter(|(_, p)| **p > 0.0);
    let ln_ratio = |row: f64, p: f64| {
        let ratio = row / p;
        if ratio.is_finite() { ratio.ln() } else { row.ln() - p.ln() }
    };
    Ok(positive_part(terms.map(|((i, _), &p)| p * ln_ratio(rows[i], p)).sum()))
}

/// −Σ p ln p over positive entries.
pub(super) fn nats<D: Dimension>(p: &ArrayRef<f64, D>) -> f64 {
    positive_part(p.iter().filter(|&&p| p > 0.0).map(|p| -p * p.ln()).sum())
}

/// Zero for the small negative numbers (and the −0) that rounding may leave.
pub(super) fn positive_part(value: f64) -> f64 {
    if value > 0.0 { value } else { 0.0 }
}
