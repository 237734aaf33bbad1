//! Exercises for §5.2 and §5.3, ridge and lasso.

use super::super::Report;
use super::super::answer::Answer;
use super::super::run::{Exercise, check, given, mistake};
use super::least_squares::solved;
use ndarray::{Array1, Array2, Axis, array};

type Penalised = (Array2<f64>, Array1<f64>, f64);
type Numbers = (f64, f64);

fn describe_penalised((x, y, lambda): &Penalised) -> String {
    given([("X", x.clone().into()), ("y", y.clone().into()), ("λ", (*lambda).into())])
}

fn penalised_cases() -> Vec<Penalised> {
    vec![
        (array![[1.0, 0.0], [1.0, 1.0], [1.0, 2.0]], array![1.0, 3.0, 6.0], 0.5),
        (array![[1.0, 2.0], [3.0, -1.0], [0.0, 4.0], [2.0, 2.0]], array![1.0, 0.0, -2.0, 5.0], 3.0),
        // Two equal columns: without the penalty there is no single answer.
        (array![[1.0, 1.0], [2.0, 2.0], [0.0, 0.0]], array![1.0, 2.0, 1.0], 1.0),
    ]
}

/// 5.10: ridge by its normal equations.
pub fn ridge(yours: fn(&Array2<f64>, &Array1<f64>, f64) -> Array1<f64>) -> Report {
    check(&normal(), move |(x, y, lambda)| yours(x, y, *lambda).into())
}

fn normal() -> Exercise<Penalised> {
    Exercise {
        number: "5.10",
        cases: penalised_cases(),
        describe: describe_penalised,
        correct: |(x, y, lambda)| solved(x, y, *lambda),
        mistakes: vec![
            mistake(
                |(x, y, lambda)| solved(x, y, lambda * y.len() as f64),
                "λ is multiplied by n: that belongs to the loss with 1/n in front. Here it is ‖y − Xw‖² + λ‖w‖².",
                "λ에 n을 곱했습니다. 그것은 앞에 1/n이 붙은 손실의 식입니다. 여기서는 ‖y − Xw‖² + λ‖w‖²입니다.",
            ),
            mistake(
                |(x, y, lambda)| solved(x, y, lambda * lambda),
                "λ itself goes on the diagonal, not its square.",
                "대각선에는 λ의 제곱이 아니라 λ를 더합니다.",
            ),
            mistake(
                |(x, y, lambda)| match solved(x, y, *lambda) {
                    Answer::Vector(w) => (w / (1.0 + lambda)).into(),
                    other => other,
                },
                "The weights are shrunk twice; the λ inside the system is enough.",
                "가중치를 두 번 줄였습니다. 연립방정식 안의 λ로 충분합니다.",
            ),
        ],
    }
}

/// 5.11: ridge with an intercept that is not penalised.
pub fn ridge_intercept(yours: fn(&Array2<f64>, &Array1<f64>, f64) -> (f64, Array1<f64>)) -> Report {
    check(&unpenalised(), move |(x, y, lambda)| yours(x, y, *lambda).into())
}

fn unpenalised() -> Exercise<Penalised> {
    fn centred(x: &Array2<f64>, y: &Array1<f64>) -> (Array1<f64>, f64, Array2<f64>, Array1<f64>) {
        let means = x.mean_axis(Axis(0)).unwrap_or_default();
        let mean = y.sum() / y.len() as f64;
        (means.clone(), mean, x - &means, y - mean)
    }
    fn with(weights: Answer, b: impl Fn(&Array1<f64>) -> f64) -> Answer {
        match weights {
            Answer::Vector(w) => (b(&w), w).into(),
            other => other,
        }
    }
    Exercise {
        number: "5.11",
        cases: penalised_cases(),
        describe: describe_penalised,
        correct: |(x, y, lambda)| {
            let (means, mean, x, y) = centred(x, y);
            with(solved(&x, &y, *lambda), |w| mean - means.dot(w))
        },
        mistakes: vec![
            mistake(
                |(x, y, lambda)| {
                    let ones = Array2::from_elem((x.nrows(), 1), 1.0);
                    let design = ndarray::concatenate(Axis(1), &[ones.view(), x.view()]);
                    match design.map(|x| solved(&x, y, *lambda)) {
                        Ok(Answer::Vector(w)) => {
                            (w[0], w.iter().skip(1).copied().collect::<Array1<f64>>()).into()
                        }
                        _ => Answer::Stopped,
                    }
                },
                "The intercept is penalised as well: a column of ones got its λ. Centre X and y instead.",
                "절편에도 벌점을 매겼습니다. 1로 된 열에도 λ가 더해졌습니다. 대신 X와 y를 중심화하세요.",
            ),
            mistake(
                |(x, y, lambda)| {
                    let (_, mean, x, y) = centred(x, y);
                    with(solved(&x, &y, *lambda), |_| mean)
                },
                "b = ȳ is right only for centred columns; for the original ones b = ȳ − x̄·w.",
                "b = ȳ는 중심화한 열에서만 맞습니다. 원래 열에서는 b = ȳ − x̄·w입니다.",
            ),
            mistake(
                |(x, y, lambda)| {
                    let (means, mean, _, _) = centred(x, y);
                    with(solved(x, y, *lambda), |w| mean - means.dot(w))
                },
                "The weights come from data that were not centred; take the means off X and y first.",
                "중심화하지 않은 데이터로 가중치를 구했습니다. 먼저 X와 y에서 평균을 빼세요.",
            ),
        ],
    }
}

/// 5.12: the shrinking factor of ridge along each singular direction.
pub fn shrinkage(yours: fn(&Array1<f64>, f64) -> Array1<f64>) -> Report {
    check(&factors(), move |(s, lambda)| yours(s, *lambda).into())
}

fn factors() -> Exercise<(Array1<f64>, f64)> {
    Exercise {
        number: "5.12",
        cases: vec![(array![3.0, 1.0], 1.0), (array![10.0, 2.0, 0.1], 4.0), (array![5.0], 0.0)],
        describe: |(s, lambda)| given([("σ", s.clone().into()), ("λ", (*lambda).into())]),
        correct: |(s, lambda)| s.mapv(|s| s * s / (s * s + lambda)).into(),
        mistakes: vec![
            mistake(
                |(s, lambda)| s.mapv(|s| s / (s + lambda)).into(),
                "The singular values are not squared: the eigenvalues of XᵀX are σ².",
                "특잇값을 제곱하지 않았습니다. XᵀX의 고윳값은 σ²입니다.",
            ),
            mistake(
                |(s, lambda)| s.mapv(|s| s / (s * s + lambda)).into(),
                "That is what uᵀy is multiplied by to give the weight. Compared with least squares, uᵀy/σ, the factor is σ²/(σ² + λ).",
                "uᵀy에 곱해서 가중치를 얻는 값입니다. 최소제곱의 uᵀy/σ와 비교한 비율은 σ²/(σ² + λ)입니다.",
            ),
            mistake(
                |(s, lambda)| s.mapv(|s| lambda / (s * s + lambda)).into(),
                "That is the share that is lost; wanted is the share that is kept.",
                "잃는 몫입니다. 남는 몫을 구하세요.",
            ),
        ],
    }
}

/// 5.13: soft thresholding.
pub fn soft_threshold(yours: fn(f64, f64) -> f64) -> Report {
    check(&threshold(), move |(x, l)| yours(*x, *l).into())
}

fn threshold() -> Exercise<Numbers> {
    Exercise {
        number: "5.13",
        cases: vec![(3.0, 1.0), (-3.0, 1.0), (0.5, 1.0), (-0.5, 1.0), (1.0, 1.0), (2.5, 0.0)],
        describe: |(x, l)| given([("x", (*x).into()), ("l", (*l).into())]),
        correct: |(x, l)| (x.signum() * (x.abs() - l).max(0.0)).into(),
        mistakes: vec![
            mistake(
                |(x, l)| (if x.abs() > *l { *x } else { 0.0 }).into(),
                "That is the *hard* threshold: what survives has to move towards zero by l too.",
                "*경성* 임계값입니다. 살아남은 값도 0 쪽으로 l만큼 옮겨야 합니다.",
            ),
            mistake(
                |(x, l)| (x - l).max(0.0).into(),
                "Negative numbers are lost. Work on |x| and give the sign back.",
                "음수가 사라집니다. |x|로 계산한 뒤 부호를 되돌려 주세요.",
            ),
            mistake(
                |(x, l)| (x.abs() - l).max(0.0).into(),
                "The sign is lost: −3 has to become −2, not 2.",
                "부호가 사라집니다. −3은 2가 아니라 −2가 되어야 합니다.",
            ),
            mistake(
                |(x, l)| (x.signum() * (x.abs() - l)).into(),
                "Below l the answer has to stop at zero; here it goes through to the other side.",
                "l보다 작으면 0에서 멈춰야 합니다. 여기서는 0을 지나 반대쪽으로 넘어갑니다.",
            ),
        ],
    }
}

/// 5.14: one round of coordinate descent for the lasso.
pub fn coordinate_step(
    yours: fn(&Array2<f64>, &Array1<f64>, &Array1<f64>, f64) -> Array1<f64>,
) -> Report {
    check(&round(), move |(x, y, w, l)| yours(x, y, w, *l).into())
}

type Round = (Array2<f64>, Array1<f64>, Array1<f64>, f64);

fn round() -> Exercise<Round> {
    fn shrunk(x: f64, l: f64) -> f64 {
        x.signum() * (x.abs() - l).max(0.0)
    }
    /// A round; `fresh` uses the new weights as soon as they are there.
    fn rounded(
        (x, y, w, l): &Round,
        fresh: bool,
        own: bool,
        cut: fn(f64, f64) -> f64,
    ) -> Array1<f64> {
        let mut new = w.clone();
        for j in 0..w.len() {
            let now = if fresh { &new } else { w };
            let column = x.column(j);
            let mut rest = y - &x.dot(now);
            if own {
                rest += &(&column * now[j]);
            }
            new[j] = cut(column.dot(&rest), *l) / column.dot(&column);
        }
        new
    }
    Exercise {
        number: "5.14",
        cases: vec![
            (
                array![[1.0, 0.5], [0.0, 1.0], [-1.0, 0.5]],
                array![2.0, 1.0, -1.0],
                array![0.0, 0.0],
                0.5,
            ),
            (
                array![[1.0, 1.0], [2.0, 1.5], [-1.0, 0.5]],
                array![3.0, 5.0, -1.0],
                array![0.5, 0.25],
                1.0,
            ),
            (array![[1.0], [1.0]], array![0.2, 0.1], array![1.0], 0.5),
        ],
        describe: |(x, y, w, l)| {
            given([
                ("X", x.clone().into()),
                ("y", y.clone().into()),
                ("w", w.clone().into()),
                ("l", (*l).into()),
            ])
        },
        correct: |case| rounded(case, true, true, shrunk).into(),
        mistakes: vec![
            mistake(
                |case| rounded(case, false, true, shrunk).into(),
                "All weights are computed from the old ones. Coordinate descent uses each new weight at once for the next.",
                "모든 가중치를 옛 값으로 계산했습니다. 좌표 하강법은 새 가중치를 바로 다음 계산에 씁니다.",
            ),
            mistake(
                |case| rounded(case, true, false, shrunk).into(),
                "The column's own share is still taken off: ρ uses the residual *without* column j, that is residual + wⱼxⱼ.",
                "자기 열의 몫까지 빠져 있습니다. ρ에는 j열을 *뺀* 나머지, 곧 잔차 + wⱼxⱼ를 씁니다.",
            ),
            mistake(
                |case| rounded(case, true, true, |x, _| x).into(),
                "The threshold is missing: this is plain least squares, one weight at a time.",
                "임계값이 빠졌습니다. 가중치를 하나씩 푸는 보통의 최소제곱법입니다.",
            ),
        ],
    }
}

/// 5.15: the largest λ within one standard error of the best.
pub fn one_standard_error(yours: fn(&Array1<f64>, &Array1<f64>, &Array1<f64>) -> f64) -> Report {
    check(&simplest(), move |(lambdas, mean, error)| yours(lambdas, mean, error).into())
}

type Curve = (Array1<f64>, Array1<f64>, Array1<f64>);

fn simplest() -> Exercise<Curve> {
    fn best(mean: &Array1<f64>) -> usize {
        (0..mean.len()).fold(0, |b, k| if mean[k] < mean[b] { k } else { b })
    }
    fn largest(lambdas: &Array1<f64>, keep: impl Fn(usize) -> bool) -> f64 {
        (0..lambdas.len()).filter(|&k| keep(k)).fold(0.0, |m, k| lambdas[k].max(m))
    }
    Exercise {
        number: "5.15",
        cases: vec![
            (
                array![0.01, 0.1, 1.0, 10.0, 100.0],
                array![3.2, 3.0, 3.1, 3.4, 6.0],
                array![0.5, 0.25, 0.4, 0.3, 0.5],
            ),
            // From the largest down, and no other within reach.
            (array![10.0, 1.0, 0.1], array![5.0, 2.0, 2.5], array![4.0, 0.25, 0.1]),
            (array![1.0, 2.0, 4.0], array![1.0, 1.5, 1.75], array![1.0, 0.1, 0.2]),
        ],
        describe: |(lambdas, mean, error)| {
            given([
                ("λ", lambdas.clone().into()),
                ("mean", mean.clone().into()),
                ("se", error.clone().into()),
            ])
        },
        correct: |(lambdas, mean, error)| {
            let b = best(mean);
            largest(lambdas, |k| mean[k] <= mean[b] + error[b]).into()
        },
        mistakes: vec![
            mistake(
                |(lambdas, mean, _)| lambdas[best(mean)].into(),
                "That is the best λ itself. Look for the largest whose mean stays below the bar, mean + se of the best.",
                "가장 좋은 λ 자체입니다. 평균이 기준선(가장 좋은 λ의 평균 + 표준오차) 아래에 있는 가장 큰 λ를 찾으세요.",
            ),
            mistake(
                |(lambdas, mean, error)| {
                    let b = best(mean);
                    largest(lambdas, |k| mean[k] <= mean[b] + error[k]).into()
                },
                "Each λ brings its own standard error here; the bar is one number, that of the best λ.",
                "λ마다 자기 표준오차를 썼습니다. 기준선은 가장 좋은 λ의 것 하나입니다.",
            ),
            mistake(
                |(lambdas, mean, error)| {
                    let b = best(mean);
                    (0..mean.len())
                        .filter(|&k| mean[k] <= mean[b] + error[b])
                        .fold(f64::INFINITY, |m, k| lambdas[k].min(m))
                        .into()
                },
                "That is the smallest λ below the bar, the most complicated model. Take the largest, the simplest.",
                "기준선 아래에서 가장 작은 λ, 곧 가장 복잡한 모델입니다. 가장 단순한 모델인 가장 큰 λ를 고르세요.",
            ),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::run::testing::sound;
    use super::*;

    #[test]
    fn every_exercise_is_sound() {
        sound(&normal());
        sound(&unpenalised());
        sound(&factors());
        sound(&threshold());
        sound(&round());
        sound(&simplest());
    }
}
