//! Reverse-mode automatic differentiation, small enough to read at one sitting.
//!
//! Write L = f(a, b, …) as a chain of simple steps. Every step is remembered
//! with the values that went in and its local derivatives ∂out/∂in. Going
//! through the steps once in the opposite order, the chain rule
//!
//! ∂L/∂in += ∂L/∂out · ∂out/∂in
//!
//! brings ∂L/∂· to every number that took part: one walk back gives all the
//! derivatives, however many inputs there are. That is backpropagation. The
//! `+=` matters: a number that is used twice hears back twice.

use super::elementary::{self, Derivatives};
use super::order;
use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::ops::{Add, Div, Mul, Neg, Sub};
use std::rc::Rc;

/// A number that remembers how it was made, so that [`Value::backward`] can
/// tell how a result depends on it.
///
/// Cloning a `Value` gives a second handle to the same number.
///
/// # Formula
/// ∂L/∂in = Σ over every use of ∂L/∂out · ∂out/∂in
///
/// # Source
/// Guide §2.2; Karpathy's micrograd (2020) for the idea of a whole engine on
/// one page.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let x = Value::new(3.0);
/// let y = Value::new(4.0);
/// let z = &x * &x + 2.0 * &y * &y; // x² + 2y²
/// z.backward();
/// assert_eq!((z.value(), x.gradient(), y.gradient()), (41.0, 6.0, 16.0));
/// ```
#[derive(Clone)]
pub struct Value(pub(super) Rc<Node>);

/// One step of the computation.
pub(super) struct Node {
    /// Larger than that of every operand.
    order: usize,
    value: f64,
    gradient: Cell<f64>,
    pub(super) operation: &'static str,
    pub(super) label: RefCell<String>,
    /// What went in, each with the local derivative ∂out/∂in.
    pub(super) operands: Vec<(Value, f64)>,
}

impl Value {
    /// A number to start from: an input or a parameter.
    pub fn new(value: f64) -> Self {
        Self::step("", value, Vec::new())
    }

    /// A result, with its operands and the local derivatives.
    fn step(operation: &'static str, value: f64, operands: Vec<(Value, f64)>) -> Self {
        let order = order::after(operands.iter().map(|(operand, _)| operand.0.order));
        Self(Rc::new(Node {
            order,
            value,
            gradient: Cell::new(0.0),
            operation,
            label: RefCell::default(),
            operands,
        }))
    }

    /// A function of one number, from its row of the derivative table.
    fn apply(&self, operation: &'static str, [value, slope, _]: Derivatives) -> Self {
        Self::step(operation, value, vec![(self.clone(), slope)])
    }

    /// The number.
    pub fn value(&self) -> f64 {
        self.0.value
    }

    /// ∂L/∂self after `L.backward()`, and 0 before.
    pub fn gradient(&self) -> f64 {
        self.0.gradient.get()
    }

    /// Gives the number a name for the drawing of the graph.
    pub fn label(self, name: &str) -> Self {
        *self.0.label.borrow_mut() = name.to_string();
        self
    }

    /// Every number that this one was computed from, itself included, in the
    /// order in which they were made.
    pub(super) fn history(&self) -> Vec<Value> {
        let (mut seen, mut found, mut open) = (HashSet::new(), Vec::new(), vec![self.clone()]);
        while let Some(value) = open.pop() {
            if seen.insert(Rc::as_ptr(&value.0)) {
                open.extend(value.0.operands.iter().map(|(operand, _)| operand.clone()));
                found.push(value);
            }
        }
        found.sort_by_key(|value| value.0.order);
        found
    }

    /// Computes the derivative of this number with respect to every number it
    /// was made from.
    ///
    /// All gradients in the history start from 0 first, so a second call gives
    /// the same gradients again; it does not add to them.
    ///
    /// Where 0 meets an infinite derivative (√(x² + y²) or x·√x at 0), the 0 wins: what
    /// does not change to first order contributes nothing.
    pub fn backward(&self) {
        let history = self.history();
        for value in &history {
            value.0.gradient.set(0.0);
        }
        self.0.gradient.set(1.0);
        for out in history.iter().rev() {
            for (operand, local) in &out.0.operands {
                let contribution = if out.gradient() == 0.0 || *local == 0.0 {
                    0.0
                } else {
                    out.gradient() * local
                };
                operand.0.gradient.set(operand.gradient() + contribution);
            }
        }
    }
}

/// A long history is taken apart in a loop: dropping it link by link would
/// need a call inside a call for every step.
impl Drop for Node {
    fn drop(&mut self) {
        let mut open = std::mem::take(&mut self.operands);
        while let Some((value, _)) = open.pop() {
            if let Some(mut node) = Rc::into_inner(value.0) {
                open.append(&mut node.operands);
            }
        }
    }
}

/// Arithmetic: value, then the two local derivatives.
macro_rules! binary {
    ($($trait:ident $method:ident $sign:literal |$a:ident, $b:ident| $value:expr, $da:expr, $db:expr;)*) => {$(
        impl $trait<&Value> for &Value {
            type Output = Value;
            fn $method(self, right: &Value) -> Value {
                let ($a, $b) = (self.value(), right.value());
                Value::step($sign, $value, vec![(self.clone(), $da), (right.clone(), $db)])
            }
        }
        binary!(@ $trait $method: Value, Value; Value, &Value; &Value, Value);
        binary!(@number $trait $method: Value, f64; &Value, f64; f64, Value; f64, &Value);
    )*};
    (@ $trait:ident $method:ident: $($left:ty, $right:ty);*) => {$(
        impl $trait<$right> for $left {
            type Output = Value;
            fn $method(self, right: $right) -> Value {
                $trait::$method(&Value::from(self), &Value::from(right))
            }
        }
    )*};
    (@number $trait:ident $method:ident: $($left:ty, $right:ty);*) => {
        binary!(@ $trait $method: $($left, $right);*);
    };
}

binary! {
    Add add "+" |a, b| a + b, 1.0, 1.0;
    Sub sub "−" |a, b| a - b, 1.0, -1.0;
    Mul mul "×" |a, b| a * b, b, a;
    Div div "÷" |a, b| a / b, 1.0 / b, -(a / b) / b;
}

/// Functions of one number, each a row of the derivative table.
macro_rules! unary {
    ($($name:ident $sign:literal $doc:literal;)*) => {
        impl Value {$(
            #[doc = $doc]
            pub fn $name(&self) -> Value {
                self.apply($sign, elementary::$name(self.value()))
            }
        )*}
    };
}

unary! {
    exp "exp" "eˣ.";
    ln "ln" "Natural logarithm.";
    ln_1p "ln(1+·)" "ln(1 + x), accurate near 0.";
    sqrt "√" "Square root.";
    recip "1/·" "1/x.";
    square "·²" "x².";
    sin "sin" "Sine (radians).";
    cos "cos" "Cosine (radians).";
    tan "tan" "Tangent (radians).";
    atan "atan" "Inverse tangent.";
    sinh "sinh" "Hyperbolic sine.";
    cosh "cosh" "Hyperbolic cosine.";
    tanh "tanh" "Hyperbolic tangent.";
    abs "|·|" "|x|, with derivative 0 at the corner.";
    sigmoid "σ" "σ(x) = 1/(1 + e⁻ˣ).";
    relu "ReLU" "max(0, x), with derivative 0 at the corner.";
    softplus "softplus" "ln(1 + eˣ), without overflow.";
    gelu "GELU" "x·Φ(x), Φ the standard normal distribution function.";
}

impl Value {
    /// xⁿ for a whole number n.
    pub fn powi(&self, n: i32) -> Value {
        self.apply("powi", elementary::powi(self.value(), n))
    }

    /// xᵖ for a constant p.
    pub fn powf(&self, p: f64) -> Value {
        self.apply("powf", elementary::powf(self.value(), p))
    }
}

impl From<f64> for Value {
    fn from(value: f64) -> Self {
        Self::new(value)
    }
}

impl From<&Value> for Value {
    fn from(value: &Value) -> Self {
        value.clone()
    }
}

impl Neg for &Value {
    type Output = Value;
    fn neg(self) -> Value {
        Value::step("−", -self.value(), vec![(self.clone(), -1.0)])
    }
}

impl Neg for Value {
    type Output = Value;
    fn neg(self) -> Value {
        -&self
    }
}

impl std::iter::Sum for Value {
    fn sum<I: Iterator<Item = Value>>(terms: I) -> Value {
        terms.reduce(|total, term| total + term).unwrap_or_else(|| Value::new(0.0))
    }
}

impl std::fmt::Debug for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Value {{ value: {}, gradient: {} }}", self.value(), self.gradient())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_used_twice_hears_back_twice() {
        let x = Value::new(3.0);
        let y = &x * &x + &x; // 2x + 1
        y.backward();
        assert_eq!(x.gradient(), 7.0);
    }

    #[test]
    fn a_second_backward_gives_the_same_gradients() {
        let (a, b) = (Value::new(2.0), Value::new(-3.0));
        let c = (&a * &b).tanh() + &a / &b;
        c.backward();
        let first = (a.gradient(), b.gradient());
        c.backward();
        assert_eq!((a.gradient(), b.gradient()), first);
        // From an inner number only its own history is touched.
        let d = &a + 1.0;
        let e = &d * &d;
        e.backward();
        assert_eq!((a.gradient(), b.gradient()), (6.0, first.1));
    }

    #[test]
    fn zero_wins_over_an_infinite_derivative() {
        let (x, y) = (Value::new(0.0), Value::new(0.0));
        (x.square() + y.square()).sqrt().backward();
        assert_eq!((x.gradient(), y.gradient()), (0.0, 0.0));
        (&x * x.powf(0.5)).backward(); // x^1.5
        assert_eq!(x.gradient(), 0.0);
    }

    #[test]
    fn numbers_mix_with_values_on_either_side() {
        let x = Value::new(2.0);
        let y = 1.0 - 3.0 / (&x + 1.0) * 2.0 - -&x;
        y.backward();
        assert_eq!(y.value(), 1.0);
        assert!((x.gradient() - (6.0 / 9.0 + 1.0)).abs() < 1e-15);
        let total: Value = (1..4).map(|k| &x * f64::from(k)).sum();
        total.backward();
        assert_eq!((total.value(), x.gradient()), (12.0, 6.0));
    }

    #[test]
    fn a_very_long_history_neither_overflows_the_stack_nor_stalls() {
        let x = Value::new(1.0);
        let mut y = x.clone();
        for _ in 0..200_000 {
            y = y + 1.0;
        }
        y.backward();
        assert_eq!(x.gradient(), 1.0);
        drop(y);
        assert_eq!(Rc::strong_count(&x.0), 1);
    }
}
