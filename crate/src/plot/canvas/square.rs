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

/// The matrix a part `t` of the way from the identity to `a`, by a turn and a stretch.
///
/// a = R(θ)S with a symmetric S, which exists for every matrix; the part is R(tθ)((1 − t)I + tS).
/// Entry by entry, a quarter turn would shrink the plane to 0.71 of its size on the way. A flip
/// still has to pass through a flat line.
pub(crate) fn part_way(a: &Square, t: f64) -> Square {
    let (sum, difference) = (a[0][0] + a[1][1], a[1][0] - a[0][1]);
    let theta = if sum == 0.0 && difference == 0.0 { 0.0 } else { difference.atan2(sum) };
    let turn = |angle: f64| [[angle.cos(), -angle.sin()], [angle.sin(), angle.cos()]];
    if t == 1.0 {
        return *a;
    }
    let s = product(&turn(-theta), a);
    product(
        &turn(t * theta),
        &[[1.0 - t + t * s[0][0], t * s[0][1]], [t * s[1][0], 1.0 - t + t * s[1][1]]],
    )
}

/// The product of two matrices.
pub(crate) fn product(a: &Square, b: &Square) -> Square {
    let columns = [[b[0][0], b[1][0]], [b[0][1], b[1][1]]].map(|column| apply(a, column));
    [[columns[0][0], columns[1][0]], [columns[0][1], columns[1][1]]]
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turn_stays_a_turn_on_the_way() {
        let turn = [[0.0, -1.0], [1.0, 0.0]];
        for k in 0..=10 {
            let now = part_way(&turn, f64::from(k) / 10.0);
            assert!((determinant(&now) - 1.0).abs() < 1e-12);
            assert!((now[0][0].hypot(now[1][0]) - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn the_way_begins_at_the_identity_and_ends_at_the_matrix() {
        for a in [[[2.0, 1.0], [0.5, 3.0]], [[1.0, 0.0], [0.0, -1.0]], [[1.0, 2.0], [2.0, 4.0]]] {
            let start = part_way(&a, 0.0);
            assert!((start[0][0] - 1.0).abs() < 1e-15 && start[1][0].abs() < 1e-15);
            let near = part_way(&a, 1.0 - 1e-12);
            for (p, q) in near.as_flattened().iter().zip(a.as_flattened()) {
                assert!((p - q).abs() < 1e-9);
            }
        }
    }
}
