//! Exercises for §2.1, derivatives of functions of one variable.

use super::super::Report;
use super::super::run::{Exercise, check, given, mistake};

type Function = fn(f64) -> f64;

fn describe_x(x: &f64) -> String {
    given([("x", (*x).into())])
}

/// A function with the name that the reader sees, a place and a step.
#[derive(Clone)]
struct Difference {
    name: &'static str,
    f: Function,
    x: f64,
    h: f64,
}

/// 2.1: the central difference (f(x + h) − f(x − h)) / 2h.
pub fn central_difference(yours: fn(Function, f64, f64) -> f64) -> Report {
    check(&central(), move |case| yours(case.f, case.x, case.h).into())
}

fn central() -> Exercise<Difference> {
    let case = |name, f, x, h| Difference { name, f, x, h };
    Exercise {
        number: "2.1",
        // The steps are large on purpose: a small one would hide which difference was taken.
        cases: vec![
            case("x³", |x| x.powi(3), 2.0, 0.5),
            case("x³", |x| x.powi(3), -1.0, 0.1),
            case("eˣ", f64::exp, 0.0, 0.5),
            case("sin x", f64::sin, 1.0, 0.25),
        ],
        describe: |case| {
            let place = given([("x", case.x.into()), ("h", case.h.into())]);
            format!("f(x) = {}, {place}", case.name)
        },
        correct: |&Difference { f, x, h, .. }| ((f(x + h) - f(x - h)) / (2.0 * h)).into(),
        mistakes: vec![
            mistake(
                |&Difference { f, x, h, .. }| ((f(x + h) - f(x)) / h).into(),
                msg!(
                    "That is the forward difference: take the second value at x − h, and divide by 2h."
                ),
            ),
            mistake(
                |&Difference { f, x, h, .. }| ((f(x) - f(x - h)) / h).into(),
                msg!(
                    "That is the backward difference: take the first value at x + h, and divide by 2h."
                ),
            ),
            mistake(
                |&Difference { f, x, h, .. }| ((f(x + h) - f(x - h)) / h).into(),
                msg!("From x − h to x + h the distance is 2h: divide by that."),
            ),
            mistake(
                |&Difference { f, x, h, .. }| ((f(x + h) - f(x - h)) / 2.0 * h).into(),
                msg!("Mind the parentheses: `/ 2.0 * h` multiplies by h. Write `/ (2.0 * h)`."),
            ),
            mistake(
                |&Difference { f, x, h, .. }| (f(x + h) - f(x - h) / (2.0 * h)).into(),
                msg!(
                    "Mind the parentheses: division binds tighter than subtraction, so only f(x − h) was divided."
                ),
            ),
            mistake(
                |&Difference { f, x, h, .. }| ((f(x - h) - f(x + h)) / (2.0 * h)).into(),
                msg!(
                    "The sign is reversed: subtract the value on the left, f(x − h), from the one on the right."
                ),
            ),
            mistake(
                |&Difference { f, x, h, .. }| ((f(x + h) - f(x)) / (2.0 * h)).into(),
                msg!("You divide by 2h but walk only h, from x to x + h: begin at x − h."),
            ),
            mistake(
                |&Difference { f, x, h, .. }| ((f(x + h / 2.0) - f(x - h / 2.0)) / h).into(),
                msg!(
                    "That is a central difference with half the step; here each side is a whole h away."
                ),
            ),
        ],
    }
}

/// 2.2: the derivative of x² sin x.
pub fn product_rule(yours: Function) -> Report {
    check(&product(), move |x| yours(*x).into())
}

fn product() -> Exercise<f64> {
    Exercise {
        number: "2.2",
        cases: vec![1.0, 2.0, -0.5, 3.0, 0.0],
        describe: describe_x,
        correct: |x| (2.0 * x * x.sin() + x * x * x.cos()).into(),
        mistakes: vec![
            mistake(
                |x| (2.0 * x * x.cos()).into(),
                msg!("This multiplies the two derivatives, f′g′; the product rule is f′g + fg′."),
            ),
            mistake(
                |x| (2.0 * x * x.sin()).into(),
                msg!("That is f′g only: add fg′, where x² stays and sin x is differentiated."),
            ),
            mistake(
                |x| (x * x * x.cos()).into(),
                msg!("That is fg′ only: add f′g, where x² is differentiated and sin x stays."),
            ),
            mistake(
                |x| (2.0 * x * x.sin() - x * x * x.cos()).into(),
                msg!(
                    "A plus stands between the two terms. The derivative of sin is +cos (that of cos is −sin), and the minus belongs to the quotient rule."
                ),
            ),
            mistake(
                |x| (2.0 * x + x.cos()).into(),
                msg!("That is the derivative of the sum x² + sin x; here the two are multiplied."),
            ),
        ],
    }
}

fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// 2.3: the sigmoid's derivative, σ(x)(1 − σ(x)) = σ(x)σ(−x).
pub fn sigmoid_derivative(yours: Function) -> Report {
    check(&sigmoid_slope(), move |x| yours(*x).into())
}

fn sigmoid_slope() -> Exercise<f64> {
    Exercise {
        number: "2.3",
        cases: vec![0.0, 1.0, -2.0, 3.0, 40.0, -1000.0, 1000.0],
        describe: describe_x,
        correct: |x| (sigmoid(*x) * sigmoid(-x)).into(),
        mistakes: vec![
            mistake(
                |x| sigmoid(*x).into(),
                msg!("That is the sigmoid itself; its slope is σ(x)(1 − σ(x))."),
            ),
            mistake(
                |x| (sigmoid(*x) * (1.0 - sigmoid(*x))).into(),
                msg!(
                    "A right formula that loses its digits far out to the right: at x = 40 the sigmoid rounds to 1, and 1 − σ(x) to 0. Write σ(−x) for 1 − σ(x): it is the same number with all its digits."
                ),
            ),
            mistake(
                |x| (x * (1.0 - x)).into(),
                msg!(
                    "x(1 − x) is right only when x already is the sigmoid's output. Here x is its input: compute σ(x) first."
                ),
            ),
            mistake(
                |x| (1.0 - sigmoid(*x).powi(2)).into(),
                msg!("1 − (…)² is the slope of tanh; the sigmoid's is σ(1 − σ)."),
            ),
            mistake(
                |x| {
                    let e = (-x).exp();
                    (e / (1.0 + e).powi(2)).into()
                },
                msg!(
                    "A right formula that a computer cannot follow to x = −1000: e¹⁰⁰⁰ overflows, and ∞/∞ is NaN. σ(x)σ(−x) has no such trouble."
                ),
            ),
            mistake(
                |x| {
                    let e = x.exp();
                    (e / (1.0 + e).powi(2)).into()
                },
                msg!(
                    "A right formula that a computer cannot follow to x = 1000: with eˣ above and below the line it is ∞/∞, NaN. Write the sigmoid as 1/(1 + e⁻ˣ) and take σ(x)σ(−x)."
                ),
            ),
            mistake(
                |x| (-sigmoid(*x) * (1.0 - sigmoid(*x))).into(),
                msg!(
                    "The sign is reversed: the sigmoid rises everywhere. The minus of e⁻ˣ and the minus of the reciprocal cancel."
                ),
            ),
            mistake(
                |x| (1.0 - sigmoid(*x)).into(),
                msg!("A factor is missing: σ(1 − σ), not 1 − σ alone."),
            ),
        ],
    }
}

/// 2.4: the rectifier's derivative, 0 at the corner.
pub fn relu_derivative(yours: Function) -> Report {
    check(&relu_slope(), move |x| yours(*x).into())
}

fn step(x: f64, at_zero: f64, left: f64) -> f64 {
    if x > 0.0 {
        1.0
    } else if x < 0.0 {
        left
    } else {
        at_zero
    }
}

fn relu_slope() -> Exercise<f64> {
    Exercise {
        number: "2.4",
        cases: vec![3.0, -2.0, 0.0, 0.5, -0.25],
        describe: describe_x,
        correct: |x| step(*x, 0.0, 0.0).into(),
        mistakes: vec![
            mistake(
                |x| step(*x, 1.0, 0.0).into(),
                msg!(
                    "Right but for the corner: at 0 the convention is 0, so test `x > 0.0` (not `>=`; `signum` of 0.0 is 1 in Rust)."
                ),
            ),
            mistake(
                |x| step(*x, 0.5, 0.0).into(),
                msg!(
                    "One half at the corner is a legitimate choice (a subgradient), but the convention here is 0."
                ),
            ),
            mistake(
                |x| x.max(0.0).into(),
                msg!("That is ReLU itself; its slope is 1 on the right and 0 on the left."),
            ),
            mistake(
                |x| step(*x, 0.0, -1.0).into(),
                msg!("−1 on the left is the slope of |x|; ReLU is flat there."),
            ),
            mistake(
                |x| (x.max(0.0) / x).into(),
                msg!("ReLU(x)/x is 0/0 = NaN at the corner: decide by comparing x with 0."),
            ),
            mistake(
                |x| step(*x, 0.01, 0.01).into(),
                msg!("A small slope on the left belongs to the leaky ReLU; the plain one has 0."),
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
        sound(&central());
        sound(&product());
        sound(&sigmoid_slope());
        sound(&relu_slope());
    }

    #[test]
    fn the_sigmoid_of_the_crate_passes() {
        assert!(sigmoid_derivative(crate::calculus::sigmoid_derivative).passed());
        assert!(relu_derivative(crate::calculus::relu_derivative).passed());
    }
}
