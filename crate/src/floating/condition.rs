//! How much of the error is the problem's fault.
//!
//! If x is known only to a relative error δ, then f(x) is known to κδ with
//!
//! ```text
//! κ = |x f′(x)/f(x)|,
//! ```
//!
//! whatever program computes it. A method is to blame only for what it adds to
//! that: it is stable if its error is no larger than the problem's own.

use crate::check;
use crate::error::MathError;

/// The relative condition number of a function at a point.
///
/// # Formula
/// κ = |x f′(x)/f(x)|; ∞ where f(x) = 0 and x f′(x) is not. About log₁₀κ decimal
/// digits are lost.
///
/// # Errors
/// [`MathError::NotFinite`] if x, f(x) or f′(x) is not finite;
/// [`MathError::InvalidArgument`] where the formula is 0/0; [`MathError::Overflow`] for a
/// condition beyond the largest number.
///
/// # Source
/// Guide §4.2; Trefethen and Bau, Numerical Linear Algebra, lecture 12.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// // A square root halves a relative error, a square doubles it.
/// let root = relative_condition(&f64::sqrt, &|x: f64| 0.5 / x.sqrt(), 4.0)?;
/// assert_eq!(root, 0.5);
/// // ln near 1 is ill-conditioned: its value is close to 0.
/// assert!(relative_condition(&f64::ln, &|x| 1.0 / x, 1.0001)? > 9999.0);
/// # Ok::<(), MathError>(())
/// ```
pub fn relative_condition(
    f: &dyn Fn(f64) -> f64,
    derivative: &dyn Fn(f64) -> f64,
    x: f64,
) -> Result<f64, MathError> {
    let operation = "relative_condition";
    check::finite_number(operation, "x", x)?;
    let (value, slope) = (f(x), derivative(x));
    check::finite_number(operation, "f(x)", value)?;
    check::finite_number(operation, "derivative(x)", slope)?;
    let product = (x * slope).abs();
    // Only where the product itself is not a number is it worth another order.
    if product.is_infinite() {
        let scaled = (x / value.abs().max(1.0) * slope).abs() / value.abs().min(1.0);
        return check::no_overflow(operation, scaled);
    }
    let change = product;
    if change == 0.0 && value == 0.0 {
        return Err(MathError::InvalidArgument {
            operation,
            argument: "x",
            reason: "makes f(x) and x·f′(x) both 0, so that the quotient says nothing; take a \
                     point beside it"
                .into(),
        });
    }
    Ok(change / value.abs())
}

/// How many decimal digits of a number are right.
///
/// # Formula
/// −log₁₀(|found − exact|/|exact|), at most 17 (all of them) and at least 0; where
/// the exact number is 0, −log₁₀|found|. NaN has no right digit.
///
/// # Source
/// Guide §4.1; McCullough, "Assessing the reliability of statistical software"
/// (1998), as the "log relative error".
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// assert!((correct_digits(3.1416, std::f64::consts::PI) - 5.63).abs() < 0.01);
/// assert_eq!(correct_digits(0.5, 0.5), 17.0);
/// ```
pub fn correct_digits(found: f64, exact: f64) -> f64 {
    if found == exact {
        return 17.0;
    }
    let gap = if exact == 0.0 { found.abs() } else { ((found - exact) / exact).abs() };
    let digits = -gap.log10();
    if digits.is_nan() { 0.0 } else { digits.clamp(0.0, 17.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_of_known_functions() {
        let exp = relative_condition(&f64::exp, &f64::exp, -20.0).unwrap();
        assert!((exp - 20.0).abs() < 1e-13); // κ of eˣ is |x|
        assert_eq!(relative_condition(&f64::ln, &|x| 1.0 / x, 1.0), Ok(f64::INFINITY));
        assert!(relative_condition(&|x| x * x, &|x| 2.0 * x, 0.0).is_err());
        assert!(relative_condition(&f64::ln, &|x| 1.0 / x, -1.0).is_err());
    }

    #[test]
    fn digits_at_the_ends() {
        assert_eq!(correct_digits(f64::NAN, 1.0), 0.0);
        assert_eq!(correct_digits(2.0, 1.0), 0.0);
        assert!((correct_digits(1e-12, 0.0) - 12.0).abs() < 1e-12);
    }
}
