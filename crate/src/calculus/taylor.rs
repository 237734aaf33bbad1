//! Linear and higher approximation: the derivative as the best straight line.
//!
//! Zoom in on a smooth curve and it becomes straight: near a the function and
//! its tangent differ by less than any multiple of |x − a|. With more
//! derivatives the line becomes Taylor's polynomial, and the gap shrinks like
//! |x − a|ⁿ⁺¹. Gradient descent trusts the line, Newton's method the parabola.

use super::jet::{JET_ORDER, Jet};
use super::{derivative, gradient};
use crate::check;
use crate::error::MathError;
use ndarray::{Array1, ArrayRef1};

/// The tangent of a curve: y = value + slope·(x − at).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TangentLine {
    /// Where the line touches, a.
    pub at: f64,
    /// f(a).
    pub value: f64,
    /// f′(a).
    pub slope: f64,
}

impl TangentLine {
    /// The height of the line at x.
    pub fn evaluate(&self, x: f64) -> f64 {
        self.value + self.slope * (x - self.at)
    }
}

/// The tangent line of f at a, with the derivative by central differences.
///
/// # Formula
/// y = f(a) + f′(a)·(x − a)
///
/// # Errors
/// Those of [`derivative`].
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
/// let line = tangent_line(&square, 1.0)?; // y = 1 + 2(x − 1)
/// assert!((line.evaluate(3.0) - 5.0).abs() < 1e-9);
/// # Ok::<(), MathError>(())
/// ```
pub fn tangent_line(f: &dyn Fn(f64) -> f64, at: f64) -> Result<TangentLine, MathError> {
    let slope = derivative(f, at).map_err(check::on_behalf_of("tangent_line", &[("x", "at")]))?;
    Ok(TangentLine { at, value: f(at), slope })
}

/// The tangent plane of a function of several numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct TangentPlane {
    /// Where the plane touches, a.
    pub at: Array1<f64>,
    /// f(a).
    pub value: f64,
    /// ∇f(a).
    pub gradient: Array1<f64>,
}

impl TangentPlane {
    /// The height of the plane over x.
    ///
    /// # Errors
    /// [`MathError::ShapeMismatch`] when x (or the gradient, if it was set by hand) has
    /// another length than the point.
    pub fn evaluate(&self, x: &ArrayRef1<f64>) -> Result<f64, MathError> {
        let operation = "TangentPlane::evaluate";
        check::same_length(operation, x, &self.at)?;
        check::same_length(operation, &self.gradient, &self.at)?;
        Ok(self.value + self.gradient.dot(&(x.to_owned() - &self.at)))
    }
}

/// The tangent plane of f at a, with the gradient by central differences.
///
/// # Formula
/// z = f(a) + ∇f(a)·(x − a)
///
/// # Errors
/// Those of [`gradient`].
///
/// # Source
/// Guide §2.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// fn f(x: &Array1<f64>) -> f64 {
///     x[0] * x[0] + 2.0 * x[1] * x[1]
/// }
/// let plane = tangent_plane(&f, &array![1.0, 1.0])?; // 3 + 2(x − 1) + 4(y − 1)
/// assert!((plane.evaluate(&array![2.0, 2.0])? - 9.0).abs() < 1e-8);
/// # Ok::<(), MathError>(())
/// ```
pub fn tangent_plane(
    f: &dyn Fn(&Array1<f64>) -> f64,
    at: &ArrayRef1<f64>,
) -> Result<TangentPlane, MathError> {
    let gradient = gradient(f, at).map_err(check::on_behalf_of("tangent_plane", &[("x", "at")]))?;
    let at = at.to_owned();
    let value = f(&at);
    Ok(TangentPlane { at, value, gradient })
}

/// Taylor's polynomial: Σ cₖ (x − centre)ᵏ.
#[derive(Debug, Clone, PartialEq)]
pub struct TaylorPolynomial {
    /// The point a that the polynomial is built around.
    pub centre: f64,
    /// cₖ = f⁽ᵏ⁾(a)/k! at position k.
    pub coefficients: Array1<f64>,
}

impl TaylorPolynomial {
    /// The value of the polynomial at x, by Horner's rule.
    pub fn evaluate(&self, x: f64) -> f64 {
        let t = x - self.centre;
        self.coefficients.iter().rev().fold(0.0, |sum, &c| sum * t + c)
    }

    /// f⁽ᵏ⁾(a) = k!·cₖ, or `None` beyond the order of the polynomial.
    pub fn derivative(&self, k: usize) -> Option<f64> {
        let coefficient = self.coefficients.get(k)?;
        Some(coefficient * (1..=k).map(|i| i as f64).product::<f64>())
    }
}

/// Taylor's polynomial of order n, its derivatives exact to rounding (by
/// arithmetic on power series, see [`Jet`]).
///
/// # Formula
/// f(x) ≈ Σₖ₌₀ⁿ f⁽ᵏ⁾(a)/k!·(x − a)ᵏ
///
/// # Errors
/// - [`MathError::OutOfRange`] when n > 20,
/// - [`MathError::NotFinite`] for a NaN or infinite a,
/// - [`MathError::InvalidArgument`] when one of the derivatives is not finite.
///
/// # Source
/// Guide §2.1; Griewank and Walther, *Evaluating Derivatives* (2008), chapter 13.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let p = taylor(&Jet::sin, 0.0, 3)?; // x − x³/6
/// assert_eq!(p.coefficients, array![0.0, 1.0, 0.0, -1.0 / 6.0]);
/// assert!((p.evaluate(0.5) - 0.5_f64.sin()).abs() < 3e-4);
/// # Ok::<(), MathError>(())
/// ```
pub fn taylor(
    f: &dyn Fn(Jet) -> Jet,
    centre: f64,
    order: usize,
) -> Result<TaylorPolynomial, MathError> {
    let operation = "taylor";
    check::finite_number(operation, "centre", centre)?;
    if order > JET_ORDER {
        return Err(MathError::OutOfRange {
            operation,
            argument: "order",
            value: order as f64,
            expected: "at most 20",
        });
    }
    let y = f(Jet::variable(centre));
    let coefficients = Array1::from_iter(y.coefficients[..=order].iter().copied());
    if let Some(k) = coefficients.iter().position(|c| !c.is_finite()) {
        return Err(MathError::InvalidArgument {
            operation,
            argument: "f",
            reason: format!(
                "has no finite {} at {centre}, so its polynomial stops before (t to the power \
                 {k}); ask for a lower order or move the centre",
                if k == 0 { "value".to_string() } else { format!("derivative of order {k}") }
            ),
        });
    }
    Ok(TaylorPolynomial { centre, coefficients })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn the_gap_to_the_polynomial_shrinks_with_the_next_power() {
        for order in 1..8 {
            let p = taylor(&|x| x.exp() * x.cos(), 0.3, order).unwrap();
            let gap = |h: f64| {
                let x: f64 = 0.3 + h;
                (p.evaluate(x) - x.exp() * x.cos()).abs()
            };
            let shrinks_by = gap(0.2) / gap(0.1);
            let expected = 2.0_f64.powi(order as i32 + 1);
            assert!(shrinks_by > 0.6 * expected, "order {order}: {shrinks_by}");
        }
    }

    #[test]
    fn derivatives_of_every_order_can_be_read_off() {
        let p = taylor(&|x| x.powi(5), 2.0, 6).unwrap();
        let derivatives: Vec<_> = (0..8).map(|k| p.derivative(k)).collect();
        let expected =
            [Some(32.0), Some(80.0), Some(160.0), Some(240.0), Some(240.0), Some(120.0), Some(0.0)];
        assert_eq!(&derivatives[..7], &expected);
        assert_eq!(derivatives[7], None);
        assert_eq!(p.derivative(usize::MAX), None);
    }

    #[test]
    fn powers_at_zero_and_slopes_near_saturation() {
        let bell = taylor(&|x| (-x.powf(2.0)).exp(), 0.0, 4).unwrap();
        assert_eq!(bell.coefficients, array![1.0, 0.0, -1.0, 0.0, 0.5]);
        assert_eq!(taylor(&|x| x.powf(0.0), 0.0, 2).unwrap().coefficients, array![1.0, 0.0, 0.0]);
        assert_eq!(taylor(&|x| x.powf(2.5), 0.0, 2).unwrap().coefficients, array![0.0, 0.0, 0.0]);
        let slope = taylor(&Jet::sigmoid, 40.0, 1).unwrap().coefficients[1];
        assert!((slope / 4.248_354_255_291_589e-18 - 1.0).abs() < 1e-14);
    }

    #[test]
    fn bad_arguments_are_errors() {
        let error = taylor(&|x| x.powf(2.5), 0.0, 4).unwrap_err().to_string();
        assert!(error.contains("taylor: `f` has no finite derivative of order 3 at 0"), "{error}");
        let error = tangent_line(&f64::exp, f64::NAN).unwrap_err().to_string();
        assert!(error.starts_with("tangent_line: `at`"), "{error}");
        let bent = TangentPlane { at: array![0.0, 0.0], value: 1.0, gradient: array![1.0] };
        assert!(bent.evaluate(&array![1.0, 1.0]).is_err());
        assert!(taylor(&Jet::ln, 0.0, 2).is_err());
        assert!(taylor(&Jet::sin, 0.0, 21).is_err());
        assert!(taylor(&Jet::sin, f64::NAN, 2).is_err());
        assert!(tangent_line(&f64::ln, -1.0).is_err());
        assert!(tangent_plane(&|_| 0.0, &array![]).is_err());
        let plane = tangent_plane(&|x| x.sum(), &array![1.0, 2.0]).unwrap();
        assert!(plane.evaluate(&array![1.0]).is_err());
    }
}
