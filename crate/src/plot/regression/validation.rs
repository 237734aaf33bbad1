//! Choosing a penalty, and what conditioning costs (Guide §5.1, §5.2).

use crate::error::MathError;
use crate::plot::canvas::curve::{ends, short};
use crate::plot::canvas::draw::{self, Point};
use crate::plot::canvas::figure::Figure;
use crate::plot::canvas::legend::legend_below;
use crate::plot::canvas::style::{self, BLUE, GREEN, INK, RED};
use crate::regression::{CrossValidation, MethodDigits};
use aimath_words::Language;
use ndarray::ArrayRef1;
use serde_json::json;

/// The error on held-back data over the penalty, with the two λ worth choosing.
///
/// Grey are the single folds, blue their mean with one standard error up and down. The
/// dashed line is the bar: the best mean plus its standard error.
///
/// # Formula
///
/// the largest λ with mean(λ) ≤ mean(best) + se(best).
///
/// # Errors
///
/// [`MathError::OutOfRange`] for a penalty of 0, which a logarithmic axis cannot show.
///
/// # Source
///
/// Guide §5.2; Hastie, Tibshirani and Friedman, The Elements of Statistical Learning, §7.10.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let x = array![[0.0], [1.0], [2.0], [3.0]];
/// let y = array![1.0, 3.0, 5.0, 7.0];
/// let cv = ridge_cross_validation(&x, &y, &array![10.0, 0.1], &leave_one_out(4)?)?;
/// let figure = plot::cross_validation(&cv)?;
/// assert!(figure.to_json().contains("best λ = 0.1"));
/// # Ok::<(), MathError>(())
/// ```
pub fn cross_validation(cv: &CrossValidation) -> Result<Figure, MathError> {
    if let Some(&value) = cv.lambdas.iter().find(|l| **l <= 0.0) {
        return Err(MathError::OutOfRange {
            operation: "cross_validation",
            argument: "lambdas",
            value,
            expected: "positive numbers, because the axis is logarithmic",
        });
    }
    let curve = |values: &ArrayRef1<f64>| -> Vec<Point> {
        cv.lambdas.iter().zip(values).map(|(l, e)| [*l, *e]).collect()
    };
    let mut figure = Figure::new();
    let mut seen = curve(&cv.mean);
    // Many folds (leaving one out) would be a grey cloud and no curves.
    for row in cv.errors.rows().into_iter().take(if cv.errors.nrows() <= 20 { 20 } else { 0 }) {
        let fold = curve(&row);
        figure = figure.add(draw::line("", &fold, style::faint(INK, 0.45).as_str(), 1.2));
        seen.extend(fold);
    }
    let mut mean = draw::line(tr!("mean of the folds"), &curve(&cv.mean), BLUE, 2.5);
    mean["error_y"] = json!({
        "type": "data", "array": cv.standard_error.to_vec(), "color": BLUE, "thickness": 1.2,
        "width": 3,
    });
    let (low, high) = ends(&seen, 1, 0.08);
    let bar = cv.mean[cv.best] + cv.standard_error[cv.best];
    let first = cv.lambdas.iter().copied().fold(f64::INFINITY, f64::min);
    let last = cv.lambdas.iter().copied().fold(0.0, f64::max);
    let upright =
        |name: &str, l: f64, colour| draw::line(name, &[[l, low], [l, high]], colour, 2.5);
    Ok(legend_below(
        figure
            .add(mean)
            .add(draw::dashed(tr!("best + one standard error"), &[[first, bar], [last, bar]], INK))
            .add(upright(tr!("best λ"), cv.best_lambda, GREEN))
            .add(upright(tr!("λ of one standard error"), cv.one_standard_error_lambda, RED))
            .y_range(low, high)
            .log_x()
            .x(tr!("penalty λ"))
            .y(tr!("mean squared error on held-back data"))
            .title(tr!("Choosing λ by what it predicts"))
            .note(&tr!(
                "best λ = {best_lambda}, λ of one standard error = {one_standard_error_lambda}",
                best_lambda = short(cv.best_lambda),
                one_standard_error_lambda = short(cv.one_standard_error_lambda)
            )),
    ))
}

/// How many digits each method keeps as the columns grow alike.
///
/// `conditions` are the condition numbers of the problems whose comparisons are given. The
/// grey lines are what theory expects: 16 − log₁₀κ and 16 − 2 log₁₀κ.
///
/// # Errors
///
/// [`MathError::Empty`] without a problem; [`MathError::ShapeMismatch`] unless each problem
/// has its condition number and all compare the same methods; [`MathError::OutOfRange`]
/// for a condition number below 1.
///
/// # Source
///
/// Guide §5.1; Golub and Van Loan, Matrix Computations, §5.3.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let x = array![[1.0, 1.0], [1.0, 2.0], [1.0, 3.0]];
/// let rows = compare_least_squares(&x, &array![3.0, 5.0, 7.0], &array![1.0, 2.0])?;
/// let figure = plot::lost_digits(&array![condition_number(&x)?], &[rows])?;
/// assert!(figure.to_json().contains("normal equations"));
/// # Ok::<(), MathError>(())
/// ```
pub fn lost_digits(
    conditions: &ArrayRef1<f64>,
    comparisons: &[Vec<MethodDigits>],
) -> Result<Figure, MathError> {
    const NAME: &str = "lost_digits";
    let Some(first) = comparisons.first() else {
        return Err(MathError::Empty { operation: NAME, argument: "comparisons" });
    };
    if conditions.len() != comparisons.len() || comparisons.iter().any(|c| c.len() != first.len()) {
        return Err(MathError::ShapeMismatch {
            operation: NAME,
            left: vec![conditions.len()],
            right: vec![comparisons.len(), first.len()],
            rule: "each problem needs one condition number and the same methods",
        });
    }
    if let Some(&value) = conditions.iter().find(|k| !(**k >= 1.0 && k.is_finite())) {
        let (argument, expected) = ("conditions", "finite numbers not below 1");
        return Err(MathError::OutOfRange { operation: NAME, argument, value, expected });
    }
    let largest = conditions.iter().copied().fold(10.0, f64::max);
    let mut figure = Figure::new();
    for slope in [1.0, 2.0] {
        let steps = (0..=40).map(|k| largest.powf(f64::from(k) / 40.0));
        let line: Vec<Point> = steps.map(|k| [k, (16.0 - slope * k.log10()).max(0.0)]).collect();
        figure = figure.add(draw::line("", &line, style::faint(INK, 0.6).as_str(), 1.5));
    }
    for (m, method) in first.iter().enumerate() {
        let points: Vec<Point> =
            conditions.iter().zip(comparisons).map(|(k, c)| [*k, c[m].digits.min(16.0)]).collect();
        let mut trace =
            draw::line(Language::current().say(method.method), &points, style::colour(m), 2.2);
        trace["mode"] = json!("lines+markers");
        let symbol = ["square", "circle", "diamond", "triangle-up"][m % 4];
        trace["marker"] = json!({"color": style::colour(m), "size": 8, "symbol": symbol});
        figure = figure.add(trace);
    }
    Ok(legend_below(
        figure
            .log_x()
            .y_range(-0.6, 16.6)
            .x(tr!("condition number κ"))
            .y(tr!("correct digits"))
            .title(tr!("Squaring the condition number costs twice the digits"))
            .note(tr!("grey: 16 − log₁₀κ and 16 − 2 log₁₀κ")),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::regression::{leave_one_out, ridge_cross_validation};
    use ndarray::array;

    #[test]
    fn wrong_input_is_an_error_and_never_a_panic() {
        let x = array![[0.0], [1.0], [2.0], [3.0]];
        let y = array![1.0, 3.0, 5.0, 7.0];
        let folds = leave_one_out(4).unwrap();
        let cv = ridge_cross_validation(&x, &y, &array![1.0, 0.0], &folds).unwrap();
        assert!(cross_validation(&cv).is_err());
        assert!(lost_digits(&array![1.0], &[]).is_err());
        assert!(lost_digits(&array![1.0, 2.0], &[Vec::new()]).is_err());
        assert!(lost_digits(&array![0.5], &[Vec::new()]).is_err());
    }
}
