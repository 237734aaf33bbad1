//! A whole transformer, small: tokens in, scores for the next token out.
//!
//! ```text
//! X₀ = E[tokens] + P     (an embedding for what, an encoding for where)
//! X_{l+1} = blockₗ(X_l)
//! logits = norm(X_L)·Uᵀ + c
//! ```
//!
//! With the causal mask row i has seen the tokens 0 … i and nothing else, so one
//! forward pass is a prediction at every position at once, and the loss can be
//! the mean cross-entropy of all of them.

use super::dense::wrong_number;
use super::model::within;
use super::sequences::whole_sequences;
use super::{
    BlockPass, Dense, Initialization, LayerNorm, Lesson, Loss, LossGradient, Mask, Model, Named,
    Normalized, Parameters, Score, Sequences, Targets, TransformerBlock, positional_encoding,
};
use crate::calculus::Var;
use crate::error::MathError;
use crate::random::RandomState;
use ndarray::{Array2, ArrayViewD, ArrayViewMutD, Axis};
use std::collections::BTreeMap;

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

/// A transformer that reads from left to right; also the type of its gradients.
#[derive(Debug, Clone, PartialEq)]
pub struct Transformer {
    /// E, vocabulary × d.
    pub embedding: Array2<f64>,
    /// The blocks, first to last.
    pub blocks: Vec<TransformerBlock>,
    /// The last norm.
    pub norm: LayerNorm,
    /// U and c, from the width d to the vocabulary.
    pub unembedding: Dense,
    /// Whether a token is told where it stands.
    pub positions: bool,
    /// Who sees whom: [`Mask::Causal`], or [`Mask::All`] to see what goes wrong.
    pub mask: Mask,
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

impl Parameters for Transformer {
    fn arrays(&self) -> Vec<Named<ArrayViewD<'_, f64>>> {
        let mut list = vec![Named::learned("embedding", self.embedding.view())];
        for (k, block) in self.blocks.iter().enumerate() {
            list.extend(within(&format!("blocks.{k}"), block.arrays()));
        }
        list.extend(within("norm", self.norm.arrays()));
        list.extend(within("unembedding", self.unembedding.arrays()));
        list
    }

    fn arrays_mut(&mut self) -> Vec<Named<ArrayViewMutD<'_, f64>>> {
        let mut list = vec![Named::learned("embedding", self.embedding.view_mut())];
        for (k, block) in self.blocks.iter_mut().enumerate() {
            list.extend(within(&format!("blocks.{k}"), block.arrays_mut()));
        }
        list.extend(within("norm", self.norm.arrays_mut()));
        list.extend(within("unembedding", self.unembedding.arrays_mut()));
        list
    }

    fn metadata(&self) -> BTreeMap<String, String> {
        super::saving::sizes_of_transformer(self)
    }
}

impl Model for Transformer {
    type Batch = Sequences;

    fn lesson(
        &mut self,
        batch: &Sequences,
        loss: Loss,
        _: &mut RandomState,
    ) -> Result<Lesson<Self>, MathError> {
        let pass = self.forward(batch.tokens(), batch.length())?;
        let (judged, score) = judge(&pass.logits, batch, loss)?;
        let mut gradient = Array2::zeros(pass.logits.dim());
        for (&row, slope) in batch.questions().0.iter().zip(judged.gradient.rows()) {
            gradient.row_mut(row).assign(&slope);
        }
        Ok(Lesson { score, gradient: self.pull_back(batch.tokens(), &pass, &gradient)? })
    }

    fn exam(&self, batch: &Sequences, loss: Loss) -> Result<Score, MathError> {
        // In portions, so that the memory does not grow with the number of sequences.
        const PORTION: usize = 100;
        let (mut total, mut right, mut count) = (0.0, 0.0, 0);
        let rows = PORTION * batch.length();
        for (tokens, targets) in batch.tokens().chunks(rows).zip(batch.targets().chunks(rows)) {
            if targets.iter().all(Option::is_none) {
                continue;
            }
            let part = Sequences::new(tokens.to_vec(), targets.to_vec(), batch.length())?;
            let logits = self.forward(tokens, batch.length())?.logits;
            let score = judge(&logits, &part, loss)?.1;
            total += score.count as f64 * score.loss;
            right += score.count as f64 * score.accuracy.unwrap_or(0.0);
            count += score.count;
        }
        let n = count as f64;
        Ok(Score { loss: total / n, accuracy: Some(right / n), count })
    }
}

/// The loss of the answers that are asked for, with its gradient, and the score.
fn judge(
    logits: &Array2<f64>,
    batch: &Sequences,
    loss: Loss,
) -> Result<(LossGradient, Score), MathError> {
    let (rows, labels) = batch.questions();
    let output = logits.select(Axis(0), &rows);
    let judged = loss.evaluate(&Targets::Labels(labels.clone()), &output)?;
    let score = Score::of(judged.value, &output, Some(&labels))?;
    Ok((judged, score))
}

impl Transformer {
    /// Random weights.
    ///
    /// # Errors
    /// [`MathError::InvalidArgument`] for sizes that do not fit together;
    /// [`MathError::OutOfRange`] when memory does not hold the weights.
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
        if vocabulary == 0 || blocks == 0 || width == 0 || width % 2 == 1 {
            return Err(MathError::InvalidArgument {
                operation: "Transformer::new",
                argument: "sizes",
                reason: format!(
                    "has a vocabulary of {vocabulary}, {blocks} blocks and the width {width}; it \
                     needs at least one token, one block and an even width"
                ),
            });
        }
        let numbers = width.saturating_mul(width).max(width.saturating_mul(hidden));
        crate::check::table_memory("Transformer::new", "vocabulary", vocabulary, width)?;
        crate::check::table_memory("Transformer::new", "blocks", blocks, numbers)?;
        let embedding = random.randn2(vocabulary, width);
        let blocks = (0..blocks)
            .map(|_| TransformerBlock::new(width, heads, hidden, random))
            .collect::<Result<_, _>>()?;
        let last = Initialization::Normal(1.0 / (width as f64).sqrt());
        Ok(Self {
            embedding,
            blocks,
            norm: LayerNorm::new(width),
            unembedding: Dense::new(width, vocabulary, last, random)?,
            positions: true,
            mask: Mask::Causal,
        })
    }

    fn width(&self) -> usize {
        self.embedding.ncols()
    }

    pub(super) fn tokens_fit(
        &self,
        operation: &'static str,
        tokens: &[usize],
        length: usize,
    ) -> Result<(), MathError> {
        whole_sequences(operation, tokens.len(), length)?;
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
    /// - [`MathError::Empty`] or [`MathError::OutOfRange`] for unusable tokens,
    /// - [`MathError::InvalidArgument`] when they are no whole number of sequences,
    /// - [`MathError::ShapeMismatch`], [`MathError::NotFinite`] or [`MathError::Overflow`]
    ///   for weights that do not fit or leave the range of f64.
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
        let mut x = self.embedding.select(Axis(0), tokens);
        if self.positions {
            let places = positional_encoding(length, self.width())?;
            for (i, mut row) in x.rows_mut().into_iter().enumerate() {
                row += &places.row(i % length);
            }
        }
        let mut blocks: Vec<BlockPass> = Vec::new();
        for block in &self.blocks {
            let before = blocks.last().map_or(&x, |pass| &pass.output);
            blocks.push(block.forward(before, length, &self.mask)?);
        }
        let norm = self.norm.forward(blocks.last().map_or(&x, |pass| &pass.output))?;
        let logits = self.unembedding.forward(&norm.output)?;
        Ok(TransformerPass { logits, blocks, norm })
    }

    /// The gradients of all weights from ∂L/∂logits.
    fn pull_back(
        &self,
        tokens: &[usize],
        pass: &TransformerPass,
        gradient: &Array2<f64>,
    ) -> Result<Self, MathError> {
        let last = self.unembedding.backward(&pass.norm.output, gradient)?;
        let norm = self.norm.backward(&pass.norm, &last.input)?;
        let mut x = norm.input;
        let mut blocks = Vec::new();
        for (block, pass) in self.blocks.iter().zip(&pass.blocks).rev() {
            let back = block.backward(pass, &x)?;
            x = back.input;
            blocks.push(back.parameters);
        }
        blocks.reverse();
        let mut embedding = Array2::zeros(self.embedding.dim());
        for (&token, row) in tokens.iter().zip(x.rows()) {
            let mut into = embedding.row_mut(token);
            into += &row;
        }
        Ok(Self {
            embedding,
            blocks,
            norm: norm.parameters,
            unembedding: last.parameters,
            positions: self.positions,
            mask: self.mask.clone(),
        })
    }

    /// The logits of one sequence on the array tape; `parameters` are its variables
    /// ([`Parameters::variables`]).
    ///
    /// # Errors
    /// - [`MathError::InvalidArgument`] for another number of parameters,
    /// - those of [`Transformer::forward`].
    pub fn on_tape(&self, tokens: &[usize], parameters: &[Var]) -> Result<Var, MathError> {
        const NAME: &str = "Transformer::on_tape";
        self.tokens_fit(NAME, tokens, tokens.len())?;
        let wanted = 5 + TransformerBlock::ARRAYS * self.blocks.len();
        let ([embedding, inner @ .., g, b, u, c], true) = (parameters, parameters.len() == wanted)
        else {
            return Err(wrong_number(NAME, parameters.len(), wanted));
        };
        let mut x = embedding.gather_rows(tokens)?;
        if self.positions {
            x = x.add(&Var::constant(positional_encoding(tokens.len(), self.width())?))?;
        }
        for (block, weights) in self.blocks.iter().zip(inner.chunks(TransformerBlock::ARRAYS)) {
            x = block.on_tape(&x, weights, &self.mask)?;
        }
        let normed = self.norm.on_tape(&x, &[g.clone(), b.clone()])?;
        self.unembedding.on_tape(&normed, &[u.clone(), c.clone()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::Ablation;

    fn model() -> Transformer {
        let sizes = TransformerConfig { vocabulary: 5, width: 6, heads: 3, hidden: 7, blocks: 2 };
        let mut random = RandomState::new(11);
        let model = Transformer::new(&sizes, &mut random).unwrap();
        let theta = model.parameters() + 0.2 * random.randn(model.parameter_count());
        model.with_parameters(&theta).unwrap()
    }

    fn lesson(model: &Transformer, batch: &Sequences) -> Lesson<Transformer> {
        let mut model = model.clone();
        model.lesson(batch, Loss::CrossEntropy, &mut RandomState::new(0)).unwrap()
    }

    #[test]
    fn by_hand_and_on_tape_have_the_same_gradients() {
        let tokens = [0, 3, 1, 4, 4, 2];
        let targets = [None, Some(1), Some(0), None, Some(2), Some(2)];
        let batch = Sequences::new(tokens.to_vec(), targets.to_vec(), 6).unwrap();
        let whole = model();
        let blind = model().without(Ablation::Positions).without(Ablation::Residual);
        for model in [whole, blind, model().without(Ablation::Mask)] {
            let hand = lesson(&model, &batch);
            let weights = model.variables();
            let logits = model.on_tape(&tokens, &weights).unwrap();
            let asked = logits.gather_rows(&[1, 2, 4, 5]).unwrap();
            let by_tape = asked.cross_entropy(&[1, 0, 2, 2]).unwrap();
            by_tape.backward().unwrap();
            assert!((by_tape.item().unwrap() - hand.score.loss).abs() < 1e-13);
            let tape = model.gradient_on_tape(&weights).unwrap();
            let gap = hand.gradient.parameters() - tape.parameters();
            assert!(gap.iter().all(|d| d.abs() < 1e-12));
            assert!(model.on_tape(&tokens, &weights[1..]).is_err());
        }
    }

    #[test]
    fn a_batch_is_the_mean_of_its_sequences() {
        let model = model();
        let one = |tokens: &[usize], targets: &[Option<usize>]| {
            lesson(&model, &Sequences::new(tokens.to_vec(), targets.to_vec(), 2).unwrap())
        };
        let both = one(&[0, 1, 2, 3], &[Some(1), None, Some(4), None]);
        let (first, second) = (one(&[0, 1], &[Some(1), None]), one(&[2, 3], &[Some(4), None]));
        assert!((both.score.loss - 0.5 * (first.score.loss + second.score.loss)).abs() < 1e-14);
        let middle = 0.5 * (first.gradient.parameters() + second.gradient.parameters());
        assert!((both.gradient.parameters() - middle).iter().all(|d| d.abs() < 1e-14));
    }

    #[test]
    fn an_exam_in_portions_is_the_exam_of_the_whole() {
        let model = model();
        let mut random = RandomState::new(3);
        let tokens: Vec<usize> =
            random.randint(0, 5, 500).unwrap().iter().map(|&t| t as usize).collect();
        let targets = tokens.iter().map(|&t| Some((t + 1) % 5)).collect();
        let batch = Sequences::new(tokens, targets, 2).unwrap();
        let (exam, lesson) =
            (model.exam(&batch, Loss::CrossEntropy).unwrap(), lesson(&model, &batch).score);
        assert_eq!(exam.count, 500);
        assert!((exam.loss - lesson.loss).abs() < 1e-13);
        assert!((exam.accuracy.unwrap() - lesson.accuracy.unwrap()).abs() < 1e-13);
    }

    #[test]
    fn without_a_mask_the_answer_is_seen() {
        let model = model();
        let first = |model: &Transformer, tokens: &[usize]| {
            model.forward(tokens, 3).unwrap().logits.row(0).to_owned()
        };
        assert_eq!(first(&model, &[1, 2, 3]), first(&model, &[1, 2, 4]));
        let open = model.without(Ablation::Mask);
        assert_ne!(first(&open, &[1, 2, 3]), first(&open, &[1, 2, 4]));
    }

    #[test]
    fn unusable_tokens_and_weights_are_errors() {
        let mut model = model();
        assert!(model.forward(&[], 1).is_err());
        assert!(model.forward(&[5], 1).is_err());
        assert!(model.forward(&[0, 1, 2], 2).is_err());
        assert!(model.forward(&[0], 0).is_err());
        let random = &mut RandomState::new(0);
        let unknown = Sequences::new(vec![0], vec![Some(5)], 1).unwrap();
        assert!(model.exam(&unknown, Loss::CrossEntropy).is_err());
        let known = Sequences::new(vec![0], vec![Some(4)], 1).unwrap();
        assert!(model.exam(&known, Loss::MeanSquared).is_err());
        let odd = TransformerConfig { vocabulary: 5, width: 5, heads: 1, hidden: 7, blocks: 1 };
        assert!(Transformer::new(&odd, random).is_err());
        model.blocks[1].norm2.scale[0] = f64::NAN;
        assert!(model.forward(&[0, 1], 2).is_err());
        model.blocks[1].norm2 = LayerNorm::new(4);
        assert!(model.forward(&[0, 1], 2).is_err());
    }
}
