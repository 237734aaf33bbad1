//! The book's Rust kernel.
//!
//! The compiler's side of it, from a cell's text to a shared object, is the `evcxr` library.
//! This program is what stands before and behind it: [`jupyter`] and [`server`] speak with
//! Jupyter, [`session`] guards the library so that no question can end it, [`report`] shows
//! what went wrong, and [`runtime`] runs the cells so that none of them can lose a variable.
//!
//! The same executable plays three parts: the kernel (`--control_file FILE`), the process
//! that runs the cells, and evcxr's wrapper around the compiler.

mod jupyter;
mod output;
mod report;
mod runtime;
mod scan;
mod server;
mod session;

use anyhow::{Context, Result, bail};
use std::process::ExitCode;

/// The status by which whoever picked the ports knows to pick others.
const PORT_TAKEN: u8 = 98;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    if std::env::var_os(runtime::IS_RUNTIME).is_some() {
        runtime::main()
    }
    // Wraps the compiler if evcxr called this program for that.
    evcxr::runtime_hook();
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            if jupyter::port_is_taken(&error) {
                ExitCode::from(PORT_TAKEN)
            } else {
                ExitCode::FAILURE
            }
        }
    }
}

fn run() -> Result<()> {
    let mut words = std::env::args_os().skip(1);
    match words.next() {
        Some(word) if word == "--control_file" => {
            let file = words.next().context("--control_file needs a file")?;
            server::serve(&jupyter::ConnectionFile::read(file.as_ref())?)
        }
        _ => bail!("this program is started by Jupyter: --control_file FILE"),
    }
}
