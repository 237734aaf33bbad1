//! A window on the diagonal: what is done in a small square is felt beside it later, in one
//! matrix product for each side.
//!
//! An orthogonal change of the rows and columns `from..to` of H, H ← UᵀHU with U the
//! identity outside, is made in a small copy of the square, where everything lies close
//! together in memory, and U gathered on the way. Then
//!
//! ```text
//! right of the square  R ← UᵀR,     above it  C ← CU,     the basis  Z ← ZU.
//! ```
//!
//! Source: Braman, Byers and Mathias, The multishift QR algorithm, part I, SIAM Journal on
//! Matrix Analysis 23 (2002).

use super::super::kernels::{block, block_mut, row_major};
use ndarray::{Array2, ArrayViewMut2};
use std::ops::Range;

/// How far changes have to be carried: the rows from `top` and the columns up to `right`.
/// The whole matrix if vectors are wanted, else the block at hand.
#[derive(Clone, Copy)]
pub(super) struct Reach {
    pub top: usize,
    pub right: usize,
}

/// The square, as a matrix of its own.
pub(super) fn square(h: &Array2<f64>, window: Range<usize>) -> Array2<f64> {
    row_major(&block(h, window.clone(), window))
}

/// Puts the changed square back and carries the change to the rest of H and to the basis
/// (as rows); `turn` is Uᵀ.
pub(super) fn put_back(
    h: &mut Array2<f64>,
    window: Range<usize>,
    changed: &Array2<f64>,
    turn: &Array2<f64>,
    reach: Reach,
    z: Option<&mut Array2<f64>>,
) {
    let Range { start, end } = window.clone();
    block_mut(h, window.clone(), window.clone()).assign(changed);
    turn_rows(turn, block_mut(h, window.clone(), end..reach.right));
    let mut above = block_mut(h, reach.top..start, window.clone());
    let turned = above.dot(&turn.t());
    above.assign(&turned);
    if let Some(z) = z {
        let columns = z.ncols();
        turn_rows(turn, block_mut(z, window, 0..columns));
    }
}

fn turn_rows(turn: &Array2<f64>, mut rows: ArrayViewMut2<'_, f64>) {
    let turned = turn.dot(&rows);
    rows.assign(&turned);
}
