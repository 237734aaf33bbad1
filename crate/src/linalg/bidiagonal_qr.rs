//! The singular values of a bidiagonal matrix, all of them to their last digits.
//!
//! The entries of a bidiagonal matrix determine each of its singular values to about
//! as many digits as they have themselves, the smallest as well as the largest. The
//! implicit QR iteration keeps them if it is done with care (Demmel and Kahan):
//!
//! * A step starts with the rotation that QR of BᵀB − σ²I would start with and chases
//!   the bulge it makes from one end of the matrix to the other, by rotations from the
//!   right and the left in turn.
//! * Where the shift σ² would drown a small singular value, σ is 0. A step without a
//!   shift has no subtraction in it, and so loses no digit of any entry.
//! * An entry beside the diagonal counts as zero only if it is small beside the
//!   singular values that it could change.
//! * The chase runs from the larger end to the smaller. Running from bottom to top is
//!   running from top to bottom in the matrix turned by half, JBᵀJ; left and right
//!   then change places.
//!
//! Source: Demmel and Kahan, Accurate singular values of bidiagonal matrices, SIAM J.
//! Sci. Stat. Comput. 11 (1990); Golub and Van Loan, Matrix Computations, 4th ed., §8.6.

use super::kernels::{hypotenuse, rotate, two_rows_mut};
use crate::error::MathError;
use ndarray::Array2;

/// Steps allowed for each singular value; two or three are usual.
const STEPS: usize = 60;
/// How small an entry beside the diagonal has to be, relative to what it could change.
const SETTLED: f64 = 1e-15;

/// Below this no digit is left of a square or a product.
pub(super) const FLOOR: f64 = f64::MIN_POSITIVE * 64.0;
/// Columns that are rotated together: a strip of 500 rows fits the cache.
const STRIP: usize = 32;

/// Uᵀ and Vᵀ, whose rows take part in every rotation.
pub(super) struct Bases {
    pub left: Basis,
    pub right: Basis,
}

/// Rows that are to be rotated, and the rotations that wait until it pays to make them.
pub(super) struct Basis {
    pub rows: Array2<f64>,
    waiting: Vec<(usize, f64, f64)>,
}

impl Basis {
    pub fn new(rows: Array2<f64>) -> Self {
        Self { rows, waiting: Vec::new() }
    }

    /// Turns the rows `row` and `row + 1`.
    fn turn(&mut self, row: usize, c: f64, s: f64) {
        self.waiting.push((row, c, s));
        if self.waiting.len() >= 16 * self.rows.nrows() {
            self.settle();
        }
    }

    /// Makes the rotations, strip by strip.
    fn settle(&mut self) {
        let columns = self.rows.ncols();
        for start in (0..columns).step_by(STRIP) {
            let end = (start + STRIP).min(columns);
            for &(row, c, s) in &self.waiting {
                let (x, y) = two_rows_mut(&mut self.rows, row, row + 1);
                rotate(&mut x[start..end], &mut y[start..end], c, s);
            }
        }
        self.waiting.clear();
    }
}

/// Part of a bidiagonal matrix, read from top to bottom or, turned, from bottom to top.
#[derive(Clone, Copy)]
struct Block {
    first: usize,
    last: usize,
    turned: bool,
}

impl Block {
    /// Where entry k of the diagonal stands.
    fn at(self, k: usize) -> usize {
        if self.turned { self.last - k } else { self.first + k }
    }

    /// Where the entry between k and k + 1 stands.
    fn between(self, k: usize) -> usize {
        if self.turned { self.last - k - 1 } else { self.first + k }
    }

    fn len(self) -> usize {
        self.last - self.first + 1
    }
}

/// Replaces the diagonal by the singular values, with signs and in no order.
/// `beside[i]` stands right of `diagonal[i]`, and is zero where it is no larger than
/// `floor`: [`FLOOR`] if the entries are exact, the rounding of what they came from if
/// they are not.
pub(super) fn diagonalise(
    operation: &'static str,
    diagonal: &mut [f64],
    beside: &mut [f64],
    floor: f64,
    mut bases: Option<&mut Bases>,
) -> Result<(), MathError> {
    let n = diagonal.len();
    let limit = STEPS * n.max(1);
    let mut steps = 0;
    let mut last = n.saturating_sub(1);
    // The block of the step before, whose direction is kept while it lasts.
    let mut before: Option<Block> = None;
    while last > 0 {
        let first = (0..last).rev().find(|&i| beside[i].abs() <= floor).map_or(0, |i| {
            beside[i] = 0.0;
            i + 1
        });
        if first == last {
            last -= 1;
            continue;
        }
        let turned = match before {
            Some(block) if block.first <= first && last <= block.last => block.turned,
            _ => diagonal[first].abs() < diagonal[last].abs(),
        };
        let block = Block { first, last, turned };
        before = Some(block);
        let Some(smallest) = split(block, diagonal, beside) else {
            continue;
        };
        if steps == limit {
            return Err(MathError::NotConverged { operation, iterations: steps });
        }
        steps += 1;
        let shift = shift(block, diagonal, beside, smallest, floor);
        if shift == 0.0 {
            chase_without_shift(block, diagonal, beside, bases.as_deref_mut());
        } else {
            chase(block, diagonal, beside, shift, bases.as_deref_mut());
        }
    }
    if let Some(Bases { left, right }) = bases {
        left.settle();
        right.settle();
    }
    Ok(())
}

/// Sets the first entry beside the diagonal that is negligible to zero (None), or
/// answers with a lower bound of the block's smallest singular value.
fn split(block: Block, d: &[f64], e: &mut [f64]) -> Option<f64> {
    let end = block.len() - 1;
    if e[block.between(end - 1)].abs() <= SETTLED * d[block.at(end)].abs() {
        e[block.between(end - 1)] = 0.0;
        return None;
    }
    // μ bounds the smallest singular value of the part that ends here.
    let mut mu = d[block.at(0)].abs();
    let mut smallest = mu;
    for k in 0..end {
        let entry = e[block.between(k)].abs();
        if entry <= SETTLED * mu {
            e[block.between(k)] = 0.0;
            return None;
        }
        mu = d[block.at(k + 1)].abs() * (mu / (mu + entry));
        smallest = smallest.min(mu);
    }
    Some(smallest)
}

/// The smaller singular value of the block's last two rows, or 0 where subtracting
/// its square would cost the smallest singular value its digits.
fn shift(block: Block, d: &[f64], e: &[f64], smallest: f64, floor: f64) -> f64 {
    let end = block.len() - 1;
    let entries = (0..=end).map(|k| d[block.at(k)].abs());
    let beside = (0..end).map(|k| e[block.between(k)].abs());
    let largest = entries.chain(beside).fold(0.0, f64::max);
    // Where nothing but the end of the range counts as zero, the smallest keeps all its digits;
    // beside the rounding of a dense matrix half of them are enough.
    let drowned = if floor > FLOOR { f64::EPSILON * SETTLED.sqrt() } else { f64::EPSILON / 2.0 };
    if block.len() as f64 * SETTLED * (smallest / largest) <= drowned {
        return 0.0;
    }
    let shift = smaller_of_two(d[block.at(end - 1)], e[block.between(end - 1)], d[block.at(end)]);
    let start = d[block.at(0)].abs();
    let ratio = shift / start;
    if start == 0.0 || ratio * ratio <= f64::EPSILON { 0.0 } else { shift }
}

/// The smaller singular value of [f g; 0 h], with all its digits.
fn smaller_of_two(f: f64, g: f64, h: f64) -> f64 {
    let (f, g, h) = (f.abs(), g.abs(), h.abs());
    let (small, large) = (f.min(h), f.max(h));
    if small == 0.0 {
        return 0.0;
    }
    if g < large {
        let (s, t, u) = (1.0 + small / large, (large - small) / large, (g / large).powi(2));
        return small * (2.0 / ((s * s + u).sqrt() + (t * t + u).sqrt()));
    }
    let u = large / g;
    if u == 0.0 {
        return small * large / g;
    }
    let (s, t) = (1.0 + small / large, (large - small) / large);
    let c = 1.0 / ((1.0 + (s * u).powi(2)).sqrt() + (1.0 + (t * u).powi(2)).sqrt());
    2.0 * (small * c * u)
}

/// (c, s, r) with c·f + s·g = r and c·g − s·f = 0.
fn rotation(f: f64, g: f64) -> (f64, f64, f64) {
    if g == 0.0 {
        return (1.0, 0.0, f);
    }
    let r = hypotenuse(f, g);
    (f / r, g / r, r)
}

/// Rows `at(k)` and `at(k + 1)` of the bases: `right` turns what stands right of the
/// block as it is read, `left` what stands left.
fn turn(
    bases: &mut Bases,
    block: Block,
    k: usize,
    (c_right, s_right): (f64, f64),
    (c_left, s_left): (f64, f64),
) {
    let (i, j) = (block.at(k), block.at(k + 1));
    let Bases { left, right } = bases;
    let (for_right, for_left) = if block.turned { (left, right) } else { (right, left) };
    for (basis, c, s) in [(for_right, c_right, s_right), (for_left, c_left, s_left)] {
        // x ← cx + sy, y ← cy − sx for the rows x = at(k), y = at(k + 1).
        basis.turn(i.min(j), c, if block.turned { s } else { -s });
    }
}

/// A step with the shift σ.
fn chase(block: Block, d: &mut [f64], e: &mut [f64], sigma: f64, mut bases: Option<&mut Bases>) {
    let end = block.len() - 1;
    let start = d[block.at(0)];
    let mut f = (start.abs() - sigma) * (1.0_f64.copysign(start) + sigma / start);
    let mut g = e[block.between(0)];
    for k in 0..end {
        let (here, next, beside) = (block.at(k), block.at(k + 1), block.between(k));
        let (c_right, s_right, r) = rotation(f, g);
        if k > 0 {
            e[block.between(k - 1)] = r;
        }
        f = c_right * d[here] + s_right * e[beside];
        e[beside] = c_right * e[beside] - s_right * d[here];
        g = s_right * d[next];
        d[next] *= c_right;
        let (c_left, s_left, r) = rotation(f, g);
        d[here] = r;
        f = c_left * e[beside] + s_left * d[next];
        d[next] = c_left * d[next] - s_left * e[beside];
        if k + 1 < end {
            let beyond = block.between(k + 1);
            g = s_left * e[beyond];
            e[beyond] *= c_left;
        }
        if let Some(bases) = bases.as_deref_mut() {
            turn(bases, block, k, (c_right, s_right), (c_left, s_left));
        }
    }
    e[block.between(end - 1)] = f;
}

/// A step without a shift: products and square roots of sums only.
fn chase_without_shift(block: Block, d: &mut [f64], e: &mut [f64], mut bases: Option<&mut Bases>) {
    let end = block.len() - 1;
    let (mut c, mut c_left, mut s_left) = (1.0, 1.0, 0.0);
    for k in 0..end {
        let (here, next, beside) = (block.at(k), block.at(k + 1), block.between(k));
        let (c_right, s_right, r) = rotation(d[here] * c, e[beside]);
        if k > 0 {
            e[block.between(k - 1)] = s_left * r;
        }
        let (new_c, new_s, length) = rotation(c_left * r, d[next] * s_right);
        d[here] = length;
        (c, c_left, s_left) = (c_right, new_c, new_s);
        if let Some(bases) = bases.as_deref_mut() {
            turn(bases, block, k, (c_right, s_right), (c_left, s_left));
        }
    }
    let h = d[block.at(end)] * c;
    d[block.at(end)] = h * c_left;
    e[block.between(end - 1)] = h * s_left;
}
