//! Principal component analysis: the directions in which data vary most.
//!
//! Centre the data, X̃ = X − x̄. The variance along a unit vector w is
//! wᵀΣw with the covariance Σ = X̃ᵀX̃/(n − 1), and it is largest along the
//! eigenvector of Σ with the largest eigenvalue. Σ need not be formed, which
//! would halve the digits: with X̃ = UΣVᵀ the rows of Vᵀ are those eigenvectors
//! and sᵢ²/(n − 1) the variances.
//!
//! Centring is not optional: without it the first direction points at the mean. It is
//! done with a mean of twice the digits, because the rounding of a mean is left over in
//! every row, and a column of Unix times would seem to vary by it.

use super::kernels::block;
use super::svd::{Svd, decompose};
use crate::check;
use crate::error::MathError;
use crate::floating::centring::centred_columns;
use ndarray::{Array1, Array2, ArrayRef2};

/// The answer of [`pca`]: a new basis, fitted to data.
#[derive(Debug, Clone, PartialEq)]
pub struct Pca {
    /// The mean of each column (d entries).
    pub mean: Array1<f64>,
    /// The principal components as orthonormal rows (k × d), the strongest
    /// first; the largest entry (in magnitude) of each is positive.
    pub components: Array2<f64>,
    /// The variance along each component (n − 1 in the denominator).
    pub explained_variance: Array1<f64>,
    /// Its share of the total variance (zeros for data that do not vary).
    pub explained_variance_ratio: Array1<f64>,
    /// The singular values of the centred data.
    pub singular_values: Array1<f64>,
}

/// The first k principal components of data with one sample per row.
///
/// # Formula
/// X − x̄ = U·diag(s)·Vᵀ; components: rows 1…k of Vᵀ; variances sᵢ²/(n − 1),
/// ratios sᵢ²/Σⱼsⱼ². X is n × d, 1 ≤ k ≤ min(n, d). Agrees with scikit-learn's
/// `PCA(k, svd_solver="full")`.
///
/// # Errors
/// - [`MathError::NotFinite`] for NaN or infinite entries,
/// - [`MathError::InvalidArgument`] for fewer than two samples or for k outside its range,
/// - [`MathError::Overflow`] for a variance beyond the largest f64,
/// - those of [`svd`](super::svd()) for the centred data.
///
/// # Source
/// Guide §1.3; Jolliffe, Principal Component Analysis, 2nd ed., ch. 3.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// // Points on the diagonal: one direction holds everything.
/// let found = pca(&array![[0.0, 0.0], [1.0, 1.0], [2.0, 2.0]], 2)?;
/// assert_eq!(found.mean, array![1.0, 1.0]);
/// assert!((found.components[[0, 0]] - 0.5_f64.sqrt()).abs() < 1e-14);
/// assert!((found.explained_variance[0] - 2.0).abs() < 1e-14); // 1 in x and 1 in y
/// assert!((found.explained_variance_ratio[0] - 1.0).abs() < 1e-14);
/// # Ok::<(), MathError>(())
/// ```
pub fn pca(x: &ArrayRef2<f64>, k: usize) -> Result<Pca, MathError> {
    let (samples, features) = x.dim();
    check::finite("pca", "x", x)?;
    if samples < 2 || features == 0 {
        return Err(MathError::InvalidArgument {
            operation: "pca",
            argument: "x",
            reason: format!(
                "has {samples} rows and {features} columns; variance needs two rows or more"
            ),
        });
    }
    if k == 0 || k > samples.min(features) {
        return Err(MathError::InvalidArgument {
            operation: "pca",
            argument: "k",
            reason: format!(
                "is {k}; choose 1 to {}, the smaller side of `x`",
                samples.min(features)
            ),
        });
    }
    let (centred, means) = centred_columns(x);
    let mean: Array1<f64> = means.iter().map(|mean| mean.hi).collect();
    let centred = check::none_overflowed("pca", centred)?;
    let Svd { s, vt, .. } = decompose("pca", &centred, false)?;
    let variances = s.mapv(|s| s * s / (samples - 1) as f64);
    let total = check::no_overflow("pca", variances.sum())?;
    let explained_variance = variances.iter().take(k).copied().collect::<Array1<f64>>();
    let whole = if total > 0.0 { total } else { 1.0 };
    Ok(Pca {
        mean,
        components: block(&vt, 0..k, 0..features).to_owned(),
        explained_variance_ratio: &explained_variance / whole,
        explained_variance,
        singular_values: s.iter().take(k).copied().collect(),
    })
}

impl Pca {
    /// The coordinates of samples along the components.
    ///
    /// # Formula
    /// Z (n × k) = (X − x̄)·componentsᵀ.
    ///
    /// # Errors
    /// [`MathError::ShapeMismatch`] unless the samples have as many columns as the data
    /// that were fitted; [`MathError::NotFinite`] for NaN or infinite entries;
    /// [`MathError::Overflow`] for a coordinate beyond the largest f64.
    ///
    /// # Source
    /// Guide §1.3.
    ///
    /// # Examples
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let found = pca(&array![[0.0, 0.0], [1.0, 1.0], [2.0, 2.0]], 1)?;
    /// let z = found.transform(&array![[2.0, 2.0]])?;
    /// assert!((z[[0, 0]] - 2.0_f64.sqrt()).abs() < 1e-14); // from the mean (1, 1)
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn transform(&self, x: &ArrayRef2<f64>) -> Result<Array2<f64>, MathError> {
        check::finite("Pca::transform", "x", x)?;
        if x.ncols() != self.mean.len() {
            return Err(MathError::ShapeMismatch {
                operation: "Pca::transform",
                left: x.shape().to_vec(),
                right: self.components.shape().to_vec(),
                rule: "`x` needs as many columns as the data that were fitted",
            });
        }
        // In another unit where the data and their mean are further apart than any f64, or the
        // sum of products leaves the range on its way back into it.
        let in_units_of = |unit: f64| {
            let centred = x.mapv(|v| v * unit) - &self.mean.mapv(|v| v * unit);
            centred.dot(&self.components.t()).mapv_into(|v| v / unit)
        };
        self.in_range("Pca::transform", in_units_of)
    }

    /// The samples that coordinates stand for, within the span of the
    /// components.
    ///
    /// # Formula
    /// X̂ (n × d) = Z·components + x̄.
    ///
    /// # Errors
    /// [`MathError::ShapeMismatch`] unless `z` has one column for every component;
    /// [`MathError::NotFinite`] for NaN or infinite entries; [`MathError::Overflow`] for an
    /// entry beyond the largest f64.
    ///
    /// # Source
    /// Guide §1.3.
    ///
    /// # Examples
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let found = pca(&array![[0.0, 0.0], [1.0, 1.0], [2.0, 2.0]], 1)?;
    /// let x = found.inverse_transform(&array![[0.0]])?;
    /// assert_eq!(x, array![[1.0, 1.0]]); // the origin is the mean
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn inverse_transform(&self, z: &ArrayRef2<f64>) -> Result<Array2<f64>, MathError> {
        check::finite("Pca::inverse_transform", "z", z)?;
        if z.ncols() != self.components.nrows() {
            return Err(MathError::ShapeMismatch {
                operation: "Pca::inverse_transform",
                left: z.shape().to_vec(),
                right: self.components.shape().to_vec(),
                rule: "`z` needs one column for each component",
            });
        }
        let in_units_of = |unit: f64| {
            let x = z.mapv(|v| v * unit).dot(&self.components) + &self.mean.mapv(|v| v * unit);
            x.mapv_into(|v| v / unit)
        };
        self.in_range("Pca::inverse_transform", in_units_of)
    }

    /// What is computed in units of 1 or, where that leaves the range, of 2⁶³.
    fn in_range(
        &self,
        operation: &'static str,
        in_units_of: impl Fn(f64) -> Array2<f64>,
    ) -> Result<Array2<f64>, MathError> {
        let found = in_units_of(1.0);
        if check::is_finite(&found) {
            return Ok(found);
        }
        check::finite(operation, "self", &self.mean)?;
        check::finite(operation, "self", &self.components)?;
        check::none_overflowed(operation, in_units_of(1.0 / (1_u64 << 63) as f64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_that_do_not_vary_have_no_share() {
        let constant = Array2::from_shape_fn((1000, 2), |(_, j)| [0.1, 14.62][j]);
        let found = pca(&constant, 2).unwrap();
        assert_eq!(found.explained_variance_ratio.to_vec(), [0.0, 0.0]);
        assert_eq!(found.explained_variance.to_vec(), [0.0, 0.0]);
        // A column of times in milliseconds beside one that varies by 10⁻³.
        let times = Array2::from_shape_fn((64, 2), |(i, j)| {
            if j == 0 { 1e-3 * (i as f64 / 63.0 - 0.5) } else { 1.6e12 + 0.3 }
        });
        let found = pca(&times, 2).unwrap();
        assert_eq!(found.components.row(0).to_vec(), [1.0, 0.0]);
        assert!((found.explained_variance[0] / 8.734357940707e-8 - 1.0).abs() < 1e-12);
        assert_eq!(found.explained_variance_ratio.to_vec(), [1.0, 0.0]);
        assert_eq!(found.mean[1], 1.6e12 + 0.3);
    }
}
