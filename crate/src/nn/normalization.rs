//! Batch and layer normalisation, forward and backward.
//!
//! Both standardise numbers, x̂ = (x − μ)/√(σ² + ε), and then let the network
//! choose a scale and a shift of its own, y = γ ⊙ x̂ + β. They differ in whose mean
//! and variance are meant: batch normalisation takes those of a unit over the
//! examples (columns), layer normalisation those of an example over its units
//! (rows), which needs no other example and works the same in training and use.
//!
//! Backward. With g = ∂L/∂y, the shift gets Σg and the scale Σ g ⊙ x̂, both over the
//! examples. For x: every x of the group moves μ and σ² for all of it. Let
//! ĝ = g ⊙ γ and write ⟨·⟩ for the mean over the group. Then
//!
//! ∂L/∂x = (ĝ − ⟨ĝ⟩ − x̂ ⊙ ⟨ĝ ⊙ x̂⟩) / √(σ² + ε)
//!
//! Read as geometry: the part of ĝ along (1, …, 1) and the part along x̂ are taken
//! away, because a shift or a stretch of the group changes nothing after it has
//! been standardised.
//!
//! In numbers. A mean computed as (Σx)/n is rounded, and for large numbers that
//! differ by little its rounding would pass for a variance. So the first entry is
//! taken off before (numbers that are close subtract without an error), and what the
//! differences still sum to is taken off as well. And since the square of 1e155 is no
//! number, groups of very large or very small numbers are divided by a power of two.

use super::model::column_sums;
use crate::check;
use crate::error::MathError;
use ndarray::{Array1, Array2, ArrayRef1, ArrayRef2, ArrayView1, ArrayViewMut1, Axis};

/// A group of one direction's means and variances, and what came of them.
///
/// `normalized` is x̂ and `deviation` √(σ² + ε), one for each row (layer
/// normalisation) or column (batch normalisation): what the way back needs.
#[derive(Debug, Clone, PartialEq)]
pub struct Normalized {
    /// y = γ ⊙ x̂ + β.
    pub output: Array2<f64>,
    /// x̂, with mean 0 and variance 1 in every group.
    pub normalized: Array2<f64>,
    /// √(σ² + ε) of each group.
    pub deviation: Array1<f64>,
    /// μ of each group.
    pub mean: Array1<f64>,
    /// σ² of each group, n in the denominator; infinite where it is beyond the
    /// largest f64.
    pub variance: Array1<f64>,
}

/// ∂L/∂x, ∂L/∂γ and ∂L/∂β of a normalisation.
#[derive(Debug, Clone, PartialEq)]
pub struct NormalizationGradients {
    /// ∂L/∂x, of the shape of x.
    pub input: Array2<f64>,
    /// ∂L/∂γ, one entry for each unit.
    pub scale: Array1<f64>,
    /// ∂L/∂β, one entry for each unit.
    pub shift: Array1<f64>,
}

/// Standardises the units of each example (row).
///
/// # Formula
/// y = γ ⊙ (x − μ)/√(σ² + ε) + β, μ and σ² over each row
///
/// # Errors
/// - [`MathError::Empty`] without entries,
/// - [`MathError::ShapeMismatch`] unless γ and β have one entry for each column,
/// - [`MathError::NotFinite`] for entries that are not finite,
/// - [`MathError::OutOfRange`] unless ε is positive,
/// - [`MathError::Overflow`] when γ or β takes an output beyond the largest f64.
///
/// # Source
/// Ba, Kiros and Hinton, "Layer normalization" (2016).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let y = layer_norm(&array![[1.0, 3.0], [-5.0, 5.0]], &array![1.0, 1.0], &array![0.0, 10.0], 1e-12)?;
/// assert!((y.output - array![[-1.0, 11.0], [-1.0, 11.0]]).iter().all(|d| d.abs() < 1e-9));
/// # Ok::<(), MathError>(())
/// ```
pub fn layer_norm(
    x: &ArrayRef2<f64>,
    scale: &ArrayRef1<f64>,
    shift: &ArrayRef1<f64>,
    epsilon: f64,
) -> Result<Normalized, MathError> {
    normalize("layer_norm", x, (scale, shift), epsilon, Axis(1))
}

/// The gradients of [`layer_norm`], from its result and g = ∂L/∂y.
///
/// # Formula
/// ∂L/∂x = (ĝ − ⟨ĝ⟩ − x̂ ⊙ ⟨ĝ ⊙ x̂⟩)/√(σ² + ε) with ĝ = g ⊙ γ, means over each row
///
/// # Errors
/// - [`MathError::ShapeMismatch`] unless g has the shape of the output and γ an
///   entry for each column,
/// - [`MathError::NotFinite`] for entries that are not finite,
/// - [`MathError::Overflow`] for a gradient beyond the largest f64.
///
/// # Source
/// Ba, Kiros and Hinton (2016).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let (one, zero) = (array![1.0, 1.0], array![0.0, 0.0]);
/// let pass = layer_norm(&array![[1.0, 3.0]], &one, &zero, 1e-12)?;
/// let g = layer_norm_backward(&pass, &one, &array![[1.0, 0.0]])?;
/// assert!(g.input.iter().all(|v| v.abs() < 1e-9)); // two numbers always become −1 and 1
/// assert_eq!(g.shift, array![1.0, 0.0]);
/// # Ok::<(), MathError>(())
/// ```
pub fn layer_norm_backward(
    pass: &Normalized,
    scale: &ArrayRef1<f64>,
    gradient: &ArrayRef2<f64>,
) -> Result<NormalizationGradients, MathError> {
    denormalize("layer_norm_backward", pass, scale, gradient, Axis(1))
}

/// Standardises each unit (column) over the examples of the batch.
///
/// # Formula
/// y = γ ⊙ (x − μ)/√(σ² + ε) + β, μ and σ² over each column
///
/// # Errors
/// Those of [`layer_norm`]; [`MathError::OutOfRange`] for a batch of one example, whose
/// variance is 0.
///
/// # Source
/// Ioffe and Szegedy, "Batch normalization" (2015).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let y = batch_norm(&array![[1.0], [3.0]], &array![5.0], &array![0.0], 1e-12)?;
/// assert!((y.output - array![[-5.0], [5.0]]).iter().all(|d| d.abs() < 1e-9));
/// # Ok::<(), MathError>(())
/// ```
pub fn batch_norm(
    x: &ArrayRef2<f64>,
    scale: &ArrayRef1<f64>,
    shift: &ArrayRef1<f64>,
    epsilon: f64,
) -> Result<Normalized, MathError> {
    if x.nrows() == 1 {
        return Err(MathError::OutOfRange {
            operation: "batch_norm",
            argument: msg!("the number of examples"),
            value: 1.0,
            expected: "at least 2, because one example has no variance",
        });
    }
    normalize("batch_norm", x, (scale, shift), epsilon, Axis(0))
}

/// The gradients of [`batch_norm`], from its result and g = ∂L/∂y.
///
/// # Formula
/// As [`layer_norm_backward`], means over each column
///
/// # Errors
/// Those of [`layer_norm_backward`].
///
/// # Source
/// Ioffe and Szegedy (2015).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let pass = batch_norm(&array![[1.0], [3.0]], &array![5.0], &array![0.0], 1e-12)?;
/// let g = batch_norm_backward(&pass, &array![5.0], &array![[2.0], [2.0]])?;
/// assert_eq!(g.shift, array![4.0]);
/// assert!(g.input.iter().all(|v| v.abs() < 1e-9)); // a common shift changes nothing
/// # Ok::<(), MathError>(())
/// ```
pub fn batch_norm_backward(
    pass: &Normalized,
    scale: &ArrayRef1<f64>,
    gradient: &ArrayRef2<f64>,
) -> Result<NormalizationGradients, MathError> {
    denormalize("batch_norm_backward", pass, scale, gradient, Axis(0))
}

/// `axis` is the direction that means and variances run along.
fn normalize(
    operation: &'static str,
    x: &ArrayRef2<f64>,
    (scale, shift): (&ArrayRef1<f64>, &ArrayRef1<f64>),
    epsilon: f64,
    axis: Axis,
) -> Result<Normalized, MathError> {
    check::not_empty(operation, "x", x)?;
    check::finite(operation, "x", x)?;
    for (name, parameter) in [("scale", scale), ("shift", shift)] {
        one_for_each_column(operation, x, parameter)?;
        check::finite(operation, name, parameter)?;
    }
    check::positive(operation, "epsilon", epsilon)?;
    let groups = x.len() / x.len_of(axis);
    let mut normalized = Array2::zeros(x.dim());
    let [mut mean, mut variance, mut deviation] = [(); 3].map(|()| Array1::zeros(groups));
    let lines = x.lanes(axis).into_iter().zip(normalized.lanes_mut(axis));
    for (k, (line, into)) in lines.enumerate() {
        (mean[k], variance[k], deviation[k]) = standardize(line, into, epsilon);
    }
    let output = &normalized * &scale.view() + shift.view();
    if !check::is_finite(&output) {
        return Err(MathError::Overflow { operation });
    }
    Ok(Normalized { output, normalized, deviation, mean, variance })
}

/// Writes (x − μ)/√(σ² + ε) and answers with μ, σ² and √(σ² + ε).
fn standardize(
    x: ArrayView1<'_, f64>,
    mut into: ArrayViewMut1<'_, f64>,
    epsilon: f64,
) -> (f64, f64, f64) {
    let n = x.len() as f64;
    let largest = x.fold(0.0_f64, |m, v| m.max(v.abs()));
    // Between these bounds neither a square nor a sum of them leaves the range.
    let unit = if largest == 0.0 || (1e-100..=1e100).contains(&largest) {
        1.0
    } else {
        // The power of two below the largest; 2^1023 at most, so 1/unit is a number.
        2.0_f64.powi(libm::ilogb(largest).clamp(-1000, 1000))
    };
    let first = x[0] / unit;
    into.zip_mut_with(&x, |y, &v| *y = v / unit - first);
    let shift = into.sum() / n;
    into.mapv_inplace(|v| v - shift);
    let rest = into.sum() / n;
    into.mapv_inplace(|v| v - rest);
    let square = into.fold(0.0, |s, v| s + v * v) / n;
    let variance = square * unit * unit;
    let deviation = if unit == 1.0 {
        (square + epsilon).sqrt()
    } else {
        libm::hypot(square.sqrt() * unit, epsilon.sqrt())
    };
    let divisor = deviation / unit;
    into.mapv_inplace(|v| v / divisor);
    (unit * (first + (shift + rest)), variance, deviation)
}

fn denormalize(
    operation: &'static str,
    pass: &Normalized,
    scale: &ArrayRef1<f64>,
    gradient: &ArrayRef2<f64>,
    axis: Axis,
) -> Result<NormalizationGradients, MathError> {
    one_for_each_column(operation, gradient, scale)?;
    let groups = gradient.len() / gradient.len_of(axis).max(1);
    if gradient.dim() != pass.normalized.dim() || pass.deviation.len() != groups {
        return Err(MathError::ShapeMismatch {
            operation,
            left: pass.normalized.shape().to_vec(),
            right: gradient.shape().to_vec(),
            rule: "the gradient needs the shape of the output",
        });
    }
    let x_hat = &pass.normalized;
    let n = gradient.len_of(axis) as f64;
    let g_hat = gradient.to_owned() * scale.view();
    let mean = (g_hat.sum_axis(axis) / n).insert_axis(axis);
    let along = ((&g_hat * x_hat).sum_axis(axis) / n).insert_axis(axis);
    let back = NormalizationGradients {
        input: (g_hat - mean - x_hat * &along) / pass.deviation.view().insert_axis(axis),
        scale: column_sums(&(gradient.to_owned() * x_hat)),
        shift: column_sums(gradient),
    };
    let finite = check::is_finite(&back.input)
        && check::is_finite(&back.scale)
        && check::is_finite(&back.shift);
    // Without entries nothing was computed from the rest.
    if !finite || gradient.is_empty() {
        check::finite(operation, "gradient", gradient)?;
        check::finite(operation, "scale", scale)?;
        check::finite(operation, "pass", x_hat)?;
        check::finite(operation, "pass", &pass.deviation)?;
    }
    if finite { Ok(back) } else { Err(MathError::Overflow { operation }) }
}

pub(super) fn one_for_each_column(
    operation: &'static str,
    x: &ArrayRef2<f64>,
    parameter: &ArrayRef1<f64>,
) -> Result<(), MathError> {
    if x.ncols() == parameter.len() {
        return Ok(());
    }
    Err(MathError::ShapeMismatch {
        operation,
        left: x.shape().to_vec(),
        right: vec![parameter.len()],
        rule: "scale and shift need one entry for each column",
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calculus::gradient;
    use crate::random::RandomState;

    type Forward =
        fn(&ArrayRef2<f64>, &ArrayRef1<f64>, &ArrayRef1<f64>, f64) -> Result<Normalized, MathError>;
    type Backward = fn(
        &Normalized,
        &ArrayRef1<f64>,
        &ArrayRef2<f64>,
    ) -> Result<NormalizationGradients, MathError>;

    const BOTH: [(Forward, Backward); 2] =
        [(layer_norm, layer_norm_backward), (batch_norm, batch_norm_backward)];

    #[test]
    fn gradients_agree_with_differences() {
        let mut random = RandomState::new(11);
        let x = random.randn2(5, 4) * 3.0 + 1.0;
        let (scale, shift) = (random.randn(4), random.randn(4));
        let g = random.randn2(5, 4);
        for (forward, backward) in BOTH {
            let pass = forward(&x, &scale, &shift, 1e-3).unwrap();
            let ours = backward(&pass, &scale, &g).unwrap();
            let loss = |x: &Array2<f64>, scale: &Array1<f64>, shift: &Array1<f64>| {
                (forward(x, scale, shift, 1e-3).unwrap().output * &g).sum()
            };
            let by_x = |v: &Array1<f64>| {
                loss(&Array2::from_shape_vec((5, 4), v.to_vec()).unwrap(), &scale, &shift)
            };
            let flat = Array1::from_iter(x.iter().copied());
            let slope = gradient(&by_x, &flat).unwrap();
            assert!(ours.input.iter().zip(&slope).all(|(a, b)| (a - b).abs() < 1e-7));
            let slope = gradient(&|v| loss(&x, v, &shift), &scale).unwrap();
            assert!((&ours.scale - &slope).iter().all(|d| d.abs() < 1e-7));
            let slope = gradient(&|v| loss(&x, &scale, v), &shift).unwrap();
            assert!((&ours.shift - &slope).iter().all(|d| d.abs() < 1e-7));
        }
    }

    #[test]
    fn groups_have_mean_zero_and_variance_one_whatever_their_size_was() {
        let x = RandomState::new(2).randn2(50, 30) * 1e6 + 3e7;
        let (one, zero) = (Array1::ones(30), Array1::zeros(30));
        for ((forward, _), axis) in BOTH.into_iter().zip([Axis(1), Axis(0)]) {
            let y = forward(&x, &one, &zero, 1e-5).unwrap().output;
            assert!(y.mean_axis(axis).unwrap().iter().all(|m| m.abs() < 1e-9));
            assert!(y.var_axis(axis, 0.0).iter().all(|v| (v - 1.0).abs() < 1e-9));
        }
    }

    #[test]
    fn equal_numbers_give_zeros_and_no_nan() {
        let x = Array2::from_elem((3, 2), 7.0);
        let (one, zero) = (Array1::ones(2), Array1::zeros(2));
        for (forward, backward) in BOTH {
            let pass = forward(&x, &one, &zero, 1e-5).unwrap();
            assert_eq!(pass.output, Array2::<f64>::zeros((3, 2)));
            let g = backward(&pass, &one, &x).unwrap();
            assert!(g.input.iter().all(|v| v.is_finite()));
        }
    }

    #[test]
    fn bad_arguments_are_errors() {
        let (one, zero) = (Array1::ones(2), Array1::zeros(2));
        let x = Array2::<f64>::ones((3, 2));
        for (forward, backward) in BOTH {
            assert!(forward(&x, &Array1::ones(3), &zero, 1e-5).is_err());
            assert!(forward(&x, &one, &zero, 0.0).is_err());
            assert!(forward(&(&x * f64::NAN), &one, &zero, 1e-5).is_err());
            assert!(forward(&Array2::zeros((0, 2)), &one, &zero, 1e-5).is_err());
            let pass = forward(&x, &one, &zero, 1e-5).unwrap();
            assert!(backward(&pass, &one, &Array2::ones((2, 2))).is_err());
        }
        assert!(batch_norm(&Array2::ones((1, 2)), &one, &zero, 1e-5).is_err());
    }

    /// x̂ by layer and by batch normalisation, for one group.
    fn both(group: &[f64], epsilon: f64) -> [Vec<f64>; 2] {
        let n = group.len();
        let row = Array2::from_shape_vec((1, n), group.to_vec()).unwrap();
        let column = Array2::from_shape_vec((n, 1), group.to_vec()).unwrap();
        let (ones, zeros) = (Array1::ones(n), Array1::zeros(n));
        let one = layer_norm(&row, &ones, &zeros, epsilon).unwrap().output;
        let other = batch_norm(&column, &Array1::ones(1), &Array1::zeros(1), epsilon).unwrap();
        [one.iter().copied().collect(), other.output.iter().copied().collect()]
    }

    #[test]
    fn a_constant_group_is_zero_however_its_mean_rounds() {
        for (c, n) in
            [(1.7e9 + 0.1, 256), (1.6e12 + 0.3, 64), (1e15 / 7.0, 10), (f64::MAX, 3), (5e-324, 3)]
        {
            for found in both(&vec![c; n], 1e-5) {
                assert!(found.iter().all(|&v| v == 0.0), "{c:e}: {found:?}");
            }
        }
    }

    #[test]
    fn squares_beyond_the_range_are_no_trouble() {
        let close = |found: &[f64], right: &[f64]| {
            assert!(found.iter().zip(right).all(|(a, b)| (a - b).abs() < 1e-15), "{found:?}");
        };
        let third = 1.5_f64.sqrt(); // (0, 1, −1) over the deviation √(2/3)
        for found in both(&[1e155, -1e155], 1e-5) {
            close(&found, &[1.0, -1.0]);
        }
        for found in both(&[1e155, 2e155, 0.0], 1e-5) {
            close(&found, &[0.0, third, -third]);
        }
        for size in [1e308, f64::MAX] {
            for found in both(&[size, -size], 1e-5) {
                close(&found, &[1.0, -1.0]);
            }
        }
        // Small numbers: ε decides, however small it is itself.
        for found in both(&[3e-200, -3e-200], 1.6e-319) {
            assert!((found[0] / 7.5e-41 - 1.0).abs() < 1e-4, "{found:?}"); // 3e-200/4e-160
        }
        for found in both(&[3e-160, -3e-160], 1.6e-319) {
            assert!((found[0] - 0.6).abs() < 1e-4, "{found:?}"); // 3/√(3² + 4²)
        }
    }

    #[test]
    fn numbers_that_differ_by_their_last_digits_keep_their_variance() {
        // 0, 1, 2, 3 times 256 above 1.6e18, where the numbers are 256 apart.
        let group: Vec<f64> = (0..4).map(|i| 1.6e18 + 256.0 * f64::from(i)).collect();
        let right = [-3.0, -1.0, 1.0, 3.0].map(|v: f64| v / 5.0_f64.sqrt());
        for found in both(&group, 1e-5) {
            assert!(found.iter().zip(&right).all(|(a, b)| (a - b).abs() < 1e-9), "{found:?}");
        }
    }

    #[test]
    fn nothing_that_is_not_finite_comes_in_or_out() {
        let (one, zero) = (Array1::ones(2), Array1::zeros(2));
        let x = ndarray::array![[1.0, 3.0], [2.0, -1.0]];
        let huge = Array1::from_elem(2, f64::MAX);
        for (forward, backward) in BOTH {
            assert!(forward(&x, &(&one * f64::NAN), &zero, 1e-5).is_err());
            assert!(forward(&x, &one, &(&one * f64::INFINITY), 1e-5).is_err());
            let over = forward(&x, &huge, &huge, 1e-5);
            assert!(matches!(over, Err(MathError::Overflow { .. })));
            for epsilon in [-1.0, f64::NAN, f64::INFINITY] {
                assert!(forward(&x, &one, &zero, epsilon).is_err());
            }
            let pass = forward(&x, &one, &zero, 1e-5).unwrap();
            assert!(backward(&pass, &one, &(&x * f64::NAN)).is_err());
            assert!(backward(&pass, &huge, &x).is_err());
            let short = Normalized { deviation: Array1::ones(1), ..pass };
            assert!(backward(&short, &one, &x).is_err());
        }
    }
}
