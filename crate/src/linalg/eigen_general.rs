//! Eigenvalues and eigenvectors of any real square matrix.
//!
//! Without symmetry the eigenvalues may be complex (in conjugate pairs), the
//! eigenvectors need not be orthogonal, and a defective matrix has fewer of
//! them than columns. Five steps:
//!
//! 1. Balance: permutations split off eigenvalues that stand alone, and powers
//!    of two on the diagonal make rows and columns equally long.
//! 2. Mirrors from both sides make the matrix upper Hessenberg (zero below the
//!    first subdiagonal): A = QHQᵀ.
//! 3. Francis' double-shift QR makes H quasi-triangular: 1 × 1 blocks hold real
//!    eigenvalues and 2 × 2 blocks complex pairs. A step takes both eigenvalues
//!    of the trailing 2 × 2 block as shifts (real arithmetic throughout), makes
//!    a bulge with a mirror of three rows and chases it down. A subdiagonal
//!    entry counts as zero by the test of Ahues and Tisseur, which looks at the
//!    whole 2 × 2 neighbourhood and so respects graded matrices; after every
//!    ten steps without a deflation an exceptional shift breaks cycles, such as
//!    those of cyclic permutations.
//! 4. Back substitution finds the eigenvectors of the quasi-triangle.
//! 5. They are turned back through steps 3 to 1 and normalised. Undoing the
//!    balance can magnify the error of a vector; such vectors get a step of
//!    inverse iteration, (A − λI)x = v, with the matrix as it was. Where that is
//!    not enough, scaling has harmed the eigenvalue itself: steps 2 to 4 are done
//!    again without it.
//!
//! Above 128 rows steps 2 to 4 are made with matrix products, which is where a processor is
//! fastest: mirrors in panels, many shifts at once with a look ahead, back substitution in
//! blocks. Each of these forms stands in a file beside the one described here.
//!
//! Source: Golub and Van Loan, Matrix Computations, 4th ed., §7.4–7.6; Ahues
//! and Tisseur, A new deflation criterion for the QR algorithm, LAPACK Working
//! Note 122 (1997); Watkins, A case where balancing is harmful, ETNA 23 (2006).

mod aggressive;
mod balance;
mod bulges;
mod exchange;
mod francis;
mod hessenberg;
mod hessenberg_panels;
mod inverse_iteration;
mod multishift;
mod quasi_triangle;
mod quasi_triangle_blocks;
mod standard_form;
mod unit_length;
mod window;

use self::balance::Balance;
use self::hessenberg_panels::reduce;
use self::inverse_iteration::{refine, rounding, worst_residual};
use self::multishift::quasi_triangular_form;
use self::quasi_triangle::quasi_triangle_vectors;
use self::quasi_triangle_blocks::{turned_back, vectors_as_rows};
use self::unit_length::normalise;
use super::kernels::{Scale, row_major, transposed};
use crate::check;
use crate::error::MathError;
use ndarray::{Array1, Array2, ArrayRef2};
use num_complex::Complex64;

/// A·V = V·diag(values), the answer of [`eig`].
#[derive(Debug, Clone, PartialEq)]
pub struct Eigen {
    /// The eigenvalues, largest modulus first; see [`eig`] for the order.
    pub values: Array1<Complex64>,
    /// The eigenvectors as columns of length 1, in the order of `values`; the
    /// largest entry of each is real and positive.
    pub vectors: Array2<Complex64>,
}

impl Eigen {
    /// Whether all eigenvalues (and with them the eigenvectors) are real.
    ///
    /// # Formula
    /// Im λᵢ = 0 for all i, exactly: the algorithm never leaves a small
    /// imaginary part on a real eigenvalue.
    ///
    /// # Source
    /// Guide §1.3.
    ///
    /// # Examples
    /// ```
    /// use aimath::prelude::*;
    ///
    /// assert!(eig(&array![[4.0, 2.0], [1.0, 3.0]])?.is_real());
    /// // A quarter turn keeps no direction.
    /// assert!(!eig(&array![[0.0, -1.0], [1.0, 0.0]])?.is_real());
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn is_real(&self) -> bool {
        self.values.iter().all(|value| value.im == 0.0)
    }

    /// The eigenvalues as real numbers.
    ///
    /// # Errors
    /// [`MathError::InvalidArgument`] if there is a complex pair.
    ///
    /// # Source
    /// Guide §1.3.
    ///
    /// # Examples
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let values = eig(&array![[2.0, 7.0], [0.0, 3.0]])?.real_values()?;
    /// assert_eq!(values, array![3.0, 2.0]); // a triangle's diagonal
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn real_values(&self) -> Result<Array1<f64>, MathError> {
        self.require_real("Eigen::real_values", "values")?;
        Ok(self.values.mapv(|value| value.re))
    }

    /// The eigenvectors as real columns.
    ///
    /// # Errors
    /// [`MathError::InvalidArgument`] if there is a complex pair.
    ///
    /// # Source
    /// Guide §1.3.
    ///
    /// # Examples
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let v = eig(&array![[4.0, 2.0], [1.0, 3.0]])?.real_vectors()?;
    /// assert!((v[[0, 0]] - 2.0 / 5.0_f64.sqrt()).abs() < 1e-14); // along (2, 1)
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn real_vectors(&self) -> Result<Array2<f64>, MathError> {
        self.require_real("Eigen::real_vectors", "vectors")?;
        Ok(self.vectors.mapv(|entry| entry.re))
    }

    fn require_real(
        &self,
        operation: &'static str,
        argument: &'static str,
    ) -> Result<(), MathError> {
        match self.values.iter().find(|value| value.im != 0.0) {
            None => Ok(()),
            Some(value) => Err(MathError::InvalidArgument {
                operation,
                argument,
                reason: format!(
                    "are complex: {} ± {}i is among the eigenvalues; read the field \
                     `{argument}` instead",
                    value.re,
                    value.im.abs()
                ),
            }),
        }
    }
}

/// Eigenvalues and eigenvectors of a real square matrix.
///
/// # Formula
/// A·vᵢ = λᵢvᵢ, ‖vᵢ‖₂ = 1, the largest entry of vᵢ real and positive. Order:
/// descending modulus |λ|; equal moduli (to ten digits) by descending real
/// part. The two of a complex pair stand side by side, the one with positive
/// imaginary part first, and their eigenvectors are conjugates.
///
/// A defective matrix has too few eigenvectors: columns then repeat, up to
/// rounding. For a symmetric matrix [`eigh`](super::eigh) is faster and gives
/// orthogonal vectors. An empty matrix has no eigenvalues.
///
/// # Errors
/// - [`MathError::NotSquare`] for a matrix that is not square,
/// - [`MathError::NotFinite`] for NaN or infinite entries,
/// - [`MathError::Overflow`] if an eigenvalue would exceed the largest number,
/// - [`MathError::NotConverged`] if the iteration stalls, which no known matrix makes it
///   do.
///
/// # Source
/// Guide §1.3; Golub and Van Loan, Matrix Computations, 4th ed., §7.5–7.6.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// // λ² − 7λ + 10 = (λ − 5)(λ − 2)
/// let values = eig(&array![[4.0, 2.0], [1.0, 3.0]])?.values;
/// assert!((values[0] - 5.0).norm() < 1e-14);
/// assert!((values[1] - 2.0).norm() < 1e-14);
///
/// let turn = eig(&array![[0.0, -1.0], [1.0, 0.0]])?;
/// assert_eq!(turn.values, array![Complex64::new(0.0, 1.0), Complex64::new(0.0, -1.0)]);
/// # Ok::<(), MathError>(())
/// ```
pub fn eig(a: &ArrayRef2<f64>) -> Result<Eigen, MathError> {
    check::square("eig", "a", a)?;
    check::finite("eig", "a", a)?;
    let scale = Scale::of(a);
    let mut scaled = row_major(a);
    scale.apply(&mut scaled);
    let (values, vectors) = pairs(&scaled)?;
    Ok(Eigen { values: unscaled("eig", values, scale)?, vectors })
}

/// Residuals above so many √n·u·‖A‖ are not rounding: then balancing has moved the eigenvalues
/// themselves, which inverse iteration cannot mend.
const HARMED: f64 = 10.0;

/// Eigenvalues in their order, with their vectors.
fn pairs(a: &Array2<f64>) -> Result<Pairs, MathError> {
    let ((values, mut vectors), balance) = balanced_pairs(a, Balance::of)?;
    if balance.spread() == 1.0 {
        return Ok((values, vectors));
    }
    refine(a, &values, &mut vectors);
    let harm = worst_residual(a, &values, &vectors);
    if harm > HARMED * rounding(a) {
        let (plain, _) = balanced_pairs(a, Balance::without_scaling)?;
        if worst_residual(a, &plain.0, &plain.1) < harm {
            return Ok(plain);
        }
    }
    Ok((values, vectors))
}

/// Up to this order the eigenvectors of the quasi-triangle are found one after the other.
const SMALL: usize = 128;

/// Values and vectors.
type Pairs = (Array1<Complex64>, Array2<Complex64>);

fn balanced_pairs(
    a: &Array2<f64>,
    balance: fn(&mut Array2<f64>) -> Balance,
) -> Result<(Pairs, Balance), MathError> {
    let n = a.nrows();
    let mut h = a.clone();
    let balance = balance(&mut h);
    let q = reduce(&mut h, balance.low, balance.high);
    let mut z = transposed(&q.form(n)); // the columns of Q as rows
    let found = quasi_triangular_form("eig", &mut h, balance.low, balance.high, Some(&mut z))?;
    let mut packed = if n <= SMALL {
        transposed(&z.t().dot(&quasi_triangle_vectors(&h, &found)))
    } else {
        turned_back(&vectors_as_rows(&h, &found), &z)
    };
    balance.undo(&mut packed);

    let mut vectors = Array2::zeros((n, n));
    let mut vector = Array1::zeros(n);
    let order = order(&found);
    for (to, &from) in order.iter().enumerate() {
        let value = found[from];
        // Complex pairs are packed as a row of real parts before one of imaginary parts.
        let first = if value.im < 0.0 { from - 1 } else { from };
        for (i, entry) in vector.iter_mut().enumerate() {
            let im = if value.im == 0.0 { 0.0 } else { packed[[first + 1, i]] };
            let im = if value.im < 0.0 { -im } else { im };
            *entry = Complex64::new(packed[[first, i]], im);
        }
        normalise(vector.view_mut());
        vectors.column_mut(to).assign(&vector);
    }
    Ok(((order.into_iter().map(|i| found[i]).collect(), vectors), balance))
}

/// The eigenvalues alone, in the order of [`eig`]: faster by a multiple.
///
/// # Formula
/// The roots of det(A − λI) = 0, computed without forming the polynomial, whose
/// coefficients would lose most digits.
///
/// # Errors
/// Those of [`eig`].
///
/// # Source
/// Guide §1.3.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// // λ³ = 1: one real root and a pair on the unit circle.
/// let roots = eigenvalues(&array![[0.0, 0.0, 1.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])?;
/// assert!((roots[0] - 1.0).norm() < 1e-14);
/// assert!((roots[1] - Complex64::new(-0.5, 0.75_f64.sqrt())).norm() < 1e-14);
/// # Ok::<(), MathError>(())
/// ```
pub fn eigenvalues(a: &ArrayRef2<f64>) -> Result<Array1<Complex64>, MathError> {
    check::square("eigenvalues", "a", a)?;
    check::finite("eigenvalues", "a", a)?;
    let scale = Scale::of(a);
    let mut h = row_major(a);
    scale.apply(&mut h);
    let scaled = h.clone();
    let balance = Balance::of(&mut h);
    if balance.spread() > MILD {
        // Whether such a balance did harm shows in the vectors.
        return unscaled("eigenvalues", pairs(&scaled)?.0, scale);
    }
    reduce(&mut h, balance.low, balance.high);
    let found = quasi_triangular_form("eigenvalues", &mut h, balance.low, balance.high, None)?;
    unscaled("eigenvalues", order(&found).into_iter().map(|i| found[i]).collect(), scale)
}

/// Balancing with factors so near each other costs no more than a digit.
const MILD: f64 = 16.0;

/// The eigenvalues in their final size.
fn unscaled(
    operation: &'static str,
    mut values: Array1<Complex64>,
    scale: Scale,
) -> Result<Array1<Complex64>, MathError> {
    scale.undo_all(operation, values.iter_mut().flat_map(|v| [&mut v.re, &mut v.im]))?;
    Ok(values)
}

/// Descending modulus; equal moduli by descending real part; pairs together.
fn order(found: &[Complex64]) -> Vec<usize> {
    // A pair counts once, by the member with positive imaginary part.
    let mut leads: Vec<(f64, usize)> =
        (0..found.len()).filter(|&i| found[i].im >= 0.0).map(|i| (found[i].norm(), i)).collect();
    leads.sort_by(|x, y| y.0.total_cmp(&x.0));
    let mut start = 0;
    while start < leads.len() {
        let largest = leads[start].0;
        let end =
            start + leads[start..].iter().take_while(|x| x.0 >= largest * (1.0 - 1e-10)).count();
        leads[start..end].sort_by(|x, y| found[y.1].re.total_cmp(&found[x.1].re));
        start = end;
    }
    leads
        .into_iter()
        .flat_map(|(_, i)| if found[i].im > 0.0 { vec![i, i + 1] } else { vec![i] })
        .collect()
}
