//! Exercises for §2.2, the chain rule and backpropagation.

use super::super::Report;
use super::super::answer::Answer;
use super::super::run::{Exercise, check, given, mistake};
use ndarray::{Array1, Array2, array};

/// 2.8: the derivative of exp(sin x²).
pub fn chain_rule(yours: fn(f64) -> f64) -> Report {
    check(&chain(), move |x| yours(*x).into())
}

fn chain() -> Exercise<f64> {
    Exercise {
        number: "2.8",
        cases: vec![1.0, 0.5, -2.0, 3.0, 0.0],
        describe: |x| given([("x", (*x).into())]),
        correct: |x| ((x * x).sin().exp() * (x * x).cos() * 2.0 * x).into(),
        mistakes: vec![
            mistake(
                |x| ((x * x).sin().exp() * (x * x).cos()).into(),
                msg!("The innermost derivative is missing: what is the slope of x²?"),
            ),
            mistake(
                |x| ((x * x).sin().exp() * 2.0 * x).into(),
                msg!("The middle derivative is missing: three functions, three factors."),
            ),
            mistake(
                |x| ((x * x).cos() * 2.0 * x).into(),
                msg!(
                    "The outermost factor is missing: exp is its own derivative, taken at the inner value."
                ),
            ),
            mistake(
                |x| ((x * x).cos().exp() * 2.0 * x).into(),
                msg!(
                    "The derivatives have gone inside the function: each factor stands outside, and is taken at the value inside."
                ),
            ),
            mistake(
                |x| (x.exp() * x.cos() * 2.0 * x).into(),
                msg!("Each outer derivative is taken at the inner value, not at x itself."),
            ),
            mistake(
                |x| (-(x * x).sin().exp() * (x * x).cos() * 2.0 * x).into(),
                msg!("The derivative of sin is +cos; the minus belongs to that of cos."),
            ),
        ],
        lesson: msg!(
            "A network of a hundred layers has at least a hundred such factors; §2.2 multiplies them from the outside in, starting at the loss. Notice that the function stays between 1/e and e while its slope swings up to ±2.92x: bounded outputs do not mean bounded gradients."
        ),
    }
}

/// A neuron and one sample.
#[derive(Clone)]
struct Neuron {
    w: f64,
    b: f64,
    x: f64,
    y: f64,
}

fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

impl Neuron {
    fn output(&self) -> f64 {
        sigmoid(self.w * self.x + self.b)
    }

    /// ∂L/∂z.
    fn delta(&self) -> f64 {
        let a = self.output();
        (a - self.y) * a * (1.0 - a)
    }
}

/// 2.9: the gradient of ½(σ(wx + b) − y)² for w and b.
pub fn neuron(yours: fn(f64, f64, f64, f64) -> (f64, f64)) -> Report {
    check(&single(), move |case| yours(case.w, case.b, case.x, case.y).into())
}

fn single() -> Exercise<Neuron> {
    let case = |w, b, x, y| Neuron { w, b, x, y };
    Exercise {
        number: "2.9",
        cases: vec![
            case(0.5, 0.25, 2.0, 1.0),
            case(1.0, -1.0, 3.0, 0.0),
            case(-2.0, 0.5, 0.25, 1.0),
            case(0.3, 0.0, -1.5, 0.5),
        ],
        describe: |case| {
            given([
                ("w", case.w.into()),
                ("b", case.b.into()),
                ("x", case.x.into()),
                ("y", case.y.into()),
            ])
        },
        correct: |case| (case.delta() * case.x, case.delta()).into(),
        mistakes: vec![
            mistake(
                |case| {
                    let error = case.output() - case.y;
                    (error * case.x, error).into()
                },
                msg!(
                    "The sigmoid's own factor is missing: between ∂L/∂a and ∂L/∂z stands σ′(z) = a(1 − a)."
                ),
            ),
            mistake(
                |case| (case.delta(), case.delta()).into(),
                msg!("∂z/∂w is x: the gradient of w is ∂L/∂z times the input."),
            ),
            mistake(
                |case| (case.delta() * case.x, case.delta() * case.x).into(),
                msg!("∂z/∂b is 1, not x: the gradient of b is ∂L/∂z as it is."),
            ),
            mistake(
                |case| (case.delta() * case.w, case.delta()).into(),
                msg!("This multiplies by w, which gives ∂L/∂x; for ∂L/∂w multiply by x."),
            ),
            mistake(
                |case| (-case.delta() * case.x, -case.delta()).into(),
                msg!(
                    "The sign is reversed: the derivative of ½(a − y)² is a − y, prediction minus target."
                ),
            ),
            mistake(
                |case| (2.0 * case.delta() * case.x, 2.0 * case.delta()).into(),
                msg!("Twice too large: the ½ in the loss cancels the 2 of the square."),
            ),
            mistake(
                |case| {
                    let a = case.output();
                    let delta = (a - case.y) * sigmoid(a) * (1.0 - sigmoid(a));
                    (delta * case.x, delta).into()
                },
                msg!(
                    "The sigmoid is applied twice: σ′ is taken at z, and a = σ(z) already is its output, so the factor is a(1 − a)."
                ),
            ),
            mistake(
                |case| (case.delta(), case.delta() * case.x).into(),
                msg!("The two are exchanged: ∂L/∂w stands first."),
            ),
        ],
        lesson: msg!(
            "For y = 1 the bias hears −a(1 − a)², and most at a = ⅓: 4/27 ≈ 0.15 is the largest gradient it can ever get. At z = −10 it hears 4.5 · 10⁻⁵ in size, with cross-entropy 0.99995 (§2.2). And ∂L/∂w is x times ∂L/∂b: an input of 0 teaches w nothing."
        ),
    }
}

/// (W, x, g) ↦ (∂L/∂W, ∂L/∂b, ∂L/∂x).
type DenseBackward =
    fn(&Array2<f64>, &Array1<f64>, &Array1<f64>) -> (Array2<f64>, Array1<f64>, Array1<f64>);

/// 2.10: back through a dense layer, (gxᵀ, g, Wᵀg).
pub fn dense_backward(yours: DenseBackward) -> Report {
    check(&dense(), move |(w, x, g)| yours(w, x, g).into())
}

fn outer(u: &Array1<f64>, v: &Array1<f64>) -> Array2<f64> {
    Array2::from_shape_fn((u.len(), v.len()), |(i, j)| u[i] * v[j])
}

fn dense() -> Exercise<(Array2<f64>, Array1<f64>, Array1<f64>)> {
    Exercise {
        number: "2.10",
        cases: vec![
            (array![[1.0, 2.0], [3.0, 4.0]], array![1.0, -1.0], array![0.5, 2.0]),
            (array![[1.0, 0.0, -1.0], [2.0, 1.0, 0.5]], array![1.0, 2.0, 3.0], array![1.0, -1.0]),
            (array![[2.0], [0.5], [-1.0]], array![4.0], array![1.0, 0.0, 3.0]),
        ],
        describe: |(w, x, g)| {
            given([("W", w.clone().into()), ("x", x.clone().into()), ("g", g.clone().into())])
        },
        correct: |(w, x, g)| (outer(g, x), g.clone(), w.t().dot(g)).into(),
        mistakes: vec![
            mistake(
                |(w, x, g)| (outer(x, g), g.clone(), w.t().dot(g)).into(),
                msg!(
                    "∂L/∂W is transposed: it has the shape of W, one row per output, so it is gxᵀ."
                ),
            ),
            mistake(
                |(w, x, g)| {
                    if w.nrows() == w.ncols() {
                        (outer(g, x), g.clone(), w.dot(g)).into()
                    } else {
                        Answer::Stopped
                    }
                },
                msg!(
                    "On the way back the matrix is transposed: ∂L/∂x = Wᵀg. With W itself the shapes fit only when it is square."
                ),
            ),
            mistake(
                |(w, x, g)| (outer(g, x), Array1::ones(g.len()), w.t().dot(g)).into(),
                msg!("∂y/∂b is 1, but the chain rule still multiplies it by g: ∂L/∂b = g."),
            ),
            mistake(
                |(w, x, g)| (outer(g, &w.dot(x)), g.clone(), w.t().dot(g)).into(),
                msg!("∂L/∂W needs what went into the layer, x; this takes what came out."),
            ),
            mistake(
                |(w, x, g)| (outer(g, x), w.t().dot(g), g.clone()).into(),
                msg!("All three are right, but ∂L/∂b stands second and ∂L/∂x third."),
            ),
            mistake(
                |(w, x, g)| (outer(g, x), g.clone(), w.sum_axis(ndarray::Axis(0))).into(),
                msg!(
                    "∂L/∂x leaves out g: each row of W is weighted with the gradient of its output before adding."
                ),
            ),
        ],
        lesson: msg!(
            "For a batch with one example in each row (§1.4, chapter 6) the three answers become GᵀX, the column sums of G, and GW. One example changes W by a matrix of rank 1, a batch of B by rank B at most. In the first layer nobody needs ∂L/∂x, and frameworks leave it out."
        ),
    }
}

/// The weights of both layers, an input and the number of the right class.
type Example = (Array2<f64>, Array2<f64>, Array1<f64>, usize);

/// (W₁, W₂, x, k) ↦ (∂L/∂W₁, ∂L/∂W₂).
type TwoLayers = fn(&Array2<f64>, &Array2<f64>, &Array1<f64>, usize) -> (Array2<f64>, Array2<f64>);

/// 2.11: back through W₂ ReLU(W₁x), softmax and cross-entropy.
pub fn two_layers(yours: TwoLayers) -> Report {
    check(&network(), move |(w1, w2, x, k)| yours(w1, w2, x, *k).into())
}

/// What the forward pass leaves behind: z₁, h and p − y.
struct Pass {
    z1: Array1<f64>,
    h: Array1<f64>,
    g: Array1<f64>,
}

fn forward((w1, w2, x, k): &Example) -> Pass {
    let z1 = w1.dot(x);
    let h = z1.mapv(|z| z.max(0.0));
    let powers = w2.dot(&h).mapv(f64::exp);
    let mut g = &powers / powers.sum();
    g[*k] -= 1.0;
    Pass { z1, h, g }
}

/// 1 where z is positive, and 0 elsewhere.
fn on(z: &Array1<f64>) -> Array1<f64> {
    z.mapv(|z| if z > 0.0 { 1.0 } else { 0.0 })
}

fn network() -> Exercise<Example> {
    Exercise {
        number: "2.11",
        cases: vec![
            (
                array![[1.0, -1.0, 0.5], [0.5, 1.0, -1.0]],
                array![[1.0, -0.5], [0.0, 1.0], [-1.0, 0.25]],
                array![1.0, 2.0, 0.5],
                0,
            ),
            (
                array![[1.0, 0.5], [-0.5, 1.0]],
                array![[0.5, -1.0], [1.0, 0.25]],
                array![2.0, 1.5],
                1,
            ),
            (
                array![[0.5, -1.0], [1.0, 1.0], [-1.0, 0.25]],
                array![[1.0, 0.5, -1.0], [-0.5, 1.0, 2.0]],
                array![1.0, -0.5],
                1,
            ),
        ],
        describe: |(w1, w2, x, k)| {
            given([
                ("W₁", w1.clone().into()),
                ("W₂", w2.clone().into()),
                ("x", x.clone().into()),
                ("k", (*k as f64).into()),
            ])
        },
        correct: |example| {
            let (_, w2, x, _) = example;
            let Pass { z1, h, g } = forward(example);
            (outer(&(w2.t().dot(&g) * on(&z1)), x), outer(&g, &h)).into()
        },
        mistakes: vec![
            mistake(
                |example| {
                    let (_, w2, x, _) = example;
                    let Pass { h, g, .. } = forward(example);
                    (outer(&w2.t().dot(&g), x), outer(&g, &h)).into()
                },
                msg!(
                    "∂L/∂W₂ is right. On the way to ∂L/∂W₁ a unit that was off passes something back: what is missing between h and z₁?"
                ),
            ),
            mistake(
                |example| {
                    let (_, w2, x, k) = example;
                    let Pass { z1, h, mut g } = forward(example);
                    g[*k] += 1.0;
                    (outer(&(w2.t().dot(&g) * on(&z1)), x), outer(&g, &h)).into()
                },
                msg!(
                    "This starts with p. What does the loss subtract from it, so that a perfect answer has no gradient?"
                ),
            ),
            mistake(
                |example| {
                    let (_, w2, x, _) = example;
                    let Pass { z1, h, g } = forward(example);
                    (outer(&(-w2.t().dot(&g) * on(&z1)), x), -outer(&g, &h)).into()
                },
                msg!("The sign is reversed: prediction minus truth, p − y."),
            ),
            mistake(
                |example| {
                    let (_, w2, x, _) = example;
                    let Pass { z1, g, .. } = forward(example);
                    (outer(&(w2.t().dot(&g) * on(&z1)), x), outer(&g, &z1)).into()
                },
                msg!("∂L/∂W₂ takes z₁. What did the second layer really receive, after ReLU?"),
            ),
            mistake(
                |example| {
                    let (_, w2, x, _) = example;
                    let Pass { h, g, .. } = forward(example);
                    let gated = (w2.t().dot(&g)).mapv(|g| g.max(0.0));
                    (outer(&gated, x), outer(&g, &h)).into()
                },
                msg!(
                    "This applies ReLU to the gradient. The sign of z₁ decides what passes, and a negative gradient passes just as well."
                ),
            ),
            mistake(
                |example| {
                    let (_, w2, x, _) = example;
                    let Pass { z1, h, g } = forward(example);
                    (outer(x, &(w2.t().dot(&g) * on(&z1))), outer(&h, &g)).into()
                },
                msg!(
                    "Both are transposed: a gradient has the shape of its weights, one row for each output."
                ),
            ),
        ],
        lesson: msg!(
            "A test for free: the entries of p − y add up to 0, so every column of ∂L/∂W₂ does. And look at your softmax: if it takes `exp` of the scores as they are, a score of 1000 makes NaN of everything; Exercise 2.4 knows the cure. Exercise 6.14 asks for a whole batch, with biases."
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::run::testing::sound;
    use super::*;

    #[test]
    fn stubs_fail_solutions_pass_and_mistakes_are_named() {
        sound(&chain());
        sound(&single());
        sound(&dense());
        sound(&network());
    }

    #[test]
    fn the_neurons_gradient_is_the_slope_of_its_loss() {
        let loss = |w: f64, b: f64, x: f64, y: f64| (sigmoid(w * x + b) - y).powi(2) / 2.0;
        let h = 1e-5;
        for Neuron { w, b, x, y } in single().cases {
            let delta = Neuron { w, b, x, y }.delta();
            let by_w = (loss(w + h, b, x, y) - loss(w - h, b, x, y)) / (2.0 * h);
            let by_b = (loss(w, b + h, x, y) - loss(w, b - h, x, y)) / (2.0 * h);
            assert!((by_w - delta * x).abs() < 1e-9);
            assert!((by_b - delta).abs() < 1e-9);
        }
    }

    #[test]
    fn the_networks_gradients_are_those_of_the_tape() {
        use crate::calculus::Var;
        for example in network().cases {
            let (w1, w2, x, k) = example.clone();
            let (v1, v2) = (Var::parameter(w1.t().to_owned()), Var::parameter(w2.t().to_owned()));
            let row = Var::constant(x.clone().insert_axis(ndarray::Axis(0)));
            let scores = row.matmul(&v1).unwrap().relu().matmul(&v2).unwrap();
            scores.cross_entropy(&[k]).unwrap().backward().unwrap();
            let Pass { z1, h, g } = forward(&example);
            let first = outer(&x, &(w2.t().dot(&g) * on(&z1))) - v1.gradient().unwrap();
            let second = outer(&h, &g) - v2.gradient().unwrap();
            assert!(first.iter().chain(&second).all(|d| d.abs() < 1e-14));
        }
    }

    #[test]
    fn the_long_task_of_the_chapter_can_be_done() {
        let mut random = crate::random::RandomState::new(1);
        let mut w1 = random.randn2(8, 3) * (2.0_f64 / 3.0).sqrt();
        let mut w2 = random.randn2(2, 8) * (2.0_f64 / 8.0).sqrt();
        let inputs = [
            array![0.0, 0.0, 1.0],
            array![0.0, 1.0, 1.0],
            array![1.0, 0.0, 1.0],
            array![1.0, 1.0, 1.0],
        ];
        for _ in 0..1000 {
            let (mut first, mut second) = (Array2::zeros((8, 3)), Array2::zeros((2, 8)));
            for (x, k) in inputs.iter().zip([0, 1, 1, 0]) {
                let example = (w1.clone(), w2.clone(), x.clone(), k);
                let Pass { z1, h, g } = forward(&example);
                first += &outer(&(w2.t().dot(&g) * on(&z1)), x);
                second += &outer(&g, &h);
            }
            w1 -= &(0.1 * first);
            w2 -= &(0.1 * second);
        }
        for (x, k) in inputs.iter().zip([0, 1, 1, 0]) {
            let Pass { g, .. } = forward(&(w1.clone(), w2.clone(), x.clone(), k));
            assert!(g[k] > -0.1, "{x}: {g}");
        }
    }
}
