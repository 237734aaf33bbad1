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
        fs::copy(place.join(MADE), made).context("what was compiled at set-up is gone")?;
    }
    std::io::stdout().write_all(build::placed(&said.stdout, &session.run).as_bytes())?;
    std::io::stderr().write_all(build::placed(&said.stderr, &session.run).as_bytes())?;
    Ok(Some(said.code))
}
