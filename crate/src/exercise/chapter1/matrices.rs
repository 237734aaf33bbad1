//! Exercises for §1.2, matrices.

use super::super::Report;
use super::super::answer::{Answer, Digits};
use super::super::run::{Exercise, check, given, mistake};
use ndarray::{Array1, Array2, array};

type Pair = (Array2<f64>, Array2<f64>);

fn describe_pair((a, b): &Pair) -> String {
    given([("A", a.clone().into()), ("B", b.clone().into())])
}

/// A product, or no answer where the shapes do not allow one.
fn product(a: &Array2<f64>, b: &Array2<f64>) -> Answer {
    if a.ncols() == b.nrows() { a.dot(b).into() } else { Answer::Stopped }
}

/// The transpose, in memory of its own.
fn t(a: &Array2<f64>) -> Array2<f64> {
    a.t().to_owned()
}

/// (A, B) ↦ (AB, multiplications).
type Counted = fn(&Array2<f64>, &Array2<f64>) -> (Array2<f64>, f64);

/// 1.10: the matrix product AB that skips the zeros of A, and how many numbers it multiplied.
pub fn matmul_counted(yours: Counted) -> Report {
    check(&counted(), move |(a, b)| yours(a, b).into())
}

/// How many entries of A are not 0.
fn filled(a: &Array2<f64>) -> f64 {
    a.iter().filter(|entry| **entry != 0.0).count() as f64
}

fn counted() -> Exercise<Pair> {
    Exercise {
        number: "1.10",
        cases: vec![
            (array![[1.0, 2.0], [3.0, 4.0]], array![[5.0, 6.0], [7.0, 8.0]]),
            (array![[1.0, 0.0, 3.0], [0.0, 0.0, 6.0]], array![[1.0, 0.0], [0.0, 1.0], [2.0, -1.0]]),
            (array![[0.0, 2.0, 0.0]], array![[4.0], [5.0], [6.0]]),
            (array![[1.0], [0.0]], array![[3.0, 4.0, 5.0]]),
        ],
        describe: describe_pair,
        correct: |(a, b)| (a.dot(b), filled(a) * b.ncols() as f64).into(),
        mistakes: vec![
            mistake(
                |(a, b)| (a.dot(b), (a.len() * b.ncols()) as f64).into(),
                msg!(
                    "The product is right, and every multiplication was carried out. Which ones can you see to be useless before you carry them out?"
                ),
            ),
            mistake(
                |(a, b)| (a.dot(b), filled(a)).into(),
                msg!(
                    "The product is right. Each entry of A that is not 0 was counted once; how many entries of C does it go into?"
                ),
            ),
            mistake(
                |(a, b)| {
                    let both = |(i, p): (usize, usize)| {
                        b.row(p).iter().filter(|entry| a[[i, p]] != 0.0 && **entry != 0.0).count()
                    };
                    let count = ndarray::indices(a.dim()).into_iter().map(both).sum::<usize>();
                    (a.dot(b), count as f64).into()
                },
                msg!(
                    "Zeros of B are skipped, too. Asked are those of A only, so that one question saves a whole row of B."
                ),
            ),
            mistake(
                |(a, b)| match product(b, a) {
                    Answer::Matrix(ba) => (ba, filled(b) * a.ncols() as f64).into(),
                    other => other,
                },
                msg!("The order is reversed: this is BA, and BA is not AB."),
            ),
        ],
        lesson: msg!(
            "A row of A with a single 1 costs one row of B. So the language model of chapter 6 does not multiply by its embedding matrix: it picks the row of each token. One thing does change: 0 · ∞ is NaN, so your product passes over an ∞ or NaN in B that the full one would show."
        ),
    }
}

/// 1.11: two symmetric matrices whose product is not symmetric.
pub fn symmetric_pair(yours: fn() -> (Array2<f64>, Array2<f64>)) -> Report {
    check(&symmetric(), move |&()| {
        let (a, b) = yours();
        symmetries(&a, &b).into()
    })
}

/// Whether A is symmetric, whether B is, and whether AB is not.
fn symmetries(a: &Array2<f64>, b: &Array2<f64>) -> (bool, bool, bool) {
    let mirrored = |m: &Array2<f64>| Answer::from(t(m)).agrees(&m.clone().into());
    let (first, second) = (a.is_square() && mirrored(a), b.is_square() && mirrored(b));
    let product = (first && second && a.dim() == b.dim()).then(|| a.dot(b));
    // An entry that is no number is like no other.
    let lost = |ab: &Array2<f64>| ab.iter().all(|v| v.is_finite()) && !mirrored(ab);
    (first, second, product.is_some_and(|ab| lost(&ab)))
}

fn symmetric() -> Exercise<()> {
    Exercise {
        number: "1.11",
        cases: vec![()],
        describe: |()| "(A = Aᵀ, B = Bᵀ, AB ≠ (AB)ᵀ)".to_string(),
        correct: |()| (true, true, true).into(),
        mistakes: vec![
            mistake(
                |()| (true, true, false).into(),
                msg!(
                    "Both are symmetric, and so is their product. What is (AB)ᵀ for symmetric A and B, written with A and B? So when is it AB, and when not?"
                ),
            ),
            mistake(
                |()| (false, true, false).into(),
                msg!("A is not symmetric: compare A with its mirror image in the diagonal."),
            ),
            mistake(
                |()| (true, false, false).into(),
                msg!("B is not symmetric: compare B with its mirror image in the diagonal."),
            ),
        ],
        lesson: msg!(
            "diag(1, −1) times the swap of the axes is a quarter turn, with no real eigenvector (§1.3): a product of symmetric matrices can lose even that. ABA and AB + BA stay symmetric. NumPy's `eigh` does not warn you: of a matrix that is not symmetric it reads only the lower triangle."
        ),
    }
}

/// Three points of the plane.
type Corners = (Array1<f64>, Array1<f64>, Array1<f64>);

/// 1.12: the area of a triangle by its corners.
pub fn triangle_area(yours: fn(&Array1<f64>, &Array1<f64>, &Array1<f64>) -> f64) -> Report {
    check(&area(), move |(p, q, r)| yours(p, q, r).into())
}

/// The determinant of the two columns.
fn spanned(a: &Array1<f64>, b: &Array1<f64>) -> f64 {
    a[0] * b[1] - a[1] * b[0]
}

fn area() -> Exercise<Corners> {
    Exercise {
        number: "1.12",
        cases: vec![
            (array![0.0, 0.0], array![4.0, 0.0], array![0.0, 3.0]),
            (array![1.0, 1.0], array![4.0, 2.0], array![2.0, 5.0]),
            // The same round trip the other way.
            (array![1.0, 1.0], array![2.0, 5.0], array![4.0, 2.0]),
            (array![1.0, 2.0], array![2.0, 4.0], array![-1.0, -2.0]),
        ],
        describe: |(p, q, r)| {
            given([("p", p.clone().into()), ("q", q.clone().into()), ("r", r.clone().into())])
        },
        correct: |(p, q, r)| (spanned(&(q - p), &(r - p)).abs() / 2.0).into(),
        mistakes: vec![
            mistake(
                |(p, q, r)| spanned(&(q - p), &(r - p)).abs().into(),
                msg!("This is the area of the parallelogram. Which part of it is the triangle?"),
            ),
            mistake(
                |(p, q, r)| (spanned(&(q - p), &(r - p)) / 2.0).into(),
                msg!(
                    "For one order of the corners the answer is negative. What does the sign of a determinant say, and does an area have it?"
                ),
            ),
            mistake(
                |(_, q, r)| (spanned(q, r).abs() / 2.0).into(),
                msg!(
                    "This is the triangle of q, r and the *origin*. Which two arrows are sides of the triangle asked for?"
                ),
            ),
            mistake(
                |(p, q, r)| {
                    let (a, b) = (q - p, r - p);
                    ((a[0] * b[1] + a[1] * b[0]).abs() / 2.0).into()
                },
                msg!("The two products are subtracted: for (1, 1) and (1, 1) nothing is spanned."),
            ),
        ],
        lesson: msg!(
            "In n dimensions the volume is |det|/n!. Subtracting p first saves digits: for (s, s), (s + 1, s), (s, s + 1) with s = 10⁸ the shoelace formula, p₁q₂ − p₂q₁ and so on round the corners, gives 0 in place of ½, because products near 10¹⁶ swallow a 1 (chapter 4)."
        ),
    }
}

/// 1.13: the 2×2 matrix with the first row (a, b), b ≠ 0, that is its own inverse.
pub fn own_inverse(yours: fn(f64, f64) -> Array2<f64>) -> Report {
    check(&involution(), move |&(a, b)| yours(a, b).into())
}

fn involution() -> Exercise<(f64, f64)> {
    Exercise {
        number: "1.13",
        cases: vec![(0.0, 1.0), (2.0, 3.0), (1.0, 4.0), (-0.5, -1.0)],
        describe: |&(a, b)| given([("a", a.into()), ("b", b.into())]),
        correct: |&(a, b)| array![[a, b], [(1.0 - a * a) / b, -a]].into(),
        mistakes: vec![
            mistake(
                |&(a, b)| array![[a, b], [(a * a - 1.0) / b, a]].into(),
                msg!(
                    "That has the determinant 1. Compare the entries b of A and of its inverse: which determinant do they demand?"
                ),
            ),
            mistake(
                |&(a, b)| array![[a, b], [-(1.0 + a * a) / b, -a]].into(),
                msg!(
                    "d = −a is right, but this matrix times itself is −I, a turn by 180° in two steps. Which determinant makes it +I?"
                ),
            ),
            mistake(
                |&(a, b)| array![[a, b], [1.0 - a * a, -a]].into(),
                msg!("b was forgotten: solve a·d − b·c = −1 for c once more."),
            ),
            mistake(
                |&(a, b)| array![[a, b], [b, -a]].into(),
                msg!(
                    "This is right only where a² + b² = 1: it is the mirror. c need not be b; what does the determinant say about it?"
                ),
            ),
        ],
        lesson: msg!(
            "They all have trace 0 and determinant −1, so λ² − 1 = 0 (§1.3): one line stays and another turns round, whatever a and b are. The reflections of `qr`, I − 2uuᵀ with ‖u‖₂ = 1, are in the plane among them and are symmetric; yours is symmetric exactly if a² + b² = 1."
        ),
    }
}

/// A column and a row.
type Factors = (Array1<f64>, Array1<f64>);

/// 1.14: u and v with M = uvᵀ, or nothing where the rank is larger than 1.
pub fn rank_one_factors(yours: fn(&Array2<f64>) -> Option<Factors>) -> Report {
    check(&factors(), move |m| yours(m).map(|(u, v)| products(&u, &v)).into())
}

fn products(u: &Array1<f64>, v: &Array1<f64>) -> Array2<f64> {
    Array2::from_shape_fn((u.len(), v.len()), |(i, j)| u[i] * v[j])
}

/// uvᵀ from the row and the column that cross at the given entry.
fn crossing(m: &Array2<f64>, (i, j): (usize, usize)) -> Array2<f64> {
    products(&m.column(j).to_owned(), &(&m.row(i) / m[[i, j]]))
}

/// Where the entry of the largest absolute value stands.
fn peak(m: &Array2<f64>) -> (usize, usize) {
    let largest = m.indexed_iter().max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()));
    largest.map_or((0, 0), |(place, _)| place)
}

fn factors() -> Exercise<Array2<f64>> {
    Exercise {
        number: "1.14",
        cases: vec![
            array![[3.0, 4.0], [6.0, 8.0]],
            array![[1.0, -1.0], [2.0, -2.0], [3.0, -3.0]],
            // The first row and the first column are empty.
            array![[0.0, 0.0, 0.0], [0.0, 5.0, 2.0]],
            array![[1.0, 2.0], [3.0, 4.0]],
            array![[0.1, 0.7], [0.3, 2.1], [0.7, 4.9]],
            array![[1.0, 0.0], [0.0, 1.0]],
        ],
        describe: |m| format!("M = {}; uvᵀ", Answer::from(m.clone()).line(Digits::Six)),
        correct: |m| {
            let product = crossing(m, peak(m));
            let fits = Answer::from(product.clone()).agrees(&m.clone().into());
            fits.then(|| m.clone()).into()
        },
        mistakes: vec![
            mistake(
                |m| Some(crossing(m, peak(m))).into(),
                msg!(
                    "Not every matrix is an outer product. Multiply your u and v out and compare before you answer; where it does not fit, `None`."
                ),
            ),
            mistake(
                |m| {
                    let product = crossing(m, (0, 0));
                    Answer::from(product.clone())
                        .agrees(&m.clone().into())
                        .then_some(product)
                        .into()
                },
                msg!(
                    "The entry in the corner may be 0, and then nothing can be divided by it. Which entry is safe?"
                ),
            ),
            mistake(
                |m| {
                    let product = crossing(m, peak(m));
                    (product == *m).then_some(product).into()
                },
                msg!(
                    "Compared with `==` a rounded product fails: a 0.7 may come back as 0.7000000000000001. Allow a small tolerance."
                ),
            ),
            mistake(
                |_| None::<Array2<f64>>.into(),
                msg!(
                    "`None` every time? Rows that are multiples of one row are the sign of rank 1."
                ),
            ),
        ],
        lesson: msg!(
            "LoRA of rank 1 trains just such a u and v (§1.2), and Exercise 1.17 adds up k layers like this. Take uvᵀ away from an M of rank r: row i and column j become 0, and the rank falls to r − 1. Go on, and you have elimination with the largest pivot, over after r rounds."
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::run::testing::sound;
    use super::*;

    #[test]
    fn stubs_fail_solutions_pass_and_mistakes_are_named() {
        sound(&counted());
        sound(&symmetric());
        sound(&area());
        sound(&involution());
        sound(&factors());
    }

    #[test]
    fn a_product_of_symmetric_matrices_need_not_be_symmetric() {
        let (a, b) = (array![[1.0, 0.0], [0.0, 2.0]], array![[0.0, 1.0], [1.0, 0.0]]);
        assert_eq!(symmetries(&a, &b), (true, true, true));
        assert_eq!(symmetries(&a, &a), (true, true, false));
        assert_eq!(symmetries(&array![[1.0, 2.0, 3.0]], &b), (false, true, false));
    }

    #[test]
    fn a_matrix_that_undoes_itself() {
        for (a, b) in involution().cases {
            let m = array![[a, b], [(1.0 - a * a) / b, -a]];
            assert!(Answer::from(m.dot(&m)).agrees(&Array2::<f64>::eye(2).into()));
        }
    }

    #[test]
    fn the_librarys_own_product_does_not_pass() {
        let plain: Counted = |a, b| {
            let count = (a.len() * b.ncols()) as f64;
            (crate::linalg::matmul(a, b).unwrap(), count)
        };
        assert!(!matmul_counted(plain).passed());
    }
}
