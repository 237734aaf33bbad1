//! Exercises for §3.5: entropy, divergence, mutual information.

use super::super::Report;
use super::super::run::{Exercise, check, given, mistake};
use ndarray::{Array1, Array2, Axis, array};

/// 3.15: the entropy in bits.
pub fn entropy_bits(yours: fn(&Array1<f64>) -> f64) -> Report {
    check(&entropy(), move |p| yours(p).into())
}

/// −Σ p log p over the entries that are not 0.
fn nats<'a>(p: impl IntoIterator<Item = &'a f64>) -> f64 {
    p.into_iter().filter(|p| **p > 0.0).map(|p| -p * p.ln()).sum()
}

fn entropy() -> Exercise<Array1<f64>> {
    Exercise {
        number: "3.15",
        cases: vec![
            array![0.25, 0.25, 0.25, 0.25],
            array![0.97, 0.01, 0.01, 0.01],
            array![0.5, 0.25, 0.25],
            array![1.0, 0.0],
        ],
        describe: |p| given([("p", p.clone().into())]),
        correct: |p| (nats(p) / 2_f64.ln()).into(),
        mistakes: vec![
            mistake(
                |p| nats(p).into(),
                "This is in nats. Use `log2`, or divide by ln 2.",
                "내트 단위입니다. `log2`를 쓰거나 ln 2로 나누세요.",
            ),
            mistake(
                |p| p.iter().map(|p| -p * p.log2()).sum::<f64>().into(),
                "0 · log 0 became NaN. An outcome that cannot happen adds nothing: skip it.",
                "0 · log 0이 NaN이 되었습니다. 일어날 수 없는 결과는 보태는 것이 없으니 건너뛰세요.",
            ),
            mistake(
                |p| (-nats(p) / 2_f64.ln()).into(),
                "The minus sign is missing: logarithms of probabilities are negative, entropy is not.",
                "음의 부호가 빠졌습니다. 확률의 로그는 음수이지만 엔트로피는 음수가 아닙니다.",
            ),
            mistake(
                |p| p.iter().filter(|p| **p > 0.0).map(|p| -p.log2()).sum::<f64>().into(),
                "The surprises are added without weights. Each counts with its probability p.",
                "놀라움을 가중치 없이 더했습니다. 각각 확률 p로 가중하세요.",
            ),
        ],
    }
}

type Pair = (Array1<f64>, Array1<f64>);

/// 3.16: the Kullback–Leibler divergence in nats.
pub fn kl_divergence(yours: fn(&Array1<f64>, &Array1<f64>) -> f64) -> Report {
    check(&divergence(), move |(p, q)| yours(p, q).into())
}

fn kl(p: &Array1<f64>, q: &Array1<f64>) -> f64 {
    p.iter().zip(q).filter(|(p, _)| **p > 0.0).map(|(p, q)| p * (p / q).ln()).sum()
}

fn divergence() -> Exercise<Pair> {
    Exercise {
        number: "3.16",
        cases: vec![
            (array![0.4, 0.3, 0.2, 0.1], array![0.35, 0.35, 0.15, 0.15]),
            (array![0.5, 0.5], array![0.9, 0.1]),
            // p has a zero: that term is 0.
            (array![1.0, 0.0], array![0.25, 0.75]),
            // q has a zero where p has none: infinite.
            (array![0.5, 0.5], array![1.0, 0.0]),
        ],
        describe: |(p, q)| given([("p", p.clone().into()), ("q", q.clone().into())]),
        correct: |(p, q)| kl(p, q).into(),
        mistakes: vec![
            mistake(
                |(p, q)| kl(q, p).into(),
                "The roles are exchanged: this is D(Q‖P). The weights in front of the logarithm are those of P.",
                "역할이 뒤바뀌었습니다. 이것은 D(Q‖P)입니다. 로그 앞의 가중치는 P의 확률입니다.",
            ),
            mistake(
                |(p, q)| p.iter().zip(q).map(|(p, q)| p * (p / q).ln()).sum::<f64>().into(),
                "Where p is 0 the term p ln(p/q) became NaN; its value is 0.",
                "p가 0인 곳에서 p ln(p/q)가 NaN이 되었습니다. 그 값은 0입니다.",
            ),
            mistake(
                |(p, q)| {
                    let (p, q) = (p + 1e-15, q + 1e-15);
                    kl(&(&p / p.sum()), &(&q / q.sum())).into()
                },
                "A small ε was smuggled in. It hides that Q calls something impossible that P does: the true answer is ∞.",
                "작은 ε을 몰래 더했습니다. 그러면 P에서 일어나는 일을 Q가 불가능하다고 한 사실이 가려집니다. 올바른 답은 ∞입니다.",
            ),
            mistake(
                |(p, q)| {
                    let terms = p.iter().zip(q).filter(|(p, _)| **p > 0.0);
                    terms.map(|(p, q)| -p * q.ln()).sum::<f64>().into()
                },
                "This is the cross-entropy H(P, Q). Subtract H(P) to get the divergence.",
                "교차 엔트로피 H(P, Q)입니다. H(P)를 빼면 발산이 됩니다.",
            ),
            mistake(
                |(p, q)| (kl(p, q) / 2_f64.ln()).into(),
                "You used log₂, which gives bits. Asked for are nats.",
                "log₂를 써서 비트 단위가 되었습니다. 구할 것은 내트입니다.",
            ),
        ],
    }
}

/// 3.17: the mutual information of a joint table, in nats.
pub fn mutual_information(yours: fn(&Array2<f64>) -> f64) -> Report {
    check(&shared(), move |joint| yours(joint).into())
}

fn mutual(joint: &Array2<f64>) -> f64 {
    let (rows, columns) = (joint.sum_axis(Axis(1)), joint.sum_axis(Axis(0)));
    let cells = joint.indexed_iter().filter(|(_, p)| **p > 0.0);
    cells.map(|((i, j), p)| p * (p / (rows[i] * columns[j])).ln()).sum()
}

fn shared() -> Exercise<Array2<f64>> {
    Exercise {
        number: "3.17",
        cases: vec![
            array![[0.4, 0.1], [0.2, 0.3]],
            array![[0.5, 0.0], [0.0, 0.5]],
            array![[0.1, 0.2, 0.0], [0.3, 0.0, 0.4]],
            array![[0.125, 0.125], [0.375, 0.375]],
        ],
        describe: |joint| given([("joint", joint.clone().into())]),
        correct: |joint| mutual(joint).into(),
        mistakes: vec![
            mistake(
                |joint| nats(joint).into(),
                "This is the joint entropy H(X, Y). Mutual information is H(X) + H(Y) − H(X, Y).",
                "결합 엔트로피 H(X, Y)입니다. 상호 정보량은 H(X) + H(Y) − H(X, Y)입니다.",
            ),
            mistake(
                |joint| {
                    let (rows, columns) = (joint.sum_axis(Axis(1)), joint.sum_axis(Axis(0)));
                    let cells = joint.indexed_iter();
                    cells
                        .map(|((i, j), p)| p * (p / (rows[i] * columns[j])).ln())
                        .sum::<f64>()
                        .into()
                },
                "An empty cell became NaN: 0 · ln 0 counts as 0, so skip it.",
                "빈 칸이 NaN이 되었습니다. 0 · ln 0은 0으로 치므로 건너뛰세요.",
            ),
            mistake(
                |joint| (nats(joint) - nats(&joint.sum_axis(Axis(1)))).into(),
                "This is H(Y | X), what is still *unknown* about Y. Subtract it from H(Y).",
                "Y에 대해 *아직 모르는* 양인 H(Y | X)입니다. H(Y)에서 이것을 빼세요.",
            ),
            mistake(
                |joint| (mutual(joint) / 2_f64.ln()).into(),
                "You used log₂, which gives bits. Asked for are nats.",
                "log₂를 써서 비트 단위가 되었습니다. 구할 것은 내트입니다.",
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
        sound(&entropy());
        sound(&divergence());
        sound(&shared());
    }
}
