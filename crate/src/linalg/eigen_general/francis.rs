//! Francis' double-shift QR: a Hessenberg matrix becomes quasi-triangular, and
//! its eigenvalues stand in blocks of one or two on the diagonal.
//!
//! Source: Golub and Van Loan, Matrix Computations, 4th ed., §7.5; Ahues and
//! Tisseur, LAPACK Working Note 122 (1997).

use super::super::householder::reflector;
use super::super::kernels::two_rows_mut;
use super::standard_form::split_pair;
use crate::error::MathError;
use ndarray::Array2;
use num_complex::Complex64;

/// Double-shift QR on the Hessenberg part `low..high`; answers the eigenvalues
/// in their places on the diagonal. With `z` (the basis, as rows) the whole
/// quasi-triangle is formed; without, only the eigenvalues are right.
pub(super) fn francis(
    operation: &'static str,
    h: &mut Array2<f64>,
    low: usize,
    high: usize,
    mut z: Option<&mut Array2<f64>>,
) -> Result<Vec<Complex64>, MathError> {
    let n = h.nrows();
    let mut values: Vec<Complex64> = (0..n).map(|i| Complex64::new(h[[i, i]], 0.0)).collect();
    let limit = 30 * (high - low).max(10);
    let (mut end, mut stalled, mut steps) = (high, 0, 0);
    while end > low {
        let last = end - 1;
        let first = start_of_block(h, low, last);
        if first > low {
            h[[first, first - 1]] = 0.0;
        }
        if first == last {
            values[last] = Complex64::new(h[[last, last]], 0.0);
            (end, stalled) = (last, 0);
        } else if first + 1 == last {
            let pair = split_pair(h, first, if z.is_some() { n } else { end }, z.as_deref_mut());
            (values[first], values[last]) = pair;
            (end, stalled) = (first, 0);
        } else {
            if steps == limit {
                return Err(MathError::NotConverged { operation, iterations: steps });
            }
            steps += 1;
            stalled += 1;
            let shifts = shifts(h, first, last, stalled);
            let whole = z.is_some();
            let window = if whole { (0, n) } else { (first, end) };
            chase(h, first, last, shifts, window, z.as_deref_mut());
        }
    }
    Ok(values)
}

/// The first row of the unreduced block that ends at `last`.
pub(super) fn start_of_block(h: &Array2<f64>, low: usize, last: usize) -> usize {
    let tiny = f64::MIN_POSITIVE / f64::EPSILON * h.nrows() as f64;
    for k in (low + 1..=last).rev() {
        let below = h[[k, k - 1]].abs();
        if below <= tiny {
            return k;
        }
        let mut near = h[[k - 1, k - 1]].abs() + h[[k, k]].abs();
        if near == 0.0 {
            if k >= low + 2 {
                near += h[[k - 1, k - 2]].abs();
            }
            if k < last {
                near += h[[k + 1, k]].abs();
            }
        }
        if below <= f64::EPSILON * near {
            // Ahues and Tisseur: compare the product across the diagonal with
            // what it would change.
            let above = h[[k - 1, k]].abs();
            let gap = (h[[k - 1, k - 1]] - h[[k, k]]).abs();
            let corner = h[[k, k]].abs();
            let (ab, ba) = (below.max(above), below.min(above));
            let (aa, bb) = (corner.max(gap), corner.min(gap));
            let sum = aa + ab;
            if ba * (ab / sum) <= tiny.max(f64::EPSILON * (bb * (aa / sum))) {
                return k;
            }
        }
    }
    low
}

/// The two shifts, as real and imaginary parts.
fn shifts(h: &Array2<f64>, first: usize, last: usize, stalled: usize) -> [Complex64; 2] {
    let (a, b, c, d) = if stalled.is_multiple_of(20) {
        let size = h[[last, last - 1]].abs() + h[[last - 1, last - 2]].abs();
        exceptional(size, h[[last, last]])
    } else if stalled.is_multiple_of(10) {
        let size = h[[first + 1, first]].abs() + h[[first + 2, first + 1]].abs();
        exceptional(size, h[[first, first]])
    } else {
        let i = last - 1;
        (h[[i, i]], h[[i, last]], h[[last, i]], h[[last, last]])
    };
    let size = a.abs() + b.abs() + c.abs() + d.abs();
    if size == 0.0 {
        return [Complex64::ZERO; 2];
    }
    let (a, b, c, d) = (a / size, b / size, c / size, d / size);
    let middle = (a + d) / 2.0;
    let determinant = (a - middle) * (d - middle) - b * c;
    let root = determinant.abs().sqrt();
    if determinant >= 0.0 {
        let shift = Complex64::new(middle * size, root * size);
        return [shift, shift.conj()];
    }
    // Two real eigenvalues: the one nearer to the corner, twice.
    let (high, low) = (middle + root, middle - root);
    let nearer = if (high - d).abs() <= (low - d).abs() { high } else { low };
    [Complex64::new(nearer * size, 0.0); 2]
}

/// A block unlike the one that stalls (the constants are LAPACK's).
fn exceptional(size: f64, corner: f64) -> (f64, f64, f64, f64) {
    let diagonal = 0.75 * size + corner;
    (diagonal, -0.4375 * size, size, diagonal)
}

/// One double-shift step on the block `first..=last`.
fn chase(
    h: &mut Array2<f64>,
    first: usize,
    last: usize,
    [one, two]: [Complex64; 2],
    (top, right): (usize, usize),
    mut z: Option<&mut Array2<f64>>,
) {
    // As far down as two small subdiagonal entries in a row allow.
    let mut start = last - 2;
    let v = loop {
        let m = start;
        let v = first_column(h, m, [one, two]);
        if m == first {
            break v;
        }
        let around = h[[m - 1, m - 1]].abs() + h[[m, m]].abs() + h[[m + 1, m + 1]].abs();
        if h[[m, m - 1]].abs() * (v[1].abs() + v[2].abs()) <= f64::EPSILON * v[0].abs() * around {
            break v;
        }
        start -= 1;
    };
    for k in start..last {
        let size = 3.min(last - k + 1);
        let mut mirror = if k > start {
            let mut mirror = [0.0; 3];
            for i in 0..size {
                mirror[i] = h[[k + i, k - 1]];
            }
            mirror
        } else {
            v
        };
        let (beta, tau) = reflector(&mut mirror[..size]);
        if k > start {
            h[[k, k - 1]] = beta;
            for i in 1..size {
                h[[k + i, k - 1]] = 0.0;
            }
        } else if start > first {
            // The entries below are negligible; this one is kept exact.
            h[[k, k - 1]] *= 1.0 - tau;
        }
        if size == 3 {
            mirror_three_rows(h, k, k, right, mirror, tau);
            let reach = last.min(k + 3);
            mirror_columns::<3>(h, k, top, reach, mirror, tau);
            if let Some(z) = z.as_deref_mut() {
                let columns = z.ncols();
                mirror_three_rows(z, k, 0, columns, mirror, tau);
            }
        } else {
            mirror_two_rows(h, k, k, right, mirror, tau);
            mirror_columns::<2>(h, k, top, last, mirror, tau);
            if let Some(z) = z.as_deref_mut() {
                let columns = z.ncols();
                mirror_two_rows(z, k, 0, columns, mirror, tau);
            }
        }
    }
}

/// The direction of the first column of (H − σ₁I)(H − σ₂I) for the block that starts at m:
/// three entries, the others are zero.
pub(super) fn first_column(h: &Array2<f64>, m: usize, [one, two]: [Complex64; 2]) -> [f64; 3] {
    let size = (h[[m, m]] - two.re).abs() + two.im.abs() + h[[m + 1, m]].abs();
    if size == 0.0 {
        return [1.0, 0.0, 0.0]; // the shift stands there already, alone
    }
    let below = h[[m + 1, m]] / size;
    let mut v = [
        below * h[[m, m + 1]] + (h[[m, m]] - one.re) * ((h[[m, m]] - two.re) / size)
            - one.im * (two.im / size),
        below * (h[[m, m]] + h[[m + 1, m + 1]] - one.re - two.re),
        below * h[[m + 2, m + 1]],
    ];
    let sum: f64 = v.iter().map(|x| x.abs()).sum();
    if sum > 0.0 {
        v.iter_mut().for_each(|x| *x /= sum);
    }
    v
}

/// Rows k, k+1, k+2 mirrored, in the columns `from..to`.
pub(super) fn mirror_three_rows(
    a: &mut Array2<f64>,
    k: usize,
    from: usize,
    to: usize,
    [_, v1, v2]: [f64; 3],
    tau: f64,
) {
    let n = a.ncols();
    let entries = a.as_slice_mut().expect("work matrices are in row-major order");
    let (x, rest) = entries[k * n..(k + 3) * n].split_at_mut(n);
    let (y, z) = rest.split_at_mut(n);
    let (t1, t2) = (tau * v1, tau * v2);
    for ((x, y), z) in x[from..to].iter_mut().zip(&mut y[from..to]).zip(&mut z[from..to]) {
        let sum = *x + v1 * *y + v2 * *z;
        *x -= sum * tau;
        *y -= sum * t1;
        *z -= sum * t2;
    }
}

/// Rows k and k+1 mirrored, in the columns `from..to`.
pub(super) fn mirror_two_rows(
    a: &mut Array2<f64>,
    k: usize,
    from: usize,
    to: usize,
    [_, v1, _]: [f64; 3],
    tau: f64,
) {
    let (x, y) = two_rows_mut(a, k, k + 1);
    for (x, y) in x[from..to].iter_mut().zip(&mut y[from..to]) {
        let sum = *x + v1 * *y;
        *x -= sum * tau;
        *y -= sum * tau * v1;
    }
}

/// The N columns from k on mirrored, in the rows `from..=to`.
pub(super) fn mirror_columns<const N: usize>(
    a: &mut Array2<f64>,
    k: usize,
    from: usize,
    to: usize,
    v: [f64; 3],
    tau: f64,
) {
    let n = a.ncols();
    let entries = a.as_slice_mut().expect("work matrices are in row-major order");
    for line in entries[from * n..(to + 1) * n].chunks_exact_mut(n) {
        let part: &mut [f64; N] =
            (&mut line[k..k + N]).try_into().expect("the slice has N entries");
        let sum: f64 = (0..N).map(|i| part[i] * v[i]).sum();
        for i in 0..N {
            part[i] -= sum * tau * v[i];
        }
    }
}
