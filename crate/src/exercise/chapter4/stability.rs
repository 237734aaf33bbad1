//! Exercises for §4.2: sums, variances, roots, and how far a problem can be solved at all.

use super::super::Report;
use super::super::run::{Exercise, check, given, mistake};
use ndarray::{Array1, array};

/// A sum so far and what was lost in it, and the numbers that are still to come.
type Continued = ((f64, f64), Array1<f64>);

/// Kahan's sum from (s, c) on, with the compensation multiplied by a factor: 1 is right.
fn compensated(((s, c), x): &Continued, factor: f64) -> (f64, f64) {
    let (mut sum, mut lost) = (*s, *c);
    for value in x {
        let repaired = value - factor * lost;
        let next: f64 = sum + repaired;
        lost = (next - sum) - repaired;
        sum = next;
    }
    (sum, lost)
}

/// 4.7: a sum that carries its lost part along, and can be continued.
pub fn kahan(yours: fn((f64, f64), &Array1<f64>) -> (f64, f64)) -> Report {
    check(&carried(), move |(so_far, x)| yours(*so_far, x).into())
}

fn carried() -> Exercise<Continued> {
    Exercise {
        number: "4.7",
        cases: vec![
            ((0.0, 0.0), array![1e16, 1.0, 1.0, 1.0, 1.0, -1e16]),
            ((0.0, 0.0), array![1e16, 1.0]),
            // Where that one ended.
            ((1e16, -1.0), array![1.0, -1e16]),
            ((1e16 + 4.0, 0.0), array![-1e16]),
            ((0.0, 0.0), array![1.0, 2.0, 3.5]),
            ((5.0, 0.25), array![]),
        ],
        describe: |((s, c), x)| {
            given([("s", (*s).into()), ("c", (*c).into()), ("x", x.clone().into())])
        },
        correct: |case| compensated(case, 1.0).into(),
        mistakes: vec![
            mistake(
                |((s, _), x)| (x.iter().fold(*s, |sum, v| sum + v), 0.0).into(),
                msg!(
                    "This is the plain sum: each 1 is swallowed by 10¹⁶. Take what was lost off the next summand."
                ),
            ),
            mistake(
                |case| compensated(case, -1.0).into(),
                msg!(
                    "The sign of the compensation is reversed: with c = (t − s) − y the next summand is x − c."
                ),
            ),
            mistake(
                |(_, x)| compensated(&((0.0, 0.0), x.clone()), 1.0).into(),
                msg!("Every batch begins at 0 again. Where did the one before it stop?"),
            ),
            mistake(
                |((s, _), x)| compensated(&((*s, 0.0), x.clone()), 1.0).into(),
                msg!(
                    "The sum goes on and what was lost is forgotten between two batches. What does the second number of the pair hold?"
                ),
            ),
            mistake(
                |((s, _), x)| (s + compensated(&((0.0, 0.0), x.clone()), 1.0).0, 0.0).into(),
                msg!(
                    "The batch is summed by itself, as `sum_kahan` does, and then added: that last addition rounds, and nobody keeps what it lost."
                ),
            ),
            mistake(
                |case| (compensated(case, 1.0).0, 0.0).into(),
                msg!(
                    "The sum is right, but the next batch is told that nothing was lost. Return c as it stands after the last number."
                ),
            ),
        ],
        lesson: msg!(
            "With this pair a running loss may stay in FP32: 100,000 summands of 0.1 give 10000, while added plainly they give 9998.557. Returning s − c at the end would gain nothing: that is the last sum as it was before it was rounded, and it rounds to s again."
        ),
    }
}

/// How many numbers, their mean, and the sum of their squared distances from it.
type Part = (f64, f64, f64);

/// 4.9: count, mean and sum of squares of two lists together.
pub fn merged(yours: fn(Part, Part) -> Part) -> Report {
    check(&together(), move |&(one, other)| yours(one, other).into())
}

/// Both parts as one; `between` is the factor of the term that the distance of the means adds.
fn join(one: Part, other: Part, between: f64) -> Part {
    let n = one.0 + other.0;
    if n == 0.0 {
        return (0.0, 0.0, 0.0);
    }
    let gap = other.1 - one.1;
    let mean = one.1 + gap * other.0 / n;
    (n, mean, one.2 + other.2 + between * gap * gap * one.0 * other.0 / n)
}

fn together() -> Exercise<(Part, Part)> {
    let nothing = (0.0, 0.0, 0.0);
    Exercise {
        number: "4.9",
        cases: vec![
            ((2.0, 3.0, 2.0), (3.0, 5.0, 8.0)),
            ((1.0, 1e9, 0.0), (1.0, 1e9 + 2.0, 0.0)),
            ((4.0, -1.0, 6.0), (4.0, -1.0, 2.0)),
            (nothing, (3.0, 2.0, 2.0)),
            (nothing, nothing),
        ],
        describe: |&(one, other)| {
            given([(tr!("first"), one.into()), (tr!("second"), other.into())])
        },
        correct: |&(one, other)| join(one, other, 1.0).into(),
        mistakes: vec![
            mistake(
                |&(one, other)| join(one, other, 0.0).into(),
                msg!(
                    "The sums of squares are only added. Each was taken around its own mean; what does the distance between the two means contribute?"
                ),
            ),
            mistake(
                |&(one, other)| {
                    let n = one.0 + other.0;
                    (n, (one.1 + other.1) / 2.0, join(one, other, 1.0).2).into()
                },
                msg!(
                    "The two means are averaged as if both lists were equally long. Weight them by their counts."
                ),
            ),
            mistake(
                |&(one, other)| {
                    let (n, mean, _) = join(one, other, 1.0);
                    let raw = |part: Part| part.2 + part.0 * part.1 * part.1;
                    (n, mean, raw(one) + raw(other) - n * mean * mean).into()
                },
                msg!(
                    "Right on paper, by way of the sums of x². Near 10⁹ these are 10¹⁸ and cancel. Work with the difference of the means alone."
                ),
            ),
            mistake(
                |&(one, other)| {
                    let n = one.0 + other.0;
                    let gap = other.1 - one.1;
                    let squares = one.2 + other.2 + gap * gap * one.0 * other.0 / n;
                    (n, one.1 + gap * other.0 / n, squares).into()
                },
                msg!("Right, but for two empty lists 0/0 gives NaN."),
            ),
        ],
        lesson: msg!(
            "For two parts of equal size the variance is the mean of the two variances plus d²/4: spread within the parts, and spread between them. Parts may be merged in any order. In pairs, a million machines need only 20 rounds, and each part passes through only 20 of them, as in a sum added in pairs."
        ),
    }
}

type Coefficients = (f64, f64, f64);

/// √(b² − 4ac) with the sign of b.
fn signed_root((a, b, c): Coefficients) -> f64 {
    (b * b - 4.0 * a * c).sqrt().copysign(b)
}

/// 4.8: the root of a quadratic that stays when a goes to 0, with all its digits.
pub fn quadratic(yours: fn(f64, f64, f64) -> f64) -> Report {
    check(&staying(), move |&(a, b, c)| yours(a, b, c).into())
}

fn staying() -> Exercise<Coefficients> {
    Exercise {
        number: "4.8",
        cases: vec![
            (1.0, -3.0, 2.0),
            (1.0, -1e8, 1.0),
            (1.0, 1e8, 1.0),
            (2.0, 5.0, -3.0),
            (1e-20, 1.0, -3.0),
            (0.0, 4.0, -2.0),
            (0.0, -4.0, -2.0),
        ],
        describe: |&(a, b, c)| given([("a", a.into()), ("b", b.into()), ("c", c.into())]),
        correct: |&case| (-2.0 * case.2 / (case.1 + signed_root(case))).into(),
        mistakes: vec![
            mistake(
                |&case| ((signed_root(case) - case.1) / (2.0 * case.0)).into(),
                msg!(
                    "The school formula: −b and √… cancel, for a = 0 down to 0/0. The other root is found by an addition; what does the product of both, c/a, make of it?"
                ),
            ),
            mistake(
                |&(a, b, c)| {
                    let school = (signed_root((a, b, c)) - b) / (2.0 * a);
                    (if a == 0.0 { -c / b } else { school }).into()
                },
                msg!(
                    "a = 0 is mended, a = 10⁻²⁰ is not: the formula has to be good *near* 0 as well. Which way of writing the root has no a below the line?"
                ),
            ),
            mistake(
                |&(a, b, c)| {
                    let q = -(b + (b * b - 4.0 * a * c).sqrt()) / 2.0;
                    (c / q).into()
                },
                msg!(
                    "For negative b the sum b + √… is itself a cancellation: give the root the sign of b (`copysign`)."
                ),
            ),
            mistake(
                |&case| (-(case.1 + signed_root(case)) / (2.0 * case.0)).into(),
                msg!("This is the other root, the one that goes to infinity when a goes to 0."),
            ),
            mistake(
                |&(_, b, c)| (-c / b).into(),
                msg!("This is the root for a = 0 only: a does not occur in it."),
            ),
            mistake(
                |&case| (2.0 * case.2 / (case.1 + signed_root(case))).into(),
                msg!("The size is right, the sign is not: try x² − 3x + 2 at your answer."),
            ),
            mistake(
                |&case| (-case.2 / (case.1 + signed_root(case))).into(),
                msg!("Half of the root: what became of the 2 of 2a?"),
            ),
        ],
        lesson: msg!(
            "Muller's method, which looks for roots of any function, lays a parabola through three points and takes its nearer root by this formula. Try b = 10²⁰⁰, a = c = 1: b² is infinite, and your root is 0 in place of −10⁻²⁰⁰; `quadratic_roots` scales first. Where 4ac is close to b², no formula helps."
        ),
    }
}

/// 4.6: three numbers between s/16 and s whose sum depends on the order.
pub fn order_matters(yours: fn(f64) -> (f64, f64, f64)) -> Report {
    check(&order(), move |&s| {
        let (a, b, c) = yours(s);
        let inside = [a, b, c].iter().all(|v| *v > s / 16.0 && *v < s);
        (inside, (a + b) + c != a + (b + c)).into()
    })
}

fn order() -> Exercise<f64> {
    Exercise {
        number: "4.6",
        cases: vec![1.0, 32.0, 1.0 / 1024.0],
        describe: |&s| {
            format!(
                "{} {}",
                given([("s", s.into())]),
                tr!("(all between s/16 and s; orders differ)")
            )
        },
        correct: |_| (true, true).into(),
        mistakes: vec![
            mistake(
                |_| (true, false).into(),
                msg!(
                    "Both orders give the same. Sums such as 0.5 + 0.25 need no rounding; choose numbers without a finite binary expansion and try several."
                ),
            ),
            mistake(
                |_| (false, true).into(),
                msg!(
                    "The orders differ, but a number lies outside: all three between s/16 and s, please."
                ),
            ),
            mistake(
                |&s| (s == 1.0, true).into(),
                msg!(
                    "Right for s = 1. What happens to the bits of a number, and to its rounding errors, when it is multiplied by a power of two?"
                ),
            ),
        ],
        lesson: msg!(
            "This is how one sum came to twenty different answers in a thousand runs. Nor is it rare: of a million random triples between 1/16 and 1 a quarter depend on the order. Products are no better: (0.1·0.2)·0.3 and 0.1·(0.2·0.3) differ in the last digit, too."
        ),
    }
}

/// 4.12: how many digits a problem leaves to any program, foretold.
pub fn digits_left(yours: fn() -> Array1<f64>) -> Report {
    check(&left(), move |_| yours().into())
}

fn left() -> Exercise<()> {
    Exercise {
        number: "4.12",
        cases: vec![()],
        describe: |_| {
            tr!("digits left of ln 1.001, e¹⁰⁰, √10⁻⁶, 1 − cos 10⁻⁴, tan 1.5707963").to_string()
        },
        correct: |_| foretold_digits(2.0).into(),
        mistakes: vec![
            mistake(
                |_| foretold_digits(1e8).into(),
                msg!(
                    "1 − cos x loses eight digits as it is written, but the problem has κ = x sin x/(1 − cos x) ≈ 2: another formula keeps them. Asked is what no program can keep."
                ),
            ),
            mistake(
                |_| foretold_digits(2.0).mapv(|left| 16.0 - left).into(),
                msg!(
                    "These are the digits that are lost, log₁₀ κ. Asked is what is left of sixteen."
                ),
            ),
        ],
        lesson: msg!(
            "In a composition the κ multiply; that is the chain rule in relative terms: √(1 − cos x) near 0 has κ ≈ ½·2 = 1. The inverse function has the reciprocal: eˣ at 100 loses two digits, and ln of the result gives them back. Chapter 5 does the same bookkeeping for least squares."
        ),
    }
}

/// 16 − log₁₀ κ, rounded, for the five problems of 4.12.
fn foretold_digits(cosine: f64) -> Array1<f64> {
    // Where the tangent is taken: 1.5707963, a little below π/2.
    let x = std::f64::consts::FRAC_PI_2 - 2.679_489_66e-8;
    [1.0 / 1.001_f64.ln(), 100.0, 0.5, cosine, x / (x.sin() * x.cos())]
        .iter()
        .map(|kappa| (16.0 - kappa.log10()).round().min(16.0))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::super::run::testing::sound;
    use super::*;

    #[test]
    fn stubs_fail_solutions_pass_and_mistakes_are_named() {
        sound(&carried());
        sound(&together());
        sound(&staying());
        sound(&order());
        sound(&left());
    }

    #[test]
    fn the_librarys_own_sum_does_not_pass() {
        use crate::floating::sum_kahan;
        assert!(!kahan(|(s, _), x| (s + sum_kahan(x), 0.0)).passed());
        assert!(!kahan(|_, x| (sum_kahan(x), 0.0)).passed());
    }

    #[test]
    fn the_librarys_own_roots_do_not_pass() {
        use crate::floating::quadratic_roots;
        let nearer = |a: f64, b: f64, c: f64| {
            let roots = quadratic_roots(a, b, c).unwrap();
            if roots.smaller.abs() < roots.larger.abs() { roots.smaller } else { roots.larger }
        };
        assert!(!quadratic(nearer).passed());
        // By the product of the roots, c/a, as by the conjugate.
        assert!(quadratic(|a, b, c| c / (-(b + signed_root((a, b, c))) / 2.0)).passed());
    }

    #[test]
    fn the_digits_left_are_those_of_the_condition_numbers() {
        assert_eq!(foretold_digits(2.0), array![13.0, 14.0, 16.0, 16.0, 8.0]);
    }
}
