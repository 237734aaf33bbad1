//! The best approximation of a matrix by one of low rank.
//!
//! The SVD writes A as a sum of rank-1 layers, the strongest first: A = Σᵢ
//! σᵢuᵢvᵢᵀ. Keeping the first k is the best that rank k can do, in the spectral
//! and in the Frobenius norm (Eckart and Young), and what is lost can be read
//! off the singular values that were dropped:
//!
//! ```text
//! ‖A − Aₖ‖₂ = σₖ₊₁,   ‖A − Aₖ‖_F = √(σₖ₊₁² + σₖ₊₂² + …).
//! ```

use super::kernels::{block, norm};
use super::svd::{Svd, decompose};
use crate::check;
use crate::error::MathError;
use crate::floating::exponent::{exponent_above, times_power_of_two};
use ndarray::{Array2, ArrayRef1, ArrayRef2, ArrayView1};

/// A rank-k approximation, the answer of [`low_rank`] and [`Svd::low_rank`].
#[derive(Debug, Clone, PartialEq)]
pub struct LowRank {
    /// Aₖ, of the shape of A.
    pub approximation: Array2<f64>,
    /// k, the number of layers that were kept.
    pub rank: usize,
    /// The share of ‖A‖_F² that Aₖ holds, in [0, 1] (1 for the zero matrix).
    pub explained_energy: f64,
    /// ‖A − Aₖ‖₂, the first singular value that was dropped.
    pub error_spectral: f64,
    /// ‖A − Aₖ‖_F, the length of all that were dropped.
    pub error_frobenius: f64,
}

/// The best approximation of A by a matrix of rank k.
///
/// To compare several k (a slider, say), decompose once with
/// [`svd`](super::svd()) and ask [`Svd::low_rank`] for each.
///
/// # Formula
/// Aₖ = Σ_{i≤k} σᵢuᵢvᵢᵀ; k may be 0 (the zero matrix) up to min(m, n) (A itself).
///
/// # Errors
/// [`MathError::InvalidArgument`] if k exceeds min(m, n); [`MathError::Overflow`] if
/// ‖A − Aₖ‖_F is beyond the largest f64; those of [`svd`](super::svd()).
///
/// # Source
/// Guide §1.3; Eckart and Young, Psychometrika 1 (1936).
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// let best = low_rank(&array![[2.0, 0.0], [0.0, 1.0]], 1)?;
/// assert_eq!(best.approximation, array![[2.0, 0.0], [0.0, 0.0]]);
/// assert_eq!(best.error_spectral, 1.0);
/// assert!((best.explained_energy - 0.8).abs() < 1e-15); // 4 of 4 + 1
/// # Ok::<(), MathError>(())
/// ```
pub fn low_rank(a: &ArrayRef2<f64>, k: usize) -> Result<LowRank, MathError> {
    decompose("low_rank", a, false)?.low_rank(k)
}

impl Svd {
    /// The rank-k approximation from factors that are at hand: see [`low_rank`].
    ///
    /// # Errors
    /// [`MathError::InvalidArgument`] if k exceeds the number of singular values;
    /// [`MathError::Overflow`] if ‖A − Aₖ‖_F is beyond the largest f64.
    ///
    /// # Source
    /// Guide §1.3.
    ///
    /// # Examples
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let factors = svd(&array![[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])?;
    /// let errors = [0, 1, 2].map(|k| factors.low_rank(k).unwrap().error_frobenius);
    /// assert!((errors[0] - 91.0_f64.sqrt()).abs() < 1e-14); // 1 + 4 + 9 + 16 + 25 + 36
    /// assert!(errors[1] < errors[0] && errors[2] == 0.0);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn low_rank(&self, k: usize) -> Result<LowRank, MathError> {
        if k > self.s.len() {
            return Err(MathError::InvalidArgument {
                operation: "low_rank",
                argument: "k",
                reason: format!(
                    "is {k}, but the matrix has only {} singular values; choose at most that",
                    self.s.len()
                ),
            });
        }
        let (values, unit) = in_own_unit(&self.s);
        let (kept, dropped) = values.split_at(k);
        let left = &block(&self.u, 0..self.u.nrows(), 0..k) * &ArrayView1::from(kept);
        let best = left.dot(&block(&self.vt, 0..k, 0..self.vt.ncols()));
        let (lost, whole) = (norm(dropped), norm(&values));
        let share_lost = if whole > 0.0 { (lost / whole).powi(2) } else { 0.0 };
        let back = |v: f64| times_power_of_two(v, unit);
        Ok(LowRank {
            approximation: check::none_overflowed("low_rank", best.mapv_into(back))?,
            rank: k,
            explained_energy: 1.0 - share_lost,
            error_spectral: self.s.get(k).copied().unwrap_or(0.0),
            error_frobenius: check::no_overflow("low_rank", back(lost))?,
        })
    }
}

/// The values divided by a power of two, which costs no digit, and its exponent: in that unit
/// no length leaves the range.
fn in_own_unit(values: &ArrayRef1<f64>) -> (Vec<f64>, i32) {
    let unit = exponent_above(values);
    (values.iter().map(|&v| times_power_of_two(v, -unit)).collect(), unit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linalg::{norm_spectral, rank, svd};

    #[test]
    fn the_errors_are_those_of_eckart_and_young() {
        let a = Array2::from_shape_fn((9, 6), |(i, j)| ((i * 7 + j * 3) % 11) as f64 - 0.1);
        let factors = svd(&a).unwrap();
        let mut energy = -1.0;
        for k in 0..=6 {
            let best = factors.low_rank(k).unwrap();
            let gap = &a - &best.approximation;
            assert!((norm_spectral(&gap).unwrap() - best.error_spectral).abs() < 1e-12);
            let frobenius = gap.iter().map(|v| v * v).sum::<f64>().sqrt();
            assert!((frobenius - best.error_frobenius).abs() < 1e-12);
            assert!(rank(&best.approximation).unwrap() <= k);
            assert!(best.explained_energy > energy && best.explained_energy <= 1.0);
            energy = best.explained_energy;
        }
        assert_eq!(low_rank(&Array2::zeros((2, 2)), 1).unwrap().explained_energy, 1.0);
    }
}
