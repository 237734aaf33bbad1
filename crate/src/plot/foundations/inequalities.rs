//! Cauchy–Schwarz and the triangle inequality, in the plane (Foundations §1.1).

use crate::error::MathError;
use crate::linalg::{DistanceParabola, distance_parabola};
use crate::plot::canvas::animation::animate_from;
use crate::plot::canvas::draw::{self, Point, number};
use crate::plot::canvas::figure::{Figure, side_by_side};
use crate::plot::canvas::style::{BLUE, GREEN, GRID, INK, RED};
use crate::plot::canvas::view::{View, plane_vector};
use ndarray::{ArrayRef1, array};
use serde_json::json;

const ORIGIN: Point = [0.0, 0.0];

/// A vector of the plane that is not zero, with its length.
fn arrow_of(
    operation: &'static str,
    argument: &'static str,
    v: &ArrayRef1<f64>,
) -> Result<(Point, f64), MathError> {
    let v = plane_vector(operation, argument, v)?;
    let length = v[0].hypot(v[1]);
    if length == 0.0 {
        return Err(MathError::ZeroVector { operation, argument });
    }
    Ok((v, length))
}

/// The vector of this length at an angle to another one.
fn turned(from: Point, degrees: f64, length: f64) -> Point {
    let angle = from[1].atan2(from[0]) + degrees.to_radians();
    [length * angle.cos(), length * angle.sin()]
}

/// The line x + ty with one of its points, and the parabola of its squared distances.
fn line_and_parabola(
    x: Point,
    y: Point,
    t: f64,
    end: f64,
    top: f64,
    q: &DistanceParabola,
) -> (Figure, Figure) {
    let long = x[0].hypot(x[1]);
    let view = View::square(1.75 * long.max(y[0].hypot(y[1])));
    let at = |t: f64| [x[0] + t * y[0], x[1] + t * y[1]];
    let far = view.reach() * 2.0 / y[0].hypot(y[1]);
    let head = view.head();
    let [at_x, at_y] = draw::apart([x, y], 1.2 * head);
    let plane = Figure::new()
        .add(draw::line("", &[at(-far), at(far)], GRID, 2.0))
        .add(draw::dashed("", &[ORIGIN, at(t)], GREEN))
        .add(draw::arrow("<b>x</b>", ORIGIN, x, BLUE, head))
        .add(draw::arrow("<b>y</b>", ORIGIN, y, RED, head))
        .add(draw::dots("<b>x</b> + <i>t</i><b>y</b>", &[at(t)], GREEN, 11))
        .add(draw::words(&[("<b>x</b>", at_x, BLUE), ("<b>y</b>", at_y, RED)]));
    let curve: Vec<Point> =
        (0..=40).map(|k| end * (f64::from(k) / 20.0 - 1.0)).map(|s| [s, q.evaluate(s)]).collect();
    let graph = Figure::new()
        .add(draw::line("<i>q</i>(<i>t</i>)", &curve, INK, 2.5))
        .add(draw::dots(tr!("now"), &[[t, q.evaluate(t)]], GREEN, 11))
        .x("<i>t</i>")
        .y("‖<b>x</b> + <i>t</i><b>y</b>‖²")
        .x_range(-end, end)
        .y_range(-0.08 * top, top);
    (view.frame(plane), graph)
}

/// The point x + ty on its way along the line; the slider is t.
///
/// On the left the point and its distance from the origin, on the right the square of
/// that distance, a parabola.
///
/// # Formula
///
/// q(t) = ‖x + ty‖² = ‖y‖² t² + 2 (x·y) t + ‖x‖²
///
/// # Errors
///
/// - [`MathError::ShapeMismatch`] unless both vectors have two entries,
/// - [`MathError::NotFinite`] for NaN or infinite ones,
/// - [`MathError::ZeroVector`] for the zero vector,
/// - [`MathError::Overflow`] for squares beyond the largest f64.
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
/// let figure = plot::line_parabola(&array![1.0, 2.0], &array![2.0, 1.0])?;
/// assert_eq!(figure.frame_count(), 25);
/// # Ok::<(), MathError>(())
/// ```
pub fn line_parabola(x: &ArrayRef1<f64>, y: &ArrayRef1<f64>) -> Result<Figure, MathError> {
    const NAME: &str = "line_parabola";
    let (x, long_x) = arrow_of(NAME, "x", x)?;
    let (y, long_y) = arrow_of(NAME, "y", y)?;
    let q = distance_parabola(&array![x[0], x[1]], &array![y[0], y[1]])?;
    let end = 1.6 * long_x / long_y;
    let top = 1.08 * q.evaluate(end).max(q.evaluate(-end));
    let mut scenes = Vec::new();
    for k in -12..=12 {
        let t = end * f64::from(k) / 12.0;
        let (plane, graph) = line_and_parabola(x, y, t, end, top, &q);
        let plane = plane.note(&tr!("‖<b>x</b> + <i>t</i><b>y</b>‖² = <b>{t}</b>; the smallest is {lowest} at <i>t</i> = {lowest_at}", t = number(q.evaluate(t)), lowest = number(q.lowest), lowest_at = number(q.lowest_at)));
        let whole = side_by_side(&[plane, graph])?
            .title(tr!("Along a line, the squared distance is a parabola"));
        scenes.push((number(t), whole));
    }
    animate_from("<i>t</i>", &scenes, 15, 180)
}

/// The Cauchy–Schwarz inequality as a parabola that never crosses zero; the slider turns y.
///
/// The parabola touches zero exactly when the line x + ty meets the origin, which is when
/// the two vectors are parallel (0° and 180°).
///
/// # Formula
///
/// D/4 = (x·y)² − ‖x‖²‖y‖² ≤ 0, with D the discriminant of q(t) = ‖x + ty‖²
///
/// # Errors
///
/// - [`MathError::ShapeMismatch`] unless both vectors have two entries,
/// - [`MathError::NotFinite`] for NaN or infinite ones,
/// - [`MathError::ZeroVector`] for the zero vector,
/// - [`MathError::Overflow`] for squares beyond the largest f64.
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
/// let figure = plot::cauchy_schwarz(&array![2.0, 1.0], &array![1.0, 1.0])?;
/// assert_eq!(figure.frame_count(), 19); // every 10° of half a turn
/// assert!(figure.to_json().contains("touches zero"));
/// # Ok::<(), MathError>(())
/// ```
pub fn cauchy_schwarz(x: &ArrayRef1<f64>, y: &ArrayRef1<f64>) -> Result<Figure, MathError> {
    const NAME: &str = "cauchy_schwarz";
    let (x, long_x) = arrow_of(NAME, "x", x)?;
    let (_, long_y) = arrow_of(NAME, "y", y)?;
    let end = 1.9 * long_x / long_y;
    let mut scenes = Vec::new();
    for degrees in (0..=180).step_by(10).map(f64::from) {
        let y = turned(x, degrees, long_y);
        let q = distance_parabola(&array![x[0], x[1]], &array![y[0], y[1]])?;
        let (plane, graph) = line_and_parabola(x, y, q.lowest_at, end, 3.6 * long_x * long_x, &q);
        let parallel = degrees == 0.0 || degrees == 180.0;
        let verdict = if parallel { tr!("it touches zero: parallel") } else { tr!("no root") };
        let plane = plane.note(&format!(
            "<i>D</i>/4 = (<b>x</b>·<b>y</b>)² − ‖<b>x</b>‖²‖<b>y</b>‖² = {} − {} = <b>{}</b>, {verdict}",
            number(q.half_linear * q.half_linear),
            number(q.constant * q.square),
            number(q.quarter_discriminant)
        ));
        let whole = side_by_side(&[plane, graph])?
            .title(tr!("The parabola never crosses zero, so Cauchy–Schwarz holds"));
        scenes.push((draw::degrees(degrees), whole));
    }
    animate_from(tr!("angle"), &scenes, 5, 250)
}

/// The triangle inequality; the slider turns y, and the two ways are laid out as lines.
///
/// # Formula
///
/// ‖x + y‖ ≤ ‖x‖ + ‖y‖
///
/// # Errors
///
/// [`MathError::ShapeMismatch`] unless both vectors have two entries;
/// [`MathError::NotFinite`] for NaN or infinite ones; [`MathError::ZeroVector`] for the
/// zero vector.
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
/// let figure = plot::triangle_inequality(&array![3.0, 0.0], &array![0.0, 2.0])?;
/// assert_eq!(figure.frame_count(), 13); // every 15° of half a turn
/// # Ok::<(), MathError>(())
/// ```
pub fn triangle_inequality(x: &ArrayRef1<f64>, y: &ArrayRef1<f64>) -> Result<Figure, MathError> {
    const NAME: &str = "triangle_inequality";
    let (x, long_x) = arrow_of(NAME, "x", x)?;
    let (_, long_y) = arrow_of(NAME, "y", y)?;
    let both = long_x + long_y;
    let view = View::square(1.15 * both);
    let head = view.head();
    let mut scenes = Vec::new();
    for degrees in (0..=180).step_by(15).map(f64::from) {
        let y = turned(x, degrees, long_y);
        let sum = [x[0] + y[0], x[1] + y[1]];
        let straight = sum[0].hypot(sum[1]);
        // The name of y stands outside of the triangle, beside the middle of its arrow.
        let off = 2.0 * head / long_y;
        let name = [x[0] + y[0] / 2.0 + off * y[1], x[1] + y[1] / 2.0 - off * y[0]];
        let plane = Figure::new()
            .add(draw::arrow("<b>x</b>", ORIGIN, x, BLUE, head))
            .add(draw::arrow("<b>y</b>", x, sum, RED, head))
            .add(draw::arrow("<b>x</b> + <b>y</b>", ORIGIN, sum, GREEN, head))
            .add(draw::words(&[
                ("<b>x</b>", [x[0] / 2.0 + 0.5 * head, x[1] / 2.0 - 1.3 * head], BLUE),
                ("<b>y</b>", name, RED),
            ]));
        let plane = view.frame(plane).note(&tr!("‖<b>x</b>‖ + ‖<b>y</b>‖ = {both}, ‖<b>x</b> + <b>y</b>‖ = <b>{straight}</b>: the detour costs {straight2}", both = number(both), straight = number(straight), straight2 = number(both - straight)));
        let ways = Figure::new()
            .add(draw::line("‖<b>x</b>‖", &[[0.0, 1.0], [long_x, 1.0]], BLUE, 14.0))
            .add(draw::line("‖<b>y</b>‖", &[[long_x, 1.0], [both, 1.0]], RED, 14.0))
            .add(draw::line("‖<b>x</b> + <b>y</b>‖", &[[0.0, 0.0], [straight, 0.0]], GREEN, 14.0))
            .x(tr!("length"))
            .y(tr!("way"))
            .x_range(0.0, 1.05 * both)
            .y_range(-0.8, 1.8)
            .set("yaxis.tickvals", json!([0, 1]))
            .set("yaxis.ticktext", json!([tr!("straight"), tr!("detour")]));
        let whole =
            side_by_side(&[plane, ways])?.title(tr!("No detour is shorter than the straight way"));
        scenes.push((draw::degrees(degrees), whole));
    }
    animate_from(tr!("angle"), &scenes, 4, 300)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parabola_touches_zero_at_both_ends_of_the_slider() {
        let figure = cauchy_schwarz(&array![3.0, 4.0], &array![0.0, 2.0]).unwrap();
        for (k, frame) in figure.frames.iter().enumerate() {
            let text = frame["layout"].to_string();
            assert_eq!(text.contains("touches zero"), k == 0 || k == 18, "{k}: {text}");
        }
    }

    #[test]
    fn wrong_vectors_are_refused() {
        let (x, zero) = (array![1.0, 2.0], array![0.0, 0.0]);
        assert!(cauchy_schwarz(&x, &zero).is_err());
        assert!(line_parabola(&x, &array![1.0]).is_err());
        assert!(triangle_inequality(&zero, &x).is_err());
        assert!(triangle_inequality(&x, &array![f64::NAN, 1.0]).is_err());
    }
}
