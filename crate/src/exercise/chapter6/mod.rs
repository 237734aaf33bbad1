//! Deep learning: the exercises of chapter 6, section by section.

mod attention;
mod networks;
mod project;

pub use attention::{
    causal_attention, heads, largest_rank, masked_softmax, merge, softmax_backward, temperature,
};
pub use networks::{dropout, layer_norm, leaky_deviation, output_delta, two_layers};
pub use project::{project_forward, project_gradients, project_reader};
