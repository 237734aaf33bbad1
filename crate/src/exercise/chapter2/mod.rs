//! Calculus: the exercises of chapter 2, section by section.

mod backprop;
mod derivatives;
mod descent;
mod gradients;
mod optimizers;

pub use backprop::{chain_rule, dense_backward, neuron, two_layers};
pub use derivatives::{one_sided_difference, product_rule, swish_derivative};
pub use descent::{is_convex_between, steps_needed, steps_to_gain};
pub use gradients::{escape, forward_gradient, log_sum_exp_gradient, unit_jacobian};
pub use optimizers::{adam_step, momentum_step};
