//! The normal distribution of a vector.
//!
//! Σ is symmetric and positive definite, so Σ = LLᵀ with a lower triangle L. That
//! one factor answers everything: X = μ + LZ turns d independent standard normal
//! numbers into a sample; y = L⁻¹(x − μ), one forward substitution, gives the
//! distance (x − μ)ᵀΣ⁻¹(x − μ) = ‖y‖²; and ln det Σ = 2 Σ ln Lᵢᵢ. Neither an inverse
//! nor a determinant is formed: in a thousand dimensions the determinant of a
//! harmless covariance is below the smallest f64.

use super::Distribution;
use super::gamma::Gamma;
use super::special::LN_SQRT_2PI;
use crate::check;
use crate::error::MathError;
use crate::linalg::triangular::{Diagonal, solve_lower};
use crate::linalg::{Cholesky, cholesky, matmul};
use ndarray::{Array1, Array2, ArrayRef1, ArrayRef2, Axis};
use ndarray_rand::rand::{Rng, RngCore};
use ndarray_rand::rand_distr::StandardNormal;

/// The multivariate normal distribution.
///
/// # Formula
///
/// f(x) = (2π)^(−d/2) |Σ|^(−1/2) exp(−½ (x − μ)ᵀ Σ⁻¹ (x − μ))
///
/// # Source
///
/// Guide §3.2.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let law = MultivariateNormal::new(&array![0.0, 0.0], &array![[1.0, 0.6], [0.6, 1.0]])?;
/// // At the mean the density is 1/(2π √(1 − 0.36)).
/// let top = 1.0 / (2.0 * std::f64::consts::PI * 0.8);
/// assert!((law.pdf(&array![0.0, 0.0])? - top).abs() < 1e-15);
/// assert_eq!(law.sample(1000, &mut RandomState::new(42)).dim(), (1000, 2));
/// # Ok::<(), MathError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct MultivariateNormal {
    /// Mean vector μ, d entries.
    pub mean: Array1<f64>,
    /// Covariance matrix Σ, d × d.
    pub covariance: Array2<f64>,
    /// Lower triangle L with LLᵀ = Σ.
    pub l: Array2<f64>,
}

impl MultivariateNormal {
    /// With mean vector `mean` and covariance matrix `covariance`.
    ///
    /// # Errors
    ///
    /// - [`MathError::Empty`] for a mean without entries,
    /// - [`MathError::NotFinite`] for NaN or infinite entries,
    /// - [`MathError::NotSquare`] for a covariance that is not square,
    /// - [`MathError::ShapeMismatch`] unless it has a row for every entry of the mean,
    /// - [`MathError::NotSymmetric`] if it differs from its transpose by more than
    ///   rounding,
    /// - [`MathError::NotPositiveDefinite`] if some direction has no variance.
    pub fn new(mean: &ArrayRef1<f64>, covariance: &ArrayRef2<f64>) -> Result<Self, MathError> {
        Self::build("MultivariateNormal::new", mean, covariance)
    }

    /// The same for the function that asks.
    fn build(
        operation: &'static str,
        mean: &ArrayRef1<f64>,
        covariance: &ArrayRef2<f64>,
    ) -> Result<Self, MathError> {
        const COVARIANCE: &str = "covariance";
        check::not_empty(operation, "mean", mean)?;
        check::finite(operation, "mean", mean)?;
        check::square(operation, COVARIANCE, covariance)?;
        if mean.len() != covariance.nrows() {
            return Err(MathError::ShapeMismatch {
                operation,
                left: mean.shape().to_vec(),
                right: covariance.shape().to_vec(),
                rule: "the covariance needs one row and one column for every entry of the mean",
            });
        }
        // The factorisation's complaints are about the caller's argument.
        let Cholesky { l, .. } = cholesky(covariance).map_err(|error| match error {
            MathError::NotPositiveDefinite { pivot, value, .. } => {
                MathError::NotPositiveDefinite { operation, argument: COVARIANCE, pivot, value }
            }
            MathError::NotSymmetric { index, difference, .. } => {
                MathError::NotSymmetric { operation, argument: COVARIANCE, index, difference }
            }
            MathError::NotFinite { index, value, .. } => {
                MathError::NotFinite { operation, argument: COVARIANCE, index, value }
            }
            MathError::Overflow { .. } => MathError::Overflow { operation },
            other => other,
        })?;
        Ok(Self { mean: mean.to_owned(), covariance: covariance.to_owned(), l })
    }

    /// Number of dimensions d.
    pub fn dimension(&self) -> usize {
        self.mean.len()
    }

    /// L⁻¹(x − μ): independent standard normal entries if x is drawn from here.
    ///
    /// # Errors
    ///
    /// [`MathError::ShapeMismatch`] for a point with another number of entries;
    /// [`MathError::NotFinite`] for NaN or infinite ones; [`MathError::Overflow`] for a
    /// result beyond the largest f64.
    pub fn whiten(&self, x: &ArrayRef1<f64>) -> Result<Array1<f64>, MathError> {
        self.whitened("MultivariateNormal::whiten", x)
    }

    fn whitened(
        &self,
        operation: &'static str,
        x: &ArrayRef1<f64>,
    ) -> Result<Array1<f64>, MathError> {
        check::same_length(operation, x, &self.mean)?;
        check::finite(operation, "x", x)?;
        let mut y = x.to_owned() - &self.mean;
        // Two points at the ends of the range are further apart than any f64, but half of that
        // is one, and the deviations to measure it in may be large.
        let whole = check::is_finite(&y);
        if !whole {
            y = x.mapv(|v| v * 0.5) - self.mean.mapv(|v| v * 0.5);
        }
        solve_lower(self.l.view(), y.view_mut().insert_axis(Axis(1)), Diagonal::Stored);
        check::none_overflowed(operation, if whole { y } else { y * 2.0 })
    }

    /// Mahalanobis distance √((x − μ)ᵀΣ⁻¹(x − μ)): the distance from the mean in
    /// standard deviations of the direction in which x lies.
    ///
    /// # Errors
    ///
    /// Those of [`whiten`](Self::whiten).
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let law = MultivariateNormal::new(&array![1.0, 0.0], &array![[4.0, 0.0], [0.0, 9.0]])?;
    /// assert_eq!(law.mahalanobis(&array![7.0, 12.0])?, 5.0);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn mahalanobis(&self, x: &ArrayRef1<f64>) -> Result<f64, MathError> {
        Ok(crate::linalg::norm_l2(&self.whitened("MultivariateNormal::mahalanobis", x)?))
    }

    /// Natural logarithm of the density, finite where the density underflows or
    /// overflows.
    ///
    /// # Errors
    ///
    /// Those of [`whiten`](Self::whiten).
    pub fn ln_pdf(&self, x: &ArrayRef1<f64>) -> Result<f64, MathError> {
        self.ln_pdf_for("MultivariateNormal::ln_pdf", x)
    }

    fn ln_pdf_for(&self, operation: &'static str, x: &ArrayRef1<f64>) -> Result<f64, MathError> {
        let y = self.whitened(operation, x)?;
        Ok(-0.5 * y.dot(&y) - self.ln_root_det() - LN_SQRT_2PI * self.dimension() as f64)
    }

    /// ln_pdf of every row of `x`.
    ///
    /// # Errors
    ///
    /// Those of [`whiten`](Self::whiten).
    pub fn ln_pdf_rows(&self, x: &ArrayRef2<f64>) -> Result<Array1<f64>, MathError> {
        const NAME: &str = "MultivariateNormal::ln_pdf_rows";
        x.rows().into_iter().map(|row| self.ln_pdf_for(NAME, &row)).collect()
    }

    /// Density.
    ///
    /// # Errors
    ///
    /// Those of [`whiten`](Self::whiten).
    pub fn pdf(&self, x: &ArrayRef1<f64>) -> Result<f64, MathError> {
        self.ln_pdf_for("MultivariateNormal::pdf", x).map(f64::exp)
    }

    /// ½ ln det Σ = Σ ln Lᵢᵢ.
    pub(crate) fn ln_root_det(&self) -> f64 {
        self.l.diag().iter().map(|entry| entry.ln()).sum()
    }

    /// Differential entropy in nats: d/2 · (1 + ln 2π) + ½ ln det Σ.
    pub fn entropy(&self) -> f64 {
        (0.5 + LN_SQRT_2PI) * self.dimension() as f64 + self.ln_root_det()
    }

    /// One random vector.
    pub fn draw(&self, rng: &mut dyn RngCore) -> Array1<f64> {
        let z: Array1<f64> =
            Array1::from_shape_simple_fn(self.dimension(), || rng.sample(StandardNormal));
        &self.mean + &self.l.dot(&z)
    }

    /// `count` random vectors, one per row.
    pub fn sample(&self, count: usize, rng: &mut dyn RngCore) -> Array2<f64> {
        let shape = (count, self.dimension());
        let z: Array2<f64> = Array2::from_shape_simple_fn(shape, || rng.sample(StandardNormal));
        z.dot(&self.l.t()) + &self.mean
    }

    /// The distribution of some of the coordinates, whatever the others are: their
    /// part of μ and of Σ.
    ///
    /// # Errors
    ///
    /// [`MathError::Empty`] without coordinates; [`MathError::InvalidArgument`] for
    /// repeated ones, or ones beyond d − 1.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let law = MultivariateNormal::new(&array![1.0, 2.0], &array![[4.0, 1.0], [1.0, 9.0]])?;
    /// let second = law.marginal(&[1])?;
    /// assert_eq!((second.mean[0], second.covariance[[0, 0]]), (2.0, 9.0));
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn marginal(&self, coordinates: &[usize]) -> Result<Self, MathError> {
        const NAME: &str = "MultivariateNormal::marginal";
        self.check_coordinates(NAME, coordinates)?;
        Self::build(
            NAME,
            &self.mean.select(Axis(0), coordinates),
            &block(&self.covariance, coordinates, coordinates),
        )
    }

    /// The distribution of the other coordinates once these are known to have the
    /// given values.
    ///
    /// # Formula
    ///
    /// μ₁ + Σ₁₂Σ₂₂⁻¹(x₂ − μ₂) and Σ₁₁ − Σ₁₂Σ₂₂⁻¹Σ₂₁, with 2 for what is known and 1 for the
    /// rest in their order
    ///
    /// # Errors
    ///
    /// - those of [`marginal`](Self::marginal),
    /// - [`MathError::InvalidArgument`] if every coordinate is known,
    /// - [`MathError::ShapeMismatch`] unless every known coordinate has one value,
    /// - [`MathError::NotFinite`] for NaN or infinite values,
    /// - [`MathError::Overflow`] for values further from the mean than the largest f64 can
    ///   say, in standard deviations,
    /// - [`MathError::NotPositiveDefinite`] if the known coordinates determine the others
    ///   up to rounding.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let law = MultivariateNormal::new(&array![0.0, 0.0], &array![[1.0, 0.5], [0.5, 1.0]])?;
    /// let first = law.conditional(&[1], &array![2.0])?;
    /// assert_eq!((first.mean[0], first.covariance[[0, 0]]), (1.0, 0.75));
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn conditional(&self, known: &[usize], values: &ArrayRef1<f64>) -> Result<Self, MathError> {
        const NAME: &str = "MultivariateNormal::conditional";
        self.check_coordinates(NAME, known)?;
        check::finite(NAME, "values", values)?;
        if known.len() != values.len() {
            return Err(MathError::ShapeMismatch {
                operation: NAME,
                left: vec![known.len()],
                right: vec![values.len()],
                rule: "every known coordinate needs one value",
            });
        }
        let rest: Vec<usize> = (0..self.dimension()).filter(|i| !known.contains(i)).collect();
        if rest.is_empty() {
            return Err(MathError::InvalidArgument {
                operation: NAME,
                argument: "known",
                reason: "names every coordinate, so nothing is left to be random; leave out at \
                         least one"
                    .to_string(),
            });
        }
        // With Σ₂₂ = MMᵀ and W = M⁻¹Σ₂₁ both formulas are products of W.
        let given = self.marginal(known)?;
        let across = block(&self.covariance, known, &rest);
        let mut w = across;
        for mut column in w.columns_mut() {
            let shifted = &given.mean + &column;
            column.assign(&given.whiten(&shifted)?);
        }
        let mean = self.mean.select(Axis(0), &rest) + w.t().dot(&given.whiten(values)?);
        let covariance = block(&self.covariance, &rest, &rest) - matmul(&w.t(), &w)?;
        let covariance = (&covariance + &covariance.t()) * 0.5;
        Self::build(NAME, &mean, &covariance)
    }

    /// P((X − μ)ᵀΣ⁻¹(X − μ) ≤ r²) for a Mahalanobis radius r: the χ² distribution with d
    /// degrees of freedom, a gamma of shape d/2 and rate ½.
    ///
    /// # Errors
    ///
    /// [`MathError::OutOfRange`] for a radius that is negative or NaN.
    pub fn probability_within(&self, radius: f64) -> Result<f64, MathError> {
        if radius.is_nan() || radius < 0.0 {
            return Err(MathError::OutOfRange {
                operation: "MultivariateNormal::probability_within",
                argument: "radius",
                value: radius,
                expected: "zero or a positive number",
            });
        }
        Ok(Gamma::new(0.5 * self.dimension() as f64, 0.5)?.cdf(radius * radius))
    }

    fn check_coordinates(
        &self,
        operation: &'static str,
        coordinates: &[usize],
    ) -> Result<(), MathError> {
        let argument = "coordinates";
        if coordinates.is_empty() {
            return Err(MathError::Empty { operation, argument });
        }
        let d = self.dimension();
        let bad = coordinates
            .iter()
            .enumerate()
            .find(|&(i, &at)| at >= d || coordinates[..i].contains(&at));
        match bad {
            None => Ok(()),
            Some((_, at)) => Err(MathError::InvalidArgument {
                operation,
                argument,
                reason: format!(
                    "name {at}, which is repeated or beyond the last coordinate {}; give each at \
                     most once, counted from 0",
                    d - 1
                ),
            }),
        }
    }
}

/// The entries of some rows and columns.
fn block(a: &Array2<f64>, rows: &[usize], columns: &[usize]) -> Array2<f64> {
    a.select(Axis(0), rows).select(Axis(1), columns)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linalg::covariance_matrix;
    use crate::random::RandomState;
    use ndarray::array;

    /// A covariance of full rank with correlated coordinates.
    fn correlated(d: usize) -> Array2<f64> {
        let x = RandomState::new(5).randn(2 * d * d).into_shape_with_order((2 * d, d)).unwrap();
        let s = x.t().dot(&x) / (2 * d) as f64;
        (&s + &s.t()) * 0.5
    }

    #[test]
    fn the_density_factors_into_marginal_and_conditional() {
        let d = 6;
        let mean = RandomState::new(1).randn(d);
        let law = MultivariateNormal::new(&mean, &correlated(d)).unwrap();
        let x = RandomState::new(2).randn(d);
        let known = [4, 1, 2];
        let values = x.select(Axis(0), &known);
        let rest = x.select(Axis(0), &[0, 3, 5]);
        let split = law.marginal(&known).unwrap().ln_pdf(&values).unwrap()
            + law.conditional(&known, &values).unwrap().ln_pdf(&rest).unwrap();
        assert!((law.ln_pdf(&x).unwrap() - split).abs() < 1e-11);
    }

    #[test]
    fn a_thousand_dimensions_neither_underflow_nor_overflow() {
        let d = 1000;
        for variance in [1e-6, 1e6] {
            let law =
                MultivariateNormal::new(&Array1::zeros(d), &(Array2::eye(d) * variance)).unwrap();
            let exact = -(d as f64) * (LN_SQRT_2PI + 0.5 * f64::ln(variance));
            let found = law.ln_pdf(&Array1::zeros(d)).unwrap();
            assert!((found / exact - 1.0).abs() < 1e-13);
            assert_eq!(law.mahalanobis(&Array1::zeros(d)).unwrap(), 0.0);
        }
    }

    #[test]
    fn samples_have_the_mean_the_covariance_and_the_distances_they_should() {
        let d = 3;
        let mean = array![1.0, -2.0, 5.0];
        let law = MultivariateNormal::new(&mean, &correlated(d)).unwrap();
        let n = 20_000;
        let x = law.sample(n, &mut RandomState::new(42));
        let found = covariance_matrix(&x).unwrap();
        for i in 0..d {
            let error = (law.covariance[[i, i]] / n as f64).sqrt();
            assert!((x.column(i).mean().unwrap() - mean[i]).abs() < 4.0 * error);
            for j in 0..d {
                let s = &law.covariance;
                let error = ((s[[i, i]] * s[[j, j]] + s[[i, j]].powi(2)) / n as f64).sqrt();
                assert!((found[[i, j]] - s[[i, j]]).abs() < 4.0 * error);
            }
        }
        // The squared distances follow χ²: Kolmogorov–Smirnov at the 1 % level.
        let mut shares: Vec<f64> = x
            .rows()
            .into_iter()
            .map(|row| law.probability_within(law.mahalanobis(&row).unwrap()).unwrap())
            .collect();
        shares.sort_by(f64::total_cmp);
        let gap = shares
            .iter()
            .enumerate()
            .map(|(i, u)| (u - (i as f64 + 0.5) / n as f64).abs())
            .fold(0.0, f64::max);
        assert!(gap < 1.63 / (n as f64).sqrt(), "{gap}");
    }

    #[test]
    fn the_ellipse_lies_at_its_distance_and_holds_its_share() {
        let law =
            MultivariateNormal::new(&array![1.0, 2.0], &array![[2.0, 1.2], [1.2, 1.0]]).unwrap();
        let ellipse = law.ellipse(0.9, 33).unwrap();
        let radius = law.mahalanobis(&ellipse.outline.row(0)).unwrap();
        for point in ellipse.outline.rows() {
            assert!((law.mahalanobis(&point).unwrap() - radius).abs() < 1e-12);
        }
        assert!((law.probability_within(radius).unwrap() - 0.9).abs() < 1e-13);
        assert!(ellipse.half_axes[0] > ellipse.half_axes[1]);
        assert_eq!(ellipse.outline.row(0), ellipse.outline.row(32));
    }

    #[test]
    fn bad_arguments_are_named() {
        let mean = array![0.0, 0.0];
        let good = array![[1.0, 0.5], [0.5, 1.0]];
        let new = |m: &Array1<f64>, s: &Array2<f64>| MultivariateNormal::new(m, s).unwrap_err();
        assert!(matches!(new(&array![0.0], &good), MathError::ShapeMismatch { .. }));
        assert!(matches!(
            new(&mean, &array![[1.0, 1.0], [1.0, 1.0]]),
            MathError::NotPositiveDefinite { .. }
        ));
        assert!(matches!(new(&Array1::zeros(0), &Array2::zeros((0, 0))), MathError::Empty { .. }));
        let law = MultivariateNormal::new(&mean, &good).unwrap();
        assert!(law.ln_pdf(&array![0.0]).is_err());
        assert!(law.ln_pdf(&array![0.0, f64::NAN]).is_err());
        assert!(law.marginal(&[]).is_err());
        assert!(law.marginal(&[2]).is_err());
        assert!(law.marginal(&[0, 0]).is_err());
        assert!(law.conditional(&[0, 1], &array![0.0, 0.0]).is_err());
        assert!(law.conditional(&[0], &array![0.0, 1.0]).is_err());
        assert!(law.ellipse(1.0, 10).is_err());
    }
}
