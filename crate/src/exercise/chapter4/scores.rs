//! Exercises for §4.2: softmax and what is computed from scores.

use super::super::Report;
use super::super::run::{Exercise, check, given, mistake};
use ndarray::{Array1, Array2, array};

fn describe_scores(x: &Array1<f64>) -> String {
    given([("x", x.clone().into())])
}

fn peak(x: &Array1<f64>) -> f64 {
    x.iter().copied().fold(f64::NEG_INFINITY, f64::max)
}

fn probabilities(x: &Array1<f64>) -> Array1<f64> {
    let e = (x - peak(x)).mapv(f64::exp);
    let total = e.sum();
    e / total
}

/// e^{xᵢ − m}/Σ, and 0 everywhere when nothing but masks is left.
fn masked_probabilities(x: &Array1<f64>) -> Array1<f64> {
    if peak(x) == f64::NEG_INFINITY { Array1::zeros(x.len()) } else { probabilities(x) }
}

/// 4.11: softmax for scores of any size, some of them masked by −∞.
pub fn softmax(yours: fn(&Array1<f64>) -> Array1<f64>) -> Report {
    check(&stable(), move |x| yours(x).into())
}

fn stable() -> Exercise<Array1<f64>> {
    const MASK: f64 = f64::NEG_INFINITY;
    Exercise {
        number: "4.11",
        cases: vec![
            array![1.0, 2.0, 3.0],
            array![1000.0, 2000.0, 3000.0],
            array![-1000.0, -1000.0, -1001.0],
            array![5.0, MASK, 5.0],
            array![MASK, MASK],
        ],
        describe: describe_scores,
        correct: |x| masked_probabilities(x).into(),
        mistakes: vec![
            mistake(
                |x| {
                    let e = x.mapv(f64::exp);
                    (&e / e.sum()).into()
                },
                msg!(
                    "The formula without protection: e¹⁰⁰⁰ is ∞ and ∞/∞ is NaN. Subtract the largest score first."
                ),
            ),
            mistake(
                |x| probabilities(x).into(),
                msg!(
                    "Everything survives but the last row: with nothing but masks the maximum is −∞, and −∞ − (−∞) is NaN. Ask about that case first."
                ),
            ),
            mistake(
                |x| match peak(x) {
                    MASK => Array1::from_elem(x.len(), 1.0 / x.len() as f64).into(),
                    _ => probabilities(x).into(),
                },
                msg!(
                    "An all-masked row gives each masked place the same weight here: then padding is looked at. Its weights should be 0."
                ),
            ),
            mistake(
                |x| match peak(x) {
                    MASK => Array1::zeros(x.len()).into(),
                    m => (x - m).mapv(f64::exp).into(),
                },
                msg!("Divide by the sum: probabilities add up to 1."),
            ),
        ],
        lesson: msg!(
            "Attention (§6.2) takes this softmax of every row of its scores, and a batch filled up with padding does bring empty rows; PyTorch's `softmax` answers NaN for them. One case is still open in your function: a score of +∞ makes ∞ − ∞, and with that the whole row NaN."
        ),
    }
}

/// 4.10: ln(1 − e⁻ᵃ) with all its digits, for small and for large a.
pub fn log_one_minus_exp(yours: fn(f64) -> f64) -> Report {
    check(&complement(), move |&a| yours(a).into())
}

fn complement() -> Exercise<f64> {
    Exercise {
        number: "4.10",
        cases: vec![1e-12, 1e-3, 0.5, 0.7, 5.0, 50.0, 700.0],
        describe: |&a| given([("a", a.into())]),
        correct: |&a| {
            if a < 2.0_f64.ln() {
                (-(-a).exp_m1()).ln().into()
            } else {
                (-(-a).exp()).ln_1p().into()
            }
        },
        mistakes: vec![
            mistake(
                |&a| (1.0 - (-a).exp()).ln().into(),
                msg!(
                    "As it is written it fails at both ends: for small a the subtraction cancels, for large a 1 − e⁻ᵃ rounds to 1. Which of the two does `exp_m1` repair, which `ln_1p`?"
                ),
            ),
            mistake(
                |&a| (-(-a).exp_m1()).ln().into(),
                msg!(
                    "Good for small a. For a = 50 the number under the logarithm is so close to 1 that it rounds to 1, and ln 1 = 0."
                ),
            ),
            mistake(
                |&a| (-(-a).exp()).ln_1p().into(),
                msg!(
                    "Good for large a. For a = 10⁻¹² e⁻ᵃ is so close to 1 that its distance from 1 has only four digits left."
                ),
            ),
        ],
        lesson: msg!(
            "Libraries carry this function as `log1mexp`. The place of the switch is not delicate: for 0.3 ≤ a ≤ 2 both formulas are right to 15 digits. Far from it they fail, each on its side: at a = 10⁻¹² the second is off by 8·10⁻⁷, at a = 30 the first by 2·10⁻⁴."
        ),
    }
}

fn log_total(x: &Array1<f64>) -> f64 {
    (x - peak(x)).mapv(f64::exp).sum().ln()
}

/// Scores, the true class of each row, and which entries may be looked at.
type Batch = (Array2<f64>, Vec<usize>, Array2<bool>);

/// 4.13: the mean cross-entropy of a batch with masks and padding.
pub fn masked_loss(yours: fn(&[usize], &Array2<f64>, &Array2<bool>) -> f64) -> Report {
    check(&padded(), move |(scores, labels, allowed)| yours(labels, scores, allowed).into())
}

/// The loss of each row that has an allowed entry; `hide` is what a masked score becomes.
fn losses((scores, labels, allowed): &Batch, hide: f64) -> Vec<f64> {
    let rows = scores.rows().into_iter().zip(allowed.rows()).zip(labels);
    rows.filter(|((_, allowed), _)| allowed.iter().any(|a| *a))
        .map(|((row, allowed), &k)| {
            let x: Array1<f64> =
                row.iter().zip(allowed).map(|(x, a)| if *a { *x } else { hide }).collect();
            (peak(&x) - x[k]) + log_total(&x)
        })
        .collect()
}

fn mean_or_zero(losses: &[f64]) -> f64 {
    match losses.len() {
        0 => 0.0,
        n => losses.iter().sum::<f64>() / n as f64,
    }
}

fn padded() -> Exercise<Batch> {
    const MASK: f64 = f64::NEG_INFINITY;
    let all = |rows, columns| Array2::from_elem((rows, columns), true);
    Exercise {
        number: "4.13",
        cases: vec![
            (array![[2.0, 1.0, 0.1], [0.0, 0.0, 0.0]], vec![0, 2], all(2, 3)),
            (array![[1000.0, 0.0, 0.0], [0.0, 1000.0, -1000.0]], vec![1, 2], all(2, 3)),
            (
                array![[5.0, 1.0, 1.0], [3.0, 3.0, 900.0]],
                vec![1, 0],
                array![[false, true, true], [true, true, false]],
            ),
            (
                array![[0.0, 0.0], [7.0, 8.0], [1.0, 3.0]],
                vec![1, 0, 1],
                array![[true, true], [false, false], [true, true]],
            ),
            (array![[4.0, 2.0]], vec![0], array![[false, false]]),
        ],
        describe: |(scores, labels, allowed)| {
            given([
                (tr!("scores"), scores.clone().into()),
                ("k", labels.iter().map(|k| *k as f64).collect::<Array1<f64>>().into()),
                (tr!("allowed"), allowed.mapv(|a| f64::from(u8::from(a))).into()),
            ])
        },
        correct: |batch| mean_or_zero(&losses(batch, MASK)).into(),
        mistakes: vec![
            mistake(
                |(scores, labels, _)| {
                    let batch =
                        (scores.clone(), labels.clone(), Array2::from_elem(scores.dim(), true));
                    mean_or_zero(&losses(&batch, MASK)).into()
                },
                msg!(
                    "The mask is never used: forbidden scores take their share of the probability."
                ),
            ),
            mistake(
                |batch| mean_or_zero(&losses(batch, 0.0)).into(),
                msg!(
                    "A forbidden score of 0 still has e⁰ = 1 in the sum. Which score has the exponential 0?"
                ),
            ),
            mistake(
                |batch| (losses(batch, MASK).iter().sum::<f64>() / batch.1.len() as f64).into(),
                msg!(
                    "Rows of padding count in the denominator: the loss gets smaller the more padding a batch has. Divide by the rows that were used."
                ),
            ),
            mistake(
                |batch| {
                    let losses = losses(batch, MASK);
                    (losses.iter().sum::<f64>() / losses.len() as f64).into()
                },
                msg!("Right, but a batch of nothing but padding gives 0/0. Return 0 for it."),
            ),
            mistake(
                |batch| {
                    let by_probability: Vec<f64> =
                        losses(batch, MASK).iter().map(|loss| -(-loss).exp().ln()).collect();
                    mean_or_zero(&by_probability).into()
                },
                msg!(
                    "By way of the probability, which underflows to 0, and −ln 0 is ∞. Use ln Σ e^{xᵢ} − x_k."
                ),
            ),
            mistake(
                |batch| losses(batch, MASK).iter().sum::<f64>().into(),
                msg!("This is the sum of the losses. Asked is their mean."),
            ),
        ],
        lesson: msg!(
            "If two batches have different numbers of used rows, the mean of their losses is not the loss of both together: weight by the counts, also when gradients of several batches are added up. And try a label that is not allowed: for the scores (5, 0), the 5 hidden and the label 0, the solution answers −5; right is ∞."
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::run::testing::sound;
    use super::*;

    #[test]
    fn stubs_fail_solutions_pass_and_mistakes_are_named() {
        sound(&stable());
        sound(&complement());
        sound(&padded());
    }
}
