//! Products of sets, level sets, and vector functions (Foundations §1.1 and §1.2).

use crate::check;
use crate::error::MathError;
use crate::optimize::evaluate_grid;
use crate::plot::canvas::animation::animate_from;
use crate::plot::canvas::curve::{range, short};
use crate::plot::canvas::draw::{self, Point, number};
use crate::plot::canvas::figure::{Figure, side_by_side};
use crate::plot::canvas::legend::legend_above;
use crate::plot::canvas::level::level_lines;
use crate::plot::canvas::style::{self, AMBER, BLUE, GREEN, INK, RED};
use crate::plot::canvas::view::{View, plane_vector};
use crate::plot::charts::heights::{contour, surface};
use ndarray::{Array1, Array2, ArrayRef1, array};
use serde_json::json;

/// The product of two sets of numbers, A × B beside B × A, a point for each pair.
///
/// # Formula
///
/// A × B = {(a, b) : a ∈ A, b ∈ B}
///
/// # Errors
///
/// [`MathError::Empty`] or [`MathError::NotFinite`] for one of the sets.
///
/// # Source
///
/// Foundations §1.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let figure = plot::product_set(&array![1.0, 2.0, 4.0], &array![1.0, 3.0])?;
/// assert_eq!(figure.trace_count(), 2);
/// # Ok::<(), MathError>(())
/// ```
pub fn product_set(a: &ArrayRef1<f64>, b: &ArrayRef1<f64>) -> Result<Figure, MathError> {
    for (argument, set) in [("a", a), ("b", b)] {
        check::not_empty("product_set", argument, set)?;
        check::finite("product_set", argument, set)?;
    }
    let all: Vec<f64> = a.iter().chain(b).copied().collect();
    let low = all.iter().fold(0.0_f64, |m, v| m.min(*v)) - 0.8;
    let high = all.iter().fold(0.0_f64, |m, v| m.max(*v)) + 0.8;
    let panel =
        |first: &ArrayRef1<f64>, second: &ArrayRef1<f64>, names: [&str; 2], colour: &str| {
            let pairs: Vec<Point> =
                first.iter().flat_map(|p| second.iter().map(move |q| [*p, *q])).collect();
            Figure::new()
                .add(draw::dots(&format!("{} × {}", names[0], names[1]), &pairs, colour, 13))
                .x_range(low, high)
                .y_range(low, high)
                .equal_aspect()
                .x(&tr!("first entry, from {names}", names = names[0]))
                .y(&tr!("second entry, from {names}", names = names[1]))
                .title(&format!("{} × {}", names[0], names[1]))
        };
    let figures = [panel(a, b, ["A", "B"], BLUE), panel(b, a, ["B", "A"], RED)];
    Ok(side_by_side(&figures)?.title(tr!("A pair has an order, so a product has one")))
}

/// The graph of a function of two variables, cut at a height; the slider is the height c.
///
/// On the left the graph with the level plane, on the right the cut seen from above: the
/// level set. Two lines of a level cross where they should, at a saddle. Other names for the
/// axes hold for both panels: `.x("w₁")`.
///
/// # Formula
///
/// graph {(x, y, f(x, y))} ⊂ ℝ³, level set {(x, y) : f(x, y) = c} ⊂ ℝ²
///
/// # Errors
///
/// [`MathError::InvalidArgument`] for an empty range or a constant function;
/// [`MathError::NotFinite`] where f is not finite.
///
/// # Source
///
/// Foundations §1.2.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let bowl = |p: &Array1<f64>| p[0] * p[0] + p[1] * p[1];
/// assert_eq!(plot::level_sets(&bowl, (-2.0, 2.0), (-2.0, 2.0))?.frame_count(), 13);
/// # Ok::<(), MathError>(())
/// ```
pub fn level_sets(
    f: &dyn Fn(&Array1<f64>) -> f64,
    x_range: (f64, f64),
    y_range: (f64, f64),
) -> Result<Figure, MathError> {
    const NAME: &str = "level_sets";
    range(NAME, "x_range", x_range)?;
    range(NAME, "y_range", y_range)?;
    let x = Array1::linspace(x_range.0, x_range.1, 33);
    let y = Array1::linspace(y_range.0, y_range.1, 33);
    let heights = evaluate_grid(f, &x, &y)?;
    check::finite(NAME, msg!("the function's value"), &heights)?;
    let low = heights.iter().fold(f64::INFINITY, |m, v| m.min(*v));
    let high = heights.iter().fold(f64::NEG_INFINITY, |m, v| m.max(*v));
    if high - low <= 1e-12 * high.abs().max(low.abs()) {
        return Err(MathError::InvalidArgument {
            operation: NAME,
            argument: "f",
            reason: "is constant here, so every level set is empty or everything; \
                     take a function that changes"
                .to_string(),
        });
    }
    let corners = (array![x_range.0, x_range.1], array![y_range.0, y_range.1]);
    let mut graph = surface(&x, &y, &heights)?;
    graph.data[0]["showscale"] = json!(false);
    graph.data[0]["opacity"] = json!(0.85);
    let mut map = contour(&x, &y, &heights)?;
    map.data[0]["showscale"] = json!(false);
    map.data[0]["opacity"] = json!(0.55);
    let mut scenes = Vec::new();
    for k in 1..=13 {
        let c = low + (high - low) * f64::from(k) / 14.0;
        let mut sheet =
            surface(&corners.0, &corners.1, &Array2::from_elem((2, 2), c))?.data.remove(0);
        sheet["showscale"] = json!(false);
        sheet["opacity"] = json!(0.6);
        sheet["colorscale"] = json!([[0, RED], [1, RED]]);
        let value = |p: Point| f(&array![p[0], p[1]]);
        let cut = level_lines(&value, &x.to_vec(), &y.to_vec(), c);
        let left = graph
            .clone()
            .add(sheet)
            .z("f(x, y)")
            .note(&tr!("level set <i>f</i> = <b>{value}</b>", value = short(c)));
        let right = map
            .clone()
            .add(draw::line("", &cut, RED, 4.0))
            .x("x")
            .y("y")
            .x_range(x_range.0, x_range.1)
            .y_range(y_range.0, y_range.1)
            .equal_aspect();
        scenes.push((
            short(c),
            side_by_side(&[left, right])?
                .title(tr!("A graph, cut at a height"))
                // Far enough away for the numbers of the axes.
                .set("scene.camera.eye", json!({"x": 1.95, "y": -1.95, "z": 1.2}))
                .set("margin", json!({"l": 64, "r": 16, "t": 64, "b": 58})),
        ));
    }
    animate_from("<i>c</i>", &scenes, 6, 250)
}

/// The inner product with a fixed vector as a function: its level lines while a turns and
/// grows.
///
/// The lines a·x = c stand at right angles to a, for whole numbers c, and lie 1/‖a‖ apart.
///
/// # Formula
///
/// f(x) = a·x; the level set a·x = c is the line through c a/(a·a) across a
///
/// # Errors
///
/// [`MathError::ShapeMismatch`] unless `a` has two entries; [`MathError::NotFinite`] for
/// NaN or infinite ones; [`MathError::ZeroVector`] for the zero vector.
///
/// # Source
///
/// Foundations §1.2 (the inner product is a function of several variables).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let figure = plot::inner_product_levels(&array![1.0, 0.5])?;
/// assert!(figure.frame_count() > 10);
/// # Ok::<(), MathError>(())
/// ```
pub fn inner_product_levels(a: &ArrayRef1<f64>) -> Result<Figure, MathError> {
    const NAME: &str = "inner_product_levels";
    let a = plane_vector(NAME, "a", a)?;
    let length = a[0].hypot(a[1]);
    if length == 0.0 {
        return Err(MathError::ZeroVector { operation: NAME, argument: "a" });
    }
    // A window in which the levels from −3 to 3 of the shortest a find room.
    let view = View::centred(3.3 / length);
    let quarter = (0..=6).map(|k| (f64::from(15 * k), 1.0));
    let growth = (1..=6).map(|k| (90.0, 1.0 + f64::from(k) / 6.0));
    let mut scenes = Vec::new();
    for (degrees, factor) in quarter.chain(growth) {
        let angle = a[1].atan2(a[0]) + f64::to_radians(degrees);
        let unit = [angle.cos(), angle.sin()];
        let long = factor * length;
        let tip = unit.map(|u| long * u);
        let reach = view.reach();
        let mut figure = Figure::new();
        let mut labels = Vec::new();
        let names: Vec<String> = (-3..=3).map(|c| draw::decimals(f64::from(c), 0)).collect();
        for (k, c) in (-3..=3).map(f64::from).enumerate() {
            let foot = unit.map(|u| c / long * u);
            let end = |t: f64| [foot[0] - t * unit[1], foot[1] + t * unit[0]];
            let colour = match c {
                c if c < 0.0 => RED,
                c if c > 0.0 => BLUE,
                _ => INK,
            };
            let width = if c == 0.0 { 3.0 } else { 1.8 };
            figure = figure.add(draw::line("", &[end(-reach), end(reach)], colour, width));
            // Off the line of a, where the arrow leaves the numbers alone.
            let aside = end(-1.1 / length);
            // A little beyond its line, which would strike it out.
            let beside = [0, 1].map(|i| aside[i] + 0.3 / long * unit[i]);
            labels.push((names[k].as_str(), beside, colour));
        }
        let figure = figure
            .add(draw::arrow("<b>a</b>", [0.0, 0.0], tip, AMBER, view.head()))
            .add(draw::words(&labels));
        let figure = view
            .frame(figure)
            .title(tr!("The inner product with <b>a</b>, by its level lines"))
            .note(&tr!("<b>a</b> = ({tip}, {tip2}): the lines <b>a</b>·<b>x</b> = −3, …, 3 lie 1/‖<b>a</b>‖ = \
                 <b>{long}</b> apart", tip = number(tip[0]), tip2 = number(tip[1]), long = number(1.0 / long)));
        let label = match factor {
            1.0 => draw::degrees(degrees),
            _ => format!("× {}", number(factor)),
        };
        scenes.push((label, figure));
    }
    animate_from(tr!("turned, then stretched"), &scenes, 2, 350)
}

/// A net of lines before and after any map of the plane, straight or not; the slider picks one
/// line.
///
/// A rectangle of the plane is drawn as a net with one diagonal, and beside it the image of
/// each line. A linear map keeps the lines straight, parallel and evenly spaced, and the origin
/// where it is; whatever fails one of these is not linear.
///
/// # Formula
///
/// {p : p₁ = c} and its image {f(p) : p₁ = c}
///
/// # Errors
///
/// [`MathError::InvalidArgument`] for an empty range; [`MathError::ShapeMismatch`] unless
/// the map answers with two entries; [`MathError::NotFinite`] where they are not finite.
///
/// # Source
///
/// Foundations §1.2 and §2.2.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let squares = |p: &Array1<f64>| array![p[0] * p[0] - p[1] * p[1], 2.0 * p[0] * p[1]];
/// let figure = plot::moved_plane(&squares, (0.0, 2.0), (0.0, 2.0))?;
/// assert_eq!(figure.frame_count(), 13);
/// # Ok::<(), MathError>(())
/// ```
pub fn moved_plane(
    map: &dyn Fn(&Array1<f64>) -> Array1<f64>,
    x_range: (f64, f64),
    y_range: (f64, f64),
) -> Result<Figure, MathError> {
    const NAME: &str = "moved_plane";
    range(NAME, "x_range", x_range)?;
    range(NAME, "y_range", y_range)?;
    let (wide, tall) = (x_range.1 - x_range.0, y_range.1 - y_range.0);
    let at = |u: f64, v: f64| [x_range.0 + wide * u, y_range.0 + tall * v];
    let image = |points: &[Point]| -> Result<Vec<Point>, MathError> {
        points.iter().map(|p| plane_vector(NAME, "map", &map(&array![p[0], p[1]]))).collect()
    };
    // Three decimals of a window are finer than a pixel and keep the figure small.
    let step = 10.0_f64.powf((wide.max(tall)).log10().floor() - 3.0);
    let tidy = |points: Vec<Point>| -> Vec<Point> {
        points.into_iter().map(|p| p.map(|v| (v / step).round() * step)).collect()
    };
    let share = |k: u32| f64::from(k) / 48.0;
    let net: Vec<Point> = net(6, 36).into_iter().map(|[u, v]| at(u, v)).collect();
    let diagonal: Vec<Point> = (0..=48).map(|k| at(share(k), share(k))).collect();
    let origin = [[0.0, 0.0]];
    let pairs = [
        (net.clone(), image(&net)?),
        (diagonal.clone(), image(&diagonal)?),
        (origin.to_vec(), image(&origin)?),
    ];
    let window = |side: usize| {
        let pick = |pair: &(Vec<Point>, Vec<Point>)| {
            if side == 0 { pair.0.clone() } else { pair.1.clone() }
        };
        let every: Vec<Point> = pairs.iter().flat_map(pick).collect();
        let end =
            |k: usize, pick: fn(f64, f64) -> f64| every.iter().fold(0.0, |m, p| pick(m, p[k]));
        let (left, right) = (end(0, f64::min), end(0, f64::max));
        let (low, high) = (end(1, f64::min), end(1, f64::max));
        let air = 0.06 * (high - low).max(right - left);
        ((left - air, right + air), (low - air, high + air))
    };
    let windows = [window(0), window(1)];
    let mut scenes = Vec::new();
    for k in 0..=12 {
        let u = f64::from(k) / 12.0;
        let line: Vec<Point> = (0..=48).map(|k| at(u, share(k))).collect();
        let moved = image(&line)?;
        let panel = |side: usize, name: &str| {
            let pick = |pair: &(Vec<Point>, Vec<Point>)| {
                tidy(if side == 0 { pair.0.clone() } else { pair.1.clone() })
            };
            let one = tidy(if side == 0 { line.clone() } else { moved.clone() });
            let strokes = [
                draw::line("", &pick(&pairs[0]), style::faint(BLUE, 0.6).as_str(), 1.2),
                draw::line(tr!("diagonal"), &pick(&pairs[1]), RED, 2.5),
                draw::line(tr!("line <i>x</i>₁ = <i>c</i>"), &one, GREEN, 4.0),
                draw::dots("<b>0</b>", &pick(&pairs[2]), AMBER, 12),
            ];
            let ((left, right), (low, high)) = windows[side];
            let mut figure = Figure::new();
            for stroke in strokes {
                figure = figure.add(if side == 0 { stroke } else { draw::unlisted(stroke) });
            }
            figure
                .x_range(left, right)
                .y_range(low, high)
                .equal_aspect()
                .x(&format!("{name}: <i>x</i>₁"))
                .y("<i>x</i>₂")
        };
        let from = at(u, 0.0)[0];
        let left = panel(0, tr!("before")).note(&tr!(
            "the line <i>x</i>₁ = <b>{c}</b> and where the map takes it",
            c = short(from)
        ));
        let whole = side_by_side(&[left, panel(1, tr!("after"))])?
            .title(tr!("What a map does to a net of lines"));
        scenes.push((short(from), legend_above(whole)));
    }
    animate_from("<i>c</i>", &scenes, 9, 250)
}

/// The lines of a unit square cut n times each way, in one stroke of the pen.
fn net(n: u32, pieces: u32) -> Vec<Point> {
    let mut points = Vec::new();
    for upright in [true, false] {
        for k in 0..=n {
            let fixed = f64::from(k) / f64::from(n);
            for step in 0..=pieces {
                let run = f64::from(step) / f64::from(pieces);
                let run = if k % 2 == 0 { run } else { 1.0 - run };
                // n is even, so the upright lines end at the top right corner, from where
                // the level lines run leftwards and downwards.
                points.push(if upright { [fixed, run] } else { [1.0 - run, 1.0 - fixed] });
            }
            // The way to the next line follows the border, which a map may bend as well.
            for step in 1..pieces / 2 {
                let along = fixed + f64::from(step) / f64::from(n * (pieces / 2));
                let end = if k % 2 == 0 { 1.0 } else { 0.0 };
                if k < n {
                    points.push(if upright { [along, end] } else { [1.0 - end, 1.0 - along] });
                }
            }
        }
    }
    points
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pen_of_the_net_never_leaves_its_lines() {
        let points = net(6, 4);
        let on_line = |v: f64| ((6.0 * v).round() - 6.0 * v).abs() < 1e-9;
        for pair in points.windows(2) {
            let ([x, y], [u, v]) = (pair[0], pair[1]);
            assert!((x == u && on_line(x)) || (y == v && on_line(y)), "{pair:?}");
        }
    }

    #[test]
    fn wrong_input_is_an_error() {
        assert!(product_set(&array![1.0], &Array1::zeros(0)).is_err());
        assert!(level_sets(&|_| 1.0, (0.0, 1.0), (0.0, 1.0)).is_err());
        assert!(level_sets(&|p| 1.0 / p[0], (0.0, 1.0), (0.0, 1.0)).is_err());
        assert!(inner_product_levels(&array![0.0, 0.0]).is_err());
        assert!(moved_plane(&|p| p * f64::NAN, (0.0, 1.0), (0.0, 1.0)).is_err());
        assert!(moved_plane(&|_| array![1.0], (0.0, 1.0), (0.0, 1.0)).is_err());
        assert!(moved_plane(&|p| p.clone(), (1.0, 0.0), (0.0, 1.0)).is_err());
    }
}
