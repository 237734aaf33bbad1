//! Parallel vectors, and the two inequalities that tie the inner product to lengths.
//!
//! For x and y ≠ 0 look at the point x + ty while t runs over all numbers: it
//! walks along a line, and its squared distance from the origin is a parabola in t,
//!
//! ```text
//! q(t) = ‖x + ty‖² = ‖y‖² t² + 2 (x·y) t + ‖x‖² ≥ 0
//! ```
//!
//! A parabola that opens upwards and never goes below zero has no two roots, so
//! its discriminant is not positive: D/4 = (x·y)² − ‖x‖²‖y‖² ≤ 0. That is the
//! Cauchy–Schwarz inequality. It is an equality exactly when q touches zero, that
//! is when x + ty = 0 for some t: when the line goes through the origin and the two
//! vectors are parallel.
//!
//! # Digits
//!
//! Subtracting ‖x‖²‖y‖² − (x·y)² loses every digit when the vectors are nearly
//! parallel, and may even come out negative. Lagrange's identity writes the same
//! gap as a sum of squares, which cannot.

use super::argmax::argmax;
use super::norms::norm_l2;
use super::vector::dot;
use crate::check;
use crate::error::MathError;
use ndarray::ArrayRef1;

/// Two numbers, not both zero, that make multiples of two vectors equal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ParallelFactors {
    /// The factor of x.
    pub s: f64,
    /// The factor of y.
    pub t: f64,
}

/// The factors that show two vectors to be parallel, or `None` if they are not.
///
/// The larger of the two in size is 1. With s = t = 0 allowed every two vectors
/// would pass, so at least one factor has to differ from zero. The zero vector is
/// parallel to every vector.
///
/// `tolerance` is the largest ‖sx − ty‖ that counts as zero, relative to
/// ‖sx‖ + ‖ty‖.
///
/// # Formula
///
/// x ∥ y ⇔ there are s, t, not both 0, with s x = t y
///
/// # Errors
///
/// - [`MathError::ShapeMismatch`] unless x and y have as many entries,
/// - [`MathError::Empty`] without entries,
/// - [`MathError::NotFinite`] for NaN or infinite ones,
/// - [`MathError::OutOfRange`] unless the tolerance is finite and at least 0,
/// - [`MathError::Overflow`] for a length beyond the largest f64.
///
/// # Source
///
/// Foundations §1.1, with the condition on s and t added.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let factors = parallel_factors(&array![2.0, -4.0], &array![-1.0, 2.0], 1e-12)?;
/// assert_eq!(factors, Some(ParallelFactors { s: -0.5, t: 1.0 })); // −½ (2, −4) = (−1, 2)
/// assert_eq!(parallel_factors(&array![1.0, 0.0], &array![1.0, 1.0], 1e-12)?, None);
/// # Ok::<(), MathError>(())
/// ```
pub fn parallel_factors(
    x: &ArrayRef1<f64>,
    y: &ArrayRef1<f64>,
    tolerance: f64,
) -> Result<Option<ParallelFactors>, MathError> {
    const NAME: &str = "parallel_factors";
    pair(NAME, x, y)?;
    check::tolerance(NAME, "tolerance", tolerance)?;
    let (long_x, long_y) = (finite_length(NAME, x)?, finite_length(NAME, y)?);
    if long_x == 0.0 {
        return Ok(Some(ParallelFactors { s: 1.0, t: 0.0 }));
    }
    if long_y == 0.0 {
        return Ok(Some(ParallelFactors { s: 0.0, t: 1.0 }));
    }
    // The quotient of the entries of one place, the largest of the longer vector,
    // is exact wherever the true factor is a number that f64 can hold.
    let factors = if long_x >= long_y {
        let i = argmax(x.iter().map(|v| v.abs()));
        ParallelFactors { s: y[i] / x[i], t: 1.0 }
    } else {
        let i = argmax(y.iter().map(|v| v.abs()));
        ParallelFactors { s: 1.0, t: x[i] / y[i] }
    };
    let gap = norm_l2(&(&(x * factors.s) - &(y * factors.t)));
    let size = factors.s.abs() * long_x + factors.t.abs() * long_y;
    Ok((gap <= tolerance * size).then_some(factors))
}

/// The parabola q(t) = ‖x + ty‖², by its coefficients.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DistanceParabola {
    /// The factor of t²: ‖y‖².
    pub square: f64,
    /// Half the factor of t: x·y.
    pub half_linear: f64,
    /// The value at t = 0: ‖x‖².
    pub constant: f64,
    /// A quarter of the discriminant: D/4 = (x·y)² − ‖x‖²‖y‖², never positive.
    pub quarter_discriminant: f64,
    /// Where the parabola is lowest: t = −x·y / ‖y‖².
    pub lowest_at: f64,
    /// Its value there, the squared distance of the line x + ty from the origin.
    pub lowest: f64,
}

impl DistanceParabola {
    /// q(t) = ‖y‖² t² + 2 (x·y) t + ‖x‖².
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let q = distance_parabola(&array![1.0, 2.0], &array![1.0, 0.0])?;
    /// assert_eq!(q.evaluate(2.0), 13.0); // ‖(3, 2)‖²
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn evaluate(&self, t: f64) -> f64 {
        (self.square * t + 2.0 * self.half_linear) * t + self.constant
    }
}

/// The squared distance of x + ty from the origin, as a parabola in t.
///
/// # Formula
///
/// q(t) = ‖y‖² t² + 2 (x·y) t + ‖x‖², lowest at t = −x·y / ‖y‖² with the value
/// −D / (4‖y‖²)
///
/// # Errors
///
/// - [`MathError::ShapeMismatch`] unless x and y have as many entries,
/// - [`MathError::Empty`] without entries,
/// - [`MathError::NotFinite`] for NaN or infinite ones,
/// - [`MathError::ZeroVector`] if y = 0, for which q is constant,
/// - [`MathError::Overflow`] for squares beyond the largest f64.
///
/// # Source
///
/// Foundations §1.1, the proof of the Cauchy–Schwarz inequality.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let q = distance_parabola(&array![3.0, 1.0], &array![1.0, 0.0])?;
/// assert_eq!((q.square, q.half_linear, q.constant), (1.0, 3.0, 10.0)); // t² + 6t + 10
/// assert_eq!((q.quarter_discriminant, q.lowest_at, q.lowest), (-1.0, -3.0, 1.0));
/// # Ok::<(), MathError>(())
/// ```
pub fn distance_parabola(
    x: &ArrayRef1<f64>,
    y: &ArrayRef1<f64>,
) -> Result<DistanceParabola, MathError> {
    const NAME: &str = "distance_parabola";
    pair(NAME, x, y)?;
    let square = y.dot(y);
    if square == 0.0 {
        return Err(MathError::ZeroVector { operation: NAME, argument: "y" });
    }
    let gap = cauchy_schwarz_gap(x, y)?;
    let parabola = DistanceParabola {
        square,
        half_linear: dot(x, y)?,
        constant: dot(x, x)?,
        quarter_discriminant: if gap == 0.0 { 0.0 } else { -gap },
        lowest_at: -dot(x, y)? / square,
        lowest: gap / square,
    };
    if ![square, parabola.lowest_at, parabola.lowest].iter().all(|v| v.is_finite()) {
        return Err(MathError::Overflow { operation: NAME });
    }
    Ok(parabola)
}

/// How much room the Cauchy–Schwarz inequality leaves: zero exactly when the vectors
/// are parallel, and never negative.
///
/// It is the square of the area of the parallelogram on x and y.
///
/// # Formula
///
/// ‖x‖²‖y‖² − (x·y)² = Σ (xᵢyⱼ − xⱼyᵢ)² over all i < j (Lagrange's identity)
///
/// The right-hand side is what is computed; it takes n²/2 steps and keeps its digits
/// when the left-hand side has lost them.
///
/// # Errors
///
/// - [`MathError::ShapeMismatch`] unless x and y have as many entries,
/// - [`MathError::Empty`] without entries,
/// - [`MathError::NotFinite`] for NaN or infinite ones,
/// - [`MathError::Overflow`] for a gap beyond the largest f64.
///
/// # Source
///
/// Foundations §1.1; J. Steele, *The Cauchy–Schwarz Master Class*, chapter 3, for the
/// identity.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// // 25·5 − 11² = (3·2 − 4·1)²
/// assert_eq!(cauchy_schwarz_gap(&array![3.0, 4.0], &array![1.0, 2.0])?, 4.0);
/// // Nearly parallel: the plain difference gives 0 here.
/// let gap = cauchy_schwarz_gap(&array![1.0, 1.0], &array![1.0, 1.0 + 1e-9])?;
/// assert!((gap - 1e-18).abs() < 1e-24);
/// # Ok::<(), MathError>(())
/// ```
pub fn cauchy_schwarz_gap(x: &ArrayRef1<f64>, y: &ArrayRef1<f64>) -> Result<f64, MathError> {
    const NAME: &str = "cauchy_schwarz_gap";
    pair(NAME, x, y)?;
    let mut gap = 0.0;
    for i in 0..x.len() {
        for j in 0..i {
            let area = x[i] * y[j] - x[j] * y[i];
            gap += area * area;
        }
    }
    if !f64::is_finite(gap) {
        return Err(MathError::Overflow { operation: NAME });
    }
    Ok(gap)
}

/// How much longer the way along x and then y is than the straight way: never
/// negative, and zero exactly when the two point the same way or one of them is zero.
///
/// # Formula
///
/// ‖x‖ + ‖y‖ − ‖x + y‖ = 2(‖x‖‖y‖ − x·y) / (‖x‖ + ‖y‖ + ‖x + y‖)
///
/// and ‖x‖‖y‖ − x·y = ‖x‖‖y‖ (1 − cos θ) = ½ ‖x‖‖y‖ ‖x/‖x‖ − y/‖y‖‖², which is what is
/// computed, because it keeps its digits for small angles.
///
/// # Errors
///
/// - [`MathError::ShapeMismatch`] unless x and y have as many entries,
/// - [`MathError::Empty`] without entries,
/// - [`MathError::NotFinite`] for NaN or infinite ones,
/// - [`MathError::Overflow`] for a length beyond the largest f64.
///
/// # Source
///
/// Foundations §1.1, the triangle inequality.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// // 3 + 4 − 5
/// let gap = triangle_gap(&array![3.0, 0.0], &array![0.0, 4.0])?;
/// assert!((gap - 2.0).abs() < 1e-15);
/// assert_eq!(triangle_gap(&array![1.0, 2.0], &array![2.0, 4.0])?, 0.0);
/// # Ok::<(), MathError>(())
/// ```
pub fn triangle_gap(x: &ArrayRef1<f64>, y: &ArrayRef1<f64>) -> Result<f64, MathError> {
    const NAME: &str = "triangle_gap";
    pair(NAME, x, y)?;
    let (long_x, long_y) = (finite_length(NAME, x)?, finite_length(NAME, y)?);
    if long_x == 0.0 || long_y == 0.0 {
        return Ok(0.0);
    }
    // The factor ‖x‖/‖y‖ in place of two unit vectors: one rounding less.
    let apart = norm_l2(&(&(x / long_x) - &(y / long_y)));
    let straight = finite_length(NAME, &(x + y))?;
    let longer = long_x.max(long_y);
    // In units of the longer one, so that no product overflows.
    let product = (long_x / longer) * (long_y / longer) * apart * apart;
    Ok(longer * product / ((long_x + long_y + straight) / longer))
}

/// Two vectors that can be taken together, with finite entries.
fn pair(operation: &'static str, x: &ArrayRef1<f64>, y: &ArrayRef1<f64>) -> Result<(), MathError> {
    check::same_length(operation, x, y)?;
    check::not_empty(operation, "x", x)?;
    check::finite(operation, "x", x)?;
    check::finite(operation, "y", y)
}

fn finite_length(operation: &'static str, v: &ArrayRef1<f64>) -> Result<f64, MathError> {
    let length = norm_l2(v);
    check::no_overflow(operation, length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array1, array};
    use proptest::prelude::*;

    fn vectors() -> impl Strategy<Value = (Array1<f64>, Array1<f64>)> {
        (1_usize..12).prop_flat_map(|n| {
            let one = || prop::collection::vec(-10.0..10.0_f64, n).prop_map(Array1::from);
            (one(), one())
        })
    }

    properties! {
        #[test]
        fn lagrange_agrees_with_the_difference((x, y) in vectors()) {
            let (xx, yy, xy) = (x.dot(&x), y.dot(&y), x.dot(&y));
            let gap = cauchy_schwarz_gap(&x, &y).unwrap();
            prop_assert!(gap >= 0.0);
            prop_assert!((gap - (xx * yy - xy * xy)).abs() <= 1e-13 * (1.0 + xx * yy));
        }

        #[test]
        fn the_parabola_is_the_squared_distance((x, y) in vectors(), t in -5.0..5.0_f64) {
            prop_assume!(y.dot(&y) > 1e-3);
            let q = distance_parabola(&x, &y).unwrap();
            let point = &x + &(&y * t);
            prop_assert!((q.evaluate(t) - point.dot(&point)).abs() <= 1e-11 * (1.0 + q.constant + q.square));
            prop_assert!(q.quarter_discriminant <= 0.0 && q.lowest >= 0.0);
            prop_assert!(q.evaluate(t) >= q.lowest - 1e-9 * (1.0 + q.constant));
        }

        #[test]
        fn detours_are_longer((x, y) in vectors()) {
            let gap = triangle_gap(&x, &y).unwrap();
            let plain = norm_l2(&x) + norm_l2(&y) - norm_l2(&(&x + &y));
            prop_assert!(gap >= 0.0);
            prop_assert!((gap - plain).abs() < 1e-12);
        }

        #[test]
        fn multiples_are_parallel_and_give_their_factor((x, _) in vectors(), c in -8.0..8.0_f64) {
            let y = &x * c;
            let found = parallel_factors(&x, &y, 1e-12).unwrap().unwrap();
            prop_assert!(found.s != 0.0 || found.t != 0.0);
            let gap = norm_l2(&(&(&x * found.s) - &(&y * found.t)));
            prop_assert!(gap <= 1e-12 * (1.0 + norm_l2(&x) + norm_l2(&y)));
        }
    }

    #[test]
    fn the_zero_vector_is_parallel_to_all() {
        let (zero, x) = (array![0.0, 0.0], array![1.0, 2.0]);
        assert!(parallel_factors(&zero, &x, 0.0).unwrap().is_some());
        let factors = parallel_factors(&x, &zero, 0.0).unwrap().unwrap();
        assert_eq!((factors.s, factors.t), (0.0, 1.0));
    }

    #[test]
    fn nearly_parallel_keeps_its_digits() {
        // The angle is about 1e-9, so the detour is ½·½·1e-18·… and not rounding noise.
        let (x, y) = (array![1.0, 0.0], array![1.0, 1e-9]);
        assert!((triangle_gap(&x, &y).unwrap() / 2.5e-19 - 1.0).abs() < 1e-6);
        assert!((cauchy_schwarz_gap(&x, &y).unwrap() / 1e-18 - 1.0).abs() < 1e-12);
    }

    #[test]
    fn wrong_input_is_an_error() {
        let (x, long) = (array![1.0, 2.0], array![1.0, 2.0, 3.0]);
        assert!(cauchy_schwarz_gap(&x, &long).is_err());
        assert!(triangle_gap(&x, &long).is_err());
        assert!(parallel_factors(&x, &x, -1.0).is_err());
        assert!(parallel_factors(&x, &array![1.0, f64::NAN], 0.1).is_err());
        assert!(distance_parabola(&x, &array![0.0, 0.0]).is_err());
        assert!(cauchy_schwarz_gap(&array![1e200, 1.0], &array![1.0, 1e200]).is_err());
        let none = Array1::<f64>::zeros(0);
        assert!(triangle_gap(&none, &none).is_err());
    }
}
