//! Sixteen bits as a number: f16 and bf16 with their arithmetic.
//!
//! Each operation is the exact result, rounded once. It is computed as f64 and
//! then rounded, and the detour is harmless for +, −, × and ÷: a format with at
//! least 2p + 2 bits of significand is long enough for the two roundings to
//! give what one would (Figueroa 1995), and f64 has 53 ≥ 2·11 + 2.

use super::format::{FloatFormat, decode, encode};
use std::cmp::Ordering;
use std::fmt;
use std::ops::{Add, Div, Mul, Neg, Sub};

macro_rules! half {
    ($(#[$docs:meta])* $name:ident, $format:expr) => {
        $(#[$docs])*
        #[derive(Clone, Copy)]
        pub struct $name {
            /// The pattern of sixteen bits.
            pub bits: u16,
        }

        impl $name {
            /// The nearest number of the format, by one rounding.
            pub fn from_f64(x: f64) -> Self {
                Self { bits: encode($format, x) as u16 }
            }

            /// The same number as an f64; exact.
            pub fn to_f64(self) -> f64 {
                decode($format, u64::from(self.bits))
            }
        }

        impl From<$name> for f64 {
            fn from(x: $name) -> f64 {
                x.to_f64()
            }
        }

        /// By value: NaN equals nothing and 0 equals −0.
        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                self.to_f64() == other.to_f64()
            }
        }

        impl PartialOrd for $name {
            fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
                self.to_f64().partial_cmp(&other.to_f64())
            }
        }

        /// The shortest decimal that comes back to the same bits.
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                shortest($format, self.to_f64()).fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl Neg for $name {
            type Output = Self;
            fn neg(self) -> Self {
                Self { bits: self.bits ^ 0x8000 }
            }
        }

        half!(@operation $name, Add, add, +);
        half!(@operation $name, Sub, sub, -);
        half!(@operation $name, Mul, mul, *);
        half!(@operation $name, Div, div, /);
    };
    (@operation $name:ident, $trait:ident, $method:ident, $operator:tt) => {
        impl $trait for $name {
            type Output = Self;
            fn $method(self, other: Self) -> Self {
                Self::from_f64(self.to_f64() $operator other.to_f64())
            }
        }
    };
}

half!(
    /// Half precision: 11 significant bits, from 6e-8 to 65504.
    ///
    /// # Source
    /// Guide §4.1; IEEE 754-2019, binary16.
    ///
    /// # Examples
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let a = F16::from_f64(2048.0);
    /// // The next number is 2050: adding 1 is a tie, and the even one is 2048.
    /// assert_eq!(a + F16::from_f64(1.0), a);
    /// assert_eq!((F16::from_f64(300.0) * F16::from_f64(300.0)).to_f64(), f64::INFINITY);
    /// assert_eq!(F16::from_f64(0.1).to_string(), "0.1");
    /// assert_eq!(F16::from_f64(0.1).to_f64(), 0.0999755859375);
    /// ```
    F16,
    FloatFormat::F16
);

half!(
    /// Brain float: 8 significant bits, with the range of f32.
    ///
    /// # Source
    /// Guide §4.1.
    ///
    /// # Examples
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let a = Bf16::from_f64(300.0);
    /// assert_eq!((a * a).to_f64(), 90112.0); // 90,000 to three digits, and no overflow
    /// assert_eq!((Bf16::from_f64(256.0) + Bf16::from_f64(1.0)).to_f64(), 256.0);
    /// ```
    Bf16,
    FloatFormat::Bf16
);

/// The f64 with the fewest decimal digits that the format rounds to x.
fn shortest(format: FloatFormat, x: f64) -> f64 {
    let bits = encode(format, x);
    (0..5)
        .filter_map(|digits| format!("{x:.digits$e}").parse().ok())
        .find(|&short| encode(format, short) == bits)
        .unwrap_or(x)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shortest_decimal_of_every_pattern_reads_back() {
        for bits in 0..=u16::MAX {
            let x = F16 { bits };
            if !x.to_f64().is_nan() {
                let back: f64 = x.to_string().parse().expect("a decimal");
                assert_eq!(F16::from_f64(back).bits, bits);
            }
            let x = Bf16 { bits };
            if !x.to_f64().is_nan() {
                let back: f64 = x.to_string().parse().expect("a decimal");
                assert_eq!(Bf16::from_f64(back).bits, bits);
            }
        }
    }

    #[test]
    fn equality_and_order_are_those_of_the_values() {
        let nan = F16::from_f64(f64::NAN);
        assert!(nan != nan && F16::from_f64(0.0) == F16::from_f64(-0.0));
        assert!(Bf16::from_f64(-1.0) < Bf16::from_f64(1.0));
        assert_eq!((-F16::from_f64(1.5)).to_f64(), -1.5);
        assert_eq!(F16::from_f64(1.0) / F16::from_f64(3.0), F16::from_f64(1.0 / 3.0));
        assert_eq!(Bf16::from_f64(1.0) - Bf16::from_f64(0.5), Bf16::from_f64(0.5));
    }
}
