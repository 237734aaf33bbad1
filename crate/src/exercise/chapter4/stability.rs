//! Exercises for §4.2: sums, variances, roots, and how far a problem can be solved at all.

use super::super::Report;
use super::super::answer::Answer;
use super::super::run::{Exercise, check, given, mistake};
use ndarray::{Array1, array};

fn describe_list(x: &Array1<f64>) -> String {
    given([("x", x.clone().into())])
}

/// Kahan's sum with the compensation multiplied by a factor: 1 is right.
fn compensated(x: &Array1<f64>, factor: f64) -> f64 {
    let (mut sum, mut lost) = (0.0, 0.0);
    for value in x {
        let repaired = value - factor * lost;
        let next: f64 = sum + repaired;
        lost = (next - sum) - repaired;
        sum = next;
    }
    sum
}

/// 4.5: a sum that carries its lost part along.
pub fn kahan(yours: fn(&Array1<f64>) -> f64) -> Report {
    check(&carried(), move |x| yours(x).into())
}

fn carried() -> Exercise<Array1<f64>> {
    // The large number comes first and leaves last: what remains is what was carried.
    let around = |large: f64, ones: usize| {
        let mut x = vec![1.0; ones + 2];
        (x[0], x[ones + 1]) = (large, -large);
        Array1::from(x)
    };
    Exercise {
        number: "4.5",
        cases: vec![
            around(1e16, 4),
            array![1e16, 1.0, 3.0, -1e16],
            array![1.0, 2.0, 3.5],
            array![],
        ],
        describe: describe_list,
        correct: |x| compensated(x, 1.0).into(),
        mistakes: vec![
            mistake(
                |x| compensated(x, 0.0).into(),
                msg!(
                    "This is the plain sum: each 1 is swallowed by 10¹⁶. Take what was lost off the next summand."
                ),
            ),
            mistake(
                |x| compensated(x, -1.0).into(),
                msg!(
                    "The sign of the compensation is reversed: with c = (t − s) − y the next summand is x − c."
                ),
            ),
            mistake(
                |x| x.iter().map(|v| v.abs()).sum::<f64>().into(),
                msg!("The negative numbers lost their signs."),
            ),
        ],
    }
}

fn mean(x: &Array1<f64>) -> f64 {
    x.sum() / x.len() as f64
}

fn squares_around(x: &Array1<f64>, centre: f64) -> f64 {
    x.iter().map(|v| (v - centre).powi(2)).sum()
}

/// 4.7: the variance (division by n) of numbers far from 0.
pub fn variance(yours: fn(&Array1<f64>) -> f64) -> Report {
    check(&spread(), move |x| yours(x).into())
}

fn spread() -> Exercise<Array1<f64>> {
    let near = array![2.0, 4.0, 6.0, 8.0];
    Exercise {
        number: "4.7",
        cases: vec![near.clone(), &near + 1e9, array![1e10, 1e10 + 3.0], array![5.0]],
        describe: describe_list,
        correct: |x| (squares_around(x, mean(x)) / x.len() as f64).into(),
        mistakes: vec![
            mistake(
                |x| {
                    (x.iter().map(|v| v * v).sum::<f64>() / x.len() as f64 - mean(x).powi(2)).into()
                },
                msg!(
                    "The mean of the squares less the square of the mean: right on paper, but here two numbers near 10¹⁸ cancel. Subtract the mean from every entry first."
                ),
            ),
            mistake(
                |x| (squares_around(x, mean(x)) / (x.len() - 1) as f64).into(),
                msg!("This divides by n − 1. Here the division is by n."),
            ),
            mistake(
                |x| (squares_around(x, mean(x)) / x.len() as f64).sqrt().into(),
                msg!("This is the standard deviation: leave out the square root."),
            ),
            mistake(|x| squares_around(x, mean(x)).into(), msg!("The division by n is missing.")),
        ],
    }
}

type Coefficients = (f64, f64, f64);

/// −(b + sign(b)√(b² − 4ac))/2
fn far_half((a, b, c): Coefficients) -> f64 {
    -(b + (b * b - 4.0 * a * c).sqrt().copysign(b)) / 2.0
}

fn ordered(one: f64, other: f64) -> Answer {
    (one.min(other), one.max(other)).into()
}

/// 4.6: both roots of a quadratic, the smaller first, with all their digits.
pub fn quadratic(yours: fn(f64, f64, f64) -> (f64, f64)) -> Report {
    check(&roots(), move |&(a, b, c)| yours(a, b, c).into())
}

fn roots() -> Exercise<Coefficients> {
    Exercise {
        number: "4.6",
        cases: vec![
            (1.0, -3.0, 2.0),
            (1.0, -1e8, 1.0),
            (1.0, 1e8, 1.0),
            (2.0, 5.0, -3.0),
            (1.0, 0.0, -4.0),
        ],
        describe: |&(a, b, c)| given([("a", a.into()), ("b", b.into()), ("c", c.into())]),
        correct: |&case| {
            let q = far_half(case);
            ordered(q / case.0, case.2 / q)
        },
        mistakes: vec![
            mistake(
                |&(a, b, c)| {
                    let root = (b * b - 4.0 * a * c).sqrt();
                    ordered((-b - root) / (2.0 * a), (-b + root) / (2.0 * a))
                },
                msg!(
                    "The school formula: for b = ±10⁸ one of its roots is a quarter off, because −b and √… cancel. Get that root from x₁x₂ = c/a."
                ),
            ),
            mistake(
                |&(a, b, c)| {
                    let q = -(b + (b * b - 4.0 * a * c).sqrt()) / 2.0;
                    ordered(q / a, c / q)
                },
                msg!(
                    "For negative b the sum b + √… is itself a cancellation: give the root the sign of b (`copysign`)."
                ),
            ),
            mistake(
                |&case| {
                    let q = far_half(case);
                    ordered(q / (2.0 * case.0), case.2 / q)
                },
                msg!("q already contains the division by 2: the first root is q/a."),
            ),
            mistake(
                |&case| {
                    let q = far_half(case);
                    (f64::max(q / case.0, case.2 / q), f64::min(q / case.0, case.2 / q)).into()
                },
                msg!("The roots are right but in the wrong order: the smaller one comes first."),
            ),
        ],
    }
}

/// 4.12: the relative condition number |x f′(x)/f(x)| from x, f(x) and f′(x).
pub fn condition(yours: fn(f64, f64, f64) -> f64) -> Report {
    check(&amplification(), move |&(x, value, slope)| yours(x, value, slope).into())
}

fn amplification() -> Exercise<(f64, f64, f64)> {
    Exercise {
        number: "4.12",
        // √4, e⁻², 1/5, and ln just below 1.
        cases: vec![
            (4.0, 2.0, 0.25),
            (-2.0, (-2.0_f64).exp(), (-2.0_f64).exp()),
            (5.0, 0.2, -0.04),
            (0.999, 0.999_f64.ln(), 1.0 / 0.999),
        ],
        describe: |&(x, value, slope)| {
            given([("x", x.into()), ("f(x)", value.into()), ("f′(x)", slope.into())])
        },
        correct: |&(x, value, slope)| (x * slope / value).abs().into(),
        mistakes: vec![
            mistake(
                |&(x, value, slope)| (x * slope / value).into(),
                msg!("A condition number is not negative: take the absolute value."),
            ),
            mistake(
                |&(_, _, slope)| slope.abs().into(),
                msg!(
                    "This is how the absolute error grows. For the relative one multiply by x and divide by f(x)."
                ),
            ),
            mistake(
                |&(x, value, slope)| (value / (x * slope)).abs().into(),
                msg!("The fraction is upside down: f(x) belongs below."),
            ),
            mistake(
                |&(_, value, slope)| (slope / value).abs().into(),
                msg!("The factor x is missing: the error of x is meant relative to x."),
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
        sound(&carried());
        sound(&spread());
        sound(&roots());
        sound(&amplification());
    }
}
