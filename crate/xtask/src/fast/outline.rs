//! Source without the bodies of its functions and without comments.
//!
//! rust-analyzer reads every file of a crate whole before it can name one type. The type of a
//! variable stands in signatures, so a copy that keeps those, and the documentation that
//! Shift+Tab shows, is enough. A macro writes its items many times, a dozen integers from one
//! rule, so there the first paragraph of the documentation has to do.

use crate::rust::{Kind, Token, tokens};
use anyhow::{Context, Result};
use std::fs;
use std::ops::Range;
use std::path::Path;

/// What a body becomes: it fits every return type.
const BODY: &str = "{ loop {} }";

/// Copies a folder of sources as outlines: of its files those that are `needed`.
pub fn copy(from: &Path, to: &Path, needed: impl Fn(&Path) -> bool) -> Result<()> {
    for entry in walkdir::WalkDir::new(from) {
        let entry = entry?;
        let place = to.join(entry.path().strip_prefix(from)?);
        if entry.file_type().is_dir() {
            fs::create_dir_all(&place)?;
        } else if needed(entry.path()) {
            let source = fs::read_to_string(entry.path())
                .with_context(|| format!("cannot read {}", entry.path().display()))?;
            fs::write(&place, outline(&source))
                .with_context(|| format!("cannot write {}", place.display()))?;
        }
    }
    Ok(())
}

/// `source` with every function's body replaced and every comment that documents nothing left
/// out. A function that the brackets around it do not explain keeps its body.
pub fn outline(source: &str) -> String {
    let all = tokens(source);
    let mut cuts = told_at_length(&all);
    let (comments, code): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|token| token.kind == Kind::Comment);
    let comments = comments.into_iter().filter(|comment| !documents(comment.text));
    cuts.extend(comments.map(|c| (c.range, "")));
    let mut at = 0;
    while at < code.len() {
        let body = body(&code, at);
        if let Some((open, close)) = body {
            cuts.push((code[open].range.start..code[close].range.end, BODY));
        }
        at = body.map_or(at, |(_, close)| close) + 1;
    }
    cuts.sort_by_key(|(range, _)| range.start);
    let mut kept = String::with_capacity(source.len());
    let mut copied = 0;
    for (range, instead) in cuts {
        // A comment inside a body went with it.
        if range.start >= copied {
            kept.push_str(&source[copied..range.start]);
            kept.push_str(instead);
            copied = range.end;
        }
    }
    kept.push_str(&source[copied..]);
    kept
}

/// What documentation inside rules of macros says after its first paragraph.
fn told_at_length(all: &[Token]) -> Vec<(Range<usize>, &'static str)> {
    let mut cuts = Vec::new();
    let mut at = 0;
    while let Some(found) = all[at..].iter().position(|token| token.text == "macro_rules") {
        let end = closed(all, at + found, "{", "}").unwrap_or(all.len());
        // Whether the first paragraph of what is being told has ended.
        let mut ended = false;
        at += found;
        while at < end {
            let attribute = documenting(all, at);
            let token = &all[at];
            let is_told = token.kind == Kind::Comment && documents(token.text);
            let next = attribute.unwrap_or(at + 1);
            if attribute.is_some() || is_told {
                ended |= is_told && token.text.trim_matches(['/', '!', '*', ' ']).is_empty();
                if ended {
                    cuts.push((token.range.start..all[next - 1].range.end, ""));
                }
            } else if token.kind != Kind::Comment {
                ended = false;
            }
            at = next;
        }
    }
    cuts
}

/// Where an attribute `#[doc = …]` at `at` has ended, if there is one.
fn documenting(all: &[Token], at: usize) -> Option<usize> {
    let first = all[at..].iter().map(|token| token.text).take(3);
    first.eq(["#", "[", "doc"]).then(|| closed(all, at, "[", "]"))?.map(|end| end + 1)
}

/// The place of the bracket that closes the first `open` from `at` on.
fn closed(all: &[Token], at: usize, open: &str, close: &str) -> Option<usize> {
    let mut depth = 0;
    all.iter().enumerate().skip(at).find_map(|(index, token)| {
        depth += i32::from(token.text == open) - i32::from(token.text == close);
        (token.text == close && depth == 0).then_some(index)
    })
}

/// Whether a comment is documentation.
fn documents(comment: &str) -> bool {
    let is_rule = comment.starts_with("////") || comment.starts_with("/***");
    ["///", "//!", "/**", "/*!"].iter().any(|sign| comment.starts_with(sign)) && !is_rule
}

/// The braces around the body of the function that `fn` at `at` begins.
fn body(code: &[Token], at: usize) -> Option<(usize, usize)> {
    // `fn(f64) -> f64` is a type.
    let is_function = code[at].text == "fn" && code.get(at + 1)?.text != "(";
    if !is_function {
        return None;
    }
    let mut depth = 0;
    for (index, token) in code.iter().enumerate().skip(at + 1) {
        match token.text {
            "(" | "[" => depth += 1,
            ")" | "]" => depth -= 1,
            "{" if depth == 0 => return Some((index, partner(code, index)?)),
            ";" if depth == 0 => return None,
            _ => {}
        }
        if depth < 0 {
            return None;
        }
    }
    None
}

/// The brace that closes the one at `open`.
fn partner(code: &[Token], open: usize) -> Option<usize> {
    let mut depth = 0;
    for (index, token) in code.iter().enumerate().skip(open) {
        match token.text {
            "{" => depth += 1,
            "}" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(index);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::outline;

    #[test]
    fn bodies_go_and_signatures_and_documentation_stay() {
        let source = "/// Half of { it.\nfn half(x: f64) -> f64 where f64: Copy { if x > 0.0 { x } else { \"}\" } }\n\
                      trait T { fn a(&self) -> [u8; { 3 }]; fn b() { c() } }\n\
                      type F = fn(f64) -> f64;\nconst N: usize = { 1 }; // one\n\
                      fn f() { /* {{ */ 1 } //// no\n";
        let expected = "/// Half of { it.\nfn half(x: f64) -> f64 where f64: Copy { loop {} }\n\
                        trait T { fn a(&self) -> [u8; { 3 }]; fn b() { loop {} } }\n\
                        type F = fn(f64) -> f64;\nconst N: usize = { 1 }; \n\
                        fn f() { loop {} } \n";
        assert_eq!(outline(source), expected);
    }

    #[test]
    fn a_macro_tells_the_first_paragraph() {
        let source = "macro_rules! m { ($n:ident) => {\n/// Half\n/// of it.\n///\n/// Long.\n\
                      #[doc = concat!(\"as [\", stringify!($n), \"].\")]\n/// Longer.\n#[inline]\n\
                      /// First.\nfn $n(); } }\n/// One.\n///\n/// Two.\nfn f();";
        let expected = "macro_rules! m { ($n:ident) => {\n/// Half\n/// of it.\n\n\n\n\n#[inline]\n\
                        /// First.\nfn $n(); } }\n/// One.\n///\n/// Two.\nfn f();";
        assert_eq!(outline(source), expected);
    }

    #[test]
    fn a_macro_keeps_its_form() {
        let source = "macro_rules! m { ($n:ident) => { fn $n() { 1 } }; (fn) => { 2 } }";
        let expected = "macro_rules! m { ($n:ident) => { fn $n() { loop {} } }; (fn) => { 2 } }";
        assert_eq!(outline(source), expected);
    }
}
