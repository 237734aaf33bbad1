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
                msg!(
                    "The scores are not scaled yet: divide them by √d_k, where d_k is the number of columns."
                ),
            ),
            mistake(
                |(q, k)| (q.dot(&k.t()) / q.ncols() as f64).into(),
                msg!(
                    "Divided by d_k: the standard deviation of a dot product grows like √d_k, so divide by the root."
                ),
            ),
            mistake(
                |(q, k)| (q.dot(&k.t()) / (k.nrows() as f64).sqrt()).into(),
                msg!(
                    "Divided by the root of the number of keys: d_k is the number of *columns* of a key."
                ),
            ),
            mistake(
                |(q, k)| scaled(k, q).into(),
                msg!("This is the transpose: one row for each query, one column for each key."),
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
                msg!(
                    "A row that sees nothing gets equal weights: −10⁹ everywhere is a draw. Give such a row zeros."
                ),
            ),
            mistake(
                |(s, visible)| {
                    plain_softmax(s, |i, j| if visible[[i, j]] { s[[i, j]] } else { 0.0 }).into()
                },
                msg!(
                    "A hidden score was set to 0, but e⁰ = 1 takes its share. Hidden means −∞, whose exponential is 0."
                ),
            ),
            mistake(
                |(s, visible)| (plain_softmax(s, |i, j| s[[i, j]]) * as_numbers(visible)).into(),
                msg!(
                    "The mask came after the softmax: the rows no longer sum to 1. Mask the scores first."
                ),
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
                msg!(
                    "e^1000 is too large for a number: subtract the largest visible score of the row first."
                ),
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
                msg!("Nothing is masked: token i may look at the tokens 0 to i only."),
            ),
            mistake(
                |(q, k, v)| attend(q, k, v, |i, j| j >= i).into(),
                msg!("The mask is turned around: this looks into the future. Visible is j ≤ i."),
            ),
            mistake(
                |(q, k, v)| attend(q, k, v, |i, j| j < i).into(),
                msg!(
                    "A token may see itself too: j ≤ i, not j < i. Here the first token sees nothing."
                ),
            ),
            mistake(
                |(q, k, v)| attend(&(q * (q.ncols() as f64).sqrt()), k, v, |i, j| j <= i).into(),
                msg!("The scaling by 1/√d_k is missing."),
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
                msg!("Sine and cosine are exchanged: even entries hold sin, odd ones cos."),
            ),
            mistake(
                |(p, d)| clock(*p, *d, |k, d| 2.0 * k / d, false).into(),
                msg!("The exponent lost its minus sign: the clocks must run slower, not faster."),
            ),
            mistake(
                |(p, d)| clock(*p, *d, |k, d| -k / d, false).into(),
                msg!(
                    "The exponent is −2k/d with k the number of the *pair*; the factor 2 is missing."
                ),
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
                msg!("The update is scaled by α/r, not by α; r is the number of rows of A."),
            ),
            mistake(
                |(_, a, b, alpha, x)| (*alpha / a.nrows() as f64 * b.dot(&a.dot(x))).into(),
                msg!("The frozen layer Wx is missing: the update is *added* to it."),
            ),
            mistake(
                |(w, a, b, _, x)| (w.dot(x) + b.dot(&a.dot(x))).into(),
                msg!("The factor α/r is missing."),
            ),
            mistake(
                |(w, a, b, alpha, x)| {
                    let narrow = a.dot(x);
                    let mean = narrow.mean_axis(Axis(0)).map_or(0.0, |m| m.into_scalar());
                    (w.dot(x) + *alpha * b.dot(&Array1::from_elem(narrow.len(), mean))).into()
                },
                msg!("The entries of Ax were averaged; each column of B has its own entry of Ax."),
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
