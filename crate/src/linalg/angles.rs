//! Direction: angles, similarities, projections.
//!
//! The inner product of two vectors is the product of their lengths and the
//! cosine between them. Read from right to left that is a cosine, an angle, a
//! shadow, and a test for right angles. The rules for large sizes and for NaN
//! are those of [`vector`](super::vector).

use super::norms::{direction, norm_l2, norm_linf, power_of_two_below};
use crate::check;
use crate::error::MathError;
use ndarray::{Array1, Array2, ArrayRef1, ArrayRef2, Axis};

/// Angle between two vectors, in radians from 0 to π.
///
/// The textbook formula arccos(a·b / ‖a‖‖b‖) cannot see angles below about
/// 1e-8, because the cosine of such an angle rounds to 1. The formula here
/// compares the two diagonals of the rhombus that the two directions span and
/// keeps an absolute error near 1e-16 for every angle.
///
/// # Formula
///
/// With u = a/‖a‖ and v = b/‖b‖: θ = 2 arctan(‖u − v‖ / ‖u + v‖)
///
/// # Errors
///
/// - [`MathError::ShapeMismatch`] unless a and b have as many entries,
/// - [`MathError::Empty`] without entries,
/// - [`MathError::NotFinite`] for NaN or infinite ones,
/// - [`MathError::ZeroVector`] for the zero vector.
///
/// # Source
///
/// Guide §1.1 (geometry of the inner product); W. Kahan, *How Futile are
/// Mindless Assessments of Roundoff in Floating-Point Computation?* (2006), §12.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
/// use std::f64::consts::FRAC_PI_2;
///
/// assert_eq!(angle(&array![1.0, 0.0], &array![0.0, 2.0])?, FRAC_PI_2);
/// assert_eq!(angle(&array![1.0, 0.0], &array![1.0, 1e-12])?, 1e-12);
/// # Ok::<(), MathError>(())
/// ```
pub fn angle(a: &ArrayRef1<f64>, b: &ArrayRef1<f64>) -> Result<f64, MathError> {
    check::same_length("angle", a, b)?;
    let (apart, together) = diagonals("angle", a, b)?;
    Ok(2.0 * apart.atan2(together))
}

/// Cosine of the angle between two vectors: likeness of direction, whatever the
/// lengths.
///
/// 1 for the same direction, 0 for perpendicular, −1 for opposite. Rounding can
/// push the quotient a few units of the last place beyond ±1; the answer is
/// clamped to \[−1, 1\] so that `acos` accepts it.
///
/// # Formula
///
/// cos θ = a·b / (‖a‖ ‖b‖)
///
/// # Errors
///
/// - [`MathError::ShapeMismatch`] unless a and b have as many entries,
/// - [`MathError::Empty`] without entries,
/// - [`MathError::NotFinite`] for NaN or infinite ones,
/// - [`MathError::ZeroVector`] for the zero vector.
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
/// // 11 / (5·√5)
/// let cosine = cosine_similarity(&array![3.0, 4.0], &array![1.0, 2.0])?;
/// assert!((cosine - 0.9838699100999074).abs() < 1e-15);
/// # Ok::<(), MathError>(())
/// ```
pub fn cosine_similarity(a: &ArrayRef1<f64>, b: &ArrayRef1<f64>) -> Result<f64, MathError> {
    check::same_length("cosine_similarity", a, b)?;
    if let Some(cosine) = cosine_of_moderate(a, b) {
        return Ok(cosine);
    }
    let a = direction("cosine_similarity", "a", a)?;
    let b = direction("cosine_similarity", "b", b)?;
    Ok(cosine(a.dot(&b), a.dot(&a), b.dot(&b)))
}

/// a·b / (‖a‖ ‖b‖) from three inner products.
fn cosine(together: f64, a: f64, b: f64) -> f64 {
    (together / (a * b).sqrt()).clamp(-1.0, 1.0)
}

/// The cosine without a copy of the vectors in a unit of their own. Powers of two change no
/// digit, so it is the same number wherever no square and no product leaves the range;
/// `None` elsewhere, and for entries that are not finite.
fn cosine_of_moderate(a: &ArrayRef1<f64>, b: &ArrayRef1<f64>) -> Option<f64> {
    // Squares that vanish beside such a sum are far below its last digit.
    let moderate = 1e-140..1e140;
    let (squares_a, squares_b, together) = (a.dot(a), b.dot(b), a.dot(b));
    let usable =
        moderate.contains(&squares_a) && moderate.contains(&squares_b) && together.abs() > 1e-200;
    usable.then(|| cosine(together, squares_a, squares_b))
}

/// Cosine similarity of every row of `x` with every other: an m × n matrix of m
/// vectors gives a symmetric m × m matrix with ones on the diagonal.
///
/// # Formula
///
/// Cᵢⱼ = xᵢ·xⱼ / (‖xᵢ‖ ‖xⱼ‖)
///
/// # Errors
///
/// [`MathError::Empty`] without entries; [`MathError::NotFinite`] for NaN or infinite ones;
/// [`MathError::InvalidArgument`] for a row of zeros.
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
/// let rows = array![[1.0, 0.0], [0.0, 5.0], [3.0, 4.0]];
/// let c = cosine_similarity_matrix(&rows)?;
/// assert_eq!(c, array![[1.0, 0.0, 0.6], [0.0, 1.0, 0.8], [0.6, 0.8, 1.0]]);
/// # Ok::<(), MathError>(())
/// ```
pub fn cosine_similarity_matrix(x: &ArrayRef2<f64>) -> Result<Array2<f64>, MathError> {
    const NAME: &str = "cosine_similarity_matrix";
    check::not_empty(NAME, "x", x)?;
    check::finite(NAME, "x", x)?;
    let mut directions = x.to_owned();
    for (i, mut row) in directions.axis_iter_mut(Axis(0)).enumerate() {
        match direction(NAME, "x", &row) {
            Ok(reduced) => row.assign(&(&reduced / norm_l2(&reduced))),
            Err(_) => {
                return Err(MathError::InvalidArgument {
                    operation: NAME,
                    argument: "x",
                    reason: format!(
                        "has only zeros in row {i}, and a zero vector has no direction; \
                         leave that row out"
                    ),
                });
            }
        }
    }
    let mut cosines = directions.dot(&directions.t());
    for i in 0..cosines.nrows() {
        cosines[[i, i]] = 1.0;
        for j in 0..i {
            let cosine = cosines[[i, j]].clamp(-1.0, 1.0);
            cosines[[i, j]] = cosine;
            cosines[[j, i]] = cosine;
        }
    }
    Ok(cosines)
}

/// Orthogonal projection of `a` onto the line through `b`: the shadow of `a`
/// when the light falls perpendicular to `b`.
///
/// What remains, a − project(a, b), is perpendicular to `b`.
///
/// # Formula
///
/// proj_b(a) = (a·b / b·b) b
///
/// # Errors
///
/// - [`MathError::ShapeMismatch`] unless a and b have as many entries,
/// - [`MathError::Empty`] without entries,
/// - [`MathError::NotFinite`] for NaN or infinite ones,
/// - [`MathError::ZeroVector`] if b is the zero vector,
/// - [`MathError::Overflow`] for a projection beyond the largest f64.
///
/// # Source
///
/// Guide §1.1; G. Strang, *Introduction to Linear Algebra*, §4.2.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let shadow = project(&array![3.0, 4.0], &array![2.0, 0.0])?;
/// assert_eq!(shadow, array![3.0, 0.0]);
/// # Ok::<(), MathError>(())
/// ```
pub fn project(a: &ArrayRef1<f64>, b: &ArrayRef1<f64>) -> Result<Array1<f64>, MathError> {
    check::same_length("project", a, b)?;
    check::finite("project", "a", a)?;
    let b = direction("project", "b", b)?;
    let largest = norm_linf(a);
    if largest == 0.0 {
        return Ok(Array1::zeros(a.len()));
    }
    let unit = power_of_two_below(largest);
    let coefficient = (a / unit).dot(&b) / b.dot(&b);
    let shadow = b * coefficient * unit;
    if !check::is_finite(&shadow) {
        return Err(MathError::Overflow { operation: "project" });
    }
    Ok(shadow)
}

/// Whether two vectors lie on one line through the origin, to within
/// `tolerance` on the sine of the angle between them.
///
/// Opposite directions count as parallel. The zero vector is a multiple of
/// every vector, so it is parallel to all of them.
///
/// # Formula
///
/// |sin θ| ≤ tolerance
///
/// # Errors
///
/// [`MathError::ShapeMismatch`] unless a and b have as many entries;
/// [`MathError::NotFinite`] for NaN or infinite ones; [`MathError::OutOfRange`] unless the
/// tolerance is finite and at least 0.
///
/// # Source
///
/// Guide §1.1; definition of linear dependence of two vectors.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// assert!(are_parallel(&array![1.0, 2.0], &array![-3.0, -6.0], 1e-12)?);
/// assert!(!are_parallel(&array![1.0, 2.0], &array![1.0, 2.001], 1e-12)?);
/// # Ok::<(), MathError>(())
/// ```
pub fn are_parallel(
    a: &ArrayRef1<f64>,
    b: &ArrayRef1<f64>,
    tolerance: f64,
) -> Result<bool, MathError> {
    check::same_length("are_parallel", a, b)?;
    check::tolerance("are_parallel", "tolerance", tolerance)?;
    check::finite("are_parallel", "a", a)?;
    check::finite("are_parallel", "b", b)?;
    if norm_linf(a) == 0.0 || norm_linf(b) == 0.0 {
        return Ok(true);
    }
    let (apart, together) = diagonals("are_parallel", a, b)?;
    // The diagonals are 2 sin(θ/2) and 2 cos(θ/2).
    Ok(apart * together / 2.0 <= tolerance)
}

/// Whether two vectors are perpendicular, to within `tolerance` on the cosine
/// of the angle between them.
///
/// The zero vector has inner product 0 with every vector, so it is orthogonal
/// to all of them.
///
/// # Formula
///
/// |a·b| ≤ tolerance · ‖a‖ ‖b‖
///
/// # Errors
///
/// [`MathError::ShapeMismatch`] unless a and b have as many entries;
/// [`MathError::NotFinite`] for NaN or infinite ones; [`MathError::OutOfRange`] unless the
/// tolerance is finite and at least 0.
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
/// assert!(are_orthogonal(&array![1.0, 2.0], &array![-2.0, 1.0], 1e-12)?);
/// assert!(!are_orthogonal(&array![1.0, 2.0], &array![-2.0, 1.1], 1e-12)?);
/// # Ok::<(), MathError>(())
/// ```
pub fn are_orthogonal(
    a: &ArrayRef1<f64>,
    b: &ArrayRef1<f64>,
    tolerance: f64,
) -> Result<bool, MathError> {
    check::same_length("are_orthogonal", a, b)?;
    check::tolerance("are_orthogonal", "tolerance", tolerance)?;
    check::finite("are_orthogonal", "a", a)?;
    check::finite("are_orthogonal", "b", b)?;
    if norm_linf(a) == 0.0 || norm_linf(b) == 0.0 {
        return Ok(true);
    }
    Ok(cosine_similarity(a, b)?.abs() <= tolerance)
}

/// Lengths of the two diagonals u − v and u + v of the rhombus of directions.
fn diagonals(
    operation: &'static str,
    a: &ArrayRef1<f64>,
    b: &ArrayRef1<f64>,
) -> Result<(f64, f64), MathError> {
    let a = direction(operation, "a", a)?;
    let b = direction(operation, "b", b)?;
    let (length_a, length_b) = (norm_l2(&a), norm_l2(&b));
    // Both get the length ‖a‖‖b‖ by a product; a quotient would round once more.
    let (u, v) = (a * length_b, b * length_a);
    let length = length_a * length_b;
    Ok((norm_l2(&(&u - &v)) / length, norm_l2(&(&u + &v)) / length))
}
