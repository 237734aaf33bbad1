//! Attention for long texts, block by block.
//!
//! The weights of n queries on m keys are n·m numbers, a million for 1,024 tokens. They
//! need never be held at once, because the softmax of a row can be computed in one pass:
//! remember the largest score so far, and rescale the running sums whenever a larger one
//! turns up.
//!
//! By hand, with the scores 0 and ln 3 and the values 100 and 200. After the first key:
//! p = 0, z = 1, o = 100. The second has the peak p′ = ln 3, so the old sums are worth
//! e^{0 − ln 3} = 1/3: z′ = 1/3 + 1 = 4/3 and o′ = 100/3 + 200 = 700/3. At the end
//! o′/z′ = 175, and softmax(0, ln 3) = (¼, ¾) says the same.

use super::attention::{
    AttentionGradients, hide, peak_of, root_scale, same_shape, three, within_range,
};
use super::mask::Mask;
use crate::check;
use crate::error::MathError;
use crate::linalg::kernels::{block, block_mut};
use ndarray::linalg::general_mat_mul;
use ndarray::{Array1, Array2, ArrayRef2, Axis};

/// Queries that [`attention_blockwise`] treats at a time.
pub const QUERY_BLOCK: usize = 64;
/// Keys that [`attention_blockwise`] treats at a time: it never holds more than
/// `QUERY_BLOCK · KEY_BLOCK` = 8,192 scores (64 KB), whatever the length.
pub const KEY_BLOCK: usize = 128;

/// What blockwise attention answers with; see [`attention_blockwise`].
#[derive(Debug, Clone, PartialEq)]
pub struct BlockwiseAttention {
    /// O, n × d_v, equal to [`Attention::output`](super::Attention::output) up to rounding.
    pub output: Array2<f64>,
    /// ln Σⱼ e^{s_ij} of each row of scores, n entries: all that the backward
    /// pass needs to compute a weight anew. −∞ for a query that sees no key.
    pub log_sums: Array1<f64>,
}

/// Attention that never holds the whole matrix of weights.
///
/// Blocks of [`QUERY_BLOCK`] queries meet blocks of [`KEY_BLOCK`] keys. For each
/// query the pass remembers the largest score so far, p, the sum z = Σ e^{s − p}
/// and the output o = Σ e^{s − p} v. When a block brings a larger peak p′, both
/// are multiplied by e^{p − p′} and go on. At the end the output is o/z. Beside
/// inputs and output, at most 8,192 scores are in memory at a time.
///
/// # Formula
/// p′ = max(p, s), z′ = e^{p − p′} z + e^{s − p′}, o′ = e^{p − p′} o + e^{s − p′} v
///
/// # Errors
/// Those of [`attention`](fn@super::attention).
///
/// # Source
/// Milakov and Gimelshein, "Online normalizer calculation for softmax" (2018);
/// Dao et al., "FlashAttention" (2022).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let mut random = RandomState::new(0);
/// let [q, k, v] = [0; 3].map(|_| random.randn2(300, 8));
/// let whole = attention(&q, &k, &v, &Mask::Causal)?;
/// let blocks = attention_blockwise(&q, &k, &v, &Mask::Causal)?;
/// assert!((whole.output - blocks.output).iter().all(|gap| gap.abs() < 1e-13));
/// # Ok::<(), MathError>(())
/// ```
pub fn attention_blockwise(
    queries: &ArrayRef2<f64>,
    keys: &ArrayRef2<f64>,
    values: &ArrayRef2<f64>,
    mask: &Mask,
) -> Result<BlockwiseAttention, MathError> {
    const NAME: &str = "attention_blockwise";
    three(NAME, queries, keys, values, mask)?;
    let shape = (queries.nrows(), keys.nrows());
    let mut output = Array2::zeros((shape.0, values.ncols()));
    let mut log_sums = Array1::zeros(shape.0);
    let mut room = Array2::zeros((QUERY_BLOCK.min(shape.0), KEY_BLOCK.min(shape.1)));
    for top in (0..shape.0).step_by(QUERY_BLOCK) {
        let rows = top..shape.0.min(top + QUERY_BLOCK);
        let scaled = &block(queries, rows.clone(), 0..queries.ncols()) * root_scale(queries);
        let mut out = block_mut(&mut output, rows.clone(), 0..values.ncols());
        let mut peaks = vec![f64::NEG_INFINITY; rows.len()];
        let mut sums = vec![0.0; rows.len()];
        let reach = mask.reach(rows.end - 1, shape);
        for left in (0..reach).step_by(KEY_BLOCK) {
            let columns = left..shape.1.min(left + KEY_BLOCK);
            let mut scores = block_mut(&mut room, 0..rows.len(), 0..columns.len());
            general_mat_mul(
                1.0,
                &scaled,
                &block(keys, columns.clone(), 0..keys.ncols()).t(),
                0.0,
                &mut scores,
            );
            if !scores.rows().into_iter().all(|row| check::is_finite(&row)) {
                return Err(MathError::Overflow { operation: NAME });
            }
            for (i, mut row) in scores.rows_mut().into_iter().enumerate() {
                hide(&mut row, mask, top + i, left, shape);
                let peak = peak_of(&row).max(peaks[i]);
                if peak == f64::NEG_INFINITY {
                    row.fill(0.0);
                    continue;
                }
                let shrink = (peaks[i] - peak).exp();
                let mut total = 0.0;
                for a in &mut row {
                    *a = (*a - peak).exp();
                    total += *a;
                }
                (sums[i], peaks[i]) = (shrink * sums[i] + total, peak);
                if shrink != 1.0 {
                    out.row_mut(i).mapv_inplace(|o| shrink * o);
                }
            }
            general_mat_mul(
                1.0,
                &scores,
                &block(values, columns, 0..values.ncols()),
                1.0,
                &mut out,
            );
        }
        for (i, mut row) in out.rows_mut().into_iter().enumerate() {
            if sums[i] > 0.0 {
                row /= sums[i];
            }
            log_sums[top + i] = peaks[i] + f64::ln(sums[i]);
        }
    }
    if !check::is_finite(&output) {
        return Err(MathError::Overflow { operation: NAME });
    }
    Ok(BlockwiseAttention { output, log_sums })
}

/// The gradients of blockwise attention; the weights are computed anew, block by
/// block, from the logarithms that the forward pass kept.
///
/// # Formula
/// A_ij = e^{s_ij − ln Σ e^{s_i}}, then as [`attention_backward`](super::attention_backward) with δᵢ = gᵢ·oᵢ
///
/// # Errors
/// Those of [`attention_backward`](super::attention_backward) and
/// [`attention`](fn@super::attention).
///
/// # Source
/// Dao et al., "FlashAttention" (2022), algorithm 4.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let (q, k, v) = (array![[0.0]], array![[1.0], [-1.0]], array![[3.0], [5.0]]);
/// let found = attention_blockwise(&q, &k, &v, &Mask::All)?;
/// let back =
///     attention_blockwise_backward(&q, &k, &v, &Mask::All, &found, &array![[1.0]])?;
/// assert!((back.queries[[0, 0]] + 1.0).abs() < 1e-15);
/// # Ok::<(), MathError>(())
/// ```
pub fn attention_blockwise_backward(
    queries: &ArrayRef2<f64>,
    keys: &ArrayRef2<f64>,
    values: &ArrayRef2<f64>,
    mask: &Mask,
    forward: &BlockwiseAttention,
    output_gradient: &ArrayRef2<f64>,
) -> Result<AttentionGradients, MathError> {
    const NAME: &str = "attention_blockwise_backward";
    three(NAME, queries, keys, values, mask)?;
    let shape = (queries.nrows(), keys.nrows());
    let out = (shape.0, values.ncols());
    same_shape(
        NAME,
        forward.output.dim(),
        out,
        "the output needs one row for each query and one column for each of V's",
    )?;
    same_shape(NAME, output_gradient.dim(), out, "the gradient needs the shape of the output")?;
    same_shape(
        NAME,
        (forward.log_sums.len(), 1),
        (shape.0, 1),
        "the logarithms need one entry for each query",
    )?;
    check::finite(NAME, "output_gradient", output_gradient)?;
    // −∞ is ln 0, of a query that sees no key.
    let unusable = |log_sum: f64| log_sum.is_nan() || log_sum == f64::INFINITY;
    if let Some((i, &value)) = forward.log_sums.indexed_iter().find(|(_, sum)| unusable(**sum)) {
        let index = vec![i];
        return Err(MathError::NotFinite {
            operation: NAME,
            argument: "forward.log_sums",
            index,
            value,
        });
    }
    let scale = root_scale(queries);
    let delta = (&forward.output * &output_gradient.view()).sum_axis(Axis(1));
    let mut back = AttentionGradients {
        queries: Array2::zeros(queries.dim()),
        keys: Array2::zeros(keys.dim()),
        values: Array2::zeros(values.dim()),
    };
    for top in (0..shape.0).step_by(QUERY_BLOCK) {
        let rows = top..shape.0.min(top + QUERY_BLOCK);
        let q = block(queries, rows.clone(), 0..queries.ncols());
        let g = block(output_gradient, rows.clone(), 0..values.ncols());
        let reach = mask.reach(rows.end - 1, shape);
        for left in (0..reach).step_by(KEY_BLOCK) {
            let columns = left..shape.1.min(left + KEY_BLOCK);
            let k = block(keys, columns.clone(), 0..keys.ncols());
            let v = block(values, columns.clone(), 0..values.ncols());
            let mut weights = q.dot(&k.t()) * scale;
            for (i, mut row) in weights.rows_mut().into_iter().enumerate() {
                hide(&mut row, mask, top + i, left, shape);
                let log_sum = forward.log_sums[top + i];
                // A query that sees nothing has no weights at all.
                let seen = log_sum.is_finite();
                row.mapv_inplace(|a| if seen { (a - log_sum).exp() } else { 0.0 });
            }
            general_mat_mul(
                1.0,
                &weights.t(),
                &g,
                1.0,
                &mut block_mut(&mut back.values, columns.clone(), 0..values.ncols()),
            );
            let mut scores = g.dot(&v.t());
            for (i, (mut row, weights)) in
                scores.rows_mut().into_iter().zip(weights.rows()).enumerate()
            {
                row.zip_mut_with(&weights, |g, &a| *g = scale * a * (*g - delta[top + i]));
            }
            let mut into = block_mut(&mut back.queries, rows.clone(), 0..queries.ncols());
            general_mat_mul(1.0, &scores, &k, 1.0, &mut into);
            general_mat_mul(
                1.0,
                &scores.t(),
                &q,
                1.0,
                &mut block_mut(&mut back.keys, columns, 0..keys.ncols()),
            );
        }
    }
    within_range(NAME, back)
}

#[cfg(test)]
mod tests {
    use super::super::attention::tests::{close, masks, three_random};
    use super::*;
    use crate::nn::{attention, attention_backward};
    use crate::random::RandomState;

    #[test]
    fn blocks_give_what_the_whole_gives() {
        for (n, m) in [(1, 1), (5, 300), (130, 129), (200, 257)] {
            let [q, k, v] = three_random(n, m, 8, 5);
            let g = RandomState::new(3).randn2(n, 5);
            for mask in masks(n, m) {
                let whole = attention(&q, &k, &v, &mask).unwrap();
                let blocks = attention_blockwise(&q, &k, &v, &mask).unwrap();
                close(&whole.output, &blocks.output, 1e-13);
                let one = attention_backward(&q, &k, &v, &whole, &g).unwrap();
                let other = attention_blockwise_backward(&q, &k, &v, &mask, &blocks, &g).unwrap();
                close(&one.queries, &other.queries, 1e-12);
                close(&one.keys, &other.keys, 1e-12);
                close(&one.values, &other.values, 1e-12);
            }
        }
    }
}
