//! Whether a cell did what its author meant.
//!
//! The kernel answers "ok" to a panic, a failed assertion and a `?` on an `Err`; only the
//! text on standard error gives them away. So any text there is a failure, unless the cell
//! says by a tag that it shows an error on purpose — and then its absence is one.

use std::sync::LazyLock;

use regex::Regex;

use super::compare::{error_code, indented, shortened};
use super::document::{Cell, Output};

/// The tag of a cell that shows an `Err` met by `?`.
pub const EXPECT_ERROR: &str = "expect-error";
/// The tag of a cell that shows what the compiler refuses.
pub const EXPECT_COMPILE_ERROR: &str = "expect-compile-error";
/// The tag of a cell that shows a panic.
pub const EXPECT_PANIC: &str = "expect-panic";

/// How the execution of a cell ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The kernel answered (which says little).
    Answered {
        /// Whether the answer was "ok".
        ok: bool,
    },
    /// It was still running after so many seconds.
    TimedOut(u64),
    /// The kernel's process ended.
    KernelDied,
    /// The run ended before it.
    NotReached,
}

/// What is wrong with one executed cell, if anything.
pub fn verdict(cell: &Cell, ending: Ending, outputs: &[Output]) -> Option<String> {
    match ending {
        Ending::TimedOut(seconds) => {
            return Some(format!(
                "was still running after {seconds} s (metadata aimath.timeout may allow more)"
            ));
        }
        Ending::KernelDied => return Some("ended the kernel's own process".into()),
        Ending::NotReached => return Some("was not reached".into()),
        Ending::Answered { .. } => {}
    }
    let printed = standard_error(outputs);
    let error = outputs.iter().find_map(|output| match output {
        Output::Error { ename, evalue, traceback } => {
            Some((ename == "Ended" || evalue.contains("Subprocess terminated"), traceback))
        }
        _ => None,
    });
    if cell.has_tag(EXPECT_PANIC) {
        return (!printed.contains("panicked "))
            .then(|| format!("is tagged {EXPECT_PANIC} and did not panic"));
    }
    if cell.has_tag(EXPECT_COMPILE_ERROR) {
        let code = error.and_then(|(_, traceback)| error_code(traceback));
        return code
            .is_none()
            .then(|| format!("is tagged {EXPECT_COMPILE_ERROR} and the compiler took it"));
    }
    // A misspelt name must not pass for the error that the lesson is about.
    if cell.has_tag(EXPECT_ERROR) && error.is_none() && !printed.contains("panicked ") {
        return printed
            .trim()
            .is_empty()
            .then(|| format!("is tagged {EXPECT_ERROR} and no error came"));
    }
    // A panic may also end the process, which the kernel then reports: the panic is the cause.
    if printed.contains("panicked ") {
        return Some(format!("panicked:\n{}", told(&printed)));
    }
    if let Some((ended, traceback)) = error {
        let text = plain(&traceback.join("\n"));
        let what = match ended {
            true => "ended the process that runs the cells",
            false => "does not compile or was refused by the kernel",
        };
        return Some(format!("{what}:\n{}", told(&text)));
    }
    if !printed.trim().is_empty() {
        return Some(format!(
            "wrote to standard error (so does an `Err` met by `?`):\n{}",
            told(&printed)
        ));
    }
    match ending {
        Ending::Answered { ok: false } => Some("failed without saying why".into()),
        _ => None,
    }
}

/// All that a cell printed to standard error.
pub fn standard_error(outputs: &[Output]) -> String {
    outputs
        .iter()
        .filter_map(|output| match output {
            Output::Stream { name, text } if name == "stderr" => Some(text.as_str()),
            _ => None,
        })
        .collect()
}

fn told(text: &str) -> String {
    let lines: Vec<_> = text.trim_matches('\n').lines().take(16).collect();
    indented(&lines.iter().map(|line| shortened(line, 200)).collect::<Vec<_>>().join("\n"))
}

/// Text without terminal colours.
pub fn plain(text: &str) -> String {
    static COLOURS: LazyLock<Regex> =
        LazyLock::new(|| Regex::new("\u{1b}\\[[0-9;]*m").expect("the pattern is well formed"));
    COLOURS.replace_all(text, "").into_owned()
}

/// Outputs in the order and words that every run gives.
///
/// Printed text comes first (the kernel sends it through another thread, so its place
/// among the rest is chance), one output for each stream; thread numbers, backtraces and
/// this machine's folders are left out.
pub fn settled(raw: Vec<Output>, root: &str) -> Vec<Output> {
    let (mut printed, mut errors, mut rest) = (String::new(), String::new(), Vec::new());
    for output in raw.into_iter().map(as_a_stock_kernel) {
        match output {
            Output::Stream { name, text } if name == "stderr" => errors.push_str(&text),
            Output::Stream { text, .. } => printed.push_str(&text),
            other => rest.push(other),
        }
    }
    let mut outputs = Vec::new();
    for (name, text) in [("stdout", printed), ("stderr", steady(&errors, root))] {
        if !text.is_empty() {
            outputs.push(Output::Stream { name: name.into(), text });
        }
    }
    outputs.extend(rest);
    outputs
}

/// A panic and an `Err` met by `?`, which our kernel reports as errors, in the form that every
/// kernel gives them: notebooks show the same wherever they were run.
fn as_a_stock_kernel(output: Output) -> Output {
    let said = |text: String| Output::Stream { name: "stderr".into(), text };
    match output {
        Output::Error { ename, evalue, .. } if ename == "Panic" => {
            said(format!("thread '<unnamed>' panicked in this cell:\n{evalue}\n"))
        }
        Output::Error { ename, evalue, .. } if ename == "Err" => said(format!("{evalue}\n")),
        output => output,
    }
}

fn steady(text: &str, root: &str) -> String {
    static THREAD: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"thread '([^']*)' \([0-9]+\) panicked").expect("the pattern is well formed")
    });
    // Where in the generated source a cell stands depends on what ran before it.
    static PLACE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"panicked at ([^\s:]+):[0-9]+:[0-9]+:").expect("the pattern is well formed")
    });
    static BACKTRACE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?m)^stack backtrace:\n(?:^ .*\n?)*(?:^note: .*\n?)*")
            .expect("the pattern is well formed")
    });
    static HINT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?m)^note: run with `RUST_BACKTRACE=.*\n?")
            .expect("the pattern is well formed")
    });
    let text = THREAD.replace_all(text, "thread '$1' panicked");
    let text = text.replace(&format!("{root}/"), "");
    let text = PLACE.replace_all(&text, "panicked at $1:");
    let text = text.replace("panicked at src/lib.rs:", "panicked in this cell:");
    let text = BACKTRACE.replace_all(&text, "");
    let text = HINT.replace_all(&text, "");
    text.trim_start_matches('\n').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notebook::document::Notebook;
    use std::path::Path;

    fn cell(tag: &str) -> Cell {
        let text = format!(
            r#"{{"cells": [{{"cell_type": "code", "id": "a", "metadata": {{"tags": ["{tag}"]}},
            "source": "1", "outputs": [], "execution_count": null}}],
            "metadata": {{}}, "nbformat": 4, "nbformat_minor": 5}}"#
        );
        Notebook::parse(Path::new("n"), &text).unwrap().cells.remove(0)
    }

    fn stderr(text: &str) -> Output {
        Output::Stream { name: "stderr".into(), text: text.into() }
    }

    const OK: Ending = Ending::Answered { ok: true };

    #[test]
    fn silence_passes_and_any_standard_error_fails() {
        assert_eq!(verdict(&cell("x"), OK, &[]), None);
        let found = verdict(&cell("x"), OK, &[stderr("the matrix is singular\n")]).unwrap();
        assert!(found.contains("the matrix is singular"));
        assert!(verdict(&cell("x"), OK, &[stderr("thread 'm' panicked at x:\nboom\n")]).is_some());
    }

    #[test]
    fn an_expected_error_must_come() {
        assert!(verdict(&cell(EXPECT_ERROR), OK, &[]).unwrap().contains("no error came"));
        assert_eq!(verdict(&cell(EXPECT_ERROR), OK, &[stderr("sentence\n")]), None);
        assert!(verdict(&cell(EXPECT_PANIC), OK, &[stderr("sentence\n")]).is_some());
        assert_eq!(verdict(&cell(EXPECT_PANIC), OK, &[stderr("panicked at a:1\n")]), None);
    }

    #[test]
    fn one_error_does_not_stand_for_another() {
        let refused = Output::Error {
            ename: "Error".into(),
            evalue: "cannot find function `inv`".into(),
            traceback: vec!["[E0425] Error: cannot find function `inv`".into()],
        };
        let refused = std::slice::from_ref(&refused);
        let failed = Ending::Answered { ok: false };
        assert!(verdict(&cell(EXPECT_ERROR), failed, refused).is_some());
        assert!(verdict(&cell(EXPECT_ERROR), OK, &[stderr("panicked at x:\nboom\n")]).is_some());
        assert!(verdict(&cell(EXPECT_PANIC), failed, refused).is_some());
        assert_eq!(verdict(&cell(EXPECT_COMPILE_ERROR), failed, refused), None);
        assert!(verdict(&cell(EXPECT_COMPILE_ERROR), OK, &[stderr("sentence\n")]).is_some());
    }

    #[test]
    fn no_tag_excuses_a_hang_or_a_dead_kernel() {
        for ending in [Ending::TimedOut(3), Ending::KernelDied, Ending::NotReached] {
            assert!(verdict(&cell(EXPECT_ERROR), ending, &[]).is_some());
        }
        assert!(verdict(&cell("x"), Ending::Answered { ok: false }, &[]).is_some());
    }

    #[test]
    fn printed_text_is_gathered_and_freed_of_chance() {
        let raw = vec![
            stderr("\nthread '<unnamed>' (4711) panicked at /home/me/book/crate/src/a.rs:1:2:\n"),
            Output::Error { ename: "e".into(), evalue: "v".into(), traceback: vec![] },
            stderr("boom\nstack backtrace:\n   0: a\n             at b\nnote: Some details\n"),
            Output::Stream { name: "stdout".into(), text: "hi\n".into() },
        ];
        let outputs = settled(raw, "/home/me/book");
        assert_eq!(outputs[0], Output::Stream { name: "stdout".into(), text: "hi\n".into() });
        assert_eq!(outputs[1], stderr("thread '<unnamed>' panicked at crate/src/a.rs:\nboom\n"));
        assert_eq!(outputs.len(), 3);
    }
}
