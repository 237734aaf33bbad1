//! `+ − × ÷` between matrices, with stretching, and with plain numbers.

use super::elementwise::zero_wins;
use super::{Var, pair};
use crate::error::MathError;
use ndarray::{Array2, ArrayView2, Axis, Zip};
use std::ops::{Add, Div, Mul, Neg, Sub};

/// The common shape of two operands: equal lengths, or a 1 that repeats.
fn stretched(operation: &'static str, a: &Var, b: &Var) -> Result<(usize, usize), MathError> {
    let axis = |a: usize, b: usize| match (a, b) {
        _ if a == b => Some(a),
        (1, other) | (other, 1) => Some(other),
        _ => None,
    };
    let (left, right) = (a.shape(), b.shape());
    match (axis(left.0, right.0), axis(left.1, right.1)) {
        (Some(rows), Some(columns)) => Ok((rows, columns)),
        _ => Err(MathError::ShapeMismatch {
            operation,
            left: pair(left),
            right: pair(right),
            rule: "along each axis the lengths must be equal or one of them 1",
        }),
    }
}

/// Undoes the stretching for a gradient: what was repeated is summed up.
fn gathered(mut gradient: Array2<f64>, shape: (usize, usize)) -> Array2<f64> {
    for (axis, length) in [(Axis(0), shape.0), (Axis(1), shape.1)] {
        if gradient.len_of(axis) != length {
            gradient = gradient.sum_axis(axis).insert_axis(axis);
        }
    }
    gradient
}

/// Applies f to pairs of entries; both shapes are known to fit.
fn zip_with(
    shape: (usize, usize),
    a: ArrayView2<'_, f64>,
    b: ArrayView2<'_, f64>,
    f: impl Fn(f64, f64) -> f64,
) -> Array2<f64> {
    let mut out = Array2::zeros(shape);
    Zip::from(&mut out).and_broadcast(a).and_broadcast(b).for_each(|out, &a, &b| *out = f(a, b));
    out
}

/// G ⊙ factor, in place, where factor may be stretched.
fn times(mut gradient: Array2<f64>, factor: ArrayView2<'_, f64>) -> Array2<f64> {
    gradient.zip_mut_with(&factor, |g, &factor| *g = zero_wins(*g, factor));
    gradient
}

impl Var {
    /// A + B, entry by entry.
    ///
    /// # Formula
    /// pulls G back to G and G
    ///
    /// # Errors
    /// [`MathError::ShapeMismatch`] when the shapes cannot be stretched to fit.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let x = Var::constant(array![[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]);
    /// let bias = Var::parameter(array![[10.0, 20.0]]); // one row for all three
    /// let y = x.add(&bias)?;
    /// assert_eq!(y.value(), array![[11.0, 22.0], [13.0, 24.0], [15.0, 26.0]]);
    /// y.sum().backward()?;
    /// assert_eq!(bias.gradient()?, array![[3.0, 3.0]]); // used three times
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn add(&self, other: &Var) -> Result<Var, MathError> {
        let shape = stretched("Var::add", self, other)?;
        let value = zip_with(shape, self.shared().view(), other.shared().view(), |a, b| a + b);
        Ok(Var::record(value.into_shared(), vec![self.clone(), other.clone()], |g, operands| {
            let [a, b] = operands else { return };
            if b.listens() {
                b.receive(gathered(g.clone(), b.shape()));
            }
            if a.listens() {
                a.receive(gathered(g, a.shape()));
            }
        }))
    }

    /// A − B, entry by entry.
    ///
    /// # Formula
    /// pulls G back to G and −G
    ///
    /// # Errors
    /// [`MathError::ShapeMismatch`] when the shapes cannot be stretched to fit.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let a = Var::parameter(array![[5.0, 7.0]]);
    /// let b = Var::parameter(array![[1.0]]);
    /// let c = a.sub(&b)?;
    /// assert_eq!(c.value(), array![[4.0, 6.0]]);
    /// c.sum().backward()?;
    /// assert_eq!(b.gradient()?, array![[-2.0]]);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn sub(&self, other: &Var) -> Result<Var, MathError> {
        let shape = stretched("Var::sub", self, other)?;
        let value = zip_with(shape, self.shared().view(), other.shared().view(), |a, b| a - b);
        Ok(Var::record(value.into_shared(), vec![self.clone(), other.clone()], |g, operands| {
            let [a, b] = operands else { return };
            if b.listens() {
                b.receive(gathered(-&g, b.shape()));
            }
            if a.listens() {
                a.receive(gathered(g, a.shape()));
            }
        }))
    }

    /// A ⊙ B, entry by entry.
    ///
    /// # Formula
    /// pulls G back to G ⊙ B and G ⊙ A
    ///
    /// # Errors
    /// [`MathError::ShapeMismatch`] when the shapes cannot be stretched to fit.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let a = Var::parameter(array![[2.0, 3.0]]);
    /// let b = Var::parameter(array![[5.0], [7.0]]);
    /// a.mul(&b)?.sum().backward()?; // a row times a column: 2 × 2
    /// assert_eq!(a.gradient()?, array![[12.0, 12.0]]);
    /// assert_eq!(b.gradient()?, array![[5.0], [5.0]]);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn mul(&self, other: &Var) -> Result<Var, MathError> {
        let shape = stretched("Var::mul", self, other)?;
        let (x, y) = (self.shared(), other.shared());
        let value = zip_with(shape, x.view(), y.view(), |a, b| a * b);
        let operands = vec![self.clone(), other.clone()];
        Ok(Var::record(value.into_shared(), operands, move |g, operands| {
            let [a, b] = operands else { return };
            if b.listens() {
                b.receive(gathered(times(g.clone(), x.view()), b.shape()));
            }
            if a.listens() {
                a.receive(gathered(times(g, y.view()), a.shape()));
            }
        }))
    }

    /// A ⊘ B, entry by entry.
    ///
    /// # Formula
    /// pulls G back to G ⊘ B and −G ⊙ A ⊘ B²
    ///
    /// # Errors
    /// [`MathError::ShapeMismatch`] when the shapes cannot be stretched to fit.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let a = Var::parameter(array![[6.0]]);
    /// let b = Var::parameter(array![[2.0]]);
    /// a.div(&b)?.backward()?;
    /// assert_eq!((a.gradient()?[[0, 0]], b.gradient()?[[0, 0]]), (0.5, -1.5));
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn div(&self, other: &Var) -> Result<Var, MathError> {
        let shape = stretched("Var::div", self, other)?;
        let y = other.shared();
        let value = zip_with(shape, self.shared().view(), y.view(), |a, b| a / b).into_shared();
        let quotient = value.clone();
        let operands = vec![self.clone(), other.clone()];
        Ok(Var::record(value, operands, move |mut g, operands| {
            let [a, b] = operands else { return };
            g.zip_mut_with(&y, |g, &y| *g = if *g == 0.0 { 0.0 } else { *g / y });
            if b.listens() {
                b.receive(gathered(-times(g.clone(), quotient.view()), b.shape()));
            }
            if a.listens() {
                a.receive(gathered(g, a.shape()));
            }
        }))
    }

    /// c·A.
    pub fn scale(&self, factor: f64) -> Var {
        let value = self.shared().map(|a| factor * a);
        Var::record(value.into_shared(), vec![self.clone()], move |mut g, operands| {
            g *= factor;
            operands[0].receive(g);
        })
    }

    /// A/c.
    pub(super) fn divided(&self, divisor: f64) -> Var {
        let value = self.shared().map(|a| a / divisor);
        Var::record(value.into_shared(), vec![self.clone()], move |mut g, operands| {
            g /= divisor;
            operands[0].receive(g);
        })
    }

    /// A + c in every entry.
    pub fn shift(&self, summand: f64) -> Var {
        let value = self.shared().map(|a| a + summand);
        Var::record(value.into_shared(), vec![self.clone()], |g, operands| operands[0].receive(g))
    }
}

/// Operators with a plain number cannot fail, so they may be written as such.
macro_rules! with_number {
    ($($trait:ident $method:ident $right:expr, $left:expr;)*) => {$(
        impl $trait<f64> for &Var {
            type Output = Var;
            fn $method(self, number: f64) -> Var {
                let rule: fn(&Var, f64) -> Var = $right;
                rule(self, number)
            }
        }
        impl $trait<f64> for Var {
            type Output = Var;
            fn $method(self, number: f64) -> Var {
                $trait::$method(&self, number)
            }
        }
        impl $trait<&Var> for f64 {
            type Output = Var;
            fn $method(self, var: &Var) -> Var {
                let rule: fn(&Var, f64) -> Var = $left;
                rule(var, self)
            }
        }
        impl $trait<Var> for f64 {
            type Output = Var;
            fn $method(self, var: Var) -> Var {
                $trait::$method(self, &var)
            }
        }
    )*};
}

with_number! {
    Add add Var::shift, Var::shift;
    Sub sub |var, number| var.shift(-number), |var, number| var.scale(-1.0).shift(number);
    Mul mul Var::scale, Var::scale;
    Div div Var::divided, |var, number| var.recip().scale(number);
}

impl Neg for &Var {
    type Output = Var;
    fn neg(self) -> Var {
        self.scale(-1.0)
    }
}

impl Neg for Var {
    type Output = Var;
    fn neg(self) -> Var {
        self.scale(-1.0)
    }
}
