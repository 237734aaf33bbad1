//! Second derivatives by hyper-dual numbers.
//!
//! Two independent infinitesimals ε₁ and ε₂ with ε₁² = ε₂² = 0 but ε₁ε₂ ≠ 0:
//!
//! f(x + a ε₁ + b ε₂) = f + (∇f·a) ε₁ + (∇f·b) ε₂ + (aᵀ H b) ε₁ε₂.
//!
//! With a = eᵢ and b = eⱼ the last coefficient is the entry H_ij of the
//! Hessian, without a step size and without subtracting nearly equal numbers.

use super::dual::{slope_told, told};
use super::elementary::{Derivatives, product_term};
use super::numbers::{arithmetic_with_numbers, elementary_methods};
use crate::check;
use crate::error::MathError;
use ndarray::{Array2, ArrayRef1};
use std::ops::{Add, Div, Mul, Neg, Sub};

/// A number v + a·ε₁ + b·ε₂ + c·ε₁ε₂ with ε₁² = ε₂² = 0.
///
/// # Formula
/// u(v + aε₁ + bε₂ + cε₁ε₂) = u + u′a ε₁ + u′b ε₂ + (u′c + u″ab) ε₁ε₂
///
/// # Source
/// Guide §2.1 (Hessian); Fike and Alonso, "The development of hyper-dual
/// numbers for exact second-derivative calculations" (2011).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let x = HyperDual::variable(2.0);
/// let y = x * x * x;
/// assert_eq!((y.value, y.first, y.mixed), (8.0, 12.0, 12.0)); // x³, 3x², 6x
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HyperDual {
    /// The number itself, v.
    pub value: f64,
    /// Coefficient of ε₁: the derivative along the first direction.
    pub first: f64,
    /// Coefficient of ε₂: the derivative along the second direction.
    pub second: f64,
    /// Coefficient of ε₁ε₂: the second derivative along both.
    pub mixed: f64,
}

impl HyperDual {
    /// A number that does not vary.
    pub fn constant(value: f64) -> Self {
        Self { value, first: 0.0, second: 0.0, mixed: 0.0 }
    }

    /// A variable that moves in both directions at once, so that `mixed` of a
    /// result is the second derivative.
    pub fn variable(value: f64) -> Self {
        Self { value, first: 1.0, second: 1.0, mixed: 0.0 }
    }

    fn is_constant(self) -> bool {
        self.first == 0.0 && self.second == 0.0 && self.mixed == 0.0
    }

    /// The chain rule to second order.
    fn chain(self, [u, slope, bend]: Derivatives) -> Self {
        Self {
            value: u,
            first: slope * self.first,
            second: slope * self.second,
            // Along one axis alone the bend, which may be infinite, plays no part.
            mixed: if self.first == 0.0 || self.second == 0.0 {
                slope * self.mixed
            } else {
                slope * self.mixed + bend * self.first * self.second
            },
        }
    }
}

elementary_methods!(HyperDual);
arithmetic_with_numbers!(HyperDual);

impl PartialEq<f64> for HyperDual {
    fn eq(&self, other: &f64) -> bool {
        self.value == *other
    }
}

impl PartialOrd<f64> for HyperDual {
    fn partial_cmp(&self, other: &f64) -> Option<std::cmp::Ordering> {
        self.value.partial_cmp(other)
    }
}

impl Neg for HyperDual {
    type Output = Self;
    fn neg(self) -> Self {
        Self { value: -self.value, first: -self.first, second: -self.second, mixed: -self.mixed }
    }
}

impl Add for HyperDual {
    type Output = Self;
    fn add(self, right: Self) -> Self {
        Self {
            value: self.value + right.value,
            first: self.first + right.first,
            second: self.second + right.second,
            mixed: self.mixed + right.mixed,
        }
    }
}

impl Sub for HyperDual {
    type Output = Self;
    fn sub(self, right: Self) -> Self {
        self + (-right)
    }
}

impl Mul for HyperDual {
    type Output = Self;
    fn mul(self, right: Self) -> Self {
        let (a, b) = (self, right);
        let term = |value: Self, slope: f64, other: f64| product_term(value.value, slope, other);
        Self {
            value: a.value * b.value,
            first: term(b, b.first, a.first) + term(a, a.first, b.first),
            second: term(b, b.second, a.second) + term(a, a.second, b.second),
            mixed: term(b, b.first + b.second, a.mixed)
                + a.first * b.second
                + a.second * b.first
                + term(a, a.first + a.second, b.mixed),
        }
    }
}

impl Div for HyperDual {
    type Output = Self;
    /// q = u/v from u = q·v: each line is the product rule solved for q's part.
    fn div(self, right: Self) -> Self {
        let value = self.value / right.value;
        let first = (self.first - value * right.first) / right.value;
        let second = (self.second - value * right.second) / right.value;
        let mixed =
            (self.mixed - first * right.second - second * right.first - value * right.mixed)
                / right.value;
        Self { value, first, second, mixed }
    }
}

/// The second derivative of a function of one number, exact to rounding.
///
/// # Formula
/// f″(x) is the ε₁ε₂-part of f(x + ε₁ + ε₂)
///
/// # Errors
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
/// fn f(x: HyperDual) -> HyperDual {
///     x.powi(4)
/// }
/// assert_eq!(dual_second_derivative(&f, 2.0)?, 48.0); // 12·2²
/// # Ok::<(), MathError>(())
/// ```
pub fn dual_second_derivative(
    f: &dyn Fn(HyperDual) -> HyperDual,
    x: f64,
) -> Result<f64, MathError> {
    let operation = "dual_second_derivative";
    check::finite_number(operation, "x", x)?;
    let y = f(HyperDual::variable(x));
    told(operation, "f", y.value)?;
    slope_told(operation, y.mixed)
}

/// The Hessian, exact to rounding: one evaluation for each pair i ≤ j.
///
/// # Formula
/// H_ij = ∂²f/∂xᵢ∂xⱼ is the ε₁ε₂-part of f(x + ε₁eᵢ + ε₂eⱼ); symmetric n × n
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
/// fn f(x: &[HyperDual]) -> HyperDual {
///     x[0] * x[0] + 3.0 * x[0] * x[1] + x[1] * x[1]
/// }
/// assert_eq!(dual_hessian(&f, &array![1.0, 5.0])?, array![[2.0, 3.0], [3.0, 2.0]]);
/// # Ok::<(), MathError>(())
/// ```
pub fn dual_hessian(
    f: &dyn Fn(&[HyperDual]) -> HyperDual,
    x: &ArrayRef1<f64>,
) -> Result<Array2<f64>, MathError> {
    let operation = "dual_hessian";
    check::not_empty(operation, "x", x)?;
    check::finite(operation, "x", x)?;
    let n = x.len();
    let mut point: Vec<HyperDual> = x.iter().map(|&x| HyperDual::constant(x)).collect();
    let mut hessian = Array2::zeros((n, n));
    for i in 0..n {
        point[i].first = 1.0;
        for j in i..n {
            point[j].second = 1.0;
            let y = f(&point);
            point[j].second = 0.0;
            told(operation, "f", y.value)?;
            hessian[[i, j]] = slope_told(operation, y.mixed)?;
            hessian[[j, i]] = y.mixed;
        }
        point[i].first = 0.0;
    }
    Ok(hessian)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn quotient_and_composition_have_the_right_second_derivative() {
        // (sin x / x)″ = −sin x/x − 2 cos x/x² + 2 sin x/x³
        let x = 1.3_f64;
        let exact = -x.sin() / x - 2.0 * x.cos() / (x * x) + 2.0 * x.sin() / x.powi(3);
        let found = dual_second_derivative(&|x| x.sin() / x, x).unwrap();
        assert!((found - exact).abs() < 1e-14);
        // (e^{x²})″ = (2 + 4x²) e^{x²}
        let found = dual_second_derivative(&|x| x.square().exp(), x).unwrap();
        let exact = (2.0 + 4.0 * x * x) * (x * x).exp();
        assert!((found / exact - 1.0).abs() < 1e-14);
    }

    #[test]
    fn hessian_of_rosenbrock_is_the_textbook_one() {
        fn rosenbrock(x: &[HyperDual]) -> HyperDual {
            (1.0 - x[0]).square() + 100.0 * (x[1] - x[0].square()).square()
        }
        let h = dual_hessian(&rosenbrock, &array![-1.2, 1.0]).unwrap();
        let expected = array![[1330.0, 480.0], [480.0, 200.0]];
        assert!((&h - &expected).iter().all(|d| d.abs() < 1e-10));
    }

    #[test]
    fn a_factor_that_vanishes_smoothly_quenches_an_infinite_bend() {
        // x · x^1.5 = x^2.5 has the second derivative 0 at 0, although x^1.5 has none.
        assert_eq!(dual_second_derivative(&|x| x * x.powf(1.5), 0.0), Ok(0.0));
        assert!(dual_second_derivative(&|x| x.powf(1.5), 0.0).is_err());
    }

    #[test]
    fn bad_points_are_errors() {
        assert!(dual_second_derivative(&|x| x.sqrt(), 0.0).is_err());
        assert!(dual_hessian(&|_| HyperDual::constant(0.0), &array![]).is_err());
        assert!(dual_hessian(&|x| x[0], &array![f64::INFINITY]).is_err());
    }
}
