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

use super::special::quadrature;
use crate::check;
use crate::error::MathError;
use crate::floating::centring::{SumOfSquares, exponent_above, precise_mean, times_power_of_two};
use ndarray::ArrayRef1;

/// Expected value of a table of values with their probabilities.
///
/// # Formula
///
/// E\[X\] = Σ xᵢ pᵢ
///
/// # Errors
///
/// Different lengths, NaN or infinite values, probabilities that are not a
/// distribution.
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
    in_range("expectation", balance_point(values, p))
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
/// Those of [`expectation`]; a variance beyond the largest f64.
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
    in_range("table_variance", times_power_of_two(squares.sum(), 2 * k))
}

/// The same variance by the second formula, E\[X²\] − E\[X\]², which loses digits.
///
/// # Formula
///
/// Var(X) = Σ xᵢ² pᵢ − (Σ xᵢ pᵢ)²
///
/// # Errors
///
/// Those of [`expectation`].
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
    in_range("table_variance_from_squares", difference)
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

/// An integral with an estimate of its error.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Integral {
    /// The integral.
    pub value: f64,
    /// How far the last refinement moved it.
    pub error: f64,
    /// How often the function was evaluated.
    pub evaluations: usize,
}

/// E\[g(X)\] for a density on (low, high): with g(x) = x the mean, with
/// g(x) = 1 the total probability, which should be 1.
///
/// # Formula
///
/// E\[g(X)\] = ∫ g(x) f(x) dx
///
/// # Errors
///
/// Those of [`integrate`].
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
/// let z = Normal::new(0.0, 1.0)?;
/// let square = density_expectation(
///     &|x| x * x,
///     &|x| z.pdf(x),
///     f64::NEG_INFINITY,
///     f64::INFINITY,
/// )?;
/// assert!((square.value - 1.0).abs() < 1e-12);
/// # Ok::<(), MathError>(())
/// ```
pub fn density_expectation(
    g: &dyn Fn(f64) -> f64,
    density: &dyn Fn(f64) -> f64,
    low: f64,
    high: f64,
) -> Result<Integral, MathError> {
    // Far out g may overflow where the density has long been zero.
    integrate(
        &|x| {
            let f = density(x);
            if f == 0.0 { 0.0 } else { g(x) * f }
        },
        low,
        high,
    )
}

/// Integral of a function over (low, high); the ends may be infinite and are never
/// evaluated.
///
/// The interval is halved where two halves and the whole disagree, until they agree
/// to 1e-12 of the total. A peak far narrower than 1/1000 of a finite interval, or far
/// from zero on an infinite one, can be overlooked: choose the ends around it.
///
/// # Formula
///
/// 20-point Gauss–Legendre per panel; x = t/(1 − t²) maps (−1, 1) to an infinite interval
///
/// # Errors
///
/// Ends that are NaN or in the wrong order; a function that is NaN or infinite; no
/// agreement after 20,000 panels.
///
/// # Source
///
/// P. Davis and P. Rabinowitz, *Methods of Numerical Integration*, §6.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// assert!((integrate(&|x| x * x, 0.0, 3.0)?.value - 9.0).abs() < 1e-12);
/// # Ok::<(), MathError>(())
/// ```
pub fn integrate(f: &dyn Fn(f64) -> f64, low: f64, high: f64) -> Result<Integral, MathError> {
    const NAME: &str = "integrate";
    for (argument, value) in [("low", low), ("high", high)] {
        if value.is_nan() {
            return Err(MathError::NotFinite { operation: NAME, argument, index: vec![], value });
        }
    }
    if low > high || (low == high && low.is_infinite()) {
        return Err(MathError::OutOfRange {
            operation: NAME,
            argument: "low",
            value: low,
            expected: "not above `high`",
        });
    }
    if low == high {
        return Ok(Integral { value: 0.0, error: 0.0, evaluations: 0 });
    }
    match (low.is_infinite(), high.is_infinite()) {
        (false, false) => adaptive(NAME, f, low, high),
        (true, true) => adaptive(
            NAME,
            &|t| weighted(f, t / (1.0 - t * t), (1.0 + t * t) / (1.0 - t * t).powi(2)),
            -1.0,
            1.0,
        ),
        (false, true) => {
            adaptive(NAME, &|t| weighted(f, low + t / (1.0 - t), 1.0 / (1.0 - t).powi(2)), 0.0, 1.0)
        }
        (true, false) => adaptive(
            NAME,
            &|t| weighted(f, high - t / (1.0 - t), 1.0 / (1.0 - t).powi(2)),
            0.0,
            1.0,
        ),
    }
}

/// f(x) · weight, where a zero of f counts more than an overflow of the weight.
fn weighted(f: &dyn Fn(f64) -> f64, x: f64, weight: f64) -> f64 {
    let value = f(x);
    if value == 0.0 { 0.0 } else { value * weight }
}

fn adaptive(
    operation: &'static str,
    f: &dyn Fn(f64) -> f64,
    low: f64,
    high: f64,
) -> Result<Integral, MathError> {
    const PANELS: usize = 20_000;
    const START: usize = 16;
    let width = (high - low) / START as f64;
    let whole = |a: f64, b: f64| quadrature::panel(f, a, b);
    let mut open: Vec<(f64, f64, f64)> = (0..START)
        .map(|i| {
            let a = low + i as f64 * width;
            let b = if i + 1 == START { high } else { a + width };
            (a, b, whole(a, b))
        })
        .collect();
    let scale: f64 = open.iter().map(|(_, _, value)| value.abs()).sum();
    let mut size = scale;
    let (mut total, mut error, mut panels) = (0.0, 0.0, START);
    while let Some((a, b, coarse)) = open.pop() {
        let middle = 0.5 * (a + b);
        let (left, right) = (whole(a, middle), whole(middle, b));
        panels += 2;
        let gap = (left + right - coarse).abs();
        if !gap.is_finite() {
            return Err(MathError::InvalidArgument {
                operation,
                argument: "f",
                reason: format!("is NaN or infinite between {a} and {b}; split the interval there"),
            });
        }
        size = size.max(left.abs() + right.abs());
        // Each panel may err by its share of the interval, and always by rounding.
        let share = (b - a) / (high - low);
        if gap <= 1e-13 * size * share.max(1e-3)
            || gap <= 4.0 * f64::EPSILON * coarse.abs()
            || middle <= a
            || middle >= b
        {
            total += left + right;
            error += gap;
        } else if panels > PANELS {
            return Err(MathError::NotConverged { operation, iterations: panels });
        } else {
            open.push((a, middle, left));
            open.push((middle, b, right));
        }
    }
    Ok(Integral { value: total, error, evaluations: 20 * panels })
}

/// Mean of data.
///
/// # Formula
///
/// x̄ = (1/n) Σ xᵢ
///
/// # Errors
///
/// No data, NaN or infinite entries.
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
    Ok(precise_mean(x).hi)
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
/// Not more than `ddof` entries, NaN or infinite ones, a variance beyond the largest
/// f64.
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
    in_range("variance", squares.over(n))
}

/// Standard deviation of data, in the unit of the data: the root of [`variance`].
///
/// # Errors
///
/// Those of [`variance`], save that only a deviation beyond the largest f64 is refused.
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
    in_range("standard_deviation", squares.root_over(n))
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

/// Refuses a result that no f64 can hold.
pub(super) fn in_range(operation: &'static str, value: f64) -> Result<f64, MathError> {
    if value.is_finite() { Ok(value) } else { Err(MathError::Overflow { operation }) }
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
    use crate::probability::{Distribution, Exponential, Gamma, Normal, StudentT};
    use ndarray::{Array1, array};

    #[test]
    fn moments_by_quadrature_are_those_of_the_distributions() {
        let laws: [(Box<dyn Distribution>, f64, f64); 5] = [
            (Box::new(Normal::new(1.5, 0.25).unwrap()), f64::NEG_INFINITY, f64::INFINITY),
            (Box::new(Normal::new(-3.0, 40.0).unwrap()), f64::NEG_INFINITY, f64::INFINITY),
            (Box::new(Exponential::new(3.0).unwrap()), 0.0, f64::INFINITY),
            (Box::new(Gamma::new(5.0, 0.1).unwrap()), 0.0, f64::INFINITY),
            (Box::new(StudentT::new(9.0).unwrap()), f64::NEG_INFINITY, f64::INFINITY),
        ];
        for (law, low, high) in laws {
            let f = |x: f64| law.pdf(x);
            let expect =
                |g: &dyn Fn(f64) -> f64| density_expectation(g, &f, low, high).unwrap().value;
            assert!((expect(&|_| 1.0) - 1.0).abs() < 1e-11);
            let mean = expect(&|x| x);
            assert!((mean - law.mean()).abs() < 1e-11 * (1.0 + mean.abs()));
            let variance = expect(&|x| (x - mean).powi(2));
            assert!((variance / law.variance() - 1.0).abs() < 1e-10);
            let entropy = expect(&|x| -law.ln_pdf(x));
            assert!((entropy - law.entropy()).abs() < 1e-10);
        }
        // A corner, and an infinite end from the other side.
        assert!((integrate(&f64::abs, -1.0, 2.0).unwrap().value - 2.5).abs() < 1e-12);
        assert!((integrate(&f64::exp, f64::NEG_INFINITY, 0.0).unwrap().value - 1.0).abs() < 1e-12);
    }

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
        assert!(integrate(&|x| 1.0 / x, 1.0, 0.0).is_err());
        assert!(integrate(&|_| f64::NAN, 0.0, 1.0).is_err());
        assert!(integrate(&|x| 1.0 / x, 0.0, 1.0).is_err());
    }
}
