//! Exercises for §2.3: momentum and Adam.

use super::super::Report;
use super::super::run::{Exercise, check, given, mistake};
use ndarray::{Array1, array};

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

/// 2.15: a step with momentum, v ← μv + g, θ ← θ − αv.
pub fn momentum_step(yours: MomentumStep) -> Report {
    check(&momentum(), move |ball| yours(&ball.theta, &ball.v, &ball.g, ball.rate, ball.mu).into())
}

fn momentum() -> Exercise<Ball> {
    let ball = |theta, v, g, rate, mu| Ball { theta, v, g, rate, mu };
    Exercise {
        number: "2.15",
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
        lesson: msg!(
            "PyTorch's `SGD` with `momentum=0.9` takes exactly this step. A constant push gathers to g/(1 − μ), so going from μ = 0.9 to 0.99 makes the steps ten times as long in the end: lower the rate with it. With μ = 0 gradient descent is back; with μ = 1 nothing brakes the ball."
        ),
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

/// 2.16: a step of Adam for one parameter.
pub fn adam_step(yours: AdamStep) -> Report {
    check(&adam(), move |c| yours(c.theta, c.m, c.v, c.g, c.t, c.rate).into())
}

fn adam() -> Exercise<AdamCase> {
    let case = |theta, m, v, g, t, rate| AdamCase { theta, m, v, g, t, rate };
    Exercise {
        number: "2.16",
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
        lesson: msg!(
            "Multiply all gradients by 1000 and the steps stay as they are, but for ε: Adam does not see the scale of a loss. It does see its noise: a gradient that changes sign each time moves θ by only α/19 a step. The price is memory, m and v for every weight; chapter 4 makes out the bill."
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::run::testing::sound;
    use super::*;
    use crate::optimize::{Adam, Momentum, Optimizer};

    #[test]
    fn stubs_fail_solutions_pass_and_mistakes_are_named() {
        sound(&momentum());
        sound(&adam());
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
