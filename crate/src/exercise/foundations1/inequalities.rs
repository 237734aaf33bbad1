//! Exercises for §1.1 of the foundations: lengths, angles and the two inequalities.

use super::super::Report;
use super::super::answer::Answer;
use super::super::run::{Exercise, check, given, mistake};
use ndarray::{Array1, array};

type Pair = (Array1<f64>, Array1<f64>);

fn length(v: &Array1<f64>) -> f64 {
    v.dot(v).sqrt()
}

/// f1.4: ‖x − y‖ from the three inner products x·x, x·y and y·y alone.
pub fn distance_from_products(yours: fn(f64, f64, f64) -> f64) -> Report {
    check(&distance(), move |(xx, xy, yy)| yours(*xx, *xy, *yy).into())
}

fn distance() -> Exercise<(f64, f64, f64)> {
    Exercise {
        number: "f1.4",
        cases: vec![(25.0, 11.0, 5.0), (1.0, 0.0, 1.0), (4.0, -6.0, 9.0), (2.0, 2.0, 2.0)],
        describe: |(xx, xy, yy)| {
            given([("x·x", (*xx).into()), ("x·y", (*xy).into()), ("y·y", (*yy).into())])
        },
        correct: |(xx, xy, yy)| (xx - 2.0 * xy + yy).sqrt().into(),
        mistakes: vec![
            mistake(
                |(xx, xy, yy)| (xx - 2.0 * xy + yy).into(),
                msg!("This is the square ‖x − y‖²; the root is missing."),
            ),
            mistake(
                |(xx, xy, yy)| (xx + 2.0 * xy + yy).sqrt().into(),
                msg!("That is ‖x + y‖: with a minus sign between them the middle term is −2 x·y."),
            ),
            mistake(
                |(xx, xy, yy)| (xx - xy + yy).sqrt().into(),
                msg!("The inner product occurs twice, as x·y and as y·x: −2 x·y."),
            ),
            mistake(
                |(xx, _, yy)| (xx + yy).sqrt().into(),
                msg!(
                    "That is Pythagoras, right only for orthogonal vectors: the term −2 x·y is missing."
                ),
            ),
            mistake(
                |(xx, _, yy)| (xx.sqrt() - yy.sqrt()).abs().into(),
                msg!(
                    "This subtracts the lengths; two vectors of the same length can be far apart."
                ),
            ),
        ],
        lesson: msg!(
            "It needs no vectors, so it works with whatever hands out inner products; kernel methods live on that. For vectors of length 1, as the embeddings of chapter 1, it becomes √(2 − 2 x·y): the nearest by distance and the most similar by cosine are then the same."
        ),
    }
}

/// f1.5: a vector whose cosine with a given x of the plane is a given number.
pub fn with_cosine(yours: fn(&Array1<f64>, f64) -> Array1<f64>) -> Report {
    check(&turned(), move |(x, rho)| {
        let y = yours(x, *rho);
        if y.len() == 2 { cosine(x, &y).into() } else { Answer::Stopped }
    })
}

fn turned() -> Exercise<(Array1<f64>, f64)> {
    Exercise {
        number: "f1.5",
        cases: vec![
            (array![1.0, 0.0], 0.6),
            (array![3.0, 4.0], -0.8),
            (array![0.0, 2.0], 0.5),
            (array![-5.0, 12.0], 1.0),
        ],
        describe: |(x, rho)| {
            tr!(
                "{x}: the cosine of x and your y",
                x = given([("x", x.clone().into()), ("ρ", (*rho).into())])
            )
        },
        correct: |(_, rho)| (*rho).into(),
        mistakes: vec![
            mistake(
                |(x, rho)| {
                    let y = *rho * x + (1.0 - rho * rho).sqrt() * array![-x[1], x[0]] / length(x);
                    cosine(x, &y).into()
                },
                msg!(
                    "Two steps of different units are added: the one along x is measured in lengths of x, the one across it is not."
                ),
            ),
            mistake(
                |(_, rho)| (rho / (rho * rho + (1.0 - rho).powi(2)).sqrt()).into(),
                msg!("Along x go ρ; across it go √(1 − ρ²), not 1 − ρ: Pythagoras."),
            ),
            mistake(
                |(_, rho)| if *rho < 0.0 { (-1.0).into() } else { 1.0.into() },
                msg!(
                    "Every multiple of x has the cosine 1 or −1; something across x is needed, too."
                ),
            ),
        ],
        lesson: msg!(
            "Call it on its own answer y, with the same ρ: the cosine of x and the new vector is 2ρ² − 1, because the angle has doubled. From 0.9 it falls to 0.62, from 0.6 to −0.28. So “similar” does not pass on, neither among embeddings (chapter 1) nor among correlations (chapter 3)."
        ),
    }
}

/// Where the line x + ty begins and goes, and a distance from the origin.
type Shot = (Array1<f64>, Array1<f64>, f64);

/// f1.6: the two t for which x + ty is at a given distance from the origin.
pub fn at_distance(yours: fn(&Array1<f64>, &Array1<f64>, f64) -> Option<(f64, f64)>) -> Report {
    check(&shots(), move |(x, y, r)| yours(x, y, *r).into())
}

/// −x·y/‖y‖², and (r² − the smallest ‖x + ty‖²)/‖y‖².
fn middle((x, y, r): &Shot) -> (f64, f64) {
    let (xy, yy) = (x.dot(y), y.dot(y));
    (-xy / yy, (r * r - x.dot(x) + xy * xy / yy) / yy)
}

/// So far to either side of the middle, or nothing.
fn beside(middle: f64, square: f64) -> Answer {
    (square >= 0.0).then(|| (middle - square.sqrt(), middle + square.sqrt())).into()
}

fn shots() -> Exercise<Shot> {
    Exercise {
        number: "f1.6",
        cases: vec![
            (array![3.0, 4.0], array![1.0, 2.0], 6.0),
            (array![2.0, -4.0], array![-1.0, 2.0], 5.0),
            (array![1.0, 0.0, 1.0], array![0.0, 3.0, 0.0], 1.0),
            (array![1.0, 2.0, 3.0], array![1.0, 1.0, -2.0], 4.0),
            (array![1.0, 2.0, 3.0], array![1.0, 1.0, -2.0], 3.5),
        ],
        describe: |(x, y, r)| {
            given([("x", x.clone().into()), ("y", y.clone().into()), ("r", (*r).into())])
        },
        correct: |case| {
            let (middle, square) = middle(case);
            beside(middle, square)
        },
        mistakes: vec![
            mistake(
                |case| {
                    let (middle, square) = middle(case);
                    Some((middle - square.sqrt(), middle + square.sqrt())).into()
                },
                msg!(
                    "Right where the line comes close enough. Where it stays farther away than r, a root of a negative number is NaN: answer `None`."
                ),
            ),
            mistake(
                |case| {
                    let (middle, square) = middle(case);
                    beside(-middle, square)
                },
                msg!(
                    "The middle is on the wrong side: the lowest point of at² + 2bt + c is at t = −b/a."
                ),
            ),
            mistake(
                |case| {
                    let (middle, square) = middle(case);
                    let r = case.2;
                    beside(middle, square + (r - r * r) / case.1.dot(&case.1))
                },
                msg!("q(t) is the *squared* distance. With which number must it agree?"),
            ),
            mistake(
                |case| {
                    let (middle, square) = middle(case);
                    beside(middle, square * case.1.dot(&case.1))
                },
                msg!(
                    "Half the way inside is right as a length. t counts in steps of y; how long is one?"
                ),
            ),
            mistake(
                |case| {
                    let (x, y, r) = case;
                    beside(middle(case).0, (r * r - x.dot(x)) / y.dot(y))
                },
                msg!(
                    "‖x‖² was taken for the smallest value of q. What is left of it when the square is 0?"
                ),
            ),
            mistake(
                |case| {
                    let (middle, square) = middle(case);
                    (square >= 0.0).then(|| (middle + square.sqrt(), middle - square.sqrt())).into()
                },
                msg!("Both are right, and the smaller t comes first."),
            ),
        ],
        lesson: msg!(
            "A ray tracer asks this of every ball and every ray. Minus the middle is the weight with which least squares explains x by the one column y (§5.1). Multiply y by 10: both t become a tenth, and the two points stay. For y of length 1 the product of both t is ‖x‖² − r², whatever way y points."
        ),
    }
}

/// f1.7: whether a point lies on the straight way from x to y, to 10⁻⁹ of its length.
pub fn on_the_way(yours: fn(&Array1<f64>, &Array1<f64>, &Array1<f64>) -> bool) -> Report {
    check(&between(), move |[x, y, p]| yours(x, y, p).into())
}

/// The number c for which x + c(y − x) is closest to p, and how far away that point is.
fn foot([x, y, p]: &[Array1<f64>; 3]) -> (f64, f64) {
    let (way, to) = (y - x, p - x);
    let c = to.dot(&way) / way.dot(&way);
    (c, length(&(to - c * &way)) / length(&way))
}

fn between() -> Exercise<[Array1<f64>; 3]> {
    let case = |p: [f64; 2]| [array![1.0, 2.0], array![4.0, 6.0], array![p[0], p[1]]];
    Exercise {
        number: "f1.7",
        cases: vec![
            case([2.5, 4.0]),
            case([1.0, 2.0]),
            case([7.0, 10.0]),
            case([-2.0, -2.0]),
            case([2.5, 4.5]),
            case([2.5 - 4e-6, 4.0 + 3e-6]), // 5·10⁻⁶ beside the middle
            [array![0.0, 0.0, 0.0], array![3.0, 6.0, 9.0], array![1.0, 2.0, 3.0]],
        ],
        describe: |[x, y, p]| {
            given([("x", x.clone().into()), ("y", y.clone().into()), ("p", p.clone().into())])
        },
        correct: |points| {
            let (c, aside) = foot(points);
            (aside <= 1e-9 && (-1e-9..=1.0 + 1e-9).contains(&c)).into()
        },
        mistakes: vec![
            mistake(
                |points| (foot(points).1 <= 1e-9).into(),
                msg!(
                    "This finds the whole line through x and y. Beyond the two ends the detour is longer: the factor c must lie between 0 and 1."
                ),
            ),
            mistake(
                |[x, y, p]| {
                    let detour = length(&(p - x)) + length(&(y - p)) - length(&(y - x));
                    (detour <= 1e-9 * length(&(y - x))).into()
                },
                msg!(
                    "A point 10⁻⁶ beside the way makes the detour only about 10⁻¹² longer: the sum of the two lengths is flat there. Use the equality case, p − x = c(y − x), instead."
                ),
            ),
            mistake(
                |[x, y, p]| (length(&(p - x)) <= length(&(y - x))).into(),
                msg!("This asks for the distance only; p may lie in quite another direction."),
            ),
        ],
        lesson: msg!(
            "The same in one variable: (x − 1)² + 1 is exactly 1 in `f64` for every x within 10⁻⁸ of 1, so by its values a minimum is found to eight digits at best. Its slope 2(x − 1) changes sign there and gives all sixteen. That is one reason to solve ∇f = 0 (§2.3) and not to compare values."
        ),
    }
}

/// f1.8: the angle between the lines of two vectors, in degrees.
pub fn angle_degrees(yours: fn(&Array1<f64>, &Array1<f64>) -> f64) -> Report {
    check(&degrees(), move |(x, y)| yours(x, y).into())
}

fn cosine(x: &Array1<f64>, y: &Array1<f64>) -> f64 {
    x.dot(y) / (length(x) * length(y))
}

fn degrees() -> Exercise<Pair> {
    Exercise {
        number: "f1.8",
        cases: vec![
            (array![1.0, 0.0], array![1.0, 1.0]),
            (array![2.0, 0.0, 0.0], array![0.0, 5.0, 0.0]),
            (array![1.0, 0.0], array![-1.0, 3.0_f64.sqrt()]),
            (array![1.0, 0.0, 1.0], array![0.0, 0.0, -2.0]),
            // The cosine of these two rounds to a number below −1.
            (array![2.0, 3.0, 4.0], array![-6.0, -9.0, -12.0]),
        ],
        describe: |(x, y)| given([("x", x.clone().into()), ("y", y.clone().into())]),
        correct: |(x, y)| cosine(x, y).abs().min(1.0).acos().to_degrees().into(),
        mistakes: vec![
            mistake(
                |(x, y)| cosine(x, y).clamp(-1.0, 1.0).acos().to_degrees().into(),
                msg!(
                    "This is the angle between the arrows. Where it is beyond 90°, it is the larger one of the two: which other vector spans the same line as y?"
                ),
            ),
            mistake(
                |(x, y)| cosine(x, y).abs().min(1.0).acos().into(),
                msg!("This is the angle in radians; `to_degrees()` turns it into degrees."),
            ),
            mistake(
                |(x, y)| cosine(x, y).abs().into(),
                msg!("This is the cosine; the angle is its `acos`."),
            ),
            mistake(
                |(x, y)| match cosine(x, y).abs().acos().to_degrees() {
                    angle if angle.is_nan() => Answer::Number(f64::NAN),
                    angle => angle.into(),
                },
                msg!(
                    "For parallel vectors the quotient can round to a number beyond 1, and `acos` answers NaN. Which values can a cosine have?"
                ),
            ),
            mistake(
                |(x, y)| match x.dot(y).abs().acos().to_degrees() {
                    angle if angle.is_nan() => Answer::Number(f64::NAN),
                    angle => angle.into(),
                },
                msg!("Divide x·y by both lengths before taking `acos`."),
            ),
        ],
        lesson: msg!(
            "Principal components and eigenvectors (§1.3) have no sign of their own, so two of them are compared by this angle. The smallest answer above 0 that your function can give is 8.5·10⁻⁷ degrees, since the largest `f64` below 1 is 1 − 1.1·10⁻¹⁶."
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::run::testing::sound;
    use super::*;
    use crate::linalg::{angle, distance_parabola};

    #[test]
    fn stubs_fail_solutions_pass_and_mistakes_are_named() {
        sound(&distance());
        sound(&turned());
        sound(&shots());
        sound(&between());
        sound(&degrees());
    }

    #[test]
    fn the_librarys_own_angle_does_not_pass() {
        assert!(!angle_degrees(|x, y| angle(x, y).unwrap()).passed());
        assert!(!angle_degrees(|x, y| angle(x, y).unwrap().to_degrees()).passed());
    }

    #[test]
    fn the_librarys_own_parabola_does_not_pass_without_a_root() {
        assert!(
            !at_distance(|x, y, r| {
                let q = distance_parabola(x, y).unwrap();
                (q.lowest <= r * r).then_some((q.lowest_at, q.lowest_at))
            })
            .passed()
        );
        assert!(
            at_distance(|x, y, r| {
                let q = distance_parabola(x, y).unwrap();
                let half = ((r * r - q.lowest) / q.square).sqrt();
                (q.lowest <= r * r).then_some((q.lowest_at - half, q.lowest_at + half))
            })
            .passed()
        );
    }
}
