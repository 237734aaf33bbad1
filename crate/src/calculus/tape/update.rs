//! Changing a parameter: by hand, or by an optimiser's step.

use super::{Var, pair};
use crate::check;
use crate::error::MathError;
use ndarray::Array2;

impl Var {
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
    /// [`MathError::InvalidArgument`] when self is a computed result or has no gradient
    /// yet.
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
        let gradient = self.gradient().map_err(check::on_behalf_of("Var::update", &[]))?;
        let gradient: Vec<f64> = gradient.iter().copied().collect();
        // On copies, so that the rule may look at this very Var.
        let mut entries: Vec<f64> = self.0.value.borrow().iter().copied().collect();
        rule(&mut entries, &gradient);
        for (entry, new) in self.0.value.borrow_mut().iter_mut().zip(entries) {
            *entry = new;
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
