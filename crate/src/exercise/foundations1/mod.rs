//! Foundations 1, ℝⁿ and functions: the exercises, section by section.

mod functions;
mod vectors;

pub use functions::{closest_on_level, inner_product_from_lengths, two_preimages};
pub use vectors::{
    angle_degrees, closed_under_multiples_only, distance_from_products, lowest_at, on_the_way,
    parallel_factor, product_set, with_cosine,
};
