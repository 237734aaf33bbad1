//! `cargo book handout`: copies for students.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use aimath_words::Language;
use anyhow::{Context, Result, bail};
use regex::{Captures, Regex};
use serde_json::Value;

use crate::book::Book;
use crate::fast::run::digest;
use crate::notebook::chapters;
use crate::notebook::document::{Cell, Kind, Notebook};
use crate::notebook::exercise::{EXERCISE, SOLUTION};

/// The tag of what is for the teacher alone.
const NOTES: &str = "notes";
/// The tag of the line of links to the chapters beside, which stand elsewhere.
const WAY: &str = "way";
/// In a copy, where an exercise says what its cell was handed out with.
const STUB: &str = "stub";
/// The folder in which a renewed copy stands as it was: hidden, so that nobody hands it in.
const BEFORE: &str = ".before";

/// What to hand out, and where to.
#[derive(Debug, clap::Args)]
pub struct Options {
    #[arg(help = msg!("Notebooks by (part of) their name; by default all"))]
    names: Vec<String>,
    #[arg(help = msg!("The folder for the copies; a copy that is there already keeps its answers"))]
    #[arg(long)]
    out: PathBuf,
    #[arg(help = msg!("Language of the copies; by default that of your locale"))]
    #[arg(long, value_parser = crate::lab::tag)]
    lang: Option<String>,
    #[arg(help = msg!("Where the folder `crate` is on the students' machines; by default where it \
        is on this one"))]
    #[arg(long, value_name = "PATH")]
    library: Option<PathBuf>,
}

/// What became of one copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// Where it stands.
    pub path: PathBuf,
    /// How many answers and cells of the student's own an older copy gave it; `None` if there
    /// was no older copy.
    pub kept: Option<usize>,
    /// The older copy as it was, where the new one says something else.
    pub before: Option<PathBuf>,
}

/// Writes the copies.
pub fn run(book: &Book, options: &Options) -> Result<Vec<Copied>> {
    let language = options.lang.as_deref().and_then(Language::of);
    let folder = book.notebooks(language.unwrap_or_else(Language::of_system).tag());
    fs::create_dir_all(&options.out).with_context(|| {
        tr!("the folder {folder} cannot be made", folder = options.out.display())
    })?;
    let out = options.out.canonicalize()?;
    if out.starts_with(book.root.join("notebooks")) {
        let out = out.display();
        bail!(tr!("{out} holds the book's own notebooks; choose another folder", out));
    }
    let library = options.library.clone().unwrap_or_else(|| book.root.join("crate"));
    let mut done = Vec::new();
    for path in chapters::select(book, &options.names)? {
        let file = path.file_name().context("a notebook without a name")?;
        let mut copy = for_students(&Notebook::load(&folder.join(file))?, &library);
        copy.path = out.join(file);
        done.push(hand_out(copy)?);
    }
    Ok(done)
}

/// Writes one copy; the one that is there gives it its answers.
fn hand_out(mut copy: Notebook) -> Result<Copied> {
    let path = copy.path.clone();
    if !path.is_file() {
        copy.save()?;
        return Ok(Copied { path, kept: None, before: None });
    }
    let kept = keep_answers(&mut copy, &Notebook::load(&path)?);
    let worked_in = fs::read(&path)?;
    let mut before = None;
    if worked_in != copy.to_text().as_bytes() {
        // What was written between the lines of the book is there, and outputs are.
        let folder = path.with_file_name(BEFORE);
        let stem = copy.name();
        let place = (1..)
            .map(|n| {
                folder.join(if n == 1 {
                    format!("{stem}.ipynb")
                } else {
                    format!("{stem}-{n}.ipynb")
                })
            })
            .find(|place| !place.exists())
            .context("there is always another number")?;
        fs::create_dir_all(&folder)
            .and_then(|()| fs::write(&place, worked_in))
            .with_context(|| format!("{} cannot be written", place.display()))?;
        before = Some(place);
    }
    copy.save()?;
    Ok(Copied { path, kept: Some(kept), before })
}

/// A chapter without solutions, outputs and teachers' notes.
fn for_students(chapter: &Notebook, library: &Path) -> Notebook {
    let mut copy = chapter.clone();
    copy.cells.retain(|cell| ![SOLUTION, NOTES, WAY].iter().any(|tag| cell.has_tag(tag)));
    for cell in &mut copy.cells {
        cell.outputs.clear();
        cell.execution_count = None;
        cell.metadata.shift_remove("slideshow");
        cell.set_note("en", None);
        if cell.has_tag(EXERCISE) {
            cell.set_note(STUB, Some(Value::String(digest(&[cell.source.as_bytes()]))));
        }
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
        if let Some(answer) = old.cell(&cell.id).filter(|old| is_answer(old, cell)) {
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

/// Whether a cell says something else than it was handed out with, and than it is now.
fn is_answer(old: &Cell, new: &Cell) -> bool {
    old.source != new.source && !is_as_handed_out(old)
}

/// Whether nobody has written in an exercise's cell. A copy of an edition that noted nothing
/// does not say.
fn is_as_handed_out(cell: &Cell) -> bool {
    let stub = digest(&[cell.source.as_bytes()]);
    cell.note(STUB).and_then(Value::as_str) == Some(stub.as_str())
}

/// Whether a student added the cell, or wrote in an exercise that this edition has no longer.
fn is_own(cell: &Cell, ours: &HashSet<String>) -> bool {
    if ours.contains(&cell.id) || cell.source.trim().is_empty() {
        return false;
    }
    if cell.has_tag(EXERCISE) {
        return !is_as_handed_out(cell);
    }
    // What an edition took out carries the book's marks and a word for an id, or both; so does
    // what a student copied or split, but for the id, which editors draw: eight digits or more.
    let marked = cell.metadata.contains_key("tags") || cell.metadata.contains_key("aimath");
    let digits = |c: char| c.is_ascii_hexdigit() || c == '-';
    let has_digit = cell.id.chars().any(|c| c.is_ascii_digit());
    cell.id.len() >= 8 && has_digit && (!marked || cell.id.chars().all(digits))
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
            {"cell_type": "markdown", "id": "way", "metadata": {"tags": ["way"]}, "source": "[two](02-b.ipynb) →"},
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

    #[test]
    fn a_new_stub_takes_the_place_of_an_untouched_one_and_of_no_answer() {
        let handed_out = for_students(&chapter(), Path::new("/book/crate"));
        let mut edition = chapter();
        edition.cells[4].source = "fn f(x: f64) { todo!() }".into();
        let mut copy = for_students(&edition, Path::new("/book/crate"));
        assert_eq!(keep_answers(&mut copy, &handed_out), 0);
        assert_eq!(copy.cells[2].source, "fn f(x: f64) { todo!() }");
        let mut mine = handed_out;
        mine.cells[2].source = "fn f() { 1 }".into();
        assert_eq!(keep_answers(&mut copy, &mine), 1);
        assert_eq!(copy.cells[2].source, "fn f() { 1 }");
    }

    #[test]
    fn an_answer_to_an_exercise_that_is_gone_stays_and_so_does_a_copied_cell() {
        let mut mine = for_students(&chapter(), Path::new("/book/crate"));
        mine.cells[2].source = "fn f() {}".into();
        // As JupyterLab copies an answer, its marks included, and a check.
        for (id, from) in [("0f2c6a7e-93b5-4a37-8c58-2f0a4b1d9e6f", 2), ("9b7d21aa", 3)] {
            let copied = Cell { id: id.into(), ..mine.cells[from].clone() };
            mine.cells.push(copied);
        }
        let mut edition = chapter();
        edition.cells.truncate(4);
        let mut copy = for_students(&edition, Path::new("/book/crate"));
        assert_eq!(keep_answers(&mut copy, &mine), 3);
        let sources: Vec<&str> = copy.cells.iter().map(|cell| cell.source.as_str()).collect();
        assert_eq!(sources[2..], ["fn f() {}", "fn f() {}", "exercise::f(f)"]);
        // Untouched, it goes with its exercise.
        let untouched = for_students(&chapter(), Path::new("/book/crate"));
        assert_eq!(keep_answers(&mut for_students(&edition, Path::new("/c")), &untouched), 0);
    }

    #[test]
    fn a_copy_that_is_renewed_is_kept_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let mut copy = for_students(&chapter(), Path::new("/book/crate"));
        copy.path = folder.path().join("01-a.ipynb");
        let fresh = copy.clone();
        assert_eq!(hand_out(copy.clone()).unwrap().kept, None);
        assert_eq!(hand_out(copy.clone()).unwrap().before, None, "nothing was written in it");
        copy.cells[0].source = "# One\nmy own words".into();
        copy.save().unwrap();
        let renewed = hand_out(fresh.clone()).unwrap();
        assert_eq!(renewed.kept, Some(0));
        let before = Notebook::load(&renewed.before.unwrap()).unwrap();
        assert_eq!(before.cells[0].source, "# One\nmy own words");
        // The next one takes no other's place.
        copy.save().unwrap();
        assert!(hand_out(fresh.clone()).unwrap().before.unwrap().ends_with(".before/01-a-2.ipynb"));
        assert_eq!(Notebook::load(&renewed.path).unwrap().cells[0].source, fresh.cells[0].source);
    }
}
