//! Exercises for §1.4, layers, and the long one that joins the chapter.

use super::super::Report;
use super::super::answer::Answer;
use super::super::run::{Exercise, check, given, mistake};
use crate::linalg::svd;
use ndarray::{Array1, Array2, array};

/// A hidden layer of ReLU units and one output: (W₁, b₁, w₂).
type Folding = (Array2<f64>, Array1<f64>, Array1<f64>);

/// 1.20: the weights of a network that answers with the larger of two numbers.
pub fn larger_of_two(yours: fn() -> Folding) -> Report {
    check(&larger(), move |x| answered(&yours(), x))
}

/// w₂ · ReLU(W₁x + b₁)
fn answered((w1, b1, w2): &Folding, x: &Array1<f64>) -> Answer {
    if w1.ncols() != x.len() || w1.nrows() != b1.len() || b1.len() != w2.len() {
        return Answer::Stopped;
    }
    w2.dot(&(w1.dot(x) + b1).mapv(|z| z.max(0.0))).into()
}

fn larger() -> Exercise<Array1<f64>> {
    Exercise {
        number: "1.20",
        cases: vec![
            array![1.0, 3.0],
            array![2.0, -1.0],
            array![-3.0, -1.0],
            array![-2.0, -5.0],
            array![0.5, 0.5],
        ],
        describe: |x| given([("x", x.clone().into())]),
        correct: |x| x[0].max(x[1]).into(),
        mistakes: vec![
            mistake(
                |x| ((x[0] - x[1]).max(0.0) + x[1].max(0.0)).into(),
                msg!(
                    "Right while the second number is not negative. A ReLU lets nothing negative through: which two units together pass a number unchanged?"
                ),
            ),
            mistake(
                |x| (x[0] + x[1]).into(),
                msg!("This is the sum. max(x₁, x₂) = x₂ + (what x₁ has more, if it has more)."),
            ),
            mistake(
                |x| (x[0].max(0.0) + x[1].max(0.0)).into(),
                msg!(
                    "Each unit looks at one number. Whether x₁ is the larger one can be seen only by a unit that is given the difference."
                ),
            ),
            mistake(
                |x| (x[0] - x[1]).abs().into(),
                msg!(
                    "This is |x₁ − x₂|, the difference of the larger and the smaller. What has to be added to it, and by what divided?"
                ),
            ),
            mistake(
                |x| x[0].min(x[1]).into(),
                msg!("This is the smaller one. What happens if the sign of the bend is turned?"),
            ),
        ],
        lesson: msg!(
            "Max pooling in convolution networks is this function over a small window; max(max(a, b), max(c, d)) takes two rounds of it, n numbers about log₂ n. Three units are the fewest: with two, the only bend must lie on x₁ = x₂, and then the output knows x₁ − x₂ alone."
        ),
    }
}

/// A table with holes (NaN), and the whole table of rank 1.
type Ratings = (Array2<f64>, Array2<f64>);

/// 1.21: the missing entries of a table of rank 1.
pub fn missing_ratings(yours: fn(&Array2<f64>) -> Array2<f64>) -> Report {
    check(&ratings(), move |(table, _)| rounded(yours(table)).into())
}

/// To five decimals: the walk to the answer has no end.
fn rounded(m: Array2<f64>) -> Array2<f64> {
    m.mapv(|x| (x * 1e5).round() / 1e5 + 0.0)
}

/// uvᵀ, and the same with holes.
fn holed(u: &[f64], v: &[f64], holes: &[(usize, usize)]) -> Ratings {
    let whole = Array2::from_shape_fn((u.len(), v.len()), |(i, j)| u[i] * v[j]);
    let mut table = whole.clone();
    for &hole in holes {
        table[hole] = f64::NAN;
    }
    (table, whole)
}

/// The table with something written into its holes.
fn filled(table: &Array2<f64>, with: impl Fn(usize, usize) -> f64) -> Array2<f64> {
    Array2::from_shape_fn(table.dim(), |(i, j)| {
        if table[[i, j]].is_nan() { with(i, j) } else { table[[i, j]] }
    })
}

/// The mean of the known entries of column j.
fn column_mean(table: &Array2<f64>, j: usize) -> f64 {
    let known: Vec<f64> = table.column(j).iter().copied().filter(|x| !x.is_nan()).collect();
    known.iter().sum::<f64>() / known.len() as f64
}

/// The best approximation of rank 1.
fn layer(m: &Array2<f64>) -> Option<Array2<f64>> {
    Some(svd(m).ok()?.low_rank(1).ok()?.approximation)
}

fn ratings() -> Exercise<Ratings> {
    Exercise {
        number: "1.21",
        cases: vec![
            holed(&[1.0, 2.0, 3.0], &[1.0, 2.0], &[(2, 1)]),
            holed(&[1.0, 2.0, 1.5, 3.0], &[2.0, 1.0, 1.5], &[(0, 2), (3, 0)]),
            holed(&[2.0, 1.0, 1.0, 3.0, 2.0], &[1.0, 2.0, 1.5, 1.0], &[(0, 1), (2, 3), (4, 0)]),
        ],
        describe: |(table, _)| given([("table", table.clone().into())]),
        correct: |(_, whole)| rounded(whole.clone()).into(),
        mistakes: vec![
            mistake(
                |(table, _)| rounded(table.clone()).into(),
                msg!("The holes are still there: `x.is_nan()` finds them."),
            ),
            mistake(
                |(table, _)| rounded(filled(table, |_, j| column_mean(table, j))).into(),
                msg!(
                    "The holes hold the mean of their column, whoever gave the rating. Now approximate this table by rank 1: what does it say about the holes?"
                ),
            ),
            mistake(
                |(table, _)| rounded(filled(table, |_, _| 0.0)).into(),
                msg!("0 is a rating, too, and a bad one. It is only a place to start from."),
            ),
            mistake(
                |(table, _)| {
                    let start = filled(table, |_, j| column_mean(table, j));
                    let Some(near) = layer(&start) else { return Answer::Stopped };
                    rounded(filled(table, |i, j| near[[i, j]])).into()
                },
                msg!(
                    "One round, and the holes are better than before. Go on from the table that you have now, until nothing moves."
                ),
            ),
            mistake(
                |(table, _)| {
                    let start = filled(table, |_, j| column_mean(table, j));
                    layer(&start).map_or(Answer::Stopped, |near| rounded(near).into())
                },
                msg!(
                    "The known ratings have changed as well: that is the approximation of the whole table. Take from it only what stands in the holes, and put the known ones back."
                ),
            ),
        ],
        lesson: msg!(
            "Recommenders fit the two factors by gradient steps on the known entries (chapter 2), without an SVD in each round. Yours is slow: from a start of 1 the hole of the small table is 4.85 after 10 rounds, 5.54 after 20, 5.90 after 40. Print it: towards the end each round leaves about 0.92 of the error."
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::run::testing::sound;
    use super::*;

    #[test]
    fn stubs_fail_solutions_pass_and_mistakes_are_named() {
        sound(&larger());
        sound(&ratings());
    }

    #[test]
    fn three_units_find_the_larger_number() {
        let three = || {
            (array![[1.0, -1.0], [0.0, 1.0], [0.0, -1.0]], Array1::zeros(3), array![1.0, 1.0, -1.0])
        };
        assert!(larger_of_two(three).passed());
        assert!(!larger_of_two(|| (array![[1.0]], array![0.0], array![1.0])).passed());
    }

    #[test]
    fn rounds_of_rank_one_fill_the_holes() {
        let walk: fn(&Array2<f64>) -> Array2<f64> = |table| {
            let mut whole = filled(table, |_, j| column_mean(table, j));
            for _ in 0..1000 {
                let near = layer(&whole).unwrap();
                whole = filled(table, |i, j| near[[i, j]]);
            }
            whole
        };
        let report = missing_ratings(walk);
        assert!(report.passed(), "{}", report.text(crate::show::Language::ENGLISH));
    }
}
