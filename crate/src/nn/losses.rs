//! Losses of a batch, each with its gradient.
//!
//! Backpropagation starts here: the loss hands the network's last layer the
//! matrix ∂L/∂Z, and everything else follows. For the two classical pairs,
//! softmax with cross-entropy and the identity with squares, it is the same
//! plain difference: prediction less truth.

use crate::check;
use crate::error::MathError;
use crate::floating::{mean_cross_entropy_from_logits, softmax_axis};
use ndarray::{Array2, ArrayRef2, Axis};

/// What a network should have answered, one entry or row for each example.
#[derive(Debug, Clone, PartialEq)]
pub enum Targets {
    /// The number of the true class, counted from 0.
    Labels(Vec<usize>),
    /// The true values, examples × outputs.
    Values(Array2<f64>),
}

impl Targets {
    /// How many examples.
    pub fn len(&self) -> usize {
        match self {
            Self::Labels(labels) => labels.len(),
            Self::Values(values) => values.nrows(),
        }
    }

    /// Whether there is no example.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A loss and its derivative by the network's output.
#[derive(Debug, Clone, PartialEq)]
pub struct LossGradient {
    /// The mean loss L over the batch.
    pub value: f64,
    /// ∂L/∂Z, of the shape of the output Z.
    pub gradient: Array2<f64>,
}

/// A loss over a batch.
///
/// # Source
/// Guide §3.4, §5.1, §6.1; Huber, "Robust estimation of a location parameter"
/// (1964).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let truth = Targets::Values(array![[1.0], [2.0]]);
/// let output = array![[1.0], [5.0]];
/// assert_eq!(Loss::MeanSquared.evaluate(&output, &truth)?.value, 4.5); // (0 + 9)/2
/// assert_eq!(Loss::Huber(1.0).evaluate(&output, &truth)?.value, 1.25); // (0 + 3 − ½)/2
/// # Ok::<(), MathError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Loss {
    /// Softmax and cross-entropy together, from logits and labels.
    CrossEntropy,
    /// The mean of the squared errors.
    MeanSquared,
    /// Squares for errors up to δ, straight lines beyond, so that one outlier
    /// pulls no harder than δ.
    Huber(f64),
}

impl Loss {
    /// The name for a legend.
    pub fn name(self) -> &'static str {
        match self {
            Self::CrossEntropy => "cross-entropy",
            Self::MeanSquared => "mean squared error",
            Self::Huber(_) => "Huber",
        }
    }

    /// The loss and its gradient.
    ///
    /// # Formula
    /// Cross-entropy: L = −1/n Σᵢ ln p_{i,yᵢ}, ∂L/∂z_ij = (p_ij − [j = yᵢ])/n with
    /// p = softmax(z). Squares: L = 1/(nm) Σ r², ∂L/∂z = 2r/(nm) with r = z − t.
    /// Huber: r²/2 for |r| ≤ δ, else δ(|r| − δ/2), as a mean; its derivative is r
    /// cut off at ±δ.
    ///
    /// # Errors
    /// - [`MathError::Empty`] without examples,
    /// - [`MathError::ShapeMismatch`] when output and targets have different sizes,
    /// - [`MathError::InvalidArgument`] for labels where values are needed or the
    ///   other way round, and for a label that is no column,
    /// - [`MathError::NotFinite`] for outputs or targets that are not finite,
    /// - [`MathError::OutOfRange`] for a δ that is not positive.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let loss = Loss::CrossEntropy.evaluate(&array![[0.0, 0.0]], &Targets::Labels(vec![1]))?;
    /// assert_eq!(loss.value, 2.0_f64.ln());
    /// assert_eq!(loss.gradient, array![[0.5, -0.5]]);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn evaluate(
        self,
        output: &ArrayRef2<f64>,
        targets: &Targets,
    ) -> Result<LossGradient, MathError> {
        let operation = "Loss::evaluate";
        check::not_empty(operation, "output", output)?;
        check::finite(operation, "output", output)?;
        match (self, targets) {
            (Self::CrossEntropy, Targets::Labels(labels)) => cross_entropy(output, labels),
            (Self::MeanSquared, Targets::Values(truth)) => {
                let r = residuals(operation, output, truth)?;
                let n = r.len() as f64;
                Ok(LossGradient {
                    value: r.fold(0.0, |s, r| s + r * r) / n,
                    gradient: r * (2.0 / n),
                })
            }
            (Self::Huber(delta), Targets::Values(truth)) => huber(output, truth, delta),
            (Self::CrossEntropy, _) => Err(MathError::InvalidArgument {
                operation,
                argument: "targets",
                reason: "holds values; cross-entropy needs Targets::Labels".into(),
            }),
            _ => Err(MathError::InvalidArgument {
                operation,
                argument: "targets",
                reason: "holds labels; this loss needs Targets::Values".into(),
            }),
        }
    }
}

fn cross_entropy(logits: &ArrayRef2<f64>, labels: &[usize]) -> Result<LossGradient, MathError> {
    let value = mean_cross_entropy_from_logits(logits, labels)?;
    let mut gradient = softmax_axis(logits, Axis(1))?;
    for (mut p, &label) in gradient.rows_mut().into_iter().zip(labels) {
        p[label] -= 1.0;
    }
    gradient /= labels.len() as f64;
    Ok(LossGradient { value, gradient })
}

fn huber(
    output: &ArrayRef2<f64>,
    truth: &ArrayRef2<f64>,
    delta: f64,
) -> Result<LossGradient, MathError> {
    let operation = "Loss::Huber";
    if !(delta > 0.0 && delta.is_finite()) {
        let expected = "a positive finite number";
        return Err(MathError::OutOfRange { operation, argument: "delta", value: delta, expected });
    }
    let r = residuals(operation, output, truth)?;
    let n = r.len() as f64;
    let one = |r: f64| {
        if r.abs() <= delta { 0.5 * r * r } else { delta * (r.abs() - 0.5 * delta) }
    };
    let value = r.fold(0.0, |sum, &r| sum + one(r)) / n;
    Ok(LossGradient { value, gradient: r.mapv_into(|r| r.clamp(-delta, delta) / n) })
}

fn residuals(
    operation: &'static str,
    output: &ArrayRef2<f64>,
    truth: &ArrayRef2<f64>,
) -> Result<Array2<f64>, MathError> {
    if output.dim() != truth.dim() {
        return Err(MathError::ShapeMismatch {
            operation,
            left: output.shape().to_vec(),
            right: truth.shape().to_vec(),
            rule: "outputs and targets need the same shape",
        });
    }
    check::finite(operation, "targets", truth)?;
    Ok(output - truth)
}

/// The share of rows whose largest entry stands in the labelled column.
///
/// # Formula
/// 1/n · #{i : argmaxⱼ z_ij = yᵢ}, the first of equals winning
///
/// # Errors
/// - [`MathError::Empty`] without entries,
/// - [`MathError::ShapeMismatch`] when there is not one label for each row.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(accuracy(&array![[2.0, 1.0], [0.0, 3.0]], &[0, 0])?, 0.5);
/// # Ok::<(), MathError>(())
/// ```
pub fn accuracy(output: &ArrayRef2<f64>, labels: &[usize]) -> Result<f64, MathError> {
    let operation = "accuracy";
    check::not_empty(operation, "output", output)?;
    if output.nrows() != labels.len() {
        return Err(MathError::ShapeMismatch {
            operation,
            left: output.shape().to_vec(),
            right: vec![labels.len()],
            rule: "every row of the output needs one label",
        });
    }
    let right = largest_columns(output).iter().zip(labels).filter(|(a, b)| a == b).count();
    Ok(right as f64 / labels.len() as f64)
}

/// The column of each row's largest entry, the first of equals.
pub(super) fn largest_columns(output: &ArrayRef2<f64>) -> Vec<usize> {
    let best = |row: ndarray::ArrayView1<f64>| {
        let larger = |best: (usize, f64), (j, &z): (usize, &f64)| {
            if z > best.1 { (j, z) } else { best }
        };
        row.iter().enumerate().fold((0, f64::NEG_INFINITY), larger).0
    };
    output.rows().into_iter().map(best).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calculus::{Var, gradient};
    use crate::random::RandomState;
    use ndarray::{Array1, array};

    fn cases() -> Vec<(Loss, Targets)> {
        let values = RandomState::new(5).randn2(4, 3) * 2.0;
        vec![
            (Loss::CrossEntropy, Targets::Labels(vec![0, 2, 1, 1])),
            (Loss::MeanSquared, Targets::Values(values.clone())),
            (Loss::Huber(1.0), Targets::Values(values)),
        ]
    }

    #[test]
    fn gradients_agree_with_differences() {
        let z = RandomState::new(4).randn2(4, 3);
        for (loss, targets) in cases() {
            let f = |z: &Array1<f64>| {
                let z = Array2::from_shape_vec((4, 3), z.to_vec()).unwrap();
                loss.evaluate(&z, &targets).unwrap().value
            };
            let slope = gradient(&f, &Array1::from_iter(z.iter().copied())).unwrap();
            let ours = loss.evaluate(&z, &targets).unwrap().gradient;
            assert!(ours.iter().zip(&slope).all(|(a, b)| (a - b).abs() < 1e-8), "{loss:?}");
        }
    }

    #[test]
    fn the_tape_knows_the_same_losses() {
        let z = RandomState::new(6).randn2(4, 3);
        let labels = [3, 0, 2, 1].map(|l| l % 3);
        let hand = Loss::CrossEntropy.evaluate(&z, &Targets::Labels(labels.to_vec())).unwrap();
        let var = Var::parameter(z);
        let loss = var.cross_entropy(&labels).unwrap();
        loss.backward().unwrap();
        assert!((hand.value - loss.item().unwrap()).abs() < 1e-14);
        assert!((hand.gradient - var.gradient().unwrap()).iter().all(|d| d.abs() < 1e-15));
    }

    #[test]
    fn huge_logits_do_no_harm() {
        let z = array![[1e5, 0.0], [-1e5, 0.0]];
        let loss = Loss::CrossEntropy.evaluate(&z, &Targets::Labels(vec![0, 0])).unwrap();
        assert_eq!(loss.value, 5e4); // 0 and 100,000
        assert_eq!(loss.gradient, array![[0.0, 0.0], [-0.5, 0.5]]);
    }

    #[test]
    fn an_outlier_pulls_no_harder_than_delta() {
        let targets = Targets::Values(array![[0.0], [0.0]]);
        let loss = Loss::Huber(2.0).evaluate(&array![[1e6], [-0.5]], &targets).unwrap();
        assert_eq!(loss.gradient, array![[1.0], [-0.25]]);
    }

    #[test]
    fn targets_of_another_kind_or_size_are_refused() {
        let z = Array2::<f64>::zeros((2, 3));
        let values = Targets::Values(Array2::zeros((2, 3)));
        let labels = Targets::Labels(vec![0, 1]);
        assert!(Loss::CrossEntropy.evaluate(&z, &values).is_err());
        assert!(Loss::MeanSquared.evaluate(&z, &labels).is_err());
        assert!(Loss::CrossEntropy.evaluate(&z, &Targets::Labels(vec![0])).is_err());
        assert!(Loss::CrossEntropy.evaluate(&z, &Targets::Labels(vec![0, 3])).is_err());
        let other = Targets::Values(Array2::zeros((2, 2)));
        assert!(Loss::MeanSquared.evaluate(&z, &other).is_err());
        assert!(Loss::Huber(0.0).evaluate(&z, &values).is_err());
        assert!(Loss::MeanSquared.evaluate(&(z + f64::NAN), &values).is_err());
        assert!(
            Loss::CrossEntropy.evaluate(&Array2::zeros((0, 3)), &Targets::Labels(vec![])).is_err()
        );
        assert!(accuracy(&array![[1.0, 2.0]], &[0, 1]).is_err());
    }

    #[test]
    fn the_first_of_equals_wins() {
        assert_eq!(largest_columns(&array![[1.0, 1.0], [0.0, 2.0]]), [0, 1]);
    }
}
