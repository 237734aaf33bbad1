//! The results of regression: a fit by its main numbers, tests and paths as tables.

use super::{Cell, Show, Shown, show, table};
use crate::regression::{
    CrossValidation, Inference, LeastSquaresDescent, LinearRegression, MethodDigits,
    PolynomialRegression, PredictionBand, RefinedLeastSquares, Ridge, RidgePath, SparsePath,
    SparseRegression, Standardized,
};
use aimath_words::Language;
use ndarray::{Array1, Array2};

/// A p value: four digits, and in powers of ten where it is small.
fn tail(p: f64) -> String {
    if p >= 1e-4 { format!("{p:.4}") } else { format!("{p:.1e}") }
}

impl Show for LinearRegression {
    fn shown(&self) -> Shown {
        Shown::group(vec![
            show("b", &self.intercept),
            show("w", &self.weights),
            show("R²", &self.r_squared),
            show("s", &self.residual_std),
            show("κ", &self.condition),
        ])
    }
}

impl Show for Inference {
    fn shown(&self) -> Shown {
        let rows = (0..self.terms.len()).map(|i| {
            vec![
                Cell::from(Language::current().say(&self.terms[i])),
                Cell::from(self.estimates[i]),
                Cell::from(self.standard_errors[i]),
                Cell::from(self.t_values[i]),
                Cell::from(tail(self.p_values[i])),
            ]
        });
        let headings = [tr!("term"), tr!("estimate"), tr!("standard error"), "t", "p"];
        Shown::group(vec![
            table(&headings, rows),
            show("F", &self.f_statistic),
            show("p", &tail(self.f_p_value)),
        ])
    }
}

impl Show for PredictionBand {
    fn shown(&self) -> Shown {
        let rows = (0..self.fit.len()).map(|i| {
            vec![Cell::from(self.lower[i]), Cell::from(self.fit[i]), Cell::from(self.upper[i])]
        });
        let headings = [tr!("lower"), tr!("prediction"), tr!("upper")];
        table(&headings, rows)
    }
}

impl Show for Ridge {
    fn shown(&self) -> Shown {
        Shown::group(vec![
            show("λ", &self.lambda),
            show("b", &self.intercept),
            show("w", &self.weights),
            show("df", &self.effective_degrees),
        ])
    }
}

impl Show for SparseRegression {
    fn shown(&self) -> Shown {
        Shown::group(vec![
            show("α", &self.alpha),
            show("b", &self.intercept),
            show("w", &self.weights),
            show(tr!("not zero"), &self.nonzero),
        ])
    }
}

/// One row for each penalty: the penalty, a number beside it, the weights.
fn path(
    penalty: &str,
    penalties: &Array1<f64>,
    beside: (&str, Vec<Cell>),
    weights: &Array2<f64>,
) -> Shown {
    let rows = penalties
        .iter()
        .zip(beside.1)
        .zip(weights.rows())
        .map(|((l, cell), w)| vec![Cell::from(*l), cell, Cell::from(w.to_owned().shown())]);
    table(&[penalty, beside.0, "w"], rows)
}

impl Show for RidgePath {
    fn shown(&self) -> Shown {
        let degrees = self.effective_degrees.iter().map(Cell::from).collect();
        path("λ", &self.lambdas, ("df", degrees), &self.weights)
    }
}

impl Show for SparsePath {
    fn shown(&self) -> Shown {
        let kept = self.weights.rows().into_iter();
        let kept = kept.map(|w| Cell::from(w.iter().filter(|v| **v != 0.0).count())).collect();
        let name = tr!("not zero");
        path("α", &self.alphas, (name, kept), &self.weights)
    }
}

impl Show for CrossValidation {
    fn shown(&self) -> Shown {
        let rows = (0..self.lambdas.len()).map(|k| {
            let mark = match k {
                k if k == self.best => tr!("best"),
                k if k == self.one_standard_error => tr!("one standard error"),
                _ => "",
            };
            vec![
                Cell::from(self.lambdas[k]),
                Cell::from(self.mean[k]),
                Cell::from(self.standard_error[k]),
                Cell::from(mark),
            ]
        });
        let headings = ["λ", tr!("mean error"), tr!("standard error"), ""];
        table(&headings, rows)
    }
}

impl Show for LeastSquaresDescent {
    fn shown(&self) -> Shown {
        let last = self.losses.len() - 1;
        Shown::group(vec![
            show(tr!("steps"), &last),
            show("w", &self.weights.row(last)),
            show("L", &self.losses[last]),
            show(tr!("step limit"), &self.step_limit),
            show(tr!("diverged"), &self.diverged),
        ])
    }
}

impl Show for MethodDigits {
    fn shown(&self) -> Shown {
        let w = self.weights.as_ref();
        let w = w.map_or_else(|error| error.to_string(), |w| w.shown().plain());
        let headings = [tr!("method"), tr!("digits"), "w"];
        let digits = format!("{:.1}", self.digits);
        table(
            &headings,
            [[Cell::from(Language::current().say(self.method)), digits.into(), w.into()]],
        )
    }
}

impl Show for PolynomialRegression {
    fn shown(&self) -> Shown {
        Shown::group(vec![
            show("c", &self.coefficients),
            show("R²", &self.r_squared),
            show("s", &self.residual_std),
        ])
    }
}

impl Show for RefinedLeastSquares {
    fn shown(&self) -> Shown {
        let steps: Vec<String> = self.corrections.iter().map(|c| format!("{c:.0e}")).collect();
        Shown::group(vec![
            show("w", &self.weights),
            show(tr!("corrections"), &steps),
            show("κ", &self.condition),
        ])
    }
}

impl Show for Standardized {
    fn shown(&self) -> Shown {
        Shown::group(vec![
            show(tr!("means"), &self.means),
            show(tr!("scales"), &self.scales),
            show("Z", &self.x),
        ])
    }
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;

    #[test]
    fn every_result_shows_its_numbers() -> Result<(), MathError> {
        let x = array![[0.0], [1.0], [2.0], [3.0]];
        let y = array![1.0, 3.0, 6.0, 7.0];
        let fit = linear_regression(&x, &y)?;
        let settings = CoordinateSettings::default();
        let grid = array![1.0, 0.1];
        let folds = leave_one_out(4)?;
        for (shown, words) in [
            (fit.shown(), "b = 1.1|w = (2.1)|R² = "),
            (fit.inference()?.shown(), "intercept|standard error|F = "),
            (fit.prediction_band(&x, 0.95)?.shown(), "lower|upper"),
            (ridge(&x, &y, 1.0)?.shown(), "λ = 1|df = "),
            (lasso(&x, &y, 0.1)?.shown(), "α = 0.1|not zero = 1"),
            (ridge_path(&x, &y, &grid)?.shown(), "λ|df|w"),
            (lasso_path(&x, &y, &grid, &settings)?.shown(), "α|not zero"),
            (ridge_cross_validation(&x, &y, &grid, &folds)?.shown(), "best|mean error"),
            (least_squares_descent(&x, &y, &array![0.0], 0.1, 3)?.shown(), "steps = 3|diverged"),
            (compare_least_squares(&x, &y, &array![1.0])?[0].shown(), "normal equations"),
            (
                polynomial_regression(&array![0.0, 1.0, 2.0], &array![0.0, 1.0, 4.0], 2)?.shown(),
                "c = ",
            ),
            (least_squares_refined(&x, &y)?.shown(), "corrections"),
            (standardize_columns(&x)?.shown(), "means = (1.5)|Z = "),
        ] {
            let plain = shown.plain();
            for word in words.split('|') {
                assert!(plain.contains(word), "{word} is not in\n{plain}");
            }
        }
        Ok(())
    }
}
