//! Exercises for §6.2: attention forward and backward, writing, LoRA.

use super::super::Report;
use super::super::answer::Answer;
use super::super::run::{Exercise, check, given, mistake};
use ndarray::{Array1, Array2, Axis, Slice, array};

type Matrix = Array2<f64>;

fn scaled(q: &Matrix, k: &Matrix) -> Matrix {
    q.dot(&k.t()) / (q.ncols() as f64).sqrt()
}

/// 6.6: softmax row by row over what is visible; a row that sees nothing is zero.
pub fn masked_softmax(yours: fn(&Matrix, &Array2<bool>) -> Matrix) -> Report {
    check(&masked(), move |(s, visible)| yours(s, visible).into())
}

fn masked() -> Exercise<(Matrix, Array2<bool>)> {
    let ln = f64::ln;
    Exercise {
        number: "6.6",
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
        lesson: msg!(
            "Top-k sampling from a language model is this function as well: all logits but the k largest are hidden. Hiding after an ordinary softmax and dividing by the new sum is the same on paper, but for the scores (1000, 0, 0) with the first one hidden it is 0/0, where yours gives (0, ½, ½)."
        ),
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

/// 6.7: causal attention that looks back over a window, from scores to output.
pub fn causal_attention(yours: fn(&Matrix, &Matrix, &Matrix, usize) -> Matrix) -> Report {
    check(&causal(), move |(q, k, v, window)| yours(q, k, v, *window).into())
}

fn causal() -> Exercise<(Matrix, Matrix, Matrix, usize)> {
    Exercise {
        number: "6.7",
        cases: vec![
            (
                Array2::zeros((3, 1)),
                Array2::zeros((3, 1)),
                array![[6.0, 0.0], [12.0, 3.0], [0.0, 6.0]],
                2,
            ),
            (
                array![[1.0, 0.0], [0.0, 2.0], [1.0, 1.0], [-1.0, 2.0]],
                array![[1.0, 1.0], [0.0, 1.0], [2.0, -1.0], [1.0, 0.0]],
                array![[1.0], [2.0], [4.0], [8.0]],
                2,
            ),
            (array![[1.0], [2.0]], array![[3.0], [1.0]], array![[5.0], [7.0]], 1),
            (array![[1.0], [2.0]], array![[3.0], [1.0]], array![[5.0], [7.0]], 9),
        ],
        describe: |(q, k, v, window)| {
            given([
                ("Q", q.clone().into()),
                ("K", k.clone().into()),
                ("V", v.clone().into()),
                ("window", (*window as f64).into()),
            ])
        },
        correct: |(q, k, v, w)| attend(q, k, v, |i, j| j <= i && i < j + w).into(),
        mistakes: vec![
            mistake(
                |(q, k, v, _)| attend(q, k, v, |_, _| true).into(),
                msg!("Nothing is masked: token i may look at itself and back, not ahead."),
            ),
            mistake(
                |(q, k, v, _)| attend(q, k, v, |i, j| j <= i).into(),
                msg!(
                    "This is causal attention over the whole past, as `Mask::Causal` has it. Which is the oldest token that token i still sees through a window of w?"
                ),
            ),
            mistake(
                |(q, k, v, w)| attend(q, k, v, |i, j| j <= i && i <= j + w).into(),
                msg!(
                    "One token too many: the window counts the token itself, so with a window of 1 it sees nothing else."
                ),
            ),
            mistake(
                |(q, k, v, w)| attend(q, k, v, |i, j| j >= i && j < i + w).into(),
                msg!("The mask is turned around: this looks into the future. Visible is j ≤ i."),
            ),
            mistake(
                |(q, k, v, w)| attend(q, k, v, |i, j| j < i && i <= j + w).into(),
                msg!(
                    "A token may see itself too: j ≤ i, not j < i. Here the first token sees nothing."
                ),
            ),
            mistake(
                |(q, k, v, w)| {
                    let unscaled = q * (q.ncols() as f64).sqrt();
                    attend(&unscaled, k, v, |i, j| j <= i && i < j + w).into()
                },
                msg!("The scaling by 1/√d_k is missing."),
            ),
        ],
        lesson: msg!(
            "Change the last row of K and of V: only the last row of the output changes. So a model that writes on computes one new row per token and keeps the old keys and values, the KV cache. With a window of 4,096 tokens, as in Mistral 7B, that cache stops growing there."
        ),
    }
}

fn attend(q: &Matrix, k: &Matrix, v: &Matrix, sees: impl Fn(usize, usize) -> bool) -> Matrix {
    let visible = Array2::from_shape_fn((q.nrows(), k.nrows()), |(i, j)| sees(i, j));
    softmax_where(&scaled(q, k), &visible).dot(v)
}

/// 6.8: one row of attention backward: ∂L/∂s from the weights p and u = ∂L/∂p.
pub fn softmax_backward(yours: fn(&Array1<f64>, &Array1<f64>) -> Array1<f64>) -> Report {
    check(&backward(), move |(p, u)| yours(p, u).into())
}

fn backward() -> Exercise<(Array1<f64>, Array1<f64>)> {
    Exercise {
        number: "6.8",
        cases: vec![
            (array![0.75, 0.25], array![100.0, 200.0]),
            (array![0.2, 0.5, 0.3], array![1.0, -1.0, 2.0]),
            (array![0.0, 1.0], array![5.0, 7.0]),
        ],
        describe: |(p, u)| given([("p", p.clone().into()), ("u", u.clone().into())]),
        correct: |(p, u)| (p * (u - p.dot(u))).into(),
        mistakes: vec![
            mistake(
                |(p, u)| (p * u).into(),
                msg!(
                    "A score also moves the weights of the others, for they sum to 1. What has to be taken away from u?"
                ),
            ),
            mistake(
                |(p, u)| (p * &(1.0 - p) * u).into(),
                msg!(
                    "p(1 − p) is the diagonal of the Jacobian only. What does raising one score do to the other weights?"
                ),
            ),
            mistake(
                |(p, u)| (p * (u - u.sum() / u.len() as f64)).into(),
                msg!(
                    "This takes the plain mean of u away. In which proportions do the weights share it?"
                ),
            ),
            mistake(
                |(p, u)| (p * (p.dot(u) - u)).into(),
                msg!(
                    "The sign is turned: where u is above the mean, a higher score makes L larger."
                ),
            ),
        ],
        lesson: msg!(
            "Hand it u = −y/p, the slope of −ln p at the right class: it answers p − y, the first line of §6.1. With p = (1, 0, 0) it answers zeros, whatever u is. A row that is that sure learns nothing any more, and this is what the factor 1/√dₖ guards against."
        ),
    }
}

/// (largest score, Σe^{s−p}, Σe^{s−p}v) of a part of the keys.
type Part = (f64, f64, f64);

/// 6.9: two parts of a running softmax joined.
pub fn merge(yours: fn(Part, Part) -> Part) -> Report {
    check(&parts(), move |(a, b)| yours(*a, *b).into())
}

fn parts() -> Exercise<(Part, Part)> {
    Exercise {
        number: "6.9",
        cases: vec![
            ((0.0, 1.0, 100.0), (2.0_f64.ln(), 1.0, 200.0)),
            ((3.0, 1.5, 2.0), (1.0, 2.0, -4.0)),
            ((1000.0, 1.0, 5.0), (-1000.0, 3.0, 6.0)),
        ],
        describe: |(a, b)| given([("a", (*a).into()), ("b", (*b).into())]),
        correct: |((p, z, o), (q, y, u))| {
            let top = p.max(*q);
            let (a, b) = ((p - top).exp(), (q - top).exp());
            (top, a * z + b * y, a * o + b * u).into()
        },
        mistakes: vec![
            mistake(
                |((p, z, o), (q, y, u))| (p.max(*q), z + y, o + u).into(),
                msg!(
                    "Both sums are measured from their own largest score. Bring them to a common one before you add."
                ),
            ),
            mistake(
                |((p, z, o), (q, y, u))| {
                    let top = p.max(*q);
                    let (a, b) = ((p - top).exp(), (q - top).exp());
                    (top, a * z + b * y, o + u).into()
                },
                msg!(
                    "The sums z are right. The outputs o are measured from the same scores and need the same factors."
                ),
            ),
            mistake(
                |((p, z, o), (q, y, u))| {
                    (0.0, p.exp() * z + q.exp() * y, p.exp() * o + q.exp() * u).into()
                },
                msg!(
                    "e^1000 is too large for a number: keep the larger of the two as the common largest score."
                ),
            ),
        ],
        lesson: msg!(
            "Up to rounding the grouping does not matter, so a thousand pieces can be joined in pairs, in ten rounds. The empty piece (−∞, 0, 0) changes nothing, but two of them make NaN, from −∞ − (−∞). Without c it is chapter 4's LSE in two pieces, m + ln ℓ; exercise 4.9 joined variances in the same spirit."
        ),
    }
}

/// 6.10: several heads side by side.
pub fn heads(yours: fn(&Matrix, &Matrix, &Matrix, usize) -> Matrix) -> Report {
    check(&several(), move |(q, k, v, heads)| yours(q, k, v, *heads).into())
}

fn several() -> Exercise<(Matrix, Matrix, Matrix, usize)> {
    Exercise {
        number: "6.10",
        cases: vec![
            (
                array![[4.0, 0.0], [0.0, 1.0]],
                array![[1.0, 2.0], [0.0, -1.0]],
                array![[1.0, 10.0], [3.0, 30.0]],
                2,
            ),
            (
                array![[1.0, 0.0, 2.0, 1.0], [0.0, 1.0, -1.0, 0.5], [2.0, 1.0, 0.0, 0.0]],
                array![[0.0, 1.0, 1.0, 0.0], [1.0, 1.0, 0.0, 3.0], [2.0, -1.0, 1.0, 1.0]],
                array![[1.0, 2.0, 3.0, 4.0], [0.0, 1.0, 0.0, 2.0], [5.0, 0.0, -1.0, 0.0]],
                2,
            ),
        ],
        describe: |(q, k, v, heads)| {
            given([
                ("Q", q.clone().into()),
                ("K", k.clone().into()),
                ("V", v.clone().into()),
                ("heads", (*heads as f64).into()),
            ])
        },
        correct: |(q, k, v, heads)| side_by_side(q, k, v, *heads, 1.0).into(),
        mistakes: vec![
            mistake(
                |(q, k, v, _)| side_by_side(q, k, v, 1, 1.0).into(),
                msg!(
                    "This is one head of full width. Each head needs columns, and a softmax, of its own."
                ),
            ),
            mistake(
                |(q, k, v, heads)| {
                    // The scores of a head divided by the root of the whole width.
                    side_by_side(q, k, v, *heads, 1.0 / (*heads as f64).sqrt()).into()
                },
                msg!(
                    "The scores of a head are dot products of its own columns only: how many are they?"
                ),
            ),
            mistake(
                |(q, k, v, heads)| {
                    let part = q.ncols() / heads;
                    let mut joined = side_by_side(q, k, v, *heads, 1.0);
                    for head in 1..*heads {
                        for j in 0..part {
                            let first = joined.column(j).to_owned();
                            joined.column_mut(head * part + j).assign(&first);
                        }
                    }
                    joined.into()
                },
                msg!(
                    "All heads give what the first one gives: does the slice move on with the head?"
                ),
            ),
        ],
        lesson: msg!(
            "The score of one head of 4 is (s₁ + s₂)/√2 of the scores of the two heads of 2. So one softmax has to settle for their sum, while two can look at two places at once. The scores cost n²d multiplications, however many heads there are; only the tables of weights become more."
        ),
    }
}

fn side_by_side(q: &Matrix, k: &Matrix, v: &Matrix, heads: usize, factor: f64) -> Matrix {
    let part = q.ncols() / heads;
    let mut joined = Array2::zeros(v.dim());
    for head in 0..heads {
        let columns = Slice::from(head * part..(head + 1) * part);
        let cut = |a: &Matrix| a.slice_axis(Axis(1), columns).to_owned();
        let out = attend(&(factor * cut(q)), &cut(k), &cut(v), |_, _| true);
        joined.slice_axis_mut(Axis(1), columns).assign(&out);
    }
    joined
}

/// 6.11: the temperature at which the likelier of two tokens has the probability p.
pub fn temperature(yours: fn(f64, f64) -> f64) -> Report {
    check(&warmth(), move |&(gap, p)| yours(gap, p).into())
}

fn warmth() -> Exercise<(f64, f64)> {
    Exercise {
        number: "6.11",
        cases: vec![(3.0_f64.ln(), 0.75), (2.0, 0.9), (1.0, 0.6), (5.0, 0.99)],
        describe: |&(gap, p)| given([("gap", gap.into()), ("p", p.into())]),
        correct: |&(gap, p)| (gap / (p / (1.0 - p)).ln()).into(),
        mistakes: vec![
            mistake(
                |&(gap, p)| ((p / (1.0 - p)).ln() / gap).into(),
                msg!(
                    "Upside down: must the temperature rise or fall for the likelier token to become surer?"
                ),
            ),
            mistake(
                |&(gap, p)| (gap / p.ln().abs()).into(),
                msg!(
                    "ln p compares p with 1. Compare the two tokens with each other: what is p to 1 − p?"
                ),
            ),
            mistake(
                |&(gap, p)| (gap * (p / (1.0 - p)).ln()).into(),
                msg!("Check with gap = ln 3 and p = ¾, where T = 1 must come out."),
            ),
        ],
        lesson: msg!(
            "With such a T the language model of §6.2 writes. Rivals pull it down: with 66 others of equal logits in place of one, p = 0.9 at a gap of 2 needs T = 2/ln(66·9) ≈ 0.31, since many small chances add up. At p = ½ you divide by ln 1 = 0, and T = ∞ is right: equal shares."
        ),
    }
}

/// 6.12: the largest rank at which LoRA still trains fewer numbers than the layer has.
pub fn largest_rank(yours: fn(usize, usize) -> usize) -> Report {
    check(&worthwhile(), move |&(inputs, outputs)| (yours(inputs, outputs) as f64).into())
}

fn worthwhile() -> Exercise<(usize, usize)> {
    Exercise {
        number: "6.12",
        cases: vec![(64, 10), (512, 512), (4096, 4096), (100, 25)],
        describe: |&(inputs, outputs)| {
            given([("inputs", (inputs as f64).into()), ("outputs", (outputs as f64).into())])
        },
        // The largest r with r(m + n) < mn.
        correct: |&(m, n)| ((m * n - 1) / (m + n)).answer(),
        mistakes: vec![
            mistake(
                |&(m, n)| (m * n / (m + n)).answer(),
                msg!(
                    "At some sizes this rank trains exactly as many numbers as the layer has. Fewer is asked."
                ),
            ),
            mistake(
                |&(m, n)| m.min(n).answer(),
                msg!(
                    "This is the largest rank that there is. How many numbers do A and B have at it?"
                ),
            ),
            mistake(
                |&(m, n)| ((m * n - 1) / m.max(n)).answer(),
                msg!("Only one of the two factors was counted: A is r × inputs, B is outputs × r."),
            ),
        ],
        lesson: msg!(
            "For the last layer of the digit reader, 64 → 10, it is 8, although its rank may be 10. mn/(m + n) always lies between half the shorter side and all of it. And r(m + n) numbers are r² more than a rank-r matrix has freedom for: (BC⁻¹)(CA) is the same change for every invertible C."
        ),
    }
}

/// A whole number as an answer.
trait Whole {
    fn answer(self) -> Answer;
}

impl Whole for usize {
    fn answer(self) -> Answer {
        (self as f64).into()
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::run::testing::sound;
    use super::*;

    #[test]
    fn stubs_fail_solutions_pass_and_mistakes_are_named() {
        sound(&masked());
        sound(&causal());
        sound(&backward());
        sound(&parts());
        sound(&several());
        sound(&warmth());
        sound(&worthwhile());
    }

    #[test]
    fn the_librarys_own_causal_attention_does_not_pass() {
        use crate::nn::{Mask, attention};
        assert!(
            !causal_attention(|q, k, v, _| attention(q, k, v, &Mask::Causal).unwrap().output)
                .passed()
        );
        // With a mask of the reader's own it does.
        let own = |q: &Matrix, k: &Matrix, v: &Matrix, window: usize| {
            let sees =
                Array2::from_shape_fn((q.nrows(), k.nrows()), |(i, j)| j <= i && i - j < window);
            attention(q, k, v, &Mask::Matrix(sees)).unwrap().output
        };
        assert!(causal_attention(own).passed());
    }
}
