//! Vectors as arrows: sums, dot products, norms, similarity (Guide §1.1).

use crate::check;
use crate::error::MathError;
use crate::linalg::cosine_similarity_matrix;
use crate::plot::canvas::animation::animate_from;
use crate::plot::canvas::draw::{self, Point, number};
use crate::plot::canvas::figure::{Figure, side_by_side};
use crate::plot::canvas::legend::legend_below;
use crate::plot::canvas::style::{self, BLUE, GREEN, INK, RED};
use crate::plot::canvas::view::{View, plane_vector};
use crate::plot::charts::heatmap::cells;
use ndarray::{ArrayRef1, ArrayRef2};
use serde_json::json;
use std::f64::consts::PI;

const ORIGIN: Point = [0.0, 0.0];

/// The dot product while `b` turns around the origin; the slider is the angle θ to `a`.
///
/// On the left the two arrows and the shadow of `b` on the line of `a`; on the right
/// a·b over the angle, with the moment of the slider marked.
///
/// # Formula
///
/// a·b = ‖a‖ ‖b‖ cos θ; the shadow has the signed length a·b / ‖a‖.
///
/// # Errors
///
/// [`MathError::ShapeMismatch`] unless both vectors have two entries;
/// [`MathError::NotFinite`] for NaN or infinite ones; [`MathError::ZeroVector`] when one of
/// them has no direction.
///
/// # Source
///
/// Guide §1.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let figure = plot::dot_product(&array![3.0, 4.0], &array![1.0, 2.0])?;
/// assert_eq!(figure.frame_count(), 25); // every 15° of a full turn
/// # Ok::<(), MathError>(())
/// ```
pub fn dot_product(a: &ArrayRef1<f64>, b: &ArrayRef1<f64>) -> Result<Figure, MathError> {
    let a = plane_vector("dot_product", "a", a)?;
    let b = plane_vector("dot_product", "b", b)?;
    let (long_a, long_b) = (a[0].hypot(a[1]), b[0].hypot(b[1]));
    for (argument, length) in [("a", long_a), ("b", long_b)] {
        if length == 0.0 {
            return Err(MathError::ZeroVector { operation: "dot_product", argument });
        }
    }
    let towards_a = a[1].atan2(a[0]);
    let unit = [a[0] / long_a, a[1] / long_a];
    let view = View::square(1.3 * long_a.max(long_b));
    let product = |degrees: f64| long_a * long_b * (degrees * PI / 180.0).cos();
    let curve: Vec<Point> = (0..=72).map(|k| f64::from(5 * k)).map(|d| [d, product(d)]).collect();
    let mut scenes = Vec::new();
    for degrees in (0..=360).step_by(15).map(f64::from) {
        let theta = degrees * PI / 180.0;
        let b = [long_b * (towards_a + theta).cos(), long_b * (towards_a + theta).sin()];
        let shadow = long_b * theta.cos();
        let foot = [shadow * unit[0], shadow * unit[1]];
        let line = [-view.reach(), view.reach()].map(|t| [t * unit[0], t * unit[1]]);
        let [at_a, at_b] = draw::apart([a, b], 1.1 * view.head());
        let arrows = Figure::new()
            .add(draw::line("", &line, style::GRID, 1.0))
            .add(draw::dashed("", &[b, foot], INK))
            .add(draw::arrow("<b>a</b>", ORIGIN, a, BLUE, view.head()))
            .add(draw::arrow("<b>b</b>", ORIGIN, b, RED, view.head()))
            .add(draw::line(tr!("shadow of <b>b</b> on <b>a</b>"), &[ORIGIN, foot], GREEN, 6.0))
            .add(draw::words(&[("<b>a</b>", at_a, BLUE), ("<b>b</b>", at_b, RED)]));
        let arrows = view.frame(arrows).note(&format!(
            "<b>a</b>·<b>b</b> = ‖<b>a</b>‖ ‖<b>b</b>‖ cos θ = {} × {} × {} = <b>{}</b>",
            number(long_a),
            number(long_b),
            number(theta.cos()),
            number(product(degrees))
        ));
        let graph = Figure::new()
            .add(draw::line("<b>a</b>·<b>b</b>", &curve, INK, 2.0))
            .add(draw::dots(tr!("now"), &[[degrees, product(degrees)]], GREEN, 12))
            .x(tr!("angle θ (degrees)"))
            .y("<b>a</b>·<b>b</b>")
            .x_range(-10.0, 370.0)
            .y_range(-1.15 * long_a * long_b, 1.15 * long_a * long_b)
            .set("xaxis.dtick", json!(90));
        scenes.push((
            format!("{degrees:.0}°"),
            side_by_side(&[arrows, graph])?.title(tr!("The dot product as <b>b</b> turns")),
        ));
    }
    animate_from("θ", &scenes, 2, 200)
}

/// Addition as a walk along one arrow and then the other: the parallelogram.
///
/// # Formula
///
/// (a + b)ᵢ = aᵢ + bᵢ.
///
/// # Errors
///
/// [`MathError::ShapeMismatch`] unless both vectors have two entries;
/// [`MathError::NotFinite`] for NaN or infinite entries.
///
/// # Source
///
/// Guide §1.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let figure = plot::vector_sum(&array![3.0, 1.0], &array![1.0, 2.0])?;
/// assert!(figure.to_json().contains("(4, 3)"));
/// # Ok::<(), MathError>(())
/// ```
pub fn vector_sum(a: &ArrayRef1<f64>, b: &ArrayRef1<f64>) -> Result<Figure, MathError> {
    let a = plane_vector("vector_sum", "a", a)?;
    let b = plane_vector("vector_sum", "b", b)?;
    let sum = [a[0] + b[0], a[1] + b[1]];
    let view = View::around(&[a, b, sum]);
    let name = |letter: &str, v: Point| {
        let entry = |x: f64| {
            let text = draw::decimals(x, if x.fract() == 0.0 { 0 } else { 2 });
            text.to_string()
        };
        format!("<b>{letter}</b> = ({}, {})", entry(v[0]), entry(v[1]))
    };
    let head = view.head();
    let figure = Figure::new()
        .add(draw::dashed(tr!("<b>b</b>, moved to the tip of <b>a</b>"), &[a, sum], RED))
        .add(draw::dashed(tr!("<b>a</b>, moved to the tip of <b>b</b>"), &[b, sum], BLUE))
        .add(draw::arrow(&name("a", a), ORIGIN, a, BLUE, head))
        .add(draw::arrow(&name("b", b), ORIGIN, b, RED, head))
        .add(draw::arrow(&name("a</b> + <b>b", sum), ORIGIN, sum, GREEN, head))
        .add(draw::words(&[
            ("<b>a</b>", draw::beyond(ORIGIN, a, 1.2 * head), BLUE),
            ("<b>b</b>", draw::beyond(ORIGIN, b, 1.2 * head), RED),
            ("<b>a</b> + <b>b</b>", draw::beyond(ORIGIN, sum, 1.8 * head), GREEN),
        ]));
    Ok(legend_below(view.frame(figure).title(tr!("Adding vectors"))))
}

/// The boundary of the unit ball of the p-norm, every 2¼ degrees.
fn ball(p: f64) -> Vec<Point> {
    (0..=160)
        .map(|k| f64::from(k) * PI / 80.0)
        .map(|t| {
            let (x, y) = (t.cos(), t.sin());
            let length = if p.is_infinite() {
                x.abs().max(y.abs())
            } else {
                (x.abs().powf(p) + y.abs().powf(p)).powf(1.0 / p)
            };
            [x / length, y / length]
        })
        .collect()
}

/// All vectors of length one, when length is measured by L1, by L2 and by L∞.
///
/// # Formula
///
/// {x : |x₁| + |x₂| = 1}, {x : √(x₁² + x₂²) = 1}, {x : max(|x₁|, |x₂|) = 1}.
///
/// # Source
///
/// Guide §1.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(plot::unit_balls().trace_count(), 3);
/// ```
pub fn unit_balls() -> Figure {
    let view = View::square(1.35);
    let figure = Figure::new()
        .add(draw::area("<i>L</i>∞: max |<i>xᵢ</i>| = 1", &ball(f64::INFINITY), GREEN, 0.10))
        .add(draw::area("<i>L</i>₂: √(Σ <i>xᵢ</i>²) = 1", &ball(2.0), BLUE, 0.14))
        .add(draw::area("<i>L</i>₁: Σ |<i>xᵢ</i>| = 1", &ball(1.0), RED, 0.18));
    view.frame(figure).title(tr!("The unit balls of three norms")).legend(true)
}

/// The unit ball of the p-norm; the slider is p.
///
/// # Formula
///
/// ‖x‖ₚ = (Σ |xᵢ|ᵖ)^(1/p), and max |xᵢ| for p = ∞. Below p = 1 the ball is no longer
/// convex and the triangle inequality fails.
///
/// # Errors
///
/// Those of [`animate`](crate::plot::animate), none of which these scenes meet.
///
/// # Source
///
/// Guide §1.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(plot::lp_balls()?.frame_count(), 13);
/// # Ok::<(), MathError>(())
/// ```
pub fn lp_balls() -> Result<Figure, MathError> {
    let view = View::square(1.35);
    let mut scenes = Vec::new();
    for p in [0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0, 4.0, 6.0, 12.0, f64::INFINITY] {
        let label = if p.is_infinite() { "∞".to_string() } else { p.to_string() };
        let kind =
            if p < 1.0 { tr!("not convex, so not a norm") } else { tr!("convex, so a norm") };
        let figure = Figure::new()
            .add(draw::line("<i>L</i>₁", &ball(1.0), RED, 1.5))
            .add(draw::line("<i>L</i>₂", &ball(2.0), INK, 1.5))
            .add(draw::line("<i>L</i>∞", &ball(f64::INFINITY), GREEN, 1.5))
            .add(draw::area("<i>Lₚ</i>", &ball(p), BLUE, 0.25));
        let figure = view
            .frame(figure)
            .title(tr!("The unit ball of the <i>p</i>-norm"))
            .note(&format!("<i>p</i> = {label}: {kind}"))
            .legend(true);
        scenes.push((label, figure));
    }
    animate_from("<i>p</i>", &scenes, 2, 500)
}

/// A name of at most 24 letters.
fn brief(name: &str) -> String {
    if name.chars().count() <= 24 {
        return name.to_string();
    }
    let start: String = name.chars().take(23).collect();
    format!("{}…", start.trim_end())
}

/// How alike the directions of vectors are: the cosine of each pair, as colours.
///
/// Each row of `vectors` is one vector; `labels` names the rows.
///
/// # Formula
///
/// cos θᵢⱼ = xᵢ·xⱼ / (‖xᵢ‖ ‖xⱼ‖).
///
/// # Errors
///
/// - [`MathError::Empty`] without entries,
/// - [`MathError::NotFinite`] for NaN or infinite ones,
/// - [`MathError::InvalidArgument`] for a row of zeros,
/// - [`MathError::ShapeMismatch`] unless every vector has a label.
///
/// # Source
///
/// Guide §1.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let x = array![[1.0, 0.0], [1.0, 1.0], [0.0, 2.0]];
/// let figure = plot::cosine_heatmap(&x, &["east", "north-east", "north"])?;
/// assert_eq!(figure.trace_count(), 1);
/// # Ok::<(), MathError>(())
/// ```
pub fn cosine_heatmap(vectors: &ArrayRef2<f64>, labels: &[&str]) -> Result<Figure, MathError> {
    check::not_empty("cosine_heatmap", "vectors", vectors)?;
    let cosines = cosine_similarity_matrix(vectors)?;
    let n = cosines.nrows();
    if !labels.is_empty() && labels.len() != n {
        return Err(MathError::ShapeMismatch {
            operation: "cosine_heatmap",
            left: vec![labels.len()],
            right: vec![n],
            rule: "every row needs one label",
        });
    }
    let names: Vec<String> =
        (0..n).map(|i| labels.get(i).map_or(i.to_string(), |l| l.to_string())).collect();
    // Many or long names stand beside the rows only; the columns have their numbers.
    let numbered = n > 16 || names.iter().any(|name| name.chars().count() > 14);
    let rows: Vec<String> = match numbered {
        true => names.iter().enumerate().map(|(i, s)| format!("{} {}", brief(s), i + 1)).collect(),
        false => names.clone(),
    };
    let columns: Vec<String> = match numbered {
        true => (1..=n).map(|i| i.to_string()).collect(),
        false => names,
    };
    // The cosine's whole range, so that two such pictures can be compared.
    let mut figure = cells(&cosines, &rows, &columns, (-1.0, 1.0), "cos θ")
        .title(tr!("Cosine similarity"))
        .size(style::WIDTH, if n > 16 { 680 } else { (190 + 34 * n).clamp(380, 680) })
        .equal_aspect()
        .set("xaxis.tickangle", json!(if n > 6 && !numbered { -60 } else { 0 }));
    if n > 24 {
        figure = figure.set("xaxis.tickfont.size", json!(7)).set("yaxis.tickfont.size", json!(9));
    }
    Ok(figure.x(tr!("vector <i>j</i>")).y(tr!("vector <i>i</i>")))
}
