//! Slopes along directions, and the steepest of them.
//!
//! For a differentiable f the slope along a unit vector v is ∇f · v, a number that
//! Cauchy and Schwarz bound by ‖∇f‖, with equality when v points along ∇f: that is why
//! the gradient is the way of steepest ascent.

use super::gradient;
use super::limit::{Kind, Quotient, Steps, checked};
use crate::check;
use crate::error::MathError;
use ndarray::{Array1, ArrayRef1};

/// The usual step: rounding and the third derivative both stay below 1e-9.
const STEP: f64 = 1e-5;
/// Half the usual step must give the same slope to so many digits.
const AGREEMENT: f64 = 1e-9;
/// The two sides agree within this, relative to their size …
const AGREE: f64 = 1e-4;
/// … or within the noise of the differences.
const NOISE: f64 = 1e-8;

/// The slopes along a direction, coming from either side.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SidedSlopes {
    /// The limit of (f(a + hv) − f(a))/h for h → 0 from above.
    pub forward: f64,
    /// The same limit for h → 0 from below.
    pub backward: f64,
}

impl SidedSlopes {
    /// The directional derivative, if both sides agree (within 1e-4 of their size, or
    /// within 1e-8).
    pub fn derivative(&self) -> Option<f64> {
        let size = self.forward.abs().max(self.backward.abs());
        let same = (self.forward - self.backward).abs() <= AGREE * size + NOISE;
        same.then_some(0.5 * (self.forward + self.backward))
    }
}

/// The slope of f along the unit vector of a direction, from either side.
///
/// A central difference such as [`directional_derivative`](super::directional_derivative)
/// cannot see a corner, because it never looks at one side alone. Here each side speaks
/// for itself. The direction is scaled to length 1.
///
/// # Formula
/// (−3f(a) + 4f(a + hv) − f(a + 2hv)) / 2h with h = ±10⁻⁵·max(1, |aᵢ|), or with the h
/// that suits f better, as in [`derivative`](super::derivative)
///
/// # Errors
/// - [`MathError::ShapeMismatch`] when a and the direction differ in length,
/// - [`MathError::Empty`] for a point without entries,
/// - [`MathError::NotFinite`] for NaN or infinite entries,
/// - [`MathError::ZeroVector`] for the zero direction,
/// - [`MathError::InvalidArgument`] where f is not finite, or has no slope on a side.
///
/// # Source
/// Foundations §3.4.2.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// fn cone(x: &Array1<f64>) -> f64 {
///     x[0].hypot(x[1])
/// }
/// let v = array![3.0, 4.0];
/// let tip = sided_slopes(&cone, &array![0.0, 0.0], &v)?; // up on both sides
/// assert!((tip.forward - 1.0).abs() < 1e-9 && (tip.backward + 1.0).abs() < 1e-9);
/// assert_eq!(tip.derivative(), None);
/// let side = sided_slopes(&cone, &array![1.0, 0.0], &v)?; // ∇f = (1, 0)
/// assert!((side.derivative().unwrap() - 0.6).abs() < 1e-8);
/// # Ok::<(), MathError>(())
/// ```
pub fn sided_slopes(
    f: &dyn Fn(&Array1<f64>) -> f64,
    at: &ArrayRef1<f64>,
    direction: &ArrayRef1<f64>,
) -> Result<SidedSlopes, MathError> {
    let operation = "sided_slopes";
    check::same_length(operation, at, direction)?;
    check::not_empty(operation, "at", at)?;
    check::finite(operation, "at", at)?;
    check::finite(operation, "direction", direction)?;
    let largest = direction.iter().fold(0.0_f64, |m, v| m.max(v.abs()));
    if largest == 0.0 {
        return Err(MathError::ZeroVector { operation, argument: "direction" });
    }
    // Scaled first, so that the length of a direction of any size is a number.
    let scaled = direction / largest;
    let unit = &scaled / scaled.iter().fold(0.0_f64, |l, v| l.hypot(*v));
    let at = at.to_owned();
    let mut trouble = None;
    let mut along = |t: f64| {
        let value = f(&(&at + &(&unit * t)));
        if !value.is_finite() {
            trouble = Some(value);
        }
        value
    };
    let centre = along(0.0);
    let size = at.iter().fold(1.0_f64, |m, v| m.max(v.abs()));
    let nearest = at.iter().zip(&unit).filter(|(x, u)| **x != 0.0 && **u != 0.0);
    let nearest = nearest.fold(f64::INFINITY, |m, (x, u)| m.min((x / u).abs()));
    let steps = Steps {
        usual: STEP * size,
        largest: 0.1 * size,
        smallest: if nearest.is_finite() { 1e-12 * nearest.min(size) } else { 1e-17 * size },
        kind: Kind::ONE_SIDED,
    };
    let mut side = |sign: f64| {
        let mut quotient = |h: f64| {
            let (near, far) = (along(sign * h), along(sign * 2.0 * h));
            let rise = 4.0 * (near - centre) - (far - centre);
            let size = centre.abs().max(near.abs()).max(far.abs());
            Quotient::new(rise / (sign * 2.0 * h), 4.0 * f64::EPSILON * (size / h))
        };
        checked(&mut quotient, steps, AGREEMENT).map(|found| found.value)
    };
    match (centre.is_finite(), side(1.0), side(-1.0)) {
        (true, Some(forward), Some(backward)) => Ok(SidedSlopes { forward, backward }),
        _ => Err(MathError::InvalidArgument {
            operation,
            argument: "f",
            reason: match trouble {
                Some(value) => format!(
                    "is {value} at or near the point; slopes from both sides need finite values \
                     on both sides, so move the point"
                ),
                None => "has no slope there that differences could find: the quotients do not \
                         settle as the step shrinks; look for a jump or a vertical tangent"
                    .into(),
            },
        }),
    }
}

/// Which way is up, which way is down, and how steep it is.
#[derive(Debug, Clone, PartialEq)]
pub struct SteepestDirections {
    /// ∇f(a).
    pub gradient: Array1<f64>,
    /// ∇f/‖∇f‖: the unit vector along which f grows fastest.
    pub ascent: Array1<f64>,
    /// −∇f/‖∇f‖: the unit vector along which f falls fastest.
    pub descent: Array1<f64>,
    /// ‖∇f‖: the slope along `ascent`, and minus that along `descent`.
    pub slope: f64,
}

/// The unit vectors of steepest ascent and descent of a differentiable f.
///
/// # Formula
/// |∇f·v| ≤ ‖∇f‖‖v‖ = ‖∇f‖, with equality for v = ±∇f/‖∇f‖
///
/// # Errors
/// [`MathError::ZeroVector`] at a critical point, where no direction is steeper than
/// another; those of [`gradient`].
///
/// # Source
/// Foundations §3.4.2.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// // ∇(x² + 2y²) at (1.5, 1) is (3, 4), of length 5.
/// fn f(x: &Array1<f64>) -> f64 {
///     x[0] * x[0] + 2.0 * x[1] * x[1]
/// }
/// let way = steepest_directions(&f, &array![1.5, 1.0])?;
/// assert!((way.slope - 5.0).abs() < 1e-9);
/// assert!((&way.descent - &array![-0.6, -0.8]).iter().all(|d| d.abs() < 1e-9));
/// assert!(steepest_directions(&f, &array![0.0, 0.0]).is_err());
/// # Ok::<(), MathError>(())
/// ```
pub fn steepest_directions(
    f: &dyn Fn(&Array1<f64>) -> f64,
    at: &ArrayRef1<f64>,
) -> Result<SteepestDirections, MathError> {
    let operation = "steepest_directions";
    let gradient = gradient(f, at).map_err(check::on_behalf_of(operation, &[("x", "at")]))?;
    let slope = gradient.iter().fold(0.0_f64, |l, g| l.hypot(*g));
    // Differences answer a zero gradient with noise of about this size.
    let noise = 1e-9 * f(&at.to_owned()).abs().max(1.0);
    if slope <= noise {
        return Err(MathError::ZeroVector {
            operation,
            argument: msg!("the gradient at this point"),
        });
    }
    let ascent = &gradient / slope;
    let descent = -&ascent;
    Ok(SteepestDirections { gradient, ascent, descent, slope })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    fn bowl(x: &Array1<f64>) -> f64 {
        x[0].powi(2) + 3.0 * x[0] * x[1] + x[1].exp()
    }

    #[test]
    fn no_direction_is_steeper_than_the_gradient() {
        let a = array![0.4, -0.3];
        let way = steepest_directions(&bowl, &a).unwrap();
        let up = sided_slopes(&bowl, &a, &way.ascent).unwrap().derivative().unwrap();
        let down = sided_slopes(&bowl, &a, &way.descent).unwrap().derivative().unwrap();
        assert!((up - way.slope).abs() < 1e-8 && (down + way.slope).abs() < 1e-8);
        for k in 0..360 {
            let (s, c) = f64::from(k).to_radians().sin_cos();
            let v = array![c, s];
            let slope = sided_slopes(&bowl, &a, &v).unwrap().derivative().unwrap();
            assert!((slope - way.gradient.dot(&v)).abs() < 1e-8);
            assert!(slope <= way.slope + 1e-8);
        }
    }

    #[test]
    fn a_corner_has_two_slopes() {
        let slopes = sided_slopes(&|x| x[0].abs(), &array![0.0], &array![2.0]).unwrap();
        assert_eq!(slopes.derivative(), None);
        assert!((slopes.forward - 1.0).abs() < 1e-12 && (slopes.backward + 1.0).abs() < 1e-12);
    }

    #[test]
    fn close_to_a_boundary_far_from_zero_and_at_a_small_corner() {
        let slopes = sided_slopes(&|x| x[0].ln(), &array![1e-6], &array![1e-300]).unwrap();
        assert!((slopes.forward / 1e6 - 1.0).abs() < 1e-8, "{slopes:?}");
        assert!((slopes.backward / 1e6 - 1.0).abs() < 1e-8, "{slopes:?}");
        let slopes = sided_slopes(&|x| x[0].sin(), &array![1e4], &array![1e300]).unwrap();
        assert!((slopes.derivative().unwrap() - 1e4_f64.cos()).abs() < 1e-7, "{slopes:?}");
        let corner = sided_slopes(&|x| 1e-5 * x[0].abs(), &array![0.0], &array![1.0]).unwrap();
        assert_eq!(corner.derivative(), None);
    }

    #[test]
    fn unusable_directions_are_errors() {
        let a = array![0.0, 0.0];
        assert!(sided_slopes(&bowl, &a, &array![0.0, 0.0]).is_err());
        assert!(sided_slopes(&bowl, &a, &array![1.0]).is_err());
        assert!(sided_slopes(&|x| x[0].ln(), &a, &array![1.0, 0.0]).is_err());
        assert!(sided_slopes(&|x| x[0].abs().sqrt(), &a, &array![1.0, 0.0]).is_err());
        let error = steepest_directions(&bowl, &array![f64::NAN, 0.0]).unwrap_err().to_string();
        assert!(error.starts_with("steepest_directions: `at`"), "{error}");
        assert!(steepest_directions(&|x| x[0].powi(4), &array![0.0]).is_err());
    }
}
