//! Which numbers exist: the marks on the number line (Guide §4.1).

use crate::check;
use crate::error::MathError;
use crate::floating::{FloatFormat, count_numbers, neighbours, numbers_between};
use crate::plot::canvas::animation::animate_from;
use crate::plot::canvas::draw::{self, Point};
use crate::plot::canvas::figure::Figure;
use crate::plot::canvas::powers::{label, raised};
use crate::plot::canvas::style::{self, AMBER, BLUE, GREEN, INK, PURPLE, RED, SKY};
use serde_json::json;

/// All positive numbers of a format so small that they can be drawn.
///
/// The format has so many bits of exponent; the slider changes the bits of fraction.
/// Each power of two begins a stretch of its own colour; amber are the subnormal numbers.
///
/// # Formula
///
/// (1 + F/2ᶠ) · 2^(E − bias), and F/2ᶠ · 2^(1 − bias) for E = 0
///
/// # Errors
///
/// [`MathError::OutOfRange`] unless there are 2 or 3 bits of exponent and at most 5 of
/// fraction; [`MathError::Empty`] without a number of bits.
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
/// assert_eq!(plot::number_line(3, &[1, 2, 3])?.frame_count(), 3);
/// # Ok::<(), MathError>(())
/// ```
pub fn number_line(exponent_bits: u32, fraction_bits: &[u32]) -> Result<Figure, MathError> {
    let refuse = |argument, value: u32, expected| MathError::OutOfRange {
        operation: "number_line",
        argument,
        value: f64::from(value),
        expected,
    };
    if !(2..=3).contains(&exponent_bits) {
        return Err(refuse("exponent_bits", exponent_bits, "2 or 3, or the marks run together"));
    }
    let bias = (1_i32 << (exponent_bits - 1)) - 1;
    let fields = (1_i32 << exponent_bits) - 1;
    let end = 2.0_f64.powi(fields - bias);
    let mut scenes = Vec::new();
    for &bits in fraction_bits {
        if bits > 5 {
            return Err(refuse("fraction_bits", bits, "at most 5, or the marks run together"));
        }
        let count = 1_i32 << bits;
        let mut marks: Vec<Point> = Vec::new();
        let mut colours = Vec::new();
        for field in 0..fields {
            let lead = if field == 0 { 0 } else { count };
            for fraction in 0..count {
                let step = 2.0_f64.powi(field.max(1) - bias - bits as i32);
                marks.push([f64::from(lead + fraction) * step, 0.0]);
                let turn = [BLUE, GREEN, PURPLE, SKY][field as usize % 4];
                colours.push(if field == 0 { AMBER } else { turn });
            }
        }
        let total = marks.len();
        let mut trace = draw::coloured_dots(&marks, colours, 56);
        trace["marker"]["symbol"] = json!("line-ns-open");
        trace["marker"]["line"] = json!({"width": 2});
        let figure = Figure::new()
            .add(draw::line("", &[[0.0, 0.0], [end, 0.0]], INK, 1.5))
            .add(trace)
            .title(tr!("Every non-negative number of a small format"))
            .note(&tr!(
                "1 + {exponent_bits} + {bits} bits: <b>{total}</b> numbers, {count} from each \
                 power of two to the next",
                exponent_bits,
                bits,
                total,
                count
            ))
            .x(tr!("number"))
            .x_range(-0.02 * end, 1.02 * end)
            .y_range(-1.0, 1.0)
            .size(style::WIDTH, 230)
            .set("yaxis.visible", json!(false));
        scenes.push((bits.to_string(), figure));
    }
    animate_from(tr!("bits of fraction"), &scenes, scenes.len() / 2, 900)
}

/// The numbers of the four formats around x, closer and closer.
///
/// Each mark is a number; where more than 90 of them fall into the window a bar stands
/// for all. The orange dot is the nearest number, once it is the only choice left to see.
///
/// # Errors
///
/// [`MathError::NotFinite`] for x; [`MathError::OutOfRange`] for a half width that is not
/// positive; [`MathError::Empty`] without one.
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
/// let figure = plot::number_zoom(std::f64::consts::PI, &[1.0, 0.1, 0.01])?;
/// assert_eq!(figure.frame_count(), 3);
/// # Ok::<(), MathError>(())
/// ```
pub fn number_zoom(x: f64, half_widths: &[f64]) -> Result<Figure, MathError> {
    check::finite_number("number_zoom", "x", x)?;
    let mut scenes = Vec::new();
    for &half in half_widths {
        check::positive("number_zoom", "half_widths", half)?;
        let mut figure = Figure::new().add(draw::dashed("", &[[0.0, -0.5], [0.0, 3.6]], INK));
        let mut texts: Vec<(String, Point, &'static str)> = Vec::new();
        for (row, format) in FloatFormat::ALL.into_iter().enumerate() {
            let y = 3.0 - row as f64;
            let colour = [RED, GREEN, BLUE, PURPLE][row];
            let count = count_numbers(format, x - half, x + half)?;
            let few = count <= 90;
            let marks: Vec<Point> = if few {
                let found = numbers_between(format, x - half, x + half)?;
                found.iter().map(|v| [(v - x) / half, y]).collect()
            } else {
                Vec::new()
            };
            let mut trace = draw::dots("", &marks, colour, 26);
            trace["marker"]["symbol"] = json!("line-ns-open");
            trace["marker"]["line"] = json!({"width": 2});
            let bar: Vec<Point> = if few { vec![] } else { vec![[-1.0, y], [1.0, y]] };
            figure = figure
                .add(draw::line("", &[[-1.0, y], [1.0, y]], INK, 1.0))
                .add(draw::line("", &bar, colour, 22.0))
                .add(trace);
            let nearest = neighbours(format, x)?.value;
            let offset = (nearest - x) / half;
            let spot: Vec<Point> =
                if few && offset.abs() <= 1.0 { vec![[offset, y]] } else { vec![] };
            figure = figure.add(draw::dots("", &spot, RED, 10));
            let text = if count == 1 {
                tr!("<b>{format}</b>: 1 number", format = format.name())
            } else {
                let exact = count < 100_000;
                let count = if exact { count.to_string() } else { label(count as f64) };
                tr!("<b>{format}</b>: {count} numbers", format = format.name(), count)
            };
            texts.push((text, [-1.0, y + 0.42], colour));
        }
        let texts: Vec<(&str, Point, &'static str)> =
            texts.iter().map(|(text, p, c)| (text.as_str(), *p, *c)).collect();
        let mut words = draw::words(&texts);
        words["textposition"] = json!("middle right");
        words["textfont"]["size"] = json!(13);
        let figure = figure
            .add(words)
            .title(&tr!("The numbers around {x}", x = label(x)))
            .note(&tr!("the window reaches {half} to either side", half = label(half)))
            .x(tr!("distance from <i>x</i>, in half windows"))
            .x_range(-1.04, 1.04)
            .y_range(-0.5, 3.8)
            .size(style::WIDTH, 400)
            .set("yaxis.visible", json!(false));
        scenes.push((format!("10{}", raised(half.log10().round() as i32)), figure));
    }
    animate_from(tr!("half window"), &scenes, 2, 900)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_marks_are_the_numbers_and_wrong_input_is_an_error() {
        let figure = number_line(2, &[1]).unwrap();
        // Bias 1: 0, ½ · 1 = 0.5, then 1, 1.5, 2, 3.
        assert_eq!(figure.data[1]["x"], json!([0.0, 0.5, 1.0, 1.5, 2.0, 3.0]));
        assert!(number_line(5, &[1]).is_err() && number_line(3, &[6]).is_err());
        assert!(number_zoom(f64::NAN, &[1.0]).is_err());
        assert!(number_zoom(1.0, &[0.0]).is_err() && number_zoom(1.0, &[]).is_err());
    }
}
