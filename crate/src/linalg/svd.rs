//! The singular value decomposition: rotate, stretch, rotate.
//!
//! Every matrix is A = UΣVᵀ: an orthonormal basis V of the inputs, an
//! orthonormal basis U of the outputs, and nonnegative stretches σ between
//! them.
//!
//! Three ways lead there, and the matrix decides:
//!
//! * If its rows or columns differ in size (by more than a factor of 64), one-sided
//!   Jacobi finds also the smallest stretches to full relative accuracy; see `jacobi.rs`.
//! * If it is bidiagonal already, the implicit QR iteration has all of its singular
//!   values to full relative accuracy; see `bidiagonal_qr.rs`.
//! * Otherwise the small stretches are known no better than to rounding beside the
//!   largest, by any method, and the fastest will do: QR if the matrix is tall, mirrors
//!   from both sides until it is bidiagonal (`bidiagonal.rs`), and then the same iteration,
//!   or, for more than 64 columns, halves (`bidiagonal_halves.rs`).

use super::bidiagonal::{self, Bidiagonal, Factors, Reduced, reduce};
use super::elimination::Factored;
use super::householder::{Reflectors, factor, upper_triangle};
use super::kernels::{
    Scale, block, block_mut, identity, max_abs, product_in_range, row, row_major, row_mut,
    sign_of_largest, transposed,
};
use super::products::{Slogdet, log_product, product};
use super::{bidiagonal_qr, jacobi};
use crate::check;
use crate::error::MathError;
use ndarray::{Array1, Array2, ArrayRef1, ArrayRef2};

/// A = U·diag(s)·Vᵀ, the answer of [`svd`] and [`svd_full`].
#[derive(Debug, Clone, PartialEq)]
pub struct Svd {
    /// Left singular vectors as orthonormal columns: m × min(m, n), or m × m.
    pub u: Array2<f64>,
    /// The min(m, n) singular values, descending and never negative.
    pub s: Array1<f64>,
    /// Right singular vectors as orthonormal rows: min(m, n) × n, or n × n. The
    /// largest entry (in magnitude) of each row is positive.
    pub vt: Array2<f64>,
}

impl Svd {
    /// U·Σ·Vᵀ, which is A up to rounding.
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
    /// let m = array![[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]];
    /// let back = svd(&m)?.reconstruct()?;
    /// assert!((back - m).iter().all(|gap| gap.abs() < 1e-14));
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn reconstruct(&self) -> Result<Array2<f64>, MathError> {
        let k = self.s.len();
        if k > self.u.ncols() || k > self.vt.nrows() {
            return Err(MathError::ShapeMismatch {
                operation: "Svd::reconstruct",
                left: self.u.shape().to_vec(),
                right: self.vt.shape().to_vec(),
                rule: "`u` needs a column and `vt` a row for each entry of `s`",
            });
        }
        let left = &block(&self.u, 0..self.u.nrows(), 0..k) * &self.s;
        product_in_range("Svd::reconstruct", &left, &block(&self.vt, 0..k, 0..self.vt.ncols()))
    }

    /// det A = det U · det V · Πᵢ σᵢ, where det U and det V are 1 or −1.
    ///
    /// # Errors
    /// [`MathError::NotSquare`] for a matrix that is not square; [`MathError::Overflow`]
    /// for a determinant beyond the largest f64 ([`slogdet`](Self::slogdet) answers then,
    /// too).
    ///
    /// # Source
    /// Guide §1.2, §1.3.
    ///
    /// # Examples
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let f = svd(&array![[0.0, 2.0], [3.0, 0.0]])?; // a stretch and a mirror
    /// assert!((f.det()? + 6.0).abs() < 1e-14);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn det(&self) -> Result<f64, MathError> {
        product("Svd::det", self.sign("Svd::det")?, 0, &self.s)
    }

    /// The sign of det A and ln |det A| = Σᵢ ln σᵢ.
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
    /// let d = svd(&array![[0.0, 2.0], [3.0, 0.0]])?.slogdet()?;
    /// assert_eq!(d.sign, -1.0);
    /// assert!((d.ln_abs - 6_f64.ln()).abs() < 1e-14);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn slogdet(&self) -> Result<Slogdet, MathError> {
        Ok(log_product(self.sign("Svd::slogdet")?, 0, &self.s))
    }

    /// det U · det V, which their entries do not show at a glance.
    fn sign(&self, operation: &'static str) -> Result<f64, MathError> {
        let (m, n) = (self.u.nrows(), self.vt.ncols());
        if m != n {
            return Err(MathError::NotSquare { operation, argument: "a", shape: (m, n) });
        }
        let turn = |basis: &Array2<f64>| {
            check::square(operation, "self", basis)?;
            let factors = Factored::of(operation, basis)?;
            Ok(factors.triangles(operation).slogdet(0).sign)
        };
        Ok(turn(&self.u)? * turn(&self.vt)?)
    }
}

/// The thin singular value decomposition.
///
/// # Formula
/// A (m × n) = U (m × k) · diag(s) · Vᵀ (k × n), k = min(m, n), UᵀU = VᵀV = I,
/// s₁ ≥ … ≥ sₖ ≥ 0. A pair uᵢ, vᵢ is free in its common sign; here the largest
/// entry (in magnitude) of each row of Vᵀ is positive, as in scikit-learn.
///
/// An empty matrix has empty factors.
///
/// # Errors
/// - [`MathError::NotFinite`] for NaN or infinite entries,
/// - [`MathError::Overflow`] if a singular value would exceed the largest number,
/// - [`MathError::NotConverged`] if the iteration stalls, which no known matrix makes it
///   do.
///
/// # Source
/// Guide §1.3; Golub and Van Loan, Matrix Computations, 4th ed., §2.4, §8.6.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// // Columns at right angles: their lengths are the singular values.
/// let Svd { u, s, vt } = svd(&array![[0.0, 2.0], [3.0, 0.0]])?;
/// assert!((s[0] - 3.0).abs() < 1e-14 && (s[1] - 2.0).abs() < 1e-14);
/// assert!((u[[1, 0]] - 1.0).abs() < 1e-14 && (vt[[0, 0]] - 1.0).abs() < 1e-14);
/// # Ok::<(), MathError>(())
/// ```
pub fn svd(a: &ArrayRef2<f64>) -> Result<Svd, MathError> {
    decompose("svd", a, false)
}

/// The full singular value decomposition, with square U and Vᵀ.
///
/// # Formula
/// A (m × n) = U (m × m) · Σ (m × n) · Vᵀ (n × n). The columns of U and rows of
/// Vᵀ after the first min(m, n) complete the bases: they span the directions
/// that A never reaches and those that it sends to zero.
///
/// # Errors
/// Those of [`svd`].
///
/// # Source
/// Guide §1.3; Golub and Van Loan, Matrix Computations, 4th ed., §2.4.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// let Svd { u, s, vt } = svd_full(&array![[3.0, 4.0]])?;
/// assert_eq!((u.dim(), s.len(), vt.dim()), ((1, 1), 1, (2, 2)));
/// assert!((s[0] - 5.0).abs() < 1e-14);
/// assert!((3.0 * vt[[1, 0]] + 4.0 * vt[[1, 1]]).abs() < 1e-14); // sent to zero
/// # Ok::<(), MathError>(())
/// ```
pub fn svd_full(a: &ArrayRef2<f64>) -> Result<Svd, MathError> {
    decompose("svd_full", a, true)
}

/// The singular values alone, descending: faster than [`svd`].
///
/// # Formula
/// sᵢ = √λᵢ(AᵀA), computed without forming AᵀA, which would halve the digits.
///
/// # Errors
/// Those of [`svd`].
///
/// # Source
/// Guide §1.3.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// let s = singular_values(&array![[3.0, 0.0], [0.0, -4.0]])?;
/// assert_eq!(s, array![4.0, 3.0]);
/// # Ok::<(), MathError>(())
/// ```
pub fn singular_values(a: &ArrayRef2<f64>) -> Result<Array1<f64>, MathError> {
    values_for("singular_values", a)
}

/// [`singular_values`] under the name of the function that asks.
pub(crate) fn values_for(
    operation: &'static str,
    a: &ArrayRef2<f64>,
) -> Result<Array1<f64>, MathError> {
    check::finite(operation, "a", a)?;
    if a.is_empty() {
        return Ok(Array1::zeros(0));
    }
    let tall = if a.nrows() >= a.ncols() { a.view() } else { a.t() };
    if let Some(given) = Bidiagonal::given(&tall) {
        let room = given.room(a);
        let Bidiagonal { mut diagonal, mut beside, .. } = given.scaled(room);
        let floor = bidiagonal_qr::FLOOR;
        bidiagonal_qr::diagonalise(operation, &mut diagonal, &mut beside, floor, None)?;
        let mut values = descending(diagonal);
        room.undo_all(operation, &mut values)?;
        return Ok(values);
    }
    let graded = is_graded(&tall);
    let scale = if graded { Scale::wide(a) } else { Scale::of(a) };
    let found = if graded {
        jacobi::values(operation, &tall, scale)?
    } else {
        bidiagonal::values(operation, Square::of(&tall, scale).r)?
    };
    let mut values = descending(found);
    scale.undo_all(operation, &mut values)?;
    Ok(values)
}

/// [`values_for`] a tall matrix whose triangle R, of the matrix scaled, is at hand already.
pub(crate) fn values_of_factored(
    operation: &'static str,
    tall: &ArrayRef2<f64>,
    r: &Array2<f64>,
    scale: Scale,
) -> Result<Array1<f64>, MathError> {
    if tall.nrows() == tall.ncols() || is_graded(tall) || Bidiagonal::given(tall).is_some() {
        return values_for(operation, tall);
    }
    let mut values = descending(bidiagonal::values(operation, r.clone())?);
    scale.undo_all(operation, &mut values)?;
    Ok(values)
}

/// The singular values of a square matrix and what solves systems with it, scaled: both come
/// out of one bidiagonal form. `None` where the values are found in another way.
pub(super) fn values_and_form(
    operation: &'static str,
    a: &ArrayRef2<f64>,
    scale: Scale,
) -> Result<Option<(Array1<f64>, Reduced)>, MathError> {
    if Bidiagonal::given(a).is_some() || is_graded(a) {
        return Ok(None);
    }
    let mut work = row_major(a);
    scale.apply(&mut work);
    let form = reduce(&mut work);
    let mut values = descending(form.values(operation)?);
    scale.undo_all(operation, &mut values)?;
    Ok(Some((values, form)))
}

/// Moduli, the largest first.
fn descending(mut values: Vec<f64>) -> Array1<f64> {
    values.iter_mut().for_each(|v| *v = v.abs());
    values.sort_by(|x, y| y.total_cmp(x));
    Array1::from(values)
}

/// [`svd`] or [`svd_full`] under the name of the function that asks.
pub(crate) fn decompose(
    operation: &'static str,
    a: &ArrayRef2<f64>,
    full: bool,
) -> Result<Svd, MathError> {
    check::finite(operation, "a", a)?;
    let (m, n) = a.dim();
    if a.is_empty() {
        let size = |side| if full { side } else { 0 };
        return Ok(Svd { u: identity(m, size(m)), s: Array1::zeros(0), vt: identity(size(n), n) });
    }
    let tall = if m >= n { a.view() } else { a.t() };
    let (Factors { left, mut values, right }, scale) = match Bidiagonal::given(&tall) {
        Some(given) => {
            let room = given.room(a);
            (given.scaled(room).factors(operation, full)?, room)
        }
        None if !is_graded(&tall) => {
            let scale = Scale::of(a);
            (fast_factors(operation, &tall, scale, full)?, scale)
        }
        None => {
            let scale = Scale::wide(a);
            (jacobi::factors(operation, &tall, scale, full)?, scale)
        }
    };
    let (mut u, mut vt) =
        if m >= n { (left, right) } else { (transposed(&right), transposed(&left)) };
    for i in 0..vt.nrows() {
        if sign_of_largest(row(&vt, i).iter()) < 0.0 {
            row_mut(&mut vt, i).iter_mut().for_each(|v| *v = -*v);
            if i < values.len() {
                u.column_mut(i).mapv_inplace(|v| -v);
            }
        }
    }
    scale.undo_all(operation, &mut values)?;
    Ok(Svd { u, s: values, vt })
}

/// What [`along_singular_vectors`] answers.
pub(crate) struct Along {
    /// Uᵀb.
    pub coordinates: Array1<f64>,
    pub s: Array1<f64>,
    pub vt: Array2<f64>,
}

/// The singular values, Vᵀ, and the coordinates of b along the left singular vectors. These
/// need not be formed if A is tall: with A = QR and R = U′ΣVᵀ, Uᵀb is U′ᵀ(Qᵀb).
pub(crate) fn along_singular_vectors(
    operation: &'static str,
    a: &ArrayRef2<f64>,
    b: &ArrayRef1<f64>,
) -> Result<Along, MathError> {
    let (m, n) = a.dim();
    if m <= n || n == 0 || is_graded(a) || Bidiagonal::given(a).is_some() {
        let Svd { u, s, vt } = decompose(operation, a, false)?;
        return Ok(Along { coordinates: u.t().dot(b), s, vt });
    }
    check::finite(operation, "a", a)?;
    let scale = Scale::of(a);
    let Square { q, r } = Square::of(a, scale);
    let (left, mut s, mut vt) = bidiagonal::factors(operation, r)?;
    let mut shadow = b.to_vec();
    if let Some(q) = q {
        q.apply_transposed(&mut shadow);
    }
    shadow.truncate(n);
    let mut coordinates = left.t().dot(&Array1::from(shadow));
    for (i, coordinate) in coordinates.iter_mut().enumerate() {
        if sign_of_largest(row(&vt, i).iter()) < 0.0 {
            row_mut(&mut vt, i).iter_mut().for_each(|v| *v = -*v);
            *coordinate = -*coordinate;
        }
    }
    scale.undo_all(operation, &mut s)?;
    Ok(Along { coordinates, s, vt })
}

/// Whether the largest entries of the rows, or those of the columns, differ by more than
/// a factor of 64, zeros apart: then small singular values may have digits of their own.
pub(super) fn is_graded(a: &ArrayRef2<f64>) -> bool {
    // Along memory, whichever way that is: the question is the same of Aᵀ.
    let a = if a.is_standard_layout() { a.view() } else { a.t() };
    let a = a.as_standard_layout();
    let mut of_columns = vec![0.0_f64; a.ncols()];
    let mut of_rows = Vec::with_capacity(a.nrows());
    for row in a.rows() {
        let row = row.to_slice().expect("rows of the standard layout are contiguous");
        of_rows.push(max_abs(row));
        for (m, v) in of_columns.iter_mut().zip(row) {
            *m = if v.abs() > *m { v.abs() } else { *m };
        }
    }
    [of_rows, of_columns].iter().any(|sizes| {
        let largest = sizes.iter().copied().fold(0.0, f64::max);
        sizes.iter().any(|&size| size > 0.0 && size < largest / 64.0)
    })
}

/// A tall matrix as Q times a square; without mirrors if it is square itself.
struct Square {
    q: Option<Reflectors>,
    r: Array2<f64>,
}

impl Square {
    fn of(tall: &ArrayRef2<f64>, scale: Scale) -> Self {
        let (m, n) = tall.dim();
        if m == n {
            let mut r = row_major(tall);
            scale.apply(&mut r);
            return Self { q: None, r };
        }
        let mut columns = transposed(tall);
        scale.apply(&mut columns);
        let q = factor(&mut columns);
        Self { q: Some(q), r: upper_triangle(&columns, n) }
    }
}

/// The factors of a tall matrix that is not graded, by way of a bidiagonal one.
fn fast_factors(
    operation: &'static str,
    tall: &ArrayRef2<f64>,
    scale: Scale,
    full: bool,
) -> Result<Factors, MathError> {
    let (m, n) = tall.dim();
    let Square { q, r } = Square::of(tall, scale);
    let (left, values, right) = bidiagonal::factors(operation, r)?;
    let Some(q) = q else {
        return Ok(Factors { left, values, right });
    };
    let mut u = identity(m, if full { m } else { n });
    block_mut(&mut u, 0..n, 0..n).assign(&left);
    q.apply(&mut u);
    Ok(Factors { left: u, values, right })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linalg::hard_cases::gaussian;

    #[test]
    fn coordinates_are_those_along_the_left_vectors() {
        for (m, n) in [(1, 1), (3, 5), (5, 3), (40, 40), (300, 20), (200, 70)] {
            let a = gaussian(m, n, (100 * m + n) as u64);
            let b = gaussian(m, 1, 7).remove_axis(ndarray::Axis(1));
            let whole = svd(&a).unwrap();
            let along = along_singular_vectors("test", &a, &b).unwrap();
            assert_eq!((&along.s, &along.vt), (&whole.s, &whole.vt));
            let bound = 1e-14 * b.dot(&b).sqrt();
            let gaps = &along.coordinates - &whole.u.t().dot(&b);
            assert!(gaps.iter().all(|gap| gap.abs() <= bound), "{m} × {n}: {gaps}");
        }
    }

    /// The readable way and the fast way side by side.
    #[test]
    fn jacobi_and_the_bidiagonal_way_agree() {
        for (m, n) in [(1, 1), (2, 2), (5, 3), (40, 40), (90, 33)] {
            let a = gaussian(m, n, (100 * m + n) as u64);
            let scale = Scale::of(&a);
            let slow = jacobi::factors("test", &a, scale, false).unwrap();
            let fast = fast_factors("test", &a, scale, false).unwrap();
            let alone = descending(bidiagonal::values("test", Square::of(&a, scale).r).unwrap());
            let bound = 1e-14 * slow.values[0];
            assert!((&slow.values - &fast.values).iter().all(|gap| gap.abs() < bound));
            assert!((&slow.values - &alone).iter().all(|gap| gap.abs() < bound));
            // The vectors of simple values agree up to their sign.
            for k in 0..n {
                let cosine = slow.left.column(k).dot(&fast.left.column(k))
                    * slow.right.row(k).dot(&fast.right.row(k));
                assert!((cosine - 1.0).abs() < 1e-9, "{m} × {n}, {k}: {cosine}");
            }
        }
    }
}
