//! The graph of a function: its points, its window, the numbers of its labels.

use crate::check;
use crate::error::MathError;

use super::draw;
use super::draw::Point;

/// The graph of a function, at so many even steps.
pub(crate) fn graph(f: &dyn Fn(f64) -> f64, (from, to): (f64, f64), steps: u32) -> Vec<Point> {
    (0..=steps)
        .map(|k| from + (to - from) * f64::from(k) / f64::from(steps))
        .map(|x| [x, f(x)])
        .collect()
}

/// A window that shows the points' heights with some air above and below.
pub(crate) fn heights(points: &[Point], air: f64) -> (f64, f64) {
    let finite = || points.iter().map(|p| p[1]).filter(|y| y.is_finite());
    let low = finite().fold(f64::INFINITY, f64::min);
    let high = finite().fold(f64::NEG_INFINITY, f64::max);
    if low >= high || low > high {
        let middle = if low.is_finite() { low } else { 0.0 };
        return (middle - 1.0, middle + 1.0);
    }
    (low - air * (high - low), high + air * (high - low))
}

/// The least and greatest coordinate k of the points, with air beside them.
pub(crate) fn ends<const N: usize>(points: &[[f64; N]], k: usize, air: f64) -> (f64, f64) {
    let list: Vec<Point> = points.iter().map(|p| [0.0, p[k]]).collect();
    heights(&list, air)
}

/// Refuses a range that is not one.
pub(crate) fn range(
    operation: &'static str,
    argument: &'static str,
    (from, to): (f64, f64),
) -> Result<(), MathError> {
    check::finite_number(operation, argument, from)?;
    check::finite_number(operation, argument, to)?;
    if from < to {
        return Ok(());
    }
    Err(MathError::InvalidArgument {
        operation,
        argument,
        reason: format!("runs from {from} to {to}; its first end must be the smaller one"),
    })
}

/// A number for a label, without decimals that say nothing.
pub(crate) fn short(v: f64) -> String {
    match v.abs() {
        0.0 => "0".to_string(),
        a if !(0.001..1e5).contains(&a) => {
            let text = format!("{v:.1e}");
            let (digits, power) = text.split_once('e').unwrap_or((&text, "0"));
            let digits = digits.trim_end_matches(".0");
            format!("{digits}·10<sup>{power}</sup>").replace('-', "−")
        }
        a => {
            let places = if a >= 100.0 {
                1
            } else if a >= 0.1 {
                2
            } else {
                4
            };
            let text = draw::decimals(v, places);
            let text = text.trim_end_matches('0').trim_end_matches('.');
            text.to_string()
        }
    }
}
