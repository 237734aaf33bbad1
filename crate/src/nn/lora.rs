//! LoRA: learn a small correction, leave the large matrix alone.
//!
//! A trained layer y = Wx is to do something slightly different. Instead of
//! changing all d_out·d_in numbers of W, add the product of two thin matrices,
//!
//! y = Wx + (α/r)·B(Ax),   A: r × d_in,  B: d_out × r,
//!
//! and train only A and B: r·(d_in + d_out) numbers. The correction BA has rank at
//! most r (Guide §1.2), so r says how many directions may change. B starts at zero:
//! at first nothing has changed at all. Afterwards W + (α/r)BA is one matrix
//! again, and the layer is as fast as before.
//!
//! Backwards, for a batch X with one example a row, Y = XWᵀ + (α/r)(XAᵀ)Bᵀ and
//! G = ∂L/∂Y:  ∂L/∂B = (α/r)·Gᵀ(XAᵀ),  ∂L/∂A = (α/r)·(GB)ᵀX,  ∂L/∂X = GW + (α/r)(GB)A.
//! There is no ∂L/∂W: W is frozen.

use super::attention::same_shape;
use super::transformer::likeliest;
use crate::calculus::Var;
use crate::check;
use crate::error::MathError;
use crate::optimize::{Adam, Optimizer};
use crate::random::RandomState;
use ndarray::{Array2, ArrayRef2};

/// A frozen weight with a trainable update of low rank.
#[derive(Debug, Clone, PartialEq)]
pub struct Lora {
    weight: Array2<f64>,
    /// A, r × d_in: which directions of the input matter.
    pub down: Array2<f64>,
    /// B, d_out × r: what they change in the output.
    pub up: Array2<f64>,
    /// α: the update is scaled by α/r, so that r can be changed without a new
    /// learning rate.
    pub alpha: f64,
}

/// The gradients of a loss with respect to what LoRA trains, and to its input.
#[derive(Debug, Clone, PartialEq)]
pub struct LoraGradients {
    /// ∂L/∂A.
    pub down: Array2<f64>,
    /// ∂L/∂B.
    pub up: Array2<f64>,
    /// ∂L/∂X.
    pub input: Array2<f64>,
}

impl Lora {
    /// Around a trained weight (d_out × d_in): A random with variance 1/d_in, B zero.
    ///
    /// # Errors
    /// - [`MathError::Empty`], [`MathError::NotFinite`] for an unusable weight or α,
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
    /// let layer = Lora::new(&w, 8, 8.0, &mut RandomState::new(42))?;
    /// assert_eq!(layer.trained(), 8 * (512 + 512)); // 8,192 …
    /// assert_eq!(layer.frozen(), 262_144); // … beside 262,144: 1/32
    /// assert_eq!(layer.merged(), w); // nothing has changed yet
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn new(
        weight: &ArrayRef2<f64>,
        rank: usize,
        alpha: f64,
        random: &mut RandomState,
    ) -> Result<Self, MathError> {
        const NAME: &str = "Lora::new";
        check::not_empty(NAME, "weight", weight)?;
        check::finite(NAME, "weight", weight)?;
        check::finite_number(NAME, "alpha", alpha)?;
        let (outputs, inputs) = weight.dim();
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
            weight: weight.to_owned(),
            down: deviation * random.randn2(rank, inputs),
            up: Array2::zeros((outputs, rank)),
            alpha,
        })
    }

    /// The frozen W.
    pub fn weight(&self) -> &Array2<f64> {
        &self.weight
    }

    /// r, the rank of the update at most.
    pub fn rank(&self) -> usize {
        self.down.nrows()
    }

    /// How many numbers are trained: r·(d_in + d_out).
    pub fn trained(&self) -> usize {
        self.down.len() + self.up.len()
    }

    /// How many numbers stay as they are: d_in·d_out.
    pub fn frozen(&self) -> usize {
        self.weight.len()
    }

    fn scale(&self) -> f64 {
        self.alpha / self.rank() as f64
    }

    /// The update ΔW = (α/r)·BA.
    pub fn update(&self) -> Array2<f64> {
        self.scale() * self.up.dot(&self.down)
    }

    /// One matrix again, for use after training.
    ///
    /// # Formula
    /// W + (α/r)·BA
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let mut layer = Lora::new(&Array2::eye(2), 1, 1.0, &mut RandomState::new(0))?;
    /// layer.down = array![[1.0, 2.0]];
    /// layer.up = array![[3.0], [0.0]];
    /// assert_eq!(layer.merged(), array![[4.0, 6.0], [0.0, 1.0]]);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn merged(&self) -> Array2<f64> {
        &self.weight + &self.update()
    }

    /// The layer on a batch with one example a row.
    ///
    /// # Formula
    /// Y = XWᵀ + (α/r)·(XAᵀ)Bᵀ
    ///
    /// # Errors
    /// - [`MathError::ShapeMismatch`] unless X has d_in columns,
    /// - [`MathError::NotFinite`] for unusable entries.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let mut layer = Lora::new(&Array2::eye(2), 1, 1.0, &mut RandomState::new(0))?;
    /// layer.down = array![[1.0, 2.0]];
    /// layer.up = array![[3.0], [0.0]];
    /// assert_eq!(layer.forward(&array![[1.0, 1.0]])?, array![[10.0, 1.0]]); // 1 + 3·3
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn forward(&self, x: &ArrayRef2<f64>) -> Result<Array2<f64>, MathError> {
        self.fits("Lora::forward", x)?;
        let narrow = x.dot(&self.down.t());
        Ok(x.dot(&self.weight.t()) + self.scale() * narrow.dot(&self.up.t()))
    }

    /// The gradients with respect to A, B and X.
    ///
    /// # Formula
    /// ∂B = (α/r)·Gᵀ(XAᵀ), ∂A = (α/r)·(GB)ᵀX, ∂X = GW + (α/r)·(GB)A
    ///
    /// # Errors
    /// - [`MathError::ShapeMismatch`], [`MathError::NotFinite`] for unusable arguments.
    ///
    /// # Source
    /// Guide §1.2, §2.2.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let mut layer = Lora::new(&array![[1.0, 0.0]], 1, 1.0, &mut RandomState::new(0))?;
    /// layer.down = array![[1.0, 1.0]];
    /// let back = layer.backward(&array![[2.0, 3.0]], &array![[1.0]])?;
    /// assert_eq!(back.up, array![[5.0]]); // A·x
    /// assert_eq!(back.down, array![[0.0, 0.0]]); // B is still zero
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn backward(
        &self,
        x: &ArrayRef2<f64>,
        gradient: &ArrayRef2<f64>,
    ) -> Result<LoraGradients, MathError> {
        const NAME: &str = "Lora::backward";
        self.fits(NAME, x)?;
        let shape = (x.nrows(), self.weight.nrows());
        same_shape(NAME, gradient.dim(), shape, "the gradient needs the shape of the output")?;
        check::finite(NAME, "gradient", gradient)?;
        let narrow = self.scale() * gradient.dot(&self.up);
        Ok(LoraGradients {
            up: self.scale() * gradient.t().dot(&x.dot(&self.down.t())),
            down: narrow.t().dot(x),
            input: gradient.dot(&self.weight) + narrow.dot(&self.down),
        })
    }

    /// The same forward pass on the array tape, with A and B as variables.
    ///
    /// # Errors
    /// - [`MathError::ShapeMismatch`] when shapes do not fit.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let layer = Lora::new(&array![[1.0, 0.0]], 1, 1.0, &mut RandomState::new(0))?;
    /// let (a, b) = (Var::parameter(layer.down.clone()), Var::parameter(layer.up.clone()));
    /// let y = layer.on_tape(&Var::constant(array![[2.0, 3.0]]), &a, &b)?;
    /// assert_eq!(y.value(), array![[2.0]]);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn on_tape(&self, x: &Var, down: &Var, up: &Var) -> Result<Var, MathError> {
        let frozen = x.matmul(&Var::constant(self.weight.t().to_owned()))?;
        let update = x.matmul(&down.transpose())?.matmul(&up.transpose())?.scale(self.scale());
        frozen.add(&update)
    }

    /// Trains A and B as a classifier's last layer: full-batch Adam on the mean
    /// cross-entropy of the labels. Answers with the loss before each step.
    ///
    /// # Formula
    /// L = −1/n Σ ln softmax(logitsᵢ)\[labelᵢ\], logits = XWᵀ + (α/r)(XAᵀ)Bᵀ
    ///
    /// # Errors
    /// - as [`Lora::forward`],
    /// - [`MathError::ShapeMismatch`] unless there is one label for each row,
    /// - [`MathError::OutOfRange`] for a label without an output, or a rate that is
    ///   not positive.
    ///
    /// # Source
    /// Guide §1.2, §3.4; Hu et al. (2021).
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let mut layer = Lora::new(&Array2::zeros((2, 2)), 1, 1.0, &mut RandomState::new(0))?;
    /// let losses = layer.fine_tune(&array![[1.0, 0.0], [0.0, 1.0]], &[0, 1], 100, 0.1)?;
    /// assert!((losses[0] - 2.0_f64.ln()).abs() < 1e-15); // nothing learned: ½ and ½
    /// assert!(losses[99] < 0.05);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn fine_tune(
        &mut self,
        x: &ArrayRef2<f64>,
        labels: &[usize],
        steps: usize,
        rate: f64,
    ) -> Result<Vec<f64>, MathError> {
        const NAME: &str = "Lora::fine_tune";
        self.fits(NAME, x)?;
        let rule = "there must be one label for each row";
        same_shape(NAME, (labels.len(), 1), (x.nrows(), 1), rule)?;
        if let Some(&label) = labels.iter().find(|&&label| label >= self.weight.nrows()) {
            return Err(MathError::OutOfRange {
                operation: NAME,
                argument: "labels",
                value: label as f64,
                expected: "the number of an output",
            });
        }
        let mut rules = [Adam::new(rate), Adam::new(rate)];
        rules[0].validate()?;
        let count = x.nrows() as f64;
        // W does not change, so its part of the logits is computed once.
        let frozen = x.dot(&self.weight.t());
        let mut losses = Vec::new();
        for _ in 0..steps {
            let narrow = x.dot(&self.down.t());
            let mut gradient = &frozen + &(self.scale() * narrow.dot(&self.up.t()));
            let mut loss = 0.0;
            for (mut row, &label) in gradient.rows_mut().into_iter().zip(labels) {
                let score = row[label];
                let peak = row.fold(f64::NEG_INFINITY, |m, &a| m.max(a));
                row.mapv_inplace(|a| (a - peak).exp());
                let total = row.sum();
                loss += peak + total.ln() - score;
                row /= total;
                row[label] -= 1.0;
            }
            gradient /= count;
            check::finite_number(NAME, "the loss", loss)?;
            losses.push(loss / count);
            let up = self.scale() * gradient.t().dot(&narrow);
            let down = self.scale() * gradient.dot(&self.up).t().dot(x);
            let pairs = [(&mut self.down, down), (&mut self.up, up)];
            for ((parameter, gradient), rule) in pairs.into_iter().zip(&mut rules) {
                let gradient = gradient.as_standard_layout();
                if let (Some(p), Some(g)) = (parameter.as_slice_mut(), gradient.as_slice()) {
                    rule.step(p, g, 1.0);
                }
            }
        }
        Ok(losses)
    }

    /// The part of rows whose largest output is their label's.
    ///
    /// # Errors
    /// - as [`Lora::forward`],
    /// - [`MathError::ShapeMismatch`] unless there is one label for each row.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let layer = Lora::new(&Array2::eye(2), 1, 1.0, &mut RandomState::new(0))?;
    /// assert_eq!(layer.accuracy(&array![[5.0, 1.0], [3.0, 0.0]], &[0, 1])?, 0.5);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn accuracy(&self, x: &ArrayRef2<f64>, labels: &[usize]) -> Result<f64, MathError> {
        let rule = "there must be one label for each row";
        same_shape("Lora::accuracy", (labels.len(), 1), (x.nrows(), 1), rule)?;
        let logits = self.forward(x)?;
        let right = logits.rows().into_iter().zip(labels);
        let right = right.filter(|(row, label)| likeliest(row.iter()) == **label).count();
        Ok(right as f64 / labels.len() as f64)
    }

    fn fits(&self, operation: &'static str, x: &ArrayRef2<f64>) -> Result<(), MathError> {
        check::not_empty(operation, "x", x)?;
        if x.ncols() != self.weight.ncols() {
            return Err(MathError::ShapeMismatch {
                operation,
                left: x.shape().to_vec(),
                right: self.weight.shape().to_vec(),
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

    fn layer() -> Lora {
        let w = RandomState::new(1).randn2(4, 6);
        let mut layer = Lora::new(&w, 2, 3.0, &mut RandomState::new(2)).unwrap();
        layer.up = RandomState::new(3).randn2(4, 2);
        layer
    }

    #[test]
    fn by_hand_and_on_tape_are_the_same() {
        let layer = layer();
        let x = RandomState::new(4).randn2(5, 6);
        let g = RandomState::new(5).randn2(5, 4);
        let back = layer.backward(&x, &g).unwrap();
        let [tx, a, b] = [&x, &layer.down, &layer.up].map(|p| Var::parameter(p.clone()));
        let y = layer.on_tape(&tx, &a, &b).unwrap();
        y.backward_from(&g).unwrap();
        let near = |a: &Array2<f64>, b: &Array2<f64>| {
            assert!((a - b).iter().all(|gap| gap.abs() < 1e-12));
        };
        near(&y.value(), &layer.forward(&x).unwrap());
        near(&a.gradient().unwrap(), &back.down);
        near(&b.gradient().unwrap(), &back.up);
        near(&tx.gradient().unwrap(), &back.input);
        near(&x.dot(&layer.merged().t()), &layer.forward(&x).unwrap());
        assert_eq!(rank(&layer.update()).unwrap(), 2);
    }

    #[test]
    fn training_finds_an_update_of_its_rank_and_leaves_the_weight_alone() {
        let w = RandomState::new(1).randn2(4, 6);
        let target = &w + &RandomState::new(8).randn2(4, 1).dot(&RandomState::new(9).randn2(1, 6));
        let x = RandomState::new(4).randn2(50, 6);
        let y = x.dot(&target.t());
        let mut layer = Lora::new(&w, 1, 1.0, &mut RandomState::new(2)).unwrap();
        let (mut one, mut other) = (Adam::new(0.05), Adam::new(0.05));
        for _ in 0..1500 {
            let g = (layer.forward(&x).unwrap() - &y) / 50.0;
            let back = layer.backward(&x, &g).unwrap();
            let flat = |a: &Array2<f64>| a.iter().copied().collect::<Vec<_>>();
            one.step(layer.down.as_slice_mut().unwrap(), &flat(&back.down), 1.0);
            other.step(layer.up.as_slice_mut().unwrap(), &flat(&back.up), 1.0);
        }
        assert!((layer.merged() - &target).iter().all(|gap| gap.abs() < 1e-3));
        assert_eq!(layer.weight(), &w);
    }

    #[test]
    fn what_does_not_fit_is_an_error() {
        let w = Array2::zeros((2, 3));
        let mut random = RandomState::new(0);
        assert!(Lora::new(&w, 0, 1.0, &mut random).is_err());
        assert!(Lora::new(&w, 3, 1.0, &mut random).is_err());
        assert!(Lora::new(&w, 1, f64::NAN, &mut random).is_err());
        let layer = layer();
        assert!(layer.forward(&Array2::zeros((1, 4))).is_err());
        assert!(layer.backward(&Array2::zeros((1, 6)), &Array2::zeros((1, 5))).is_err());
        let x = Array2::zeros((1, 6));
        assert!(layer.clone().fine_tune(&x, &[4], 1, 0.1).is_err());
        assert!(layer.clone().fine_tune(&x, &[0, 1], 1, 0.1).is_err());
        assert!(layer.clone().fine_tune(&x, &[0], 1, -0.1).is_err());
    }
}
