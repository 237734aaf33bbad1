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
                "This is the plain sum: each 1 is swallowed by 10¹⁶. Take what was lost off the next summand.",
                "그냥 더한 값입니다. 1이 하나하나 10¹⁶에 흡수됩니다. 잃은 만큼을 다음 항에서 빼세요.",
            ),
            mistake(
                |x| compensated(x, -1.0).into(),
                "The sign of the compensation is reversed: with c = (t − s) − y the next summand is x − c.",
                "보정의 부호가 반대입니다. c = (t − s) − y이면 다음 항은 x − c입니다.",
            ),
            mistake(
                |x| x.iter().map(|v| v.abs()).sum::<f64>().into(),
                "The negative numbers lost their signs.",
                "음수의 부호가 사라졌습니다.",
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
                "The mean of the squares less the square of the mean: right on paper, but here two numbers near 10¹⁸ cancel. Subtract the mean from every entry first.",
                "제곱의 평균에서 평균의 제곱을 뺐습니다. 종이 위에서는 맞지만 여기서는 10¹⁸쯤 되는 두 수가 상쇄됩니다. 먼저 각 값에서 평균을 빼세요.",
            ),
            mistake(
                |x| (squares_around(x, mean(x)) / (x.len() - 1) as f64).into(),
                "This divides by n − 1. Here the division is by n.",
                "n − 1로 나누었습니다. 여기서는 n으로 나눕니다.",
            ),
            mistake(
                |x| (squares_around(x, mean(x)) / x.len() as f64).sqrt().into(),
                "This is the standard deviation: leave out the square root.",
                "이것은 표준편차입니다. 제곱근을 취하지 마세요.",
            ),
            mistake(
                |x| squares_around(x, mean(x)).into(),
                "The division by n is missing.",
                "n으로 나누지 않았습니다.",
            ),
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
                "The school formula: for b = ±10⁸ one of its roots is a quarter off, because −b and √… cancel. Get that root from x₁x₂ = c/a.",
                "학교에서 배운 공식입니다. b = ±10⁸이면 −b와 √…이 상쇄되어 한 근이 4분의 1이나 어긋납니다. 그 근은 x₁x₂ = c/a에서 구하세요.",
            ),
            mistake(
                |&(a, b, c)| {
                    let q = -(b + (b * b - 4.0 * a * c).sqrt()) / 2.0;
                    ordered(q / a, c / q)
                },
                "For negative b the sum b + √… is itself a cancellation: give the root the sign of b (`copysign`).",
                "b가 음수이면 b + √… 자체가 상쇄입니다. 제곱근에 b의 부호를 붙이세요(`copysign`).",
            ),
            mistake(
                |&case| {
                    let q = far_half(case);
                    ordered(q / (2.0 * case.0), case.2 / q)
                },
                "q already contains the division by 2: the first root is q/a.",
                "2로 나누는 일은 q에 이미 들어 있습니다. 첫째 근은 q/a입니다.",
            ),
            mistake(
                |&case| {
                    let q = far_half(case);
                    (f64::max(q / case.0, case.2 / q), f64::min(q / case.0, case.2 / q)).into()
                },
                "The roots are right but in the wrong order: the smaller one comes first.",
                "근은 맞지만 순서가 바뀌었습니다. 작은 근이 먼저입니다.",
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
                "A condition number is not negative: take the absolute value.",
                "조건수는 음수가 아닙니다. 절댓값을 취하세요.",
            ),
            mistake(
                |&(_, _, slope)| slope.abs().into(),
                "This is how the absolute error grows. For the relative one multiply by x and divide by f(x).",
                "이것은 절대 오차가 커지는 정도입니다. 상대 오차라면 x를 곱하고 f(x)로 나누세요.",
            ),
            mistake(
                |&(x, value, slope)| (value / (x * slope)).abs().into(),
                "The fraction is upside down: f(x) belongs below.",
                "분수가 뒤집혔습니다. f(x)는 분모입니다.",
            ),
            mistake(
                |&(_, value, slope)| (slope / value).abs().into(),
                "The factor x is missing: the error of x is meant relative to x.",
                "x를 곱하지 않았습니다. x의 오차도 x에 대한 상대 오차입니다.",
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
