//! Deep learning: the exercises of chapter 6, section by section.

mod attention;

pub use attention::{
    attention_scores, causal_attention, lora_forward, masked_softmax, positional_encoding,
};

/// The exercises of this chapter.
pub(super) const NUMBERS: [&str; 5] = ["6.9", "6.10", "6.11", "6.12", "6.13"];
