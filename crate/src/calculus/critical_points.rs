//! Critical points: where the gradient is zero, and what kind of place that is.
//!
//! Around such a point the function looks like its quadratic part,
//!
//! f(x + d) ≈ f(x) + ½ dᵀ H d,
//!
//! and in the directions of the Hessian's eigenvectors that is ½ λᵢ dᵢ². All λ
//! positive: up in every direction, a minimum. All negative: a maximum. Both
//! signs: a saddle, up one way and down another. Where the smallest eigenvalue
//! is 0 and the others do not disagree, higher terms decide and the Hessian
//! cannot (x⁴ and x³ both have H = 0 at 0).

use super::{gradient, hessian};
use crate::check;
use crate::error::MathError;
use crate::linalg::{eigh, norm_linf};
use ndarray::{Array1, Array2, ArrayRef1, ArrayRef2};
use std::fmt;

/// What the Hessian says about a critical point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CriticalKind {
    /// All eigenvalues are positive.
    Minimum,
    /// All eigenvalues are negative.
    Maximum,
    /// There are eigenvalues of both signs.
    Saddle,
    /// Some eigenvalue is 0 and the others have one sign: higher derivatives decide.
    Undecided,
}

impl fmt::Display for CriticalKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Minimum => tr!("minimum"),
            Self::Maximum => tr!("maximum"),
            Self::Saddle => tr!("saddle"),
            Self::Undecided => tr!("undecided"),
        })
    }
}

/// A critical point, with the evidence.
#[derive(Debug, Clone, PartialEq)]
pub struct CriticalPoint {
    /// Where it is.
    pub x: Array1<f64>,
    /// f there.
    pub value: f64,
    /// The gradient there, near zero.
    pub gradient: Array1<f64>,
    /// The Hessian there.
    pub hessian: Array2<f64>,
    /// The Hessian's eigenvalues in ascending order: the curvatures.
    pub eigenvalues: Array1<f64>,
    /// The directions of these curvatures, as columns.
    pub directions: Array2<f64>,
    /// What kind of point it is.
    pub kind: CriticalKind,
}

/// The kind of a critical point, from its Hessian alone.
///
/// Eigenvalues within 1e-12 of the largest in magnitude count as 0.
///
/// # Formula
/// all λ > 0: minimum; all λ < 0: maximum; both signs: saddle; else undecided
///
/// # Errors
/// - [`MathError::Empty`] without entries,
/// - [`MathError::NotFinite`] for NaN or infinite ones,
/// - [`MathError::NotSquare`] or [`MathError::NotSymmetric`] for a matrix that is no
///   Hessian.
///
/// # Source
/// Guide §2.1, §2.3.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(classify_hessian(&array![[2.0, 0.0], [0.0, 3.0]])?, CriticalKind::Minimum);
/// assert_eq!(classify_hessian(&array![[0.0, 1.0], [1.0, 0.0]])?, CriticalKind::Saddle);
/// assert_eq!(classify_hessian(&array![[2.0, 0.0], [0.0, 0.0]])?, CriticalKind::Undecided);
/// # Ok::<(), MathError>(())
/// ```
pub fn classify_hessian(hessian: &ArrayRef2<f64>) -> Result<CriticalKind, MathError> {
    let operation = "classify_hessian";
    check::not_empty(operation, "hessian", hessian)?;
    let values = eigh(hessian).map_err(check::on_behalf_of(operation, &[("a", "hessian")]))?.values;
    Ok(kind(&values, 1e-12 * norm_linf(&values)))
}

/// Sorts by signs; eigenvalues within the tolerance of 0 have none.
fn kind(eigenvalues: &Array1<f64>, tolerance: f64) -> CriticalKind {
    let up = eigenvalues.iter().filter(|&&l| l > tolerance).count();
    let down = eigenvalues.iter().filter(|&&l| l < -tolerance).count();
    match (up, down) {
        (1.., 1..) => CriticalKind::Saddle,
        (up, 0) if up == eigenvalues.len() => CriticalKind::Minimum,
        (0, down) if down == eigenvalues.len() => CriticalKind::Maximum,
        _ => CriticalKind::Undecided,
    }
}

/// Looks at f around a critical point: gradient, Hessian, curvatures, kind.
///
/// Gradient and Hessian come from differences, so eigenvalues count as 0 within
/// 1e-5·max(|λ|, |f|, 1), and the gradient must vanish within 1e-6 of the same
/// size.
///
/// # Formula
/// ∇f(x) = 0; the signs of the eigenvalues of ∇²f(x) decide
///
/// # Errors
/// [`MathError::InvalidArgument`] when the gradient at x is not zero; those of
/// [`hessian`](crate::calculus::hessian()) and of [`eigh`](crate::linalg::eigh()) for it.
///
/// # Source
/// Guide §2.1, §2.3.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let origin = array![0.0, 0.0];
/// let point = critical_point(&saddle, &origin)?; // x² − y²
/// assert_eq!(point.kind, CriticalKind::Saddle);
/// assert!((&point.eigenvalues - &array![-2.0, 2.0]).iter().all(|d| d.abs() < 1e-6));
/// # Ok::<(), MathError>(())
/// ```
pub fn critical_point(
    f: &dyn Fn(&Array1<f64>) -> f64,
    x: &ArrayRef1<f64>,
) -> Result<CriticalPoint, MathError> {
    let operation = "critical_point";
    let behalf = check::on_behalf_of(operation, &[("a", "the Hessian of f")]);
    let hessian = hessian(f, x).map_err(&behalf)?;
    let gradient = gradient(f, x).map_err(&behalf)?;
    let x = x.to_owned();
    let value = f(&x);
    let eigen = eigh(&hessian).map_err(&behalf)?;
    let size = norm_linf(&eigen.values).max(value.abs()).max(1.0);
    let steepest = norm_linf(&gradient);
    if steepest > 1e-6 * size {
        return Err(MathError::InvalidArgument {
            operation,
            argument: "x",
            reason: format!(
                "is not a critical point: the gradient there is {gradient}; move to where it \
                 vanishes first, with `minimize` or `newton_step`"
            ),
        });
    }
    let kind = kind(&eigen.values, 1e-5 * size);
    Ok(CriticalPoint {
        x,
        value,
        gradient,
        hessian,
        eigenvalues: eigen.values,
        directions: eigen.vectors,
        kind,
    })
}

/// Newton's step towards the nearest critical point of whatever kind: where
/// the gradient of the quadratic approximation is zero.
///
/// # Formula
/// x − H⁻¹·∇f(x)
///
/// # Errors
/// [`MathError::Singular`] when the Hessian has no inverse; [`MathError::Overflow`] for a
/// step beyond the largest f64; those of [`hessian`](crate::calculus::hessian()).
///
/// # Source
/// Nocedal and Wright, *Numerical Optimization* (2006), §2.2.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// // On a quadratic function one step arrives, from anywhere.
/// let f = |x: &Array1<f64>| x[0] * x[0] + 3.0 * x[0] * x[1] + x[1] * x[1];
/// let found = newton_step(&f, &array![1.0, 2.0])?;
/// assert!(found.iter().all(|x| x.abs() < 1e-6));
/// # Ok::<(), MathError>(())
/// ```
pub fn newton_step(
    f: &dyn Fn(&Array1<f64>) -> f64,
    x: &ArrayRef1<f64>,
) -> Result<Array1<f64>, MathError> {
    let behalf = check::on_behalf_of("newton_step", &[("a", "the Hessian of f")]);
    let (hessian, gradient) = (hessian(f, x).map_err(&behalf)?, gradient(f, x).map_err(&behalf)?);
    let step = crate::linalg::solve(&hessian, &gradient).map_err(&behalf)?;
    Ok(x.to_owned() - step)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::optimize::himmelblau;
    use ndarray::array;

    #[test]
    fn every_kind_is_told_apart() {
        type Case = (fn(&Array1<f64>) -> f64, CriticalKind);
        let cases: [Case; 7] = [
            (|x| x[0] * x[0] + 2.0 * x[1] * x[1], CriticalKind::Minimum),
            (|x| -x[0] * x[0] - 2.0 * x[1] * x[1], CriticalKind::Maximum),
            (|x| x[0] * x[1], CriticalKind::Saddle),
            (|x| x[0] * x[0] + x[1].powi(4), CriticalKind::Undecided),
            (|x| -x[0] * x[0] + x[1].powi(3), CriticalKind::Undecided),
            (|x| (x[0] + x[1]).powi(2), CriticalKind::Undecided),
            (|_| 3.0, CriticalKind::Undecided),
        ];
        for (f, kind) in cases {
            assert_eq!(critical_point(&f, &array![0.0, 0.0]).unwrap().kind, kind);
        }
    }

    #[test]
    fn newton_finds_the_nine_critical_points_of_himmelblau() {
        let mut found: Vec<(Array1<f64>, CriticalKind)> = Vec::new();
        for i in -5..=5 {
            for j in -5..=5 {
                let mut x = array![f64::from(i), f64::from(j)];
                for _ in 0..60 {
                    match newton_step(&himmelblau, &x) {
                        Ok(next) => x = next,
                        Err(_) => break,
                    }
                }
                let Ok(point) = critical_point(&himmelblau, &x) else { continue };
                if !found.iter().any(|(y, _)| norm_linf(&(y - &x)) < 1e-3) {
                    found.push((point.x, point.kind));
                }
            }
        }
        let count = |kind| found.iter().filter(|(_, k)| *k == kind).count();
        assert_eq!(count(CriticalKind::Minimum), 4);
        assert_eq!(count(CriticalKind::Saddle), 4);
        assert_eq!(count(CriticalKind::Maximum), 1);
    }

    #[test]
    fn a_point_on_a_slope_and_bad_input_are_refused() {
        let error = critical_point(&himmelblau, &array![0.0, 0.0]).unwrap_err().to_string();
        assert!(error.contains("not a critical point"), "{error}");
        assert!(critical_point(&himmelblau, &array![]).is_err());
        assert!(classify_hessian(&array![[1.0, 2.0], [3.0, 4.0]]).is_err());
        assert!(classify_hessian(&array![[1.0, 2.0]]).is_err());
        assert!(classify_hessian(&Array2::zeros((0, 0))).is_err());
        let error = newton_step(&|x| x[0], &array![1.0, 1.0]).unwrap_err().to_string();
        assert!(error.starts_with("newton_step: `the Hessian of f`"), "{error}");
        let error = classify_hessian(&array![[1.0, 2.0]]).unwrap_err().to_string();
        assert!(error.starts_with("classify_hessian: `hessian`"), "{error}");
    }
}
