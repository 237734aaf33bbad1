//! Binomial: the number of successes in n independent trials.
//!
//! A given order of k successes and n − k failures has probability pᵏ(1−p)ⁿ⁻ᵏ,
//! and there are n! / (k! (n−k)!) orders. The mass is computed in Loader's
//! saddle-point form, which has no large numbers to subtract; sums of it are
//! incomplete beta integrals.

use super::distribution::{
    Distribution, by_quantile, lattice_entropy, lattice_quantile, lattice_search, ln_probability,
    probability, usable_with_ndarray_rand,
};
use super::special::{Tails, deviance::ln_binomial, incomplete_beta};
use crate::error::MathError;
use ndarray_rand::rand::RngCore;
use ndarray_rand::rand_distr;

/// The binomial distribution: successes in n trials, each with probability p.
///
/// # Formula
///
/// P(X = k) = n! / (k! (n−k)!) · pᵏ(1 − p)ⁿ⁻ᵏ;  E\[X\] = np,  Var(X) = np(1 − p)
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
/// let heads = Binomial::new(10, 0.5)?;
/// assert!((heads.pmf(5) - 252.0 / 1024.0).abs() < 1e-15);
/// assert!((heads.cdf(1.0) - 11.0 / 1024.0).abs() < 1e-15);
/// assert_eq!(heads.quantile(0.5)?, 5.0);
/// # Ok::<(), MathError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Binomial {
    /// Number of trials.
    pub n: u64,
    /// Probability of success in each.
    pub p: f64,
}

impl Binomial {
    /// For `n` trials with success probability `p`.
    ///
    /// # Errors
    ///
    /// [`MathError::OutOfRange`] unless p is in [0, 1], or for more than 2⁵³ trials, beyond
    /// which an f64 does not hold every whole number.
    pub fn new(n: u64, p: f64) -> Result<Self, MathError> {
        probability("Binomial::new", "p", p)?;
        if n > 1 << f64::MANTISSA_DIGITS {
            return Err(MathError::OutOfRange {
                operation: "Binomial::new",
                argument: "n",
                value: n as f64,
                expected: "at most 2^53",
            });
        }
        Ok(Self { n, p })
    }

    /// P(X = k).
    pub fn pmf(&self, k: u64) -> f64 {
        self.ln_pmf(k).exp()
    }

    /// ln P(X = k).
    pub fn ln_pmf(&self, k: u64) -> f64 {
        if k > self.n {
            return f64::NEG_INFINITY;
        }
        ln_binomial(k as f64, (self.n - k) as f64, self.p, 1.0 - self.p)
    }

    fn tails(&self, x: f64) -> Tails {
        let n = self.n as f64;
        let k = x.floor();
        match k {
            k if k.is_nan() => Tails::UNKNOWN,
            k if k < 0.0 => Tails::NOTHING_BELOW,
            k if k >= n => Tails::NOTHING_ABOVE,
            k => incomplete_beta::tails(k + 1.0, n - k, self.p, 1.0 - self.p).swapped(),
        }
    }
}

impl Distribution for Binomial {
    fn ln_pdf(&self, x: f64) -> f64 {
        if x.is_nan() {
            return x;
        }
        if x < 0.0 || x.fract() != 0.0 || x > self.n as f64 {
            return f64::NEG_INFINITY;
        }
        self.ln_pmf(x as u64)
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
        probability("Binomial::quantile", "p", p)?;
        let n = self.n as f64;
        Ok(match p {
            0.0 if self.p < 1.0 => 0.0,
            0.0 => n,
            1.0 if self.p > 0.0 => n,
            1.0 => 0.0,
            _ => lattice_quantile(self, p, n),
        })
    }

    fn inverse_survival(&self, q: f64) -> Result<f64, MathError> {
        probability("Binomial::inverse_survival", "q", q)?;
        // Far up, a survival that is not zero may be below the smallest f64.
        if q == 0.0 {
            return self.quantile(1.0);
        }
        Ok(lattice_search(self, &|k| self.survival(k) <= q, self.n as f64))
    }

    fn inverse_ln_survival(&self, ln_q: f64) -> Result<f64, MathError> {
        ln_probability("Binomial::inverse_ln_survival", "ln_q", ln_q)?;
        Ok(lattice_search(self, &|k| self.ln_survival(k) <= ln_q, self.n as f64))
    }

    fn mean(&self) -> f64 {
        self.n as f64 * self.p
    }

    fn variance(&self) -> f64 {
        self.n as f64 * self.p * (1.0 - self.p)
    }

    fn entropy(&self) -> f64 {
        lattice_entropy(self, self.n as f64)
    }

    fn draw(&self, rng: &mut dyn RngCore) -> f64 {
        match rand_distr::Binomial::new(self.n, self.p) {
            Ok(law) if self.n <= 1_000_000_000 => {
                rand_distr::Distribution::<u64>::sample(&law, rng) as f64
            }
            _ => by_quantile(self, rng),
        }
    }
}

usable_with_ndarray_rand!(Binomial);
