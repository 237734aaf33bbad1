//! Subtraction uncovers, addition swallows.
//!
//! A difference of close numbers is computed without any error (Sterbenz: if
//! b/2 ≤ a ≤ 2b, then a − b is exact). What hurts is that the leading digits of
//! a and b, which were right, cancel, and what remains is made of their last
//! ones, which were not. A sum of a large and a small number loses the small
//! one's digits, and below half a step of the large one all of them.

use super::format::{FloatFormat, round_to};
use super::spacing::ulp;
use crate::check;
use crate::error::MathError;

/// What the subtraction of two numbers does, the answer of [`cancellation`].
#[derive(Debug, Clone, PartialEq)]
pub struct Cancellation {
    /// a − b as computed; ±∞ beyond the largest number.
    pub difference: f64,
    /// (|a| + |b|)/|a − b|: the factor on the relative errors of a and b; ∞ if nothing
    /// remains.
    pub amplification: f64,
    /// Leading bits that a and b share and that cancel: log₂ of max(|a|, |b|)/|a − b|,
    /// never below 0; 53 if nothing remains.
    pub bits_lost: f64,
    /// Decimal digits that the difference has right when a and b were right to
    /// sixteen.
    pub digits_left: f64,
}

/// How many digits the subtraction a − b gives away.
///
/// # Formula
/// A relative error δ in a and b becomes up to δ·(|a| + |b|)/|a − b| in a − b.
///
/// # Errors
/// [`MathError::NotFinite`] for an a or b that is NaN or infinite.
///
/// # Source
/// Guide §4.1; Higham, Accuracy and Stability of Numerical Algorithms, §1.7.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// let c = cancellation(1.0 + 2.0_f64.powi(-30), 1.0)?;
/// assert_eq!(c.difference, 2.0_f64.powi(-30));
/// assert!((c.bits_lost - 30.0).abs() < 1e-8);
/// assert!(c.digits_left < 7.0);
/// # Ok::<(), MathError>(())
/// ```
pub fn cancellation(a: f64, b: f64) -> Result<Cancellation, MathError> {
    check::finite_number("cancellation", "a", a)?;
    check::finite_number("cancellation", "b", b)?;
    // Half of each first, so that the sum of the sizes cannot overflow.
    let half_difference = (a / 2.0 - b / 2.0).abs();
    let (size, largest) = (a.abs() / 2.0 + b.abs() / 2.0, a.abs().max(b.abs()) / 2.0);
    let nothing = size == 0.0;
    let amplification = if nothing { 1.0 } else { size / half_difference };
    let bits_lost = if nothing { 0.0 } else { (largest / half_difference).log2().clamp(0.0, 53.0) };
    let right = -(amplification * f64::EPSILON / 2.0).log10();
    Ok(Cancellation { difference: a - b, amplification, bits_lost, digits_left: right.max(0.0) })
}

/// Whether a number disappears when it is added to another in a format.
///
/// # Formula
/// round(large + small) = round(large), with both rounded to the format first.
///
/// # Source
/// Guide §4.1.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// // A weight of 1 and a learning step of 0.0004, in half precision: no learning.
/// assert!(is_absorbed(FloatFormat::F16, 1.0, 0.0004));
/// assert!(!is_absorbed(FloatFormat::F32, 1.0, 0.0004));
/// ```
pub fn is_absorbed(format: FloatFormat, large: f64, small: f64) -> bool {
    let large = round_to(format, large);
    round_to(format, large + round_to(format, small)) == large
}

/// The size below which everything that is added to x disappears.
///
/// # Formula
/// ulp(x)/2
///
/// # Errors
/// [`MathError::NotFinite`] if x is not a finite number of the format.
///
/// # Source
/// Guide §4.1.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(absorption_threshold(FloatFormat::F16, 1.0)?, 0.00048828125);
/// assert_eq!(absorption_threshold(FloatFormat::F64, 1e16)?, 1.0);
/// # Ok::<(), MathError>(())
/// ```
pub fn absorption_threshold(format: FloatFormat, x: f64) -> Result<f64, MathError> {
    let ulp = ulp(format, x).map_err(check::on_behalf_of("absorption_threshold", &[]))?;
    Ok(ulp / 2.0)
}

/// 1 − cos x as it is written.
///
/// # Formula
/// 1 − cos x. Near 0 the cosine is 1 − x²/2, so that below x ≈ 1e-8 nothing is left.
///
/// # Source
/// Guide §4.2; Higham, Accuracy and Stability of Numerical Algorithms, §1.7.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(one_minus_cos_naive(1e-9), 0.0);
/// assert_eq!(one_minus_cos(1e-9), 5e-19);
/// ```
pub fn one_minus_cos_naive(x: f64) -> f64 {
    1.0 - x.cos()
}

/// 1 − cos x with all its digits, by a formula without a subtraction.
///
/// # Formula
/// 1 − cos x = 2 sin²(x/2)
///
/// # Source
/// Guide §4.2; Higham, Accuracy and Stability of Numerical Algorithms, §1.7.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(one_minus_cos(std::f64::consts::PI), 2.0);
/// ```
pub fn one_minus_cos(x: f64) -> f64 {
    let half = (x / 2.0).sin();
    2.0 * half * half
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_of_far_numbers_lose_nothing_and_of_equal_ones_all() {
        let far = cancellation(3.0, -1.0).unwrap();
        assert_eq!((far.difference, far.amplification, far.bits_lost), (4.0, 1.0, 0.0));
        let equal = cancellation(0.1, 0.1).unwrap();
        assert_eq!((equal.bits_lost, equal.digits_left), (53.0, 0.0));
        assert_eq!(equal.amplification, f64::INFINITY);
        let zero = cancellation(0.0, 0.0).unwrap();
        assert_eq!((zero.amplification, zero.bits_lost), (1.0, 0.0));
        assert!(cancellation(f64::NAN, 1.0).is_err());
        assert_eq!(cancellation(f64::MAX, -f64::MAX).unwrap().amplification, 1.0);
    }

    #[test]
    fn both_ways_agree_where_nothing_cancels() {
        for x in [0.5, 1.0, 2.0, -3.0] {
            assert!((one_minus_cos(x) - one_minus_cos_naive(x)).abs() < 1e-15);
        }
    }
}
