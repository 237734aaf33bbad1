//! Lists that belong together: points, and one name for each entry.

use super::draw::Point;
use crate::check;
use crate::error::MathError;
use ndarray::ArrayRef1;

pub(crate) fn points(
    operation: &'static str,
    x: &ArrayRef1<f64>,
    y: &ArrayRef1<f64>,
) -> Result<Vec<Point>, MathError> {
    check::not_empty(operation, "x", x)?;
    check::same_length(operation, x, y)?;
    check::finite(operation, "x", x)?;
    check::finite(operation, "y", y)?;
    Ok(x.iter().zip(y).map(|(&x, &y)| [x, y]).collect())
}

/// Refuses lists that should have one name per entry and do not.
pub(crate) fn named(
    operation: &'static str,
    names: usize,
    entries: usize,
    rule: &'static str,
) -> Result<(), MathError> {
    if names == entries {
        return Ok(());
    }
    Err(MathError::ShapeMismatch { operation, left: vec![names], right: vec![entries], rule })
}
