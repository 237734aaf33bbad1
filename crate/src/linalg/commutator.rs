//! One map after another: the product of matrices, and the order that matters.
//!
//! ```text
//! A(Bx) = (AB)x,   [A, B] = AB − BA
//! ```

use super::matrix::matmul;
use crate::check;
use crate::error::MathError;
use ndarray::{Array2, ArrayRef2};

/// The matrix of the composition L_outer ∘ L_inner: first `inner`, then `outer`.
///
/// It is the product in the order in which the maps are written, which is the reverse
/// of the order in which they act. `outer` is m × k, `inner` is k × n, and the answer
/// is m × n.
///
/// # Formula
///
/// (L_A ∘ L_B)(x) = A(Bx) = (AB)x
///
/// # Errors
///
/// [`MathError::ShapeMismatch`] unless the outputs of the inner map are as many as the
/// inputs of the outer one; [`MathError::NotFinite`] for NaN or infinite entries;
/// [`MathError::Overflow`] for a product beyond the largest f64.
///
/// # Source
///
/// Foundations §2.3, with the order put right.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let turn = array![[0.0, -1.0], [1.0, 0.0]];
/// let stretch = array![[2.0, 0.0], [0.0, 1.0]];
/// // First stretch, then turn: (1, 0) → (2, 0) → (0, 2).
/// let both = compose(&turn, &stretch)?;
/// assert_eq!(matvec(&both, &array![1.0, 0.0])?, array![0.0, 2.0]);
/// # Ok::<(), MathError>(())
/// ```
pub fn compose(outer: &ArrayRef2<f64>, inner: &ArrayRef2<f64>) -> Result<Array2<f64>, MathError> {
    if outer.ncols() != inner.nrows() {
        return Err(MathError::ShapeMismatch {
            operation: "compose",
            left: outer.shape().to_vec(),
            right: inner.shape().to_vec(),
            rule: "the inner map acts first, so its outputs (rows) must be as many as the outer \
                   map's inputs (columns)",
        });
    }
    matmul(outer, inner)
}

/// How far two square matrices are from commuting: AB − BA.
///
/// The zero matrix exactly when the two maps can change places.
///
/// # Formula
///
/// \[A, B\] = AB − BA
///
/// # Errors
///
/// - [`MathError::NotSquare`] for a matrix that is not square,
/// - [`MathError::ShapeMismatch`] for matrices of different sizes,
/// - [`MathError::NotFinite`] for NaN or infinite entries,
/// - [`MathError::Overflow`] for a product, or the difference of both, beyond the largest
///   f64.
///
/// # Source
///
/// Foundations §2.2 (matrix products do not commute in general).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let (turn, stretch) = (array![[0.0, -1.0], [1.0, 0.0]], array![[2.0, 0.0], [0.0, 1.0]]);
/// assert_eq!(commutator(&turn, &stretch)?, array![[0.0, 1.0], [1.0, 0.0]]);
/// assert_eq!(commutator(&turn, &turn)?, Array2::<f64>::zeros((2, 2)));
/// # Ok::<(), MathError>(())
/// ```
pub fn commutator(a: &ArrayRef2<f64>, b: &ArrayRef2<f64>) -> Result<Array2<f64>, MathError> {
    check::square("commutator", "a", a)?;
    check::square("commutator", "b", b)?;
    let difference = matmul(a, b)? - matmul(b, a)?;
    if !check::is_finite(&difference) {
        return Err(MathError::Overflow { operation: "commutator" });
    }
    Ok(difference)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn a_difference_beyond_the_largest_number_is_refused() {
        // AB = diag(1e308, −1e308) and BA = diag(−1e308, 1e308), each within the range.
        let a = array![[0.0, 1.0], [-1.0, 0.0]];
        let b = array![[0.0, 1e308], [1e308, 0.0]];
        assert_eq!(commutator(&a, &b), Err(MathError::Overflow { operation: "commutator" }));
        assert!(commutator(&a, &(b * 0.5)).is_ok());
    }
}
