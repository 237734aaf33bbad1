//! The English beside a term's first use in a chapter.
//!
//! A reader of a translation meets the English of a term in the code: `posterior`,
//! `learning_rate`. Where the code of a chapter shows a term of `notebooks/<tag>/glossary.md`,
//! its first use in the chapter's prose carries the English in parentheses. What counts is
//! prose: no heading, table, formula, code or link, nothing quoted (a quotation is the name of
//! a section), no exercise and no note for teachers. A term of one letter and one whose remark
//! begins with `◦` are words of the language as well, and need none.

use std::collections::BTreeSet;
use std::fs;
use std::ops::Range;
use std::path::Path;
use std::sync::LazyLock;

use anyhow::{Context, Result};
use regex::Regex;

use super::document::{Cell, Kind, Notebook};

/// A term of the glossary with the English that the code may show.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Row {
    english: Vec<String>,
    terms: Vec<String>,
}

/// What a glossary says of the terms whose English is expected.
#[derive(Debug, Clone, Default)]
pub struct Glossary {
    rows: Vec<Row>,
    /// Every term: a short one inside a long one is no use of the short one.
    all: BTreeSet<String>,
}

impl Glossary {
    /// Reads the table; empty if there is none.
    pub fn read(path: &Path) -> Result<Self> {
        if !path.is_file() {
            return Ok(Self::default());
        }
        let text = fs::read_to_string(path)
            .with_context(|| format!("{} cannot be read", path.display()))?;
        let mut glossary = Self::default();
        // Below the line under the table's head.
        let rows = text.lines().skip_while(|line| !line.starts_with("| ---"));
        for line in rows {
            let cells: Vec<&str> = line.split('|').map(str::trim).collect();
            let &[_, english, terms, remark, ..] = cells.as_slice() else { continue };
            glossary.add(english, terms, remark.starts_with('◦'));
        }
        Ok(glossary)
    }

    fn add(&mut self, english: &str, terms: &str, everyday: bool) {
        let (english, terms) = (alternatives(english), alternatives(terms));
        self.all.extend(terms.iter().flatten().filter(|term| long(term)).cloned());
        // "forward / backward pass" beside two terms are two rows, else they are one.
        let pairs: Vec<(Vec<String>, Vec<String>)> = match english.len() == terms.len() {
            true => english.into_iter().zip(terms).collect(),
            false => vec![(english.concat(), terms.concat())],
        };
        for (mut english, mut terms) in pairs {
            english.retain(|name| name.starts_with(|c: char| c.is_ascii_alphabetic()));
            // What is English in the translation too needs no English beside it.
            terms.retain(|term| long(term) && !term.is_ascii());
            if !everyday && !english.is_empty() && !terms.is_empty() {
                self.rows.push(Row { english, terms });
            }
        }
    }

    /// The cells of a chapter whose first use of a term lacks the English.
    pub fn complaints(&self, notebook: &Notebook) -> Vec<(String, String)> {
        let code = notebook.cells.iter().filter(|cell| cell.kind == Kind::Code);
        let names: BTreeSet<String> = code.flat_map(|cell| names(&cell.source)).collect();
        let prose: Vec<(&Cell, String)> = notebook
            .cells
            .iter()
            .filter(|cell| is_prose(cell))
            .map(|cell| (cell, masked(&cell.source)))
            .collect();
        let mut found = Vec::new();
        for row in &self.rows {
            let Some(shown) = row.english.iter().find(|name| shown(name, &names)) else {
                continue;
            };
            let first = prose
                .iter()
                .find_map(|(cell, text)| self.first(text, &row.terms).map(|place| (*cell, place)));
            let Some((cell, place)) = first else { continue };
            if !glossed(&cell.source[place.end..], &row.english) {
                let term = &cell.source[place];
                found.push((
                    cell.id.clone(),
                    format!(
                        "uses {term:?} for the first time without ({shown}), as the code has it"
                    ),
                ));
            }
        }
        found
    }

    /// The first place in a text at which one of the terms stands by itself.
    fn first(&self, text: &str, terms: &[String]) -> Option<Range<usize>> {
        let alone = |term: &String| {
            let longer: Vec<Range<usize>> = self
                .all
                .iter()
                .filter(|other| other.len() > term.len() && other.contains(term.as_str()))
                .flat_map(|other| places(text, other))
                .collect();
            places(text, term)
                .into_iter()
                .find(|place| !longer.iter().any(|l| l.start <= place.start && place.end <= l.end))
        };
        terms.iter().filter_map(alone).min_by_key(|place| place.start)
    }
}

/// "a, b / c (d)" as [[a, b], [c]].
fn alternatives(cell: &str) -> Vec<Vec<String>> {
    static ASIDE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\([^)]*\)").expect("the pattern is well formed"));
    let plain = ASIDE.replace_all(cell, "");
    let words = |part: &str| part.split_whitespace().collect::<Vec<_>>().join(" ");
    plain.split(" / ").map(|part| part.split(',').map(words).collect()).collect()
}

fn long(term: &str) -> bool {
    term.chars().nth(1).is_some()
}

/// Where a term begins a word.
fn places(text: &str, term: &str) -> Vec<Range<usize>> {
    text.match_indices(term)
        .map(|(start, _)| start..start + term.len())
        .filter(|place| !text[..place.start].ends_with(char::is_alphabetic))
        .collect()
}

/// The names in code, as `_words_with_bars_`.
fn names(code: &str) -> Vec<String> {
    static WORDS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"//[^\n]*|"(?:[^"\\]|\\.)*"|([A-Za-z_][A-Za-z0-9_]*)"#)
            .expect("the pattern is well formed")
    });
    static HUMP: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"([a-z0-9])([A-Z])").expect("the pattern is well formed"));
    let found = WORDS.captures_iter(code).filter_map(|word| word.get(1));
    found
        .map(|name| {
            let apart = HUMP.replace_all(name.as_str(), "${1}_${2}").to_lowercase();
            format!("_{}_", apart.trim_matches('_'))
        })
        .collect()
}

/// Whether names of the code contain a term, in one or in many.
fn shown(term: &str, names: &BTreeSet<String>) -> bool {
    let plain = term.to_lowercase().replace(['\'', '’'], "").replace(['-', '–'], " ");
    let bars = plain.split_whitespace().collect::<Vec<_>>().join("_");
    let (one, many) = (format!("_{bars}_"), format!("_{bars}s_"));
    names.iter().any(|name| name.contains(&one) || name.contains(&many))
}

/// Whether a cell is what everybody reads from the beginning to the end.
fn is_prose(cell: &Cell) -> bool {
    let aside = cell.tags().any(|tag| {
        ["exercise", "hint", "solution", "way"].iter().any(|what| tag.starts_with(what))
    });
    cell.kind == Kind::Markdown && !aside && !cell.source.contains("<details")
}

/// The text with blanks, byte for byte, where it is no running prose.
fn masked(markdown: &str) -> String {
    static OTHER: LazyLock<Vec<Regex>> = LazyLock::new(|| {
        let patterns = [
            r"(?s)```.*?```",
            r"`[^`\n]*`",
            r"(?s)\$\$.*?\$\$",
            r"\$[^$\n]*\$",
            r"(?m)^\s*#.*$",
            r"(?m)^\|.*$",
            r"\[[^\]\n]*\]\([^)\n]*\)",
            r#"'[^'\n]{1,60}'|‘[^’\n]{1,60}’|"[^"\n]{1,60}"|“[^”\n]{1,60}”"#,
        ];
        let compiled = patterns.iter().map(|p| Regex::new(p).expect("the pattern is well formed"));
        compiled.collect()
    });
    OTHER.iter().fold(markdown.to_owned(), |text, pattern| {
        let blank = |found: &regex::Captures<'_>| " ".repeat(found[0].len());
        pattern.replace_all(&text, blank).into_owned()
    })
}

/// Whether parentheses with one of the English words follow, at most one more word between.
fn glossed(rest: &str, english: &[String]) -> bool {
    static ASIDE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            r#"^[^\s(.,;:*'’”"]{0,4}(?: [^\s(.,;:*'’”"]{1,6})?"#,
            r#"[*'’”"]{0,3}\s?\(([^)]*)\)"#,
        ))
        .expect("the pattern is well formed")
    });
    let Some(aside) = ASIDE.captures(rest) else { return false };
    let aside = aside[1].to_lowercase();
    let english: Vec<String> = english.iter().map(|name| name.to_lowercase()).collect();
    let words = english.iter().flat_map(|name| name.split_whitespace());
    // The stem is enough: "classified" glosses "classification".
    words.filter(|word| word.len() > 2).any(|word| {
        let stem: String = word.chars().take(4).collect();
        aside.contains(&stem)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn glossary(rows: &str) -> Glossary {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("glossary.md");
        assert!(Glossary::read(&path).unwrap().rows.is_empty());
        fs::write(&path, format!("| English | 한국어 | |\n| --- | --- | --- |\n{rows}")).unwrap();
        Glossary::read(&path).unwrap()
    }

    fn chapter(prose: &[&str], code: &str) -> Notebook {
        let mut cells: Vec<_> = (0..)
            .zip(prose)
            .map(|(i, text)| {
                json!({"cell_type": "markdown", "id": format!("p-{i}"), "metadata": {},
                    "source": text})
            })
            .collect();
        cells.push(json!({"cell_type": "code", "id": "code", "metadata": {}, "source": code,
            "execution_count": 1, "outputs": []}));
        let text = json!({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5});
        Notebook::parse(Path::new("01-a.ipynb"), &text.to_string()).unwrap()
    }

    #[test]
    fn the_first_use_carries_the_english_if_the_code_shows_it() {
        let glossary = glossary("| learning rate | 학습률 | |\n| base rate | 기저율 | |\n");
        let complaints =
            |prose: &[&str], code: &str| glossary.complaints(&chapter(prose, code)).len();
        assert_eq!(complaints(&["학습률을 고릅니다."], "let my_learning_rate = 0.1;"), 1);
        assert_eq!(complaints(&["학습률을 고릅니다."], "// learning_rate\nlet rate = 0.1;"), 0);
        assert_eq!(complaints(&["**학습률**(learning rate)을"], "LearningRate::new()"), 0);
        assert_eq!(complaints(&["학습률은", "학습률(learning rate)"], "learning_rates()"), 1);
        // A heading, a table, code and a quotation are no running prose.
        let aside = "## 학습률\n| 학습률 |\n`학습률` '학습률 고르기'";
        assert_eq!(complaints(&[aside, "학습률(learning rate)"], "learning_rate"), 0);
        assert_eq!(complaints(&["<details>학습률</details>"], "learning_rate"), 0);
    }

    #[test]
    fn a_term_inside_a_longer_one_is_another() {
        let glossary = glossary(
            "| basis | 기저 | |\n| basis vector | 기저벡터 | |\n| row / column | 행 / 열 | |\n\
             | step | 단계 | ◦ 세는 수 |\n| forward / reverse mode | 순방향 / 역방향 모드 | |\n",
        );
        let complaints =
            |text: &str, code: &str| glossary.complaints(&chapter(&[text], code)).len();
        assert_eq!(complaints("기저벡터(basis vector)와 기저(basis)", "basis"), 0);
        assert_eq!(complaints("기저벡터와 기저", "from_basis_vectors"), 2);
        assert_eq!(complaints("행과 열의 단계", "row(column(step))"), 0);
        assert_eq!(complaints("역방향 모드와 순방향(forward)", "forward"), 0);
    }
}
