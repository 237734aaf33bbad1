//! A 2 × 2 block on the diagonal: a triangle if its eigenvalues are real, equal
//! diagonal entries if they are a complex pair.
//!
//! Source: Golub and Van Loan, Matrix Computations, 4th ed., §7.4.1 and the
//! exercises of §7.4.

use super::super::kernels::{UNIT_ROUNDOFF, rotate, two_rows_mut};
use ndarray::Array2;
use num_complex::Complex64;

/// Brings the 2 × 2 block at k into standard form, a triangle if its
/// eigenvalues are real and equal diagonal entries if not, by a rotation that
/// the rest of the matrix follows; answers its eigenvalues.
pub(super) fn split_pair(
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
    values_of_pair([a, b, c, d])
}

/// The eigenvalues of a block in standard form.
pub(super) fn values_of_pair([a, b, c, d]: [f64; 4]) -> (Complex64, Complex64) {
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
