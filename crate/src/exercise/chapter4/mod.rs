//! Numerical methods: the exercises of chapter 4, section by section.

mod formats;
mod scores;
mod stability;

pub use formats::{decode_f16, epsilon, scaled_gradients, spacing};
pub use scores::{cross_entropy, log_sum_exp, softmax, softmax_temperature};
pub use stability::{condition, kahan, quadratic, variance};

/// The exercises of this chapter.
pub(super) const NUMBERS: [&str; 12] =
    ["4.1", "4.2", "4.3", "4.4", "4.5", "4.6", "4.7", "4.8", "4.9", "4.10", "4.11", "4.12"];
