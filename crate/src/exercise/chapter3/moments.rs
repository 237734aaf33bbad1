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
        lesson: msg!(
            "Batch and layer normalisation (chapter 6) compute just these two numbers, with p = 1/n. Put another c in the place of the mean, and the second becomes Var + (μ − c)²: no c makes the squared error smaller than the mean does. Chapter 5 takes a prediction's error apart in this way."
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

fn centred(x: &Array1<f64>) -> Array1<f64> {
    x - x.sum() / x.len() as f64
}

/// Pearson's correlation of at least three points.
fn correlation((x, y): &Group) -> Option<f64> {
    if x.len() < 3 || x.len() != y.len() {
        return None;
    }
    let (x, y) = (centred(x), centred(y));
    Some(x.dot(&y) / (x.dot(&x) * y.dot(&y)).sqrt())
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
        let (x, y) = (array![1.0, 2.0, 3.0, 4.0], array![2.0, 4.0, 5.0, 9.0]);
        let exact = crate::probability::correlation(&x, &y).unwrap();
        assert!((correlation(&(x, y)).unwrap() - exact).abs() < 1e-14);
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
