//! Where a stranger's code may run: two of bubblewrap's sandboxes, one inside the other.
//!
//! The outer one holds the kernel and the compiler: no network, no process but its own, nothing
//! to write to but file systems in memory that go with it, and nothing to read of the other
//! submissions and of the book's notebooks with their solutions. The inner one holds the process
//! that runs the cells, and nothing else: it sees neither the kernel nor the compiler nor who
//! asks them, cannot write where cells are built, and has limits of its own, which the
//! compiler's needs would make too wide. What a submission starts ends with its sandbox.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use aimath_words::Language;
use anyhow::{Result, bail};

use crate::book::Book;

/// The user and group that own nothing.
const NOBODY: &str = "65534";
/// How many processes and threads the cells may have; the kernel's own part of it takes three.
const CELL_PROCESSES: u32 = 64;
/// What one process of the cells may use, in MB, on top of the empty process.
const CELL_MEGABYTES: u64 = 1024;
/// The largest file that a cell may write, and the size of the file system for it.
const CELL_DISK: u64 = 64 << 20;
/// How many processes and threads there may be around them; a compilation takes some fifty.
const PROCESSES: u32 = 400;
/// The largest file that a compilation may write.
const FILE_BYTES: u64 = 400 << 20;
/// The size of each of the outer file systems.
const DISK_BYTES: u64 = 1 << 30;
/// What the kernel, or the compiler, may have of memory. Half of it may be address space that
/// an allocator has set aside and the system counts, so it says less than it seems to.
const COMPILER_BYTES: u64 = 6 << 30;

/// How to get what is missing.
pub const REMEDY: &str = msg!(
    "what students hand in is run in a sandbox, by bubblewrap on Linux: `sudo apt install bubblewrap`; where it may not make namespaces (some containers), and on macOS, grade inside a virtual machine with Linux"
);

/// The command to start a program through, and what belongs to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sandbox {
    /// The outer sandbox; the program to run and its arguments follow.
    pub through: Vec<String>,
    /// The folder to work in, which is empty.
    pub home: PathBuf,
    /// Variables for the kernel, which name the inner sandbox.
    pub variables: Vec<(String, String)>,
}

/// Whether there can be a sandbox on this machine.
pub fn works() -> bool {
    // As a cell will be: one sandbox in another, the inner one made by nobody in particular.
    let mut outer = outer_words(is_root());
    outer.extend(owned(&["--ro-bind", "/", "/"]));
    outer.extend(entering(is_root()));
    outer.extend(inner_words(&[]));
    outer.push("true".into());
    Command::new(&outer[0])
        .args(&outer[1..])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// A sandbox for this Python, from which `hidden` cannot be seen. A check in it waits `patience`
/// seconds for one answer.
pub fn around(book: &Book, python: &Path, hidden: &Path, patience: u64) -> Result<Sandbox> {
    if !works() {
        bail!("{}", Language::current().say(REMEDY));
    }
    let covered = [book.root.join("crate"), book.root.join("notebooks"), hidden.to_owned()];
    let covered: Vec<PathBuf> =
        covered.into_iter().filter(|place| !book.home().starts_with(place)).collect();
    let cells = serde_json::to_string(&inner_words(&covered))?;
    Ok(Sandbox {
        through: around_all(book, python, hidden, is_root()),
        home: PathBuf::from("/tmp"),
        variables: vec![
            ("AIMATH_CELLS_THROUGH".into(), cells),
            ("AIMATH_MEMORY_MB".into(), CELL_MEGABYTES.to_string()),
            ("AIMATH_PATIENCE".into(), patience.to_string()),
        ],
    })
}

fn is_root() -> bool {
    nix::unistd::Uid::effective().is_root()
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|&word| word.to_owned()).collect()
}

fn outer_words(root: bool) -> Vec<String> {
    let mut words = owned(&["bwrap", "--die-with-parent", "--new-session", "--unshare-net"]);
    words.extend(owned(&["--unshare-pid", "--unshare-ipc", "--unshare-uts"]));
    if !root {
        words.push("--unshare-user".into());
    }
    words
}

/// The end of the outer sandbox's words: how what follows is entered.
fn entering(root: bool) -> Vec<String> {
    if !root {
        return owned(&["--proc", "/proc", "--dev", "/dev", "--"]);
    }
    // Bubblewrap run by root covers parts of the `/proc` that it mounts, and in front of a
    // covered one the system lets nobody mount another, as the inner sandbox has to.
    let mount = "mount -t proc -o nosuid,nodev,noexec proc /proc && exec \"$@\"";
    let words = ["--dev", "/dev", "--", "sh", "-c", mount, "sh"];
    let nobody = ["setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups"];
    owned(&[&words[..], &nobody[..], &["--no-new-privs"]].concat())
}

/// The sandbox of the cells. Where memory runs out, the system ends something of theirs first.
fn inner_words(covered: &[PathBuf]) -> Vec<String> {
    let mut words = owned(&["choom", "-n", "1000", "--", "bwrap", "--die-with-parent"]);
    words.extend(owned(&["--unshare-user", "--unshare-net", "--unshare-pid", "--unshare-ipc"]));
    words.extend(owned(&["--unshare-uts", "--cap-drop", "ALL", "--ro-bind", "/", "/"]));
    // Without `/proc` to write to, nothing can change the memory of a process behind its back.
    words.extend(owned(&["--proc", "/proc", "--remount-ro", "/proc", "--dev", "/dev"]));
    let disk = CELL_DISK.to_string();
    words.extend(owned(&["--perms", "1777", "--size", &disk, "--tmpfs", "/tmp"]));
    let places: Vec<String> = covered.iter().map(|place| place.display().to_string()).collect();
    for place in &places {
        words.extend(owned(&["--size", "4096", "--tmpfs", place]));
    }
    // One of them may stand in another.
    for place in &places {
        words.extend(owned(&["--remount-ro", place]));
    }
    words.extend(owned(&["--remount-ro", "/dev", "--chdir", "/tmp"]));
    words.extend(owned(&["--setenv", "AIMATH_PROGRESS", "/tmp/progress", "--", "prlimit"]));
    words.push(format!("--nproc={CELL_PROCESSES}"));
    words.push(format!("--fsize={CELL_DISK}"));
    words.extend(owned(&["--core=0", "--"]));
    words
}

fn around_all(book: &Book, python: &Path, hidden: &Path, root: bool) -> Vec<String> {
    let mut through = outer_words(root);
    through.extend(owned(&["--ro-bind", "/", "/"]));
    let disk = DISK_BYTES.to_string();
    let fresh = |place: &Path| {
        let place = place.display().to_string();
        owned(&["--perms", "1777", "--size", &disk, "--tmpfs", &place])
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
    let cargo = variable("CARGO_HOME").or(below_home(".cargo"));
    // Both are looked for in the home folder, which is another one inside.
    for (name, place) in [("RUSTUP_HOME", &rustup), ("CARGO_HOME", &cargo)] {
        if let Some(place) = place.as_ref().filter(|place| place.is_dir()) {
            through.extend(owned(&["--setenv", name, &place.display().to_string()]));
        }
    }
    let cargo = cargo.map(|cargo| cargo.join("bin"));
    // The Python behind a virtual environment's link is often below the home folder, too.
    let base = python.canonicalize().ok();
    let base = base.and_then(|python| Some(python.parent()?.parent()?.to_owned()));
    let base = base.filter(|base| base.parent().is_some());
    for place in [rustup, cargo, base, Some(book.root.clone())].into_iter().flatten() {
        if place.is_dir() {
            // Folders that bubblewrap makes on the way would be closed to another user.
            for folder in place.ancestors().skip(1).collect::<Vec<_>>().into_iter().rev() {
                let folder = folder.display().to_string();
                through.extend(owned(&["--perms", "0755", "--dir", &folder]));
            }
            let place = place.display().to_string();
            through.extend(owned(&["--ro-bind", &place, &place]));
        }
    }
    // Kernels note their sessions here, except for the settings that are there for all of them.
    let runs = book.runs();
    through.extend(fresh(&runs));
    let settings = runs.join(".cargo").display().to_string();
    through.extend(owned(&["--ro-bind-try", &settings, &settings]));
    // The solutions and the others' work are not to be seen.
    through.extend(fresh(&book.root.join("notebooks")));
    if !book.root.starts_with(hidden) {
        through.extend(fresh(hidden));
    }
    through.extend(owned(&["--chdir", "/tmp", "--setenv", "HOME", "/tmp", "--setenv", "TMPDIR"]));
    through.extend(owned(&["/tmp", "--setenv", "JUPYTER_RUNTIME_DIR", "/tmp/jupyter"]));
    through.extend(entering(root));
    through.push("prlimit".into());
    through.push(format!("--nproc={PROCESSES}"));
    through.push(format!("--fsize={FILE_BYTES}"));
    through.push(format!("--data={COMPILER_BYTES}"));
    through.extend(owned(&["--core=0", "--"]));
    through
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn solutions_and_the_others_work_are_covered_after_the_book_is_shown() {
        let folder = tempfile::tempdir().unwrap();
        let book = Book::at(folder.path()).unwrap();
        for root in [true, false] {
            let words = around_all(&book, Path::new("/bin/true"), Path::new("/answers"), root);
            let at = |wanted: &str| words.iter().rposition(|word| word == wanted).unwrap();
            let shown = at(&book.root.display().to_string());
            assert!(at(&book.root.join("notebooks").display().to_string()) > shown);
            assert!(at("/answers") > shown);
            assert_eq!(words.contains(&"setpriv".to_owned()), root, "root is left inside");
        }
    }

    #[test]
    fn cells_are_covered_from_everything_they_are_given() {
        let covered = [PathBuf::from("/book/crate")];
        let words = inner_words(&covered);
        let at = |wanted: &str| words.iter().position(|word| word == wanted).unwrap();
        assert!(at("/book/crate") > at("--ro-bind"));
        assert!(words.contains(&"--unshare-net".to_owned()));
    }
}
