//! The window through which a drawing of the plane is seen.

use super::draw::Point;
use super::figure::Figure;
use super::lists::named;
use crate::check;
use crate::error::MathError;
use ndarray::ArrayRef1;

/// The two entries of a vector of the plane.
pub(crate) fn plane_vector(
    operation: &'static str,
    argument: &'static str,
    v: &ArrayRef1<f64>,
) -> Result<Point, MathError> {
    named(operation, v.len(), 2, "a vector drawn in the plane needs two entries")?;
    check::finite(operation, argument, v)?;
    Ok([v[0], v[1]])
}

/// The window through which a drawing of the plane is seen.
#[derive(Clone, Copy)]
pub(crate) struct View {
    centre: Point,
    half: Point,
}

impl View {
    /// Shows the points and the origin with some air, in the shape of the page.
    pub(crate) fn around(points: &[Point]) -> Self {
        let end = |k: usize, f: fn(f64, f64) -> f64| points.iter().fold(0.0, |m, p| f(m, p[k]));
        let (low, high) =
            ([end(0, f64::min), end(1, f64::min)], [end(0, f64::max), end(1, f64::max)]);
        let centre = [(low[0] + high[0]) / 2.0, (low[1] + high[1]) / 2.0];
        let half = [(high[0] - low[0]) / 2.0, (high[1] - low[1]) / 2.0];
        // The axes are about 1.8 times as wide as they are high.
        let tall = (1.25 * half[1]).max(1.25 * half[0] / 1.8);
        let tall = if tall > 0.0 { tall } else { 1.0 };
        Self { centre, half: [1.8 * tall, tall] }
    }

    /// A square window of this half-width around the origin.
    pub(crate) fn square(half: f64) -> Self {
        Self { centre: [0.0; 2], half: [half, half] }
    }

    /// A window of the page's shape around the origin.
    pub(crate) fn centred(half: f64) -> Self {
        Self { centre: [0.0; 2], half: [1.8 * half, half] }
    }

    /// How long an arrow's head should be.
    pub(crate) fn head(&self) -> f64 {
        0.085 * self.half[1]
    }

    /// How far a straight line through the origin must run to leave the window.
    pub(crate) fn reach(&self) -> f64 {
        self.centre[0].abs() + self.half[0] + self.centre[1].abs() + self.half[1]
    }

    /// Gives the figure's axes this window, with true angles.
    pub(crate) fn frame(&self, figure: Figure) -> Figure {
        figure
            .x_range(self.centre[0] - self.half[0], self.centre[0] + self.half[0])
            .y_range(self.centre[1] - self.half[1], self.centre[1] + self.half[1])
            .equal_aspect()
            .x("<i>x</i>₁")
            .y("<i>x</i>₂")
    }
}
