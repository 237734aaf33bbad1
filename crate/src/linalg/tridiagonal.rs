//! Tridiagonal form: mirrors from both sides, so that the eigenvalues stay.
//!
//! Mirroring a symmetric A from both sides with H = I − τvvᵀ is
//!
//! ```text
//! HAH = A − vwᵀ − wvᵀ,   w = τAv − (τ²/2)(vᵀAv)v.
//! ```
//!
//! Half of the work is Av, for which all of A has to be fetched from memory at every step.
//! The other half, the update, can wait: the pairs v, w of a panel of columns are gathered
//! as rows of V and W, columns and products are corrected by them as they are needed, and
//! A ← A − VᵀW − WᵀV is one matrix product at the end of the panel. [`step_by_step`] makes
//! every update at once, as one would by hand; it is the faster one for small matrices.
//!
//! Source: Golub and Van Loan, Matrix Computations, 4th ed., §8.3.1; Dongarra, Hammarling
//! and Sorensen, Block reduction of matrices to condensed forms (1989).

use super::householder::{Reflectors, reflector};
use super::kernels::{axpy, block, block_mut, dot, row, row_mut};
use ndarray::Array2;
use ndarray::linalg::general_mat_mul;

/// Columns of one panel.
const PANEL: usize = 32;
/// The rest of the matrix that is mirrored step by step.
const SMALL: usize = 110;
/// Rows of one strip of the update, of which only one triangle is needed.
const STRIP: usize = 64;

/// T's diagonal, the entries beside it (with a zero at the end) and the mirrors of Q.
pub(super) type Tridiagonal = (Vec<f64>, Vec<f64>, Reflectors);

/// A = QTQᵀ from the lower triangle of A, which is used up.
pub(super) fn tridiagonalise(a: &mut Array2<f64>) -> Tridiagonal {
    let n = a.nrows();
    let mut found = (vec![0.0; n], vec![0.0; n], Reflectors::new(n.saturating_sub(1), n, 1));
    let mut from = 0;
    while n - from > SMALL {
        panel(a, from, &mut found);
        from += PANEL;
    }
    step_by_step(a, from, &mut found);
    found
}

/// The columns `from..from + PANEL`, and what they do to the rest.
fn panel(a: &mut Array2<f64>, from: usize, (diagonal, beside, q): &mut Tridiagonal) {
    let n = a.nrows();
    let (mut v, mut w) = (Array2::<f64>::zeros((PANEL, n)), Array2::<f64>::zeros((PANEL, n)));
    let mut product = vec![0.0; n];
    for step in 0..PANEL {
        let k = from + step;
        let mut column: Vec<f64> = (k..n).map(|i| a[[i, k]]).collect();
        for l in 0..step {
            axpy(-w[[l, k]], &row(&v, l)[k..], &mut column);
            axpy(-v[[l, k]], &row(&w, l)[k..], &mut column);
        }
        diagonal[k] = column[0];
        let mirror = &mut column[1..];
        let (beta, tau) = reflector(mirror);
        beside[k] = beta;
        q.set(k, mirror, tau);

        let product = &mut product[k + 1..];
        multiply_symmetric(a, k + 1, mirror, product);
        for l in 0..step {
            let (v, w) = (&row(&v, l)[k + 1..], &row(&w, l)[k + 1..]);
            let (along_v, along_w) = (dot(v, mirror), dot(w, mirror));
            axpy(-along_w, v, product);
            axpy(-along_v, w, product);
        }
        complete(tau, mirror, product);
        row_mut(&mut v, step)[k + 1..].copy_from_slice(mirror);
        row_mut(&mut w, step)[k + 1..].copy_from_slice(product);
    }
    for top in (from + PANEL..n).step_by(STRIP) {
        let rows = top..n.min(top + STRIP);
        let columns = from + PANEL..rows.end;
        let mut strip = block_mut(a, rows.clone(), columns.clone());
        for (one, other) in [(&v, &w), (&w, &v)] {
            let one = block(one, 0..PANEL, rows.clone());
            let other = block(other, 0..PANEL, columns.clone());
            general_mat_mul(-1.0, &one.t(), &other, 1.0, &mut strip);
        }
    }
}

/// w out of Av.
fn complete(tau: f64, v: &[f64], product: &mut [f64]) {
    product.iter_mut().for_each(|p| *p *= tau);
    let correction = tau / 2.0 * dot(product, v);
    axpy(-correction, v, product);
}

/// The symmetric matrix whose lower triangle stands in the rows and columns of `a` from
/// `first` on, times v. Four rows at a time: each entry of v and of the product is fetched
/// once for four entries of the matrix and their mirror images.
fn multiply_symmetric(a: &Array2<f64>, first: usize, v: &[f64], product: &mut [f64]) {
    let order = v.len();
    product.fill(0.0);
    for top in (0..order).step_by(4) {
        let rows = 4.min(order - top);
        let lines: [&[f64]; 4] =
            std::array::from_fn(|r| &row(a, first + top + r.min(rows - 1))[first..]);
        if rows == 4 {
            let factors: [f64; 4] = std::array::from_fn(|r| v[top + r]);
            let sums = four_rows(lines.map(|line| &line[..top]), factors, v, product);
            for r in 0..4 {
                product[top + r] += sums[r];
            }
        } else {
            for r in 0..rows {
                product[top + r] += dot(&lines[r][..top], &v[..top]);
                axpy(v[top + r], &lines[r][..top], &mut product[..top]);
            }
        }
        // The corner on the diagonal.
        for r in 0..rows {
            for c in 0..r {
                product[top + r] += lines[r][top + c] * v[top + c];
                product[top + c] += lines[r][top + c] * v[top + r];
            }
            product[top + r] += lines[r][top + r] * v[top + r];
        }
    }
}

/// product ← product + Σ factorᵣ·lineᵣ; answers with lineᵣ·v.
fn four_rows(lines: [&[f64]; 4], factors: [f64; 4], v: &[f64], product: &mut [f64]) -> [f64; 4] {
    let length = lines[0].len();
    let [one, two, three, four] = lines.map(|line| &line[..length]);
    let (v, product) = (&v[..length], &mut product[..length]);
    let mut sums = [[0.0; 2]; 4];
    let whole = length - length % 2;
    for j in (0..whole).step_by(2) {
        for lane in 0..2 {
            let (a, b, c, d) = (one[j + lane], two[j + lane], three[j + lane], four[j + lane]);
            let x = v[j + lane];
            sums[0][lane] += a * x;
            sums[1][lane] += b * x;
            sums[2][lane] += c * x;
            sums[3][lane] += d * x;
            product[j + lane] +=
                (a * factors[0] + b * factors[1]) + (c * factors[2] + d * factors[3]);
        }
    }
    let mut sums = sums.map(|[x, y]| x + y);
    for j in whole..length {
        for (sum, (line, factor)) in
            sums.iter_mut().zip([one, two, three, four].iter().zip(factors))
        {
            *sum += line[j] * v[j];
            product[j] += line[j] * factor;
        }
    }
    sums
}

/// The columns from `from` on, one after the other: the update and the product with the
/// next v share one pass over A.
fn step_by_step(a: &mut Array2<f64>, from: usize, (diagonal, beside, q): &mut Tridiagonal) {
    let n = a.nrows();
    // The update that is still to be made, from the mirror before.
    let (mut u, mut w) = (vec![0.0; n], vec![0.0; n]);
    for k in from..n {
        let mut column: Vec<f64> = (k..n).map(|i| a[[i, k]] - u[i] * w[k] - w[i] * u[k]).collect();
        diagonal[k] = column[0];
        if k + 1 == n {
            break;
        }
        let v = &mut column[1..];
        let (beta, tau) = reflector(v);
        beside[k] = beta;
        q.set(k, v, tau);

        let mut product = vec![0.0; n - k - 1];
        for i in k + 1..n {
            let j = i - k - 1;
            let entries = &mut row_mut(a, i)[k + 1..=i];
            let (u_part, w_part) = (&u[k + 1..=i], &w[k + 1..=i]);
            let sum = update_and_multiply(entries, (u_part, w_part), (u[i], w[i]), v, &mut product);
            product[j] += sum;
        }
        complete(tau, v, &mut product);
        u[k + 1..].copy_from_slice(v);
        w[k + 1..].copy_from_slice(&product);
    }
}

/// One row of the lower triangle: makes the pending update, adds the row times
/// v₍last₎ to `product` (the mirrored upper triangle) except on the diagonal,
/// and answers with row·v.
fn update_and_multiply(
    entries: &mut [f64],
    (u, w): (&[f64], &[f64]),
    (u_row, w_row): (f64, f64),
    v: &[f64],
    product: &mut [f64],
) -> f64 {
    let last = entries.len() - 1;
    let v_row = v[last];
    let mut sums = [0.0; 4];
    let whole = last - last % 4;
    let (head, tail) = entries.split_at_mut(whole);
    for ((((a, u), w), v), p) in head
        .chunks_exact_mut(4)
        .zip(u.chunks_exact(4))
        .zip(w.chunks_exact(4))
        .zip(v.chunks_exact(4))
        .zip(product.chunks_exact_mut(4))
    {
        for lane in 0..4 {
            let entry = a[lane] - u_row * w[lane] - w_row * u[lane];
            a[lane] = entry;
            sums[lane] += entry * v[lane];
            p[lane] += entry * v_row;
        }
    }
    let mut sum = (sums[0] + sums[1]) + (sums[2] + sums[3]);
    for (offset, a) in tail.iter_mut().enumerate() {
        let j = whole + offset;
        *a -= u_row * w[j] + w_row * u[j];
        sum += *a * v[j];
        if j < last {
            product[j] += *a * v_row;
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linalg::hard_cases::gaussian;
    use crate::linalg::kernels::max_abs;

    /// The readable way and the fast way side by side.
    #[test]
    fn panels_and_single_steps_agree() {
        for n in [1, 2, 5, 64, 65, 96, 97, 110, 111, 112, 113, 130, 200] {
            let a = gaussian(n, n, n as u64);
            let a = &a + &a.t();
            let fast = tridiagonalise(&mut a.clone());
            let mut slow = (vec![0.0; n], vec![0.0; n], Reflectors::new(n - 1, n, 1));
            step_by_step(&mut a.clone(), 0, &mut slow);
            let bound = 1e-15 * (n * n) as f64;
            // Entries beside the diagonal may differ by what earlier mirrors differ by: the
            // first ones agree, and the whole has the same matrix behind it.
            for (x, y) in fast.0.iter().zip(&slow.0).take(4) {
                assert!((x - y).abs() <= bound, "{n}: {x} and {y}");
            }
            let (diagonal, beside, q) = fast;
            let mut t = Array2::from_diag(&ndarray::Array1::from(diagonal));
            for i in 0..n - 1 {
                t[[i, i + 1]] = beside[i];
                t[[i + 1, i]] = beside[i];
            }
            let q = q.form(n);
            let gap = q.dot(&t).dot(&q.t()) - &a;
            let worst = max_abs(gap.as_slice().unwrap());
            assert!(worst <= 1e-14 * (n as f64).sqrt() * 10.0, "{n}: {worst}");
        }
    }

    #[test]
    fn a_triangle_stands_for_the_symmetric_matrix() {
        for (n, first) in [(1, 0), (5, 1), (7, 0), (12, 3), (40, 5), (41, 5), (42, 5), (43, 5)] {
            let a = gaussian(n, n, 3);
            let order = n - first;
            let whole = Array2::from_shape_fn((order, order), |(i, j)| {
                a[[first + i.max(j), first + i.min(j)]]
            });
            let v = gaussian(order, 1, 4).column(0).to_owned();
            let mut product = vec![7.0; order];
            multiply_symmetric(&a, first, v.as_slice().unwrap(), &mut product);
            for (x, y) in product.iter().zip(&whole.dot(&v)) {
                assert!((x - y).abs() < 1e-13);
            }
        }
    }
}
