//! Exercises for §6.1, networks as linear algebra, calculus and probability.

use super::super::Report;
use super::super::answer::Answer;
use super::super::run::{Exercise, check, given, mistake};
use ndarray::{Array1, Array2, Axis, array};

/// 6.4: the standard deviation of He's weights, √(2/n).
pub fn he_deviation(yours: fn(usize, usize) -> f64) -> Report {
    check(&he(), move |&(inputs, outputs)| yours(inputs, outputs).into())
}

fn he() -> Exercise<(usize, usize)> {
    Exercise {
        number: "6.4",
        cases: vec![(50, 10), (2, 8), (784, 128), (128, 128)],
        describe: |&(inputs, outputs)| format!("inputs = {inputs}, outputs = {outputs}"),
        correct: |&(inputs, _)| (2.0 / inputs as f64).sqrt().into(),
        mistakes: vec![
            mistake(
                |&(inputs, _)| (2.0 / inputs as f64).into(),
                msg!("This is the variance; the deviation is its square root."),
            ),
            mistake(
                |&(inputs, _)| (1.0 / inputs as f64).sqrt().into(),
                msg!(
                    "The 2 is missing: ReLU sets half of the signal to zero, and the weights make up for it."
                ),
            ),
            mistake(
                |&(_, outputs)| (2.0 / outputs as f64).sqrt().into(),
                msg!("A unit adds up as many products as it has inputs, so the inputs count."),
            ),
            mistake(
                |&(inputs, outputs)| (2.0 / (inputs + outputs) as f64).sqrt().into(),
                msg!("This is Xavier's rule. He's looks only at the inputs."),
            ),
        ],
    }
}

type LayerCase = (Array2<f64>, Array1<f64>, Array2<f64>);

/// 6.1: a layer of a network on a batch, ReLU(HWᵀ + b).
pub fn layer_forward(yours: fn(&Array2<f64>, &Array1<f64>, &Array2<f64>) -> Array2<f64>) -> Report {
    check(&forward(), move |(w, b, h)| yours(w, b, h).into())
}

fn forward() -> Exercise<LayerCase> {
    Exercise {
        number: "6.1",
        cases: vec![
            (
                array![[1.0, -1.0], [2.0, 0.5]],
                array![0.0, -3.0],
                array![[1.0, 2.0], [3.0, 1.0], [0.0, 0.0]],
            ),
            (
                array![[1.0, 0.0, 2.0], [-1.0, 1.0, 0.0]],
                array![-1.0, 0.5],
                array![[1.0, 1.0, 1.0], [-2.0, 0.5, 0.0]],
            ),
        ],
        describe: |(w, b, h)| {
            given([("W", w.clone().into()), ("b", b.clone().into()), ("H", h.clone().into())])
        },
        correct: |(w, b, h)| (h.dot(&w.t()) + b).mapv(|z| z.max(0.0)).into(),
        mistakes: vec![
            mistake(
                |(w, b, h)| (h.dot(&w.t()) + b).into(),
                msg!("The activation is missing: what is negative becomes 0."),
            ),
            mistake(
                |(w, b, h)| (h.dot(&w.t()).mapv(|z| z.max(0.0)) + b).into(),
                msg!("The bias comes before the activation: ReLU(HWᵀ + b)."),
            ),
            mistake(
                |(w, _, h)| h.dot(&w.t()).mapv(|z| z.max(0.0)).into(),
                msg!("The bias b is missing."),
            ),
            mistake(
                |(w, b, h)| {
                    if h.ncols() == w.nrows() && w.ncols() == b.len() {
                        (h.dot(w) + b).mapv(|z| z.max(0.0)).into()
                    } else {
                        Answer::Stopped
                    }
                },
                msg!("The transpose is missing: W has one row per output, so the batch is HWᵀ."),
            ),
        ],
    }
}

/// 6.2: where backpropagation starts, softmax(z) less the truth.
pub fn output_delta(yours: fn(&Array1<f64>, usize) -> Array1<f64>) -> Report {
    check(&delta(), move |(z, label)| yours(z, *label).into())
}

fn softmax(z: &Array1<f64>) -> Array1<f64> {
    let peak = z.fold(f64::NEG_INFINITY, |m, &v| m.max(v));
    let e = z.mapv(|v| (v - peak).exp());
    let total = e.sum();
    e / total
}

fn delta() -> Exercise<(Array1<f64>, usize)> {
    Exercise {
        number: "6.2",
        cases: vec![
            (array![0.0, 0.0], 1),
            (array![1.0, 2.0, 0.5], 0),
            (array![-1.0, 3.0, 2.0, 0.0], 2),
            (array![1000.0, 0.0], 0),
        ],
        describe: |(z, label)| format!("{}, label = {label}", given([("z", z.clone().into())])),
        correct: |(z, label)| {
            let mut p = softmax(z);
            p[*label] -= 1.0;
            p.into()
        },
        mistakes: vec![
            mistake(
                |(z, _)| softmax(z).into(),
                msg!("This is the prediction p; the truth (1 at the label) has to be taken away."),
            ),
            mistake(
                |(z, label)| {
                    let mut p = softmax(z).mapv(|p| -p);
                    p[*label] += 1.0;
                    p.into()
                },
                msg!("The sign is turned: prediction less truth, not truth less prediction."),
            ),
            mistake(
                |(z, label)| {
                    let mut d = z.clone();
                    d[*label] -= 1.0;
                    d.into()
                },
                msg!("The softmax is missing: logits are no probabilities yet."),
            ),
            mistake(
                |(z, label)| {
                    let e = z.mapv(f64::exp);
                    let total = e.sum();
                    let mut p = e / total;
                    p[*label] -= 1.0;
                    p.into()
                },
                msg!("exp(1000) is infinite. Take the largest logit away first (section 4.2)."),
            ),
        ],
    }
}

/// (W, H, Δ) ↦ (∂L/∂W, ∂L/∂H).
type Backward = fn(&Array2<f64>, &Array2<f64>, &Array2<f64>) -> (Array2<f64>, Array2<f64>);

/// 6.3: backward through a dense layer, ∂L/∂W = ΔᵀH and ∂L/∂H = ΔW.
pub fn dense_backward(yours: Backward) -> Report {
    check(&backward(), move |(w, h, d)| yours(w, h, d).into())
}

fn backward() -> Exercise<(Array2<f64>, Array2<f64>, Array2<f64>)> {
    Exercise {
        number: "6.3",
        cases: vec![
            (array![[1.0, 2.0]], array![[3.0, 4.0]], array![[0.5]]),
            (
                array![[1.0, 0.0, 2.0], [-1.0, 1.0, 3.0]],
                array![[1.0, 2.0, 3.0], [0.0, 1.0, 0.0], [2.0, 2.0, 1.0], [1.0, 0.0, 5.0]],
                array![[1.0, 0.0], [0.5, -1.0], [0.0, 2.0], [1.0, 1.0]],
            ),
            (
                array![[1.0, 2.0], [0.0, 3.0]],
                array![[1.0, 2.0], [3.0, 4.0]],
                array![[1.0, -1.0], [0.0, 2.0]],
            ),
        ],
        describe: |(w, h, d)| {
            given([("W", w.clone().into()), ("H", h.clone().into()), ("Δ", d.clone().into())])
        },
        correct: |(w, h, d)| (d.t().dot(h), d.dot(w)).into(),
        mistakes: vec![
            mistake(
                |(w, h, d)| (h.t().dot(d), d.dot(w)).into(),
                msg!("∂L/∂W is transposed: it needs the shape of W, so ΔᵀH and not HᵀΔ."),
            ),
            mistake(
                |(w, h, d)| (d.t().dot(h) / h.nrows() as f64, d.dot(w)).into(),
                msg!("The mean over the batch is already in Δ; here the rows are only added up."),
            ),
            mistake(
                |(w, h, d)| (d.t().dot(h), h.dot(&w.t())).into(),
                msg!("The second part is the forward pass. Backward, Δ goes through W: ΔW."),
            ),
        ],
    }
}

/// 6.5: inverted dropout, given one uniform number for each unit.
pub fn dropout(yours: fn(&Array1<f64>, &Array1<f64>, f64) -> Array1<f64>) -> Report {
    check(&drop_units(), move |(h, u, p)| yours(h, u, *p).into())
}

fn drop_units() -> Exercise<(Array1<f64>, Array1<f64>, f64)> {
    Exercise {
        number: "6.5",
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
    }
}

fn thin(h: &Array1<f64>, u: &Array1<f64>, p: f64, kept: f64) -> Answer {
    let pairs = h.iter().zip(u);
    pairs.map(|(h, &u)| if u < p { 0.0 } else { kept * h }).collect::<Array1<f64>>().into()
}

/// 6.6: layer normalisation of a batch with γ = 1, β = 0.
pub fn layer_norm(yours: fn(&Array2<f64>, f64) -> Array2<f64>) -> Report {
    check(&normalized(), move |(x, epsilon)| yours(x, *epsilon).into())
}

fn normalized() -> Exercise<(Array2<f64>, f64)> {
    Exercise {
        number: "6.6",
        cases: vec![
            (array![[1.0, 3.0], [-5.0, 5.0]], 0.25),
            (array![[1.0, 2.0, 6.0], [0.0, 0.0, 3.0], [4.0, -1.0, 2.0]], 0.01),
            (array![[7.0, 7.0], [7.0, 7.0]], 1e-5),
        ],
        describe: |(x, epsilon)| given([("X", x.clone().into()), ("ε", (*epsilon).into())]),
        correct: |(x, epsilon)| standard(x, *epsilon, Axis(1), 0.0),
        mistakes: vec![
            mistake(
                |(x, epsilon)| standard(x, *epsilon, Axis(0), 0.0),
                msg!(
                    "This is batch normalisation, over the columns. Layer normalisation takes each row by itself."
                ),
            ),
            mistake(
                |(x, epsilon)| standard(x, *epsilon, Axis(1), 1.0),
                msg!("The variance here divides by n, not by n − 1."),
            ),
            mistake(
                |(x, epsilon)| {
                    let mean = x.mean_axis(Axis(1)).map(|m| m.insert_axis(Axis(1)));
                    let d = x.var_axis(Axis(1), 0.0).mapv(|v| v.sqrt() + epsilon);
                    mean.map_or(Answer::Stopped, |m| ((x - &m) / d.insert_axis(Axis(1))).into())
                },
                msg!("ε stands under the root: √(σ² + ε)."),
            ),
        ],
    }
}

fn standard(x: &Array2<f64>, epsilon: f64, axis: Axis, ddof: f64) -> Answer {
    let Some(mean) = x.mean_axis(axis) else { return Answer::Stopped };
    let deviation = x.var_axis(axis, ddof).mapv(|v| (v + epsilon).sqrt());
    ((x - &mean.insert_axis(axis)) / deviation.insert_axis(axis)).into()
}

#[cfg(test)]
mod tests {
    use super::super::super::run::testing::sound;
    use super::*;

    #[test]
    fn stubs_fail_solutions_pass_and_mistakes_are_named() {
        sound(&he());
        sound(&forward());
        sound(&delta());
        sound(&backward());
        sound(&drop_units());
        sound(&normalized());
    }
}
