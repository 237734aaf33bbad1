//! Exponential: the waiting time for an event that has no memory.
//!
//! If events come at a constant rate, the time to the next does not depend on how
//! long one has waited already: P(X > s + t | X > s) = P(X > t). Only e^(−λt) does that.

use super::distribution::{Distribution, ln_probability, probability, usable_with_ndarray_rand};
use super::special::Tails;
use crate::check;
use crate::error::MathError;
use ndarray_rand::rand::{Rng, RngCore};
use ndarray_rand::rand_distr::Exp1;

/// The exponential distribution with a rate λ (SciPy's `scale` is 1/λ).
///
/// # Formula
///
/// f(x) = λ e^(−λx) for x ≥ 0;  E\[X\] = 1/λ,  Var(X) = 1/λ²
///
/// # Source
///
/// Guide §3.2 (the time between the events of a Poisson distribution).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let wait = Exponential::new(0.5)?;
/// assert_eq!((wait.mean(), wait.variance()), (2.0, 4.0));
/// assert!((wait.quantile(0.5)? - 2.0 * 2_f64.ln()).abs() < 1e-15);
/// # Ok::<(), MathError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Exponential {
    /// Events per unit of x, λ.
    pub rate: f64,
}

impl Exponential {
    /// With `rate` events per unit of x.
    ///
    /// # Errors
    ///
    /// [`MathError::OutOfRange`] unless the rate is positive and finite.
    pub fn new(rate: f64) -> Result<Self, MathError> {
        check::positive("Exponential::new", "rate", rate)?;
        Ok(Self { rate })
    }

    fn tails(&self, x: f64) -> Tails {
        if x.is_nan() {
            return Tails::UNKNOWN;
        }
        Tails::from_ln_upper(-self.rate * x.max(0.0))
    }
}

impl Distribution for Exponential {
    fn ln_pdf(&self, x: f64) -> f64 {
        if x < 0.0 { f64::NEG_INFINITY } else { self.rate.ln() - self.rate * x }
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
        probability("Exponential::quantile", "p", p)?;
        Ok(-(-p).ln_1p() / self.rate)
    }

    fn inverse_survival(&self, q: f64) -> Result<f64, MathError> {
        probability("Exponential::inverse_survival", "q", q)?;
        Ok((-q.ln() / self.rate).max(0.0))
    }

    fn inverse_ln_survival(&self, ln_q: f64) -> Result<f64, MathError> {
        ln_probability("Exponential::inverse_ln_survival", "ln_q", ln_q)?;
        Ok((-ln_q / self.rate).max(0.0))
    }

    fn mean(&self) -> f64 {
        1.0 / self.rate
    }

    fn variance(&self) -> f64 {
        1.0 / self.rate / self.rate
    }

    fn std_dev(&self) -> f64 {
        1.0 / self.rate
    }

    fn entropy(&self) -> f64 {
        1.0 - self.rate.ln()
    }

    fn draw(&self, rng: &mut dyn RngCore) -> f64 {
        rng.sample::<f64, _>(Exp1) / self.rate
    }
}

usable_with_ndarray_rand!(Exponential);
