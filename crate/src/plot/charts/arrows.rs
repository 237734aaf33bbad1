//! Arrows in the plane.

use crate::error::MathError;
use crate::plot::canvas::figure::Figure;
use crate::plot::canvas::view::{View, plane_vector};
use crate::plot::canvas::{draw, style};
use ndarray::ArrayRef1;

/// Arrows from the origin, each with its name at the tip.
///
/// # Errors
///
/// [`MathError::Empty`] without a vector; [`MathError::ShapeMismatch`] for one that does
/// not have two entries; [`MathError::NotFinite`] for NaN or infinite entries.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let figure = plot::vectors2d(&[("a", &array![3.0, 4.0]), ("b", &array![1.0, 2.0])])?;
/// assert_eq!(figure.trace_count(), 3); // two arrows and their names
/// # Ok::<(), MathError>(())
/// ```
pub fn vectors2d(vectors: &[(&str, &ArrayRef1<f64>)]) -> Result<Figure, MathError> {
    if vectors.is_empty() {
        return Err(MathError::Empty { operation: "vectors2d", argument: "vectors" });
    }
    let mut tips = Vec::new();
    for (_, v) in vectors {
        tips.push(plane_vector("vectors2d", "vectors", v)?);
    }
    let view = View::around(&tips);
    let mut figure = Figure::new();
    let mut names = Vec::new();
    for (i, ((name, _), tip)) in vectors.iter().zip(&tips).enumerate() {
        figure = figure.add(draw::arrow(name, [0.0; 2], *tip, style::colour(i), view.head()));
        names.push((*name, draw::beyond([0.0; 2], *tip, view.head()), style::colour(i)));
    }
    Ok(view.frame(figure.add(draw::words(&names))).legend(false))
}
