//! Linear regression: the plane nearest to the points, and what it says of itself.
//!
//! The model ŷ = b + Xw is least squares on the matrix [1 X]. Geometrically ŷ is
//! the shadow of y on the space that the columns span, and the residual y − ŷ
//! stands at right angles to every one of them. The shadow of the i-th unit
//! vector on its own axis, hᵢ, is the *leverage* of example i: how much its own
//! target pulls its own prediction. The leverages sum to the rank.

use super::design::{Centred, checked, column_exponents, mean, predict, shift};
use super::refinement::Augmented;
use crate::check;
use crate::error::MathError;
use crate::floating::centring::{distances, precise_column_means};
use crate::floating::exponent::{exponent_of, scale_columns};
use crate::floating::{DoubleDouble, two_sum};
use crate::linalg::triangular::solve_upper_vector;
use crate::linalg::{Svd, norm_l2, qr, rank_of, singular_values, svd};
use ndarray::{Array1, Array2, ArrayRef1, ArrayRef2};

/// A fitted linear model, the answer of [`linear_regression`].
#[derive(Debug, Clone, PartialEq)]
pub struct LinearRegression {
    /// b, the prediction at x = 0; 0 if the model has none.
    pub intercept: f64,
    /// w, one weight for each column of X.
    pub weights: Array1<f64>,
    /// Whether an intercept was fitted.
    pub has_intercept: bool,
    /// ŷ = Xw + b for the examples of the fit.
    pub fitted: Array1<f64>,
    /// y − ŷ.
    pub residuals: Array1<f64>,
    /// hᵢ, between 0 and 1: how strongly example i determines its own prediction.
    pub leverage: Array1<f64>,
    /// Σ(y − ŷ)².
    pub residual_sum: f64,
    /// Σ(y − ȳ)², or Σy² without an intercept.
    pub total_sum: f64,
    /// R² = 1 − residual_sum/total_sum; 1 if y is constant and met.
    pub r_squared: f64,
    /// 1 − R² with all its digits.
    pub unexplained: f64,
    /// 1 − (1 − R²)(n − 1)/(n − rank) (n instead of n − 1 without an intercept);
    /// `None` without a degree of freedom.
    pub adjusted_r_squared: Option<f64>,
    /// How many parameters the data determine, the intercept included.
    pub rank: usize,
    /// n − rank.
    pub degrees_of_freedom: usize,
    /// s = √(residual_sum/(n − rank)), the estimate of the noise; `None` without a
    /// degree of freedom.
    pub residual_std: Option<f64>,
    /// κ of the matrix [1 X] with columns of length one: about log₁₀κ digits of the
    /// data do not reach the weights. ∞ if the rank is not full.
    pub condition: f64,
    /// F with ([1 X]ᵀ[1 X])⁻¹ = FFᵀ, the intercept first: where standard errors come
    /// from. `None` if the rank is not full; ±∞ in place of an entry beyond the largest f64,
    /// as columns near the smallest f64 have.
    pub inverse_factor: Option<Array2<f64>>,
}

/// Least squares with an intercept.
///
/// # Formula
/// Minimises Σᵢ (yᵢ − b − xᵢ·w)² by QR with refinement in doubled precision, so
/// that ill-conditioned data keep their digits. If the minimum has no single
/// place (dependent or constant columns, fewer examples than parameters) the
/// answer is the shortest w among all, and `rank` is below p + 1.
///
/// # Errors
/// - [`MathError::Empty`] without entries,
/// - [`MathError::ShapeMismatch`] unless y has one entry for every row of X,
/// - [`MathError::NotFinite`] for NaN or infinite entries,
/// - [`MathError::Overflow`] for a result beyond the largest f64.
///
/// # Source
/// Guide §5.1; Björck, Numerical Methods for Least Squares Problems (1996);
/// Hastie, Tibshirani and Friedman, The Elements of Statistical Learning, §3.2.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// // y = 1 + 2x with one point a unit too high.
/// let x = array![[0.0], [1.0], [2.0], [3.0]];
/// let fit = linear_regression(&x, &array![1.0, 3.0, 6.0, 7.0])?;
/// assert!((fit.intercept - 1.1).abs() < 1e-14);
/// assert!((fit.weights[0] - 2.1).abs() < 1e-14);
/// assert!((fit.residual_sum - 0.7).abs() < 1e-14);
/// assert!((fit.leverage.sum() - 2.0).abs() < 1e-14);
/// # Ok::<(), MathError>(())
/// ```
pub fn linear_regression(
    x: &ArrayRef2<f64>,
    y: &ArrayRef1<f64>,
) -> Result<LinearRegression, MathError> {
    fit("linear_regression", x, y, true)
}

/// Least squares without an intercept: a plane through the origin.
///
/// # Formula
/// Minimises Σᵢ (yᵢ − xᵢ·w)²; R² compares with Σy², not with Σ(y − ȳ)².
///
/// # Errors
/// Those of [`linear_regression`].
///
/// # Source
/// Guide §5.1, §5.2.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// let fit = linear_regression_through_origin(&array![[1.0], [2.0]], &array![2.0, 4.0])?;
/// assert_eq!((fit.weights[0], fit.intercept), (2.0, 0.0));
/// # Ok::<(), MathError>(())
/// ```
pub fn linear_regression_through_origin(
    x: &ArrayRef2<f64>,
    y: &ArrayRef1<f64>,
) -> Result<LinearRegression, MathError> {
    fit("linear_regression_through_origin", x, y, false)
}

impl LinearRegression {
    /// ŷ = Xw + b for new examples.
    ///
    /// # Errors
    /// [`MathError::ShapeMismatch`] unless X has one column for every weight;
    /// [`MathError::NotFinite`] for NaN or infinite entries; [`MathError::Overflow`] for a
    /// prediction beyond the largest f64.
    ///
    /// # Examples
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let fit = linear_regression(&array![[0.0], [1.0]], &array![1.0, 3.0])?;
    /// assert!((fit.predict(&array![[10.0]])?[0] - 21.0).abs() < 1e-13);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn predict(&self, x: &ArrayRef2<f64>) -> Result<Array1<f64>, MathError> {
        predict("LinearRegression::predict", x, &self.weights, self.intercept)
    }
}

/// What both ways of fitting find.
struct Parts {
    intercept: f64,
    weights: Array1<f64>,
    residuals: Array1<f64>,
    leverage: Array1<f64>,
    rank: usize,
    condition: f64,
    inverse_factor: Option<Array2<f64>>,
}

fn fit(
    operation: &'static str,
    x: &ArrayRef2<f64>,
    y: &ArrayRef1<f64>,
    has_intercept: bool,
) -> Result<LinearRegression, MathError> {
    let (n, p) = checked(operation, x, y)?;
    let parameters = p + usize::from(has_intercept);
    let mut parts = None;
    if n >= parameters {
        let design = Design::of(operation, x, has_intercept)?;
        if design.system.rank == parameters {
            parts = Some(design.full_rank(y)?);
        }
    }
    let parts = match parts {
        Some(parts) => parts,
        None => shortest(operation, x, y, has_intercept)?,
    };
    let weights = check::none_overflowed(operation, parts.weights)?;
    let residuals = check::none_overflowed(operation, parts.residuals)?;
    let residual_sum = residuals.dot(&residuals);
    let distances = if has_intercept { distances(y) } else { y.to_owned() };
    let total_sum = distances.dot(&distances);
    if !parts.intercept.is_finite() || !total_sum.is_finite() {
        return Err(MathError::Overflow { operation });
    }
    // A rank beyond n is one that rounding invented; n equations fix no more than n numbers.
    let degrees_of_freedom = n.saturating_sub(parts.rank);
    let freedom = (degrees_of_freedom > 0).then_some(degrees_of_freedom as f64);
    // Lengths keep the digits that squares lose when y is tiny. A constant y has
    // nothing to explain, and nothing left unexplained.
    let (length, total_length) = (norm_l2(&residuals), norm_l2(&distances));
    let unexplained = if total_length == 0.0 { 0.0 } else { (length / total_length).powi(2) };
    Ok(LinearRegression {
        intercept: parts.intercept,
        weights,
        has_intercept,
        fitted: &y.view() - &residuals,
        residuals,
        leverage: parts.leverage,
        residual_sum,
        total_sum,
        r_squared: 1.0 - unexplained,
        unexplained,
        adjusted_r_squared: freedom
            .map(|free| 1.0 - unexplained * (n - usize::from(has_intercept)) as f64 / free),
        rank: parts.rank,
        degrees_of_freedom,
        residual_std: freedom.map(|free| length / free.sqrt()),
        condition: parts.condition,
        inverse_factor: parts.inverse_factor,
    })
}

/// The matrix that is factored: X itself, or [1 X − c] with c near the means.
///
/// Beside a column of ones a column of large numbers that hardly vary looks like a second
/// column of ones. Its distances from a number near its mean do not, and they are kept as
/// sums of two f64, so that nothing of the data is lost. The weights are the same; the
/// intercept of X is that of X − c less c·w.
struct Design {
    system: Augmented,
    /// c, if there is an intercept.
    origin: Option<Array1<f64>>,
}

impl Design {
    fn of(
        operation: &'static str,
        x: &ArrayRef2<f64>,
        has_intercept: bool,
    ) -> Result<Self, MathError> {
        if !has_intercept {
            return Ok(Self { system: Augmented::new(x.to_owned(), None)?, origin: None });
        }
        let (n, p) = x.dim();
        let origin: Array1<f64> = precise_column_means(x).iter().map(|mean| mean.hi).collect();
        let mut near = Array2::from_elem((n, p + 1), 1.0);
        let mut missing = Array2::zeros((n, p + 1));
        let into = near.rows_mut().into_iter().zip(missing.rows_mut());
        for (row, (mut near, mut missing)) in x.rows().into_iter().zip(into) {
            let into = near.iter_mut().zip(&mut missing).skip(1);
            for ((&v, &c), (near, missing)) in row.iter().zip(&origin).zip(into) {
                (*near, *missing) = two_sum(v, -c);
            }
        }
        if !check::is_finite(&near) {
            return Err(MathError::Overflow { operation });
        }
        Ok(Self { system: Augmented::new(near, Some(missing))?, origin: Some(origin) })
    }

    fn full_rank(&self, y: &ArrayRef1<f64>) -> Result<Parts, MathError> {
        let system = &self.system;
        let size = system.r.nrows();
        // A target without spread then leaves nothing to solve.
        let level = if self.origin.is_some() { mean(y) } else { 0.0 };
        let level = if y.iter().all(|v| (v - level).is_finite()) { level } else { 0.0 };
        let level = DoubleDouble::from(level);
        let right: Vec<DoubleDouble> = y.iter().map(|&v| DoubleDouble::from(v) - level).collect();
        let solution = system.solve(&right, &vec![DoubleDouble::default(); size]);
        let mut parameters = system.unscaled(&solution);
        // With D the scales of the columns, [1 X − c]D = QR, so that the inverse of the
        // matrix of normal equations is DR⁻¹R⁻ᵀD.
        let mut units = Array2::eye(size);
        for column in units.columns_mut() {
            solve_upper_vector(system.r.view(), column);
        }
        let mut factor =
            Array2::from_shape_fn((size, size), |(i, j)| shift(units[[i, j]], system.exponents[i]));
        let mut intercept = 0.0;
        let mut condition = system.condition;
        if let Some(origin) = &self.origin {
            let first = parameters.remove(0) + level;
            let pairs = parameters.iter().zip(origin);
            intercept = pairs.fold(first, |b, (&w, &c)| b.plus_product(-w, c)).to_f64();
            // The first row of the factor moves with the intercept.
            for (j, &c) in origin.iter().enumerate() {
                // c in the column's unit: an entry beyond the largest f64 times a small
                // c may still be a number.
                let c = shift(c, system.exponents[j + 1]);
                for k in 0..size {
                    factor[[0, k]] -= units[[j + 1, k]] * c;
                }
            }
            condition = self.condition_at_zero(origin)?;
        }
        Ok(Parts {
            intercept,
            weights: parameters.iter().map(|w| w.to_f64()).collect(),
            residuals: solution.residuals.iter().map(|r| r.to_f64()).collect(),
            leverage: system.q.rows().into_iter().map(|row| row.dot(&row).min(1.0)).collect(),
            rank: size,
            condition,
            inverse_factor: Some(factor),
        })
    }

    /// κ of [1 X] with columns of length one: [1 X] = [1 X − c]T with T the identity and c
    /// in its first row, so that Q is the same and RD⁻¹T its triangle.
    fn condition_at_zero(&self, origin: &ArrayRef1<f64>) -> Result<f64, MathError> {
        let system = &self.system;
        let mut triangle = system.r.clone();
        let ones = system.r.column(0).mapv(|v| shift(v, -system.exponents[0]));
        for (j, mut column) in triangle.columns_mut().into_iter().enumerate() {
            if j > 0 {
                // In units of the column itself or of its mean, whichever is larger.
                let c = origin[j - 1];
                let unit = exponent_of(c).max(-system.exponents[j]);
                column.mapv_inplace(|v| shift(v, -system.exponents[j] - unit));
                column.scaled_add(shift(c, -unit), &ones);
            }
            let length = norm_l2(&column);
            column /= length;
        }
        let values = singular_values(&triangle)?;
        let (largest, smallest) = (values[0], values[values.len() - 1]);
        Ok(if smallest > 0.0 { largest / smallest } else { f64::INFINITY })
    }
}

/// The shortest w when the minimum has no single place.
///
/// The rank is judged with the columns brought to one size, so that it does not
/// depend on units; the w that this gives is then projected onto the space of
/// the rows of X, which takes off everything that changes no prediction.
fn shortest(
    operation: &'static str,
    x: &ArrayRef2<f64>,
    y: &ArrayRef1<f64>,
    has_intercept: bool,
) -> Result<Parts, MathError> {
    let (n, p) = x.dim();
    let centred = if has_intercept {
        Centred::of(operation, x, y)?
    } else {
        let nothing = DoubleDouble::default();
        Centred { x: x.to_owned(), y: y.to_owned(), x_means: vec![nothing; p], y_mean: nothing }
    };
    let mut scaled = centred.x.clone();
    let exponents = column_exponents(&scaled);
    scale_columns(&mut scaled, &exponents);
    let Svd { u, s, vt } = svd(&scaled)?;
    let rank = rank_of(&s, n, p);

    let mut weights = Array1::<f64>::zeros(p);
    for i in 0..rank {
        weights.scaled_add(u.column(i).dot(&centred.y) / s[i], &vt.row(i));
    }
    for (w, &k) in weights.iter_mut().zip(&exponents) {
        *w = shift(*w, k);
    }
    if rank > 0 {
        let rows = Array2::from_shape_fn((p, rank), |(j, i)| shift(vt[[i, j]], -exponents[j]));
        let basis = qr(&rows)?.q;
        weights = basis.dot(&basis.t().dot(&weights));
    }
    let leverage = (0..n).map(|i| {
        let own: f64 = (0..rank).map(|k| u[[i, k]].powi(2)).sum();
        (own + if has_intercept { 1.0 / n as f64 } else { 0.0 }).min(1.0)
    });
    Ok(Parts {
        intercept: if has_intercept { centred.intercept(operation, &weights)? } else { 0.0 },
        residuals: &centred.y - &centred.x.dot(&weights),
        leverage: leverage.collect(),
        weights,
        rank: rank + usize::from(has_intercept),
        condition: f64::INFINITY,
        inverse_factor: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn data_of_the_smallest_numbers_have_the_slope_of_the_same_data_in_another_unit() {
        let tiny = 5e-324;
        let (x, y) =
            (array![[-1.0], [2.0], [-1.0], [1.0], [0.0]], array![-3.0, -1.0, 1.0, 0.0, 0.0]);
        let fit = linear_regression(&(&x * tiny), &(&y * tiny)).unwrap();
        // Σ(x − x̄)(y − ȳ) = 0.6 and Σ(x − x̄)² = 6.8.
        assert!((fit.weights[0] - 0.6 / 6.8).abs() < 1e-16, "{}", fit.weights);
        assert!(!fit.inverse_factor.unwrap().iter().any(|v| v.is_nan()));
    }

    #[test]
    fn columns_that_differ_by_ulps_have_their_slope() {
        let x = Array2::from_shape_fn((10, 1), |(i, _)| 1.6e18 + 256.0 * i as f64);
        let fit = linear_regression(&x, &Array1::range(0.0, 10.0, 1.0)).unwrap();
        assert_eq!((fit.weights[0], fit.rank), (1.0 / 256.0, 2));
        assert!(fit.condition > 1e14 && fit.residuals.iter().all(|r| r.abs() < 1e-14));
    }

    #[test]
    fn the_factor_and_the_condition_are_those_of_the_data_as_given() {
        let x = array![[10.0], [11.0], [13.0]];
        let fit = linear_regression(&x, &array![1.0, 2.0, 2.0]).unwrap();
        // [1 X]ᵀ[1 X] = [[3, 34], [34, 390]] with determinant 14.
        let factor = fit.inverse_factor.unwrap();
        let inverse = factor.dot(&factor.t());
        let exact = array![[390.0, -34.0], [-34.0, 3.0]] / 14.0;
        assert!((&inverse - &exact).iter().all(|d| d.abs() < 1e-12), "{inverse}");
        // With columns of length one: 1 ± 34/√(3·390) are the squares.
        let cosine = 34.0 / 1170.0_f64.sqrt();
        let exact = ((1.0 + cosine) / (1.0 - cosine)).sqrt();
        assert!((fit.condition / exact - 1.0).abs() < 1e-12, "{}", fit.condition);
    }
}
