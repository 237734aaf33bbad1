//! Cholesky factorisation: the square root of a positive definite matrix.
//!
//! A symmetric matrix is positive definite if xᵀAx > 0 for every x other than
//! zero; covariance matrices of independent variables are. Such a matrix is a
//! lower triangle times its own transpose, A = LLᵀ. Comparing entries gives L
//! column by column:
//!
//! ```text
//! Lⱼⱼ = √(Aⱼⱼ − Σₖ Lⱼₖ²),   Lᵢⱼ = (Aᵢⱼ − Σₖ LᵢₖLⱼₖ) / Lⱼⱼ      (k < j)
//! ```
//!
//! The number under the root is the pivot. It is positive at every step exactly
//! when A is positive definite, so the factorisation is also the test. It takes
//! half the work of LU and needs no pivoting: the pivots only ever shrink, and
//! no entry of L exceeds √(max Aⱼⱼ).
//!
//! # How it is ordered
//!
//! In halves, so that most of the arithmetic is a matrix product:
//!
//! ```text
//! A₁₁ = L₁₁L₁₁ᵀ,   L₁₁L₂₁ᵀ = A₁₂,   L₂₂L₂₂ᵀ = A₂₂ − L₂₁L₂₁ᵀ
//! ```

use super::kernels::{axpy, product_in_range};
use super::matrix::{mirror_lower, transposed_upper};
use super::products::product;
use super::triangular::{Diagonal, SMALL, lines, solve_lower, solve_upper};
use crate::check;
use crate::error::MathError;
use ndarray::linalg::general_mat_mul;
use ndarray::{Array1, Array2, ArrayRef1, ArrayRef2, ArrayViewMut2, Axis};

/// Rows of one strip of the product L₂₁L₂₁ᵀ, of which only one triangle is
/// needed.
const STRIP: usize = 64;

/// Cholesky factorisation A = LLᵀ. Made by [`cholesky`].
#[derive(Debug, Clone, PartialEq)]
pub struct Cholesky {
    /// Lower triangle with a positive diagonal, n × n.
    pub l: Array2<f64>,
}

/// Factors a symmetric positive definite matrix.
///
/// A pivot that rounding alone could have left over counts as zero: a matrix
/// such as a covariance of dependent columns is refused rather than factored
/// into noise.
///
/// # Formula
/// A = LLᵀ
///
/// # Errors
/// - [`MathError::NotSquare`] for a matrix that is not square,
/// - [`MathError::NotFinite`] for NaN or infinite entries,
/// - [`MathError::NotSymmetric`] if two mirrored entries differ by more than 1e-12 of the
///   largest entry,
/// - [`MathError::NotPositiveDefinite`] if a pivot is not above what rounding could leave.
///
/// # Source
/// Guide §3.2 (the covariance of a normal distribution); G. Golub and C. Van
/// Loan, *Matrix Computations*, §4.2; N. Higham, *Accuracy and Stability of
/// Numerical Algorithms*, §10.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let f = cholesky(&array![[4.0, 2.0], [2.0, 5.0]])?;
/// assert_eq!(f.l, array![[2.0, 0.0], [1.0, 2.0]]);
/// # Ok::<(), MathError>(())
/// ```
pub fn cholesky(a: &ArrayRef2<f64>) -> Result<Cholesky, MathError> {
    square_root("cholesky", a).map(|l| Cholesky { l })
}

/// Solves a symmetric positive definite system: about twice as fast as
/// [`solve`](super::solve()).
///
/// # Formula
/// Ax = b: with A = LLᵀ, first Ly = b, then Lᵀx = y
///
/// # Errors
/// - those of [`cholesky`],
/// - [`MathError::ShapeMismatch`] unless `b` has one entry for every row of `a`,
/// - [`MathError::NotFinite`] for NaN or infinite entries of `b`,
/// - [`MathError::Overflow`] for a solution beyond the largest f64.
///
/// # Source
/// G. Golub and C. Van Loan, *Matrix Computations*, §4.2.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let x = cholesky_solve(&array![[4.0, 2.0], [2.0, 5.0]], &array![10.0, 13.0])?;
/// assert_eq!(x, array![1.5, 2.0]);
/// # Ok::<(), MathError>(())
/// ```
pub fn cholesky_solve(a: &ArrayRef2<f64>, b: &ArrayRef1<f64>) -> Result<Array1<f64>, MathError> {
    let l = square_root("cholesky_solve", a)?;
    solve_one("cholesky_solve", &l, b)
}

/// Logarithm of the determinant of a symmetric positive definite matrix.
///
/// # Formula
/// ln det A = 2 Σᵢ ln Lᵢᵢ
///
/// # Errors
/// Those of [`cholesky`].
///
/// # Source
/// Guide §3.2 (the density of the multivariate normal).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let a = array![[4.0, 2.0], [2.0, 5.0]];
/// assert!((ln_det(&a)? - 16_f64.ln()).abs() < 1e-15);
/// # Ok::<(), MathError>(())
/// ```
pub fn ln_det(a: &ArrayRef2<f64>) -> Result<f64, MathError> {
    square_root("ln_det", a).map(|l| Cholesky { l }.ln_det())
}

impl Cholesky {
    /// Solves Ax = b with the factorisation at hand, for many b one after the
    /// other.
    ///
    /// # Errors
    /// - [`MathError::ShapeMismatch`] unless `b` has one entry for every row of A,
    /// - [`MathError::NotFinite`] for NaN or infinite entries of `b`,
    /// - [`MathError::NotSquare`] or [`MathError::Singular`] if `l` was changed and is not
    ///   square, or has a zero on its diagonal,
    /// - [`MathError::Overflow`] for a solution beyond the largest f64.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let f = cholesky(&array![[4.0, 2.0], [2.0, 5.0]])?;
    /// assert_eq!(f.solve(&array![10.0, 13.0])?, array![1.5, 2.0]);
    /// assert_eq!(f.solve(&array![4.0, 2.0])?, array![1.0, 0.0]);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn solve(&self, b: &ArrayRef1<f64>) -> Result<Array1<f64>, MathError> {
        self.regular("Cholesky::solve")?;
        solve_one("Cholesky::solve", &self.l, b)
    }

    /// Solves AX = B, all columns of B at once.
    ///
    /// # Formula
    /// LY = B, then LᵀX = Y
    ///
    /// # Errors
    /// Those of [`solve`](Self::solve).
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let f = cholesky(&array![[4.0, 2.0], [2.0, 5.0]])?;
    /// let x = f.solve_matrix(&array![[10.0, 4.0], [13.0, 2.0]])?;
    /// assert_eq!(x, array![[1.5, 1.0], [2.0, 0.0]]);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn solve_matrix(&self, b: &ArrayRef2<f64>) -> Result<Array2<f64>, MathError> {
        self.regular("Cholesky::solve_matrix")?;
        check::finite("Cholesky::solve_matrix", "b", b)?;
        substitute("Cholesky::solve_matrix", &self.l, b.to_owned(), b.shape())
    }

    /// A⁻¹, symmetric as A is.
    ///
    /// # Formula
    /// A⁻¹ = L⁻ᵀL⁻¹
    ///
    /// # Errors
    /// [`MathError::NotSquare`] or [`MathError::Singular`] if `l` was changed and is not
    /// square, or has a zero on its diagonal; [`MathError::Overflow`] for an inverse beyond
    /// the largest f64.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let f = cholesky(&array![[4.0, 2.0], [2.0, 5.0]])?;
    /// assert_eq!(f.inverse()?, array![[0.3125, -0.125], [-0.125, 0.25]]);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn inverse(&self) -> Result<Array2<f64>, MathError> {
        self.regular("Cholesky::inverse")?;
        let n = self.l.nrows();
        let mut inverse = substitute("Cholesky::inverse", &self.l, Array2::eye(n), self.l.shape())?;
        mirror_lower(&mut inverse);
        Ok(inverse)
    }

    /// det A = (Πᵢ Lᵢᵢ)².
    ///
    /// # Errors
    /// [`MathError::Overflow`] for a determinant beyond the largest f64.
    /// [`ln_det`](Self::ln_det) answers then, too.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// assert_eq!(cholesky(&array![[4.0, 2.0], [2.0, 5.0]])?.det()?, 16.0);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn det(&self) -> Result<f64, MathError> {
        let diagonal = self.l.diag();
        product("Cholesky::det", 1.0, 0, diagonal.iter().chain(diagonal.iter()))
    }

    /// L·Lᵀ, which is A up to rounding.
    ///
    /// # Errors
    /// [`MathError::NotFinite`] if the field was changed to hold NaN or infinity;
    /// [`MathError::Overflow`] where rounding takes an entry beyond the largest f64.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let a = array![[4.0, 2.0], [2.0, 5.0]];
    /// assert_eq!(cholesky(&a)?.reconstruct()?, a);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn reconstruct(&self) -> Result<Array2<f64>, MathError> {
        product_in_range("Cholesky::reconstruct", &self.l, &self.l.t())
    }

    /// ln det A = 2 Σᵢ ln Lᵢᵢ, with the factorisation at hand.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let f = cholesky(&array![[4.0, 2.0], [2.0, 5.0]])?;
    /// assert!((f.ln_det() - 16_f64.ln()).abs() < 1e-15);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn ln_det(&self) -> f64 {
        2.0 * self.l.diag().iter().map(|entry| entry.ln()).sum::<f64>()
    }

    /// Refuses an L that [`cholesky`] cannot have made.
    fn regular(&self, operation: &'static str) -> Result<(), MathError> {
        check::square(operation, "l", &self.l)?;
        match self.l.diag().iter().position(|&entry| entry == 0.0) {
            None => Ok(()),
            Some(pivot) => Err(MathError::Singular { operation, argument: "l", pivot }),
        }
    }
}

/// L of A = LLᵀ.
fn square_root(operation: &'static str, a: &ArrayRef2<f64>) -> Result<Array2<f64>, MathError> {
    check::symmetric(operation, "a", a)?;
    // The work is done on Lᵀ, whose rows are contiguous in the upper triangle.
    let mut work = a.as_standard_layout().into_owned();
    let diagonal: Vec<f64> = work.diag().to_vec();
    factor(work.view_mut(), &diagonal, 0).map_err(|(pivot, value)| {
        MathError::NotPositiveDefinite { operation, argument: "a", pivot, value }
    })?;
    Ok(transposed_upper(&work))
}

/// Both substitutions for one right-hand side.
fn solve_one(
    operation: &'static str,
    l: &Array2<f64>,
    b: &ArrayRef1<f64>,
) -> Result<Array1<f64>, MathError> {
    check::finite(operation, "b", b)?;
    let x = substitute(operation, l, b.to_owned().insert_axis(Axis(1)), b.shape())?;
    Ok(x.remove_axis(Axis(1)))
}

/// Both substitutions for every column of X, which was given in the shape `shape`.
fn substitute(
    operation: &'static str,
    l: &Array2<f64>,
    mut x: Array2<f64>,
    shape: &[usize],
) -> Result<Array2<f64>, MathError> {
    if l.nrows() != x.nrows() {
        return Err(MathError::ShapeMismatch {
            operation,
            left: l.shape().to_vec(),
            right: shape.to_vec(),
            rule: "`b` needs one row (or entry) for every row of the matrix",
        });
    }
    solve_lower(l.view(), x.view_mut(), Diagonal::Stored);
    solve_upper(l.t(), x.view_mut());
    if !check::is_finite(&x) {
        return Err(MathError::Overflow { operation });
    }
    Ok(x)
}

/// Replaces the upper triangle of A by Lᵀ, or answers with the index and value
/// of the first pivot that is not positive.
///
/// `diagonal` holds the diagonal of the whole matrix and `first` the place of
/// this block in it.
fn factor(mut a: ArrayViewMut2<f64>, diagonal: &[f64], first: usize) -> Result<(), (usize, f64)> {
    let n = a.nrows();
    if n > SMALL {
        let half = n / 2;
        let (top, bottom) = a.split_at(Axis(0), half);
        let (mut a11, mut a12) = top.split_at(Axis(1), half);
        let (_, mut a22) = bottom.split_at(Axis(1), half);
        factor(a11.view_mut(), diagonal, first)?;
        solve_lower(a11.t(), a12.view_mut(), Diagonal::Stored);
        for (k, strip) in a22.axis_chunks_iter_mut(Axis(0), STRIP).enumerate() {
            let (_, mut strip) = strip.split_at(Axis(1), k * STRIP);
            let (_, right) = a12.view().split_at(Axis(1), k * STRIP);
            let (left, _) = right.split_at(Axis(1), strip.nrows());
            general_mat_mul(-1.0, &left.t(), &right, 1.0, &mut strip);
        }
        return factor(a22, diagonal, first + half);
    }
    let mut lines = lines(&mut a).expect("rows of the work matrix are contiguous");
    for j in 0..n {
        let (above, below) = lines[..n].split_at_mut(j + 1);
        let row = &mut above[j][j..];
        let pivot = row[0];
        let place = first + j;
        // Higham's bound on the rounding errors that meet in this pivot.
        let noise = (place + 2) as f64 * (f64::EPSILON / 2.0) * diagonal[place];
        if pivot.is_nan() || pivot <= noise.max(0.0) {
            return Err((place, pivot));
        }
        let root = pivot.sqrt();
        row.iter_mut().for_each(|entry| *entry /= root);
        for (i, later) in below.iter_mut().enumerate() {
            let known = &row[i + 1..];
            axpy(-known[0], known, &mut later[j + 1 + i..]);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::hard_cases::{self, gaussian, hilbert};
    use super::super::{inverse, norm_l1, norm_linf, norm_one, slogdet, solve};
    use super::*;
    use ndarray::array;
    use proptest::prelude::*;

    const UNIT: f64 = f64::EPSILON / 2.0;

    /// XᵀX of a tall random matrix, symmetric to the last bit.
    fn positive(n: usize, seed: u64) -> Array2<f64> {
        let x = gaussian(2 * n + 1, n, seed);
        let mut a = x.t().dot(&x);
        super::super::matrix::mirror_lower(&mut a);
        a
    }

    /// ‖A − LLᵀ‖ / (n ‖A‖ ε), after a check that L is a lower triangle.
    fn residual(a: &Array2<f64>) -> f64 {
        let l = cholesky(a).unwrap().l;
        assert!(l.indexed_iter().all(|((i, j), &x)| if i == j {
            x > 0.0
        } else {
            i > j || x == 0.0
        }));
        let size = norm_one(a);
        let root = size.sqrt();
        let l = l / root;
        norm_one(&(a / size - l.dot(&l.t()))) / (a.nrows() as f64 * UNIT)
    }

    properties! {
        #[test]
        fn random_positive_matrices_are_restored_and_solved(n in 1_usize..80, seed in any::<u64>()) {
            let a = positive(n, seed);
            let worst = residual(&a);
            prop_assert!(worst <= 10.0, "order {n}: {worst}");
            let b = gaussian(n, 1, seed ^ 1).column(0).to_owned();
            let x = cholesky_solve(&a, &b).unwrap();
            let worst = norm_l1(&(a.dot(&x) - &b)) / (norm_one(&a) * norm_l1(&x) * UNIT);
            prop_assert!(worst <= 10.0, "order {n}: {worst}");
            let gap = norm_linf(&(&x - &solve(&a, &b).unwrap()));
            let condition = norm_one(&a) * norm_one(&inverse(&a).unwrap());
            prop_assert!(gap <= 10.0 * n as f64 * UNIT * condition * norm_linf(&x));
            let log = slogdet(&a).unwrap();
            prop_assert_eq!(log.sign, 1.0);
            prop_assert!((ln_det(&a).unwrap() - log.ln_abs).abs() <= 1e-12 * n as f64);
        }
    }

    #[test]
    fn hard_positive_matrices_are_restored() {
        for n in [1, 2, 3, 15, 16, 17, 33, 64, 100, 129, 200] {
            let a = positive(n, 7);
            let grading = Array1::from_shape_fn(n, |i| 10_f64.powf(-12.0 * i as f64 / n as f64));
            let graded =
                Array2::from_shape_fn((n, n), |(i, j)| a[[i, j]] * grading[i] * grading[j]);
            let nearly_ones = Array2::<f64>::ones((n, n)) + Array2::<f64>::eye(n) * 1e-10;
            for (name, a) in [
                ("graded", graded),
                ("ones plus a little", nearly_ones),
                ("identity", Array2::eye(n)),
                ("entries near 1e300", &a * 1e298),
                ("entries near 1e-300", &a * 1e-300),
            ] {
                let worst = residual(&a);
                assert!(worst <= 30.0, "{name}, order {n}: {worst}");
            }
        }
        for n in 1..=12 {
            assert!(residual(&hilbert(n)) <= 30.0, "Hilbert, order {n}");
        }
        assert_eq!(cholesky(&Array2::zeros((0, 0))).unwrap().l.dim(), (0, 0));
        assert_eq!(ln_det(&Array2::zeros((0, 0))).unwrap(), 0.0);
        assert_eq!(cholesky_solve(&Array2::zeros((0, 0)), &Array1::zeros(0)).unwrap().len(), 0);
    }

    #[test]
    fn matrices_that_are_not_positive_definite_are_refused_where_they_fail() {
        let refused = |a: &Array2<f64>| match cholesky(a) {
            Err(MathError::NotPositiveDefinite { argument: "a", pivot, .. }) => pivot,
            other => panic!("{other:?}"),
        };
        assert_eq!(refused(&array![[-1.0]]), 0);
        assert_eq!(refused(&array![[1.0, 2.0], [2.0, 1.0]]), 1);
        for n in [2, 20, 200] {
            // Rank one, at sizes where the pivot is zero only up to rounding.
            for entry in [1.0, 0.1, 0.7, 3.3e-5] {
                assert_eq!(refused(&Array2::from_elem((n, n), entry)), 1);
            }
            assert_eq!(refused(&Array2::zeros((n, n))), 0);
            let mut late = positive(n, 1);
            late[[n - 1, n - 1]] = -1.0;
            assert_eq!(refused(&late), n - 1);
            let x = gaussian(n / 2, n, 3);
            let mut dependent = x.t().dot(&x);
            super::super::matrix::mirror_lower(&mut dependent);
            assert!(refused(&dependent) >= n / 2);
        }
        assert!(refused(&hilbert(40)) >= 12);
        // Two axes swapped: symmetric, with eigenvalues 1 and −1.
        assert_eq!(refused(&hard_cases::cyclic(2)), 0);
    }

    #[test]
    fn bad_arguments_are_named() {
        let good = array![[4.0, 2.0], [2.0, 5.0]];
        let nan = array![[4.0, f64::NAN], [2.0, 5.0]];
        assert!(matches!(cholesky(&nan), Err(MathError::NotFinite { argument: "a", .. })));
        let wide = Array2::zeros((2, 3));
        assert!(matches!(cholesky(&wide), Err(MathError::NotSquare { .. })));
        let skew = array![[4.0, 1.0], [2.0, 5.0]];
        assert!(matches!(cholesky(&skew), Err(MathError::NotSymmetric { index: (1, 0), .. })));
        let long = array![1.0, 2.0, 3.0];
        assert!(matches!(cholesky_solve(&good, &long), Err(MathError::ShapeMismatch { .. })));
        let b = array![1.0, f64::INFINITY];
        assert!(matches!(
            cholesky_solve(&good, &b),
            Err(MathError::NotFinite { argument: "b", .. })
        ));
        let made_up = Cholesky { l: array![[1.0, 0.0], [1.0, 0.0]] };
        assert!(matches!(made_up.solve(&array![1.0, 2.0]), Err(MathError::Singular { .. })));
    }
}
