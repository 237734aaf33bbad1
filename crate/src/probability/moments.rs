//! Moments: the expected value, and the spread around it.
//!
//! The expected value is the balance point of a distribution: every value weighted
//! with its probability,
//!
//! ```text
//! E[X] = Σ x P(X = x)   or   ∫ x f(x) dx
//! ```
//!
//! It is linear, `E[aX + b] = aE[X] + b`, and so are sums and integrals. The variance is
//! the expected squared distance from it, and multiplying the square out gives a
//! second formula:
//!
//! ```text
//! Var(X) = E[(X − μ)²] = E[X²] − μ²
//! ```
//!
//! On paper they are equal. In f64 the second subtracts two numbers of the size of
//! μ², so that of 16 digits only those survive by which σ² exceeds 10⁻¹⁶ μ²: with
//! μ = 10⁹ and σ = 1 none, and the result may even be negative. The first subtracts
//! before it squares.

use crate::check;
use crate::error::MathError;
use crate::floating::centring::{SumOfSquares, precise_mean};
use crate::floating::exponent::{exponent_above, times_power_of_two};
use ndarray::ArrayRef1;

/// Expected value of a table of values with their probabilities.
///
/// # Formula
///
/// E\[X\] = Σ xᵢ pᵢ
///
/// # Errors
///
/// - [`MathError::ShapeMismatch`] unless there are as many probabilities as values,
/// - [`MathError::Empty`] without values,
/// - [`MathError::NotFinite`] for NaN or infinite entries,
/// - [`MathError::NotADistribution`] for probabilities that are negative or do not sum to
///   1,
/// - [`MathError::Overflow`] for an expected value beyond the largest f64.
///
/// # Source
///
/// Guide §3.3.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let eyes = array![1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
/// let fair = Array1::from_elem(6, 1.0 / 6.0);
/// assert!((expectation(&eyes, &fair)? - 3.5).abs() < 1e-15);
/// // Linear: E[2X + 1] = 2 E[X] + 1.
/// assert!((expectation(&(2.0 * &eyes + 1.0), &fair)? - 8.0).abs() < 1e-14);
/// # Ok::<(), MathError>(())
/// ```
pub fn expectation(values: &ArrayRef1<f64>, p: &ArrayRef1<f64>) -> Result<f64, MathError> {
    table("expectation", values, p)?;
    check::no_overflow("expectation", balance_point(values, p))
}

/// Variance of a table of values with their probabilities, by distances from the
/// mean.
///
/// # Formula
///
/// Var(X) = Σ (xᵢ − μ)² pᵢ
///
/// # Errors
///
/// Those of [`expectation`]; [`MathError::Overflow`] for a variance beyond the largest f64.
///
/// # Source
///
/// Guide §3.3.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let values = array![0.0, 10.0];
/// assert_eq!(table_variance(&values, &array![0.5, 0.5])?, 25.0);
/// # Ok::<(), MathError>(())
/// ```
pub fn table_variance(values: &ArrayRef1<f64>, p: &ArrayRef1<f64>) -> Result<f64, MathError> {
    table("table_variance", values, p)?;
    // In units in which no distance and no square overflows.
    let k = exponent_above(values);
    let scaled = values.mapv(|x| times_power_of_two(x, -k));
    let first = scaled.dot(p);
    let distances = scaled - first;
    // What the distances still average to is the rounding of the mean.
    let rest = distances.dot(p);
    let squares = distances.iter().zip(p).map(|(d, p)| (d - rest) * (d - rest) * p);
    check::no_overflow("table_variance", times_power_of_two(squares.sum(), 2 * k))
}

/// The same variance by the second formula, E\[X²\] − E\[X\]², which loses digits.
///
/// # Formula
///
/// Var(X) = Σ xᵢ² pᵢ − (Σ xᵢ pᵢ)²
///
/// # Errors
///
/// Those of [`expectation`]; [`MathError::Overflow`] for squares beyond the largest f64.
///
/// # Source
///
/// Guide §3.3.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let (far, p) = (array![1e9, 1e9 + 2.0], array![0.5, 0.5]);
/// assert_eq!(table_variance(&far, &p)?, 1.0);
/// assert_ne!(table_variance_from_squares(&far, &p)?, 1.0);
/// # Ok::<(), MathError>(())
/// ```
pub fn table_variance_from_squares(
    values: &ArrayRef1<f64>,
    p: &ArrayRef1<f64>,
) -> Result<f64, MathError> {
    table("table_variance_from_squares", values, p)?;
    let mean = values.dot(p);
    let difference = values.iter().zip(p).map(|(x, p)| x * x * p).sum::<f64>() - mean * mean;
    check::no_overflow("table_variance_from_squares", difference)
}

/// Σ xᵢpᵢ. Values whose products leave the range on the way balance within it.
fn balance_point(values: &ArrayRef1<f64>, p: &ArrayRef1<f64>) -> f64 {
    let plain = values.dot(p);
    if plain.is_finite() { plain } else { 4.0 * values.mapv(|x| 0.25 * x).dot(p) }
}

fn table(
    operation: &'static str,
    values: &ArrayRef1<f64>,
    p: &ArrayRef1<f64>,
) -> Result<(), MathError> {
    check::same_length(operation, values, p)?;
    check::distribution(operation, "p", p)?;
    check::finite(operation, "values", values)
}

/// Mean of data.
///
/// # Formula
///
/// x̄ = (1/n) Σ xᵢ
///
/// # Errors
///
/// [`MathError::Empty`] without data; [`MathError::NotFinite`] for NaN or infinite entries.
///
/// # Source
///
/// Guide §3.3; `np.mean`.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(mean(&array![1.0, 2.0, 6.0])?, 3.0);
/// # Ok::<(), MathError>(())
/// ```
pub fn mean(x: &ArrayRef1<f64>) -> Result<f64, MathError> {
    check::not_empty("mean", "x", x)?;
    check::finite("mean", "x", x)?;
    let mean = precise_mean(x).hi;
    if mean.is_nan() {
        // The doubled precision needs room above the largest entry; a power of two gives it.
        let room = f64::exp2(-70.0);
        return Ok(precise_mean(&x.mapv(|value| value * room)).hi / room);
    }
    Ok(mean)
}

/// Variance of data. `ddof` is subtracted from n in the denominator: 0 gives the mean
/// squared distance (NumPy's default), 1 an estimate that is right on average.
///
/// # Formula
///
/// s² = Σ (xᵢ − x̄)² / (n − ddof)
///
/// # Errors
///
/// - [`MathError::Empty`] without data,
/// - [`MathError::InvalidArgument`] unless there are more than `ddof` entries,
/// - [`MathError::NotFinite`] for NaN or infinite entries,
/// - [`MathError::Overflow`] for a variance beyond the largest f64.
///
/// # Source
///
/// Guide §3.3; `np.var`.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let x = array![1.0, 2.0, 3.0, 4.0];
/// assert_eq!(variance(&x, 0)?, 1.25);
/// assert_eq!(variance(&x, 1)?, 5.0 / 3.0);
/// # Ok::<(), MathError>(())
/// ```
pub fn variance(x: &ArrayRef1<f64>, ddof: usize) -> Result<f64, MathError> {
    let (squares, n) = squares("variance", x, ddof)?;
    check::no_overflow("variance", squares.over(n))
}

/// Standard deviation of data, in the unit of the data: the root of [`variance`].
///
/// # Errors
///
/// Those of [`variance`]; [`MathError::Overflow`] only for a deviation beyond the largest
/// f64.
///
/// # Source
///
/// Guide §3.3; `np.std`.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(standard_deviation(&array![1.0, 3.0], 0)?, 1.0);
/// # Ok::<(), MathError>(())
/// ```
pub fn standard_deviation(x: &ArrayRef1<f64>, ddof: usize) -> Result<f64, MathError> {
    let (squares, n) = squares("standard_deviation", x, ddof)?;
    check::no_overflow("standard_deviation", squares.root_over(n))
}

/// Σ (xᵢ − x̄)² of checked data, and n − ddof.
fn squares(
    operation: &'static str,
    x: &ArrayRef1<f64>,
    ddof: usize,
) -> Result<(SumOfSquares, f64), MathError> {
    check::finite(operation, "x", x)?;
    enough(operation, x.len(), ddof)?;
    Ok((SumOfSquares::about_mean(x), (x.len() - ddof) as f64))
}

/// Refuses fewer data than `ddof` + 1.
pub(super) fn enough(operation: &'static str, n: usize, ddof: usize) -> Result<(), MathError> {
    if n == 0 {
        return Err(MathError::Empty { operation, argument: "x" });
    }
    if n > ddof {
        return Ok(());
    }
    Err(MathError::InvalidArgument {
        operation,
        argument: "x",
        reason: format!("has {n} entries, and `ddof` = {ddof} of them are used up; give it more"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array1, array};

    #[test]
    fn the_variance_survives_a_large_mean() {
        let x = Array1::from_shape_fn(1000, |i| 1e9 + f64::from(i as u32 % 2));
        assert_eq!(variance(&x, 0).unwrap(), 0.25);
        assert_eq!(mean(&array![1e308, 1e308]).unwrap(), 1e308);
    }

    #[test]
    fn sums_beyond_the_range_have_means_and_variances_within_it() {
        let m = f64::MAX;
        assert_eq!(mean(&array![m, m, m, -m]).unwrap(), 8.988_465_674_311_579e307);
        assert_eq!(mean(&array![m, -m, 1e-16]).unwrap(), 3.333_333_333_333_333_3e-17);
        let large = variance(&array![0.0, 0.0, 1.5e154, 1.5e154], 0).unwrap();
        assert!((large / 5.625e307 - 1.0).abs() < 1e-15);
        assert_eq!(standard_deviation(&array![1e160, -1e160], 0).unwrap(), 1e160);
        assert!(variance(&array![1e160, -1e160], 0).is_err());
        assert_eq!(standard_deviation(&array![3e-320, -3e-320], 0).unwrap(), 3e-320);
        let half = array![0.5, 0.5];
        assert_eq!(expectation(&array![m, m], &half).unwrap(), m);
        assert_eq!(table_variance(&array![1e154, -1e154], &half).unwrap() / 1e308, 1.0);
        assert!(table_variance(&array![1e155, -1e155], &half).is_err());
        assert!(table_variance_from_squares(&array![1e155, -1e155], &half).is_err());
    }

    #[test]
    fn data_that_differ_by_ulps_have_a_variance() {
        assert_eq!(variance(&array![1.6e18, 1.6e18 + 256.0], 0).unwrap(), 16384.0);
        let close = variance(&array![1.0, 1.0 + f64::EPSILON], 0).unwrap();
        assert_eq!(close, 1.232_595_164_407_831e-32);
        let half = array![0.5, 0.5];
        assert_eq!(table_variance(&array![1.0, 1.0 + f64::EPSILON], &half).unwrap(), close);
        assert_eq!(table_variance(&array![1.6e18, 1.6e18 + 256.0], &half).unwrap(), 16384.0);
    }

    #[test]
    fn misuse_is_answered_with_an_error() {
        let none = Array1::zeros(0);
        assert!(mean(&none).is_err() && variance(&none, 0).is_err());
        assert!(variance(&array![1.0], 1).is_err());
        assert!(variance(&array![1e200, -1e200], 0).is_err());
        assert!(mean(&array![f64::NAN]).is_err());
        assert!(expectation(&array![1.0, 2.0], &array![0.5, 0.4]).is_err());
        assert!(expectation(&array![1.0], &array![0.5, 0.5]).is_err());
    }
}
