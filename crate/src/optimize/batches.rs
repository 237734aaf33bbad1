//! Stochastic gradient descent: the gradient of a few examples at a time.
//!
//! The loss over a data set is a mean of many terms, and so is its gradient. A
//! mini-batch of terms gives the same gradient on average, with noise, at a
//! fraction of the cost; in the time of one exact step one takes many noisy
//! ones. Each pass over the data (an epoch) shuffles the examples anew, so that
//! every one is used once per pass.

use super::outcome::{Recorder, finite_start, gradient_fits};
use super::{End, Optimizer, Schedule};
use crate::check;
use crate::error::MathError;
use crate::random::RandomState;
use ndarray::{Array1, Array2, ArrayRef1};

/// The examples 0 … n − 1 in random order, cut into batches of the given size
/// (the last may be smaller).
///
/// # Errors
/// [`MathError::OutOfRange`] when the batch size is 0, or n too large for memory.
///
/// # Source
/// Guide §2.3.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let batches = mini_batches(5, 2, &mut RandomState::new(0))?;
/// assert_eq!(batches.iter().map(Vec::len).collect::<Vec<_>>(), [2, 2, 1]);
/// let mut all = batches.concat();
/// all.sort();
/// assert_eq!(all, [0, 1, 2, 3, 4]);
/// # Ok::<(), MathError>(())
/// ```
pub fn mini_batches(
    n: usize,
    batch_size: usize,
    random: &mut RandomState,
) -> Result<Vec<Vec<usize>>, MathError> {
    batches("mini_batches", ("n", n), batch_size, random)
}

fn batches(
    operation: &'static str,
    (name, n): (&'static str, usize),
    batch_size: usize,
    random: &mut RandomState,
) -> Result<Vec<Vec<usize>>, MathError> {
    if batch_size == 0 {
        return Err(MathError::OutOfRange {
            operation,
            argument: "batch_size",
            value: 0.0,
            expected: "at least 1",
        });
    }
    // A batch of one number costs as much as four in its own list.
    check::table_memory(operation, name, n, 4)?;
    Ok(random.permutation(n).chunks(batch_size).map(<[usize]>::to_vec).collect())
}

/// How to walk by mini-batches.
#[derive(Debug, Clone, PartialEq)]
pub struct BatchSettings {
    /// Examples in each batch.
    pub batch_size: usize,
    /// Passes over the data.
    pub epochs: usize,
    /// The factor on the learning rate, by steps (not epochs).
    pub schedule: Schedule,
}

impl BatchSettings {
    /// A constant rate.
    pub fn new(batch_size: usize, epochs: usize) -> Self {
        Self { batch_size, epochs, schedule: Schedule::Constant }
    }
}

/// A walk by mini-batches.
#[derive(Debug, Clone, PartialEq)]
pub struct BatchDescent {
    /// The name of the method.
    pub method: &'static str,
    /// The last point.
    pub x: Array1<f64>,
    /// Every point, one per row; the first row is the start.
    pub path: Array2<f64>,
    /// The loss over all examples at the start and after each whole epoch.
    pub epoch_losses: Array1<f64>,
    /// Steps taken (rows of the path less one).
    pub steps: usize,
    /// [`End::MaxSteps`] when all epochs were walked, or [`End::Diverged`].
    pub end: End,
}

/// Minimises a mean over examples by mini-batches, with any optimiser.
///
/// `loss` is the whole loss, watched once per epoch; `batch_gradient` is the
/// mean gradient over the examples whose indices it is given; `random` shuffles them.
///
/// # Formula
/// θ ← step(θ, 1/|B| Σ_{i∈B} ∇ℓᵢ(θ)) for each batch B of each epoch
///
/// # Errors
/// - [`MathError::Empty`] or [`MathError::NotFinite`] for a start that is empty
///   or not finite,
/// - [`MathError::InvalidArgument`] when the loss is not finite there,
/// - [`MathError::OutOfRange`] for a batch size of 0, no examples, settings of the
///   optimiser or schedule that make no sense, or more steps than memory can hold,
/// - [`MathError::ShapeMismatch`] when a gradient has another length than x.
///
/// # Source
/// Guide §2.3; Robbins and Monro, "A stochastic approximation method" (1951).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// // The mean of four numbers minimises the mean squared distance to them.
/// let data = [1.0, 2.0, 3.0, 6.0];
/// let loss = |x: &Array1<f64>| data.iter().map(|d| (x[0] - d).powi(2)).sum::<f64>() / 4.0;
/// let gradient = |x: &Array1<f64>, batch: &[usize]| {
///     array![batch.iter().map(|&i| 2.0 * (x[0] - data[i])).sum::<f64>() / batch.len() as f64]
/// };
/// let settings = BatchSettings {
///     schedule: Schedule::InverseTime { half: 10.0 },
///     ..BatchSettings::new(2, 500)
/// };
/// let mut sgd = GradientDescent::new(0.3);
/// let (start, mut random) = (array![0.0], RandomState::new(42));
/// let run = minimize_batches(&loss, &gradient, 4, &start, &mut sgd, &settings, &mut random)?;
/// assert!((run.x[0] - 3.0).abs() < 0.02);
/// assert_eq!((run.steps, run.epoch_losses.len()), (1000, 501));
/// # Ok::<(), MathError>(())
/// ```
pub fn minimize_batches(
    loss: &dyn Fn(&Array1<f64>) -> f64,
    batch_gradient: &dyn Fn(&Array1<f64>, &[usize]) -> Array1<f64>,
    examples: usize,
    start: &ArrayRef1<f64>,
    optimizer: &mut dyn Optimizer,
    settings: &BatchSettings,
    random: &mut RandomState,
) -> Result<BatchDescent, MathError> {
    let operation = "minimize_batches";
    check::not_empty(operation, "start", start)?;
    check::finite(operation, "start", start)?;
    if examples == 0 {
        return Err(MathError::OutOfRange {
            operation,
            argument: "examples",
            value: 0.0,
            expected: "at least 1",
        });
    }
    check::table_memory(operation, "examples", examples, 4)?;
    settings.schedule.validate()?;
    optimizer.validate()?;
    optimizer.reset();
    let mut x = start.to_owned();
    let first_loss = loss(&x);
    finite_start(operation, "loss", first_loss)?;
    let epoch = examples.div_ceil(settings.batch_size.max(1));
    check::table_memory(operation, "epochs", settings.epochs, x.len().saturating_mul(epoch))?;

    let mut recorder = Recorder::new(x.len());
    recorder.point(&x.to_vec(), Some(first_loss));
    let mut step = 0;
    let mut end = End::MaxSteps;
    'walk: for _ in 0..settings.epochs {
        for batch in batches(operation, ("examples", examples), settings.batch_size, random)? {
            step += 1;
            let g = batch_gradient(&x, &batch);
            gradient_fits(operation, x.len(), g.len())?;
            let mut next = x.to_vec();
            optimizer.step(&mut next, &g.to_vec(), settings.schedule.factor(step - 1));
            if next.iter().chain(&g).any(|v| !v.is_finite()) {
                end = End::Diverged { step };
                break 'walk;
            }
            recorder.point(&next, None);
            x = Array1::from_vec(next);
        }
        let epoch_loss = loss(&x);
        if !epoch_loss.is_finite() {
            end = End::Diverged { step };
            break;
        }
        recorder.loss(epoch_loss);
    }
    let walk = recorder.finish(optimizer.name(), x.to_vec(), end);
    Ok(BatchDescent {
        method: walk.method,
        x: walk.x,
        path: walk.path,
        epoch_losses: walk.values,
        steps: walk.steps,
        end: walk.end,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::optimize::{Adam, GradientDescent, Momentum};
    use ndarray::array;

    /// Points on the line 2 − 3t with a small wave.
    fn data() -> (Array1<f64>, Array1<f64>) {
        let t = Array1::from_iter((0..60).map(|i| f64::from(i) / 30.0 - 1.0));
        let y = t.mapv(|t| 2.0 - 3.0 * t + 0.1 * (20.0 * t).sin());
        (t, y)
    }

    fn line_loss(x: &Array1<f64>) -> f64 {
        let (t, y) = data();
        t.iter().zip(&y).map(|(t, y)| (x[0] + x[1] * t - y).powi(2)).sum::<f64>() / 60.0
    }

    fn line_gradient(x: &Array1<f64>, batch: &[usize]) -> Array1<f64> {
        let (t, y) = data();
        let mut g = array![0.0, 0.0];
        for &i in batch {
            let residual = 2.0 * (x[0] + x[1] * t[i] - y[i]) / batch.len() as f64;
            g[0] += residual;
            g[1] += residual * t[i];
        }
        g
    }

    /// The line fitted by one method, always with the same draws.
    fn on_the_line(
        method: &mut dyn Optimizer,
        start: &Array1<f64>,
        settings: &BatchSettings,
    ) -> BatchDescent {
        let random = &mut RandomState::new(42);
        minimize_batches(&line_loss, &line_gradient, 60, start, method, settings, random).unwrap()
    }

    #[test]
    fn every_method_fits_the_line_and_a_seed_repeats_the_walk() {
        let methods: Vec<Box<dyn Optimizer>> = vec![
            Box::new(GradientDescent::new(0.1)),
            Box::new(Momentum::new(0.02, 0.9)),
            Box::new(Adam::new(0.05)),
        ];
        for mut method in methods {
            let settings = BatchSettings::new(8, 100);
            let mut run = || on_the_line(method.as_mut(), &array![0.0, 0.0], &settings);
            let first = run();
            assert!((first.x[0] - 2.0).abs() < 0.05 && (first.x[1] + 3.0).abs() < 0.1);
            assert_eq!((first.steps, first.epoch_losses.len()), (800, 101));
            assert_eq!(first.path.dim(), (801, 2));
            assert_eq!(first.path.row(800), first.x);
            assert_eq!(run(), first);
        }
    }

    #[test]
    fn one_batch_of_everything_is_gradient_descent() {
        let whole: Vec<usize> = (0..60).collect();
        let start = array![1.0, 1.0];
        let sgd = on_the_line(&mut GradientDescent::new(0.1), &start, &BatchSettings::new(60, 20));
        let gradient = |x: &Array1<f64>| line_gradient(x, &whole);
        let exact = crate::optimize::gradient_descent(&gradient, &start, 0.1, 20).unwrap();
        assert!((&sgd.x - &exact.x).iter().all(|d| d.abs() < 1e-12));
    }

    #[test]
    fn a_rate_too_large_diverges_with_the_steps_number() {
        let mut rule = GradientDescent::new(1e3);
        let run = on_the_line(&mut rule, &array![1.0, 1.0], &BatchSettings::new(10, 1000));
        assert!(matches!(run.end, End::Diverged { step } if step > 1), "{:?}", run.end);
        assert!(run.path.iter().all(|x| x.is_finite()));
        assert!(run.epoch_losses.iter().all(|l| l.is_finite()));
    }

    #[test]
    fn bad_arguments_are_errors() {
        let start = array![0.0, 0.0];
        let settings = BatchSettings::new(8, 1);
        let mut rule = GradientDescent::new(0.1);
        let run = |n, start: &Array1<f64>, rule: &mut GradientDescent, settings: &BatchSettings| {
            minimize_batches(
                &line_loss,
                &line_gradient,
                n,
                start,
                rule,
                settings,
                &mut RandomState::new(42),
            )
            .is_err()
        };
        assert!(run(0, &start, &mut rule, &settings));
        assert!(run(60, &array![], &mut rule, &settings));
        assert!(run(60, &array![f64::NAN, 0.0], &mut rule, &settings));
        assert!(run(60, &start, &mut rule, &BatchSettings::new(0, 1)));
        assert!(run(60, &start, &mut GradientDescent::new(-1.0), &settings));
        assert!(run(60, &array![0.0, 0.0, 0.0], &mut rule, &settings));
    }
}
