//! Linear algebra: vectors, matrices, and what they can be taken apart into.
//!
//! Everything takes `&ArrayRef1<f64>` or `&ArrayRef2<f64>`, which any array, view
//! or row of ndarray turns into, and answers with owned values. Functions that
//! answer with a `Result` refuse NaN and infinite entries and name the argument;
//! functions that answer with a number or an array directly, such as the norms,
//! pass them on as arithmetic does.
//!
//! # Factorisations
//!
//! A matrix that is taken apart once serves any number of right-hand sides. Each kind is
//! a plain struct of its factors and answers the same questions: `reconstruct`, `solve`,
//! `solve_matrix`, `inverse`, `det`, and the logarithm of the determinant.
//!
//! | made by | of | A is | `solve` answers |
//! | --- | --- | --- | --- |
//! | [`lu`](lu()) | [`Lu`] | square | the solution |
//! | [`qr`](qr()) | [`Qr`] | tall, its columns independent | the nearest |
//! | [`cholesky`](cholesky()) | [`Cholesky`] | symmetric positive definite | the solution |
//! | [`eigh`] | [`SymmetricEigen`] | symmetric | the solution |
//! | [`svd`](svd()) | [`Svd`] | anything | the shortest of the nearest |
//!
//! A determinant may be negative, so its logarithm comes with a sign
//! ([`Lu::slogdet`]); that of a positive definite matrix does without
//! ([`Cholesky::ln_det`]). The free functions ([`solve`](solve()), [`det`], [`pinv`],
//! [`lstsq`], …) factor and use the factors once.

pub mod affine_map;
pub mod angles;
mod argmax;
mod bidiagonal;
mod bidiagonal_halves;
mod bidiagonal_mirrors;
mod bidiagonal_qr;
mod bidiagonal_squares;
pub mod cauchy_schwarz;
pub mod cholesky;
pub mod commutator;
pub mod covariance;
pub mod determinant;
pub mod eigen_general;
pub mod eigen_symmetric;
mod elimination;
pub(crate) mod gram;
mod halves;
#[cfg(test)]
mod hard_cases;
mod householder;
mod jacobi;
pub(crate) mod kernels;
pub mod layer;
pub mod least_squares;
pub mod linear_map;
pub mod low_rank;
pub mod lu;
pub mod matrix;
pub mod matrix_norms;
pub mod norms;
pub mod pca;
pub mod power_iteration;
mod products;
pub mod qr;
mod secular;
pub mod solve;
pub mod svd;
pub(crate) mod triangular;
mod tridiagonal;
mod tridiagonal_halves;
mod tridiagonal_ql;
pub mod vector;

pub use affine_map::*;
pub use angles::*;
pub(crate) use argmax::argmax;
pub use cauchy_schwarz::*;
pub use cholesky::*;
pub use commutator::*;
pub use covariance::*;
pub use determinant::*;
pub use eigen_general::*;
pub use eigen_symmetric::*;
pub use layer::*;
pub use least_squares::*;
pub(crate) use least_squares::{rank_cut, rank_of};
pub use linear_map::*;
pub use low_rank::*;
pub use lu::*;
pub use matrix::*;
pub use matrix_norms::*;
pub use norms::*;
pub use num_complex::Complex64;
pub use pca::*;
pub use power_iteration::*;
pub use products::Slogdet;
pub(crate) use qr::first_dependent;
pub use qr::*;
pub use solve::*;
pub use svd::*;
pub use vector::*;
