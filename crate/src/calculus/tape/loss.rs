//! Losses: one number to go down on.

use super::matrix::{in_range, one_for_each_row};
use super::{Var, pair};
use crate::error::MathError;
use crate::floating::above_peak;
use ndarray::{Array2, ArrayRef2};

impl Var {
    /// The mean cross-entropy of class labels, from logits (one row for each
    /// example, one column for each class).
    ///
    /// Softmax and logarithm are taken together, so that no logit is too large,
    /// and the gradient is the famous difference of prediction and truth.
    ///
    /// # Formula
    /// L = −1/n Σᵢ ln p_{i,yᵢ};  ∂L/∂a_ij = (p_ij − [j = yᵢ]) / n
    ///
    /// # Errors
    /// - [`MathError::Empty`] when there are no rows,
    /// - [`MathError::ShapeMismatch`] when there is not one label for each row,
    /// - [`MathError::InvalidArgument`] when a label is not a column or its logit is −∞,
    ///   or for a row of logits with NaN, +∞ or nothing but −∞.
    ///
    /// # Source
    /// Guide §3.4, §4.2.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let logits = Var::parameter(array![[0.0, 0.0]]);
    /// let loss = logits.cross_entropy(&[1])?;
    /// loss.backward()?;
    /// assert_eq!(loss.item()?, 2.0_f64.ln());
    /// assert_eq!(logits.gradient()?, array![[0.5, -0.5]]);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn cross_entropy(&self, labels: &[usize]) -> Result<Var, MathError> {
        let operation = "Var::cross_entropy";
        let (rows, columns) = self.shape();
        if rows == 0 {
            return Err(MathError::Empty { operation, argument: "self" });
        }
        one_for_each_row(operation, (rows, columns), labels.len())?;
        in_range(operation, "labels", labels, columns)?;
        // Prediction less truth is needed for the gradient anyway.
        let mut difference = self.value();
        let mut total = 0.0;
        for (i, (mut row, &label)) in difference.rows_mut().into_iter().zip(labels).enumerate() {
            let truth = row[label];
            let peak = super::reduce::peak(operation, row.view(), i)?;
            if truth == f64::NEG_INFINITY {
                return Err(MathError::InvalidArgument {
                    operation,
                    argument: "labels",
                    reason: format!(
                        "holds {label} for row {i}, where its logit is −∞: a masked class cannot \
                         be the truth"
                    ),
                });
            }
            total += (peak - truth) + above_peak(row.view(), peak);
            row.mapv_inplace(|a| (a - peak).exp());
            row /= row.sum();
            // p − 1 of the true class as minus the sum of the others keeps its digits.
            row[label] = 0.0;
            row[label] = -row.sum();
        }
        let scale = 1.0 / rows as f64;
        let value = Array2::from_elem((1, 1), total * scale);
        Ok(Var::record(value.into_shared(), vec![self.clone()], move |g, operands| {
            operands[0].receive(&difference * (g[[0, 0]] * scale));
        }))
    }

    /// The mean squared error against targets of the same shape.
    ///
    /// # Formula
    /// L = 1/(nm) Σ (A_ij − T_ij)²;  ∂L/∂A = 2(A − T)/(nm)
    ///
    /// # Errors
    /// - [`MathError::ShapeMismatch`] when the shapes differ (nothing is
    ///   stretched here: a column against a row is a classic slip),
    /// - [`MathError::Empty`] when there are no entries.
    ///
    /// # Source
    /// Guide §5.1.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let prediction = Var::parameter(array![[1.0], [4.0]]);
    /// let loss = prediction.mse(&array![[1.0], [2.0]])?;
    /// loss.backward()?;
    /// assert_eq!(loss.item()?, 2.0);
    /// assert_eq!(prediction.gradient()?, array![[0.0], [2.0]]);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn mse(&self, target: &ArrayRef2<f64>) -> Result<Var, MathError> {
        let operation = "Var::mse";
        if self.shape() != target.dim() {
            return Err(MathError::ShapeMismatch {
                operation,
                left: pair(self.shape()),
                right: pair(target.dim()),
                rule: "predictions and targets need the same shape",
            });
        }
        if target.is_empty() {
            return Err(MathError::Empty { operation, argument: "target" });
        }
        Ok(self.sub(&Var::constant(target.to_owned()))?.square().mean())
    }
}
