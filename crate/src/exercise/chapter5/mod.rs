//! Linear regression: the exercises of chapter 5, section by section.

mod least_squares;
mod penalties;

pub use least_squares::{
    gradient, intercept, leverage, line, mean_squared_error, normal_equations, r_squared,
    slope_error, step_limit,
};
pub use penalties::{
    coordinate_step, one_standard_error, ridge, ridge_intercept, shrinkage, soft_threshold,
};

/// The exercises of this chapter.
pub(super) const NUMBERS: [&str; 15] = [
    "5.1", "5.2", "5.3", "5.4", "5.5", "5.6", "5.7", "5.8", "5.9", "5.10", "5.11", "5.12", "5.13",
    "5.14", "5.15",
];
