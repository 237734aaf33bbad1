//! Four formats and one rounding.
//!
//! A binary format spends one bit on the sign s, some on the exponent field E
//! and the rest, f of them, on the fraction F. With the bias 2^(e−1) − 1 for e
//! exponent bits, a pattern means
//!
//! ```text
//! (−1)ˢ · (1 + F/2ᶠ) · 2^(E − bias)     0 < E < all ones    a normal number
//! (−1)ˢ · (0 + F/2ᶠ) · 2^(1 − bias)     E = 0               zero or subnormal
//! (−1)ˢ · ∞  if F = 0, else NaN         E = all ones
//! ```
//!
//! Between two neighbours every real number has to become one of them. The rule
//! is the nearest, and on a tie the one whose last bit is 0. Rounding has to be
//! done once: f64 → f32 → f16 can round a number just above a tie down to the
//! tie and then down again. So each format here is reached from the f64 directly,
//! by looking at the bits that do not fit.
//!
//! Seen as an integer, the pattern without its sign grows with the number, so
//! that a carry out of the fraction walks into the exponent by itself: the
//! largest subnormal becomes the smallest normal, and the largest number ∞.

use ndarray::{Array, ArrayRef, Dimension};
use std::fmt;

/// One of the four formats of this room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FloatFormat {
    /// Half precision: 1 + 5 + 10 bits.
    F16,
    /// Brain float: the exponent of f32 with 7 bits of fraction.
    Bf16,
    /// Single precision: 1 + 8 + 23 bits.
    F32,
    /// Double precision: 1 + 11 + 52 bits.
    F64,
}

impl FloatFormat {
    /// All four, from the shortest fraction to the longest.
    pub const ALL: [Self; 4] = [Self::Bf16, Self::F16, Self::F32, Self::F64];

    /// "float16", "bfloat16", "float32" or "float64", as NumPy and PyTorch say.
    pub fn name(self) -> &'static str {
        match self {
            Self::F16 => "float16",
            Self::Bf16 => "bfloat16",
            Self::F32 => "float32",
            Self::F64 => "float64",
        }
    }

    /// How many bits a number takes.
    pub fn bits(self) -> u32 {
        1 + self.exponent_bits() + self.fraction_bits()
    }

    /// How many of them hold the exponent.
    pub fn exponent_bits(self) -> u32 {
        match self {
            Self::F16 => 5,
            Self::Bf16 | Self::F32 => 8,
            Self::F64 => 11,
        }
    }

    /// How many of them hold the fraction.
    pub fn fraction_bits(self) -> u32 {
        match self {
            Self::F16 => 10,
            Self::Bf16 => 7,
            Self::F32 => 23,
            Self::F64 => 52,
        }
    }

    /// What is subtracted from the exponent field: 15, 127 or 1023.
    pub fn bias(self) -> i32 {
        (1 << (self.exponent_bits() - 1)) - 1
    }

    /// The exponent of the smallest normal number, 1 − bias.
    pub fn smallest_exponent(self) -> i32 {
        1 - self.bias()
    }

    /// The pattern of +∞: all ones in the exponent, nothing in the fraction.
    pub(crate) fn infinity_bits(self) -> u64 {
        ((1 << self.exponent_bits()) - 1) << self.fraction_bits()
    }

    fn sign_bit(self) -> u64 {
        1 << (self.bits() - 1)
    }
}

impl fmt::Display for FloatFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The pattern of the number of a format that is nearest to x, in the low bits.
///
/// # Formula
/// Nearest, ties to the even fraction; beyond the largest number by half a step
/// or more, ±∞; below half the smallest subnormal, ±0. A NaN keeps its sign and
/// the leading bits of its payload and becomes quiet.
///
/// # Source
/// Guide §4.1; IEEE 754-2019, §4.3.1, §6.2.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(encode(FloatFormat::F16, 1.0), 0b0_01111_0000000000);
/// assert_eq!(encode(FloatFormat::Bf16, -2.0), 0b1_10000000_0000000);
/// ```
pub fn encode(format: FloatFormat, x: f64) -> u64 {
    let bits = x.to_bits();
    let sign = if x.is_sign_negative() { format.sign_bit() } else { 0 };
    let fraction_bits = format.fraction_bits();
    if x.is_nan() {
        let quiet = 1 << (fraction_bits - 1);
        let payload = (bits & F64_FRACTION) >> (52 - fraction_bits);
        return sign | format.infinity_bits() | quiet | payload;
    }
    if x.is_infinite() {
        return sign | format.infinity_bits();
    }
    if x == 0.0 {
        return sign;
    }
    // |x| = significand · 2^(exponent − 52) with 53 bits in the significand.
    let mut significand = bits & F64_FRACTION;
    let field = (bits >> 52 & 0x7ff) as i32;
    let mut exponent = field - 1023;
    if field == 0 {
        let shift = significand.leading_zeros() - 11;
        significand <<= shift;
        exponent = -1022 - shift as i32;
    } else {
        significand |= 1 << 52;
    }
    // Below the normal numbers the step no longer shrinks: more bits drop out.
    let lowest = format.smallest_exponent();
    let depth = (lowest - exponent).max(0) as u32;
    let dropped = 52 - fraction_bits + depth;
    if dropped > 54 {
        return sign; // below half the smallest subnormal
    }
    let mut kept = significand >> dropped;
    let rest = significand & ((1 << dropped) - 1);
    if dropped > 0 {
        let half = 1 << (dropped - 1);
        if rest > half || (rest == half && kept & 1 == 1) {
            kept += 1;
        }
    }
    // The leading 1 of a normal number adds 1 to the exponent field, so start below.
    let below = (exponent.max(lowest) - lowest) as u64;
    sign | ((below << fraction_bits) + kept).min(format.infinity_bits())
}

/// The number that a pattern means; bits above the format's width are ignored.
///
/// # Formula
/// (−1)ˢ(1 + F/2ᶠ)·2^(E − bias), without the 1 and with E = 1 if the exponent
/// field is 0. Exact, because f64 holds every number of the smaller formats.
///
/// # Source
/// Guide §4.1; IEEE 754-2019, §3.4.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(decode(FloatFormat::F16, 0b0_10000_1000000000), 3.0);
/// assert_eq!(decode(FloatFormat::F16, 1), 2.0_f64.powi(-24)); // the smallest
/// ```
pub fn decode(format: FloatFormat, bits: u64) -> f64 {
    if format == FloatFormat::F64 {
        return f64::from_bits(bits);
    }
    let fraction_bits = format.fraction_bits();
    let fraction = bits & ((1 << fraction_bits) - 1);
    let field = bits >> fraction_bits & ((1 << format.exponent_bits()) - 1);
    let magnitude = if field == (1 << format.exponent_bits()) - 1 {
        let quiet = if fraction == 0 { 0 } else { 1 << 51 };
        f64::from_bits(0x7ff << 52 | quiet | fraction << (52 - fraction_bits))
    } else if field == 0 {
        fraction as f64 * 2.0_f64.powi(format.smallest_exponent() - fraction_bits as i32)
    } else {
        let field = (field as i32 - format.bias() + 1023) as u64;
        f64::from_bits(field << 52 | fraction << (52 - fraction_bits))
    };
    if bits & format.sign_bit() == 0 { magnitude } else { -magnitude }
}

/// What is left of x after a stay in a format: the nearest of its numbers.
///
/// # Formula
/// decode(encode(x))
///
/// # Source
/// Guide §4.1.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(round_to(FloatFormat::F16, 65000.0), 64992.0);
/// assert_eq!(round_to(FloatFormat::F16, 70000.0), f64::INFINITY);
/// // Rounded twice, by way of f32, this would become 1.
/// let x = 1.0 + 2.0_f64.powi(-11) + 2.0_f64.powi(-40);
/// assert_eq!(round_to(FloatFormat::F16, x), 1.0009765625);
/// ```
pub fn round_to(format: FloatFormat, x: f64) -> f64 {
    decode(format, encode(format, x))
}

/// Every entry of an array, rounded to a format.
///
/// # Formula
/// [`round_to`], entry by entry; vectors and matrices alike.
///
/// # Source
/// Guide §4.1.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// let x = array![1.0, 257.0, 1e-60];
/// assert_eq!(round_array(FloatFormat::Bf16, &x), array![1.0, 256.0, 0.0]);
/// ```
pub fn round_array<D: Dimension>(format: FloatFormat, x: &ArrayRef<f64, D>) -> Array<f64, D> {
    x.map(|&value| round_to(format, value))
}

const F64_FRACTION: u64 = (1 << 52) - 1;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SMALL: [FloatFormat; 2] = [FloatFormat::F16, FloatFormat::Bf16];

    /// The value of a pattern from the formula, without any trick.
    fn formula(format: FloatFormat, bits: u64) -> f64 {
        let (e, f) = (format.exponent_bits(), format.fraction_bits());
        let fraction = (bits % (1 << f)) as f64 / 2.0_f64.powi(f as i32);
        let field = bits / (1 << f) % (1 << e);
        let sign = if bits >= 1 << (e + f) { -1.0 } else { 1.0 };
        let magnitude = match field {
            0 => fraction * 2.0_f64.powi(1 - format.bias()),
            all if all == (1 << e) - 1 => {
                if fraction == 0.0 {
                    f64::INFINITY
                } else {
                    f64::NAN
                }
            }
            _ => (1.0 + fraction) * 2.0_f64.powi(field as i32 - format.bias()),
        };
        sign * magnitude
    }

    #[test]
    fn all_65536_patterns_mean_what_the_formula_says() {
        for format in SMALL {
            for bits in 0..1 << 16 {
                let (found, expected) = (decode(format, bits), formula(format, bits));
                if expected.is_nan() {
                    assert!(found.is_nan());
                } else {
                    assert_eq!(found.to_bits(), expected.to_bits(), "{format} {bits:#x}");
                }
            }
        }
    }

    #[test]
    fn all_65536_patterns_come_back_and_nans_come_back_quiet() {
        for format in SMALL {
            let quiet = 1 << (format.fraction_bits() - 1);
            for bits in 0..1 << 16 {
                let x = decode(format, bits);
                let expected = if x.is_nan() { bits | quiet } else { bits };
                assert_eq!(encode(format, x), expected, "{format} {bits:#x}");
            }
        }
    }

    /// Between each pair of neighbours: the tie goes to the even one, and the
    /// nearest f64 on either side of the tie goes to its own side.
    #[test]
    fn every_tie_of_the_small_formats_goes_to_the_even_neighbour() {
        for format in SMALL {
            for low in 0..format.infinity_bits() {
                let below = decode(format, low);
                let step = if low + 1 == format.infinity_bits() {
                    below - decode(format, low - 1)
                } else {
                    decode(format, low + 1) - below
                };
                let tie = below + step / 2.0;
                let even = low + low % 2;
                assert_eq!(encode(format, tie), even, "{format}: tie above {below:e}");
                assert_eq!(encode(format, tie.next_down()), low);
                assert_eq!(encode(format, tie.next_up()), low + 1);
                assert_eq!(encode(format, -tie), even | 1 << 15);
            }
        }
    }

    #[test]
    fn the_edges_of_the_range_are_where_the_standard_puts_them() {
        assert_eq!(round_to(FloatFormat::F16, 65519.999), 65504.0);
        assert_eq!(round_to(FloatFormat::F16, 65520.0), f64::INFINITY);
        assert_eq!(round_to(FloatFormat::F16, f64::MAX), f64::INFINITY);
        assert_eq!(round_to(FloatFormat::F16, 2.0_f64.powi(-25)), 0.0);
        assert_eq!(round_to(FloatFormat::F16, 2.0_f64.powi(-25).next_up()), 2.0_f64.powi(-24));
        assert_eq!(encode(FloatFormat::Bf16, -f64::from_bits(1)), 1 << 15);
        assert_eq!(encode(FloatFormat::F16, f64::NEG_INFINITY), 0xfc00);
    }

    #[test]
    fn payloads_stay_and_signals_become_quiet() {
        let signalling = f64::from_bits(0xfff4_0000_0000_0001);
        assert_eq!(encode(FloatFormat::F16, signalling), 0xff00);
        assert_eq!(encode(FloatFormat::Bf16, signalling), 0xffe0);
    }

    properties! {
        #[test]
        fn f32_and_f64_are_those_of_the_processor(bits: u64) {
            let x = f64::from_bits(bits);
            prop_assume!(!x.is_nan());
            prop_assert_eq!(encode(FloatFormat::F32, x), u64::from((x as f32).to_bits()));
            prop_assert_eq!(encode(FloatFormat::F64, x), bits);
            prop_assert_eq!(round_to(FloatFormat::F64, x).to_bits(), bits);
        }

        #[test]
        fn f32_is_that_of_the_processor_where_it_is_subnormal(scale in -160..-120_i32, m in 1.0..2.0_f64) {
            let x = m * 2.0_f64.powi(scale);
            prop_assert_eq!(encode(FloatFormat::F32, x), u64::from((x as f32).to_bits()));
        }
    }
}
