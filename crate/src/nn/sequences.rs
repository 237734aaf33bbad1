//! Batches of token sequences: what a transformer learns from.

use crate::error::MathError;

/// Sequences of equal length, one behind the other, and what is asked at each token.
///
/// With a causal mask the token at place i has seen the places 0 … i. So one forward
/// pass answers all questions of a sequence at once, and every answer is given with the
/// *true* text before it at hand, not with what the model itself would have written:
/// this is called teacher forcing.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// // After 3, 1 the next token is 4; what follows the 3 is not asked.
/// let batch = Sequences::new(vec![3, 1], vec![None, Some(4)], 2)?;
/// assert_eq!((batch.asked(), batch.len()), (1, 1));
/// # Ok::<(), MathError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sequences {
    tokens: Vec<usize>,
    targets: Vec<Option<usize>>,
    length: usize,
}

impl Sequences {
    /// From tokens and targets, `length` of them for each sequence.
    ///
    /// # Errors
    /// - [`MathError::Empty`] without tokens or without a single target,
    /// - [`MathError::ShapeMismatch`] unless there is one target (or `None`) for each
    ///   token,
    /// - [`MathError::InvalidArgument`] when the length does not divide them.
    pub fn new(
        tokens: Vec<usize>,
        targets: Vec<Option<usize>>,
        length: usize,
    ) -> Result<Self, MathError> {
        const NAME: &str = "Sequences::new";
        if tokens.len() != targets.len() {
            return Err(MathError::ShapeMismatch {
                operation: NAME,
                left: vec![tokens.len()],
                right: vec![targets.len()],
                rule: "every token needs a target, or None where nothing is asked",
            });
        }
        whole_sequences(NAME, tokens.len(), length)?;
        if targets.iter().all(Option::is_none) {
            return Err(MathError::Empty { operation: NAME, argument: "targets" });
        }
        Ok(Self { tokens, targets, length })
    }

    /// Every token of one text asked for its successor.
    ///
    /// # Errors
    /// [`MathError::Empty`] for fewer than two tokens.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let text = Sequences::text(&[3, 1, 4])?;
    /// assert_eq!((text.tokens(), text.targets()), (&[3, 1][..], &[Some(1), Some(4)][..]));
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn text(tokens: &[usize]) -> Result<Self, MathError> {
        let last = tokens.len().saturating_sub(1);
        let targets = tokens.iter().skip(1).map(|&token| Some(token)).collect();
        Self::new(tokens[..last].to_vec(), targets, last)
    }

    /// All tokens, sequence after sequence.
    pub fn tokens(&self) -> &[usize] {
        &self.tokens
    }

    /// What is asked at each token.
    pub fn targets(&self) -> &[Option<usize>] {
        &self.targets
    }

    /// How many tokens each sequence has.
    pub fn length(&self) -> usize {
        self.length
    }

    /// How many sequences there are.
    pub fn len(&self) -> usize {
        self.tokens.len() / self.length
    }

    /// Whether there is none: never, for they are checked when they are made.
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// How many answers are asked for.
    pub fn asked(&self) -> usize {
        self.targets.iter().flatten().count()
    }

    /// The rows that are asked, and the right answers.
    pub(super) fn questions(&self) -> (Vec<usize>, Vec<usize>) {
        let asked = self.targets.iter().enumerate();
        asked.filter_map(|(row, target)| target.map(|target| (row, target))).unzip()
    }
}

/// Refuses tokens that are no whole number of sequences.
pub(super) fn whole_sequences(
    operation: &'static str,
    tokens: usize,
    length: usize,
) -> Result<(), MathError> {
    if tokens == 0 {
        return Err(MathError::Empty { operation, argument: "tokens" });
    }
    if length == 0 || !tokens.is_multiple_of(length) {
        return Err(MathError::InvalidArgument {
            operation,
            argument: "length",
            reason: format!(
                "is {length}, which does not divide the {tokens} tokens into sequences"
            ),
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_batch_is_refused() {
        assert!(Sequences::new(vec![], vec![], 1).is_err());
        assert!(Sequences::new(vec![0], vec![None], 1).is_err());
        assert!(Sequences::new(vec![0], vec![Some(1), None], 1).is_err());
        assert!(Sequences::new(vec![0, 1, 2], vec![Some(1); 3], 2).is_err());
        assert!(Sequences::new(vec![0, 1], vec![Some(1); 2], 0).is_err());
        assert!(Sequences::text(&[]).is_err() && Sequences::text(&[1]).is_err());
    }
}
