//! Exercises for §1.1: products, angles, shadows.

use super::super::Report;
use super::super::answer::Answer;
use super::super::run::{Exercise, check, given, mistake};
use ndarray::{Array1, array};

type Pair = (Array1<f64>, Array1<f64>);
type Triple = (Array1<f64>, Array1<f64>, Array1<f64>);

fn describe_pair((a, b): &Pair) -> String {
    given([("a", a.clone().into()), ("b", b.clone().into())])
}

fn describe_points((p, q, r): &Triple) -> String {
    given([("p", p.clone().into()), ("q", q.clone().into()), ("r", r.clone().into())])
}

fn length(v: &Array1<f64>) -> f64 {
    v.dot(v).sqrt()
}

/// A long vector of which only the entries that are not 0 are kept: where, and what.
type Sparse = (Vec<usize>, Array1<f64>);

/// (places of a, entries of a, places of b, entries of b) ↦ a·b.
type SparseDot = fn(&[usize], &Array1<f64>, &[usize], &Array1<f64>) -> f64;

/// 1.1: the dot product of two vectors of which only the entries that are not 0 are listed.
pub fn sparse_dot(yours: SparseDot) -> Report {
    check(&sparse(), move |((i, a), (j, b))| yours(i, a, j, b).into())
}

fn sparse() -> Exercise<(Sparse, Sparse)> {
    /// Σ of term(aₖ, bₗ) over the pairs of list positions that `meet` accepts.
    fn sum(
        ((i, a), (j, b)): &(Sparse, Sparse),
        meet: fn(usize, usize, usize, usize) -> bool,
        term: fn(f64, f64) -> f64,
    ) -> Answer {
        let mut sum = 0.0;
        for (k, &at) in i.iter().enumerate() {
            for (l, &bt) in j.iter().enumerate() {
                if meet(k, l, at, bt) {
                    sum += term(a[k], b[l]);
                }
            }
        }
        sum.into()
    }
    Exercise {
        number: "1.1",
        cases: vec![
            ((vec![0, 3, 7], array![2.0, 1.0, 4.0]), (vec![3, 5, 7], array![5.0, 1.0, -1.0])),
            ((vec![1, 2], array![3.0, 4.0]), (vec![1, 2], array![1.0, 2.0])),
            ((vec![0, 4], array![1.0, 1.0]), (vec![1, 3, 5], array![1.0, 1.0, 1.0])),
            ((vec![9], array![-2.0]), (vec![2, 9], array![4.0, 0.5])),
            ((vec![], array![]), (vec![1], array![1.0])),
        ],
        describe: |((i, a), (j, b))| {
            let list = |places: &[usize]| -> Answer {
                places.iter().map(|&place| place as f64).collect::<Array1<f64>>().into()
            };
            given([
                ("i", list(i)),
                ("a", a.clone().into()),
                ("j", list(j)),
                ("b", b.clone().into()),
            ])
        },
        correct: |case| sum(case, |_, _, i, j| i == j, |a, b| a * b),
        mistakes: vec![
            mistake(
                |case| sum(case, |k, l, _, _| k == l, |a, b| a * b),
                msg!(
                    "This pairs the lists by their position. Entry 1 of both lists may belong to different places of the long vectors: which numbers say where they belong?"
                ),
            ),
            mistake(
                |case| sum(case, |k, l, i, j| k == l && i == j, |a, b| a * b),
                msg!(
                    "Places are compared only where the lists are at the same position. Place 3 stands second in one list and first in the other: how does your loop find it?"
                ),
            ),
            mistake(
                |case| sum(case, |_, _, _, _| true, |a, b| a * b),
                msg!(
                    "Every entry meets every entry here. In a·b an entry meets only the one at the same place."
                ),
            ),
            mistake(
                |case| sum(case, |_, _, i, j| i == j, |_, _| 1.0),
                msg!("This counts the common places. What do two entries contribute that meet?"),
            ),
        ],
        lesson: msg!(
            "Divide by both lengths, which each list gives alone, and you have the cosine similarity of two documents. SciPy's `csr_matrix` keeps each row as such a pair of lists. For lists of 1000 entries the double loop compares a million pairs of places; two fingers need at most 1999 comparisons."
        ),
    }
}

/// 1.6: the cosine of the angle between two vectors, from three lengths.
pub fn cosine_from_lengths(yours: fn(f64, f64, f64) -> f64) -> Report {
    check(&lengths(), move |&[a, b, c]| yours(a, b, c).into())
}

fn lengths() -> Exercise<[f64; 3]> {
    Exercise {
        number: "1.6",
        cases: vec![
            [3.0, 4.0, 5.0],
            [1.0, 1.0, 1.0],
            [2.0, 3.0, 1.0],
            [1.0, 2.0, 3.0],
            [2.0, 4.0, 3.0],
        ],
        describe: |&[a, b, c]| given([("‖a‖", a.into()), ("‖b‖", b.into()), ("‖a − b‖", c.into())]),
        correct: |&[a, b, c]| ((a * a + b * b - c * c) / (2.0 * a * b)).into(),
        mistakes: vec![
            mistake(
                |&[a, b, c]| ((c * c - a * a - b * b) / (2.0 * a * b)).into(),
                msg!(
                    "The sign is turned: for a and b in the same direction the third length is short. What should the cosine be then?"
                ),
            ),
            mistake(
                |&[a, b, c]| ((a * a + b * b - c * c) / (a * b)).into(),
                msg!(
                    "A cosine is never above 1. How many times does a·b occur in (a − b)·(a − b)?"
                ),
            ),
            mistake(
                |&[a, b, c]| ((a * a + b * b - c * c) / 2.0).into(),
                msg!("This is the dot product a·b. What has to be taken out to leave the angle?"),
            ),
            mistake(
                |&[a, b, c]| ((a + b - c) / (2.0 * a * b)).into(),
                msg!("Lengths are roots of dot products: the squares are what adds up."),
            ),
        ],
        lesson: msg!(
            "So lengths determine angles; Exercise f1.11 does the same for inner products. Try 1, 1, 3: the answer −3.5 is no cosine. No such vectors exist: |cos θ| ≤ 1 and the triangle inequality say the same thing. Small angles come out badly: 1, 1, 10⁻⁹ gives exactly 1."
        ),
    }
}

/// 1.7: what the projection on b leaves of a.
pub fn rest(yours: fn(&Array1<f64>, &Array1<f64>) -> Array1<f64>) -> Report {
    check(&left_over(), move |(a, b)| yours(a, b).into())
}

fn left_over() -> Exercise<Pair> {
    Exercise {
        number: "1.7",
        cases: vec![
            (array![3.0, 4.0], array![2.0, 0.0]),
            (array![1.0, 2.0, 3.0], array![1.0, 1.0, 1.0]),
            (array![2.0, -2.0], array![1.0, 1.0]),
            (array![1.0, 1.0], array![-3.0, 4.0]),
        ],
        describe: describe_pair,
        correct: |(a, b)| (a - a.dot(b) / b.dot(b) * b).into(),
        mistakes: vec![
            mistake(
                |(a, b)| (a.dot(b) / b.dot(b) * b).into(),
                msg!("This is the shadow itself. What of a is not in it?"),
            ),
            mistake(
                |(a, b)| (a - a.dot(b) / length(b) * b).into(),
                msg!(
                    "Divide by b·b, the squared length of b: once for the shadow's length, once to make b a unit vector."
                ),
            ),
            mistake(
                |(a, b)| (a - a.dot(b) * b).into(),
                msg!("The division by b·b is missing: it would be right only for a unit vector b."),
            ),
            mistake(
                |(a, b)| (b - a.dot(b) / a.dot(a) * a).into(),
                msg!("The roles are exchanged: this is what a leaves of b."),
            ),
            mistake(
                |(a, b)| (a.dot(b) / b.dot(b) * b - a).into(),
                msg!("This points from the tip of a to the shadow. Which way round is the rest?"),
            ),
        ],
        lesson: msg!(
            "The residuals of a regression (chapter 5) are this rest, with the columns of X in place of the one b. Apply your function to its own answer: on paper nothing changes, on a computer the second round takes away what rounding left along b. Careful Gram–Schmidt does so."
        ),
    }
}

/// 1.8: whether three points make a triangle with a right angle, up to rounding.
pub fn right_angled(yours: fn(&Array1<f64>, &Array1<f64>, &Array1<f64>) -> bool) -> Report {
    check(&right_angle(), move |(p, q, r)| yours(p, q, r).into())
}

/// Whether a corner satisfies a test of the two sides that meet in it.
fn corners((p, q, r): &Triple, test: fn(&Array1<f64>, &Array1<f64>) -> bool) -> bool {
    [(p, q, r), (q, r, p), (r, p, q)]
        .iter()
        .any(|(at, one, two)| test(&(*one - *at), &(*two - *at)))
}

fn right_angle() -> Exercise<Triple> {
    let origin = array![0.0, 0.0];
    Exercise {
        number: "1.8",
        cases: vec![
            (origin.clone(), array![4.0, 0.0], array![0.0, 3.0]),
            // The right angle at the second corner, then at the third.
            (array![1.0, 1.0], array![3.0, 2.0], array![2.0, 4.0]),
            (array![2.0, 0.0], array![0.0, 4.0], origin.clone()),
            (origin.clone(), array![1.0, 2.0], array![-3.0, 1.0]),
            // 0.1 + 0.2 − 0.3 is not quite zero in f64.
            (array![0.0, 0.0, 0.0], array![0.1, 0.2, 0.3], array![1.0, 1.0, -1.0]),
            // A tiny triangle with three angles of about 60°.
            (origin.clone(), array![1e-8, 0.0], array![5e-9, 9e-9]),
            // A large one with a right angle: rounding is large as well.
            (
                array![0.0, 0.0, 0.0],
                array![1e8 / 3.0, 2e8 / 7.0, 1e8 / 11.0],
                array![3e8, 7e8, -33e8],
            ),
        ],
        describe: describe_points,
        correct: |case| corners(case, |a, b| a.dot(b).abs() <= 1e-9 * length(a) * length(b)).into(),
        mistakes: vec![
            mistake(
                |(p, q, r)| {
                    let (a, b) = (q - p, r - p);
                    (a.dot(&b).abs() <= 1e-9 * length(&a) * length(&b)).into()
                },
                msg!("You looked at the corner p. Where else may the right angle be?"),
            ),
            mistake(
                |case| corners(case, |a, b| a.dot(b) == 0.0).into(),
                msg!(
                    "Rounding leaves a little: 0.1 + 0.2 − 0.3 is not exactly 0. Compare |a·b| with a small tolerance instead of `== 0.0`."
                ),
            ),
            mistake(
                |case| corners(case, |a, b| a.dot(b).abs() <= 1e-9).into(),
                msg!(
                    "A fixed tolerance takes every tiny triangle for a right-angled one, and refuses large ones. How large could |a·b| be for sides of these lengths?"
                ),
            ),
            mistake(
                |case| corners(case, |a, b| a.dot(b) <= 1e-9 * length(a) * length(b)).into(),
                msg!(
                    "A negative dot product is below every tolerance: take its absolute value first."
                ),
            ),
        ],
        lesson: msg!(
            "Chapter 4 makes this a habit: “equal” means close compared with something (Exercise 4.3). Here 10⁻⁹ lets the angle miss 90° by 10⁻⁹ radians, about 6 · 10⁻⁸ degrees. Now put two corners in the same place: with `<=` the test reads 0 ≤ 0, and what is no triangle passes."
        ),
    }
}

/// 1.9: whether three points lie on one line, up to rounding.
pub fn on_one_line(yours: fn(&Array1<f64>, &Array1<f64>, &Array1<f64>) -> bool) -> Report {
    check(&collinear(), move |(p, q, r)| yours(p, q, r).into())
}

/// How far r is from the line through p and q; from p where both are one point.
fn aside((p, q, r): &Triple) -> (f64, Array1<f64>, Array1<f64>) {
    let (along, to) = (q - p, r - p);
    let square = along.dot(&along);
    let rest =
        if square > 0.0 { &to - &(to.dot(&along) / square * &along) } else { to.mapv(|_| 0.0) };
    (length(&rest), along, to)
}

fn collinear() -> Exercise<Triple> {
    let origin = array![0.0, 0.0];
    Exercise {
        number: "1.9",
        cases: vec![
            (origin.clone(), array![1.0, 2.0], array![2.0, 4.0]),
            // On the other side of p.
            (origin.clone(), array![1.0, 2.0], array![-2.0, -4.0]),
            (array![0.0, 1.0], array![0.1, 1.3], array![0.7, 3.1]),
            (array![0.0, 0.0, 0.0], array![0.1, 0.2, 0.3], array![0.3, 0.6, 0.9]),
            (origin.clone(), array![1.0, 0.0], array![0.0, 1.0]),
            // 0.0006° beside the line: the cosine of the angle is 1 in ten digits.
            (origin.clone(), array![1.0, 0.0], array![1.0, 1e-5]),
            (origin.clone(), array![1.0, 0.0], array![0.94, 0.34]),
            // Two of the three are the same point.
            (array![2.0, 1.0], array![2.0, 1.0], array![5.0, -3.0]),
        ],
        describe: describe_points,
        correct: |case| {
            let (rest, _, to) = aside(case);
            (rest <= 1e-9 * length(&to)).into()
        },
        mistakes: vec![
            mistake(
                |case| {
                    let (_, a, b) = aside(case);
                    let cosine = a.dot(&b) / (length(&a) * length(&b));
                    (length(&a) == 0.0 || (cosine.abs() - 1.0).abs() <= 1e-9).into()
                },
                msg!(
                    "The cosine is a bad judge of small angles: it is flat at 0°, and for (1, 0) and (1, 10⁻⁵) it is 1 − 5·10⁻¹¹. Which length in the triangle of the projection tells you more?"
                ),
            ),
            mistake(
                |case| {
                    let (rest, a, b) = aside(case);
                    (rest <= 1e-9 * length(&b) && a.dot(&b) >= 0.0).into()
                },
                msg!("A point behind p lies on the line as well."),
            ),
            mistake(
                |case| {
                    let (rest, a, b) = aside(case);
                    (length(&a) > 0.0 && rest <= 1e-9 * length(&b)).into()
                },
                msg!(
                    "Where p and q are the same point you divide 0 by 0, and NaN is not `<=` anything. How many lines go through two points?"
                ),
            ),
            mistake(
                |case| (aside(case).0 == 0.0).into(),
                msg!("Rounding spoils exact equality: allow a small tolerance such as 1e-9."),
            ),
        ],
        lesson: msg!(
            "For more vectors the same question is the rank of §1.2: three points lie on a line exactly if the matrix with the rows q − p and r − p has rank 0 or 1. And no tolerance saves the cosine: for the arrows (1, 0) and (1, 10⁻⁸) the computer finds exactly 1."
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::run::testing::sound;
    use super::*;

    #[test]
    fn stubs_fail_solutions_pass_and_mistakes_are_named() {
        sound(&sparse());
        sound(&lengths());
        sound(&left_over());
        sound(&right_angle());
        sound(&collinear());
    }

    #[test]
    fn the_librarys_own_functions_do_not_pass() {
        // Only the entries, without their places.
        let entries: SparseDot =
            |_, a, _, b| if a.len() == b.len() { crate::linalg::dot(a, b).unwrap() } else { 0.0 };
        assert!(!sparse_dot(entries).passed());
        assert!(!rest(|a, b| crate::linalg::project(a, b).unwrap()).passed());
    }
}
