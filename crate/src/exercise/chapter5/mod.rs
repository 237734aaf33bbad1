//! Linear regression: the exercises of chapter 5, section by section.

mod least_squares;
mod penalties;

pub use least_squares::{column_by_column, hidden_outlier, hidden_tie, line, steps_to_one_percent};
pub use penalties::{
    bias_and_variance, coordinate_step, proximal_walk, ridge_towards, without_leak,
};
