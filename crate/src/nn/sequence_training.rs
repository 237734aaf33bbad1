//! The training of a transformer on a [`SequenceTask`], and what was seen on the way.

use super::sequence_task::lessons;
use super::{
    Batches, Epoch, Keep, Loss, SequenceTask, Sequences, TrainSettings, Training, TrainingEnd,
    Transformer, exact_answers, train_watched,
};
use crate::error::MathError;
use crate::optimize::{Adam, Schedule};
use crate::random::RandomState;
use ndarray::{Array1, Array2};
use std::collections::HashSet;

/// How to train on a [`SequenceTask`].
#[derive(Debug, Clone, PartialEq)]
pub struct SequencePlan {
    /// The task.
    pub task: SequenceTask,
    /// How many different symbols there are; the model's vocabulary has one more.
    pub symbols: usize,
    /// How long each sequence is.
    pub length: usize,
    /// Steps of Adam, at least one.
    pub steps: usize,
    /// Sequences in a step.
    pub batch: usize,
    /// The learning rate at its largest; it climbs for a twentieth of the steps and
    /// then follows half a cosine down to a hundredth.
    pub rate: f64,
    /// Sequences that are kept away from training and examined afterwards.
    pub unseen: usize,
    /// After how many steps to look at unseen sequences and at the attention maps.
    pub looks: Vec<usize>,
    /// Stop after so many seconds even if steps are left (a cell cannot be
    /// interrupted). Where the time decides, results differ between machines.
    pub seconds: f64,
}

/// What was seen at one moment of the training.
#[derive(Debug, Clone, PartialEq)]
pub struct SequenceLook {
    /// Steps taken so far.
    pub step: usize,
    /// The part of the unseen sequences whose whole answer is right.
    pub exact: f64,
    /// The attention weights on the first unseen sequence, block by block and head
    /// by head; rows are the tokens that look, columns those looked at.
    pub maps: Vec<Array2<f64>>,
}

/// How a training went.
#[derive(Debug, Clone, PartialEq)]
pub struct SequenceTraining {
    /// The record of the training; an epoch is one step on fresh sequences.
    pub run: Training,
    /// The moments of [`SequencePlan::looks`], and the end.
    pub looks: Vec<SequenceLook>,
    /// The sequences that training never saw.
    pub unseen: Vec<Vec<usize>>,
    /// The tokens that the maps belong to.
    pub example: Vec<usize>,
}

impl SequenceTraining {
    /// The loss in nats for each symbol, one entry for each step taken.
    pub fn losses(&self) -> Array1<f64> {
        self.run.losses()
    }

    /// The part of the unseen sequences answered without a mistake at the end.
    pub fn exact(&self) -> f64 {
        self.looks.last().map_or(0.0, |look| look.exact)
    }

    /// Whether all steps of the plan were taken.
    pub fn complete(&self) -> bool {
        self.run.end == TrainingEnd::AllEpochs
    }
}

/// Fresh sequences at every step, without those that are kept away.
struct Fresh<'a> {
    plan: &'a SequencePlan,
    kept_away: HashSet<Vec<usize>>,
}

impl Batches<Sequences> for Fresh<'_> {
    fn epoch(&self, size: usize, random: &mut RandomState) -> Result<Vec<Sequences>, MathError> {
        let mut batch = Vec::new();
        while batch.len() < size {
            let sequence = draw(self.plan, random)?;
            if !self.kept_away.contains(&sequence) {
                batch.push(sequence);
            }
        }
        Ok(vec![lessons(self.plan.task, &batch, self.plan.symbols)?])
    }
}

/// Trains a transformer on a task, on fresh random sequences at every step.
///
/// The unseen sequences are drawn first; one that turns up in training is skipped. The
/// loop is that of [`train`](fn@super::train), and an epoch is one step.
///
/// # Formula
/// θ ← Adam(θ, ∂L/∂θ), L the mean cross-entropy of the answers' symbols
///
/// # Errors
/// [`MathError::OutOfRange`] or [`MathError::InvalidArgument`] for a plan that makes no
/// sense or does not fit the model.
///
/// # Source
/// Guide §6.2.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let sizes = TransformerConfig { vocabulary: 6, width: 8, heads: 1, hidden: 16, blocks: 1 };
/// let mut random = RandomState::new(42);
/// let mut model = Transformer::new(&sizes, &mut random)?;
/// let plan = SequencePlan {
///     task: SequenceTask::Reverse,
///     symbols: 5,
///     length: 4,
///     steps: 40,
///     batch: 8,
///     rate: 0.01,
///     unseen: 20,
///     looks: vec![0],
///     seconds: 30.0,
/// };
/// let training = train_on_sequences(&mut model, &plan, &mut random)?;
/// assert!(training.losses()[39] < training.losses()[0]);
/// # Ok::<(), MathError>(())
/// ```
pub fn train_on_sequences(
    model: &mut Transformer,
    plan: &SequencePlan,
    random: &mut RandomState,
) -> Result<SequenceTraining, MathError> {
    validate(model, plan)?;
    let mut unseen = Vec::new();
    for _ in 0..plan.unseen {
        unseen.push(draw(plan, random)?);
    }
    let example = plan.task.lesson(&unseen[0], plan.symbols).0;
    let fresh = Fresh { plan, kept_away: unseen.iter().cloned().collect() };
    let settings = TrainSettings {
        schedule: Schedule::WarmupCosine {
            warmup: plan.steps / 20,
            steps: plan.steps,
            floor: 0.01,
        },
        keep: Keep::Last,
        seconds: plan.seconds,
        ..TrainSettings::new(plan.batch, plan.steps)
    };
    let mut looks = Vec::new();
    let mut broken = None;
    let mut watch = |epoch: &Epoch, model: &Transformer| {
        if plan.looks.contains(&epoch.number) && epoch.number < plan.steps {
            match look(model, plan.task, &unseen, &example, epoch.number) {
                Ok(seen) => looks.push(seen),
                // A model that has diverged; the loop will notice as well.
                Err(error) => broken = Some(error),
            }
        }
    };
    let first = plan.looks.contains(&0).then(|| look(model, plan.task, &unseen, &example, 0));
    let (loss, adam) = (Loss::CrossEntropy, Adam::new(plan.rate));
    let run = train_watched(model, loss, &fresh, None, &adam, &settings, random, &mut watch)?;
    if let (Some(error), TrainingEnd::AllEpochs | TrainingEnd::OutOfTime) = (broken, run.end) {
        return Err(error);
    }
    looks.push(look(model, plan.task, &unseen, &example, run.steps)?);
    if let Some(first) = first {
        looks.insert(0, first?);
    }
    Ok(SequenceTraining { run, looks, unseen, example })
}

/// Examines the unseen sequences and notes the attention maps.
fn look(
    model: &Transformer,
    task: SequenceTask,
    unseen: &[Vec<usize>],
    example: &[usize],
    step: usize,
) -> Result<SequenceLook, MathError> {
    let exact = exact_answers(model, task, unseen)?;
    let pass = model.forward(example, example.len())?;
    let maps = pass.blocks.into_iter().flat_map(|block| block.attention.weights).collect();
    Ok(SequenceLook { step, exact, maps })
}

fn draw(plan: &SequencePlan, random: &mut RandomState) -> Result<Vec<usize>, MathError> {
    let drawn = random.randint(0, plan.symbols as i64, plan.length)?;
    Ok(drawn.iter().map(|&symbol| symbol as usize).collect())
}

fn validate(model: &Transformer, plan: &SequencePlan) -> Result<(), MathError> {
    const NAME: &str = "train_on_sequences";
    let invalid = |argument: &'static str, reason: String| {
        Err(MathError::InvalidArgument { operation: NAME, argument, reason })
    };
    if plan.symbols.checked_add(1) != Some(model.embedding.nrows()) {
        return invalid(
            "plan.symbols",
            format!(
                "is {}, but the model has a vocabulary of {}; it needs one token more than there \
                 are symbols, for the separator",
                plan.symbols,
                model.embedding.nrows()
            ),
        );
    }
    if plan.length == 0 || plan.batch == 0 || plan.unseen == 0 || plan.steps == 0 {
        return invalid(
            "plan",
            "needs a length, a batch, steps and unseen sequences of at least 1".into(),
        );
    }
    if plan.length.saturating_mul(plan.batch.max(plan.unseen)) > 100_000_000 {
        return invalid(
            "plan",
            "asks for more than a hundred million symbols at a time; take a shorter length, a \
             smaller batch or fewer unseen sequences"
                .into(),
        );
    }
    // Were nearly all sequences kept away, there would be nothing left to train on.
    let all = (plan.symbols as f64).powf(plan.length as f64);
    if plan.unseen as f64 > 0.5 * all {
        return invalid(
            "plan.unseen",
            format!(
                "is {} of only {all} possible sequences; keep at most half of them",
                plan.unseen
            ),
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::{Parameters, TransformerConfig};

    fn plan() -> SequencePlan {
        SequencePlan {
            task: SequenceTask::Reverse,
            symbols: 4,
            length: 3,
            steps: 300,
            batch: 16,
            rate: 0.01,
            unseen: 10,
            looks: vec![0, 100],
            seconds: 6000.0,
        }
    }

    fn model(vocabulary: usize) -> Transformer {
        let sizes = TransformerConfig { vocabulary, width: 16, heads: 2, hidden: 16, blocks: 1 };
        Transformer::new(&sizes, &mut RandomState::new(1)).unwrap()
    }

    #[test]
    fn a_small_model_learns_short_sequences_and_does_so_twice_alike() {
        let mut one = model(5);
        let training = train_on_sequences(&mut one, &plan(), &mut RandomState::new(3)).unwrap();
        assert!(training.exact() >= 0.9, "exact {}", training.exact());
        assert_eq!(training.looks.iter().map(|l| l.step).collect::<Vec<_>>(), [0, 100, 300]);
        let sequence = &training.unseen[0];
        let mut prompt = sequence.clone();
        prompt.push(4);
        let right = one.generate(&prompt, 3).unwrap() == SequenceTask::Reverse.answer(sequence);
        let alone = exact_answers(&one, SequenceTask::Reverse, &training.unseen[..1]).unwrap();
        assert_eq!(alone, f64::from(u8::from(right)));
        let mut other = model(5);
        let again = train_on_sequences(&mut other, &plan(), &mut RandomState::new(3)).unwrap();
        assert_eq!((again.looks, again.run.history), (training.looks, training.run.history));
        assert_eq!(one, other);
    }

    #[test]
    fn out_of_time_is_said() {
        let short = SequencePlan { seconds: 1e-6, ..plan() };
        let training = train_on_sequences(&mut model(5), &short, &mut RandomState::new(3)).unwrap();
        assert!(!training.complete() && training.losses().len() < 300);
    }

    #[test]
    fn a_rate_too_large_is_no_error_and_leaves_numbers() {
        let mut wild = model(5);
        let plan = SequencePlan { rate: 1e200, ..plan() };
        let training = train_on_sequences(&mut wild, &plan, &mut RandomState::new(3)).unwrap();
        assert!(matches!(training.run.end, TrainingEnd::Diverged { .. }));
        assert!(wild.parameters().iter().all(|p| p.is_finite()));
    }

    #[test]
    fn plans_that_make_no_sense_are_refused() {
        let change = |f: fn(&mut SequencePlan)| {
            let mut changed = plan();
            f(&mut changed);
            train_on_sequences(&mut model(5), &changed, &mut RandomState::new(3)).is_err()
        };
        assert!(change(|p| p.symbols = 7));
        assert!(change(|p| p.symbols = usize::MAX));
        assert!(change(|p| p.length = 0));
        assert!(change(|p| p.rate = -1.0));
        assert!(change(|p| p.seconds = f64::NAN));
        assert!(change(|p| p.unseen = 60));
    }
}
