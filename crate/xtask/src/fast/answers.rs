//! What `cargo` answers to the kernel's questions, kept for the next kernel.
//!
//! Before its first cell the kernel asks `cargo` for its version, its
//! configuration, the target's properties and twice for the metadata of the
//! graph. The answers depend on the question, on the manifest in the kernel's
//! build folder and on the state of the crate and the toolchain; the last two
//! are what a prepared folder is keyed by, so within one it is enough to
//! compare the first two.

use super::run::{MARK, Session, digest, write_whole};
use super::{metadata, sources};
use anyhow::Result;
use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// An answer as it is kept.
#[derive(serde::Serialize, serde::Deserialize)]
struct Answer {
    code: u8,
    stdout: String,
    stderr: String,
}

/// Whether the same question always has the same answer.
pub fn is_question(args: &[OsString]) -> bool {
    let asks = |word: &str| args.iter().any(|arg| arg == word);
    asks("metadata")
        || asks("locate-project")
        || asks("--print")
        || asks("--version")
        || (asks("config") && asks("get"))
}

/// The name under which the answer to this question is kept.
fn name(session: &Session, args: &[OsString]) -> Result<String> {
    let manifest = std::fs::read(session.crate_folder().join("Cargo.toml")).unwrap_or_default();
    let manifest = session.portable(&String::from_utf8_lossy(&manifest));
    let folder = std::env::current_dir()?;
    let mut parts = vec![manifest, session.portable(&folder.to_string_lossy())];
    // A lock file in a temporary folder has another name each time.
    parts.extend(args.iter().map(|arg| match arg.to_string_lossy() {
        text if text.contains("Cargo.lock") => "a lock file".to_owned(),
        text => session.portable(&text),
    }));
    Ok(digest(&parts.iter().map(|part| part.as_bytes()).collect::<Vec<_>>()))
}

fn file(folder: &std::path::Path, name: &str) -> PathBuf {
    folder.join("answers").join(format!("{name}.json"))
}

/// Answers from what is kept, or asks `cargo`.
pub fn answer(session: &Session, args: &[OsString]) -> Result<ExitCode> {
    let name = name(session, args)?;
    if let Some(ready) = &session.ready
        && let Ok(text) = std::fs::read_to_string(file(ready, &name))
        && let Ok(answer) = serde_json::from_str::<Answer>(&text)
    {
        return give(session, &answer);
    }
    let output = session.real_cargo().args(args).output()?;
    let mut stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    if args.iter().any(|arg| arg == "metadata") {
        stdout = metadata::trim(&stdout);
        if session.recording && output.status.success() {
            stdout = sources::outlined(&stdout, &session.run.join(sources::FOLDER))?;
        }
    }
    let answer = Answer {
        code: u8::try_from(output.status.code().unwrap_or(101)).unwrap_or(101),
        stdout: session.portable(&stdout),
        stderr: session.portable(&String::from_utf8_lossy(&output.stderr)),
    };
    if session.recording && answer.code == 0 {
        write_whole(&file(&session.run, &name), serde_json::to_string(&answer)?.as_bytes())?;
    }
    give(session, &answer)
}

fn give(session: &Session, answer: &Answer) -> Result<ExitCode> {
    let here = session.run.to_string_lossy();
    let mut said = answer.stdout.clone();
    if let Some(ready) = &session.ready {
        // What came into being while this was recorded stands in the prepared folder now.
        let below = |folder: &str| format!("{folder}/{}/", sources::FOLDER);
        said = said.replace(&below(MARK), &below(&ready.to_string_lossy()));
    }
    std::io::stdout().write_all(said.replace(MARK, &here).as_bytes())?;
    std::io::stderr().write_all(answer.stderr.replace(MARK, &here).as_bytes())?;
    Ok(ExitCode::from(answer.code))
}
