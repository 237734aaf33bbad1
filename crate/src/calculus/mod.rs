//! Derivatives: by differences, by formula, by dual numbers, by tape.
//!
//! | question | answer | error |
//! | --- | --- | --- |
//! | the slope of any function I can call | [`derivative`], [`gradient`], [`jacobian`], [`hessian`]; [`numerical_gradient`] with a step of my own | truncation and rounding, about 1e-10 |
//! | a derivative as a formula | [`Formula`] | none, but it grows long |
//! | a derivative exact to rounding, few inputs | [`Dual`], [`HyperDual`], [`taylor()`] | rounding |
//! | all derivatives of one number, many inputs | [`Value`] to read, [`Var`] to train with | rounding |
//! | what the derivatives mean | [`tangent_line`], [`tangent_plane`], [`critical_point`] | |
//! | is there a derivative at all? | [`differentiability_probe`], [`continuity_probe`], [`approximation_errors`] | refutes, never proves |
//! | slopes along directions, extrema | [`sided_slopes`], [`steepest_directions`], [`extremum_probe`] | about 1e-9 |
//! | the chain rule as a product of matrices | [`jacobian_chain`] | about 1e-9 |
//! | backpropagation without a machine | [`SimpleNet`] | rounding |
//!
//! Functions are passed by reference: `gradient(&f, &x)` takes a `fn` item, a
//! closure or a `Box<dyn Fn>` alike.
pub mod activations;
pub mod backprop;
pub mod composition;
pub mod critical_points;
pub mod differences;
pub mod differentiability;
pub mod directions;
pub mod dual;
mod elementary;
pub mod extremum;
pub mod formula;
pub mod graph;
pub mod hyper_dual;
pub mod jet;
mod limit;
pub mod linear_approximation;
mod numbers;
mod order;
pub mod rules;
mod shells;
pub mod tape;
pub mod taylor;
pub mod value;

pub use activations::*;
pub use backprop::*;
pub use composition::*;
pub use critical_points::*;
pub use differences::*;
pub use differentiability::*;
pub use directions::*;
pub use dual::*;
pub use extremum::*;
pub use formula::*;
pub use graph::*;
pub use hyper_dual::*;
pub use jet::*;
pub use linear_approximation::*;
pub use rules::*;
pub use tape::Var;
pub use taylor::*;
pub use value::*;
