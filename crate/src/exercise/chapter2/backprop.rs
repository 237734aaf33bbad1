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
                "The inner derivative is missing: multiply by (x²)′ = 2x.",
                "안쪽 함수의 도함수가 빠졌습니다. (x²)′ = 2x를 곱하세요.",
            ),
            mistake(
                |x| (2.0 * x).cos().into(),
                "The inner derivative has gone inside the cosine: the argument stays x², and 2x multiplies from outside.",
                "안쪽 함수의 도함수를 코사인 안에 넣었습니다. 코사인 안은 x² 그대로 두고 2x는 밖에서 곱합니다.",
            ),
            mistake(
                |x| (2.0 * x * (2.0 * x).cos()).into(),
                "The argument of the cosine stays x²; only the factor outside is 2x.",
                "코사인 안은 x² 그대로입니다. 밖에 곱하는 것만 2x입니다.",
            ),
            mistake(
                |x| (2.0 * x * x.cos()).into(),
                "The outer derivative is taken at the inner value: cos(x²), not cos x.",
                "바깥 함수의 도함수에는 안쪽 값을 넣습니다. cos x가 아니라 cos(x²)입니다.",
            ),
            mistake(
                |x| (2.0 * x.sin() * x.cos()).into(),
                "That is the derivative of (sin x)²; here the square is inside.",
                "(sin x)²의 도함수입니다. 여기서는 제곱이 안쪽에 있습니다.",
            ),
            mistake(
                |x| (-2.0 * x * (x * x).cos()).into(),
                "The derivative of sin is +cos; the minus belongs to that of cos.",
                "sin의 도함수는 +cos입니다. 음의 부호는 cos을 미분할 때 나옵니다.",
            ),
            mistake(
                |x| (2.0 * x * (x * x).sin()).into(),
                "The outer function is still sin: differentiate it as well, to cos.",
                "바깥 함수 sin이 그대로입니다. 이것도 미분해 cos으로 바꾸세요.",
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
                "The sigmoid's own factor is missing: between ∂L/∂a and ∂L/∂z stands σ′(z) = a(1 − a).",
                "시그모이드의 몫이 빠졌습니다. ∂L/∂a와 ∂L/∂z 사이에는 σ′(z) = a(1 − a)가 있습니다.",
            ),
            mistake(
                |case| (case.delta(), case.delta()).into(),
                "∂z/∂w is x: the gradient of w is ∂L/∂z times the input.",
                "∂z/∂w는 x입니다. w의 기울기는 ∂L/∂z에 입력을 곱한 값입니다.",
            ),
            mistake(
                |case| (case.delta() * case.x, case.delta() * case.x).into(),
                "∂z/∂b is 1, not x: the gradient of b is ∂L/∂z as it is.",
                "∂z/∂b는 x가 아니라 1입니다. b의 기울기는 ∂L/∂z 그대로입니다.",
            ),
            mistake(
                |case| (case.delta() * case.w, case.delta()).into(),
                "This multiplies by w, which gives ∂L/∂x; for ∂L/∂w multiply by x.",
                "w를 곱해 ∂L/∂x를 구했습니다. ∂L/∂w에는 x를 곱하세요.",
            ),
            mistake(
                |case| (-case.delta() * case.x, -case.delta()).into(),
                "The sign is reversed: the derivative of ½(a − y)² is a − y, prediction minus target.",
                "부호가 반대입니다. ½(a − y)²의 도함수는 예측에서 목표를 뺀 a − y입니다.",
            ),
            mistake(
                |case| (2.0 * case.delta() * case.x, 2.0 * case.delta()).into(),
                "Twice too large: the ½ in the loss cancels the 2 of the square.",
                "두 배로 나왔습니다. 손실의 ½이 제곱에서 나온 2를 없앱니다.",
            ),
            mistake(
                |case| {
                    let a = case.output();
                    let delta = (a - case.y) * sigmoid(a) * (1.0 - sigmoid(a));
                    (delta * case.x, delta).into()
                },
                "The sigmoid is applied twice: σ′ is taken at z, and a = σ(z) already is its output, so the factor is a(1 − a).",
                "시그모이드를 두 번 적용했습니다. σ′은 z에서 구합니다. a = σ(z)가 이미 출력이므로 곱할 값은 a(1 − a)입니다.",
            ),
            mistake(
                |case| (case.delta(), case.delta() * case.x).into(),
                "The two are exchanged: ∂L/∂w stands first.",
                "두 값의 순서가 바뀌었습니다. ∂L/∂w가 먼저입니다.",
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
                "The gradient passes unchanged: where z ≤ 0 the unit was off, and its gradient is 0.",
                "기울기가 그대로 지나갔습니다. z ≤ 0인 유닛은 꺼져 있었으므로 기울기가 0입니다.",
            ),
            mistake(
                |(z, g)| (g * z.mapv(|z| if z >= 0.0 { 1.0 } else { 0.0 })).into(),
                "Right but for z = 0: the slope at the corner is 0 by convention, so test `z > 0.0`.",
                "z = 0만 빼고 맞습니다. 꺾인 점의 기울기는 관례대로 0이므로 `z > 0.0`으로 판정하세요.",
            ),
            mistake(
                |(_, g)| g.mapv(|g| g.max(0.0)).into(),
                "This applies ReLU to the gradient. The sign of z decides what passes, and a negative gradient passes just as well.",
                "기울기에 ReLU를 적용했습니다. 통과 여부는 z의 부호가 정하며, 음의 기울기도 그대로 통과합니다.",
            ),
            mistake(
                |(z, g)| (g * z.mapv(|z| z.max(0.0))).into(),
                "This multiplies by ReLU(z); the chain rule multiplies by its slope, 1 or 0.",
                "ReLU(z)를 곱했습니다. 연쇄 법칙에서는 기울기인 1 또는 0을 곱합니다.",
            ),
            mistake(
                |(z, _)| z.mapv(|z| if z > 0.0 { 1.0 } else { 0.0 }).into(),
                "These are ReLU's slopes alone: multiply them by the gradient g that arrives.",
                "ReLU의 기울기만 구했습니다. 위에서 내려온 g를 곱하세요.",
            ),
            mistake(
                |(z, g)| (g * z.mapv(|z| if z > 0.0 { 0.0 } else { 1.0 })).into(),
                "The gate is the wrong way round: the gradient passes where z is positive.",
                "반대로 걸렀습니다. 기울기는 z가 양수인 곳에서 통과합니다.",
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
                "∂L/∂W is transposed: it has the shape of W, one row per output, so it is gxᵀ.",
                "∂L/∂W가 전치되었습니다. W와 크기가 같고 출력마다 한 행이므로 gxᵀ입니다.",
            ),
            mistake(
                |(w, x, g)| {
                    if w.nrows() == w.ncols() {
                        (outer(g, x), g.clone(), w.dot(g)).into()
                    } else {
                        Answer::Stopped
                    }
                },
                "On the way back the matrix is transposed: ∂L/∂x = Wᵀg. With W itself the shapes fit only when it is square.",
                "거슬러 갈 때는 행렬을 전치합니다: ∂L/∂x = Wᵀg. W를 그대로 쓰면 정사각행렬일 때만 크기가 맞습니다.",
            ),
            mistake(
                |(w, x, g)| (outer(g, x), Array1::ones(g.len()), w.t().dot(g)).into(),
                "∂y/∂b is 1, but the chain rule still multiplies it by g: ∂L/∂b = g.",
                "∂y/∂b는 1이지만 연쇄 법칙에 따라 g를 곱해야 합니다: ∂L/∂b = g.",
            ),
            mistake(
                |(w, x, g)| (outer(g, &w.dot(x)), g.clone(), w.t().dot(g)).into(),
                "∂L/∂W needs what went into the layer, x; this takes what came out.",
                "∂L/∂W에는 층에 들어간 입력 x가 필요한데 출력을 썼습니다.",
            ),
            mistake(
                |(w, x, g)| (outer(g, x), w.t().dot(g), g.clone()).into(),
                "All three are right, but ∂L/∂b stands second and ∂L/∂x third.",
                "세 값은 모두 맞지만 두 번째가 ∂L/∂b, 세 번째가 ∂L/∂x입니다.",
            ),
            mistake(
                |(w, x, g)| (outer(g, x), g.clone(), w.sum_axis(ndarray::Axis(0))).into(),
                "∂L/∂x leaves out g: each row of W is weighted with the gradient of its output before adding.",
                "∂L/∂x에 g가 빠졌습니다. W의 각 행에 그 출력의 기울기를 곱한 뒤 더해야 합니다.",
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
