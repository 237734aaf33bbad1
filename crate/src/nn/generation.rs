//! A transformer writes: the next token, and again, and again.
//!
//! The scores of the last row say how likely each token comes next. The likeliest one, or
//! one drawn from them, joins the text, and the text so far is read anew. The temperature
//! T divides the scores before the softmax: a small T makes the writing sure and dull, a
//! large one makes it bold and wrong.

use super::Transformer;
use crate::error::MathError;
use crate::floating::softmax_with_temperature;
use crate::linalg::argmax;
use crate::random::RandomState;
use ndarray::Array1;

impl Transformer {
    /// Continues a text by `count` tokens, always with the likeliest next one.
    ///
    /// # Errors
    /// Those of [`Transformer::forward`].
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let sizes =
    ///     TransformerConfig { vocabulary: 4, width: 8, heads: 2, hidden: 16, blocks: 1 };
    /// let mut model = Transformer::new(&sizes, &mut RandomState::new(42))?;
    /// model.unembedding.weights.fill(0.0);
    /// model.unembedding.bias = array![0.0, 0.0, 9.0, 0.0]; // it likes token 2
    /// assert_eq!(model.generate(&[0, 1], 3)?, [2, 2, 2]);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn generate(&self, prompt: &[usize], count: usize) -> Result<Vec<usize>, MathError> {
        self.go_on(prompt, count, usize::MAX, &mut |scores| Ok(argmax(scores.iter().copied())))
    }

    /// Continues a text by `count` tokens drawn from softmax(logits/T), with the last
    /// `window` tokens in view.
    ///
    /// # Formula
    /// P(next = k) ∝ e^{logitₖ/T}: near T = 0 always the likeliest, for large T any
    ///
    /// # Errors
    /// - those of [`Transformer::forward`],
    /// - [`MathError::OutOfRange`] unless T is positive and finite, or for a window of 0.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let sizes =
    ///     TransformerConfig { vocabulary: 4, width: 8, heads: 2, hidden: 16, blocks: 1 };
    /// let mut model = Transformer::new(&sizes, &mut RandomState::new(42))?;
    /// model.unembedding.weights.fill(0.0);
    /// model.unembedding.bias = array![0.0, 0.0, 3.0_f64.ln(), 0.0]; // odds 1 : 1 : 3 : 1
    /// let text = model.sample(&[0], 600, 8, 1.0, &mut RandomState::new(1))?;
    /// let twos = text.iter().filter(|&&token| token == 2).count();
    /// assert!((260..340).contains(&twos)); // 300 ± 12
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn sample(
        &self,
        prompt: &[usize],
        count: usize,
        window: usize,
        temperature: f64,
        random: &mut RandomState,
    ) -> Result<Vec<usize>, MathError> {
        if window == 0 {
            return Err(MathError::OutOfRange {
                operation: "Transformer::sample",
                argument: "window",
                value: 0.0,
                expected: "at least 1",
            });
        }
        self.go_on(prompt, count, window, &mut |scores| {
            let p = softmax_with_temperature(scores, temperature)?;
            // The first place where the running sum passes a uniform number.
            let mut left = random.rand(1)[0];
            let place = p.iter().position(|&p| {
                left -= p;
                left < 0.0
            });
            // Only rounding can leave the number above the whole sum.
            Ok(place.unwrap_or_else(|| argmax(p.iter().copied())))
        })
    }

    fn go_on(
        &self,
        prompt: &[usize],
        count: usize,
        window: usize,
        pick: &mut dyn FnMut(&Array1<f64>) -> Result<usize, MathError>,
    ) -> Result<Vec<usize>, MathError> {
        let mut tokens = prompt.to_vec();
        self.tokens_fit("Transformer::generate", prompt, prompt.len().max(1))?;
        for _ in 0..count {
            let view = &tokens[tokens.len().saturating_sub(window)..];
            let logits = self.forward(view, view.len())?.logits;
            tokens.push(pick(&logits.row(view.len() - 1).to_owned())?);
        }
        Ok(tokens.split_off(prompt.len()))
    }
}

#[cfg(test)]
mod tests {
    use crate::nn::{Transformer, TransformerConfig};
    use crate::random::RandomState;

    fn model() -> Transformer {
        let sizes = TransformerConfig { vocabulary: 5, width: 6, heads: 3, hidden: 7, blocks: 2 };
        Transformer::new(&sizes, &mut RandomState::new(11)).unwrap()
    }

    #[test]
    fn nothing_to_go_on_from_is_an_error() {
        let (model, random) = (model(), &mut RandomState::new(0));
        assert!(model.generate(&[], 1).is_err() && model.generate(&[5], 0).is_err());
        assert!(model.sample(&[0], 1, 0, 1.0, random).is_err());
        assert!(model.sample(&[0], 1, 4, 0.0, random).is_err());
    }

    #[test]
    fn near_zero_the_temperature_leaves_the_likeliest() {
        let (model, random) = (model(), &mut RandomState::new(5));
        let cold = model.sample(&[3, 1], 12, 100, 1e-6, random).unwrap();
        assert_eq!(cold, model.generate(&[3, 1], 12).unwrap());
    }
}
