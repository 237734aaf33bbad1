//! The library, compiled before there is a kernel.
//!
//! The largest crates of the kernel wait for one another, so its build cannot use many
//! processors. Meanwhile `cargo` compiles the library in a folder of its own, as the kernel will
//! ask for it; when the kernel then asks for the first time, it starts from that folder. Should
//! the kernel ask otherwise, `cargo` compiles what is missing, and only time is lost.

use super::launch::toolchain;
use super::run::{digest, write_whole};
use super::stamp;
use crate::book::Book;
use crate::setup::Progress;
use anyhow::{Context, Result};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// In the folder: what it was compiled from.
const STAMP: &str = "compiled-from";

/// Compiles the library with the profile of `profile`, the text of a `cargo` configuration.
pub fn compile(book: &Book, profile: &str, progress: &Progress) -> Result<()> {
    let place = place(book);
    let stamp = stamp(book)?;
    let _ = fs::remove_file(place.join(STAMP));
    let (rustc, about) = compiler()?;
    let host = about.lines().find_map(|line| line.strip_prefix("host: "));
    let host = host.context("rustc does not say for which machine it compiles")?;
    let folder = place.join("crate");
    write_whole(&place.join(".cargo/config.toml"), profile.as_bytes())?;
    write_whole(&folder.join("Cargo.toml"), manifest(book).as_bytes())?;
    write_whole(&folder.join("src/lib.rs"), b"")?;
    // The versions that the book was tested with.
    let lock = fs::read(book.root.join("Cargo.lock")).context("cannot read Cargo.lock")?;
    write_whole(&folder.join("Cargo.lock"), &lock)?;
    progress.run(
        Command::new("cargo")
            .args(["build", "--target", host])
            .current_dir(&folder)
            // As the evcxr library calls it.
            .env("CARGO_TARGET_DIR", "target")
            .env("CARGO_BUILD_BUILD_DIR", "target")
            .env("RUSTC", rustc)
            .env("RUSTFLAGS", "-Cprefer-dynamic"),
    )?;
    write_whole(&place.join(STAMP), stamp.as_bytes())
}

/// The folder with the library as it is now, if it was compiled ahead.
pub fn fitting(book: &Book) -> Option<PathBuf> {
    let place = place(book);
    let found = fs::read_to_string(place.join(STAMP)).ok()?;
    (found == stamp(book).ok()?).then_some(place)
}

/// Removes what was compiled ahead: the prepared folder has it now.
pub fn forget(book: &Book) -> Result<()> {
    let place = place(book);
    if place.exists() {
        fs::remove_dir_all(&place).with_context(|| format!("cannot remove {}", place.display()))?;
    }
    Ok(())
}

fn place(book: &Book) -> PathBuf {
    book.home().join("build/library")
}

/// Everything that the compiled library depends on.
fn stamp(book: &Book) -> Result<String> {
    Ok(digest(&[stamp::full(&book.root)?.as_bytes(), compiler()?.1.as_bytes()]))
}

/// The compiler and what it says of itself.
fn compiler() -> Result<(PathBuf, String)> {
    let (_, rustc) = toolchain()?;
    let about = String::from_utf8(Command::new(&rustc).arg("-vV").output()?.stdout)?;
    Ok((rustc, about))
}

/// The manifest of a notebook whose first line asks for the library, as the evcxr library
/// writes it.
fn manifest(book: &Book) -> String {
    let path = book.root.join("crate");
    format!(
        r#"
[package]
name = "ctx"
version = "1.0.0"
edition = "2024"

[lib]
crate-type = ["cdylib"]
path = "src/lib.rs"

[profile.dev]
opt-level = 0
debug = false
strip = "debuginfo"
rpath = true
lto = false
debug-assertions = true
codegen-units = 16
panic = 'unwind'
incremental = true
overflow-checks = true

[dependencies]
aimath = {{ path = {:?} }}
"#,
        path.display().to_string()
    )
}
