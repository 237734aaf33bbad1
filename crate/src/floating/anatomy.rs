//! A number taken apart: sign, exponent, fraction, and what they make together.

use super::format::{FloatFormat, decode, encode};

/// The kinds of patterns a format has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FloatClass {
    /// +0 or −0.
    Zero,
    /// A number below the smallest normal one, with fewer significant bits.
    Subnormal,
    /// A number with the implied leading 1.
    Normal,
    /// +∞ or −∞.
    Infinite,
    /// Not a number.
    Nan,
}

/// A number and its bits, the answer of [`anatomy`].
#[derive(Debug, Clone, PartialEq)]
pub struct Anatomy {
    /// The format that holds the number.
    pub format: FloatFormat,
    /// What was asked for.
    pub given: f64,
    /// What the format holds.
    pub value: f64,
    /// What the format holds as a decimal, to the last digit.
    pub exact: String,
    /// The whole pattern.
    pub bits: u64,
    /// The sign bit as text, "0" or "1".
    pub sign: String,
    /// The bits of the exponent as text, the highest first.
    pub exponent: String,
    /// The bits of the fraction as text, the highest first.
    pub fraction: String,
    /// Zero, subnormal, normal, infinite or NaN.
    pub class: FloatClass,
    /// The exponent field as a number.
    pub exponent_field: u64,
    /// The power of two that the significand is multiplied by; `None` for ∞ and NaN.
    pub power: Option<i32>,
    /// 1 + F/2ᶠ, or F/2ᶠ for a subnormal; `None` for ∞ and NaN.
    pub significand: Option<f64>,
}

/// The bits of the number of a format that is nearest to x, and their meaning.
///
/// # Formula
/// value = (−1)ˢ · significand · 2^power
///
/// # Source
/// Guide §4.1.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// let a = anatomy(FloatFormat::F16, -6.5); // −1.625 · 2²
/// assert_eq!((&*a.sign, &*a.exponent, &*a.fraction), ("1", "10001", "1010000000"));
/// assert_eq!((a.significand, a.power), (Some(1.625), Some(2)));
/// assert_eq!(
///     anatomy(FloatFormat::F32, 0.1).exact,
///     "0.100000001490116119384765625"
/// );
/// ```
pub fn anatomy(format: FloatFormat, x: f64) -> Anatomy {
    let bits = encode(format, x);
    let value = decode(format, bits);
    let width = format.bits() as usize;
    let text = format!("{bits:0width$b}");
    let (sign, rest) = text.split_at(1);
    let (exponent, fraction) = rest.split_at(format.exponent_bits() as usize);
    let fraction_bits = format.fraction_bits();
    let exponent_field = bits >> fraction_bits & ((1 << format.exponent_bits()) - 1);
    let share = (bits & ((1 << fraction_bits) - 1)) as f64 / 2.0_f64.powi(fraction_bits as i32);
    let class = match exponent_field {
        0 if share == 0.0 => FloatClass::Zero,
        0 => FloatClass::Subnormal,
        _ if value.is_nan() => FloatClass::Nan,
        _ if value.is_infinite() => FloatClass::Infinite,
        _ => FloatClass::Normal,
    };
    let leading = if exponent_field == 0 { 0.0 } else { 1.0 };
    let power = (exponent_field as i32).max(1) - format.bias();
    Anatomy {
        format,
        given: x,
        value,
        exact: exact_decimal(value),
        bits,
        sign: sign.into(),
        exponent: exponent.into(),
        fraction: fraction.into(),
        class,
        exponent_field,
        power: value.is_finite().then_some(power),
        significand: value.is_finite().then_some(leading + share),
    }
}

/// Every decimal digit of a number: what is really stored when 0.1 is written.
///
/// # Formula
/// x = m·2⁻ᵏ = m·5ᵏ/10ᵏ has exactly k digits after the point when m is odd.
///
/// # Source
/// Guide §4.1.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(exact_decimal(0.375), "0.375");
/// assert_eq!(
///     exact_decimal(0.1),
///     "0.1000000000000000055511151231257827021181583404541015625"
/// );
/// ```
pub fn exact_decimal(x: f64) -> String {
    if !x.is_finite() || x == 0.0 {
        return format!("{x}");
    }
    let bits = x.to_bits();
    let field = (bits >> 52 & 0x7ff) as i32;
    let significand = bits & ((1 << 52) - 1) | if field == 0 { 0 } else { 1 << 52 };
    // x = significand · 2^(field − 1075); its trailing zeros need no digits.
    let power = field.max(1) - 1075 + significand.trailing_zeros() as i32;
    let digits = (-power).max(0) as usize;
    format!("{x:.digits$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_make_the_value_again() {
        for format in FloatFormat::ALL {
            for x in [1.0, -0.1, 3e-5, 65504.0, 1e-7, 0.0, -0.0, 1e-310] {
                let a = anatomy(format, x);
                let (significand, power) = (a.significand.unwrap(), a.power.unwrap());
                let sign = if a.sign == "1" { -1.0 } else { 1.0 };
                // In two steps, because 2⁻¹⁰²² times a small significand is subnormal.
                let made =
                    sign * significand * 2.0_f64.powi(power / 2) * 2.0_f64.powi(power - power / 2);
                assert_eq!(made.to_bits(), a.value.to_bits(), "{format} {x}");
                let text = format!("{}{}{}", a.sign, a.exponent, a.fraction);
                assert_eq!(u64::from_str_radix(&text, 2), Ok(a.bits));
            }
        }
    }

    #[test]
    fn the_classes_are_told_apart() {
        let class = |x| anatomy(FloatFormat::F16, x).class;
        assert_eq!(class(0.0), FloatClass::Zero);
        assert_eq!(class(1e-6), FloatClass::Subnormal);
        assert_eq!(class(1.0), FloatClass::Normal);
        assert_eq!(class(1e6), FloatClass::Infinite);
        assert_eq!(class(f64::NAN), FloatClass::Nan);
        assert_eq!(anatomy(FloatFormat::F16, f64::NAN).power, None);
    }

    #[test]
    fn exact_decimals_have_all_their_digits_and_no_more() {
        assert_eq!(exact_decimal(-2.0), "-2");
        assert_eq!(exact_decimal(2.0_f64.powi(70)), "1180591620717411303424");
        assert_eq!(exact_decimal(f64::INFINITY), "inf");
        let smallest = exact_decimal(f64::from_bits(1));
        assert_eq!(smallest.len(), 1076); // "0." and 1074 digits
        assert!(smallest.ends_with("5"));
    }
}
