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

/// 2.1: the slope from three values on one side, exact for every parabola.
pub fn one_sided_difference(yours: fn(Function, f64, f64) -> f64) -> Report {
    check(&one_sided(), move |case| yours(case.f, case.x, case.h).into())
}

fn one_sided() -> Exercise<Difference> {
    let case = |name, f, x, h| Difference { name, f, x, h };
    Exercise {
        number: "2.1",
        // The steps are large on purpose: a small one would hide which difference was taken.
        cases: vec![
            case("x²", |x| x * x, 3.0, 1.0),
            case("7 − 5x + 2x²", |x| 7.0 - 5.0 * x + 2.0 * x * x, -1.0, 0.5),
            case("x³", |x| x.powi(3), 2.0, 0.5),
            case("eˣ", f64::exp, 0.0, 0.25),
        ],
        describe: |case| {
            let place = given([("x", case.x.into()), ("h", case.h.into())]);
            format!("f(x) = {}, {place}", case.name)
        },
        correct: |&Difference { f, x, h, .. }| {
            ((-3.0 * f(x) + 4.0 * f(x + h) - f(x + 2.0 * h)) / (2.0 * h)).into()
        },
        mistakes: vec![
            mistake(
                |&Difference { f, x, h, .. }| ((f(x + h) - f(x)) / h).into(),
                msg!(
                    "That is the forward difference: exact for straight lines only. What does it say about x² at 3 with h = 1, and what should it say?"
                ),
            ),
            mistake(
                |&Difference { f, x, h, .. }| ((f(x + 2.0 * h) - f(x)) / (2.0 * h)).into(),
                msg!(
                    "A forward difference with twice the step, and twice the error. Combine it with the one of step h so that the errors cancel."
                ),
            ),
            mistake(
                |&Difference { f, x, h, .. }| ((f(x + h) - f(x - h)) / (2.0 * h)).into(),
                msg!(
                    "That is the central difference. Left of x there is nothing here: which three values may you use?"
                ),
            ),
            mistake(
                |&Difference { f, x, h, .. }| {
                    ((-3.0 * f(x) + 4.0 * f(x + h) - f(x + 2.0 * h)) / h).into()
                },
                msg!("Twice too large: try your weights on f(x) = x, whose slope is 1."),
            ),
            mistake(
                |&Difference { f, x, h, .. }| {
                    ((-f(x) + 4.0 * f(x + h) - f(x + 2.0 * h)) / (2.0 * h)).into()
                },
                msg!(
                    "Try your weights on f(x) = 1, whose slope is 0: the three weights have to add up to 0."
                ),
            ),
            mistake(
                |&Difference { f, x, h, .. }| {
                    ((3.0 * f(x) - 4.0 * f(x - h) + f(x - 2.0 * h)) / (2.0 * h)).into()
                },
                msg!(
                    "Right weights on the wrong side: this looks at x − h and x − 2h, where nothing is known here."
                ),
            ),
        ],
        lesson: msg!(
            "NumPy's `np.gradient(…, edge_order=2)` uses your weights at both ends of a series, where one neighbour is missing. The price of looking to one side: for x³ at 0 your formula gives −2h², the central difference only h², and it calls f twice where you call it three times."
        ),
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
        lesson: msg!(
            "Every × in a computation graph (§2.2) goes backward by this rule: each factor hears the other one. Divide your answer by x² sin x: 2/x + 1/tan x is left, a sum. Logarithms turn products into sums, and chapter 3 takes the logarithm of every likelihood for that reason."
        ),
    }
}

fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// 2.3: the slope of swish, x·σ(x): σ(x) + xσ(x)σ(−x).
pub fn swish_derivative(yours: Function) -> Report {
    check(&swish(), move |x| yours(*x).into())
}

fn swish() -> Exercise<f64> {
    Exercise {
        number: "2.3",
        cases: vec![0.0, 1.0, -2.0, 3.0, -0.5, -1000.0, 1000.0],
        describe: describe_x,
        correct: |x| (sigmoid(*x) + x * sigmoid(*x) * sigmoid(-x)).into(),
        mistakes: vec![
            mistake(
                |x| (x * sigmoid(*x)).into(),
                msg!("That is the function itself. Which rule differentiates x · σ(x)?"),
            ),
            mistake(
                |x| (sigmoid(*x) * sigmoid(-x)).into(),
                msg!(
                    "This multiplies the two derivatives, 1 · σ′(x). The product rule has two terms."
                ),
            ),
            mistake(
                |x| sigmoid(*x).into(),
                msg!("That is f′g only: where is the term in which σ is differentiated?"),
            ),
            mistake(
                |x| (x * sigmoid(*x) * sigmoid(-x)).into(),
                msg!("That is fg′ only: where is the term in which x is differentiated?"),
            ),
            mistake(
                |x| (sigmoid(*x) + sigmoid(*x) * sigmoid(-x)).into(),
                msg!("In the second term the factor x stays as it is: f · g′ with f = x."),
            ),
            mistake(
                |x| (sigmoid(*x) - x * sigmoid(*x) * sigmoid(-x)).into(),
                msg!(
                    "The sign of the second term is reversed: what is the derivative of e⁻ˣ, and where does its minus go?"
                ),
            ),
            mistake(
                |x| {
                    let s = x.exp() / (1.0 + x.exp());
                    (s + x * s * (1.0 - s)).into()
                },
                msg!(
                    "A right formula that a computer cannot follow to x = 1000: with eˣ above and below the line it is ∞/∞, NaN. Divide both by eˣ first."
                ),
            ),
        ],
        lesson: msg!(
            "PyTorch calls this function `SiLU`; GELU (§2.1) has the same shape and by the same rule the slope Φ + xφ, with the normal density φ. A test that needs no formula: f′(x) + f′(−x) = 1. So the largest slope, 1.0998 near x = 2.40, belongs to the smallest, −0.0998 near −2.40."
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::run::testing::sound;
    use super::*;

    #[test]
    fn stubs_fail_solutions_pass_and_mistakes_are_named() {
        sound(&one_sided());
        sound(&product());
        sound(&swish());
    }

    #[test]
    fn the_librarys_own_differences_do_not_pass() {
        let forward: fn(Function, f64, f64) -> f64 =
            |f, x, h| crate::calculus::forward_difference(&f, x, h).unwrap();
        assert!(!one_sided_difference(forward).passed());
        let central: fn(Function, f64, f64) -> f64 =
            |f, x, h| crate::calculus::central_difference(&f, x, h).unwrap();
        assert!(!one_sided_difference(central).passed());
    }
}
