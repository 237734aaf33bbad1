//! Choosing λ by what it predicts.
//!
//! The error on the data of the fit always prefers λ = 0. So a part of the data
//! is held back, the model fitted to the rest is asked to predict it, and every
//! part has its turn. The mean of those errors estimates the error on new data,
//! and their scatter says how well: any λ whose mean is within one standard error
//! of the best is as good as the best, and the largest of those gives the simplest
//! model.

use super::coordinate_descent::{CoordinateSettings, path};
use super::design::checked;
use super::ridge::ridge_path;
use crate::check;
use crate::error::MathError;
use crate::random::RandomState;
use ndarray::{Array1, Array2, ArrayRef1, ArrayRef2, Axis};

/// Which examples are fitted and which are predicted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fold {
    /// Row numbers to fit to.
    pub train: Vec<usize>,
    /// Row numbers to predict.
    pub test: Vec<usize>,
}

/// Errors on held-back data for each penalty.
#[derive(Debug, Clone, PartialEq)]
pub struct CrossValidation {
    /// The penalties.
    pub lambdas: Array1<f64>,
    /// The mean squared error of each fold (row) under each penalty (column).
    pub errors: Array2<f64>,
    /// The mean over the folds, for each penalty.
    pub mean: Array1<f64>,
    /// The standard error of that mean (ddof 1).
    pub standard_error: Array1<f64>,
    /// The position of the smallest mean.
    pub best: usize,
    /// Its penalty.
    pub best_lambda: f64,
    /// The position of the largest penalty within one standard error of the best.
    pub one_standard_error: usize,
    /// That penalty.
    pub one_standard_error_lambda: f64,
}

/// Splits n examples into k consecutive parts and lets each be predicted in turn.
///
/// # Formula
/// The first n mod k parts have one example more, as scikit-learn's `KFold` does it.
///
/// # Errors
/// [`MathError::OutOfRange`] unless 2 ≤ k ≤ n.
///
/// # Source
/// Guide §5.2; Hastie, Tibshirani and Friedman, The Elements of Statistical
/// Learning, §7.10.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// let folds = k_folds(5, 2)?;
/// assert_eq!((&folds[0].test, &folds[1].test), (&vec![0, 1, 2], &vec![3, 4]));
/// # Ok::<(), MathError>(())
/// ```
pub fn k_folds(n: usize, k: usize) -> Result<Vec<Fold>, MathError> {
    check::table_memory("k_folds", "n", n, k.min(n))?;
    split("k_folds", (0..n).collect(), k)
}

/// [`k_folds`] after shuffling the examples.
///
/// # Formula
/// As scikit-learn's `KFold(k, shuffle=True, random_state=seed)` with
/// `RandomState::new(seed)`.
///
/// # Errors
/// As [`k_folds`].
///
/// # Source
/// Guide §5.2.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// let folds = k_folds_shuffled(6, 3, &mut RandomState::new(42))?;
/// assert_eq!(folds[0].test, [0, 1]); // as scikit-learn with seed 42
/// assert_eq!(folds.iter().map(|fold| fold.test.len()).sum::<usize>(), 6);
/// # Ok::<(), MathError>(())
/// ```
pub fn k_folds_shuffled(
    n: usize,
    k: usize,
    random: &mut RandomState,
) -> Result<Vec<Fold>, MathError> {
    check::table_memory("k_folds_shuffled", "n", n, k.min(n))?;
    split("k_folds_shuffled", random.permutation(n), k)
}

/// Every example is predicted from all the others.
///
/// # Formula
/// [`k_folds`] with k = n
///
/// # Errors
/// [`MathError::OutOfRange`] if there are fewer than two examples, or more than memory
/// holds: the folds list n² row numbers.
///
/// # Source
/// Guide §5.2.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(leave_one_out(3)?[1], Fold { train: vec![0, 2], test: vec![1] });
/// # Ok::<(), MathError>(())
/// ```
pub fn leave_one_out(n: usize) -> Result<Vec<Fold>, MathError> {
    check::table_memory("leave_one_out", "n", n, n)?;
    split("leave_one_out", (0..n).collect(), n)
}

/// Cross-validation of ridge.
///
/// # Formula
/// For each fold, [`ridge_path`] on its training rows and the mean
/// squared error on its test rows.
///
/// # Errors
/// Those of [`ridge`](super::ridge()); [`MathError::Empty`] without folds, penalties or
/// rows in a fold; [`MathError::InvalidArgument`] for a row number that does not exist.
///
/// # Source
/// Guide §5.2; Hastie, Tibshirani and Friedman, The Elements of Statistical
/// Learning, §7.10.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// // A noiseless line: the smaller the penalty, the better.
/// let x = array![[0.0], [1.0], [2.0], [3.0]];
/// let y = array![1.0, 3.0, 5.0, 7.0];
/// let cv = ridge_cross_validation(&x, &y, &array![10.0, 0.0], &leave_one_out(4)?)?;
/// assert_eq!(cv.best_lambda, 0.0);
/// # Ok::<(), MathError>(())
/// ```
pub fn ridge_cross_validation(
    x: &ArrayRef2<f64>,
    y: &ArrayRef1<f64>,
    lambdas: &ArrayRef1<f64>,
    folds: &[Fold],
) -> Result<CrossValidation, MathError> {
    let fit: Fit = &|x, y| {
        let path = ridge_path(x, y, lambdas)?;
        Ok((path.weights, path.intercepts))
    };
    validate("ridge_cross_validation", x, y, lambdas, folds, fit)
}

/// Cross-validation of the lasso.
///
/// # Formula
/// As [`ridge_cross_validation`], with a warm-started path for each fold.
///
/// # Errors
/// Those of [`lasso`](super::lasso()) and of [`ridge_cross_validation`].
///
/// # Source
/// Guide §5.2.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// let x = array![[0.0], [1.0], [2.0], [3.0]];
/// let y = array![1.0, 3.0, 5.0, 7.0];
/// let settings = CoordinateSettings::default();
/// let cv = lasso_cross_validation(&x, &y, &array![1.0, 0.1], &leave_one_out(4)?, &settings)?;
/// assert_eq!(cv.best_lambda, 0.1);
/// # Ok::<(), MathError>(())
/// ```
pub fn lasso_cross_validation(
    x: &ArrayRef2<f64>,
    y: &ArrayRef1<f64>,
    alphas: &ArrayRef1<f64>,
    folds: &[Fold],
    settings: &CoordinateSettings,
) -> Result<CrossValidation, MathError> {
    elastic_net_cross_validation(x, y, alphas, 1.0, folds, settings)
}

/// Cross-validation of the elastic net.
///
/// # Formula
/// As [`lasso_cross_validation`], for one `l1_ratio`.
///
/// # Errors
/// Those of [`elastic_net`](super::elastic_net()) and of [`ridge_cross_validation`].
///
/// # Source
/// Guide §5.2.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// let x = array![[0.0], [1.0], [2.0], [3.0]];
/// let y = array![1.0, 3.0, 5.0, 7.0];
/// let (folds, settings) = (leave_one_out(4)?, CoordinateSettings::default());
/// let cv = elastic_net_cross_validation(&x, &y, &array![1.0, 0.1], 0.5, &folds, &settings)?;
/// assert_eq!(cv.errors.dim(), (4, 2));
/// # Ok::<(), MathError>(())
/// ```
pub fn elastic_net_cross_validation(
    x: &ArrayRef2<f64>,
    y: &ArrayRef1<f64>,
    alphas: &ArrayRef1<f64>,
    l1_ratio: f64,
    folds: &[Fold],
    settings: &CoordinateSettings,
) -> Result<CrossValidation, MathError> {
    let operation = "elastic_net_cross_validation";
    let fit: Fit = &|x, y| {
        let path = path(operation, x, y, alphas, l1_ratio, settings)?;
        Ok((path.weights, path.intercepts))
    };
    validate(operation, x, y, alphas, folds, fit)
}

/// Weights (one row for each penalty) and intercepts from training data.
type Fit<'a> =
    &'a dyn Fn(&Array2<f64>, &Array1<f64>) -> Result<(Array2<f64>, Array1<f64>), MathError>;

fn validate(
    operation: &'static str,
    x: &ArrayRef2<f64>,
    y: &ArrayRef1<f64>,
    lambdas: &ArrayRef1<f64>,
    folds: &[Fold],
    fit: Fit,
) -> Result<CrossValidation, MathError> {
    let (n, _) = checked(operation, x, y)?;
    check::not_empty(operation, "lambdas", lambdas)?;
    if folds.is_empty() || folds.iter().any(|f| f.train.is_empty() || f.test.is_empty()) {
        return Err(MathError::Empty { operation, argument: "folds" });
    }
    if let Some(row) = folds.iter().flat_map(|f| f.train.iter().chain(&f.test)).find(|&&i| i >= n) {
        return Err(MathError::InvalidArgument {
            operation,
            argument: "folds",
            reason: format!("names row {row}, but there are {n} rows, counted from 0"),
        });
    }
    let mut errors = Array2::zeros((folds.len(), lambdas.len()));
    for (fold, mut row) in folds.iter().zip(errors.rows_mut()) {
        let (x_train, y_train) = (x.select(Axis(0), &fold.train), y.select(Axis(0), &fold.train));
        let (x_test, y_test) = (x.select(Axis(0), &fold.test), y.select(Axis(0), &fold.test));
        let (weights, intercepts) = fit(&x_train, &y_train)?;
        for (k, w) in weights.rows().into_iter().enumerate() {
            let gap = x_test.dot(&w) + intercepts[k] - &y_test;
            row[k] = gap.dot(&gap) / gap.len() as f64;
        }
    }
    if !crate::check::is_finite(&errors) {
        return Err(MathError::Overflow { operation });
    }
    let count = folds.len() as f64;
    let mean = errors.sum_axis(Axis(0)) / count;
    let standard_error: Array1<f64> = errors
        .columns()
        .into_iter()
        .zip(&mean)
        .map(|(column, m)| {
            let squares: f64 = column.iter().map(|e| (e - m).powi(2)).sum();
            (squares / (count - 1.0).max(1.0) / count).sqrt()
        })
        .collect();
    let best = (0..mean.len()).fold(0, |best, k| if mean[k] < mean[best] { k } else { best });
    let bar = mean[best] + standard_error[best];
    let one_standard_error = (0..mean.len())
        .filter(|&k| mean[k] <= bar)
        .fold(best, |widest, k| if lambdas[k] > lambdas[widest] { k } else { widest });
    Ok(CrossValidation {
        lambdas: lambdas.to_owned(),
        errors,
        mean,
        standard_error,
        best,
        best_lambda: lambdas[best],
        one_standard_error,
        one_standard_error_lambda: lambdas[one_standard_error],
    })
}

fn split(operation: &'static str, order: Vec<usize>, k: usize) -> Result<Vec<Fold>, MathError> {
    let n = order.len();
    if k < 2 || k > n {
        return Err(MathError::OutOfRange {
            operation,
            argument: "k",
            value: k as f64,
            expected: "at least 2 and at most the number of examples",
        });
    }
    let mut part = vec![0; n];
    let mut from = 0;
    for fold in 0..k {
        let size = n / k + usize::from(fold < n % k);
        order[from..from + size].iter().for_each(|&i| part[i] = fold);
        from += size;
    }
    let rows = |keep: &dyn Fn(usize) -> bool| (0..n).filter(|&i| keep(part[i])).collect();
    Ok((0..k)
        .map(|fold| Fold { train: rows(&|p| p != fold), test: rows(&|p| p == fold) })
        .collect())
}
