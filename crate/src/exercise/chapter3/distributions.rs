//! Exercises for §3.2: distributions of one number and of several.

use super::super::Report;
use super::super::answer::Answer;
use super::super::run::{Exercise, check, given, mistake};
use ndarray::{Array1, Array2, array};

type Trials = (u64, f64, u64);

/// 3.6: the probability that the k-th success comes in trial n.
pub fn binomial(yours: fn(u64, f64, u64) -> f64) -> Report {
    check(&waits(), move |&(n, p, k)| yours(n, p, k).into())
}

/// (n over k) as a number: every factor keeps the product whole, so none overflows early.
fn choose(n: u64, k: u64) -> f64 {
    (1..=k).fold(1.0, |product, i| product * (n - k + i) as f64 / i as f64)
}

/// The probability of one order with k successes, so many times.
fn orders(count: f64, (n, p, k): Trials) -> f64 {
    count * p.powi(k as i32) * (1.0 - p).powi((n - k) as i32)
}

fn waits() -> Exercise<Trials> {
    Exercise {
        number: "3.6",
        cases: vec![
            (2, 0.5, 1),
            (1, 0.7, 1),
            (3, 0.2, 3),
            (4, 0.25, 3),
            (10, 0.5, 5),
            (100, 0.3, 35),
        ],
        describe: |&(n, p, k)| {
            given([("n", (n as f64).into()), ("p", p.into()), ("k", (k as f64).into())])
        },
        correct: |&case| orders(choose(case.0 - 1, case.2 - 1), case).into(),
        mistakes: vec![
            mistake(
                |&case| {
                    // 20! is the largest factorial that fits into a u64.
                    let (n, _, k) = case;
                    if n > 20 { Answer::Stopped } else { orders(choose(n, k), case).into() }
                },
                msg!(
                    "This is the function as it was given. The first success in the second trial of a fair coin: which orders are there, and how many does it count?"
                ),
            ),
            mistake(
                |&case| orders(choose(case.0, case.2), case).into(),
                msg!(
                    "The counting works for large n as well, but it counts every order of k successes among n trials, as `Binomial` does. How does each order end that is meant here?"
                ),
            ),
            mistake(
                |&case| {
                    let (n, _, k) = case;
                    if n > 21 { Answer::Stopped } else { orders(choose(n - 1, k - 1), case).into() }
                },
                msg!(
                    "Right for small n. But 21! no longer fits into a `u64`: multiply and divide in turn, as `f64`, starting from 1."
                ),
            ),
            mistake(
                |&case| orders(1.0, case).into(),
                msg!(
                    "That is the probability of one particular order. The last trial is settled; in how many orders can the others come?"
                ),
            ),
            mistake(
                |&case| (orders(choose(case.0 - 1, case.2 - 1), case) / case.1).into(),
                msg!(
                    "That is the probability of k − 1 successes in the first n − 1 trials. The last one has to succeed as well: one factor p more."
                ),
            ),
        ],
        lesson: msg!(
            "Add your answers up over n = k, k + 1, …: they come to 1, and the mean number of trials to k/p. An example that is drawn with probability 0.001 is awaited a thousand draws on average. Mind the conventions: SciPy's `nbinom` counts the failures, n − k, instead of the trials."
        ),
    }
}

/// A level of the logarithm of the density, the mean and the standard deviation.
type Level = (f64, f64, f64);

/// 3.7: where the logarithm of the normal density has a given value.
pub fn ln_normal(yours: fn(f64, f64, f64) -> Option<(f64, f64)>) -> Report {
    check(&levels(), move |&(level, mean, std)| yours(level, mean, std).into())
}

const LN_2PI: f64 = 1.837_877_066_409_345_6;

/// μ − zσ and μ + zσ from z².
fn around(&(_, mean, std): &Level, square: f64) -> Answer {
    let far = (square >= 0.0).then(|| std * square.sqrt());
    far.map(|far| (mean - far, mean + far)).into()
}

/// z² where ln f is the level: −2(level + ln σ + ½ ln 2π).
fn square_at(&(level, _, std): &Level) -> f64 {
    -2.0 * (level + std.ln() + 0.5 * LN_2PI)
}

fn levels() -> Exercise<Level> {
    Exercise {
        number: "3.7",
        cases: vec![
            (-2.0, 0.0, 1.0),
            (-3.0, 3.0, 2.0),
            (0.5, -2.0, 0.1),
            (-800.0, 0.0, 1.0),
            (0.5, 0.0, 1.0),
            (-1.0, 1.0, 4.0),
        ],
        describe: |&(level, mean, std)| {
            given([("level", level.into()), ("mean", mean.into()), ("std", std.into())])
        },
        correct: |case| around(case, square_at(case)),
        mistakes: vec![
            mistake(
                |case| {
                    let (level, _, std) = *case;
                    let scale = std * (2.0 * std::f64::consts::PI).sqrt();
                    around(case, -2.0 * (level.exp() * scale).ln())
                },
                msg!(
                    "You go back to the density first. At the level −800 it is 0 in a computer and its logarithm −∞. Solve for x with the logarithms left as they are."
                ),
            ),
            mistake(
                |case| {
                    let (_, mean, std) = *case;
                    let far = std * square_at(case).sqrt();
                    Some((mean - far, mean + far)).into()
                },
                msg!(
                    "Right where there is such an x. What is the largest value that ln f takes, and what do you answer for a level above it?"
                ),
            ),
            mistake(
                |case| {
                    let (level, _, _) = *case;
                    if level > 0.0 { Answer::Nothing } else { around(case, square_at(case)) }
                },
                msg!(
                    "ln f > 0 was taken to be impossible. A probability is at most 1; how high can a density be when σ is small?"
                ),
            ),
            mistake(
                |case| around(case, square_at(case) + LN_2PI),
                msg!("The constant ½ ln 2π is missing."),
            ),
            mistake(
                |case| around(case, square_at(case) + 2.0 * case.2.ln()),
                msg!("The factor 1/σ of the density is missing: it adds −ln σ to ln f."),
            ),
            mistake(
                |case| around(case, square_at(case) / 2.0),
                msg!("The ½ in front of the square is missing."),
            ),
            mistake(
                |case| around(&(case.0, case.1, 1.0), square_at(case)),
                msg!("This goes z to either side of the mean. z counts in standard deviations."),
            ),
        ],
        lesson: msg!(
            "Cut at one height of the density, such an interval is the shortest that holds its share of probability, here and for every density with a single peak. At a fixed level a wider normal need not reach farther: at −1 the one with σ = 1 has its two x, and σ = 4 has none; its peak is too low."
        ),
    }
}

/// A point, the mean, the covariance matrix and the distance at which the alarm sounds.
type Cloud = (Array1<f64>, Array1<f64>, Array2<f64>, f64);

/// (x, mean, covariance, alarm) ↦ a point.
type Alarm = fn(&Array1<f64>, &Array1<f64>, &Array2<f64>, f64) -> Array1<f64>;

/// 3.8: the point from the mean towards x whose Mahalanobis distance is a given one.
pub fn mahalanobis(yours: Alarm) -> Report {
    check(&alarms(), move |(x, mean, covariance, alarm)| yours(x, mean, covariance, *alarm).into())
}

fn squared((x, mean, s, _): &Cloud) -> f64 {
    let d = x - mean;
    let det = s[[0, 0]] * s[[1, 1]] - s[[0, 1]] * s[[1, 0]];
    let inverse = array![[s[[1, 1]], -s[[0, 1]]], [-s[[1, 0]], s[[0, 0]]]] / det;
    d.dot(&inverse.dot(&d))
}

/// The point at so many times x − μ from the mean.
fn on_the_way((x, mean, ..): &Cloud, times: f64) -> Answer {
    (mean + &(times * (x - mean))).into()
}

fn alarms() -> Exercise<Cloud> {
    let centre = array![0.0, 0.0];
    let leaning = array![[1.0, 0.7], [0.7, 1.0]];
    Exercise {
        number: "3.8",
        cases: vec![
            (array![3.0, 4.0], centre.clone(), array![[1.0, 0.0], [0.0, 1.0]], 2.0),
            (array![2.0, 2.0], centre.clone(), leaning.clone(), 3.0),
            (array![2.0, -2.0], centre, leaning, 3.0),
            (array![5.0, 1.0], array![1.0, 1.0], array![[4.0, 1.0], [1.0, 9.0]], 1.0),
            (array![0.0, 4.0], array![1.0, 2.0], array![[4.0, 1.0], [1.0, 9.0]], 2.5),
        ],
        describe: |(x, mean, covariance, alarm)| {
            given([
                ("x", x.clone().into()),
                ("mean", mean.clone().into()),
                ("covariance", covariance.clone().into()),
                ("alarm", (*alarm).into()),
            ])
        },
        correct: |case| on_the_way(case, case.3 / squared(case).sqrt()),
        mistakes: vec![
            mistake(
                |case| on_the_way(case, case.3 / squared(case)),
                msg!(
                    "This divides by the squared distance. Twice as far along the same arrow: how does the distance change, how its square?"
                ),
            ),
            mistake(
                |case| {
                    let d = &case.0 - &case.1;
                    on_the_way(case, case.3 / d.dot(&d).sqrt())
                },
                msg!(
                    "These points lie on a circle around the mean: the ordinary distance does not know how the cloud lies. Σ⁻¹ belongs between the two differences."
                ),
            ),
            mistake(
                |case| {
                    let d = &case.0 - &case.1;
                    on_the_way(case, case.3 / d.dot(&case.2.dot(&d)).sqrt())
                },
                msg!(
                    "You used Σ where its inverse belongs: a direction in which the cloud is wide must count *less*."
                ),
            ),
            mistake(
                |case| {
                    let (d, s) = (&case.0 - &case.1, &case.2);
                    let apart = d[0] * d[0] / s[[0, 0]] + d[1] * d[1] / s[[1, 1]];
                    on_the_way(case, case.3 / apart.sqrt())
                },
                msg!(
                    "Each entry is divided by its own variance, but the covariance is ignored. With ρ = 0.7 the alarm is not equally far towards (2, 2) and towards (2, −2)."
                ),
            ),
            mistake(
                |case| {
                    let (x, mean, _, alarm) = case;
                    (*alarm / squared(case).sqrt() * (x - mean)).into()
                },
                msg!("This is the arrow from the mean. Where does it begin?"),
            ),
            mistake(
                |case| on_the_way(case, 1.0 / squared(case).sqrt()),
                msg!("These points have the distance 1. How far is the alarm?"),
            ),
        ],
        lesson: msg!(
            "The points where the alarm sounds form a level line of the normal density (§3.2). Put 2x − μ in place of x: the same point comes out. And mind the plane: within distance 1 lies a share of 1 − e^(−1/2) ≈ 0.39, not the 0.68 of one dimension; with many dimensions it is close to none."
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::run::testing::sound;
    use super::*;

    #[test]
    fn the_exercises_are_sound() {
        sound(&waits());
        sound(&levels());
        sound(&alarms());
    }

    #[test]
    fn the_librarys_own_binomial_does_not_pass() {
        use crate::probability::Binomial;
        assert!(!binomial(|n, p, k| Binomial::new(n, p).unwrap().pmf(k)).passed());
        // With the last trial taken off it does.
        assert!(binomial(|n, p, k| p * Binomial::new(n - 1, p).unwrap().pmf(k - 1)).passed());
    }

    #[test]
    fn the_librarys_own_density_has_the_level_there() {
        use crate::probability::{Distribution, Normal};
        for case in levels().cases {
            let Answer::Several(ends) = around(&case, square_at(&case)) else { continue };
            let law = Normal::new(case.1, case.2).unwrap();
            for end in ends {
                let Answer::Number(x) = end else { panic!("two numbers are expected") };
                assert!((law.ln_pdf(x) - case.0).abs() < 1e-12 * case.0.abs());
            }
        }
    }

    #[test]
    fn the_librarys_own_distance_is_a_part_of_the_answer() {
        use crate::probability::MultivariateNormal;
        fn towards(x: &Array1<f64>, mean: &Array1<f64>, s: &Array2<f64>, to: f64) -> Array1<f64> {
            let distance = MultivariateNormal::new(mean, s).unwrap().mahalanobis(x).unwrap();
            mean + &((x - mean) * (to / distance))
        }
        assert!(mahalanobis(towards).passed());
        assert!(!mahalanobis(|x, mean, s, _| towards(x, mean, s, 1.0)).passed());
    }

    #[test]
    fn the_expected_answers_are_those_of_the_crate() {
        let exact = crate::probability::Binomial::new(100, 0.3).unwrap().pmf(35);
        assert!((orders(choose(100, 35), (100, 0.3, 35)) - exact).abs() < 1e-14);
    }
}
