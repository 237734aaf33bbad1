//! Closed forms for normal distributions.
//!
//! ln of a normal density is a quadratic, and the expected value of a quadratic needs
//! only means and variances. That is why the loss of a variational autoencoder has its
//! KL term in closed form.

use crate::check;
use crate::error::MathError;
use crate::linalg::triangular::{Diagonal, solve_lower};
use crate::probability::{MultivariateNormal, Normal};

/// D(P‖Q) in nats of two normal distributions.
///
/// # Formula
///
/// ln(σ_q/σ_p) + (σ_p² + (μ_p − μ_q)²) / (2σ_q²) − ½
///
/// # Source
///
/// Guide §3.5 (the KL term of a VAE).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let (p, q) = (Normal::new(1.0, 1.0)?, Normal::new(0.0, 1.0)?);
/// assert_eq!(kl_normal(&p, &q), 0.5);
/// assert_eq!(kl_normal(&p, &p), 0.0);
/// # Ok::<(), MathError>(())
/// ```
pub fn kl_normal(p: &Normal, q: &Normal) -> f64 {
    let shift = (p.mean - q.mean) / q.std;
    let ratio = p.std / q.std;
    if ratio.is_infinite() || shift.is_infinite() {
        return f64::INFINITY;
    }
    scale_part(ratio) + 0.5 * shift * shift
}

/// ½ r² − ½ − ln r without cancellation near r = 1: with e = r² − 1 it is ½(e − ln(1 + e)).
fn scale_part(ratio: f64) -> f64 {
    let excess = (ratio - 1.0) * (ratio + 1.0);
    if excess.abs() < 0.1 {
        // The series of ½(e − ln(1 + e)), alternating with terms below 0.1ⁿ.
        let mut power = excess;
        let mut sum = 0.0;
        for k in 2..=18_u32 {
            power *= -excess;
            sum -= power / f64::from(k);
        }
        return 0.5 * sum;
    }
    0.5 * excess - ratio.ln()
}

/// D(P‖Q) in nats of two multivariate normal distributions.
///
/// # Formula
///
/// ½ ( tr(Σ_q⁻¹Σ_p) + (μ_q − μ_p)ᵀΣ_q⁻¹(μ_q − μ_p) − d + ln(det Σ_q / det Σ_p) )
///
/// # Errors
///
/// [`MathError::ShapeMismatch`] for distributions of different dimensions;
/// [`MathError::Overflow`] for a divergence beyond the largest f64.
///
/// # Source
///
/// Guide §3.5.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let p = MultivariateNormal::new(&array![3.0, 4.0], &array![[1.0, 0.0], [0.0, 1.0]])?;
/// let q = MultivariateNormal::new(&array![0.0, 0.0], &array![[1.0, 0.0], [0.0, 1.0]])?;
/// assert_eq!(kl_multivariate_normal(&p, &q)?, 12.5);
/// # Ok::<(), MathError>(())
/// ```
pub fn kl_multivariate_normal(
    p: &MultivariateNormal,
    q: &MultivariateNormal,
) -> Result<f64, MathError> {
    const NAME: &str = "kl_multivariate_normal";
    if p.dimension() != q.dimension() {
        return Err(MathError::ShapeMismatch {
            operation: NAME,
            left: vec![p.dimension()],
            right: vec![q.dimension()],
            rule: "both distributions need the same number of dimensions",
        });
    }
    let shift = q.whiten(&p.mean).map_err(check::on_behalf_of(NAME, &[]))?;
    // tr(Σ_q⁻¹Σ_p) is the sum of squares of W = L_q⁻¹L_p, and det W that of the determinants.
    let mut w = p.l.clone();
    solve_lower(q.l.view(), w.view_mut(), Diagonal::Stored);
    // The diagonal carries the logarithms; off it only squares are left.
    let diagonal: f64 = w.diag().iter().map(|&ratio| scale_part(ratio)).sum();
    w.diag_mut().fill(0.0);
    let beside = w.iter().map(|x| x * x).sum::<f64>();
    check::no_overflow(NAME, diagonal + 0.5 * beside + 0.5 * shift.dot(&shift))
}

/// Mutual information in nats of two jointly normal variables with correlation `rho`;
/// ∞ for ±1.
///
/// # Formula
///
/// I = −½ ln(1 − ρ²)
///
/// # Errors
///
/// [`MathError::OutOfRange`] unless the correlation is in [−1, 1].
///
/// # Source
///
/// Guide §3.5.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(mutual_information_normal(0.0)?, 0.0);
/// assert!((mutual_information_normal(0.6)? + 0.8_f64.ln()).abs() < 1e-15);
/// # Ok::<(), MathError>(())
/// ```
pub fn mutual_information_normal(rho: f64) -> Result<f64, MathError> {
    if (-1.0..=1.0).contains(&rho) {
        return Ok((-0.5 * ((-rho).ln_1p() + rho.ln_1p())).max(0.0));
    }
    Err(MathError::OutOfRange {
        operation: "mutual_information_normal",
        argument: "rho",
        value: rho,
        expected: "a correlation in [-1, 1]",
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linalg::matmul;
    use crate::probability::{Distribution, density_expectation};
    use crate::random::RandomState;
    use ndarray::{Array2, array};

    #[test]
    fn the_closed_form_is_the_integral() {
        for (m, s) in [(0.0, 1.0), (1.5, 0.4), (-2.0, 3.0), (0.0, 1.0001)] {
            let (p, q) = (Normal::new(m, s).unwrap(), Normal::new(0.0, 1.0).unwrap());
            let gap = |x: f64| p.ln_pdf(x) - q.ln_pdf(x);
            let (low, high) = (m - 12.0 * s, m + 12.0 * s);
            let integral = density_expectation(&gap, &|x| p.pdf(x), low, high).unwrap().value;
            assert!((kl_normal(&p, &q) - integral).abs() < 1e-12, "{m} {s}");
        }
        // Near equality it is ½(δ² + …), with all its digits: e = 2δ + δ², e²/4 = δ².
        let p = Normal::new(0.0, 1.0 + 1e-8).unwrap();
        let found = kl_normal(&p, &Normal::new(0.0, 1.0).unwrap());
        assert!((found / 1e-16 - 1.0).abs() < 1e-7, "{found:e}");
    }

    #[test]
    fn one_dimension_and_many_agree() {
        let (p, q) = (Normal::new(1.0, 2.0).unwrap(), Normal::new(-1.0, 3.0).unwrap());
        let vector = |law: &Normal| {
            MultivariateNormal::new(&array![law.mean], &array![[law.std * law.std]]).unwrap()
        };
        let found = kl_multivariate_normal(&vector(&p), &vector(&q)).unwrap();
        assert!((found - kl_normal(&p, &q)).abs() < 1e-15);
    }

    #[test]
    fn many_dimensions_follow_the_formula() {
        let d = 5;
        let mut rng = RandomState::new(7);
        let mut law = || {
            let x = rng.randn(3 * d * d).into_shape_with_order((3 * d, d)).unwrap();
            let s = x.t().dot(&x);
            let s: Array2<f64> = (&s + &s.t()) * 0.5;
            MultivariateNormal::new(&rng.randn(d), &s).unwrap()
        };
        let (p, q) = (law(), law());
        let inverse = crate::linalg::inverse(&q.covariance).unwrap();
        let gap = &q.mean - &p.mean;
        let trace = matmul(&inverse, &p.covariance).unwrap().diag().sum();
        let logs = 2.0 * (q.ln_root_det() - p.ln_root_det());
        let formula = 0.5 * (trace + gap.dot(&inverse.dot(&gap)) - d as f64 + logs);
        assert!((kl_multivariate_normal(&p, &q).unwrap() / formula - 1.0).abs() < 1e-12);
        assert!(kl_multivariate_normal(&p, &p).unwrap() < 1e-30);
        let other = MultivariateNormal::new(&array![0.0], &array![[1.0]]).unwrap();
        assert!(kl_multivariate_normal(&p, &other).is_err());
    }

    #[test]
    fn the_bivariate_mutual_information_is_a_divergence() {
        let rho = 0.7;
        let joint = array![[1.0, rho], [rho, 1.0]];
        let zero = array![0.0, 0.0];
        let p = MultivariateNormal::new(&zero, &joint).unwrap();
        let q = MultivariateNormal::new(&zero, &Array2::eye(2)).unwrap();
        let found = kl_multivariate_normal(&p, &q).unwrap();
        assert!((found - mutual_information_normal(rho).unwrap()).abs() < 1e-15);
        assert!(mutual_information_normal(1.5).is_err());
        assert_eq!(mutual_information_normal(1.0).unwrap(), f64::INFINITY);
    }
}
