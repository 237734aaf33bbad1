//! Batch and layer normalisation, forward and backward.
//!
//! Both standardise numbers, x̂ = (x − μ)/√(σ² + ε), and then let the network
//! choose a scale and a shift of its own, y = γ ⊙ x̂ + β. They differ in whose mean
//! and variance are meant: batch normalisation takes those of a unit over the
//! examples (columns), layer normalisation those of an example over its units
//! (rows), which needs no other example and works the same in training and use.
//!
//! Backward. With g = ∂L/∂y, the shift gets Σg and the scale Σ g ⊙ x̂, both over the
//! examples. For x: every x of the group moves μ and σ² for all of it. Let
//! ĝ = g ⊙ γ and write ⟨·⟩ for the mean over the group. Then
//!
//! ∂L/∂x = (ĝ − ⟨ĝ⟩ − x̂ ⊙ ⟨ĝ ⊙ x̂⟩) / √(σ² + ε)
//!
//! Read as geometry: the part of ĝ along (1, …, 1) and the part along x̂ are taken
//! away, because a shift or a stretch of the group changes nothing after it has
//! been standardised.

use crate::check;
use crate::error::MathError;
use ndarray::{Array1, Array2, ArrayRef2, Axis};

/// A group of one direction's means and variances, and what came of them.
///
/// `normalized` is x̂ and `deviation` √(σ² + ε), one for each row (layer
/// normalisation) or column (batch normalisation): what the way back needs.
#[derive(Debug, Clone, PartialEq)]
pub struct Normalized {
    /// y = γ ⊙ x̂ + β.
    pub output: Array2<f64>,
    /// x̂, with mean 0 and variance 1 in every group.
    pub normalized: Array2<f64>,
    /// √(σ² + ε) of each group.
    pub deviation: Array1<f64>,
    /// μ of each group.
    pub mean: Array1<f64>,
}

/// ∂L/∂x, ∂L/∂γ and ∂L/∂β of a normalisation.
#[derive(Debug, Clone, PartialEq)]
pub struct NormalizationGradients {
    /// ∂L/∂x, of the shape of x.
    pub input: Array2<f64>,
    /// ∂L/∂γ, one entry for each unit.
    pub scale: Array1<f64>,
    /// ∂L/∂β, one entry for each unit.
    pub shift: Array1<f64>,
}

/// Standardises the units of each example (row).
///
/// # Formula
/// y = γ ⊙ (x − μ)/√(σ² + ε) + β, μ and σ² over each row
///
/// # Errors
/// - [`MathError::Empty`] without entries,
/// - [`MathError::ShapeMismatch`] unless γ and β have one entry for each column,
/// - [`MathError::NotFinite`] for entries that are not finite,
/// - [`MathError::OutOfRange`] unless ε is positive.
///
/// # Source
/// Ba, Kiros and Hinton, "Layer normalization" (2016).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let y = layer_norm(&array![[1.0, 3.0], [-5.0, 5.0]], &array![1.0, 1.0], &array![0.0, 10.0], 1e-12)?;
/// assert!((y.output - array![[-1.0, 11.0], [-1.0, 11.0]]).iter().all(|d| d.abs() < 1e-9));
/// # Ok::<(), MathError>(())
/// ```
pub fn layer_norm(
    x: &ArrayRef2<f64>,
    scale: &Array1<f64>,
    shift: &Array1<f64>,
    epsilon: f64,
) -> Result<Normalized, MathError> {
    normalize("layer_norm", x, (scale, shift), epsilon, Axis(1))
}

/// The gradients of [`layer_norm`], from its result and g = ∂L/∂y.
///
/// # Formula
/// ∂L/∂x = (ĝ − ⟨ĝ⟩ − x̂ ⊙ ⟨ĝ ⊙ x̂⟩)/√(σ² + ε) with ĝ = g ⊙ γ, means over each row
///
/// # Errors
/// - [`MathError::ShapeMismatch`] unless g has the shape of the output and γ an
///   entry for each column.
///
/// # Source
/// Ba, Kiros and Hinton (2016).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let (one, zero) = (array![1.0, 1.0], array![0.0, 0.0]);
/// let pass = layer_norm(&array![[1.0, 3.0]], &one, &zero, 1e-12)?;
/// let g = layer_norm_backward(&pass, &one, &array![[1.0, 0.0]])?;
/// assert!(g.input.iter().all(|v| v.abs() < 1e-9)); // two numbers always become −1 and 1
/// assert_eq!(g.shift, array![1.0, 0.0]);
/// # Ok::<(), MathError>(())
/// ```
pub fn layer_norm_backward(
    pass: &Normalized,
    scale: &Array1<f64>,
    gradient: &ArrayRef2<f64>,
) -> Result<NormalizationGradients, MathError> {
    denormalize("layer_norm_backward", pass, scale, gradient, Axis(1))
}

/// Standardises each unit (column) over the examples of the batch.
///
/// # Formula
/// y = γ ⊙ (x − μ)/√(σ² + ε) + β, μ and σ² over each column
///
/// # Errors
/// As [`layer_norm`]. A batch of one example is refused: its variance is 0.
///
/// # Source
/// Ioffe and Szegedy, "Batch normalization" (2015).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let y = batch_norm(&array![[1.0], [3.0]], &array![5.0], &array![0.0], 1e-12)?;
/// assert!((y.output - array![[-5.0], [5.0]]).iter().all(|d| d.abs() < 1e-9));
/// # Ok::<(), MathError>(())
/// ```
pub fn batch_norm(
    x: &ArrayRef2<f64>,
    scale: &Array1<f64>,
    shift: &Array1<f64>,
    epsilon: f64,
) -> Result<Normalized, MathError> {
    if x.nrows() == 1 {
        return Err(MathError::OutOfRange {
            operation: "batch_norm",
            argument: "the number of examples",
            value: 1.0,
            expected: "at least 2, because one example has no variance",
        });
    }
    normalize("batch_norm", x, (scale, shift), epsilon, Axis(0))
}

/// The gradients of [`batch_norm`], from its result and g = ∂L/∂y.
///
/// # Formula
/// As [`layer_norm_backward`], means over each column
///
/// # Errors
/// As [`layer_norm_backward`].
///
/// # Source
/// Ioffe and Szegedy (2015).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let pass = batch_norm(&array![[1.0], [3.0]], &array![5.0], &array![0.0], 1e-12)?;
/// let g = batch_norm_backward(&pass, &array![5.0], &array![[2.0], [2.0]])?;
/// assert_eq!(g.shift, array![4.0]);
/// assert!(g.input.iter().all(|v| v.abs() < 1e-9)); // a common shift changes nothing
/// # Ok::<(), MathError>(())
/// ```
pub fn batch_norm_backward(
    pass: &Normalized,
    scale: &Array1<f64>,
    gradient: &ArrayRef2<f64>,
) -> Result<NormalizationGradients, MathError> {
    denormalize("batch_norm_backward", pass, scale, gradient, Axis(0))
}

/// `axis` is the direction that means and variances run along.
fn normalize(
    operation: &'static str,
    x: &ArrayRef2<f64>,
    (scale, shift): (&Array1<f64>, &Array1<f64>),
    epsilon: f64,
    axis: Axis,
) -> Result<Normalized, MathError> {
    check::not_empty(operation, "x", x)?;
    check::finite(operation, "x", x)?;
    for parameter in [scale, shift] {
        one_for_each_column(operation, x, parameter)?;
    }
    if !(epsilon > 0.0 && epsilon.is_finite()) {
        let expected = "a positive finite number";
        return Err(MathError::OutOfRange {
            operation,
            argument: "epsilon",
            value: epsilon,
            expected,
        });
    }
    let n = x.len_of(axis) as f64;
    let mean = x.sum_axis(axis) / n;
    let centred = x.to_owned() - mean.view().insert_axis(axis);
    let variance = (&centred * &centred).sum_axis(axis) / n;
    let deviation = variance.mapv(|v| (v + epsilon).sqrt());
    let normalized = centred / deviation.view().insert_axis(axis);
    let output = &normalized * scale + shift;
    Ok(Normalized { output, normalized, deviation, mean })
}

fn denormalize(
    operation: &'static str,
    pass: &Normalized,
    scale: &Array1<f64>,
    gradient: &ArrayRef2<f64>,
    axis: Axis,
) -> Result<NormalizationGradients, MathError> {
    one_for_each_column(operation, gradient, scale)?;
    if gradient.dim() != pass.normalized.dim() {
        return Err(MathError::ShapeMismatch {
            operation,
            left: pass.normalized.shape().to_vec(),
            right: gradient.shape().to_vec(),
            rule: "the gradient needs the shape of the output",
        });
    }
    let x_hat = &pass.normalized;
    let n = gradient.len_of(axis) as f64;
    let g_hat = gradient.to_owned() * scale;
    let mean = (g_hat.sum_axis(axis) / n).insert_axis(axis);
    let along = ((&g_hat * x_hat).sum_axis(axis) / n).insert_axis(axis);
    let input = (g_hat - mean - x_hat * &along) / pass.deviation.view().insert_axis(axis);
    Ok(NormalizationGradients {
        input,
        scale: (gradient.to_owned() * x_hat).sum_axis(Axis(0)),
        shift: gradient.sum_axis(Axis(0)),
    })
}

fn one_for_each_column(
    operation: &'static str,
    x: &ArrayRef2<f64>,
    parameter: &Array1<f64>,
) -> Result<(), MathError> {
    if x.ncols() == parameter.len() {
        return Ok(());
    }
    Err(MathError::ShapeMismatch {
        operation,
        left: x.shape().to_vec(),
        right: vec![parameter.len()],
        rule: "scale and shift need one entry for each column",
    })
}

/// Layer normalisation as a layer of a network, with its γ and β.
#[derive(Debug, Clone, PartialEq)]
pub struct LayerNorm {
    /// γ, at first 1.
    pub scale: Array1<f64>,
    /// β, at first 0.
    pub shift: Array1<f64>,
    /// ε, which keeps the division defined.
    pub epsilon: f64,
}

impl LayerNorm {
    /// For so many units, with γ = 1, β = 0 and ε = 1e-5.
    pub fn new(units: usize) -> Self {
        Self { scale: Array1::ones(units), shift: Array1::zeros(units), epsilon: 1e-5 }
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
        one_for_each_column("BatchNorm", x, &self.scale)?;
        let deviation = self.running_variance.mapv(|v| (v + self.epsilon).sqrt());
        let normalized = (x.to_owned() - &self.running_mean) / &deviation;
        let output = &normalized * &self.scale + &self.shift;
        Ok(Normalized { output, normalized, deviation, mean: self.running_mean.clone() })
    }

    /// Lets a training batch into the running statistics.
    pub(super) fn remember(&mut self, pass: &Normalized) {
        const KEPT: f64 = 0.9;
        let n = pass.output.nrows() as f64;
        // The running variance is to estimate that of all examples, hence n − 1.
        let unbiased = n / (n - 1.0);
        let epsilon = self.epsilon;
        let variance = pass.deviation.mapv(|d| (d * d - epsilon).max(0.0) * unbiased);
        self.running_mean = &self.running_mean * KEPT + &pass.mean * (1.0 - KEPT);
        self.running_variance = &self.running_variance * KEPT + variance * (1.0 - KEPT);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calculus::gradient;
    use crate::random::RandomState;

    type Forward =
        fn(&ArrayRef2<f64>, &Array1<f64>, &Array1<f64>, f64) -> Result<Normalized, MathError>;
    type Backward =
        fn(&Normalized, &Array1<f64>, &ArrayRef2<f64>) -> Result<NormalizationGradients, MathError>;

    const BOTH: [(Forward, Backward); 2] =
        [(layer_norm, layer_norm_backward), (batch_norm, batch_norm_backward)];

    #[test]
    fn gradients_agree_with_differences() {
        let mut random = RandomState::new(11);
        let x = random.randn2(5, 4) * 3.0 + 1.0;
        let (scale, shift) = (random.randn(4), random.randn(4));
        let g = random.randn2(5, 4);
        for (forward, backward) in BOTH {
            let pass = forward(&x, &scale, &shift, 1e-3).unwrap();
            let ours = backward(&pass, &scale, &g).unwrap();
            let loss = |x: &Array2<f64>, scale: &Array1<f64>, shift: &Array1<f64>| {
                (forward(x, scale, shift, 1e-3).unwrap().output * &g).sum()
            };
            let by_x = |v: &Array1<f64>| {
                loss(&Array2::from_shape_vec((5, 4), v.to_vec()).unwrap(), &scale, &shift)
            };
            let flat = Array1::from_iter(x.iter().copied());
            let slope = gradient(&by_x, &flat).unwrap();
            assert!(ours.input.iter().zip(&slope).all(|(a, b)| (a - b).abs() < 1e-7));
            let slope = gradient(&|v| loss(&x, v, &shift), &scale).unwrap();
            assert!((&ours.scale - &slope).iter().all(|d| d.abs() < 1e-7));
            let slope = gradient(&|v| loss(&x, &scale, v), &shift).unwrap();
            assert!((&ours.shift - &slope).iter().all(|d| d.abs() < 1e-7));
        }
    }

    #[test]
    fn groups_have_mean_zero_and_variance_one_whatever_their_size_was() {
        let x = RandomState::new(2).randn2(50, 30) * 1e6 + 3e7;
        let (one, zero) = (Array1::ones(30), Array1::zeros(30));
        for ((forward, _), axis) in BOTH.into_iter().zip([Axis(1), Axis(0)]) {
            let y = forward(&x, &one, &zero, 1e-5).unwrap().output;
            assert!(y.mean_axis(axis).unwrap().iter().all(|m| m.abs() < 1e-9));
            assert!(y.var_axis(axis, 0.0).iter().all(|v| (v - 1.0).abs() < 1e-9));
        }
    }

    #[test]
    fn equal_numbers_give_zeros_and_no_nan() {
        let x = Array2::from_elem((3, 2), 7.0);
        let (one, zero) = (Array1::ones(2), Array1::zeros(2));
        for (forward, backward) in BOTH {
            let pass = forward(&x, &one, &zero, 1e-5).unwrap();
            assert_eq!(pass.output, Array2::<f64>::zeros((3, 2)));
            let g = backward(&pass, &one, &x).unwrap();
            assert!(g.input.iter().all(|v| v.is_finite()));
        }
    }

    #[test]
    fn running_statistics_approach_those_of_the_data() {
        let mut layer = BatchNorm::new(1);
        let mut random = RandomState::new(5);
        for _ in 0..300 {
            let x = random.randn2(64, 1) * 2.0 + 5.0;
            let pass = batch_norm(&x, &layer.scale, &layer.shift, layer.epsilon).unwrap();
            layer.remember(&pass);
        }
        assert!((layer.running_mean[0] - 5.0).abs() < 0.3);
        assert!((layer.running_variance[0] - 4.0).abs() < 0.6);
    }

    #[test]
    fn bad_arguments_are_errors() {
        let (one, zero) = (Array1::ones(2), Array1::zeros(2));
        let x = Array2::<f64>::ones((3, 2));
        for (forward, backward) in BOTH {
            assert!(forward(&x, &Array1::ones(3), &zero, 1e-5).is_err());
            assert!(forward(&x, &one, &zero, 0.0).is_err());
            assert!(forward(&(&x * f64::NAN), &one, &zero, 1e-5).is_err());
            assert!(forward(&Array2::zeros((0, 2)), &one, &zero, 1e-5).is_err());
            let pass = forward(&x, &one, &zero, 1e-5).unwrap();
            assert!(backward(&pass, &one, &Array2::ones((2, 2))).is_err());
        }
        assert!(batch_norm(&Array2::ones((1, 2)), &one, &zero, 1e-5).is_err());
    }
}
