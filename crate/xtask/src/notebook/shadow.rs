//! Variables that hide a function of the library from an earlier cell.
//!
//! A notebook's variables live on. After `let angle = …` a cell above that calls
//! `angle(…)` no longer compiles when the reader runs it again. Such a variable
//! needs another name.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::LazyLock;

use regex::Regex;

use super::document::{Kind, Notebook};
use super::exercise::{SOLUTION, rust_blocks};
use crate::rust::{self, Token};

/// The rooms whose functions a cell calls by a path (`plot::lines`), which no variable hides.
const BY_PATH: [&str; 2] = ["plot", "exercise"];

/// The names of the library's functions that the prelude brings.
pub fn library(root: &Path) -> HashSet<String> {
    static FUNCTION: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?m)^pub fn (\w+)").expect("the pattern is well formed"));
    let source = root.join("crate/src");
    let files = walkdir::WalkDir::new(&source).into_iter().filter_map(std::result::Result::ok);
    let mut names = HashSet::new();
    for file in files {
        let path = file.path();
        let by_path = BY_PATH.iter().any(|room| path.starts_with(source.join(room)));
        if by_path || path.extension().is_none_or(|end| end != "rs") {
            continue;
        }
        let text = std::fs::read_to_string(path).unwrap_or_default();
        names.extend(FUNCTION.captures_iter(&text).map(|found| found[1].to_owned()));
    }
    names
}

/// The cells with such a variable, and the sentence for each.
pub fn shadows(notebook: &Notebook, library: &HashSet<String>) -> Vec<(String, String)> {
    let mut called: HashMap<String, &str> = HashMap::new();
    let mut found = Vec::new();
    for cell in &notebook.cells {
        let sources = match cell.kind {
            Kind::Code => vec![cell.source.clone()],
            Kind::Markdown if cell.has_tag(SOLUTION) => rust_blocks(&cell.source),
            _ => continue,
        };
        for source in sources {
            let tokens: Vec<Token> = rust::tokens(&source)
                .into_iter()
                .filter(|token| token.kind == rust::Kind::Code)
                .collect();
            for name in calls(&tokens).filter(|name| library.contains(*name)) {
                called.entry(name.to_owned()).or_insert(&cell.id);
            }
            for name in variables(&tokens) {
                if let Some(caller) = called.get(name) {
                    let what = format!(
                        "names a variable `{name}`, after which cell {caller}, which calls the \
                         function `{name}`, cannot be run again; give it another name"
                    );
                    found.push((cell.id.clone(), what));
                }
            }
        }
    }
    found
}

/// The functions called without a path.
fn calls<'t>(tokens: &'t [Token<'_>]) -> impl Iterator<Item = &'t str> {
    tokens.windows(2).enumerate().filter_map(|(at, pair)| {
        let before = at.checked_sub(1).map_or("", |before| tokens[before].text);
        let call = pair[1].text == "(" && !matches!(before, "." | ":" | "fn");
        call.then_some(pair[0].text)
    })
}

/// The variables that outlive the cell: those of a `let` outside of every bracket.
fn variables<'t>(tokens: &'t [Token<'_>]) -> Vec<&'t str> {
    let mut names = Vec::new();
    let mut depth = 0_i32;
    // The depth at which the pattern of a `let` began.
    let mut pattern = None;
    for token in tokens {
        match token.text {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth -= 1,
            "let" if depth == 0 => pattern = Some(depth),
            "=" | ":" | ";" if pattern == Some(depth) => pattern = None,
            name if pattern.is_some() => names.push(name),
            _ => {}
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn found(cells: &[(&str, &str)]) -> Vec<(String, String)> {
        let cells: Vec<_> = cells
            .iter()
            .map(|(id, source)| {
                json!({"cell_type": "code", "id": id, "source": source, "metadata": {},
                       "outputs": [], "execution_count": 1})
            })
            .collect();
        let root = json!({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5});
        let notebook = Notebook::parse(Path::new("n"), &root.to_string()).unwrap();
        shadows(&notebook, &["angle", "norm"].map(String::from).into())
    }

    #[test]
    fn a_variable_that_hides_a_called_function_is_named() {
        let call = ("call", "let t = angle(&a, &b)?; // let norm");
        for source in
            ["let angle = 1.0;", "let (mut angle, b) = f();", "let t = 1;\nlet angle: f64 = 1.0;"]
        {
            let (cell, what) = &found(&[call, ("bad", source)])[0];
            assert!(cell == "bad" && what.contains("cell call"), "{source}: {what}");
        }
    }

    #[test]
    fn what_hides_nothing_is_let_be() {
        let call = ("call", "let t = angle(&a, &b)?;");
        for source in
            ["{ let angle = 1.0; }", "let t: angle = 1;", "let t = angle;", "let norm = 1;"]
        {
            assert_eq!(found(&[call, ("good", source)]), [], "{source}");
        }
        // Before the first call, and of something else.
        assert_eq!(found(&[("good", "let angle = 1;"), ("late", "angle(a)")]), []);
        assert_eq!(
            found(&[
                ("m", "v.norm(2); plot::angle(); fn angle() {}"),
                ("good", "let norm = 1; let angle = 2;")
            ]),
            []
        );
    }
}
