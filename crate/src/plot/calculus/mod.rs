//! Figures of chapter 2.

pub(crate) mod activations;
pub(crate) mod convexity;
pub(crate) mod derivatives;
pub(crate) mod descent;
pub(crate) mod gradients;
pub(crate) mod graph;
