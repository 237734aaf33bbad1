//! Exercises for §5.2 and §5.3: prediction error, ridge and lasso.

use super::super::Report;
use super::super::answer::Answer;
use super::super::run::{Exercise, check, given, mistake};
use crate::error::MathError;
use crate::linalg::cholesky;
use crate::regression::{Fold, ridge, standardize_columns};
use ndarray::{Array1, Array2, Axis, array};

/// S(x, l) = sign(x)·max(|x| − l, 0)
fn shrunk(x: f64, l: f64) -> f64 {
    x.signum() * (x.abs() - l).max(0.0)
}

/// 5.6: the mean squared bias and the mean variance of predictions over redrawn samples.
pub fn bias_and_variance(yours: fn(&Array1<f64>, &Array2<f64>) -> (f64, f64)) -> Report {
    check(&parts(), move |(predictions, truth)| yours(truth, predictions).into())
}

type Redrawn = (Array2<f64>, Array1<f64>);

fn parts() -> Exercise<Redrawn> {
    fn average(v: &Array1<f64>) -> f64 {
        v.sum() / v.len() as f64
    }
    fn means(p: &Array2<f64>) -> Array1<f64> {
        p.mean_axis(Axis(0)).unwrap_or_default()
    }
    fn squared_bias((p, truth): &Redrawn) -> f64 {
        average(&(means(p) - truth).mapv(|d| d * d))
    }
    fn spread((p, _): &Redrawn, less: usize) -> f64 {
        let off = p - &means(p);
        (&off * &off).sum() / ((p.nrows() - less) * p.ncols()) as f64
    }
    Exercise {
        number: "5.6",
        cases: vec![
            (array![[1.0, 4.0], [3.0, 4.0]], array![1.0, 5.0]),
            (
                array![[0.0, 2.0, 1.0], [1.0, 2.5, -1.0], [2.0, 0.0, 0.0], [1.0, 1.5, 2.0]],
                array![0.5, 2.0, -1.0],
            ),
        ],
        describe: |(p, truth)| given([("P", p.clone().into()), ("f", truth.clone().into())]),
        correct: |case| (squared_bias(case), spread(case, 0)).into(),
        mistakes: vec![
            mistake(
                |case| (squared_bias(case), spread(case, 1)).into(),
                msg!(
                    "The variance divides by one sample less. Then bias² and variance no longer add up to the mean squared error: which divisor keeps the sum exact?"
                ),
            ),
            mistake(
                |(p, truth)| {
                    let off = p - truth;
                    let whole = (&off * &off).sum() / off.len() as f64;
                    (whole, spread(&(p.clone(), truth.clone()), 0)).into()
                },
                msg!(
                    "The first number is the whole squared error, variance included. Average over the samples *before* you square."
                ),
            ),
            mistake(
                |case| {
                    let off = average(&(means(&case.0) - &case.1));
                    (off * off, spread(case, 0)).into()
                },
                msg!(
                    "Biases of different sign cancel here. Square the bias at each x, then average over x."
                ),
            ),
        ],
        lesson: msg!(
            "Replace every two rows of `predictions` by their mean and call your function again: bias² stays exactly the same, and with independent samples the variance is about halved. So a mean of several networks, or a forest of many trees, usually predicts better than one of them. Against bias it does nothing."
        ),
    }
}

/// 5.7: ridge with a prior that is centred elsewhere.
pub fn ridge_towards(
    yours: fn(&Array2<f64>, &Array1<f64>, f64, &Array1<f64>) -> Array1<f64>,
) -> Report {
    check(&towards(), move |(x, y, lambda, m)| yours(x, y, *lambda, m).into())
}

type Believed = (Array2<f64>, Array1<f64>, f64, Array1<f64>);

fn towards() -> Exercise<Believed> {
    /// (XᵀX + λI)⁻¹(Xᵀy + extra); λ > 0 in every case.
    fn solved((x, y, lambda, _): &Believed, extra: &Array1<f64>) -> Result<Array1<f64>, MathError> {
        let mut gram = x.t().dot(x);
        gram.diag_mut().mapv_inplace(|d| d + lambda);
        cholesky(&gram)?.solve(&(x.t().dot(y) + extra))
    }
    fn answer(weights: Result<Array1<f64>, MathError>) -> Answer {
        weights.map_or(Answer::Stopped, Answer::from)
    }
    Exercise {
        number: "5.7",
        cases: vec![
            (array![[-1.0], [1.0]], array![-2.0, 2.0], 2.0, array![3.0]),
            (
                array![[1.0, 2.0], [3.0, -1.0], [0.0, 4.0], [2.0, 2.0]],
                array![1.0, 0.0, -2.0, 5.0],
                3.0,
                array![1.0, -2.0],
            ),
            // Two equal columns: only the prior tells them apart.
            (
                array![[1.0, 1.0], [2.0, 2.0], [0.0, 0.0]],
                array![1.0, 2.0, 1.0],
                1.0,
                array![1.0, 0.0],
            ),
        ],
        describe: |(x, y, lambda, m)| {
            given([
                ("X", x.clone().into()),
                ("y", y.clone().into()),
                ("λ", (*lambda).into()),
                ("m", m.clone().into()),
            ])
        },
        correct: |case| answer(solved(case, &(&case.3 * case.2))),
        mistakes: vec![
            mistake(
                |case| answer(solved(case, &Array1::zeros(case.3.len()))),
                msg!("That is ridge towards 0. Where does m stand in the derivative of λ‖w − m‖²?"),
            ),
            mistake(
                |case| answer(solved(case, &case.3)),
                msg!(
                    "m stands on the right-hand side without its λ. Differentiate λ‖w − m‖² once more."
                ),
            ),
            mistake(
                |case| answer(solved(case, &Array1::zeros(case.3.len())).map(|w| w + &case.3)),
                msg!(
                    "m is added to the ridge weights of y. Put v = w − m: of which target is v the ridge answer?"
                ),
            ),
        ],
        lesson: msg!(
            "AdamW's weight decay pulls towards 0 in fine-tuning, too, and so away from the old model; this penalty pulls back to it. And it needs no solver of its own: write √λ·I under X and √λ·m under y, and plain least squares gives the same w. The belief counts like one more example for each weight."
        ),
    }
}

/// 5.8: one round of coordinate descent for the lasso.
pub fn coordinate_step(
    yours: fn(&Array2<f64>, &Array1<f64>, &Array1<f64>, f64) -> Array1<f64>,
) -> Report {
    check(&round(), move |(x, y, w, l)| yours(x, y, w, *l).into())
}

type Round = (Array2<f64>, Array1<f64>, Array1<f64>, f64);

fn round() -> Exercise<Round> {
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
        number: "5.8",
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
        lesson: msg!(
            "scikit-learn's `Lasso` goes round like this. From w = 0 nothing moves as soon as l ≥ max |xⱼ·y|: there the path of the lasso begins. And if the columns are perpendicular one round is enough, for every l, since no weight then changes what the others see."
        ),
    }
}

/// 5.9: the error on the held-back rows, without a leak.
pub fn without_leak(yours: fn(&Array2<f64>, &Array1<f64>, f64, &Fold) -> f64) -> Report {
    check(&sealed(), move |(x, y, lambda, fold)| yours(x, y, *lambda, fold).into())
}

type HeldBack = (Array2<f64>, Array1<f64>, f64, Fold);

fn sealed() -> Exercise<HeldBack> {
    /// The error of ridge whose scale comes from the `scale` rows, judged on `test` rows
    /// that are scaled by it, or by themselves.
    fn error(
        (x, y, lambda, fold): &HeldBack,
        scale: &[usize],
        judged: &[usize],
        by_itself: bool,
    ) -> Result<f64, MathError> {
        let rows = |chosen: &[usize]| x.select(Axis(0), chosen);
        let scaled = standardize_columns(&rows(scale))?;
        let train = scaled.transform(&rows(&fold.train))?;
        let model = ridge(&train, &y.select(Axis(0), &fold.train), *lambda)?;
        let test = if by_itself {
            standardize_columns(&rows(judged))?.x
        } else {
            scaled.transform(&rows(judged))?
        };
        let e = y.select(Axis(0), judged) - model.predict(&test)?;
        Ok(e.dot(&e) / e.len() as f64)
    }
    fn answer(error: Result<f64, MathError>) -> Answer {
        error.map_or(Answer::Stopped, Answer::from)
    }
    let x = array![[1.0, 20.0], [2.0, 10.0], [3.0, 40.0], [5.0, 30.0], [9.0, 90.0], [12.0, 20.0]];
    let y = array![1.0, 2.0, 5.0, 6.0, 14.0, 9.0];
    let fold =
        |train: &[usize], test: &[usize]| Fold { train: train.to_vec(), test: test.to_vec() };
    Exercise {
        number: "5.9",
        cases: vec![
            (x.clone(), y.clone(), 1.0, fold(&[0, 1, 2, 3], &[4, 5])),
            (x, y, 5.0, fold(&[2, 3, 4, 5], &[0, 1])),
        ],
        describe: |(x, y, lambda, fold)| {
            let test: Array1<f64> = fold.test.iter().map(|&i| i as f64).collect();
            given([
                ("X", x.clone().into()),
                ("y", y.clone().into()),
                ("λ", (*lambda).into()),
                ("test", test.into()),
            ])
        },
        correct: |case| answer(error(case, &case.3.train, &case.3.test, false)),
        mistakes: vec![
            mistake(
                |case| {
                    let all: Vec<usize> = (0..case.0.nrows()).collect();
                    answer(error(case, &all, &case.3.test, false))
                },
                msg!(
                    "The means and scales have seen the held-back rows. Which rows may they be computed from?"
                ),
            ),
            mistake(
                |case| answer(error(case, &case.3.train, &case.3.test, true)),
                msg!(
                    "The held-back rows are standardised by themselves: a single new patient would always be the mean. Use the training rows' means and scales for them too."
                ),
            ),
            mistake(
                |case| answer(error(case, &case.3.train, &case.3.train, false)),
                msg!("That is the error on the rows of the fit. Which rows were held back?"),
            ),
        ],
        lesson: msg!(
            "scikit-learn keeps such steps inside the fold with a `Pipeline`. How large can a leak be? Take 40 rows and 1,000 columns of pure noise, choose the ten best columns on all rows, then cross-validate least squares: R² is 0.52 on average over 200 trials. With the choice made inside the folds it is −0.48."
        ),
    }
}

/// 5.10: the lasso by gradient steps that stop at the corner.
pub fn proximal_walk(
    yours: fn(&Array2<f64>, &Array1<f64>, f64, f64, usize) -> Array1<f64>,
) -> Report {
    check(&proximal(), move |(x, y, alpha, eta, steps)| yours(x, y, *alpha, *eta, *steps).into())
}

type Walk = (Array2<f64>, Array1<f64>, f64, f64, usize);

fn proximal() -> Exercise<Walk> {
    /// `after` makes the next weight from the plain gradient step, the old weight, α and η.
    fn walked(
        (x, y, alpha, eta, steps): &Walk,
        factor: f64,
        after: fn(f64, f64, f64, f64) -> f64,
    ) -> Array1<f64> {
        let mut w = Array1::zeros(x.ncols());
        for _ in 0..*steps {
            let slope = x.t().dot(&(y - &x.dot(&w))) * (-factor / y.len() as f64);
            let next = &w - &(&slope * *eta);
            w = next.iter().zip(&w).map(|(n, old)| after(*n, *old, *alpha, *eta)).collect();
        }
        w
    }
    Exercise {
        number: "5.10",
        cases: vec![
            (array![[1.0, 0.5], [0.0, 1.0], [-1.0, 0.5]], array![2.0, 0.5, -1.0], 0.25, 0.5, 1),
            (array![[1.0, 0.5], [0.0, 1.0], [-1.0, 0.5]], array![2.0, 0.5, -1.0], 0.25, 0.5, 7),
            (array![[1.0], [1.0]], array![0.2, 0.1], 0.5, 0.5, 3),
        ],
        describe: |(x, y, alpha, eta, steps)| {
            given([
                ("X", x.clone().into()),
                ("y", y.clone().into()),
                ("α", (*alpha).into()),
                ("η", (*eta).into()),
                ("steps", (*steps as f64).into()),
            ])
        },
        correct: |case| walked(case, 1.0, |n, _, alpha, eta| shrunk(n, eta * alpha)).into(),
        mistakes: vec![
            mistake(
                |case| walked(case, 1.0, |n, _, alpha, _| shrunk(n, alpha)).into(),
                msg!(
                    "The threshold is α at every step, however short the step. A step of length η pays for how much of the penalty?"
                ),
            ),
            mistake(
                |case| walked(case, 2.0, |n, _, alpha, eta| shrunk(n, eta * alpha)).into(),
                msg!("The loss here is 1/(2n)‖y − Xw‖²: its gradient has no factor 2."),
            ),
            mistake(
                |case| {
                    let signed = |n: f64, old: f64, alpha: f64, eta: f64| {
                        n - if old == 0.0 { 0.0 } else { eta * alpha * old.signum() }
                    };
                    walked(case, 1.0, signed).into()
                },
                msg!(
                    "That is a gradient step on |w| with sign(w), which jumps over the corner. Step on the smooth part alone, then apply S."
                ),
            ),
        ],
        lesson: msg!(
            "With the threshold α the walk would come to rest, too, but at the answer for the penalty α/η: the learning rate would change the model. Put `v.max(0.0)` in the place of S, and the same loop finds the least squares whose weights are not negative. In books the method is called ISTA."
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::run::testing::sound;
    use super::*;

    #[test]
    fn every_exercise_is_sound() {
        sound(&parts());
        sound(&towards());
        sound(&round());
        sound(&sealed());
        sound(&proximal());
    }
}
