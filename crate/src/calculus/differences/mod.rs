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
//!
//! Where half the default step gives another answer, the step does not suit the
//! function (ln at 1e-5, sin at 1e4), and a whole ladder of steps is looked at
//! instead: see `calculus/limit.rs`.

mod curvature;
mod gradients;
#[cfg(test)]
mod tests;

pub use curvature::{hessian, laplacian};
pub use gradients::{
    GradientEstimate, directional_derivative, gradient, gradient_with_error, jacobian,
    numerical_gradient,
};

use super::limit::{self, Kind, Quotient, Steps};
use crate::check;
use crate::error::MathError;
use ndarray::{Array2, ArrayRef1};

/// Near √(2ε): the bottom of the V for the forward difference.
const FORWARD_STEP: f64 = 2e-8;
/// Near ∛(3ε): the bottom of the V for the central difference.
const CENTRAL_STEP: f64 = 6e-6;
/// Half the usual step must give the same first derivative to so many digits.
const AGREEMENT: f64 = 1e-10;

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

/// A step proportional to the size of x (and at least `base`), nudged so that
/// x + h and x differ by exactly h in floating point; near the ends of the range, x and
/// what lies h towards 0.
fn scaled_step(base: f64, x: f64) -> f64 {
    let h = base * x.abs().max(1.0);
    let beyond = (x + h) - x;
    if beyond.is_infinite() { x - (x - h) } else { beyond }
}

/// Refuses a step that is not positive, or so small that it does not move x: then
/// nothing at all would be measured.
fn step_from(operation: &'static str, x: f64, h: f64) -> Result<(), MathError> {
    if h.is_finite() && h > 0.0 && x + h != x && x - h != x {
        return Ok(());
    }
    let expected = if h > 0.0 {
        "large enough for x + h and x − h to differ from x"
    } else {
        "a positive finite step"
    };
    Err(MathError::OutOfRange { operation, argument: "h", value: h, expected })
}

/// f(x), refused when it is NaN or infinite.
fn value_at(operation: &'static str, f: &dyn Fn(f64) -> f64, x: f64) -> Result<f64, MathError> {
    let y = f(x);
    if y.is_finite() { Ok(y) } else { Err(undefined(operation, "f", y, &x.to_string())) }
}

fn undefined(operation: &'static str, function: &'static str, y: f64, place: &str) -> MathError {
    MathError::InvalidArgument {
        operation,
        argument: function,
        reason: format!(
            "is {y} at {place}; differences need finite values on both sides of the point, \
             so move the point or choose a smaller step"
        ),
    }
}

/// No step gave an answer that the smaller ones confirm.
fn unsettled(operation: &'static str, function: &'static str, place: &str) -> MathError {
    MathError::InvalidArgument {
        operation,
        argument: function,
        reason: format!(
            "has no derivative at {place} that differences could find: the quotients do not \
             settle as the step shrinks; look for a jump, a pole or a vertical tangent there"
        ),
    }
}

/// Which steps suit a number x, for first derivatives.
fn steps_at(x: f64) -> Steps {
    let size = x.abs().max(1.0);
    // Below 1e-12 of x the places x ± h are rounded too coarsely.
    let smallest = if x == 0.0 { 1e-17 } else { 1e-12 * x.abs() };
    Steps { usual: CENTRAL_STEP * size, largest: 0.1 * size, smallest, kind: Kind::CENTRAL }
}

/// (f(x + h) − f(x − h)) / 2h, with the places that were really reached; what stood in
/// the way is left in `trouble`.
fn central_quotient(
    f: &dyn Fn(f64) -> f64,
    x: f64,
    h: f64,
    trouble: &mut Option<(f64, f64)>,
) -> Option<Quotient> {
    let (right, left) = (x + h, x - h);
    if right == x || left == x || !right.is_finite() || !left.is_finite() {
        return None;
    }
    let (above, below) = (f(right), f(left));
    if !above.is_finite() {
        *trouble = Some((right, above));
        return None;
    }
    if !below.is_finite() {
        *trouble = Some((left, below));
        return None;
    }
    let size = above.abs().max(below.abs());
    Quotient::new((above - below) / (right - left), f64::EPSILON * (size / h))
}

/// The derivative of a function of one number by the usual step or the ladder.
fn slope(
    operation: &'static str,
    function: &'static str,
    f: &dyn Fn(f64) -> f64,
    x: f64,
    usual_step_first: bool,
) -> Result<Estimate, MathError> {
    let y = f(x);
    if !y.is_finite() {
        return Err(undefined(operation, function, y, &x.to_string()));
    }
    let mut trouble = None;
    let mut quotient = |h: f64| central_quotient(f, x, (x + h) - x, &mut trouble);
    let steps = steps_at(x);
    let found = if usual_step_first {
        limit::checked(&mut quotient, steps, AGREEMENT)
    } else {
        limit::ladder(&mut quotient, steps)
    };
    found.ok_or_else(|| match trouble {
        Some((place, y)) => undefined(operation, function, y, &place.to_string()),
        None => unsettled(operation, function, &x.to_string()),
    })
}

/// The slope of the secant to the right.
///
/// # Formula
/// (f(x + h) − f(x)) / h = f′(x) + O(h)
///
/// # Errors
/// - [`MathError::OutOfRange`] when h is not positive, or too small to move x,
/// - [`MathError::NotFinite`] for a NaN or infinite x,
/// - [`MathError::InvalidArgument`] where f is not finite,
/// - [`MathError::Overflow`] when the quotient is beyond the largest number.
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
    step_from(operation, x, h)?;
    let (right, centre) = (value_at(operation, f, x + h)?, value_at(operation, f, x)?);
    check::no_overflow(operation, (right - centre) / h)
}

/// The slope of the secant through both neighbours.
///
/// # Formula
/// (f(x + h) − f(x − h)) / 2h = f′(x) + O(h²)
///
/// # Errors
/// Those of [`forward_difference`].
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
    step_from(operation, x, h)?;
    let (right, left) = (value_at(operation, f, x + h)?, value_at(operation, f, x - h)?);
    check::no_overflow(operation, (right - left) / (2.0 * h))
}

/// The second derivative from three points.
///
/// # Formula
/// (f(x + h) − 2f(x) + f(x − h)) / h² = f″(x) + O(h²)
///
/// # Errors
/// Those of [`forward_difference`]; [`MathError::OutOfRange`] also when h² is too small for
/// a number.
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
    step_from(operation, x, h)?;
    if h * h < f64::MIN_POSITIVE {
        let expected = "large enough for h² to be a number, above 1.5e-154";
        return Err(MathError::OutOfRange { operation, argument: "h", value: h, expected });
    }
    let (right, left) = (value_at(operation, f, x + h)?, value_at(operation, f, x - h)?);
    let bend = right - 2.0 * value_at(operation, f, x)? + left;
    check::no_overflow(operation, bend / (h * h))
}

/// The derivative by a central difference; about ten digits are right.
///
/// The step is 6e-6·max(1, |x|) where half of it gives the same answer. Elsewhere (a
/// step as large as x does not suit ln or 1/x, a step that grows with x does not suit
/// sin) it is chosen as in [`richardson`].
///
/// # Formula
/// f′(x) ≈ (f(x + h) − f(x − h)) / 2h
///
/// # Errors
/// - [`MathError::NotFinite`] for a NaN or infinite x,
/// - [`MathError::InvalidArgument`] when f is not finite at x or on either side of it,
///   or when the quotients do not settle (a jump, a vertical tangent).
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
/// assert!((derivative(&f64::ln, 1e-5)? - 1e5).abs() < 1e-5);
/// # Ok::<(), MathError>(())
/// ```
pub fn derivative(f: &dyn Fn(f64) -> f64, x: f64) -> Result<f64, MathError> {
    let operation = "derivative";
    check::finite_number(operation, "x", x)?;
    Ok(slope(operation, "f", f, x, true)?.value)
}

/// The derivative by Richardson's extrapolation, with its error.
///
/// The central difference has an error in even powers of h. Halving h and
/// combining two answers removes the lowest power; doing so again and again
/// (Romberg's table) removes one after another, and the disagreement of
/// neighbours in the table tells where rounding takes over. The halving goes from
/// 0.1·max(1, |x|) down to 1e-12·|x|, so that some of the steps suit the function
/// wherever x is; an answer that the smaller steps contradict is not taken.
///
/// # Formula
/// D₀(h) = (f(x+h) − f(x−h))/2h,  Dₖ(h) = Dₖ₋₁(h/2) + (Dₖ₋₁(h/2) − Dₖ₋₁(h))/(4ᵏ − 1)
///
/// # Errors
/// Those of [`derivative`].
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
    let operation = "richardson";
    check::finite_number(operation, "x", x)?;
    slope(operation, "f", f, x, false)
}

/// [`richardson`] on behalf of a function that has more than one f.
pub(super) fn richardson_of(
    operation: &'static str,
    function: &'static str,
    f: &dyn Fn(f64) -> f64,
    x: f64,
) -> Result<Estimate, MathError> {
    slope(operation, function, f, x, false)
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
/// Those of [`forward_difference`], for each step.
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
    let on_behalf = |error| check::on_behalf_of(operation, &[("h", "steps")])(error);
    let mut table = Array2::zeros((steps.len(), 3));
    for (mut row, &h) in table.rows_mut().into_iter().zip(steps) {
        row[0] = h;
        row[1] = (forward_difference(f, x, h).map_err(on_behalf)? - exact).abs();
        row[2] = (central_difference(f, x, h).map_err(on_behalf)? - exact).abs();
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
