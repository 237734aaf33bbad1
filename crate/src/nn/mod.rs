//! Networks: layers, losses, backpropagation, training, attention.
//!
//! Every idea of the earlier rooms has its place here: a layer is a matrix
//! product, its activation a function with a derivative, the loss a
//! cross-entropy, the gradient a chain rule, the training a descent.

pub mod dense;
pub mod initialization;

pub use dense::*;
pub use initialization::*;
