//! The most probable parameter: maximum likelihood with a prior.
//!
//! Bayes' theorem turns the likelihood of a parameter into a distribution over it,
//! posterior ∝ likelihood · prior; its highest point is the MAP estimate (maximum a
//! posteriori). For some pairs the posterior is of the same family as the prior, and
//! learning is adding: such priors are called *conjugate*.
//!
//! | data | prior | posterior |
//! | --- | --- | --- |
//! | k of n successes | Beta(a, b) | Beta(a + k, b + n − k) |
//! | n counts with sum s | Gamma(a, λ) | Gamma(a + s, λ + n) |
//! | n normal values with known σ | Normal(m, τ) | precisions 1/τ² and n/σ² add up |
//!
//! A prior is worth so many observations; with many data it stops to matter.
//! Maximising ln L + ln prior is minimising a loss plus a penalty: a normal prior on
//! weights is the penalty of ridge regression.

use super::closed_forms::{counts, outcomes};
use super::moments::mean;
use super::{Beta, Distribution, Gamma, Normal};
use crate::check;
use crate::error::MathError;
use ndarray::ArrayRef1;

/// A parameter as a distribution, with its point estimates beside it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BayesianEstimate<Posterior> {
    /// What is believed about the parameter after the data.
    pub posterior: Posterior,
    /// Its highest point, the MAP estimate.
    pub map: f64,
    /// Its mean.
    pub posterior_mean: f64,
    /// The estimate without the prior, by maximum likelihood.
    pub maximum_likelihood: f64,
}

/// Chance of success from outcomes 0 and 1, with a beta prior.
///
/// # Formula
///
/// posterior Beta(a + k, b + n − k), MAP (a + k − 1)/(a + b + n − 2)
///
/// # Errors
///
/// [`MathError::Empty`] without data; [`MathError::OutOfRange`] for entries other than 0
/// and 1; [`MathError::InvalidArgument`] for a posterior with its peaks at the ends only (a
/// parameter of at most 1 on both sides).
///
/// # Source
///
/// Guide §3.1 and §3.4.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// // Three heads in a row, and a prior worth two heads and two tails: not 1 but 5/7.
/// let fit = map_bernoulli(&Beta::new(3.0, 3.0)?, &array![1.0, 1.0, 1.0])?;
/// assert_eq!((fit.maximum_likelihood, fit.map), (1.0, 5.0 / 7.0));
/// assert_eq!(fit.posterior, Beta::new(6.0, 3.0)?);
/// # Ok::<(), MathError>(())
/// ```
pub fn map_bernoulli(
    prior: &Beta,
    data: &ArrayRef1<f64>,
) -> Result<BayesianEstimate<Beta>, MathError> {
    const NAME: &str = "map_bernoulli";
    let (successes, failures) = outcomes(NAME, data)?;
    let posterior = Beta::new(prior.a + successes, prior.b + failures)?;
    let (a, b) = (posterior.a, posterior.b);
    let map = match (a > 1.0, b > 1.0) {
        (true, true) => (a - 1.0) / (a + b - 2.0),
        (true, false) => 1.0,
        (false, true) => 0.0,
        (false, false) => return Err(no_peak(NAME)),
    };
    Ok(BayesianEstimate {
        posterior,
        map,
        posterior_mean: posterior.mean(),
        maximum_likelihood: successes / (successes + failures),
    })
}

/// Rate of a Poisson distribution from counts, with a gamma prior.
///
/// # Formula
///
/// posterior Gamma(a + Σxᵢ, λ + n), MAP (a + Σxᵢ − 1)/(λ + n), or 0 if that is negative
///
/// # Errors
///
/// [`MathError::Empty`] without data; [`MathError::NotFinite`] for NaN or infinite entries;
/// [`MathError::OutOfRange`] for entries that are not whole numbers from 0 on, or with a
/// sum above 1e307.
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
/// let fit = map_poisson(&Gamma::new(3.0, 1.0)?, &array![4.0, 6.0, 5.0])?;
/// assert_eq!((fit.maximum_likelihood, fit.map, fit.posterior_mean), (5.0, 4.25, 4.5));
/// # Ok::<(), MathError>(())
/// ```
pub fn map_poisson(
    prior: &Gamma,
    data: &ArrayRef1<f64>,
) -> Result<BayesianEstimate<Gamma>, MathError> {
    counts("map_poisson", data)?;
    let posterior = Gamma::new(prior.shape + data.sum(), prior.rate + data.len() as f64)?;
    Ok(BayesianEstimate {
        posterior,
        map: ((posterior.shape - 1.0) / posterior.rate).max(0.0),
        posterior_mean: posterior.mean(),
        maximum_likelihood: mean(data)?,
    })
}

/// Mean of a normal distribution whose standard deviation `std` is known, with a normal
/// prior.
///
/// # Formula
///
/// 1/τ'² = 1/τ² + n/σ²,  m' = τ'² (m/τ² + n x̄/σ²)
///
/// # Errors
///
/// [`MathError::Empty`] without data; [`MathError::NotFinite`] for NaN or infinite entries;
/// [`MathError::OutOfRange`] unless the standard deviation is positive and finite.
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
/// // One observation as precise as the prior: half-way between the two.
/// let fit = map_normal_mean(&Normal::new(0.0, 1.0)?, &array![3.0], 1.0)?;
/// assert_eq!(fit.maximum_likelihood, 3.0);
/// assert!((fit.map - 1.5).abs() < 1e-15);
/// assert!((fit.posterior.std - 0.5_f64.sqrt()).abs() < 1e-15);
/// # Ok::<(), MathError>(())
/// ```
pub fn map_normal_mean(
    prior: &Normal,
    data: &ArrayRef1<f64>,
    std: f64,
) -> Result<BayesianEstimate<Normal>, MathError> {
    check::positive("map_normal_mean", "std", std)?;
    let average = mean(data)?;
    // The weight of the data: their share of the precision. Ratios of deviations do not
    // overflow where precisions would.
    let error = std / (data.len() as f64).sqrt();
    let both = prior.std.hypot(error);
    let weight = (prior.std / both).powi(2);
    let posterior =
        Normal::new(prior.mean + weight * (average - prior.mean), error * (prior.std / both))?;
    Ok(BayesianEstimate {
        posterior,
        map: posterior.mean,
        posterior_mean: posterior.mean,
        maximum_likelihood: average,
    })
}

fn no_peak(operation: &'static str) -> MathError {
    MathError::InvalidArgument {
        operation,
        argument: "prior",
        reason: "leaves a posterior without a single highest point; choose parameters above 1, or \
                 use the posterior mean"
            .to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::optimize::minimize_bounded;
    use crate::probability::{Bernoulli, Poisson, ln_likelihood};
    use ndarray::{Array1, array};

    /// The posterior, up to a constant, is likelihood times prior.
    #[test]
    fn the_map_estimate_maximises_likelihood_times_prior() {
        let data = array![1.0, 0.0, 1.0, 1.0];
        let prior = Beta::new(2.5, 4.0).unwrap();
        let fit = map_bernoulli(&prior, &data).unwrap();
        let score =
            |p: f64| -ln_likelihood(&Bernoulli::new(p).unwrap(), &data).unwrap() - prior.ln_pdf(p);
        let best = minimize_bounded(&score, 0.001, 0.999).unwrap().x;
        assert!((fit.map - best).abs() < 1e-5);

        let data = array![3.0, 0.0, 2.0];
        let prior = Gamma::new(2.0, 0.7).unwrap();
        let fit = map_poisson(&prior, &data).unwrap();
        let score =
            |r: f64| -ln_likelihood(&Poisson::new(r).unwrap(), &data).unwrap() - prior.ln_pdf(r);
        let best = minimize_bounded(&score, 0.01, 20.0).unwrap().x;
        assert!((fit.map - best).abs() < 1e-4);

        let data = array![1.0, 4.0, 2.5];
        let prior = Normal::new(-1.0, 2.0).unwrap();
        let fit = map_normal_mean(&prior, &data, 3.0).unwrap();
        let score = |m: f64| {
            -ln_likelihood(&Normal::new(m, 3.0).unwrap(), &data).unwrap() - prior.ln_pdf(m)
        };
        let best = minimize_bounded(&score, -10.0, 10.0).unwrap().x;
        assert!((fit.map - best).abs() < 1e-5);
    }

    #[test]
    fn with_many_data_the_prior_stops_to_matter() {
        let data = Array1::from_shape_fn(100_000, |i| f64::from(u8::from(i % 4 == 0)));
        let fit = map_bernoulli(&Beta::new(50.0, 2.0).unwrap(), &data).unwrap();
        assert!((fit.map - fit.maximum_likelihood).abs() < 1e-3);
        assert!(fit.posterior.std_dev() < 2e-3);
    }

    #[test]
    fn misuse_is_answered_with_an_error() {
        let prior = Beta::new(0.1, 0.1).unwrap();
        assert!(map_bernoulli(&prior, &array![0.5]).is_err());
        assert!(map_bernoulli(&prior, &Array1::zeros(0)).is_err());
        assert_eq!(map_bernoulli(&prior, &array![1.0]).unwrap().map, 1.0);
        assert!(map_poisson(&Gamma::new(1.0, 1.0).unwrap(), &array![0.5]).is_err());
        assert!(map_normal_mean(&Normal::new(0.0, 1.0).unwrap(), &array![1.0], 0.0).is_err());
    }
}
