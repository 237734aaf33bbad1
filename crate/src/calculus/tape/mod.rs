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
mod elementwise;
mod loss;
mod matrix;
mod reduce;
#[cfg(test)]
mod tests;

use super::order;
use crate::check;
use crate::error::MathError;
use ndarray::{ArcArray2, Array2, ArrayRef2};
use std::cell::{Cell, RefCell};
use std::collections::HashSet;
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
    /// - [`MathError::InvalidArgument`] when the matrix has another shape.
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

    /// ∂L/∂self from the last `backward` that reached this matrix.
    ///
    /// # Errors
    /// - [`MathError::InvalidArgument`] when no `backward` has reached it, or
    ///   when it is an intermediate result whose gradient was not kept.
    pub fn gradient(&self) -> Result<Array2<f64>, MathError> {
        self.0.gradient.borrow().clone().ok_or_else(|| MathError::InvalidArgument {
            operation: "Var::gradient",
            argument: "self",
            reason: if !self.0.tracked {
                "depends on no parameter; create it with Var::parameter".into()
            } else if !self.0.kept.get() {
                "is an intermediate result; call keep_gradient() on it before backward()".into()
            } else {
                "has no gradient yet; call backward() on a loss that depends on it".into()
            },
        })
    }

    /// Forgets the gradient.
    pub fn clear_gradient(&self) {
        *self.0.gradient.borrow_mut() = None;
    }

    /// Computes the gradient of this number (a 1 × 1 loss) with respect to
    /// every parameter it depends on.
    ///
    /// The gradients of all those parameters are replaced: a second call gives
    /// the same ones again. To add up the gradients of several losses use
    /// [`Var::backward_accumulate`].
    ///
    /// # Formula
    /// ∂L/∂L = 1, then pullback after pullback, newest first
    ///
    /// # Errors
    /// - [`MathError::InvalidArgument`] when self is not 1 × 1 or depends on no
    ///   parameter,
    /// - [`MathError::NotFinite`] when the loss is NaN or infinite.
    ///
    /// # Source
    /// Guide §2.2.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let w = Var::parameter(array![[1.0, -2.0]]);
    /// let loss = w.square().sum();
    /// loss.backward()?;
    /// loss.backward()?;
    /// assert_eq!(w.gradient()?, array![[2.0, -4.0]]);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn backward(&self) -> Result<(), MathError> {
        self.seed_check("Var::backward")?;
        self.propagate(Array2::ones((1, 1)), false);
        Ok(())
    }

    /// As [`Var::backward`], but adds to the gradients the parameters already
    /// have: the sum over several losses or mini-batches. Start each sum with
    /// `backward` or [`Var::clear_gradient`].
    ///
    /// # Errors
    /// As [`Var::backward`].
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let w = Var::parameter(array![[3.0]]);
    /// w.square().backward()?; // 2w = 6
    /// (&w * 10.0).backward_accumulate()?; // and 10 more
    /// assert_eq!(w.gradient()?, array![[16.0]]);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn backward_accumulate(&self) -> Result<(), MathError> {
        self.seed_check("Var::backward_accumulate")?;
        self.propagate(Array2::ones((1, 1)), true);
        Ok(())
    }

    /// Pulls a given ∂L/∂self of any shape back to the parameters: the product
    /// of a row vector with the Jacobian. Gradients are replaced.
    ///
    /// # Errors
    /// - [`MathError::ShapeMismatch`] when the seed has another shape than self,
    /// - [`MathError::NotFinite`] when the seed holds NaN or infinity,
    /// - [`MathError::InvalidArgument`] when self depends on no parameter.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let w = Var::parameter(array![[1.0, 2.0]]);
    /// w.square().backward_from(&array![[1.0, -1.0]])?;
    /// assert_eq!(w.gradient()?, array![[2.0, -4.0]]);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn backward_from(&self, seed: &ArrayRef2<f64>) -> Result<(), MathError> {
        let operation = "Var::backward_from";
        if seed.dim() != self.shape() {
            return Err(MathError::ShapeMismatch {
                operation,
                left: pair(self.shape()),
                right: pair(seed.dim()),
                rule: "the seed needs the shape of the result it is the gradient of",
            });
        }
        check::finite(operation, "seed", seed)?;
        self.tracked_check(operation)?;
        self.propagate(seed.to_owned(), false);
        Ok(())
    }

    fn tracked_check(&self, operation: &'static str) -> Result<(), MathError> {
        if self.0.tracked {
            return Ok(());
        }
        Err(MathError::InvalidArgument {
            operation,
            argument: "self",
            reason: "depends on no parameter, so there is nothing to differentiate for; \
                     create the inputs of interest with Var::parameter"
                .into(),
        })
    }

    fn seed_check(&self, operation: &'static str) -> Result<(), MathError> {
        let value = self.0.value.borrow();
        if value.dim() != (1, 1) {
            return Err(not_a_number(operation, value.dim()));
        }
        check::finite_number(operation, "the loss", value[[0, 0]])?;
        self.tracked_check(operation)
    }

    /// The walk back over the tape.
    fn propagate(&self, seed: Array2<f64>, accumulate: bool) {
        let steps = self.history();
        for step in &steps {
            if !(accumulate && step.is_leaf()) {
                step.clear_gradient();
            }
        }
        self.receive(seed);
        for step in steps.iter().rev() {
            if let Some(pullback) = &step.0.pullback {
                let gradient = if step.0.kept.get() {
                    step.0.gradient.borrow().clone()
                } else {
                    step.0.gradient.borrow_mut().take()
                };
                if let Some(gradient) = gradient {
                    pullback(gradient, &step.0.operands);
                }
            }
        }
    }

    fn is_leaf(&self) -> bool {
        self.0.pullback.is_none()
    }

    /// Every tracked matrix that this one was computed from, oldest first.
    fn history(&self) -> Vec<Var> {
        let mut seen = HashSet::from([Rc::as_ptr(&self.0)]);
        let (mut found, mut open) = (Vec::new(), vec![self.clone()]);
        while let Some(var) = open.pop() {
            for operand in &var.0.operands {
                if operand.0.tracked && seen.insert(Rc::as_ptr(&operand.0)) {
                    open.push(operand.clone());
                }
            }
            found.push(var);
        }
        found.sort_by_key(|var| var.0.order);
        found
    }

    /// Whether a pullback has to compute anything for this operand.
    fn listens(&self) -> bool {
        self.0.tracked
    }

    /// Adds a contribution to the gradient.
    fn receive(&self, contribution: Array2<f64>) {
        if !self.0.tracked {
            return;
        }
        match &mut *self.0.gradient.borrow_mut() {
            Some(gradient) => *gradient += &contribution,
            empty => *empty = Some(contribution),
        }
    }

    /// Adds a contribution by writing into the gradient itself, which starts as
    /// zeros: for operations that touch only part of their operand.
    fn receive_into(&self, write: impl FnOnce(&mut Array2<f64>)) {
        if self.0.tracked {
            let mut gradient = self.0.gradient.borrow_mut();
            write(gradient.get_or_insert_with(|| Array2::zeros(self.shape())));
        }
    }

    /// Replaces the matrix of a parameter or constant. Results computed before
    /// keep the numbers they were computed with, and so do their gradients.
    ///
    /// # Errors
    /// - [`MathError::InvalidArgument`] when self is a computed result,
    /// - [`MathError::ShapeMismatch`] when the shape changes.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let w = Var::parameter(array![[1.0]]);
    /// let loss = w.square();
    /// w.set_value(array![[5.0]])?;
    /// loss.backward()?;
    /// assert_eq!(w.gradient()?, array![[2.0]]); // at the 1 that loss was made from
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn set_value(&self, value: Array2<f64>) -> Result<(), MathError> {
        let operation = "Var::set_value";
        self.leaf_check(operation)?;
        if value.dim() != self.shape() {
            return Err(MathError::ShapeMismatch {
                operation,
                left: pair(self.shape()),
                right: pair(value.dim()),
                rule: "a parameter keeps its shape",
            });
        }
        *self.0.value.borrow_mut() = value.into_shared();
        Ok(())
    }

    /// Changes a parameter by a rule that sees its entries and its gradient,
    /// both row by row in one slice: the place for an optimiser's step.
    ///
    /// # Errors
    /// - [`MathError::InvalidArgument`] when self is a computed result or has
    ///   no gradient yet.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let w = Var::parameter(array![[1.0, -2.0]]);
    /// w.square().sum().backward()?;
    /// w.update(&mut |w, gradient| {
    ///     for (w, g) in w.iter_mut().zip(gradient) {
    ///         *w -= 0.25 * g;
    ///     }
    /// })?;
    /// assert_eq!(w.value(), array![[0.5, -1.0]]);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn update(&self, rule: &mut dyn FnMut(&mut [f64], &[f64])) -> Result<(), MathError> {
        self.leaf_check("Var::update")?;
        // Only a gradient in another memory order has to be rearranged first.
        let mut slot = self.0.gradient.borrow_mut();
        let gradient = slot.take();
        let Some(gradient) = gradient else {
            drop(slot);
            return self.gradient().map(|_| ());
        };
        let gradient = slot.insert(gradient.as_standard_layout().into_owned());
        let mut value = self.0.value.borrow_mut();
        if !value.is_standard_layout() {
            *value = value.as_standard_layout().into_owned().into_shared();
        }
        if let (Some(value), Some(gradient)) = (value.as_slice_mut(), gradient.as_slice()) {
            rule(value, gradient);
        }
        Ok(())
    }

    fn leaf_check(&self, operation: &'static str) -> Result<(), MathError> {
        if self.is_leaf() {
            return Ok(());
        }
        Err(MathError::InvalidArgument {
            operation,
            argument: "self",
            reason: "is a computed result; only parameters and constants can be changed".into(),
        })
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
