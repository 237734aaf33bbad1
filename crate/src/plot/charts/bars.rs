//! Numbers by name, and how often values occur.

use crate::check;
use crate::error::MathError;
use crate::plot::canvas::figure::Figure;
use crate::plot::canvas::lists::named;
use crate::plot::canvas::{style, wire};
use ndarray::ArrayRef1;
use plotly::Bar;
use plotly::common::{Line, Marker};
use serde_json::json;

/// One bar per name.
///
/// # Errors
///
/// [`MathError::Empty`], [`MathError::ShapeMismatch`] or [`MathError::NotFinite`] when
/// there is not one finite value per name.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(plot::bars(&["yes", "no"], &array![0.7, 0.3])?.trace_count(), 1);
/// # Ok::<(), MathError>(())
/// ```
pub fn bars(names: &[&str], values: &ArrayRef1<f64>) -> Result<Figure, MathError> {
    grouped_bars(names, &[(tr!("value"), values)]).map(|f| f.legend(false))
}

/// Bars side by side: for each name one bar per series.
///
/// # Errors
///
/// Those of [`bars`], for each series.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let (p, q) = (array![0.7, 0.3], array![0.5, 0.5]);
/// let figure = plot::grouped_bars(&["yes", "no"], &[("P", &p), ("Q", &q)])?;
/// assert_eq!(figure.trace_count(), 2);
/// # Ok::<(), MathError>(())
/// ```
pub fn grouped_bars(
    names: &[&str],
    series: &[(&str, &ArrayRef1<f64>)],
) -> Result<Figure, MathError> {
    if names.is_empty() || series.is_empty() {
        return Err(MathError::Empty { operation: "bars", argument: "names" });
    }
    let mut figure =
        Figure::new().legend(true).x("").y(tr!("value")).set("xaxis.type", json!("category"));
    for (i, (name, values)) in series.iter().enumerate() {
        named("bars", names.len(), values.len(), "every name needs one value")?;
        check::finite("bars", "values", values)?;
        let marker = Marker::new().color(style::colour(i));
        let mut bar =
            wire::trace(Bar::new(Vec::<f64>::new(), values.to_vec()).name(name).marker(marker));
        bar["x"] = json!(names);
        figure = figure.add(bar);
    }
    Ok(figure.x(tr!("category")))
}

/// How many values fall into each of `bins` equal intervals.
///
/// # Formula
///
/// The interval from the smallest to the largest value is cut into `bins` parts of
/// width w = (max − min)/bins; the last one includes its right end.
///
/// # Errors
///
/// [`MathError::Empty`] or [`MathError::NotFinite`] for the values;
/// [`MathError::OutOfRange`] for no bins at all or more than 10 000.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let figure = plot::histogram(&array![1.0, 2.0, 2.5, 4.0], 3)?;
/// assert_eq!(figure.trace_count(), 1);
/// # Ok::<(), MathError>(())
/// ```
pub fn histogram(values: &ArrayRef1<f64>, bins: usize) -> Result<Figure, MathError> {
    check::not_empty("histogram", "values", values)?;
    check::finite("histogram", "values", values)?;
    if !(1..=10_000).contains(&bins) {
        return Err(MathError::OutOfRange {
            operation: "histogram",
            argument: "bins",
            value: bins as f64,
            expected: "a whole number from 1 to 10000",
        });
    }
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    // Equal values stand in one bin around themselves.
    let (low, high) = if high > low { (low, high) } else { (low - 0.5, high + 0.5) };
    let width = (high - low) / bins as f64;
    let mut counts = vec![0.0; bins];
    for v in values {
        counts[(((v - low) / width) as usize).min(bins - 1)] += 1.0;
    }
    let middles = (0..bins).map(|k| low + (k as f64 + 0.5) * width).collect();
    let mut bar =
        json!(Bar::new(middles, counts).name(tr!("count")).marker(
            Marker::new().color(style::BLUE).line(Line::new().color(style::CLEAR).width(1.0))
        ));
    bar["width"] = json!(width);
    Ok(Figure::new().add(bar).y(tr!("count")).x(tr!("value")))
}
