//! Probability and statistics: from events to estimates.
//!
//! | question | where |
//! | --- | --- |
//! | what may happen, and how likely is it | [`events`], [`bayes`](mod@bayes), [`naive_bayes`], [`calibration`] |
//! | how is a number distributed | [`distribution`] and one file per distribution, [`multivariate_normal`], [`ellipse`] |
//! | what do data look like | [`moments`], [`integral`], [`accumulator`], [`correlation`](mod@correlation), [`quantiles`], [`bootstrap`](mod@bootstrap), [`proportion`] |
//! | which parameters made them | [`likelihood`](mod@likelihood), [`closed_forms`], [`maximum_likelihood`](mod@maximum_likelihood), [`map`], [`cross_entropy`] |
//!
//! Every distribution answers through the trait [`Distribution`]. Densities and both
//! tails are accurate to 1e-12 of their size however small they are, and their
//! logarithms go on where an f64 ends.

pub mod accumulator;
pub mod bayes;
pub mod bernoulli;
pub mod beta;
pub mod binomial;
pub mod bootstrap;
pub mod calibration;
pub mod categorical;
pub mod closed_forms;
pub mod correlation;
pub mod cross_entropy;
pub mod distribution;
pub mod ellipse;
pub mod events;
pub mod exponential;
pub mod gamma;
pub mod integral;
pub mod likelihood;
pub mod map;
pub mod maximum_likelihood;
pub mod moments;
pub mod multivariate_normal;
pub mod naive_bayes;
pub mod normal;
pub mod poisson;
pub mod proportion;
pub mod quantiles;
pub(crate) mod special;
pub mod student_t;
pub mod uniform;

pub use accumulator::*;
pub use bayes::*;
pub use bernoulli::*;
pub use beta::*;
pub use binomial::*;
pub use bootstrap::*;
pub use calibration::*;
pub use categorical::*;
pub use closed_forms::*;
pub use correlation::*;
pub use cross_entropy::*;
pub use distribution::Distribution;
pub use ellipse::*;
pub use events::*;
pub use exponential::*;
pub use gamma::*;
pub use integral::*;
pub use likelihood::*;
pub use map::*;
pub use maximum_likelihood::*;
pub use moments::*;
pub use multivariate_normal::*;
pub use naive_bayes::*;
pub use normal::*;
pub use poisson::*;
pub use proportion::*;
pub use quantiles::*;
pub use student_t::*;
pub use uniform::*;
