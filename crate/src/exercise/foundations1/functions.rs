//! Exercises for §1.2 of the foundations: functions of several variables.

use super::super::Report;
use super::super::answer::Answer;
use super::super::run::{Exercise, check, given, mistake};
use ndarray::{Array1, array};

/// f1.9: the point of the level set a·x = c that is closest to p.
pub fn closest_on_level(yours: fn(&Array1<f64>, f64, &Array1<f64>) -> Array1<f64>) -> Report {
    check(&level(), move |(a, c, p)| yours(a, *c, p).into())
}

fn level() -> Exercise<(Array1<f64>, f64, Array1<f64>)> {
    Exercise {
        number: "f1.9",
        cases: vec![
            (array![3.0, 4.0], 25.0, array![0.0, 0.0]),
            (array![1.0, 1.0], 1.0, array![3.0, 0.0]),
            (array![2.0, -1.0, 2.0], -3.0, array![1.0, 1.0, 4.0]),
            // p lies on the level already.
            (array![0.0, 5.0], 10.0, array![7.0, 2.0]),
        ],
        describe: |(a, c, p)| {
            given([("a", a.clone().into()), ("c", (*c).into()), ("p", p.clone().into())])
        },
        correct: |(a, c, p)| (p + (c - a.dot(p)) / a.dot(a) * a).into(),
        mistakes: vec![
            mistake(
                |(a, c, _)| (*c / a.dot(a) * a).into(),
                msg!(
                    "This is the point closest to the *origin*. Move the origin to p: which level does the set have, seen from there?"
                ),
            ),
            mistake(
                |(a, c, p)| (p + (c - a.dot(p)) * a).into(),
                msg!(
                    "The direction is right and the way too long. By how much does a·x grow when x goes by a?"
                ),
            ),
            mistake(
                |(a, c, p)| (p + (c - a.dot(p)) / a.dot(a).sqrt() * a).into(),
                msg!(
                    "Divide by a·a, the squared length: once to make a unit vector, once because the levels stand 1/‖a‖ apart."
                ),
            ),
            mistake(
                |(a, c, p)| (p - (c - a.dot(p)) / a.dot(a) * a).into(),
                msg!("This walks away from the level. Where p lies below it, go with a."),
            ),
        ],
        lesson: msg!(
            "Take an example for a, its target for c and the weights for p: your function is a step of SGD (§2.3) on that one squared error, just long enough to make this prediction right. Take the lines x₁ + x₂ = 2 and x₁ − x₂ = 0 in turn: they are perpendicular, so from any start one round ends at (1, 1)."
        ),
    }
}

/// f1.10: two different points that (x, y) ↦ (x² − y², 2xy) sends to the same (u, v) ≠ 0.
pub fn two_preimages(yours: fn(f64, f64) -> (Array1<f64>, Array1<f64>)) -> Report {
    check(&folded(), move |&[u, v]| {
        let (p, q) = yours(u, v);
        if p.len() != 2 || q.len() != 2 {
            return Answer::Stopped;
        }
        let apart = (&p - &q).dot(&(&p - &q)) > 1e-12 * (p.dot(&p) + q.dot(&q));
        (square(&p), square(&q), apart).into()
    })
}

fn square(p: &Array1<f64>) -> Array1<f64> {
    array![p[0] * p[0] - p[1] * p[1], 2.0 * p[0] * p[1]]
}

fn folded() -> Exercise<[f64; 2]> {
    Exercise {
        number: "f1.10",
        cases: vec![[3.0, 4.0], [1.0, 0.0], [-5.0, 12.0], [0.0, -2.0], [-4.0, 0.0]],
        describe: |&[u, v]| {
            tr!(
                "{uv}: the images of your two points, and whether the points differ",
                uv = given([("(u, v)", array![u, v].into())])
            )
        },
        correct: |&[u, v]| (array![u, v], array![u, v], true).into(),
        mistakes: vec![
            mistake(
                |&[u, v]| (array![u, v], array![u, v], false).into(),
                msg!(
                    "Both points are the same. Which second point has the same squares and the same product?"
                ),
            ),
            mistake(
                |&[u, v]| (array![u, v], array![u, -v], v != 0.0 || u < 0.0).into(),
                msg!(
                    "Changing the sign of one coordinate changes the sign of 2xy. What if both change?"
                ),
            ),
        ],
        lesson: msg!(
            "The Jacobian of f (Foundations 3) has the determinant 4(x² + y²): near every point but 0 there is a way back, and yet none for the whole plane. Try (10⁸, 1): `length - u` is rounded to 0, and with it y. For u > 0 take y = v/(2x), which subtracts nothing (§4.2)."
        ),
    }
}

/// f1.11: the inner product of two vectors when only lengths can be measured.
pub fn inner_product_from_lengths(
    yours: fn(&dyn Fn(&Array1<f64>) -> f64, &Array1<f64>, &Array1<f64>) -> f64,
) -> Report {
    check(&measured(), move |(x, y)| yours(&|v| v.dot(v).sqrt(), x, y).into())
}

fn measured() -> Exercise<(Array1<f64>, Array1<f64>)> {
    fn squared(v: &Array1<f64>) -> f64 {
        v.dot(v)
    }
    Exercise {
        number: "f1.11",
        cases: vec![
            (array![3.0, 4.0], array![1.0, 2.0]),
            (array![1.0, -2.0, 0.0], array![4.0, 1.0, 5.0]),
            (array![2.0, 0.0], array![0.0, 3.0]),
        ],
        describe: |(x, y)| given([("x", x.clone().into()), ("y", y.clone().into())]),
        correct: |(x, y)| x.dot(y).into(),
        mistakes: vec![
            mistake(
                |(x, y)| (squared(&(x + y)) - squared(x) - squared(y)).into(),
                msg!("This is twice the inner product: formula (1) has 2 x·y in the middle."),
            ),
            mistake(
                |(x, y)| (squared(&(x + y)) - squared(&(x - y))).into(),
                msg!("The difference of the two diagonals is 4 x·y."),
            ),
            mistake(
                |(x, y)| {
                    let length = |v: &Array1<f64>| squared(v).sqrt();
                    ((length(&(x + y)) - length(x) - length(y)) / 2.0).into()
                },
                msg!("Formula (1) is about squared lengths."),
            ),
        ],
        lesson: msg!(
            "Statistics has this formula as Var(X + Y) − Var(X − Y) = 4 Cov(X, Y) (§3.3). Hand your function the L₁ length: for (1, 0) with itself it gives 1, with (0, 1) it gives 0, but with their sum (1, 1) it gives 2. What it finds there is not linear, so it is no inner product."
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::run::testing::sound;
    use super::*;

    #[test]
    fn stubs_fail_solutions_pass_and_mistakes_are_named() {
        sound(&level());
        sound(&folded());
        sound(&measured());
    }

    #[test]
    fn a_square_root_and_its_opposite_are_two_preimages() {
        fn roots(u: f64, v: f64) -> (Array1<f64>, Array1<f64>) {
            let r = u.hypot(v);
            let p = array![((r + u) / 2.0).sqrt(), ((r - u) / 2.0).sqrt().copysign(v)];
            (p.clone(), -p)
        }
        assert!(two_preimages(roots).passed());
        assert!(!two_preimages(|u, v| (roots(u, v).0, roots(u, v).0)).passed());
    }
}
