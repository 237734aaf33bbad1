//! Exercises for §1.3, eigenvalues, the SVD and principal components.

use super::super::Report;
use super::super::answer::Answer;
use super::super::run::{Exercise, check, given, mistake};
use ndarray::{Array1, Array2, Axis, array};

fn length(v: &Array1<f64>) -> f64 {
    v.dot(v).sqrt()
}

/// 1.15: whether Av = λv with a vector that is not zero.
pub fn is_eigenpair(yours: fn(&Array2<f64>, f64, &Array1<f64>) -> bool) -> Report {
    check(&eigenpair(), move |(a, lambda, v)| yours(a, *lambda, v).into())
}

fn residual((a, lambda, v): &(Array2<f64>, f64, Array1<f64>)) -> f64 {
    length(&(a.dot(v) - *lambda * v))
}

fn eigenpair() -> Exercise<(Array2<f64>, f64, Array1<f64>)> {
    let a = array![[4.0, 2.0], [1.0, 3.0]];
    let golden = array![[1.0, 1.0], [1.0, 0.0]];
    let phi = (1.0 + 5.0_f64.sqrt()) / 2.0;
    Exercise {
        number: "1.15",
        cases: vec![
            (a.clone(), 5.0, array![2.0, 1.0]),
            (a.clone(), 2.0, array![1.0, -1.0]),
            (a.clone(), 2.0, array![2.0, 1.0]),
            (a.clone(), 5.0, array![1.0, 1.0]),
            (a.clone(), 6.0, array![1.0, 0.0]),
            (a, 5.0, array![0.0, 0.0]),
            (golden, phi, array![phi / 3.0, 1.0 / 3.0]),
            (array![[2.0, 0.0], [0.0, 3.0]], 2.0, array![1.0, 1.0]),
        ],
        describe: |(a, lambda, v)| {
            given([("A", a.clone().into()), ("λ", (*lambda).into()), ("v", v.clone().into())])
        },
        correct: |case| (length(&case.2) > 0.0 && residual(case) <= 1e-9 * length(&case.2)).into(),
        mistakes: vec![
            mistake(
                |case| (residual(case) <= 1e-9).into(),
                msg!(
                    "The zero vector satisfies Av = λv for every λ, and is excluded: an eigenvector is not zero."
                ),
            ),
            mistake(
                |(a, lambda, v)| (length(v) > 0.0 && a.dot(v) == *lambda * v).into(),
                msg!("Rounding spoils exact equality: test whether ‖Av − λv‖ is small."),
            ),
            mistake(
                |(a, lambda, v)| {
                    (length(v) > 0.0 && (a.dot(v)[0] - *lambda * v[0]).abs() <= 1e-9).into()
                },
                msg!("This looks at the first entry only: all entries of Av and λv have to agree."),
            ),
            mistake(
                |(a, _, v)| {
                    let av = a.dot(v);
                    let cosine = av.dot(v) / (length(&av) * length(v));
                    ((cosine.abs() - 1.0).abs() <= 1e-9).into()
                },
                msg!(
                    "The direction is right, but λ is never used: v has to be stretched by just that factor."
                ),
            ),
        ],
        lesson: msg!(
            "For a symmetric A a small residual is a guarantee: some eigenvalue lies within ‖Av − λv‖₂/‖v‖₂ of λ. Otherwise it is none: the shear of §1.3 with λ = 1.00001 and v = (1, 10⁻⁵) has a residual of 10⁻¹⁰ and passes a tolerance of 10⁻⁹, but its only eigenvalue, 1, is 10⁻⁵ away."
        ),
    }
}

/// 1.16: one step of the power iteration, Ax / ‖Ax‖.
pub fn power_step(yours: fn(&Array2<f64>, &Array1<f64>) -> Array1<f64>) -> Report {
    check(&power(), move |(a, x)| yours(a, x).into())
}

fn power() -> Exercise<(Array2<f64>, Array1<f64>)> {
    let a = array![[4.0, 2.0], [1.0, 3.0]];
    Exercise {
        number: "1.16",
        cases: vec![
            (a.clone(), array![1.0, 0.0]),
            (a, array![3.0, -4.0]),
            (array![[0.0, 1.0, 0.0], [0.0, 0.0, 2.0], [3.0, 0.0, 0.0]], array![1.0, 1.0, 1.0]),
        ],
        describe: |(a, x)| given([("A", a.clone().into()), ("x", x.clone().into())]),
        correct: |(a, x)| {
            let y = a.dot(x);
            (&y / length(&y)).into()
        },
        mistakes: vec![
            mistake(
                |(a, x)| a.dot(x).into(),
                msg!(
                    "The division by the length is missing: without it the vector grows at every step."
                ),
            ),
            mistake(
                |(a, x)| (a.dot(x) / length(x)).into(),
                msg!("This divides by the length of x; divide Ax by its own length."),
            ),
            mistake(
                |(a, x)| {
                    let y = a.dot(x);
                    (&y / y.sum()).into()
                },
                msg!("This divides by the sum of the entries; the length is the L2 norm."),
            ),
            mistake(
                |(a, x)| {
                    let y = a.dot(x);
                    (&y / y.dot(&y)).into()
                },
                msg!("This divides by the squared length: take the square root of y·y."),
            ),
            mistake(
                |(a, x)| {
                    let y = a.t().dot(x);
                    (&y / length(&y)).into()
                },
                msg!("This multiplies with the transpose of A: `a.dot(x)`, not `x.dot(a)`."),
            ),
        ],
        lesson: msg!(
            "PyTorch's `spectral_norm` takes one such step, with W and Wᵀ in turn, at every forward pass in training, which is enough because W changes little from one to the next. Try −E: the arrow turns round at each step while its line converges, so compare lines, not arrows."
        ),
    }
}

/// (U, s, Vᵀ, k) ↦ the approximation.
type LowRank = fn(&Array2<f64>, &Array1<f64>, &Array2<f64>, usize) -> Array2<f64>;

/// 1.17: the best approximation of rank k from an SVD, Σ σᵢuᵢvᵢᵀ over the first k.
pub fn low_rank(yours: LowRank) -> Report {
    check(&truncation(), move |case| yours(&case.u, &case.s, &case.vt, case.k).into())
}

/// The factors of a matrix, and how many terms to keep.
#[derive(Clone)]
struct Factors {
    u: Array2<f64>,
    s: Array1<f64>,
    vt: Array2<f64>,
    k: usize,
}

impl Factors {
    /// Σ weight(i) uᵢvᵢᵀ over the given terms.
    fn sum(&self, terms: std::ops::Range<usize>, weight: fn(f64) -> f64) -> Array2<f64> {
        let mut sum = Array2::zeros((self.u.nrows(), self.vt.ncols()));
        for i in terms {
            for ((row, column), entry) in sum.indexed_iter_mut() {
                *entry += weight(self.s[i]) * self.u[[row, i]] * self.vt[[i, column]];
            }
        }
        sum
    }
}

fn truncation() -> Exercise<Factors> {
    // Rotations by 3-4-5 and 5-12-13 triangles: factors without rounding to speak of.
    let (c, s, p, q) = (0.6, 0.8, 5.0 / 13.0, 12.0 / 13.0);
    let square = |k| Factors {
        u: array![[c, -s], [s, c]],
        s: array![10.0, 2.0],
        vt: array![[p, q], [-q, p]],
        k,
    };
    let wide = Factors {
        u: array![[c, -s], [s, c]],
        s: array![6.0, 3.0],
        vt: array![[p, q, 0.0], [0.0, 0.0, 1.0]],
        k: 1,
    };
    Exercise {
        number: "1.17",
        cases: vec![square(1), square(2), wide, square(0)],
        describe: |case| {
            given([
                ("U", case.u.clone().into()),
                ("s", case.s.clone().into()),
                ("Vᵀ", case.vt.clone().into()),
                ("k", (case.k as f64).into()),
            ])
        },
        correct: |case| case.sum(0..case.k, |s| s).into(),
        mistakes: vec![
            mistake(
                |case| case.sum(0..case.k, |_| 1.0).into(),
                msg!("The singular values are missing: each term is σᵢ·uᵢvᵢᵀ."),
            ),
            mistake(
                |case| case.sum(0..case.s.len(), |s| s).into(),
                msg!("All terms are kept: that is the whole matrix. Stop after the first k."),
            ),
            mistake(
                |case| case.sum(0..(case.k + 1).min(case.s.len()), |s| s).into(),
                msg!("One term too many: `0..k` has k terms, `0..=k` has k + 1."),
            ),
            mistake(
                |case| case.sum(case.s.len() - case.k..case.s.len(), |s| s).into(),
                msg!("These are the last k terms; the largest singular values stand first."),
            ),
            mistake(
                |case| {
                    if case.vt.nrows() != case.vt.ncols() {
                        return Answer::Stopped;
                    }
                    let vt = case.vt.t().to_owned();
                    Factors { vt, ..case.clone() }.sum(0..case.k, |s| s).into()
                },
                msg!("vᵢᵀ is row i of Vᵀ: take `vt.row(i)`, not `vt.column(i)`."),
            ),
            mistake(
                |case| case.sum(0..case.k, |s| s * s).into(),
                msg!("The singular values enter once, not squared."),
            ),
        ],
        lesson: msg!(
            "How large must k be? The dropped singular values tell before anything is built: the squared Frobenius distance is the sum of their squares. An approximation may leave the range of the data: the table with the rows (2, 1, 0), (1, 2, 1), (0, 1, 2) has −0.15 in place of its 0 at k = 2."
        ),
    }
}

type Counted = (Array2<f64>, Array1<f64>);

/// 1.18: the covariance matrix of samples in rows, each of which was seen several times.
pub fn covariance(yours: fn(&Array2<f64>, &Array1<f64>) -> Array2<f64>) -> Report {
    check(&covariances(), move |(x, counts)| yours(x, counts).into())
}

/// XᵀCX of the deviations from the given means, with the counts on the diagonal of C.
fn scatter((x, counts): &Counted, means: &Array1<f64>) -> Array2<f64> {
    let off = x - means;
    off.t().dot(&(&off * &counts.clone().insert_axis(Axis(1))))
}

fn counted_means((x, counts): &Counted) -> Array1<f64> {
    counts.dot(x) / counts.sum()
}

fn covariances() -> Exercise<Counted> {
    Exercise {
        number: "1.18",
        cases: vec![
            (array![[1.0, 2.0], [3.0, 6.0], [5.0, 4.0]], array![1.0, 1.0, 1.0]),
            (array![[1.0, 2.0], [3.0, 6.0], [5.0, 4.0]], array![4.0, 1.0, 2.0]),
            (
                array![[10.0, 0.0, 1.0], [12.0, 1.0, 1.0], [11.0, -1.0, 4.0], [15.0, 4.0, 2.0]],
                array![1.0, 3.0, 2.0, 1.0],
            ),
            (array![[2.0], [4.0], [9.0]], array![5.0, 1.0, 0.0]),
        ],
        describe: |(x, counts)| given([("X", x.clone().into()), ("c", counts.clone().into())]),
        correct: |case| (scatter(case, &counted_means(case)) / (case.1.sum() - 1.0)).into(),
        mistakes: vec![
            mistake(
                |(x, counts)| {
                    let moment = scatter(&(x.clone(), counts.clone()), &Array1::zeros(x.ncols()));
                    (moment / x.nrows() as f64).into()
                },
                msg!(
                    "This is the function as it was given: it moves with the data, and it divides by the number of rows. How many samples are there?"
                ),
            ),
            mistake(
                |(x, counts)| {
                    let moment = scatter(&(x.clone(), counts.clone()), &Array1::zeros(x.ncols()));
                    (moment / (counts.sum() - 1.0)).into()
                },
                msg!("The data are not centred: subtract each column's mean before multiplying."),
            ),
            mistake(
                |(x, _)| {
                    let once = (x.clone(), Array1::ones(x.nrows()));
                    (scatter(&once, &counted_means(&once)) / (x.nrows() - 1) as f64).into()
                },
                msg!(
                    "This is the covariance of the rows, each taken once, as `covariance_matrix` has it. A row that was seen four times is four samples: where does that change the formula?"
                ),
            ),
            mistake(
                |case| {
                    let plain = case.0.sum_axis(Axis(0)) / case.0.nrows() as f64;
                    (scatter(case, &plain) / (case.1.sum() - 1.0)).into()
                },
                msg!(
                    "The products are counted and the means are not. From which point do the samples deviate, if one row was seen four times?"
                ),
            ),
            mistake(
                |case| (scatter(case, &counted_means(case)) / (case.0.nrows() - 1) as f64).into(),
                msg!(
                    "Centred and counted well; this divides by the number of rows less one. How many samples are there?"
                ),
            ),
            mistake(
                |case| (scatter(case, &counted_means(case)) / case.1.sum()).into(),
                msg!(
                    "Centred well; this divides by n. The sample covariance, like NumPy's `cov`, divides by n − 1."
                ),
            ),
            mistake(
                |case| scatter(case, &counted_means(case)).into(),
                msg!("The division by n − 1 is missing."),
            ),
        ],
        lesson: msg!(
            "A bootstrap sample (chapter 3) is nothing but random counts, so no row need be copied. But counts are not weights: multiply all of them by 10, and for n = 10 the answer falls to 0.91 of what it was, because n − 1 does not grow tenfold. NumPy keeps `aweights` apart from `fweights`."
        ),
    }
}

/// 1.19: the share of the variance that the first principal component explains.
pub fn explained_ratio(yours: fn(&Array1<f64>) -> f64) -> Report {
    check(&share(), move |values| yours(values).into())
}

fn largest(values: &Array1<f64>) -> f64 {
    values.iter().copied().fold(f64::NEG_INFINITY, f64::max)
}

fn share() -> Exercise<Array1<f64>> {
    Exercise {
        number: "1.19",
        cases: vec![
            array![3.0, 1.0],
            array![0.5, 1.5, 8.0],
            array![1.0, 4.0, 2.0, 1.0],
            array![2.0],
        ],
        describe: |values| given([("eigenvalues", values.clone().into())]),
        correct: |values| (largest(values) / values.sum()).into(),
        mistakes: vec![
            mistake(
                |values| (values[0] / values.sum()).into(),
                msg!("The eigenvalues are not always sorted: take the largest, not the first."),
            ),
            mistake(
                |values| (values[values.len() - 1] / values.sum()).into(),
                msg!("The eigenvalues are not always sorted: take the largest, not the last."),
            ),
            mistake(
                |values| largest(values).into(),
                msg!(
                    "This is the variance itself; the share divides it by the sum of all eigenvalues."
                ),
            ),
            mistake(
                |values| (largest(values).powi(2) / values.dot(values)).into(),
                msg!(
                    "Eigenvalues of the covariance already are variances: do not square them (singular values you would)."
                ),
            ),
            mistake(
                |values| (100.0 * largest(values) / values.sum()).into(),
                msg!("This is in percent; give the share as a number between 0 and 1."),
            ),
        ],
        lesson: msg!(
            "With n features the share is never below 1/n, and chance lifts it: 20 rows of pure noise in ten columns give 0.25 on average, not 0.1. So compare with noise before you believe a share. After standardising, the eigenvalues add up to n, and the share is λ₁/n."
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::run::testing::sound;
    use super::*;

    #[test]
    fn stubs_fail_solutions_pass_and_mistakes_are_named() {
        sound(&eigenpair());
        sound(&power());
        sound(&truncation());
        sound(&covariances());
        sound(&share());
    }

    #[test]
    fn the_librarys_own_covariance_does_not_pass() {
        assert!(!covariance(|x, _| crate::linalg::covariance_matrix(x).unwrap()).passed());
        // Of the table written out in full it does.
        let written_out = |x: &Array2<f64>, counts: &Array1<f64>| {
            let rows: Vec<usize> =
                (0..x.nrows()).flat_map(|i| std::iter::repeat_n(i, counts[i] as usize)).collect();
            crate::linalg::covariance_matrix(&x.select(Axis(0), &rows)).unwrap()
        };
        assert!(covariance(written_out).passed());
    }
}
