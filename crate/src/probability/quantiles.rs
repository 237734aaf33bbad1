//! Quantiles of data: the value below which a given share lies.
//!
//! The share q of n ordered numbers falls at the position (n − 1)q, counted from 0,
//! which is seldom a whole number. Statisticians have at least nine ways to answer
//! then; here are the ones that NumPy's users meet.

use crate::check;
use crate::error::MathError;
use crate::probability::distribution::probability;
use ndarray::{Array1, ArrayRef1};

/// What to do between two data points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuantileMethod {
    /// A straight line between the neighbours of position (n − 1)q (NumPy's default).
    Linear,
    /// The lower neighbour.
    Lower,
    /// The upper neighbour.
    Higher,
    /// The mean of both.
    Midpoint,
    /// The closer one; half-way, the one at an even position.
    Nearest,
    /// The smallest data point that at least the share q does not exceed.
    InvertedCdf,
    /// A straight line with position (n + 1/3)q − 2/3, about right in the median whatever
    /// the distribution.
    MedianUnbiased,
}

/// Quantile of data by NumPy's default, linear interpolation.
///
/// # Formula
///
/// x₍ₖ₎ + (h − k)(x₍ₖ₊₁₎ − x₍ₖ₎) with h = (n − 1)q, k = ⌊h⌋ and the data in order, counted from 0
///
/// # Errors
///
/// [`MathError::Empty`] without data; [`MathError::NotFinite`] for NaN or infinite entries;
/// [`MathError::OutOfRange`] unless q is in [0, 1].
///
/// # Source
///
/// Guide §3.3; R. Hyndman and Y. Fan, The American Statistician 50 (1996), definition 7;
/// `np.quantile`.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let x = array![40.0, 10.0, 30.0, 20.0];
/// assert_eq!(quantile(&x, 0.5)?, 25.0);
/// assert_eq!(quantile(&x, 0.25)?, 17.5);
/// # Ok::<(), MathError>(())
/// ```
pub fn quantile(x: &ArrayRef1<f64>, q: f64) -> Result<f64, MathError> {
    quantile_by(x, q, QuantileMethod::Linear)
}

/// The value in the middle: half of the data is not above it, half not below.
///
/// # Errors
///
/// [`MathError::Empty`] without data; [`MathError::NotFinite`] for NaN or infinite entries.
///
/// # Source
///
/// `np.median`.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// // One wild number moves the mean, not the median.
/// assert_eq!(median(&array![1.0, 2.0, 3.0, 4.0, 1000.0])?, 3.0);
/// # Ok::<(), MathError>(())
/// ```
pub fn median(x: &ArrayRef1<f64>) -> Result<f64, MathError> {
    quantile(x, 0.5)
}

/// Quantile of data by a method of your choice.
///
/// # Errors
///
/// Those of [`quantile`].
///
/// # Source
///
/// Hyndman and Fan (1996), definitions 1, 7 and 8; `np.quantile(…, method=…)`.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let x = array![10.0, 20.0, 30.0, 40.0];
/// assert_eq!(quantile_by(&x, 0.4, QuantileMethod::Lower)?, 20.0);
/// assert_eq!(quantile_by(&x, 0.4, QuantileMethod::InvertedCdf)?, 20.0);
/// # Ok::<(), MathError>(())
/// ```
pub fn quantile_by(x: &ArrayRef1<f64>, q: f64, method: QuantileMethod) -> Result<f64, MathError> {
    check::not_empty("quantile", "x", x)?;
    check::finite("quantile", "x", x)?;
    probability("quantile", "q", q)?;
    let mut values: Vec<f64> = x.iter().copied().collect();
    settle(&mut values, method.position(x.len(), q) as usize);
    Ok(of_sorted(&Array1::from_vec(values), q, method))
}

/// Share of the data that is not above `t`: the empirical distribution function.
///
/// # Errors
///
/// [`MathError::Empty`] without data; [`MathError::NotFinite`] for NaN or infinite entries,
/// or a NaN for `t`.
///
/// # Source
///
/// Guide §3.2 (what a cdf is an idealisation of).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(empirical_cdf(&array![1.0, 2.0, 2.0, 5.0], 2.0)?, 0.75);
/// # Ok::<(), MathError>(())
/// ```
pub fn empirical_cdf(x: &ArrayRef1<f64>, t: f64) -> Result<f64, MathError> {
    const NAME: &str = "empirical_cdf";
    check::not_empty(NAME, "x", x)?;
    check::finite(NAME, "x", x)?;
    if t.is_nan() {
        check::finite_number(NAME, "t", t)?;
    }
    Ok(x.iter().filter(|&&value| value <= t).count() as f64 / x.len() as f64)
}

/// Puts the entries `at` and `at + 1` where sorting would: an answer needs no others, and
/// these two cost time in proportion to the data.
fn settle(values: &mut [f64], at: usize) {
    let (_, _, above) = values.select_nth_unstable_by(at, f64::total_cmp);
    let next = above.iter().enumerate().min_by(|(_, x), (_, y)| x.total_cmp(y));
    if let Some((i, _)) = next {
        above.swap(0, i);
    }
}

impl QuantileMethod {
    /// Where the quantile lies among n ≥ 1 numbers in order, counted from 0.
    fn position(self, count: usize, q: f64) -> f64 {
        let n = count as f64;
        let last = n - 1.0;
        match self {
            Self::InvertedCdf => (n * q).ceil() - 1.0,
            Self::MedianUnbiased => (n + 1.0 / 3.0) * q - 2.0 / 3.0,
            _ => last * q,
        }
        .clamp(0.0, last)
    }
}

/// The quantile of data that are in order.
pub(super) fn of_sorted(x: &ArrayRef1<f64>, q: f64, method: QuantileMethod) -> f64 {
    let (position, last) = (method.position(x.len(), q), x.len() as f64 - 1.0);
    let (below, share) = (position.floor(), position.fract());
    let low = x[below as usize];
    let high = x[(below + 1.0).min(last) as usize];
    match method {
        QuantileMethod::Lower | QuantileMethod::InvertedCdf => low,
        QuantileMethod::Higher => {
            if share > 0.0 {
                high
            } else {
                low
            }
        }
        QuantileMethod::Midpoint => {
            if share > 0.0 {
                0.5 * low + 0.5 * high
            } else {
                low
            }
        }
        QuantileMethod::Nearest => x[position.round_ties_even() as usize],
        // As a weighted sum it could leave [low, high] by rounding; high − low may overflow.
        QuantileMethod::Linear | QuantileMethod::MedianUnbiased => {
            (low + (high / 2.0 - low / 2.0) * (2.0 * share)).clamp(low, high)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn numpys_numbers_are_reproduced() {
        // np.quantile(x, q, method=…) for q = 0.1, 0.35, 0.5, 0.9
        let x = array![3.0, 1.0, 4.0, 1.5, 9.0, 2.6];
        let expected = [
            (QuantileMethod::Linear, [1.25, 2.325, 2.8, 6.5]),
            (QuantileMethod::Lower, [1.0, 1.5, 2.6, 4.0]),
            (QuantileMethod::Higher, [1.5, 2.6, 3.0, 9.0]),
            (QuantileMethod::Midpoint, [1.25, 2.05, 2.8, 6.5]),
            (QuantileMethod::Nearest, [1.0, 2.6, 2.6, 4.0]),
            (QuantileMethod::InvertedCdf, [1.0, 2.6, 2.6, 9.0]),
            (QuantileMethod::MedianUnbiased, [1.0, 2.105, 2.8, 9.0]),
        ];
        for (method, values) in expected {
            for (q, value) in [0.1, 0.35, 0.5, 0.9].into_iter().zip(values) {
                let found = quantile_by(&x, q, method).unwrap();
                assert!((found - value).abs() < 1e-14, "{method:?} {q}: {found} {value}");
            }
        }
    }

    #[test]
    fn quantiles_are_monotone_and_end_at_the_extremes() {
        let x = array![2.0, -1e308, 1e308, 5.0];
        assert_eq!((quantile(&x, 0.0).unwrap(), quantile(&x, 1.0).unwrap()), (-1e308, 1e308));
        let steps = (0..=100).map(|i| quantile(&x, f64::from(i) / 100.0).unwrap());
        assert!(steps.is_sorted());
        assert_eq!(quantile(&array![7.0], 0.3).unwrap(), 7.0);
    }

    #[test]
    fn misuse_is_answered_with_an_error() {
        assert!(quantile(&Array1::zeros(0), 0.5).is_err());
        assert!(quantile(&array![1.0], 1.5).is_err());
        assert!(quantile(&array![1.0], f64::NAN).is_err());
        assert!(median(&array![f64::NAN]).is_err());
        assert!(empirical_cdf(&array![1.0], f64::NAN).is_err());
    }
}
