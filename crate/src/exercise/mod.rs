//! The checks behind the exercises.
//!
//! A reader writes a function in a cell and hands it to its check:
//! `exercise::chapter1::rest(my_rest)`. The answer is a [`Report`]: solved,
//! still the stub, or which input gave what and what was expected, with the
//! mistake named where it is a well-known one. [`progress`] counts what has
//! been solved.
//!
//! # How a notebook holds an exercise
//! Five cells follow one another. A program reads them by their tags, so the
//! tags and the ids are a contract; the words are not.
//!
//! | cell | tag | id | content |
//! | --- | --- | --- | --- |
//! | Markdown | `exercise-text` | `ex-1-3-text` | the task, under a heading with its number |
//! | code | `exercise` | `ex-1-3` | the stub: a `fn` whose body is `todo!()` |
//! | code | `check` | `ex-1-3-check` | one line: `exercise::chapter1::unit_vector(my_unit)` |
//! | Markdown | `hint` | `ex-1-3-hint` | the hint inside `<details>` |
//! | Markdown | `solution` | `ex-1-3-solution` | inside `<details>`: one block fenced as `rust` |
//!
//! The hint and the solution look like this, with an empty line after the
//! `<summary>` and before `</details>`, which is what makes Markdown inside
//! them work in JupyterLab, VS Code and on GitHub:
//!
//! ````text
//! <details>
//! <summary>Solution</summary>
//!
//! ```rust
//! fn my_unit(v: &Array1<f64>) -> Array1<f64> {
//!     let length = norm_l2(v);
//!     if length > 0.0 { v / length } else { v.clone() }
//! }
//! ```
//!
//! </details>
//! ````
//!
//! What a run of the book proves for every exercise:
//! 1. The `exercise` cell as it stands, then the `check` cell: the plain text
//!    of the check's output begins with `✗ 1.3 `.
//! 2. The one `rust` block of the `solution` cell in place of the `exercise`
//!    cell, then the `check` cell: the plain text begins with `✓ 1.3 `.
//!
//! The committed output of a check is that of the stub. Solutions are code and
//! therefore the same in every language but for their comments and strings.
//!
//! # What a check cannot do
//! A panic is caught, with nothing on standard error and no variable lost, and
//! a function that takes longer than five seconds (or than the variable
//! `AIMATH_PATIENCE` says) is reported as such. Its loop goes on in the
//! background until the reader presses Stop, because Rust cannot stop a thread
//! from outside (the kernel goes back to a process without it). Recursion
//! without end exhausts the stack and ends the cell without a report.

mod answer;
pub mod chapter0;
pub mod chapter1;
pub mod chapter2;
pub mod chapter3;
pub mod chapter4;
pub mod chapter5;
pub mod chapter6;
pub mod foundations1;
pub mod foundations2;
pub mod foundations3;
mod report;
mod run;

pub use report::{Report, Verdict};

use crate::show::{Cell, Shown, table};
use std::path::PathBuf;
use std::time::Duration;

/// The numbers of all exercises, chapter by chapter, as `build.rs` finds them in the sources.
const CHAPTERS: &[(&str, &[&str])] = include!(concat!(env!("OUT_DIR"), "/exercises.rs"));

/// What has been solved, chapter by chapter.
///
/// With `cargo book lab` this is kept when a kernel is restarted, and is the same in every
/// notebook; deleting `.book/progress` begins anew. Under another Jupyter it counts what has
/// been solved since the kernel started.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// fn double(v: &Array1<f64>) -> Array1<f64> {
///     2.0 * v
/// }
///
/// assert!(exercise::chapter0::double(double).passed());
/// assert!(exercise::progress().to_string().contains("1 / 2"));
/// ```
pub fn progress() -> Shown {
    let headings = [tr!("chapter"), tr!("solved"), tr!("still open")];
    let solved = solved();
    let rows = CHAPTERS.iter().map(|&(chapter, numbers)| {
        let open: Vec<&str> = numbers
            .iter()
            .copied()
            .filter(|number| !solved.iter().any(|one| one == number))
            .collect();
        let done = numbers.len() - open.len();
        let mark = if open.is_empty() { "✓ " } else { "" };
        [
            Cell::from(chapter),
            Cell::from(format!("{mark}{done} / {}", numbers.len())),
            Cell::from(open.join(", ")),
        ]
    });
    table(&headings, rows)
}

/// Where the solved exercises are noted, and whether the note outlives the kernel.
///
/// `cargo book lab` names a file in the variable `AIMATH_PROGRESS`: one for all
/// notebooks, kept when a kernel is restarted. Without it the note is a
/// temporary file of this process: a kernel may link the crate into every cell
/// anew, and then each cell has statics of its own.
fn note() -> (PathBuf, bool) {
    match std::env::var_os("AIMATH_PROGRESS").filter(|path| !path.is_empty()) {
        Some(path) => (PathBuf::from(path), true),
        None => {
            let name = format!("aimath-solved-{}", std::process::id());
            (std::env::temp_dir().join(name), false)
        }
    }
}

/// The exercises that have been solved.
fn solved() -> Vec<String> {
    // A temporary note that nobody touched for a day was left by an earlier process.
    const DAY: Duration = Duration::from_secs(24 * 60 * 60);
    let (note, is_kept) = note();
    let age = note.metadata().and_then(|note| note.modified()).map(|time| time.elapsed());
    if !is_kept && !matches!(age, Ok(Ok(age)) if age < DAY) {
        return Vec::new();
    }
    let text = std::fs::read_to_string(note).unwrap_or_default();
    text.split_whitespace().map(str::to_string).collect()
}

/// Remembers a result for [`progress`]. What was solved once stays solved.
fn remember(report: &Report) {
    let mut solved = solved();
    if report.passed() && !solved.iter().any(|one| one == report.number) {
        solved.push(report.number.to_string());
        // Without a place for the note there is no count; the verdict stands all the same.
        let _ = std::fs::write(note().0, solved.join(" "));
    }
}
