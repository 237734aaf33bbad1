//! Compiling a cell without asking `cargo` what has changed.
//!
//! The first build of a manifest goes through the real `cargo`, with this
//! program as the compiler's wrapper for the cell's own crate: it notes the
//! arguments and the environment and runs the compiler. The next cell with the
//! same manifest, as long as the crate's files are untouched, calls the
//! compiler with those arguments at once. Libraries come from the folder where
//! they were compiled and are only read; all output goes to the kernel's own
//! folder, so any number of kernels can share one prepared folder.

use super::run::{MARK, Session, digest, write_whole};
use super::{clone, stamp};
use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// The variable that names the file for the noted arguments.
pub const RECORD_TO: &str = "AIMATH_RECORD_TO";

/// How the compiler was called.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
struct Call {
    args: Vec<String>,
    variables: BTreeMap<String, String>,
    /// The crate's quick stamp before the build; empty in a prepared folder,
    /// where the launcher has compared the content.
    quick: String,
}

/// Stands in for `cargo build`.
pub fn build(session: &Session, args: &[OsString]) -> Result<ExitCode> {
    let manifest = std::fs::read_to_string(session.crate_folder().join("Cargo.toml"))?;
    let name = format!("{}.json", digest(&[session.portable(&manifest).as_bytes()]));
    let own = session.run.join("builds").join(&name);
    let quick = stamp::quick(&session.root)?;
    if let Some(call) = read(&own)
        && call.quick == quick
    {
        return compile(session, &call, &session.run);
    }
    if let Some(ready) = &session.ready
        && session.quick == quick
        && let Some(call) = read(&ready.join("builds").join(&name))
    {
        return compile(session, &call, ready);
    }
    through_cargo(session, args, &own, &quick)
}

fn read(path: &Path) -> Option<Call> {
    serde_json::from_str(&std::fs::read_to_string(path).ok()?).ok()
}

/// Calls the compiler as noted, with libraries from `home`.
fn compile(session: &Session, call: &Call, home: &Path) -> Result<ExitCode> {
    let run = session.run.to_string_lossy();
    let home = home.to_string_lossy();
    let mut command = Command::new(&session.rustc);
    command.current_dir(session.crate_folder());
    let mut folder = None;
    let mut previous = "";
    for arg in &call.args {
        let writes = previous == "--out-dir" || arg.starts_with("incremental=");
        let arg_here = arg.replace(MARK, if writes { &run } else { &home });
        if previous == "--out-dir" {
            std::fs::create_dir_all(&arg_here)?;
            folder = Some(PathBuf::from(&arg_here));
        }
        command.arg(arg_here);
        previous = arg;
    }
    for (name, value) in &call.variables {
        command.env(name, value.replace(MARK, &home));
    }
    let status = command.status().context("the compiler did not start")?;
    if status.success() {
        let folder = folder.context("the noted call has no --out-dir")?;
        report(&folder.join(format!(
            "{}ctx{}",
            std::env::consts::DLL_PREFIX,
            std::env::consts::DLL_SUFFIX
        )));
    }
    Ok(ExitCode::from(u8::try_from(status.code().unwrap_or(101)).unwrap_or(101)))
}

/// Tells the kernel where the compiled cell is, in `cargo`'s form.
fn report(library: &Path) {
    let message = serde_json::json!({
        "reason": "compiler-artifact",
        "target": { "name": "ctx" },
        "filenames": [library],
    });
    println!("{message}");
}

/// The real `cargo build`, noting how it calls the compiler for the cell.
fn through_cargo(
    session: &Session,
    args: &[OsString],
    own: &Path,
    quick: &str,
) -> Result<ExitCode> {
    clone::seed(session)?;
    let draft = own.with_extension("draft");
    std::fs::create_dir_all(own.parent().context("a note needs a folder")?)?;
    let status = session
        .real_cargo()
        .args(args)
        .env("RUSTC_WORKSPACE_WRAPPER", launcher()?)
        .env(RECORD_TO, &draft)
        .status()
        .context("cargo did not start")?;
    if let Some(mut call) = read(&draft) {
        let _ = std::fs::remove_file(&draft);
        for arg in &mut call.args {
            *arg = session.portable(arg);
        }
        for value in call.variables.values_mut() {
            *value = session.portable(value);
        }
        call.quick = quick.to_owned();
        write_whole(own, serde_json::to_string(&call)?.as_bytes())?;
    }
    Ok(ExitCode::from(u8::try_from(status.code().unwrap_or(101)).unwrap_or(101)))
}

/// This program under the name that makes it the recorder.
fn launcher() -> Result<PathBuf> {
    let here = std::env::current_exe()?;
    let folder = here.parent().and_then(Path::parent).context("the stand-in has no folder")?;
    Ok(folder.join("bin/aimath-kernel"))
}

/// The compiler's wrapper: notes how the cell's crate is compiled.
pub fn record() -> Result<ExitCode> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let (rustc, args) = args.split_first().context("no compiler to wrap")?;
    let is_cell = args.windows(2).any(|pair| pair[0] == "--crate-name" && pair[1] == "ctx");
    if is_cell {
        let path = std::env::var(RECORD_TO)?;
        let variables = std::env::vars()
            .filter(|(name, _)| {
                name.starts_with("CARGO_PKG")
                    || ["CARGO", "CARGO_MANIFEST_DIR", "CARGO_CRATE_NAME"].contains(&name.as_str())
            })
            .collect();
        let call = Call { args: args.to_vec(), variables, quick: String::new() };
        write_whole(Path::new(&path), serde_json::to_string(&call)?.as_bytes())?;
    }
    let status = Command::new(rustc).args(args).env_remove(RECORD_TO).status()?;
    Ok(ExitCode::from(u8::try_from(status.code().unwrap_or(101)).unwrap_or(101)))
}
