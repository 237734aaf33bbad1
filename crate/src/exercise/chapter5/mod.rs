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
