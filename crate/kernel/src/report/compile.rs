//! A cell that the compiler or the kernel refused.
//!
//! Everything that a refused cell shows passes through [`refusal`]: the compiler's own
//! messages, and before them a sentence in the reader's words where `aimath_explain` has one.

use super::{Block, bold, line_head};
use aimath_explain::{Cell, Library, explain};
use aimath_words::{Language, tr};
use evcxr::{CompilationError, Error};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::LazyLock;

/// The library's functions, read at the first error of a session.
static LIBRARY: LazyLock<Library> = LazyLock::new(|| Library::read(&library_source()));

/// Where the library's source is: the launcher names the repository.
fn library_source() -> PathBuf {
    let session = std::env::var("AIMATH_SESSION").unwrap_or_default();
    let session: Value = serde_json::from_str(&session).unwrap_or_default();
    PathBuf::from(session["root"].as_str().unwrap_or_default()).join("crate/src")
}

/// What is known about a refused cell.
pub struct Refusal<'a> {
    /// Why it was refused. The compiler's diagnostics are `CompilationErrors`, and each holds
    /// rustc's own JSON in its field `json` (`code`, `spans`, `children`); the kernel's own
    /// refusals (a closure that cannot be kept, a type that is not known) are a `Message`.
    pub error: &'a Error,
    /// The cell as the reader wrote it.
    pub source: &'a str,
    /// The language of the notebook.
    pub language: Language,
    /// The session's variables with their types.
    pub variables: &'a [(String, String)],
    /// The names of the functions, types and imports of the session.
    pub items: &'a [String],
}

/// The block that shows a refused cell.
pub fn refusal(refusal: &Refusal) -> Block {
    let Error::CompilationErrors(all) = refusal.error else {
        let text = refusal.error.to_string();
        let mut lines = explained(refusal, &[], &text);
        lines.extend(text.lines().map(str::to_owned));
        return Block { name: "Error".to_owned(), value: text, lines };
    };
    let errors: Vec<_> = all.iter().filter(|error| !is_warning(error)).collect();
    // Warnings say nothing about why a cell was refused, and evcxr repeats those about the
    // functions of earlier cells: they are shown only when there is nothing else.
    let shown = if errors.is_empty() { all.iter().collect() } else { errors };
    let diagnostics: Vec<Value> =
        shown.iter().map(|error| in_the_cell(error, refusal.source)).collect();
    // What the kernel says itself about a place in the cell has no diagnostic of rustc's.
    let own: Vec<String> =
        shown.iter().filter(|error| error.json.is_null()).map(|error| error.message()).collect();
    let mut lines = explained(refusal, &diagnostics, &own.join("\n"));
    for (index, error) in shown.iter().enumerate() {
        if index > 0 {
            lines.push(String::new());
        }
        show(error, refusal.source, refusal.language, &mut lines);
    }
    let value = shown.first().map(|error| error.message()).unwrap_or_default();
    Block { name: "Error".to_owned(), value, lines }
}

/// rustc's own JSON, with the lines as they stand in the cell: the compiler saw each statement on
/// a line of its own, and the last one inside a call that shows it.
fn in_the_cell(error: &CompilationError, source: &str) -> Value {
    let mut json = error.json.clone();
    let lines: Vec<&str> = source.lines().collect();
    let places = error.spanned_messages();
    let mapped = places.iter().filter(|place| place.is_primary).find_map(|p| p.span.as_ref());
    for span in json["spans"].as_array_mut().into_iter().flatten() {
        if span["is_primary"] != true {
            continue;
        }
        let (line, start, end) = match mapped {
            Some(place) => {
                let Some(line) = lines.get(place.start_line.saturating_sub(1)) else { continue };
                let end = if place.end_line == place.start_line {
                    place.end_column
                } else {
                    line.chars().count() + 1
                };
                (*line, place.start_column, end)
            }
            // A place in what was wrapped around the last line.
            None => {
                let seen = span["text"][0]["text"].as_str().unwrap_or_default().trim();
                if !seen.is_empty() && lines.iter().any(|line| line.contains(seen)) {
                    continue;
                }
                let last = lines.iter().rev().find(|line| !line.trim().is_empty());
                let Some(line) = last else { continue };
                (*line, 1, line.chars().count() + 1)
            }
        };
        span["expansion"] = Value::Null;
        span["text"] = json!([{ "text": line, "highlight_start": start, "highlight_end": end }]);
    }
    json
}

/// The sentences for the reader, with an empty line below them.
fn explained(refusal: &Refusal, diagnostics: &[Value], text: &str) -> Vec<String> {
    let said = explain(&Cell {
        source: refusal.source,
        diagnostics,
        refusal: text,
        language: refusal.language,
        variables: refusal.variables,
        items: refusal.items,
        library: &LIBRARY,
    });
    let mut lines: Vec<String> = said.iter().map(|sentence| bold(sentence)).collect();
    if !lines.is_empty() {
        lines.push(String::new());
    }
    lines
}

fn is_warning(error: &CompilationError) -> bool {
    error.level() == "warning"
}

/// One of the compiler's messages: its headline, the places in the cell, its help.
fn show(error: &CompilationError, source: &str, language: Language, lines: &mut Vec<String>) {
    let code = error.code().map(|code| format!("[{code}]")).unwrap_or_default();
    let word = if is_warning(error) { "warning" } else { "error" };
    let message = error.message();
    let mut headline = message.lines();
    let first = headline.next().unwrap_or_default();
    lines.push(bold(&format!("{word}{code}: {first}")));
    lines.extend(headline.map(str::to_owned));
    let mut last_line = 0;
    for place in error.spanned_messages() {
        match &place.span {
            Some(span) => {
                let mark = Mark {
                    lines: (span.start_line, span.end_line),
                    columns: (span.start_column, span.end_column),
                    label: &place.label,
                    is_primary: place.is_primary,
                };
                mark.show(source, language, &mut last_line, lines);
            }
            None if place.label.is_empty() || place.label.contains(first) => {}
            None => lines.push(place.label.clone()),
        }
    }
    for help in error.help() {
        let word = tr!(in language; "help");
        let mut parts = help.lines().filter(|line| !line.trim().is_empty());
        lines.push(format!("  {}: {}", bold(word), parts.next().unwrap_or_default()));
        lines.extend(parts.map(|line| format!("      {line}")));
    }
}

/// A place in the cell that a message is about.
struct Mark<'a> {
    lines: (usize, usize),
    columns: (usize, usize),
    label: &'a str,
    is_primary: bool,
}

impl Mark<'_> {
    /// The line of the cell, with the place in it underlined and labelled.
    fn show(
        &self,
        source: &str,
        language: Language,
        last_line: &mut usize,
        lines: &mut Vec<String>,
    ) {
        let number = self.lines.0;
        let Some(text) = source.lines().nth(number.saturating_sub(1)) else { return };
        let head = line_head(number, language);
        if *last_line != number {
            lines.push(format!("{head}{text}"));
            *last_line = number;
        }
        let start = self.columns.0.saturating_sub(1);
        let end = match self.lines.1 == number {
            true => self.columns.1.saturating_sub(1),
            false => text.chars().count(),
        };
        let columns = |part: &mut dyn Iterator<Item = char>| part.map(width).sum::<usize>();
        let indent = columns(&mut head.chars()) + columns(&mut text.chars().take(start));
        let marked = columns(&mut text.chars().skip(start).take(end.saturating_sub(start)));
        let sign = if self.is_primary { "^" } else { "-" };
        let mut label = self.label.lines();
        let first = format!("{} {}", sign.repeat(marked.max(1)), label.next().unwrap_or_default());
        let first = first.trim_end();
        let first = if self.is_primary { bold(first) } else { first.to_owned() };
        lines.push(format!("{}{first}", " ".repeat(indent)));
        lines.extend(label.map(|line| format!("{}  {line}", " ".repeat(indent))));
    }
}

/// How many columns a character takes in a fixed-width font.
fn width(letter: char) -> usize {
    match letter {
        // Hangul, kana, Han characters and full-width forms.
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{ffe0}'..='\u{ffe6}' => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(mark: &Mark, source: &str, language: Language) -> Vec<String> {
        let mut lines = Vec::new();
        mark.show(source, language, &mut 0, &mut lines);
        lines
    }

    #[test]
    fn the_mark_stands_under_its_place() {
        let mark =
            Mark { lines: (2, 2), columns: (9, 10), label: "expected `f64`", is_primary: true };
        let lines = shown(&mark, "let a = 1;\nlet x = 3;\n", Language::ENGLISH);
        assert_eq!(lines[0], "  line 2 | let x = 3;");
        assert_eq!(lines[1], format!("{}{}", " ".repeat(11 + 8), bold("^ expected `f64`")));
    }

    #[test]
    fn wide_letters_take_two_columns() {
        let mark = Mark { lines: (1, 1), columns: (9, 10), label: "", is_primary: false };
        let lines = shown(&mark, "/*값*/ f(x)", Language::of("ko").unwrap());
        // The head is 13 columns wide, the text before the mark 9.
        assert_eq!(lines[1], format!("{}-", " ".repeat(13 + 9)));
    }
}
