//! A language model that counts: what followed the last few tokens so far?
//!
//! A bigram model looks one token back, a trigram two, a model without memory none. To
//! count is maximum likelihood, and it gives what was never seen the probability 0: one
//! surprise, and the cross-entropy is infinite. The remedy is a prior. Before any count
//! each context believes in what the next shorter context says, as firmly as m
//! observations would:
//!
//! P(c given u) = (n(uc) + m·P(c given u′)) / (n(u) + m)
//!
//! where n counts, u′ is u without its first token, and below the empty context stands
//! 1/V for each of the V tokens. It is the mean of the posterior under a Dirichlet prior.
//! Where a context is well known the counts decide; where it is new, the shorter one does.

use crate::check;
use crate::error::MathError;
use crate::random::RandomState;
use ndarray::Array1;
use std::collections::{BTreeMap, HashMap};

/// Counts of what followed each context of up to `order − 1` tokens.
///
/// # Formula
/// P(c given u) = (n(uc) + m·P(c given u′)) / (n(u) + m), with 1/V at the end
///
/// # Source
/// MacKay and Peto, "A hierarchical Dirichlet language model" (1995).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// // 0 1 0 1 0: after 0 always 1.
/// let model = NGram::count(&[0, 1, 0, 1, 0], 2, 2, 1.0)?;
/// // Without context: (3 + 1·½)/(5 + 1) = 7/12 for 0, so 5/12 for 1.
/// // After 0: (2 + 1·5/12)/(2 + 1) = 29/36.
/// assert!((model.probabilities(&[0])?[1] - 29.0 / 36.0).abs() < 1e-15);
/// # Ok::<(), MathError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct NGram {
    vocabulary: usize,
    prior: f64,
    /// For each length of a context, from 0 on: what followed it, and how often.
    follows: Vec<HashMap<Vec<usize>, BTreeMap<usize, u32>>>,
}

impl NGram {
    /// Counts the tokens of a text. `order` 1 looks at no context, 2 at one token, 3 at two;
    /// `prior` is the m of the formula.
    ///
    /// # Errors
    /// - [`MathError::Empty`] without tokens,
    /// - [`MathError::OutOfRange`] for an order of 0 or above 12, a token outside the
    ///   vocabulary, or a prior that is not positive and finite.
    pub fn count(
        tokens: &[usize],
        order: usize,
        vocabulary: usize,
        prior: f64,
    ) -> Result<Self, MathError> {
        const NAME: &str = "NGram::count";
        let refuse = |argument, value, expected| {
            Err(MathError::OutOfRange { operation: NAME, argument, value, expected })
        };
        if tokens.is_empty() {
            return Err(MathError::Empty { operation: NAME, argument: "tokens" });
        }
        if order == 0 || order > 12 {
            return refuse("order", order as f64, "from 1 to 12");
        }
        check::positive(NAME, "prior", prior)?;
        crate::check::table_memory(NAME, "vocabulary", vocabulary, 1)?;
        within(NAME, tokens, vocabulary)?;
        let mut follows = vec![HashMap::new(); order];
        for (i, &next) in tokens.iter().enumerate() {
            for (length, table) in follows.iter_mut().enumerate().take(i + 1) {
                let after: &mut BTreeMap<usize, u32> =
                    table.entry(tokens[i - length..i].to_vec()).or_default();
                *after.entry(next).or_default() += 1;
            }
        }
        Ok(Self { vocabulary, prior, follows })
    }

    /// The distribution of the next token after a context, of which the last
    /// `order − 1` tokens count.
    ///
    /// # Errors
    /// [`MathError::OutOfRange`] for a token outside the vocabulary.
    pub fn probabilities(&self, context: &[usize]) -> Result<Array1<f64>, MathError> {
        within("NGram::probabilities", context, self.vocabulary)?;
        let mut p = Array1::from_elem(self.vocabulary, 1.0 / self.vocabulary as f64);
        for (length, table) in self.follows.iter().enumerate().take(context.len() + 1) {
            // A context that never came leaves the belief as it is.
            let Some(after) = table.get(&context[context.len() - length..]) else { break };
            let total: f64 = after.values().map(|&n| f64::from(n)).sum();
            p *= self.prior / (total + self.prior);
            for (&token, &n) in after {
                p[token] += f64::from(n) / (total + self.prior);
            }
        }
        Ok(p)
    }

    /// The cross-entropy of a text in bits for each token.
    ///
    /// # Formula
    /// −(1/n) Σᵢ log₂ P(cᵢ given what stands before it)
    ///
    /// # Errors
    /// - [`MathError::Empty`] without tokens,
    /// - [`MathError::OutOfRange`] for a token outside the vocabulary.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let model = NGram::count(&[0, 1, 0, 1, 0], 1, 2, 1.0)?;
    /// assert!((model.bits(&[1])? + (5.0_f64 / 12.0).log2()).abs() < 1e-15);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn bits(&self, tokens: &[usize]) -> Result<f64, MathError> {
        if tokens.is_empty() {
            return Err(MathError::Empty { operation: "NGram::bits", argument: "tokens" });
        }
        within("NGram::bits", tokens, self.vocabulary)?;
        let mut total = 0.0;
        for (i, &token) in tokens.iter().enumerate() {
            let from = (i + 1).saturating_sub(self.follows.len());
            total -= self.probabilities(&tokens[from..i])?[token].log2();
        }
        Ok(total / tokens.len() as f64)
    }

    /// Continues a text by `count` tokens drawn from the model.
    ///
    /// # Errors
    /// Those of [`NGram::probabilities`].
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let model = NGram::count(&[0, 1, 2, 0, 1, 2, 0, 1, 2], 2, 3, 1e-9)?;
    /// assert_eq!(model.sample(&[0], 5, &mut RandomState::new(1))?, [1, 2, 0, 1, 2]);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn sample(
        &self,
        prompt: &[usize],
        count: usize,
        random: &mut RandomState,
    ) -> Result<Vec<usize>, MathError> {
        let mut text = prompt.to_vec();
        within("NGram::sample", prompt, self.vocabulary)?;
        for _ in 0..count {
            let from = (text.len() + 1).saturating_sub(self.follows.len());
            let p = self.probabilities(&text[from..])?;
            // The first place where the running sum passes a uniform number; only rounding
            // can leave the number above the whole sum.
            let mut left = random.rand(1)[0];
            let place = p.iter().position(|&p| {
                left -= p;
                left < 0.0
            });
            text.push(place.unwrap_or(self.vocabulary - 1));
        }
        Ok(text.split_off(prompt.len()))
    }
}

fn within(operation: &'static str, tokens: &[usize], vocabulary: usize) -> Result<(), MathError> {
    match tokens.iter().find(|&&token| token >= vocabulary) {
        None => Ok(()),
        Some(&unknown) => Err(MathError::OutOfRange {
            operation,
            argument: "tokens",
            value: unknown as f64,
            expected: "an index into the vocabulary",
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_context_has_a_distribution() {
        let tokens: Vec<usize> = (0..200).map(|i| (i * i + i / 7) % 5).collect();
        let model = NGram::count(&tokens, 4, 6, 0.7).unwrap();
        for context in [&[][..], &[0], &[4, 4], &[1, 2, 3], &[5, 5, 5, 5, 5]] {
            let p = model.probabilities(context).unwrap();
            assert!((p.sum() - 1.0).abs() < 1e-14 && p.iter().all(|&p| p > 0.0));
        }
    }

    #[test]
    fn an_unknown_context_falls_back_on_the_shorter_one() {
        let model = NGram::count(&[0, 1, 0, 2, 1, 0], 3, 3, 1.0).unwrap();
        assert_eq!(model.probabilities(&[2, 0]).unwrap(), model.probabilities(&[0]).unwrap());
    }

    #[test]
    fn without_a_context_the_bits_of_the_text_itself_are_near_its_entropy() {
        let tokens: Vec<usize> = (0..8000).map(|i| usize::from(i % 4 == 0)).collect();
        let bits = NGram::count(&tokens, 1, 2, 1.0).unwrap().bits(&tokens).unwrap();
        let entropy = -(0.25 * 0.25_f64.log2() + 0.75 * 0.75_f64.log2());
        assert!((bits - entropy).abs() < 1e-4);
    }

    #[test]
    fn bits_look_back_as_far_as_the_order_and_no_further() {
        let tokens: Vec<usize> = (0..300).map(|i| i % 3).collect();
        // Two tokens back decide; the first three are surprises of at most log₂ 3.
        let bits = NGram::count(&tokens, 2, 3, 1e-6).unwrap().bits(&tokens).unwrap();
        assert!(bits * 300.0 < 3.0 * 3.0_f64.log2());
    }

    #[test]
    fn what_cannot_be_counted_is_refused() {
        assert!(NGram::count(&[], 1, 2, 1.0).is_err());
        assert!(NGram::count(&[0], 0, 2, 1.0).is_err());
        assert!(NGram::count(&[0], 13, 2, 1.0).is_err());
        assert!(NGram::count(&[2], 1, 2, 1.0).is_err());
        assert!(NGram::count(&[0], 1, 2, 0.0).is_err());
        assert!(NGram::count(&[0], 1, 2, f64::NAN).is_err());
        let model = NGram::count(&[0], 1, 1, 1.0).unwrap();
        assert!(model.bits(&[]).is_err() && model.bits(&[1]).is_err());
        assert!(model.sample(&[1], 1, &mut RandomState::new(0)).is_err());
    }
}
