//! Linear algebra.
#[cfg(test)]
mod hard_cases;
pub mod matrix;
pub use matrix::*;
pub mod vector;
pub use vector::*;
