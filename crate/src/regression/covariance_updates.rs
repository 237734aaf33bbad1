//! Coordinate descent on XᵀX, for many penalties on a tall X.
//!
//! A weight that moves by δ changes what every column has to say to the residual, cₖ =
//! xₖ·r, by −δ·xₖ·xⱼ. With the products G = XᵀX at hand a round needs no residual, and takes
//! p² steps where [`Problem::descend`] takes n·p:
//!
//! ```text
//! wⱼ = S(cⱼ + wⱼ‖xⱼ‖², l₁)/(‖xⱼ‖² + l₂),   c ← c − δ·Gⱼ
//! ```
//!
//! What the products lose in digits is given back: when the weights have come to rest, c
//! is computed anew from the residual, and the rounds go on from there. They end as those of
//! [`Problem::descend`] do, by the duality gap of the residual.
//!
//! Source: Friedman, Hastie and Tibshirani (2010), §2.2.

use super::coordinate_rounds::{CoordinateSettings, Done, Problem, soft_threshold};
use crate::error::MathError;
use ndarray::{Array1, Array2};

/// From so many penalties on the products pay.
const PENALTIES: usize = 4;
/// From so many examples on, and so many for each feature.
const EXAMPLES: usize = 1000;
const EXAMPLES_PER_FEATURE: usize = 8;

/// G = XᵀX.
pub(super) struct Products(Array2<f64>);

impl Products {
    pub(super) fn worthwhile(penalties: usize, n: usize, p: usize) -> bool {
        penalties >= PENALTIES && n >= EXAMPLES.max(EXAMPLES_PER_FEATURE * p)
    }

    pub(super) fn of(problem: &Problem) -> Self {
        Self(problem.columns.dot(&problem.columns.t()))
    }

    /// As [`Problem::descend`].
    pub(super) fn descend(
        &self,
        problem: &Problem,
        operation: &'static str,
        w: &mut Array1<f64>,
        (l1, l2): (f64, f64),
        settings: &CoordinateSettings,
    ) -> Result<Done, MathError> {
        let limit = settings.tolerance * problem.y_square;
        let mut rounds = 0;
        loop {
            let mut residual = problem.data.y.clone();
            for (&weight, column) in w.iter().zip(problem.columns.rows()) {
                if weight != 0.0 {
                    residual.scaled_add(-weight, &column);
                }
            }
            let mut pulls = problem.columns.dot(&residual);
            let gap = problem.gap_with(&pulls, w, &residual, (l1, l2));
            if rounds == 0 && gap <= limit {
                return Ok(Done { rounds, gap });
            }
            let start = rounds;
            loop {
                if rounds == settings.max_iterations {
                    return Err(MathError::NotConverged { operation, iterations: rounds });
                }
                rounds += 1;
                let (largest, largest_move) = self.round(problem, w, &mut pulls, (l1, l2));
                let at_rest = largest == 0.0 || largest_move <= settings.tolerance * largest;
                // The first round after the residual was asked moves nothing: done.
                if at_rest && rounds == start + 1 && start > 0 {
                    if gap <= limit || largest_move <= f64::EPSILON * largest {
                        return Ok(Done { rounds, gap });
                    }
                } else if at_rest {
                    break;
                }
            }
        }
    }

    /// Once round the weights; answers with the largest weight and the largest move.
    fn round(
        &self,
        problem: &Problem,
        w: &mut Array1<f64>,
        pulls: &mut Array1<f64>,
        (l1, l2): (f64, f64),
    ) -> (f64, f64) {
        let (mut largest, mut largest_move) = (0.0_f64, 0.0_f64);
        for j in 0..w.len() {
            let (square, before) = (problem.squares[j], w[j]);
            if square == 0.0 {
                w[j] = 0.0;
                continue;
            }
            let after = soft_threshold(pulls[j] + before * square, l1) / (square + l2);
            if after != before {
                pulls.scaled_add(before - after, &self.0.row(j));
                w[j] = after;
            }
            largest_move = largest_move.max((after - before).abs());
            largest = largest.max(after.abs());
        }
        (largest, largest_move)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The readable way and the fast way side by side, with columns that nearly repeat one
    /// another and a target that the columns explain to many digits.
    #[test]
    fn products_and_residuals_give_the_same_weights() {
        let (n, p) = (1200, 9);
        let x = Array2::from_shape_fn((n, p), |(i, j)| {
            let (i, j) = (i as f64, j as f64);
            (0.37 * i * (1.0 + j)).sin() + 0.9 * (0.11 * i).cos()
        });
        for noise in [1.0, 1e-6] {
            let y: Array1<f64> = x
                .rows()
                .into_iter()
                .enumerate()
                .map(|(i, row)| 3.0 * row[0] - 2.0 * row[4] + noise * (1.7 * i as f64).sin())
                .collect();
            let problem = Problem::of("test", &x, &y).unwrap();
            let products = Products::of(&problem);
            let settings = CoordinateSettings::default();
            let (mut fast, mut slow) = (Array1::zeros(p), Array1::zeros(p));
            for penalty in [2000.0, 500.0, 20.0, 0.1] {
                for l2 in [0.0, 0.5 * penalty] {
                    let ls = (penalty, l2);
                    let done = products.descend(&problem, "test", &mut fast, ls, &settings);
                    assert!(done.unwrap().gap <= 1e-12 * problem.y_square);
                    problem.descend("test", &mut slow, penalty, l2, &settings).unwrap();
                    for (x, y) in fast.iter().zip(&slow) {
                        assert!((x - y).abs() <= 1e-10, "{noise}, {penalty}, {l2}: {x} and {y}");
                        assert_eq!(*x == 0.0, *y == 0.0);
                    }
                }
            }
        }
    }
}
