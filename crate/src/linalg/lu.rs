//! LU factorisation: Gaussian elimination, kept.
//!
//! Elimination subtracts multiples of upper rows from lower ones until only the
//! upper triangle U is left. The multiples, written down where the zeros
//! appeared, form a lower triangle L with ones on its diagonal, and the two
//! together restore the matrix:
//!
//! ```text
//! PA = LU      (P reorders the rows)
//! ```
//!
//! At each column the row with the largest entry is swapped to the top first
//! (partial pivoting). Every multiple is then at most 1 in size, rounding errors
//! stay small, and a zero in the corner does no harm.
//!
//! Everything else follows from two triangles: the determinant is the product of
//! U's diagonal with the sign of P, a system is solved by two substitutions, and
//! the inverse is the solution for the columns of the identity.
//!
//! # How it is ordered
//!
//! Entry by entry, each number would be fetched from memory n times. The work is
//! therefore done in panels of some columns: factor the panel, swap the rows of
//! the rest, finish the panel's rows of U by substitution, and update what
//! remains by one matrix product, where almost all of the arithmetic is.

use super::triangular::{Diagonal, solve_lower, solve_upper};
use crate::check;
use crate::error::MathError;
use ndarray::linalg::general_mat_mul;
use ndarray::{
    Array1, Array2, ArrayRef1, ArrayRef2, ArrayView2, ArrayViewMut2, Axis, ShapeBuilder,
};

/// Columns of one panel.
const PANEL: usize = 32;

/// Up to this many columns a panel is eliminated column by column.
const NARROW: usize = 8;

/// LU factorisation with partial pivoting: A with its rows in the order `p`
/// equals `l` times `u`. Made by [`lu`].
#[derive(Debug, Clone, PartialEq)]
pub struct Lu {
    /// Lower triangle with ones on the diagonal, m × min(m, n).
    pub l: Array2<f64>,
    /// Upper triangle, min(m, n) × n.
    pub u: Array2<f64>,
    /// Row i of LU is row `p[i]` of A.
    pub p: Vec<usize>,
    /// 1 if `p` takes an even number of swaps, −1 if odd: the determinant of P.
    pub sign: f64,
}

/// Determinant as a sign and a logarithm, for when the number itself is too
/// large or too small. Made by [`slogdet`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Slogdet {
    /// 1, −1, or 0 for a singular matrix.
    pub sign: f64,
    /// ln |det A|, −∞ for a singular matrix.
    pub ln_abs: f64,
}

/// Factors a matrix of any shape into a row order, a lower and an upper
/// triangle.
///
/// A singular matrix has a factorisation too; its U has a zero (or, after
/// rounding, something tiny) on the diagonal.
///
/// # Formula
///
/// A\[p, :\] = LU
///
/// # Errors
///
/// NaN or infinite entries, or entries so near the largest f64 that elimination
/// goes beyond it.
///
/// # Source
///
/// Guide §1.2 (inverse and determinant); G. Golub and C. Van Loan, *Matrix
/// Computations*, §3.4.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let f = lu(&array![[2.0, 1.0], [4.0, 6.0]])?;
/// assert_eq!(f.p, [1, 0]); // 4 is the larger pivot
/// assert_eq!(f.l, array![[1.0, 0.0], [0.5, 1.0]]);
/// assert_eq!(f.u, array![[4.0, 6.0], [0.0, -2.0]]);
/// # Ok::<(), MathError>(())
/// ```
pub fn lu(a: &ArrayRef2<f64>) -> Result<Lu, MathError> {
    let (packed, p, sign) = factor("lu", a)?;
    let (m, n) = packed.dim();
    let k = m.min(n);
    let (mut l, mut u) = (Array2::zeros((m, k)), Array2::zeros((k, n)));
    l.diag_mut().fill(1.0);
    for (i, row) in packed.rows().into_iter().enumerate() {
        let (left, right) = row.split_at(Axis(0), i.min(k));
        l.row_mut(i).slice_axis_mut(Axis(0), (..left.len()).into()).assign(&left);
        if i < k {
            u.row_mut(i).slice_axis_mut(Axis(0), (i..).into()).assign(&right);
        }
    }
    Ok(Lu { l, u, p, sign })
}

/// Solves a linear system with one right-hand side.
///
/// The answer is the exact solution of a system whose entries differ from the
/// given ones in about the last digit. How far that is from the solution of the
/// given system depends on the condition number of `a`.
///
/// # Formula
///
/// Ax = b: with A\[p, :\] = LU, first Ly = b\[p\], then Ux = y
///
/// # Errors
///
/// `a` not square, entries of `b` that differ in number from the rows of `a`,
/// NaN or infinite entries, `a` singular, a solution beyond the largest f64.
///
/// # Source
///
/// Guide §1.2; G. Golub and C. Van Loan, *Matrix Computations*, §3.4.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// // 2x + y = 3, x + 3y = 4
/// let x = solve(&array![[2.0, 1.0], [1.0, 3.0]], &array![3.0, 4.0])?;
/// assert_eq!(x, array![1.0, 1.0]);
/// # Ok::<(), MathError>(())
/// ```
pub fn solve(a: &ArrayRef2<f64>, b: &ArrayRef1<f64>) -> Result<Array1<f64>, MathError> {
    let n = check::square("solve", "a", a)?;
    if b.len() != n {
        return Err(rows_differ("solve", a.shape(), b.shape()));
    }
    check::finite("solve", "b", b)?;
    let (packed, p, _) = factor("solve", a)?;
    regular("solve", &packed)?;
    let mut x: Array1<f64> = p.iter().map(|&i| b[i]).collect();
    for i in 0..n {
        let (before, _) = packed.row(i).split_at(Axis(0), i);
        x[i] -= before.dot(&x.slice_axis(Axis(0), (..i).into()));
    }
    for i in (0..n).rev() {
        let (_, after) = packed.row(i).split_at(Axis(0), i + 1);
        x[i] = (x[i] - after.dot(&x.slice_axis(Axis(0), (i + 1..).into()))) / packed[[i, i]];
    }
    if !check::is_finite(&x) {
        return Err(MathError::Overflow { operation: "solve" });
    }
    Ok(x)
}

/// Solves a linear system for every column of `b` at once.
///
/// # Formula
///
/// AX = B: with A\[p, :\] = LU, first LY = B\[p, :\], then UX = Y
///
/// # Errors
///
/// `a` not square, rows of `a` and `b` that differ in number, NaN or infinite
/// entries, `a` singular, a solution beyond the largest f64.
///
/// # Source
///
/// Guide §1.2; G. Golub and C. Van Loan, *Matrix Computations*, §3.4.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let a = array![[2.0, 1.0], [1.0, 3.0]];
/// let x = solve_matrix(&a, &array![[3.0, 2.0], [4.0, 1.0]])?;
/// assert_eq!(x, array![[1.0, 1.0], [1.0, 0.0]]);
/// # Ok::<(), MathError>(())
/// ```
pub fn solve_matrix(a: &ArrayRef2<f64>, b: &ArrayRef2<f64>) -> Result<Array2<f64>, MathError> {
    let n = check::square("solve_matrix", "a", a)?;
    if b.nrows() != n {
        return Err(rows_differ("solve_matrix", a.shape(), b.shape()));
    }
    check::finite("solve_matrix", "b", b)?;
    let (packed, p, _) = factor("solve_matrix", a)?;
    regular("solve_matrix", &packed)?;
    let mut x = Array2::zeros(b.raw_dim());
    for (mut row, &i) in x.rows_mut().into_iter().zip(&p) {
        row.assign(&b.row(i));
    }
    substitute("solve_matrix", &packed, x)
}

/// Inverse of a square matrix.
///
/// To solve Ax = b, [`solve`] is faster and more accurate than the inverse times
/// b.
///
/// # Formula
///
/// A⁻¹A = AA⁻¹ = I
///
/// # Errors
///
/// Not square, NaN or infinite entries, exactly singular (elimination meets a
/// column of zeros), an inverse beyond the largest f64. A matrix that is singular
/// but for rounding gets an inverse of huge entries: look at its condition
/// number.
///
/// # Source
///
/// Guide §1.2.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// // (1/10) [[4, −1], [−2, 3]]
/// let inverse = inverse(&array![[3.0, 1.0], [2.0, 4.0]])?;
/// let expected = array![[0.4, -0.1], [-0.2, 0.3]];
/// assert!((&inverse - &expected).iter().all(|gap| gap.abs() < 1e-15));
/// # Ok::<(), MathError>(())
/// ```
pub fn inverse(a: &ArrayRef2<f64>) -> Result<Array2<f64>, MathError> {
    let n = check::square("inverse", "a", a)?;
    let (packed, p, _) = factor("inverse", a)?;
    regular("inverse", &packed)?;
    let mut x = Array2::zeros((n, n));
    for (i, &column) in p.iter().enumerate() {
        x[[i, column]] = 1.0;
    }
    substitute("inverse", &packed, x)
}

/// Determinant: the factor by which the matrix changes volumes, negative if it
/// also mirrors them.
///
/// Zero for a singular matrix; rounding may leave something tiny instead. The
/// determinant of a matrix without entries is 1, the empty product.
///
/// # Formula
///
/// det A = sign(p) · Πᵢ Uᵢᵢ
///
/// # Errors
///
/// Not square, NaN or infinite entries, a determinant beyond the largest f64
/// ([`slogdet`] still answers). One below the smallest is 0.
///
/// # Source
///
/// Guide §1.2.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// // 3·4 − 1·2
/// assert!((det(&array![[3.0, 1.0], [2.0, 4.0]])? - 10.0).abs() < 1e-14);
/// assert_eq!(det(&array![[1.0, 2.0], [2.0, 4.0]])?, 0.0);
/// # Ok::<(), MathError>(())
/// ```
pub fn det(a: &ArrayRef2<f64>) -> Result<f64, MathError> {
    check::square("det", "a", a)?;
    let (packed, _, sign) = factor("det", a)?;
    if packed.diag().iter().any(|&pivot| pivot == 0.0) {
        return Ok(0.0);
    }
    // Fraction and exponent apart: the running product of 1e300, 1e300, 1e-300,
    // 1e-300 would overflow on the way to 1.
    let (mut fraction, mut exponent) = (sign, 0_i64);
    for &pivot in packed.diag() {
        let (pivot_fraction, pivot_exponent) = split_exponent(pivot);
        let (product, carry) = split_exponent(fraction * pivot_fraction);
        fraction = product;
        exponent += pivot_exponent + carry;
    }
    // In two steps, because the power of two may be out of range by itself.
    let exponent = exponent.clamp(-2200, 2200) as i32;
    let product = fraction * 2_f64.powi(exponent / 2) * 2_f64.powi(exponent - exponent / 2);
    if product.is_infinite() {
        return Err(MathError::Overflow { operation: "det" });
    }
    Ok(product)
}

/// Determinant as sign and logarithm of the absolute value.
///
/// The determinant of a 1000 × 1000 matrix is easily 1e±2000, beyond any f64;
/// its logarithm is an ordinary number.
///
/// # Formula
///
/// ln |det A| = Σᵢ ln |Uᵢᵢ|
///
/// # Errors
///
/// Not square, NaN or infinite entries. A singular matrix is not an error: its
/// sign is 0 and its logarithm −∞.
///
/// # Source
///
/// Guide §1.2 and §3.2 (the density of the multivariate normal).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let d = slogdet(&array![[0.0, 3.0], [2.0, 0.0]])?;
/// assert_eq!(d.sign, -1.0);
/// assert!((d.ln_abs - 6_f64.ln()).abs() < 1e-15);
/// # Ok::<(), MathError>(())
/// ```
pub fn slogdet(a: &ArrayRef2<f64>) -> Result<Slogdet, MathError> {
    check::square("slogdet", "a", a)?;
    let (packed, _, sign) = factor("slogdet", a)?;
    if packed.diag().iter().any(|&pivot| pivot == 0.0) {
        return Ok(Slogdet { sign: 0.0, ln_abs: f64::NEG_INFINITY });
    }
    let sign = packed.diag().iter().fold(sign, |sign, pivot| sign * pivot.signum());
    Ok(Slogdet { sign, ln_abs: packed.diag().iter().map(|pivot| pivot.abs().ln()).sum() })
}

/// A number other than zero as fraction · 2^exponent, the fraction's size in
/// [1, 2).
fn split_exponent(value: f64) -> (f64, i64) {
    if value.is_subnormal() {
        let (fraction, exponent) = split_exponent(value * 2_f64.powi(54));
        return (fraction, exponent - 54);
    }
    let bits = value.to_bits();
    let exponent = ((bits >> 52) & 0x7ff) as i64 - 1023;
    (f64::from_bits(bits & !(0x7ff << 52) | (1023 << 52)), exponent)
}

/// The error for a right-hand side that does not fit.
fn rows_differ(operation: &'static str, a: &[usize], b: &[usize]) -> MathError {
    MathError::ShapeMismatch {
        operation,
        left: a.to_vec(),
        right: b.to_vec(),
        rule: "`b` needs one row (or entry) for every row of `a`",
    }
}

/// Refuses a factorisation whose U has an exact zero on the diagonal.
fn regular(operation: &'static str, packed: &Array2<f64>) -> Result<(), MathError> {
    match packed.diag().iter().position(|&pivot| pivot == 0.0) {
        None => Ok(()),
        Some(pivot) => Err(MathError::Singular { operation, argument: "a", pivot }),
    }
}

/// Both substitutions for a right-hand side whose rows are in order already.
fn substitute(
    operation: &'static str,
    packed: &Array2<f64>,
    mut x: Array2<f64>,
) -> Result<Array2<f64>, MathError> {
    solve_lower(packed.view(), x.view_mut(), Diagonal::Ones);
    solve_upper(packed.view(), x.view_mut());
    if !check::is_finite(&x) {
        return Err(MathError::Overflow { operation });
    }
    Ok(x)
}

/// L below and U on and above the diagonal of one matrix, the row order and its
/// sign.
type Factored = (Array2<f64>, Vec<usize>, f64);

/// Factors panel by panel.
fn factor(operation: &'static str, a: &ArrayRef2<f64>) -> Result<Factored, MathError> {
    check::finite(operation, "a", a)?;
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
    if !check::is_finite(&work) {
        return Err(MathError::Overflow { operation });
    }
    Ok((work, p, sign))
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
    use super::super::hard_cases::{self, gaussian, hilbert};
    use super::super::{matmul, norm_frobenius, norm_l1, norm_linf, norm_one, transpose};
    use super::*;
    use ndarray::array;
    use proptest::prelude::*;

    /// 2⁻⁵³, the unit of LAPACK's residuals.
    const UNIT: f64 = f64::EPSILON / 2.0;

    const RANDOM: f64 = 10.0;
    const HARD: f64 = 30.0;

    fn reordered(a: &Array2<f64>, p: &[usize]) -> Array2<f64> {
        Array2::from_shape_fn(a.raw_dim(), |(i, j)| a[[p[i], j]])
    }

    /// ‖PA − LU‖ / (n ‖A‖ ε), after a check of the shapes of the factors.
    fn factor_residual(a: &Array2<f64>) -> f64 {
        let f = lu(a).unwrap();
        let (m, n) = a.dim();
        assert_eq!((f.l.dim(), f.u.dim()), ((m, m.min(n)), (m.min(n), n)));
        for ((i, j), &entry) in f.l.indexed_iter() {
            assert!(entry.abs() <= 1.0 && (i > j || entry == f64::from(u8::from(i == j))));
        }
        assert!(f.u.indexed_iter().all(|((i, j), &entry)| i <= j || entry == 0.0));
        let mut sorted = f.p.clone();
        sorted.sort_unstable();
        assert!(sorted.into_iter().eq(0..m));
        let size = norm_one(a) * n as f64 * UNIT;
        if size == 0.0 { 0.0 } else { norm_one(&(reordered(a, &f.p) - f.l.dot(&f.u))) / size }
    }

    /// ‖b − Ax‖ / (‖A‖ ‖x‖ ε), scaled so that nothing under- or overflows.
    fn solve_residual(a: &Array2<f64>, x: &Array1<f64>, b: &Array1<f64>) -> f64 {
        let (size_a, size_b) = (norm_one(a), norm_l1(b).max(f64::MIN_POSITIVE));
        let rest = (a / size_a).dot(&(x * (size_a / size_b))) - b / size_b;
        norm_l1(&rest) / (norm_l1(&(x * (size_a / size_b))) * UNIT)
    }

    /// ‖AX − I‖ / (n ‖A‖ ‖X‖ ε)
    fn inverse_residual(a: &Array2<f64>, x: &Array2<f64>) -> f64 {
        let n = a.nrows() as f64;
        norm_one(&(a.dot(x) - Array2::<f64>::eye(a.nrows())))
            / (n * norm_one(a) * norm_one(x) * UNIT)
    }

    properties! {
        #[test]
        fn random_matrices_of_every_shape_are_restored(
            (m, n) in (0_usize..80, 0_usize..80),
            seed in any::<u64>(),
        ) {
            let worst = factor_residual(&gaussian(m, n, seed));
            prop_assert!(worst <= RANDOM, "{m} × {n}: {worst}");
        }

        #[test]
        fn random_systems_are_solved(n in 1_usize..80, columns in 0_usize..20, seed in any::<u64>()) {
            let (a, b) = (gaussian(n, n, seed), gaussian(n, columns, seed ^ 1));
            let x = solve_matrix(&a, &b).unwrap();
            for (x, b) in x.columns().into_iter().zip(b.columns()) {
                let worst = solve_residual(&a, &x.to_owned(), &b.to_owned());
                prop_assert!(worst <= RANDOM, "order {n}: {worst}");
                let worst = solve_residual(&a, &solve(&a, &b).unwrap(), &b.to_owned());
                prop_assert!(worst <= RANDOM, "order {n}: {worst}");
            }
            let worst = inverse_residual(&a, &inverse(&a).unwrap());
            prop_assert!(worst <= RANDOM, "order {n}: {worst}");
        }

        #[test]
        fn determinants_multiply_and_flip_with_a_swap(n in 1_usize..12, seed in any::<u64>()) {
            let (a, b) = (gaussian(n, n, seed), gaussian(n, n, seed ^ 1));
            let (da, db) = (det(&a).unwrap(), det(&b).unwrap());
            let product = det(&matmul(&a, &b).unwrap()).unwrap();
            // Hadamard: the product of the row lengths bounds a determinant and
            // sets the size of its rounding error.
            let bound = |a: &Array2<f64>| a.rows().into_iter().map(|r| r.dot(&r).sqrt()).product::<f64>();
            prop_assert!((product - da * db).abs() <= 1e-12 * bound(&a) * bound(&b) * n as f64);
            prop_assert!((det(&transpose(&a)).unwrap() - da).abs() <= 1e-13 * bound(&a) * n as f64);
            let log = slogdet(&a).unwrap();
            prop_assert!((log.sign * log.ln_abs.exp() - da).abs() <= 1e-13 * da.abs() * (1.0 + log.ln_abs.abs()));
            if n > 1 {
                let mut order: Vec<usize> = (0..n).collect();
                order.swap(0, n - 1);
                let flipped = det(&reordered(&a, &order)).unwrap();
                prop_assert!((flipped + da).abs() <= 1e-13 * bound(&a) * n as f64);
            }
        }
    }

    #[test]
    fn hard_matrices_are_restored_and_solved() {
        for n in [1, 2, 3, 7, 8, 9, 16, 17, 31, 32, 33, 64, 65, 100, 200] {
            let b = gaussian(n, 1, 99).column(0).to_owned();
            for (name, a) in hard_cases::square(n) {
                let worst = factor_residual(&a);
                assert!(worst <= HARD, "{name}, order {n}: LU {worst}");
                match (solve(&a, &b), inverse(&a)) {
                    (Ok(x), Ok(inverse)) => {
                        let worst = solve_residual(&a, &x, &b);
                        assert!(worst <= HARD, "{name}, order {n}: solve {worst}");
                        let worst = inverse_residual(&a, &inverse);
                        assert!(worst <= HARD, "{name}, order {n}: inverse {worst}");
                    }
                    (Err(MathError::Singular { .. }), Err(MathError::Singular { .. })) => {
                        assert_eq!(det(&a).unwrap(), 0.0, "{name}, order {n}");
                        assert_eq!(slogdet(&a).unwrap().sign, 0.0, "{name}, order {n}");
                    }
                    other => panic!("{name}, order {n}: {other:?}"),
                }
            }
        }
    }

    #[test]
    fn rows_and_columns_and_nothing_are_factored() {
        for (m, n) in
            [(1, 1), (1, 50), (50, 1), (0, 0), (0, 4), (4, 0), (200, 3), (3, 200), (70, 40)]
        {
            assert!(factor_residual(&gaussian(m, n, 3)) <= RANDOM);
            assert!(factor_residual(&Array2::ones((m, n))) <= HARD);
            assert_eq!(factor_residual(&Array2::zeros((m, n))), 0.0);
            // A view with its columns contiguous must read the same.
            let a = gaussian(n, m, 4);
            assert_eq!(lu(&a.t()).unwrap(), lu(&transpose(&a)).unwrap());
        }
        let none = Array2::<f64>::zeros((0, 0));
        assert_eq!(det(&none).unwrap(), 1.0);
        assert_eq!(slogdet(&none).unwrap(), Slogdet { sign: 1.0, ln_abs: 0.0 });
        assert_eq!(inverse(&none).unwrap(), none);
        assert_eq!(solve(&none, &Array1::zeros(0)).unwrap().len(), 0);
        assert_eq!(solve_matrix(&none, &Array2::zeros((0, 3))).unwrap().dim(), (0, 3));
    }

    #[test]
    fn permutations_are_handled_without_rounding() {
        for n in [1, 2, 5, 40, 101] {
            let cycle = hard_cases::cyclic(n);
            assert_eq!(inverse(&cycle).unwrap(), transpose(&cycle));
            // A cycle of n takes n − 1 swaps.
            assert_eq!(det(&cycle).unwrap(), if n % 2 == 1 { 1.0 } else { -1.0 });
        }
    }

    #[test]
    fn the_hilbert_matrix_has_its_exact_inverse_and_determinant() {
        // Choi, Tricks or Treats with the Hilbert Matrix: integers for every n.
        let h = hilbert(4);
        let exact = array![
            [16.0, -120.0, 240.0, -140.0],
            [-120.0, 1200.0, -2700.0, 1680.0],
            [240.0, -2700.0, 6480.0, -4200.0],
            [-140.0, 1680.0, -4200.0, 2800.0]
        ];
        let gap = norm_frobenius(&(inverse(&h).unwrap() - &exact)) / norm_frobenius(&exact);
        assert!(gap < 1e-12);
        assert!((det(&h).unwrap() * 6_048_000.0 - 1.0).abs() < 1e-12);
    }

    #[test]
    fn determinants_survive_factors_of_every_size() {
        let power = |exponent| 2_f64.powi(exponent);
        let factors = array![power(1000), power(1000), power(-1000), power(-1000)];
        assert_eq!(det(&Array2::from_diag(&factors)), Ok(1.0));
        let factors = array![power(1000), power(-1070), -power(60)];
        assert_eq!(det(&Array2::from_diag(&factors)), Ok(-power(-10)));
        assert_eq!(det(&Array2::from_diag(&array![1e-300, 1e-300])), Ok(0.0));
        let huge = Array2::from_diag(&array![1e300, -1e300]);
        assert_eq!(det(&huge), Err(MathError::Overflow { operation: "det" }));
        let log = slogdet(&huge).unwrap();
        assert_eq!(log.sign, -1.0);
        assert!((log.ln_abs - 600.0 * 10_f64.ln()).abs() < 1e-12);
        let mut many = Array2::<f64>::eye(1000) * 1e-3;
        assert_eq!(det(&many), Ok(0.0));
        assert!((slogdet(&many).unwrap().ln_abs + 3000.0 * 10_f64.ln()).abs() < 1e-9);
        many[[500, 500]] = 0.0;
        assert_eq!(slogdet(&many).unwrap(), Slogdet { sign: 0.0, ln_abs: f64::NEG_INFINITY });
    }

    #[test]
    fn extreme_scales_give_the_scaled_answer() {
        let a = array![[3.0, 1.0], [2.0, 4.0]];
        let plain = inverse(&a).unwrap();
        for size in [1e300, 1e-300] {
            let scaled = inverse(&(&a * size)).unwrap() * size;
            assert!(norm_linf(&(scaled - &plain).flatten()) < 1e-15);
            let x = solve(&(&a * size), &(array![5.0, 10.0] * size)).unwrap();
            assert!(norm_linf(&(x - array![1.0, 2.0])) < 1e-15);
        }
        assert_eq!(
            inverse(&Array2::from_diag(&array![1.0, 1e-310])),
            Err(MathError::Overflow { operation: "inverse" })
        );
        assert_eq!(
            solve(&array![[1e-300]], &array![1e300]),
            Err(MathError::Overflow { operation: "solve" })
        );
    }

    #[test]
    fn bad_arguments_are_named() {
        let (wide, mut a) = (Array2::<f64>::zeros((2, 3)), array![[1.0, 2.0], [3.0, 4.0]]);
        let b = array![1.0, 2.0];
        assert!(matches!(solve(&wide, &b), Err(MathError::NotSquare { .. })));
        assert!(matches!(solve_matrix(&wide, &a), Err(MathError::NotSquare { .. })));
        assert!(matches!(inverse(&wide), Err(MathError::NotSquare { .. })));
        assert!(matches!(det(&wide), Err(MathError::NotSquare { .. })));
        assert!(matches!(slogdet(&wide), Err(MathError::NotSquare { .. })));
        let long = array![1.0, 2.0, 3.0];
        assert!(matches!(solve(&a, &long), Err(MathError::ShapeMismatch { .. })));
        let tall = Array2::zeros((3, 1));
        assert!(matches!(solve_matrix(&a, &tall), Err(MathError::ShapeMismatch { .. })));
        let nan = array![1.0, f64::NAN];
        assert!(matches!(solve(&a, &nan), Err(MathError::NotFinite { argument: "b", .. })));
        let twin = array![[1.0, 2.0], [2.0, 4.0]];
        assert_eq!(
            inverse(&twin),
            Err(MathError::Singular { operation: "inverse", argument: "a", pivot: 1 })
        );
        a[[1, 1]] = f64::INFINITY;
        assert!(matches!(lu(&a), Err(MathError::NotFinite { argument: "a", .. })));
        assert!(matches!(det(&a), Err(MathError::NotFinite { argument: "a", .. })));
        let brim = array![[1.0, f64::MAX], [-1.0, f64::MAX]];
        assert_eq!(lu(&brim), Err(MathError::Overflow { operation: "lu" }));
    }
}
