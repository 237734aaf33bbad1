//! The layers of a network: what each does forward, backward and on the tape.

use super::dropout::{dropout_mask, masked, probability};
use super::norm_layers::standardize_on_tape;
use super::{Backward, BatchNorm, Dense, LayerNorm, Lora, Named, Normalized, Parameters};
use crate::calculus::{Activation, Var};
use crate::check;
use crate::error::MathError;
use crate::random::RandomState;
use ndarray::{Array1, Array2, ArrayRef2, ArrayViewD, ArrayViewMutD, Axis};

/// One step of a network.
///
/// # Source
/// Guide §6.1.
#[derive(Debug, Clone, PartialEq)]
pub enum Layer {
    /// Weights and bias.
    Dense(Dense),
    /// A function of every entry.
    Activation(Activation),
    /// Dropout with this probability, in training only.
    Dropout(f64),
    /// Batch normalisation.
    BatchNorm(BatchNorm),
    /// Layer normalisation.
    LayerNorm(LayerNorm),
    /// A frozen dense layer with a correction of low rank that learns.
    Lora(Lora),
    /// A layer that works as in use and learns no more.
    Frozen(Box<Layer>),
}

/// What a layer has to remember beside its input.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Note {
    Nothing,
    Mask(Array2<f64>),
    /// Batch normalisation in training.
    Batch(Normalized),
    /// Batch normalisation in use: statistics are constants.
    Fixed(Normalized),
    Layer(Normalized),
}

impl Parameters for Layer {
    fn arrays(&self) -> Vec<Named<ArrayViewD<'_, f64>>> {
        match self {
            Self::Dense(dense) => dense.arrays(),
            Self::Activation(_) | Self::Dropout(_) => Vec::new(),
            Self::BatchNorm(norm) => norm.arrays(),
            Self::LayerNorm(norm) => norm.arrays(),
            Self::Lora(lora) => lora.arrays(),
            Self::Frozen(layer) => {
                layer.arrays().into_iter().map(|a| Named { learned: false, ..a }).collect()
            }
        }
    }

    fn arrays_mut(&mut self) -> Vec<Named<ArrayViewMutD<'_, f64>>> {
        match self {
            Self::Dense(dense) => dense.arrays_mut(),
            Self::Activation(_) | Self::Dropout(_) => Vec::new(),
            Self::BatchNorm(norm) => norm.arrays_mut(),
            Self::LayerNorm(norm) => norm.arrays_mut(),
            Self::Lora(lora) => lora.arrays_mut(),
            Self::Frozen(layer) => {
                layer.arrays_mut().into_iter().map(|a| Named { learned: false, ..a }).collect()
            }
        }
    }
}

impl Layer {
    /// The name for a table.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Dense(_) => "dense",
            Self::Activation(activation) => activation.name(),
            Self::Dropout(_) => "dropout",
            Self::BatchNorm(_) => tr!("batch norm"),
            Self::LayerNorm(_) => tr!("layer norm"),
            Self::Lora(_) => "LoRA",
            Self::Frozen(layer) => layer.name(),
        }
    }

    /// One step forward, as in use.
    pub(super) fn apply(&self, h: &ArrayRef2<f64>) -> Result<(Array2<f64>, Note), MathError> {
        Ok(match self {
            Self::Dense(dense) => (dense.forward(h)?, Note::Nothing),
            Self::Activation(activation) => (activate(*activation, h)?, Note::Nothing),
            Self::Dropout(p) => {
                probability("Layer::Dropout", *p)?;
                (h.to_owned(), Note::Nothing)
            }
            Self::BatchNorm(norm) => {
                let pass = norm.in_use(h)?;
                (pass.output.clone(), Note::Fixed(pass))
            }
            Self::LayerNorm(norm) => {
                let pass = norm.forward(h)?;
                (pass.output.clone(), Note::Layer(pass))
            }
            Self::Lora(lora) => (lora.forward(h)?, Note::Nothing),
            Self::Frozen(layer) => layer.apply(h)?,
        })
    }

    /// One step forward, as in training.
    pub(super) fn apply_training(
        &mut self,
        h: &ArrayRef2<f64>,
        random: &mut RandomState,
    ) -> Result<(Array2<f64>, Note), MathError> {
        Ok(match self {
            Self::Dropout(p) => {
                let mask = dropout_mask(h.dim(), *p, random)?;
                (masked("Layer::Dropout", h, &mask)?, Note::Mask(mask))
            }
            Self::BatchNorm(norm) => {
                let pass = norm.in_training(h)?;
                (pass.output.clone(), Note::Batch(pass))
            }
            other => other.apply(h)?,
        })
    }

    /// One step back: from ∂L/∂output to ∂L/∂input and ∂L/∂parameters. What has no
    /// parameters is its own gradient: there is nothing in it to differ.
    pub(super) fn pull_back(
        &self,
        input: &Array2<f64>,
        note: &Note,
        delta: Array2<f64>,
    ) -> Result<Backward<Layer>, MathError> {
        fn wrapped<P>(back: Backward<P>, layer: fn(P) -> Layer) -> Backward<Layer> {
            Backward { input: back.input, parameters: layer(back.parameters) }
        }
        let nothing = |input| Backward { input, parameters: self.clone() };
        Ok(match (self, note) {
            (Self::Dense(dense), _) => wrapped(dense.backward(input, &delta)?, Self::Dense),
            (Self::Activation(activation), _) if input.dim() == delta.dim() => {
                let mut delta = delta;
                delta.zip_mut_with(input, |d, &z| *d *= activation.derivative(z));
                nothing(check::none_overflowed("Layer::Activation", delta)?)
            }
            (Self::Dropout(_), Note::Mask(mask)) if mask.dim() == delta.dim() => {
                nothing(check::none_overflowed("Layer::Dropout", delta * mask)?)
            }
            (Self::Dropout(_), Note::Nothing) => nothing(delta),
            (Self::BatchNorm(norm), Note::Batch(pass)) => {
                wrapped(norm.pull_back(pass, &delta)?, Self::BatchNorm)
            }
            (Self::BatchNorm(norm), Note::Fixed(pass)) => {
                wrapped(norm.pull_back_in_use(pass, &delta)?, Self::BatchNorm)
            }
            (Self::LayerNorm(norm), Note::Layer(pass)) => {
                wrapped(norm.backward(pass, &delta)?, Self::LayerNorm)
            }
            (Self::Lora(lora), _) => wrapped(lora.backward(input, &delta)?, Self::Lora),
            (Self::Frozen(layer), _) => {
                let mut back = layer.pull_back(input, note, delta)?;
                for mut array in back.parameters.arrays_mut() {
                    array.values.fill(0.0);
                }
                Backward { parameters: Self::Frozen(Box::new(back.parameters)), ..back }
            }
            _ => return Err(another_network("Network::backward")),
        })
    }

    /// One step forward on the tape; `parameters` are the layer's variables.
    pub(super) fn on_tape(
        &self,
        note: &Note,
        h: &Var,
        parameters: &[Var],
    ) -> Result<Var, MathError> {
        let row = |v: &Array1<f64>| Var::constant(v.clone().insert_axis(Axis(0)));
        match (self, note) {
            (Self::Dense(dense), _) => dense.on_tape(h, parameters),
            (Self::Activation(activation), _) => Ok(activate_on_tape(h, *activation)),
            (Self::Dropout(_), Note::Mask(mask)) => h.mul(&Var::constant(mask.clone())),
            (Self::Dropout(_), _) => Ok(h.scale(1.0)),
            (Self::BatchNorm(norm), Note::Batch(_) | Note::Fixed(_)) => {
                let [scale, shift] = parameters else {
                    return Err(another_network("tape_gradients"));
                };
                let hat = match note {
                    Note::Fixed(pass) => h.sub(&row(&pass.mean))?.div(&row(&pass.deviation))?,
                    _ => standardize_on_tape(h, norm.epsilon, Axis(0))?,
                };
                hat.mul(scale)?.add(shift)
            }
            (Self::LayerNorm(norm), Note::Layer(_)) => norm.on_tape(h, parameters),
            (Self::Lora(lora), _) => lora.on_tape(h, parameters),
            // A constant on the tape learns nothing.
            (Self::Frozen(layer), _) => {
                let values: Vec<Var> =
                    layer.variables().iter().map(|v| Var::constant(v.value())).collect();
                layer.on_tape(note, h, &values)
            }
            _ => Err(another_network("tape_gradients")),
        }
    }
}

fn activate(activation: Activation, h: &ArrayRef2<f64>) -> Result<Array2<f64>, MathError> {
    const NAME: &str = "Layer::Activation";
    if let Activation::LeakyRelu(slope) = activation {
        check::finite_number(NAME, msg!("the slope of the leaky ReLU"), slope)?;
    }
    let out = h.mapv(|z| activation.value(z));
    if !check::is_finite(&out) {
        return Err(MathError::Overflow { operation: NAME });
    }
    Ok(out)
}

fn activate_on_tape(x: &Var, activation: Activation) -> Var {
    match activation {
        Activation::Identity => x.scale(1.0),
        Activation::Sigmoid => x.sigmoid(),
        Activation::Tanh => x.tanh(),
        Activation::Relu => x.relu(),
        Activation::LeakyRelu(slope) => x.leaky_relu(slope),
        Activation::Gelu => x.gelu(),
        Activation::Softplus => x.softplus(),
    }
}

pub(super) fn another_network(operation: &'static str) -> MathError {
    MathError::InvalidArgument {
        operation,
        argument: "pass",
        reason: "comes from another network; run `forward` on this one".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn an_activation_that_is_none_is_refused() {
        let x = array![[-1.0, 2.0]];
        for slope in [f64::NAN, f64::INFINITY] {
            assert!(Layer::Activation(Activation::LeakyRelu(slope)).apply(&x).is_err());
        }
        let steep = Layer::Activation(Activation::LeakyRelu(1e300));
        assert!(matches!(steep.apply(&(x * 1e300)), Err(MathError::Overflow { .. })));
    }

    #[test]
    fn a_frozen_layer_works_and_learns_nothing() {
        let dense = Layer::Dense(Dense { weights: array![[2.0]], bias: array![1.0] });
        let frozen = Layer::Frozen(Box::new(dense.clone()));
        let x = array![[3.0]];
        assert_eq!(frozen.apply(&x).unwrap(), dense.apply(&x).unwrap());
        assert_eq!((frozen.parameter_count(), frozen.arrays().len()), (0, 2));
        let back = frozen.pull_back(&x, &Note::Nothing, array![[1.0]]).unwrap();
        assert_eq!(back.input, array![[2.0]]);
        assert!(back.parameters.arrays().iter().all(|a| a.values.iter().all(|&v| v == 0.0)));
        let mut running = Layer::Frozen(Box::new(Layer::BatchNorm(BatchNorm::new(1))));
        let before = running.clone();
        running.apply_training(&x, &mut RandomState::new(0)).unwrap();
        assert_eq!(running, before);
    }
}
