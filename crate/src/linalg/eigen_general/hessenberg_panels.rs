//! The Hessenberg form of a large matrix: mirrors gathered in panels.
//!
//! The product of b mirrors is I − VᵀTV (the mirrors are the rows of V, T is a small
//! triangle), so that a panel of b columns changes the matrix by
//!
//! ```text
//! A ← (I − VᵀTV)ᵀ(A − YV),   Y = AVᵀT.
//! ```
//!
//! Only the panel's own columns are needed before all of its mirrors are known. They are
//! corrected one after the other; the columns of Y, one product with A for each mirror,
//! are gathered on the way. The rest of the update, four fifths of the work, is matrix
//! products at the end of the panel, also for the rows of Y that no column of the panel
//! asks for. [`step_by_step`] makes every update at once, as one would by hand; it is the
//! faster one for small matrices.
//!
//! Source: Golub and Van Loan, Matrix Computations, 4th ed., §7.4.3 and §5.1.7; Quintana-Ortí
//! and van de Geijn, Improving the performance of reduction to Hessenberg form, ACM
//! Transactions on Mathematical Software 32 (2006).

use super::super::householder::{Reflectors, reflector};
use super::super::kernels::{axpy, block, block_mut, dot, row, row_mut, rows_times};
use super::hessenberg::step_by_step;
use ndarray::Array2;
use ndarray::linalg::general_mat_mul;

/// Columns of one panel.
const PANEL: usize = 32;
/// The rest of the matrix that is mirrored step by step.
const SMALL: usize = 128;

/// A = QHQᵀ with mirrors that work on the part `low..high`; H replaces A.
pub(super) fn reduce(a: &mut Array2<f64>, low: usize, high: usize) -> Reflectors {
    let n = a.nrows();
    let mut q = Reflectors::new(n.saturating_sub(1), n, 1);
    let mut from = low;
    while high - from > SMALL {
        panel(a, from, high, &mut q);
        from += PANEL;
    }
    step_by_step(a, from, high, &mut q);
    q
}

/// The columns `from..from + PANEL`, and what their mirrors do to the rest.
fn panel(a: &mut Array2<f64>, from: usize, high: usize, q: &mut Reflectors) {
    let n = a.nrows();
    // Mirrors start in the row after their column: rows and columns are counted from there.
    let base = from + 1;
    let order = high - base;
    let mut v = Array2::<f64>::zeros((PANEL, order));
    let mut y = Array2::<f64>::zeros((PANEL, order));
    let mut t = Array2::<f64>::zeros((PANEL, PANEL));
    let mut along = vec![0.0; PANEL];
    for step in 0..PANEL {
        let k = from + step;
        let mut column: Vec<f64> = (base..high).map(|i| a[[i, k]]).collect();
        if step > 0 {
            for l in 0..step {
                axpy(-v[[l, step - 1]], row(&y, l), &mut column);
            }
            for l in 0..step {
                along[l] = dot(&row(&v, l)[l..], &column[l..]);
            }
            for l in 0..step {
                let shadow: f64 = (0..=l).map(|j| t[[j, l]] * along[j]).sum();
                axpy(-shadow, &row(&v, l)[l..], &mut column[l..]);
            }
        }
        let mirror = &mut column[step..];
        let (beta, tau) = reflector(mirror);
        row_mut(&mut v, step)[step..].copy_from_slice(mirror);
        let mut whole = mirror.to_vec();
        whole.resize(n - k - 1, 0.0);
        q.set(k, &whole, tau);
        mirror.fill(0.0);
        mirror[0] = beta;
        for (i, &entry) in (base..high).zip(&column) {
            a[[i, k]] = entry;
        }

        let mirror = &row(&v, step)[step..];
        for (l, part) in along.iter_mut().enumerate().take(step) {
            *part = dot(&row(&v, l)[step..], mirror);
        }
        let mut product = vec![0.0; order];
        rows_times(&block(a, base..high, k + 1..high), mirror, &mut product);
        for (l, &part) in along.iter().enumerate().take(step) {
            axpy(-part, row(&y, l), &mut product);
        }
        product.iter_mut().for_each(|p| *p *= tau);
        row_mut(&mut y, step).copy_from_slice(&product);
        for i in 0..step {
            let sum: f64 = (i..step).map(|j| t[[i, j]] * along[j]).sum();
            t[[i, step]] = -tau * sum;
        }
        t[[step, step]] = tau;
    }

    // From the right: the rows above the panel's mirrors, in all of the mirrors' columns, …
    let mut above = block_mut(a, 0..base, base..high);
    let shadows = above.dot(&v.t()).dot(&t);
    general_mat_mul(-1.0, &shadows, &v, 1.0, &mut above);
    // … and the others, in the columns that are still to be reduced.
    let rest = from + PANEL;
    let tail = block(&v, 0..PANEL, rest - base..order);
    general_mat_mul(-1.0, &y.t(), &tail, 1.0, &mut block_mut(a, base..high, rest..high));
    // From the left.
    let mut right = block_mut(a, base..high, rest..n);
    let shadows = t.t().dot(&v.dot(&right));
    general_mat_mul(-1.0, &v.t(), &shadows, 1.0, &mut right);
}

#[cfg(test)]
mod tests {
    use super::super::hessenberg::reduce_to_hessenberg;
    use super::*;
    use crate::linalg::hard_cases::{self, gaussian};
    use crate::linalg::kernels::{UNIT_ROUNDOFF, identity, norm};

    /// ‖QHQᵀ − A‖/(n·u·‖A‖) and ‖QᵀQ − I‖/(n·u), after a look at H's zeros.
    fn judge(name: &str, a: &Array2<f64>, h: &Array2<f64>, q: &Reflectors) -> f64 {
        let n = a.nrows();
        for i in 2..n {
            assert!(row(h, i)[..i - 1].iter().all(|&v| v == 0.0), "{name} {n}: row {i}");
        }
        let q = q.form(n);
        let size = |m: &Array2<f64>| norm(m.as_slice().unwrap());
        let unit = n as f64 * UNIT_ROUNDOFF;
        let gap = size(&(q.dot(h).dot(&q.t()) - a)) / (unit * size(a).max(f64::MIN_POSITIVE));
        gap.max(size(&(q.t().dot(&q) - identity(n, n))) / unit)
    }

    /// The readable way and the fast way side by side.
    #[test]
    fn panels_and_single_steps_agree() {
        for n in [1, 2, 3, 128, 129, 130, 131, 160, 161, 200] {
            let mut cases = hard_cases::square(n);
            cases.retain(|(name, _)| !name.starts_with("entries"));
            cases.push(("another", gaussian(n, n, n as u64)));
            for (name, a) in cases {
                let (mut fast, mut slow) = (a.clone(), a.clone());
                let q = reduce(&mut fast, 0, n);
                assert!(judge(name, &a, &fast, &q) <= 10.0, "{name} {n}");
                let q = reduce_to_hessenberg(&mut slow, 0, n);
                assert!(judge(name, &a, &slow, &q) <= 10.0, "{name} {n}");
                // The first column depends on nothing that is in doubt.
                for i in 0..n {
                    let gap = (fast[[i, 0]] - slow[[i, 0]]).abs();
                    assert!(gap <= n as f64 * UNIT_ROUNDOFF * norm(a.as_slice().unwrap()));
                }
            }
        }
    }

    /// Rows and columns that balancing has split off are carried along and keep their place.
    #[test]
    fn a_part_of_the_matrix_is_reduced_alone() {
        for (n, low, high) in [(200, 7, 190), (170, 0, 150), (180, 30, 180)] {
            let mut a = gaussian(n, n, 23);
            for i in 0..n {
                for j in 0..i {
                    if j < low || i >= high {
                        a[[i, j]] = 0.0;
                    }
                }
            }
            let mut h = a.clone();
            let q = reduce(&mut h, low, high);
            assert!(judge("part", &a, &h, &q) <= 10.0, "{n} {low} {high}");
            for i in (0..low).chain(high..n) {
                assert_eq!(h[[i, i]], a[[i, i]]);
            }
        }
    }
}
