//! Line searches: how far to go in a direction that leads down.
//!
//! A fixed learning rate has to suit the whole landscape. A line search asks
//! the landscape at each step instead. Armijo's rule accepts a step that brings
//! at least a fraction of the decrease that the slope promises; halving the
//! step until it does always ends, because close by the promise is kept.
//! Wolfe's second condition also refuses steps that are too short, by asking
//! that the slope at the new point has become flatter.

use super::outcome::{Recorder, finite_start, gradient_fits};
use super::{Descent, DescentSettings, End};
use crate::check;
use crate::error::MathError;
use crate::linalg::norm_l2;
use ndarray::{Array1, ArrayRef1};

/// The fraction of the promised decrease that must arrive.
const SUFFICIENT: f64 = 1e-4;
/// The part of the slope that may be left.
const FLATTER: f64 = 0.9;

/// An accepted step along a direction.
#[derive(Debug, Clone, PartialEq)]
pub struct LineStep {
    /// How far, in units of the direction.
    pub step: f64,
    /// The point reached.
    pub x: Array1<f64>,
    /// f there.
    pub value: f64,
    /// Evaluations of f that it took, the start included.
    pub evaluations: usize,
}

/// The checked start of a search: point, f, and the slope along the direction.
struct Ray<'a> {
    operation: &'static str,
    f: &'a dyn Fn(&Array1<f64>) -> f64,
    gradient: &'a dyn Fn(&Array1<f64>) -> Array1<f64>,
    origin: Array1<f64>,
    direction: Array1<f64>,
    value: f64,
    slope: f64,
}

impl<'a> Ray<'a> {
    fn new(
        operation: &'static str,
        f: &'a dyn Fn(&Array1<f64>) -> f64,
        gradient: &'a dyn Fn(&Array1<f64>) -> Array1<f64>,
        x: &ArrayRef1<f64>,
        direction: &ArrayRef1<f64>,
    ) -> Result<Self, MathError> {
        check::same_length(operation, x, direction)?;
        check::not_empty(operation, "x", x)?;
        check::finite(operation, "x", x)?;
        check::finite(operation, "direction", direction)?;
        let (origin, direction) = (x.to_owned(), direction.to_owned());
        let value = f(&origin);
        finite_start(operation, "f", value)?;
        let g = gradient(&origin);
        gradient_fits(operation, x.len(), g.len())?;
        g.iter().try_for_each(|&g| finite_start(operation, "gradient", g))?;
        let slope = check::no_overflow(operation, g.dot(&direction))?;
        if slope < 0.0 {
            return Ok(Self { operation, f, gradient, origin, direction, value, slope });
        }
        Err(MathError::InvalidArgument {
            operation,
            argument: "direction",
            reason: format!(
                "does not lead down: the slope along it is {slope}, and it must be negative; \
                 the negative gradient always qualifies"
            ),
        })
    }

    fn point(&self, step: f64) -> Array1<f64> {
        &self.origin + &(&self.direction * step)
    }

    /// f along the ray; +∞ where f is not finite, so that such steps are refused.
    fn value_at(&self, step: f64) -> f64 {
        let value = (self.f)(&self.point(step));
        if value.is_finite() { value } else { f64::INFINITY }
    }

    fn slope_at(&self, step: f64) -> Result<f64, MathError> {
        let g = (self.gradient)(&self.point(step));
        gradient_fits(self.operation, self.origin.len(), g.len())?;
        let slope = g.dot(&self.direction);
        if slope.is_finite() {
            return Ok(slope);
        }
        Err(MathError::InvalidArgument {
            operation: self.operation,
            argument: "gradient",
            reason: format!(
                "has the slope {slope} along the direction, {step} of it away, where f is finite; \
                 start with a smaller first step"
            ),
        })
    }

    /// Armijo's rule; the decrease must also be visible in floating point.
    fn enough(&self, step: f64, value: f64) -> bool {
        value <= self.value + SUFFICIENT * step * self.slope && value < self.value
    }

    fn accept(&self, step: f64, value: f64, evaluations: usize) -> LineStep {
        LineStep { step, x: self.point(step), value, evaluations }
    }
}

/// Backtracking: halves the step until Armijo's rule accepts it.
///
/// # Formula
/// f(x + t·d) ≤ f(x) + 10⁻⁴·t·∇f(x)·d, t = first, first/2, first/4, …
///
/// # Errors
/// - [`MathError::ShapeMismatch`], [`MathError::Empty`] or [`MathError::NotFinite`] for
///   arguments that do not fit or are not finite,
/// - [`MathError::InvalidArgument`] when f or its gradient is not finite at x,
/// - [`MathError::OutOfRange`] when the first step is not positive,
/// - [`MathError::InvalidArgument`] when the direction does not lead down,
/// - [`MathError::NotConverged`] when not even a tiny step helps (the gradient does not
///   belong to f, or rounding hides the decrease).
///
/// # Source
/// Armijo (1966); Nocedal and Wright, *Numerical Optimization* (2006), §3.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let bowl = QuadraticBowl::new(1.0, 2)?; // ½(x² + y²)
/// let (f, gradient) = (bowl.function(), bowl.gradient_function());
/// let found = armijo(&f, &gradient, &array![2.0, 0.0], &array![-2.0, 0.0], 4.0)?;
/// assert_eq!((found.step, found.x), (1.0, array![0.0, 0.0])); // 4 and 2 bring nothing
/// # Ok::<(), MathError>(())
/// ```
pub fn armijo(
    f: &dyn Fn(&Array1<f64>) -> f64,
    gradient: &dyn Fn(&Array1<f64>) -> Array1<f64>,
    x: &ArrayRef1<f64>,
    direction: &ArrayRef1<f64>,
    first: f64,
) -> Result<LineStep, MathError> {
    let operation = "armijo";
    let ray = Ray::new(operation, f, gradient, x, direction)?;
    check::positive(operation, "first", first)?;
    let mut step = first;
    for trial in 0..100 {
        let value = ray.value_at(step);
        if ray.enough(step, value) {
            return Ok(ray.accept(step, value, trial + 2));
        }
        step *= 0.5;
    }
    Err(MathError::NotConverged { operation, iterations: 100 })
}

/// A step that fulfils both of Wolfe's conditions (the strong form): enough
/// decrease, and a slope that has become flat enough.
///
/// The step doubles until an acceptable one is passed, and is then halved in.
///
/// # Formula
/// f(x + t·d) ≤ f(x) + 10⁻⁴·t·∇f(x)·d and |∇f(x + t·d)·d| ≤ 0.9·|∇f(x)·d|
///
/// # Errors
/// Those of [`armijo`]; [`MathError::NotConverged`] also when f falls without end along the
/// direction.
///
/// # Source
/// Wolfe (1969); Nocedal and Wright (2006), §3.5.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let bowl = QuadraticBowl::new(1.0, 2)?;
/// let (f, gradient) = (bowl.function(), bowl.gradient_function());
/// // A timid first step of 0.01 is made longer.
/// let found = wolfe(&f, &gradient, &array![2.0, 0.0], &array![-2.0, 0.0], 0.01)?;
/// assert!(found.step > 0.09);
/// # Ok::<(), MathError>(())
/// ```
pub fn wolfe(
    f: &dyn Fn(&Array1<f64>) -> f64,
    gradient: &dyn Fn(&Array1<f64>) -> Array1<f64>,
    x: &ArrayRef1<f64>,
    direction: &ArrayRef1<f64>,
    first: f64,
) -> Result<LineStep, MathError> {
    let operation = "wolfe";
    let ray = Ray::new(operation, f, gradient, x, direction)?;
    check::positive(operation, "first", first)?;
    // `low` is the best step so far, on the side from which f falls; once
    // `high` is known an acceptable step lies between the two.
    let (mut low, mut low_value) = (0.0, ray.value);
    let mut high: Option<f64> = None;
    let mut step = first;
    for trial in 0..100 {
        let value = ray.value_at(step);
        if !ray.enough(step, value) || value > low_value {
            high = Some(step);
        } else {
            let slope = ray.slope_at(step)?;
            if slope.abs() <= FLATTER * ray.slope.abs() {
                return Ok(ray.accept(step, value, trial + 2));
            }
            // Beyond the minimum the old low end becomes the far end.
            let toward = high.map_or(1.0, |high| high - low);
            if slope * toward >= 0.0 {
                high = Some(low);
            }
            (low, low_value) = (step, value);
        }
        step = match high {
            Some(high) => 0.5 * (low + high),
            None => 2.0 * step,
        };
    }
    Err(MathError::NotConverged { operation, iterations: 100 })
}

/// Gradient descent that chooses each step by [`armijo`], trying twice the last
/// accepted step first: no learning rate to set, and it never goes up.
///
/// # Formula
/// θₜ₊₁ = θₜ − tₜ·∇f(θₜ), tₜ by Armijo's rule
///
/// # Errors
/// Those of [`minimize`](crate::optimize::minimize()). When rounding leaves no decrease to
/// be found, the walk ends with [`End::MaxSteps`] at the best point.
///
/// # Source
/// Nocedal and Wright (2006), §3.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let bowl = QuadraticBowl::new(50.0, 2)?;
/// let (f, gradient) = (bowl.function(), bowl.gradient_function());
/// let run = steepest_descent(&f, &gradient, &array![3.0, 3.0], &DescentSettings::steps(2000))?;
/// assert_eq!(run.end, End::Converged);
/// # Ok::<(), MathError>(())
/// ```
pub fn steepest_descent(
    f: &dyn Fn(&Array1<f64>) -> f64,
    gradient: &dyn Fn(&Array1<f64>) -> Array1<f64>,
    start: &ArrayRef1<f64>,
    settings: &DescentSettings,
) -> Result<Descent, MathError> {
    let operation = "steepest_descent";
    let method = "steepest descent";
    check::not_empty(operation, "start", start)?;
    check::finite(operation, "start", start)?;
    settings.validate(operation)?;
    let mut x = start.to_owned();
    let mut value = f(&x);
    check::table_memory(operation, "max_steps", settings.max_steps, start.len())?;
    finite_start(operation, "f", value)?;
    let mut recorder = Recorder::new(x.len());
    recorder.point(&x.to_vec(), Some(value));
    let mut first = 1.0;
    for step in 1..=settings.max_steps + 1 {
        let g = gradient(&x);
        gradient_fits(operation, x.len(), g.len())?;
        if step == 1 {
            g.iter().try_for_each(|&g| finite_start(operation, "gradient", g))?;
        }
        if g.iter().any(|g| !g.is_finite()) {
            return Ok(recorder.finish(method, x.to_vec(), End::Diverged { step }));
        }
        let norm = norm_l2(&g);
        if norm <= settings.gradient_tolerance {
            recorder.norms.push(norm);
            return Ok(recorder.finish(method, x.to_vec(), End::Converged));
        }
        if step > settings.max_steps {
            break;
        }
        recorder.norms.push(norm);
        let found = match armijo(f, gradient, &x, &-&g, first) {
            Ok(found) => found,
            Err(MathError::NotConverged { .. }) => break,
            Err(error) => return Err(check::on_behalf_of(operation, &[])(error)),
        };
        let (change, moved) = ((value - found.value).abs(), norm_l2(&(&found.x - &x)));
        let level = change <= settings.value_tolerance * (1.0 + value.abs());
        let settled = moved <= settings.step_tolerance * (1.0 + norm_l2(&x));
        first = 2.0 * found.step;
        (x, value) = (found.x, found.value);
        recorder.point(&x.to_vec(), Some(value));
        if (settings.value_tolerance > 0.0 && level) || (settings.step_tolerance > 0.0 && settled) {
            return Ok(recorder.finish(method, x.to_vec(), End::Converged));
        }
    }
    Ok(recorder.finish(method, x.to_vec(), End::MaxSteps))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::optimize::{beale, beale_gradient, rosenbrock, rosenbrock_gradient};
    use ndarray::array;

    type Landscape = (fn(&Array1<f64>) -> f64, fn(&Array1<f64>) -> Array1<f64>);
    const LANDSCAPES: [Landscape; 2] = [(rosenbrock, rosenbrock_gradient), (beale, beale_gradient)];

    #[test]
    fn accepted_steps_fulfil_their_conditions() {
        for (f, gradient) in LANDSCAPES {
            for start in [array![-1.2, 1.0], array![0.5, -0.5], array![2.0, 0.9]] {
                let direction = -gradient(&start);
                let slope = gradient(&start).dot(&direction);
                for first in [1e-6, 1e-2, 1.0, 100.0] {
                    let found = armijo(&f, &gradient, &start, &direction, first).unwrap();
                    assert!(found.value <= f(&start) + 1e-4 * found.step * slope);
                    assert_eq!(found.value, f(&found.x));
                    let found = wolfe(&f, &gradient, &start, &direction, first).unwrap();
                    assert!(found.value <= f(&start) + 1e-4 * found.step * slope);
                    let after = gradient(&found.x).dot(&direction);
                    assert!(after.abs() <= 0.9 * slope.abs(), "{after} after {slope}");
                }
            }
        }
    }

    #[test]
    fn steepest_descent_never_goes_up() {
        let starts = [array![-1.2, 1.0], array![1.0, 0.2]];
        for ((f, gradient), start) in LANDSCAPES.into_iter().zip(starts) {
            let settings =
                DescentSettings { gradient_tolerance: 1e-4, ..DescentSettings::steps(50_000) };
            let run = steepest_descent(&f, &gradient, &start, &settings).unwrap();
            assert_eq!(run.end, End::Converged);
            assert!(run.values.iter().zip(run.values.iter().skip(1)).all(|(a, b)| b < a));
            assert_eq!(run.gradient_norms.len(), run.steps + 1);
        }
    }

    #[test]
    fn hopeless_searches_are_errors() {
        let x = array![1.0, 2.0];
        let (f, gradient) = (rosenbrock, rosenbrock_gradient);
        let down = -gradient(&x);
        assert!(armijo(&f, &gradient, &x, &gradient(&x), 1.0).is_err());
        assert!(armijo(&f, &gradient, &x, &array![0.0, 0.0], 1.0).is_err());
        assert!(armijo(&f, &gradient, &x, &array![1.0], 1.0).is_err());
        assert!(armijo(&f, &gradient, &x, &down, 0.0).is_err());
        assert!(wolfe(&f, &gradient, &x, &down, f64::NAN).is_err());
        // A gradient that belongs to another function.
        assert!(matches!(
            armijo(&|x| x.sum(), &|_| array![-1.0, -1.0], &x, &array![1.0, 1.0], 1.0),
            Err(MathError::NotConverged { .. })
        ));
        // A slope without end.
        let wolfe_forever =
            wolfe(&|x| x.sum(), &|_| array![1.0, 1.0], &x, &array![-1.0, -1.0], 1.0);
        assert!(matches!(wolfe_forever, Err(MathError::NotConverged { .. })));
        // Outside the domain of ln the step is refused and shortened.
        let f = |x: &Array1<f64>| x[0] - x[0].ln();
        let gradient = |x: &Array1<f64>| array![1.0 - 1.0 / x[0]];
        let found = armijo(&f, &gradient, &array![2.0], &array![-0.5], 64.0).unwrap();
        assert!(found.x[0] > 0.0);
    }
}
