//! Compiling the library ahead, in the form the kernel will use: by the kernel
//! itself, which runs a first cell while the stand-ins note what was asked.

use super::kernel::PROFILE;
use super::process::Progress;
use super::python::Python;
use super::steps::Steps;
use crate::book::Book;
use crate::fast::{ahead, launch, linker, opening, shared};
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::Path;
use std::process::Command;

/// How many prepared folders are kept: the newest is a base for the next.
const KEPT: usize = 2;

/// Compiles the library while the kernel is being built, when there is none yet.
pub fn compile_ahead(book: &Book, steps: &Steps, python: &Python) -> Result<()> {
    let kernel_comes = python.conda_kernel.is_none() && !book.evcxr().is_file();
    if !kernel_comes || !launch::can_work_in(book) || ahead::fitting(book).is_some() {
        return Ok(());
    }
    steps.always(tr!("The library, compiled for the kernel"), |progress| {
        ahead::compile(book, PROFILE, progress)
    })
}

/// Makes the folder for the crate as it is now, unless it is there.
pub fn prepare(book: &Book, steps: &Steps, python: &Python) -> Result<()> {
    if !launch::can_work_in(book) {
        let slow =
            tr!("The repository's path has a space in it: cells work, but start more slowly.");
        eprintln!("{slow}");
        return Ok(());
    }
    let key = launch::key(book)?;
    let place = book.ready().join(&key);
    if place.join(launch::COMPLETE).exists() {
        return Ok(());
    }
    steps.always(tr!("The library, made ready in the kernel"), |progress| {
        let script = book.root.join("crate/xtask/python/prepare.py");
        let note = book.home().join("prepared-run");
        progress.run(
            Command::new(&python.executable)
                .arg(script)
                .arg(book.notebooks("en"))
                .arg(&note)
                .env(launch::RECORDING, "1")
                .env("JUPYTER_PATH", python.prefix.join("share/jupyter")),
        )?;
        let run = fs::read_to_string(&note).context("the kernel left no note of its folder")?;
        let run = book.runs().join(run.trim());
        if !run.join("builds").is_dir() {
            bail!("the kernel ran without the stand-ins; nothing was noted");
        }
        fs::create_dir_all(book.ready())?;
        if place.exists() {
            fs::remove_dir_all(&place)?;
        }
        fs::rename(&run, &place)?;
        for leftover in ["crate/target/.aimath-seeded", "config"] {
            let path = place.join(leftover);
            if path.is_dir() {
                fs::remove_dir_all(path)?
            } else if path.exists() {
                fs::remove_file(path)?
            }
        }
        let (_, rustc) = launch::toolchain()?;
        share(&place, &rustc, progress)?;
        linker::try_one_thread(&place, &rustc)?;
        opening::compile(book, &place)?;
        fs::write(place.join(launch::COMPLETE), "")?;
        ahead::forget(book)?;
        prune(book)
    })
}

/// Makes the library one shared object for all cells, with as much in it as compiles.
fn share(place: &Path, rustc: &Path, progress: &Progress) -> Result<()> {
    let mut failed = None;
    for code in shared::SOURCES {
        let Some(mut making) = shared::making(place, rustc, code)? else { return Ok(()) };
        match progress.run(&mut making) {
            Ok(()) => return Ok(()),
            Err(error) => failed = Some(error),
        }
    }
    shared::forget(place)?;
    if let Some(error) = failed {
        let why = format!("{error:#}");
        eprintln!(
            "{}",
            tr!("Cells are linked with the library's archive, which takes longer: {why}", why)
        );
    }
    Ok(())
}

/// Drops all but the newest folders; a kernel that still reads an older one
/// goes back to the real cargo.
fn prune(book: &Book) -> Result<()> {
    let mut folders: Vec<_> = fs::read_dir(book.ready())?
        .filter_map(std::result::Result::ok)
        .map(|entry| entry.path())
        .filter_map(|path| {
            Some((path.join(launch::COMPLETE).metadata().ok()?.modified().ok()?, path))
        })
        .collect();
    folders.sort();
    let surplus = folders.len().saturating_sub(KEPT);
    for (_, path) in folders.into_iter().take(surplus) {
        fs::remove_dir_all(path)?;
    }
    Ok(())
}
