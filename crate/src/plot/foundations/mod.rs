//! Figures of the foundations series.

pub(crate) mod best_linear;
pub(crate) mod directions;
pub(crate) mod functions;
pub(crate) mod inequalities;
pub(crate) mod jacobian;
pub(crate) mod linear_maps;

#[cfg(test)]
mod jacobian_tests;
