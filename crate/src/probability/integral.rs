//! Integrals: the expected value of a function of a continuous variable.
//!
//! E\[g(X)\] = ∫ g(x) f(x) dx is rarely elementary. Twenty values per panel give the
//! integral of a smooth function to all digits (Gauss and Legendre); where the halves of a
//! panel and the whole disagree it is halved again.

use super::special::quadrature;
use crate::error::MathError;

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
/// - [`MathError::NotFinite`] for an end that is NaN,
/// - [`MathError::OutOfRange`] for ends in the wrong order,
/// - [`MathError::InvalidArgument`] for a function that is NaN or infinite, or does not
///   fall fast enough towards an infinite end,
/// - [`MathError::NotConverged`] without agreement after 20,000 panels.
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
        (false, false) => adaptive(NAME, f, low, high, &|x| x),
        (true, true) => {
            let place = |t: f64| t / (1.0 - t * t);
            let stretch = |t: f64| (1.0 + t * t) / (1.0 - t * t).powi(2);
            adaptive(NAME, &|t| weighted(f, place(t), stretch(t)), -1.0, 1.0, &place)
        }
        (false, true) => {
            let place = |t: f64| low + t / (1.0 - t);
            adaptive(NAME, &|t| weighted(f, place(t), 1.0 / (1.0 - t).powi(2)), 0.0, 1.0, &place)
        }
        (true, false) => {
            let place = |t: f64| high - t / (1.0 - t);
            adaptive(NAME, &|t| weighted(f, place(t), 1.0 / (1.0 - t).powi(2)), 0.0, 1.0, &place)
        }
    }
}

/// f(x) · weight, where a zero of f counts more than an overflow of the weight.
fn weighted(f: &dyn Fn(f64) -> f64, x: f64, weight: f64) -> f64 {
    let value = f(x);
    if value == 0.0 { 0.0 } else { value * weight }
}

/// `place` is the x of the reader for the variable of integration.
fn adaptive(
    operation: &'static str,
    f: &dyn Fn(f64) -> f64,
    low: f64,
    high: f64,
    place: &dyn Fn(f64) -> f64,
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
                reason: format!(
                    "is NaN or infinite between {} and {}, or does not fall fast enough there; \
                     split the interval, or end it earlier",
                    place(a).min(place(b)),
                    place(a).max(place(b))
                ),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probability::{Distribution, Exponential, Gamma, Normal, StudentT};

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
    fn misuse_is_answered_with_an_error() {
        assert!(integrate(&|x| 1.0 / x, 1.0, 0.0).is_err());
        assert!(integrate(&|_| f64::NAN, 0.0, 1.0).is_err());
        assert!(integrate(&|x| 1.0 / x, 0.0, 1.0).is_err());
    }
}
