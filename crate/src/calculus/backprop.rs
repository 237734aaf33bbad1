//! Backpropagation by hand, for a network with one hidden layer.
//!
//! Forward:
//!
//! z₁ = W₁x + b₁,  h = ReLU(z₁),  z₂ = W₂h + b₂.
//!
//! Backward, starting from g = ∂L/∂z₂, line by line in the opposite order:
//!
//! - ∂L/∂W₂ = g hᵀ,  ∂L/∂b₂ = g  (z₂ is linear in both)
//! - ∂L/∂h = W₂ᵀ g  (each hidden unit hears from every output)
//! - ∂L/∂z₁ = ∂L/∂h ⊙ ReLU′(z₁)  (the inactive ones hear nothing)
//! - ∂L/∂W₁ = ∂L/∂z₁ xᵀ,  ∂L/∂b₁ = ∂L/∂z₁
//!
//! What the backward pass needs (x, z₁, h) the forward pass has computed
//! already; it keeps them.

use super::{numerical_gradient, relu, relu_derivative};
use crate::check;
use crate::error::MathError;
use crate::floating::exponent::{exponent_above, times_power_of_two};
use crate::linalg::{matvec, norm_l2, norm_linf, outer};
use crate::random::RandomState;
use ndarray::{Array1, Array2, ArrayRef1};

/// A network of two layers with ReLU between them.
///
/// # Formula
/// z₂ = W₂·ReLU(W₁x + b₁) + b₂
///
/// # Source
/// Guide §2.2.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let net = SimpleNet {
///     w1: array![[1.0, -1.0]],
///     b1: array![0.0],
///     w2: array![[2.0]],
///     b2: array![1.0],
/// };
/// let pass = net.forward(&array![5.0, 2.0])?; // 2·ReLU(5 − 2) + 1
/// assert_eq!(pass.z2, array![7.0]);
/// let gradients = net.backward(&pass, &array![1.0])?;
/// assert_eq!(gradients.w1, array![[10.0, 4.0]]); // 2·x
/// # Ok::<(), MathError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct SimpleNet {
    /// Weights of the first layer, hidden × inputs.
    pub w1: Array2<f64>,
    /// Biases of the first layer.
    pub b1: Array1<f64>,
    /// Weights of the second layer, outputs × hidden.
    pub w2: Array2<f64>,
    /// Biases of the second layer.
    pub b2: Array1<f64>,
}

/// Everything a forward pass computes.
#[derive(Debug, Clone, PartialEq)]
pub struct SimpleNetPass {
    /// The input.
    pub x: Array1<f64>,
    /// Before the activation, W₁x + b₁.
    pub z1: Array1<f64>,
    /// After it, ReLU(z₁).
    pub h: Array1<f64>,
    /// The output, W₂h + b₂.
    pub z2: Array1<f64>,
}

/// The gradient of a loss for each parameter, in the parameters' shapes.
#[derive(Debug, Clone, PartialEq)]
pub struct SimpleNetGradients {
    /// ∂L/∂W₁.
    pub w1: Array2<f64>,
    /// ∂L/∂b₁.
    pub b1: Array1<f64>,
    /// ∂L/∂W₂.
    pub w2: Array2<f64>,
    /// ∂L/∂b₂.
    pub b2: Array1<f64>,
}

impl SimpleNet {
    /// Three inputs, four hidden units, two outputs: W₁ drawn first, then W₂,
    /// both standard normal times 0.1; biases 0.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let net = SimpleNet::new(&mut RandomState::new(42));
    /// assert_eq!((net.w1.dim(), net.w2.dim()), ((4, 3), (2, 4)));
    /// ```
    pub fn new(random: &mut RandomState) -> Self {
        Self {
            w1: random.randn2(4, 3) * 0.1,
            b1: Array1::zeros(4),
            w2: random.randn2(2, 4) * 0.1,
            b2: Array1::zeros(2),
        }
    }

    /// The forward pass.
    ///
    /// # Errors
    /// - [`MathError::ShapeMismatch`] when x or one of the layers does not fit,
    /// - [`MathError::NotFinite`] when x or a parameter is NaN or infinite,
    /// - [`MathError::Overflow`] when a unit is beyond the largest number.
    pub fn forward(&self, x: &ArrayRef1<f64>) -> Result<SimpleNetPass, MathError> {
        let operation = "SimpleNet::forward";
        check::finite(operation, "x", x)?;
        self.finite(operation)?;
        let z1 = layer(&self.w1, x, &self.b1).map_err(check::on_behalf_of(operation, &[]))?;
        let h = z1.mapv(relu);
        let z2 = layer(&self.w2, &h, &self.b2).map_err(check::on_behalf_of(operation, &[]))?;
        if !check::is_finite(&z1) || !check::is_finite(&z2) {
            return Err(MathError::Overflow { operation });
        }
        Ok(SimpleNetPass { x: x.to_owned(), z1, h, z2 })
    }

    /// The backward pass, from ∂L/∂z₂.
    ///
    /// # Errors
    /// - [`MathError::ShapeMismatch`] when ∂L/∂z₂ has not one entry for each output or the
    ///   pass belongs to another network,
    /// - [`MathError::NotFinite`] for NaN or infinite entries of it, of the pass or of the
    ///   parameters,
    /// - [`MathError::Overflow`] when a gradient is beyond the largest number.
    pub fn backward(
        &self,
        pass: &SimpleNetPass,
        dl_dz2: &ArrayRef1<f64>,
    ) -> Result<SimpleNetGradients, MathError> {
        let operation = "SimpleNet::backward";
        check::same_length(operation, &pass.z2, dl_dz2)?;
        check::finite(operation, "dl_dz2", dl_dz2)?;
        let hidden = [pass.z1.len(), pass.h.len(), self.w2.ncols(), self.w1.nrows()];
        let fits = pass.x.len() == self.w1.ncols()
            && pass.z2.len() == self.w2.nrows()
            && hidden.iter().all(|&n| n == hidden[0]);
        if !fits {
            return Err(MathError::ShapeMismatch {
                operation,
                left: vec![self.w1.nrows(), self.w1.ncols()],
                right: vec![pass.x.len()],
                rule: "the pass must be one of this network",
            });
        }
        for values in [&pass.x, &pass.z1, &pass.h, &pass.z2] {
            check::finite(operation, "pass", values)?;
        }
        self.finite(operation)?;
        // Second layer.
        let w2 = outer(dl_dz2, &pass.h);
        let b2 = dl_dz2.to_owned();
        let dl_dh = matvec(&self.w2.t(), dl_dz2).map_err(check::on_behalf_of(operation, &[]))?;
        // ReLU.
        let dl_dz1 = &dl_dh * &pass.z1.mapv(relu_derivative);
        // First layer.
        let w1 = outer(&dl_dz1, &pass.x);
        if !check::is_finite(&w1) || !check::is_finite(&w2) {
            return Err(MathError::Overflow { operation });
        }
        Ok(SimpleNetGradients { w1, b1: dl_dz1, w2, b2 })
    }

    /// Refuses NaN and infinite parameters by their names.
    fn finite(&self, operation: &'static str) -> Result<(), MathError> {
        check::finite(operation, "w1", &self.w1)?;
        check::finite(operation, "b1", &self.b1)?;
        check::finite(operation, "w2", &self.w2)?;
        check::finite(operation, "b2", &self.b2)
    }

    /// All parameters in one vector: W₁ row by row, b₁, W₂, b₂.
    pub fn parameters(&self) -> Array1<f64> {
        joined(&self.w1, &self.b1, &self.w2, &self.b2)
    }

    /// The same network with other parameters, in the order of
    /// [`SimpleNet::parameters`].
    ///
    /// # Errors
    /// [`MathError::ShapeMismatch`] when the number of parameters differs.
    pub fn with_parameters(&self, parameters: &ArrayRef1<f64>) -> Result<Self, MathError> {
        check::same_length("SimpleNet::with_parameters", &self.parameters(), parameters)?;
        let mut net = self.clone();
        let slots = net.w1.iter_mut().chain(&mut net.b1).chain(&mut net.w2).chain(&mut net.b2);
        for (slot, &parameter) in slots.zip(parameters) {
            *slot = parameter;
        }
        Ok(net)
    }
}

/// W·x + b.
fn layer(w: &Array2<f64>, x: &ArrayRef1<f64>, b: &Array1<f64>) -> Result<Array1<f64>, MathError> {
    let z = matvec(w, x)?;
    check::same_length("SimpleNet::forward", &z, b)?;
    Ok(z + b)
}

fn joined(w1: &Array2<f64>, b1: &Array1<f64>, w2: &Array2<f64>, b2: &Array1<f64>) -> Array1<f64> {
    w1.iter().chain(b1).chain(w2).chain(b2).copied().collect()
}

impl SimpleNetGradients {
    /// All entries in one vector, in the order of [`SimpleNet::parameters`].
    pub fn flatten(&self) -> Array1<f64> {
        joined(&self.w1, &self.b1, &self.w2, &self.b2)
    }
}

/// A gradient beside the same gradient by differences.
#[derive(Debug, Clone, PartialEq)]
pub struct GradientCheck {
    /// The gradient that was to be checked.
    pub analytic: Array1<f64>,
    /// Central differences.
    pub numerical: Array1<f64>,
    /// ‖a − n‖₂ / (‖a‖₂ + ‖n‖₂), 0 when both vanish.
    pub relative_error: f64,
}

impl GradientCheck {
    /// Whether the relative error is below 1e-6: rounding, not a mistake.
    pub fn passes(&self) -> bool {
        self.relative_error < 1e-6
    }
}

/// Checks a gradient, however it was computed, against central differences
/// with step 1e-5.
///
/// # Formula
/// ‖a − n‖₂ / (‖a‖₂ + ‖n‖₂)
///
/// # Errors
/// [`MathError::ShapeMismatch`] when the gradient has another length than x;
/// [`MathError::NotFinite`] for NaN or infinite entries of it; those of
/// [`numerical_gradient`](crate::calculus::numerical_gradient()).
///
/// # Source
/// Guide §2.1, §2.2.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let f = |x: &Array1<f64>| x[0] * x[0] * x[1];
/// let x = array![3.0, 2.0];
/// assert!(gradient_check(&f, &x, &array![12.0, 9.0])?.passes());
/// assert!(!gradient_check(&f, &x, &array![12.0, 6.0])?.passes());
/// # Ok::<(), MathError>(())
/// ```
pub fn gradient_check(
    f: &dyn Fn(&Array1<f64>) -> f64,
    x: &ArrayRef1<f64>,
    analytic: &ArrayRef1<f64>,
) -> Result<GradientCheck, MathError> {
    let operation = "gradient_check";
    check::same_length(operation, x, analytic)?;
    check::finite(operation, "analytic", analytic)?;
    let numerical = numerical_gradient(f, x, 1e-5).map_err(check::on_behalf_of(operation, &[]))?;
    let analytic = analytic.to_owned();
    let relative_error = relative_gap(&analytic, &numerical);
    Ok(GradientCheck { analytic, numerical, relative_error })
}

/// ‖a − b‖₂ / (‖a‖₂ + ‖b‖₂), 0 for zeros, in a unit in which no length leaves the range.
fn relative_gap(a: &Array1<f64>, b: &Array1<f64>) -> f64 {
    // A zero fits every unit, and 0 stands for none.
    let unit = match (norm_linf(a) == 0.0, norm_linf(b) == 0.0) {
        (true, _) => exponent_above(b),
        (_, true) => exponent_above(a),
        _ => exponent_above(a).max(exponent_above(b)),
    };
    let [a, b] = [a, b].map(|v| v.mapv(|entry| times_power_of_two(entry, -unit)));
    let size = norm_l2(&a) + norm_l2(&b);
    if size == 0.0 { 0.0 } else { norm_l2(&(&a - &b)) / size }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calculus::Var;
    use ndarray::{Axis, array};

    #[test]
    fn the_guides_numbers_come_out() {
        let net = SimpleNet::new(&mut RandomState::new(42));
        let pass = net.forward(&array![1.0, 2.0, 3.0]).unwrap();
        let gradients = net.backward(&pass, &array![1.0, -1.0]).unwrap();
        let near = |found: &[f64], expected: &[f64]| {
            assert_eq!(found.len(), expected.len());
            assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-15), "{found:?}");
        };
        near(&pass.z2.to_vec(), &[-0.03092768700854755, -0.03629074462510634]);
        let b1 = [0.12547933919004578, -0.22275275772530717, -0.08168937569918219, 0.0];
        near(&gradients.b1.to_vec(), &b1);
        for (row, g) in gradients.w1.rows().into_iter().zip(b1) {
            near(&row.to_vec(), &[g, 2.0 * g, 3.0 * g]);
        }
        let h = [0.21632511649709407, 0.03523122361138119, 0.17056591160083526, 0.0];
        near(&gradients.w2.row(0).to_vec(), &h);
        near(&gradients.w2.row(1).to_vec(), &h.map(|h| -h));
        near(&gradients.b2.to_vec(), &[1.0, -1.0]);
    }

    #[test]
    fn by_hand_by_differences_and_by_tape_agree() {
        for seed in 0..10 {
            let net = SimpleNet::new(&mut RandomState::new(seed));
            let x = array![1.0, -2.0, 0.5];
            let weights = array![1.0, -1.0];
            let pass = net.forward(&x).unwrap();
            let by_hand = net.backward(&pass, &weights).unwrap();
            let loss = |p: &Array1<f64>| {
                net.with_parameters(p).unwrap().forward(&x).unwrap().z2.dot(&weights)
            };
            let check = gradient_check(&loss, &net.parameters(), &by_hand.flatten()).unwrap();
            assert!(check.passes(), "{check:?}");

            let column = |v: &Array1<f64>| v.clone().insert_axis(Axis(1));
            let (w1, b1) = (Var::parameter(net.w1.clone()), Var::parameter(column(&net.b1)));
            let (w2, b2) = (Var::parameter(net.w2.clone()), Var::parameter(column(&net.b2)));
            let h = w1.matmul(&Var::constant(column(&x))).unwrap().add(&b1).unwrap().relu();
            let z2 = w2.matmul(&h).unwrap().add(&b2).unwrap();
            z2.backward_from(&column(&weights)).unwrap();
            let gap = |a: &Array2<f64>, b: &Var| {
                (a - &b.gradient().unwrap()).iter().fold(0.0_f64, |m, d| m.max(d.abs()))
            };
            assert!(gap(&by_hand.w1, &w1) < 1e-15 && gap(&by_hand.w2, &w2) < 1e-15);
            assert!(gap(&column(&by_hand.b1), &b1) < 1e-15);
        }
    }

    #[test]
    fn what_does_not_fit_is_an_error() {
        let net = SimpleNet::new(&mut RandomState::new(0));
        assert!(net.forward(&array![1.0]).is_err());
        assert!(net.forward(&array![1.0, f64::NAN, 0.0]).is_err());
        let pass = net.forward(&array![1.0, 2.0, 3.0]).unwrap();
        assert!(net.backward(&pass, &array![1.0]).is_err());
        assert!(net.with_parameters(&array![1.0]).is_err());
        let other = SimpleNet { b2: array![0.0], ..net.clone() };
        assert!(other.forward(&array![1.0, 2.0, 3.0]).is_err());
        let strange = SimpleNetPass { x: array![1.0], ..pass };
        assert!(net.backward(&strange, &array![1.0, 1.0]).is_err());
        let cut = SimpleNetPass { h: array![1.0], ..net.forward(&array![1.0, 2.0, 3.0]).unwrap() };
        assert!(net.backward(&cut, &array![1.0, 1.0]).is_err());
        let torn = SimpleNet { w2: Array2::zeros((2, 3)), ..net.clone() };
        let error = torn.forward(&array![1.0, 2.0, 3.0]).unwrap_err().to_string();
        assert!(error.starts_with("SimpleNet::forward"), "{error}");
        assert!(gradient_check(&|_| 0.0, &array![1.0], &array![1.0, 2.0]).is_err());
        assert_eq!(
            gradient_check(&|_| 0.0, &array![1.0], &array![0.0]).unwrap().relative_error,
            0.0
        );
    }
}
