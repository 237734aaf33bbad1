//! The singular values and vectors of a bidiagonal matrix, in halves.
//!
//! The row in the middle, with α on the diagonal and β beside it, ties the halves together:
//!
//! ```text
//!     ⎡B₁    ⎤        B₁ has a column more than rows, as has B₂
//! B = ⎢αe βe₁⎥        unless it is the last part of a square
//!     ⎣    B₂⎦
//! ```
//!
//! With the SVDs of B₁ and B₂, B is orthogonal bases around a matrix M that has a row z (α
//! times the last row of V₁, β times the first of V₂) above a diagonal D, whose first
//! entry, below the direction that B₁ and B₂ send to zero, is 0. Then MᵀM = D² + zzᵀ: its
//! eigenvalues σ² are the roots of the secular equation (`secular.rs`), in which every
//! Dᵢ² − σ² keeps its digits as (Dᵢ − σ)(Dᵢ + σ); its eigenvectors zᵢ/(Dᵢ² − σ²) are the
//! right singular vectors of M, and Dᵢzᵢ/(Dᵢ² − σ²), with −1 in the row of z, the left ones.
//!
//! The errors are those of rounding beside the largest singular value. The QR iteration
//! (`bidiagonal_qr.rs`) keeps the digits of the small ones as well, and is the one that
//! [`svd`](super::svd()) uses where they have any.
//!
//! Source: Gu and Eisenstat, A divide-and-conquer algorithm for the bidiagonal SVD, SIAM J.
//! Matrix Anal. Appl. 16 (1995); Golub and Van Loan, Matrix Computations, 4th ed., §8.6.

use super::bidiagonal_qr::{self, Bases, Basis};
use super::halves::{Groups, Reach, Source, ascending, separate, turn_rows};
use super::kernels::{UNIT_ROUNDOFF, block_mut, max_abs};
use super::secular::{Gap, Roots};
use crate::error::MathError;
use ndarray::{Array2, ArrayViewMut2};

/// Up to this order the QR iteration is as fast.
const SMALL: usize = 32;

/// Replaces the diagonal by the singular values, ascending; answers with Uᵀ and Vᵀ.
/// `beside[i]` stands right of `diagonal[i]`; what is no larger than `floor`, which is the
/// rounding of the largest entry, is zero.
pub(super) fn diagonalise(
    operation: &'static str,
    d: &mut [f64],
    beside: &mut [f64],
    floor: f64,
) -> Result<(Array2<f64>, Array2<f64>), MathError> {
    let n = d.len();
    let (mut ut, mut vt) = (Array2::zeros((n, n)), Array2::zeros((n, n)));
    Halves { operation, floor }.solve(d, beside, ut.view_mut(), vt.view_mut())?;
    Ok((ut, vt))
}

struct Halves {
    operation: &'static str,
    floor: f64,
}

impl Halves {
    /// For a part with as many columns as rows, or one more; then the last row of `vt` is the
    /// direction that is sent to zero.
    fn solve(
        &self,
        d: &mut [f64],
        beside: &mut [f64],
        mut ut: ArrayViewMut2<f64>,
        mut vt: ArrayViewMut2<f64>,
    ) -> Result<(), MathError> {
        let (n, columns) = (d.len(), vt.ncols());
        if n <= SMALL {
            return self.directly(d, beside, ut, vt);
        }
        let middle = n / 2;
        let (first, second) = d.split_at_mut(middle);
        let (above, below) = beside.split_at_mut(middle);
        let (alpha, beta) = (second[0], below[0]);
        let upper = block_mut(&mut ut, 0..middle, 0..middle);
        self.solve(first, above, upper, block_mut(&mut vt, 0..middle + 1, 0..middle + 1))?;
        let lower = block_mut(&mut ut, middle + 1..n, middle + 1..n);
        let rest = middle + 1..columns;
        self.solve(
            &mut second[1..],
            &mut below[1..],
            lower,
            block_mut(&mut vt, rest.clone(), rest),
        )?;
        tied(d, (alpha, beta), self.floor, ut, vt);
        Ok(())
    }

    /// By the QR iteration; with a column more than rows, after a row of zeros is added,
    /// which stays one.
    fn directly(
        &self,
        d: &mut [f64],
        beside: &mut [f64],
        mut ut: ArrayViewMut2<f64>,
        mut vt: ArrayViewMut2<f64>,
    ) -> Result<(), MathError> {
        let (n, size) = (d.len(), vt.ncols());
        let mut diagonal = d.to_vec();
        diagonal.resize(size, 0.0);
        let basis = || Basis::new(Array2::eye(size));
        let mut bases = Bases { left: basis(), right: basis() };
        let (operation, floor) = (self.operation, self.floor);
        bidiagonal_qr::diagonalise(operation, &mut diagonal, beside, floor, Some(&mut bases))?;
        let signs: Vec<f64> = diagonal.iter().map(|&value| 1.0_f64.copysign(value)).collect();
        diagonal.iter_mut().for_each(|value| *value = value.abs());
        for (i, from) in ascending(&diagonal[..n]).into_iter().enumerate() {
            d[i] = diagonal[from];
            ut.row_mut(i).iter_mut().zip(bases.left.rows.row(from)).for_each(|(to, v)| *to = *v);
            vt.row_mut(i).assign(&(&bases.right.rows.row(from) * signs[from]));
        }
        if size > n {
            vt.row_mut(n).assign(&bases.right.rows.row(n));
        }
        Ok(())
    }
}

/// The singular values and vectors of two parts become those of the whole; `ut` and `vt`
/// hold the parts' as blocks on the diagonal, with nothing in the middle row of `ut`.
fn tied(
    d: &mut [f64],
    (alpha, beta): (f64, f64),
    floor: f64,
    mut ut: ArrayViewMut2<f64>,
    mut vt: ArrayViewMut2<f64>,
) {
    let (n, columns) = (d.len(), vt.ncols());
    let middle = n / 2;
    let (mut us, mut vs) = (ut.to_owned(), vt.to_owned());
    us[[middle, middle]] = 1.0;
    d[middle] = 0.0;
    let mut z: Vec<f64> = (0..n)
        .map(|i| if i <= middle { alpha * vs[[i, middle]] } else { beta * vs[[i, middle + 1]] })
        .collect();
    let mut reach: Vec<Reach> =
        (0..n).map(|i| if i <= middle { Reach::Upper } else { Reach::Lower }).collect();
    if columns > n {
        // Both parts send a direction to zero; a rotation leaves z one of the two.
        let (one, other) = (z[middle], beta * vs[[n, middle + 1]]);
        let length = one.hypot(other);
        if length > 0.0 {
            turn_rows(&mut vs, n, middle, one / length, other / length);
            z[middle] = length;
            reach[middle] = Reach::Both;
        }
        vt.row_mut(n).assign(&vs.row(n));
    }
    let largest = max_abs(d).max(alpha.abs()).max(beta.abs());
    let negligible = (16.0 * UNIT_ROUNDOFF * largest).max(floor);
    let order: Vec<usize> = ascending(d).into_iter().filter(|&i| i != middle).collect();
    let (mut taking_part, kept) = separate(&order, d, &mut z, 1.0, negligible, |i, j, c, s| {
        turn_rows(&mut us, i, j, c, s);
        turn_rows(&mut vs, i, j, c, s);
        reach[j] = reach[i].joined_to(reach[j]);
    });
    taking_part.insert(0, middle);
    if z[middle].abs() <= negligible {
        z[middle] = negligible;
    }
    let mut poles: Vec<f64> = taking_part.iter().map(|&i| d[i]).collect();
    if let Some(second) = poles.get_mut(1) {
        *second = second.max(negligible / 2.0);
    }
    let squares: Vec<f64> = taking_part.iter().map(|&i| z[i] * z[i]).collect();
    let gap: Gap = |x, y| (x - y) * (x + y);
    let roots = Roots::of(&poles, &squares, gap);
    let mut weights = roots.weights(&poles, gap);
    for (weight, &i) in weights.iter_mut().zip(&taking_part) {
        *weight = weight.copysign(z[i]);
    }
    let mut found: Vec<(f64, Source)> = kept.iter().map(|&i| (d[i], Source::Kept(i))).collect();
    for (j, (&origin, offset)) in roots.origin.iter().zip(&roots.offset).enumerate() {
        let pole = poles[origin];
        let value = pole + offset / (pole + (pole * pole + offset).max(0.0).sqrt());
        found.push((value, Source::Made(j)));
    }
    let groups = Groups::of(&taking_part, &reach);
    let right = groups.coordinates(&roots.gaps, |i, gap| weights[i] / gap);
    let right = groups.multiply(&right, &vs, middle + 1);
    let left = groups
        .coordinates(&roots.gaps, |i, gap| if i == 0 { -1.0 } else { poles[i] * weights[i] / gap });
    let left = groups.multiply(&left, &us, middle + 1);
    found.sort_by(|x, y| x.0.total_cmp(&y.0));
    for (i, (value, source)) in found.into_iter().enumerate() {
        d[i] = value;
        let (u, v) = match source {
            Source::Kept(from) => (us.row(from), vs.row(from)),
            Source::Made(from) => (left.row(from), right.row(from)),
        };
        ut.row_mut(i).assign(&u);
        vt.row_mut(i).assign(&v);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linalg::hard_cases::gaussian;

    /// The readable way and the fast way side by side, for random entries, equal ones, ones
    /// that come apart, zeros on the diagonal, and values that fall fast.
    #[test]
    fn halves_and_the_qr_iteration_agree() {
        for n in [1, 2, 31, 32, 33, 34, 65, 97, 150, 200] {
            let random = gaussian(n, 2, n as u64);
            let beside = |i: usize| random[[i, 1]];
            let kinds: [(Vec<f64>, Vec<f64>); 6] = [
                (random.column(0).to_vec(), (0..n).map(beside).collect()),
                (vec![1.0; n], vec![1.0; n]),
                (vec![1.0; n], vec![0.0; n]),
                (random.column(0).to_vec(), (0..n).map(|i| f64::from(i % 7 != 0)).collect()),
                ((0..n).map(|i| f64::from(i % 5 != 0)).collect(), vec![0.5; n]),
                (
                    (0..n).map(|i| 0.8_f64.powi(i as i32)).collect(),
                    (0..n).map(|i| 0.3 * 0.8_f64.powi(i as i32)).collect(),
                ),
            ];
            for (kind, (diagonal, mut beside)) in kinds.into_iter().enumerate() {
                beside.truncate(n - 1);
                let mut b = Array2::from_diag(&ndarray::Array1::from(diagonal.clone()));
                beside.iter().enumerate().for_each(|(i, &e)| b[[i, i + 1]] = e);
                let entries = diagonal.iter().chain(&beside);
                let floor = UNIT_ROUNDOFF / 2.0 * entries.fold(0.0_f64, |m, v| m.max(v.abs()));
                let (mut fast, mut e) = (diagonal.clone(), beside.clone());
                let (ut, vt) = diagonalise("test", &mut fast, &mut e, floor).unwrap();
                let (mut slow, mut e) = (diagonal, beside);
                bidiagonal_qr::diagonalise("test", &mut slow, &mut e, floor, None).unwrap();
                slow.iter_mut().for_each(|s| *s = s.abs());
                slow.sort_by(f64::total_cmp);
                let size = slow[n - 1];
                for (x, y) in slow.iter().zip(&fast) {
                    assert!((x - y).abs() <= 1e-14 * size, "{kind}, {n}: {x} and {y}");
                }
                for basis in [&ut, &vt] {
                    let gap = basis.dot(&basis.t()) - Array2::<f64>::eye(n);
                    let worst = max_abs(gap.as_slice().unwrap());
                    assert!(worst <= 1e-14, "{kind}, {n}: not orthogonal by {worst}");
                }
                let sigma = Array2::from_diag(&ndarray::Array1::from(fast));
                let gap = ut.t().dot(&sigma).dot(&vt) - &b;
                let worst = max_abs(gap.as_slice().unwrap());
                assert!(worst <= 1e-14 * size, "{kind}, {n}: not restored by {worst}");
            }
        }
    }
}
