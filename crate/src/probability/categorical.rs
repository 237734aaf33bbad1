//! Categorical: one of k classes, as a classifier's output says.

use super::distribution::{Distribution, ln_probability, probability, usable_with_ndarray_rand};
use crate::check;
use crate::error::MathError;
use ndarray::{Array1, ArrayRef1};
use ndarray_rand::rand::{Rng, RngCore};

/// The categorical distribution: class i of 0, 1, …, k − 1 with probability pᵢ.
///
/// Mean, variance and quantile treat the number of a class as a number; the
/// entropy does not depend on the numbering.
///
/// # Formula
///
/// P(X = i) = pᵢ,  Σ pᵢ = 1
///
/// # Source
///
/// Guide §3.4 (the model behind multi-class cross-entropy).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let die = Categorical::new(&array![0.5, 0.25, 0.25])?;
/// assert_eq!((die.pmf(2), die.cdf(1.0), die.mean()), (0.25, 0.75, 0.75));
/// assert!((die.entropy() - 1.5 * 2_f64.ln()).abs() < 1e-15);
/// # Ok::<(), MathError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Categorical {
    /// Probability of each class.
    pub p: Array1<f64>,
}

impl Categorical {
    /// With the probabilities `p`.
    ///
    /// # Errors
    ///
    /// [`MathError::Empty`] without classes; [`MathError::NotFinite`] for NaN or infinite
    /// entries; [`MathError::NotADistribution`] for entries that are negative or do not sum
    /// to 1.
    pub fn new(p: &ArrayRef1<f64>) -> Result<Self, MathError> {
        check::distribution("Categorical::new", "p", p)?;
        Ok(Self { p: p.to_owned() })
    }

    /// P(X = i).
    pub fn pmf(&self, i: u64) -> f64 {
        usize::try_from(i).ok().and_then(|i| self.p.get(i)).copied().unwrap_or(0.0)
    }

    /// ln P(X = i).
    pub fn ln_pmf(&self, i: u64) -> f64 {
        self.pmf(i).ln()
    }

    /// The first class above which the mass is small enough.
    fn first_with(&self, small_enough: impl Fn(f64) -> bool) -> f64 {
        let mut class = self.p.len() - 1;
        let mut above = 0.0;
        // From the last class down, so that small tails keep their digits.
        while class > 0 && small_enough(above + self.p[class]) {
            above += self.p[class];
            class -= 1;
        }
        class as f64
    }

    /// Mass of the classes that `keep` wants.
    fn total(&self, keep: impl Fn(f64) -> bool) -> f64 {
        let chosen = self.p.iter().enumerate().filter(|(i, _)| keep(*i as f64));
        chosen.map(|(_, p)| p).sum::<f64>().min(1.0)
    }
}

impl Distribution for Categorical {
    fn ln_pdf(&self, x: f64) -> f64 {
        self.pdf(x).ln()
    }

    fn pdf(&self, x: f64) -> f64 {
        if x.is_nan() {
            return x;
        }
        if x < 0.0 || x.fract() != 0.0 { 0.0 } else { self.pmf(x as u64) }
    }

    fn cdf(&self, x: f64) -> f64 {
        match x {
            x if x.is_nan() => x,
            x if x >= (self.p.len() - 1) as f64 => 1.0,
            x => self.total(|i| i <= x),
        }
    }

    fn ln_cdf(&self, x: f64) -> f64 {
        self.cdf(x).ln()
    }

    fn survival(&self, x: f64) -> f64 {
        match x {
            x if x.is_nan() => x,
            x if x < 0.0 => 1.0,
            x => self.total(|i| i > x),
        }
    }

    fn ln_survival(&self, x: f64) -> f64 {
        self.survival(x).ln()
    }

    fn quantile(&self, p: f64) -> Result<f64, MathError> {
        probability("Categorical::quantile", "p", p)?;
        let mut below = 0.0;
        let reached = self.p.iter().position(|mass| {
            below += mass;
            below >= p && below > 0.0
        });
        // Rounding may leave the sum a hair below p: then it is the last possible class.
        let last = || self.p.iter().rposition(|&mass| mass > 0.0).unwrap_or(0);
        Ok(reached.unwrap_or_else(last) as f64)
    }

    fn inverse_survival(&self, q: f64) -> Result<f64, MathError> {
        probability("Categorical::inverse_survival", "q", q)?;
        Ok(self.first_with(|above| above <= q))
    }

    fn inverse_ln_survival(&self, ln_q: f64) -> Result<f64, MathError> {
        ln_probability("Categorical::inverse_ln_survival", "ln_q", ln_q)?;
        Ok(self.first_with(|above| above.ln() <= ln_q))
    }

    fn mean(&self) -> f64 {
        self.p.iter().enumerate().map(|(i, p)| i as f64 * p).sum()
    }

    fn variance(&self) -> f64 {
        let mean = self.mean();
        self.p.iter().enumerate().map(|(i, p)| (i as f64 - mean).powi(2) * p).sum()
    }

    fn entropy(&self) -> f64 {
        self.p.iter().filter(|&&p| p > 0.0).map(|p| -p * p.ln()).sum::<f64>().max(0.0)
    }

    fn draw(&self, rng: &mut dyn RngCore) -> f64 {
        // 1 − u is in (0, 1], so that a class of probability zero is never drawn.
        let u = 1.0 - rng.random::<f64>();
        self.quantile(u).unwrap_or(0.0)
    }
}

usable_with_ndarray_rand!(Categorical);
