//! Inverse iteration for the vectors that balancing has left inaccurate.
//!
//! Source: Golub and Van Loan, Matrix Computations, 4th ed., §7.6.1.

use super::super::kernels::{UNIT_ROUNDOFF, norm};
use super::hessenberg_panels::reduce;
use super::quasi_triangle::{at_least, divide};
use super::unit_length::normalise;
use ndarray::{Array1, Array2};
use num_complex::Complex64;

/// √n·u·‖A‖: the residual that rounding alone may leave.
pub(super) fn rounding(a: &Array2<f64>) -> f64 {
    (a.nrows() as f64).sqrt() * UNIT_ROUNDOFF * norm(a.as_slice().unwrap_or_default())
}

/// ‖Av − λv‖ for each pair.
fn residuals(
    a: &Array2<f64>,
    values: &Array1<Complex64>,
    vectors: &Array2<Complex64>,
) -> Array1<f64> {
    let images_re = a.dot(&vectors.mapv(|v| v.re));
    let images_im = a.dot(&vectors.mapv(|v| v.im));
    let gap = |i: usize, k: usize| {
        Complex64::new(images_re[[i, k]], images_im[[i, k]]) - values[k] * vectors[[i, k]]
    };
    let square = |k: usize| (0..a.nrows()).map(|i| gap(i, k).norm_sqr()).sum::<f64>();
    Array1::from_shape_fn(values.len(), |k| square(k).sqrt())
}

/// The largest ‖Av − λv‖.
pub(super) fn worst_residual(
    a: &Array2<f64>,
    values: &Array1<Complex64>,
    vectors: &Array2<Complex64>,
) -> f64 {
    residuals(a, values, vectors).fold(0.0, |worst, &residual| worst.max(residual))
}

/// Improves the vectors that balancing has left with a large residual.
pub(super) fn refine(a: &Array2<f64>, values: &Array1<Complex64>, vectors: &mut Array2<Complex64>) {
    let n = a.nrows();
    let allowed = 4.0 * rounding(a);
    let residuals = residuals(a, values, vectors);
    let mut hessenberg: Option<(Array2<f64>, Array2<f64>)> = None;
    for (k, &value) in values.iter().enumerate().filter(|(_, value)| value.im >= 0.0) {
        let residual = residuals[k];
        if residual <= allowed {
            continue;
        }
        let (h, q) = hessenberg.get_or_insert_with(|| {
            let mut h = a.clone();
            let q = reduce(&mut h, 0, n).form(n);
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
