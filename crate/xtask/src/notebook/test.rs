//! `cargo book test`, the notebooks: execute them and compare with what is committed.

use anyhow::Result;

use super::chapters;
use super::compare;
use super::document::PNG;
use super::execute::{self, Executed, Problem, fail_with};
use super::progress::Progress;
use super::worker::{Kernel, Manner};
use crate::book::Book;

/// What to test, and how.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The chapters, by name or its beginning; all if empty.
    pub names: Vec<String>,
    /// How many kernels at a time; by processors and memory if `None`.
    pub jobs: Option<usize>,
}

/// What was tested.
#[derive(Debug, Clone, Default)]
pub struct Summary {
    /// Notebooks executed.
    pub notebooks: usize,
    /// Cells executed and compared.
    pub cells: usize,
    /// Exercises whose stub fails and whose solution passes.
    pub exercises: usize,
}

/// Execute every notebook, in every language, in a strict kernel and compare with its file.
/// The error names each cell that failed or shows something else than is committed.
pub fn test(book: &Book, kernel: &Kernel, options: &Options) -> Result<Summary> {
    let paths = chapters::select_all(book, &options.names)?;
    let manner = Manner { strict: true, stop_at_failure: true, counting: false };
    let progress = Progress::new();
    let done = execute::execute_all(book, kernel, &paths, manner, options.jobs, &progress)?;
    let mut summary = Summary { notebooks: done.len(), ..Summary::default() };
    let mut problems = Vec::new();
    for run in done {
        summary.cells += run.executed;
        summary.exercises += run.exercises;
        problems.extend(differences(book, &run));
        problems.extend(run.problems);
    }
    fail_with(&problems, "the notebooks do not pass")?;
    Ok(summary)
}

/// Where the committed outputs are not what the run showed.
pub fn differences(book: &Book, run: &Executed) -> Vec<Problem> {
    let failed = |id: &str| run.problems.iter().any(|p| p.cell.as_deref() == Some(id));
    // After a failure the rest of the notebook shows anything or nothing.
    let trusted = match run.notebook.cells.iter().position(|cell| failed(&cell.id)) {
        Some(first) => first,
        None => run.notebook.cells.len(),
    };
    let mut found = Vec::new();
    for (cell, fresh) in run.notebook.cells.iter().zip(&run.fresh).take(trusted) {
        if !cell.is_code() {
            continue;
        }
        let mut add = |what: String| {
            found.push(Problem {
                notebook: chapters::shown(book, &run.notebook.path).to_string(),
                cell: Some(cell.id.clone()),
                what,
            });
        };
        if cell.execution_count.is_none() {
            add("was committed without having been executed (cargo book run)".into());
            continue;
        }
        for difference in compare::outputs(&cell.outputs, fresh) {
            add(difference);
        }
        if cell.outputs.iter().any(|o| o.figure().is_some() && o.text(PNG).is_none()) {
            add("shows a figure without its static picture (cargo book run)".into());
        }
    }
    found
}
