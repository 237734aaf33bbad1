//! Deep learning: the exercises of chapter 6, section by section.

mod attention;
mod networks;

pub use attention::{
    attention_scores, causal_attention, lora_forward, masked_softmax, positional_encoding,
};
pub use networks::{
    dense_backward, dropout, he_deviation, layer_forward, layer_norm, output_delta,
};

/// The exercises of this chapter.
pub(super) const NUMBERS: [&str; 11] =
    ["6.1", "6.2", "6.3", "6.4", "6.5", "6.6", "6.9", "6.10", "6.11", "6.12", "6.13"];
