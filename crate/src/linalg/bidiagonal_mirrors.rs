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
//! as rows) is two matrix products at the end of the panel. For matrices that the cache
//! holds, waiting a single step is enough ([`one_behind`]): both updates, and the products
//! with the next v, then share one pass over A. [`step_by_step`] makes every update at once,
//! as one would by hand; it is the faster one for small matrices.
//!
//! Source: Golub and Van Loan, Matrix Computations, 4th ed., §5.4.8; Dongarra, Hammarling
//! and Sorensen, Block reduction of matrices to condensed forms (1989).

use super::householder::{Reflectors, reflector};
use super::kernels::{
    UNIT_ROUNDOFF, axpy, block, block_mut, dot, max_abs, row, row_mut, rows_times, times_rows,
};
use ndarray::Array2;
use ndarray::linalg::general_mat_mul;
use std::array::from_fn;
use std::mem::swap;

/// Columns of one panel.
const PANEL: usize = 32;
/// The rest of the matrix that is mirrored without panels.
const CACHED: usize = 160;
/// The rest of the matrix that is mirrored step by step.
const SMALL: usize = 20;

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
    reduce_into(a, Reduced::new(n))
}

/// [`reduce`] where the mirrors are not needed: the diagonal and what stands beside it.
pub(super) fn reduce_alone(a: &mut Array2<f64>) -> (Vec<f64>, Vec<f64>) {
    let without = Reduced::with(a.nrows(), Reflectors::none(), Reflectors::none());
    let Reduced { diagonal, beside, .. } = reduce_into(a, without);
    (diagonal, beside)
}

fn reduce_into(a: &mut Array2<f64>, mut reduced: Reduced) -> Reduced {
    let n = a.nrows();
    let mut from = 0;
    while n - from > CACHED {
        panel(a, from, &mut reduced);
        from += PANEL;
    }
    if n - from > SMALL {
        one_behind(a, from, n - SMALL, &mut reduced);
        from = n - SMALL;
    }
    step_by_step(a, from, &mut reduced);
    reduced
}

impl Reduced {
    fn new(n: usize) -> Self {
        Self::with(n, Reflectors::new(n, n, 0), Reflectors::new(n.saturating_sub(1), n, 1))
    }

    fn with(n: usize, left: Reflectors, right: Reflectors) -> Self {
        let (diagonal, beside) = (vec![0.0; n], vec![0.0; n.saturating_sub(1)]);
        Self { diagonal, beside, left, right }
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

/// An update A ← A − uyᵀ − xwᵀ that is still to be made.
struct Pending {
    u: Vec<f64>,
    y: Vec<f64>,
    x: Vec<f64>,
    w: Vec<f64>,
}

impl Pending {
    /// Makes it in some rows from column `k` on, and adds factorᵢ·rowᵢ to `shadow`, which
    /// starts there.
    fn make(&self, k: usize, i: usize, rows: &mut [f64], factors: &[f64], shadow: &mut [f64]) {
        let n = self.y.len();
        let (y, w) = (&self.y[k..], &self.w[k..]);
        if let [a, b, c, d] = *factors {
            let (first, rest) = rows.split_at_mut(n);
            let (second, rest) = rest.split_at_mut(n);
            let (third, fourth) = rest.split_at_mut(n);
            let four = [first, second, third, fourth].map(|row| &mut row[k..]);
            update_four(four, (&self.u[i..], y), (&self.x[i..], w), [a, b, c, d], shadow);
            return;
        }
        for (offset, (row, &factor)) in rows.chunks_exact_mut(n).zip(factors).enumerate() {
            let row = &mut row[k..];
            axpy(-self.u[i + offset], y, row);
            axpy(-self.x[i + offset], w, row);
            axpy(factor, row, shadow);
        }
    }
}

/// Four rows less uᵢy and xᵢw; shadow ← shadow + Σ factorᵢ·rowᵢ.
fn update_four(
    [one, two, three, four]: [&mut [f64]; 4],
    (u, y): (&[f64], &[f64]),
    (x, w): (&[f64], &[f64]),
    factors: [f64; 4],
    shadow: &mut [f64],
) {
    let (u, x): ([f64; 4], [f64; 4]) = (from_fn(|r| u[r]), from_fn(|r| x[r]));
    let rows = one.iter_mut().zip(two).zip(three).zip(four);
    for (((((a, b), c), d), (&y, &w)), shadow) in rows.zip(y.iter().zip(w)).zip(shadow) {
        *a -= u[0] * y + x[0] * w;
        *b -= u[1] * y + x[1] * w;
        *c -= u[2] * y + x[2] * w;
        *d -= u[3] * y + x[3] * w;
        *shadow += (factors[0] * *a + factors[1] * *b) + (factors[2] * *c + factors[3] * *d);
    }
}

/// The columns `from..to` by mirrors whose updates wait for the next step, and are made in all
/// that is left at the end.
fn one_behind(a: &mut Array2<f64>, from: usize, to: usize, reduced: &mut Reduced) {
    let n = a.nrows();
    let Reduced { diagonal, beside, left, right } = reduced;
    let none = || vec![0.0; n];
    let mut pending = Pending { u: none(), y: none(), x: none(), w: none() };
    let (mut v, mut shadow, mut w, mut x) = (none(), none(), none(), none());
    for k in from..to {
        let Pending { u, y, x: x_before, w: w_before } = &pending;
        let before = (k..n).fold(0.0_f64, |m, i| m.max(a[[i, k]].abs()));
        for i in k..n {
            v[i] = a[[i, k]] - (u[i] * y[k] + x_before[i] * w_before[k]);
        }
        drop_rounding(&mut v[k..], n, before);
        let (beta, tau) = reflector(&mut v[k..]);
        diagonal[k] = beta;
        left.set(k, &v[k..], tau);
        shadow.fill(0.0);
        let entries = a.as_slice_mut().expect("work matrices are in row-major order");
        for (offset, rows) in entries[k * n..].chunks_mut(4 * n).enumerate() {
            let i = k + 4 * offset;
            let factors = &v[i..n.min(i + 4)];
            pending.make(k + 1, i, rows, factors, &mut shadow[k + 1..]);
        }
        shadow[k + 1..].iter_mut().for_each(|y| *y *= tau);

        w.copy_from_slice(row(a, k));
        let before = max_abs(&w[k + 1..]);
        axpy(-1.0, &shadow[k + 1..], &mut w[k + 1..]);
        drop_rounding(&mut w[k + 1..], n, before);
        let (beta, tau) = reflector(&mut w[k + 1..]);
        beside[k] = beta;
        right.set(k, &w[k + 1..], tau);
        // A is still without the mirror from the left: (A − v·shadow)w.
        rows_times(&block(a, k + 1..n, k + 1..n), &w[k + 1..], &mut x[k + 1..]);
        let along = dot(&shadow[k + 1..], &w[k + 1..]);
        for i in k + 1..n {
            x[i] = tau * (x[i] - along * v[i]);
        }
        swap(&mut pending.u, &mut v);
        swap(&mut pending.y, &mut shadow);
        swap(&mut pending.x, &mut x);
        swap(&mut pending.w, &mut w);
    }
    let entries = a.as_slice_mut().expect("work matrices are in row-major order");
    for (i, rows) in (to..n).step_by(4).zip(entries[to * n..].chunks_mut(4 * n)) {
        let factors = [0.0; 4];
        pending.make(to, i, rows, &factors[..4.min(n - i)], &mut shadow[to..]);
    }
}

/// The columns from `from` on, one after the other. The mirror from the left is made in one
/// pass over the rows (the shadow vᵀA), and both updates in another, so that each row is
/// fetched twice a step.
fn step_by_step(a: &mut Array2<f64>, from: usize, reduced: &mut Reduced) {
    let n = a.nrows();
    let Reduced { diagonal, beside, left, right } = reduced;
    let [mut shadow, mut v, mut w] = [(); 3].map(|()| vec![0.0; n]);
    for k in from..n {
        let v = &mut v[k..];
        v.iter_mut().zip(k..).for_each(|(v, i)| *v = a[[i, k]]);
        let (beta, tau) = reflector(v);
        diagonal[k] = beta;
        left.set(k, v, tau);
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
        let w = &mut w[k + 1..];
        w.copy_from_slice(&row(a, k)[k + 1..]);
        axpy(-1.0, shadow, w);
        let (beta, tau) = reflector(w);
        beside[k] = beta;
        right.set(k, w, tau);
        for i in k + 1..n {
            let part = &mut row_mut(a, i)[k + 1..];
            axpy(-v[i - k], shadow, part);
            let product = dot(part, w);
            axpy(-tau * product, w, part);
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
        for n in [1, 2, 5, 20, 21, 22, 23, 24, 25, 64, 66, 97, 130, 160, 161, 162, 163, 200, 250] {
            let a = gaussian(n, n, n as u64);
            let fast = reduce(&mut a.clone());
            let (diagonal, beside) = reduce_alone(&mut a.clone());
            assert_eq!((&diagonal, &beside), (&fast.diagonal, &fast.beside));
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
