//! Exercises for §1.1, vectors.

use super::super::Report;
use super::super::run::{Exercise, check, given, mistake};
use ndarray::{Array1, array};

type Pair = (Array1<f64>, Array1<f64>);

fn describe_vector(v: &Array1<f64>) -> String {
    given([("v", v.clone().into())])
}

fn describe_pair((a, b): &Pair) -> String {
    given([("a", a.clone().into()), ("b", b.clone().into())])
}

fn length(v: &Array1<f64>) -> f64 {
    v.dot(v).sqrt()
}

/// The vectors on which the norms differ from each other and from their imitations.
fn norm_cases() -> Vec<Array1<f64>> {
    vec![
        array![3.0, -4.0, 1.0],
        array![3.0, 4.0],
        array![-5.0],
        array![0.5, -0.25, -2.0, 1.0],
        array![0.0, 0.0],
    ]
}

/// 1.1: the dot product Σ aᵢbᵢ, by a loop.
pub fn dot(yours: fn(&Array1<f64>, &Array1<f64>) -> f64) -> Report {
    check(&dot_product(), move |(a, b)| yours(a, b).into())
}

fn dot_product() -> Exercise<Pair> {
    Exercise {
        number: "1.1",
        cases: vec![
            (array![3.0, 4.0], array![1.0, 2.0]),
            (array![1.0, 2.0, 3.0], array![4.0, -5.0, 6.0]),
            (array![1.0, 0.0], array![0.0, 1.0]),
            (array![-2.0], array![0.5]),
        ],
        describe: describe_pair,
        correct: |(a, b)| a.dot(b).into(),
        mistakes: vec![
            mistake(
                |(a, b)| (a.sum() * b.sum()).into(),
                msg!(
                    "This multiplies the two sums. Multiply the entries pair by pair first, aᵢ·bᵢ, and add the products."
                ),
            ),
            mistake(
                |(a, b)| (a + b).sum().into(),
                msg!(
                    "The pairs are added where they should be multiplied: the products aᵢ·bᵢ are summed."
                ),
            ),
            mistake(
                |(a, b)| a.iter().zip(b).skip(1).map(|(x, y)| x * y).sum::<f64>().into(),
                msg!(
                    "The first pair is missing: indices begin at 0, so the loop runs over `0..a.len()`."
                ),
            ),
            mistake(
                |(a, b)| {
                    let last = a.len() - 1;
                    a.iter().zip(b).take(last).map(|(x, y)| x * y).sum::<f64>().into()
                },
                msg!("The last pair is missing: `0..a.len()` already leaves out its upper end."),
            ),
        ],
    }
}

/// 1.2: the L1 norm Σ |vᵢ|.
pub fn norm_l1(yours: fn(&Array1<f64>) -> f64) -> Report {
    check(&l1(), move |v| yours(v).into())
}

fn l1() -> Exercise<Array1<f64>> {
    Exercise {
        number: "1.2",
        cases: norm_cases(),
        describe: describe_vector,
        correct: |v| v.iter().map(|x| x.abs()).sum::<f64>().into(),
        mistakes: vec![
            mistake(
                |v| v.sum().into(),
                msg!(
                    "The absolute values are missing: positive and negative entries cancel. Add `x.abs()`."
                ),
            ),
            mistake(
                |v| v.sum().abs().into(),
                msg!("The absolute value comes too late: take it of every entry, not of the sum."),
            ),
            mistake(
                |v| (v.mapv(f64::abs).sum() / v.len() as f64).into(),
                msg!(
                    "That is the mean of the absolute values; a norm does not divide by the number of entries."
                ),
            ),
            mistake(
                |v| length(v).into(),
                msg!(
                    "That is the L2 norm. L1 adds the absolute values, without squares and without a root."
                ),
            ),
        ],
    }
}

/// 1.3: the L2 norm √Σ vᵢ².
pub fn norm_l2(yours: fn(&Array1<f64>) -> f64) -> Report {
    check(&l2(), move |v| yours(v).into())
}

fn l2() -> Exercise<Array1<f64>> {
    Exercise {
        number: "1.3",
        cases: norm_cases(),
        describe: describe_vector,
        correct: |v| length(v).into(),
        mistakes: vec![
            mistake(
                |v| v.dot(v).into(),
                msg!("The square root is missing: this is the squared length ‖v‖²."),
            ),
            mistake(
                |v| (v.dot(v) / v.len() as f64).sqrt().into(),
                msg!(
                    "This divides by the number of entries: that is the root mean square, not the norm."
                ),
            ),
            mistake(
                |v| v.mapv(f64::abs).sum().into(),
                msg!("That is the L1 norm. Square the entries, add, then take the root."),
            ),
            mistake(
                |v| length(v).sqrt().into(),
                msg!("The root is taken twice; once, after adding, is enough."),
            ),
        ],
    }
}

/// 1.4: the L∞ norm max |vᵢ|.
pub fn norm_linf(yours: fn(&Array1<f64>) -> f64) -> Report {
    check(&linf(), move |v| yours(v).into())
}

fn linf() -> Exercise<Array1<f64>> {
    Exercise {
        number: "1.4",
        cases: norm_cases(),
        describe: describe_vector,
        correct: |v| v.iter().fold(0.0_f64, |m, x| m.max(x.abs())).into(),
        mistakes: vec![
            mistake(
                |v| v.iter().copied().fold(f64::NEG_INFINITY, f64::max).into(),
                msg!(
                    "This is the largest entry; −4 counts as 4 here. Take `x.abs()` before comparing."
                ),
            ),
            mistake(
                |v| v.iter().copied().fold(0.0, f64::max).into(),
                msg!(
                    "The absolute values are missing, so negative entries never win. Compare `x.abs()`."
                ),
            ),
            mistake(
                |v| v.iter().fold(f64::INFINITY, |m, x| m.min(x.abs())).into(),
                msg!("That is the smallest absolute value; the L∞ norm is the largest."),
            ),
            mistake(
                |v| v.mapv(f64::abs).sum().into(),
                msg!(
                    "That is the L1 norm: keep the largest of the absolute values and do not add them."
                ),
            ),
        ],
    }
}

/// 1.5: the Lp norm (Σ |vᵢ|ᵖ)^(1/p) for p ≥ 1.
pub fn norm_lp(yours: fn(&Array1<f64>, f64) -> f64) -> Report {
    check(&lp(), move |(v, p)| yours(v, *p).into())
}

fn lp() -> Exercise<(Array1<f64>, f64)> {
    Exercise {
        number: "1.5",
        cases: vec![
            (array![3.0, -4.0], 2.0),
            (array![3.0, -4.0, 1.0], 1.0),
            (array![1.0, -2.0, 2.0], 3.0),
            (array![4.0, 9.0], 1.5),
        ],
        describe: |(v, p)| given([("v", v.clone().into()), ("p", (*p).into())]),
        correct: |(v, p)| v.iter().map(|x| x.abs().powf(*p)).sum::<f64>().powf(1.0 / p).into(),
        mistakes: vec![
            mistake(
                |(v, p)| v.iter().map(|x| x.abs().powf(*p)).sum::<f64>().into(),
                msg!("The p-th root is missing: raise the sum to the power `1.0 / p`."),
            ),
            mistake(
                |(v, p)| v.iter().map(|x| x.powf(*p)).sum::<f64>().powf(1.0 / p).into(),
                msg!(
                    "The absolute value is missing: an odd power of a negative entry stays negative."
                ),
            ),
            mistake(
                |(v, p)| v.iter().map(|x| x.abs().powf(*p)).sum::<f64>().sqrt().into(),
                msg!("The root has to match the power: the p-th root, not always the square root."),
            ),
        ],
    }
}

/// 1.6: the cosine similarity a·b / (‖a‖‖b‖).
pub fn cosine_similarity(yours: fn(&Array1<f64>, &Array1<f64>) -> f64) -> Report {
    check(&cosine(), move |(a, b)| yours(a, b).into())
}

fn cosine() -> Exercise<Pair> {
    Exercise {
        number: "1.6",
        cases: vec![
            (array![3.0, 4.0], array![1.0, 2.0]),
            (array![1.0, 0.0], array![0.0, 2.0]),
            (array![1.0, 2.0, 3.0], array![-2.0, -4.0, -6.0]),
            (array![10.0, 0.0], array![10.0, 10.0]),
        ],
        describe: describe_pair,
        correct: |(a, b)| (a.dot(b) / (length(a) * length(b))).into(),
        mistakes: vec![
            mistake(
                |(a, b)| a.dot(b).into(),
                msg!("This is the dot product alone: divide it by both lengths, ‖a‖ and ‖b‖."),
            ),
            mistake(
                |(a, b)| (a.dot(b) / (a.dot(a) * b.dot(b))).into(),
                msg!("The lengths below the line are squared: a square root is missing in each."),
            ),
            mistake(
                |(a, b)| (a.dot(b) / length(a) * length(b)).into(),
                msg!("Mind the parentheses: `x / y * z` multiplies by z. Write `x / (y * z)`."),
            ),
            mistake(
                |(a, b)| (a.dot(b) / (length(a) + length(b))).into(),
                msg!("The two lengths are multiplied in the formula, not added."),
            ),
            mistake(
                |(a, b)| (a.dot(b) / (length(a) * length(b))).abs().into(),
                msg!("Keep the sign: opposite directions have the similarity −1."),
            ),
            mistake(
                |(a, b)| (a.dot(b) / (length(a) * length(b))).acos().into(),
                msg!("This is the angle itself; asked for is its cosine, so leave out `acos`."),
            ),
        ],
    }
}

/// 1.7: the projection of a onto the direction of b, (a·b / b·b) b.
pub fn project(yours: fn(&Array1<f64>, &Array1<f64>) -> Array1<f64>) -> Report {
    check(&projection(), move |(a, b)| yours(a, b).into())
}

fn projection() -> Exercise<Pair> {
    Exercise {
        number: "1.7",
        cases: vec![
            (array![3.0, 4.0], array![2.0, 0.0]),
            (array![1.0, 2.0, 3.0], array![1.0, 1.0, 1.0]),
            (array![2.0, -2.0], array![1.0, 1.0]),
            (array![1.0, 1.0], array![-3.0, 4.0]),
        ],
        describe: describe_pair,
        correct: |(a, b)| (a.dot(b) / b.dot(b) * b).into(),
        mistakes: vec![
            mistake(
                |(a, b)| (a.dot(b) / length(b) * b).into(),
                msg!(
                    "Divide by b·b, the squared length of b: once for the shadow's length, once to make b a unit vector."
                ),
            ),
            mistake(
                |(a, b)| (a.dot(b) * b).into(),
                msg!("The division by b·b is missing: it would be right only for a unit vector b."),
            ),
            mistake(
                |(a, b)| (a.dot(b) / a.dot(a) * a).into(),
                msg!("The roles are exchanged: this projects b onto a."),
            ),
            mistake(
                |(a, b)| (a.dot(b) / a.dot(a) * b).into(),
                msg!("The vector below the line is the one projected onto: b·b, not a·a."),
            ),
            mistake(
                |(a, b)| (a - a.dot(b) / b.dot(b) * b).into(),
                msg!(
                    "This is what remains after the projection, the part of a that is orthogonal to b."
                ),
            ),
        ],
    }
}

/// 1.8: whether two vectors are orthogonal, up to rounding: |a·b| ≤ 10⁻⁹‖a‖‖b‖.
pub fn are_orthogonal(yours: fn(&Array1<f64>, &Array1<f64>) -> bool) -> Report {
    check(&orthogonal(), move |(a, b)| yours(a, b).into())
}

fn orthogonal() -> Exercise<Pair> {
    Exercise {
        number: "1.8",
        cases: vec![
            (array![1.0, 2.0], array![-2.0, 1.0]),
            (array![1.0, 2.0], array![2.0, 1.0]),
            (array![1.0, 2.0], array![-3.0, 1.0]),
            // 0.1 + 0.2 − 0.3 is not quite zero in f64.
            (array![0.1, 0.2, 0.3], array![1.0, 1.0, -1.0]),
            // Tiny vectors at 45°: their dot product is tiny and they are not orthogonal.
            (array![1e-8, 1e-8], array![1e-8, 0.0]),
            // Long vectors that are orthogonal: rounding is long as well.
            (array![1e8, 2e8, 3e8], array![1e8 / 3.0, 1e8 / 3.0, -1e8 / 3.0]),
        ],
        describe: describe_pair,
        correct: |(a, b)| (a.dot(b).abs() <= 1e-9 * length(a) * length(b)).into(),
        mistakes: vec![
            mistake(
                |(a, b)| (a.dot(b) == 0.0).into(),
                msg!(
                    "Rounding leaves a little: 0.1 + 0.2 − 0.3 is not exactly 0. Compare |a·b| with a small tolerance instead of `== 0.0`."
                ),
            ),
            mistake(
                |(a, b)| (a.dot(b).abs() <= 1e-9).into(),
                msg!(
                    "The tolerance has to grow and shrink with the lengths: compare |a·b| with 1e-9·‖a‖‖b‖."
                ),
            ),
            mistake(
                |(a, b)| (a.dot(b) <= 1e-9 * length(a) * length(b)).into(),
                msg!(
                    "A negative dot product is below every tolerance: take its absolute value first."
                ),
            ),
        ],
    }
}

/// 1.9: whether two vectors are parallel, in the same or in opposite directions.
pub fn are_parallel(yours: fn(&Array1<f64>, &Array1<f64>) -> bool) -> Report {
    check(&parallel(), move |(a, b)| yours(a, b).into())
}

fn parallel() -> Exercise<Pair> {
    Exercise {
        number: "1.9",
        cases: vec![
            (array![1.0, 2.0], array![2.0, 4.0]),
            (array![1.0, 2.0], array![-2.0, -4.0]),
            (array![1.0, 2.0], array![2.0, 1.0]),
            (array![0.1, 0.2, 0.3], array![0.3, 0.6, 0.9]),
            (array![1.0, 0.0], array![0.0, 1.0]),
            (array![3.0, -1.0, 2.0], array![-1.0, 3.0, 2.0]),
        ],
        describe: describe_pair,
        correct: |(a, b)| {
            let cosine = a.dot(b) / (length(a) * length(b));
            ((cosine.abs() - 1.0).abs() <= 1e-9).into()
        },
        mistakes: vec![
            mistake(
                |(a, b)| ((a.dot(b) / (length(a) * length(b)) - 1.0).abs() <= 1e-9).into(),
                msg!(
                    "Opposite directions are parallel too: their cosine is −1. Compare |cos θ| with 1."
                ),
            ),
            mistake(
                |(a, b)| (a.dot(b).abs() <= 1e-9 * length(a) * length(b)).into(),
                msg!("This tests for a right angle. Parallel vectors have |cos θ| = 1."),
            ),
            mistake(
                |(a, b)| (a.dot(b).abs() == length(a) * length(b)).into(),
                msg!("Rounding spoils exact equality: allow a small tolerance such as 1e-9."),
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
        sound(&dot_product());
        sound(&l1());
        sound(&l2());
        sound(&linf());
        sound(&lp());
        sound(&cosine());
        sound(&projection());
        sound(&orthogonal());
        sound(&parallel());
    }
}
