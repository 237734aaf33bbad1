//! Naive Bayes: Bayes' theorem with features that are taken to be independent.
//!
//! The hypotheses are the classes c, the evidence is a feature vector x. If the
//! features are independent once the class is known,
//!
//! ```text
//! ln P(c | x) = ln P(c) + Σⱼ ln P(xⱼ | c) − ln P(x)
//! ```
//!
//! so learning is counting (or averaging) per class and per feature. Three models of
//! P(xⱼ | c): yes or no ([`BernoulliNaiveBayes`]), counts ([`MultinomialNaiveBayes`]),
//! measurements ([`GaussianNaiveBayes`]).
//!
//! Features are rarely independent. Evidence that repeats itself is then counted
//! several times, and the probabilities come out too close to 0 and 1, even where
//! the decision is right. [`calibration`](super::calibration) measures that and mends it.

mod bernoulli;
mod gaussian;
mod multinomial;

pub use bernoulli::BernoulliNaiveBayes;
pub use gaussian::GaussianNaiveBayes;
pub use multinomial::MultinomialNaiveBayes;

use crate::check;
use crate::error::MathError;
use crate::floating::log_softmax_axis;
use crate::linalg::argmax;
use ndarray::{Array1, Array2, ArrayRef2, Axis};

/// What the three models have in common.
///
/// # Source
///
/// Guide §3.1 (Bayesian classifiers).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let heights = array![[1.0], [2.0], [3.0], [7.0], [8.0], [9.0]];
/// let model = GaussianNaiveBayes::fit(&heights, &[0, 0, 0, 1, 1, 1])?;
/// assert_eq!(model.predict(&array![[2.5], [6.5]])?, vec![0, 1]);
/// // Half-way between two classes of the same spread there is nothing to choose.
/// let belief = model.predict_proba(&array![[5.0]])?;
/// assert!((belief[[0, 0]] - 0.5).abs() < 1e-12);
/// # Ok::<(), MathError>(())
/// ```
pub trait NaiveBayes {
    /// ln P(c) + Σⱼ ln P(xⱼ | c) for every row of `x` and every class: rows × classes.
    ///
    /// # Errors
    ///
    /// - [`MathError::ShapeMismatch`] unless there are as many columns as in training,
    /// - [`MathError::NotFinite`] for NaN or infinite entries,
    /// - [`MathError::OutOfRange`] for entries that the model does not allow,
    /// - [`MathError::Overflow`] for a sum beyond the largest f64.
    fn ln_joint(&self, x: &ArrayRef2<f64>) -> Result<Array2<f64>, MathError>;

    /// ln P(c | x), rows × classes.
    ///
    /// # Errors
    ///
    /// Those of [`ln_joint`](NaiveBayes::ln_joint) and of [`log_softmax_axis`] for what it
    /// answers.
    fn predict_ln_proba(&self, x: &ArrayRef2<f64>) -> Result<Array2<f64>, MathError> {
        log_softmax_axis(&self.ln_joint(x)?, Axis(1))
    }

    /// P(c | x), rows × classes; every row sums to 1.
    ///
    /// # Errors
    ///
    /// Those of [`predict_ln_proba`](NaiveBayes::predict_ln_proba).
    fn predict_proba(&self, x: &ArrayRef2<f64>) -> Result<Array2<f64>, MathError> {
        Ok(self.predict_ln_proba(x)?.mapv_into(f64::exp))
    }

    /// The most probable class of every row (the first of equals).
    ///
    /// # Errors
    ///
    /// Those of [`ln_joint`](NaiveBayes::ln_joint).
    fn predict(&self, x: &ArrayRef2<f64>) -> Result<Vec<usize>, MathError> {
        Ok(self.ln_joint(x)?.rows().into_iter().map(|row| argmax(row.iter().copied())).collect())
    }
}

/// Refuses training data that does not fit together; answers with the number of
/// rows of each class. Classes are 0, 1, … up to the largest label, and each needs a
/// row.
fn class_counts(
    operation: &'static str,
    x: &ArrayRef2<f64>,
    labels: &[usize],
) -> Result<Array1<f64>, MathError> {
    check::not_empty(operation, "x", x)?;
    check::finite(operation, "x", x)?;
    if x.nrows() != labels.len() {
        return Err(MathError::ShapeMismatch {
            operation,
            left: x.shape().to_vec(),
            right: vec![labels.len()],
            rule: "every row needs one label",
        });
    }
    let classes = labels.iter().max().map_or(0, |&last| last.saturating_add(1));
    if classes > labels.len() {
        return Err(missing(operation, classes - 1));
    }
    let mut counts = Array1::zeros(classes);
    for &label in labels {
        counts[label] += 1.0;
    }
    match counts.iter().position(|&count| count == 0.0) {
        None => Ok(counts),
        Some(class) => Err(missing(operation, class)),
    }
}

fn missing(operation: &'static str, class: usize) -> MathError {
    MathError::InvalidArgument {
        operation,
        argument: "labels",
        reason: format!(
            "have no row for a class up to {class}; number the classes 0, 1, 2, … without gaps"
        ),
    }
}

/// Column sums per class: classes × features.
fn sums_by_class(x: &ArrayRef2<f64>, labels: &[usize], classes: usize) -> Array2<f64> {
    let mut sums = Array2::zeros((classes, x.ncols()));
    for (row, &label) in x.rows().into_iter().zip(labels) {
        let mut target = sums.row_mut(label);
        target += &row;
    }
    sums
}

/// ln of a/b for positive numbers, also where the quotient is too small for one.
fn ln_quotient(a: f64, b: f64) -> f64 {
    let quotient = a / b;
    if quotient.is_normal() { quotient.ln() } else { a.ln() - b.ln() }
}

/// ln of the share of each class.
fn ln_shares(counts: &Array1<f64>) -> Array1<f64> {
    let total = counts.sum();
    counts.mapv(|count| (count / total).ln())
}

/// Refuses data to predict that does not fit the training.
fn same_features(
    operation: &'static str,
    x: &ArrayRef2<f64>,
    features: usize,
) -> Result<(), MathError> {
    if x.ncols() != features {
        return Err(MathError::ShapeMismatch {
            operation,
            left: x.shape().to_vec(),
            right: vec![features],
            rule: "`x` needs as many columns as there were in training",
        });
    }
    check::finite(operation, "x", x)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    const BERNOULLI: [[f64; 2]; 2] =
        [[-0.12044615307586737, -2.1761711681383873], [-2.323955118730239, -0.10301401477670269]];
    const MULTINOMIAL: [[f64; 2]; 2] =
        [[-0.1566772170582209, -1.9308835270386857], [-4.045217509856651, -0.017660936820711015]];
    const GAUSSIAN: [[f64; 2]; 2] = [
        [-0.6656042850874417, -0.7214702254103731],
        [-28.658419415554985, -3.5793590313915047e-13],
    ];

    /// scikit-learn 1.9 on the same numbers: `BernoulliNB()`, `MultinomialNB()`,
    /// `GaussianNB()`, `predict_log_proba`.
    #[test]
    fn scikit_learns_numbers_are_reproduced() {
        let labels = [0, 0, 1, 1, 1];
        let compare = |found: Array2<f64>, expected: Array2<f64>| {
            assert!((&found - &expected).iter().all(|d| d.abs() < 1e-12), "{found:?} {expected:?}");
        };
        let yes = array![[1., 0., 1.], [1., 1., 0.], [0., 1., 1.], [0., 0., 1.], [0., 1., 1.]];
        let model = BernoulliNaiveBayes::fit(&yes, &labels, 1.0).unwrap();
        compare(
            model.predict_ln_proba(&array![[1., 0., 0.], [0., 1., 1.]]).unwrap(),
            ndarray::arr2(&BERNOULLI),
        );
        let counts = array![[3., 0., 1.], [2., 1., 0.], [0., 4., 1.], [0., 2., 2.], [1., 3., 1.]];
        let model = MultinomialNaiveBayes::fit(&counts, &labels, 1.0).unwrap();
        compare(
            model.predict_ln_proba(&array![[2., 1., 0.], [0., 3., 1.]]).unwrap(),
            ndarray::arr2(&MULTINOMIAL),
        );
        let sizes = array![[1.0, 2.0], [1.5, 1.0], [3.0, 2.5], [3.5, 4.0], [2.5, 3.0]];
        let model = GaussianNaiveBayes::fit(&sizes, &labels).unwrap();
        compare(
            model.predict_ln_proba(&array![[2.0, 2.0], [3.0, 3.0]]).unwrap(),
            ndarray::arr2(&GAUSSIAN),
        );
    }

    #[test]
    fn misuse_is_answered_with_an_error() {
        let x = array![[1.0, 0.0], [0.0, 1.0]];
        assert!(GaussianNaiveBayes::fit(&x, &[0]).is_err());
        assert!(GaussianNaiveBayes::fit(&x, &[0, 2]).is_err());
        assert!(GaussianNaiveBayes::fit(&x, &[0, usize::MAX]).is_err());
        assert!(GaussianNaiveBayes::fit(&Array2::zeros((0, 2)), &[]).is_err());
        assert!(GaussianNaiveBayes::fit(&(&x * f64::NAN), &[0, 1]).is_err());
        assert!(BernoulliNaiveBayes::fit(&(&x * 2.0), &[0, 1], 1.0).is_err());
        assert!(BernoulliNaiveBayes::fit(&x, &[0, 1], 0.0).is_err());
        assert!(MultinomialNaiveBayes::fit(&(&x - 1.0), &[0, 1], 1.0).is_err());
        let model = BernoulliNaiveBayes::fit(&x, &[0, 1], 1.0).unwrap();
        assert!(model.predict(&array![[1.0]]).is_err());
        assert!(model.predict(&array![[0.5, 0.0]]).is_err());
    }
}
