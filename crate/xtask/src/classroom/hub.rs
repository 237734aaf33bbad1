//! `cargo book hub`: what it takes to serve the book to many learners, measured.
//!
//! A JupyterHub on this machine, with a server, a copy of the chapter and a kernel for each
//! learner; all of them run the chapter at once. What their cells show has to be what the
//! book shows.

use crate::book::Book;
use crate::fast::run::digest;
use crate::notebook::chapters;
use crate::notebook::compare;
use crate::notebook::document::Notebook;
use crate::setup::{Python, Steps};
use anyhow::{Context, Result, bail};
use serde_json::{Map, Value};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Who learns what.
#[derive(Debug, clap::Args)]
pub struct Options {
    #[arg(help = msg!("The chapter, by its number or the beginning of its name"))]
    #[arg(default_value = "01")]
    chapter: String,
    #[arg(help = msg!("How many learners at once"))]
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    users: u32,
    #[arg(help = msg!("Only so many code cells from the top"))]
    #[arg(long, default_value_t = u32::MAX, value_parser = clap::value_parser!(u32).range(4..))]
    cells: u32,
}

impl Options {
    /// What `cargo book test` has time for: the first section of chapter 1.
    pub fn of_test() -> Self {
        Self { chapter: "01".to_owned(), users: 5, cells: 20 }
    }
}

/// Everybody's cells, compared with the book's.
#[derive(Debug)]
pub struct Seen {
    /// Cells executed, of all learners together.
    pub cells: usize,
    /// What one learner costs: a line for each quantity, medians and largest.
    pub table: String,
}

/// Lets everybody learn in a book that is set up; the error names the cells that showed something else.
pub fn measure(book: &Book, python: &Python, options: &Options) -> Result<Seen> {
    let hub = Python::of_hub(book)?;
    let proxy = proxy(book, &hub)?;
    let chapter = chapters::select(book, std::slice::from_ref(&options.chapter))?;
    let [chapter] = &chapter[..] else {
        bail!(tr!("`{chapter}` names several chapters", chapter = options.chapter))
    };
    let out = book.home().join("hub/learners");
    let said = Command::new(&hub)
        .arg(book.root.join(SOURCES).join("many_learners.py"))
        .args([&book.root, &proxy, &python.prefix.join("share/jupyter"), chapter, &out])
        .args(["--users", &options.users.to_string(), "--cells", &options.cells.to_string()])
        .stderr(Stdio::inherit())
        .output()
        .context("the hub's Python did not start")?;
    if !said.status.success() {
        bail!("many_learners.py ended with {}", said.status);
    }
    let costs: Vec<Map<String, Value>> =
        serde_json::from_slice(&said.stdout).context("many_learners.py printed no table")?;
    let mut cells = 0;
    for name in 1..=options.users {
        let own = out.join(format!("learner{name}.ipynb"));
        cells += compared(chapter, &own, options.cells as usize)?;
    }
    Ok(Seen { cells, table: table(&costs) })
}

const SOURCES: &str = "crate/xtask/python/hub";

/// The packages of npm: the proxy in front of the learners' servers.
fn proxy(book: &Book, python: &Path) -> Result<PathBuf> {
    let place = book.home().join("hub/npm");
    let names = ["package.json", "package-lock.json"];
    let read = |name: &str| fs::read(book.root.join(SOURCES).join(name));
    let pins = [read(names[0])?, read(names[1])?];
    let steps = Steps::new(book);
    if !place.join("node_modules/configurable-http-proxy").is_dir() {
        steps.forget("hub-npm");
    }
    let key = digest(&[&pins[0], &pins[1], place.to_string_lossy().as_bytes()]);
    steps.once("hub-npm", tr!("The proxy of the hub"), &key, |progress| {
        fs::create_dir_all(&place)?;
        for (name, pin) in names.iter().zip(&pins) {
            fs::write(place.join(name), pin)?;
        }
        let npm = python.parent().context("the interpreter has no folder")?.join("npm");
        let quiet = ["--no-audit", "--no-fund", "--ignore-scripts"];
        progress
            .run(Command::new(npm).arg("ci").args(quiet).current_dir(&place))
            .context(tr!("the packages of npm could not be installed; is there a network?"))
    })?;
    Ok(place)
}

/// The number of cells that a learner was to execute, all of which showed what is committed.
fn compared(chapter: &Path, own: &Path, most: usize) -> Result<usize> {
    let (committed, fresh) = (Notebook::load(chapter)?, Notebook::load(own)?);
    let pairs = committed.cells.iter().zip(&fresh.cells);
    let wanted: Vec<_> = pairs.filter(|(_, shown)| shown.is_code()).take(most).collect();
    for (expected, shown) in &wanted {
        if shown.execution_count.is_none() {
            bail!("{}, cell {} was not executed", own.display(), shown.id);
        }
        let differences = compare::outputs(&expected.outputs, &shown.outputs);
        if let Some(difference) = differences.first() {
            bail!("{}, cell {}: {difference}", own.display(), shown.id);
        }
    }
    Ok(wanted.len())
}

/// A markdown table: each quantity's median and largest over the learners.
fn table(costs: &[Map<String, Value>]) -> String {
    let mut text = String::from("| a learner | median | largest |\n| --- | ---: | ---: |\n");
    for name in costs.first().into_iter().flat_map(Map::keys) {
        let mut numbers: Vec<f64> = costs.iter().filter_map(|cost| cost[name].as_f64()).collect();
        numbers.sort_by(f64::total_cmp);
        let (middle, largest) = (numbers[numbers.len() / 2], numbers[numbers.len() - 1]);
        text += &format!("| {name} | {middle:.2} | {largest:.2} |\n");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_table_has_a_line_for_each_quantity() {
        let cost = |seconds: f64| json!({"a cell, s": seconds}).as_object().unwrap().clone();
        let text = table(&[cost(3.0), cost(1.0), cost(2.0)]);
        assert!(text.ends_with("| a cell, s | 2.00 | 3.00 |\n"), "{text}");
    }
}
