//! How a computer holds numbers, where digits are lost, and how to keep them.
//!
//! | file | question |
//! | --- | --- |
//! | [`format`](mod@format) | how a real number becomes 16, 32 or 64 bits, by one rounding |
//! | [`half`] | the two 16-bit formats as numbers to calculate with |
//! | [`anatomy`](mod@anatomy) | which bit says what |
//! | [`finfo`](mod@finfo) | the limits of each format in one table |
//! | [`spacing`] | which numbers exist near x |
//! | [`error_free`] | the rounding error of one operation, exactly |
//! | [`double_double`] | numbers of 32 digits made of two |
//! | [`sums`] | five ways to add a list |
//! | [`cancellation`](mod@cancellation) | what subtraction uncovers and addition swallows |
//! | [`quadratic`], [`variance`](mod@variance) | two textbook formulas that lose digits, and their repairs |
//! | [`condition`] | how much of it is the problem's fault |
//! | [`softmax`](mod@softmax), [`log_sum_exp`](mod@log_sum_exp), [`logits`] | exponentials that do not overflow |
//! | [`mixed_precision`] | training in 16 bits without losing the small gradients |

pub mod anatomy;
pub mod cancellation;
pub(crate) mod centring;
pub mod condition;
pub mod double_double;
pub mod error_free;
pub(crate) mod exponent;
pub mod finfo;
pub mod format;
pub mod half;
pub mod log_sum_exp;
pub mod logits;
pub mod mixed_precision;
pub mod quadratic;
pub mod softmax;
pub mod spacing;
pub mod sums;
pub mod variance;

pub use anatomy::*;
pub use cancellation::*;
pub use condition::*;
pub use double_double::*;
pub use error_free::*;
pub use finfo::*;
pub use format::*;
pub use half::*;
pub use log_sum_exp::*;
pub use logits::*;
pub use mixed_precision::*;
pub use quadratic::*;
pub use softmax::*;
pub use spacing::*;
pub use sums::*;
pub use variance::*;
