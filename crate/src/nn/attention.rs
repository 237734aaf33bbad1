//! Scaled dot-product attention: every token asks, every token answers.
//!
//! Each token has a *query* (what it looks for), a *key* (what it offers) and a
//! *value* (what it hands over). The dot product of a query and a key says how
//! well they match; softmax turns a row of matches into weights that sum to 1;
//! the output is the mean of the values under those weights:
//!
//! S = QKᵀ/√d_k,   A = softmax(S) row by row,   O = AV
//!
//! Why the root: if the entries of q and k are independent with mean 0 and
//! variance 1, then q·k has mean 0 and variance d_k. Divided by √d_k the scores
//! have variance 1 whatever the width, and softmax stays where it has a slope.
//!
//! Backwards, with G = ∂L/∂O (⊙ is entry by entry):
//!
//! ∂L/∂V = AᵀG,   ∂L/∂A = GVᵀ,   ∂L/∂S = A ⊙ (∂L/∂A − δ),   δᵢ = Σⱼ A_ij (∂L/∂A)_ij = gᵢ·oᵢ,
//! ∂L/∂Q = ∂L/∂S·K/√d_k,   ∂L/∂K = (∂L/∂S)ᵀQ/√d_k
//!
//! Where δ comes from. One row: a = softmax(s), o = aᵀV, and with g = ∂L/∂o the
//! derivative by the weights is ∂L/∂a = Vg. The Jacobian of softmax is diag(a) − aaᵀ,
//! so ∂L/∂s = (diag(a) − aaᵀ)Vg = a ⊙ (Vg − (a·Vg)·1). And a·Vg = (aᵀV)g = o·g: the
//! sum over all keys is a dot product with the output, which is at hand.
//!
//! A has n·m entries, a million for 1,024 tokens;
//! [`attention_blockwise`](super::attention_blockwise) never holds more than a block.

use super::mask::Mask;
use crate::check;
use crate::error::MathError;
use crate::largest::largest;
use ndarray::linalg::general_mat_mul;
use ndarray::{Array2, ArrayRef2, ArrayView2, ArrayViewMut1};

/// What attention answers with; see [`attention`].
#[derive(Debug, Clone, PartialEq)]
pub struct Attention {
    /// O, n × d_v: a row for each query.
    pub output: Array2<f64>,
    /// A, n × m: how much of each value (column) went into each output (row).
    pub weights: Array2<f64>,
}

/// The gradients of a loss with respect to the three inputs of attention.
#[derive(Debug, Clone, PartialEq)]
pub struct AttentionGradients {
    /// ∂L/∂Q, of Q's shape.
    pub queries: Array2<f64>,
    /// ∂L/∂K, of K's shape.
    pub keys: Array2<f64>,
    /// ∂L/∂V, of V's shape.
    pub values: Array2<f64>,
}

/// The scores before the softmax.
///
/// # Formula
/// S = QKᵀ/√d_k with Q n × d_k, K m × d_k, S n × m
///
/// # Errors
/// - [`MathError::Empty`] or [`MathError::NotFinite`] for unusable entries,
/// - [`MathError::ShapeMismatch`] unless Q and K have equally many columns,
/// - [`MathError::Overflow`] when a product is beyond the largest number.
///
/// # Source
/// Guide §6.2; Vaswani et al., "Attention is all you need" (2017), equation 1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let q = array![[1.0, 1.0, 1.0, 1.0]];
/// let k = array![[1.0, 2.0, 3.0, 4.0], [0.0, 0.0, 0.0, 1.0]];
/// assert_eq!(attention_scores(&q, &k)?, array![[5.0, 0.5]]); // 10/√4 and 1/√4
/// # Ok::<(), MathError>(())
/// ```
pub fn attention_scores(
    queries: &ArrayRef2<f64>,
    keys: &ArrayRef2<f64>,
) -> Result<Array2<f64>, MathError> {
    matching("attention_scores", queries, keys)?;
    scores("attention_scores", queries, keys)
}

fn scores(
    operation: &'static str,
    queries: &ArrayRef2<f64>,
    keys: &ArrayRef2<f64>,
) -> Result<Array2<f64>, MathError> {
    let mut scores = Array2::zeros((queries.nrows(), keys.nrows()));
    general_mat_mul(root_scale(queries), queries, &keys.t(), 0.0, &mut scores);
    check::none_overflowed(operation, scores)
}

/// Scaled dot-product attention with a mask.
///
/// A query whose mask hides every key gets weights 0 and output 0 (there is
/// nothing to take a mean of), never NaN; its row of gradients is 0 as well.
///
/// # Formula
/// O = softmax(QKᵀ/√d_k)·V, where a hidden score counts as −∞
///
/// # Errors
/// - [`MathError::Empty`] or [`MathError::NotFinite`] for unusable entries,
/// - [`MathError::ShapeMismatch`] unless Q (n × d_k), K (m × d_k), V (m × d_v) and the mask
///   (n × m) fit together,
/// - [`MathError::Overflow`] when a score is beyond the largest number.
///
/// # Source
/// Guide §6.2; Vaswani et al., "Attention is all you need" (2017).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// // The query is √2·ln 3 times the first key's direction: scores ln 3 and 0.
/// let q = array![[2.0_f64.sqrt() * 3.0_f64.ln(), 0.0]];
/// let k = array![[1.0, 0.0], [0.0, 1.0]];
/// let v = array![[100.0], [200.0]];
/// let found = attention(&q, &k, &v, &Mask::All)?;
/// assert!((found.weights[[0, 0]] - 0.75).abs() < 1e-12);
/// assert!((found.output[[0, 0]] - 125.0).abs() < 1e-9);
/// # Ok::<(), MathError>(())
/// ```
pub fn attention(
    queries: &ArrayRef2<f64>,
    keys: &ArrayRef2<f64>,
    values: &ArrayRef2<f64>,
    mask: &Mask,
) -> Result<Attention, MathError> {
    const NAME: &str = "attention";
    three(NAME, queries, keys, values, mask)?;
    let mut weights = scores(NAME, queries, keys)?;
    softmax_visible(&mut weights, mask);
    let output = weights.dot(values);
    if !check::is_finite(&output) {
        return Err(MathError::Overflow { operation: NAME });
    }
    Ok(Attention { output, weights })
}

/// Turns scores into weights, row by row, over what the mask lets through.
pub(super) fn softmax_visible(scores: &mut Array2<f64>, mask: &Mask) {
    let shape = scores.dim();
    for (i, mut row) in scores.rows_mut().into_iter().enumerate() {
        hide(&mut row, mask, i, 0, shape);
        let peak = peak_of(&row);
        if peak == f64::NEG_INFINITY {
            row.fill(0.0);
            continue;
        }
        row.mapv_inplace(|a| (a - peak).exp());
        let total = row.sum();
        row /= total;
    }
}

/// The largest score of a row that is not NaN; −∞ of none.
pub(super) fn peak_of(row: &ArrayViewMut1<'_, f64>) -> f64 {
    match row.as_slice() {
        Some(scores) => largest(scores, |score| score, f64::NEG_INFINITY),
        None => row.fold(f64::NEG_INFINITY, |m, &a| m.max(a)),
    }
}

/// Puts −∞ where query `i` must not look; the row starts at key `first`.
pub(super) fn hide(
    row: &mut ArrayViewMut1<'_, f64>,
    mask: &Mask,
    i: usize,
    first: usize,
    shape: (usize, usize),
) {
    if *mask == Mask::All {
        return;
    }
    for (j, score) in row.iter_mut().enumerate() {
        if !mask.allows(i, first + j, shape) {
            *score = f64::NEG_INFINITY;
        }
    }
}

/// The gradients of attention, from its inputs, its result and ∂L/∂O.
///
/// The mask is in the weights already: a hidden weight is 0 and passes nothing.
///
/// # Formula
/// ∂S = A ⊙ (GVᵀ − δ·1ᵀ), δᵢ = gᵢ·oᵢ; ∂Q = ∂S·K/√d_k, ∂K = ∂Sᵀ·Q/√d_k, ∂V = AᵀG
///
/// # Errors
/// - [`MathError::ShapeMismatch`] when a shape does not belong to the others,
/// - [`MathError::Empty`] or [`MathError::NotFinite`] for unusable entries,
/// - [`MathError::Overflow`] for a gradient beyond the largest number.
///
/// # Source
/// Guide §2.2, §6.2.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// // Equal scores: weights ½ and ½, so each value gets half of the gradient.
/// let (q, k) = (array![[0.0]], array![[1.0], [-1.0]]);
/// let v = array![[3.0], [5.0]];
/// let found = attention(&q, &k, &v, &Mask::All)?;
/// let back = attention_backward(&q, &k, &v, &found, &array![[1.0]])?;
/// assert_eq!(back.values, array![[0.5], [0.5]]);
/// // ∂S = ½·(3 − 4) and ½·(5 − 4); ∂q = −½·1 + ½·(−1)
/// assert_eq!(back.queries, array![[-1.0]]);
/// # Ok::<(), MathError>(())
/// ```
pub fn attention_backward(
    queries: &ArrayRef2<f64>,
    keys: &ArrayRef2<f64>,
    values: &ArrayRef2<f64>,
    forward: &Attention,
    output_gradient: &ArrayRef2<f64>,
) -> Result<AttentionGradients, MathError> {
    const NAME: &str = "attention_backward";
    three(NAME, queries, keys, values, &Mask::All)?;
    let shape = (queries.nrows(), keys.nrows());
    same_shape(
        NAME,
        forward.weights.dim(),
        shape,
        "the weights need one row for each query and one column for each key",
    )?;
    let out = (queries.nrows(), values.ncols());
    same_shape(
        NAME,
        forward.output.dim(),
        out,
        "the output needs one row for each query and one column for each of V's",
    )?;
    same_shape(NAME, output_gradient.dim(), out, "the gradient needs the shape of the output")?;
    check::finite(NAME, "output_gradient", output_gradient)?;
    check::finite(NAME, "forward.weights", &forward.weights)?;
    check::finite(NAME, "forward.output", &forward.output)?;
    let (q, k, v) = pull_back(
        (queries.view(), keys.view(), values.view()),
        &forward.weights,
        output_gradient.view(),
    );
    within_range(NAME, AttentionGradients { queries: q, keys: k, values: v })
}

/// Refuses gradients beyond the range of f64.
pub(super) fn within_range(
    operation: &'static str,
    gradients: AttentionGradients,
) -> Result<AttentionGradients, MathError> {
    let AttentionGradients { queries, keys, values } = &gradients;
    if [queries, keys, values].iter().all(|g| check::is_finite(g)) {
        return Ok(gradients);
    }
    Err(MathError::Overflow { operation })
}

/// The gradients with respect to Q, K and V, without a look at the arguments.
pub(super) fn pull_back(
    (queries, keys, values): (ArrayView2<'_, f64>, ArrayView2<'_, f64>, ArrayView2<'_, f64>),
    weights: &Array2<f64>,
    gradient: ArrayView2<'_, f64>,
) -> (Array2<f64>, Array2<f64>, Array2<f64>) {
    let scale = root_scale(&queries);
    let mut scores = gradient.dot(&values.t());
    for (mut row, weights) in scores.rows_mut().into_iter().zip(weights.rows()) {
        let mean = row.dot(&weights);
        row.zip_mut_with(&weights, |g, &a| *g = scale * a * (*g - mean));
    }
    (scores.dot(&keys), scores.t().dot(&queries), weights.t().dot(&gradient))
}

/// 1/√d_k.
pub(super) fn root_scale(queries: &ArrayRef2<f64>) -> f64 {
    1.0 / (queries.ncols() as f64).sqrt()
}

/// Queries and keys that can be multiplied.
fn matching(
    operation: &'static str,
    queries: &ArrayRef2<f64>,
    keys: &ArrayRef2<f64>,
) -> Result<(), MathError> {
    for (argument, a) in [("queries", queries), ("keys", keys)] {
        check::not_empty(operation, argument, a)?;
        check::finite(operation, argument, a)?;
    }
    if queries.ncols() != keys.ncols() {
        return Err(MathError::ShapeMismatch {
            operation,
            left: queries.shape().to_vec(),
            right: keys.shape().to_vec(),
            rule: "queries and keys need the same number of columns, d_k",
        });
    }
    Ok(())
}

/// Queries, keys, values and a mask that fit together.
pub(super) fn three(
    operation: &'static str,
    queries: &ArrayRef2<f64>,
    keys: &ArrayRef2<f64>,
    values: &ArrayRef2<f64>,
    mask: &Mask,
) -> Result<(), MathError> {
    matching(operation, queries, keys)?;
    check::not_empty(operation, "values", values)?;
    check::finite(operation, "values", values)?;
    if keys.nrows() != values.nrows() {
        return Err(MathError::ShapeMismatch {
            operation,
            left: keys.shape().to_vec(),
            right: values.shape().to_vec(),
            rule: "every key needs one value: K and V have equally many rows",
        });
    }
    mask.fits(operation, queries.nrows(), keys.nrows())
}

pub(super) fn same_shape(
    operation: &'static str,
    found: (usize, usize),
    wanted: (usize, usize),
    rule: &'static str,
) -> Result<(), MathError> {
    if found == wanted {
        return Ok(());
    }
    Err(MathError::ShapeMismatch {
        operation,
        left: vec![found.0, found.1],
        right: vec![wanted.0, wanted.1],
        rule,
    })
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::calculus::{Var, gradient};
    use crate::nn::{attention_blockwise, attention_blockwise_backward};
    use crate::random::RandomState;
    use ndarray::{Array1, Axis};

    pub(in crate::nn) fn three_random(n: usize, m: usize, d: usize, dv: usize) -> [Array2<f64>; 3] {
        let mut random = RandomState::new(7);
        [random.randn2(n, d), random.randn2(m, d), random.randn2(m, dv)]
    }

    pub(in crate::nn) fn masks(n: usize, m: usize) -> Vec<Mask> {
        let real: Vec<bool> = (0..m).map(|j| j % 3 != 1).collect();
        vec![
            Mask::All,
            Mask::Causal,
            Mask::Padding(real.clone()),
            Mask::CausalPadding(real),
            Mask::Matrix(Array2::from_shape_fn((n, m), |(i, j)| i != 1 && (i + j) % 2 == 0)),
        ]
    }

    pub(in crate::nn) fn close(a: &Array2<f64>, b: &Array2<f64>, tolerance: f64) {
        assert_eq!(a.dim(), b.dim());
        let gap = (a - b).iter().fold(0.0_f64, |m, d| m.max(d.abs()));
        assert!(gap <= tolerance, "differ by {gap:e}");
    }

    #[test]
    fn the_gradients_are_those_of_the_tape() {
        let [q, k, v] = three_random(5, 6, 4, 3);
        let g = RandomState::new(1).randn2(5, 3);
        for mask in masks(5, 6) {
            let found = attention(&q, &k, &v, &mask).unwrap();
            let back = attention_backward(&q, &k, &v, &found, &g).unwrap();
            let [tq, tk, tv] = [&q, &k, &v].map(|a| Var::parameter(a.clone()));
            // The tape refuses a row of nothing but −∞, so it gets a very low number
            // there and its rows are taken out by the zeros of `seen`.
            let visible = mask.matrix(5, 6).unwrap();
            let seen = Array2::from_shape_fn((5, 1), |(i, _)| {
                f64::from(u8::from(visible.row(i).iter().any(|&a| a)))
            });
            let scores = tq.matmul(&tk.transpose()).unwrap().scale(0.5);
            let weights = scores
                .masked_fill(&visible.mapv(|a| !a), -1e9)
                .unwrap()
                .softmax(Axis(1))
                .unwrap()
                .mul(&Var::constant(seen))
                .unwrap();
            let out = weights.matmul(&tv).unwrap();
            out.backward_from(&g).unwrap();
            close(&out.value(), &found.output, 1e-14);
            close(&tq.gradient().unwrap(), &back.queries, 1e-13);
            close(&tk.gradient().unwrap(), &back.keys, 1e-13);
            close(&tv.gradient().unwrap(), &back.values, 1e-13);
        }
    }

    #[test]
    fn the_gradient_is_that_of_differences() {
        let [q, k, v] = three_random(3, 3, 2, 2);
        let g = RandomState::new(1).randn2(3, 2);
        let f = |x: &Array1<f64>| {
            let q = x.to_shape((3, 2)).unwrap().to_owned();
            (attention(&q, &k, &v, &Mask::Causal).unwrap().output * &g).sum()
        };
        let flat = Array1::from_iter(q.iter().copied());
        let by_differences = gradient(&f, &flat).unwrap();
        let found = attention(&q, &k, &v, &Mask::Causal).unwrap();
        let back = attention_backward(&q, &k, &v, &found, &g).unwrap();
        for (a, b) in by_differences.iter().zip(&back.queries) {
            assert!((a - b).abs() < 1e-8);
        }
    }

    #[test]
    fn a_query_that_sees_nothing_is_zero_and_never_nan() {
        let [q, k, v] = three_random(2, 3, 4, 2);
        let mask = Mask::Padding(vec![false; 3]);
        let found = attention(&q, &k, &v, &mask).unwrap();
        assert!(found.weights.iter().chain(&found.output).all(|&a| a == 0.0));
        let blocks = attention_blockwise(&q, &k, &v, &mask).unwrap();
        assert!(blocks.output.iter().all(|&a| a == 0.0));
        assert!(blocks.log_sums.iter().all(|&a| a == f64::NEG_INFINITY));
        let g = Array2::ones((2, 2));
        let back = attention_blockwise_backward(&q, &k, &v, &mask, &blocks, &g).unwrap();
        assert!(back.queries.iter().chain(&back.keys).all(|&a| a == 0.0));
    }

    #[test]
    fn scores_in_the_thousands_are_no_trouble() {
        let (q, k) =
            (Array2::from_elem((2, 1), 1e3), Array2::from_shape_fn((200, 1), |(j, _)| j as f64));
        let v = Array2::from_shape_fn((200, 1), |(j, _)| j as f64);
        for output in [
            attention(&q, &k, &v, &Mask::All).unwrap().output,
            attention_blockwise(&q, &k, &v, &Mask::All).unwrap().output,
        ] {
            assert!((output[[0, 0]] - 199.0).abs() < 1e-12);
        }
    }

    #[test]
    fn what_does_not_fit_is_an_error() {
        let [q, k, v] = three_random(2, 3, 4, 2);
        let wrong = Array2::zeros((3, 5));
        assert!(attention(&q, &wrong, &v, &Mask::All).is_err());
        assert!(attention(&q, &k, &q, &Mask::All).is_err());
        assert!(attention(&q, &k, &v, &Mask::Padding(vec![true; 2])).is_err());
        assert!(attention_blockwise(&q, &k, &v, &Mask::Matrix(Array2::default((2, 2)))).is_err());
        let mut nan = k.clone();
        nan[[0, 0]] = f64::NAN;
        assert!(attention(&q, &nan, &v, &Mask::All).is_err());
        let huge = Array2::from_elem((2, 4), 1e200);
        let big = Array2::from_elem((3, 4), 1e200);
        assert!(matches!(attention(&huge, &big, &v, &Mask::All), Err(MathError::Overflow { .. })));
        assert!(attention_blockwise(&huge, &big, &v, &Mask::All).is_err());
        let found = attention(&q, &k, &v, &Mask::All).unwrap();
        assert!(attention_backward(&q, &k, &v, &found, &wrong).is_err());
    }

    #[test]
    fn gradients_beyond_the_range_are_errors() {
        let (q, k) = (Array2::from_elem((1, 1), 1e200), ndarray::array![[0.0], [1e-200]]);
        let v = ndarray::array![[1e200], [-1e200]];
        let found = attention(&q, &k, &v, &Mask::All).unwrap();
        let g = Array2::from_elem((1, 1), 1e200);
        let over = attention_backward(&q, &k, &v, &found, &g);
        assert!(matches!(over, Err(MathError::Overflow { .. })));
        let blocks = attention_blockwise(&q, &k, &v, &Mask::All).unwrap();
        assert!(attention_blockwise_backward(&q, &k, &v, &Mask::All, &blocks, &g).is_err());
    }
}
