//! Maximum likelihood in closed form.
//!
//! Where the derivative of ln L can be set to zero by hand, the estimate is an
//! average. For a normal distribution
//!
//! ```text
//! ∂/∂μ ln L = Σ(xᵢ − μ)/σ² = 0            ⇒  μ̂ = x̄
//! ∂/∂σ ln L = −n/σ + Σ(xᵢ − μ)²/σ³ = 0     ⇒  σ̂² = (1/n) Σ(xᵢ − x̄)²
//! ```
//!
//! σ̂² divides by n, not n − 1: on average it is too small by the factor (n − 1)/n. The
//! most likely value and a value that is right on average are two different wishes.

use super::moments::{mean, standard_deviation};
use super::{Bernoulli, Categorical, Exponential, MultivariateNormal, Normal, Poisson};
use crate::check;
use crate::error::MathError;
use crate::linalg::covariance_matrix;
use ndarray::{Array1, ArrayRef1, ArrayRef2, Axis};

/// The normal distribution under which the data are most likely.
///
/// # Formula
///
/// μ̂ = x̄,  σ̂² = (1/n) Σ(xᵢ − x̄)²
///
/// # Errors
///
/// - [`MathError::Empty`] without data,
/// - [`MathError::NotFinite`] for NaN or infinite entries,
/// - [`MathError::InvalidArgument`] for data that do not vary (σ̂ = 0).
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
/// let law = fit_normal(&array![1.0, 3.0, 5.0, 7.0])?;
/// assert_eq!((law.mean, law.std), (4.0, 5_f64.sqrt()));
/// # Ok::<(), MathError>(())
/// ```
pub fn fit_normal(data: &ArrayRef1<f64>) -> Result<Normal, MathError> {
    let std = standard_deviation(data, 0)?;
    if std == 0.0 {
        return Err(MathError::InvalidArgument {
            operation: "fit_normal",
            argument: "data",
            reason: "do not vary, so the likelihood grows without bound as σ goes to 0; give at \
                     least two different values"
                .to_string(),
        });
    }
    Normal::new(mean(data)?, std)
}

/// The Bernoulli distribution under which the outcomes are most likely.
///
/// # Formula
///
/// p̂ = k/n
///
/// # Errors
///
/// [`MathError::Empty`] without data; [`MathError::OutOfRange`] for entries other than 0
/// and 1.
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
/// let data = array![1.0, 0.0, 1.0, 1.0, 0.0, 1.0, 1.0, 1.0, 0.0, 1.0];
/// assert_eq!(fit_bernoulli(&data)?.p, 0.7);
/// # Ok::<(), MathError>(())
/// ```
pub fn fit_bernoulli(data: &ArrayRef1<f64>) -> Result<Bernoulli, MathError> {
    let (successes, failures) = outcomes("fit_bernoulli", data)?;
    Bernoulli::new(successes / (successes + failures))
}

/// How many ones and zeros there are.
pub(super) fn outcomes(
    operation: &'static str,
    data: &ArrayRef1<f64>,
) -> Result<(f64, f64), MathError> {
    check::not_empty(operation, "data", data)?;
    if let Some(&value) = data.iter().find(|&&x| x != 0.0 && x != 1.0) {
        let expected = "0 or 1 in every entry";
        return Err(MathError::OutOfRange { operation, argument: "data", value, expected });
    }
    let successes = data.sum();
    Ok((successes, data.len() as f64 - successes))
}

/// The Poisson distribution under which the counts are most likely.
///
/// # Formula
///
/// λ̂ = x̄
///
/// # Errors
///
/// [`MathError::Empty`] without data; [`MathError::NotFinite`] for NaN or infinite entries;
/// [`MathError::OutOfRange`] for entries that are not whole numbers from 0 on, and for
/// zeros only.
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
/// assert_eq!(fit_poisson(&array![2.0, 0.0, 4.0])?.rate, 2.0);
/// # Ok::<(), MathError>(())
/// ```
pub fn fit_poisson(data: &ArrayRef1<f64>) -> Result<Poisson, MathError> {
    counts("fit_poisson", data)?;
    Poisson::new(mean(data)?)
}

/// Refuses what is not a count.
pub(super) fn counts(operation: &'static str, data: &ArrayRef1<f64>) -> Result<(), MathError> {
    check::not_empty(operation, "data", data)?;
    check::finite(operation, "data", data)?;
    match data.iter().find(|x| **x < 0.0 || x.fract() != 0.0) {
        None => Ok(()),
        Some(&value) => Err(MathError::OutOfRange {
            operation,
            argument: "data",
            value,
            expected: "a whole number, zero or larger, in every entry",
        }),
    }
}

/// The exponential distribution under which the waiting times are most likely.
///
/// # Formula
///
/// λ̂ = 1/x̄
///
/// # Errors
///
/// [`MathError::Empty`] without data; [`MathError::NotFinite`] for NaN or infinite entries;
/// [`MathError::OutOfRange`] for negative entries, and for a mean so close to 0 (zeros
/// only) that no f64 holds 1/x̄.
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
/// assert_eq!(fit_exponential(&array![1.0, 3.0])?.rate, 0.5);
/// # Ok::<(), MathError>(())
/// ```
pub fn fit_exponential(data: &ArrayRef1<f64>) -> Result<Exponential, MathError> {
    const NAME: &str = "fit_exponential";
    let average = mean(data)?;
    if let Some(&value) = data.iter().find(|&&x| x < 0.0) {
        let expected = "zero or positive in every entry";
        return Err(MathError::OutOfRange { operation: NAME, argument: "data", value, expected });
    }
    Exponential::new(1.0 / average)
}

/// The categorical distribution under which the classes are most likely: their shares.
///
/// # Formula
///
/// p̂ᵢ = nᵢ/n
///
/// # Errors
///
/// [`MathError::Empty`] without data; [`MathError::OutOfRange`] for a class beyond
/// `classes` − 1, or for more classes than memory holds.
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
/// assert_eq!(fit_categorical(&[0, 2, 2, 0], 3)?.p, array![0.5, 0.0, 0.5]);
/// # Ok::<(), MathError>(())
/// ```
pub fn fit_categorical(data: &[usize], classes: usize) -> Result<Categorical, MathError> {
    const NAME: &str = "fit_categorical";
    if data.is_empty() {
        return Err(MathError::Empty { operation: NAME, argument: "data" });
    }
    check::memory(NAME, "classes", classes)?;
    let mut p = Array1::zeros(classes);
    for &class in data {
        if class >= classes {
            return Err(MathError::OutOfRange {
                operation: NAME,
                argument: "data",
                value: class as f64,
                expected: "a class below `classes`, counted from 0",
            });
        }
        p[class] += 1.0;
    }
    Categorical::new(&(p / data.len() as f64))
}

/// The multivariate normal distribution under which the rows are most likely.
///
/// # Formula
///
/// μ̂ = x̄,  Σ̂ = (1/n) Σ(xᵢ − x̄)(xᵢ − x̄)ᵀ
///
/// # Errors
///
/// - [`MathError::Empty`] without rows or columns,
/// - [`MathError::InvalidArgument`] for a single row,
/// - [`MathError::NotFinite`] for NaN or infinite entries,
/// - [`MathError::Overflow`] for a covariance beyond the largest f64,
/// - [`MathError::NotPositiveDefinite`] for columns that depend on each other (Σ̂ is
///   singular: at least d + 1 rows are needed).
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
/// let x = array![[1.0, 0.0], [-1.0, 0.0], [0.0, 2.0], [0.0, -2.0]];
/// let law = fit_multivariate_normal(&x)?;
/// assert_eq!(law.covariance, array![[0.5, 0.0], [0.0, 2.0]]);
/// # Ok::<(), MathError>(())
/// ```
pub fn fit_multivariate_normal(x: &ArrayRef2<f64>) -> Result<MultivariateNormal, MathError> {
    let n = x.nrows() as f64;
    let covariance = covariance_matrix(x)? * ((n - 1.0) / n);
    MultivariateNormal::new(&(x.sum_axis(Axis(0)) / n), &covariance)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probability::{Distribution, ln_likelihood};
    use crate::random::RandomState;
    use ndarray::array;

    /// No neighbour of the estimate makes the data more likely.
    fn is_best(best: &dyn Distribution, others: &[Box<dyn Distribution>], data: &Array1<f64>) {
        let top = ln_likelihood(best, data).unwrap();
        for other in others {
            assert!(ln_likelihood(other.as_ref(), data).unwrap() < top);
        }
    }

    #[test]
    fn every_closed_form_is_a_maximum() {
        let mut rng = RandomState::new(12);
        let x = Normal::new(3.0, 2.0).unwrap().sample(50, &mut rng);
        let best = fit_normal(&x).unwrap();
        let near = |m: f64, s: f64| -> Box<dyn Distribution> {
            Box::new(Normal::new(best.mean + m, best.std + s).unwrap())
        };
        is_best(&best, &[near(0.01, 0.0), near(-0.01, 0.0), near(0.0, 0.01), near(0.0, -0.01)], &x);
        let x = Poisson::new(4.0).unwrap().sample(50, &mut rng);
        let best = fit_poisson(&x).unwrap();
        let near =
            |d: f64| -> Box<dyn Distribution> { Box::new(Poisson::new(best.rate + d).unwrap()) };
        is_best(&best, &[near(0.01), near(-0.01)], &x);
        let x = Exponential::new(4.0).unwrap().sample(50, &mut rng);
        let best = fit_exponential(&x).unwrap();
        let near = |d: f64| -> Box<dyn Distribution> {
            Box::new(Exponential::new(best.rate + d).unwrap())
        };
        is_best(&best, &[near(0.01), near(-0.01)], &x);
    }

    #[test]
    fn the_fitted_normal_vector_is_a_maximum() {
        let x = RandomState::new(2).randn(90).into_shape_with_order((30, 3)).unwrap();
        let best = fit_multivariate_normal(&x).unwrap();
        let top = best.ln_pdf_rows(&x).unwrap().sum();
        for i in 0..3 {
            for d in [-0.01, 0.01] {
                let mut mean = best.mean.clone();
                mean[i] += d;
                let moved = MultivariateNormal::new(&mean, &best.covariance).unwrap();
                assert!(moved.ln_pdf_rows(&x).unwrap().sum() < top);
                let mut covariance = best.covariance.clone();
                covariance[[i, i]] += d;
                let moved = MultivariateNormal::new(&best.mean, &covariance).unwrap();
                assert!(moved.ln_pdf_rows(&x).unwrap().sum() < top);
            }
        }
    }

    #[test]
    fn the_likely_variance_is_too_small_on_average() {
        let mut rng = RandomState::new(1);
        let n = 5;
        let average: f64 = (0..4000)
            .map(|_| {
                let law = fit_normal(&rng.randn(n)).unwrap();
                law.variance() / 4000.0
            })
            .sum();
        assert!((average - 0.8).abs() < 0.03, "{average}");
    }

    #[test]
    fn misuse_is_answered_with_an_error() {
        assert!(fit_normal(&array![2.0, 2.0]).is_err());
        assert!(fit_normal(&Array1::zeros(0)).is_err());
        assert!(fit_bernoulli(&array![0.5]).is_err());
        assert!(fit_poisson(&array![0.0, 0.0]).is_err());
        assert!(fit_poisson(&array![1.5]).is_err());
        assert!(fit_exponential(&array![-1.0, 2.0]).is_err());
        assert!(fit_categorical(&[3], 3).is_err());
        assert!(fit_categorical(&[], 3).is_err());
        assert!(fit_multivariate_normal(&array![[1.0, 2.0], [2.0, 4.0], [3.0, 6.0]]).is_err());
    }
}
