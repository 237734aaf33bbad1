//! ax² + bx + c = 0 on a computer.
//!
//! The school formula (−b ± √(b² − 4ac))/2a subtracts nearly equal numbers for
//! one of its roots as soon as b² is much larger than 4ac. The other root has no
//! such trouble, and their product is c/a, so:
//!
//! ```text
//! q = −(b + sign(b)√(b² − 4ac))/2,   x₁ = q/a,   x₂ = c/q.
//! ```
//!
//! What remains is the subtraction inside the root. It is done with the exact
//! errors of both products, so that nearly equal roots keep their digits too.

use super::error_free::two_product;
use crate::check;
use crate::error::MathError;

/// The two real roots of a quadratic equation, in order.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct QuadraticRoots {
    /// The smaller root.
    pub smaller: f64,
    /// The larger root; equal to the smaller one if it is double.
    pub larger: f64,
}

/// The roots by the school formula, as it is written.
///
/// # Formula
/// (−b ± √(b² − 4ac))/2a; the root in which −b and the root cancel is wrong when
/// b² ≫ 4ac.
///
/// # Errors
/// [`MathError::NotFinite`] for a coefficient that is NaN or infinite;
/// [`MathError::InvalidArgument`] if a = 0 or if there is no real root;
/// [`MathError::Overflow`] if b² or 4ac is beyond the largest number.
///
/// # Source
/// Guide §4.2; Higham, Accuracy and Stability of Numerical Algorithms, §1.8.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// // x² − 1e8·x + 1 = 0 has the root 1e-8 to sixteen digits.
/// let wrong = quadratic_roots_naive(1.0, -1e8, 1.0)?.smaller;
/// assert!((wrong - 1e-8).abs() > 0.2e-8); // a quarter off
/// assert_eq!(quadratic_roots(1.0, -1e8, 1.0)?.smaller, 1e-8);
/// # Ok::<(), MathError>(())
/// ```
pub fn quadratic_roots_naive(a: f64, b: f64, c: f64) -> Result<QuadraticRoots, MathError> {
    let operation = "quadratic_roots_naive";
    checked(operation, a, b, c)?;
    let discriminant = b * b - 4.0 * a * c;
    if !discriminant.is_finite() {
        return Err(MathError::Overflow { operation });
    }
    if discriminant < 0.0 {
        return Err(no_real_root(operation));
    }
    let root = discriminant.sqrt();
    in_order(operation, (-b - root) / (2.0 * a), (-b + root) / (2.0 * a))
}

/// The roots with all their digits, whatever the sizes of a, b and c.
///
/// # Formula
/// q = −(b + sign(b)√(b² − 4ac))/2, x₁ = q/a, x₂ = c/q, with b² − 4ac computed
/// as if with twice the digits.
///
/// # Errors
/// [`MathError::NotFinite`] for a coefficient that is NaN or infinite;
/// [`MathError::InvalidArgument`] if a = 0 or if there is no real root;
/// [`MathError::Overflow`] if a root is beyond the largest number.
///
/// # Source
/// Guide §4.2; Higham, Accuracy and Stability of Numerical Algorithms, §1.8;
/// Kahan, "On the cost of floating-point computation without extra-precise
/// arithmetic" (2004).
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// let roots = quadratic_roots(1.0, -3.0, 2.0)?;
/// assert_eq!((roots.smaller, roots.larger), (1.0, 2.0));
/// # Ok::<(), MathError>(())
/// ```
pub fn quadratic_roots(a: f64, b: f64, c: f64) -> Result<QuadraticRoots, MathError> {
    let operation = "quadratic_roots";
    checked(operation, a, b, c)?;
    if b == 0.0 && c == 0.0 {
        return Ok(QuadraticRoots { smaller: 0.0, larger: 0.0 });
    }
    // Where 4ac is below the last digit of b² the roots are −b/a and −c/b; so far apart,
    // no common scale would hold both.
    if c == 0.0 || 2 * exponent(b) - exponent(a) - exponent(c) > 120 {
        return in_order(operation, -b / a, -c / b);
    }
    // With x = 2ᵏy and the equation times a power of two, a and c are of one
    // size and the largest coefficient is near 1: nothing overflows.
    let k = (exponent(c) - exponent(a)).div_euclid(2);
    let sizes = [exponent(a) + 2 * k, exponent(b) + k, exponent(c)];
    let shift = -sizes.into_iter().max().unwrap_or(0);
    let (a, b, c) = (scaled(a, 2 * k + shift), scaled(b, k + shift), scaled(c, shift));

    let discriminant = difference_of_products(b, b, 4.0 * a, c);
    if discriminant < 0.0 {
        return Err(no_real_root(operation));
    }
    let q = -(b + discriminant.sqrt().copysign(b)) / 2.0;
    in_order(operation, scaled(q / a, k), scaled(c / q, k))
}

/// ab − cd with an error of a few units in the last place, by Kahan.
fn difference_of_products(a: f64, b: f64, c: f64, d: f64) -> f64 {
    let (first, first_error) = two_product(a, b);
    let (second, second_error) = two_product(c, d);
    (first - second) + (first_error - second_error)
}

fn checked(operation: &'static str, a: f64, b: f64, c: f64) -> Result<(), MathError> {
    check::finite_number(operation, "a", a)?;
    check::finite_number(operation, "b", b)?;
    check::finite_number(operation, "c", c)?;
    if a == 0.0 {
        return Err(MathError::InvalidArgument {
            operation,
            argument: "a",
            reason: "is 0, so the equation is not quadratic; its root is -c/b".into(),
        });
    }
    Ok(())
}

fn no_real_root(operation: &'static str) -> MathError {
    MathError::InvalidArgument {
        operation,
        argument: "c",
        reason: "makes b² − 4ac negative, so no real x solves the equation; the roots are complex"
            .into(),
    }
}

fn in_order(operation: &'static str, x: f64, y: f64) -> Result<QuadraticRoots, MathError> {
    if !x.is_finite() || !y.is_finite() {
        return Err(MathError::Overflow { operation });
    }
    // Adding zero turns −0 into 0.
    Ok(QuadraticRoots { smaller: x.min(y) + 0.0, larger: x.max(y) + 0.0 })
}

/// The power of two in x; far below everything for 0.
fn exponent(x: f64) -> i32 {
    if x == 0.0 { -5000 } else { x.abs().log2().floor() as i32 }
}

/// x·2ᵏ for any k, in steps whose factors an f64 holds.
fn scaled(mut x: f64, mut k: i32) -> f64 {
    while k != 0 {
        let step = k.clamp(-1000, 1000);
        x *= 2.0_f64.powi(step);
        k -= step;
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::prop_assert;

    properties! {
        #[test]
        fn roots_of_very_different_size_are_found(
            large in 1.0..10.0_f64, small in 1.0..10.0_f64, gap in 0..250_i32,
        ) {
            // Powers of two keep the coefficients of (x − r)(x − s) nearly exact.
            let (r, s) = (large * 2.0_f64.powi(gap), -small * 2.0_f64.powi(-gap));
            let roots = quadratic_roots(1.0, -(r + s), r * s).unwrap();
            prop_assert!((roots.larger - r).abs() <= 1e-14 * r);
            prop_assert!((roots.smaller - s).abs() <= 1e-14 * s.abs());
        }
    }

    #[test]
    fn nearly_equal_roots_keep_their_digits() {
        // (x − 1)(x − 1 − 2⁻²⁶)·2²⁶ with exact coefficients; b² needs 106 bits.
        let e = 2.0_f64.powi(-26);
        let roots = quadratic_roots(1.0, -(2.0 + e), 1.0 + e).unwrap();
        assert_eq!((roots.smaller, roots.larger), (1.0, 1.0 + e));
    }

    #[test]
    fn extreme_coefficients_neither_overflow_nor_vanish() {
        let roots = quadratic_roots(1e300, -3e300, 2e300).unwrap();
        assert_eq!((roots.smaller, roots.larger), (1.0, 2.0));
        let roots = quadratic_roots(1e-300, -3e-300, 2e-300).unwrap();
        assert!((roots.smaller - 1.0).abs() < 1e-15 && (roots.larger - 2.0).abs() < 1e-15);
        let roots = quadratic_roots(1.0, -1e200, 1e100).unwrap();
        assert!((roots.smaller / 1e-100 - 1.0).abs() < 1e-15);
        let roots = quadratic_roots(1e-200, 0.0, -1e200).unwrap();
        assert!((roots.larger / 1e200 - 1.0).abs() < 1e-15);
        assert!(quadratic_roots_naive(1.0, 1e200, 1.0).is_err());
        assert!(quadratic_roots(1e-300, 1e300, 1.0).is_err(), "one root is -1e600");
        // Roots that are numbers although their ratio is not, or nearly not.
        let roots = quadratic_roots(1.0, 1e308, 1e-14).unwrap();
        assert_eq!((roots.smaller, roots.larger), (-1e308, -1e-322));
        let roots = quadratic_roots(1.0, 1e155, 1e-310).unwrap();
        assert_eq!((roots.smaller, roots.larger), (-1e155, 0.0)); // −1e-465
        let roots = quadratic_roots(1.0, 1e154, 1e-308).unwrap();
        assert_eq!((roots.smaller, roots.larger), (-1e154, 0.0));
        let roots = quadratic_roots(1e-300, -1.0, 1e300).unwrap_err();
        assert!(matches!(roots, MathError::InvalidArgument { .. })); // 1 − 4 < 0
        let roots = quadratic_roots(2.0, 1e-200, -1e-320).unwrap();
        assert!((roots.larger / 7.071e-161 - 1.0).abs() < 1e-3, "{roots:?}"); // √(c/2)
    }

    #[test]
    fn special_equations_have_their_answers() {
        assert_eq!(
            quadratic_roots(2.0, 0.0, 0.0),
            Ok(QuadraticRoots { smaller: 0.0, larger: 0.0 })
        );
        assert_eq!(quadratic_roots(1.0, -4.0, 0.0).unwrap().larger, 4.0);
        assert_eq!(quadratic_roots(1.0, 2.0, 1.0).unwrap().smaller, -1.0);
        assert_eq!(quadratic_roots(-1.0, 0.0, 4.0).unwrap().smaller, -2.0);
        for solve in [quadratic_roots, quadratic_roots_naive] {
            assert!(solve(0.0, 1.0, 1.0).is_err());
            assert!(solve(1.0, 0.0, 1.0).is_err());
            assert!(solve(1.0, f64::NAN, 1.0).is_err());
        }
    }
}
