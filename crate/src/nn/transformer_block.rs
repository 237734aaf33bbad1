//! One block of a transformer: attention, then a small network for each token.
//!
//! U = X + MultiHead(norm(X))
//! Y = U + ReLU(norm(U)·W₁ᵀ + b₁)·W₂ᵀ + b₂
//!
//! Attention moves information *between* tokens, the network then works on each
//! token alone. Both are added to what came in (the residual connection), so the
//! gradient has a way back that no weight can block: ∂L/∂X = ∂L/∂U + …. The norm
//! gives every row mean 0 and variance 1 before a gain and a shift that are
//! learned. It stands before each part, as has become usual, not after it as in
//! the first paper: so stacked, blocks train without a warm-up.
//!
//! Forward and backward are a few lines, because the parts bring theirs:
//! [`LayerNorm`], [`MultiHead`], [`Dense`].

use super::attention::same_shape;
use super::dense::wrong_number;
use super::model::within;
use super::multi_head::{MultiHead, MultiHeadPass, sequences};
use super::{Backward, Dense, Initialization, LayerNorm, Mask, Named, Normalized, Parameters};
use crate::calculus::Var;
use crate::check;
use crate::error::MathError;
use crate::random::RandomState;
use ndarray::{Array2, ArrayRef2, ArrayViewD, ArrayViewMutD};

/// One block: its parts are a norm and an attention, a norm and two dense layers.
#[derive(Debug, Clone, PartialEq)]
pub struct TransformerBlock {
    /// The norm before attention.
    pub norm1: LayerNorm,
    /// The attention.
    pub attention: MultiHead,
    /// The norm before the network.
    pub norm2: LayerNorm,
    /// W₁ and b₁, from the width d to the hidden units.
    pub expand: Dense,
    /// W₂ and b₂, back to the width d.
    pub contract: Dense,
    /// Whether what came in is added to what each part makes of it. To see what the
    /// residual connection is good for, take it away.
    pub residual: bool,
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

impl Parameters for TransformerBlock {
    fn arrays(&self) -> Vec<Named<ArrayViewD<'_, f64>>> {
        let Self { norm1, attention, norm2, expand, contract, residual: _ } = self;
        within("norm1", norm1.arrays())
            .chain(within("attention", attention.arrays()))
            .chain(within("norm2", norm2.arrays()))
            .chain(within("expand", expand.arrays()))
            .chain(within("contract", contract.arrays()))
            .collect()
    }

    fn arrays_mut(&mut self) -> Vec<Named<ArrayViewMutD<'_, f64>>> {
        let Self { norm1, attention, norm2, expand, contract, residual: _ } = self;
        within("norm1", norm1.arrays_mut())
            .chain(within("attention", attention.arrays_mut()))
            .chain(within("norm2", norm2.arrays_mut()))
            .chain(within("expand", expand.arrays_mut()))
            .chain(within("contract", contract.arrays_mut()))
            .collect()
    }
}

impl TransformerBlock {
    /// How many arrays a block has.
    pub(super) const ARRAYS: usize = 12;

    /// A block of width d with random weights: variance 1/d in the attention, 2/d
    /// before the ReLU (He), and 1/hidden after it.
    ///
    /// # Errors
    /// [`MathError::InvalidArgument`] unless the heads divide the width, or when there is
    /// no hidden unit; [`MathError::OutOfRange`] when memory does not hold the weights.
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
        let after = Initialization::Normal(1.0 / (hidden as f64).sqrt());
        Ok(Self {
            norm1: LayerNorm::new(width),
            attention,
            norm2: LayerNorm::new(width),
            expand: Dense::new(width, hidden, Initialization::He, random)?,
            contract: Dense::new(hidden, width, after, random)?,
            residual: true,
        })
    }

    /// The block on a batch of stacked sequences of `length` tokens.
    ///
    /// # Formula
    /// U = X + MultiHead(norm(X)), Y = U + ReLU(norm(U)W₁ᵀ + b₁)W₂ᵀ + b₂
    ///
    /// # Errors
    /// Those of [`MultiHead::forward`].
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
    /// block.contract.weights.fill(0.0);
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
        self.attention.consistent(NAME)?;
        sequences(NAME, x, length, self.attention.query.nrows())?;
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
        let norm1 = self.norm1.forward(x)?;
        let attention =
            self.attention.attend("TransformerBlock::forward", &norm1.output, length, mask)?;
        let mut middle = attention.output.clone();
        if self.residual {
            middle += &x.view();
        }
        let norm2 = self.norm2.forward(&middle)?;
        let hidden = self.expand.forward(&norm2.output)?.mapv_into(|z| z.max(0.0));
        let mut output = self.contract.forward(&hidden)?;
        if self.residual {
            output += &middle;
        }
        Ok(BlockPass { output, attention, norm1, norm2, hidden })
    }

    /// The gradients with respect to X and to all weights, from ∂L/∂Y.
    ///
    /// # Errors
    /// - [`MathError::ShapeMismatch`] when the gradient has another shape than the output
    ///   of the forward pass,
    /// - [`MathError::NotFinite`] for unusable entries,
    /// - those of [`MultiHead::backward`].
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
    /// block.contract.weights.fill(0.0);
    /// let pass = block.forward(&RandomState::new(1).randn2(3, 4), 3, &Mask::Causal)?;
    /// let g = RandomState::new(2).randn2(3, 4);
    /// // With silent branches the residual way alone carries the gradient.
    /// assert_eq!(block.backward(&pass, &g)?.input, g);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn backward(
        &self,
        pass: &BlockPass,
        gradient: &ArrayRef2<f64>,
    ) -> Result<Backward<Self>, MathError> {
        const NAME: &str = "TransformerBlock::backward";
        let rule = "the gradient needs the shape of the output";
        same_shape(NAME, gradient.dim(), pass.output.dim(), rule)?;
        check::finite(NAME, "gradient", gradient)?;
        let mut inner = self.contract.backward(&pass.hidden, gradient)?;
        inner.input.zip_mut_with(&pass.hidden, |g, &h| *g = if h > 0.0 { *g } else { 0.0 });
        let expand = self.expand.backward(&pass.norm2.output, &inner.input)?;
        let mut middle = self.norm2.backward(&pass.norm2, &expand.input)?;
        if self.residual {
            middle.input += &gradient.view();
        }
        let attended =
            self.attention.backward(&pass.norm1.output, &pass.attention, &middle.input)?;
        let mut first = self.norm1.backward(&pass.norm1, &attended.input)?;
        if self.residual {
            first.input += &middle.input;
        }
        let parameters = Self {
            norm1: first.parameters,
            attention: attended.parameters,
            norm2: middle.parameters,
            expand: expand.parameters,
            contract: inner.parameters,
            residual: self.residual,
        };
        Ok(Backward { input: first.input, parameters })
    }

    /// The same forward pass on the array tape, for one sequence. `parameters` are
    /// its twelve variables ([`Parameters::variables`]).
    ///
    /// # Errors
    /// - [`MathError::InvalidArgument`] unless there are twelve parameters,
    /// - those of [`MultiHead::on_tape`].
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let block = TransformerBlock::new(4, 2, 8, &mut RandomState::new(42))?;
    /// let x = RandomState::new(1).randn2(3, 4);
    /// let tape = block.on_tape(&Var::constant(x.clone()), &block.variables(), &Mask::Causal)?;
    /// let hand = block.forward(&x, 3, &Mask::Causal)?;
    /// assert!((tape.value() - hand.output).iter().all(|gap| gap.abs() < 1e-14));
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn on_tape(&self, x: &Var, parameters: &[Var], mask: &Mask) -> Result<Var, MathError> {
        if parameters.len() != Self::ARRAYS {
            let found = parameters.len();
            return Err(wrong_number("TransformerBlock::on_tape", found, Self::ARRAYS));
        }
        let (norm1, rest) = parameters.split_at(2);
        let (heads, rest) = rest.split_at(4);
        let (norm2, rest) = rest.split_at(2);
        let (expand, contract) = rest.split_at(2);
        let add = |a: &Var, b: Var| if self.residual { a.add(&b) } else { Ok(b) };
        let attended = self.attention.on_tape(&self.norm1.on_tape(x, norm1)?, heads, mask)?;
        let middle = add(x, attended)?;
        let hidden = self.expand.on_tape(&self.norm2.on_tape(&middle, norm2)?, expand)?.relu();
        add(&middle, self.contract.on_tape(&hidden, contract)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_hand_and_on_tape_are_the_same() {
        let mut random = RandomState::new(5);
        let block = TransformerBlock::new(6, 2, 9, &mut random).unwrap();
        assert_eq!(block.arrays().len(), TransformerBlock::ARRAYS);
        // Weights that are 0 or 1 would hide a mistake.
        let theta = block.parameters() + 0.3 * random.randn(block.parameter_count());
        let block = block.with_parameters(&theta).unwrap();
        let (x, g) = (random.randn2(5, 6), random.randn2(5, 6));
        for (mask, residual) in [(Mask::All, true), (Mask::Causal, true), (Mask::Causal, false)] {
            let block = TransformerBlock { residual, ..block.clone() };
            let pass = block.forward(&x, 5, &mask).unwrap();
            let back = block.backward(&pass, &g).unwrap();
            let (tx, weights) = (Var::parameter(x.clone()), block.variables());
            let out = block.on_tape(&tx, &weights, &mask).unwrap();
            out.backward_from(&g).unwrap();
            assert!((&out.value() - &pass.output).iter().all(|gap| gap.abs() < 1e-12));
            assert!((&tx.gradient().unwrap() - &back.input).iter().all(|gap| gap.abs() < 1e-12));
            let tape = block.gradient_on_tape(&weights).unwrap();
            let gap = back.parameters.parameters() - tape.parameters();
            assert!(gap.iter().all(|gap| gap.abs() < 1e-12));
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
        let pass = LayerNorm::new(4).forward(&Array2::from_elem((1, 4), 3.0)).unwrap();
        assert!(pass.output.iter().all(|&v| v == 0.0));
        let block = TransformerBlock::new(4, 2, 3, &mut RandomState::new(5)).unwrap();
        assert!(block.forward(&Array2::zeros((0, 4)), 1, &Mask::All).is_err());
        assert!(block.forward(&Array2::from_elem((1, 4), f64::NAN), 1, &Mask::All).is_err());
        assert!(TransformerBlock::new(4, 2, 0, &mut RandomState::new(5)).is_err());
    }
}
