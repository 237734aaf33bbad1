//! What the teachers' notes say about time, and how a section's minutes fall to its parts.
//!
//! A note begins "**50 minutes for §1.1:** …" (several sections, or several lessons, in one
//! note are understood). Inside a section the minutes are spread by the slides that each
//! subsection has, since that is what a class sees.

use std::sync::LazyLock;

use anyhow::{Context, Result, bail};
use regex::Regex;

use crate::notebook::document::{Cell, Kind, Notebook};

/// How soon a part is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// The core path of the main chapters.
    Core,
    /// What a first reading of a main chapter may leave out.
    Second,
    /// The chapters with the proofs.
    Foundations,
}

/// A section with the minutes that its teacher's note states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// "1.2"; empty for a chapter that has no numbered sections.
    pub number: String,
    /// The cell with its heading.
    pub cell: String,
    /// The cell with the note.
    pub note: String,
    /// Minutes in class.
    pub minutes: u32,
}

/// A piece of a section, as long as one subsection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The number of its section, "1.2", in the foundations "f1.2".
    pub section: String,
    /// Its heading, in the reader's language.
    pub title: String,
    /// Minutes in class.
    pub minutes: u32,
    /// How soon it is wanted.
    pub rank: Rank,
    /// The exercises in it, by number.
    pub exercises: Vec<String>,
}

/// A heading of a notebook.
#[derive(Debug, Clone, Copy)]
pub struct Heading<'n> {
    /// How many `#`.
    pub level: usize,
    /// Its words.
    pub title: &'n str,
    /// Its cell's place.
    pub index: usize,
}

impl Heading<'_> {
    /// The number of the section that begins here.
    pub fn section_number(&self) -> Option<String> {
        static NUMBER: LazyLock<Regex> =
            LazyLock::new(|| Regex::new(r"^(\d+\.\d+)\s").expect("a pattern"));
        (self.level == 2).then(|| NUMBER.captures(self.title).map(|c| c[1].to_owned()))?
    }
}

/// The headings that stand at the top of a cell of prose, exercises aside.
pub fn headings(notebook: &Notebook) -> Vec<Heading<'_>> {
    let mut found = Vec::new();
    for (index, cell) in notebook.cells.iter().enumerate() {
        if cell.kind == Kind::Markdown && !cell.has_tag("exercise-text") {
            let first = cell.source.lines().next().unwrap_or_default();
            let title = first.trim_start_matches('#');
            let level = first.len() - title.len();
            if level > 0 && title.starts_with(' ') {
                found.push(Heading { level, title: title.trim(), index });
            }
        }
    }
    found
}

/// How the cell stands to the slide before it.
fn slide_type(cell: &Cell) -> &str {
    cell.metadata.get("slideshow").and_then(|show| show["slide_type"].as_str()).unwrap_or("-")
}

/// The sections of an English notebook in their order, with their minutes.
pub fn sections(english: &Notebook) -> Result<Vec<Section>> {
    static STATED: LazyLock<Regex> = LazyLock::new(|| {
        let lessons = r"(?:(\w+) lessons? of )?";
        Regex::new(&format!(r"{lessons}(\d+)(?: minutes)? for §(\d+\.\d+)")).expect("a pattern")
    });
    static WHOLE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\*\*(\d+) minutes[:.]").expect("a pattern"));
    let headings = headings(english);
    let numbered = headings.iter().any(|heading| heading.section_number().is_some());
    let mut sections: Vec<Section> = Vec::new();
    for cell in english.cells.iter().filter(|cell| slide_type(cell) == "notes") {
        if !numbered {
            if let (Some(stated), Some(title)) = (WHOLE.captures(&cell.source), headings.first()) {
                let minutes = stated[1].parse()?;
                let heading = english.cells[title.index].id.clone();
                let note = cell.id.clone();
                sections.push(Section { number: String::new(), cell: heading, note, minutes });
            }
            continue;
        }
        for stated in STATED.captures_iter(&cell.source) {
            let number = &stated[3];
            let lessons = stated.get(1).map_or(Ok(1), |word| count(word.as_str()))?;
            let heading = headings
                .iter()
                .find(|heading| heading.section_number().as_deref() == Some(number))
                .with_context(|| {
                    let (name, id) = (english.name(), &cell.id);
                    format!("{name}, cell {id}: there is no section {number}")
                })?;
            if sections.iter().any(|section| section.number == number) {
                bail!("{}, cell {}: §{number} has its minutes already", english.name(), cell.id);
            }
            sections.push(Section {
                number: number.to_owned(),
                cell: english.cells[heading.index].id.clone(),
                note: cell.id.clone(),
                minutes: lessons * stated[2].parse::<u32>()?,
            });
        }
    }
    Ok(sections)
}

fn count(word: &str) -> Result<u32> {
    let words = ["one", "two", "three", "four", "five", "six"];
    match words.iter().position(|known| *known == word.to_lowercase()) {
        Some(index) => Ok(index as u32 + 1),
        None => word.parse().with_context(|| format!("{word:?} is no number of lessons")),
    }
}

/// A section's subsections, with its minutes spread over them; `shown` gives the titles.
pub fn parts(english: &Notebook, shown: &Notebook, section: &Section) -> Vec<Part> {
    let foundations = english.name().starts_with('f');
    let leave_out = LeaveOut::of(english);
    let all = headings(english);
    let place = |id: &str| all.iter().position(|heading| english.cells[heading.index].id == id);
    let Some(first) = place(&section.cell) else { return Vec::new() };
    let level = all[first].level;
    let inside = all[first + 1..].iter().take_while(|heading| heading.level > level).count();
    let last = first + inside;
    let end = all.get(last + 1).map_or(english.cells.len(), |heading| heading.index);
    let mut parts = Vec::new();
    let mut weights = Vec::new();
    let until = if inside == 0 { end } else { all[first + 1].index };
    let opening = &english.cells[all[first].index..until];
    // What stands between a section's title and its first subsection opens that subsection;
    // where it computes something, it is a part by itself.
    let alone = inside == 0 || opening.iter().any(|cell| cell.kind == Kind::Code);
    let starts: Vec<usize> = (if alone { first } else { first + 1 }..=last).collect();
    for (n, &start) in starts.iter().enumerate() {
        let from = if n == 0 { all[first].index } else { all[start].index };
        let to = starts.get(n + 1).map_or(end, |&next| all[next].index);
        let cells = &english.cells[from..to];
        let slides = cells
            .iter()
            .filter(|cell| matches!(slide_type(cell), "slide" | "subslide"))
            .filter(|cell| !cell.has_tag("exercise-text"))
            .count();
        let exercises = cells.iter().filter(|cell| cell.has_tag("exercise-text"));
        let exercises: Vec<String> = exercises.filter_map(|cell| exercise(&cell.id)).collect();
        let heading = &all[start];
        let rank = match foundations {
            true => Rank::Foundations,
            false if leave_out.names(&section.number, n, &all, &starts) => Rank::Second,
            false => Rank::Core,
        };
        let title = shown
            .cell(&english.cells[heading.index].id)
            .and_then(|cell| cell.source.lines().next())
            .map_or(heading.title, |line| line.trim_start_matches('#').trim());
        // The number of a section stands before its title already.
        let numbered = title.split_once(' ').filter(|(number, _)| {
            !section.number.is_empty() && number.starts_with(&section.number)
        });
        let title = numbered.map_or(title, |(_, rest)| rest);
        weights.push(slides);
        parts.push(Part {
            section: format!("{}{}", if foundations { "f" } else { "" }, section.number),
            title: title.to_owned(),
            minutes: 0,
            rank,
            exercises,
        });
    }
    for (part, minutes) in parts.iter_mut().zip(spread(section.minutes, &weights)) {
        part.minutes = minutes;
    }
    gather(parts)
}

/// A part without a minute of its own belongs to the one before it.
fn gather(parts: Vec<Part>) -> Vec<Part> {
    let mut kept: Vec<Part> = Vec::new();
    for part in parts {
        match kept.last_mut() {
            Some(before) if part.minutes == 0 => before.exercises.extend(part.exercises),
            _ => kept.push(part),
        }
    }
    kept
}

/// "ex-f1-10-text" as "f1.10".
fn exercise(id: &str) -> Option<String> {
    let mut words = id.split('-').skip(1);
    Some(format!("{}.{}", words.next()?, words.next()?))
}

/// Whole minutes in proportion to the weights; they add up to the total.
fn spread(total: u32, weights: &[usize]) -> Vec<u32> {
    let sum: usize = weights.iter().sum();
    let mut done = 0;
    let mut told = 0;
    weights
        .iter()
        .enumerate()
        .map(|(index, weight)| {
            done += weight;
            let until = match index + 1 == weights.len() {
                true => total,
                false => (f64::from(total) * done as f64 / sum.max(1) as f64).round() as u32,
            };
            let own = until - told;
            told = until;
            own
        })
        .collect()
}

/// What the chapter's "Core path" tells a first reading to leave out.
#[derive(Debug, Default)]
struct LeaveOut {
    /// Beginnings of headings, with the sections that are meant (all when none is named).
    named: Vec<(String, Vec<String>)>,
    /// Sections of which everything after a heading is left out.
    after: Vec<(String, String)>,
}

impl LeaveOut {
    fn of(english: &Notebook) -> Self {
        static NAMED: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(r#"["“]([^"”]+)["”](?: at the ends? of ((?:§\d+\.\d+(?:, | and )?)+))?"#)
                .expect("a pattern")
        });
        static AFTER: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(r"in §(\d+\.\d+) everything after (?:the )?([^;,.]+)").expect("a pattern")
        });
        static NUMBER: LazyLock<Regex> =
            LazyLock::new(|| Regex::new(r"\d+\.\d+").expect("a pattern"));
        let text = english.cells.first().map(|cell| cell.source.as_str()).unwrap_or_default();
        let Some((_, path)) = text.split_once("Core path") else { return Self::default() };
        let path = path.split("\n\n").next().unwrap_or_default();
        let Some((_, path)) = path.split_once("leave out") else { return Self::default() };
        let named = NAMED.captures_iter(path).map(|found| {
            let sections = found.get(2).map_or("", |m| m.as_str());
            let sections = NUMBER.find_iter(sections).map(|m| m.as_str().to_owned()).collect();
            (found[1].trim_end_matches(['.', ',']).to_lowercase(), sections)
        });
        let after = AFTER.captures_iter(path).map(|c| (c[1].to_owned(), c[2].to_lowercase()));
        Self { named: named.collect(), after: after.collect() }
    }

    /// Whether it names the subsection that begins at `starts[n]`.
    fn names(&self, section: &str, n: usize, all: &[Heading<'_>], starts: &[usize]) -> bool {
        let title = all[starts[n]].title.to_lowercase();
        let named = self.named.iter().any(|(name, sections)| {
            title.contains(name) && (sections.is_empty() || sections.iter().any(|s| s == section))
        });
        let before = starts[..n].iter().map(|&start| all[start].title.to_lowercase());
        let before: Vec<String> = before.collect();
        named
            || self.after.iter().any(|(of, name)| {
                of == section && before.iter().any(|title| title.contains(name.trim()))
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};
    use std::path::Path;

    fn cell(id: &str, slide: &str, source: &str) -> Value {
        json!({ "cell_type": "markdown", "id": id, "source": source,
                "metadata": { "slideshow": { "slide_type": slide } } })
    }

    fn notebook(name: &str, cells: &[Value]) -> Notebook {
        let root = json!({ "cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5 });
        Notebook::parse(Path::new(name), &root.to_string()).unwrap()
    }

    #[test]
    fn notes_state_the_minutes_of_one_section_or_several() {
        let lesson = notebook(
            "01.ipynb",
            &[
                cell("title", "slide", "# One\n\n**Core path:** leave out \"Extra\"; then go on."),
                cell("a", "slide", "## 1.1 First"),
                cell("n", "notes", "**Three lessons of 50 minutes for §1.1, 45 for §1.2.** Begin."),
                cell("b", "slide", "### Sub"),
                cell("c", "subslide", "more"),
                cell("d", "slide", "### Extra: beyond"),
                cell("e", "slide", "## 1.2 Second"),
                cell("f", "slide", "## What you have"),
            ],
        );
        let sections = sections(&lesson).unwrap();
        let stated: Vec<_> = sections.iter().map(|s| (s.number.as_str(), s.minutes)).collect();
        assert_eq!(stated, [("1.1", 150), ("1.2", 45)]);
        // Four slides: the title's, two of Sub, one of Extra.
        let parts: Vec<_> = sections.iter().flat_map(|s| parts(&lesson, &lesson, s)).collect();
        let told: Vec<_> = parts.iter().map(|p| (p.title.as_str(), p.minutes, p.rank)).collect();
        let expected = [
            ("Sub", 113, Rank::Core),
            ("Extra: beyond", 37, Rank::Second),
            ("Second", 45, Rank::Core),
        ];
        assert_eq!(told, expected);
    }

    #[test]
    fn minutes_for_a_section_that_does_not_exist_or_twice_are_refused() {
        let lost = notebook(
            "01.ipynb",
            &[
                cell("a", "slide", "## 1.1 First"),
                cell("n", "notes", "**50 minutes for §1.2:** nothing."),
            ],
        );
        assert!(sections(&lost).unwrap_err().to_string().contains("no section 1.2"));
        let twice = notebook(
            "01.ipynb",
            &[
                cell("a", "slide", "## 1.1 First"),
                cell("n", "notes", "**50 minutes for §1.1:** so."),
                cell("m", "notes", "**50 minutes for §1.1:** again."),
            ],
        );
        assert!(sections(&twice).unwrap_err().to_string().contains("already"));
    }

    #[test]
    fn a_section_that_computes_before_its_first_subsection_is_not_named_after_that() {
        let code = json!({ "cell_type": "code", "id": "k", "source": "dot(&a, &b)", "metadata": {},
                           "outputs": [], "execution_count": 1 });
        let lesson = notebook(
            "f3.ipynb",
            &[
                cell("a", "slide", "## 3.3 Chain Rule"),
                cell("n", "notes", "**30 minutes for §3.3:** so."),
                cell("b", "slide", "The theorem."),
                code,
                cell("c", "slide", "### Proof"),
            ],
        );
        let section = &sections(&lesson).unwrap()[0];
        let told = parts(&lesson, &lesson, section);
        let told: Vec<_> = told.iter().map(|part| (part.title.as_str(), part.minutes)).collect();
        assert_eq!(told, [("Chain Rule", 20), ("Proof", 10)]);
    }

    #[test]
    fn a_part_left_out_at_the_ends_of_sections_is_left_out_there_alone() {
        let text = "# T\n\n**Core path**: leave out \"Wrong\" at the ends of §1.2 and §1.3, and in \
                    §1.4 everything after the limit; fine.";
        let leave_out = LeaveOut::of(&notebook("01.ipynb", &[cell("t", "slide", text)]));
        let heading = |title| Heading { level: 3, title, index: 0 };
        let all = [heading("The limit"), heading("Wrong turns")];
        assert!(leave_out.names("1.2", 1, &all, &[0, 1]));
        assert!(!leave_out.names("1.1", 1, &all, &[0, 1]));
        assert!(
            leave_out.names("1.4", 1, &all, &[0, 1]) && !leave_out.names("1.4", 0, &all, &[0, 1])
        );
    }

    #[test]
    fn minutes_are_spread_without_loss() {
        assert_eq!(spread(50, &[1, 1, 1]), [17, 16, 17]);
        assert_eq!(spread(7, &[0, 0]), [0, 7]);
    }
}
