//! A figure: traces, a layout, and the frames of its motion.
//!
//! plotly's types build the pieces; the figure itself keeps them as plain JSON.
//! That makes it an owned value that survives from cell to cell, lets two
//! figures be laid over each other or side by side, and gives one place where
//! numbers are rounded before they reach a committed notebook.

use super::rounding::{NOISE, round};
use super::{style, wire};
use crate::error::MathError;
use plotly::Layout;
use plotly::layout::Annotation;
use serde_json::{Map, Value, json};
use std::fmt;

/// A figure that shows itself as the last value of a cell.
///
/// Every function of [`plot`](crate::plot) answers with one. The methods below
/// change a title, an axis or the size and hand the figure back, so they chain.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let x = array![0.0, 1.0, 2.0];
/// let figure = plot::lines(&x, &[("<i>x</i>²", &x.mapv(|v| v * v))])?
///     .title("A parabola")
///     .x("<i>x</i>")
///     .y("<i>x</i>²");
/// assert!(figure.to_json().contains("A parabola"));
/// # Ok::<(), MathError>(())
/// ```
#[derive(Clone, PartialEq)]
pub struct Figure {
    pub(crate) data: Vec<Value>,
    pub(crate) layout: Map<String, Value>,
    pub(crate) frames: Vec<Value>,
    pub(crate) title: String,
}

impl Figure {
    /// An empty pair of axes in house style.
    pub(crate) fn new() -> Self {
        Self {
            data: Vec::new(),
            layout: style::layout(),
            frames: Vec::new(),
            title: "Figure".to_string(),
        }
    }

    /// Adds one trace.
    pub(crate) fn add(mut self, trace: Value) -> Self {
        self.data.push(trace);
        self
    }

    /// Sets one key of the layout, given as a path such as `xaxis.range`.
    pub(crate) fn set(mut self, path: &str, value: Value) -> Self {
        let mut slot = &mut self.layout;
        let mut keys = path.split('.').peekable();
        while let Some(key) = keys.next() {
            if keys.peek().is_none() {
                slot.insert(key.to_string(), value);
                return self;
            }
            let inner = slot.entry(key).or_insert_with(|| json!({}));
            if !inner.is_object() {
                *inner = json!({});
            }
            match inner.as_object_mut() {
                Some(map) => slot = map,
                None => return self,
            }
        }
        self
    }

    /// The heading above the figure.
    pub fn title(mut self, text: &str) -> Self {
        self.title = text.to_string();
        self.set(
            "title",
            json!({"text": text, "font": {"size": 16, "color": style::INK},
                   "x": 0.02, "xanchor": "left", "y": 0.97, "yanchor": "top", "yref": "container"}),
        )
    }

    /// Title of the horizontal axis, with its unit.
    pub fn x(self, title: &str) -> Self {
        self.axis_title("x", title)
    }

    /// Title of the vertical axis, with its unit.
    pub fn y(self, title: &str) -> Self {
        self.axis_title("y", title)
    }

    /// Title of the upright axis of a surface, with its unit.
    pub fn z(self, title: &str) -> Self {
        self.axis_title("z", title)
    }

    fn axis_title(mut self, letter: &str, title: &str) -> Self {
        let Some(before) = self
            .layout
            .get("scene")
            .map(|scene| scene[format!("{letter}axis")]["title"]["text"].clone())
        else {
            return self.set(&format!("{letter}axis.title.text"), json!(title));
        };
        // A flat panel beside the graph that shows the same variable is renamed with it.
        let axis = format!("{letter}axis");
        for (key, panel) in &mut self.layout {
            if key.starts_with(&axis) && before.is_string() && panel["title"]["text"] == before {
                panel["title"]["text"] = json!(title);
            }
        }
        self.set(&format!("scene.{axis}.title.text"), json!(title))
    }

    /// First and last value shown on the horizontal axis; the powers of ten after
    /// [`log_x`](Figure::log_x): −3 and 2 for 0.001 and 100.
    pub fn x_range(self, from: f64, to: f64) -> Self {
        self.set("xaxis.range", json!([from, to]))
    }

    /// First and last value shown on the vertical axis; the powers of ten after
    /// [`log_y`](Figure::log_y): −3 and 2 for 0.001 and 100.
    pub fn y_range(self, from: f64, to: f64) -> Self {
        self.set("yaxis.range", json!([from, to]))
    }

    /// Marks powers of ten evenly along the horizontal axis.
    pub fn log_x(self) -> Self {
        self.set("xaxis.type", json!("log")).set("xaxis.exponentformat", json!("power"))
    }

    /// Marks powers of ten evenly along the vertical axis.
    pub fn log_y(self) -> Self {
        self.set("yaxis.type", json!("log")).set("yaxis.exponentformat", json!("power"))
    }

    /// One unit is as long upwards as it is sideways, so angles and circles are true.
    pub fn equal_aspect(self) -> Self {
        self.set("yaxis.scaleanchor", json!("x"))
            .set("yaxis.scaleratio", json!(1))
            .set("yaxis.constrain", json!("domain"))
            .set("xaxis.constrain", json!("domain"))
    }

    /// Width and height in pixels; a notebook's column takes about 700.
    pub fn size(self, width: usize, height: usize) -> Self {
        self.set("width", json!(width)).set("height", json!(height))
    }

    /// Shows or hides the list of series.
    pub fn legend(self, shown: bool) -> Self {
        self.set("showlegend", json!(shown))
    }

    /// A line of text between the title and the axes, for the numbers of the moment.
    pub fn note(self, text: &str) -> Self {
        // Beside plane axes stand numbers, and the note begins above them.
        let shift = if self.layout.contains_key("scene") { 8.0 } else { -50.0 };
        let note = Annotation::new()
            .text(text)
            .x_ref("paper")
            .y_ref("paper")
            .x(0.0)
            .y(1.0)
            .x_anchor(plotly::common::Anchor::Left)
            .y_anchor(plotly::common::Anchor::Bottom)
            .x_shift(shift)
            .y_shift(4.0)
            .show_arrow(false)
            .font(style::font(14))
            .name("note");
        self.annotate(wire::first(Layout::new().annotations(vec![note]), "annotations"))
    }

    /// A word at a point of the axes.
    pub fn text_at(self, text: &str, x: f64, y: f64) -> Self {
        let word = Annotation::new().text(text).x(x).y(y).show_arrow(false).font(style::font(14));
        self.annotate(wire::first(Layout::new().annotations(vec![word]), "annotations"))
    }

    pub(crate) fn annotate(mut self, annotation: Value) -> Self {
        let list = self.layout.entry("annotations").or_insert_with(|| json!([]));
        if let Some(list) = list.as_array_mut() {
            if annotation["name"] == "note" {
                list.retain(|a| a["name"] != "note");
            }
            list.push(annotation);
        }
        self
    }

    /// Draws another figure's traces on these axes.
    ///
    /// Axes, title and size stay this figure's own; both keep still.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let x = array![0.0, 1.0, 2.0];
    /// let fit = plot::lines(&x, &[("line", &x)])?;
    /// let data = plot::scatter(&x, &array![0.1, 0.9, 2.2])?;
    /// assert_eq!(data.with(&fit).trace_count(), 2);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn with(mut self, other: &Figure) -> Self {
        self.data.extend(other.data.iter().cloned());
        if let Some(words) = other.layout.get("annotations").and_then(Value::as_array) {
            for word in words.iter().filter(|a| a["name"] != "note") {
                self = self.annotate(word.clone());
            }
        }
        if other.layout.get("showlegend") == Some(&json!(true)) {
            self = self.legend(true);
        }
        self
    }

    /// How many traces the figure draws.
    pub fn trace_count(&self) -> usize {
        self.data.len()
    }

    /// How many positions its slider has; 0 for a figure that stands still.
    pub fn frame_count(&self) -> usize {
        self.frames.len()
    }

    /// The plotly JSON: `config`, `data`, `layout` and, with motion, `frames`.
    ///
    /// Numbers keep six significant digits, whole ones lose their `.0`, and what
    /// is below 10⁻¹² of its list's largest entry becomes 0, so that rounding
    /// noise of one processor or another does not reach a committed notebook.
    /// Where an axis counts powers of ten, small numbers are the subject and stay.
    pub fn to_json(&self) -> String {
        let mut figure =
            json!({"config": style::config(), "data": self.data, "layout": self.layout});
        if self.layout.get("width") == Some(&json!(style::WIDTH)) {
            // The page's own width: the figure follows the column, wide or narrow.
            if let Some(layout) = figure["layout"].as_object_mut() {
                layout.remove("width");
                layout.insert("autosize".to_string(), json!(true));
            }
        }
        if !self.frames.is_empty() {
            figure["frames"] = json!(self.frames);
        }
        // The axes of every panel: xaxis, yaxis, xaxis2, …
        let powers_of_ten = self.layout.iter().any(|(name, axis)| {
            (name.starts_with("xaxis") || name.starts_with("yaxis")) && axis["type"] == "log"
        });
        round(&mut figure, if powers_of_ten { 0.0 } else { NOISE });
        figure.to_string()
    }

    /// Shows the figure in a notebook (the kernel calls this for a cell's last value).
    pub fn evcxr_display(&self) {
        println!(
            "EVCXR_BEGIN_CONTENT application/vnd.plotly.v1+json\n{}\nEVCXR_END_CONTENT",
            self.to_json()
        );
        println!("EVCXR_BEGIN_CONTENT text/plain\n{self}\nEVCXR_END_CONTENT");
    }
}

/// One line that says what the picture is.
impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[figure] {}", plain(&self.title))?;
        match self.frames.len() {
            0 => Ok(()),
            n => write!(f, " ({n} frames)"),
        }
    }
}

impl fmt::Debug for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The text of a label without its tags.
fn plain(label: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for c in label.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            c if !inside => text.push(c),
            _ => {}
        }
    }
    text
}

/// Sets figures that stand still next to each other, each with its own axes.
///
/// The first figure's title and note become the whole figure's; the others' titles
/// stand above their panels. The list of series holds those of the figures that have one.
///
/// # Errors
///
/// [`MathError::Empty`] without a figure; [`MathError::InvalidArgument`] for a figure
/// that moves (build each moment side by side, then call [`animate`](crate::plot::animate)).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let x = array![0.0, 1.0, 2.0];
/// let left = plot::scatter(&x, &x)?;
/// let right = plot::bars(&["a", "b"], &array![3.0, 4.0])?;
/// assert_eq!(plot::side_by_side(&[left, right])?.trace_count(), 2);
/// # Ok::<(), MathError>(())
/// ```
pub fn side_by_side(figures: &[Figure]) -> Result<Figure, MathError> {
    let Some(first) = figures.first() else {
        return Err(MathError::Empty { operation: "side_by_side", argument: "figures" });
    };
    if figures.iter().any(|f| !f.frames.is_empty()) {
        return Err(MathError::InvalidArgument {
            operation: "side_by_side",
            argument: "figures",
            reason: "contains a figure that moves; put the still moments side by side first \
                     and animate the result"
                .to_string(),
        });
    }
    let gap = 0.16 / (figures.len() as f64).sqrt();
    let width = (1.0 - gap * (figures.len() - 1) as f64) / figures.len() as f64;
    let mut whole = Figure::new();
    for key in ["xaxis", "yaxis"] {
        whole.layout.remove(key);
    }
    let listed = figures.iter().any(|f| f.layout.get("showlegend") == Some(&json!(true)));
    for (i, figure) in figures.iter().enumerate() {
        let from = i as f64 * (width + gap);
        whole = panel(whole, figure, i, (from, from + width));
        // Beside a panel with a list one without adds nothing to it. Where none has one, the
        // whole may be given a list of all.
        if listed && figure.layout.get("showlegend") == Some(&json!(false)) {
            let own = whole.data.len() - figure.data.len();
            whole.data[own..].iter_mut().for_each(|t| t["showlegend"] = json!(false));
        }
    }
    whole.title = first.title.clone();
    for key in ["width", "height"] {
        whole.layout.insert(key.to_string(), first.layout[key].clone());
    }
    Ok(whole)
}

/// Copies one figure into the panel between two horizontal positions.
fn panel(mut whole: Figure, figure: &Figure, i: usize, (from, to): (f64, f64)) -> Figure {
    let suffix = if i == 0 { String::new() } else { (i + 1).to_string() };
    for trace in &figure.data {
        let mut trace = trace.clone();
        if figure.layout.contains_key("scene") {
            trace["scene"] = json!(format!("scene{suffix}"));
        } else {
            trace["xaxis"] = json!(format!("x{suffix}"));
            trace["yaxis"] = json!(format!("y{suffix}"));
        }
        if let Some(bar) = trace.get_mut("colorbar") {
            bar["x"] = json!(to + 0.01);
        }
        whole.data.push(trace);
    }
    if let Some(scene) = figure.layout.get("scene") {
        let mut scene = scene.clone();
        scene["domain"] = json!({"x": [from, to]});
        whole.layout.insert(format!("scene{suffix}"), scene);
    } else {
        for letter in ["x", "y"] {
            let mut axis = figure.layout[&format!("{letter}axis")].clone();
            axis["anchor"] = json!(format!("{}{suffix}", if letter == "x" { "y" } else { "x" }));
            if axis.get("scaleanchor").is_some() {
                axis["scaleanchor"] = json!(format!("x{suffix}"));
            }
            if letter == "x" {
                axis["domain"] = json!([from, to]);
            }
            whole.layout.insert(format!("{letter}axis{suffix}"), axis);
        }
    }
    if let Some(text) = figure.layout.get("title").and_then(|t| t["text"].as_str()) {
        let heading = Annotation::new()
            .text(text)
            .x_ref("paper")
            .y_ref("paper")
            .x((from + to) / 2.0)
            .y(1.0)
            .x_anchor(plotly::common::Anchor::Center)
            .y_anchor(plotly::common::Anchor::Bottom)
            .y_shift(5.0)
            .show_arrow(false)
            .font(style::font(14));
        whole =
            whole.annotate(wire::first(Layout::new().annotations(vec![heading]), "annotations"));
    }
    for word in figure.layout.get("annotations").and_then(Value::as_array).into_iter().flatten() {
        let mut word = word.clone();
        if word["name"] == "note" {
            // Above the headings of the panels, where there are any.
            let headed = whole
                .layout
                .get("annotations")
                .and_then(Value::as_array)
                .is_some_and(|a| a.iter().any(|w| w["yref"] == "paper" && w["name"] != "note"));
            word["yshift"] = json!(if headed { 24 } else { 4 });
        } else if word["xref"] == "paper" {
            word["x"] = json!(from + (to - from) * word["x"].as_f64().unwrap_or(0.0));
        } else {
            word["xref"] = json!(format!("x{suffix}"));
            word["yref"] = json!(format!("y{suffix}"));
        }
        whole = whole.annotate(word);
    }
    if figure.layout.get("showlegend") == Some(&json!(true)) {
        whole = whole.legend(true);
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_of_ten_on_either_axis_are_no_noise() {
        let (x, y) = (ndarray::array![0.0, 1.0], ndarray::array![1.0, 6.25e-17]);
        let figure = crate::plot::lines(&x, &[("loss", &y)]).unwrap();
        assert!(!figure.to_json().contains("6.25e-17"));
        let panel = side_by_side(&[figure.clone(), figure.clone().log_y()]).unwrap();
        for logarithmic in [figure.clone().log_x(), figure.log_y(), panel] {
            assert!(logarithmic.to_json().contains("6.25e-17"));
        }
    }

    #[test]
    fn a_figure_prints_one_line_of_text() {
        let figure = Figure::new().title("<i>a</i> · <i>b</i>");
        assert_eq!(format!("{figure:?}"), "[figure] a · b");
    }

    #[test]
    fn a_panel_without_a_legend_adds_nothing_to_that_of_the_page() {
        let x = ndarray::array![0.0, 1.0];
        let both = || crate::plot::lines(&x, &[("up", &x), ("too", &x)]).unwrap();
        let page = side_by_side(&[both().legend(false), both()]).unwrap();
        let listed: Vec<bool> = page.data.iter().map(|t| t["showlegend"] != json!(false)).collect();
        assert_eq!(listed, [false, false, true, true]);
        assert_eq!(page.layout["showlegend"], json!(true));
    }

    #[test]
    fn panels_without_a_legend_share_that_of_the_page() {
        let x = ndarray::array![0.0, 1.0];
        let both = || crate::plot::lines(&x, &[("up", &x), ("too", &x)]).unwrap().legend(false);
        let page = side_by_side(&[both(), both()]).unwrap();
        assert_eq!(page.layout["showlegend"], json!(false));
        let page = crate::plot::canvas::legend::legend_above(page);
        assert!(page.data.iter().all(|trace| trace["showlegend"] != json!(false)));
    }

    #[test]
    fn panels_get_their_own_axes_and_share_the_page() {
        let one = Figure::new().equal_aspect();
        let whole = side_by_side(&[one.clone().title("one"), one]).unwrap();
        assert_eq!(whole.layout["yaxis2"]["scaleanchor"], "x2");
        let left = whole.layout["xaxis"]["domain"][1].as_f64().unwrap();
        let right = whole.layout["xaxis2"]["domain"][0].as_f64().unwrap();
        assert!(left < right);
        assert!(side_by_side(&[]).is_err());
    }
}
