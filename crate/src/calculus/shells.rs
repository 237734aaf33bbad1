//! Where around a point is a quantity largest? The search behind the probes.
//!
//! A limit x → a looks at *all* ways of coming near, and what breaks it may hide in a
//! narrow, bent corner: between two parabolas, say. So the neighbourhood is cut into
//! shells, r/√10 ≤ ‖x − a‖ ≤ r, and in each the largest value is looked for: first on
//! fixed rays, then by turning the best of them, by ever smaller angles, as long as
//! that helps.

use crate::error::MathError;
use crate::random::RandomState;
use ndarray::{Array1, ArrayRef1};

/// Half powers of ten from 10⁻¹ to 10⁻⁵: the outer radii of the shells.
const SHELLS: u32 = 9;
/// How many radii of each shell are looked at.
const LAYERS: u32 = 6;
/// Rays in more than two dimensions, besides the axes.
const RANDOM_RAYS: usize = 96;
/// The search stops turning when angles of this size no longer help.
const FINEST_TURN: f64 = 1e-10;
/// Turns of the same size at most, so that crumbs of progress do not hold up the search.
const TURNS: u32 = 4;

/// The largest value that was found, and where.
#[derive(Debug, Clone)]
pub(super) struct Peak {
    pub(super) value: f64,
    /// The unit vector that points there.
    pub(super) direction: Array1<f64>,
    /// How far away it is.
    pub(super) radius: f64,
}

/// The outer radii, for a point whose entries are of this size.
pub(super) fn radii(at: &ArrayRef1<f64>) -> Array1<f64> {
    let size = at.iter().fold(1.0_f64, |m, v| m.max(v.abs()));
    (0..SHELLS).map(|k| size * 10.0_f64.powf(-1.0 - f64::from(k) / 2.0)).collect()
}

/// Refuses what f made of a place near the point when it is NaN or infinite.
pub(super) fn finite_near(operation: &'static str, value: f64) -> Result<f64, MathError> {
    if value.is_finite() {
        return Ok(value);
    }
    Err(MathError::InvalidArgument {
        operation,
        argument: "f",
        reason: format!(
            "is or leads to {value} at a place near the point; a probe looks all around, so move \
             the point away from where f is not defined"
        ),
    })
}

/// The largest value of a function of the offset h over the shell r/√10 ≤ ‖h‖ ≤ r.
pub(super) fn peak(
    measure: &dyn Fn(&Array1<f64>) -> Result<f64, MathError>,
    dimension: usize,
    outer: f64,
) -> Result<Peak, MathError> {
    let mut best: Option<Peak> = None;
    for direction in rays(dimension) {
        for layer in 0..LAYERS {
            let radius = outer * 10.0_f64.powf(-f64::from(layer) / f64::from(2 * (LAYERS - 1)));
            let value = measure(&(&direction * radius))?;
            if best.as_ref().is_none_or(|b| value > b.value) {
                best = Some(Peak { value, direction: direction.clone(), radius });
            }
        }
    }
    // Every caller refuses a point without entries, so there is at least one ray.
    let Some(mut best) = best else {
        return Err(MathError::Empty { operation: "peak", argument: "at" });
    };
    let mut turn = 0.25;
    while turn > FINEST_TURN {
        for _ in 0..TURNS {
            if !improve(measure, &mut best, turn)? {
                break;
            }
        }
        turn /= 2.0;
    }
    Ok(best)
}

/// Turns the best direction by so much towards each axis in turn, and keeps what helps.
fn improve(
    measure: &dyn Fn(&Array1<f64>) -> Result<f64, MathError>,
    best: &mut Peak,
    turn: f64,
) -> Result<bool, MathError> {
    let mut helped = false;
    for i in 0..best.direction.len() {
        for side in [turn, -turn] {
            let mut direction = best.direction.clone();
            direction[i] += side;
            direction /= direction.dot(&direction).sqrt();
            let value = measure(&(&direction * best.radius))?;
            if value > best.value {
                (best.value, best.direction) = (value, direction);
                helped = true;
            }
        }
    }
    Ok(helped)
}

/// Unit vectors all around: both ways of a line, every 5° of a circle, else the axes
/// and a fixed set of random ones.
fn rays(dimension: usize) -> Vec<Array1<f64>> {
    if dimension == 2 {
        // Whole steps of a quarter turn come out exact, so that axes stay axes.
        return (0..72)
            .map(|k| {
                let (sin, cos) = (f64::from(k % 18) * 5.0_f64.to_radians()).sin_cos();
                match k / 18 {
                    0 => Array1::from(vec![cos, sin]),
                    1 => Array1::from(vec![-sin, cos]),
                    2 => Array1::from(vec![-cos, -sin]),
                    _ => Array1::from(vec![sin, -cos]),
                }
            })
            .collect();
    }
    let mut rays = Vec::new();
    for i in 0..dimension {
        for side in [1.0, -1.0] {
            let mut ray = Array1::zeros(dimension);
            ray[i] = side;
            rays.push(ray);
        }
    }
    if dimension > 2 {
        let random = RandomState::new(0).randn2(RANDOM_RAYS, dimension);
        rays.extend(random.rows().into_iter().map(|row| &row / row.dot(&row).sqrt()));
    }
    rays
}

/// The exponent p of value ≈ c·rᵖ over the three smallest shells; `None` when they have
/// sunk below `floor`, where rounding is all that is left.
pub(super) fn order(radii: &Array1<f64>, values: &Array1<f64>, floor: f64) -> Option<f64> {
    let last = radii.len().checked_sub(3)?;
    let points: Vec<(f64, f64)> = (last..radii.len())
        .filter(|&k| values[k] > floor)
        .map(|k| (radii[k].ln(), values[k].ln()))
        .collect();
    if points.len() < 3 {
        return None;
    }
    let mean = |pick: fn(&(f64, f64)) -> f64| points.iter().map(pick).sum::<f64>() / 3.0;
    let (x, y) = (mean(|p| p.0), mean(|p| p.1));
    let rise: f64 = points.iter().map(|p| (p.0 - x) * (p.1 - y)).sum();
    Some(rise / points.iter().map(|p| (p.0 - x).powi(2)).sum::<f64>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn the_search_turns_into_a_narrow_bent_corner() {
        // Largest on the parabola y = x², which no fixed ray follows.
        let measure = |h: &Array1<f64>| Ok(-(h[1] - h[0] * h[0]).abs() / h[0].abs().max(1e-300));
        let found = peak(&measure, 2, 1e-3).unwrap();
        let h = &found.direction * found.radius;
        assert!((h[1] - h[0] * h[0]).abs() < 1e-3 * h[0] * h[0], "{found:?}");
    }

    #[test]
    fn rays_are_unit_vectors_in_every_dimension() {
        for n in [1, 2, 3, 7] {
            let rays = rays(n);
            assert!(rays.len() >= 2 * n);
            assert!(rays.iter().all(|r| (r.dot(r) - 1.0).abs() < 1e-12));
        }
        assert!(rays(2).contains(&array![0.0, 1.0]));
    }

    #[test]
    fn the_order_is_the_slope_of_the_log_log_line() {
        let r = radii(&array![0.0]);
        let p = order(&r, &r.mapv(|r| 3.0 * r * r), 0.0).unwrap();
        assert!((p - 2.0).abs() < 1e-9);
        assert_eq!(order(&r, &r.mapv(|_| 1e-12), 1e-9), None);
    }
}
