//! Gamma: the waiting time for several events, and the belief about a rate.
//!
//! The sum of a independent exponential waiting times with rate λ has the density
//! below; a need not be whole. As a prior for the rate of a Poisson distribution it
//! stays a gamma when data arrive ([`map_poisson`](super::map_poisson)).

use super::distribution::{
    Distribution, by_quantile, is_moderate, ln_complement, ln_probability, probability,
    usable_with_ndarray_rand,
};
use super::special::{
    LN_SQRT_2PI, Tails,
    deviance::{digamma_gap, stirling_error},
    incomplete_gamma,
};
use crate::check;
use crate::error::MathError;
use ndarray_rand::rand::RngCore;
use ndarray_rand::rand_distr;

/// The gamma distribution with a shape a and a rate λ (SciPy's `scale` is 1/λ).
///
/// # Formula
///
/// f(x) = λᵃ xᵃ⁻¹ e^(−λx) / Γ(a) for x > 0;  E\[X\] = a/λ,  Var(X) = a/λ²
///
/// # Source
///
/// Guide §3.2 (the waiting time for several events of a Poisson distribution); C.
/// Loader (2000) for the evaluation.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let third_event = Gamma::new(3.0, 0.5)?;
/// assert_eq!((third_event.mean(), third_event.variance()), (6.0, 12.0));
/// // No more than two events in a time of 2: e⁻¹(1 + 1 + ½).
/// assert!((third_event.survival(2.0) - 2.5 * (-1.0_f64).exp()).abs() < 1e-15);
/// # Ok::<(), MathError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Gamma {
    /// Shape a: how many events are waited for.
    pub shape: f64,
    /// Rate λ: events per unit of x.
    pub rate: f64,
}

impl Gamma {
    /// With shape `shape` and rate `rate`.
    ///
    /// # Errors
    ///
    /// [`MathError::OutOfRange`] unless the shape lies between 2.3e-308 and 1e307 and the
    /// rate is positive and finite.
    pub fn new(shape: f64, rate: f64) -> Result<Self, MathError> {
        super::distribution::shape("Gamma::new", "shape", shape)?;
        check::positive("Gamma::new", "rate", rate)?;
        Ok(Self { shape, rate })
    }

    /// λx as the nearest f64 and what that leaves out.
    fn scaled(&self, x: f64) -> (f64, f64) {
        let product = self.rate * x;
        let rest = self.rate.mul_add(x, -product);
        (product, if rest.is_finite() { rest } else { 0.0 })
    }

    /// The x with the given logarithms of P(X > x) and P(X ≤ x).
    fn above_which(&self, ln_upper: f64, ln_lower: f64) -> f64 {
        if ln_lower == f64::NEG_INFINITY {
            0.0
        } else if ln_upper == f64::NEG_INFINITY {
            f64::INFINITY
        } else {
            incomplete_gamma::quantile_of_ln(self.shape, ln_lower, ln_upper) / self.rate
        }
    }

    fn tails(&self, x: f64) -> Tails {
        let (scaled, rest) = self.scaled(x);
        incomplete_gamma::tails(self.shape, scaled, rest)
    }
}

impl Distribution for Gamma {
    fn ln_pdf(&self, x: f64) -> f64 {
        if x.is_nan() {
            return x;
        }
        let (scaled, rest) = self.scaled(x);
        if x < 0.0 || scaled == f64::INFINITY {
            return f64::NEG_INFINITY;
        }
        if scaled == 0.0 {
            return match self.shape {
                a if a < 1.0 => f64::INFINITY,
                1.0 => self.rate.ln(),
                _ => f64::NEG_INFINITY,
            };
        }
        incomplete_gamma::ln_density(self.shape, scaled, rest) + self.rate.ln()
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
        probability("Gamma::quantile", "p", p)?;
        Ok(match p {
            0.0 => 0.0,
            1.0 => f64::INFINITY,
            _ => incomplete_gamma::quantile(self.shape, p) / self.rate,
        })
    }

    fn inverse_survival(&self, q: f64) -> Result<f64, MathError> {
        probability("Gamma::inverse_survival", "q", q)?;
        Ok(self.above_which(q.ln(), (-q).ln_1p()))
    }

    fn inverse_ln_survival(&self, ln_q: f64) -> Result<f64, MathError> {
        ln_probability("Gamma::inverse_ln_survival", "ln_q", ln_q)?;
        Ok(self.above_which(ln_q, ln_complement(ln_q)))
    }

    fn mean(&self) -> f64 {
        self.shape / self.rate
    }

    fn variance(&self) -> f64 {
        self.shape / self.rate / self.rate
    }

    /// a − ln λ + ln Γ(a) + (1 − a)ψ(a), with Stirling's form of ln Γ put in so that
    /// the large terms are gone.
    fn entropy(&self) -> f64 {
        let a = self.shape;
        0.5 * a.ln() + LN_SQRT_2PI + stirling_error(a) + (a - 1.0) * digamma_gap(a) - self.rate.ln()
    }

    fn draw(&self, rng: &mut dyn RngCore) -> f64 {
        match rand_distr::Gamma::new(self.shape, 1.0 / self.rate) {
            Ok(law) if is_moderate(self.shape) => {
                rand_distr::Distribution::<f64>::sample(&law, rng)
            }
            _ => by_quantile(self, rng),
        }
    }
}

usable_with_ndarray_rand!(Gamma);
