//! Exercises for §3.4: likelihood, maximum likelihood, cross-entropy.

use super::super::Report;
use super::super::answer::Answer;
use super::super::run::{Exercise, check, given, mistake};
use ndarray::{Array1, array};

type Tosses = (f64, f64, f64);

/// 3.12: the log-likelihood of a coin, from the number of ones and of tosses.
pub fn ln_likelihood(yours: fn(f64, f64, f64) -> f64) -> Report {
    check(&coin(), move |&(k, n, p)| yours(k, n, p).into())
}

fn ln_of_coin(&(k, n, p): &Tosses) -> f64 {
    let part = |count: f64, p: f64| if count > 0.0 { count * p.ln() } else { 0.0 };
    part(k, p) + part(n - k, 1.0 - p)
}

fn coin() -> Exercise<Tosses> {
    Exercise {
        number: "3.12",
        cases: vec![
            (7.0, 10.0, 0.7),
            (7.0, 10.0, 0.5),
            (2.0, 2.0, 1.0),
            (0.0, 5.0, 0.0),
            (667.0, 2000.0, 0.4),
        ],
        describe: |&(k, n, p)| given([("k", k.into()), ("n", n.into()), ("p", p.into())]),
        correct: |case| ln_of_coin(case).into(),
        mistakes: vec![
            mistake(
                |case| ln_of_coin(case).exp().into(),
                msg!(
                    "This is the likelihood itself. Take its logarithm; and add logarithms rather than multiplying, or 2000 tosses give 0."
                ),
            ),
            mistake(
                |&(k, n, p)| (p.powf(k) * (1.0 - p).powf(n - k)).ln().into(),
                msg!(
                    "You multiply the probabilities and take the logarithm at the end. 2000 factors underflow to 0; sum the logarithms."
                ),
            ),
            mistake(
                |&(k, n, p)| (k * p.ln() + (n - k) * (1.0 - p).ln()).into(),
                msg!(
                    "With p = 1 and no zeros this computes 0 · ln 0, which is NaN. What was never observed contributes nothing: leave it out."
                ),
            ),
            mistake(
                |case| {
                    let (k, n, _) = *case;
                    let orders: f64 =
                        (1..=k as u64).map(|i| ((n - k + i as f64) / i as f64).ln()).sum();
                    (ln_of_coin(case) + orders).into()
                },
                msg!(
                    "This is the logarithm of the binomial probability, as the library's `Binomial` has it: k ones in *any* order. The tosses came in one order. What does the number of orders change when p is looked for?"
                ),
            ),
            mistake(
                |case| (-ln_of_coin(case)).into(),
                msg!("The sign is turned: this is the negative log-likelihood, the loss."),
            ),
            mistake(
                |case| (ln_of_coin(case) / case.1).into(),
                msg!("This is the mean per toss. The log-likelihood is the sum."),
            ),
        ],
        lesson: msg!(
            "SciPy and PyTorch have this question as a function, `xlogy(k, p)`: 0 for k = 0, else k ln p. PyTorch's `BCELoss` takes another way and never lets ln p fall below −100. That avoids NaN, too, but a coin that is ruled out then costs 100 a toss instead of ∞. Exercise 3.15 meets the same edge."
        ),
    }
}

/// 3.13: Wilson's interval for k successes of n, with 1.96 standard errors.
pub fn wilson(yours: fn(f64, f64) -> (f64, f64)) -> Report {
    check(&plausible(), move |&(k, n)| yours(k, n).into())
}

/// The roots of (p̂ − p)² = z² p(1 − p)/n.
fn between((k, n): (f64, f64), z: f64) -> (f64, f64) {
    let share = k / n;
    let middle = (share + z * z / (2.0 * n)) / (1.0 + z * z / n);
    let half = z / (1.0 + z * z / n) * (share * (1.0 - share) / n + z * z / (4.0 * n * n)).sqrt();
    (middle - half, middle + half)
}

fn plausible() -> Exercise<(f64, f64)> {
    Exercise {
        number: "3.13",
        cases: vec![(7.0, 10.0), (9.0, 10.0), (10.0, 10.0), (513.0, 597.0), (1.0, 4.0)],
        describe: |&(k, n)| given([("k", k.into()), ("n", n.into())]),
        correct: |&case| between(case, 1.96).into(),
        mistakes: vec![
            mistake(
                |&(k, n)| {
                    let share = k / n;
                    let error = 1.96 * (share * (1.0 - share) / n).sqrt();
                    (share - error, share + error).into()
                },
                msg!(
                    "This is Wald's interval: it puts p̂ under the root, where the candidate p belongs. For 10 of 10 it has no width at all."
                ),
            ),
            mistake(
                |&case| between(case, 1.0).into(),
                msg!("One standard error holds the truth in 68 of 100 samples only. Use 1.96."),
            ),
            mistake(
                |&case| {
                    let (low, high) = between(case, 1.96);
                    (high, low).into()
                },
                msg!("The ends are in the wrong order: the lower one comes first."),
            ),
            mistake(
                |&(k, n)| {
                    let (low, high) = between((k, n), 1.96);
                    (low * n, high * n).into()
                },
                msg!("These are counts. Asked is the share p, between 0 and 1."),
            ),
        ],
        lesson: msg!(
            "Try k = n: the interval runs from n/(n + 3.84) to 1. A classifier without a single mistake on 100 pictures may be wrong for 3.7 % of all, after 1000 for 0.4 %. The ends for k mistakes are 1 minus the ends for n − k, as they should be; check it with your function."
        ),
    }
}

/// A gamma prior of shape a and rate b, counts, and the hours in which they were counted.
type Rate = (f64, f64, Array1<f64>, Array1<f64>);

/// (a, b, counts, hours) ↦ shape, rate and highest point.
type Learned = fn(f64, f64, &Array1<f64>, &Array1<f64>) -> (f64, f64, f64);

/// 3.14: the posterior of a rate with a gamma prior, and its highest point.
pub fn map_rate(yours: Learned) -> Report {
    check(&rate(), move |(a, b, counts, hours)| yours(*a, *b, counts, hours).into())
}

fn rate() -> Exercise<Rate> {
    /// Shape, rate, and the point that they make highest.
    fn with_peak(shape: f64, rate: f64) -> Answer {
        (shape, rate, ((shape - 1.0) / rate).max(0.0)).into()
    }
    Exercise {
        number: "3.14",
        cases: vec![
            (2.0, 1.0, array![2.0, 0.0, 4.0], array![1.0, 1.0, 1.0]),
            (2.0, 1.0, array![2.0, 0.0, 4.0], array![2.0, 0.5, 1.5]),
            (1.0, 0.5, array![3.0], array![4.0]),
            (4.0, 2.0, array![], array![]),
            (0.5, 1.0, array![0.0, 0.0], array![0.5, 1.5]),
        ],
        describe: |(a, b, counts, hours)| {
            given([
                ("a", (*a).into()),
                ("b", (*b).into()),
                ("k", counts.clone().into()),
                ("t", hours.clone().into()),
            ])
        },
        correct: |(a, b, counts, hours)| with_peak(a + counts.sum(), b + hours.sum()),
        mistakes: vec![
            mistake(
                |(a, b, counts, _)| with_peak(a + counts.sum(), b + counts.len() as f64),
                msg!(
                    "Every count is taken for that of one hour, as `map_poisson` takes it. How many requests does a rate of λ promise in t hours, and what does that make of the factor e^(−λ)?"
                ),
            ),
            mistake(
                |(a, b, counts, hours)| {
                    let per_hour = (counts / hours).sum();
                    with_peak(a + per_hour, b + counts.len() as f64)
                },
                msg!(
                    "Each count is made a count per hour first. Then four requests in ten minutes weigh as much as 24 in an hour, which tell far more. Write the likelihood of k requests in t hours."
                ),
            ),
            mistake(
                |(a, b, counts, hours)| {
                    let (shape, rate) = (a + counts.sum(), b + hours.sum());
                    (shape, rate, shape / rate).into()
                },
                msg!(
                    "The third number is the posterior's mean. Its highest point is where the derivative of its logarithm is 0."
                ),
            ),
            mistake(
                |(a, b, counts, hours)| {
                    let (shape, rate) = (a + counts.sum(), b + hours.sum());
                    (shape, rate, (shape - 1.0) / rate).into()
                },
                msg!(
                    "Right, but for a shape below 1 the formula gives a negative rate. The density then falls from 0 on: where is it highest?"
                ),
            ),
            mistake(
                |(_, _, counts, hours)| {
                    let (sum, time) = (counts.sum(), hours.sum());
                    (1.0 + sum, time, sum / time).into()
                },
                msg!("The prior is never used: this is maximum likelihood."),
            ),
            mistake(
                |(a, b, counts, _)| with_peak(a + counts.sum(), b + counts.sum()),
                msg!("The rate of the posterior counts hours, not requests."),
            ),
        ],
        lesson: msg!(
            "Whoever counts defects per metre or claims per year divides by such an exposure. Cut one count in two, 4 requests in 2 hours into 1 and 3 in an hour each: the posterior stays the same. When in its hours a request came says nothing about λ, as long as the rate is constant."
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::run::testing::sound;
    use super::*;

    #[test]
    fn the_exercises_are_sound() {
        sound(&coin());
        sound(&plausible());
        sound(&rate());
    }

    #[test]
    fn the_librarys_own_binomial_does_not_pass() {
        use crate::probability::Binomial;
        assert!(
            !ln_likelihood(|k, n, p| Binomial::new(n as u64, p).unwrap().ln_pmf(k as u64)).passed()
        );
    }

    #[test]
    fn the_librarys_own_estimate_does_not_pass() {
        use crate::probability::{Gamma, map_poisson};
        fn hour_by_hour(a: f64, b: f64, k: &Array1<f64>) -> (f64, f64, f64) {
            let fit = map_poisson(&Gamma::new(a, b).unwrap(), k).unwrap();
            (fit.posterior.shape, fit.posterior.rate, fit.map)
        }
        assert!(!map_rate(|a, b, k, _| hour_by_hour(a, b, k)).passed());
    }
}
