//! Columns on one scale.
//!
//! A penalty on w treats a weight per millimetre and a weight per kilometre
//! alike, so before ridge or lasso the columns are brought to mean 0 and standard
//! deviation 1. Gradient descent gains as well: the contours become rounder.

use super::design::predict;
use crate::check;
use crate::error::MathError;
use crate::floating::centring::{SumOfSquares, centred_columns};
use crate::floating::exponent::{exponent_of, times_power_of_two};
use ndarray::{Array1, Array2, ArrayRef1, ArrayRef2};

/// Columns with mean 0 and standard deviation 1, and how they got there.
#[derive(Debug, Clone, PartialEq)]
pub struct Standardized {
    /// (x − mean)/scale.
    pub x: Array2<f64>,
    /// The mean of each column.
    pub means: Array1<f64>,
    /// The standard deviation of each column (ddof 0); 1 for a constant column.
    pub scales: Array1<f64>,
}

/// Brings every column to mean 0 and standard deviation 1.
///
/// # Formula
/// z = (x − x̄)/σ with σ² = 1/n Σ(x − x̄)²; a constant column becomes zeros. A column counts
/// as constant only if all its entries are equal: x̄ is kept to 32 digits, so that even
/// data which differ by an ulp have their z. (scikit-learn takes those for constant.)
///
/// # Errors
/// [`MathError::Empty`] without entries; [`MathError::NotFinite`] for NaN or infinite
/// entries; [`MathError::Overflow`] for a result beyond the largest f64.
///
/// # Source
/// Guide §5.2, §3.3.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// let s = standardize_columns(&array![[1.0, 7.0], [3.0, 7.0]])?;
/// assert_eq!(s.x, array![[-1.0, 0.0], [1.0, 0.0]]);
/// assert_eq!((s.means[0], s.scales[0], s.scales[1]), (2.0, 1.0, 1.0));
/// # Ok::<(), MathError>(())
/// ```
pub fn standardize_columns(x: &ArrayRef2<f64>) -> Result<Standardized, MathError> {
    let operation = "standardize_columns";
    check::not_empty(operation, "x", x)?;
    check::finite(operation, "x", x)?;
    let (mut centred, precise) = centred_columns(x);
    let means: Array1<f64> = precise.iter().map(|mean| mean.hi).collect();
    let mut scales = Array1::from_elem(x.ncols(), 1.0);
    for (j, mut column) in centred.columns_mut().into_iter().enumerate() {
        if column.iter().all(|v| *v == 0.0) {
            continue;
        }
        scales[j] = SumOfSquares::of(&column).root_over(x.nrows() as f64);
        // A spread below the normal numbers has lost digits that a power of two restores.
        let k = exponent_of(scales[j]);
        let scale = times_power_of_two(scales[j], -k);
        column.mapv_inplace(|v| times_power_of_two(v, -k) / scale);
    }
    if !check::is_finite(&means) || !check::is_finite(&scales) || !check::is_finite(&centred) {
        return Err(MathError::Overflow { operation });
    }
    Ok(Standardized { x: centred, means, scales })
}

impl Standardized {
    /// New rows on the same scale.
    ///
    /// # Errors
    /// [`MathError::ShapeMismatch`] unless X has as many columns as the data that were
    /// standardised; [`MathError::NotFinite`] for NaN or infinite entries;
    /// [`MathError::Overflow`] for a score beyond the largest f64.
    ///
    /// # Examples
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let s = standardize_columns(&array![[1.0], [3.0]])?;
    /// assert_eq!(s.transform(&array![[4.0]])?, array![[2.0]]);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn transform(&self, x: &ArrayRef2<f64>) -> Result<Array2<f64>, MathError> {
        predict("Standardized::transform", x, &self.means, 0.0)?;
        let scores = (&x.view() - &self.means) / &self.scales;
        if check::is_finite(&scores) {
            return Ok(scores);
        }
        Err(MathError::Overflow { operation: "Standardized::transform" })
    }

    /// Weights of the standardised columns as weights of the original ones.
    ///
    /// # Formula
    /// wⱼ/scaleⱼ; the intercept changes by −Σ meanⱼwⱼ/scaleⱼ. Answers (intercept, weights).
    ///
    /// # Errors
    /// [`MathError::ShapeMismatch`] unless there is one weight for every column;
    /// [`MathError::Overflow`] for an intercept beyond the largest f64.
    ///
    /// # Examples
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let s = standardize_columns(&array![[10.0], [30.0]])?; // mean 20, scale 10
    /// let (intercept, weights) = s.original_weights(5.0, &array![2.0])?;
    /// assert_eq!((intercept, weights[0]), (1.0, 0.2)); // 5 + 2(x − 20)/10
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn original_weights(
        &self,
        intercept: f64,
        weights: &ArrayRef1<f64>,
    ) -> Result<(f64, Array1<f64>), MathError> {
        if weights.len() != self.scales.len() {
            return Err(MathError::ShapeMismatch {
                operation: "Standardized::original_weights",
                left: vec![self.scales.len()],
                right: vec![weights.len()],
                rule: "there has to be one weight for each column",
            });
        }
        let original = &weights.view() / &self.scales;
        let own = intercept - self.means.dot(&original);
        if intercept.is_finite() && check::is_finite(weights) && !own.is_finite() {
            return Err(MathError::Overflow { operation: "Standardized::original_weights" });
        }
        Ok((own, original))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn columns_that_differ_by_ulps_have_their_scores() {
        let x = Array2::from_shape_fn((4, 1), |(i, _)| 1.6e18 + 256.0 * i as f64);
        let scores = standardize_columns(&x).unwrap().x;
        let expected = [-1.8_f64.sqrt(), -0.2_f64.sqrt(), 0.2_f64.sqrt(), 1.8_f64.sqrt()];
        for (found, expected) in scores.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-15, "{found}, not {expected}");
        }
    }

    #[test]
    fn columns_at_the_ends_of_the_range_have_their_scores() {
        for x in
            [array![[1e300], [-1e300]], array![[4e-323], [-4e-323]], array![[1e-310], [-1e-310]]]
        {
            assert_eq!(standardize_columns(&x).unwrap().x, array![[1.0], [-1.0]]);
        }
        let constant = Array2::from_elem((10, 1), 1e15 / 7.0);
        assert!(standardize_columns(&constant).unwrap().x.iter().all(|z| *z == 0.0));
    }
}
