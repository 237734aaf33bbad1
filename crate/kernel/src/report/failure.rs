//! A cell that ran and did not come to a good end.

use super::{Block, bold, line_head};
use crate::output::End;
use aimath_words::{Language, tr};
use regex::Regex;
use std::sync::LazyLock;

/// The block for a run that failed. `source` is what the compiler saw, `code` the cell.
pub fn failure(end: &End, code: &str, source: &str, language: Language) -> Block {
    let panic = Panic::find(&end.errors);
    match (end.how.as_str(), panic) {
        ("stopped", _) => stopped(language),
        ("returned error", _) => returned_error(end, language),
        // Without the kernel's guard around the cell a panic ends the process.
        ("panicked", Some(panic)) => panic.block(code, source, language),
        ("killed", Some(panic)) if end.detail == libc::SIGABRT && !panic.is_stack => {
            panic.block(code, source, language)
        }
        ("panicked", None) => one_line("Panic", tr!(in language; "The cell panicked."), language),
        _ => ended(end, language),
    }
}

/// The block for a cell that was stopped before it ran.
pub fn stopped_early(language: Language) -> Block {
    let text = tr!(in language; "Stopped before the cell ran. All variables are as they were.");
    Block { name: "Stopped".into(), value: text.into(), lines: vec![bold(text)] }
}

/// The block for a cell at which the library under the kernel failed.
pub fn library_panicked(language: Language) -> Block {
    let text = tr!(in language; "The kernel could not read this cell (a fault of its own, told on the terminal). \
         Nothing was run; write the cell another way.");
    Block { name: "Error".into(), value: text.into(), lines: vec![bold(text)] }
}

/// That nothing is lost.
fn kept(language: Language) -> &'static str {
    tr!(in language; "All variables are as they were before this cell.")
}

fn one_line(name: &str, text: &str, language: Language) -> Block {
    let lines = vec![bold(text), kept(language).to_owned()];
    Block { name: name.into(), value: text.into(), lines }
}

fn stopped(language: Language) -> Block {
    one_line("Stopped", tr!(in language; "Stopped."), language)
}

/// What `?` met: its sentence is what the cell wrote last to standard error.
fn returned_error(end: &End, language: Language) -> Block {
    let text = end.errors.trim();
    let text = if text.is_empty() { tr!(in language; "The cell returned an error.") } else { text };
    let mut lines: Vec<String> = text.lines().map(bold).collect();
    lines.push(kept(language).to_owned());
    Block { name: "Err".into(), value: text.to_owned(), lines }
}

fn ended(end: &End, language: Language) -> Block {
    let overflow = end.errors.contains("has overflowed its stack");
    let memory = memory_asked_for(&end.errors);
    let why = match (end.how.as_str(), end.detail.as_i64()) {
        _ if overflow => tr!(in language; "it used up the stack, as a function does that calls itself without end")
            .to_owned(),
        _ if let Some(asked) = &memory => {
            tr!(in language; "it asked for {asked}, more memory than it may have", asked)
        }
        ("exited", Some(code)) => tr!(in language; "it called exit with code {code}", code),
        ("killed", Some(number)) => signal(number, language),
        ("not loaded", _) => end.detail.as_str().unwrap_or_default().to_owned(),
        _ => tr!(in language; "the reason is not known").to_owned(),
    };
    let text = tr!(in language; "The cell ended the process that runs the cells: {why}.", why);
    let mut lines = vec![bold(&text)];
    if !overflow && memory.is_none() {
        lines.extend(end.errors.trim().lines().map(str::to_owned));
    }
    lines.push(kept(language).to_owned());
    Block { name: "Ended".into(), value: text, lines }
}

fn signal(number: i64, language: Language) -> String {
    let number = i32::try_from(number).unwrap_or(0);
    let said = match number {
        libc::SIGSEGV | libc::SIGBUS => {
            tr!(in language; "it used memory that is not its own")
        }
        libc::SIGABRT => tr!(in language; "it was aborted"),
        libc::SIGKILL => tr!(in language; "the system ended it"),
        libc::SIGILL => tr!(in language; "it met an invalid instruction"),
        _ => "",
    };
    match said {
        "" => format!("signal {number}"),
        said => format!("{said} (signal {number})"),
    }
}

/// The amount in the message of Rust's allocator.
fn memory_asked_for(errors: &str) -> Option<String> {
    static MEMORY: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new("memory allocation of ([0-9]+) bytes failed").expect("the pattern is right")
    });
    let bytes: f64 = MEMORY.captures(errors)?[1].parse().ok()?;
    Some(match bytes {
        bytes if bytes >= 1e9 => format!("{:.1} GB", bytes / 1e9),
        bytes if bytes >= 1e6 => format!("{:.0} MB", bytes / 1e6),
        bytes => format!("{bytes} B"),
    })
}

/// What Rust prints about a panic.
struct Panic {
    place: String,
    message: String,
    is_stack: bool,
}

impl Panic {
    /// The last panic that was printed.
    fn find(errors: &str) -> Option<Panic> {
        static HEAD: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(r"(?m)^thread '.*' (?:\([0-9]+\) )?panicked at (.+):$")
                .expect("the pattern is right")
        });
        let all: Vec<_> = HEAD.captures_iter(errors).collect();
        // A panic in a function that cannot unwind follows the one that caused it.
        let head = all.iter().find(|head| {
            let rest = &errors[head.get(0).map_or(0, |whole| whole.end())..];
            !rest.trim_start().starts_with("panic in a function that cannot unwind")
        })?;
        let start = head.get(0)?.end();
        let message = errors[start..]
            .lines()
            .skip_while(|line| line.is_empty())
            .take_while(|line| {
                !line.starts_with("note: run with `RUST_BACKTRACE")
                    && !line.starts_with("stack backtrace:")
                    && !line.starts_with("thread '")
            })
            .collect::<Vec<_>>()
            .join("\n");
        Some(Panic {
            place: head[1].to_owned(),
            message: message.trim_end().to_owned(),
            is_stack: errors.contains("has overflowed its stack"),
        })
    }

    fn block(&self, code: &str, source: &str, language: Language) -> Block {
        let mut message = self.message.lines();
        let first = message.next().unwrap_or_default();
        let word = tr!(in language; "panicked: ");
        let mut lines = vec![bold(&format!("{word}{first}"))];
        lines.extend(message.map(str::to_owned));
        match self.line_of(code, source) {
            Some((number, text)) => {
                lines.push(format!("{}{text}", line_head(number, language)));
            }
            None if self.place.starts_with("src/lib.rs:") => {}
            None => lines.push(format!("  {}", tr!(in language; "at {place}", place = self.place))),
        }
        lines.push(kept(language).to_owned());
        Block { name: "Panic".into(), value: self.message.clone(), lines }
    }

    /// The line of the cell that panicked: what stands there in the compiler's source, if it
    /// stands once in the cell.
    fn line_of<'a>(&self, code: &'a str, source: &str) -> Option<(usize, &'a str)> {
        let mut parts = self.place.strip_prefix("src/lib.rs:")?.split(':');
        let number: usize = parts.next()?.parse().ok()?;
        let there = source.lines().nth(number.checked_sub(1)?)?.trim();
        let mut same = code.lines().enumerate().filter(|(_, line)| {
            let line = line.trim();
            !line.is_empty() && (line == there || line.trim_end_matches(';') == there)
        });
        let (index, text) = same.next()?;
        same.next().is_none().then_some((index + 1, text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn end(how: &str, detail: Value, errors: &str) -> End {
        End { how: how.into(), detail, content: Value::Null, errors: errors.into() }
    }

    const PANIC: &str = "\nthread '<unnamed>' (41) panicked at src/lib.rs:3:5:\n\
        index out of bounds: the len is 3 but the index is 5\n\
        note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace\n";

    #[test]
    fn a_panic_is_its_message_and_its_line() {
        let block = failure(
            &end("panicked", Value::Null, PANIC),
            "let i = 5;\nv[i];",
            "#![allow(dead_code)]\nlet i = 5;\nv[i];\n",
            Language::ENGLISH,
        );
        assert_eq!(block.name, "Panic");
        assert_eq!(block.value, "index out of bounds: the len is 3 but the index is 5");
        assert_eq!(block.lines[1], "  line 2 | v[i];");
        assert!(!block.lines.iter().any(|line| line.contains("RUST_BACKTRACE")));
    }

    #[test]
    fn an_unguarded_panic_is_still_a_panic() {
        let text = format!(
            "{PANIC}\nthread '<unnamed>' (41) panicked at core/src/panicking.rs:225:5:\n\
             panic in a function that cannot unwind\nstack backtrace:\n"
        );
        let block = failure(&end("killed", json!(6), &text), "", "", Language::ENGLISH);
        assert_eq!(block.name, "Panic");
        assert!(block.value.starts_with("index out of bounds"));
    }

    #[test]
    fn an_end_says_why() {
        let said = |end: &End| failure(end, "", "", Language::ENGLISH).value;
        let stack = "\nthread 'main' has overflowed its stack\nfatal runtime error: …\n";
        assert!(said(&end("killed", json!(6), stack)).contains("calls itself without end"));
        let memory = "memory allocation of 80000000000 bytes failed\n";
        assert!(said(&end("killed", json!(6), memory)).contains("80.0 GB"));
        assert!(said(&end("exited", json!(3), "")).contains("code 3"));
        assert!(said(&end("killed", json!(11), "")).contains("memory that is not its own"));
        assert_eq!(said(&end("stopped", Value::Null, "")), "Stopped.");
        assert_eq!(said(&end("returned error", Value::Null, "no inverse\n")), "no inverse");
    }

    #[test]
    fn a_korean_notebook_is_told_in_korean() {
        let block = failure(&end("stopped", Value::Null, ""), "", "", Language::of("ko").unwrap());
        assert_eq!(block.lines[1], "모든 변수는 이 셀을 실행하기 전 그대로입니다.");
    }
}
