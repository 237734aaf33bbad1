//! Exercises for §3.3: expectation, variance, correlation.

use super::super::Report;
use super::super::run::{Exercise, check, given, mistake};
use ndarray::{Array1, array};

type Table = (Array1<f64>, Array1<f64>);

/// 3.9: mean and variance of a table of values and probabilities.
pub fn mean_and_variance(yours: fn(&Array1<f64>, &Array1<f64>) -> (f64, f64)) -> Report {
    check(&moments(), move |(values, p)| yours(values, p).into())
}

fn table_moments((values, p): &Table) -> (f64, f64) {
    let mean = values.dot(p);
    (mean, values.mapv(|x| (x - mean).powi(2)).dot(p))
}

fn moments() -> Exercise<Table> {
    Exercise {
        number: "3.9",
        cases: vec![
            (array![1.0, 2.0, 3.0, 4.0, 5.0, 6.0], Array1::from_elem(6, 1.0 / 6.0)),
            (array![-1.0, 10.0], array![0.9, 0.1]),
            (array![0.0, 1.0, 5.0], array![0.5, 0.3, 0.2]),
        ],
        describe: |(values, p)| given([("values", values.clone().into()), ("p", p.clone().into())]),
        correct: |case| table_moments(case).into(),
        mistakes: vec![
            mistake(
                |(values, _)| {
                    let mean = values.sum() / values.len() as f64;
                    let squares = values.mapv(|x| (x - mean).powi(2)).sum();
                    (mean, squares / values.len() as f64).into()
                },
                msg!("You weigh all values equally. Each counts with its probability: Σ x · p."),
            ),
            mistake(
                |(values, p)| (values.dot(p), (values * values).dot(p)).into(),
                msg!(
                    "The second number is E[X²]. The variance subtracts the square of the mean from it."
                ),
            ),
            mistake(
                |case| {
                    let (mean, variance) = table_moments(case);
                    (mean, variance.sqrt()).into()
                },
                msg!("The second number is the standard deviation; the variance is its square."),
            ),
        ],
    }
}

type Pair = (Array1<f64>, Array1<f64>);

/// 3.11: Pearson's correlation of two lists.
pub fn correlation(yours: fn(&Array1<f64>, &Array1<f64>) -> f64) -> Report {
    check(&correlations(), move |(x, y)| yours(x, y).into())
}

fn centred(x: &Array1<f64>) -> Array1<f64> {
    x - x.sum() / x.len() as f64
}

fn cosine(x: &Array1<f64>, y: &Array1<f64>) -> f64 {
    x.dot(y) / (x.dot(x) * y.dot(y)).sqrt()
}

fn correlations() -> Exercise<Pair> {
    Exercise {
        number: "3.11",
        cases: vec![
            (array![1.0, 2.0, 3.0, 4.0], array![2.0, 4.0, 5.0, 9.0]),
            (array![1.0, 2.0, 3.0], array![30.0, 20.0, 10.0]),
            (array![-2.0, -1.0, 0.0, 1.0, 2.0], array![4.0, 1.0, 0.0, 1.0, 5.0]),
            (array![100.0, 101.0, 103.0], array![5.0, 9.0, 4.0]),
        ],
        describe: |(x, y)| given([("x", x.clone().into()), ("y", y.clone().into())]),
        correct: |(x, y)| cosine(&centred(x), &centred(y)).into(),
        mistakes: vec![
            mistake(
                |(x, y)| (centred(x).dot(&centred(y)) / (x.len() as f64 - 1.0)).into(),
                msg!(
                    "This is the covariance, which has a unit. Divide it by both standard deviations."
                ),
            ),
            mistake(
                |(x, y)| (centred(x).dot(&centred(y)) / x.len() as f64).into(),
                msg!(
                    "This is the covariance with the divisor n. Divide it by both standard deviations."
                ),
            ),
            mistake(
                |(x, y)| cosine(x, y).into(),
                msg!(
                    "This is the cosine similarity. Correlation is the same thing after both means are subtracted."
                ),
            ),
            mistake(
                |(x, y)| {
                    let n = x.len() as f64;
                    (cosine(&centred(x), &centred(y)) * n / (n - 1.0)).into()
                },
                msg!(
                    "The covariance is divided by n − 1 and the variances by n. Use the same divisor in both: it cancels."
                ),
            ),
            mistake(
                |(x, y)| cosine(&centred(x), &centred(y)).powi(2).into(),
                msg!("This is ρ², which has lost the sign."),
            ),
        ],
    }
}

/// 3.10: the unbiased variance of a list, without losing digits.
pub fn variance(yours: fn(&Array1<f64>) -> f64) -> Report {
    check(&variances(), move |x| yours(x).into())
}

fn spread(x: &Array1<f64>, ddof: f64) -> f64 {
    centred(x).mapv(|d| d * d).sum() / (x.len() as f64 - ddof)
}

fn variances() -> Exercise<Array1<f64>> {
    Exercise {
        number: "3.10",
        cases: vec![
            array![1.0, 2.0, 3.0, 4.0],
            array![5.0, 5.0, 5.0],
            array![-1.0, 4.0],
            array![1e9 + 4.0, 1e9 + 7.0, 1e9 + 13.0, 1e9 + 16.0],
        ],
        describe: |x| {
            if x[0] > 1e8 {
                return format!("x = 10⁹ + {}", given([("", (x - 1e9).into())]).replace(" = ", ""));
            }
            given([("x", x.clone().into())])
        },
        correct: |x| spread(x, 1.0).into(),
        mistakes: vec![
            mistake(
                |x| spread(x, 0.0).into(),
                msg!(
                    "You divide by n. That is the maximum likelihood estimate; the unbiased one divides by n − 1."
                ),
            ),
            mistake(
                |x| {
                    let n = x.len() as f64;
                    let (sum, squares) = (x.sum(), x.mapv(|v| v * v).sum());
                    ((squares - sum * sum / n) / (n - 1.0)).into()
                },
                msg!(
                    "Right on paper, but E[X²] − E[X]² subtracts two huge numbers when the mean is large, and no digits are left. Subtract the mean first."
                ),
            ),
            mistake(
                |x| spread(x, 1.0).sqrt().into(),
                msg!("This is the standard deviation; the variance is its square."),
            ),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::run::testing::sound;
    use super::*;
    use crate::probability;

    #[test]
    fn the_exercises_are_sound() {
        sound(&moments());
        sound(&correlations());
        sound(&variances());
    }

    #[test]
    fn the_expected_answers_are_those_of_the_crate() {
        for x in variances().cases {
            let exact = probability::variance(&x, 1).unwrap();
            assert!((spread(&x, 1.0) - exact).abs() <= 1e-12 * exact);
        }
        for (x, y) in correlations().cases {
            let exact = probability::correlation(&x, &y).unwrap();
            assert!((cosine(&centred(&x), &centred(&y)) - exact).abs() < 1e-14);
        }
    }
}
