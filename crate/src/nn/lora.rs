//! LoRA: learn a small correction, leave the large matrix alone.
//!
//! A trained layer y = Wx + b is to do something slightly different. Instead of
//! changing all d_out·d_in numbers of W, add the product of two thin matrices,
//!
//! y = Wx + b + (α/r)·B(Ax),   A: r × d_in,  B: d_out × r,
//!
//! and train only A and B: r·(d_in + d_out) numbers. The correction BA has rank at
//! most r (Guide §1.2), so r says how many directions may change. B starts at zero:
//! at first nothing has changed at all. Afterwards W + (α/r)BA is one matrix
//! again, and the layer is as fast as before.
//!
//! Backwards, for a batch X with one example a row, Y = XWᵀ + b + (α/r)(XAᵀ)Bᵀ and
//! G = ∂L/∂Y:  ∂L/∂B = (α/r)·Gᵀ(XAᵀ),  ∂L/∂A = (α/r)·(GB)ᵀX,  ∂L/∂X = GW + (α/r)(GB)A.
//! There is no ∂L/∂W: W is frozen.
//!
//! It is a layer like others. [`Network::with_lora`](super::Network::with_lora) puts
//! it on the dense layers of a network that was trained, `train` trains what is left
//! to learn, and [`Network::merged`](super::Network::merged) makes plain layers again.

use super::attention::same_shape;
use super::dense::wrong_number;
use super::{Backward, Dense, Named, Parameters};
use crate::calculus::Var;
use crate::check;
use crate::error::MathError;
use crate::random::RandomState;
use ndarray::{Array1, Array2, ArrayRef2, ArrayViewD, ArrayViewMutD};

/// A frozen dense layer with a trainable update of low rank.
#[derive(Debug, Clone, PartialEq)]
pub struct Lora {
    base: Dense,
    /// A, r × d_in: which directions of the input matter.
    pub down: Array2<f64>,
    /// B, d_out × r: what they change in the output.
    pub up: Array2<f64>,
    /// α: the update is scaled by α/r, so that r can be changed without a new
    /// learning rate.
    pub alpha: f64,
}

impl Parameters for Lora {
    fn arrays(&self) -> Vec<Named<ArrayViewD<'_, f64>>> {
        vec![
            Named::kept("weight", self.base.weights.view()),
            Named::kept("bias", self.base.bias.view()),
            Named::learned("lora_down", self.down.view()),
            Named::learned("lora_up", self.up.view()),
        ]
    }

    fn arrays_mut(&mut self) -> Vec<Named<ArrayViewMutD<'_, f64>>> {
        vec![
            Named::kept("weight", self.base.weights.view_mut()),
            Named::kept("bias", self.base.bias.view_mut()),
            Named::learned("lora_down", self.down.view_mut()),
            Named::learned("lora_up", self.up.view_mut()),
        ]
    }
}

impl Lora {
    /// Around a trained layer: A random with variance 1/d_in, B zero.
    ///
    /// # Errors
    /// - [`MathError::Empty`] or [`MathError::NotFinite`] for an unusable layer or α,
    /// - [`MathError::ShapeMismatch`] unless the bias belongs to the weights,
    /// - [`MathError::InvalidArgument`] unless 1 ≤ r ≤ min(d_in, d_out).
    ///
    /// # Source
    /// Guide §1.2; Hu et al., "LoRA: low-rank adaptation of large language models"
    /// (2021).
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let w = RandomState::new(1).randn2(512, 512);
    /// let large = Dense { weights: w, bias: Array1::zeros(512) };
    /// let layer = Lora::new(&large, 8, 8.0, &mut RandomState::new(42))?;
    /// assert_eq!(layer.parameter_count(), 8 * (512 + 512)); // 8,192 …
    /// assert_eq!(layer.base().weights.len(), 262_144); // … beside 262,144: 1/32
    /// assert_eq!(layer.merged()?, large); // nothing has changed yet
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn new(
        base: &Dense,
        rank: usize,
        alpha: f64,
        random: &mut RandomState,
    ) -> Result<Self, MathError> {
        const NAME: &str = "Lora::new";
        check::not_empty(NAME, "base.weights", &base.weights)?;
        check::finite(NAME, "base.weights", &base.weights)?;
        check::finite(NAME, "base.bias", &base.bias)?;
        check::finite_number(NAME, "alpha", alpha)?;
        let (outputs, inputs) = base.weights.dim();
        let rule = "the bias needs one entry for each row of the weights";
        same_shape(NAME, (base.bias.len(), inputs), (outputs, inputs), rule)?;
        if !(1..=outputs.min(inputs)).contains(&rank) {
            return Err(MathError::InvalidArgument {
                operation: NAME,
                argument: "rank",
                reason: format!(
                    "is {rank}; a {outputs} × {inputs} matrix has updates of rank 1 to {}",
                    outputs.min(inputs)
                ),
            });
        }
        let deviation = 1.0 / (inputs as f64).sqrt();
        Ok(Self {
            base: base.clone(),
            down: deviation * random.randn2(rank, inputs),
            up: Array2::zeros((outputs, rank)),
            alpha,
        })
    }

    /// The frozen layer.
    pub fn base(&self) -> &Dense {
        &self.base
    }

    /// r, the rank of the update at most.
    pub fn rank(&self) -> usize {
        self.down.nrows()
    }

    fn scale(&self) -> f64 {
        self.alpha / self.rank().max(1) as f64
    }

    /// The update ΔW = (α/r)·BA.
    ///
    /// # Errors
    /// [`MathError::ShapeMismatch`] or [`MathError::NotFinite`] when A and B were replaced
    /// by what does not fit.
    pub fn update(&self) -> Result<Array2<f64>, MathError> {
        self.consistent("Lora::update")?;
        Ok(self.scale() * self.up.dot(&self.down))
    }

    /// One dense layer again, for use after training.
    ///
    /// # Formula
    /// W + (α/r)·BA, and the same b
    ///
    /// # Errors
    /// Those of [`Lora::update`]; [`MathError::Overflow`] for a weight beyond the largest
    /// f64.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let base = Dense { weights: Array2::eye(2), bias: array![0.0, 5.0] };
    /// let mut layer = Lora::new(&base, 1, 1.0, &mut RandomState::new(0))?;
    /// layer.down = array![[1.0, 2.0]];
    /// layer.up = array![[3.0], [0.0]];
    /// assert_eq!(layer.merged()?.weights, array![[4.0, 6.0], [0.0, 1.0]]);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn merged(&self) -> Result<Dense, MathError> {
        let weights = &self.base.weights + &self.update()?;
        if !check::is_finite(&weights) {
            return Err(MathError::Overflow { operation: "Lora::merged" });
        }
        Ok(Dense { weights, bias: self.base.bias.clone() })
    }

    /// The layer on a batch with one example a row.
    ///
    /// # Formula
    /// Y = XWᵀ + b + (α/r)·(XAᵀ)Bᵀ
    ///
    /// # Errors
    /// - [`MathError::Empty`] for an X without entries,
    /// - [`MathError::ShapeMismatch`] unless X has d_in columns, or when A and B were
    ///   replaced by what does not fit,
    /// - [`MathError::NotFinite`] for unusable entries,
    /// - [`MathError::Overflow`] for an output beyond the largest f64.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let base = Dense { weights: Array2::eye(2), bias: Array1::zeros(2) };
    /// let mut layer = Lora::new(&base, 1, 1.0, &mut RandomState::new(0))?;
    /// layer.down = array![[1.0, 2.0]];
    /// layer.up = array![[3.0], [0.0]];
    /// assert_eq!(layer.forward(&array![[1.0, 1.0]])?, array![[10.0, 1.0]]); // 1 + 3·3
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn forward(&self, x: &ArrayRef2<f64>) -> Result<Array2<f64>, MathError> {
        const NAME: &str = "Lora::forward";
        self.consistent(NAME)?;
        self.fits(NAME, x)?;
        let mut y = self.base.forward(x)?;
        y.scaled_add(self.scale(), &x.dot(&self.down.t()).dot(&self.up.t()));
        if !check::is_finite(&y) {
            return Err(MathError::Overflow { operation: NAME });
        }
        Ok(y)
    }

    /// The gradients with respect to A, B and X; that of the frozen layer is zero.
    ///
    /// # Formula
    /// ∂B = (α/r)·Gᵀ(XAᵀ), ∂A = (α/r)·(GB)ᵀX, ∂X = GW + (α/r)·(GB)A
    ///
    /// # Errors
    /// - [`MathError::Empty`] for an X without entries,
    /// - [`MathError::ShapeMismatch`] or [`MathError::NotFinite`] for unusable arguments,
    /// - [`MathError::Overflow`] for a gradient beyond the largest f64.
    ///
    /// # Source
    /// Guide §1.2, §2.2.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let base = Dense { weights: array![[1.0, 0.0]], bias: array![0.0] };
    /// let mut layer = Lora::new(&base, 1, 1.0, &mut RandomState::new(0))?;
    /// layer.down = array![[1.0, 1.0]];
    /// let back = layer.backward(&array![[2.0, 3.0]], &array![[1.0]])?;
    /// assert_eq!(back.parameters.up, array![[5.0]]); // A·x
    /// assert_eq!(back.parameters.down, array![[0.0, 0.0]]); // B is still zero
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn backward(
        &self,
        x: &ArrayRef2<f64>,
        gradient: &ArrayRef2<f64>,
    ) -> Result<Backward<Self>, MathError> {
        const NAME: &str = "Lora::backward";
        self.consistent(NAME)?;
        self.fits(NAME, x)?;
        let (outputs, inputs) = self.base.weights.dim();
        let shape = (x.nrows(), outputs);
        same_shape(NAME, gradient.dim(), shape, "the gradient needs the shape of the output")?;
        check::finite(NAME, "gradient", gradient)?;
        let narrow = self.scale() * gradient.dot(&self.up);
        let input = gradient.dot(&self.base.weights) + narrow.dot(&self.down);
        let parameters = Self {
            base: Dense { weights: Array2::zeros((outputs, inputs)), bias: Array1::zeros(outputs) },
            up: self.scale() * gradient.t().dot(&x.dot(&self.down.t())),
            down: narrow.t().dot(x),
            alpha: self.alpha,
        };
        if ![&input, &parameters.up, &parameters.down].iter().all(|g| check::is_finite(g)) {
            return Err(MathError::Overflow { operation: NAME });
        }
        Ok(Backward { input, parameters })
    }

    /// The same forward pass on the array tape; `parameters` are A and B as
    /// variables ([`Parameters::variables`]).
    ///
    /// # Errors
    /// - [`MathError::InvalidArgument`] unless there are two parameters,
    /// - [`MathError::ShapeMismatch`] when shapes do not fit.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let base = Dense { weights: array![[1.0, 0.0]], bias: array![0.5] };
    /// let layer = Lora::new(&base, 1, 1.0, &mut RandomState::new(0))?;
    /// let y = layer.on_tape(&Var::constant(array![[2.0, 3.0]]), &layer.variables())?;
    /// assert_eq!(y.value(), array![[2.5]]);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn on_tape(&self, x: &Var, parameters: &[Var]) -> Result<Var, MathError> {
        let [down, up] = parameters else {
            return Err(wrong_number("Lora::on_tape", parameters.len(), 2));
        };
        let frozen: Vec<Var> =
            self.base.variables().iter().map(|v| Var::constant(v.value())).collect();
        let update = x.matmul(&down.transpose())?.matmul(&up.transpose())?.scale(self.scale());
        self.base.on_tape(x, &frozen)?.add(&update)
    }

    /// Whether the public fields belong to the frozen layer.
    fn consistent(&self, operation: &'static str) -> Result<(), MathError> {
        let (outputs, inputs) = self.base.weights.dim();
        let rank = self.rank();
        let rule = "A needs a column for each input, B a row for each output and a column for \
                    each row of A";
        same_shape(operation, self.down.dim(), (rank, inputs), rule)?;
        same_shape(operation, self.up.dim(), (outputs, rank), rule)?;
        check::finite(operation, "down", &self.down)?;
        check::finite(operation, "up", &self.up)?;
        check::finite_number(operation, "alpha", self.alpha)
    }

    fn fits(&self, operation: &'static str, x: &ArrayRef2<f64>) -> Result<(), MathError> {
        check::not_empty(operation, "x", x)?;
        if x.ncols() != self.base.weights.ncols() {
            return Err(MathError::ShapeMismatch {
                operation,
                left: x.shape().to_vec(),
                right: self.base.weights.shape().to_vec(),
                rule: "x needs as many columns as the weight",
            });
        }
        check::finite(operation, "x", x)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linalg::rank;

    fn base() -> Dense {
        let mut random = RandomState::new(1);
        Dense { weights: random.randn2(4, 6), bias: random.randn(4) }
    }

    fn layer() -> Lora {
        let mut layer = Lora::new(&base(), 2, 3.0, &mut RandomState::new(2)).unwrap();
        layer.up = RandomState::new(3).randn2(4, 2);
        layer
    }

    #[test]
    fn by_hand_and_on_tape_are_the_same() {
        let layer = layer();
        let x = RandomState::new(4).randn2(5, 6);
        let g = RandomState::new(5).randn2(5, 4);
        let back = layer.backward(&x, &g).unwrap();
        let (tx, weights) = (Var::parameter(x.clone()), layer.variables());
        let y = layer.on_tape(&tx, &weights).unwrap();
        y.backward_from(&g).unwrap();
        let near = |a: &Array2<f64>, b: &Array2<f64>| {
            assert!((a - b).iter().all(|gap| gap.abs() < 1e-12));
        };
        near(&y.value(), &layer.forward(&x).unwrap());
        let tape = layer.gradient_on_tape(&weights).unwrap();
        near(&tape.down, &back.parameters.down);
        near(&tape.up, &back.parameters.up);
        assert_eq!(tape.base, back.parameters.base); // both zero
        near(&tx.gradient().unwrap(), &back.input);
        near(&layer.merged().unwrap().forward(&x).unwrap(), &layer.forward(&x).unwrap());
        assert_eq!(rank(&layer.update().unwrap()).unwrap(), 2);
    }

    #[test]
    fn what_does_not_fit_is_an_error() {
        let mut random = RandomState::new(0);
        let zero = Dense { weights: Array2::zeros((2, 3)), bias: Array1::zeros(2) };
        assert!(Lora::new(&zero, 0, 1.0, &mut random).is_err());
        assert!(Lora::new(&zero, 3, 1.0, &mut random).is_err());
        assert!(Lora::new(&zero, 1, f64::NAN, &mut random).is_err());
        let short = Dense { bias: Array1::zeros(1), ..zero };
        assert!(Lora::new(&short, 1, 1.0, &mut random).is_err());
        let layer = layer();
        let x = Array2::zeros((1, 6));
        assert!(layer.forward(&Array2::zeros((1, 4))).is_err());
        assert!(layer.backward(&x, &Array2::zeros((1, 5))).is_err());
        let thin = Lora { down: Array2::zeros((1, 6)), ..layer.clone() };
        assert!(thin.forward(&x).is_err() && thin.merged().is_err());
        assert!(Lora { alpha: f64::NAN, ..layer.clone() }.update().is_err());
        let empty = Lora { down: Array2::zeros((0, 6)), up: Array2::zeros((4, 0)), ..layer };
        assert_eq!(empty.merged().unwrap(), *empty.base());
    }
}
