//! Least squares as geometry: the shadow of y on the space of the columns (Guide §5.1).

use crate::error::MathError;
use crate::linalg::{Qr, qr};
use crate::plot::canvas::animation::animate_from;
use crate::plot::canvas::curve::ends;
use crate::plot::canvas::draw::{decimals, number};
use crate::plot::canvas::figure::Figure;
use crate::plot::canvas::space::{dots3d, line3d};
use crate::plot::canvas::style::{self, AMBER, BLUE, GREEN, INK, PURPLE, RED};
use crate::plot::charts::heights::surface;
use crate::regression::linear_regression_through_origin;
use ndarray::{Array1, ArrayRef1, ArrayRef2, array};
use serde_json::{Value, json};

/// y, its shadow on the plane of two columns, and any other point of that plane.
///
/// Three examples and two columns, so that the space of the examples can be drawn; the
/// scene is turned until the plane lies level. The slider moves Xw along the plane; the foot is nearest.
///
/// # Formula
///
/// ‖y − Xw‖² = ‖y − ŷ‖² + ‖ŷ − Xw‖² for every w, because the residual y − ŷ is at right
/// angles to every column (Pythagoras).
///
/// # Errors
///
/// [`MathError::ShapeMismatch`] unless X is 3 × 2; [`MathError::InvalidArgument`] if its
/// columns point the same way; those of
/// [`linear_regression_through_origin`](crate::regression::linear_regression_through_origin).
///
/// # Source
///
/// Guide §5.1.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let x = array![[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]];
/// let figure = plot::column_space(&x, &array![1.0, 2.0, 3.0])?;
/// assert!(figure.to_json().contains("9.00 + 0.00")); // the foot is (1, 2, 0)
/// # Ok::<(), MathError>(())
/// ```
pub fn column_space(x: &ArrayRef2<f64>, y: &ArrayRef1<f64>) -> Result<Figure, MathError> {
    const NAME: &str = "column_space";
    let fit = linear_regression_through_origin(x, y)?;
    if x.dim() != (3, 2) {
        return Err(MathError::ShapeMismatch {
            operation: NAME,
            left: x.shape().to_vec(),
            right: vec![3, 2],
            rule: "space is drawn for three examples and two columns",
        });
    }
    if fit.rank < 2 {
        return Err(MathError::InvalidArgument {
            operation: NAME,
            argument: "x",
            reason: "has columns that point the same way; together they span no plane".to_string(),
        });
    }
    let three = |v: &ArrayRef1<f64>| [v[0], v[1], v[2]];
    let origin = [0.0; 3];
    let (foot, target) = (three(&fit.fitted), three(y));
    let columns = [0, 1].map(|j| three(&x.column(j)));
    let gap = fit.residual_sum.sqrt();
    let Qr { q, .. } = qr(x)?;
    // The walk goes through the foot, along the second direction of the plane.
    let length = 1.3 * gap.max(0.5 * y.dot(y).sqrt());
    let way: Array1<f64> = q.column(1).to_owned() * length;
    let at = |s: f64| three(&(&fit.fitted + &(&way * s)));
    let mut seen = vec![origin, target, at(-1.0), at(1.0)];
    seen.extend(columns);
    let (u, v) = (q.column(0).to_owned(), q.column(1).to_owned());
    let sheet = plane(&u, &v, &seen)?;
    for (i, j) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
        let corner = ["x", "y", "z"].map(|key| sheet[key][i][j].as_f64().unwrap_or(0.0));
        seen.push(corner);
    }
    let spans = [0, 1, 2].map(|k| ends(&seen, k, 0.02));
    let half = spans.iter().map(|s| (s.1 - s.0) / 2.0).fold(0.0, f64::max);
    let camera = beside(&u, &v, &fit.residuals);

    let mut scenes = Vec::new();
    for k in 0..=20 {
        let s = f64::from(k) / 10.0 - 1.0;
        let here = at(s);
        let aside = (s * length).powi(2);
        let mut names = vec![
            ("<b>y</b>", target, INK),
            ("<b>ŷ</b>", foot, GREEN),
            ("x₁", columns[0], BLUE),
            ("x₂", columns[1], SECOND),
        ];
        // Beside the foot two names would cover each other.
        if k != 10 {
            names.push(("X<b>w</b>", here, PURPLE));
        } else {
            names.push(("", here, PURPLE));
        }
        let figure = Figure::new()
            .add(sheet.clone())
            .add(line3d(&[origin, columns[0]], BLUE, 7.0))
            .add(line3d(&[origin, columns[1]], SECOND, 7.0))
            .add(line3d(&[origin, target], INK, 7.0))
            .add(line3d(&[origin, foot], GREEN, 7.0))
            .add(line3d(&[target, foot], RED, 7.0))
            .add(line3d(&right_angle(foot, target, &way), RED, 4.0))
            .add(line3d(&[at(-1.0), at(1.0)], style::INK, 2.0))
            .add(line3d(&[target, here], PURPLE, 5.0))
            .add(dots3d(&[here], PURPLE))
            .add(words3d(&names))
            .note(&format!(
                "‖<b>y</b> − X<b>w</b>‖² = {} + {} = <b>{}</b>{}",
                number(fit.residual_sum),
                number(aside),
                number(fit.residual_sum + aside),
                if k == 10 { tr!(", the least") } else { "" }
            ));
        scenes.push((decimals(s, 1), framed(figure, &spans, half, &camera)?));
    }
    animate_from(tr!("steps away from the foot"), &scenes, 16, 250)
}

/// The colour of the second column.
const SECOND: &str = AMBER;

/// A piece of the plane through the origin, wide enough for all the points.
fn plane(u: &Array1<f64>, v: &Array1<f64>, seen: &[[f64; 3]]) -> Result<Value, MathError> {
    let along = |p: &[f64; 3], axis: &Array1<f64>| p.iter().zip(axis).map(|(a, b)| a * b).sum();
    let reach = |axis: &Array1<f64>| {
        let places: Vec<[f64; 1]> = seen.iter().map(|p| [along(p, axis)]).collect();
        ends(&places, 0, 0.1)
    };
    let ((a, b), (c, d)) = (reach(u), reach(v));
    let row = |k: usize, t: f64| [a, b].map(|s| s * u[k] + t * v[k]);
    let entry = |k: usize| json!([row(k, c), row(k, d)]);
    let square = array![0.0, 1.0];
    let flat = ndarray::Array2::zeros((2, 2));
    let mut sheet = surface(&square, &square, &flat)?.data.remove(0);
    for (k, key) in ["x", "y", "z"].into_iter().enumerate() {
        sheet[key] = entry(k);
    }
    sheet["showscale"] = json!(false);
    sheet["opacity"] = json!(0.35);
    sheet["colorscale"] = json!([[0, BLUE], [1, BLUE]]);
    sheet["hoverinfo"] = json!("skip");
    Ok(sheet)
}

/// The eye a little above the plane, which lies level, with y on its upper side.
fn beside(u: &Array1<f64>, v: &Array1<f64>, residual: &Array1<f64>) -> Value {
    let normal =
        array![u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]];
    let up = if normal.dot(residual) < 0.0 { -normal } else { normal };
    let eye = u * 0.95 + v * 0.4 + &up * 0.45;
    let point = |p: &Array1<f64>| json!({"x": p[0], "y": p[1], "z": p[2]});
    json!({"eye": point(&eye), "up": point(&up), "center": {"x": 0, "y": 0, "z": 0}})
}

/// The corner of a small square between the residual and the walk.
fn right_angle(foot: [f64; 3], target: [f64; 3], way: &Array1<f64>) -> [[f64; 3]; 3] {
    let gap: [f64; 3] = std::array::from_fn(|k| target[k] - foot[k]);
    let length = |v: &[f64]| v.iter().map(|a| a * a).sum::<f64>().sqrt();
    let walk = length(&way.to_vec()).max(f64::MIN_POSITIVE);
    let size = 0.14 * length(&gap);
    let up: [f64; 3] = gap.map(|g| 0.14 * g);
    let side: [f64; 3] = std::array::from_fn(|k| way[k] / walk * size);
    let point = |a: f64, b: f64| std::array::from_fn(|k| foot[k] + a * up[k] + b * side[k]);
    [point(1.0, 0.0), point(1.0, 1.0), point(0.0, 1.0)]
}

/// Names beside points in space.
fn words3d(words: &[(&str, [f64; 3], &str)]) -> Value {
    let points: Vec<[f64; 3]> = words.iter().map(|w| w.1).collect();
    let mut trace = line3d(&points, INK, 1.0);
    trace["mode"] = json!("text");
    trace["text"] = json!(words.iter().map(|w| w.0).collect::<Vec<_>>());
    // The foot's name goes below, clear of the lines that meet there.
    let place = |w: &(&str, [f64; 3], &str)| {
        if w.0.contains('ŷ') { "bottom center" } else { "top center" }
    };
    trace["textposition"] = json!(words.iter().map(place).collect::<Vec<_>>());
    trace["textfont"] = json!({"size": 16, "color": words.iter().map(|w| w.2).collect::<Vec<_>>()});
    trace
}

/// Three axes of one length, so that right angles look right.
fn framed(
    figure: Figure,
    spans: &[(f64, f64); 3],
    half: f64,
    camera: &Value,
) -> Result<Figure, MathError> {
    let square = array![0.0, 1.0];
    let mut frame = surface(&square, &square, &ndarray::Array2::zeros((2, 2)))?;
    frame.data = figure.data;
    for note in figure.layout.get("annotations").and_then(Value::as_array).into_iter().flatten() {
        frame = frame.annotate(note.clone());
    }
    for (axis, span) in ["xaxis", "yaxis", "zaxis"].into_iter().zip(spans) {
        let middle = f64::midpoint(span.0, span.1);
        // Level with the plane, the axes of the examples would stand askew.
        frame = frame
            .set(&format!("scene.{axis}.range"), json!([middle - half, middle + half]))
            .set(&format!("scene.{axis}.visible"), json!(false));
    }
    Ok(frame
        .x(tr!("example 1"))
        .y(tr!("example 2"))
        .z(tr!("example 3"))
        .set("scene.uirevision", json!("kept"))
        .set("scene.camera", camera.clone())
        .set("margin", json!({"l": 64, "r": 10, "t": 70, "b": 10}))
        .size(style::WIDTH, 540)
        .title(tr!("The nearest point of the plane is the foot of the perpendicular")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_other_point_of_the_plane_is_farther() {
        let x = array![[1.0, 0.0], [1.0, 1.0], [1.0, 2.0]];
        let figure = column_space(&x, &array![6.0, 0.0, 0.0]).unwrap();
        // ŷ = 5 − 3x and the residual (1, −2, 1): 6.
        let note = |k: usize| figure.frames[k]["layout"]["annotations"].to_string();
        assert!(note(10).contains("6.00 + 0.00 = <b>6.00</b>, the least"), "{}", note(10));
        assert!(!note(11).contains("the least"));
    }

    #[test]
    fn wrong_input_is_an_error_and_never_a_panic() {
        let y = array![1.0, 2.0, 3.0];
        assert!(column_space(&array![[1.0, 2.0], [1.0, 2.0], [1.0, 2.0]], &y).is_err());
        assert!(column_space(&array![[1.0], [2.0], [3.0]], &y).is_err());
        let x = array![[1.0, 0.0], [1.0, 1.0], [1.0, 2.0]];
        assert!(column_space(&x, &array![1.0, f64::NAN, 2.0]).is_err());
        assert!(column_space(&x, &array![1.0, 2.0, 3.0]).is_ok()); // no residual at all
    }
}
