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

use super::model::column_sums;
use super::{Backward, Initialization, Named, Parameters};
use crate::calculus::Var;
use crate::check;
use crate::error::MathError;
use crate::random::RandomState;
use ndarray::{Array1, Array2, ArrayRef2, ArrayViewD, ArrayViewMutD};

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

impl Parameters for Dense {
    fn arrays(&self) -> Vec<Named<ArrayViewD<'_, f64>>> {
        vec![
            Named::learned("weight", self.weights.view()),
            Named::learned("bias", self.bias.view()),
        ]
    }

    fn arrays_mut(&mut self) -> Vec<Named<ArrayViewMutD<'_, f64>>> {
        vec![
            Named::learned("weight", self.weights.view_mut()),
            Named::learned("bias", self.bias.view_mut()),
        ]
    }
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
    /// - [`MathError::ShapeMismatch`] when H has not one column for each column of W,
    ///   or b not one entry for each row of W,
    /// - [`MathError::NotFinite`] for entries that are not finite,
    /// - [`MathError::Overflow`] for an output beyond the largest f64.
    pub fn forward(&self, h: &ArrayRef2<f64>) -> Result<Array2<f64>, MathError> {
        const NAME: &str = "Dense::forward";
        let (outputs, inputs) = self.weights.dim();
        if self.bias.len() != outputs {
            return Err(MathError::ShapeMismatch {
                operation: NAME,
                left: vec![outputs, inputs],
                right: vec![self.bias.len()],
                rule: "the bias needs one entry for each row of the weights",
            });
        }
        if h.ncols() != inputs {
            return Err(MathError::ShapeMismatch {
                operation: NAME,
                left: vec![outputs, inputs],
                right: h.shape().to_vec(),
                rule: "`h` (one example a row) needs one column for each column of the weights",
            });
        }
        let mut z = h.dot(&self.weights.t());
        z += &self.bias;
        let finite = check::is_finite(&z);
        // What is empty hides the entries of what it was multiplied by.
        if !finite || h.is_empty() || z.is_empty() {
            check::finite(NAME, "weights", &self.weights)?;
            check::finite(NAME, "bias", &self.bias)?;
            check::finite(NAME, "h", h)?;
        }
        if finite { Ok(z) } else { Err(MathError::Overflow { operation: NAME }) }
    }

    /// The gradients, from the layer's input H and Δ = ∂L/∂Z.
    ///
    /// # Formula
    /// ∂L/∂W = ΔᵀH;  ∂L/∂b = Σᵢ δᵢ;  ∂L/∂H = ΔW
    ///
    /// # Errors
    /// - [`MathError::ShapeMismatch`] when H has not one column for each input,
    ///   or Δ not one row for each row of H and one column for each output,
    /// - [`MathError::NotFinite`] for entries that are not finite,
    /// - [`MathError::Overflow`] for a gradient beyond the largest f64.
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
    /// assert_eq!(g.parameters, Dense { weights: array![[1.5, 2.0]], bias: array![0.5] });
    /// assert_eq!(g.input, array![[0.5, 1.0]]);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn backward(
        &self,
        h: &ArrayRef2<f64>,
        delta: &ArrayRef2<f64>,
    ) -> Result<Backward<Self>, MathError> {
        const NAME: &str = "Dense::backward";
        let (outputs, inputs) = self.weights.dim();
        if h.ncols() != inputs || delta.dim() != (h.nrows(), outputs) {
            return Err(MathError::ShapeMismatch {
                operation: NAME,
                left: h.shape().to_vec(),
                right: delta.shape().to_vec(),
                rule: "H needs a column for each input of the layer, and Δ the shape of its output",
            });
        }
        let parameters = Self { weights: delta.t().dot(h), bias: column_sums(delta) };
        let input = delta.dot(&self.weights);
        let finite = check::is_finite(&parameters.weights)
            && check::is_finite(&parameters.bias)
            && check::is_finite(&input);
        check::finite(NAME, "bias", &self.bias)?;
        // What is empty hides the entries of what it was multiplied by.
        if !finite || h.is_empty() || delta.is_empty() {
            check::finite(NAME, "weights", &self.weights)?;
            check::finite(NAME, "h", h)?;
            check::finite(NAME, "delta", delta)?;
        }
        if finite {
            Ok(Backward { input, parameters })
        } else {
            Err(MathError::Overflow { operation: NAME })
        }
    }

    /// The same forward pass on the array tape; `parameters` are W and b as
    /// variables ([`Parameters::variables`]).
    ///
    /// # Errors
    /// - [`MathError::InvalidArgument`] unless there are two parameters,
    /// - [`MathError::ShapeMismatch`] when shapes do not fit.
    pub fn on_tape(&self, h: &Var, parameters: &[Var]) -> Result<Var, MathError> {
        let [weights, bias] = parameters else {
            return Err(wrong_number("Dense::on_tape", parameters.len(), 2));
        };
        h.affine(&weights.transpose(), bias)
    }
}

/// Variables of the tape that are not those of the layer.
pub(super) fn wrong_number(operation: &'static str, found: usize, wanted: usize) -> MathError {
    MathError::InvalidArgument {
        operation,
        argument: "parameters",
        reason: format!(
            "has {found} entries, and {wanted} are needed; pass what Parameters::variables gives"
        ),
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
        let by_layer = |p: &Array1<f64>| loss(&layer.with_parameters(p).unwrap(), &h);
        let close = |a: &Array1<f64>, b: &Array1<f64>| (a - b).iter().all(|d| d.abs() < 1e-8);
        let slope = gradient(&by_layer, &layer.parameters()).unwrap();
        assert!(close(&g.parameters.parameters(), &slope));
        let flat = |a: &Array2<f64>| Array1::from_iter(a.iter().copied());
        let by_h =
            |h: &Array1<f64>| loss(&layer, &Array2::from_shape_vec((5, 4), h.to_vec()).unwrap());
        assert!(close(&flat(&g.input), &gradient(&by_h, &flat(&h)).unwrap()));
    }

    #[test]
    fn hand_and_tape_agree() {
        let mut random = RandomState::new(4);
        let mut layer = Dense::new(4, 3, Initialization::He, &mut random).unwrap();
        layer.bias = random.randn(3);
        let (h, delta) = (random.randn2(5, 4), random.randn2(5, 3));
        let hand = layer.backward(&h, &delta).unwrap();
        let (weights, input) = (layer.variables(), Var::parameter(h.clone()));
        let z = layer.on_tape(&input, &weights).unwrap();
        z.backward_from(&delta).unwrap();
        assert!((z.value() - layer.forward(&h).unwrap()).iter().all(|d| d.abs() < 1e-14));
        let tape = layer.gradient_on_tape(&weights).unwrap();
        let gap = hand.parameters.parameters() - tape.parameters();
        assert!(gap.iter().all(|d| d.abs() < 1e-14));
        assert!((hand.input - input.gradient().unwrap()).iter().all(|d| d.abs() < 1e-14));
        assert!(layer.on_tape(&input, &weights[..1]).is_err());
    }

    #[test]
    fn what_does_not_fit_is_refused_by_the_name_that_was_called() {
        let layer = Dense::new(4, 3, Initialization::Zeros, &mut RandomState::new(0)).unwrap();
        let ones = |r, c| Array2::<f64>::ones((r, c));
        assert!(layer.forward(&ones(2, 5)).is_err());
        assert!(layer.backward(&ones(2, 5), &ones(2, 3)).is_err());
        assert!(layer.backward(&ones(2, 4), &ones(3, 3)).is_err());
        assert!(layer.backward(&ones(2, 4), &ones(2, 4)).is_err());
        assert!(layer.backward(&ones(2, 4), &(ones(2, 3) * f64::NAN)).is_err());
        let short = Dense { bias: Array1::zeros(2), ..layer.clone() };
        assert!(short.forward(&ones(2, 4)).is_err());
        let broken = Dense { weights: ones(3, 4) * f64::NAN, ..layer };
        let words = broken.forward(&ones(2, 4)).unwrap_err().to_string();
        assert!(words.contains("Dense::forward") && words.contains("weights"), "{words}");
        let large = Dense { weights: ones(1, 1) * 1e200, bias: Array1::zeros(1) };
        let over = large.forward(&(ones(1, 1) * 1e200));
        assert_eq!(over, Err(MathError::Overflow { operation: "Dense::forward" }));
    }
}
