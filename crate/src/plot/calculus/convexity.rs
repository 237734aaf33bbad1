//! Convex beside not convex: the chord and the graph (Guide §2.3).

use crate::check;
use crate::error::MathError;
use crate::plot::canvas::animation::animate_from;
use crate::plot::canvas::curve::{graph, heights, range};
use crate::plot::canvas::draw::{self, Point, number};
use crate::plot::canvas::figure::{Figure, side_by_side};
use crate::plot::canvas::style::{BLUE, GREEN, INK, RED};
use serde_json::json;

/// A chord over two graphs; the slider λ moves along it.
///
/// Each function comes with its name. Where the chord lies above the graph the distance
/// is green, where it lies below orange: one such place, and the function is not convex.
///
/// # Formula
///
/// f(λa + (1 − λ)b) ≤ λ f(a) + (1 − λ) f(b) for every λ between 0 and 1.
///
/// # Errors
///
/// [`MathError::InvalidArgument`] unless `from < to`; [`MathError::NotFinite`] where a
/// function is not finite between them.
///
/// # Source
///
/// Guide §2.3.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let (square, wave) = (|x: f64| x * x, |x: f64| x.sin());
/// let figure = plot::convexity(("<i>x</i>²", &square), ("sin <i>x</i>", &wave), -2.0, 3.0)?;
/// assert_eq!(figure.frame_count(), 21);
/// # Ok::<(), MathError>(())
/// ```
pub fn convexity(
    convex: (&str, &dyn Fn(f64) -> f64),
    other: (&str, &dyn Fn(f64) -> f64),
    from: f64,
    to: f64,
) -> Result<Figure, MathError> {
    const NAME: &str = "convexity";
    range(NAME, "from", (from, to))?;
    let air = 0.12 * (to - from);
    let window = (from - air, to + air);
    let mut curves = Vec::new();
    for (_, f) in [convex, other] {
        for p in graph(f, (from, to), 60) {
            check::finite_number(NAME, msg!("the function's value"), p[1])?;
        }
        curves.push(graph(f, window, 120));
    }
    let mut scenes = Vec::new();
    for k in 0..=20 {
        let lambda = f64::from(k) / 20.0;
        let x = lambda * from + (1.0 - lambda) * to;
        let mut panels = Vec::new();
        let mut gaps = Vec::new();
        for ((name, f), curve) in [convex, other].into_iter().zip(&curves) {
            let ends: [Point; 2] = [[from, f(from)], [to, f(to)]];
            let chord = lambda * f(from) + (1.0 - lambda) * f(to);
            let gap = chord - f(x);
            // Rounding may push a chord a hair below a graph that it touches.
            let tiny = 1e-12 * (1.0 + chord.abs());
            let colour = if gap < -tiny { RED } else { GREEN };
            let (low, high) = heights(curve, 0.1);
            let panel = Figure::new()
                .add(draw::line(name, curve, BLUE, 2.5))
                .add(draw::line("", &ends, INK, 2.0))
                .add(draw::line("", &[[x, f(x)], [x, chord]], colour, 5.0))
                .add(draw::dots("", &[[x, f(x)], [x, chord]], colour, 10))
                .add(draw::dots("", &ends, INK, 8))
                .x_range(window.0, window.1)
                .y_range(low, high)
                .title(name);
            panels.push(panel);
            gaps.push(format!("<b>{}</b>", number(gap)));
        }
        let first = panels.remove(0).note(&tr!(
            "chord − graph at λ = {lambda}: left {gaps}, right {gaps2}",
            lambda = number(lambda),
            gaps = gaps[0],
            gaps2 = gaps[1]
        ));
        let whole = side_by_side(&[first, panels.remove(0)])?
            .title(tr!("Convex: no chord dips below the graph"))
            .set("margin.t", json!(90));
        scenes.push((number(lambda), whole));
    }
    animate_from("λ", &scenes, 8, 250)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_below_zero_tells_the_one_that_is_not_convex() {
        let (square, dome) = (|x: f64| x * x, |x: f64| -x * x);
        let figure = convexity(("up", &square), ("down", &dome), -1.0, 1.0).unwrap();
        let half = figure.frames[10]["layout"].to_string();
        assert!(half.contains("left <b>1.00</b>, right <b>−1.00</b>"), "{half}");
    }

    #[test]
    fn wrong_input_is_an_error_and_never_a_panic() {
        let (line, log) = (|x: f64| x, |x: f64| x.ln());
        assert!(convexity(("a", &line), ("b", &log), -1.0, 1.0).is_err());
        assert!(convexity(("a", &line), ("b", &line), 1.0, 1.0).is_err());
        assert!(convexity(("a", &line), ("b", &line), f64::NAN, 1.0).is_err());
    }
}
