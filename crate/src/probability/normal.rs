//! Normal: the bell curve, the limit of sums of many small causes.
//!
//! Everything follows from the standard normal variable Z of mean 0 and variance
//! 1, because X = μ + σZ. Its tails have no elementary formula; they are erfc, and
//! beyond 5σ a continued fraction.

use super::distribution::{Distribution, ln_probability, probability, usable_with_ndarray_rand};
use super::special::{LN_SQRT_2PI, Tails, normal_tail};
use crate::check;
use crate::error::MathError;
use ndarray_rand::rand::{Rng, RngCore};
use ndarray_rand::rand_distr::StandardNormal;

/// The normal (Gaussian) distribution.
///
/// # Formula
///
/// f(x) = 1/(σ√(2π)) · exp(−(x − μ)² / (2σ²));  E\[X\] = μ,  Var(X) = σ²
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
/// let z = Normal::new(0.0, 1.0)?;
/// assert!((z.between(-2.0, 2.0) - 0.9544997361036416).abs() < 1e-15);
/// assert!((z.quantile(0.975)? - 1.959963984540054).abs() < 1e-14);
/// // At 40 standard deviations the survival is too small for an f64, its logarithm is not.
/// assert_eq!(z.survival(40.0), 0.0);
/// assert!((z.ln_survival(40.0) + 804.6084420137538).abs() < 1e-9);
/// # Ok::<(), MathError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Normal {
    /// Mean μ.
    pub mean: f64,
    /// Standard deviation σ, not the variance.
    pub std: f64,
}

impl Normal {
    /// With mean `mean` and standard deviation `std`.
    ///
    /// # Errors
    ///
    /// [`MathError::NotFinite`] for a mean that is NaN or infinite;
    /// [`MathError::OutOfRange`] unless the standard deviation is positive and finite.
    pub fn new(mean: f64, std: f64) -> Result<Self, MathError> {
        check::finite_number("Normal::new", "mean", mean)?;
        check::positive("Normal::new", "std", std)?;
        Ok(Self { mean, std })
    }

    /// How many standard deviations x lies above the mean.
    pub fn z_score(&self, x: f64) -> f64 {
        let distance = x - self.mean;
        // Of two numbers near the ends of the range the difference overflows.
        if distance.is_infinite() {
            x / self.std - self.mean / self.std
        } else {
            distance / self.std
        }
    }

    fn tails(&self, x: f64) -> Tails {
        normal_tail::tails(self.z_score(x))
    }
}

impl Distribution for Normal {
    fn ln_pdf(&self, x: f64) -> f64 {
        let z = self.z_score(x);
        -0.5 * z * z - LN_SQRT_2PI - self.std.ln()
    }

    fn cdf(&self, x: f64) -> f64 {
        self.tails(x).lower()
    }

    fn ln_cdf(&self, x: f64) -> f64 {
        self.tails(x).ln_lower()
    }

    fn survival(&self, x: f64) -> f64 {
        self.tails(x).upper()
    }

    fn ln_survival(&self, x: f64) -> f64 {
        self.tails(x).ln_upper()
    }

    fn quantile(&self, p: f64) -> Result<f64, MathError> {
        probability("Normal::quantile", "p", p)?;
        Ok(match p {
            0.0 => f64::NEG_INFINITY,
            1.0 => f64::INFINITY,
            _ => self.mean + self.std * normal_tail::quantile(p),
        })
    }

    fn inverse_survival(&self, q: f64) -> Result<f64, MathError> {
        probability("Normal::inverse_survival", "q", q)?;
        Ok(match q {
            0.0 => f64::INFINITY,
            1.0 => f64::NEG_INFINITY,
            _ => self.mean - self.std * normal_tail::quantile(q),
        })
    }

    fn inverse_ln_survival(&self, ln_q: f64) -> Result<f64, MathError> {
        ln_probability("Normal::inverse_ln_survival", "ln_q", ln_q)?;
        Ok(match ln_q {
            f64::NEG_INFINITY => f64::INFINITY,
            0.0 => f64::NEG_INFINITY,
            _ => self.mean + self.std * normal_tail::quantile_of_ln_upper(ln_q),
        })
    }

    fn mean(&self) -> f64 {
        self.mean
    }

    fn variance(&self) -> f64 {
        self.std * self.std
    }

    fn std_dev(&self) -> f64 {
        self.std
    }

    fn entropy(&self) -> f64 {
        0.5 + LN_SQRT_2PI + self.std.ln()
    }

    fn draw(&self, rng: &mut dyn RngCore) -> f64 {
        self.mean + self.std * rng.sample::<f64, _>(StandardNormal)
    }
}

usable_with_ndarray_rand!(Normal);
