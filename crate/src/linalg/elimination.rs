//! Gaussian elimination with partial pivoting, ordered for speed.
//!
//! Entry by entry, each number would be fetched from memory n times. The work is
//! therefore done in panels of some columns: factor the panel, swap the rows of
//! the rest, finish the panel's rows of U by substitution, and update what
//! remains by one matrix product, where almost all of the arithmetic is.
//!
//! Where a difference on the way exceeds the largest f64 (1e308 less −1e308) the
//! matrix is divided by a power of two and eliminated anew; its determinant may
//! then be beyond any f64, but its logarithm and most solutions are not.
//!
//! Source: G. Golub and C. Van Loan, *Matrix Computations*, §3.4.

use super::kernels::axpy;
use super::products::{Slogdet, exponent, log_product, product};
use super::triangular::{Diagonal, solve_lower, solve_upper};
use crate::check;
use crate::error::MathError;
use ndarray::linalg::general_mat_mul;
use ndarray::{
    Array1, Array2, ArrayRef1, ArrayRef2, ArrayView1, ArrayView2, ArrayViewMut2, Axis, ShapeBuilder,
};
use std::ops::Range;

/// Columns of one panel.
const PANEL: usize = 32;

/// Up to this many columns a panel is eliminated column by column.
const NARROW: usize = 8;

/// Up to this many rows, and columns for which no panel is cut in two, a matrix is eliminated
/// along its rows at once.
const SMALL: usize = 16;

/// Where elimination overflows, the matrix is divided by two to this power.
const ROOM: i32 = 64;

/// Pivots whose exponents differ by this much have been divided into what underflows.
const GRADED: i64 = 900;

/// 2^exponent·LU = PA, with L below and U on and above the diagonal of one matrix.
pub(super) struct Factored {
    pub packed: Array2<f64>,
    pub p: Vec<usize>,
    pub sign: f64,
    pub exponent: i32,
}

impl Factored {
    /// Factors, making room for large entries where that is needed.
    pub(super) fn of(operation: &'static str, a: &ArrayRef2<f64>) -> Result<Self, MathError> {
        match Self::in_full_size(operation, a) {
            Err(MathError::Overflow { .. }) => {
                let smaller = a.mapv(|entry| entry * 2_f64.powi(-ROOM));
                let found = Self::in_full_size(operation, &smaller)?;
                Ok(Self { exponent: ROOM, ..found })
            }
            found => found,
        }
    }

    /// Factors the entries as they are.
    pub(super) fn in_full_size(
        operation: &'static str,
        a: &ArrayRef2<f64>,
    ) -> Result<Self, MathError> {
        let small = a.nrows() <= SMALL && a.ncols() <= NARROW;
        let (packed, p, sign) = if small { factor_small(a) } else { factor(a) };
        // Elimination passes NaN and infinities on.
        if !check::is_finite(&packed) {
            check::finite(operation, "a", a)?;
            return Err(MathError::Overflow { operation });
        }
        Ok(Self { packed, p, sign, exponent: 0 })
    }

    /// Factors for a determinant, and the power of two by which it is too large: where the
    /// pivots span almost the whole range of an f64, a multiplier has underflowed, so small
    /// rows are first brought up to the size of the largest by powers of two.
    pub(super) fn of_graded(
        operation: &'static str,
        a: &ArrayRef2<f64>,
    ) -> Result<(Self, i64), MathError> {
        let found = Self::of(operation, a)?;
        let pivots = found.packed.diag();
        let sizes = pivots.iter().filter(|&&pivot| pivot != 0.0).map(|&pivot| exponent(pivot));
        let (least, most) =
            sizes.fold((i64::MAX, i64::MIN), |(least, most), e| (least.min(e), most.max(e)));
        if most.saturating_sub(least) < GRADED {
            return Ok((found, 0));
        }
        let largest =
            |row: ArrayView1<f64>| row.iter().fold(0.0, |most: f64, entry| most.max(entry.abs()));
        let top = exponent(a.rows().into_iter().map(largest).fold(0.0, f64::max));
        let (mut level, mut shift) = (a.to_owned(), 0);
        for mut row in level.rows_mut() {
            let size = largest(row.view());
            if size > 0.0 {
                let up = top - exponent(size);
                // In three steps, because the power of two may be out of range by itself.
                for part in [up / 3, up / 3, up - 2 * (up / 3)] {
                    let factor = 2_f64.powi(part as i32);
                    row.mapv_inplace(|entry| entry * factor);
                }
                shift += up;
            }
        }
        Ok((Self::of(operation, &level)?, shift))
    }

    /// The factors under the name of the function that uses them.
    pub(super) fn triangles(&self, operation: &'static str) -> Triangles<'_> {
        let Self { packed, p, sign, exponent } = self;
        let (lower, upper) = (packed.view(), packed.view());
        Triangles { operation, lower, upper, p, sign: *sign, exponent: *exponent }
    }
}

/// The factors of a square matrix, wherever they are kept: 2^exponent·LU = PA. Only
/// what is below the diagonal of `lower` and not below that of `upper` is read.
pub(super) struct Triangles<'a> {
    pub operation: &'static str,
    pub lower: ArrayView2<'a, f64>,
    pub upper: ArrayView2<'a, f64>,
    pub p: &'a [usize],
    pub sign: f64,
    pub exponent: i32,
}

impl Triangles<'_> {
    /// The x of Ax = b.
    pub(super) fn solve(&self, b: &ArrayRef1<f64>) -> Result<Array1<f64>, MathError> {
        if b.len() != self.p.len() {
            return Err(self.rows_differ(b.shape()));
        }
        check::finite(self.operation, "b", b)?;
        self.regular()?;
        let (n, unit) = (b.len(), self.unit());
        let mut x: Array1<f64> = self.p.iter().map(|&i| b[i] * unit).collect();
        let entries = x.as_slice_mut().expect("a new vector is contiguous");
        for (i, row) in self.lower.rows().into_iter().enumerate() {
            let (known, rest) = entries.split_at_mut(i);
            rest[0] -= product_of(row, 0..i, known);
        }
        for (i, row) in self.upper.rows().into_iter().enumerate().rev() {
            let (rest, known) = entries.split_at_mut(i + 1);
            rest[i] = (rest[i] - product_of(row, i + 1..n, known)) / row[i];
        }
        if !check::is_finite(&x) {
            return Err(MathError::Overflow { operation: self.operation });
        }
        Ok(x)
    }

    /// The X of AX = B.
    pub(super) fn solve_matrix(&self, b: &ArrayRef2<f64>) -> Result<Array2<f64>, MathError> {
        if b.nrows() != self.p.len() {
            return Err(self.rows_differ(b.shape()));
        }
        check::finite(self.operation, "b", b)?;
        self.regular()?;
        let unit = self.unit();
        let mut x = Array2::zeros(b.raw_dim());
        for (mut row, &i) in x.rows_mut().into_iter().zip(self.p) {
            row.zip_mut_with(&b.row(i), |x, b| *x = b * unit);
        }
        self.substitute(x)
    }

    /// A⁻¹.
    pub(super) fn inverse(&self) -> Result<Array2<f64>, MathError> {
        self.regular()?;
        let mut x = Array2::zeros(self.lower.raw_dim());
        for (i, &column) in self.p.iter().enumerate() {
            x[[i, column]] = self.unit();
        }
        self.substitute(x)
    }

    /// det A / 2^shift.
    pub(super) fn det(&self, shift: i64) -> Result<f64, MathError> {
        product(self.operation, self.sign, self.exponent_of_det() - shift, self.upper.diag())
    }

    /// Sign and ln |det A / 2^shift|.
    pub(super) fn slogdet(&self, shift: i64) -> Slogdet {
        log_product(self.sign, self.exponent_of_det() - shift, self.upper.diag())
    }

    fn exponent_of_det(&self) -> i64 {
        i64::from(self.exponent) * self.p.len() as i64
    }

    /// What a right-hand side is multiplied by, to answer for the whole of A.
    fn unit(&self) -> f64 {
        2_f64.powi(-self.exponent)
    }

    /// Both substitutions for a right-hand side whose rows are in order already.
    fn substitute(&self, mut x: Array2<f64>) -> Result<Array2<f64>, MathError> {
        solve_lower(self.lower.view(), x.view_mut(), Diagonal::Ones);
        solve_upper(self.upper.view(), x.view_mut());
        if !check::is_finite(&x) {
            return Err(MathError::Overflow { operation: self.operation });
        }
        Ok(x)
    }

    /// Refuses a U with an exact zero on its diagonal.
    fn regular(&self) -> Result<(), MathError> {
        let operation = self.operation;
        match self.upper.diag().iter().position(|&pivot| pivot == 0.0) {
            None => Ok(()),
            Some(pivot) => Err(MathError::Singular { operation, argument: "a", pivot }),
        }
    }

    /// The error for a right-hand side that does not fit.
    fn rows_differ(&self, b: &[usize]) -> MathError {
        MathError::ShapeMismatch {
            operation: self.operation,
            left: self.lower.shape().to_vec(),
            right: b.to_vec(),
            rule: "`b` needs one row (or entry) for every row of `a`",
        }
    }
}

/// The entries of a row in a range times x.
fn product_of(row: ArrayView1<f64>, range: Range<usize>, x: &[f64]) -> f64 {
    match row.to_slice() {
        Some(row) => ArrayView1::from(&row[range]).dot(&ArrayView1::from(x)),
        None => row.slice_axis(Axis(0), range.into()).dot(&ArrayView1::from(x)),
    }
}

/// L and U in one matrix, the row order and its sign, as on paper: find the pivot, swap,
/// divide, subtract, all of it along rows.
fn factor_small(a: &ArrayRef2<f64>) -> (Array2<f64>, Vec<usize>, f64) {
    let (m, n) = a.dim();
    let mut work = a.as_standard_layout().into_owned();
    let mut p: Vec<usize> = (0..m).collect();
    let mut sign = 1.0;
    let rows = work.as_slice_mut().expect("the copy is contiguous, row by row");
    for k in 0..m.min(n) {
        let mut pivot = k;
        for i in k + 1..m {
            if rows[i * n + k].abs() > rows[pivot * n + k].abs() {
                pivot = i;
            }
        }
        let (above, below) = rows.split_at_mut((k + 1) * n);
        let top = &mut above[k * n..];
        if pivot != k {
            p.swap(k, pivot);
            sign = -sign;
            let place = (pivot - k - 1) * n;
            top.swap_with_slice(&mut below[place..place + n]);
        }
        let (head, top) = top[k..].split_at(1);
        // A column of zeros needs no elimination; U then has a zero pivot.
        if head[0] == 0.0 {
            continue;
        }
        for row in below.chunks_exact_mut(n) {
            let (multiple, rest) = row[k..].split_at_mut(1);
            multiple[0] /= head[0];
            axpy(-multiple[0], top, rest);
        }
    }
    (work, p, sign)
}

/// The same panel by panel.
fn factor(a: &ArrayRef2<f64>) -> (Array2<f64>, Vec<usize>, f64) {
    let (m, n) = a.dim();
    let mut work = a.as_standard_layout().into_owned();
    let mut p: Vec<usize> = (0..m).collect();
    let mut sign = 1.0;
    let steps = m.min(n);
    // The panel, column after column, so that the search for a pivot and the
    // elimination run along memory.
    let mut panel = vec![0.0; m * PANEL.min(steps)];
    for start in (0..steps).step_by(PANEL) {
        let width = PANEL.min(steps - start);
        let height = m - start;
        let panel = &mut panel[..height * width];
        let stripe = work.view_mut().split_at(Axis(0), start).1;
        let (_, rest) = stripe.split_at(Axis(1), start);
        let (mut stripe, _) = rest.split_at(Axis(1), width);
        gather(stripe.view(), panel);
        let mut swaps = [0; PANEL];
        factor_panel(panel, height, &mut swaps[..width]);
        scatter(panel, stripe.view_mut());

        // The same swaps for the columns left and right of the panel.
        let rows = work.as_slice_mut().expect("the copy is contiguous, row by row");
        for (step, &swap) in swaps[..width].iter().enumerate() {
            if swap == step {
                continue;
            }
            let (one, other) = (start + step, start + swap);
            p.swap(one, other);
            sign = -sign;
            let (above, below) = rows.split_at_mut(other * n);
            let (upper, lower) = (&mut above[one * n..(one + 1) * n], &mut below[..n]);
            upper[..start].swap_with_slice(&mut lower[..start]);
            upper[start + width..].swap_with_slice(&mut lower[start + width..]);
        }

        if start + width < n {
            let l = ArrayView2::from_shape((height, width).f(), panel)
                .expect("a panel holds height × width entries");
            let (l11, l21) = l.split_at(Axis(0), width);
            let (_, rest) = work.view_mut().split_at(Axis(0), start);
            let (_, right) = rest.split_at(Axis(1), start + width);
            let (mut u12, mut a22) = right.split_at(Axis(0), width);
            solve_lower(l11, u12.view_mut(), Diagonal::Ones);
            general_mat_mul(-1.0, &l21, &u12, 1.0, &mut a22);
        }
    }
    (work, p, sign)
}

/// Copies rows of a matrix into columns of a panel.
fn gather(stripe: ArrayView2<f64>, panel: &mut [f64]) {
    let height = stripe.nrows();
    for (i, row) in stripe.rows().into_iter().enumerate() {
        for (j, &entry) in row.iter().enumerate() {
            panel[j * height + i] = entry;
        }
    }
}

/// Copies columns of a panel back into rows of a matrix.
fn scatter(panel: &[f64], mut stripe: ArrayViewMut2<f64>) {
    let height = stripe.nrows();
    for (i, row) in stripe.rows_mut().into_iter().enumerate() {
        for (j, entry) in row.into_iter().enumerate() {
            *entry = panel[j * height + i];
        }
    }
}

/// Factors a panel stored column by column; step k swapped row k with row
/// `swaps[k]`.
///
/// Wide panels are cut into a left and a right half for the same reason as the
/// whole matrix is cut into panels.
fn factor_panel(panel: &mut [f64], height: usize, swaps: &mut [usize]) {
    let width = swaps.len();
    if width <= NARROW {
        eliminate_columns(panel, height, swaps);
        return;
    }
    let half = width / 2;
    let (left, right) = panel.split_at_mut(half * height);
    let (left_swaps, right_swaps) = swaps.split_at_mut(half);
    factor_panel(left, height, left_swaps);
    swap_rows(right, height, 0, left_swaps);

    let right_width = width - half;
    let l = ArrayView2::from_shape((height, half).f(), left)
        .expect("the left half holds height × half entries");
    let (l11, l21) = l.split_at(Axis(0), half);
    let mut rest = ArrayViewMut2::from_shape((height, right_width).f(), right)
        .expect("the right half holds the other columns");
    let (mut u12, mut a22) = rest.view_mut().split_at(Axis(0), half);
    solve_lower(l11, u12.view_mut(), Diagonal::Ones);
    general_mat_mul(-1.0, &l21, &u12, 1.0, &mut a22);

    // The lower right part is not contiguous: it gets a panel of its own.
    let mut corner: Vec<f64> = Vec::with_capacity((height - half) * right_width);
    for column in right.chunks_exact(height) {
        corner.extend_from_slice(&column[half..]);
    }
    factor_panel(&mut corner, height - half, right_swaps);
    for (column, done) in right.chunks_exact_mut(height).zip(corner.chunks_exact(height - half)) {
        column[half..].copy_from_slice(done);
    }
    for swap in right_swaps.iter_mut() {
        *swap += half;
    }
    swap_rows(left, height, half, right_swaps);
}

/// Applies swaps, the first of which belongs to row `first`, to every column.
fn swap_rows(columns: &mut [f64], height: usize, first: usize, swaps: &[usize]) {
    for column in columns.chunks_exact_mut(height) {
        for (step, &swap) in swaps.iter().enumerate() {
            column.swap(first + step, swap);
        }
    }
}

/// Elimination as on paper: find the pivot, swap, divide, subtract.
fn eliminate_columns(panel: &mut [f64], height: usize, swaps: &mut [usize]) {
    for k in 0..swaps.len() {
        let column = &panel[k * height..(k + 1) * height];
        let mut pivot = k;
        for (i, entry) in column.iter().enumerate().skip(k + 1) {
            if entry.abs() > column[pivot].abs() {
                pivot = i;
            }
        }
        swaps[k] = pivot;
        if pivot != k {
            for column in panel.chunks_exact_mut(height) {
                column.swap(k, pivot);
            }
        }
        let (done, later) = panel.split_at_mut((k + 1) * height);
        let (head, multiples) = done[k * height + k..].split_at_mut(1);
        // A column of zeros needs no elimination; U then has a zero pivot.
        if head[0] == 0.0 {
            continue;
        }
        for multiple in multiples.iter_mut() {
            *multiple /= head[0];
        }
        for column in later.chunks_exact_mut(height) {
            let (top, below) = column[k..].split_at_mut(1);
            for (entry, multiple) in below.iter_mut().zip(multiples.iter()) {
                *entry -= top[0] * multiple;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linalg::hard_cases::{gaussian, square};

    /// The way on paper and the panels side by side: alike to the last bit as long as no panel
    /// is cut in two.
    #[test]
    fn rows_and_panels_eliminate_alike() {
        let shapes =
            [(1, 1), (2, 2), (3, 5), (8, 8), (30, 8), (5, 3), (16, 16), (12, 20), (20, 12)];
        let random = shapes.map(|(m, n)| gaussian(m, n, (100 * m + n) as u64));
        let hard = [3, 8].into_iter().flat_map(square).map(|(_, a)| a);
        for a in random.into_iter().chain(hard) {
            let (m, n) = a.dim();
            let (rows, p, sign) = factor_small(&a);
            let (panels, order, parity) = factor(&a);
            if n <= NARROW {
                assert_eq!((rows, p, sign), (panels, order, parity), "{m} × {n}");
                continue;
            }
            assert_eq!((p, sign), (order, parity), "{m} × {n}");
            let near = |(x, y): (&f64, &f64)| (x - y).abs() <= 1e-14 * (1.0 + x.abs());
            assert!(rows.iter().zip(&panels).all(near), "{m} × {n}");
        }
    }

    /// NaN and infinities reach the factors, which are asked in their place.
    #[test]
    fn no_entry_that_is_not_finite_is_lost_on_the_way() {
        for n in [1, 2, 5, 16, 17, 40, 70] {
            for place in [(0, 0), (n - 1, 0), (0, n - 1), (n / 2, n / 2), (n - 1, n - 1)] {
                for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
                    for mut a in [gaussian(n, n, 5), Array2::zeros((n, n))] {
                        a[place] = value;
                        let found = Factored::of("test", &a).err();
                        let index = vec![place.0, place.1];
                        let named = matches!(&found, Some(MathError::NotFinite { index: i, .. }) if *i == index);
                        assert!(named, "{n}, {place:?}, {value}: {found:?}");
                    }
                }
            }
        }
    }
}
