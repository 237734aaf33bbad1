//! Exercises for §2.2, the chain rule and backpropagation.

use super::super::Report;
use super::super::answer::Answer;
use super::super::run::{Exercise, check, given, mistake};
use ndarray::{Array1, Array2, array};

/// 2.10: the derivative of sin(x²).
pub fn chain_rule(yours: fn(f64) -> f64) -> Report {
    check(&chain(), move |x| yours(*x).into())
}

fn chain() -> Exercise<f64> {
    Exercise {
        number: "2.10",
        cases: vec![1.0, 0.5, -2.0, 3.0, 0.0],
        describe: |x| given([("x", (*x).into())]),
        correct: |x| (2.0 * x * (x * x).cos()).into(),
        mistakes: vec![
            mistake(
                |x| (x * x).cos().into(),
                msg!("The inner derivative is missing: multiply by (x²)′ = 2x."),
            ),
            mistake(
                |x| (2.0 * x).cos().into(),
                msg!(
                    "The inner derivative has gone inside the cosine: the argument stays x², and 2x multiplies from outside."
                ),
            ),
            mistake(
                |x| (2.0 * x * (2.0 * x).cos()).into(),
                msg!("The argument of the cosine stays x²; only the factor outside is 2x."),
            ),
            mistake(
                |x| (2.0 * x * x.cos()).into(),
                msg!("The outer derivative is taken at the inner value: cos(x²), not cos x."),
            ),
            mistake(
                |x| (2.0 * x.sin() * x.cos()).into(),
                msg!("That is the derivative of (sin x)²; here the square is inside."),
            ),
            mistake(
                |x| (-2.0 * x * (x * x).cos()).into(),
                msg!("The derivative of sin is +cos; the minus belongs to that of cos."),
            ),
            mistake(
                |x| (2.0 * x * (x * x).sin()).into(),
                msg!("The outer function is still sin: differentiate it as well, to cos."),
            ),
        ],
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

/// 2.11: the gradient of ½(σ(wx + b) − y)² for w and b.
pub fn neuron(yours: fn(f64, f64, f64, f64) -> (f64, f64)) -> Report {
    check(&single(), move |case| yours(case.w, case.b, case.x, case.y).into())
}

fn single() -> Exercise<Neuron> {
    let case = |w, b, x, y| Neuron { w, b, x, y };
    Exercise {
        number: "2.11",
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
    }
}

type Pair = (Array1<f64>, Array1<f64>);

/// 2.12: back through ReLU, g where z > 0 and 0 elsewhere.
pub fn relu_backward(yours: fn(&Array1<f64>, &Array1<f64>) -> Array1<f64>) -> Report {
    check(&gate(), move |(z, g)| yours(z, g).into())
}

fn gate() -> Exercise<Pair> {
    Exercise {
        number: "2.12",
        cases: vec![
            (array![1.0, -2.0, 3.0], array![0.5, 1.0, -2.0]),
            (array![0.0, -1.0, 2.0], array![1.0, -3.0, 4.0]),
            (array![-1.0, -2.0], array![5.0, -5.0]),
            (array![0.1], array![7.0]),
        ],
        describe: |(z, g)| given([("z", z.clone().into()), ("g", g.clone().into())]),
        correct: |(z, g)| (g * z.mapv(|z| if z > 0.0 { 1.0 } else { 0.0 })).into(),
        mistakes: vec![
            mistake(
                |(_, g)| g.clone().into(),
                msg!(
                    "The gradient passes unchanged: where z ≤ 0 the unit was off, and its gradient is 0."
                ),
            ),
            mistake(
                |(z, g)| (g * z.mapv(|z| if z >= 0.0 { 1.0 } else { 0.0 })).into(),
                msg!(
                    "Right but for z = 0: the slope at the corner is 0 by convention, so test `z > 0.0`."
                ),
            ),
            mistake(
                |(_, g)| g.mapv(|g| g.max(0.0)).into(),
                msg!(
                    "This applies ReLU to the gradient. The sign of z decides what passes, and a negative gradient passes just as well."
                ),
            ),
            mistake(
                |(z, g)| (g * z.mapv(|z| z.max(0.0))).into(),
                msg!("This multiplies by ReLU(z); the chain rule multiplies by its slope, 1 or 0."),
            ),
            mistake(
                |(z, _)| z.mapv(|z| if z > 0.0 { 1.0 } else { 0.0 }).into(),
                msg!(
                    "These are ReLU's slopes alone: multiply them by the gradient g that arrives."
                ),
            ),
            mistake(
                |(z, g)| (g * z.mapv(|z| if z > 0.0 { 0.0 } else { 1.0 })).into(),
                msg!("The gate is the wrong way round: the gradient passes where z is positive."),
            ),
        ],
    }
}

/// (W, x, g) ↦ (∂L/∂W, ∂L/∂b, ∂L/∂x).
type DenseBackward =
    fn(&Array2<f64>, &Array1<f64>, &Array1<f64>) -> (Array2<f64>, Array1<f64>, Array1<f64>);

/// 2.13: back through a dense layer, (gxᵀ, g, Wᵀg).
pub fn dense_backward(yours: DenseBackward) -> Report {
    check(&dense(), move |(w, x, g)| yours(w, x, g).into())
}

fn outer(u: &Array1<f64>, v: &Array1<f64>) -> Array2<f64> {
    Array2::from_shape_fn((u.len(), v.len()), |(i, j)| u[i] * v[j])
}

fn dense() -> Exercise<(Array2<f64>, Array1<f64>, Array1<f64>)> {
    Exercise {
        number: "2.13",
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
        sound(&gate());
        sound(&dense());
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
}
