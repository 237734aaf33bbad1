//! Foundations 1, ℝⁿ and functions: the exercises, section by section.

mod functions;
mod vectors;

pub use functions::{inner_product_level, polar};
pub use vectors::{
    angle_degrees, distance_from_products, line_point, lowest_at, parallel_factor, product_set,
    quarter_discriminant, triangle_gap,
};
