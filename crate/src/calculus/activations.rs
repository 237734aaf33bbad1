//! Activation functions and their derivatives.
//!
//! A network without them is one linear map. Each bends the line in its own
//! way, and what matters for learning is the derivative, by which every
//! gradient is multiplied on its way back: σ′ is at most 1/4 and vanishes at
//! both ends, ReLU′ is exactly 1 wherever the unit is active.
//!
//! The formulas are written so that no exponential overflows and no small
//! derivative is lost by subtracting numbers near 1.

use super::elementary;
use ndarray::{Array1, ArrayRef1};

/// The logistic function, stable at any size of x.
///
/// # Formula
/// σ(x) = 1/(1 + e⁻ˣ), computed as eˣ/(1 + eˣ) for negative x
///
/// # Source
/// Guide §2.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(sigmoid(0.0), 0.5);
/// assert_eq!((sigmoid(1000.0), sigmoid(-1000.0)), (1.0, 0.0));
/// ```
pub fn sigmoid(x: f64) -> f64 {
    elementary::sigmoid(x)[0]
}

/// The slope of the logistic function.
///
/// # Formula
/// σ′(x) = σ(x)(1 − σ(x)) = σ(x)·σ(−x)
///
/// # Source
/// Guide §2.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(sigmoid_derivative(0.0), 0.25);
/// ```
pub fn sigmoid_derivative(x: f64) -> f64 {
    elementary::sigmoid(x)[1]
}

/// The slope of tanh (the function itself is `f64::tanh`).
///
/// # Formula
/// tanh′(x) = 1 − tanh²(x) = 1/cosh²(x)
///
/// # Source
/// Guide §2.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(tanh_derivative(0.0), 1.0);
/// ```
pub fn tanh_derivative(x: f64) -> f64 {
    elementary::tanh(x)[1]
}

/// The rectifier. A NaN stays a NaN.
///
/// # Formula
/// ReLU(x) = max(0, x)
///
/// # Source
/// Guide §2.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!((relu(-3.0), relu(3.0)), (0.0, 3.0));
/// ```
pub fn relu(x: f64) -> f64 {
    elementary::relu(x)[0]
}

/// The slope of the rectifier, 0 at the corner by convention.
///
/// # Formula
/// ReLU′(x) = 1 for x > 0, 0 for x ≤ 0
///
/// # Source
/// Guide §2.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!((relu_derivative(-3.0), relu_derivative(0.0), relu_derivative(3.0)), (0.0, 0.0, 1.0));
/// ```
pub fn relu_derivative(x: f64) -> f64 {
    elementary::relu(x)[1]
}

/// The rectifier with a slope on the negative side, so that no unit goes dead.
///
/// # Formula
/// x for x > 0, slope·x for x ≤ 0
///
/// # Source
/// Maas, Hannun and Ng, "Rectifier nonlinearities improve neural network
/// acoustic models" (2013).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(leaky_relu(-2.0, 0.5), -1.0);
/// ```
pub fn leaky_relu(x: f64, slope: f64) -> f64 {
    elementary::leaky_relu(x, slope)[0]
}

/// The slope of the leaky rectifier.
///
/// # Formula
/// 1 for x > 0, slope for x ≤ 0
///
/// # Source
/// Maas, Hannun and Ng (2013).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!((leaky_relu_derivative(-2.0, 0.5), leaky_relu_derivative(2.0, 0.5)), (0.5, 1.0));
/// ```
pub fn leaky_relu_derivative(x: f64, slope: f64) -> f64 {
    elementary::leaky_relu(x, slope)[1]
}

/// A smooth rectifier: each input weighted by its own probability of being
/// the larger of itself and a standard normal draw. Exact, by the error function.
///
/// # Formula
/// GELU(x) = x·Φ(x)
///
/// # Source
/// Hendrycks and Gimpel, "Gaussian error linear units" (2016).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(gelu(0.0), 0.0);
/// assert!((gelu(1.0) - 0.8413447460685429).abs() < 1e-14); // Φ(1)
/// ```
pub fn gelu(x: f64) -> f64 {
    elementary::gelu(x)[0]
}

/// The slope of GELU.
///
/// # Formula
/// GELU′(x) = Φ(x) + x·φ(x)
///
/// # Source
/// Hendrycks and Gimpel (2016).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(gelu_derivative(0.0), 0.5);
/// ```
pub fn gelu_derivative(x: f64) -> f64 {
    elementary::gelu(x)[1]
}

/// The smooth rectifier whose slope is the logistic function.
///
/// # Formula
/// ln(1 + eˣ), computed as max(0, x) + ln(1 + e^{−|x|})
///
/// # Source
/// Dugas et al., "Incorporating second-order functional knowledge for better
/// option pricing" (2000).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(softplus(0.0), 2.0_f64.ln());
/// assert_eq!(softplus(1000.0), 1000.0);
/// ```
pub fn softplus(x: f64) -> f64 {
    elementary::softplus(x)[0]
}

/// The slope of softplus.
///
/// # Formula
/// softplus′(x) = σ(x)
///
/// # Source
/// Dugas et al. (2000).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(softplus_derivative(0.0), 0.5);
/// ```
pub fn softplus_derivative(x: f64) -> f64 {
    elementary::softplus(x)[1]
}

/// The activations as a list to loop over: for tables, figures and networks.
///
/// # Source
/// Guide §2.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// for activation in Activation::ALL {
///     let slope = derivative(&|x| activation.value(x), 0.7)?;
///     assert!((activation.derivative(0.7) - slope).abs() < 1e-9);
/// }
/// # Ok::<(), MathError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Activation {
    /// x itself.
    Identity,
    /// [`sigmoid`].
    Sigmoid,
    /// Hyperbolic tangent.
    Tanh,
    /// [`relu`].
    Relu,
    /// [`leaky_relu`] with the given slope.
    LeakyRelu(f64),
    /// [`gelu`].
    Gelu,
    /// [`softplus`].
    Softplus,
}

impl Activation {
    /// The ones that bend, the leaky rectifier with slope 0.01.
    pub const ALL: [Activation; 6] =
        [Self::Sigmoid, Self::Tanh, Self::Relu, Self::LeakyRelu(0.01), Self::Gelu, Self::Softplus];

    /// The name for a legend.
    pub fn name(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Sigmoid => "sigmoid",
            Self::Tanh => "tanh",
            Self::Relu => "ReLU",
            Self::LeakyRelu(_) => "leaky ReLU",
            Self::Gelu => "GELU",
            Self::Softplus => "softplus",
        }
    }

    fn derivatives(self, x: f64) -> elementary::Derivatives {
        match self {
            Self::Identity => [x, 1.0, 0.0],
            Self::Sigmoid => elementary::sigmoid(x),
            Self::Tanh => elementary::tanh(x),
            Self::Relu => elementary::relu(x),
            Self::LeakyRelu(slope) => elementary::leaky_relu(x, slope),
            Self::Gelu => elementary::gelu(x),
            Self::Softplus => elementary::softplus(x),
        }
    }

    /// The function.
    pub fn value(self, x: f64) -> f64 {
        self.derivatives(x)[0]
    }

    /// Its derivative.
    pub fn derivative(self, x: f64) -> f64 {
        self.derivatives(x)[1]
    }

    /// Its second derivative.
    pub fn second_derivative(self, x: f64) -> f64 {
        self.derivatives(x)[2]
    }

    /// The function of every entry.
    pub fn apply(self, x: &ArrayRef1<f64>) -> Array1<f64> {
        x.mapv(|x| self.value(x))
    }

    /// The derivative at every entry.
    pub fn apply_derivative(self, x: &ArrayRef1<f64>) -> Array1<f64> {
        x.mapv(|x| self.derivative(x))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calculus::derivative;
    use ndarray::array;

    #[test]
    fn derivatives_agree_with_central_differences() {
        for activation in Activation::ALL {
            for x in [-6.0, -1.3, -0.2, 0.4, 2.0, 8.0] {
                let slope = derivative(&|x| activation.value(x), x).unwrap();
                assert!((activation.derivative(x) - slope).abs() < 1e-9, "{activation:?} at {x}");
                let bend = derivative(&|x| activation.derivative(x), x).unwrap();
                assert!((activation.second_derivative(x) - bend).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn nothing_overflows_at_a_thousand() {
        for activation in Activation::ALL {
            for x in [-1e300, -1000.0, 1000.0, 1e300] {
                assert!(activation.value(x).is_finite(), "{activation:?} at {x}");
                assert!(activation.derivative(x).is_finite(), "{activation:?} at {x}");
            }
        }
        assert_eq!(softplus(-1000.0), 0.0);
        assert_eq!(gelu_derivative(-1000.0), 0.0);
        assert_eq!(tanh_derivative(1000.0), 0.0);
    }

    #[test]
    fn arrays_go_entry_by_entry() {
        let x = array![-1.0, 0.0, 2.0];
        assert_eq!(Activation::Relu.apply(&x), array![0.0, 0.0, 2.0]);
        assert_eq!(Activation::Relu.apply_derivative(&x), array![0.0, 0.0, 1.0]);
        assert_eq!(Activation::Identity.apply(&x), x);
    }
}
