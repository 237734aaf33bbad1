//! QR: a matrix as an orthonormal basis times a triangle.
//!
//! Gram–Schmidt reads the columns of A from left to right and keeps what is
//! new in each: A = QR with orthonormal columns in Q and an upper triangle R of
//! coefficients. Done literally it loses orthogonality when columns are nearly
//! dependent. Householder's way reaches the same factors by turning A into a
//! triangle with mirrors (one per column), and mirrors do not lose
//! orthogonality whatever A is:
//!
//! ```text
//! Hₙ…H₂H₁A = R,   Q = H₁H₂…Hₙ.
//! ```
//!
//! The signs are then changed so that the diagonal of R is not negative. For
//! independent columns this makes Q and R unique, and equal to Gram–Schmidt's.

use super::householder::{factor, upper_triangle};
use super::kernels::{Scale, transposed};
use crate::check;
use crate::error::MathError;
use ndarray::{Array2, ArrayRef2};

/// A = QR, the answer of [`qr`] and [`qr_full`].
#[derive(Debug, Clone, PartialEq)]
pub struct Qr {
    /// Orthonormal columns: m × min(m, n), or m × m from [`qr_full`].
    pub q: Array2<f64>,
    /// Upper triangular with a nonnegative diagonal: min(m, n) × n, or m × n.
    pub r: Array2<f64>,
}

impl Qr {
    /// Q·R, which is A up to rounding.
    ///
    /// # Source
    /// Guide §1.3; Golub and Van Loan, Matrix Computations, §5.2.
    ///
    /// # Examples
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let a = array![[3.0, 1.0], [4.0, 2.0]];
    /// let back = qr(&a)?.reconstruct();
    /// assert!((back - a).iter().all(|gap| gap.abs() < 1e-14));
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn reconstruct(&self) -> Array2<f64> {
        self.q.dot(&self.r)
    }
}

/// The thin QR factorisation by Householder reflections.
///
/// # Formula
/// A (m × n) = Q (m × k) · R (k × n) with k = min(m, n), QᵀQ = I, R upper
/// triangular and rᵢᵢ ≥ 0. (NumPy leaves the signs as the reflections give
/// them: its columns of Q and rows of R may have the other sign.)
///
/// An empty matrix has empty factors.
///
/// # Errors
/// [`MathError::NotFinite`] for NaN or infinite entries;
/// [`MathError::InvalidArgument`] if R would exceed the largest number.
///
/// # Source
/// Guide §1.3; Golub and Van Loan, Matrix Computations, 4th ed., §5.2.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// let Qr { q, r } = qr(&array![[3.0, 1.0], [4.0, 2.0]])?;
/// assert!((r[[0, 0]] - 5.0).abs() < 1e-14); // the length of (3, 4)
/// assert!((q[[0, 0]] - 0.6).abs() < 1e-14); // its direction
/// assert_eq!(r[[1, 0]], 0.0);
/// # Ok::<(), MathError>(())
/// ```
pub fn qr(a: &ArrayRef2<f64>) -> Result<Qr, MathError> {
    factorise("qr", a, false)
}

/// The full QR factorisation: Q is square and its last columns span what the
/// columns of A do not reach.
///
/// # Formula
/// A (m × n) = Q (m × m) · R (m × n), QᵀQ = QQᵀ = I, rᵢᵢ ≥ 0.
///
/// # Errors
/// Those of [`qr`].
///
/// # Source
/// Guide §1.3; Golub and Van Loan, Matrix Computations, 4th ed., §5.2.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// let Qr { q, r } = qr_full(&array![[3.0], [4.0]])?;
/// assert_eq!(q.dim(), (2, 2));
/// assert!((r[[0, 0]] - 5.0).abs() < 1e-14);
/// // The second column of Q stands at a right angle to (3, 4).
/// assert!((3.0 * q[[0, 1]] + 4.0 * q[[1, 1]]).abs() < 1e-14);
/// # Ok::<(), MathError>(())
/// ```
pub fn qr_full(a: &ArrayRef2<f64>) -> Result<Qr, MathError> {
    factorise("qr_full", a, true)
}

fn factorise(operation: &'static str, a: &ArrayRef2<f64>, full: bool) -> Result<Qr, MathError> {
    check::finite(operation, "a", a)?;
    let (m, n) = a.dim();
    let scale = Scale::of(a);
    let mut columns = transposed(a);
    scale.apply(&mut columns);
    let reflectors = factor(&mut columns);
    let width = if full { m } else { m.min(n) };
    let mut q = reflectors.form(width);
    let mut r = upper_triangle(&columns, width);
    for i in 0..m.min(n) {
        if r[[i, i]] < 0.0 {
            r.row_mut(i).iter_mut().skip(i).for_each(|v| *v = 0.0 - *v);
            q.column_mut(i).mapv_inplace(|v| -v);
        }
    }
    scale.undo_all(operation, &mut r)?;
    Ok(Qr { q, r })
}
