//! The sections of the library's documentation keep one form.
//!
//! A heading is one of [`HEADINGS`], in that order, and a public function that can fail has
//! `# Errors`. There every condition carries its variant, so that a reader who matches on
//! an error finds it:
//!
//! ```text
//! [`MathError::Empty`] without data; [`MathError::NotFinite`] for NaN or infinite entries.
//!
//! - [`MathError::X`] when …,
//! - those of [`that`].
//! ```
//!
//! A sentence holds up to three conditions, a list any number from two on. What follows
//! the first sentence or the list is a remark and free.

use anyhow::{Context, Result};
use regex::Regex;
use std::path::Path;
use std::sync::LazyLock;

/// The headings that an item's documentation may have, in this order.
pub const HEADINGS: [&str; 4] = ["Formula", "Errors", "Source", "Examples"];
/// A sentence with more conditions is no longer read in one go.
const LONGEST_SENTENCE: usize = 3;

/// What breaks the form: the file's path and a sentence.
pub fn problems(root: &Path) -> Result<Vec<(String, String)>> {
    let source = root.join("crate/src");
    let mut found = Vec::new();
    if !source.is_dir() {
        return Ok(found);
    }
    for entry in walkdir::WalkDir::new(source).sort_by_file_name() {
        let entry = entry?;
        if entry.path().extension().is_none_or(|end| end != "rs") {
            continue;
        }
        let file = entry.path().strip_prefix(root)?.to_string_lossy().replace('\\', "/");
        let text = std::fs::read_to_string(entry.path())
            .with_context(|| format!("{file} cannot be read"))?;
        found.extend(of_source(&text).into_iter().map(|what| (file.clone(), what)));
    }
    Ok(found)
}

/// The complaints about one source, each with the line of its item.
fn of_source(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut documentation = Vec::new();
    let lines: Vec<&str> = source.lines().map(str::trim_start).collect();
    for (number, line) in lines.iter().enumerate() {
        if let Some(said) = line.strip_prefix("///") {
            documentation.push(said.strip_prefix(' ').unwrap_or(said));
        } else if !documentation.is_empty() && !line.starts_with("#[") {
            let mut complaints = of_item(&documentation);
            if fallible(&lines[number..]) && !documentation.contains(&"# Errors") {
                complaints.push("can fail and has no heading `# Errors`".into());
            }
            found.extend(complaints.iter().map(|what| format!("line {}: {what}", number + 1)));
            documentation.clear();
        }
    }
    found
}

/// Whether a public function begins here that answers with a `Result`.
fn fallible(lines: &[&str]) -> bool {
    let body = lines.iter().position(|line| line.ends_with(['{', ';', '}']));
    let signature = lines[..=body.unwrap_or(0)].join(" ");
    signature.starts_with("pub fn") && signature.contains("-> Result<")
}

/// The complaints about the documentation of one item.
fn of_item(documentation: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    let mut sections: Vec<(&str, Vec<&str>)> = Vec::new();
    let mut code = false;
    for line in documentation {
        if line.starts_with("```") {
            code = !code;
        } else if code {
            continue;
        } else if let Some(heading) = line.strip_prefix("# ") {
            sections.push((heading, Vec::new()));
        } else if let Some((_, lines)) = sections.last_mut() {
            lines.push(line);
        }
    }
    let mut least = 0;
    for (heading, lines) in &sections {
        match HEADINGS.iter().position(|known| known == heading) {
            None => found.push(format!(
                "has the heading `# {heading}`; the library's are {}",
                HEADINGS.join(", ")
            )),
            Some(place) if place < least => found.push(format!(
                "has its headings in another order than {}: `# {heading}` comes too late",
                HEADINGS.join(", ")
            )),
            Some(place) => least = place + 1,
        }
        if *heading == "Errors" {
            found.extend(misformed(lines));
        }
    }
    found
}

/// What is wrong with the lines under `# Errors`.
fn misformed(lines: &[&str]) -> Option<String> {
    let said = lines.iter().skip_while(|line| line.is_empty());
    let first: Vec<&str> = said.take_while(|line| !line.is_empty()).copied().collect();
    let text = first.join(" ");
    let conditions = if first.first().is_some_and(|line| line.starts_with("- ")) {
        let items: Vec<String> = first.iter().fold(Vec::new(), |mut items, line| {
            match (line.strip_prefix("- "), items.last_mut()) {
                (None, Some(item)) => *item = format!("{item} {}", line.trim_start()),
                (begun, _) => items.push(begun.unwrap_or(line).to_owned()),
            }
            items
        });
        if items.len() == 1 {
            return Some(format!("lists one error under `# Errors`; make it a sentence: {text}"));
        }
        items
    } else {
        let sentence = text.split_once(". ").map_or(text.as_str(), |(sentence, _)| sentence);
        let clauses = clauses(sentence);
        if clauses.len() > LONGEST_SENTENCE {
            return Some(format!(
                "says {} conditions in one sentence under `# Errors`; make it a list: {text}",
                clauses.len()
            ));
        }
        clauses
    };
    let bare = conditions.iter().find(|condition| !names_its_error(condition))?;
    Some(format!(
        "says under `# Errors` a condition without its variant; write [`MathError::…`] for …, or \
         those of [`…`]: {bare:?}"
    ))
}

/// The parts between semicolons that stand outside of brackets.
fn clauses(sentence: &str) -> Vec<String> {
    let mut depth = 0;
    let mut clauses = vec![String::new()];
    for letter in sentence.chars() {
        depth += match letter {
            '(' | '[' => 1,
            ')' | ']' => -1,
            _ => 0,
        };
        match clauses.last_mut() {
            Some(clause) if letter != ';' || depth > 0 => clause.push(letter),
            _ => clauses.push(String::new()),
        }
    }
    clauses.iter().map(|clause| clause.trim().to_owned()).collect()
}

/// Whether a condition begins with its variants and says when, or refers to another
/// function (by a link) or argument (by its name).
fn names_its_error(condition: &str) -> bool {
    static FORM: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?x)^(
                \[`MathError::\w+`\] ( (,|\ or) \ \[`MathError::\w+`\] )* \ \w
                | [Tt]hose\ of\ \[?`
            )",
        )
        .expect("the pattern is well formed")
    });
    FORM.is_match(condition)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The complaints about an item with this text under `# Errors`.
    fn complaints(errors: &str) -> Vec<String> {
        let said: Vec<String> = errors.lines().map(|line| format!("/// {line}\n")).collect();
        of_source(&format!("/// Mean.\n///\n/// # Errors\n{}pub fn mean() {{}}\n", said.concat()))
    }

    #[track_caller]
    fn refused(errors: &str, words: &str) {
        let found = complaints(errors);
        assert!(found.len() == 1 && found[0].contains(words), "{found:?}");
    }

    #[test]
    fn conditions_with_their_variants_pass() {
        let good = [
            "[`MathError::Empty`] without data.",
            "[`MathError::Empty`] without data; [`MathError::Overflow`] for a sum beyond the\nlargest f64 (say so; it is rare). The rest is a remark.",
            "[`MathError::Empty`], [`MathError::NotFinite`] or [`MathError::Overflow`] for them.",
            "Those of [`sum`]; [`MathError::Empty`] without data.",
            "Those of `interval`.",
            "\n- [`MathError::Empty`] without data,\n- [`MathError::OutOfRange`] unless q\n  is in [0, 1],\n- those of [`sum`](Self::sum).\n\nA remark; it is free.",
        ];
        for errors in good {
            assert_eq!(complaints(errors), Vec::<String>::new(), "{errors}");
        }
    }

    #[test]
    fn a_condition_without_its_variant_is_named() {
        refused("No data, NaN or infinite entries.", "\"No data, NaN or infinite entries.\"");
        refused("[`MathError::Empty`] without data; NaN entries.", "\"NaN entries.\"");
        refused("[`MathError::Empty`].", "without its variant");
        refused("As [`sum`].", "without its variant");
        refused("None in practice.", "without its variant");
        refused("- [`MathError::Empty`] without data,\n- NaN\n  entries.", "\"NaN entries.\"");
        refused("\n", "without its variant");
    }

    #[test]
    fn sentences_are_short_and_lists_are_not() {
        let clause = "[`MathError::Empty`] without data";
        refused(&format!("{clause}; {clause}; {clause}; {clause}."), "4 conditions");
        refused(&format!("- {clause}."), "one error");
    }

    #[test]
    fn what_can_fail_says_how() {
        let public = "/// Mean.\n#[inline]\npub fn mean(\n    x: f64,\n) -> Result<f64, E> {\n";
        let found = of_source(public);
        assert!(found.len() == 1 && found[0] == "line 3: can fail and has no heading `# Errors`");
        for fine in [public.replace("pub fn", "fn"), public.replace("Result<f64, E>", "f64")] {
            assert_eq!(of_source(&fine), Vec::<String>::new());
        }
    }

    #[test]
    fn headings_are_known_and_in_order() {
        let item = |headings: &[&str]| {
            let said: Vec<String> =
                headings.iter().map(|heading| format!("/// # {heading}\n/// text\n")).collect();
            of_source(&format!("/// A.\n{}fn a() {{}}\n", said.concat()))
        };
        assert_eq!(item(&["Formula", "Source", "Examples"]), Vec::<String>::new());
        let found = item(&["Formulas", "Source"]);
        assert!(found.len() == 1 && found[0].contains("`# Formulas`"), "{found:?}");
        let found = item(&["Source", "Formula"]);
        assert!(found.len() == 1 && found[0].contains("too late"), "{found:?}");
        assert!(found[0].starts_with("line 6:"), "{found:?}");
        let code = "/// A.\n/// ```\n/// # Ok::<(), ()>(())\n/// ```\nfn a() {}\n";
        assert_eq!(of_source(code), Vec::<String>::new());
    }
}
