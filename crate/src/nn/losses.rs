//! Losses of a batch, each with its gradient.
//!
//! Backpropagation starts here: the loss hands the network's last layer the
//! matrix ∂L/∂Z, and everything else follows. For the two classical pairs,
//! softmax with cross-entropy and the identity with squares, it is the same
//! plain difference: prediction less truth.

use crate::check;
use crate::error::MathError;
use crate::floating::{cross_entropy_from_logits, cross_entropy_gradient_from_logits};
use crate::linalg::argmax;
use ndarray::{Array2, ArrayRef2};

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
/// assert_eq!(Loss::MeanSquared.evaluate(&truth, &output)?.value, 4.5); // (0 + 9)/2
/// assert_eq!(Loss::Huber(1.0).evaluate(&truth, &output)?.value, 1.25); // (0 + 3 − ½)/2
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
    /// - [`MathError::OutOfRange`] for a δ that is not positive,
    /// - [`MathError::Overflow`] for a loss beyond the largest f64.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let loss = Loss::CrossEntropy.evaluate(&Targets::Labels(vec![1]), &array![[0.0, 0.0]])?;
    /// assert_eq!(loss.value, 2.0_f64.ln());
    /// assert_eq!(loss.gradient, array![[0.5, -0.5]]);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn evaluate(
        self,
        targets: &Targets,
        output: &ArrayRef2<f64>,
    ) -> Result<LossGradient, MathError> {
        check::not_empty(NAME, "output", output)?;
        check::finite(NAME, "output", output)?;
        match (self, targets) {
            (Self::CrossEntropy, Targets::Labels(labels)) => cross_entropy(labels, output),
            (Self::MeanSquared, Targets::Values(truth)) => mean_squared(truth, output),
            (Self::Huber(delta), Targets::Values(truth)) => huber(truth, output, delta),
            (Self::CrossEntropy, _) => Err(MathError::InvalidArgument {
                operation: NAME,
                argument: "targets",
                reason: "holds values; cross-entropy needs Targets::Labels".into(),
            }),
            _ => Err(MathError::InvalidArgument {
                operation: NAME,
                argument: "targets",
                reason: "holds labels; this loss needs Targets::Values".into(),
            }),
        }
    }
}

const NAME: &str = "Loss::evaluate";

/// Row by row, so that the entry of the true class is minus the sum of the others:
/// p − 1 would have lost all digits once p rounds to 1.
fn cross_entropy(labels: &[usize], logits: &ArrayRef2<f64>) -> Result<LossGradient, MathError> {
    if logits.nrows() != labels.len() {
        return Err(MathError::ShapeMismatch {
            operation: NAME,
            left: vec![labels.len()],
            right: logits.shape().to_vec(),
            rule: "every row of the output needs one label",
        });
    }
    if let Some(&label) = labels.iter().find(|&&label| label >= logits.ncols()) {
        return Err(MathError::InvalidArgument {
            operation: NAME,
            argument: "targets",
            reason: format!(
                "holds the label {label}, but the output has {} columns, counted from 0",
                logits.ncols()
            ),
        });
    }
    let n = labels.len() as f64;
    let (mut value, mut gradient) = (0.0, Array2::zeros(logits.dim()));
    let rows = logits.rows().into_iter().zip(gradient.rows_mut()).zip(labels);
    for ((row, mut into), &label) in rows {
        let row = row.to_owned();
        value += cross_entropy_from_logits(label, &row)? / n;
        into.assign(&(cross_entropy_gradient_from_logits(label, &row)? / n));
    }
    finite(value, gradient)
}

fn mean_squared(
    truth: &ArrayRef2<f64>,
    output: &ArrayRef2<f64>,
) -> Result<LossGradient, MathError> {
    let r = residuals(truth, output)?;
    let n = r.len() as f64;
    let sum = r.fold(0.0, |s, r| s + r * r);
    if sum.is_infinite() {
        // The sum of the squares may be too large where their mean is not.
        let root = n.sqrt();
        return finite(r.fold(0.0, |s, r| s + (r / root).powi(2)), r * (2.0 / n));
    }
    finite(sum / n, r * (2.0 / n))
}

fn huber(
    truth: &ArrayRef2<f64>,
    output: &ArrayRef2<f64>,
    delta: f64,
) -> Result<LossGradient, MathError> {
    check::positive("Loss::Huber", "delta", delta)?;
    let r = residuals(truth, output)?;
    let n = r.len() as f64;
    let one = |r: f64| {
        if r.abs() <= delta { 0.5 * r * r } else { delta * (r.abs() - 0.5 * delta) }
    };
    let value = r.fold(0.0, |sum, &r| sum + one(r)) / n;
    finite(value, r.mapv_into(|r| r.clamp(-delta, delta) / n))
}

fn finite(value: f64, gradient: Array2<f64>) -> Result<LossGradient, MathError> {
    if value.is_finite() && check::is_finite(&gradient) {
        return Ok(LossGradient { value, gradient });
    }
    Err(MathError::Overflow { operation: NAME })
}

fn residuals(truth: &ArrayRef2<f64>, output: &ArrayRef2<f64>) -> Result<Array2<f64>, MathError> {
    if output.dim() != truth.dim() {
        return Err(MathError::ShapeMismatch {
            operation: NAME,
            left: truth.shape().to_vec(),
            right: output.shape().to_vec(),
            rule: "outputs and targets need the same shape",
        });
    }
    check::finite(NAME, "targets", truth)?;
    Ok(output - truth)
}

/// The share of rows whose largest entry stands in the labelled column.
///
/// # Formula
/// 1/n · #{i : argmaxⱼ z_ij = yᵢ}, the first of equals winning
///
/// # Errors
/// [`MathError::Empty`] without entries; [`MathError::NotFinite`] for NaN and ∞;
/// [`MathError::ShapeMismatch`] when there is not one label for each row.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(accuracy(&[0, 0], &array![[2.0, 1.0], [0.0, 3.0]])?, 0.5);
/// # Ok::<(), MathError>(())
/// ```
pub fn accuracy(labels: &[usize], output: &ArrayRef2<f64>) -> Result<f64, MathError> {
    let operation = "accuracy";
    check::not_empty(operation, "output", output)?;
    check::finite(operation, "output", output)?;
    if output.nrows() != labels.len() {
        return Err(MathError::ShapeMismatch {
            operation,
            left: vec![labels.len()],
            right: output.shape().to_vec(),
            rule: "every row of the output needs one label",
        });
    }
    let right = largest_columns(output).iter().zip(labels).filter(|(a, b)| a == b).count();
    Ok(right as f64 / labels.len() as f64)
}

/// The column of each row's largest entry, the first of equals.
pub(super) fn largest_columns(output: &ArrayRef2<f64>) -> Vec<usize> {
    output.rows().into_iter().map(|row| argmax(row.iter().copied())).collect()
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
                loss.evaluate(&targets, &z).unwrap().value
            };
            let slope = gradient(&f, &Array1::from_iter(z.iter().copied())).unwrap();
            let ours = loss.evaluate(&targets, &z).unwrap().gradient;
            assert!(ours.iter().zip(&slope).all(|(a, b)| (a - b).abs() < 1e-8), "{loss:?}");
        }
    }

    #[test]
    fn the_tape_knows_the_same_losses() {
        let z = RandomState::new(6).randn2(4, 3);
        let labels = [3, 0, 2, 1].map(|l| l % 3);
        let hand = Loss::CrossEntropy.evaluate(&Targets::Labels(labels.to_vec()), &z).unwrap();
        let var = Var::parameter(z);
        let loss = var.cross_entropy(&labels).unwrap();
        loss.backward().unwrap();
        assert!((hand.value - loss.item().unwrap()).abs() < 1e-14);
        assert!((hand.gradient - var.gradient().unwrap()).iter().all(|d| d.abs() < 1e-15));
    }

    #[test]
    fn huge_logits_do_no_harm() {
        let z = array![[1e5, 0.0], [-1e5, 0.0]];
        let loss = Loss::CrossEntropy.evaluate(&Targets::Labels(vec![0, 0]), &z).unwrap();
        assert_eq!(loss.value, 5e4); // 0 and 100,000
        assert_eq!(loss.gradient, array![[0.0, 0.0], [-0.5, 0.5]]);
    }

    #[test]
    fn a_sure_answer_keeps_its_gradient() {
        let small = 4.248_354_255_291_589e-18; // e⁻⁴⁰/(1 + e⁻⁴⁰), by 50 digits
        let found = Loss::CrossEntropy.evaluate(&Targets::Labels(vec![0]), &array![[40.0, 0.0]]);
        let LossGradient { value, gradient } = found.unwrap();
        assert!((value / small - 1.0).abs() < 1e-15, "{value:e}");
        assert!((gradient[[0, 1]] / small - 1.0).abs() < 1e-15, "{gradient}");
        assert_eq!(gradient[[0, 0]], -gradient[[0, 1]]);
        for margin in [20.0, 30.0, 37.0, 700.0] {
            let z = array![[margin, 0.0, 0.0]];
            let g = Loss::CrossEntropy.evaluate(&Targets::Labels(vec![0]), &z).unwrap().gradient;
            assert!(g[[0, 0]] < 0.0 && g.sum().abs() < 1e-15 * g[[0, 0]].abs(), "{margin}: {g}");
        }
    }

    #[test]
    fn losses_beyond_the_range_are_errors_and_those_within_are_right() {
        let zero = Targets::Values(array![[0.0, 0.0]]);
        let one = |loss: Loss, z: f64| loss.evaluate(&zero, &array![[z, z]]);
        let found = one(Loss::MeanSquared, 1.2e154).unwrap().value;
        assert!((found / 1.44e308 - 1.0).abs() < 1e-15);
        let over = Err(MathError::Overflow { operation: "Loss::evaluate" });
        assert_eq!(one(Loss::MeanSquared, 1e200), over);
        assert_eq!(one(Loss::Huber(1e200), 1e200), over);
        let far = Targets::Values(array![[-1e308, 0.0]]);
        assert_eq!(Loss::MeanSquared.evaluate(&far, &array![[1e308, 0.0]]), over);
        assert!(accuracy(&[1], &array![[f64::NAN, 1.0]]).is_err());
    }

    #[test]
    fn an_outlier_pulls_no_harder_than_delta() {
        let targets = Targets::Values(array![[0.0], [0.0]]);
        let loss = Loss::Huber(2.0).evaluate(&targets, &array![[1e6], [-0.5]]).unwrap();
        assert_eq!(loss.gradient, array![[1.0], [-0.25]]);
    }

    #[test]
    fn targets_of_another_kind_or_size_are_refused() {
        let z = Array2::<f64>::zeros((2, 3));
        let values = Targets::Values(Array2::zeros((2, 3)));
        let labels = Targets::Labels(vec![0, 1]);
        assert!(Loss::CrossEntropy.evaluate(&values, &z).is_err());
        assert!(Loss::MeanSquared.evaluate(&labels, &z).is_err());
        assert!(Loss::CrossEntropy.evaluate(&Targets::Labels(vec![0]), &z).is_err());
        assert!(Loss::CrossEntropy.evaluate(&Targets::Labels(vec![0, 3]), &z).is_err());
        let other = Targets::Values(Array2::zeros((2, 2)));
        assert!(Loss::MeanSquared.evaluate(&other, &z).is_err());
        assert!(Loss::Huber(0.0).evaluate(&values, &z).is_err());
        assert!(Loss::MeanSquared.evaluate(&values, &(z + f64::NAN)).is_err());
        assert!(
            Loss::CrossEntropy.evaluate(&Targets::Labels(vec![]), &Array2::zeros((0, 3))).is_err()
        );
        assert!(accuracy(&[0, 1], &array![[1.0, 2.0]]).is_err());
    }

    #[test]
    fn the_first_of_equals_wins() {
        assert_eq!(largest_columns(&array![[1.0, 1.0], [0.0, 2.0]]), [0, 1]);
    }
}
