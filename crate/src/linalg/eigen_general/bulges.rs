//! A train of bulges: many double shifts chased down a large Hessenberg matrix at once.
//!
//! A bulge touches three rows and three columns at a time, wherever it is, and so fetches
//! all of the matrix from memory for a few operations with each entry. Bulges can follow
//! each other at a distance of three rows. A train of them is moved through a window on the
//! diagonal, the first as far as the window goes, each of the others to the back of the one
//! before; what the rest of the matrix has to feel of it is one matrix product (see
//! [`window`](super::window)). Then the window moves on.
//!
//! Source: Braman, Byers and Mathias, The multishift QR algorithm, part I, SIAM Journal on
//! Matrix Analysis 23 (2002).

use super::super::householder::reflector;
use super::super::kernels::identity;
use super::francis::{first_column, mirror_columns, mirror_three_rows, mirror_two_rows};
use super::window::{Reach, put_back, square};
use ndarray::Array2;
use num_complex::Complex64;

/// From one bulge to the next.
const DISTANCE: usize = 3;

/// One sweep of the block `first..end` (at least three rows) with a double shift for each
/// pair, each pair real or conjugate.
pub(super) fn sweep(
    h: &mut Array2<f64>,
    first: usize,
    end: usize,
    pairs: &[[Complex64; 2]],
    reach: Reach,
    mut z: Option<&mut Array2<f64>>,
) {
    let last = end - 1;
    let width = 2 * DISTANCE * pairs.len() + DISTANCE + 1;
    // The row of each bulge's next mirror; `last` for those that have left at the bottom.
    let mut next = vec![first; pairs.len()];
    while let Some(&rear) = next.last().filter(|&&rear| rear < last) {
        // A bulge reaches one column to the left of its next mirror.
        let from = if rear == first { first } else { rear - 1 };
        let to = end.min(from + width);
        let mut part = square(h, from..to);
        let mut turn = identity(to - from, to - from);
        let mut limit = if to == end { last } else { to - DISTANCE };
        for (place, (next, &pair)) in next.iter_mut().zip(pairs).enumerate() {
            let start = *next - from;
            while *next < limit {
                let k = *next - from;
                let mirror = if *next == first {
                    mirror_of(first_column(&part, k, pair))
                } else {
                    next_mirror(&mut part, k)
                };
                // Rows of Uᵀ are zero before the bulge's first mirror in this window and
                // from two columns further with each bulge that has passed.
                let filled = start..(to - from).min(k + 2 * place + DISTANCE);
                apply(&mut part, k, mirror, &mut turn, filled);
                *next += 1;
            }
            if *next < last {
                limit = limit.min(next.saturating_sub(DISTANCE));
            }
        }
        put_back(h, from..to, &part, &turn, reach, z.as_deref_mut());
    }
}

/// A mirror of three rows, or of two at the very end: v and τ.
type Mirror = ([f64; 3], f64);

fn mirror_of(mut v: [f64; 3]) -> Mirror {
    let (_, tau) = reflector(&mut v);
    (v, tau)
}

/// The mirror that clears column k − 1 below the subdiagonal, and that column cleared.
fn next_mirror(part: &mut Array2<f64>, k: usize) -> Mirror {
    let size = DISTANCE.min(part.nrows() - k);
    let mut v = [0.0; 3];
    for i in 0..size {
        v[i] = part[[k + i, k - 1]];
        part[[k + i, k - 1]] = 0.0;
    }
    let (beta, tau) = reflector(&mut v[..size]);
    part[[k, k - 1]] = beta;
    (v, tau)
}

/// The mirror from both sides, and from the left on the columns `filled` of `turn`.
fn apply(
    part: &mut Array2<f64>,
    k: usize,
    (v, tau): Mirror,
    turn: &mut Array2<f64>,
    filled: std::ops::Range<usize>,
) {
    let n = part.nrows();
    let below = (n - 1).min(k + DISTANCE);
    if k + 2 < n {
        mirror_three_rows(part, k, k, n, v, tau);
        mirror_columns::<3>(part, k, 0, below, v, tau);
        mirror_three_rows(turn, k, filled.start, filled.end, v, tau);
    } else {
        mirror_two_rows(part, k, k, n, v, tau);
        mirror_columns::<2>(part, k, 0, below, v, tau);
        mirror_two_rows(turn, k, filled.start, filled.end, v, tau);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linalg::hard_cases::gaussian;
    use crate::linalg::kernels::{UNIT_ROUNDOFF, norm};

    /// However many bulges there are and however the windows fall, H stays Hessenberg and
    /// the same matrix in another basis; with shifts that are eigenvalues it falls apart.
    #[test]
    fn a_sweep_is_a_similarity_that_keeps_the_form() {
        for (n, first, end, pairs) in
            [(3, 0, 3, 1), (4, 0, 4, 2), (30, 0, 30, 1), (90, 5, 83, 7), (200, 0, 200, 12)]
        {
            let mut h = gaussian(n, n, 40 + n as u64);
            for i in 0..n {
                for j in 0..n {
                    let outside = |k: usize| k < first || k >= end;
                    if i > j + 1 || (i > j && (outside(i) || outside(j))) {
                        h[[i, j]] = 0.0;
                    }
                }
            }
            let shift = |i: usize| {
                let (re, im) = (i as f64 / 3.0 - 1.0, if i.is_multiple_of(2) { 0.7 } else { 0.0 });
                [Complex64::new(re, im), Complex64::new(re, -im)]
            };
            let pairs: Vec<_> = (0..pairs).map(shift).collect();
            let before = h.clone();
            let mut z = identity(n, n);
            let reach = Reach { top: 0, right: n };
            sweep(&mut h, first, end, &pairs, reach, Some(&mut z));
            for i in 0..n {
                for j in 0..i.saturating_sub(1) {
                    assert_eq!(h[[i, j]], 0.0, "{n}: ({i}, {j})");
                }
            }
            let size = |m: &Array2<f64>| norm(m.as_slice().unwrap());
            let bound = 10.0 * n as f64 * UNIT_ROUNDOFF;
            assert!(size(&(z.dot(&before).dot(&z.t()) - &h)) <= bound * size(&before), "{n}");
            assert!(size(&(z.dot(&z.t()) - identity(n, n))) <= bound, "{n}");
            assert!(size(&(&h - &before)) > 0.1, "{n}: something has happened");

            // Without vectors the block itself is the same.
            let mut alone = before;
            sweep(&mut alone, first, end, &pairs, Reach { top: first, right: end }, None);
            assert_eq!(square(&alone, first..end), square(&h, first..end));
        }
    }
}
