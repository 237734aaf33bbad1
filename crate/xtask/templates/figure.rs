//! A parabola, until something better is drawn here.

use crate::plot::canvas::draw::{self, Point};
use crate::plot::canvas::figure::Figure;
use crate::plot::canvas::style::BLUE;

/// The square of x.
///
/// # Formula
///
/// y = x²
///
/// # Source
///
/// Guide §2.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(plot::{{name}}().trace_count(), 1);
/// ```
pub fn {{name}}() -> Figure {
    let abscissas = (-20..=20).map(|k| f64::from(k) / 10.0);
    let curve: Vec<Point> = abscissas.map(|x| [x, x * x]).collect();
    Figure::new()
        .add(draw::line("<i>x</i>²", &curve, BLUE, 2.5))
        .x("<i>x</i>")
        .y("<i>y</i>")
        .title(tr!("The square of <i>x</i>"))
}
