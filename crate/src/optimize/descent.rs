//! Walking downhill, and telling honestly how the walk ended.
//!
//! θₜ₊₁ = θₜ − α·∇L(θₜ), or whatever step the [`Optimizer`] makes of the
//! gradient, until the ground is flat, the steps are used up, or a number
//! stops being finite. On a bowl with curvatures between m and M, gradient
//! descent converges exactly when α < 2/M and is fastest at α = 2/(m + M);
//! beyond 2/M each step overshoots farther than the last.

use super::outcome::{Recorder, finite_start, gradient_fits};
use super::{Descent, DescentSettings, End, GradientDescent, Optimizer};
use crate::check;
use crate::error::MathError;
use crate::linalg::norm_l2;
use ndarray::{Array1, ArrayRef1};

/// The walk itself; f is only watched, the steps follow the gradient.
fn walk(
    operation: &'static str,
    f: Option<&dyn Fn(&Array1<f64>) -> f64>,
    gradient: &dyn Fn(&Array1<f64>) -> Array1<f64>,
    start: &ArrayRef1<f64>,
    optimizer: &mut dyn Optimizer,
    settings: &DescentSettings,
) -> Result<Descent, MathError> {
    check::not_empty(operation, "start", start)?;
    check::finite(operation, "start", start)?;
    settings.validate(operation)?;
    check::table_memory(operation, "steps", settings.max_steps, start.len())?;
    optimizer.validate()?;
    optimizer.reset();

    let method = optimizer.name();
    let mut recorder = Recorder::new(start.len());
    let mut x = Array1::from_iter(start.iter().copied());
    let mut value = f.map(|f| f(&x));
    if let Some(value) = value {
        finite_start(operation, "f", value)?;
    }
    recorder.point(&x.to_vec(), value);
    for step in 1..=settings.max_steps {
        let g = gradient(&x);
        gradient_fits(operation, x.len(), g.len())?;
        if step == 1 {
            g.iter().try_for_each(|&g| finite_start(operation, "gradient", g))?;
        }
        let norm = norm_l2(&g);
        if !norm.is_finite() {
            // The step before led to a place without a gradient, or so steep that its
            // length is no number.
            return Ok(recorder.finish(method, x.to_vec(), End::Diverged { step }));
        }
        recorder.norms.push(norm);
        if norm <= settings.gradient_tolerance {
            return Ok(recorder.finish(method, x.to_vec(), End::Converged));
        }
        let mut next = x.to_vec();
        optimizer.step(&mut next, &g.to_vec(), settings.schedule.factor(step - 1));
        if next.iter().any(|x| !x.is_finite()) {
            return Ok(recorder.finish(method, x.to_vec(), End::Diverged { step }));
        }
        let next = Array1::from_vec(next);
        let next_value = f.map(|f| f(&next));
        if next_value.is_some_and(|value| !value.is_finite()) {
            return Ok(recorder.finish(method, x.to_vec(), End::Diverged { step }));
        }
        let moved = norm_l2(&(&next - &x));
        let settled = moved <= settings.step_tolerance * (1.0 + norm_l2(&x));
        let level = match (value, next_value) {
            (Some(a), Some(b)) => (a - b).abs() <= settings.value_tolerance * (1.0 + a.abs()),
            _ => false,
        };
        (x, value) = (next, next_value);
        recorder.point(&x.to_vec(), value);
        if (settings.step_tolerance > 0.0 && settled) || (settings.value_tolerance > 0.0 && level) {
            return Ok(recorder.finish(method, x.to_vec(), End::Converged));
        }
    }
    // The last point may be flat without a step having been tried from it.
    let g = gradient(&x);
    gradient_fits(operation, x.len(), g.len())?;
    let norm = norm_l2(&g);
    let end = if norm <= settings.gradient_tolerance {
        recorder.norms.push(norm);
        End::Converged
    } else {
        End::MaxSteps
    };
    Ok(recorder.finish(method, x.to_vec(), end))
}

/// Minimises f with any optimiser, watching f on the way.
///
/// # Formula
/// θₜ₊₁ = step(θₜ, ∇f(θₜ)) until ‖∇f‖₂ ≤ tolerance
///
/// # Errors
/// - [`MathError::Empty`] or [`MathError::NotFinite`] for a start that is empty
///   or not finite,
/// - [`MathError::InvalidArgument`] when f or its gradient is not finite there,
/// - [`MathError::ShapeMismatch`] when the gradient has another length than x,
/// - [`MathError::OutOfRange`] for settings that make no sense, or for more steps than
///   a path in memory can have.
///
/// A NaN or an infinity on the way is not an error but an end:
/// [`End::Diverged`] with the number of the step.
///
/// # Source
/// Guide §2.3.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let settings = DescentSettings::steps(20_000);
/// let start = array![-1.2, 1.0];
/// let run = minimize(&rosenbrock, &rosenbrock_gradient, &start, &mut Adam::new(0.02), &settings)?;
/// assert_eq!(run.end, End::Converged);
/// assert!((&run.x - &array![1.0, 1.0]).iter().all(|d| d.abs() < 1e-6));
/// # Ok::<(), MathError>(())
/// ```
pub fn minimize(
    f: &dyn Fn(&Array1<f64>) -> f64,
    gradient: &dyn Fn(&Array1<f64>) -> Array1<f64>,
    start: &ArrayRef1<f64>,
    optimizer: &mut dyn Optimizer,
    settings: &DescentSettings,
) -> Result<Descent, MathError> {
    walk("minimize", Some(f), gradient, start, optimizer, settings)
}

/// Follows any optimiser for a number of steps by the gradient alone.
///
/// The walk stops early only where the gradient is exactly 0.
///
/// # Errors
/// Those of [`minimize`].
///
/// # Source
/// Guide §2.3 (second example).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// fn gradient(x: &Array1<f64>) -> Array1<f64> {
///     array![2.0 * x[0], 8.0 * x[1]]
/// }
/// let run = descend(&gradient, &array![3.0, 3.0], &mut Adam::new(0.01), 100)?;
/// assert!((run.x[0] - 2.0624464).abs() < 1e-7);
/// # Ok::<(), MathError>(())
/// ```
pub fn descend(
    gradient: &dyn Fn(&Array1<f64>) -> Array1<f64>,
    start: &ArrayRef1<f64>,
    optimizer: &mut dyn Optimizer,
    steps: usize,
) -> Result<Descent, MathError> {
    let settings = DescentSettings { gradient_tolerance: 0.0, ..DescentSettings::steps(steps) };
    walk("descend", None, gradient, start, optimizer, &settings)
}

/// Plain gradient descent for a number of steps.
///
/// # Formula
/// θₜ₊₁ = θₜ − α·∇L(θₜ)
///
/// # Errors
/// Those of [`minimize`].
///
/// # Source
/// Guide §2.3 (first example).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// // x² + 4y² with α = 0.1: x shrinks by 0.8 at each step, y by 0.2.
/// fn gradient(x: &Array1<f64>) -> Array1<f64> {
///     array![2.0 * x[0], 8.0 * x[1]]
/// }
/// let run = gradient_descent(&gradient, &array![3.0, 3.0], 0.1, 50)?;
/// assert!((run.x[0] - 3.0 * 0.8_f64.powi(50)).abs() < 1e-15);
/// assert_eq!(run.path.dim(), (51, 2));
/// # Ok::<(), MathError>(())
/// ```
pub fn gradient_descent(
    gradient: &dyn Fn(&Array1<f64>) -> Array1<f64>,
    start: &ArrayRef1<f64>,
    rate: f64,
    steps: usize,
) -> Result<Descent, MathError> {
    check::positive("gradient_descent", "rate", rate)?;
    let settings = DescentSettings { gradient_tolerance: 0.0, ..DescentSettings::steps(steps) };
    let mut optimizer = GradientDescent::new(rate);
    walk("gradient_descent", None, gradient, start, &mut optimizer, &settings)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::optimize::{Adam, AdamW, Momentum, Nesterov, QuadraticBowl, RmsProp, Schedule};
    use crate::optimize::{himmelblau, himmelblau_gradient};
    use ndarray::array;

    fn bowl(x: &Array1<f64>) -> f64 {
        x[0] * x[0] + 4.0 * x[1] * x[1]
    }

    fn bowl_gradient(x: &Array1<f64>) -> Array1<f64> {
        array![2.0 * x[0], 8.0 * x[1]]
    }

    #[test]
    fn the_guides_numbers_come_out() {
        let run = gradient_descent(&bowl_gradient, &array![3.0, 3.0], 0.1, 50).unwrap();
        assert_eq!(run.x, array![4.281743078117882e-05, 3.377699720527838e-35]);
        assert_eq!((run.steps, run.end), (50, End::MaxSteps));
        let run = descend(&bowl_gradient, &array![3.0, 3.0], &mut Adam::new(0.01), 100).unwrap();
        // NumPy's own last digit depends on the machine here.
        let expected = array![2.0624463999764755, 2.0624463987945156];
        assert!((&run.x - &expected).iter().all(|d| d.abs() <= 1e-15), "{}", run.x);
    }

    #[test]
    fn all_methods_reach_the_bottom_of_narrow_bowls() {
        for condition in [1.0, 10.0, 100.0] {
            let bowl = QuadraticBowl::new(condition, 4).unwrap();
            let (f, gradient) = (bowl.function(), bowl.gradient_function());
            let start = array![1.0, -2.0, 0.5, 3.0];
            let best = 2.0 / (1.0 + condition);
            let methods: Vec<Box<dyn Optimizer>> = vec![
                Box::new(GradientDescent::new(best)),
                Box::new(Momentum::new(best / 2.0, 0.9)),
                Box::new(Nesterov::new(best / 2.0, 0.9)),
                Box::new(Adam::new(0.05)),
                Box::new(RmsProp::new(0.01)),
                Box::new(AdamW::new(0.05, 0.0)),
            ];
            for mut method in methods {
                // RMSProp needs a shrinking rate to settle.
                let schedule = Schedule::Exponential { factor: 0.998 };
                let settings = DescentSettings {
                    gradient_tolerance: 1e-4,
                    schedule: if method.name() == "RMSProp" {
                        schedule
                    } else {
                        Schedule::Constant
                    },
                    ..DescentSettings::steps(5000)
                };
                let run = minimize(&f, &gradient, &start, method.as_mut(), &settings).unwrap();
                assert_eq!(run.end, End::Converged, "{} at condition {condition}", run.method);
                assert_eq!(run.path.nrows(), run.steps + 1);
                assert_eq!(run.values.len(), run.steps + 1);
                assert_eq!(run.gradient_norms.len(), run.steps + 1);
                assert_eq!(run.path.row(run.steps), run.x);
            }
        }
    }

    #[test]
    fn the_limit_of_the_learning_rate_is_two_over_the_largest_curvature() {
        // Curvatures 2 and 8: the limit is 0.25.
        let start = array![3.0, 3.0];
        let below = gradient_descent(&bowl_gradient, &start, 0.249, 3000).unwrap();
        assert!(norm_l2(&below.x) < 1e-3);
        let beyond = gradient_descent(&bowl_gradient, &start, 0.251, 3000).unwrap();
        assert!(norm_l2(&beyond.x) > 1e3);
    }

    #[test]
    fn a_step_into_infinity_stops_with_its_number_and_the_last_finite_point() {
        // Each step multiplies x by −9: 10³⁰⁸ is passed after some 323 steps.
        let run = gradient_descent(&|x| x * 10.0, &array![1.0], 1.0, 1000).unwrap();
        let End::Diverged { step } = run.end else { panic!("{:?}", run.end) };
        assert_eq!(run.steps, step - 1);
        assert!((320..326).contains(&step), "{step}");
        assert!(run.x[0].is_finite() && run.path.iter().all(|x| x.is_finite()));
        // With f watched, its overflow is noticed first.
        let settings = DescentSettings::steps(1000);
        let mut rule = GradientDescent::new(1.0);
        let run =
            minimize(&|x| 5.0 * x[0] * x[0], &|x| x * 10.0, &array![1.0], &mut rule, &settings)
                .unwrap();
        let End::Diverged { step: earlier } = run.end else { panic!("{:?}", run.end) };
        assert!(earlier < step && run.values.iter().all(|v| v.is_finite()));
        // A NaN of the gradient at some later point.
        let run = gradient_descent(
            &|x| if x[0] < 0.5 { array![f64::NAN] } else { array![1.0] },
            &array![1.0],
            0.4,
            100,
        )
        .unwrap();
        assert_eq!((run.end, run.steps), (End::Diverged { step: 3 }, 2));
    }

    #[test]
    fn stopping_rules_stop_and_a_flat_start_needs_no_step() {
        let settings = DescentSettings { value_tolerance: 1e-3, ..DescentSettings::steps(1000) };
        let mut rule = GradientDescent::new(0.05);
        let start = array![1.0, 1.0];
        let run = minimize(&bowl, &bowl_gradient, &start, &mut rule, &settings).unwrap();
        assert!(run.end == End::Converged && run.steps < 50);
        let settings = DescentSettings { step_tolerance: 1e-3, ..DescentSettings::steps(1000) };
        let run = minimize(&bowl, &bowl_gradient, &start, &mut rule, &settings).unwrap();
        assert!(run.end == End::Converged && run.steps < 100);
        let run = gradient_descent(&bowl_gradient, &array![0.0, 0.0], 0.1, 10).unwrap();
        assert_eq!((run.end, run.steps, run.path.nrows()), (End::Converged, 0, 1));
        let run = gradient_descent(&bowl_gradient, &start, 0.1, 0).unwrap();
        assert_eq!((run.end, run.steps), (End::MaxSteps, 0));
    }

    #[test]
    fn himmelblau_has_four_valleys() {
        let minima =
            [[3.0, 2.0], [-2.805118, 3.131312], [-3.779310, -3.283186], [3.584428, -1.848126]];
        for (start, minimum) in
            [[4.0, 4.0], [-4.0, 4.0], [-4.0, -4.0], [4.0, -4.0]].iter().zip(minima)
        {
            let mut rule = GradientDescent::new(0.005);
            let settings = DescentSettings::steps(5000);
            let start = Array1::from_vec(start.to_vec());
            let run =
                minimize(&himmelblau, &himmelblau_gradient, &start, &mut rule, &settings).unwrap();
            assert_eq!(run.end, End::Converged);
            assert!(run.x.iter().zip(minimum).all(|(a, b)| (a - b).abs() < 1e-5), "{}", run.x);
        }
    }

    #[test]
    fn bad_arguments_are_errors() {
        let x = array![1.0, 1.0];
        assert!(gradient_descent(&bowl_gradient, &array![], 0.1, 5).is_err());
        assert!(gradient_descent(&bowl_gradient, &array![f64::NAN, 0.0], 0.1, 5).is_err());
        assert!(gradient_descent(&bowl_gradient, &x, -0.1, 5).is_err());
        assert!(gradient_descent(&|_| array![1.0], &x, 0.1, 5).is_err());
        assert!(gradient_descent(&|_| array![f64::NAN, 0.0], &x, 0.1, 5).is_err());
        let settings = DescentSettings { value_tolerance: -1.0, ..DescentSettings::steps(5) };
        let mut rule = GradientDescent::new(0.1);
        assert!(minimize(&bowl, &bowl_gradient, &x, &mut rule, &settings).is_err());
        let settings = DescentSettings::default();
        assert!(minimize(&|_| f64::NAN, &bowl_gradient, &x, &mut rule, &settings).is_err());
    }
}
