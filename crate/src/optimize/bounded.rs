//! Minimising a function of one number between two bounds.
//!
//! Brent's method keeps an interval that holds a minimum and the three best
//! points so far. Through those it lays a parabola and tries the parabola's
//! lowest point, which near a smooth minimum is almost right. Where the
//! parabola is of no use (it points outside, or the steps do not shrink), it
//! falls back to the golden section, which shrinks the interval by 0.618 per
//! evaluation whatever f looks like.
//!
//! The details (tolerances, tie-breaking, the order of evaluation) are those of
//! SciPy's `minimize_scalar(method="bounded")`, so that the points and the
//! number of evaluations agree with it.

use crate::check;
use crate::error::MathError;
use ndarray::Array2;

/// The minimum found between two bounds.
#[derive(Debug, Clone, PartialEq)]
pub struct BoundedMinimum {
    /// Where it is.
    pub x: f64,
    /// f(x).
    pub value: f64,
    /// Evaluations of f, which this method also counts as its iterations.
    pub iterations: usize,
    /// Every point tried with its value: rows (x, f(x)) in order.
    pub path: Array2<f64>,
}

/// √2.2e-16: closer than this two points of f cannot be told apart.
const RESOLUTION: f64 = 1.483_239_697_419_132_5e-8;

/// Minimises f on [lower, upper] to 1e-5 in x, within 500 evaluations.
///
/// Values of +∞ are allowed (a point outside the domain); NaN is not. The
/// answer is a local minimum; the bounds themselves are approached, not tried.
///
/// # Formula
/// parabola through the three best points, golden section ½(3 − √5) otherwise
///
/// # Errors
/// Those of [`minimize_bounded_within`].
///
/// # Source
/// Guide §3.4; Brent, *Algorithms for Minimization without Derivatives* (1973),
/// chapter 5, in the form of SciPy.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// fn f(x: f64) -> f64 {
///     (x - 0.25).powi(2)
/// }
/// let minimum = minimize_bounded(&f, 0.0, 1.0)?;
/// assert!((minimum.x - 0.25).abs() < 1e-5);
/// # Ok::<(), MathError>(())
/// ```
pub fn minimize_bounded(
    f: &dyn Fn(f64) -> f64,
    lower: f64,
    upper: f64,
) -> Result<BoundedMinimum, MathError> {
    within("minimize_bounded", f, lower, upper, 1e-5, 500)
}

/// As [`minimize_bounded`] with a tolerance and a limit of your own.
///
/// # Errors
/// - [`MathError::NotFinite`] for bounds that are NaN or infinite,
/// - [`MathError::InvalidArgument`] when lower > upper or f gives NaN,
/// - [`MathError::OutOfRange`] for a tolerance that is not positive,
/// - [`MathError::NotConverged`] when the evaluations are used up.
///
/// # Source
/// Brent (1973), chapter 5.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let minimum = minimize_bounded_within(&f64::cos, 2.0, 4.0, 1e-8, 100)?;
/// assert!((minimum.x - std::f64::consts::PI).abs() < 1e-7);
/// # Ok::<(), MathError>(())
/// ```
pub fn minimize_bounded_within(
    f: &dyn Fn(f64) -> f64,
    lower: f64,
    upper: f64,
    tolerance: f64,
    max_evaluations: usize,
) -> Result<BoundedMinimum, MathError> {
    within("minimize_bounded_within", f, lower, upper, tolerance, max_evaluations)
}

fn within(
    operation: &'static str,
    f: &dyn Fn(f64) -> f64,
    lower: f64,
    upper: f64,
    tolerance: f64,
    max_evaluations: usize,
) -> Result<BoundedMinimum, MathError> {
    check::finite_number(operation, "lower", lower)?;
    check::finite_number(operation, "upper", upper)?;
    if lower > upper {
        return Err(MathError::InvalidArgument {
            operation,
            argument: "lower",
            reason: format!("is {lower}, above the upper bound {upper}; exchange the two"),
        });
    }
    check::positive(operation, "tolerance", tolerance)?;
    if (upper - lower).is_infinite() {
        // Bounds further apart than a number can say: search in units of 4.
        let unit = 4.0;
        let quarter = |x: f64| f(x * unit);
        let (lower, upper) = (lower / unit, upper / unit);
        let mut found =
            brent(operation, &quarter, lower, upper, tolerance / unit, max_evaluations, unit)?;
        found.x *= unit;
        found.path.column_mut(0).mapv_inplace(|x| x * unit);
        return Ok(found);
    }
    brent(operation, f, lower, upper, tolerance, max_evaluations, 1.0)
}

/// The search itself; a place is shown to the reader times `unit`.
fn brent(
    operation: &'static str,
    f: &dyn Fn(f64) -> f64,
    lower: f64,
    upper: f64,
    tolerance: f64,
    max_evaluations: usize,
    unit: f64,
) -> Result<BoundedMinimum, MathError> {
    let mut tried: Vec<f64> = Vec::new();
    let mut evaluate = |x: f64| -> Result<f64, MathError> {
        let y = f(x);
        if y.is_nan() {
            return Err(MathError::InvalidArgument {
                operation,
                argument: "f",
                reason: format!("is NaN at {}; return +∞ where it is not defined", x * unit),
            });
        }
        tried.extend([x, y]);
        Ok(y)
    };

    let golden = 0.5 * (3.0 - 5.0_f64.sqrt());
    let (mut a, mut b) = (lower, upper);
    // The best point, the second best, and the third, with their values.
    let mut best = a + golden * (b - a);
    let (mut second, mut third) = (best, best);
    let mut f_best = evaluate(best)?;
    let (mut f_second, mut f_third) = (f_best, f_best);
    // The last step and the one before it.
    let (mut step, mut earlier) = (0.0_f64, 0.0_f64);
    let mut evaluations = 1;
    let sign = |x: f64| if x < 0.0 { -1.0 } else { 1.0 };
    loop {
        let middle = 0.5 * (a + b);
        let resolution = RESOLUTION * best.abs() + tolerance / 3.0;
        if (best - middle).abs() <= 2.0 * resolution - 0.5 * (b - a) {
            break;
        }
        if evaluations >= max_evaluations {
            return Err(MathError::NotConverged { operation, iterations: evaluations });
        }
        let parabola = if earlier.abs() > resolution {
            // The lowest point of the parabola is at best + p/q.
            let r = (best - second) * (f_best - f_third);
            let mut q = (best - third) * (f_best - f_second);
            let mut p = (best - third) * q - (best - second) * r;
            q = 2.0 * (q - r);
            if q > 0.0 {
                p = -p;
            }
            q = q.abs();
            let limit = earlier;
            earlier = step;
            let inside = p > q * (a - best) && p < q * (b - best);
            (p.abs() < (0.5 * q * limit).abs() && inside).then(|| p / q)
        } else {
            None
        };
        step = match parabola {
            Some(step) => {
                let x = best + step;
                let near_a_bound = x - a < 2.0 * resolution || b - x < 2.0 * resolution;
                if near_a_bound { resolution * sign(middle - best) } else { step }
            }
            None => {
                earlier = if best >= middle { a - best } else { b - best };
                golden * earlier
            }
        };
        // Never closer than the resolution, or nothing new would be learnt.
        let x = best + sign(step) * step.abs().max(resolution);
        let y = evaluate(x)?;
        evaluations += 1;
        if y <= f_best {
            if x >= best {
                a = best;
            } else {
                b = best;
            }
            (third, f_third) = (second, f_second);
            (second, f_second) = (best, f_best);
            (best, f_best) = (x, y);
        } else {
            if x < best {
                a = x;
            } else {
                b = x;
            }
            if y <= f_second || second == best {
                (third, f_third) = (second, f_second);
                (second, f_second) = (x, y);
            } else if y <= f_third || third == best || third == second {
                (third, f_third) = (x, y);
            }
        }
    }
    let mut path = Array2::zeros((evaluations, 2));
    for (target, source) in path.iter_mut().zip(&tried) {
        *target = *source;
    }
    Ok(BoundedMinimum { x: best, value: f_best, iterations: evaluations, path })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// −ln of the likelihood of 7 successes in 10, +∞ outside (0, 1).
    fn negative_log_likelihood(p: f64) -> f64 {
        if p <= 0.0 || p >= 1.0 {
            return f64::INFINITY;
        }
        -(7.0 * p.ln() + 3.0 * (1.0 - p).ln())
    }

    #[test]
    fn the_guides_estimate_and_its_iterations_come_out() {
        let found = minimize_bounded(&negative_log_likelihood, 0.01, 0.99).unwrap();
        assert!((found.x - 0.7000001857337486).abs() < 1e-15, "{}", found.x);
        assert_eq!((found.iterations, found.path.nrows()), (9, 9));
    }

    #[test]
    fn scipys_points_are_reproduced() {
        let table = include_str!("../../tests/reference/bounded.json");
        let table: serde_json::Value = serde_json::from_str(table).unwrap();
        type Case = (&'static str, fn(f64) -> f64);
        let cases: [Case; 6] = [
            ("quartic", |x| (x - 1.0).powi(4) - x),
            ("cosine", f64::cos),
            ("kink", |x| (x - 0.3).abs()),
            ("slope", |x| 2.0 * x),
            ("flat", |_| 1.0),
            ("wall", |x| if x < 0.2 { f64::INFINITY } else { x * x }),
        ];
        for (name, f) in cases {
            let case = &table[name];
            let number = |key: &str| case[key].as_f64().unwrap();
            let found = minimize_bounded(&f, number("lower"), number("upper")).unwrap();
            assert_eq!(found.iterations as f64, number("iterations"), "{name}");
            assert!((found.x - number("x")).abs() < 1e-9, "{name}: {}", found.x);
        }
    }

    #[test]
    fn bad_arguments_are_errors_and_nothing_loops() {
        assert!(minimize_bounded(&f64::cos, 1.0, 0.0).is_err());
        assert!(minimize_bounded(&f64::cos, f64::NAN, 1.0).is_err());
        assert!(minimize_bounded(&f64::cos, 0.0, f64::INFINITY).is_err());
        assert!(minimize_bounded(&f64::sqrt, -1.0, 1.0).is_err());
        assert!(minimize_bounded_within(&f64::cos, 0.0, 1.0, 0.0, 10).is_err());
        assert!(matches!(
            minimize_bounded_within(&f64::cos, 0.0, 6.0, 1e-5, 3),
            Err(MathError::NotConverged { iterations: 3, .. })
        ));
        assert_eq!(minimize_bounded(&f64::cos, 2.0, 2.0).unwrap().x, 2.0);
        // The whole range of numbers: |x − 1e300| needs some 2,000 halvings.
        let wide = minimize_bounded(&|x| (x - 1e300).abs(), -1e308, 1e308).unwrap();
        assert!((wide.x / 1e300 - 1.0).abs() < 1e-6, "{wide:?}");
        assert_eq!(wide.path.nrows(), wide.iterations);
        let error = minimize_bounded(&|_| f64::NAN, -1e308, 1e308).unwrap_err().to_string();
        assert!(error.starts_with("minimize_bounded: `f` is NaN at -236067977"), "{error}");
        assert!(minimize_bounded(&|_| f64::INFINITY, 0.0, 1.0).is_ok());
    }
}
