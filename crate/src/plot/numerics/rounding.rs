//! What rounding does to a straight line (Guide §4.1).

use crate::error::MathError;
use crate::floating::{FloatFormat, finfo, round_to};
use crate::plot::canvas::animation::animate_from;
use crate::plot::canvas::curve::range;
use crate::plot::canvas::draw;
use crate::plot::canvas::figure::{Figure, side_by_side};
use crate::plot::canvas::powers::label;
use crate::plot::canvas::style::{BLUE, INK, RED};
use serde_json::json;

/// The numbers from `from` to `to` in each format: the staircase, and the relative error.
///
/// # Formula
///
/// |round(x) − x| ≤ u·|x| with u = 2^−(f+1), as long as x is a normal number.
///
/// # Errors
///
/// [`MathError::InvalidArgument`] unless 0 < `from` < `to`; [`MathError::NotFinite`] for an
/// end that is NaN or infinite.
///
/// # Source
///
/// Guide §4.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(plot::rounding(1.0, 1.06)?.frame_count(), 3);
/// # Ok::<(), MathError>(())
/// ```
pub fn rounding(from: f64, to: f64) -> Result<Figure, MathError> {
    range("rounding", "from", (from, to))?;
    if from <= 0.0 {
        return Err(MathError::InvalidArgument {
            operation: "rounding",
            argument: "from",
            reason: format!("is {from}; relative errors need numbers above 0"),
        });
    }
    let places = 480;
    let xs: Vec<f64> =
        (0..=places).map(|k| from + (to - from) * f64::from(k) / f64::from(places)).collect();
    let worst = finfo(FloatFormat::Bf16).unit_roundoff * 100.0;
    let mut scenes = Vec::new();
    for format in [FloatFormat::Bf16, FloatFormat::F16, FloatFormat::F32] {
        let stairs: Vec<_> = xs.iter().map(|&x| [x, round_to(format, x)]).collect();
        let errors: Vec<_> =
            xs.iter().map(|&x| [x, 100.0 * (round_to(format, x) - x) / x]).collect();
        let bound = 100.0 * finfo(format).unit_roundoff;
        let edge = |y: f64| draw::dashed("", &[[from, y], [to, y]], RED);
        let left = Figure::new()
            .add(draw::dashed("", &[[from, from], [to, to]], INK))
            .add(draw::line(tr!("rounded"), &stairs, BLUE, 2.0))
            .x("<i>x</i>")
            .y("round(<i>x</i>)")
            .x_range(from, to)
            .y_range(from, to)
            .note(&tr!("relative error at most <b>{bound}</b> %", bound = label(bound)));
        let right = Figure::new()
            .add(edge(bound))
            .add(edge(-bound))
            .add(draw::line(tr!("relative error"), &errors, BLUE, 1.5))
            .x("<i>x</i>")
            .y(tr!("relative error, %"))
            .x_range(from, to)
            .y_range(-1.25 * worst, 1.25 * worst);
        let whole = side_by_side(&[left, right])?
            .title(tr!("Rounding: a straight line becomes a staircase"))
            .set("margin.t", json!(84));
        scenes.push((format.name().to_string(), whole));
    }
    animate_from(tr!("format"), &scenes, 0, 1200)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_stays_inside_its_bound() {
        let figure = rounding(1.0, 1.06).unwrap();
        let errors = figure.data[4]["y"].as_array().unwrap();
        let largest = errors.iter().filter_map(|v| v.as_f64()).fold(0.0_f64, |m, v| m.max(v.abs()));
        assert!(largest > 0.3 && largest <= 100.0 / 256.0, "{largest}");
        assert!(rounding(0.0, 1.0).is_err() && rounding(2.0, 1.0).is_err());
    }
}
