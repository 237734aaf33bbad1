//! A figure on the site: its files, its place in a page, and a reader of plotly's JSON.

use super::describe::describe;
use crate::fast::run::write_whole;
use crate::notebook::document::{Cell, Output, PLOTLY, PNG};
use anyhow::{Context, Result};
use base64::Engine;
use regex::Regex;
use serde_json::{Map, Value};
use std::path::Path;
use std::sync::LazyLock;

/// Writes the figures of a cell into `folder` (`figures/<language>` of the site) and puts
/// markup in their place; answers with how many there were.
pub fn lay_out(cell: &mut Cell, name: &str, folder: &Path) -> Result<usize> {
    let mut count = 0;
    for output in &mut cell.outputs {
        let Some(figure) = output.figure() else { continue };
        let file = match count {
            0 => format!("{name}-{}", cell.id),
            more => format!("{name}-{}-{more}", cell.id),
        };
        let still = output.text(PNG).with_context(|| format!("{file} has no still picture"))?;
        let still = base64::engine::general_purpose::STANDARD
            .decode(still.split_whitespace().collect::<String>())
            .with_context(|| format!("the still picture of {file} is not in base64"))?;
        let (width, height) =
            size(&still).with_context(|| format!("the still picture of {file} is no PNG"))?;
        let script = format!("aimath.figure({}, {figure});\n", Value::String(file.clone()));
        write_whole(&folder.join(format!("{file}.js")), script.as_bytes())?;
        write_whole(&folder.join(format!("{file}.png")), &still)?;
        let language = folder.file_name().unwrap_or_default().to_string_lossy();
        let said = escaped(&describe(figure));
        let heading = tr!("What the figure shows, and its data");
        let markup = format!(
            "<figure class=\"plot\" data-figure=\"{file}\">\n\
             <img src=\"../../figures/{language}/{file}.png\" alt=\"{said}\" width=\"{width}\" \
             height=\"{height}\" loading=\"lazy\">\n\
             <details class=\"plot-data\"><summary>{heading}</summary>\n<p>{said}</p>\n\
             </details>\n</figure>"
        );
        let mut data = Map::new();
        data.insert("text/html".to_owned(), Value::String(markup));
        *output = Output::Rich { result: true, data, metadata: Map::new() };
        count += 1;
    }
    Ok(count)
}

/// Whether an output is a figure, in any of its forms.
pub fn is_figure(output: &Output) -> bool {
    matches!(output, Output::Rich { data, .. } if data.contains_key(PLOTLY))
}

/// Text for HTML, also between quotes.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Width and height of a PNG in pixels.
fn size(png: &[u8]) -> Option<(u32, u32)> {
    let header = png.strip_prefix(b"\x89PNG\r\n\x1a\n")?;
    let side = |at: usize| Some(u32::from_be_bytes(header.get(at..at + 4)?.try_into().ok()?));
    Some((side(8)?, side(12)?))
}

/// The words of a label without plotly's little markup.
pub fn plain(text: &Value) -> String {
    static TAG: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"</?[a-zA-Z][^>]*>").expect("the pattern is well formed"));
    let text = text.as_str().unwrap_or_default().replace("<br>", ", ");
    let text = TAG.replace_all(&text, "");
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A number with four digits, as a reader writes it.
pub fn number(x: f64) -> String {
    let size = x.abs();
    let text = if x == 0.0 {
        "0".to_owned()
    } else if !(1e-4..1e7).contains(&size) {
        let text = format!("{x:.3e}");
        let (digits, power) = text.split_once('e').unwrap_or((&text, "0"));
        let digits = digits.trim_end_matches('0').trim_end_matches('.');
        format!("{digits}e{power}")
    } else {
        let before = size.log10().floor() as i32 + 1;
        let text = format!("{x:.*}", (4 - before).clamp(0, 8) as usize);
        match text.contains('.') {
            true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
            false => text,
        }
    };
    text.replace('-', "−")
}

/// A trace of a figure.
pub struct Trace<'f>(pub &'f Value);

impl Trace<'_> {
    /// Plotly's kind; `scatter` when it says none.
    pub fn kind(&self) -> &str {
        self.0["type"].as_str().unwrap_or("scatter")
    }

    fn mode(&self) -> &str {
        self.0["mode"].as_str().unwrap_or("lines")
    }

    /// Whether it draws a line.
    pub fn has_lines(&self) -> bool {
        self.mode().contains("lines")
    }

    /// Whether it only writes.
    pub fn is_text(&self) -> bool {
        self.kind().starts_with("scatter") && self.mode() == "text"
    }

    /// Whether it gives no answer to the pointer.
    pub fn is_mute(&self) -> bool {
        self.0["hoverinfo"] == "skip"
    }

    /// Whether it encloses an area.
    pub fn is_filled(&self) -> bool {
        self.0["fill"].as_str().is_some_and(|fill| fill == "toself")
    }

    /// Whether it is made of values and not of one outline.
    pub fn has_values(&self) -> bool {
        !self.is_filled()
    }

    /// Its name in the legend.
    pub fn name(&self) -> Option<String> {
        Some(plain(&self.0["name"])).filter(|name| !name.is_empty())
    }

    /// The numbers of one side; gaps are left out.
    pub fn numbers(&self, side: &str) -> Vec<f64> {
        let all = self.0[side].as_array().into_iter().flatten();
        all.filter_map(Value::as_f64).collect()
    }

    /// The entries of one side as they are read.
    pub fn words(&self, side: &str) -> Vec<String> {
        let all = self.0[side].as_array().into_iter().flatten();
        all.filter(|entry| !entry.is_null())
            .map(|entry| entry.as_f64().map_or_else(|| plain(entry), number))
            .collect()
    }

    /// The smallest and the largest number of one side, rows taken together.
    pub fn extent(&self, side: &str) -> Option<(f64, f64)> {
        fn walk(value: &Value, found: &mut Option<(f64, f64)>) {
            if let Some(x) = value.as_f64() {
                let (low, high) = found.unwrap_or((x, x));
                *found = Some((low.min(x), high.max(x)));
            }
            value.as_array().into_iter().flatten().for_each(|entry| walk(entry, found));
        }
        let mut found = None;
        walk(&self.0[side], &mut found);
        found
    }

    /// Rows and columns of `z`.
    pub fn shape(&self) -> (usize, usize) {
        let rows = self.0["z"].as_array().map_or(0, Vec::len);
        (rows, self.0["z"][0].as_array().map_or(0, Vec::len))
    }
}

/// An axis of a figure.
pub struct Axis<'f>(pub &'f Value);

impl Axis<'_> {
    /// Its label and its range, if it is visible.
    pub fn told(&self) -> Option<String> {
        if !self.0.is_object() || self.0["visible"] == false {
            return None;
        }
        let label = plain(&self.0["title"]["text"]);
        let named = |text: &str| match label.as_str() {
            "" => text.to_owned(),
            label => format!("{label} {text}"),
        };
        if let (Some(first), Some(last)) = (
            self.0["ticktext"].as_array().and_then(|ticks| ticks.first()),
            self.0["ticktext"].as_array().and_then(|ticks| ticks.last()),
        ) {
            return Some(named(&tr!(
                "from {low} to {high}",
                low = plain(first),
                high = plain(last)
            )));
        }
        let ends = [self.0["range"][0].as_f64(), self.0["range"][1].as_f64()];
        let [Some(low), Some(high)] = ends else {
            return (!label.is_empty()).then_some(label);
        };
        Some(named(&match self.0["type"] == "log" {
            true => tr!(
                "from {low} to {high} (logarithmic)",
                low = number(10_f64.powf(low)),
                high = number(10_f64.powf(high))
            ),
            false => tr!("from {low} to {high}", low = number(low), high = number(high)),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn numbers_are_short_and_right() {
        for (x, text) in [
            (0.0, "0"),
            (-3.0, "−3"),
            (1200.0, "1200"),
            (123456.0, "123456"),
            (0.123456, "0.1235"),
            (-0.00123456, "−0.001235"),
            (1e-9, "1e−9"),
            (6.02e23, "6.02e23"),
            (99.996, "100"),
        ] {
            assert_eq!(number(x), text);
        }
    }

    #[test]
    fn labels_lose_their_markup_only() {
        assert_eq!(plain(&json!("<i>x</i><sub>1</sub> &lt; 3<br>and 2 < 5")), "x1 < 3, and 2 < 5");
    }

    #[test]
    fn a_figure_becomes_files_and_markup() {
        // The smallest PNG: its header says 3 by 2.
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        png.extend([0, 0, 0, 3, 0, 0, 0, 2]);
        let still = base64::engine::general_purpose::STANDARD.encode(&png);
        let notebook = json!({"cells": [{"cell_type": "code", "id": "c", "metadata": {},
            "source": "", "execution_count": 1, "outputs": [{"output_type": "execute_result",
            "execution_count": 1, "metadata": {}, "data": {PNG: still,
            PLOTLY: {"data": [], "layout": {"title": {"text": "A \"b\""}}}}}]}],
            "metadata": {}, "nbformat": 4, "nbformat_minor": 5});
        let path = Path::new("01-a.ipynb");
        let mut cell = crate::notebook::document::Notebook::parse(path, &notebook.to_string())
            .unwrap()
            .cells
            .remove(0);
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().join("en");
        std::fs::create_dir(&folder).unwrap();
        assert_eq!(lay_out(&mut cell, "01", &folder).unwrap(), 1);
        let markup = cell.outputs[0].text("text/html").unwrap();
        assert!(markup.contains("alt=\"A &quot;b&quot;."), "{markup}");
        assert!(markup.contains("width=\"3\" height=\"2\""), "{markup}");
        assert_eq!(std::fs::read(folder.join("01-c.png")).unwrap(), png);
        assert!(!is_figure(&cell.outputs[0]));
    }
}
