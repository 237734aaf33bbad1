//! Networks of any depth, forward and backward, written out.
//!
//! Forward, layer after layer from h⁽⁰⁾ = x:
//!
//! z⁽ˡ⁾ = W⁽ˡ⁾h⁽ˡ⁻¹⁾ + b⁽ˡ⁾, h⁽ˡ⁾ = σ(z⁽ˡ⁾), ŷ = h⁽ᴸ⁾
//!
//! Backward, the same road in the other direction. With Δ = ∂L/∂h⁽ˡ⁾ at hand,
//!
//! 1. through the activation: ∂L/∂z⁽ˡ⁾ = Δ ⊙ σ′(z⁽ˡ⁾),
//! 2. through the weights: [`Dense::backward`] gives ∂L/∂W, ∂L/∂b and the Δ of
//!    the layer before.
//!
//! Every layer needs from the forward pass exactly what its derivative
//! mentions, and so the pass keeps all values: that is the memory training
//! costs over mere use.

use super::layers::{Note, another_network};
use super::losses::largest_columns;
use super::model::within;
use super::{
    Dense, Examples, Initialization, Layer, Lesson, Loss, Model, Named, Parameters, Score,
};
use crate::calculus::Activation;
use crate::check;
use crate::error::MathError;
use crate::random::RandomState;
use ndarray::{Array1, Array2, ArrayRef2, ArrayViewD, ArrayViewMutD};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A network: layers, one after the other.
///
/// Built from a list of sizes, or layer by layer; the layers are public, to be
/// read, changed or replaced.
///
/// # Formula
/// h⁽⁰⁾ = x;  z⁽ˡ⁾ = W⁽ˡ⁾h⁽ˡ⁻¹⁾ + b⁽ˡ⁾;  h⁽ˡ⁾ = σ(z⁽ˡ⁾);  ŷ = h⁽ᴸ⁾
///
/// # Source
/// Guide §6.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let mut random = RandomState::new(42);
/// let network = Network::fully_connected(&[64, 32, 10], Activation::Relu, &mut random)?;
/// assert_eq!(network.parameter_count(), 64 * 32 + 32 + 32 * 10 + 10);
/// assert_eq!(network.predict(&Array2::zeros((5, 64)))?.dim(), (5, 10));
/// # Ok::<(), MathError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Network {
    /// The layers in the order of the forward pass.
    pub layers: Vec<Layer>,
}

/// All values of a forward pass: what the way back needs.
#[derive(Debug, Clone, PartialEq)]
pub struct ForwardPass {
    /// The input, then the output of every layer: entry k is what layer k reads.
    pub values: Vec<Array2<f64>>,
    pub(super) notes: Vec<Note>,
}

impl ForwardPass {
    /// The network's output: the last of the values, without entries if there are none.
    pub fn output(&self) -> &Array2<f64> {
        static NOTHING: LazyLock<Array2<f64>> = LazyLock::new(|| Array2::zeros((0, 0)));
        self.values.last().unwrap_or(&NOTHING)
    }
}

/// The derivative of the loss by everything: what [`Network::backward`] gives.
#[derive(Debug, Clone, PartialEq)]
pub struct NetworkGradients {
    /// ∂L/∂θ in the network's own type: layer k holds ∂L/∂W and ∂L/∂b of layer k.
    pub parameters: Network,
    /// ∂L/∂(output of layer k − 1), in the order of [`ForwardPass::values`]: the
    /// first is the derivative by the network's input.
    pub values: Vec<Array2<f64>>,
}

impl NetworkGradients {
    /// All parameters' gradients in one vector, in the order of
    /// [`Parameters::parameters`].
    pub fn flatten(&self) -> Array1<f64> {
        self.parameters.parameters()
    }
}

impl Parameters for Network {
    fn arrays(&self) -> Vec<Named<ArrayViewD<'_, f64>>> {
        let layers = self.layers.iter().enumerate();
        layers
            .flat_map(|(k, layer)| within(&k.to_string(), layer.arrays()).collect::<Vec<_>>())
            .collect()
    }

    fn arrays_mut(&mut self) -> Vec<Named<ArrayViewMutD<'_, f64>>> {
        let layers = self.layers.iter_mut().enumerate();
        layers
            .flat_map(|(k, layer)| within(&k.to_string(), layer.arrays_mut()).collect::<Vec<_>>())
            .collect()
    }

    fn metadata(&self) -> BTreeMap<String, String> {
        super::saving::kinds_of_layers(self)
    }
}

impl Model for Network {
    type Batch = Examples;

    fn lesson(
        &mut self,
        batch: &Examples,
        loss: Loss,
        random: &mut RandomState,
    ) -> Result<Lesson<Self>, MathError> {
        let pass = self.forward_training(&batch.inputs, random)?;
        let judged = loss.evaluate(&batch.targets, pass.output())?;
        let gradient = self.backward(&pass, &judged.gradient)?.parameters;
        Ok(Lesson { score: Score::of(judged.value, pass.output(), batch.labels())?, gradient })
    }

    fn exam(&self, batch: &Examples, loss: Loss) -> Result<Score, MathError> {
        let output = self.predict(&batch.inputs)?;
        Score::of(loss.evaluate(&batch.targets, &output)?.value, &output, batch.labels())
    }
}

impl Network {
    /// A network without layers: what it is given comes out.
    pub fn new() -> Self {
        Self::default()
    }

    /// Fully connected layers of these sizes, with the activation between them
    /// and none after the last, whose outputs are logits or predictions.
    /// Weights begin as the activation wants it ([`Initialization::for_activation`]).
    ///
    /// # Errors
    /// - [`MathError::InvalidArgument`] for fewer than two sizes,
    /// - [`MathError::OutOfRange`] for a size of 0,
    /// - [`MathError::NotFinite`] for a leaky ReLU whose slope is NaN or infinite.
    ///
    /// # Source
    /// Guide §6.1.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let draw = |random: &mut RandomState| {
    ///     Network::fully_connected(&[2, 3, 1], Activation::Tanh, random)
    /// };
    /// let (one, two) = (draw(&mut RandomState::new(7))?, draw(&mut RandomState::new(7))?);
    /// assert_eq!(one, two); // the seed decides everything
    /// assert_eq!(one.to_string(), "2 → 3 tanh → 1 (13 parameters)");
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn fully_connected(
        sizes: &[usize],
        activation: Activation,
        random: &mut RandomState,
    ) -> Result<Self, MathError> {
        let rule = Initialization::for_activation(activation);
        Self::initialized(sizes, activation, rule, random)
    }

    /// As [`Network::fully_connected`], with the rule for the first weights
    /// given.
    ///
    /// # Errors
    /// Those of [`Network::fully_connected`] and [`Initialization::weights`].
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let rule = Initialization::Zeros;
    /// let mut random = RandomState::new(0);
    /// let network = Network::initialized(&[2, 3, 1], Activation::Tanh, rule, &mut random)?;
    /// assert_eq!(network.predict(&array![[1.0, 2.0]])?, array![[0.0]]);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn initialized(
        sizes: &[usize],
        activation: Activation,
        rule: Initialization,
        random: &mut RandomState,
    ) -> Result<Self, MathError> {
        if sizes.len() < 2 {
            return Err(MathError::InvalidArgument {
                operation: "Network::fully_connected",
                argument: "sizes",
                reason: format!(
                    "names {} sizes; give at least the inputs and the outputs, such as [64, 10]",
                    sizes.len()
                ),
            });
        }
        if let Activation::LeakyRelu(slope) = activation {
            check::finite_number("Network::fully_connected", "the slope of the leaky ReLU", slope)?;
        }
        let mut network = Self::new();
        for pair in sizes.windows(2) {
            if !network.layers.is_empty() {
                network.layers.push(Layer::Activation(activation));
            }
            network.layers.push(Layer::Dense(Dense::new(pair[0], pair[1], rule, random)?));
        }
        Ok(network)
    }

    /// The same network with another layer at the end.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let mut random = RandomState::new(0);
    /// let network = Network::new()
    ///     .with(Layer::Dense(Dense::new(4, 8, Initialization::He, &mut random)?))
    ///     .with(Layer::BatchNorm(BatchNorm::new(8)))
    ///     .with(Layer::Activation(Activation::Relu))
    ///     .with(Layer::Dropout(0.2))
    ///     .with(Layer::Dense(Dense::new(8, 3, Initialization::He, &mut random)?));
    /// assert_eq!(network.predict(&Array2::ones((2, 4)))?.dim(), (2, 3));
    /// # Ok::<(), MathError>(())
    /// ```
    #[must_use]
    pub fn with(mut self, layer: Layer) -> Self {
        self.layers.push(layer);
        self
    }

    /// The output for a batch, one example a row, as the network is used: no
    /// dropout, batch normalisation by its running statistics.
    ///
    /// # Errors
    /// - [`MathError::Empty`] or [`MathError::NotFinite`] for a batch without
    ///   entries or with entries that are not finite,
    /// - [`MathError::ShapeMismatch`] where a layer does not fit what it is given,
    /// - [`MathError::Overflow`] when a value leaves the range of f64.
    pub fn predict(&self, x: &ArrayRef2<f64>) -> Result<Array2<f64>, MathError> {
        check_input(x)?;
        let mut h = x.to_owned();
        for layer in &self.layers {
            h = layer.apply(&h)?.0;
        }
        Ok(h)
    }

    /// The class of each example: the column of its largest output.
    ///
    /// # Errors
    /// Those of [`Network::predict`].
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let layer = Dense { weights: array![[1.0], [-1.0]], bias: array![0.0, 0.0] };
    /// let sign = Network::new().with(Layer::Dense(layer));
    /// assert_eq!(sign.classify(&array![[3.0], [-2.0]])?, [0, 1]);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn classify(&self, x: &ArrayRef2<f64>) -> Result<Vec<usize>, MathError> {
        Ok(largest_columns(&self.predict(x)?))
    }

    /// The forward pass of [`Network::predict`] with all its values kept.
    ///
    /// # Errors
    /// Those of [`Network::predict`].
    ///
    /// # Source
    /// Guide §6.1.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let network = Network::new()
    ///     .with(Layer::Dense(Dense { weights: array![[2.0]], bias: array![-1.0] }))
    ///     .with(Layer::Activation(Activation::Relu));
    /// let pass = network.forward(&array![[3.0], [0.0]])?;
    /// assert_eq!(pass.values[1], array![[5.0], [-1.0]]); // z
    /// assert_eq!(pass.values[2], array![[5.0], [0.0]]); // h
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn forward(&self, x: &ArrayRef2<f64>) -> Result<ForwardPass, MathError> {
        check_input(x)?;
        let mut pass = ForwardPass { values: vec![x.to_owned()], notes: Vec::new() };
        for layer in &self.layers {
            let (h, note) = layer.apply(pass.output())?;
            pass.values.push(h);
            pass.notes.push(note);
        }
        Ok(pass)
    }

    /// The forward pass of training: units drop out, and batch normalisation
    /// takes the statistics of this batch and remembers them.
    ///
    /// # Errors
    /// Those of [`Network::predict`]; [`MathError::OutOfRange`] for a batch of one example
    /// before batch normalisation, or an impossible dropout.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let mut network = Network::new().with(Layer::Dropout(0.5));
    /// let pass = network.forward_training(&Array2::ones((1, 1000)), &mut RandomState::new(0))?;
    /// let zeros = pass.output().iter().filter(|&&h| h == 0.0).count();
    /// assert!((450..550).contains(&zeros));
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn forward_training(
        &mut self,
        x: &ArrayRef2<f64>,
        random: &mut RandomState,
    ) -> Result<ForwardPass, MathError> {
        check_input(x)?;
        let mut pass = ForwardPass { values: vec![x.to_owned()], notes: Vec::new() };
        for layer in &mut self.layers {
            let (h, note) = layer.apply_training(pass.output(), random)?;
            pass.values.push(h);
            pass.notes.push(note);
        }
        Ok(pass)
    }

    /// The gradients of a loss, from a forward pass and Δ = ∂L/∂ŷ.
    ///
    /// # Formula
    /// ∂L/∂z⁽ˡ⁾ = ∂L/∂h⁽ˡ⁾ ⊙ σ′(z⁽ˡ⁾);  ∂L/∂W⁽ˡ⁾ = (∂L/∂z⁽ˡ⁾)ᵀ h⁽ˡ⁻¹⁾;
    /// ∂L/∂h⁽ˡ⁻¹⁾ = ∂L/∂z⁽ˡ⁾ W⁽ˡ⁾
    ///
    /// # Errors
    /// - [`MathError::ShapeMismatch`] or [`MathError::InvalidArgument`] when the pass is of
    ///   another network,
    /// - [`MathError::ShapeMismatch`] when Δ has not the shape of the output,
    /// - [`MathError::NotFinite`] for entries of Δ that are not finite,
    /// - [`MathError::Overflow`] for a gradient beyond the largest f64.
    ///
    /// # Source
    /// Guide §2.2, §6.1; Rumelhart, Hinton and Williams, "Learning representations
    /// by back-propagating errors" (1986).
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let network = Network::new()
    ///     .with(Layer::Dense(Dense { weights: array![[2.0]], bias: array![-1.0] }))
    ///     .with(Layer::Activation(Activation::Tanh));
    /// let pass = network.forward(&array![[0.5]])?; // z = 0, where tanh′ = 1
    /// let g = network.backward(&pass, &array![[3.0]])?;
    /// assert_eq!(g.flatten(), array![1.5, 3.0]); // 3·1·x and 3·1
    /// assert_eq!(g.values[0], array![[6.0]]); // 3·1·w
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn backward(
        &self,
        pass: &ForwardPass,
        output_gradient: &ArrayRef2<f64>,
    ) -> Result<NetworkGradients, MathError> {
        let operation = "Network::backward";
        check::finite(operation, "output_gradient", output_gradient)?;
        if pass.values.len() != pass.notes.len() + 1 {
            return Err(another_network(operation));
        }
        if pass.notes.len() != self.layers.len() {
            return Err(MathError::ShapeMismatch {
                operation,
                left: vec![self.layers.len()],
                right: vec![pass.notes.len()],
                rule: "the pass needs one step for each layer; run `forward` on this network",
            });
        }
        if output_gradient.dim() != pass.output().dim() {
            return Err(MathError::ShapeMismatch {
                operation,
                left: pass.output().shape().to_vec(),
                right: output_gradient.shape().to_vec(),
                rule: "the gradient needs the shape of the output",
            });
        }
        let mut delta = output_gradient.to_owned();
        let mut layers = Vec::with_capacity(self.layers.len());
        let mut values = vec![delta.clone()];
        for (k, layer) in self.layers.iter().enumerate().rev() {
            let back = layer.pull_back(&pass.values[k], &pass.notes[k], delta)?;
            layers.push(back.parameters);
            values.push(back.input.clone());
            delta = back.input;
        }
        layers.reverse();
        values.reverse();
        Ok(NetworkGradients { parameters: Network { layers }, values })
    }
}

fn check_input(x: &ArrayRef2<f64>) -> Result<(), MathError> {
    check::not_empty("Network::forward", "x", x)?;
    check::finite("Network::forward", "x", x)
}

#[cfg(test)]
mod tests;
