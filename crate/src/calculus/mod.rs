//! Derivatives: by differences, by dual numbers, by tape.
pub mod activations;
pub mod approximation;
pub mod backprop;
pub mod critical_points;
pub mod differences;
pub mod dual;
mod elementary;
pub mod graph;
pub mod hyper_dual;
pub mod jet;
pub mod rules;
pub mod tape;
pub mod value;

pub use activations::*;
pub use approximation::*;
pub use backprop::*;
pub use critical_points::*;
pub use differences::*;
pub use dual::*;
pub use graph::*;
pub use hyper_dual::*;
pub use jet::*;
pub use rules::*;
pub use tape::Var;
pub use value::*;
