//! Exercises for §1.1 of the foundations: products of sets, vectors, parallel vectors.

use super::super::Report;
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

#[cfg(test)]
mod tests {
    use super::super::super::run::testing::sound;
    use super::*;

    #[test]
    fn stubs_fail_solutions_pass_and_mistakes_are_named() {
        sound(&pairs());
        sound(&sets());
        sound(&factor());
    }

    #[test]
    fn the_librarys_own_factors_do_not_pass_as_they_stand() {
        use crate::linalg::parallel_factors;
        assert!(
            !parallel_factor(|x, y| parallel_factors(x, y, 1e-9).unwrap().map(|f| f.t)).passed()
        );
        // s x = t y, solved for x, does.
        assert!(
            parallel_factor(|x, y| parallel_factors(x, y, 1e-9).unwrap().map(|f| f.t / f.s))
                .passed()
        );
    }

    #[test]
    fn two_lines_are_closed_under_multiples_only() {
        assert!(closed_under_multiples_only(|p| p[0] * p[1] == 0.0).passed());
        assert!(!closed_under_multiples_only(|p| p[0] == 2.0 * p[1]).passed());
        assert!(!closed_under_multiples_only(|p| p[0] >= 0.0).passed());
    }
}
