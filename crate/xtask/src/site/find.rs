//! What the search finds: a document for each heading, with the prose and code below it.

use super::chapter::{Chapter, Heading, Page};
use super::figure::{is_figure, plain};
use super::typed::typed;
use crate::notebook::document::{Cell, Kind};
use regex::{Captures, Regex};
use serde_json::{Value, json};
use std::sync::LazyLock;

/// The documents of these chapters.
pub fn documents(chapters: &[Chapter]) -> Vec<Value> {
    let mut documents = Vec::new();
    for chapter in chapters {
        for page in &chapter.pages {
            let mut open: Option<Document> = None;
            for cell in &page.cells {
                read(chapter, page, cell, &mut open, &mut documents);
            }
            documents.extend(open.map(|last| last.into_value(documents.len())));
        }
    }
    documents
}

/// The document that is being written.
struct Document {
    heading: Heading,
    place: String,
    chapter: String,
    text: Vec<String>,
    code: Vec<String>,
}

impl Document {
    fn into_value(self, id: usize) -> Value {
        json!({
            "id": id, "title": readable(&self.heading.text), "chapter": self.chapter,
            "place": self.place, "text": self.text.join(" "), "code": self.code.join("\n"),
        })
    }
}

fn read(
    chapter: &Chapter,
    page: &Page,
    cell: &Cell,
    open: &mut Option<Document>,
    done: &mut Vec<Value>,
) {
    if cell.kind == Kind::Code {
        if let Some(document) = open {
            document.code.push(cell.source.clone());
            let figures = cell.outputs.iter().filter(|output| is_figure(output));
            let titles = figures.filter_map(|output| output.figure());
            document.text.extend(titles.map(|figure| plain(&figure["layout"]["title"]["text"])));
        }
        return;
    }
    let mut lines = Vec::new();
    for (number, line) in cell.source.lines().enumerate() {
        let here = |heading: &&Heading| heading.cell == cell.id && heading.line == number;
        let Some(heading) = page.headings.iter().find(here) else {
            lines.push(line);
            continue;
        };
        if let Some(document) = open {
            document.text.push(readable(&lines.join("\n")));
        }
        lines.clear();
        let next = Document {
            heading: heading.clone(),
            place: format!("{}/{}.html#{}", chapter.name, page.slug, heading.label),
            chapter: readable(&chapter.title().text),
            text: Vec::new(),
            code: Vec::new(),
        };
        if let Some(before) = open.replace(next) {
            done.push(before.into_value(done.len()));
        }
    }
    if let Some(document) = open {
        document.text.push(readable(&lines.join("\n")));
    }
}

/// Prose without its markup: links by their words, formulas as one would type them.
pub fn readable(markdown: &str) -> String {
    static LINK: LazyLock<Regex> = LazyLock::new(|| pattern(r"!?\[([^\]]*)\]\([^)]*\)"));
    static FORMULA: LazyLock<Regex> = LazyLock::new(|| pattern(r"\$\$?([^$]+)\$\$?"));
    static MARKUP: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"(?m)^```[a-z]*$|</?[a-z]+>|\*\*|\*|`|^#+ |^> ?|^[-|] |\|[-:| ]*$")
    });
    // Markup first: what is typed for a formula may look like it.
    let text = LINK.replace_all(markdown, "$1");
    let text = MARKUP.replace_all(&text, "");
    let text = FORMULA.replace_all(&text, |found: &Captures<'_>| typed(&found[1]));
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("the pattern is well formed")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notebook::document::Notebook;
    use std::path::Path;

    #[test]
    fn formulas_are_read_as_one_would_type_them() {
        for (tex, expected) in [
            (r"Why $1/\sqrt{d_k}$", "Why 1/√d_k"),
            (
                r"$P(\text{ill}\mid+)=\dfrac{0.9\cdot0.01}{0.0981}$.",
                "P(ill | +) = (0.9·0.01)/0.0981.",
            ),
            (r"$\frac12\mathbf v^\top\mathbf v$", "1/2 v^T v"),
            (r"$\left[\,\begin{array}{rr} 1 & 2 \\ 3 & 4 \end{array}\,\right]$", "[1 2; 3 4]"),
            (r"$$\frac{\partial f}{\partial x} \le \ln x$$", "(∂f)/(∂x) ≤ ln x"),
            ("Solution\n```rust\nfn f() {}\n```", "Solution fn f() {}"),
        ] {
            assert_eq!(readable(tex), expected);
        }
    }

    #[test]
    fn each_heading_is_a_document_with_what_stands_below_it() {
        let cells = json!([
            {"cell_type": "markdown", "id": "t", "metadata": {}, "source": "# *Title*\nIntro [x](#y)."},
            {"cell_type": "markdown", "id": "s", "metadata": {}, "source": "## Sec\nA **b**\n### Sub\nc"},
            {"cell_type": "code", "id": "k", "metadata": {}, "source": "dot(&a)", "outputs": [],
             "execution_count": 1},
        ]);
        let text = json!({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5});
        let notebook = Notebook::parse(Path::new("01-a.ipynb"), &text.to_string()).unwrap();
        let found = documents(&[Chapter::of(&notebook, &notebook).unwrap()]);
        let column = |key: &str| -> Vec<String> {
            found.iter().map(|d| d[key].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(column("title"), ["Title", "Sec", "Sub"]);
        assert_eq!(column("text"), ["Intro x.", "A b", "c"]);
        assert_eq!(column("code"), ["", "", "dot(&a)"]);
        assert_eq!(
            column("place"),
            ["01-a/index.html#s01-t", "01-a/sec.html#s01-s", "01-a/sec.html#s01-s-1"]
        );
        assert!(found.iter().enumerate().all(|(id, document)| document["id"] == id));
    }
}
