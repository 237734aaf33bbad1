//! Calculus: the exercises of chapter 2, section by section.

mod backprop;
mod derivatives;
mod descent;
mod gradients;

pub use backprop::{chain_rule, dense_backward, neuron, relu_backward};
pub use derivatives::{central_difference, product_rule, relu_derivative, sigmoid_derivative};
pub use descent::{
    adam_step, descend, descent_step, is_convex_between, largest_rate, momentum_step,
};
pub use gradients::{gradient, hessian, is_saddle, jacobian, numerical_gradient};

/// The exercises of this chapter.
pub(super) const NUMBERS: [&str; 19] = [
    "2.1", "2.2", "2.3", "2.4", "2.5", "2.6", "2.7", "2.8", "2.9", "2.10", "2.11", "2.12", "2.13",
    "2.14", "2.15", "2.16", "2.17", "2.18", "2.19",
];
