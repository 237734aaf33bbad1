//! Exercises for §2.1 and §2.2 of the foundations: black boxes and their matrices.

use super::super::Report;
use super::super::answer::{Answer, Digits};
use super::super::run::{Exercise, check, given, mistake};
use ndarray::{Array1, Array2, array};
use std::cell::Cell;

/// f2.1: the slopes a and the value b at the origin of an affine function f(x) = a·x + b of n
/// variables, which answers n + 1 times and only where every entry is at least 1.
pub fn slopes(yours: fn(&dyn Fn(&Array1<f64>) -> f64, usize) -> (Array1<f64>, f64)) -> Report {
    check(&affine(), move |(a, b)| {
        let n = a.len();
        let asked = Cell::new(0);
        let f = |x: &Array1<f64>| {
            asked.set(asked.get() + 1);
            let inside = x.iter().all(|v| *v >= 1.0);
            let place = Answer::from(x.clone()).line(Digits::Six);
            assert!(inside, "{}", tr!("f was asked at {place}, where an entry is below 1", place));
            let limit = n + 1;
            assert!(asked.get() <= limit, "{}", tr!("f was asked more than {limit} times", limit));
            a.dot(x) + b
        };
        yours(&f, n).into()
    })
}

fn affine() -> Exercise<(Array1<f64>, f64)> {
    /// What comes out when the slopes are taken to be these: b is what f(1, …, 1) then leaves.
    fn with_slopes((a, b): &(Array1<f64>, f64), slopes: Array1<f64>) -> Answer {
        let left = a.sum() + b - slopes.sum();
        (slopes, left).into()
    }
    Exercise {
        number: "f2.1",
        cases: vec![
            (array![3.0, 2.0], 4.0),
            (array![1.0, -2.0, 0.5], -1.0),
            (array![7.0], 0.0),
            (array![0.0, 1.0], 2.0),
        ],
        describe: |(a, b)| {
            given([(tr!("f(x) = a·x + b with a"), a.clone().into()), ("b", (*b).into())])
        },
        correct: |(a, b)| (a.clone(), *b).into(),
        mistakes: vec![
            mistake(
                |(a, b)| (a.clone(), a.sum() + b).into(),
                msg!(
                    "The slopes are right; the second number is the value where you began. How much does f lose on the way from there to the origin?"
                ),
            ),
            mistake(
                |case| with_slopes(case, &case.0 + case.0.sum() + case.1),
                msg!(
                    "The slopes still contain the value where you began: a slope is a difference of two values."
                ),
            ),
            mistake(
                |(a, b)| {
                    if a.len() > 1 { Answer::Stopped } else { (a.clone(), *b).into() }
                },
                msg!(
                    "Right for one variable. The value where you begin serves for all the differences; do you ask for it anew each time?"
                ),
            ),
            mistake(
                |case| with_slopes(case, Array1::from_elem(case.0.len(), case.0.sum())),
                msg!("Change one variable at a time: the others stay where they were."),
            ),
        ],
        lesson: msg!(
            "With a small step h in place of 1, divided by h, this loop estimates the gradient of any differentiable function where you begin (§2.1). For seven billion weights that is seven billion calls for one step of training; backpropagation (§2.2) gets all slopes for the price of a few."
        ),
    }
}

/// What f2.2 asks about a function.
#[derive(Clone, Copy)]
enum Asked {
    Multiples,
    Sums,
}

/// f2.2: a function of two variables that respects multiples, but not sums.
pub fn respects_multiples_only(yours: fn(&Array1<f64>) -> f64) -> Report {
    check(&bent(), move |asked| respects(*asked, &yours).into())
}

/// Whether f(cx) = c f(x), or f(x + y) = f(x) + f(y), on a few points.
fn respects(asked: Asked, f: &dyn Fn(&Array1<f64>) -> f64) -> bool {
    let points = [[1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [1.0, -1.0], [2.0, 3.0], [-1.0, 2.0]]
        .map(|p| array![p[0], p[1]]);
    let same = |a: f64, b: f64| (a - b).abs() <= 1e-9 * (1.0 + a.abs() + b.abs());
    points.iter().all(|x| match asked {
        Asked::Multiples => {
            [-2.0, -1.0, 0.0, 0.5, 3.0].iter().all(|c| same(f(&(*c * x)), c * f(x)))
        }
        Asked::Sums => points.iter().all(|y| same(f(&(x + y)), f(x) + f(y))),
    })
}

fn bent() -> Exercise<Asked> {
    Exercise {
        number: "f2.2",
        cases: vec![Asked::Multiples, Asked::Sums],
        describe: |asked| {
            match asked {
                Asked::Multiples => tr!("is f(cx) = c f(x) on every point tried?"),
                Asked::Sums => tr!("is f(x + y) = f(x) + f(y) on every pair tried?"),
            }
            .to_string()
        },
        correct: |asked| matches!(asked, Asked::Multiples).into(),
        mistakes: vec![
            mistake(
                |_| true.into(),
                msg!(
                    "This function is linear: it respects sums, too. Along each line through the origin it may have a slope of its own; which slope could a linear function not have there?"
                ),
            ),
            mistake(
                |_| false.into(),
                msg!(
                    "Multiples already fail. Try c = −1 (a norm loses the sign) and c = 0 (a quotient may be 0/0 there)."
                ),
            ),
        ],
        lesson: msg!(
            "The median of three numbers is another such function: it keeps every multiple, also negative ones, but (1, 0, 0), (0, 1, 0) and (0, 0, 1) have the median 0 and their sum has 1. At 0 these functions have a slope along every line and no derivative; exercise f3.5 takes one of them apart."
        ),
    }
}

/// f2.3: the matrix of a linear map of n variables that mixes only neighbours, from three calls.
pub fn matrix_of(yours: fn(&dyn Fn(&Array1<f64>) -> Array1<f64>, usize) -> Array2<f64>) -> Report {
    check(&recovered(), move |a| {
        let asked = Cell::new(0);
        let map = |x: &Array1<f64>| {
            asked.set(asked.get() + 1);
            assert!(asked.get() <= 3, "{}", tr!("L was asked more than three times"));
            a.dot(x)
        };
        yours(&map, a.ncols()).into()
    })
}

/// What the images of vectors with a 1 in every `apart`-th place say of each entry that is no
/// farther than `reach` from the diagonal.
fn probed(a: &Array2<f64>, apart: usize, reach: usize) -> Array2<f64> {
    Array2::from_shape_fn(a.dim(), |(i, j)| {
        let together = (j % apart..a.ncols()).step_by(apart);
        if i.abs_diff(j) <= reach { together.map(|k| a[[i, k]]).sum() } else { 0.0 }
    })
}

/// Three numbers for each row, beside and on the diagonal; the first and the last are outside.
fn band(rows: &[[f64; 3]]) -> Array2<f64> {
    Array2::from_shape_fn((rows.len(), rows.len()), |(i, j)| {
        if i.abs_diff(j) <= 1 { rows[i][j + 1 - i] } else { 0.0 }
    })
}

fn recovered() -> Exercise<Array2<f64>> {
    Exercise {
        number: "f2.3",
        cases: vec![
            array![[1.0, 2.0], [3.0, 4.0]],
            array![[2.0, 1.0, 0.0], [-1.0, 4.0, 3.0], [0.0, 5.0, 6.0]],
            band(&[[0.0, 1.0, 2.0], [3.0, -1.0, 4.0], [5.0, 2.0, 6.0], [7.0, 8.0, 0.0]]),
            band(&[
                [0.0, 2.0, 1.0],
                [1.0, 2.0, 1.0],
                [1.0, 3.0, -1.0],
                [0.0, 2.0, 1.0],
                [4.0, 2.0, 1.0],
                [1.0, 5.0, 1.0],
                [2.0, 2.0, 0.0],
            ]),
        ],
        describe: |a| given([(tr!("L(x) = Ax with A"), a.clone().into())]),
        correct: |a| a.clone().into(),
        mistakes: vec![
            mistake(
                |a| if a.ncols() > 3 { Answer::Stopped } else { a.clone().into() },
                msg!(
                    "Right for up to three variables: one call for each. Which two columns of a larger matrix have no row in common, so that one call can show both?"
                ),
            ),
            mistake(
                |a| probed(a, 3, usize::MAX).into(),
                msg!(
                    "Three calls, and each image shows several columns at once. Which of its entries can come from column j?"
                ),
            ),
            mistake(
                |a| probed(a, 2, 1).into(),
                msg!(
                    "e₁ and e₃ both reach the second place, and there their images are added. How far apart must two ones be to keep out of each other's way?"
                ),
            ),
            mistake(
                |a| a.t().to_owned().into(),
                msg!("The images of the basis are the columns; here they became the rows."),
            ),
            mistake(
                |a| Array2::from_diag(&a.diag()).into(),
                msg!("Only the diagonal is filled. Where do the neighbours of place j land?"),
            ),
        ],
        lesson: msg!(
            "Large sparse Jacobians are found like this (Curtis, Powell and Reid, 1974): the columns are coloured so that no two of one colour share a row, and a colour costs one call. If L mixes farther than was promised, nothing looks wrong; a fourth call at a random x, compared with Ax, would tell."
        ),
    }
}

/// f2.4: the matrix of a map of the plane from its images of (1, 1) and (1, −1).
pub fn from_another_basis(yours: fn(&Array1<f64>, &Array1<f64>) -> Array2<f64>) -> Report {
    check(&rebased(), move |a| {
        let [sum, difference] = diagonals(a);
        yours(&sum, &difference).into()
    })
}

/// The images of (1, 1) and (1, −1).
fn diagonals(a: &Array2<f64>) -> [Array1<f64>; 2] {
    [a.dot(&array![1.0, 1.0]), a.dot(&array![1.0, -1.0])]
}

/// A matrix with these two columns.
fn columns([first, second]: [Array1<f64>; 2]) -> Array2<f64> {
    Array2::from_shape_fn((first.len(), 2), |(i, j)| if j == 0 { first[i] } else { second[i] })
}

fn rebased() -> Exercise<Array2<f64>> {
    Exercise {
        number: "f2.4",
        cases: vec![
            array![[1.0, 2.0], [3.0, 4.0]],
            array![[0.0, -1.0], [1.0, 0.0]],
            array![[2.0, 0.0], [1.0, 5.0], [-1.0, 3.0]],
        ],
        describe: |a| {
            let [sum, difference] = diagonals(a);
            given([("L(1, 1)", sum.into()), ("L(1, −1)", difference.into())])
        },
        correct: |a| a.clone().into(),
        mistakes: vec![
            mistake(
                |a| columns(diagonals(a)).into(),
                msg!(
                    "These are the images of (1, 1) and (1, −1). The columns are the images of e₁ and e₂: how are those combined from the two?"
                ),
            ),
            mistake(
                |a| (2.0 * a).into(),
                msg!(
                    "(1, 1) + (1, −1) is 2e₁, not e₁: the half is missing, and L takes it out as well."
                ),
            ),
            mistake(
                |a| if a.nrows() == 2 { a.t().to_owned().into() } else { Answer::Stopped },
                msg!("The images became the rows; they are the columns."),
            ),
        ],
        lesson: msg!(
            "In §1.3 the eigenvectors are such a basis, and the matrix becomes diagonal in it. Not every basis is as good for measuring: (1, 1) and (1, −1) are perpendicular and equally long and enlarge no relative error, but with (1, 1) and (1, 1.001) it can become 4,000 times as large, the condition number."
        ),
    }
}

/// f2.5: the matrix of differentiation on the coefficients c₀, …, cₙ₋₁ of a polynomial.
pub fn differentiation(yours: fn(usize) -> Array2<f64>) -> Report {
    check(&derivations(), move |n| yours(*n).into())
}

/// The matrix with `factor(j)` above the diagonal, in row j − 1 and column j.
fn above(n: usize, factor: fn(usize) -> f64) -> Array2<f64> {
    Array2::from_shape_fn((n, n), |(i, j)| if i + 1 == j { factor(j) } else { 0.0 })
}

fn derivations() -> Exercise<usize> {
    Exercise {
        number: "f2.5",
        cases: vec![2, 3, 5],
        describe: |n| given([("n", (*n as f64).into())]),
        correct: |n| above(*n, |j| j as f64).into(),
        mistakes: vec![
            mistake(
                |n| above(*n, |j| j as f64).t().to_owned().into(),
                msg!("Rows and columns have changed places: column j is what becomes of xʲ."),
            ),
            mistake(
                |n| above(*n, |_| 1.0).into(),
                msg!("The exponents go down, but the factors are missing: (xʲ)′ = j xʲ⁻¹."),
            ),
            mistake(
                |n| above(*n, |j| j as f64 - 1.0).into(),
                msg!("The factor is the old exponent j, not the new one, j − 1."),
            ),
            mistake(
                |&n| {
                    let d = above(n, |j| j as f64);
                    Array2::from_shape_fn((n, n), |(i, j)| d[[n - 1 - i, n - 1 - j]]).into()
                },
                msg!("Here the highest power stands first; the list begins with c₀."),
            ),
        ],
        lesson: msg!(
            "The first column is zero: D forgets the constant, so it has no inverse, and integrals keep their “+ C”. And I + hD + h²D²/2! + … stops by itself. The matrix it gives turns the coefficients of f(x) into those of f(x + h): Taylor's formula, as a matrix. For n = 2 check it by hand."
        ),
    }
}

/// f2.6: how many multiplications (AB)x and A(Bx) take, for A of m × k and B of k × n.
pub fn costs(yours: fn(f64, f64, f64) -> (f64, f64)) -> Report {
    check(&counted(), move |&[m, k, n]| yours(m, k, n).into())
}

fn counted() -> Exercise<[f64; 3]> {
    Exercise {
        number: "f2.6",
        cases: vec![[1000.0, 1000.0, 1000.0], [10.0, 2.0, 30.0], [1.0, 5.0, 3.0]],
        describe: |&[m, k, n]| given([("m", m.into()), ("k", k.into()), ("n", n.into())]),
        correct: |&[m, k, n]| (m * k * n + m * n, k * n + m * k).into(),
        mistakes: vec![
            mistake(
                |&[m, k, n]| (k * n + m * k, m * k * n + m * n).into(),
                msg!("The two have changed places: first (AB)x, then A(Bx)."),
            ),
            mistake(
                |&[m, k, n]| (m * k * n, k * n + m * k).into(),
                msg!("AB is counted; its product with x is missing, another m · n."),
            ),
            mistake(
                |&[m, k, n]| (m * n * k + m * n, k * n).into(),
                msg!("Bx is counted; the product of A with it is missing, another m · k."),
            ),
        ],
        lesson: msg!(
            "Without its softmax, attention (§6.2) could be computed as (QKᵀ)V with 2n²d multiplications or as Q(KᵀV) with 2nd². For n = 100,000 tokens and d = 64 the second needs 1/1,562 of them. The softmax between the two products forbids it, and models with “linear attention” give it up for that."
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::run::testing::sound;
    use super::*;

    #[test]
    fn stubs_fail_solutions_pass_and_mistakes_are_named() {
        sound(&affine());
        sound(&bent());
        sound(&recovered());
        sound(&rebased());
        sound(&derivations());
        sound(&counted());
    }

    #[test]
    fn the_librarys_own_questions_do_not_pass() {
        use crate::linalg;
        let by_library = slopes(|f, n| {
            let found = linalg::affine_function_of(f, n).unwrap();
            (found.slopes, found.intercept)
        });
        assert!(!by_library.passed());
        let from_ones = slopes(|f, n| {
            let value = f(&Array1::ones(n));
            let step = |i: usize| Array1::from_shape_fn(n, |j| if i == j { 2.0 } else { 1.0 });
            let a = Array1::from_shape_fn(n, |i| f(&step(i)) - value);
            let b = value - a.sum();
            (a, b)
        });
        assert!(from_ones.passed());

        assert!(!matrix_of(|map, n| linalg::matrix_of(map, n).unwrap()).passed());
        let every_third = matrix_of(|map, n| {
            let mut a = Array2::zeros((n, n));
            for first in 0..3 {
                let ones = Array1::from_shape_fn(n, |j| if j % 3 == first { 1.0 } else { 0.0 });
                let image = map(&ones);
                for j in (first..n).step_by(3) {
                    for i in j.saturating_sub(1)..(j + 2).min(n) {
                        a[[i, j]] = image[i];
                    }
                }
            }
            a
        });
        assert!(every_third.passed());
    }

    #[test]
    fn a_bent_function_passes_and_a_linear_one_or_a_norm_does_not() {
        let cubes = |p: &Array1<f64>| (p[0].powi(3) + p[1].powi(3)).cbrt();
        assert!(respects_multiples_only(cubes).passed());
        assert!(!respects_multiples_only(|p| 2.0 * p[0] - p[1]).passed());
        assert!(!respects_multiples_only(|p| p.dot(p).sqrt()).passed());
        assert!(!respects_multiples_only(|p| p[0] * p[0] / p[1]).passed()); // 0/0
    }
}
