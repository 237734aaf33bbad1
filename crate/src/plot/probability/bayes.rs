//! Bayes' theorem as areas: a square of all people, cut by truth and by test (Guide §3.1).

use crate::error::MathError;
use crate::plot::canvas::animation::animate_from;
use crate::plot::canvas::draw::{self, Point, decimals};
use crate::plot::canvas::figure::{Figure, side_by_side};
use crate::plot::canvas::style::{BLUE, RED};
use crate::probability::diagnostic_test;
use serde_json::{Value, json};

/// A rectangle with its lower left and upper right corner.
fn block(from: Point, to: Point, colour: &'static str, alpha: f64) -> Value {
    let corners = [from, [to[0], from[1]], to, [from[0], to[1]], from];
    draw::area("", &corners, colour, alpha)
}

/// A share as a percentage for a label, with decimals where it is small.
fn percent(share: f64) -> String {
    let places = match 100.0 * share {
        p if (p - p.round()).abs() < 1e-9 => 0,
        p if p < 1.0 => 2,
        _ => 1,
    };
    format!("{} %", decimals(100.0 * share, places))
}

/// A test for a condition, drawn as areas; the slider is the base rate.
///
/// On the left everybody: the width is the share with the condition (orange) and without
/// it (blue), the filled part of each is the share that tests positive. On the right the
/// positives alone, stretched to a whole square: that is what *given a positive test*
/// means, and its orange part is the answer of Bayes' theorem.
///
/// # Formula
///
/// P(C | +) = P(+ | C) P(C) / (P(+ | C) P(C) + P(+ | not C) P(not C))
///
/// # Errors
///
/// [`MathError::Empty`] without base rates; those of [`diagnostic_test`], as for numbers
/// that are not probabilities.
///
/// # Source
///
/// Guide §3.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let figure = plot::bayes_areas(0.9, 0.91, &[0.01, 0.1, 0.5])?;
/// assert_eq!(figure.frame_count(), 3);
/// # Ok::<(), MathError>(())
/// ```
pub fn bayes_areas(
    sensitivity: f64,
    specificity: f64,
    base_rates: &[f64],
) -> Result<Figure, MathError> {
    let mut scenes = Vec::new();
    for &rate in base_rates {
        let test = diagnostic_test(rate, sensitivity, specificity)?;
        let alarms = 1.0 - specificity;
        let answer = test.positive_predictive;
        let everybody = Figure::new()
            .add(block([0.0, 0.0], [rate, 1.0], RED, 0.12))
            .add(block([rate, 0.0], [1.0, 1.0], BLUE, 0.12))
            .add(block([0.0, 0.0], [rate, sensitivity], RED, 0.75))
            .add(block([rate, 0.0], [1.0, alarms], BLUE, 0.75))
            .x(tr!("share of the people"))
            .y(tr!("share that tests positive"))
            .title(tr!("everybody"));
        let positives = Figure::new()
            .add(block([0.0, 0.0], [answer, 1.0], RED, 0.75))
            .add(block([answer, 0.0], [1.0, 1.0], BLUE, 0.75))
            .x(tr!("share of the positives"))
            .set("yaxis.visible", json!(false))
            .title(tr!("the positives alone"));
        let panels = [everybody, positives]
            .map(|panel| panel.x_range(0.0, 1.0).y_range(0.0, 1.0).equal_aspect());
        let [left, right] = panels;
        let left = left.note(&tr!("<span style='color:{RED}'>■ with</span> and <span style='color:{BLUE}'>■ without</span> \
             the condition; filled: positive.   P(condition | positive) = <b>{answer}</b>", RED, BLUE, answer = percent(answer)));
        let whole = side_by_side(&[left, right])?
            .title(tr!("Bayes' theorem as areas"))
            .size(680, 450)
            .set("margin.t", json!(96));
        scenes.push((percent(rate), whole));
    }
    let start = scenes.len() / 3;
    animate_from(tr!("base rate"), &scenes, start, 350)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_note_is_the_theorem() {
        let figure = bayes_areas(0.9, 0.91, &[0.01, 0.5]).unwrap();
        // 0.9 · 0.01 / (0.9 · 0.01 + 0.09 · 0.99) = 9.17 %.
        let text = figure.frames[0]["layout"].to_string();
        assert!(text.contains("<b>9.2 %</b>"), "{text}");
        // The filled areas are in the same proportion as the two parts on the right.
        let corner = |t: usize| figure.frames[0]["data"][t]["x"][2].as_f64().unwrap();
        assert!((corner(0) - 0.01).abs() < 1e-12);
        assert!((corner(4) - 0.009 / 0.0981).abs() < 1e-12);
    }

    #[test]
    fn percentages_are_as_short_as_they_can_be() {
        assert_eq!(percent(0.5), "50 %");
        assert_eq!(percent(0.092), "9.2 %");
        assert_eq!(percent(0.001), "0.10 %");
    }

    #[test]
    fn wrong_input_is_an_error_and_never_a_panic() {
        assert!(bayes_areas(0.9, 0.9, &[]).is_err());
        assert!(bayes_areas(0.9, 1.9, &[0.1]).is_err());
        assert!(bayes_areas(0.9, 0.9, &[f64::NAN]).is_err());
    }
}
