//! What is on this machine: the questions that both set-up and the doctor ask.

use std::env;
use std::ffi::{OsStr, OsString};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// The oldest Python that the pinned packages run on.
pub const OLDEST_PYTHON: (u32, u32) = (3, 10);

/// The names under which set-up looks for a Python.
const PYTHONS: [&str; 6] =
    ["python3", "python3.13", "python3.12", "python3.11", "python3.10", "python"];
/// How long a program may take to say what it is.
pub const SHORT: Duration = Duration::from_secs(20);

/// A Python on this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Python {
    /// Its path.
    pub path: PathBuf,
    /// Its version.
    pub version: (u32, u32),
    /// Whether it can make virtual environments.
    pub venv: bool,
}

/// The first Python in the path that is new enough, else the first at all.
pub fn python(path: &OsStr) -> Option<Python> {
    let mut all: Vec<Python> =
        PYTHONS.iter().filter_map(|name| look_at_python(&which(name, path)?)).collect();
    let chosen = all.iter().position(|python| python.version >= OLDEST_PYTHON).unwrap_or(0);
    (chosen < all.len()).then(|| all.swap_remove(chosen))
}

fn look_at_python(python: &Path) -> Option<Python> {
    let question = "import sys\nv = sys.version_info\ntry:\n    import venv, ensurepip\n    ok = True\n\
        except ImportError:\n    ok = False\nprint(v[0], v[1], ok)";
    let said = answer(Command::new(python).args(["-c", question]), SHORT).ok()?;
    let words: Vec<&str> = said.split_whitespace().collect();
    let [major, minor, venv] = words[..] else { return None };
    let version = (major.parse().ok()?, minor.parse().ok()?);
    Some(Python { path: python.to_owned(), version, venv: venv == "True" })
}

/// Where programs are found.
pub fn path() -> OsString {
    env::var_os("PATH").unwrap_or_default()
}

/// The version of the Rust compiler.
pub fn rust(path: &OsStr) -> Option<(u32, u32)> {
    let said =
        answer(Command::new(which("rustc", path)?).arg("--version").env("PATH", path), SHORT);
    version(said.ok()?.split_whitespace().nth(1)?)
}

/// "1.95.0-nightly" as (1, 95).
pub fn version(text: &str) -> Option<(u32, u32)> {
    let mut numbers = text.split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

/// The standard library's source: where `RUST_SRC_PATH` says, or in the toolchain.
pub fn rust_source(path: &OsStr) -> Option<PathBuf> {
    let sysroot = which("rustc", path).and_then(|rustc| {
        let mut question = Command::new(rustc);
        answer(question.args(["--print", "sysroot"]).env("PATH", path), SHORT).ok()
    });
    let named = env::var_os("RUST_SRC_PATH").map(PathBuf::from);
    let usual = sysroot.map(|root| Path::new(root.trim()).join("lib/rustlib/src/rust/library"));
    named.into_iter().chain(usual).find(|folder| folder.join("core/src/lib.rs").is_file())
}

/// The first program of this name in a path.
pub fn which(program: &str, path: &OsStr) -> Option<PathBuf> {
    env::split_paths(path).map(|folder| folder.join(program)).find(|file| file.is_file())
}

/// What a program prints; an error is the last line of its complaint, or that it was slow.
pub fn answer(command: &mut Command, patience: Duration) -> Result<String, String> {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|problem| problem.to_string())?;
    let (out, err) = (gathered(child.stdout.take()), gathered(child.stderr.take()));
    let deadline = Instant::now() + patience;
    let status = loop {
        match child.try_wait() {
            Ok(Some(status)) => break status,
            Ok(None) if Instant::now() < deadline => thread::sleep(Duration::from_millis(10)),
            _ => {
                let _ = child.kill();
                let _ = child.wait();
                return Err(format!("no answer within {} s", patience.as_secs()));
            }
        }
    };
    let (out, err) = (out.join().unwrap_or_default(), err.join().unwrap_or_default());
    if status.success() {
        return Ok(out);
    }
    let complaint = err.lines().map(str::trim).rfind(|line| !line.is_empty());
    Err(complaint.map_or_else(|| status.to_string(), |line| line.chars().take(200).collect()))
}

/// Read a pipe to its end, beside what else happens.
fn gathered(pipe: Option<impl Read + Send + 'static>) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut pipe) = pipe {
            // What could be read before a failure is still worth showing.
            let _ = pipe.read_to_end(&mut bytes);
        }
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read() {
        assert_eq!(version("1.95.0"), Some((1, 95)));
        assert_eq!(version("1.97.0-nightly"), Some((1, 97)));
        assert_eq!(version("rustc"), None);
    }

    #[test]
    fn this_machine_has_a_rust_new_enough_for_the_manifest() {
        assert!(rust(&path()) >= version(env!("CARGO_PKG_RUST_VERSION")));
        assert_eq!(rust(OsStr::new("")), None);
    }

    #[test]
    fn a_slow_program_is_not_waited_for() {
        let started = Instant::now();
        let said = answer(Command::new("sleep").arg("60"), Duration::from_millis(100));
        assert_eq!(said, Err("no answer within 0 s".into()));
        assert!(started.elapsed() < Duration::from_secs(5));
    }
}
