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
    }
}

/// f1.2: the point x + ty of the line through x in the direction of y.
pub fn line_point(yours: fn(&Array1<f64>, &Array1<f64>, f64) -> Array1<f64>) -> Report {
    check(&walking(), move |(x, y, t)| yours(x, y, *t).into())
}

fn walking() -> Exercise<(Array1<f64>, Array1<f64>, f64)> {
    Exercise {
        number: "f1.2",
        cases: vec![
            (array![1.0, 2.0], array![3.0, -1.0], 2.0),
            (array![1.0, 0.0, 2.0], array![0.5, 0.5, 0.5], -1.0),
            (array![4.0, 1.0], array![2.0, 2.0], 0.0),
        ],
        describe: |(x, y, t)| {
            given([("x", x.clone().into()), ("y", y.clone().into()), ("t", (*t).into())])
        },
        correct: |(x, y, t)| (x + *t * y).into(),
        mistakes: vec![
            mistake(
                |(x, y, t)| (*t * x + y).into(),
                msg!("t belongs to y, the direction: x + ty, not tx + y."),
            ),
            mistake(
                |(x, y, t)| (*t * (x + y)).into(),
                msg!("The parentheses reach too far: only y is multiplied by t."),
            ),
            mistake(|(x, y, t)| (x - *t * y).into(), msg!("The sign is turned round: x + ty.")),
            mistake(
                |(x, y, t)| (x + &(y + *t)).into(),
                msg!("t was added to every entry of y; a number multiplies a vector here."),
            ),
        ],
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
    }
}

/// f1.5: a quarter of the discriminant of t ↦ ‖x + ty‖²: (x·y)² − ‖x‖²‖y‖².
pub fn quarter_discriminant(yours: fn(&Array1<f64>, &Array1<f64>) -> f64) -> Report {
    check(&discriminant(), move |(x, y)| yours(x, y).into())
}

fn line_cases() -> Vec<Pair> {
    vec![
        (array![3.0, 4.0], array![1.0, 2.0]),
        (array![2.0, -4.0], array![-1.0, 2.0]),
        (array![1.0, 0.0, 1.0], array![0.0, 3.0, 0.0]),
        (array![1.0, 2.0, 3.0], array![1.0, 1.0, -2.0]),
    ]
}

fn discriminant() -> Exercise<Pair> {
    Exercise {
        number: "f1.5",
        cases: line_cases(),
        describe: describe_pair,
        correct: |(x, y)| (x.dot(y).powi(2) - x.dot(x) * y.dot(y)).into(),
        mistakes: vec![
            mistake(
                |(x, y)| (x.dot(x) * y.dot(y) - x.dot(y).powi(2)).into(),
                msg!("The sign is reversed: D/4 = (x·y)² − ‖x‖²‖y‖², which is never positive."),
            ),
            mistake(
                |(x, y)| (4.0 * (x.dot(y).powi(2) - x.dot(x) * y.dot(y))).into(),
                msg!("This is D itself; asked for is D/4."),
            ),
            mistake(
                |(x, y)| (x.dot(y) - x.dot(x) * y.dot(y)).into(),
                msg!("The inner product has to be squared."),
            ),
            mistake(
                |(x, y)| (x.dot(y).powi(2) - length(x) * length(y)).into(),
                msg!("The lengths have to be squared too: ‖x‖² is x·x, without a root."),
            ),
        ],
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
    }
}

/// f1.7: how much longer the detour is, ‖x‖ + ‖y‖ − ‖x + y‖.
pub fn triangle_gap(yours: fn(&Array1<f64>, &Array1<f64>) -> f64) -> Report {
    check(&detour(), move |(x, y)| yours(x, y).into())
}

fn detour() -> Exercise<Pair> {
    Exercise {
        number: "f1.7",
        cases: vec![
            (array![3.0, 0.0], array![0.0, 4.0]),
            (array![1.0, 2.0, 2.0], array![-1.0, -2.0, -2.0]),
            (array![6.0, 8.0], array![-3.0, 4.0]),
        ],
        describe: describe_pair,
        correct: |(x, y)| (length(x) + length(y) - length(&(x + y))).into(),
        mistakes: vec![
            mistake(
                |(x, y)| (length(&(x + y)) - length(x) - length(y)).into(),
                msg!("The sign is reversed: the detour ‖x‖ + ‖y‖ is the longer one."),
            ),
            mistake(
                |(x, y)| (length(x) + length(y) - length(&(x - y))).into(),
                msg!("The straight way leads to x + y, not to x − y."),
            ),
            mistake(
                |(x, y)| {
                    let s = x + y;
                    (x.dot(x) + y.dot(y) - s.dot(&s)).into()
                },
                msg!(
                    "These are squared lengths; the triangle inequality is about the lengths themselves."
                ),
            ),
        ],
    }
}

/// f1.8: the angle between two vectors, in degrees.
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
            // The cosine of these two rounds to a number above 1.
            (array![1.0, 1.0, 1.0], array![3.0, 3.0, 3.0]),
        ],
        describe: describe_pair,
        correct: |(x, y)| cosine(x, y).clamp(-1.0, 1.0).acos().to_degrees().into(),
        mistakes: vec![
            mistake(
                |(x, y)| cosine(x, y).clamp(-1.0, 1.0).acos().into(),
                msg!("This is the angle in radians; `to_degrees()` turns it into degrees."),
            ),
            mistake(
                |(x, y)| cosine(x, y).into(),
                msg!("This is the cosine; the angle is its `acos`."),
            ),
            mistake(
                |(x, y)| cosine(x, y).abs().clamp(-1.0, 1.0).acos().to_degrees().into(),
                msg!("Keep the sign of x·y: beyond 90° it is negative."),
            ),
            mistake(
                |(x, y)| match x.dot(y).acos().to_degrees() {
                    angle if angle.is_nan() => Answer::Number(f64::NAN),
                    angle => angle.into(),
                },
                msg!("Divide x·y by both lengths before taking `acos`."),
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
        sound(&pairs());
        sound(&walking());
        sound(&factor());
        sound(&distance());
        sound(&discriminant());
        sound(&lowest());
        sound(&detour());
        sound(&degrees());
    }
}
