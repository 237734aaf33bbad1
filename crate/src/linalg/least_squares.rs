//! What the singular values say about Ax = b: rank, null space, condition,
//! pseudo-inverse and the least-squares answer.
//!
//! With A = UΣVᵀ, solving becomes three easy steps: Uᵀb are the coordinates of
//! b, dividing by σ undoes the stretch, V turns back:
//!
//! ```text
//! x = A⁺b = Σᵢ vᵢ (uᵢᵀb)/σᵢ   over the σᵢ that are not zero.
//! ```
//!
//! This x makes ‖Ax − b‖ as small as possible and, among all that do, is the
//! shortest. "Not zero" has to mean "above rounding": a σ that is only the
//! shadow of rounding would be blown up by the division.

use super::householder::{factor, upper_triangle};
use super::kernels::{Scale, block, transposed};
use super::svd::{Svd, decompose, values_and_form, values_for, values_of_factored};
use super::triangular::solve_upper_vector;
use crate::check;
use crate::error::MathError;
use ndarray::{Array1, Array2, ArrayRef1, ArrayRef2, ArrayViewMut1, Axis};

/// The least-squares answer of [`lstsq`].
#[derive(Debug, Clone, PartialEq)]
pub struct LeastSquares {
    /// The shortest of the x that minimise ‖Ax − b‖₂ (n entries).
    pub x: Array1<f64>,
    /// ‖Ax − b‖₂², the sum of the squared residuals (of any rank, where NumPy
    /// answers with an empty array unless A has full column rank).
    pub residual_sum: f64,
    /// The numerical rank of A.
    pub rank: usize,
    /// σ₁/σₖ, k = min(m, n): how much A can magnify a relative error of b; infinite
    /// if σₖ is zero. [`advice`](Self::advice) puts it into words.
    pub condition: f64,
    /// The singular values of A, descending.
    pub singular_values: Array1<f64>,
}

/// The numerical rank: how many directions survive A.
///
/// # Formula
/// The number of singular values above σ₁·max(m, n)·ε with ε = 2⁻⁵², as in
/// NumPy. An empty matrix has rank 0.
///
/// # Errors
/// Those of [`svd`](super::svd()).
///
/// # Source
/// Guide §1.2 (rank), §1.3 (SVD).
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// // Row 2 is the mean of rows 1 and 3.
/// assert_eq!(rank(&array![[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]])?, 2);
/// # Ok::<(), MathError>(())
/// ```
pub fn rank(a: &ArrayRef2<f64>) -> Result<usize, MathError> {
    let s = values_for("rank", a)?;
    Ok(rank_of(&s, a.nrows(), a.ncols()))
}

/// An orthonormal basis of the vectors that A sends to zero, as columns.
///
/// # Formula
/// {x : Ax = 0} is spanned by the last n − rank rows of Vᵀ in the full SVD; the
/// answer is n × (n − rank). The basis of a space of several dimensions is one
/// of many.
///
/// # Errors
/// Those of [`svd`](super::svd()).
///
/// # Source
/// Guide §1.2, §1.3.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// let basis = null_space(&array![[1.0, 1.0]])?;
/// assert_eq!(basis.dim(), (2, 1));
/// assert!((basis[[0, 0]] + basis[[1, 0]]).abs() < 1e-15); // along (1, −1)
/// # Ok::<(), MathError>(())
/// ```
pub fn null_space(a: &ArrayRef2<f64>) -> Result<Array2<f64>, MathError> {
    let wide = a.nrows() < a.ncols(); // only then the thin Vᵀ lacks rows
    let Svd { s, vt, .. } = decompose("null_space", a, wide)?;
    let rank = rank_of(&s, a.nrows(), a.ncols());
    Ok(block(&vt, rank..vt.nrows(), 0..a.ncols()).t().as_standard_layout().into_owned())
}

/// The condition number in the 2-norm: how much A can magnify a relative error.
///
/// # Formula
/// κ₂(A) = σ₁/σₖ, k = min(m, n). It is infinite when A is singular to working
/// precision, that is when [`rank`] is below k; NumPy shows an arbitrary large
/// number there.
///
/// # Errors
/// [`MathError::Empty`] without entries; those of [`svd`](super::svd()).
///
/// # Source
/// Guide §1.2 (inverse), §4.1; Golub and Van Loan, Matrix Computations, §2.6.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(condition_number(&array![[4.0, 0.0], [0.0, 0.5]])?, 8.0);
/// assert_eq!(condition_number(&array![[1.0, 2.0], [2.0, 4.0]])?, f64::INFINITY);
/// # Ok::<(), MathError>(())
/// ```
pub fn condition_number(a: &ArrayRef2<f64>) -> Result<f64, MathError> {
    check::not_empty("condition_number", "a", a)?;
    let s = values_for("condition_number", a)?;
    let full = rank_of(&s, a.nrows(), a.ncols()) == s.len();
    Ok(if full { s[0] / s[s.len() - 1] } else { f64::INFINITY })
}

/// The spectral norm: the most that A lengthens a vector.
///
/// # Formula
/// ‖A‖₂ = max ‖Ax‖₂/‖x‖₂ = σ₁; 0 for an empty matrix.
///
/// # Errors
/// Those of [`svd`](super::svd()).
///
/// # Source
/// Guide §1.1 (norms), §1.3.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(norm_spectral(&array![[3.0, 0.0], [0.0, -4.0]])?, 4.0);
/// # Ok::<(), MathError>(())
/// ```
pub fn norm_spectral(a: &ArrayRef2<f64>) -> Result<f64, MathError> {
    Ok(values_for("norm_spectral", a)?.first().copied().unwrap_or(0.0))
}

/// The Moore–Penrose pseudo-inverse.
///
/// # Formula
/// A⁺ (n × m) = V·diag(1/σᵢ)·Uᵀ over i up to the [`rank`], as in SciPy (NumPy's `pinv`
/// cuts at 1e-15·σ₁, unlike its `matrix_rank` and `lstsq`). For an invertible matrix
/// it is the inverse; A⁺b is the answer of [`lstsq`].
///
/// # Errors
/// Those of [`svd`](super::svd()); [`MathError::Overflow`] if an entry would exceed
/// the largest number.
///
/// # Source
/// Guide §1.2 (inverse), §1.3 (SVD), §5.2.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// let p = pinv(&array![[2.0, 0.0], [0.0, 0.0]])?;
/// assert_eq!(p, array![[0.5, 0.0], [0.0, 0.0]]); // zero stays zero
/// # Ok::<(), MathError>(())
/// ```
pub fn pinv(a: &ArrayRef2<f64>) -> Result<Array2<f64>, MathError> {
    decompose("pinv", a, false)?.turned_over("pinv")
}

/// The x that brings Ax nearest to b; the shortest if there are several.
///
/// # Formula
/// x = A⁺b minimises ‖Ax − b‖₂, then ‖x‖₂. Singular values up to
/// σ₁·max(m, n)·ε count as zero, as in NumPy. A is m × n with samples in rows, b
/// has m entries. [`LeastSquares::advice`] says where such a cut has been made, and
/// how many digits the condition number costs.
///
/// # Errors
/// - [`MathError::ShapeMismatch`] unless b has one entry for every row of A,
/// - [`MathError::NotFinite`] for NaN or infinite entries of b,
/// - [`MathError::Overflow`] if the answer would exceed the largest number,
/// - those of [`svd`](super::svd()).
///
/// # Source
/// Guide §5.2; Golub and Van Loan, Matrix Computations, 4th ed., §5.5.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// // The line through (0, 1), (1, 3), (2, 5): intercept 1, slope 2.
/// let a = array![[1.0, 0.0], [1.0, 1.0], [1.0, 2.0]];
/// let fit = lstsq(&a, &array![1.0, 3.0, 5.0])?;
/// assert!((fit.x[0] - 1.0).abs() < 1e-14 && (fit.x[1] - 2.0).abs() < 1e-14);
/// assert!(fit.residual_sum < 1e-28);
/// # Ok::<(), MathError>(())
/// ```
pub fn lstsq(a: &ArrayRef2<f64>, b: &ArrayRef1<f64>) -> Result<LeastSquares, MathError> {
    check::finite("lstsq", "b", b)?;
    if a.nrows() != b.len() {
        return Err(MathError::ShapeMismatch {
            operation: "lstsq",
            left: a.shape().to_vec(),
            right: b.shape().to_vec(),
            rule: "`b` needs one entry for each row of `a`",
        });
    }
    let (x, rank, singular_values) = match by_mirrors(a, b)? {
        Some(found) => found,
        None => {
            let factors = decompose("lstsq", a, false)?;
            let x = factors.nearest("lstsq", &b.view().insert_axis(Axis(1)), b.shape())?;
            (x.remove_axis(Axis(1)), factors.rank(), factors.s)
        }
    };
    let residual = a.dot(&x) - b;
    let residual_sum = check::no_overflow("lstsq", residual.dot(&residual))?;
    let condition = match (singular_values.first(), singular_values.last()) {
        (Some(largest), Some(&smallest)) if smallest > 0.0 => largest / smallest,
        (Some(_), Some(_)) => f64::INFINITY,
        _ => 1.0,
    };
    Ok(LeastSquares { x, residual_sum, rank, condition, singular_values })
}

impl LeastSquares {
    /// What the singular values say about the trust that `x` deserves, if it is not
    /// the full sixteen digits less a few; None if all is well.
    ///
    /// # Formula
    /// Directions whose singular value is below σ₁·max(m, n)·ε were left out of `x`; of
    /// about 16 digits log₁₀κ are lost to the condition number κ = σ₁/σₙ.
    ///
    /// # Source
    /// Guide §5.1; Golub and Van Loan, Matrix Computations, 4th ed., §5.5.
    ///
    /// # Examples
    /// ```
    /// use aimath::prelude::*;
    ///
    /// // Two columns that differ in the 13th digit.
    /// let a = array![[1.0, 1.0], [1.0, 1.0 + 1e-13], [1.0, 1.0]];
    /// let fit = lstsq(&a, &array![1.0, 2.0, 1.0])?;
    /// assert!(fit.advice().unwrap().contains("condition number"));
    ///
    /// // Powers of 100: a column that rounding hides behind the others is left out.
    /// let a = Array2::from_shape_fn((5, 5), |(i, j)| 100_f64.powi(j as i32 * 2) + i as f64);
    /// assert!(lstsq(&a, &array![1.0, 2.0, 3.0, 4.0, 5.0])?.advice().unwrap().contains("rank"));
    /// assert!(lstsq(&array![[2.0]], &array![4.0])?.advice().is_none());
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn advice(&self) -> Option<String> {
        let columns = self.x.len();
        if self.rank < columns {
            return Some(tr!(
                "rank {rank} of {columns} columns: the other directions are below rounding beside the largest (condition number {condition}) and were left out, so `x` is the shortest of many answers to that precision; if every column is meant to count, bring them to one size, centre them, or use a basis that depends less on itself (`linear_regression` and `polynomial_regression` do)",
                rank = self.rank,
                columns,
                condition = format!("{:.1e}", self.condition)
            ));
        }
        if self.condition > 1e8 {
            return Some(tr!(
                "the condition number is {condition}: about {digits:.0} of 16 digits of `x` are rounding; `least_squares_refined` recovers them",
                condition = format!("{:.1e}", self.condition),
                digits = self.condition.log10().min(16.0)
            ));
        }
        None
    }
}

impl Svd {
    /// The numerical rank; see [`rank`].
    ///
    /// # Formula
    /// The number of singular values above σ₁·max(m, n)·ε.
    ///
    /// # Source
    /// Guide §1.2, §1.3.
    ///
    /// # Examples
    /// ```
    /// use aimath::prelude::*;
    ///
    /// assert_eq!(svd(&array![[1.0, 2.0], [2.0, 4.0]])?.rank(), 1);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn rank(&self) -> usize {
        rank_of(&self.s, self.u.nrows(), self.vt.ncols())
    }

    /// The shortest x that brings Ax nearest to b, with the factors at hand: see
    /// [`lstsq`].
    ///
    /// # Formula
    /// x = Σᵢ vᵢ(uᵢᵀb)/σᵢ over i up to the [`rank`](Self::rank)
    ///
    /// # Errors
    /// - [`MathError::ShapeMismatch`] unless b has one entry for every row of A, or if the
    ///   fields were changed and no longer fit,
    /// - [`MathError::NotFinite`] for NaN or infinite entries of b,
    /// - [`MathError::Overflow`] if the answer would exceed the largest number.
    ///
    /// # Source
    /// Guide §5.2; Golub and Van Loan, Matrix Computations, 4th ed., §5.5.
    ///
    /// # Examples
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let f = svd(&array![[2.0, 0.0], [0.0, 0.0]])?;
    /// assert_eq!(f.solve(&array![4.0, 1.0])?, array![2.0, 0.0]);
    /// assert_eq!(f.solve(&array![2.0, 0.0])?, array![1.0, 0.0]);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn solve(&self, b: &ArrayRef1<f64>) -> Result<Array1<f64>, MathError> {
        let x = self.nearest("Svd::solve", &b.view().insert_axis(Axis(1)), b.shape())?;
        Ok(x.remove_axis(Axis(1)))
    }

    /// [`solve`](Self::solve) for every column of B at once.
    ///
    /// # Formula
    /// X = A⁺B
    ///
    /// # Errors
    /// Those of [`solve`](Self::solve).
    ///
    /// # Source
    /// Guide §5.2; Golub and Van Loan, Matrix Computations, 4th ed., §5.5.
    ///
    /// # Examples
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let f = svd(&array![[2.0, 0.0], [0.0, 4.0]])?;
    /// let x = f.solve_matrix(&array![[2.0, 4.0], [4.0, 8.0]])?;
    /// assert_eq!(x, array![[1.0, 2.0], [1.0, 2.0]]);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn solve_matrix(&self, b: &ArrayRef2<f64>) -> Result<Array2<f64>, MathError> {
        self.nearest("Svd::solve_matrix", b, b.shape())
    }

    /// The pseudo-inverse A⁺ with the factors at hand, the inverse of an invertible
    /// A: see [`pinv`].
    ///
    /// # Formula
    /// A⁺ = V·diag(1/σᵢ)·Uᵀ over i up to the [`rank`](Self::rank)
    ///
    /// # Errors
    /// [`MathError::ShapeMismatch`] if the fields were changed and no longer fit;
    /// [`MathError::Overflow`] if an entry would exceed the largest number.
    ///
    /// # Source
    /// Guide §1.2, §1.3.
    ///
    /// # Examples
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let f = svd(&array![[2.0, 0.0], [0.0, 4.0]])?;
    /// assert_eq!(f.inverse()?, array![[0.5, 0.0], [0.0, 0.25]]);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn inverse(&self) -> Result<Array2<f64>, MathError> {
        self.fits("Svd::inverse")?;
        self.turned_over("Svd::inverse")
    }

    /// Refuses factors that [`svd`](super::svd()) cannot have made.
    fn fits(&self, operation: &'static str) -> Result<(), MathError> {
        if self.u.ncols() >= self.s.len() && self.vt.nrows() >= self.s.len() {
            return Ok(());
        }
        Err(MathError::ShapeMismatch {
            operation,
            left: self.u.shape().to_vec(),
            right: self.vt.shape().to_vec(),
            rule: "`u` needs a column and `vt` a row for every singular value",
        })
    }

    /// The shortest of the best answers for each column of `b`; `shape` is that of what
    /// the caller was given.
    fn nearest(
        &self,
        operation: &'static str,
        b: &ArrayRef2<f64>,
        shape: &[usize],
    ) -> Result<Array2<f64>, MathError> {
        check::finite(operation, "b", b)?;
        self.fits(operation)?;
        let Self { u, s, vt } = self;
        if u.nrows() != b.nrows() {
            return Err(MathError::ShapeMismatch {
                operation,
                left: vec![u.nrows(), vt.ncols()],
                right: shape.to_vec(),
                rule: "`b` needs one row (or entry) for every row of `a`",
            });
        }
        let rank = self.rank();
        let mut coordinates = block(u, 0..u.nrows(), 0..rank).t().dot(b);
        for (mut row, &stretch) in coordinates.rows_mut().into_iter().zip(s) {
            row /= stretch;
        }
        let x = block(vt, 0..rank, 0..vt.ncols()).t().dot(&coordinates);
        check::none_overflowed(operation, x)
    }

    fn turned_over(&self, operation: &'static str) -> Result<Array2<f64>, MathError> {
        let Self { u, s, vt } = self;
        let rank = self.rank();
        let scaled = &block(vt, 0..rank, 0..vt.ncols()).t() / &leading(s, rank);
        let inverse = scaled.dot(&block(u, 0..u.nrows(), 0..rank).t());
        check::none_overflowed(operation, inverse)
    }
}

/// The answer of [`lstsq`] by QR, or by way of a bidiagonal matrix if A is square: as exact as
/// that of the SVD where every column counts, and faster, because the singular values alone
/// tell the rank. None if it is not full.
fn by_mirrors(
    a: &ArrayRef2<f64>,
    b: &ArrayRef1<f64>,
) -> Result<Option<(Array1<f64>, usize, Array1<f64>)>, MathError> {
    let (m, n) = a.dim();
    if m < n || n == 0 {
        return Ok(None);
    }
    check::finite("lstsq", "a", a)?;
    let scale = Scale::of(a);
    let mut x = b.to_vec();
    let form = if m == n { values_and_form("lstsq", a, scale)? } else { None };
    let s = if let Some((s, form)) = form {
        if rank_of(&s, m, n) < n {
            return Ok(None);
        }
        form.solve(&mut x);
        s
    } else {
        let mut columns = transposed(a);
        scale.apply(&mut columns);
        let q = factor(&mut columns);
        let r = upper_triangle(&columns, n);
        let s = values_of_factored("lstsq", a, &r, scale)?;
        if rank_of(&s, m, n) < n {
            return Ok(None);
        }
        q.apply_transposed(&mut x);
        x.truncate(n);
        solve_upper_vector(r.view(), ArrayViewMut1::from(&mut x));
        s
    };
    // (sA)x' = b, so x = sx'.
    x.iter_mut().for_each(|entry| *entry = scale.of_number(*entry));
    Ok(Some((check::none_overflowed("lstsq", Array1::from(x))?, n, s)))
}

/// The rank of a matrix of this shape from its singular values, the largest first: how
/// many stand above what rounding alone can make of a zero.
pub(crate) fn rank_of(s: &ArrayRef1<f64>, rows: usize, columns: usize) -> usize {
    let cut = rank_cut(rows, columns);
    s.iter().filter(|&&value| value > s[0] * cut).count()
}

/// The first k values.
fn leading(s: &Array1<f64>, k: usize) -> Array1<f64> {
    s.iter().take(k).copied().collect()
}

/// max(m, n)·ε: what rounding alone can make of a zero, relative to σ₁.
pub(crate) fn rank_cut(rows: usize, columns: usize) -> f64 {
    rows.max(columns) as f64 * f64::EPSILON
}
