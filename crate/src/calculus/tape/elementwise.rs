//! Functions of each entry: G pulls back to G ⊙ u′(A).

use super::super::elementary;
use super::Var;
use crate::error::MathError;
use ndarray::{ArrayRef, Ix2, Zip};

/// g·slope, where a gradient of 0 stays 0 even at an infinite slope: what the loss does
/// not look at has no say in it.
#[inline]
pub(super) fn zero_wins(g: f64, slope: f64) -> f64 {
    if g == 0.0 { 0.0 } else { g * slope }
}

/// tanh′ = 1 − y² for y = tanh x, and 1/cosh² where that would cancel.
#[inline]
fn tanh_slope(x: f64, y: f64) -> f64 {
    if y.abs() < 0.75 { (1.0 - y) * (1.0 + y) } else { elementary::tanh(x)[1] }
}

impl Var {
    /// Applies u to every entry. The slope is a function of the input x and of
    /// the output y = u(x), whichever is cheaper.
    fn map(&self, u: impl Fn(f64) -> f64, slope: impl Fn(f64, f64) -> f64 + 'static) -> Var {
        let x = self.shared();
        let y = x.mapv(u).into_shared();
        let out = y.clone();
        Var::record(out, vec![self.clone()], move |mut g, operands| {
            Zip::from(&mut g).and(&x).and(&y).for_each(|g, &x, &y| *g = zero_wins(*g, slope(x, y)));
            operands[0].receive(g);
        })
    }

    /// eᵃ for every entry a.
    pub fn exp(&self) -> Var {
        self.map(f64::exp, |_, y| y)
    }

    /// Natural logarithm of every entry; −∞ at 0 and NaN below, which
    /// [`Var::backward`] refuses.
    pub fn ln(&self) -> Var {
        self.map(f64::ln, |x, _| 1.0 / x)
    }

    /// Square root of every entry.
    pub fn sqrt(&self) -> Var {
        self.map(f64::sqrt, |_, y| 0.5 / y)
    }

    /// 1/a for every entry a.
    pub fn recip(&self) -> Var {
        self.map(|x| 1.0 / x, |_, y| -y * y)
    }

    /// a² for every entry a.
    pub fn square(&self) -> Var {
        self.map(|x| x * x, |x, _| 2.0 * x)
    }

    /// |a| for every entry a, with derivative 0 at the corner.
    pub fn abs(&self) -> Var {
        self.map(f64::abs, |x, _| elementary::abs(x)[1])
    }

    /// Sine of every entry (radians).
    pub fn sin(&self) -> Var {
        self.map(f64::sin, |x, _| x.cos())
    }

    /// Cosine of every entry (radians).
    pub fn cos(&self) -> Var {
        self.map(f64::cos, |x, _| -x.sin())
    }

    /// aⁿ for every entry a and a whole number n.
    pub fn powi(&self, n: i32) -> Var {
        self.map(move |x| x.powi(n), move |x, _| elementary::powi(x, n)[1])
    }

    /// aᵖ for every entry a and a constant p.
    pub fn powf(&self, p: f64) -> Var {
        self.map(move |x| elementary::powf(x, p)[0], move |x, _| elementary::powf(x, p)[1])
    }

    /// max(0, a) for every entry a, with derivative 0 at the corner.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let x = Var::parameter(array![[-1.0, 0.0, 2.0]]);
    /// let y = x.relu();
    /// y.sum().backward()?;
    /// assert_eq!(y.value(), array![[0.0, 0.0, 2.0]]);
    /// assert_eq!(x.gradient()?, array![[0.0, 0.0, 1.0]]);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn relu(&self) -> Var {
        // Written so that a NaN goes through and is not hidden as 0.
        self.map(|x| if x <= 0.0 { 0.0 } else { x }, |x, _| if x > 0.0 { 1.0 } else { 0.0 })
    }

    /// a for a > 0 and slope·a elsewhere.
    pub fn leaky_relu(&self, slope: f64) -> Var {
        self.map(
            move |x| elementary::leaky_relu(x, slope)[0],
            move |x, _| elementary::leaky_relu(x, slope)[1],
        )
    }

    /// σ(a) = 1/(1 + e⁻ᵃ) for every entry a, stable at any size.
    pub fn sigmoid(&self) -> Var {
        self.map(|x| elementary::sigmoid(x)[0], |x, _| elementary::sigmoid(x)[1])
    }

    /// Hyperbolic tangent of every entry.
    pub fn tanh(&self) -> Var {
        self.map(f64::tanh, tanh_slope)
    }

    /// a·Φ(a) for every entry a, Φ the standard normal distribution function.
    pub fn gelu(&self) -> Var {
        self.map(|x| elementary::gelu(x)[0], |x, _| elementary::gelu(x)[1])
    }

    /// ln(1 + eᵃ) for every entry a, without overflow.
    pub fn softplus(&self) -> Var {
        self.map(|x| elementary::softplus(x)[0], |x, _| elementary::softplus(x)[1])
    }

    /// Puts a number where the mask is true and stops the gradient there, as
    /// for the future positions of causal attention (with −∞).
    ///
    /// # Errors
    /// [`MathError::ShapeMismatch`] when the mask has another shape.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let scores = Var::constant(array![[1.0, 2.0], [3.0, 4.0]]);
    /// let future = array![[false, true], [false, false]];
    /// let masked = scores.masked_fill(&future, f64::NEG_INFINITY)?;
    /// assert_eq!(masked.softmax(Axis(1))?.value().row(0), array![1.0, 0.0]);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn masked_fill(&self, mask: &ArrayRef<bool, Ix2>, number: f64) -> Result<Var, MathError> {
        if mask.dim() != self.shape() {
            return Err(MathError::ShapeMismatch {
                operation: "Var::masked_fill",
                left: super::pair(self.shape()),
                right: super::pair(mask.dim()),
                rule: "the mask needs the shape of the matrix",
            });
        }
        let mut value = self.value();
        Zip::from(&mut value).and(mask).for_each(|a, &hidden| {
            if hidden {
                *a = number;
            }
        });
        let mask = mask.to_owned();
        Ok(Var::record(value.into_shared(), vec![self.clone()], move |mut g, operands| {
            Zip::from(&mut g).and(&mask).for_each(|g, &hidden| {
                if hidden {
                    *g = 0.0;
                }
            });
            operands[0].receive(g);
        }))
    }
}
