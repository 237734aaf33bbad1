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

/// 3.10: how many pictures an accuracy needs for a given standard error.
pub fn pictures_needed(yours: fn(f64, f64) -> f64) -> Report {
    check(&needed(), move |&(share, error)| yours(share, error).into())
}

/// The smallest whole n with √(p(1 − p)/n) ≤ e; a hair below a whole number counts as it.
fn least(share: f64, error: f64) -> f64 {
    (share * (1.0 - share) / (error * error) - 1e-6).ceil()
}

fn needed() -> Exercise<(f64, f64)> {
    Exercise {
        number: "3.10",
        cases: vec![(0.5, 0.05), (0.7, 0.03), (0.92, 0.0025), (0.99, 0.004)],
        describe: |&(share, error)| given([("p", share.into()), ("e", error.into())]),
        correct: |&(share, error)| least(share, error).into(),
        mistakes: vec![
            mistake(
                |&(share, error)| (share * (1.0 - share) / (error * error)).into(),
                msg!("A number of pictures is whole: round up."),
            ),
            mistake(
                |&(share, error)| (share * (1.0 - share) / error).ceil().into(),
                msg!(
                    "Half the error needs twice as many pictures here. The error shrinks like 1/√n; how many does half the error need then?"
                ),
            ),
            mistake(
                |&(share, error)| ((share * (1.0 - share)).sqrt() / error).ceil().into(),
                msg!("This is √n. Square it."),
            ),
            mistake(
                |&(_, error)| (0.25 / (error * error)).ceil().into(),
                msg!(
                    "This is the worst case, p = ½. A classifier that is nearly always right needs fewer: use p(1 − p)."
                ),
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
        sound(&needed());
    }

    #[test]
    fn the_expected_answers_are_those_of_the_crate() {
        assert_eq!(least(0.5, 0.05), 100.0);
        for (x, y) in correlations().cases {
            let exact = probability::correlation(&x, &y).unwrap();
            assert!((cosine(&centred(&x), &centred(&y)) - exact).abs() < 1e-14);
        }
    }
}
