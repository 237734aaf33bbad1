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
