//! The fast path: an answer before patience ends.
//!
//! A stock kernel spends its start in three places: `cargo` is asked a dozen
//! questions whose answers never change between two starts, rust-analyzer
//! loads the source of every crate in the graph, and each cell goes through
//! `cargo build` although only one file has changed. The kernel finds its
//! tools through `rustup which` and `$CARGO_HOME/bin`, so two stand-ins placed
//! there can shorten all three without touching the kernel:
//!
//! * [`answers`] repeats what `cargo` said when the book was set up, as long as
//!   the question and everything it depends on are the same;
//! * [`metadata`] shows rust-analyzer the crates whose types appear in cells
//!   and leaves out the rest (the build itself stays whole), and [`sources`] has it read
//!   signatures and documentation instead of all;
//! * [`build`] calls `rustc` for the cell directly, with the arguments that
//!   `cargo` used for the same manifest, as long as the crate is unchanged;
//! * [`opening`] has the cells with which every session begins compiled at set-up;
//! * [`idle`] leaves variables alone that a cell does not name;
//! * [`shared`] holds the library once for all cells, with what most of them would compile anew;
//! * [`ahead`] compiles the library while the kernel is being built;
//! * [`linker`] keeps the linker to one thread where it can be told so.
//!
//! [`launch`] decides per kernel whether that is allowed: only when the
//! crate's content is exactly what set-up compiled ([`stamp`]). Otherwise, and
//! for anything unusual, the stand-ins hand over to the real tools, so the
//! worst case is a stock kernel's speed.

pub mod ahead;
pub mod answers;
pub mod build;
pub mod clone;
pub mod idle;
pub mod launch;
pub mod linker;
pub mod metadata;
pub mod opening;
pub mod outline;
pub mod run;
pub mod shared;
pub mod sources;
pub mod stamp;
pub mod std_source;
pub mod tools;

use anyhow::Result;
use std::process::ExitCode;

/// What this program is when it is called under another name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Starts a kernel (`aimath-kernel`).
    Launcher,
    /// Stands in for `cargo`.
    Cargo,
    /// Stands in for `rustup`.
    Rustup,
    /// Wraps the compiler for the cell's own crate, to note its arguments.
    Recorder,
}

/// The role that the program's name or environment gives it.
pub fn role() -> Option<Role> {
    let name = std::env::args_os().next()?;
    let name = std::path::Path::new(&name).file_stem()?.to_str()?.to_owned();
    match name.as_str() {
        "aimath-kernel" if std::env::var_os(build::RECORD_TO).is_some() => Some(Role::Recorder),
        "aimath-kernel" => Some(Role::Launcher),
        "cargo" => Some(Role::Cargo),
        "rustup" => Some(Role::Rustup),
        _ => None,
    }
}

/// Plays the role; a launcher does not come back unless it failed.
pub fn play(role: Role) -> Result<ExitCode> {
    match role {
        Role::Launcher => launch::main(),
        Role::Cargo => tools::cargo(),
        Role::Rustup => tools::rustup(),
        Role::Recorder => build::record(),
    }
}
