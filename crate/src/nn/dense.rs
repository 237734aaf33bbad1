//! A fully connected layer, forward and backward.
//!
//! Forward, for a batch with one example a row: Z = HWᵀ + b.
//!
//! Backward: somebody hands us Δ = ∂L/∂Z, of the shape of Z. Entry by entry
//! z_ij = Σ_k h_ik w_jk + b_j, so by the chain rule
//!
//! - ∂L/∂w_jk = Σ_i δ_ij h_ik, in matrices ∂L/∂W = ΔᵀH,
//! - ∂L/∂b_j = Σ_i δ_ij, the column sums of Δ,
//! - ∂L/∂h_ik = Σ_j δ_ij w_jk, in matrices ∂L/∂H = ΔW.
//!
//! Shapes leave no other choice: ΔᵀH is the only product of the two with the
//! shape of W.

use super::Initialization;
use crate::error::MathError;
use crate::linalg::dense_batch;
use crate::random::RandomState;
use ndarray::{Array1, Array2, ArrayRef2, Axis};

/// Weights (outputs × inputs) and bias (outputs) of a fully connected layer.
///
/// # Formula
/// Z = HWᵀ + b
///
/// # Source
/// Guide §6.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let layer = Dense { weights: array![[1.0, 2.0]], bias: array![10.0] };
/// assert_eq!(layer.forward(&array![[3.0, 4.0]])?, array![[21.0]]); // 3 + 8 + 10
/// # Ok::<(), MathError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Dense {
    /// W, outputs × inputs: row j holds what output j listens to.
    pub weights: Array2<f64>,
    /// b, one entry for each output.
    pub bias: Array1<f64>,
}

/// What [`Dense::backward`] answers with.
///
/// The name of a field is what the loss was differentiated by.
#[derive(Debug, Clone, PartialEq)]
pub struct DenseGradients {
    /// ∂L/∂W = ΔᵀH, outputs × inputs.
    pub weights: Array2<f64>,
    /// ∂L/∂b, the column sums of Δ.
    pub bias: Array1<f64>,
    /// ∂L/∂H = ΔW, for the layer before.
    pub input: Array2<f64>,
}

impl Dense {
    /// Random weights and a bias of zeros.
    ///
    /// # Errors
    /// Those of [`Initialization::weights`].
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let layer = Dense::new(64, 10, Initialization::He, &mut RandomState::new(0))?;
    /// assert_eq!((layer.weights.dim(), layer.bias), ((10, 64), Array1::zeros(10)));
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn new(
        inputs: usize,
        outputs: usize,
        initialization: Initialization,
        random: &mut RandomState,
    ) -> Result<Self, MathError> {
        let weights = initialization.weights(inputs, outputs, random)?;
        Ok(Self { weights, bias: Array1::zeros(outputs) })
    }

    /// Z = HWᵀ + b for a batch H, one example a row.
    ///
    /// # Errors
    /// Those of [`dense_batch`]: shapes that do not
    /// fit, NaN or infinite entries, an output beyond the largest f64.
    pub fn forward(&self, h: &ArrayRef2<f64>) -> Result<Array2<f64>, MathError> {
        dense_batch(&self.weights, &self.bias, h)
    }

    /// The gradients, from the layer's input H and Δ = ∂L/∂Z.
    ///
    /// # Formula
    /// ∂L/∂W = ΔᵀH;  ∂L/∂b = Σᵢ δᵢ;  ∂L/∂H = ΔW
    ///
    /// # Errors
    /// - [`MathError::ShapeMismatch`] when H has not one column for each input,
    ///   or Δ not one row for each row of H and one column for each output.
    ///
    /// # Source
    /// Guide §2.2, §6.1.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let layer = Dense { weights: array![[1.0, 2.0]], bias: array![10.0] };
    /// let g = layer.backward(&array![[3.0, 4.0]], &array![[0.5]])?;
    /// assert_eq!(g.weights, array![[1.5, 2.0]]);
    /// assert_eq!(g.bias, array![0.5]);
    /// assert_eq!(g.input, array![[0.5, 1.0]]);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn backward(
        &self,
        h: &ArrayRef2<f64>,
        delta: &ArrayRef2<f64>,
    ) -> Result<DenseGradients, MathError> {
        let (outputs, inputs) = self.weights.dim();
        if h.ncols() != inputs || delta.dim() != (h.nrows(), outputs) {
            return Err(MathError::ShapeMismatch {
                operation: "Dense::backward",
                left: h.shape().to_vec(),
                right: delta.shape().to_vec(),
                rule: "H needs a column for each input of the layer, and Δ the shape of its output",
            });
        }
        Ok(DenseGradients {
            weights: delta.t().dot(h),
            bias: delta.sum_axis(Axis(0)),
            input: delta.dot(&self.weights),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calculus::gradient;

    #[test]
    fn gradients_agree_with_differences() {
        let mut random = RandomState::new(3);
        let layer = Dense::new(4, 3, Initialization::Xavier, &mut random).unwrap();
        let h = random.randn2(5, 4);
        let delta = random.randn2(5, 3);
        let g = layer.backward(&h, &delta).unwrap();
        // L = Σ δ z is linear, so its derivative by Z is Δ.
        let loss = |layer: &Dense, h: &Array2<f64>| (layer.forward(h).unwrap() * &delta).sum();
        let by_w = |w: &Array1<f64>| {
            let weights = Array2::from_shape_vec((3, 4), w.to_vec()).unwrap();
            loss(&Dense { weights, bias: layer.bias.clone() }, &h)
        };
        let flat = |a: &Array2<f64>| Array1::from_iter(a.iter().copied());
        let close = |a: &Array1<f64>, b: &Array1<f64>| (a - b).iter().all(|d| d.abs() < 1e-8);
        assert!(close(&flat(&g.weights), &gradient(&by_w, &flat(&layer.weights)).unwrap()));
        let by_b =
            |b: &Array1<f64>| loss(&Dense { weights: layer.weights.clone(), bias: b.clone() }, &h);
        assert!(close(&g.bias, &gradient(&by_b, &layer.bias).unwrap()));
        let by_h =
            |h: &Array1<f64>| loss(&layer, &Array2::from_shape_vec((5, 4), h.to_vec()).unwrap());
        assert!(close(&flat(&g.input), &gradient(&by_h, &flat(&h)).unwrap()));
    }

    #[test]
    fn shapes_that_do_not_fit_are_refused() {
        let layer = Dense::new(4, 3, Initialization::Zeros, &mut RandomState::new(0)).unwrap();
        let ones = |r, c| Array2::<f64>::ones((r, c));
        assert!(layer.forward(&ones(2, 5)).is_err());
        assert!(layer.backward(&ones(2, 5), &ones(2, 3)).is_err());
        assert!(layer.backward(&ones(2, 4), &ones(3, 3)).is_err());
        assert!(layer.backward(&ones(2, 4), &ones(2, 4)).is_err());
    }
}
