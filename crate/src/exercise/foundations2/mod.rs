//! Foundations 2, matrices and linear maps: the exercises, section by section.

mod maps;
mod products;

pub use maps::{
    costs, differentiation, from_another_basis, matrix_of, respects_multiples_only, slopes,
};
pub use products::{adjoint, commuting_partner, composition, convolution_back, quadratic_form};
