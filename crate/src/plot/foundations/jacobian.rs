//! A map of the plane beside its best linear one, and a chain of two.

use super::best_linear::RADII;
use crate::calculus::{LinearApproximation, VectorMap, jacobian_chain, linear_approximation};
use crate::check;
use crate::error::MathError;
use crate::linalg::matvec;
use crate::plot::canvas::animation::animate_from;
use crate::plot::canvas::curve::short;
use crate::plot::canvas::draw::{self, Point, number};
use crate::plot::canvas::figure::{Figure, side_by_side};
use crate::plot::canvas::legend::legend_above;
use crate::plot::canvas::style::{self, AMBER, BLUE, GREEN, INK, RED};
use crate::plot::canvas::view::plane_vector;
use ndarray::{Array1, Array2, ArrayRef1, array};
use serde_json::json;

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
/// [`MathError::NotFinite`] where f is not finite near `at`; [`MathError::InvalidArgument`]
/// where f is not finite at it or has no derivative.
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
    let point = plane_vector(NAME, "at", at)?;
    let best = linear_approximation(f, &array![point[0], point[1]])?;
    plane_vector(NAME, "f(at)", &best.value)?;
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
            .add(draw::line(tr!("image of the grid"), &bent, BLUE, 2.2))
            .add(draw::dashed(tr!("image under the Jacobian"), &flat, RED))
            .add(draw::dots("", &[[0.0, 0.0]], INK, 8))
            .x_range(-1.4 * half, 1.4 * half)
            .y_range(-half, half)
            .equal_aspect()
            .x("(<i>f</i>₁ − <i>f</i>₁(<b>a</b>)) ÷ <i>r</i>")
            .y("(<i>f</i>₂ − <i>f</i>₂(<b>a</b>)) ÷ <i>r</i>")
            .title(tr!("Near a point every smooth map is linear"))
            .note(&tr!(
                "half width <i>r</i> = {r}: largest difference <b>{gap}</b>",
                r = short(r),
                gap = short(gap)
            ));
        scenes.push((short(r), legend_above(figure)));
    }
    animate_from("<i>r</i>", &scenes, 3, 700)
}

/// (f(a + r·u) − f(a))/r.
pub(crate) fn moved(
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
pub(crate) fn snake() -> Vec<Point> {
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

pub(crate) fn images(
    points: &[Point],
    map: &dyn Fn(&Array1<f64>) -> Result<Array1<f64>, MathError>,
) -> Result<Vec<Point>, MathError> {
    points
        .iter()
        .map(|p| {
            let q = map(&array![p[0], p[1]])?;
            check::finite("figure", msg!("f near the point"), &q)?;
            Ok([q[0], q[1]])
        })
        .collect()
}

pub(crate) fn largest_gap(a: &[Point], b: &[Point]) -> f64 {
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
/// [`MathError::NotFinite`] where one is not finite near the point;
/// [`MathError::InvalidArgument`] where one is not finite at it or has no derivative.
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
    let point = plane_vector(NAME, "at", at)?;
    let chain = jacobian_chain(&[f, g], &array![point[0], point[1]])?;
    for value in &chain.points {
        plane_vector(NAME, msg!("the value of a map"), value)?;
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
            .x(tr!("first entry ÷ <i>r</i>"))
            .y(tr!("second entry ÷ <i>r</i>"))
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
            panel(&circle, &circle, BLUE, tr!("a circle"), 1.6),
            panel(&bent[0], &ellipses[0], GREEN, tr!("after <i>f</i>"), half(&ellipses[0])),
            panel(
                &bent[1],
                &ellipses[1],
                RED,
                tr!("after <i>g</i> ∘ <i>f</i>"),
                half(&ellipses[1]),
            ),
        ];
        let figure = side_by_side(&figures)?
            .title(tr!("Two maps in a row: two Jacobians multiplied"))
            .note(&tr!(
                "<i>r</i> = {r}: curve and ellipse of the product differ by <b>{gap}</b>",
                r = short(r),
                gap = number(gap)
            ))
            .size(style::WIDTH, 350);
        scenes.push((short(r), raised(figure)));
    }
    animate_from("<i>r</i>", &scenes, 1, 700)
}

/// Lifts the note above the panels' own titles.
pub(crate) fn raised(mut figure: Figure) -> Figure {
    if let Some(words) = figure.layout.get_mut("annotations").and_then(|a| a.as_array_mut()) {
        for note in words.iter_mut().filter(|w| w["name"] == "note") {
            note["yshift"] = json!(30);
        }
    }
    figure.set("margin.t", json!(96))
}
