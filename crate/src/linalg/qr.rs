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

use super::elimination::Factored;
use super::householder::{factor, upper_triangle};
use super::kernels::{Scale, block, product_in_range, transposed};
use super::least_squares::rank_cut;
use super::products::{Slogdet, log_product, product};
use super::triangular::solve_upper;
use crate::check;
use crate::error::MathError;
use ndarray::{Array1, Array2, ArrayRef1, ArrayRef2, Axis};

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
    /// # Errors
    /// [`MathError::ShapeMismatch`] or [`MathError::NotFinite`] if the fields were changed and
    /// no longer fit; [`MathError::Overflow`] where the rounding of an entry near the largest
    /// f64 leaves the range.
    ///
    /// # Source
    /// Guide §1.3; Golub and Van Loan, Matrix Computations, §5.2.
    ///
    /// # Examples
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let a = array![[3.0, 1.0], [4.0, 2.0]];
    /// let back = qr(&a)?.reconstruct()?;
    /// assert!((back - a).iter().all(|gap| gap.abs() < 1e-14));
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn reconstruct(&self) -> Result<Array2<f64>, MathError> {
        let (q, r) = (&self.q, &self.r);
        if q.ncols() != r.nrows() {
            return Err(MathError::ShapeMismatch {
                operation: "Qr::reconstruct",
                left: q.shape().to_vec(),
                right: r.shape().to_vec(),
                rule: "`q` needs one column for each row of `r`",
            });
        }
        product_in_range("Qr::reconstruct", q, r)
    }

    /// The x that brings Ax nearest to b, for independent columns; the solution of
    /// Ax = b if A is square.
    ///
    /// # Formula
    /// Rx = Qᵀb, by substitution. A is m × n with m ≥ n.
    ///
    /// # Errors
    /// - [`MathError::Singular`] if a column depends on those before it, that is if rⱼⱼ ≤
    ///   m·ε·‖aⱼ‖, or there are fewer rows than columns ([`lstsq`](super::lstsq) answers
    ///   then, too),
    /// - [`MathError::ShapeMismatch`] unless `b` has one entry for every row of A, or if
    ///   the fields were changed and no longer fit,
    /// - [`MathError::NotFinite`] for NaN or infinite entries of `b`,
    /// - [`MathError::Overflow`] for a solution beyond the largest f64.
    ///
    /// # Source
    /// Guide §5.1; Golub and Van Loan, Matrix Computations, §5.3.
    ///
    /// # Examples
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let f = qr(&array![[3.0], [4.0]])?;
    /// assert!((f.solve(&array![6.0, 8.0])?[0] - 2.0).abs() < 1e-15);
    /// assert!((f.solve(&array![3.0, 4.0])?[0] - 1.0).abs() < 1e-15);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn solve(&self, b: &ArrayRef1<f64>) -> Result<Array1<f64>, MathError> {
        let x = self.nearest("Qr::solve", &b.view().insert_axis(Axis(1)), b.shape())?;
        Ok(x.remove_axis(Axis(1)))
    }

    /// [`solve`](Self::solve) for every column of B at once.
    ///
    /// # Formula
    /// RX = QᵀB
    ///
    /// # Errors
    /// Those of [`solve`](Self::solve).
    ///
    /// # Source
    /// Guide §5.1; Golub and Van Loan, Matrix Computations, §5.3.
    ///
    /// # Examples
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let f = qr(&array![[2.0, 0.0], [0.0, 4.0]])?;
    /// let x = f.solve_matrix(&array![[2.0, 4.0], [4.0, 8.0]])?;
    /// assert_eq!(x, array![[1.0, 2.0], [1.0, 2.0]]);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn solve_matrix(&self, b: &ArrayRef2<f64>) -> Result<Array2<f64>, MathError> {
        self.nearest("Qr::solve_matrix", b, b.shape())
    }

    /// A⁻¹ of a square matrix.
    ///
    /// # Formula
    /// A⁻¹ = R⁻¹Qᵀ
    ///
    /// # Errors
    /// [`MathError::NotSquare`] for a matrix that is not square; those of
    /// [`solve`](Self::solve).
    ///
    /// # Source
    /// Guide §1.2.
    ///
    /// # Examples
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let half = qr(&array![[2.0, 0.0], [0.0, 4.0]])?.inverse()?;
    /// assert_eq!(half, array![[0.5, 0.0], [0.0, 0.25]]);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn inverse(&self) -> Result<Array2<f64>, MathError> {
        self.square("Qr::inverse")?;
        self.nearest("Qr::inverse", &Array2::eye(self.q.nrows()), self.q.shape())
    }

    /// det A = det Q · Πᵢ rᵢᵢ, where det Q is 1 or −1.
    ///
    /// # Errors
    /// [`MathError::NotSquare`] for a matrix that is not square; [`MathError::Overflow`]
    /// for a determinant beyond the largest f64.
    ///
    /// # Source
    /// Guide §1.2.
    ///
    /// # Examples
    /// ```
    /// use aimath::prelude::*;
    ///
    /// assert_eq!(qr(&array![[0.0, 2.0], [3.0, 0.0]])?.det()?, -6.0);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn det(&self) -> Result<f64, MathError> {
        product("Qr::det", self.sign("Qr::det")?, 0, self.r.diag())
    }

    /// The sign of det A and ln |det A| = Σᵢ ln rᵢᵢ.
    ///
    /// # Errors
    /// [`MathError::NotSquare`] for a matrix that is not square.
    ///
    /// # Source
    /// Guide §1.2 and §3.2.
    ///
    /// # Examples
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let d = qr(&array![[0.0, 2.0], [3.0, 0.0]])?.slogdet()?;
    /// assert_eq!(d.sign, -1.0);
    /// assert!((d.ln_abs - 6_f64.ln()).abs() < 1e-15);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn slogdet(&self) -> Result<Slogdet, MathError> {
        Ok(log_product(self.sign("Qr::slogdet")?, 0, self.r.diag()))
    }

    /// det Q, which the entries of Q do not show at a glance.
    fn sign(&self, operation: &'static str) -> Result<f64, MathError> {
        self.square(operation)?;
        Ok(Factored::of(operation, &self.q)?.triangles(operation).slogdet(0).sign)
    }

    fn square(&self, operation: &'static str) -> Result<(), MathError> {
        check::square(operation, "q", &self.q)?;
        check::square(operation, "r", &self.r).map(drop)
    }

    fn nearest(
        &self,
        operation: &'static str,
        b: &ArrayRef2<f64>,
        shape: &[usize],
    ) -> Result<Array2<f64>, MathError> {
        let ((m, k), (rows, n)) = (self.q.dim(), self.r.dim());
        let mismatch = |left: &[usize], right: &[usize], rule| MathError::ShapeMismatch {
            operation,
            left: left.to_vec(),
            right: right.to_vec(),
            rule,
        };
        if k != rows {
            let rule = "`q` needs a column for every row of `r`, as `qr` gives them";
            return Err(mismatch(self.q.shape(), self.r.shape(), rule));
        }
        if b.nrows() != m {
            let rule = "`b` needs one row (or entry) for every row of `a`";
            return Err(mismatch(self.q.shape(), shape, rule));
        }
        check::finite(operation, "b", b)?;
        if k < n {
            return Err(MathError::Singular { operation, argument: "a", pivot: k });
        }
        if let Some(pivot) = first_dependent(&self.r, m) {
            return Err(MathError::Singular { operation, argument: "a", pivot });
        }
        let mut x = block(&self.q, 0..m, 0..n).t().dot(b);
        solve_upper(block(&self.r, 0..n, 0..n), x.view_mut());
        if !check::is_finite(&x) {
            return Err(MathError::Overflow { operation });
        }
        Ok(x)
    }
}

/// The first column of A (m rows) whose part at right angles to those before it is no
/// larger than rounding, rⱼⱼ ≤ m·ε·‖aⱼ‖; ‖aⱼ‖ is the length of column j of R.
pub(crate) fn first_dependent(r: &Array2<f64>, m: usize) -> Option<usize> {
    (0..r.ncols()).find(|&j| {
        let length = super::norm_l2(&r.column(j));
        r[[j, j]] <= rank_cut(m, r.ncols()) * length
    })
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
/// [`MathError::Overflow`] for an R beyond the largest f64.
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
