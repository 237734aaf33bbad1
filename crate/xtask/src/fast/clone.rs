//! A kernel's own copy of a prepared build folder, made only when the real
//! `cargo` has to build in it.
//!
//! Libraries are linked, not copied: compilers replace them and never write
//! into them. Everything that `cargo` or the compiler rewrites in place is
//! copied with its time, which is what `cargo` compares.

use super::run::Session;
use anyhow::{Context, Result};
use std::fs;
use std::path::Path;

/// Fills the kernel's empty target folder from a prepared one.
pub fn seed(session: &Session) -> Result<()> {
    let target = session.crate_folder().join("target");
    let bases = [&session.ahead, &session.base, &session.ready];
    let Some(base) = bases.into_iter().flatten().next() else { return Ok(()) };
    if target.join(SEEDED).exists() {
        return Ok(());
    }
    copy_target(&base.join("crate/target"), &target)?;
    let lock = base.join("crate/Cargo.lock");
    if lock.exists() && !session.crate_folder().join("Cargo.lock").exists() {
        fs::copy(lock, session.crate_folder().join("Cargo.lock"))?;
    }
    if session.ready.is_none() && session.ahead.is_none() {
        forget_aimath(&target)?;
    }
    fs::write(target.join(SEEDED), "")?;
    Ok(())
}

const SEEDED: &str = ".aimath-seeded";

/// Copies a target folder, linking what is only ever replaced as a whole.
fn copy_target(from: &Path, to: &Path) -> Result<()> {
    let walk = walkdir::WalkDir::new(from).into_iter();
    for entry in walk.filter_entry(|entry| entry.file_name() != "incremental") {
        let entry = entry?;
        let place = to.join(entry.path().strip_prefix(from)?);
        if entry.file_type().is_dir() {
            fs::create_dir_all(&place)?;
        } else if !place.exists() {
            let linked = is_library(entry.path()) && fs::hard_link(entry.path(), &place).is_ok();
            if !linked {
                copy_with_time(entry.path(), &place)?;
            }
        }
    }
    Ok(())
}

fn is_library(path: &Path) -> bool {
    let ending = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
    ["rlib", "rmeta", "so", "dylib"].contains(&ending)
}

fn copy_with_time(from: &Path, to: &Path) -> Result<()> {
    fs::copy(from, to).with_context(|| format!("cannot copy to {}", to.display()))?;
    let time = from.metadata()?.modified()?;
    fs::File::options().write(true).open(to)?.set_modified(time)?;
    Ok(())
}

/// Makes `cargo` compile the crate anew: its content has changed, and times
/// alone do not always show that.
fn forget_aimath(target: &Path) -> Result<()> {
    for entry in walkdir::WalkDir::new(target).max_depth(4) {
        let entry = entry?;
        let ours = entry.file_name().to_string_lossy().starts_with("aimath-");
        let in_prints = entry.path().parent().is_some_and(|p| p.ends_with(".fingerprint"));
        if ours && in_prints {
            fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}
