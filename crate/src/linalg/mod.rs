//! Linear algebra.
pub mod vector;
pub use vector::*;
