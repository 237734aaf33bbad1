//! Balancing: the same eigenvalues, in a matrix that is kinder to rounding.
//!
//! A row or column that is zero off the diagonal holds an eigenvalue alone; it
//! is moved out of the way. Then D⁻¹AD with powers of two in D makes rows and
//! columns equally long: the rounding errors of what follows are in proportion
//! to the largest entries, and those of the balanced matrix are smaller.
//!
//! Source: Parlett and Reinsch, Balancing a matrix for calculation of
//! eigenvalues and eigenvectors, Numer. Math. 13 (1969).

use super::super::kernels::{dot, row, row_mut, two_rows_mut};
use ndarray::Array2;

/// What balancing did, so that eigenvectors can be carried back.
pub(super) struct Balance {
    /// The part `low..high` still has to be worked on.
    pub low: usize,
    pub high: usize,
    /// Row and column exchanges, in the order they were made.
    swaps: Vec<(usize, usize)>,
    /// Diagonal similarity D⁻¹AD.
    factors: Vec<f64>,
}

impl Balance {
    /// Balances A in place.
    pub fn of(a: &mut Array2<f64>) -> Self {
        let mut balance = Self::without_scaling(a);
        balance.equalise(a);
        balance
    }

    /// Splits off the eigenvalues that stand alone and leaves all lengths as they are.
    pub fn without_scaling(a: &mut Array2<f64>) -> Self {
        let n = a.nrows();
        let mut balance = Self { low: 0, high: n, swaps: Vec::new(), factors: vec![1.0; n] };
        balance.isolate(a);
        balance
    }

    /// The largest factor over the smallest: how much undoing the balance can magnify an error.
    pub fn spread(&self) -> f64 {
        let extreme = |pick: fn(f64, f64) -> f64| self.factors.iter().copied().fold(1.0, pick);
        extreme(f64::max) / extreme(f64::min)
    }

    /// Moves rows that hold an eigenvalue alone to the end, and such columns
    /// to the front.
    fn isolate(&mut self, a: &mut Array2<f64>) {
        while let Some(i) = (self.low..self.high)
            .rev()
            .find(|&i| (self.low..self.high).all(|j| j == i || a[[i, j]] == 0.0))
        {
            self.high -= 1;
            self.exchange(a, i, self.high);
        }
        while let Some(j) = (self.low..self.high)
            .find(|&j| (self.low..self.high).all(|i| j == i || a[[i, j]] == 0.0))
        {
            self.exchange(a, j, self.low);
            self.low += 1;
        }
    }

    fn exchange(&mut self, a: &mut Array2<f64>, i: usize, j: usize) {
        if i == j {
            return;
        }
        let (x, y) = two_rows_mut(a, i.min(j), i.max(j));
        x.swap_with_slice(y);
        for k in 0..a.nrows() {
            a.swap([k, i], [k, j]);
        }
        self.swaps.push((i, j));
    }

    /// Scales by powers of two until no row and column differ much in length.
    fn equalise(&mut self, a: &mut Array2<f64>) {
        let (low, high) = (self.low, self.high);
        let mut changed = true;
        while changed {
            changed = false;
            for i in low..high {
                let column = (low..high).map(|k| a[[k, i]]).map(|v| v * v).sum::<f64>().sqrt();
                let mut row_length = dot(&row(a, i)[low..high], &row(a, i)[low..high]).sqrt();
                if column == 0.0 || row_length == 0.0 {
                    continue;
                }
                let before = column + row_length;
                let mut column_length = column;
                let mut factor = 1.0;
                while column_length < row_length / 2.0 && factor < 1e100 {
                    factor *= 2.0;
                    column_length *= 2.0;
                    row_length /= 2.0;
                }
                while column_length >= row_length * 2.0 && factor > 1e-100 {
                    factor /= 2.0;
                    column_length /= 2.0;
                    row_length *= 2.0;
                }
                let total = self.factors[i] * factor;
                if column_length + row_length < 0.95 * before && total > 1e-120 && total < 1e120 {
                    changed = true;
                    self.factors[i] = total;
                    row_mut(a, i).iter_mut().for_each(|v| *v /= factor);
                    a.column_mut(i).mapv_inplace(|v| v * factor);
                }
            }
        }
    }

    /// Carries eigenvectors (in the rows) back to those of the original.
    pub fn undo(&self, vectors: &mut Array2<f64>) {
        for k in 0..vectors.nrows() {
            let vector = row_mut(vectors, k);
            for (entry, factor) in vector.iter_mut().zip(&self.factors) {
                *entry *= factor;
            }
            for &(i, j) in self.swaps.iter().rev() {
                vector.swap(i, j);
            }
        }
    }
}
