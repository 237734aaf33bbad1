//! Exercises for §3.2: distributions of one number and of several.

use super::super::Report;
use super::super::answer::Answer;
use super::super::run::{Exercise, check, given, mistake};
use ndarray::{Array1, Array2, array};

type Trials = (u64, f64, u64);

/// 3.6: the binomial probability P(X = k).
pub fn binomial(yours: fn(u64, f64, u64) -> f64) -> Report {
    check(&masses(), move |&(n, p, k)| yours(n, p, k).into())
}

/// (n over k) as a number: every factor keeps the product whole, so none overflows early.
fn choose(n: u64, k: u64) -> f64 {
    (1..=k).fold(1.0, |product, i| product * (n - k + i) as f64 / i as f64)
}

fn mass(n: u64, p: f64, k: u64) -> f64 {
    choose(n, k) * p.powi(k as i32) * (1.0 - p).powi((n - k) as i32)
}

fn masses() -> Exercise<Trials> {
    Exercise {
        number: "3.6",
        cases: vec![(10, 0.5, 5), (3, 0.2, 0), (4, 0.25, 3), (1, 0.7, 1), (100, 0.3, 35)],
        describe: |&(n, p, k)| {
            given([("n", (n as f64).into()), ("p", p.into()), ("k", (k as f64).into())])
        },
        correct: |&(n, p, k)| mass(n, p, k).into(),
        mistakes: vec![
            mistake(
                |&(n, p, k)| (mass(n, p, k) / choose(n, k)).into(),
                msg!(
                    "That is the probability of one particular order. Multiply by the number of orders, n over k."
                ),
            ),
            mistake(
                |&(n, p, k)| mass(n, 1.0 - p, k).into(),
                msg!("p and 1 − p are exchanged: p belongs to the k successes."),
            ),
            mistake(
                |&(n, p, k)| (choose(n, k) * p.powi(k as i32)).into(),
                msg!("The failures are missing: multiply by (1 − p)ⁿ⁻ᵏ."),
            ),
            mistake(
                |&(n, p, k)| {
                    // 20! is the largest factorial that fits into a u64.
                    if n > 20 { Answer::Stopped } else { mass(n, p, k).into() }
                },
                msg!(
                    "Right for small n. But 21! no longer fits into a `u64`: multiply and divide in turn, as `f64`, starting from 1."
                ),
            ),
        ],
        lesson: msg!(
            "The loop of the solution has a limit, too: from n = 1030 on the middle coefficient is beyond the largest `f64`, and for n = 2000, k = 1000, p = ½ it answers ∞ in place of 0.0178. The library's `Binomial` adds logarithms and has no such limit; try yours against it."
        ),
    }
}

type Place = (f64, f64, f64);

/// 3.7: the logarithm of the normal density.
pub fn ln_normal(yours: fn(f64, f64, f64) -> f64) -> Report {
    check(&ln_densities(), move |&(x, mean, std)| yours(x, mean, std).into())
}

const LN_2PI: f64 = 1.837_877_066_409_345_6;

fn ln_density(x: f64, mean: f64, std: f64) -> f64 {
    -0.5 * ((x - mean) / std).powi(2) - std.ln() - 0.5 * LN_2PI
}

fn ln_densities() -> Exercise<Place> {
    Exercise {
        number: "3.7",
        cases: vec![(0.0, 0.0, 1.0), (1.0, 3.0, 2.0), (-2.0, 0.5, 0.25), (40.0, 0.0, 1.0)],
        describe: |&(x, mean, std)| {
            given([("x", x.into()), ("mean", mean.into()), ("std", std.into())])
        },
        correct: |&(x, mean, std)| ln_density(x, mean, std).into(),
        mistakes: vec![
            mistake(
                |&(x, mean, std)| {
                    let scale = std * (2.0 * std::f64::consts::PI).sqrt();
                    ((-0.5 * ((x - mean) / std).powi(2)).exp() / scale).ln().into()
                },
                msg!(
                    "You take the logarithm of the density. At 40 σ the density is 0 in a computer and its logarithm −∞. Simplify the formula on paper first."
                ),
            ),
            mistake(
                |&(x, mean, std)| (ln_density(x, mean, std) + 0.5 * LN_2PI).into(),
                msg!("The constant ½ ln 2π is missing."),
            ),
            mistake(
                |&(x, mean, std)| (ln_density(x, mean, std) + std.ln()).into(),
                msg!("The factor 1/σ is missing: subtract ln σ."),
            ),
            mistake(
                |&(x, mean, std)| ln_density(x, mean, std.sqrt()).into(),
                msg!(
                    "You divide by σ where σ² belongs. The third argument is the standard deviation."
                ),
            ),
            mistake(
                |&(x, mean, std)| (-((x - mean) / std).powi(2) - std.ln() - 0.5 * LN_2PI).into(),
                msg!("The ½ in front of the square is missing."),
            ),
        ],
        lesson: msg!(
            "A network that predicts σ as well is trained with −ln f; in PyTorch it is `GaussianNLLLoss`, without the constant. Unlike a squared error it can be negative: at x = μ and σ = 0.1 your ln f is +1.38, and it grows without bound as σ shrinks. A network that hits one point exactly is tempted to claim σ = 0."
        ),
    }
}

type Cloud = (Array1<f64>, Array1<f64>, Array2<f64>);

/// 3.8: the Mahalanobis distance in the plane.
pub fn mahalanobis(yours: fn(&Array1<f64>, &Array1<f64>, &Array2<f64>) -> f64) -> Report {
    check(&distances(), move |(x, mean, covariance)| yours(x, mean, covariance).into())
}

fn squared((x, mean, s): &Cloud) -> f64 {
    let d = x - mean;
    let det = s[[0, 0]] * s[[1, 1]] - s[[0, 1]] * s[[1, 0]];
    let inverse = array![[s[[1, 1]], -s[[0, 1]]], [-s[[1, 0]], s[[0, 0]]]] / det;
    d.dot(&inverse.dot(&d))
}

fn distances() -> Exercise<Cloud> {
    let centre = array![0.0, 0.0];
    let leaning = array![[1.0, 0.7], [0.7, 1.0]];
    Exercise {
        number: "3.8",
        cases: vec![
            (array![3.0, 4.0], centre.clone(), array![[1.0, 0.0], [0.0, 1.0]]),
            (array![2.0, 2.0], centre.clone(), leaning.clone()),
            (array![2.0, -2.0], centre, leaning),
            (array![5.0, 1.0], array![1.0, 1.0], array![[4.0, 1.0], [1.0, 9.0]]),
        ],
        describe: |(x, mean, covariance)| {
            given([
                ("x", x.clone().into()),
                ("mean", mean.clone().into()),
                ("covariance", covariance.clone().into()),
            ])
        },
        correct: |case| squared(case).sqrt().into(),
        mistakes: vec![
            mistake(
                |case| squared(case).into(),
                msg!("This is the squared distance; take its root."),
            ),
            mistake(
                |(x, mean, _)| {
                    let d = x - mean;
                    d.dot(&d).sqrt().into()
                },
                msg!(
                    "This is the ordinary distance, which does not know how the cloud lies. Σ⁻¹ belongs between the two differences."
                ),
            ),
            mistake(
                |(x, mean, s)| {
                    let d = x - mean;
                    d.dot(&s.dot(&d)).sqrt().into()
                },
                msg!(
                    "You used Σ where its inverse belongs: a direction in which the cloud is wide must count *less*."
                ),
            ),
            mistake(
                |(x, mean, s)| {
                    let d = x - mean;
                    (d[0] * d[0] / s[[0, 0]] + d[1] * d[1] / s[[1, 1]]).sqrt().into()
                },
                msg!(
                    "Each entry is divided by its own variance, but the covariance is ignored. With ρ = 0.7 the points (2, 2) and (2, −2) are not equally far."
                ),
            ),
        ],
        lesson: msg!(
            "Units do not matter to it: rescale or mix the coordinates by any invertible matrix, Σ along with them, and the distance stays. What is normal depends on the dimension d: the mean of its square is d. In the plane 95 % lie within √5.99 ≈ 2.45; in 64 dimensions nearly all lie between 6 and 10."
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::run::testing::sound;
    use super::*;

    #[test]
    fn the_exercises_are_sound() {
        sound(&masses());
        sound(&ln_densities());
        sound(&distances());
    }

    #[test]
    fn the_expected_answers_are_those_of_the_crate() {
        let exact = crate::probability::Binomial::new(100, 0.3).unwrap().pmf(35);
        assert!((mass(100, 0.3, 35) - exact).abs() < 1e-14);
    }
}
