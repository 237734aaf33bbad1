//! The bits of a number, coloured by what they mean (Guide §4.1).

use crate::error::MathError;
use crate::floating::{Anatomy, FloatClass, FloatFormat, anatomy};
use crate::plot::canvas::animation::animate_from;
use crate::plot::canvas::draw::{self, Point};
use crate::plot::canvas::figure::Figure;
use crate::plot::canvas::powers::label;
use crate::plot::canvas::style::{self, BLUE, GREEN, INK, RED};
use serde_json::{Value, json};

/// The bits of numbers in one format; the slider chooses the number.
///
/// Orange is the sign, blue the exponent, green the fraction; a bit that is 1 is filled.
/// Below stand the three fields as numbers and the value they make.
///
/// # Formula
///
/// (−1)ˢ · (1 + F/2ᶠ) · 2^(E − bias)
///
/// # Errors
///
/// [`MathError::Empty`] without a number.
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
/// let figure = plot::float_bits(FloatFormat::F16, &[1.0, -6.5, 0.1])?;
/// assert_eq!(figure.frame_count(), 3);
/// # Ok::<(), MathError>(())
/// ```
pub fn float_bits(format: FloatFormat, values: &[f64]) -> Result<Figure, MathError> {
    let width = format.bits();
    let size = (460 / width as usize).min(29);
    let mut scenes = Vec::new();
    for &value in values {
        let a = anatomy(format, value);
        let spots: Vec<Point> = (0..width).map(|i| [f64::from(i), 0.0]).collect();
        let bits = format!("{}{}{}", a.sign, a.exponent, a.fraction);
        let digits: Vec<String> = bits.chars().map(String::from).collect();
        let written: Vec<(&str, Point, &'static str)> =
            digits.iter().zip(&spots).map(|(d, p)| (d.as_str(), [p[0], 0.62], INK)).collect();
        let mut numerals = draw::words(&written);
        numerals["textfont"]["size"] = json!(if width > 32 { 8 } else { 14 });
        let (e, f) = (f64::from(format.exponent_bits()), f64::from(format.fraction_bits()));
        let fields = [
            (sign_label(&a), [0.0, -0.75], RED),
            (exponent_label(&a), [(e + 1.0) / 2.0, -0.75], BLUE),
            (fraction_label(&a), [e + (f + 1.0) / 2.0, -0.75], GREEN),
        ];
        let fields: Vec<(&str, Point, &'static str)> =
            fields.iter().map(|(text, p, c)| (text.as_str(), *p, *c)).collect();
        let figure = Figure::new()
            .add(cells(&a, &spots, size))
            .add(numerals)
            .add(draw::words(&fields))
            .title(&tr!("The bits of a {format}", format = format.name()))
            .note(&meaning(&a))
            .x_range(-0.9, f64::from(width) - 0.1)
            .y_range(-1.2, 1.1)
            .size(style::WIDTH, 250)
            .set("margin", json!({"l": 64, "r": 24, "t": 96, "b": 12}))
            .set("xaxis.visible", json!(false))
            .set("yaxis.visible", json!(false));
        scenes.push((label(value), figure));
    }
    animate_from("<i>x</i>", &scenes, scenes.len().min(2).saturating_sub(1), 1200)
}

/// One number in all four formats, bit under bit; the slider chooses the number.
///
/// # Errors
///
/// [`MathError::Empty`] without a number.
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
/// assert_eq!(plot::float_formats(&[1.0, 0.1])?.frame_count(), 2);
/// # Ok::<(), MathError>(())
/// ```
pub fn float_formats(values: &[f64]) -> Result<Figure, MathError> {
    let order = [FloatFormat::F64, FloatFormat::F32, FloatFormat::Bf16, FloatFormat::F16];
    let mut scenes = Vec::new();
    for &value in values {
        let mut figure = Figure::new();
        let mut lines: Vec<(String, Point, &'static str)> = Vec::new();
        for (row, format) in order.into_iter().enumerate() {
            let a = anatomy(format, value);
            let y = 3.0 - row as f64;
            let spots: Vec<Point> = (0..format.bits()).map(|i| [f64::from(i), y]).collect();
            figure = figure.add(cells(&a, &spots, 8));
            let text = tr!("<b>{format}</b> holds {a}", format = format.name(), a = shortened(&a));
            lines.push((text, [-0.8, y + 0.42], INK));
        }
        let lines: Vec<(&str, Point, &'static str)> =
            lines.iter().map(|(text, p, c)| (text.as_str(), *p, *c)).collect();
        let mut words = draw::words(&lines);
        words["textposition"] = json!("middle right");
        words["textfont"]["size"] = json!(14);
        let figure = figure
            .add(words)
            .title(tr!("One number, four formats"))
            .note(tr!("orange sign · blue exponent · green fraction; a filled bit is 1"))
            .x_range(-1.5, 64.5)
            .y_range(-0.5, 3.8)
            .size(style::WIDTH, 340)
            .set("margin", json!({"l": 64, "r": 24, "t": 84, "b": 12}))
            .set("xaxis.visible", json!(false))
            .set("yaxis.visible", json!(false));
        scenes.push((label(value), figure));
    }
    animate_from("<i>x</i>", &scenes, scenes.len().min(2).saturating_sub(1), 1200)
}

/// One square per bit, filled where it is 1.
fn cells(a: &Anatomy, spots: &[Point], size: usize) -> Value {
    let mut colours = Vec::new();
    for (bits, colour) in [(&a.sign, RED), (&a.exponent, BLUE), (&a.fraction, GREEN)] {
        for bit in bits.chars() {
            colours.push(if bit == '1' { colour.to_string() } else { style::faint(colour, 0.22) });
        }
    }
    let mut trace = draw::dots("", spots, INK, size);
    trace["marker"]["color"] = json!(colours);
    trace["marker"]["symbol"] = json!("square");
    trace
}

fn sign_label(a: &Anatomy) -> String {
    if a.sign == "1" { "−".into() } else { "+".into() }
}

fn exponent_label(a: &Anatomy) -> String {
    format!("<i>E</i> = {}", a.exponent_field)
}

fn fraction_label(a: &Anatomy) -> String {
    let fraction = u64::from_str_radix(&a.fraction, 2).unwrap_or(0);
    format!("<i>F</i> = {fraction}")
}

/// sign × significand × 2^power = value, or the name of what is no number.
fn meaning(a: &Anatomy) -> String {
    let sign = if a.sign == "1" { "−" } else { "" };
    match (a.class, a.significand, a.power) {
        (FloatClass::Zero, _, _) => tr!("all zero: {sign}0", sign),
        (FloatClass::Infinite, _, _) => tr!("E all ones, F = 0: {sign}∞", sign),
        (FloatClass::Nan, _, _) => tr!("E all ones, F not 0: NaN").into(),
        (class, Some(significand), Some(power)) => {
            let kind = if class == FloatClass::Subnormal { tr!(" (subnormal)") } else { "" };
            format!(
                "{sign}{significand} × 2<sup>{}</sup> = <b>{}</b>{kind}",
                power.to_string().replace('-', "−"),
                shortened(a)
            )
        }
        _ => String::new(),
    }
}

/// The exact decimal if it fits on a line, else its leading digits.
fn shortened(a: &Anatomy) -> String {
    if a.value.is_nan() || a.value.is_infinite() {
        return label(a.value);
    }
    if a.exact.len() <= 34 {
        return a.exact.replace('-', "−");
    }
    if (1e-4..1e9).contains(&a.value.abs()) {
        return format!("{}…", a.exact.chars().take(34).collect::<String>()).replace('-', "−");
    }
    let text = format!("{:.9e}", a.value);
    let (digits, power) = text.split_once('e').unwrap_or((&text, "0"));
    format!("{digits}… × 10<sup>{power}</sup>").replace('-', "−")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_short_and_read_back() {
        assert_eq!(label(-6.5), "−6.5");
        assert_eq!(label(6e-8), "6·10⁻⁸");
        assert_eq!(label(1e30), "10³⁰");
        assert_eq!(label(f64::NEG_INFINITY), "−∞");
    }

    #[test]
    fn the_note_says_what_the_bits_mean() {
        let note = |x| meaning(&anatomy(FloatFormat::F16, x));
        assert_eq!(note(-6.5), "−1.625 × 2<sup>2</sup> = <b>−6.5</b>");
        assert!(note(6e-8).contains("subnormal"));
        assert!(note(70000.0).contains('∞') && note(f64::NAN).contains("NaN"));
        assert!(float_bits(FloatFormat::F16, &[]).is_err());
    }
}
