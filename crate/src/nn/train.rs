//! Training: epochs of mini-batches, watched, and ended in time.
//!
//! One step is the whole book in four lines: forward (linear algebra), loss
//! (information theory), backward (calculus), update (optimisation). An epoch
//! takes every example once, in an order that the seed decides.
//!
//! A low training loss is not the aim; a low loss on examples the network has
//! not seen is. So the loop asks the validation examples after every epoch,
//! remembers the weights that did best there, stops when nothing has improved
//! for a while, and hands those best weights back however it ended.

use super::{
    ForwardPass, Layer, LayerGradient, Loss, Network, NetworkGradients, Targets, accuracy,
};
use crate::check;
use crate::error::MathError;
use crate::optimize::{Optimizer, Schedule, mini_batches};
use crate::random::RandomState;
use ndarray::{Array1, Array2, Axis};
use std::io::{self, Write};
use std::time::{Duration, Instant};

/// Inputs and what the network should answer to each.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let all = Examples::labelled(&Array2::zeros((10, 3)), &[0, 1, 0, 1, 0, 1, 0, 1, 0, 1])?;
/// let (most, rest) = all.split(0.8, 42)?;
/// assert_eq!((most.len(), rest.len()), (8, 2));
/// # Ok::<(), MathError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Examples {
    /// One example a row.
    pub inputs: Array2<f64>,
    /// One answer for each row.
    pub targets: Targets,
}

impl Examples {
    /// Inputs with a class each.
    ///
    /// # Errors
    /// - [`MathError::Empty`] without entries, [`MathError::NotFinite`] for entries
    ///   that are not finite,
    /// - [`MathError::ShapeMismatch`] when there is not one target for each row.
    pub fn labelled(inputs: &Array2<f64>, labels: &[usize]) -> Result<Self, MathError> {
        Self::checked(inputs, Targets::Labels(labels.to_vec()))
    }

    /// Inputs with values (examples × outputs).
    ///
    /// # Errors
    /// As [`Examples::labelled`].
    pub fn valued(inputs: &Array2<f64>, values: &Array2<f64>) -> Result<Self, MathError> {
        check::finite("Examples", "values", values)?;
        Self::checked(inputs, Targets::Values(values.clone()))
    }

    fn checked(inputs: &Array2<f64>, targets: Targets) -> Result<Self, MathError> {
        check::not_empty("Examples", "inputs", inputs)?;
        check::finite("Examples", "inputs", inputs)?;
        if inputs.nrows() != targets.len() {
            return Err(MathError::ShapeMismatch {
                operation: "Examples",
                left: inputs.shape().to_vec(),
                right: vec![targets.len()],
                rule: "every row of the inputs needs one target",
            });
        }
        Ok(Self { inputs: inputs.clone(), targets })
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.inputs.nrows()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The classes, if these examples have classes.
    pub fn labels(&self) -> Option<&[usize]> {
        match &self.targets {
            Targets::Labels(labels) => Some(labels),
            Targets::Values(_) => None,
        }
    }

    /// The examples with these numbers, counted from 0.
    ///
    /// # Errors
    /// - [`MathError::OutOfRange`] for a number beyond the last.
    pub fn select(&self, rows: &[usize]) -> Result<Self, MathError> {
        if let Some(&row) = rows.iter().find(|&&row| row >= self.len()) {
            return Err(MathError::OutOfRange {
                operation: "Examples::select",
                argument: "rows",
                value: row as f64,
                expected: "below the number of examples, counted from 0",
            });
        }
        let targets = match &self.targets {
            Targets::Labels(labels) => Targets::Labels(rows.iter().map(|&i| labels[i]).collect()),
            Targets::Values(values) => Targets::Values(values.select(Axis(0), rows)),
        };
        Ok(Self { inputs: self.inputs.select(Axis(0), rows), targets })
    }

    /// A random share of the examples, and the rest. The seed decides which.
    ///
    /// # Errors
    /// - [`MathError::OutOfRange`] unless 0 < share < 1 and both parts get at
    ///   least one example.
    pub fn split(&self, share: f64, seed: u32) -> Result<(Self, Self), MathError> {
        let first = (share * self.len() as f64).round();
        if !(first >= 1.0 && first < self.len() as f64) {
            return Err(MathError::OutOfRange {
                operation: "Examples::split",
                argument: "share",
                value: share,
                expected: "between 0 and 1, so that both parts get an example",
            });
        }
        let order = RandomState::new(seed).permutation(self.len());
        let (a, b) = order.split_at(first as usize);
        Ok((self.select(a)?, self.select(b)?))
    }
}

/// How to train.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let settings = TrainSettings { patience: Some(5), ..TrainSettings::new(32, 100) };
/// assert_eq!((settings.batch_size, settings.epochs, settings.seed), (32, 100, 42));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct TrainSettings {
    /// Examples in each mini-batch.
    pub batch_size: usize,
    /// Passes over the examples, at most.
    pub epochs: usize,
    /// Decides the order of the examples and what drops out.
    pub seed: u32,
    /// The factor on the learning rate, by steps (not epochs).
    pub schedule: Schedule,
    /// L2 decay λ: adds λ/2·Σw² to what is minimised, over the weights of dense
    /// layers and not their biases.
    pub weight_decay: f64,
    /// Stop after so many epochs without a new best.
    pub patience: Option<usize>,
    /// Stop after so many seconds and keep what was learned; stopping the cell takes it back.
    pub seconds: f64,
    /// Print a line that keeps up with the epochs.
    pub progress: bool,
}

impl TrainSettings {
    /// Seed 42, constant rate, no decay, no early stopping, at most 60 seconds,
    /// silent.
    pub fn new(batch_size: usize, epochs: usize) -> Self {
        Self {
            batch_size,
            epochs,
            seed: 42,
            schedule: Schedule::Constant,
            weight_decay: 0.0,
            patience: None,
            seconds: 60.0,
            progress: false,
        }
    }

    fn validate(&self) -> Result<(), MathError> {
        let operation = "train";
        let refuse = |argument, value, expected| {
            Err(MathError::OutOfRange { operation, argument, value, expected })
        };
        self.schedule.validate()?;
        if self.batch_size == 0 {
            return refuse("batch_size", 0.0, "at least 1");
        }
        if !(self.weight_decay >= 0.0 && self.weight_decay.is_finite()) {
            return refuse("weight_decay", self.weight_decay, "a finite number, 0 or larger");
        }
        // Durations end at about 10¹⁹ seconds.
        if !(self.seconds > 0.0 && self.seconds <= 1e9) {
            return refuse("seconds", self.seconds, "a positive number of at most 1e9");
        }
        Ok(())
    }
}

/// What one epoch brought.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Epoch {
    /// Counted from 1.
    pub number: usize,
    /// The mean loss of the epoch's mini-batches, each before its own step.
    pub loss: f64,
    /// The share of training examples that were classified rightly on the way.
    pub accuracy: Option<f64>,
    /// The loss of the validation examples after the epoch.
    pub validation_loss: Option<f64>,
    /// The share of validation examples that are classified rightly.
    pub validation_accuracy: Option<f64>,
}

/// Why training ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrainingEnd {
    /// All epochs were walked.
    AllEpochs,
    /// Nothing improved for as long as the patience allowed.
    Patience,
    /// The time was used up.
    OutOfTime,
    /// A value left the range of numbers in this epoch.
    Diverged {
        /// Counted from 1.
        epoch: usize,
    },
}

/// A training and how it went.
#[derive(Debug, Clone, PartialEq)]
pub struct Training {
    /// One entry for each whole epoch.
    pub history: Vec<Epoch>,
    /// The number of the epoch whose weights were kept; 0 for the first weights.
    pub best_epoch: usize,
    /// Why it ended.
    pub end: TrainingEnd,
    /// Steps taken.
    pub steps: usize,
    /// How long it took.
    pub seconds: f64,
}

impl Training {
    /// The training losses, epoch by epoch.
    pub fn losses(&self) -> Array1<f64> {
        self.history.iter().map(|e| e.loss).collect()
    }

    /// The validation losses; empty when there were no validation examples.
    pub fn validation_losses(&self) -> Array1<f64> {
        self.history.iter().filter_map(|e| e.validation_loss).collect()
    }

    /// The validation accuracies; empty when there were none.
    pub fn validation_accuracies(&self) -> Array1<f64> {
        self.history.iter().filter_map(|e| e.validation_accuracy).collect()
    }
}

/// Trains a network in place; it is left with the best weights seen.
///
/// Best means the lowest validation loss, or the lowest training loss where no
/// validation examples are given. `optimizer` is the model for one optimiser
/// per layer; its own memory is not touched.
///
/// # Formula
/// θ ← step(θ, ∇L_B(θ) + λw) for each mini-batch B of each epoch
///
/// # Errors
/// - [`MathError::OutOfRange`] for settings that make no sense,
/// - [`MathError::InvalidArgument`] for a network that learns nothing,
/// - those of [`Network::forward_training`] and [`Loss::evaluate`] when network,
///   examples and loss do not fit together.
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
/// let mut network = Network::fully_connected(&[2, 8, 2], Activation::Tanh, 1)?;
/// let settings = TrainSettings::new(4, 200);
/// let run = train(&mut network, Loss::CrossEntropy, &xor, None, &Adam::new(0.05), &settings)?;
/// assert_eq!(network.classify(&x)?, [0, 1, 1, 0]);
/// assert_eq!((run.end, run.steps), (TrainingEnd::AllEpochs, 200));
/// # Ok::<(), MathError>(())
/// ```
pub fn train(
    network: &mut Network,
    loss: Loss,
    examples: &Examples,
    validation: Option<&Examples>,
    optimizer: &dyn Optimizer,
    settings: &TrainSettings,
) -> Result<Training, MathError> {
    train_watched(network, loss, examples, validation, optimizer, settings, &mut |_, _| {})
}

/// As [`train`], and shows every epoch and the network as it then is to
/// `watch`.
///
/// # Errors
/// As [`train`].
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let line = Examples::valued(&array![[0.0], [1.0]], &array![[1.0], [3.0]])?;
/// let mut network = Network::fully_connected(&[1, 1], Activation::Identity, 0)?;
/// let mut slopes = Vec::new();
/// train_watched(
///     &mut network,
///     Loss::MeanSquared,
///     &line,
///     None,
///     &GradientDescent::new(0.5),
///     &TrainSettings::new(2, 100),
///     &mut |_, network| slopes.push(network.parameters()[0]),
/// )?;
/// assert_eq!(slopes.len(), 100);
/// assert!((slopes[99] - 2.0).abs() < 1e-6); // y = 2x + 1
/// # Ok::<(), MathError>(())
/// ```
pub fn train_watched(
    network: &mut Network,
    loss: Loss,
    examples: &Examples,
    validation: Option<&Examples>,
    optimizer: &dyn Optimizer,
    settings: &TrainSettings,
    watch: &mut dyn FnMut(&Epoch, &Network),
) -> Result<Training, MathError> {
    settings.validate()?;
    optimizer.validate()?;
    if network.parameter_count() == 0 {
        return Err(MathError::InvalidArgument {
            operation: "train",
            argument: "network",
            reason: "has no layer that learns; add a dense one".into(),
        });
    }
    // Whatever does not fit together fails here, before the first step.
    for part in std::iter::once(examples).chain(validation) {
        loss.evaluate(&network.predict(&part.inputs)?, &part.targets)?;
    }
    let clock = Instant::now();
    let budget = Duration::from_secs_f64(settings.seconds);
    let mut rules: Vec<Rule> = network.layers.iter().map(|_| Rule::new(optimizer)).collect();
    let mut random = RandomState::new(settings.seed);
    let mut history: Vec<Epoch> = Vec::new();
    let mut best = (f64::INFINITY, 0, network.clone());
    let mut steps = 0;
    let mut end = TrainingEnd::AllEpochs;
    'training: for number in 1..=settings.epochs {
        let (mut total, mut right) = (0.0, 0.0);
        for batch in mini_batches(examples.len(), settings.batch_size, &mut random)? {
            // Batch normalisation cannot learn from the single example that may remain.
            if batch.len() == 1 && needs_two(network) && examples.len() > 1 {
                continue;
            }
            let part = examples.select(&batch)?;
            let weight = batch.len() as f64 / examples.len() as f64;
            let Some(step) = gradients(network, loss, &part, &mut random)? else {
                end = TrainingEnd::Diverged { epoch: number };
                break 'training;
            };
            total += weight * step.loss;
            if let Some(labels) = part.labels() {
                right += weight * accuracy(step.pass.output(), labels)?;
            }
            let factor = settings.schedule.factor(steps);
            steps += 1;
            update(network, &step.gradients, &mut rules, settings.weight_decay, factor);
            if clock.elapsed() >= budget {
                end = TrainingEnd::OutOfTime;
                break;
            }
        }
        if end == TrainingEnd::OutOfTime && !history.is_empty() {
            break;
        }
        let mut epoch = Epoch {
            number,
            loss: total,
            accuracy: examples.labels().map(|_| right),
            validation_loss: None,
            validation_accuracy: None,
        };
        if let Some(unseen) = validation {
            let Some((value, share)) = judge(network, loss, unseen)? else {
                end = TrainingEnd::Diverged { epoch: number };
                break;
            };
            (epoch.validation_loss, epoch.validation_accuracy) = (Some(value), share);
        }
        watch(&epoch, network);
        history.push(epoch);
        let score = epoch.validation_loss.unwrap_or(epoch.loss);
        if score < best.0 {
            best = (score, number, network.clone());
        }
        if settings.progress {
            progress(&epoch, settings, clock.elapsed());
        }
        if end == TrainingEnd::OutOfTime {
            break;
        }
        if settings.patience.is_some_and(|patience| number - best.1 >= patience.max(1)) {
            end = TrainingEnd::Patience;
            break;
        }
    }
    if settings.progress && !history.is_empty() {
        println!();
    }
    *network = best.2;
    let seconds = clock.elapsed().as_secs_f64();
    Ok(Training { history, best_epoch: best.1, end, steps, seconds })
}

fn needs_two(network: &Network) -> bool {
    network.layers.iter().any(|layer| matches!(layer, Layer::BatchNorm(_)))
}

/// What one mini-batch says.
struct Step {
    loss: f64,
    pass: ForwardPass,
    gradients: NetworkGradients,
}

/// Forward, loss, backward; nothing where a value left the range of numbers.
fn gradients(
    network: &mut Network,
    loss: Loss,
    part: &Examples,
    random: &mut RandomState,
) -> Result<Option<Step>, MathError> {
    let Some(pass) = in_range(network.forward_training(&part.inputs, random))? else {
        return Ok(None);
    };
    let Some(judged) = in_range(loss.evaluate(pass.output(), &part.targets))? else {
        return Ok(None);
    };
    let gradients = network.backward(&pass, &judged.gradient)?;
    Ok(Some(Step { loss: judged.value, pass, gradients }))
}

/// Loss and accuracy of examples that are only looked at.
fn judge(
    network: &Network,
    loss: Loss,
    examples: &Examples,
) -> Result<Option<(f64, Option<f64>)>, MathError> {
    let Some(output) = in_range(network.predict(&examples.inputs))? else { return Ok(None) };
    let Some(judged) = in_range(loss.evaluate(&output, &examples.targets))? else {
        return Ok(None);
    };
    let share = examples.labels().map(|labels| accuracy(&output, labels)).transpose()?;
    Ok(Some((judged.value, share)))
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

/// One optimiser for each of a layer's two parameter arrays.
struct Rule([Box<dyn Optimizer>; 2]);

impl Rule {
    fn new(model: &dyn Optimizer) -> Self {
        Self([model.fresh(), model.fresh()])
    }
}

fn update(
    network: &mut Network,
    gradients: &NetworkGradients,
    rules: &mut [Rule],
    weight_decay: f64,
    factor: f64,
) {
    for ((layer, gradient), Rule([first, second])) in
        network.layers.iter_mut().zip(&gradients.layers).zip(rules)
    {
        let (a, b, da, db) = match (layer, gradient) {
            (Layer::Dense(dense), LayerGradient::Dense { weights, bias }) => {
                // Rows must follow one another for the optimiser's plain list.
                if !dense.weights.is_standard_layout() {
                    dense.weights = dense.weights.as_standard_layout().into_owned();
                }
                let mut da: Vec<f64> = weights.iter().copied().collect();
                if weight_decay > 0.0 {
                    da.iter_mut().zip(&dense.weights).for_each(|(g, w)| *g += weight_decay * w);
                }
                (dense.weights.as_slice_mut(), dense.bias.as_slice_mut(), da, bias.to_vec())
            }
            (Layer::BatchNorm(n), LayerGradient::Norm { scale, shift }) => {
                (n.scale.as_slice_mut(), n.shift.as_slice_mut(), scale.to_vec(), shift.to_vec())
            }
            (Layer::LayerNorm(n), LayerGradient::Norm { scale, shift }) => {
                (n.scale.as_slice_mut(), n.shift.as_slice_mut(), scale.to_vec(), shift.to_vec())
            }
            _ => continue,
        };
        if let (Some(a), Some(b)) = (a, b) {
            first.step(a, &da, factor);
            second.step(b, &db, factor);
        }
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
    use crate::nn::{BatchNorm, Dense, Initialization};
    use crate::optimize::{Adam, GradientDescent};

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
        Network::fully_connected(&[2, 16, 16, 2], Activation::Relu, 3).unwrap()
    }

    #[test]
    fn a_seed_repeats_a_training_to_the_last_bit() {
        let (all, unseen) = rings(200, 0).split(0.8, 1).unwrap();
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
            )
            .unwrap();
            (network, run.history, run.best_epoch)
        };
        let (network, history, best) = run();
        assert_eq!(run(), (network.clone(), history.clone(), best));
        assert_eq!(history.len(), 20);
        let right = accuracy(&network.predict(&unseen.inputs).unwrap(), unseen.labels().unwrap());
        assert!(right.unwrap() > 0.95);
        // The network handed back is the one of the best epoch.
        let (value, _) = judge(&network, Loss::CrossEntropy, &unseen).unwrap().unwrap();
        let least = history.iter().filter_map(|e| e.validation_loss).fold(f64::INFINITY, f64::min);
        assert_eq!(value, least);
        assert_eq!(history[best - 1].validation_loss, Some(least));
    }

    #[test]
    fn one_step_on_everything_is_gradient_descent() {
        let examples = rings(20, 2);
        let start = net();
        let pass = start.forward(&examples.inputs).unwrap();
        let judged = Loss::CrossEntropy.evaluate(pass.output(), &examples.targets).unwrap();
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
        train_watched(&mut network, Loss::MeanSquared, &zeros, None, &rule, &settings, &mut watch)
            .unwrap();
        assert_eq!(seen, [1.9, 1.0]); // 2 − 0.1·0.5·2, and a bias that fits already
    }

    #[test]
    fn a_rate_too_large_ends_with_the_best_weights() {
        let examples = rings(60, 3);
        let mut network = net();
        let rule = GradientDescent::new(1e12);
        let settings = TrainSettings::new(10, 50);
        let run = train(&mut network, Loss::CrossEntropy, &examples, None, &rule, &settings);
        assert!(matches!(run.unwrap().end, TrainingEnd::Diverged { .. }));
        assert!(network.parameters().iter().all(|p| p.is_finite()));
    }

    #[test]
    fn patience_and_time_end_a_training() {
        let (all, unseen) = rings(200, 4).split(0.5, 0).unwrap();
        let go = |settings: &TrainSettings| {
            let rule = Adam::new(0.05);
            train(&mut net(), Loss::CrossEntropy, &all, Some(&unseen), &rule, settings).unwrap()
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
        let run =
            train(&mut network, Loss::CrossEntropy, &examples, None, &rule, &settings).unwrap();
        assert!(run.losses()[39] < run.losses()[0]);
        assert_eq!(run.steps, 160);
    }

    #[test]
    fn bad_arguments_are_errors() {
        let examples = rings(10, 6);
        let good = TrainSettings::new(5, 1);
        let fails = |settings: &TrainSettings, network: &mut Network, loss| {
            train(network, loss, &examples, None, &Adam::new(0.01), settings).is_err()
        };
        let ce = Loss::CrossEntropy;
        assert!(fails(&TrainSettings { batch_size: 0, ..good.clone() }, &mut net(), ce));
        assert!(fails(&TrainSettings { weight_decay: -1.0, ..good.clone() }, &mut net(), ce));
        assert!(fails(&TrainSettings { seconds: f64::NAN, ..good.clone() }, &mut net(), ce));
        assert!(fails(&good, &mut net(), Loss::MeanSquared));
        assert!(fails(&good, &mut Network::new(), ce));
        let mut narrow = Network::fully_connected(&[3, 2], Activation::Relu, 0).unwrap();
        assert!(fails(&good, &mut narrow, ce));
        assert!(train(&mut net(), ce, &examples, None, &Adam::new(-1.0), &good).is_err());
        assert!(examples.split(1.0, 0).is_err() && examples.split(f64::NAN, 0).is_err());
        assert!(examples.select(&[10]).is_err());
        assert!(Examples::labelled(&Array2::zeros((2, 2)), &[0]).is_err());
    }
}
