//! Linear algebra: the exercises of chapter 1, section by section.

mod eigen;
mod layers;
mod matrices;
mod vectors;

pub use eigen::{covariance, explained_ratio, is_eigenpair, low_rank, power_step};
pub use layers::{collapse, dense_batch};
pub use matrices::{determinant_2x2, inverse_2x2, matmul, outer, transpose_of_product};
pub use vectors::{
    are_orthogonal, are_parallel, cosine_similarity, dot, norm_l1, norm_l2, norm_linf, norm_lp,
    project,
};

/// The exercises of this chapter.
pub(super) const NUMBERS: [&str; 21] = [
    "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7", "1.8", "1.9", "1.10", "1.11", "1.12", "1.13",
    "1.14", "1.15", "1.16", "1.17", "1.18", "1.19", "1.20", "1.21",
];
