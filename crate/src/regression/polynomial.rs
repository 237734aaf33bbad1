//! Polynomials through noisy points, without losing their digits.
//!
//! The powers 1, x, x², … on an interval away from zero look almost alike: for
//! degree 10 on [−9, −3] the condition number is 10¹⁵ and ordinary least squares
//! has nothing left. The cure is to fit in u = (x − centre)/scale, which fills
//! [−1, 1], where the powers differ. Multiplying the polynomial out again brings
//! the coefficients of x back; since these are made by cancellation, powers,
//! fit and multiplication are all carried in doubled precision.

use super::design::{checked, mean};
use super::refinement::Augmented;
use crate::check;
use crate::error::MathError;
use crate::floating::DoubleDouble;
use ndarray::{Array1, Array2, ArrayRef1, Axis};

/// A fitted polynomial, the answer of [`polynomial_regression`].
#[derive(Debug, Clone, PartialEq)]
pub struct PolynomialRegression {
    /// The coefficients of 1, x, x², …
    pub coefficients: Array1<f64>,
    /// Their standard errors; `None` if there are as many coefficients as points.
    pub standard_errors: Option<Array1<f64>>,
    /// The coefficients of 1, u, u², … with u = (x − centre)/scale: these are the
    /// ones to evaluate.
    pub scaled_coefficients: Array1<f64>,
    /// The middle of the x of the fit.
    pub centre: f64,
    /// A power of two that brings u into [−1, 1].
    pub scale: f64,
    /// y − ŷ.
    pub residuals: Array1<f64>,
    /// Σ(y − ŷ)².
    pub residual_sum: f64,
    /// 1 − Σ(y − ŷ)²/Σ(y − ȳ)²; 1 if y is constant.
    pub r_squared: f64,
    /// √(residual_sum/(n − degree − 1)); `None` without a degree of freedom.
    pub residual_std: Option<f64>,
}

/// The columns x, x², …, x^degree: a polynomial as a linear model.
///
/// # Formula
/// entry (i, k) = xᵢ^(k+1); the intercept supplies the power 0.
///
/// # Errors
/// [`MathError::NotFinite`] for NaN or infinite entries; [`MathError::OutOfRange`] for
/// degree 0, or one whose powers memory does not hold; [`MathError::Overflow`] if a power
/// is beyond the largest number.
///
/// # Source
/// Guide §5.1.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// let x = polynomial_features(&array![2.0, 3.0], 3)?;
/// assert_eq!(x, array![[2.0, 4.0, 8.0], [3.0, 9.0, 27.0]]);
/// # Ok::<(), MathError>(())
/// ```
pub fn polynomial_features(x: &ArrayRef1<f64>, degree: usize) -> Result<Array2<f64>, MathError> {
    let operation = "polynomial_features";
    check::finite(operation, "x", x)?;
    if degree == 0 {
        return Err(MathError::OutOfRange {
            operation,
            argument: "degree",
            value: 0.0,
            expected: "at least 1",
        });
    }
    check::table_memory(operation, "degree", degree, x.len())?;
    let powers = Array2::from_shape_fn((x.len(), degree), |(i, k)| x[i].powi(k as i32 + 1));
    check::none_overflowed(operation, powers)
}

/// Least squares with a polynomial of a given degree.
///
/// # Formula
/// Minimises Σ(yᵢ − Σₖ cₖxᵢᵏ)² over c₀ … c_degree, in the variable u and in doubled
/// precision; seₖ = s√((XᵀX)⁻¹ₖₖ) with the powers of x as columns.
///
/// # Errors
/// - [`MathError::InvalidArgument`] if fewer than degree + 1 of the x differ, or if the
///   degree is so high that u's powers look alike too,
/// - [`MathError::Empty`] without data,
/// - [`MathError::ShapeMismatch`] unless x and y have as many entries,
/// - [`MathError::NotFinite`] for NaN or infinite entries,
/// - [`MathError::Overflow`] for a result beyond the largest f64.
///
/// # Source
/// Guide §5.1, §4.2; Björck, Numerical Methods for Least Squares Problems (1996), §8.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// // y = 1 + x² near x = 1000.
/// let x = array![999.0, 1000.0, 1001.0, 1002.0];
/// let y = x.mapv(|x| 1.0 + x * x);
/// let fit = polynomial_regression(&x, &y, 2)?;
/// assert_eq!((fit.coefficients[0], fit.coefficients[2]), (1.0, 1.0));
/// assert!(fit.coefficients[1].abs() < 1e-30);
/// # Ok::<(), MathError>(())
/// ```
pub fn polynomial_regression(
    x: &ArrayRef1<f64>,
    y: &ArrayRef1<f64>,
    degree: usize,
) -> Result<PolynomialRegression, MathError> {
    let operation = "polynomial_regression";
    checked(operation, &x.view().insert_axis(Axis(1)), y)?;
    let n = x.len();
    let too_few = || MathError::InvalidArgument {
        operation,
        argument: "degree",
        reason: format!(
            "is {degree}, which the {n} values of x do not determine: more than {degree} different \
             ones, well apart, are needed; lower the degree"
        ),
    };
    if n <= degree {
        return Err(too_few());
    }
    let low = x.iter().fold(f64::INFINITY, |m, v| m.min(*v));
    let high = x.iter().fold(f64::NEG_INFINITY, |m, v| m.max(*v));
    let centre = f64::midpoint(low, high);
    let reach = (high - centre).max(centre - low);
    let scale = if reach == 0.0 { 1.0 } else { 2.0_f64.powi(reach.log2().ceil() as i32) };
    if !reach.is_finite() || !scale.is_finite() || scale == 0.0 {
        return Err(MathError::Overflow { operation });
    }

    let (mut powers, mut missing) =
        (Array2::zeros((n, degree + 1)), Array2::zeros((n, degree + 1)));
    for i in 0..n {
        let distance = DoubleDouble::from(x[i]) - DoubleDouble::from(centre);
        let u = DoubleDouble { hi: distance.hi / scale, lo: distance.lo / scale };
        let mut power = DoubleDouble::from(1.0);
        for k in 0..=degree {
            (powers[[i, k]], missing[[i, k]]) = (power.hi, power.lo);
            power = power * u;
        }
    }
    let system = Augmented::new(powers, Some(missing))?;
    if system.rank <= degree {
        return Err(too_few());
    }
    let right: Vec<DoubleDouble> = y.iter().map(|&v| v.into()).collect();
    let solution = system.solve(&right, &vec![DoubleDouble::default(); degree + 1]);
    let local = system.unscaled(&solution);

    let residuals: Array1<f64> = solution.residuals.iter().map(|r| r.to_f64()).collect();
    let residual_sum = residuals.dot(&residuals);
    let y_mean = mean(y);
    let total: f64 = y.iter().map(|v| (v - y_mean).powi(2)).sum();
    let residual_std = (n > degree + 1).then(|| (residual_sum / (n - degree - 1) as f64).sqrt());
    let standard_errors = residual_std.map(|s| raw_standard_errors(&system, centre, scale, s));
    let coefficients: Array1<f64> =
        multiplied_out(&local, centre, scale).iter().map(|c| c.to_f64()).collect();
    let errors_usable = standard_errors.as_ref().is_none_or(|errors| check::is_finite(errors));
    if !check::is_finite(&coefficients) || !total.is_finite() || !errors_usable {
        return Err(MathError::Overflow { operation });
    }
    Ok(PolynomialRegression {
        coefficients,
        standard_errors,
        scaled_coefficients: local.iter().map(|c| c.to_f64()).collect(),
        centre,
        scale,
        residuals,
        residual_sum,
        r_squared: if total == 0.0 { 1.0 } else { 1.0 - residual_sum / total },
        residual_std,
    })
}

impl PolynomialRegression {
    /// The polynomial at new points, by Horner's rule in u.
    ///
    /// # Formula
    /// ŷ = c₀ + u(c₁ + u(c₂ + …)), u = (x − centre)/scale
    ///
    /// # Errors
    /// [`MathError::NotFinite`] for NaN or infinite entries; [`MathError::Overflow`] for a
    /// prediction beyond the largest f64.
    ///
    /// # Source
    /// Guide §5.1.
    ///
    /// # Examples
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let x = array![0.0, 1.0, 2.0];
    /// let fit = polynomial_regression(&x, &array![0.0, 1.0, 4.0], 2)?;
    /// assert!((fit.predict(&array![5.0])?[0] - 25.0).abs() < 1e-13);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn predict(&self, x: &ArrayRef1<f64>) -> Result<Array1<f64>, MathError> {
        let operation = "PolynomialRegression::predict";
        check::finite(operation, "x", x)?;
        let value = |x: &f64| {
            let u = (x - self.centre) / self.scale;
            self.scaled_coefficients.iter().rev().fold(0.0, |sum, c| sum * u + c)
        };
        check::none_overflowed(operation, x.iter().map(value).collect())
    }
}

/// Σ aₖ((x − centre)/scale)ᵏ as coefficients of powers of x, by Horner's rule.
fn multiplied_out(local: &[DoubleDouble], centre: f64, scale: f64) -> Vec<DoubleDouble> {
    let mut result: Vec<DoubleDouble> = Vec::with_capacity(local.len());
    for &a in local.iter().rev() {
        // result ← result·(x − centre)/scale + a
        let by_centre: Vec<DoubleDouble> =
            result.iter().map(|&c| c * DoubleDouble::from(-centre)).collect();
        let mut next = vec![DoubleDouble::default(); result.len() + 1];
        for (k, &c) in result.iter().enumerate() {
            next[k + 1] += c;
            next[k] += by_centre[k];
        }
        for c in &mut next {
            *c = DoubleDouble { hi: c.hi / scale, lo: c.lo / scale };
        }
        next[0] += a;
        result = next;
    }
    result
}

/// s·√(tᵀ(AᵀA)⁻¹t), t the row of "multiplying out" that makes one coefficient.
///
/// (AᵀA)⁻¹t solves the augmented system with y = 0 and c = −t, so it is refined like
/// the coefficients themselves.
fn raw_standard_errors(system: &Augmented, centre: f64, scale: f64, s: f64) -> Array1<f64> {
    let size = system.r.nrows();
    let unit = |k: usize| {
        let mut local = vec![DoubleDouble::default(); size];
        local[k] = DoubleDouble::from(1.0);
        multiplied_out(&local, centre, scale)
    };
    let columns: Vec<Vec<DoubleDouble>> = (0..size).map(unit).collect();
    let nothing = vec![DoubleDouble::default(); system.q.nrows()];
    (0..size)
        .map(|j| {
            let t: Vec<DoubleDouble> = (0..size)
                .map(|k| {
                    let (entry, e) = (columns[k][j], system.exponents[k]);
                    let factor = 2.0_f64.powi(e);
                    DoubleDouble { hi: entry.hi * factor, lo: entry.lo * factor }
                })
                .collect();
            let minus: Vec<DoubleDouble> = t.iter().map(|&v| -v).collect();
            let solution = system.solve(&nothing, &minus);
            let mut square = DoubleDouble::default();
            for (a, b) in t.iter().zip(solution.of_scaled_columns()) {
                square += *a * b;
            }
            s * square.sqrt().to_f64()
        })
        .collect()
}
