//! Exercises for §2.3, optimisation.

use super::super::Report;
use super::super::run::{Exercise, check, given, mistake};
use ndarray::{Array1, array};

/// (θ, g, α) ↦ θ.
type Step = fn(&Array1<f64>, &Array1<f64>, f64) -> Array1<f64>;

/// 2.14: one step of gradient descent, θ − αg.
pub fn descent_step(yours: Step) -> Report {
    check(&one_step(), move |(theta, g, rate)| yours(theta, g, *rate).into())
}

fn one_step() -> Exercise<(Array1<f64>, Array1<f64>, f64)> {
    Exercise {
        number: "2.14",
        cases: vec![
            (array![3.0, 3.0], array![6.0, 24.0], 0.1),
            (array![1.0, -2.0, 0.5], array![-4.0, 1.0, 0.0], 0.25),
            (array![0.0], array![-3.0], 2.0),
        ],
        describe: |(theta, g, rate)| {
            given([("θ", theta.clone().into()), ("g", g.clone().into()), ("α", (*rate).into())])
        },
        correct: |(theta, g, rate)| (theta - *rate * g).into(),
        mistakes: vec![
            mistake(
                |(theta, g, rate)| (theta + *rate * g).into(),
                "This climbs: the gradient points uphill, so the step is subtracted.",
                "올라가고 있습니다. 기울기 벡터는 올라가는 방향이므로 빼야 합니다.",
            ),
            mistake(
                |(theta, g, _)| (theta - g).into(),
                "The learning rate is missing: subtract α times the gradient.",
                "학습률이 빠졌습니다. 기울기에 α를 곱해 빼세요.",
            ),
            mistake(
                |(_, g, rate)| (-*rate * g).into(),
                "That is the step alone: add it to where you stand, θ.",
                "걸음만 구했습니다. 지금 있는 자리 θ에 더하세요.",
            ),
            mistake(
                |(theta, g, rate)| (*rate * (theta - g)).into(),
                "The learning rate multiplies the gradient only, not θ: mind the parentheses.",
                "학습률은 θ가 아니라 기울기에만 곱합니다. 괄호에 주의하세요.",
            ),
            mistake(
                |(theta, g, rate)| (theta - g / *rate).into(),
                "The learning rate multiplies; this divides by it.",
                "학습률은 곱하는 값인데 나누었습니다.",
            ),
            mistake(
                |(theta, g, rate)| (theta - *rate * g / g.dot(g).sqrt()).into(),
                "The gradient is not normalised: a steeper slope makes a longer step.",
                "기울기를 길이로 나누지 않습니다. 가파를수록 걸음이 길어집니다.",
            ),
        ],
    }
}

type Gradient = fn(&Array1<f64>) -> Array1<f64>;

/// Where to begin, on which landscape, and how to walk.
#[derive(Clone)]
struct Walk {
    loss: &'static str,
    gradient: Gradient,
    start: Array1<f64>,
    rate: f64,
    steps: usize,
}

impl Walk {
    /// θ ← θ − rate·∇L(θ), so many times.
    fn after(&self, steps: usize, rate: f64) -> Array1<f64> {
        (0..steps).fold(self.start.clone(), |theta, _| &theta - rate * (self.gradient)(&theta))
    }
}

/// (∇L, start, α, steps) ↦ θ.
type Descend = fn(Gradient, &Array1<f64>, f64, usize) -> Array1<f64>;

/// 2.15: gradient descent, step by step.
pub fn descend(yours: Descend) -> Report {
    check(&walk(), move |case| yours(case.gradient, &case.start, case.rate, case.steps).into())
}

fn walk() -> Exercise<Walk> {
    let bowl: Gradient = |v| array![2.0 * v[0], 8.0 * v[1]];
    let quartic: Gradient = |v| v.mapv(|x| x.powi(3));
    let on_bowl =
        |start, rate, steps| Walk { loss: "x² + 4y²", gradient: bowl, start, rate, steps };
    Exercise {
        number: "2.15",
        cases: vec![
            on_bowl(array![3.0, 3.0], 0.1, 50),
            on_bowl(array![1.0, -1.0], 0.05, 1),
            Walk { loss: "x⁴/4", gradient: quartic, start: array![2.0], rate: 0.1, steps: 3 },
            on_bowl(array![2.0, 1.0], 0.1, 0),
        ],
        describe: |case| {
            let numbers = given([
                ("start", case.start.clone().into()),
                ("rate", case.rate.into()),
                ("steps", (case.steps as f64).into()),
            ]);
            format!("L = {}, {numbers}", case.loss)
        },
        correct: |case| case.after(case.steps, case.rate).into(),
        mistakes: vec![
            mistake(
                |case| case.after(1, case.rate).into(),
                "One step is taken, whatever `steps` says: repeat it in a loop.",
                "`steps`와 상관없이 한 걸음만 갔습니다. 반복문으로 되풀이하세요.",
            ),
            mistake(
                |case| case.start.clone().into(),
                "You are still at the start. A `let theta = …` inside the loop makes a new variable that is forgotten at once: assign with `theta = …` and declare it `let mut` before the loop.",
                "아직 출발점에 있습니다. 반복문 안의 `let theta = …`는 곧 사라질 새 변수를 만듭니다. 반복문 앞에서 `let mut`로 선언하고 안에서는 `theta = …`로 대입하세요.",
            ),
            mistake(
                |case| {
                    let slope = (case.gradient)(&case.start);
                    (&case.start - case.steps as f64 * case.rate * slope).into()
                },
                "The gradient is always the one at the start: compute it anew at the present θ in every step.",
                "언제나 출발점의 기울기를 썼습니다. 걸음마다 현재 θ에서 다시 구하세요.",
            ),
            mistake(
                |case| case.after(case.steps + 1, case.rate).into(),
                "One step too many: `0..steps` runs `steps` times, `0..=steps` once more.",
                "한 걸음 더 갔습니다. `0..steps`는 `steps`번, `0..=steps`는 한 번 더 돕니다.",
            ),
            mistake(
                |case| case.after(case.steps.saturating_sub(1), case.rate).into(),
                "One step too few: `1..steps` leaves out its upper end; begin at 0.",
                "한 걸음 모자랍니다. `1..steps`는 끝값을 포함하지 않으므로 0부터 시작하세요.",
            ),
            mistake(
                |case| case.after(case.steps, -case.rate).into(),
                "This climbs: subtract the gradient.",
                "올라가고 있습니다. 기울기를 빼세요.",
            ),
        ],
    }
}

/// 2.16: the limit of the learning rate, 2/λmax.
pub fn largest_rate(yours: fn(&Array1<f64>) -> f64) -> Report {
    check(&limit(), move |values| yours(values).into())
}

fn largest(values: &Array1<f64>) -> f64 {
    values.iter().copied().fold(f64::NEG_INFINITY, f64::max)
}

fn limit() -> Exercise<Array1<f64>> {
    Exercise {
        number: "2.16",
        cases: vec![array![2.0, 8.0], array![10.0, 1.0, 4.0], array![0.5], array![3.0, 5.0, 0.1]],
        describe: |values| given([("eigenvalues", values.clone().into())]),
        correct: |values| (2.0 / largest(values)).into(),
        mistakes: vec![
            mistake(
                |values| (1.0 / largest(values)).into(),
                "1/λmax is the rate that reaches the bottom of the steepest direction in one step; errors still shrink up to twice that.",
                "1/λmax는 가장 가파른 방향의 바닥에 한 걸음에 닿는 학습률입니다. 그 두 배까지도 오차는 줄어듭니다.",
            ),
            mistake(
                |values| (2.0 / values.iter().copied().fold(f64::INFINITY, f64::min)).into(),
                "This is the limit of the flattest direction; the steepest one, with the largest eigenvalue, diverges first.",
                "가장 평평한 방향의 한계입니다. 고윳값이 가장 큰 가파른 방향이 먼저 발산합니다.",
            ),
            mistake(
                |values| (2.0 / values[0]).into(),
                "The eigenvalues are not sorted: take the largest, not the first.",
                "고윳값은 정렬되어 있지 않습니다. 첫 번째가 아니라 가장 큰 값을 쓰세요.",
            ),
            mistake(
                |values| (2.0 / values[values.len() - 1]).into(),
                "The eigenvalues are not sorted: take the largest, not the last.",
                "고윳값은 정렬되어 있지 않습니다. 마지막이 아니라 가장 큰 값을 쓰세요.",
            ),
            mistake(
                |values| (2.0 / values.sum()).into(),
                "Each direction shrinks on its own: only the largest eigenvalue limits α, not their sum.",
                "방향마다 따로 줄어듭니다. α를 제한하는 것은 합이 아니라 가장 큰 고윳값입니다.",
            ),
            mistake(
                |values| (largest(values) / 2.0).into(),
                "The fraction is upside down: the steeper the bowl, the smaller the rate has to be.",
                "분수가 뒤집혔습니다. 그릇이 가파를수록 학습률은 작아야 합니다.",
            ),
        ],
    }
}

/// The state of a heavy ball, and its settings.
#[derive(Clone)]
struct Ball {
    theta: Array1<f64>,
    v: Array1<f64>,
    g: Array1<f64>,
    rate: f64,
    mu: f64,
}

/// (θ, v, g, α, μ) ↦ (θ, v).
type MomentumStep =
    fn(&Array1<f64>, &Array1<f64>, &Array1<f64>, f64, f64) -> (Array1<f64>, Array1<f64>);

/// 2.17: a step with momentum, v ← μv + g, θ ← θ − αv.
pub fn momentum_step(yours: MomentumStep) -> Report {
    check(&momentum(), move |ball| yours(&ball.theta, &ball.v, &ball.g, ball.rate, ball.mu).into())
}

fn momentum() -> Exercise<Ball> {
    let ball = |theta, v, g, rate, mu| Ball { theta, v, g, rate, mu };
    Exercise {
        number: "2.17",
        cases: vec![
            ball(array![1.0, 2.0], array![0.0, 0.0], array![1.0, -1.0], 0.1, 0.9),
            ball(array![0.0], array![2.0], array![1.0], 0.5, 0.75),
            ball(array![3.0, -1.0], array![1.0, 4.0], array![-2.0, 0.5], 0.01, 0.9),
        ],
        describe: |ball| {
            given([
                ("θ", ball.theta.clone().into()),
                ("v", ball.v.clone().into()),
                ("g", ball.g.clone().into()),
                ("α", ball.rate.into()),
                ("μ", ball.mu.into()),
            ])
        },
        correct: |ball| {
            let v = ball.mu * &ball.v + &ball.g;
            (&ball.theta - ball.rate * &v, v).into()
        },
        mistakes: vec![
            mistake(
                |ball| {
                    let v = ball.mu * &ball.v + &ball.g;
                    (&ball.theta - ball.rate * &ball.v, v).into()
                },
                "The step uses the old velocity: update v first, then step with the new one.",
                "이전 속도로 걸음을 옮겼습니다. 먼저 v를 갱신하고 새 속도를 쓰세요.",
            ),
            mistake(
                |ball| {
                    let v = ball.mu * &ball.v + &ball.g;
                    (&ball.theta - ball.rate * &ball.g, v).into()
                },
                "The velocity is updated but not used: step with v, not with g.",
                "속도를 갱신하고도 쓰지 않았습니다. g가 아니라 v로 움직이세요.",
            ),
            mistake(
                |ball| {
                    let v = ball.mu * &ball.v + (1.0 - ball.mu) * &ball.g;
                    (&ball.theta - ball.rate * &v, v).into()
                },
                "The factor 1 − μ makes a mean of the gradients, as in Adam; the heavy ball adds g whole.",
                "1 − μ를 곱하면 Adam처럼 기울기의 평균이 됩니다. 모멘텀은 g를 그대로 더합니다.",
            ),
            mistake(
                |ball| {
                    let v = &ball.v + &ball.g;
                    (&ball.theta - ball.rate * &v, v).into()
                },
                "Without μ nothing is ever forgotten: the old velocity is multiplied by μ.",
                "μ가 없으면 속도가 줄지 않습니다. 이전 속도에 μ를 곱하세요.",
            ),
            mistake(
                |ball| {
                    let v = &ball.v + ball.mu * &ball.g;
                    (&ball.theta - ball.rate * &v, v).into()
                },
                "μ belongs to the old velocity, not to the gradient: v ← μv + g.",
                "μ는 기울기가 아니라 이전 속도에 곱합니다: v ← μv + g.",
            ),
            mistake(
                |ball| (&ball.theta - ball.rate * &ball.g, ball.g.clone()).into(),
                "The old velocity is lost, so this is plain gradient descent: v ← μv + g.",
                "이전 속도가 사라져 보통의 경사 하강법이 되었습니다: v ← μv + g.",
            ),
            mistake(
                |ball| {
                    let v = ball.mu * &ball.v + ball.rate * &ball.g;
                    (&ball.theta - &v, v).into()
                },
                "Another usual form, with α inside the velocity. Here v ← μv + g, and α multiplies in the step.",
                "속도 안에 α를 넣는 다른 형태입니다. 여기서는 v ← μv + g이고 α는 걸음을 옮길 때 곱합니다.",
            ),
            mistake(
                |ball| {
                    let v = ball.mu * &ball.v - ball.rate * &ball.g;
                    (&ball.theta + &v, v).into()
                },
                "Another usual form, with −α inside the velocity. Here v ← μv + g and θ ← θ − αv.",
                "속도 안에 −α를 넣는 다른 형태입니다. 여기서는 v ← μv + g, θ ← θ − αv입니다.",
            ),
            mistake(
                |ball| {
                    let v = ball.mu * &ball.v + &ball.g;
                    (&ball.theta + ball.rate * &v, v).into()
                },
                "This climbs: the velocity gathers gradients, which point uphill, so subtract αv.",
                "올라가고 있습니다. 속도는 올라가는 방향의 기울기를 모은 것이므로 αv를 빼세요.",
            ),
            mistake(
                |ball| {
                    let v = ball.mu * &ball.v + &ball.g;
                    (&ball.theta - &v, v).into()
                },
                "The learning rate is missing: θ ← θ − αv.",
                "학습률이 빠졌습니다: θ ← θ − αv.",
            ),
            mistake(
                |ball| {
                    let v = ball.mu * &ball.v + &ball.g;
                    (v.clone(), &ball.theta - ball.rate * &v).into()
                },
                "Both are right, but θ stands first and v second.",
                "두 값은 맞지만 θ가 먼저, v가 나중입니다.",
            ),
        ],
    }
}

/// Adam's state for one parameter, the gradient and the step's number.
#[derive(Clone)]
struct AdamCase {
    theta: f64,
    m: f64,
    v: f64,
    g: f64,
    t: i32,
    rate: f64,
}

const BETA1: f64 = 0.9;
const BETA2: f64 = 0.999;
const EPSILON: f64 = 1e-8;

impl AdamCase {
    /// The new m and v.
    fn means(&self) -> (f64, f64) {
        let m = BETA1 * self.m + (1.0 - BETA1) * self.g;
        (m, BETA2 * self.v + (1.0 - BETA2) * self.g * self.g)
    }

    /// m̂ and v̂ when the step's number is t.
    fn corrected(&self, t: i32) -> (f64, f64) {
        let (m, v) = self.means();
        (m / (1.0 - BETA1.powi(t)), v / (1.0 - BETA2.powi(t)))
    }

    /// θ after the step αm/(√v + ε).
    fn moved(&self, m: f64, v: f64) -> f64 {
        self.theta - self.rate * m / (v.sqrt() + EPSILON)
    }
}

/// (θ, m, v, g, t, α) ↦ (θ, m, v).
type AdamStep = fn(f64, f64, f64, f64, i32, f64) -> (f64, f64, f64);

/// 2.18: a step of Adam for one parameter.
pub fn adam_step(yours: AdamStep) -> Report {
    check(&adam(), move |c| yours(c.theta, c.m, c.v, c.g, c.t, c.rate).into())
}

fn adam() -> Exercise<AdamCase> {
    let case = |theta, m, v, g, t, rate| AdamCase { theta, m, v, g, t, rate };
    Exercise {
        number: "2.18",
        cases: vec![
            case(3.0, 0.0, 0.0, 6.0, 1, 0.01),
            case(0.0, 0.6, 0.036, 2.0, 2, 0.1),
            case(1.0, -0.5, 0.2, -3.0, 10, 0.001),
            // So small a gradient shows where ε stands.
            case(0.0, 0.0, 0.0, 1e-8, 1, 0.01),
        ],
        describe: |c| {
            given([
                ("θ", c.theta.into()),
                ("m", c.m.into()),
                ("v", c.v.into()),
                ("g", c.g.into()),
                ("t", f64::from(c.t).into()),
                ("α", c.rate.into()),
            ])
        },
        correct: |c| {
            let ((m, v), (m_hat, v_hat)) = (c.means(), c.corrected(c.t));
            (c.moved(m_hat, v_hat), m, v).into()
        },
        mistakes: vec![
            mistake(
                |c| {
                    let (m, v) = c.means();
                    (c.moved(m, v), m, v).into()
                },
                "The bias correction is missing: m and v begin at 0 and are too small at first; divide them by 1 − β₁ᵗ and 1 − β₂ᵗ.",
                "편향 보정이 빠졌습니다. m과 v는 0에서 시작해 처음에는 너무 작으므로 1 − β₁ᵗ과 1 − β₂ᵗ으로 나누세요.",
            ),
            mistake(
                |c| {
                    let ((m, v), (m_hat, _)) = (c.means(), c.corrected(c.t));
                    (c.moved(m_hat, v), m, v).into()
                },
                "Only m is corrected: divide v by 1 − β₂ᵗ as well.",
                "m만 보정했습니다. v도 1 − β₂ᵗ으로 나누세요.",
            ),
            mistake(
                |c| {
                    let ((m, v), (_, v_hat)) = (c.means(), c.corrected(c.t));
                    (c.moved(m, v_hat), m, v).into()
                },
                "Only v is corrected: divide m by 1 − β₁ᵗ as well.",
                "v만 보정했습니다. m도 1 − β₁ᵗ으로 나누세요.",
            ),
            mistake(
                |c| {
                    let (m_hat, v_hat) = c.corrected(c.t);
                    (c.moved(m_hat, v_hat), m_hat, v_hat).into()
                },
                "θ is right, but m̂ and v̂ are handed on: remember the uncorrected m and v, or the next step corrects twice.",
                "θ는 맞지만 m̂과 v̂을 넘겨주었습니다. 보정하지 않은 m과 v를 기억해야 다음 걸음에서 두 번 보정하지 않습니다.",
            ),
            mistake(
                |c| {
                    let ((m, v), (m_hat, v_hat)) = (c.means(), c.corrected(c.t - 1));
                    (c.moved(m_hat, v_hat), m, v).into()
                },
                "The power is t, not t − 1: steps count from 1, and 1 − β⁰ would divide by 0.",
                "지수는 t − 1이 아니라 t입니다. 단계는 1부터 세며, 1 − β⁰으로 나누면 0으로 나누게 됩니다.",
            ),
            mistake(
                |c| {
                    let ((m, v), (m_hat, v_hat)) = (c.means(), c.corrected(c.t));
                    (c.theta - c.rate * m_hat / (v_hat + EPSILON), m, v).into()
                },
                "The square root of v̂ is missing: v̂ is a mean of squares, its root has the size of a gradient.",
                "v̂의 제곱근이 빠졌습니다. v̂은 제곱의 평균이므로 제곱근을 취해야 기울기와 같은 크기가 됩니다.",
            ),
            mistake(
                |c| {
                    let ((m, v), (m_hat, v_hat)) = (c.means(), c.corrected(c.t));
                    (c.theta - c.rate * m_hat / (v_hat + EPSILON).sqrt(), m, v).into()
                },
                "ε stands outside the root: √v̂ + ε, not √(v̂ + ε).",
                "ε은 제곱근 밖에 있습니다. √(v̂ + ε)이 아니라 √v̂ + ε입니다.",
            ),
            mistake(
                |c| {
                    let ((m, v), (m_hat, v_hat)) = (c.means(), c.corrected(c.t));
                    (c.theta - c.rate * m_hat / v_hat.sqrt(), m, v).into()
                },
                "ε is missing: divide by √v̂ + ε, which stays above 0 even where the gradient vanishes.",
                "ε이 빠졌습니다. 기울기가 0이어도 0으로 나누지 않도록 √v̂ + ε으로 나누세요.",
            ),
            mistake(
                |c| {
                    let (m, m_hat) = (c.means().0, c.corrected(c.t).0);
                    let v = BETA2 * c.v + (1.0 - BETA2) * c.g;
                    (c.moved(m_hat, v / (1.0 - BETA2.powi(c.t))), m, v).into()
                },
                "v gathers squares: the gradient enters it as g².",
                "v에는 제곱이 쌓입니다. 기울기를 g²으로 넣으세요.",
            ),
            mistake(
                |c| {
                    let ((m, v), (m_hat, v_hat)) = (c.means(), c.corrected(c.t));
                    (2.0 * c.theta - c.moved(m_hat, v_hat), m, v).into()
                },
                "This climbs: the step is subtracted from θ.",
                "올라가고 있습니다. θ에서 걸음을 빼야 합니다.",
            ),
            mistake(
                |c| {
                    let m = BETA2 * c.m + (1.0 - BETA2) * c.g;
                    let v = BETA1 * c.v + (1.0 - BETA1) * c.g * c.g;
                    let m_hat = m / (1.0 - BETA2.powi(c.t));
                    let v_hat = v / (1.0 - BETA1.powi(c.t));
                    (c.moved(m_hat, v_hat), m, v).into()
                },
                "β₁ and β₂ are exchanged: 0.9 belongs to m, 0.999 to v.",
                "β₁과 β₂가 바뀌었습니다. 0.9는 m, 0.999는 v에 씁니다.",
            ),
        ],
    }
}

/// A function with the name that the reader sees, and the ends of a segment.
#[derive(Clone)]
struct Segment {
    name: &'static str,
    f: fn(f64) -> f64,
    x: f64,
    y: f64,
}

impl Segment {
    /// The graph and the chord for λ = k/10.
    fn heights(&self, k: usize) -> (f64, f64) {
        let l = k as f64 / 10.0;
        let graph = (self.f)(l * self.x + (1.0 - l) * self.y);
        (graph, l * (self.f)(self.x) + (1.0 - l) * (self.f)(self.y))
    }
}

const TOLERANCE: f64 = 1e-9;

/// 2.19: whether the chord stays above the graph between two points.
pub fn is_convex_between(yours: fn(fn(f64) -> f64, f64, f64) -> bool) -> Report {
    check(&convex(), move |case| yours(case.f, case.x, case.y).into())
}

fn convex() -> Exercise<Segment> {
    let case = |name, f, x, y| Segment { name, f, x, y };
    let two_wells = |x: f64| (x * x - 1.0).powi(2);
    Exercise {
        number: "2.19",
        cases: vec![
            case("x²", |x| x * x, -1.0, 2.0),
            case("sin x", f64::sin, 0.0, 3.0),
            case("|x|", f64::abs, -2.0, 1.0),
            // A straight line is its own chord, but for rounding.
            case("0.3x + 0.1", |x| 0.3 * x + 0.1, -1.0, 3.0),
            // Violated on one half only, and equal in the middle.
            case("x³", |x| x.powi(3), -1.0, 1.0),
            case("√x", f64::sqrt, 0.0, 4.0),
            // Not convex, though this one segment does not show it; the next one does.
            case("(x² − 1)²", two_wells, -2.0, 2.0),
            case("(x² − 1)²", two_wells, -1.0, 1.0),
        ],
        describe: |case| {
            format!("f = {}, {}", case.name, given([("x", case.x.into()), ("y", case.y.into())]))
        },
        correct: |case| {
            let below = |k| {
                let (graph, chord) = case.heights(k);
                graph <= chord + TOLERANCE
            };
            (0..=10).all(below).into()
        },
        mistakes: vec![
            mistake(
                |case| {
                    let (graph, chord) = case.heights(5);
                    (graph <= chord + TOLERANCE).into()
                },
                "The middle alone is not enough: x³ between −1 and 1 meets its chord there and crosses it. Test every λ.",
                "가운데만 보아서는 부족합니다. −1과 1 사이의 x³은 가운데에서 현과 만나며 교차합니다. 모든 λ를 확인하세요.",
            ),
            mistake(
                |case| {
                    let below = |k| {
                        let (graph, chord) = case.heights(k);
                        graph <= chord
                    };
                    (0..=10).all(below).into()
                },
                "Right but for rounding: on a straight line both sides are equal, and the last digit may fall on either side. Allow 1e-9.",
                "반올림만 빼고 맞습니다. 직선에서는 양변이 같아 마지막 자리가 어느 쪽으로든 기울 수 있습니다. 1e-9만큼 허용하세요.",
            ),
            mistake(
                |case| {
                    let below = |k| {
                        let (graph, chord) = case.heights(k);
                        graph < chord
                    };
                    (0..=10).all(below).into()
                },
                "At λ = 0 and λ = 1 graph and chord meet, so a strict `<` never holds there: use `<=` and allow 1e-9.",
                "λ = 0과 λ = 1에서는 그래프와 현이 만나므로 `<`는 성립하지 않습니다. `<=`를 쓰고 1e-9만큼 허용하세요.",
            ),
            mistake(
                |case| {
                    let above = |k| {
                        let (graph, chord) = case.heights(k);
                        graph >= chord - TOLERANCE
                    };
                    (0..=10).all(above).into()
                },
                "The inequality is reversed: this tests for concave functions, whose chord lies below the graph.",
                "부등호가 반대입니다. 현이 그래프 아래에 놓이는 오목 함수를 판정했습니다.",
            ),
            mistake(
                |case| {
                    let below = |k| {
                        let (graph, chord) = case.heights(k);
                        graph <= chord + TOLERANCE
                    };
                    (0..=10).any(below).into()
                },
                "`any` is content with a single λ (and the ends always agree); `all` of them have to hold.",
                "`any`는 λ 하나만 맞아도 참입니다. 양 끝은 언제나 맞습니다. 모두 맞아야 하므로 `all`을 쓰세요.",
            ),
            mistake(
                |case| {
                    let below = |k| case.heights(k).0 <= case.heights(10 - k).1 + TOLERANCE;
                    (0..=10).all(below).into()
                },
                "The weights are exchanged on one side: λ goes with x and 1 − λ with y on both.",
                "한쪽의 가중치가 바뀌었습니다. 양변 모두 x에는 λ, y에는 1 − λ를 곱합니다.",
            ),
            mistake(
                |case| {
                    let top = (case.f)(case.x).max((case.f)(case.y));
                    (0..=10).all(|k| case.heights(k).0 <= top + TOLERANCE).into()
                },
                "This compares with the higher end only; the chord runs straight from one end to the other.",
                "두 끝 가운데 높은 쪽과만 비교했습니다. 현은 한 끝에서 다른 끝까지 곧게 이어집니다.",
            ),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::run::testing::sound;
    use super::*;
    use crate::optimize::{Adam, Momentum, Optimizer};

    #[test]
    fn stubs_fail_solutions_pass_and_mistakes_are_named() {
        sound(&one_step());
        sound(&walk());
        sound(&limit());
        sound(&momentum());
        sound(&adam());
        sound(&convex());
    }

    #[test]
    fn the_optimizers_of_the_crate_pass() {
        let by_momentum: MomentumStep = |theta, v, g, rate, mu| {
            let mut rule = Momentum { velocity: v.to_vec(), ..Momentum::new(rate, mu) };
            let mut theta = theta.to_vec();
            rule.step(&mut theta, &g.to_vec(), 1.0);
            (theta.into(), rule.velocity.into())
        };
        assert!(momentum_step(by_momentum).passed());
        let by_adam: AdamStep = |theta, m, v, g, t, rate| {
            let steps = t as u32 - 1;
            let mut rule = Adam { mean: vec![m], mean_square: vec![v], steps, ..Adam::new(rate) };
            let mut theta = [theta];
            rule.step(&mut theta, &[g], 1.0);
            (theta[0], rule.mean[0], rule.mean_square[0])
        };
        assert!(adam_step(by_adam).passed());
    }
}
