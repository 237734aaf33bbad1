//! A 2 × 2 matrix as a drawing needs it: numbers, images, the grid that it moves.

use super::draw::{Point, number};
use crate::check;
use crate::error::MathError;
use ndarray::ArrayRef2;

/// Rows of a 2 × 2 matrix.
pub(crate) type Square = [[f64; 2]; 2];

/// The entries of a 2 × 2 matrix.
pub(crate) fn two_by_two(
    operation: &'static str,
    argument: &'static str,
    a: &ArrayRef2<f64>,
) -> Result<Square, MathError> {
    if a.dim() != (2, 2) {
        return Err(MathError::ShapeMismatch {
            operation,
            left: a.shape().to_vec(),
            right: vec![2, 2],
            rule: "a matrix that moves the plane needs two rows and two columns",
        });
    }
    check::finite(operation, argument, a)?;
    Ok([[a[[0, 0]], a[[0, 1]]], [a[[1, 0]], a[[1, 1]]]])
}

/// The image of a point.
pub(crate) fn apply(a: &Square, p: Point) -> Point {
    [a[0][0] * p[0] + a[0][1] * p[1], a[1][0] * p[0] + a[1][1] * p[1]]
}

/// The determinant ad − bc.
pub(crate) fn determinant(a: &Square) -> f64 {
    a[0][0] * a[1][1] - a[0][1] * a[1][0]
}

/// The grid of whole numbers from −n to n drawn in one stroke.
///
/// The pen runs up one line, along the border to the next and down again, first
/// for the upright lines and then for the level ones, so it never has to lift.
/// `pieces` is how many straight pieces each line has: one where lines stay straight.
pub(crate) fn grid(n: i32, pieces: i32) -> Vec<Point> {
    let mut points = Vec::new();
    let edge = f64::from(n);
    for upright in [true, false] {
        for (k, fixed) in (-n..=n).map(f64::from).enumerate() {
            for step in 0..=pieces {
                let run = edge * (2.0 * f64::from(step) / f64::from(pieces) - 1.0);
                let run = if k % 2 == 0 { run } else { -run };
                // An odd number of lines ends at the top right corner, from which the
                // level lines start leftwards.
                points.push(if upright { [fixed, run] } else { [-run, -fixed] });
            }
        }
    }
    points
}

/// A matrix as text on one line.
pub(crate) fn inline(a: &Square) -> String {
    let [[p, q], [r, s]] = a.map(|row| row.map(number));
    format!("[{p}, {q}; {r}, {s}]")
}
