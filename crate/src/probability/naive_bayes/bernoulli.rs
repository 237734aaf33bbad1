//! Features that are there or not: words in a message, ink in a pixel.

use super::{NaiveBayes, class_counts, ln_shares, same_features, sums_by_class};
use crate::check;
use crate::error::MathError;
use ndarray::{Array1, Array2, ArrayRef2};

/// Naive Bayes for features that are 0 or 1.
///
/// # Formula
///
/// ln P(x | c) = Σⱼ xⱼ ln pⱼ + (1 − xⱼ) ln(1 − pⱼ),  pⱼ = (count of ones + α) / (rows of c + 2α)
///
/// # Source
///
/// Guide §3.1 and §3.2; C. Manning, P. Raghavan and H. Schütze, *Introduction to
/// Information Retrieval*, §13.3.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// // One feature: 2 of 2 rows in class 0, 0 of 2 in class 1; smoothed to 3/4 and 1/4.
/// let x = array![[1.0], [1.0], [0.0], [0.0]];
/// let model = BernoulliNaiveBayes::fit(&x, &[0, 0, 1, 1], 1.0)?;
/// assert!((model.predict_proba(&array![[1.0]])?[[0, 0]] - 0.75).abs() < 1e-15);
/// # Ok::<(), MathError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct BernoulliNaiveBayes {
    /// ln P(c).
    pub ln_prior: Array1<f64>,
    /// P(xⱼ = 1 | c), classes × features.
    pub p: Array2<f64>,
}

impl BernoulliNaiveBayes {
    /// Counts. `alpha` is added to the ones and to the zeros of every feature, so that
    /// what was never seen is not impossible (1 is Laplace's choice).
    ///
    /// # Errors
    ///
    /// - [`MathError::Empty`] without rows or columns,
    /// - [`MathError::NotFinite`] for NaN or infinite entries,
    /// - [`MathError::ShapeMismatch`] unless every row has one label,
    /// - [`MathError::InvalidArgument`] for a class without rows,
    /// - [`MathError::OutOfRange`] for entries other than 0 and 1, or unless `alpha` is
    ///   positive and finite.
    pub fn fit(x: &ArrayRef2<f64>, labels: &[usize], alpha: f64) -> Result<Self, MathError> {
        const NAME: &str = "BernoulliNaiveBayes::fit";
        let counts = class_counts(NAME, x, labels)?;
        zeros_and_ones(NAME, x)?;
        check::positive(NAME, "alpha", alpha)?;
        let mut p = sums_by_class(x, labels, counts.len());
        for (mut row, &count) in p.rows_mut().into_iter().zip(&counts) {
            row.mapv_inplace(|ones| (ones + alpha) / (count + 2.0 * alpha));
        }
        Ok(Self { ln_prior: ln_shares(&counts), p })
    }
}

impl NaiveBayes for BernoulliNaiveBayes {
    fn ln_joint(&self, x: &ArrayRef2<f64>) -> Result<Array2<f64>, MathError> {
        const NAME: &str = "BernoulliNaiveBayes::ln_joint";
        same_features(NAME, x, self.p.ncols())?;
        zeros_and_ones(NAME, x)?;
        // Σ ln(1 − p) + Σ x · (ln p − ln(1 − p)): one matrix product.
        let ln_absent = self.p.mapv(|p| (-p).ln_1p());
        let weights = self.p.mapv(f64::ln) - &ln_absent;
        let base = &self.ln_prior + &ln_absent.sum_axis(ndarray::Axis(1));
        Ok(x.dot(&weights.t()) + &base)
    }
}

fn zeros_and_ones(operation: &'static str, x: &ArrayRef2<f64>) -> Result<(), MathError> {
    match x.iter().find(|&&value| value != 0.0 && value != 1.0) {
        None => Ok(()),
        Some(&value) => Err(MathError::OutOfRange {
            operation,
            argument: "x",
            value,
            expected: "0 or 1 in every entry; compare the data with a threshold first",
        }),
    }
}
