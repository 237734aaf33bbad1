//! Features that are counts: how often each word occurs.

use super::{NaiveBayes, class_counts, ln_quotient, ln_shares, same_features, sums_by_class};
use crate::check;
use crate::error::MathError;
use crate::floating::exponent::times_power_of_two;
use ndarray::{Array1, Array2, ArrayRef2};
use std::f64::consts::LN_2;

/// Naive Bayes for counts.
///
/// # Formula
///
/// ln P(x | c) = Σⱼ xⱼ ln pⱼ + terms without c,  pⱼ = (count of j in c + α) / (all counts in c + αd)
///
/// # Source
///
/// Guide §3.1; C. Manning, P. Raghavan and H. Schütze, *Introduction to Information
/// Retrieval*, §13.2.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// // Counts (3, 0) and (0, 3), smoothed to 4/5, 1/5 and 1/5, 4/5.
/// let model = MultinomialNaiveBayes::fit(&array![[3.0, 0.0], [0.0, 3.0]], &[0, 1], 1.0)?;
/// // Two of the first word: 16 to 1.
/// assert!((model.predict_proba(&array![[2.0, 0.0]])?[[0, 0]] - 16.0 / 17.0).abs() < 1e-15);
/// # Ok::<(), MathError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct MultinomialNaiveBayes {
    /// ln P(c).
    pub ln_prior: Array1<f64>,
    /// ln pⱼ of each class, classes × features.
    pub ln_p: Array2<f64>,
}

impl MultinomialNaiveBayes {
    /// Adds up the counts of each class, and `alpha` to each of them.
    ///
    /// # Errors
    ///
    /// - [`MathError::Empty`] without rows or columns,
    /// - [`MathError::NotFinite`] for NaN or infinite entries,
    /// - [`MathError::ShapeMismatch`] unless every row has one label,
    /// - [`MathError::InvalidArgument`] for a class without rows,
    /// - [`MathError::OutOfRange`] for negative entries, or unless `alpha` is positive and
    ///   finite,
    /// - [`MathError::Overflow`] for sums beyond the largest f64.
    pub fn fit(x: &ArrayRef2<f64>, labels: &[usize], alpha: f64) -> Result<Self, MathError> {
        const NAME: &str = "MultinomialNaiveBayes::fit";
        let counts = class_counts(NAME, x, labels)?;
        not_negative(NAME, x)?;
        check::positive(NAME, "alpha", alpha)?;
        let mut ln_p = sums_by_class(x, labels, counts.len());
        if !check::is_finite(&ln_p) {
            return Err(MathError::Overflow { operation: NAME });
        }
        for mut row in ln_p.rows_mut() {
            let total = row.sum() + alpha * row.len() as f64;
            if total.is_finite() {
                row.mapv_inplace(|count| ln_quotient(count + alpha, total));
                continue;
            }
            // In a unit in which the total is a number, and what is then too small for one apart.
            let down = |count: f64| times_power_of_two(count, -64) + times_power_of_two(alpha, -64);
            let total: f64 = row.iter().map(|&count| down(count)).sum();
            row.mapv_inplace(|count| {
                if down(count).is_normal() {
                    ln_quotient(down(count), total)
                } else {
                    (count + alpha).ln() - 64.0 * LN_2 - total.ln()
                }
            });
        }
        Ok(Self { ln_prior: ln_shares(&counts), ln_p })
    }
}

impl NaiveBayes for MultinomialNaiveBayes {
    fn ln_joint(&self, x: &ArrayRef2<f64>) -> Result<Array2<f64>, MathError> {
        const NAME: &str = "MultinomialNaiveBayes::ln_joint";
        same_features(NAME, x, self.ln_p.ncols())?;
        not_negative(NAME, x)?;
        let ln_joint = x.dot(&self.ln_p.t()) + &self.ln_prior;
        if !check::is_finite(&ln_joint) {
            return Err(MathError::Overflow { operation: NAME });
        }
        Ok(ln_joint)
    }
}

fn not_negative(operation: &'static str, x: &ArrayRef2<f64>) -> Result<(), MathError> {
    match x.iter().find(|&&value| value < 0.0) {
        None => Ok(()),
        Some(&value) => Err(MathError::OutOfRange {
            operation,
            argument: "x",
            value,
            expected: "a count, zero or positive, in every entry",
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn totals_and_shares_may_leave_the_range_on_the_way() {
        let x = array![[f64::MAX, 0.0], [0.0, 1.0]];
        let model = MultinomialNaiveBayes::fit(&x, &[0, 1], 1e-300).unwrap();
        let expected = 1e-300_f64.ln() - f64::MAX.ln();
        assert!((model.ln_p[[0, 1]] / expected - 1.0).abs() < 1e-15, "{:?}", model.ln_p);
        let even = MultinomialNaiveBayes::fit(&x, &[0, 1], f64::MAX).unwrap();
        // 2 of 3 and 1 of 3, then 1 of 2 twice.
        let expected = array![[2.0 / 3.0, 1.0 / 3.0], [0.5, 0.5]].mapv_into(f64::ln);
        assert!((even.ln_p - expected).iter().all(|gap| gap.abs() < 1e-15));
    }
}
