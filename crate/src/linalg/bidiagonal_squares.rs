//! The singular values of a bidiagonal matrix alone, without square roots.
//!
//! With qᵢ the squares of the diagonal and eᵢ those beside it, one step of the QR algorithm
//! with the shift τ, taken off the squares of the singular values, is the quotient-difference
//! step
//!
//! ```text
//! d = q₁ − τ;   q̂ᵢ = d + eᵢ,   êᵢ = eᵢ qᵢ₊₁/q̂ᵢ,   d ← d qᵢ₊₁/q̂ᵢ − τ;   q̂ₙ = d.
//! ```
//!
//! One division a place instead of two roots and four divisions of the rotations
//! (`bidiagonal_qr.rs`), and nothing is subtracted but the shift, so that all values keep
//! their digits as long as no d is negative. A negative d says that τ was beyond the smallest
//! square; the step is then taken back. The shifts are estimates from below of the smallest
//! square, the first from the last d and its neighbours as perturbations, the others from the
//! vector that belongs to it. They add up to the square that is found when the last entry
//! beside the diagonal has vanished.
//!
//! Source: Fernando and Parlett, Accurate singular values and differential qd algorithms,
//! Numer. Math. 67 (1994); Parlett and Marques, An implementation of the dqds algorithm,
//! Linear Algebra Appl. 309 (2000).

use crate::floating::DoubleDouble;

/// Steps for each value, on average, after which the iteration is given up.
const STEPS: usize = 30;
/// The square of a relative size that counts as nothing.
const SETTLED: f64 = 1e-30;
/// A relative change of squares that counts as nothing.
const NEGLIGIBLE: f64 = 1e-17;

/// The singular values in no order; entries beside the diagonal whose squares are `floor` or
/// less count as zero. `None` if the iteration does not settle, which no matrix is known for.
pub(super) fn values(diagonal: &[f64], beside: &[f64], floor: f64) -> Option<Vec<f64>> {
    let squares = |x: &[f64]| -> Vec<f64> { x.iter().map(|v| v * v).collect() };
    let shift = DoubleDouble::default();
    let mut waiting = vec![Part { q: squares(diagonal), e: squares(beside), shift }];
    let mut found = Vec::with_capacity(diagonal.len());
    while let Some(part) = waiting.pop() {
        part.settle(floor, &mut found, &mut waiting)?;
    }
    Some(found)
}

/// A bidiagonal matrix by its squares, whose singular values have the squares q + `shift`.
struct Part {
    q: Vec<f64>,
    e: Vec<f64>,
    shift: DoubleDouble,
}

/// What a step left: the last three d, the smallest without the last 0, 1 and 2 of them, and
/// the smallest entry beside the diagonal.
#[derive(Clone, Copy)]
struct Left {
    last: [f64; 3],
    smallest: [f64; 3],
    beside: f64,
}

impl Left {
    /// The same for the matrix without its last place.
    fn without_last(self) -> Self {
        let Self { last: [_, b, c], smallest: [_, y, z], beside } = self;
        Self { last: [b, c, c], smallest: [y, z, z], beside }
    }
}

impl Part {
    fn settle(mut self, floor: f64, found: &mut Vec<f64>, waiting: &mut Vec<Self>) -> Option<()> {
        let limit = STEPS * (self.q.len() + 1);
        let mut next = (self.q.clone(), self.e.clone());
        let mut left: Option<Left> = None;
        self.large_end_first();
        for _ in 0..limit {
            while self.deflate(floor, found) {
                left = left.map(Left::without_last);
                if self.large_end_first() {
                    left = None;
                }
            }
            if self.q.is_empty() {
                return Some(());
            }
            let nothing = floor.max(SETTLED * self.shift.to_f64());
            if left.is_none_or(|left| left.beside <= nothing)
                && let Some(i) = self.e.iter().position(|&e| e <= nothing)
            {
                let (q, e) = (self.q.split_off(i + 1), self.e.split_off(i + 1));
                self.e.pop();
                waiting.push(Self { q, e, shift: self.shift });
                self.large_end_first();
                left = None;
                continue;
            }
            let mut tau = left.map_or(0.0, |left| self.estimate(left));
            next.0.truncate(self.q.len());
            next.1.truncate(self.e.len());
            let mut attempts = 0;
            let done = loop {
                let done = step(&self.q, &self.e, tau, &mut next.0, &mut next.1);
                if done.smallest.iter().chain(&done.last).all(|&d| d >= 0.0) {
                    break done;
                }
                attempts += 1;
                if attempts == 5 {
                    return None;
                }
                // If only the last d is negative, it says by how much τ was too large.
                tau = match done.smallest {
                    _ if attempts >= 3 || tau == 0.0 => 0.0,
                    [d, before, _] if before > 0.0 && d > -tau => (tau + d) * (1.0 - 1e-15),
                    _ => 0.25 * tau,
                };
            };
            std::mem::swap(&mut self.q, &mut next.0);
            std::mem::swap(&mut self.e, &mut next.1);
            self.shift += DoubleDouble::from(tau);
            left = Some(done);
        }
        None
    }

    /// Turns the matrix by half if it grows towards its end, where the small values are looked
    /// for; answers whether it did.
    fn large_end_first(&mut self) -> bool {
        let turn = match (self.q.first(), self.q.last()) {
            (Some(first), Some(last)) => 1.5 * first < *last,
            _ => false,
        };
        if turn {
            self.q.reverse();
            self.e.reverse();
        }
        turn
    }

    /// Takes the last value off if nothing ties it to the others; of two that are left, makes
    /// the smaller one such a value. Answers whether there was one.
    fn deflate(&mut self, floor: f64, found: &mut Vec<f64>) -> bool {
        let Some(&last) = self.q.last() else {
            return false;
        };
        let n = self.q.len();
        let mut square = self.shift + DoubleDouble::from(last);
        if n == 2 && self.e[0] > 0.0 {
            let (large, small) = two_by_two(self.q[0], self.e[0], last);
            self.q[0] = large;
            square = self.shift + DoubleDouble::from(small);
        } else if n > 1 {
            // BBᵀ, whose eigenvalues are the squares less `shift`, has e on its diagonal and the
            // root of e·last beside it. No square is below `shift`, so that none of them has a
            // digit that so little could change.
            let (e, least) = (self.e[n - 2], NEGLIGIBLE * self.shift.hi);
            let apart = e <= least && e * last <= least * least;
            if !apart && e > floor.max(SETTLED * square.hi) {
                return false;
            }
        }
        self.q.pop();
        self.e.pop();
        found.push(square.to_f64().sqrt());
        true
    }

    /// A shift that is probably below the smallest square, and near it.
    fn estimate(&self, left: Left) -> f64 {
        let (q, e, m) = (&self.q, &self.e, self.q.len() - 1);
        let Left { last: [d, d1, _], smallest: [least, least1, least2], .. } = left;
        if least != d || m < 2 {
            return 0.25 * least;
        }
        if least1 == d1 {
            // The last place as a perturbation of the ones before it.
            let b1 = (q[m] * e[m - 1]).sqrt();
            let b2 = (q[m - 1] * e[m - 2]).sqrt();
            let a = q[m - 1] + e[m - 1];
            let gap2 = 0.75 * least2 - a;
            let gap1 = a - d - if gap2 > 0.0 && gap2 > b2 { b2 / gap2 * b2 } else { b1 + b2 };
            if gap1 > 0.0 && gap1 > b1 {
                return (d - b1 / gap1 * b1).max(0.5 * least);
            }
            let mut s = if d > b1 { d - b1 } else { 0.0 };
            if a > b1 + b2 {
                s = s.min(a - (b1 + b2));
            }
            return s.max(least / 3.0);
        }
        // With 1 and the roots of the terms below as its entries a vector has the Rayleigh
        // quotient d/(1 + sum) and a residual of √sum beside it.
        let (mut term, mut sum) = (1.0, 0.0);
        for i in (0..m).rev() {
            if e[i] > q[i] {
                return 0.25 * least;
            }
            term *= e[i] / q[i];
            sum += term;
            if 100.0 * term < sum || sum > 0.563 {
                break;
            }
        }
        let sum = 1.05 * sum;
        if sum < 0.563 { d * (1.0 - sum.sqrt()) / (1.0 + sum) } else { 0.25 * least }
    }
}

/// One step with the shift τ from (q, e) into (`q_new`, `e_new`). From one d to the next there
/// are a sum, a division and a difference, which wait for each other; all else is beside them.
fn step(q: &[f64], e: &[f64], tau: f64, q_new: &mut [f64], e_new: &mut [f64]) -> Left {
    let mut d = q[0] - tau;
    let (mut last, mut smallest, mut beside) = ([d; 3], [d; 3], f64::INFINITY);
    let into = q_new.iter_mut().zip(e_new.iter_mut());
    for ((&q, &e), (q_new, e_new)) in q[1..].iter().zip(e).zip(into) {
        let sum = d + e;
        let left = e * (q / sum);
        (*q_new, *e_new) = (sum, left);
        d = d * q / sum - tau;
        beside = if left < beside { left } else { beside };
        last = [d, last[0], last[1]];
        smallest = [if d < smallest[0] { d } else { smallest[0] }, smallest[0], smallest[1]];
    }
    q_new[q.len() - 1] = d;
    Left { last, smallest, beside }
}

/// The squares of the singular values of ⎡√q √e; 0 √r⎤, the larger first.
fn two_by_two(q: f64, e: f64, r: f64) -> (f64, f64) {
    let (q, r) = if r > q { (r, q) } else { (q, r) };
    let t = 0.5 * ((q - r) + e);
    if e <= SETTLED * r || t == 0.0 {
        return (q, r);
    }
    let s = r * (e / t);
    let s = if s <= t {
        r * (e / (t * (1.0 + (1.0 + s / t).sqrt())))
    } else {
        r * (e / (t + t.sqrt() * (t + s).sqrt()))
    };
    let large = q + (s + e);
    (large, r * (q / large))
}

#[cfg(test)]
mod tests {
    use super::super::bidiagonal_qr::{FLOOR, diagonalise};
    use super::*;
    use crate::random::RandomState;

    /// Both to full relative accuracy, also where the entries are graded over many powers.
    #[test]
    fn squares_and_rotations_agree_to_the_last_digits() {
        let mut random = RandomState::new(11);
        for n in [1_usize, 2, 3, 4, 7, 20, 65, 150] {
            for slope in [0.0, -0.3, 0.3, -30.0 / n as f64, 30.0 / n as f64] {
                let graded = |count: usize, random: &mut RandomState| -> Vec<f64> {
                    let grade = |(i, v): (usize, &f64)| v * 2.0_f64.powf(slope * i as f64);
                    random.randn(count).iter().enumerate().map(grade).collect()
                };
                let mut diagonal = graded(n, &mut random);
                let mut beside = graded(n - 1, &mut random);
                let mut fast = values(&diagonal, &beside, f64::MIN_POSITIVE).unwrap();
                diagonalise("test", &mut diagonal, &mut beside, FLOOR, None).unwrap();
                let mut slow: Vec<f64> = diagonal.iter().map(|v| v.abs()).collect();
                fast.sort_by(f64::total_cmp);
                slow.sort_by(f64::total_cmp);
                // Either is off by some ε for each step that went over it.
                let bound = 20.0 * (n as f64 + 10.0) * f64::EPSILON;
                for (x, y) in fast.iter().zip(&slow) {
                    assert!((x - y).abs() <= bound * y, "{n}, {slope}: {x:e} and {y:e}");
                }
            }
        }
    }

    /// Values in clusters, in steps, and all but tied, where an entry that counts as nothing
    /// could change digits.
    #[test]
    fn squares_and_rotations_agree_on_values_that_are_close() {
        let mut random = RandomState::new(12);
        for n in [2_usize, 3, 5, 10, 33, 100] {
            for beside in [0.5, 1e-3, 1e-7, 1e-8, 1e-9, 1e-12, 1e-15, 1e-20] {
                let shape = |f: fn(usize) -> f64| (0..n).map(f).collect::<Vec<f64>>();
                let diagonals = [
                    shape(|_| 1.0),
                    shape(|i| 1.0 + 1e-12 * i as f64),
                    shape(|i| if i % 2 == 0 { 1.0 } else { 1e-6 }),
                    shape(|i| if i % 3 == 0 { 1e-9 } else { 1.0 }),
                    shape(|i| 1.0 / (1 + i) as f64),
                    shape(|i| (1 + i) as f64 / 100.0),
                ];
                for (kind, diagonal) in diagonals.into_iter().enumerate() {
                    let ties = random.randn(n - 1).mapv(|v| beside * v).to_vec();
                    let mut fast = values(&diagonal, &ties, f64::MIN_POSITIVE).unwrap();
                    let (mut slow, mut e) = (diagonal, ties);
                    diagonalise("test", &mut slow, &mut e, FLOOR, None).unwrap();
                    slow.iter_mut().for_each(|v| *v = v.abs());
                    fast.sort_by(f64::total_cmp);
                    slow.sort_by(f64::total_cmp);
                    let bound = 20.0 * (n as f64 + 10.0) * f64::EPSILON;
                    // Where the squares are in the range.
                    for (x, y) in fast.iter().zip(&slow).filter(|(_, y)| **y > 1e-140) {
                        assert!((x - y).abs() <= bound * y, "{n}, {kind}, {beside}: {x:e}, {y:e}");
                    }
                }
            }
        }
    }

    #[test]
    fn matrices_that_fall_apart_have_their_values() {
        let sorted = |diagonal: &[f64], beside: &[f64]| {
            let mut found = values(diagonal, beside, f64::MIN_POSITIVE).unwrap();
            found.sort_by(f64::total_cmp);
            found
        };
        assert!(sorted(&[], &[]).is_empty());
        assert_eq!(sorted(&[3.0, -4.0, 0.0], &[0.0, 0.0]), [0.0, 3.0, 4.0]);
        assert_eq!(sorted(&[0.0, 0.0], &[2.0]), [0.0, 2.0]);
        // A zero on the diagonal is a singular value of zero.
        assert_eq!(sorted(&[1.0, 0.0, 2.0, 1.0], &[1.0, 1.0, 1.0])[0], 0.0);
        let ones = sorted(&[1.0; 40], &[1.0; 39]);
        for (k, value) in ones.iter().enumerate() {
            let angle = (2 * k + 1) as f64 * std::f64::consts::PI / 162.0;
            assert!((value / (2.0 * angle.sin()) - 1.0).abs() < 1e-14, "{k}: {value}");
        }
    }
}
