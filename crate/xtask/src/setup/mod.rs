//! What a reader's machine needs, step by step.
//!
//! Each step knows whether it is done by a stamp in `.book/stamps` that names
//! what it was done for, so an interrupted set-up goes on where it stopped and
//! a second run has nothing to do.

mod kernel;
mod prepared;
mod process;
mod python;
mod steps;
mod toolchain;

pub use kernel::{EVCXR, KERNEL_NAME, KERNEL_RUST};
pub use process::Progress;
pub use python::{Python, find_python};
pub use steps::Steps;

use crate::book::Book;
use anyhow::Result;

/// How far set-up has to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// Python and the kernel's program, without this one in front of it, which a `cargo` that
    /// runs at the same time may be replacing.
    Built,
    /// The library in the form the kernel uses as well: all that notebooks need.
    Prepared,
}

/// The Python that runs Jupyter, without a kernel: enough to read notebooks and convert them.
pub fn python(book: &Book) -> Result<Python> {
    let python = Python::choose(book)?;
    python.install(book, &Steps::new(book))?;
    Ok(python)
}

/// Does what is missing and answers with the Python that runs Jupyter.
pub fn ensure(book: &Book, until: Until) -> Result<Python> {
    let steps = Steps::new(book);
    let python = Python::choose(book)?;
    // The kernel's build waits for a few large crates, pip for the network.
    std::thread::scope(|scope| {
        let packages = scope.spawn(|| python.install(book, &steps));
        let library = scope.spawn(|| prepared::compile_ahead(book, &steps, &python));
        let rest = toolchain::rust_source(book, &steps)
            .and_then(|()| kernel::build(book, &steps, &python));
        packages.join().expect("the step does not panic")?;
        library.join().expect("the step does not panic")?;
        rest
    })?;
    if until == Until::Built {
        return Ok(python);
    }
    kernel::place(book)?;
    kernel::register(book, &python)?;
    prepared::prepare(book, &steps, &python)?;
    Ok(python)
}
