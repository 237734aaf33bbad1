//! The command line of `cargo book`.

use crate::bench::{self, Bench};
use crate::book::Book;
use crate::classroom::{grade, handout, hub};
use crate::doctor;
use crate::fuzz;
use crate::help;
use crate::lab;
use crate::new::{self, New};
use crate::notebook::{self, Kernel};
use crate::print;
use crate::setup::{self, Until};
use crate::site;
use crate::slides;
use crate::test;
use crate::timetable;
use crate::words;
use aimath_words::Language;
use anyhow::Result;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use std::ffi::OsString;
use std::process::ExitCode;

// Its sentences are marked for the catalogues and no comments of the code: `help` says them in
// the reader's language.
#[derive(Parser)]
#[command(name = "cargo book", bin_name = "cargo book", version)]
#[command(about = msg!("The mathematics of machine learning as a book that runs"))]
#[command(long_about = msg!("The mathematics of machine learning as a book that runs.\n\n\
    `lab` opens the book, `test` proves that all of it works; the other commands are for those \
    who write it."))]
pub(crate) struct Cli {
    // Heard by `named`, like that of the commands, for whoever writes it before them.
    #[arg(long = "lang", hide = true, value_parser = lab::tag)]
    _lang: Option<String>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    #[command(about = msg!("Set up what is missing and open JupyterLab on the book"))]
    Lab(lab::Options),
    #[command(about = msg!("Test everything: format, lints, the library, then every notebook"))]
    Test(test::Options),
    #[command(about = msg!("Try the properties on fresh cases, for as long as wanted"))]
    Fuzz(fuzz::Options),
    #[command(about = msg!("Execute chapters and write their outputs and static pictures"))]
    Run {
        #[arg(help = msg!("Notebooks by (part of) their name; by default all"))]
        names: Vec<String>,
        #[arg(help = msg!("How many kernels at once"))]
        #[arg(long)]
        jobs: Option<usize>,
        #[arg(help = msg!("Keep the pictures as they are, for want of a browser"))]
        #[arg(long)]
        no_pictures: bool,
        #[arg(help = msg!("Draw every picture anew, changed or not"))]
        #[arg(long)]
        redraw: bool,
    },
    #[command(about = msg!("Bring the twins in step with the English notebooks, and the \
        catalogues with the code"))]
    Sync {
        #[arg(help = msg!("Notebooks by (part of) their name; by default all"))]
        names: Vec<String>,
        #[arg(help = msg!("Record that the Korean of this cell fits the English again"))]
        #[arg(long, value_name = "CELL")]
        accept: Vec<String>,
        #[arg(help = msg!("Record that for every cell that is not a placeholder"))]
        #[arg(long)]
        accept_all: bool,
    },
    #[command(about = msg!("Name what drifted between the languages and what breaks a house rule"))]
    Check,
    #[command(about = msg!("Build the web site of the book, in every language"))]
    Site(site::Options),
    #[command(about = msg!("Make slides of chapters: a folder each that needs no network, with a \
        speaker view (key S)"))]
    Slides(slides::Options),
    #[command(about = msg!("Print a course from the minutes that the sections state, the core \
        path first"))]
    Timetable(timetable::Options),
    #[command(about = msg!("Make PDF and EPUB of the book, or of some of its chapters"))]
    Print(print::Options),
    #[command(about = msg!("Lay down an exercise, a figure or a chapter as the conventions ask \
        for it"))]
    #[command(subcommand)]
    New(New),
    #[command(about = msg!("Write copies for students: without solutions, outputs and teachers' \
        notes"))]
    Handout(handout::Options),
    #[command(about = msg!("Run what students hand in against the book's checks, in a sandbox, \
        and write a table"))]
    Grade(grade::Options),
    #[command(about = msg!("Serve the book to several learners at once through a JupyterHub, and \
        say what each costs"))]
    Hub(hub::Options),
    #[command(about = msg!("Say what is missing or wrong on this machine, with its remedy"))]
    Doctor {
        #[arg(help = msg!("The port that JupyterLab is to use"))]
        #[arg(long, default_value_t = 8888)]
        port: u16,
        #[arg(help = msg!("Do not ask the package registries"))]
        #[arg(long)]
        offline: bool,
        #[arg(help = msg!("Language of what it says; by default that of your locale"))]
        #[arg(long = "lang", value_name = "LANG", value_parser = lab::tag)]
        _lang: Option<String>,
    },
    #[command(about = msg!("Measure: the library beside NumPy, SciPy and scikit-learn, or what a \
        learner waits for"))]
    Bench(Bench),
}

/// The language after `--lang`, whatever else is wrong.
fn named(arguments: impl Iterator<Item = OsString>) -> Option<Language> {
    let words: Vec<String> = arguments.map(|word| word.to_string_lossy().into_owned()).collect();
    let after = words.iter().zip(words.iter().skip(1)).find(|(word, _)| *word == "--lang");
    let within = words.iter().find_map(|word| word.strip_prefix("--lang="));
    after.map(|(_, tag)| tag.as_str()).or(within).and_then(Language::of)
}

/// Reads the command line and does what it says.
pub fn run() -> Result<ExitCode> {
    // Who names a language is spoken to in it, whatever the machine speaks; settled before the
    // arguments are read, as it may be they that are wrong.
    named(std::env::args_os()).unwrap_or_else(Language::of_system).settle();
    let matches = help::arguments(Cli::command());
    let cli = Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    let book = Book::find()?;
    match cli.command {
        Command::Lab(options) => lab::open(&book, &options)?,
        Command::Test(options) => return test::run(&book, &options),
        Command::Fuzz(options) => fuzz::run(&book, &options)?,
        Command::Run { names, jobs, no_pictures, redraw } => {
            let kernel = Kernel::of(&book, &setup::ensure(&book, Until::Prepared)?);
            let options = notebook::run::Options { names, jobs, no_pictures, redraw };
            let done = notebook::run::run(&book, &kernel, &options)?;
            println!(
                "{} notebooks, {} cells, {} pictures drawn; {} files changed",
                done.notebooks, done.cells, done.pictures, done.changed
            );
        }
        Command::Sync { names, accept, accept_all } => {
            let options = notebook::sync::Options { names, accept, accept_all };
            let done = notebook::sync::sync(&book, &options)?;
            println!(
                "{} twins, {} changed, {} cells accepted, {} placeholders to translate",
                done.notebooks, done.changed, done.accepted, done.placeholders
            );
            for update in words::update(&book.root)? {
                println!(
                    "{}: {} new sentences, {} to be looked at, {} taken out",
                    update.catalogue, update.new, update.fuzzy, update.gone
                );
            }
            for dropped in &done.dropped {
                println!("dropped, as English no longer has it: {dropped}");
            }
        }
        Command::Check => {
            let seen = notebook::check::check(&book)?;
            println!(
                "{} notebooks, {} twins in step, {} figures: nothing to complain about",
                seen.notebooks, seen.in_step, seen.figures
            );
        }
        Command::Site(options) => {
            let done = site::build(&book, &options)?;
            println!("{} pages, {} figures in {}", done.pages, done.figures, done.out.display());
            match &done.repository {
                Some(name) => println!("linked to Binder by the repository {name}"),
                None => println!("without links to Binder: --repository OWNER/NAME adds them"),
            }
        }
        Command::Doctor { port, offline, .. } => {
            let options =
                doctor::Options { network: !offline, ..doctor::Options::of(&book, port)? };
            for finding in doctor::doctor(&options)? {
                println!("{finding}");
            }
            println!("{}", tr!("✓ everything that the book needs is here"));
        }
        Command::Hub(options) => {
            let seen = hub::measure(&book, &setup::ensure(&book, Until::Prepared)?, &options)?;
            println!("{}\n{} cells, all as in the book", seen.table, seen.cells);
        }
        Command::Handout(options) => {
            for copied in handout::run(&book, &options)? {
                let path = copied.path.display();
                match copied.kept {
                    None => println!("{path}"),
                    Some(n) => println!(
                        "{}",
                        tr!("{path}: renewed, {n} of the student's own kept", path, n)
                    ),
                }
                if let Some(before) = &copied.before {
                    let before = before.display();
                    println!("  {}", tr!("as it was: {before}", before));
                }
            }
        }
        Command::Grade(options) => {
            let kernel = Kernel::of(&book, &setup::ensure(&book, Until::Prepared)?);
            let (marked, written) = grade::run(&book, &kernel, &options)?;
            for one in marked {
                println!("{}", one.summary());
            }
            for path in written {
                println!("{}", path.display());
            }
        }
        Command::Slides(options) => {
            for made in slides::make(&book, &options)? {
                println!("{}", made.join("index.html").display());
            }
        }
        Command::Timetable(options) => print!("{}", timetable::course(&book, &options)?),
        Command::Print(options) => {
            for made in print::make(&book, &options)? {
                println!("{}", made.display());
            }
        }
        Command::New(what) => new::run(&book, &what)?,
        Command::Bench(what) => bench::run(&book, &what)?,
    }
    Ok(ExitCode::SUCCESS)
}
