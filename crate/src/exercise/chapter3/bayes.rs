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
        lesson: msg!(
            "Counts may go in as well: their total cancels. Try it with `confused`, the confusion matrix further down: on the diagonal stands the share of each digit that was read, its recall; transpose the matrix first, and it is the share of its answers that are right, the precision. A row of zeros gives NaN."
        ),
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

/// 3.3: the true share behind a survey in which a die decides who answers truly.
pub fn true_share(yours: fn(f64, f64) -> f64) -> Report {
    check(&survey(), move |&(truthful, yes)| yours(truthful, yes).into())
}

fn survey() -> Exercise<(f64, f64)> {
    Exercise {
        number: "3.3",
        cases: vec![(0.5, 0.6), (0.75, 0.4), (1.0, 0.3), (0.5, 0.5), (0.2, 0.9)],
        describe: |&(truthful, yes)| given([("t", truthful.into()), ("yes", yes.into())]),
        correct: |&(truthful, yes)| ((yes - (1.0 - truthful)) / truthful).into(),
        mistakes: vec![
            mistake(
                |&(_, yes)| yes.into(),
                msg!("This is the share of those who said yes. Who says yes without meaning it?"),
            ),
            mistake(
                |&(truthful, yes)| (truthful * yes + 1.0 - truthful).into(),
                msg!(
                    "This goes forward: what would be said if `yes` were the truth. Write P(yes) with the unknown share p, then solve for p."
                ),
            ),
            mistake(
                |&(truthful, yes)| (yes - (1.0 - truthful)).into(),
                msg!(
                    "The forced answers are taken off. What is left are the true ones among *all* who were asked; among whom do you want their share?"
                ),
            ),
            mistake(
                |&(truthful, yes)| (yes / truthful).into(),
                msg!("P(yes) has two parts, one for each side of the die. One of them is missing."),
            ),
        ],
        lesson: msg!(
            "The price in people: at t = ½ with 60 % yes the variance is 0.6 · 0.4/(nt²) = 0.96/n, for a plain question 0.2 · 0.8/n = 0.16/n. Secrecy costs six times as many answers (§3.3). And the estimate may leave [0, 1]: 40 % yes gives −20 %, which is chance at work."
        ),
    }
}

/// 3.4: Bayes' theorem for any number of hypotheses, with the evidence and without it.
pub fn bayes(yours: fn(&Array1<f64>, &Array1<f64>) -> (Array1<f64>, Array1<f64>)) -> Report {
    check(&theorem(), move |(prior, likelihood)| yours(prior, likelihood).into())
}

fn posterior(prior: &Array1<f64>, likelihood: &Array1<f64>) -> Array1<f64> {
    let joint = prior * likelihood;
    &joint / joint.sum()
}

fn theorem() -> Exercise<Belief> {
    /// The same, once for the likelihood and once for that of the evidence's absence.
    fn both(likelihood: &Array1<f64>, one: impl Fn(&Array1<f64>) -> Array1<f64>) -> Answer {
        (one(likelihood), one(&(1.0 - likelihood))).into()
    }
    Exercise {
        number: "3.4",
        cases: beliefs(),
        describe: describe_belief,
        correct: |(prior, likelihood)| both(likelihood, |l| posterior(prior, l)),
        mistakes: vec![
            mistake(
                |(prior, likelihood)| both(likelihood, |l| prior * l),
                msg!(
                    "Prior times likelihood is right so far, but the entries do not sum to 1: divide by P(E)."
                ),
            ),
            mistake(
                |(_, likelihood)| both(likelihood, |l| l / l.sum()),
                msg!(
                    "The prior is missing. Leaving it out is so common that it has a name: the base rate fallacy."
                ),
            ),
            mistake(
                |(_, likelihood)| both(likelihood, Array1::clone),
                msg!("This gives P(E | H) back. Bayes' theorem turns it around, into P(H | E)."),
            ),
            mistake(
                |(prior, likelihood)| both(likelihood, |l| prior * l / l.sum()),
                msg!(
                    "The divisor is the plain sum of the likelihoods. P(E) weighs them with the prior."
                ),
            ),
            mistake(
                |(prior, likelihood)| {
                    let seen = posterior(prior, likelihood);
                    (seen.clone(), 1.0 - seen).into()
                },
                msg!(
                    "The first list is right; the second says how probable it is that each hypothesis is *false*, given E. Which likelihood has the observation that E did not occur?"
                ),
            ),
            mistake(
                |(prior, likelihood)| (posterior(prior, likelihood), prior.clone()).into(),
                msg!(
                    "The first list is right; the second is the prior. That something failed to occur is an observation as well: how probable was it under each hypothesis?"
                ),
            ),
            mistake(
                |(prior, likelihood)| {
                    let seen = posterior(prior, likelihood);
                    (seen.clone(), seen).into()
                },
                msg!(
                    "Twice the posterior after E, as the library has it. What does the absence of E say, which each hypothesis foretold with 1 minus its likelihood?"
                ),
            ),
            mistake(
                |(prior, likelihood)| {
                    (posterior(prior, &(1.0 - likelihood)), posterior(prior, likelihood)).into()
                },
                msg!("Both are right, but the posterior after E comes first."),
            ),
        ],
        lesson: msg!(
            "With the test of this section a positive result lifts 1 % to 9.2 %, a negative one lowers it to 0.11 %. Feed one answer in as the next prior: the order of the evidence does not matter, because products commute. Naive Bayes (next) takes 64 such steps, one for each pixel."
        ),
    }
}

/// 3.2: two joint tables, each independent, whose mixture is not.
pub fn hidden_dependence(yours: fn() -> (Array2<f64>, Array2<f64>)) -> Report {
    check(&mixture(), move |&()| {
        let (a, b) = yours();
        mixed(&a, &b).into()
    })
}

/// Whether a table is a joint distribution whose cells are the products of their margins.
fn is_independent(joint: &Array2<f64>) -> bool {
    let rows = joint.sum_axis(Axis(1)).insert_axis(Axis(1));
    let columns = joint.sum_axis(Axis(0)).insert_axis(Axis(0));
    let fair = joint.iter().all(|p| *p >= 0.0) && (joint.sum() - 1.0).abs() < 1e-9;
    fair && (joint - &(&rows * &columns)).iter().all(|excess| excess.abs() < 1e-9)
}

/// Whether the first is independent, the second is, and half of each together is not.
fn mixed(a: &Array2<f64>, b: &Array2<f64>) -> (bool, bool, bool) {
    let (first, second) = (is_independent(a), is_independent(b));
    let together = first && second && a.dim() == b.dim() && !is_independent(&((a + b) / 2.0));
    (first, second, together)
}

fn mixture() -> Exercise<()> {
    Exercise {
        number: "3.2",
        cases: vec![()],
        describe: |()| {
            tr!("(first table independent, second table independent, mixture dependent)")
                .to_string()
        },
        correct: |()| (true, true, true).into(),
        mistakes: vec![
            mistake(
                |()| (true, true, false).into(),
                msg!(
                    "Both are independent, and so is the mixture (or the shapes differ). If both tables have the same row sums, it always is: why? In what must the two groups differ?"
                ),
            ),
            mistake(
                |()| (false, true, false).into(),
                msg!(
                    "The first table is not independent: it must sum to 1, and every cell must be its row sum times its column sum."
                ),
            ),
            mistake(
                |()| (true, false, false).into(),
                msg!(
                    "The second table is not independent: it must sum to 1, and every cell must be its row sum times its column sum."
                ),
            ),
            mistake(
                |()| (false, false, false).into(),
                msg!(
                    "Neither table is independent. Choose row sums and column sums first; the cells follow from them."
                ),
            ),
        ],
        lesson: msg!(
            "In the solution's tables the gap 0.41 − 0.25 = 0.16 is the covariance of the group means, 0.4 · 0.4; Exercise 3.11 lets such a term turn a sign. It also works the other way: two fair coins are independent, but once you know whether they agree, each tells the other (XOR, §3.5)."
        ),
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
                |(prior, p, x)| {
                    let product = |row: ndarray::ArrayView1<f64>| -> f64 {
                        row.iter().zip(x).map(|(p, x)| if *x == 1.0 { *p } else { 1.0 }).product()
                    };
                    let products: Array1<f64> = p.rows().into_iter().map(product).collect();
                    (prior * products).mapv(f64::ln).into()
                },
                msg!(
                    "This is the function as it was given. Work the first case out by hand: what should the feature say that is absent?"
                ),
            ),
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
        lesson: msg!(
            "Written out, your score is ln P(c) + Σ ln(1 − p) + Σ xⱼ ln(p/(1 − p)): a bias and a weight for each pixel. So naive Bayes is a linear layer (§1.4) whose weights were counted, not trained, and softmax makes probabilities of its scores. A p of exactly 0 would spoil it; hence the smoothing."
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::run::testing::sound;
    use super::*;

    #[test]
    fn the_exercises_are_sound() {
        sound(&conditionals());
        sound(&survey());
        sound(&theorem());
        sound(&mixture());
        sound(&scores());
    }

    #[test]
    fn the_librarys_own_posterior_does_not_pass() {
        let twice = |prior: &Array1<f64>, likelihood: &Array1<f64>| {
            let seen = crate::probability::bayes(prior, likelihood).unwrap().posterior;
            (seen.clone(), seen)
        };
        assert!(!bayes(twice).passed());
    }

    #[test]
    fn two_groups_can_hide_a_dependence() {
        let group = |p: f64| array![[p * p, p * (1.0 - p)], [p * (1.0 - p), (1.0 - p) * (1.0 - p)]];
        assert_eq!(mixed(&group(0.9), &group(0.2)), (true, true, true));
        assert_eq!(mixed(&group(0.5), &group(0.5)), (true, true, false));
        assert_eq!(mixed(&array![[0.5, 0.0], [0.0, 0.5]], &group(0.5)), (false, true, false));
        assert_eq!(mixed(&array![[1.0]], &group(0.5)), (true, true, false));
    }
}
