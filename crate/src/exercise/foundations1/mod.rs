//! Foundations 1, ℝⁿ and functions: the exercises, section by section.

mod functions;
mod inequalities;
mod vectors;

pub use functions::{closest_on_level, inner_product_from_lengths, two_preimages};
pub use inequalities::{
    angle_degrees, at_distance, distance_from_products, on_the_way, with_cosine,
};
pub use vectors::{closed_under_multiples_only, parallel_factor, product_set};
