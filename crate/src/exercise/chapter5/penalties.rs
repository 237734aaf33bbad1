//! Exercises for §5.2 and §5.3, ridge and lasso.

use super::super::Report;
use super::super::answer::Answer;
use super::super::run::{Exercise, check, given, mistake};
use super::least_squares::solved;
use ndarray::{Array1, Array2, Axis, array};

type Penalised = (Array2<f64>, Array1<f64>, f64);
type Numbers = (f64, f64);

fn describe_penalised((x, y, lambda): &Penalised) -> String {
    given([("X", x.clone().into()), ("y", y.clone().into()), ("λ", (*lambda).into())])
}

fn penalised_cases() -> Vec<Penalised> {
    vec![
        (array![[1.0, 0.0], [1.0, 1.0], [1.0, 2.0]], array![1.0, 3.0, 6.0], 0.5),
        (array![[1.0, 2.0], [3.0, -1.0], [0.0, 4.0], [2.0, 2.0]], array![1.0, 0.0, -2.0, 5.0], 3.0),
        // Two equal columns: without the penalty there is no single answer.
        (array![[1.0, 1.0], [2.0, 2.0], [0.0, 0.0]], array![1.0, 2.0, 1.0], 1.0),
    ]
}

/// 5.10: ridge by its normal equations.
pub fn ridge(yours: fn(&Array2<f64>, &Array1<f64>, f64) -> Array1<f64>) -> Report {
    check(&normal(), move |(x, y, lambda)| yours(x, y, *lambda).into())
}

fn normal() -> Exercise<Penalised> {
    Exercise {
        number: "5.10",
        cases: penalised_cases(),
        describe: describe_penalised,
        correct: |(x, y, lambda)| solved(x, y, *lambda),
        mistakes: vec![
            mistake(
                |(x, y, lambda)| solved(x, y, lambda * y.len() as f64),
                msg!(
                    "λ is multiplied by n: that belongs to the loss with 1/n in front. Here it is ‖y − Xw‖² + λ‖w‖²."
                ),
            ),
            mistake(
                |(x, y, lambda)| solved(x, y, lambda * lambda),
                msg!("λ itself goes on the diagonal, not its square."),
            ),
            mistake(
                |(x, y, lambda)| match solved(x, y, *lambda) {
                    Answer::Vector(w) => (w / (1.0 + lambda)).into(),
                    other => other,
                },
                msg!("The weights are shrunk twice; the λ inside the system is enough."),
            ),
        ],
    }
}

/// 5.11: ridge with an intercept that is not penalised.
pub fn ridge_intercept(yours: fn(&Array2<f64>, &Array1<f64>, f64) -> (f64, Array1<f64>)) -> Report {
    check(&unpenalised(), move |(x, y, lambda)| yours(x, y, *lambda).into())
}

fn unpenalised() -> Exercise<Penalised> {
    fn centred(x: &Array2<f64>, y: &Array1<f64>) -> (Array1<f64>, f64, Array2<f64>, Array1<f64>) {
        let means = x.mean_axis(Axis(0)).unwrap_or_default();
        let mean = y.sum() / y.len() as f64;
        (means.clone(), mean, x - &means, y - mean)
    }
    fn with(weights: Answer, b: impl Fn(&Array1<f64>) -> f64) -> Answer {
        match weights {
            Answer::Vector(w) => (b(&w), w).into(),
            other => other,
        }
    }
    Exercise {
        number: "5.11",
        cases: penalised_cases(),
        describe: describe_penalised,
        correct: |(x, y, lambda)| {
            let (means, mean, x, y) = centred(x, y);
            with(solved(&x, &y, *lambda), |w| mean - means.dot(w))
        },
        mistakes: vec![
            mistake(
                |(x, y, lambda)| {
                    let ones = Array2::from_elem((x.nrows(), 1), 1.0);
                    let design = ndarray::concatenate(Axis(1), &[ones.view(), x.view()]);
                    match design.map(|x| solved(&x, y, *lambda)) {
                        Ok(Answer::Vector(w)) => {
                            (w[0], w.iter().skip(1).copied().collect::<Array1<f64>>()).into()
                        }
                        _ => Answer::Stopped,
                    }
                },
                msg!(
                    "The intercept is penalised as well: a column of ones got its λ. Centre X and y instead."
                ),
            ),
            mistake(
                |(x, y, lambda)| {
                    let (_, mean, x, y) = centred(x, y);
                    with(solved(&x, &y, *lambda), |_| mean)
                },
                msg!("b = ȳ is right only for centred columns; for the original ones b = ȳ − x̄·w."),
            ),
            mistake(
                |(x, y, lambda)| {
                    let (means, mean, _, _) = centred(x, y);
                    with(solved(x, y, *lambda), |w| mean - means.dot(w))
                },
                msg!(
                    "The weights come from data that were not centred; take the means off X and y first."
                ),
            ),
        ],
    }
}

/// 5.12: the shrinking factor of ridge along each singular direction.
pub fn shrinkage(yours: fn(&Array1<f64>, f64) -> Array1<f64>) -> Report {
    check(&factors(), move |(s, lambda)| yours(s, *lambda).into())
}

fn factors() -> Exercise<(Array1<f64>, f64)> {
    Exercise {
        number: "5.12",
        cases: vec![(array![3.0, 1.0], 1.0), (array![10.0, 2.0, 0.1], 4.0), (array![5.0], 0.0)],
        describe: |(s, lambda)| given([("σ", s.clone().into()), ("λ", (*lambda).into())]),
        correct: |(s, lambda)| s.mapv(|s| s * s / (s * s + lambda)).into(),
        mistakes: vec![
            mistake(
                |(s, lambda)| s.mapv(|s| s / (s + lambda)).into(),
                msg!("The singular values are not squared: the eigenvalues of XᵀX are σ²."),
            ),
            mistake(
                |(s, lambda)| s.mapv(|s| s / (s * s + lambda)).into(),
                msg!(
                    "That is what uᵀy is multiplied by to give the weight. Compared with least squares, uᵀy/σ, the factor is σ²/(σ² + λ)."
                ),
            ),
            mistake(
                |(s, lambda)| s.mapv(|s| lambda / (s * s + lambda)).into(),
                msg!("That is the share that is lost; wanted is the share that is kept."),
            ),
        ],
    }
}

/// 5.13: soft thresholding.
pub fn soft_threshold(yours: fn(f64, f64) -> f64) -> Report {
    check(&threshold(), move |(x, l)| yours(*x, *l).into())
}

fn threshold() -> Exercise<Numbers> {
    Exercise {
        number: "5.13",
        cases: vec![(3.0, 1.0), (-3.0, 1.0), (0.5, 1.0), (-0.5, 1.0), (1.0, 1.0), (2.5, 0.0)],
        describe: |(x, l)| given([("x", (*x).into()), ("l", (*l).into())]),
        correct: |(x, l)| (x.signum() * (x.abs() - l).max(0.0)).into(),
        mistakes: vec![
            mistake(
                |(x, l)| (if x.abs() > *l { *x } else { 0.0 }).into(),
                msg!(
                    "That is the *hard* threshold: what survives has to move towards zero by l too."
                ),
            ),
            mistake(
                |(x, l)| (x - l).max(0.0).into(),
                msg!("Negative numbers are lost. Work on |x| and give the sign back."),
            ),
            mistake(
                |(x, l)| (x.abs() - l).max(0.0).into(),
                msg!("The sign is lost: −3 has to become −2, not 2."),
            ),
            mistake(
                |(x, l)| (x.signum() * (x.abs() - l)).into(),
                msg!(
                    "Below l the answer has to stop at zero; here it goes through to the other side."
                ),
            ),
        ],
    }
}

/// 5.14: one round of coordinate descent for the lasso.
pub fn coordinate_step(
    yours: fn(&Array2<f64>, &Array1<f64>, &Array1<f64>, f64) -> Array1<f64>,
) -> Report {
    check(&round(), move |(x, y, w, l)| yours(x, y, w, *l).into())
}

type Round = (Array2<f64>, Array1<f64>, Array1<f64>, f64);

fn round() -> Exercise<Round> {
    fn shrunk(x: f64, l: f64) -> f64 {
        x.signum() * (x.abs() - l).max(0.0)
    }
    /// A round; `fresh` uses the new weights as soon as they are there.
    fn rounded(
        (x, y, w, l): &Round,
        fresh: bool,
        own: bool,
        cut: fn(f64, f64) -> f64,
    ) -> Array1<f64> {
        let mut new = w.clone();
        for j in 0..w.len() {
            let now = if fresh { &new } else { w };
            let column = x.column(j);
            let mut rest = y - &x.dot(now);
            if own {
                rest += &(&column * now[j]);
            }
            new[j] = cut(column.dot(&rest), *l) / column.dot(&column);
        }
        new
    }
    Exercise {
        number: "5.14",
        cases: vec![
            (
                array![[1.0, 0.5], [0.0, 1.0], [-1.0, 0.5]],
                array![2.0, 1.0, -1.0],
                array![0.0, 0.0],
                0.5,
            ),
            (
                array![[1.0, 1.0], [2.0, 1.5], [-1.0, 0.5]],
                array![3.0, 5.0, -1.0],
                array![0.5, 0.25],
                1.0,
            ),
            (array![[1.0], [1.0]], array![0.2, 0.1], array![1.0], 0.5),
        ],
        describe: |(x, y, w, l)| {
            given([
                ("X", x.clone().into()),
                ("y", y.clone().into()),
                ("w", w.clone().into()),
                ("l", (*l).into()),
            ])
        },
        correct: |case| rounded(case, true, true, shrunk).into(),
        mistakes: vec![
            mistake(
                |case| rounded(case, false, true, shrunk).into(),
                msg!(
                    "All weights are computed from the old ones. Coordinate descent uses each new weight at once for the next."
                ),
            ),
            mistake(
                |case| rounded(case, true, false, shrunk).into(),
                msg!(
                    "The column's own share is still taken off: ρ uses the residual *without* column j, that is residual + wⱼxⱼ."
                ),
            ),
            mistake(
                |case| rounded(case, true, true, |x, _| x).into(),
                msg!(
                    "The threshold is missing: this is plain least squares, one weight at a time."
                ),
            ),
        ],
    }
}

/// 5.15: the largest λ within one standard error of the best.
pub fn one_standard_error(yours: fn(&Array1<f64>, &Array1<f64>, &Array1<f64>) -> f64) -> Report {
    check(&simplest(), move |(lambdas, mean, error)| yours(lambdas, mean, error).into())
}

type Curve = (Array1<f64>, Array1<f64>, Array1<f64>);

fn simplest() -> Exercise<Curve> {
    fn best(mean: &Array1<f64>) -> usize {
        (0..mean.len()).fold(0, |b, k| if mean[k] < mean[b] { k } else { b })
    }
    fn largest(lambdas: &Array1<f64>, keep: impl Fn(usize) -> bool) -> f64 {
        (0..lambdas.len()).filter(|&k| keep(k)).fold(0.0, |m, k| lambdas[k].max(m))
    }
    Exercise {
        number: "5.15",
        cases: vec![
            (
                array![0.01, 0.1, 1.0, 10.0, 100.0],
                array![3.2, 3.0, 3.1, 3.4, 6.0],
                array![0.5, 0.25, 0.4, 0.3, 0.5],
            ),
            // From the largest down, and no other within reach.
            (array![10.0, 1.0, 0.1], array![5.0, 2.0, 2.5], array![4.0, 0.25, 0.1]),
            (array![1.0, 2.0, 4.0], array![1.0, 1.5, 1.75], array![1.0, 0.1, 0.2]),
        ],
        describe: |(lambdas, mean, error)| {
            given([
                ("λ", lambdas.clone().into()),
                ("mean", mean.clone().into()),
                ("se", error.clone().into()),
            ])
        },
        correct: |(lambdas, mean, error)| {
            let b = best(mean);
            largest(lambdas, |k| mean[k] <= mean[b] + error[b]).into()
        },
        mistakes: vec![
            mistake(
                |(lambdas, mean, _)| lambdas[best(mean)].into(),
                msg!(
                    "That is the best λ itself. Look for the largest whose mean stays below the bar, mean + se of the best."
                ),
            ),
            mistake(
                |(lambdas, mean, error)| {
                    let b = best(mean);
                    largest(lambdas, |k| mean[k] <= mean[b] + error[k]).into()
                },
                msg!(
                    "Each λ brings its own standard error here; the bar is one number, that of the best λ."
                ),
            ),
            mistake(
                |(lambdas, mean, error)| {
                    let b = best(mean);
                    (0..mean.len())
                        .filter(|&k| mean[k] <= mean[b] + error[b])
                        .fold(f64::INFINITY, |m, k| lambdas[k].min(m))
                        .into()
                },
                msg!(
                    "That is the smallest λ below the bar, the most complicated model. Take the largest, the simplest."
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
    fn every_exercise_is_sound() {
        sound(&normal());
        sound(&unpenalised());
        sound(&factors());
        sound(&threshold());
        sound(&round());
        sound(&simplest());
    }
}
