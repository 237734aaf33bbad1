//! The mathematics of machine learning as a book that runs.

pub mod calculus;
mod check;
pub mod data;
pub mod error;
pub mod exercise;
pub mod floating;
pub mod information;
pub mod linalg;
pub mod nn;
pub mod optimize;
pub mod plot;
pub mod probability;
pub mod random;
pub mod regression;
pub mod show;
pub mod source;

pub use error::MathError;
pub use ndarray;

pub mod prelude {
    //! Everything a notebook cell wants at hand.
    pub use crate::error::MathError;
    pub use crate::floating::*;
    pub use crate::linalg::*;
    pub use crate::random::RandomState;
    pub use crate::regression::*;
    pub use ndarray::{Array, Array1, Array2, ArrayRef1, ArrayRef2, Axis, array, s};
}
