//! What of a submission is run: the answers, by the ids of their cells, and the cells that the
//! student added. Everything else, the checks before all, is the book's own.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use walkdir::DirEntry;

use crate::notebook::document::Notebook;
use crate::notebook::exercise::{CHECK, EXERCISE, Exercise};
use crate::rust::{self, Kind};

/// No student writes a larger notebook.
const LARGEST: u64 = 20_000_000;
/// Nor one with more cells of their own.
const MOST_CELLS: usize = 100;
/// Words by which code could reach around its check or read files while it is compiled.
const FORBIDDEN: [&str; 9] = [
    "unsafe",
    "extern",
    "include",
    "include_str",
    "include_bytes",
    "no_mangle",
    "export_name",
    "link_section",
    "global_asm",
];

/// The student and the chapter that a file's place below the folder names.
pub(super) fn whose(chapters: &[String], folder: &Path, path: &Path) -> (String, String) {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let known = chapters.iter().find(|name| stem.ends_with(name.as_str()));
    let chapter = known.cloned().unwrap_or_default();
    let below = path.strip_prefix(folder).ok().and_then(Path::parent);
    let parent = below.map(|parent| parent.display().to_string()).unwrap_or_default();
    let rest = stem.strip_suffix(chapter.as_str()).unwrap_or(&stem);
    let rest = rest.trim_end_matches(['-', '_', ' ']);
    let mut student = vec![parent.as_str(), rest];
    student.retain(|part| !part.is_empty());
    (student.join("/"), chapter)
}

/// The submission, unless the file is none.
pub(super) fn open(entry: &DirEntry, chapter: &str) -> Result<Notebook> {
    if entry.path_is_symlink() {
        bail!(tr!("is a symbolic link; hand in the file itself"));
    }
    if chapter.is_empty() {
        bail!(tr!("its name ends in no chapter's name, such as 01-linear-algebra.ipynb"));
    }
    let about = entry.metadata()?;
    if !about.is_file() {
        bail!(tr!("is no file"));
    }
    if about.len() > LARGEST {
        bail!(tr!(
            "has {bytes} bytes; a notebook with answers stays below {LARGEST}",
            bytes = about.len(),
            LARGEST
        ));
    }
    let text = fs::read_to_string(entry.path()).context(tr!("is no text"))?;
    // The path of the teacher's machine says nothing to the student.
    Notebook::parse(Path::new(&entry.file_name()), &text).context(tr!("is no notebook"))
}

/// A piece of a submission, in the order in which it is to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// A cell that the student added, or one of the book's that an answer calls.
    Own(String),
    /// An answer: the exercise's place in the chapter and the student's code.
    Answer(usize, String),
}

impl Piece {
    fn code(&self) -> &str {
        match self {
            Piece::Own(code) | Piece::Answer(_, code) => code,
        }
    }
}

/// The pieces of a submission that run; each exercise is answered by its first cell.
pub(super) fn pieces(
    chapter: &Notebook,
    exercises: &[Exercise],
    submission: &Notebook,
) -> Result<Vec<Piece>> {
    let place: BTreeMap<&str, usize> = exercises
        .iter()
        .enumerate()
        .map(|(i, exercise)| (chapter.cells[exercise.stub].id.as_str(), i))
        .collect();
    let mut answered = vec![false; exercises.len()];
    let runs = |code: &str| !code.trim().is_empty() && forbidden(code).is_none();
    let mut found = Vec::new();
    for cell in submission.cells.iter().filter(|cell| cell.is_code()) {
        let code = without_commands(&cell.source);
        match place.get(cell.id.as_str()) {
            Some(&i) if !std::mem::replace(&mut answered[i], true) => {
                found.push(Piece::Answer(i, code));
            }
            None if chapter.cell(&cell.id).is_none() && runs(&code) => {
                found.push(Piece::Own(code));
            }
            _ => {}
        }
    }
    if found.iter().filter(|piece| matches!(piece, Piece::Own(_))).count() > MOST_CELLS {
        bail!(tr!("has more than {MOST_CELLS} cells of its own", MOST_CELLS));
    }
    let mut pieces = called(chapter, &found);
    pieces.extend(found);
    Ok(pieces)
}

/// The book's own cells that define what a student's code names and does not define itself.
fn called(chapter: &Notebook, found: &[Piece]) -> Vec<Piece> {
    let codes: Vec<&str> = found.iter().map(Piece::code).collect();
    let own: BTreeSet<&str> = codes.iter().flat_map(|code| defined(code)).collect();
    let tokens = codes.iter().flat_map(|code| rust::tokens(code));
    let named: BTreeSet<&str> = tokens.map(|token| token.text).collect();
    let needed = |name: &str| named.contains(name) && !own.contains(name);
    let cells = chapter
        .cells
        .iter()
        .filter(|cell| cell.is_code() && !cell.has_tag(EXERCISE) && !cell.has_tag(CHECK));
    cells
        .filter(|cell| defined(&cell.source).into_iter().any(needed))
        .map(|cell| Piece::Own(cell.source.clone()))
        .collect()
}

/// The names of the items that code defines.
fn defined(code: &str) -> Vec<&str> {
    const ITEMS: [&str; 6] = ["fn", "struct", "enum", "trait", "const", "type"];
    let tokens: Vec<_> =
        rust::tokens(code).into_iter().filter(|token| token.kind == Kind::Code).collect();
    let pairs = tokens.windows(2).filter(|pair| ITEMS.contains(&pair[0].text));
    pairs.map(|pair| pair[1].text).collect()
}

/// Code without the lines that are for the kernel: none of them is part of an answer, and one
/// could bring a program of the student's into the compilation.
fn without_commands(code: &str) -> String {
    let is_command = |line: &str| {
        let line = line.trim_start();
        line.starts_with(':') && !line.starts_with("::")
    };
    code.lines().filter(|line| !is_command(line)).collect::<Vec<_>>().join("\n")
}

/// Whether an answer says the same as its stub.
pub(super) fn is_stub(answer: &str, stub: &str) -> bool {
    let code = |text: &str| -> Vec<String> {
        let tokens = rust::tokens(text).into_iter().filter(|token| token.kind == Kind::Code);
        tokens.map(|token| token.text.to_owned()).collect()
    };
    code(answer) == code(stub)
}

/// A word in the code that no answer needs.
pub(super) fn forbidden(code: &str) -> Option<String> {
    let tokens = rust::tokens(code);
    let tokens: Vec<_> = tokens.iter().filter(|token| token.kind != Kind::Comment).collect();
    let at = |i: usize| tokens.get(i).map_or("", |token| token.text);
    (0..tokens.len()).find_map(|i| {
        let word = at(i).strip_prefix("r#").unwrap_or(at(i));
        // `#[path = "…"]` makes another file part of the code.
        let opens = i > 0 && ["[", ",", "("].contains(&at(i - 1));
        let is_path = word == "path" && opens && at(i + 1) == "=";
        (is_path || FORBIDDEN.contains(&word)).then(|| word.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notebook::exercise;
    use serde_json::{Value, json};

    fn notebook(cells: &Value) -> Notebook {
        let root = json!({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5});
        Notebook::parse(Path::new("01-a.ipynb"), &root.to_string()).unwrap()
    }

    fn code(id: &str, source: &str, tags: &[&str]) -> Value {
        json!({"cell_type": "code", "id": id, "metadata": {"tags": tags}, "source": source,
            "execution_count": null, "outputs": []})
    }

    #[test]
    fn only_answers_and_cells_of_the_students_own_run() {
        let chapter = notebook(&json!([
            code("use", "use a;", &[]),
            code("nearest", "fn nearest() {}", &[]),
            code("other", "fn other() {}", &[]),
            code("ex-1", "todo", &["exercise"]),
            code("ex-1-check", "exercise::one(f)", &["check"]),
            {"cell_type": "markdown", "id": "ex-1-solution", "metadata": {"tags": ["solution"]},
             "source": "<details>\n\n```rust\nfn f() {}\n```\n\n</details>"},
        ]));
        let submission = notebook(&json!([
            code("use", "evil();", &[]),
            code("mine", ":dep bad = { path = \"x\" }\nlet helper = 1;", &[]),
            code("mine-too", "unsafe { evil() }", &[]),
            code("ex-1", "fn f() { nearest() }", &[]),
            code("ex-1", "second thoughts", &[]),
            code("ex-1-check", "println!(\"✓ 1.1\")", &[]),
        ]));
        let (exercises, broken) = exercise::exercises(&chapter);
        assert!(broken.is_empty(), "{broken:?}");
        let found = pieces(&chapter, &exercises, &submission).unwrap();
        let own = |code: &str| Piece::Own(code.to_owned());
        let answer = Piece::Answer(0, "fn f() { nearest() }".into());
        assert_eq!(found, [own("fn nearest() {}"), own("let helper = 1;"), answer]);
    }

    #[test]
    fn what_reaches_around_a_check_is_named_and_what_only_looks_so_is_not() {
        for (code, word) in [
            ("fn f() { unsafe { g() } }", "unsafe"),
            ("extern crate self as aimath;", "extern"),
            ("const S: &str = include_str!(\"a\");", "include_str"),
            ("use std::r#include as i;", "include"),
            ("#[path = \"/book/crate/src/a.rs\"] mod stolen;", "path"),
            ("#[cfg_attr(all(), path = \"a\")] mod stolen;", "path"),
            ("#[no_mangle] pub fn write() {}", "no_mangle"),
        ] {
            assert_eq!(forbidden(code).as_deref(), Some(word), "{code}");
        }
        let fair = "// unsafe\nlet path = \"extern\"; f(path); let p = [path]; x.path == y";
        assert_eq!(forbidden(fair), None);
    }

    #[test]
    fn a_stub_stays_one_when_only_its_comments_change() {
        let stub = "fn f() -> f64 {\n    todo!() // write here\n}";
        assert!(is_stub("fn f() -> f64 { todo!() }", stub));
        assert!(!is_stub("fn f() -> f64 { 1.0 }", stub));
    }

    #[test]
    fn a_place_names_the_student_and_the_chapter() {
        let chapters = ["01-a".to_owned()];
        let folder = Path::new("/in");
        let of = |path: &str| whose(&chapters, folder, Path::new(path));
        assert_eq!(of("/in/kim/01-a.ipynb"), ("kim".into(), "01-a".into()));
        assert_eq!(of("/in/lee-01-a.ipynb"), ("lee".into(), "01-a".into()));
        assert_eq!(of("/in/kim/notes.ipynb"), ("kim/notes".into(), String::new()));
    }
}
