//! Products of many factors, which pass out of the range of f64 on the way: with fraction and
//! exponent apart, or as a sign and a logarithm.

use crate::error::MathError;

/// Determinant as a sign and a logarithm, for when the number itself is too
/// large or too small. Made by [`slogdet`](super::slogdet).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Slogdet {
    /// 1, −1, or 0 for a singular matrix.
    pub sign: f64,
    /// ln |det A|, −∞ for a singular matrix.
    pub ln_abs: f64,
}

/// sign · 2^exponent · Π factors, multiplied with fraction and exponent apart:
/// the running product of 1e300, 1e300, 1e-300, 1e-300 would overflow on the way
/// to 1.
pub(super) fn product<'a>(
    operation: &'static str,
    sign: f64,
    exponent: i64,
    factors: impl IntoIterator<Item = &'a f64>,
) -> Result<f64, MathError> {
    let (mut fraction, mut exponent) = (sign, exponent);
    for &factor in factors {
        if factor == 0.0 {
            return Ok(0.0);
        }
        let (factor_fraction, factor_exponent) = split_exponent(factor);
        let (product, carry) = split_exponent(fraction * factor_fraction);
        fraction = product;
        exponent += factor_exponent + carry;
    }
    // In two steps, because the power of two may be out of range by itself.
    let exponent = exponent.clamp(-2200, 2200) as i32;
    let product = fraction * 2_f64.powi(exponent / 2) * 2_f64.powi(exponent - exponent / 2);
    if product.is_infinite() {
        return Err(MathError::Overflow { operation });
    }
    Ok(product)
}

/// [`product`] as a sign and a logarithm.
pub(super) fn log_product<'a>(
    sign: f64,
    exponent: i64,
    factors: impl IntoIterator<Item = &'a f64>,
) -> Slogdet {
    let start = Slogdet { sign, ln_abs: exponent as f64 * std::f64::consts::LN_2 };
    factors.into_iter().fold(start, |so_far, &factor| {
        if factor == 0.0 || so_far.sign == 0.0 {
            return Slogdet { sign: 0.0, ln_abs: f64::NEG_INFINITY };
        }
        Slogdet { sign: so_far.sign * factor.signum(), ln_abs: so_far.ln_abs + factor.abs().ln() }
    })
}

/// The exponent of a number other than zero: its size is in [2^e, 2^(e + 1)).
pub(super) fn exponent(value: f64) -> i64 {
    split_exponent(value).1
}

/// A number other than zero as fraction · 2^exponent, the fraction's size in
/// [1, 2).
fn split_exponent(value: f64) -> (f64, i64) {
    if value.is_subnormal() {
        let (fraction, exponent) = split_exponent(value * 2_f64.powi(54));
        return (fraction, exponent - 54);
    }
    let bits = value.to_bits();
    let exponent = ((bits >> 52) & 0x7ff) as i64 - 1023;
    (f64::from_bits(bits & !(0x7ff << 52) | (1023 << 52)), exponent)
}
