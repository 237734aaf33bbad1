//! Poisson: how many events fall into an interval.
//!
//! The limit of the binomial for many trials of small probability, np = λ: decays
//! in a second, requests in a minute, misprints on a page. The mass is computed in
//! Loader's saddle-point form; sums of it are incomplete gamma integrals.

use super::distribution::{
    Distribution, by_quantile, is_moderate, lattice_entropy, lattice_quantile, lattice_search,
    ln_probability, probability, usable_with_ndarray_rand,
};
use super::special::{Tails, deviance::ln_poisson, incomplete_gamma};
use crate::check;
use crate::error::MathError;
use ndarray_rand::rand::RngCore;
use ndarray_rand::rand_distr;

/// The Poisson distribution: events at an average rate λ per interval.
///
/// # Formula
///
/// P(X = k) = λᵏ e^(−λ) / k!;  E\[X\] = Var(X) = λ
///
/// # Source
///
/// Guide §3.2; C. Loader (2000) for the evaluation.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let calls = Poisson::new(2.0)?;
/// assert!((calls.pmf(0) - (-2.0_f64).exp()).abs() < 1e-16);
/// assert!((calls.pmf(2) - 2.0 * (-2.0_f64).exp()).abs() < 1e-15);
/// assert_eq!((calls.mean(), calls.variance()), (2.0, 2.0));
/// # Ok::<(), MathError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Poisson {
    /// Events per interval on average, λ.
    pub rate: f64,
}

impl Poisson {
    /// With `rate` events per interval on average.
    ///
    /// # Errors
    ///
    /// [`MathError::OutOfRange`] unless the rate is positive and finite.
    pub fn new(rate: f64) -> Result<Self, MathError> {
        check::positive("Poisson::new", "rate", rate)?;
        Ok(Self { rate })
    }

    /// P(X = k).
    pub fn pmf(&self, k: u64) -> f64 {
        self.ln_pmf(k).exp()
    }

    /// ln P(X = k).
    pub fn ln_pmf(&self, k: u64) -> f64 {
        ln_poisson(k as f64, self.rate, 0.0)
    }

    fn tails(&self, x: f64) -> Tails {
        let k = x.floor();
        if k < 0.0 {
            return Tails::NOTHING_BELOW;
        }
        if k == f64::INFINITY {
            return Tails::NOTHING_ABOVE;
        }
        incomplete_gamma::tails(k + 1.0, self.rate, 0.0).swapped()
    }
}

impl Distribution for Poisson {
    fn ln_pdf(&self, x: f64) -> f64 {
        if x.is_nan() {
            return x;
        }
        if x < 0.0 || x.fract() != 0.0 || x == f64::INFINITY {
            return f64::NEG_INFINITY;
        }
        ln_poisson(x, self.rate, 0.0)
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
        probability("Poisson::quantile", "p", p)?;
        Ok(match p {
            0.0 => 0.0,
            1.0 => f64::INFINITY,
            _ => lattice_quantile(self, p, f64::INFINITY),
        })
    }

    fn inverse_survival(&self, q: f64) -> Result<f64, MathError> {
        probability("Poisson::inverse_survival", "q", q)?;
        Ok(match q {
            0.0 => f64::INFINITY,
            _ => lattice_search(self, &|k| self.survival(k) <= q, f64::INFINITY),
        })
    }

    fn inverse_ln_survival(&self, ln_q: f64) -> Result<f64, MathError> {
        ln_probability("Poisson::inverse_ln_survival", "ln_q", ln_q)?;
        Ok(match ln_q {
            f64::NEG_INFINITY => f64::INFINITY,
            _ => lattice_search(self, &|k| self.ln_survival(k) <= ln_q, f64::INFINITY),
        })
    }

    fn mean(&self) -> f64 {
        self.rate
    }

    fn variance(&self) -> f64 {
        self.rate
    }

    fn entropy(&self) -> f64 {
        lattice_entropy(self, f64::INFINITY)
    }

    fn draw(&self, rng: &mut dyn RngCore) -> f64 {
        match rand_distr::Poisson::new(self.rate) {
            Ok(law) if is_moderate(self.rate) => rand_distr::Distribution::<f64>::sample(&law, rng),
            _ => by_quantile(self, rng),
        }
    }
}

usable_with_ndarray_rand!(Poisson);
