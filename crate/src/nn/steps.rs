//! One step of an optimiser for everything a model learns.

use super::Parameters;
use crate::error::MathError;
use crate::optimize::Optimizer;
use ndarray::ArrayViewD;
use std::borrow::Cow;

/// An optimiser for each array of a model: its memory over many steps.
///
/// # Formula
/// θ ← step(θ, ∂L/∂θ), array by array
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let mut layer = Dense { weights: array![[1.0, 2.0]], bias: array![3.0] };
/// let slope = Dense { weights: array![[1.0, 0.0]], bias: array![-1.0] };
/// let mut steps = Steps::new(&layer, &GradientDescent::new(0.1))?;
/// steps.step(&mut layer, &slope, 1.0)?;
/// assert_eq!(layer, Dense { weights: array![[0.9, 2.0]], bias: array![3.1] });
/// # Ok::<(), MathError>(())
/// ```
#[derive(Debug)]
pub struct Steps {
    rules: Vec<Box<dyn Optimizer>>,
}

impl Steps {
    /// One fresh optimiser of this kind for each array that is learned.
    ///
    /// # Errors
    /// - those of [`Optimizer::validate`],
    /// - [`MathError::InvalidArgument`] for a model that learns nothing.
    pub fn new<P: Parameters>(model: &P, optimizer: &dyn Optimizer) -> Result<Self, MathError> {
        optimizer.validate()?;
        if model.parameter_count() == 0 {
            return Err(MathError::InvalidArgument {
                operation: "Steps::new",
                argument: "model",
                reason: "has nothing that learns; add a layer with weights, such as a dense one"
                    .into(),
            });
        }
        let learned = model.arrays().into_iter().filter(|a| a.learned).count();
        Ok(Self { rules: (0..learned).map(|_| optimizer.fresh()).collect() })
    }

    /// Changes the model by one step; `factor` scales the learning rate (see
    /// [`Schedule`](crate::optimize::Schedule)). How an array lies in memory does not
    /// matter. The step is taken as f64 computes it: one beyond the largest f64 leaves
    /// infinities and NaN, which the next pass forward refuses.
    ///
    /// # Errors
    /// [`MathError::ShapeMismatch`] when the gradient or the model has other arrays than
    /// the model this was made for. Nothing has changed then.
    pub fn step<P: Parameters>(
        &mut self,
        model: &mut P,
        gradient: &P,
        factor: f64,
    ) -> Result<(), MathError> {
        let slopes: Vec<_> = gradient.arrays().into_iter().filter(|a| a.learned).collect();
        let mut arrays: Vec<_> = model.arrays_mut().into_iter().filter(|a| a.learned).collect();
        if arrays.len() != self.rules.len() || arrays.len() != slopes.len() {
            return Err(unlike(vec![self.rules.len(), arrays.len()], vec![slopes.len()]));
        }
        for (array, slope) in arrays.iter().zip(&slopes) {
            if array.values.shape() != slope.values.shape() {
                let (left, right) = (array.values.shape(), slope.values.shape());
                return Err(unlike(left.to_vec(), right.to_vec()));
            }
        }
        for ((array, slope), rule) in arrays.iter_mut().zip(&slopes).zip(&mut self.rules) {
            let slope = row_by_row(&slope.values);
            match array.values.as_slice_mut() {
                Some(numbers) => rule.step(numbers, &slope, factor),
                // A transposed matrix lies column by column: step on a copy.
                None => {
                    let mut numbers: Vec<f64> = array.values.iter().copied().collect();
                    rule.step(&mut numbers, &slope, factor);
                    for (slot, number) in array.values.iter_mut().zip(numbers) {
                        *slot = number;
                    }
                }
            }
        }
        Ok(())
    }
}

/// Adds the gradient λW of the penalty λ/2·Σw² for every matrix of the model; biases
/// and the scales of a normalisation are left alone.
pub(super) fn add_decay<P: Parameters>(gradient: &mut P, model: &P, decay: f64) {
    for (mut slope, array) in gradient.arrays_mut().into_iter().zip(model.arrays()) {
        if array.learned && array.values.ndim() == 2 {
            slope.values.zip_mut_with(&array.values, |g, w| *g += decay * w);
        }
    }
}

fn row_by_row<'a>(values: &'a ArrayViewD<'_, f64>) -> Cow<'a, [f64]> {
    match values.as_slice() {
        Some(numbers) => Cow::Borrowed(numbers),
        None => Cow::Owned(values.iter().copied().collect()),
    }
}

fn unlike(left: Vec<usize>, right: Vec<usize>) -> MathError {
    MathError::ShapeMismatch {
        operation: "Steps::step",
        left,
        right,
        rule: "model and gradient need the arrays of the model that the steps were made for",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::Dense;
    use crate::optimize::{Adam, AdamW, GradientDescent, Momentum, Nesterov, RmsProp};
    use crate::random::RandomState;
    use ndarray::{Array2, array};

    /// The same matrix, lying column by column.
    fn turned(a: &Array2<f64>) -> Array2<f64> {
        let turned = a.t().as_standard_layout().into_owned().reversed_axes();
        assert!(turned == *a && turned.as_slice().is_none());
        turned
    }

    #[test]
    fn how_a_matrix_lies_in_memory_decides_nothing() {
        let mut random = RandomState::new(1);
        let plain = Dense { weights: random.randn2(3, 4), bias: random.randn(3) };
        let slope = Dense { weights: random.randn2(3, 4), bias: random.randn(3) };
        let rules: [Box<dyn Optimizer>; 6] = [
            Box::new(GradientDescent::new(0.1)),
            Box::new(Momentum::new(0.1, 0.9)),
            Box::new(Nesterov::new(0.1, 0.9)),
            Box::new(RmsProp::new(0.1)),
            Box::new(Adam::new(0.1)),
            Box::new(AdamW::new(0.1, 0.01)),
        ];
        for rule in rules {
            let walk = |mut layer: Dense, slope: &Dense| {
                let mut steps = Steps::new(&layer, rule.as_ref()).unwrap();
                for _ in 0..3 {
                    steps.step(&mut layer, slope, 0.5).unwrap();
                }
                layer
            };
            let expected = walk(plain.clone(), &slope);
            assert!(expected.weights.iter().zip(&plain.weights).all(|(a, b)| a != b));
            let other = Dense { weights: turned(&plain.weights), ..plain.clone() };
            let steep = Dense { weights: turned(&slope.weights), ..slope.clone() };
            assert_eq!(walk(other.clone(), &slope), expected, "{}", rule.name());
            assert_eq!(walk(other, &steep), expected, "{}", rule.name());
        }
    }

    #[test]
    fn a_gradient_of_another_shape_is_refused_and_changes_nothing() {
        let start = Dense { weights: array![[1.0, 2.0]], bias: array![3.0] };
        let mut layer = start.clone();
        let mut steps = Steps::new(&layer, &Adam::new(0.1)).unwrap();
        let wide = Dense { weights: array![[1.0, 2.0, 3.0]], bias: array![3.0] };
        assert!(steps.step(&mut layer, &wide, 1.0).is_err());
        let long = Dense { weights: array![[1.0, 2.0]], bias: array![3.0, 4.0] };
        assert!(steps.step(&mut layer, &long, 1.0).is_err());
        assert_eq!(layer, start);
        assert!(Steps::new(&layer, &Adam::new(-0.1)).is_err());
    }

    #[test]
    fn decay_pulls_at_matrices_only() {
        let layer = Dense { weights: array![[2.0, -4.0]], bias: array![3.0] };
        let mut slope = Dense { weights: array![[0.0, 1.0]], bias: array![1.0] };
        add_decay(&mut slope, &layer, 0.5);
        assert_eq!(slope, Dense { weights: array![[1.0, -1.0]], bias: array![1.0] });
    }
}
