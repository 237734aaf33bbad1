//! Gradients and Jacobians: one central difference for each coordinate.

use super::{AGREEMENT, CENTRAL_STEP, Estimate, slope, step_from, undefined, unsettled};
use crate::calculus::limit::{self, Kind, Quotient, Steps};
use crate::check;
use crate::error::MathError;
use crate::floating::exponent::{exponent_above, times_power_of_two};
use ndarray::{Array1, Array2, ArrayRef1};
use std::cell::RefCell;

/// A gradient together with how far each entry may be off.
#[derive(Debug, Clone, PartialEq)]
pub struct GradientEstimate {
    /// The gradient.
    pub value: Array1<f64>,
    /// An estimate of the error of each entry.
    pub error: Array1<f64>,
}

/// Moves coordinate i of a point to a new place for the time of one call.
pub(super) fn with_entry<T>(
    point: &mut Array1<f64>,
    i: usize,
    entry: f64,
    f: impl FnOnce(&Array1<f64>) -> T,
) -> T {
    let before = std::mem::replace(&mut point[i], entry);
    let answer = f(point);
    point[i] = before;
    answer
}

pub(super) fn finite_value(
    operation: &'static str,
    f: &dyn Fn(&Array1<f64>) -> f64,
    point: &Array1<f64>,
) -> Result<f64, MathError> {
    let y = f(point);
    if y.is_finite() { Ok(y) } else { Err(undefined(operation, "f", y, &point.to_string())) }
}

pub(super) fn checked_point(
    operation: &'static str,
    x: &ArrayRef1<f64>,
) -> Result<Array1<f64>, MathError> {
    check::not_empty(operation, "x", x)?;
    check::finite(operation, "x", x)?;
    Ok(x.to_owned())
}

/// The partial derivatives, each as that of a function of one number.
fn partials(
    operation: &'static str,
    f: &dyn Fn(&Array1<f64>) -> f64,
    x: &ArrayRef1<f64>,
) -> Result<Vec<Estimate>, MathError> {
    let point = RefCell::new(checked_point(operation, x)?);
    (0..x.len())
        .map(|i| {
            let along = |entry: f64| with_entry(&mut point.borrow_mut(), i, entry, f);
            slope(operation, "f", &along, x[i], true)
        })
        .collect()
}

/// The gradient by central differences with a step of your own, coordinate by
/// coordinate as the definition says.
///
/// # Formula
/// (∇f)ᵢ ≈ (f(x + h·eᵢ) − f(x − h·eᵢ)) / 2h
///
/// # Errors
/// - [`MathError::Empty`] when x has no entries,
/// - [`MathError::NotFinite`] for NaN or infinite entries,
/// - [`MathError::OutOfRange`] when h is not positive, or too small to move an entry,
/// - [`MathError::InvalidArgument`] where f is not finite,
/// - [`MathError::Overflow`] when a quotient is beyond the largest number.
///
/// # Source
/// Guide §2.1 (first example).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// fn f(x: &Array1<f64>) -> f64 {
///     x[0].powi(2) + 2.0 * x[1].powi(2)
/// }
/// let gradient = numerical_gradient(&f, &array![3.0, 4.0], 1e-5)?;
/// assert!((&gradient - &array![6.0, 16.0]).iter().all(|d| d.abs() < 1e-9));
/// # Ok::<(), MathError>(())
/// ```
pub fn numerical_gradient(
    f: &dyn Fn(&Array1<f64>) -> f64,
    x: &ArrayRef1<f64>,
    h: f64,
) -> Result<Array1<f64>, MathError> {
    let operation = "numerical_gradient";
    let mut point = checked_point(operation, x)?;
    (0..x.len())
        .map(|i| {
            step_from(operation, x[i], h)?;
            let right = with_entry(&mut point, i, x[i] + h, |p| finite_value(operation, f, p))?;
            let left = with_entry(&mut point, i, x[i] - h, |p| finite_value(operation, f, p))?;
            check::no_overflow(operation, (right - left) / (2.0 * h))
        })
        .collect()
}

/// The gradient by central differences, each coordinate as in
/// [`derivative`](super::derivative).
///
/// # Formula
/// ∇f = (∂f/∂x₁, …, ∂f/∂xₙ)
///
/// # Errors
/// - [`MathError::Empty`] when x has no entries,
/// - [`MathError::NotFinite`] for NaN or infinite entries,
/// - [`MathError::InvalidArgument`] where f is not finite or has no derivative.
///
/// # Source
/// Guide §2.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// // x² + 3xy + y² has the gradient (2x + 3y, 3x + 2y).
/// fn f(x: &Array1<f64>) -> f64 {
///     x[0] * x[0] + 3.0 * x[0] * x[1] + x[1] * x[1]
/// }
/// let found = gradient(&f, &array![1.0, 2.0])?;
/// assert!((&found - &array![8.0, 7.0]).iter().all(|d| d.abs() < 1e-9));
/// # Ok::<(), MathError>(())
/// ```
pub fn gradient(
    f: &dyn Fn(&Array1<f64>) -> f64,
    x: &ArrayRef1<f64>,
) -> Result<Array1<f64>, MathError> {
    Ok(partials("gradient", f, x)?.into_iter().map(|partial| partial.value).collect())
}

/// The gradient with an estimate of each entry's error: the disagreement of the
/// differences with h and h/2, and rounding.
///
/// # Formula
/// D(h) − D(h/2) ≈ ¾·h²f‴/6, so the truncation is about 4/3·|D(h) − D(h/2)|; the
/// rounding adds ε·|f|/h
///
/// # Errors
/// Those of [`gradient`].
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
///     x[0].exp() * x[1]
/// }
/// let found = gradient_with_error(&f, &array![0.0, 3.0])?; // (3, 1)
/// assert!((found.value[0] - 3.0).abs() <= found.error[0]);
/// assert!(found.error[0] < 1e-8);
/// # Ok::<(), MathError>(())
/// ```
pub fn gradient_with_error(
    f: &dyn Fn(&Array1<f64>) -> f64,
    x: &ArrayRef1<f64>,
) -> Result<GradientEstimate, MathError> {
    let found = partials("gradient_with_error", f, x)?;
    Ok(GradientEstimate {
        value: found.iter().map(|partial| partial.value).collect(),
        error: found.iter().map(|partial| partial.error).collect(),
    })
}

/// The derivative along a direction, by a central difference.
///
/// # Formula
/// D_u f(x) ≈ (f(x + h·u) − f(x − h·u)) / 2h; the direction is used as given
///
/// # Errors
/// - [`MathError::ShapeMismatch`] when x and the direction differ in length,
/// - [`MathError::ZeroVector`] for the zero direction,
/// - [`MathError::Overflow`] for a derivative beyond the largest f64,
/// - those of [`gradient`].
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
///     x[0] * x[0] + 2.0 * x[1] * x[1]
/// }
/// let slope = directional_derivative(&f, &array![3.0, 4.0], &array![1.0, 1.0])?;
/// assert!((slope - 22.0).abs() < 1e-8);
/// # Ok::<(), MathError>(())
/// ```
pub fn directional_derivative(
    f: &dyn Fn(&Array1<f64>) -> f64,
    x: &ArrayRef1<f64>,
    direction: &ArrayRef1<f64>,
) -> Result<f64, MathError> {
    let operation = "directional_derivative";
    check::same_length(operation, x, direction)?;
    let point = checked_point(operation, x)?;
    check::finite(operation, "direction", direction)?;
    let length = direction.iter().fold(0.0_f64, |m, u| m.max(u.abs()));
    if length == 0.0 {
        return Err(MathError::ZeroVector { operation, argument: "direction" });
    }
    finite_value(operation, f, &point)?;
    // Along u · 2⁻ᵏ, whose largest entry is near 1, no step leaves the range; a power of two
    // changes no digit.
    let unit = exponent_above(direction);
    let direction = direction.mapv(|u| times_power_of_two(u, -unit));
    let length = times_power_of_two(length, -unit);
    let size = (x.iter().fold(1.0_f64, |m, v| m.max(v.abs())) / length).min(f64::MAX);
    // The entry that is nearest to 0, in units of the direction, allows the smallest steps.
    let nearest = x.iter().zip(&direction).filter(|(x, u)| **x != 0.0 && **u != 0.0);
    let nearest = nearest.fold(f64::INFINITY, |m, (x, u)| m.min((x / u).abs()));
    let steps = Steps {
        usual: CENTRAL_STEP * size,
        largest: 0.1 * size,
        smallest: if nearest.is_finite() { 1e-12 * nearest.min(size) } else { 1e-17 * size },
        kind: Kind::CENTRAL,
    };
    let mut trouble = None;
    let mut quotient = |h: f64| {
        let (right, left) = (&point + &(&direction * h), &point - &(&direction * h));
        if !check::is_finite(&right) || !check::is_finite(&left) {
            return None;
        }
        let (above, below) = (f(&right), f(&left));
        for (place, y) in [(right, above), (left, below)] {
            if !y.is_finite() {
                trouble = Some((place, y));
                return None;
            }
        }
        let rounding = f64::EPSILON * (above.abs().max(below.abs()) / h);
        Quotient::new((above - below) / (2.0 * h), rounding)
    };
    match limit::checked(&mut quotient, steps, AGREEMENT) {
        Some(found) => check::no_overflow(operation, times_power_of_two(found.value, unit)),
        None => Err(match trouble {
            Some((place, y)) => undefined(operation, "f", y, &place.to_string()),
            None => unsettled(operation, "f", &point.to_string()),
        }),
    }
}

/// The Jacobian of a vector function, by central differences.
///
/// # Formula
/// J_ij = ∂fᵢ/∂xⱼ; shape (outputs, inputs)
///
/// # Errors
/// - [`MathError::Empty`] when x or f(x) has no entries,
/// - [`MathError::ShapeMismatch`] when the length of f(x) changes between calls,
/// - [`MathError::NotFinite`] for NaN or infinite entries of x,
/// - [`MathError::InvalidArgument`] where an entry of f is not finite or has no
///   derivative.
///
/// # Source
/// Guide §2.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// // Polar to Cartesian at r = 2, θ = 0.
/// fn f(p: &Array1<f64>) -> Array1<f64> {
///     array![p[0] * p[1].cos(), p[0] * p[1].sin()]
/// }
/// let j = jacobian(&f, &array![2.0, 0.0])?;
/// assert!((&j - &array![[1.0, 0.0], [0.0, 2.0]]).iter().all(|d| d.abs() < 1e-9));
/// # Ok::<(), MathError>(())
/// ```
pub fn jacobian(
    f: &dyn Fn(&Array1<f64>) -> Array1<f64>,
    x: &ArrayRef1<f64>,
) -> Result<Array2<f64>, MathError> {
    let operation = "jacobian";
    let mut point = checked_point(operation, x)?;
    let centre = f(&point);
    check::not_empty(operation, "f(x)", &centre)?;
    if let Some(&y) = centre.iter().find(|y| !y.is_finite()) {
        return Err(undefined(operation, "f", y, &point.to_string()));
    }
    let mut jacobian = Array2::zeros((centre.len(), x.len()));
    for j in 0..x.len() {
        let column = column(operation, f, &mut point, j, centre.len())?;
        jacobian.column_mut(j).assign(&column);
    }
    Ok(jacobian)
}

/// The derivatives of all entries of f for coordinate j, from the same calls of f.
fn column(
    operation: &'static str,
    f: &dyn Fn(&Array1<f64>) -> Array1<f64>,
    point: &mut Array1<f64>,
    j: usize,
    outputs: usize,
) -> Result<Array1<f64>, MathError> {
    let x = point[j];
    let steps = super::steps_at(x);
    let mut trouble = None;
    // One quotient for each entry of f at one step.
    let mut quotients = |h: f64| -> Result<Vec<Option<Quotient>>, MathError> {
        let h = (x + h) - x;
        let (right, left) = (x + h, x - h);
        if right == x || left == x || !right.is_finite() || !left.is_finite() {
            return Ok(vec![None; outputs]);
        }
        let above = with_entry(point, j, right, f);
        let below = with_entry(point, j, left, f);
        for side in [&above, &below] {
            if side.len() != outputs {
                return Err(MathError::ShapeMismatch {
                    operation,
                    left: vec![outputs],
                    right: vec![side.len()],
                    rule: "f must return the same number of entries at every call",
                });
            }
        }
        let pairs = above.iter().zip(&below);
        Ok(pairs
            .map(|(&above, &below)| {
                for (place, y) in [(right, above), (left, below)] {
                    if !y.is_finite() {
                        trouble = Some((place, y));
                        return None;
                    }
                }
                let rounding = f64::EPSILON * (above.abs().max(below.abs()) / h);
                Quotient::new((above - below) / (right - left), rounding)
            })
            .collect())
    };
    let (usual, half) = (quotients(steps.usual)?, quotients(0.5 * steps.usual)?);
    let agreed: Vec<Option<Estimate>> = usual
        .iter()
        .zip(&half)
        .map(|(usual, half)| limit::agreeing((*usual)?, (*half)?, AGREEMENT))
        .collect();
    let mut rungs = Vec::new();
    if agreed.iter().any(Option::is_none) {
        for h in limit::rungs(steps) {
            rungs.push((h, quotients(h)?));
        }
    }
    agreed
        .into_iter()
        .enumerate()
        .map(|(i, agreed)| {
            let ladder = || {
                let own: Vec<_> = rungs.iter().map(|(h, all)| (*h, all[i])).collect();
                limit::best(&own, steps.kind)
            };
            agreed.or_else(ladder).map(|found| found.value).ok_or_else(|| match trouble {
                Some((place, y)) => {
                    undefined(operation, "f", y, &format!("{place} in coordinate {j}"))
                }
                None => unsettled(operation, "f", &format!("{x} in coordinate {j}")),
            })
        })
        .collect()
}
