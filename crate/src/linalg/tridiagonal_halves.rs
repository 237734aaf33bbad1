//! A symmetric tridiagonal matrix, diagonalised in halves.
//!
//! Take away the entry β that ties the two halves together, and what is left falls apart:
//!
//! ```text
//! T = ⎡T₁    ⎤ + |β|vvᵀ,   v = (0 … 0 1 ±1 0 … 0)
//!     ⎣    T₂⎦
//! ```
//!
//! With T₁ = Q₁D₁Q₁ᵀ and T₂ = Q₂D₂Q₂ᵀ the whole is Q(D + |β|zzᵀ)Qᵀ, where z = Qᵀv consists of
//! the last row of Q₁ and the first of Q₂. The eigenvalues of D + |β|zzᵀ come from the
//! secular equation (`secular.rs`), its eigenvectors are zᵢ/(Dᵢ − λ), and those of T are
//! one matrix product away, which is where a processor is fastest. QL (in
//! `eigen_symmetric.rs`) would turn two rows at a time instead.
//!
//! Where zᵢ is nearly 0, or two of the Dᵢ are nearly equal (then a rotation makes one zᵢ 0),
//! an eigenvector is kept as it is. For most matrices that saves half of the work.
//!
//! The errors are those of rounding beside the largest eigenvalue; QL has more digits of
//! small ones where T is graded, so [`eigh`](super::eigh) keeps it for such matrices.
//!
//! Source: Cuppen, A divide and conquer method for the symmetric tridiagonal eigenproblem,
//! Numer. Math. 36 (1981); Gu and Eisenstat (1995); Golub and Van Loan, Matrix
//! Computations, 4th ed., §8.4.

use super::halves::{Groups, Reach, Source, ascending, separate, turn_rows};
use super::kernels::{UNIT_ROUNDOFF, block_mut, max_abs};
use super::secular::{Gap, Roots};
use super::tridiagonal_ql::ql_iteration;
use crate::error::MathError;
use ndarray::{Array2, ArrayViewMut2};

/// Up to this order QL is as fast.
const SMALL: usize = 32;

/// Replaces the diagonal by the eigenvalues, ascending; answers with the eigenvectors as
/// rows. `beside[i]` stands between the entries i and i + 1 of the diagonal.
pub(super) fn diagonalise(d: &mut [f64], beside: &mut [f64]) -> Result<Array2<f64>, MathError> {
    let n = d.len();
    let mut vectors = Array2::zeros((n, n));
    // Below this an entry is nothing but the rounding of the largest.
    let floor = UNIT_ROUNDOFF / 2.0 * max_abs(d).max(max_abs(beside));
    halves(d, beside, floor.max(f64::MIN_POSITIVE), vectors.view_mut())?;
    Ok(vectors)
}

fn halves(
    d: &mut [f64],
    beside: &mut [f64],
    floor: f64,
    mut vectors: ArrayViewMut2<f64>,
) -> Result<(), MathError> {
    let n = d.len();
    if n <= SMALL {
        let mut own = Array2::eye(n);
        ql_iteration(d, &mut beside[..n], &mut own)?;
        let order = ascending(d);
        let values: Vec<f64> = order.iter().map(|&i| d[i]).collect();
        d.copy_from_slice(&values);
        for (mut to, &from) in vectors.rows_mut().into_iter().zip(&order) {
            to.assign(&own.row(from));
        }
        return Ok(());
    }
    let half = n / 2;
    let tie = beside[half - 1];
    beside[half - 1] = 0.0;
    d[half - 1] -= tie.abs();
    d[half] -= tie.abs();
    let (first, second) = d.split_at_mut(half);
    let (above, below) = beside.split_at_mut(half);
    halves(first, above, floor, block_mut(&mut vectors, 0..half, 0..half))?;
    halves(second, below, floor, block_mut(&mut vectors, half..n, half..n))?;
    tied(d, tie, floor, half, vectors);
    Ok(())
}

/// The eigenvalues and eigenvectors of two halves become those of the whole.
fn tied(d: &mut [f64], tie: f64, floor: f64, half: usize, mut vectors: ArrayViewMut2<f64>) {
    let n = d.len();
    let sign = 1.0_f64.copysign(tie);
    // Length 1: each half of v gives √½.
    let mut z: Vec<f64> = (0..n)
        .map(|i| if i < half { vectors[[i, half - 1]] } else { sign * vectors[[i, half]] })
        .map(|z| z * std::f64::consts::FRAC_1_SQRT_2)
        .collect();
    let rho = 2.0 * tie.abs();
    let mut reach: Vec<Reach> =
        (0..n).map(|i| if i < half { Reach::Upper } else { Reach::Lower }).collect();
    let mut rows = vectors.to_owned();
    let negligible = (16.0 * UNIT_ROUNDOFF * max_abs(d).max(rho)).max(floor);
    let order = ascending(d);
    let (taking_part, kept) = separate(&order, d, &mut z, rho, negligible, |i, j, c, s| {
        turn_rows(&mut rows, i, j, c, s);
        reach[j] = reach[i].joined_to(reach[j]);
    });
    let mut found: Vec<(f64, Source)> = kept.iter().map(|&i| (d[i], Source::Kept(i))).collect();
    let mut made = Array2::zeros((0, 0));
    if !taking_part.is_empty() {
        let gap: Gap = |x, y| x - y;
        let poles: Vec<f64> = taking_part.iter().map(|&i| d[i]).collect();
        let squares: Vec<f64> = taking_part.iter().map(|&i| rho * z[i] * z[i]).collect();
        let roots = Roots::of(&poles, &squares, gap);
        let mut weights = roots.weights(&poles, gap);
        for (weight, &i) in weights.iter_mut().zip(&taking_part) {
            *weight = weight.copysign(z[i]);
        }
        for (j, (&origin, offset)) in roots.origin.iter().zip(&roots.offset).enumerate() {
            found.push((poles[origin] + offset, Source::Made(j)));
        }
        let groups = Groups::of(&taking_part, &reach);
        let turn = groups.coordinates(&roots.gaps, |i, gap| weights[i] / gap);
        made = groups.multiply(&turn, &rows, half);
    }
    found.sort_by(|x, y| x.0.total_cmp(&y.0));
    for (i, (value, source)) in found.into_iter().enumerate() {
        d[i] = value;
        vectors.row_mut(i).assign(&match source {
            Source::Kept(from) => rows.row(from),
            Source::Made(from) => made.row(from),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linalg::hard_cases::gaussian;

    /// The readable way and the fast way side by side, for random entries, equal ones,
    /// ones that come apart, and Wilkinson's, whose eigenvalues come in close pairs.
    #[test]
    fn halves_and_ql_agree() {
        for n in [1, 2, 31, 32, 33, 34, 65, 97, 150, 200] {
            let random = gaussian(n, 2, n as u64);
            let middle = n as f64 / 2.0;
            let kinds: [(Vec<f64>, Vec<f64>); 5] = [
                (random.column(0).to_vec(), random.column(1).to_vec()),
                (vec![2.0; n], vec![-1.0; n]),
                (vec![1.0; n], vec![0.0; n]),
                (random.column(0).to_vec(), (0..n).map(|i| f64::from(i % 7 != 0)).collect()),
                ((0..n).map(|i| (i as f64 - middle).abs()).collect(), vec![1.0; n]),
            ];
            for (kind, (diagonal, mut beside)) in kinds.into_iter().enumerate() {
                beside[n - 1] = 0.0;
                let (mut fast, mut e) = (diagonal.clone(), beside.clone());
                let vectors = diagonalise(&mut fast, &mut e).unwrap();
                let (mut slow, mut e) = (diagonal.clone(), beside.clone());
                ql_iteration(&mut slow, &mut e, &mut Array2::eye(n)).unwrap();
                slow.sort_by(f64::total_cmp);
                let size = max_abs(&slow);
                for (x, y) in slow.iter().zip(&fast) {
                    assert!((x - y).abs() <= 1e-14 * size, "{kind}, {n}: {x} and {y}");
                }
                let gap = vectors.dot(&vectors.t()) - Array2::<f64>::eye(n);
                let worst = max_abs(gap.as_slice().unwrap());
                assert!(worst <= 1e-14, "{kind}, {n}: not orthogonal by {worst}");
                for (v, value) in vectors.rows().into_iter().zip(&fast) {
                    for i in 0..n {
                        let mut rest = (diagonal[i] - value) * v[i];
                        rest += if i > 0 { beside[i - 1] * v[i - 1] } else { 0.0 };
                        rest += if i + 1 < n { beside[i] * v[i + 1] } else { 0.0 };
                        assert!(rest.abs() <= 1e-14 * size.max(1.0), "{kind}, {n}: {rest}");
                    }
                }
            }
        }
    }
}
