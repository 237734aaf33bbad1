//! Exercises for §4.2: softmax and what is computed from scores.

use super::super::Report;
use super::super::run::{Exercise, check, given, mistake};
use ndarray::{Array1, array};

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

/// 4.8: softmax for scores of any size.
pub fn softmax(yours: fn(&Array1<f64>) -> Array1<f64>) -> Report {
    check(&stable(), move |x| yours(x).into())
}

fn stable() -> Exercise<Array1<f64>> {
    Exercise {
        number: "4.8",
        cases: vec![
            array![1.0, 2.0, 3.0],
            array![1000.0, 2000.0, 3000.0],
            array![-1000.0, -1000.0, -1001.0],
            array![0.0],
        ],
        describe: describe_scores,
        correct: |x| probabilities(x).into(),
        mistakes: vec![
            mistake(
                |x| {
                    let e = x.mapv(f64::exp);
                    (&e / e.sum()).into()
                },
                "The formula without protection: e¹⁰⁰⁰ is ∞ and ∞/∞ is NaN. Subtract the largest score first.",
                "보호 장치가 없는 식입니다. e¹⁰⁰⁰은 ∞이고 ∞/∞는 NaN입니다. 먼저 가장 큰 점수를 빼세요.",
            ),
            mistake(
                |x| {
                    let e = (x - x.sum() / x.len() as f64).mapv(f64::exp);
                    (&e / e.sum()).into()
                },
                "The mean is subtracted: scores far above it still overflow. Subtract the maximum.",
                "평균을 뺐습니다. 평균보다 훨씬 큰 점수는 여전히 오버플로를 일으킵니다. 최댓값을 빼세요.",
            ),
            mistake(
                |x| ((x - peak(x)).mapv(f64::exp) / x.mapv(f64::exp).sum()).into(),
                "Above the line the scores are shifted, below it they are not: use the same shifted scores in both.",
                "분자만 최댓값을 빼고 분모는 빼지 않았습니다. 둘 다 같은 점수를 써야 합니다.",
            ),
            mistake(
                |x| (x - peak(x)).mapv(f64::exp).into(),
                "Divide by the sum: probabilities add up to 1.",
                "합으로 나누세요. 확률의 합은 1입니다.",
            ),
        ],
    }
}

/// 4.9: softmax with a temperature.
pub fn softmax_temperature(yours: fn(&Array1<f64>, f64) -> Array1<f64>) -> Report {
    check(&warm(), move |(x, t)| yours(x, *t).into())
}

fn warm() -> Exercise<(Array1<f64>, f64)> {
    let x = array![2.0, 1.0, 0.1];
    Exercise {
        number: "4.9",
        cases: vec![(x.clone(), 1.0), (x.clone(), 0.5), (x, 4.0), (array![900.0, 905.0], 0.01)],
        describe: |(x, t)| given([("x", x.clone().into()), ("T", (*t).into())]),
        correct: |(x, t)| probabilities(&(x / *t)).into(),
        mistakes: vec![
            mistake(
                |(x, t)| probabilities(&(x * *t)).into(),
                "The scores are multiplied by T: so a high temperature sharpens. Divide.",
                "점수에 T를 곱해서 온도가 높을수록 뾰족해집니다. 나누세요.",
            ),
            mistake(
                |(x, t)| (probabilities(x) / *t).into(),
                "The probabilities are divided, and their sum is no longer 1. Divide the scores by T before the exponential.",
                "확률을 T로 나누어 합이 1이 아닙니다. 지수 함수에 넣기 전에 점수를 T로 나누세요.",
            ),
            mistake(
                |(x, _)| probabilities(x).into(),
                "The temperature is never used.",
                "온도를 쓰지 않았습니다.",
            ),
            mistake(
                |(x, t)| {
                    let e = (x / *t).mapv(f64::exp);
                    (&e / e.sum()).into()
                },
                "A low temperature makes scores huge: subtract the maximum before the exponential.",
                "온도가 낮으면 점수가 아주 커집니다. 지수 함수에 넣기 전에 최댓값을 빼세요.",
            ),
        ],
    }
}

fn log_total(x: &Array1<f64>) -> f64 {
    (x - peak(x)).mapv(f64::exp).sum().ln()
}

/// 4.10: ln Σ e^{xᵢ} for scores of any size.
pub fn log_sum_exp(yours: fn(&Array1<f64>) -> f64) -> Report {
    check(&logarithm(), move |x| yours(x).into())
}

fn logarithm() -> Exercise<Array1<f64>> {
    Exercise {
        number: "4.10",
        cases: vec![
            array![2.0, 1.0, 0.1],
            array![1000.0, 1000.0],
            array![-1000.0, -1001.0],
            array![-7.0],
        ],
        describe: describe_scores,
        correct: |x| (peak(x) + log_total(x)).into(),
        mistakes: vec![
            mistake(
                |x| x.mapv(f64::exp).sum().ln().into(),
                "Taken as it is written this overflows at 1000 and answers −∞ at −1000. Take the maximum out first.",
                "식 그대로 계산하면 1000에서 오버플로가 나고 −1000에서는 −∞가 됩니다. 먼저 최댓값을 꺼내세요.",
            ),
            mistake(
                |x| log_total(x).into(),
                "The maximum was taken out but not put back: add it in the end.",
                "꺼낸 최댓값을 되돌려 놓지 않았습니다. 마지막에 더하세요.",
            ),
            mistake(
                |x| peak(x).into(),
                "This is only the maximum. It is close when one score stands out, but the others count too.",
                "최댓값만 구했습니다. 한 점수가 뛰어나게 크면 비슷하지만 나머지도 들어가야 합니다.",
            ),
        ],
    }
}

/// 4.11: the cross-entropy of the true class, straight from the scores.
pub fn cross_entropy(yours: fn(&Array1<f64>, usize) -> f64) -> Report {
    check(&surprise(), move |(x, k)| yours(x, *k).into())
}

fn surprise() -> Exercise<(Array1<f64>, usize)> {
    let x = array![2.0, 1.0, 0.1];
    Exercise {
        number: "4.11",
        cases: vec![(x.clone(), 0), (x, 2), (array![1000.0, 0.0], 1), (array![-800.0, -800.0], 0)],
        describe: |(x, k)| given([("x", x.clone().into()), ("k", (*k as f64).into())]),
        correct: |(x, k)| ((peak(x) - x[*k]) + log_total(x)).into(),
        mistakes: vec![
            mistake(
                |(x, k)| (-probabilities(x)[*k].ln()).into(),
                "By way of the probability, which underflows to 0, and −ln 0 is ∞. Use ln Σ e^{xᵢ} − x_k.",
                "확률을 거치면 확률이 0으로 언더플로되고 −ln 0은 ∞입니다. ln Σ e^{xᵢ} − x_k를 쓰세요.",
            ),
            mistake(
                |(x, k)| (x.mapv(f64::exp).sum().ln() - x[*k]).into(),
                "Right on paper, but the logarithm of the sum overflows: take the maximum out.",
                "종이 위에서는 맞지만 합의 로그가 오버플로됩니다. 최댓값을 꺼내세요.",
            ),
            mistake(
                |(x, k)| ((x[*k] - peak(x)) - log_total(x)).into(),
                "The sign is reversed: this is the logarithm of the probability, and the loss is its negative.",
                "부호가 반대입니다. 이것은 확률의 로그이고, 손실은 여기에 음의 부호를 붙인 값입니다.",
            ),
            mistake(
                |(x, _)| log_total(x).into(),
                "This is the loss if the largest score belonged to the true class. Use the score of class k.",
                "가장 큰 점수가 정답일 때의 손실입니다. 클래스 k의 점수를 쓰세요.",
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
        sound(&stable());
        sound(&warm());
        sound(&logarithm());
        sound(&surprise());
    }
}
