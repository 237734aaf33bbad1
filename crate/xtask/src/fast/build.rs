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
use super::{clone, idle, linker, opening, shared, stamp};
use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, ExitStatus};

/// The variable that names the file for the noted arguments.
pub const RECORD_TO: &str = "AIMATH_RECORD_TO";

/// How the compiler was called.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub(super) struct Call {
    args: Vec<String>,
    variables: BTreeMap<String, String>,
    /// The crate's quick stamp before the build; empty in a prepared folder,
    /// where the launcher has compared the content.
    quick: String,
}

/// Stands in for `cargo build`.
pub fn build(session: &Session, args: &[OsString]) -> Result<ExitCode> {
    let quick = stamp::quick(&session.root)?;
    let own = note(session)?;
    let cell = std::fs::read_to_string(source(session)).context("the cell cannot be read")?;
    let name = own.file_name().context("a note needs a name")?.to_string_lossy().into_owned();
    let cell = opening::Cell { call: name, text: cell };
    if session.recording {
        opening::note(session, &cell)?;
    }
    match noted(session, &own, &quick) {
        Some((call, home)) => compile(session, &call, home, cell),
        None => through_cargo(session, args, &own, &quick),
    }
}

/// Where the kernel writes the cell.
fn source(session: &Session) -> PathBuf {
    session.crate_folder().join("src/lib.rs")
}

/// How a program ended, as this one is to end.
pub(super) fn code(status: ExitStatus) -> u8 {
    status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(101)
}

/// Stands in for `cargo check`, by which the kernel looks for errors when it cannot tell the type
/// of a variable. The real one would check every library first, half a minute for a typing slip;
/// the compiled libraries tell the compiler as much.
pub fn check(session: &Session, args: &[OsString]) -> Result<ExitCode> {
    let quick = stamp::quick(&session.root)?;
    match noted(session, &note(session)?, &quick) {
        Some((call, home)) => {
            let status = command(session, &call.for_check(), home)?.status();
            let status = status.context("the compiler did not start")?;
            Ok(ExitCode::from(code(status)))
        }
        None => {
            clone::seed(session)?;
            let status = session.real_cargo().args(args).status();
            let status = status.context("cargo did not start")?;
            Ok(ExitCode::from(code(status)))
        }
    }
}

/// Where this kernel notes how the compiler is called for the manifest as it is.
fn note(session: &Session) -> Result<PathBuf> {
    let manifest = std::fs::read_to_string(session.crate_folder().join("Cargo.toml"))?;
    let name = format!("{}.json", digest(&[session.portable(&manifest).as_bytes()]));
    Ok(session.run.join("builds").join(name))
}

/// The call that was noted, by this kernel or by set-up, and the folder of its libraries; `None`
/// if there is none or the library has changed since.
fn noted<'a>(session: &'a Session, own: &Path, quick: &str) -> Option<(Call, &'a Path)> {
    if let Some(call) = Call::read(own).filter(|call| call.quick == quick) {
        return Some((call, &session.run));
    }
    let ready = session.ready.as_ref().filter(|_| session.quick == quick)?;
    let call = Call::read(&ready.join("builds").join(own.file_name()?))?;
    Some((call, ready))
}

/// What was noted for other runs, with `home` as the run's folder.
pub(super) fn placed(text: &str, home: &Path) -> String {
    text.replace(MARK, &home.to_string_lossy())
}

impl Call {
    /// The call that was noted in a file.
    pub(super) fn read(path: &Path) -> Option<Call> {
        serde_json::from_str(&std::fs::read_to_string(path).ok()?).ok()
    }

    /// What follows an option, wherever it stands.
    pub(super) fn values<'a>(&'a self, option: &'a str) -> impl Iterator<Item = &'a String> {
        self.args.windows(2).filter(move |pair| pair[0] == option).map(|pair| &pair[1])
    }

    /// The same for a cell, which is compiled once: nothing is kept for a next time, and it is
    /// too small to be shared out among threads.
    fn for_a_cell(&self) -> Call {
        let mut args: Vec<String> = Vec::new();
        for arg in &self.args {
            if arg.starts_with("incremental=") {
                args.pop();
            } else if arg.starts_with("codegen-units=") {
                args.push("codegen-units=1".to_owned());
            } else {
                args.push(arg.clone());
            }
        }
        Call { args, ..self.clone() }
    }

    /// The same without code: only what the compiler has to say.
    fn for_check(&self) -> Call {
        let mut call = self.for_a_cell();
        for arg in call.args.iter_mut().filter(|arg| arg.starts_with("--emit=")) {
            *arg = "--emit=metadata".to_owned();
        }
        call
    }

    /// Where the compiler writes, below `run`.
    fn folder(&self, run: &Path) -> Result<PathBuf> {
        let folder = self.values("--out-dir").next().context("the noted call has no --out-dir")?;
        Ok(PathBuf::from(placed(folder, run)))
    }
}

/// The compiler as it was noted, with libraries from `home`.
fn command(session: &Session, call: &Call, home: &Path) -> Result<Command> {
    let mut command = Command::new(&session.rustc);
    command.current_dir(session.crate_folder());
    std::fs::create_dir_all(call.folder(&session.run)?)?;
    let mut previous = "";
    for arg in &call.args {
        let writes = previous == "--out-dir";
        command.arg(placed(arg, if writes { &session.run } else { home }));
        previous = arg;
    }
    for (name, value) in &call.variables {
        command.env(name, placed(value, home));
    }
    Ok(command)
}

/// The compiler as noted, for a cell with this text.
pub(super) fn compiler(
    session: &Session,
    call: &Call,
    home: &Path,
    mut cell: String,
) -> Result<Command> {
    let mut compiler = command(session, &call.for_a_cell(), home)?;
    idle::leave_alone(&mut cell);
    compiler.args(shared::join(home, &mut cell));
    write_whole(&source(session), cell.as_bytes())?;
    compiler.args(linker::arguments(home));
    Ok(compiler)
}

/// The file that the compiler makes of a cell.
pub(super) fn made(session: &Session, call: &Call) -> Result<PathBuf> {
    let (prefix, suffix) = (std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    Ok(call.folder(&session.run)?.join(format!("{prefix}ctx{suffix}")))
}

/// Calls the compiler as noted, unless set-up has done so for the same cell.
fn compile(session: &Session, call: &Call, home: &Path, cell: opening::Cell) -> Result<ExitCode> {
    let made = made(session, call)?;
    let code = match opening::repeat(session, home, &cell, &made)? {
        Some(code) => code,
        None => {
            let status = compiler(session, call, home, cell.text)?.status();
            code(status.context("the compiler did not start")?)
        }
    };
    if code == 0 {
        report(&made);
    }
    Ok(ExitCode::from(code))
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
    if let Some(mut call) = Call::read(&draft) {
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
    Ok(ExitCode::from(code(status)))
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
    Ok(ExitCode::from(code(status)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_compiled_once_and_a_check_makes_no_code() {
        let args = "--emit=dep-info,link -C opt-level=0 -C codegen-units=16 --out-dir @RUN@/deps \
                    -C incremental=@RUN@/incremental -L dependency=@RUN@/deps";
        let args = args.split_whitespace().map(str::to_owned).collect();
        let call = Call { args, variables: BTreeMap::new(), quick: String::new() };
        let cell = call.for_a_cell().args.join(" ");
        assert_eq!(
            cell,
            "--emit=dep-info,link -C opt-level=0 -C codegen-units=1 --out-dir @RUN@/deps \
             -L dependency=@RUN@/deps"
        );
        let check = call.for_check().args.join(" ");
        assert_eq!(check, cell.replace("dep-info,link", "metadata"));
        assert_eq!(call.folder(Path::new("/run")).unwrap(), Path::new("/run").join("deps"));
    }
}
