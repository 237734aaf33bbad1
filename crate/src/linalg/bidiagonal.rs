//! Bidiagonal matrices: nonzero on the diagonal and just above it (or below) only.
//!
//! Mirrors from the left and the right make any square matrix bidiagonal, A = LBRᵀ
//! (`bidiagonal_mirrors.rs`). The singular values stay, up to rounding in proportion to the
//! largest. Those of B, and its vectors, are found by the QR iteration
//! (`bidiagonal_qr.rs`), or in halves (`bidiagonal_halves.rs`) if there are many; the values
//! alone by the same iteration on their squares (`bidiagonal_squares.rs`).
//!
//! Source: Golub and Van Loan, Matrix Computations, 4th ed., §5.4.8.

use super::bidiagonal_halves;
use super::bidiagonal_mirrors::reduce_alone;
pub(super) use super::bidiagonal_mirrors::{Reduced, reduce};
use super::bidiagonal_qr::{self, Bases, Basis, FLOOR};
use super::bidiagonal_squares;
use super::householder::Reflectors;
use super::kernels::{Scale, UNIT_ROUNDOFF, block_mut, identity, transposed};
use crate::error::MathError;
use ndarray::{Array1, Array2, ArrayRef2, Axis};

/// Up to this order the QR iteration is as fast as halves.
const SMALL: usize = 64;

/// The factors of a matrix with at least as many rows as columns.
pub(super) struct Factors {
    /// Orthonormal columns, one for each value at least.
    pub left: Array2<f64>,
    /// The singular values, descending.
    pub values: Array1<f64>,
    /// Orthonormal rows.
    pub right: Array2<f64>,
}

/// An upper bidiagonal matrix, n × n, or the transpose of a lower one.
pub(super) struct Bidiagonal {
    pub diagonal: Vec<f64>,
    /// `beside[i]` stands right of `diagonal[i]`.
    pub beside: Vec<f64>,
    /// Whether the matrix that was given is the transpose.
    lower: bool,
    /// How many rows it had.
    rows: usize,
}

impl Bidiagonal {
    /// The matrix itself, if it has this form; it has no fewer rows than columns.
    pub(super) fn given(a: &ArrayRef2<f64>) -> Option<Self> {
        let (rows, n) = a.dim();
        let (mut upper, mut lower) = (true, true);
        for (i, row) in a.rows().into_iter().enumerate() {
            for (j, &entry) in row.iter().enumerate() {
                if entry != 0.0 && i != j {
                    upper &= j == i + 1;
                    lower &= i == j + 1 && i < n;
                    if !(upper || lower) {
                        return None;
                    }
                }
            }
        }
        let lower = !upper;
        let diagonal = (0..n).map(|i| a[[i, i]]).collect();
        let beside = (1..n).map(|i| if lower { a[[i, i - 1]] } else { a[[i - 1, i]] }).collect();
        Some(Self { diagonal, beside, lower, rows })
    }

    /// The unit to compute in. A diagonal has its values already, and no length of two is made.
    pub(super) fn room(&self, a: &ArrayRef2<f64>) -> Scale {
        if self.beside.iter().all(|&entry| entry == 0.0) { Scale::ONE } else { Scale::room(a) }
    }

    /// The same in another unit.
    pub(super) fn scaled(mut self, scale: Scale) -> Self {
        let entries = self.diagonal.iter_mut().chain(&mut self.beside);
        entries.for_each(|entry| *entry = scale.of_number(*entry));
        self
    }

    /// Its singular value decomposition; with `full`, U is square.
    pub(super) fn factors(self, operation: &'static str, full: bool) -> Result<Factors, MathError> {
        let Self { mut diagonal, mut beside, lower, rows } = self;
        let n = diagonal.len();
        let bases = Bases { left: Basis::new(Array2::eye(n)), right: Basis::new(Array2::eye(n)) };
        let (left, values, right) = finish(operation, &mut diagonal, &mut beside, FLOOR, bases)?;
        let (left, right) = if lower { (right, left) } else { (left, right) };
        let mut u = identity(rows, if full { rows } else { n });
        block_mut(&mut u, 0..n, 0..n).assign(&left.t());
        Ok(Factors { left: u, values, right })
    }
}

/// The singular values of a square matrix, in no order.
pub(super) fn values(operation: &'static str, mut a: Array2<f64>) -> Result<Vec<f64>, MathError> {
    let (diagonal, beside) = reduce_alone(&mut a);
    of_bidiagonal(operation, &diagonal, &beside)
}

/// The singular values of an upper bidiagonal matrix, in no order.
fn of_bidiagonal(
    operation: &'static str,
    diagonal: &[f64],
    beside: &[f64],
) -> Result<Vec<f64>, MathError> {
    let floor = rounding(diagonal, beside);
    if let Some(values) = bidiagonal_squares::values(diagonal, beside, floor * floor) {
        return Ok(values);
    }
    let (mut diagonal, mut beside) = (diagonal.to_vec(), beside.to_vec());
    bidiagonal_qr::diagonalise(operation, &mut diagonal, &mut beside, floor, None)?;
    Ok(diagonal)
}

impl Reduced {
    /// The singular values, in no order.
    pub(super) fn values(&self, operation: &'static str) -> Result<Vec<f64>, MathError> {
        of_bidiagonal(operation, &self.diagonal, &self.beside)
    }

    /// Replaces b by the x of Ax = b, where no entry of the diagonal is zero: By = Lᵀb from
    /// the bottom up, x = Ry.
    pub(super) fn solve(&self, b: &mut [f64]) {
        self.left.apply_transposed(b);
        let n = b.len();
        for i in (0..n).rev() {
            let known = if i + 1 < n { self.beside[i] * b[i + 1] } else { 0.0 };
            b[i] = (b[i] - known) / self.diagonal[i];
        }
        self.right.apply_to_vector(b);
    }
}

/// U, the singular values descending, and Vᵀ of a square matrix.
pub(super) fn factors(
    operation: &'static str,
    mut a: Array2<f64>,
) -> Result<(Array2<f64>, Array1<f64>, Array2<f64>), MathError> {
    let n = a.nrows();
    let Reduced { mut diagonal, mut beside, left, right } = reduce(&mut a);
    let floor = rounding(&diagonal, &beside);
    if n > SMALL {
        let (ut, vt) =
            bidiagonal_halves::diagonalise(operation, &mut diagonal, &mut beside, floor)?;
        let descending = |mut rows: Array2<f64>, mirrors: &Reflectors| {
            rows.invert_axis(Axis(0));
            let mut columns = transposed(&rows);
            mirrors.apply(&mut columns);
            columns
        };
        let (u, v) = (descending(ut, &left), descending(vt, &right));
        return Ok((u, diagonal.into_iter().rev().collect(), transposed(&v)));
    }
    let rows = |mirrors: &Reflectors| Basis::new(transposed(&mirrors.form(n)));
    let bases = Bases { left: rows(&left), right: rows(&right) };
    let (left, values, right) = finish(operation, &mut diagonal, &mut beside, floor, bases)?;
    Ok((transposed(&left), values, right))
}

/// Half an ulp of the largest entry.
fn rounding(diagonal: &[f64], beside: &[f64]) -> f64 {
    let largest = diagonal.iter().chain(beside).fold(0.0_f64, |m, v| m.max(v.abs()));
    FLOOR.max(UNIT_ROUNDOFF / 2.0 * largest)
}

/// Diagonalises, makes the values positive and sorts.
fn finish(
    operation: &'static str,
    diagonal: &mut [f64],
    beside: &mut [f64],
    floor: f64,
    mut bases: Bases,
) -> Result<(Array2<f64>, Array1<f64>, Array2<f64>), MathError> {
    bidiagonal_qr::diagonalise(operation, diagonal, beside, floor, Some(&mut bases))?;
    let Bases { left: Basis { rows: left, .. }, right: Basis { rows: mut right, .. } } = bases;
    for (mut row, value) in right.rows_mut().into_iter().zip(diagonal.iter_mut()) {
        if *value < 0.0 {
            *value = -*value;
            row.mapv_inplace(|v| -v);
        }
    }
    let mut order: Vec<usize> = (0..diagonal.len()).collect();
    order.sort_by(|&x, &y| diagonal[y].total_cmp(&diagonal[x]));
    let values = order.iter().map(|&i| diagonal[i]).collect();
    Ok((left.select(Axis(0), &order), values, right.select(Axis(0), &order)))
}

#[cfg(test)]
mod tests {
    use super::super::hard_cases::square;
    use super::super::kernels::{Scale, max_abs};
    use super::*;

    #[test]
    fn halves_restore_hard_matrices() {
        for n in [65, 97, 130, 150] {
            for (name, mut a) in square(n).into_iter().filter(|(name, _)| *name != "zero") {
                Scale::of(&a).apply(&mut a);
                let (u, s, vt) = factors("test", a.clone()).unwrap();
                let size = s[0].max(f64::MIN_POSITIVE);
                let gaps = [
                    (u.dot(&Array2::from_diag(&s)).dot(&vt) - &a) / size,
                    u.t().dot(&u) - Array2::<f64>::eye(n),
                    vt.dot(&vt.t()) - Array2::<f64>::eye(n),
                ];
                for gap in gaps {
                    let worst = max_abs(gap.as_slice().unwrap());
                    assert!(worst <= 1e-13, "{name}, {n}: {worst}");
                }
                let alone = values("test", a).unwrap();
                let largest = alone.iter().fold(0.0_f64, |m, v| m.max(v.abs()));
                assert!((largest - s[0]).abs() <= 1e-13 * size, "{name}, {n}");
            }
        }
    }

    #[test]
    fn a_bidiagonal_form_solves_what_lu_solves() {
        use crate::linalg::hard_cases::gaussian;
        for n in [1_usize, 2, 3, 10, 64, 65, 100, 150] {
            let a = gaussian(n, n, n as u64);
            let b = gaussian(n, 1, 7).remove_axis(Axis(1));
            let mut x = b.to_vec();
            let form = reduce(&mut a.clone());
            form.solve(&mut x);
            let x = Array1::from(x);
            let values = form.values("test").unwrap();
            let largest = values.iter().copied().fold(0.0, f64::max);
            let smallest = values.iter().copied().fold(f64::INFINITY, f64::min);
            let length = |v: &Array1<f64>| v.dot(v).sqrt();
            let unit = f64::EPSILON * (n as f64 + 10.0);
            // As small a residual as a stable method leaves, and as near an answer.
            let rest = length(&(a.dot(&x) - &b));
            assert!(rest <= unit * largest * length(&x), "{n}: {rest:e}");
            let gap = length(&(crate::linalg::solve(&a, &b).unwrap() - &x));
            assert!(gap <= unit * largest / smallest * length(&x), "{n}: {gap:e}");
        }
    }
}
