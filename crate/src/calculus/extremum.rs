//! Is a point a local minimum, a local maximum, or neither? Asked of the definition.
//!
//! A local maximum needs f(x) ≤ f(a) for *all* x near a. One point that lies higher
//! refutes it, so the probe searches for the highest and the lowest point around a and
//! keeps both as witnesses. It needs no derivative and can therefore judge where the
//! Hessian is silent.

use super::shells;
use crate::check;
use crate::error::MathError;
use ndarray::{Array1, ArrayRef1};
use std::fmt;

/// What lies around a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExtremumKind {
    /// Only higher points (or as high): a local minimum.
    Minimum,
    /// Only lower points (or as low): a local maximum.
    Maximum,
    /// Higher and lower ones: no extremum.
    Neither,
    /// Nothing but the same height: both a minimum and a maximum.
    Flat,
}

impl fmt::Display for ExtremumKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Minimum => tr!("minimum"),
            Self::Maximum => tr!("maximum"),
            Self::Neither => tr!("neither"),
            Self::Flat => tr!("flat"),
        })
    }
}

/// What [`extremum_probe`] found.
#[derive(Debug, Clone, PartialEq)]
pub struct ExtremumProbe {
    /// The judgement.
    pub kind: ExtremumKind,
    /// The largest f(x) − f(a) found.
    pub rise: f64,
    /// The unit vector towards that point.
    pub uphill: Array1<f64>,
    /// The smallest f(x) − f(a) found.
    pub fall: f64,
    /// The unit vector towards that point.
    pub downhill: Array1<f64>,
}

/// Looks for the highest and the lowest point at distances between r/√10 and r from a.
///
/// Differences within 4ε·max(|f(a)|, |f(x)|) are rounding and count as none, so r must
/// not be too small for the function: where f is flat to fourth order around a height
/// of 1, r = 10⁻³ is safe and r = 10⁻⁵ is not.
///
/// # Formula
/// local maximum ⇔ there is ε > 0 with f(a) ≥ f(x) whenever ‖x − a‖ < ε
///
/// # Errors
/// - [`MathError::Empty`] for a point without entries,
/// - [`MathError::OutOfRange`] unless the radius is positive and finite,
/// - [`MathError::NotFinite`] for NaN or infinite entries of the point,
/// - [`MathError::InvalidArgument`] where f is not finite at or near a,
/// - [`MathError::Overflow`] when a rise or fall is beyond the largest number.
///
/// # Source
/// Foundations §3.4.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let origin = array![0.0, 0.0];
/// let probe = extremum_probe(&saddle, &origin, 0.1)?; // x² − y²
/// assert_eq!(probe.kind, ExtremumKind::Neither);
/// assert!((probe.rise - 0.01).abs() < 1e-12 && (probe.fall + 0.01).abs() < 1e-12);
/// assert!((probe.downhill[1].abs() - 1.0).abs() < 1e-9);
/// # Ok::<(), MathError>(())
/// ```
pub fn extremum_probe(
    f: &dyn Fn(&Array1<f64>) -> f64,
    at: &ArrayRef1<f64>,
    radius: f64,
) -> Result<ExtremumProbe, MathError> {
    let operation = "extremum_probe";
    check::not_empty(operation, "at", at)?;
    check::finite(operation, "at", at)?;
    check::positive(operation, "radius", radius)?;
    let at = at.to_owned();
    let value = f(&at);
    shells::finite_near(operation, value)?;
    let rise = |h: &Array1<f64>| {
        let there = f(&(&at + h));
        shells::finite_near(operation, there)?;
        let gap = check::no_overflow(operation, there - value)?;
        let rounding = 4.0 * f64::EPSILON * value.abs().max(there.abs());
        // Where f(a) = 0 the difference is f(x) itself and carries no rounding of its own.
        Ok(if value != 0.0 && gap.abs() <= rounding { 0.0 } else { gap })
    };
    let up = shells::peak(&rise, at.len(), radius)?;
    let down = shells::peak(&|h| rise(h).map(|gap| -gap), at.len(), radius)?;
    let kind = match (up.value > 0.0, down.value > 0.0) {
        (true, true) => ExtremumKind::Neither,
        (true, false) => ExtremumKind::Minimum,
        (false, true) => ExtremumKind::Maximum,
        (false, false) => ExtremumKind::Flat,
    };
    Ok(ExtremumProbe {
        kind,
        rise: up.value,
        uphill: up.direction,
        fall: -down.value,
        downhill: down.direction,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    fn kind(f: &dyn Fn(&Array1<f64>) -> f64) -> ExtremumKind {
        extremum_probe(f, &array![0.0, 0.0], 1e-2).unwrap().kind
    }

    #[test]
    fn every_kind_is_told_apart() {
        assert_eq!(kind(&|p| 1.0 + p[0] * p[0] + p[1].powi(4)), ExtremumKind::Minimum);
        assert_eq!(kind(&|p| -p[0].abs() - p[1] * p[1]), ExtremumKind::Maximum);
        assert_eq!(kind(&|p| p[0] * p[1]), ExtremumKind::Neither);
        assert_eq!(kind(&|p| p[0].powi(3)), ExtremumKind::Neither);
        assert_eq!(kind(&|_| 0.3), ExtremumKind::Flat);
    }

    #[test]
    fn a_minimum_on_every_line_need_not_be_one() {
        // Peano's surface falls between the parabolas y = x² and y = 2x² only.
        let peano = |p: &Array1<f64>| (p[1] - p[0] * p[0]) * (p[1] - 2.0 * p[0] * p[0]);
        let probe = extremum_probe(&peano, &array![0.0, 0.0], 1e-2).unwrap();
        assert_eq!(probe.kind, ExtremumKind::Neither, "{probe:?}");
        let slope = probe.downhill[1] / probe.downhill[0].powi(2);
        assert!(slope > 0.0 && slope < 2.0 * 1e-2 + 1e-6, "{probe:?}");
    }

    #[test]
    fn unusable_questions_are_errors() {
        let f = |p: &Array1<f64>| p[0].ln();
        assert!(extremum_probe(&f, &array![0.0], 0.1).is_err());
        assert!(extremum_probe(&f, &array![0.01], 0.1).is_err());
        assert!(extremum_probe(&f, &array![1.0], 0.0).is_err());
        assert!(extremum_probe(&f, &array![], 0.1).is_err());
    }
}
