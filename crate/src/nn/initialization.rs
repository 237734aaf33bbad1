//! How weights begin.
//!
//! A unit adds up n products wᵢhᵢ. If the wᵢ are independent with mean 0 and
//! variance v, and the hᵢ have mean square q, the sum has variance n·v·q. So a
//! layer multiplies the size of the signal by √(nv), and L layers by (√(nv))ᴸ:
//! a factor of 0.5 leaves one part in a million after twenty layers, a factor
//! of 2 makes it a million times as large. The only choice that lasts is
//! n·v ≈ 1.
//!
//! - *Xavier*: forward asks for v = 1/n_in, backward for v = 1/n_out; the
//!   compromise is v = 2/(n_in + n_out). Right for activations that are nearly
//!   the identity around 0, such as tanh.
//! - *He*: ReLU sets half of a symmetric signal to zero and halves its mean
//!   square; doubling v makes up for it, v = 2/n_in.

use crate::calculus::Activation;
use crate::error::MathError;
use crate::random::RandomState;
use ndarray::Array2;

/// A rule for the first weights of a layer.
///
/// # Formula
/// He: σ² = 2/n_in; Xavier: σ² = 2/(n_in + n_out); uniform draws from
/// (−a, a) with a = √3·σ have the same variance
///
/// # Source
/// Guide §6.1; Glorot and Bengio, "Understanding the difficulty of training
/// deep feedforward neural networks" (2010); He et al., "Delving deep into
/// rectifiers" (2015).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(Initialization::He.standard_deviation(50, 10), 0.2); // √(2/50)
/// assert_eq!(Initialization::Xavier.standard_deviation(50, 150), 0.1); // √(2/200)
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Initialization {
    /// Normal with variance 2/n_in, for ReLU and its relatives.
    He,
    /// Normal with variance 2/(n_in + n_out), for tanh and sigmoid.
    Xavier,
    /// Uniform with He's variance.
    HeUniform,
    /// Uniform with Xavier's variance.
    XavierUniform,
    /// Normal with this standard deviation, whatever the layer's size: what
    /// goes wrong.
    Normal(f64),
    /// Nothing but zeros: every unit stays the same as every other.
    Zeros,
}

impl Initialization {
    /// The rule that fits an activation: He for rectifiers, Xavier for the rest.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// assert_eq!(Initialization::for_activation(Activation::Relu), Initialization::He);
    /// assert_eq!(Initialization::for_activation(Activation::Tanh), Initialization::Xavier);
    /// ```
    pub fn for_activation(activation: Activation) -> Self {
        match activation {
            Activation::Relu | Activation::LeakyRelu(_) | Activation::Gelu => Self::He,
            _ => Self::Xavier,
        }
    }

    /// The name for a legend.
    pub fn name(self) -> &'static str {
        match self {
            Self::He => "He",
            Self::Xavier => "Xavier",
            Self::HeUniform => "He, uniform",
            Self::XavierUniform => "Xavier, uniform",
            Self::Normal(_) => "fixed size",
            Self::Zeros => "zeros",
        }
    }

    /// The standard deviation σ of one weight.
    pub fn standard_deviation(self, inputs: usize, outputs: usize) -> f64 {
        let (n_in, n_out) = (inputs.max(1) as f64, outputs as f64);
        match self {
            Self::He | Self::HeUniform => (2.0 / n_in).sqrt(),
            Self::Xavier | Self::XavierUniform => (2.0 / (n_in + n_out)).sqrt(),
            Self::Normal(deviation) => deviation,
            Self::Zeros => 0.0,
        }
    }

    /// Weights of a layer, outputs × inputs.
    ///
    /// # Errors
    /// [`MathError::OutOfRange`] when a size is 0, or the deviation of
    /// [`Initialization::Normal`] is negative or not finite; [`MathError::Overflow`] for a
    /// weight beyond the largest f64.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let w = Initialization::He.weights(200, 100, &mut RandomState::new(0))?;
    /// assert_eq!(w.dim(), (100, 200));
    /// assert!((w.std(0.0) - 0.1).abs() < 0.002); // √(2/200)
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn weights(
        self,
        inputs: usize,
        outputs: usize,
        random: &mut RandomState,
    ) -> Result<Array2<f64>, MathError> {
        let operation = "Initialization::weights";
        let expected = "at least 1";
        for (argument, size) in [("inputs", inputs), ("outputs", outputs)] {
            if size == 0 {
                return Err(MathError::OutOfRange { operation, argument, value: 0.0, expected });
            }
        }
        crate::check::table_memory(operation, "inputs", inputs, outputs)?;
        let deviation = self.standard_deviation(inputs, outputs);
        if !(deviation >= 0.0 && deviation.is_finite()) {
            return Err(MathError::OutOfRange {
                operation,
                argument: msg!("the standard deviation"),
                value: deviation,
                expected: "zero or a positive finite number",
            });
        }
        let weights = match self {
            Self::Zeros => Array2::zeros((outputs, inputs)),
            Self::HeUniform | Self::XavierUniform => {
                let bound = 3.0_f64.sqrt() * deviation;
                random.rand2(outputs, inputs).mapv_into(|u| bound * (2.0 * u - 1.0))
            }
            _ => random.randn2(outputs, inputs) * deviation,
        };
        crate::check::none_overflowed(operation, weights)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_have_the_promised_mean_and_deviation() {
        for rule in [
            Initialization::He,
            Initialization::Xavier,
            Initialization::HeUniform,
            Initialization::XavierUniform,
            Initialization::Normal(0.3),
        ] {
            let w = rule.weights(300, 200, &mut RandomState::new(7)).unwrap();
            let sigma = rule.standard_deviation(300, 200);
            assert!((w.std(0.0) / sigma - 1.0).abs() < 0.02, "{rule:?}");
            assert!(w.mean().unwrap().abs() < 4.0 * sigma / 60_000.0_f64.sqrt(), "{rule:?}");
        }
        let zeros = Initialization::Zeros.weights(3, 2, &mut RandomState::new(0)).unwrap();
        assert_eq!(zeros, Array2::<f64>::zeros((2, 3)));
    }

    #[test]
    fn uniform_weights_stay_within_their_bound() {
        let w = Initialization::XavierUniform.weights(30, 70, &mut RandomState::new(1)).unwrap();
        let bound = (6.0_f64 / 100.0).sqrt();
        assert!(w.iter().all(|w| w.abs() <= bound) && w.iter().any(|w| w.abs() > 0.95 * bound));
    }

    #[test]
    fn impossible_layers_are_refused() {
        let random = &mut RandomState::new(0);
        assert!(Initialization::He.weights(0, 3, random).is_err());
        assert!(Initialization::He.weights(3, 0, random).is_err());
        assert!(Initialization::Normal(-1.0).weights(3, 3, random).is_err());
        assert!(Initialization::Normal(f64::NAN).weights(3, 3, random).is_err());
        // Among nine draws of the largest deviation some are beyond the range.
        let too_wide = Initialization::Normal(f64::MAX).weights(3, 3, random).unwrap_err();
        assert_eq!(too_wide, MathError::Overflow { operation: "Initialization::weights" });
    }
}
