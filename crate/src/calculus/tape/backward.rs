//! The walk back over the tape, and the gradients that it leaves.

use super::{Var, not_a_number, pair};
use crate::check;
use crate::error::MathError;
use ndarray::{Array2, ArrayRef2};
use std::collections::HashSet;
use std::rc::Rc;

impl Var {
    /// ∂L/∂self from the last `backward` that reached this matrix.
    ///
    /// # Errors
    /// [`MathError::InvalidArgument`] when no `backward` has reached it, or when it is an
    /// intermediate result whose gradient was not kept.
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
    /// An entry that the loss does not depend on to first order gets the gradient 0 even
    /// where an infinite derivative lies on the way, as behind [`Var::masked_fill`] or for
    /// x·√x at 0.
    ///
    /// # Formula
    /// ∂L/∂L = 1, then pullback after pullback, newest first
    ///
    /// # Errors
    /// - [`MathError::InvalidArgument`] when self is not 1 × 1 or depends on no
    ///   parameter,
    /// - [`MathError::NotFinite`] when the loss is NaN or infinite,
    /// - [`MathError::InvalidArgument`] when a gradient is, although the loss is not: at a
    ///   place without a derivative (the root in a norm at 0), or beyond the largest
    ///   number. [`Var::gradient`] then shows which entries.
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
        self.propagate("Var::backward", Array2::ones((1, 1)), false)
    }

    /// As [`Var::backward`], but adds to the gradients the parameters already
    /// have: the sum over several losses or mini-batches. Start each sum with
    /// `backward` or [`Var::clear_gradient`].
    ///
    /// # Errors
    /// Those of [`Var::backward`].
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
        self.propagate("Var::backward_accumulate", Array2::ones((1, 1)), true)
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
        self.propagate(operation, seed.to_owned(), false)
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
        check::finite_number(operation, msg!("the loss"), value[[0, 0]])?;
        self.tracked_check(operation)
    }

    /// The walk back over the tape.
    fn propagate(
        &self,
        operation: &'static str,
        seed: Array2<f64>,
        accumulate: bool,
    ) -> Result<(), MathError> {
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
        for leaf in steps.iter().filter(|step| step.is_leaf()) {
            let gradient = leaf.0.gradient.borrow();
            if gradient.as_ref().is_some_and(|gradient| !check::is_finite(gradient)) {
                let (rows, columns) = leaf.shape();
                return Err(MathError::InvalidArgument {
                    operation,
                    argument: "self",
                    reason: format!(
                        "has no finite gradient for a parameter of shape ({rows}, {columns}): a \
                         step such as √, ln or ÷ stands where it has no derivative, or a number \
                         has grown beyond 1.8e308; gradient() of the parameter shows where"
                    ),
                });
            }
        }
        Ok(())
    }

    pub(super) fn is_leaf(&self) -> bool {
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
    pub(super) fn listens(&self) -> bool {
        self.0.tracked
    }

    /// Adds a contribution to the gradient.
    pub(super) fn receive(&self, contribution: Array2<f64>) {
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
    pub(super) fn receive_into(&self, write: impl FnOnce(&mut Array2<f64>)) {
        if self.0.tracked {
            let mut gradient = self.0.gradient.borrow_mut();
            write(gradient.get_or_insert_with(|| Array2::zeros(self.shape())));
        }
    }
}
