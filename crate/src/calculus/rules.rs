//! The rules of differentiation as statements that can be checked.
//!
//! Each function takes the functions the rule speaks of and a point, computes
//! the left side of the rule from the definition (differences, which know no
//! rule) and the right side from the parts, and answers with both. A rule that
//! holds leaves a gap of rounding size; a common mistake such as (fg)′ = f′g′
//! does not.

use super::Estimate;
use super::differences::richardson_of;
use crate::check;
use crate::error::MathError;

/// Both sides of a rule at one point.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let check = product_rule(&f64::sin, &f64::exp, 1.0)?;
/// assert!(check.holds());
/// // The derivative of a product is not the product of the derivatives.
/// assert!((check.left - 1.0_f64.cos() * 1.0_f64.exp()).abs() > 1.0);
/// # Ok::<(), MathError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct RuleCheck {
    /// The rule, as a formula.
    pub rule: &'static str,
    /// Where it was checked.
    pub x: f64,
    /// The left side, from the definition of the derivative.
    pub left: f64,
    /// The right side, from the derivatives of the parts.
    pub right: f64,
    /// How far the sides may differ by truncation and rounding alone.
    pub tolerance: f64,
}

impl RuleCheck {
    /// |left − right|.
    pub fn gap(&self) -> f64 {
        (self.left - self.right).abs()
    }

    /// Whether the sides agree within the tolerance.
    pub fn holds(&self) -> bool {
        self.gap() <= self.tolerance
    }
}

/// Left side by differences of the combined function, right side given with
/// the error it inherits from its parts.
fn compare(
    operation: &'static str,
    rule: &'static str,
    x: f64,
    (name, combined): (&'static str, &dyn Fn(f64) -> f64),
    right: f64,
    right_error: f64,
) -> Result<RuleCheck, MathError> {
    let left = richardson_of(operation, name, combined, x)?;
    check::no_overflow(operation, right)?;
    // The estimates tell the likely error, and three of them meet here.
    let tolerance = 3.0 * (left.error + right_error) + 1e-12 * right.abs().max(left.value.abs());
    check::no_overflow(operation, tolerance)?;
    Ok(RuleCheck { rule, x, left: left.value, right, tolerance })
}

/// The derivatives of both functions of a rule.
fn both(
    operation: &'static str,
    f: &dyn Fn(f64) -> f64,
    g: &dyn Fn(f64) -> f64,
    x: f64,
) -> Result<(Estimate, Estimate), MathError> {
    check::finite_number(operation, "x", x)?;
    Ok((richardson_of(operation, "f", f, x)?, richardson_of(operation, "g", g, x)?))
}

/// (xⁿ)′ = n·xⁿ⁻¹.
///
/// # Errors
/// [`MathError::NotFinite`] for a NaN or infinite x; [`MathError::InvalidArgument`] where a
/// side is not defined (a negative power at 0); [`MathError::Overflow`] where the rule's
/// side or its uncertainty is beyond the largest number.
///
/// # Source
/// Guide §2.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let check = power_rule(3, 2.0)?;
/// assert_eq!(check.right, 12.0);
/// assert!(check.holds());
/// # Ok::<(), MathError>(())
/// ```
pub fn power_rule(n: i32, x: f64) -> Result<RuleCheck, MathError> {
    let operation = "power_rule";
    check::finite_number(operation, "x", x)?;
    if x == 0.0 && n < 0 {
        return Err(MathError::InvalidArgument {
            operation,
            argument: "x",
            reason: format!("is 0, where x to the power {n} is not defined; take another x"),
        });
    }
    let [_, right, _] = super::elementary::powi(x, n);
    compare(operation, "(xⁿ)′ = n·xⁿ⁻¹", x, ("xⁿ", &|x| x.powi(n)), right, 0.0)
}

/// (f + g)′ = f′ + g′.
///
/// # Errors
/// Those of [`richardson`](crate::calculus::richardson()), for f, g and their combination;
/// [`MathError::Overflow`] where the rule's side or its uncertainty is beyond the largest
/// number.
///
/// # Source
/// Guide §2.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// assert!(sum_rule(&f64::sin, &f64::exp, 0.3)?.holds());
/// # Ok::<(), MathError>(())
/// ```
pub fn sum_rule(
    f: &dyn Fn(f64) -> f64,
    g: &dyn Fn(f64) -> f64,
    x: f64,
) -> Result<RuleCheck, MathError> {
    let operation = "sum_rule";
    let (df, dg) = both(operation, f, g, x)?;
    compare(
        operation,
        "(f + g)′ = f′ + g′",
        x,
        ("f + g", &|x| f(x) + g(x)),
        df.value + dg.value,
        df.error + dg.error,
    )
}

/// (f·g)′ = f′·g + f·g′.
///
/// # Errors
/// Those of [`richardson`](crate::calculus::richardson()), for f, g and their combination;
/// [`MathError::Overflow`] where the rule's side or its uncertainty is beyond the largest
/// number.
///
/// # Source
/// Guide §2.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// fn square(x: f64) -> f64 {
///     x * x
/// }
/// let check = product_rule(&square, &square, 2.0)?; // (x⁴)′ = 4x³ = 32
/// assert!((check.right - 32.0).abs() < 1e-9 && check.holds());
/// # Ok::<(), MathError>(())
/// ```
pub fn product_rule(
    f: &dyn Fn(f64) -> f64,
    g: &dyn Fn(f64) -> f64,
    x: f64,
) -> Result<RuleCheck, MathError> {
    let operation = "product_rule";
    let (df, dg) = both(operation, f, g, x)?;
    compare(
        operation,
        "(f·g)′ = f′·g + f·g′",
        x,
        ("f·g", &|x| f(x) * g(x)),
        df.value * g(x) + f(x) * dg.value,
        df.error * g(x).abs() + f(x).abs() * dg.error,
    )
}

/// (f/g)′ = (f′·g − f·g′)/g².
///
/// # Errors
/// [`MathError::OutOfRange`] where g(x) = 0; those of
/// [`richardson`](crate::calculus::richardson()), for f, g and their combination;
/// [`MathError::Overflow`] where the rule's side or its uncertainty is beyond the largest
/// number.
///
/// # Source
/// Guide §2.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let check = quotient_rule(&f64::sin, &f64::cos, 0.5)?; // tan′ = 1/cos²
/// assert!((check.right - 1.0 / 0.5_f64.cos().powi(2)).abs() < 1e-9 && check.holds());
/// # Ok::<(), MathError>(())
/// ```
pub fn quotient_rule(
    f: &dyn Fn(f64) -> f64,
    g: &dyn Fn(f64) -> f64,
    x: f64,
) -> Result<RuleCheck, MathError> {
    let operation = "quotient_rule";
    let (df, dg) = both(operation, f, g, x)?;
    let (u, v) = (f(x), g(x));
    if v == 0.0 {
        return Err(MathError::OutOfRange {
            operation,
            argument: "g(x)",
            value: v,
            expected: "different from 0, since it is divided by",
        });
    }
    compare(
        operation,
        "(f/g)′ = (f′·g − f·g′)/g²",
        x,
        ("f/g", &|x| f(x) / g(x)),
        // The formula with g² divided through, so that g² cannot leave the numbers.
        (df.value - u / v * dg.value) / v,
        (df.error + (u / v).abs() * dg.error) / v.abs(),
    )
}

/// (f∘g)′(x) = f′(g(x))·g′(x).
///
/// # Errors
/// Those of [`richardson`](crate::calculus::richardson()), for f at g(x), g at x and their
/// combination; [`MathError::Overflow`] where the rule's side or its uncertainty is beyond
/// the largest number.
///
/// # Source
/// Guide §2.1, §2.2.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// fn square(x: f64) -> f64 {
///     x * x
/// }
/// let check = chain_rule(&f64::exp, &square, 1.0)?; // (e^{x²})′ = 2x·e^{x²}
/// assert!((check.right - 2.0 * 1.0_f64.exp()).abs() < 1e-9 && check.holds());
/// # Ok::<(), MathError>(())
/// ```
pub fn chain_rule(
    f: &dyn Fn(f64) -> f64,
    g: &dyn Fn(f64) -> f64,
    x: f64,
) -> Result<RuleCheck, MathError> {
    let operation = "chain_rule";
    check::finite_number(operation, "x", x)?;
    let dg = richardson_of(operation, "g", g, x)?;
    let df = richardson_of(operation, "f", f, g(x))?;
    compare(
        operation,
        "(f∘g)′ = f′(g)·g′",
        x,
        ("f∘g", &|x| f(g(x))),
        df.value * dg.value,
        df.error * dg.value.abs() + df.value.abs() * dg.error,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const FUNCTIONS: [fn(f64) -> f64; 5] =
        [f64::sin, f64::exp, f64::atan, |x| x * x + 1.0, |x| 1.0 / (2.0 + x.cos())];

    #[test]
    fn every_rule_holds_for_every_pair_of_functions() {
        for f in FUNCTIONS {
            for g in FUNCTIONS {
                for x in [-1.4, 0.0, 0.3, 2.0] {
                    let mut checks = vec![sum_rule(&f, &g, x), product_rule(&f, &g, x)];
                    checks.push(chain_rule(&f, &g, x));
                    if g(x).abs() > 0.1 {
                        checks.push(quotient_rule(&f, &g, x));
                    }
                    for check in checks {
                        let check = check.unwrap();
                        assert!(check.holds(), "{check:?}");
                        assert!(check.tolerance < 1e-5 * (1.0 + check.right.abs()), "{check:?}");
                    }
                }
            }
        }
        for n in -3..6 {
            assert!(power_rule(n, 1.7).unwrap().holds());
        }
        assert_eq!(power_rule(0, 0.0).unwrap().right, 0.0);
    }

    #[test]
    fn true_rules_hold_far_from_zero_and_close_to_it() {
        // 1000 · 2 sin cos = sin 2000: the derivative of sin² is sin 2x.
        let check = product_rule(&f64::sin, &f64::sin, 1000.0).unwrap();
        assert!(check.holds(), "{check:?}");
        assert!((check.left - 0.930_039_504_416_138).abs() < 1e-11, "{check:?}");
        let functions: [fn(f64) -> f64; 8] = [
            f64::sin,
            f64::cos,
            f64::tanh,
            f64::atan,
            |x| x * x + 1.0,
            |x| 1.0 / x,
            |x| x.abs().ln(),
            |x| (-0.01 * x * x).exp(),
        ];
        for f in functions {
            for g in functions {
                for x in [-1e4, -3.0, -1e-3, 1e-6, 0.1, 7.0, 1000.0, 1e5] {
                    let mut checks = vec![sum_rule(&f, &g, x), product_rule(&f, &g, x)];
                    if g(x).abs() > 1e-3 {
                        checks.push(quotient_rule(&f, &g, x));
                        checks.push(chain_rule(&f, &g, x));
                    }
                    for check in checks {
                        // A chain may leave f's domain or end where rounding is all.
                        let Ok(check) = check else { continue };
                        assert!(check.holds(), "{check:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn the_function_that_fails_is_the_one_that_is_named() {
        for rule in [sum_rule, product_rule, quotient_rule, chain_rule] {
            let error = rule(&f64::exp, &f64::ln, -1.0).unwrap_err().to_string();
            assert!(error.contains("_rule: `g` is NaN at -1"), "{error}");
            let error = rule(&f64::sin, &f64::exp, f64::NAN).unwrap_err().to_string();
            assert!(error.contains("_rule: `x`"), "{error}");
        }
        assert!(power_rule(-2, 0.0).unwrap_err().to_string().starts_with("power_rule: `x`"));
    }

    #[test]
    fn a_false_rule_is_noticed() {
        let check = product_rule(&f64::sin, &f64::exp, 0.4).unwrap();
        let false_right = 0.4_f64.cos() * 0.4_f64.exp();
        assert!(!RuleCheck { right: false_right, ..check }.holds());
    }

    #[test]
    fn places_where_a_side_does_not_exist_are_refused() {
        assert!(power_rule(-1, 0.0).is_err());
        assert!(quotient_rule(&f64::cos, &f64::sin, 0.0).is_err());
        assert!(chain_rule(&f64::ln, &f64::sin, -1.0).is_err());
        assert!(sum_rule(&f64::ln, &f64::sin, 0.0).is_err());
    }
}
