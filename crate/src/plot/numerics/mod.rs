//! Figures of chapter 4.

pub(crate) mod bits;
pub(crate) mod cancellation;
pub(crate) mod mixed_precision;
pub(crate) mod number_line;
pub(crate) mod ranges;
pub(crate) mod rounding;
pub(crate) mod softmax;
pub(crate) mod sums;
