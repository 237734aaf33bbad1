//! The rounding error of one operation is itself a floating-point number.
//!
//! For a sum s = fl(a + b) the part of b that was lost can be recovered with
//! five more additions, none of which rounds in a way that matters (Knuth); for
//! a product p = fl(ab) one fused multiply-add is enough, because ab − p is
//! computed as if with unlimited digits and rounded once. With both, a + b and
//! ab are held exactly as two numbers, and a dot product can carry its lost
//! parts along as if it had been computed with twice the digits.

use crate::check;
use crate::error::MathError;
use ndarray::ArrayRef1;

/// a + b exactly, as a rounded sum and its error.
///
/// # Formula
/// a + b = s + e with s = fl(a + b), unless the sum overflows.
///
/// # Source
/// Guide §4.1; Knuth, The Art of Computer Programming, vol. 2, §4.2.2.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(two_sum(1e16, 1.0), (1e16, 1.0)); // the 1 was lost, and is here
/// assert_eq!(two_sum(1.0, 2.0), (3.0, 0.0));
/// ```
pub fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    let b_used = sum - a;
    let a_used = sum - b_used;
    (sum, (a - a_used) + (b - b_used))
}

/// ab exactly, as a rounded product and its error.
///
/// # Formula
/// a·b = p + e with p = fl(ab), unless something overflows or e would be below
/// the smallest number.
///
/// # Source
/// Guide §4.1; Ogita, Rump and Oishi, "Accurate sum and dot product" (2005).
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// let x = 1.0 + 2.0_f64.powi(-30);
/// // x² = 1 + 2⁻²⁹ + 2⁻⁶⁰ needs 61 bits.
/// assert_eq!(two_product(x, x), (1.0 + 2.0_f64.powi(-29), 2.0_f64.powi(-60)));
/// ```
pub fn two_product(a: f64, b: f64) -> (f64, f64) {
    let product = a * b;
    (product, a.mul_add(b, -product))
}

/// The dot product as if computed with 32 digits and rounded to 16.
///
/// # Formula
/// Σ aᵢbᵢ with every product and partial sum split by [`two_product`] and
/// [`two_sum`]; the relative error is at most 2⁻⁵³ + n²·2⁻¹⁰⁶·cond, where an
/// ordinary loop has n·2⁻⁵³·cond.
///
/// # Errors
/// [`MathError::ShapeMismatch`] for different lengths; [`MathError::NotFinite`]
/// for NaN and infinite entries; [`MathError::Overflow`] if a partial result is
/// beyond the largest number.
///
/// # Source
/// Guide §1.1, §4.1; Ogita, Rump and Oishi, "Accurate sum and dot product" (2005).
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// let a = array![1e20, 1.0, -1e20];
/// let b = array![1.0, 1.0, 1.0];
/// assert_eq!(dot(&a, &b)?, 0.0);
/// assert_eq!(dot_doubled(&a, &b)?, 1.0);
/// # Ok::<(), MathError>(())
/// ```
pub fn dot_doubled(a: &ArrayRef1<f64>, b: &ArrayRef1<f64>) -> Result<f64, MathError> {
    check::same_length("dot_doubled", a, b)?;
    check::finite("dot_doubled", "a", a)?;
    check::finite("dot_doubled", "b", b)?;
    let (mut sum, mut lost) = (0.0, 0.0);
    for (&x, &y) in a.iter().zip(b) {
        let (product, product_error) = two_product(x, y);
        let (next, sum_error) = two_sum(sum, product);
        sum = next;
        lost += product_error + sum_error;
    }
    let result = sum + lost;
    if result.is_finite() {
        Ok(result)
    } else {
        Err(MathError::Overflow { operation: "dot_doubled" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linalg::dot;
    use ndarray::{Array1, array};
    use proptest::prelude::{any, prop_assert, prop_assert_eq};

    properties! {
        #[test]
        fn a_sum_and_its_error_are_the_exact_sum(a in -1e9..1e9_f64, b in -1e-6..1e-6_f64) {
            let (s, e) = two_sum(a, b);
            prop_assert_eq!(s, a + b);
            prop_assert_eq!(two_sum(b, a), (s, e));
            // What b misses of the sum is what a cannot have contributed.
            prop_assert_eq!((s - a) + e, b);
        }

        #[test]
        fn a_product_of_whole_numbers_is_exact_in_two_parts(a in any::<i32>(), b in any::<i64>()) {
            let b = b >> 11; // 53 bits: an f64 holds it
            let (p, e) = two_product(f64::from(a), b as f64);
            prop_assert_eq!(p as i128 + e as i128, i128::from(a) * i128::from(b));
        }

        #[test]
        fn cancelling_dot_products_keep_their_digits(x in proptest::collection::vec(-1.0..1.0_f64, 1..40)) {
            // The terms cancel in pairs up to the last, in an order that hides it.
            let n = x.len();
            let mut a: Vec<f64> = x.iter().map(|v| v * 1e12).collect();
            let mut b = vec![1.0; n];
            a.push(0.25);
            b.push(3.0);
            a.extend(x.iter().map(|v| v * 1e12));
            b.extend(vec![-1.0; n]);
            let found = dot_doubled(&Array1::from(a), &Array1::from(b)).unwrap();
            prop_assert!((found - 0.75).abs() < 1e-15);
        }
    }

    #[test]
    fn refusals_name_the_argument() {
        assert!(dot_doubled(&array![1.0], &array![1.0, 2.0]).is_err());
        assert!(dot_doubled(&array![f64::NAN], &array![1.0]).is_err());
        assert!(dot_doubled(&array![1e300], &array![1e300]).is_err());
        assert_eq!(dot_doubled(&Array1::zeros(0), &Array1::zeros(0)), Ok(0.0));
        assert_eq!(dot(&array![1e16, 1.0, -1e16], &array![1.0, 1.0, 1.0]), Ok(0.0));
    }
}
