//! What a solution leaves of two equations, to about thirty-two digits.
//!
//! ```text
//! f = y − r − Xw,     g = c − Xᵀr
//! ```
//!
//! are differences of numbers that agree in all the digits of an f64. Each product is
//! therefore taken with its rounding error, and each sum carries along what it loses. The
//! error of a product comes from the halves of its factors (Dekker): with a = a′ + a″ and
//! b = b′ + b″ of 26 digits each, all four products of halves are exact, and
//!
//! ```text
//! ab − fl(ab) = ((a′b′ − fl(ab)) + a′b″ + a″b′) + a″b″.
//! ```
//!
//! That is more operations than the one fused multiply-add which says the same, but on a
//! processor without one, or for a program that must also run there, they are the faster:
//! the columns of X are walked down, and several rows are done at a time.
//!
//! Source: Dekker, "A floating-point technique for extending the available precision"
//! (1971); Ogita, Rump and Oishi, "Accurate sum and dot product" (2005).

use crate::floating::{DoubleDouble, two_sum};
use ndarray::{Array1, Array2, ArrayRef2};

/// So many rows at a time: what belongs to them stays in the fastest memory.
const ROWS: usize = 64;

/// A matrix in columns, and what its entries miss of their true values.
pub(super) struct Columns {
    x: Array2<f64>,
    missing: Option<Array2<f64>>,
}

/// Numbers of doubled precision, side by side.
struct Numbers {
    hi: Vec<f64>,
    lo: Vec<f64>,
}

impl Numbers {
    fn of(numbers: impl Iterator<Item = DoubleDouble>) -> Self {
        let (hi, lo) = numbers.map(|v| (v.hi, v.lo)).unzip();
        Self { hi, lo }
    }
}

impl Columns {
    pub fn of(x: &ArrayRef2<f64>, missing: Option<&Array2<f64>>) -> Self {
        let columns = |a: &ArrayRef2<f64>| a.t().as_standard_layout().into_owned();
        Self { x: columns(x), missing: missing.map(|missing| columns(missing)) }
    }

    /// Rows and columns of X.
    pub fn dim(&self) -> (usize, usize) {
        (self.x.ncols(), self.x.nrows())
    }

    /// f = y − r − Xw and g = c − Xᵀr.
    pub fn left_over(
        &self,
        y: &[DoubleDouble],
        c: &[DoubleDouble],
        weights: &[DoubleDouble],
        residuals: &[DoubleDouble],
    ) -> (Vec<f64>, Array1<f64>) {
        let (n, p) = self.dim();
        let mut f = Vec::with_capacity(n);
        // One sum for every place of a block and every column.
        let width = ROWS.min(n);
        let mut sums: Vec<Numbers> =
            (0..p).map(|_| Numbers { hi: vec![0.0; width], lo: vec![0.0; width] }).collect();
        for top in (0..n).step_by(ROWS) {
            let rows = top..n.min(top + ROWS);
            let minus_r = Numbers::of(residuals[rows.clone()].iter().map(|&r| -r));
            let mut left = Numbers::of(
                y[rows.clone()].iter().zip(&residuals[rows.clone()]).map(|(&y, &r)| y - r),
            );
            for (j, (w, sum)) in weights.iter().zip(&mut sums).enumerate() {
                let x = &entries(&self.x, j)[rows.clone()];
                add_multiple(&mut left, -*w, x);
                add_products(sum, &minus_r, x);
                if let Some(missing) = &self.missing {
                    let small = &entries(missing, j)[rows.clone()];
                    add_small(&mut left.lo, small, |_| -w.hi);
                    add_small(&mut sum.lo, small, |i| minus_r.hi[i]);
                }
            }
            f.extend(left.hi.iter().zip(&left.lo).map(|(hi, lo)| hi + lo));
        }
        let g = c.iter().zip(&sums).map(|(&c, sum)| {
            let parts = sum.hi.iter().zip(&sum.lo).map(|(&hi, &lo)| DoubleDouble::new(hi, lo));
            parts.fold(c, |total, part| total + part).to_f64()
        });
        (f, g.collect())
    }
}

/// Column j, which is row j in memory.
fn entries(columns: &Array2<f64>, j: usize) -> &[f64] {
    let n = columns.ncols();
    let all = columns.as_slice().expect("columns are kept in the standard layout");
    &all[j * n..(j + 1) * n]
}

/// sum ← sum + ax.
fn add_multiple(sum: &mut Numbers, a: DoubleDouble, x: &[f64]) {
    let n = x.len();
    let (hi, lo) = (&mut sum.hi[..n], &mut sum.lo[..n]);
    let halves_of_a = halves(a.hi);
    for i in 0..n {
        let (product, error) = product(a.hi, halves_of_a, x[i]);
        let (next, lost) = two_sum(hi[i], product);
        hi[i] = next;
        lo[i] += lost + (error + a.lo * x[i]);
    }
}

/// sum ← sum + ax, place by place.
fn add_products(sum: &mut Numbers, a: &Numbers, x: &[f64]) {
    let n = x.len();
    let (hi, lo) = (&mut sum.hi[..n], &mut sum.lo[..n]);
    let (a_hi, a_lo) = (&a.hi[..n], &a.lo[..n]);
    for i in 0..n {
        let (product, error) = product(a_hi[i], halves(a_hi[i]), x[i]);
        let (next, lost) = two_sum(hi[i], product);
        hi[i] = next;
        lo[i] += lost + (error + a_lo[i] * x[i]);
    }
}

/// lo ← lo + a·small, where `small` is an ulp of the entries, so that sixteen digits suffice.
fn add_small(lo: &mut [f64], small: &[f64], a: impl Fn(usize) -> f64) {
    for (i, (lo, small)) in lo.iter_mut().zip(small).enumerate() {
        *lo += a(i) * small;
    }
}

/// a = a′ + a″ with at most 26 digits in each (Veltkamp), for |a| < 2⁹⁹⁶.
#[inline]
fn halves(a: f64) -> (f64, f64) {
    const SPLITTER: f64 = ((1_u64 << 27) + 1) as f64;
    let c = SPLITTER * a;
    let first = c - (c - a);
    (first, a - first)
}

/// ab, rounded, and the error of that rounding.
#[inline]
fn product(a: f64, (a1, a2): (f64, f64), b: f64) -> (f64, f64) {
    let (b1, b2) = halves(b);
    let product = a * b;
    (product, (((a1 * b1 - product) + a1 * b2) + a2 * b1) + a2 * b2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::floating::two_product;
    use crate::random::RandomState;

    #[test]
    fn halves_find_the_error_that_a_fused_multiply_add_finds() {
        let numbers = RandomState::new(5).randn(2000);
        for (i, (&a, &b)) in numbers.iter().zip(numbers.iter().skip(1)).enumerate() {
            let b = b * 10.0_f64.powi(i as i32 % 200 - 100);
            assert_eq!(product(a, halves(a), b), two_product(a, b));
        }
    }

    /// The same in doubled precision throughout, row by row.
    #[test]
    fn columns_leave_what_rows_in_doubled_precision_leave() {
        let mut random = RandomState::new(3);
        for (n, p) in [(1, 1), (7, 3), (64, 2), (65, 5), (200, 21)] {
            let x = random.randn2(n, p);
            let missing = random.randn2(n, p) * 1e-17;
            let pairs = |count: usize, random: &mut RandomState| -> Vec<DoubleDouble> {
                let (hi, lo) = (random.randn(count), random.randn(count));
                hi.iter().zip(&lo).map(|(&hi, lo)| DoubleDouble::new(hi, hi * lo * 1e-17)).collect()
            };
            let [weights, c] = [(); 2].map(|()| pairs(p, &mut random));
            let r = pairs(n, &mut random);
            // y near r + Xw, so that all sixteen digits cancel.
            let rows = |i: usize, from: DoubleDouble, sign: f64| {
                (0..p).fold(from, |sum, j| {
                    let w = if sign < 0.0 { -weights[j] } else { weights[j] };
                    sum.plus_product(w, x[[i, j]]).plus_product(w, missing[[i, j]])
                })
            };
            let y: Vec<DoubleDouble> =
                (0..n).map(|i| DoubleDouble::from(rows(i, r[i], 1.0).to_f64())).collect();
            let columns = Columns::of(&x, Some(&missing));
            let (f, g) = columns.left_over(&y, &c, &weights, &r);
            // Sums of p (or n) terms whose sizes are of the order of one.
            let bound = |terms: usize| 100.0 * terms as f64 * f64::EPSILON * f64::EPSILON;
            for i in 0..n {
                let expected = rows(i, y[i] - r[i], -1.0).to_f64();
                assert!((f[i] - expected).abs() <= bound(p) + f64::EPSILON * expected.abs());
            }
            for j in 0..p {
                let expected = (0..n).fold(c[j], |sum, i| {
                    sum.plus_product(-r[i], x[[i, j]]).plus_product(-r[i], missing[[i, j]])
                });
                let expected = expected.to_f64();
                assert!((g[j] - expected).abs() <= bound(n) + f64::EPSILON * expected.abs());
            }
        }
    }
}
