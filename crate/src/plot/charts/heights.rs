//! A function of two variables: level lines and surface.

use crate::check;
use crate::error::MathError;
use crate::plot::canvas::figure::Figure;
use crate::plot::canvas::{style, wire};
use ndarray::{ArrayRef1, ArrayRef2};
use plotly::common::Line;
use plotly::contour::{Coloring, Contours};
use plotly::layout::{AspectMode, LayoutScene};
use plotly::{Contour, Layout, Surface};
use serde_json::json;

/// Level lines of a table of heights: `z[[i, j]]` stands at (`x[j]`, `y[i]`).
///
/// # Errors
///
/// [`MathError::ShapeMismatch`] unless `z` has one row per `y` and one column per `x`;
/// [`MathError::Empty`] or [`MathError::NotFinite`] for unusable numbers.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let t = Array1::linspace(-1.0, 1.0, 11);
/// let z = Array2::from_shape_fn((11, 11), |(i, j)| t[j] * t[j] + 4.0 * t[i] * t[i]);
/// assert_eq!(plot::contour(&t, &t, &z)?.trace_count(), 1);
/// # Ok::<(), MathError>(())
/// ```
pub fn contour(
    x: &ArrayRef1<f64>,
    y: &ArrayRef1<f64>,
    z: &ArrayRef2<f64>,
) -> Result<Figure, MathError> {
    let z = table("contour", x, y, z)?;
    let trace = Contour::new(x.to_vec(), y.to_vec(), z)
        .color_scale(style::levels())
        .color_bar(style::colour_bar(""))
        .n_contours(18)
        .contours(Contours::new().coloring(Coloring::Lines))
        .line(Line::new().width(1.8));
    Ok(Figure::new().add(wire::trace(trace)))
}

/// A table of heights as a surface: `z[[i, j]]` stands over (`x[j]`, `y[i]`).
///
/// # Errors
///
/// Those of [`contour`].
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let t = Array1::linspace(-1.0, 1.0, 11);
/// let z = Array2::from_shape_fn((11, 11), |(i, j)| t[j] * t[j] - t[i] * t[i]);
/// assert_eq!(plot::surface(&t, &t, &z)?.z("saddle").trace_count(), 1);
/// # Ok::<(), MathError>(())
/// ```
pub fn surface(
    x: &ArrayRef1<f64>,
    y: &ArrayRef1<f64>,
    z: &ArrayRef2<f64>,
) -> Result<Figure, MathError> {
    let z = table("surface", x, y, z)?;
    let trace = Surface::new(z)
        .x(x.to_vec())
        .y(y.to_vec())
        .color_scale(style::sequential())
        .color_bar(style::colour_bar(""));
    let scene = LayoutScene::new()
        .background_color(style::CLEAR)
        .aspect_mode(AspectMode::Cube)
        .x_axis(style::axis("x"))
        .y_axis(style::axis("y"))
        .z_axis(style::axis("z"));
    let mut scene = wire::layout(Layout::new().scene(scene))["scene"].take();
    for axis in ["xaxis", "yaxis", "zaxis"] {
        // Axes in space know no automatic margins.
        if let Some(map) = scene[axis].as_object_mut() {
            map.remove("automargin");
        }
        scene[axis]["gridcolor"] = json!(style::GRID_3D);
        scene[axis]["zerolinecolor"] = json!(style::GRID_3D);
        scene[axis]["nticks"] = json!(6);
    }
    scene["camera"] = json!({
        "eye": {"x": 1.5, "y": -1.5, "z": 0.95},
        "center": {"x": 0, "y": 0, "z": -0.15},
    });
    let mut figure = Figure::new().add(wire::trace(trace)).set("scene", scene);
    figure.layout.remove("xaxis");
    figure.layout.remove("yaxis");
    Ok(figure.set("margin", json!({"l": 10, "r": 10, "t": 56, "b": 10})))
}

pub(crate) fn table(
    operation: &'static str,
    x: &ArrayRef1<f64>,
    y: &ArrayRef1<f64>,
    z: &ArrayRef2<f64>,
) -> Result<Vec<Vec<f64>>, MathError> {
    check::not_empty(operation, "z", z)?;
    if z.dim() != (y.len(), x.len()) {
        return Err(MathError::ShapeMismatch {
            operation,
            left: vec![y.len(), x.len()],
            right: z.shape().to_vec(),
            rule: "z needs one row for each y and one column for each x",
        });
    }
    check::finite(operation, "x", x)?;
    check::finite(operation, "y", y)?;
    check::finite(operation, "z", z)?;
    Ok(z.rows().into_iter().map(|r| r.to_vec()).collect())
}
