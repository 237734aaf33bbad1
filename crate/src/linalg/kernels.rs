//! The inner loops that the decompositions share.
//!
//! Every O(n³) step of this room runs along rows, because rows are contiguous
//! in memory; these few functions are where that time goes. The scaling at the
//! end lets the algorithms work on a matrix whose largest entry is near 1, so
//! that squares neither overflow (1e300) nor vanish (1e-300).

use crate::check;
use crate::error::MathError;
pub(crate) use crate::largest::{max_abs, max_abs_of_matrix};
use ndarray::{Array1, Array2, ArrayRef2, ArrayView1, ArrayView2, ArrayViewMut2, Axis, Slice};
use std::ops::Range;

/// Unit roundoff of f64, 2⁻⁵³: the largest relative error of one rounding.
pub(crate) const UNIT_ROUNDOFF: f64 = f64::EPSILON / 2.0;

/// x·y with eight partial sums, which the compiler can keep in vector registers.
pub(crate) fn dot(x: &[f64], y: &[f64]) -> f64 {
    let mut sums = [0.0; 8];
    let (xs, ys) = (x.chunks_exact(8), y.chunks_exact(8));
    let rest: f64 = xs.remainder().iter().zip(ys.remainder()).map(|(a, b)| a * b).sum();
    for (a, b) in xs.zip(ys) {
        for lane in 0..8 {
            sums[lane] += a[lane] * b[lane];
        }
    }
    let [a, b, c, d, e, f, g, h] = sums;
    ((a + e) + (b + f)) + ((c + g) + (d + h)) + rest
}

/// y ← y + αx.
pub(crate) fn axpy(alpha: f64, x: &[f64], y: &mut [f64]) {
    for (y, x) in y.iter_mut().zip(x) {
        *y += alpha * x;
    }
}

/// y ← vᵀA, four rows of A at a time, so that y is fetched once for four entries of A.
pub(crate) fn times_rows(v: &[f64], a: &ArrayView2<f64>, y: &mut [f64]) {
    y.fill(0.0);
    let lines: Vec<&[f64]> = a.rows().into_iter().map(contiguous).collect();
    let (fours, factors) = (lines.chunks_exact(4), v.chunks_exact(4));
    for (line, &factor) in fours.remainder().iter().zip(factors.remainder()) {
        axpy(factor, line, y);
    }
    for (lines, factors) in fours.zip(factors) {
        let [one, two, three, four] = [0, 1, 2, 3].map(|i| &lines[i][..y.len()]);
        for (j, y) in y.iter_mut().enumerate() {
            *y += (factors[0] * one[j] + factors[1] * two[j])
                + (factors[2] * three[j] + factors[3] * four[j]);
        }
    }
}

/// y ← Av, four rows of A at a time, so that v is fetched once for four entries of A.
pub(crate) fn rows_times(a: &ArrayView2<f64>, v: &[f64], y: &mut [f64]) {
    let lines: Vec<&[f64]> = a.rows().into_iter().map(contiguous).collect();
    let whole = lines.len() - lines.len() % 4;
    for (lines, y) in lines.chunks_exact(4).zip(y.chunks_exact_mut(4)) {
        let [one, two, three, four] = [0, 1, 2, 3].map(|i| &lines[i][..v.len()]);
        let mut sums = [[0.0; 2]; 4];
        let even = v.len() - v.len() % 2;
        for j in (0..even).step_by(2) {
            for lane in 0..2 {
                sums[0][lane] += one[j + lane] * v[j + lane];
                sums[1][lane] += two[j + lane] * v[j + lane];
                sums[2][lane] += three[j + lane] * v[j + lane];
                sums[3][lane] += four[j + lane] * v[j + lane];
            }
        }
        for j in even..v.len() {
            for (sum, line) in sums.iter_mut().zip([one, two, three, four]) {
                sum[0] += line[j] * v[j];
            }
        }
        y.iter_mut().zip(sums).for_each(|(y, [a, b])| *y = a + b);
    }
    for i in whole..lines.len() {
        y[i] = dot(lines[i], v);
    }
}

/// The entries of a row, which lie next to each other.
fn contiguous(row: ArrayView1<'_, f64>) -> &[f64] {
    row.to_slice().expect("rows of work matrices are contiguous")
}

/// (x, y) ← (cx − sy, sx + cy): the plane of x and y turned by an angle.
pub(crate) fn rotate(x: &mut [f64], y: &mut [f64], c: f64, s: f64) {
    for (x, y) in x.iter_mut().zip(y) {
        let (a, b) = (*x, *y);
        *x = c * a - s * b;
        *y = s * a + c * b;
    }
}

/// [`rotate`] by sine s and tangent of the half angle h = s/(1 + c).
///
/// Written as a small change of x and y, so that the errors of a long sequence
/// of small rotations stay in proportion to their angles.
pub(crate) fn rotate_by_half_angle(x: &mut [f64], y: &mut [f64], h: f64, s: f64) {
    for (x, y) in x.iter_mut().zip(y) {
        let (a, b) = (*x, *y);
        *x = a - s * (b + h * a);
        *y = b + s * (a - h * b);
    }
}

/// √(Σ xᵢ²), also where the squares would overflow or vanish.
pub(crate) fn norm(x: &[f64]) -> f64 {
    let squares = dot(x, x);
    if squares > 1e-280 && squares < 1e280 {
        return squares.sqrt();
    }
    let largest = max_abs(x);
    if largest == 0.0 {
        return 0.0;
    }
    largest * x.iter().map(|v| (v / largest).powi(2)).sum::<f64>().sqrt()
}

/// √(x² + y²); the library's slower `hypot` only where the squares are unsafe.
pub(crate) fn hypotenuse(x: f64, y: f64) -> f64 {
    let squares = x * x + y * y;
    if squares > 1e-280 && squares < 1e280 { squares.sqrt() } else { x.hypot(y) }
}

/// Row i of a matrix in row-major order, as a slice.
pub(crate) fn row(a: &Array2<f64>, i: usize) -> &[f64] {
    let columns = a.ncols();
    let entries = a.as_slice().expect("work matrices are in row-major order");
    &entries[i * columns..(i + 1) * columns]
}

/// Row i of a matrix in row-major order, as a slice to write to.
pub(crate) fn row_mut(a: &mut Array2<f64>, i: usize) -> &mut [f64] {
    let columns = a.ncols();
    let entries = a.as_slice_mut().expect("work matrices are in row-major order");
    &mut entries[i * columns..(i + 1) * columns]
}

/// Rows p and q > p of a matrix in row-major order, both to write to.
pub(crate) fn two_rows_mut(a: &mut Array2<f64>, p: usize, q: usize) -> (&mut [f64], &mut [f64]) {
    let columns = a.ncols();
    let entries = a.as_slice_mut().expect("work matrices are in row-major order");
    let (upper, lower) = entries.split_at_mut(q * columns);
    (&mut upper[p * columns..(p + 1) * columns], &mut lower[..columns])
}

/// The entries of A in a range of rows and a range of columns.
pub(crate) fn block(
    a: &ArrayRef2<f64>,
    rows: Range<usize>,
    columns: Range<usize>,
) -> ArrayView2<'_, f64> {
    let mut view = a.view();
    view.slice_axis_inplace(Axis(0), Slice::from(rows));
    view.slice_axis_inplace(Axis(1), Slice::from(columns));
    view
}

/// [`block`], to write to.
pub(crate) fn block_mut(
    a: &mut ArrayRef2<f64>,
    rows: Range<usize>,
    columns: Range<usize>,
) -> ArrayViewMut2<'_, f64> {
    let mut view = a.view_mut();
    view.slice_axis_inplace(Axis(0), Slice::from(rows));
    view.slice_axis_inplace(Axis(1), Slice::from(columns));
    view
}

/// The first `columns` columns of the identity with `rows` rows.
pub(crate) fn identity(rows: usize, columns: usize) -> Array2<f64> {
    Array2::from_shape_fn((rows, columns), |(i, j)| if i == j { 1.0 } else { 0.0 })
}

/// A·B for factors of a matrix that fits the range, also where a sum on the way does not;
/// refuses what is beyond the largest number after all.
pub(crate) fn product_in_range(
    operation: &'static str,
    a: &ArrayRef2<f64>,
    b: &ArrayRef2<f64>,
) -> Result<Array2<f64>, MathError> {
    const DOWN: f64 = 1.0 / (1_u64 << 63) as f64;
    let product = a.dot(b);
    if check::is_finite(&product) {
        return Ok(product);
    }
    check::finite(operation, "self", a)?;
    check::finite(operation, "self", b)?;
    check::none_overflowed(operation, a.mapv(|v| v * DOWN).dot(b).mapv_into(|v| v / DOWN))
}

/// A in row-major order.
pub(crate) fn row_major(a: &ArrayRef2<f64>) -> Array2<f64> {
    a.as_standard_layout().into_owned()
}

/// Aᵀ in row-major order: its rows are the columns of A.
pub(crate) fn transposed(a: &ArrayRef2<f64>) -> Array2<f64> {
    a.t().as_standard_layout().into_owned()
}

/// A power of two, held by its exponent, that brings max |a| into [½, 1).
///
/// Powers of two change no digit, so scaling and scaling back is exact.
#[derive(Clone, Copy)]
pub(crate) struct Scale {
    exponent: i32,
}

impl Scale {
    /// The scale that suits the entries of A (none for a zero or empty matrix).
    pub(crate) fn of(a: &ArrayRef2<f64>) -> Self {
        let largest = max_abs_of_matrix(a);
        if largest == 0.0 {
            return Self { exponent: 0 };
        }
        // Below 2⁻¹⁰⁰⁰ the factor itself would overflow; near enough is enough.
        Self { exponent: (-(largest.log2().floor() as i32) - 1).clamp(-1024, 1000) }
    }

    /// No scaling.
    pub(crate) const ONE: Self = Self { exponent: 0 };

    /// No scaling, or by 2⁻⁴ where the largest entry leaves no room for lengths of two.
    pub(crate) fn room(a: &ArrayRef2<f64>) -> Self {
        let large = a.iter().any(|v| v.abs() >= f64::MAX / 16.0);
        Self { exponent: if large { -4 } else { 0 } }
    }

    /// A number in this unit.
    pub(crate) fn of_number(self, v: f64) -> f64 {
        let (first, second) = self.halves(1);
        v * first * second
    }

    /// [`of`](Self::of), or, where some entry is 1e-140 of the largest or less, one that
    /// brings the largest near the end of the range and so leaves room below.
    pub(crate) fn wide(a: &ArrayRef2<f64>) -> Self {
        let near_one = Self::of(a);
        let (mut largest, mut smallest) = (0.0_f64, f64::INFINITY);
        for size in a.iter().map(|v| v.abs()).filter(|&size| size > 0.0) {
            (largest, smallest) = (largest.max(size), smallest.min(size));
        }
        let headroom = if smallest / largest < 1e-140 { 980 } else { 0 };
        Self { exponent: near_one.exponent + headroom }
    }

    /// Multiplies the entries of A by the factor.
    pub(crate) fn apply(self, a: &mut Array2<f64>) {
        if self.exponent != 0 {
            let (first, second) = self.halves(1);
            a.mapv_inplace(|v| v * first * second);
        }
    }

    /// Divides every value by the factor; refuses results beyond the largest number.
    pub(crate) fn undo_all<'a>(
        self,
        operation: &'static str,
        values: impl IntoIterator<Item = &'a mut f64>,
    ) -> Result<(), MathError> {
        let (first, second) = self.halves(-1);
        for value in values {
            *value = *value * first * second;
            if !value.is_finite() {
                return Err(MathError::Overflow { operation });
            }
        }
        Ok(())
    }

    /// 2^(±exponent) as two factors, because one of them may not fit into f64.
    fn halves(self, sign: i32) -> (f64, f64) {
        let half = self.exponent / 2;
        (2.0_f64.powi(sign * half), 2.0_f64.powi(sign * (self.exponent - half)))
    }
}

/// +1 or −1, whichever makes the largest entry (in magnitude) positive.
///
/// Entries that agree to ten digits count as equally large, and the first of
/// them decides: the sign then does not hang on the last bit of a rounding.
pub(crate) fn sign_of_largest<'a>(entries: impl Iterator<Item = &'a f64> + Clone) -> f64 {
    let largest = entries.clone().fold(0.0_f64, |largest, v| largest.max(v.abs()));
    match entries.into_iter().find(|v| v.abs() >= largest * (1.0 - 1e-10)) {
        Some(&first) if first < 0.0 => -1.0,
        _ => 1.0,
    }
}

/// [`sign_of_largest`] for every column, row by row along memory.
pub(crate) fn signs_of_largest(a: &Array2<f64>) -> Array1<f64> {
    let mut largest = vec![0.0_f64; a.ncols()];
    for row in a.rows() {
        largest.iter_mut().zip(row).for_each(|(m, v)| *m = m.max(v.abs()));
    }
    let mut signs = Array1::zeros(a.ncols());
    for row in a.rows() {
        for ((sign, &v), m) in signs.iter_mut().zip(row).zip(&largest) {
            if *sign == 0.0 && v.abs() >= m * (1.0 - 1e-10) {
                *sign = if v < 0.0 { -1.0 } else { 1.0 };
            }
        }
    }
    signs
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn lengths_neither_overflow_nor_vanish() {
        for unit in [1.0, 1e300, 1e-300] {
            assert!((norm(&[3.0 * unit, 4.0 * unit]) / unit - 5.0).abs() < 1e-14);
            assert!((hypotenuse(3.0 * unit, -4.0 * unit) / unit - 5.0).abs() < 1e-14);
        }
        assert_eq!((norm(&[]), norm(&[0.0, -0.0]), hypotenuse(0.0, 0.0)), (0.0, 0.0, 0.0));
    }

    #[test]
    fn dot_counts_every_entry_of_every_length() {
        for n in 0..40 {
            let x: Vec<f64> = (0..n).map(f64::from).collect();
            let ones = vec![1.0; x.len()];
            assert_eq!(dot(&x, &ones), x.iter().sum::<f64>());
        }
    }

    #[test]
    fn scaling_and_scaling_back_changes_no_digit() {
        for a in [array![[3.7, -1.1]], array![[1e308, 3.0]], array![[1e-300, 0.0]], array![[0.0]]] {
            let scale = Scale::of(&a);
            let mut b = a.clone();
            scale.apply(&mut b);
            let largest = max_abs(b.as_slice().unwrap());
            assert!(largest == 0.0 || (0.25..=1.0).contains(&largest), "{largest}");
            scale.undo_all("test", &mut b).unwrap();
            assert_eq!(a, b);
        }
    }

    #[test]
    fn the_first_of_equally_large_entries_decides_the_sign() {
        let half = 0.5_f64.sqrt();
        assert_eq!(sign_of_largest([-half, half + 1e-16].iter()), -1.0);
        assert_eq!(sign_of_largest([-0.1, 0.2].iter()), 1.0);
        assert_eq!(sign_of_largest([].iter()), 1.0);
    }
}
