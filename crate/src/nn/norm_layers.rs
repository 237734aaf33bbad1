//! Normalisation as layers with a scale and a shift of their own.

use super::dense::wrong_number;
use super::normalization::one_for_each_column;
use super::{
    Backward, Named, Normalized, Parameters, batch_norm, batch_norm_backward, layer_norm,
    layer_norm_backward,
};
use crate::calculus::Var;
use crate::check;
use crate::error::MathError;
use ndarray::{Array1, ArrayRef2, ArrayViewD, ArrayViewMutD, Axis};

/// Layer normalisation as a layer, with its γ and β.
///
/// # Formula
/// y = γ ⊙ (x − μ)/√(σ² + ε) + β, μ and σ² over each row
///
/// # Source
/// Ba, Kiros and Hinton, "Layer normalization" (2016).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let norm = LayerNorm { epsilon: 1e-12, ..LayerNorm::new(2) };
/// let pass = norm.forward(&array![[1.0, 3.0]])?;
/// assert!((pass.output - array![[-1.0, 1.0]]).iter().all(|d| d.abs() < 1e-9));
/// # Ok::<(), MathError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct LayerNorm {
    /// γ, at first 1.
    pub scale: Array1<f64>,
    /// β, at first 0.
    pub shift: Array1<f64>,
    /// ε, which keeps the division defined.
    pub epsilon: f64,
}

impl Parameters for LayerNorm {
    fn arrays(&self) -> Vec<Named<ArrayViewD<'_, f64>>> {
        vec![Named::learned("weight", self.scale.view()), Named::learned("bias", self.shift.view())]
    }

    fn arrays_mut(&mut self) -> Vec<Named<ArrayViewMutD<'_, f64>>> {
        vec![
            Named::learned("weight", self.scale.view_mut()),
            Named::learned("bias", self.shift.view_mut()),
        ]
    }
}

impl LayerNorm {
    /// For so many units, with γ = 1, β = 0 and ε = 1e-5.
    pub fn new(units: usize) -> Self {
        Self { scale: Array1::ones(units), shift: Array1::zeros(units), epsilon: 1e-5 }
    }

    /// Standardises every row.
    ///
    /// # Errors
    /// Those of [`layer_norm`].
    pub fn forward(&self, x: &ArrayRef2<f64>) -> Result<Normalized, MathError> {
        layer_norm(x, &self.scale, &self.shift, self.epsilon)
    }

    /// The gradients from ∂L/∂y.
    ///
    /// # Errors
    /// Those of [`layer_norm_backward`]; [`MathError::NotFinite`] for NaN or infinity in β.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let norm = LayerNorm::new(2);
    /// let pass = norm.forward(&array![[1.0, 3.0]])?;
    /// let back = norm.backward(&pass, &array![[1.0, 0.0]])?;
    /// assert_eq!(back.parameters.shift, array![1.0, 0.0]);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn backward(
        &self,
        pass: &Normalized,
        gradient: &ArrayRef2<f64>,
    ) -> Result<Backward<Self>, MathError> {
        check::finite("LayerNorm::backward", "shift", &self.shift)?;
        let back = layer_norm_backward(pass, &self.scale, gradient)?;
        let parameters = Self { scale: back.scale, shift: back.shift, epsilon: self.epsilon };
        Ok(Backward { input: back.input, parameters })
    }

    /// The same forward pass on the array tape; `parameters` are γ and β as
    /// variables.
    ///
    /// # Errors
    /// - [`MathError::InvalidArgument`] unless there are two parameters,
    /// - [`MathError::ShapeMismatch`] when shapes do not fit.
    pub fn on_tape(&self, x: &Var, parameters: &[Var]) -> Result<Var, MathError> {
        let [scale, shift] = parameters else {
            return Err(wrong_number("LayerNorm::on_tape", parameters.len(), 2));
        };
        standardize_on_tape(x, self.epsilon, Axis(1))?.mul(scale)?.add(shift)
    }
}

/// Batch normalisation as a layer of a network.
///
/// Training standardises by the batch at hand; use standardises by running
/// means of what training saw, so that one example's answer does not depend on
/// its neighbours.
///
/// # Formula
/// running ← 0.9·running + 0.1·batch
///
/// # Source
/// Ioffe and Szegedy, "Batch normalization" (2015).
#[derive(Debug, Clone, PartialEq)]
pub struct BatchNorm {
    /// γ, at first 1.
    pub scale: Array1<f64>,
    /// β, at first 0.
    pub shift: Array1<f64>,
    /// ε, which keeps the division defined.
    pub epsilon: f64,
    /// The running mean of each unit, at first 0.
    pub running_mean: Array1<f64>,
    /// The running variance of each unit, at first 1.
    pub running_variance: Array1<f64>,
}

impl Parameters for BatchNorm {
    fn arrays(&self) -> Vec<Named<ArrayViewD<'_, f64>>> {
        vec![
            Named::learned("weight", self.scale.view()),
            Named::learned("bias", self.shift.view()),
            Named::kept("running_mean", self.running_mean.view()),
            Named::kept("running_var", self.running_variance.view()),
        ]
    }

    fn arrays_mut(&mut self) -> Vec<Named<ArrayViewMutD<'_, f64>>> {
        vec![
            Named::learned("weight", self.scale.view_mut()),
            Named::learned("bias", self.shift.view_mut()),
            Named::kept("running_mean", self.running_mean.view_mut()),
            Named::kept("running_var", self.running_variance.view_mut()),
        ]
    }
}

impl BatchNorm {
    /// For so many units, with γ = 1, β = 0 and ε = 1e-5.
    pub fn new(units: usize) -> Self {
        Self {
            scale: Array1::ones(units),
            shift: Array1::zeros(units),
            epsilon: 1e-5,
            running_mean: Array1::zeros(units),
            running_variance: Array1::ones(units),
        }
    }

    /// What the layer does in use: the running statistics are constants.
    pub(super) fn in_use(&self, x: &ArrayRef2<f64>) -> Result<Normalized, MathError> {
        const NAME: &str = "BatchNorm";
        check::positive(NAME, "epsilon", self.epsilon)?;
        for (name, numbers) in [
            ("scale", &self.scale),
            ("shift", &self.shift),
            ("running_mean", &self.running_mean),
            ("running_variance", &self.running_variance),
        ] {
            one_for_each_column(NAME, x, numbers)?;
            check::finite(NAME, name, numbers)?;
        }
        if let Some(&value) = self.running_variance.iter().find(|&&v| v < 0.0) {
            return Err(MathError::OutOfRange {
                operation: NAME,
                argument: "running_variance",
                value,
                expected: "zero or a positive number",
            });
        }
        let variance = self.running_variance.clone();
        let deviation = variance.mapv(|v| libm::hypot(v.sqrt(), self.epsilon.sqrt()));
        let normalized = (x.to_owned() - &self.running_mean) / &deviation;
        let output = &normalized * &self.scale + &self.shift;
        if !check::is_finite(&output) {
            check::finite(NAME, "x", x)?;
            return Err(MathError::Overflow { operation: NAME });
        }
        Ok(Normalized { output, normalized, deviation, mean: self.running_mean.clone(), variance })
    }

    /// What the layer does in training: the batch's own statistics, which the
    /// running ones remember.
    pub(super) fn in_training(&mut self, x: &ArrayRef2<f64>) -> Result<Normalized, MathError> {
        const KEPT: f64 = 0.9;
        let pass = batch_norm(x, &self.scale, &self.shift, self.epsilon)?;
        for (name, running) in
            [("running_mean", &self.running_mean), ("running_variance", &self.running_variance)]
        {
            one_for_each_column("BatchNorm", x, running)?;
            check::finite("BatchNorm", name, running)?;
        }
        let n = x.nrows() as f64;
        // The running variance is to estimate that of all examples, hence n − 1.
        let variance = &pass.variance * (n / (n - 1.0));
        if !check::is_finite(&variance) {
            return Err(MathError::Overflow { operation: "BatchNorm" });
        }
        self.running_mean = &self.running_mean * KEPT + &pass.mean * (1.0 - KEPT);
        self.running_variance = &self.running_variance * KEPT + variance * (1.0 - KEPT);
        Ok(pass)
    }

    /// The gradients of a training pass.
    pub(super) fn pull_back(
        &self,
        pass: &Normalized,
        gradient: &ArrayRef2<f64>,
    ) -> Result<Backward<Self>, MathError> {
        let back = batch_norm_backward(pass, &self.scale, gradient)?;
        let parameters = self.slope(back.scale, back.shift);
        Ok(Backward { input: back.input, parameters })
    }

    /// The gradients of a pass in use, where the statistics are constants.
    pub(super) fn pull_back_in_use(
        &self,
        pass: &Normalized,
        gradient: &ArrayRef2<f64>,
    ) -> Result<Backward<Self>, MathError> {
        const NAME: &str = "BatchNorm";
        one_for_each_column(NAME, gradient, &self.scale)?;
        one_for_each_column(NAME, gradient, &pass.deviation)?;
        let scale = (gradient.to_owned() * &pass.normalized).sum_axis(Axis(0));
        let shift = gradient.sum_axis(Axis(0));
        let input = gradient.to_owned() * &self.scale / &pass.deviation;
        if !(check::is_finite(&scale) && check::is_finite(&shift) && check::is_finite(&input)) {
            return Err(MathError::Overflow { operation: NAME });
        }
        Ok(Backward { input, parameters: self.slope(scale, shift) })
    }

    /// A gradient in the layer's own type: running statistics have none.
    fn slope(&self, scale: Array1<f64>, shift: Array1<f64>) -> Self {
        Self {
            scale,
            shift,
            epsilon: self.epsilon,
            running_mean: Array1::zeros(self.running_mean.len()),
            running_variance: Array1::zeros(self.running_variance.len()),
        }
    }
}

/// (x − μ)/√(σ² + ε) along an axis, on the tape.
pub(super) fn standardize_on_tape(x: &Var, epsilon: f64, axis: Axis) -> Result<Var, MathError> {
    let centred = x.sub(&x.mean_axis(axis)?)?;
    let variance = centred.square().mean_axis(axis)?;
    centred.div(&variance.shift(epsilon).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::RandomState;
    use ndarray::{Array2, array};

    #[test]
    fn running_statistics_approach_those_of_the_data() {
        let mut layer = BatchNorm::new(1);
        let mut random = RandomState::new(5);
        for _ in 0..300 {
            let x = random.randn2(64, 1) * 2.0 + 5.0;
            layer.in_training(&x).unwrap();
        }
        assert!((layer.running_mean[0] - 5.0).abs() < 0.3);
        assert!((layer.running_variance[0] - 4.0).abs() < 0.6);
    }

    #[test]
    fn a_small_variance_is_remembered_beside_a_large_epsilon() {
        let mut layer = BatchNorm::new(1);
        layer.in_training(&array![[1e-12], [-1e-12]]).unwrap();
        // 0.9·1 + 0.1·2e-24
        assert_eq!(layer.running_variance[0], 0.9);
        layer.running_variance[0] = 0.0;
        layer.in_training(&array![[1e-12], [-1e-12]]).unwrap();
        assert!((layer.running_variance[0] / 2e-25 - 1.0).abs() < 1e-14);
    }

    #[test]
    fn statistics_that_make_no_sense_are_refused() {
        let x = Array2::ones((2, 2));
        let good = BatchNorm::new(2);
        assert!(good.in_use(&x).is_ok());
        for bad in [
            BatchNorm { epsilon: -1.0, ..good.clone() },
            BatchNorm { running_variance: array![1.0, -1.0], ..good.clone() },
            BatchNorm { running_mean: array![1.0], ..good.clone() },
            BatchNorm { scale: array![f64::NAN, 1.0], ..good.clone() },
        ] {
            assert!(bad.in_use(&x).is_err());
        }
        let mut short = BatchNorm { running_mean: array![1.0], ..good.clone() };
        assert!(short.in_training(&array![[1.0, 2.0], [3.0, 4.0]]).is_err());
        let mut large = good;
        assert!(large.in_training(&array![[1e200, 0.0], [-1e200, 0.0]]).is_err());
    }

    #[test]
    fn layer_norm_by_hand_and_on_tape_are_the_same() {
        let mut random = RandomState::new(6);
        let norm = LayerNorm { scale: random.randn(4), shift: random.randn(4), epsilon: 1e-5 };
        let (x, g) = (random.randn2(3, 4), random.randn2(3, 4));
        let pass = norm.forward(&x).unwrap();
        let hand = norm.backward(&pass, &g).unwrap();
        let (weights, input) = (norm.variables(), Var::parameter(x));
        let y = norm.on_tape(&input, &weights).unwrap();
        y.backward_from(&g).unwrap();
        assert!((y.value() - pass.output).iter().all(|d| d.abs() < 1e-14));
        let tape = norm.gradient_on_tape(&weights).unwrap();
        let gap = hand.parameters.parameters() - tape.parameters();
        assert!(gap.iter().all(|d| d.abs() < 1e-13));
        assert!((hand.input - input.gradient().unwrap()).iter().all(|d| d.abs() < 1e-13));
    }
}
