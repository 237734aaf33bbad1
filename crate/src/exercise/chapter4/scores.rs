//! Exercises for §4.2: softmax and what is computed from scores.

use super::super::Report;
use super::super::run::{Exercise, check, given, mistake};
use ndarray::{Array1, array};

fn describe_scores(x: &Array1<f64>) -> String {
    given([("x", x.clone().into())])
}

fn peak(x: &Array1<f64>) -> f64 {
    x.iter().copied().fold(f64::NEG_INFINITY, f64::max)
}

fn probabilities(x: &Array1<f64>) -> Array1<f64> {
    let e = (x - peak(x)).mapv(f64::exp);
    let total = e.sum();
    e / total
}

/// 4.8: softmax for scores of any size.
pub fn softmax(yours: fn(&Array1<f64>) -> Array1<f64>) -> Report {
    check(&stable(), move |x| yours(x).into())
}

fn stable() -> Exercise<Array1<f64>> {
    Exercise {
        number: "4.8",
        cases: vec![
            array![1.0, 2.0, 3.0],
            array![1000.0, 2000.0, 3000.0],
            array![-1000.0, -1000.0, -1001.0],
            array![0.0],
        ],
        describe: describe_scores,
        correct: |x| probabilities(x).into(),
        mistakes: vec![
            mistake(
                |x| {
                    let e = x.mapv(f64::exp);
                    (&e / e.sum()).into()
                },
                msg!(
                    "The formula without protection: e¹⁰⁰⁰ is ∞ and ∞/∞ is NaN. Subtract the largest score first."
                ),
            ),
            mistake(
                |x| {
                    let e = (x - x.sum() / x.len() as f64).mapv(f64::exp);
                    (&e / e.sum()).into()
                },
                msg!(
                    "The mean is subtracted: scores far above it still overflow. Subtract the maximum."
                ),
            ),
            mistake(
                |x| ((x - peak(x)).mapv(f64::exp) / x.mapv(f64::exp).sum()).into(),
                msg!(
                    "Above the line the scores are shifted, below it they are not: use the same shifted scores in both."
                ),
            ),
            mistake(
                |x| (x - peak(x)).mapv(f64::exp).into(),
                msg!("Divide by the sum: probabilities add up to 1."),
            ),
        ],
    }
}

/// 4.9: softmax with a temperature.
pub fn softmax_temperature(yours: fn(&Array1<f64>, f64) -> Array1<f64>) -> Report {
    check(&warm(), move |(x, t)| yours(x, *t).into())
}

fn warm() -> Exercise<(Array1<f64>, f64)> {
    let x = array![2.0, 1.0, 0.1];
    Exercise {
        number: "4.9",
        cases: vec![(x.clone(), 1.0), (x.clone(), 0.5), (x, 4.0), (array![900.0, 905.0], 0.01)],
        describe: |(x, t)| given([("x", x.clone().into()), ("T", (*t).into())]),
        correct: |(x, t)| probabilities(&(x / *t)).into(),
        mistakes: vec![
            mistake(
                |(x, t)| probabilities(&(x * *t)).into(),
                msg!("The scores are multiplied by T: so a high temperature sharpens. Divide."),
            ),
            mistake(
                |(x, t)| (probabilities(x) / *t).into(),
                msg!(
                    "The probabilities are divided, and their sum is no longer 1. Divide the scores by T before the exponential."
                ),
            ),
            mistake(|(x, _)| probabilities(x).into(), msg!("The temperature is never used.")),
            mistake(
                |(x, t)| {
                    let e = (x / *t).mapv(f64::exp);
                    (&e / e.sum()).into()
                },
                msg!(
                    "A low temperature makes scores huge: subtract the maximum before the exponential."
                ),
            ),
        ],
    }
}

fn log_total(x: &Array1<f64>) -> f64 {
    (x - peak(x)).mapv(f64::exp).sum().ln()
}

/// 4.10: ln Σ e^{xᵢ} for scores of any size.
pub fn log_sum_exp(yours: fn(&Array1<f64>) -> f64) -> Report {
    check(&logarithm(), move |x| yours(x).into())
}

fn logarithm() -> Exercise<Array1<f64>> {
    Exercise {
        number: "4.10",
        cases: vec![
            array![2.0, 1.0, 0.1],
            array![1000.0, 1000.0],
            array![-1000.0, -1001.0],
            array![-7.0],
        ],
        describe: describe_scores,
        correct: |x| (peak(x) + log_total(x)).into(),
        mistakes: vec![
            mistake(
                |x| x.mapv(f64::exp).sum().ln().into(),
                msg!(
                    "Taken as it is written this overflows at 1000 and answers −∞ at −1000. Take the maximum out first."
                ),
            ),
            mistake(
                |x| log_total(x).into(),
                msg!("The maximum was taken out but not put back: add it in the end."),
            ),
            mistake(
                |x| peak(x).into(),
                msg!(
                    "This is only the maximum. It is close when one score stands out, but the others count too."
                ),
            ),
        ],
    }
}

/// 4.11: the cross-entropy of the true class, straight from the scores.
pub fn cross_entropy(yours: fn(&Array1<f64>, usize) -> f64) -> Report {
    check(&surprise(), move |(x, k)| yours(x, *k).into())
}

fn surprise() -> Exercise<(Array1<f64>, usize)> {
    let x = array![2.0, 1.0, 0.1];
    Exercise {
        number: "4.11",
        cases: vec![(x.clone(), 0), (x, 2), (array![1000.0, 0.0], 1), (array![-800.0, -800.0], 0)],
        describe: |(x, k)| given([("x", x.clone().into()), ("k", (*k as f64).into())]),
        correct: |(x, k)| ((peak(x) - x[*k]) + log_total(x)).into(),
        mistakes: vec![
            mistake(
                |(x, k)| (-probabilities(x)[*k].ln()).into(),
                msg!(
                    "By way of the probability, which underflows to 0, and −ln 0 is ∞. Use ln Σ e^{xᵢ} − x_k."
                ),
            ),
            mistake(
                |(x, k)| (x.mapv(f64::exp).sum().ln() - x[*k]).into(),
                msg!(
                    "Right on paper, but the logarithm of the sum overflows: take the maximum out."
                ),
            ),
            mistake(
                |(x, k)| ((x[*k] - peak(x)) - log_total(x)).into(),
                msg!(
                    "The sign is reversed: this is the logarithm of the probability, and the loss is its negative."
                ),
            ),
            mistake(
                |(x, _)| log_total(x).into(),
                msg!(
                    "This is the loss if the largest score belonged to the true class. Use the score of class k."
                ),
            ),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::run::testing::sound;
    use super::*;

    #[test]
    fn stubs_fail_solutions_pass_and_mistakes_are_named() {
        sound(&stable());
        sound(&warm());
        sound(&logarithm());
        sound(&surprise());
    }
}
