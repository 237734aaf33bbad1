//! Forward-mode automatic differentiation with dual numbers.
//!
//! Take a number ε that is not zero but whose square is: ε² = 0. Then Taylor's
//! formula stops after one term,
//!
//! f(x + ε) = f(x) + f′(x)·ε,
//!
//! so a program that computes f from a + b·ε with the rules
//!
//! - (a + b ε) + (c + d ε) = (a + c) + (b + d) ε
//! - (a + b ε) · (c + d ε) = ac + (a d + b c) ε
//! - u(a + b ε) = u(a) + u′(a) b ε
//!
//! computes f′ beside f, with no step size and no error but rounding. The
//! second line is the product rule and the third the chain rule: forward mode
//! is the rules of differentiation carried out on numbers.

use super::elementary::{Derivatives, product_term};
use super::numbers::{arithmetic_with_numbers, elementary_methods};
use crate::check;
use crate::error::MathError;
use ndarray::{Array1, Array2, ArrayRef1};
use std::ops::{Add, Div, Mul, Neg, Sub};

/// A number a + b·ε with ε² = 0: a value and its derivative.
///
/// Two duals are ordered by value first and derivative second, as the
/// infinitesimal ε suggests; against an `f64` only the value counts, so that
/// `if x > 0.0` means what it says.
///
/// # Formula
/// f(x + ε) = f(x) + f′(x)·ε
///
/// # Source
/// Guide §2.1; Griewank and Walther, *Evaluating Derivatives* (2008), chapter 3.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let x = Dual::variable(3.0);
/// let y = x * x + 2.0 * x;
/// assert_eq!(y, Dual { value: 15.0, derivative: 8.0 });
/// ```
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Dual {
    /// The number itself, a.
    pub value: f64,
    /// The coefficient of ε: the derivative along the chosen direction.
    pub derivative: f64,
}

impl Dual {
    /// a + b·ε.
    pub fn new(value: f64, derivative: f64) -> Self {
        Self { value, derivative }
    }

    /// A number that does not vary: a + 0·ε.
    pub fn constant(value: f64) -> Self {
        Self { value, derivative: 0.0 }
    }

    /// The variable itself: x + 1·ε.
    pub fn variable(value: f64) -> Self {
        Self { value, derivative: 1.0 }
    }

    fn is_constant(self) -> bool {
        self.derivative == 0.0
    }

    /// The chain rule: u(a + bε) = u(a) + u′(a)·b·ε.
    fn chain(self, [u, slope, _]: Derivatives) -> Self {
        Self { value: u, derivative: slope * self.derivative }
    }

    /// The larger of two numbers; at a tie the derivative is the mean of both.
    pub fn max(self, other: Self) -> Self {
        if self.value > other.value || other.value.is_nan() {
            self
        } else if self.value < other.value || self.value.is_nan() {
            other
        } else {
            Self { value: self.value, derivative: 0.5 * (self.derivative + other.derivative) }
        }
    }

    /// The smaller of two numbers; at a tie the derivative is the mean of both.
    pub fn min(self, other: Self) -> Self {
        -(-self).max(-other)
    }
}

elementary_methods!(Dual);
arithmetic_with_numbers!(Dual);

impl PartialEq<f64> for Dual {
    fn eq(&self, other: &f64) -> bool {
        self.value == *other
    }
}

impl PartialOrd<f64> for Dual {
    fn partial_cmp(&self, other: &f64) -> Option<std::cmp::Ordering> {
        self.value.partial_cmp(other)
    }
}

impl Neg for Dual {
    type Output = Self;
    fn neg(self) -> Self {
        Self { value: -self.value, derivative: -self.derivative }
    }
}

impl Add for Dual {
    type Output = Self;
    fn add(self, right: Self) -> Self {
        Self { value: self.value + right.value, derivative: self.derivative + right.derivative }
    }
}

impl Sub for Dual {
    type Output = Self;
    fn sub(self, right: Self) -> Self {
        Self { value: self.value - right.value, derivative: self.derivative - right.derivative }
    }
}

impl Mul for Dual {
    type Output = Self;
    fn mul(self, right: Self) -> Self {
        let (a, b) = (self, right);
        Self {
            value: a.value * b.value,
            derivative: product_term(b.value, b.derivative, a.derivative)
                + product_term(a.value, a.derivative, b.derivative),
        }
    }
}

impl Div for Dual {
    type Output = Self;
    fn div(self, right: Self) -> Self {
        let value = self.value / right.value;
        let share = product_term(value, self.derivative, right.derivative);
        Self { value, derivative: (self.derivative - share) / right.value }
    }
}

/// Refuses a value of f that is NaN or infinite.
pub(super) fn told(operation: &'static str, f: &'static str, value: f64) -> Result<(), MathError> {
    if value.is_finite() {
        return Ok(());
    }
    Err(MathError::InvalidArgument {
        operation,
        argument: f,
        reason: format!("is {value} at this point, so it has no derivative there; move the point"),
    })
}

/// Refuses a derivative that is NaN or infinite.
pub(super) fn slope_told(operation: &'static str, slope: f64) -> Result<f64, MathError> {
    if slope.is_finite() {
        return Ok(slope);
    }
    Err(MathError::InvalidArgument {
        operation,
        argument: "f",
        reason: format!(
            "has a value at this point but no finite derivative (the rules give {slope}); a root, \
             a power or a norm is steep without end where its inside is 0, so move the point or \
             write the function another way"
        ),
    })
}

/// The derivative of a function of one number, exact to rounding.
///
/// # Formula
/// f(x + ε) = f(x) + f′(x)·ε with ε² = 0
///
/// # Errors
/// - [`MathError::NotFinite`] for a NaN or infinite x,
/// - [`MathError::InvalidArgument`] when f(x) or f′(x) is NaN or infinite.
///
/// # Source
/// Guide §2.1; Griewank and Walther, *Evaluating Derivatives* (2008), chapter 3.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// fn f(x: Dual) -> Dual {
///     x.powi(3) - 2.0 * x
/// }
/// assert_eq!(dual_derivative(&f, 2.0)?, 10.0); // 3·2² − 2
/// # Ok::<(), MathError>(())
/// ```
pub fn dual_derivative(f: &dyn Fn(Dual) -> Dual, x: f64) -> Result<f64, MathError> {
    let operation = "dual_derivative";
    check::finite_number(operation, "x", x)?;
    let y = f(Dual::variable(x));
    told(operation, "f", y.value)?;
    slope_told(operation, y.derivative)
}

/// The derivative of f at x along a direction u, in one evaluation.
///
/// # Formula
/// D_u f(x) = d/dt f(x + t·u) at t = 0 = ∇f(x)·u
///
/// The direction is used as given: its length scales the answer.
///
/// # Errors
/// - [`MathError::ShapeMismatch`] when x and u differ in length,
/// - [`MathError::NotFinite`] for NaN or infinite input,
/// - [`MathError::InvalidArgument`] when f or a derivative is NaN or infinite there.
///
/// # Source
/// Guide §2.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// fn f(x: &[Dual]) -> Dual {
///     x[0] * x[0] + 2.0 * x[1] * x[1]
/// }
/// // ∇f(3, 4) = (6, 16); along (1, 1) the slope is 22.
/// let slope = dual_directional_derivative(&f, &array![3.0, 4.0], &array![1.0, 1.0])?;
/// assert_eq!(slope, 22.0);
/// # Ok::<(), MathError>(())
/// ```
pub fn dual_directional_derivative(
    f: &dyn Fn(&[Dual]) -> Dual,
    x: &ArrayRef1<f64>,
    direction: &ArrayRef1<f64>,
) -> Result<f64, MathError> {
    let operation = "dual_directional_derivative";
    check::same_length(operation, x, direction)?;
    check::finite(operation, "x", x)?;
    check::finite(operation, "direction", direction)?;
    let point: Vec<Dual> = x.iter().zip(direction).map(|(&x, &u)| Dual::new(x, u)).collect();
    let y = f(&point);
    told(operation, "f", y.value)?;
    slope_told(operation, y.derivative)
}

/// The gradient, exact to rounding: one evaluation for each coordinate.
///
/// # Formula
/// (∇f)ᵢ is the ε-part of f(x + ε·eᵢ)
///
/// # Errors
/// - [`MathError::Empty`] when x has no entries,
/// - [`MathError::NotFinite`] for NaN or infinite input,
/// - [`MathError::InvalidArgument`] when f or a derivative is NaN or infinite there.
///
/// # Source
/// Guide §2.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// fn f(x: &[Dual]) -> Dual {
///     x[0] * x[0] + 2.0 * x[1] * x[1]
/// }
/// assert_eq!(dual_gradient(&f, &array![3.0, 4.0])?, array![6.0, 16.0]);
/// # Ok::<(), MathError>(())
/// ```
pub fn dual_gradient(
    f: &dyn Fn(&[Dual]) -> Dual,
    x: &ArrayRef1<f64>,
) -> Result<Array1<f64>, MathError> {
    let operation = "dual_gradient";
    check::not_empty(operation, "x", x)?;
    check::finite(operation, "x", x)?;
    let mut point: Vec<Dual> = x.iter().map(|&x| Dual::constant(x)).collect();
    let mut gradient = Array1::zeros(x.len());
    for i in 0..x.len() {
        point[i].derivative = 1.0;
        let y = f(&point);
        point[i].derivative = 0.0;
        told(operation, "f", y.value)?;
        gradient[i] = slope_told(operation, y.derivative)?;
    }
    Ok(gradient)
}

/// The Jacobian of a vector function, exact to rounding: one evaluation for
/// each column.
///
/// # Formula
/// J_ij = ∂fᵢ/∂xⱼ; shape (outputs, inputs)
///
/// # Errors
/// - [`MathError::Empty`] when x or f(x) has no entries,
/// - [`MathError::ShapeMismatch`] when the length of f(x) changes between calls,
/// - [`MathError::NotFinite`] for NaN or infinite input,
/// - [`MathError::InvalidArgument`] when f or a derivative is NaN or infinite there.
///
/// # Source
/// Guide §2.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// // Polar to Cartesian at r = 2, θ = 0.
/// fn f(p: &[Dual]) -> Vec<Dual> {
///     vec![p[0] * p[1].cos(), p[0] * p[1].sin()]
/// }
/// assert_eq!(dual_jacobian(&f, &array![2.0, 0.0])?, array![[1.0, 0.0], [0.0, 2.0]]);
/// # Ok::<(), MathError>(())
/// ```
pub fn dual_jacobian(
    f: &dyn Fn(&[Dual]) -> Vec<Dual>,
    x: &ArrayRef1<f64>,
) -> Result<Array2<f64>, MathError> {
    let operation = "dual_jacobian";
    check::not_empty(operation, "x", x)?;
    check::finite(operation, "x", x)?;
    let mut point: Vec<Dual> = x.iter().map(|&x| Dual::constant(x)).collect();
    let mut jacobian = Array2::zeros((0, x.len()));
    for j in 0..x.len() {
        point[j].derivative = 1.0;
        let y = f(&point);
        point[j].derivative = 0.0;
        if j == 0 {
            jacobian = Array2::zeros((y.len(), x.len()));
        }
        if y.is_empty() {
            return Err(MathError::Empty { operation, argument: "f(x)" });
        }
        if y.len() != jacobian.nrows() {
            return Err(MathError::ShapeMismatch {
                operation,
                left: vec![jacobian.nrows()],
                right: vec![y.len()],
                rule: "f must return the same number of entries at every call",
            });
        }
        for (i, entry) in y.iter().enumerate() {
            told(operation, "f", entry.value)?;
            jacobian[[i, j]] = slope_told(operation, entry.derivative)?;
        }
    }
    Ok(jacobian)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn division_and_powers_follow_their_rules() {
        let x = Dual::variable(2.0);
        assert_eq!(1.0 / x, Dual::new(0.5, -0.25));
        assert_eq!(x / (x + 1.0), Dual::new(2.0 / 3.0, (1.0 - 2.0 / 3.0) / 3.0));
        let power = x.pow(x); // (xˣ)′ = xˣ(ln x + 1)
        assert!((power.derivative - 4.0 * (2.0_f64.ln() + 1.0)).abs() < 1e-14);
    }

    #[test]
    fn branches_compare_values() {
        fn clipped(x: Dual) -> Dual {
            if x > 1.0 { Dual::constant(1.0) } else { x * x }
        }
        assert_eq!(dual_derivative(&clipped, 2.0).unwrap(), 0.0);
        assert_eq!(dual_derivative(&clipped, 0.5).unwrap(), 1.0);
        let (a, b) = (Dual::new(1.0, 2.0), Dual::new(1.0, 4.0));
        assert_eq!(a.max(b), Dual::new(1.0, 3.0));
        assert_eq!(a.min(Dual::constant(0.5)), Dual::constant(0.5));
    }

    #[test]
    fn a_factor_that_vanishes_smoothly_quenches_an_infinite_slope() {
        assert_eq!(dual_derivative(&|x| x * x.powf(0.5), 0.0), Ok(0.0)); // x^1.5
        assert_eq!(dual_derivative(&|x| x.sqrt() * x, 0.0), Ok(0.0));
        assert_eq!(dual_derivative(&|x| x / (1.0 + x.sqrt()), 0.0), Ok(1.0));
        // 0ᵇ is 0 for every b > 0.
        assert_eq!(dual_derivative(&|b| Dual::constant(0.0).pow(b), 1.0), Ok(0.0));
        assert_eq!(dual_derivative(&|x| x.pow(Dual::constant(2.0)), -3.0), Ok(-6.0));
    }

    #[test]
    fn boxed_closures_and_sums_work() {
        let scale = 3.0;
        let f: Box<dyn Fn(&[Dual]) -> Dual> =
            Box::new(move |x| x.iter().map(|&x| scale * x * x).sum());
        assert_eq!(dual_gradient(&f, &array![1.0, 2.0]).unwrap(), array![6.0, 12.0]);
    }

    #[test]
    fn undefined_points_are_errors_not_nan() {
        let error = dual_derivative(&Dual::sqrt, 0.0).unwrap_err().to_string();
        assert!(error.contains("`f` has a value at this point but no finite derivative"));
        // The norm at 0 and √x·√x at 0 are 0·∞: refused, in words about f.
        let norm = |x: &[Dual]| (x[0] * x[0] + x[1] * x[1]).sqrt();
        let error = dual_gradient(&norm, &array![0.0, 0.0]).unwrap_err().to_string();
        assert!(error.starts_with("dual_gradient: `f` has a value"), "{error}");
        assert!(dual_derivative(&|x| x.sqrt() * x.sqrt(), 0.0).is_err());
        assert!(dual_derivative(&Dual::ln, -1.0).is_err());
        assert!(dual_derivative(&Dual::sin, f64::NAN).is_err());
        assert!(dual_gradient(&|_| Dual::constant(1.0), &array![]).is_err());
        assert!(dual_jacobian(&|_| Vec::new(), &array![1.0]).is_err());
        assert!(dual_directional_derivative(&|x| x[0], &array![1.0], &array![1.0, 2.0]).is_err());
    }
}
