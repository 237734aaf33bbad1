//! Convexity: does the chord lie above the curve?
//!
//! A function is convex when the straight line between any two points of its
//! graph is nowhere below the graph. For such a function every valley is the
//! valley. Two tests: along segments, which can refute convexity with an
//! example but never prove it, and by the Hessian, whose eigenvalues must all
//! be at least 0 at every point.

use crate::calculus::hessian;
use crate::check;
use crate::error::MathError;
use crate::linalg::eigh;
use crate::random::RandomState;
use ndarray::{Array1, ArrayRef1, ArrayRef2};

/// Curve and chord along one segment, ready for a figure.
#[derive(Debug, Clone, PartialEq)]
pub struct SegmentConvexity {
    /// λ from 0 (at the second point) to 1 (at the first).
    pub lambda: Array1<f64>,
    /// f(λx + (1 − λ)y).
    pub curve: Array1<f64>,
    /// λf(x) + (1 − λ)f(y).
    pub chord: Array1<f64>,
    /// The largest curve − chord: positive when convexity is violated.
    pub worst: f64,
    /// Whether the curve stays below the chord, up to rounding.
    pub holds: bool,
}

/// Compares f with its chord at evenly spaced points between x and y.
///
/// # Formula
/// f(λx + (1 − λ)y) ≤ λf(x) + (1 − λ)f(y), λ ∈ [0, 1]
///
/// # Errors
/// - [`MathError::ShapeMismatch`], [`MathError::Empty`] or [`MathError::NotFinite`] for
///   points that do not fit or are not finite,
/// - [`MathError::InvalidArgument`] where f is not finite between them,
/// - [`MathError::OutOfRange`] for fewer than 3 points or more than memory can hold.
///
/// # Source
/// Guide §2.3.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let square = |x: &Array1<f64>| x[0] * x[0];
/// let segment = segment_convexity(&square, &array![1.0], &array![-1.0], 5)?;
/// assert_eq!(segment.curve, array![1.0, 0.25, 0.0, 0.25, 1.0]);
/// assert_eq!(segment.chord, array![1.0, 1.0, 1.0, 1.0, 1.0]);
/// assert!(segment.holds);
/// # Ok::<(), MathError>(())
/// ```
pub fn segment_convexity(
    f: &dyn Fn(&Array1<f64>) -> f64,
    x: &ArrayRef1<f64>,
    y: &ArrayRef1<f64>,
    points: usize,
) -> Result<SegmentConvexity, MathError> {
    along_segment("segment_convexity", f, x, y, points)
}

fn along_segment(
    operation: &'static str,
    f: &dyn Fn(&Array1<f64>) -> f64,
    x: &ArrayRef1<f64>,
    y: &ArrayRef1<f64>,
    points: usize,
) -> Result<SegmentConvexity, MathError> {
    check::same_length(operation, x, y)?;
    for (argument, point) in [("x", x), ("y", y)] {
        check::not_empty(operation, argument, point)?;
        check::finite(operation, argument, point)?;
    }
    if points < 3 {
        return Err(MathError::OutOfRange {
            operation,
            argument: "points",
            value: points as f64,
            expected: "at least 3, the two ends and one between",
        });
    }
    check::table_memory(operation, "points", points, 3)?;
    let (x, y) = (x.to_owned(), y.to_owned());
    let lambda = Array1::from_iter((0..points).map(|k| k as f64 / (points - 1) as f64));
    let curve = lambda.mapv(|l| f(&(&x * l + &y * (1.0 - l))));
    if let Some(k) = curve.iter().position(|value| !value.is_finite()) {
        return Err(MathError::InvalidArgument {
            operation,
            argument: "f",
            reason: format!(
                "is {} on the way from y to x, {} of it; convexity is asked of a region where f \
                 is finite",
                curve[k], lambda[k]
            ),
        });
    }
    let (at_y, at_x) = (curve[0], curve[points - 1]);
    let chord = lambda.mapv(|l| l * at_x + (1.0 - l) * at_y);
    let worst = curve.iter().zip(&chord).fold(f64::NEG_INFINITY, |m, (c, s)| m.max(c - s));
    let size = curve.iter().fold(0.0_f64, |m, c| m.max(c.abs()));
    Ok(SegmentConvexity { lambda, curve, chord, worst, holds: worst <= 1e-12 * size })
}

/// An example against convexity: f(λx + (1 − λ)y) > λf(x) + (1 − λ)f(y).
#[derive(Debug, Clone, PartialEq)]
pub struct ConvexityViolation {
    /// One end of the segment.
    pub x: Array1<f64>,
    /// The other end.
    pub y: Array1<f64>,
    /// Where between them.
    pub lambda: f64,
    /// By how much the curve is above the chord.
    pub gap: f64,
}

/// Searches a box for an example against convexity, along random segments with
/// 21 points each. `None` means that no segment objected, which suggests
/// convexity but does not prove it.
///
/// # Formula
/// f(λx + (1 − λ)y) ≤ λf(x) + (1 − λ)f(y)
///
/// # Errors
/// Those of [`segment_convexity`]; [`MathError::InvalidArgument`] when a lower bound is
/// above its upper bound.
///
/// # Source
/// Guide §2.3.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let mut random = RandomState::new(42);
/// let (lower, upper) = (array![-2.0, -2.0], array![2.0, 2.0]);
/// assert!(find_nonconvexity(&saddle, &lower, &upper, 100, &mut random)?.is_some());
/// let bowl = QuadraticBowl::new(10.0, 2)?.function();
/// assert!(find_nonconvexity(&bowl, &lower, &upper, 100, &mut random)?.is_none());
/// # Ok::<(), MathError>(())
/// ```
pub fn find_nonconvexity(
    f: &dyn Fn(&Array1<f64>) -> f64,
    lower: &ArrayRef1<f64>,
    upper: &ArrayRef1<f64>,
    segments: usize,
    random: &mut RandomState,
) -> Result<Option<ConvexityViolation>, MathError> {
    let operation = "find_nonconvexity";
    check::same_length(operation, lower, upper)?;
    check::not_empty(operation, "lower", lower)?;
    check::finite(operation, "lower", lower)?;
    check::finite(operation, "upper", upper)?;
    if let Some(i) = (0..lower.len()).find(|&i| lower[i] > upper[i]) {
        return Err(MathError::InvalidArgument {
            operation,
            argument: "lower",
            reason: format!(
                "is {} at position {i}, above the upper bound {}; exchange the two",
                lower[i], upper[i]
            ),
        });
    }
    check::table_memory(operation, "segments", segments, 21)?;
    let mut point = || {
        let share = random.rand(lower.len());
        let along = share.iter().zip(lower).zip(upper);
        Array1::from_iter(along.map(|((share, low), high)| {
            let width = high - low;
            // Bounds at opposite ends of the range have a width beyond the numbers.
            if width.is_finite() { low + share * width } else { low * (1.0 - share) + high * share }
        }))
    };
    for _ in 0..segments {
        let (x, y) = (point(), point());
        let segment = along_segment(operation, f, &x, &y, 21)?;
        if segment.holds {
            continue;
        }
        let gaps = &segment.curve - &segment.chord;
        let k = gaps.iter().position(|&gap| gap == segment.worst).unwrap_or(0);
        return Ok(Some(ConvexityViolation {
            x,
            y,
            lambda: segment.lambda[k],
            gap: segment.worst,
        }));
    }
    Ok(None)
}

/// What the Hessian says about convexity at some points.
#[derive(Debug, Clone, PartialEq)]
pub struct HessianConvexity {
    /// The smallest eigenvalue of the Hessian at each point.
    pub smallest: Array1<f64>,
    /// Whether all are at least 0, up to the error of the differences.
    pub convex: bool,
    /// Whether all are clearly above 0.
    pub strictly: bool,
}

/// Looks at the smallest curvature at each of some points (one per row).
///
/// # Formula
/// f is convex on a convex region exactly when λ_min(∇²f(x)) ≥ 0 at all its points
///
/// # Errors
/// [`MathError::Empty`] without points; [`MathError::NotFinite`] for NaN or infinite ones;
/// those of [`hessian`](crate::calculus::hessian()), at each point.
///
/// # Source
/// Guide §2.3.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let points = array![[0.0, 0.0], [1.0, 2.0]];
/// let verdict = hessian_convexity(&saddle, &points)?;
/// assert!(!verdict.convex && (verdict.smallest[0] + 2.0).abs() < 1e-6);
/// # Ok::<(), MathError>(())
/// ```
pub fn hessian_convexity(
    f: &dyn Fn(&Array1<f64>) -> f64,
    points: &ArrayRef2<f64>,
) -> Result<HessianConvexity, MathError> {
    let behalf = check::on_behalf_of("hessian_convexity", &[("x", "points"), ("a", "f")]);
    check::not_empty("hessian_convexity", "points", points)?;
    check::finite("hessian_convexity", "points", points)?;
    let mut smallest = Array1::zeros(points.nrows());
    let (mut convex, mut strictly) = (true, true);
    for (i, point) in points.rows().into_iter().enumerate() {
        let hessian = hessian(f, &point).map_err(&behalf)?;
        let values = eigh(&hessian).map_err(&behalf)?.values;
        smallest[i] = values[0];
        let doubt = 1e-5 * values.iter().fold(1e-3_f64, |m, v| m.max(v.abs()));
        convex &= smallest[i] >= -doubt;
        strictly &= smallest[i] > doubt;
    }
    Ok(HessianConvexity { smallest, convex, strictly })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::optimize::{QuadraticBowl, himmelblau, saddle};
    use ndarray::array;

    #[test]
    fn convex_functions_pass_and_others_are_refuted_with_an_example() {
        let (lower, upper) = (array![-3.0, -3.0], array![3.0, 3.0]);
        let bowl = QuadraticBowl::new(1e4, 2).unwrap().function();
        let log_sum_exp = |x: &Array1<f64>| (x[0].exp() + x[1].exp()).ln();
        let norm = |x: &Array1<f64>| x[0].abs() + x[1].abs();
        let flat = |x: &Array1<f64>| x[0] - 2.0 * x[1];
        let convex: [&dyn Fn(&Array1<f64>) -> f64; 4] = [&bowl, &log_sum_exp, &norm, &flat];
        for f in convex {
            assert_eq!(
                find_nonconvexity(f, &lower, &upper, 200, &mut RandomState::new(1)).unwrap(),
                None
            );
        }
        for f in [saddle, himmelblau] {
            let v = find_nonconvexity(&f, &lower, &upper, 200, &mut RandomState::new(1))
                .unwrap()
                .unwrap();
            let between = &v.x * v.lambda + &v.y * (1.0 - v.lambda);
            let chord = v.lambda * f(&v.x) + (1.0 - v.lambda) * f(&v.y);
            assert!((f(&between) - chord - v.gap).abs() < 1e-9 && v.gap > 0.0);
        }
    }

    #[test]
    fn the_hessian_tells_strict_convex_and_not() {
        let points = array![[0.3, -0.2], [1.0, 1.0]];
        let bowl = QuadraticBowl::new(100.0, 2).unwrap().function();
        let verdict = hessian_convexity(&bowl, &points).unwrap();
        assert!(verdict.convex && verdict.strictly);
        let trough = |x: &Array1<f64>| (x[0] + x[1]).powi(2);
        let verdict = hessian_convexity(&trough, &points).unwrap();
        assert!(verdict.convex && !verdict.strictly);
        assert!(!hessian_convexity(&saddle, &points).unwrap().convex);
    }

    #[test]
    fn bad_arguments_are_errors() {
        let (x, y) = (array![0.0, 0.0], array![1.0, 1.0]);
        assert!(segment_convexity(&saddle, &x, &array![1.0], 5).is_err());
        assert!(segment_convexity(&saddle, &x, &y, 2).is_err());
        assert!(segment_convexity(&|_| f64::NAN, &x, &y, 5).is_err());
        assert!(find_nonconvexity(&saddle, &y, &x, 5, &mut RandomState::new(0)).is_err());
        assert!(
            find_nonconvexity(&saddle, &array![], &array![], 5, &mut RandomState::new(0)).is_err()
        );
        assert!(hessian_convexity(&saddle, &ndarray::Array2::zeros((0, 2))).is_err());
    }
}
