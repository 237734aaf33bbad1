//! Several heads of attention side by side.
//!
//! One head gives each token one weighted mean. To look for two things at once
//! (the previous token, say, and the verb of the sentence) takes two heads. So
//! the width d is divided: head h works with d/H columns of its own,
//!
//! Q = XW_Qᵀ, K = XW_Kᵀ, V = XW_Vᵀ,  headₕ = attention(Qₕ, Kₕ, Vₕ),  Y = [head₁ … head_H]·W_Oᵀ
//!
//! and costs no more than one head of full width. The backward pass is the chain
//! rule through these lines from last to first; X is used three times, so its
//! gradient is a sum of three.
//!
//! A batch is stacked: `length` rows for each sequence, one sequence below the
//! other. The four products with weights then are one large product each, and
//! only the attention itself is done sequence by sequence.

use super::attention::{pull_back, root_scale, same_shape, softmax_visible};
use super::dense::wrong_number;
use super::{Backward, Mask, Named, Parameters};
use crate::calculus::Var;
use crate::check;
use crate::error::MathError;
use crate::linalg::kernels::{block, block_mut};
use crate::random::RandomState;
use ndarray::{Array2, ArrayRef2, ArrayView2, ArrayViewD, ArrayViewMutD, Axis};

/// The weights of multi-head attention, each outputs × inputs as in a dense layer.
#[derive(Debug, Clone, PartialEq)]
pub struct MultiHead {
    /// How many heads share the width.
    pub heads: usize,
    /// W_Q, d × d: what each token looks for.
    pub query: Array2<f64>,
    /// W_K, d × d: what each token offers.
    pub key: Array2<f64>,
    /// W_V, d × d: what each token hands over.
    pub value: Array2<f64>,
    /// W_O, d × d: mixes what the heads found.
    pub output: Array2<f64>,
}

/// A forward pass through [`MultiHead`], with what the backward pass needs.
#[derive(Debug, Clone, PartialEq)]
pub struct MultiHeadPass {
    /// Y, of X's shape.
    pub output: Array2<f64>,
    /// The attention weights, length × length: head h of sequence b is at
    /// `b · heads + h`.
    pub weights: Vec<Array2<f64>>,
    length: usize,
    query: Array2<f64>,
    key: Array2<f64>,
    value: Array2<f64>,
    joined: Array2<f64>,
}

impl Parameters for MultiHead {
    fn arrays(&self) -> Vec<Named<ArrayViewD<'_, f64>>> {
        vec![
            Named::learned("query", self.query.view()),
            Named::learned("key", self.key.view()),
            Named::learned("value", self.value.view()),
            Named::learned("output", self.output.view()),
        ]
    }

    fn arrays_mut(&mut self) -> Vec<Named<ArrayViewMutD<'_, f64>>> {
        vec![
            Named::learned("query", self.query.view_mut()),
            Named::learned("key", self.key.view_mut()),
            Named::learned("value", self.value.view_mut()),
            Named::learned("output", self.output.view_mut()),
        ]
    }
}

impl MultiHead {
    /// Random weights with variance 1/d, so that rows of variance 1 keep it.
    ///
    /// # Errors
    /// [`MathError::InvalidArgument`] unless the heads divide the width;
    /// [`MathError::OutOfRange`] when memory does not hold the weights.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let layer = MultiHead::new(8, 2, &mut RandomState::new(42))?;
    /// assert_eq!(layer.parameter_count(), 4 * 8 * 8);
    /// assert!(MultiHead::new(8, 3, &mut RandomState::new(42)).is_err());
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn new(width: usize, heads: usize, random: &mut RandomState) -> Result<Self, MathError> {
        if heads == 0 || width == 0 || !width.is_multiple_of(heads) {
            return Err(MathError::InvalidArgument {
                operation: "MultiHead::new",
                argument: "heads",
                reason: format!(
                    "is {heads} for a width of {width}; the width must be a positive multiple of it"
                ),
            });
        }
        crate::check::table_memory("MultiHead::new", "width", width, width)?;
        let deviation = 1.0 / (width as f64).sqrt();
        let mut matrix = || deviation * random.randn2(width, width);
        Ok(Self { heads, query: matrix(), key: matrix(), value: matrix(), output: matrix() })
    }

    /// Lets every token of each sequence attend to its sequence. The mask is that
    /// of one sequence and holds for all of the batch.
    ///
    /// # Formula
    /// Y = [attention(XW_Qᵀ, XW_Kᵀ, XW_Vᵀ)ₕ]ₕ · W_Oᵀ
    ///
    /// # Errors
    /// - [`MathError::ShapeMismatch`] when X has not the width of the weights, or
    ///   the mask not the length of a sequence,
    /// - [`MathError::InvalidArgument`] when X cannot be divided into sequences, or the
    ///   four weights are not square of one width that the heads divide,
    /// - [`MathError::NotFinite`] for unusable entries, also in the weights,
    /// - [`MathError::Overflow`] when a score or an output is beyond the largest f64.
    ///
    /// # Source
    /// Guide §6.2; Vaswani et al. (2017), §3.2.2.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let mut layer = MultiHead::new(2, 1, &mut RandomState::new(0))?;
    /// layer.query.fill(0.0); // no preference: every token gets the mean
    /// layer.value = Array2::eye(2);
    /// layer.output = Array2::eye(2);
    /// let x = array![[1.0, 0.0], [3.0, 4.0]];
    /// assert_eq!(layer.forward(&x, 2, &Mask::All)?.output, array![[2.0, 2.0], [2.0, 2.0]]);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn forward(
        &self,
        x: &ArrayRef2<f64>,
        length: usize,
        mask: &Mask,
    ) -> Result<MultiHeadPass, MathError> {
        const NAME: &str = "MultiHead::forward";
        self.consistent(NAME)?;
        sequences(NAME, x, length, self.query.nrows())?;
        check::finite(NAME, "x", x)?;
        mask.fits(NAME, length, length)?;
        self.attend(NAME, x, length, mask)
    }

    /// Whether the public fields belong together.
    pub(super) fn consistent(&self, operation: &'static str) -> Result<(), MathError> {
        let width = self.query.nrows();
        let square = [&self.query, &self.key, &self.value, &self.output]
            .iter()
            .all(|w| w.dim() == (width, width));
        if square && width > 0 && self.heads > 0 && width.is_multiple_of(self.heads) {
            return Ok(());
        }
        Err(MathError::InvalidArgument {
            operation,
            argument: msg!("the attention's weights"),
            reason: format!(
                "do not belong together: all four must be square of one width, a multiple of the \
                 {} heads",
                self.heads
            ),
        })
    }

    /// [`MultiHead::forward`] on arguments that fit.
    pub(super) fn attend(
        &self,
        operation: &'static str,
        x: &ArrayRef2<f64>,
        length: usize,
        mask: &Mask,
    ) -> Result<MultiHeadPass, MathError> {
        let [query, key, value] = [&self.query, &self.key, &self.value].map(|w| x.dot(&w.t()));
        let mut joined = Array2::zeros(x.dim());
        let mut weights = Vec::new();
        for top in (0..x.nrows()).step_by(length) {
            for head in 0..self.heads {
                let [q, k, v] = [&query, &key, &value].map(|a| self.part(a, top, length, head));
                let mut scores = q.dot(&k.t()) * root_scale(&q);
                // A softmax would hide a score that is NaN: it is no maximum.
                if !check::is_finite(&scores) {
                    return Err(self.out_of_range(operation));
                }
                softmax_visible(&mut scores, mask);
                let columns = self.columns(head);
                block_mut(&mut joined, top..top + length, columns).assign(&scores.dot(&v));
                weights.push(scores);
            }
        }
        let output = joined.dot(&self.output.t());
        if !check::is_finite(&output) {
            return Err(self.out_of_range(operation));
        }
        Ok(MultiHeadPass { output, weights, length, query, key, value, joined })
    }

    /// Why a result is not finite although X is.
    fn out_of_range(&self, operation: &'static str) -> MathError {
        let named = [
            ("query", &self.query),
            ("key", &self.key),
            ("value", &self.value),
            ("output", &self.output),
        ];
        let broken = named.iter().find_map(|(name, w)| check::finite(operation, name, w).err());
        broken.unwrap_or(MathError::Overflow { operation })
    }

    /// Head `head` of the sequence that begins at row `top`.
    fn part<'a>(
        &self,
        a: &'a Array2<f64>,
        top: usize,
        length: usize,
        head: usize,
    ) -> ArrayView2<'a, f64> {
        block(a, top..top + length, self.columns(head))
    }

    fn columns(&self, head: usize) -> std::ops::Range<usize> {
        let width = self.query.ncols() / self.heads;
        head * width..(head + 1) * width
    }

    /// The gradients with respect to X and to the weights, from ∂L/∂Y.
    ///
    /// # Errors
    /// - [`MathError::ShapeMismatch`] when X or the gradient has another shape than in the
    ///   forward pass,
    /// - [`MathError::InvalidArgument`] when the pass comes from another attention,
    /// - [`MathError::NotFinite`] for unusable entries,
    /// - [`MathError::Overflow`] for a gradient beyond the largest f64.
    ///
    /// # Source
    /// Guide §2.2, §6.2.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let layer = MultiHead::new(4, 2, &mut RandomState::new(0))?;
    /// let x = RandomState::new(1).randn2(3, 4);
    /// let pass = layer.forward(&x, 3, &Mask::Causal)?;
    /// let back = layer.backward(&x, &pass, &Array2::ones((3, 4)))?;
    /// assert_eq!(back.input.dim(), (3, 4));
    /// assert_eq!(back.parameters.output.dim(), (4, 4));
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn backward(
        &self,
        x: &ArrayRef2<f64>,
        pass: &MultiHeadPass,
        gradient: &ArrayRef2<f64>,
    ) -> Result<Backward<Self>, MathError> {
        const NAME: &str = "MultiHead::backward";
        self.consistent(NAME)?;
        let width = (x.nrows(), self.query.nrows());
        same_shape(NAME, pass.query.dim(), width, "the pass is one of another attention")?;
        same_shape(NAME, x.dim(), pass.query.dim(), "x needs the shape of the forward pass")?;
        same_shape(NAME, gradient.dim(), x.dim(), "the gradient needs the shape of the output")?;
        check::finite(NAME, "gradient", gradient)?;
        if pass.weights.len() * pass.length != self.heads * x.nrows()
            || pass.weights.iter().any(|w| w.dim() != (pass.length, pass.length))
        {
            return Err(MathError::InvalidArgument {
                operation: NAME,
                argument: "pass",
                reason: "comes from another attention; run `forward` on this one".into(),
            });
        }
        let back = self.pull_back(x, pass, gradient);
        if !(check::is_finite(&back.input) && check::is_finite(&back.parameters.parameters())) {
            return Err(self.out_of_range(NAME));
        }
        Ok(back)
    }

    /// [`MultiHead::backward`] on arguments that fit.
    pub(super) fn pull_back(
        &self,
        x: &ArrayRef2<f64>,
        pass: &MultiHeadPass,
        gradient: &ArrayRef2<f64>,
    ) -> Backward<Self> {
        let joined = gradient.dot(&self.output);
        let [mut gq, mut gk, mut gv] = [(); 3].map(|()| Array2::zeros(x.dim()));
        let length = pass.length;
        for (sequence, top) in (0..x.nrows()).step_by(length).enumerate() {
            for head in 0..self.heads {
                let [q, k, v, g] = [&pass.query, &pass.key, &pass.value, &joined]
                    .map(|a| self.part(a, top, length, head));
                let weights = &pass.weights[sequence * self.heads + head];
                let (dq, dk, dv) = pull_back((q, k, v), weights, g);
                for (whole, part) in [(&mut gq, dq), (&mut gk, dk), (&mut gv, dv)] {
                    block_mut(whole, top..top + length, self.columns(head)).assign(&part);
                }
            }
        }
        let mut input = gq.dot(&self.query);
        input += &gk.dot(&self.key);
        input += &gv.dot(&self.value);
        let parameters = Self {
            heads: self.heads,
            query: gq.t().dot(x),
            key: gk.t().dot(x),
            value: gv.t().dot(x),
            output: gradient.t().dot(&pass.joined),
        };
        Backward { input, parameters }
    }

    /// The same forward pass on the array tape, for one sequence. `parameters` are
    /// W_Q, W_K, W_V, W_O as variables.
    ///
    /// # Errors
    /// - [`MathError::InvalidArgument`] unless there are four parameters, or when a
    ///   token sees nothing (the tape's softmax refuses such a row),
    /// - [`MathError::ShapeMismatch`] when shapes do not fit.
    pub fn on_tape(&self, x: &Var, parameters: &[Var], mask: &Mask) -> Result<Var, MathError> {
        let [query, key, value, output] = parameters else {
            return Err(wrong_number("MultiHead::on_tape", parameters.len(), 4));
        };
        self.consistent("MultiHead::on_tape")?;
        let length = x.shape().0;
        let hidden = mask.matrix(length, length)?.mapv(|seen| !seen);
        let by = |w: &Var| x.matmul(&w.transpose());
        let (q, k, v) = (by(query)?, by(key)?, by(value)?);
        let mut heads = Vec::new();
        for head in 0..self.heads {
            let cut = |a: &Var| a.slice(0..length, self.columns(head));
            let scale = 1.0 / (self.columns(head).len() as f64).sqrt();
            let scores = cut(&q)?.matmul(&cut(&k)?.transpose())?.scale(scale);
            let weights = scores.masked_fill(&hidden, f64::NEG_INFINITY)?.softmax(Axis(1))?;
            heads.push(weights.matmul(&cut(&v)?)?);
        }
        Var::concatenate(Axis(1), &heads.iter().collect::<Vec<_>>())?.matmul(&output.transpose())
    }
}

/// Refuses a batch that has another width, or no whole number of sequences.
pub(super) fn sequences(
    operation: &'static str,
    x: &ArrayRef2<f64>,
    length: usize,
    width: usize,
) -> Result<(), MathError> {
    check::not_empty(operation, "x", x)?;
    if x.ncols() != width {
        return Err(MathError::ShapeMismatch {
            operation,
            left: x.shape().to_vec(),
            right: vec![width, width],
            rule: "x needs as many columns as the weights have rows",
        });
    }
    if length == 0 || !x.nrows().is_multiple_of(length) {
        return Err(MathError::InvalidArgument {
            operation,
            argument: "length",
            reason: format!(
                "is {length}, which does not divide the {} rows into sequences",
                x.nrows()
            ),
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_hand_and_on_tape_are_the_same() {
        let layer = MultiHead::new(6, 3, &mut RandomState::new(5)).unwrap();
        let x = RandomState::new(6).randn2(5, 6);
        let g = RandomState::new(7).randn2(5, 6);
        for mask in [Mask::All, Mask::Causal, Mask::Padding(vec![true, false, true, true, false])] {
            let pass = layer.forward(&x, 5, &mask).unwrap();
            let back = layer.backward(&x, &pass, &g).unwrap();
            let (tx, weights) = (Var::parameter(x.clone()), layer.variables());
            let out = layer.on_tape(&tx, &weights, &mask).unwrap();
            out.backward_from(&g).unwrap();
            let near = |a: &Array2<f64>, b: &Array2<f64>| {
                assert!((a - b).iter().all(|gap| gap.abs() < 1e-12));
            };
            near(&out.value(), &pass.output);
            near(&tx.gradient().unwrap(), &back.input);
            let tape = layer.gradient_on_tape(&weights).unwrap();
            let gap = back.parameters.parameters() - tape.parameters();
            assert!(gap.iter().all(|gap| gap.abs() < 1e-12));
        }
    }

    #[test]
    fn weights_that_are_not_finite_or_do_not_fit_are_errors() {
        let good = MultiHead::new(4, 2, &mut RandomState::new(5)).unwrap();
        let x = RandomState::new(6).randn2(3, 4);
        for pick in 0..4 {
            let mut broken = good.clone();
            broken.arrays_mut()[pick].values.fill(f64::NAN);
            let words = broken.forward(&x, 3, &Mask::Causal).unwrap_err().to_string();
            assert!(words.contains("MultiHead::forward") && words.contains("NaN"), "{words}");
        }
        let huge = MultiHead { query: &good.query * 1e200, key: &good.key * 1e200, ..good.clone() };
        let over = huge.forward(&x, 3, &Mask::All);
        assert!(matches!(over, Err(MathError::Overflow { .. })));
        let narrow = MultiHead { value: Array2::zeros((4, 2)), ..good.clone() };
        assert!(narrow.forward(&x, 3, &Mask::All).is_err());
        let three = MultiHead { heads: 3, ..good.clone() };
        assert!(three.forward(&x, 3, &Mask::All).is_err());
        let pass = good.forward(&x, 3, &Mask::All).unwrap();
        let other = MultiHead { heads: 4, ..good.clone() };
        assert!(other.backward(&x, &pass, &x).is_err());
        assert!(good.backward(&x, &pass, &(&x * f64::NAN)).is_err());
    }

    #[test]
    fn sequences_of_a_batch_do_not_see_each_other() {
        let layer = MultiHead::new(4, 2, &mut RandomState::new(5)).unwrap();
        let x = RandomState::new(6).randn2(6, 4);
        let both = layer.forward(&x, 3, &Mask::All).unwrap();
        let first = layer.forward(&block(&x, 0..3, 0..4), 3, &Mask::All).unwrap();
        let gap = &block(&both.output, 0..3, 0..4) - &first.output;
        assert!(gap.iter().all(|d| d.abs() < 1e-14));
        assert_eq!(both.weights.len(), 4);
        assert!(layer.forward(&x, 4, &Mask::All).is_err());
        assert!(layer.forward(&x, 0, &Mask::All).is_err());
        assert!(layer.forward(&block(&x, 0..6, 0..3), 3, &Mask::All).is_err());
    }

    #[test]
    fn without_a_mask_order_means_nothing() {
        let layer = MultiHead::new(4, 2, &mut RandomState::new(5)).unwrap();
        let x = RandomState::new(6).randn2(3, 4);
        let turned = x.select(Axis(0), &[2, 0, 1]);
        let one = layer.forward(&x, 3, &Mask::All).unwrap().output.select(Axis(0), &[2, 0, 1]);
        let other = layer.forward(&turned, 3, &Mask::All).unwrap().output;
        assert!((one - other).iter().all(|d| d.abs() < 1e-14));
    }
}
