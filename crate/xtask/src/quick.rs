//! `cargo book test --quick`: what a change in one place needs, in a few minutes.
//!
//! The files changed since the last commit say which rooms of the library, which
//! test programs and which chapters to prove. What is left out is said at the
//! end, because a change can break what is far from it.

use crate::book::Book;
use crate::notebook::{self, Kernel, chapters};
use crate::setup::{self, Until};
use crate::test::{Options, Tally, cargo};
use anyhow::{Context, Result, bail};
use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, ExitCode};

/// What the changed files ask for.
#[derive(Debug, Default, PartialEq, Eq)]
struct Plan {
    /// Packages to compile and lint.
    packages: BTreeSet<String>,
    /// Filters for the library's own tests; one that is empty lets all of them in.
    rooms: BTreeSet<String>,
    /// Test programs of the library.
    programs: BTreeSet<String>,
    /// Chapters to execute.
    chapters: BTreeSet<String>,
}

/// Proves what the changed files need and says what it left out.
pub(crate) fn run(book: &Book, options: &Options, mut tally: Tally) -> Result<ExitCode> {
    let changed = changed(book)?;
    let plan = plan(&changed);
    eprintln!("{} files changed since the last commit", changed.len());
    tally.part("format", || cargo(book, &["fmt", "--all", "--check"]));
    for package in &plan.packages {
        tally.part("lints", || {
            let what = ["clippy", "--package", package, "--all-targets", "--quiet"];
            cargo(book, &[&what[..], &["--", "-D", "warnings"]].concat())
        });
    }
    if !plan.rooms.is_empty() {
        let rooms: Vec<&str> = plan.rooms.iter().map(String::as_str).collect();
        tally.part("library", || {
            let what = ["test", "--package", "aimath", "--lib", "--quiet", "--"];
            cargo(book, &[&what[..], &rooms].concat())
        });
    }
    for program in &plan.programs {
        tally.part("library", || {
            cargo(book, &["test", "--package", "aimath", "--quiet", "--test", program])
        });
    }
    if plan.packages.contains("xtask") {
        tally.part("cargo book", || cargo(book, &["test", "--package", "xtask", "--quiet"]));
    }
    tally.part("twins and house rules", || {
        let seen = notebook::check::check(book)?;
        Ok(format!("{} twins in step, {} figures", seen.in_step, seen.figures))
    });
    // A chapter that no longer exists was deleted, and the twins say so.
    let names: Vec<String> = plan
        .chapters
        .iter()
        .filter(|name| book.notebooks(chapters::ENGLISH).join(format!("{name}.ipynb")).is_file())
        .cloned()
        .collect();
    if !names.is_empty() {
        tally.part("notebooks", || {
            let kernel = Kernel::of(book, &setup::ensure(book, Until::Prepared)?);
            let options = notebook::test::Options { names, jobs: options.jobs };
            let done = notebook::test::test(book, &kernel, &options)?;
            Ok(format!("{} cells as committed, {} exercises proved", done.cells, done.exercises))
        });
    }
    eprintln!("left out, and part of `cargo book test`:");
    for part in left_out(&plan) {
        eprintln!("  – {part}");
    }
    Ok(tally.end())
}

/// The files that differ from the last commit, and those that Git does not know yet.
fn changed(book: &Book) -> Result<Vec<String>> {
    let output = Command::new("git")
        .args(["status", "--porcelain", "-z", "--no-renames", "--untracked-files=all"])
        .current_dir(&book.root)
        .output()
        .context("git did not start, and --quick asks it what changed")?;
    if !output.status.success() {
        bail!("git does not say what changed: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    let listing = String::from_utf8_lossy(&output.stdout).into_owned();
    // Two letters and a blank stand before each name.
    Ok(listing.split('\0').filter_map(|line| line.get(3..)).map(str::to_owned).collect())
}

fn plan(changed: &[String]) -> Plan {
    let mut plan = Plan::default();
    for file in changed {
        let parts: Vec<&str> = file.split('/').collect();
        let stem = |name: &str| name.split('.').next().unwrap_or(name).to_owned();
        match parts.as_slice() {
            // A file at the top serves every room, unless it is a room in one file.
            ["crate", "src", "lib.rs" | "check.rs" | "error.rs" | "seeded.rs"]
            | ["crate", "build.rs" | "Cargo.toml"] => {
                plan.packages.insert("aimath".into());
                plan.rooms.insert(String::new());
            }
            ["crate", "src", room, ..] => {
                plan.packages.insert("aimath".into());
                plan.rooms.insert(format!("{}::", stem(room)));
            }
            ["crate", "data", ..] => {
                plan.rooms.insert("data::".into());
                plan.programs.insert("data".into());
            }
            ["crate", "tests", "reference", ..] => {
                plan.rooms.insert(String::new());
            }
            ["crate", "tests", program, ..] => {
                plan.packages.insert("aimath".into());
                plan.programs.insert(stem(program));
            }
            ["crate", "xtask", ..] | ["environment.yml" | "README.md" | "Cargo.toml"] => {
                plan.packages.insert("xtask".into());
            }
            ["notebooks", _, name] if name.ends_with(".ipynb") => {
                let name = Path::new(name).file_stem().unwrap_or_default();
                plan.chapters.insert(name.to_string_lossy().into_owned());
            }
            _ => {}
        }
    }
    plan
}

fn left_out(plan: &Plan) -> Vec<String> {
    let mut parts = Vec::new();
    match plan.rooms.iter().map(|room| room.trim_end_matches("::")).collect::<Vec<_>>() {
        rooms if rooms.is_empty() => parts.push("the library's tests".to_owned()),
        rooms if rooms.contains(&"") => {}
        rooms => parts.push(format!("the tests of every room but {}", rooms.join(", "))),
    }
    match plan.programs.is_empty() {
        true => parts.push("the test programs of crate/tests".to_owned()),
        false => {
            let programs: Vec<&str> = plan.programs.iter().map(String::as_str).collect();
            parts.push(format!("the test programs but {}", programs.join(", ")));
        }
    }
    parts.push("the examples in the documentation, its links, the crate by itself".to_owned());
    if !plan.packages.contains("xtask") {
        parts.push("the tests of `cargo book`".to_owned());
    }
    match plan.chapters.is_empty() {
        true => parts.push("every cell of every notebook".to_owned()),
        false => {
            let chapters: Vec<&str> = plan.chapters.iter().map(String::as_str).collect();
            parts.push(format!("the notebooks but {}", chapters.join(", ")));
        }
    }
    parts.push(
        "the runner's own proof, the fast path, hostile answers, print, every slide, a reader's browser, the web site"
            .to_owned(),
    );
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(files: &[&str]) -> Plan {
        plan(&files.iter().map(|&file| file.to_owned()).collect::<Vec<_>>())
    }

    fn set(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    #[test]
    fn a_file_asks_for_its_own_place() {
        let plan = of(&["crate/src/linalg/lu.rs", "notebooks/ko/01-linear-algebra.ipynb"]);
        assert_eq!(plan.packages, set(&["aimath"]));
        assert_eq!(plan.rooms, set(&["linalg::"]));
        assert_eq!(plan.chapters, set(&["01-linear-algebra"]));
        assert_eq!(of(&["crate/src/source.rs"]).rooms, set(&["source::"]));
        assert_eq!(of(&["crate/tests/regression.rs"]).programs, set(&["regression"]));
        assert_eq!(of(&["crate/xtask/src/test.rs"]).packages, set(&["xtask"]));
        assert_eq!(of(&["LICENSE-MIT", "notebooks/ko/glossary.md"]), Plan::default());
    }

    #[test]
    fn what_serves_every_room_asks_for_all_of_them() {
        assert!(of(&["crate/src/check.rs"]).rooms.contains(""));
        assert!(!left_out(&of(&["crate/src/check.rs"])).iter().any(|part| part.contains("room")));
    }

    #[test]
    fn what_is_left_out_is_said() {
        let said = left_out(&of(&["crate/src/nn/dense.rs"])).join("\n");
        assert!(said.contains("every room but nn") && said.contains("every notebook"), "{said}");
        let said = left_out(&of(&["notebooks/en/02-calculus.ipynb"])).join("\n");
        assert!(said.contains("the library's tests") && said.contains("but 02-calculus"), "{said}");
    }
}
