//! One block of a transformer: attention, then a small network for each token.
//!
//! U = X + MultiHead(norm(X))
//! Y = U + ReLU(norm(U)·W₁ + b₁)·W₂ + b₂
//!
//! Attention moves information *between* tokens, the network then works on each
//! token alone. Both are added to what came in (the residual connection), so the
//! gradient has a way back that no weight can block: ∂L/∂X = ∂L/∂U + …. The norm
//! gives every row mean 0 and variance 1 before a gain and a shift that are
//! learned. It stands before each part, as has become usual, not after it as in
//! the first paper: so stacked, blocks train without a warm-up.
//! The norm and its gradient are those of [`layer_norm`].

use super::attention::same_shape;
use super::mask::Mask;
use super::multi_head::{MultiHead, MultiHeadPass, sequences};
use super::normalization::{Normalized, layer_norm, layer_norm_backward};
use crate::calculus::Var;
use crate::check;
use crate::error::MathError;
use crate::random::RandomState;
use ndarray::{Array2, ArrayRef2, Axis};

/// Added to the variance, so that a row of equal numbers is no division by zero.
pub(super) const NORM_EPSILON: f64 = 1e-5;

/// The weights of one block; also the shape of their gradients.
#[derive(Debug, Clone, PartialEq)]
pub struct TransformerBlock {
    /// γ and β of the norm before attention, 2 × d.
    pub norm1: Array2<f64>,
    /// The attention.
    pub attention: MultiHead,
    /// γ and β of the norm before the network, 2 × d.
    pub norm2: Array2<f64>,
    /// W₁, d × hidden.
    pub expand: Array2<f64>,
    /// b₁, 1 × hidden.
    pub expand_bias: Array2<f64>,
    /// W₂, hidden × d.
    pub contract: Array2<f64>,
    /// b₂, 1 × d.
    pub contract_bias: Array2<f64>,
}

/// A forward pass through a block, with what the backward pass needs.
#[derive(Debug, Clone, PartialEq)]
pub struct BlockPass {
    /// Y, of X's shape.
    pub output: Array2<f64>,
    /// The attention inside, with its weights.
    pub attention: MultiHeadPass,
    norm1: Normalized,
    norm2: Normalized,
    hidden: Array2<f64>,
}

/// The norm of every row; the first row of the parameter is γ, the second β.
pub(super) fn norm(
    x: &ArrayRef2<f64>,
    gain_and_shift: &Array2<f64>,
) -> Result<Normalized, MathError> {
    let [gain, shift] = [0, 1].map(|row| gain_and_shift.row(row).to_owned());
    layer_norm(x, &gain, &shift, NORM_EPSILON)
}

/// ∂L/∂x and the gradient of γ and β, in two rows as well.
pub(super) fn norm_pull_back(
    pass: &Normalized,
    gain_and_shift: &Array2<f64>,
    gradient: &ArrayRef2<f64>,
) -> Result<(Array2<f64>, Array2<f64>), MathError> {
    let back = layer_norm_backward(pass, &gain_and_shift.row(0).to_owned(), gradient)?;
    let mut parameters = Array2::zeros(gain_and_shift.dim());
    parameters.row_mut(0).assign(&back.scale);
    parameters.row_mut(1).assign(&back.shift);
    Ok((back.input, parameters))
}

/// The same norm on the tape.
pub(super) fn norm_on_tape(x: &Var, gain_and_shift: &Var) -> Result<Var, MathError> {
    let width = x.shape().1;
    let centred = x.sub(&x.mean_axis(Axis(1))?)?;
    let deviation = centred.square().mean_axis(Axis(1))?.shift(NORM_EPSILON).sqrt();
    centred
        .div(&deviation)?
        .mul(&gain_and_shift.slice(0..1, 0..width)?)?
        .add(&gain_and_shift.slice(1..2, 0..width)?)
}

/// γ = 1 and β = 0: as yet the norm only standardises.
pub(super) fn plain_norm(width: usize) -> Array2<f64> {
    Array2::from_shape_fn((2, width), |(row, _)| if row == 0 { 1.0 } else { 0.0 })
}

impl TransformerBlock {
    /// A block of width d with random weights: variance 1/d in the attention, 2/d
    /// before the ReLU (He), and 1/hidden after it.
    ///
    /// # Errors
    /// - [`MathError::InvalidArgument`] unless the heads divide the width, or when
    ///   there is no hidden unit.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let block = TransformerBlock::new(8, 2, 16, &mut RandomState::new(42))?;
    /// // 4d² + 2·d·hidden, and the vectors: 2·2d of the norms, hidden + d biases
    /// assert_eq!(block.parameter_count(), 4 * 64 + 2 * 128 + 32 + 24);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn new(
        width: usize,
        heads: usize,
        hidden: usize,
        random: &mut RandomState,
    ) -> Result<Self, MathError> {
        if hidden == 0 {
            return Err(MathError::InvalidArgument {
                operation: "TransformerBlock::new",
                argument: "hidden",
                reason: "is 0; the network inside needs at least one hidden unit".into(),
            });
        }
        let attention = MultiHead::new(width, heads, random)?;
        let (d, h) = (width as f64, hidden as f64);
        Ok(Self {
            norm1: plain_norm(width),
            attention,
            norm2: plain_norm(width),
            expand: (2.0 / d).sqrt() * random.randn2(width, hidden),
            expand_bias: Array2::zeros((1, hidden)),
            contract: (1.0 / h).sqrt() * random.randn2(hidden, width),
            contract_bias: Array2::zeros((1, width)),
        })
    }

    /// All weights in a fixed order: norm1, W_Q, W_K, W_V, W_O, norm2, W₁, b₁, W₂, b₂.
    pub fn parameters(&self) -> Vec<&Array2<f64>> {
        let mut list = vec![&self.norm1];
        list.extend(self.attention.parameters());
        list.extend([
            &self.norm2,
            &self.expand,
            &self.expand_bias,
            &self.contract,
            &self.contract_bias,
        ]);
        list
    }

    /// The same, to be changed.
    pub fn parameters_mut(&mut self) -> Vec<&mut Array2<f64>> {
        let mut list = vec![&mut self.norm1];
        list.extend(self.attention.parameters_mut());
        list.extend([
            &mut self.norm2,
            &mut self.expand,
            &mut self.expand_bias,
            &mut self.contract,
            &mut self.contract_bias,
        ]);
        list
    }

    /// How many numbers are trained.
    pub fn parameter_count(&self) -> usize {
        self.parameters().iter().map(|p| p.len()).sum()
    }

    /// The block on a batch of stacked sequences of `length` tokens.
    ///
    /// # Formula
    /// U = X + MultiHead(norm(X)), Y = U + ReLU(norm(U)W₁ + b₁)W₂ + b₂
    ///
    /// # Errors
    /// As [`MultiHead::forward`].
    ///
    /// # Source
    /// Guide §6.2; Vaswani et al. (2017), figure 1; Xiong et al., "On layer
    /// normalization in the transformer architecture" (2020).
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let mut block = TransformerBlock::new(4, 2, 8, &mut RandomState::new(42))?;
    /// block.attention.output.fill(0.0);
    /// block.contract.fill(0.0);
    /// let x = RandomState::new(1).randn2(3, 4);
    /// // Both branches are silent: what came in goes out.
    /// assert_eq!(block.forward(&x, 3, &Mask::Causal)?.output, x);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn forward(
        &self,
        x: &ArrayRef2<f64>,
        length: usize,
        mask: &Mask,
    ) -> Result<BlockPass, MathError> {
        const NAME: &str = "TransformerBlock::forward";
        sequences(NAME, x, length, self.expand.nrows())?;
        check::finite(NAME, "x", x)?;
        mask.fits(NAME, length, length)?;
        self.apply(x, length, mask)
    }

    /// [`TransformerBlock::forward`] on arguments that fit.
    pub(super) fn apply(
        &self,
        x: &ArrayRef2<f64>,
        length: usize,
        mask: &Mask,
    ) -> Result<BlockPass, MathError> {
        let norm1 = norm(x, &self.norm1)?;
        let attention = self.attention.attend(&norm1.output, length, mask);
        let middle = &attention.output + &x.view();
        let norm2 = norm(&middle, &self.norm2)?;
        let mut hidden = norm2.output.dot(&self.expand) + &self.expand_bias;
        hidden.mapv_inplace(|z| z.max(0.0));
        let output = middle + hidden.dot(&self.contract) + &self.contract_bias;
        Ok(BlockPass { output, attention, norm1, norm2, hidden })
    }

    /// The gradients with respect to X and to all weights, from ∂L/∂Y.
    ///
    /// # Errors
    /// - [`MathError::ShapeMismatch`] when the gradient has another shape than the
    ///   output of the forward pass,
    /// - [`MathError::NotFinite`] for unusable entries.
    ///
    /// # Source
    /// Guide §2.2, §6.2.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let mut block = TransformerBlock::new(4, 2, 8, &mut RandomState::new(42))?;
    /// block.attention.output.fill(0.0);
    /// block.contract.fill(0.0);
    /// let pass = block.forward(&RandomState::new(1).randn2(3, 4), 3, &Mask::Causal)?;
    /// let g = RandomState::new(2).randn2(3, 4);
    /// // With silent branches the residual way alone carries the gradient.
    /// assert_eq!(block.backward(&pass, &g)?.0, g);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn backward(
        &self,
        pass: &BlockPass,
        gradient: &ArrayRef2<f64>,
    ) -> Result<(Array2<f64>, TransformerBlock), MathError> {
        const NAME: &str = "TransformerBlock::backward";
        let rule = "the gradient needs the shape of the output";
        same_shape(NAME, gradient.dim(), pass.output.dim(), rule)?;
        check::finite(NAME, "gradient", gradient)?;
        self.pull_back(pass, gradient)
    }

    /// [`TransformerBlock::backward`] on arguments that fit.
    pub(super) fn pull_back(
        &self,
        pass: &BlockPass,
        gradient: &ArrayRef2<f64>,
    ) -> Result<(Array2<f64>, TransformerBlock), MathError> {
        let sums = |g: &ArrayRef2<f64>| g.sum_axis(Axis(0)).insert_axis(Axis(0));
        let mut inner = gradient.dot(&self.contract.t());
        inner.zip_mut_with(&pass.hidden, |g, &h| *g = if h > 0.0 { *g } else { 0.0 });
        let (mut middle, norm2) =
            norm_pull_back(&pass.norm2, &self.norm2, &inner.dot(&self.expand.t()))?;
        *middle += gradient;
        let (normed, attention) =
            self.attention.pull_back(&pass.norm1.output, &pass.attention, &middle);
        let (mut x, norm1) = norm_pull_back(&pass.norm1, &self.norm1, &normed)?;
        x += &middle;
        let gradients = TransformerBlock {
            norm1,
            attention,
            norm2,
            expand: pass.norm2.output.t().dot(&inner),
            expand_bias: sums(&inner),
            contract: pass.hidden.t().dot(gradient),
            contract_bias: sums(gradient),
        };
        Ok((x, gradients))
    }

    /// The same forward pass on the array tape, for one sequence. `parameters` are
    /// the ten of [`TransformerBlock::parameters`] as variables.
    ///
    /// # Errors
    /// - [`MathError::InvalidArgument`] unless there are ten parameters,
    /// - as [`MultiHead::on_tape`].
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let block = TransformerBlock::new(4, 2, 8, &mut RandomState::new(42))?;
    /// let x = RandomState::new(1).randn2(3, 4);
    /// let weights: Vec<Var> =
    ///     block.parameters().into_iter().map(|p| Var::parameter(p.clone())).collect();
    /// let tape = block.on_tape(&Var::constant(x.clone()), &weights, &Mask::Causal)?;
    /// let hand = block.forward(&x, 3, &Mask::Causal)?;
    /// assert!((tape.value() - hand.output).iter().all(|gap| gap.abs() < 1e-14));
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn on_tape(&self, x: &Var, parameters: &[Var], mask: &Mask) -> Result<Var, MathError> {
        let [norm1, query, key, value, output, norm2, w1, b1, w2, b2] = parameters else {
            return Err(MathError::InvalidArgument {
                operation: "TransformerBlock::on_tape",
                argument: "parameters",
                reason: format!("has {} entries; a block has ten", parameters.len()),
            });
        };
        let heads = [query, key, value, output].map(Var::clone);
        let attended = self.attention.on_tape(&norm_on_tape(x, norm1)?, &heads, mask)?;
        let middle = x.add(&attended)?;
        let hidden = norm_on_tape(&middle, norm2)?.affine(w1, b1)?.relu();
        middle.add(&hidden.affine(w2, b2)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_hand_and_on_tape_are_the_same() {
        let mut random = RandomState::new(5);
        let mut block = TransformerBlock::new(6, 2, 9, &mut random).unwrap();
        // Weights that are 0 or 1 would hide a mistake.
        for parameter in block.parameters_mut() {
            *parameter += &(0.3 * random.randn2(parameter.nrows(), parameter.ncols()));
        }
        let (x, g) = (random.randn2(5, 6), random.randn2(5, 6));
        for mask in [Mask::All, Mask::Causal] {
            let pass = block.forward(&x, 5, &mask).unwrap();
            let (gx, gradients) = block.backward(&pass, &g).unwrap();
            let tx = Var::parameter(x.clone());
            let weights: Vec<Var> =
                block.parameters().into_iter().map(|p| Var::parameter(p.clone())).collect();
            let out = block.on_tape(&tx, &weights, &mask).unwrap();
            out.backward_from(&g).unwrap();
            let near = |a: &Array2<f64>, b: &Array2<f64>| {
                assert_eq!(a.dim(), b.dim());
                assert!((a - b).iter().all(|gap| gap.abs() < 1e-12));
            };
            near(&out.value(), &pass.output);
            near(&tx.gradient().unwrap(), &gx);
            for (hand, tape) in gradients.parameters().into_iter().zip(&weights) {
                near(hand, &tape.gradient().unwrap());
            }
        }
    }

    #[test]
    fn a_later_token_changes_no_earlier_output() {
        let block = TransformerBlock::new(6, 2, 9, &mut RandomState::new(5)).unwrap();
        let mut x = RandomState::new(6).randn2(4, 6);
        let before = block.forward(&x, 4, &Mask::Causal).unwrap().output;
        x.row_mut(3).fill(2.0);
        x[[3, 0]] = -7.0;
        let after = block.forward(&x, 4, &Mask::Causal).unwrap().output;
        for i in 0..3 {
            assert_eq!(before.row(i), after.row(i));
        }
        assert_ne!(before.row(3), after.row(3));
    }

    #[test]
    fn a_row_of_equal_numbers_is_normalised_to_zero() {
        let pass = norm(&Array2::from_elem((1, 4), 3.0), &plain_norm(4)).unwrap();
        assert!(pass.output.iter().all(|&v| v == 0.0));
        let block = TransformerBlock::new(4, 2, 3, &mut RandomState::new(5)).unwrap();
        assert!(block.forward(&Array2::zeros((0, 4)), 1, &Mask::All).is_err());
        assert!(block.forward(&Array2::from_elem((1, 4), f64::NAN), 1, &Mask::All).is_err());
        assert!(TransformerBlock::new(4, 2, 0, &mut RandomState::new(5)).is_err());
    }
}
