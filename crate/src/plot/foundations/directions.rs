//! One direction after another: profiles, slopes, circles (Foundations §3.2 and §3.4).

use crate::calculus::{gradient, sided_slopes};
use crate::check;
use crate::error::MathError;
use crate::optimize::evaluate_grid;
use crate::plot::canvas::animation::animate_from;
use crate::plot::canvas::curve::{graph, heights, short};
use crate::plot::canvas::draw::{self, Point, degrees, number};
use crate::plot::canvas::figure::{Figure, side_by_side};
use crate::plot::canvas::level::level_lines;
use crate::plot::canvas::style::{BLUE, GREEN, INK, RED};
use crate::plot::canvas::view::plane_vector;
use crate::plot::charts::heights::contour;
use ndarray::{Array1, ArrayRef1, array};
use serde_json::json;

/// Level lines around a point, as wide as they are high; the one through the point is drawn
/// exactly, also where it crosses itself.
fn map(f: &dyn Fn(&Array1<f64>) -> f64, centre: Point, reach: f64) -> Result<Figure, MathError> {
    let axis = |c: f64| Array1::linspace(c - reach, c + reach, 37);
    let (x, y) = (axis(centre[0]), axis(centre[1]));
    let table = evaluate_grid(f, &x, &y)?;
    let mut figure = contour(&x, &y, &table)?;
    figure.data[0]["showscale"] = json!(false);
    let (low, high) = table
        .iter()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(*v), high.max(*v)));
    let value = f(&array![centre[0], centre[1]]);
    let size = (high - low) / 14.0;
    if size > 0.0 {
        // The level of the point falls halfway between two of the others.
        let start = value + size * (((low - value) / size).ceil() - 0.5);
        figure.data[0]["autocontour"] = json!(false);
        figure.data[0]["contours"]["start"] = json!(start);
        figure.data[0]["contours"]["end"] = json!(high);
        figure.data[0]["contours"]["size"] = json!(size);
    }
    let own = level_lines(&|p| f(&array![p[0], p[1]]), &x.to_vec(), &y.to_vec(), value);
    Ok(figure
        .add(draw::line("", &own, INK, 1.8))
        .x_range(centre[0] - reach, centre[0] + reach)
        .y_range(centre[1] - reach, centre[1] + reach)
        .equal_aspect())
}

/// The unit vector at so many degrees, exact along the axes.
fn unit(angle: f64) -> Point {
    let (s, c) = angle.to_radians().sin_cos();
    [c, s].map(|v| if v.abs() < 1e-15 { 0.0 } else { v })
}

/// A walk straight through a point of a surface; the slider is the direction.
///
/// On the left the way on the map, on the right the heights met on it, and dashed the
/// straight line that the gradient predicts, ∇f · v. At 0° and 90° the slopes are the
/// partial derivatives, which the gradient knows; in between it has to be right or f is
/// not differentiable.
///
/// # Formula
///
/// t ↦ f(a + t·v) − f(a) with v = (cos θ, sin θ), and t ↦ t·∇f(a)·v.
///
/// # Errors
///
/// - [`MathError::ShapeMismatch`] unless `at` has two entries,
/// - [`MathError::OutOfRange`] unless `reach` is positive,
/// - [`MathError::NotFinite`] where f is not finite around the point,
/// - [`MathError::InvalidArgument`] where f is not finite at the point or has no slope.
///
/// # Source
///
/// Foundations §3.2.1 and §3.4.2.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let figure = plot::directional_profile(&saddle, &array![0.0, 0.0], 1.0)?;
/// assert_eq!(figure.frame_count(), 25);
/// # Ok::<(), MathError>(())
/// ```
pub fn directional_profile(
    f: &dyn Fn(&Array1<f64>) -> f64,
    at: &ArrayRef1<f64>,
    reach: f64,
) -> Result<Figure, MathError> {
    const NAME: &str = "directional_profile";
    let a = plane_vector(NAME, "at", at)?;
    check::positive(NAME, "reach", reach)?;
    let slope = gradient(f, &array![a[0], a[1]])?;
    let value = f(&array![a[0], a[1]]);
    let background = map(f, a, reach)?;
    let mut profiles = Vec::new();
    let mut all = Vec::new();
    for k in 0..=24 {
        let angle = 7.5 * f64::from(k);
        let v = unit(angle);
        let along = |t: f64| f(&array![a[0] + t * v[0], a[1] + t * v[1]]) - value;
        let profile = graph(&along, (-reach, reach), 60);
        for p in &profile {
            check::finite_number(NAME, msg!("f near the point"), p[1])?;
        }
        all.extend(profile.iter().copied());
        profiles.push((angle, v, profile));
    }
    let (low, high) = heights(&all, 0.12);
    let mut scenes = Vec::new();
    for (angle, v, profile) in profiles {
        let predicted = slope[0] * v[0] + slope[1] * v[1];
        let found = sided_slopes(f, &array![a[0], a[1]], &array![v[0], v[1]])?;
        let word = match found.derivative() {
            Some(d) => tr!("slope <b>{d}</b>", d = number(d)),
            None => tr!(
                "slopes <b>{backward}</b> and <b>{forward}</b> from the two sides",
                backward = number(found.backward),
                forward = number(found.forward)
            ),
        };
        let way = [-reach, reach].map(|t| [a[0] + t * v[0], a[1] + t * v[1]]);
        let tip = [a[0] + 0.62 * reach * v[0], a[1] + 0.62 * reach * v[1]];
        let left = background
            .clone()
            .add(draw::line("", &way, INK, 1.5))
            .add(draw::arrow("", a, tip, RED, 0.13 * reach))
            .add(draw::dots("", &[a], RED, 8))
            .note(&format!(
                "θ = {}: {word}; ∇<i>f</i> · <b>v</b> = {}",
                degrees(angle),
                number(predicted)
            ));
        let straight = [-reach, reach].map(|t| [t, predicted * t]);
        let right = Figure::new()
            .add(draw::dashed("", &straight, GREEN))
            .add(draw::line("", &profile, BLUE, 2.8))
            .add(draw::dots("", &[[0.0, 0.0]], RED, 9))
            .x_range(-reach, reach)
            .y_range(low, high)
            .x(tr!("distance walked, <i>t</i>"))
            .y("<i>f</i>(<b>a</b> + <i>t</i><b>v</b>) − <i>f</i>(<b>a</b>)");
        scenes.push((
            degrees(angle),
            side_by_side(&[left, right])?
                .title(tr!("A walk through the point, direction by direction")),
        ));
    }
    animate_from("θ", &scenes, 6, 300)
}

/// The slope in every direction, measured, against ∇f · v; the slider is the direction.
///
/// The marks are one-sided slopes measured from f; the curve is what the gradient
/// predicts. For a differentiable f they agree: a cosine, highest along ∇f.
///
/// # Formula
///
/// D_v f(a) = ∇f(a)·v = ‖∇f(a)‖ cos(angle between v and ∇f(a)).
///
/// # Errors
///
/// [`MathError::ShapeMismatch`] unless `at` has two entries; [`MathError::NotFinite`] where
/// f is not finite around the point; [`MathError::InvalidArgument`] where f is not finite
/// at the point or has no slope.
///
/// # Source
///
/// Foundations §3.4.2, theorem 7.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// fn f(x: &Array1<f64>) -> f64 {
///     x[0] * x[0] + 2.0 * x[1] * x[1]
/// }
/// let figure = plot::directional_slopes(&f, &array![1.5, 1.0])?; // ∇f = (3, 4)
/// assert!(figure.to_json().contains("largest slope 5.00"));
/// # Ok::<(), MathError>(())
/// ```
pub fn directional_slopes(
    f: &dyn Fn(&Array1<f64>) -> f64,
    at: &ArrayRef1<f64>,
) -> Result<Figure, MathError> {
    const NAME: &str = "directional_slopes";
    let a = plane_vector(NAME, "at", at)?;
    let point = array![a[0], a[1]];
    let slope = gradient(f, &point)?;
    let steepest = slope[0].hypot(slope[1]);
    let background = map(f, a, 1.0)?;
    let predicted = |angle: f64| {
        let v = unit(angle);
        slope[0] * v[0] + slope[1] * v[1]
    };
    let curve = graph(&predicted, (0.0, 360.0), 72);
    let mut measured = Vec::new();
    for k in 0..=24 {
        let angle = 15.0 * f64::from(k);
        let v = unit(angle);
        measured.push([angle, sided_slopes(f, &point, &array![v[0], v[1]])?.forward]);
    }
    let mut all = curve.clone();
    all.extend(measured.iter().copied());
    let (low, high) = heights(&all, 0.12);
    let largest = measured.iter().fold(f64::NEG_INFINITY, |m, p| m.max(p[1]));
    let mut scenes = Vec::new();
    for &[angle, found] in &measured {
        let v = unit(angle);
        let mut left = background.clone();
        if steepest > 1e-9 {
            let tip = [a[0] + 0.9 * slope[0] / steepest, a[1] + 0.9 * slope[1] / steepest];
            left = left.add(draw::arrow("", a, tip, GREEN, 0.12));
        }
        let left = left
            .add(draw::arrow("", a, [a[0] + 0.7 * v[0], a[1] + 0.7 * v[1]], RED, 0.12))
            .add(draw::dots("", &[a], INK, 8))
            .note(&tr!("θ = {angle}: measured <b>{found}</b>, ∇<i>f</i> · <b>v</b> = {angle2}; largest slope {largest}", angle = degrees(angle), found = number(found), angle2 = number(predicted(angle)), largest = number(steepest.max(largest))));
        let right = Figure::new()
            .add(draw::line("", &curve, GREEN, 2.2))
            .add(draw::dots("", &measured, BLUE, 7))
            .add(draw::dots("", &[[angle, found]], RED, 13))
            .x_range(0.0, 360.0)
            .y_range(low, high)
            .set("xaxis.dtick", json!(90))
            .x(tr!("direction θ in degrees"))
            .y(tr!("slope"));
        scenes.push((
            degrees(angle),
            side_by_side(&[left, right])?.title(tr!("The slope in every direction")),
        ));
    }
    animate_from("θ", &scenes, 3, 300)
}

/// Heights on a circle around a point; the slider is its radius.
///
/// A minimum has only higher points around it, a maximum only lower ones; a saddle has
/// both on every circle, however small. Below 0 the line is drawn in red.
///
/// # Formula
///
/// θ ↦ (f(a + r(cos θ, sin θ)) − f(a)) / max |…|, so that small circles show as large.
///
/// # Errors
///
/// [`MathError::ShapeMismatch`] unless `at` has two entries; [`MathError::OutOfRange`]
/// unless `reach` is positive; [`MathError::NotFinite`] where f is not finite.
///
/// # Source
///
/// Foundations §3.4.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let figure = plot::around_a_point(&saddle, &array![0.0, 0.0], 1.0)?;
/// assert!(figure.to_json().contains("higher and lower"));
/// # Ok::<(), MathError>(())
/// ```
pub fn around_a_point(
    f: &dyn Fn(&Array1<f64>) -> f64,
    at: &ArrayRef1<f64>,
    reach: f64,
) -> Result<Figure, MathError> {
    const NAME: &str = "around_a_point";
    let a = plane_vector(NAME, "at", at)?;
    check::positive(NAME, "reach", reach)?;
    let value = f(&array![a[0], a[1]]);
    let background = map(f, a, reach)?;
    let mut scenes = Vec::new();
    for share in [0.9, 0.7, 0.5, 0.35, 0.25, 0.15, 0.1, 0.05] {
        let r = share * reach;
        let height = |angle: f64| {
            let v = unit(angle);
            f(&array![a[0] + r * v[0], a[1] + r * v[1]]) - value
        };
        let mut heights = graph(&height, (0.0, 360.0), 180);
        for p in &heights {
            check::finite_number(NAME, msg!("f near the point"), p[1])?;
        }
        let largest = heights.iter().fold(0.0_f64, |m, p| m.max(p[1].abs()));
        if largest > 0.0 {
            heights.iter_mut().for_each(|p| p[1] /= largest);
        }
        let lowest = heights.iter().fold(f64::INFINITY, |m, p| m.min(p[1]));
        let highest = heights.iter().fold(f64::NEG_INFINITY, |m, p| m.max(p[1]));
        let word = match (highest > 0.0, lowest < 0.0) {
            (true, true) => tr!("higher and lower points: no extremum"),
            (true, false) => tr!("no lower point on this circle"),
            (false, true) => tr!("no higher point on this circle"),
            (false, false) => tr!("all at the same height"),
        };
        let circle: Vec<Point> = (0..=60)
            .map(|k| unit(6.0 * f64::from(k)))
            .map(|v| [a[0] + r * v[0], a[1] + r * v[1]])
            .collect();
        let below: Vec<Point> = heights.iter().map(|p| [p[0], p[1].min(0.0)]).collect();
        let left = background
            .clone()
            .add(draw::line("", &circle, INK, 3.0))
            .add(draw::dots("", &[a], RED, 9))
            .note(&format!("<i>r</i> = {}: <b>{word}</b>", short(r)));
        let right = Figure::new()
            .add(draw::line("", &heights, BLUE, 2.5))
            .add(draw::area("", &below, RED, 0.3))
            .x_range(0.0, 360.0)
            .y_range(-1.1, 1.1)
            .set("xaxis.dtick", json!(90))
            .x(tr!("direction θ in degrees"))
            .y(tr!("height above the point ÷ largest"));
        scenes.push((
            short(r),
            side_by_side(&[left, right])?.title(tr!("All around a critical point")),
        ));
    }
    animate_from("<i>r</i>", &scenes, 0, 700)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quotient(p: &Array1<f64>) -> f64 {
        let bottom = p[0] * p[0] + p[1] * p[1];
        if bottom == 0.0 { 0.0 } else { p[0] * p[0] * p[1] / bottom }
    }

    #[test]
    fn a_function_without_a_derivative_departs_from_its_gradient() {
        let origin = array![0.0, 0.0];
        let figure = directional_profile(&quotient, &origin, 1.0).unwrap();
        // At 45° the slope is (√½)³ = 0.35, and the gradient is 0.
        let frame = figure.frames[6].to_string();
        assert!(frame.contains("slope <b>0.35</b>") && frame.contains("= 0.00"), "{frame}");
        let slopes = directional_slopes(&quotient, &origin).unwrap();
        assert!(slopes.frames[3].to_string().contains("measured <b>0.35</b>"));
    }

    #[test]
    fn a_bowl_has_no_lower_point_on_any_circle() {
        let bowl = |p: &Array1<f64>| p[0] * p[0] + 2.0 * p[1] * p[1];
        let figure = around_a_point(&bowl, &array![0.0, 0.0], 1.0).unwrap();
        assert!(figure.frames.iter().all(|f| f.to_string().contains("no lower point")));
    }

    #[test]
    fn wrong_input_is_an_error_and_never_a_panic() {
        let origin = array![0.0, 0.0];
        let hole = |p: &Array1<f64>| p[0].ln();
        assert!(directional_profile(&hole, &array![1.0, 0.0], 2.0).is_err());
        assert!(directional_profile(&quotient, &array![0.0], 1.0).is_err());
        assert!(directional_profile(&quotient, &origin, 0.0).is_err());
        assert!(directional_slopes(&hole, &origin).is_err());
        assert!(around_a_point(&quotient, &origin, f64::NAN).is_err());
        assert!(around_a_point(&hole, &array![0.5, 0.5], 1.0).is_err());
    }

    #[test]
    fn unit_vectors_along_the_axes_are_exact() {
        assert_eq!(unit(90.0), [0.0, 1.0]);
    }
}
