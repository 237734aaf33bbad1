//! `cargo book handout`: copies for students.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use anyhow::{Context, Result, bail};
use regex::{Captures, Regex};

use crate::book::Book;
use crate::notebook::chapters::{self, ENGLISH};
use crate::notebook::document::{Cell, Kind, Notebook};
use crate::notebook::exercise::{EXERCISE, SOLUTION};

/// The tag of what is for the teacher alone.
const NOTES: &str = "notes";

/// What to hand out, and where to.
#[derive(Debug, clap::Args)]
pub struct Options {
    #[arg(help = msg!("Notebooks by (part of) their name; by default all"))]
    names: Vec<String>,
    #[arg(help = msg!("The folder for the copies; a copy that is there already keeps its answers"))]
    #[arg(long)]
    out: PathBuf,
    #[arg(help = msg!("The language of the copies, by its tag"))]
    #[arg(long, default_value = ENGLISH)]
    lang: String,
}

/// What became of one copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// Where it stands.
    pub path: PathBuf,
    /// How many answers and cells of the student's own an older copy gave it; `None` if there
    /// was no older copy.
    pub kept: Option<usize>,
}

/// Writes the copies.
pub fn run(book: &Book, options: &Options) -> Result<Vec<Copied>> {
    let folder = book.notebooks(&options.lang);
    if !folder.is_dir() {
        bail!(tr!("there are no notebooks in the language `{lang}`", lang = options.lang));
    }
    fs::create_dir_all(&options.out).with_context(|| {
        tr!("the folder {folder} cannot be made", folder = options.out.display())
    })?;
    let out = options.out.canonicalize()?;
    if out.starts_with(book.root.join("notebooks")) {
        let out = out.display();
        bail!(tr!("{out} holds the book's own notebooks; choose another folder", out));
    }
    let mut done = Vec::new();
    for path in chapters::select(book, &options.names)? {
        let file = path.file_name().context("a notebook without a name")?;
        let mut copy = for_students(&Notebook::load(&folder.join(file))?, &book.root.join("crate"));
        copy.path = out.join(file);
        let kept = match copy.path.is_file() {
            true => Some(keep_answers(&mut copy, &Notebook::load(&out.join(file))?)),
            false => None,
        };
        copy.save()?;
        done.push(Copied { path: copy.path, kept });
    }
    Ok(done)
}

/// A chapter without solutions, outputs and teachers' notes.
fn for_students(chapter: &Notebook, library: &Path) -> Notebook {
    let mut copy = chapter.clone();
    copy.cells.retain(|cell| !cell.has_tag(SOLUTION) && !cell.has_tag(NOTES));
    for cell in &mut copy.cells {
        cell.outputs.clear();
        cell.execution_count = None;
        cell.metadata.shift_remove("slideshow");
        cell.set_note("en", None);
        match cell.kind {
            // From another folder the library has another place.
            Kind::Code if cell.source.starts_with(":dep aimath") => {
                cell.source = format!(":dep aimath = {{ path = {:?} }}", library.display());
            }
            Kind::Markdown => cell.source = without_links(&cell.source),
            _ => {}
        }
    }
    copy
}

/// Prose whose links into the book's own files are words only: the copy stands elsewhere.
fn without_links(prose: &str) -> String {
    static LINK: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(!?)\[([^\]\n]*)\]\(([^)\s]+)\)").expect("the pattern is well formed")
    });
    let words = |link: &Captures<'_>| {
        let target = &link[3];
        let stays = target.starts_with('#') || target.contains("://") || !link[1].is_empty();
        if stays { link[0].to_owned() } else { link[2].to_owned() }
    };
    LINK.replace_all(prose, words).into_owned()
}

/// Brings a student's answers and cells of their own into a new copy, by the cells' ids;
/// tells how many.
fn keep_answers(copy: &mut Notebook, old: &Notebook) -> usize {
    let mut kept = 0;
    for cell in copy.cells.iter_mut().filter(|cell| cell.has_tag(EXERCISE)) {
        if let Some(answer) = old.cell(&cell.id).filter(|old| old.source != cell.source) {
            cell.source.clone_from(&answer.source);
            kept += 1;
        }
    }
    let ours: HashSet<String> = copy.cells.iter().map(|cell| cell.id.clone()).collect();
    let mut before: Option<&str> = None;
    for cell in &old.cells {
        if is_own(cell, &ours) {
            let after = before
                .and_then(|id| copy.cells.iter().position(|cell| cell.id == id))
                .map_or(0, |place| place + 1);
            copy.cells.insert(after, cell.clone());
            kept += 1;
        }
        if copy.cell(&cell.id).is_some() {
            before = Some(&cell.id);
        }
    }
    kept
}

/// Whether a student added the cell: what an edition took out carries the book's marks.
fn is_own(cell: &Cell, ours: &HashSet<String>) -> bool {
    let marked = cell.metadata.contains_key("tags") || cell.metadata.contains_key("aimath");
    // Editors give a new cell a random id of eight digits or more; the book's are words.
    let random = cell.id.len() >= 8 && cell.id.chars().any(|c| c.is_ascii_digit());
    !ours.contains(&cell.id) && !marked && random && !cell.source.trim().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn notebook(cells: &serde_json::Value) -> Notebook {
        let root = json!({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5});
        Notebook::parse(Path::new("01-a.ipynb"), &root.to_string()).unwrap()
    }

    fn chapter() -> Notebook {
        notebook(&json!([
            {"cell_type": "markdown", "id": "intro", "metadata": {"slideshow": {"slide_type": "slide"}},
             "source": "# One\n[two](02-b.ipynb#x) [out](https://example.org) ![p](attachment:a.png)"},
            {"cell_type": "code", "id": "dep", "metadata": {}, "source": ":dep aimath = { path = \"../../crate\" }",
             "execution_count": 1, "outputs": []},
            {"cell_type": "markdown", "id": "one-notes", "metadata": {"tags": ["notes"]}, "source": "teach"},
            {"cell_type": "code", "id": "ex-1", "metadata": {"tags": ["exercise"]}, "source": "fn f() { todo!() }",
             "execution_count": 2, "outputs": [{"output_type": "stream", "name": "stdout", "text": "x"}]},
            {"cell_type": "code", "id": "ex-1-check", "metadata": {"tags": ["check"]}, "source": "exercise::f(f)",
             "execution_count": 3, "outputs": []},
            {"cell_type": "markdown", "id": "ex-1-solution", "metadata": {"tags": ["solution"]}, "source": "answer"},
        ]))
    }

    #[test]
    fn a_copy_holds_no_solution_no_output_and_no_note() {
        let copy = for_students(&chapter(), Path::new("/book/crate"));
        let ids: Vec<&str> = copy.cells.iter().map(|cell| cell.id.as_str()).collect();
        assert_eq!(ids, ["intro", "dep", "ex-1", "ex-1-check"]);
        assert!(copy.cells.iter().all(|c| c.outputs.is_empty() && c.execution_count.is_none()));
        assert_eq!(copy.cells[1].source, ":dep aimath = { path = \"/book/crate\" }");
        let prose = "# One\ntwo [out](https://example.org) ![p](attachment:a.png)";
        assert_eq!(copy.cells[0].source, prose);
    }

    #[test]
    fn a_new_edition_keeps_answers_and_cells_of_the_students_own() {
        let mut mine = for_students(&chapter(), Path::new("/book/crate"));
        mine.cells[2].source = "fn f() {}".into();
        let own = json!({"cell_type": "code", "id": "3f0a91bc", "metadata": {}, "source": "let mine = 1;",
            "execution_count": null, "outputs": []});
        mine.cells.insert(3, notebook(&json!([own])).cells.remove(0));
        let mut edition = chapter();
        edition.cells[0].source = "# One, better".into();
        let mut copy = for_students(&edition, Path::new("/book/crate"));
        assert_eq!(keep_answers(&mut copy, &mine), 2);
        let sources: Vec<&str> = copy.cells.iter().map(|cell| cell.source.as_str()).collect();
        assert_eq!(sources[0], "# One, better");
        assert_eq!(sources[2..], ["fn f() {}", "let mine = 1;", "exercise::f(f)"]);
        // Once more changes nothing.
        let mut again = for_students(&edition, Path::new("/book/crate"));
        keep_answers(&mut again, &copy);
        assert_eq!(again.to_text(), copy.to_text());
    }
}
