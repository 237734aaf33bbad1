//! Descent methods and scalar minimisation.
//!
//! [`gradient_descent`] and [`descend`] follow a gradient for a number of steps;
//! [`minimize`] also watches the function and stops when it should;
//! [`minimize_batches`] sees a few examples at a time; [`steepest_descent`] asks
//! the landscape for each step's length. All of them return the whole walk and
//! say honestly how it ended. [`minimize_bounded`] is for one number between
//! bounds; [`segment_convexity`], [`find_nonconvexity`] and [`hessian_convexity`]
//! ask whether the valley found is the only one.
pub mod batches;
pub mod bounded;
pub mod convexity;
pub mod descent;
pub mod landscapes;
pub mod line_search;
pub mod optimizer;
pub mod outcome;
pub mod schedule;

pub use batches::*;
pub use bounded::*;
pub use convexity::*;
pub use descent::*;
pub use landscapes::*;
pub use line_search::*;
pub use optimizer::*;
pub use outcome::*;
pub use schedule::*;
