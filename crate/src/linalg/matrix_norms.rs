//! The size of a matrix.
//!
//! The Frobenius norm is the length of the list of its entries. The operator
//! norms ask how far the matrix can lengthen a vector: in the sum of magnitudes
//! that is the largest column sum, in the largest magnitude the largest row sum,
//! and in the ordinary length the largest singular value,
//! [`norm_spectral`](super::norm_spectral).

use super::norms::largest_magnitude;
use ndarray::{Array1, ArrayRef2};

/// Frobenius norm: the length of the matrix read as one long vector.
///
/// Right for every size of entries. Zero for a matrix without entries; NaN if
/// an entry is NaN.
///
/// # Formula
///
/// ‖A‖_F = √(Σᵢⱼ Aᵢⱼ²)
///
/// # Source
///
/// G. Golub and C. Van Loan, *Matrix Computations*, §2.3.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(norm_frobenius(&array![[1.0, 2.0], [2.0, 4.0]]), 5.0);
/// ```
pub fn norm_frobenius(a: &ArrayRef2<f64>) -> f64 {
    // The norm of the norms of the rows inherits the care taken with sizes.
    let rows: Array1<f64> = a.rows().into_iter().map(|row| super::norm_l2(&row)).collect();
    super::norm_l2(&rows)
}

/// Operator 1-norm: the largest L1 norm of a column, and so the most that the
/// matrix can stretch a vector measured in L1.
///
/// Zero for a matrix without entries; NaN if an entry is NaN.
///
/// # Formula
///
/// ‖A‖₁ = maxⱼ Σᵢ |Aᵢⱼ|
///
/// # Source
///
/// G. Golub and C. Van Loan, *Matrix Computations*, §2.3.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(norm_one(&array![[1.0, -2.0], [3.0, 4.0]]), 6.0);
/// ```
pub fn norm_one(a: &ArrayRef2<f64>) -> f64 {
    let mut sums = Array1::<f64>::zeros(a.ncols());
    for row in a.rows() {
        sums.zip_mut_with(&row, |sum, entry| *sum += entry.abs());
    }
    largest_magnitude(sums.iter())
}

/// Operator ∞-norm: the largest L1 norm of a row, and so the most that the
/// matrix can stretch a vector measured in L∞.
///
/// Zero for a matrix without entries; NaN if an entry is NaN.
///
/// # Formula
///
/// ‖A‖∞ = maxᵢ Σⱼ |Aᵢⱼ|
///
/// # Source
///
/// G. Golub and C. Van Loan, *Matrix Computations*, §2.3.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(norm_inf(&array![[1.0, -2.0], [3.0, 4.0]]), 7.0);
/// ```
pub fn norm_inf(a: &ArrayRef2<f64>) -> f64 {
    let sums: Array1<f64> = a.rows().into_iter().map(|row| super::norm_l1(&row)).collect();
    largest_magnitude(sums.iter())
}
