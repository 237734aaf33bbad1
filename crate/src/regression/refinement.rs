//! Iterative refinement: least squares to full precision.
//!
//! A solution that is wrong in its tenth digit still has a residual, and the
//! residual says how to correct it, provided that it is computed with more digits
//! than the solution: y − Xw subtracts numbers that agree in as many digits as
//! w has right. Here it is computed with about thirty-two.
//!
//! Refining w alone works only when the residual is small. Björck's way refines
//! w and r together, as the solution of
//!
//! ```text
//! ⎡ I  X ⎤ ⎡r⎤   ⎡y⎤
//! ⎣ Xᵀ 0 ⎦ ⎣w⎦ = ⎣c⎦,      c = 0 for least squares.
//! ```
//!
//! With f = y − r − Xw and g = c − Xᵀr left over, one pair of factors X = QR
//! gives the correction
//!
//! ```text
//! h = R⁻ᵀg,   d = Qᵀf,   δw = R⁻¹(d − h),   δr = f − Qd + Qh.
//! ```
//!
//! Each step gains about as many digits as QR alone got right; when none is left
//! to gain (κ·ε near 1) the correction does not shrink, and the iteration ends.

use super::design::{checked, column_exponents, exponent_of_largest};
use super::left_over::Columns;
use crate::check;
use crate::error::MathError;
use crate::floating::DoubleDouble;
use crate::floating::exponent::scale_columns;
use crate::linalg::kernels::{rows_times, times_rows};
use crate::linalg::triangular::{solve_upper_transposed_vector, solve_upper_vector};
use crate::linalg::{Qr, qr, rank_of, singular_values};
use ndarray::{Array1, Array2, ArrayRef1, ArrayRef2};

/// The answer of [`least_squares_refined`].
#[derive(Debug, Clone, PartialEq)]
pub struct RefinedLeastSquares {
    /// The weights.
    pub weights: Array1<f64>,
    /// y − Xw, each entry right to its last digits.
    pub residuals: Array1<f64>,
    /// ‖δw‖/‖w‖ of each step, the first being plain QR: how the digits came in.
    pub corrections: Vec<f64>,
    /// The condition number of X with its columns brought to one size.
    pub condition: f64,
}

/// Least squares with every digit that the data determine, without an intercept.
///
/// # Formula
/// QR of X, then steps of refinement of (r, w) with residuals in doubled precision
/// until they change nothing. Columns are first scaled by powers of two.
///
/// # Errors
/// - [`MathError::Singular`] if the columns of X depend on each other to working precision,
/// - [`MathError::Empty`] without entries,
/// - [`MathError::ShapeMismatch`] unless y has one entry for every row of X,
/// - [`MathError::NotFinite`] for NaN or infinite entries,
/// - [`MathError::Overflow`] for a result beyond the largest f64.
///
/// # Source
/// Guide §5.1; Björck, "Iterative refinement of linear least squares solutions I"
/// (1967); Demmel, Hida, Riedy and Li, "Extra-precise iterative refinement for
/// overdetermined least squares problems" (2009).
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// let x = array![[1.0, 1.0], [1e-6, 0.0], [0.0, 1e-6]];
/// let fit = least_squares_refined(&x, &array![2.0, 1e-6, 1e-6])?;
/// assert_eq!(fit.weights, array![1.0, 1.0]);
/// # Ok::<(), MathError>(())
/// ```
pub fn least_squares_refined(
    x: &ArrayRef2<f64>,
    y: &ArrayRef1<f64>,
) -> Result<RefinedLeastSquares, MathError> {
    let operation = "least_squares_refined";
    checked(operation, x, y)?;
    let system = Augmented::new(x.to_owned(), None)?;
    if system.rank < x.ncols() {
        return Err(MathError::Singular { operation, argument: "x", pivot: system.rank });
    }
    let right: Vec<DoubleDouble> = y.iter().map(|&v| v.into()).collect();
    let solution = system.solve(&right, &vec![DoubleDouble::default(); x.ncols()]);
    let weights = system.unscaled(&solution).iter().map(|w| w.to_f64()).collect();
    let residuals = solution.residuals.iter().map(|r| r.to_f64()).collect();
    Ok(RefinedLeastSquares {
        weights: check::none_overflowed(operation, weights)?,
        residuals: check::none_overflowed(operation, residuals)?,
        corrections: solution.corrections,
        condition: system.condition,
    })
}

/// Rounds at which the iteration is given up, and the correction at which it is done.
const STEPS: usize = 30;
const SETTLED: f64 = 1e-20;

/// A design matrix with its factors, ready to solve the augmented system.
pub(super) struct Augmented {
    /// The matrix with scaled columns.
    columns: Columns,
    /// Its factors.
    pub q: Array2<f64>,
    pub r: Array2<f64>,
    /// Columns were multiplied by 2ᵏ with these k.
    pub exponents: Vec<i32>,
    /// Rank and condition number of the matrix with columns of length one.
    pub rank: usize,
    pub condition: f64,
}

/// (r, w) of the augmented system.
pub(super) struct Solution {
    /// w in units of 2ᵏ for the scaled columns, with the k below.
    weights: Vec<DoubleDouble>,
    unit: i32,
    pub residuals: Vec<DoubleDouble>,
    pub corrections: Vec<f64>,
}

impl Solution {
    /// The weights of the scaled columns.
    pub fn of_scaled_columns(&self) -> impl Iterator<Item = DoubleDouble> {
        self.weights.iter().map(|w| w.shifted(self.unit))
    }
}

impl Augmented {
    /// Scales and factors. The rank may come out below the number of columns; then
    /// [`solve`](Self::solve) must not be asked.
    ///
    /// # Errors
    /// Those of [`qr`] and [`singular_values`].
    pub fn new(mut x: Array2<f64>, mut missing: Option<Array2<f64>>) -> Result<Self, MathError> {
        let exponents = column_exponents(&x);
        scale_columns(&mut x, &exponents);
        if let Some(missing) = &mut missing {
            scale_columns(missing, &exponents);
        }
        let Qr { q, r } = qr(&x)?;
        // R has the singular values of X, and is small.
        let mut unit = r.clone();
        for mut column in unit.columns_mut() {
            let length = column.dot(&column).sqrt();
            if length > 0.0 {
                column /= length;
            }
        }
        let values = singular_values(&unit)?;
        let rank = rank_of(&values, x.nrows(), x.ncols());
        let full = rank == x.ncols();
        let condition = if full { values[0] / values[rank - 1] } else { f64::INFINITY };
        let columns = Columns::of(&x, missing.as_ref());
        Ok(Self { columns, q, r, exponents, rank, condition })
    }

    /// Solves r + Xw = y, Xᵀr = c (X with scaled columns).
    pub fn solve(&self, y: &[DoubleDouble], c: &[DoubleDouble]) -> Solution {
        let (n, p) = self.columns.dim();
        // One size for y as well, so that no square overflows or vanishes.
        let sizes: Vec<f64> = y.iter().chain(c).map(|v| v.hi).collect();
        let k = exponent_of_largest(sizes.iter());
        let y: Vec<DoubleDouble> = y.iter().map(|v| v.shifted(k)).collect();
        let c: Vec<DoubleDouble> = c.iter().map(|v| v.shifted(k)).collect();

        let mut weights = vec![DoubleDouble::default(); p];
        let mut residuals = vec![DoubleDouble::default(); n];
        let mut corrections = Vec::new();
        let mut previous = f64::INFINITY;
        let (mut d, mut dr) = (vec![0.0; p], vec![0.0; n]);
        for _ in 0..STEPS {
            let (f, mut h) = self.columns.left_over(&y, &c, &weights, &residuals);
            solve_upper_transposed_vector(self.r.view(), h.view_mut());
            times_rows(&f, &self.q.view(), &mut d);
            let mut dw = Array1::from(d.clone()) - h;
            rows_times(&self.q.view(), &dw.to_vec(), &mut dr);
            dr.iter_mut().zip(&f).for_each(|(d, f)| *d = f - *d);
            solve_upper_vector(self.r.view(), dw.view_mut());

            let size = dw.iter().fold(0.0_f64, |m, v| m.max(v.abs()));
            if !size.is_finite() || size > 0.5 * previous {
                break; // nothing more to gain
            }
            for (w, d) in weights.iter_mut().zip(&dw) {
                *w += DoubleDouble::from(*d);
            }
            for (r, d) in residuals.iter_mut().zip(&dr) {
                *r += DoubleDouble::from(*d);
            }
            let length = weights.iter().fold(0.0_f64, |m, w| m.max(w.hi.abs()));
            corrections.push(if length == 0.0 { 0.0 } else { size / length });
            let settled = weights.iter().zip(&dw).all(|(w, d)| d.abs() <= SETTLED * w.hi.abs());
            if settled {
                break;
            }
            previous = size;
        }
        let residuals = residuals.iter().map(|r| r.shifted(-k)).collect();
        Solution { weights, unit: -k, residuals, corrections }
    }

    /// The weights of the columns as they were given. Both units go back in one step: y near
    /// the smallest f64 would lose its digits in between.
    pub fn unscaled(&self, solution: &Solution) -> Vec<DoubleDouble> {
        let pairs = solution.weights.iter().zip(&self.exponents);
        pairs.map(|(w, &k)| w.shifted(k + solution.unit)).collect()
    }
}
