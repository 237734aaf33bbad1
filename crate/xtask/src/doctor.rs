//! `cargo book doctor`: each thing that is missing or wrong, in one sentence with its remedy.
//!
//! Looking ([`look`]) and judging ([`judge`]) are apart, so that every sentence can be
//! tested without a machine that lacks the thing.

use std::env;
use std::ffi::OsString;
use std::fmt;
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

use aimath_words::Language;
use anyhow::{Result, bail};

use crate::book::Book;
use crate::classroom::sandbox;
use crate::machine::{self, OLDEST_PYTHON, Python, SHORT, answer, which};
use crate::notebook::pictures;
use crate::setup;

mod registries;

use registries::{ask_cargo, ask_pip};

/// What a set-up needs on the disk, in MB.
pub const ROOM: u64 = 3000;

/// Where to look.
#[derive(Debug, Clone)]
pub struct Options {
    /// The repository's root.
    pub root: PathBuf,
    /// The Python of the book's own environment, which may not exist yet.
    pub venv_python: PathBuf,
    /// The kernel's binary, which may not exist yet.
    pub kernel: PathBuf,
    /// The `kernel.json` that names it to Jupyter.
    pub kernelspec: PathBuf,
    /// The port that JupyterLab is to use.
    pub port: u16,
    /// Where programs are found; the process's own `PATH` if `None`.
    pub path: Option<OsString>,
    /// Ask the registries too.
    pub network: bool,
}

impl Options {
    /// Where set-up puts things in this book.
    pub fn of(book: &Book, port: u16) -> Result<Self> {
        let python = setup::Python::choose(book)?;
        let kernelspecs = python.prefix.join("share/jupyter/kernels");
        Ok(Self {
            root: book.root.clone(),
            venv_python: python.executable,
            kernel: python.conda_kernel.unwrap_or_else(|| book.evcxr()),
            kernelspec: kernelspecs.join(setup::KERNEL_NAME).join("kernel.json"),
            port,
            path: None,
            network: true,
        })
    }
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// The first Python in the path that is new enough, else the first at all.
    pub python: Option<Python>,
    /// Whether a C compiler, with which Rust links, answers.
    pub linker: bool,
    /// Whether cargo answers.
    pub cargo: bool,
    /// The version of the Rust compiler, if it answers.
    pub rust: Option<(u32, u32)>,
    /// Whether the standard library's source is there.
    pub rust_src: bool,
    /// Why cargo's registry could not be asked, if it was and could not.
    pub cargo_registry: Option<String>,
    /// Why Python's registry could not be asked, if it was and could not.
    pub python_registry: Option<String>,
    /// The port wanted, and whether it is free.
    pub port: (u16, bool),
    /// Room on the repository's disk, in MB.
    pub room: Option<u64>,
    /// Whether the book's own Python has JupyterLab.
    pub jupyter: bool,
    /// Whether the kernel is built.
    pub kernel_built: bool,
    /// Whether Jupyter is told of the kernel, and the kernel named is there.
    pub kernel_registered: bool,
    /// Whether a browser can draw the static pictures.
    pub browser: bool,
    /// Whether what students hand in can be run in a sandbox.
    pub sandbox: bool,
}

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// Without it the book does not open.
    Needed,
    /// Only something in particular does not work.
    Optional,
}

/// Something missing or wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// How much it matters.
    pub weight: Weight,
    /// What it is and what to do.
    pub sentence: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = match self.weight {
            Weight::Needed => "✗",
            Weight::Optional => "·",
        };
        write!(f, "{mark} {}", self.sentence)
    }
}

/// Look, judge and report: the findings that do not prevent the book from opening, or an
/// error with all of them.
pub fn doctor(options: &Options) -> Result<Vec<Finding>> {
    let findings = judge(&look(options));
    if findings.iter().any(|finding| finding.weight == Weight::Needed) {
        let list: Vec<_> = findings.iter().map(|finding| format!("  {finding}")).collect();
        bail!("{}\n{}", tr!("something is missing:"), list.join("\n"));
    }
    Ok(findings)
}

/// The sentences that the facts call for.
pub fn judge(facts: &Facts) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut say = |weight, sentence: String| findings.push(Finding { weight, sentence });
    use Weight::{Needed, Optional};

    // What is set up already no longer needs what setting it up needs.
    let (oldest_major, oldest) = OLDEST_PYTHON;
    let for_setup = if facts.jupyter { Optional } else { Needed };
    match &facts.python {
        None => say(
            for_setup,
            tr!(
                "There is no python3 in the PATH: install Python {oldest_major}.{oldest} or newer (`sudo apt \
                 install python3 python3-venv`, `brew install python`, or python.org).",
                oldest_major,
                oldest
            ),
        ),
        Some(python) if python.version < OLDEST_PYTHON => say(
            for_setup,
            tr!(
                "{path} is Python {major}.{minor}, and the book needs {oldest_major}.{oldest} or newer: install a newer one and \
                 put it first in the PATH.",
                path = python.path.display(),
                major = python.version.0,
                minor = python.version.1,
                oldest_major,
                oldest
            ),
        ),
        Some(python) if !python.venv => say(
            for_setup,
            tr!(
                "{path} cannot make virtual environments: on Debian and Ubuntu `sudo apt install \
                 python3-venv` adds what is missing.",
                path = python.path.display()
            ),
        ),
        Some(_) => {}
    }
    if !facts.cargo {
        say(Needed, tr!("cargo does not answer, and the kernel needs it for every cell: install Rust from rustup.rs and open a new terminal.").into());
    }
    // The kernel, once built, asks for no more than the library does.
    let rust = if facts.kernel_built { env!("CARGO_PKG_RUST_VERSION") } else { setup::KERNEL_RUST };
    if let (Some(found), Some(needed)) = (facts.rust, machine::version(rust))
        && found < needed
    {
        say(
            Needed,
            tr!(
                "Rust is {major}.{minor}, and the book needs {rust} or newer: `rustup update stable`.",
                major = found.0,
                minor = found.1,
                rust
            ),
        );
    }
    if !facts.linker {
        say(Needed, tr!("There is no C compiler (cc), with which Rust links every cell: `sudo apt install build-essential`, or on macOS `xcode-select --install`.").into());
    }
    if !facts.rust_src {
        say(Needed, tr!("The standard library's source is missing, without which the kernel cannot infer types: `rustup component add rust-src` (or your distribution's package, on Debian rust-src).").into());
    }
    let set_up = facts.jupyter && facts.kernel_built;
    for (name, problem) in [
        (tr!("cargo's registry"), &facts.cargo_registry),
        (tr!("pip's package index"), &facts.python_registry),
    ] {
        if let Some(problem) = problem {
            let weight = if set_up { Optional } else { Needed };
            say(
                weight,
                tr!(
                    "{name} is out of reach ({problem}): check the connection, the proxy, and the registry that is configured.",
                    name,
                    problem
                ),
            );
        }
    }
    if let (port, false) = facts.port {
        say(
            Needed,
            tr!(
                "Port {port} is taken by another program: stop that one, or choose another with `cargo book lab --port {other}`.",
                port,
                other = port.wrapping_add(1).max(1024)
            ),
        );
    }
    match facts.room {
        Some(room) if room < ROOM && !set_up => say(
            Needed,
            tr!(
                "The disk has {room} MB left and a set-up takes {ROOM}: make room, or clone the repository on another disk.",
                room,
                ROOM
            ),
        ),
        Some(room) if room < ROOM / 6 => {
            say(Needed, tr!("The disk is full, with {room} MB left: make room.", room))
        }
        _ => {}
    }
    if !facts.jupyter {
        say(
            Needed,
            tr!("JupyterLab is not set up in this repository: `cargo book lab` does it.").into(),
        );
    }
    if !facts.kernel_built {
        say(Needed, tr!("The Rust kernel is not built in this repository: `cargo book lab` does it (some minutes, once).").into());
    } else if !facts.kernel_registered {
        say(Needed, tr!("The Rust kernel is built, but Jupyter does not know it: `cargo book lab` registers it again.").into());
    }
    if !facts.browser {
        say(
            Optional,
            tr!(
                "There is no Chromium or Chrome: {remedy}.",
                remedy = Language::current().say(pictures::REMEDY)
            ),
        );
    }
    if !facts.sandbox {
        say(
            Optional,
            tr!(
                "`cargo book grade` does not work here: {remedy}.",
                remedy = Language::current().say(sandbox::REMEDY)
            ),
        );
    }
    findings
}

/// Look at this machine.
pub fn look(options: &Options) -> Facts {
    let path = options.path.clone().or_else(|| env::var_os("PATH")).unwrap_or_default();
    let run = |program: &str, arguments: &[&str]| {
        let program = which(program, &path)?;
        answer(Command::new(program).args(arguments).env("PATH", &path), SHORT).ok()
    };
    let venv_python = options.venv_python.is_file().then(|| options.venv_python.clone());
    let jupyter = venv_python.as_ref().is_some_and(|python| {
        let import = ["-c", "import jupyterlab, jupyter_client, plotly"];
        answer(Command::new(python).args(import), SHORT).is_ok()
    });
    let python = machine::python(&path);
    let cargo = run("cargo", &["--version"]).is_some();
    let (mut cargo_registry, mut python_registry) = (None, None);
    if options.network {
        // Each may wait for its time-out: let them wait together.
        thread::scope(|scope| {
            let python = venv_python.clone().or_else(|| python.as_ref().map(|p| p.path.clone()));
            let pip = scope.spawn(move || python.and_then(|python| ask_pip(&python)));
            if let Some(cargo) = which("cargo", &path) {
                cargo_registry = ask_cargo(&cargo);
            }
            python_registry = pip.join().unwrap_or(None);
        });
    }
    Facts {
        linker: ["cc", "clang", "gcc"].iter().any(|cc| run(cc, &["--version"]).is_some()),
        cargo,
        rust: machine::rust(&path),
        rust_src: machine::rust_source(&path).is_some(),
        cargo_registry,
        python_registry,
        port: (options.port, TcpListener::bind(("127.0.0.1", options.port)).is_ok()),
        room: room(&options.root),
        jupyter,
        kernel_built: options.kernel.is_file(),
        kernel_registered: registered(&options.kernelspec),
        browser: pictures::find_browser(env::var_os("BROWSER_PATH").map(PathBuf::from), &path)
            .is_some(),
        sandbox: sandbox::works(),
        python,
    }
}

/// Whether the kernelspec exists and the program it starts is there.
fn registered(kernelspec: &Path) -> bool {
    let Ok(text) = fs::read_to_string(kernelspec) else { return false };
    let Ok(spec) = serde_json::from_str::<serde_json::Value>(&text) else { return false };
    spec["argv"][0].as_str().is_some_and(|program| Path::new(program).is_file())
}

/// Room on the disk that holds a folder, in MB.
fn room(folder: &Path) -> Option<u64> {
    let said = answer(Command::new("df").arg("-Pk").arg(folder), SHORT).ok()?;
    let last = said.lines().last()?;
    last.split_whitespace().nth(3)?.parse::<u64>().ok().map(|kb| kb / 1024)
}

#[cfg(test)]
mod tests;
