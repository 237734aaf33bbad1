//! `cargo book fuzz`: the properties on fresh cases, for as long as wanted.
//!
//! `cargo book test` tries every property on the same cases each time. Here each
//! round draws a new seed and multiplies the number of cases; a failure is
//! followed by the command that repeats it.

use crate::book::Book;
use crate::duration::Spent;
use crate::setup::{self, Until};
use anyhow::{Context, Result, bail};
use std::hash::{BuildHasher, Hasher};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// A kind of test that can go on for longer than `cargo book test` has time for. It reads
/// the two variables below; a new kind is one more line here.
struct LongRun {
    name: &'static str,
    program: Program,
    /// How many times the usual number of cases one round tries.
    times: u32,
}

/// What does the trying.
enum Program {
    /// Tests of the library: the test programs as `cargo test` wants them named, and what the
    /// names of these tests contain.
    Tests(&'static [&'static str], &'static str),
    /// A script of `crate/xtask/python` that speaks to a kernel, and its name for the filter.
    Kernel(&'static str, &'static str),
}

/// The seed of the round (`crate/src/seeded.rs`).
const SEED_VARIABLE: &str = "AIMATH_FUZZ_SEED";
/// How many times the usual number of cases it tries.
const TIMES_VARIABLE: &str = "AIMATH_FUZZ_TIMES";

const LONG_RUNS: &[LongRun] = &[
    LongRun {
        name: "the library's properties",
        program: Program::Tests(&["--lib"], "properties::"),
        times: 20,
    },
    LongRun {
        name: "small matrices' factors",
        program: Program::Tests(&["--test", "decompositions"], "properties::"),
        times: 20,
    },
    LongRun {
        name: "the net of hostile values",
        program: Program::Tests(&["--test", "net"], "no_call_panics_hangs_or_lies"),
        // A million calls.
        times: 40,
    },
    LongRun {
        name: "Tab and Shift+Tab",
        program: Program::Kernel("keys_test.py", "kernel::keys"),
        // Two thousand places; the book has some sixty times as many.
        times: 4,
    },
];

/// What a test program is told beside the names, and beside what cargo's `--quiet` tells it.
const BY_WHOLE_NAME: &[&str] = &["--exact"];

/// What to try, and for how long.
#[derive(Debug, clap::Args)]
pub struct Options {
    #[arg(help = msg!("Only the tests whose name contains this"))]
    filter: Option<String>,
    #[arg(help = msg!("Stop after the round in which these minutes end"))]
    #[arg(long, conflicts_with = "rounds", value_parser = minutes)]
    minutes: Option<Duration>,
    #[arg(help = msg!("Stop after so many rounds; one if neither is given"))]
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: Option<u32>,
    #[arg(help = msg!("The first round's seed, to repeat a failure; later rounds count on from \
        it"))]
    #[arg(long)]
    seed: Option<u64>,
    #[arg(help = msg!("How many times the usual number of cases a round tries; each kind has its \
        own usual"))]
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..))]
    times: Option<u32>,
}

fn minutes(text: &str) -> Result<Duration, String> {
    let minutes: f64 = text.parse().map_err(|_| tr!("`{text}` is not a number", text))?;
    Duration::try_from_secs_f64(60.0 * minutes).map_err(|problem| problem.to_string())
}

/// Tries round after round; the error says how to repeat the first that failed.
pub fn run(book: &Book, options: &Options) -> Result<()> {
    let start = Instant::now();
    let tests = choose(book, options.filter.as_deref())?;
    let count: usize = tests.iter().map(|(_, names)| names.len()).sum();
    let first = options.seed.unwrap_or_else(fresh_seed);
    let mut round = 0;
    while go_on(options, round, start.elapsed()) {
        let seed = first.wrapping_add(round.into());
        round += 1;
        eprintln!("── round {round}, seed {seed}");
        for (run, names) in &tests {
            let times = options.times.unwrap_or(run.times);
            let since = Instant::now();
            let mut command = match run.program {
                // By its whole name each, as a filter would let others in.
                Program::Tests(programs, _) => {
                    let mut command = cargo_test(book, programs);
                    command.args(BY_WHOLE_NAME).args(names);
                    command
                }
                Program::Kernel(script, _) => {
                    let python = setup::ensure(book, Until::Prepared)?;
                    let mut command = Command::new(&python.executable);
                    command.arg(book.root.join("crate/xtask/python").join(script));
                    command.arg(&book.root);
                    command
                }
            };
            let status = command
                .env(SEED_VARIABLE, seed.to_string())
                .env(TIMES_VARIABLE, times.to_string())
                .stdout(Stdio::inherit())
                .status()
                .with_context(|| format!("{} did not start", run.name))?;
            if !status.success() {
                bail!("{} failed; repeat it by\n  {}", run.name, repeat(options, seed, times));
            }
            let spent = Spent(since.elapsed());
            eprintln!("✓ {}: {} tests, {times} times the cases ({spent})", run.name, names.len());
        }
    }
    println!("{round} rounds of {count} tests passed ({})", Spent(start.elapsed()));
    Ok(())
}

/// Whether another round is wanted after so many and so long.
fn go_on(options: &Options, rounds: u32, elapsed: Duration) -> bool {
    match (options.minutes, options.rounds) {
        (Some(limit), _) => rounds == 0 || elapsed < limit,
        (None, wanted) => rounds < wanted.unwrap_or(1),
    }
}

/// The command that tries the failed round again.
fn repeat(options: &Options, seed: u64, times: u32) -> String {
    let filter = options.filter.as_ref().map_or(String::new(), |filter| format!(" {filter}"));
    format!("cargo book fuzz --seed {seed} --times {times}{filter}")
}

/// The tests of each long run that the filter leaves.
fn choose(book: &Book, filter: Option<&str>) -> Result<Vec<(&'static LongRun, Vec<String>)>> {
    let mut chosen = Vec::new();
    let wanted = |name: &String| filter.is_none_or(|filter| name.contains(filter));
    for run in LONG_RUNS {
        let (programs, mark) = match run.program {
            Program::Tests(programs, mark) => (programs, mark),
            Program::Kernel(_, name) => {
                let name = name.to_owned();
                if wanted(&name) {
                    chosen.push((run, vec![name]));
                }
                continue;
            }
        };
        let listing = cargo_test(book, programs)
            .args(["--list", "--format", "terse"])
            .stderr(Stdio::inherit())
            .output()
            .context("cargo did not start")?;
        if !listing.status.success() {
            bail!("{}: the tests do not compile", run.name);
        }
        let all = names(&String::from_utf8_lossy(&listing.stdout), mark);
        if all.is_empty() {
            bail!("{}: there is no test whose name contains {mark}", run.name);
        }
        let names: Vec<String> = all.into_iter().filter(wanted).collect();
        if !names.is_empty() {
            chosen.push((run, names));
        }
    }
    if let (true, Some(filter)) = (chosen.is_empty(), filter) {
        bail!("there is no long test whose name contains {filter}");
    }
    Ok(chosen)
}

/// The names in the listing of a test program that contain `mark`.
fn names(listing: &str, mark: &str) -> Vec<String> {
    let lines = listing.lines().filter_map(|line| line.strip_suffix(": test"));
    lines.filter(|name| name.contains(mark)).map(str::to_owned).collect()
}

fn cargo_test(book: &Book, programs: &[&str]) -> Command {
    let mut command = Command::new("cargo");
    command.args(["test", "--quiet", "--profile", "fuzz", "--package", "aimath"]);
    command.args(programs).arg("--");
    command.current_dir(&book.root);
    command
}

/// A seed that nobody chose: the key that the standard library draws for its hash tables.
fn fresh_seed() -> u64 {
    // Below 2³², so that it is short to type.
    std::collections::hash_map::RandomState::new().build_hasher().finish() >> 32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options() -> Options {
        Options { filter: None, minutes: None, rounds: None, seed: None, times: None }
    }

    #[test]
    fn rounds_end_when_asked() {
        let second = Duration::from_secs(1);
        assert!(go_on(&options(), 0, second) && !go_on(&options(), 1, second));
        let three = Options { rounds: Some(3), ..options() };
        assert!(go_on(&three, 2, second) && !go_on(&three, 3, second));
        let minute = Options { minutes: Some(60 * second), ..options() };
        assert!(go_on(&minute, 9, second) && !go_on(&minute, 9, 61 * second));
        assert!(go_on(&minute, 0, 61 * second), "one round at least");
    }

    #[test]
    fn a_failure_is_repeated_by_its_seed() {
        let options = Options { filter: Some("lu::".into()), ..options() };
        assert_eq!(repeat(&options, 7, 20), "cargo book fuzz --seed 7 --times 20 lu::");
    }

    #[test]
    fn a_test_program_takes_what_it_is_told() {
        let own = std::env::current_exe().unwrap();
        let name = "fuzz::tests::properties_are_found_in_a_listing";
        // Cargo hands its own `--quiet` on.
        let output =
            Command::new(own).arg("--quiet").args(BY_WHOLE_NAME).arg(name).output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success() && said.contains("1 passed"), "{said}");
    }

    #[test]
    fn properties_are_found_in_a_listing() {
        let listing = "a::tests::properties::holds: test\na::tests::other: test\nb: benchmark\n";
        assert_eq!(names(listing, "properties::"), ["a::tests::properties::holds"]);
    }
}
