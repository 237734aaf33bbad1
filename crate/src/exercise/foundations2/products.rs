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
            mistake(
                |(a, c, b)| (*c * (a + b)).into(),
                "c multiplies B only: A + cB.",
                "c는 B에만 곱합니다. A + cB입니다.",
            ),
            mistake(
                |(a, c, b)| (*c * a + b).into(),
                "c belongs to B, not to A.",
                "c는 A가 아니라 B에 곱합니다.",
            ),
            mistake(
                |(a, c, b)| (a + &(b + *c)).into(),
                "c was added to the entries of B; it multiplies them.",
                "B의 성분에 c를 더했습니다. 곱해야 합니다.",
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
                "A row of A meets a column of B: `b.column(j)`, not `b.row(j)`.",
                "A의 행과 B의 열이 만납니다. `b.row(j)`가 아니라 `b.column(j)`입니다.",
            ),
            mistake(
                |(a, b, i, j)| {
                    if a.dim() == b.dim() {
                        (a[[*i, *j]] * b[[*i, *j]]).into()
                    } else {
                        Answer::Stopped
                    }
                },
                "That is a product entry by entry; the matrix product adds up a whole row times a whole column.",
                "성분끼리의 곱입니다. 행렬의 곱은 행 전체와 열 전체를 곱해 더합니다.",
            ),
            mistake(
                |(a, b, i, j)| b.row((*i).min(b.nrows() - 1)).dot(&a.column(*j)).into(),
                "This is an entry of BA: the row comes from A, the column from B.",
                "BA의 성분입니다. 행은 A에서, 열은 B에서 옵니다.",
            ),
            mistake(
                |(a, b, i, j)| a.row(*j).dot(&b.column(*i)).into(),
                "i and j have changed places: row i, column j.",
                "i와 j가 뒤바뀌었습니다. i번째 행, j번째 열입니다.",
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
        describe: |(a, b)| given([("first A", a.clone().into()), ("then B", b.clone().into())]),
        correct: |(a, b)| b.dot(a).into(),
        mistakes: vec![
            mistake(
                |(a, b)| product(a, b),
                "This does B first. What acts first stands next to x: B(Ax) = (BA)x.",
                "B를 먼저 적용했습니다. 먼저 작용하는 것이 x 옆에 옵니다. B(Ax) = (BA)x.",
            ),
            mistake(
                |(a, b)| product(&t(a), &t(b)),
                "This is (BA)ᵀ: the order is that of the transposes.",
                "(BA)ᵀ입니다. 전치 행렬의 곱의 순서입니다.",
            ),
            mistake(
                |(a, b)| if a.dim() == b.dim() { (a + b).into() } else { Answer::Stopped },
                "This adds the maps; one after the other is a product.",
                "두 사상을 더했습니다. 이어서 하는 것은 곱입니다.",
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
            mistake(
                |(a, b)| (b.dot(a) - a.dot(b)).into(),
                "The sign is reversed: AB − BA.",
                "부호가 반대입니다. AB − BA입니다.",
            ),
            mistake(
                |(a, b)| (a * b - b * a).into(),
                "In ndarray `*` multiplies entry by entry, and that always commutes. Use `a.dot(b)`.",
                "ndarray의 `*`는 성분끼리의 곱이라 언제나 교환됩니다. `a.dot(b)`를 쓰세요.",
            ),
            mistake(
                |(a, b)| a.dot(b).into(),
                "That is AB; subtract BA.",
                "AB뿐입니다. BA를 빼세요.",
            ),
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
                "Nothing has changed: the entry (i, j) has to become the entry (j, i).",
                "그대로입니다. (i, j) 성분이 (j, i) 성분이 되어야 합니다.",
            ),
            mistake(
                |a| {
                    let (m, n) = a.dim();
                    let flat: Vec<f64> = a.iter().copied().collect();
                    Array2::from_shape_fn((n, m), |(i, j)| flat[i * m + j]).into()
                },
                "Only the shape has changed; the entries are read in the old order. Reshaping is not transposing.",
                "모양만 바뀌고 성분은 원래 순서대로입니다. 모양을 바꾸는 것과 전치는 다릅니다.",
            ),
            mistake(
                |a| {
                    let (m, n) = a.dim();
                    Array2::from_shape_fn((n, m), |(i, j)| a[[m - 1 - j, i]]).into()
                },
                "This turns the table by 90°; a transpose mirrors it at the diagonal.",
                "표를 90° 돌렸습니다. 전치는 대각선에 대해 뒤집는 것입니다.",
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
                "The half is missing: a symmetric A has to come out unchanged.",
                "2로 나누지 않았습니다. 대칭 행렬 A는 그대로 나와야 합니다.",
            ),
            mistake(
                |a| ((a - &a.t()) / 2.0).into(),
                "That is the other part, (A − Aᵀ)/2, which changes its sign under a transpose.",
                "다른 한쪽 (A − Aᵀ)/2입니다. 전치하면 부호가 바뀌는 부분입니다.",
            ),
            mistake(
                |a| a.dot(&a.t()).into(),
                "AAᵀ is symmetric too, but it is a product, not the part of A that is symmetric.",
                "AAᵀ도 대칭이지만 곱일 뿐, A의 대칭인 부분은 아닙니다.",
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
                "This is yᵀAx. Only for a symmetric A are the two equal; in general yᵀAx = xᵀAᵀy.",
                "yᵀAx입니다. 둘은 A가 대칭일 때만 같고, 일반적으로 yᵀAx = xᵀAᵀy입니다.",
            ),
            mistake(
                |(x, _, y)| x.dot(y).into(),
                "A is missing: this is xᵀy.",
                "A가 빠졌습니다. 이것은 xᵀy입니다.",
            ),
            mistake(
                |(x, a, y)| (x * &a.dot(y)).into(),
                "These products still have to be added up: xᵀ(Ay) is one number.",
                "이 곱들을 더해야 합니다. xᵀ(Ay)는 수 하나입니다.",
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
