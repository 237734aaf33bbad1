//! Bernoulli: one trial that succeeds or fails.
//!
//! A coin, a click, a label of two classes: X is 1 with probability p and 0
//! otherwise. Everything else is built of such trials.

use super::distribution::{Distribution, ln_probability, probability, usable_with_ndarray_rand};
use crate::error::MathError;
use ndarray_rand::rand::{Rng, RngCore};

/// The Bernoulli distribution: 1 with probability p, else 0.
///
/// # Formula
///
/// P(X = k) = pᵏ(1 − p)¹⁻ᵏ for k = 0, 1;  E\[X\] = p,  Var(X) = p(1 − p)
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
/// let coin = Bernoulli::new(0.25)?;
/// assert_eq!((coin.pmf(1), coin.mean(), coin.variance()), (0.25, 0.25, 0.1875));
/// # Ok::<(), MathError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Bernoulli {
    /// Probability of success.
    pub p: f64,
}

impl Bernoulli {
    /// With success probability `p`.
    ///
    /// # Errors
    ///
    /// [`MathError::OutOfRange`] unless p is in [0, 1].
    pub fn new(p: f64) -> Result<Self, MathError> {
        probability("Bernoulli::new", "p", p)?;
        Ok(Self { p })
    }

    /// P(X = k).
    pub fn pmf(&self, k: u64) -> f64 {
        match k {
            0 => 1.0 - self.p,
            1 => self.p,
            _ => 0.0,
        }
    }

    /// ln P(X = k).
    pub fn ln_pmf(&self, k: u64) -> f64 {
        match k {
            0 => (-self.p).ln_1p(),
            1 => self.p.ln(),
            _ => f64::NEG_INFINITY,
        }
    }
}

impl Distribution for Bernoulli {
    fn ln_pdf(&self, x: f64) -> f64 {
        if x.is_nan() {
            return x;
        }
        if x == 0.0 || x == 1.0 { self.ln_pmf(x as u64) } else { f64::NEG_INFINITY }
    }

    fn pdf(&self, x: f64) -> f64 {
        if x.is_nan() {
            return x;
        }
        if x == 0.0 || x == 1.0 { self.pmf(x as u64) } else { 0.0 }
    }

    fn cdf(&self, x: f64) -> f64 {
        match x {
            x if x.is_nan() => x,
            x if x < 0.0 => 0.0,
            x if x < 1.0 => 1.0 - self.p,
            _ => 1.0,
        }
    }

    fn ln_cdf(&self, x: f64) -> f64 {
        if (0.0..1.0).contains(&x) { (-self.p).ln_1p() } else { self.cdf(x).ln() }
    }

    fn survival(&self, x: f64) -> f64 {
        match x {
            x if x.is_nan() => x,
            x if x < 0.0 => 1.0,
            x if x < 1.0 => self.p,
            _ => 0.0,
        }
    }

    fn ln_survival(&self, x: f64) -> f64 {
        self.survival(x).ln()
    }

    fn quantile(&self, p: f64) -> Result<f64, MathError> {
        probability("Bernoulli::quantile", "p", p)?;
        Ok(if p <= 1.0 - self.p { 0.0 } else { 1.0 })
    }

    fn inverse_survival(&self, q: f64) -> Result<f64, MathError> {
        probability("Bernoulli::inverse_survival", "q", q)?;
        Ok(if q >= self.p { 0.0 } else { 1.0 })
    }

    fn inverse_ln_survival(&self, ln_q: f64) -> Result<f64, MathError> {
        ln_probability("Bernoulli::inverse_ln_survival", "ln_q", ln_q)?;
        Ok(if ln_q >= self.p.ln() { 0.0 } else { 1.0 })
    }

    fn mean(&self) -> f64 {
        self.p
    }

    fn variance(&self) -> f64 {
        self.p * (1.0 - self.p)
    }

    fn entropy(&self) -> f64 {
        if self.p == 0.0 || self.p == 1.0 {
            return 0.0;
        }
        -self.p * self.p.ln() - (1.0 - self.p) * (-self.p).ln_1p()
    }

    fn draw(&self, rng: &mut dyn RngCore) -> f64 {
        if rng.random::<f64>() < self.p { 1.0 } else { 0.0 }
    }
}

usable_with_ndarray_rand!(Bernoulli);
