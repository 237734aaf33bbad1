//! The length of a vector, in more than one way.
//!
//! A norm is a length: zero for the zero vector only, doubled when the vector
//! is, and never longer by a straight way than by a detour. The sums
//!
//! ```text
//! ‖v‖ₚ = (Σ |vᵢ|ᵖ)^(1/p),   p = 1, 2, …, ∞
//! ```
//!
//! all are; p = 2 is Pythagoras. The rules for large sizes and for NaN are those
//! of [`vector`](super::vector).

use crate::check;
use crate::error::MathError;
use ndarray::{Array1, ArrayRef1};

/// L1 norm: the length of a walk along the axes ("Manhattan").
///
/// Zero for a vector without entries; NaN if an entry is NaN.
///
/// # Formula
///
/// ‖v‖₁ = Σ |vᵢ|
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
/// assert_eq!(norm_l1(&array![3.0, -4.0, 1.0]), 8.0);
/// ```
pub fn norm_l1(v: &ArrayRef1<f64>) -> f64 {
    match v.as_slice() {
        Some(entries) if entries.len() >= LONG => sum_of_sizes(entries),
        _ => v.iter().map(|entry| entry.abs()).sum(),
    }
}

/// From this many entries on a sum of sizes is made of several, none of which waits for the
/// others.
const LONG: usize = 64;

/// Σ |xᵢ| by eight partial sums.
fn sum_of_sizes(x: &[f64]) -> f64 {
    let mut sums = [0.0; 8];
    let eights = x.chunks_exact(sums.len());
    let rest: f64 = eights.remainder().iter().map(|entry| entry.abs()).sum();
    for eight in eights {
        sums.iter_mut().zip(eight).for_each(|(sum, entry)| *sum += entry.abs());
    }
    let [a, b, c, d, e, f, g, h] = sums;
    ((a + e) + (b + f)) + ((c + g) + (d + h)) + rest
}

/// In a smaller sum of squares some may have been rounded to zero.
const NONE_VANISHED: f64 = 1e-270;

/// L2 norm: the length of the arrow.
///
/// Right for every size of entries, from 1e-308 to 1e308. Zero for a vector
/// without entries; NaN if an entry is NaN.
///
/// # Formula
///
/// ‖v‖₂ = √(Σ vᵢ²)
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
/// assert_eq!(norm_l2(&array![3.0, 4.0]), 5.0);
/// assert_eq!(norm_l2(&array![3e300, 4e300]), 5e300);
/// ```
pub fn norm_l2(v: &ArrayRef1<f64>) -> f64 {
    let squares = v.dot(v);
    if squares.is_finite() && squares > NONE_VANISHED {
        return squares.sqrt();
    }
    let largest = norm_linf(v);
    if largest == 0.0 || !largest.is_finite() {
        return largest;
    }
    let unit = power_of_two_below(largest);
    let reduced = v / unit;
    reduced.dot(&reduced).sqrt() * unit
}

/// L∞ norm: the largest entry in size.
///
/// Zero for a vector without entries; NaN if an entry is NaN.
///
/// # Formula
///
/// ‖v‖∞ = max |vᵢ|
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
/// assert_eq!(norm_linf(&array![3.0, -4.0, 1.0]), 4.0);
/// ```
pub fn norm_linf(v: &ArrayRef1<f64>) -> f64 {
    largest_magnitude(v.iter())
}

/// Lp norm for any p from 1 to infinity: p = 1, 2, ∞ are the three above, and
/// every other p lies between them.
///
/// # Formula
///
/// ‖v‖ₚ = (Σ |vᵢ|ᵖ)^(1/p)
///
/// # Errors
///
/// [`MathError::OutOfRange`] unless `p` is at least 1 (below, the triangle inequality
/// fails); [`MathError::NotFinite`] for NaN or infinite entries; [`MathError::Overflow`]
/// for a norm beyond the largest f64.
///
/// # Source
///
/// Guide §1.1 for p = 1, 2, ∞; G. Golub and C. Van Loan, *Matrix Computations*,
/// §2.2 for the family.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// // 3³ + 4³ + 5³ = 6³
/// assert!((norm_lp(&array![3.0, 4.0, 5.0], 3.0)? - 6.0).abs() < 1e-14);
/// assert_eq!(norm_lp(&array![3.0, -4.0], f64::INFINITY)?, 4.0);
/// # Ok::<(), MathError>(())
/// ```
pub fn norm_lp(v: &ArrayRef1<f64>, p: f64) -> Result<f64, MathError> {
    if p.is_nan() || p < 1.0 {
        return Err(MathError::OutOfRange {
            operation: "norm_lp",
            argument: "p",
            value: p,
            expected: "at least 1 (infinity is allowed)",
        });
    }
    check::finite("norm_lp", "v", v)?;
    let largest = norm_linf(v);
    let norm = if p == 1.0 {
        norm_l1(v)
    } else if p == 2.0 {
        norm_l2(v)
    } else if p == f64::INFINITY || largest == 0.0 {
        largest
    } else {
        // Powers of numbers up to 1, so that no power overflows.
        let sum: f64 = v.iter().map(|entry| (entry.abs() / largest).powf(p)).sum();
        largest * sum.powf(1.0 / p)
    };
    if norm.is_infinite() {
        return Err(MathError::Overflow { operation: "norm_lp" });
    }
    Ok(norm)
}

/// The vector of length 1 in the same direction.
///
/// # Formula
///
/// v / ‖v‖₂
///
/// # Errors
///
/// [`MathError::Empty`] without entries; [`MathError::NotFinite`] for NaN or infinite ones;
/// [`MathError::ZeroVector`] for the zero vector.
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
/// assert_eq!(normalize(&array![3.0, 4.0])?, array![0.6, 0.8]);
/// # Ok::<(), MathError>(())
/// ```
pub fn normalize(v: &ArrayRef1<f64>) -> Result<Array1<f64>, MathError> {
    let reduced = direction("normalize", "v", v)?;
    let length = norm_l2(&reduced);
    Ok(reduced / length)
}

/// Euclidean distance between two points.
///
/// # Formula
///
/// ‖a − b‖₂
///
/// # Errors
///
/// [`MathError::ShapeMismatch`] unless a and b have as many entries;
/// [`MathError::NotFinite`] for NaN or infinite ones; [`MathError::Overflow`] for a
/// distance beyond the largest f64.
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
/// assert_eq!(distance(&array![1.0, 1.0], &array![4.0, 5.0])?, 5.0);
/// # Ok::<(), MathError>(())
/// ```
pub fn distance(a: &ArrayRef1<f64>, b: &ArrayRef1<f64>) -> Result<f64, MathError> {
    check::same_length("distance", a, b)?;
    let length = norm_l2(&(a - b));
    if !length.is_finite() {
        check::finite("distance", "a", a)?;
        check::finite("distance", "b", b)?;
        return Err(MathError::Overflow { operation: "distance" });
    }
    Ok(length)
}

/// Largest magnitude, NaN as soon as there is one.
pub(super) fn largest_magnitude<'a>(entries: impl Iterator<Item = &'a f64>) -> f64 {
    entries.fold(
        0.0,
        |largest, entry| {
            if entry.abs() > largest || entry.is_nan() { entry.abs() } else { largest }
        },
    )
}

/// The power of two at or just below a positive number (for the tiniest
/// numbers, the smallest power whose reciprocal is still finite).
pub(super) fn power_of_two_below(value: f64) -> f64 {
    const EXPONENT_BITS: u64 = 0x7ff0_0000_0000_0000;
    f64::from_bits(value.to_bits() & EXPONENT_BITS).max(f64::MIN_POSITIVE)
}

/// A vector with a direction, divided by a power of two so that its largest
/// entry is near 1.
pub(super) fn direction(
    operation: &'static str,
    argument: &'static str,
    v: &ArrayRef1<f64>,
) -> Result<Array1<f64>, MathError> {
    check::not_empty(operation, argument, v)?;
    check::finite(operation, argument, v)?;
    let largest = norm_linf(v);
    if largest == 0.0 {
        return Err(MathError::ZeroVector { operation, argument });
    }
    Ok(v / power_of_two_below(largest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn partial_sums_count_every_size_once() {
        for n in 0..200 {
            let v: Array1<f64> =
                (0..n).map(|i| if i % 3 == 0 { -1.0 } else { 1.0 } * f64::from(i)).collect();
            let plain: f64 = v.iter().map(|entry| entry.abs()).sum();
            assert_eq!((norm_l1(&v), sum_of_sizes(v.as_slice().unwrap())), (plain, plain));
        }
    }
}
