//! Determinants, as a number and as a logarithm.
//!
//! Elimination leaves the volume as it is, but for a sign at each swap of rows,
//! and the volume of a triangle is the product of its diagonal.

use super::elimination::Factored;
use super::products::Slogdet;
use crate::check;
use crate::error::MathError;
use ndarray::ArrayRef2;

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
/// [`MathError::NotSquare`] for a matrix that is not square; [`MathError::NotFinite`] for
/// NaN or infinite entries; [`MathError::Overflow`] for a determinant beyond the largest
/// f64 ([`slogdet`] still answers). One below the smallest is 0.
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
    let (factored, shift) = Factored::of_graded("det", a)?;
    factored.triangles("det").det(shift)
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
/// [`MathError::NotSquare`] for a matrix that is not square; [`MathError::NotFinite`] for
/// NaN or infinite entries. A singular matrix is not an error: its sign is 0 and its
/// logarithm −∞.
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
    let (factored, shift) = Factored::of_graded("slogdet", a)?;
    Ok(factored.triangles("slogdet").slogdet(shift))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array2, array};

    #[test]
    fn determinants_survive_factors_of_every_size() {
        let power = |exponent| 2_f64.powi(exponent);
        let factors = array![power(1000), power(1000), power(-1000), power(-1000)];
        assert_eq!(det(&Array2::from_diag(&factors)), Ok(1.0));
        let subnormal = f64::from_bits(1 << 4); // 2⁻¹⁰⁷⁰
        let factors = array![power(1000), subnormal, -power(60)];
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
    fn rows_of_very_different_size_keep_both_of_their_terms() {
        // 1e308·(−1e-300) − 1e308·1e-300; the multiplier 1e-608 is no f64.
        let a = array![[1e308, 1e308], [1e-300, -1e-300]];
        assert!((det(&a).unwrap() / -2e8 - 1.0).abs() < 1e-14);
        assert!((slogdet(&a).unwrap().ln_abs - 2e8_f64.ln()).abs() < 1e-13);
        // A subnormal row, and three of different size.
        let b = array![[1e300, 2e300], [3e-310, 4e-310]];
        assert!((det(&b).unwrap() / -2e-10 - 1.0).abs() < 1e-13);
        let c = array![[1e200, 2e200, 0.0], [1.0, 1.0, 1.0], [1e-200, 0.0, 3e-200]];
        assert!((det(&c).unwrap() / -1.0 - 1.0).abs() < 1e-14);
    }

    #[test]
    fn a_determinant_beyond_the_range_of_elimination_has_its_logarithm() {
        // −2e616; elimination meets −1e308 − 1e308.
        let brim = array![[1e308, 1e308], [1e308, -1e308]];
        let found = slogdet(&brim).unwrap();
        assert_eq!(found.sign, -1.0);
        assert!((found.ln_abs - (2.0_f64.ln() + 616.0 * 10.0_f64.ln())).abs() < 1e-11);
        assert_eq!(det(&brim), Err(MathError::Overflow { operation: "det" }));
        // ±f64::MAX in Hadamard's pattern: 16·MAX⁴.
        let m = f64::MAX;
        let hadamard = array![[m, m, m, m], [m, -m, m, -m], [m, m, -m, -m], [m, -m, -m, m]];
        let found = slogdet(&hadamard).unwrap();
        assert!((found.ln_abs - (16.0_f64.ln() + 4.0 * m.ln())).abs() < 1e-11);
        assert_eq!(found.sign, 1.0);
    }
}
