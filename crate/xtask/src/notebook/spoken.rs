//! English left over in what a translation shows.
//!
//! The titles, axes, tables and messages of a translated notebook speak its language. Some
//! words stay English for a reason: names of the code, of data, of people and of methods that
//! the field knows by no other name. `notebooks/<tag>/kept.md` is the table of them, each
//! row with its reason; any other English word in an output is a complaint. What `source()`
//! prints is the library's own text and the compiler's messages are the compiler's.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use anyhow::{Context, Result};
use regex::Regex;
use serde_json::Value;

use super::document::{Cell, Output};
use super::judge::EXPECT_COMPILE_ERROR;

/// The tag of a cell that shows text in several languages on purpose.
pub const BOTH_LANGUAGES: &str = "both-languages";

/// The keys under which a figure's JSON holds what a reader sees; `x` and `y` hold words where
/// the bars or the cells of a figure have names.
const SEEN: [&str; 10] = [
    "text",
    "title",
    "label",
    "hovertemplate",
    "hovertext",
    "ticktext",
    "prefix",
    "suffix",
    "x",
    "y",
];

/// The words that the table of a language keeps; none if there is no table.
pub fn kept(table: &Path) -> Result<BTreeSet<String>> {
    if !table.is_file() {
        return Ok(BTreeSet::new());
    }
    let text =
        fs::read_to_string(table).with_context(|| format!("{} cannot be read", table.display()))?;
    let first = |row: &str| row.split('|').nth(1).map(str::to_owned);
    let listed: Vec<String> = text.lines().filter_map(first).collect();
    Ok(listed.iter().flat_map(|row| row.split(',')).map(|word| word.trim().to_owned()).collect())
}

/// The English words that the outputs of a cell show and the table does not keep.
pub fn left_over(cell: &Cell, kept: &BTreeSet<String>) -> Vec<String> {
    let own_words = cell.source.contains("source(");
    if own_words || cell.has_tag(EXPECT_COMPILE_ERROR) || cell.has_tag(BOTH_LANGUAGES) {
        return Vec::new();
    }
    let found: BTreeSet<String> = cell.outputs.iter().flat_map(shown).collect();
    found.difference(kept).cloned().collect()
}

/// The words of three letters and more that an output shows.
fn shown(output: &Output) -> BTreeSet<String> {
    let mut texts = Vec::new();
    match output {
        Output::Stream { text, .. } => texts.push(text.clone()),
        Output::Error { evalue, .. } => texts.push(evalue.clone()),
        Output::Rich { .. } => match (output.figure(), output.text("text/html")) {
            (Some(figure), _) => {
                figure_texts(figure, false, &mut texts);
                let traces = figure.get("data").and_then(Value::as_array).into_iter().flatten();
                let names = traces.filter_map(|trace| trace.get("name").and_then(Value::as_str));
                texts.extend(names.map(str::to_owned));
            }
            (None, Some(html)) => texts.push(html.to_owned()),
            (None, None) => texts.extend(output.text("text/plain").map(str::to_owned)),
        },
    }
    texts.iter().flat_map(|text| words(text)).collect()
}

/// Gathers the strings below the keys that a reader sees.
fn figure_texts(value: &Value, seen: bool, texts: &mut Vec<String>) {
    match value {
        Value::String(text) if seen => texts.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| figure_texts(item, seen, texts)),
        Value::Object(fields) => {
            for (key, field) in fields {
                figure_texts(field, SEEN.contains(&key.as_str()), texts);
            }
        }
        _ => {}
    }
}

/// The words of a text, without markup, code and placeholders.
fn words(text: &str) -> BTreeSet<String> {
    static MARKUP: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?s)<style\b.*?</style>|<code\b.*?</code>|<[^>]*>|&[a-z]+;|%\{[^}]*\}",
            // In backticks stands a name or a line of code; plain words are what an error is about.
            r"|`[a-z]*`|`[^`]*[^`a-z ][^`]*`",
            r"|\\[a-z]+",
        ))
        .expect("the pattern is well formed")
    });
    // A path, a call, a macro or a name with an underscore is code.
    static NAME: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"[A-Za-z0-9_]+(?:(?:::|\.)[A-Za-z_][A-Za-z0-9_]*)*[(!]?")
            .expect("the pattern is well formed")
    });
    // In a formula, the underscore of a name stands behind a backslash.
    let text = text.replace(r"\_", "_");
    let plain = MARKUP.replace_all(&text, " ");
    let names = NAME.find_iter(&plain).map(|name| name.as_str());
    let word = |name: &&str| name.len() > 2 && name.bytes().all(|b| b.is_ascii_alphabetic());
    names.filter(word).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notebook::document::{Notebook, PLOTLY};
    use serde_json::json;

    fn cell(source: &str, output: &Value) -> Cell {
        let text = json!({"cells": [{"cell_type": "code", "id": "a", "metadata": {},
            "source": source, "execution_count": 1, "outputs": [output]}],
            "metadata": {}, "nbformat": 4, "nbformat_minor": 5});
        Notebook::parse(Path::new("01-a.ipynb"), &text.to_string()).unwrap().cells.remove(0)
    }

    fn left(source: &str, output: &Value) -> Vec<String> {
        left_over(&cell(source, output), &BTreeSet::from(["ReLU".to_owned()]))
    }

    #[test]
    fn english_in_a_figure_and_in_a_table_is_found() {
        let figure = json!({"output_type": "execute_result", "execution_count": 1, "metadata": {},
            "data": {PLOTLY: {
                "data": [{"type": "bar", "name": "loss", "x": ["mat", "소파"], "hovertemplate": "%{x} 걸음"}],
                "layout": {"title": {"text": "ReLU의 slope"}, "annotations": [{"name": "note"}]}}}});
        assert_eq!(left("draw()", &figure), ["loss", "mat", "slope"]);
        let html = "<table><tr><td class=\"wide\">평균 mean</td></tr></table> <code>let</code>";
        let table = json!({"output_type": "execute_result", "execution_count": 1, "metadata": {},
            "data": {"text/html": html, "text/plain": "other"}});
        assert_eq!(left("1", &table), ["mean"]);
    }

    #[test]
    fn code_is_no_english_and_source_is_the_librarys_own() {
        let text = |text: &str| json!({"output_type": "stream", "name": "stdout", "text": text});
        assert!(left("1", &text("norm_l2 f64::ln svd(a) todo! `mean` 3e5 inf_")).is_empty());
        assert!(left("1", &text(r"$\text{normal\_equations} =$ 종속인 열")).is_empty());
        assert_eq!(left("1", &text("the norm")), ["norm", "the"]);
        assert_eq!(left("1", &text("f: `the loss`의 값")), ["loss", "the"]);
        assert!(left("source(\"dot\")", &text("pub fn dot")).is_empty());
    }

    #[test]
    fn the_table_lists_several_words_in_a_row() {
        let folder = tempfile::tempdir().unwrap();
        let table = folder.path().join("kept.md");
        assert!(kept(&table).unwrap().is_empty());
        fs::write(&table, "| 말 | 까닭 |\n| --- | --- |\n| cat, dog | 데이터 |\n").unwrap();
        assert!(kept(&table).unwrap().is_superset(&BTreeSet::from(["cat".into(), "dog".into()])));
    }
}
