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
                "You divided by the sums of the columns: that is P(row | column), the other way round.",
                "열의 합으로 나누었습니다. 그것은 방향이 반대인 P(행 | 열)입니다.",
            ),
            mistake(
                |joint| joint.clone().into(),
                "These are still the joint probabilities P(row and column). Divide each row by its own sum.",
                "아직 결합 확률 P(행 그리고 열)입니다. 행마다 그 행의 합으로 나누세요.",
            ),
            mistake(
                |joint| (joint * &joint.sum_axis(Axis(1)).insert_axis(Axis(1))).into(),
                "You multiplied by P(row) where the definition divides by it.",
                "정의는 P(행)으로 나누는데 곱했습니다.",
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
                "The weights are missing: multiply each P(E | H) by the P(H) of its hypothesis before adding.",
                "가중치가 빠졌습니다. P(E | H)마다 그 가설의 P(H)를 곱한 다음 더하세요.",
            ),
            mistake(
                |(_, likelihood)| (likelihood.sum() / likelihood.len() as f64).into(),
                "This is the plain mean of the likelihoods. It is right only when all hypotheses are equally probable.",
                "가능도의 단순 평균입니다. 모든 가설의 확률이 같을 때에만 맞습니다.",
            ),
            mistake(
                |(prior, likelihood)| (prior * likelihood).iter().product::<f64>().into(),
                "The products are multiplied together. The hypotheses exclude each other, so their parts are added.",
                "곱한 값들을 다시 곱했습니다. 가설은 서로 배반이므로 더해야 합니다.",
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
                "Prior times likelihood is right so far, but the entries do not sum to 1: divide by P(E).",
                "사전 확률에 가능도를 곱한 것까지는 맞습니다. 합이 1이 되도록 P(E)로 나누세요.",
            ),
            mistake(
                |(_, likelihood)| (likelihood / likelihood.sum()).into(),
                "The prior is missing. Leaving it out is so common that it has a name: the base rate fallacy.",
                "사전 확률이 빠졌습니다. 워낙 흔한 실수라서 이름도 있습니다. 기저율 오류입니다.",
            ),
            mistake(
                |(_, likelihood)| likelihood.clone().into(),
                "This gives P(E | H) back. Bayes' theorem turns it around, into P(H | E).",
                "P(E | H)를 그대로 돌려주었습니다. 베이즈 정리는 그것을 P(H | E)로 뒤집습니다.",
            ),
            mistake(
                |(prior, likelihood)| (prior * likelihood / likelihood.sum()).into(),
                "The divisor is the plain sum of the likelihoods. P(E) weighs them with the prior.",
                "가능도를 그냥 더한 값으로 나누었습니다. P(E)는 사전 확률로 가중한 합입니다.",
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
        ],
        describe: describe_table,
        correct: |joint| excess(joint).iter().all(|e| *e < 1e-12).into(),
        mistakes: vec![
            mistake(
                |joint| (excess(joint)[[0, 0]] < 1e-12).into(),
                "You looked at one cell only. Every cell has to be the product of its row sum and its column sum.",
                "칸 하나만 확인했습니다. 모든 칸이 행의 합과 열의 합의 곱이어야 합니다.",
            ),
            mistake(
                |joint| joint.iter().any(|p| *p == 0.0).into(),
                "This tests whether something is impossible together. Events that exclude each other are *dependent*: one rules out the other.",
                "함께 일어날 수 없는지를 검사했습니다. 서로 배반인 사건은 오히려 *종속*입니다. 하나가 일어나면 다른 하나는 일어나지 않으니까요.",
            ),
            mistake(
                |joint| {
                    let columns = joint.sum_axis(Axis(0)).insert_axis(Axis(0));
                    let rows = joint.sum_axis(Axis(1)).insert_axis(Axis(1));
                    (joint - &(&rows * &columns)).iter().all(|e| *e == 0.0).into()
                },
                "You compare with `==`. Rounding makes 0.3 · 0.4 and 0.12 differ in the last digit; allow a difference of 1e-12.",
                "`==`로 비교했습니다. 반올림 때문에 0.3 · 0.4와 0.12는 마지막 자리가 다를 수 있습니다. 1e-12의 차이는 허용하세요.",
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
                let columns = ("number of features", (x.len() as f64).into());
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
                "Features that are absent count too: where x is 0, add ln(1 − p).",
                "없는 특징도 셉니다. x가 0인 곳에서는 ln(1 − p)를 더하세요.",
            ),
            mistake(
                |(prior, p, x)| score(&(prior.mapv(|_| 1.0), p.clone(), x.clone()), ln_bernoulli),
                "The prior is missing: begin each sum with ln P(c).",
                "사전 확률이 빠졌습니다. 합을 ln P(c)에서 시작하세요.",
            ),
            mistake(
                |(prior, p, x)| {
                    let product = |row: ndarray::ArrayView1<f64>| -> f64 {
                        row.iter().zip(x).map(|(&p, &x)| ln_bernoulli(x, p).exp()).product()
                    };
                    let products: Array1<f64> = p.rows().into_iter().map(product).collect();
                    (prior * products).mapv(f64::ln).into()
                },
                "You multiply first and take the logarithm afterwards. With 2000 features the product is 0 in a computer and its logarithm −∞. Add logarithms.",
                "먼저 곱하고 나중에 로그를 취했습니다. 특징이 2000개이면 곱은 컴퓨터에서 0이 되고 로그는 −∞가 됩니다. 로그를 더하세요.",
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
