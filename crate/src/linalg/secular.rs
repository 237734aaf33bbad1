//! The secular equation: where eigenvalues go when a matrix of rank one is added.
//!
//! With z ≠ 0 the eigenvalues of diag(D) + zzᵀ are the roots of
//!
//! ```text
//! f(λ) = 1 + Σᵢ zᵢ²/(Dᵢ − λ) = 0,
//! ```
//!
//! one between each pole and the next, one beyond the last. Solving in halves
//! (`tridiagonal_halves.rs`, `bidiagonal_halves.rs`) comes down to this equation.
//!
//! * A root is held as its distance τ from the nearer of its poles, so that every
//!   Dᵢ − λ has all of its digits, however close the two are.
//! * A step replaces the poles on the left of the root, and those on the right, by one
//!   each that agrees in value and slope; what is left to solve is quadratic (Bunch,
//!   Nielsen and Sorensen). Where a step leaves the interval that holds the root, the
//!   interval is halved.
//! * The roots are rounded, so they are the exact ones of other weights ẑ. These are
//!   known in closed form (Löwner), and vectors made from them are orthogonal to the last
//!   digits (Gu and Eisenstat).
//!
//! Source: Gu and Eisenstat, A divide-and-conquer algorithm for the symmetric tridiagonal
//! eigenproblem, SIAM J. Matrix Anal. Appl. 16 (1995); Golub and Van Loan, Matrix
//! Computations, 4th ed., §8.4.

use super::kernels::{row, row_mut};
use ndarray::Array2;

/// Steps allowed for one root; four or five are usual.
const STEPS: usize = 100;

/// Dᵢ − Dⱼ from what stands for Dᵢ and Dⱼ.
pub(super) type Gap = fn(f64, f64) -> f64;

/// The roots, ascending.
pub(super) struct Roots {
    /// Root j is as far as `offset[j]` from pole `origin[j]`.
    pub origin: Vec<usize>,
    pub offset: Vec<f64>,
    /// Row j: Dᵢ − λⱼ.
    pub gaps: Array2<f64>,
}

impl Roots {
    /// Solves for poles in ascending order and positive weights zᵢ².
    pub(super) fn of(poles: &[f64], squares: &[f64], gap: Gap) -> Self {
        let k = poles.len();
        let mut gaps = Array2::zeros((k, k));
        let (mut origin, mut offset) = (vec![0; k], vec![0.0; k]);
        for j in 0..k {
            let gaps = row_mut(&mut gaps, j);
            (origin[j], offset[j]) = if j + 1 < k {
                between(j, poles, squares, gap, gaps)
            } else {
                (j, beyond(poles, squares, gap, gaps))
            };
            gaps.iter_mut().for_each(|d| *d -= offset[j]);
        }
        Self { origin, offset, gaps }
    }

    /// |ẑ|, the weights of which these are the exact roots.
    pub(super) fn weights(&self, poles: &[f64], gap: Gap) -> Vec<f64> {
        let k = poles.len();
        let mut squares: Vec<f64> = row(&self.gaps, k - 1).iter().map(|d| -d).collect();
        for j in 0..k - 1 {
            let gaps = row(&self.gaps, j);
            for (i, square) in squares.iter_mut().enumerate() {
                *square *= gaps[i] / gap(poles[i], poles[if i <= j { j + 1 } else { j }]);
            }
        }
        squares.iter().map(|square| square.abs().sqrt()).collect()
    }
}

/// Distances of all poles from pole `origin`.
fn measure(origin: usize, poles: &[f64], gap: Gap, gaps: &mut [f64]) {
    for (d, &pole) in gaps.iter_mut().zip(poles) {
        *d = gap(pole, poles[origin]);
    }
}

/// Σ wᵢ/(dᵢ − τ) and Σ wᵢ/(dᵢ − τ)².
fn sums(weights: &[f64], gaps: &[f64], tau: f64) -> (f64, f64) {
    let (mut values, mut slopes) = ([0.0; 4], [0.0; 4]);
    let (w, d) = (weights.chunks_exact(4), gaps.chunks_exact(4));
    let rest = w.remainder().iter().zip(d.remainder());
    for (w, d) in w.zip(d) {
        for lane in 0..4 {
            let inverse = 1.0 / (d[lane] - tau);
            let term = w[lane] * inverse;
            values[lane] += term;
            slopes[lane] += term * inverse;
        }
    }
    for (lane, (w, d)) in rest.enumerate() {
        let inverse = 1.0 / (d - tau);
        values[lane] += w * inverse;
        slopes[lane] += w * inverse * inverse;
    }
    let [a, b, c, d] = values;
    let [e, f, g, h] = slopes;
    ((a + c) + (b + d), (e + g) + (f + h))
}

/// The root between poles j and j + 1: its origin and its distance from there.
fn between(j: usize, poles: &[f64], squares: &[f64], gap: Gap, gaps: &mut [f64]) -> (usize, f64) {
    measure(j, poles, gap, gaps);
    let width = gaps[j + 1];
    let middle = width / 2.0;
    let value = 1.0 + sums(squares, gaps, middle).0;
    // Without the two poles nearest by, which stand half the width away.
    let rest = value + (squares[j] - squares[j + 1]) / middle;
    let (left, right) = (squares[j], squares[j + 1]);
    if value >= 0.0 {
        let (b, c) = (rest * width + left + right, left * width);
        let root = (b * b - 4.0 * rest * c).abs().sqrt();
        let start = if b > 0.0 { 2.0 * c / (b + root) } else { (b - root) / (2.0 * rest) };
        (j, descend(j, squares, gaps, (0.0, middle), start, false))
    } else {
        measure(j + 1, poles, gap, gaps);
        let (b, c) = (rest * width - left - right, right * width);
        let root = (b * b + 4.0 * rest * c).abs().sqrt();
        let start = if b < 0.0 { 2.0 * c / (b - root) } else { -(b + root) / (2.0 * rest) };
        (j + 1, descend(j, squares, gaps, (-middle, 0.0), start, false))
    }
}

/// The distance of the last root from the last pole.
fn beyond(poles: &[f64], squares: &[f64], gap: Gap, gaps: &mut [f64]) -> f64 {
    let last = poles.len() - 1;
    measure(last, poles, gap, gaps);
    let reach: f64 = squares.iter().sum();
    if last == 0 {
        return reach;
    }
    let width = -gaps[last - 1];
    let (near, far) = (squares[last], squares[last - 1]);
    let middle = reach / 2.0;
    let rest = 1.0 + sums(&squares[..last - 1], &gaps[..last - 1], middle).0;
    let (b, c) = (near + far - rest * width, near * width);
    let root = (b * b + 4.0 * rest * c).abs().sqrt();
    let start = if b < 0.0 { 2.0 * c / (root - b) } else { (b + root) / (2.0 * rest) };
    // Rounding may have made the sum of the squares too small by a little.
    descend(last - 1, squares, gaps, (0.0, reach * (1.0 + 1e-12)), start, true)
}

/// The root τ in an interval, for weights and distances of which those up to `left`
/// stand on the one side and the others on the other; or, `beyond` all, on the left, too.
fn descend(
    left: usize,
    squares: &[f64],
    gaps: &[f64],
    (mut low, mut high): (f64, f64),
    start: f64,
    beyond: bool,
) -> f64 {
    let inside = |tau: f64, low: f64, high: f64| tau > low && tau < high;
    let right = left + 1;
    let mut tau = if inside(start, low, high) { start } else { f64::midpoint(low, high) };
    for _ in 0..STEPS {
        let (psi, psi_slope) = sums(&squares[..right], &gaps[..right], tau);
        let (phi, phi_slope) = sums(&squares[right..], &gaps[right..], tau);
        let (value, slope) = (1.0 + psi + phi, psi_slope + phi_slope);
        let noise = 8.0 * (psi.abs() + phi.abs()) + 2.0 + tau.abs() * slope;
        if value.abs() <= f64::EPSILON / 2.0 * noise {
            break;
        }
        if value < 0.0 {
            low = tau;
        } else {
            high = tau;
        }
        let (one, other) = (gaps[left] - tau, gaps[right] - tau);
        let a = value - one * psi_slope - other * phi_slope;
        let b = (one + other) * value - one * other * slope;
        let c = one * other * value;
        let root = (b * b - 4.0 * a * c).abs().sqrt();
        let mut step = match beyond {
            true if b >= 0.0 => (b + root) / (2.0 * a.abs()),
            true => 2.0 * c / (b - root),
            false if b <= 0.0 => (b - root) / (2.0 * a),
            false => 2.0 * c / (b + root),
        };
        if step.is_nan() || step * value >= 0.0 {
            step = -value / slope;
        }
        let mut next = tau + step;
        if !inside(next, low, high) {
            next = f64::midpoint(low, high);
        }
        if next == tau || !inside(next, low, high) {
            break;
        }
        tau = next;
    }
    tau
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linalg::hard_cases::gaussian;

    /// Poles at very different distances, weights of very different sizes.
    fn problem(k: usize, seed: u64) -> (Vec<f64>, Vec<f64>) {
        let mut poles = Vec::new();
        let mut at = -1.0;
        for (i, x) in gaussian(k, 1, seed).into_iter().enumerate() {
            at += x.abs() * 10.0_f64.powi(-(i as i32 % 7));
            poles.push(at);
        }
        let squares = gaussian(k, 1, seed ^ 1).into_iter().enumerate();
        (poles, squares.map(|(i, x)| x * x * 10.0_f64.powi(-(i as i32 % 13))).collect())
    }

    #[test]
    fn the_roots_interlace_with_the_poles_and_belong_to_nearly_the_same_weights() {
        for k in [1, 2, 3, 4, 5, 9, 40, 120] {
            let (poles, squares) = problem(k, k as u64);
            let gap: Gap = |x, y| x - y;
            let roots = Roots::of(&poles, &squares, gap);
            for j in 0..k {
                let gaps = row(&roots.gaps, j);
                assert!(gaps[j] < 0.0 && (j + 1 == k || gaps[j + 1] > 0.0), "{k}, root {j}");
                let from = poles[roots.origin[j]] + roots.offset[j];
                assert!((poles[0] - from - gaps[0]).abs() <= 1e-14 * (1.0 + from.abs()));
            }
            // The trace: Σ λ − Σ D = Σ z².
            let total: f64 = squares.iter().sum();
            let moved: f64 =
                (0..k).map(|j| roots.offset[j] + gap(poles[roots.origin[j]], poles[j])).sum();
            assert!((moved / total - 1.0).abs() < 1e-13, "{k}: {moved} for {total}");
            for (z, square) in roots.weights(&poles, gap).iter().zip(&squares) {
                assert!((z * z - square).abs() <= 1e-13 * total, "{k}: {z}² for {square}");
            }
        }
    }
}
