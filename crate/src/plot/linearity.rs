//! The derivative as the best linear map, under the magnifying glass (Foundations §3.1–3.3).

use super::animation::animate_from;
use super::derivatives::{graph, heights, short};
use super::draw::{self, Point, number};
use super::figure::{Figure, side_by_side};
use super::style::{self, AMBER, BLUE, GREEN, INK, RED};
use super::vectors::{legend_above, legend_below};
use crate::calculus::{
    ApproximationErrors, LinearApproximation, VectorMap, jacobian_chain, linear_approximation,
    tangent_line,
};
use crate::check;
use crate::error::MathError;
use crate::linalg::matvec;
use ndarray::{Array1, Array2, ArrayRef1, array};
use serde_json::json;

/// The radii of a figure that zooms in.
const RADII: [f64; 10] = [1.0, 0.7, 0.5, 0.3, 0.2, 0.1, 0.05, 0.02, 0.01, 0.001];

/// A curve under a magnifying glass; the slider is the half width r of what is seen.
///
/// On the left both axes are measured in units of r, so that the tangent stays put while
/// the curve straightens (or, at a corner, does not). On the right the error of the
/// tangent over the distance, on axes that count powers of ten.
///
/// # Formula
///
/// |f(x₀ ± r) − (f(x₀) ± f′(x₀)r)| / r, the larger of both sides.
///
/// # Errors
///
/// [`MathError::NotFinite`] for `x0`, or where f is not finite within 1 of it.
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
    let glass = |r: f64| graph(&|u| (f(x0 + r * u) - tangent.value) / r, (-1.0, 1.0), 80);
    let error = |h: f64| (f(x0 + h) - tangent.evaluate(x0 + h)).abs() / h.abs();
    let mut ratios = Vec::new();
    for r in RADII {
        let ratio = error(r).max(error(-r));
        check::finite_number(NAME, "f near x0", ratio)?;
        ratios.push([r, ratio]);
    }
    let straight = [-1.0, 1.0].map(|u| [u, tangent.slope * u]);
    let mut seen: Vec<Point> = straight.to_vec();
    seen.extend(glass(1.0));
    for p in &seen {
        check::finite_number(NAME, "f near x0", p[1])?;
    }
    let (low, high) = heights(&seen, 0.1);
    // Below this the rounding of f, and not f, is what the ratio shows.
    let drawn: Vec<Point> = ratios.iter().copied().filter(|p| p[1] > 1e-9).collect();
    let mut scenes = Vec::new();
    for [r, ratio] in ratios {
        let left = Figure::new()
            .add(draw::dashed("tangent", &straight, GREEN))
            .add(draw::line("<i>f</i>", &glass(r), BLUE, 2.5))
            .add(draw::dots("", &[[0.0, 0.0]], INK, 8))
            .x_range(-1.0, 1.0)
            .y_range(low, high)
            .x("(<i>x</i> − <i>x</i>₀) ÷ <i>r</i>")
            .y("(<i>f</i>(<i>x</i>) − <i>f</i>(<i>x</i>₀)) ÷ <i>r</i>")
            .note(&format!("<i>r</i> = {}: error ÷ distance = <b>{}</b>", short(r), short(ratio)));
        let right = log_log(&[("", &drawn, RED)])
            .add(draw::dots("", &[[r, ratio.max(1e-9)]], RED, 12))
            .y_range(-4.3, 1.0);
        scenes.push((
            short(r),
            legend_above(pair(left, right, "Zoom in: does it become straight?")?),
        ));
    }
    animate_from("<i>r</i>", &scenes, 0, 700)
}

/// Two panels of the same height under one title.
fn pair(left: Figure, right: Figure, title: &str) -> Result<Figure, MathError> {
    Ok(side_by_side(&[left, right])?.title(title))
}

/// Ratios over distances, both in powers of ten.
fn log_log(series: &[(&str, &[Point], &'static str)]) -> Figure {
    let mut figure = Figure::new();
    for (name, points, colour) in series {
        let mut trace = super::charts::steps(name, points, colour);
        trace["showlegend"] = json!(!name.is_empty());
        figure = figure.add(trace);
    }
    figure
        .log_x()
        .log_y()
        .x_range(-3.2, 0.2)
        .set("xaxis.dtick", json!(1))
        .set("yaxis.dtick", json!(1))
        .x("distance")
        .y("error ÷ distance")
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
/// [`MathError::NotFinite`] for `x0`, or where f is not finite within 1 of it.
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
        check::finite_number("best_slope", "f near x0", p[1])?;
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
            "the ratio goes to <b>0</b>".to_string()
        } else {
            format!("the ratio levels off at <b>{}</b>", short(off.abs()))
        };
        let left = Figure::new()
            .add(draw::line("", &curve, BLUE, 2.5))
            .add(draw::line("", &line, colour, 2.5))
            .add(draw::dots("", &[[x0, tangent.value]], INK, 9))
            .x_range(x0 - 1.0, x0 + 1.0)
            .y_range(low, high)
            .y("<i>f</i>(<i>x</i>) and the line")
            .note(&format!("slope <i>a</i> = <b>{}</b>: {limit}", short(a)));
        let right = Figure::new()
            .add(draw::line("", &ratios, colour, 3.0))
            .log_x()
            .log_y()
            .x_range(-3.0, 0.0)
            .y_range(-4.0, 0.7)
            .set("xaxis.dtick", json!(1))
            .set("yaxis.dtick", json!(1))
            .x("distance <i>h</i>")
            .y("error ÷ distance");
        scenes.push((short(a), pair(left, right, "Only one line is the best one")?));
    }
    animate_from("<i>a</i>", &scenes, 0, 900)
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
        figure = figure.add(super::charts::steps(name, &points, style::colour(i)));
    }
    if all.is_empty() {
        // Every function is its own approximation: nothing to draw but the axes.
        (all, reach) = (vec![[1e-5, -5.0], [0.1, 0.0]], (1e-5, 0.1));
    }
    let guide: Vec<Point> = [reach.0, reach.1].map(|r| [r, r]).to_vec();
    let (low, high) = heights(&all, 0.08);
    Ok(legend_below(
        figure
            .add(draw::dashed("the distance itself", &guide, INK))
            .log_x()
            .log_y()
            .x_range(reach.0.log10() - 0.2, reach.1.log10() + 0.2)
            .y_range(low, high)
            .set("xaxis.dtick", json!(1))
            .set("yaxis.dtick", json!(1))
            .x("distance from the point")
            .y("largest error ÷ distance")
            .title("Differentiable: the error loses against the distance"),
    ))
}

/// A small grid and its image under a map of the plane; the slider is the grid's half
/// width r.
///
/// Everything is measured in units of r. The image (blue) settles on the parallelogram
/// into which the Jacobian maps the same grid (dashed).
///
/// # Formula
///
/// (f(a + r·u) − f(a))/r → J_f(a)·u for every u.
///
/// # Errors
///
/// [`MathError::ShapeMismatch`] unless f maps the plane to the plane;
/// [`MathError::NotFinite`] where f is not finite near `at`.
///
/// # Source
///
/// Foundations §3.1.3 and theorem 4.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let figure = plot::jacobian_grid(&|p| array![p[0] * p[1], p[0] + p[1]], &array![1.0, 2.0])?;
/// assert_eq!(figure.frame_count(), 10);
/// # Ok::<(), MathError>(())
/// ```
pub fn jacobian_grid(f: VectorMap<'_>, at: &ArrayRef1<f64>) -> Result<Figure, MathError> {
    const NAME: &str = "jacobian_grid";
    let point = super::charts::plane_vector(NAME, "at", at)?;
    let best = linear_approximation(f, &array![point[0], point[1]])?;
    super::charts::plane_vector(NAME, "f(at)", &best.value)?;
    let grid = snake();
    let flat = images(&grid, &|u| matvec(&best.matrix, u))?;
    let mut moments = Vec::new();
    let mut all = flat.clone();
    for r in RADII {
        let bent = images(&grid, &|u| moved(f, &best, u, r))?;
        let gap = largest_gap(&bent, &flat);
        all.extend(bent.iter().filter(|_| r <= 0.7));
        moments.push((r, bent, gap));
    }
    let half = all.iter().fold(0.0_f64, |m, p| m.max(p[0].abs()).max(p[1].abs())) * 1.08;
    let mut scenes = Vec::new();
    for (r, bent, gap) in moments {
        let figure = Figure::new()
            .add(draw::line("image of the grid", &bent, BLUE, 2.2))
            .add(draw::dashed("image under the Jacobian", &flat, RED))
            .add(draw::dots("", &[[0.0, 0.0]], INK, 8))
            .x_range(-1.4 * half, 1.4 * half)
            .y_range(-half, half)
            .equal_aspect()
            .x("(<i>f</i>₁ − <i>f</i>₁(<b>a</b>)) ÷ <i>r</i>")
            .y("(<i>f</i>₂ − <i>f</i>₂(<b>a</b>)) ÷ <i>r</i>")
            .title("Near a point every smooth map is linear")
            .note(&format!(
                "half width <i>r</i> = {}: largest difference <b>{}</b>",
                short(r),
                short(gap)
            ));
        scenes.push((short(r), legend_above(figure)));
    }
    animate_from("<i>r</i>", &scenes, 0, 700)
}

/// (f(a + r·u) − f(a))/r.
fn moved(
    f: VectorMap<'_>,
    best: &LinearApproximation,
    u: &Array1<f64>,
    r: f64,
) -> Result<Array1<f64>, MathError> {
    let there = f(&(&best.at + &(u * r)));
    check::same_length("figure", &there, &best.value)?;
    Ok((there - &best.value) / r)
}

/// A path along all lines of a grid over [−1, 1]²: rows first, then columns.
fn snake() -> Vec<Point> {
    const LINES: i32 = 5;
    /// Steps per line; the way to the next line takes a quarter of them.
    const STEPS: i32 = 12;
    const NEXT: i32 = STEPS / (LINES - 1);
    let place = |k: i32| 2.0 * f64::from(k) / f64::from(STEPS) - 1.0;
    let mut rows = Vec::new();
    for line in 0..LINES {
        // Every other line backwards, so that the pen moves on along the edge, in steps
        // as small as everywhere: the edge is curved after the map like any other line.
        let end = if line % 2 == 0 { STEPS } else { 0 };
        rows.extend((0..=STEPS).map(|k| [place((STEPS - end - k).abs()), place(NEXT * line)]));
        if line < LINES - 1 {
            rows.extend((1..NEXT).map(|k| [place(end), place(NEXT * line + k)]));
        }
    }
    // The rows end at (1, 1); the columns are the same way mirrored, and start there.
    let columns = rows.iter().map(|p| [-p[1], -p[0]]);
    let columns: Vec<Point> = columns.collect();
    rows.into_iter().chain(columns).collect()
}

fn images(
    points: &[Point],
    map: &dyn Fn(&Array1<f64>) -> Result<Array1<f64>, MathError>,
) -> Result<Vec<Point>, MathError> {
    points
        .iter()
        .map(|p| {
            let q = map(&array![p[0], p[1]])?;
            check::finite("figure", "f near the point", &q)?;
            Ok([q[0], q[1]])
        })
        .collect()
}

fn largest_gap(a: &[Point], b: &[Point]) -> f64 {
    a.iter().zip(b).fold(0.0, |m: f64, (p, q)| m.max((p[0] - q[0]).hypot(p[1] - q[1])))
}

/// A small circle sent through two maps, one after the other; the slider is its radius r.
///
/// Each panel is measured in units of r. Dashed: the ellipses into which the Jacobian of
/// the first map, and the product of both, send the circle.
///
/// # Formula
///
/// J_{g∘f}(a) = J_g(f(a)) J_f(a).
///
/// # Errors
///
/// [`MathError::ShapeMismatch`] unless both map the plane to the plane;
/// [`MathError::NotFinite`] where one is not finite.
///
/// # Source
///
/// Foundations §3.3, theorem 5.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let turn = |p: &Array1<f64>| array![-p[1], p[0]];
/// let bend = |p: &Array1<f64>| array![p[0] * p[1], p[0] + p[1]];
/// let figure = plot::chain_of_maps(&turn, &bend, &array![1.0, 0.5])?;
/// assert_eq!(figure.frame_count(), 10);
/// # Ok::<(), MathError>(())
/// ```
pub fn chain_of_maps(
    f: VectorMap<'_>,
    g: VectorMap<'_>,
    at: &ArrayRef1<f64>,
) -> Result<Figure, MathError> {
    const NAME: &str = "chain_of_maps";
    let point = super::charts::plane_vector(NAME, "at", at)?;
    let chain = jacobian_chain(&[f, g], &array![point[0], point[1]])?;
    for value in &chain.points {
        super::charts::plane_vector(NAME, "the value of a map", value)?;
    }
    let whole = |x: &Array1<f64>| g(&f(x));
    let stage = |k: usize, matrix: &Array2<f64>| LinearApproximation {
        at: chain.points[0].clone(),
        value: chain.points[k].clone(),
        matrix: matrix.clone(),
    };
    let (first, both) = (stage(1, &chain.jacobians[0]), stage(2, &chain.product));
    let circle: Vec<Point> = (0..=48)
        .map(|k| (f64::from(k) * 7.5).to_radians().sin_cos())
        .map(|(s, c)| [c, s])
        .collect();
    let ellipses = [
        images(&circle, &|u| matvec(&first.matrix, u))?,
        images(&circle, &|u| matvec(&both.matrix, u))?,
    ];
    let half = |points: &[Point]| {
        1.6 * points.iter().fold(0.0_f64, |m, p| m.max(p[0].abs()).max(p[1].abs())).max(1e-9)
    };
    let panel = |bent: &[Point], flat: &[Point], colour, title: &str, half: f64| {
        Figure::new()
            .add(draw::line("", bent, colour, 2.5))
            .add(draw::dashed("", flat, INK))
            // The point of the circle to the right, followed through both maps.
            .add(draw::dots("", &[bent[0]], AMBER, 10))
            .x_range(-half, half)
            .y_range(-half, half)
            .equal_aspect()
            .x("first entry ÷ <i>r</i>")
            .y("second entry ÷ <i>r</i>")
            .title(title)
    };
    let mut scenes = Vec::new();
    for r in RADII {
        let bent = [
            images(&circle, &|u| moved(f, &first, u, r))?,
            images(&circle, &|u| moved(&whole, &both, u, r))?,
        ];
        let gap = largest_gap(&bent[1], &ellipses[1]);
        let figures = [
            panel(&circle, &circle, BLUE, "a circle", 1.6),
            panel(&bent[0], &ellipses[0], GREEN, "after <i>f</i>", half(&ellipses[0])),
            panel(&bent[1], &ellipses[1], RED, "after <i>g</i> ∘ <i>f</i>", half(&ellipses[1])),
        ];
        let figure = side_by_side(&figures)?
            .title("Two maps in a row: two Jacobians multiplied")
            .note(&format!(
                "<i>r</i> = {}: curve and ellipse of the product differ by <b>{}</b>",
                short(r),
                number(gap)
            ))
            .size(style::WIDTH, 350);
        scenes.push((short(r), raised(figure)));
    }
    animate_from("<i>r</i>", &scenes, 1, 700)
}

/// Lifts the note above the panels' own titles.
fn raised(mut figure: Figure) -> Figure {
    if let Some(words) = figure.layout.get_mut("annotations").and_then(|a| a.as_array_mut()) {
        for note in words.iter_mut().filter(|w| w["name"] == "note") {
            note["yshift"] = json!(30);
        }
    }
    figure.set("margin.t", json!(96))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_corner_keeps_its_ratio_under_the_glass() {
        let corner = zoom(&f64::abs, 0.0).unwrap();
        for frame in &corner.frames {
            assert!(frame.to_string().contains("distance = <b>1</b>"), "{frame}");
        }
        let smooth = zoom(&|x: f64| x.powi(2), 1.0).unwrap();
        assert!(smooth.frames[9].to_string().contains("distance = <b>0.001</b>"));
    }

    #[test]
    fn the_grid_is_drawn_in_one_stroke_along_its_lines() {
        let path = snake();
        for pair in path.windows(2) {
            let (dx, dy) = ((pair[0][0] - pair[1][0]).abs(), (pair[0][1] - pair[1][1]).abs());
            assert!(dx < 1e-12 || dy < 1e-12, "{pair:?}");
            assert!(dx.max(dy) < 0.17, "{pair:?}");
        }
    }

    #[test]
    fn a_linear_map_needs_no_zoom() {
        let shear = |p: &Array1<f64>| array![p[0] + p[1], p[1]];
        assert_eq!(jacobian_grid(&shear, &array![0.5, 0.5]).unwrap().frame_count(), 10);
        let chain = chain_of_maps(&shear, &shear, &array![0.0, 1.0]).unwrap();
        assert!(chain.frames[0].to_string().contains("differ by <b>0.00</b>"));
    }

    #[test]
    fn wrong_input_is_an_error_and_never_a_panic() {
        assert!(zoom(&f64::ln, 0.5).is_err());
        assert!(zoom(&f64::sin, f64::NAN).is_err());
        assert!(best_slope(&f64::sqrt, 0.5).is_err());
        assert!(error_ratios(&[]).is_err());
        let three = |p: &Array1<f64>| array![p[0], p[1], 0.0];
        let plane = |p: &Array1<f64>| p.clone();
        assert!(jacobian_grid(&three, &array![0.0, 0.0]).is_err());
        assert!(jacobian_grid(&plane, &array![0.0]).is_err());
        assert!(chain_of_maps(&plane, &three, &array![0.0, 0.0]).is_err());
        assert!(jacobian_grid(&|p| p.mapv(f64::ln), &array![0.5, 0.5]).is_err());
    }
}
