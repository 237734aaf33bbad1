//! Information: how much uncertainty there is, and how much of it an observation takes
//! away.
//!
//! An outcome of probability p is worth −ln p: the rarer, the more it tells. The mean
//! of that over a distribution is its entropy. Everything here is made of it:
//!
//! | quantity | meaning | function |
//! | --- | --- | --- |
//! | H(P) | uncertainty about an outcome | [`entropy`](fn@entropy), [`entropy_bits`], [`entropy_base`] |
//! | H(X, Y), H(Y given X) | uncertainty about both, and what is left of one once the other is known | [`joint_entropy`], [`conditional_entropy`] |
//! | H(P, Q) | cost of expecting Q where P holds | [`cross_entropy`] |
//! | D(P‖Q) | the part of that cost which is due to the wrong expectation | [`kl_divergence`] |
//! | JS(P, Q) | a symmetric and bounded relative of it | [`js_divergence`] |
//! | I(X; Y) | what one variable tells about the other | [`mutual_information`] |
//! | −log₂ P(text) | what a text costs a model that counts | [`NGram`] |
//!
//! Natural logarithms give *nats*; one nat is 1/ln 2 ≈ 1.443 bits.

pub mod divergence;
pub mod entropy;
pub mod gaussian;
pub mod mutual;
pub mod ngram;

pub use divergence::*;
pub use entropy::*;
pub use gaussian::*;
pub use mutual::*;
pub use ngram::*;
