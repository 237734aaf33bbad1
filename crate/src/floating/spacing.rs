//! The numbers that exist near x.
//!
//! The numbers of a format stand on the line like marks on a slide rule: 2ᶠ of
//! them, evenly spaced, between two powers of two, and the spacing doubles at
//! each power. So the absolute error of a rounding grows with the number and
//! the relative error does not: it is at most 2^−(f+1) until the numbers become
//! subnormal, where the spacing stops shrinking.

use super::format::{FloatFormat, decode, encode};
use crate::error::MathError;
use ndarray::Array1;

/// A number of a format and the two beside it, the answer of [`neighbours`].
#[derive(Debug, Clone, PartialEq)]
pub struct Neighbours {
    /// The next number below `value` (−∞ below the most negative one).
    pub below: f64,
    /// The number of the format that is nearest to what was asked for.
    pub value: f64,
    /// The next number above `value` (∞ above the largest).
    pub above: f64,
    /// value − what was asked for: the error of the rounding.
    pub rounding_error: f64,
}

/// Unit in the last place: the spacing of a format's numbers around x.
///
/// # Formula
/// 2^(e − f) for 2ᵉ ≤ |x| < 2^(e+1), with e never below 1 − bias; x is rounded to
/// the format first.
///
/// # Errors
/// [`MathError::NotFinite`] if x is NaN or beyond the largest number of the format.
///
/// # Source
/// Guide §4.1; Goldberg, "What every computer scientist should know about
/// floating-point arithmetic" (1991).
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(ulp(FloatFormat::F16, 1.0)?, 2.0_f64.powi(-10));
/// assert_eq!(ulp(FloatFormat::F16, 5000.0)?, 4.0);
/// assert_eq!(ulp(FloatFormat::F64, 1e16)?, 2.0); // the odd numbers are missing
/// # Ok::<(), MathError>(())
/// ```
pub fn ulp(format: FloatFormat, x: f64) -> Result<f64, MathError> {
    let position = position("ulp", format, x)?.unsigned_abs() as u64;
    // Within one power of two all steps are equal: step to the side that stays in it.
    let other = if position & 1 == 0 { position + 1 } else { position - 1 };
    Ok((decode(format, other) - decode(format, position)).abs())
}

/// The number of a format nearest to x, and the next ones on both sides.
///
/// # Formula
/// below < value < above with nothing of the format between them.
///
/// # Errors
/// Those of [`ulp`].
///
/// # Source
/// Guide §4.1.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// let n = neighbours(FloatFormat::Bf16, 3.14159)?;
/// assert_eq!((n.below, n.value, n.above), (3.125, 3.140625, 3.15625));
/// # Ok::<(), MathError>(())
/// ```
pub fn neighbours(format: FloatFormat, x: f64) -> Result<Neighbours, MathError> {
    let position = position("neighbours", format, x)?;
    let value = at(format, position);
    Ok(Neighbours {
        below: at(format, position - 1),
        value,
        above: at(format, position + 1),
        rounding_error: value - x,
    })
}

/// How many numbers of a format lie in [low, high]; the two zeros count once.
///
/// # Formula
/// Patterns are in the order of their numbers, so counting is subtracting.
///
/// # Errors
/// [`MathError::NotFinite`] if an end is NaN or infinite;
/// [`MathError::OutOfRange`] if `high` is below `low`.
///
/// # Source
/// Guide §4.1.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(count_numbers(FloatFormat::F16, 1.0, 2.0)?, 1025);
/// assert_eq!(count_numbers(FloatFormat::F16, -70000.0, 70000.0)?, 63487);
/// # Ok::<(), MathError>(())
/// ```
pub fn count_numbers(format: FloatFormat, low: f64, high: f64) -> Result<u64, MathError> {
    let (first, last) = range("count_numbers", format, low, high)?;
    Ok((last - first + 1).max(0) as u64)
}

/// All numbers of a format in [low, high], in order: marks for a number line.
///
/// # Errors
/// Those of [`count_numbers`]; [`MathError::InvalidArgument`] if there are more than
/// 100,000.
///
/// # Source
/// Guide §4.1.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// let marks = numbers_between(FloatFormat::Bf16, 255.0, 259.0)?;
/// assert_eq!(marks, array![255.0, 256.0, 258.0]); // the step doubles at 256
/// # Ok::<(), MathError>(())
/// ```
pub fn numbers_between(format: FloatFormat, low: f64, high: f64) -> Result<Array1<f64>, MathError> {
    let (first, last) = range("numbers_between", format, low, high)?;
    if last - first >= 100_000 {
        return Err(MathError::InvalidArgument {
            operation: "numbers_between",
            argument: "high",
            reason: format!(
                "leaves {} numbers of {format} in the interval; at most 100,000 are listed, so \
                 choose a shorter one or ask `count_numbers`",
                last - first + 1
            ),
        });
    }
    Ok((first..=last).map(|position| at(format, position)).collect())
}

/// Where the nearest number stands in the order of all: 0 for zero, ±1 for the
/// smallest subnormals, and so on.
fn position(operation: &'static str, format: FloatFormat, x: f64) -> Result<i128, MathError> {
    let bits = encode(format, x);
    let value = decode(format, bits);
    if !value.is_finite() {
        let index = Vec::new();
        return Err(MathError::NotFinite { operation, argument: "x", index, value });
    }
    let magnitude = i128::from(encode(format, value.abs()));
    Ok(if value < 0.0 { -magnitude } else { magnitude })
}

/// The number at a position.
fn at(format: FloatFormat, position: i128) -> f64 {
    let magnitude = decode(format, position.unsigned_abs() as u64);
    if position < 0 { -magnitude } else { magnitude }
}

/// The first and the last position in [low, high].
fn range(
    operation: &'static str,
    format: FloatFormat,
    low: f64,
    high: f64,
) -> Result<(i128, i128), MathError> {
    crate::check::finite_number(operation, "low", low)?;
    crate::check::finite_number(operation, "high", high)?;
    if high < low {
        let expected = "at least `low`";
        return Err(MathError::OutOfRange { operation, argument: "high", value: high, expected });
    }
    // An end beyond the largest number stands outside of it.
    let largest = i128::from(format.infinity_bits()) - 1;
    let nearest =
        |x| position(operation, format, x).unwrap_or(if x < 0.0 { -largest } else { largest });
    let (first, last) = (nearest(low), nearest(high));
    let first = if at(format, first) < low { first + 1 } else { first };
    let last = if at(format, last) > high { last - 1 } else { last };
    Ok((first, last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_of_double_precision_are_those_of_the_language() {
        for x in [0.0, 1.0, -1.0, 0.1, 1e300, -1e-320, f64::MIN_POSITIVE] {
            let n = neighbours(FloatFormat::F64, x).unwrap();
            assert_eq!((n.below, n.value, n.above), (x.next_down(), x, x.next_up()));
            assert_eq!(ulp(FloatFormat::F64, x).unwrap(), x.abs().next_up() - x.abs());
        }
        assert_eq!(ulp(FloatFormat::F64, f64::MAX).unwrap(), 2.0_f64.powi(971));
    }

    #[test]
    fn the_step_below_a_power_of_two_is_half_the_step_above() {
        let n = neighbours(FloatFormat::F16, 1.0).unwrap();
        assert_eq!(n.above - n.value, 2.0 * (n.value - n.below));
        let top = neighbours(FloatFormat::F16, 65504.0).unwrap();
        assert_eq!((top.below, top.above), (65472.0, f64::INFINITY));
    }

    #[test]
    fn what_is_not_there_is_refused() {
        assert!(ulp(FloatFormat::F16, 1e6).is_err());
        assert!(neighbours(FloatFormat::F64, f64::NAN).is_err());
        assert!(count_numbers(FloatFormat::F16, 1.0, 0.0).is_err());
        assert!(numbers_between(FloatFormat::F64, 0.0, 1.0).is_err());
        assert_eq!(count_numbers(FloatFormat::F16, 1.0001, 1.0002).unwrap(), 0);
        assert_eq!(numbers_between(FloatFormat::F16, 1.0001, 1.0002).unwrap().len(), 0);
    }
}
