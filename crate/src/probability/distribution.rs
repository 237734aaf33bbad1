//! What every distribution answers: one trait for all of them.
//!
//! A distribution says how probability is spread over the numbers. A *discrete*
//! one puts a mass on single values, a *continuous* one a density on intervals:
//!
//! ```text
//! P(a ≤ X ≤ b) = Σ pmf(x)   or   ∫ pdf(x) dx    over a ≤ x ≤ b
//! ```
//!
//! The cumulative distribution function F(x) = P(X ≤ x) exists for both, and its
//! complement P(X > x), the survival, is an answer of its own: at 9σ the cdf of a
//! normal variable rounds to 1, and 1 − cdf would be 0 where the truth is 1e-19.
//! Beyond 38σ even that number is too small for an f64; its logarithm is not.

use super::special::{LN_SQRT_2PI, wichura};
use crate::error::MathError;
use ndarray::Array1;
use ndarray_rand::rand::RngCore;

/// A distribution of one real number.
///
/// The trait can be used as an object: `Box<dyn Distribution>` holds any of them.
/// A NaN for x is answered with NaN; every other x has an answer.
///
/// # Source
///
/// Guide §3.2 and §3.3.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let coins = Binomial::new(10, 0.5)?;
/// let heights = Normal::new(170.0, 10.0)?;
/// let both: [Box<dyn Distribution>; 2] = [Box::new(coins), Box::new(heights)];
/// assert_eq!(both.map(|law| law.mean()), [5.0, 170.0]);
/// # Ok::<(), MathError>(())
/// ```
pub trait Distribution {
    /// Natural logarithm of the density at x, or of the mass for a discrete
    /// distribution: −∞ where nothing can happen.
    fn ln_pdf(&self, x: f64) -> f64;

    /// Density f(x) of a continuous distribution, mass P(X = x) of a discrete one
    /// (zero between its values).
    fn pdf(&self, x: f64) -> f64 {
        self.ln_pdf(x).exp()
    }

    /// Cumulative distribution function, F(x) = P(X ≤ x).
    fn cdf(&self, x: f64) -> f64;

    /// ln P(X ≤ x), finite where the cdf itself underflows.
    fn ln_cdf(&self, x: f64) -> f64;

    /// Survival function, P(X > x), with all its digits where the cdf is close to 1.
    fn survival(&self, x: f64) -> f64;

    /// ln P(X > x), finite where the survival itself underflows.
    fn ln_survival(&self, x: f64) -> f64;

    /// The smallest x with P(X ≤ x) ≥ p.
    ///
    /// # Errors
    ///
    /// [`MathError::OutOfRange`] unless p is in [0, 1].
    fn quantile(&self, p: f64) -> Result<f64, MathError>;

    /// The smallest x with P(X > x) ≤ q: the inverse of [`survival`](Self::survival), with
    /// all its digits where 1 − q would round to 1. (SciPy's `isf`.)
    ///
    /// # Errors
    ///
    /// [`MathError::OutOfRange`] unless q is in [0, 1].
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let wait = Exponential::new(1.0)?;
    /// assert!((wait.inverse_survival((-50_f64).exp())? - 50.0).abs() < 1e-14);
    /// assert_eq!(Binomial::new(10, 0.5)?.inverse_survival(0.001)?, 9.0); // P(X > 9) = 1/1024
    /// # Ok::<(), MathError>(())
    /// ```
    fn inverse_survival(&self, q: f64) -> Result<f64, MathError>;

    /// The smallest x with ln P(X > x) ≤ `ln_q`, for tails far below the smallest f64.
    ///
    /// # Errors
    ///
    /// [`MathError::OutOfRange`] for a number above 0, or NaN.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// assert_eq!(Exponential::new(2.0)?.inverse_ln_survival(-5000.0)?, 2500.0);
    /// # Ok::<(), MathError>(())
    /// ```
    fn inverse_ln_survival(&self, ln_q: f64) -> Result<f64, MathError>;

    /// Expected value E\[X\]: NaN where the integral has no value (a Student t with one
    /// degree of freedom).
    fn mean(&self) -> f64;

    /// Variance E[(X − E\[X\])²]: infinite or NaN where the integral is.
    fn variance(&self) -> f64;

    /// Standard deviation √Var(X), in the unit of X.
    fn std_dev(&self) -> f64 {
        self.variance().sqrt()
    }

    /// Entropy −E[ln p(X)] in nats; for a continuous distribution the
    /// differential entropy, which may be negative.
    fn entropy(&self) -> f64;

    /// One random value.
    fn draw(&self, rng: &mut dyn RngCore) -> f64;

    /// `count` independent random values.
    fn sample(&self, count: usize, rng: &mut dyn RngCore) -> Array1<f64> {
        Array1::from_shape_simple_fn(count, || self.draw(rng))
    }

    /// P(low < X ≤ high), from whichever tail keeps its digits; 0 if the interval is empty,
    /// NaN if an end of it is.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let within_one_sigma = Normal::new(0.0, 1.0)?.between(-1.0, 1.0);
    /// assert!((within_one_sigma - 0.6826894921370859).abs() < 1e-15);
    /// # Ok::<(), MathError>(())
    /// ```
    fn between(&self, low: f64, high: f64) -> f64 {
        if low.is_nan() || high.is_nan() {
            return f64::NAN;
        }
        if low >= high {
            return 0.0;
        }
        let upper = self.survival(low);
        if upper < 0.5 {
            (upper - self.survival(high)).max(0.0)
        } else {
            (self.cdf(high) - self.cdf(low)).max(0.0)
        }
    }
}

/// Lets a distribution fill arrays through `ndarray_rand::RandomExt`.
macro_rules! usable_with_ndarray_rand {
    ($($law:ty),*) => {$(
        impl ndarray_rand::rand_distr::Distribution<f64> for $law {
            fn sample<R: ndarray_rand::rand::Rng + ?Sized>(&self, mut rng: &mut R) -> f64 {
                $crate::probability::Distribution::draw(self, &mut rng)
            }
        }
    )*};
}
pub(super) use usable_with_ndarray_rand;

/// Refuses what is not a probability.
pub(super) fn probability(
    operation: &'static str,
    argument: &'static str,
    value: f64,
) -> Result<(), MathError> {
    if (0.0..=1.0).contains(&value) {
        return Ok(());
    }
    Err(MathError::OutOfRange { operation, argument, value, expected: "a probability in [0, 1]" })
}

/// Refuses what is not the logarithm of a probability.
pub(super) fn ln_probability(
    operation: &'static str,
    argument: &'static str,
    value: f64,
) -> Result<(), MathError> {
    if value <= 0.0 {
        return Ok(());
    }
    let expected = "the logarithm of a probability, at most 0";
    Err(MathError::OutOfRange { operation, argument, value, expected })
}

/// ln(1 − p) from ln p ≤ 0.
pub(super) fn ln_complement(ln_p: f64) -> f64 {
    if ln_p > -std::f64::consts::LN_2 { (-ln_p.exp_m1()).ln() } else { (-ln_p.exp()).ln_1p() }
}

/// Refuses what cannot be the shape of a distribution: subnormal numbers too, whose
/// reciprocals no f64 holds, and such whose sums it does not hold.
pub(super) fn shape(
    operation: &'static str,
    argument: &'static str,
    value: f64,
) -> Result<(), MathError> {
    if (f64::MIN_POSITIVE..=1e307).contains(&value) {
        return Ok(());
    }
    let expected = "a positive number between 2.3e-308 and 1e307";
    Err(MathError::OutOfRange { operation, argument, value, expected })
}

/// The smallest whole k in [0, last] with P(X ≤ k) ≥ p, for a distribution on whole
/// numbers and 0 < p < 1. The search starts where the normal distribution has it.
pub(super) fn lattice_quantile(law: &dyn Distribution, p: f64, last: f64) -> f64 {
    let reached = |k: f64| if p <= 0.5 { law.cdf(k) >= p } else { law.survival(k) <= 1.0 - p };
    let above = wichura::upper(p.min(1.0 - p)).min(8.0);
    let start = law.mean() + law.std_dev() * if p < 0.5 { -above } else { above };
    search_from(start, 1.0, &reached, last)
}

/// The smallest whole k in [0, last] that is `reached`, where every larger one is as well:
/// a search from the mean whose steps double, then a bisection.
pub(super) fn lattice_search(
    law: &dyn Distribution,
    reached: &dyn Fn(f64) -> bool,
    last: f64,
) -> f64 {
    search_from(law.mean(), law.std_dev().ceil().max(1.0), reached, last)
}

fn search_from(start: f64, step: f64, reached: &dyn Fn(f64) -> bool, last: f64) -> f64 {
    let mut step = step;
    let start = start.floor().clamp(0.0, last);
    // `below` is not reached (−1 never is), `there` is.
    let (mut below, mut there) = (start, start);
    if reached(start) {
        while there - step >= 0.0 && reached(there - step) {
            there -= step;
            step *= 2.0;
        }
        below = (there - step).max(-1.0);
    } else {
        while below + step < last && !reached(below + step) {
            below += step;
            step *= 2.0;
        }
        there = (below + step).min(last);
    }
    while there - below > 1.0 {
        let middle = (below + 0.5 * (there - below)).floor();
        if middle <= below || middle >= there {
            break; // beyond 2⁵³ not every whole number is an f64
        }
        if reached(middle) {
            there = middle;
        } else {
            below = middle;
        }
    }
    there
}

/// The quantile of a uniform random number, for parameters that the sampler of
/// another crate does not take.
pub(super) fn by_quantile(law: &dyn Distribution, rng: &mut dyn RngCore) -> f64 {
    let u: f64 = ndarray_rand::rand::Rng::random(rng);
    law.quantile(u).unwrap_or_else(|_| law.mean())
}

/// Whether a shape parameter is of a size for which the rejection samplers of
/// `rand_distr` are meant: far outside of it they can underflow and never accept.
pub(super) fn is_moderate(shape: f64) -> bool {
    (1e-3..=1e9).contains(&shape)
}

/// Entropy of a distribution on the whole numbers in [0, last]: the sum over 40
/// standard deviations, with a stride where the distribution is wide. (Over a
/// smooth peak such a sum is exact to all digits while the stride is well below
/// the standard deviation.)
pub(super) fn lattice_entropy(law: &dyn Distribution, last: f64) -> f64 {
    let (mean, spread) = (law.mean(), law.std_dev());
    if spread > 1e8 {
        // Normal to all digits: the next term is of the order of 1/variance.
        return 0.5 + LN_SQRT_2PI + spread.ln();
    }
    let stride = (spread / 16.0).floor().max(1.0);
    let low = (mean - 40.0 * spread - 40.0).floor().max(0.0);
    let high = (mean + 40.0 * spread + 40.0).min(last);
    let mut total = 0.0;
    for i in 0..=((high - low) / stride) as u32 {
        let ln = law.ln_pdf(low + f64::from(i) * stride);
        if ln > -745.0 {
            total -= ln.exp() * ln;
        }
    }
    total * stride
}
