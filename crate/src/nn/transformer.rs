//! A whole transformer, small: tokens in, scores for the next token out.
//!
//! ```text
//! X₀ = E[tokens] + P     (an embedding for what, an encoding for where)
//! X_{l+1} = blockₗ(X_l)
//! logits = norm(X_L)·U + c
//! ```
//!
//! With the causal mask row i has seen the tokens 0 … i and nothing else, so one
//! forward pass is a prediction at every position at once, and the loss can be
//! the mean cross-entropy of all of them.

use super::mask::Mask;
use super::normalization::Normalized;
use super::positional::positional_encoding;
use super::transformer_block::{
    BlockPass, TransformerBlock, norm, norm_on_tape, norm_pull_back, plain_norm,
};
use crate::calculus::Var;
use crate::error::MathError;
use crate::random::RandomState;
use ndarray::{Array2, Axis};

/// The sizes of a [`Transformer`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TransformerConfig {
    /// How many different tokens there are.
    pub vocabulary: usize,
    /// The width d of every token's vector; even, and a multiple of the heads.
    pub width: usize,
    /// Attention heads in each block.
    pub heads: usize,
    /// Hidden units of each block's network.
    pub hidden: usize,
    /// How many blocks are stacked.
    pub blocks: usize,
}

/// A transformer with a causal mask; also the shape of its gradients.
#[derive(Debug, Clone, PartialEq)]
pub struct Transformer {
    /// E, vocabulary × d.
    pub embedding: Array2<f64>,
    /// The blocks, first to last.
    pub blocks: Vec<TransformerBlock>,
    /// γ and β of the last norm, 2 × d.
    pub norm: Array2<f64>,
    /// U, d × vocabulary.
    pub unembedding: Array2<f64>,
    /// c, 1 × vocabulary.
    pub bias: Array2<f64>,
}

/// A forward pass, with what the backward pass needs.
#[derive(Debug, Clone, PartialEq)]
pub struct TransformerPass {
    /// One row of scores for each token.
    pub logits: Array2<f64>,
    /// The pass through each block.
    pub blocks: Vec<BlockPass>,
    norm: Normalized,
}

impl Transformer {
    /// Random weights.
    ///
    /// # Errors
    /// - [`MathError::InvalidArgument`] for sizes that do not fit together.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let sizes =
    ///     TransformerConfig { vocabulary: 11, width: 8, heads: 2, hidden: 16, blocks: 1 };
    /// let model = Transformer::new(&sizes, &mut RandomState::new(42))?;
    /// // E and U: 2·11·8, the block: 568, the last norm: 16, c: 11
    /// assert_eq!(model.parameter_count(), 176 + 568 + 16 + 11);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn new(sizes: &TransformerConfig, random: &mut RandomState) -> Result<Self, MathError> {
        let TransformerConfig { vocabulary, width, heads, hidden, blocks } = *sizes;
        if vocabulary == 0 || blocks == 0 || width % 2 == 1 {
            return Err(MathError::InvalidArgument {
                operation: "Transformer::new",
                argument: "sizes",
                reason: format!(
                    "has a vocabulary of {vocabulary}, {blocks} blocks and the width {width}; it \
                     needs at least one token, one block and an even width"
                ),
            });
        }
        let embedding = random.randn2(vocabulary, width);
        let blocks = (0..blocks)
            .map(|_| TransformerBlock::new(width, heads, hidden, random))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            embedding,
            blocks,
            norm: plain_norm(width),
            unembedding: random.randn2(width, vocabulary) / (width as f64).sqrt(),
            bias: Array2::zeros((1, vocabulary)),
        })
    }

    /// All weights in a fixed order: E, the blocks', the last norm, U, c.
    pub fn parameters(&self) -> Vec<&Array2<f64>> {
        let mut list = vec![&self.embedding];
        list.extend(self.blocks.iter().flat_map(TransformerBlock::parameters));
        list.extend([&self.norm, &self.unembedding, &self.bias]);
        list
    }

    /// The same, to be changed.
    pub fn parameters_mut(&mut self) -> Vec<&mut Array2<f64>> {
        let mut list = vec![&mut self.embedding];
        list.extend(self.blocks.iter_mut().flat_map(TransformerBlock::parameters_mut));
        list.extend([&mut self.norm, &mut self.unembedding, &mut self.bias]);
        list
    }

    /// How many numbers are trained.
    pub fn parameter_count(&self) -> usize {
        self.parameters().iter().map(|p| p.len()).sum()
    }

    fn width(&self) -> usize {
        self.embedding.ncols()
    }

    fn tokens_fit(
        &self,
        operation: &'static str,
        tokens: &[usize],
        length: usize,
    ) -> Result<(), MathError> {
        if tokens.is_empty() {
            return Err(MathError::Empty { operation, argument: "tokens" });
        }
        if length == 0 || !tokens.len().is_multiple_of(length) {
            return Err(MathError::InvalidArgument {
                operation,
                argument: "length",
                reason: format!(
                    "is {length}, which does not divide the {} tokens into sequences",
                    tokens.len()
                ),
            });
        }
        let vocabulary = self.embedding.nrows();
        match tokens.iter().find(|&&t| t >= vocabulary) {
            None => Ok(()),
            Some(&unknown) => Err(MathError::OutOfRange {
                operation,
                argument: "tokens",
                value: unknown as f64,
                expected: "an index into the vocabulary",
            }),
        }
    }

    /// The scores of the next token after every token, for stacked sequences of
    /// `length` tokens.
    ///
    /// # Errors
    /// - [`MathError::Empty`], [`MathError::OutOfRange`] for unusable tokens,
    /// - [`MathError::InvalidArgument`] when they are no whole number of sequences.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let sizes =
    ///     TransformerConfig { vocabulary: 11, width: 8, heads: 2, hidden: 16, blocks: 1 };
    /// let model = Transformer::new(&sizes, &mut RandomState::new(42))?;
    /// assert_eq!(model.forward(&[3, 1, 4, 1, 5, 9], 3)?.logits.dim(), (6, 11));
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn forward(&self, tokens: &[usize], length: usize) -> Result<TransformerPass, MathError> {
        self.tokens_fit("Transformer::forward", tokens, length)?;
        let places = positional_encoding(length, self.width())?;
        let mut x = self.embedding.select(Axis(0), tokens);
        for (i, mut row) in x.rows_mut().into_iter().enumerate() {
            row += &places.row(i % length);
        }
        let mut blocks = Vec::new();
        for block in &self.blocks {
            let pass = block.apply(&x, length, &Mask::Causal)?;
            x = pass.output.clone();
            blocks.push(pass);
        }
        let norm = norm(&x, &self.norm)?;
        let logits = norm.output.dot(&self.unembedding) + &self.bias;
        Ok(TransformerPass { logits, blocks, norm })
    }

    /// The mean cross-entropy in nats over the positions that have a target, and
    /// its gradient with respect to every weight.
    ///
    /// # Formula
    /// L = −1/n Σ ln softmax(logitsᵢ)\[targetᵢ\]; ∂L/∂logitsᵢ = (pᵢ − e_target)/n
    ///
    /// # Errors
    /// - as [`Transformer::forward`],
    /// - [`MathError::ShapeMismatch`] unless there is one target (or `None`) for each
    ///   token, [`MathError::Empty`] without any,
    /// - [`MathError::OutOfRange`] for a target outside the vocabulary,
    /// - [`MathError::NotFinite`] when the loss is NaN: the training has diverged.
    ///
    /// # Source
    /// Guide §3.4, §6.2.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let sizes =
    ///     TransformerConfig { vocabulary: 4, width: 8, heads: 2, hidden: 16, blocks: 1 };
    /// let mut model = Transformer::new(&sizes, &mut RandomState::new(42))?;
    /// model.unembedding.fill(0.0); // no opinion: every token has probability ¼
    /// let (loss, _) = model.loss_and_gradient(&[0, 1], 2, &[None, Some(3)])?;
    /// assert!((loss - 4.0_f64.ln()).abs() < 1e-15);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn loss_and_gradient(
        &self,
        tokens: &[usize],
        length: usize,
        targets: &[Option<usize>],
    ) -> Result<(f64, Transformer), MathError> {
        const NAME: &str = "Transformer::loss_and_gradient";
        if tokens.len() != targets.len() {
            return Err(MathError::ShapeMismatch {
                operation: NAME,
                left: vec![tokens.len()],
                right: vec![targets.len()],
                rule: "every token needs a target, or None where nothing is asked",
            });
        }
        let pass = self.forward(tokens, length)?;
        let asked = targets.iter().flatten().count();
        if asked == 0 {
            return Err(MathError::Empty { operation: NAME, argument: "targets" });
        }
        let mut gradient = pass.logits.clone();
        let mut loss = 0.0;
        for (mut row, target) in gradient.rows_mut().into_iter().zip(targets) {
            let Some(target) = *target else {
                row.fill(0.0);
                continue;
            };
            let Some(&score) = row.get(target) else {
                return Err(MathError::OutOfRange {
                    operation: NAME,
                    argument: "targets",
                    value: target as f64,
                    expected: "an index into the vocabulary",
                });
            };
            let peak = row.fold(f64::NEG_INFINITY, |m, &a| m.max(a));
            row.mapv_inplace(|a| (a - peak).exp());
            let total = row.sum();
            loss += peak + total.ln() - score;
            row /= total;
            row[target] -= 1.0;
        }
        loss /= asked as f64;
        gradient /= asked as f64;
        if !loss.is_finite() {
            return Err(MathError::NotFinite {
                operation: NAME,
                argument: "the loss",
                index: Vec::new(),
                value: loss,
            });
        }
        Ok((loss, self.pull_back(tokens, &pass, &gradient)?))
    }

    /// The gradients of all weights from ∂L/∂logits.
    fn pull_back(
        &self,
        tokens: &[usize],
        pass: &TransformerPass,
        gradient: &Array2<f64>,
    ) -> Result<Transformer, MathError> {
        let (mut x, norm) =
            norm_pull_back(&pass.norm, &self.norm, &gradient.dot(&self.unembedding.t()))?;
        let mut blocks = Vec::new();
        for (block, pass) in self.blocks.iter().zip(&pass.blocks).rev() {
            let (before, gradients) = block.pull_back(pass, &x)?;
            x = before;
            blocks.push(gradients);
        }
        blocks.reverse();
        let mut embedding = Array2::zeros(self.embedding.dim());
        for (&token, row) in tokens.iter().zip(x.rows()) {
            let mut into = embedding.row_mut(token);
            into += &row;
        }
        Ok(Transformer {
            embedding,
            blocks,
            norm,
            unembedding: pass.norm.output.t().dot(gradient),
            bias: gradient.sum_axis(Axis(0)).insert_axis(Axis(0)),
        })
    }

    /// The logits of one sequence on the array tape; `parameters` are those of
    /// [`Transformer::parameters`] as variables.
    ///
    /// # Errors
    /// - [`MathError::InvalidArgument`] for another number of parameters,
    /// - as [`Transformer::forward`].
    pub fn on_tape(&self, tokens: &[usize], parameters: &[Var]) -> Result<Var, MathError> {
        const NAME: &str = "Transformer::on_tape";
        self.tokens_fit(NAME, tokens, tokens.len())?;
        let each = 10;
        let [embedding, inner @ .., norm, unembedding, bias] = parameters else {
            return Err(wrong_number(NAME, parameters.len()));
        };
        if inner.len() != each * self.blocks.len() {
            return Err(wrong_number(NAME, parameters.len()));
        }
        let places = Var::constant(positional_encoding(tokens.len(), self.width())?);
        let mut x = embedding.gather_rows(tokens)?.add(&places)?;
        for (block, weights) in self.blocks.iter().zip(inner.chunks(each)) {
            x = block.on_tape(&x, weights, &Mask::Causal)?;
        }
        norm_on_tape(&x, norm)?.affine(unembedding, bias)
    }

    /// Continues a text by `count` tokens, always with the likeliest next one.
    ///
    /// # Errors
    /// As [`Transformer::forward`].
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let sizes =
    ///     TransformerConfig { vocabulary: 4, width: 8, heads: 2, hidden: 16, blocks: 1 };
    /// let mut model = Transformer::new(&sizes, &mut RandomState::new(42))?;
    /// model.unembedding.fill(0.0);
    /// model.bias = array![[0.0, 0.0, 9.0, 0.0]]; // it likes token 2
    /// assert_eq!(model.generate(&[0, 1], 3)?, [2, 2, 2]);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn generate(&self, prompt: &[usize], count: usize) -> Result<Vec<usize>, MathError> {
        let mut tokens = prompt.to_vec();
        for _ in 0..count {
            let pass = self.forward(&tokens, tokens.len())?;
            tokens.push(likeliest(pass.logits.row(tokens.len() - 1).iter()));
        }
        Ok(tokens.split_off(prompt.len()))
    }
}

/// The index of the largest score, the first of equal ones.
pub(super) fn likeliest<'a>(scores: impl Iterator<Item = &'a f64>) -> usize {
    scores
        .enumerate()
        .fold((0, f64::NEG_INFINITY), |best, (i, &s)| if s > best.1 { (i, s) } else { best })
        .0
}

fn wrong_number(operation: &'static str, found: usize) -> MathError {
    MathError::InvalidArgument {
        operation,
        argument: "parameters",
        reason: format!("has {found} entries; pass one for each of Transformer::parameters"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model() -> Transformer {
        let sizes = TransformerConfig { vocabulary: 5, width: 6, heads: 3, hidden: 7, blocks: 2 };
        let mut random = RandomState::new(11);
        let mut model = Transformer::new(&sizes, &mut random).unwrap();
        for parameter in model.parameters_mut() {
            *parameter += &(0.2 * random.randn2(parameter.nrows(), parameter.ncols()));
        }
        model
    }

    #[test]
    fn by_hand_and_on_tape_have_the_same_gradients() {
        let model = model();
        let tokens = [0, 3, 1, 4, 4, 2];
        let targets = [None, Some(1), Some(0), None, Some(2), Some(2)];
        let (loss, gradients) = model.loss_and_gradient(&tokens, 6, &targets).unwrap();
        let weights: Vec<Var> =
            model.parameters().into_iter().map(|p| Var::parameter(p.clone())).collect();
        let logits = model.on_tape(&tokens, &weights).unwrap();
        let asked = logits.gather_rows(&[1, 2, 4, 5]).unwrap();
        let by_tape = asked.cross_entropy(&[1, 0, 2, 2]).unwrap();
        by_tape.backward().unwrap();
        assert!((by_tape.item().unwrap() - loss).abs() < 1e-13);
        for (hand, tape) in gradients.parameters().into_iter().zip(&weights) {
            let gap = hand - &tape.gradient().unwrap();
            assert!(gap.iter().all(|d| d.abs() < 1e-12));
        }
    }

    #[test]
    fn a_batch_is_the_mean_of_its_sequences() {
        let model = model();
        let both = model.loss_and_gradient(&[0, 1, 2, 3], 2, &[Some(1), None, Some(4), None]);
        let first = model.loss_and_gradient(&[0, 1], 2, &[Some(1), None]).unwrap();
        let second = model.loss_and_gradient(&[2, 3], 2, &[Some(4), None]).unwrap();
        let (loss, gradient) = both.unwrap();
        assert!((loss - 0.5 * (first.0 + second.0)).abs() < 1e-14);
        let middle = 0.5 * (&first.1.unembedding + &second.1.unembedding);
        assert!((gradient.unembedding - middle).iter().all(|d| d.abs() < 1e-14));
    }

    #[test]
    fn unusable_tokens_are_errors() {
        let model = model();
        assert!(model.forward(&[], 1).is_err());
        assert!(model.forward(&[5], 1).is_err());
        assert!(model.forward(&[0, 1, 2], 2).is_err());
        assert!(model.forward(&[0], 0).is_err());
        assert!(model.loss_and_gradient(&[0], 1, &[None]).is_err());
        assert!(model.loss_and_gradient(&[0], 1, &[Some(5)]).is_err());
        assert!(model.loss_and_gradient(&[0], 1, &[]).is_err());
        let odd = TransformerConfig { vocabulary: 5, width: 5, heads: 1, hidden: 7, blocks: 1 };
        assert!(Transformer::new(&odd, &mut RandomState::new(0)).is_err());
    }
}
