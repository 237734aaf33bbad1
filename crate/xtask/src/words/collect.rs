//! Every sentence that the code can say, read from the sources.
//!
//! Two kinds are found. What `tr!("…")` and `msg!("…")` hold, and the clauses of errors:
//! the strings given to a field or an argument called `reason`, `rule` or `expected`, also
//! inside `format!`; and the labels of `show_parts!`. Tests are left out.

use crate::rust::{Kind, Token, tokens, unescaped};
use anyhow::{Context, Result};
use std::collections::{BTreeSet, HashSet};
use std::path::Path;

/// The folders whose sources speak to a reader.
const FOLDERS: [&str; 4] =
    ["crate/src", "crate/explain/src", "crate/kernel/src", "crate/xtask/src"];
/// The names under which an error carries words.
const CLAUSES: [&str; 3] = ["reason", "rule", "expected"];

/// A sentence and the file that says it first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// In English, with named placeholders.
    pub english: String,
    /// The file, from the root.
    pub file: String,
}

/// All sentences, file by file, each once.
pub fn messages(root: &Path) -> Result<Vec<Message>> {
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    for folder in FOLDERS.iter().filter(|folder| root.join(folder).is_dir()) {
        let walk = walkdir::WalkDir::new(root.join(folder)).sort_by_file_name();
        for entry in walk {
            let entry = entry?;
            if entry.path().extension().is_none_or(|end| end != "rs") {
                continue;
            }
            let file = entry.path().strip_prefix(root)?.to_string_lossy().replace('\\', "/");
            let source = std::fs::read_to_string(entry.path())
                .with_context(|| format!("{file} cannot be read"))?;
            for english in of_source(&source) {
                if seen.insert(english.clone()) {
                    found.push(Message { english, file: file.clone() });
                }
            }
        }
    }
    Ok(found)
}

/// The sentences of one source, in order.
fn of_source(source: &str) -> Vec<String> {
    let all: Vec<Token> =
        tokens(source).into_iter().filter(|token| token.kind != Kind::Comment).collect();
    let carriers = carriers(&all);
    let mut found = Vec::new();
    let mut i = 0;
    while i < all.len() {
        let rest = &all[i..];
        if begins(rest, &["#", "[", "cfg", "(", "test", ")", "]"]) {
            i = after_item(&all, i + 7);
            continue;
        }
        let called =
            |names: &BTreeSet<&str>| names.contains(rest[0].text) && begins(&rest[1..], &["("]);
        if begins(rest, &["tr", "!", "("]) || begins(rest, &["msg", "!", "("]) {
            found.extend(first_text(&rest[3..]));
        } else if begins(rest, &["show_parts", "!", "{"]) {
            let end = after_item(&all, i + 2) - i;
            let labels = rest[3..end].iter().filter(|token| token.kind == Kind::Text);
            found.extend(labels.filter_map(|token| unescaped(token.text)).filter(|l| is_word(l)));
        } else if CLAUSES.contains(&rest[0].text) && is_value(&rest[1..]) {
            clauses(&rest[2..], &mut found);
        } else if called(&carriers) && !(i > 0 && all[i - 1].text == "fn") {
            let mut depth = 1;
            let group = rest[2..].iter().position(|token| {
                depth += level(token);
                depth == 0
            });
            clauses_within(&rest[2..2 + group.unwrap_or(rest.len() - 2)], &mut found);
        }
        i += 1;
    }
    found
}

fn begins(tokens: &[Token], texts: &[&str]) -> bool {
    tokens.len() >= texts.len() && tokens.iter().zip(texts).all(|(token, text)| token.text == *text)
}

fn level(token: &Token) -> i32 {
    match token.text {
        "(" | "[" | "{" => 1,
        ")" | "]" | "}" => -1,
        _ => 0,
    }
}

/// Whether a label is more than a letter of a formula.
fn is_word(label: &str) -> bool {
    label.split(|c: char| !c.is_alphabetic()).any(|part| {
        part.len() > 2 && part.chars().all(|c| c.is_ascii_alphabetic()) && part != "det"
    })
}

/// Whether a colon and a value follow, and not a path or the type of a parameter.
fn is_value(tokens: &[Token]) -> bool {
    let types = [":", "&", "String", "impl", "fn"];
    begins(tokens, &[":"]) && tokens.get(1).is_some_and(|next| !types.contains(&next.text))
}

/// Where the item ends that begins here.
fn after_item(all: &[Token], start: usize) -> usize {
    let mut depth = 0;
    for (i, token) in all.iter().enumerate().skip(start) {
        depth += level(token);
        if depth == 0 && (token.text == ";" || token.text == "}") {
            return i + 1;
        }
    }
    all.len()
}

fn first_text(tokens: &[Token]) -> Option<String> {
    tokens.iter().find(|token| token.kind == Kind::Text).and_then(|token| unescaped(token.text))
}

/// The clauses of a field's value: up to the comma or the end of its group.
fn clauses(tokens: &[Token], found: &mut Vec<String>) {
    let mut depth = 0;
    let end = tokens.iter().position(|token| {
        depth += level(token);
        depth < 0 || (depth == 0 && [",", ";"].contains(&token.text))
    });
    clauses_within(&tokens[..end.unwrap_or(tokens.len())], found);
}

/// The strings among these tokens that are words and not names; of a `format!` the first.
fn clauses_within(tokens: &[Token], found: &mut Vec<String>) {
    let mut formats: Vec<(i32, bool)> = Vec::new();
    let mut depth = 0;
    for (i, token) in tokens.iter().enumerate() {
        if i >= 2 && begins(&tokens[i - 2..], &["format", "!", "("]) {
            formats.push((depth, false));
        }
        depth += level(token);
        while formats.last().is_some_and(|(outside, _)| depth <= *outside) {
            formats.pop();
        }
        if token.kind != Kind::Text {
            continue;
        }
        let Some(text) = unescaped(token.text) else { continue };
        match formats.last_mut() {
            Some((_, true)) => {}
            Some((_, done)) => {
                *done = true;
                found.push(named(&text));
            }
            None if text.trim().contains(' ') => found.push(text),
            None => {}
        }
    }
}

/// A format string with every placeholder named and bare: `{}` becomes `{0}`.
fn named(format: &str) -> String {
    let mut out = String::new();
    let mut count = 0;
    let mut letters = format.chars().peekable();
    while let Some(letter) = letters.next() {
        out.push(letter);
        if letter != '{' {
            continue;
        }
        if letters.next_if_eq(&'{').is_some() {
            out.push('{');
            continue;
        }
        let inside: String = letters.by_ref().take_while(|c| *c != '}').collect();
        let name = inside.split(':').next().unwrap_or_default();
        if name.is_empty() {
            out.push_str(&count.to_string());
            count += 1;
        } else {
            out.push_str(name);
        }
        out.push('}');
    }
    out
}

/// The functions and closures of a source that take words for an error.
fn carriers<'s>(all: &[Token<'s>]) -> BTreeSet<&'s str> {
    let takes_words = |parameters: &[Token], end: &str| {
        let mut depth = 0;
        for (i, token) in parameters.iter().enumerate() {
            if depth == 0 && token.text == end {
                return false;
            }
            depth += level(token);
            let next = parameters.get(i + 1).map_or("", |next| next.text);
            if depth == 0 && CLAUSES.contains(&token.text) && [":", ",", "|"].contains(&next) {
                return true;
            }
        }
        false
    };
    let mut found = BTreeSet::new();
    for (i, token) in all.iter().enumerate() {
        let rest = &all[i..];
        let closure = || rest[2..].iter().take(3).position(|token| token.text == "|");
        if token.text == "fn" && rest.len() > 2 {
            let open = rest.iter().position(|token| token.text == "(").unwrap_or(2);
            if takes_words(&rest[open + 1..], ")") {
                found.insert(rest[1].text);
            }
        } else if token.text == "let"
            && rest.len() > 4
            && let Some(bar) = closure()
            && takes_words(&rest[2 + bar + 1..], "|")
        {
            found.insert(rest[1].text);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_and_what_is_marked_is_found() {
        let source = r#"
            /// tr!("not this")
            fn a() { show(tr!("rank {k}", k)); let m = msg!("later \
                line"); tr!(in language; "third") }
            #[cfg(test)]
            mod tests { fn b() { tr!("nor this"); } }
            fn c() { tr!("last") }
            show_parts! { Pca: "mean" mean, "σ" singular_values; }
        "#;
        assert_eq!(of_source(source), ["rank {k}", "later line", "third", "last", "mean"]);
    }

    #[test]
    fn the_clauses_of_errors_are_found() {
        let source = r#"
            fn refuse(argument: &'static str, reason: String) -> E { E { argument, reason } }
            fn a() {
                let wrong = |reason: &str| E { argument: "a name", reason: reason.to_string() };
                E { argument: "x", reason: format!("has {} rows and {m:.2}; {:?} fit", n.join(" and "), k) };
                E { rule: if a { "one clause" } else { "two clauses" }, operation: "no clause" };
                wrong("three clauses");
                refuse("x", format!("four {x}"));
                other("not a clause");
            }
        "#;
        let expected = [
            "has {0} rows and {m}; {1} fit",
            "one clause",
            "two clauses",
            "three clauses",
            "four {x}",
        ];
        assert_eq!(of_source(source), expected);
    }
}
