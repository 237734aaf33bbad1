//! Eigenvectors of a quasi-triangle by substitution from below.
//!
//! Source: Golub and Van Loan, Matrix Computations, 4th ed., §7.6.4.

use super::super::kernels::{UNIT_ROUNDOFF, dot, max_abs, row};
use ndarray::Array2;
use num_complex::Complex64;

/// Eigenvectors of the quasi-triangle T as columns; a complex pair takes two,
/// the real parts and then the imaginary parts of the first of the pair.
pub(super) fn quasi_triangle_vectors(t: &Array2<f64>, values: &[Complex64]) -> Array2<f64> {
    let n = t.nrows();
    let mut vectors = Array2::zeros((n, n));
    for k in 0..n {
        let value = values[k];
        if value.im < 0.0 {
            continue;
        }
        let mut x = Solution::start(t, value, k, 0);
        x.substitute_back(t, value, k);
        for (i, &entry) in x.re.iter().enumerate() {
            vectors[[i, k]] = entry;
        }
        if value.im > 0.0 {
            for (i, &entry) in x.im.iter().enumerate() {
                vectors[[i, k + 1]] = entry;
            }
        }
    }
    vectors
}

/// A vector under construction, real and imaginary parts apart, from row `first` on.
pub(super) struct Solution {
    pub first: usize,
    pub re: Vec<f64>,
    pub im: Vec<f64>,
    /// Σⱼ tᵢⱼxⱼ over what follows `re` and `im`, if anything does.
    pub below: [Vec<f64>; 2],
}

impl Solution {
    /// The eigenvector that begins with the block at k, as far as that block: the others
    /// follow from it. Its entries from row `first` on.
    pub fn start(t: &Array2<f64>, value: Complex64, k: usize, first: usize) -> Self {
        let width = if value.im > 0.0 { 2 } else { 1 };
        let length = k + width - first;
        let (mut re, mut im) = (vec![0.0; length], vec![0.0; length]);
        let place = k - first;
        if width == 1 {
            re[place] = 1.0;
        } else if t[[k, k + 1]].abs() >= t[[k + 1, k]].abs() {
            re[place] = 1.0;
            im[place + 1] = value.im / t[[k, k + 1]];
        } else {
            re[place] = -value.im / t[[k + 1, k]];
            im[place + 1] = 1.0;
        }
        Self { first, re, im, below: [Vec::new(), Vec::new()] }
    }

    /// −Σⱼ tᵢⱼxⱼ over j ≥ from.
    fn right_side(&self, t: &Array2<f64>, i: usize, from: usize, complex: bool) -> Complex64 {
        let coefficients = &row(t, i)[from..self.first + self.re.len()];
        let sum = |x: &[f64], below: &[f64]| {
            let here = dot(coefficients, &x[from - self.first..]);
            below.get(i - self.first).map_or(here, |below| below + here)
        };
        let im = if complex { -sum(&self.im, &self.below[1]) } else { 0.0 };
        Complex64::new(-sum(&self.re, &self.below[0]), im)
    }

    /// Divides everything by `size`: an eigenvector's length is free.
    fn shrink(&mut self, size: f64) {
        let [re, im] = &mut self.below;
        self.re.iter_mut().chain(&mut self.im).chain(re).chain(im).for_each(|v| *v /= size);
    }

    /// Solves (T − λI)x = 0 upwards from row `end` − 1, x being given from there on. Answers
    /// what everything has been divided by.
    ///
    /// A repeated eigenvalue puts a zero on the diagonal; it is replaced by the
    /// smallest number that rounding could have put there. The vector is shrunk
    /// whenever it grows large.
    pub fn substitute_back(&mut self, t: &Array2<f64>, value: Complex64, mut end: usize) -> f64 {
        const LARGE: f64 = 1e50; // divided by `smallest` it still fits
        let complex = value.im != 0.0;
        let smallest = (UNIT_ROUNDOFF * value.norm()).max(1e-200);
        let first = self.first;
        let mut divisor = 1.0;
        while end > first {
            let i = end - 1;
            let paired = i > first && t[[i, i - 1]] != 0.0;
            let top = if paired { i - 1 } else { i };
            let mut right = [Complex64::ZERO; 2];
            for (r, line) in right.iter_mut().zip(top..end) {
                *r = self.right_side(t, line, end, complex);
            }
            let solution = if paired {
                let block = [
                    [t[[top, top]] - value, t[[top, i]].into()],
                    [t[[i, top]].into(), t[[i, i]] - value],
                ];
                solve_pair(block, right, smallest)
            } else {
                [divide(right[0], at_least(t[[i, i]] - value, smallest)), Complex64::ZERO]
            };
            for (entry, line) in solution.iter().zip(top - first..end - first) {
                (self.re[line], self.im[line]) = (entry.re, entry.im);
            }
            let solved = top - first..end - first;
            let grown = max_abs(&self.re[solved.clone()]).max(max_abs(&self.im[solved]));
            if grown > LARGE {
                self.shrink(grown);
                divisor *= grown;
            }
            end = top;
        }
        divisor
    }
}

/// The number itself, or `smallest` if it is nearer to zero than that.
pub(super) fn at_least(value: Complex64, smallest: f64) -> Complex64 {
    if value.norm() < smallest { smallest.into() } else { value }
}

/// x/y without squares that vanish for a very small y.
pub(super) fn divide(x: Complex64, y: Complex64) -> Complex64 {
    let size = y.re.abs().max(y.im.abs());
    (x / size) / (y / size)
}

/// Two equations in two unknowns, by elimination with row exchange.
fn solve_pair(
    [mut first, mut second]: [[Complex64; 2]; 2],
    [mut r1, mut r2]: [Complex64; 2],
    smallest: f64,
) -> [Complex64; 2] {
    if second[0].norm() > first[0].norm() {
        std::mem::swap(&mut first, &mut second);
        std::mem::swap(&mut r1, &mut r2);
    }
    let pivot = at_least(first[0], smallest);
    let factor = divide(second[0], pivot);
    let y = divide(r2 - factor * r1, at_least(second[1] - factor * first[1], smallest));
    [divide(r1 - first[1] * y, pivot), y]
}
