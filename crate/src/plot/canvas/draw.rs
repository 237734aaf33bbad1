//! The strokes that the figures are drawn with: lines, arrows, dots, areas, words.
//!
//! Each answers with one plotly trace that carries its colour. An empty name
//! keeps a stroke out of the list of series and silent under the pointer.

use super::{style, wire};
use plotly::Scatter;
use plotly::common::{DashType, Fill, HoverInfo, Line, Marker, Mode, Position};
use serde_json::{Value, json};

/// A point of the plane.
pub(crate) type Point = [f64; 2];

fn stroke(name: &str, points: &[Point]) -> Box<Scatter<f64, f64>> {
    let x = points.iter().map(|p| p[0]).collect();
    let y = points.iter().map(|p| p[1]).collect();
    let trace = Scatter::new(x, y).show_legend(!name.is_empty());
    if name.is_empty() { trace.hover_info(HoverInfo::Skip) } else { trace.name(name) }
}

/// A line through the points.
pub(crate) fn line(name: &str, points: &[Point], colour: &str, width: f64) -> Value {
    let line = Line::new().color(colour.to_string()).width(width);
    wire::trace(stroke(name, points).mode(Mode::Lines).line(line))
}

/// A dashed line through the points.
pub(crate) fn dashed(name: &str, points: &[Point], colour: &str) -> Value {
    let line = Line::new().color(colour.to_string()).width(2.0).dash(DashType::Dash);
    wire::trace(stroke(name, points).mode(Mode::Lines).line(line))
}

/// A closed area with its outline.
pub(crate) fn area(name: &str, points: &[Point], colour: &'static str, alpha: f64) -> Value {
    let line = Line::new().color(colour).width(2.0);
    let trace = stroke(name, points)
        .mode(Mode::Lines)
        .line(line)
        .fill(Fill::ToSelf)
        .fill_color(style::faint(colour, alpha));
    wire::trace(trace)
}

/// Round marks.
pub(crate) fn dots(name: &str, points: &[Point], colour: &str, size: usize) -> Value {
    let marker = Marker::new().color(colour.to_string()).size(size);
    wire::trace(stroke(name, points).mode(Mode::Markers).marker(marker))
}

/// Round marks, each in its own colour.
pub(crate) fn coloured_dots(points: &[Point], colours: Vec<&'static str>, size: usize) -> Value {
    let marker = Marker::new().color_array(colours).size(size);
    wire::trace(stroke("", points).mode(Mode::Markers).marker(marker))
}

/// An arrow from one point to another; `head` is the length of its head on the axes.
pub(crate) fn arrow(name: &str, from: Point, to: Point, colour: &'static str, head: f64) -> Value {
    let (dx, dy) = (to[0] - from[0], to[1] - from[1]);
    let length = dx.hypot(dy);
    // The head never outgrows the arrow; an arrow without length is a point.
    let head = head.min(0.6 * length);
    let (ux, uy) = if length > 0.0 { (dx / length, dy / length) } else { (0.0, 0.0) };
    let neck = [to[0] - head * ux, to[1] - head * uy];
    let half = 0.42 * head;
    let left = [neck[0] - half * uy, neck[1] + half * ux];
    let right = [neck[0] + half * uy, neck[1] - half * ux];
    let line = Line::new().color(colour).width(3.0);
    let trace = stroke(name, &[from, neck, left, to, right, neck])
        .mode(Mode::Lines)
        .line(line)
        .fill(Fill::ToSelf)
        .fill_color(colour);
    wire::trace(trace)
}

/// Words at points, each in a colour.
pub(crate) fn words(words: &[(&str, Point, &'static str)]) -> Value {
    let points: Vec<Point> = words.iter().map(|w| w.1).collect();
    let trace = stroke("", &points)
        .mode(Mode::Text)
        .text_array(words.iter().map(|w| w.0.to_string()).collect())
        .text_position(Position::MiddleCenter);
    let mut trace = wire::trace(trace);
    let colours: Vec<&str> = words.iter().map(|w| w.2).collect();
    trace["textfont"] = json!({"size": 16, "color": colours});
    trace["cliponaxis"] = json!(false);
    trace
}

/// The point a little beyond `tip`, seen from `from`, where its name can stand.
pub(crate) fn beyond(from: Point, tip: Point, distance: f64) -> Point {
    let (dx, dy) = (tip[0] - from[0], tip[1] - from[1]);
    let length = dx.hypot(dy);
    if length < 1e-9 {
        return [tip[0], tip[1] + distance];
    }
    [tip[0] + distance * dx / length, tip[1] + distance * dy / length]
}

/// Where the names of two arrows from the origin can stand: each beyond its tip, and to the
/// side away from the other arrow, so that they do not meet where the arrows do.
pub(crate) fn apart(tips: [Point; 2], distance: f64) -> [Point; 2] {
    let [a, b] = tips;
    let side = if a[0] * b[1] - a[1] * b[0] >= 0.0 { distance } else { -distance };
    [(a, side), (b, -side)].map(|(tip, side)| {
        let [x, y] = beyond([0.0, 0.0], tip, distance);
        let length = tip[0].hypot(tip[1]).max(1e-9);
        [x + side * tip[1] / length, y - side * tip[0] / length]
    })
}

/// A number for a label: two decimals, a true minus sign, no negative zero.
pub(crate) fn number(v: f64) -> String {
    decimals(v, 2)
}

/// An angle for a slider: no decimals where it needs none.
pub(crate) fn degrees(v: f64) -> String {
    format!("{}°", decimals(v, if v.fract() == 0.0 { 0 } else { 1 }))
}

/// The same stroke, kept out of the list of series.
pub(crate) fn unlisted(mut trace: Value) -> Value {
    trace["showlegend"] = json!(false);
    trace
}

/// A number with so many decimals, a true minus sign, and no negative zero.
pub(crate) fn decimals(v: f64, places: usize) -> String {
    let text = format!("{v:.places$}");
    let digits = text.strip_prefix('-').unwrap_or(&text);
    if text.starts_with('-') && digits.chars().any(|c| c.is_ascii_digit() && c != '0') {
        format!("−{digits}")
    } else {
        digits.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_have_a_true_minus_and_no_negative_zero() {
        assert_eq!(number(-1.5), "−1.50");
        assert_eq!(number(-0.001), "0.00");
        assert_eq!(decimals(2.0, 0), "2");
    }

    #[test]
    fn names_of_arrows_in_one_direction_stand_on_its_two_sides() {
        let [a, b] = apart([[2.0, 0.0], [1.0, 0.0]], 0.5);
        assert_eq!((a, b), ([2.5, -0.5], [1.5, 0.5]));
        let [a, b] = apart([[0.0, 1.0], [1.0, 0.0]], 0.5);
        assert_eq!((a, b), ([-0.5, 1.5], [1.5, -0.5]));
    }

    #[test]
    fn an_arrow_ends_at_its_tip_and_survives_length_zero() {
        let trace = arrow("a", [0.0, 0.0], [3.0, 4.0], style::BLUE, 0.5);
        assert_eq!((trace["x"][3].as_f64(), trace["y"][3].as_f64()), (Some(3.0), Some(4.0)));
        let point = arrow("0", [1.0, 1.0], [1.0, 1.0], style::BLUE, 0.5);
        assert!(point["x"].as_array().unwrap().iter().all(|v| v.as_f64() == Some(1.0)));
    }
}
