//! `cargo book grade`: answers against the book's own checks.
//!
//! Of a submission only the answers are taken (the cells with the ids of exercises) and the
//! cells that the student added; every check is the book's. A submission runs in a sandbox of
//! its own. The verdict is told by a cell that is compiled after the check has come to its end
//! and nothing of the answer runs any more, with a word drawn for it, so that no answer can tell
//! it first. Whatever hangs, dies or leaves something running costs its own exercise, and the
//! next ones begin in a fresh kernel.

use std::collections::{BTreeSet, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::thread;

use aimath_words::Language;
use anyhow::{Context, Result, bail};
use walkdir::{DirEntry, WalkDir};

use super::mark::{self, Mark, Words};
use super::sandbox;
use super::sheet;
use super::submission::{self, Piece};
use crate::book::Book;
use crate::lab;
use crate::notebook::chapters::{self, ENGLISH};
use crate::notebook::document::Notebook;
use crate::notebook::execute;
use crate::notebook::exercise::{self, Exercise};
use crate::notebook::judge::Ending;
use crate::notebook::worker::{self, Kernel, Manner, Outcome, Step};

/// What to grade.
#[derive(Debug, clap::Args)]
pub struct Options {
    #[arg(help = msg!("The folder with what came back: `STUDENT/01-….ipynb`, or \
        `STUDENT-01-….ipynb`"))]
    folder: PathBuf,
    #[arg(help = msg!("The folder for the table, `marks.csv` and `marks.html`"))]
    #[arg(long, default_value = "marks")]
    out: PathBuf,
    #[arg(help = msg!("Language of the table; by default that of your locale"))]
    #[arg(long, value_parser = lab::tag)]
    lang: Option<String>,
    #[arg(help = msg!("How long one cell may take; of that, a third for one input of a check"))]
    #[arg(long, default_value_t = 30)]
    seconds: u64,
    #[arg(help = msg!("How many submissions at once"))]
    #[arg(long)]
    jobs: Option<usize>,
}

/// How to grade.
#[derive(Debug, Clone)]
pub struct Terms {
    /// The language of what is said about an answer.
    pub language: Language,
    /// How long one cell may take.
    pub seconds: u64,
    /// How many submissions at once.
    pub jobs: Option<usize>,
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
    /// How many exercises are solved.
    pub fn solved(&self) -> usize {
        self.marks.iter().filter(|(_, mark)| *mark == Mark::Solved).count()
    }

    /// A line for the terminal.
    pub fn summary(&self) -> String {
        let (student, chapter) = (&self.student, &self.chapter);
        match &self.refused {
            Some(why) => format!("{student} {chapter}: {why}"),
            None => format!("{student} {chapter}: {} / {}", self.solved(), self.marks.len()),
        }
    }
}

/// Grades every submission below the folder, writes the table, and tells where.
pub fn run(book: &Book, kernel: &Kernel, options: &Options) -> Result<(Vec<Marked>, [PathBuf; 2])> {
    let language = options.lang.as_deref().and_then(Language::of);
    let language = language.unwrap_or_else(Language::of_system);
    language.settle();
    let folder = options.folder.canonicalize().with_context(|| {
        tr!("there is no folder {folder} with submissions", folder = options.folder.display())
    })?;
    let terms = Terms { language, seconds: options.seconds, jobs: options.jobs };
    let marked = grade(book, kernel, &folder, &terms)?;
    if marked.is_empty() {
        bail!(tr!("there is no notebook in {folder}", folder = folder.display()));
    }
    let written = sheet::write(&options.out, language, &marked)?;
    Ok((marked, written))
}

/// The marks of every notebook below a folder, by path.
pub fn grade(book: &Book, kernel: &Kernel, folder: &Path, terms: &Terms) -> Result<Vec<Marked>> {
    // What a check says when one answer does not come tells more than that its cell was ended.
    let patience = terms.seconds.div_ceil(3);
    let sandbox = sandbox::around(book, &kernel.python, folder, patience)?;
    let mut kernel = Kernel { through: sandbox.through, ..kernel.clone() };
    kernel.kernel_env.extend(sandbox.variables);
    kernel.kernel_env.insert("AIMATH_LANG".into(), terms.language.tag().into());
    let session = Session {
        kernel,
        home: sandbox.home,
        library: book.root.join("crate").display().to_string(),
        seconds: terms.seconds,
    };
    session.try_out()?;
    let names: Vec<String> = chapters::list(book, ENGLISH)?
        .iter()
        .map(|path| path.file_stem().unwrap_or_default().to_string_lossy().into_owned())
        .collect();
    // What an editor keeps to itself is in folders whose names begin with a point.
    let hidden = |entry: &DirEntry| {
        entry.depth() > 0 && entry.file_name().to_string_lossy().starts_with('.')
    };
    let mut found = Vec::new();
    for entry in WalkDir::new(folder).sort_by_file_name().into_iter().filter_entry(|e| !hidden(e)) {
        let entry = entry?;
        let is_notebook = entry.path().extension().is_some_and(|end| end == "ipynb");
        if entry.path_is_symlink() || is_notebook {
            found.push(entry);
        }
    }
    let ours = Chapters { folder: book.notebooks(terms.language.tag()), names };
    let jobs = terms.jobs.unwrap_or_else(execute::default_jobs).clamp(1, found.len().max(1));
    let waiting = Mutex::new(found.iter().enumerate().collect::<VecDeque<_>>());
    let done = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..jobs {
            scope.spawn(|| {
                loop {
                    let next = waiting.lock().expect("nothing panics with it").pop_front();
                    let Some((place, entry)) = next else { break };
                    let marked = session.submission(&ours, folder, entry);
                    done.lock().expect("nothing panics with it").push((place, marked));
                }
            });
        }
    });
    let mut done = done.into_inner().expect("nothing panics with it");
    done.sort_by_key(|(place, _)| *place);
    done.into_iter().map(|(_, marked)| marked).collect()
}

/// The teacher's own notebooks.
struct Chapters {
    folder: PathBuf,
    names: Vec<String>,
}

/// What every session of a grading shares.
struct Session {
    kernel: Kernel,
    home: PathBuf,
    library: String,
    seconds: u64,
}

/// A chapter's exercises with what they are held against.
struct Questions<'c> {
    chapter: &'c Notebook,
    exercises: &'c [Exercise],
}

impl Session {
    /// The marks of the submission in a file, or why it has none.
    fn submission(&self, ours: &Chapters, folder: &Path, entry: &DirEntry) -> Result<Marked> {
        let (student, chapter) = submission::whose(&ours.names, folder, entry.path());
        let mut one = Marked { student, chapter, marks: vec![], refused: None };
        let theirs = match submission::open(entry, &one.chapter) {
            Ok(theirs) => theirs,
            Err(refused) => {
                one.refused = Some(format!("{refused:#}"));
                return Ok(one);
            }
        };
        let chapter = Notebook::load(&ours.folder.join(format!("{}.ipynb", one.chapter)))?;
        let (exercises, broken) = exercise::exercises(&chapter);
        if let Some((cell, what)) = broken.first() {
            bail!("the book's own cell {cell} {what}");
        }
        let questions = Questions { chapter: &chapter, exercises: &exercises };
        match submission::pieces(&chapter, &exercises, &theirs) {
            Ok(pieces) => one.marks = self.marks(&questions, &pieces),
            Err(refused) => one.refused = Some(format!("{refused:#}")),
        }
        Ok(one)
    }

    /// The marks of one submission.
    fn marks(&self, questions: &Questions<'_>, pieces: &[Piece]) -> Vec<(String, Mark)> {
        let mut found = vec![Mark::Missing; questions.exercises.len()];
        let mut state = State::default();
        for (i, piece) in pieces.iter().enumerate() {
            if let Piece::Answer(exercise, code) = piece {
                let stub = &questions.chapter.cells[questions.exercises[*exercise].stub];
                found[*exercise] = match submission::forbidden(code) {
                    Some(word) => Mark::Forbidden(word),
                    None if submission::is_stub(code, &stub.source) => Mark::Open,
                    None => {
                        state.waiting.push_back(i);
                        Mark::Ended
                    }
                };
            }
        }
        while !state.waiting.is_empty() {
            self.run(questions, pieces, &mut state, &mut found);
        }
        let ids =
            questions.exercises.iter().map(|one| questions.chapter.cells[one.stub].id.clone());
        ids.zip(found).collect()
    }

    /// Runs what waits in one kernel, for as long as that is good, and notes the marks.
    fn run(
        &self,
        questions: &Questions<'_>,
        pieces: &[Piece],
        state: &mut State,
        found: &mut [Mark],
    ) {
        let first = Words::draw();
        let mut steps = self.head(&first);
        let head = steps.len();
        // A cell of the student's own: its piece and its step.
        let mut own = Vec::new();
        // An answer: its piece, its exercise, the first of its steps, and its words.
        let mut answers = Vec::new();
        for (i, piece) in pieces.iter().enumerate() {
            match piece {
                Piece::Own(code) if !state.left_out.contains(&i) => {
                    own.push((i, steps.len()));
                    steps.push(self.step(code.clone()));
                }
                Piece::Answer(exercise, code) if state.takes(i) => {
                    let words = Words::draw();
                    let check = &questions.chapter.cells[questions.exercises[*exercise].check];
                    answers.push((i, *exercise, steps.len(), words.clone()));
                    steps.push(self.step(code.clone()));
                    steps.push(self.step(mark::checking(&check.source, &words)));
                    steps.push(self.step(mark::telling(&words)));
                }
                _ => {}
            }
        }
        let outcomes = match self.outcomes(&steps) {
            Ok(outcomes) if mark::told(&outcomes[head - 1], &first).is_some() => outcomes,
            // The sandbox has worked without them: the answers took the session along. One at a
            // time tells which did, and that one stays at what it was noted as.
            failed => {
                if state.one_by_one {
                    state.waiting.pop_front();
                }
                state.one_by_one = true;
                if let Err(error) = failed {
                    eprintln!("{error:#}");
                }
                return;
            }
        };
        let calm = outcomes[head - 1].threads;
        let bad = own.iter().find(|&&(_, step)| !leaves_calm(&outcomes[step], calm));
        for (i, exercise, first, words) in answers {
            if bad.is_some_and(|&(_, step)| step < first) {
                break;
            }
            let (mark, go_on) = mark::judged(&outcomes[first..first + 3], &words, calm);
            found[exercise] = mark;
            state.waiting.retain(|&waiting| waiting != i);
            if !go_on {
                return;
            }
        }
        // A cell of the student's own that hangs or dies is no exercise, and is left out.
        state.left_out.extend(bad.map(|&(piece, _)| piece));
    }

    /// Whether the kernel answers in its sandbox, and the cells are in theirs.
    fn try_out(&self) -> Result<()> {
        let (first, words) = (Words::draw(), Words::draw());
        let mut steps = self.head(&first);
        // The compiler needs it, and in the cells' sandbox it is covered.
        let source = format!("{}/src", self.library);
        steps.push(self.step(mark::looking(&source, &words)));
        steps.push(self.step(mark::telling(&words)));
        let outcomes = self.outcomes(&steps)?;
        match outcomes.last().and_then(|last| mark::told(last, &words)).as_deref() {
            Some("false") => Ok(()),
            Some(_) => bail!(tr!(
                "this kernel does not put cells into their sandbox: grade with the book's own, which `cargo book lab` sets up outside of conda"
            )),
            None => bail!("the kernel in the sandbox did not answer as it should: {outcomes:?}"),
        }
    }

    fn outcomes(&self, steps: &[Step]) -> Result<Vec<Outcome>> {
        let manner = Manner { strict: false, stop_at_failure: false, counting: true };
        Ok(worker::run(&self.kernel, &self.home, steps, manner, |_| ())?.outcomes)
    }

    /// The cells before those of a submission; the last tells an empty report.
    fn head(&self, words: &Words) -> Vec<Step> {
        let cells = [
            format!(":dep aimath = {{ path = {:?} }}", self.library),
            format!("use aimath::prelude::*;\n{}", mark::beginning(words)),
            mark::telling(words),
        ];
        cells.map(|code| self.step(code)).into()
    }

    fn step(&self, code: String) -> Step {
        Step { code, timeout: self.seconds, may_fail: true, keep_variables_on_panic: true }
    }
}

/// How far the grading of a submission has come.
#[derive(Default)]
struct State {
    /// The answers that have no mark yet.
    waiting: VecDeque<usize>,
    /// The cells of the student's own that are not run again.
    left_out: BTreeSet<usize>,
    /// Whether each answer has a kernel for itself.
    one_by_one: bool,
}

impl State {
    /// Whether the next kernel takes the answer.
    fn takes(&self, piece: usize) -> bool {
        match self.one_by_one {
            true => self.waiting.front() == Some(&piece),
            false => self.waiting.contains(&piece),
        }
    }
}

/// Whether a cell of the student's own came to an end and left nothing running.
fn leaves_calm(outcome: &Outcome, calm: usize) -> bool {
    matches!(outcome.ending, Ending::Answered { .. }) && outcome.threads <= calm
}
