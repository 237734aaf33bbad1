//! `cargo book test`: everything that must hold, in one command.

use crate::book::Book;
use crate::classroom::{hub, sandbox};
use crate::duration::Spent;
use crate::notebook::{self, Kernel};
use crate::print;
use crate::quick;
use crate::setup::{self, Until};
use crate::site;
use crate::slides;
use aimath_words::Language;
use anyhow::{Result, bail};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, ExitStatus, Output};
use std::time::Instant;

/// What to leave out.
#[derive(Debug, clap::Args)]
pub struct Options {
    #[arg(help = msg!("Only the notebooks, by (part of) their name"))]
    names: Vec<String>,
    #[arg(help = msg!("Leave out format, lints and the library's own tests"))]
    #[arg(long)]
    notebooks_only: bool,
    #[arg(help = msg!("Only what the files changed since the last commit need, in a few minutes; \
        says what it leaves out"))]
    #[arg(long, conflicts_with_all = ["names", "notebooks_only"])]
    quick: bool,
    #[arg(help = msg!("Print the whole book, not one chapter, turn every slide page by page, and \
        look closely at every page of the web site in every language"))]
    #[arg(long)]
    thorough: bool,
    #[arg(help = msg!("Only the slides and the web site, as thoroughly: every slide turned, every \
        page looked at closely; needs no kernel"))]
    #[arg(long, conflicts_with_all = ["names", "notebooks_only", "quick", "thorough"])]
    walk: bool,
    #[arg(help = msg!("How many kernels at once"))]
    #[arg(long)]
    pub(crate) jobs: Option<usize>,
}

/// The parts that passed and those that did not.
#[derive(Default)]
pub(crate) struct Tally {
    passed: u32,
    failed: Vec<&'static str>,
    skipped: u32,
}

impl Tally {
    /// Does one part; a failure is told and the next part goes on.
    pub(crate) fn part(&mut self, name: &'static str, work: impl FnOnce() -> Result<String>) {
        eprintln!("── {name}");
        let start = Instant::now();
        let result = work();
        let spent = Spent(start.elapsed());
        match result {
            Ok(said) => {
                self.passed += 1;
                eprintln!("✓ {name}: {said} ({spent})");
            }
            Err(error) => {
                self.failed.push(name);
                eprintln!("✗ {name} ({spent}): {error:#}");
            }
        }
    }

    /// The line that counts the parts, and whether all passed.
    pub(crate) fn end(&self) -> ExitCode {
        for name in &self.failed {
            eprintln!("failed: {name}");
        }
        let Tally { passed, failed, skipped } = self;
        println!("{passed} passed, {} failed, {skipped} skipped", failed.len());
        if failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

/// Runs every part and ends with a line that counts them.
pub fn run(book: &Book, options: &Options) -> Result<ExitCode> {
    let mut tally = Tally::default();
    if options.quick {
        return quick::run(book, options, tally);
    }
    if options.walk {
        let chromium = notebook::pictures::browser()?;
        slides_and_site(book, &chromium, true, &mut tally);
        return Ok(tally.end());
    }
    let whole = options.names.is_empty();
    // Said now, while there is time to install one, and not after all the rest.
    let browser = notebook::pictures::browser();
    if let (true, Err(error)) = (whole, &browser) {
        eprintln!("– a reader's browser and the web site will be left out: {error:#}");
    }
    // Much of the kernel's build keeps one processor; the library's tests take the other.
    // Without a kernel there is nothing to run the rest with.
    std::thread::scope(|scope| {
        let built = scope.spawn(|| setup::ensure(book, Until::Built));
        if !options.notebooks_only && whole {
            library(book, &mut tally);
        }
        built.join().expect("set-up does not panic")
    })?;
    let python = setup::ensure(book, Until::Prepared)?;
    let kernel = Kernel::of(book, &python);
    if whole {
        tally.part("the runner cannot lie", || {
            let fixtures = book.root.join("crate/xtask/tests/fixtures");
            let count = notebook::prove::prove_runner(&fixtures, &kernel, options.jobs)?;
            Ok(format!("{count} notebooks judged rightly"))
        });
        tally.part("twins and house rules", || {
            let seen = notebook::check::check(book)?;
            Ok(format!("{} twins in step, {} figures", seen.in_step, seen.figures))
        });
    }
    tally.part("notebooks", || {
        let names = options.names.clone();
        let options = notebook::test::Options { names, jobs: options.jobs };
        let done = notebook::test::test(book, &kernel, &options)?;
        Ok(format!(
            "{} notebooks, {} cells as committed, {} exercises proved",
            done.notebooks, done.cells, done.exercises
        ))
    });
    if whole {
        kernel_trials(book, &python, &mut tally);
        beside_a_reader(book, &python, browser, &mut tally, |chromium, tally| {
            beside_hostile_answers(book, &python, tally, |tally| {
                around_the_notebooks(book, &python, options.thorough, tally);
                if let Some(chromium) = chromium {
                    slides_and_site(book, chromium, options.thorough, tally);
                }
            });
        })?;
    }
    Ok(tally.end())
}

/// Everything that needs no kernel.
fn library(book: &Book, tally: &mut Tally) {
    tally.part("format", || cargo(book, &["fmt", "--all", "--check"]));
    let lints = ["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"];
    tally.part("lints", || cargo(book, &lints));
    tally.part("library", || cargo(book, &["test", "--workspace", "--quiet"]));
    tally.part("documentation", || documentation(book));
    // Compiled from its own package, so that it works where this repository is not.
    let package = ["package", "--package", "aimath", "--package", "aimath-words"];
    let package = [&package[..], &["--allow-dirty", "--quiet"]].concat();
    tally.part("the crate by itself", || cargo(book, &package));
}

/// What makes cells quick, the printed book, and many learners on one machine.
fn around_the_notebooks(book: &Book, python: &setup::Python, thorough: bool, tally: &mut Tally) {
    tally.part("the fast path", || {
        let script = book.root.join("crate/xtask/python/fast_path.py");
        let mut command = Command::new(&python.executable);
        program(command.arg(script).arg(&book.program).arg(&book.root))
    });
    tally.part("print", || {
        // The chapter with the most kinds of formula, table and figure.
        let names = if thorough { vec![] } else { vec!["01".to_owned()] };
        let pages = print::prove(book, &names, &book.home().join("print-test"))?;
        Ok(format!("{pages} pages in PDF, read back, and the EPUBs"))
    });
    tally.part("many learners at once", || {
        let seen = hub::measure(book, python, &hub::Options::of_test())?;
        Ok(format!("{} cells of five learners show what the book shows", seen.cells))
    });
}

/// What a reader sees, where there is a browser to see it in. A reader waits for pages and cells,
/// and `others`, who get the browser, are proved meanwhile.
fn beside_a_reader(
    book: &Book,
    python: &setup::Python,
    browser: Result<PathBuf>,
    tally: &mut Tally,
    others: impl FnOnce(Option<&Path>, &mut Tally),
) -> Result<()> {
    let chromium = match browser {
        Ok(chromium) => chromium,
        Err(error) => {
            for part in ["every slide fits", "a reader's browser", "the web site"] {
                tally.skipped += 1;
                eprintln!("– {part}: left out; {error:#}");
            }
            others(None, tally);
            return Ok(());
        }
    };
    let script = book.root.join("crate/xtask/python/browser_test.py");
    let mut reader = Command::new(setup::Python::of_browser_test(book)?);
    reader.arg(script).arg(&book.root).arg(&chromium).arg(&python.executable);
    std::thread::scope(|scope| {
        let reader = scope.spawn(move || reader.output());
        others(Some(&chromium), tally);
        tally.part("a reader's browser", || ended("browser_test.py", reader.join()));
    });
    Ok(())
}

/// Every slide and every page of the web site. When `thorough`, slides are turned one by one and
/// pages looked at closely, which takes longer than everything else: a part of its own in CI.
fn slides_and_site(book: &Book, chromium: &Path, thorough: bool, tally: &mut Tally) {
    tally.part("every slide fits", || {
        let decks = slides::prove(book, chromium, thorough)?;
        Ok(format!("every slide of {decks} decks"))
    });
    tally.part("the web site", || site::prove(book, chromium, thorough));
}

/// What the book's kernel promises: that no cell loses a variable, no key ends a session, and
/// errors are explained.
fn kernel_trials(book: &Book, python: &setup::Python, tally: &mut Tally) {
    if python.conda_kernel.is_some() {
        tally.skipped += 3;
        eprintln!("– the kernel's trials: left out; conda's kernel is a stock one");
        return;
    }
    let trial = |file: &str| {
        let mut command = Command::new(&python.executable);
        command.arg(book.root.join("crate/xtask/python").join(file)).arg(&book.root);
        command
    };
    // The keys keep one processor busy with questions, the others wait for a compiler.
    std::thread::scope(|scope| {
        let keys = scope.spawn(|| trial("keys_test.py").output());
        tally.part("no cell loses a variable", || program(&mut trial("safety_test.py")));
        tally.part("errors teach", || program(&mut trial("mistakes_test.py")));
        tally.part("no key ends a session", || ended("keys_test.py", keys.join()));
    });
}

/// What students may hand in, where there is a sandbox to run it in. Most of it waits for a limit
/// to be reached, and `others` are proved meanwhile.
fn beside_hostile_answers(
    book: &Book,
    python: &setup::Python,
    tally: &mut Tally,
    others: impl FnOnce(&mut Tally),
) {
    let name = "hostile answers cost themselves";
    let left_out = if python.conda_kernel.is_some() {
        Some("conda's kernel is a stock one")
    } else if !sandbox::works() {
        Some(Language::current().say(sandbox::REMEDY))
    } else {
        None
    };
    if let Some(why) = left_out {
        tally.skipped += 1;
        eprintln!("– {name}: left out; {why}");
        return others(tally);
    }
    let mut answers = Command::new("cargo");
    // As the library's tests are built, so that nothing is built again.
    answers.args(["test", "--workspace", "--test", "hostile", "--quiet", "--", "--ignored"]);
    answers.current_dir(&book.root);
    std::thread::scope(|scope| {
        let answers = scope.spawn(move || answers.output());
        others(tally);
        tally.part(name, || ended("hostile", answers.join()));
    });
}

/// Builds the documentation; a warning, such as a link that leads nowhere, is an error.
pub(crate) fn documentation(book: &Book) -> Result<String> {
    let mut command = Command::new("cargo");
    command.args(["doc", "--no-deps", "--workspace", "--quiet"]);
    program(command.env("RUSTDOCFLAGS", "-D warnings").current_dir(&book.root))
}

pub(crate) fn cargo(book: &Book, args: &[&str]) -> Result<String> {
    program(Command::new("cargo").args(args).current_dir(&book.root))
}

/// Runs a program that prints what it sees.
pub(crate) fn program(command: &mut Command) -> Result<String> {
    let status = command.status()?;
    judged(&command.get_program().to_string_lossy(), status)
}

/// Shows what a program said that ran beside another part, and judges how it ended.
fn ended(name: &str, output: std::thread::Result<std::io::Result<Output>>) -> Result<String> {
    let output = output.expect("the thread only waits")?;
    std::io::stderr().write_all(&output.stdout)?;
    std::io::stderr().write_all(&output.stderr)?;
    judged(name, output.status)
}

/// What to say about a program that has ended.
fn judged(name: &str, status: ExitStatus) -> Result<String> {
    if !status.success() {
        bail!("{name} ended with {status}");
    }
    Ok("as it should be".to_owned())
}
