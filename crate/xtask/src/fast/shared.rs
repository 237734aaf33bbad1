//! The library as one shared object for all cells.
//!
//! A cell that is linked against the library's archive gets a copy of all that it calls: the
//! linker reads the archive again for each cell, and the process that holds the variables keeps
//! every copy. So set-up makes one shared object of the archive and of everything below it. A
//! cell names it in its last line, and the compiler, which is asked to prefer what is shared,
//! then takes the library from there and the archive only for its types.
//!
//! The object holds, too, what most cells would make anew of generic code: the map of the
//! session's variables, arrays of numbers, a shown result. Of the 207 functions that the compiler
//! made for the middle one of 45 cells, 31 are left.

use super::build::{Call, placed};
use super::run::write_whole;
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The crate that holds the library for all cells.
const NAME: &str = "aimath_shared";

/// Its source: what most cells use or, should that not compile with a library that a reader has
/// changed, nothing but the library. Nothing in it is public, so that no message of the compiler
/// can name a path through it. It is compiled as cells are, without optimisation: optimised code
/// keeps to itself what is short, and each cell would make that anew.
pub const SOURCES: [&str; 2] =
    [include_str!("../../templates/shared.rs"), "extern crate aimath as _;\n"];

/// What makes a cell use the shared object.
const LAST_LINE: &str = "\nextern crate aimath_shared as _;\n";

fn folder(ready: &Path) -> PathBuf {
    ready.join("shared")
}

/// The shared object in a prepared folder.
fn object(ready: &Path) -> PathBuf {
    let (prefix, suffix) = (std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    folder(ready).join(format!("{prefix}{NAME}{suffix}"))
}

/// The compiler's call that makes the shared object of `code` in the prepared folder `ready`, or
/// `None` if no cell there was linked against the library.
pub fn making(ready: &Path, rustc: &Path, code: &str) -> Result<Option<Command>> {
    let notes = walkdir::WalkDir::new(ready.join("builds")).into_iter();
    let mut calls = notes.filter_map(|entry| Call::read(entry.ok()?.path()));
    let names_library = |call: &Call| call.values("--extern").any(|v| v.starts_with("aimath="));
    let Some(call) = calls.find(names_library) else { return Ok(None) };
    let source = folder(ready).join("lib.rs");
    write_whole(&source, code.as_bytes())?;
    let mut command = Command::new(rustc);
    command
        .args(["--crate-name", NAME, "--crate-type", "dylib", "--edition", "2024"])
        .args(["-C", "prefer-dynamic", "-C", "rpath", "-C", "strip=debuginfo"])
        .arg(&source)
        .arg("--out-dir")
        .arg(folder(ready));
    for option in ["--extern", "-L"] {
        for value in call.values(option) {
            command.arg(option).arg(placed(value, ready));
        }
    }
    Ok(Some(command))
}

/// Takes back what a call that failed has left, so that cells use the archive.
pub fn forget(ready: &Path) -> Result<()> {
    std::fs::remove_dir_all(folder(ready)).context("a damaged shared object stays behind")
}

/// Makes `cell`, if it uses the library, take it from the shared object of the prepared folder,
/// if there is one; the arguments that the compiler then needs.
pub fn join(ready: &Path, cell: &mut String) -> Vec<String> {
    let object = object(ready);
    // The compiler would read the library for a cell that does not use it, too, and suggest its
    // traits there, in words from which the kernel cannot tell how to show a result.
    if !object.is_file() || !cell.contains("aimath::") {
        return Vec::new();
    }
    cell.push_str(LAST_LINE);
    // The compiler notes a way from the cell's folder to this one, which links on the way break.
    let rpath = format!("link-arg=-Wl,-rpath,{}", folder(ready).display());
    ["--extern", &format!("{NAME}={}", object.display()), "-C", &rpath].map(str::to_owned).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_cell_that_uses_the_library_takes_it_from_the_shared_object() {
        let folder = tempfile::tempdir().unwrap();
        let after = |cell: &str| {
            let mut cell = cell.to_owned();
            let args = join(folder.path(), &mut cell);
            (cell, args)
        };
        let uses = "use aimath::prelude::*;";
        assert_eq!(after(uses), (uses.to_owned(), vec![]), "none was made");
        write_whole(&object(folder.path()), b"").unwrap();
        let alone = "let third = 1.0 / 3.0;";
        assert_eq!(after(alone), (alone.to_owned(), vec![]));
        let (cell, args) = after(uses);
        assert_eq!(cell, format!("{uses}{LAST_LINE}"));
        assert!(args[1].starts_with("aimath_shared=") && args[3].contains("-rpath,"));
    }
}
