//! Matrices: products, shapes, sizes, covariance.
//!
//! An m × n matrix is a table of numbers and at the same time a map: it takes a
//! vector x with n entries to the vector Ax with m entries. Column j is where
//! the j-th axis goes. The product AB is the table of "first B, then A", which
//! is why the inner sizes must agree and why the order matters:
//!
//! ```text
//! (AB)ᵢⱼ = Σₚ AᵢₚBₚⱼ,   (AB)ᵀ = BᵀAᵀ,   AB ≠ BA in general
//! ```
//!
//! NaN and infinite entries follow the rule of [`vector`](crate::linalg::vector):
//! functions that answer with a [`Result`] refuse them, functions that answer
//! with the number or matrix itself pass them on.

use super::norms::largest_magnitude;
use crate::check;
use crate::error::MathError;
use ndarray::{Array1, Array2, ArrayRef1, ArrayRef2, Axis};

/// Product of two matrices: an m × k times a k × n matrix is m × n.
///
/// # Formula
///
/// Cᵢⱼ = Σₚ AᵢₚBₚⱼ
///
/// # Errors
///
/// [`MathError::ShapeMismatch`] unless `a` has as many columns as `b` has rows;
/// [`MathError::NotFinite`] for NaN or infinite entries; [`MathError::Overflow`] for a
/// product beyond the largest f64.
///
/// # Source
///
/// Guide §1.2.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let a = array![[1.0, 2.0], [3.0, 4.0]];
/// let swap = array![[0.0, 1.0], [1.0, 0.0]];
/// assert_eq!(matmul(&a, &swap)?, array![[2.0, 1.0], [4.0, 3.0]]);
/// assert_eq!(matmul(&swap, &a)?, array![[3.0, 4.0], [1.0, 2.0]]);
/// # Ok::<(), MathError>(())
/// ```
pub fn matmul(a: &ArrayRef2<f64>, b: &ArrayRef2<f64>) -> Result<Array2<f64>, MathError> {
    if a.ncols() != b.nrows() {
        return Err(MathError::ShapeMismatch {
            operation: "matmul",
            left: a.shape().to_vec(),
            right: b.shape().to_vec(),
            rule: "the columns of the left matrix must equal the rows of the right matrix",
        });
    }
    let c = a.dot(b);
    if !check::is_finite(&c) {
        check::finite("matmul", "a", a)?;
        check::finite("matmul", "b", b)?;
        return Err(MathError::Overflow { operation: "matmul" });
    }
    Ok(c)
}

/// A matrix applied to a vector: an m × n matrix takes n entries to m.
///
/// # Formula
///
/// yᵢ = Σⱼ Aᵢⱼxⱼ
///
/// # Errors
///
/// [`MathError::ShapeMismatch`] unless `a` has as many columns as `x` has entries;
/// [`MathError::NotFinite`] for NaN or infinite entries; [`MathError::Overflow`] for a
/// result beyond the largest f64.
///
/// # Source
///
/// Guide §1.2 and §1.4.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let quarter_turn = array![[0.0, -1.0], [1.0, 0.0]];
/// assert_eq!(matvec(&quarter_turn, &array![3.0, 1.0])?, array![-1.0, 3.0]);
/// # Ok::<(), MathError>(())
/// ```
pub fn matvec(a: &ArrayRef2<f64>, x: &ArrayRef1<f64>) -> Result<Array1<f64>, MathError> {
    if a.ncols() != x.len() {
        return Err(MathError::ShapeMismatch {
            operation: "matvec",
            left: a.shape().to_vec(),
            right: vec![x.len()],
            rule: "the columns of the matrix must equal the entries of the vector",
        });
    }
    let y = a.dot(x);
    if !check::is_finite(&y) {
        check::finite("matvec", "a", a)?;
        check::finite("matvec", "x", x)?;
        return Err(MathError::Overflow { operation: "matvec" });
    }
    Ok(y)
}

/// Transpose: rows become columns.
///
/// # Formula
///
/// (Aᵀ)ᵢⱼ = Aⱼᵢ
///
/// # Source
///
/// Guide §1.2.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let a = array![[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]];
/// assert_eq!(transpose(&a), array![[1.0, 4.0], [2.0, 5.0], [3.0, 6.0]]);
/// ```
pub fn transpose(a: &ArrayRef2<f64>) -> Array2<f64> {
    // Tile by tile: a plain double loop would jump a whole row of memory for
    // every entry that it reads, and lose the cache line before it is used up.
    const TILE: usize = 16;
    let mut t = Array2::zeros((a.ncols(), a.nrows()));
    let strips = a.axis_chunks_iter(Axis(0), TILE);
    for (strip, mut target) in strips.zip(t.axis_chunks_iter_mut(Axis(1), TILE)) {
        let tiles = strip.axis_chunks_iter(Axis(1), TILE);
        for (from, mut to) in tiles.zip(target.axis_chunks_iter_mut(Axis(0), TILE)) {
            to.assign(&from.t());
        }
    }
    t
}

/// Sum of the diagonal entries; also the sum of the eigenvalues.
///
/// # Formula
///
/// tr A = Σ Aᵢᵢ
///
/// # Errors
///
/// [`MathError::NotSquare`] for a matrix that is not square; [`MathError::NotFinite`] for
/// NaN or infinite entries on the diagonal; [`MathError::Overflow`] for a sum beyond the
/// largest f64.
///
/// # Source
///
/// Guide §1.2 and §1.3; G. Strang, *Introduction to Linear Algebra*, §6.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(trace(&array![[3.0, 1.0], [2.0, 4.0]])?, 7.0);
/// # Ok::<(), MathError>(())
/// ```
pub fn trace(a: &ArrayRef2<f64>) -> Result<f64, MathError> {
    check::square("trace", "a", a)?;
    let sum = a.diag().sum();
    if sum.is_finite() {
        return Ok(sum);
    }
    Err(match a.diag().iter().enumerate().find(|(_, entry)| !entry.is_finite()) {
        Some((i, &value)) => {
            let index = vec![i, i];
            MathError::NotFinite { operation: "trace", argument: "a", index, value }
        }
        None => MathError::Overflow { operation: "trace" },
    })
}

/// Outer product: every entry of `a` times every entry of `b`, a matrix of
/// rank one.
///
/// # Formula
///
/// (a bᵀ)ᵢⱼ = aᵢbⱼ
///
/// # Source
///
/// Guide §1.3 (the rank-1 approximation is one).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let table = outer(&array![1.0, 2.0], &array![3.0, 4.0, 5.0]);
/// assert_eq!(table, array![[3.0, 4.0, 5.0], [6.0, 8.0, 10.0]]);
/// ```
pub fn outer(a: &ArrayRef1<f64>, b: &ArrayRef1<f64>) -> Array2<f64> {
    Array2::from_shape_fn((a.len(), b.len()), |(i, j)| a[i] * b[j])
}

/// The matrix that changes nothing: ones on the diagonal, zeros elsewhere.
///
/// # Formula
///
/// Iᵢⱼ = 1 if i = j, else 0
///
/// # Source
///
/// Guide §1.2.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(identity(2), array![[1.0, 0.0], [0.0, 1.0]]);
/// ```
pub fn identity(n: usize) -> Array2<f64> {
    Array2::eye(n)
}

/// The matrix with the entries of `v` on its diagonal: it stretches each axis
/// by its own factor.
///
/// # Formula
///
/// Dᵢⱼ = vᵢ if i = j, else 0
///
/// # Source
///
/// Guide §1.3 (Λ and Σ are such matrices).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(diagonal(&array![2.0, 5.0]), array![[2.0, 0.0], [0.0, 5.0]]);
/// ```
pub fn diagonal(v: &ArrayRef1<f64>) -> Array2<f64> {
    let mut d = Array2::zeros((v.len(), v.len()));
    d.diag_mut().assign(v);
    d
}

/// Whether a matrix equals its transpose, to within `tolerance` times its
/// largest entry.
///
/// A matrix that is not square is not symmetric; neither is one with a NaN.
///
/// # Formula
///
/// |Aᵢⱼ − Aⱼᵢ| ≤ tolerance · max |A|
///
/// # Source
///
/// Guide §1.3 (the condition for an orthogonal eigenbasis).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// assert!(is_symmetric(&array![[2.0, 1.0], [1.0, 3.0]], 0.0));
/// assert!(!is_symmetric(&array![[4.0, 2.0], [1.0, 3.0]], 1e-12));
/// ```
pub fn is_symmetric(a: &ArrayRef2<f64>, tolerance: f64) -> bool {
    if !a.is_square() {
        return false;
    }
    let largest = largest_magnitude(a.iter());
    a.indexed_iter().all(|((i, j), entry)| {
        // Comparing equal entries first lets two equal infinities pass.
        *entry == a[[j, i]] || (entry - a[[j, i]]).abs() <= tolerance * largest
    })
}

/// Copies the lower triangle over the upper one, so that a matrix which is
/// symmetric up to rounding becomes exactly so.
pub(super) fn mirror_lower(a: &mut Array2<f64>) {
    // Tile by tile, because the mirrored entries lie a whole row apart in memory.
    const TILE: usize = 32;
    let n = a.nrows();
    for (top, left) in (0..n).step_by(TILE).flat_map(|i| (0..=i).step_by(TILE).map(move |j| (i, j)))
    {
        for i in top..n.min(top + TILE) {
            for j in left..i.min(left + TILE) {
                a[[j, i]] = a[[i, j]];
            }
        }
    }
}

/// The lower triangle of Aᵀ, for a square A in row-major order; zeros above it.
pub(super) fn transposed_upper(a: &Array2<f64>) -> Array2<f64> {
    // Tile by tile, as in `transpose`.
    const TILE: usize = 16;
    let n = a.nrows();
    let mut t = Array2::zeros((n, n));
    let from = a.as_slice().expect("work matrices are in row-major order");
    let to = t.as_slice_mut().expect("a new matrix is contiguous");
    for top in (0..n).step_by(TILE) {
        for left in (0..=top).step_by(TILE) {
            for i in top..n.min(top + TILE) {
                let row = &mut to[i * n + left..i * n + (i + 1).min(left + TILE)];
                let column = from[left * n + i..].iter().step_by(n);
                row.iter_mut().zip(column).for_each(|(entry, found)| *entry = *found);
            }
        }
    }
    t
}

#[cfg(test)]
mod tests {
    use super::super::hard_cases::gaussian;
    use super::super::{
        covariance_matrix, norm_frobenius, norm_inf, norm_l1, norm_l2, norm_linf, norm_one,
    };
    use super::*;
    use ndarray::array;
    use proptest::prelude::*;

    properties! {
        #[test]
        fn products_obey_their_laws(
            (m, k, n) in (0_usize..20, 0_usize..20, 0_usize..20),
            seed in any::<u64>(),
        ) {
            let (a, b) = (gaussian(m, k, seed), gaussian(k, n, seed ^ 1));
            let ab = matmul(&a, &b).unwrap();
            // Against the definition, within the bound of a sum of k products.
            for i in 0..m {
                for j in 0..n {
                    let (sum, size) = (0..k).fold((0.0, 0.0), |(sum, size), p| {
                        let term = a[[i, p]] * b[[p, j]];
                        (sum + term, size + f64::abs(term))
                    });
                    prop_assert!((ab[[i, j]] - sum).abs() <= 2.0 * k as f64 * f64::EPSILON * size);
                }
            }
            let flipped = matmul(&transpose(&b), &transpose(&a)).unwrap();
            prop_assert!(norm_frobenius(&(transpose(&ab) - flipped)) <= 1e-13 * (1.0 + norm_frobenius(&ab)));
            prop_assert_eq!(&matmul(&a, &identity(k)).unwrap(), &a);
            prop_assert_eq!(transpose(&transpose(&a)), a.clone());
            // A product with a vector is a product with a matrix of one column.
            let x = gaussian(k, 1, seed ^ 2);
            let as_matrix = matmul(&a, &x).unwrap();
            let gap = matvec(&a, &x.column(0)).unwrap() - as_matrix.column(0);
            prop_assert!(norm_l2(&gap) <= 1e-13 * (1.0 + norm_frobenius(&as_matrix)));
        }

        #[test]
        fn operator_norms_bound_the_stretch_and_mirror_each_other(
            (m, n) in (1_usize..20, 1_usize..20),
            seed in any::<u64>(),
            exponent in -990_i32..990,
        ) {
            let a = gaussian(m, n, seed) * 2.0_f64.powi(exponent);
            let x = gaussian(n, 1, seed ^ 1);
            let (x, ax) = (x.column(0), a.dot(&x.column(0)));
            let slack = 1.0 + 1e-14;
            prop_assert!(norm_l1(&ax) <= norm_one(&a) * norm_l1(&x) * slack);
            prop_assert!(norm_linf(&ax) <= norm_inf(&a) * norm_linf(&x) * slack);
            prop_assert!(norm_l2(&ax) <= norm_frobenius(&a) * norm_l2(&x) * slack);
            prop_assert!((norm_one(&a) - norm_inf(&transpose(&a))).abs() <= 1e-14 * norm_one(&a));
            let flat: Array1<f64> = a.iter().copied().collect();
            let (whole, by_rows) = (norm_l2(&flat), norm_frobenius(&a));
            prop_assert!((whole - by_rows).abs() <= 1e-14 * whole);
        }

        #[test]
        fn covariance_is_symmetric_and_blind_to_the_mean(
            (rows, columns) in (2_usize..30, 1_usize..6),
            seed in any::<u64>(),
        ) {
            let x = gaussian(rows, columns, seed);
            let c = covariance_matrix(&x).unwrap();
            prop_assert!(is_symmetric(&c, 0.0));
            // 2^20 away from zero each entry keeps 32 of its 52 binary digits.
            let moved = covariance_matrix(&(&x + 1_048_576.0)).unwrap();
            prop_assert!(norm_frobenius(&(&moved - &c)) <= 1e-8 * (1.0 + norm_frobenius(&c)));
            for j in 0..columns {
                let variance = x.column(j).var(1.0);
                prop_assert!((c[[j, j]] - variance).abs() <= 1e-13 * (1.0 + variance));
            }
        }
    }

    #[test]
    fn transpose_handles_every_shape_and_layout() {
        for (m, n) in [(0, 0), (0, 3), (3, 0), (1, 40), (40, 1), (16, 16), (17, 33), (100, 7)] {
            let a = gaussian(m, n, 7);
            let t = transpose(&a);
            assert_eq!(t, a.t());
            assert!(t.is_standard_layout());
            assert_eq!(transpose(&a.t()), a);
        }
    }

    #[test]
    fn large_products_use_every_entry() {
        // 130 exceeds the block sizes of the product below it.
        let ones = Array2::<f64>::ones((130, 130));
        assert!(matmul(&ones, &ones).unwrap().iter().all(|&entry| entry == 130.0));
    }

    #[test]
    fn shapes_that_do_not_fit_are_refused() {
        let (a, b) = (Array2::<f64>::zeros((2, 3)), Array2::<f64>::zeros((2, 3)));
        assert!(matches!(matmul(&a, &b), Err(MathError::ShapeMismatch { .. })));
        let x = Array1::zeros(2);
        assert!(matches!(matvec(&a, &x), Err(MathError::ShapeMismatch { .. })));
        assert!(matches!(trace(&a), Err(MathError::NotSquare { shape: (2, 3), .. })));
        assert!(!is_symmetric(&a, 1.0));
    }

    #[test]
    fn nan_and_overflow_are_named_not_returned() {
        let a = array![[1.0, 2.0], [3.0, 4.0]];
        let mut bad = a.clone();
        bad[[1, 0]] = f64::NAN;
        let named = |result: Result<(), MathError>, name: &str| match result {
            Err(MathError::NotFinite { argument, index, .. }) => {
                assert_eq!((argument, &index[..]), (name, &[1, 0][..]));
            }
            other => panic!("{other:?}"),
        };
        named(matmul(&bad, &a).map(drop), "a");
        named(matmul(&a, &bad).map(drop), "b");
        named(matvec(&bad, &array![1.0, 2.0]).map(drop), "a");
        named(covariance_matrix(&bad).map(drop), "x");
        let huge = &a * 1e300;
        assert_eq!(matmul(&huge, &huge), Err(MathError::Overflow { operation: "matmul" }));
        assert_eq!(
            covariance_matrix(&huge),
            Err(MathError::Overflow { operation: "covariance_matrix" })
        );
        assert_eq!(trace(&(&a * 4e307)), Err(MathError::Overflow { operation: "trace" }));
        assert!(
            norm_frobenius(&bad).is_nan() && norm_one(&bad).is_nan() && norm_inf(&bad).is_nan()
        );
        assert!(!is_symmetric(&bad, 1.0));
    }

    #[test]
    fn empty_matrices_have_norm_zero_and_products() {
        let none = Array2::<f64>::zeros((0, 0));
        assert_eq!([norm_frobenius(&none), norm_one(&none), norm_inf(&none)], [0.0; 3]);
        assert_eq!(trace(&none).unwrap(), 0.0);
        assert!(is_symmetric(&none, 0.0));
        let (tall, wide) = (Array2::<f64>::zeros((3, 0)), Array2::<f64>::zeros((0, 2)));
        assert_eq!(matmul(&tall, &wide).unwrap(), Array2::<f64>::zeros((3, 2)));
        assert!(matches!(covariance_matrix(&none), Err(MathError::Empty { .. })));
        let single = covariance_matrix(&array![[1.0, 2.0]]);
        assert!(matches!(single, Err(MathError::InvalidArgument { .. })));
    }

    #[test]
    fn huge_and_tiny_matrices_keep_their_norms() {
        for size in [1e300, 1e-300] {
            let a = array![[1.0, 2.0], [2.0, 4.0]] * size;
            assert!((norm_frobenius(&a) / size - 5.0).abs() < 1e-14);
            assert!((norm_one(&a) / size - 6.0).abs() < 1e-14);
            assert!((norm_inf(&a) / size - 6.0).abs() < 1e-14);
        }
    }
}
