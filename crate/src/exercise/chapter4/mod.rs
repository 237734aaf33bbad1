//! Numerical methods: the exercises of chapter 4, section by section.

mod formats;
mod scores;
mod stability;

pub use formats::{decode_f16, epsilon, scaled_gradients, spacing};
pub use scores::{cross_entropy, log_sum_exp, softmax, softmax_temperature};
pub use stability::{condition, kahan, quadratic, variance};
