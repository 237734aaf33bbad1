//! `cargo book grade`: answers against the book's own checks.
//!
//! Of a submission only the answers are taken (the cells with the ids of exercises) and the
//! cells that the student added; every check is the book's. A submission runs in a sandbox of
//! its own. The verdict is printed by a cell that comes after the check, with a word that was
//! drawn for it, so that an answer cannot print it first; whatever hangs, dies or leaves
//! something running costs its own exercise, and the next ones begin in a fresh kernel.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::hash::{BuildHasher, Hasher};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use regex::Regex;
use walkdir::WalkDir;

use super::sandbox::{self, Sandbox};
use super::sheet;
use crate::book::Book;
use crate::notebook::chapters::{self, ENGLISH};
use crate::notebook::document::{Notebook, Output};
use crate::notebook::exercise::{self, Exercise};
use crate::notebook::judge::{self, Ending};
use crate::notebook::worker::{self, Kernel, Manner, Outcome, Step};

/// No student writes a larger notebook.
const LARGEST: u64 = 20_000_000;
/// The name that holds a check's report between its cell and the one that prints it.
const REPORT: &str = "aimath_report";

/// What to grade.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// The folder with what came back: `STUDENT/01-….ipynb`, or `STUDENT-01-….ipynb`
    folder: PathBuf,
    /// The folder for the table, `marks.csv` and `marks.html`
    #[arg(long, default_value = "marks")]
    out: PathBuf,
    /// How long one cell may take; a check has shorter limits of its own
    #[arg(long, default_value_t = 30)]
    seconds: u64,
}

/// What an answer is worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    /// Its check passed.
    Solved,
    /// Its check said why not.
    Wrong(String),
    /// The compiler refused it.
    NotCompiled(String),
    /// There is no such cell in the submission.
    Missing,
    /// A cell was still running after so many seconds.
    TooLong(u64),
    /// It ended the process, or the check gave no verdict.
    Ended,
    /// It left threads or processes behind, which no verdict can be believed beside.
    LeftRunning,
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Mark::Solved => f.write_str("solved"),
            Mark::Wrong(why) => f.write_str(why),
            Mark::NotCompiled(why) => write!(f, "does not compile: {why}"),
            Mark::Missing => f.write_str("the cell is missing"),
            Mark::TooLong(seconds) => write!(f, "was still running after {seconds} s"),
            Mark::Ended => f.write_str("ended before its check gave a verdict"),
            Mark::LeftRunning => f.write_str("left threads or processes running"),
        }
    }
}

/// One submission with its marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marked {
    /// Whose it is.
    pub student: String,
    /// The chapter, by its notebook's name.
    pub chapter: String,
    /// The mark for each exercise, by the id of its cell, in the chapter's order.
    pub marks: Vec<(String, Mark)>,
    /// Why the file was not looked into at all.
    pub refused: Option<String>,
}

impl Marked {
    /// A line for the terminal.
    pub fn summary(&self) -> String {
        let solved = self.marks.iter().filter(|(_, mark)| *mark == Mark::Solved).count();
        let (student, chapter) = (&self.student, &self.chapter);
        match &self.refused {
            Some(why) => format!("{student} {chapter}: {why}"),
            None => format!("{student} {chapter}: {solved} of {}", self.marks.len()),
        }
    }
}

/// Grades every submission below the folder and writes the table.
pub fn run(book: &Book, kernel: &Kernel, options: &Options) -> Result<Vec<Marked>> {
    let folder = options.folder.canonicalize().with_context(|| {
        format!("there is no folder {} with submissions", options.folder.display())
    })?;
    let marked = grade(book, kernel, &folder, options.seconds)?;
    if marked.is_empty() {
        bail!("there is no notebook in {}", folder.display());
    }
    sheet::write(&options.out, &marked)?;
    Ok(marked)
}

/// The marks of every notebook below a folder, by path.
pub fn grade(book: &Book, kernel: &Kernel, folder: &Path, seconds: u64) -> Result<Vec<Marked>> {
    let Sandbox { through, home } = sandbox::around(book, &kernel.python, folder)?;
    let megabytes = ("AIMATH_MEMORY_MB".to_owned(), sandbox::CELL_MEGABYTES.to_string());
    let mut kernel = Kernel { through, ..kernel.clone() };
    kernel.kernel_env.extend([megabytes]);
    let library = book.root.join("crate").display().to_string();
    let session = Session { kernel, home, library, seconds };
    let mut marked = Vec::new();
    for entry in WalkDir::new(folder).sort_by_file_name() {
        let entry = entry?;
        if entry.path().extension().is_none_or(|end| end != "ipynb") {
            continue;
        }
        let (student, chapter) = whose(book, folder, entry.path())?;
        let mut one = Marked { student, chapter, marks: vec![], refused: None };
        match open(book, &entry, &one.chapter) {
            Ok((chapter, submission)) => {
                one.marks = session.marks(&chapter, &submission)?;
            }
            Err(refused) => one.refused = Some(format!("{refused:#}")),
        }
        marked.push(one);
    }
    Ok(marked)
}

/// The student and the chapter that a path names.
fn whose(book: &Book, folder: &Path, path: &Path) -> Result<(String, String)> {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let chapters = chapters::list(book, ENGLISH)?;
    let known = chapters
        .iter()
        .map(|path| path.file_stem().unwrap_or_default().to_string_lossy().into_owned())
        .find(|name| stem.ends_with(name.as_str()));
    let below = path.strip_prefix(folder).ok().and_then(Path::parent);
    let parent = below.map(|parent| parent.display().to_string()).unwrap_or_default();
    let chapter = known.unwrap_or_default();
    let rest = stem.strip_suffix(chapter.as_str()).unwrap_or(&stem).trim_end_matches(['-', '_']);
    let mut student = vec![parent.as_str(), rest];
    student.retain(|part| !part.is_empty());
    Ok((student.join("/"), chapter))
}

/// The chapter and the submission, unless the file is none.
fn open(book: &Book, entry: &walkdir::DirEntry, chapter: &str) -> Result<(Notebook, Notebook)> {
    if entry.path_is_symlink() {
        bail!("is a symbolic link; hand in the file itself");
    }
    if chapter.is_empty() {
        bail!("its name ends in no chapter's name, such as 01-linear-algebra.ipynb");
    }
    let bytes = entry.metadata()?.len();
    if bytes > LARGEST {
        bail!("has {bytes} bytes; a notebook with answers stays below {LARGEST}");
    }
    let ours = Notebook::load(&book.notebooks(ENGLISH).join(format!("{chapter}.ipynb")))?;
    // The path of the teacher's machine says nothing to the student.
    let text = fs::read_to_string(entry.path()).context("is no text")?;
    let submission = Notebook::parse(entry.path(), &text).context("is no notebook")?;
    Ok((ours, submission))
}

/// A piece of a submission, in the order in which it is to run.
enum Piece<'s> {
    /// A cell that the student added.
    Own(&'s str),
    /// An answer: the exercise's place in the chapter and the student's code.
    Answer(usize, &'s str),
}

/// The pieces of a submission that run; each exercise is answered by its first cell.
fn pieces<'s>(
    chapter: &Notebook,
    exercises: &[Exercise],
    submission: &'s Notebook,
) -> Vec<Piece<'s>> {
    let place: BTreeMap<&str, usize> = exercises
        .iter()
        .enumerate()
        .map(|(i, exercise)| (chapter.cells[exercise.stub].id.as_str(), i))
        .collect();
    let mut answered = vec![false; exercises.len()];
    let code = submission.cells.iter().filter(|cell| cell.is_code());
    code.filter_map(|cell| match place.get(cell.id.as_str()) {
        Some(&i) => (!std::mem::replace(&mut answered[i], true))
            .then_some(Piece::Answer(i, cell.source.as_str())),
        None => chapter.cell(&cell.id).is_none().then_some(Piece::Own(&cell.source)),
    })
    .collect()
}

/// What every session of a grading shares.
struct Session {
    kernel: Kernel,
    home: PathBuf,
    library: String,
    seconds: u64,
}

impl Session {
    /// The marks of one submission.
    fn marks(&self, chapter: &Notebook, submission: &Notebook) -> Result<Vec<(String, Mark)>> {
        let (exercises, broken) = exercise::exercises(chapter);
        if let Some((cell, what)) = broken.first() {
            bail!("the book's own cell {cell} {what}");
        }
        let pieces = pieces(chapter, &exercises, submission);
        let checks: Vec<&str> =
            exercises.iter().map(|one| chapter.cells[one.check].source.as_str()).collect();
        let mut found = vec![Mark::Missing; exercises.len()];
        let mut next = 0;
        while next < pieces.len() {
            next = self.run(&checks, &pieces, next, &mut found)?;
        }
        let ids = exercises.iter().map(|exercise| chapter.cells[exercise.stub].id.clone());
        Ok(ids.zip(found).collect())
    }

    /// Runs pieces from `first` on in one kernel and notes their marks; the piece with which
    /// the next kernel has to go on.
    fn run(
        &self,
        checks: &[&str],
        pieces: &[Piece<'_>],
        first: usize,
        found: &mut [Mark],
    ) -> Result<usize> {
        let mut steps = vec![
            self.step(format!(":dep aimath = {{ path = {:?} }}", self.library)),
            self.step("use aimath::prelude::*;".to_owned()),
            self.step(format!("let {REPORT} = \"nothing yet\".to_owned();")),
        ];
        // The measure for what an answer leaves behind.
        let first_word = word();
        steps.push(self.step(census(&first_word)));
        // The piece, the end of its steps, and the word of its verdict.
        let mut places = Vec::new();
        for (i, piece) in pieces.iter().enumerate() {
            match piece {
                // Cells of the student's own stand before the answers that need them.
                Piece::Own(code) => steps.push(self.step((*code).to_owned())),
                Piece::Answer(..) if i < first => continue,
                Piece::Answer(exercise, code) => {
                    let word = word();
                    steps.push(self.step((*code).to_owned()));
                    steps.push(self.step(checking(checks[*exercise])));
                    steps.push(self.step(census(&word)));
                    places.push((i, *exercise, steps.len(), word));
                }
            }
        }
        let manner = Manner { strict: false, stop_at_failure: false };
        let outcomes = worker::run(&self.kernel, &self.home, &steps, manner, |_| ())?.outcomes;
        let before = verdict(&outcomes[3], &first_word)
            .context("the kernel in the sandbox did not answer as it should")?;
        for (i, exercise, end, word) in places {
            let answer = &outcomes[end - 3..end];
            if answer[0].ending == Ending::NotReached {
                // A cell of the student's own took everything below it along.
                found[exercise] = Mark::Ended;
                continue;
            }
            let (mark, go_on) = judged(answer, &word, &before);
            found[exercise] = mark;
            if !go_on {
                return Ok(i + 1);
            }
        }
        Ok(pieces.len())
    }

    fn step(&self, code: String) -> Step {
        Step { code, timeout: self.seconds, may_fail: true, keep_variables_on_panic: true }
    }
}

/// The mark for an answer, its check and the verdict, and whether the kernel is still good.
fn judged(outcomes: &[Outcome], word: &str, before: &Verdict) -> (Mark, bool) {
    for outcome in outcomes {
        match outcome.ending {
            Ending::TimedOut(seconds) => return (Mark::TooLong(seconds), false),
            Ending::KernelDied | Ending::NotReached => return (Mark::Ended, false),
            Ending::Answered { .. } => {}
        }
    }
    let Some(after) = verdict(&outcomes[2], word) else {
        let refused = refusal(&outcomes[0].outputs).or_else(|| refusal(&outcomes[1].outputs));
        return (refused.map_or(Mark::Ended, Mark::NotCompiled), true);
    };
    let left = after.threads > before.threads || after.processes > before.processes;
    match (after.passed, left) {
        (true, true) => (Mark::LeftRunning, false),
        (true, false) => (Mark::Solved, true),
        (false, left) => (Mark::Wrong(after.said), !left),
    }
}

/// The first line of what the compiler or the kernel refused.
fn refusal(outputs: &[Output]) -> Option<String> {
    outputs.iter().find_map(|output| match output {
        Output::Error { evalue, .. } => {
            Some(judge::plain(evalue).lines().next().unwrap_or_default().to_owned())
        }
        _ => None,
    })
}

/// What a census printed.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Verdict {
    passed: bool,
    threads: usize,
    processes: usize,
    said: String,
}

fn verdict(outcome: &Outcome, word: &str) -> Option<Verdict> {
    let printed: String = outcome
        .outputs
        .iter()
        .filter_map(|output| match output {
            Output::Stream { name, text } if name == "stdout" => Some(text.as_str()),
            _ => None,
        })
        .collect();
    let line = printed.lines().find_map(|line| line.strip_prefix(word))?;
    let mut parts = line.trim().splitn(4, ' ');
    let mut next = || parts.next();
    Some(Verdict {
        passed: next()?.parse().ok()?,
        threads: next()?.parse().ok()?,
        processes: next()?.parse().ok()?,
        said: next().unwrap_or_default().to_owned(),
    })
}

/// The cell that calls the book's check. Whole paths, so that no name of the student's
/// stands in their place.
fn checking(check: &str) -> String {
    let path = Regex::new(r"\bexercise::").expect("the pattern is well formed");
    let call = path.replace_all(check.trim(), "::aimath::exercise::");
    format!("let {REPORT} = ({call}).text(::aimath::show::Language::current());")
}

/// The cell that prints a verdict and how many threads and processes there are.
fn census(word: &str) -> String {
    format!(
        r#"{{
    let threads = ::std::fs::read_dir("/proc/self/task").map_or(0, |all| all.count());
    let is_process = |name: ::std::ffi::OsString| name.to_string_lossy().bytes().all(|b| b.is_ascii_digit());
    let processes = ::std::fs::read_dir("/proc")
        .map_or(0, |all| all.flatten().filter(|entry| is_process(entry.file_name())).count());
    let passed = {REPORT}.starts_with('✓');
    let said = {REPORT}.lines().next().unwrap_or_default();
    ::std::println!("{word} {{passed}} {{threads}} {{processes}} {{said}}");
}}"#
    )
}

/// A word that nobody can guess: two keys that the standard library draws.
fn word() -> String {
    let draw = || std::collections::hash_map::RandomState::new().build_hasher().finish();
    format!("{:016x}{:016x}", draw(), draw())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn printed(text: &str) -> Outcome {
        let output = Output::Stream { name: "stdout".into(), text: text.into() };
        Outcome { ending: Ending::Answered { ok: true }, outputs: vec![output] }
    }

    const CALM: Verdict = Verdict { passed: true, threads: 3, processes: 5, said: String::new() };

    #[test]
    fn a_verdict_counts_only_with_its_word() {
        let silent = printed("");
        let answer = [silent.clone(), silent.clone(), printed("abc true 3 5 ✓ 1.1 solved\n")];
        assert_eq!(judged(&answer, "abc", &CALM), (Mark::Solved, true));
        let forged = [silent.clone(), printed("xyz true 3 5 ✓\n"), printed("✓ 1.1 solved\n")];
        assert_eq!(judged(&forged, "abc", &CALM), (Mark::Ended, true));
        let busy = [silent.clone(), silent.clone(), printed("abc true 4 5 ✓ 1.1 solved\n")];
        assert_eq!(judged(&busy, "abc", &CALM), (Mark::LeftRunning, false));
        let wrong = [silent.clone(), silent, printed("abc false 3 5 ✗ 1.1 not yet\n")];
        assert_eq!(judged(&wrong, "abc", &CALM), (Mark::Wrong("✗ 1.1 not yet".into()), true));
    }

    #[test]
    fn only_answers_and_cells_of_the_students_own_run() {
        let notebook = |cells: serde_json::Value| {
            let root = json!({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5});
            Notebook::parse(Path::new("01-a.ipynb"), &root.to_string()).unwrap()
        };
        let code = |id: &str, source: &str, tags: &[&str]| {
            json!({"cell_type": "code", "id": id, "metadata": {"tags": tags}, "source": source,
                "execution_count": null, "outputs": []})
        };
        let chapter = notebook(json!([
            code("use", "use a;", &[]),
            code("ex-1", "todo", &["exercise"]),
            code("ex-1-check", "exercise::one(f)", &["check"]),
            {"cell_type": "markdown", "id": "ex-1-solution", "metadata": {"tags": ["solution"]},
             "source": "<details>\n\n```rust\nfn f() {}\n```\n\n</details>"},
        ]));
        let submission = notebook(json!([
            code("use", "evil();", &[]),
            code("mine", "let helper = 1;", &[]),
            code("ex-1", "answer", &[]),
            code("ex-1", "second thoughts", &[]),
            code("ex-1-check", "println!(\"✓ 1.1\")", &[]),
        ]));
        let (exercises, broken) = exercise::exercises(&chapter);
        assert!(broken.is_empty(), "{broken:?}");
        let run: Vec<String> = pieces(&chapter, &exercises, &submission)
            .iter()
            .map(|piece| match piece {
                Piece::Own(code) => format!("own {code}"),
                Piece::Answer(i, code) => format!("{i} {code}"),
            })
            .collect();
        assert_eq!(run, ["own let helper = 1;", "0 answer"]);
    }

    #[test]
    fn the_check_is_called_by_its_whole_path() {
        let cell = checking("exercise::chapter1::dot(my_dot)");
        assert!(cell.contains("(::aimath::exercise::chapter1::dot(my_dot)).text("), "{cell}");
    }
}
