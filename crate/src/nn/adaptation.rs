//! A trained network put to a new use: frozen, with a small correction on every dense layer.
//!
//! [`Lora`] is the layer that learns the correction; here it is put on a whole network, and
//! taken off again when it has learned.

use super::{Layer, Lora, Network};
use crate::check;
use crate::error::MathError;
use crate::random::RandomState;

impl Network {
    /// The same network with everything frozen and an update of low rank on every
    /// dense layer: what is left to learn.
    ///
    /// A layer too small for the rank gets the largest that it can have.
    ///
    /// # Errors
    /// Those of [`Lora::new`].
    ///
    /// # Source
    /// Hu et al. (2021).
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let mut random = RandomState::new(42);
    /// let trained = Network::fully_connected(&[64, 32, 10], Activation::Relu, &mut random)?;
    /// let adapted = trained.with_lora(4, 4.0, &mut random)?;
    /// assert_eq!(adapted.parameter_count(), 4 * (64 + 32) + 4 * (32 + 10));
    /// let x = RandomState::new(1).rand2(5, 64);
    /// assert_eq!(adapted.predict(&x)?, trained.predict(&x)?); // nothing has changed yet
    /// assert_eq!(adapted.merged()?, trained);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn with_lora(
        &self,
        rank: usize,
        alpha: f64,
        random: &mut RandomState,
    ) -> Result<Self, MathError> {
        check::finite_number("Network::with_lora", "alpha", alpha)?;
        let mut adapted = Self::new();
        for layer in &self.layers {
            adapted.layers.push(match layer {
                Layer::Dense(dense) => {
                    let (outputs, inputs) = dense.weights.dim();
                    let rank = rank.min(outputs).min(inputs);
                    Layer::Lora(Lora::new(dense, rank, alpha, random)?)
                }
                Layer::BatchNorm(_) | Layer::LayerNorm(_) => Layer::Frozen(Box::new(layer.clone())),
                Layer::Activation(_) | Layer::Dropout(_) | Layer::Lora(_) | Layer::Frozen(_) => {
                    layer.clone()
                }
            });
        }
        Ok(adapted)
    }

    /// The network with its updates added to the weights and nothing frozen.
    ///
    /// # Errors
    /// Those of [`Lora::merged`].
    pub fn merged(&self) -> Result<Self, MathError> {
        fn plain(layer: &Layer) -> Result<Layer, MathError> {
            Ok(match layer {
                Layer::Lora(lora) => Layer::Dense(lora.merged()?),
                Layer::Frozen(inner) => plain(inner)?,
                other => other.clone(),
            })
        }
        Ok(Self { layers: self.layers.iter().map(plain).collect::<Result<_, _>>()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calculus::Activation;
    use crate::nn::{Dense, Examples, Loss, Parameters, TrainSettings, train};
    use crate::optimize::Adam;

    #[test]
    fn training_finds_an_update_of_its_rank_and_leaves_the_layer_alone() {
        let mut random = RandomState::new(1);
        let base = Dense { weights: random.randn2(4, 6), bias: random.randn(4) };
        let step = RandomState::new(8).randn2(4, 1).dot(&RandomState::new(9).randn2(1, 6));
        let target = Dense { weights: &base.weights + &step, ..base.clone() };
        let x = RandomState::new(4).randn2(50, 6);
        let examples = Examples::valued(&x, &target.forward(&x).unwrap()).unwrap();
        let trained = Network::new().with(Layer::Dense(base.clone()));
        let mut network = trained.with_lora(1, 1.0, &mut RandomState::new(2)).unwrap();
        let settings = TrainSettings::new(50, 1500);
        let (loss, adam) = (Loss::MeanSquared, Adam::new(0.05));
        train(&mut network, loss, &examples, None, &adam, &settings, &mut RandomState::new(42))
            .unwrap();
        let Layer::Lora(lora) = &network.layers[0] else { panic!("{network}") };
        assert_eq!(lora.base(), &base);
        let found = network.merged().unwrap();
        let gap = found.parameters() - target.parameters();
        assert!(gap.iter().all(|gap| gap.abs() < 1e-3));
    }

    #[test]
    fn a_rank_of_zero_is_an_error() {
        let mut random = RandomState::new(0);
        let network = Network::fully_connected(&[2, 2], Activation::Relu, &mut random).unwrap();
        assert!(network.with_lora(0, 1.0, &mut random).is_err());
    }
}
