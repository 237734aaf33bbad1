//! Exercises for §6.1, networks as linear algebra, calculus and probability.

use super::super::Report;
use super::super::answer::Answer;
use super::super::run::{Exercise, check, given, mistake};
use ndarray::{Array1, Array2, Axis, array};

/// 6.1: where backpropagation starts, at the temperature T: (softmax(z/T) − e)/T.
pub fn output_delta(yours: fn(usize, &Array1<f64>, f64) -> Array1<f64>) -> Report {
    check(&delta(), move |(z, label, t)| yours(*label, z, *t).into())
}

fn softmax(z: &Array1<f64>) -> Array1<f64> {
    let peak = z.fold(f64::NEG_INFINITY, |m, &v| m.max(v));
    let e = z.mapv(|v| (v - peak).exp());
    let total = e.sum();
    e / total
}

/// softmax(z/T) less the truth, times a factor.
fn less_truth(z: &Array1<f64>, label: usize, t: f64, factor: f64) -> Answer {
    let mut p = softmax(&(z / t));
    p[label] -= 1.0;
    (factor * p).into()
}

fn delta() -> Exercise<(Array1<f64>, usize, f64)> {
    Exercise {
        number: "6.1",
        cases: vec![
            (array![0.0, 0.0], 1, 0.5),
            (array![1.0, 2.0, 0.5], 0, 1.0),
            (array![-1.0, 3.0, 2.0, 0.0], 2, 4.0),
            (array![1000.0, 0.0], 0, 0.25),
        ],
        describe: |(z, label, t)| {
            format!("{}, label = {label}", given([("z", z.clone().into()), ("T", (*t).into())]))
        },
        correct: |(z, label, t)| less_truth(z, *label, *t, 1.0 / t),
        mistakes: vec![
            mistake(
                |(z, label, t)| less_truth(z, *label, *t, 1.0),
                msg!(
                    "What is the derivative of z/T with respect to z? The chain rule asks for it once more."
                ),
            ),
            mistake(
                |(z, label, t)| less_truth(z, *label, *t, *t),
                msg!(
                    "Multiplied by T: a high temperature makes the loss flatter, so its slope must shrink."
                ),
            ),
            mistake(
                |(z, label, _)| less_truth(z, *label, 1.0, 1.0),
                msg!("The temperature does not occur. What does T = 4 do to the probabilities?"),
            ),
            mistake(
                |(z, label, t)| less_truth(z, *label, *t, -1.0 / t),
                msg!("The sign is turned: prediction less truth, not truth less prediction."),
            ),
            mistake(
                |(z, _, t)| (softmax(&(z / *t)) / *t).into(),
                msg!("This is the prediction p; the truth (1 at the label) has to be taken away."),
            ),
            mistake(
                |(z, label, t)| {
                    let e = z.mapv(|v| (v / t).exp());
                    let total = e.sum();
                    let mut p = e / total;
                    p[*label] -= 1.0;
                    (p / *t).into()
                },
                msg!("exp(1000) is infinite. Take the largest logit away first (section 4.2)."),
            ),
        ],
        lesson: msg!(
            "With the probabilities q of a larger model in the place of y the slope is (p − q)/T: that is distillation. For a large T both p and q are nearly equal shares, and their difference shrinks like 1/T as well. So the gradient falls like 1/T², and Hinton's paper (see the end of chapter 4) multiplies it by T²."
        ),
    }
}

type Matrix = Array2<f64>;

/// (W₁, W₂, X, Δ) ↦ (∂L/∂W₁, ∂L/∂W₂).
type TwoLayers = fn(&Matrix, &Matrix, &Matrix, &Matrix) -> (Matrix, Matrix);

/// 6.2: the gradients of two layers, Z = ReLU(XW₁ᵀ)W₂ᵀ, from Δ = ∂L/∂Z.
pub fn two_layers(yours: TwoLayers) -> Report {
    check(&layers(), move |(w1, w2, x, d)| yours(w1, w2, x, d).into())
}

fn layers() -> Exercise<(Matrix, Matrix, Matrix, Matrix)> {
    fn through(w1: &Matrix, w2: &Matrix, x: &Matrix, d: &Matrix) -> (Matrix, Matrix, Matrix) {
        let z = x.dot(&w1.t());
        let hidden = z.mapv(|v| v.max(0.0));
        (z, d.t().dot(&hidden), d.dot(w2))
    }
    Exercise {
        number: "6.2",
        cases: vec![
            (
                array![[1.0, 1.0], [1.0, -1.0]],
                array![[1.0, 0.0], [0.0, 1.0]],
                array![[1.0, 2.0]],
                array![[-0.5, 0.5]],
            ),
            (
                array![[1.0, 0.0, 2.0], [-1.0, 1.0, 0.0]],
                array![[1.0, 2.0], [0.0, -1.0]],
                array![[1.0, 2.0, 0.0], [0.0, 1.0, -1.0], [2.0, 0.0, 1.0], [1.0, 3.0, 1.0]],
                array![[1.0, 0.0], [0.5, -1.0], [0.0, 2.0], [1.0, 1.0]],
            ),
        ],
        describe: |(w1, w2, x, d)| {
            given([
                ("W₁", w1.clone().into()),
                ("W₂", w2.clone().into()),
                ("X", x.clone().into()),
                ("Δ", d.clone().into()),
            ])
        },
        correct: |(w1, w2, x, d)| {
            let (z, second, back) = through(w1, w2, x, d);
            let gate = z.mapv(|v| f64::from(u8::from(v > 0.0)));
            ((back * gate).t().dot(x), second).into()
        },
        mistakes: vec![
            mistake(
                |(w1, w2, x, d)| {
                    let (_, second, back) = through(w1, w2, x, d);
                    (back.t().dot(x), second).into()
                },
                msg!("The ReLU was forgotten on the way back: what can a unit learn that was off?"),
            ),
            mistake(
                |(w1, w2, x, d)| {
                    let (z, _, back) = through(w1, w2, x, d);
                    let gate = z.mapv(|v| f64::from(u8::from(v > 0.0)));
                    ((back * gate).t().dot(x), d.t().dot(&z)).into()
                },
                msg!("∂L/∂W₂ needs what W₂ was multiplied by, and that came after the ReLU."),
            ),
            mistake(
                |(w1, w2, x, d)| {
                    let (z, second, back) = through(w1, w2, x, d);
                    ((back * z.mapv(|v| v.max(0.0))).t().dot(x), second).into()
                },
                msg!(
                    "This multiplies by ReLU(z). Which number is the slope of ReLU where z is positive?"
                ),
            ),
        ],
        lesson: msg!(
            "Exercise 6.14 needs both products again. Here is a check without differences: multiply each gradient by its own weights, entry by entry, and add up. W₁ and W₂ give the same number, and so do Δ and Z, because making either matrix twice as large makes Z twice as large. (With biases it no longer holds.)"
        ),
    }
}

/// 6.3: the deviation that a ReLU with the slope a on its left asks for.
pub fn leaky_deviation(yours: fn(usize, f64) -> f64) -> Report {
    check(&leaky(), move |&(inputs, slope)| yours(inputs, slope).into())
}

fn leaky() -> Exercise<(usize, f64)> {
    Exercise {
        number: "6.3",
        cases: vec![(50, 0.0), (100, 1.0), (784, 0.5), (128, 0.1)],
        describe: |&(inputs, slope)| given([("n", (inputs as f64).into()), ("a", slope.into())]),
        correct: |&(inputs, a)| (2.0 / ((1.0 + a * a) * inputs as f64)).sqrt().into(),
        mistakes: vec![
            mistake(
                |&(inputs, a)| (2.0 / ((1.0 + a * a) * inputs as f64)).into(),
                msg!("This is the variance; the deviation is its square root."),
            ),
            mistake(
                |&(inputs, _)| (2.0 / inputs as f64).sqrt().into(),
                msg!(
                    "This is He's rule, where the left half is lost. How much of z² does a slope a keep there?"
                ),
            ),
            mistake(
                |&(inputs, a)| (2.0 / ((1.0 + a) * inputs as f64)).sqrt().into(),
                msg!("The half on the left is scaled by a, so its square by how much?"),
            ),
            mistake(
                |&(inputs, a)| ((1.0 + a * a) / (2.0 * inputs as f64)).sqrt().into(),
                msg!(
                    "Check with a = 0: there is half of the signal left, so the weights must be larger, not smaller."
                ),
            ),
        ],
        lesson: msg!(
            "PyTorch's `kaiming_normal_` takes this a as an argument. Its `nn.Linear` draws weights with a = √5: your function then gives 1/√(3n), the variance is a sixth of He's, and behind ReLU each layer shrinks the signal to about 0.41. Ten such layers leave some 10⁻⁴ of it."
        ),
    }
}

/// 6.4: inverted dropout, given one uniform number for each unit.
pub fn dropout(yours: fn(&Array1<f64>, &Array1<f64>, f64) -> Array1<f64>) -> Report {
    check(&drop_units(), move |(h, u, p)| yours(h, u, *p).into())
}

fn drop_units() -> Exercise<(Array1<f64>, Array1<f64>, f64)> {
    Exercise {
        number: "6.4",
        cases: vec![
            (array![1.0, 2.0, 3.0, 4.0], array![0.1, 0.6, 0.49, 0.9], 0.5),
            (array![1.0, -2.0, 5.0], array![0.3, 0.1, 0.25], 0.2),
            (array![4.0, 4.0], array![0.0, 0.7], 0.0),
        ],
        describe: |(h, u, p)| {
            given([("h", h.clone().into()), ("u", u.clone().into()), ("p", (*p).into())])
        },
        correct: |(h, u, p)| thin(h, u, *p, 1.0 / (1.0 - p)),
        mistakes: vec![
            mistake(
                |(h, u, p)| thin(h, u, *p, 1.0),
                msg!("What stays has to be divided by 1 − p, or the mean of the layer shrinks."),
            ),
            mistake(
                |(h, u, p)| thin(h, u, *p, 1.0 - p),
                msg!("Divide by 1 − p; multiplying shrinks the layer twice."),
            ),
            mistake(
                |(h, u, p)| {
                    let kept = 1.0 / (1.0 - p);
                    let pairs = h.iter().zip(u);
                    pairs
                        .map(|(h, u)| if u < p { kept * h } else { 0.0 })
                        .collect::<Array1<f64>>()
                        .into()
                },
                msg!("The wrong ones stay: a unit is dropped where u < p."),
            ),
        ],
        lesson: msg!(
            "In PyTorch `model.eval()` switches dropout off; whoever forgets it gets another answer at every call. The mean is kept, the spread is not: a unit h now has the variance h²p/(1 − p), which at p = ½ is h² itself. The next layer has to learn to live with that noise, and that is the restraint."
        ),
    }
}

fn thin(h: &Array1<f64>, u: &Array1<f64>, p: f64, kept: f64) -> Answer {
    let pairs = h.iter().zip(u);
    pairs.map(|(h, &u)| if u < p { 0.0 } else { kept * h }).collect::<Array1<f64>>().into()
}

/// A batch, the number of groups in a row, and ε.
type Grouped = (Array2<f64>, usize, f64);

/// 6.5: group normalisation of a batch, without factors and shifts; with one group it is layer
/// normalisation.
pub fn layer_norm(yours: fn(&Array2<f64>, usize, f64) -> Array2<f64>) -> Report {
    check(&normalized(), move |(x, groups, epsilon)| yours(x, *groups, *epsilon).into())
}

fn normalized() -> Exercise<Grouped> {
    Exercise {
        number: "6.5",
        cases: vec![
            (array![[1.0, 3.0], [-5.0, 5.0]], 1, 0.25),
            (array![[1.0, 3.0, 10.0, 20.0], [0.0, -4.0, 1.0, 1.5]], 2, 0.25),
            (array![[1.0, 2.0, 6.0, 0.0, 0.0, 3.0], [4.0, -1.0, 2.0, 5.0, 1.0, 2.0]], 2, 0.01),
            (array![[7.0, 7.0, -2.0, -2.0]], 2, 1e-5),
        ],
        describe: |(x, groups, epsilon)| {
            given([
                ("X", x.clone().into()),
                (tr!("groups"), (*groups as f64).into()),
                ("ε", (*epsilon).into()),
            ])
        },
        correct: |case| by_groups(case, [case.1; 2], |squares, n, e| (squares / n + e).sqrt()),
        mistakes: vec![
            mistake(
                |case| by_groups(case, [1, case.1], |squares, n, e| (squares / n).sqrt() + e),
                msg!(
                    "This is the function as it was given. A group of equal numbers has no spread at all; why does it come out as ±1?"
                ),
            ),
            mistake(
                |case| by_groups(case, [1, case.1], |squares, n, e| (squares / n + e).sqrt()),
                msg!("ε is mended. Whose mean is taken away: the row's or the group's?"),
            ),
            mistake(
                |case| by_groups(case, [case.1; 2], |squares, n, e| (squares / n).sqrt() + e),
                msg!("The mean is mended. ε stands under the root: √(σ² + ε)."),
            ),
            mistake(
                |case| by_groups(case, [1; 2], |squares, n, e| (squares / n + e).sqrt()),
                msg!(
                    "This is layer normalisation, as `layer_norm` has it: the whole row is one group. Over which units do a group's mean and variance go?"
                ),
            ),
            mistake(
                |case| {
                    by_groups(case, [case.1; 2], |squares, n, e| (squares / (n - 1.0) + e).sqrt())
                },
                msg!("The variance here divides by n, not by n − 1."),
            ),
            mistake(
                |(x, _, epsilon)| over_the_batch(x, *epsilon),
                msg!(
                    "This is batch normalisation, over the columns. Here each row is taken by itself."
                ),
            ),
        ],
        lesson: msg!(
            "Pictures are often trained with few examples per batch, where the batch's mean is mostly chance; groups do without it. ε decides about small numbers: with 10⁻⁵ a group (10⁻⁴, −10⁻⁴) becomes ±0.03, and ±0.91 with ε outside the root. With as many groups as units everything becomes 0."
        ),
    }
}

/// Each entry less the mean of its part of the row, over a deviation made of the sum of squares
/// in its part, their number and ε. Given is into how many parts a row falls for the mean, and
/// for the deviation.
fn by_groups(
    (x, _, epsilon): &Grouped,
    [centred, scaled]: [usize; 2],
    deviation: fn(f64, f64, f64) -> f64,
) -> Answer {
    let part = |j: usize, groups: usize| {
        let size = x.ncols() / groups;
        let first = j / size * size;
        first..first + size
    };
    let off = |i: usize, j: usize| {
        let around = part(j, centred);
        let n = around.len() as f64;
        x[[i, j]] - around.map(|k| x[[i, k]]).sum::<f64>() / n
    };
    Array2::from_shape_fn(x.dim(), |(i, j)| {
        let around = part(j, scaled);
        let n = around.len() as f64;
        off(i, j) / deviation(around.map(|k| off(i, k).powi(2)).sum(), n, *epsilon)
    })
    .into()
}

fn over_the_batch(x: &Array2<f64>, epsilon: f64) -> Answer {
    let Some(mean) = x.mean_axis(Axis(0)) else { return Answer::Stopped };
    let deviation = x.var_axis(Axis(0), 0.0).mapv(|v| (v + epsilon).sqrt());
    ((x - &mean) / deviation).into()
}

#[cfg(test)]
mod tests {
    use super::super::super::run::testing::sound;
    use super::*;

    #[test]
    fn stubs_fail_solutions_pass_and_mistakes_are_named() {
        sound(&delta());
        sound(&layers());
        sound(&leaky());
        sound(&drop_units());
        sound(&normalized());
    }

    #[test]
    fn the_librarys_own_layer_normalisation_does_not_pass() {
        fn rows(x: &Array2<f64>, epsilon: f64) -> Array2<f64> {
            let n = x.ncols();
            crate::nn::layer_norm(x, &Array1::ones(n), &Array1::zeros(n), epsilon).unwrap().output
        }
        assert!(!layer_norm(|x, _, epsilon| rows(x, epsilon)).passed());
        // With a row for every group it does.
        let cut = |x: &Array2<f64>, groups: usize, epsilon: f64| {
            let parts = (x.nrows() * groups, x.ncols() / groups);
            let parts = x.clone().into_shape_with_order(parts).unwrap();
            rows(&parts, epsilon).into_shape_with_order(x.dim()).unwrap()
        };
        assert!(layer_norm(cut).passed());
    }
}
