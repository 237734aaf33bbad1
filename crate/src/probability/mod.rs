//! Probability and statistics.
pub mod bernoulli;
pub mod beta;
pub mod binomial;
pub mod categorical;
pub mod distribution;
pub mod exponential;
pub mod gamma;
pub mod normal;
pub mod poisson;
mod special;
pub mod student_t;
pub mod uniform;

pub use bernoulli::*;
pub use beta::*;
pub use binomial::*;
pub use categorical::*;
pub use distribution::Distribution;
pub use exponential::*;
pub use gamma::*;
pub use normal::*;
pub use poisson::*;
pub use student_t::*;
pub use uniform::*;
