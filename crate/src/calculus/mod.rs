//! Derivatives: by differences, by formula, by dual numbers, by tape.
//!
//! | question | answer | error |
//! | --- | --- | --- |
//! | the slope of any function I can call | [`derivative`], [`gradient`], [`jacobian`], [`hessian`]; [`numerical_gradient`] with a step of my own | truncation and rounding, about 1e-10 |
//! | a derivative as a formula | [`Formula`] | none, but it grows long |
//! | a derivative exact to rounding, few inputs | [`Dual`], [`HyperDual`], [`taylor`] | rounding |
//! | all derivatives of one number, many inputs | [`Value`] to read, [`Var`] to train with | rounding |
//! | what the derivatives mean | [`tangent_line`], [`tangent_plane`], [`critical_point`] | |
//! | backpropagation without a machine | [`SimpleNet`] | rounding |
//!
//! Functions are passed by reference: `gradient(&f, &x)` takes a `fn` item, a
//! closure or a `Box<dyn Fn>` alike.
pub mod activations;
pub mod approximation;
pub mod backprop;
pub mod critical_points;
pub mod differences;
pub mod dual;
mod elementary;
pub mod formula;
pub mod graph;
pub mod hyper_dual;
pub mod jet;
mod order;
pub mod rules;
pub mod tape;
pub mod value;

pub use activations::*;
pub use approximation::*;
pub use backprop::*;
pub use critical_points::*;
pub use differences::*;
pub use dual::*;
pub use formula::*;
pub use graph::*;
pub use hyper_dual::*;
pub use jet::*;
pub use rules::*;
pub use tape::Var;
pub use value::*;
