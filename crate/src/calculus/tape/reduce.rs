//! Sums, means and softmax: operations that look along a whole axis.

use super::Var;
use crate::error::MathError;
use crate::floating::above_peak;
use crate::linalg::argmax;
use ndarray::{Array1, Array2, ArrayView1, ArrayViewMut1, Axis};

pub(super) fn valid_axis(operation: &'static str, axis: Axis) -> Result<(), MathError> {
    if axis.index() < 2 {
        return Ok(());
    }
    Err(MathError::OutOfRange {
        operation,
        argument: "axis",
        value: axis.index() as f64,
        expected: "Axis(0), down the columns, or Axis(1), along the rows",
    })
}

/// The largest entry of a line (a row or a column), which must be finite for a
/// softmax to exist.
pub(super) fn peak(
    operation: &'static str,
    line: ArrayView1<'_, f64>,
    index: usize,
) -> Result<f64, MathError> {
    let largest = line.iter().fold(f64::NEG_INFINITY, |m, &a| if m > a { m } else { a });
    // The comparison above lets a NaN through to here unless a number follows it.
    if largest.is_finite() && !line.iter().any(|a| a.is_nan()) {
        return Ok(largest);
    }
    Err(MathError::InvalidArgument {
        operation,
        argument: "self",
        reason: if largest == f64::NEG_INFINITY {
            format!(
                "has only −∞ in line {index}: every position is masked, so there is nothing to \
                 distribute the weight on; leave at least one unmasked"
            )
        } else {
            format!("holds NaN or +∞ in line {index}; the entries must be finite or −∞")
        },
    })
}

impl Var {
    /// The sum of all entries, as a 1 × 1 matrix.
    ///
    /// # Formula
    /// c = Σ A_ij; pulls g back to g in every entry
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let a = Var::parameter(array![[1.0, 2.0], [3.0, 4.0]]);
    /// let total = a.sum();
    /// total.backward()?;
    /// assert_eq!(total.item()?, 10.0);
    /// assert_eq!(a.gradient()?, array![[1.0, 1.0], [1.0, 1.0]]);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn sum(&self) -> Var {
        let value = Array2::from_elem((1, 1), self.shared().sum());
        Var::record(value.into_shared(), vec![self.clone()], |g, operands| {
            operands[0].receive(Array2::from_elem(operands[0].shape(), g[[0, 0]]));
        })
    }

    /// The mean of all entries, as a 1 × 1 matrix (0 for a matrix without any).
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// assert_eq!(Var::constant(array![[1.0, 2.0, 6.0]]).mean().item()?, 3.0);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn mean(&self) -> Var {
        let (rows, columns) = self.shape();
        self.sum().divided((rows * columns).max(1) as f64)
    }

    /// Sums along an axis, which stays with length 1: `Axis(0)` gives one row of
    /// column sums, `Axis(1)` one column of row sums.
    ///
    /// # Errors
    /// [`MathError::OutOfRange`] for an axis beyond 1.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let a = Var::constant(array![[1.0, 2.0], [3.0, 4.0]]);
    /// assert_eq!(a.sum_axis(Axis(0))?.value(), array![[4.0, 6.0]]);
    /// assert_eq!(a.sum_axis(Axis(1))?.value(), array![[3.0], [7.0]]);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn sum_axis(&self, axis: Axis) -> Result<Var, MathError> {
        valid_axis("Var::sum_axis", axis)?;
        let value = self.shared().sum_axis(axis).insert_axis(axis);
        Ok(Var::record(value.into_shared(), vec![self.clone()], |g, operands| {
            if let Some(g) = g.broadcast(operands[0].shape()) {
                operands[0].receive(g.to_owned());
            }
        }))
    }

    /// Means along an axis, which stays with length 1.
    ///
    /// # Errors
    /// [`MathError::OutOfRange`] for an axis beyond 1.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let a = Var::constant(array![[1.0, 3.0], [3.0, 5.0]]);
    /// assert_eq!(a.mean_axis(Axis(1))?.value(), array![[2.0], [4.0]]);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn mean_axis(&self, axis: Axis) -> Result<Var, MathError> {
        valid_axis("Var::mean_axis", axis)?;
        let count = self.shared().len_of(axis).max(1);
        Ok(self.sum_axis(axis)?.divided(count as f64))
    }

    /// Softmax along an axis, shifted by each line's maximum so that nothing
    /// overflows. Entries of −∞ (masked positions) get weight 0.
    ///
    /// # Formula
    /// pᵢ = e^{aᵢ − m} / Σⱼ e^{aⱼ − m}; pulls G back to p ⊙ (G − Σⱼ Gⱼpⱼ)
    ///
    /// # Errors
    /// - [`MathError::OutOfRange`] for an axis beyond 1,
    /// - [`MathError::InvalidArgument`] for a line with NaN, +∞ or nothing but −∞.
    ///
    /// # Source
    /// Guide §4.2, §6.2.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let a = Var::constant(array![[1000.0, 1000.0], [0.0, 3.0_f64.ln()]]);
    /// let p = a.softmax(Axis(1))?.value();
    /// assert_eq!(p.row(0), array![0.5, 0.5]);
    /// assert!((p[[1, 1]] - 0.75).abs() < 1e-15);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn softmax(&self, axis: Axis) -> Result<Var, MathError> {
        let value = self.along("Var::softmax", axis, |mut line, peak| {
            line.mapv_inplace(|a| (a - peak).exp());
            let total = line.sum();
            line /= total;
        })?;
        let value = value.into_shared();
        let p = value.clone();
        Ok(Var::record(value, vec![self.clone()], move |mut g, operands| {
            let lines = g.lanes_mut(axis).into_iter().zip(p.lanes(axis));
            for (mut g, p) in lines {
                // Measured from the heaviest entry's gradient: where p is near 1, the
                // difference to the mean is made of the others alone and cannot cancel.
                if p.is_empty() {
                    continue;
                }
                let base = g[argmax(p.iter().copied())];
                g.mapv_inplace(|g| g - base);
                let mean = dot(g.view(), p);
                g.zip_mut_with(&p, |g, &p| *g = p * (*g - mean));
            }
            operands[0].receive(g);
        }))
    }

    /// Logarithm of the softmax along an axis, without taking the logarithm of a
    /// rounded probability.
    ///
    /// # Formula
    /// aᵢ − m − ln Σⱼ e^{aⱼ − m}; pulls G back to G − p·Σⱼ Gⱼ
    ///
    /// # Errors
    /// Those of [`Var::softmax`].
    ///
    /// # Source
    /// Guide §4.2.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let a = Var::constant(array![[0.0, -1000.0]]);
    /// assert_eq!(a.log_softmax(Axis(1))?.value(), array![[0.0, -1000.0]]);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn log_softmax(&self, axis: Axis) -> Result<Var, MathError> {
        let value = self.along("Var::log_softmax", axis, |mut line, peak| {
            let log = above_peak(line.view(), peak);
            line.mapv_inplace(|a| (a - peak) - log);
        })?;
        let value = value.into_shared();
        let log_p = value.clone();
        Ok(Var::record(value, vec![self.clone()], move |mut g, operands| {
            let lines = g.lanes_mut(axis).into_iter();
            for (mut g, log_p) in lines.zip(log_p.lanes(axis)) {
                // G(1 − p) less p times the others' share; 1 − p as −(eˡ − 1).
                let total = g.sum();
                g.zip_mut_with(&log_p, |g, &l| *g = -*g * l.exp_m1() - l.exp() * (total - *g));
            }
            operands[0].receive(g);
        }))
    }

    /// ln Σ eᵃ along an axis, which stays with length 1.
    ///
    /// # Formula
    /// m + ln Σⱼ e^{aⱼ − m}; pulls g back to g·softmax(a)
    ///
    /// # Errors
    /// Those of [`Var::softmax`].
    ///
    /// # Source
    /// Guide §4.2.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let a = Var::constant(array![[1000.0, 1000.0]]);
    /// let found = a.log_sum_exp(Axis(1))?.item()?;
    /// assert_eq!(found, 1000.0 + 2.0_f64.ln());
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn log_sum_exp(&self, axis: Axis) -> Result<Var, MathError> {
        let operation = "Var::log_sum_exp";
        valid_axis(operation, axis)?;
        let x = self.shared();
        let mut sums = Vec::new();
        for (index, line) in x.lanes(axis).into_iter().enumerate() {
            let peak = peak(operation, line, index)?;
            sums.push(peak + above_peak(line, peak));
        }
        let value = Array1::from_vec(sums).insert_axis(axis).into_shared();
        let out = value.clone();
        Ok(Var::record(value, vec![self.clone()], move |g, operands| {
            let mut pulled = x.to_owned();
            pulled -= &out;
            pulled.mapv_inplace(f64::exp);
            pulled *= &g;
            operands[0].receive(pulled);
        }))
    }

    /// Rewrites a copy of the matrix line by line, given each line's maximum.
    fn along(
        &self,
        operation: &'static str,
        axis: Axis,
        rewrite: impl Fn(ArrayViewMut1<'_, f64>, f64),
    ) -> Result<Array2<f64>, MathError> {
        valid_axis(operation, axis)?;
        let mut value = self.value();
        for (index, line) in value.lanes_mut(axis).into_iter().enumerate() {
            if !line.is_empty() {
                let peak = peak(operation, line.view(), index)?;
                rewrite(line, peak);
            }
        }
        Ok(value)
    }
}

fn dot(a: ArrayView1<'_, f64>, b: ArrayView1<'_, f64>) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
