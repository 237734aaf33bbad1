//! Mutual information: what one variable tells about another.
//!
//! Knowing X lowers the uncertainty about Y from H(Y) to H(Y | X). The difference is the
//! same both ways round, and it is the divergence of the joint distribution from the one
//! that the two would have if they were independent:
//!
//! ```text
//! I(X; Y) = H(Y) − H(Y | X) = H(X) − H(X | Y) = Σ pᵢⱼ ln( pᵢⱼ / (pᵢ pⱼ) )
//! ```
//!
//! It is 0 exactly for independent variables, whatever the shape of the dependence, where
//! correlation only sees lines.
//!
//! Estimated from n samples by counting, it is too large by about (r − 1)(c − 1)/(2n) for
//! a table of r × c cells, because chance alone fills the cells unevenly.

use super::entropy::positive_part;
use crate::check;
use crate::error::MathError;
use crate::probability::special::deviance::deviance;
use ndarray::{Array2, ArrayRef1, ArrayRef2, Axis};

/// Mutual information in nats, from a table of joint probabilities.
///
/// # Formula
///
/// I(X; Y) = Σᵢⱼ pᵢⱼ ln(pᵢⱼ / (pᵢ pⱼ)), with row sums pᵢ and column sums pⱼ
///
/// # Errors
///
/// [`MathError::Empty`] for a table without entries; [`MathError::NotFinite`] for NaN or
/// infinite ones; [`MathError::NotADistribution`] for entries that are negative or do not
/// sum to 1 (the error tells their sum).
///
/// # Source
///
/// Guide §3.5.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(mutual_information(&array![[0.25, 0.25], [0.25, 0.25]])?, 0.0);
/// // Two copies of one fair coin share its whole entropy.
/// let copies = mutual_information(&array![[0.5, 0.0], [0.0, 0.5]])?;
/// assert!((copies - 2_f64.ln()).abs() < 1e-14);
/// # Ok::<(), MathError>(())
/// ```
pub fn mutual_information(joint: &ArrayRef2<f64>) -> Result<f64, MathError> {
    check::distribution("mutual_information", "joint", joint)?;
    let (rows, columns) = (joint.sum_axis(Axis(1)), joint.sum_axis(Axis(0)));
    let terms = joint.indexed_iter().map(|((i, j), &p)| {
        let (row, column) = (rows[i], columns[j]);
        let apart = row * column;
        if p == apart {
            0.0
        } else if p > 0.0 && apart < f64::MIN_POSITIVE {
            // The product vanishes, its logarithm does not.
            p * (p.ln() - row.ln() - column.ln()) + (apart - p)
        } else {
            deviance(p, apart, 0.0)
        }
    });
    Ok(positive_part(terms.sum()))
}

/// How often each pair of classes occurs together, as shares: rows for `x`, columns for
/// `y`, classes counted from 0.
///
/// # Errors
///
/// [`MathError::ShapeMismatch`] unless x and y have as many samples; [`MathError::Empty`]
/// without samples; [`MathError::OutOfRange`] for classes so large that the table would
/// have more than 10⁸ cells.
///
/// # Source
///
/// Guide §3.5.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let table = joint_table(&[0, 0, 1, 1], &[0, 1, 1, 1])?;
/// assert_eq!(table, array![[0.25, 0.25], [0.0, 0.5]]);
/// # Ok::<(), MathError>(())
/// ```
pub fn joint_table(x: &[usize], y: &[usize]) -> Result<Array2<f64>, MathError> {
    counted("joint_table", x, y)
}

fn counted(operation: &'static str, x: &[usize], y: &[usize]) -> Result<Array2<f64>, MathError> {
    if x.len() != y.len() {
        return Err(MathError::ShapeMismatch {
            operation,
            left: vec![x.len()],
            right: vec![y.len()],
            rule: "every x needs one y",
        });
    }
    let (Some(&rows), Some(&columns)) = (x.iter().max(), y.iter().max()) else {
        return Err(MathError::Empty { operation, argument: "x" });
    };
    let cells = rows.saturating_add(1).saturating_mul(columns.saturating_add(1));
    if cells > 100_000_000 {
        return Err(MathError::OutOfRange {
            operation,
            argument: msg!("the number of cells"),
            value: cells as f64,
            expected: "at most 10⁸; number the classes 0, 1, 2, … without gaps",
        });
    }
    let mut table = Array2::zeros((rows + 1, columns + 1));
    for (&i, &j) in x.iter().zip(y) {
        table[[i, j]] += 1.0;
    }
    Ok(table / x.len() as f64)
}

/// Mutual information in nats of two classified variables, from samples.
///
/// # Formula
///
/// that of [`mutual_information`] for the shares of the samples
///
/// # Errors
///
/// Those of [`joint_table`].
///
/// # Source
///
/// Guide §3.5; `sklearn.metrics.mutual_info_score`.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let i = mutual_information_samples(&[0, 0, 1, 1], &[1, 1, 0, 0])?;
/// assert!((i - 2_f64.ln()).abs() < 1e-14);
/// # Ok::<(), MathError>(())
/// ```
pub fn mutual_information_samples(x: &[usize], y: &[usize]) -> Result<f64, MathError> {
    mutual_information(&counted("mutual_information_samples", x, y)?)
}

/// Number of the bin of each entry, for bins of equal width from the smallest to the
/// largest (all 0 if they are equal).
///
/// # Errors
///
/// [`MathError::Empty`] without data; [`MathError::NotFinite`] for NaN or infinite entries;
/// [`MathError::OutOfRange`] without bins.
///
/// # Source
///
/// The bins of `np.histogram`, whose last includes its right edge. An entry's place is
/// computed from the entry itself; NumPy compares it with edges that are rounded as well,
/// so that an entry within an ulp of an edge may come out one bin away from it there.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(into_bins(&array![0.0, 0.4, 0.5, 1.0], 2)?, vec![0, 0, 1, 1]);
/// # Ok::<(), MathError>(())
/// ```
pub fn into_bins(x: &ArrayRef1<f64>, bins: usize) -> Result<Vec<usize>, MathError> {
    sorted_in("into_bins", "x", x, bins)
}

fn sorted_in(
    operation: &'static str,
    argument: &'static str,
    x: &ArrayRef1<f64>,
    bins: usize,
) -> Result<Vec<usize>, MathError> {
    check::not_empty(operation, argument, x)?;
    check::finite(operation, argument, x)?;
    if bins == 0 {
        let (argument, value, expected) = ("bins", 0.0, "at least 1");
        return Err(MathError::OutOfRange { operation, argument, value, expected });
    }
    let low = x.iter().fold(f64::INFINITY, |m, &v| m.min(v));
    let high = x.iter().fold(f64::NEG_INFINITY, |m, &v| m.max(v));
    // Halves where the width itself overflows, as that of [−1e308, 1e308] does.
    let unit = if (high - low).is_finite() { 1.0 } else { 0.5 };
    let width = unit * high - unit * low;
    let place = |v: f64| (unit * v - unit * low) / width * bins as f64;
    Ok(x.iter().map(|&v| if width > 0.0 { (place(v) as usize).min(bins - 1) } else { 0 }).collect())
}

/// Mutual information in nats of two measured variables, from samples sorted into
/// `bins` × `bins` cells. Few bins overlook structure, many see chance as structure.
///
/// # Errors
///
/// [`MathError::ShapeMismatch`] unless x and y have as many entries; those of
/// [`into_bins`]; [`MathError::OutOfRange`] for bins so many that the table would have more
/// than 10⁸ cells.
///
/// # Source
///
/// Guide §3.5.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// // y = x² has correlation 0 with x and yet follows from it.
/// let x = array![-3.0, -1.0, 1.0, 3.0];
/// let y = &x * &x;
/// assert_eq!(correlation(&x, &y)?, 0.0);
/// assert!((mutual_information_binned(&x, &y, 4)? - 2_f64.ln()).abs() < 1e-14);
/// # Ok::<(), MathError>(())
/// ```
pub fn mutual_information_binned(
    x: &ArrayRef1<f64>,
    y: &ArrayRef1<f64>,
    bins: usize,
) -> Result<f64, MathError> {
    const NAME: &str = "mutual_information_binned";
    check::same_length(NAME, x, y)?;
    let (x, y) = (sorted_in(NAME, "x", x, bins)?, sorted_in(NAME, "y", y, bins)?);
    mutual_information(&counted(NAME, &x, &y)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::information::{conditional_entropy, entropy, mutual_information_normal};
    use crate::random::RandomState;
    use ndarray::array;

    #[test]
    fn it_is_the_drop_of_the_entropy_both_ways() {
        let joint = array![[0.10, 0.25, 0.05], [0.30, 0.0, 0.30]];
        let i = mutual_information(&joint).unwrap();
        let y = entropy(&joint.sum_axis(Axis(0))).unwrap();
        let x = entropy(&joint.sum_axis(Axis(1))).unwrap();
        assert!((i - (y - conditional_entropy(&joint).unwrap())).abs() < 1e-15);
        assert!((i - (x - conditional_entropy(&joint.t()).unwrap())).abs() < 1e-15);
        assert!((i - mutual_information(&joint.t()).unwrap()).abs() < 1e-15);
    }

    #[test]
    fn samples_of_correlated_normals_come_close_to_the_closed_form() {
        let mut rng = RandomState::new(9);
        let n = 40_000;
        let (x, noise) = (rng.randn(n), rng.randn(n));
        let y = 0.8 * &x + 0.6 * &noise;
        let found = mutual_information_binned(&x, &y, 24).unwrap();
        let exact = mutual_information_normal(0.8).unwrap();
        assert!((found - exact).abs() < 0.03, "{found} {exact}");
        // Independent: what is left is the bias of counting.
        let nothing = mutual_information_binned(&x, &noise, 24).unwrap();
        assert!((0.0..0.01).contains(&nothing), "{nothing}");
    }

    #[test]
    fn misuse_is_answered_with_an_error() {
        assert!(mutual_information(&array![[0.5, 0.25]]).is_err());
        assert!(joint_table(&[], &[]).is_err());
        assert!(joint_table(&[0], &[0, 1]).is_err());
        assert!(joint_table(&[usize::MAX], &[usize::MAX]).is_err());
        assert!(into_bins(&array![1.0], 0).is_err());
        assert!(into_bins(&array![f64::NAN], 2).is_err());
        assert_eq!(into_bins(&array![-1e308, 1e308], 2).unwrap(), vec![0, 1]);
        assert_eq!(into_bins(&array![3.0, 3.0], 5).unwrap(), vec![0, 0]);
        assert_eq!(into_bins(&array![0.0, 5e-324], 2).unwrap(), vec![0, 1]);
        let y = mutual_information_binned(&array![1.0], &array![f64::NAN], 2).unwrap_err();
        assert!(y.to_string().starts_with("mutual_information_binned: `y` holds NaN"), "{y}");
    }
}
