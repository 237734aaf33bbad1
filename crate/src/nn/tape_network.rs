//! The same network on the tape.
//!
//! [`Network::backward`] is the chain rule written out by hand. Here the same
//! forward pass is laid on the array tape of the calculus room, which finds the
//! gradients by itself. That the two agree to the last digits is the test of
//! both.

use super::network::Note;
use super::{ForwardPass, Layer, LayerGradient, Loss, Network, NetworkGradients, Targets};
use crate::calculus::{Activation, Var};
use crate::error::MathError;
use ndarray::{Array1, Array2, Axis};

/// The loss of a pass and its gradients by automatic differentiation.
///
/// The pass says what the input was, which units had dropped out, and whether
/// batch normalisation was in training.
///
/// # Errors
/// - [`MathError::InvalidArgument`] when the pass comes from another network,
/// - those of [`Loss::evaluate`].
///
/// # Source
/// Guide §2.2, §6.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let network = Network::fully_connected(&[3, 8, 2], Activation::Gelu, 0)?;
/// let targets = Targets::Labels(vec![0, 1]);
/// let pass = network.forward(&array![[1.0, 0.0, -1.0], [0.5, 2.0, 0.0]])?;
/// let loss = Loss::CrossEntropy.evaluate(pass.output(), &targets)?;
/// let by_hand = network.backward(&pass, &loss.gradient)?.flatten();
/// let (value, by_tape) = tape_gradients(&network, &pass, Loss::CrossEntropy, &targets)?;
/// assert!((value - loss.value).abs() < 1e-14);
/// assert!((by_hand - by_tape.flatten()).iter().all(|d| d.abs() < 1e-14));
/// # Ok::<(), MathError>(())
/// ```
pub fn tape_gradients(
    network: &Network,
    pass: &ForwardPass,
    loss: Loss,
    targets: &Targets,
) -> Result<(f64, NetworkGradients), MathError> {
    if pass.notes.len() != network.layers.len() {
        return Err(another_network());
    }
    // Refuses what does not fit before anything is laid on the tape.
    loss.evaluate(pass.output(), targets)?;
    let mut values = vec![Var::parameter(pass.values[0].clone())];
    let mut parameters = Vec::new();
    for (layer, note) in network.layers.iter().zip(&pass.notes) {
        let h = &values[values.len() - 1];
        let (next, learned) = step(layer, note, h)?;
        values.push(next.keep_gradient());
        parameters.push(learned);
    }
    let total = loss_on_tape(&values[values.len() - 1], loss, targets)?;
    total.backward()?;
    let row = |v: &Var| -> Result<Array1<f64>, MathError> { Ok(v.gradient()?.row(0).to_owned()) };
    let mut layers = Vec::new();
    for (layer, learned) in network.layers.iter().zip(&parameters) {
        layers.push(match (layer, learned) {
            (Layer::Dense(_), Some((w, b))) => {
                LayerGradient::Dense { weights: w.gradient()?, bias: row(b)? }
            }
            (_, Some((scale, shift))) => {
                LayerGradient::Norm { scale: row(scale)?, shift: row(shift)? }
            }
            (_, None) => LayerGradient::None,
        });
    }
    let values = values.iter().map(Var::gradient).collect::<Result<Vec<_>, _>>()?;
    Ok((total.item()?, NetworkGradients { layers, values }))
}

/// One layer on the tape, and the parameters it brought along.
fn step(layer: &Layer, note: &Note, h: &Var) -> Result<(Var, Option<(Var, Var)>), MathError> {
    let as_row = |v: &Array1<f64>| v.clone().insert_axis(Axis(0));
    match (layer, note) {
        (Layer::Dense(dense), _) => {
            let w = Var::parameter(dense.weights.clone());
            let b = Var::parameter(as_row(&dense.bias));
            Ok((h.affine(&w.transpose(), &b)?, Some((w, b))))
        }
        (Layer::Activation(activation), _) => Ok((activate(h, *activation), None)),
        (Layer::Dropout(_), Note::Mask(mask)) => Ok((h.mul(&Var::constant(mask.clone()))?, None)),
        (Layer::Dropout(_), _) => Ok((h.scale(1.0), None)),
        (Layer::BatchNorm(n), Note::Batch(_)) => {
            let hat = standardize(h, n.epsilon, Axis(0))?;
            scaled(&hat, as_row(&n.scale), as_row(&n.shift))
        }
        (Layer::BatchNorm(n), Note::Fixed(fixed)) => {
            let centred = h.sub(&Var::constant(as_row(&fixed.mean)))?;
            let hat = centred.div(&Var::constant(as_row(&fixed.deviation)))?;
            scaled(&hat, as_row(&n.scale), as_row(&n.shift))
        }
        (Layer::LayerNorm(n), Note::Layer(_)) => {
            let hat = standardize(h, n.epsilon, Axis(1))?;
            scaled(&hat, as_row(&n.scale), as_row(&n.shift))
        }
        _ => Err(another_network()),
    }
}

/// (x − μ)/√(σ² + ε) along an axis.
fn standardize(x: &Var, epsilon: f64, axis: Axis) -> Result<Var, MathError> {
    let centred = x.sub(&x.mean_axis(axis)?)?;
    let variance = centred.square().mean_axis(axis)?;
    centred.div(&variance.shift(epsilon).sqrt())
}

/// γ ⊙ x̂ + β.
fn scaled(
    hat: &Var,
    scale: Array2<f64>,
    shift: Array2<f64>,
) -> Result<(Var, Option<(Var, Var)>), MathError> {
    let (scale, shift) = (Var::parameter(scale), Var::parameter(shift));
    Ok((hat.mul(&scale)?.add(&shift)?, Some((scale, shift))))
}

fn activate(x: &Var, activation: Activation) -> Var {
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

fn loss_on_tape(output: &Var, loss: Loss, targets: &Targets) -> Result<Var, MathError> {
    match (loss, targets) {
        (Loss::CrossEntropy, Targets::Labels(labels)) => output.cross_entropy(labels),
        (Loss::Huber(delta), Targets::Values(truth)) => {
            // With c = r cut off at ±δ, the loss is c·(r − c/2) on both sides.
            let r = output.sub(&Var::constant(truth.clone()))?;
            let over = r.shift(-delta).relu();
            let under = r.scale(-1.0).shift(-delta).relu();
            let cut = r.sub(&over)?.add(&under)?;
            Ok(cut.mul(&r.sub(&cut.scale(0.5))?)?.mean())
        }
        (_, Targets::Values(truth)) => output.mse(truth),
        (_, Targets::Labels(_)) => Err(another_network()),
    }
}

fn another_network() -> MathError {
    MathError::InvalidArgument {
        operation: "tape_gradients",
        argument: "pass",
        reason: "comes from another network; run `forward` on this one".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::{BatchNorm, Dense, Initialization, LayerNorm};
    use crate::random::RandomState;

    fn motley(activation: Activation, seed: u32) -> Network {
        let random = &mut RandomState::new(seed);
        let mut dense = |n, m| Layer::Dense(Dense::new(n, m, Initialization::He, random).unwrap());
        Network::new()
            .with(dense(6, 16))
            .with(Layer::BatchNorm(BatchNorm::new(16)))
            .with(Layer::Activation(activation))
            .with(Layer::Dropout(0.3))
            .with(dense(16, 12))
            .with(Layer::LayerNorm(LayerNorm::new(12)))
            .with(Layer::Activation(activation))
            .with(dense(12, 4))
    }

    /// Hand and tape agree to 1e-12, relative to the largest entry.
    fn agree(network: &Network, pass: &ForwardPass, loss: Loss, targets: &Targets) {
        let ours = loss.evaluate(pass.output(), targets).unwrap();
        let hand = network.backward(pass, &ours.gradient).unwrap();
        let (value, tape) = tape_gradients(network, pass, loss, targets).unwrap();
        assert!((value - ours.value).abs() <= 1e-12 * ours.value.abs().max(1.0));
        let close = |a: &Array1<f64>, b: &Array1<f64>| {
            let size = a.iter().fold(1.0_f64, |m, v| m.max(v.abs()));
            (a - b).iter().all(|d| d.abs() <= 1e-12 * size)
        };
        assert!(close(&hand.flatten(), &tape.flatten()), "{network} {loss:?}");
        for (a, b) in hand.values.iter().zip(&tape.values) {
            let flat = |a: &Array2<f64>| Array1::from_iter(a.iter().copied());
            assert!(close(&flat(a), &flat(b)), "{network} {loss:?}");
        }
    }

    #[test]
    fn hand_and_tape_agree_to_twelve_digits() {
        let mut random = RandomState::new(9);
        let x = random.randn2(20, 6);
        let labels = Targets::Labels((0..20).map(|i| i % 4).collect());
        let values = Targets::Values(random.randn2(20, 4) * 2.0);
        for activation in Activation::ALL.into_iter().chain([Activation::Identity]) {
            for (loss, targets) in [
                (Loss::CrossEntropy, &labels),
                (Loss::MeanSquared, &values),
                (Loss::Huber(0.7), &values),
            ] {
                let mut network = motley(activation, 1);
                agree(&network, &network.forward(&x).unwrap(), loss, targets);
                let pass = network.forward_training(&x, &mut random).unwrap();
                agree(&network, &pass, loss, targets);
                let deep =
                    Network::fully_connected(&[6, 20, 20, 20, 20, 4], activation, 3).unwrap();
                agree(&deep, &deep.forward(&x).unwrap(), loss, targets);
            }
        }
    }

    #[test]
    fn a_pass_of_another_network_is_refused() {
        let one = Network::fully_connected(&[2, 3, 2], Activation::Relu, 0).unwrap();
        let two = Network::fully_connected(&[2, 2], Activation::Relu, 0).unwrap();
        let pass = one.forward(&Array2::ones((1, 2))).unwrap();
        let targets = Targets::Labels(vec![0]);
        assert!(tape_gradients(&two, &pass, Loss::CrossEntropy, &targets).is_err());
        assert!(tape_gradients(&one, &pass, Loss::MeanSquared, &targets).is_err());
    }
}
