//! The dense layer: a matrix, a shift, and nothing else.
//!
//! A fully connected layer with n inputs and m outputs holds a weight matrix W
//! with m rows (one per output) and n columns (one per input), and a bias b with
//! m entries. For one sample x it computes Wx + b. For a batch, the samples are
//! the rows of X, and the same rule written for rows is
//!
//! ```text
//! Y = XWᵀ + b      (b is added to every row)
//! ```
//!
//! Two such layers in a row are one: W₂(W₁x + b₁) + b₂ = (W₂W₁)x + (W₂b₁ + b₂).
//! Only a function that is not linear between them makes depth worth anything.

use crate::check;
use crate::error::MathError;
use ndarray::{Array1, Array2, ArrayRef1, ArrayRef2};

/// Output of a dense layer for one sample.
///
/// `w` is m × n, `b` has m entries, `x` has n; the output has m.
///
/// # Formula
///
/// y = Wx + b
///
/// # Errors
///
/// [`MathError::ShapeMismatch`] unless `w` has a row for every entry of `b` and a column
/// for every entry of `x`; [`MathError::NotFinite`] for NaN or infinite entries;
/// [`MathError::Overflow`] for an output beyond the largest f64.
///
/// # Source
///
/// Guide §1.4.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let w = array![[1.0, 2.0], [0.0, -1.0], [3.0, 0.0]];
/// let y = dense(&w, &array![0.5, 0.0, -1.0], &array![2.0, 1.0])?;
/// assert_eq!(y, array![4.5, -1.0, 5.0]);
/// # Ok::<(), MathError>(())
/// ```
pub fn dense(
    w: &ArrayRef2<f64>,
    b: &ArrayRef1<f64>,
    x: &ArrayRef1<f64>,
) -> Result<Array1<f64>, MathError> {
    bias_fits("dense", w, b)?;
    if x.len() != w.ncols() {
        return Err(MathError::ShapeMismatch {
            operation: "dense",
            left: w.shape().to_vec(),
            right: x.shape().to_vec(),
            rule: "`x` needs one entry for every column of `w`",
        });
    }
    let y = w.dot(x) + b;
    if !check::is_finite(&y) {
        check::finite("dense", "w", w)?;
        check::finite("dense", "b", b)?;
        check::finite("dense", "x", x)?;
        return Err(MathError::Overflow { operation: "dense" });
    }
    Ok(y)
}

/// Output of a dense layer for a batch, one sample per row.
///
/// `w` is m × n, `b` has m entries, `x` is B × n; the output is B × m.
///
/// # Formula
///
/// Y = XWᵀ + b
///
/// # Errors
///
/// [`MathError::ShapeMismatch`] unless `w` has a row for every entry of `b` and as many
/// columns as `x`; [`MathError::NotFinite`] for NaN or infinite entries;
/// [`MathError::Overflow`] for an output beyond the largest f64.
///
/// # Source
///
/// Guide §1.4.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let w = array![[1.0, 2.0], [0.0, -1.0], [3.0, 0.0]];
/// let x = array![[2.0, 1.0], [0.0, 0.0]];
/// let y = dense_batch(&w, &array![0.5, 0.0, -1.0], &x)?;
/// assert_eq!(y, array![[4.5, -1.0, 5.0], [0.5, 0.0, -1.0]]);
/// # Ok::<(), MathError>(())
/// ```
pub fn dense_batch(
    w: &ArrayRef2<f64>,
    b: &ArrayRef1<f64>,
    x: &ArrayRef2<f64>,
) -> Result<Array2<f64>, MathError> {
    bias_fits("dense_batch", w, b)?;
    if x.ncols() != w.ncols() {
        return Err(MathError::ShapeMismatch {
            operation: "dense_batch",
            left: w.shape().to_vec(),
            right: x.shape().to_vec(),
            rule: "`x` (one sample per row) needs as many columns as `w`",
        });
    }
    let mut y = x.dot(&w.t());
    for mut row in y.rows_mut() {
        *row += b;
    }
    if !check::is_finite(&y) {
        check::finite("dense_batch", "w", w)?;
        check::finite("dense_batch", "b", b)?;
        check::finite("dense_batch", "x", x)?;
        return Err(MathError::Overflow { operation: "dense_batch" });
    }
    Ok(y)
}

/// Refuses a bias that does not match the outputs of the layer.
fn bias_fits(
    operation: &'static str,
    w: &ArrayRef2<f64>,
    b: &ArrayRef1<f64>,
) -> Result<(), MathError> {
    if b.len() == w.nrows() {
        return Ok(());
    }
    Err(MathError::ShapeMismatch {
        operation,
        left: w.shape().to_vec(),
        right: b.shape().to_vec(),
        rule: "`b` needs one entry for every row of `w`",
    })
}

#[cfg(test)]
mod tests {
    use super::super::hard_cases::gaussian;
    use super::super::{matmul, norm_frobenius, norm_l2};
    use super::*;
    use ndarray::array;
    use proptest::prelude::*;

    properties! {
        #[test]
        fn a_batch_is_its_samples_one_by_one_and_two_layers_are_one(
            (inputs, hidden, outputs) in (1_usize..20, 1_usize..20, 1_usize..20),
            samples in 0_usize..20,
            seed in any::<u64>(),
        ) {
            let (w1, w2) = (gaussian(hidden, inputs, seed), gaussian(outputs, hidden, seed ^ 1));
            let (b1, b2) = (gaussian(1, hidden, seed ^ 2), gaussian(1, outputs, seed ^ 3));
            let (b1, b2) = (b1.row(0), b2.row(0));
            let x = gaussian(samples, inputs, seed ^ 4);
            let h = dense_batch(&w1, &b1, &x).unwrap();
            for (sample, row) in x.rows().into_iter().zip(h.rows()) {
                let alone = dense(&w1, &b1, &sample).unwrap();
                prop_assert!(norm_l2(&(&alone - &row)) <= 1e-13 * (1.0 + norm_l2(&alone)));
            }
            let twice = dense_batch(&w2, &b2, &h).unwrap();
            let b = dense(&w2, &b2, &b1).unwrap();
            let once = dense_batch(&matmul(&w2, &w1).unwrap(), &b, &x).unwrap();
            prop_assert!(norm_frobenius(&(&once - &twice)) <= 1e-12 * (1.0 + norm_frobenius(&once)));
        }
    }

    #[test]
    fn the_argument_that_does_not_fit_is_named() {
        let (w, b, x) = (Array2::<f64>::zeros((3, 2)), Array1::zeros(3), Array1::zeros(2));
        let rule = |result: Result<(), MathError>| match result {
            Err(MathError::ShapeMismatch { rule, .. }) => rule.to_string(),
            other => panic!("{other:?}"),
        };
        assert!(rule(dense(&w, &x, &x).map(drop)).starts_with("`b`"));
        assert!(rule(dense(&w, &b, &b).map(drop)).starts_with("`x`"));
        let batch = Array2::zeros((4, 2));
        assert!(rule(dense_batch(&w, &x, &batch).map(drop)).starts_with("`b`"));
        assert!(rule(dense_batch(&w, &b, &w.t()).map(drop)).starts_with("`x`"));
    }

    #[test]
    fn nan_and_overflow_are_named_not_returned() {
        let (w, b, x) = (array![[1.0, 2.0]], array![3.0], array![4.0, 5.0]);
        let name = |result: Result<(), MathError>| match result {
            Err(MathError::NotFinite { argument, .. }) => argument,
            other => panic!("{other:?}"),
        };
        let batch = x.clone().insert_axis(ndarray::Axis(0));
        let nan = f64::NAN;
        assert_eq!(name(dense(&(&w * nan), &b, &x).map(drop)), "w");
        assert_eq!(name(dense(&w, &(&b * nan), &x).map(drop)), "b");
        assert_eq!(name(dense(&w, &b, &(&x * nan)).map(drop)), "x");
        assert_eq!(name(dense_batch(&(&w * nan), &b, &batch).map(drop)), "w");
        assert_eq!(name(dense_batch(&w, &(&b * nan), &batch).map(drop)), "b");
        assert_eq!(name(dense_batch(&w, &b, &(&batch * nan)).map(drop)), "x");
        let overflow = Err(MathError::Overflow { operation: "dense" });
        assert_eq!(dense(&(&w * 1e300), &b, &(&x * 1e300)), overflow);
        let overflow = Err(MathError::Overflow { operation: "dense_batch" });
        assert_eq!(dense_batch(&(&w * 1e300), &b, &(&batch * 1e300)), overflow);
    }
}
