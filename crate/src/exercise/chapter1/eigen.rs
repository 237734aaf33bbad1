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

/// 1.16: how many steps of the power iteration a trace of the winner needs to catch up.
pub fn steps_to_catch_up(yours: fn(f64, f64, f64) -> usize) -> Report {
    check(&race(), move |&[strong, weak, trace]| (yours(strong, weak, trace) as f64).into())
}

/// How often a trace has to grow by a factor until it is 1: a whole number, not rounded yet.
fn growths(trace: f64, factor: f64) -> f64 {
    -trace.ln() / factor.ln()
}

fn race() -> Exercise<[f64; 3]> {
    Exercise {
        number: "1.16",
        cases: vec![
            [5.0, 2.0, 0.01],
            [5.0, 2.0, 1e-16],
            [4.0, -1.0, 1e-3],
            [0.5, 0.1, 1e-6],
            [1.01, 1.0, 1e-16],
            [3.0, 2.0, 1.0],
        ],
        describe: |&[strong, weak, trace]| {
            given([("λ₁", strong.into()), ("λ₂", weak.into()), ("t", trace.into())])
        },
        correct: |&[strong, weak, trace]| growths(trace, (strong / weak).abs()).ceil().into(),
        mistakes: vec![
            mistake(
                |&[strong, weak, trace]| growths(trace, (strong / weak).abs()).floor().into(),
                msg!(
                    "One step too few, except where no step is needed: there the trace has nearly caught up. Which whole number is the first that is large enough?"
                ),
            ),
            mistake(
                |&[strong, _, trace]| growths(trace, strong.abs()).ceil().max(0.0).into(),
                msg!(
                    "This counts how fast the winner grows. What does the same step do to the other part, and which of the two is to be caught up with?"
                ),
            ),
            mistake(
                |&[strong, weak, trace]| {
                    let signed = growths(trace, strong / weak).ceil();
                    (if signed.is_nan() { 0.0 } else { signed }).into()
                },
                msg!(
                    "A negative quotient has no logarithm, and NaN becomes 0 steps. A sign turns a part around; does it make it shorter?"
                ),
            ),
            mistake(
                |&[strong, weak, trace]| {
                    let steps = growths(trace, (strong / weak).abs()).ceil();
                    (if strong / weak < 0.0 { steps + steps % 2.0 } else { steps }).into()
                },
                msg!(
                    "Where the eigenvalues have different signs, every second step is passed over because the trace is negative there. How large is it?"
                ),
            ),
            mistake(
                |&[strong, weak, trace]| growths(trace, (strong / weak).powi(2)).ceil().into(),
                msg!(
                    "Half as many steps: the square of the quotient is the speed of the eigenvalue of a symmetric matrix. The direction moves by the quotient itself."
                ),
            ),
        ],
        lesson: msg!(
            "Descent on a bowl forgets its start in the same way, direction by direction (chapter 2). Ask for more, that the trace be a million times the rest: ln 10⁶ / ln 2.5 ≈ 15.1, so it takes 15 or 16 steps more, wherever you began. A start that is ten times worse costs two or three."
        ),
    }
}

/// (U, s, Vᵀ, k) ↦ two factors.
type Thin = fn(&Array2<f64>, &Array1<f64>, &Array2<f64>, usize) -> (Array2<f64>, Array2<f64>);

/// 1.17: the best approximation of rank k from an SVD, Σ σᵢuᵢvᵢᵀ over the first k, as a
/// product of two thin factors.
pub fn low_rank(yours: Thin) -> Report {
    check(&truncation(), move |case| {
        let (b, c) = yours(&case.u, &case.s, &case.vt, case.k);
        if b.ncols() != c.nrows() {
            return Answer::Stopped;
        }
        (b.dot(&c), (b.len() + c.len()) as f64).into()
    })
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

    /// The answer when the factors' product is that sum and they meet in so many layers.
    fn product(&self, terms: std::ops::Range<usize>, weight: fn(f64) -> f64, k: usize) -> Answer {
        let numbers = k * (self.u.nrows() + self.vt.ncols());
        (self.sum(terms, weight), numbers as f64).into()
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
            let factors = given([
                ("U", case.u.clone().into()),
                ("s", case.s.clone().into()),
                ("Vᵀ", case.vt.clone().into()),
                ("k", (case.k as f64).into()),
            ]);
            tr!("{factors}: (BC, how many numbers B and C have)", factors)
        },
        correct: |case| case.product(0..case.k, |s| s, case.k),
        mistakes: vec![
            mistake(
                |case| case.product(0..case.k, |_| 1.0, case.k),
                msg!("The singular values are missing: each layer is σᵢ·uᵢvᵢᵀ."),
            ),
            mistake(
                |case| case.product(0..case.k, |s| s * s, case.k),
                msg!(
                    "σᵢ stands in both factors, so it enters the product twice. How could it be shared out?"
                ),
            ),
            mistake(
                |case| {
                    let (m, n) = (case.u.nrows(), case.vt.ncols());
                    (case.sum(0..case.k, |s| s), (m * n + n * n) as f64).into()
                },
                msg!(
                    "The product is right, and the first factor is the whole approximation already, as `Svd::low_rank` has it: nothing is saved. In how many columns can B hold the same?"
                ),
            ),
            mistake(
                |case| case.product(0..case.s.len(), |s| s, case.s.len()),
                msg!("All layers are kept: that is the whole matrix. Stop after the first k."),
            ),
            mistake(
                |case| {
                    let k = (case.k + 1).min(case.s.len());
                    case.product(0..k, |s| s, k)
                },
                msg!("One layer too many: `..k` has k of them, `..=k` has k + 1."),
            ),
            mistake(
                |case| case.product(case.s.len() - case.k..case.s.len(), |s| s, case.k),
                msg!("These are the last k layers; the largest singular values stand first."),
            ),
            mistake(
                |case| {
                    let vt = case.vt.t().to_owned();
                    Factors { vt, ..case.clone() }.product(0..case.k, |s| s, case.k)
                },
                msg!("vᵢᵀ is row i of Vᵀ, not one of its columns."),
            ),
        ],
        lesson: msg!(
            "A layer cut down like this runs faster as well: first C, then B takes k(m + n) multiplications for each input instead of mn. The pair is never unique: put any invertible k × k matrix R and its inverse between the factors, BR and R⁻¹C, and the product stays."
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
        sound(&race());
        sound(&truncation());
        sound(&covariances());
        sound(&share());
    }

    #[test]
    fn the_librarys_own_iteration_does_not_pass() {
        use crate::linalg::power_iteration_from;
        let counted = |strong: f64, weak: f64, trace: f64| {
            let a = array![[strong, 0.0], [0.0, weak]];
            power_iteration_from(&a, &array![trace, 1.0], 1e-12, 10_000).unwrap().iterations
        };
        assert!(!steps_to_catch_up(counted).passed());
        // Carried out, the race ends where the logarithm says.
        let walked = |strong: f64, weak: f64, trace: f64| {
            let (mut part, mut steps) = (trace, 0);
            while part < 1.0 {
                part *= (strong / weak).abs();
                steps += 1;
            }
            steps
        };
        assert!(steps_to_catch_up(walked).passed());
    }

    #[test]
    fn the_librarys_own_approximation_does_not_pass() {
        use crate::linalg::Svd;
        let whole = |u: &Array2<f64>, s: &Array1<f64>, vt: &Array2<f64>, k: usize| {
            let parts = Svd { u: u.clone(), s: s.clone(), vt: vt.clone() };
            (parts.low_rank(k).unwrap().approximation, Array2::eye(vt.ncols()))
        };
        assert!(!low_rank(whole).passed());
        // The singular values may stand on either side, or half of each on both.
        let on_the_right = |u: &Array2<f64>, s: &Array1<f64>, vt: &Array2<f64>, k: usize| {
            let layers: Vec<usize> = (0..k).collect();
            let scale = s.select(Axis(0), &layers).insert_axis(Axis(1));
            (u.select(Axis(1), &layers), scale * vt.select(Axis(0), &layers))
        };
        assert!(low_rank(on_the_right).passed());
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
