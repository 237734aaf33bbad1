//! Uniform: every point of an interval alike.

use super::distribution::{Distribution, ln_probability, probability, usable_with_ndarray_rand};
use crate::check;
use crate::error::MathError;
use ndarray_rand::rand::{Rng, RngCore};

/// The continuous uniform distribution on [low, high].
///
/// # Formula
///
/// f(x) = 1/(b − a) for a ≤ x ≤ b;  E\[X\] = (a + b)/2,  Var(X) = (b − a)²/12
///
/// # Source
///
/// Guide §3.2.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let wait = Uniform::new(0.0, 12.0)?;
/// assert_eq!((wait.cdf(3.0), wait.mean(), wait.variance()), (0.25, 6.0, 12.0));
/// # Ok::<(), MathError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Uniform {
    /// Left end.
    pub low: f64,
    /// Right end.
    pub high: f64,
}

impl Uniform {
    /// On the interval from `low` to `high`.
    ///
    /// # Errors
    ///
    /// [`MathError::NotFinite`] for an end that is NaN or infinite;
    /// [`MathError::OutOfRange`] unless `high` is above `low`, by no more than the largest
    /// f64.
    pub fn new(low: f64, high: f64) -> Result<Self, MathError> {
        check::finite_number("Uniform::new", "low", low)?;
        check::finite_number("Uniform::new", "high", high)?;
        let width = high - low;
        if width > 0.0 && width.is_finite() {
            return Ok(Self { low, high });
        }
        Err(MathError::OutOfRange {
            operation: "Uniform::new",
            argument: "high",
            value: high,
            expected: "above `low`, by no more than the largest f64",
        })
    }

    fn width(&self) -> f64 {
        self.high - self.low
    }
}

impl Distribution for Uniform {
    fn ln_pdf(&self, x: f64) -> f64 {
        if x.is_nan() {
            return x;
        }
        if x < self.low || x > self.high { f64::NEG_INFINITY } else { -self.width().ln() }
    }

    fn pdf(&self, x: f64) -> f64 {
        if x.is_nan() {
            return x;
        }
        if x < self.low || x > self.high { 0.0 } else { 1.0 / self.width() }
    }

    fn cdf(&self, x: f64) -> f64 {
        ((x - self.low) / self.width()).clamp(0.0, 1.0)
    }

    fn ln_cdf(&self, x: f64) -> f64 {
        // Near the upper end from the distance to it.
        let above = self.survival(x);
        if above < 0.5 { (-above).ln_1p() } else { self.cdf(x).ln() }
    }

    fn survival(&self, x: f64) -> f64 {
        ((self.high - x) / self.width()).clamp(0.0, 1.0)
    }

    fn ln_survival(&self, x: f64) -> f64 {
        let below = self.cdf(x);
        if below < 0.5 { (-below).ln_1p() } else { self.survival(x).ln() }
    }

    fn quantile(&self, p: f64) -> Result<f64, MathError> {
        probability("Uniform::quantile", "p", p)?;
        Ok((self.low + p * self.width()).min(self.high))
    }

    fn inverse_survival(&self, q: f64) -> Result<f64, MathError> {
        probability("Uniform::inverse_survival", "q", q)?;
        Ok((self.high - q * self.width()).max(self.low))
    }

    fn inverse_ln_survival(&self, ln_q: f64) -> Result<f64, MathError> {
        ln_probability("Uniform::inverse_ln_survival", "ln_q", ln_q)?;
        // From the nearer end.
        Ok(if ln_q > -std::f64::consts::LN_2 {
            self.low - ln_q.exp_m1() * self.width()
        } else {
            self.high - ln_q.exp() * self.width()
        })
    }

    fn mean(&self) -> f64 {
        self.low + 0.5 * self.width()
    }

    fn variance(&self) -> f64 {
        self.width() * (self.width() / 12.0)
    }

    fn entropy(&self) -> f64 {
        self.width().ln()
    }

    fn draw(&self, rng: &mut dyn RngCore) -> f64 {
        (self.low + rng.random::<f64>() * self.width()).min(self.high)
    }
}

usable_with_ndarray_rand!(Uniform);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithms_near_an_end_keep_their_digits() {
        let law = Uniform::new(0.0, 1.0).unwrap();
        assert_eq!(law.ln_survival(1e-20), -1e-20);
        assert_eq!(law.ln_survival(1e-13), -1.000_000_000_000_05e-13);
        assert!((Uniform::new(0.0, 2.0).unwrap().ln_cdf(2.0 - 1e-13) / -5e-14 - 1.0).abs() < 1e-2);
        let near = 1.0 - f64::EPSILON;
        assert_eq!(law.ln_cdf(near), (-f64::EPSILON).ln_1p());
        assert!(law.ln_cdf(-1.0) == f64::NEG_INFINITY && law.ln_cdf(2.0) == 0.0);
        assert!(law.ln_survival(2.0) == f64::NEG_INFINITY && law.ln_survival(-1.0) == 0.0);
    }
}
