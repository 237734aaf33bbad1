//! Arrows in the plane.

use crate::error::MathError;
use crate::plot::canvas::draw::Point;
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
        names.push((*name, draw::beyond([0.0; 2], *tip, 0.3 * view.head()), style::colour(i)));
    }
    let mut words = draw::words(&names);
    words["textposition"] = tips.iter().map(|&tip| beside(tip)).collect();
    Ok(view.frame(figure.add(words)).legend(false))
}

/// Where the name of an arrow from the origin stands: on the far side of its tip, so that a
/// long name does not lie on the arrow.
fn beside(tip: Point) -> &'static str {
    let [x, y] = tip;
    let (flat, steep) = (x.abs() > 2.4 * y.abs(), y.abs() > 2.4 * x.abs());
    match (flat, steep, x >= 0.0, y >= 0.0) {
        (true, _, true, _) => "middle right",
        (true, _, false, _) => "middle left",
        (_, true, _, true) => "top center",
        (_, true, _, false) => "bottom center",
        (_, _, true, true) => "top right",
        (_, _, false, true) => "top left",
        (_, _, true, false) => "bottom right",
        (_, _, false, false) => "bottom left",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stands_away_from_its_arrow() {
        assert_eq!(beside([3.0, 1.0]), "middle right");
        assert_eq!(beside([0.0, -2.0]), "bottom center");
        assert_eq!(beside([-1.0, 1.0]), "top left");
    }
}
