//! A Python process that runs one notebook's cells in one kernel.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;
use serde::Serialize;
use serde_json::Value;

use super::document::Output;
use super::judge::Ending;
use crate::book::Book;
use crate::setup::{KERNEL_NAME, Python};

/// The kernel to run notebooks with.
#[derive(Debug, Clone)]
pub struct Kernel {
    /// The Python that has jupyter_client (and plotly, kaleido, pillow for pictures).
    pub python: PathBuf,
    /// The kernelspec's name.
    pub name: String,
    /// Variables for the Python process: where the kernelspec is (`JUPYTER_PATH`).
    pub process_env: BTreeMap<String, String>,
    /// Variables for the kernel; they win over the kernelspec's own.
    pub kernel_env: BTreeMap<String, String>,
    /// The folder of the Python programs, `crate/xtask/python`.
    pub programs: PathBuf,
    /// The command, if any, that the Python process is started through: a sandbox.
    pub through: Vec<String>,
}

impl Kernel {
    /// The kernel that set-up registered with this Python.
    pub fn of(book: &Book, python: &Python) -> Self {
        let jupyter = python.prefix.join("share/jupyter").to_string_lossy().into_owned();
        Self {
            python: python.executable.clone(),
            name: KERNEL_NAME.to_owned(),
            process_env: BTreeMap::from([("JUPYTER_PATH".to_owned(), jupyter)]),
            kernel_env: BTreeMap::new(),
            programs: book.root.join("crate/xtask/python"),
            through: Vec::new(),
        }
    }
}

/// One piece of code to execute.
#[derive(Debug, Clone, Serialize)]
pub struct Step {
    /// The code.
    pub code: String,
    /// How long it may take, in seconds.
    pub timeout: u64,
    /// Whether the run goes on if the kernel reports an error here.
    pub may_fail: bool,
    /// Whether a panic here keeps the variables even in a strict run.
    pub keep_variables_on_panic: bool,
}

/// How to run the steps.
#[derive(Debug, Clone, Copy)]
pub struct Manner {
    /// A panic loses the variables and is an error.
    pub strict: bool,
    /// Stop where the kernel reports an error.
    pub stop_at_failure: bool,
    /// Count, after each step, the threads of what the kernel has started.
    pub counting: bool,
}

/// What came of one step.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// How it ended.
    pub ending: Ending,
    /// What it showed, as the kernel sent it.
    pub outputs: Vec<Output>,
    /// How many threads there were after it in the processes that the kernel has started, if
    /// they were counted.
    pub threads: usize,
}

/// What came of a session.
#[derive(Debug, Clone)]
pub struct Session {
    /// One outcome for each step.
    pub outcomes: Vec<Outcome>,
    /// The kernel's process.
    pub kernel_pid: i32,
    /// Processes that outlived the session (there should be none).
    pub left: Vec<i64>,
}

/// How long a kernel may take to start: it may warm up first.
const START_TIMEOUT: u64 = 300;
/// How long to listen for late messages after each cell, and after the last, in seconds.
const SETTLE: (f64, f64) = (0.05, 0.3);

/// Run the steps in a kernel of their own; `told` hears of each step that starts.
pub fn run(
    kernel: &Kernel,
    cwd: &Path,
    steps: &[Step],
    manner: Manner,
    mut told: impl FnMut(usize),
) -> Result<Session> {
    let job = serde_json::json!({
        "kernel": kernel.name,
        "env": kernel.kernel_env,
        "cwd": cwd,
        "steps": steps,
        "strict": manner.strict,
        "stop_at_failure": manner.stop_at_failure,
        "counting": manner.counting,
        "settle": SETTLE.0,
        "settle_at_end": SETTLE.1,
        "start_timeout": START_TIMEOUT,
    });
    let mut process = Process::start(kernel, "run_notebook.py", &job)?;
    let mut session = Session {
        outcomes: vec![
            Outcome { ending: Ending::NotReached, outputs: vec![], threads: 0 };
            steps.len()
        ],
        kernel_pid: 0,
        left: vec![],
    };
    let mut closed = false;
    // The Python program keeps the deadlines; this one only guards against its own end.
    let mut patience = Duration::from_secs(START_TIMEOUT + 60);
    while let Some(event) = process.next(patience)? {
        let step = event["step"].as_u64().map(|s| s as usize);
        let outcome = step.and_then(|step| session.outcomes.get_mut(step));
        match event["event"].as_str().unwrap_or_default() {
            "kernel" => {
                session.kernel_pid = event["pid"].as_i64().unwrap_or(0) as i32;
                process.kernel_pid = session.kernel_pid;
            }
            "start" => {
                let step = step.context("a start without its step")?;
                patience = Duration::from_secs(steps[step].timeout + 240);
                told(step);
            }
            kind @ ("done" | "timeout" | "died" | "late") => {
                let outcome = outcome.context("an event without its step")?;
                let outputs = event["outputs"].as_array().map(Vec::as_slice).unwrap_or_default();
                for output in outputs {
                    outcome.outputs.push(Output::parse(output)?);
                }
                if let Some(threads) = event["threads"].as_u64() {
                    outcome.threads = threads as usize;
                }
                outcome.ending = match kind {
                    "done" => Ending::Answered { ok: event["status"] == "ok" },
                    "timeout" => Ending::TimedOut(event["seconds"].as_u64().unwrap_or(0)),
                    "died" => Ending::KernelDied,
                    _ => outcome.ending,
                };
            }
            "broken" => bail!(
                "the kernel {} did not work: {}\n{}",
                kernel.name,
                event["message"].as_str().unwrap_or_default(),
                event["words"].as_str().unwrap_or_default()
            ),
            "closed" => {
                closed = true;
                let left = event["left"].as_array().map(Vec::as_slice).unwrap_or_default();
                session.left = left.iter().filter_map(Value::as_i64).collect();
            }
            _ => {}
        }
    }
    if !closed {
        bail!("the Python program that runs the notebook ended early:\n{}", process.complaint());
    }
    process.kernel_pid = 0;
    Ok(session)
}

/// A Python program of ours: one job in, a line of JSON for each event out.
pub struct Process {
    child: Child,
    events: mpsc::Receiver<String>,
    complaint: mpsc::Receiver<String>,
    /// The kernel that it started, to be killed with it if it fails.
    pub kernel_pid: i32,
}

impl Process {
    /// Start the program with its job. Its input stays open until it is dropped.
    pub fn start(kernel: &Kernel, program: &str, job: &Value) -> Result<Self> {
        let mut command = match kernel.through.split_first() {
            Some((program, arguments)) => {
                let mut command = Command::new(program);
                command.args(arguments).arg(&kernel.python);
                command
            }
            None => Command::new(&kernel.python),
        };
        let mut child = command
            .arg(kernel.programs.join(program))
            .envs(&kernel.process_env)
            .env("PYTHONUTF8", "1")
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            // A Ctrl-C is for this program; the other sees its input close and clears up.
            .process_group(0)
            .spawn()
            .with_context(|| format!("{} cannot be started", kernel.python.display()))?;
        let (sender, events) = mpsc::channel();
        let output = child.stdout.take().context("the program has no output")?;
        thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    break;
                }
            }
        });
        let (sender, complaint) = mpsc::channel();
        let mut errors = child.stderr.take().context("the program has no errors")?;
        thread::spawn(move || {
            let mut text = Vec::new();
            // What could be read before a failure is still worth showing.
            let _ = errors.read_to_end(&mut text);
            let _ = sender.send(String::from_utf8_lossy(&text).into_owned());
        });
        let mut process = Self { child, events, complaint, kernel_pid: 0 };
        process.send(job)?;
        Ok(process)
    }

    /// Give the program one more line.
    pub fn send(&mut self, value: &Value) -> Result<()> {
        let input = self.child.stdin.as_mut().context("the program's input is closed")?;
        writeln!(input, "{value}").and_then(|()| input.flush()).or_else(|problem| {
            bail!("a Python program did not start ({problem}):\n{}", self.complaint())
        })
    }

    /// The next event; `None` at the program's end.
    pub fn next(&mut self, patience: Duration) -> Result<Option<Value>> {
        match self.events.recv_timeout(patience) {
            Ok(line) => Ok(Some(
                serde_json::from_str(&line).with_context(|| format!("not an event: {line}"))?,
            )),
            Err(RecvTimeoutError::Disconnected) => Ok(None),
            Err(RecvTimeoutError::Timeout) => {
                bail!("a Python program said nothing for {} s", patience.as_secs())
            }
        }
    }

    /// What the program wrote to its standard error.
    pub fn complaint(&mut self) -> String {
        drop(self.child.stdin.take());
        self.complaint.recv_timeout(Duration::from_secs(10)).unwrap_or_default()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        // It clears up when its input closes; if it does not, both are killed.
        for _ in 0..100 {
            if matches!(self.child.try_wait(), Ok(Some(_))) {
                break;
            }
            thread::sleep(Duration::from_millis(50));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
        if self.kernel_pid > 1 {
            // The kernel leads a group of its own; that it is gone already is the usual case.
            let _ = killpg(Pid::from_raw(self.kernel_pid), Signal::SIGKILL);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_python_that_does_not_exist_is_named() {
        let kernel = Kernel {
            python: "/nowhere/python".into(),
            name: "rust".into(),
            process_env: BTreeMap::new(),
            kernel_env: BTreeMap::new(),
            programs: PathBuf::new(),
            through: Vec::new(),
        };
        let manner = Manner { strict: true, stop_at_failure: true, counting: false };
        let problem = run(&kernel, Path::new("."), &[], manner, |_| {}).unwrap_err();
        assert!(problem.to_string().contains("/nowhere/python"), "{problem}");
    }
}
