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
        let width = if value.im > 0.0 { 2 } else { 1 };
        let mut x = Solution { re: vec![0.0; k + width], im: vec![0.0; k + width] };
        if width == 1 {
            x.re[k] = 1.0;
        } else if t[[k, k + 1]].abs() >= t[[k + 1, k]].abs() {
            x.re[k] = 1.0;
            x.im[k + 1] = value.im / t[[k, k + 1]];
        } else {
            x.re[k] = -value.im / t[[k + 1, k]];
            x.im[k + 1] = 1.0;
        }
        substitute_back(t, value, k, &mut x);
        for (i, &entry) in x.re.iter().enumerate() {
            vectors[[i, k]] = entry;
        }
        if width == 2 {
            for (i, &entry) in x.im.iter().enumerate() {
                vectors[[i, k + 1]] = entry;
            }
        }
    }
    vectors
}

/// A vector under construction, real and imaginary parts apart.
struct Solution {
    re: Vec<f64>,
    im: Vec<f64>,
}

impl Solution {
    /// −Σⱼ tᵢⱼxⱼ over j ≥ from.
    fn right_side(&self, t: &Array2<f64>, i: usize, from: usize, complex: bool) -> Complex64 {
        let coefficients = &row(t, i)[from..self.re.len()];
        let im = if complex { -dot(coefficients, &self.im[from..]) } else { 0.0 };
        Complex64::new(-dot(coefficients, &self.re[from..]), im)
    }

    /// Divides everything by `size`: an eigenvector's length is free.
    fn shrink(&mut self, size: f64) {
        self.re.iter_mut().chain(&mut self.im).for_each(|v| *v /= size);
    }
}

/// Solves (T − λI)x = 0 upwards from row k − 1, x being given from k on.
///
/// A repeated eigenvalue puts a zero on the diagonal; it is replaced by the
/// smallest number that rounding could have put there. The vector is shrunk
/// whenever it grows large.
fn substitute_back(t: &Array2<f64>, value: Complex64, k: usize, x: &mut Solution) {
    const LARGE: f64 = 1e50; // divided by `smallest` it still fits
    let complex = value.im != 0.0;
    let smallest = (UNIT_ROUNDOFF * value.norm()).max(1e-200);
    let mut end = k;
    while end > 0 {
        let i = end - 1;
        let paired = i > 0 && t[[i, i - 1]] != 0.0;
        let top = if paired { i - 1 } else { i };
        let mut right = [Complex64::ZERO; 2];
        for (r, line) in right.iter_mut().zip(top..end) {
            *r = x.right_side(t, line, end, complex);
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
        for (entry, line) in solution.iter().zip(top..end) {
            (x.re[line], x.im[line]) = (entry.re, entry.im);
        }
        let grown = max_abs(&x.re[top..end]).max(max_abs(&x.im[top..end]));
        if grown > LARGE {
            x.shrink(grown);
        }
        end = top;
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
