//! The same minimum, step by step.
//!
//! L(w) = 1/n ‖y − Xw‖² is a bowl with Hessian H = 2/n XᵀX. A step of length η along
//! the gradient multiplies the error along an eigenvector of H by 1 − ηλ, so it
//! shrinks everywhere if and only if
//!
//! ```text
//! η < 2/λ_max = n/σ_max(X)²,
//! ```
//!
//! and the flattest direction, λ_min, decides how long it takes.

use super::design::checked;
use crate::check;
use crate::error::MathError;
use crate::linalg::norm_spectral;
use ndarray::{Array1, Array2, ArrayRef1, ArrayRef2};

/// A walk down the loss, the answer of [`least_squares_descent`].
#[derive(Debug, Clone, PartialEq)]
pub struct LeastSquaresDescent {
    /// w at every step, the start in the first row.
    pub weights: Array2<f64>,
    /// The loss at every step.
    pub losses: Array1<f64>,
    /// Steps must be shorter than this to converge; ∞ where none is too long.
    pub step_limit: f64,
    /// Whether the numbers grew beyond 1.8e308; the walk then ends before that.
    pub diverged: bool,
}

/// The mean squared error of the weights.
///
/// # Formula
/// L(w) = 1/n ‖y − Xw‖²
///
/// # Errors
/// - [`MathError::Empty`] without entries,
/// - [`MathError::ShapeMismatch`] unless y has one entry for every row of X and w one for
///   every column,
/// - [`MathError::NotFinite`] for NaN or infinite entries,
/// - [`MathError::Overflow`] for a loss beyond the largest f64.
///
/// # Source
/// Guide §5.1.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// let loss = least_squares_loss(&array![[1.0], [1.0]], &array![1.0, 3.0], &array![0.0])?;
/// assert_eq!(loss, 5.0);
/// # Ok::<(), MathError>(())
/// ```
pub fn least_squares_loss(
    x: &ArrayRef2<f64>,
    y: &ArrayRef1<f64>,
    w: &ArrayRef1<f64>,
) -> Result<f64, MathError> {
    let operation = "least_squares_loss";
    fits(operation, x, y, w)?;
    let loss = loss_and_gradient(x, y, w).0;
    check::no_overflow(operation, loss)
}

/// The gradient of the mean squared error.
///
/// # Formula
/// ∇L(w) = −2/n Xᵀ(y − Xw): zero where the residual is at right angles to every column
///
/// # Errors
/// Those of [`least_squares_loss`].
///
/// # Source
/// Guide §5.1.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// let (x, y) = (array![[1.0], [1.0]], array![1.0, 3.0]);
/// assert_eq!(least_squares_gradient(&x, &y, &array![0.0])?, array![-4.0]);
/// assert_eq!(least_squares_gradient(&x, &y, &array![2.0])?, array![0.0]);
/// # Ok::<(), MathError>(())
/// ```
pub fn least_squares_gradient(
    x: &ArrayRef2<f64>,
    y: &ArrayRef1<f64>,
    w: &ArrayRef1<f64>,
) -> Result<Array1<f64>, MathError> {
    let operation = "least_squares_gradient";
    fits(operation, x, y, w)?;
    check::none_overflowed(operation, loss_and_gradient(x, y, w).1)
}

/// The step length at which gradient descent on the mean squared error stops
/// converging.
///
/// # Formula
/// 2/λ_max(2/n XᵀX) = n/σ_max(X)²; ∞ for a matrix of zeros, and for one so small that the
/// limit is beyond the largest f64.
///
/// # Errors
/// [`MathError::Empty`] without entries; [`MathError::NotFinite`] for NaN or infinite
/// entries.
///
/// # Source
/// Guide §5.1, §2.3; Nesterov, Introductory Lectures on Convex Optimization, §2.1.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(least_squares_step_limit(&array![[2.0], [0.0]])?, 0.5); // 2/4
/// # Ok::<(), MathError>(())
/// ```
pub fn least_squares_step_limit(x: &ArrayRef2<f64>) -> Result<f64, MathError> {
    let operation = "least_squares_step_limit";
    check::not_empty(operation, "x", x)?;
    check::finite(operation, "x", x)?;
    let stretch = norm_spectral(x)?;
    Ok(x.nrows() as f64 / stretch / stretch)
}

/// Gradient descent on the mean squared error, without an intercept (add a column
/// of ones for one, or centre the data).
///
/// # Formula
/// w ← w − η∇L(w), `steps` times
///
/// # Errors
/// Those of [`least_squares_loss`]; [`MathError::OutOfRange`] unless the rate is positive
/// and memory holds the steps. A rate above the limit is not an error: the walk shows what
/// happens.
///
/// # Source
/// Guide §5.1, §2.3.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// let (x, y) = (array![[1.0], [1.0]], array![1.0, 3.0]);
/// let start = array![0.0];
/// let walk = least_squares_descent(&x, &y, &start, 0.25, 60)?;
/// assert_eq!(walk.weights[[1, 0]], 1.0); // halfway
/// assert!((walk.weights[[60, 0]] - 2.0).abs() < 1e-15);
/// assert!(least_squares_descent(&x, &y, &start, 1.5, 2000)?.diverged); // limit 1
/// # Ok::<(), MathError>(())
/// ```
pub fn least_squares_descent(
    x: &ArrayRef2<f64>,
    y: &ArrayRef1<f64>,
    start: &ArrayRef1<f64>,
    learning_rate: f64,
    steps: usize,
) -> Result<LeastSquaresDescent, MathError> {
    let operation = "least_squares_descent";
    fits(operation, x, y, start)?;
    check::positive(operation, "learning_rate", learning_rate)?;
    check::table_memory(operation, "steps", steps.saturating_add(1), start.len())?;
    let step_limit = least_squares_step_limit(x)?;
    let mut w = start.to_owned();
    let (mut walk, mut losses) = (Vec::new(), Vec::new());
    let mut diverged = false;
    for _ in 0..=steps {
        let (loss, gradient) = loss_and_gradient(x, y, &w);
        if !loss.is_finite() || !check::is_finite(&gradient) {
            diverged = true;
            break;
        }
        walk.extend(w.iter().copied());
        losses.push(loss);
        w.scaled_add(-learning_rate, &gradient);
    }
    if losses.is_empty() {
        return Err(MathError::Overflow { operation });
    }
    let weights = Array2::from_shape_vec((losses.len(), w.len()), walk)
        .map_err(|_| MathError::Overflow { operation })?;
    Ok(LeastSquaresDescent { weights, losses: Array1::from(losses), step_limit, diverged })
}

fn loss_and_gradient(
    x: &ArrayRef2<f64>,
    y: &ArrayRef1<f64>,
    w: &ArrayRef1<f64>,
) -> (f64, Array1<f64>) {
    let n = x.nrows() as f64;
    let residual = &y.view() - &x.dot(w);
    (residual.dot(&residual) / n, x.t().dot(&residual) * (-2.0 / n))
}

fn fits(
    operation: &'static str,
    x: &ArrayRef2<f64>,
    y: &ArrayRef1<f64>,
    w: &ArrayRef1<f64>,
) -> Result<(), MathError> {
    checked(operation, x, y)?;
    check::finite(operation, "w", w)?;
    if w.len() == x.ncols() {
        return Ok(());
    }
    Err(MathError::ShapeMismatch {
        operation,
        left: x.shape().to_vec(),
        right: w.shape().to_vec(),
        rule: "`x` needs one column for each weight",
    })
}
