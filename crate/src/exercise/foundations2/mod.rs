//! Foundations 2, matrices and linear maps: the exercises, section by section.

mod maps;
mod products;

pub use maps::{by_columns, linearity_gap, matrix_of, slopes};
pub use products::{
    bilinear, commutator, composition, entry_of_product, linear_combination, symmetric_part,
    transpose,
};

/// The exercises of this notebook.
pub(super) const NUMBERS: [&str; 11] =
    ["f2.1", "f2.2", "f2.3", "f2.4", "f2.5", "f2.6", "f2.7", "f2.8", "f2.9", "f2.10", "f2.11"];
