//! How far each format reaches, and where it overflows (Guide §4.1).

use crate::check;
use crate::error::MathError;
use crate::floating::{FloatFormat, finfo, round_to};
use crate::plot::canvas::animation::animate_from;
use crate::plot::canvas::draw::{self, Point};
use crate::plot::canvas::figure::Figure;
use crate::plot::canvas::powers::{decades, label};
use crate::plot::canvas::style::{self, AMBER, BLUE, GREEN, INK, RED};
use serde_json::json;

/// The range of each format as a bar, and what becomes of a number in each.
///
/// Blue are the normal numbers, amber the subnormal ones. The slider moves the number:
/// its dot is green where it is held, amber where it is held with fewer digits, and
/// orange where it became 0 or ∞.
///
/// # Errors
///
/// [`MathError::OutOfRange`] for a number that is not between 1e-50 and 1e50;
/// [`MathError::NotFinite`] for NaN or infinity; [`MathError::Empty`] without a number.
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
/// assert_eq!(plot::format_ranges(&[65000.0, 70000.0])?.frame_count(), 2);
/// # Ok::<(), MathError>(())
/// ```
pub fn format_ranges(values: &[f64]) -> Result<Figure, MathError> {
    const NAME: &str = "format_ranges";
    let (left, right) = (-50, 50);
    let mut scenes = Vec::new();
    for &value in values {
        check::finite_number(NAME, "values", value)?;
        if !(1e-50..=1e50).contains(&value) {
            let expected = "a number from 1e-50 to 1e50, which is what the axis shows";
            return Err(MathError::OutOfRange {
                operation: NAME,
                argument: "values",
                value,
                expected,
            });
        }
        let at = value.log10();
        // The words stand on the left, unless the number's own line would cross them there.
        let far_left = at < -15.0;
        let mut figure = Figure::new().add(draw::dashed("", &[[at, -0.4], [at, 3.6]], INK));
        let mut texts: Vec<(String, Point, &'static str)> = Vec::new();
        let order = [FloatFormat::F16, FloatFormat::Bf16, FloatFormat::F32, FloatFormat::F64];
        for (row, format) in order.into_iter().enumerate() {
            let (y, info) = (3.0 - row as f64, finfo(format));
            let edge = |v: f64| v.log10().clamp(f64::from(left), f64::from(right));
            let low = edge(info.smallest_subnormal.max(1e-300));
            let (normal, high) = (edge(info.smallest_normal), edge(info.max));
            let held = round_to(format, value);
            let lost = held == 0.0 || held.is_infinite();
            let few = value < info.smallest_normal;
            let colour = if lost {
                RED
            } else if few {
                AMBER
            } else {
                GREEN
            };
            figure = figure
                .add(draw::line("", &[[low, y], [normal, y]], AMBER, 12.0))
                .add(draw::line("", &[[normal, y], [high, y]], BLUE, 12.0))
                .add(draw::dots("", &[[at, y]], colour, 17));
            let text = tr!(
                "<b>{format}</b> makes of it {held}",
                format = format.name(),
                held = label(held)
            );
            texts.push((text, [if far_left { 49.0 } else { -49.0 }, y + 0.38], INK));
        }
        let texts: Vec<(&str, Point, &'static str)> =
            texts.iter().map(|(text, p, c)| (text.as_str(), *p, *c)).collect();
        let mut words = draw::words(&texts);
        words["textposition"] = json!(if far_left { "middle left" } else { "middle right" });
        words["textfont"]["size"] = json!(13);
        let figure = figure
            .add(words)
            .title(tr!("How far each format reaches"))
            .note(tr!("blue: full precision · amber: subnormal, with fewer and fewer digits"))
            .x(tr!("size of the number"))
            .y_range(-0.5, 3.8)
            .size(style::WIDTH, 380)
            .set("yaxis.visible", json!(false));
        scenes.push((label(value), decades(figure, "xaxis", left, right, 10)));
    }
    animate_from(tr!("number"), &scenes, 0, 900)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_precision_ends_between_65000_and_70000() {
        let figure = format_ranges(&[65000.0, 70000.0, 1e-9]).unwrap();
        let colour = |k: usize| figure.frames[k].to_string();
        assert!(!colour(0).contains("∞") && colour(1).contains("float16</b> makes of it ∞"));
        assert!(colour(2).contains("float16</b> makes of it 0"));
        assert!(format_ranges(&[-1.0]).is_err() && format_ranges(&[]).is_err());
    }
}
