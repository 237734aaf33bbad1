//! One notebook file: read into plain types, written in one normal form.
//!
//! The normal form is what nbformat writes (one space of indentation, sorted keys, text
//! split into lines) without what differs from run to run or editor to editor: no
//! timestamps, no editor's metadata, execution counts from 1 upwards. Only long lists of
//! numbers inside a figure are kept on one line, which halves the file.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value, json};

/// The mime type of an interactive figure.
pub const PLOTLY: &str = "application/vnd.plotly.v1+json";
/// The mime type of its static picture.
pub const PNG: &str = "image/png";

/// What a cell's metadata may hold; everything else is an editor's note to itself.
const KEPT_CELL_METADATA: [&str; 5] = ["aimath", "editable", "jupyter", "slideshow", "tags"];
/// What a notebook's metadata may hold beside the language.
const KEPT_NOTEBOOK_METADATA: [&str; 3] = ["aimath", "authors", "title"];

/// A notebook.
#[derive(Debug, Clone)]
pub struct Notebook {
    /// Where it was read from.
    pub path: PathBuf,
    /// Its metadata as it stands in the file.
    pub metadata: Map<String, Value>,
    /// Its cells in order.
    pub cells: Vec<Cell>,
}

/// The three kinds of cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Rust for the kernel.
    Code,
    /// Prose.
    Markdown,
    /// Neither.
    Raw,
}

/// A cell.
#[derive(Debug, Clone)]
pub struct Cell {
    /// Code, prose or raw.
    pub kind: Kind,
    /// The name that the cell keeps for ever, in both languages.
    pub id: String,
    /// The text.
    pub source: String,
    /// Metadata as in the file.
    pub metadata: Map<String, Value>,
    /// Pictures pasted into prose.
    pub attachments: Option<Value>,
    /// What the last run showed (code only).
    pub outputs: Vec<Output>,
    /// The number in the margin (code only).
    pub execution_count: Option<u64>,
}

/// One output of a cell, texts joined.
#[derive(Debug, Clone, PartialEq)]
pub enum Output {
    /// Printed text.
    Stream {
        /// `stdout` or `stderr`.
        name: String,
        /// What was printed.
        text: String,
    },
    /// A shown value, by mime type.
    Rich {
        /// Whether it was the cell's result or shown on the way.
        result: bool,
        /// The value in each of its forms.
        data: Map<String, Value>,
        /// Hints for the display, by mime type.
        metadata: Map<String, Value>,
    },
    /// The kernel's report of an error.
    Error {
        /// Its name.
        ename: String,
        /// Its message.
        evalue: String,
        /// Its lines, with terminal colours.
        traceback: Vec<String>,
    },
}

impl Notebook {
    /// Read a notebook.
    pub fn load(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path)
            .with_context(|| format!("the notebook {} cannot be read", path.display()))?;
        Self::parse(path, &text)
            .with_context(|| format!("{} is not a notebook of format 4.5", path.display()))
    }

    /// Read a notebook from its text; `path` is only remembered.
    pub fn parse(path: &Path, text: &str) -> Result<Self> {
        let root: Value = serde_json::from_str(text)?;
        if root["nbformat"] != 4 || root["nbformat_minor"].as_u64() < Some(5) {
            bail!("its format is {}.{}", root["nbformat"], root["nbformat_minor"]);
        }
        let cells = root["cells"].as_array().context("it has no list of cells")?;
        Ok(Self {
            path: path.to_owned(),
            metadata: object(&root["metadata"]),
            cells: cells.iter().map(Cell::parse).collect::<Result<_>>()?,
        })
    }

    /// The name without folder and ending.
    pub fn name(&self) -> String {
        self.path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// The cell of this id.
    pub fn cell(&self, id: &str) -> Option<&Cell> {
        self.cells.iter().find(|cell| cell.id == id)
    }

    /// The file's text in normal form.
    pub fn to_text(&self) -> String {
        let mut metadata = Map::new();
        for key in KEPT_NOTEBOOK_METADATA {
            if let Some(value) = self.metadata.get(key) {
                metadata.insert(key.into(), value.clone());
            }
        }
        metadata.insert("kernelspec".into(), kernelspec());
        metadata.insert("language_info".into(), language_info());
        let mut count = 0;
        let cells: Vec<Value> = self.cells.iter().map(|cell| cell.to_json(&mut count)).collect();
        let root = json!({
            "cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5,
        });
        let mut text = String::new();
        write_value(&mut text, &root, 0);
        text.push('\n');
        text
    }

    /// Write the normal form; tells whether the file changed.
    pub fn save(&self) -> Result<bool> {
        let text = self.to_text();
        if fs::read_to_string(&self.path).is_ok_and(|old| old == text) {
            return Ok(false);
        }
        // A reader of the file never sees half of it.
        let partial = self.path.with_extension("ipynb.partial");
        fs::write(&partial, text)
            .and_then(|()| fs::rename(&partial, &self.path))
            .with_context(|| format!("{} cannot be written", self.path.display()))?;
        Ok(true)
    }
}

/// The kernelspec that every notebook names.
pub fn kernelspec() -> Value {
    json!({ "display_name": "Rust", "language": "rust", "name": "rust" })
}

/// The language as the kernel itself describes it.
pub fn language_info() -> Value {
    json!({
        "codemirror_mode": "rust",
        "file_extension": ".rs",
        "mimetype": "text/rust",
        "name": "Rust",
        "pygment_lexer": "rust",
        "version": "",
    })
}

impl Cell {
    fn parse(value: &Value) -> Result<Self> {
        let kind = match value["cell_type"].as_str() {
            Some("code") => Kind::Code,
            Some("markdown") => Kind::Markdown,
            Some("raw") => Kind::Raw,
            other => bail!("a cell is of the unknown kind {other:?}"),
        };
        let id = value["id"].as_str().context("a cell has no id")?.to_owned();
        let outputs = value["outputs"].as_array().map(Vec::as_slice).unwrap_or_default();
        Ok(Self {
            kind,
            source: joined(&value["source"]),
            metadata: object(&value["metadata"]),
            attachments: value.get("attachments").cloned(),
            outputs: outputs
                .iter()
                .map(Output::parse)
                .collect::<Result<_>>()
                .with_context(|| format!("the outputs of cell {id} cannot be read"))?,
            execution_count: value["execution_count"].as_u64(),
            id,
        })
    }

    /// Whether the kernel has something to execute here.
    pub fn is_code(&self) -> bool {
        self.kind == Kind::Code && !self.source.trim().is_empty()
    }

    /// Whether the cell carries this tag.
    pub fn has_tag(&self, tag: &str) -> bool {
        self.tags().any(|t| t == tag)
    }

    /// Its tags.
    pub fn tags(&self) -> impl Iterator<Item = &str> {
        let tags = self.metadata.get("tags").and_then(Value::as_array);
        tags.into_iter().flatten().filter_map(Value::as_str)
    }

    /// A value of ours in the cell's metadata, `metadata.aimath.<key>`.
    pub fn note(&self, key: &str) -> Option<&Value> {
        self.metadata.get("aimath")?.get(key)
    }

    /// Set (or with `None` remove) a value of ours in the metadata.
    pub fn set_note(&mut self, key: &str, value: Option<Value>) {
        let mut notes = self.metadata.get("aimath").map(object).unwrap_or_default();
        match value {
            Some(value) => {
                notes.insert(key.into(), value);
            }
            None => {
                notes.shift_remove(key);
            }
        }
        if notes.is_empty() {
            self.metadata.shift_remove("aimath");
        } else {
            self.metadata.insert("aimath".into(), Value::Object(notes));
        }
    }

    fn to_json(&self, count: &mut u64) -> Value {
        let mut metadata = Map::new();
        for key in KEPT_CELL_METADATA {
            if let Some(value) = self.metadata.get(key) {
                metadata.insert(key.into(), value.clone());
            }
        }
        let mut cell = json!({
            "cell_type": match self.kind {
                Kind::Code => "code",
                Kind::Markdown => "markdown",
                Kind::Raw => "raw",
            },
            "id": self.id,
            "metadata": metadata,
            "source": split(&self.source),
        });
        if let Some(attachments) = &self.attachments {
            cell["attachments"] = attachments.clone();
        }
        if self.kind == Kind::Code {
            let mut number = Value::Null;
            if self.execution_count.is_some() {
                *count += 1;
                number = json!(*count);
            }
            cell["outputs"] = self
                .outputs
                .iter()
                .map(|output| output.to_json(&number))
                .collect::<Vec<_>>()
                .into();
            cell["execution_count"] = number;
        }
        cell
    }
}

impl Output {
    /// Read one output of a notebook, or of the runner's events.
    pub fn parse(value: &Value) -> Result<Self> {
        Ok(match value["output_type"].as_str() {
            Some("stream") => {
                Self::Stream { name: joined(&value["name"]), text: joined(&value["text"]) }
            }
            Some(kind @ ("execute_result" | "display_data")) => Self::Rich {
                result: kind == "execute_result",
                data: object(&value["data"])
                    .into_iter()
                    .map(|(mime, data)| match is_json(&mime) {
                        true => (mime, data),
                        false => (mime, Value::String(joined(&data))),
                    })
                    .collect(),
                metadata: object(&value["metadata"]),
            },
            Some("error") => Self::Error {
                ename: joined(&value["ename"]),
                evalue: joined(&value["evalue"]),
                traceback: value["traceback"]
                    .as_array()
                    .map(|lines| lines.iter().map(joined).collect())
                    .unwrap_or_default(),
            },
            other => bail!("an output is of the unknown kind {other:?}"),
        })
    }

    /// The value in one of its forms, if it is text.
    pub fn text(&self, mime: &str) -> Option<&str> {
        match self {
            Self::Rich { data, .. } => data.get(mime)?.as_str(),
            _ => None,
        }
    }

    /// The figure, if this output is one.
    pub fn figure(&self) -> Option<&Value> {
        match self {
            Self::Rich { data, .. } => data.get(PLOTLY),
            _ => None,
        }
    }

    fn to_json(&self, number: &Value) -> Value {
        match self {
            Self::Stream { name, text } => {
                json!({ "name": name, "output_type": "stream", "text": split(text) })
            }
            Self::Rich { result, data, metadata } => {
                let data: Map<String, Value> = data
                    .iter()
                    .map(|(mime, value)| match value {
                        Value::String(text) if splits_into_lines(mime) => {
                            (mime.clone(), split(text))
                        }
                        value => (mime.clone(), value.clone()),
                    })
                    .collect();
                let kind = if *result { "execute_result" } else { "display_data" };
                let mut output = json!({ "data": data, "metadata": metadata, "output_type": kind });
                if *result {
                    output["execution_count"] = number.clone();
                }
                output
            }
            Self::Error { ename, evalue, traceback } => json!({
                "ename": ename, "evalue": evalue, "output_type": "error", "traceback": traceback,
            }),
        }
    }
}

/// Whether a mime type carries JSON itself, not text.
fn is_json(mime: &str) -> bool {
    mime == "application/json" || mime.ends_with("+json")
}

/// Whether nbformat splits the text of this type into lines.
fn splits_into_lines(mime: &str) -> bool {
    mime.starts_with("text/") || mime == "image/svg+xml" || mime == "application/javascript"
}

fn object(value: &Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap_or_default()
}

/// A text that may stand in the file as one string or as a list of lines.
fn joined(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(lines) => lines.iter().filter_map(Value::as_str).collect(),
        _ => String::new(),
    }
}

/// A text as the list of its lines, each with its line end.
fn split(text: &str) -> Value {
    text.split_inclusive('\n').map(Value::from).collect::<Vec<_>>().into()
}

/// Write a value as nbformat does, lists of plain numbers and flags on one line.
fn write_value(text: &mut String, value: &Value, depth: usize) {
    let indent = |text: &mut String, depth: usize| {
        text.push('\n');
        text.extend(std::iter::repeat_n(' ', depth));
    };
    match value {
        Value::Array(items) if !items.is_empty() => {
            let flat = items.len() > 1
                && items.iter().all(|i| i.is_number() || i.is_null() || i.is_boolean());
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                if !flat {
                    indent(text, depth + 1);
                }
                write_value(text, item, depth + 1);
            }
            if !flat {
                indent(text, depth);
            }
            text.push(']');
        }
        Value::Object(fields) if !fields.is_empty() => {
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_by_key(|(key, _)| *key);
            text.push('{');
            for (index, (key, item)) in fields.into_iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                indent(text, depth + 1);
                write_value(text, &Value::from(key.as_str()), 0);
                text.push_str(": ");
                write_value(text, item, depth + 1);
            }
            indent(text, depth);
            text.push('}');
        }
        plain => write!(text, "{plain}").expect("a string takes any text"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTEBOOK: &str = r#"{"cells": [
        {"cell_type": "markdown", "id": "title", "metadata": {"vscode": {}}, "source": "제목 <b>"},
        {"cell_type": "code", "id": "one", "metadata": {"execution": {"t": 1}, "tags": ["check"]},
         "execution_count": 7, "source": ["a\n", "b"], "outputs": [
           {"output_type": "execute_result", "execution_count": 7, "metadata": {},
            "data": {"text/plain": ["x\n", "y"], "application/vnd.plotly.v1+json": {"data": [{"y": [1.0, 2.5e-7]}]}}}]}],
        "metadata": {"kernelspec": {"name": "evcxr"}, "title": "T"}, "nbformat": 4, "nbformat_minor": 5}"#;

    #[test]
    fn normal_form_renumbers_and_drops_what_editors_add() {
        let text = Notebook::parse(Path::new("n.ipynb"), NOTEBOOK).unwrap().to_text();
        assert!(
            text.starts_with("{\n \"cells\": [\n  {\n   \"cell_type\": \"markdown\","),
            "{text}"
        );
        assert!(text.contains("제목 <b>") && text.ends_with("}\n"));
        assert!(text.contains("\"execution_count\": 1") && !text.contains("vscode"));
        assert!(!text.contains("\"execution\":") && !text.contains("evcxr"));
        assert!(text.contains("[1.0,2.5e-7]"), "{text}");
    }

    #[test]
    fn normal_form_is_a_fixed_point() {
        let once = Notebook::parse(Path::new("n.ipynb"), NOTEBOOK).unwrap().to_text();
        let twice = Notebook::parse(Path::new("n.ipynb"), &once).unwrap().to_text();
        assert_eq!(once, twice);
    }

    #[test]
    fn notes_are_set_and_removed_without_a_trace() {
        let mut cell = Notebook::parse(Path::new("n"), NOTEBOOK).unwrap().cells.remove(1);
        cell.set_note("en", Some(json!("abc")));
        assert_eq!(cell.note("en"), Some(&json!("abc")));
        cell.set_note("en", None);
        assert!(!cell.metadata.contains_key("aimath"));
    }
}
