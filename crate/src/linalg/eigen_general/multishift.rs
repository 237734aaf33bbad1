//! The QR iteration for large Hessenberg matrices: looks ahead, and moves many shifts at once.
//!
//! Each round asks the trailing square which eigenvalues have converged
//! ([`aggressive`](super::aggressive)) and, unless that was many, sends a train of double
//! shifts through the block with those that have not ([`bulges`](super::bulges)). Both keep
//! to a window on the diagonal; the rest of the matrix feels them in matrix products. What
//! is left when the block has become small is Francis' algorithm, [`francis`], the readable
//! form of all this, which small matrices use from the start and to which a block that
//! stalls is handed over.
//!
//! Source: Braman, Byers and Mathias, The multishift QR algorithm, parts I and II, SIAM
//! Journal on Matrix Analysis 23 (2002).

use super::super::kernels::identity;
use super::aggressive::deflate;
use super::bulges::sweep;
use super::francis::{francis, start_of_block};
use super::window::{Reach, put_back, square};
use crate::error::MathError;
use ndarray::Array2;
use num_complex::Complex64;

/// A matrix that Francis' algorithm takes whole.
const SMALL: usize = 128;
/// The rest of a larger one.
const REST: usize = 80;
/// Bulges of one train.
const PAIRS: usize = 10;
/// The trailing square.
const LOOK: usize = 48;
/// After so many rounds without an eigenvalue the shifts are not taken from the matrix, …
const EXCEPTIONAL: usize = 6;
/// … and after so many the block is handed over.
const PATIENCE: usize = 20;

/// The same as [`francis`].
pub(super) fn quasi_triangular_form(
    operation: &'static str,
    h: &mut Array2<f64>,
    low: usize,
    high: usize,
    mut z: Option<&mut Array2<f64>>,
) -> Result<Vec<Complex64>, MathError> {
    if high - low <= SMALL {
        return francis(operation, h, low, high, z);
    }
    let n = h.nrows();
    let mut values: Vec<Complex64> = h.diag().iter().map(|&v| v.into()).collect();
    let (mut end, mut stalled) = (high, 0);
    while end > low {
        let first = start_of_block(h, low, end - 1);
        if first > low {
            h[[first, first - 1]] = 0.0;
        }
        let whole = z.is_some();
        let reach =
            if whole { Reach { top: 0, right: n } } else { Reach { top: first, right: end } };
        if end - first <= REST {
            let found = finish(operation, h, first..end, reach, z.as_deref_mut())?;
            values[first..end].copy_from_slice(&found);
            (end, stalled) = (first, 0);
            continue;
        }
        if stalled == PATIENCE {
            let found = francis(operation, h, low, end, z)?;
            values[low..end].copy_from_slice(&found[low..end]);
            break;
        }
        let found = deflate(operation, h, end, LOOK, reach, z.as_deref_mut())?;
        let count = found.settled.len();
        values[end - count..end].copy_from_slice(&found.settled);
        end -= count;
        stalled = if count > 0 { 0 } else { stalled + 1 };
        if 7 * count > LOOK {
            continue;
        }
        let pairs = if stalled > 0 && stalled.is_multiple_of(EXCEPTIONAL) {
            exceptional(h, end)
        } else {
            pairs(&found.shifts)
        };
        let reach = if whole { reach } else { Reach { right: end, ..reach } };
        sweep(h, first, end, &pairs, reach, z.as_deref_mut());
    }
    Ok(values)
}

/// Francis' algorithm on a small block that stands alone.
fn finish(
    operation: &'static str,
    h: &mut Array2<f64>,
    block: std::ops::Range<usize>,
    reach: Reach,
    z: Option<&mut Array2<f64>>,
) -> Result<Vec<Complex64>, MathError> {
    let size = block.len();
    let mut t = square(h, block.clone());
    if z.is_none() {
        return francis(operation, &mut t, 0, size, None);
    }
    let mut turn = identity(size, size);
    let values = francis(operation, &mut t, 0, size, Some(&mut turn))?;
    put_back(h, block, &t, &turn, reach, z);
    Ok(values)
}

/// Double shifts: complex pairs, and real numbers of like size by twos, the smallest of
/// all if there are too many. Those in the trailing square that are small belong there:
/// the iteration leaves small eigenvalues at the bottom.
fn pairs(shifts: &[Complex64]) -> Vec<[Complex64; 2]> {
    let mut pairs: Vec<[Complex64; 2]> =
        shifts.iter().filter(|s| s.im > 0.0).map(|s| [*s, s.conj()]).collect();
    let mut real: Vec<Complex64> = shifts.iter().copied().filter(|s| s.im == 0.0).collect();
    real.sort_by(|x, y| x.re.abs().total_cmp(&y.re.abs()));
    pairs.extend(real.chunks(2).map(|two| [two[0], two[two.len() - 1]]));
    pairs.sort_by(|x, y| x[1].norm().total_cmp(&y[1].norm()));
    pairs.truncate(PAIRS);
    pairs
}

/// Shifts unlike those that stall (the constants are LAPACK's).
fn exceptional(h: &Array2<f64>, end: usize) -> Vec<[Complex64; 2]> {
    let pair = |i: usize| {
        let size = h[[i, i - 1]].abs() + h[[i - 1, i - 2]].abs();
        let shift = Complex64::new(0.75 * size + h[[i, i]], 0.4375_f64.sqrt() * size);
        [shift, shift.conj()]
    };
    (0..PAIRS).map(|k| pair(end - 1 - 2 * k)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::aggressive::diagonal_values;
    use super::super::hessenberg_panels::reduce;
    use super::*;
    use crate::linalg::hard_cases::{self, gaussian};
    use crate::linalg::kernels::{UNIT_ROUNDOFF, max_abs, norm};

    fn size(m: &Array2<f64>) -> f64 {
        norm(m.as_slice().unwrap())
    }

    fn upper(n: usize, entry: impl Fn(usize, usize) -> f64) -> Array2<f64> {
        Array2::from_shape_fn((n, n), |(i, j)| if j >= i { entry(i, j) } else { 0.0 })
    }

    /// Hessenberg matrices of order n that are hard on the iteration.
    fn cases(n: usize) -> Vec<(&'static str, Array2<f64>)> {
        let mut cases = hard_cases::square(n);
        cases.retain(|(name, _)| !name.starts_with("entries"));
        let random = gaussian(n, n, 3);
        let q = hard_cases::orthogonal(n);
        let hidden = |t: Array2<f64>| q.dot(&t).dot(&q.t());
        let jordan = |value: f64| {
            upper(n, move |i, j| match j - i {
                0 => value,
                1 => 1.0,
                _ => 0.0,
            })
        };
        cases.push(("orthogonal", q.clone()));
        cases.push(("symmetric", &random + &random.t()));
        cases.push(("skew", &random - &random.t()));
        cases.push(("triangular", upper(n, |i, j| random[[i, j]])));
        cases.push(("nilpotent", jordan(0.0)));
        cases.push(("hidden nilpotent", hidden(jordan(0.0))));
        cases.push(("hidden Jordan block", hidden(jordan(2.0))));
        let three = upper(n, |i, j| if i == j { [2.0, -1.0, 0.5][i % 3] } else { 0.01 });
        cases.push(("three values", hidden(three)));
        // The polynomial 1 + x + … + xⁿ: roots of unity other than 1, all of them pairs or −1.
        let companion = |i: usize, j: usize| {
            let below = if i == j + 1 { 1.0 } else { 0.0 };
            if i == 0 { -1.0 } else { below }
        };
        cases.push(("companion", Array2::from_shape_fn((n, n), |(i, j)| companion(i, j))));
        // Frank's matrix: small eigenvalues are delicate.
        let frank = |i: usize, j: usize| if i > j + 1 { 0.0 } else { (n - i.max(j)) as f64 };
        cases.push(("Frank", Array2::from_shape_fn((n, n), |(i, j)| frank(i, j))));
        for (_, case) in &mut cases {
            reduce(case, 0, n);
        }
        cases
    }

    /// The fast way is a similarity by an orthogonal matrix to a quasi-triangle in standard
    /// form, up to the rounding that Francis' algorithm is allowed as well.
    #[test]
    fn every_matrix_becomes_a_quasi_triangle_in_another_basis() {
        for n in [129, 150, 256] {
            for (name, h) in cases(n) {
                let mut whole = h.clone();
                let mut z = identity(n, n);
                let values = quasi_triangular_form("test", &mut whole, 0, n, Some(&mut z)).unwrap();
                assert_eq!(values, diagonal_values(&whole), "{name} {n}");
                let mut i = 0;
                while i < n {
                    let height = if values[i].im == 0.0 { 1 } else { 2 };
                    for line in i..i + height {
                        let left = whole.row(line);
                        assert!(left.iter().take(i).all(|&v| v == 0.0), "{name} {n}: {line}");
                    }
                    i += height;
                }
                let unit = n as f64 * UNIT_ROUNDOFF;
                let gap = size(&(z.dot(&h).dot(&z.t()) - &whole));
                assert!(gap <= 10.0 * unit * size(&h), "{name} {n}: {}", gap / (unit * size(&h)));
                let skew = size(&(z.dot(&z.t()) - identity(n, n)));
                assert!(skew <= 10.0 * unit, "{name} {n}: {}", skew / unit);
            }
        }
    }

    /// The readable way and the fast way side by side, with vectors and without: eigenvalues
    /// of normal matrices, which rounding moves no further than it moves the matrix.
    #[test]
    fn both_ways_find_the_eigenvalues() {
        let normal = ["orthogonal", "symmetric", "skew", "cyclic permutation", "identity"];
        for n in [129, 150, 256] {
            for (name, h) in cases(n).into_iter().filter(|(name, _)| normal.contains(name)) {
                let slow = francis("test", &mut h.clone(), 0, n, None).unwrap();
                let mut z = identity(n, n);
                let whole = quasi_triangular_form("test", &mut h.clone(), 0, n, Some(&mut z));
                let alone = quasi_triangular_form("test", &mut h.clone(), 0, n, None);
                let bound = n as f64 * UNIT_ROUNDOFF * size(&h);
                for fast in [whole.unwrap(), alone.unwrap()] {
                    let mut left = slow.clone();
                    for value in fast {
                        let gap = |k: usize| (left[k] - value).norm();
                        let near = (0..left.len()).min_by(|&i, &j| gap(i).total_cmp(&gap(j)));
                        let near = near.unwrap();
                        assert!(gap(near) <= bound, "{name} {n}: {} at {value}", gap(near));
                        left.swap_remove(near);
                    }
                }
            }
        }
    }

    /// What balancing has split off keeps its place; the values there are the diagonal.
    #[test]
    fn a_part_of_the_matrix_is_worked_on_alone() {
        let (n, low, high) = (220, 11, 200);
        let mut h = gaussian(n, n, 5);
        for i in 0..n {
            for j in 0..i {
                if i > j + 1 || j < low || i >= high {
                    h[[i, j]] = 0.0;
                }
            }
        }
        let before = h.clone();
        let mut z = identity(n, n);
        let values = quasi_triangular_form("test", &mut h, low, high, Some(&mut z)).unwrap();
        for i in (0..low).chain(high..n) {
            assert_eq!(values[i], Complex64::from(before[[i, i]]));
        }
        let gap = z.dot(&before).dot(&z.t()) - &h;
        assert!(max_abs(gap.as_slice().unwrap()) <= n as f64 * UNIT_ROUNDOFF * size(&before));
    }

    #[test]
    fn shifts_are_taken_by_twos() {
        let c = Complex64::new;
        let shifts = [c(3.0, 1.0), c(3.0, -1.0), c(-0.5, 0.0), c(7.0, 0.0), c(0.25, 0.0)];
        let expected =
            [[c(0.25, 0.0), c(-0.5, 0.0)], [c(3.0, 1.0), c(3.0, -1.0)], [c(7.0, 0.0), c(7.0, 0.0)]];
        assert_eq!(pairs(&shifts), expected);
        let many: Vec<_> = (0..100).map(|i| c(f64::from(i), 0.0)).collect();
        assert_eq!(pairs(&many)[PAIRS - 1][1], c(2.0 * PAIRS as f64 - 1.0, 0.0));
        assert_eq!(pairs(&many).len(), PAIRS);
    }
}
