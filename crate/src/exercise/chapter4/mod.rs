//! Numerical methods: the exercises of chapter 4, section by section.

mod formats;
mod scores;
mod stability;

pub use formats::{close, decode_fields, foretold_sums, roomy_scale, spacing};
pub use scores::{log_one_minus_exp, masked_loss, softmax};
pub use stability::{digits_left, kahan, merged, order_matters, quadratic};
