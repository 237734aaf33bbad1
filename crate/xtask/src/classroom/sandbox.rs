//! Where a stranger's code may run: bubblewrap's namespaces, another user, and limits.
//!
//! Inside there is no network, no process but the sandbox's own, nothing to write to but two
//! small file systems in memory that go with it, and nothing to read of other submissions and
//! of the book's notebooks with their solutions. What a submission starts ends with it.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Result, bail};

use crate::book::Book;

/// The user and group that own nothing.
const NOBODY: &str = "65534";
/// How many processes and threads there may be; the kernel and a compilation need some fifty.
const PROCESSES: u32 = 400;
/// The largest file.
const FILE_BYTES: u64 = 400 << 20;
/// The size of each of the two file systems.
const DISK_BYTES: u64 = 1 << 30;
/// What one process may map; the compiler maps far more than it uses.
const ADDRESS_BYTES: u64 = 8 << 30;
/// What the cells' process may use, in MB (`AIMATH_MEMORY_MB`).
pub const CELL_MEGABYTES: u64 = 1500;

/// The command to start a program through, and the variables that it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sandbox {
    /// The program and its arguments; the program to run follows.
    pub through: Vec<String>,
    /// The folder to work in.
    pub home: PathBuf,
}

/// Whether there can be a sandbox on this machine; an error that says what is missing.
pub fn is_here() -> Result<()> {
    let works = Command::new("bwrap")
        .args(["--ro-bind", "/", "/", "--unshare-net", "--unshare-pid", "true"])
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if !works {
        bail!(
            "answers run in a sandbox, and bubblewrap (`bwrap`) is missing or not allowed here: \
             on Linux install the package bubblewrap; elsewhere grade inside a virtual machine"
        );
    }
    Ok(())
}

/// A sandbox for this Python, from which `hidden` cannot be seen.
pub fn around(book: &Book, python: &Path, hidden: &Path) -> Result<Sandbox> {
    is_here()?;
    let root = nix::unistd::Uid::effective().is_root();
    Ok(Sandbox { through: words(book, python, hidden, root), home: PathBuf::from("/tmp") })
}

fn words(book: &Book, python: &Path, hidden: &Path, root: bool) -> Vec<String> {
    let mut through: Vec<String> = Vec::new();
    let mut add = |words: &[&str]| through.extend(words.iter().map(|&word| word.to_owned()));
    add(&["bwrap", "--die-with-parent", "--new-session", "--unshare-net", "--unshare-pid"]);
    add(&["--unshare-ipc", "--unshare-uts"]);
    if !root {
        add(&["--unshare-user"]);
    }
    add(&["--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev"]);
    let disk = DISK_BYTES.to_string();
    let fresh = |place: &Path| {
        let place = place.display().to_string();
        ["--perms", "1777", "--size", &disk, "--tmpfs", &place].map(str::to_owned)
    };
    let home = std::env::var_os("HOME").map(PathBuf::from);
    let empty = ["/tmp", "/var/tmp", "/run", "/home"].map(PathBuf::from);
    for place in empty.iter().chain(&home).filter(|place| place.is_dir()) {
        through.extend(fresh(place));
    }
    // What the above covers and the kernel reads.
    let variable = |name: &str| std::env::var_os(name).map(PathBuf::from);
    let below_home = |name: &str| home.as_ref().map(|home| home.join(name));
    let rustup = variable("RUSTUP_HOME").or(below_home(".rustup"));
    let cargo = variable("CARGO_HOME").or(below_home(".cargo")).map(|cargo| cargo.join("bin"));
    // The Python behind a virtual environment's link is often below the home folder, too.
    let base = python.canonicalize().ok();
    let base = base.and_then(|python| Some(python.parent()?.parent()?.to_owned()));
    let base = base.filter(|base| base.parent().is_some());
    for place in [rustup, cargo, base, Some(book.root.clone())].into_iter().flatten() {
        if place.is_dir() {
            // Folders that bubblewrap makes on the way would be closed to another user.
            for folder in place.ancestors().skip(1).collect::<Vec<_>>().into_iter().rev() {
                let folder = folder.display().to_string();
                through.extend(["--perms", "0755", "--dir", &folder].map(str::to_owned));
            }
            let place = place.display().to_string();
            through.extend(["--ro-bind", &place, &place].map(str::to_owned));
        }
    }
    // Kernels note their sessions here; the solutions and the others' work are not to be seen.
    through.extend(fresh(&book.runs()));
    through.extend(fresh(&book.root.join("notebooks")));
    if !book.root.starts_with(hidden) {
        through.extend(fresh(hidden));
    }
    let mut add = |words: &[&str]| through.extend(words.iter().map(|&word| word.to_owned()));
    add(&["--chdir", "/tmp", "--setenv", "HOME", "/tmp", "--setenv", "TMPDIR", "/tmp"]);
    add(&["--setenv", "JUPYTER_RUNTIME_DIR", "/tmp/jupyter", "--"]);
    if root {
        add(&["setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups"]);
        add(&["--no-new-privs"]);
    }
    through.push("prlimit".into());
    through.push(format!("--nproc={PROCESSES}"));
    through.push(format!("--fsize={FILE_BYTES}"));
    through.push(format!("--as={ADDRESS_BYTES}"));
    through.push("--core=0".into());
    through
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn solutions_and_the_others_work_are_covered_after_the_book_is_shown() {
        let folder = tempfile::tempdir().unwrap();
        let book = Book::at(folder.path()).unwrap();
        let words = words(&book, Path::new("/bin/true"), Path::new("/answers"), true);
        let at = |wanted: &str| words.iter().rposition(|word| word == wanted).unwrap();
        let shown = at(&book.root.display().to_string());
        assert!(at(&book.root.join("notebooks").display().to_string()) > shown);
        assert!(at("/answers") > shown);
        assert!(at("setpriv") > at("--"), "root is left inside");
    }
}
