//! Exercises for §1.1, vectors.

use super::super::Report;
use super::super::run::{Exercise, check, given, mistake};
use ndarray::{Array1, array};

type Pair = (Array1<f64>, Array1<f64>);

fn describe_vector(v: &Array1<f64>) -> String {
    given([("v", v.clone().into())])
}

fn describe_pair((a, b): &Pair) -> String {
    given([("a", a.clone().into()), ("b", b.clone().into())])
}

fn length(v: &Array1<f64>) -> f64 {
    v.dot(v).sqrt()
}

/// The vectors on which the norms differ from each other and from their imitations.
fn norm_cases() -> Vec<Array1<f64>> {
    vec![
        array![3.0, -4.0, 1.0],
        array![3.0, 4.0],
        array![-5.0],
        array![0.5, -0.25, -2.0, 1.0],
        array![0.0, 0.0],
    ]
}

/// 1.1: the dot product Σ aᵢbᵢ, by a loop.
pub fn dot(yours: fn(&Array1<f64>, &Array1<f64>) -> f64) -> Report {
    check(&dot_product(), move |(a, b)| yours(a, b).into())
}

fn dot_product() -> Exercise<Pair> {
    Exercise {
        number: "1.1",
        cases: vec![
            (array![3.0, 4.0], array![1.0, 2.0]),
            (array![1.0, 2.0, 3.0], array![4.0, -5.0, 6.0]),
            (array![1.0, 0.0], array![0.0, 1.0]),
            (array![-2.0], array![0.5]),
        ],
        describe: describe_pair,
        correct: |(a, b)| a.dot(b).into(),
        mistakes: vec![
            mistake(
                |(a, b)| (a.sum() * b.sum()).into(),
                "This multiplies the two sums. Multiply the entries pair by pair first, aᵢ·bᵢ, and add the products.",
                "두 벡터의 합을 곱했습니다. 먼저 같은 자리의 성분끼리 곱한 aᵢ·bᵢ를 구해 더하세요.",
            ),
            mistake(
                |(a, b)| (a + b).sum().into(),
                "The pairs are added where they should be multiplied: the products aᵢ·bᵢ are summed.",
                "짝을 이룬 성분을 곱하지 않고 더했습니다. 곱 aᵢ·bᵢ를 모두 더해야 합니다.",
            ),
            mistake(
                |(a, b)| a.iter().zip(b).skip(1).map(|(x, y)| x * y).sum::<f64>().into(),
                "The first pair is missing: indices begin at 0, so the loop runs over `0..a.len()`.",
                "첫 번째 짝이 빠졌습니다. 인덱스는 0부터 시작하므로 `0..a.len()`으로 반복하세요.",
            ),
            mistake(
                |(a, b)| {
                    let last = a.len() - 1;
                    a.iter().zip(b).take(last).map(|(x, y)| x * y).sum::<f64>().into()
                },
                "The last pair is missing: `0..a.len()` already leaves out its upper end.",
                "마지막 짝이 빠졌습니다. `0..a.len()`은 이미 끝값을 포함하지 않습니다.",
            ),
        ],
    }
}

/// 1.2: the L1 norm Σ |vᵢ|.
pub fn norm_l1(yours: fn(&Array1<f64>) -> f64) -> Report {
    check(&l1(), move |v| yours(v).into())
}

fn l1() -> Exercise<Array1<f64>> {
    Exercise {
        number: "1.2",
        cases: norm_cases(),
        describe: describe_vector,
        correct: |v| v.iter().map(|x| x.abs()).sum::<f64>().into(),
        mistakes: vec![
            mistake(
                |v| v.sum().into(),
                "The absolute values are missing: positive and negative entries cancel. Add `x.abs()`.",
                "절댓값을 빠뜨렸습니다. 양수와 음수가 서로 지워집니다. `x.abs()`를 더하세요.",
            ),
            mistake(
                |v| v.sum().abs().into(),
                "The absolute value comes too late: take it of every entry, not of the sum.",
                "절댓값을 너무 늦게 취했습니다. 합이 아니라 각 성분에 절댓값을 취하세요.",
            ),
            mistake(
                |v| (v.mapv(f64::abs).sum() / v.len() as f64).into(),
                "That is the mean of the absolute values; a norm does not divide by the number of entries.",
                "절댓값의 평균입니다. 노름은 성분의 개수로 나누지 않습니다.",
            ),
            mistake(
                |v| length(v).into(),
                "That is the L2 norm. L1 adds the absolute values, without squares and without a root.",
                "L2 노름입니다. L1은 제곱이나 제곱근 없이 절댓값을 더합니다.",
            ),
        ],
    }
}

/// 1.3: the L2 norm √Σ vᵢ².
pub fn norm_l2(yours: fn(&Array1<f64>) -> f64) -> Report {
    check(&l2(), move |v| yours(v).into())
}

fn l2() -> Exercise<Array1<f64>> {
    Exercise {
        number: "1.3",
        cases: norm_cases(),
        describe: describe_vector,
        correct: |v| length(v).into(),
        mistakes: vec![
            mistake(
                |v| v.dot(v).into(),
                "The square root is missing: this is the squared length ‖v‖².",
                "제곱근을 빠뜨렸습니다. 이 값은 길이의 제곱 ‖v‖²입니다.",
            ),
            mistake(
                |v| (v.dot(v) / v.len() as f64).sqrt().into(),
                "This divides by the number of entries: that is the root mean square, not the norm.",
                "성분의 개수로 나누었습니다. 그 값은 노름이 아니라 제곱평균제곱근(RMS)입니다.",
            ),
            mistake(
                |v| v.mapv(f64::abs).sum().into(),
                "That is the L1 norm. Square the entries, add, then take the root.",
                "L1 노름입니다. 각 성분을 제곱해서 더한 뒤 제곱근을 구하세요.",
            ),
            mistake(
                |v| length(v).sqrt().into(),
                "The root is taken twice; once, after adding, is enough.",
                "제곱근을 두 번 취했습니다. 더한 뒤에 한 번이면 됩니다.",
            ),
        ],
    }
}

/// 1.4: the L∞ norm max |vᵢ|.
pub fn norm_linf(yours: fn(&Array1<f64>) -> f64) -> Report {
    check(&linf(), move |v| yours(v).into())
}

fn linf() -> Exercise<Array1<f64>> {
    Exercise {
        number: "1.4",
        cases: norm_cases(),
        describe: describe_vector,
        correct: |v| v.iter().fold(0.0_f64, |m, x| m.max(x.abs())).into(),
        mistakes: vec![
            mistake(
                |v| v.iter().copied().fold(f64::NEG_INFINITY, f64::max).into(),
                "This is the largest entry; −4 counts as 4 here. Take `x.abs()` before comparing.",
                "가장 큰 성분을 골랐습니다. 여기서 −4는 4로 셉니다. 비교하기 전에 `x.abs()`를 취하세요.",
            ),
            mistake(
                |v| v.iter().copied().fold(0.0, f64::max).into(),
                "The absolute values are missing, so negative entries never win. Compare `x.abs()`.",
                "절댓값을 빠뜨려서 음수가 선택되지 않습니다. `x.abs()`를 비교하세요.",
            ),
            mistake(
                |v| v.iter().fold(f64::INFINITY, |m, x| m.min(x.abs())).into(),
                "That is the smallest absolute value; the L∞ norm is the largest.",
                "가장 작은 절댓값입니다. L∞ 노름은 가장 큰 절댓값입니다.",
            ),
            mistake(
                |v| v.mapv(f64::abs).sum().into(),
                "That is the L1 norm: keep the largest of the absolute values and do not add them.",
                "L1 노름입니다. 절댓값을 더하지 말고 그중 가장 큰 것을 고르세요.",
            ),
        ],
    }
}

/// 1.5: the Lp norm (Σ |vᵢ|ᵖ)^(1/p) for p ≥ 1.
pub fn norm_lp(yours: fn(&Array1<f64>, f64) -> f64) -> Report {
    check(&lp(), move |(v, p)| yours(v, *p).into())
}

fn lp() -> Exercise<(Array1<f64>, f64)> {
    Exercise {
        number: "1.5",
        cases: vec![
            (array![3.0, -4.0], 2.0),
            (array![3.0, -4.0, 1.0], 1.0),
            (array![1.0, -2.0, 2.0], 3.0),
            (array![4.0, 9.0], 1.5),
        ],
        describe: |(v, p)| given([("v", v.clone().into()), ("p", (*p).into())]),
        correct: |(v, p)| v.iter().map(|x| x.abs().powf(*p)).sum::<f64>().powf(1.0 / p).into(),
        mistakes: vec![
            mistake(
                |(v, p)| v.iter().map(|x| x.abs().powf(*p)).sum::<f64>().into(),
                "The p-th root is missing: raise the sum to the power `1.0 / p`.",
                "p제곱근을 빠뜨렸습니다. 합을 `1.0 / p`제곱하세요.",
            ),
            mistake(
                |(v, p)| v.iter().map(|x| x.powf(*p)).sum::<f64>().powf(1.0 / p).into(),
                "The absolute value is missing: an odd power of a negative entry stays negative.",
                "절댓값을 빠뜨렸습니다. 음수를 홀수 제곱하면 여전히 음수입니다.",
            ),
            mistake(
                |(v, p)| v.iter().map(|x| x.abs().powf(*p)).sum::<f64>().sqrt().into(),
                "The root has to match the power: the p-th root, not always the square root.",
                "거듭제곱과 근의 차수가 같아야 합니다. 언제나 제곱근이 아니라 p제곱근입니다.",
            ),
        ],
    }
}

/// 1.6: the cosine similarity a·b / (‖a‖‖b‖).
pub fn cosine_similarity(yours: fn(&Array1<f64>, &Array1<f64>) -> f64) -> Report {
    check(&cosine(), move |(a, b)| yours(a, b).into())
}

fn cosine() -> Exercise<Pair> {
    Exercise {
        number: "1.6",
        cases: vec![
            (array![3.0, 4.0], array![1.0, 2.0]),
            (array![1.0, 0.0], array![0.0, 2.0]),
            (array![1.0, 2.0, 3.0], array![-2.0, -4.0, -6.0]),
            (array![10.0, 0.0], array![10.0, 10.0]),
        ],
        describe: describe_pair,
        correct: |(a, b)| (a.dot(b) / (length(a) * length(b))).into(),
        mistakes: vec![
            mistake(
                |(a, b)| a.dot(b).into(),
                "This is the dot product alone: divide it by both lengths, ‖a‖ and ‖b‖.",
                "내적만 구했습니다. 두 벡터의 길이 ‖a‖와 ‖b‖로 나누세요.",
            ),
            mistake(
                |(a, b)| (a.dot(b) / (a.dot(a) * b.dot(b))).into(),
                "The lengths below the line are squared: a square root is missing in each.",
                "분모에 길이의 제곱이 들어갔습니다. 각각 제곱근을 취하세요.",
            ),
            mistake(
                |(a, b)| (a.dot(b) / length(a) * length(b)).into(),
                "Mind the parentheses: `x / y * z` multiplies by z. Write `x / (y * z)`.",
                "괄호에 주의하세요. `x / y * z`는 z를 곱합니다. `x / (y * z)`로 쓰세요.",
            ),
            mistake(
                |(a, b)| (a.dot(b) / (length(a) + length(b))).into(),
                "The two lengths are multiplied in the formula, not added.",
                "공식에서 두 길이는 더하지 않고 곱합니다.",
            ),
            mistake(
                |(a, b)| (a.dot(b) / (length(a) * length(b))).abs().into(),
                "Keep the sign: opposite directions have the similarity −1.",
                "부호를 그대로 두세요. 반대 방향의 유사도는 −1입니다.",
            ),
            mistake(
                |(a, b)| (a.dot(b) / (length(a) * length(b))).acos().into(),
                "This is the angle itself; asked for is its cosine, so leave out `acos`.",
                "각도를 구했습니다. 구할 것은 코사인이므로 `acos`를 빼세요.",
            ),
        ],
    }
}

/// 1.7: the projection of a onto the direction of b, (a·b / b·b) b.
pub fn project(yours: fn(&Array1<f64>, &Array1<f64>) -> Array1<f64>) -> Report {
    check(&projection(), move |(a, b)| yours(a, b).into())
}

fn projection() -> Exercise<Pair> {
    Exercise {
        number: "1.7",
        cases: vec![
            (array![3.0, 4.0], array![2.0, 0.0]),
            (array![1.0, 2.0, 3.0], array![1.0, 1.0, 1.0]),
            (array![2.0, -2.0], array![1.0, 1.0]),
            (array![1.0, 1.0], array![-3.0, 4.0]),
        ],
        describe: describe_pair,
        correct: |(a, b)| (a.dot(b) / b.dot(b) * b).into(),
        mistakes: vec![
            mistake(
                |(a, b)| (a.dot(b) / length(b) * b).into(),
                "Divide by b·b, the squared length of b: once for the shadow's length, once to make b a unit vector.",
                "b의 길이의 제곱인 b·b로 나누세요. 그림자의 길이를 구할 때 한 번, b를 단위벡터로 만들 때 또 한 번 나누기 때문입니다.",
            ),
            mistake(
                |(a, b)| (a.dot(b) * b).into(),
                "The division by b·b is missing: it would be right only for a unit vector b.",
                "b·b로 나누지 않았습니다. b가 단위벡터일 때만 맞는 식입니다.",
            ),
            mistake(
                |(a, b)| (a.dot(b) / a.dot(a) * a).into(),
                "The roles are exchanged: this projects b onto a.",
                "역할이 바뀌었습니다. b를 a 위로 정사영했습니다.",
            ),
            mistake(
                |(a, b)| (a.dot(b) / a.dot(a) * b).into(),
                "The vector below the line is the one projected onto: b·b, not a·a.",
                "분모에는 정사영을 받는 벡터가 옵니다. a·a가 아니라 b·b입니다.",
            ),
            mistake(
                |(a, b)| (a - a.dot(b) / b.dot(b) * b).into(),
                "This is what remains after the projection, the part of a that is orthogonal to b.",
                "정사영하고 남은 부분, 곧 b에 수직인 성분입니다.",
            ),
        ],
    }
}

/// 1.8: whether two vectors are orthogonal, up to rounding: |a·b| ≤ 10⁻⁹‖a‖‖b‖.
pub fn are_orthogonal(yours: fn(&Array1<f64>, &Array1<f64>) -> bool) -> Report {
    check(&orthogonal(), move |(a, b)| yours(a, b).into())
}

fn orthogonal() -> Exercise<Pair> {
    Exercise {
        number: "1.8",
        cases: vec![
            (array![1.0, 2.0], array![-2.0, 1.0]),
            (array![1.0, 2.0], array![2.0, 1.0]),
            (array![1.0, 2.0], array![-3.0, 1.0]),
            // 0.1 + 0.2 − 0.3 is not quite zero in f64.
            (array![0.1, 0.2, 0.3], array![1.0, 1.0, -1.0]),
            // Tiny vectors at 45°: their dot product is tiny and they are not orthogonal.
            (array![1e-8, 1e-8], array![1e-8, 0.0]),
            // Long vectors that are orthogonal: rounding is long as well.
            (array![1e8, 2e8, 3e8], array![1e8 / 3.0, 1e8 / 3.0, -1e8 / 3.0]),
        ],
        describe: describe_pair,
        correct: |(a, b)| (a.dot(b).abs() <= 1e-9 * length(a) * length(b)).into(),
        mistakes: vec![
            mistake(
                |(a, b)| (a.dot(b) == 0.0).into(),
                "Rounding leaves a little: 0.1 + 0.2 − 0.3 is not exactly 0. Compare |a·b| with a small tolerance instead of `== 0.0`.",
                "반올림 오차가 남습니다. 0.1 + 0.2 − 0.3은 정확히 0이 아닙니다. `== 0.0` 대신 |a·b|를 작은 허용 오차와 비교하세요.",
            ),
            mistake(
                |(a, b)| (a.dot(b).abs() <= 1e-9).into(),
                "The tolerance has to grow and shrink with the lengths: compare |a·b| with 1e-9·‖a‖‖b‖.",
                "허용 오차는 길이에 비례해야 합니다. |a·b|를 1e-9·‖a‖‖b‖와 비교하세요.",
            ),
            mistake(
                |(a, b)| (a.dot(b) <= 1e-9 * length(a) * length(b)).into(),
                "A negative dot product is below every tolerance: take its absolute value first.",
                "내적이 음수이면 항상 허용 오차보다 작습니다. 먼저 절댓값을 취하세요.",
            ),
        ],
    }
}

/// 1.9: whether two vectors are parallel, in the same or in opposite directions.
pub fn are_parallel(yours: fn(&Array1<f64>, &Array1<f64>) -> bool) -> Report {
    check(&parallel(), move |(a, b)| yours(a, b).into())
}

fn parallel() -> Exercise<Pair> {
    Exercise {
        number: "1.9",
        cases: vec![
            (array![1.0, 2.0], array![2.0, 4.0]),
            (array![1.0, 2.0], array![-2.0, -4.0]),
            (array![1.0, 2.0], array![2.0, 1.0]),
            (array![0.1, 0.2, 0.3], array![0.3, 0.6, 0.9]),
            (array![1.0, 0.0], array![0.0, 1.0]),
            (array![3.0, -1.0, 2.0], array![-1.0, 3.0, 2.0]),
        ],
        describe: describe_pair,
        correct: |(a, b)| {
            let cosine = a.dot(b) / (length(a) * length(b));
            ((cosine.abs() - 1.0).abs() <= 1e-9).into()
        },
        mistakes: vec![
            mistake(
                |(a, b)| ((a.dot(b) / (length(a) * length(b)) - 1.0).abs() <= 1e-9).into(),
                "Opposite directions are parallel too: their cosine is −1. Compare |cos θ| with 1.",
                "방향이 반대인 벡터도 평행하며 코사인은 −1입니다. |cos θ|를 1과 비교하세요.",
            ),
            mistake(
                |(a, b)| (a.dot(b).abs() <= 1e-9 * length(a) * length(b)).into(),
                "This tests for a right angle. Parallel vectors have |cos θ| = 1.",
                "직각인지 확인하고 있습니다. 평행한 벡터는 |cos θ| = 1입니다.",
            ),
            mistake(
                |(a, b)| (a.dot(b).abs() == length(a) * length(b)).into(),
                "Rounding spoils exact equality: allow a small tolerance such as 1e-9.",
                "반올림 오차 때문에 정확히 같지 않습니다. 1e-9처럼 작은 허용 오차를 두세요.",
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
        sound(&dot_product());
        sound(&l1());
        sound(&l2());
        sound(&linf());
        sound(&lp());
        sound(&cosine());
        sound(&projection());
        sound(&orthogonal());
        sound(&parallel());
    }
}
