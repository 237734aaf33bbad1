//! Exercises for §2.2 and §2.3 of the foundations: arithmetic of matrices.

use super::super::Report;
use super::super::answer::Answer;
use super::super::run::{Exercise, check, given, mistake};
use ndarray::{Array1, Array2, array};

type Pair = (Array2<f64>, Array2<f64>);

fn describe_pair((a, b): &Pair) -> String {
    given([("A", a.clone().into()), ("B", b.clone().into())])
}

fn product(a: &Array2<f64>, b: &Array2<f64>) -> Answer {
    if a.ncols() == b.nrows() { a.dot(b).into() } else { Answer::Stopped }
}

fn t(a: &Array2<f64>) -> Array2<f64> {
    a.t().to_owned()
}

/// f2.5: A + cB.
pub fn linear_combination(yours: fn(&Array2<f64>, f64, &Array2<f64>) -> Array2<f64>) -> Report {
    check(&combined(), move |(a, c, b)| yours(a, *c, b).into())
}

fn combined() -> Exercise<(Array2<f64>, f64, Array2<f64>)> {
    Exercise {
        number: "f2.5",
        cases: vec![
            (array![[1.0, 2.0], [3.0, 4.0]], 2.0, array![[0.0, 1.0], [-1.0, 5.0]]),
            (array![[1.0, 2.0, 3.0]], -1.0, array![[1.0, 1.0, 1.0]]),
            (array![[2.0], [4.0]], 0.5, array![[2.0], [-8.0]]),
        ],
        describe: |(a, c, b)| {
            given([("A", a.clone().into()), ("c", (*c).into()), ("B", b.clone().into())])
        },
        correct: |(a, c, b)| (a + *c * b).into(),
        mistakes: vec![
            mistake(|(a, c, b)| (*c * (a + b)).into(), msg!("c multiplies B only: A + cB.")),
            mistake(|(a, c, b)| (*c * a + b).into(), msg!("c belongs to B, not to A.")),
            mistake(
                |(a, c, b)| (a + &(b + *c)).into(),
                msg!("c was added to the entries of B; it multiplies them."),
            ),
        ],
    }
}

/// f2.6: one entry of a product, (AB)ᵢⱼ = row i of A · column j of B, counted from 0.
pub fn entry_of_product(yours: fn(&Array2<f64>, &Array2<f64>, usize, usize) -> f64) -> Report {
    check(&entry(), move |(a, b, i, j)| yours(a, b, *i, *j).into())
}

fn entry() -> Exercise<(Array2<f64>, Array2<f64>, usize, usize)> {
    let (a, b) =
        (array![[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], array![[1.0, 0.0], [2.0, -1.0], [0.0, 3.0]]);
    let (c, d) = (array![[2.0, 1.0], [0.0, 5.0]], array![[1.0, 4.0], [3.0, 2.0]]);
    Exercise {
        number: "f2.6",
        cases: vec![
            (a.clone(), b.clone(), 0, 0),
            (a, b, 1, 1),
            (c.clone(), d.clone(), 0, 1),
            (c, d, 1, 0),
        ],
        describe: |(a, b, i, j)| {
            let matrices = given([("A", a.clone().into()), ("B", b.clone().into())]);
            format!("{matrices}, i = {i}, j = {j}")
        },
        correct: |(a, b, i, j)| a.row(*i).dot(&b.column(*j)).into(),
        mistakes: vec![
            mistake(
                |(a, b, i, j)| {
                    if a.dim() == b.dim() {
                        a.row(*i).dot(&b.row(*j)).into()
                    } else {
                        Answer::Stopped
                    }
                },
                msg!("A row of A meets a column of B: `b.column(j)`, not `b.row(j)`."),
            ),
            mistake(
                |(a, b, i, j)| {
                    if a.dim() == b.dim() {
                        (a[[*i, *j]] * b[[*i, *j]]).into()
                    } else {
                        Answer::Stopped
                    }
                },
                msg!(
                    "That is a product entry by entry; the matrix product adds up a whole row times a whole column."
                ),
            ),
            mistake(
                |(a, b, i, j)| b.row((*i).min(b.nrows() - 1)).dot(&a.column(*j)).into(),
                msg!("This is an entry of BA: the row comes from A, the column from B."),
            ),
            mistake(
                |(a, b, i, j)| a.row(*j).dot(&b.column(*i)).into(),
                msg!("i and j have changed places: row i, column j."),
            ),
        ],
    }
}

/// f2.7: the matrix of "first x ↦ Ax, then y ↦ By".
pub fn composition(yours: fn(&Array2<f64>, &Array2<f64>) -> Array2<f64>) -> Report {
    check(&composed(), move |(a, b)| yours(a, b).into())
}

fn composed() -> Exercise<Pair> {
    Exercise {
        number: "f2.7",
        cases: vec![
            (array![[2.0, 0.0], [0.0, 1.0]], array![[0.0, -1.0], [1.0, 0.0]]),
            (array![[1.0, 2.0], [0.0, 1.0], [1.0, 1.0]], array![[1.0, 0.0, -1.0]]),
            (array![[1.0, 1.0]], array![[3.0], [4.0]]),
        ],
        describe: |(a, b)| {
            given([(tr!("first A"), a.clone().into()), (tr!("then B"), b.clone().into())])
        },
        correct: |(a, b)| b.dot(a).into(),
        mistakes: vec![
            mistake(
                |(a, b)| product(a, b),
                msg!("This does B first. What acts first stands next to x: B(Ax) = (BA)x."),
            ),
            mistake(
                |(a, b)| product(&t(a), &t(b)),
                msg!("This is (BA)ᵀ: the order is that of the transposes."),
            ),
            mistake(
                |(a, b)| if a.dim() == b.dim() { (a + b).into() } else { Answer::Stopped },
                msg!("This adds the maps; one after the other is a product."),
            ),
        ],
    }
}

/// f2.8: how far two matrices are from commuting, AB − BA.
pub fn commutator(yours: fn(&Array2<f64>, &Array2<f64>) -> Array2<f64>) -> Report {
    check(&commuting(), move |(a, b)| yours(a, b).into())
}

fn commuting() -> Exercise<Pair> {
    Exercise {
        number: "f2.8",
        cases: vec![
            (array![[0.0, -1.0], [1.0, 0.0]], array![[2.0, 0.0], [0.0, 1.0]]),
            (array![[1.0, 2.0], [3.0, 4.0]], array![[1.0, 0.0], [0.0, 1.0]]),
            (array![[1.0, 1.0], [0.0, 1.0]], array![[1.0, 0.0], [1.0, 1.0]]),
        ],
        describe: describe_pair,
        correct: |(a, b)| (a.dot(b) - b.dot(a)).into(),
        mistakes: vec![
            mistake(|(a, b)| (b.dot(a) - a.dot(b)).into(), msg!("The sign is reversed: AB − BA.")),
            mistake(
                |(a, b)| (a * b - b * a).into(),
                msg!(
                    "In ndarray `*` multiplies entry by entry, and that always commutes. Use `a.dot(b)`."
                ),
            ),
            mistake(|(a, b)| a.dot(b).into(), msg!("That is AB; subtract BA.")),
        ],
    }
}

/// f2.9: the transpose, by two loops.
pub fn transpose(yours: fn(&Array2<f64>) -> Array2<f64>) -> Report {
    check(&transposed(), move |a| yours(a).into())
}

fn transposed() -> Exercise<Array2<f64>> {
    Exercise {
        number: "f2.9",
        cases: vec![
            array![[1.0, 2.0], [3.0, 4.0]],
            array![[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]],
            array![[7.0], [8.0], [9.0]],
        ],
        describe: |a| given([("A", a.clone().into())]),
        correct: |a| t(a).into(),
        mistakes: vec![
            mistake(
                |a| a.clone().into(),
                msg!("Nothing has changed: the entry (i, j) has to become the entry (j, i)."),
            ),
            mistake(
                |a| {
                    let (m, n) = a.dim();
                    let flat: Vec<f64> = a.iter().copied().collect();
                    Array2::from_shape_fn((n, m), |(i, j)| flat[i * m + j]).into()
                },
                msg!(
                    "Only the shape has changed; the entries are read in the old order. Reshaping is not transposing."
                ),
            ),
            mistake(
                |a| {
                    let (m, n) = a.dim();
                    Array2::from_shape_fn((n, m), |(i, j)| a[[m - 1 - j, i]]).into()
                },
                msg!("This turns the table by 90°; a transpose mirrors it at the diagonal."),
            ),
        ],
    }
}

/// f2.10: the symmetric part of a square matrix, (A + Aᵀ)/2.
pub fn symmetric_part(yours: fn(&Array2<f64>) -> Array2<f64>) -> Report {
    check(&symmetric(), move |a| yours(a).into())
}

fn symmetric() -> Exercise<Array2<f64>> {
    Exercise {
        number: "f2.10",
        cases: vec![
            array![[1.0, 2.0], [4.0, 3.0]],
            array![[0.0, 1.0], [-1.0, 0.0]],
            array![[1.0, 2.0, 3.0], [0.0, 4.0, 5.0], [1.0, 1.0, 6.0]],
        ],
        describe: |a| given([("A", a.clone().into())]),
        correct: |a| ((a + &a.t()) / 2.0).into(),
        mistakes: vec![
            mistake(
                |a| (a + &a.t()).into(),
                msg!("The half is missing: a symmetric A has to come out unchanged."),
            ),
            mistake(
                |a| ((a - &a.t()) / 2.0).into(),
                msg!(
                    "That is the other part, (A − Aᵀ)/2, which changes its sign under a transpose."
                ),
            ),
            mistake(
                |a| a.dot(&a.t()).into(),
                msg!(
                    "AAᵀ is symmetric too, but it is a product, not the part of A that is symmetric."
                ),
            ),
        ],
    }
}

/// f2.11: the number xᵀAy.
pub fn bilinear(yours: fn(&Array1<f64>, &Array2<f64>, &Array1<f64>) -> f64) -> Report {
    check(&form(), move |(x, a, y)| yours(x, a, y).into())
}

fn form() -> Exercise<(Array1<f64>, Array2<f64>, Array1<f64>)> {
    Exercise {
        number: "f2.11",
        cases: vec![
            (array![1.0, 2.0], array![[1.0, 2.0], [3.0, 4.0]], array![5.0, -1.0]),
            (array![1.0, 2.0, 3.0], identity(), array![4.0, 5.0, 6.0]),
            (array![2.0, 1.0], array![[0.0, 1.0], [0.0, 0.0]], array![3.0, 7.0]),
        ],
        describe: |(x, a, y)| {
            given([("x", x.clone().into()), ("A", a.clone().into()), ("y", y.clone().into())])
        },
        correct: |(x, a, y)| x.dot(&a.dot(y)).into(),
        mistakes: vec![
            mistake(
                |(x, a, y)| y.dot(&a.dot(x)).into(),
                msg!(
                    "This is yᵀAx. Only for a symmetric A are the two equal; in general yᵀAx = xᵀAᵀy."
                ),
            ),
            mistake(|(x, _, y)| x.dot(y).into(), msg!("A is missing: this is xᵀy.")),
            mistake(
                |(x, a, y)| (x * &a.dot(y)).into(),
                msg!("These products still have to be added up: xᵀ(Ay) is one number."),
            ),
        ],
    }
}

fn identity() -> Array2<f64> {
    Array2::eye(3)
}

#[cfg(test)]
mod tests {
    use super::super::super::run::testing::sound;
    use super::*;

    #[test]
    fn stubs_fail_solutions_pass_and_mistakes_are_named() {
        sound(&combined());
        sound(&entry());
        sound(&composed());
        sound(&commuting());
        sound(&transposed());
        sound(&symmetric());
        sound(&form());
    }
}
