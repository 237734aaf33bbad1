//! Eigenvalues and eigenvectors of any real square matrix.
//!
//! Without symmetry the eigenvalues may be complex (in conjugate pairs), the
//! eigenvectors need not be orthogonal, and a defective matrix has fewer of
//! them than columns. Five steps:
//!
//! 1. Balance: permutations split off eigenvalues that stand alone, and powers
//!    of two on the diagonal make rows and columns equally long.
//! 2. Mirrors from both sides make the matrix upper Hessenberg (zero below the
//!    first subdiagonal): A = QHQᵀ.
//! 3. Francis' double-shift QR makes H quasi-triangular: 1 × 1 blocks hold real
//!    eigenvalues and 2 × 2 blocks complex pairs. A step takes both eigenvalues
//!    of the trailing 2 × 2 block as shifts (real arithmetic throughout), makes
//!    a bulge with a mirror of three rows and chases it down. A subdiagonal
//!    entry counts as zero by the test of Ahues and Tisseur, which looks at the
//!    whole 2 × 2 neighbourhood and so respects graded matrices; after every
//!    ten steps without a deflation an exceptional shift breaks cycles, such as
//!    those of cyclic permutations.
//! 4. Back substitution finds the eigenvectors of the quasi-triangle.
//! 5. They are turned back through steps 3 to 1 and normalised. Undoing the
//!    balance can magnify the error of a vector; such vectors get a step of
//!    inverse iteration, (A − λI)x = v, with the matrix as it was.
//!
//! Source: Golub and Van Loan, Matrix Computations, 4th ed., §7.4–7.6; Ahues
//! and Tisseur, A new deflation criterion for the QR algorithm, LAPACK Working
//! Note 122 (1997).
#![allow(clippy::needless_range_loop)] // index loops mirror the formulas

use super::householder::{Reflectors, reflector};
use super::kernels::{
    Scale, UNIT_ROUNDOFF, axpy, dot, max_abs, norm, rotate, row, row_major, row_mut, transposed,
    two_rows_mut,
};
use crate::check;
use crate::error::MathError;
use ndarray::{Array1, Array2, ArrayRef2};
use num_complex::Complex64;

/// A·V = V·diag(values), the answer of [`eig`].
#[derive(Debug, Clone, PartialEq)]
pub struct Eigen {
    /// The eigenvalues, largest modulus first; see [`eig`] for the order.
    pub values: Array1<Complex64>,
    /// The eigenvectors as columns of length 1, in the order of `values`; the
    /// largest entry of each is real and positive.
    pub vectors: Array2<Complex64>,
}

impl Eigen {
    /// Whether all eigenvalues (and with them the eigenvectors) are real.
    ///
    /// # Formula
    /// Im λᵢ = 0 for all i, exactly: the algorithm never leaves a small
    /// imaginary part on a real eigenvalue.
    ///
    /// # Source
    /// Guide §1.3.
    ///
    /// # Examples
    /// ```
    /// use aimath::prelude::*;
    ///
    /// assert!(eig(&array![[4.0, 2.0], [1.0, 3.0]])?.is_real());
    /// // A quarter turn keeps no direction.
    /// assert!(!eig(&array![[0.0, -1.0], [1.0, 0.0]])?.is_real());
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn is_real(&self) -> bool {
        self.values.iter().all(|value| value.im == 0.0)
    }

    /// The eigenvalues as real numbers.
    ///
    /// # Errors
    /// [`MathError::InvalidArgument`] if there is a complex pair.
    ///
    /// # Source
    /// Guide §1.3.
    ///
    /// # Examples
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let values = eig(&array![[2.0, 7.0], [0.0, 3.0]])?.real_values()?;
    /// assert_eq!(values, array![3.0, 2.0]); // a triangle's diagonal
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn real_values(&self) -> Result<Array1<f64>, MathError> {
        self.require_real("Eigen::real_values", "values")?;
        Ok(self.values.mapv(|value| value.re))
    }

    /// The eigenvectors as real columns.
    ///
    /// # Errors
    /// [`MathError::InvalidArgument`] if there is a complex pair.
    ///
    /// # Source
    /// Guide §1.3.
    ///
    /// # Examples
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let v = eig(&array![[4.0, 2.0], [1.0, 3.0]])?.real_vectors()?;
    /// assert!((v[[0, 0]] - 2.0 / 5.0_f64.sqrt()).abs() < 1e-14); // along (2, 1)
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn real_vectors(&self) -> Result<Array2<f64>, MathError> {
        self.require_real("Eigen::real_vectors", "vectors")?;
        Ok(self.vectors.mapv(|entry| entry.re))
    }

    fn require_real(
        &self,
        operation: &'static str,
        argument: &'static str,
    ) -> Result<(), MathError> {
        match self.values.iter().find(|value| value.im != 0.0) {
            None => Ok(()),
            Some(value) => Err(MathError::InvalidArgument {
                operation,
                argument,
                reason: format!(
                    "are complex: {} ± {}i is among the eigenvalues; read the field \
                     `{argument}` instead",
                    value.re,
                    value.im.abs()
                ),
            }),
        }
    }
}

/// Eigenvalues and eigenvectors of a real square matrix.
///
/// # Formula
/// A·vᵢ = λᵢvᵢ, ‖vᵢ‖₂ = 1, the largest entry of vᵢ real and positive. Order:
/// descending modulus |λ|; equal moduli (to ten digits) by descending real
/// part. The two of a complex pair stand side by side, the one with positive
/// imaginary part first, and their eigenvectors are conjugates.
///
/// A defective matrix has too few eigenvectors: columns then repeat, up to
/// rounding. For a symmetric matrix [`eigh`](super::eigh) is faster and gives
/// orthogonal vectors. An empty matrix has no eigenvalues.
///
/// # Errors
/// [`MathError::NotSquare`], [`MathError::NotFinite`];
/// [`MathError::InvalidArgument`] if an eigenvalue would exceed the largest
/// number; [`MathError::NotConverged`] if the iteration stalls, which no known
/// matrix makes it do.
///
/// # Source
/// Guide §1.3; Golub and Van Loan, Matrix Computations, 4th ed., §7.5–7.6.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// // λ² − 7λ + 10 = (λ − 5)(λ − 2)
/// let values = eig(&array![[4.0, 2.0], [1.0, 3.0]])?.values;
/// assert!((values[0] - 5.0).norm() < 1e-14);
/// assert!((values[1] - 2.0).norm() < 1e-14);
///
/// let turn = eig(&array![[0.0, -1.0], [1.0, 0.0]])?;
/// assert_eq!(turn.values, array![Complex64::new(0.0, 1.0), Complex64::new(0.0, -1.0)]);
/// # Ok::<(), MathError>(())
/// ```
pub fn eig(a: &ArrayRef2<f64>) -> Result<Eigen, MathError> {
    let n = check::square("eig", "a", a)?;
    check::finite("eig", "a", a)?;
    let scale = Scale::of(a);
    let mut h = row_major(a);
    scale.apply(&mut h);
    let original = h.clone();
    let balance = Balance::of(&mut h);
    let q = reduce_to_hessenberg(&mut h, balance.low, balance.high);
    let mut z = transposed(&q.form(n)); // the columns of Q as rows
    let found = francis("eig", &mut h, balance.low, balance.high, Some(&mut z))?;
    let mut packed = z.t().dot(&quasi_triangle_vectors(&h, &found));
    balance.undo(&mut packed);

    let mut vectors = Array2::zeros((n, n));
    for (to, from) in order(&found).into_iter().enumerate() {
        let value = found[from];
        // Complex pairs are packed as a column of real parts before one of
        // imaginary parts.
        let first = if value.im < 0.0 { from - 1 } else { from };
        for i in 0..n {
            let im = if value.im == 0.0 { 0.0 } else { packed[[i, first + 1]] };
            let im = if value.im < 0.0 { -im } else { im };
            vectors[[i, to]] = Complex64::new(packed[[i, first]], im);
        }
        normalise(vectors.column_mut(to));
    }
    if balance.factors.iter().any(|&factor| factor != 1.0) {
        let values: Vec<Complex64> = order(&found).into_iter().map(|i| found[i]).collect();
        refine(&original, &values, &mut vectors);
    }
    Ok(Eigen { values: unscaled("eig", &found, scale)?, vectors })
}

/// The eigenvalues alone, in the order of [`eig`]: faster by a multiple.
///
/// # Formula
/// The roots of det(A − λI) = 0, computed without forming the polynomial, whose
/// coefficients would lose most digits.
///
/// # Errors
/// Those of [`eig`].
///
/// # Source
/// Guide §1.3.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// // λ³ = 1: one real root and a pair on the unit circle.
/// let roots = eigenvalues(&array![[0.0, 0.0, 1.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])?;
/// assert!((roots[0] - 1.0).norm() < 1e-14);
/// assert!((roots[1] - Complex64::new(-0.5, 0.75_f64.sqrt())).norm() < 1e-14);
/// # Ok::<(), MathError>(())
/// ```
pub fn eigenvalues(a: &ArrayRef2<f64>) -> Result<Array1<Complex64>, MathError> {
    check::square("eigenvalues", "a", a)?;
    check::finite("eigenvalues", "a", a)?;
    let scale = Scale::of(a);
    let mut h = row_major(a);
    scale.apply(&mut h);
    let balance = Balance::of(&mut h);
    reduce_to_hessenberg(&mut h, balance.low, balance.high);
    let found = francis("eigenvalues", &mut h, balance.low, balance.high, None)?;
    unscaled("eigenvalues", &found, scale)
}

/// The eigenvalues in their final order and size.
fn unscaled(
    operation: &'static str,
    found: &[Complex64],
    scale: Scale,
) -> Result<Array1<Complex64>, MathError> {
    let mut values: Array1<Complex64> = order(found).into_iter().map(|i| found[i]).collect();
    scale.undo_all(operation, values.iter_mut().flat_map(|v| [&mut v.re, &mut v.im]))?;
    Ok(values)
}

/// Descending modulus; equal moduli by descending real part; pairs together.
fn order(found: &[Complex64]) -> Vec<usize> {
    // A pair counts once, by the member with positive imaginary part.
    let mut leads: Vec<(f64, usize)> =
        (0..found.len()).filter(|&i| found[i].im >= 0.0).map(|i| (found[i].norm(), i)).collect();
    leads.sort_by(|x, y| y.0.total_cmp(&x.0));
    let mut start = 0;
    while start < leads.len() {
        let largest = leads[start].0;
        let end =
            start + leads[start..].iter().take_while(|x| x.0 >= largest * (1.0 - 1e-10)).count();
        leads[start..end].sort_by(|x, y| found[y.1].re.total_cmp(&found[x.1].re));
        start = end;
    }
    leads
        .into_iter()
        .flat_map(|(_, i)| if found[i].im > 0.0 { vec![i, i + 1] } else { vec![i] })
        .collect()
}

/// Length 1, and the largest entry real and positive.
fn normalise(mut v: ndarray::ArrayViewMut1<'_, Complex64>) {
    let largest = v.iter().fold(0.0_f64, |m, x| m.max(x.re.abs()).max(x.im.abs()));
    if largest == 0.0 {
        return;
    }
    v.mapv_inplace(|x| x / largest);
    let length = v.iter().map(Complex64::norm_sqr).sum::<f64>().sqrt();
    let modulus = v.iter().map(|x| x.norm()).fold(0.0, f64::max);
    let lead = v.iter().position(|x| x.norm() >= modulus * (1.0 - 1e-10)).unwrap_or(0);
    if v.iter().all(|x| x.im == 0.0) {
        let divisor = length.copysign(v[lead].re);
        v.mapv_inplace(|x| Complex64::new(x.re / divisor, 0.0));
    } else {
        let turn = v[lead].conj() / v[lead].norm() / length;
        v.mapv_inplace(|x| x * turn);
        v[lead].im = 0.0;
    }
}

/// What balancing did, so that eigenvectors can be carried back.
struct Balance {
    /// The part `low..high` still has to be worked on.
    low: usize,
    high: usize,
    /// Row and column exchanges, in the order they were made.
    swaps: Vec<(usize, usize)>,
    /// Diagonal similarity D⁻¹AD.
    factors: Vec<f64>,
}

impl Balance {
    /// Balances A in place.
    fn of(a: &mut Array2<f64>) -> Self {
        let n = a.nrows();
        let mut balance = Self { low: 0, high: n, swaps: Vec::new(), factors: vec![1.0; n] };
        balance.isolate(a);
        balance.equalise(a);
        balance
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

    /// Carries eigenvectors (in the columns) back to those of the original.
    fn undo(&self, vectors: &mut Array2<f64>) {
        for i in self.low..self.high {
            let factor = self.factors[i];
            row_mut(vectors, i).iter_mut().for_each(|v| *v *= factor);
        }
        for &(i, j) in self.swaps.iter().rev() {
            let (x, y) = two_rows_mut(vectors, i.min(j), i.max(j));
            x.swap_with_slice(y);
        }
    }
}

/// A = QHQᵀ with mirrors that work on the part `low..high`; H replaces A.
fn reduce_to_hessenberg(a: &mut Array2<f64>, low: usize, high: usize) -> Reflectors {
    let n = a.nrows();
    let mut q = Reflectors::new(n.saturating_sub(1), n, 1);
    let mut shadow = vec![0.0; n];
    for k in low..high.saturating_sub(2) {
        let mut v: Vec<f64> = (k + 1..high).map(|i| a[[i, k]]).collect();
        let (beta, tau) = reflector(&mut v);
        a[[k + 1, k]] = beta;
        for i in k + 2..high {
            a[[i, k]] = 0.0;
        }
        if tau == 0.0 {
            continue;
        }
        // From the right, A ← A(I − τvvᵀ), row by row; the rows the mirror
        // touches from the left are gathered (vᵀA) in the same pass.
        let shadow = &mut shadow[k + 1..];
        shadow.fill(0.0);
        for i in 0..high {
            let part = &mut row_mut(a, i)[k + 1..high];
            let product = dot(part, &v);
            axpy(-tau * product, &v, part);
            if i > k {
                axpy(v[i - k - 1], &row(a, i)[k + 1..], shadow);
            }
        }
        for i in k + 1..high {
            axpy(-tau * v[i - k - 1], shadow, &mut row_mut(a, i)[k + 1..]);
        }
        v.resize(n - k - 1, 0.0);
        q.set(k, &v, tau);
    }
    q
}

/// Double-shift QR on the Hessenberg part `low..high`; answers the eigenvalues
/// in their places on the diagonal. With `z` (the basis, as rows) the whole
/// quasi-triangle is formed; without, only the eigenvalues are right.
fn francis(
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
fn start_of_block(h: &Array2<f64>, low: usize, last: usize) -> usize {
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
    // The first column of (H − σ₁I)(H − σ₂I), started as far down as two small
    // subdiagonal entries in a row allow.
    let mut start = last - 2;
    let mut v = [0.0; 3];
    loop {
        let m = start;
        let size = (h[[m, m]] - two.re).abs() + two.im.abs() + h[[m + 1, m]].abs();
        let below = h[[m + 1, m]] / size;
        v[0] = below * h[[m, m + 1]] + (h[[m, m]] - one.re) * ((h[[m, m]] - two.re) / size)
            - one.im * (two.im / size);
        v[1] = below * (h[[m, m]] + h[[m + 1, m + 1]] - one.re - two.re);
        v[2] = below * h[[m + 2, m + 1]];
        let sum: f64 = v.iter().map(|x| x.abs()).sum();
        if sum > 0.0 {
            v.iter_mut().for_each(|x| *x /= sum);
        }
        if m == first {
            break;
        }
        let around = h[[m - 1, m - 1]].abs() + h[[m, m]].abs() + h[[m + 1, m + 1]].abs();
        if h[[m, m - 1]].abs() * (v[1].abs() + v[2].abs()) <= f64::EPSILON * v[0].abs() * around {
            break;
        }
        start -= 1;
    }
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

/// Rows k, k+1, k+2 mirrored, in the columns `from..to`.
fn mirror_three_rows(
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
fn mirror_two_rows(
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
fn mirror_columns<const N: usize>(
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

/// Brings the 2 × 2 block at k into standard form, a triangle if its
/// eigenvalues are real and equal diagonal entries if not, by a rotation that
/// the rest of the matrix follows; answers its eigenvalues.
fn split_pair(
    h: &mut Array2<f64>,
    k: usize,
    right: usize,
    z: Option<&mut Array2<f64>>,
) -> (Complex64, Complex64) {
    let (block, (c, s)) =
        standard_form([h[[k, k]], h[[k, k + 1]], h[[k + 1, k]], h[[k + 1, k + 1]]]);
    if let Some(z) = z {
        let (x, y) = two_rows_mut(h, k, k + 1);
        rotate(&mut x[k + 2..right], &mut y[k + 2..right], c, -s);
        for i in 0..k {
            let (x, y) = (h[[i, k]], h[[i, k + 1]]);
            h[[i, k]] = c * x + s * y;
            h[[i, k + 1]] = c * y - s * x;
        }
        let (x, y) = two_rows_mut(z, k, k + 1);
        rotate(x, y, c, -s);
    }
    let [a, b, c, d] = block;
    (h[[k, k]], h[[k, k + 1]], h[[k + 1, k]], h[[k + 1, k + 1]]) = (a, b, c, d);
    if c == 0.0 {
        return (a.into(), d.into());
    }
    // √|bc| is exact more often than √|b|·√|c|, but the product may vanish.
    let product = (b * c).abs();
    let imaginary = if product > 1e-280 { product.sqrt() } else { b.abs().sqrt() * c.abs().sqrt() };
    (Complex64::new(a, imaginary), Complex64::new(d, -imaginary))
}

/// Rotates [a b; c d] from both sides to c = 0, or to a = d and bc < 0.
fn standard_form([mut a, mut b, mut c, mut d]: [f64; 4]) -> ([f64; 4], (f64, f64)) {
    if c == 0.0 {
        return ([a, b, c, d], (1.0, 0.0));
    }
    if b == 0.0 {
        return ([d, -c, 0.0, a], (0.0, 1.0));
    }
    if a == d && (b < 0.0) != (c < 0.0) {
        return ([a, b, c, d], (1.0, 0.0));
    }
    let half_gap = (a - d) / 2.0;
    let larger = b.abs().max(c.abs());
    let smaller = b.abs().min(c.abs()) * b.signum() * c.signum();
    let size = half_gap.abs().max(larger);
    // (half the distance of the eigenvalues)² = half_gap² + bc, divided by size
    let discriminant = half_gap / size * half_gap + larger / size * smaller;
    if discriminant >= 4.0 * UNIT_ROUNDOFF * size {
        let z = half_gap + (size.sqrt() * discriminant.sqrt()).copysign(half_gap);
        a = d + z;
        d -= larger / z * smaller;
        let length = c.hypot(z);
        let (cosine, sine) = (z / length, c / length);
        return ([a, b - c, 0.0, d], (cosine, sine));
    }
    // Complex, or real and nearly equal: make the diagonal entries equal.
    let sigma = b + c;
    let gap = a - d;
    let length = sigma.hypot(gap);
    let cosine = ((1.0 + sigma.abs() / length) / 2.0).sqrt();
    let sine = -(gap / 2.0 / (length * cosine)) * 1.0_f64.copysign(sigma);
    let (aa, bb) = (a * cosine + b * sine, b * cosine - a * sine);
    let (cc, dd) = (c * cosine + d * sine, d * cosine - c * sine);
    a = aa * cosine + cc * sine;
    b = bb * cosine + dd * sine;
    c = cc * cosine - aa * sine;
    d = dd * cosine - bb * sine;
    let middle = (a + d) / 2.0;
    (a, d) = (middle, middle);
    if c == 0.0 {
        return ([a, b, c, d], (cosine, sine));
    }
    if b == 0.0 {
        return ([a, -c, 0.0, d], (-sine, cosine));
    }
    if (b < 0.0) != (c < 0.0) {
        return ([a, b, c, d], (cosine, sine));
    }
    // Real after all.
    let (root_b, root_c) = (b.abs().sqrt(), c.abs().sqrt());
    let p = (root_b * root_c).copysign(c);
    let tau = 1.0 / (b + c).abs().sqrt();
    let (cos2, sin2) = (root_b * tau, root_c * tau);
    (
        [middle + p, b - c, 0.0, middle - p],
        (cosine * cos2 - sine * sin2, cosine * sin2 + sine * cos2),
    )
}

/// Eigenvectors of the quasi-triangle T as columns; a complex pair takes two,
/// the real parts and then the imaginary parts of the first of the pair.
fn quasi_triangle_vectors(t: &Array2<f64>, values: &[Complex64]) -> Array2<f64> {
    let n = t.nrows();
    let mut vectors = Array2::zeros((n, n));
    for k in 0..n {
        let value = values[k];
        if value.im < 0.0 {
            continue;
        }
        let width = if value.im > 0.0 { 2 } else { 1 };
        let mut x = Solution { re: vec![0.0; k + width], im: vec![0.0; k + width] };
        if width == 1 {
            x.re[k] = 1.0;
        } else if t[[k, k + 1]].abs() >= t[[k + 1, k]].abs() {
            x.re[k] = 1.0;
            x.im[k + 1] = value.im / t[[k, k + 1]];
        } else {
            x.re[k] = -value.im / t[[k + 1, k]];
            x.im[k + 1] = 1.0;
        }
        substitute_back(t, value, k, &mut x);
        for (i, &entry) in x.re.iter().enumerate() {
            vectors[[i, k]] = entry;
        }
        if width == 2 {
            for (i, &entry) in x.im.iter().enumerate() {
                vectors[[i, k + 1]] = entry;
            }
        }
    }
    vectors
}

/// A vector under construction, real and imaginary parts apart.
struct Solution {
    re: Vec<f64>,
    im: Vec<f64>,
}

impl Solution {
    /// −Σⱼ tᵢⱼxⱼ over j ≥ from.
    fn right_side(&self, t: &Array2<f64>, i: usize, from: usize, complex: bool) -> Complex64 {
        let coefficients = &row(t, i)[from..self.re.len()];
        let im = if complex { -dot(coefficients, &self.im[from..]) } else { 0.0 };
        Complex64::new(-dot(coefficients, &self.re[from..]), im)
    }

    /// Divides everything by `size`: an eigenvector's length is free.
    fn shrink(&mut self, size: f64) {
        self.re.iter_mut().chain(&mut self.im).for_each(|v| *v /= size);
    }
}

/// Solves (T − λI)x = 0 upwards from row k − 1, x being given from k on.
///
/// A repeated eigenvalue puts a zero on the diagonal; it is replaced by the
/// smallest number that rounding could have put there. The vector is shrunk
/// whenever it grows large.
fn substitute_back(t: &Array2<f64>, value: Complex64, k: usize, x: &mut Solution) {
    const LARGE: f64 = 1e50; // divided by `smallest` it still fits
    let complex = value.im != 0.0;
    let smallest = (UNIT_ROUNDOFF * value.norm()).max(1e-200);
    let mut end = k;
    while end > 0 {
        let i = end - 1;
        let paired = i > 0 && t[[i, i - 1]] != 0.0;
        let top = if paired { i - 1 } else { i };
        let mut right = [Complex64::ZERO; 2];
        for (r, line) in right.iter_mut().zip(top..end) {
            *r = x.right_side(t, line, end, complex);
        }
        let solution = if paired {
            let block = [
                [t[[top, top]] - value, t[[top, i]].into()],
                [t[[i, top]].into(), t[[i, i]] - value],
            ];
            solve_pair(block, right, smallest)
        } else {
            [divide(right[0], at_least(t[[i, i]] - value, smallest)), Complex64::ZERO]
        };
        for (entry, line) in solution.iter().zip(top..end) {
            (x.re[line], x.im[line]) = (entry.re, entry.im);
        }
        let grown = max_abs(&x.re[top..end]).max(max_abs(&x.im[top..end]));
        if grown > LARGE {
            x.shrink(grown);
        }
        end = top;
    }
}

/// The number itself, or `smallest` if it is nearer to zero than that.
fn at_least(value: Complex64, smallest: f64) -> Complex64 {
    if value.norm() < smallest { smallest.into() } else { value }
}

/// Improves the vectors that balancing has left with a large residual.
fn refine(a: &Array2<f64>, values: &[Complex64], vectors: &mut Array2<Complex64>) {
    let n = a.nrows();
    let size = norm(a.as_slice().unwrap_or_default());
    let images_re = a.dot(&vectors.mapv(|v| v.re));
    let images_im = a.dot(&vectors.mapv(|v| v.im));
    let mut hessenberg: Option<(Array2<f64>, Array2<f64>)> = None;
    for (k, &value) in values.iter().enumerate().filter(|(_, value)| value.im >= 0.0) {
        let residual = (0..n)
            .map(|i| Complex64::new(images_re[[i, k]], images_im[[i, k]]) - value * vectors[[i, k]])
            .map(|gap| gap.norm_sqr())
            .sum::<f64>()
            .sqrt();
        if residual <= 4.0 * (n as f64).sqrt() * UNIT_ROUNDOFF * size {
            continue;
        }
        let (h, q) = hessenberg.get_or_insert_with(|| {
            let mut h = a.clone();
            let q = reduce_to_hessenberg(&mut h, 0, n).form(n);
            (h, q)
        });
        let mut x = q.mapv(Complex64::from).dot(&inverse_iteration(h, value));
        normalise(x.view_mut());
        let image = a.mapv(Complex64::from).dot(&x);
        let improved = image.iter().zip(&x).map(|(y, x)| (y - value * x).norm_sqr()).sum::<f64>();
        if improved.sqrt() < residual {
            vectors.column_mut(k).assign(&x);
            if value.im > 0.0 {
                vectors.column_mut(k + 1).assign(&x.mapv(|v| v.conj()));
            }
        }
    }
}

/// One step of inverse iteration: elimination with row exchanges gives
/// H − λI = PLU, and Ux = (1, …, 1)ᵀ an eigenvector of H. (To start from the
/// vector at hand would be no better: when λ is ill-conditioned, an accurate
/// eigenvector is a poor start.)
fn inverse_iteration(h: &Array2<f64>, value: Complex64) -> Array1<Complex64> {
    let n = h.nrows();
    let mut u = h.mapv(Complex64::from);
    u.diag_mut().mapv_inplace(|v| v - value);
    for k in 0..n.saturating_sub(1) {
        if u[[k + 1, k]].norm() > u[[k, k]].norm() {
            for j in k..n {
                u.swap([k, j], [k + 1, j]);
            }
        }
        if u[[k + 1, k]].norm() > 0.0 {
            let factor = divide(u[[k + 1, k]], u[[k, k]]);
            for j in k..n {
                let above = u[[k, j]];
                u[[k + 1, j]] -= factor * above;
            }
        }
    }
    let mut x = Array1::from_elem(n, Complex64::ONE);
    for k in (0..n).rev() {
        let sum: Complex64 = (k + 1..n).map(|j| u[[k, j]] * x[j]).sum();
        x[k] = divide(x[k] - sum, at_least(u[[k, k]], UNIT_ROUNDOFF * 1e-3));
        let size = x[k].norm();
        if size > 1e50 {
            x.mapv_inplace(|v| v / size);
        }
    }
    x
}

/// x/y without squares that vanish for a very small y.
fn divide(x: Complex64, y: Complex64) -> Complex64 {
    let size = y.re.abs().max(y.im.abs());
    (x / size) / (y / size)
}

/// Two equations in two unknowns, by elimination with row exchange.
fn solve_pair(
    [mut first, mut second]: [[Complex64; 2]; 2],
    [mut r1, mut r2]: [Complex64; 2],
    smallest: f64,
) -> [Complex64; 2] {
    if second[0].norm() > first[0].norm() {
        std::mem::swap(&mut first, &mut second);
        std::mem::swap(&mut r1, &mut r2);
    }
    let pivot = at_least(first[0], smallest);
    let factor = divide(second[0], pivot);
    let y = divide(r2 - factor * r1, at_least(second[1] - factor * first[1], smallest));
    [divide(r1 - first[1] * y, pivot), y]
}
