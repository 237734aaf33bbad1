//! Starting a kernel.
//!
//! Each kernel gets a folder of its own under `.book/run`, named by its process
//! id, and the environment in which it finds the stand-ins. When a prepared
//! folder fits the crate as it is now, the kernel also loads aimath while it
//! starts, so that a notebook's first cell finds it there. When none fits (the
//! crate was edited, set-up has not run) the notebook's own `:dep` builds it.

use super::ahead;
use super::run::{SESSION, Session, write_whole};
use super::stamp;
use crate::book::Book;
use anyhow::{Context, Result, bail};
use std::fs;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

/// Set by set-up while it prepares a folder.
pub const RECORDING: &str = "AIMATH_RECORDING";
/// Set to skip all of this and start a stock kernel.
pub const PLAIN: &str = "AIMATH_PLAIN";

/// The file in which the library notes solved exercises.
const PROGRESS: &str = "AIMATH_PROGRESS";

/// The language that the library speaks.
const LANGUAGE: &str = "AIMATH_LANG";

/// What the launcher notes in a prepared folder that is whole.
pub const COMPLETE: &str = "complete";

/// Replaces this process by the kernel.
pub fn main() -> Result<ExitCode> {
    let connection = std::env::args_os().nth(1).context("usage: aimath-kernel CONNECTION_FILE")?;
    let exe = std::env::current_exe()?.canonicalize()?;
    let root = exe.ancestors().nth(4).context("the launcher is not inside .book/kernel/bin")?;
    let book = Book::at(root)?;
    let mut kernel = Command::new(book.evcxr());
    kernel.arg("--control_file").arg(connection);
    // evcxr rewrites a kernelspec `rust` of another version that it finds here or in the
    // reader's own Jupyter folder, and ours would then start it without this launcher.
    kernel.env("JUPYTER_PATH", "/dev/null").env("PATH", path());
    if std::env::var_os(PLAIN).is_none() {
        match prepare(&book) {
            Ok(settings) => settings.apply(&mut kernel),
            // A reader with a full disk should still get a kernel.
            Err(error) => eprintln!("aimath: starting without the fast path: {error:#}"),
        }
    }
    let error = kernel.exec();
    Err(error).with_context(|| format!("cannot start {}", book.evcxr().display()))
}

/// The kernel's environment.
struct Settings(Vec<(&'static str, String)>);

impl Settings {
    fn apply(&self, kernel: &mut Command) {
        for (name, value) in &self.0 {
            kernel.env(name, value);
        }
    }
}

/// The kernel hands the place of a compiled cell to its child in a line of
/// words, so it cannot work below a folder with a space in its name.
pub fn can_work_in(book: &Book) -> bool {
    !book.root.to_string_lossy().contains(char::is_whitespace)
}

fn prepare(book: &Book) -> Result<Settings> {
    if !can_work_in(book) {
        bail!("the repository's path has a space in it; move it for a quicker start");
    }
    let place = Place::of_this_reader(book)?;
    sweep(&place.runs);
    let run = place.runs.join(std::process::id().to_string());
    if run.exists() {
        fs::remove_dir_all(&run)?;
    }
    fs::create_dir_all(run.join("crate/src"))?;

    let recording = std::env::var_os(RECORDING).is_some();
    let key = key(book)?;
    let quick = stamp::quick(&book.root)?;
    let fitting = book.ready().join(&key);
    let ready = (fitting.join(COMPLETE).exists() && !recording).then_some(fitting);
    let base = ready.clone().or_else(|| newest(&book.ready()));
    let (cargo, rustc) = toolchain()?;
    let session = Session {
        root: book.root.clone(),
        run: run.clone(),
        ready: ready.clone(),
        base,
        ahead: recording.then(|| ahead::fitting(book)).flatten(),
        quick,
        recording,
        cargo,
        rustc: rustc.clone(),
        cargo_home: std::env::var("CARGO_HOME").ok(),
        path: path(),
    };
    if let Some(ready) = &ready {
        let lock = ready.join("crate/Cargo.lock");
        fs::copy(lock, run.join("crate/Cargo.lock"))?;
    }
    let config = run.join("config");
    write_config(book, &config, ready.is_some() || recording)?;

    let tools = book.kernel().join("tools");
    let mut variables = vec![
        ("PATH", format!("{}:{}", tools.display(), session.path)),
        ("CARGO_HOME", book.kernel().join("home").display().to_string()),
        ("RUSTC", rustc.display().to_string()),
        ("EVCXR_TMPDIR", run.join("crate").display().to_string()),
        ("EVCXR_CONFIG_DIR", config.display().to_string()),
        (SESSION, serde_json::to_string(&session)?),
    ];
    // Solved exercises are counted for all notebooks together, unless a test wants its own count.
    if std::env::var_os(PROGRESS).is_none() {
        variables.push((PROGRESS, place.progress.display().to_string()));
    }
    if std::env::var_os(LANGUAGE).is_none()
        && let Some(language) = language_of_notebook()
    {
        variables.push((LANGUAGE, language));
    }
    if book.std_source().is_dir() {
        variables.push(("RUST_SRC_PATH", book.std_source().display().to_string()));
    }
    Ok(Settings(variables))
}

/// The language of the notebook for which Jupyter starts the kernel, as the notebook itself says:
/// a copy for students stands in any folder.
fn language_of_notebook() -> Option<String> {
    let path = std::env::var_os("JPY_SESSION_NAME")?;
    let notebook: serde_json::Value = serde_json::from_str(&fs::read_to_string(path).ok()?).ok()?;
    Some(notebook["metadata"]["aimath"]["language"].as_str()?.to_owned())
}

/// Where a reader's kernels work and where the solved exercises are counted.
struct Place {
    runs: PathBuf,
    progress: PathBuf,
}

impl Place {
    /// In the book itself. Where one book serves many learners, who may read it and no more,
    /// in the reader's own folder.
    fn of_this_reader(book: &Book) -> Result<Self> {
        if may_write(&book.runs()) {
            return Ok(Self { runs: book.runs(), progress: book.progress() });
        }
        let home = std::env::var_os("HOME").context("HOME is not set")?;
        let own = PathBuf::from(home).join(".aimath");
        let runs = own.join("run");
        // How cells are compiled is read from the folders above a run.
        let profile = Path::new(".cargo/config.toml");
        let text = fs::read(book.runs().join(profile)).context("the book is not set up")?;
        write_whole(&runs.join(profile), &text)?;
        Ok(Self { runs, progress: own.join("progress") })
    }
}

/// Whether this reader can make files in a folder; found out by making one.
fn may_write(folder: &Path) -> bool {
    fs::create_dir_all(folder).is_ok() && tempfile::tempfile_in(folder).is_ok()
}

/// What the kernel runs before the first cell.
///
/// The cell is compiled without optimisation, the libraries with it (see
/// `config.toml` beside the runs). The dummy variable makes rust-analyzer load
/// the standard library, the arrays and the display while the reader reads. Its `?` teaches the
/// kernel that cells may have one: it learns that by a failed build, which would otherwise cost
/// the first such cell the form in which its result shows itself.
fn write_config(book: &Book, config: &Path, load: bool) -> Result<()> {
    let mut start = String::from(":opt 0\n");
    if load {
        let path = book.root.join("crate");
        start.push_str(&format!(":dep aimath = {{ path = {:?} }}\n", path.display().to_string()));
        start.push_str(WARM_UP);
    }
    // In one cell, which is analysed and compiled once: of those in `init.evcxr` the kernel
    // would make another one.
    write_whole(&config.join("prelude.rs"), start.as_bytes())
}

const WARM_UP: &str = r#"let aimath_is_ready = {
    use aimath::prelude::*;
    let a = array![1.0, 2.0];
    let b = &a + &a;
    let shown = || (show("a", &a), show("b", &b)).evcxr_display();
    let c: f64 = dot(&a, &b)?;
    c > 0.0
};
"#;

/// Everything that a prepared folder depends on.
pub fn key(book: &Book) -> Result<String> {
    let (_, rustc) = toolchain()?;
    let version = Command::new(&rustc).arg("-vV").output()?.stdout;
    let kernel = fs::metadata(book.evcxr())?.len().to_string();
    let program = fs::read(book.launcher())?;
    Ok(super::run::digest(&[
        stamp::full(&book.root)?.as_bytes(),
        book.root.to_string_lossy().as_bytes(),
        &version,
        kernel.as_bytes(),
        &program,
    ]))
}

/// Where programs are looked for. Where one book serves many learners nobody may have told their
/// shells about Rust; the kernelspec says where cargo lives.
fn path() -> String {
    let own = std::env::var("PATH").unwrap_or_default();
    let known = std::env::split_paths(&own).any(|folder| folder.join("rustc").is_file());
    match std::env::var("CARGO_HOME") {
        Ok(home) if !known => format!("{own}:{home}/bin"),
        _ => own,
    }
}

/// The compiler behind rustup's proxies, or the one on the path.
pub fn toolchain() -> Result<(PathBuf, PathBuf)> {
    let output = Command::new("rustc")
        .args(["--print", "sysroot"])
        .env("PATH", path())
        .stderr(Stdio::inherit())
        .output()
        .context("rustc is not on the PATH; install Rust")?;
    let bin = PathBuf::from(String::from_utf8(output.stdout)?.trim()).join("bin");
    let real = |name: &str| Some(bin.join(name)).filter(|path| path.exists());
    let on_path = |name: &str| {
        std::env::split_paths(&path()).map(|folder| folder.join(name)).find(|path| path.exists())
    };
    let find = |name: &str| {
        real(name).or_else(|| on_path(name)).with_context(|| format!("{name} is not on the PATH"))
    };
    Ok((find("cargo")?, find("rustc")?))
}

/// The prepared folder that was completed last.
fn newest(ready: &Path) -> Option<PathBuf> {
    fs::read_dir(ready)
        .ok()?
        .filter_map(std::result::Result::ok)
        .map(|entry| entry.path())
        .filter(|path| path.join(COMPLETE).exists())
        .max_by_key(|path| path.join(COMPLETE).metadata().and_then(|m| m.modified()).ok())
}

/// Removes the folders of kernels that are gone, however they ended.
fn sweep(runs: &Path) {
    let Ok(entries) = fs::read_dir(runs) else { return };
    for entry in entries.filter_map(std::result::Result::ok) {
        let name = entry.file_name();
        let Some(pid) = name.to_str().filter(|n| n.parse::<u32>().is_ok()) else { continue };
        if !is_alive(pid) {
            // Another kernel may be sweeping at the same moment.
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

fn is_alive(pid: &str) -> bool {
    Command::new("kill")
        .args(["-0", pid])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}
