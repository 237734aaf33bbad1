//! Exercises for §3.4: likelihood, maximum likelihood, cross-entropy.

use super::super::Report;
use super::super::run::{Exercise, check, given, mistake};
use ndarray::{Array1, array};

type Tosses = (Array1<f64>, f64);

/// 3.12: the log-likelihood of a coin.
pub fn ln_likelihood(yours: fn(&Array1<f64>, f64) -> f64) -> Report {
    check(&coin(), move |(data, p)| yours(data, *p).into())
}

fn ln_of_coin(data: &Array1<f64>, p: f64) -> f64 {
    data.iter().map(|&x| if x == 1.0 { p.ln() } else { (1.0 - p).ln() }).sum()
}

fn coin() -> Exercise<Tosses> {
    let guide = array![1.0, 0.0, 1.0, 1.0, 0.0, 1.0, 1.0, 1.0, 0.0, 1.0];
    let many = Array1::from_shape_fn(2000, |i| f64::from(u8::from(i % 3 == 0)));
    Exercise {
        number: "3.12",
        cases: vec![(guide.clone(), 0.7), (guide, 0.5), (array![1.0, 1.0], 1.0), (many, 0.4)],
        describe: |(data, p)| {
            if data.len() > 10 {
                let tosses = (tr!("number of tosses"), (data.len() as f64).into());
                return given([tosses, ("ones", data.sum().into()), ("p", (*p).into())]);
            }
            given([("data", data.clone().into()), ("p", (*p).into())])
        },
        correct: |(data, p)| ln_of_coin(data, *p).into(),
        mistakes: vec![
            mistake(
                |(data, p)| ln_of_coin(data, *p).exp().into(),
                msg!(
                    "This is the likelihood itself. Take its logarithm; and add logarithms rather than multiplying, or 2000 tosses give 0."
                ),
            ),
            mistake(
                |(data, p)| {
                    let each = data.mapv(|x| if x == 1.0 { *p } else { 1.0 - *p });
                    each.product().ln().into()
                },
                msg!(
                    "You multiply the probabilities and take the logarithm at the end. 2000 factors underflow to 0; sum the logarithms."
                ),
            ),
            mistake(
                |(data, p)| {
                    let (n, k) = (data.len() as f64, data.sum());
                    (k * p.ln() + (n - k) * (1.0 - p).ln()).into()
                },
                msg!(
                    "With p = 1 and no zeros this computes 0 · ln 0, which is NaN. What was never observed contributes nothing: leave it out."
                ),
            ),
            mistake(
                |(data, p)| (-ln_of_coin(data, *p)).into(),
                msg!("The sign is turned: this is the negative log-likelihood, the loss."),
            ),
            mistake(
                |(data, p)| (ln_of_coin(data, *p) / data.len() as f64).into(),
                msg!("This is the mean per toss. The log-likelihood is the sum."),
            ),
        ],
    }
}

/// 3.13: the maximum likelihood estimates of a normal distribution, (μ̂, σ̂²).
pub fn normal_mle(yours: fn(&Array1<f64>) -> (f64, f64)) -> Report {
    check(&normal(), move |x| yours(x).into())
}

fn mean_of(x: &Array1<f64>) -> f64 {
    x.sum() / x.len() as f64
}

fn squares(x: &Array1<f64>) -> f64 {
    let mean = mean_of(x);
    x.mapv(|v| (v - mean).powi(2)).sum()
}

fn normal() -> Exercise<Array1<f64>> {
    Exercise {
        number: "3.13",
        cases: vec![
            array![2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0],
            array![1.0, 2.0, 6.0],
            array![-1.5, 0.0, 0.5, 10.0],
        ],
        describe: |x| given([("x", x.clone().into())]),
        correct: |x| (mean_of(x), squares(x) / x.len() as f64).into(),
        mistakes: vec![
            mistake(
                |x| (mean_of(x), squares(x) / (x.len() as f64 - 1.0)).into(),
                msg!(
                    "You divide by n − 1, which is the unbiased estimate. The maximum of the likelihood is at Σ(x − x̄)²/n."
                ),
            ),
            mistake(
                |x| (mean_of(x), (squares(x) / x.len() as f64).sqrt()).into(),
                msg!("The second number is σ̂; asked for is σ̂²."),
            ),
            mistake(
                |x| (mean_of(x), squares(x)).into(),
                msg!("The sum of squares still has to be divided by n."),
            ),
        ],
    }
}

type Targets = (Array1<f64>, Array1<f64>);

/// 3.14: the binary cross-entropy loss.
pub fn binary_cross_entropy(yours: fn(&Array1<f64>, &Array1<f64>) -> f64) -> Report {
    check(&binary(), move |(y, p)| yours(y, p).into())
}

fn loss((y, p): &Targets) -> f64 {
    -y.iter().zip(p).map(|(y, p)| y * p.ln() + (1.0 - y) * (1.0 - p).ln()).sum::<f64>()
}

fn binary() -> Exercise<Targets> {
    Exercise {
        number: "3.14",
        cases: vec![
            (array![1.0, 0.0, 1.0, 1.0, 0.0], array![0.9, 0.1, 0.8, 0.7, 0.2]),
            (array![1.0, 1.0], array![0.5, 0.25]),
            (array![0.0, 1.0, 0.0], array![0.6, 0.6, 0.01]),
        ],
        describe: |(y, p)| given([("y", y.clone().into()), ("p", p.clone().into())]),
        correct: |case| (loss(case) / case.0.len() as f64).into(),
        mistakes: vec![
            mistake(
                |case| loss(case).into(),
                msg!(
                    "This is the sum; the loss is the mean, so that it does not depend on the size of the batch."
                ),
            ),
            mistake(
                |(y, p)| {
                    let sum: f64 = y.iter().zip(p).map(|(y, p)| -y * p.ln()).sum();
                    (sum / y.len() as f64).into()
                },
                msg!("The examples with y = 0 do not count here. They add −ln(1 − p)."),
            ),
            mistake(
                |case| (-loss(case) / case.0.len() as f64).into(),
                msg!("The minus sign is missing: a loss is positive, and smaller is better."),
            ),
            mistake(
                |case| (loss(case) / case.0.len() as f64 / 2_f64.ln()).into(),
                msg!("You used log₂. A loss is given in nats: use `ln`."),
            ),
            mistake(
                |(y, p)| {
                    let d = y - p;
                    (d.dot(&d) / y.len() as f64).into()
                },
                msg!(
                    "This is the mean squared error. Cross-entropy takes logarithms of the probabilities."
                ),
            ),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::run::testing::sound;
    use super::*;

    #[test]
    fn the_exercises_are_sound() {
        sound(&coin());
        sound(&normal());
        sound(&binary());
    }
}
