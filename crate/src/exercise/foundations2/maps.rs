//! Exercises for §2.1 and §2.2 of the foundations: black boxes and their matrices.

use super::super::Report;
use super::super::answer::Answer;
use super::super::run::{Exercise, check, given, mistake};
use crate::show::Language;
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
    }
}

/// A map whose name the reader sees, with the vectors it is tried on.
type Trial = (Named, Array1<f64>, Array1<f64>, f64);
type Named = (&'static str, fn(&Array1<f64>) -> Array1<f64>);

/// f2.2: by how much a map breaks the rule, L(x + cy) − (L(x) + cL(y)).
pub fn linearity_gap(
    yours: fn(&dyn Fn(&Array1<f64>) -> Array1<f64>, &Array1<f64>, &Array1<f64>, f64) -> Array1<f64>,
) -> Report {
    check(&gap(), move |((_, map), x, y, c)| yours(map, x, y, *c).into())
}

fn gap() -> Exercise<Trial> {
    Exercise {
        number: "f2.2",
        cases: vec![
            ((msg!("a turn"), |x| array![-x[1], x[0]]), array![1.0, 2.0], array![3.0, -1.0], 2.0),
            ((msg!("a translation"), |x| x + 1.0), array![1.0, 2.0], array![3.0, -1.0], 2.0),
            ((msg!("squares"), |x| x * x), array![1.0, 2.0], array![3.0, -1.0], -1.0),
            (
                (msg!("the norm"), |x| array![x.dot(x).sqrt()]),
                array![3.0, 0.0],
                array![0.0, 4.0],
                1.0,
            ),
        ],
        describe: |((name, _), x, y, c)| {
            let rest =
                given([("x", x.clone().into()), ("y", y.clone().into()), ("c", (*c).into())]);
            format!("L = {}, {rest}", Language::current().say(name))
        },
        correct: |((_, l), x, y, c)| (l(&(x + *c * y)) - (l(x) + *c * l(y))).into(),
        mistakes: vec![
            mistake(
                |((_, l), x, y, c)| (l(&(x + *c * y)) - l(x) + *c * l(y)).into(),
                msg!("Mind the parentheses: L(x) and cL(y) are subtracted, both of them."),
            ),
            mistake(
                |((_, l), x, y, _)| (l(&(x + y)) - (l(x) + l(y))).into(),
                msg!("The number c is missing."),
            ),
            mistake(
                |((_, l), x, y, c)| (l(&(x + *c * y)) - (l(x) + l(&(*c * y)))).into(),
                msg!("The number c has to stand outside: cL(y), not L(cy)."),
            ),
            mistake(
                |((_, l), x, y, c)| l(&(x + *c * y)).into(),
                msg!("That is only the left-hand side; subtract L(x) + cL(y)."),
            ),
        ],
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
    }
}

/// f2.4: Ax as the combination x₁a₁ + … + xₙaₙ of the columns.
pub fn by_columns(yours: fn(&Array2<f64>, &Array1<f64>) -> Array1<f64>) -> Report {
    check(&combination(), move |(a, x)| yours(a, x).into())
}

fn combination() -> Exercise<(Array2<f64>, Array1<f64>)> {
    Exercise {
        number: "f2.4",
        cases: vec![
            (array![[1.0, 2.0], [3.0, 4.0]], array![1.0, -1.0]),
            (array![[1.0, 0.0, 2.0], [0.0, 1.0, -1.0]], array![3.0, 2.0, 1.0]),
            (array![[1.0], [2.0], [3.0]], array![-2.0]),
        ],
        describe: |(a, x)| given([("A", a.clone().into()), ("x", x.clone().into())]),
        correct: |(a, x)| a.dot(x).into(),
        mistakes: vec![
            mistake(
                |(a, x)| {
                    if a.nrows() == x.len() { a.t().dot(x).into() } else { Answer::Stopped }
                },
                msg!("This combines the rows of A; xⱼ belongs to column j."),
            ),
            mistake(
                |(a, _)| a.sum_axis(ndarray::Axis(1)).into(),
                msg!("The columns are added without their factors xⱼ."),
            ),
            mistake(
                |(a, x)| {
                    let last = x.len() - 1;
                    (&a.column(last) * x[last]).into()
                },
                msg!("Only the last column remains: add with `+=`."),
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
        sound(&affine());
        sound(&gap());
        sound(&recovered());
        sound(&combination());
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
}
