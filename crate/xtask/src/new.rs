//! `cargo book new`: lays down what the conventions ask for.
//!
//! What is laid down works as it stands: an exercise with its check, a figure
//! with its example, a chapter with its first cells. The author then changes it
//! into what it is to be. The texts are files in `crate/xtask/templates`.

use crate::book::Book;
use crate::notebook::chapters::{self, ENGLISH};
use crate::notebook::document::Notebook;
use crate::notebook::exercise::{CHECK, SOLUTION};
use crate::notebook::sync;
use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

const EXERCISE_CELLS: &str = include_str!("../templates/exercise.json");
const EXERCISE_CHECK: &str = include_str!("../templates/exercise.rs");
const EXERCISES: &str = include_str!("../templates/exercises.rs");
const FIGURE: &str = include_str!("../templates/figure.rs");
const CHAPTER: &str = include_str!("../templates/chapter.json");

/// What to lay down.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum New {
    #[command(about = msg!("An exercise: its five cells in both languages, and its check in the \
        library"))]
    Exercise {
        #[arg(help = msg!("The chapter, by the beginning of its notebook's name (01, f2)"))]
        chapter: String,
        #[arg(help = msg!("The check's name, as a Rust function (norm_l3)"))]
        name: String,
        #[arg(help = msg!("The id of the cell behind which it stands; by default the chapter's \
            last solution"))]
        #[arg(long)]
        after: Option<String>,
    },
    #[command(about = msg!("A figure: its function with an example, and its row in the gallery"))]
    Figure {
        #[arg(help = msg!("A folder of crate/src/plot (linear_algebra)"))]
        room: String,
        #[arg(help = msg!("The figure's name, as a Rust function (unit_balls)"))]
        name: String,
    },
    #[command(about = msg!("A chapter: its notebook in both languages"))]
    Chapter {
        #[arg(help = msg!("The notebook's name (07-transformers)"))]
        name: String,
        #[arg(help = msg!("Its title, without the number"))]
        title: String,
    },
}

/// Lays it down and says what to do next.
pub(crate) fn run(book: &Book, new: &New) -> Result<()> {
    let (files, proof) = match new {
        New::Exercise { chapter, name, after } => {
            let files = exercise(book, chapter, name, after.as_deref())?;
            let chapter = chapter.as_str();
            (files, format!("cargo book run {chapter} && cargo book test {chapter}"))
        }
        New::Figure { room, name } => {
            (figure(book, room, name)?, "cargo book test --quick".to_owned())
        }
        New::Chapter { name, title } => (
            chapter(book, name, title)?,
            format!("cargo book run {name} && cargo book test {name}"),
        ),
    };
    for file in files {
        println!("{}", chapters::shown(book, &file));
    }
    println!("Make it yours, write the Korean, then `cargo book sync`; it is proved by\n  {proof}");
    Ok(())
}

/// An exercise behind a cell of a chapter; tells which files changed.
fn exercise(book: &Book, chapter: &str, name: &str, after: Option<&str>) -> Result<Vec<PathBuf>> {
    function_name(name)?;
    let paths = chapters::select(book, &[chapter.to_owned()])?;
    let [path] = paths.as_slice() else { bail!("{chapter} means {} notebooks", paths.len()) };
    let mut notebook = Notebook::load(path)?;
    let (number, module) = chapter_of(&notebook.name())?;
    let place = match after {
        Some(id) => notebook.cells.iter().position(|cell| cell.id == id),
        None => notebook.cells.iter().rposition(|cell| cell.has_tag(SOLUTION)),
    };
    let place = place.context(match after {
        Some(id) => format!("{} has no cell {id}", notebook.name()),
        None => format!("{} has no exercise yet: say --after which cell", notebook.name()),
    })?;
    let prefix = format!("ex-{number}-");
    let taken = notebook.cells.iter().filter(|cell| cell.has_tag(CHECK)).filter_map(|cell| {
        cell.id.strip_prefix(&prefix)?.strip_suffix("-check")?.parse::<u32>().ok()
    });
    let next = taken.max().unwrap_or(0) + 1;

    let exercises = book.root.join("crate/src/exercise");
    let file = exercises.join(&module).join(format!("{name}.rs"));
    let shown = chapters::shown(book, &file).to_string();
    let words = [
        ("number", format!("{number}.{next}")),
        ("id", format!("{prefix}{next}")),
        ("module", module.clone()),
        ("name", name.to_owned()),
        ("file", shown),
    ];
    let root = json!({"cells": serde_json::from_str::<Value>(&filled(EXERCISE_CELLS, &words))?,
        "metadata": {}, "nbformat": 4, "nbformat_minor": 5});
    let cells = Notebook::parse(path, &root.to_string())?.cells;

    write_new(&file, &filled(EXERCISE_CHECK, &words))?;
    let mut files = vec![file];
    let parent =
        match [exercises.join(&module).join("mod.rs"), exercises.join(format!("{module}.rs"))]
            .into_iter()
            .find(|parent| parent.is_file())
        {
            Some(parent) => parent,
            None => {
                let parent = exercises.join(&module).join("mod.rs");
                write_new(&parent, EXERCISES)?;
                let all = exercises.join("mod.rs");
                insert(&all, &["pub mod ", "mod "], &format!("pub mod {module};"))?;
                files.push(all);
                parent
            }
        };
    insert(&parent, &["mod ", "//!"], &format!("mod {name};"))?;
    insert(&parent, &["pub use ", "mod "], &format!("pub use {name}::{name};"))?;
    files.push(parent);
    notebook.cells.splice(place + 1..place + 1, cells);
    notebook.save()?;
    twin(book, &notebook.name())?;
    files.push(path.clone());
    Ok(files)
}

/// A figure in a room of `plot`; tells which files changed.
fn figure(book: &Book, room: &str, name: &str) -> Result<Vec<PathBuf>> {
    function_name(name)?;
    let plot = book.root.join("crate/src/plot");
    let (folder, gallery) = (plot.join(room), plot.join("mod.rs"));
    let rooms = folder.join("mod.rs");
    if !rooms.is_file() {
        bail!("crate/src/plot has no room {room}");
    }
    // The row stands in the table that shows the room's other figures.
    let text = fs::read_to_string(&gallery)?;
    let ours = |row: &&str| {
        let figures = row.split("[`").skip(1).filter_map(|rest| rest.split(['`', '(']).next());
        figures.into_iter().any(|figure| exports(&text, room, figure))
    };
    let row = text.lines().filter(|line| line.starts_with("//! |")).rfind(ours);
    let row = row.with_context(|| format!("the gallery shows no figure of {room}"))?.to_owned();

    let file = folder.join(format!("{name}.rs"));
    write_new(&file, &filled(FIGURE, &[("name", name.to_owned())]))?;
    insert(&rooms, &["pub(crate) mod ", "//!"], &format!("pub(crate) mod {name};"))?;
    insert(&gallery, &[&row], &format!("//! | {} | [`{name}`] |", name.replace('_', " ")))?;
    insert(&gallery, &["pub use "], &format!("pub use {room}::{name}::{name};"))?;
    Ok(vec![file, rooms, gallery])
}

/// Whether `plot/mod.rs` takes the figure from this room.
fn exports(text: &str, room: &str, figure: &str) -> bool {
    let items = text.split("pub use ").skip(1).filter_map(|rest| rest.split(';').next());
    items.filter(|item| item.starts_with(&format!("{room}::"))).any(|item| {
        item.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == figure)
    })
}

/// A chapter's notebook and its twin.
fn chapter(book: &Book, name: &str, title: &str) -> Result<Vec<PathBuf>> {
    let (number, _) = chapter_of(name)?;
    let path = book.notebooks(ENGLISH).join(format!("{name}.ipynb"));
    let heading = match number.starts_with('f') {
        true => title.to_owned(),
        false => format!("{number}. {title}"),
    };
    let heading = heading.replace('\\', "\\\\").replace('"', "\\\"");
    write_new(&path, &filled(CHAPTER, &[("title", heading), ("number", number)]))?;
    twin(book, name)?;
    Ok(vec![path])
}

/// Brings the twins in step with the new cells.
fn twin(book: &Book, name: &str) -> Result<()> {
    sync::sync(book, &sync::Options { names: vec![name.to_owned()], ..sync::Options::default() })?;
    Ok(())
}

/// The number of a chapter and the module of its exercises: `01-linear-algebra` is 1 and
/// `chapter1`, `f2-…` is f2 and `foundations2`.
fn chapter_of(notebook: &str) -> Result<(String, String)> {
    let start = notebook.split('-').next().unwrap_or_default();
    let (kind, digits) = match start.strip_prefix('f') {
        Some(digits) => ("f", digits),
        None => ("", start),
    };
    let number: u32 = digits.parse().with_context(|| {
        format!(
            "{notebook} does not begin with a chapter's number, as 07-transformers or f4-series do"
        )
    })?;
    let module = if kind.is_empty() { "chapter" } else { "foundations" };
    Ok((format!("{kind}{number}"), format!("{module}{number}")))
}

fn function_name(name: &str) -> Result<()> {
    let letters = name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if !letters || !name.starts_with(|c: char| c.is_ascii_lowercase()) {
        bail!("{name} is no name for a function: small letters, digits and _, a letter first");
    }
    Ok(())
}

/// A template with its words put in.
fn filled(template: &str, words: &[(&str, String)]) -> String {
    words.iter().fold(template.to_owned(), |text, (key, word)| {
        text.replace(&format!("{{{{{key}}}}}"), word)
    })
}

fn write_new(path: &Path, text: &str) -> Result<()> {
    if path.exists() {
        bail!("{} is there already", path.display());
    }
    fs::create_dir_all(path.parent().context("a file needs a folder")?)?;
    fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}

/// Puts a line behind the last item that begins with one of `starts`, the first that occurs.
fn insert(path: &Path, starts: &[&str], line: &str) -> Result<()> {
    let text = fs::read_to_string(path)?;
    let mut lines: Vec<&str> = text.lines().collect();
    let last = starts.iter().find_map(|start| lines.iter().rposition(|l| l.starts_with(start)));
    let mut last = last.with_context(|| format!("{} has no place for {line}", path.display()))?;
    // An item may go on over several lines.
    if !lines[last].starts_with("//") {
        last += lines[last..].iter().position(|l| l.ends_with(';')).unwrap_or(0);
    }
    lines.insert(last + 1, line);
    fs::write(path, lines.join("\n") + "\n")
        .with_context(|| format!("cannot write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notebook::exercise::exercises;

    fn book() -> (tempfile::TempDir, Book) {
        let folder = tempfile::tempdir().unwrap();
        let book = Book::at(folder.path()).unwrap();
        for (file, text) in [
            ("crate/words/locales/ko.po", "msgid \"\"\nmsgstr \"\"\n\"Language: ko\\n\"\n"),
            ("crate/src/exercise/mod.rs", "//! Checks.\n\nmod run;\npub mod chapter1;\n"),
            (
                "crate/src/exercise/chapter1/mod.rs",
                "//! One.\n\nmod a;\n\npub use a::{\n    b, c,\n};\n",
            ),
            ("crate/src/plot/numerics/mod.rs", "//! Figures.\n\npub(crate) mod sums;\n"),
            (
                "crate/src/plot/mod.rs",
                "//! | x | [`lines`] |\n//!\n//! | sums | [`sum_errors`] |\n\nmod numerics;\n\n\
                 pub use charts::lines;\npub use numerics::sums::{sum_errors};\n",
            ),
        ] {
            write_new(&folder.path().join(file), text).unwrap();
        }
        (folder, book)
    }

    fn text(book: &Book, file: &str) -> String {
        fs::read_to_string(book.root.join(file)).unwrap()
    }

    #[test]
    fn a_chapter_and_its_exercises_follow_the_conventions_in_both_languages() {
        let (_folder, book) = book();
        chapter(&book, "07-series", "Series \"and\" limits").unwrap();
        assert!(exercise(&book, "07", "sum", None).is_err(), "nothing says where");
        exercise(&book, "07", "sum", Some("first-run")).unwrap();
        exercise(&book, "07", "other_sum", None).unwrap();
        for language in ["en", "ko"] {
            let path = book.notebooks(language).join("07-series.ipynb");
            let notebook = Notebook::load(&path).unwrap();
            let (found, wrong) = exercises(&notebook);
            assert_eq!((found.len(), wrong), (2, vec![]), "{language}");
            assert!(notebook.cell("ex-7-2-check").unwrap().source.contains("chapter7::other_sum"));
        }
        let module = text(&book, "crate/src/exercise/chapter7/mod.rs");
        assert!(module.contains("mod sum;") && module.contains("pub use other_sum::other_sum;"));
        assert!(text(&book, "crate/src/exercise/mod.rs").contains("pub mod chapter7;"));
        let check = text(&book, "crate/src/exercise/chapter7/other_sum.rs");
        assert!(check.contains("number: \"7.2\"") && !check.contains("{{"), "{check}");
        assert!(exercise(&book, "07", "sum", None).unwrap_err().to_string().contains("already"));
    }

    #[test]
    fn an_item_of_several_lines_stays_whole() {
        let (_folder, book) = book();
        let module = book.root.join("crate/src/exercise/chapter1/mod.rs");
        insert(&module, &["pub use ", "mod "], "pub use d::d;").unwrap();
        let text = fs::read_to_string(module).unwrap();
        assert!(text.ends_with("};\npub use d::d;\n"), "{text}");
    }

    #[test]
    fn a_figure_is_exported_and_stands_in_its_gallery() {
        let (_folder, book) = book();
        figure(&book, "numerics", "half_steps").unwrap();
        let gallery = text(&book, "crate/src/plot/mod.rs");
        let row = "[`sum_errors`] |\n//! | half steps | [`half_steps`] |\n";
        assert!(gallery.contains(row), "{gallery}");
        assert!(gallery.contains("pub use numerics::half_steps::half_steps;"), "{gallery}");
        let room = text(&book, "crate/src/plot/numerics/mod.rs");
        assert!(room.contains("pub(crate) mod half_steps;"), "{room}");
        for (room, name) in [("kitchen", "half"), ("numerics", "Half"), ("numerics", "2nd")] {
            assert!(figure(&book, room, name).is_err(), "{room} {name}");
        }
    }
}
