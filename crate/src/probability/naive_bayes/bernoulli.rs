//! Features that are there or not: words in a message, ink in a pixel.

use super::{NaiveBayes, class_counts, ln_quotient, ln_shares, same_features, sums_by_class};
use crate::check;
use crate::error::MathError;
use ndarray::{Array1, Array2, ArrayRef2, Axis, Zip};

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
    /// ln P(xⱼ = 1 | c), which has digits where `p` is too small for any.
    pub ln_p: Array2<f64>,
    /// ln P(xⱼ = 0 | c), which has digits where `p` is 1 to all of its own.
    pub ln_absent: Array2<f64>,
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
        let ones = sums_by_class(x, labels, counts.len());
        let zeros = &counts.view().insert_axis(Axis(1)) - &ones;
        let (ones, zeros) = (ones + alpha, zeros + alpha);
        let pairs =
            |f: fn(f64, f64) -> f64| Zip::from(&ones).and(&zeros).map_collect(|&a, &b| f(a, b));
        Ok(Self {
            ln_prior: ln_shares(&counts),
            p: pairs(|a, b| if (a + b).is_finite() { a / (a + b) } else { 1.0 / (1.0 + b / a) }),
            ln_p: pairs(ln_share),
            ln_absent: pairs(|a, b| ln_share(b, a)),
        })
    }
}

/// ln of a/(a + b) for positive a and b, also where neither the sum nor the quotient is a
/// number.
fn ln_share(a: f64, b: f64) -> f64 {
    let ratio = a / b;
    if a >= b {
        return -(b / a).ln_1p();
    }
    ln_quotient(a, b) - ratio.ln_1p()
}

impl NaiveBayes for BernoulliNaiveBayes {
    fn ln_joint(&self, x: &ArrayRef2<f64>) -> Result<Array2<f64>, MathError> {
        const NAME: &str = "BernoulliNaiveBayes::ln_joint";
        same_features(NAME, x, self.p.ncols())?;
        zeros_and_ones(NAME, x)?;
        // Σ ln(1 − p) + Σ x · (ln p − ln(1 − p)): one matrix product.
        let weights = &self.ln_p - &self.ln_absent;
        let base = &self.ln_prior + &self.ln_absent.sum_axis(Axis(1));
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

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn a_smoothing_of_any_size_leaves_every_logarithm_a_number() {
        let x = array![[1.0], [1.0], [0.0]];
        let tiny = BernoulliNaiveBayes::fit(&x, &[0, 0, 1], 5e-324).unwrap();
        // Never seen absent in class 0: 5e-324 of 2, and 1 of 3 for the class.
        let expected = 5e-324_f64.ln() - 2.0_f64.ln() + (2.0_f64 / 3.0).ln();
        let joint = tiny.ln_joint(&array![[0.0]]).unwrap();
        assert!((joint[[0, 0]] / expected - 1.0).abs() < 1e-15, "{joint}");
        let huge = BernoulliNaiveBayes::fit(&x, &[0, 0, 1], f64::MAX).unwrap();
        assert_eq!(huge.p, array![[0.5], [0.5]]);
        assert!((huge.ln_absent[[0, 0]] + 2.0_f64.ln()).abs() < 1e-15);
    }
}
