//! What each format can hold, in one table.

use super::format::{FloatFormat, decode};

/// The limits of a format, the answer of [`finfo`].
#[derive(Debug, Clone, PartialEq)]
pub struct FloatInfo {
    /// The format.
    pub format: FloatFormat,
    /// "float16", "bfloat16", "float32" or "float64".
    pub name: &'static str,
    /// Bits altogether.
    pub bits: u32,
    /// Bits of the exponent.
    pub exponent_bits: u32,
    /// Bits of the fraction.
    pub fraction_bits: u32,
    /// The largest finite number.
    pub max: f64,
    /// The smallest positive number with full precision (NumPy's `tiny`).
    pub smallest_normal: f64,
    /// The smallest positive number at all.
    pub smallest_subnormal: f64,
    /// The step from 1 to the next number, 2⁻ᶠ.
    pub epsilon: f64,
    /// The largest relative error of one rounding, ε/2.
    pub unit_roundoff: f64,
    /// Decimal digits that are always kept (NumPy's `precision`).
    pub decimal_digits: u32,
    /// Up to here every whole number is a number of the format: 2^(f+1).
    pub largest_exact_integer: f64,
}

/// The limits of a format, as `np.finfo` gives them.
///
/// # Formula
/// max = (2 − 2⁻ᶠ)·2^bias, smallest normal = 2^(1−bias), ε = 2⁻ᶠ
///
/// # Source
/// Guide §4.1.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// let half = finfo(FloatFormat::F16);
/// assert_eq!((half.max, half.epsilon), (65504.0, 0.0009765625));
/// assert_eq!(half.smallest_normal, 6.103515625e-05);
/// assert_eq!(half.largest_exact_integer, 2048.0);
/// ```
pub fn finfo(format: FloatFormat) -> FloatInfo {
    let fraction_bits = format.fraction_bits();
    let epsilon = 2.0_f64.powi(-(fraction_bits as i32));
    FloatInfo {
        format,
        name: format.name(),
        bits: format.bits(),
        exponent_bits: format.exponent_bits(),
        fraction_bits,
        max: decode(format, format.infinity_bits() - 1),
        smallest_normal: decode(format, 1 << fraction_bits),
        smallest_subnormal: decode(format, 1),
        epsilon,
        unit_roundoff: epsilon / 2.0,
        decimal_digits: (f64::from(fraction_bits) * 2.0_f64.log10()) as u32,
        largest_exact_integer: 2.0 / epsilon,
    }
}

/// [`finfo`] of all four formats: the table of the guide with bfloat16 added.
///
/// # Source
/// Guide §4.1.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// let digits: Vec<u32> = finfo_table().iter().map(|row| row.decimal_digits).collect();
/// assert_eq!(digits, [2, 3, 6, 15]); // bfloat16, float16, float32, float64
/// ```
pub fn finfo_table() -> Vec<FloatInfo> {
    FloatFormat::ALL.map(finfo).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn single_and_double_precision_are_those_of_the_language() {
        let single = finfo(FloatFormat::F32);
        assert_eq!(single.max, f64::from(f32::MAX));
        assert_eq!(single.smallest_normal, f64::from(f32::MIN_POSITIVE));
        assert_eq!(single.smallest_subnormal, f64::from(f32::from_bits(1)));
        assert_eq!(single.epsilon, f64::from(f32::EPSILON));
        let double = finfo(FloatFormat::F64);
        assert_eq!((double.max, double.epsilon), (f64::MAX, f64::EPSILON));
        assert_eq!(double.smallest_normal, f64::MIN_POSITIVE);
        assert_eq!(double.smallest_subnormal, f64::from_bits(1));
    }
}
