//! The derivative as the best linear map, under the magnifying glass (Foundations §3.1–3.3).

use crate::calculus::{ApproximationErrors, tangent_line};
use crate::check;
use crate::error::MathError;
use crate::plot::canvas::animation::animate_from;
use crate::plot::canvas::curve::{graph, heights, short};
use crate::plot::canvas::draw::{self, Point};
use crate::plot::canvas::figure::{Figure, side_by_side};
use crate::plot::canvas::legend::{legend_above, legend_below};
use crate::plot::canvas::style::{self, BLUE, GREEN, INK, RED};
use crate::plot::charts::series::steps;
use serde_json::json;

/// The radii of a figure that zooms in.
pub(crate) const RADII: [f64; 10] = [1.0, 0.7, 0.5, 0.3, 0.2, 0.1, 0.05, 0.02, 0.01, 0.001];

/// A curve under a magnifying glass; the slider is the half width r of what is seen.
///
/// On the left both axes are measured in units of r, so that the tangent stays put while
/// the curve straightens (or, at a corner, does not). On the right the error of the
/// tangent over the distance, on axes that count powers of ten. Where the error does not lose
/// against the distance, the dashed line is not called a tangent.
///
/// # Formula
///
/// |f(x₀ ± r) − (f(x₀) ± f′(x₀)r)| / r, the larger of both sides.
///
/// # Errors
///
/// [`MathError::NotFinite`] for an `x0` that is NaN or infinite, or where f is not finite
/// within 1 of it; [`MathError::InvalidArgument`] where f has no finite value or slope.
///
/// # Source
///
/// Foundations §3.1.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let figure = plot::zoom(&|x| x * x, 1.0)?; // the ratio is r itself
/// assert!(figure.to_json().contains("error ÷ distance = <b>1</b>"));
/// # Ok::<(), MathError>(())
/// ```
pub fn zoom(f: &dyn Fn(f64) -> f64, x0: f64) -> Result<Figure, MathError> {
    const NAME: &str = "zoom";
    let tangent = tangent_line(f, x0)?;
    let glass = |r: f64| graph(&|u| (f(x0 + r * u) - tangent.value) / r, (-1.0, 1.0), 160);
    let error = |h: f64| (f(x0 + h) - tangent.evaluate(x0 + h)).abs() / h.abs();
    let mut ratios = Vec::new();
    for r in RADII {
        let ratio = error(r).max(error(-r));
        check::finite_number(NAME, msg!("f near x0"), ratio)?;
        ratios.push([r, ratio]);
    }
    let straight = [-1.0, 1.0].map(|u| [u, tangent.slope * u]);
    let mut seen: Vec<Point> = straight.to_vec();
    seen.extend(glass(1.0));
    for p in &seen {
        check::finite_number(NAME, msg!("f near x0"), p[1])?;
    }
    let (low, high) = heights(&seen, 0.1);
    // A line is a tangent only if its error loses against the distance. A central difference
    // finds one at a corner as well.
    let last = ratios[ratios.len() - 1][1];
    let touches = last <= 0.05 * ratios.iter().fold(0.0_f64, |m, p| m.max(p[1]));
    let name = if touches {
        tr!("tangent").to_string()
    } else {
        tr!("no tangent: a line of slope {slope}", slope = short(tangent.slope))
    };
    // Below this the rounding of f, and not f, is what the ratio shows.
    let drawn: Vec<Point> = ratios.iter().copied().filter(|p| p[1] > 1e-9).collect();
    let mut scenes = Vec::new();
    for [r, ratio] in ratios {
        let left = Figure::new()
            .add(draw::dashed(&name, &straight, GREEN))
            .add(draw::line("<i>f</i>", &glass(r), BLUE, 2.5))
            .add(draw::dots("", &[[0.0, 0.0]], INK, 8))
            .x_range(-1.0, 1.0)
            .y_range(low, high)
            .x("(<i>x</i> − <i>x</i>₀) ÷ <i>r</i>")
            .y("(<i>f</i>(<i>x</i>) − <i>f</i>(<i>x</i>₀)) ÷ <i>r</i>")
            .note(&tr!(
                "<i>r</i> = {r}: error ÷ distance = <b>{ratio}</b>",
                r = short(r),
                ratio = short(ratio)
            ));
        let right = log_log(&[("", &drawn, RED)])
            .add(draw::dots("", &[[r, ratio.max(1e-9)]], RED, 12))
            .y_range(-4.3, 1.0);
        scenes.push((
            short(r),
            legend_above(pair(left, right, tr!("Zoom in: does it become straight?"))?),
        ));
    }
    animate_from("<i>r</i>", &scenes, 3, 700)
}

/// Two panels of the same height under one title.
pub(crate) fn pair(left: Figure, right: Figure, title: &str) -> Result<Figure, MathError> {
    Ok(side_by_side(&[left, right])?.title(title))
}

/// Ratios over distances, both in powers of ten.
pub(crate) fn log_log(series: &[(&str, &[Point], &'static str)]) -> Figure {
    let mut figure = Figure::new();
    for (name, points, colour) in series {
        let mut trace = steps(name, points, colour);
        trace["showlegend"] = json!(!name.is_empty());
        figure = figure.add(trace);
    }
    figure
        .log_x()
        .log_y()
        .x_range(-3.2, 0.2)
        .set("xaxis.dtick", json!(1))
        .set("yaxis.dtick", json!(1))
        .x(tr!("distance"))
        .y(tr!("error ÷ distance"))
}

/// All lines through a point of a graph; the slider is the slope.
///
/// Every one of them has an error that goes to zero. Only for one does the error go to
/// zero faster than the distance: the curve on the right falls for the derivative and
/// levels off at |a − f′(x₀)| for every other slope a.
///
/// # Formula
///
/// |f(x₀ ± h) − (f(x₀) ± a·h)| / h → |f′(x₀) − a|.
///
/// # Errors
///
/// [`MathError::NotFinite`] for an `x0` that is NaN or infinite, or where f is not finite
/// within 1 of it; [`MathError::InvalidArgument`] where f has no finite value or slope.
///
/// # Source
///
/// Foundations §3.1.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let figure = plot::best_slope(&|x| x * x, 1.0)?; // the derivative is 2
/// assert!(figure.to_json().contains("slope <i>a</i> = <b>2</b>"));
/// # Ok::<(), MathError>(())
/// ```
pub fn best_slope(f: &dyn Fn(f64) -> f64, x0: f64) -> Result<Figure, MathError> {
    let tangent = tangent_line(f, x0)?;
    let curve = graph(f, (x0 - 1.0, x0 + 1.0), 80);
    for p in &curve {
        check::finite_number("best_slope", msg!("f near x0"), p[1])?;
    }
    let (low, high) = heights(&curve, 0.15);
    let slope = (1e8 * tangent.slope).round() / 1e8;
    let mut scenes = Vec::new();
    for off in [-1.0, -0.5, -0.2, -0.05, 0.0, 0.05, 0.2, 0.5, 1.0] {
        let a = slope + off;
        let line = [-1.0, 1.0].map(|h| [x0 + h, tangent.value + a * h]);
        let ratios: Vec<Point> = (0..=24)
            .map(|k| 10.0_f64.powf(-f64::from(k) / 8.0))
            .map(|h| {
                let side = |h: f64| ((f(x0 + h) - tangent.value - a * h) / h).abs();
                [h, side(h).max(side(-h)).max(1e-9)]
            })
            .collect();
        let colour = if off == 0.0 { GREEN } else { RED };
        let limit = if off == 0.0 {
            tr!("the ratio goes to <b>0</b>").to_string()
        } else {
            tr!("the ratio levels off at <b>{off}</b>", off = short(off.abs()))
        };
        let left = Figure::new()
            .add(draw::line("", &curve, BLUE, 2.5))
            .add(draw::line("", &line, colour, 2.5))
            .add(draw::dots("", &[[x0, tangent.value]], INK, 9))
            .x_range(x0 - 1.0, x0 + 1.0)
            .y_range(low, high)
            .y(tr!("<i>f</i>(<i>x</i>) and the line"))
            .note(&tr!("slope <i>a</i> = <b>{a}</b>: {limit}", a = short(a), limit));
        let right = Figure::new()
            .add(draw::line("", &ratios, colour, 3.0))
            .log_x()
            .log_y()
            .x_range(-3.0, 0.0)
            .y_range(-4.3, 0.7)
            .set("xaxis.dtick", json!(1))
            .set("yaxis.dtick", json!(1))
            .x(tr!("distance <i>h</i>"))
            .y(tr!("error ÷ distance"));
        scenes.push((short(a), pair(left, right, tr!("Only one line is the best one"))?));
    }
    animate_from("<i>a</i>", &scenes, 2, 900)
}

/// Errors over distances for several functions, nearer and nearer.
///
/// Differentiable functions fall (the dashed line falls like the distance itself), the
/// others stay up.
///
/// # Errors
///
/// [`MathError::Empty`] without a function.
///
/// # Source
///
/// Foundations §3.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// fn f(x: &Array1<f64>) -> Array1<f64> {
///     array![x[0] * x[0]]
/// }
/// let near = approximation_errors(&f, &linear_approximation(&f, &array![1.0])?)?;
/// let figure = plot::error_ratios(&[("<i>x</i>²", &near)])?;
/// assert_eq!(figure.trace_count(), 2); // one function and the guide
/// # Ok::<(), MathError>(())
/// ```
pub fn error_ratios(series: &[(&str, &ApproximationErrors)]) -> Result<Figure, MathError> {
    if series.is_empty() {
        return Err(MathError::Empty { operation: "error_ratios", argument: "series" });
    }
    let mut figure = Figure::new();
    let mut all = Vec::new();
    let mut reach = (f64::INFINITY, 0.0_f64);
    for (i, (name, errors)) in series.iter().enumerate() {
        let points: Vec<Point> = errors
            .distances
            .iter()
            .zip(&errors.ratios)
            .filter(|(_, ratio)| **ratio > 0.0)
            .map(|(r, ratio)| [*r, *ratio])
            .collect();
        for p in &points {
            all.push([p[0], p[1].log10()]);
            reach = (reach.0.min(p[0]), reach.1.max(p[0]));
        }
        figure = figure.add(steps(name, &points, style::colour(i)));
    }
    if all.is_empty() {
        // Every function is its own approximation: nothing to draw but the axes.
        (all, reach) = (vec![[1e-5, -5.0], [0.1, 0.0]], (1e-5, 0.1));
    }
    let guide: Vec<Point> = [reach.0, reach.1].map(|r| [r, r]).to_vec();
    let (low, high) = heights(&all, 0.08);
    Ok(legend_below(
        figure
            .add(draw::dashed(tr!("the distance itself"), &guide, INK))
            .log_x()
            .log_y()
            .x_range(reach.0.log10() - 0.2, reach.1.log10() + 0.2)
            .y_range(low, high)
            .set("xaxis.dtick", json!(1))
            .set("yaxis.dtick", json!(1))
            .x(tr!("distance from the point"))
            .y(tr!("largest error ÷ distance"))
            .title(tr!("Differentiable: the error loses against the distance")),
    ))
}
