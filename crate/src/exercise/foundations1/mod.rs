//! Foundations 1, ℝⁿ and functions: the exercises, section by section.

mod functions;
mod vectors;

pub use functions::{inner_product_level, polar};
pub use vectors::{
    angle_degrees, distance_from_products, line_point, lowest_at, parallel_factor, product_set,
    quarter_discriminant, triangle_gap,
};

/// The exercises of this notebook.
pub(super) const NUMBERS: [&str; 10] =
    ["f1.1", "f1.2", "f1.3", "f1.4", "f1.5", "f1.6", "f1.7", "f1.8", "f1.9", "f1.10"];
