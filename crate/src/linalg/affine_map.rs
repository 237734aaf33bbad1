//! Affine maps: a linear map and then a shift.
//!
//! ```text
//! f(x) = Ax + b,   b = f(0),   A = [f(e₁) − b … f(eₙ) − b]
//! ```
//!
//! What is left of an affine map when f(0) is taken off is linear, and is found
//! and refuted as [`linear_map`](super::linear_map) says.

use super::linear_map::{BlackBox, Linearity, columns, not_linear, test_linearity};
use super::matrix::matmul;
use super::norms::norm_linf;
use super::vector::dot;
use crate::check;
use crate::error::MathError;
use ndarray::{Array1, Array2, ArrayRef1};

/// An affine map: a linear one and a shift, Ax + b.
#[derive(Clone, Debug, PartialEq)]
pub struct AffineMap {
    /// The matrix A of the linear part, m × n.
    pub matrix: Array2<f64>,
    /// The shift b, the image of the origin, with m entries.
    pub shift: Array1<f64>,
}

impl AffineMap {
    /// Ax + b.
    ///
    /// # Errors
    ///
    /// [`MathError::ShapeMismatch`] unless x has an entry for every column of the matrix
    /// and the shift one for every row; [`MathError::NotFinite`] for NaN or infinite
    /// entries; [`MathError::Overflow`] for a result beyond the largest f64.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let map = AffineMap { matrix: array![[2.0, 0.0]], shift: array![1.0] };
    /// assert_eq!(map.apply(&array![3.0, 5.0])?, array![7.0]);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn apply(&self, x: &ArrayRef1<f64>) -> Result<Array1<f64>, MathError> {
        super::dense(&self.matrix, &self.shift, x)
    }

    /// This map after another one: x ↦ A(Bx + c) + b = (AB)x + (Ac + b).
    ///
    /// # Errors
    ///
    /// [`MathError::ShapeMismatch`] unless the outputs of the first map are as many as the
    /// inputs of this one; [`MathError::NotFinite`] for NaN or infinite entries;
    /// [`MathError::Overflow`] for a result beyond the largest f64.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let double = AffineMap { matrix: array![[2.0]], shift: array![0.0] };
    /// let add_one = AffineMap { matrix: array![[1.0]], shift: array![1.0] };
    /// assert_eq!(double.after(&add_one)?.shift, array![2.0]); // 2(x + 1) = 2x + 2
    /// assert_eq!(add_one.after(&double)?.shift, array![1.0]); // (2x) + 1
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn after(&self, first: &AffineMap) -> Result<AffineMap, MathError> {
        let matrix = matmul(&self.matrix, &first.matrix)?;
        Ok(AffineMap { matrix, shift: self.apply(&first.shift)? })
    }

    /// Whether the shift is zero, up to `tolerance`: then the map is linear.
    pub fn is_linear(&self, tolerance: f64) -> bool {
        norm_linf(&self.shift) <= tolerance
    }
}

/// The matrix and the shift of an affine map given as a black box.
///
/// # Formula
///
/// b = f(0), and x ↦ f(x) − b has to be linear
///
/// # Errors
///
/// Those of [`test_linearity`]; [`MathError::InvalidArgument`] for a map that is refuted as
/// not affine.
///
/// # Source
///
/// Foundations §2.1 and §2.2.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let layer = |x: &Array1<f64>| array![2.0 * x[0] - x[1] + 5.0];
/// let found = affine_map_of(&layer, 2)?;
/// assert_eq!((found.matrix, found.shift), (array![[2.0, -1.0]], array![5.0]));
/// # Ok::<(), MathError>(())
/// ```
pub fn affine_map_of(
    map: &dyn Fn(&Array1<f64>) -> Array1<f64>,
    n: usize,
) -> Result<AffineMap, MathError> {
    take_apart("affine_map_of", map, n)
}

/// [`affine_map_of`] under the name of whoever asks, for the sentence of a refusal.
fn take_apart(
    operation: &'static str,
    map: &dyn Fn(&Array1<f64>) -> Array1<f64>,
    n: usize,
) -> Result<AffineMap, MathError> {
    let black_box = BlackBox::new(operation, map, n)?;
    let shift = black_box.call(&Array1::zeros(n))?;
    let linear_part = |x: &Array1<f64>| {
        let image = map(x);
        // A vector of another length is handed on, for the test to report it.
        if image.len() == shift.len() { image - &shift } else { image }
    };
    let matrix = columns(&BlackBox::new(operation, &linear_part, n)?)?;
    if let Linearity::Refuted(found) = test_linearity(&linear_part, n)? {
        let remedy = msg!("a map with a bend or a power has no matrix");
        return Err(not_linear(operation, "map", &found, remedy));
    }
    Ok(AffineMap { matrix, shift })
}

/// An affine function of several variables, f(x) = a·x + b.
#[derive(Clone, Debug, PartialEq)]
pub struct AffineFunction {
    /// The slopes a: aᵢ is how much f grows when xᵢ grows by 1.
    pub slopes: Array1<f64>,
    /// The value b at the origin.
    pub intercept: f64,
}

impl AffineFunction {
    /// a·x + b.
    ///
    /// # Errors
    ///
    /// [`MathError::ShapeMismatch`] unless x has as many entries as there are slopes;
    /// [`MathError::NotFinite`] for NaN or infinite entries; [`MathError::Overflow`] for a
    /// value beyond the largest f64.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let f = AffineFunction { slopes: array![2.0, -1.0], intercept: 3.0 };
    /// assert_eq!(f.evaluate(&array![1.0, 4.0])?, 1.0); // 2 − 4 + 3
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn evaluate(&self, x: &ArrayRef1<f64>) -> Result<f64, MathError> {
        const NAME: &str = "AffineFunction::evaluate";
        check::finite_number(NAME, "intercept", self.intercept)?;
        check::no_overflow(NAME, dot(&self.slopes, x)? + self.intercept)
    }
}

/// The slopes and the intercept of an affine function given as a black box.
///
/// # Formula
///
/// b = f(0), aᵢ = f(eᵢ) − f(0)
///
/// # Errors
///
/// Those of [`test_linearity`]; [`MathError::InvalidArgument`] for a function that is
/// refuted as not affine.
///
/// # Source
///
/// Foundations §2.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let price = |x: &Array1<f64>| 3.0 * x[0] + 2.0 * x[1] + 4.0;
/// let found = affine_function_of(&price, 2)?;
/// assert_eq!((found.slopes, found.intercept), (array![3.0, 2.0], 4.0));
/// assert!(affine_function_of(&|x| x[0] * x[1], 2).is_err());
/// # Ok::<(), MathError>(())
/// ```
pub fn affine_function_of(
    f: &dyn Fn(&Array1<f64>) -> f64,
    n: usize,
) -> Result<AffineFunction, MathError> {
    let map = |x: &Array1<f64>| Array1::from_elem(1, f(x));
    let found = take_apart("affine_function_of", &map, n)?;
    Ok(AffineFunction { slopes: found.matrix.row(0).to_owned(), intercept: found.shift[0] })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn a_value_beyond_the_largest_number_is_refused() {
        let f = AffineFunction { slopes: array![1e308], intercept: 1e308 };
        let error = f.evaluate(&array![1.0]).unwrap_err();
        assert_eq!(error, MathError::Overflow { operation: "AffineFunction::evaluate" });
        assert_eq!(f.evaluate(&array![-1.0]), Ok(0.0));
    }
}
