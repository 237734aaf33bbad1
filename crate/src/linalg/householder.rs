//! Householder reflections, the mirrors from which QR, the symmetric and the
//! general eigenvalue problem and the SVD are built.
//!
//! The mirror H = I − τvvᵀ with τ = 2/(vᵀv) sends a chosen vector x onto the
//! first axis: with β = −sign(x₀)‖x‖ and v = (x − βe₁)/(x₀ − β),
//!
//! ```text
//! Hx = βe₁,   v₀ = 1,   τ = (β − x₀)/β,   |vᵢ| ≤ 1.
//! ```
//!
//! The sign of β makes x₀ − β a sum of equal signs, so no digit cancels. H is
//! orthogonal and its own inverse.
//!
//! A product of b mirrors is I − VᵀTV with the mirrors in the rows of V and a
//! small triangle T (the compact WY form). Applying the product then is matrix
//! multiplication, which is where a processor is fastest.
//!
//! Source: Golub and Van Loan, Matrix Computations, 4th ed., §5.1 and §5.4.

use super::kernels::{axpy, block, block_mut, dot, identity, norm, row, row_mut, two_rows_mut};
use ndarray::linalg::general_mat_mul;
use ndarray::{Array2, ArrayRef2, ArrayView2};

/// How many mirrors are gathered into one matrix multiplication.
const BLOCK: usize = 32;

/// Replaces x by the v of the mirror that sends x to βe₁; answers (β, τ).
pub(crate) fn reflector(x: &mut [f64]) -> (f64, f64) {
    let Some((&mut first, tail)) = x.split_first_mut() else {
        return (0.0, 0.0);
    };
    let length_of_tail = norm(tail);
    if length_of_tail == 0.0 {
        x[0] = 1.0;
        return (first, 0.0);
    }
    let length = first.hypot(length_of_tail);
    if length < 1e-280 {
        // Too few digits are left down here: work on a magnified copy.
        let magnify = 2.0_f64.powi(500);
        x.iter_mut().for_each(|v| *v *= magnify);
        let (beta, tau) = reflector(x);
        return (beta / magnify, tau);
    }
    let beta = -length.copysign(first);
    for v in tail {
        *v /= first - beta;
    }
    x[0] = 1.0;
    (beta, (beta - first) / beta)
}

/// The product H₀H₁…H₍ₖ₋₁₎ of mirrors.
///
/// Row j of `v` is the vector of Hⱼ; its entries before `offset + j` are zero.
pub(crate) struct Reflectors {
    v: Array2<f64>,
    tau: Vec<f64>,
    offset: usize,
}

impl Reflectors {
    /// Room for `count` mirrors of vectors with `size` entries.
    pub(crate) fn new(count: usize, size: usize, offset: usize) -> Self {
        Self { v: Array2::zeros((count, size)), tau: vec![0.0; count], offset }
    }

    /// No room at all: mirrors are not kept.
    pub(crate) fn none() -> Self {
        Self::new(0, 0, 0)
    }

    /// Stores mirror j, given from its first nonzero entry on, if mirrors are kept.
    pub(crate) fn set(&mut self, j: usize, v: &[f64], tau: f64) {
        if self.tau.is_empty() {
            return;
        }
        row_mut(&mut self.v, j)[self.offset + j..].copy_from_slice(v);
        self.tau[j] = tau;
    }

    /// Mirrors `from..to` without the zeros that all of them start with.
    fn part(&self, from: usize, to: usize) -> ArrayView2<'_, f64> {
        block(&self.v, from..to, self.offset + from..self.v.ncols())
    }

    /// The upper triangle T of mirrors `from..to`: their product is I − VᵀTV.
    fn triangle(&self, from: usize, to: usize) -> Array2<f64> {
        let v = self.part(from, to);
        let products = v.dot(&v.t());
        let count = to - from;
        let mut t = Array2::<f64>::zeros((count, count));
        for j in 0..count {
            let tau = self.tau[from + j];
            for i in 0..j {
                let sum: f64 = (i..j).map(|k| t[[i, k]] * products[[k, j]]).sum();
                t[[i, j]] = -tau * sum;
            }
            t[[j, j]] = tau;
        }
        t
    }

    /// C ← H₀H₁…H₍ₖ₋₁₎C.
    pub(crate) fn apply(&self, c: &mut Array2<f64>) {
        self.apply_to_columns(c, |_| 0);
    }

    /// x ← H₍ₖ₋₁₎…H₁H₀x, the transposed product, for one vector.
    pub(crate) fn apply_transposed(&self, x: &mut [f64]) {
        (0..self.tau.len()).for_each(|j| self.mirror(j, x));
    }

    /// x ← H₀H₁…H₍ₖ₋₁₎x.
    pub(crate) fn apply_to_vector(&self, x: &mut [f64]) {
        (0..self.tau.len()).rev().for_each(|j| self.mirror(j, x));
    }

    /// x ← Hⱼx.
    fn mirror(&self, j: usize, x: &mut [f64]) {
        let from = self.offset + j;
        let v = &row(&self.v, j)[from..];
        let shadow = dot(v, &x[from..]);
        axpy(-self.tau[j] * shadow, v, &mut x[from..]);
    }

    /// The first `columns` columns of the product itself.
    pub(crate) fn form(&self, columns: usize) -> Array2<f64> {
        let mut q = identity(self.v.ncols(), columns);
        // The columns before the first mirror of a block are still those of I.
        self.apply_to_columns(&mut q, |from| (self.offset + from).min(columns));
        q
    }

    fn apply_to_columns(&self, c: &mut Array2<f64>, first_column: impl Fn(usize) -> usize) {
        for from in (0..self.tau.len()).step_by(BLOCK).rev() {
            let to = (from + BLOCK).min(self.tau.len());
            let v = self.part(from, to);
            let (rows, columns) = c.dim();
            let mut part = block_mut(c, self.offset + from..rows, first_column(from)..columns);
            let shadows = self.triangle(from, to).dot(&v.dot(&part));
            general_mat_mul(-1.0, &v.t(), &shadows, 1.0, &mut part);
        }
    }
}

/// A = QR; `columns` holds Aᵀ, so that a column of A is a row in memory.
///
/// Answers with the mirrors of Q and leaves Rᵀ in the lower triangle.
pub(crate) fn factor(columns: &mut Array2<f64>) -> Reflectors {
    let (n, m) = columns.dim();
    let count = m.min(n);
    let mut q = Reflectors::new(count, m, 0);
    for from in (0..count).step_by(BLOCK) {
        let to = (from + BLOCK).min(count);
        for j in from..to {
            reflect_column(columns, &mut q, j, to);
        }
        if to < n {
            // All columns to the right at once: Cᵀ ← Cᵀ − (CᵀVᵀ)T V.
            let v = q.part(from, to);
            let mut rest = block_mut(columns, to..n, from..m);
            let shadows = rest.dot(&v.t()).dot(&q.triangle(from, to));
            general_mat_mul(-1.0, &shadows, &v, 1.0, &mut rest);
        }
    }
    q
}

/// One step: zeros below the diagonal of column j, mirrored in columns up to `end`.
fn reflect_column(columns: &mut Array2<f64>, q: &mut Reflectors, j: usize, end: usize) {
    let (beta, tau) = reflector(&mut row_mut(columns, j)[j..]);
    if tau != 0.0 {
        for other in j + 1..end {
            let (v, x) = two_rows_mut(columns, j, other);
            let shadow = dot(&v[j..], &x[j..]);
            axpy(-tau * shadow, &v[j..], &mut x[j..]);
        }
    }
    let column = &mut row_mut(columns, j)[j..];
    q.set(j, column, tau);
    column.fill(0.0);
    column[0] = beta;
}

/// AP = QR with the longest remaining column taken next.
///
/// `columns` holds Aᵀ as in [`factor`]; the answer adds the order in which the
/// columns of A were taken. The diagonal of R falls, which shows the rank and
/// puts large things before small ones.
pub(crate) fn factor_pivoted(columns: &mut Array2<f64>) -> (Reflectors, Vec<usize>) {
    let (n, m) = columns.dim();
    let count = m.min(n);
    let mut q = Reflectors::new(count, m, 0);
    let mut order: Vec<usize> = (0..n).collect();
    let mut lengths: Vec<f64> = (0..n).map(|j| norm(row(columns, j))).collect();
    let mut lengths_when_measured = lengths.clone();
    for j in 0..count {
        let longest = (j..n).fold(j, |best, k| if lengths[k] > lengths[best] { k } else { best });
        if longest != j {
            let (x, y) = two_rows_mut(columns, j, longest);
            x.swap_with_slice(y);
            order.swap(j, longest);
            lengths.swap(j, longest);
            lengths_when_measured.swap(j, longest);
        }
        reflect_column(columns, &mut q, j, n);
        for k in j + 1..n {
            // What is left of a column after its entry j is settled, by
            // Pythagoras; measured anew when the subtraction cancels.
            if lengths[k] == 0.0 {
                continue;
            }
            let settled = columns[[k, j]] / lengths[k];
            let left = (1.0 - settled * settled).max(0.0);
            let since_measured = lengths[k] / lengths_when_measured[k];
            if left * since_measured * since_measured <= f64::EPSILON.sqrt() {
                lengths[k] = norm(&row(columns, k)[j + 1..]);
                lengths_when_measured[k] = lengths[k];
            } else {
                lengths[k] *= left.sqrt();
            }
        }
    }
    (q, order)
}

/// R (count × n) out of the work matrix that [`factor`] leaves behind.
pub(crate) fn upper_triangle(columns: &ArrayRef2<f64>, rows: usize) -> Array2<f64> {
    let n = columns.nrows();
    let settled = columns.ncols().min(n);
    let mut r = Array2::zeros((rows, n));
    for i in 0..rows.min(settled) {
        for j in i..n {
            r[[i, j]] = columns[[j, i]];
        }
    }
    r
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reflector_sends_its_vector_onto_the_first_axis() {
        for x in [vec![3.0, 4.0], vec![-1.0, 2.0, -2.0], vec![0.0, 1e-310], vec![1e-290, 1e-300]] {
            let mut v = x.clone();
            let (beta, tau) = reflector(&mut v);
            let shadow = tau * dot(&v, &x);
            assert!((x[0] - shadow - beta).abs() <= 4.0 * f64::EPSILON * beta.abs() + 1e-323);
            for i in 1..x.len() {
                let image = x[i] - shadow * v[i];
                assert!(image.abs() <= 4.0 * f64::EPSILON * beta.abs() + 1e-323, "{image}");
            }
            assert!((tau * dot(&v, &v) - 2.0).abs() < 1e-14, "H is orthogonal");
        }
    }

    #[test]
    fn a_vector_on_the_first_axis_needs_no_mirror() {
        let mut x = [-7.0, 0.0, 0.0];
        assert_eq!(reflector(&mut x), (-7.0, 0.0));
        assert_eq!(reflector(&mut []), (0.0, 0.0));
    }
}
