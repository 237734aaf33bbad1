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
                msg!("This climbs: the gradient points uphill, so the step is subtracted."),
            ),
            mistake(
                |(theta, g, _)| (theta - g).into(),
                msg!("The learning rate is missing: subtract α times the gradient."),
            ),
            mistake(
                |(_, g, rate)| (-*rate * g).into(),
                msg!("That is the step alone: add it to where you stand, θ."),
            ),
            mistake(
                |(theta, g, rate)| (*rate * (theta - g)).into(),
                msg!(
                    "The learning rate multiplies the gradient only, not θ: mind the parentheses."
                ),
            ),
            mistake(
                |(theta, g, rate)| (theta - g / *rate).into(),
                msg!("The learning rate multiplies; this divides by it."),
            ),
            mistake(
                |(theta, g, rate)| (theta - *rate * g / g.dot(g).sqrt()).into(),
                msg!("The gradient is not normalised: a steeper slope makes a longer step."),
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
                msg!("One step is taken, whatever `steps` says: repeat it in a loop."),
            ),
            mistake(
                |case| case.start.clone().into(),
                msg!(
                    "You are still at the start. A `let theta = …` inside the loop makes a new variable that is forgotten at once: assign with `theta = …` and declare it `let mut` before the loop."
                ),
            ),
            mistake(
                |case| {
                    let slope = (case.gradient)(&case.start);
                    (&case.start - case.steps as f64 * case.rate * slope).into()
                },
                msg!(
                    "The gradient is always the one at the start: compute it anew at the present θ in every step."
                ),
            ),
            mistake(
                |case| case.after(case.steps + 1, case.rate).into(),
                msg!("One step too many: `0..steps` runs `steps` times, `0..=steps` once more."),
            ),
            mistake(
                |case| case.after(case.steps.saturating_sub(1), case.rate).into(),
                msg!("One step too few: `1..steps` leaves out its upper end; begin at 0."),
            ),
            mistake(
                |case| case.after(case.steps, -case.rate).into(),
                msg!("This climbs: subtract the gradient."),
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
                msg!(
                    "1/λmax is the rate that reaches the bottom of the steepest direction in one step; errors still shrink up to twice that."
                ),
            ),
            mistake(
                |values| (2.0 / values.iter().copied().fold(f64::INFINITY, f64::min)).into(),
                msg!(
                    "This is the limit of the flattest direction; the steepest one, with the largest eigenvalue, diverges first."
                ),
            ),
            mistake(
                |values| (2.0 / values[0]).into(),
                msg!("The eigenvalues are not sorted: take the largest, not the first."),
            ),
            mistake(
                |values| (2.0 / values[values.len() - 1]).into(),
                msg!("The eigenvalues are not sorted: take the largest, not the last."),
            ),
            mistake(
                |values| (2.0 / values.sum()).into(),
                msg!(
                    "Each direction shrinks on its own: only the largest eigenvalue limits α, not their sum."
                ),
            ),
            mistake(
                |values| (largest(values) / 2.0).into(),
                msg!(
                    "The fraction is upside down: the steeper the bowl, the smaller the rate has to be."
                ),
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
                msg!("The step uses the old velocity: update v first, then step with the new one."),
            ),
            mistake(
                |ball| {
                    let v = ball.mu * &ball.v + &ball.g;
                    (&ball.theta - ball.rate * &ball.g, v).into()
                },
                msg!("The velocity is updated but not used: step with v, not with g."),
            ),
            mistake(
                |ball| {
                    let v = ball.mu * &ball.v + (1.0 - ball.mu) * &ball.g;
                    (&ball.theta - ball.rate * &v, v).into()
                },
                msg!(
                    "The factor 1 − μ makes a mean of the gradients, as in Adam; the heavy ball adds g whole."
                ),
            ),
            mistake(
                |ball| {
                    let v = &ball.v + &ball.g;
                    (&ball.theta - ball.rate * &v, v).into()
                },
                msg!("Without μ nothing is ever forgotten: the old velocity is multiplied by μ."),
            ),
            mistake(
                |ball| {
                    let v = &ball.v + ball.mu * &ball.g;
                    (&ball.theta - ball.rate * &v, v).into()
                },
                msg!("μ belongs to the old velocity, not to the gradient: v ← μv + g."),
            ),
            mistake(
                |ball| (&ball.theta - ball.rate * &ball.g, ball.g.clone()).into(),
                msg!("The old velocity is lost, so this is plain gradient descent: v ← μv + g."),
            ),
            mistake(
                |ball| {
                    let v = ball.mu * &ball.v + ball.rate * &ball.g;
                    (&ball.theta - &v, v).into()
                },
                msg!(
                    "Another usual form, with α inside the velocity. Here v ← μv + g, and α multiplies in the step."
                ),
            ),
            mistake(
                |ball| {
                    let v = ball.mu * &ball.v - ball.rate * &ball.g;
                    (&ball.theta + &v, v).into()
                },
                msg!(
                    "Another usual form, with −α inside the velocity. Here v ← μv + g and θ ← θ − αv."
                ),
            ),
            mistake(
                |ball| {
                    let v = ball.mu * &ball.v + &ball.g;
                    (&ball.theta + ball.rate * &v, v).into()
                },
                msg!(
                    "This climbs: the velocity gathers gradients, which point uphill, so subtract αv."
                ),
            ),
            mistake(
                |ball| {
                    let v = ball.mu * &ball.v + &ball.g;
                    (&ball.theta - &v, v).into()
                },
                msg!("The learning rate is missing: θ ← θ − αv."),
            ),
            mistake(
                |ball| {
                    let v = ball.mu * &ball.v + &ball.g;
                    (v.clone(), &ball.theta - ball.rate * &v).into()
                },
                msg!("Both are right, but θ stands first and v second."),
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
                msg!(
                    "The bias correction is missing: m and v begin at 0 and are too small at first; divide them by 1 − β₁ᵗ and 1 − β₂ᵗ."
                ),
            ),
            mistake(
                |c| {
                    let ((m, v), (m_hat, _)) = (c.means(), c.corrected(c.t));
                    (c.moved(m_hat, v), m, v).into()
                },
                msg!("Only m is corrected: divide v by 1 − β₂ᵗ as well."),
            ),
            mistake(
                |c| {
                    let ((m, v), (_, v_hat)) = (c.means(), c.corrected(c.t));
                    (c.moved(m, v_hat), m, v).into()
                },
                msg!("Only v is corrected: divide m by 1 − β₁ᵗ as well."),
            ),
            mistake(
                |c| {
                    let (m_hat, v_hat) = c.corrected(c.t);
                    (c.moved(m_hat, v_hat), m_hat, v_hat).into()
                },
                msg!(
                    "θ is right, but m̂ and v̂ are handed on: remember the uncorrected m and v, or the next step corrects twice."
                ),
            ),
            mistake(
                |c| {
                    let ((m, v), (m_hat, v_hat)) = (c.means(), c.corrected(c.t - 1));
                    (c.moved(m_hat, v_hat), m, v).into()
                },
                msg!(
                    "The power is t, not t − 1: steps count from 1, and 1 − β⁰ would divide by 0."
                ),
            ),
            mistake(
                |c| {
                    let ((m, v), (m_hat, v_hat)) = (c.means(), c.corrected(c.t));
                    (c.theta - c.rate * m_hat / (v_hat + EPSILON), m, v).into()
                },
                msg!(
                    "The square root of v̂ is missing: v̂ is a mean of squares, its root has the size of a gradient."
                ),
            ),
            mistake(
                |c| {
                    let ((m, v), (m_hat, v_hat)) = (c.means(), c.corrected(c.t));
                    (c.theta - c.rate * m_hat / (v_hat + EPSILON).sqrt(), m, v).into()
                },
                msg!("ε stands outside the root: √v̂ + ε, not √(v̂ + ε)."),
            ),
            mistake(
                |c| {
                    let ((m, v), (m_hat, v_hat)) = (c.means(), c.corrected(c.t));
                    (c.theta - c.rate * m_hat / v_hat.sqrt(), m, v).into()
                },
                msg!(
                    "ε is missing: divide by √v̂ + ε, which stays above 0 even where the gradient vanishes."
                ),
            ),
            mistake(
                |c| {
                    let (m, m_hat) = (c.means().0, c.corrected(c.t).0);
                    let v = BETA2 * c.v + (1.0 - BETA2) * c.g;
                    (c.moved(m_hat, v / (1.0 - BETA2.powi(c.t))), m, v).into()
                },
                msg!("v gathers squares: the gradient enters it as g²."),
            ),
            mistake(
                |c| {
                    let ((m, v), (m_hat, v_hat)) = (c.means(), c.corrected(c.t));
                    (2.0 * c.theta - c.moved(m_hat, v_hat), m, v).into()
                },
                msg!("This climbs: the step is subtracted from θ."),
            ),
            mistake(
                |c| {
                    let m = BETA2 * c.m + (1.0 - BETA2) * c.g;
                    let v = BETA1 * c.v + (1.0 - BETA1) * c.g * c.g;
                    let m_hat = m / (1.0 - BETA2.powi(c.t));
                    let v_hat = v / (1.0 - BETA1.powi(c.t));
                    (c.moved(m_hat, v_hat), m, v).into()
                },
                msg!("β₁ and β₂ are exchanged: 0.9 belongs to m, 0.999 to v."),
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
                msg!(
                    "The middle alone is not enough: x³ between −1 and 1 meets its chord there and crosses it. Test every λ."
                ),
            ),
            mistake(
                |case| {
                    let below = |k| {
                        let (graph, chord) = case.heights(k);
                        graph <= chord
                    };
                    (0..=10).all(below).into()
                },
                msg!(
                    "Right but for rounding: on a straight line both sides are equal, and the last digit may fall on either side. Allow 1e-9."
                ),
            ),
            mistake(
                |case| {
                    let below = |k| {
                        let (graph, chord) = case.heights(k);
                        graph < chord
                    };
                    (0..=10).all(below).into()
                },
                msg!(
                    "At λ = 0 and λ = 1 graph and chord meet, so a strict `<` never holds there: use `<=` and allow 1e-9."
                ),
            ),
            mistake(
                |case| {
                    let above = |k| {
                        let (graph, chord) = case.heights(k);
                        graph >= chord - TOLERANCE
                    };
                    (0..=10).all(above).into()
                },
                msg!(
                    "The inequality is reversed: this tests for concave functions, whose chord lies below the graph."
                ),
            ),
            mistake(
                |case| {
                    let below = |k| {
                        let (graph, chord) = case.heights(k);
                        graph <= chord + TOLERANCE
                    };
                    (0..=10).any(below).into()
                },
                msg!(
                    "`any` is content with a single λ (and the ends always agree); `all` of them have to hold."
                ),
            ),
            mistake(
                |case| {
                    let below = |k| case.heights(k).0 <= case.heights(10 - k).1 + TOLERANCE;
                    (0..=10).all(below).into()
                },
                msg!(
                    "The weights are exchanged on one side: λ goes with x and 1 − λ with y on both."
                ),
            ),
            mistake(
                |case| {
                    let top = (case.f)(case.x).max((case.f)(case.y));
                    (0..=10).all(|k| case.heights(k).0 <= top + TOLERANCE).into()
                },
                msg!(
                    "This compares with the higher end only; the chord runs straight from one end to the other."
                ),
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
