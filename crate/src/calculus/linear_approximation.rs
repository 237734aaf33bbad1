//! The best linear approximation: what "differentiable" means in every dimension.
//!
//! Among all maps x ↦ Ax + b the derivative picks the one whose error becomes small
//! even when it is measured against the distance:
//!
//! ‖f(x) − (Ax + b)‖ / ‖x − a‖ → 0 as x → a.
//!
//! The numerator at x = a forces b = f(a) − Aa, so the map is f(a) + A(x − a). At most
//! one matrix can do it (two such matrices would differ by D with ‖Du‖ → 0 along every
//! unit vector u, so D = 0), and if one does, it is the Jacobian. A line, a plane, and
//! a map of vectors are the same idea; here it is written once.

use super::jacobian;
use super::shells;
use crate::check;
use crate::error::MathError;
use ndarray::{Array1, Array2, ArrayRef1, ArrayRef2};

/// The affine map x ↦ f(a) + A(x − a) = Ax + b.
#[derive(Debug, Clone, PartialEq)]
pub struct LinearApproximation {
    /// The point a around which it is good, n entries.
    pub at: Array1<f64>,
    /// f(a), m entries.
    pub value: Array1<f64>,
    /// A, m × n: the derivative of f at a when f has one.
    pub matrix: Array2<f64>,
}

impl LinearApproximation {
    /// f(a) + A(x − a).
    ///
    /// # Errors
    /// [`MathError::ShapeMismatch`] when x has another length than the point, or when
    /// fields set by hand do not fit together; [`MathError::Overflow`] for a value beyond
    /// the largest number.
    pub fn evaluate(&self, x: &ArrayRef1<f64>) -> Result<Array1<f64>, MathError> {
        let operation = "LinearApproximation::evaluate";
        check::same_length(operation, x, &self.at)?;
        fits(operation, &self.at, &self.value, &self.matrix)?;
        let image = &self.value + &self.matrix.dot(&(x.to_owned() - &self.at));
        if check::is_finite(x) && !check::is_finite(&image) {
            return Err(MathError::Overflow { operation });
        }
        Ok(image)
    }

    /// b = f(a) − Aa, so that the map is x ↦ Ax + b; NaNs when fields set by hand do not
    /// fit together.
    pub fn offset(&self) -> Array1<f64> {
        if self.matrix.dim() != (self.value.len(), self.at.len()) {
            return Array1::from_elem(self.value.len(), f64::NAN);
        }
        &self.value - &self.matrix.dot(&self.at)
    }
}

/// The linear approximation of f at a, with the Jacobian by central differences.
///
/// It is a candidate: whether its error really vanishes faster than the distance is
/// what [`approximation_errors`] shows and
/// [`differentiability_probe`](super::differentiability_probe) judges.
///
/// # Formula
/// f(a) + J_f(a)(x − a); a has n entries, f(a) has m, J_f is m × n
///
/// # Errors
/// Those of [`jacobian`].
///
/// # Source
/// Foundations §3.1.1–3.1.3.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// // f(x, y) = (xy, x + y) at (2, 3): f = (6, 5), J = [[3, 2], [1, 1]].
/// fn f(x: &Array1<f64>) -> Array1<f64> {
///     array![x[0] * x[1], x[0] + x[1]]
/// }
/// let best = linear_approximation(&f, &array![2.0, 3.0])?;
/// let guess = best.evaluate(&array![2.1, 3.1])?; // (6.5, 5.2); f itself is (6.51, 5.2)
/// assert!((&guess - &array![6.5, 5.2]).iter().all(|d| d.abs() < 1e-8));
/// assert!((&best.offset() - &array![-6.0, 0.0]).iter().all(|d| d.abs() < 1e-8));
/// # Ok::<(), MathError>(())
/// ```
pub fn linear_approximation(
    f: &dyn Fn(&Array1<f64>) -> Array1<f64>,
    at: &ArrayRef1<f64>,
) -> Result<LinearApproximation, MathError> {
    let behalf = check::on_behalf_of("linear_approximation", &[("x", "at"), ("f(x)", "f(at)")]);
    let matrix = jacobian(f, at).map_err(behalf)?;
    let at = at.to_owned();
    let value = f(&at);
    Ok(LinearApproximation { at, value, matrix })
}

/// How the error of an approximation compares with the distance, nearer and nearer.
#[derive(Debug, Clone, PartialEq)]
pub struct ApproximationErrors {
    /// Distances r, from large to small.
    pub distances: Array1<f64>,
    /// The largest ‖f(x) − (Ax + b)‖/‖x − a‖ found with r/√10 ≤ ‖x − a‖ ≤ r.
    pub ratios: Array1<f64>,
    /// One unit vector for each distance: where that largest ratio is.
    pub directions: Array2<f64>,
    /// p of ratio ≈ c·rᵖ at the smallest distances; `None` when only rounding is left.
    pub order: Option<f64>,
}

/// Below this, relative to the numbers at hand, a ratio is the noise of the differences.
const NOISE: f64 = 1e-8;

/// Compares an affine map with f at distances from 10⁻¹ down to 10⁻⁵ (times the size of
/// the point, if that is above 1), each time in the worst direction.
///
/// # Formula
/// ρ(r) = max ‖f(x) − (f(a) + A(x − a))‖ / ‖x − a‖ over r/√10 ≤ ‖x − a‖ ≤ r
///
/// # Errors
/// - [`MathError::Empty`] for a point without entries,
/// - [`MathError::NotFinite`] for NaN or infinite entries of a or A,
/// - [`MathError::ShapeMismatch`] when f does not answer with as many entries as A has
///   rows, or when A has another number of columns than a has entries,
/// - [`MathError::InvalidArgument`] where f is not finite near a.
///
/// # Source
/// Foundations §3.1.1–3.1.3.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// // f(x) = x² at 1: the error of the tangent is h², its ratio to the distance is h.
/// fn f(x: &Array1<f64>) -> Array1<f64> {
///     array![x[0] * x[0]]
/// }
/// let best = linear_approximation(&f, &array![1.0])?;
/// let near = approximation_errors(&f, &best)?;
/// assert!((near.ratios[0] - 0.1).abs() < 1e-8);
/// assert!((near.order.unwrap() - 1.0).abs() < 1e-3);
///
/// // A line with another slope leaves the difference of the slopes, however near.
/// let other = LinearApproximation { matrix: array![[2.5]], ..best };
/// let near = approximation_errors(&f, &other)?;
/// assert!((near.ratios[8] - 0.5).abs() < 1e-4);
/// # Ok::<(), MathError>(())
/// ```
pub fn approximation_errors(
    f: &dyn Fn(&Array1<f64>) -> Array1<f64>,
    approximation: &LinearApproximation,
) -> Result<ApproximationErrors, MathError> {
    let operation = "approximation_errors";
    let LinearApproximation { at, value, matrix } = approximation;
    check::not_empty(operation, "at", at)?;
    check::finite(operation, "at", at)?;
    check::finite(operation, "matrix", matrix)?;
    fits(operation, at, value, matrix)?;
    let ratio = |h: &Array1<f64>| {
        let x = at + h;
        // What was really walked: adding h to a rounds.
        let walked = &x - at;
        let answer = f(&x);
        check::same_length(operation, &answer, value)?;
        let gap = answer - value - matrix.dot(&walked);
        let ratio = length(&gap) / length(&walked);
        super::shells::finite_near(operation, ratio)
    };
    let distances = shells::radii(at);
    let mut ratios = Array1::zeros(distances.len());
    let mut directions = Array2::zeros((distances.len(), at.len()));
    for (k, &r) in distances.iter().enumerate() {
        let worst = shells::peak(&ratio, at.len(), r)?;
        ratios[k] = worst.value;
        directions.row_mut(k).assign(&worst.direction);
    }
    let size = matrix.iter().chain(value.iter()).fold(1.0_f64, |m, v| m.max(v.abs()));
    let order = shells::order(&distances, &ratios, NOISE * size);
    Ok(ApproximationErrors { distances, ratios, directions, order })
}

fn fits(
    operation: &'static str,
    at: &ArrayRef1<f64>,
    value: &ArrayRef1<f64>,
    matrix: &ArrayRef2<f64>,
) -> Result<(), MathError> {
    if matrix.dim() == (value.len(), at.len()) {
        return Ok(());
    }
    Err(MathError::ShapeMismatch {
        operation,
        left: vec![matrix.nrows(), matrix.ncols()],
        right: vec![value.len(), at.len()],
        rule: "the matrix needs one row for each entry of f(a) and one column for each of a",
    })
}

fn length(v: &Array1<f64>) -> f64 {
    // Entries below 1e-154 would vanish when squared; hypot does not square.
    v.iter().fold(0.0_f64, |l, x| l.hypot(*x))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    fn polar(p: &Array1<f64>) -> Array1<f64> {
        array![p[0] * p[1].cos(), p[0] * p[1].sin()]
    }

    #[test]
    fn a_smooth_map_leaves_an_error_of_second_order() {
        let best = linear_approximation(&polar, &array![2.0, 0.5]).unwrap();
        let near = approximation_errors(&polar, &best).unwrap();
        assert!((near.order.unwrap() - 1.0).abs() < 0.01, "{near:?}");
    }

    #[test]
    fn an_affine_map_is_its_own_approximation() {
        let f = |x: &Array1<f64>| array![1.0 + 2.0 * x[0] - x[1], 3.0 * x[2]];
        let best = linear_approximation(&f, &array![1.0, 2.0, 3.0]).unwrap();
        assert!((&best.offset() - &array![1.0, 0.0]).iter().all(|d| d.abs() < 1e-8));
        let near = approximation_errors(&f, &best).unwrap();
        assert_eq!(near.order, None);
        assert!(near.ratios.iter().all(|r| *r < 1e-8), "{near:?}");
    }

    #[test]
    fn shapes_and_holes_are_errors() {
        let best = linear_approximation(&polar, &array![2.0, 0.5]).unwrap();
        assert!(best.evaluate(&array![1.0]).is_err());
        let wrong = LinearApproximation { matrix: array![[1.0, 0.0]], ..best.clone() };
        assert!(approximation_errors(&polar, &wrong).is_err());
        assert!(wrong.evaluate(&array![2.0, 0.5]).is_err());
        assert!(wrong.offset().iter().all(|b| b.is_nan()));
        let short = LinearApproximation { value: array![], ..best.clone() };
        assert!(short.evaluate(&array![2.0, 0.5]).is_err() && short.offset().is_empty());
        assert!(approximation_errors(&|_| array![1.0], &best).is_err());
        let hole = |x: &Array1<f64>| array![x[0].sqrt(), 0.0];
        let there = LinearApproximation { at: array![0.0, 0.0], value: array![0.0, 0.0], ..best };
        assert!(approximation_errors(&hole, &there).is_err());
    }
}
