//! `cargo book bench`: the figures that the README shows, measured here and now.

use crate::book::Book;
use crate::setup::{self, Until};
use anyhow::{Result, bail};
use std::path::PathBuf;
use std::process::Command;

/// What to measure; without a subcommand, the library beside NumPy, SciPy and scikit-learn.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Bench {
    #[command(subcommand)]
    what: Option<What>,
    #[command(flatten)]
    beside: Beside,
}

/// Which rows of the table, and how patiently.
#[derive(Debug, clap::Args)]
pub struct Beside {
    #[arg(help = msg!("Only these groups (vectors, matrices, decompositions, statistics, \
        distributions, regression, learning), or operations whose name contains one of these"))]
    #[arg(long, num_args = 1.., value_name = "WORD")]
    only: Vec<String>,
    #[arg(help = msg!("Fewer and smaller sizes"))]
    #[arg(long)]
    brief: bool,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    #[command(about = msg!("What a learner waits for, beside a plain kernel"))]
    Latency(Latency),
    #[command(about = msg!("The digits' network beside scikit-learn's, by its accuracy"))]
    Digits,
    #[command(about = msg!("The language models of chapter 6 beside models that count, in bits \
        for each character"))]
    Text,
}

/// Options of the latency benchmark.
#[derive(Debug, clap::Args)]
pub struct Latency {
    #[arg(help = msg!("Notebooks to run; by default chapter 1"))]
    notebooks: Vec<PathBuf>,
    #[arg(help = msg!("How often each notebook is run"))]
    #[arg(long, default_value_t = 3)]
    runs: u32,
    #[arg(help = msg!("Leave out the plain kernel, which takes a minute or more"))]
    #[arg(long)]
    no_plain: bool,
}

/// Measures and prints.
pub fn run(book: &Book, bench: &Bench) -> Result<()> {
    match &bench.what {
        None => beside(book, &bench.beside),
        Some(What::Latency(options)) => latency(book, options),
        Some(What::Digits) => {
            let mut command = Command::new(setup::Python::of_benchmark(book)?);
            finished(command.arg(book.root.join("crate/benches/sklearn_digits.py")))
        }
        Some(What::Text) => {
            // Nothing but the library: no Python beside it.
            let mut command = Command::new("cargo");
            command.args(["bench", "--package", "aimath-benches", "--bench", "text"]);
            finished(command.current_dir(&book.root))
        }
    }
}

/// The table and the picture of every operation that the book uses.
fn beside(book: &Book, options: &Beside) -> Result<()> {
    let mut command = Command::new(setup::Python::of_benchmark(book)?);
    command.arg(book.root.join("crate/benches/beside"));
    command.arg("--out").arg(book.home().join("measured"));
    if options.brief {
        command.arg("--brief");
    }
    if !options.only.is_empty() {
        command.arg("--only").args(&options.only);
    }
    finished(&mut command)
}

fn latency(book: &Book, options: &Latency) -> Result<()> {
    let python = setup::ensure(book, Until::Prepared)?;
    let mut command = Command::new(&python.executable);
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
    finished(command.env("JUPYTER_PATH", python.prefix.join("share/jupyter")))
}

fn finished(command: &mut Command) -> Result<()> {
    let status = command.status()?;
    if !status.success() {
        bail!("the benchmark ended with {status}");
    }
    Ok(())
}
