//! The settings of a training and the record of how it went.

use crate::error::MathError;
use crate::optimize::Schedule;
use ndarray::Array1;

/// Whose weights a training hands back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Keep {
    /// Those of the epoch with the lowest validation loss, or training loss where
    /// nothing is validated.
    #[default]
    Best,
    /// Those of the last epoch. Where every epoch is one small batch, its loss says
    /// more about the batch than about the weights.
    Last,
}

/// How to train.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let settings = TrainSettings { patience: Some(5), ..TrainSettings::new(32, 100) };
/// assert_eq!((settings.batch_size, settings.epochs, settings.patience), (32, 100, Some(5)));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct TrainSettings {
    /// Examples in each mini-batch.
    pub batch_size: usize,
    /// Passes over the examples, at most.
    pub epochs: usize,
    /// The factor on the learning rate, by steps (not epochs).
    pub schedule: Schedule,
    /// L2 decay λ: adds λ/2·Σw² to what is minimised, over the entries of all
    /// matrices, not of biases and other vectors.
    pub weight_decay: f64,
    /// Stop after so many epochs without a new best.
    pub patience: Option<usize>,
    /// Whose weights are handed back.
    pub keep: Keep,
    /// Stop after so many seconds and keep what was learned; stopping the cell takes it back.
    pub seconds: f64,
    /// Print a line that keeps up with the epochs.
    pub progress: bool,
}

impl TrainSettings {
    /// Constant rate, no decay, no early stopping, the best weights kept, at
    /// most 60 seconds, silent.
    pub fn new(batch_size: usize, epochs: usize) -> Self {
        Self {
            batch_size,
            epochs,
            schedule: Schedule::Constant,
            weight_decay: 0.0,
            patience: None,
            keep: Keep::Best,
            seconds: 60.0,
            progress: false,
        }
    }

    pub(super) fn validate(&self) -> Result<(), MathError> {
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
