//! Exercises for foundations 3: limits, tangents and derivatives from the definition.

use super::super::Report;
use super::super::answer::Answer;
use super::super::run::{Exercise, check, given, mistake};
use ndarray::{Array1, Array2, array};

/// f3.1: the height of the tangent, f(x₀) + f′(x₀)(x − x₀).
pub fn tangent(yours: fn(f64, f64, f64, f64) -> f64) -> Report {
    check(&tangents(), move |&[value, slope, x0, x]| yours(value, slope, x0, x).into())
}

fn tangents() -> Exercise<[f64; 4]> {
    Exercise {
        number: "f3.1",
        cases: vec![
            [1.0, 2.0, 1.0, 3.0],
            [0.5, -1.5, -2.0, 0.0],
            [4.0, 0.0, 3.0, -7.0],
            [2.0, 0.25, 4.0, 4.0],
        ],
        describe: |&[value, slope, x0, x]| {
            given([
                ("f(x₀)", value.into()),
                ("f′(x₀)", slope.into()),
                ("x₀", x0.into()),
                ("x", x.into()),
            ])
        },
        correct: |&[value, slope, x0, x]| (value + slope * (x - x0)).into(),
        mistakes: vec![
            mistake(
                |&[value, slope, _, x]| (value + slope * x).into(),
                msg!(
                    "This line does not pass through (x₀, f(x₀)): the slope multiplies x − x₀, the distance walked, not x."
                ),
            ),
            mistake(
                |&[_, slope, x0, x]| (slope * (x - x0)).into(),
                msg!("The line has the right slope, but passes through height 0 at x₀: add f(x₀)."),
            ),
            mistake(
                |&[value, slope, x0, x]| (value + slope * (x0 - x)).into(),
                msg!("The sign is turned around: it is x − x₀, from the point to where you look."),
            ),
        ],
        lesson: msg!(
            "Newton's step (§2.3) goes to where the tangent of f′ is 0. With your function √101 is found in the head: 10 + 1/20 = 10.05, and the truth is 10.04988. The tangent lies above, because √x bends downwards; that of eˣ at 0 lies below everywhere, eˣ ≥ 1 + x."
        ),
    }
}

/// f3.2: the largest δ for which the error of the tangent plane of x² + 2y² stays within ε
/// times the distance, everywhere within δ of the point.
pub fn bowl_delta(yours: fn(f64) -> f64) -> Report {
    check(&bowl_deltas(), move |epsilon| yours(*epsilon).into())
}

fn bowl_deltas() -> Exercise<f64> {
    Exercise {
        number: "f3.2",
        cases: vec![1.0, 0.1, 0.02],
        describe: |epsilon| given([("ε", (*epsilon).into())]),
        correct: |epsilon| (epsilon / 2.0).into(),
        mistakes: vec![
            mistake(
                |epsilon| (*epsilon).into(),
                msg!(
                    "This would do along the x-axis, where the error is h². In which direction is h² + 2k² largest at a given distance?"
                ),
            ),
            mistake(
                |epsilon| (epsilon / 3.0).into(),
                msg!(
                    "This δ works, but a larger one does as well: h and k cannot both be as large as the distance."
                ),
            ),
            mistake(
                |epsilon| (epsilon / 4.0).into(),
                msg!("This δ works, but a larger one does as well: h² + 2k² ≤ 2(h² + k²)."),
            ),
            mistake(
                |epsilon| (epsilon / 2.0).sqrt().into(),
                msg!(
                    "This bounds the error itself by ε; it is to stay within ε times the distance."
                ),
            ),
        ],
        lesson: msg!(
            "The point (1, 1) did not matter: the error of this function is h² + 2k² everywhere. The 2 is half the largest eigenvalue of the Hessian, which has 2 and 4 on its diagonal. The long one at the end calls the 4 L and allows learning rates below 2/L = ½."
        ),
    }
}

/// f3.3: the largest δ for which |x − x₀| < δ makes |x² − x₀²| < ε, with x₀ > 0.
pub fn delta(yours: fn(f64, f64) -> f64) -> Report {
    check(&deltas(), move |&[x0, epsilon]| yours(x0, epsilon).into())
}

fn deltas() -> Exercise<[f64; 2]> {
    Exercise {
        number: "f3.3",
        cases: vec![[2.0, 1.0], [1.0, 3.0], [0.5, 0.1], [10.0, 0.01]],
        describe: |&[x0, epsilon]| given([("x₀", x0.into()), ("ε", epsilon.into())]),
        correct: |&[x0, epsilon]| ((x0 * x0 + epsilon).sqrt() - x0).into(),
        mistakes: vec![
            mistake(
                |&[_, epsilon]| epsilon.into(),
                msg!(
                    "δ = ε would do for f(x) = x. The square changes about 2x₀ times as fast as x."
                ),
            ),
            mistake(
                |&[x0, epsilon]| (epsilon / (2.0 * x0)).into(),
                msg!(
                    "This is the answer of the tangent, and a little too large: the square rises above its tangent. Solve (x₀ + δ)² = x₀² + ε."
                ),
            ),
            mistake(
                |&[x0, epsilon]| (x0 * x0 + epsilon).sqrt().into(),
                msg!("That is the point x₀ + δ itself; δ is its distance from x₀."),
            ),
            mistake(
                |&[x0, epsilon]| {
                    if epsilon > x0 * x0 {
                        return Answer::Number(x0);
                    }
                    (x0 - (x0 * x0 - epsilon).sqrt()).into()
                },
                msg!(
                    "That is how far you may go to the left. To the right the square grows faster, so the room there is smaller and decides."
                ),
            ),
        ],
        lesson: msg!(
            "δ depends on the place: for ε = 0.1 it is 0.049 at x₀ = 1 and 0.0050 at x₀ = 10, and no single δ > 0 serves all x₀. For a small ε it is about ε/(2x₀), ε divided by the slope: the derivative is the exchange rate between the two errors. §4.2 makes the condition number of it."
        ),
    }
}

/// f3.4: the gradient of f(x) = xᵀAx.
pub fn quadratic_gradient(yours: fn(&Array2<f64>, &Array1<f64>) -> Array1<f64>) -> Report {
    check(&quadratics(), move |(a, x)| yours(a, x).into())
}

fn quadratics() -> Exercise<(Array2<f64>, Array1<f64>)> {
    Exercise {
        number: "f3.4",
        cases: vec![
            (array![[1.0, 4.0], [0.0, 3.0]], array![1.0, 1.0]),
            (array![[2.0, -1.0], [-1.0, 5.0]], array![3.0, -2.0]),
            (array![[0.0, 1.0], [-1.0, 0.0]], array![4.0, 7.0]),
        ],
        describe: |(a, x)| given([("A", a.clone().into()), ("x", x.clone().into())]),
        correct: |(a, x)| (a.dot(x) + a.t().dot(x)).into(),
        mistakes: vec![
            mistake(
                |(a, x)| (2.0 * a.dot(x)).into(),
                msg!(
                    "2Ax is right for a symmetric A only. In (x + h)ᵀA(x + h) two terms are linear in h: xᵀAh and hᵀAx. Which row vector times h is the second?"
                ),
            ),
            mistake(
                |(a, x)| a.dot(x).into(),
                msg!(
                    "One of the two terms that are linear in h is lost: x stands on both sides of A."
                ),
            ),
            mistake(
                |(a, x)| a.t().dot(x).into(),
                msg!(
                    "One of the two terms that are linear in h is lost: x stands on both sides of A."
                ),
            ),
        ],
        lesson: msg!(
            "Put S = ½(A + Aᵀ) in the place of A and the remembered formula is right: f stays the same, and S is symmetric (Foundations 2). Least squares never notices, since XᵀX is symmetric. The worst case is A with the rows (0, 1) and (−1, 0): f is 0 everywhere, and 2Ax = (2x₂, −2x₁)."
        ),
    }
}

/// f3.5: the derivative at the origin along a unit vector v of x²y/(x² + y²).
pub fn slope_without_gradient(yours: fn(&Array1<f64>) -> f64) -> Report {
    check(&ray_slopes(), move |v| yours(v).into())
}

fn ray_slopes() -> Exercise<Array1<f64>> {
    Exercise {
        number: "f3.5",
        cases: vec![
            array![0.6, 0.8],
            array![-0.8, 0.6],
            array![1.0, 0.0],
            array![5.0 / 13.0, -12.0 / 13.0],
        ],
        describe: |v| given([("v", v.clone().into())]),
        correct: |v| (v[0] * v[0] * v[1]).into(),
        mistakes: vec![
            mistake(
                |_| 0.0.into(),
                msg!(
                    "∇f(0)·v is 0 for every v, and that formula needs a differentiable f. Use the limit: f(hv)/h."
                ),
            ),
            mistake(
                |v| (v[0] * v[1]).into(),
                msg!("One factor v₁ is lost: the numerator is x²y, so h³v₁²v₂."),
            ),
            mistake(
                |v| (v[0] * v[1] * v[1]).into(),
                msg!("The square belongs to the first coordinate: f has x²y, not xy²."),
            ),
            mistake(
                |v| (v[0] * v[0] * v[1]).abs().into(),
                msg!("The sign counts: along −v the slope is the opposite."),
            ),
        ],
        lesson: msg!(
            "Gradient descent would stay at the origin, because ∇q = 0 there, as if it were a minimum. But along v = (√(2/3), −√(1/3)) the slope is −2/(3√3) ≈ −0.385, the steepest way down. Differences along the axes cannot tell; that a function is differentiable one has to know."
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::run::testing::sound;
    use super::*;

    #[test]
    fn every_exercise_is_sound() {
        sound(&tangents());
        sound(&bowl_deltas());
        sound(&deltas());
        sound(&quadratics());
        sound(&ray_slopes());
    }
}
