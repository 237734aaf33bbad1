//! Level lines of a function of two variables, also where they cross.
//!
//! Every cell of a grid is cut into four triangles around its middle, and in each the function
//! is taken as flat between its corners. A corner that has the level itself counts as a point
//! of the line, so that the two lines of xy = 0 meet in the origin.

use super::draw::Point;
use std::collections::{BTreeMap, BTreeSet};

/// The level set {f = c} over the grid as strokes of the pen, with a gap (NaN) between them.
pub(crate) fn level_lines(f: &dyn Fn(Point) -> f64, x: &[f64], y: &[f64], c: f64) -> Vec<Point> {
    let mut pieces = Vec::new();
    for (x, y) in x.windows(2).flat_map(|x| y.windows(2).map(move |y| (x, y))) {
        let middle = [(x[0] + x[1]) / 2.0, (y[0] + y[1]) / 2.0];
        let corners = [[x[0], y[0]], [x[1], y[0]], [x[1], y[1]], [x[0], y[1]]];
        for k in 0..4 {
            let triangle = [corners[k], corners[(k + 1) % 4], middle].map(|p| (p, f(p) - c));
            pieces.extend(across(&triangle));
        }
    }
    strokes(&pieces)
}

/// The piece of the level line in a triangle whose corners carry their height above the level.
fn across(triangle: &[(Point, f64); 3]) -> Option<[Point; 2]> {
    let mut met: Vec<Point> =
        triangle.iter().filter(|(_, height)| *height == 0.0).map(|(p, _)| *p).collect();
    for k in 0..3 {
        let ((p, a), (q, b)) = (triangle[k], triangle[(k + 1) % 3]);
        if a * b < 0.0 {
            let t = a / (a - b);
            met.push([p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1])]);
        }
    }
    <[Point; 2]>::try_from(met).ok()
}

/// Joins pieces that share an end.
fn strokes(pieces: &[[Point; 2]]) -> Vec<Point> {
    let size = pieces.iter().flatten().flatten().fold(f64::MIN_POSITIVE, |m, v| m.max(v.abs()));
    // Ends computed from the two sides of an edge agree up to rounding.
    let key = |p: &Point| p.map(|v| (1e9 * v / size).round() as i64);
    let mut seen = BTreeSet::new();
    let mut at: BTreeMap<[i64; 2], Vec<usize>> = BTreeMap::new();
    for (k, [p, q]) in pieces.iter().enumerate() {
        let ends = [key(p), key(q)];
        if ends[0] != ends[1] && seen.insert([ends[0].min(ends[1]), ends[0].max(ends[1])]) {
            ends.iter().for_each(|end| at.entry(*end).or_default().push(k));
        }
    }
    let mut used = vec![false; pieces.len()];
    // Begins at loose ends and crossings first, so that no open line is begun in its middle.
    let mut begins: Vec<[i64; 2]> = at.keys().copied().collect();
    begins.sort_by_key(|end| at[end].len() == 2);
    let mut points = Vec::new();
    for begin in begins {
        while let Some(&first) = at[&begin].iter().find(|&&k| !used[k]) {
            if !points.is_empty() {
                points.push([f64::NAN, f64::NAN]);
            }
            let start = if key(&pieces[first][0]) == begin { 0 } else { 1 };
            points.push(pieces[first][start]);
            let (mut here, mut next) = (begin, Some(first));
            while let Some(k) = next {
                used[k] = true;
                let [p, q] = pieces[k];
                let to = if key(&p) == here { q } else { p };
                points.push(to);
                here = key(&to);
                let on = &at[&here];
                next = if on.len() == 2 { on.iter().copied().find(|&k| !used[k]) } else { None };
            }
        }
    }
    points
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axis() -> Vec<f64> {
        (-8..=8).map(|k| f64::from(k) / 8.0).collect()
    }

    #[test]
    fn the_level_through_a_saddle_is_a_cross() {
        let lines = level_lines(&|p| p[0] * p[1], &axis(), &axis(), 0.0);
        let drawn = lines.iter().filter(|p| !p[0].is_nan());
        assert!(drawn.clone().all(|p| p[0] == 0.0 || p[1] == 0.0));
        assert!(drawn.clone().any(|p| *p == [0.0, 0.0]));
        for end in [[1.0, 0.0], [-1.0, 0.0], [0.0, 1.0], [0.0, -1.0]] {
            assert!(lines.contains(&end), "{end:?}");
        }
        // Four arms, each drawn once.
        assert_eq!(lines.iter().filter(|p| p[0].is_nan()).count(), 3);
    }

    #[test]
    fn a_line_that_is_touched_from_one_side_is_drawn() {
        let lines = level_lines(&|p| p[0] * p[0] * p[1], &axis(), &axis(), 0.0);
        for end in [[0.0, 1.0], [0.0, -1.0], [1.0, 0.0]] {
            assert!(lines.contains(&end), "{end:?}");
        }
    }

    #[test]
    fn a_circle_is_one_closed_stroke() {
        let circle = level_lines(&|p| p[0] * p[0] + p[1] * p[1], &axis(), &axis(), 0.5);
        assert!(circle.iter().all(|p| (p[0].hypot(p[1]) - 0.5_f64.sqrt()).abs() < 0.01));
        assert_eq!(circle.first(), circle.last());
        assert!(level_lines(&|_| 1.0, &axis(), &axis(), 0.0).is_empty());
    }
}
