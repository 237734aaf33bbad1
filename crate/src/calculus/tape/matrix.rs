//! Products and rearrangements: matmul, transpose, reshape, slices, gathers.

use super::{Var, pair};
use crate::error::MathError;
use ndarray::linalg::general_mat_mul;
use ndarray::{Array2, ArrayView2, Axis, AxisDescription, Slice, concatenate};
use std::ops::Range;

impl Var {
    /// The matrix product A·B.
    ///
    /// # Formula
    /// C_ij = Σₖ A_ik B_kj; pulls G back to G·Bᵀ and Aᵀ·G
    ///
    /// # Errors
    /// [`MathError::ShapeMismatch`] when A has not as many columns as B has rows.
    ///
    /// # Source
    /// Guide §1.2, §2.2.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let a = Var::parameter(array![[1.0, 2.0]]);
    /// let b = Var::parameter(array![[3.0], [4.0]]);
    /// let c = a.matmul(&b)?;
    /// c.backward()?;
    /// assert_eq!(c.value(), array![[11.0]]);
    /// assert_eq!(a.gradient()?, array![[3.0, 4.0]]);
    /// assert_eq!(b.gradient()?, array![[1.0], [2.0]]);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn matmul(&self, other: &Var) -> Result<Var, MathError> {
        let (x, y) = (self.shared(), other.shared());
        if x.ncols() != y.nrows() {
            return Err(MathError::ShapeMismatch {
                operation: "Var::matmul",
                left: pair(x.dim()),
                right: pair(y.dim()),
                rule: "the left matrix needs as many columns as the right one has rows",
            });
        }
        let value = x.dot(&y).into_shared();
        Ok(Var::record(value, vec![self.clone(), other.clone()], move |g, operands| {
            let [a, b] = operands else { return };
            a.receive_product(g.view(), y.t());
            b.receive_product(x.t(), g.view());
        }))
    }

    /// Adds the product of two matrices to the gradient, without a temporary.
    fn receive_product(&self, left: ArrayView2<'_, f64>, right: ArrayView2<'_, f64>) {
        if !self.listens() {
            return;
        }
        match &mut *self.0.gradient.borrow_mut() {
            Some(gradient) => general_mat_mul(1.0, &left, &right, 1.0, gradient),
            empty => *empty = Some(left.dot(&right)),
        }
    }

    /// The dense layer X·W + b in one step, with the row b added to every row.
    ///
    /// # Formula
    /// Y = X·W + 1·b; pulls G back to G·Wᵀ, Xᵀ·G and the column sums of G
    ///
    /// # Errors
    /// [`MathError::ShapeMismatch`] when the product does not fit or b is not one row with
    /// as many columns as W.
    ///
    /// # Source
    /// Guide §1.4.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let x = Var::constant(array![[1.0, 2.0]]);
    /// let w = Var::parameter(array![[1.0, 0.0], [0.0, 1.0]]);
    /// let b = Var::parameter(array![[10.0, 20.0]]);
    /// assert_eq!(x.affine(&w, &b)?.value(), array![[11.0, 22.0]]);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn affine(&self, weight: &Var, bias: &Var) -> Result<Var, MathError> {
        let (x, w) = (self.shared(), weight.shared());
        if x.ncols() != w.nrows() {
            return Err(MathError::ShapeMismatch {
                operation: "Var::affine",
                left: pair(x.dim()),
                right: pair(w.dim()),
                rule: "the input needs as many columns as the weight has rows",
            });
        }
        if bias.shape() != (1, w.ncols()) {
            return Err(MathError::ShapeMismatch {
                operation: "Var::affine",
                left: pair(w.dim()),
                right: pair(bias.shape()),
                rule: "the bias must be one row with as many columns as the weight",
            });
        }
        let mut value = x.dot(&w);
        value += &bias.shared();
        let operands = vec![self.clone(), weight.clone(), bias.clone()];
        Ok(Var::record(value.into_shared(), operands, move |g, operands| {
            let [input, weight, bias] = operands else { return };
            input.receive_product(g.view(), w.t());
            weight.receive_product(x.t(), g.view());
            if bias.listens() {
                bias.receive(g.sum_axis(Axis(0)).insert_axis(Axis(0)));
            }
        }))
    }

    /// The transpose Aᵀ; no entry is moved.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let a = Var::constant(array![[1.0, 2.0]]);
    /// assert_eq!(a.transpose().value(), array![[1.0], [2.0]]);
    /// ```
    pub fn transpose(&self) -> Var {
        let value = self.shared().reversed_axes();
        Var::record(value, vec![self.clone()], |g, operands| {
            operands[0].receive(g.reversed_axes());
        })
    }

    /// The same entries, read row by row, in another shape.
    ///
    /// # Errors
    /// [`MathError::ShapeMismatch`] when the number of entries would change.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let a = Var::constant(array![[1.0, 2.0, 3.0, 4.0]]);
    /// assert_eq!(a.reshape(2, 2)?.value(), array![[1.0, 2.0], [3.0, 4.0]]);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn reshape(&self, rows: usize, columns: usize) -> Result<Var, MathError> {
        let value = self.shared();
        let reshaped = value.to_shape((rows, columns)).map_err(|_| MathError::ShapeMismatch {
            operation: "Var::reshape",
            left: pair(self.shape()),
            right: vec![rows, columns],
            rule: "both shapes must hold the same number of entries",
        })?;
        let reshaped = reshaped.to_owned().into_shared();
        Ok(Var::record(reshaped, vec![self.clone()], |g, operands| {
            if let Ok(g) = g.to_shape(operands[0].shape()) {
                operands[0].receive(g.into_owned());
            }
        }))
    }

    /// The block of the given rows and columns.
    ///
    /// # Errors
    /// [`MathError::InvalidArgument`] when a range is reversed or leaves the matrix.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let a = Var::parameter(array![[1.0, 2.0], [3.0, 4.0]]);
    /// let b = a.slice(0..2, 1..2)?;
    /// b.sum().backward()?;
    /// assert_eq!(b.value(), array![[2.0], [4.0]]);
    /// assert_eq!(a.gradient()?, array![[0.0, 1.0], [0.0, 1.0]]);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn slice(&self, rows: Range<usize>, columns: Range<usize>) -> Result<Var, MathError> {
        let shape = self.shape();
        for (argument, range, length) in [("rows", &rows, shape.0), ("columns", &columns, shape.1)]
        {
            if range.start > range.end || range.end > length {
                return Err(MathError::InvalidArgument {
                    operation: "Var::slice",
                    argument,
                    reason: format!(
                        "is {}..{}, but the range must run forward within 0..{length}",
                        range.start, range.end
                    ),
                });
            }
        }
        let block = move |axis: AxisDescription| {
            let range = if axis.axis.index() == 0 { &rows } else { &columns };
            Slice::from(range.clone())
        };
        let value = self.shared().slice_each_axis(&block).to_owned();
        Ok(Var::record(value.into_shared(), vec![self.clone()], move |g, operands| {
            operands[0].receive_into(|gradient| {
                let mut target = gradient.slice_each_axis_mut(&block);
                target += &g;
            });
        }))
    }

    /// The given rows, in the given order; a row may be taken again and again,
    /// as a word's embedding is.
    ///
    /// # Errors
    /// [`MathError::InvalidArgument`] when an index is beyond the last row.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let table = Var::parameter(array![[1.0, 1.0], [2.0, 2.0], [3.0, 3.0]]);
    /// let words = table.gather_rows(&[2, 0, 2])?;
    /// words.sum().backward()?;
    /// assert_eq!(words.value().row(0), array![3.0, 3.0]);
    /// assert_eq!(table.gradient()?, array![[1.0, 1.0], [0.0, 0.0], [2.0, 2.0]]);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn gather_rows(&self, rows: &[usize]) -> Result<Var, MathError> {
        in_range("Var::gather_rows", "rows", rows, self.shape().0)?;
        let value = self.shared().select(Axis(0), rows);
        let rows = rows.to_vec();
        Ok(Var::record(value.into_shared(), vec![self.clone()], move |g, operands| {
            operands[0].receive_into(|gradient| {
                for (&row, g) in rows.iter().zip(g.rows()) {
                    let mut target = gradient.row_mut(row);
                    target += &g;
                }
            });
        }))
    }

    /// One entry of each row, as a column: entry `columns[i]` of row i.
    ///
    /// # Errors
    /// - [`MathError::ShapeMismatch`] when there is not one index for each row,
    /// - [`MathError::InvalidArgument`] when an index is beyond the last column.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let log_p = Var::constant(array![[-0.1, -2.4], [-1.6, -0.2]]);
    /// assert_eq!(log_p.pick(&[0, 1])?.value(), array![[-0.1], [-0.2]]);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn pick(&self, columns: &[usize]) -> Result<Var, MathError> {
        one_for_each_row("Var::pick", self.shape(), columns.len())?;
        in_range("Var::pick", "columns", columns, self.shape().1)?;
        let x = self.shared();
        let picked = columns.iter().enumerate().map(|(i, &j)| x[[i, j]]);
        let value = ndarray::Array1::from_iter(picked).insert_axis(Axis(1));
        let columns = columns.to_vec();
        Ok(Var::record(value.into_shared(), vec![self.clone()], move |g, operands| {
            operands[0].receive_into(|gradient| {
                for (i, (&j, g)) in columns.iter().zip(&g).enumerate() {
                    gradient[[i, j]] += g;
                }
            });
        }))
    }

    /// Joins matrices below one another (`Axis(0)`) or side by side (`Axis(1)`).
    ///
    /// # Errors
    /// - [`MathError::Empty`] when there is nothing to join,
    /// - [`MathError::ShapeMismatch`] when the other axis differs in length,
    /// - [`MathError::OutOfRange`] for an axis beyond 1.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let a = Var::constant(array![[1.0], [2.0]]);
    /// let b = Var::constant(array![[3.0], [4.0]]);
    /// let c = Var::concatenate(Axis(1), &[&a, &b])?;
    /// assert_eq!(c.value(), array![[1.0, 3.0], [2.0, 4.0]]);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn concatenate(axis: Axis, parts: &[&Var]) -> Result<Var, MathError> {
        let operation = "Var::concatenate";
        super::reduce::valid_axis(operation, axis)?;
        let Some(first) = parts.first() else {
            return Err(MathError::Empty { operation, argument: "parts" });
        };
        let across = |var: &Var| if axis.index() == 0 { var.shape().1 } else { var.shape().0 };
        for part in parts {
            if across(part) != across(first) {
                return Err(MathError::ShapeMismatch {
                    operation,
                    left: pair(first.shape()),
                    right: pair(part.shape()),
                    rule: "all parts must agree in the axis that is not joined",
                });
            }
        }
        let values: Vec<_> = parts.iter().map(|part| part.shared()).collect();
        let views: Vec<_> = values.iter().map(|value| value.view()).collect();
        let joined = concatenate(axis, &views).map_err(|error| MathError::InvalidArgument {
            operation,
            argument: "parts",
            reason: format!("cannot be joined ({error})"),
        })?;
        let operands = parts.iter().map(|&part| part.clone()).collect();
        Ok(Var::record(joined.into_shared(), operands, move |g, operands| {
            let mut start = 0;
            for operand in operands {
                let (rows, columns) = operand.shape();
                let length = if axis.index() == 0 { rows } else { columns };
                // A part without entries has no place in G at which a slice could begin.
                operand.receive(if rows * columns == 0 {
                    Array2::zeros((rows, columns))
                } else {
                    g.slice_axis(axis, Slice::from(start..start + length)).to_owned()
                });
                start += length;
            }
        }))
    }
}

/// Refuses an index that is not below the length.
pub(super) fn in_range(
    operation: &'static str,
    argument: &'static str,
    indices: &[usize],
    length: usize,
) -> Result<(), MathError> {
    match indices.iter().position(|&index| index >= length) {
        None => Ok(()),
        Some(position) => Err(MathError::InvalidArgument {
            operation,
            argument,
            reason: format!(
                "holds {} at position {position}, but it must be below {length}",
                indices[position]
            ),
        }),
    }
}

/// Refuses a list that has not one entry for each row.
pub(super) fn one_for_each_row(
    operation: &'static str,
    shape: (usize, usize),
    count: usize,
) -> Result<(), MathError> {
    if count == shape.0 {
        return Ok(());
    }
    Err(MathError::ShapeMismatch {
        operation,
        left: pair(shape),
        right: vec![count],
        rule: "there must be one index for each row",
    })
}
