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
    for batch in examples.epoch(settings.batch_size, &mut random.clone())? {
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
mod tests {
    use super::*;
    use crate::calculus::Activation;
    use crate::nn::{
        BatchNorm, Dense, Examples, Initialization, Layer, Network, Parameters, accuracy,
    };
    use crate::optimize::{Adam, GradientDescent};
    use ndarray::Array2;

    /// Two rings, one inside the other.
    fn rings(n: usize, seed: u32) -> Examples {
        let mut random = RandomState::new(seed);
        let labels: Vec<usize> = (0..n).map(|i| i % 2).collect();
        let noise = random.randn2(n, 2) * 0.1;
        let turn = random.rand(n) * std::f64::consts::TAU;
        let x = Array2::from_shape_fn((n, 2), |(i, j)| {
            let angle = if j == 0 { turn[i].cos() } else { turn[i].sin() };
            (1.0 + labels[i] as f64) * angle + noise[[i, j]]
        });
        Examples::labelled(&x, &labels).unwrap()
    }

    fn net() -> Network {
        Network::fully_connected(&[2, 16, 16, 2], Activation::Relu, &mut RandomState::new(3))
            .unwrap()
    }

    #[test]
    fn a_seed_repeats_a_training_to_the_last_bit() {
        let (all, unseen) = rings(200, 0).split(0.8, &mut RandomState::new(1)).unwrap();
        let settings = TrainSettings { weight_decay: 1e-4, ..TrainSettings::new(16, 20) };
        let run = || {
            let mut network = net().with(Layer::Dropout(0.0));
            let run = train(
                &mut network,
                Loss::CrossEntropy,
                &all,
                Some(&unseen),
                &Adam::new(0.01),
                &settings,
                &mut RandomState::new(42),
            )
            .unwrap();
            (network, run.history, run.best_epoch)
        };
        let (network, history, best) = run();
        assert_eq!(run(), (network.clone(), history.clone(), best));
        assert_eq!(history.len(), 20);
        let right = accuracy(unseen.labels().unwrap(), &network.predict(&unseen.inputs).unwrap());
        assert!(right.unwrap() > 0.95);
        // The network handed back is the one of the best epoch.
        let value = network.exam(&unseen, Loss::CrossEntropy).unwrap().loss;
        let least = history.iter().filter_map(|e| e.validation_loss).fold(f64::INFINITY, f64::min);
        assert_eq!(value, least);
        assert_eq!(history[best - 1].validation_loss, Some(least));
    }

    #[test]
    fn one_step_on_everything_is_gradient_descent() {
        let examples = rings(20, 2);
        let start = net();
        let pass = start.forward(&examples.inputs).unwrap();
        let judged = Loss::CrossEntropy.evaluate(&examples.targets, pass.output()).unwrap();
        let slope = start.backward(&pass, &judged.gradient).unwrap().flatten();
        let expected = start.parameters() - 0.1 * slope;
        let mut after = start.clone();
        train_watched(
            &mut start.clone(),
            Loss::CrossEntropy,
            &examples,
            None,
            &GradientDescent::new(0.1),
            &TrainSettings::new(20, 1),
            &mut RandomState::new(42),
            &mut |_, network| after = network.clone(),
        )
        .unwrap();
        assert!((after.parameters() - expected).iter().all(|d| d.abs() < 1e-12));
    }

    #[test]
    fn decay_shrinks_weights_and_leaves_the_bias() {
        let zeros = Examples::valued(&Array2::zeros((4, 1)), &Array2::ones((4, 1))).unwrap();
        let dense = Dense { weights: ndarray::array![[2.0]], bias: ndarray::array![1.0] };
        let mut network = Network::new().with(Layer::Dense(dense));
        let mut seen = Vec::new();
        let settings = TrainSettings { weight_decay: 0.5, ..TrainSettings::new(4, 1) };
        let rule = GradientDescent::new(0.1);
        let mut watch = |_: &Epoch, n: &Network| seen = n.parameters().to_vec();
        train_watched(
            &mut network,
            Loss::MeanSquared,
            &zeros,
            None,
            &rule,
            &settings,
            &mut RandomState::new(42),
            &mut watch,
        )
        .unwrap();
        assert_eq!(seen, [1.9, 1.0]); // 2 − 0.1·0.5·2, and a bias that fits already
    }

    #[test]
    fn a_rate_too_large_ends_with_the_best_weights() {
        let examples = rings(60, 3);
        let mut network = net();
        let rule = GradientDescent::new(1e12);
        let settings = TrainSettings::new(10, 50);
        let run = train(
            &mut network,
            Loss::CrossEntropy,
            &examples,
            None,
            &rule,
            &settings,
            &mut RandomState::new(42),
        );
        assert!(matches!(run.unwrap().end, TrainingEnd::Diverged { .. }));
        assert!(network.parameters().iter().all(|p| p.is_finite()));
    }

    #[test]
    fn the_last_weights_are_kept_where_that_is_asked_for() {
        // With f = w + b and L = f², a step of 0.6 makes −1.4·f of f: further off each time.
        let one = Examples::valued(&Array2::ones((1, 1)), &Array2::zeros((1, 1))).unwrap();
        let dense = Dense { weights: ndarray::array![[1.0]], bias: ndarray::array![0.0] };
        let start = Network::new().with(Layer::Dense(dense));
        let run = |keep| {
            let mut network = start.clone();
            let settings = TrainSettings { keep, ..TrainSettings::new(1, 5) };
            let (loss, rule) = (Loss::MeanSquared, GradientDescent::new(0.6));
            let run =
                train(&mut network, loss, &one, None, &rule, &settings, &mut RandomState::new(42))
                    .unwrap();
            (network.parameters().sum(), run.best_epoch)
        };
        let (best, last) = (run(Keep::Best), run(Keep::Last));
        assert_eq!((best.1, last.1), (1, 1));
        assert!((best.0 + 1.4).abs() < 1e-12 && (last.0 + 1.4_f64.powi(5)).abs() < 1e-12);
    }

    #[test]
    fn no_array_stays_untrained_because_of_its_memory_order() {
        let examples = rings(40, 8);
        let turn = |network: &Network| {
            let mut turned = network.clone();
            for layer in &mut turned.layers {
                if let Layer::Dense(dense) = layer {
                    let turned = dense.weights.t().as_standard_layout().into_owned();
                    dense.weights = turned.reversed_axes();
                    assert!(dense.weights.as_slice().is_none());
                }
            }
            turned
        };
        let run = |mut network: Network| {
            let (loss, settings) = (Loss::CrossEntropy, TrainSettings::new(8, 5));
            train(
                &mut network,
                loss,
                &examples,
                None,
                &Adam::new(0.01),
                &settings,
                &mut RandomState::new(42),
            )
            .unwrap();
            network
        };
        let (plain, turned) = (run(net()), run(turn(&net())));
        for (after, before) in turned.arrays().iter().zip(net().arrays()) {
            assert!(after.values != before.values, "{} has not moved", after.name);
        }
        let gap = plain.parameters() - turned.parameters();
        assert!(gap.iter().all(|d| d.abs() < 1e-10));
    }

    #[test]
    fn patience_and_time_end_a_training() {
        let (all, unseen) = rings(200, 4).split(0.5, &mut RandomState::new(0)).unwrap();
        let go = |settings: &TrainSettings| {
            let rule = Adam::new(0.05);
            train(
                &mut net(),
                Loss::CrossEntropy,
                &all,
                Some(&unseen),
                &rule,
                settings,
                &mut RandomState::new(42),
            )
            .unwrap()
        };
        let run = go(&TrainSettings { patience: Some(3), ..TrainSettings::new(10, 10_000) });
        assert_eq!(run.end, TrainingEnd::Patience);
        assert_eq!(run.history.len(), run.best_epoch + 3);
        let run = go(&TrainSettings { seconds: 0.05, ..TrainSettings::new(10, 1_000_000) });
        assert_eq!(run.end, TrainingEnd::OutOfTime);
        assert!(run.seconds < 5.0 && run.best_epoch > 0);
    }

    #[test]
    fn batch_normalisation_survives_a_last_batch_of_one() {
        let examples = rings(21, 5);
        let random = &mut RandomState::new(0);
        let mut network = Network::new()
            .with(Layer::Dense(Dense::new(2, 8, Initialization::He, random).unwrap()))
            .with(Layer::BatchNorm(BatchNorm::new(8)))
            .with(Layer::Activation(Activation::Relu))
            .with(Layer::Dropout(0.1))
            .with(Layer::Dense(Dense::new(8, 2, Initialization::He, random).unwrap()));
        let rule = Adam::new(0.01);
        let settings = TrainSettings::new(5, 40);
        let run = train(
            &mut network,
            Loss::CrossEntropy,
            &examples,
            None,
            &rule,
            &settings,
            &mut RandomState::new(42),
        )
        .unwrap();
        assert!(run.losses()[39] < run.losses()[0]);
        assert_eq!(run.steps, 160);
    }

    #[test]
    fn bad_arguments_are_errors() {
        let examples = rings(10, 6);
        let good = TrainSettings::new(5, 1);
        let fails = |settings: &TrainSettings, network: &mut Network, loss| {
            train(
                network,
                loss,
                &examples,
                None,
                &Adam::new(0.01),
                settings,
                &mut RandomState::new(42),
            )
            .is_err()
        };
        let ce = Loss::CrossEntropy;
        assert!(fails(&TrainSettings { batch_size: 0, ..good.clone() }, &mut net(), ce));
        assert!(fails(&TrainSettings { weight_decay: -1.0, ..good.clone() }, &mut net(), ce));
        assert!(fails(&TrainSettings { seconds: f64::NAN, ..good.clone() }, &mut net(), ce));
        assert!(fails(&good, &mut net(), Loss::MeanSquared));
        assert!(fails(&good, &mut Network::new(), ce));
        let mut narrow =
            Network::fully_connected(&[3, 2], Activation::Relu, &mut RandomState::new(0)).unwrap();
        assert!(fails(&good, &mut narrow, ce));
        assert!(
            train(
                &mut net(),
                ce,
                &examples,
                None,
                &Adam::new(-1.0),
                &good,
                &mut RandomState::new(42)
            )
            .is_err()
        );
    }
}
