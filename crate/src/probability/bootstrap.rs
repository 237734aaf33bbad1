//! The bootstrap: how uncertain is a number that was computed from data?
//!
//! If the experiment could be repeated, the spread of the statistic over the
//! repetitions would be the answer. It cannot, but the data are the best picture there
//! is of the distribution they came from: draw n of them *with replacement*, compute
//! the statistic, repeat. The spread of these replicates stands in for the real one,
//! for any statistic, without a formula.
//!
//! The quantiles of the replicates are an interval (the percentile interval). It
//! inherits the statistic's bias and skewness; Efron's BCa interval shifts the
//! quantiles to account for both.

use super::Distribution;
use super::distribution::probability;
use super::moments::standard_deviation;
use super::normal::Normal;
use super::quantiles::{QuantileMethod, of_sorted};
use crate::check;
use crate::error::MathError;
use crate::floating::centring::scaled_distances;
use crate::floating::exponent::{exponent_above, times_power_of_two};
use ndarray::{Array1, ArrayRef1};
use ndarray_rand::rand::{Rng, RngCore};

/// A lower and an upper bound.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Lower bound.
    pub low: f64,
    /// Upper bound.
    pub high: f64,
}

/// The replicates of a statistic.
#[derive(Debug, Clone, PartialEq)]
pub struct Bootstrap {
    /// The statistic of the data themselves.
    pub estimate: f64,
    /// Standard deviation of the replicates.
    pub standard_error: f64,
    /// Mean of the replicates less the estimate.
    pub bias: f64,
    /// The statistic of every resample, in order of size.
    pub replicates: Array1<f64>,
    /// How the statistic's spread changes with its value, from leaving out one
    /// observation at a time; 0 for a symmetric statistic.
    pub acceleration: f64,
}

/// Computes a statistic of `resamples` samples drawn from the data with replacement.
///
/// # Errors
///
/// - [`MathError::NotFinite`] for NaN or infinite data,
/// - [`MathError::OutOfRange`] for fewer than two observations or resamples, or more
///   resamples than memory holds,
/// - [`MathError::InvalidArgument`] for a statistic that is NaN or infinite on some
///   resample,
/// - [`MathError::Overflow`] for a standard error beyond the largest f64.
///
/// # Source
///
/// Guide §3.4; B. Efron and R. Tibshirani, *An Introduction to the Bootstrap*, §6 and §14.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// fn average(x: &Array1<f64>) -> f64 {
///     x.sum() / x.len() as f64
/// }
/// let x = RandomState::new(0).randn(100);
/// let result = bootstrap(&x, &average, 2000, &mut RandomState::new(1))?;
/// // The textbook's standard error of a mean is σ/√n.
/// let textbook = standard_deviation(&x, 0)? / 10.0;
/// assert!((result.standard_error / textbook - 1.0).abs() < 0.05);
/// let interval = result.percentile_interval(0.95)?;
/// assert!(interval.low < result.estimate && result.estimate < interval.high);
/// # Ok::<(), MathError>(())
/// ```
pub fn bootstrap(
    x: &ArrayRef1<f64>,
    statistic: &dyn Fn(&Array1<f64>) -> f64,
    resamples: usize,
    rng: &mut dyn RngCore,
) -> Result<Bootstrap, MathError> {
    const NAME: &str = "bootstrap";
    check::finite(NAME, "x", x)?;
    let n = x.len();
    for (argument, value) in [(msg!("the number of observations"), n), ("resamples", resamples)] {
        if value < 2 {
            let expected = "at least 2";
            let value = value as f64;
            return Err(MathError::OutOfRange { operation: NAME, argument, value, expected });
        }
    }
    check::memory(NAME, "resamples", resamples)?;
    let evaluate = |data: &Array1<f64>| {
        let value = statistic(data);
        if value.is_finite() {
            return Ok(value);
        }
        Err(MathError::InvalidArgument {
            operation: NAME,
            argument: "statistic",
            reason: format!(
                "is {value} on some resample; it must be a number even if observations repeat"
            ),
        })
    };
    let estimate = evaluate(&x.to_owned())?;
    let mut replicates = Vec::with_capacity(resamples);
    let mut resample = Array1::zeros(n);
    for _ in 0..resamples {
        resample.mapv_inplace(|_: f64| x[rng.random_range(0..n)]);
        replicates.push(evaluate(&resample)?);
    }
    replicates.sort_by(f64::total_cmp);
    let replicates = Array1::from_vec(replicates);
    let mut without = Vec::with_capacity(n);
    for left_out in 0..n {
        let rest = x.iter().enumerate().filter(|(i, _)| *i != left_out).map(|(_, v)| *v);
        without.push(evaluate(&rest.collect())?);
    }
    let without = Array1::from_vec(without);
    // A ratio of third powers, taken in a unit in which none overflows or vanishes.
    let (pull, _) = scaled_distances(&without);
    let unit = exponent_above(&pull);
    let pull = pull.mapv(|d| -times_power_of_two(d, -unit));
    let spread = pull.dot(&pull).powf(1.5);
    let acceleration =
        if spread > 0.0 { pull.mapv(|d| d.powi(3)).sum() / (6.0 * spread) } else { 0.0 };
    Ok(Bootstrap {
        estimate,
        standard_error: standard_deviation(&replicates, 1)?,
        bias: super::moments::mean(&replicates)? - estimate,
        replicates,
        acceleration,
    })
}

impl Bootstrap {
    /// The middle `level` of the replicates.
    ///
    /// # Errors
    ///
    /// [`MathError::OutOfRange`] unless the level is in [0, 1].
    pub fn percentile_interval(&self, level: f64) -> Result<Interval, MathError> {
        probability("Bootstrap::percentile_interval", "level", level)?;
        let tail = 0.5 * (1.0 - level);
        Ok(self.between(tail, 1.0 - tail))
    }

    /// Efron's interval, corrected for bias and acceleration (BCa).
    ///
    /// # Formula
    ///
    /// quantiles Φ(z₀ + (z₀ ± z)/(1 − a(z₀ ± z))) of the replicates, with z₀ from the share of
    /// replicates below the estimate and a the acceleration
    ///
    /// # Errors
    ///
    /// [`MathError::OutOfRange`] unless the level is in [0, 1];
    /// [`MathError::InvalidArgument`] for a level of 1, or an estimate beyond all
    /// replicates.
    pub fn bca_interval(&self, level: f64) -> Result<Interval, MathError> {
        const NAME: &str = "Bootstrap::bca_interval";
        probability(NAME, "level", level)?;
        let count = self.replicates.len() as f64;
        // Half of the ties count as below.
        let below = self
            .replicates
            .iter()
            .map(|r| {
                if *r < self.estimate {
                    1.0
                } else if *r == self.estimate {
                    0.5
                } else {
                    0.0
                }
            })
            .sum::<f64>();
        if below == 0.0 || below == count || level == 1.0 {
            return Err(MathError::InvalidArgument {
                operation: NAME,
                argument: "level",
                reason:
                    "cannot be reached: the estimate lies beyond every replicate, or the level \
                         is 1; use more resamples or the percentile interval"
                        .to_string(),
            });
        }
        let law = Normal::new(0.0, 1.0)?;
        let shift = law.quantile(below / count)?;
        let z = law.quantile(0.5 * (1.0 - level))?;
        let corrected =
            |z: f64| law.cdf(shift + (shift + z) / (1.0 - self.acceleration * (shift + z)));
        Ok(self.between(corrected(z), corrected(-z)))
    }

    fn between(&self, low: f64, high: f64) -> Interval {
        let at = |q| of_sorted(&self.replicates, q, QuantileMethod::Linear);
        Interval { low: at(low), high: at(high) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probability::{mean, variance};
    use crate::random::RandomState;
    use ndarray::array;

    fn average(x: &Array1<f64>) -> f64 {
        mean(x).unwrap()
    }

    fn spread(x: &Array1<f64>) -> f64 {
        variance(x, 1).unwrap()
    }

    /// The share of intervals that hold the truth, over 200 experiments.
    fn coverage(statistic: &dyn Fn(&Array1<f64>) -> f64, truth: f64, bca: bool) -> f64 {
        let mut rng = RandomState::new(8);
        let hits = (0..200)
            .filter(|_| {
                let x = rng.randn(40);
                let result = bootstrap(&x, statistic, 400, &mut rng).unwrap();
                let interval = if bca {
                    result.bca_interval(0.9).unwrap()
                } else {
                    result.percentile_interval(0.9).unwrap()
                };
                interval.low <= truth && truth <= interval.high
            })
            .count();
        hits as f64 / 200.0
    }

    #[test]
    fn intervals_hold_the_truth_about_as_often_as_they_say() {
        for bca in [false, true] {
            let share = coverage(&average, 0.0, bca);
            assert!((0.83..0.96).contains(&share), "{share}");
        }
        // For a skewed statistic the corrected interval is the better one.
        let (plain, corrected) = (coverage(&spread, 1.0, false), coverage(&spread, 1.0, true));
        assert!((0.75..0.95).contains(&plain) && corrected >= plain - 0.02, "{plain} {corrected}");
    }

    #[test]
    fn the_same_seed_gives_the_same_replicates() {
        let x = array![1.0, 2.0, 4.0, 8.0];
        let run = || bootstrap(&x, &average, 50, &mut RandomState::new(3)).unwrap();
        assert_eq!(run(), run());
        assert!(run().replicates.iter().all(|r| (1.0..=8.0).contains(r)));
        assert_eq!(run().estimate, 3.75);
    }

    #[test]
    fn misuse_is_answered_with_an_error() {
        let mut rng = RandomState::new(0);
        assert!(bootstrap(&array![1.0], &average, 10, &mut rng).is_err());
        assert!(bootstrap(&array![1.0, 2.0], &average, 1, &mut rng).is_err());
        assert!(bootstrap(&array![1.0, 2.0], &|_| f64::NAN, 10, &mut rng).is_err());
        let constant = bootstrap(&array![2.0, 2.0], &average, 10, &mut rng).unwrap();
        assert_eq!((constant.standard_error, constant.acceleration), (0.0, 0.0));
        assert!(constant.percentile_interval(1.1).is_err());
        assert_eq!(constant.bca_interval(0.9).unwrap(), Interval { low: 2.0, high: 2.0 });
    }
}
