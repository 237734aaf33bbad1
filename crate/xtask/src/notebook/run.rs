//! `cargo book run`: execute chapters, write their outputs and pictures.

use anyhow::Result;

use super::chapters;
use super::compare;
use super::document::{Output, PNG};
use super::execute::{self, Executed, fail_with};
use super::pictures;
use super::progress::Progress;
use super::worker::{Kernel, Manner};
use crate::book::Book;

/// What to run, and how.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The chapters, by name or its beginning; all if empty.
    pub names: Vec<String>,
    /// How many kernels at a time; by processors and memory if `None`.
    pub jobs: Option<usize>,
    /// Do without static pictures.
    pub no_pictures: bool,
    /// Draw every picture again, also of figures that did not change.
    pub redraw: bool,
}

/// What a run did.
#[derive(Debug, Clone, Default)]
pub struct Summary {
    /// Notebooks executed.
    pub notebooks: usize,
    /// Files that changed.
    pub changed: usize,
    /// Cells executed.
    pub cells: usize,
    /// Pictures drawn.
    pub pictures: usize,
}

/// Execute the chapters and write them. A chapter in which a cell fails is left as it was,
/// and the error names every such cell.
pub fn run(book: &Book, kernel: &Kernel, options: &Options) -> Result<Summary> {
    let paths = chapters::select_all(book, &options.names)?;
    // Without a browser the run would end in vain: say so before it starts.
    let browser = match options.no_pictures {
        true => None,
        false => Some(pictures::browser()?),
    };
    let manner = Manner { strict: false, stop_at_failure: false, counting: false };
    let progress = Progress::new();
    let done = execute::execute_all(book, kernel, &paths, manner, options.jobs, &progress)?;

    let mut summary = Summary { notebooks: done.len(), ..Summary::default() };
    let (good, bad): (Vec<_>, Vec<_>) = done.into_iter().partition(|run| run.problems.is_empty());
    let mut notebooks = Vec::new();
    for run in good {
        summary.cells += run.executed;
        notebooks.push(with_fresh_outputs(run, options.redraw));
    }
    if let Some(browser) = browser {
        summary.pictures = pictures::draw(kernel, &browser, &mut notebooks, &progress)?;
    }
    for notebook in &notebooks {
        summary.changed += usize::from(notebook.save()?);
    }
    let problems: Vec<_> = bad.into_iter().flat_map(|run| run.problems).collect();
    fail_with(&problems, "these cells failed, and their notebooks were left as they were")?;
    Ok(summary)
}

/// The notebook with what the run showed. An output that is the same up to rounding stays
/// as it was committed, picture included, so that a run on another machine changes nothing.
fn with_fresh_outputs(run: Executed, redraw: bool) -> super::document::Notebook {
    let mut notebook = run.notebook;
    for (cell, fresh) in notebook.cells.iter_mut().zip(run.fresh) {
        if !cell.is_code() {
            cell.outputs.clear();
            cell.execution_count = None;
            continue;
        }
        cell.execution_count = Some(1);
        let same_length = cell.outputs.len() == fresh.len();
        let mut old = std::mem::take(&mut cell.outputs).into_iter();
        for new in fresh {
            let old = old.next().filter(|_| same_length);
            cell.outputs.push(match old {
                Some(old)
                    if compare::outputs(std::slice::from_ref(&old), std::slice::from_ref(&new))
                        .is_empty() =>
                {
                    old
                }
                Some(old) => with_old_picture(new, &old),
                None => new,
            });
        }
        if redraw {
            for output in &mut cell.outputs {
                if output.figure().is_some()
                    && let Output::Rich { data, .. } = output
                {
                    data.shift_remove(PNG);
                }
            }
        }
    }
    notebook
}

/// A picture stays if its figure did, whatever else of the output changed.
fn with_old_picture(mut new: Output, old: &Output) -> Output {
    let same = match (old.figure(), new.figure()) {
        (Some(old), Some(new)) => compare::json_difference(old, new).is_none(),
        _ => false,
    };
    if let (true, Some(picture), Output::Rich { data, .. }) = (same, old.text(PNG), &mut new) {
        data.insert(PNG.into(), picture.into());
    }
    new
}
