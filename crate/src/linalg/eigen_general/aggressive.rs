//! Aggressive early deflation: eigenvalues that have converged without showing it.
//!
//! The trailing square of a Hessenberg block is made quasi-triangular in a copy. Of the
//! matrix around it only one entry is felt, s to the left of the square's corner; in the
//! new basis it has become a spike, s times the first row of U:
//!
//! ```text
//! ⎡ H   c  ⎤      ⎡   H     cU  ⎤
//! ⎣ se₁ B  ⎦  →   ⎣ sUᵀe₁  UᵀBU ⎦.
//! ```
//!
//! Where the spike is no more than rounding of the eigenvalue beside it, that eigenvalue is
//! found, long before any entry beside the diagonal has become small. Those that are not are
//! moved up, so that the next one can be looked at; they serve as shifts. In the end
//! the spike is mirrored back onto its first entry and what is left made Hessenberg again.
//!
//! Source: Braman, Byers and Mathias, The multishift QR algorithm, part II: aggressive early
//! deflation, SIAM Journal on Matrix Analysis 23 (2002).

use super::super::householder::reflector;
use super::super::kernels::identity;
use super::exchange::{height_of_block, mirror_columns, mirror_rows, move_up};
use super::francis::francis;
use super::hessenberg::reduce_to_hessenberg;
use super::standard_form::values_of_pair;
use super::window::{Reach, put_back, square};
use crate::error::MathError;
use ndarray::Array2;
use num_complex::Complex64;

/// The eigenvalues of the trailing square.
pub(super) struct Trailing {
    /// Those that are found, as they stand on the diagonal, down to the last row.
    pub settled: Vec<Complex64>,
    /// The others.
    pub shifts: Vec<Complex64>,
}

/// Looks for eigenvalues in the last `size` rows of the block that ends before row `end`
/// and reaches further up.
pub(super) fn deflate(
    operation: &'static str,
    h: &mut Array2<f64>,
    end: usize,
    size: usize,
    reach: Reach,
    z: Option<&mut Array2<f64>>,
) -> Result<Trailing, MathError> {
    let top = end - size;
    let spike = h[[top, top - 1]];
    let mut t = square(h, top..end);
    let mut turn = identity(size, size);
    francis(operation, &mut t, 0, size, Some(&mut turn))?;
    let open = sort_out(&mut t, &mut turn, spike);
    let values = diagonal_values(&t);
    let found = Trailing { settled: values[open..].to_vec(), shifts: values[..open].to_vec() };
    if open == size {
        return Ok(found);
    }
    if open > 0 {
        let mut v: Vec<f64> = (0..open).map(|i| turn[[i, 0]]).collect();
        let (_, tau) = reflector(&mut v);
        mirror_rows(&mut t, 0, &v, tau, 0);
        mirror_columns(&mut t, 0, &v, tau, open);
        mirror_rows(&mut turn, 0, &v, tau, 0);
        turn = reduce_to_hessenberg(&mut t, 0, open).form(size).t().dot(&turn);
    }
    h[[top, top - 1]] = if open > 0 { spike * turn[[0, 0]] } else { 0.0 };
    put_back(h, top..end, &t, &turn, reach, z);
    Ok(found)
}

/// Brings the blocks that feel the spike to the top; answers where the others begin.
fn sort_out(t: &mut Array2<f64>, turn: &mut Array2<f64>, spike: f64) -> usize {
    let tiny = f64::MIN_POSITIVE / f64::EPSILON * t.nrows() as f64;
    let (mut moved, mut open) = (0, t.nrows());
    while moved < open {
        let height = height_of_block(t, open);
        let from = open - height;
        let beside = if height == 2 {
            t[[from, from + 1]].abs().sqrt() * t[[from + 1, from]].abs().sqrt()
        } else {
            0.0
        };
        let size = match t[[from, from]].abs() + beside {
            0.0 => spike.abs(),
            size => size,
        };
        let felt = (from..open).fold(0.0_f64, |m, i| m.max((spike * turn[[i, 0]]).abs()));
        if felt <= tiny.max(f64::EPSILON * size) {
            open = from;
        } else {
            moved = move_up(t, turn, from, moved) + height;
        }
    }
    open
}

/// The eigenvalues of a quasi-triangle in standard form, in their places.
pub(super) fn diagonal_values(t: &Array2<f64>) -> Vec<Complex64> {
    let mut values = vec![Complex64::ZERO; t.nrows()];
    let mut end = t.nrows();
    while end > 0 {
        let height = height_of_block(t, end);
        let k = end - height;
        if height == 2 {
            let block = [t[[k, k]], t[[k, k + 1]], t[[k + 1, k]], t[[k + 1, k + 1]]];
            (values[k], values[k + 1]) = values_of_pair(block);
        } else {
            values[k] = t[[k, k]].into();
        }
        end = k;
    }
    values
}
