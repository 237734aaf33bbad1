//! Exercises for §2.1 and §2.2 of the foundations: black boxes and their matrices.

use super::super::Report;
use super::super::answer::Answer;
use super::super::run::{Exercise, check, given, mistake};
use ndarray::{Array1, Array2, array};

/// f2.1: the slopes a and the value b of an affine function f(x) = a·x + b of n variables.
pub fn slopes(yours: fn(&dyn Fn(&Array1<f64>) -> f64, usize) -> (Array1<f64>, f64)) -> Report {
    check(&affine(), move |(a, b)| yours(&|x| a.dot(x) + b, a.len()).into())
}

fn affine() -> Exercise<(Array1<f64>, f64)> {
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
                |(a, b)| (a + *b, *b).into(),
                msg!("f(eᵢ) still contains b: the slope is the difference f(eᵢ) − f(0)."),
            ),
            mistake(|(a, _)| (a.clone(), 0.0).into(), msg!("b is the value at the origin, f(0).")),
            mistake(
                |(a, b)| (Array1::from_elem(a.len(), a.sum()), *b).into(),
                msg!("Change one variable at a time: eᵢ has a single 1."),
            ),
        ],
        lesson: msg!(
            "With a small step h from a point x in place of the step 1 from 0, divided by h, this loop estimates the gradient of any differentiable function (§2.1). For seven billion weights that is seven billion calls for one step of training; backpropagation (§2.2) gets all slopes for the price of a few."
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

/// f2.3: the matrix of a linear map of n variables from its images of the basis.
pub fn matrix_of(yours: fn(&dyn Fn(&Array1<f64>) -> Array1<f64>, usize) -> Array2<f64>) -> Report {
    check(&recovered(), move |a| yours(&|x| a.dot(x), a.ncols()).into())
}

fn recovered() -> Exercise<Array2<f64>> {
    Exercise {
        number: "f2.3",
        cases: vec![
            array![[1.0, 2.0], [3.0, 4.0]],
            array![[1.0, 0.0, -1.0], [2.0, 5.0, 3.0]],
            array![[2.0], [0.0], [7.0]],
        ],
        describe: |a| given([(tr!("L(x) = Ax with A"), a.clone().into())]),
        correct: |a| a.clone().into(),
        mistakes: vec![
            mistake(
                |a| a.t().to_owned().into(),
                msg!("The images of the basis are the columns; here they became the rows."),
            ),
            mistake(
                |a| {
                    let image = a.dot(&Array1::<f64>::ones(a.ncols()));
                    Array2::from_shape_fn(a.dim(), |(i, _)| image[i]).into()
                },
                msg!(
                    "Every column got the image of (1, …, 1): make a new eⱼ with a single 1 for each column."
                ),
            ),
            mistake(
                |a| {
                    let sum = |i: usize, j: usize| (0..=j).map(|k| a[[i, k]]).sum::<f64>();
                    Array2::from_shape_fn(a.dim(), |(i, j)| sum(i, j)).into()
                },
                msg!(
                    "The ones of earlier columns were left in place: set eⱼ back to zero before the next column."
                ),
            ),
        ],
        lesson: msg!(
            "Forward-mode differentiation (§2.1) finds a Jacobian just so, one pass for each column. Try it on the affine x ↦ Ax + b: b is added to every column of the answer, and nothing looks wrong. The image of 0, which is b, would have told."
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

    fn basis(n: usize, j: usize) -> Array1<f64> {
        Array1::from_shape_fn(n, |i| if i == j { 1.0 } else { 0.0 })
    }

    #[test]
    fn a_reader_may_call_the_black_box() {
        let report = matrix_of(|map, n| {
            let columns: Vec<Array1<f64>> = (0..n).map(|j| map(&basis(n, j))).collect();
            Array2::from_shape_fn((columns[0].len(), n), |(i, j)| columns[j][i])
        });
        assert!(report.passed());
        let report = slopes(|f, n| {
            let b = f(&Array1::zeros(n));
            (Array1::from_shape_fn(n, |i| f(&basis(n, i)) - b), b)
        });
        assert!(report.passed());
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
