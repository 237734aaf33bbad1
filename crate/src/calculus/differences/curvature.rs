//! Second derivatives of functions of several numbers.

use super::gradients::{checked_point, finite_value};
use super::{Estimate, undefined, unsettled};
use crate::calculus::limit::{self, Kind, Quotient, Steps};
use crate::check;
use crate::error::MathError;
use ndarray::{Array1, Array2, ArrayRef1};

/// Near ⁴√(48ε): the bottom of the V for the second difference.
const SECOND_STEP: f64 = 1e-4;
/// Half the usual step must give the same second derivative to so many digits.
const AGREEMENT: f64 = 1e-7;

/// The Hessian by second differences; about seven digits are right. Exactly symmetric.
///
/// The step is 1e-4·max(1, |xᵢ|) where half of it gives the same answer; elsewhere it is
/// chosen as in [`richardson`](super::richardson).
///
/// # Formula
/// H_ii ≈ (f(x + hᵢ) − 2f(x) + f(x − hᵢ)) / hᵢ²,
/// H_ij ≈ (f(x+hᵢ+hⱼ) − f(x+hᵢ−hⱼ) − f(x−hᵢ+hⱼ) + f(x−hᵢ−hⱼ)) / 4hᵢhⱼ
///
/// # Errors
/// Those of [`gradient`](crate::calculus::gradient()).
///
/// # Source
/// Guide §2.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// fn f(x: &Array1<f64>) -> f64 {
///     x[0] * x[0] + 3.0 * x[0] * x[1] + x[1] * x[1]
/// }
/// let h = hessian(&f, &array![1.0, 2.0])?;
/// assert!((&h - &array![[2.0, 3.0], [3.0, 2.0]]).iter().all(|d| d.abs() < 1e-6));
/// # Ok::<(), MathError>(())
/// ```
pub fn hessian(
    f: &dyn Fn(&Array1<f64>) -> f64,
    x: &ArrayRef1<f64>,
) -> Result<Array2<f64>, MathError> {
    let operation = "hessian";
    let mut bends = Bends::new(operation, f, x)?;
    let n = x.len();
    let mut hessian = Array2::zeros((n, n));
    for i in 0..n {
        hessian[[i, i]] = bends.along(i)?;
        for j in 0..i {
            hessian[[i, j]] = bends.across(i, j)?;
            hessian[[j, i]] = hessian[[i, j]];
        }
    }
    Ok(hessian)
}

/// Second differences around one point.
struct Bends<'a> {
    operation: &'static str,
    f: &'a dyn Fn(&Array1<f64>) -> f64,
    point: Array1<f64>,
    centre: f64,
    /// The last place where f was not finite, as text, and what it was.
    trouble: Option<(String, f64)>,
}

impl<'a> Bends<'a> {
    fn new(
        operation: &'static str,
        f: &'a dyn Fn(&Array1<f64>) -> f64,
        x: &ArrayRef1<f64>,
    ) -> Result<Self, MathError> {
        let point = checked_point(operation, x)?;
        let centre = finite_value(operation, f, &point)?;
        Ok(Self { operation, f, point, centre, trouble: None })
    }

    /// f with two coordinates (or twice the same) moved.
    fn moved(&mut self, i: usize, to: f64, j: usize, and_to: f64) -> Option<f64> {
        let before = (self.point[i], self.point[j]);
        self.point[i] = to;
        self.point[j] = and_to;
        let y = (self.f)(&self.point);
        if !y.is_finite() {
            self.trouble = Some((self.point.to_string(), y));
        }
        self.point[j] = before.1;
        self.point[i] = before.0;
        y.is_finite().then_some(y)
    }

    fn settled(&self, found: Option<Estimate>) -> Result<f64, MathError> {
        found.map(|found| found.value).ok_or_else(|| match &self.trouble {
            Some((place, y)) => undefined(self.operation, "f", *y, place),
            None => unsettled(self.operation, "f", &self.point.to_string()),
        })
    }

    /// ∂²f/∂xᵢ² from three points.
    fn along(&mut self, i: usize) -> Result<f64, MathError> {
        let x = self.point[i];
        let centre = self.centre;
        let steps = steps_at(x);
        let mut quotient = |h: f64| {
            let h = (x + h) - x;
            if x + h == x || x - h == x || !(x + h).is_finite() || !(x - h).is_finite() {
                return None;
            }
            let (right, left) = (self.moved(i, x + h, i, x + h)?, self.moved(i, x - h, i, x - h)?);
            let size = right.abs().max(left.abs()).max(centre.abs());
            let bend = ((right - centre) - (centre - left)) / (h * h);
            Quotient::new(bend, 4.0 * f64::EPSILON * size / (h * h))
        };
        let found = limit::checked(&mut quotient, steps, AGREEMENT);
        self.settled(found)
    }

    /// ∂²f/∂xᵢ∂xⱼ from four points.
    fn across(&mut self, i: usize, j: usize) -> Result<f64, MathError> {
        let (x, y) = (self.point[i], self.point[j]);
        // The steps of both coordinates grow and shrink together, by t.
        let mut quotient = |t: f64, units: (f64, f64)| {
            let (h, k) = ((x + t * units.0) - x, (y + t * units.1) - y);
            let places = [x + h, x - h, y + k, y - k];
            if h == 0.0 || k == 0.0 || places.iter().any(|p| !p.is_finite()) {
                return None;
            }
            let [right, left, up, down] = places;
            let corners = [
                self.moved(i, right, j, up)?,
                self.moved(i, right, j, down)?,
                self.moved(i, left, j, up)?,
                self.moved(i, left, j, down)?,
            ];
            let size = corners.iter().fold(0.0_f64, |m, c| m.max(c.abs()));
            let twist = (corners[0] - corners[1]) - (corners[2] - corners[3]);
            Quotient::new(twist / (4.0 * h * k), f64::EPSILON * size / (h * k))
        };
        let units = (x.abs().max(1.0), y.abs().max(1.0));
        let steps = Steps { usual: SECOND_STEP, largest: 0.1, smallest: 1e-9, kind: Kind::SECOND };
        let pair = (quotient(steps.usual, units), quotient(0.5 * steps.usual, units));
        let mut found = match pair {
            (Some(usual), Some(half)) => limit::agreeing(usual, half, AGREEMENT),
            _ => None,
        };
        if found.is_none() {
            // Steps in proportion to the coordinates themselves, however small they are.
            let own = |x: f64| if x == 0.0 { 1.0 } else { x.abs() };
            let near = Steps { smallest: 1e-7, ..steps };
            let far = limit::ladder(&mut |t| quotient(t, units), steps);
            let near = limit::ladder(&mut |t| quotient(t, (own(x), own(y))), near);
            found = [far, near].into_iter().flatten().min_by(|a, b| a.error.total_cmp(&b.error));
        }
        self.settled(found)
    }
}

/// Which steps suit a number x, for second derivatives.
fn steps_at(x: f64) -> Steps {
    let size = x.abs().max(1.0);
    let smallest = if x == 0.0 { 1e-12 } else { 1e-7 * x.abs() };
    Steps { usual: SECOND_STEP * size, largest: 0.1 * size, smallest, kind: Kind::SECOND }
}

/// The Laplacian: the sum of the second derivatives along the axes, which is
/// the trace of the Hessian without its other entries.
///
/// # Formula
/// Δf = Σᵢ ∂²f/∂xᵢ²
///
/// # Errors
/// Those of [`gradient`](crate::calculus::gradient()); [`MathError::Overflow`] for a sum
/// beyond the largest number.
///
/// # Source
/// Guide §2.1 (Hessian).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// // x² − y² is harmonic: its Laplacian is 2 − 2 = 0.
/// fn saddle(x: &Array1<f64>) -> f64 {
///     x[0] * x[0] - x[1] * x[1]
/// }
/// assert!(laplacian(&saddle, &array![1.0, 2.0])?.abs() < 1e-6);
/// # Ok::<(), MathError>(())
/// ```
pub fn laplacian(f: &dyn Fn(&Array1<f64>) -> f64, x: &ArrayRef1<f64>) -> Result<f64, MathError> {
    let operation = "laplacian";
    let mut bends = Bends::new(operation, f, x)?;
    let mut total = 0.0;
    for i in 0..x.len() {
        total += bends.along(i)?;
    }
    check::no_overflow(operation, total)
}
