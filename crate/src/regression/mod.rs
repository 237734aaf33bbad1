//! Linear regression: lines, planes and their penalties.
//!
//! Data are a matrix X with one example a row and one feature a column, and a
//! vector y with one target for each row. The model is ŷ = Xw + b.
//!
//! | file | what |
//! | --- | --- |
//! | [`normal_equations`](mod@normal_equations), [`least_squares_methods`] | the same minimum by three methods, and the digits each loses |
//! | [`refinement`] | a fourth that gets them back |
//! | [`linear_regression`](mod@linear_regression) | the fit with everything it says about itself |
//! | [`inference`], [`prediction`] | standard errors, tests, intervals |
//! | [`polynomial`] | powers of one variable without losing them |
//! | [`standardize`] | columns on one scale |
//! | [`ridge`](mod@ridge), [`lasso`](mod@lasso), [`elastic_net`](mod@elastic_net) | penalties |
//! | [`coordinate_rounds`], [`coordinate_descent`] | how the last two are minimised, and when to stop |
//! | [`cross_validation`] | choosing λ |
//! | [`least_squares_descent`](mod@least_squares_descent) | the same minimum step by step, and the largest step |
//! | [`geometry`] | the ellipse, the ball and the diamond |
//!
//! What happens at the edges, everywhere in this room: NaN and infinite entries
//! are refused by name; columns that depend on each other, constant columns
//! beside an intercept, and fewer examples than weights leave the minimum
//! without a single place, and the answer is then the shortest w of all that
//! reach it (`rank` says so, and standard errors are refused); columns of very
//! different size are scaled by powers of two, which costs no digit.

pub mod coordinate_descent;
pub mod coordinate_rounds;
mod covariance_updates;
pub mod cross_validation;
mod design;
pub mod elastic_net;
pub mod geometry;
pub mod inference;
pub mod lasso;
pub mod least_squares_descent;
pub mod least_squares_methods;
mod left_over;
pub mod linear_regression;
pub mod normal_equations;
pub mod polynomial;
pub mod prediction;
pub mod refinement;
pub mod ridge;
pub mod standardize;

pub use coordinate_descent::*;
pub use coordinate_rounds::*;
pub use cross_validation::*;
pub use elastic_net::*;
pub use geometry::*;
pub use inference::*;
pub use lasso::*;
pub use least_squares_descent::*;
pub use least_squares_methods::*;
pub use linear_regression::*;
pub use normal_equations::*;
pub use polynomial::*;
pub use prediction::*;
pub use refinement::*;
pub use ridge::*;
pub use standardize::*;
