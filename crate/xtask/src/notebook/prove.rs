//! The proof that a broken notebook cannot pass.
//!
//! One small notebook for each way in which a cell can fail without the kernel saying so,
//! and one that is good, are executed as `cargo book test` executes chapters. Each broken
//! one must fail at the cell that is broken, in words that say how; the good one must pass;
//! and no process may be left, not even of the endless loop.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use super::execute::{self, Executed};
use super::progress::Progress;
use super::test::differences;
use super::worker::{Kernel, Manner};
use crate::book::Book;

/// A fixture: its file, the cell that must be named, a word of the sentence.
const FIXTURES: [(&str, Option<(&str, &str)>); 13] = [
    ("good", None),
    ("compile-error", Some(("broken", "does not compile"))),
    ("panic", Some(("broken", "panicked"))),
    ("failed-assert", Some(("broken", "panicked"))),
    ("err-question-mark", Some(("broken", "standard error"))),
    ("err-in-last-cell", Some(("broken", "standard error"))),
    ("process-exit", Some(("broken", "ended the process"))),
    ("endless-loop", Some(("broken", "still running"))),
    ("changed-number", Some(("broken", "text/plain changed"))),
    ("expected-error-absent", Some(("broken", "no error came"))),
    ("stub-passes", Some(("broken", "must begin with ✗"))),
    ("wrong-solution", Some(("broken", "does not pass"))),
    ("no-picture", Some(("broken", "static picture"))),
];

/// Execute the fixtures in `folder` (`crate/xtask/tests/fixtures`); tells how many there
/// are, or which of them was not caught.
pub fn prove_runner(folder: &Path, kernel: &Kernel, jobs: Option<usize>) -> Result<usize> {
    let paths: Vec<PathBuf> =
        FIXTURES.iter().map(|(name, _)| folder.join(format!("{name}.ipynb"))).collect();
    let book = Book::at(folder)?;
    let manner = Manner { strict: true, stop_at_failure: true, counting: false };
    let runs = execute::execute_all(&book, kernel, &paths, manner, jobs, &Progress::silent())
        .context("the runner's own fixtures could not be executed")?;
    let mut lies: Vec<String> = runs
        .iter()
        .zip(FIXTURES)
        .filter_map(|(run, (name, expected))| lie(&book, run, name, expected))
        .collect();
    for run in &runs {
        if !is_gone(run.kernel_pid)? {
            lies.push(format!("{}: processes of its kernel are left", run.notebook.name()));
        }
    }
    if !lies.is_empty() {
        bail!("the runner cannot be trusted:\n  {}", lies.join("\n  "));
    }
    Ok(FIXTURES.len())
}

/// What the runner got wrong about one fixture.
fn lie(book: &Book, run: &Executed, name: &str, expected: Option<(&str, &str)>) -> Option<String> {
    let mut problems = run.problems.clone();
    problems.extend(differences(book, run));
    let said = || problems.iter().map(|p| format!("\n    {p}")).collect::<String>();
    match expected {
        None if problems.is_empty() => None,
        None => Some(format!("{name} is good and failed:{}", said())),
        Some(_) if problems.is_empty() => Some(format!("{name} is broken and passed")),
        Some((cell, words)) => {
            let named = problems.iter().any(|p| {
                p.cell.as_deref() == Some(cell)
                    && p.what.contains(words)
                    && p.notebook.contains(name)
            });
            (!named)
                .then(|| format!("{name} failed without naming cell {cell} ({words}):{}", said()))
        }
    }
}

/// Whether no process is left in the group that a kernel led.
fn is_gone(kernel: i32) -> Result<bool> {
    for _ in 0..20 {
        let listing = Command::new("ps").args(["-A", "-o", "pgid=,stat="]).output()?;
        let listing = String::from_utf8_lossy(&listing.stdout);
        let alive = listing.lines().any(|line| {
            let mut words = line.split_whitespace();
            words.next() == Some(&kernel.to_string())
                && words.next().is_some_and(|s| !s.starts_with('Z'))
        });
        if !alive {
            return Ok(true);
        }
        thread::sleep(Duration::from_millis(50));
    }
    Ok(false)
}
