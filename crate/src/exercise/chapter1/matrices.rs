//! Exercises for §1.2, matrices.

use super::super::Report;
use super::super::answer::Answer;
use super::super::run::{Exercise, check, given, mistake};
use ndarray::{Array1, Array2, array};

type Pair = (Array2<f64>, Array2<f64>);

fn describe_pair((a, b): &Pair) -> String {
    given([("A", a.clone().into()), ("B", b.clone().into())])
}

fn describe_matrix(a: &Array2<f64>) -> String {
    given([("A", a.clone().into())])
}

/// A product, or no answer where the shapes do not allow one.
fn product(a: &Array2<f64>, b: &Array2<f64>) -> Answer {
    if a.ncols() == b.nrows() { a.dot(b).into() } else { Answer::Stopped }
}

/// The transpose, in memory of its own.
fn t(a: &Array2<f64>) -> Array2<f64> {
    a.t().to_owned()
}

/// 1.10: the matrix product Cᵢⱼ = Σₚ AᵢₚBₚⱼ, by three loops.
pub fn matmul(yours: fn(&Array2<f64>, &Array2<f64>) -> Array2<f64>) -> Report {
    check(&matrix_product(), move |(a, b)| yours(a, b).into())
}

fn matrix_product() -> Exercise<Pair> {
    Exercise {
        number: "1.10",
        cases: vec![
            (array![[1.0, 2.0], [3.0, 4.0]], array![[5.0, 6.0], [7.0, 8.0]]),
            (array![[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], array![[1.0, 0.0], [0.0, 1.0], [2.0, -1.0]]),
            (array![[1.0, 2.0, 3.0]], array![[4.0], [5.0], [6.0]]),
            (array![[1.0], [2.0]], array![[3.0, 4.0, 5.0]]),
        ],
        describe: describe_pair,
        correct: |(a, b)| a.dot(b).into(),
        mistakes: vec![
            mistake(
                |(a, b)| if a.dim() == b.dim() { (a * b).into() } else { Answer::Stopped },
                msg!(
                    "This multiplies entry by entry. In the matrix product a row of A meets a column of B."
                ),
            ),
            mistake(
                |(a, b)| product(b, a),
                msg!("The order is reversed: this is BA, and BA is not AB."),
            ),
            mistake(
                |(a, b)| product(a, &t(b)),
                msg!("The second index pair is swapped: take `b[[p, j]]`, not `b[[j, p]]`."),
            ),
            mistake(
                |(a, b)| {
                    if a.nrows() == b.ncols() && a.nrows() == a.ncols() {
                        a.dot(b).into()
                    } else {
                        Answer::Stopped
                    }
                },
                msg!(
                    "It works for square matrices only: C has `a.nrows()` rows and `b.ncols()` columns, and p runs over `a.ncols()`."
                ),
            ),
            mistake(
                |(a, b)| {
                    let last = a.ncols() - 1;
                    Array2::from_shape_fn((a.nrows(), b.ncols()), |(i, j)| {
                        a[[i, last]] * b[[last, j]]
                    })
                    .into()
                },
                msg!(
                    "Only the last product remains: add to the entry with `+=` instead of overwriting it."
                ),
            ),
        ],
    }
}

/// 1.11: (AB)ᵀ from the transposes of A and B, without forming AB.
pub fn transpose_of_product(yours: fn(&Array2<f64>, &Array2<f64>) -> Array2<f64>) -> Report {
    check(&transposed_product(), move |(a, b)| yours(a, b).into())
}

fn transposed_product() -> Exercise<Pair> {
    Exercise {
        number: "1.11",
        cases: vec![
            (array![[1.0, 2.0], [3.0, 4.0]], array![[0.0, 1.0], [5.0, -2.0]]),
            (array![[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], array![[1.0], [0.0], [2.0]]),
            (array![[2.0, 0.0], [0.0, 3.0], [1.0, 1.0]], array![[1.0, 2.0], [3.0, 4.0]]),
        ],
        describe: describe_pair,
        correct: |(a, b)| t(&a.dot(b)).into(),
        mistakes: vec![
            mistake(
                |(a, b)| product(&t(a), &t(b)),
                msg!("The order turns round under a transpose: (AB)ᵀ = BᵀAᵀ, not AᵀBᵀ."),
            ),
            mistake(
                |(a, b)| product(a, b),
                msg!("This is AB itself: rows and columns still have to be swapped."),
            ),
            mistake(
                |(a, b)| product(b, a),
                msg!("The order is right, but the transposes are missing: Bᵀ times Aᵀ."),
            ),
        ],
    }
}

/// 1.12: the determinant of a 2×2 matrix, ad − bc.
pub fn determinant_2x2(yours: fn(&Array2<f64>) -> f64) -> Report {
    check(&determinant(), move |a| yours(a).into())
}

fn determinant() -> Exercise<Array2<f64>> {
    Exercise {
        number: "1.12",
        cases: vec![
            array![[3.0, 1.0], [2.0, 4.0]],
            array![[1.0, 2.0], [2.0, 4.0]],
            array![[0.0, 1.0], [1.0, 0.0]],
            array![[2.0, -1.0], [0.5, 5.0]],
        ],
        describe: describe_matrix,
        correct: |a| (a[[0, 0]] * a[[1, 1]] - a[[0, 1]] * a[[1, 0]]).into(),
        mistakes: vec![
            mistake(
                |a| (a[[0, 0]] * a[[1, 1]] + a[[0, 1]] * a[[1, 0]]).into(),
                msg!("The products of the diagonals are subtracted: ad − bc."),
            ),
            mistake(
                |a| (a[[0, 1]] * a[[1, 0]] - a[[0, 0]] * a[[1, 1]]).into(),
                msg!("The sign is reversed: ad − bc, not bc − ad."),
            ),
            mistake(
                |a| (a[[0, 0]] * a[[0, 1]] - a[[1, 0]] * a[[1, 1]]).into(),
                msg!("This multiplies along the rows; the products run along the diagonals."),
            ),
            mistake(
                |a| (a[[0, 0]] * a[[1, 0]] - a[[0, 1]] * a[[1, 1]]).into(),
                msg!("This multiplies down the columns; the products run along the diagonals."),
            ),
            mistake(
                |a| (a[[0, 0]] * a[[1, 1]] - a[[0, 1]] * a[[1, 0]]).abs().into(),
                msg!("Keep the sign: a negative determinant says that the map flips the plane."),
            ),
        ],
    }
}

/// 1.13: the inverse of a 2×2 matrix, or `None` where there is none.
pub fn inverse_2x2(yours: fn(&Array2<f64>) -> Option<Array2<f64>>) -> Report {
    check(&inverse(), move |a| yours(a).into())
}

/// (d, −b; −c, a) and the determinant.
fn adjugate(m: &Array2<f64>) -> (Array2<f64>, f64) {
    let (a, b, c, d) = (m[[0, 0]], m[[0, 1]], m[[1, 0]], m[[1, 1]]);
    (array![[d, -b], [-c, a]], a * d - b * c)
}

fn inverse() -> Exercise<Array2<f64>> {
    Exercise {
        number: "1.13",
        cases: vec![
            array![[3.0, 1.0], [2.0, 4.0]],
            array![[0.0, 2.0], [1.0, 0.0]],
            array![[2.0, 7.0], [0.0, 4.0]],
            array![[1.0, 2.0], [2.0, 4.0]],
        ],
        describe: describe_matrix,
        correct: |m| {
            let (adjugate, determinant) = adjugate(m);
            (determinant != 0.0).then(|| adjugate / determinant).into()
        },
        mistakes: vec![
            mistake(
                |m| {
                    let (adjugate, determinant) = adjugate(m);
                    (adjugate / determinant).into()
                },
                msg!(
                    "A matrix with determinant 0 has no inverse: answer `None` there before dividing."
                ),
            ),
            mistake(
                |m| {
                    let (adjugate, determinant) = adjugate(m);
                    (determinant != 0.0).then_some(adjugate).into()
                },
                msg!("The division by the determinant is missing."),
            ),
            mistake(
                |m| {
                    let (adjugate, determinant) = adjugate(m);
                    (determinant != 0.0).then(|| adjugate.mapv(f64::abs) / determinant).into()
                },
                msg!("The minus signs of b and c are missing."),
            ),
            mistake(
                |m| {
                    let (adjugate, determinant) = adjugate(m);
                    (determinant != 0.0).then(|| t(&adjugate) / determinant).into()
                },
                msg!("b and c stay in their places and only change sign; a and d change places."),
            ),
            mistake(
                |m| (adjugate(m).1 != 0.0).then(|| m.mapv(|x| 1.0 / x)).into(),
                msg!(
                    "This inverts every entry on its own; the inverse matrix has to satisfy AA⁻¹ = I."
                ),
            ),
        ],
    }
}

/// 1.14: the outer product uvᵀ, a matrix of rank 1.
pub fn outer(yours: fn(&Array1<f64>, &Array1<f64>) -> Array2<f64>) -> Report {
    check(&outer_product(), move |(u, v)| yours(u, v).into())
}

fn products(u: &Array1<f64>, v: &Array1<f64>) -> Array2<f64> {
    Array2::from_shape_fn((u.len(), v.len()), |(i, j)| u[i] * v[j])
}

fn outer_product() -> Exercise<(Array1<f64>, Array1<f64>)> {
    Exercise {
        number: "1.14",
        cases: vec![
            (array![1.0, 2.0], array![3.0, 4.0]),
            (array![1.0, 2.0, 3.0], array![1.0, -1.0]),
            (array![2.0], array![1.0, 0.0, 5.0]),
        ],
        describe: |(u, v)| given([("u", u.clone().into()), ("v", v.clone().into())]),
        correct: |(u, v)| products(u, v).into(),
        mistakes: vec![
            mistake(
                |(u, v)| products(v, u).into(),
                msg!("This is vuᵀ, the transpose: u counts the rows, v the columns."),
            ),
            mistake(
                |(u, v)| Array2::from_shape_fn((u.len(), v.len()), |(i, j)| u[i] + v[j]).into(),
                msg!("The entries are products, uᵢ·vⱼ; this adds them."),
            ),
            mistake(
                |(u, v)| {
                    let diagonal = |(i, j): (usize, usize)| if i == j { u[i] * v[j] } else { 0.0 };
                    Array2::from_shape_fn((u.len(), v.len()), diagonal).into()
                },
                msg!("Only the diagonal is filled: every entry of u meets every entry of v."),
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
        sound(&matrix_product());
        sound(&transposed_product());
        sound(&determinant());
        sound(&inverse());
        sound(&outer_product());
    }
}
