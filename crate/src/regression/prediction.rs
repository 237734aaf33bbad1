//! How sure a prediction is.
//!
//! Two things are uncertain: where the plane is, and where a new point will lie
//! around it. The plane at x has variance σ²·aᵀ(AᵀA)⁻¹a with a = (1, x), which
//! grows with the distance from the data; a new point adds its own σ².

use super::inference::t_quantile;
use super::linear_regression::LinearRegression;
use crate::check;
use crate::error::MathError;
use crate::floating::exponent::times_power_of_two;
use ndarray::{Array1, Array2, ArrayRef2};

/// Predictions with a lower and an upper limit.
#[derive(Debug, Clone, PartialEq)]
pub struct PredictionBand {
    /// ŷ.
    pub fit: Array1<f64>,
    /// The lower limits.
    pub lower: Array1<f64>,
    /// The upper limits.
    pub upper: Array1<f64>,
}

impl LinearRegression {
    /// Where the plane itself is, with the given confidence.
    ///
    /// # Formula
    /// ŷ ± q·s·√(aᵀ(AᵀA)⁻¹a), q the (1 + level)/2 quantile of Student's t
    ///
    /// # Errors
    /// - those of [`inference`](Self::inference) and [`predict`](Self::predict),
    /// - [`MathError::OutOfRange`] unless the level is between 0 and 1,
    /// - [`MathError::Overflow`] for a limit beyond the largest f64.
    ///
    /// # Source
    /// Guide §5.1; Seber and Lee, Linear Regression Analysis, §5.3.
    ///
    /// # Examples
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let x = array![[0.0], [1.0], [2.0], [3.0]];
    /// let fit = linear_regression(&x, &array![1.0, 3.0, 6.0, 7.0])?;
    /// let band = fit.confidence_band(&array![[1.5]], 0.95)?;
    /// // At the mean of x the variance is s²/n.
    /// assert!((band.upper[0] - (4.25 + 4.302653 * (0.35_f64 / 4.0).sqrt())).abs() < 1e-6);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn confidence_band(
        &self,
        x: &ArrayRef2<f64>,
        level: f64,
    ) -> Result<PredictionBand, MathError> {
        self.band("LinearRegression::confidence_band", x, level, 0.0)
    }

    /// Where a new point will lie, with the given probability.
    ///
    /// # Formula
    /// ŷ ± q·s·√(1 + aᵀ(AᵀA)⁻¹a)
    ///
    /// # Errors
    /// Those of [`confidence_band`](Self::confidence_band).
    ///
    /// # Source
    /// Guide §5.1; Seber and Lee, Linear Regression Analysis, §5.3.
    ///
    /// # Examples
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let x = array![[0.0], [1.0], [2.0], [3.0]];
    /// let fit = linear_regression(&x, &array![1.0, 3.0, 6.0, 7.0])?;
    /// let band = fit.prediction_band(&array![[1.5]], 0.95)?;
    /// assert!((band.upper[0] - (4.25 + 4.302653 * (0.35_f64 * 1.25).sqrt())).abs() < 1e-6);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn prediction_band(
        &self,
        x: &ArrayRef2<f64>,
        level: f64,
    ) -> Result<PredictionBand, MathError> {
        self.band("LinearRegression::prediction_band", x, level, 1.0)
    }

    /// Residuals in units of their own standard deviation.
    ///
    /// # Formula
    /// eᵢ/(s√(1 − hᵢ)); 0 where the leverage is 1, because such a point is always met.
    ///
    /// # Errors
    /// Those of [`inference`](Self::inference).
    ///
    /// # Source
    /// Guide §5.1; Seber and Lee, Linear Regression Analysis, §10.2.
    ///
    /// # Examples
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let x = array![[0.0], [1.0], [2.0], [3.0]];
    /// let fit = linear_regression(&x, &array![1.0, 3.0, 6.0, 7.0])?;
    /// let third = fit.standardized_residuals()?[2]; // h = 0.3, e = 0.7
    /// assert!((third - 0.7 / (0.35_f64 * 0.7).sqrt()).abs() < 1e-12);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn standardized_residuals(&self) -> Result<Array1<f64>, MathError> {
        self.over_own_std("LinearRegression::standardized_residuals")
    }

    /// Cook's distance: how far all predictions move when one example is left out.
    ///
    /// # Formula
    /// Dᵢ = rᵢ²/k · hᵢ/(1 − hᵢ) with the standardised residual rᵢ and k parameters; 0
    /// where the leverage is 1.
    ///
    /// # Errors
    /// Those of [`inference`](Self::inference).
    ///
    /// # Source
    /// Guide §5.1; Cook, "Detection of influential observation in linear
    /// regression" (1977).
    ///
    /// # Examples
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let x = array![[0.0], [1.0], [2.0], [3.0]];
    /// let fit = linear_regression(&x, &array![1.0, 3.0, 6.0, 7.0])?;
    /// let third = fit.cooks_distance()?[2]; // r² = 2, k = 2, h = 0.3
    /// assert!((third - 0.3 / 0.7).abs() < 1e-12);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn cooks_distance(&self) -> Result<Array1<f64>, MathError> {
        let standardized = self.over_own_std("LinearRegression::cooks_distance")?;
        let pairs = standardized.iter().zip(&self.leverage);
        Ok(pairs
            .map(|(&r, &h)| if r == 0.0 { 0.0 } else { r * r / self.rank as f64 * h / (1.0 - h) })
            .collect())
    }

    /// eᵢ/(s√(1 − hᵢ)), 0 where the leverage is 1.
    fn over_own_std(&self, operation: &'static str) -> Result<Array1<f64>, MathError> {
        let (_, s) = self.noise(operation)?;
        let (s, unit) = self.noise_in_its_unit(s);
        let residuals = self.residuals.mapv(|e| times_power_of_two(e, -unit));
        let pairs = residuals.iter().zip(&self.leverage);
        Ok(pairs
            .map(|(&e, &h)| {
                let room = 1.0 - h;
                if e == 0.0 || room <= 1e-12 { 0.0 } else { e / (s * room.sqrt()) }
            })
            .collect())
    }

    fn band(
        &self,
        operation: &'static str,
        x: &ArrayRef2<f64>,
        level: f64,
        own: f64,
    ) -> Result<PredictionBand, MathError> {
        let (factor, s) = self.noise(operation)?;
        let q = t_quantile(operation, level, self.degrees_of_freedom)?;
        let fit = self.predict(x)?;
        let ones = usize::from(self.has_intercept);
        let rows = Array2::from_shape_fn((x.nrows(), x.ncols() + ones), |(i, j)| {
            if j < ones { 1.0 } else { x[[i, j - ones]] }
        });
        let reach: Array1<f64> = rows
            .dot(factor)
            .rows()
            .into_iter()
            .map(|row| q * s * (own + row.dot(&row)).sqrt())
            .collect();
        let (lower, upper) = (&fit - &reach, &fit + &reach);
        if !check::is_finite(&lower) || !check::is_finite(&upper) {
            return Err(MathError::Overflow { operation });
        }
        Ok(PredictionBand { fit, lower, upper })
    }
}
