//! Eigenvectors, singular values and low rank, as pictures (Guide §1.3).

use crate::check;
use crate::error::MathError;
use crate::linalg::{eig, svd};
use crate::plot::canvas::animation::animate_from;
use crate::plot::canvas::draw::{self, Point, decimals, number};
use crate::plot::canvas::figure::{Figure, side_by_side};
use crate::plot::canvas::legend::legend_above;
use crate::plot::canvas::square::{Square, apply, determinant, grid, inline, two_by_two};
use crate::plot::canvas::style::{self, AMBER, BLUE, GREEN, INK, PURPLE, RED, SKY};
use crate::plot::canvas::view::{View, plane_vector};
use crate::plot::charts::pictures::image;
use crate::plot::charts::series::steps;
use ndarray::{ArrayRef1, ArrayRef2};
use serde_json::json;
use std::f64::consts::PI;

const ORIGIN: Point = [0.0, 0.0];

/// The real eigenvalues of a 2 × 2 matrix and their directions (empty for a pair of
/// complex ones), the strongest first.
fn real_directions(a: &ArrayRef2<f64>) -> Result<Vec<(f64, Point)>, MathError> {
    let found = eig(a)?;
    if !found.is_real() {
        return Ok(Vec::new());
    }
    let (values, vectors) = (found.real_values()?, found.real_vectors()?);
    Ok((0..2).map(|k| (values[k], [vectors[[0, k]], vectors[[1, k]]])).collect())
}

/// A line through the origin, out to the edge of the view.
fn through(direction: Point, view: &View) -> [Point; 2] {
    let reach = view.reach();
    [-reach, reach].map(|t| [t * direction[0], t * direction[1]])
}

/// The largest stretch of a matrix: how far the image of the unit circle reaches.
fn reach_of(a: &Square) -> f64 {
    (0..72)
        .map(|k| f64::from(k) * PI / 36.0)
        .map(|t| apply(a, [t.cos(), t.sin()]))
        .fold(1.0, |m, p| m.max(p[0].hypot(p[1])))
}

/// A unit vector goes round; its image turns with it, except along eigenvectors.
///
/// The slider is the direction of **x**. On dashed lines — the eigenvectors — the image
/// lies on the same line, stretched by the eigenvalue; the slider stops there exactly.
///
/// # Formula
///
/// A v = λ v.
///
/// # Errors
///
/// [`MathError::ShapeMismatch`] unless `a` is 2 × 2; [`MathError::NotFinite`] for NaN or
/// infinite entries.
///
/// # Source
///
/// Guide §1.3.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let figure = plot::eigen_directions(&array![[4.0, 2.0], [1.0, 3.0]])?;
/// assert!(figure.to_json().contains("λ = 5.00"));
/// assert!(figure.to_json().contains("λ = 2.00"));
/// # Ok::<(), MathError>(())
/// ```
pub fn eigen_directions(a: &ArrayRef2<f64>) -> Result<Figure, MathError> {
    let m = two_by_two("eigen_directions", "a", a)?;
    let directions = real_directions(a)?;
    let view = View::centred(1.12 * reach_of(&m));
    // Every ten degrees of a half turn, and the eigenvectors themselves.
    let mut angles: Vec<(f64, Option<f64>)> = (0..=18).map(|k| (f64::from(10 * k), None)).collect();
    for (value, v) in &directions {
        let angle = v[1].atan2(v[0]).to_degrees().rem_euclid(180.0);
        angles.retain(|(other, exact)| exact.is_some() || (other - angle).abs() > 2.0);
        angles.push((angle, Some(*value)));
    }
    angles.sort_by(|p, q| p.0.total_cmp(&q.0));
    let circle: Vec<Point> =
        (0..=60).map(|k| f64::from(k) * PI / 30.0).map(|t| [t.cos(), t.sin()]).collect();
    let ellipse: Vec<Point> = circle.iter().map(|p| apply(&m, *p)).collect();
    let mut scenes = Vec::new();
    for (degrees, exact) in angles {
        let (sin, cos) = degrees.to_radians().sin_cos();
        let x = [cos, sin];
        let y = apply(&m, x);
        let turn = (x[0] * y[1] - x[1] * y[0]).atan2(x[0] * y[0] + x[1] * y[1]).to_degrees();
        let mut figure = Figure::new();
        for (k, (value, v)) in directions.iter().enumerate() {
            let name = tr!("eigenvector, λ = {value}", value = number(*value));
            figure = figure.add(draw::dashed(&name, &through(*v, &view), [GREEN, PURPLE][k]));
        }
        let head = view.head();
        let figure = figure
            .add(draw::line("", &circle, style::faint(BLUE, 0.5).as_str(), 1.5))
            .add(draw::line("", &ellipse, style::faint(RED, 0.5).as_str(), 1.5))
            .add(draw::unlisted(draw::arrow("<i>A</i><b>x</b>", ORIGIN, y, RED, head)))
            .add(draw::unlisted(draw::arrow("<b>x</b>", ORIGIN, x, BLUE, head)))
            .add(draw::words(&[
                ("<i>A</i><b>x</b>", draw::beyond(ORIGIN, y, 1.5 * head), RED),
                ("<b>x</b>", aside(x, y, 1.4 * head), BLUE),
            ]));
        let says = match exact {
            Some(value) => {
                tr!(
                    "<b>no turn: <i>A</i><b>x</b> = λ<b>x</b> with λ = {value}</b>",
                    value = number(value)
                )
            }
            None => tr!("<i>A</i> turns <b>x</b> by {turn}°", turn = decimals(turn, 1)),
        };
        let mut figure = view
            .frame(figure)
            .title(tr!("Eigenvectors: the directions that do not turn"))
            .note(&format!("<i>A</i> = {}: {says}", inline(&m)));
        if !directions.is_empty() {
            figure = legend_above(figure);
        }
        scenes.push((draw::degrees(degrees), figure));
    }
    animate_from(tr!("angle of <b>x</b>"), &scenes, 6.min(scenes.len() - 1), 350)
}

/// Where the name of a short arrow can stand without lying on a long one.
fn aside(x: Point, y: Point, distance: f64) -> Point {
    let side = if x[0] * y[1] - x[1] * y[0] > 0.0 { -1.0 } else { 1.0 };
    [x[0] - side * distance * x[1], x[1] + side * distance * x[0]]
}

/// A = UΣVᵀ in motion: turn, stretch along the axes, turn again.
///
/// The unit circle becomes an ellipse whose half-axes are the singular values; the
/// arrows start as the right singular vectors and end as σᵢuᵢ.
///
/// # Formula
///
/// A = U Σ Vᵀ: first Vᵀ turns, then Σ stretches by σ₁ ≥ σ₂ ≥ 0, then U turns. When
/// det A < 0 one of the two turns would have to be a reflection; the picture turns
/// properly and lets the stretch go through zero to −σ₂ instead.
///
/// # Errors
///
/// [`MathError::ShapeMismatch`] unless `a` is 2 × 2; [`MathError::NotFinite`] for NaN or
/// infinite entries.
///
/// # Source
///
/// Guide §1.3.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let figure = plot::svd_steps(&array![[3.0, 1.0], [2.0, 4.0]])?;
/// assert_eq!(figure.frame_count(), 25);
/// # Ok::<(), MathError>(())
/// ```
pub fn svd_steps(a: &ArrayRef2<f64>) -> Result<Figure, MathError> {
    let m = two_by_two("svd_steps", "a", a)?;
    let parts = svd(a)?;
    let mut v = [[parts.vt[[0, 0]], parts.vt[[0, 1]]], [parts.vt[[1, 0]], parts.vt[[1, 1]]]];
    let mut u = [[parts.u[[0, 0]], parts.u[[0, 1]]], [parts.u[[1, 0]], parts.u[[1, 1]]]];
    let mut s = [parts.s[0], parts.s[1]];
    // Make both turns proper: a second vector that is mirrored changes its sign.
    if determinant(&v) < 0.0 {
        v[1] = v[1].map(|x| -x);
        s[1] = -s[1];
    }
    if determinant(&u) < 0.0 {
        u[0][1] = -u[0][1];
        u[1][1] = -u[1][1];
        s[1] = -s[1];
    }
    let first = v[1][0].atan2(v[0][0]);
    let last = u[1][0].atan2(u[0][0]);
    let turn = |p: Point, t: f64| {
        let (sin, cos) = t.sin_cos();
        [cos * p[0] - sin * p[1], sin * p[0] + cos * p[1]]
    };
    let view = View::centred(1.15 * reach_of(&m));
    let circle: Vec<Point> =
        (0..=60).map(|k| f64::from(k) * PI / 30.0).map(|t| [t.cos(), t.sin()]).collect();
    let lines: Vec<Point> = grid(2, 1).iter().map(|p| [p[0] * 0.5, p[1] * 0.5]).collect();
    let degrees = |t: f64| decimals(t.to_degrees(), 1);
    let mut scenes = Vec::new();
    for k in 0..=24 {
        // Eight frames for each of the three movements, slow at both ends.
        let progress = |from: i32| {
            let t = f64::from((k - from).clamp(0, 8)) / 8.0;
            t * t * (3.0 - 2.0 * t)
        };
        let (p, q, r) = (progress(0), progress(8), progress(16));
        let stretch = [1.0 + q * (s[0] - 1.0), 1.0 + q * (s[1] - 1.0)];
        let moved = |x: Point| {
            let x = turn(x, p * first);
            turn([stretch[0] * x[0], stretch[1] * x[1]], r * last)
        };
        let all = |list: &[Point]| list.iter().map(|x| moved(*x)).collect::<Vec<_>>();
        let (one, two) = (moved(v[0]), moved(v[1]));
        let head = view.head();
        let (step, says) = match k {
            0 => ("<b>x</b>", tr!("the unit circle and the right singular vectors").to_string()),
            1..=8 => {
                ("<i>V</i>ᵀ<b>x</b>", tr!("<i>V</i>ᵀ turns by {first}°", first = degrees(first)))
            }
            9..=16 => (
                "Σ<i>V</i>ᵀ<b>x</b>",
                tr!(
                    "Σ stretches by {value} and {value2}",
                    value = number(s[0]),
                    value2 = number(s[1])
                ),
            ),
            _ => (
                "<i>U</i>Σ<i>V</i>ᵀ<b>x</b>",
                tr!("<i>U</i> turns by {last}°", last = degrees(last)),
            ),
        };
        let names = match k {
            0..=8 => ["<b>v</b>₁", "<b>v</b>₂"],
            9..=16 => ["σ₁", "σ₂"],
            _ => ["σ₁<b>u</b>₁", "σ₂<b>u</b>₂"],
        };
        let figure = Figure::new()
            .add(draw::line("", &all(&lines), style::faint(SKY, 0.55).as_str(), 1.0))
            .add(draw::area(tr!("image of the unit circle"), &all(&circle), BLUE, 0.2))
            .add(draw::arrow(tr!("first singular vector"), ORIGIN, one, RED, head))
            .add(draw::arrow(tr!("second singular vector"), ORIGIN, two, GREEN, head))
            .add(draw::words(&[
                (names[0], draw::beyond(ORIGIN, one, 1.5 * head), RED),
                (names[1], draw::beyond(ORIGIN, two, 1.5 * head), GREEN),
            ]));
        let figure = view
            .frame(figure)
            .title(tr!("The SVD of a matrix: turn, stretch, turn"))
            .note(&format!("{step}: {says}"));
        let stage = [tr!("start"), "<i>V</i>ᵀ", "Σ", "<i>U</i>"][((k + 7) / 8) as usize];
        let label = match k % 8 {
            0 => stage.to_string(),
            part => format!("{stage} {}/8", part),
        };
        scenes.push((label, figure));
    }
    // The still shows the ellipse along the axes: turned and stretched, not yet turned again.
    animate_from(tr!("step"), &scenes, 16, 120)
}

/// The singular values of a matrix, one below the other, on a scale of powers of ten.
///
/// # Errors
///
/// [`MathError::Empty`] without entries; [`MathError::NotFinite`] for NaN or infinite
/// entries; [`MathError::ZeroVector`] for the zero matrix, whose singular values no such
/// scale can show.
///
/// # Source
///
/// Guide §1.3.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let figure = plot::singular_values(&array![[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])?;
/// assert_eq!(figure.trace_count(), 1);
/// # Ok::<(), MathError>(())
/// ```
pub fn singular_values(a: &ArrayRef2<f64>) -> Result<Figure, MathError> {
    check::not_empty("singular_values", "a", a)?;
    check::finite("singular_values", "a", a)?;
    decay("singular_values", &svd(a)?.s)
}

fn decay(operation: &'static str, s: &ArrayRef1<f64>) -> Result<Figure, MathError> {
    // What is rounding noise beside the largest stands for zero and is left out.
    let floor = s.first().copied().unwrap_or(0.0) * s.len() as f64 * f64::EPSILON;
    let points: Vec<Point> = s
        .iter()
        .enumerate()
        .filter(|(_, v)| **v > floor)
        .map(|(k, v)| [(k + 1) as f64, *v])
        .collect();
    if points.is_empty() {
        return Err(MathError::ZeroVector { operation, argument: "a" });
    }
    Ok(Figure::new()
        .add(steps(tr!("singular value"), &points, BLUE))
        .log_y()
        .title(tr!("Singular values"))
        .x(tr!("index <i>k</i>"))
        .y("σₖ"))
}

/// A picture rebuilt from its strongest k layers; the slider is k.
///
/// On the right the singular values: those that are used, and the rest.
///
/// # Formula
///
/// Aₖ = Σ σᵢ uᵢ vᵢᵀ over i ≤ k. Energy: Σ σᵢ² over i ≤ k, as a share of all; relative
/// error: ‖A − Aₖ‖_F / ‖A‖_F; numbers to store: k (m + n + 1) instead of m n.
///
/// # Errors
///
/// - [`MathError::Empty`] or [`MathError::NotFinite`] for the picture,
/// - [`MathError::Empty`] without ranks,
/// - [`MathError::InvalidArgument`] for a rank beyond the picture's sides,
/// - [`MathError::ZeroVector`] for a picture that is black all over.
///
/// # Source
///
/// Guide §1.3; Eckart and Young (1936).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let stripes = Array2::from_shape_fn((8, 8), |(i, j)| ((i / 2 + j / 4) % 2) as f64);
/// let figure = plot::low_rank_image(&stripes, &[1, 2])?;
/// assert_eq!(figure.frame_count(), 2);
/// # Ok::<(), MathError>(())
/// ```
pub fn low_rank_image(picture: &ArrayRef2<f64>, ranks: &[usize]) -> Result<Figure, MathError> {
    const NAME: &str = "low_rank_image";
    check::not_empty(NAME, "picture", picture)?;
    check::finite(NAME, "picture", picture)?;
    if ranks.is_empty() {
        return Err(MathError::Empty { operation: NAME, argument: "ranks" });
    }
    let parts = svd(picture)?;
    let (rows, columns) = picture.dim();
    let stored = rows * columns;
    let total: f64 = parts.s.iter().map(|s| s * s).sum();
    let low = picture.iter().copied().fold(f64::INFINITY, f64::min);
    let high = picture.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let (low, high) = if high > low { (low, high) } else { (low - 0.5, high + 0.5) };
    let values = decay(NAME, &parts.s)?;
    let mut scenes = Vec::new();
    for &k in ranks {
        if k == 0 || k > parts.s.len() {
            return Err(MathError::InvalidArgument {
                operation: NAME,
                argument: "ranks",
                reason: format!("contains {k}; a rank runs from 1 to {}", parts.s.len()),
            });
        }
        let kept: f64 = parts.s.iter().take(k).map(|s| s * s).sum();
        let numbers = k * (rows + columns + 1);
        let chosen: Vec<Point> = (0..k)
            .map(|i| [(i + 1) as f64, parts.s[i]])
            .filter(|p| p[1] > 1e-12 * parts.s[0])
            .collect();
        let left = image(&parts.low_rank(k)?.approximation, low, high)?;
        let right = values
            .clone()
            .add(draw::dots(tr!("used"), &chosen, RED, 8))
            .set("yaxis.side", json!("right"))
            .set("title", json!(null));
        let figure =
            side_by_side(&[left, right])?.title(tr!("A picture at rank <i>k</i>")).note(&tr!("energy {total} %, error {total2} %, numbers stored {numbers} of {stored} ({stored2} %)", total = decimals(100.0 * kept / total, 2), total2 = decimals(100.0 * (1.0 - kept / total).max(0.0).sqrt(), 1), numbers, stored, stored2 = decimals(100.0 * numbers as f64 / stored as f64, 0)));
        scenes.push((k.to_string(), figure));
    }
    animate_from("<i>k</i>", &scenes, scenes.len() / 3, 700)
}

/// Power iteration step by step: multiply, scale to length one, repeat.
///
/// On the left the direction after each step and the eigenvectors (dashed); on the
/// right the angle that is left, on a scale of powers of ten.
///
/// # Formula
///
/// xₖ₊₁ = A xₖ / ‖A xₖ‖; the angle to v₁ shrinks by about |λ₂/λ₁| in each step.
///
/// # Errors
///
/// - [`MathError::ShapeMismatch`] unless `a` is 2 × 2 and `start` has two entries,
/// - [`MathError::NotFinite`] for NaN or infinite entries,
/// - [`MathError::ZeroVector`] for a start without direction, or one that `a` sends to
///   zero,
/// - [`MathError::InvalidArgument`] when the eigenvalues are complex or of equal size, so
///   that no direction wins,
/// - [`MathError::OutOfRange`] unless 1 ≤ `count` ≤ 60.
///
/// # Source
///
/// Guide §1.3.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let a = array![[4.0, 2.0], [1.0, 3.0]];
/// let figure = plot::power_steps(&a, &array![-1.0, 2.0], 10)?;
/// assert_eq!(figure.frame_count(), 11);
/// # Ok::<(), MathError>(())
/// ```
pub fn power_steps(
    a: &ArrayRef2<f64>,
    start: &ArrayRef1<f64>,
    count: usize,
) -> Result<Figure, MathError> {
    const NAME: &str = "power_steps";
    let m = two_by_two(NAME, "a", a)?;
    let mut x = plane_vector(NAME, "start", start)?;
    if !(1..=60).contains(&count) {
        return Err(MathError::OutOfRange {
            operation: NAME,
            argument: "count",
            value: count as f64,
            expected: "a whole number from 1 to 60",
        });
    }
    let directions = real_directions(a)?;
    let ratio = match directions.as_slice() {
        [(first, _), (second, _)] if first.abs() > second.abs() * (1.0 + 1e-9) => second / first,
        _ => {
            return Err(MathError::InvalidArgument {
                operation: NAME,
                argument: "a",
                reason: "has no real eigenvalue that is larger in size than the other, so no \
                         direction wins; take another matrix"
                    .to_string(),
            });
        }
    };
    let strongest = directions[0].1;
    let mut path = Vec::new();
    for _ in 0..=count {
        let length = x[0].hypot(x[1]);
        if length == 0.0 {
            return Err(MathError::ZeroVector { operation: NAME, argument: "start" });
        }
        x = [x[0] / length, x[1] / length];
        path.push(x);
        x = apply(&m, x);
    }
    let angle = |x: Point| {
        let across = (x[0] * strongest[1] - x[1] * strongest[0]).abs();
        let along = (x[0] * strongest[0] + x[1] * strongest[1]).abs();
        // Below this nothing but rounding is left.
        across.atan2(along).to_degrees().max(1e-8)
    };
    let angles: Vec<Point> = path.iter().enumerate().map(|(k, x)| [k as f64, angle(*x)]).collect();
    let view = View::square(1.35);
    // The name of a direction stands beside its line.
    let aside = |v: Point| {
        let [right, up] = draw::beyond(ORIGIN, v, 2.0 * view.head());
        [right - 1.8 * view.head() * v[1], up + 1.8 * view.head() * v[0]]
    };
    let mut scenes = Vec::new();
    for (k, x) in path.iter().enumerate() {
        let image = apply(&m, *x);
        let estimate = x[0] * image[0] + x[1] * image[1];
        let colours = [GREEN, PURPLE];
        let mut figure = Figure::new();
        for ((_, v), colour) in directions.iter().zip(colours) {
            figure = figure.add(draw::dashed(tr!("eigenvector"), &through(*v, &view), colour));
        }
        let figure = figure
            .add(draw::dots(tr!("so far"), &path[..=k], AMBER, 7))
            .add(draw::arrow("<b>x</b>", ORIGIN, *x, BLUE, view.head()))
            .add(draw::words(&[
                ("<b>v</b>₁", aside(strongest), GREEN),
                ("<b>v</b>₂", aside(directions[1].1), PURPLE),
            ]));
        let left = view.frame(figure).note(&tr!("after {k} steps: estimate of λ₁ = <b>{estimate}</b>, true {directions}; |λ₂/λ₁| = {ratio}", k, estimate = decimals(estimate, 6), directions = decimals(directions[0].0, 6), ratio = number(ratio.abs())));
        let right = Figure::new()
            .add(steps(tr!("angle"), &angles, INK))
            .add(draw::dots(tr!("now"), &[angles[k]], BLUE, 12))
            .log_y()
            .set("yaxis.dtick", json!(1))
            .x(tr!("step <i>k</i>"))
            .y(tr!("angle to <b>v</b>₁ (degrees)"));
        scenes.push((
            k.to_string(),
            side_by_side(&[left, right])?
                .title(tr!("Power iteration: the strongest direction wins")),
        ));
    }
    animate_from("<i>k</i>", &scenes, 2.min(scenes.len() - 1), 500)
}
