//! `cargo book bench`: the figures that the README shows, measured here and now.

use crate::book::Book;
use crate::setup::{self, Until};
use anyhow::{Result, bail};
use std::path::PathBuf;
use std::process::Command;

/// What to measure.
#[derive(Debug, clap::Subcommand)]
pub enum Bench {
    /// What a learner waits for, beside a plain kernel
    Latency(Latency),
    /// Attention of 1,024 tokens beside NumPy on one thread
    Attention,
    /// The digits' network beside scikit-learn's
    Digits,
    /// The linear algebra beside NumPy on one thread
    Linalg {
        /// Only operations whose name contains this
        filter: Option<String>,
    },
    /// The language models of chapter 6 beside models that count, in bits for each character
    Text,
    /// A network's gradient by the tape beside NumPy, and PyTorch where it is installed
    Tape,
}

/// Options of the latency benchmark.
#[derive(Debug, clap::Args)]
pub struct Latency {
    /// Notebooks to run; by default chapter 1
    notebooks: Vec<PathBuf>,
    /// How often each notebook is run
    #[arg(long, default_value_t = 3)]
    runs: u32,
    /// Leave out the plain kernel, which takes a minute or more
    #[arg(long)]
    no_plain: bool,
}

/// Measures and prints; without a choice, everything but what learners wait for, which
/// takes the kernels of a whole set-up.
pub fn run(book: &Book, bench: Option<&Bench>) -> Result<()> {
    if let Some(bench) = bench {
        return run_one(book, bench);
    }
    let everything =
        [Bench::Linalg { filter: None }, Bench::Attention, Bench::Tape, Bench::Digits, Bench::Text];
    everything.iter().try_for_each(|bench| run_one(book, bench))
}

fn run_one(book: &Book, bench: &Bench) -> Result<()> {
    if matches!(bench, Bench::Text) {
        // Nothing but the library: no Python beside it.
        let mut command = Command::new("cargo");
        command.args(["bench", "--package", "aimath-benches", "--bench", "text"]);
        return finished(command.current_dir(&book.root));
    }
    let python = setup::ensure(book, Until::Prepared)?;
    let mut command = Command::new(&python.executable);
    match bench {
        Bench::Latency(options) => {
            command.arg(book.root.join("crate/xtask/python/latency.py"));
            if options.notebooks.is_empty() {
                command.arg(book.notebooks("en").join("01-linear-algebra.ipynb"));
            } else {
                command.args(&options.notebooks);
            }
            command.args(["--runs", &options.runs.to_string()]);
            command.arg("--kernel").arg(book.evcxr());
            if options.no_plain {
                command.arg("--no-plain");
            }
        }
        Bench::Digits => {
            command = Command::new(setup::Python::of_benchmark(book)?);
            command.arg(book.root.join("crate/benches/sklearn_digits.py"));
        }
        Bench::Attention => {
            command.arg(book.root.join("crate/benches/numpy_attention.py"));
        }
        Bench::Linalg { filter } => {
            command.arg(book.root.join("crate/benches/numpy_linalg.py")).args(filter);
            for variable in ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"] {
                command.env(variable, "1");
            }
        }
        Bench::Text => {}
        Bench::Tape => {
            command.arg(book.root.join("crate/benches/numpy_tape.py"));
        }
    }
    finished(command.env("JUPYTER_PATH", python.prefix.join("share/jupyter")))
}

fn finished(command: &mut Command) -> Result<()> {
    let status = command.status()?;
    if !status.success() {
        bail!("the benchmark ended with {status}");
    }
    Ok(())
}
