//! `cargo book sync`: bring the twins in step with the English notebooks.
//!
//! Code is copied, but for its words: a twin keeps its string literals and comments where
//! the code around them did not change, and its outputs, which are its own. Prose stays as
//! it is. With their words, cells keep the hash of the English words that they render; a
//! code cell without words of its own has none. Prose that has no translation yet comes in
//! as a marked placeholder. When a translator has revised a cell, `sync --accept ID`
//! records that it now renders the English cell as it stands.

use std::collections::HashMap;
use std::path::Path;

use anyhow::{Result, bail};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::chapters;
use super::document::{Cell, Kind, Notebook};
use super::twins;
use crate::book::Book;

/// The note in a twin's metadata: the hash of the English it renders.
pub const RENDERS: &str = "en";
/// The note that marks a placeholder.
pub const UNTRANSLATED: &str = "untranslated";
/// How a placeholder begins.
pub const PLACEHOLDER: &str = "> 🚧 *not translated yet*\n\n";

/// What to bring in step.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The chapters, by name or its beginning; all if empty.
    pub names: Vec<String>,
    /// Ids of translated cells that were revised.
    pub accept: Vec<String>,
    /// Accept every translated cell of the chapters.
    pub accept_all: bool,
}

/// What was done.
#[derive(Debug, Clone, Default)]
pub struct Summary {
    /// Twins looked at.
    pub notebooks: usize,
    /// Files that changed.
    pub changed: usize,
    /// Placeholders inserted.
    pub placeholders: usize,
    /// Cells accepted.
    pub accepted: usize,
    /// Cells that English no longer has, and that were dropped (notebook and id).
    pub dropped: Vec<String>,
}

/// The short hash of English words that their rendering carries.
pub fn hash(source: &str) -> String {
    Sha256::digest(source.trim_end()).iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

/// Bring the twins in step.
pub fn sync(book: &Book, options: &Options) -> Result<Summary> {
    let mut summary = Summary::default();
    let languages = chapters::translations(book)?;
    let mut unknown: Vec<&String> = options.accept.iter().collect();
    for path in chapters::select(book, &options.names)? {
        let english = Notebook::load(&path)?;
        let accept = |id: &str| options.accept_all || options.accept.iter().any(|a| a == id);
        unknown.retain(|id| english.cell(id).is_none());
        for language in &languages {
            let twin_path = book.notebooks(language).join(path.file_name().unwrap_or_default());
            let twin = load_or_new(&twin_path, &english)?;
            let twin = in_step(&english, twin, language, &accept, &mut summary);
            summary.notebooks += 1;
            summary.changed += usize::from(twin.save()?);
        }
        summary.changed += usize::from(english.save()?);
    }
    if !unknown.is_empty() {
        bail!("no notebook has a cell with the id {unknown:?}");
    }
    Ok(summary)
}

fn load_or_new(path: &Path, english: &Notebook) -> Result<Notebook> {
    if path.exists() {
        return Notebook::load(path);
    }
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut metadata = english.metadata.clone();
    metadata.shift_remove("title");
    Ok(Notebook { path: path.to_owned(), metadata, cells: vec![] })
}

/// The twin with English's code and order, and its own words and outputs.
fn in_step(
    english: &Notebook,
    twin: Notebook,
    language: &str,
    accept: &dyn Fn(&str) -> bool,
    summary: &mut Summary,
) -> Notebook {
    let mut own: HashMap<String, Cell> =
        twin.cells.into_iter().map(|cell| (cell.id.clone(), cell)).collect();
    let mut cells = Vec::with_capacity(english.cells.len());
    for cell in &english.cells {
        let mine = own.remove(&cell.id).filter(|mine| mine.kind == cell.kind);
        cells.push(match (cell.kind, mine) {
            (Kind::Code, Some(mine)) => recoded(cell, mine, accept(&cell.id), summary),
            (Kind::Code, None) | (Kind::Raw, _) => cell.clone(),
            (Kind::Markdown, Some(mine)) => revised(cell, mine, accept(&cell.id), summary),
            (Kind::Markdown, None) => {
                summary.placeholders += 1;
                placeholder(cell)
            }
        });
    }
    let name = twin.path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let mut dropped: Vec<_> = own.into_keys().map(|id| format!("{name}, cell {id}")).collect();
    dropped.sort();
    summary.dropped.extend(dropped);
    let mut metadata = twin.metadata;
    let mut notes = metadata.get("aimath").cloned().unwrap_or_else(|| json!({}));
    notes["language"] = json!(language);
    metadata.insert("aimath".into(), notes);
    Notebook { path: twin.path, metadata, cells }
}

/// A code cell of a twin, with English's code and tags, and accepted if asked for.
fn recoded(english: &Cell, mine: Cell, accepted: bool, summary: &mut Summary) -> Cell {
    let mut renders = mine.note(RENDERS).cloned();
    let mut cell = Cell { metadata: english.metadata.clone(), ..mine };
    if !twins::agree(&english.source, &cell.source) {
        cell.source = twins::rendered(&english.source, &cell.source);
    }
    if twins::words(&english.source) == twins::words(&cell.source) {
        renders = None;
    } else if accepted {
        summary.accepted += 1;
        renders = Some(json!(hash(&twins::words(&english.source))));
    }
    cell.set_note(RENDERS, renders);
    cell
}

/// A translated prose cell, with English's tags, and accepted if asked for.
fn revised(english: &Cell, korean: Cell, accepted: bool, summary: &mut Summary) -> Cell {
    let mut cell = Cell { metadata: english.metadata.clone(), ..korean.clone() };
    let (mut renders, mut untranslated) =
        (korean.note(RENDERS).cloned(), korean.note(UNTRANSLATED).cloned());
    let still_placeholder = korean.source.starts_with(PLACEHOLDER.trim_end());
    if untranslated.is_some() && still_placeholder {
        // Nobody has worked on it: it follows English.
        return placeholder(english);
    }
    if accepted && !still_placeholder {
        summary.accepted += 1;
        renders = Some(json!(hash(&english.source)));
        untranslated = None;
    }
    if cell.attachments.is_none() {
        cell.attachments = english.attachments.clone();
    }
    cell.set_note(RENDERS, renders);
    cell.set_note(UNTRANSLATED, untranslated);
    cell
}

fn placeholder(english: &Cell) -> Cell {
    let mut cell = english.clone();
    cell.source = format!("{PLACEHOLDER}{}", english.source);
    cell.set_note(UNTRANSLATED, Some(Value::Bool(true)));
    cell
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notebook::chapters::ENGLISH;

    const KOREAN: &str = "ko";
    use std::fs;

    fn write(book: &Book, language: &str, cells: &[(&str, &str, &str)]) {
        let cells: Vec<_> = cells
            .iter()
            .map(|(kind, id, source)| {
                json!({"cell_type": kind, "id": id, "source": source, "metadata": {}, "outputs": []})
            })
            .collect();
        let root = json!({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5});
        fs::create_dir_all(book.notebooks(language)).unwrap();
        fs::write(book.notebooks(language).join("01-a.ipynb"), root.to_string()).unwrap();
    }

    /// A folder with a catalogue: a language to translate into.
    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("crate/words/locales")).unwrap();
        fs::write(folder.path().join("crate/words/locales/ko.po"), "").unwrap();
        folder
    }

    fn korean(book: &Book) -> Notebook {
        Notebook::load(&book.notebooks(KOREAN).join("01-a.ipynb")).unwrap()
    }

    #[test]
    fn a_twin_grows_is_translated_and_is_accepted() {
        let folder = folder();
        let book = Book::at(folder.path()).unwrap();
        write(&book, ENGLISH, &[("markdown", "intro", "Hello"), ("code", "one", "1")]);
        let first = sync(&book, &Options::default()).unwrap();
        assert_eq!((first.placeholders, first.changed), (1, 2), "English takes its normal form");
        let mut twin = korean(&book);
        assert!(twin.cells[0].source.starts_with(PLACEHOLDER));
        assert_eq!(sync(&book, &Options::default()).unwrap().changed, 0);

        twin.cells[0].source = "안녕하세요".into();
        twin.save().unwrap();
        let accept = Options { accept: vec!["intro".into()], ..Options::default() };
        assert_eq!(sync(&book, &accept).unwrap().accepted, 1);
        let twin = korean(&book);
        assert_eq!(twin.cells[0].note(RENDERS), Some(&json!(hash("Hello"))));
        assert_eq!(twin.cells[0].note(UNTRANSLATED), None);
        assert_eq!(twin.cells[0].source, "안녕하세요");
    }

    #[test]
    fn code_and_order_follow_english_and_prose_is_kept() {
        let folder = folder();
        let book = Book::at(folder.path()).unwrap();
        write(&book, ENGLISH, &[("code", "one", "2"), ("markdown", "intro", "Hello")]);
        write(
            &book,
            KOREAN,
            &[("markdown", "intro", "안녕"), ("code", "one", "1"), ("code", "x", "9")],
        );
        let done = sync(&book, &Options::default()).unwrap();
        assert_eq!(done.dropped, ["01-a, cell x"]);
        let twin = korean(&book);
        let cells: Vec<_> = twin.cells.iter().map(|c| (c.id.as_str(), c.source.as_str())).collect();
        assert_eq!(cells, [("one", "2"), ("intro", "안녕")]);
        assert_eq!(twin.cells[1].note(RENDERS), None, "nobody said that it renders this English");
    }

    #[test]
    fn a_code_cell_keeps_its_words_and_outputs_when_the_code_changes() {
        let folder = folder();
        let book = Book::at(folder.path()).unwrap();
        write(&book, ENGLISH, &[("code", "one", "show(\"sum\", 1)")]);
        sync(&book, &Options::default()).unwrap();
        let mut twin = korean(&book);
        twin.cells[0].source = "show(\"합\", 1)".into();
        twin.save().unwrap();
        let accept = Options { accept: vec!["one".into()], ..Options::default() };
        assert_eq!(sync(&book, &accept).unwrap().accepted, 1);
        let stamp = korean(&book).cells[0].note(RENDERS).cloned();
        assert_eq!(stamp, Some(json!(hash("\"sum\"\n"))));
        write(&book, ENGLISH, &[("code", "one", "show(\"sum\", 2)")]);
        sync(&book, &Options::default()).unwrap();
        let twin = korean(&book);
        assert_eq!(twin.cells[0].source, "show(\"합\", 2)");
        assert_eq!(twin.cells[0].note(RENDERS).cloned(), stamp, "the words did not change");
    }

    #[test]
    fn a_placeholder_cannot_be_accepted() {
        let folder = folder();
        let book = Book::at(folder.path()).unwrap();
        write(&book, ENGLISH, &[("markdown", "intro", "Hello")]);
        sync(&book, &Options::default()).unwrap();
        let all = Options { accept_all: true, ..Options::default() };
        assert_eq!(sync(&book, &all).unwrap().accepted, 0);
        let unknown = Options { accept: vec!["nope".into()], ..Options::default() };
        assert!(sync(&book, &unknown).unwrap_err().to_string().contains("nope"));
    }
}
