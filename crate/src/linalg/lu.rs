//! LU factorisation: Gaussian elimination, kept.
//!
//! Elimination subtracts multiples of upper rows from lower ones until only the
//! upper triangle U is left. The multiples, written down where the zeros
//! appeared, form a lower triangle L with ones on its diagonal, and the two
//! together restore the matrix:
//!
//! ```text
//! PA = LU      (P reorders the rows)
//! ```
//!
//! At each column the row with the largest entry is swapped to the top first
//! (partial pivoting). Every multiple is then at most 1 in size, rounding errors
//! stay small, and a zero in the corner does no harm.
//!
//! Everything else follows from two triangles: the determinant is the product of
//! U's diagonal with the sign of P, a system is solved by two substitutions, and
//! the inverse is the solution for the columns of the identity.
//!
//! The steps themselves, ordered for speed, are in
//! `linalg/elimination.rs`; [`solve`](super::solve()),
//! [`inverse`](super::inverse()) and [`det`](super::det()) factor and use the factors
//! once. An [`Lu`] at hand serves any number of right-hand sides.

use super::elimination::{Factored, Triangles};
use super::kernels::product_in_range;
use super::products::Slogdet;
use crate::error::MathError;
use ndarray::{Array1, Array2, ArrayRef1, ArrayRef2, Axis};

/// LU factorisation with partial pivoting: A with its rows in the order `p`
/// equals `l` times `u`. Made by [`lu`].
#[derive(Debug, Clone, PartialEq)]
pub struct Lu {
    /// Lower triangle with ones on the diagonal, m × min(m, n).
    pub l: Array2<f64>,
    /// Upper triangle, min(m, n) × n.
    pub u: Array2<f64>,
    /// Row i of LU is row `p[i]` of A.
    pub p: Vec<usize>,
    /// 1 if `p` takes an even number of swaps, −1 if odd: the determinant of P.
    pub sign: f64,
}

/// Factors a matrix of any shape into a row order, a lower and an upper
/// triangle.
///
/// A singular matrix has a factorisation too; its U has a zero (or, after
/// rounding, something tiny) on the diagonal.
///
/// # Formula
/// A\[p, :\] = LU
///
/// # Errors
/// [`MathError::NotFinite`] for NaN or infinite entries; [`MathError::Overflow`] for
/// entries so near the largest f64 that elimination goes beyond it.
///
/// # Source
/// Guide §1.2 (inverse and determinant); G. Golub and C. Van Loan, *Matrix
/// Computations*, §3.4.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let f = lu(&array![[2.0, 1.0], [4.0, 6.0]])?;
/// assert_eq!(f.p, [1, 0]); // 4 is the larger pivot
/// assert_eq!(f.l, array![[1.0, 0.0], [0.5, 1.0]]);
/// assert_eq!(f.u, array![[4.0, 6.0], [0.0, -2.0]]);
/// # Ok::<(), MathError>(())
/// ```
pub fn lu(a: &ArrayRef2<f64>) -> Result<Lu, MathError> {
    let Factored { packed, p, sign, .. } = Factored::in_full_size("lu", a)?;
    let (m, n) = packed.dim();
    let k = m.min(n);
    let (mut l, mut u) = (Array2::zeros((m, k)), Array2::zeros((k, n)));
    l.diag_mut().fill(1.0);
    for (i, row) in packed.rows().into_iter().enumerate() {
        let (left, right) = row.split_at(Axis(0), i.min(k));
        l.row_mut(i).slice_axis_mut(Axis(0), (..left.len()).into()).assign(&left);
        if i < k {
            u.row_mut(i).slice_axis_mut(Axis(0), (i..).into()).assign(&right);
        }
    }
    Ok(Lu { l, u, p, sign })
}

impl Lu {
    /// L·U with its rows put back in the order of A, which is A up to rounding.
    ///
    /// # Errors
    /// [`MathError::ShapeMismatch`], [`MathError::InvalidArgument`] or
    /// [`MathError::NotFinite`] if the fields were changed and no longer fit;
    /// [`MathError::Overflow`] where the rounding of an entry near the largest f64 leaves the
    /// range.
    ///
    /// # Source
    /// Guide §1.2.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let a = array![[2.0, 1.0], [4.0, 6.0]];
    /// assert_eq!(lu(&a)?.reconstruct()?, a);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn reconstruct(&self) -> Result<Array2<f64>, MathError> {
        self.fits("Lu::reconstruct")?;
        let product = product_in_range("Lu::reconstruct", &self.l, &self.u)?;
        let mut a = Array2::zeros(product.raw_dim());
        for (row, &i) in product.rows().into_iter().zip(&self.p) {
            a.row_mut(i).assign(&row);
        }
        Ok(a)
    }

    /// Solves Ax = b with the factors at hand: n² steps where factoring took n³/3.
    ///
    /// # Formula
    /// Ly = b\[p\], then Ux = y
    ///
    /// # Errors
    /// Those of [`solve`](super::solve()); [`MathError::ShapeMismatch`] or
    /// [`MathError::InvalidArgument`] if the fields were changed and no longer fit.
    ///
    /// # Source
    /// Guide §1.2; G. Golub and C. Van Loan, *Matrix Computations*, §3.4.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let f = lu(&array![[2.0, 1.0], [1.0, 3.0]])?;
    /// assert_eq!(f.solve(&array![3.0, 4.0])?, array![1.0, 1.0]);
    /// assert_eq!(f.solve(&array![2.0, 1.0])?, array![1.0, 0.0]);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn solve(&self, b: &ArrayRef1<f64>) -> Result<Array1<f64>, MathError> {
        self.triangles("Lu::solve")?.solve(b)
    }

    /// Solves AX = B, all columns of B at once.
    ///
    /// # Formula
    /// LY = B\[p, :\], then UX = Y
    ///
    /// # Errors
    /// Those of [`solve_matrix`](super::solve_matrix()); [`MathError::ShapeMismatch`] or
    /// [`MathError::InvalidArgument`] if the fields were changed and no longer fit.
    ///
    /// # Source
    /// Guide §1.2; G. Golub and C. Van Loan, *Matrix Computations*, §3.4.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let f = lu(&array![[2.0, 1.0], [1.0, 3.0]])?;
    /// let x = f.solve_matrix(&array![[3.0, 2.0], [4.0, 1.0]])?;
    /// assert_eq!(x, array![[1.0, 1.0], [1.0, 0.0]]);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn solve_matrix(&self, b: &ArrayRef2<f64>) -> Result<Array2<f64>, MathError> {
        self.triangles("Lu::solve_matrix")?.solve_matrix(b)
    }

    /// A⁻¹ with the factors at hand.
    ///
    /// # Errors
    /// Those of [`inverse`](super::inverse()); [`MathError::ShapeMismatch`] or
    /// [`MathError::InvalidArgument`] if the fields were changed and no longer fit.
    ///
    /// # Source
    /// Guide §1.2.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let half = lu(&array![[2.0, 0.0], [0.0, 4.0]])?.inverse()?;
    /// assert_eq!(half, array![[0.5, 0.0], [0.0, 0.25]]);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn inverse(&self) -> Result<Array2<f64>, MathError> {
        self.triangles("Lu::inverse")?.inverse()
    }

    /// det A = sign(p)·Πᵢ Uᵢᵢ with the factors at hand.
    ///
    /// # Errors
    /// [`MathError::NotSquare`] for a matrix that is not square; [`MathError::Overflow`]
    /// for a determinant beyond the largest f64; [`MathError::ShapeMismatch`] or
    /// [`MathError::InvalidArgument`] if the fields were changed and no longer fit.
    ///
    /// # Source
    /// Guide §1.2.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// assert_eq!(lu(&array![[0.0, 2.0], [3.0, 0.0]])?.det()?, -6.0);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn det(&self) -> Result<f64, MathError> {
        self.triangles("Lu::det")?.det(0)
    }

    /// The sign of det A and ln |det A| with the factors at hand.
    ///
    /// # Formula
    /// ln |det A| = Σᵢ ln |Uᵢᵢ|
    ///
    /// # Errors
    /// [`MathError::NotSquare`] for a matrix that is not square;
    /// [`MathError::ShapeMismatch`] or [`MathError::InvalidArgument`] if the fields were
    /// changed and no longer fit.
    ///
    /// # Source
    /// Guide §1.2 and §3.2.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let d = lu(&array![[0.0, 2.0], [3.0, 0.0]])?.slogdet()?;
    /// assert_eq!(d.sign, -1.0);
    /// assert!((d.ln_abs - 6_f64.ln()).abs() < 1e-15);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn slogdet(&self) -> Result<Slogdet, MathError> {
        Ok(self.triangles("Lu::slogdet")?.slogdet(0))
    }

    /// The factors of a square matrix, ready for substitution.
    fn triangles(&self, operation: &'static str) -> Result<Triangles<'_>, MathError> {
        let (m, n) = self.fits(operation)?;
        if m != n {
            return Err(MathError::NotSquare { operation, argument: "self", shape: (m, n) });
        }
        let Self { l, u, p, sign } = self;
        Ok(Triangles { operation, lower: l.view(), upper: u.view(), p, sign: *sign, exponent: 0 })
    }

    /// Rows and columns of A; an error if somebody has changed the fields.
    fn fits(&self, operation: &'static str) -> Result<(usize, usize), MathError> {
        let ((m, k), (rows, n)) = (self.l.dim(), self.u.dim());
        if rows != k || k != m.min(n) {
            return Err(MathError::ShapeMismatch {
                operation,
                left: self.l.shape().to_vec(),
                right: self.u.shape().to_vec(),
                rule: "`l` and `u` need the shapes that `lu` gives them",
            });
        }
        let mut places = vec![false; m];
        let known = self.p.iter().all(|&i| i < m && !std::mem::replace(&mut places[i], true));
        if self.p.len() != m || !known {
            return Err(MathError::InvalidArgument {
                operation,
                argument: "p",
                reason: format!("is no order of {m} rows; leave it as `lu` has made it"),
            });
        }
        Ok((m, n))
    }
}

#[cfg(test)]
mod tests {
    use super::super::hard_cases::{self, gaussian, hilbert};
    use super::super::{
        det, inverse, matmul, norm_frobenius, norm_l1, norm_linf, norm_one, slogdet, solve,
        solve_matrix, transpose,
    };
    use super::*;
    use ndarray::array;
    use proptest::prelude::*;

    /// 2⁻⁵³, the unit of LAPACK's residuals.
    const UNIT: f64 = f64::EPSILON / 2.0;

    const RANDOM: f64 = 10.0;
    const HARD: f64 = 30.0;

    fn reordered(a: &Array2<f64>, p: &[usize]) -> Array2<f64> {
        Array2::from_shape_fn(a.raw_dim(), |(i, j)| a[[p[i], j]])
    }

    /// ‖PA − LU‖ / (n ‖A‖ ε), after a check of the shapes of the factors.
    fn factor_residual(a: &Array2<f64>) -> f64 {
        let f = lu(a).unwrap();
        let (m, n) = a.dim();
        assert_eq!((f.l.dim(), f.u.dim()), ((m, m.min(n)), (m.min(n), n)));
        for ((i, j), &entry) in f.l.indexed_iter() {
            assert!(entry.abs() <= 1.0 && (i > j || entry == f64::from(u8::from(i == j))));
        }
        assert!(f.u.indexed_iter().all(|((i, j), &entry)| i <= j || entry == 0.0));
        let mut sorted = f.p.clone();
        sorted.sort_unstable();
        assert!(sorted.into_iter().eq(0..m));
        let size = norm_one(a) * n as f64 * UNIT;
        if size == 0.0 { 0.0 } else { norm_one(&(reordered(a, &f.p) - f.l.dot(&f.u))) / size }
    }

    /// ‖b − Ax‖ / (‖A‖ ‖x‖ ε), scaled so that nothing under- or overflows.
    fn solve_residual(a: &Array2<f64>, x: &Array1<f64>, b: &Array1<f64>) -> f64 {
        let (size_a, size_b) = (norm_one(a), norm_l1(b).max(f64::MIN_POSITIVE));
        let rest = (a / size_a).dot(&(x * (size_a / size_b))) - b / size_b;
        norm_l1(&rest) / (norm_l1(&(x * (size_a / size_b))) * UNIT)
    }

    /// ‖AX − I‖ / (n ‖A‖ ‖X‖ ε)
    fn inverse_residual(a: &Array2<f64>, x: &Array2<f64>) -> f64 {
        let n = a.nrows() as f64;
        norm_one(&(a.dot(x) - Array2::<f64>::eye(a.nrows())))
            / (n * norm_one(a) * norm_one(x) * UNIT)
    }

    properties! {
        #[test]
        fn random_matrices_of_every_shape_are_restored(
            (m, n) in (0_usize..80, 0_usize..80),
            seed in any::<u64>(),
        ) {
            let worst = factor_residual(&gaussian(m, n, seed));
            prop_assert!(worst <= RANDOM, "{m} × {n}: {worst}");
        }

        #[test]
        fn random_systems_are_solved(n in 1_usize..80, columns in 0_usize..20, seed in any::<u64>()) {
            let (a, b) = (gaussian(n, n, seed), gaussian(n, columns, seed ^ 1));
            let x = solve_matrix(&a, &b).unwrap();
            for (x, b) in x.columns().into_iter().zip(b.columns()) {
                let worst = solve_residual(&a, &x.to_owned(), &b.to_owned());
                prop_assert!(worst <= RANDOM, "order {n}: {worst}");
                let worst = solve_residual(&a, &solve(&a, &b).unwrap(), &b.to_owned());
                prop_assert!(worst <= RANDOM, "order {n}: {worst}");
            }
            let worst = inverse_residual(&a, &inverse(&a).unwrap());
            prop_assert!(worst <= RANDOM, "order {n}: {worst}");
        }

        #[test]
        fn determinants_multiply_and_flip_with_a_swap(n in 1_usize..12, seed in any::<u64>()) {
            let (a, b) = (gaussian(n, n, seed), gaussian(n, n, seed ^ 1));
            let (da, db) = (det(&a).unwrap(), det(&b).unwrap());
            let product = det(&matmul(&a, &b).unwrap()).unwrap();
            // Hadamard: the product of the row lengths bounds a determinant and
            // sets the size of its rounding error.
            let bound = |a: &Array2<f64>| a.rows().into_iter().map(|r| r.dot(&r).sqrt()).product::<f64>();
            prop_assert!((product - da * db).abs() <= 1e-12 * bound(&a) * bound(&b) * n as f64);
            prop_assert!((det(&transpose(&a)).unwrap() - da).abs() <= 1e-13 * bound(&a) * n as f64);
            let log = slogdet(&a).unwrap();
            prop_assert!((log.sign * log.ln_abs.exp() - da).abs() <= 1e-13 * da.abs() * (1.0 + log.ln_abs.abs()));
            if n > 1 {
                let mut order: Vec<usize> = (0..n).collect();
                order.swap(0, n - 1);
                let flipped = det(&reordered(&a, &order)).unwrap();
                prop_assert!((flipped + da).abs() <= 1e-13 * bound(&a) * n as f64);
            }
        }
    }

    #[test]
    fn hard_matrices_are_restored_and_solved() {
        for n in [1, 2, 3, 7, 8, 9, 16, 17, 31, 32, 33, 64, 65, 100, 200] {
            let b = gaussian(n, 1, 99).column(0).to_owned();
            for (name, a) in hard_cases::square(n) {
                let worst = factor_residual(&a);
                assert!(worst <= HARD, "{name}, order {n}: LU {worst}");
                match (solve(&a, &b), inverse(&a)) {
                    (Ok(x), Ok(inverse)) => {
                        let worst = solve_residual(&a, &x, &b);
                        assert!(worst <= HARD, "{name}, order {n}: solve {worst}");
                        let worst = inverse_residual(&a, &inverse);
                        assert!(worst <= HARD, "{name}, order {n}: inverse {worst}");
                    }
                    (Err(MathError::Singular { .. }), Err(MathError::Singular { .. })) => {
                        assert_eq!(det(&a).unwrap(), 0.0, "{name}, order {n}");
                        assert_eq!(slogdet(&a).unwrap().sign, 0.0, "{name}, order {n}");
                    }
                    other => panic!("{name}, order {n}: {other:?}"),
                }
            }
        }
    }

    #[test]
    fn rows_and_columns_and_nothing_are_factored() {
        for (m, n) in
            [(1, 1), (1, 50), (50, 1), (0, 0), (0, 4), (4, 0), (200, 3), (3, 200), (70, 40)]
        {
            assert!(factor_residual(&gaussian(m, n, 3)) <= RANDOM);
            assert!(factor_residual(&Array2::ones((m, n))) <= HARD);
            assert_eq!(factor_residual(&Array2::zeros((m, n))), 0.0);
            // A view with its columns contiguous must read the same.
            let a = gaussian(n, m, 4);
            assert_eq!(lu(&a.t()).unwrap(), lu(&transpose(&a)).unwrap());
        }
        let none = Array2::<f64>::zeros((0, 0));
        assert_eq!(det(&none).unwrap(), 1.0);
        assert_eq!(slogdet(&none).unwrap(), Slogdet { sign: 1.0, ln_abs: 0.0 });
        assert_eq!(inverse(&none).unwrap(), none);
        assert_eq!(solve(&none, &Array1::zeros(0)).unwrap().len(), 0);
        assert_eq!(solve_matrix(&none, &Array2::zeros((0, 3))).unwrap().dim(), (0, 3));
    }

    #[test]
    fn permutations_are_handled_without_rounding() {
        for n in [1, 2, 5, 40, 101] {
            let cycle = hard_cases::cyclic(n);
            assert_eq!(inverse(&cycle).unwrap(), transpose(&cycle));
            // A cycle of n takes n − 1 swaps.
            assert_eq!(det(&cycle).unwrap(), if n % 2 == 1 { 1.0 } else { -1.0 });
        }
    }

    #[test]
    fn the_hilbert_matrix_has_its_exact_inverse_and_determinant() {
        // Choi, Tricks or Treats with the Hilbert Matrix: integers for every n.
        let h = hilbert(4);
        let exact = array![
            [16.0, -120.0, 240.0, -140.0],
            [-120.0, 1200.0, -2700.0, 1680.0],
            [240.0, -2700.0, 6480.0, -4200.0],
            [-140.0, 1680.0, -4200.0, 2800.0]
        ];
        let gap = norm_frobenius(&(inverse(&h).unwrap() - &exact)) / norm_frobenius(&exact);
        assert!(gap < 1e-12);
        assert!((det(&h).unwrap() * 6_048_000.0 - 1.0).abs() < 1e-12);
    }

    #[test]
    fn extreme_scales_give_the_scaled_answer() {
        let a = array![[3.0, 1.0], [2.0, 4.0]];
        let plain = inverse(&a).unwrap();
        for size in [1e300, 1e-300] {
            let scaled = inverse(&(&a * size)).unwrap() * size;
            assert!(norm_linf(&(scaled - &plain).flatten()) < 1e-15);
            let x = solve(&(&a * size), &(array![5.0, 10.0] * size)).unwrap();
            assert!(norm_linf(&(x - array![1.0, 2.0])) < 1e-15);
        }
        assert_eq!(
            inverse(&Array2::from_diag(&array![1.0, 1e-310])),
            Err(MathError::Overflow { operation: "inverse" })
        );
        assert_eq!(
            solve(&array![[1e-300]], &array![1e300]),
            Err(MathError::Overflow { operation: "solve" })
        );
    }

    #[test]
    fn bad_arguments_are_named() {
        let (wide, mut a) = (Array2::<f64>::zeros((2, 3)), array![[1.0, 2.0], [3.0, 4.0]]);
        let b = array![1.0, 2.0];
        assert!(matches!(solve(&wide, &b), Err(MathError::NotSquare { .. })));
        assert!(matches!(solve_matrix(&wide, &a), Err(MathError::NotSquare { .. })));
        assert!(matches!(inverse(&wide), Err(MathError::NotSquare { .. })));
        assert!(matches!(det(&wide), Err(MathError::NotSquare { .. })));
        assert!(matches!(slogdet(&wide), Err(MathError::NotSquare { .. })));
        let long = array![1.0, 2.0, 3.0];
        assert!(matches!(solve(&a, &long), Err(MathError::ShapeMismatch { .. })));
        let tall = Array2::zeros((3, 1));
        assert!(matches!(solve_matrix(&a, &tall), Err(MathError::ShapeMismatch { .. })));
        let nan = array![1.0, f64::NAN];
        assert!(matches!(solve(&a, &nan), Err(MathError::NotFinite { argument: "b", .. })));
        let twin = array![[1.0, 2.0], [2.0, 4.0]];
        assert_eq!(
            inverse(&twin),
            Err(MathError::Singular { operation: "inverse", argument: "a", pivot: 1 })
        );
        a[[1, 1]] = f64::INFINITY;
        assert!(matches!(lu(&a), Err(MathError::NotFinite { argument: "a", .. })));
        assert!(matches!(det(&a), Err(MathError::NotFinite { argument: "a", .. })));
        let brim = array![[1.0, f64::MAX], [-1.0, f64::MAX]];
        assert_eq!(lu(&brim), Err(MathError::Overflow { operation: "lu" }));
    }
}
