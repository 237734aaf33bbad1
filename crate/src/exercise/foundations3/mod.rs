//! Foundations 3, differentiation as linear approximation: the exercises, section by section.

mod derivatives;
mod directions;

pub use derivatives::{bowl_delta, delta, quadratic_gradient, slope_without_gradient, tangent};
pub use directions::{
    along_a_circle, directional, steepest_in_a_box, way_back_jacobian, worse_than_peano,
};
