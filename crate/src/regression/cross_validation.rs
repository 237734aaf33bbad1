//! Choosing λ by what it predicts.
//!
//! The error on the data of the fit always prefers λ = 0. So a part of the data
//! is held back, the model fitted to the rest is asked to predict it, and every
//! part has its turn. The mean of those errors estimates the error on new data,
//! and their scatter says how well: any λ whose mean is within one standard error
//! of the best is as good as the best, and the largest of those gives the simplest
//! model.

use super::coordinate_descent::path;
use super::coordinate_rounds::CoordinateSettings;
use super::design::checked;
use super::ridge::ridge_path;
use crate::check;
use crate::error::MathError;
use crate::floating::centring::{SumOfSquares, precise_mean};
use crate::linalg::argmax;
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
    parts("k_folds", "k", n, k)?;
    Ok(split((0..n).collect(), k))
}

/// [`k_folds`] after shuffling the examples.
///
/// # Formula
/// As scikit-learn's `KFold(k, shuffle=True, random_state=seed)` with
/// `RandomState::new(seed)`.
///
/// # Errors
/// Those of [`k_folds`].
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
    parts("k_folds_shuffled", "k", n, k)?;
    Ok(split(random.permutation(n), k))
}

/// Every example is predicted from all the others.
///
/// # Formula
/// [`k_folds`] with k = n
///
/// # Errors
/// [`MathError::OutOfRange`] if there are fewer than two examples, or so many that the
/// memory does not hold the lists of rows, n² numbers.
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
    let operation = "leave_one_out";
    if n < 2 {
        let (argument, value, expected) = ("n", n as f64, "at least 2");
        return Err(MathError::OutOfRange { operation, argument, value, expected });
    }
    parts(operation, "n", n, n)?;
    Ok(split((0..n).collect(), n))
}

/// [`k_folds_shuffled`] again and again: one random split is luck, many show how much.
///
/// # Formula
/// The k folds of the first shuffle, then those of the second, …: k·repeats of them.
///
/// # Errors
/// Those of [`k_folds`]; [`MathError::OutOfRange`] without repeats, or if memory does not
/// hold the lists of rows.
///
/// # Source
/// Guide §5.2; Kohavi, "A study of cross-validation and bootstrap for accuracy estimation
/// and model selection" (1995).
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// let folds = repeated_k_folds(6, 3, 10, &mut RandomState::new(42))?;
/// assert_eq!((folds.len(), folds[29].test.len()), (30, 2));
/// # Ok::<(), MathError>(())
/// ```
pub fn repeated_k_folds(
    n: usize,
    k: usize,
    repeats: usize,
    random: &mut RandomState,
) -> Result<Vec<Fold>, MathError> {
    let operation = "repeated_k_folds";
    if repeats == 0 {
        let (argument, value, expected) = ("repeats", 0.0, "at least 1");
        return Err(MathError::OutOfRange { operation, argument, value, expected });
    }
    parts(operation, "k", n, k)?;
    crate::check::table_memory(operation, "repeats", repeats, n.saturating_mul(k))?;
    Ok((0..repeats).flat_map(|_| split(random.permutation(n), k)).collect())
}

/// The standard error of a mean of scores from folds that share their training data.
///
/// # Formula
/// √((1/m + n₂/n₁) s²) for m scores with variance s² (ddof 1), each of a model that was
/// fitted to n₁ rows and asked about n₂. Were the scores independent it would be √(s²/m),
/// which goes to zero with more and more repeats of the same data; the data stay as
/// few as they are, and n₂/n₁ is what remains.
///
/// # Errors
/// - [`MathError::InvalidArgument`] for fewer than two scores,
/// - [`MathError::OutOfRange`] without training or test rows,
/// - [`MathError::NotFinite`] for NaN or infinite scores,
/// - [`MathError::Overflow`] for an error beyond the largest f64.
///
/// # Source
/// Guide §5.2; Nadeau and Bengio, "Inference for the generalization error" (2003).
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// // s² = 1 of four scores, three quarters of the rows for training: √(1/4 + 1/3).
/// let scores = array![1.0, 2.0, 3.0, 2.0] * 1.5_f64.sqrt();
/// let error = shared_data_standard_error(&scores, 75, 25)?;
/// assert!((error - (7.0_f64 / 12.0).sqrt()).abs() < 1e-15);
/// # Ok::<(), MathError>(())
/// ```
pub fn shared_data_standard_error(
    scores: &ArrayRef1<f64>,
    train_rows: usize,
    test_rows: usize,
) -> Result<f64, MathError> {
    let operation = "shared_data_standard_error";
    crate::check::finite(operation, "scores", scores)?;
    for (argument, rows) in [("train_rows", train_rows), ("test_rows", test_rows)] {
        if rows == 0 {
            let (value, expected) = (0.0, "at least 1");
            return Err(MathError::OutOfRange { operation, argument, value, expected });
        }
    }
    let m = scores.len();
    if m < 2 {
        return Err(MathError::InvalidArgument {
            operation,
            argument: "scores",
            reason: format!("has {m} entries, which show no spread; give it at least two"),
        });
    }
    let deviation = SumOfSquares::about_mean(scores).root_over((m - 1) as f64);
    let error = deviation * (1.0 / m as f64 + test_rows as f64 / train_rows as f64).sqrt();
    check::no_overflow(operation, error)
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
    crate::check::not_empty(operation, "lambdas", lambdas)?;
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
    let columns = || errors.columns().into_iter();
    let mean: Array1<f64> = columns().map(|column| precise_mean(&column).hi).collect();
    let standard_error: Array1<f64> = columns()
        .map(|column| SumOfSquares::about_mean(&column).root_over((count - 1.0).max(1.0) * count))
        .collect();
    let best = argmax(mean.iter().map(|error| -error));
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

/// Refuses a number of parts that cannot be, or whose lists of rows no memory holds.
fn parts(
    operation: &'static str,
    argument: &'static str,
    n: usize,
    k: usize,
) -> Result<(), MathError> {
    if k < 2 || k > n {
        return Err(MathError::OutOfRange {
            operation,
            argument,
            value: k as f64,
            expected: "at least 2 and at most the number of examples",
        });
    }
    crate::check::table_memory(operation, "n", n, k)
}

fn split(order: Vec<usize>, k: usize) -> Vec<Fold> {
    let n = order.len();
    let mut part = vec![0; n];
    let mut from = 0;
    for fold in 0..k {
        let size = n / k + usize::from(fold < n % k);
        order[from..from + size].iter().for_each(|&i| part[i] = fold);
        from += size;
    }
    let rows = |keep: &dyn Fn(usize) -> bool| (0..n).filter(|&i| keep(part[i])).collect();
    (0..k).map(|fold| Fold { train: rows(&|p| p != fold), test: rows(&|p| p == fold) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_examples_beyond_all_memory_are_refused_by_name() {
        for n in [1 << 40, usize::MAX] {
            let error = leave_one_out(n).unwrap_err().to_string();
            assert!(error.starts_with("leave_one_out: `n` is "), "{error}");
        }
        assert!(k_folds(usize::MAX, 5).is_err());
        assert!(k_folds_shuffled(usize::MAX, 5, &mut RandomState::new(1)).is_err());
        let one = leave_one_out(1).unwrap_err().to_string();
        assert_eq!(one, "leave_one_out: `n` is 1, but it must be at least 2.");
    }

    #[test]
    fn every_repeat_asks_about_every_row_once_and_no_two_are_alike() {
        let folds = repeated_k_folds(20, 4, 5, &mut RandomState::new(3)).unwrap();
        for repeat in folds.chunks(4) {
            let mut asked: Vec<usize> = repeat.iter().flat_map(|f| f.test.clone()).collect();
            asked.sort_unstable();
            assert_eq!(asked, (0..20).collect::<Vec<_>>());
        }
        assert_ne!(folds[0], folds[4]);
        assert_eq!(
            folds[..4],
            k_folds_shuffled(20, 4, &mut RandomState::new(3)).unwrap(),
            "the first repeat is the single split"
        );
        let mut rng = RandomState::new(3);
        assert!(repeated_k_folds(20, 4, 0, &mut rng).is_err());
        assert!(repeated_k_folds(20, 4, usize::MAX, &mut rng).is_err());
        assert!(repeated_k_folds(1, 2, 1, &mut rng).is_err());
    }

    #[test]
    fn more_repeats_of_the_same_data_do_not_make_certain() {
        let scores = RandomState::new(1).randn(100_000);
        let error = shared_data_standard_error(&scores, 80, 20).unwrap();
        assert!((error - 0.5).abs() < 0.01, "{error}"); // √(20/80) of s = 1
        assert!(shared_data_standard_error(&Array1::zeros(1), 1, 1).is_err());
        assert!(shared_data_standard_error(&Array1::zeros(3), 0, 1).is_err());
        assert!(shared_data_standard_error(&Array1::from_elem(3, f64::NAN), 1, 1).is_err());
    }
}
