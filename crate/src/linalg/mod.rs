//! Linear algebra.
pub mod cholesky;
pub use cholesky::*;
#[cfg(test)]
mod hard_cases;
pub mod layer;
pub use layer::*;
pub mod lu;
pub use lu::*;
pub mod matrix;
pub use matrix::*;
mod triangular;
pub mod vector;
pub use vector::*;
