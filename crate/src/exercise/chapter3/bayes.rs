//! Exercises for §3.1: conditional probability, Bayes' theorem, independence.

use super::super::Report;
use super::super::answer::Answer;
use super::super::run::{Exercise, check, given, mistake};
use ndarray::{Array1, Array2, Axis, array};

type Belief = (Array1<f64>, Array1<f64>);

fn describe_table(joint: &Array2<f64>) -> String {
    given([("joint", joint.clone().into())])
}

fn describe_belief((prior, likelihood): &Belief) -> String {
    given([("prior", prior.clone().into()), ("likelihood", likelihood.clone().into())])
}

/// Tables whose rows and columns have different sums.
fn tables() -> Vec<Array2<f64>> {
    vec![
        array![[0.1, 0.3], [0.4, 0.2]],
        array![[0.05, 0.15, 0.0], [0.2, 0.1, 0.5]],
        array![[0.25, 0.25], [0.25, 0.25]],
    ]
}

/// 3.1: the conditional probabilities of the columns given the row.
pub fn conditional(yours: fn(&Array2<f64>) -> Array2<f64>) -> Report {
    check(&conditionals(), move |joint| yours(joint).into())
}

fn conditionals() -> Exercise<Array2<f64>> {
    Exercise {
        number: "3.1",
        cases: tables(),
        describe: describe_table,
        correct: |joint| (joint / &joint.sum_axis(Axis(1)).insert_axis(Axis(1))).into(),
        mistakes: vec![
            mistake(
                |joint| (joint / &joint.sum_axis(Axis(0))).into(),
                msg!(
                    "You divided by the sums of the columns: that is P(row | column), the other way round."
                ),
            ),
            mistake(
                |joint| joint.clone().into(),
                msg!(
                    "These are still the joint probabilities P(row and column). Divide each row by its own sum."
                ),
            ),
            mistake(
                |joint| (joint * &joint.sum_axis(Axis(1)).insert_axis(Axis(1))).into(),
                msg!("You multiplied by P(row) where the definition divides by it."),
            ),
        ],
    }
}

/// Priors and likelihoods for two to four hypotheses.
fn beliefs() -> Vec<Belief> {
    vec![
        (array![0.01, 0.99], array![0.9, 0.09]),
        (array![0.5, 0.3, 0.2], array![0.2, 0.6, 0.1]),
        (array![0.25, 0.25, 0.25, 0.25], array![0.0, 0.5, 0.75, 1.0]),
    ]
}

/// 3.3: the law of total probability, Σ P(E | Hᵢ) P(Hᵢ).
pub fn total_probability(yours: fn(&Array1<f64>, &Array1<f64>) -> f64) -> Report {
    check(&totals(), move |(prior, likelihood)| yours(prior, likelihood).into())
}

fn totals() -> Exercise<Belief> {
    Exercise {
        number: "3.3",
        cases: beliefs(),
        describe: describe_belief,
        correct: |(prior, likelihood)| prior.dot(likelihood).into(),
        mistakes: vec![
            mistake(
                |(_, likelihood)| likelihood.sum().into(),
                msg!(
                    "The weights are missing: multiply each P(E | H) by the P(H) of its hypothesis before adding."
                ),
            ),
            mistake(
                |(_, likelihood)| (likelihood.sum() / likelihood.len() as f64).into(),
                msg!(
                    "This is the plain mean of the likelihoods. It is right only when all hypotheses are equally probable."
                ),
            ),
            mistake(
                |(prior, likelihood)| (prior * likelihood).iter().product::<f64>().into(),
                msg!(
                    "The products are multiplied together. The hypotheses exclude each other, so their parts are added."
                ),
            ),
        ],
    }
}

/// 3.4: Bayes' theorem for any number of hypotheses.
pub fn bayes(yours: fn(&Array1<f64>, &Array1<f64>) -> Array1<f64>) -> Report {
    check(&theorem(), move |(prior, likelihood)| yours(prior, likelihood).into())
}

fn theorem() -> Exercise<Belief> {
    Exercise {
        number: "3.4",
        cases: beliefs(),
        describe: describe_belief,
        correct: |(prior, likelihood)| {
            let joint = prior * likelihood;
            (&joint / joint.sum()).into()
        },
        mistakes: vec![
            mistake(
                |(prior, likelihood)| (prior * likelihood).into(),
                msg!(
                    "Prior times likelihood is right so far, but the entries do not sum to 1: divide by P(E)."
                ),
            ),
            mistake(
                |(_, likelihood)| (likelihood / likelihood.sum()).into(),
                msg!(
                    "The prior is missing. Leaving it out is so common that it has a name: the base rate fallacy."
                ),
            ),
            mistake(
                |(_, likelihood)| likelihood.clone().into(),
                msg!("This gives P(E | H) back. Bayes' theorem turns it around, into P(H | E)."),
            ),
            mistake(
                |(prior, likelihood)| (prior * likelihood / likelihood.sum()).into(),
                msg!(
                    "The divisor is the plain sum of the likelihoods. P(E) weighs them with the prior."
                ),
            ),
        ],
    }
}

/// 3.2: whether rows and columns of a joint table are independent.
pub fn independent(yours: fn(&Array2<f64>) -> bool) -> Report {
    check(&independence(), move |joint| yours(joint).into())
}

/// The largest |P(i, j) − P(i) P(j)|.
fn excess(joint: &Array2<f64>) -> Array2<f64> {
    let rows = joint.sum_axis(Axis(1)).insert_axis(Axis(1));
    let columns = joint.sum_axis(Axis(0)).insert_axis(Axis(0));
    (joint - &(&rows * &columns)).mapv(f64::abs)
}

fn independence() -> Exercise<Array2<f64>> {
    Exercise {
        number: "3.2",
        cases: vec![
            array![[0.12, 0.28], [0.18, 0.42]],
            // The first cell agrees, the others do not.
            array![[0.16, 0.04, 0.2], [0.24, 0.26, 0.1]],
            // Events that exclude each other.
            array![[0.0, 0.5], [0.5, 0.0]],
            // Equal probabilities are not needed.
            array![[0.06, 0.14], [0.24, 0.56]],
            // One row is certain: nothing to learn.
            array![[0.3, 0.7], [0.0, 0.0]],
            // The first row is as it should be, the other two are not.
            array![[0.1, 0.1], [0.3, 0.1], [0.1, 0.3]],
        ],
        describe: describe_table,
        correct: |joint| excess(joint).iter().all(|e| *e < 1e-12).into(),
        mistakes: vec![
            mistake(
                |joint| (excess(joint)[[0, 0]] < 1e-12).into(),
                msg!(
                    "You looked at one cell only. Every cell has to be the product of its row sum and its column sum."
                ),
            ),
            mistake(
                |joint| excess(joint).row(0).iter().all(|e| *e < 1e-12).into(),
                msg!(
                    "You looked at the first row only. With two rows that is enough (why?), with three it is not."
                ),
            ),
            mistake(
                |joint| joint.iter().any(|p| *p == 0.0).into(),
                msg!(
                    "This tests whether something is impossible together. Events that exclude each other are *dependent*: one rules out the other."
                ),
            ),
            mistake(
                |joint| {
                    let columns = joint.sum_axis(Axis(0)).insert_axis(Axis(0));
                    let rows = joint.sum_axis(Axis(1)).insert_axis(Axis(1));
                    (joint - &(&rows * &columns)).iter().all(|e| *e == 0.0).into()
                },
                msg!(
                    "You compare with `==`. Rounding makes 0.3 · 0.4 and 0.12 differ in the last digit; allow a difference of 1e-12."
                ),
            ),
        ],
    }
}

type Features = (Array1<f64>, Array2<f64>, Array1<f64>);

/// 3.5: the log-scores of Bernoulli naive Bayes.
pub fn naive_bayes(yours: fn(&Array1<f64>, &Array2<f64>, &Array1<f64>) -> Array1<f64>) -> Report {
    check(&scores(), move |(prior, p, x)| yours(prior, p, x).into())
}

/// ln P(c) + Σ over the features of a term in (xⱼ, pⱼ).
fn score((prior, p, x): &Features, term: fn(f64, f64) -> f64) -> Answer {
    let sum = |row: ndarray::ArrayView1<f64>| -> f64 {
        row.iter().zip(x).map(|(&p, &x)| term(x, p)).sum()
    };
    let sums: Array1<f64> = p.rows().into_iter().map(sum).collect();
    (prior.mapv(f64::ln) + sums).into()
}

fn ln_bernoulli(x: f64, p: f64) -> f64 {
    if x == 1.0 { p.ln() } else { (1.0 - p).ln() }
}

fn scores() -> Exercise<Features> {
    Exercise {
        number: "3.5",
        cases: vec![
            (array![0.6, 0.4], array![[0.8, 0.1], [0.3, 0.7]], array![1.0, 0.0]),
            (array![0.5, 0.5], array![[0.8, 0.1], [0.3, 0.7]], array![0.0, 1.0]),
            // So many features that the product is below the smallest f64.
            (
                array![0.25, 0.75],
                Array2::from_shape_fn((2, 2000), |(c, _)| if c == 0 { 0.4 } else { 0.45 }),
                Array1::from_elem(2000, 1.0),
            ),
        ],
        describe: |(prior, p, x)| {
            if x.len() > 10 {
                let columns = (tr!("number of features"), (x.len() as f64).into());
                return given([("prior", prior.clone().into()), columns]);
            }
            given([
                ("prior", prior.clone().into()),
                ("p", p.clone().into()),
                ("x", x.clone().into()),
            ])
        },
        correct: |case| score(case, ln_bernoulli),
        mistakes: vec![
            mistake(
                |case| score(case, |x, p| if x == 1.0 { p.ln() } else { 0.0 }),
                msg!("Features that are absent count too: where x is 0, add ln(1 − p)."),
            ),
            mistake(
                |(prior, p, x)| score(&(prior.mapv(|_| 1.0), p.clone(), x.clone()), ln_bernoulli),
                msg!("The prior is missing: begin each sum with ln P(c)."),
            ),
            mistake(
                |(prior, p, x)| {
                    let product = |row: ndarray::ArrayView1<f64>| -> f64 {
                        row.iter().zip(x).map(|(&p, &x)| ln_bernoulli(x, p).exp()).product()
                    };
                    let products: Array1<f64> = p.rows().into_iter().map(product).collect();
                    (prior * products).mapv(f64::ln).into()
                },
                msg!(
                    "You multiply first and take the logarithm afterwards. With 2000 features the product is 0 in a computer and its logarithm −∞. Add logarithms."
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
        sound(&conditionals());
        sound(&totals());
        sound(&theorem());
        sound(&independence());
        sound(&scores());
    }
}
