//! `cargo book slides`: a chapter as reveal.js slides, in a folder that needs nothing else.
//!
//! `crate/xtask/python/slides` turns the cells into blocks and copies the scripts; the pages
//! are divided in the browser. Here it is decided which chapters, where to and how long each
//! section takes, so that the speaker view can tell the time.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use aimath_words::Language;
use anyhow::{Context, Result, bail};
use serde_json::{Map, Value, json};

use crate::book::Book;
use crate::notebook::chapters::{self, ENGLISH};
use crate::notebook::document::Notebook;
use crate::setup::{self, Python};
use crate::timetable::minutes;

/// What `cargo book slides` was asked for.
#[derive(Debug, Clone, clap::Args)]
pub struct Options {
    #[arg(help = msg!("Chapters by (part of) their name; by default all"))]
    names: Vec<String>,
    #[arg(help = msg!("Language of the slides; by default that of your locale"))]
    #[arg(long, value_parser = crate::lab::tag)]
    lang: Option<String>,
    #[arg(help = msg!("Where to put the folders, one for each chapter; by default \
        `.book/slides/LANG`"))]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// Makes the folders and tells where they are.
pub fn make(book: &Book, options: &Options) -> Result<Vec<PathBuf>> {
    let language = options.lang.as_deref().and_then(Language::of);
    let language = language.unwrap_or_else(Language::of_system);
    let out = options.out.clone();
    let out = out.unwrap_or_else(|| book.home().join("slides").join(language.tag()));
    let python = setup::python(book)?;
    let libraries = Python::libraries_of_slides(book)?;
    let mut folders = Vec::new();
    let mut jobs = Vec::new();
    for english in chapters::select(book, &options.names)? {
        let english = Notebook::load(&english)?;
        let folder = out.join(english.name());
        jobs.push(chapter(book, &english, language, &folder)?);
        folders.push(folder);
    }
    let words = language.with(|| {
        json!({
            "left_out": tr!("{lines} lines of code: see the notebook", lines = "{lines}"),
            "wait": tr!("Preparing the slides …"),
        })
    });
    // One process for all chapters: its packages take longer to load than a chapter to make.
    let job = json!({
        "libraries": libraries, "language": language.tag(), "words": words, "chapters": jobs,
    });
    let script = book.root.join("crate/xtask/python/slides/make_slides.py");
    converted(Command::new(&python.executable).arg(script), &job)
        .with_context(|| format!("no slides in `{}`", language.tag()))?;
    Ok(folders)
}

/// What the script has to know about one chapter.
fn chapter(book: &Book, english: &Notebook, language: Language, folder: &Path) -> Result<Value> {
    // A note may state the minutes of several sections; its slides take all of them.
    let mut minutes: Map<String, Value> = Map::new();
    for section in minutes::sections(english)? {
        let before = minutes.get(&section.note).and_then(Value::as_u64).unwrap_or(0);
        minutes.insert(section.note, (before + u64::from(section.minutes)).into());
    }
    let file = format!("{}.ipynb", english.name());
    let notebook = book.notebooks(language.tag()).join(file);
    Ok(json!({"notebook": notebook, "folder": folder, "minutes": minutes}))
}

/// Runs one of our converters on a job; its answer is one line of JSON.
pub(crate) fn converted(command: &mut Command, job: &Value) -> Result<Value> {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .context(tr!("{name} did not start", name = "Python"))?;
    let mut input = child.stdin.take().context("Python takes no input")?;
    input.write_all(job.to_string().as_bytes())?;
    drop(input);
    let output = child.wait_with_output()?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        let last: Vec<&str> = said.lines().rev().take(12).collect();
        bail!("{}", last.into_iter().rev().collect::<Vec<_>>().join("\n"));
    }
    let said = String::from_utf8_lossy(&output.stdout);
    let last = said.lines().last().unwrap_or_default();
    serde_json::from_str(last).with_context(|| format!("its answer is {last:?}"))
}

/// Makes the slides of every chapter and looks at each in a browser, the languages beside one
/// another; one deck of each language, or all when `thorough`, is turned page by page. Tells how
/// many decks there are.
pub(crate) fn prove(book: &Book, chromium: &Path, thorough: bool) -> Result<usize> {
    let folder = book.home().join("slides-test");
    // A deck of a chapter that is no more would be turned as well.
    if folder.is_dir() {
        std::fs::remove_dir_all(&folder)?;
    }
    let mut languages = vec![ENGLISH.to_owned()];
    languages.extend(chapters::translations(book)?);
    let python = Python::of_browser_test(book)?;
    let script = book.root.join("crate/xtask/python/slides/slides_test.py");
    let mut decks = 0;
    let mut turning = Vec::new();
    for lang in languages {
        let out = folder.join(&lang);
        let options = Options { names: vec![], lang: Some(lang), out: Some(out.clone()) };
        decks += make(book, &options)?.len();
        let mut command = Command::new(&python);
        command.arg(&script).arg(out).arg(chromium);
        if thorough {
            command.arg("--turn");
        }
        turning.push(command.spawn()?);
    }
    let mut failed = 0;
    for mut child in turning {
        failed += u32::from(!child.wait()?.success());
    }
    if failed > 0 {
        bail!("the slides of {failed} languages are not as they should be");
    }
    Ok(decks)
}
