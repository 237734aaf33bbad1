//! A task that needs attention: write a sequence backwards, or sorted.
//!
//! A row of digits, a separator, and then the answer: 3 1 4 | 4 1 3. The model
//! reads from left to right and always predicts the next token; only what comes
//! after the separator is asked. To write backwards it must look at one exact place
//! of the past, another one at every step. Nothing but attention can do that here,
//! because the rest of the network treats every token by itself.

use super::losses::largest_columns;
use super::{Sequences, Transformer};
use crate::check;
use crate::error::MathError;
use ndarray::ArrayRef2;

/// What is to be done with a sequence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SequenceTask {
    /// Write it backwards.
    Reverse,
    /// Write it from the smallest to the largest.
    Sort,
}

impl SequenceTask {
    /// The right answer.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// assert_eq!(SequenceTask::Reverse.answer(&[3, 1, 4]), [4, 1, 3]);
    /// assert_eq!(SequenceTask::Sort.answer(&[3, 1, 4]), [1, 3, 4]);
    /// ```
    pub fn answer(self, sequence: &[usize]) -> Vec<usize> {
        let mut answer = sequence.to_vec();
        match self {
            SequenceTask::Reverse => answer.reverse(),
            SequenceTask::Sort => answer.sort_unstable(),
        }
        answer
    }

    /// What the model reads, and what it is asked at each place: the sequence, the
    /// separator (one more than the largest symbol) and all of the answer but its
    /// last symbol.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let (tokens, targets) = SequenceTask::Reverse.lesson(&[3, 1, 4], 10);
    /// assert_eq!(tokens, [3, 1, 4, 10, 4, 1]);
    /// assert_eq!(targets, [None, None, None, Some(4), Some(1), Some(3)]);
    /// ```
    pub fn lesson(self, sequence: &[usize], symbols: usize) -> (Vec<usize>, Vec<Option<usize>>) {
        let answer = self.answer(sequence);
        let mut tokens = sequence.to_vec();
        tokens.push(symbols);
        tokens.extend(answer.iter().take(answer.len().saturating_sub(1)));
        let mut targets = vec![None; sequence.len()];
        targets.extend(answer.into_iter().map(Some));
        // An empty sequence has a separator and nothing to ask.
        tokens.truncate(targets.len());
        (tokens, targets)
    }
}

/// The part of sequences whose whole answer is right.
///
/// The model is shown the right answer up to each symbol and asked for the next.
/// That counts the same sequences as letting it write by itself: as long as all was
/// right, what it wrote *is* the right beginning, and after the first mistake the
/// sequence is lost either way.
///
/// # Errors
/// Those of [`Transformer::forward`]; [`MathError::Empty`] without sequences;
/// [`MathError::InvalidArgument`] for sequences of different lengths.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let sizes = TransformerConfig { vocabulary: 4, width: 8, heads: 2, hidden: 16, blocks: 1 };
/// let mut model = Transformer::new(&sizes, &mut RandomState::new(42))?;
/// model.unembedding.weights.fill(0.0);
/// model.unembedding.bias = array![0.0, 0.0, 9.0, 0.0]; // it says 2 whatever it reads
/// let exact = exact_answers(&model, SequenceTask::Reverse, &[vec![2, 2], vec![1, 2]])?;
/// assert_eq!(exact, 0.5);
/// # Ok::<(), MathError>(())
/// ```
pub fn exact_answers(
    model: &Transformer,
    task: SequenceTask,
    sequences: &[Vec<usize>],
) -> Result<f64, MathError> {
    const NAME: &str = "exact_answers";
    let Some(first) = sequences.first().filter(|s| !s.is_empty()) else {
        return Err(MathError::Empty { operation: NAME, argument: "sequences" });
    };
    if sequences.iter().any(|s| s.len() != first.len()) {
        return Err(MathError::InvalidArgument {
            operation: NAME,
            argument: "sequences",
            reason: "are of different lengths; examine one length at a time".into(),
        });
    }
    let mut right = 0;
    // In portions, so that the memory does not grow with the number of sequences.
    for portion in sequences.chunks(100) {
        let batch = lessons(task, portion, model.embedding.nrows().saturating_sub(1))?;
        let logits = model.forward(batch.tokens(), batch.length())?.logits;
        let said = largest_columns(&logits);
        let answers = said.chunks(batch.length()).zip(batch.targets().chunks(batch.length()));
        right += answers
            .filter(|(said, wanted)| {
                said.iter().zip(*wanted).all(|(s, w)| w.is_none_or(|w| *s == w))
            })
            .count();
    }
    Ok(right as f64 / sequences.len() as f64)
}

/// The lessons of several sequences of one length.
pub(super) fn lessons(
    task: SequenceTask,
    sequences: &[Vec<usize>],
    symbols: usize,
) -> Result<Sequences, MathError> {
    let (mut tokens, mut targets) = (Vec::new(), Vec::new());
    for sequence in sequences {
        let (t, a) = task.lesson(sequence, symbols);
        tokens.extend(t);
        targets.extend(a);
    }
    let length = tokens.len() / sequences.len().max(1);
    Sequences::new(tokens, targets, length)
}

/// How much of each answering token's attention goes to the place it has to copy
/// from when writing backwards, for one map: 1 for a head that does the task alone.
///
/// # Formula
/// mean over k = 0, …, n − 1 of A[n + k, n − 1 − k], for a map of 2n tokens
///
/// # Errors
/// - [`MathError::InvalidArgument`] unless the map is square with an even number of rows,
/// - [`MathError::NotFinite`] for entries that are not finite.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let map = attention(&Array2::zeros((4, 1)), &Array2::zeros((4, 1)), &Array2::zeros((4, 1)),
///     &Mask::Causal)?.weights;
/// // Without preferences, row 2 spreads over 3 tokens and row 3 over 4.
/// assert!((reversal_score(&map)? - 0.5 * (1.0 / 3.0 + 1.0 / 4.0)).abs() < 1e-15);
/// # Ok::<(), MathError>(())
/// ```
pub fn reversal_score(map: &ArrayRef2<f64>) -> Result<f64, MathError> {
    let (rows, columns) = map.dim();
    if rows != columns || rows == 0 || rows % 2 == 1 {
        return Err(MathError::InvalidArgument {
            operation: "reversal_score",
            argument: "map",
            reason: format!("has the shape {rows} × {columns}; a lesson has 2n rows and columns"),
        });
    }
    check::finite("reversal_score", "map", map)?;
    let n = rows / 2;
    Ok((0..n).map(|k| map[[n + k, n - 1 - k]]).sum::<f64>() / n as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::Mask;
    use ndarray::Array2;

    /// The weights of a causal mask with equal scores, for comparison: row i gives
    /// 1/(i + 1) to each token it sees.
    fn even_map(length: usize) -> Array2<f64> {
        Array2::from_shape_fn((length, length), |(i, j)| {
            if Mask::Causal.allows(i, j, (length, length)) { 1.0 / (i + 1) as f64 } else { 0.0 }
        })
    }

    #[test]
    fn equal_scores_find_the_place_by_chance_only() {
        assert!(reversal_score(&even_map(3)).is_err());
        let expected = (1.0 / 4.0 + 1.0 / 5.0 + 1.0 / 6.0) / 3.0;
        assert!((reversal_score(&even_map(6)).unwrap() - expected).abs() < 1e-15);
    }
}
