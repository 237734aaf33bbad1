//! What builds the site, installed once into `.book`: Sphinx with its extensions and a Node
//! from PyPI, and the scripts and styles that the pages carry, from npm.

use crate::book::Book;
use crate::fast::run::digest;
use crate::setup::{Python, Steps};
use anyhow::{Context, Result};
use std::path::PathBuf;
use std::process::Command;

/// The folder of the site's templates, styles and pins.
const SOURCES: &str = "crate/xtask/python/site";
/// The pinned packages of npm.
const PINS: [&str; 2] = ["package.json", "package-lock.json"];

/// Where the tools are.
pub struct Tools {
    /// The Python that has Sphinx.
    pub python: PathBuf,
    /// The Node beside it.
    pub node: PathBuf,
    /// The packages of npm.
    pub modules: PathBuf,
    /// The site's own templates, styles and scripts.
    pub sources: PathBuf,
}

/// Installs what is missing.
pub fn ensure(book: &Book) -> Result<Tools> {
    let python = Python::of_site(book)?;
    let bin = python.parent().context("the interpreter has no folder")?;
    let sources = book.root.join(SOURCES);
    let packages = home(book).join("npm");
    let modules = packages.join("node_modules");
    let steps = Steps::new(book);
    let mut pins = Vec::new();
    for name in PINS {
        pins.push(std::fs::read(sources.join(name)).with_context(|| format!("no {name}"))?);
    }
    if !modules.join("katex").is_dir() {
        steps.forget("site-npm");
    }
    let key = digest(&[&pins[0], &pins[1], packages.to_string_lossy().as_bytes()]);
    steps.once("site-npm", tr!("The scripts and styles of the site"), &key, |progress| {
        std::fs::create_dir_all(&packages)?;
        for (name, pin) in PINS.iter().zip(&pins) {
            std::fs::write(packages.join(name), pin)?;
        }
        let quiet = ["--no-audit", "--no-fund", "--ignore-scripts"];
        progress
            .run(Command::new(bin.join("npm")).arg("ci").args(quiet).current_dir(&packages))
            .context(tr!("the packages of npm could not be installed; is there a network?"))
    })?;
    Ok(Tools { node: bin.join("node"), python, modules, sources })
}

/// The folder of all that the site needs and makes.
pub fn home(book: &Book) -> PathBuf {
    book.home().join("site")
}
