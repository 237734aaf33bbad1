//! The standard library's source, which the kernel reads to name the type of a
//! variable.

use super::steps::Steps;
use crate::book::Book;
use crate::fast::{run::digest, std_source};
use crate::machine;
use anyhow::{Context, Result};
use std::process::Command;

/// Fetches the source if the toolchain has none and makes the kernel's copy.
pub fn rust_source(book: &Book, steps: &Steps) -> Result<()> {
    let version = Command::new("rustc")
        .arg("-vV")
        .output()
        .context(tr!("{name} did not start", name = "rustc"))?
        .stdout;
    let key = digest(&[&version, b"outlines of core alloc std, macros in a paragraph"]);
    if !book.std_source().is_dir() {
        steps.forget("std");
    }
    steps.once("std", tr!("The standard library's source"), &key, |progress| {
        if machine::rust_source(&machine::path()).is_none() {
            progress.run(Command::new("rustup").args(["component", "add", "rust-src"])).context(
                tr!("this Rust has no rust-src, which the kernel needs to name types; \
                 install the component or your system's rust-src package"),
            )?;
        }
        let library = machine::rust_source(&machine::path())
            .context(tr!("rust-src is installed but not where it belongs"))?;
        std_source::copy(&library, &book.std_source())
    })
}
