//! Student t: a normal variable whose scale had to be estimated.
//!
//! The mean of n normal observations, less the true mean, over its estimated
//! standard error, is not normal: the estimate of the error errs as well. It has a
//! t distribution with ν = n − 1 degrees of freedom, whose tails fall only like
//! |x|^(−ν−1). ν = 1 is Cauchy's distribution, ν → ∞ the normal.

use super::distribution::{
    Distribution, by_quantile, is_moderate, ln_probability, probability, shape,
    usable_with_ndarray_rand,
};
use super::special::{
    LN_SQRT_2PI, Tails,
    deviance::{deviance, digamma_gap, stirling_error},
    incomplete_beta, wichura,
};
use crate::error::MathError;
use ndarray_rand::rand::RngCore;
use ndarray_rand::rand_distr;

/// Student's t distribution with ν degrees of freedom.
///
/// # Formula
///
/// f(x) = Γ((ν+1)/2) / (√(νπ) Γ(ν/2)) · (1 + x²/ν)^(−(ν+1)/2);
/// E\[X\] = 0 for ν > 1,  Var(X) = ν/(ν − 2) for ν > 2
///
/// # Source
///
/// Guide §3.4 (estimates and their spread); Student (W. Gosset), "The probable
/// error of a mean", Biometrika 6 (1908).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let t = StudentT::new(1.0)?;
/// assert!((t.pdf(0.0) - 1.0 / std::f64::consts::PI).abs() < 1e-15);
/// assert!((t.cdf(1.0) - 0.75).abs() < 1e-15);
/// assert!(t.mean().is_nan());
/// # Ok::<(), MathError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct StudentT {
    /// Degrees of freedom ν.
    pub freedom: f64,
}

impl StudentT {
    /// With `freedom` degrees of freedom.
    ///
    /// # Errors
    ///
    /// [`MathError::OutOfRange`] unless the number lies between 2.3e-308 and 1e307.
    pub fn new(freedom: f64) -> Result<Self, MathError> {
        shape("StudentT::new", "freedom", freedom)?;
        Ok(Self { freedom })
    }

    /// P(|X| < |t|) is I(y; ½, ν/2) at y = t²/(ν + t²).
    fn tails(&self, t: f64) -> Tails {
        if t.is_nan() {
            return Tails::UNKNOWN;
        }
        // The ratio is formed before it is squared: t² may overflow.
        let ratio = t.abs() / self.freedom.sqrt();
        let outside = if ratio > FAR {
            self.far_outside(t.abs())
        } else {
            let square = ratio * ratio;
            let (x, y) = if ratio > 1.0 {
                let inverse = 1.0 / square;
                (inverse / (1.0 + inverse), 1.0 / (1.0 + inverse))
            } else {
                (1.0 / (1.0 + square), square / (1.0 + square))
            };
            incomplete_beta::tails(0.5 * self.freedom, 0.5, x, y)
        };
        let ln_upper = outside.ln_lower() - std::f64::consts::LN_2;
        let above = Tails::from_upper(0.5 * outside.lower(), Some(ln_upper));
        if t < 0.0 { above.swapped() } else { above }
    }
}

/// From this |t|/√ν on the tail is a power of t to all digits.
const FAR: f64 = 1e140;

impl StudentT {
    /// P(|X| > t) beyond [`FAR`]: it falls like t^(−ν) from its value there.
    fn far_outside(&self, t: f64) -> Tails {
        let x = 1.0 / FAR / FAR;
        let at_far = incomplete_beta::tails(0.5 * self.freedom, 0.5, x, 1.0);
        let beyond = t.ln() - 0.5 * self.freedom.ln() - FAR.ln();
        Tails::from_ln_lower(at_far.ln_lower() - self.freedom * beyond)
    }

    /// The t ≥ 0 with the given P(X > t), up to ½, and its logarithm.
    fn upper_quantile(&self, ln_tail: f64, within: f64) -> f64 {
        let n = self.freedom;
        let ln_outside = ln_tail + std::f64::consts::LN_2;
        if n > 1e12 {
            // Normal, with the first correction; the next is of the order of z⁴/ν².
            let z = super::special::normal_tail::quantile_of_ln_upper(ln_tail);
            if z * z < 1e-8 * n {
                return z * (1.0 + (z * z + 1.0) / (4.0 * n));
            }
        }
        // From whichever of P(|X| > t) and P(|X| < t) is exact.
        let guess = self.guess(ln_outside, within);
        let (x, y) = incomplete_beta::quantile_near(0.5 * n, 0.5, ln_outside, within.ln(), guess);
        if x > 1.0 / FAR / FAR {
            (y / x).sqrt() * n.sqrt()
        } else {
            // Too far out for x: there the tail is a power of t.
            let drop = self.far_outside(FAR * n.sqrt()).ln_lower() - ln_outside;
            (drop / n + FAR.ln() + 0.5 * n.ln()).exp()
        }
    }
}

impl StudentT {
    /// About ν/(ν + t²) for the t with P(|X| > t) = `outside`, to three digits at least: far
    /// out from the power law that the tail follows, elsewhere from the normal quantile.
    ///
    /// Source: G. W. Hill, "Algorithm 396: Student's t-quantiles", Comm. ACM 13 (1970).
    fn guess(&self, ln_outside: f64, within: f64) -> Option<f64> {
        let n = self.freedom;
        if n < 2.0 || ln_outside < -600.0 {
            return None;
        }
        let a = 1.0 / (n - 0.5);
        let b = 48.0 / (a * a);
        let c = ((20700.0 * a / b - 98.0) * a - 16.0) * a + 96.36;
        let d = ((94.5 / (b + c) - 3.0) / b + 1.0) * (a * std::f64::consts::FRAC_PI_2).sqrt() * n;
        let power = (2.0 / n * (d.ln() + ln_outside)).exp();
        // t²/ν
        let square = if power > 0.05 + a {
            let z = if within < 0.85 {
                wichura::middle(0.5 * within)
            } else {
                wichura::upper(0.5 * ln_outside.exp())
            };
            let z = -z;
            let c = if n < 5.0 { c + 0.3 * (n - 4.5) * (z + 0.6) } else { c };
            let c = (((0.05 * d * z - 5.0) * z - 7.0) * z - 2.0) * z + b + c;
            let q = z * z;
            let y = (((((0.4 * q + 6.3) * q + 36.0) * q + 94.5) / c - q - 3.0) / b + 1.0) * z;
            (a * y * y).exp_m1()
        } else {
            let inner = 1.0 / (((n + 6.0) / (n * power) - 0.089 * d - 0.822) * (n + 2.0) * 3.0);
            ((inner + 0.5 / (n + 4.0)) * power - 1.0) * (n + 1.0) / (n + 2.0) + 1.0 / power
        };
        let x = 1.0 / (1.0 + square);
        (x > 0.0 && x < 1.0).then_some(x)
    }
}

impl Distribution for StudentT {
    fn ln_pdf(&self, x: f64) -> f64 {
        if x.is_infinite() {
            return f64::NEG_INFINITY;
        }
        let n = self.freedom;
        let front = stirling_error(0.5 * (n + 1.0))
            - stirling_error(0.5 * n)
            - deviance(0.5 * n, 0.5 * (n + 1.0), 0.0);
        let square = x / n * x;
        // l = ½ ln(1 + x²/ν), and ν l where it is a small difference of large numbers.
        let l = if square > 1e16 { x.abs().ln() - 0.5 * n.ln() } else { 0.5 * square.ln_1p() };
        let power = if square < 0.2 {
            0.5 * x * x - deviance(0.5 * n, 0.5 * (n + x * x), 0.0)
        } else {
            n * l
        };
        front - power - LN_SQRT_2PI - l
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
        probability("StudentT::quantile", "p", p)?;
        let tail = p.min(1.0 - p);
        if tail == 0.0 || tail == 0.5 {
            return Ok(match p {
                0.0 => f64::NEG_INFINITY,
                1.0 => f64::INFINITY,
                _ => 0.0,
            });
        }
        let t = self.upper_quantile(tail.ln(), 1.0 - 2.0 * tail);
        Ok(if p < 0.5 { -t } else { t })
    }

    fn inverse_survival(&self, q: f64) -> Result<f64, MathError> {
        probability("StudentT::inverse_survival", "q", q)?;
        let mirrored = self.quantile(q)?;
        Ok(if mirrored == 0.0 { 0.0 } else { -mirrored })
    }

    fn inverse_ln_survival(&self, ln_q: f64) -> Result<f64, MathError> {
        ln_probability("StudentT::inverse_ln_survival", "ln_q", ln_q)?;
        if ln_q == f64::NEG_INFINITY {
            return Ok(f64::INFINITY);
        }
        if ln_q > -std::f64::consts::LN_2 {
            return self.quantile(-ln_q.exp_m1());
        }
        let within = -(ln_q + std::f64::consts::LN_2).exp_m1();
        Ok(if within <= 0.0 { 0.0 } else { self.upper_quantile(ln_q, within) })
    }

    fn mean(&self) -> f64 {
        if self.freedom > 1.0 { 0.0 } else { f64::NAN }
    }

    fn variance(&self) -> f64 {
        match self.freedom {
            n if n > 2.0 => n / (n - 2.0),
            n if n > 1.0 => f64::INFINITY,
            _ => f64::NAN,
        }
    }

    /// (ν+1)/2 · (ψ((ν+1)/2) − ψ(ν/2)) + ln(√ν B(ν/2, ½)), with Stirling's form of ln Γ
    /// put in so that the large terms are gone.
    fn entropy(&self) -> f64 {
        let h = 0.5 * self.freedom;
        0.5 * (0.5 / h).ln_1p()
            + (h + 0.5) * (digamma_gap(h) - digamma_gap(h + 0.5))
            + LN_SQRT_2PI
            + 0.5
            + stirling_error(h)
            - stirling_error(h + 0.5)
    }

    fn draw(&self, rng: &mut dyn RngCore) -> f64 {
        match rand_distr::StudentT::new(self.freedom) {
            // Below, the χ² of the sampler is often less than the smallest f64.
            Ok(law) if self.freedom >= 0.1 && is_moderate(self.freedom) => {
                rand_distr::Distribution::<f64>::sample(&law, rng)
            }
            _ => by_quantile(self, rng),
        }
    }
}

usable_with_ndarray_rand!(StudentT);
