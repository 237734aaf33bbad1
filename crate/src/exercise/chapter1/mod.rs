//! Linear algebra: the exercises of chapter 1, section by section.

mod eigen;
mod layers;
mod matrices;
mod norms;
mod vectors;

pub use eigen::{covariance, explained_ratio, is_eigenpair, low_rank, steps_to_catch_up};
pub use layers::{larger_of_two, missing_ratings};
pub use matrices::{matmul_counted, own_inverse, rank_one_factors, symmetric_pair, triangle_area};
pub use norms::{extreme_ratios, nearly_infinity, two_rulers, unit_vector};
pub use vectors::{cosine_from_lengths, on_one_line, rest, right_angled, sparse_dot};
