//! The cells with which every session begins, compiled once.
//!
//! Before a reader's first cell the kernel runs some of its own, and every notebook begins with
//! the same two. While set-up makes the library ready it notes their texts, and then compiles
//! them as a kernel does. A kernel that is to compile the very same text takes what the compiler
//! made and said at that time. That cannot be stale: a prepared folder counts only for the
//! library, the compiler and the kernel that made it.

use super::build::{self, Call};
use super::launch::toolchain;
use super::run::{Session, digest, write_whole};
use super::stamp;
use crate::book::Book;
use anyhow::{Context, Result};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A cell that is to be compiled.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub(super) struct Cell {
    /// The name of the note that says how the compiler is called.
    pub call: String,
    pub text: String,
}

/// What the compiler said of a cell; the file that it made stands beside this.
#[derive(serde::Serialize, serde::Deserialize)]
struct Said {
    code: u8,
    stdout: String,
    stderr: String,
}

const CELL: &str = "cell.json";
const SAID: &str = "said.json";
const MADE: &str = "made";

fn folder(home: &Path) -> PathBuf {
    home.join("opening")
}

fn place(home: &Path, cell: &Cell) -> PathBuf {
    folder(home).join(digest(&[cell.call.as_bytes(), cell.text.as_bytes()]))
}

/// Notes a cell of the session that set-up records.
pub(super) fn note(session: &Session, cell: &Cell) -> Result<()> {
    write_whole(&place(&session.run, cell).join(CELL), serde_json::to_string(cell)?.as_bytes())
}

/// Compiles the noted cells of the prepared folder `ready`.
pub fn compile(book: &Book, ready: &Path) -> Result<()> {
    let (cargo, rustc) = toolchain()?;
    let session = Session {
        root: book.root.clone(),
        run: book.runs().join("opening"),
        ready: Some(ready.to_owned()),
        base: None,
        ahead: None,
        quick: stamp::quick(&book.root)?,
        recording: false,
        cargo,
        rustc,
        cargo_home: None,
        path: std::env::var("PATH").unwrap_or_default(),
    };
    // A reader's kernel may run anywhere, and the compiler would note a way to its own libraries
    // that begins where it writes.
    let libraries = Command::new(&session.rustc).args(["--print", "target-libdir"]).output()?;
    let libraries = String::from_utf8(libraries.stdout)?;
    let way = format!("link-arg=-Wl,-rpath,{}", libraries.trim());
    for entry in fs::read_dir(folder(ready)).context("set-up has noted no cell")? {
        let place = entry?.path();
        let cell: Cell = serde_json::from_str(&fs::read_to_string(place.join(CELL))?)?;
        let call = Call::read(&ready.join("builds").join(&cell.call));
        let call = call.context("a noted cell's call is not noted")?;
        let output = build::compiler(&session, &call, ready, cell.text)?
            .args(["-C", &way])
            .output()
            .context("the compiler did not start")?;
        let text = |bytes: &[u8]| session.portable(&String::from_utf8_lossy(bytes));
        let said = Said {
            code: build::code(output.status),
            stdout: text(&output.stdout),
            stderr: text(&output.stderr),
        };
        if said.code == 0 {
            fs::copy(build::made(&session, &call)?, place.join(MADE))?;
        }
        write_whole(&place.join(SAID), serde_json::to_string(&said)?.as_bytes())?;
    }
    fs::remove_dir_all(&session.run).context("the folder for the opening cells stays behind")
}

/// Says what the compiler said of this cell and puts what it made at `made`, with the compiler's
/// exit code; `None` if `home` does not have the cell.
pub(super) fn repeat(
    session: &Session,
    home: &Path,
    cell: &Cell,
    made: &Path,
) -> Result<Option<u8>> {
    let place = place(home, cell);
    let Ok(text) = fs::read_to_string(place.join(SAID)) else { return Ok(None) };
    let Ok(said) = serde_json::from_str::<Said>(&text) else { return Ok(None) };
    if said.code == 0 {
        fs::create_dir_all(made.parent().context("a file needs a folder")?)?;
        // Whatever is amiss, the compiler can do it again.
        if fs::copy(place.join(MADE), made).is_err() {
            return Ok(None);
        }
    }
    std::io::stdout().write_all(build::placed(&said.stdout, &session.run).as_bytes())?;
    std::io::stderr().write_all(build::placed(&said.stderr, &session.run).as_bytes())?;
    Ok(Some(said.code))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session(folder: &Path) -> Session {
        let inside = |name: &str| folder.join(name);
        Session {
            root: inside("book"),
            run: inside("run"),
            ready: None,
            base: None,
            ahead: None,
            quick: String::new(),
            recording: true,
            cargo: inside("cargo"),
            rustc: inside("rustc"),
            cargo_home: None,
            path: String::new(),
        }
    }

    #[test]
    fn only_the_very_cell_that_was_compiled_is_repeated() {
        let folder = tempfile::tempdir().unwrap();
        let session = session(folder.path());
        let (home, made) = (&session.run, folder.path().join("out/libctx.so"));
        let cell = Cell { call: "a.json".into(), text: "42".into() };
        note(&session, &cell).unwrap();
        assert_eq!(repeat(&session, home, &cell, &made).unwrap(), None, "it was only noted");
        let said = Said { code: 0, stdout: String::new(), stderr: String::new() };
        let place = place(home, &cell);
        write_whole(&place.join(SAID), serde_json::to_string(&said).unwrap().as_bytes()).unwrap();
        assert_eq!(repeat(&session, home, &cell, &made).unwrap(), None, "what was made is gone");
        fs::write(place.join(MADE), "code").unwrap();
        assert_eq!(repeat(&session, home, &cell, &made).unwrap(), Some(0));
        assert_eq!(fs::read_to_string(&made).unwrap(), "code");
        for other in [
            Cell { text: "43".into(), ..cell.clone() },
            Cell { call: "b.json".into(), ..cell.clone() },
        ] {
            assert_eq!(repeat(&session, home, &other, &made).unwrap(), None, "{other:?}");
        }
    }
}
