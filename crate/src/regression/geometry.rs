//! The ellipse, the ball and the diamond.
//!
//! A penalty can also be told as a budget: the smallest loss among the w with
//! ‖w‖₂ ≤ t (ridge) or ‖w‖₁ ≤ t (lasso). The weights of equal loss form ellipses
//! around the least-squares answer, and the best affordable w is where the
//! smallest ellipse touches the ball or the diamond. The diamond has corners on
//! the axes, an ellipse tends to touch it there, and a corner is a w with zeros.

use super::coordinate_descent::{SparseRegression, largest_alpha};
use super::coordinate_rounds::CoordinateSettings;
use super::design::{Centred, checked};
use super::lasso::lasso_with;
use super::linear_regression::linear_regression;
use super::ridge::{Ridge, Spectrum};
use crate::check;
use crate::error::MathError;
use crate::linalg::svd;
use ndarray::{Array2, ArrayRef1, ArrayRef2};

/// Points on the curve of equal loss of a model with two weights.
///
/// # Formula
/// L(w) = 1/n ‖y − Xw − b‖² with the best b for each w. With X = UΣVᵀ centred and the
/// minimum L₀ at ŵ the curve L = `loss` is ŵ + √(n(loss − L₀))·VΣ⁻¹(cos θ, sin θ)ᵀ. One
/// row for each of `count` points, the first repeated at the end.
///
/// # Errors
/// [`MathError::InvalidArgument`] unless X has two independent columns;
/// [`MathError::OutOfRange`] for a loss below the minimum or fewer than 3 points; those of
/// [`linear_regression`](fn@super::linear_regression).
///
/// # Source
/// Guide §5.2; Hastie, Tibshirani and Friedman, The Elements of Statistical
/// Learning, §3.4.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// let x = array![[1.0, 0.0], [-1.0, 0.0], [0.0, 1.0], [0.0, -1.0]];
/// // The minimum is 0 at (2, 3), and the ellipses are circles of radius √(2·loss).
/// let curve = loss_contour(&x, &array![2.0, -2.0, 3.0, -3.0], 0.5, 9)?;
/// for point in curve.rows() {
///     assert!(((point[0] - 2.0).hypot(point[1] - 3.0) - 1.0).abs() < 1e-14);
/// }
/// # Ok::<(), MathError>(())
/// ```
pub fn loss_contour(
    x: &ArrayRef2<f64>,
    y: &ArrayRef1<f64>,
    loss: f64,
    count: usize,
) -> Result<Array2<f64>, MathError> {
    let operation = "loss_contour";
    let (n, p) = checked(operation, x, y)?;
    let best = linear_regression(x, y)?;
    if p != 2 || best.inverse_factor.is_none() {
        return Err(MathError::InvalidArgument {
            operation,
            argument: "x",
            reason: format!(
                "has {p} columns and rank {} with the intercept; the curve needs two independent \
                 columns",
                best.rank
            ),
        });
    }
    let lowest = best.residual_sum / n as f64;
    if !(loss >= lowest && loss.is_finite()) {
        let expected = "a finite number not below the smallest loss";
        return Err(MathError::OutOfRange { operation, argument: "loss", value: loss, expected });
    }
    if count < 3 {
        let (value, expected) = (count as f64, "at least 3");
        return Err(MathError::OutOfRange { operation, argument: "count", value, expected });
    }
    crate::check::table_memory(operation, "count", count, 2)?;
    let parts = svd(&Centred::of(operation, x, y)?.x)?;
    let reach = (n as f64 * (loss - lowest)).sqrt();
    let outline = Array2::from_shape_fn((count, 2), |(i, j)| {
        let angle = std::f64::consts::TAU * (i % (count - 1)) as f64 / (count - 1) as f64;
        let (sin, cos) = angle.sin_cos();
        let along = [cos / parts.s[0], sin / parts.s[1]];
        best.weights[j] + reach * (parts.vt[[0, j]] * along[0] + parts.vt[[1, j]] * along[1])
    });
    if crate::check::is_finite(&outline) {
        Ok(outline)
    } else {
        Err(MathError::Overflow { operation })
    }
}

/// The ridge answer with ‖w‖₂ = t: the best w in the ball.
///
/// # Formula
/// The λ with ‖w(λ)‖₂ = t by bisection, since ‖w‖₂ falls as λ grows; λ = 0 if least
/// squares is inside the ball.
///
/// # Errors
/// [`MathError::OutOfRange`] unless t is positive; those of [`ridge`](super::ridge()).
///
/// # Source
/// Guide §5.2.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// // w = 4/(2 + λ): length 1 at λ = 2.
/// let fit = ridge_in_ball(&array![[0.0], [2.0]], &array![1.0, 5.0], 1.0)?;
/// assert!((fit.lambda - 2.0).abs() < 1e-12);
/// # Ok::<(), MathError>(())
/// ```
pub fn ridge_in_ball(x: &ArrayRef2<f64>, y: &ArrayRef1<f64>, t: f64) -> Result<Ridge, MathError> {
    let operation = "ridge_in_ball";
    check::positive(operation, "t", t)?;
    let spectrum = Spectrum::of(operation, x, y)?;
    let length = |fit: &Ridge| fit.weights.dot(&fit.weights).sqrt();
    let mut inside = spectrum.fit(operation, 0.0)?;
    if length(&inside) <= t {
        return Ok(inside);
    }
    // λ·‖w‖ = ‖Xᵀ residual‖ ≤ ‖Xᵀy‖, so λ = ‖Xᵀy‖/t is large enough.
    let (mut low, mut high) = (0.0, 1.0);
    loop {
        inside = spectrum.fit(operation, high)?;
        if length(&inside) <= t {
            break;
        }
        (low, high) = (high, high * 16.0);
        if high.is_infinite() {
            return Err(MathError::Overflow { operation });
        }
    }
    for _ in 0..200 {
        // Halve the number of representable values between, not the distance.
        let middle = if low == 0.0 { high / 16.0 } else { low.sqrt() * high.sqrt() };
        let fit = spectrum.fit(operation, middle)?;
        if length(&fit) <= t {
            (high, inside) = (middle, fit);
        } else {
            low = middle;
        }
        if high - low <= 2.0 * f64::EPSILON * high {
            break;
        }
    }
    Ok(inside)
}

/// The lasso answer with ‖w‖₁ = t: the best w in the diamond.
///
/// # Formula
/// The α with ‖w(α)‖₁ = t by bisection; α = 0 if least squares is inside the diamond.
///
/// # Errors
/// [`MathError::OutOfRange`] unless t is positive; those of [`lasso`](super::lasso()).
///
/// # Source
/// Guide §5.2.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// let x = array![[1.0, 0.0], [-1.0, 0.0], [0.0, 1.0], [0.0, -1.0]];
/// let fit = lasso_in_diamond(&x, &array![2.0, -2.0, 3.0, -3.0], 1.0)?;
/// assert!((fit.weights[1] - 1.0).abs() < 1e-9 && fit.weights[0] == 0.0); // a corner
/// # Ok::<(), MathError>(())
/// ```
pub fn lasso_in_diamond(
    x: &ArrayRef2<f64>,
    y: &ArrayRef1<f64>,
    t: f64,
) -> Result<SparseRegression, MathError> {
    let operation = "lasso_in_diamond";
    check::positive(operation, "t", t)?;
    let settings = CoordinateSettings { tolerance: 1e-13, max_iterations: 100_000 };
    let length = |fit: &SparseRegression| fit.weights.iter().map(|w| w.abs()).sum::<f64>();
    let free = lasso_with(x, y, 0.0, &settings)?;
    if length(&free) <= t {
        return Ok(free);
    }
    let (mut low, mut high) = (0.0, largest_alpha(x, y, 1.0)?);
    let mut inside = lasso_with(x, y, high, &settings)?;
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        let fit = lasso_with(x, y, middle, &settings)?;
        let gap = length(&fit) - t;
        if gap <= 0.0 {
            (high, inside) = (middle, fit);
        } else {
            low = middle;
        }
        if gap.abs() <= 1e-14 * t {
            break;
        }
    }
    Ok(inside)
}
