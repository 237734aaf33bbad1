//! Calibration: do things that are said to have probability 0.8 happen 8 times in 10?
//!
//! A classifier can decide well and still be wrong about how sure it is. Sorting its
//! predictions into bins by confidence and comparing each bin's confidence with
//! its share of correct answers shows that. One number mends most of it: divide the
//! logarithms of the probabilities by a *temperature* T and normalise again. T > 1
//! makes the classifier more modest, the order of the classes stays; the best T is
//! the one under which data it was not trained on are most likely.

use crate::check;
use crate::error::MathError;
use crate::floating::log_softmax_axis;
use crate::linalg::argmax;
use crate::optimize::minimize_bounded;
use ndarray::{Array1, Array2, ArrayRef2, Axis};

/// Confidence against truth, by bins of confidence.
#[derive(Debug, Clone, PartialEq)]
pub struct Reliability {
    /// Mean confidence in each bin that has predictions.
    pub confidence: Array1<f64>,
    /// Share of correct predictions in each of them.
    pub accuracy: Array1<f64>,
    /// How many predictions each holds.
    pub count: Array1<f64>,
    /// Expected calibration error: the mean of |accuracy − confidence| over all
    /// predictions, 0 for a calibrated classifier.
    pub expected_error: f64,
}

/// A temperature fitted to held-out data.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Temperature {
    /// T: above 1 if the classifier was too sure of itself.
    pub temperature: f64,
    /// Mean negative log-likelihood of the labels without it.
    pub loss_before: f64,
    /// Mean negative log-likelihood of the labels with it.
    pub loss_after: f64,
}

/// Compares confidence (the largest probability of each row) with truth in `bins` bins
/// of equal width.
///
/// # Errors
///
/// - [`MathError::Empty`] without rows, columns or bins,
/// - [`MathError::ShapeMismatch`] unless every row has one label,
/// - [`MathError::OutOfRange`] for a label beyond the columns, or more bins than memory
///   holds,
/// - [`MathError::NotFinite`] for NaN or infinite entries,
/// - [`MathError::NotADistribution`] for a row that is negative or does not sum to 1.
///
/// # Source
///
/// C. Guo et al., "On calibration of modern neural networks", ICML (2017).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// // Says 0.9 four times and is right three times.
/// let p = array![[0.9, 0.1], [0.9, 0.1], [0.9, 0.1], [0.9, 0.1]];
/// let reliability = reliability(&[0, 0, 0, 1], &p, 10)?;
/// assert_eq!(reliability.accuracy, array![0.75]);
/// assert!((reliability.expected_error - 0.15).abs() < 1e-15);
/// # Ok::<(), MathError>(())
/// ```
pub fn reliability(
    labels: &[usize],
    p: &ArrayRef2<f64>,
    bins: usize,
) -> Result<Reliability, MathError> {
    const NAME: &str = "reliability";
    check_labels(NAME, p, labels)?;
    if bins == 0 {
        return Err(MathError::Empty { operation: NAME, argument: "bins" });
    }
    check::table_memory(NAME, "bins", bins, 3)?;
    let mut sums = Array2::<f64>::zeros((bins, 3));
    for (row, &label) in p.rows().into_iter().zip(labels) {
        check::distribution(NAME, "p", &row)?;
        let chosen = argmax(row.iter().copied());
        let bin = ((row[chosen] * bins as f64) as usize).min(bins - 1);
        sums[[bin, 0]] += row[chosen];
        sums[[bin, 1]] += f64::from(u8::from(chosen == label));
        sums[[bin, 2]] += 1.0;
    }
    let used: Vec<usize> = (0..bins).filter(|&bin| sums[[bin, 2]] > 0.0).collect();
    let count = sums.column(2).select(Axis(0), &used);
    let confidence = sums.column(0).select(Axis(0), &used) / &count;
    let accuracy = sums.column(1).select(Axis(0), &used) / &count;
    let gaps = (&accuracy - &confidence).mapv(f64::abs);
    let expected_error = gaps.dot(&count) / count.sum();
    Ok(Reliability { confidence, accuracy, count, expected_error })
}

/// The temperature between 0.01 and 10⁴ under which `labels` are most likely, for the
/// logarithms of a classifier's probabilities (any scores up to a constant per row).
///
/// # Errors
///
/// - [`MathError::Empty`] without rows or columns,
/// - [`MathError::NotFinite`] for NaN or infinite scores,
/// - [`MathError::ShapeMismatch`] unless every row has one label,
/// - [`MathError::OutOfRange`] for a label beyond the columns.
///
/// # Source
///
/// C. Guo et al., "On calibration of modern neural networks", ICML (2017).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// // Odds of 81 to 1 claimed, 3 to 1 deserved: T = ln 81 / ln 3 = 4.
/// let scores = Array2::from_shape_fn((4, 2), |(_, c)| if c == 0 { 81_f64.ln() } else { 0.0 });
/// let fit = fit_temperature(&[0, 0, 0, 1], &scores)?;
/// assert!((fit.temperature - 4.0).abs() < 1e-3);
/// let calibrated = fit.apply(&scores)?;
/// assert!((calibrated[[0, 0]] - 0.75).abs() < 1e-4);
/// # Ok::<(), MathError>(())
/// ```
pub fn fit_temperature(
    labels: &[usize],
    scores: &ArrayRef2<f64>,
) -> Result<Temperature, MathError> {
    const NAME: &str = "fit_temperature";
    check::finite(NAME, "scores", scores)?;
    check_labels(NAME, scores, labels)?;
    let loss = |ln_t: f64| {
        let ln_p = log_softmax_axis(&scores.mapv(|s| s * (-ln_t).exp()), Axis(1));
        // Finite scores divided by at least 0.01 stay numbers unless they were huge.
        ln_p.map_or(f64::INFINITY, |ln_p| {
            let sum: f64 = labels.iter().enumerate().map(|(i, &c)| -ln_p[[i, c]]).sum();
            if sum.is_nan() { f64::INFINITY } else { sum / labels.len() as f64 }
        })
    };
    let best = minimize_bounded(&loss, 0.01_f64.ln(), 1e4_f64.ln())?;
    Ok(Temperature { temperature: best.x.exp(), loss_before: loss(0.0), loss_after: best.value })
}

impl Temperature {
    /// The calibrated probabilities, rows × classes.
    ///
    /// # Errors
    ///
    /// Those of [`log_softmax_axis`], for the scores divided by the temperature.
    pub fn apply(&self, scores: &ArrayRef2<f64>) -> Result<Array2<f64>, MathError> {
        let scaled = scores.mapv(|s| s / self.temperature);
        Ok(log_softmax_axis(&scaled, Axis(1))?.mapv_into(f64::exp))
    }
}

/// How often class i (row) was taken for class j (column).
///
/// # Errors
///
/// [`MathError::ShapeMismatch`] unless every label has one prediction;
/// [`MathError::OutOfRange`] for a class beyond `classes` − 1, or for more classes than
/// memory holds.
///
/// # Source
///
/// The table that K. Pearson called a contingency table (1904).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let table = confusion_matrix(&[0, 0, 1, 1], &[0, 1, 1, 1], 2)?;
/// assert_eq!(table, array![[1.0, 1.0], [0.0, 2.0]]);
/// # Ok::<(), MathError>(())
/// ```
pub fn confusion_matrix(
    labels: &[usize],
    predicted: &[usize],
    classes: usize,
) -> Result<Array2<f64>, MathError> {
    const NAME: &str = "confusion_matrix";
    if labels.len() != predicted.len() {
        return Err(MathError::ShapeMismatch {
            operation: NAME,
            left: vec![labels.len()],
            right: vec![predicted.len()],
            rule: "every label needs one prediction",
        });
    }
    check::table_memory(NAME, "classes", classes, classes)?;
    let mut table = Array2::zeros((classes, classes));
    for (&truth, &guess) in labels.iter().zip(predicted) {
        if truth.max(guess) >= classes {
            return Err(MathError::OutOfRange {
                operation: NAME,
                argument: msg!("a label"),
                value: truth.max(guess) as f64,
                expected: "below `classes`, counted from 0",
            });
        }
        table[[truth, guess]] += 1.0;
    }
    Ok(table)
}

/// Refuses labels that do not fit the rows and columns.
fn check_labels(
    operation: &'static str,
    p: &ArrayRef2<f64>,
    labels: &[usize],
) -> Result<(), MathError> {
    check::not_empty(operation, msg!("the matrix"), p)?;
    if p.nrows() != labels.len() {
        return Err(MathError::ShapeMismatch {
            operation,
            left: vec![labels.len()],
            right: p.shape().to_vec(),
            rule: "every row needs one label",
        });
    }
    match labels.iter().find(|&&label| label >= p.ncols()) {
        None => Ok(()),
        Some(&label) => Err(MathError::OutOfRange {
            operation,
            argument: msg!("a label"),
            value: label as f64,
            expected: "below the number of columns, counted from 0",
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::super::naive_bayes::{
        BernoulliNaiveBayes, GaussianNaiveBayes, MultinomialNaiveBayes, NaiveBayes,
    };
    use super::*;
    use crate::data::digits;

    #[test]
    fn the_digits_are_recognised_and_the_temperature_mends_the_confidence() {
        let all = digits();
        let n = all.labels.len();
        let (train, held) = (n / 2, 3 * n / 4);
        let rows = |from: usize, to: usize| {
            let order: Vec<usize> = (from..to).collect();
            all.images.select(Axis(0), &order)
        };
        let ink = |x: &Array2<f64>| x.mapv(|v| if v > 7.0 { 1.0 } else { 0.0 });
        let labels = |from: usize, to: usize| &all.labels[from..to];
        let (x, fresh, test) = (rows(0, train), rows(train, held), rows(held, n));
        let y = labels(0, train);
        let models: [(Box<dyn NaiveBayes>, bool, f64); 3] = [
            (Box::new(BernoulliNaiveBayes::fit(&ink(&x), y, 1.0).unwrap()), true, 0.80),
            (Box::new(MultinomialNaiveBayes::fit(&x, y, 1.0).unwrap()), false, 0.80),
            (Box::new(GaussianNaiveBayes::fit_smoothed(&x, y, 0.05).unwrap()), false, 0.75),
        ];
        for (model, inked, least) in models {
            let (fresh, test) =
                if inked { (ink(&fresh), ink(&test)) } else { (fresh.clone(), test.clone()) };
            let truth = labels(held, n);
            let predicted = model.predict(&test).unwrap();
            let table = confusion_matrix(truth, &predicted, 10).unwrap();
            let accuracy = table.diag().sum() / table.sum();
            assert!(accuracy > least, "{accuracy}");
            // Too sure before, more modest after, and better on data that neither saw.
            let scores = model.ln_joint(&test).unwrap();
            let fit =
                fit_temperature(labels(train, held), &model.ln_joint(&fresh).unwrap()).unwrap();
            assert!(fit.temperature > 1.0 && fit.loss_after < fit.loss_before);
            let raw = reliability(truth, &model.predict_proba(&test).unwrap(), 10).unwrap();
            let mended = reliability(truth, &fit.apply(&scores).unwrap(), 10).unwrap();
            assert!(mended.expected_error < 0.6 * raw.expected_error, "{fit:?}");
        }
    }
}
