//! Reverse mode on arrays: a tape of matrix operations.
//!
//! The idea is that of [`super::value`]; only the numbers have become
//! matrices, so that one step of the tape is one matrix product instead of
//! thousands of scalar ones. Each operation lays down its result together with
//! its *pullback*, the function that turns ∂L/∂out into ∂L/∂in for each
//! operand:
//!
//! - C = A·B        pulls G back to  G·Bᵀ  and  Aᵀ·G
//! - C = A + B      pulls G back to  G  and  G
//! - C = u(A)       pulls G back to  G ⊙ u′(A)
//! - c = Σ A        pulls g back to  g in every entry
//!
//! Operands are stretched as NumPy does it: an axis of length 1 repeats to the
//! length of the other operand. A number that was repeated was used many
//! times, so its gradient is the sum over the repetitions.
//!
//! [`Var::backward`] walks the tape from the end, the newest step first.

mod arithmetic;
mod backward;
mod elementwise;
mod loss;
mod matrix;
mod reduce;
#[cfg(test)]
mod tests;
mod update;

use super::order;
use crate::error::MathError;
use ndarray::{ArcArray2, Array2};
use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;

/// A matrix that remembers how it was computed.
///
/// Parameters ([`Var::parameter`]) are what derivatives are taken for;
/// constants ([`Var::constant`]) are data. Everything computed from a parameter
/// is on the tape, everything else costs nothing. Cloning gives a second handle
/// to the same matrix, and the tape is freed when the last result is dropped.
///
/// Operations on two `Var`s are methods that answer with a `Result`, because
/// shapes may not fit; operations with a plain number are also written `+ − × ÷`.
///
/// # Formula
/// ∂L/∂A = Σ over every use of A of pullback(∂L/∂out)
///
/// # Source
/// Guide §2.2; Baydin et al., "Automatic differentiation in machine learning:
/// a survey" (2018).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let x = Var::constant(array![[1.0, 2.0]]);
/// let w = Var::parameter(array![[3.0], [4.0]]);
/// let loss = x.matmul(&w)?.square().sum(); // (1·3 + 2·4)² = 121
/// loss.backward()?;
/// assert_eq!(loss.item()?, 121.0);
/// assert_eq!(w.gradient()?, array![[22.0], [44.0]]); // 2·11·x
/// # Ok::<(), MathError>(())
/// ```
#[derive(Clone)]
pub struct Var(Rc<Node>);

/// Turns ∂L/∂out into the contributions to each operand's gradient.
type Pullback = Box<dyn Fn(Array2<f64>, &[Var])>;

struct Node {
    /// Larger than that of every operand.
    order: usize,
    /// Shared with the pullbacks that need it, which keep the numbers of the
    /// forward pass even when a parameter is changed afterwards.
    value: RefCell<ArcArray2<f64>>,
    gradient: RefCell<Option<Array2<f64>>>,
    /// Whether the gradient stays after `backward`.
    kept: Cell<bool>,
    /// Whether a parameter is among the ancestors.
    tracked: bool,
    operands: Vec<Var>,
    pullback: Option<Pullback>,
}

impl Var {
    fn leaf(value: Array2<f64>, tracked: bool) -> Self {
        Self(Rc::new(Node {
            order: order::after(std::iter::empty()),
            value: RefCell::new(value.into_shared()),
            gradient: RefCell::new(None),
            kept: Cell::new(tracked),
            tracked,
            operands: Vec::new(),
            pullback: None,
        }))
    }

    /// Lays one operation on the tape.
    fn record(
        value: ArcArray2<f64>,
        operands: Vec<Var>,
        pullback: impl Fn(Array2<f64>, &[Var]) + 'static,
    ) -> Self {
        let tracked = operands.iter().any(|operand| operand.0.tracked);
        Self(Rc::new(Node {
            order: order::after(operands.iter().map(|operand| operand.0.order)),
            value: RefCell::new(value),
            gradient: RefCell::new(None),
            kept: Cell::new(false),
            tracked,
            // A result that depends on no parameter needs no past.
            operands: if tracked { operands } else { Vec::new() },
            pullback: if tracked { Some(Box::new(pullback)) } else { None },
        }))
    }

    /// A matrix that derivatives are taken for.
    pub fn parameter(value: Array2<f64>) -> Self {
        Self::leaf(value, true)
    }

    /// A matrix of data: no gradient is computed for it.
    pub fn constant(value: Array2<f64>) -> Self {
        Self::leaf(value, false)
    }

    /// A 1 × 1 constant.
    pub fn number(value: f64) -> Self {
        Self::constant(Array2::from_elem((1, 1), value))
    }

    /// The matrix, as a copy of its own.
    pub fn value(&self) -> Array2<f64> {
        self.0.value.borrow().to_owned()
    }

    /// The matrix, shared: no entry is copied.
    pub fn shared(&self) -> ArcArray2<f64> {
        self.0.value.borrow().clone()
    }

    /// Rows and columns.
    pub fn shape(&self) -> (usize, usize) {
        self.0.value.borrow().dim()
    }

    /// The number in a 1 × 1 matrix, such as a loss.
    ///
    /// # Errors
    /// [`MathError::InvalidArgument`] when the matrix has another shape.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// assert_eq!(Var::constant(array![[1.0, 2.0]]).sum().item()?, 3.0);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn item(&self) -> Result<f64, MathError> {
        let value = self.0.value.borrow();
        if value.dim() == (1, 1) {
            return Ok(value[[0, 0]]);
        }
        Err(not_a_number("Var::item", value.dim()))
    }

    /// A constant with the same matrix: what is computed from it does not reach
    /// back to this one's parameters.
    pub fn detach(&self) -> Self {
        Self::record(self.shared(), Vec::new(), |_, _| {})
    }

    /// Keeps the gradient of an intermediate result too, so that
    /// [`Var::gradient`] can show it; call it before `backward`.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let w = Var::parameter(array![[2.0]]);
    /// let hidden = w.square().keep_gradient();
    /// (&hidden * 3.0).backward()?;
    /// assert_eq!(hidden.gradient()?, array![[3.0]]);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn keep_gradient(self) -> Self {
        self.0.kept.set(true);
        self
    }
}

/// A long tape is taken apart in a loop: dropping it link by link would need a
/// call inside a call for every step.
impl Drop for Node {
    fn drop(&mut self) {
        let mut open = std::mem::take(&mut self.operands);
        while let Some(var) = open.pop() {
            if let Some(mut node) = Rc::into_inner(var.0) {
                open.append(&mut node.operands);
            }
        }
    }
}

impl fmt::Debug for Var {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (rows, columns) = self.shape();
        let kind = match (self.is_leaf(), self.0.tracked) {
            (true, true) => "parameter",
            (_, false) => "constant",
            (false, true) => "result",
        };
        write!(f, "Var ({kind}, {rows} × {columns})\n{}", self.0.value.borrow())
    }
}

fn pair((rows, columns): (usize, usize)) -> Vec<usize> {
    vec![rows, columns]
}

fn not_a_number(operation: &'static str, (rows, columns): (usize, usize)) -> MathError {
    MathError::InvalidArgument {
        operation,
        argument: "self",
        reason: format!(
            "has the shape ({rows}, {columns}), not (1, 1); reduce it to one number with \
             sum() or mean() first"
        ),
    }
}
