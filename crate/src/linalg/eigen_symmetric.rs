//! Eigenvalues and eigenvectors of a symmetric matrix.
//!
//! A symmetric matrix has real eigenvalues and an orthonormal basis of
//! eigenvectors: A = VΛVᵀ. Two steps find them.
//!
//! 1. Mirrors (Householder) from both sides make A tridiagonal, A = QTQᵀ; the
//!    eigenvalues stay the same because Q is orthogonal.
//! 2. The QL iteration makes T diagonal. A step chooses a shift σ close to an
//!    eigenvalue (Wilkinson's: the eigenvalue of the leading 2 × 2 block that
//!    is nearer to its corner), starts the rotation that QL of T − σI would
//!    start with, and chases the bulge it makes out of the matrix with further
//!    rotations. The entry next to the corner shrinks cubically; once it is
//!    below rounding relative to its neighbours on the diagonal, it is set to
//!    zero and the corner is an eigenvalue.
//!
//! The rotations are gathered and applied to the eigenvectors, which are kept
//! as rows, in narrow strips that stay in the processor's cache.
//!
//! From 65 rows on T is diagonalised in halves instead (`tridiagonal_halves.rs`), which
//! is matrix products for the most part. QL stays for matrices whose rows differ in size
//! by more than a factor of 64: there it has more digits of the small eigenvalues.
//!
//! Source: Golub and Van Loan, Matrix Computations, 4th ed., §8.3; Parlett, The
//! Symmetric Eigenvalue Problem, ch. 8.

use super::kernels::{Scale, product_in_range, signs_of_largest, transposed};
use super::least_squares::rank_cut;
use super::matrix::mirror_lower;
use super::products::{Slogdet, log_product, product};
use super::svd::is_graded;
use super::tridiagonal::tridiagonalise;
use super::tridiagonal_halves;
use super::tridiagonal_ql::ql_iteration;
use crate::check;
use crate::error::MathError;
use ndarray::{Array1, Array2, ArrayRef1, ArrayRef2, Axis};

/// Up to this order QL is as fast as halves.
const SMALL: usize = 64;

/// A = VΛVᵀ, the answer of [`eigh`].
#[derive(Debug, Clone, PartialEq)]
pub struct SymmetricEigen {
    /// The eigenvalues in ascending order.
    pub values: Array1<f64>,
    /// The eigenvectors as orthonormal columns, in the order of `values`; the
    /// largest entry (in magnitude) of each is positive.
    pub vectors: Array2<f64>,
}

impl SymmetricEigen {
    /// V·Λ·Vᵀ, which is A up to rounding.
    ///
    /// # Errors
    /// [`MathError::ShapeMismatch`] or [`MathError::NotFinite`] if the fields were changed and
    /// no longer fit; [`MathError::Overflow`] where the rounding of an entry near the largest
    /// f64 leaves the range.
    ///
    /// # Source
    /// Guide §1.3.
    ///
    /// # Examples
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let a = array![[2.0, 1.0], [1.0, 2.0]];
    /// let back = eigh(&a)?.reconstruct()?;
    /// assert!((back - a).iter().all(|gap| gap.abs() < 1e-14));
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn reconstruct(&self) -> Result<Array2<f64>, MathError> {
        let (vectors, values) = (&self.vectors, &self.values);
        if vectors.ncols() != values.len() {
            return Err(MathError::ShapeMismatch {
                operation: "SymmetricEigen::reconstruct",
                left: vectors.shape().to_vec(),
                right: values.shape().to_vec(),
                rule: "`vectors` needs one column for each of the `values`",
            });
        }
        product_in_range("SymmetricEigen::reconstruct", &(vectors * values), &vectors.t())
    }

    /// Solves Ax = b with the eigenvectors at hand.
    ///
    /// # Formula
    /// x = VΛ⁻¹Vᵀb: the coordinates of b, each divided by its stretch.
    ///
    /// # Errors
    /// - [`MathError::Singular`] if an eigenvalue is zero up to rounding, that is at most
    ///   n·ε of the largest modulus,
    /// - [`MathError::ShapeMismatch`] unless `b` has one entry for every row of A,
    /// - [`MathError::NotFinite`] for NaN or infinite entries of `b`,
    /// - [`MathError::NotSquare`] or [`MathError::ShapeMismatch`] if the fields were
    ///   changed and no longer fit,
    /// - [`MathError::Overflow`] for a solution beyond the largest f64.
    ///
    /// # Source
    /// Guide §1.3.
    ///
    /// # Examples
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let f = eigh(&array![[2.0, 1.0], [1.0, 2.0]])?;
    /// let x = f.solve(&array![3.0, 3.0])?;
    /// assert!((x[0] - 1.0).abs() < 1e-15 && (x[1] - 1.0).abs() < 1e-15);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn solve(&self, b: &ArrayRef1<f64>) -> Result<Array1<f64>, MathError> {
        let x =
            self.unstretched("SymmetricEigen::solve", &b.view().insert_axis(Axis(1)), b.shape())?;
        Ok(x.remove_axis(Axis(1)))
    }

    /// [`solve`](Self::solve) for every column of B at once.
    ///
    /// # Formula
    /// X = VΛ⁻¹VᵀB
    ///
    /// # Errors
    /// Those of [`solve`](Self::solve).
    ///
    /// # Source
    /// Guide §1.3.
    ///
    /// # Examples
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let f = eigh(&array![[2.0, 0.0], [0.0, 4.0]])?;
    /// let x = f.solve_matrix(&array![[2.0, 4.0], [4.0, 8.0]])?;
    /// assert_eq!(x, array![[1.0, 2.0], [1.0, 2.0]]);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn solve_matrix(&self, b: &ArrayRef2<f64>) -> Result<Array2<f64>, MathError> {
        self.unstretched("SymmetricEigen::solve_matrix", b, b.shape())
    }

    /// VΛ⁻¹Vᵀ times each column of `b`; `shape` is that of what the caller was given.
    fn unstretched(
        &self,
        operation: &'static str,
        b: &ArrayRef2<f64>,
        shape: &[usize],
    ) -> Result<Array2<f64>, MathError> {
        if b.nrows() != self.vectors.nrows() {
            return Err(MathError::ShapeMismatch {
                operation,
                left: self.vectors.shape().to_vec(),
                right: shape.to_vec(),
                rule: "`b` needs one row (or entry) for every row of `a`",
            });
        }
        check::finite(operation, "b", b)?;
        self.regular(operation)?;
        let mut coordinates = self.vectors.t().dot(b);
        for (mut row, &stretch) in coordinates.rows_mut().into_iter().zip(&self.values) {
            row /= stretch;
        }
        check::none_overflowed(operation, self.vectors.dot(&coordinates))
    }

    /// A⁻¹, symmetric as A is.
    ///
    /// # Formula
    /// A⁻¹ = VΛ⁻¹Vᵀ
    ///
    /// # Errors
    /// [`MathError::Singular`] as in [`solve`](Self::solve); [`MathError::NotSquare`] or
    /// [`MathError::ShapeMismatch`] if the fields were changed and no longer fit;
    /// [`MathError::Overflow`] for an inverse beyond the largest f64.
    ///
    /// # Source
    /// Guide §1.3.
    ///
    /// # Examples
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let inverse = eigh(&array![[2.0, 1.0], [1.0, 2.0]])?.inverse()?;
    /// assert!((inverse[[0, 0]] - 2.0 / 3.0).abs() < 1e-15);
    /// assert!((inverse[[0, 1]] + 1.0 / 3.0).abs() < 1e-15);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn inverse(&self) -> Result<Array2<f64>, MathError> {
        const NAME: &str = "SymmetricEigen::inverse";
        self.regular(NAME)?;
        let mut inverse = (&self.vectors / &self.values).dot(&self.vectors.t());
        if !check::is_finite(&inverse) {
            return Err(MathError::Overflow { operation: NAME });
        }
        mirror_lower(&mut inverse);
        Ok(inverse)
    }

    /// det A, the product of the eigenvalues.
    ///
    /// # Formula
    /// det A = Πᵢ λᵢ
    ///
    /// # Errors
    /// [`MathError::Overflow`] for a determinant beyond the largest f64
    /// ([`slogdet`](Self::slogdet) answers then, too).
    ///
    /// # Source
    /// Guide §1.2, §1.3.
    ///
    /// # Examples
    /// ```
    /// use aimath::prelude::*;
    ///
    /// assert!((eigh(&array![[2.0, 1.0], [1.0, 2.0]])?.det()? - 3.0).abs() < 1e-14);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn det(&self) -> Result<f64, MathError> {
        product("SymmetricEigen::det", 1.0, 0, &self.values)
    }

    /// The sign of det A and ln |det A|.
    ///
    /// # Formula
    /// ln |det A| = Σᵢ ln |λᵢ|
    ///
    /// # Source
    /// Guide §1.3 and §3.2.
    ///
    /// # Examples
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let d = eigh(&array![[1.0, 2.0], [2.0, 1.0]])?.slogdet(); // eigenvalues −1 and 3
    /// assert_eq!(d.sign, -1.0);
    /// assert!((d.ln_abs - 3_f64.ln()).abs() < 1e-14);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn slogdet(&self) -> Slogdet {
        log_product(1.0, 0, &self.values)
    }

    /// Refuses factors that do not fit and eigenvalues that are zero but for rounding.
    fn regular(&self, operation: &'static str) -> Result<(), MathError> {
        let n = check::square(operation, "vectors", &self.vectors)?;
        if self.values.len() != n {
            return Err(MathError::ShapeMismatch {
                operation,
                left: self.values.shape().to_vec(),
                right: self.vectors.shape().to_vec(),
                rule: "every eigenvector needs its eigenvalue",
            });
        }
        let largest = self.values.iter().fold(0.0_f64, |m, v| m.max(v.abs()));
        let cut = rank_cut(n, n) * largest;
        match self.values.iter().position(|v| v.abs() <= cut) {
            None => Ok(()),
            Some(pivot) => Err(MathError::Singular { operation, argument: "a", pivot }),
        }
    }
}

/// Eigenvalues (ascending) and orthonormal eigenvectors of a symmetric matrix.
///
/// # Formula
/// A·vᵢ = λᵢvᵢ with λ₁ ≤ … ≤ λₙ and VᵀV = I, so A = VΛVᵀ. An eigenvector is
/// free in its sign; here its largest entry (in magnitude) is positive. The
/// eigenvectors of a repeated eigenvalue are one orthonormal basis of many.
///
/// An empty matrix has no eigenvalues.
///
/// # Errors
/// - [`MathError::NotSquare`] for a matrix that is not square,
/// - [`MathError::NotFinite`] for NaN or infinite entries,
/// - [`MathError::NotSymmetric`] if two mirrored entries differ by more than 1e-12 of the
///   largest entry ([`eig`](super::eig) takes such matrices),
/// - [`MathError::Overflow`] if an eigenvalue would exceed the largest number,
/// - [`MathError::NotConverged`] if the iteration stalls, which no known matrix makes it
///   do.
///
/// # Source
/// Guide §1.3; Golub and Van Loan, Matrix Computations, 4th ed., §8.3.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// let SymmetricEigen { values, vectors } = eigh(&array![[2.0, 1.0], [1.0, 2.0]])?;
/// assert!((values[0] - 1.0).abs() < 1e-14); // (1, −1) is kept
/// assert!((values[1] - 3.0).abs() < 1e-14); // (1, 1) is tripled
/// assert!((vectors[[0, 1]] - 0.5_f64.sqrt()).abs() < 1e-14);
/// # Ok::<(), MathError>(())
/// ```
pub fn eigh(a: &ArrayRef2<f64>) -> Result<SymmetricEigen, MathError> {
    check::square("eigh", "a", a)?;
    check::finite("eigh", "a", a)?;
    let n = check::symmetric("eigh", "a", a)?;
    let scale = Scale::of(a);
    let mut work = transposed(a);
    scale.apply(&mut work);
    for i in 0..n {
        for j in 0..i {
            work[[i, j]] = (work[[i, j]] + work[[j, i]]) / 2.0;
        }
    }
    let (mut diagonal, mut beside, q) = tridiagonalise(&mut work);
    let (mut values, mut vectors) = if n > SMALL && !is_graded(a) {
        let mut vectors = transposed(&tridiagonal_halves::diagonalise(&mut diagonal, &mut beside)?);
        q.apply(&mut vectors);
        (Array1::from(diagonal), vectors)
    } else {
        let mut rows = transposed(&q.form(n));
        ql_iteration(&mut diagonal, &mut beside, &mut rows)?;
        let mut order: Vec<usize> = (0..n).collect();
        order.sort_by(|&i, &j| diagonal[i].total_cmp(&diagonal[j]));
        let values = order.iter().map(|&i| diagonal[i]).collect();
        (values, transposed(&rows.select(Axis(0), &order)))
    };
    scale.undo_all("eigh", &mut values)?;
    vectors *= &signs_of_largest(&vectors);
    Ok(SymmetricEigen { values, vectors })
}
