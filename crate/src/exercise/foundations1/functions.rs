//! Exercises for §1.2 of the foundations: functions of several variables.

use super::super::Report;
use super::super::run::{Exercise, check, given, mistake};
use ndarray::{Array1, array};

/// f1.9: the point closest to the origin of the level set {x : a·x = c}.
pub fn inner_product_level(yours: fn(&Array1<f64>, f64) -> Array1<f64>) -> Report {
    check(&level(), move |(a, c)| yours(a, *c).into())
}

fn level() -> Exercise<(Array1<f64>, f64)> {
    Exercise {
        number: "f1.9",
        cases: vec![
            (array![3.0, 4.0], 25.0),
            (array![1.0, 1.0], 1.0),
            (array![2.0, -1.0, 2.0], -3.0),
            (array![0.0, 5.0], 0.0),
        ],
        describe: |(a, c)| given([("a", a.clone().into()), ("c", (*c).into())]),
        correct: |(a, c)| (*c / a.dot(a) * a).into(),
        mistakes: vec![
            mistake(|(a, c)| (*c * a).into(), msg!("c·a lies on the level c‖a‖²: divide by a·a.")),
            mistake(
                |(a, c)| (*c / a.dot(a).sqrt() * a).into(),
                msg!(
                    "Divide by a·a, the squared length: once to make a unit vector, once because the levels stand 1/‖a‖ apart."
                ),
            ),
            mistake(
                |(a, c)| {
                    let mut x = Array1::zeros(a.len());
                    if let Some(i) = (0..a.len()).find(|&i| a[i] != 0.0) {
                        x[i] = *c / a[i];
                    }
                    x.into()
                },
                msg!(
                    "That point lies on the level set, but not closest to the origin: go in the direction of a."
                ),
            ),
            mistake(
                |(a, c)| a.mapv(|x| c / x).into(),
                msg!(
                    "These are the points where the level set meets the axes, one per entry, and not one point of it."
                ),
            ),
        ],
    }
}

/// f1.10: the vector function (r, θ) ↦ (r cos θ, r sin θ), θ in radians.
pub fn polar(yours: fn(&Array1<f64>) -> Array1<f64>) -> Report {
    check(&from_polar(), move |p| yours(p).into())
}

fn from_polar() -> Exercise<Array1<f64>> {
    Exercise {
        number: "f1.10",
        cases: vec![
            array![2.0, 0.0],
            array![1.0, std::f64::consts::FRAC_PI_2],
            array![3.0, std::f64::consts::FRAC_PI_6],
            array![0.5, -2.0],
        ],
        describe: |p| given([("(r, θ)", p.clone().into())]),
        correct: |p| array![p[0] * p[1].cos(), p[0] * p[1].sin()].into(),
        mistakes: vec![
            mistake(
                |p| array![p[0] * p[1].sin(), p[0] * p[1].cos()].into(),
                msg!("Sine and cosine have changed places: the first entry is r cos θ."),
            ),
            mistake(
                |p| array![p[1].cos(), p[1].sin()].into(),
                msg!("The radius r is missing: this point always lies on the unit circle."),
            ),
            mistake(
                |p| {
                    let t = p[1].to_radians();
                    array![p[0] * t.cos(), p[0] * t.sin()].into()
                },
                msg!("θ is in radians already; do not convert it."),
            ),
            mistake(
                |p| array![p[1] * p[0].cos(), p[1] * p[0].sin()].into(),
                msg!("r and θ have changed places: `p[0]` is r, `p[1]` is θ."),
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
        sound(&level());
        sound(&from_polar());
    }
}
