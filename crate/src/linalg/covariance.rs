//! The covariance matrix: how columns of data vary together.

use super::gram::gram;
use crate::check;
use crate::error::MathError;
use crate::floating::centring::centred_columns;
use crate::floating::exponent::{column_exponents, scale_columns, times_power_of_two};
use ndarray::{Array2, ArrayRef2};

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
/// - [`MathError::Empty`] without observations or variables,
/// - [`MathError::NotFinite`] for NaN or infinite entries,
/// - [`MathError::InvalidArgument`] for a single observation,
/// - [`MathError::Overflow`] for a covariance beyond the largest f64.
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
    let (mut centred, _) = centred_columns(x);
    // In units of a power of two near the largest distance of each column no product
    // overflows or vanishes on the way; where none can, the unit is left as it is, because
    // a power of two changes no digit.
    let exponents: Vec<i32> = column_exponents(&centred).into_iter().map(moderate).collect();
    let down: Vec<i32> = exponents.iter().map(|k| -k).collect();
    scale_columns(&mut centred, &down);
    let mut covariance = gram(&centred) / (observations - 1) as f64;
    if exponents.iter().any(|&k| k != 0) {
        for ((i, j), entry) in covariance.indexed_iter_mut() {
            *entry = times_power_of_two(*entry, exponents[i] + exponents[j]);
        }
    }
    check::none_overflowed(NAME, covariance)
}

/// 0 for a size 2ᵏ that leaves room for products on both sides, or k.
fn moderate(k: i32) -> i32 {
    if k.abs() <= 300 { 0 } else { k }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn data_that_differ_by_ulps_have_their_covariance() {
        let nanoseconds = array![[1.6e18], [1.6e18 + 256.0]];
        assert_eq!(covariance_matrix(&nanoseconds).unwrap(), array![[32768.0]]);
        let both = array![[1.6e18, 0.0], [1.6e18 + 256.0, 1.0]];
        assert_eq!(covariance_matrix(&both).unwrap(), array![[32768.0, 128.0], [128.0, 0.5]]);
        let constant = Array2::from_elem((10, 2), 1e15 / 7.0);
        assert_eq!(covariance_matrix(&constant).unwrap(), Array2::<f64>::zeros((2, 2)));
    }
}
