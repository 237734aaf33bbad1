//! Bidiagonal matrices: nonzero on the diagonal and just above it (or below) only.

use super::bidiagonal_qr::{self, Bases};
use super::kernels::{block_mut, identity};
use super::svd::Factors;
use crate::error::MathError;
use ndarray::{Array1, Array2, ArrayRef2, Axis};

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
    pub fn given(a: &ArrayRef2<f64>) -> Option<Self> {
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

    /// Its singular value decomposition; with `full`, U is square.
    pub fn factors(self, operation: &'static str, full: bool) -> Result<Factors, MathError> {
        let Self { mut diagonal, mut beside, lower, rows } = self;
        let n = diagonal.len();
        let (mut left, mut right) = (Array2::eye(n), Array2::eye(n));
        let bases = Bases { left: &mut left, right: &mut right };
        bidiagonal_qr::diagonalise(operation, &mut diagonal, &mut beside, Some(bases))?;
        for (mut row, value) in right.rows_mut().into_iter().zip(&mut diagonal) {
            if *value < 0.0 {
                *value = -*value;
                row.mapv_inplace(|v| -v);
            }
        }
        let mut order: Vec<usize> = (0..n).collect();
        order.sort_by(|&x, &y| diagonal[y].total_cmp(&diagonal[x]));
        let values: Array1<f64> = order.iter().map(|&i| diagonal[i]).collect();
        let (left, right) = (left.select(Axis(0), &order), right.select(Axis(0), &order));
        let (left, right) = if lower { (right, left) } else { (left, right) };
        let mut u = identity(rows, if full { rows } else { n });
        block_mut(&mut u, 0..n, 0..n).assign(&left.t());
        Ok(Factors { left: u, values, right })
    }
}
