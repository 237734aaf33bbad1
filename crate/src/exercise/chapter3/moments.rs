//! Exercises for §3.3: expectation, variance, correlation.

use super::super::Report;
use super::super::run::{Exercise, check, given, mistake};
use ndarray::{Array1, array};

type Table = (Array1<f64>, Array1<f64>);

/// 3.9: mean and variance of a table of values and weights, which need not sum to 1.
pub fn mean_and_variance(yours: fn(&Array1<f64>, &Array1<f64>) -> (f64, f64)) -> Report {
    check(&moments(), move |(values, weights)| yours(values, weights).into())
}

/// The sum of the weighted squares of the distances from a centre.
fn spread((values, weights): &Table, centre: f64) -> f64 {
    values.mapv(|x| (x - centre).powi(2)).dot(weights)
}

fn table_moments(table: &Table) -> (f64, f64) {
    let total = table.1.sum();
    let mean = table.0.dot(&table.1) / total;
    (mean, spread(table, mean) / total)
}

fn moments() -> Exercise<Table> {
    Exercise {
        number: "3.9",
        cases: vec![
            (array![1.0, 2.0, 3.0, 4.0, 5.0, 6.0], Array1::ones(6)),
            (array![-1.0, 10.0], array![0.9, 0.1]),
            (array![0.0, 1.0, 5.0], array![5.0, 3.0, 2.0]),
            (array![2.0, 4.0, 7.0], array![0.01, 0.03, 0.02]),
        ],
        describe: |(values, weights)| {
            given([("values", values.clone().into()), ("weights", weights.clone().into())])
        },
        correct: |table| table_moments(table).into(),
        mistakes: vec![
            mistake(
                |(values, _)| {
                    let mean = values.sum() / values.len() as f64;
                    let squares = values.mapv(|x| (x - mean).powi(2)).sum();
                    (mean, squares / values.len() as f64).into()
                },
                msg!("You weigh all values equally. Each counts with its weight."),
            ),
            mistake(
                |table| {
                    let mean = table.0.dot(&table.1);
                    (mean, spread(table, mean)).into()
                },
                msg!(
                    "Right if the weights sum to 1. They need not: for the die all are 1, and the mean would be 21. What makes probabilities of them?"
                ),
            ),
            mistake(
                |table| {
                    let mean = table_moments(table).0;
                    (mean, spread(table, mean)).into()
                },
                msg!(
                    "The mean is right. The variance is an expectation as well: by what has its sum to be divided?"
                ),
            ),
            mistake(
                |table| {
                    let mean = table_moments(table).0;
                    (mean, spread(table, mean) / (table.1.sum() - 1.0)).into()
                },
                msg!(
                    "Less 1 is for a sample, whose mean had to be estimated. Here the weights are the whole distribution."
                ),
            ),
            mistake(
                |table| (table_moments(table).0, spread(table, 0.0) / table.1.sum()).into(),
                msg!(
                    "The second number is E[X²]. The variance subtracts the square of the mean from it."
                ),
            ),
            mistake(
                |table| {
                    let (mean, variance) = table_moments(table);
                    (mean, variance.sqrt()).into()
                },
                msg!("The second number is the standard deviation; the variance is its square."),
            ),
        ],
        lesson: msg!(
            "Weights known up to a factor are the rule: softmax (chapter 4) and every posterior divide by their sum at the very end. Try values between −1 and 1: all the weight on one of them gives variance 0, half of it on each end gives 1, and no other weights give more."
        ),
    }
}

type Group = (Array1<f64>, Array1<f64>);

/// 3.11: two groups of points that rise, and fall together.
pub fn reversal(yours: fn() -> (Group, Group)) -> Report {
    check(&reversed(), move |&()| {
        let (first, second) = yours();
        turned(&first, &second).into()
    })
}

/// Pearson's correlation of at least three points.
fn correlation((x, y): &Group) -> Option<f64> {
    if x.len() < 3 { None } else { crate::probability::correlation(x, y).ok() }
}

/// Whether the first group rises, the second does, and all points together fall.
fn turned(first: &Group, second: &Group) -> (bool, bool, bool) {
    let rises = |group| correlation(group).is_some_and(|rho| rho >= 0.9);
    let join = |a: &Array1<f64>, b: &Array1<f64>| a.iter().chain(b).copied().collect();
    let all = (join(&first.0, &second.0), join(&first.1, &second.1));
    (rises(first), rises(second), correlation(&all).is_some_and(|rho| rho <= -0.5))
}

fn reversed() -> Exercise<()> {
    Exercise {
        number: "3.11",
        cases: vec![()],
        describe: |()| tr!("(first ρ ≥ 0.9, second ρ ≥ 0.9, together ρ ≤ −0.5)").to_string(),
        correct: |()| (true, true, true).into(),
        mistakes: vec![
            mistake(
                |()| (true, true, false).into(),
                msg!(
                    "Both groups rise, and together they do not fall enough. What decides about the whole: the slope within a group or the line from one centre to the other?"
                ),
            ),
            mistake(
                |()| (true, false, true).into(),
                msg!("Together they fall, and the first rises. The second has to rise as well."),
            ),
            mistake(
                |()| (false, true, true).into(),
                msg!("Together they fall, and the second rises. The first has to rise as well."),
            ),
            mistake(
                |()| (false, false, true).into(),
                msg!(
                    "Everything falls, the groups as well. Begin with two small rising groups, then move one of them as a whole."
                ),
            ),
            mistake(
                |()| (false, false, false).into(),
                msg!("Each group needs at least three points, and as many x as y."),
            ),
        ],
        lesson: msg!(
            "Give a regression (chapter 5) a column for the shop, 0 or 1, beside the rain: for the data of the solution the slope of the rain is +1 with it and −0.95 without it. Ranks do not help, Spearman's correlation of the six points is −0.54: the mixture turns the sign, not outliers."
        ),
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
        lesson: msg!(
            "If p is unknown, take ½, the worst case: for e = 1 % it needs 2500 pictures, p = 0.9 needs 900 and p = 0.99 only 99. Do not trust the last: 99 pictures hold about one mistake, too few for this error bar (Wilson, §3.4). The 597 digits of chapter 1 give 1.3 % at 88 %."
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::run::testing::sound;
    use super::*;

    #[test]
    fn the_exercises_are_sound() {
        sound(&moments());
        sound(&reversed());
        sound(&needed());
    }

    #[test]
    fn the_expected_answers_are_those_of_the_crate() {
        assert_eq!(least(0.5, 0.05), 100.0);
    }

    #[test]
    fn the_librarys_own_moments_do_not_pass() {
        use crate::probability::{expectation, table_variance};
        fn both(values: &Array1<f64>, p: &Array1<f64>) -> (f64, f64) {
            (expectation(values, p).unwrap(), table_variance(values, p).unwrap())
        }
        assert!(!mean_and_variance(both).passed());
        // Of probabilities they do.
        assert!(
            mean_and_variance(|values, weights| both(values, &(weights / weights.sum()))).passed()
        );
    }

    #[test]
    fn two_rising_groups_can_fall_together() {
        let rise = array![0.0, 1.0, 2.0];
        let far = (&rise + 10.0, &rise - 10.0);
        assert_eq!(turned(&(rise.clone(), rise.clone()), &far), (true, true, true));
        let near = (rise.clone(), rise.clone());
        assert_eq!(turned(&near, &near), (true, true, false));
        assert_eq!(turned(&near, &(array![1.0], array![1.0])), (true, false, false));
    }
}
