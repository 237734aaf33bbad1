//! Exercises for §1.1 of the foundations: products of sets, vectors, the two inequalities.

use super::super::Report;
use super::super::answer::Answer;
use super::super::run::{Exercise, check, given, mistake};
use ndarray::{Array1, Array2, array};

type Pair = (Array1<f64>, Array1<f64>);

fn describe_pair((x, y): &Pair) -> String {
    given([("x", x.clone().into()), ("y", y.clone().into())])
}

fn length(v: &Array1<f64>) -> f64 {
    v.dot(v).sqrt()
}

/// f1.1: all pairs (a, b) of A × B, one in each row, in the order of A and then of B.
pub fn product_set(yours: fn(&Array1<f64>, &Array1<f64>) -> Array2<f64>) -> Report {
    check(&pairs(), move |(a, b)| yours(a, b).into())
}

/// The rows (a, b) for each a, and for each a every b.
fn product(a: &Array1<f64>, b: &Array1<f64>) -> Array2<f64> {
    let n = b.len();
    Array2::from_shape_fn((a.len() * n, 2), |(k, part)| if part == 0 { a[k / n] } else { b[k % n] })
}

fn pairs() -> Exercise<Pair> {
    Exercise {
        number: "f1.1",
        cases: vec![
            (array![1.0, 2.0], array![5.0, 6.0, 7.0]),
            (array![0.0], array![-1.0, 1.0]),
            (array![3.0, 4.0], array![3.0, 4.0]),
        ],
        describe: |(a, b)| given([("A", a.clone().into()), ("B", b.clone().into())]),
        correct: |(a, b)| product(a, b).into(),
        mistakes: vec![
            mistake(
                |(a, b)| product(b, a).into(),
                msg!("These are the pairs of B × A. In A × B the element of A comes first."),
            ),
            mistake(
                |(a, b)| {
                    let n = a.len().min(b.len());
                    Array2::from_shape_fn((n, 2), |(k, part)| if part == 0 { a[k] } else { b[k] })
                        .into()
                },
                msg!(
                    "Only elements of the same place were paired. Every a meets every b: |A|·|B| pairs."
                ),
            ),
            mistake(
                |(a, b)| {
                    let swapped = product(b, a);
                    Array2::from_shape_fn(swapped.dim(), |(k, part)| swapped[[k, 1 - part]]).into()
                },
                msg!(
                    "The pairs are right, the order of the rows is not: keep a fixed and let b run."
                ),
            ),
        ],
        lesson: msg!(
            "Chapter 6 numbers the 11,172 blocks of Korean like this, as a product of 19 initials, 21 vowels and 28 finals. From a row number k back to its pair: i = k / |B| and j = k % |B|. And products grow fast: ten settings with five values each make 9,765,625 rows, so large searches draw theirs at random."
        ),
    }
}

/// What f1.2 asks about a set of points of the plane.
#[derive(Clone, Copy)]
enum Closed {
    Zero,
    Multiples,
    Sums,
}

/// f1.2: a set of points of the plane that holds all multiples of its points, but not all sums.
pub fn closed_under_multiples_only(yours: fn(&Array1<f64>) -> bool) -> Report {
    check(&sets(), move |asked| closed(*asked, &yours).into())
}

/// Whether the set holds what it should, on the points with whole coordinates up to 6.
fn closed(asked: Closed, set: &dyn Fn(&Array1<f64>) -> bool) -> bool {
    let all = (-6..=6).flat_map(|x| (-6..=6).map(move |y| array![f64::from(x), f64::from(y)]));
    let held: Vec<Array1<f64>> = all.filter(|p| set(p)).collect();
    match asked {
        Closed::Zero => set(&array![0.0, 0.0]) && held.len() > 1,
        Closed::Multiples => held.iter().all(|p| (-3..=3).all(|c| set(&(f64::from(c) * p)))),
        Closed::Sums => held.iter().all(|p| held.iter().all(|q| set(&(p + q)))),
    }
}

fn sets() -> Exercise<Closed> {
    Exercise {
        number: "f1.2",
        cases: vec![Closed::Zero, Closed::Multiples, Closed::Sums],
        describe: |asked| {
            match asked {
                Closed::Zero => tr!("does it hold (0, 0) and other points?"),
                Closed::Multiples => tr!("does it hold every multiple of its points?"),
                Closed::Sums => tr!("does it hold every sum of two of its points?"),
            }
            .to_string()
        },
        correct: |asked| (!matches!(asked, Closed::Sums)).into(),
        mistakes: vec![
            mistake(
                |_| true.into(),
                msg!(
                    "This set holds the sums, too: it is a vector space, a line through the origin or the whole plane. What if you put two such lines together?"
                ),
            ),
            mistake(
                |asked| matches!(asked, Closed::Zero).into(),
                msg!(
                    "Some multiple leads out of it. A half-plane or a quadrant loses the multiples with c < 0, a disc those with a large c."
                ),
            ),
            mistake(
                |asked| (!matches!(asked, Closed::Zero)).into(),
                msg!("The origin alone holds everything; take a set with more points."),
            ),
            mistake(
                |asked| matches!(asked, Closed::Sums).into(),
                msg!("A set that holds the multiples of its points holds 0 times each of them."),
            ),
        ],
        lesson: msg!(
            "Two sets of this kind come back: vectors with at most k entries other than 0, and matrices of rank at most r. That is why two LoRA corrections of rank 8 (chapter 6) may need rank 16 when they are added. In the plane any two or more lines through the origin do, as long as not all are taken."
        ),
    }
}

/// f1.3: the number t with x = ty, or `None` if the vectors are not parallel (y ≠ 0).
pub fn parallel_factor(yours: fn(&Array1<f64>, &Array1<f64>) -> Option<f64>) -> Report {
    check(&factor(), move |(x, y)| yours(x, y).into())
}

fn largest(v: &Array1<f64>) -> usize {
    (0..v.len()).max_by(|&i, &j| v[i].abs().total_cmp(&v[j].abs())).unwrap_or(0)
}

fn multiple(x: &Array1<f64>, y: &Array1<f64>, t: f64, tolerance: f64) -> Option<f64> {
    (length(&(x - &(t * y))) <= tolerance * length(x)).then_some(t)
}

fn factor() -> Exercise<Pair> {
    Exercise {
        number: "f1.3",
        cases: vec![
            (array![2.0, -4.0], array![-1.0, 2.0]),
            (array![1.0, 2.0, 3.0], array![2.0, 4.0, 6.0]),
            (array![1.0, 2.0], array![2.0, 1.0]),
            (array![1.0, 2.0, 3.0], array![2.0, 4.0, 7.0]),
            // A zero in the first place of y.
            (array![0.0, 3.0], array![0.0, 1.5]),
            // The zero vector is 0 times every vector.
            (array![0.0, 0.0], array![1.0, 1.0]),
            // 3 · 0.1 is not quite 0.3 in f64.
            (array![0.3, 0.6, 0.9], array![0.1, 0.2, 0.3]),
        ],
        describe: describe_pair,
        correct: |(x, y)| {
            let i = largest(y);
            multiple(x, y, x[i] / y[i], 1e-9).into()
        },
        mistakes: vec![
            mistake(
                |(x, y)| multiple(x, y, x[0] / y[0], 1e-9).into(),
                msg!(
                    "y may begin with 0, and then x[0] / y[0] is no number: divide at the largest entry of y."
                ),
            ),
            mistake(
                |(x, y)| {
                    let i = largest(y);
                    multiple(x, y, x[i] / y[i], 0.0).into()
                },
                msg!(
                    "Rounding: 3 · 0.1 is not exactly 0.3. Compare ‖x − ty‖ with a small multiple of ‖x‖, such as 1e-9·‖x‖."
                ),
            ),
            mistake(
                |(x, y)| {
                    let i = largest(y);
                    Some(x[i] / y[i]).into()
                },
                msg!(
                    "One quotient is not enough: check that x = ty holds in every entry, and answer `None` if not."
                ),
            ),
            mistake(
                |(x, y)| {
                    let i = largest(x);
                    let t = if x[i] == 0.0 { 0.0 } else { y[i] / x[i] };
                    let gap = length(&(y - &(t * x)));
                    (gap <= 1e-9 * length(y)).then_some(t).into()
                },
                msg!("This is the factor the other way round, y = tx."),
            ),
            mistake(
                |(x, y)| {
                    let t = length(x) / length(y);
                    multiple(x, y, t, 1e-9).into()
                },
                msg!(
                    "A quotient of lengths is never negative; opposite directions need a negative t."
                ),
            ),
        ],
        lesson: msg!(
            "Columns that say the same, metres and feet, are parallel like this (§5.1). Try t = x·y / y·y instead: where x = ty it is the same number, and where no t exists it is the nearest miss, because all entries have a say in it. Exercise f1.6 derives it."
        ),
    }
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

fn line_cases() -> Vec<Pair> {
    vec![
        (array![3.0, 4.0], array![1.0, 2.0]),
        (array![2.0, -4.0], array![-1.0, 2.0]),
        (array![1.0, 0.0, 1.0], array![0.0, 3.0, 0.0]),
        (array![1.0, 2.0, 3.0], array![1.0, 1.0, -2.0]),
    ]
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

/// f1.6: the t for which x + ty is closest to the origin, −x·y / y·y.
pub fn lowest_at(yours: fn(&Array1<f64>, &Array1<f64>) -> f64) -> Report {
    check(&lowest(), move |(x, y)| yours(x, y).into())
}

fn lowest() -> Exercise<Pair> {
    Exercise {
        number: "f1.6",
        cases: line_cases(),
        describe: describe_pair,
        correct: |(x, y)| (-x.dot(y) / y.dot(y)).into(),
        mistakes: vec![
            mistake(
                |(x, y)| (x.dot(y) / y.dot(y)).into(),
                msg!(
                    "The minus sign is missing: the lowest point of at² + 2bt + c is at t = −b/a."
                ),
            ),
            mistake(
                |(x, y)| (-x.dot(y) / x.dot(x)).into(),
                msg!("The factor of t² is y·y, so y·y stands below the line."),
            ),
            mistake(
                |(x, y)| (-x.dot(y) / length(y)).into(),
                msg!("Divide by the squared length of y, y·y."),
            ),
            mistake(
                |(x, y)| (-x.dot(y) / (2.0 * y.dot(y))).into(),
                msg!("The factor of t is 2 x·y, and the 2 cancels with the 2 of −b/(2a)."),
            ),
        ],
        lesson: msg!(
            "−t is the weight with which least squares explains x by the one column y, and x + ty is the residual (§5.1); Gram–Schmidt takes the same step for each earlier direction (§1.2). Multiply y by 10: t becomes a tenth, and x + ty stays where it is."
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
        describe: describe_pair,
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
    use crate::linalg::angle;

    #[test]
    fn stubs_fail_solutions_pass_and_mistakes_are_named() {
        sound(&pairs());
        sound(&sets());
        sound(&factor());
        sound(&distance());
        sound(&turned());
        sound(&lowest());
        sound(&between());
        sound(&degrees());
    }

    #[test]
    fn the_librarys_own_angle_does_not_pass() {
        assert!(!angle_degrees(|x, y| angle(x, y).unwrap()).passed());
        assert!(!angle_degrees(|x, y| angle(x, y).unwrap().to_degrees()).passed());
    }

    #[test]
    fn two_lines_are_closed_under_multiples_only() {
        assert!(closed_under_multiples_only(|p| p[0] * p[1] == 0.0).passed());
        assert!(!closed_under_multiples_only(|p| p[0] == 2.0 * p[1]).passed());
        assert!(!closed_under_multiples_only(|p| p[0] >= 0.0).passed());
    }
}
