//! Covariance and correlation: do two variables move together?
//!
//! The covariance is the mean product of the two distances from the means. Its unit is
//! the product of theirs, so divide by both standard deviations: the correlation is a
//! pure number in [−1, 1], the cosine of the angle between the centred data vectors.
//! Pearson's measures how close the points lie to a line; Spearman's is the same
//! computed from ranks and measures how well one grows whenever the other does.

use super::moments::enough;
use crate::check;
use crate::error::MathError;
use crate::floating::centring::scaled_distances;
use crate::floating::exponent::{exponent_above, times_power_of_two};
use crate::linalg::gram::gram;
use ndarray::{Array1, Array2, ArrayRef1, ArrayRef2};

/// Covariance of two variables observed together.
///
/// # Formula
///
/// Cov(X, Y) = Σ (xᵢ − x̄)(yᵢ − ȳ) / (n − ddof)
///
/// # Errors
///
/// - [`MathError::ShapeMismatch`] unless x and y have as many entries,
/// - [`MathError::NotFinite`] for NaN or infinite entries,
/// - [`MathError::Empty`] without pairs,
/// - [`MathError::InvalidArgument`] unless there are more than `ddof` of them,
/// - [`MathError::Overflow`] for a covariance beyond the largest f64.
///
/// # Source
///
/// Guide §3.3; `np.cov` has ddof 1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let c = covariance(&array![1.0, 2.0, 3.0], &array![2.0, 4.0, 6.0], 1)?;
/// assert_eq!(c, 2.0);
/// # Ok::<(), MathError>(())
/// ```
pub fn covariance(x: &ArrayRef1<f64>, y: &ArrayRef1<f64>, ddof: usize) -> Result<f64, MathError> {
    const NAME: &str = "covariance";
    pairs(NAME, x, y, ddof)?;
    let ((dx, kx), (dy, ky)) = (in_own_unit(x), in_own_unit(y));
    let covariance = dx.dot(&dy) / (x.len() - ddof) as f64;
    check::no_overflow(NAME, times_power_of_two(covariance, kx + ky))
}

/// x − x̄ in a unit of 2ᵏ in which no product overflows or vanishes, and k.
fn in_own_unit(x: &ArrayRef1<f64>) -> (Array1<f64>, i32) {
    let (distances, first) = scaled_distances(x);
    let k = exponent_above(&distances);
    (distances.mapv_into(|d| times_power_of_two(d, -k)), k + first)
}

/// Pearson's correlation of two variables.
///
/// # Formula
///
/// ρ = Cov(X, Y) / (σ_X σ_Y)
///
/// # Errors
///
/// - [`MathError::ShapeMismatch`] unless x and y have as many entries,
/// - [`MathError::NotFinite`] for NaN or infinite entries,
/// - [`MathError::Empty`] without pairs,
/// - [`MathError::InvalidArgument`] for a single pair, or a variable that does not vary.
///
/// # Source
///
/// Guide §3.3; `np.corrcoef`.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let x = array![-1.0, 0.0, 1.0];
/// assert!((correlation(&x, &(3.0 - 2.0 * &x))? + 1.0).abs() < 1e-15);
/// // Dependent, and yet uncorrelated: y = x².
/// assert!(correlation(&x, &(&x * &x))?.abs() < 1e-15);
/// # Ok::<(), MathError>(())
/// ```
pub fn correlation(x: &ArrayRef1<f64>, y: &ArrayRef1<f64>) -> Result<f64, MathError> {
    pearson("correlation", x, y)
}

/// Spearman's rank correlation: Pearson's, of the ranks.
///
/// # Errors
///
/// Those of [`correlation`].
///
/// # Source
///
/// C. Spearman, The American Journal of Psychology 15 (1904); `scipy.stats.spearmanr`.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let x = array![1.0, 2.0, 3.0, 4.0];
/// assert!((spearman(&x, &x.mapv(f64::exp))? - 1.0).abs() < 1e-15);
/// assert!(correlation(&x, &x.mapv(f64::exp))? < 0.95);
/// # Ok::<(), MathError>(())
/// ```
pub fn spearman(x: &ArrayRef1<f64>, y: &ArrayRef1<f64>) -> Result<f64, MathError> {
    pairs("spearman", x, y, 1)?;
    pearson("spearman", &ranks(x)?, &ranks(y)?)
}

/// Rank of every entry, from 1 for the smallest; equal entries share the mean of their
/// ranks.
///
/// # Errors
///
/// [`MathError::NotFinite`] for NaN or infinite entries.
///
/// # Source
///
/// `scipy.stats.rankdata`.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(ranks(&array![30.0, 10.0, 20.0, 20.0])?, array![4.0, 1.0, 2.5, 2.5]);
/// # Ok::<(), MathError>(())
/// ```
pub fn ranks(x: &ArrayRef1<f64>) -> Result<Array1<f64>, MathError> {
    check::finite("ranks", "x", x)?;
    let mut order: Vec<usize> = (0..x.len()).collect();
    order.sort_by(|&i, &j| x[i].total_cmp(&x[j]));
    let mut ranks = Array1::zeros(x.len());
    let mut first = 0;
    while first < order.len() {
        let value = x[order[first]];
        let equal = order[first..].iter().take_while(|&&i| x[i] == value).count();
        let shared = first as f64 + 0.5 * (equal + 1) as f64;
        for &i in &order[first..first + equal] {
            ranks[i] = shared;
        }
        first += equal;
    }
    Ok(ranks)
}

/// Correlation matrix of data whose rows are observations and whose columns are
/// variables: `np.corrcoef(x.T)`. ([`covariance_matrix`](crate::linalg::covariance_matrix) is
/// `np.cov(x.T)`.)
///
/// # Errors
///
/// [`MathError::Empty`] without rows or columns; [`MathError::NotFinite`] for NaN or
/// infinite entries; [`MathError::InvalidArgument`] for a single row, or a column that does
/// not vary.
///
/// # Source
///
/// Guide §3.3.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let r = correlation_matrix(&array![[1.0, -2.0], [2.0, -4.0], [3.0, -6.0]])?;
/// assert!((&r - &array![[1.0, -1.0], [-1.0, 1.0]]).iter().all(|d| d.abs() < 1e-15));
/// # Ok::<(), MathError>(())
/// ```
pub fn correlation_matrix(x: &ArrayRef2<f64>) -> Result<Array2<f64>, MathError> {
    const NAME: &str = "correlation_matrix";
    check::not_empty(NAME, "x", x)?;
    check::finite(NAME, "x", x)?;
    enough(NAME, x.nrows(), 1)?;
    let mut units = x.to_owned();
    for (j, mut column) in units.columns_mut().into_iter().enumerate() {
        let Some(unit) = direction(&column) else {
            return Err(MathError::InvalidArgument {
                operation: NAME,
                argument: "x",
                reason: format!(
                    "has a column {j} that does not vary, so its correlation with anything is \
                     0/0; leave it out"
                ),
            });
        };
        column.assign(&unit);
    }
    let mut r = gram(&units).mapv_into(|value| value.clamp(-1.0, 1.0));
    r.diag_mut().fill(1.0);
    Ok(r)
}

fn pearson(
    operation: &'static str,
    x: &ArrayRef1<f64>,
    y: &ArrayRef1<f64>,
) -> Result<f64, MathError> {
    pairs(operation, x, y, 1)?;
    let direction = |argument, variable| {
        direction(variable).ok_or_else(|| MathError::InvalidArgument {
            operation,
            argument,
            reason: "does not vary, so its correlation with anything is 0/0; leave it out".into(),
        })
    };
    Ok(direction("x", x)?.dot(&direction("y", y)?).clamp(-1.0, 1.0))
}

/// The centred data as a vector of length one; none for data that do not vary.
fn direction(x: &ArrayRef1<f64>) -> Option<Array1<f64>> {
    if x.iter().all(|value| *value == x[0]) {
        return None;
    }
    let (centred, _) = in_own_unit(x);
    let length = centred.dot(&centred).sqrt();
    Some(centred / length)
}

fn pairs(
    operation: &'static str,
    x: &ArrayRef1<f64>,
    y: &ArrayRef1<f64>,
    ddof: usize,
) -> Result<(), MathError> {
    check::same_length(operation, x, y)?;
    check::finite(operation, "x", x)?;
    check::finite(operation, "y", y)?;
    enough(operation, x.len(), ddof)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linalg::covariance_matrix;
    use crate::random::RandomState;
    use ndarray::{Axis, array};

    #[test]
    fn numbers_of_numpy_and_scipy_are_reproduced() {
        // np.corrcoef, scipy.stats.spearmanr
        let x = array![2.0, 4.0, 4.0, 5.0, 9.0, 7.0];
        let y = array![1.0, 3.0, 2.0, 8.0, 6.0, 6.0];
        assert!((correlation(&x, &y).unwrap() - 0.697_555_024_054_024_9).abs() < 1e-14);
        assert!((spearman(&x, &y).unwrap() - 0.794_117_647_058_823_6).abs() < 1e-14);
    }

    #[test]
    fn the_matrix_agrees_with_the_pairs_and_with_the_covariances() {
        let x = RandomState::new(3).randn(60).into_shape_with_order((20, 3)).unwrap();
        let (r, c) = (correlation_matrix(&x).unwrap(), covariance_matrix(&x).unwrap());
        for i in 0..3 {
            for j in 0..3 {
                let (a, b) = (x.index_axis(Axis(1), i), x.index_axis(Axis(1), j));
                assert!((r[[i, j]] - correlation(&a, &b).unwrap()).abs() < 1e-15);
                assert!((c[[i, j]] - covariance(&a, &b, 1).unwrap()).abs() < 1e-15);
                let ratio = c[[i, j]] / (c[[i, i]] * c[[j, j]]).sqrt();
                assert!((r[[i, j]] - ratio).abs() < 1e-14);
            }
        }
    }

    #[test]
    fn neither_the_scale_nor_the_origin_matters() {
        let mut rng = RandomState::new(4);
        let (x, y) = (rng.randn(50), rng.randn(50));
        let r = correlation(&x, &y).unwrap();
        for factor in [1e-200, 1e-3, 1e200] {
            assert!((correlation(&(&x * factor), &(&y + 1e3)).unwrap() - r).abs() < 1e-12);
        }
    }

    #[test]
    fn data_that_differ_by_ulps_keep_their_digits() {
        let twelve = array![1e12, 1e12 + 1.0, 1e12 + 3.0];
        let r = correlation(&twelve, &array![1.0, 3.0, 2.0]).unwrap();
        assert!((r - 0.327_326_835_353_989).abs() < 1e-15, "{r}");
        let pairs = [
            (array![30.0, 30.100000381469727], array![116.80000305175781, 116.8000030517578], -1.0),
            (array![0.0, 1.0], array![1.6e18, 1.6e18 + 256.0], 1.0),
        ];
        for (x, y, expected) in pairs {
            assert!((correlation(&x, &y).unwrap() - expected).abs() < 3e-16);
            let table = ndarray::stack(Axis(1), &[x.view(), y.view()]).unwrap();
            assert!((correlation_matrix(&table).unwrap()[[0, 1]] - expected).abs() < 3e-16);
        }
        let x = array![1.6e18, 1.6e18 + 256.0];
        assert_eq!(covariance(&x, &x, 1).unwrap(), 32768.0);
        assert_eq!(covariance_matrix(&x.insert_axis(Axis(1))).unwrap()[[0, 0]], 32768.0);
    }

    #[test]
    fn products_beyond_the_range_are_no_obstacle() {
        let (large, small) = (array![1e200, -1e200], array![1e-200, -1e-200]);
        assert!((covariance(&large, &small, 0).unwrap() - 1.0).abs() < 1e-15);
        let ends = array![f64::MAX, -f64::MAX, f64::MAX];
        assert!((correlation(&ends, &ends).unwrap() - 1.0).abs() < 1e-15);
        assert!((correlation(&ends, &array![5e-324, 0.0, 5e-324]).unwrap() - 1.0).abs() < 1e-15);
    }

    #[test]
    fn the_variable_that_does_not_vary_is_named() {
        let (x, constant) = (array![1.0, 2.0], array![3.0, 3.0]);
        let blame = |found: Result<f64, MathError>| found.unwrap_err().to_string();
        assert!(blame(correlation(&x, &constant)).starts_with("correlation: `y` does not vary"));
        assert!(blame(correlation(&constant, &x)).starts_with("correlation: `x` does not vary"));
        assert!(blame(spearman(&x, &constant)).starts_with("spearman: `y` does not vary"));
        let table = correlation_matrix(&array![[1.0, 3.0], [2.0, 3.0]]).unwrap_err().to_string();
        assert!(table.contains("`x` has a column 1 that does not vary"), "{table}");
    }

    #[test]
    fn misuse_is_answered_with_an_error() {
        let x = array![1.0, 2.0];
        assert!(correlation(&x, &array![1.0]).is_err());
        assert!(correlation(&x, &array![3.0, 3.0]).is_err());
        assert!(correlation(&array![1.0], &array![1.0]).is_err());
        assert!(spearman(&x, &array![f64::NAN, 0.0]).is_err());
        assert!(correlation_matrix(&array![[1.0, 2.0]]).is_err());
        assert!(covariance(&array![1e300, -1e300], &array![1e300, -1e300], 1).is_err());
    }
}
