//! Training: epochs of batches, watched, and ended in time.
//!
//! One step is the whole book in four lines: forward (linear algebra), loss
//! (information theory), backward (calculus), update (optimisation). An epoch
//! takes every example once, in an order that the generator decides.
//!
//! A low training loss is not the aim; a low loss on examples the model has
//! not seen is. So the loop asks the validation examples after every epoch,
//! remembers the weights that did best there, stops when nothing has improved
//! for a while, and hands those best weights back however it ended.
//!
//! There is one loop for every [`Model`]: a network that reads digits, one adapted by
//! LoRA, a transformer that writes. What differs is what a batch is and where batches
//! come from ([`Batches`]).

use super::steps::add_decay;
use super::{
    Batches, Epoch, Keep, Lesson, Loss, Model, Score, Steps, TrainSettings, Training, TrainingEnd,
};
use crate::error::MathError;
use crate::optimize::Optimizer;
use crate::random::RandomState;
use std::io::{self, Write};
use std::time::{Duration, Instant};

/// Trains a model in place; it is left with the best weights seen
/// ([`TrainSettings::keep`]).
///
/// Best means the lowest validation loss, or the lowest training loss where no
/// validation examples are given. `optimizer` is the pattern for one optimiser
/// for each array of the model; its own memory is not touched. `random` decides the order
/// of the examples and what drops out.
///
/// # Formula
/// θ ← step(θ, ∇L_B(θ) + λw) for each batch B of each epoch
///
/// # Errors
/// - [`MathError::OutOfRange`] for settings that make no sense,
/// - [`MathError::InvalidArgument`] for a model that learns nothing,
/// - [`MathError::Empty`] without examples,
/// - those of [`Model::lesson`] when model, examples and loss do not fit together.
///
/// A loss that leaves the range of numbers is no error: training ends with
/// [`TrainingEnd::Diverged`] and the best weights before it.
///
/// # Source
/// Guide §2.3, §6.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let x = array![[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]];
/// let xor = Examples::labelled(&x, &[0, 1, 1, 0])?;
/// let mut random = RandomState::new(1);
/// let mut network = Network::fully_connected(&[2, 8, 2], Activation::Tanh, &mut random)?;
/// let settings = TrainSettings::new(4, 200);
/// let (loss, adam) = (Loss::CrossEntropy, Adam::new(0.05));
/// let run = train(&mut network, loss, &xor, None, &adam, &settings, &mut random)?;
/// assert_eq!(network.classify(&x)?, [0, 1, 1, 0]);
/// assert_eq!((run.end, run.steps), (TrainingEnd::AllEpochs, 200));
/// # Ok::<(), MathError>(())
/// ```
pub fn train<M: Model>(
    model: &mut M,
    loss: Loss,
    examples: &dyn Batches<M::Batch>,
    validation: Option<&M::Batch>,
    optimizer: &dyn Optimizer,
    settings: &TrainSettings,
    random: &mut RandomState,
) -> Result<Training, MathError> {
    let watch = &mut |_: &Epoch, _: &M| {};
    train_watched(model, loss, examples, validation, optimizer, settings, random, watch)
}

/// As [`train`], and shows every epoch and the model as it then is to
/// `watch`.
///
/// # Errors
/// Those of [`train`].
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let line = Examples::valued(&array![[0.0], [1.0]], &array![[1.0], [3.0]])?;
/// let mut random = RandomState::new(0);
/// let mut network = Network::fully_connected(&[1, 1], Activation::Identity, &mut random)?;
/// let mut slopes = Vec::new();
/// train_watched(
///     &mut network,
///     Loss::MeanSquared,
///     &line,
///     None,
///     &GradientDescent::new(0.5),
///     &TrainSettings::new(2, 100),
///     &mut random,
///     &mut |_, network| slopes.push(network.parameters()[0]),
/// )?;
/// assert_eq!(slopes.len(), 100);
/// assert!((slopes[99] - 2.0).abs() < 1e-6); // y = 2x + 1
/// # Ok::<(), MathError>(())
/// ```
#[expect(clippy::too_many_arguments, reason = "those of `train`, and who watches")]
pub fn train_watched<M: Model>(
    model: &mut M,
    loss: Loss,
    examples: &dyn Batches<M::Batch>,
    validation: Option<&M::Batch>,
    optimizer: &dyn Optimizer,
    settings: &TrainSettings,
    random: &mut RandomState,
    watch: &mut dyn FnMut(&Epoch, &M),
) -> Result<Training, MathError> {
    settings.validate()?;
    let mut rules = Steps::new(model, optimizer)?;
    // Whatever does not fit together fails here, before the first step.
    let first = examples.epoch(settings.batch_size, &mut random.clone())?;
    if first.is_empty() {
        return Err(MathError::Empty { operation: "train", argument: "examples" });
    }
    for batch in first {
        model.exam(&batch, loss)?;
    }
    if let Some(unseen) = validation {
        model.exam(unseen, loss)?;
    }
    let clock = Instant::now();
    let budget = Duration::from_secs_f64(settings.seconds);
    let mut history: Vec<Epoch> = Vec::new();
    let mut best = (0, model.clone());
    // The best so far by its loss. Without validation, whether its weights can be used at
    // all shows only when the next epoch begins.
    let mut leader: (f64, usize, Option<M>) = (f64::INFINITY, 0, None);
    let mut steps = 0;
    let mut end = TrainingEnd::AllEpochs;
    'training: for number in 1..=settings.epochs {
        let mut seen = Seen::default();
        for batch in examples.epoch(settings.batch_size, random)? {
            let lesson = in_range(model.lesson(&batch, loss, random))?;
            let Some(Lesson { score, mut gradient }) = lesson else {
                end = TrainingEnd::Diverged { epoch: number };
                break 'training;
            };
            if let Some(weights) = leader.2.take() {
                best = (leader.1, weights);
            }
            seen.add(score);
            if settings.weight_decay > 0.0 {
                add_decay(&mut gradient, model, settings.weight_decay);
            }
            rules.step(model, &gradient, settings.schedule.factor(steps))?;
            steps += 1;
            if clock.elapsed() >= budget {
                end = TrainingEnd::OutOfTime;
                break;
            }
        }
        if end == TrainingEnd::OutOfTime && !history.is_empty() {
            break;
        }
        let mut epoch = seen.epoch(number);
        if let Some(unseen) = validation {
            let Some(score) = in_range(model.exam(unseen, loss))? else {
                end = TrainingEnd::Diverged { epoch: number };
                break;
            };
            epoch.validation_loss = Some(score.loss);
            epoch.validation_accuracy = score.accuracy;
        }
        watch(&epoch, model);
        history.push(epoch);
        let score = epoch.validation_loss.unwrap_or(epoch.loss);
        if score < leader.0 {
            leader = (score, number, Some(model.clone()));
        }
        if settings.progress {
            progress(&epoch, settings, clock.elapsed());
        }
        if end == TrainingEnd::OutOfTime {
            break;
        }
        if settings.patience.is_some_and(|patience| number - leader.1 >= patience.max(1)) {
            end = TrainingEnd::Patience;
            break;
        }
    }
    if settings.progress && !history.is_empty() {
        println!();
    }
    let diverged = matches!(end, TrainingEnd::Diverged { .. });
    if let (_, epoch, Some(weights)) = leader
        && (!diverged || validation.is_some())
    {
        best = (epoch, weights);
    }
    if settings.keep == Keep::Best || diverged {
        *model = best.1;
    }
    let seconds = clock.elapsed().as_secs_f64();
    Ok(Training { history, best_epoch: best.0, end, steps, seconds })
}

/// The scores of an epoch's batches, to be averaged over all answers.
#[derive(Default)]
struct Seen {
    count: f64,
    loss: f64,
    right: Option<f64>,
}

impl Seen {
    fn add(&mut self, score: Score) {
        let count = score.count as f64;
        self.count += count;
        self.loss += count * score.loss;
        if let Some(accuracy) = score.accuracy {
            self.right = Some(self.right.unwrap_or(0.0) + count * accuracy);
        }
    }

    fn epoch(&self, number: usize) -> Epoch {
        let count = self.count.max(1.0);
        Epoch {
            number,
            loss: self.loss / count,
            accuracy: self.right.map(|right| right / count),
            validation_loss: None,
            validation_accuracy: None,
        }
    }
}

/// The inputs were checked before training, so a value that is not finite now is
/// the training's own.
fn in_range<T>(result: Result<T, MathError>) -> Result<Option<T>, MathError> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(MathError::NotFinite { .. } | MathError::Overflow { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// `epoch 12/60  loss 0.0421  validation 98.6 %  3 s left`, over the line before.
fn progress(epoch: &Epoch, settings: &TrainSettings, elapsed: Duration) {
    let spent = elapsed.as_secs_f64();
    let ahead = spent / epoch.number as f64 * (settings.epochs - epoch.number) as f64;
    let left = ahead.min(settings.seconds - spent).max(0.0);
    let mut line = format!("epoch {}/{}  loss {:.4}", epoch.number, settings.epochs, epoch.loss);
    if let Some(share) = epoch.accuracy {
        line.push_str(&format!("  accuracy {:.1} %", 100.0 * share));
    }
    if let Some(share) = epoch.validation_accuracy {
        line.push_str(&format!("  validation {:.1} %", 100.0 * share));
    } else if let Some(value) = epoch.validation_loss {
        line.push_str(&format!("  validation {value:.4}"));
    }
    print!("\r{line}  {left:.0} s left   ");
    // A line that cannot be shown is not worth ending a training for.
    let _ = io::stdout().flush();
}

#[cfg(test)]
mod tests;
