//! What solving in halves has in common for eigenvalues and singular values.
//!
//! Two halves are tied together by a vector z. An entry of z that is nearly 0 leaves its
//! value and its vector as they are; of two values that are nearly equal one can be left,
//! too, after a rotation that makes its entry of z 0. The others take part in the secular
//! equation, and their vectors are combined by one matrix product, in which the halves'
//! zeros are left out.
//!
//! Source: Cuppen (1981); Gu and Eisenstat (1995); Golub and Van Loan, Matrix Computations,
//! 4th ed., §8.4.

use super::kernels::{block, block_mut, norm, rotate, row, row_mut, two_rows_mut};
use ndarray::Array2;
use ndarray::linalg::general_mat_mul;

/// Which entries of a vector are not zero.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reach {
    Upper,
    Both,
    Lower,
}

impl Reach {
    /// That of a combination.
    pub(super) fn joined_to(self, other: Self) -> Self {
        if self == other { self } else { Self::Both }
    }
}

/// The order in which the values ascend.
pub(super) fn ascending(values: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&i, &j| values[i].total_cmp(&values[j]));
    order
}

/// Row i ← c·row i − s·row j, row j ← s·row i + c·row j.
pub(super) fn turn_rows(rows: &mut Array2<f64>, i: usize, j: usize, c: f64, s: f64) {
    let (x, y) = two_rows_mut(rows, i.min(j), i.max(j));
    if i < j { rotate(x, y, c, s) } else { rotate(y, x, c, s) }
}

/// Which take part, in ascending order, and which are kept as they are. `turn(i, j, c, s)`
/// makes the rotations that move z from entry i, which is kept, to entry j.
pub(super) fn separate(
    order: &[usize],
    d: &mut [f64],
    z: &mut [f64],
    tie: f64,
    negligible: f64,
    mut turn: impl FnMut(usize, usize, f64, f64),
) -> (Vec<usize>, Vec<usize>) {
    let (mut taking_part, mut kept): (Vec<usize>, Vec<usize>) = (Vec::new(), Vec::new());
    for &j in order {
        if tie * z[j].abs() <= negligible {
            kept.push(j);
            continue;
        }
        if let Some(&i) = taking_part.last() {
            let length = z[i].hypot(z[j]);
            let (c, s) = (z[j] / length, z[i] / length);
            if ((d[j] - d[i]) * c * s).abs() <= negligible {
                turn(i, j, c, s);
                (z[i], z[j]) = (0.0, length);
                (d[i], d[j]) = (d[i] * c * c + d[j] * s * s, d[i] * s * s + d[j] * c * c);
                taking_part.pop();
                kept.push(i);
            }
        }
        taking_part.push(j);
    }
    (taking_part, kept)
}

/// Where a row comes from.
pub(super) enum Source {
    Kept(usize),
    Made(usize),
}

/// Rows that take part in a product, ordered so that those with zeros in the one half
/// come first and those with zeros in the other last.
pub(super) struct Groups {
    /// Places among those that take part, in this order.
    places: Vec<usize>,
    /// The rows at these places.
    rows: Vec<usize>,
    /// Where those that reach into the lower half begin, and those that are all there.
    both: usize,
    lower: usize,
}

impl Groups {
    pub(super) fn of(taking_part: &[usize], reach: &[Reach]) -> Self {
        let mut places: Vec<usize> = (0..taking_part.len()).collect();
        places.sort_by_key(|&place| reach[taking_part[place]]);
        let rows: Vec<usize> = places.iter().map(|&place| taking_part[place]).collect();
        let both = rows.partition_point(|&i| reach[i] < Reach::Both);
        let lower = rows.partition_point(|&i| reach[i] < Reach::Lower);
        Self { places, rows, both, lower }
    }

    /// Unit vectors as rows, `entry(i, Dᵢ − λⱼ)` before they are brought to length 1, in
    /// the groups' order.
    pub(super) fn coordinates(
        &self,
        gaps: &Array2<f64>,
        entry: impl Fn(usize, f64) -> f64,
    ) -> Array2<f64> {
        let k = gaps.nrows();
        let mut turn = Array2::zeros((k, k));
        let mut plain = vec![0.0; k];
        for j in 0..k {
            let gaps = row(gaps, j);
            for (i, value) in plain.iter_mut().enumerate() {
                *value = entry(i, gaps[i]);
            }
            let length = norm(&plain);
            for (value, &place) in row_mut(&mut turn, j).iter_mut().zip(&self.places) {
                *value = plain[place] / length;
            }
        }
        turn
    }

    /// The product of coordinates with the rows, whose upper half is the first `half`
    /// columns.
    pub(super) fn multiply(
        &self,
        turn: &Array2<f64>,
        rows: &Array2<f64>,
        half: usize,
    ) -> Array2<f64> {
        let (k, width) = (self.rows.len(), rows.ncols());
        let mut taken = Array2::zeros((k, width));
        for (to, &from) in self.rows.iter().enumerate() {
            row_mut(&mut taken, to).copy_from_slice(row(rows, from));
        }
        let mut made = Array2::zeros((k, width));
        for (part, columns) in [(0..self.lower, 0..half), (self.both..k, half..width)] {
            general_mat_mul(
                1.0,
                &block(turn, 0..k, part.clone()),
                &block(&taken, part, columns.clone()),
                0.0,
                &mut block_mut(&mut made, 0..k, columns),
            );
        }
        made
    }
}
