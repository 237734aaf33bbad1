//! Three formulas for one variance.
//!
//! On paper the mean of the squares less the square of the mean equals the mean
//! squared deviation. On a computer the first subtracts two large numbers when
//! the mean is large against the spread, and can even turn negative.

use crate::check;
use crate::error::MathError;
use ndarray::ArrayRef1;

/// The variance as the mean of the squares less the square of the mean.
///
/// # Formula
/// σ² = 1/n Σ xᵢ² − (1/n Σ xᵢ)². Loses about 2·log₁₀(mean/σ) digits; can be
/// negative.
///
/// # Errors
/// [`MathError::Empty`] without entries; [`MathError::NotFinite`] for NaN or infinite
/// entries; [`MathError::Overflow`] for a result beyond the largest f64.
///
/// # Source
/// Guide §3.3, §4.2; Chan, Golub and LeVeque, "Algorithms for computing the
/// sample variance" (1983).
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// let x = array![1.0, 2.0, 3.0];
/// assert!((variance_textbook(&x)? - 2.0 / 3.0).abs() < 1e-15);
/// let far = &x + 1e9;
/// assert!((variance_textbook(&far)? - 2.0 / 3.0).abs() > 0.5); // no digit is right
/// assert!((variance_two_pass(&far)? - 2.0 / 3.0).abs() < 1e-15);
/// # Ok::<(), MathError>(())
/// ```
pub fn variance_textbook(x: &ArrayRef1<f64>) -> Result<f64, MathError> {
    of("variance_textbook", x, |x, n| {
        let mean = x.sum() / n;
        let mean_of_squares = x.iter().map(|v| v * v).sum::<f64>() / n;
        mean_of_squares - mean * mean
    })
}

/// The variance as the mean squared distance from the mean, in two passes.
///
/// # Formula
/// x̄ = 1/n Σ xᵢ, then σ² = 1/n (Σ dᵢ² − (Σ dᵢ)²/n) with dᵢ = xᵢ − x̄. The second
/// term would be 0 with an exact mean; it repairs the rounding of x̄.
///
/// # Errors
/// Those of [`variance_textbook`].
///
/// # Source
/// Guide §3.3, §4.2; Chan, Golub and LeVeque (1983).
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(variance_two_pass(&array![2.0, 4.0, 6.0, 8.0])?, 5.0);
/// # Ok::<(), MathError>(())
/// ```
pub fn variance_two_pass(x: &ArrayRef1<f64>) -> Result<f64, MathError> {
    of("variance_two_pass", x, |x, n| {
        let mean = x.iter().map(|v| v / n).sum::<f64>();
        let (mut sum, mut squares) = (0.0, 0.0);
        for v in x {
            let distance = v - mean;
            sum += distance;
            squares += distance * distance;
        }
        (squares - sum * sum / n) / n
    })
}

/// The variance in one pass over data that cannot be kept, by Welford.
///
/// # Formula
/// δ = xₖ − mₖ₋₁, mₖ = mₖ₋₁ + δ/k, Mₖ = Mₖ₋₁ + δ(xₖ − mₖ); σ² = Mₙ/n, with every x
/// measured from the first
///
/// # Errors
/// Those of [`variance_textbook`].
///
/// # Source
/// Guide §3.3, §4.2; Welford, "Note on a method for calculating corrected sums
/// of squares and products" (1962).
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(variance_welford(&array![2.0, 4.0, 6.0, 8.0])?, 5.0);
/// # Ok::<(), MathError>(())
/// ```
pub fn variance_welford(x: &ArrayRef1<f64>) -> Result<f64, MathError> {
    of("variance_welford", x, |x, n| {
        // Measured from the first entry, so that the running mean is as exact as the
        // spread demands, however far from 0 the data lie.
        let origin = x[0];
        let (mut mean, mut squares) = (0.0, 0.0);
        for (k, v) in x.iter().map(|v| v - origin).enumerate() {
            let distance = v - mean;
            mean += distance / (k + 1) as f64;
            squares += distance * (v - mean);
        }
        squares / n
    })
}

/// A variance by a formula; where a square or a sum overflows on the way, of the data
/// scaled by a power of two.
fn of(
    operation: &'static str,
    x: &ArrayRef1<f64>,
    formula: impl Fn(&ArrayRef1<f64>, f64) -> f64,
) -> Result<f64, MathError> {
    check::not_empty(operation, "x", x)?;
    check::finite(operation, "x", x)?;
    let n = x.len() as f64;
    let direct = formula(x, n);
    if direct.is_finite() {
        return Ok(direct);
    }
    let scale = 2.0_f64.powi(600);
    let scaled = formula(&x.mapv(|v| v / scale), n);
    check::no_overflow(operation, scaled * scale * scale)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array1, array};
    use proptest::prelude::prop_assert;

    properties! {
        #[test]
        fn all_three_agree_near_zero_and_two_of_them_anywhere(
            x in proptest::collection::vec(-1.0..1.0_f64, 1..50),
        ) {
            let x = Array1::from(x);
            let two_pass = variance_two_pass(&x).unwrap();
            prop_assert!((variance_textbook(&x).unwrap() - two_pass).abs() < 1e-14);
            prop_assert!((variance_welford(&x).unwrap() - two_pass).abs() < 1e-14);
            prop_assert!(two_pass >= 0.0);
            let far = &x * 1024.0 + 1e12;
            let near = &far - 1e12; // exact
            let expected = variance_two_pass(&near).unwrap();
            prop_assert!((variance_two_pass(&far).unwrap() - expected).abs() <= 1e-9 * expected);
            prop_assert!((variance_welford(&far).unwrap() - expected).abs() <= 1e-9 * expected);
        }
    }

    #[test]
    fn data_that_differ_by_ulps_or_overflow_when_squared() {
        let stamps = array![1.6e18, 1.6e18 + 256.0];
        let large = array![0.0, 0.0, 1.5e154, 1.5e154];
        for variance in [variance_two_pass, variance_welford] {
            assert_eq!(variance(&stamps), Ok(16384.0));
            assert_eq!(variance(&array![1.0, 1.0 + f64::EPSILON]), Ok(1.232_595_164_407_831e-32));
        }
        for variance in [variance_textbook, variance_two_pass, variance_welford] {
            assert!((variance(&large).unwrap() / 5.625e307 - 1.0).abs() < 1e-15);
        }
    }

    #[test]
    fn refusals() {
        for variance in [variance_textbook, variance_two_pass, variance_welford] {
            assert!(variance(&Array1::zeros(0)).is_err());
            assert!(variance(&array![1.0, f64::NAN]).is_err());
            assert!(variance(&array![1e200, -1e200]).is_err());
            assert_eq!(variance(&array![7.0]), Ok(0.0));
        }
    }
}
