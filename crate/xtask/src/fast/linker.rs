//! One thread for the linker.
//!
//! A cell is so small that a linker which starts a thread for each processor loses more by them
//! than they bring: on two cores the lightest cell is compiled and linked in 0.11 s with one and
//! in 0.13 s with two (medians of 30). Not every linker can be told so; set-up tries it out.

use super::run::write_whole;
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use std::process::Command;

const OPTION: [&str; 2] = ["-C", "link-arg=-Wl,--threads=1"];

/// What stands in a prepared folder if the linker takes the option.
fn mark(ready: &Path) -> PathBuf {
    ready.join("linker-with-one-thread")
}

/// Links an empty crate with the option, and leaves the mark if that works.
pub fn try_one_thread(ready: &Path, rustc: &Path) -> Result<()> {
    let folder = ready.join("linker");
    let source = folder.join("lib.rs");
    write_whole(&source, b"")?;
    let mut compiler = Command::new(rustc);
    compiler.args(["--crate-name", "empty", "--crate-type", "cdylib"]).args(OPTION);
    let answer = compiler.arg(&source).arg("--out-dir").arg(&folder).output();
    let answer = answer.context("the compiler did not start")?;
    std::fs::remove_dir_all(&folder).context("a trial of the linker stays behind")?;
    if answer.status.success() {
        write_whole(&mark(ready), b"")?;
    }
    Ok(())
}

/// The arguments for a cell's compiler.
pub fn arguments(ready: &Path) -> &'static [&'static str] {
    if mark(ready).exists() { &OPTION } else { &[] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_linker_is_told_only_what_it_took_when_it_was_tried() {
        for (compiler, taken) in [("true", true), ("false", false)] {
            let ready = tempfile::tempdir().unwrap();
            try_one_thread(ready.path(), Path::new(compiler)).unwrap();
            assert_eq!(!arguments(ready.path()).is_empty(), taken);
            let left = std::fs::read_dir(ready.path()).unwrap().count();
            assert_eq!(left, usize::from(taken), "nothing but the mark");
        }
    }
}
