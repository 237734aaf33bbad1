//! Landscapes to race on: test functions with their gradients.
//!
//! Each is a plain `fn`, so that it can be handed to any minimiser. The
//! functions of two variables answer NaN for a point of another length, which
//! every minimiser refuses. They are polynomials: far out (from 1e50 on, say) they
//! are beyond the largest number, and value or gradient is ±∞ or NaN.

use crate::check;
use crate::error::MathError;
use ndarray::{Array1, ArrayRef1, array};

/// The two coordinates, or NaNs for a point that is not in the plane.
fn plane(x: &Array1<f64>) -> (f64, f64) {
    match x.len() {
        2 => (x[0], x[1]),
        _ => (f64::NAN, f64::NAN),
    }
}

/// Rosenbrock's banana: an easy valley to find and a hard one to follow.
///
/// # Formula
/// f(x) = Σᵢ (1 − xᵢ)² + 100(xᵢ₊₁ − xᵢ²)²; minimum 0 at (1, …, 1); NaN for fewer
/// than two entries
///
/// # Source
/// Rosenbrock, "An automatic method for finding the greatest or least value of
/// a function" (1960).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(rosenbrock(&array![1.0, 1.0]), 0.0);
/// assert!((rosenbrock(&array![-1.2, 1.0]) - 24.2).abs() < 1e-12);
/// ```
pub fn rosenbrock(x: &Array1<f64>) -> f64 {
    if x.len() < 2 {
        return f64::NAN;
    }
    let square = |a: f64| a * a;
    x.windows(2)
        .into_iter()
        .map(|pair| square(1.0 - pair[0]) + 100.0 * square(pair[1] - pair[0] * pair[0]))
        .sum()
}

/// The gradient of [`rosenbrock`].
///
/// # Formula
/// ∂f/∂xᵢ = −2(1 − xᵢ) − 400xᵢ(xᵢ₊₁ − xᵢ²) + 200(xᵢ − xᵢ₋₁²), each part where it exists
///
/// # Source
/// Rosenbrock (1960).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(rosenbrock_gradient(&array![0.0, 0.0]), array![-2.0, 0.0]);
/// ```
pub fn rosenbrock_gradient(x: &Array1<f64>) -> Array1<f64> {
    if x.len() < 2 {
        return Array1::from_elem(x.len(), f64::NAN);
    }
    let mut gradient = Array1::zeros(x.len());
    for i in 0..x.len() - 1 {
        let bend = x[i + 1] - x[i] * x[i];
        gradient[i] += -2.0 * (1.0 - x[i]) - 400.0 * x[i] * bend;
        gradient[i + 1] += 200.0 * bend;
    }
    gradient
}

/// Himmelblau's function: four minima of equal depth.
///
/// # Formula
/// f(x, y) = (x² + y − 11)² + (x + y² − 7)²; 0 at (3, 2), (−2.805, 3.131),
/// (−3.779, −3.283) and (3.584, −1.848)
///
/// # Source
/// Himmelblau, *Applied Nonlinear Programming* (1972).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(himmelblau(&array![3.0, 2.0]), 0.0);
/// assert_eq!(himmelblau(&array![0.0, 0.0]), 170.0); // 121 + 49
/// ```
pub fn himmelblau(x: &Array1<f64>) -> f64 {
    let (x, y) = plane(x);
    (x * x + y - 11.0).powi(2) + (x + y * y - 7.0).powi(2)
}

/// The gradient of [`himmelblau`].
///
/// # Formula
/// (4x(x² + y − 11) + 2(x + y² − 7), 2(x² + y − 11) + 4y(x + y² − 7))
///
/// # Source
/// Himmelblau (1972).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(himmelblau_gradient(&array![0.0, 0.0]), array![-14.0, -22.0]);
/// ```
pub fn himmelblau_gradient(x: &Array1<f64>) -> Array1<f64> {
    let (x, y) = plane(x);
    let (a, b) = (x * x + y - 11.0, x + y * y - 7.0);
    array![4.0 * x * a + 2.0 * b, 2.0 * a + 4.0 * y * b]
}

/// Beale's function: flat plains with a curved valley between steep walls.
///
/// # Formula
/// f(x, y) = (1.5 − x + xy)² + (2.25 − x + xy²)² + (2.625 − x + xy³)²; 0 at (3, ½)
///
/// # Source
/// Beale, "On an iterative method for finding a local minimum of a function of
/// more than one variable" (1958).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(beale(&array![3.0, 0.5]), 0.0);
/// assert_eq!(beale(&array![0.0, 0.0]), 14.203125); // 1.5² + 2.25² + 2.625²
/// ```
pub fn beale(x: &Array1<f64>) -> f64 {
    let (x, y) = plane(x);
    (1.5 - x + x * y).powi(2) + (2.25 - x + x * y * y).powi(2) + (2.625 - x + x * y.powi(3)).powi(2)
}

/// The gradient of [`beale`].
///
/// # Formula
/// ∂f/∂x = Σₖ 2tₖ(yᵏ − 1), ∂f/∂y = Σₖ 2tₖ·k·x·yᵏ⁻¹ with tₖ the terms in brackets
///
/// # Source
/// Beale (1958).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(beale_gradient(&array![0.0, 0.0]), array![-12.75, 0.0]);
/// ```
pub fn beale_gradient(x: &Array1<f64>) -> Array1<f64> {
    let (x, y) = plane(x);
    let mut gradient = array![0.0, 0.0];
    for (constant, k) in [(1.5, 1), (2.25, 2), (2.625, 3)] {
        let term = constant - x + x * y.powi(k);
        gradient[0] += 2.0 * term * (y.powi(k) - 1.0);
        gradient[1] += 2.0 * term * f64::from(k) * x * y.powi(k - 1);
    }
    gradient
}

/// The saddle: a valley along x and a ridge along y.
///
/// # Formula
/// f(x, y) = x² − y²
///
/// # Source
/// Guide §2.1 (Hessian).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(saddle(&array![3.0, 2.0]), 5.0);
/// ```
pub fn saddle(x: &Array1<f64>) -> f64 {
    let (x, y) = plane(x);
    x * x - y * y
}

/// The gradient of [`saddle`].
///
/// # Formula
/// (2x, −2y)
///
/// # Source
/// Guide §2.1 (Hessian).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(saddle_gradient(&array![3.0, 2.0]), array![6.0, -4.0]);
/// ```
pub fn saddle_gradient(x: &Array1<f64>) -> Array1<f64> {
    let (x, y) = plane(x);
    array![2.0 * x, -2.0 * y]
}

/// A bowl whose narrowness is one number: the ratio of its largest curvature to
/// its smallest.
///
/// # Formula
/// f(x) = ½ Σᵢ cᵢxᵢ², with the curvatures cᵢ spread evenly (in ratio) from 1 to κ
///
/// # Source
/// Guide §2.3.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let bowl = QuadraticBowl::new(100.0, 2)?;
/// assert_eq!(bowl.curvatures, array![1.0, 100.0]);
/// assert_eq!(bowl.value(&array![2.0, 1.0]), 52.0);
/// assert_eq!(bowl.gradient(&array![2.0, 1.0]), array![2.0, 100.0]);
/// # Ok::<(), MathError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct QuadraticBowl {
    /// The curvatures along the axes: the Hessian's eigenvalues.
    pub curvatures: Array1<f64>,
}

impl QuadraticBowl {
    /// A bowl with condition number κ in the given number of dimensions.
    ///
    /// # Errors
    /// [`MathError::OutOfRange`] when κ is below 1 or not finite, or there is no dimension
    /// (or one dimension with κ ≠ 1 is asked for).
    pub fn new(condition: f64, dimensions: usize) -> Result<Self, MathError> {
        let operation = "QuadraticBowl::new";
        if !(condition >= 1.0 && condition.is_finite()) {
            return Err(MathError::OutOfRange {
                operation,
                argument: "condition",
                value: condition,
                expected: "a finite number, 1 or larger",
            });
        }
        if dimensions == 0 || (dimensions == 1 && condition != 1.0) {
            return Err(MathError::OutOfRange {
                operation,
                argument: "dimensions",
                value: dimensions as f64,
                expected: "at least 2, or 1 for the condition number 1",
            });
        }
        check::memory(operation, "dimensions", dimensions)?;
        let last = (dimensions - 1).max(1) as f64;
        let curvatures = (0..dimensions).map(|i| condition.powf(i as f64 / last)).collect();
        Ok(Self { curvatures })
    }

    /// f(x); NaN when x has another length than the bowl has dimensions.
    pub fn value(&self, x: &ArrayRef1<f64>) -> f64 {
        if x.len() != self.curvatures.len() {
            return f64::NAN;
        }
        0.5 * x.iter().zip(&self.curvatures).map(|(x, c)| c * x * x).sum::<f64>()
    }

    /// ∇f(x), with entries cᵢxᵢ; NaNs when x has another length.
    pub fn gradient(&self, x: &ArrayRef1<f64>) -> Array1<f64> {
        if x.len() != self.curvatures.len() {
            return Array1::from_elem(x.len(), f64::NAN);
        }
        x.to_owned() * &self.curvatures
    }

    /// f as a boxed function that persists between cells.
    pub fn function(&self) -> Box<dyn Fn(&Array1<f64>) -> f64> {
        let bowl = self.clone();
        Box::new(move |x| bowl.value(x))
    }

    /// ∇f as a boxed function that persists between cells.
    pub fn gradient_function(&self) -> Box<dyn Fn(&Array1<f64>) -> Array1<f64>> {
        let bowl = self.clone();
        Box::new(move |x| bowl.gradient(x))
    }

    /// The learning rate from which gradient descent diverges, 2/κ.
    pub fn largest_rate(&self) -> f64 {
        2.0 / self.curvatures.iter().fold(f64::MIN_POSITIVE, |m, &c| m.max(c))
    }
}

/// f on a grid of the plane, for contours and surfaces: entry (i, j) is
/// f(x_j, y_i), the order that plotting libraries expect.
///
/// # Errors
/// [`MathError::Empty`] or [`MathError::NotFinite`] for empty axes or axes with NaN or
/// infinity.
///
/// # Source
/// Guide §2.3.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let z = evaluate_grid(&saddle, &array![0.0, 1.0, 2.0], &array![0.0, 1.0])?;
/// assert_eq!(z, array![[0.0, 1.0, 4.0], [-1.0, 0.0, 3.0]]);
/// # Ok::<(), MathError>(())
/// ```
pub fn evaluate_grid(
    f: &dyn Fn(&Array1<f64>) -> f64,
    x: &ArrayRef1<f64>,
    y: &ArrayRef1<f64>,
) -> Result<ndarray::Array2<f64>, MathError> {
    let operation = "evaluate_grid";
    for (argument, axis) in [("x", x), ("y", y)] {
        check::not_empty(operation, argument, axis)?;
        check::finite(operation, argument, axis)?;
    }
    Ok(ndarray::Array2::from_shape_fn((y.len(), x.len()), |(i, j)| f(&array![x[j], y[i]])))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calculus::gradient;

    #[test]
    fn gradients_agree_with_central_differences() {
        type Pair = (fn(&Array1<f64>) -> f64, fn(&Array1<f64>) -> Array1<f64>);
        let pairs: [Pair; 4] = [
            (rosenbrock, rosenbrock_gradient),
            (himmelblau, himmelblau_gradient),
            (beale, beale_gradient),
            (saddle, saddle_gradient),
        ];
        for (f, exact) in pairs {
            for x in [array![0.3, -0.7], array![-1.2, 1.0], array![2.0, 0.5]] {
                let gap = gradient(&f, &x).unwrap() - exact(&x);
                assert!(gap.iter().all(|d| d.abs() < 1e-5), "{gap}");
            }
            assert!(f(&array![1.0]).is_nan() && exact(&array![1.0])[0].is_nan());
        }
        let x = array![0.1, 0.9, -0.4, 1.3];
        let gap = gradient(&rosenbrock, &x).unwrap() - rosenbrock_gradient(&x);
        assert!(gap.iter().all(|d| d.abs() < 1e-5));
        let bowl = QuadraticBowl::new(1e3, 4).unwrap();
        let gap = gradient(&bowl.function(), &x).unwrap() - bowl.gradient(&x);
        assert!(gap.iter().all(|d| d.abs() < 1e-5));
    }

    #[test]
    fn bowls_have_the_condition_number_asked_for() {
        for n in 2..6 {
            let bowl = QuadraticBowl::new(50.0, n).unwrap();
            assert!((bowl.curvatures[n - 1] / bowl.curvatures[0] - 50.0).abs() < 1e-12);
            assert!((bowl.largest_rate() - 0.04).abs() < 1e-15);
            assert!(bowl.value(&array![1.0]).is_nan());
        }
        assert_eq!(QuadraticBowl::new(1.0, 1).unwrap().curvatures, array![1.0]);
        for (condition, n) in [(0.5, 2), (f64::NAN, 2), (2.0, 1), (2.0, 0)] {
            assert!(QuadraticBowl::new(condition, n).is_err());
        }
        assert!(evaluate_grid(&saddle, &array![], &array![1.0]).is_err());
    }
}
