//! `cargo book print`: the book as PDF and EPUB, from the executed notebooks.
//!
//! `crate/xtask/python/print` joins the cells to one document (pandoc reads them, typst and
//! pandoc set it); `check.py` there reads the result back, for the test.

use std::path::{Path, PathBuf};
use std::process::Command;

use aimath_words::Language;
use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::book::Book;
use crate::notebook::chapters::{self, ENGLISH};
use crate::setup::{self, Python};
use crate::slides::converted;

/// What `cargo book print` was asked for.
#[derive(Debug, Clone, clap::Args)]
pub struct Options {
    #[arg(help = msg!("Chapters by (part of) their name; by default the whole book"))]
    names: Vec<String>,
    #[arg(help = msg!("Language of the book; by default that of your locale"))]
    #[arg(long, value_parser = crate::lab::tag)]
    lang: Option<String>,
    #[arg(help = msg!("Where to put the two files; by default `.book/print`"))]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// What was printed, and what must be found in it.
struct Printed {
    pdf: PathBuf,
    epub: PathBuf,
    contains: Value,
}

/// Makes PDF and EPUB and tells where they are.
pub fn make(book: &Book, options: &Options) -> Result<Vec<PathBuf>> {
    let language = options.lang.as_deref().and_then(Language::of);
    let language = language.unwrap_or_else(Language::of_system);
    let out = options.out.clone().unwrap_or_else(|| book.home().join("print"));
    let printed = print(book, &options.names, language, &out)?;
    Ok(vec![printed.pdf, printed.epub])
}

fn print(book: &Book, names: &[String], language: Language, out: &Path) -> Result<Printed> {
    let python = setup::python(book)?;
    let libraries = Python::libraries_of_print(book)?;
    let chosen = chapters::select(book, names)?;
    let files = chosen.iter().filter_map(|path| path.file_name());
    let notebooks: Vec<PathBuf> =
        files.map(|file| book.notebooks(language.tag()).join(file)).collect();
    let mut name = format!("aimath-{}", language.tag());
    if !names.is_empty() {
        let stems = chosen.iter().filter_map(|path| path.file_stem());
        name = stems.fold(name, |name, stem| format!("{name}-{}", stem.to_string_lossy()));
    }
    let (pdf, epub) = (out.join(format!("{name}.pdf")), out.join(format!("{name}.epub")));
    let words = language.with(|| {
        json!({
            "title": tr!("The mathematics of machine learning"),
            "subtitle": tr!("a book that runs"),
            "contents": tr!("Contents"),
            "solutions": tr!("Hints and solutions"),
            "to_solution": tr!("→ hint and solution"),
            "figure": tr!("Figure {number}.", number = "{number}"),
            "no_font": tr!(
                "this machine has no font with Hangul that the PDF could use; \
                 `sudo apt install fonts-noto-cjk` brings one"
            ),
        })
    });
    let job = json!({
        "notebooks": notebooks, "pdf": pdf, "epub": epub,
        "libraries": libraries, "language": language.tag(), "words": words,
    });
    let script = book.root.join("crate/xtask/python/print/make_book.py");
    let contains = converted(Command::new(&python.executable).arg(script), &job)
        .with_context(|| tr!("the book cannot be printed in `{lang}`", lang = language.tag()))?;
    Ok(Printed { pdf, epub, contains })
}

/// The chapters named, in every language, printed and read back; tells how many pages.
pub(crate) fn prove(book: &Book, names: &[String], out: &Path) -> Result<u64> {
    let mut pages = 0;
    let mut languages = vec![ENGLISH.to_owned()];
    languages.extend(chapters::translations(book)?);
    for tag in languages {
        let Some(language) = Language::of(&tag) else { bail!("`{tag}` has no catalogue") };
        let Printed { pdf, epub, contains } = print(book, names, language, out)?;
        let job = json!({
            "pdf": pdf, "epub": epub, "contains": contains,
            "libraries": Python::libraries_of_print(book)?,
        });
        let script = book.root.join("crate/xtask/python/print/check.py");
        let seen = converted(Command::new(setup::python(book)?.executable).arg(script), &job)
            .with_context(|| format!("{} is not as it should be", pdf.display()))?;
        pages += seen["pages"].as_u64().context("no pages were counted")?;
    }
    Ok(pages)
}
