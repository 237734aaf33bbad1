//! Bidiagonal form: mirrors from the left and the right in turn, A = LBRᵀ.
//!
//! One mirror clears a column below the diagonal, the next the row right of the entry
//! beside the diagonal, which leaves the cleared column alone:
//!
//! ```text
//! A ← (I − τvvᵀ)A = A − vyᵀ,   y = τAᵀv;   A ← A(I − τ′wwᵀ) = A − xwᵀ,   x = τ′Aw.
//! ```
//!
//! The products Aᵀv and Aw fetch all of A from memory, which takes most of the time; the
//! updates can wait. Their vectors are gathered for a panel of columns, columns, rows and
//! products are corrected by them as they are needed, and A ← A − VᵀY − XᵀW (the vectors
//! as rows) is two matrix products at the end of the panel. [`step_by_step`] makes every
//! update at once, as one would by hand; it is the faster one for small matrices.
//!
//! Source: Golub and Van Loan, Matrix Computations, 4th ed., §5.4.8; Dongarra, Hammarling
//! and Sorensen, Block reduction of matrices to condensed forms (1989).

use super::householder::{Reflectors, reflector};
use super::kernels::{
    UNIT_ROUNDOFF, axpy, block, block_mut, dot, max_abs, row, row_mut, rows_times, times_rows,
};
use ndarray::Array2;
use ndarray::linalg::general_mat_mul;

/// Columns of one panel.
const PANEL: usize = 32;
/// The rest of the matrix that is mirrored step by step.
const SMALL: usize = 64;

/// B and the mirrors of A = LBRᵀ.
pub(super) struct Reduced {
    pub diagonal: Vec<f64>,
    pub beside: Vec<f64>,
    pub left: Reflectors,
    pub right: Reflectors,
}

/// Makes a square matrix bidiagonal; what is left in `a` is of no use.
pub(super) fn reduce(a: &mut Array2<f64>) -> Reduced {
    let n = a.nrows();
    let mut reduced = Reduced::new(n);
    let mut from = 0;
    while n - from > SMALL {
        panel(a, from, &mut reduced);
        from += PANEL;
    }
    step_by_step(a, from, &mut reduced);
    reduced
}

impl Reduced {
    fn new(n: usize) -> Self {
        Self {
            diagonal: vec![0.0; n],
            beside: vec![0.0; n.saturating_sub(1)],
            left: Reflectors::new(n, n, 0),
            right: Reflectors::new(n.saturating_sub(1), n, 1),
        }
    }
}

/// The columns `from..from + PANEL`, and what they do to the rest.
fn panel(a: &mut Array2<f64>, from: usize, reduced: &mut Reduced) {
    let n = a.nrows();
    let [mut vs, mut ys, mut xs, mut ws] = [(); 4].map(|()| Array2::<f64>::zeros((PANEL, n)));
    for step in 0..PANEL {
        let k = from + step;
        let mut v: Vec<f64> = (k..n).map(|i| a[[i, k]]).collect();
        let before = max_abs(&v);
        for l in 0..step {
            axpy(-ys[[l, k]], &row(&vs, l)[k..], &mut v);
            axpy(-ws[[l, k]], &row(&xs, l)[k..], &mut v);
        }
        drop_rounding(&mut v, n, before);
        let (beta, tau) = reflector(&mut v);
        reduced.diagonal[k] = beta;
        reduced.left.set(k, &v, tau);
        let mut y = vec![0.0; n - k - 1];
        times_rows(&v, &block(a, k..n, k + 1..n), &mut y);
        for l in 0..step {
            axpy(-dot(&row(&vs, l)[k..], &v), &row(&ys, l)[k + 1..], &mut y);
            axpy(-dot(&row(&xs, l)[k..], &v), &row(&ws, l)[k + 1..], &mut y);
        }
        y.iter_mut().for_each(|y| *y *= tau);
        row_mut(&mut vs, step)[k..].copy_from_slice(&v);
        row_mut(&mut ys, step)[k + 1..].copy_from_slice(&y);

        let mut w: Vec<f64> = row(a, k)[k + 1..].to_vec();
        let before = max_abs(&w);
        for l in 0..=step {
            axpy(-vs[[l, k]], &row(&ys, l)[k + 1..], &mut w);
            axpy(-xs[[l, k]], &row(&ws, l)[k + 1..], &mut w);
        }
        drop_rounding(&mut w, n, before);
        let (beta, tau) = reflector(&mut w);
        reduced.beside[k] = beta;
        reduced.right.set(k, &w, tau);
        let mut x = vec![0.0; n - k - 1];
        rows_times(&block(a, k + 1..n, k + 1..n), &w, &mut x);
        for l in 0..=step {
            axpy(-dot(&row(&ys, l)[k + 1..], &w), &row(&vs, l)[k + 1..], &mut x);
            axpy(-dot(&row(&ws, l)[k + 1..], &w), &row(&xs, l)[k + 1..], &mut x);
        }
        x.iter_mut().for_each(|x| *x *= tau);
        row_mut(&mut xs, step)[k + 1..].copy_from_slice(&x);
        row_mut(&mut ws, step)[k + 1..].copy_from_slice(&w);
    }
    let rest = from + PANEL..n;
    let mut corner = block_mut(a, rest.clone(), rest.clone());
    for (one, other) in [(&vs, &ys), (&xs, &ws)] {
        let one = block(one, 0..PANEL, rest.clone());
        let other = block(other, 0..PANEL, rest.clone());
        general_mat_mul(-1.0, &one.t(), &other, 1.0, &mut corner);
    }
}

/// Where updates leave nothing of entries but the rounding of what they were, nothing is
/// there: of a matrix of rank one all mirrors but the first would be made from such
/// remainders, and all point the same way.
fn drop_rounding(x: &mut [f64], n: usize, before: f64) {
    if max_abs(x) <= n as f64 * UNIT_ROUNDOFF * before {
        x.fill(0.0);
    }
}

/// The columns from `from` on, one after the other. The mirror from the left is made in one
/// pass over the rows (the shadow vᵀA), and both updates in another, so that each row is
/// fetched twice a step.
fn step_by_step(a: &mut Array2<f64>, from: usize, reduced: &mut Reduced) {
    let n = a.nrows();
    let Reduced { diagonal, beside, left, right } = reduced;
    let mut shadow = vec![0.0; n];
    for k in from..n {
        let mut v: Vec<f64> = (k..n).map(|i| a[[i, k]]).collect();
        let (beta, tau) = reflector(&mut v);
        diagonal[k] = beta;
        left.set(k, &v, tau);
        if k + 1 == n {
            break;
        }
        let shadow = &mut shadow[k + 1..];
        shadow.fill(0.0);
        if tau != 0.0 {
            for (i, &entry) in v.iter().enumerate() {
                axpy(tau * entry, &row(a, k + i)[k + 1..], shadow);
            }
        }
        let mut w: Vec<f64> = row(a, k)[k + 1..].to_vec();
        axpy(-1.0, shadow, &mut w);
        let (beta, tau) = reflector(&mut w);
        beside[k] = beta;
        right.set(k, &w, tau);
        for i in k + 1..n {
            let part = &mut row_mut(a, i)[k + 1..];
            axpy(-v[i - k], shadow, part);
            let product = dot(part, &w);
            axpy(-tau * product, &w, part);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linalg::hard_cases::gaussian;

    /// The readable way and the fast way side by side.
    #[test]
    fn panels_and_single_steps_agree() {
        for n in [1, 2, 5, 64, 65, 66, 67, 96, 97, 130, 200] {
            let a = gaussian(n, n, n as u64);
            let fast = reduce(&mut a.clone());
            let mut slow = Reduced::new(n);
            step_by_step(&mut a.clone(), 0, &mut slow);
            for (x, y) in fast.diagonal.iter().zip(&slow.diagonal).take(4) {
                assert!((x - y).abs() <= 1e-15 * (n * n) as f64, "{n}: {x} and {y}");
            }
            for Reduced { diagonal, beside, left, right } in [fast, slow] {
                let mut b = Array2::from_diag(&ndarray::Array1::from(diagonal));
                beside.iter().enumerate().for_each(|(i, &e)| b[[i, i + 1]] = e);
                let gap = left.form(n).dot(&b).dot(&right.form(n).t()) - &a;
                let worst = max_abs(gap.as_slice().unwrap());
                assert!(worst <= 1e-13 * (n as f64).sqrt(), "{n}: {worst}");
            }
        }
    }
}
