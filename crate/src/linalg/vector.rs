//! Vectors.
use crate::check;
use crate::error::MathError;
use ndarray::ArrayRef1;

/// Inner product a·b = Σ aᵢbᵢ.
pub fn dot(a: &ArrayRef1<f64>, b: &ArrayRef1<f64>) -> Result<f64, MathError> {
    check::same_length("dot", a, b)?;
    Ok(a.dot(b))
}
