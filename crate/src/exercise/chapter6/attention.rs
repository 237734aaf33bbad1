//! Exercises for §6.2, attention, positions and LoRA.

use super::super::Report;
use super::super::run::{Exercise, check, given, mistake};
use ndarray::{Array1, Array2, Axis, array};

type Matrix = Array2<f64>;

/// 6.9: the scaled scores, QKᵀ/√d_k.
pub fn attention_scores(yours: fn(&Matrix, &Matrix) -> Matrix) -> Report {
    check(&scores(), move |(q, k)| yours(q, k).into())
}

fn scores() -> Exercise<(Matrix, Matrix)> {
    Exercise {
        number: "6.9",
        cases: vec![
            (array![[1.0, 1.0, 1.0, 1.0]], array![[1.0, 2.0, 3.0, 4.0], [0.0, 0.0, 0.0, 1.0]]),
            (
                array![[1.0, 0.0], [2.0, -1.0], [0.5, 3.0]],
                array![[0.0, 1.0], [1.0, 1.0], [-2.0, 4.0]],
            ),
            (array![[3.0]], array![[2.0], [-1.0], [0.0]]),
        ],
        describe: |(q, k)| given([("Q", q.clone().into()), ("K", k.clone().into())]),
        correct: |(q, k)| scaled(q, k).into(),
        mistakes: vec![
            mistake(
                |(q, k)| q.dot(&k.t()).into(),
                "The scores are not scaled yet: divide them by √d_k, where d_k is the number of columns.",
                "아직 스케일하지 않았습니다. 점수를 √d_k로 나누세요. d_k는 열의 개수입니다.",
            ),
            mistake(
                |(q, k)| (q.dot(&k.t()) / q.ncols() as f64).into(),
                "Divided by d_k: the standard deviation of a dot product grows like √d_k, so divide by the root.",
                "d_k로 나누었습니다. 내적의 표준편차는 √d_k에 비례해 커지므로 제곱근으로 나누어야 합니다.",
            ),
            mistake(
                |(q, k)| (q.dot(&k.t()) / (k.nrows() as f64).sqrt()).into(),
                "Divided by the root of the number of keys: d_k is the number of *columns* of a key.",
                "키의 개수의 제곱근으로 나누었습니다. d_k는 키 하나의 *성분 수*, 곧 열의 개수입니다.",
            ),
            mistake(
                |(q, k)| scaled(k, q).into(),
                "This is the transpose: one row for each query, one column for each key.",
                "전치된 결과입니다. 쿼리마다 한 행, 키마다 한 열이어야 합니다.",
            ),
        ],
    }
}

fn scaled(q: &Matrix, k: &Matrix) -> Matrix {
    q.dot(&k.t()) / (q.ncols() as f64).sqrt()
}

/// 6.10: softmax row by row over what is visible; a row that sees nothing is zero.
pub fn masked_softmax(yours: fn(&Matrix, &Array2<bool>) -> Matrix) -> Report {
    check(&masked(), move |(s, visible)| yours(s, visible).into())
}

fn masked() -> Exercise<(Matrix, Array2<bool>)> {
    let ln = f64::ln;
    Exercise {
        number: "6.10",
        cases: vec![
            (array![[0.0, 0.0, 5.0]], array![[true, true, false]]),
            (
                array![[0.0, 1.0, 2.0], [ln(3.0), 0.0, 7.0], [0.0, ln(2.0), 0.0]],
                array![[true, false, false], [true, true, false], [true, true, true]],
            ),
            (array![[1000.0, 1000.0], [-1000.0, 3.0]], array![[true, true], [true, false]]),
            (array![[1.0, 2.0], [3.0, 4.0]], array![[false, false], [true, true]]),
        ],
        describe: |(s, visible)| {
            given([("S", s.clone().into()), ("visible", as_numbers(visible).into())])
        },
        correct: |(s, visible)| softmax_where(s, visible).into(),
        mistakes: vec![
            mistake(
                |(s, visible)| {
                    plain_softmax(s, |i, j| if visible[[i, j]] { s[[i, j]] } else { -1e9 }).into()
                },
                "A row that sees nothing gets equal weights: −10⁹ everywhere is a draw. Give such a row zeros.",
                "볼 것이 하나도 없는 행에서 가중치가 똑같아졌습니다. 모두 −10⁹이면 동점이기 때문입니다. 그런 행은 0으로 채우세요.",
            ),
            mistake(
                |(s, visible)| {
                    plain_softmax(s, |i, j| if visible[[i, j]] { s[[i, j]] } else { 0.0 }).into()
                },
                "A hidden score was set to 0, but e⁰ = 1 takes its share. Hidden means −∞, whose exponential is 0.",
                "가린 점수를 0으로 두었습니다. e⁰ = 1이므로 몫을 가져갑니다. 가린다는 것은 지수함수의 값이 0이 되는 −∞로 둔다는 뜻입니다.",
            ),
            mistake(
                |(s, visible)| (plain_softmax(s, |i, j| s[[i, j]]) * as_numbers(visible)).into(),
                "The mask came after the softmax: the rows no longer sum to 1. Mask the scores first.",
                "소프트맥스 뒤에 가려서 행의 합이 1이 아닙니다. 점수를 먼저 가리세요.",
            ),
            mistake(
                |(s, visible)| {
                    let mut e = Array2::from_shape_fn(s.dim(), |(i, j)| {
                        if visible[[i, j]] { s[[i, j]].exp() } else { 0.0 }
                    });
                    for mut row in e.rows_mut() {
                        let total = row.sum();
                        if total > 0.0 {
                            row /= total;
                        }
                    }
                    e.into()
                },
                "e^1000 is too large for a number: subtract the largest visible score of the row first.",
                "e^1000은 너무 커서 담을 수 없습니다. 그 행에서 보이는 점수의 최댓값을 먼저 빼세요.",
            ),
        ],
    }
}

fn as_numbers(visible: &Array2<bool>) -> Matrix {
    visible.mapv(|seen| f64::from(u8::from(seen)))
}

fn plain_softmax(s: &Matrix, score: impl Fn(usize, usize) -> f64) -> Matrix {
    let mut weights = Array2::from_shape_fn(s.dim(), |(i, j)| score(i, j));
    for mut row in weights.rows_mut() {
        let peak = row.fold(f64::NEG_INFINITY, |m, &a| m.max(a));
        row.mapv_inplace(|a| (a - peak).exp());
        let total = row.sum();
        row /= total;
    }
    weights
}

fn softmax_where(s: &Matrix, visible: &Array2<bool>) -> Matrix {
    let hidden = |i, j| if visible[[i, j]] { s[[i, j]] } else { f64::NEG_INFINITY };
    let mut weights = plain_softmax(s, hidden);
    for (mut row, visible) in weights.rows_mut().into_iter().zip(visible.rows()) {
        if !visible.iter().any(|&seen| seen) {
            row.fill(0.0);
        }
    }
    weights
}

/// 6.11: causal attention from scores to output.
pub fn causal_attention(yours: fn(&Matrix, &Matrix, &Matrix) -> Matrix) -> Report {
    check(&causal(), move |(q, k, v)| yours(q, k, v).into())
}

fn causal() -> Exercise<(Matrix, Matrix, Matrix)> {
    Exercise {
        number: "6.11",
        cases: vec![
            (
                Array2::zeros((3, 1)),
                Array2::zeros((3, 1)),
                array![[6.0, 0.0], [12.0, 3.0], [0.0, 6.0]],
            ),
            (
                array![[1.0, 0.0], [0.0, 2.0], [1.0, 1.0]],
                array![[1.0, 1.0], [0.0, 1.0], [2.0, -1.0]],
                array![[1.0], [2.0], [4.0]],
            ),
        ],
        describe: |(q, k, v)| {
            given([("Q", q.clone().into()), ("K", k.clone().into()), ("V", v.clone().into())])
        },
        correct: |(q, k, v)| attend(q, k, v, |i, j| j <= i).into(),
        mistakes: vec![
            mistake(
                |(q, k, v)| attend(q, k, v, |_, _| true).into(),
                "Nothing is masked: token i may look at the tokens 0 to i only.",
                "아무것도 가리지 않았습니다. 토큰 i는 토큰 0부터 i까지만 볼 수 있습니다.",
            ),
            mistake(
                |(q, k, v)| attend(q, k, v, |i, j| j >= i).into(),
                "The mask is turned around: this looks into the future. Visible is j ≤ i.",
                "마스크의 방향이 반대입니다. 지금은 미래를 보고 있습니다. j ≤ i가 보이는 쪽입니다.",
            ),
            mistake(
                |(q, k, v)| attend(q, k, v, |i, j| j < i).into(),
                "A token may see itself too: j ≤ i, not j < i. Here the first token sees nothing.",
                "토큰은 자기 자신도 봅니다. j < i가 아니라 j ≤ i입니다. 지금은 첫 토큰이 아무것도 못 봅니다.",
            ),
            mistake(
                |(q, k, v)| attend(&(q * (q.ncols() as f64).sqrt()), k, v, |i, j| j <= i).into(),
                "The scaling by 1/√d_k is missing.",
                "1/√d_k로 스케일하는 것이 빠졌습니다.",
            ),
        ],
    }
}

fn attend(q: &Matrix, k: &Matrix, v: &Matrix, sees: fn(usize, usize) -> bool) -> Matrix {
    let visible = Array2::from_shape_fn((q.nrows(), k.nrows()), |(i, j)| sees(i, j));
    softmax_where(&scaled(q, k), &visible).dot(v)
}

/// 6.12: the sinusoidal encoding of one position.
pub fn positional_encoding(yours: fn(usize, usize) -> Array1<f64>) -> Report {
    check(&position(), move |(p, d)| yours(*p, *d).into())
}

fn position() -> Exercise<(usize, usize)> {
    Exercise {
        number: "6.12",
        cases: vec![(0, 4), (1, 2), (3, 4), (7, 8)],
        describe: |(p, d)| given([("p", (*p as f64).into()), ("d", (*d as f64).into())]),
        correct: |(p, d)| clock(*p, *d, |k, d| -2.0 * k / d, false).into(),
        mistakes: vec![
            mistake(
                |(p, d)| clock(*p, *d, |k, d| -2.0 * k / d, true).into(),
                "Sine and cosine are exchanged: even entries hold sin, odd ones cos.",
                "사인과 코사인이 바뀌었습니다. 짝수 번째 성분이 sin, 홀수 번째 성분이 cos입니다(0부터 셉니다).",
            ),
            mistake(
                |(p, d)| clock(*p, *d, |k, d| 2.0 * k / d, false).into(),
                "The exponent lost its minus sign: the clocks must run slower, not faster.",
                "지수의 음의 부호가 빠졌습니다. 시계는 뒤로 갈수록 느려져야 합니다.",
            ),
            mistake(
                |(p, d)| clock(*p, *d, |k, d| -k / d, false).into(),
                "The exponent is −2k/d with k the number of the *pair*; the factor 2 is missing.",
                "지수는 −2k/d이고 k는 *쌍*의 번호입니다. 2가 빠졌습니다.",
            ),
        ],
    }
}

fn clock(p: usize, d: usize, exponent: fn(f64, f64) -> f64, exchanged: bool) -> Array1<f64> {
    Array1::from_shape_fn(d, |column| {
        let angle = p as f64 * 1e4_f64.powf(exponent((column / 2) as f64, d as f64));
        if (column % 2 == 0) != exchanged { angle.sin() } else { angle.cos() }
    })
}

/// 6.13: a layer with LoRA, y = Wx + (α/r)·B(Ax).
pub fn lora_forward(
    yours: fn(&Matrix, &Matrix, &Matrix, f64, &Array1<f64>) -> Array1<f64>,
) -> Report {
    check(&lora(), move |(w, a, b, alpha, x)| yours(w, a, b, *alpha, x).into())
}

fn lora() -> Exercise<(Matrix, Matrix, Matrix, f64, Array1<f64>)> {
    Exercise {
        number: "6.13",
        cases: vec![
            (
                array![[1.0, 0.0], [0.0, 1.0]],
                array![[1.0, 2.0]],
                array![[3.0], [0.0]],
                1.0,
                array![1.0, 1.0],
            ),
            (
                array![[1.0, 2.0, 0.0], [0.0, -1.0, 1.0]],
                array![[1.0, 0.0, 1.0], [0.0, 2.0, 0.0]],
                array![[1.0, 1.0], [0.0, -2.0]],
                6.0,
                array![1.0, -1.0, 3.0],
            ),
        ],
        describe: |(w, a, b, alpha, x)| {
            given([
                ("W", w.clone().into()),
                ("A", a.clone().into()),
                ("B", b.clone().into()),
                ("α", (*alpha).into()),
                ("x", x.clone().into()),
            ])
        },
        correct: |(w, a, b, alpha, x)| {
            (w.dot(x) + *alpha / a.nrows() as f64 * b.dot(&a.dot(x))).into()
        },
        mistakes: vec![
            mistake(
                |(w, a, b, alpha, x)| (w.dot(x) + *alpha * b.dot(&a.dot(x))).into(),
                "The update is scaled by α/r, not by α; r is the number of rows of A.",
                "갱신은 α가 아니라 α/r를 곱합니다. r는 A의 행의 개수입니다.",
            ),
            mistake(
                |(_, a, b, alpha, x)| (*alpha / a.nrows() as f64 * b.dot(&a.dot(x))).into(),
                "The frozen layer Wx is missing: the update is *added* to it.",
                "동결한 층 Wx가 빠졌습니다. 갱신은 거기에 *더하는* 것입니다.",
            ),
            mistake(
                |(w, a, b, _, x)| (w.dot(x) + b.dot(&a.dot(x))).into(),
                "The factor α/r is missing.",
                "α/r를 곱하는 것이 빠졌습니다.",
            ),
            mistake(
                |(w, a, b, alpha, x)| {
                    let narrow = a.dot(x);
                    let mean = narrow.mean_axis(Axis(0)).map_or(0.0, |m| m.into_scalar());
                    (w.dot(x) + *alpha * b.dot(&Array1::from_elem(narrow.len(), mean))).into()
                },
                "The entries of Ax were averaged; each column of B has its own entry of Ax.",
                "Ax의 성분을 평균했습니다. B의 열마다 Ax의 성분이 하나씩 대응합니다.",
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
        sound(&scores());
        sound(&masked());
        sound(&causal());
        sound(&position());
        sound(&lora());
    }
}
