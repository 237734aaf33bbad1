//! How sure is a share that was counted?
//!
//! A classifier that is right in k of n cases has the accuracy p̂ = k/n. The count is
//! binomial, so that p̂ scatters around the true p with variance p(1 − p)/n, and for many
//! cases about normally:
//!
//! ```text
//! P( |p̂ − p| ≤ z √(p(1 − p)/n) ) ≈ level
//! ```
//!
//! *Wald* puts p̂ for the p under the root and has p̂ ± z√(p̂(1 − p̂)/n). Where p̂ is 0 or 1
//! the root vanishes: three of three right would be certainty.
//!
//! *Wilson* leaves p there. The inequality, squared, is quadratic in p,
//!
//! ```text
//! (1 + z²/n) p² − (2p̂ + z²/n) p + p̂² ≤ 0,
//! ```
//!
//! and the p that satisfy it lie between its two roots, always within [0, 1]. The product
//! of the roots is p̂²/(1 + z²/n), which gives the lower one without a difference; the
//! upper one is 1 less the lower one of the failures.
//!
//! How often an interval really holds the truth, its *coverage*, needs no simulation: the
//! count has n + 1 possible values, and their probabilities are known.

use super::binomial::Binomial;
use super::bootstrap::Interval;
use super::distribution::{Distribution, probability};
use super::normal::Normal;
use crate::error::MathError;

/// Standard error of a share, as of an accuracy: k right of n.
///
/// # Formula
///
/// √(p̂(1 − p̂)/n), p̂ = k/n
///
/// # Errors
///
/// [`MathError::OutOfRange`] without trials, or for more successes than trials.
///
/// # Source
///
/// Guide §3.4; L. Wasserman, *All of Statistics*, §6.3.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// // 90 of 100: √(0.9 · 0.1 / 100)
/// assert!((proportion_standard_error(90, 100)? - 0.03).abs() < 1e-16);
/// # Ok::<(), MathError>(())
/// ```
pub fn proportion_standard_error(successes: u64, trials: u64) -> Result<f64, MathError> {
    let (right, wrong, n) = counts("proportion_standard_error", successes, trials)?;
    Ok((right / n * (wrong / n) / n).sqrt())
}

/// Wald's interval for a share, which is too short for small n and near 0 and 1.
///
/// # Formula
///
/// p̂ ± z √(p̂(1 − p̂)/n), z the (1 + level)/2 quantile of the normal distribution; not cut
/// off at 0 and 1.
///
/// # Errors
///
/// Those of [`proportion_standard_error`]; [`MathError::OutOfRange`] unless the level is
/// above 0 and below 1.
///
/// # Source
///
/// Guide §3.4; L. Brown, T. Cai and A. DasGupta, "Interval estimation for a binomial
/// proportion", Statistical Science 16 (2001).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let interval = wald_interval(90, 100, 0.95)?;
/// assert!((interval.high - (0.9 + 1.959964 * 0.03)).abs() < 1e-7);
/// // Three of three, and no doubt at all: where it goes wrong.
/// assert_eq!(wald_interval(3, 3, 0.95)?, Interval { low: 1.0, high: 1.0 });
/// # Ok::<(), MathError>(())
/// ```
pub fn wald_interval(successes: u64, trials: u64, level: f64) -> Result<Interval, MathError> {
    const NAME: &str = "wald_interval";
    let (right, wrong, n) = counts(NAME, successes, trials)?;
    let reach = normal_reach(NAME, level)? * (right / n * (wrong / n) / n).sqrt();
    Ok(Interval { low: right / n - reach, high: right / n + reach })
}

/// Wilson's interval for a share, which keeps its promise for small n and near 0 and 1.
///
/// # Formula
///
/// The p with |p̂ − p| ≤ z √(p(1 − p)/n), that is
/// (p̂ + z²/2n ± z √(p̂(1 − p̂)/n + z²/4n²)) / (1 + z²/n)
///
/// # Errors
///
/// Those of [`wald_interval`].
///
/// # Source
///
/// Guide §3.4; E. Wilson, "Probable inference, the law of succession, and statistical
/// inference", Journal of the American Statistical Association 22 (1927).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// // None of n: from 0 to z²/(n + z²).
/// let interval = wilson_interval(0, 10, 0.95)?;
/// let square = 1.959963984540054_f64.powi(2);
/// assert_eq!(interval.low, 0.0);
/// assert!((interval.high - square / (10.0 + square)).abs() < 1e-15);
/// # Ok::<(), MathError>(())
/// ```
pub fn wilson_interval(successes: u64, trials: u64, level: f64) -> Result<Interval, MathError> {
    const NAME: &str = "wilson_interval";
    let (right, wrong, n) = counts(NAME, successes, trials)?;
    let z = normal_reach(NAME, level)?;
    let lower = |own: f64, other: f64| {
        if own == 0.0 {
            return 0.0;
        }
        if z == 0.0 {
            return own / n;
        }
        let (p, half) = (own / n, 0.5 * z * z / n);
        p * p / (p + half + z * (p * (other / n) / n + half * half / (z * z)).sqrt())
    };
    Ok(Interval { low: lower(right, wrong), high: 1.0 - lower(wrong, right) })
}

/// The share of all experiments of n trials whose interval holds the true `p`.
///
/// # Formula
///
/// Σₖ P(K = k) over the counts k with p in interval(k, n, level), K binomial
///
/// # Errors
///
/// [`MathError::OutOfRange`] unless p is in [0, 1] and there are from 1 to 10⁶ trials;
/// those of `interval`.
///
/// # Source
///
/// Guide §3.4; L. Brown, T. Cai and A. DasGupta (2001).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// // One trial, p = 0.9: Wald's interval is {0} or {1} and never right.
/// assert_eq!(interval_coverage(&wald_interval, 1, 0.9, 0.95)?, 0.0);
/// // Wilson's for one success reaches from 0.21 to 1, for none from 0 to 0.79.
/// assert!((interval_coverage(&wilson_interval, 1, 0.9, 0.95)? - 0.9).abs() < 1e-15);
/// # Ok::<(), MathError>(())
/// ```
pub fn interval_coverage(
    interval: &dyn Fn(u64, u64, f64) -> Result<Interval, MathError>,
    trials: u64,
    p: f64,
    level: f64,
) -> Result<f64, MathError> {
    const NAME: &str = "interval_coverage";
    probability(NAME, "p", p)?;
    if !(1..=1_000_000).contains(&trials) {
        let (argument, value) = ("trials", trials as f64);
        let expected = "at least 1 and at most 1,000,000";
        return Err(MathError::OutOfRange { operation: NAME, argument, value, expected });
    }
    let law = Binomial::new(trials, p)?;
    let mut covered = 0.0;
    for k in 0..=trials {
        let Interval { low, high } = interval(k, trials, level)?;
        if low <= p && p <= high {
            covered += law.pmf(k);
        }
    }
    Ok(covered.min(1.0))
}

/// Successes, failures and trials.
fn counts(
    operation: &'static str,
    successes: u64,
    trials: u64,
) -> Result<(f64, f64, f64), MathError> {
    let refused = |argument, value, expected| {
        Err(MathError::OutOfRange { operation, argument, value, expected })
    };
    if trials == 0 {
        return refused("trials", 0.0, "at least 1");
    }
    if successes > trials {
        return refused("successes", successes as f64, "at most the number of trials");
    }
    Ok((successes as f64, (trials - successes) as f64, trials as f64))
}

/// The z with P(|Z| ≤ z) = level.
fn normal_reach(operation: &'static str, level: f64) -> Result<f64, MathError> {
    if level > 0.0 && level < 1.0 {
        return Normal::new(0.0, 1.0)?.inverse_survival(0.5 * (1.0 - level));
    }
    let expected = "a number between 0 and 1, such as 0.95";
    Err(MathError::OutOfRange { operation, argument: "level", value: level, expected })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wilsons_ends_solve_the_quadratic_they_come_from() {
        let z = Normal::new(0.0, 1.0).unwrap().inverse_survival(0.025).unwrap();
        for n in [1_u64, 2, 7, 100, 1797, 1_000_000_000] {
            for k in [0, 1, n / 3, n / 2, n - 1, n] {
                let Interval { low, high } = wilson_interval(k, n, 0.95).unwrap();
                let share = k as f64 / n as f64;
                assert!(0.0 <= low && low <= share && share <= high && high <= 1.0);
                for p in [low, high] {
                    let (gap, reach) = ((share - p).abs(), z * (p * (1.0 - p) / n as f64).sqrt());
                    assert!(
                        (gap - reach).abs() <= 1e-13 * (gap + reach) + 3e-16,
                        "{k} of {n}: {p}"
                    );
                }
                // Failures are the successes of the other side.
                let other = wilson_interval(n - k, n, 0.95).unwrap();
                assert!((low - (1.0 - other.high)).abs() < 1e-15);
            }
        }
    }

    /// By the formula in 50 digits.
    #[test]
    fn known_intervals_are_reproduced() {
        let ten = wilson_interval(1, 10, 0.95).unwrap();
        assert!((ten.low - 0.017_876_213_095_072_904).abs() < 1e-15, "{ten:?}");
        assert!((ten.high - 0.404_150_026_795_238_5).abs() < 1e-15, "{ten:?}");
    }

    #[test]
    fn walds_interval_breaks_its_promise_where_wilsons_keeps_it() {
        type Rule = fn(u64, u64, f64) -> Result<Interval, MathError>;
        let cover = |rule: Rule, n, p| interval_coverage(&rule, n, p, 0.95).unwrap();
        // At p = 0.98 most experiments of 30 trials have no failure or one.
        assert!(cover(wald_interval, 30, 0.98) < 0.5);
        assert!(cover(wilson_interval, 30, 0.98) > 0.9);
        for rule in [wald_interval, wilson_interval] {
            assert!((cover(rule, 10_000, 0.5) - 0.95).abs() < 0.005);
        }
        assert_eq!(cover(wilson_interval, 5, 1.0), 1.0);
    }

    #[test]
    fn misuse_is_answered_with_an_error() {
        assert!(proportion_standard_error(0, 0).is_err());
        assert!(wald_interval(3, 2, 0.95).is_err());
        for level in [0.0, 1.0, -1.0, f64::NAN] {
            assert!(wilson_interval(1, 2, level).is_err() && wald_interval(1, 2, level).is_err());
        }
        assert!(interval_coverage(&wald_interval, 0, 0.5, 0.95).is_err());
        assert!(interval_coverage(&wald_interval, u64::MAX, 0.5, 0.95).is_err());
        assert!(interval_coverage(&wald_interval, 5, 1.5, 0.95).is_err());
    }
}
