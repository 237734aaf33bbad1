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
