//! A notebook taken apart into the pages of the site.
//!
//! A chapter is a page with its introduction and one page per section (`##`). Pages and the
//! targets inside them are named after the English headings and the cells' ids, so an address
//! is the same in every language up to the language itself.

use crate::notebook::document::{Cell, Kind, Notebook};
use anyhow::{Context, Result, bail};
use regex::{Captures, Regex};
use std::collections::{BTreeMap, HashSet};
use std::sync::LazyLock;

/// A chapter in one language.
#[derive(Debug)]
pub struct Chapter {
    /// The notebook's name, which is the folder of its pages.
    pub name: String,
    /// The introduction (`index`), then the sections.
    pub pages: Vec<Page>,
}

/// A page of a chapter.
#[derive(Debug)]
pub struct Page {
    /// The file's name without its ending.
    pub slug: String,
    /// What stands on it.
    pub cells: Vec<Cell>,
    /// Its headings in order.
    pub headings: Vec<Heading>,
}

/// A heading of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// The cell that it stands in.
    pub cell: String,
    /// Its line in that cell.
    pub line: usize,
    /// How many `#` it has in the notebook.
    pub level: usize,
    /// Its words.
    pub text: String,
    /// The site's name for the place, the same in every language.
    pub label: String,
}

impl Chapter {
    /// Takes a notebook apart; `english` names the pages.
    pub fn of(notebook: &Notebook, english: &Notebook) -> Result<Chapter> {
        let name = notebook.name();
        let prefix = format!("s{}", name.split('-').next().unwrap_or_default());
        let mut pages = vec![Page::new("index".to_owned())];
        let mut slugs = HashSet::new();
        for cell in &notebook.cells {
            // What leads to the neighbours in Jupyter; every page of the site has its own.
            if cell.has_tag("way") {
                continue;
            }
            let headings = headings(cell, &prefix);
            if headings.first().is_some_and(|first| first.level == 2 && first.line == 0) {
                let twin = english.cell(&cell.id).with_context(|| {
                    format!("{name}: the section {} is not in the English notebook", cell.id)
                })?;
                let slug = slug(twin.source.lines().next().unwrap_or_default());
                if !slugs.insert(slug.clone()) {
                    bail!("{name}: two sections are called {slug}");
                }
                pages.push(Page::new(slug));
            }
            let page = pages.last_mut().expect("the introduction is there");
            page.headings.extend(headings);
            page.cells.push(cell.clone());
        }
        match pages[0].headings.first() {
            Some(title) if title.level == 1 => Ok(Chapter { name, pages }),
            _ => bail!("{name} does not begin with a title"),
        }
    }

    /// The chapter's title.
    pub fn title(&self) -> &Heading {
        &self.pages[0].headings[0]
    }
}

impl Page {
    fn new(slug: String) -> Page {
        Page { slug, cells: Vec::new(), headings: Vec::new() }
    }
}

/// The words of a heading as part of an address.
fn slug(heading: &str) -> String {
    let lower = heading.trim_start_matches('#').trim().to_lowercase();
    let words = lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-")
}

/// The headings of a cell, outside of code.
fn headings(cell: &Cell, prefix: &str) -> Vec<Heading> {
    if cell.kind != Kind::Markdown {
        return Vec::new();
    }
    let mut found: Vec<Heading> = Vec::new();
    for (line, text) in prose_lines(&cell.source) {
        let level = text.bytes().take_while(|&byte| byte == b'#').count();
        if (1..=6).contains(&level) && text[level..].starts_with(' ') {
            let label = format!("{prefix}-{}", slug(&cell.id.replace('_', "-")));
            let label = if found.is_empty() { label } else { format!("{label}-{}", found.len()) };
            let text = text[level..].trim().replace(['*', '`'], "");
            found.push(Heading { cell: cell.id.clone(), line, level, text, label });
        }
    }
    found
}

/// The lines outside of fenced code, with their numbers.
fn prose_lines(source: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut fence: Option<&str> = None;
    source.lines().enumerate().filter(move |(_, line)| {
        let line = line.trim_start();
        let mark = &line[..line.bytes().take_while(|&byte| byte == b'`').count()];
        match fence {
            Some(open) if mark.len() >= open.len() => {
                fence = None;
                false
            }
            Some(_) => false,
            None if mark.len() >= 3 => {
                fence = Some("```");
                false
            }
            None => true,
        }
    })
}

/// Where the links of one language lead: chapter and JupyterLab's anchor to a label.
#[derive(Debug, Default)]
pub struct Places(BTreeMap<(String, String), String>);

impl Places {
    /// The places of these chapters.
    pub fn of(chapters: &[Chapter]) -> Places {
        let mut places = BTreeMap::new();
        for chapter in chapters {
            let title = chapter.title().label.clone();
            places.insert((chapter.name.clone(), String::new()), title);
            for heading in chapter.pages.iter().flat_map(|page| &page.headings) {
                let anchor = heading.text.replace(' ', "-");
                places
                    .entry((chapter.name.clone(), anchor))
                    .or_insert_with(|| heading.label.clone());
            }
        }
        Places(places)
    }

    /// A cell's prose with labels at its headings, links turned to labels, and each heading
    /// `lift` levels higher.
    pub fn prose(&self, chapter: &str, page: &Page, cell: &Cell, lift: usize) -> Result<String> {
        static LINK: LazyLock<Regex> =
            LazyLock::new(|| Regex::new(r"\]\(([^)\s]+)\)").expect("the pattern is well formed"));
        let prose: HashSet<usize> = prose_lines(&cell.source).map(|(number, _)| number).collect();
        let mut lines = Vec::new();
        for (number, line) in cell.source.lines().enumerate() {
            if !prose.contains(&number) {
                lines.push(line.to_owned());
                continue;
            }
            let here = |heading: &&Heading| heading.cell == cell.id && heading.line == number;
            let mut line = line;
            if let Some(heading) = page.headings.iter().find(here) {
                lines.push(format!("({})=", heading.label));
                line = &line[lift.min(heading.level - 1)..];
            }
            let mut wrong = None;
            let line = LINK.replace_all(line, |link: &Captures<'_>| {
                match self.target(chapter, &link[1]) {
                    Ok(target) => format!("]({target})"),
                    Err(problem) => {
                        wrong.get_or_insert(problem);
                        link[0].to_owned()
                    }
                }
            });
            if let Some(problem) = wrong {
                return Err(problem.context(format!("{chapter}, cell {}", cell.id)));
            }
            lines.push(line.into_owned());
        }
        Ok(lines.join("\n"))
    }

    /// A link's address on the site.
    fn target(&self, chapter: &str, address: &str) -> Result<String> {
        if address.contains("://") || address.starts_with("mailto:") {
            return Ok(address.to_owned());
        }
        let (file, anchor) = address.split_once('#').unwrap_or((address, ""));
        let name = match file.strip_suffix(".ipynb") {
            _ if file.is_empty() => chapter,
            Some(name) => name,
            None if file == "glossary.md" => return Ok("/glossary.md".to_owned()),
            None => bail!("the link {address} leads out of the book"),
        };
        let label = self.0.get(&(name.to_owned(), anchor.to_owned()));
        Ok(format!("#{}", label.with_context(|| format!("the link {address} leads nowhere"))?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use std::path::Path;

    fn notebook(name: &str, cells: &[(&str, &str)]) -> Notebook {
        let cells: Vec<_> = cells
            .iter()
            .map(|(id, source)| {
                json!({"cell_type": "markdown", "id": id, "metadata": {}, "source": source})
            })
            .collect();
        let text = json!({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5});
        Notebook::parse(Path::new(name), &text.to_string()).unwrap()
    }

    fn twins() -> (Chapter, Chapter) {
        let english = notebook(
            "01-a.ipynb",
            &[("t", "# Title"), ("one", "## 1.1 First `map`\n### Deep"), ("x", "```\n## no\n```")],
        );
        let korean = notebook(
            "01-a.ipynb",
            &[("t", "# 제목"), ("one", "## 1.1 첫째\n### 깊이"), ("x", "끝")],
        );
        (Chapter::of(&english, &english).unwrap(), Chapter::of(&korean, &english).unwrap())
    }

    #[test]
    fn both_languages_have_the_same_addresses() {
        let (english, korean) = twins();
        for chapter in [&english, &korean] {
            let slugs: Vec<_> = chapter.pages.iter().map(|page| page.slug.as_str()).collect();
            assert_eq!(slugs, ["index", "1-1-first-map"]);
            let labels: Vec<_> =
                chapter.pages[1].headings.iter().map(|heading| heading.label.as_str()).collect();
            assert_eq!(labels, ["s01-one", "s01-one-1"]);
        }
        assert_eq!(korean.pages[1].headings[1].text, "깊이");
    }

    #[test]
    fn links_lead_to_labels_and_code_stays() {
        let (english, _) = twins();
        let places = Places::of(std::slice::from_ref(&english));
        let source = "## 1.1 First `map`\n### Deep\n[a](#Deep) [b](01-a.ipynb) [c](https://x.y)\n\
                      ```\n[d](#none)\n```";
        let mut cell = english.pages[1].cells[0].clone();
        cell.source = source.to_owned();
        let prose = places.prose("01-a", &english.pages[1], &cell, 1).unwrap();
        assert_eq!(
            prose,
            "(s01-one)=\n# 1.1 First `map`\n(s01-one-1)=\n## Deep\n[a](#s01-one-1) [b](#s01-t) \
             [c](https://x.y)\n```\n[d](#none)\n```"
        );
        cell.source = "[a](#gone)".to_owned();
        let problem = places.prose("01-a", &english.pages[1], &cell, 1).unwrap_err();
        assert!(format!("{problem:#}").contains("#gone leads nowhere"), "{problem:#}");
    }

    #[test]
    fn a_chapter_needs_a_title() {
        let bad = notebook("01-a.ipynb", &[("t", "no title")]);
        assert!(Chapter::of(&bad, &bad).unwrap_err().to_string().contains("title"));
    }
}
