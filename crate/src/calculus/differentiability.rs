//! Two probes that try to refute: "f is differentiable at a", "f is continuous at a".
//!
//! Both statements speak about all points near a, and no machine sees all of them. What
//! it can do is look for a witness against: a direction in which the error, measured
//! against the distance, refuses to vanish, or in which f keeps away from f(a). If it
//! finds one, it says which. If not, it has proved nothing; it has only failed to refute
//! down to a distance of 10⁻⁵.
//!
//! Differentiability needs no search for the matrix: if any matrix works it is the
//! Jacobian, so one candidate decides.

use super::linear_approximation::{
    ApproximationErrors, LinearApproximation, approximation_errors, linear_approximation,
};
use super::shells;
use crate::check;
use crate::error::MathError;
use ndarray::{Array1, Array2, ArrayRef1};

/// A quantity that falls more slowly than r to this power counts as not falling.
const SLOWEST: f64 = 0.05;
/// Gaps below this, relative to f(a), are rounding.
const NOISE: f64 = 1e-12;

/// What [`differentiability_probe`] found.
#[derive(Debug, Clone, PartialEq)]
pub struct DifferentiabilityProbe {
    /// False: refuted, the ratio does not vanish. True: nothing was found against it.
    pub passes: bool,
    /// The only candidate: f(a) + J_f(a)(x − a).
    pub candidate: LinearApproximation,
    /// How its error compares with the distance.
    pub errors: ApproximationErrors,
    /// The unit vector with the largest ratio at the smallest distance.
    pub worst_direction: Array1<f64>,
    /// That ratio.
    pub worst_ratio: f64,
}

/// Tries to refute that f is differentiable at a.
///
/// # Formula
/// differentiable ⇔ ‖f(x) − f(a) − J_f(a)(x − a)‖ / ‖x − a‖ → 0
///
/// # Errors
/// Those of [`linear_approximation`] and [`approximation_errors`].
///
/// # Source
/// Foundations §3.1.2, §3.1.3 and theorem 4.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let smooth = differentiability_probe(&|x| array![x[0] * x[1]], &array![1.0, 2.0])?;
/// assert!(smooth.passes);
///
/// // A cone has no tangent plane at its tip: J = 0, and the ratio is 1 all around.
/// let cone = differentiability_probe(&|x| array![x[0].hypot(x[1])], &array![0.0, 0.0])?;
/// assert!(!cone.passes);
/// assert!((cone.worst_ratio - 1.0).abs() < 1e-6);
/// # Ok::<(), MathError>(())
/// ```
pub fn differentiability_probe(
    f: &dyn Fn(&Array1<f64>) -> Array1<f64>,
    at: &ArrayRef1<f64>,
) -> Result<DifferentiabilityProbe, MathError> {
    let behalf = check::on_behalf_of("differentiability_probe", &[]);
    let candidate = linear_approximation(f, at).map_err(&behalf)?;
    let errors = approximation_errors(f, &candidate).map_err(&behalf)?;
    let last = errors.distances.len() - 1;
    Ok(DifferentiabilityProbe {
        passes: errors.order.is_none_or(|p| p >= SLOWEST),
        worst_direction: errors.directions.row(last).to_owned(),
        worst_ratio: errors.ratios[last],
        candidate,
        errors,
    })
}

/// What [`continuity_probe`] found.
#[derive(Debug, Clone, PartialEq)]
pub struct ContinuityProbe {
    /// False: refuted, f keeps away from f(a). True: nothing was found against it.
    pub passes: bool,
    /// Distances r, from large to small.
    pub distances: Array1<f64>,
    /// The largest ‖f(x) − f(a)‖ found with r/√10 ≤ ‖x − a‖ ≤ r.
    pub gaps: Array1<f64>,
    /// One unit vector for each distance: where that largest gap is.
    pub directions: Array2<f64>,
    /// The unit vector with the largest gap at the smallest distance.
    pub worst_direction: Array1<f64>,
    /// That gap.
    pub worst_gap: f64,
}

/// Tries to refute that f is continuous at a.
///
/// # Formula
/// continuous ⇔ f(x) → f(a) as x → a
///
/// # Errors
/// - [`MathError::Empty`] for a point without entries,
/// - [`MathError::ShapeMismatch`] when the length of f(x) changes between calls,
/// - [`MathError::NotFinite`] for NaN or infinite entries of the point,
/// - [`MathError::InvalidArgument`] where f is not finite at or near a.
///
/// # Source
/// Foundations §3.1.4.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// assert!(continuity_probe(&|x| array![x[0].abs().sqrt()], &array![0.0])?.passes);
///
/// // A step of height 1.
/// let step = continuity_probe(&|x| array![if x[0] > 0.0 { 1.0 } else { 0.0 }], &array![0.0])?;
/// assert!(!step.passes);
/// assert_eq!((step.worst_gap, step.worst_direction[0]), (1.0, 1.0));
/// # Ok::<(), MathError>(())
/// ```
pub fn continuity_probe(
    f: &dyn Fn(&Array1<f64>) -> Array1<f64>,
    at: &ArrayRef1<f64>,
) -> Result<ContinuityProbe, MathError> {
    let operation = "continuity_probe";
    check::not_empty(operation, "at", at)?;
    check::finite(operation, "at", at)?;
    let at = at.to_owned();
    let value = f(&at);
    if let Some(&bad) = value.iter().find(|v| !v.is_finite()) {
        shells::finite_near(operation, bad)?;
    }
    let gap = |h: &Array1<f64>| {
        let answer = f(&(&at + h));
        check::same_length(operation, &answer, &value)?;
        let gap = (answer - &value).iter().fold(0.0_f64, |l, x| l.hypot(*x));
        shells::finite_near(operation, gap)
    };
    let distances = shells::radii(&at);
    let last = distances.len() - 1;
    let mut gaps = Array1::zeros(distances.len());
    let mut directions = Array2::zeros((distances.len(), at.len()));
    for (k, &r) in distances.iter().enumerate() {
        let worst = shells::peak(&gap, at.len(), r)?;
        gaps[k] = worst.value;
        directions.row_mut(k).assign(&worst.direction);
    }
    let size = value.iter().fold(1.0_f64, |m, v| m.max(v.abs()));
    let passes = shells::order(&distances, &gaps, NOISE * size).is_none_or(|p| p >= SLOWEST);
    let worst_direction = directions.row(last).to_owned();
    Ok(ContinuityProbe {
        passes,
        worst_gap: gaps[last],
        worst_direction,
        distances,
        gaps,
        directions,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    /// A quotient that is 0 at the origin by decree.
    fn patched(top: f64, bottom: f64) -> Array1<f64> {
        array![if bottom == 0.0 { 0.0 } else { top / bottom }]
    }

    fn at_origin(f: &dyn Fn(&Array1<f64>) -> Array1<f64>) -> (bool, bool) {
        let origin = array![0.0, 0.0];
        let continuous = continuity_probe(f, &origin).unwrap().passes;
        (continuous, differentiability_probe(f, &origin).unwrap().passes)
    }

    #[test]
    fn the_classical_counterexamples_are_refuted() {
        // Partial derivatives exist, not even continuous.
        assert_eq!(at_origin(&|p| patched(p[0] * p[1], p[0] * p[0] + p[1] * p[1])), (false, false));
        // Continuous, a derivative in every direction, none as a whole.
        let cubic = |p: &Array1<f64>| patched(p[0] * p[0] * p[1], p[0] * p[0] + p[1] * p[1]);
        assert_eq!(at_origin(&cubic), (true, false));
        let probe = differentiability_probe(&cubic, &array![0.0, 0.0]).unwrap();
        // x²y on the unit circle is largest at x² = 2/3: 2/(3√3).
        assert!((probe.worst_ratio - 2.0 / 27.0_f64.sqrt()).abs() < 1e-6, "{probe:?}");
        // Every directional derivative is 0, and the parabola y = x² still refutes.
        let bent = |p: &Array1<f64>| patched(p[0].powi(3) * p[1], p[0].powi(4) + p[1] * p[1]);
        assert_eq!(at_origin(&bent), (true, false));
        assert_eq!(at_origin(&|p| array![p[0].abs() + p[1].abs()]), (true, false));
    }

    #[test]
    fn differentiable_functions_pass_also_where_they_are_not_c1() {
        assert_eq!(at_origin(&|p| array![p[0].exp() * p[1], p[0].sin()]), (true, true));
        assert_eq!(at_origin(&|p| array![p[0].hypot(p[1]).powf(1.5)]), (true, true));
        assert_eq!(at_origin(&|_| array![7.0]), (true, true));
        let wild = |p: &Array1<f64>| {
            array![if p[0] == 0.0 { 0.0 } else { p[0] * p[0] * (1.0 / p[0]).sin() }]
        };
        assert_eq!(at_origin(&wild), (true, true));
        let far = differentiability_probe(&|x| array![x[0] * x[0]], &array![1e4]).unwrap();
        assert!(far.passes);
    }

    #[test]
    fn three_dimensions_are_probed_too() {
        let tip = |p: &Array1<f64>| array![p.dot(p).sqrt()];
        let probe = differentiability_probe(&tip, &array![0.0, 0.0, 0.0]).unwrap();
        assert!(!probe.passes);
        assert!(differentiability_probe(&tip, &array![1.0, 0.0, 0.0]).unwrap().passes);
    }

    #[test]
    fn holes_and_empty_points_are_errors() {
        assert!(continuity_probe(&|x| array![1.0 / x[0]], &array![0.0]).is_err());
        assert!(continuity_probe(&|_| array![1.0], &array![]).is_err());
        assert!(differentiability_probe(&|x| array![x[0].ln()], &array![0.0]).is_err());
        assert!(continuity_probe(&|x| array![x[0]], &array![f64::NAN]).is_err());
    }
}
