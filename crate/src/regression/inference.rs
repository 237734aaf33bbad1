//! How sure the weights are.
//!
//! If the noise has variance σ² and is independent from example to example, the
//! weights that other noise would have given scatter with covariance
//! σ²(XᵀX)⁻¹. With σ² replaced by s² the quotient t = w/se follows Student's t
//! distribution with n − p − 1 degrees of freedom when the true weight is 0, and
//! the p value is the probability of a |t| at least as large.

use super::linear_regression::LinearRegression;
use crate::check;
use crate::error::MathError;
use crate::floating::exponent::{exponent_above, times_power_of_two};
use crate::linalg::norm_l2;
use crate::probability::{Beta, Distribution, StudentT};
use ndarray::{Array1, Array2};

/// Standard errors and tests, the answer of [`LinearRegression::inference`].
///
/// Entries are in the order of `terms`: the intercept first if there is one.
#[derive(Debug, Clone, PartialEq)]
pub struct Inference {
    /// "intercept", "x0", "x1", …
    pub terms: Vec<String>,
    /// The fitted values.
    pub estimates: Array1<f64>,
    /// How far other noise of the same size would have moved them.
    pub standard_errors: Array1<f64>,
    /// Estimate over standard error.
    pub t_values: Array1<f64>,
    /// The probability of a |t| at least as large if the true value were 0.
    pub p_values: Array1<f64>,
    /// Explained variance per weight over unexplained variance per degree of
    /// freedom; tests whether all weights are 0.
    pub f_statistic: f64,
    /// Its p value.
    pub f_p_value: f64,
}

impl LinearRegression {
    /// Standard errors, t and p values of the intercept and the weights.
    ///
    /// # Formula
    /// seⱼ = s·√((AᵀA)⁻¹ⱼⱼ) with A = [1 X], tⱼ = estimateⱼ/seⱼ, pⱼ = P(|T| ≥ |tⱼ|) with
    /// n − p − 1 degrees of freedom; F = (R²/p)/((1 − R²)/(n − p − 1)). A perfect fit has
    /// standard errors 0, t = ±∞, F = ∞ and p = 0 (t = 0 and p = 1 for an estimate of 0). A t
    /// or F beyond the largest f64 is infinite, too.
    ///
    /// # Errors
    /// [`MathError::InvalidArgument`] if the data do not determine the weights (rank too
    /// low) or leave no degree of freedom for the noise; [`MathError::Overflow`] for a
    /// standard error beyond the largest f64.
    ///
    /// # Source
    /// Guide §5.1; Hastie, Tibshirani and Friedman, The Elements of Statistical
    /// Learning, §3.2.
    ///
    /// # Examples
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let x = array![[0.0], [1.0], [2.0], [3.0]];
    /// let fit = linear_regression(&x, &array![1.0, 3.0, 6.0, 7.0])?;
    /// let about = fit.inference()?;
    /// // s² = 0.7/2 and Σ(x − x̄)² = 5: se² = 0.35/5.
    /// assert!((about.standard_errors[1] - 0.07_f64.sqrt()).abs() < 1e-14);
    /// assert!((about.t_values[1] - 2.1 / 0.07_f64.sqrt()).abs() < 1e-12);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn inference(&self) -> Result<Inference, MathError> {
        let (factor, s) = self.noise("LinearRegression::inference")?;
        let p = self.weights.len();
        let mut estimates = self.weights.to_vec();
        let mut terms: Vec<String> = (0..p).map(|j| format!("x{j}")).collect();
        if self.has_intercept {
            estimates.insert(0, self.intercept);
            terms.insert(0, msg!("intercept").into());
        }
        let estimates = Array1::from(estimates);
        // In the unit in which s has its digits; t undoes it.
        let (s, unit) = self.noise_in_its_unit(s);
        let errors: Array1<f64> = factor.rows().into_iter().map(|row| s * norm_l2(&row)).collect();
        let standard_errors = errors.mapv(|error| times_power_of_two(error, unit));
        if !check::is_finite(&standard_errors) {
            return Err(MathError::Overflow { operation: "LinearRegression::inference" });
        }
        let t_values: Array1<f64> = estimates
            .iter()
            .zip(&errors)
            .map(|(&w, &error)| if w == 0.0 { 0.0 } else { times_power_of_two(w / error, -unit) })
            .collect();
        let freedom = self.degrees_of_freedom as f64;
        let explained = self.r_squared.max(0.0);
        // Weights of zero explain nothing, also of a y without any spread.
        let f_statistic = if explained == 0.0 || self.weights.iter().all(|w| *w == 0.0) {
            0.0
        } else {
            explained / self.unexplained * freedom / p as f64
        };
        Ok(Inference {
            terms,
            estimates,
            standard_errors,
            p_values: t_values.iter().map(|&t| t_tail(t, freedom)).collect::<Result<_, _>>()?,
            t_values,
            f_statistic,
            f_p_value: f_tail(f_statistic, p as f64, freedom)?,
        })
    }

    /// Confidence intervals of the intercept and the weights: one row (lower, upper)
    /// for each, the intercept first.
    ///
    /// # Formula
    /// estimate ± q·se, q the (1 + level)/2 quantile of Student's t
    ///
    /// # Errors
    /// Those of [`inference`](Self::inference); [`MathError::OutOfRange`] unless the level
    /// is between 0 and 1; [`MathError::Overflow`] for a limit beyond the largest f64.
    ///
    /// # Source
    /// Guide §5.1.
    ///
    /// # Examples
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let x = array![[0.0], [1.0], [2.0], [3.0]];
    /// let fit = linear_regression(&x, &array![1.0, 3.0, 6.0, 7.0])?;
    /// let limits = fit.confidence_intervals(0.95)?;
    /// // t(0.975) with 2 degrees of freedom is 4.302653.
    /// assert!((limits[[1, 1]] - (2.1 + 4.302653 * 0.07_f64.sqrt())).abs() < 1e-6);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn confidence_intervals(&self, level: f64) -> Result<Array2<f64>, MathError> {
        let operation = "LinearRegression::confidence_intervals";
        let q = t_quantile(operation, level, self.degrees_of_freedom)?;
        let about = self.inference()?;
        let limits = Array2::from_shape_fn((about.estimates.len(), 2), |(i, side)| {
            let reach = q * about.standard_errors[i];
            about.estimates[i] + if side == 0 { -reach } else { reach }
        });
        check::none_overflowed(operation, limits)
    }

    /// The factor of the covariance and the size of the noise, if both exist.
    pub(super) fn noise(&self, operation: &'static str) -> Result<(&Array2<f64>, f64), MathError> {
        let unusable =
            |reason: String| MathError::InvalidArgument { operation, argument: "self", reason };
        let Some(factor) = &self.inverse_factor else {
            return Err(unusable(format!(
                "has rank {} for {} parameters, so many weights fit equally well and none has a \
                 standard error; remove dependent columns, add examples, or use `ridge`",
                self.rank,
                self.weights.len() + usize::from(self.has_intercept)
            )));
        };
        let Some(s) = self.residual_std else {
            return Err(unusable(format!(
                "has as many parameters as examples ({}), which leaves nothing to estimate the \
                 noise from; add examples or remove columns",
                self.residuals.len()
            )));
        };
        Ok((factor, s))
    }

    /// s as s′ · 2ᵏ. Of residuals near the smallest numbers s has few digits or none; of the
    /// same in another unit it has all.
    pub(super) fn noise_in_its_unit(&self, s: f64) -> (f64, i32) {
        if s.is_normal() {
            return (s, 0);
        }
        let unit = exponent_above(&self.residuals);
        let residuals = self.residuals.mapv(|e| times_power_of_two(e, -unit));
        (norm_l2(&residuals) / (self.degrees_of_freedom as f64).sqrt(), unit)
    }
}

/// P(|T| ≥ |t|): accurate however small it is.
fn t_tail(t: f64, freedom: f64) -> Result<f64, MathError> {
    Ok((2.0 * StudentT::new(freedom)?.survival(t.abs())).min(1.0))
}

/// P(F ≥ f): below/(below + above·F) has a beta distribution.
fn f_tail(f: f64, above: f64, below: f64) -> Result<f64, MathError> {
    let place = below / (below + above * f);
    Ok(Beta::new(0.5 * below, 0.5 * above)?.cdf(place))
}

/// The q with P(|T| ≤ q) = level.
pub(super) fn t_quantile(
    operation: &'static str,
    level: f64,
    freedom: usize,
) -> Result<f64, MathError> {
    if !(level > 0.0 && level < 1.0) {
        return Err(MathError::OutOfRange {
            operation,
            argument: "level",
            value: level,
            expected: "a number between 0 and 1, such as 0.95",
        });
    }
    if freedom == 0 {
        return Ok(f64::INFINITY); // `noise` refuses such a fit
    }
    StudentT::new(freedom as f64)?.inverse_survival(0.5 * (1.0 - level))
}
