//! How large signals and gradients are, layer by layer.

use super::{Layer, Loss, Network, Targets};
use crate::error::MathError;
use ndarray::{Array1, Array2, ArrayRef2};

/// The size of what passes through the layers of a network.
#[derive(Debug, Clone, PartialEq)]
pub struct SignalSizes {
    /// √(mean h²) of the input and then after each activation.
    pub forward: Array1<f64>,
    /// √(mean (∂L/∂h)²) at the same places.
    pub backward: Array1<f64>,
}

/// The root mean squares of values and gradients after every activation, the
/// input first.
///
/// # Formula
/// √(1/(nm) Σ h_ij²) and the same of ∂L/∂h
///
/// # Errors
/// Those of [`Network::forward`] and [`Loss::evaluate`].
///
/// # Source
/// Glorot and Bengio (2010), figures 6 and 7.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let network = Network::new()
///     .with(Layer::Dense(Dense { weights: array![[2.0]], bias: array![0.0] }))
///     .with(Layer::Activation(Activation::Identity));
/// let targets = Targets::Values(array![[0.0]]);
/// let sizes = signal_sizes(&network, &array![[3.0]], Loss::MeanSquared, &targets)?;
/// assert_eq!(sizes.forward, array![3.0, 6.0]);
/// assert_eq!(sizes.backward, array![24.0, 12.0]); // 2·6 at the end, times w = 2 before
/// # Ok::<(), MathError>(())
/// ```
pub fn signal_sizes(
    network: &Network,
    x: &ArrayRef2<f64>,
    loss: Loss,
    targets: &Targets,
) -> Result<SignalSizes, MathError> {
    let pass = network.forward(x)?;
    let judged = loss.evaluate(targets, pass.output())?;
    let gradients = network.backward(&pass, &judged.gradient)?;
    let after =
        |(k, layer): (usize, &Layer)| matches!(layer, Layer::Activation(_)).then_some(k + 1);
    let places: Vec<usize> =
        std::iter::once(0).chain(network.layers.iter().enumerate().filter_map(after)).collect();
    let size = |a: &Array2<f64>| (a.fold(0.0, |s, v| s + v * v) / a.len() as f64).sqrt();
    Ok(SignalSizes {
        forward: places.iter().map(|&k| size(&pass.values[k])).collect(),
        backward: places.iter().map(|&k| size(&gradients.values[k])).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calculus::Activation;
    use crate::nn::Initialization;
    use crate::random::RandomState;

    #[test]
    fn good_weights_keep_the_size_and_small_ones_lose_it() {
        let x = RandomState::new(0).randn2(50, 100);
        let targets = Targets::Labels((0..50).map(|i| i % 10).collect());
        let mut sizes = vec![100; 20];
        sizes.push(10);
        let run = |rule| {
            let network =
                Network::initialized(&sizes, Activation::Relu, rule, &mut RandomState::new(1))
                    .unwrap();
            signal_sizes(&network, &x, Loss::CrossEntropy, &targets).unwrap()
        };
        let he = run(Initialization::He);
        assert_eq!(he.forward.len(), 20);
        assert!(he.forward.iter().all(|s| (0.2..3.0).contains(s)), "{}", he.forward);
        let small = run(Initialization::Normal(0.05));
        assert!(small.forward[19] < 1e-7 && small.backward[0] < 1e-7);
    }
}
