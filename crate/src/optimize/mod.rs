//! Descent methods and scalar minimisation.
pub mod batches;
pub mod bounded;
pub mod convexity;
pub mod descent;
pub mod landscapes;
pub mod line_search;
pub mod optimizer;
pub mod schedule;

pub use batches::*;
pub use bounded::*;
pub use convexity::*;
pub use descent::*;
pub use landscapes::*;
pub use line_search::*;
pub use optimizer::*;
pub use schedule::*;
