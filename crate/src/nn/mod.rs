//! Networks: layers, losses, backpropagation, training, attention.
//!
//! Every idea of the earlier rooms has its place here: a layer is a matrix
//! product, its activation a function with a derivative, the loss a
//! cross-entropy, the gradient a chain rule, the training a descent.

pub mod attention;
pub mod dense;
pub mod initialization;
pub mod lora;
pub mod mask;
pub mod multi_head;
pub mod positional;
pub mod sequence_task;
pub mod transformer;
pub mod transformer_block;

pub use attention::*;
pub use dense::*;
pub use initialization::*;
pub use lora::*;
pub use mask::*;
pub use multi_head::*;
pub use positional::*;
pub use sequence_task::*;
pub use transformer::*;
pub use transformer_block::*;
