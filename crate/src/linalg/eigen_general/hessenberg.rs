//! The Hessenberg form: zero below the first subdiagonal, by mirrors from both
//! sides, so that the eigenvalues stay.
//!
//! Source: Golub and Van Loan, Matrix Computations, 4th ed., §7.4.

use super::super::householder::{Reflectors, reflector};
use super::super::kernels::{axpy, dot, row, row_mut};
use ndarray::Array2;

/// A = QHQᵀ with mirrors that work on the part `low..high`; H replaces A.
pub(super) fn reduce_to_hessenberg(a: &mut Array2<f64>, low: usize, high: usize) -> Reflectors {
    let n = a.nrows();
    let mut q = Reflectors::new(n.saturating_sub(1), n, 1);
    step_by_step(a, low, high, &mut q);
    q
}

/// The columns from `from` on, one after the other; their mirrors are added to `q`.
pub(super) fn step_by_step(a: &mut Array2<f64>, from: usize, high: usize, q: &mut Reflectors) {
    let n = a.nrows();
    let mut shadow = vec![0.0; n];
    for k in from..high.saturating_sub(2) {
        let mut v: Vec<f64> = (k + 1..high).map(|i| a[[i, k]]).collect();
        let (beta, tau) = reflector(&mut v);
        a[[k + 1, k]] = beta;
        for i in k + 2..high {
            a[[i, k]] = 0.0;
        }
        if tau == 0.0 {
            continue;
        }
        // From the right, A ← A(I − τvvᵀ), row by row; the rows the mirror
        // touches from the left are gathered (vᵀA) in the same pass.
        let shadow = &mut shadow[k + 1..];
        shadow.fill(0.0);
        for i in 0..high {
            let part = &mut row_mut(a, i)[k + 1..high];
            let product = dot(part, &v);
            axpy(-tau * product, &v, part);
            if i > k {
                axpy(v[i - k - 1], &row(a, i)[k + 1..], shadow);
            }
        }
        for i in k + 1..high {
            axpy(-tau * v[i - k - 1], shadow, &mut row_mut(a, i)[k + 1..]);
        }
        v.resize(n - k - 1, 0.0);
        q.set(k, &v, tau);
    }
}
