//! Foundations 2, matrices and linear maps: the exercises, section by section.

mod maps;
mod products;

pub use maps::{by_columns, linearity_gap, matrix_of, slopes};
pub use products::{
    bilinear, commutator, composition, entry_of_product, linear_combination, symmetric_part,
    transpose,
};
