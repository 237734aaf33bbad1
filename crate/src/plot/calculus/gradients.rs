//! Slopes of functions of two variables: gradient, tangent plane, Hessian (Guide §2.1).

use crate::calculus::{classify_hessian, gradient, tangent_plane as plane_of};
use crate::error::MathError;
use crate::optimize::evaluate_grid;
use crate::plot::canvas::animation::animate_from;
use crate::plot::canvas::curve::{range, short};
use crate::plot::canvas::draw::{self, Point, number};
use crate::plot::canvas::figure::Figure;
use crate::plot::canvas::space::{dots3d, line3d};
use crate::plot::canvas::style::{self, BLUE, GREEN, INK, PURPLE, RED};
use crate::plot::canvas::view::plane_vector;
use crate::plot::charts::heights::{contour, surface};
use ndarray::{Array1, Array2, ArrayRef1, array};
use serde_json::json;

/// The gradient as arrows on the level lines that they cross at right angles.
///
/// The arrows are as long as the gradient, on a scale of their own. At one point, the
/// largest arrow, the direction of the level line is drawn too (dashed).
///
/// # Formula
///
/// ∇f = (∂f/∂x, ∂f/∂y); along a level line f does not change, so ∇f · t = 0.
///
/// # Errors
///
/// [`MathError::NotFinite`] for an end of a range that is NaN or infinite, or where f is;
/// [`MathError::InvalidArgument`] for an empty range, or where f has no gradient.
///
/// # Source
///
/// Guide §2.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// fn f(x: &Array1<f64>) -> f64 {
///     x[0] * x[0] + 2.0 * x[1] * x[1]
/// }
/// let figure = plot::gradient_field(&f, (-3.0, 3.0), (-2.0, 2.0))?;
/// assert!(figure.to_json().contains("right angle"));
/// # Ok::<(), MathError>(())
/// ```
pub fn gradient_field(
    f: &dyn Fn(&Array1<f64>) -> f64,
    x_range: (f64, f64),
    y_range: (f64, f64),
) -> Result<Figure, MathError> {
    const NAME: &str = "gradient_field";
    range(NAME, "x_range", x_range)?;
    range(NAME, "y_range", y_range)?;
    // Fine enough that the lines through a saddle meet where they cross.
    let x = Array1::linspace(x_range.0, x_range.1, 80);
    let y = Array1::linspace(y_range.0, y_range.1, 80);
    let heights = evaluate_grid(f, &x, &y)?;
    let (wide, tall) = (x_range.1 - x_range.0, y_range.1 - y_range.0);
    // Squares of the same size, about sixty of them; a window that is all width or all
    // height gets no more than twice as many.
    let step = (wide * tall / 60.0).sqrt();
    let beside = |length: f64| (length / step).floor().clamp(2.0, 60.0);
    let columns = beside(wide);
    let rows = beside(tall).min((120.0 / columns).floor());
    let step = step.min(wide / columns).min(tall / rows);
    let mut arrows = Vec::new();
    for i in 0..columns as usize {
        for j in 0..rows as usize {
            let middle =
                |low: f64, length: f64, k: usize, n: f64| low + length * (k as f64 + 0.5) / n;
            let p = [middle(x_range.0, wide, i, columns), middle(y_range.0, tall, j, rows)];
            let g = gradient(f, &array![p[0], p[1]])?;
            arrows.push((p, [g[0], g[1]]));
        }
    }
    let length = |g: &Point| g[0].hypot(g[1]);
    let largest = arrows.iter().fold(0.0_f64, |m, (_, g)| m.max(length(g)));
    let scale = if largest > 0.0 { 1.1 * step / largest } else { 0.0 };
    let mut figure = contour(&x, &y, &heights)?;
    for (p, g) in &arrows {
        let tip = [p[0] + scale * g[0], p[1] + scale * g[1]];
        let mut arrow = draw::arrow("", *p, tip, INK, 0.26 * step);
        arrow["line"]["width"] = json!(1.6);
        figure = figure.add(arrow);
    }
    // The point of the demonstration: of the long arrows, the one nearest the middle
    // between the centre and the upper right corner.
    let target = [x_range.0 + 0.72 * wide, y_range.0 + 0.7 * tall];
    let away = |p: &Point| (p[0] - target[0]).hypot(p[1] - target[1]);
    let shown = arrows
        .iter()
        .filter(|(_, g)| length(g) > 0.2 * largest)
        .min_by(|a, b| away(&a.0).total_cmp(&away(&b.0)));
    let mut note = tr!("the gradient is zero everywhere").to_string();
    if let Some((p, g)) = shown {
        let unit = [g[0] / length(g), g[1] / length(g)];
        let along = [-1.2, 1.2].map(|t| [p[0] - t * step * unit[1], p[1] + t * step * unit[0]]);
        let tip = [p[0] + 1.1 * step * unit[0], p[1] + 1.1 * step * unit[1]];
        figure = figure
            .add(draw::dashed("", &along, BLUE))
            .add(draw::arrow("", *p, tip, RED, 0.3 * step))
            .add(draw::dots("", &[*p], RED, 8));
        note = tr!(
            "∇<i>f</i>({p}, {p2}) = ({value}, {value2}), at a right angle to the level line",
            p = number(p[0]),
            p2 = number(p[1]),
            value = number(g[0]),
            value2 = number(g[1])
        );
    }
    Ok(figure
        .x_range(x_range.0, x_range.1)
        .y_range(y_range.0, y_range.1)
        .equal_aspect()
        .size(style::WIDTH, (140.0 + 500.0 * tall / wide).clamp(380.0, 620.0) as usize)
        .title(tr!("The gradient points up the steepest way"))
        .note(&note))
}

/// A surface with the plane that touches it at a point.
///
/// # Formula
///
/// z = f(a) + ∇f(a)·(x − a).
///
/// # Errors
///
/// [`MathError::ShapeMismatch`] unless `at` has two entries; [`MathError::NotFinite`] where
/// f is not finite within 1.5 of the point; [`MathError::InvalidArgument`] where f is not
/// finite at the point or has no gradient.
///
/// # Source
///
/// Guide §2.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// fn f(x: &Array1<f64>) -> f64 {
///     x[0] * x[0] + 2.0 * x[1] * x[1]
/// }
/// let figure = plot::tangent_plane(&f, &array![1.0, 1.0])?; // 3 + 2(x − 1) + 4(y − 1)
/// assert!(figure.to_json().contains("3 + 2 "));
/// # Ok::<(), MathError>(())
/// ```
pub fn tangent_plane(
    f: &dyn Fn(&Array1<f64>) -> f64,
    at: &ArrayRef1<f64>,
) -> Result<Figure, MathError> {
    const NAME: &str = "tangent_plane";
    let at = plane_vector(NAME, "at", at)?;
    let plane = plane_of(f, &array![at[0], at[1]])?;
    let axis = |centre: f64, half: f64, n: usize| Array1::linspace(centre - half, centre + half, n);
    let (x, y) = (axis(at[0], 1.5, 31), axis(at[1], 1.5, 31));
    let mut figure = surface(&x, &y, &evaluate_grid(f, &x, &y)?)?;
    figure.data[0]["showscale"] = json!(false);
    figure.data[0]["opacity"] = json!(0.6);
    // The plane reaches less far, so that the place where it touches stays in view.
    let (u, v) = (axis(at[0], 0.9, 2), axis(at[1], 0.9, 2));
    let flat = |p: &Array1<f64>| {
        plane.value + plane.gradient[0] * (p[0] - at[0]) + plane.gradient[1] * (p[1] - at[1])
    };
    let mut sheet = surface(&u, &v, &evaluate_grid(&flat, &u, &v)?)?.data.remove(0);
    sheet["showscale"] = json!(false);
    sheet["opacity"] = json!(0.75);
    sheet["colorscale"] = json!([[0, RED], [1, RED]]);
    let term = |slope: f64, letter: &str, a: f64| {
        let sign = if slope < 0.0 { "−" } else { "+" };
        // Differences leave a last digit that nobody asked for.
        let slope = (1e6 * slope.abs()).round() / 1e6;
        match a {
            0.0 => format!(" {sign} {} <i>{letter}</i>", short(slope)),
            a if a < 0.0 => format!(" {sign} {} (<i>{letter}</i> + {})", short(slope), short(-a)),
            a => format!(" {sign} {} (<i>{letter}</i> − {})", short(slope), short(a)),
        }
    };
    Ok(figure
        .add(sheet)
        .add(dots3d(&[[at[0], at[1], plane.value]], INK))
        .z("z")
        // From low down a bowl does not hide the plane under it.
        .set("scene.camera.eye", json!({"x": 1.55, "y": -1.75, "z": 0.3}))
        .size(style::WIDTH, 500)
        .title(tr!("The tangent plane"))
        .note(&format!(
            "<i>z</i> = {}{}{}",
            short(plane.value),
            term(plane.gradient[0], "x", at[0]),
            term(plane.gradient[1], "y", at[1])
        )))
}

/// Bowl, valley, saddle, ridge and dome: one family of surfaces, seen by its Hessian.
///
/// The slider changes a and b; the two lines are the directions of the eigenvectors.
///
/// # Formula
///
/// f(x, y) = a x² + b y², with the Hessian diag(2a, 2b): λ₁ = 2a, λ₂ = 2b.
///
/// # Errors
///
/// Those of [`animate`](crate::plot::animate), none of which these scenes meet.
///
/// # Source
///
/// Guide §2.1 and §2.3.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let figure = plot::critical_points()?;
/// assert!(figure.to_json().contains("saddle"));
/// # Ok::<(), MathError>(())
/// ```
pub fn critical_points() -> Result<Figure, MathError> {
    let t = Array1::linspace(-1.0, 1.0, 21);
    let mut scenes = Vec::new();
    for [a, b] in [
        [1.0, 1.0],
        [1.0, 0.5],
        [1.0, 0.0],
        [1.0, -0.5],
        [1.0, -1.0],
        [0.5, -1.0],
        [0.0, -1.0],
        [-0.5, -1.0],
        [-1.0, -1.0],
    ] {
        let hessian: Array2<f64> = array![[2.0 * a, 0.0], [0.0, 2.0 * b]];
        let kind = classify_hessian(&hessian)?;
        let f = |p: &Array1<f64>| a * p[0] * p[0] + b * p[1] * p[1];
        let mut figure = surface(&t, &t, &evaluate_grid(&f, &t, &t)?)?;
        figure.data[0]["cmin"] = json!(-2);
        figure.data[0]["cmax"] = json!(2);
        figure.data[0]["opacity"] = json!(0.9);
        figure.data[0]["showscale"] = json!(false);
        let ridge = |f: &dyn Fn(f64) -> [f64; 3]| t.iter().map(|t| f(*t)).collect::<Vec<_>>();
        // A hair above the sheet, so that it does not swallow the lines.
        let along_x = ridge(&|t| [t, 0.0, a * t * t + 0.01]);
        let along_y = ridge(&|t| [0.0, t, b * t * t + 0.01]);
        let colour = |curvature: f64| match curvature {
            c if c > 0.0 => GREEN,
            c if c < 0.0 => RED,
            _ => PURPLE,
        };
        let figure = figure
            .add(line3d(&along_x, colour(a), 7.0))
            .add(line3d(&along_y, colour(b), 7.0))
            .add(dots3d(&[[0.0, 0.0, 0.02]], INK))
            .set("scene.zaxis.range", json!([-2.1, 2.1]))
            .set("scene.uirevision", json!("keep"))
            .z("f(x, y)")
            .size(style::WIDTH, 480)
            .title(tr!(
                "What the Hessian says: <i>f</i>(<i>x</i>, <i>y</i>) = <i>ax</i>² + <i>by</i>²"
            ))
            .note(&format!(
                "λ₁ = 2<i>a</i> = {}, λ₂ = 2<i>b</i> = {}: <b>{kind}</b>",
                short(2.0 * a),
                short(2.0 * b)
            ));
        scenes.push((format!("({}, {})", short(a), short(b)), figure));
    }
    animate_from("(<i>a</i>, <i>b</i>)", &scenes, 4, 900)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_without_height_is_drawn() {
        let f = |x: &Array1<f64>| x[0] * x[0];
        let figure = gradient_field(&f, (-1.0, 2.0), (0.0, 5e-324)).unwrap();
        assert!(figure.trace_count() < 200, "{}", figure.trace_count());
    }

    #[test]
    fn the_marked_arrow_is_the_gradient() {
        let f = |x: &Array1<f64>| 3.0 * x[0] - 4.0 * x[1];
        let json = gradient_field(&f, (-1.0, 1.0), (-1.0, 1.0)).unwrap().to_json();
        assert!(json.contains("= (3.00, −4.00)"), "{json}");
        // A plain has no direction, and is still drawn.
        let flat = gradient_field(&|_| 1.0, (0.0, 1.0), (0.0, 1.0)).unwrap();
        assert!(flat.to_json().contains("zero everywhere"));
    }

    #[test]
    fn the_kinds_follow_the_signs_of_the_eigenvalues() {
        let figure = critical_points().unwrap();
        let kinds = [(0, "minimum"), (2, "undecided"), (4, "saddle"), (8, "maximum")];
        for (k, kind) in kinds {
            let frame = figure.frames[k]["layout"].to_string();
            assert!(frame.contains(&format!("<b>{kind}</b>")), "{frame}");
        }
    }

    #[test]
    fn wrong_input_is_an_error_and_never_a_panic() {
        let f = |x: &Array1<f64>| x[0].ln();
        assert!(gradient_field(&f, (-1.0, 1.0), (0.0, 1.0)).is_err());
        assert!(gradient_field(&f, (2.0, 1.0), (0.0, 1.0)).is_err());
        assert!(tangent_plane(&f, &array![1.0]).is_err());
        assert!(tangent_plane(&f, &array![1.0, 1.0]).is_err()); // ln of what is left of 0
        assert!(tangent_plane(&f, &array![f64::NAN, 1.0]).is_err());
    }
}
