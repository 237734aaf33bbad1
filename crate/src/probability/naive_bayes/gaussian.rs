//! Features that are measurements: a normal distribution for each.

use super::{NaiveBayes, class_counts, ln_shares, same_features};
use crate::check;
use crate::error::MathError;
use crate::floating::centring::{SumOfSquares, centred_columns};
use crate::probability::special::LN_SQRT_2PI;
use ndarray::{Array1, Array2, ArrayRef2, Axis};

/// The usual share of the largest variance that is added to all of them.
const SMOOTHING: f64 = 1e-9;

/// Naive Bayes for measurements.
///
/// # Formula
///
/// ln P(x | c) = Σⱼ −½ ln(2πσⱼ²) − (xⱼ − μⱼ)²/(2σⱼ²), with μⱼ and σⱼ² of class c by maximum
/// likelihood
///
/// # Source
///
/// Guide §3.1 and §3.4; scikit-learn's `GaussianNB`, whose smoothing (1e-9 of the largest
/// variance) is used.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let x = array![[0.0], [2.0], [10.0], [12.0]];
/// let model = GaussianNaiveBayes::fit(&x, &[0, 0, 1, 1])?;
/// assert_eq!(model.mean, array![[1.0], [11.0]]);
/// assert_eq!(model.predict(&array![[5.0], [7.0]])?, vec![0, 1]);
/// # Ok::<(), MathError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct GaussianNaiveBayes {
    /// ln P(c).
    pub ln_prior: Array1<f64>,
    /// Mean of each feature in each class, classes × features.
    pub mean: Array2<f64>,
    /// Variance of each feature in each class, classes × features.
    pub variance: Array2<f64>,
}

impl GaussianNaiveBayes {
    /// Averages. 1e-9 of the largest variance of a column is added to every variance, so
    /// that a feature which is constant within a class does not have variance zero.
    ///
    /// # Errors
    ///
    /// - [`MathError::Empty`] without rows or columns,
    /// - [`MathError::NotFinite`] for NaN or infinite entries,
    /// - [`MathError::ShapeMismatch`] unless every row has one label,
    /// - [`MathError::InvalidArgument`] for a class without rows, for features that are all
    ///   constant, or for a variance too small for an f64,
    /// - [`MathError::Overflow`] for a variance beyond the largest f64.
    pub fn fit(x: &ArrayRef2<f64>, labels: &[usize]) -> Result<Self, MathError> {
        Self::fit_smoothed(x, labels, SMOOTHING)
    }

    /// [`fit`](Self::fit) with another share of the largest variance. Where many features
    /// are almost constant within a class, as the pixels at the edge of a picture, a share
    /// of 0.01 or more keeps one stray pixel from deciding everything.
    ///
    /// # Errors
    ///
    /// Those of [`fit`](Self::fit); [`MathError::OutOfRange`] unless the share is positive
    /// and finite.
    pub fn fit_smoothed(
        x: &ArrayRef2<f64>,
        labels: &[usize],
        smoothing: f64,
    ) -> Result<Self, MathError> {
        const NAME: &str = "GaussianNaiveBayes::fit";
        check::positive(NAME, "smoothing", smoothing)?;
        let counts = class_counts(NAME, x, labels)?;
        let shape = (counts.len(), x.ncols());
        let (mut mean, mut variance) = (Array2::zeros(shape), Array2::zeros(shape));
        for (class, &count) in counts.iter().enumerate() {
            let rows: Vec<usize> = (0..x.nrows()).filter(|&i| labels[i] == class).collect();
            let (centred, means) = centred_columns(&x.select(Axis(0), &rows));
            for (j, column) in centred.columns().into_iter().enumerate() {
                mean[[class, j]] = means[j].hi;
                variance[[class, j]] = SumOfSquares::of(&column).over(count);
            }
        }
        let whole = centred_columns(x).0;
        let spreads =
            whole.columns().into_iter().map(|c| SumOfSquares::of(&c).over(x.nrows() as f64));
        let widest = spreads.fold(0.0_f64, f64::max);
        let variance = variance + smoothing * widest;
        if !check::is_finite(&variance) {
            return Err(MathError::Overflow { operation: NAME });
        }
        if variance.iter().any(|&v| v == 0.0) {
            return Err(MathError::InvalidArgument {
                operation: NAME,
                argument: "x",
                reason: "has only constant columns, or a spread whose square is too small for a \
                         number; a measurement that tells classes apart must vary"
                    .to_string(),
            });
        }
        Ok(Self { ln_prior: ln_shares(&counts), mean, variance })
    }
}

impl NaiveBayes for GaussianNaiveBayes {
    fn ln_joint(&self, x: &ArrayRef2<f64>) -> Result<Array2<f64>, MathError> {
        const NAME: &str = "GaussianNaiveBayes::ln_joint";
        same_features(NAME, x, self.mean.ncols())?;
        let scale = self.variance.mapv(|v| 0.5 * v.ln() + LN_SQRT_2PI).sum_axis(Axis(1));
        let mut ln_joint = Array2::zeros((x.nrows(), self.ln_prior.len()));
        for (row, mut target) in x.rows().into_iter().zip(ln_joint.rows_mut()) {
            for (c, entry) in target.iter_mut().enumerate() {
                let features = row.iter().zip(self.mean.row(c)).zip(self.variance.row(c));
                let distance: f64 = features.map(|((x, m), v)| squared_over(x - m, *v)).sum();
                *entry = self.ln_prior[c] - scale[c] - 0.5 * distance;
            }
        }
        check::none_overflowed(NAME, ln_joint)
    }
}

/// d²/v, also where d² alone is beyond the range or too small for it.
fn squared_over(d: f64, v: f64) -> f64 {
    let square = d * d;
    if square.is_normal() || d == 0.0 { square / v } else { (d / v.sqrt()).powi(2) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn the_square_of_a_distance_need_not_be_a_number() {
        // Variances 1e306 and 1e306: 2e154 off the first mean are 4e308 in squares, 200 over 2.
        let x = array![[-1e153], [1e153], [9e153], [11e153]];
        let model = GaussianNaiveBayes::fit_smoothed(&x, &[0, 0, 1, 1], 1e-9).unwrap();
        let joint = model.ln_joint(&array![[2e154]]).unwrap();
        let own = 0.5_f64.ln() - 0.5 * model.variance[[0, 0]].ln() - LN_SQRT_2PI;
        let expected = [own - 200.0, own - 50.0];
        assert!(joint.iter().zip(expected).all(|(f, e)| (f / e - 1.0).abs() < 1e-6), "{joint}");
        let far = model.ln_joint(&array![[f64::MAX]]).unwrap_err();
        assert_eq!(far, MathError::Overflow { operation: "GaussianNaiveBayes::ln_joint" });
    }

    #[test]
    fn a_constant_feature_far_from_zero_has_no_variance_of_its_own() {
        // Its rounded mean would give it the variance 1e-2 beside one of 1e-6.
        let far = 1e15 / 7.0;
        let x = Array2::from_shape_fn((20, 2), |(i, j)| {
            if j == 0 { far } else { 1e-3 * (i % 5) as f64 + (i / 10) as f64 * 1e-4 }
        });
        let labels: Vec<usize> = (0..20).map(|i| i / 10).collect();
        let model = GaussianNaiveBayes::fit(&x, &labels).unwrap();
        assert!(model.mean.column(0).iter().all(|m| *m == far));
        assert!(model.variance.column(0).iter().all(|v| *v < 1e-14), "{:?}", model.variance);
        let constant = GaussianNaiveBayes::fit(&array![[far], [far], [far]], &[0, 1, 1]);
        assert!(constant.is_err());
    }
}
