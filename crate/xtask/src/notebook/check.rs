//! `cargo book check`: the twins are in step and the house rules are kept.
//!
//! Nothing is executed here; that outputs are true is for [`test`](super::test) to say.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fs;
use std::sync::LazyLock;

use anyhow::Result;
use regex::Regex;
use serde_json::Value;

use super::chapters::{self, ENGLISH};
use super::compare;
use super::document::{Cell, Kind, Notebook, Output, PNG, kernelspec, language_info};
use super::execute::{Problem, fail_with};
use super::exercise::{self, SOLUTION, rust_blocks};
use super::glosses::Glossary;
use super::shadow;
use super::spoken;
use super::sync::{RENDERS, UNTRANSLATED, hash};
use super::terms;
use super::twins;
use crate::book::Book;

/// GitHub shows no larger notebook.
pub const LARGEST: usize = 4_000_000;

/// What was checked.
#[derive(Debug, Clone, Default)]
pub struct Summary {
    /// Notebooks, in all languages.
    pub notebooks: usize,
    /// Translated cells that render the English as it stands.
    pub in_step: usize,
    /// Figures with their pictures.
    pub figures: usize,
}

/// Check every notebook; the error names each cell that drifted or breaks a rule.
pub fn check(book: &Book) -> Result<Summary> {
    let (summary, problems) = examine(book)?;
    fail_with(&problems, "the notebooks are not in order")?;
    Ok(summary)
}

/// The same, with the problems as a list.
pub fn examine(book: &Book) -> Result<(Summary, Vec<Problem>)> {
    let mut summary = Summary::default();
    let mut problems = Vec::new();
    let mut links = Links::default();
    let library = shadow::library(&book.root);
    let languages = chapters::translations(book)?;
    let mut originals = Vec::new();
    for path in chapters::list(book, ENGLISH)? {
        let english = Notebook::load(&path)?;
        let mut found = Found::new(book, &english);
        house_rules(&english, &mut found, &mut summary)?;
        links.check(&english, &mut found);
        found.all(shadow::shadows(&english, &library));
        problems.append(&mut found.problems);
        originals.push(english);
    }
    for language in &languages {
        let mut twins: BTreeSet<_> = match book.notebooks(language).is_dir() {
            true => chapters::list(book, language)?.into_iter().collect(),
            false => BTreeSet::new(),
        };
        let glossary = book.notebooks(language).join("glossary.md");
        let refused = terms::refused(&glossary)?;
        let glossary = Glossary::read(&glossary)?;
        let kept = spoken::kept(&book.notebooks(language).join("kept.md"))?;
        for english in &originals {
            let file = english.path.file_name().unwrap_or_default();
            let twin = book.notebooks(language).join(file);
            if !twins.remove(&twin) {
                let mut found = Found::new(book, english);
                found.notebook(format!("has no twin in `{language}` (cargo book sync)"));
                problems.append(&mut found.problems);
                continue;
            }
            let twin = Notebook::load(&twin)?;
            let mut found = Found::new(book, &twin);
            house_rules(&twin, &mut found, &mut summary)?;
            links.check(&twin, &mut found);
            found.all(shadow::shadows(&twin, &library));
            in_step(english, &twin, &mut found, &mut summary);
            found.all(glossary.complaints(&twin));
            for cell in &twin.cells {
                let said = terms::complaints(&cell.source, &refused);
                found.all(said.into_iter().map(|what| (cell.id.clone(), what)).collect());
                let left = spoken::left_over(cell, &kept);
                if !left.is_empty() {
                    let what = "shows English, which it translates or kept.md gives a reason for";
                    found.cell(&cell.id, format!("{what}: {}", left.join(", ")));
                }
            }
            problems.append(&mut found.problems);
        }
        let catalogue = format!("crate/words/locales/{language}.po");
        let words = fs::read_to_string(book.root.join(&catalogue)).unwrap_or_default();
        problems.extend(terms::complaints(&words, &refused).into_iter().map(|what| Problem {
            notebook: catalogue.clone(),
            cell: None,
            what,
        }));
        problems.extend(twins.into_iter().map(|path| Problem {
            notebook: chapters::shown(book, &path).to_string(),
            cell: None,
            what: "has no English original".into(),
        }));
    }
    let elsewhere = [crate::words::problems(&book.root)?, crate::sections::problems(&book.root)?];
    for (file, what) in elsewhere.concat() {
        problems.push(Problem { notebook: file, cell: None, what });
    }
    Ok((summary, problems))
}

/// Problems gathered for one notebook.
struct Found {
    shown: String,
    root: String,
    problems: Vec<Problem>,
}

impl Found {
    fn new(book: &Book, notebook: &Notebook) -> Self {
        let root = book.root.to_string_lossy().into_owned();
        Self { shown: chapters::shown(book, &notebook.path).to_string(), root, problems: vec![] }
    }

    fn cell(&mut self, id: &str, what: String) {
        self.problems.push(Problem { notebook: self.shown.clone(), cell: Some(id.into()), what });
    }

    fn all(&mut self, cells: Vec<(String, String)>) {
        for (cell, what) in cells {
            self.cell(&cell, what);
        }
    }

    fn notebook(&mut self, what: String) {
        self.problems.push(Problem { notebook: self.shown.clone(), cell: None, what });
    }
}

/// What holds for every notebook by itself.
fn house_rules(notebook: &Notebook, found: &mut Found, summary: &mut Summary) -> Result<()> {
    summary.notebooks += 1;
    let text = fs::read_to_string(&notebook.path)?;
    if text.len() > LARGEST {
        let size = text.len() as f64 / 1e6;
        found
            .notebook(format!("has {size:.1} MB; GitHub shows at most {} MB", LARGEST / 1_000_000));
    }
    if notebook.metadata.get("kernelspec") != Some(&kernelspec())
        || notebook.metadata.get("language_info") != Some(&language_info())
    {
        found
            .notebook("does not name the kernel `rust` as the house does (cargo book sync)".into());
    } else if text != notebook.to_text() {
        found.notebook("is not in normal form (cargo book sync)".into());
    }
    let mut ids = HashSet::new();
    for cell in &notebook.cells {
        if !ids.insert(&cell.id) {
            found.cell(&cell.id, "shares its id with another cell".into());
        }
        if !readable(&cell.id) {
            let what = "has an id that is no name: give it words joined by hyphens";
            found.cell(&cell.id, what.into());
        }
        if cell.is_code() && cell.execution_count.is_none() {
            found.cell(&cell.id, "was not executed (cargo book run)".into());
        }
        for output in &cell.outputs {
            output_rules(cell, output, found, summary);
        }
    }
    for (cell, what) in exercise::exercises(notebook).1 {
        found.cell(&cell, what);
    }
    Ok(())
}

fn output_rules(cell: &Cell, output: &Output, found: &mut Found, summary: &mut Summary) {
    if let Some(figure) = output.figure() {
        summary.figures += 1;
        if output.text(PNG).is_none() {
            found.cell(
                &cell.id,
                "shows a figure without its static picture (cargo book run)".into(),
            );
        }
        if let Some(text) = dollar(figure) {
            let what =
                format!("has a `$` in its figure, where JupyterLab hides the text: {text:?}");
            found.cell(&cell.id, what);
        }
    }
    if fell_back(output) {
        let what = "shows its value in Debug form: the cell moves a variable of its own, whose \
                    type the kernel then cannot name; borrow it, or put the cell in braces";
        found.cell(&cell.id, what.into());
    }
    if let Some(path) = machine_path(output, &found.root) {
        found.cell(&cell.id, format!("shows a path of the machine that ran it: {path}"));
    }
}

/// Names made of small letters and digits joined by hyphens, with a word in them, and not
/// the random ids that editors give.
fn readable(id: &str) -> bool {
    static NAME: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new("^[a-z0-9]+([-.][a-z0-9]+)*$").expect("the pattern is well formed")
    });
    static RANDOM: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new("^[0-9a-f]{8}(-[0-9a-f]{4}|$)|^[0-9a-f]{16,}$")
            .expect("the pattern is well formed")
    });
    let random = RANDOM.is_match(id) && id.contains(|c: char| c.is_ascii_digit());
    NAME.is_match(id) && !random && id.contains(|c: char| c.is_ascii_lowercase()) && id.len() <= 64
}

/// Whether one of the library's own values appears in the form that is for programmers.
fn fell_back(output: &Output) -> bool {
    let bare = |text: &str| text.starts_with("[figure]") || text.starts_with("Shown {");
    let typeset = output.figure().is_some() || output.text("text/html").is_some();
    !typeset && output.text("text/plain").is_some_and(bare)
}

/// A text of the figure that contains a dollar sign.
fn dollar(value: &Value) -> Option<&str> {
    match value {
        Value::String(text) => text.contains('$').then_some(text),
        Value::Array(items) => items.iter().find_map(dollar),
        Value::Object(fields) => fields.values().find_map(dollar),
        _ => None,
    }
}

/// A path of somebody's machine in what an output shows.
fn machine_path(output: &Output, root: &str) -> Option<String> {
    static PLACES: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r#"(?:/home/|/Users/|/root/|/tmp/|/private/|/var/folders/|[A-Z]:\\Users)[^\s"'<>]*"#,
        )
        .expect("the pattern is well formed")
    });
    let texts: Vec<&str> = match output {
        Output::Stream { text, .. } => vec![text],
        Output::Rich { data, .. } => {
            data.iter().filter(|(mime, _)| *mime != PNG).filter_map(|(_, v)| v.as_str()).collect()
        }
        Output::Error { evalue, traceback, .. } => {
            std::iter::once(evalue).chain(traceback).map(String::as_str).collect()
        }
    };
    texts.into_iter().find_map(|text| {
        let found = PLACES.find(text).map(|place| place.as_str().to_owned());
        found.or_else(|| (root.len() > 4 && text.contains(root)).then(|| root.to_owned()))
    })
}

/// What holds between a notebook and its twin.
fn in_step(english: &Notebook, korean: &Notebook, found: &mut Found, summary: &mut Summary) {
    let place: HashMap<&str, usize> =
        korean.cells.iter().enumerate().map(|(i, cell)| (cell.id.as_str(), i)).collect();
    for cell in &korean.cells {
        if english.cell(&cell.id).is_none() {
            found.cell(&cell.id, "is not in the English notebook (cargo book sync)".into());
        }
    }
    let mut furthest = None;
    for cell in &english.cells {
        let Some(&index) = place.get(cell.id.as_str()) else {
            found.cell(&cell.id, "is missing (cargo book sync)".into());
            continue;
        };
        if furthest.is_some_and(|last| index < last) {
            found
                .cell(&cell.id, "stands in another order than in English (cargo book sync)".into());
        }
        furthest = furthest.max(Some(index));
        let mine = &korean.cells[index];
        match cell.kind {
            _ if mine.kind != cell.kind => {
                found.cell(
                    &cell.id,
                    format!("is {:?} here and {:?} in English", mine.kind, cell.kind),
                );
            }
            Kind::Code => recoded(cell, mine, found, summary),
            Kind::Raw => copied(cell, mine, found),
            Kind::Markdown => rendered(cell, mine, found, summary),
        }
    }
}

fn copied(english: &Cell, twin: &Cell, found: &mut Found) {
    if english.source != twin.source || english.metadata != twin.metadata {
        found.cell(&english.id, "differs from the English (cargo book sync)".into());
    }
}

/// A code cell: the same code, its own words, and outputs of its own with the same numbers.
fn recoded(english: &Cell, twin: &Cell, found: &mut Found, summary: &mut Summary) {
    let id = &english.id;
    let mut unmarked = twin.clone();
    unmarked.set_note(RENDERS, None);
    if english.metadata != unmarked.metadata {
        found.cell(id, "has other tags than in English (cargo book sync)".into());
    }
    if !twins::agree(&english.source, &twin.source) {
        found.cell(id, "has other code than in English (cargo book sync)".into());
        return;
    }
    if let Some((a, b)) = twins::other_placeholders(&english.source, &twin.source) {
        found.cell(id, format!("has other placeholders than in English: {a} became {b}"));
    }
    let words = twins::words(&english.source);
    if words != twins::words(&twin.source) {
        stamp(id, twin, &words, found, summary);
    }
    if let Some(what) = compare::other_numbers(&english.outputs, &twin.outputs) {
        found.cell(id, format!("shows other numbers than in English: {what} (cargo book run)"));
    }
}

/// Whether a twin's words render the English words as they stand.
fn stamp(id: &str, twin: &Cell, words: &str, found: &mut Found, summary: &mut Summary) {
    match twin.note(RENDERS).and_then(Value::as_str) {
        Some(stamp) if stamp == hash(words) => summary.in_step += 1,
        Some(_) => found.cell(
            id,
            format!("is stale: the English changed since (revise it, then cargo book sync --accept {id})"),
        ),
        None => found.cell(
            id,
            format!("does not say which English it renders (cargo book sync --accept {id})"),
        ),
    }
}

fn rendered(english: &Cell, korean: &Cell, found: &mut Found, summary: &mut Summary) {
    let id = &english.id;
    if korean.note(UNTRANSLATED).is_some() {
        found.cell(id, "is not translated yet".into());
        return;
    }
    let (blocks, mine) = (rust_blocks(&english.source), rust_blocks(&korean.source));
    let same = blocks.len() == mine.len()
        && blocks.iter().zip(&mine).all(|(block, mine)| twins::agree(block, mine));
    if english.has_tag(SOLUTION) && !same {
        found.cell(id, "shows another solution than in English".into());
    }
    if english.metadata.get("tags") != korean.metadata.get("tags")
        || english.metadata.get("slideshow") != korean.metadata.get("slideshow")
    {
        found.cell(id, "has other tags than in English (cargo book sync)".into());
    }
    stamp(id, korean, &english.source, found, summary);
}

/// Links in prose that lead to files of the repository.
#[derive(Default)]
struct Links {
    headings: HashMap<std::path::PathBuf, HashSet<String>>,
}

impl Links {
    fn check(&mut self, notebook: &Notebook, found: &mut Found) {
        static LINK: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(r#"\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)|(?:href|src)="([^"]+)""#)
                .expect("the pattern is well formed")
        });
        let folder = notebook.path.parent().unwrap_or(std::path::Path::new("."));
        for cell in notebook.cells.iter().filter(|cell| cell.kind == Kind::Markdown) {
            let prose = without_code(&cell.source);
            for link in LINK.captures_iter(&prose) {
                let target = link.get(1).or(link.get(2)).map_or("", |m| m.as_str());
                if target.contains("://")
                    || target.starts_with("mailto:")
                    || target.starts_with("data:")
                    || target.starts_with("attachment:")
                {
                    continue;
                }
                let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
                let path = match file {
                    "" => notebook.path.clone(),
                    file => folder.join(decoded(file)),
                };
                if !path.exists() {
                    found.cell(&cell.id, format!("links to {target}, which does not exist"));
                } else if !anchor.is_empty()
                    && path.extension().is_some_and(|end| end == "ipynb")
                    && !self.headings_of(&path).contains(&decoded(anchor))
                {
                    found
                        .cell(&cell.id, format!("links to {target}, and there is no such heading"));
                }
            }
        }
    }

    /// The anchors that JupyterLab gives to a notebook's headings: blanks become hyphens.
    fn headings_of(&mut self, path: &std::path::Path) -> &HashSet<String> {
        self.headings.entry(path.to_owned()).or_insert_with(|| {
            let Ok(notebook) = Notebook::load(path) else { return HashSet::new() };
            let prose = notebook.cells.iter().filter(|cell| cell.kind == Kind::Markdown);
            prose
                .flat_map(|cell| {
                    without_code(&cell.source).lines().map(String::from).collect::<Vec<_>>()
                })
                .flat_map(|line| {
                    let heading = line.trim_start_matches('#');
                    let named = line
                        .split("id=\"")
                        .nth(1)
                        .and_then(|rest| rest.split('"').next())
                        .map(str::to_owned);
                    let heading = (heading.len() < line.len())
                        .then(|| heading.trim().replace(['*', '`'], "").replace(' ', "-"));
                    heading.into_iter().chain(named)
                })
                .collect()
        })
    }
}

/// Prose without its code blocks and code spans, where brackets mean other things.
fn without_code(markdown: &str) -> String {
    static CODE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?s)```.*?```|`[^`\n]*`").expect("the pattern is well formed")
    });
    // A heading keeps the words that it sets as code.
    let lines = CODE.replace_all(markdown, |code: &regex::Captures<'_>| match &code[0] {
        block if block.starts_with("```") => String::new(),
        span if span.contains("](") => String::new(),
        span => span.to_owned(),
    });
    lines.into_owned()
}

/// A link's address with its `%20` and the like decoded.
fn decoded(address: &str) -> String {
    let bytes = address.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut index = 0;
    while index < bytes.len() {
        let code = (bytes[index] == b'%')
            .then(|| address.get(index + 1..index + 3))
            .flatten()
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        out.push(code.unwrap_or(bytes[index]));
        index += if code.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests;
