//! Networks: layers, losses, backpropagation, training, attention.
//!
//! Every idea of the earlier rooms has its place here: a layer is a matrix
//! product, its activation a function with a derivative, the loss a
//! cross-entropy, the gradient a chain rule, the training a descent.
//!
//! # What a model is
//!
//! Everything that learns, from one layer to a transformer, is the same thing:
//! named arrays of numbers ([`Parameters`]) and a way to be taught ([`Model`]).
//!
//! - A layer turns rows into rows, `forward`; from ∂L/∂(output) its `backward` finds
//!   ∂L/∂(input) and ∂L/∂(parameters), the latter in the layer's own type
//!   ([`Backward`]).
//! - Weights are outputs × inputs everywhere, a layer is XWᵀ + b.
//! - [`Steps`] takes one step with any optimiser, [`train`](fn@train) takes many, for
//!   every model.
//! - `save` and `restore` keep every model in a file that other programs read.
//!
//! | step | what does it | what it stands on |
//! | --- | --- | --- |
//! | start | [`Initialization`] | variances of sums |
//! | forward | [`Dense`], [`Layer`], [`Network::forward`] | matrix products, activations |
//! | loss | [`Loss`] | cross-entropy from logits, squares |
//! | backward | [`Network::backward`] by hand, [`tape_gradients`] by machine | the chain rule |
//! | update | [`Steps`], [`train`](fn@train) | optimisers and schedules |
//! | restraint | [`dropout`](fn@dropout), weight decay, early stopping | estimation, priors |
//! | condition | [`BatchNorm`], [`LayerNorm`] | means and variances |
//! | attend | [`attention`](fn@attention), [`MultiHead`], [`TransformerBlock`], [`Transformer`] | dot products, softmax |
//! | read and write | [`Alphabet`], [`TextWindows`], [`Transformer::sample`] | cross-entropy, temperature |
//! | adapt | [`Lora`], [`Network::with_lora`] | low rank |
//! | keep | [`Parameters::save`], [`SafeTensors`] | |

pub mod ablation;
mod adaptation;
pub mod alphabet;
pub mod attention;
pub mod blockwise;
pub mod dense;
pub mod dropout;
pub mod examples;
mod generation;
pub mod initialization;
pub mod layers;
pub mod lora;
pub mod losses;
pub mod mask;
pub mod model;
pub mod multi_head;
pub mod network;
mod network_display;
pub mod norm_layers;
pub mod normalization;
pub mod positional;
pub mod safetensors;
mod saving;
pub mod sequence_task;
pub mod sequence_training;
pub mod sequences;
pub mod signal;
pub mod steps;
pub mod tape_network;
pub mod text_windows;
pub mod train;
pub mod training;
pub mod transformer;
pub mod transformer_block;

pub use ablation::*;
pub use alphabet::*;
pub use attention::*;
pub use blockwise::*;
pub use dense::*;
pub use dropout::*;
pub use examples::*;
pub use initialization::*;
pub use layers::*;
pub use lora::*;
pub use losses::*;
pub use mask::*;
pub use model::*;
pub use multi_head::*;
pub use network::*;
pub use norm_layers::*;
pub use normalization::*;
pub use positional::*;
pub use safetensors::*;
pub use sequence_task::*;
pub use sequence_training::*;
pub use sequences::*;
pub use signal::*;
pub use steps::*;
pub use tape_network::*;
pub use text_windows::*;
pub use train::*;
pub use training::*;
pub use transformer::*;
pub use transformer_block::*;
