//! Maximum likelihood by search, with standard errors.
//!
//! Where no closed form exists, ln L is maximised numerically. Its *curvature* at the
//! top says how well the data determine the parameters: a sharp peak leaves little
//! choice, a flat one much. For many observations the estimate is about normal with
//!
//! ```text
//! Cov(θ̂) ≈ (−H)⁻¹,   H = the Hessian of ln L at θ̂
//! ```
//!
//! (−H is the observed Fisher information). The roots of the diagonal are the standard
//! errors.

use super::Distribution;
use super::bootstrap::Interval;
use super::distribution::probability;
use super::normal::Normal;
use crate::calculus::{gradient, hessian};
use crate::check;
use crate::error::MathError;
use crate::linalg::{cholesky_solve, inverse, norm_linf};
use crate::optimize::minimize_bounded;
use ndarray::{Array1, Array2, ArrayRef1};

/// The most likely value of one parameter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ScalarEstimate {
    /// θ̂.
    pub estimate: f64,
    /// ln L(θ̂).
    pub ln_likelihood: f64,
    /// 1/√(−ℓ″(θ̂)); infinite where ℓ does not curve downwards, as at a bound.
    pub standard_error: f64,
    /// Iterations of the search.
    pub iterations: usize,
}

/// The most likely values of several parameters.
#[derive(Debug, Clone, PartialEq)]
pub struct VectorEstimate {
    /// θ̂.
    pub estimate: Array1<f64>,
    /// ln L(θ̂).
    pub ln_likelihood: f64,
    /// Approximate covariance of the estimates, (−H)⁻¹.
    pub covariance: Array2<f64>,
    /// Standard error of each, the roots of the diagonal.
    pub standard_errors: Array1<f64>,
    /// Newton steps taken.
    pub iterations: usize,
}

/// Maximises a log-likelihood of one parameter between two bounds.
///
/// # Formula
///
/// θ̂ = arg max ℓ(θ),  SE = 1/√(−ℓ″(θ̂))
///
/// # Errors
///
/// [`MathError::NotFinite`] for bounds that are NaN or infinite;
/// [`MathError::InvalidArgument`] for bounds in the wrong order, or a log-likelihood that
/// is NaN (−∞ is allowed: impossible); [`MathError::NotConverged`] after 500 evaluations.
///
/// # Source
///
/// Guide §3.4 (there as the minimum of the negative log-likelihood).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// // Seven of ten: p̂ = 0.7 with the error √(0.7 · 0.3 / 10).
/// let fit = maximum_likelihood_scalar(&|p| 7.0 * p.ln() + 3.0 * (1.0 - p).ln(), 0.01, 0.99)?;
/// assert!((fit.estimate - 0.7).abs() < 1e-6);
/// assert!((fit.standard_error - 0.021_f64.sqrt()).abs() < 1e-5);
/// # Ok::<(), MathError>(())
/// ```
pub fn maximum_likelihood_scalar(
    ln_likelihood: &dyn Fn(f64) -> f64,
    lower: f64,
    upper: f64,
) -> Result<ScalarEstimate, MathError> {
    let best = minimize_bounded(&|x| -ln_likelihood(x), lower, upper)?;
    // A step that stays within the bounds, where ℓ may end.
    let room = (best.x - lower).min(upper - best.x);
    let step = (1e-4 * best.x.abs().max(1e-2 * (upper - lower))).min(0.5 * room);
    let (left, right) = (ln_likelihood(best.x - step), ln_likelihood(best.x + step));
    let curvature = ((left + best.value) + (right + best.value)) / (step * step);
    let standard_error = if curvature < 0.0 { 1.0 / (-curvature).sqrt() } else { f64::INFINITY };
    Ok(ScalarEstimate {
        estimate: best.x,
        ln_likelihood: -best.value,
        standard_error,
        iterations: best.iterations,
    })
}

impl ScalarEstimate {
    /// estimate ± z · standard error, which holds the true value in about `level` of all
    /// experiments.
    ///
    /// # Errors
    ///
    /// [`MathError::OutOfRange`] unless the level is in [0, 1].
    pub fn interval(&self, level: f64) -> Result<Interval, MathError> {
        around("ScalarEstimate::interval", self.estimate, self.standard_error, level)
    }
}

/// Maximises a log-likelihood of several parameters from a starting point, by Newton's
/// method with numerical derivatives and halved steps.
///
/// Parameters that must be positive are best given as logarithms; outside of its domain
/// the log-likelihood may be −∞, and steps that lead there are shortened.
///
/// # Formula
///
/// θ ← θ + s (−H)⁻¹ ∇ℓ(θ), with s = 1, ½, ¼, … until ℓ grows enough
///
/// # Errors
///
/// - [`MathError::Empty`] for a start without entries,
/// - [`MathError::NotFinite`] for a start that is NaN or infinite, or a log-likelihood that
///   is so there,
/// - [`MathError::InvalidArgument`] for a log-likelihood that is NaN on the way, infinite
///   beside a point that was reached, or flat in some direction at the top (the data do not
///   determine all parameters),
/// - [`MathError::NotConverged`] after 200 steps, or where no step leads up and the slope
///   is not 0.
///
/// # Source
///
/// Guide §3.4; A. Davison, *Statistical Models*, §4.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// // A normal distribution with its mean and the logarithm of its deviation.
/// fn ln_likelihood_of(theta: &Array1<f64>) -> f64 {
///     let data = array![1.0, 3.0, 5.0, 7.0];
///     Normal::new(theta[0], theta[1].exp())
///         .and_then(|law| ln_likelihood(&law, &data))
///         .unwrap_or(f64::NEG_INFINITY)
/// }
/// let fit = maximum_likelihood(&ln_likelihood_of, &array![0.0, 0.0])?;
/// assert!((fit.estimate[0] - 4.0).abs() < 1e-6);
/// assert!((fit.estimate[1].exp() - 5_f64.sqrt()).abs() < 1e-6);
/// // The standard error of a mean is σ/√n.
/// assert!((fit.standard_errors[0] - (5.0 / 4.0_f64).sqrt()).abs() < 1e-5);
/// # Ok::<(), MathError>(())
/// ```
pub fn maximum_likelihood(
    ln_likelihood: &dyn Fn(&Array1<f64>) -> f64,
    start: &ArrayRef1<f64>,
) -> Result<VectorEstimate, MathError> {
    const NAME: &str = "maximum_likelihood";
    const STEPS: usize = 200;
    check::not_empty(NAME, "start", start)?;
    check::finite(NAME, "start", start)?;
    let mut theta = start.to_owned();
    let mut value = ln_likelihood(&theta);
    check::finite_number(NAME, msg!("the log-likelihood at the start"), value)?;
    for iterations in 0..STEPS {
        let slope = gradient(ln_likelihood, &theta)?;
        let information = -hessian(ln_likelihood, &theta)?;
        let direction = uphill(&information, &slope);
        let gain = slope.dot(&direction);
        // What a full step could still gain, against the digits that ℓ has.
        let settled = gain.abs() <= 1e-11 * (1.0 + value.abs());
        let longest = norm_linf(&direction) / (1.0 + norm_linf(&theta));
        let mut step = if longest > 10.0 { 10.0 / longest } else { 1.0 };
        let moved = loop {
            let next = &theta + &(&direction * step);
            let there = ln_likelihood(&next);
            if there.is_nan() {
                return Err(MathError::InvalidArgument {
                    operation: NAME,
                    argument: "ln_likelihood",
                    reason: format!("is NaN at {next}; return −∞ where the data are impossible"),
                });
            }
            if there >= value + 1e-4 * step * gain && there > value {
                break Some((next, there));
            }
            step *= 0.5;
            if step < 1e-12 || settled {
                break None;
            }
        };
        if let Some((next, there)) = moved {
            (theta, value) = (next, there);
        }
        if settled || moved_nowhere(step) {
            return finish(ln_likelihood, theta, value, iterations + 1, settled);
        }
    }
    Err(MathError::NotConverged { operation: NAME, iterations: STEPS })
}

/// Whether the line search gave up.
fn moved_nowhere(step: f64) -> bool {
    step < 1e-12
}

/// Newton's direction; where ℓ does not curve downwards, with enough added to the
/// diagonal that it points uphill.
fn uphill(information: &Array2<f64>, slope: &Array1<f64>) -> Array1<f64> {
    let size = information.iter().fold(1e-8_f64, |m, v| m.max(v.abs()));
    let mut shift = 0.0;
    for _ in 0..60 {
        let shifted = information + &(Array2::<f64>::eye(slope.len()) * shift);
        if let Ok(direction) = cholesky_solve(&shifted, slope) {
            return direction;
        }
        shift = if shift == 0.0 { 1e-3 * size } else { 4.0 * shift };
    }
    slope.clone()
}

fn finish(
    ln_likelihood: &dyn Fn(&Array1<f64>) -> f64,
    estimate: Array1<f64>,
    value: f64,
    iterations: usize,
    settled: bool,
) -> Result<VectorEstimate, MathError> {
    const NAME: &str = "maximum_likelihood";
    let information = -hessian(ln_likelihood, &estimate)?;
    // Curvature that is only rounding of the differences counts as none.
    let least = 1e-7 * (1.0 + value.abs());
    let flat = MathError::InvalidArgument {
        operation: NAME,
        argument: "ln_likelihood",
        reason: format!(
            "is flat around {estimate}, so the data do not determine every parameter; leave out a \
             parameter or add data"
        ),
    };
    if information.diag().iter().any(|&curvature| curvature <= least)
        || crate::linalg::cholesky(&information).is_err()
    {
        return Err(flat);
    }
    if !settled {
        return Err(MathError::NotConverged { operation: NAME, iterations });
    }
    let covariance = inverse(&information)?;
    let standard_errors = covariance.diag().mapv(f64::sqrt);
    Ok(VectorEstimate { estimate, ln_likelihood: value, covariance, standard_errors, iterations })
}

impl VectorEstimate {
    /// estimate ± z · standard error for one of the parameters.
    ///
    /// # Errors
    ///
    /// [`MathError::OutOfRange`] for a parameter that does not exist, or a level outside of
    /// [0, 1].
    pub fn interval(&self, parameter: usize, level: f64) -> Result<Interval, MathError> {
        const NAME: &str = "VectorEstimate::interval";
        match self.estimate.get(parameter).zip(self.standard_errors.get(parameter)) {
            Some((&estimate, &error)) => around(NAME, estimate, error, level),
            None => Err(MathError::OutOfRange {
                operation: NAME,
                argument: "parameter",
                value: parameter as f64,
                expected: "below the number of parameters, counted from 0",
            }),
        }
    }
}

fn around(
    operation: &'static str,
    centre: f64,
    error: f64,
    level: f64,
) -> Result<Interval, MathError> {
    probability(operation, "level", level)?;
    let z = Normal::new(0.0, 1.0)?.quantile(0.5 + 0.5 * level)?;
    // At level 0 the interval is a point even if the error is infinite.
    let half = if z == 0.0 { 0.0 } else { z * error };
    let [low, high] = [centre - half, centre + half];
    Ok(Interval { low, high })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probability::{Gamma, ln_likelihood, mean};
    use crate::random::RandomState;
    use ndarray::array;

    #[test]
    fn a_gamma_distribution_without_a_closed_form_is_recovered() {
        let truth = Gamma::new(3.0, 0.5).unwrap();
        let data = truth.sample(2000, &mut RandomState::new(21));
        let score = |theta: &Array1<f64>| {
            Gamma::new(theta[0].exp(), theta[1].exp())
                .and_then(|law| ln_likelihood(&law, &data))
                .unwrap_or(f64::NEG_INFINITY)
        };
        let fit = maximum_likelihood(&score, &array![0.0, 0.0]).unwrap();
        let (shape, rate) = (fit.estimate[0].exp(), fit.estimate[1].exp());
        // One of the two likelihood equations says that the mean is met exactly.
        assert!((shape / rate / mean(&data).unwrap() - 1.0).abs() < 1e-6);
        for (i, true_value) in [(0, 3.0_f64), (1, 0.5)] {
            let interval = fit.interval(i, 0.999).unwrap();
            assert!(interval.low < true_value.ln() && true_value.ln() < interval.high);
            assert!(fit.standard_errors[i] < 0.05);
        }
    }

    #[test]
    fn the_standard_errors_are_those_of_the_theory() {
        // Exponential: SE(λ̂) = λ̂/√n.
        let data = array![0.5, 1.5, 1.0, 3.0];
        let fit =
            maximum_likelihood_scalar(&|r: f64| 4.0 * r.ln() - r * data.sum(), 1e-3, 10.0).unwrap();
        assert!((fit.estimate - 4.0 / 6.0).abs() < 1e-5);
        assert!((fit.standard_error / (4.0 / 6.0 / 2.0) - 1.0).abs() < 1e-4);
        let interval = fit.interval(0.95).unwrap();
        assert!((interval.high - fit.estimate - 1.96 * fit.standard_error).abs() < 1e-4);
    }

    #[test]
    fn a_far_start_and_a_curved_valley_still_lead_to_the_top() {
        // −Rosenbrock: not concave, with a bent ridge.
        let top = |x: &Array1<f64>| -100.0 * (x[1] - x[0] * x[0]).powi(2) - (1.0 - x[0]).powi(2);
        let fit = maximum_likelihood(&top, &array![-1.2, 1.0]).unwrap();
        assert!(fit.estimate.iter().all(|x| (x - 1.0).abs() < 1e-5), "{}", fit.estimate);
    }

    #[test]
    fn what_cannot_be_estimated_is_refused() {
        // Only the sum of the two matters.
        let flat = |x: &Array1<f64>| -(x[0] + x[1] - 1.0).powi(2);
        assert!(maximum_likelihood(&flat, &array![0.0, 0.0]).is_err());
        assert!(maximum_likelihood(&|_| 1.0, &array![0.0]).is_err());
        assert!(maximum_likelihood(&|x| x[0], &array![0.0]).is_err());
        assert!(maximum_likelihood(&|_| f64::NAN, &array![0.0]).is_err());
        assert!(maximum_likelihood(&|_| 0.0, &Array1::zeros(0)).is_err());
        assert!(maximum_likelihood_scalar(&|_| f64::NAN, 0.0, 1.0).is_err());
        let edge = maximum_likelihood_scalar(&|x| x, 0.0, 1.0).unwrap();
        assert!(edge.estimate > 0.99 && edge.standard_error > 1e3);
    }
}
