//! The same network on the tape.
//!
//! [`Network::backward`] is the chain rule written out by hand. Here the same
//! forward pass is laid on the array tape of the calculus room, which finds the
//! gradients by itself. That the two agree to the last digits is the test of
//! both.

use super::layers::another_network;
use super::{ForwardPass, Loss, Network, NetworkGradients, Parameters, Targets};
use crate::calculus::Var;
use crate::error::MathError;

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
/// let mut random = RandomState::new(0);
/// let network = Network::fully_connected(&[3, 8, 2], Activation::Gelu, &mut random)?;
/// let targets = Targets::Labels(vec![0, 1]);
/// let pass = network.forward(&array![[1.0, 0.0, -1.0], [0.5, 2.0, 0.0]])?;
/// let loss = Loss::CrossEntropy.evaluate(&targets, pass.output())?;
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
    if pass.notes.len() != network.layers.len() || pass.values.len() != pass.notes.len() + 1 {
        return Err(another_network("tape_gradients"));
    }
    // Refuses what does not fit before anything is laid on the tape.
    loss.evaluate(targets, pass.output())?;
    let mut values = vec![Var::parameter(pass.values[0].clone())];
    let mut parameters = Vec::new();
    for (layer, note) in network.layers.iter().zip(&pass.notes) {
        let learned = layer.variables();
        let next = layer.on_tape(note, &values[values.len() - 1], &learned)?;
        values.push(next.keep_gradient());
        parameters.extend(learned);
    }
    let total = loss_on_tape(&values[values.len() - 1], loss, targets)?;
    total.backward()?;
    let parameters = network.gradient_on_tape(&parameters)?;
    let values = values.iter().map(Var::gradient).collect::<Result<Vec<_>, _>>()?;
    Ok((total.item()?, NetworkGradients { parameters, values }))
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
        (_, Targets::Labels(_)) => Err(another_network("tape_gradients")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calculus::Activation;
    use crate::nn::{BatchNorm, Dense, Initialization, Layer, LayerNorm};
    use crate::random::RandomState;
    use ndarray::{Array1, Array2};

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
        let ours = loss.evaluate(targets, pass.output()).unwrap();
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
                let deep = Network::fully_connected(
                    &[6, 20, 20, 20, 20, 4],
                    activation,
                    &mut RandomState::new(3),
                )
                .unwrap();
                agree(&deep, &deep.forward(&x).unwrap(), loss, targets);
            }
        }
    }

    #[test]
    fn adapted_networks_agree_as_well() {
        let mut random = RandomState::new(10);
        let x = random.randn2(9, 6);
        let labels = Targets::Labels((0..9).map(|i| i % 4).collect());
        let start =
            motley(Activation::Gelu, 2).with_lora(2, 3.0, &mut RandomState::new(5)).unwrap();
        let theta = random.randn(start.parameter_count());
        let mut network = start.with_parameters(&theta).unwrap();
        agree(&network, &network.forward(&x).unwrap(), Loss::CrossEntropy, &labels);
        let pass = network.forward_training(&x, &mut random).unwrap();
        agree(&network, &pass, Loss::CrossEntropy, &labels);
    }

    #[test]
    fn a_pass_of_another_network_is_refused() {
        let one = Network::fully_connected(&[2, 3, 2], Activation::Relu, &mut RandomState::new(0))
            .unwrap();
        let two =
            Network::fully_connected(&[2, 2], Activation::Relu, &mut RandomState::new(0)).unwrap();
        let pass = one.forward(&Array2::ones((1, 2))).unwrap();
        let targets = Targets::Labels(vec![0]);
        assert!(tape_gradients(&two, &pass, Loss::CrossEntropy, &targets).is_err());
        assert!(tape_gradients(&one, &pass, Loss::MeanSquared, &targets).is_err());
    }
}
