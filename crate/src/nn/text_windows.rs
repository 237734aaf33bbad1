//! A long text, cut into windows for a transformer to learn from.

use super::{Batches, Sequences};
use crate::error::MathError;
use crate::random::RandomState;

/// A text of which a model sees `length` tokens at a time.
///
/// Training takes windows from random places; an epoch is one batch of them. Every token
/// of a window is asked for its successor, also the first ones, which have little before
/// them. To judge a model fairly, [`TextWindows::exam`] gives every answer at least half a
/// window to look back on.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let text = TextWindows::new(&[0, 1, 2, 3, 4, 5, 6, 7, 8], 4)?;
/// let batch = &text.epoch(3, &mut RandomState::new(0))?[0];
/// assert_eq!((batch.len(), batch.asked()), (3, 12));
/// assert!(batch.tokens().iter().zip(batch.targets()).all(|(&t, &next)| next == Some(t + 1)));
/// # Ok::<(), MathError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextWindows {
    tokens: Vec<usize>,
    length: usize,
}

impl TextWindows {
    /// From the tokens of a text.
    ///
    /// # Errors
    /// [`MathError::OutOfRange`] for a length below 2, or one that leaves no window: the
    /// text needs one token more.
    pub fn new(tokens: &[usize], length: usize) -> Result<Self, MathError> {
        if length < 2 || length >= tokens.len() {
            return Err(MathError::OutOfRange {
                operation: "TextWindows::new",
                argument: "length",
                value: length as f64,
                expected: "at least 2, and less than the number of tokens",
            });
        }
        Ok(Self { tokens: tokens.to_vec(), length })
    }

    /// Windows that overlap by half, so that together they ask for every token but the
    /// first, each once: the first window for all of its successors, every other one for
    /// those in its second half. (What is left at the end, less than half a window, is
    /// not asked.)
    ///
    /// # Errors
    /// Those of [`Sequences::new`], none of which the windows of a text meet.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let text = TextWindows::new(&[0, 1, 2, 3, 4, 5, 6, 7, 8], 4)?;
    /// let exam = text.exam()?;
    /// assert_eq!((exam.len(), exam.asked()), (3, 8)); // 0–3, 2–5, 4–7
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn exam(&self) -> Result<Sequences, MathError> {
        let half = self.length.div_ceil(2);
        let (mut tokens, mut targets) = (Vec::new(), Vec::new());
        for from in (0..self.tokens.len() - self.length).step_by(half) {
            tokens.extend(&self.tokens[from..from + self.length]);
            let known = if from == 0 { 0 } else { self.length - half };
            targets
                .extend((0..self.length).map(|k| (k >= known).then(|| self.tokens[from + k + 1])));
        }
        Sequences::new(tokens, targets, self.length)
    }
}

impl Batches<Sequences> for TextWindows {
    /// One batch of windows from random places.
    fn epoch(&self, size: usize, random: &mut RandomState) -> Result<Vec<Sequences>, MathError> {
        let places = (self.tokens.len() - self.length) as i64;
        let (mut tokens, mut targets) = (Vec::new(), Vec::new());
        for &from in &random.randint(0, places, size)? {
            let window = &self.tokens[from as usize..from as usize + self.length + 1];
            tokens.extend(&window[..self.length]);
            targets.extend(window[1..].iter().map(|&token| Some(token)));
        }
        Ok(vec![Sequences::new(tokens, targets, self.length)?])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exam_asks_for_every_token_once() {
        for (count, length) in [(9, 4), (30, 5), (31, 8), (5, 4), (4, 2)] {
            let tokens: Vec<usize> = (0..count).collect();
            let text = TextWindows::new(&tokens, length).unwrap();
            let exam = text.exam().unwrap();
            let asked: Vec<usize> = exam.targets().iter().flatten().copied().collect();
            assert!(asked.iter().enumerate().all(|(k, &token)| token == k + 1), "{asked:?}");
            assert!(count - 1 - asked.len() < length.div_ceil(2), "{count} {length}");
        }
    }

    #[test]
    fn what_is_no_window_is_refused() {
        assert!(TextWindows::new(&[0, 1], 1).is_err());
        assert!(TextWindows::new(&[0, 1], 2).is_err());
        assert!(TextWindows::new(&[], 2).is_err());
        let text = TextWindows::new(&[0, 1, 2], 2).unwrap();
        assert!(text.epoch(0, &mut RandomState::new(0)).is_err());
    }
}
