//! Derivatives by differences: the definition with a step that stays finite.
//!
//! f′(x) is the limit of (f(x + h) − f(x))/h as h → 0. A computer has to stop
//! at some h > 0, and Taylor's formula says what that costs:
//!
//! - forward: (f(x+h) − f(x))/h = f′ + h/2·f″ + …, an error of order h;
//! - central: (f(x+h) − f(x−h))/2h = f′ + h²/6·f‴ + …, of order h²;
//! - second: (f(x+h) − 2f(x) + f(x−h))/h² = f″ + h²/12·f⁗ + …, of order h².
//!
//! A smaller h makes these errors smaller and another one larger: the values
//! of f are rounded to a relative ε = 1.1e-16, and the division by h blows
//! that up to ε|f|/h. The sum of both has the shape of a V with its lowest
//! point near h ≈ √ε for the forward, ∛ε for the central and ⁴√ε for the
//! second difference; the default steps sit there, scaled by the size of x.
//! [`step_errors`] tabulates the V.

use crate::check;
use crate::error::MathError;
use ndarray::{Array1, Array2, ArrayRef1};

/// Near √(2ε): the bottom of the V for the forward difference.
const FORWARD_STEP: f64 = 2e-8;
/// Near ∛(3ε): the bottom of the V for the central difference.
const CENTRAL_STEP: f64 = 6e-6;
/// Near ⁴√(48ε): the bottom of the V for the second difference.
const SECOND_STEP: f64 = 1e-4;
/// Where Richardson's table starts; it halves from there.
const RICHARDSON_STEP: f64 = 0.1;

/// A derivative together with how far it may be off.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let slope = richardson(&f64::exp, 0.0)?;
/// assert!((slope.value - 1.0).abs() <= slope.error);
/// assert!(slope.error < 1e-11);
/// # Ok::<(), MathError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The derivative.
    pub value: f64,
    /// An estimate of |value − true derivative|, truncation and rounding together.
    pub error: f64,
}

/// A gradient together with how far each entry may be off.
#[derive(Debug, Clone, PartialEq)]
pub struct GradientEstimate {
    /// The gradient.
    pub value: Array1<f64>,
    /// An estimate of the error of each entry.
    pub error: Array1<f64>,
}

/// A step proportional to the size of x (and at least `base`), nudged so that
/// x + h and x differ by exactly h in floating point.
fn scaled_step(base: f64, x: f64) -> f64 {
    let h = base * x.abs().max(1.0);
    (x + h) - x
}

fn positive_step(operation: &'static str, h: f64) -> Result<(), MathError> {
    if h.is_finite() && h > 0.0 {
        return Ok(());
    }
    Err(MathError::OutOfRange {
        operation,
        argument: "h",
        value: h,
        expected: "a positive finite step",
    })
}

/// f(x), refused when it is NaN or infinite.
fn value_at(operation: &'static str, f: &dyn Fn(f64) -> f64, x: f64) -> Result<f64, MathError> {
    let y = f(x);
    if y.is_finite() {
        return Ok(y);
    }
    Err(undefined(operation, y, &format!("{x}")))
}

fn undefined(operation: &'static str, y: f64, place: &str) -> MathError {
    MathError::InvalidArgument {
        operation,
        argument: "f",
        reason: format!(
            "is {y} at {place}; differences need finite values on both sides of the point, \
             so move the point or choose a smaller step"
        ),
    }
}

/// The slope of the secant to the right.
///
/// # Formula
/// (f(x + h) − f(x)) / h = f′(x) + O(h)
///
/// # Errors
/// - [`MathError::OutOfRange`] when h is not positive,
/// - [`MathError::NotFinite`] for a NaN or infinite x,
/// - [`MathError::InvalidArgument`] where f is not finite.
///
/// # Source
/// Guide §2.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// fn square(x: f64) -> f64 {
///     x * x
/// }
/// assert_eq!(forward_difference(&square, 3.0, 0.5)?, 6.5); // 6 + h
/// # Ok::<(), MathError>(())
/// ```
pub fn forward_difference(f: &dyn Fn(f64) -> f64, x: f64, h: f64) -> Result<f64, MathError> {
    let operation = "forward_difference";
    check::finite_number(operation, "x", x)?;
    positive_step(operation, h)?;
    Ok((value_at(operation, f, x + h)? - value_at(operation, f, x)?) / h)
}

/// The slope of the secant through both neighbours.
///
/// # Formula
/// (f(x + h) − f(x − h)) / 2h = f′(x) + O(h²)
///
/// # Errors
/// As [`forward_difference`].
///
/// # Source
/// Guide §2.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// fn cube(x: f64) -> f64 {
///     x * x * x
/// }
/// assert_eq!(central_difference(&cube, 1.0, 0.5)?, 3.25); // 3 + h²
/// # Ok::<(), MathError>(())
/// ```
pub fn central_difference(f: &dyn Fn(f64) -> f64, x: f64, h: f64) -> Result<f64, MathError> {
    let operation = "central_difference";
    check::finite_number(operation, "x", x)?;
    positive_step(operation, h)?;
    Ok((value_at(operation, f, x + h)? - value_at(operation, f, x - h)?) / (2.0 * h))
}

/// The second derivative from three points.
///
/// # Formula
/// (f(x + h) − 2f(x) + f(x − h)) / h² = f″(x) + O(h²)
///
/// # Errors
/// As [`forward_difference`].
///
/// # Source
/// Guide §2.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// fn cube(x: f64) -> f64 {
///     x * x * x
/// }
/// assert_eq!(second_difference(&cube, 1.0, 0.5)?, 6.0);
/// # Ok::<(), MathError>(())
/// ```
pub fn second_difference(f: &dyn Fn(f64) -> f64, x: f64, h: f64) -> Result<f64, MathError> {
    let operation = "second_difference";
    check::finite_number(operation, "x", x)?;
    positive_step(operation, h)?;
    let (right, left) = (value_at(operation, f, x + h)?, value_at(operation, f, x - h)?);
    Ok((right - 2.0 * value_at(operation, f, x)? + left) / (h * h))
}

/// The derivative by a central difference with the default step
/// 6e-6·max(1, |x|); about ten digits are right.
///
/// Where that step leaves the domain of f (ln at 1e-7, say), the step 6e-6·|x|
/// is tried before giving up.
///
/// # Formula
/// f′(x) ≈ (f(x + h) − f(x − h)) / 2h
///
/// # Errors
/// As [`forward_difference`], but for the step.
///
/// # Source
/// Guide §2.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// assert!((derivative(&f64::ln, 4.0)? - 0.25).abs() < 1e-10);
/// # Ok::<(), MathError>(())
/// ```
pub fn derivative(f: &dyn Fn(f64) -> f64, x: f64) -> Result<f64, MathError> {
    let operation = "derivative";
    check::finite_number(operation, "x", x)?;
    let difference = |h: f64| -> Result<f64, MathError> {
        Ok((value_at(operation, f, x + h)? - value_at(operation, f, x - h)?) / (2.0 * h))
    };
    difference(scaled_step(CENTRAL_STEP, x)).or_else(|error| {
        if x == 0.0 || x.abs() >= 1.0 { Err(error) } else { difference(CENTRAL_STEP * x.abs()) }
    })
}

/// The derivative by Richardson's extrapolation, with its error.
///
/// The central difference has an error in even powers of h. Halving h and
/// combining two answers removes the lowest power; doing so again and again
/// (Romberg's table) removes one after another, and the disagreement of
/// neighbours in the table tells where rounding takes over.
///
/// # Formula
/// D₀(h) = (f(x+h) − f(x−h))/2h,  Dₖ(h) = Dₖ₋₁(h/2) + (Dₖ₋₁(h/2) − Dₖ₋₁(h))/(4ᵏ − 1)
///
/// # Errors
/// - [`MathError::NotFinite`] for a NaN or infinite x,
/// - [`MathError::InvalidArgument`] when f is not finite even close to x.
///
/// # Source
/// Guide §2.1; Ridders, "Accurate computation of F′(x) and F′(x)F″(x)" (1982).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let slope = richardson(&f64::sin, 0.0)?; // cos 0 = 1
/// assert!((slope.value - 1.0).abs() < 1e-12);
/// # Ok::<(), MathError>(())
/// ```
pub fn richardson(f: &dyn Fn(f64) -> f64, x: f64) -> Result<Estimate, MathError> {
    const ROWS: usize = 12;
    let operation = "richardson";
    check::finite_number(operation, "x", x)?;
    let mut best = Estimate { value: f64::NAN, error: f64::INFINITY };
    let mut previous: Vec<f64> = Vec::new();
    let mut h = scaled_step(RICHARDSON_STEP, x);
    let mut trouble = None;
    let mut halvings = 0;
    while previous.len() < ROWS && halvings < 60 {
        halvings += 1;
        h *= 0.5;
        let (right, left) = (f(x + h), f(x - h));
        if !(right.is_finite() && left.is_finite()) {
            // Outside the domain: start the table again closer to x.
            let (y, place) = if right.is_finite() { (left, x - h) } else { (right, x + h) };
            trouble = Some(undefined(operation, y, &place.to_string()));
            previous.clear();
            continue;
        }
        // Both f and the places x ± h are rounded.
        let slope = (right - left) / (2.0 * h);
        let rounding = f64::EPSILON * (right.abs().max(left.abs()) + (x * slope).abs()) / h;
        let mut row = vec![slope];
        let mut power = 1.0;
        for k in 0..previous.len() {
            power *= 4.0;
            let improved = row[k] + (row[k] - previous[k]) / (power - 1.0);
            let error = (improved - row[k]).abs().max((improved - previous[k]).abs()) + rounding;
            if error < best.error {
                best = Estimate { value: improved, error };
            }
            row.push(improved);
        }
        previous = row;
    }
    match (best.value.is_finite(), trouble) {
        (true, _) => Ok(best),
        (false, Some(error)) => Err(error),
        (false, None) => Err(undefined(operation, best.value, &x.to_string())),
    }
}

/// Moves coordinate i of a point to a new place for the time of one call.
fn with_entry<T>(
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

fn finite_value(
    operation: &'static str,
    f: &dyn Fn(&Array1<f64>) -> f64,
    point: &Array1<f64>,
) -> Result<f64, MathError> {
    let y = f(point);
    if y.is_finite() { Ok(y) } else { Err(undefined(operation, y, &format!("{point}"))) }
}

fn checked_point(operation: &'static str, x: &ArrayRef1<f64>) -> Result<Array1<f64>, MathError> {
    check::not_empty(operation, "x", x)?;
    check::finite(operation, "x", x)?;
    Ok(x.to_owned())
}

/// ∂f/∂xᵢ by a central difference with the given step.
fn partial(
    operation: &'static str,
    f: &dyn Fn(&Array1<f64>) -> f64,
    point: &mut Array1<f64>,
    i: usize,
    h: f64,
) -> Result<f64, MathError> {
    let x = point[i];
    let right = with_entry(point, i, x + h, |p| finite_value(operation, f, p))?;
    let left = with_entry(point, i, x - h, |p| finite_value(operation, f, p))?;
    Ok((right - left) / (2.0 * h))
}

/// ∂f/∂xᵢ with the default step, or a smaller one where that leaves the domain.
fn partial_by_default(
    operation: &'static str,
    f: &dyn Fn(&Array1<f64>) -> f64,
    point: &mut Array1<f64>,
    i: usize,
) -> Result<f64, MathError> {
    let x = point[i];
    partial(operation, f, point, i, scaled_step(CENTRAL_STEP, x)).or_else(|error| {
        if x == 0.0 || x.abs() >= 1.0 {
            Err(error)
        } else {
            partial(operation, f, point, i, CENTRAL_STEP * x.abs())
        }
    })
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
/// - [`MathError::OutOfRange`] when h is not positive,
/// - [`MathError::InvalidArgument`] where f is not finite.
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
    positive_step(operation, h)?;
    (0..x.len()).map(|i| partial(operation, f, &mut point, i, h)).collect()
}

/// The gradient by central differences, each coordinate with the default step
/// 6e-6·max(1, |xᵢ|).
///
/// # Formula
/// ∇f = (∂f/∂x₁, …, ∂f/∂xₙ)
///
/// # Errors
/// As [`numerical_gradient`], but for the step.
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
    let operation = "gradient";
    let mut point = checked_point(operation, x)?;
    (0..x.len()).map(|i| partial_by_default(operation, f, &mut point, i)).collect()
}

/// The gradient with an estimate of each entry's error, from the central
/// differences with h and 2h.
///
/// # Formula
/// D(2h) − D(h) ≈ 3·h²f‴/6, so the truncation is about |D(2h) − D(h)|/3; the
/// rounding adds ε·(|f| + |x·f′|)/h
///
/// # Errors
/// As [`gradient`].
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
    let operation = "gradient_with_error";
    let mut point = checked_point(operation, x)?;
    let size = finite_value(operation, f, &point)?.abs();
    let mut value = Array1::zeros(x.len());
    let mut error = Array1::zeros(x.len());
    for i in 0..x.len() {
        let h = scaled_step(CENTRAL_STEP, x[i]);
        let near = partial(operation, f, &mut point, i, h)?;
        let far = partial(operation, f, &mut point, i, 2.0 * h)?;
        value[i] = near;
        error[i] = (far - near).abs() / 3.0 + f64::EPSILON * (size + (x[i] * near).abs()) / h;
    }
    Ok(GradientEstimate { value, error })
}

/// The derivative along a direction, by a central difference.
///
/// # Formula
/// D_u f(x) ≈ (f(x + h·u) − f(x − h·u)) / 2h; the direction is used as given
///
/// # Errors
/// - [`MathError::ShapeMismatch`] when x and the direction differ in length,
/// - [`MathError::ZeroVector`] for the zero direction,
/// - otherwise as [`gradient`].
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
    let size = x.iter().fold(1.0_f64, |m, v| m.max(v.abs()));
    let h = CENTRAL_STEP * size / length;
    let right = finite_value(operation, f, &(&point + &(direction * h)))?;
    let left = finite_value(operation, f, &(&point - &(direction * h)))?;
    Ok((right - left) / (2.0 * h))
}

/// The Jacobian of a vector function, by central differences.
///
/// # Formula
/// J_ij = ∂fᵢ/∂xⱼ; shape (outputs, inputs)
///
/// # Errors
/// - [`MathError::Empty`] when x or f(x) has no entries,
/// - [`MathError::ShapeMismatch`] when the length of f(x) changes between calls,
/// - [`MathError::NotFinite`] for NaN or infinite entries of x or of the result.
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
    let outputs = f(&point).len();
    if outputs == 0 {
        return Err(MathError::Empty { operation, argument: "f(x)" });
    }
    let mut jacobian = Array2::zeros((outputs, x.len()));
    for j in 0..x.len() {
        let h = scaled_step(CENTRAL_STEP, x[j]);
        let right = with_entry(&mut point, j, x[j] + h, f);
        let left = with_entry(&mut point, j, x[j] - h, f);
        for side in [&right, &left] {
            if side.len() != outputs {
                return Err(MathError::ShapeMismatch {
                    operation,
                    left: vec![outputs],
                    right: vec![side.len()],
                    rule: "f must return the same number of entries at every call",
                });
            }
        }
        jacobian.column_mut(j).assign(&((right - left) / (2.0 * h)));
    }
    check::finite(operation, "the Jacobian", &jacobian)?;
    Ok(jacobian)
}

/// The Hessian by second differences with the default step 1e-4·max(1, |xᵢ|);
/// about seven digits are right. Exactly symmetric.
///
/// # Formula
/// H_ii ≈ (f(x + hᵢ) − 2f(x) + f(x − hᵢ)) / hᵢ²,
/// H_ij ≈ (f(x+hᵢ+hⱼ) − f(x+hᵢ−hⱼ) − f(x−hᵢ+hⱼ) + f(x−hᵢ−hⱼ)) / 4hᵢhⱼ
///
/// # Errors
/// As [`gradient`].
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
    let mut point = checked_point(operation, x)?;
    let centre = finite_value(operation, f, &point)?;
    let n = x.len();
    let steps: Vec<f64> = x.iter().map(|&x| scaled_step(SECOND_STEP, x)).collect();
    let mut hessian = Array2::zeros((n, n));
    for i in 0..n {
        hessian[[i, i]] = second_partial(operation, f, &mut point, centre, i, steps[i])?;
        for j in 0..i {
            let mut corner = |a: f64, b: f64| {
                let row = point[i];
                point[i] = row + a * steps[i];
                let target = point[j] + b * steps[j];
                let y = with_entry(&mut point, j, target, |p| finite_value(operation, f, p));
                point[i] = row;
                y
            };
            let twist =
                corner(1.0, 1.0)? - corner(1.0, -1.0)? - corner(-1.0, 1.0)? + corner(-1.0, -1.0)?;
            hessian[[i, j]] = twist / (4.0 * steps[i] * steps[j]);
            hessian[[j, i]] = hessian[[i, j]];
        }
    }
    Ok(hessian)
}

/// ∂²f/∂xᵢ² from three points.
fn second_partial(
    operation: &'static str,
    f: &dyn Fn(&Array1<f64>) -> f64,
    point: &mut Array1<f64>,
    centre: f64,
    i: usize,
    h: f64,
) -> Result<f64, MathError> {
    let x = point[i];
    let right = with_entry(point, i, x + h, |p| finite_value(operation, f, p))?;
    let left = with_entry(point, i, x - h, |p| finite_value(operation, f, p))?;
    Ok(((right - centre) - (centre - left)) / (h * h))
}

/// The Laplacian: the sum of the second derivatives along the axes, which is
/// the trace of the Hessian without its other entries.
///
/// # Formula
/// Δf = Σᵢ ∂²f/∂xᵢ²
///
/// # Errors
/// As [`gradient`].
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
    let mut point = checked_point(operation, x)?;
    let centre = finite_value(operation, f, &point)?;
    let mut total = 0.0;
    for i in 0..x.len() {
        total +=
            second_partial(operation, f, &mut point, centre, i, scaled_step(SECOND_STEP, x[i]))?;
    }
    Ok(total)
}

/// The V: how wrong the forward and the central difference are at each step.
///
/// The answer has one row per step: the step h, the error of the forward
/// difference, the error of the central one.
///
/// # Formula
/// |(f(x+h) − f(x))/h − f′(x)| and |(f(x+h) − f(x−h))/2h − f′(x)|
///
/// # Errors
/// As [`forward_difference`], for each step.
///
/// # Source
/// Guide §2.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let table = step_errors(&f64::exp, 1.0, 0.0, &array![1e-1, 1e-5, 1e-15])?;
/// assert!(table[[1, 1]] < table[[0, 1]] && table[[1, 1]] < table[[2, 1]]);
/// # Ok::<(), MathError>(())
/// ```
pub fn step_errors(
    f: &dyn Fn(f64) -> f64,
    exact: f64,
    x: f64,
    steps: &ArrayRef1<f64>,
) -> Result<Array2<f64>, MathError> {
    let operation = "step_errors";
    check::not_empty(operation, "steps", steps)?;
    check::finite_number(operation, "exact", exact)?;
    let mut table = Array2::zeros((steps.len(), 3));
    for (mut row, &h) in table.rows_mut().into_iter().zip(steps) {
        row[0] = h;
        row[1] = (forward_difference(f, x, h)? - exact).abs();
        row[2] = (central_difference(f, x, h)? - exact).abs();
    }
    Ok(table)
}

/// The default forward step 2e-8·max(1, |x|), where its V is lowest.
///
/// # Formula
/// h ≈ √(2ε)·max(1, |x|)
///
/// # Source
/// Guide §2.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let h = forward_step(3.0);
/// assert!((h / 6e-8 - 1.0).abs() < 1e-6);
/// assert!((forward_difference(&f64::exp, 0.0, forward_step(0.0))? - 1.0).abs() < 1e-7);
/// # Ok::<(), MathError>(())
/// ```
pub fn forward_step(x: f64) -> f64 {
    scaled_step(FORWARD_STEP, x)
}

/// The default central step 6e-6·max(1, |x|), where its V is lowest.
///
/// # Formula
/// h ≈ ∛(3ε)·max(1, |x|)
///
/// # Source
/// Guide §2.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// assert!((central_step(1.0) / 6e-6 - 1.0).abs() < 1e-9);
/// ```
pub fn central_step(x: f64) -> f64 {
    scaled_step(CENTRAL_STEP, x)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calculus::{Dual, HyperDual, dual_gradient, dual_hessian};
    use ndarray::array;

    fn bowl(x: &Array1<f64>) -> f64 {
        x[0].powi(2) + 2.0 * x[1].powi(2)
    }

    #[test]
    fn the_guides_numbers_come_out_to_the_last_bit() {
        let found = numerical_gradient(&bowl, &array![3.0, 4.0], 1e-5).unwrap();
        assert_eq!(found, array![6.000000000128124, 15.999999999749546]);
    }

    #[test]
    fn fn_items_boxed_closures_and_closures_are_all_accepted() {
        let scale = 2.0;
        let boxed: Box<dyn Fn(&Array1<f64>) -> f64> = Box::new(move |x| scale * x.sum());
        let x = array![1.0, 2.0];
        assert!((gradient(&boxed, &x).unwrap()[1] - 2.0).abs() < 1e-9);
        assert!((gradient(&|x| x.product(), &x).unwrap()[0] - 2.0).abs() < 1e-9);
        assert!((gradient(&bowl, &x.view()).unwrap()[0] - 2.0).abs() < 1e-9);
    }

    fn wavy(x: &Array1<f64>) -> f64 {
        (x[0] * x[1]).sin() + x[2].exp() / (1.0 + x[0] * x[0])
    }

    #[test]
    fn default_steps_agree_with_dual_numbers_at_every_scale() {
        fn wavy_dual(x: &[Dual]) -> Dual {
            (x[0] * x[1]).sin() + x[2].exp() / (1.0 + x[0] * x[0])
        }
        fn wavy_hyper(x: &[HyperDual]) -> HyperDual {
            (x[0] * x[1]).sin() + x[2].exp() / (1.0 + x[0] * x[0])
        }
        for x in [array![0.3, 1.1, -0.4], array![20.0, 0.02, 1.0], array![0.0, 0.0, 0.0]] {
            let exact = dual_gradient(&wavy_dual, &x).unwrap();
            let found = gradient_with_error(&wavy, &x).unwrap();
            for i in 0..3 {
                let gap = (found.value[i] - exact[i]).abs();
                assert!(gap <= 3.0 * found.error[i], "{gap:e} against {:e}", found.error[i]);
                assert!(gap <= 1e-8 * (1.0 + exact[i].abs()));
            }
            let exact = dual_hessian(&wavy_hyper, &x).unwrap();
            let found = hessian(&wavy, &x).unwrap();
            let allowed = exact.iter().fold(2.0_f64, |m, v| m.max(v.abs())) * 1e-6;
            assert!((&found - &exact).iter().all(|d| d.abs() < allowed), "{found} {exact}");
            assert_eq!(found, found.t());
            let trace: f64 = exact.diag().sum();
            assert!((laplacian(&wavy, &x).unwrap() - trace).abs() < allowed);
        }
    }

    #[test]
    fn richardson_is_within_its_own_error_estimate() {
        type Case = (fn(f64) -> f64, f64, f64);
        let cases: [Case; 6] = [
            (f64::exp, 1.0, 1.0_f64.exp()),
            (f64::ln, 1e-3, 1e3),
            (f64::sqrt, 1e4, 5e-3),
            (f64::tan, 1.5, 1.0 / 1.5_f64.cos().powi(2)),
            (|x| x.powi(5), 2.0, 80.0),
            (|_| 7.0, 2.0, 0.0),
        ];
        for (f, x, exact) in cases {
            let found = richardson(&f, x).unwrap();
            let gap = (found.value - exact).abs();
            assert!(gap <= found.error, "at {x}: {found:?} against {exact}");
            assert!(gap <= 1e-9 * (1.0 + exact.abs()), "at {x}: {found:?} against {exact}");
        }
    }

    #[test]
    fn a_step_that_leaves_the_domain_is_replaced_or_refused() {
        assert!((derivative(&f64::ln, 1e-7).unwrap() / 1e7 - 1.0).abs() < 1e-8);
        let f = |x: &Array1<f64>| x[0].ln();
        assert!((gradient(&f, &array![1e-7]).unwrap()[0] / 1e7 - 1.0).abs() < 1e-8);
        assert!(derivative(&f64::ln, 0.0).is_err());
        assert!(richardson(&f64::ln, 0.0).is_err());
        assert!(derivative(&f64::sqrt, -1.0).is_err());
    }

    #[test]
    fn bad_arguments_are_named() {
        let x = array![1.0, 2.0];
        for h in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert!(numerical_gradient(&bowl, &x, h).is_err());
            assert!(forward_difference(&f64::exp, 0.0, h).is_err());
        }
        assert!(gradient(&|_| 0.0, &array![]).is_err());
        assert!(gradient(&bowl, &array![f64::NAN, 0.0]).is_err());
        assert!(hessian(&|_| f64::NAN, &x).is_err());
        assert!(laplacian(&|_| f64::INFINITY, &x).is_err());
        assert!(jacobian(&|_| array![], &x).is_err());
        assert!(jacobian(&|p| Array1::zeros(if p[0] > 1.0 { 2 } else { 1 }), &x).is_err());
        assert!(directional_derivative(&bowl, &x, &array![0.0, 0.0]).is_err());
        assert!(directional_derivative(&bowl, &x, &array![1.0]).is_err());
        assert!(step_errors(&f64::exp, 1.0, 0.0, &array![]).is_err());
        assert!(derivative(&f64::exp, f64::INFINITY).is_err());
    }

    #[test]
    fn the_v_has_its_bottom_at_the_default_steps() {
        let steps = Array1::from_iter((1..16).map(|k| 10.0_f64.powi(-k)));
        let table = step_errors(&f64::exp, 1.0_f64.exp(), 1.0, &steps).unwrap();
        let at = |column: usize, h: f64| {
            table.rows().into_iter().find(|r| (r[0] / h - 1.0).abs() < 1e-9).unwrap()[column]
        };
        assert!(at(1, 1e-8) < at(1, 1e-4) && at(1, 1e-8) < at(1, 1e-12));
        assert!(at(2, 1e-5) < at(2, 1e-2) && at(2, 1e-5) < at(2, 1e-9));
    }
}
