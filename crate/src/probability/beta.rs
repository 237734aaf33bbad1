//! Beta: a distribution over probabilities.
//!
//! After a − 1 successes and b − 1 failures, starting from no preference, the
//! belief about the chance of success has the density x^(a−1)(1−x)^(b−1), up to its
//! integral B(a, b). As a prior for a Bernoulli distribution it stays a beta when
//! data arrive ([`map_bernoulli`](super::map_bernoulli)).

use super::distribution::{
    Distribution, by_quantile, is_moderate, ln_complement, ln_probability, probability, shape,
    usable_with_ndarray_rand,
};
use super::special::{
    LN_SQRT_2PI, Tails,
    deviance::{digamma_gap, stirling_error},
    incomplete_beta,
};
use crate::error::MathError;
use ndarray_rand::rand::RngCore;
use ndarray_rand::rand_distr;

/// The beta distribution on [0, 1].
///
/// # Formula
///
/// f(x) = xᵃ⁻¹(1 − x)ᵇ⁻¹ / B(a, b);  E\[X\] = a/(a + b),
/// Var(X) = ab / ((a + b)²(a + b + 1))
///
/// # Source
///
/// Guide §3.1 (beliefs updated by evidence); C. Loader (2000) for the evaluation.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let belief = Beta::new(2.0, 3.0)?;
/// assert_eq!((belief.mean(), belief.variance()), (0.4, 0.04));
/// // 12x(1 − x)² at one half, and its integral up to there.
/// assert!((belief.pdf(0.5) - 1.5).abs() < 1e-14);
/// assert!((belief.cdf(0.5) - 0.6875).abs() < 1e-15);
/// # Ok::<(), MathError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Beta {
    /// Exponent of x, plus one.
    pub a: f64,
    /// Exponent of 1 − x, plus one.
    pub b: f64,
}

impl Beta {
    /// With parameters `a` and `b`.
    ///
    /// # Errors
    ///
    /// [`MathError::OutOfRange`] unless both parameters lie between 2.3e-308 and 1e307.
    pub fn new(a: f64, b: f64) -> Result<Self, MathError> {
        shape("Beta::new", "a", a)?;
        shape("Beta::new", "b", b)?;
        Ok(Self { a, b })
    }

    /// The x with the given logarithms of P(X > x) and P(X ≤ x).
    fn above_which(&self, ln_upper: f64, ln_lower: f64) -> f64 {
        if ln_lower == f64::NEG_INFINITY {
            0.0
        } else if ln_upper == f64::NEG_INFINITY {
            1.0
        } else {
            incomplete_beta::quantile_of_ln(self.a, self.b, ln_lower, ln_upper).0
        }
    }

    fn tails(&self, x: f64) -> Tails {
        incomplete_beta::tails(self.a, self.b, x, 1.0 - x)
    }
}

impl Distribution for Beta {
    fn ln_pdf(&self, x: f64) -> f64 {
        if x.is_nan() {
            return x;
        }
        if !(0.0..=1.0).contains(&x) {
            return f64::NEG_INFINITY;
        }
        // At an end only the exponent there decides.
        let at_end = |exponent: f64, other: f64| match exponent {
            e if e < 1.0 => f64::INFINITY,
            1.0 => other.ln(),
            _ => f64::NEG_INFINITY,
        };
        match x {
            0.0 => at_end(self.a, self.b),
            1.0 => at_end(self.b, self.a),
            _ => incomplete_beta::ln_density(self.a, self.b, x, 1.0 - x),
        }
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
        probability("Beta::quantile", "p", p)?;
        Ok(if p == 0.0 || p == 1.0 {
            p
        } else {
            incomplete_beta::quantile(self.a, self.b, p, 1.0 - p).0
        })
    }

    fn inverse_survival(&self, q: f64) -> Result<f64, MathError> {
        probability("Beta::inverse_survival", "q", q)?;
        Ok(self.above_which(q.ln(), (-q).ln_1p()))
    }

    fn inverse_ln_survival(&self, ln_q: f64) -> Result<f64, MathError> {
        ln_probability("Beta::inverse_ln_survival", "ln_q", ln_q)?;
        Ok(self.above_which(ln_q, ln_complement(ln_q)))
    }

    fn mean(&self) -> f64 {
        self.a / (self.a + self.b)
    }

    fn variance(&self) -> f64 {
        let total = self.a + self.b;
        self.a / total * (self.b / total) / (total + 1.0)
    }

    /// ln B(a, b) − (a−1)ψ(a) − (b−1)ψ(b) + (a+b−2)ψ(a+b), with Stirling's form of ln Γ
    /// put in so that the large terms are gone.
    fn entropy(&self) -> f64 {
        let (a, b, s) = (self.a, self.b, self.a + self.b);
        LN_SQRT_2PI + 0.5 * (a.ln() + b.ln() - 3.0 * s.ln()) + stirling_error(a) + stirling_error(b)
            - stirling_error(s)
            + (a - 1.0) * digamma_gap(a)
            + (b - 1.0) * digamma_gap(b)
            - (s - 2.0) * digamma_gap(s)
    }

    fn draw(&self, rng: &mut dyn RngCore) -> f64 {
        match rand_distr::Beta::new(self.a, self.b) {
            Ok(law) if is_moderate(self.a) && is_moderate(self.b) => {
                rand_distr::Distribution::<f64>::sample(&law, rng)
            }
            _ => by_quantile(self, rng),
        }
    }
}

usable_with_ndarray_rand!(Beta);
