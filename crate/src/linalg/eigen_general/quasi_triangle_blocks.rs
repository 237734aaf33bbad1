//! Eigenvectors of a large quasi-triangle, all of them at once and in blocks of rows.
//!
//! Substitution from below asks, for every vector and every row, for the product of the row
//! with what is known of the vector. For a block of rows these products are one matrix
//! product for all vectors that reach below it; inside the block each vector goes on by
//! itself, as in [`quasi_triangle_vectors`](super::quasi_triangle::quasi_triangle_vectors).
//!
//! Source: Golub and Van Loan, Matrix Computations, 4th ed., §7.6.4 and §3.1.

use super::super::kernels::{block, block_mut, row, row_mut};
use super::exchange::height_of_block;
use super::quasi_triangle::Solution;
use ndarray::Array2;
use ndarray::linalg::general_mat_mul;
use num_complex::Complex64;

/// Rows of one block.
const BLOCK: usize = 48;

/// Eigenvectors of the quasi-triangle T as rows; a complex pair takes two, the real parts
/// and then the imaginary parts of the first of the pair.
pub(super) fn vectors_as_rows(t: &Array2<f64>, values: &[Complex64]) -> Array2<f64> {
    let n = t.nrows();
    let mut vectors = Array2::zeros((n, n));
    let mut bottom = n;
    while bottom > 0 {
        let mut top = bottom.saturating_sub(BLOCK);
        if top > 0 && height_of_block(t, top + 1) == 2 {
            top -= 1;
        }
        let known = block(&vectors, bottom..n, bottom..n);
        let sums = known.dot(&block(t, top..bottom, bottom..n).t());
        for k in (top..n).filter(|&k| values[k].im >= 0.0) {
            let (mut x, end) = if k < bottom {
                (Solution::start(t, values[k], k, top), k)
            } else {
                (part_above(&sums, k - bottom, values[k], top), bottom)
            };
            let divisor = x.substitute_back(t, values[k], end);
            let parts = [(k, &x.re), (k + 1, &x.im)];
            for (line, part) in parts.into_iter().take(if values[k].im > 0.0 { 2 } else { 1 }) {
                let line = row_mut(&mut vectors, line);
                line[top..top + part.len()].copy_from_slice(part);
                if divisor != 1.0 {
                    line[top + part.len()..].iter_mut().for_each(|v| *v /= divisor);
                }
            }
        }
        bottom = top;
    }
    vectors
}

/// The rows of the block at hand of a vector that is known below it.
fn part_above(sums: &Array2<f64>, line: usize, value: Complex64, first: usize) -> Solution {
    let length = sums.ncols();
    let im = if value.im > 0.0 { row(sums, line + 1).to_vec() } else { Vec::new() };
    let below = [row(sums, line).to_vec(), im];
    Solution { first, re: vec![0.0; length], im: vec![0.0; length], below }
}

/// The vectors, as rows, in the basis whose members are the rows of z. Row k of `vectors`
/// is zero from column k + 2 on.
pub(super) fn turned_back(vectors: &Array2<f64>, z: &Array2<f64>) -> Array2<f64> {
    let n = z.nrows();
    let mut turned = Array2::zeros((n, n));
    for top in (0..n).step_by(4 * BLOCK) {
        let rows = top..n.min(top + 4 * BLOCK);
        let filled = 0..n.min(rows.end + 1);
        general_mat_mul(
            1.0,
            &block(vectors, rows.clone(), filled.clone()),
            &block(z, filled, 0..n),
            0.0,
            &mut block_mut(&mut turned, rows, 0..n),
        );
    }
    turned
}

#[cfg(test)]
mod tests {
    use super::super::aggressive::diagonal_values;
    use super::super::francis::francis;
    use super::super::hessenberg::reduce_to_hessenberg;
    use super::super::quasi_triangle::quasi_triangle_vectors;
    use super::*;
    use crate::linalg::hard_cases::gaussian;
    use crate::linalg::kernels::{UNIT_ROUNDOFF, max_abs, norm, transposed};

    /// A quasi-triangle with pairs, and the values on its diagonal.
    fn quasi_triangle(n: usize) -> (Array2<f64>, Vec<Complex64>) {
        let mut t = gaussian(n, n, 31);
        reduce_to_hessenberg(&mut t, 0, n);
        let mut z = Array2::eye(n);
        let values = francis("test", &mut t, 0, n, Some(&mut z)).unwrap();
        (t, values)
    }

    /// The readable way and the fast way side by side, also where a block would cut a pair
    /// and where vectors have to be shrunk on the way.
    #[test]
    fn blocks_and_single_vectors_agree() {
        let mut cases: Vec<_> = [1, 2, 47, 48, 49, 50, 96, 97, 150].map(quasi_triangle).into();
        for ratio in [1.0, 1e-3, 1e-9] {
            // Nearly defective: the vectors grow by 1/ratio with every row.
            let t = Array2::from_shape_fn((120, 120), |(i, j)| match (i, j) {
                _ if i == j => 1.0 + ratio * 1e-3 * i as f64,
                _ if j > i => 1.0 / (1 + j - i) as f64,
                _ => 0.0,
            });
            cases.push((t.clone(), diagonal_values(&t)));
        }
        for (t, values) in cases {
            let n = t.nrows();
            let fast = vectors_as_rows(&t, &values);
            let slow = transposed(&quasi_triangle_vectors(&t, &values));
            let size = norm(t.as_slice().unwrap());
            for vectors in [&fast, &slow] {
                let images = vectors.dot(&t.t());
                for (k, value) in values.iter().enumerate().filter(|(_, v)| v.im >= 0.0) {
                    let im =
                        if value.im > 0.0 { row(vectors, k + 1).to_vec() } else { vec![0.0; n] };
                    let image_im =
                        if value.im > 0.0 { row(&images, k + 1).to_vec() } else { vec![0.0; n] };
                    let re = row(vectors, k);
                    let gap = (0..n).map(|i| {
                        let x = Complex64::new(re[i], im[i]);
                        (Complex64::new(images[[k, i]], image_im[i]) - value * x).norm()
                    });
                    let worst = gap.fold(0.0, f64::max);
                    let length = max_abs(re).max(max_abs(&im));
                    let bound = 4.0 * n as f64 * UNIT_ROUNDOFF * size * length;
                    assert!(worst <= bound, "{n}: vector {k}: {worst}, allowed {bound}");
                }
            }
        }
    }

    #[test]
    fn vectors_are_turned_back_without_their_zeros() {
        for n in [1, 5, 191, 192, 193, 260] {
            let mut vectors = gaussian(n, n, 1);
            for k in 0..n {
                row_mut(&mut vectors, k)[n.min(k + 2)..].fill(0.0);
            }
            let z = gaussian(n, n, 2);
            let gap = turned_back(&vectors, &z) - vectors.dot(&z);
            assert!(max_abs(gap.as_slice().unwrap()) <= 1e-12, "{n}");
        }
    }
}
