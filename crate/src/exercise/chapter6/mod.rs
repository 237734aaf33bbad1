//! Deep learning: the exercises of chapter 6, section by section.

mod attention;
mod networks;

pub use attention::{
    attention_scores, causal_attention, lora_forward, masked_softmax, positional_encoding,
};
pub use networks::{
    dense_backward, dropout, he_deviation, layer_forward, layer_norm, output_delta,
};
