//! A transformer without one of its parts.
//!
//! What a part is good for shows when it is missing: the same training, the same seed, one
//! part less. Whoever guesses before looking learns most.

use super::{Mask, Transformer};

/// What can be taken away from a transformer, to see what it was good for.
///
/// (One head in place of several is a choice of [`TransformerConfig`](super::TransformerConfig).)
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ablation {
    /// No encoding of where a token stands.
    Positions,
    /// What comes into a block's parts is not added to what they make of it.
    Residual,
    /// Every token sees the whole sequence, also what it is to predict.
    Mask,
}

impl Transformer {
    /// The same transformer without one of its parts, to see what the part is good
    /// for.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let sizes =
    ///     TransformerConfig { vocabulary: 11, width: 8, heads: 2, hidden: 16, blocks: 1 };
    /// let blind = Transformer::new(&sizes, &mut RandomState::new(42))?.without(Ablation::Positions);
    /// // Not told where they stand, equal tokens that see equal things are the same.
    /// let logits = blind.forward(&[7, 7], 2)?.logits;
    /// assert!((&logits.row(0) - &logits.row(1)).iter().all(|d| d.abs() < 1e-14));
    /// # Ok::<(), MathError>(())
    /// ```
    #[must_use]
    pub fn without(mut self, part: Ablation) -> Self {
        match part {
            Ablation::Positions => self.positions = false,
            Ablation::Mask => self.mask = Mask::All,
            Ablation::Residual => {
                for block in &mut self.blocks {
                    block.residual = false;
                }
            }
        }
        self
    }
}
