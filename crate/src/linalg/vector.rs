//! Vectors: arithmetic, length, direction.
//!
//! A vector is a list of numbers a = (a₁, …, aₙ) and at the same time an arrow
//! from the origin to the point with those coordinates. The inner product
//! links the two pictures:
//!
//! ```text
//! a·b = Σ aᵢbᵢ = ‖a‖ ‖b‖ cos θ
//! ```
//!
//! The sum is arithmetic, the product of lengths and cosine is geometry.
//! Lengths, angles, projections and similarities below all come out of that
//! one line.
//!
//! # Sizes
//!
//! The square of 1e200 is larger than any f64 and the square of 1e-200 smaller
//! than any. Functions that square entries therefore divide by a power of two
//! near the largest entry first when that matters. Such a division changes the
//! exponent only, so no digit is lost.
//!
//! # NaN and infinity
//!
//! One rule holds for vectors and matrices alike. A function that answers with
//! a [`Result`] refuses NaN and infinite entries, and reports a result beyond
//! the largest f64 as [`MathError::Overflow`]. A function that answers with the
//! number or array itself (the norms, [`scale`]) passes NaN and infinities on,
//! as arithmetic does.

use crate::check;
use crate::error::MathError;
use ndarray::{Array1, ArrayRef1};

/// Sum of two vectors, entry by entry.
///
/// # Formula
///
/// (a + b)ᵢ = aᵢ + bᵢ
///
/// # Errors
///
/// [`MathError::ShapeMismatch`] unless a and b have as many entries;
/// [`MathError::NotFinite`] for NaN or infinite ones; [`MathError::Overflow`] for a sum
/// beyond the largest f64.
///
/// # Source
///
/// Guide §1.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let sum = add(&array![1.0, 2.0], &array![3.0, -1.0])?;
/// assert_eq!(sum, array![4.0, 1.0]);
/// # Ok::<(), MathError>(())
/// ```
pub fn add(a: &ArrayRef1<f64>, b: &ArrayRef1<f64>) -> Result<Array1<f64>, MathError> {
    check::same_length("add", a, b)?;
    finite_or_why("add", a, b, a + b)
}

/// Difference of two vectors, entry by entry: the arrow from b to a.
///
/// # Formula
///
/// (a − b)ᵢ = aᵢ − bᵢ
///
/// # Errors
///
/// [`MathError::ShapeMismatch`] unless a and b have as many entries;
/// [`MathError::NotFinite`] for NaN or infinite ones; [`MathError::Overflow`] for a
/// difference beyond the largest f64.
///
/// # Source
///
/// Guide §1.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let difference = sub(&array![1.0, 2.0], &array![3.0, -1.0])?;
/// assert_eq!(difference, array![-2.0, 3.0]);
/// # Ok::<(), MathError>(())
/// ```
pub fn sub(a: &ArrayRef1<f64>, b: &ArrayRef1<f64>) -> Result<Array1<f64>, MathError> {
    check::same_length("sub", a, b)?;
    finite_or_why("sub", a, b, a - b)
}

/// A vector stretched by a number; a negative number also turns it around.
///
/// NaN, infinities and products beyond the largest f64 come out as arithmetic
/// gives them.
///
/// # Formula
///
/// (c a)ᵢ = c aᵢ
///
/// # Source
///
/// Guide §1.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(scale(-2.0, &array![1.0, 3.0]), array![-2.0, -6.0]);
/// ```
pub fn scale(c: f64, a: &ArrayRef1<f64>) -> Array1<f64> {
    a * c
}

/// Inner product of two vectors.
///
/// Positive when the vectors point to the same side, zero when they are
/// perpendicular, negative when they point to opposite sides. The inner product
/// of two vectors without entries is the empty sum, 0.
///
/// # Formula
///
/// a·b = Σ aᵢbᵢ
///
/// # Errors
///
/// [`MathError::ShapeMismatch`] unless a and b have as many entries;
/// [`MathError::NotFinite`] for NaN or infinite ones; [`MathError::Overflow`] for a product
/// beyond the largest f64.
///
/// # Source
///
/// Guide §1.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(dot(&array![3.0, 4.0], &array![1.0, 2.0])?, 11.0);
/// # Ok::<(), MathError>(())
/// ```
pub fn dot(a: &ArrayRef1<f64>, b: &ArrayRef1<f64>) -> Result<f64, MathError> {
    check::same_length("dot", a, b)?;
    let sum = a.dot(b);
    if !sum.is_finite() {
        check::finite("dot", "a", a)?;
        check::finite("dot", "b", b)?;
        return Err(MathError::Overflow { operation: "dot" });
    }
    Ok(sum)
}

/// The result if it is finite, otherwise the reason why it is not.
pub(super) fn finite_or_why(
    operation: &'static str,
    a: &ArrayRef1<f64>,
    b: &ArrayRef1<f64>,
    result: Array1<f64>,
) -> Result<Array1<f64>, MathError> {
    if check::is_finite(&result) {
        return Ok(result);
    }
    check::finite(operation, "a", a)?;
    check::finite(operation, "b", b)?;
    Err(MathError::Overflow { operation })
}

#[cfg(test)]
mod tests {
    use super::super::{
        angle, are_orthogonal, are_parallel, cosine_similarity, cosine_similarity_matrix, distance,
        norm_l1, norm_l2, norm_linf, norm_lp, normalize, project,
    };
    use super::*;
    use ndarray::{Array2, Axis};
    use ndarray::{Slice, array};
    use proptest::prelude::*;

    fn close(a: f64, b: f64, relative: f64) -> bool {
        (a - b).abs() <= relative * b.abs()
    }

    fn vectors(n: std::ops::Range<usize>) -> impl Strategy<Value = (Array1<f64>, Array1<f64>)> {
        n.prop_flat_map(|n| {
            let one = || prop::collection::vec(-10.0..10.0_f64, n).prop_map(Array1::from);
            (one(), one())
        })
    }

    properties! {
        #[test]
        fn norms_are_ordered_and_scale_with_the_vector(
            (v, _) in vectors(0..40),
            exponent in -990_i32..990,
        ) {
            let factor = 2.0_f64.powi(exponent);
            let (one, two, inf) = (norm_l1(&v), norm_l2(&v), norm_linf(&v));
            prop_assert!(inf <= two * (1.0 + 1e-15) && two <= one * (1.0 + 1e-14));
            let moved = scale(factor, &v);
            prop_assert!(close(norm_l2(&moved), factor * two, 1e-14));
            prop_assert!(close(norm_l1(&moved), factor * one, 1e-14));
            prop_assert_eq!(norm_linf(&moved), factor * inf);
            for p in [1.0, 1.5, 2.0, 3.0, 17.0, 1e6] {
                prop_assert!(close(norm_lp(&moved, p).unwrap(), factor * norm_lp(&v, p).unwrap(), 1e-13));
            }
        }

        #[test]
        fn lp_decreases_in_p_and_obeys_the_triangle_inequality(
            (a, b) in vectors(1..20),
            p in 1.0..30.0_f64,
        ) {
            let norm = |v: &Array1<f64>, p| norm_lp(v, p).unwrap();
            prop_assert!(norm(&a, p + 0.5) <= norm(&a, p) * (1.0 + 1e-13));
            prop_assert!(norm(&(&a + &b), p) <= (norm(&a, p) + norm(&b, p)) * (1.0 + 1e-13));
        }

        #[test]
        fn projection_leaves_a_perpendicular_rest((a, b) in vectors(1..30)) {
            prop_assume!(norm_l2(&b) > 1e-3);
            let shadow = project(&a, &b).unwrap();
            let rest = &a - &shadow;
            prop_assert!(rest.dot(&b).abs() <= 1e-14 * (1.0 + norm_l2(&a)) * norm_l2(&b) * 10.0);
            prop_assert!(norm_l2(&shadow) <= norm_l2(&a) * (1.0 + 1e-14));
        }

        #[test]
        fn cosine_and_angle_agree_and_ignore_length(
            (a, b) in vectors(1..30),
            up in -900_i32..900,
            down in -900_i32..900,
        ) {
            prop_assume!(norm_l2(&a) > 1e-3 && norm_l2(&b) > 1e-3);
            let cosine = cosine_similarity(&a, &b).unwrap();
            prop_assert!((-1.0..=1.0).contains(&cosine));
            prop_assert!((angle(&a, &b).unwrap().cos() - cosine).abs() < 1e-14);
            let (far, near) = (scale(2.0_f64.powi(up), &a), scale(2.0_f64.powi(down), &b));
            prop_assert_eq!(cosine_similarity(&far, &near).unwrap(), cosine);
            prop_assert_eq!(angle(&far, &near).unwrap(), angle(&a, &b).unwrap());
            prop_assert_eq!(cosine_similarity(&a, &a).unwrap(), 1.0);
        }

        #[test]
        fn cosine_matrix_holds_the_cosine_of_every_pair(
            entries in prop::collection::vec(-10.0..10.0_f64, 21),
        ) {
            let x = Array2::from_shape_vec((7, 3), entries).unwrap();
            prop_assume!(x.rows().into_iter().all(|row| norm_l2(&row) > 1e-3));
            let c = cosine_similarity_matrix(&x).unwrap();
            prop_assert_eq!(&c, &c.t());
            for i in 0..7 {
                for j in 0..7 {
                    let pair = cosine_similarity(&x.row(i), &x.row(j)).unwrap();
                    prop_assert!((c[[i, j]] - pair).abs() < 1e-15 * 4.0);
                }
            }
        }
    }

    #[test]
    fn huge_and_tiny_entries_neither_overflow_nor_vanish() {
        for size in [1e300, 1e-300, 1e-310] {
            let tolerance = if size < 1e-307 { 1e-12 } else { 1e-15 };
            let v = array![3.0 * size, -4.0 * size];
            assert!(close(norm_l2(&v), 5.0 * size, tolerance));
            assert!(close(norm_lp(&v, 2.5).unwrap(), size * 4.688140842343588, 1e-12));
            assert!(close(normalize(&v).unwrap()[1], -0.8, tolerance));
            assert!(close(distance(&v, &array![0.0, 0.0]).unwrap(), 5.0 * size, tolerance));
            assert!(close(cosine_similarity(&v, &array![3.0, -4.0]).unwrap(), 1.0, tolerance));
            assert!(close(project(&v, &array![1e300, 0.0]).unwrap()[0], 3.0 * size, tolerance));
            assert!(close(project(&v, &array![1e-300, 0.0]).unwrap()[0], 3.0 * size, tolerance));
            let rows = Array2::from_shape_vec((2, 2), vec![v[0], v[1], 4.0, 3.0]).unwrap();
            assert!(cosine_similarity_matrix(&rows).unwrap()[[0, 1]].abs() < tolerance);
        }
        assert_eq!(norm_l2(&array![1e300, 1e-300]), 1e300);
    }

    #[test]
    fn angle_sees_what_the_arccosine_cannot() {
        let a = array![1.0, 0.0];
        for tiny in [1e-3, 1e-8, 1e-12, 1e-200] {
            assert!(close(angle(&a, &array![1.0, tiny]).unwrap(), tiny.atan(), 1e-15));
        }
        assert_eq!(angle(&array![1.0, 2.0, 3.0], &array![2.0, 4.0, 6.0]).unwrap(), 0.0);
        assert_eq!(angle(&a, &array![-2.0, 0.0]).unwrap(), std::f64::consts::PI);
        let third = angle(&array![1.0, 1.0, 0.0], &array![0.0, 1.0, 1.0]).unwrap();
        assert!(close(third, std::f64::consts::FRAC_PI_3, 1e-15));
    }

    #[test]
    fn norms_pass_nan_and_infinity_on() {
        for position in 0..3 {
            let mut v = array![1.0, 2.0, 3.0];
            v[position] = f64::NAN;
            assert!(norm_l1(&v).is_nan() && norm_l2(&v).is_nan() && norm_linf(&v).is_nan());
            v[position] = f64::NEG_INFINITY;
            assert_eq!([norm_l1(&v), norm_l2(&v), norm_linf(&v)], [f64::INFINITY; 3]);
        }
    }

    #[test]
    fn vectors_without_entries_have_norm_zero_and_no_direction() {
        let none = Array1::<f64>::zeros(0);
        assert_eq!([norm_l1(&none), norm_l2(&none), norm_linf(&none)], [0.0; 3]);
        assert_eq!(norm_lp(&none, 3.0).unwrap(), 0.0);
        assert_eq!(dot(&none, &none).unwrap(), 0.0);
        assert_eq!(add(&none, &none).unwrap().len(), 0);
        assert!(matches!(normalize(&none), Err(MathError::Empty { argument: "v", .. })));
        assert!(matches!(angle(&none, &none), Err(MathError::Empty { argument: "a", .. })));
        assert!(cosine_similarity_matrix(&Array2::zeros((0, 3))).is_err());
        assert!(cosine_similarity_matrix(&Array2::zeros((3, 0))).is_err());
    }

    #[test]
    fn bad_arguments_are_named() {
        let (a, zero) = (array![1.0, 2.0], array![0.0, 0.0]);
        let (short, nan) = (array![1.0], array![1.0, f64::NAN]);
        type Binary = fn(&ArrayRef1<f64>, &ArrayRef1<f64>) -> Result<(), MathError>;
        let functions: [Binary; 9] = [
            |a, b| add(a, b).map(drop),
            |a, b| sub(a, b).map(drop),
            |a, b| dot(a, b).map(drop),
            |a, b| distance(a, b).map(drop),
            |a, b| angle(a, b).map(drop),
            |a, b| cosine_similarity(a, b).map(drop),
            |a, b| project(a, b).map(drop),
            |a, b| are_parallel(a, b, 0.1).map(drop),
            |a, b| are_orthogonal(a, b, 0.1).map(drop),
        ];
        for (k, function) in functions.iter().enumerate() {
            assert!(matches!(function(&a, &short), Err(MathError::ShapeMismatch { .. })), "{k}");
            for (x, y, name) in [(&nan, &a, "a"), (&a, &nan, "b")] {
                match function(x, y) {
                    Err(MathError::NotFinite { argument, index, .. }) => {
                        assert_eq!((argument, index), (name, vec![1]), "{k}");
                    }
                    other => panic!("function {k} answered {other:?}"),
                }
            }
        }
        assert!(matches!(
            cosine_similarity(&a, &zero),
            Err(MathError::ZeroVector { argument: "b", .. })
        ));
        assert!(matches!(angle(&zero, &a), Err(MathError::ZeroVector { argument: "a", .. })));
        assert!(matches!(project(&a, &zero), Err(MathError::ZeroVector { argument: "b", .. })));
        assert_eq!(project(&zero, &a).unwrap(), zero);
        assert!(matches!(normalize(&zero), Err(MathError::ZeroVector { .. })));
        assert!(are_parallel(&a, &zero, 0.0).unwrap() && are_orthogonal(&a, &zero, 0.0).unwrap());
        for bad in [-1e-9, f64::NAN, f64::INFINITY] {
            assert!(matches!(are_parallel(&a, &a, bad), Err(MathError::OutOfRange { .. })));
            assert!(matches!(are_orthogonal(&a, &a, bad), Err(MathError::OutOfRange { .. })));
        }
        for bad in [0.5, 0.0, -1.0, f64::NAN, f64::NEG_INFINITY] {
            assert!(matches!(norm_lp(&a, bad), Err(MathError::OutOfRange { .. })));
        }
        let error = cosine_similarity_matrix(&array![[1.0, 2.0], [0.0, 0.0]]).unwrap_err();
        assert!(error.to_string().contains("row 1"));
    }

    #[test]
    fn results_beyond_the_largest_number_are_errors() {
        let huge = array![1.5e308, 1.5e308];
        let overflow = |operation| MathError::Overflow { operation };
        assert_eq!(add(&huge, &huge), Err(overflow("add")));
        assert_eq!(sub(&huge, &scale(-1.0, &huge)), Err(overflow("sub")));
        assert_eq!(dot(&huge, &huge), Err(overflow("dot")));
        assert_eq!(distance(&huge, &scale(-1.0, &huge)), Err(overflow("distance")));
        assert_eq!(norm_lp(&huge, 1.0), Err(overflow("norm_lp")));
        assert_eq!(norm_l1(&huge), f64::INFINITY);
        assert!(close(
            angle(&huge, &array![1.0, 0.0]).unwrap(),
            std::f64::consts::FRAC_PI_4,
            1e-15
        ));
    }

    #[test]
    fn views_and_reversed_vectors_are_accepted() {
        let m = array![[3.0, 1.0], [4.0, 2.0]];
        assert_eq!(dot(&m.column(0), &m.column(1)).unwrap(), 11.0);
        assert_eq!(norm_l2(&m.column(0)), 5.0);
        let reversed = m.column(0).slice_axis(Axis(0), Slice::new(0, None, -1)).to_owned();
        assert_eq!(normalize(&reversed).unwrap(), array![0.8, 0.6]);
    }
}
