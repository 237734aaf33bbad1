//! Numbers that span decades: their labels and their axes.

use super::figure::Figure;
use serde_json::json;

/// A number as a slider names it: `70000`, `−6.5`, `6·10⁻⁸`, `∞`.
pub(crate) fn label(value: f64) -> String {
    if value.is_nan() {
        return "NaN".into();
    }
    if value.is_infinite() {
        return if value > 0.0 { "∞".into() } else { "−∞".into() };
    }
    if value == 0.0 || (1e-4..1e7).contains(&value.abs()) {
        let text = format!("{value}");
        let short = if text.len() > 9 { format!("{value:.4}") } else { text };
        return short.replace('-', "−");
    }
    let text = format!("{value:.2e}");
    let (digits, power) = text.split_once('e').unwrap_or((&text, "0"));
    let digits = digits.trim_end_matches('0').trim_end_matches('.').replace('-', "−");
    let power = raised(power.parse().unwrap_or(0));
    if digits == "1" { format!("10{power}") } else { format!("{digits}·10{power}") }
}

/// A whole number in Unicode's small raised digits.
pub(crate) fn raised(power: i32) -> String {
    let small = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    power.to_string().chars().map(|c| c.to_digit(10).map_or('⁻', |d| small[d as usize])).collect()
}

/// An axis whose numbers are powers of ten: −3 is labelled 10⁻³.
///
/// The figure's numbers are rounded relative to the largest of a list, so a list that
/// spans sixteen decades is drawn by its logarithms.
pub(crate) fn decades(figure: Figure, axis: &str, from: i32, to: i32, step: usize) -> Figure {
    let marks: Vec<i32> = (from..=to).step_by(step).collect();
    let names: Vec<String> = marks.iter().map(|&p| format!("10{}", raised(p))).collect();
    figure
        .set(&format!("{axis}.tickmode"), json!("array"))
        .set(&format!("{axis}.tickvals"), json!(marks))
        .set(&format!("{axis}.ticktext"), json!(names))
        .set(&format!("{axis}.range"), json!([f64::from(from), f64::from(to)]))
        .set(&format!("{axis}.zeroline"), json!(false))
}
