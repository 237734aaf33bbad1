//! The covariance matrix: how columns of data vary together.

use super::matrix::mirror_lower;
use crate::check;
use crate::error::MathError;
use ndarray::{Array2, ArrayRef2, Axis};

/// Covariance matrix of data whose rows are observations and whose columns are
/// variables.
///
/// The columns are centred first and the products summed afterwards (two
/// passes): subtracting mean² from the mean of squares at the end would lose
/// all digits when the mean is large against the spread. Agrees with
/// `np.cov(x.T)`, which divides by n − 1.
///
/// # Formula
///
/// Σⱼₖ = (1 / (n − 1)) Σᵢ (xᵢⱼ − x̄ⱼ)(xᵢₖ − x̄ₖ)
///
/// # Errors
///
/// Fewer than two observations, no variables, NaN or infinite entries, a
/// covariance beyond the largest f64.
///
/// # Source
///
/// Guide §1.3 (principal components) and §3.3.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let x = array![[1.0, 2.0], [2.0, 4.0], [3.0, 6.0]];
/// assert_eq!(covariance_matrix(&x)?, array![[1.0, 2.0], [2.0, 4.0]]);
/// # Ok::<(), MathError>(())
/// ```
pub fn covariance_matrix(x: &ArrayRef2<f64>) -> Result<Array2<f64>, MathError> {
    const NAME: &str = "covariance_matrix";
    check::not_empty(NAME, "x", x)?;
    check::finite(NAME, "x", x)?;
    let observations = x.nrows();
    if observations < 2 {
        return Err(MathError::InvalidArgument {
            operation: NAME,
            argument: "x",
            reason: "has one row, and one observation has no spread; give it at least two rows \
                     (rows are observations, columns are variables)"
                .to_string(),
        });
    }
    let mean = x.sum_axis(Axis(0)) / observations as f64;
    let centred = x.to_owned() - &mean;
    let mut covariance = centred.t().dot(&centred) / (observations - 1) as f64;
    if !check::is_finite(&covariance) {
        return Err(MathError::Overflow { operation: NAME });
    }
    mirror_lower(&mut covariance);
    Ok(covariance)
}
