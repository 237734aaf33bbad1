//! Pictures made of pixels.

use crate::check;
use crate::error::MathError;
use crate::plot::canvas::figure::Figure;
use crate::plot::canvas::lists::named;
use crate::plot::canvas::{draw, style, wire};
use ndarray::ArrayRef2;
use plotly::HeatMap;
use serde_json::json;

/// One picture, its first row on top, black at `darkest` and white at `brightest`.
///
/// # Errors
///
/// [`MathError::Empty`] or [`MathError::NotFinite`] for the pixels;
/// [`MathError::InvalidArgument`] unless `darkest < brightest`.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let board = array![[0.0, 1.0], [1.0, 0.0]];
/// assert_eq!(plot::image(&board, 0.0, 1.0)?.trace_count(), 1);
/// # Ok::<(), MathError>(())
/// ```
pub fn image(pixels: &ArrayRef2<f64>, darkest: f64, brightest: f64) -> Result<Figure, MathError> {
    check::not_empty("image", "pixels", pixels)?;
    check::finite("image", "pixels", pixels)?;
    check::finite_number("image", "darkest", darkest)?;
    check::finite_number("image", "brightest", brightest)?;
    if darkest >= brightest {
        return Err(MathError::InvalidArgument {
            operation: "image",
            argument: "darkest",
            reason: format!("is {darkest}, which must be less than `brightest` ({brightest})"),
        });
    }
    let (rows, columns) = pixels.dim();
    // One byte per pixel, in the compact form that plotly takes for numbers: a
    // photograph would otherwise be a quarter of a megabyte of digits.
    let bytes: Vec<u8> = pixels
        .iter()
        .map(|v| (255.0 * (v - darkest) / (brightest - darkest)).round().clamp(0.0, 255.0) as u8)
        .collect();
    let trace = HeatMap::new_z(vec![vec![0.0]])
        .color_scale(style::greys())
        .show_scale(false)
        .zmin(0.0)
        .zmax(255.0);
    let mut trace = wire::trace(trace);
    trace["z"] =
        json!({"dtype": "u1", "bdata": base64(&bytes), "shape": format!("{rows}, {columns}")});
    trace["hovertemplate"] =
        json!(tr!("row {y}, column {x}<extra></extra>", y = "%{y}", x = "%{x}"));
    Ok(bare(Figure::new().add(trace), rows as f64, columns as f64).x(tr!("column")).y(tr!("row")))
}

/// Axes for pictures: rows count downwards and pixels are square.
pub(crate) fn bare(figure: Figure, rows: f64, columns: f64) -> Figure {
    let mut figure = figure.y_range(rows - 0.5, -0.5).x_range(-0.5, columns - 0.5).equal_aspect();
    for axis in ["xaxis", "yaxis"] {
        for key in ["showgrid", "zeroline", "showline"] {
            figure = figure.set(&format!("{axis}.{key}"), json!(false));
        }
    }
    figure
}

/// Bytes in the sixty-four printable characters that JSON can carry.
pub(crate) fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let byte = |k: usize| u32::from(three.get(k).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for k in 0..4 {
            if k <= three.len() {
                text.push(char::from(DIGITS[(bits >> (18 - 6 * k) & 63) as usize]));
            } else {
                text.push('=');
            }
        }
    }
    text
}

/// Small grey pictures in a grid, one per row of `images`, each under its caption.
///
/// Row `i` holds the `shape.0 × shape.1` pixels of picture `i`, row by row. Pictures
/// without negative entries run from black (0) to white (the largest entry of all);
/// with negative entries grey is zero, as for the components of a PCA.
///
/// # Errors
///
/// [`MathError::ShapeMismatch`] when the pixels or the captions do not match;
/// [`MathError::Empty`] or [`MathError::NotFinite`] for unusable numbers.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let two = array![[0.0, 1.0, 1.0, 0.0], [1.0, 0.0, 0.0, 1.0]];
/// let figure = plot::images(&two, (2, 2), &["first", "second"])?;
/// assert_eq!(figure.trace_count(), 3); // two pictures and their captions
/// # Ok::<(), MathError>(())
/// ```
pub fn images(
    images: &ArrayRef2<f64>,
    shape: (usize, usize),
    captions: &[&str],
) -> Result<Figure, MathError> {
    check::not_empty("images", "images", images)?;
    check::finite("images", "images", images)?;
    let (rows, columns) = shape;
    if Some(images.ncols()) != rows.checked_mul(columns) {
        return Err(MathError::ShapeMismatch {
            operation: "images",
            left: images.shape().to_vec(),
            right: vec![rows, columns],
            rule: "each row of `images` needs as many entries as a picture has pixels",
        });
    }
    if !captions.is_empty() {
        named("images", captions.len(), images.nrows(), "every picture needs one caption")?;
    }
    let largest = images.iter().fold(0.0_f64, |m, v| m.max(v.abs()));
    let largest = if largest > 0.0 { largest } else { 1.0 };
    let low = if images.iter().any(|v| *v < 0.0) { -largest } else { 0.0 };
    let across = match images.nrows() {
        n @ 1..=6 => n,
        n @ 7..=16 => n.div_ceil(2),
        _ => 10,
    };
    let down = images.nrows().div_ceil(across);
    let (step_x, step_y) = (1.12 * columns as f64, rows as f64 * 1.12 + 0.22 * rows as f64);
    let mut figure = Figure::new();
    let mut words = Vec::new();
    for (i, picture) in images.rows().into_iter().enumerate() {
        let left = (i % across) as f64 * step_x;
        let top = (i / across) as f64 * step_y;
        let z: Vec<Vec<f64>> = picture.to_vec().chunks(columns).map(<[f64]>::to_vec).collect();
        let trace =
            HeatMap::new_z(z).color_scale(style::greys()).show_scale(false).zmin(low).zmax(largest);
        let mut trace = wire::trace(trace);
        // Where each picture starts, and one unit per pixel.
        trace["x0"] = json!(left);
        trace["y0"] = json!(top);
        trace["dx"] = json!(1);
        trace["dy"] = json!(1);
        trace["hoverinfo"] = json!("z");
        figure = figure.add(trace);
        if let Some(caption) = captions.get(i) {
            let middle = left + (columns as f64 - 1.0) / 2.0;
            words.push((*caption, [middle, top - 0.5 - 0.11 * rows as f64], style::INK));
        }
    }
    if !words.is_empty() {
        let mut trace = draw::words(&words);
        trace["textfont"]["size"] = json!(12);
        figure = figure.add(trace);
    }
    let air = 0.28 * rows as f64;
    let width = across as f64 * step_x;
    let height = down as f64 * step_y;
    let pixels = (style::WIDTH as f64 - 40.0) * (height + air) / width;
    Ok(figure
        .size(style::WIDTH, (90.0 + pixels).clamp(180.0, 640.0) as usize)
        .set("margin", json!({"l": 16, "r": 16, "t": 50, "b": 16}))
        .x_range(-0.5 - 0.06 * columns as f64, width - 0.5)
        .y_range(height - 0.5, -0.5 - air)
        .equal_aspect()
        .set("xaxis.visible", json!(false))
        .set("yaxis.visible", json!(false)))
}
