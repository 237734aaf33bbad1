//! Exercises for §1.4, layers as linear maps.

use super::super::Report;
use super::super::answer::Answer;
use super::super::run::{Exercise, check, given, mistake};
use ndarray::{Array1, Array2, Axis, array};

/// (W, b, X) ↦ Y.
type Dense = fn(&Array2<f64>, &Array1<f64>, &Array2<f64>) -> Array2<f64>;

/// 1.20: a dense layer on a batch, Y = XWᵀ + b.
pub fn dense_batch(yours: Dense) -> Report {
    check(&dense(), move |(w, b, x)| yours(w, b, x).into())
}

fn dense() -> Exercise<(Array2<f64>, Array1<f64>, Array2<f64>)> {
    Exercise {
        number: "1.20",
        cases: vec![
            (array![[1.0, 2.0], [3.0, 4.0]], array![10.0, 20.0], array![[1.0, 0.0], [0.0, 1.0]]),
            (
                array![[1.0, 0.0, -1.0], [2.0, 1.0, 0.5]],
                array![0.5, -0.5],
                array![[1.0, 2.0, 3.0], [0.0, 0.0, 0.0], [4.0, -1.0, 2.0], [1.0, 1.0, 1.0]],
            ),
            (array![[2.0], [3.0], [4.0]], array![1.0, 0.0, -1.0], array![[1.0], [2.0]]),
        ],
        describe: |(w, b, x)| {
            given([("W", w.clone().into()), ("b", b.clone().into()), ("X", x.clone().into())])
        },
        correct: |(w, b, x)| (x.dot(&w.t()) + b).into(),
        mistakes: vec![
            mistake(
                |(w, b, x)| {
                    if x.ncols() == w.nrows() && w.ncols() == b.len() {
                        (x.dot(w) + b).into()
                    } else {
                        Answer::Stopped
                    }
                },
                msg!(
                    "The transpose is missing: W has one row per output, so the batch is XWᵀ + b."
                ),
            ),
            mistake(
                |(w, _, x)| x.dot(&w.t()).into(),
                msg!("The bias b is missing: it is added to every row."),
            ),
            mistake(
                |(w, b, x)| (x.dot(&w.t()) + b).t().to_owned().into(),
                msg!("This is the transpose: the batch has one row per sample."),
            ),
            mistake(
                |(w, b, x)| {
                    if x.nrows() == b.len() {
                        (x.dot(&w.t()) + b.clone().insert_axis(Axis(1))).into()
                    } else {
                        Answer::Stopped
                    }
                },
                msg!(
                    "b is added down the columns: entry j of b belongs to output j, so the same b goes to every row."
                ),
            ),
            mistake(
                |(w, b, x)| (x.dot(&w.t()) - b).into(),
                msg!("The bias is subtracted; it has to be added."),
            ),
        ],
    }
}

/// (W₁, b₁, W₂, b₂) ↦ (W, b).
type Collapse = fn(&Array2<f64>, &Array1<f64>, &Array2<f64>, &Array1<f64>) -> Layer;

/// 1.21: two linear layers as one: W = W₂W₁ and b = W₂b₁ + b₂.
pub fn collapse(yours: Collapse) -> Report {
    check(&collapsed(), move |((w1, b1), (w2, b2))| yours(w1, b1, w2, b2).into())
}

type Layer = (Array2<f64>, Array1<f64>);

fn collapsed() -> Exercise<(Layer, Layer)> {
    Exercise {
        number: "1.21",
        cases: vec![
            (
                (array![[1.0, 2.0], [3.0, 4.0]], array![1.0, -1.0]),
                (array![[0.0, 1.0], [2.0, 0.0]], array![5.0, 6.0]),
            ),
            (
                (array![[1.0, 0.0, 2.0], [0.0, 1.0, -1.0]], array![1.0, 2.0]),
                (array![[3.0, 1.0]], array![0.5]),
            ),
            (
                (array![[2.0, 1.0]], array![-1.0]),
                (array![[1.0], [0.0], [3.0]], array![1.0, 1.0, 1.0]),
            ),
        ],
        describe: |((w1, b1), (w2, b2))| {
            given([
                ("W₁", w1.clone().into()),
                ("b₁", b1.clone().into()),
                ("W₂", w2.clone().into()),
                ("b₂", b2.clone().into()),
            ])
        },
        correct: |((w1, b1), (w2, b2))| (w2.dot(w1), w2.dot(b1) + b2).into(),
        mistakes: vec![
            mistake(
                |((w1, b1), (w2, b2))| {
                    if w1.ncols() == w2.nrows() && w1.ncols() == b2.len() {
                        (w1.dot(w2), w2.dot(b1) + b2).into()
                    } else {
                        Answer::Stopped
                    }
                },
                msg!(
                    "The weights are in the wrong order: the second layer acts on the first one's result, W₂(W₁x), so W = W₂W₁."
                ),
            ),
            mistake(
                |((w1, b1), (w2, b2))| {
                    if b1.len() == b2.len() {
                        (w2.dot(w1), b1 + b2).into()
                    } else {
                        Answer::Stopped
                    }
                },
                msg!("b₁ passes through the second layer as well: b = W₂b₁ + b₂."),
            ),
            mistake(
                |((w1, _), (w2, b2))| (w2.dot(w1), b2.clone()).into(),
                msg!("b₁ is lost: it passes through the second layer and adds W₂b₁."),
            ),
            mistake(
                |((w1, b1), (w2, _))| (w2.dot(w1), w2.dot(b1)).into(),
                msg!("b₂ is missing: b = W₂b₁ + b₂."),
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
        sound(&dense());
        sound(&collapsed());
    }
}
