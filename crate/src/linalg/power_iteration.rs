//! Power iteration: multiply by A again and again, and the strongest direction
//! wins.
//!
//! Written in eigenvectors, x = Σ cᵢvᵢ becomes Aᵏx = Σ cᵢλᵢᵏvᵢ. If one
//! eigenvalue is larger in modulus than all others its term outgrows them, and
//! the direction of Aᵏx tends to v₁ with an error that shrinks by |λ₂/λ₁| a
//! step. The quotient of Rayleigh, λ ≈ xᵀAx for ‖x‖ = 1, reads off the
//! eigenvalue. If two eigenvalues share the largest modulus (a complex pair, or
//! +λ and −λ) no direction wins, and the function says so.

use super::kernels::{Scale, norm, row_major, sign_of_largest};
use crate::check;
use crate::error::MathError;
use ndarray::{Array1, ArrayRef1, ArrayRef2};

const NAME: &str = "power_iteration";

/// The answer of [`power_iteration`].
#[derive(Debug, Clone, PartialEq)]
pub struct PowerIteration {
    /// The eigenvalue of largest modulus (with its sign).
    pub value: f64,
    /// Its eigenvector, of length 1, its largest entry (in magnitude) positive.
    pub vector: Array1<f64>,
    /// How many multiplications by A were made.
    pub iterations: usize,
    /// The estimate of the eigenvalue after each of them.
    pub history: Array1<f64>,
}

/// The dominant eigenvalue and eigenvector by repeated multiplication.
///
/// # Formula
/// xₖ₊₁ = Axₖ/‖Axₖ‖, λₖ = xₖᵀAxₖ; it ends when ‖Axₖ − λₖxₖ‖ ≤ tolerance·‖A‖_F.
/// The start is fixed, 1 + ½·frac(0.618…·(i + 1)) in entry i: uneven, so that it
/// stands at a right angle to no eigenvector that a simple matrix has.
///
/// # Errors
/// - [`MathError::NotConverged`] if `max_iterations` are used up, as they are when no
///   single eigenvalue has the largest modulus,
/// - [`MathError::NotSquare`] for a matrix that is not square,
/// - [`MathError::Empty`] without entries,
/// - [`MathError::NotFinite`] for NaN or infinite ones,
/// - [`MathError::OutOfRange`] unless the tolerance is above 0 and below 1,
/// - [`MathError::Overflow`] if an eigenvalue would exceed the largest number.
///
/// # Source
/// Guide §1.3; Golub and Van Loan, Matrix Computations, 4th ed., §7.3.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// let found = power_iteration(&array![[2.0, 1.0], [1.0, 2.0]], 1e-12, 100)?;
/// assert!((found.value - 3.0).abs() < 1e-12); // the other eigenvalue is 1
/// assert!((found.vector[0] - 0.5_f64.sqrt()).abs() < 1e-11);
///
/// // A quarter turn has no real direction to find.
/// assert!(power_iteration(&array![[0.0, -1.0], [1.0, 0.0]], 1e-12, 100).is_err());
/// # Ok::<(), MathError>(())
/// ```
pub fn power_iteration(
    a: &ArrayRef2<f64>,
    tolerance: f64,
    max_iterations: usize,
) -> Result<PowerIteration, MathError> {
    let golden = (5.0_f64.sqrt() - 1.0) / 2.0;
    let start: Array1<f64> =
        (0..a.nrows()).map(|i| 1.0 + (golden * (i + 1) as f64).fract() / 2.0).collect();
    power_iteration_from(a, &start, tolerance, max_iterations)
}

/// [`power_iteration`] from a start of one's own.
///
/// # Formula
/// That of [`power_iteration`], with x₀ = start/‖start‖. A start without any
/// part of v₁ leads elsewhere: to the strongest direction that it does hold.
///
/// # Errors
/// Those of [`power_iteration`]; [`MathError::ShapeMismatch`] if the start has
/// another length; [`MathError::ZeroVector`] if it has no direction.
///
/// # Source
/// Guide §1.3.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// // (1, −1) is itself an eigenvector, of the smaller eigenvalue.
/// let a = array![[2.0, 1.0], [1.0, 2.0]];
/// let trapped = power_iteration_from(&a, &array![1.0, -1.0], 1e-12, 100)?;
/// assert!((trapped.value - 1.0).abs() < 1e-14);
/// # Ok::<(), MathError>(())
/// ```
pub fn power_iteration_from(
    a: &ArrayRef2<f64>,
    start: &ArrayRef1<f64>,
    tolerance: f64,
    max_iterations: usize,
) -> Result<PowerIteration, MathError> {
    let n = check::square(NAME, "a", a)?;
    check::not_empty(NAME, "a", a)?;
    check::finite(NAME, "a", a)?;
    check::finite(NAME, "start", start)?;
    if start.len() != n {
        return Err(MathError::ShapeMismatch {
            operation: NAME,
            left: a.shape().to_vec(),
            right: start.shape().to_vec(),
            rule: "`start` needs one entry for each row of `a`",
        });
    }
    if !(tolerance > 0.0 && tolerance < 1.0) {
        return Err(MathError::OutOfRange {
            operation: NAME,
            argument: "tolerance",
            value: tolerance,
            expected: "a number between 0 and 1, such as 1e-10",
        });
    }
    let largest = start.iter().fold(0.0_f64, |m, v| m.max(v.abs()));
    if largest == 0.0 {
        return Err(MathError::ZeroVector { operation: NAME, argument: "start" });
    }
    let scale = Scale::of(a);
    let mut work = row_major(a);
    scale.apply(&mut work);
    let size = norm(work.as_slice().unwrap_or_default());
    let mut x = start.mapv(|v| v / largest);
    x /= norm(&x.to_vec());

    let mut history = Vec::new();
    for iterations in 1..=max_iterations {
        let image = work.dot(&x);
        let value = x.dot(&image);
        history.push(value);
        let miss = &image - &(&x * value);
        if norm(&miss.to_vec()) <= tolerance * size {
            scale.undo_all(NAME, &mut history)?;
            let value = history[iterations - 1];
            x *= sign_of_largest(x.iter());
            let history = Array1::from(history);
            return Ok(PowerIteration { value, vector: x, iterations, history });
        }
        let length = norm(&image.to_vec());
        x = image / length;
    }
    Err(MathError::NotConverged { operation: NAME, iterations: max_iterations })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn the_dominant_eigenvalue_keeps_its_sign() {
        let found = power_iteration(&array![[-5.0, 1.0], [1.0, 2.0]], 1e-12, 200).unwrap();
        let exact = -1.5 - (3.5_f64 * 3.5 + 1.0).sqrt();
        assert!((found.value - exact).abs() < 1e-11);
        assert_eq!(found.history.len(), found.iterations);
        assert_eq!(found.history[found.iterations - 1], found.value);
    }

    #[test]
    fn a_tie_in_modulus_is_reported_and_not_decided() {
        for a in [array![[1.0, 0.0], [0.0, -1.0]], array![[0.0, -2.0], [2.0, 0.0]]] {
            let refusal = power_iteration(&a, 1e-10, 500).unwrap_err();
            assert_eq!(refusal, MathError::NotConverged { operation: NAME, iterations: 500 });
        }
        assert!(power_iteration(&array![[2.0]], 1e-10, 0).is_err(), "no step, no answer");
    }

    #[test]
    fn matrices_of_any_size_and_none_are_handled() {
        for unit in [1e300, 1e-300] {
            let a = array![[2.0, 1.0], [1.0, 2.0]] * unit;
            let found = power_iteration(&a, 1e-12, 100).unwrap();
            assert!((found.value / unit - 3.0).abs() < 1e-11);
        }
        assert_eq!(power_iteration(&array![[0.0, 0.0], [0.0, 0.0]], 1e-9, 9).unwrap().value, 0.0);
        assert_eq!(power_iteration(&array![[0.0, 1.0], [0.0, 0.0]], 1e-9, 9).unwrap().value, 0.0);
        assert!(power_iteration_from(&array![[1.0]], &array![0.0], 1e-9, 9).is_err());
    }
}
