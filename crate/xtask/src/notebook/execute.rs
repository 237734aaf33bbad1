//! Execute notebooks, several at a time, and judge every cell.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::thread;
use std::time::Instant;
use std::{fmt, fs};

use anyhow::{Context, Result, bail};

use super::chapters;
use super::document::{Notebook, Output};
use super::exercise::{self, Exercise};
use super::judge::{self, Ending};
use super::progress::Progress;
use super::worker::{self, Kernel, Manner, Outcome, Step};
use crate::book::Book;

/// How long a cell may take, in seconds, if it says nothing else.
pub const TIMEOUT: u64 = 120;
/// How long a cell that loads a crate may take: the crate may have to be built.
const DEP_TIMEOUT: u64 = 900;
/// What one kernel needs at most, in MB.
const KERNEL_MEMORY: u64 = 1500;

/// Something wrong in a notebook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The notebook's path from the root.
    pub notebook: String,
    /// The cell's id, unless it concerns the whole notebook.
    pub cell: Option<String>,
    /// The sentence, which continues "cell so-and-so …".
    pub what: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.cell {
            Some(cell) => write!(f, "{}, cell {cell}: {}", self.notebook, self.what),
            None => write!(f, "{}: {}", self.notebook, self.what),
        }
    }
}

/// All problems as the text of one error.
pub fn fail_with(problems: &[Problem], what: &str) -> Result<()> {
    if problems.is_empty() {
        return Ok(());
    }
    let list: Vec<_> = problems.iter().map(|p| format!("  {p}")).collect();
    bail!("{what}:\n{}", list.join("\n"));
}

/// A notebook after its execution.
#[derive(Debug, Clone)]
pub struct Executed {
    /// The notebook as it stands in the file.
    pub notebook: Notebook,
    /// The fresh outputs of each cell (empty for prose).
    pub fresh: Vec<Vec<Output>>,
    /// Cells that did not do what they should; empty means the outputs can be trusted.
    pub problems: Vec<Problem>,
    /// How many cells were executed.
    pub executed: usize,
    /// How many exercises were proved.
    pub exercises: usize,
    /// How long it took.
    pub seconds: f64,
    /// The kernel's process, which has ended.
    pub kernel_pid: i32,
}

/// What a step of the session is for.
#[derive(Debug, Clone, Copy)]
enum Role {
    Cell(usize),
    Solution(usize),
    Check(usize),
}

/// Execute the notebooks with `jobs` kernels at a time; in the order of `paths`.
pub fn execute_all(
    book: &Book,
    kernel: &Kernel,
    paths: &[PathBuf],
    manner: Manner,
    jobs: Option<usize>,
    progress: &Progress,
) -> Result<Vec<Executed>> {
    let queue: Mutex<VecDeque<(usize, &PathBuf)>> = Mutex::new(longest_first(paths).into());
    let done: Mutex<Vec<(usize, Result<Executed>)>> = Mutex::new(Vec::new());
    let workers = jobs.unwrap_or_else(default_jobs).clamp(1, paths.len().max(1));
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let next = queue.lock().expect("no worker panics").pop_front();
                    let Some((index, path)) = next else { break };
                    let result = execute(book, kernel, path, manner, progress);
                    done.lock().expect("no worker panics").push((index, result));
                }
            });
        }
    });
    let mut done = done.into_inner().expect("no worker panics");
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}

/// The largest notebooks first, so that none of them is left to run alone at the end.
fn longest_first(paths: &[PathBuf]) -> Vec<(usize, &PathBuf)> {
    let mut order: Vec<_> = paths.iter().enumerate().collect();
    order.sort_by_key(|(_, path)| {
        std::cmp::Reverse(fs::metadata(path).map(|file| file.len()).unwrap_or(0))
    });
    order
}

/// As many kernels as there are processors and room for.
pub fn default_jobs() -> usize {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let room = memory_in_mb().map_or(cores, |mb| (mb / KERNEL_MEMORY) as usize);
    cores.min(room).max(1)
}

/// The memory that is free (Linux) or there at all (elsewhere).
fn memory_in_mb() -> Option<u64> {
    if let Ok(text) = fs::read_to_string("/proc/meminfo") {
        let line = text.lines().find(|line| line.starts_with("MemAvailable"))?;
        return line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kb| kb / 1024);
    }
    let answer = Command::new("sysctl").args(["-n", "hw.memsize"]).output().ok()?;
    String::from_utf8(answer.stdout).ok()?.trim().parse::<u64>().ok().map(|b| b / (1 << 20))
}

/// Execute one notebook and judge it, exercises included.
pub fn execute(
    book: &Book,
    kernel: &Kernel,
    path: &Path,
    manner: Manner,
    progress: &Progress,
) -> Result<Executed> {
    let started = Instant::now();
    let notebook = Notebook::load(path)?;
    let (exercises, incomplete) = exercise::exercises(&notebook);
    let (steps, roles) = plan(&notebook, &exercises);
    let cwd = path.parent().context("a notebook lies in a folder")?;
    let language = cwd.file_name().unwrap_or_default().to_string_lossy();
    let line = progress.line(&format!("{language}/{}", notebook.name()), steps.len());
    let session = worker::run(kernel, cwd, &steps, manner, |step| {
        line.at(step, &label(&notebook, &exercises, roles[step]));
    });
    let session = match session {
        Ok(session) => session,
        Err(problem) => {
            line.end("could not run");
            return Err(problem.context(format!("{} could not run", chapters::shown(book, path))));
        }
    };
    let mut result = Executed {
        fresh: vec![Vec::new(); notebook.cells.len()],
        notebook,
        problems: Vec::new(),
        executed: 0,
        exercises: exercises.len(),
        seconds: 0.0,
        kernel_pid: session.kernel_pid,
    };
    let shown = chapters::shown(book, path).to_string();
    let problem = |cell: &str, what: String| Problem {
        notebook: shown.clone(),
        cell: Some(cell.to_owned()),
        what,
    };
    result.problems.extend(incomplete.into_iter().map(|(cell, what)| problem(&cell, what)));
    let mut unreached = 0;
    for (role, outcome) in roles.iter().zip(&session.outcomes) {
        if outcome.ending == Ending::NotReached {
            unreached += 1;
            continue;
        }
        let outputs = judge::settled(outcome.outputs.clone(), &book.root.to_string_lossy());
        match *role {
            Role::Cell(index) => {
                let cell = &result.notebook.cells[index];
                result.executed += 1;
                if let Some(what) = judge::verdict(cell, outcome.ending, &outputs) {
                    result.problems.push(problem(&cell.id, what));
                } else if exercises.iter().any(|e| e.check == index)
                    && exercise::sign(&outputs) != Some('✗')
                {
                    let said = exercise::first_line(&outputs);
                    let what = format!("checks a stub and must begin with ✗, but shows: {said}");
                    result.problems.push(problem(&cell.id, what));
                }
                result.fresh[index] = outputs;
            }
            Role::Solution(number) | Role::Check(number) => {
                let stub = &result.notebook.cells[exercises[number].stub];
                if let Some(what) = proof(*role, stub, outcome, &outputs) {
                    result.problems.push(problem(&stub.id, what));
                }
            }
        }
    }
    if unreached > 0 {
        let what = format!("{unreached} later steps were not reached");
        result.problems.push(Problem { notebook: shown.clone(), cell: None, what });
    }
    if !session.left.is_empty() {
        let what = format!("left processes behind: {:?}", session.left);
        result.problems.push(Problem { notebook: shown, cell: None, what });
    }
    result.seconds = started.elapsed().as_secs_f64();
    line.end(&match result.problems.len() {
        0 => format!("{} cells, {} exercises", result.executed, result.exercises),
        1 => "FAILED: 1 problem".into(),
        many => format!("FAILED: {many} problems"),
    });
    Ok(result)
}

/// What is wrong with the proof of an exercise.
fn proof(
    role: Role,
    stub: &super::document::Cell,
    outcome: &Outcome,
    outputs: &[Output],
) -> Option<String> {
    let mut untagged = stub.clone();
    untagged.metadata.shift_remove("tags");
    if let Some(what) = judge::verdict(&untagged, outcome.ending, outputs) {
        return Some(match role {
            Role::Solution(_) => format!("the solution of this exercise {what}"),
            _ => format!("the check of this exercise, given the solution, {what}"),
        });
    }
    let said = exercise::first_line(outputs);
    (matches!(role, Role::Check(_)) && exercise::sign(outputs) != Some('✓'))
        .then(|| format!("its solution does not pass its check, which shows: {said}"))
}

/// The steps of a session: every cell, then every exercise with its solution.
fn plan(notebook: &Notebook, exercises: &[Exercise]) -> (Vec<Step>, Vec<Role>) {
    let (mut steps, mut roles) = (Vec::new(), Vec::new());
    let mut add = |code: &str, index: usize, role: Role| {
        let cell = &notebook.cells[index];
        let on_purpose = matches!(role, Role::Cell(_))
            && [judge::EXPECT_ERROR, judge::EXPECT_COMPILE_ERROR, judge::EXPECT_PANIC]
                .iter()
                .any(|tag| cell.has_tag(tag));
        let usual = if code.trim_start().starts_with(":dep") { DEP_TIMEOUT } else { TIMEOUT };
        steps.push(Step {
            code: code.to_owned(),
            timeout: cell.note("timeout").and_then(|t| t.as_u64()).unwrap_or(usual),
            may_fail: on_purpose,
            keep_variables_on_panic: on_purpose,
        });
        roles.push(role);
    };
    for (index, cell) in notebook.cells.iter().enumerate().filter(|(_, cell)| cell.is_code()) {
        add(&cell.source, index, Role::Cell(index));
    }
    for (number, exercise) in exercises.iter().enumerate() {
        add(&exercise.solution, exercise.stub, Role::Solution(number));
        let check = &notebook.cells[exercise.check].source;
        add(check, exercise.check, Role::Check(number));
    }
    (steps, roles)
}

fn label(notebook: &Notebook, exercises: &[Exercise], role: Role) -> String {
    match role {
        Role::Cell(index) => notebook.cells[index].id.clone(),
        Role::Solution(number) | Role::Check(number) => {
            format!("solution of {}", notebook.cells[exercises[number].stub].id)
        }
    }
}
