//! Thirty-two digits out of two numbers of sixteen.
//!
//! A double-double is an unevaluated sum hi + lo in which lo is at most half a
//! unit in the last place of hi. The error-free operations of
//! [`error_free`](super::error_free) give its arithmetic: compute the exact
//! pair, add the small parts, and normalise. The relative error of an operation
//! is below 2⁻¹⁰¹.

use super::error_free::{two_product, two_sum};
use super::exponent::times_power_of_two;
use std::fmt;
use std::ops::{Add, AddAssign, Div, Mul, Neg, Sub, SubAssign};

/// A number held as hi + lo: about 32 significant digits.
///
/// # Source
/// Guide §4.1; Dekker, "A floating-point technique for extending the available
/// precision" (1971); Joldes, Muller and Popescu, "Tight and rigorous error
/// bounds for basic building blocks of double-word arithmetic" (2017).
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// let tenth = DoubleDouble::from(1.0) / DoubleDouble::from(10.0);
/// assert_eq!(tenth.hi, 0.1);
/// assert!(tenth.lo != 0.0); // what the f64 0.1 misses of a tenth
/// let one = tenth * DoubleDouble::from(10.0);
/// assert!((one - DoubleDouble::from(1.0)).hi.abs() < 1e-31);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct DoubleDouble {
    /// The number rounded to an f64.
    pub hi: f64,
    /// What `hi` misses.
    pub lo: f64,
}

impl DoubleDouble {
    /// hi + lo, normalised.
    ///
    /// # Examples
    /// ```
    /// use aimath::prelude::*;
    ///
    /// assert_eq!(DoubleDouble::new(1.0, 1.0), DoubleDouble::from(2.0));
    /// ```
    pub fn new(hi: f64, lo: f64) -> Self {
        let (hi, lo) = two_sum(hi, lo);
        Self { hi, lo }
    }

    /// The nearest f64.
    pub fn to_f64(self) -> f64 {
        self.hi + self.lo
    }

    /// self·2ᵏ, also where 2ᵏ alone is beyond the range.
    pub(crate) fn shifted(self, k: i32) -> Self {
        Self { hi: times_power_of_two(self.hi, k), lo: times_power_of_two(self.lo, k) }
    }

    /// a·b + self with b an f64: the step of a dot product.
    pub(crate) fn plus_product(self, a: Self, b: f64) -> Self {
        let (product, error) = two_product(a.hi, b);
        let (sum, lost) = two_sum(self.hi, product);
        Self::new(sum, lost + (self.lo + a.lo.mul_add(b, error)))
    }

    /// The square root, of a number that is not negative.
    pub(crate) fn sqrt(self) -> Self {
        let root = self.hi.sqrt();
        if root == 0.0 || !root.is_finite() {
            return Self::from(root);
        }
        // One step of Newton's method from sixteen digits.
        let (square, error) = two_product(root, root);
        let rest = (self - Self::new(square, error)).hi;
        Self::new(root, rest / (2.0 * root))
    }
}

impl From<f64> for DoubleDouble {
    fn from(hi: f64) -> Self {
        Self { hi, lo: 0.0 }
    }
}

impl Neg for DoubleDouble {
    type Output = Self;
    fn neg(self) -> Self {
        Self { hi: -self.hi, lo: -self.lo }
    }
}

impl Add for DoubleDouble {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        let (hi, hi_error) = two_sum(self.hi, other.hi);
        let (lo, lo_error) = two_sum(self.lo, other.lo);
        let first = Self::new(hi, hi_error + lo);
        Self::new(first.hi, first.lo + lo_error)
    }
}

impl Sub for DoubleDouble {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl Mul for DoubleDouble {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        let (hi, error) = two_product(self.hi, other.hi);
        Self::new(hi, error + (self.hi * other.lo + self.lo * other.hi))
    }
}

impl Div for DoubleDouble {
    type Output = Self;
    /// Long division with "digits" of 53 bits.
    fn div(self, other: Self) -> Self {
        // Near the largest f64 the product that is taken off may be rounded beyond it.
        if self.hi.abs() > f64::MAX / 4.0 && self.hi.is_finite() {
            return (self.shifted(-2) / other).shifted(2);
        }
        let first = self.hi / other.hi;
        if !first.is_finite() || first == 0.0 {
            return Self::from(first);
        }
        let rest = self - other * Self::from(first);
        let second = rest.hi / other.hi;
        let rest = rest - other * Self::from(second);
        Self::new(first, second) + Self::from(rest.hi / other.hi)
    }
}

impl AddAssign for DoubleDouble {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl SubAssign for DoubleDouble {
    fn sub_assign(&mut self, other: Self) {
        *self = *self - other;
    }
}

/// The nearest f64; the digits behind it are in `lo`.
impl fmt::Display for DoubleDouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.to_f64().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::prop_assert;

    const TINY: f64 = 1e-30;

    properties! {
        #[test]
        fn the_four_operations_undo_each_other_to_thirty_digits(
            a in 1.0..1e6_f64, b in 1.0..1e6_f64, c in 0.0..1e-17_f64,
        ) {
            let x = DoubleDouble::new(a, a * c);
            let y = DoubleDouble::new(b, -b * c);
            let relative = |found: DoubleDouble, expected: DoubleDouble| {
                ((found - expected).hi / expected.hi).abs()
            };
            prop_assert!(relative(x * y / y, x) < TINY);
            prop_assert!(relative((x + y) - y, x) < TINY * (1.0 + b / a));
            let root = x.sqrt();
            prop_assert!(relative(root * root, x) < TINY);
        }
    }

    #[test]
    fn whole_numbers_of_a_hundred_bits_are_exact() {
        let big = DoubleDouble::from(2.0_f64.powi(90)) + DoubleDouble::from(1.0);
        assert_eq!(big - DoubleDouble::from(2.0_f64.powi(90)), DoubleDouble::from(1.0));
    }

    #[test]
    fn a_dot_product_keeps_what_cancels() {
        let sum = DoubleDouble::from(1e20)
            .plus_product(DoubleDouble::from(1.0), 1.0)
            .plus_product(DoubleDouble::from(-1e20), 1.0);
        assert_eq!(sum.to_f64(), 1.0);
    }
}
