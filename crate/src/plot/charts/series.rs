//! Numbers over numbers: lines, curves and marks.

use crate::check;
use crate::error::MathError;
use crate::plot::canvas::draw::{self, Point};
use crate::plot::canvas::figure::Figure;
use crate::plot::canvas::lists::{named, points};
use crate::plot::canvas::{style, wire};
use ndarray::ArrayRef1;
use plotly::Scatter;
use plotly::common::{Line, Marker, Mode};
use serde_json::{Value, json};

/// Marks of successive groups, so that ten groups stay apart with six colours.
pub(crate) const SYMBOLS: [&str; 4] = ["circle", "diamond", "square", "triangle-up"];

/// Lines over a common horizontal axis, one per named series.
///
/// # Errors
///
/// [`MathError::Empty`], [`MathError::ShapeMismatch`] or [`MathError::NotFinite`] when a
/// series does not have one finite number for each `x`.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let x = array![0.0, 1.0, 2.0];
/// let figure = plot::lines(&x, &[("x", &x), ("x²", &x.mapv(|v| v * v))])?;
/// assert_eq!(figure.trace_count(), 2);
/// # Ok::<(), MathError>(())
/// ```
pub fn lines(x: &ArrayRef1<f64>, series: &[(&str, &ArrayRef1<f64>)]) -> Result<Figure, MathError> {
    if series.is_empty() {
        return Err(MathError::Empty { operation: "lines", argument: "series" });
    }
    let mut figure = Figure::new().legend(series.len() > 1);
    for (i, (name, y)) in series.iter().enumerate() {
        let points = points("lines", x, y)?;
        let dash = ["solid", "dash", "dot"][(i / style::PALETTE.len()) % 3];
        let mut trace = draw::line(name, &points, style::colour(i), 2.5);
        trace["line"]["dash"] = json!(dash);
        figure = figure.add(trace);
    }
    Ok(figure)
}

/// Graphs of functions from `from` to `to`.
///
/// A function may leave its domain: where its value is not finite the line breaks.
///
/// # Errors
///
/// [`MathError::Empty`] without a function; [`MathError::NotFinite`] for an end that is NaN
/// or infinite; [`MathError::InvalidArgument`] unless `from < to`.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let figure = plot::curves(&[("sin", &|x| x.sin()), ("ln", &|x| x.ln())], -1.0, 6.0)?;
/// assert_eq!(figure.trace_count(), 2);
/// # Ok::<(), MathError>(())
/// ```
pub fn curves(
    functions: &[(&str, &dyn Fn(f64) -> f64)],
    from: f64,
    to: f64,
) -> Result<Figure, MathError> {
    if functions.is_empty() {
        return Err(MathError::Empty { operation: "curves", argument: "functions" });
    }
    check::finite_number("curves", "from", from)?;
    check::finite_number("curves", "to", to)?;
    if from >= to {
        return Err(MathError::InvalidArgument {
            operation: "curves",
            argument: "from",
            reason: format!("is {from}, which must be less than `to` ({to})"),
        });
    }
    let mut figure = Figure::new().legend(functions.len() > 1).x_range(from, to);
    for (i, (name, f)) in functions.iter().enumerate() {
        let points: Vec<Point> = (0..=240)
            .map(|k| from + (to - from) * f64::from(k) / 240.0)
            .map(|x| [x, f(x)])
            .collect();
        figure = figure.add(draw::line(name, &points, style::colour(i), 2.5));
    }
    Ok(figure)
}

/// Points in the plane.
///
/// # Errors
///
/// [`MathError::Empty`], [`MathError::ShapeMismatch`] or [`MathError::NotFinite`] when `x`
/// and `y` do not hold one finite number per point.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let figure = plot::scatter(&array![1.0, 2.0], &array![3.0, 5.0])?;
/// assert_eq!(figure.trace_count(), 1);
/// # Ok::<(), MathError>(())
/// ```
pub fn scatter(x: &ArrayRef1<f64>, y: &ArrayRef1<f64>) -> Result<Figure, MathError> {
    let points = points("scatter", x, y)?;
    let mut trace = draw::dots(tr!("data"), &points, style::BLUE, 7);
    trace["marker"]["opacity"] = json!(0.75);
    Ok(Figure::new().add(trace))
}

/// Points in the plane, coloured and marked by group.
///
/// `groups[i]` is the index into `names` of point `i`'s group.
///
/// # Errors
///
/// Those of [`scatter`]; [`MathError::OutOfRange`] for a group without a name.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let (x, y) = (array![0.0, 1.0, 2.0], array![2.0, 1.0, 0.0]);
/// let figure = plot::scatter_groups(&x, &y, &[0, 1, 0], &["even", "odd"])?;
/// assert_eq!(figure.trace_count(), 2);
/// # Ok::<(), MathError>(())
/// ```
pub fn scatter_groups(
    x: &ArrayRef1<f64>,
    y: &ArrayRef1<f64>,
    groups: &[usize],
    names: &[&str],
) -> Result<Figure, MathError> {
    let points = points("scatter_groups", x, y)?;
    named("scatter_groups", groups.len(), points.len(), "every point needs one group")?;
    if let Some(&group) = groups.iter().find(|g| **g >= names.len()) {
        return Err(MathError::OutOfRange {
            operation: "scatter_groups",
            argument: "groups",
            value: group as f64,
            expected: "the index of one of the names",
        });
    }
    let mut figure = Figure::new().legend(true);
    for (g, name) in names.iter().enumerate() {
        let members: Vec<Point> =
            points.iter().zip(groups).filter(|(_, k)| **k == g).map(|(p, _)| *p).collect();
        let mut trace = draw::dots(name, &members, style::colour(g), 6);
        trace["marker"]["opacity"] = json!(0.75);
        // The symbol changes as well as the colour, for those who see few colours.
        // When the colours start over, the symbols are hollow.
        let hollow = if (g / style::PALETTE.len()) % 2 == 1 { "-open" } else { "" };
        trace["marker"]["symbol"] = json!(format!("{}{hollow}", SYMBOLS[g % SYMBOLS.len()]));
        figure = figure.add(trace);
    }
    Ok(figure)
}

/// Lines whose points are marked, for values that exist only at whole steps.
pub(crate) fn steps(name: &str, points: &[Point], colour: &'static str) -> Value {
    let x = points.iter().map(|p| p[0]).collect();
    let y = points.iter().map(|p| p[1]).collect();
    wire::trace(
        Scatter::new(x, y)
            .name(name)
            .mode(Mode::LinesMarkers)
            .line(Line::new().color(colour).width(2.0))
            .marker(Marker::new().color(colour).size(6)),
    )
}
