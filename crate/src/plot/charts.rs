//! Charts for any chapter: plain data in, a figure out.

use super::draw::{self, Point};
use super::figure::Figure;
use super::{style, wire};
use crate::check;
use crate::error::MathError;
use ndarray::{ArrayRef1, ArrayRef2};
use plotly::common::{Line, Marker, Mode};
use plotly::contour::{Coloring, Contours};
use plotly::layout::{AspectMode, LayoutScene};
use plotly::{Bar, Contour, HeatMap, Layout, Scatter, Surface};
use serde_json::{Value, json};

/// Marks of successive groups, so that ten groups stay apart with six colours.
const SYMBOLS: [&str; 4] = ["circle", "diamond", "square", "triangle-up"];

fn points(
    operation: &'static str,
    x: &ArrayRef1<f64>,
    y: &ArrayRef1<f64>,
) -> Result<Vec<Point>, MathError> {
    check::not_empty(operation, "x", x)?;
    check::same_length(operation, x, y)?;
    check::finite(operation, "x", x)?;
    check::finite(operation, "y", y)?;
    Ok(x.iter().zip(y).map(|(&x, &y)| [x, y]).collect())
}

/// Refuses lists that should have one name per entry and do not.
fn named(
    operation: &'static str,
    names: usize,
    entries: usize,
    rule: &'static str,
) -> Result<(), MathError> {
    if names == entries {
        return Ok(());
    }
    Err(MathError::ShapeMismatch { operation, left: vec![names], right: vec![entries], rule })
}

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
/// [`MathError::Empty`] without a function; [`MathError::InvalidArgument`] unless
/// `from < to`.
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
/// [`MathError::Empty`], [`MathError::ShapeMismatch`] or [`MathError::NotFinite`] when
/// `x` and `y` do not hold one finite number per point.
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
    let mut trace = draw::dots("data", &points, style::BLUE, 7);
    trace["marker"]["opacity"] = json!(0.75);
    Ok(Figure::new().add(trace))
}

/// Points in the plane, coloured and marked by group.
///
/// `groups[i]` is the index into `names` of point `i`'s group.
///
/// # Errors
///
/// As [`scatter`]; [`MathError::OutOfRange`] for a group without a name.
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
    grouped_bars(names, &[("value", values)]).map(|f| f.legend(false))
}

/// Bars side by side: for each name one bar per series.
///
/// # Errors
///
/// As [`bars`], for each series.
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
        Figure::new().legend(true).x("").y("value").set("xaxis.type", json!("category"));
    for (i, (name, values)) in series.iter().enumerate() {
        named("bars", names.len(), values.len(), "every name needs one value")?;
        check::finite("bars", "values", values)?;
        let marker = Marker::new().color(style::colour(i));
        let mut bar =
            wire::trace(Bar::new(Vec::<f64>::new(), values.to_vec()).name(name).marker(marker));
        bar["x"] = json!(names);
        figure = figure.add(bar);
    }
    Ok(figure.x("category"))
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
        json!(Bar::new(middles, counts).name("count").marker(
            Marker::new().color(style::BLUE).line(Line::new().color(style::CLEAR).width(1.0))
        ));
    bar["width"] = json!(width);
    Ok(Figure::new().add(bar).y("count").x("value"))
}

/// A matrix as colours, with its numbers written in when they fit.
///
/// The first row is on top. Empty lists of labels stand for 0, 1, 2, …. A matrix with
/// negative entries gets a scale with its middle at zero.
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
        low if low < largest => (low, largest),
        low => (low - 0.5, low + 0.5),
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
        .x("column")
        .y("row")
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
fn matrix_trace(
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
/// As [`contour`].
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

fn table(
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

/// Arrows from the origin, each with its name at the tip.
///
/// # Errors
///
/// [`MathError::Empty`] without a vector; [`MathError::ShapeMismatch`] for one that does
/// not have two entries; [`MathError::NotFinite`].
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let figure = plot::vectors2d(&[("a", &array![3.0, 4.0]), ("b", &array![1.0, 2.0])])?;
/// assert_eq!(figure.trace_count(), 3); // two arrows and their names
/// # Ok::<(), MathError>(())
/// ```
pub fn vectors2d(vectors: &[(&str, &ArrayRef1<f64>)]) -> Result<Figure, MathError> {
    if vectors.is_empty() {
        return Err(MathError::Empty { operation: "vectors2d", argument: "vectors" });
    }
    let mut tips = Vec::new();
    for (_, v) in vectors {
        tips.push(plane_vector("vectors2d", "vectors", v)?);
    }
    let view = View::around(&tips);
    let mut figure = Figure::new();
    let mut names = Vec::new();
    for (i, ((name, _), tip)) in vectors.iter().zip(&tips).enumerate() {
        figure = figure.add(draw::arrow(name, [0.0; 2], *tip, style::colour(i), view.head()));
        names.push((*name, draw::beyond([0.0; 2], *tip, view.head()), style::colour(i)));
    }
    Ok(view.frame(figure.add(draw::words(&names))).legend(false))
}

/// The two entries of a vector of the plane.
pub(crate) fn plane_vector(
    operation: &'static str,
    argument: &'static str,
    v: &ArrayRef1<f64>,
) -> Result<Point, MathError> {
    named(operation, v.len(), 2, "a vector drawn in the plane needs two entries")?;
    check::finite(operation, argument, v)?;
    Ok([v[0], v[1]])
}

/// The window through which a drawing of the plane is seen.
#[derive(Clone, Copy)]
pub(crate) struct View {
    centre: Point,
    half: Point,
}

impl View {
    /// Shows the points and the origin with some air, in the shape of the page.
    pub(crate) fn around(points: &[Point]) -> Self {
        let end = |k: usize, f: fn(f64, f64) -> f64| points.iter().fold(0.0, |m, p| f(m, p[k]));
        let (low, high) =
            ([end(0, f64::min), end(1, f64::min)], [end(0, f64::max), end(1, f64::max)]);
        let centre = [(low[0] + high[0]) / 2.0, (low[1] + high[1]) / 2.0];
        let half = [(high[0] - low[0]) / 2.0, (high[1] - low[1]) / 2.0];
        // The axes are about 1.8 times as wide as they are high.
        let tall = (1.25 * half[1]).max(1.25 * half[0] / 1.8);
        let tall = if tall > 0.0 { tall } else { 1.0 };
        Self { centre, half: [1.8 * tall, tall] }
    }

    /// A square window of this half-width around the origin.
    pub(crate) fn square(half: f64) -> Self {
        Self { centre: [0.0; 2], half: [half, half] }
    }

    /// A window of the page's shape around the origin.
    pub(crate) fn centred(half: f64) -> Self {
        Self { centre: [0.0; 2], half: [1.8 * half, half] }
    }

    /// How long an arrow's head should be.
    pub(crate) fn head(&self) -> f64 {
        0.085 * self.half[1]
    }

    /// How far a straight line through the origin must run to leave the window.
    pub(crate) fn reach(&self) -> f64 {
        self.centre[0].abs() + self.half[0] + self.centre[1].abs() + self.half[1]
    }

    /// Gives the figure's axes this window, with true angles.
    pub(crate) fn frame(&self, figure: Figure) -> Figure {
        figure
            .x_range(self.centre[0] - self.half[0], self.centre[0] + self.half[0])
            .y_range(self.centre[1] - self.half[1], self.centre[1] + self.half[1])
            .equal_aspect()
            .x("<i>x</i>₁")
            .y("<i>x</i>₂")
    }
}

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
    trace["hovertemplate"] = json!("row %{y}, column %{x}<extra></extra>");
    Ok(bare(Figure::new().add(trace), rows as f64, columns as f64).x("column").y("row"))
}

/// Axes for pictures: rows count downwards and pixels are square.
fn bare(figure: Figure, rows: f64, columns: f64) -> Figure {
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

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn base64_agrees_with_the_examples_of_rfc_4648() {
        let pairs =
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")];
        for (plain, coded) in pairs {
            assert_eq!(base64(plain.as_bytes()), coded);
        }
    }

    #[test]
    fn a_histogram_counts_every_value_once() {
        let figure = histogram(&array![0.0, 0.1, 0.5, 0.9, 1.0], 2).unwrap();
        assert_eq!(figure.data[0]["y"], json!([2.0, 3.0]));
        let equal = histogram(&array![3.0, 3.0], 4).unwrap();
        let total: f64 =
            equal.data[0]["y"].as_array().unwrap().iter().filter_map(Value::as_f64).sum();
        assert_eq!(total, 2.0);
    }

    #[test]
    fn wrong_input_is_an_error_and_never_a_panic() {
        let (empty, one) = (ndarray::Array1::<f64>::zeros(0), array![1.0]);
        let nan = array![f64::NAN];
        assert!(lines(&empty, &[("y", &empty)]).is_err());
        assert!(lines(&one, &[]).is_err());
        assert!(scatter(&one, &nan).is_err());
        assert!(scatter(&one, &array![1.0, 2.0]).is_err());
        assert!(scatter_groups(&one, &one, &[3], &["a"]).is_err());
        assert!(bars(&[], &empty).is_err());
        assert!(histogram(&one, 0).is_err());
        assert!(heatmap(&array![[1.0]], &["a", "b"], &[]).is_err());
        assert!(contour(&one, &one, &array![[1.0, 2.0]]).is_err());
        assert!(surface(&one, &one, &array![[f64::INFINITY]]).is_err());
        assert!(vectors2d(&[("a", &one)]).is_err());
        assert!(images(&array![[1.0, 2.0]], (3, 1), &[]).is_err());
        assert!(images(&array![[1.0]], (usize::MAX, 2), &[]).is_err());
        assert!(image(&array![[1.0]], 1.0, 1.0).is_err());
        assert!(curves(&[("f", &|x| x)], 1.0, 0.0).is_err());
    }
}
