//! A table of numbers as colours.

use crate::check;
use crate::error::MathError;
use crate::plot::canvas::figure::Figure;
use crate::plot::canvas::lists::named;
use crate::plot::canvas::{style, wire};
use ndarray::ArrayRef2;
use plotly::HeatMap;
use serde_json::{Value, json};

/// A matrix as colours, with its numbers written in when they fit.
///
/// The first row is on top. Empty lists of labels stand for 0, 1, 2, …. A matrix with
/// negative entries gets a scale with its middle at zero, any other one that begins at
/// zero, so that equal numbers look equal.
///
/// # Errors
///
/// [`MathError::Empty`] or [`MathError::NotFinite`] for the matrix;
/// [`MathError::ShapeMismatch`] when labels are given for only some rows or columns.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let m = array![[1.0, 0.5], [0.5, 1.0]];
/// let figure = plot::heatmap(&m, &["king", "queen"], &["king", "queen"])?;
/// assert_eq!(figure.trace_count(), 1);
/// # Ok::<(), MathError>(())
/// ```
pub fn heatmap(
    matrix: &ArrayRef2<f64>,
    row_labels: &[&str],
    column_labels: &[&str],
) -> Result<Figure, MathError> {
    check::not_empty("heatmap", "matrix", matrix)?;
    check::finite("heatmap", "matrix", matrix)?;
    let (rows, columns) = matrix.dim();
    let labels = |given: &[&str], n: usize, rule| {
        if given.is_empty() {
            return Ok((0..n).map(|i| i.to_string()).collect::<Vec<_>>());
        }
        named("heatmap", given.len(), n, rule)?;
        Ok(given.iter().map(|s| s.to_string()).collect())
    };
    let row_names = labels(row_labels, rows, "every row needs one label")?;
    let column_names = labels(column_labels, columns, "every column needs one label")?;
    let low = matrix.iter().copied().fold(f64::INFINITY, f64::min);
    let largest = matrix.iter().fold(0.0_f64, |m, v| m.max(v.abs()));
    let limits = match low {
        low if low < 0.0 => (-largest, largest),
        _ if largest > 0.0 => (0.0, largest),
        _ => (0.0, 1.0),
    };
    Ok(cells(matrix, &row_names, &column_names, limits, ""))
}

/// [`heatmap`] with the colours' limits and the name of what they show.
pub(crate) fn cells(
    matrix: &ArrayRef2<f64>,
    row_names: &[String],
    column_names: &[String],
    limits: (f64, f64),
    shown: &str,
) -> Figure {
    let (rows, columns) = matrix.dim();
    let trace = matrix_trace(matrix, rows.max(columns) <= 16, limits, shown);
    let at = |n: usize| (0..n).collect::<Vec<_>>();
    Figure::new()
        .add(trace)
        .size(style::WIDTH, (170 + 34 * rows).clamp(style::HEIGHT, 720))
        .x(tr!("column"))
        .y(tr!("row"))
        .set("yaxis.range", json!([rows as f64 - 0.5, -0.5]))
        .set("xaxis.range", json!([-0.5, columns as f64 - 0.5]))
        .set("yaxis.tickvals", json!(at(rows)))
        .set("yaxis.ticktext", json!(row_names))
        .set("xaxis.tickvals", json!(at(columns)))
        .set("xaxis.ticktext", json!(column_names))
        .set("xaxis.showgrid", json!(false))
        .set("yaxis.showgrid", json!(false))
        .set("xaxis.zeroline", json!(false))
        .set("yaxis.zeroline", json!(false))
}

/// The heatmap trace of a matrix at integer positions.
pub(crate) fn matrix_trace(
    matrix: &ArrayRef2<f64>,
    with_numbers: bool,
    limits: (f64, f64),
    shown: &str,
) -> Value {
    let z: Vec<Vec<f64>> = matrix.rows().into_iter().map(|r| r.to_vec()).collect();
    let signed = limits.0 < 0.0;
    let trace = HeatMap::new_z(z)
        .color_scale(if signed { style::diverging() } else { style::sequential() })
        .color_bar(style::colour_bar(shown))
        .zmin(limits.0)
        .zmax(limits.1);
    let mut trace = wire::trace(trace);
    trace["hovertemplate"] = json!("%{y}, %{x}: %{z}<extra></extra>");
    trace["xgap"] = json!(1);
    trace["ygap"] = json!(1);
    if with_numbers {
        let whole = matrix.iter().all(|v| v.fract() == 0.0);
        trace["texttemplate"] = json!(if whole { "%{z}" } else { "%{z:.2f}" });
        // Without a colour of its own plotly picks black or white to suit each cell.
        trace["textfont"] = json!({"size": if matrix.ncols() > 9 { 11 } else { 13 }});
    }
    trace
}
