//! Networks: layers, losses, backpropagation, training, attention.
//!
//! Every idea of the earlier rooms has its place here: a layer is a matrix
//! product, its activation a function with a derivative, the loss a
//! cross-entropy, the gradient a chain rule, the training a descent.
//!
//! | step | what does it | what it stands on |
//! | --- | --- | --- |
//! | start | [`Initialization`] | variances of sums |
//! | forward | [`Network::forward`], [`Dense`] | matrix products, activations |
//! | loss | [`Loss`] | cross-entropy from logits, squares |
//! | backward | [`Network::backward`] by hand, [`tape_gradients`] by machine | the chain rule |
//! | update | [`train`](mod@train) | optimisers and schedules |
//! | restraint | [`dropout`](fn@dropout), [`batch_norm`], [`layer_norm`], weight decay | estimation, priors |
//! | attend | [`attention`](fn@attention), [`MultiHead`], [`TransformerBlock`], [`Transformer`] | dot products, softmax |
//! | adapt | [`Lora`] | low rank |
//! | keep | [`Network::save`], [`SafeTensors`] | |

pub mod attention;
pub mod dense;
pub mod dropout;
pub mod initialization;
pub mod lora;
pub mod losses;
pub mod mask;
pub mod multi_head;
pub mod network;
pub mod normalization;
pub mod positional;
pub mod safetensors;
pub mod sequence_task;
pub mod signal;
pub mod tape_network;
pub mod train;
pub mod transformer;
pub mod transformer_block;

pub use attention::*;
pub use dense::*;
pub use dropout::*;
pub use initialization::*;
pub use lora::*;
pub use losses::*;
pub use mask::*;
pub use multi_head::*;
pub use network::*;
pub use normalization::*;
pub use positional::*;
pub use safetensors::*;
pub use sequence_task::*;
pub use signal::*;
pub use tape_network::*;
pub use train::*;
pub use transformer::*;
pub use transformer_block::*;
