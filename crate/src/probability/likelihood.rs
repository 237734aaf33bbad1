//! The likelihood: how probable the data are, as a function of the parameters.
//!
//! The data are fixed, the parameters vary. For independent observations
//!
//! ```text
//! L(θ) = Πᵢ f(xᵢ | θ),     ln L(θ) = Σᵢ ln f(xᵢ | θ)
//! ```
//!
//! The product of a thousand densities is smaller than any f64; the sum of their
//! logarithms is a harmless number, and has its maximum at the same θ.

use super::Distribution;
use super::special::LN_SQRT_2PI;
use crate::check;
use crate::error::MathError;
use crate::floating::centring::{SumOfSquares, distance, precise_mean};
use crate::floating::exponent::{exponent_of, times_power_of_two};
use ndarray::{Array1, Array2, ArrayRef1};
use std::f64::consts::LN_2;

/// Log-likelihood of independent observations under a distribution: −∞ if one of them
/// is impossible, else ∞ if one lies at a pole of the density.
///
/// # Formula
///
/// ln L = Σᵢ ln f(xᵢ)
///
/// # Errors
///
/// [`MathError::Empty`] without observations; [`MathError::NotFinite`] for NaN or infinite
/// ones.
///
/// # Source
///
/// Guide §3.4.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let tosses = array![1.0, 0.0, 1.0];
/// let found = ln_likelihood(&Bernoulli::new(0.5)?, &tosses)?;
/// assert!((found - 3.0 * 0.5_f64.ln()).abs() < 1e-15);
/// # Ok::<(), MathError>(())
/// ```
pub fn ln_likelihood(law: &dyn Distribution, data: &ArrayRef1<f64>) -> Result<f64, MathError> {
    check::not_empty("ln_likelihood", "data", data)?;
    check::finite("ln_likelihood", "data", data)?;
    let logs: Array1<f64> = data.iter().map(|&x| law.ln_pdf(x)).collect();
    // An impossible observation decides, also beside one at a pole: ∞ − ∞ would decide nothing.
    if logs.iter().any(|&ln| ln == f64::NEG_INFINITY) {
        return Ok(f64::NEG_INFINITY);
    }
    Ok(logs.iter().sum())
}

/// The likelihood itself, a product that underflows to 0 for more than a few hundred
/// observations (and is ∞ beyond the largest f64).
///
/// # Formula
///
/// L = Πᵢ f(xᵢ)
///
/// # Errors
///
/// Those of [`ln_likelihood`].
///
/// # Source
///
/// Guide §3.4.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let fair = Bernoulli::new(0.5)?;
/// assert_eq!(likelihood(&fair, &array![1.0, 0.0, 1.0])?, 0.125);
/// assert_eq!(likelihood(&fair, &Array1::ones(2000))?, 0.0);
/// assert!(ln_likelihood(&fair, &Array1::ones(2000))?.is_finite());
/// # Ok::<(), MathError>(())
/// ```
pub fn likelihood(law: &dyn Distribution, data: &ArrayRef1<f64>) -> Result<f64, MathError> {
    check::not_empty("likelihood", "data", data)?;
    check::finite("likelihood", "data", data)?;
    let logs: Array1<f64> = data.iter().map(|&x| law.ln_pdf(x)).collect();
    if logs.iter().any(|&ln| ln == f64::NEG_INFINITY) {
        return Ok(0.0);
    }
    if logs.iter().any(|&ln| ln == f64::INFINITY) {
        return Ok(f64::INFINITY);
    }
    // Fraction and exponent apart: 1e300 · 1e300 · 1e-300 · 1e-300 is 1.
    let (mut fraction, mut exponent) = (1.0, 0_i64);
    for (&x, &ln) in data.iter().zip(&logs) {
        let density = law.pdf(x);
        let shown = density.is_normal();
        // A density beyond the range is known by its logarithm alone.
        let power = if shown { exponent_of(density) } else { (ln / LN_2).floor() as i32 };
        let factor = if shown {
            times_power_of_two(density, -power)
        } else {
            (ln - f64::from(power) * LN_2).exp()
        };
        let product = fraction * factor;
        let carry = exponent_of(product);
        fraction = times_power_of_two(product, -carry);
        exponent += i64::from(power) + i64::from(carry);
    }
    Ok(times_power_of_two(fraction, exponent.clamp(-3000, 3000) as i32))
}

/// Log-likelihood of a Bernoulli parameter for every p in `grid`, from the number of
/// successes and failures alone.
///
/// # Formula
///
/// ln L(p) = k ln p + (n − k) ln(1 − p), with 0 · ln 0 = 0
///
/// # Errors
///
/// [`MathError::OutOfRange`] for a p outside of [0, 1], or for more successes than trials.
///
/// # Source
///
/// Guide §3.4.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let curve = bernoulli_ln_likelihood(7, 10, &array![0.5, 0.7])?;
/// assert!((curve[0] - 10.0 * 0.5_f64.ln()).abs() < 1e-14);
/// assert!(curve[1] > curve[0]);
/// # Ok::<(), MathError>(())
/// ```
pub fn bernoulli_ln_likelihood(
    successes: u64,
    trials: u64,
    grid: &ArrayRef1<f64>,
) -> Result<Array1<f64>, MathError> {
    const NAME: &str = "bernoulli_ln_likelihood";
    if successes > trials {
        return Err(MathError::OutOfRange {
            operation: NAME,
            argument: "successes",
            value: successes as f64,
            expected: "at most the number of trials",
        });
    }
    let (k, l) = (successes as f64, (trials - successes) as f64);
    let times = |n: f64, ln: f64| if n == 0.0 { 0.0 } else { n * ln };
    grid.iter()
        .map(|&p| {
            super::distribution::probability(NAME, "grid", p)?;
            Ok(times(k, p.ln()) + times(l, (-p).ln_1p()))
        })
        .collect()
}

/// Log-likelihood of a normal distribution over a grid: one row for every standard
/// deviation, one column for every mean. A surface to draw.
///
/// # Formula
///
/// ln L(μ, σ) = −n (ln σ + ln √(2π)) − (Σ(xᵢ − x̄)² + n(x̄ − μ)²) / (2σ²)
///
/// # Errors
///
/// [`MathError::Empty`] without observations; [`MathError::NotFinite`] for NaN or infinite
/// observations or means; [`MathError::OutOfRange`] unless every standard deviation is
/// positive and finite.
///
/// # Source
///
/// Guide §3.4.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let data = array![1.0, 3.0];
/// let surface = normal_ln_likelihood(&data, &array![0.0, 2.0], &array![1.0])?;
/// let direct = ln_likelihood(&Normal::new(2.0, 1.0)?, &data)?;
/// assert!((surface[[0, 1]] - direct).abs() < 1e-15);
/// # Ok::<(), MathError>(())
/// ```
pub fn normal_ln_likelihood(
    data: &ArrayRef1<f64>,
    means: &ArrayRef1<f64>,
    stds: &ArrayRef1<f64>,
) -> Result<Array2<f64>, MathError> {
    const NAME: &str = "normal_ln_likelihood";
    check::not_empty(NAME, "data", data)?;
    check::finite(NAME, "data", data)?;
    check::finite(NAME, "means", means)?;
    for &std in stds {
        check::positive(NAME, "stds", std)?;
    }
    let n = data.len() as f64;
    let centre = precise_mean(data);
    let spread = SumOfSquares::about_mean(data).root_over(n);
    Ok(Array2::from_shape_fn((stds.len(), means.len()), |(i, j)| {
        let (std, shift) = (stds[i], distance(means[j], centre));
        // Σ (xᵢ − μ)²/n = spread² + shift²
        -n * (std.ln() + LN_SQRT_2PI + 0.5 * ((spread / std).powi(2) + (shift / std).powi(2)))
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probability::{Exponential, Normal};
    use crate::random::RandomState;
    use ndarray::array;

    #[test]
    fn the_surface_is_the_sum_of_the_log_densities_everywhere() {
        let data = RandomState::new(6).randn(30) * 2.0 + 100.0;
        let (means, stds) = (array![99.0, 100.0, 104.0], array![0.5, 2.0]);
        let surface = normal_ln_likelihood(&data, &means, &stds).unwrap();
        for ((i, j), value) in surface.indexed_iter() {
            let law = Normal::new(means[j], stds[i]).unwrap();
            let direct = ln_likelihood(&law, &data).unwrap();
            assert!((value / direct - 1.0).abs() < 1e-13);
        }
    }

    #[test]
    fn an_impossible_observation_makes_the_data_impossible() {
        let law = Exponential::new(1.0).unwrap();
        assert_eq!(ln_likelihood(&law, &array![1.0, -1.0]).unwrap(), f64::NEG_INFINITY);
        assert_eq!(likelihood(&law, &array![1.0, -1.0]).unwrap(), 0.0);
        let ends = bernoulli_ln_likelihood(0, 3, &array![0.0, 1.0]).unwrap();
        assert_eq!(ends, array![0.0, f64::NEG_INFINITY]);
    }

    #[test]
    fn misuse_is_answered_with_an_error() {
        let law = Normal::new(0.0, 1.0).unwrap();
        assert!(ln_likelihood(&law, &Array1::zeros(0)).is_err());
        assert!(likelihood(&law, &array![f64::NAN]).is_err());
        assert!(bernoulli_ln_likelihood(3, 2, &array![0.5]).is_err());
        assert!(bernoulli_ln_likelihood(1, 2, &array![1.5]).is_err());
        assert!(normal_ln_likelihood(&array![1.0], &array![0.0], &array![0.0]).is_err());
    }
}
