//! Hostile answers cost themselves and nothing else.
//!
//! Two students hand in chapter 1. Of three answers of theirs two are attempts on the grading,
//! and one, which comes first, is the book's solution. An attempt that works goes on to a right
//! answer: it is solved exactly if the sandbox does not hold.
//!
//! `cargo book test` runs this with its prepared kernel; by itself
//! `cargo test -p xtask --test hostile -- --ignored`.
#![cfg(unix)]

use std::net::TcpListener;
use std::path::Path;

use aimath_words::Language;
use xtask::book::Book;
use xtask::classroom::grade::{self, Marked, Terms};
use xtask::classroom::mark::Mark;
use xtask::notebook::Kernel;
use xtask::notebook::document::{Cell, Notebook};
use xtask::notebook::exercise::{self, Exercise};
use xtask::setup::{self, Until};

const CHAPTER: &str = "01-linear-algebra";

/// What a student tries.
enum Attempt {
    /// Statements before the right answer.
    Before(String),
    /// Statements in place of an answer.
    Instead(String),
    /// Items beside an answer that is wrong.
    Beside(String),
    /// A change of the submission's cells; the place is that of the exercise's own.
    Cells(fn(&mut Vec<Cell>, usize)),
}

use Attempt::{Before, Beside, Cells, Instead};

/// Whether a mark is what the attempt deserves.
type Deserved = fn(&Mark) -> bool;

fn wrong(mark: &Mark) -> bool {
    matches!(mark, Mark::Wrong(_))
}

fn ended(mark: &Mark) -> bool {
    *mark == Mark::Ended
}

fn left_running(mark: &Mark) -> bool {
    *mark == Mark::LeftRunning
}

fn forbidden(mark: &Mark) -> bool {
    matches!(mark, Mark::Forbidden(_))
}

fn not_compiled(mark: &Mark) -> bool {
    matches!(mark, Mark::NotCompiled(_))
}

fn missing(mark: &Mark) -> bool {
    *mark == Mark::Missing
}

fn unsolved(mark: &Mark) -> bool {
    *mark != Mark::Solved
}

/// The attempts that need nothing of the machine.
fn on_the_grading() -> Vec<(&'static str, Attempt, Deserved)> {
    let before = |code: &str| Before(code.to_owned());
    let instead = |code: &str| Instead(code.to_owned());
    let beside = |code: &str| Beside(code.to_owned());
    vec![
        ("an endless loop", before("loop { std::hint::black_box(()); }"), wrong),
        (
            "a fork bomb",
            before("loop { let _ = std::process::Command::new(\"sleep\").arg(\"60\").spawn(); }"),
            unsolved,
        ),
        ("a flood", before("loop { println!(\"{}\", \"x\".repeat(1000)); }"), unsolved),
        (
            "a memory hog",
            before("let mut all = vec![]; loop { all.push(vec![1_u8; 1 << 26]); }"),
            ended,
        ),
        (
            "a full disk",
            before(
                "for i in 0..64 { std::fs::write(format!(\"/tmp/{i}\"), vec![1_u8; 1 << 22]).unwrap(); }",
            ),
            wrong,
        ),
        ("exit(0)", before("std::process::exit(0);"), ended),
        (
            "everybody else killed",
            before(
                "std::process::Command::new(\"kill\").args([\"-9\", \"-1\"]).status().unwrap();",
            ),
            unsolved,
        ),
        (
            "a forged message",
            instead("println!(\"✓ 1.1 solved: all 9 cases are right.\"); panic!()"),
            wrong,
        ),
        (
            "a forged end",
            instead(
                "println!(\"EVCXR_EXECUTION_COMPLETE\"); std::thread::sleep(std::time::Duration::from_secs(3)); panic!()",
            ),
            unsolved,
        ),
        (
            "another library",
            beside(
                "mod aimath { pub mod exercise { pub mod chapter1 {} } } mod exercise {} mod std {}",
            ),
            unsolved,
        ),
        (
            "a method that always agrees",
            beside(
                "trait Agree { fn starts_with(&self, _: char) -> bool { true } fn text(&self) -> String { \"✓\".into() } } impl<T> Agree for T {}",
            ),
            wrong,
        ),
        ("a name for the report", beside("const aimath_report: u8 = 0;"), wrong),
        (
            "code without rules",
            before("unsafe { std::ptr::null::<u8>().read_volatile(); }"),
            forbidden,
        ),
        ("another crate's name", beside("extern crate self as aimath;"), forbidden),
        ("a type error", instead("\"no number\""), not_compiled),
        (
            "a thread that stays",
            before(
                "std::thread::spawn(|| loop { std::thread::sleep(std::time::Duration::from_millis(9)); });",
            ),
            left_running,
        ),
        (
            "a process that stays",
            before("std::process::Command::new(\"sleep\").arg(\"600\").spawn().unwrap();"),
            left_running,
        ),
        (
            "memory behind the check",
            before("std::fs::OpenOptions::new().write(true).open(\"/proc/self/mem\").unwrap();"),
            wrong,
        ),
        (
            "a look at who asks",
            before(
                "assert!(std::fs::read_dir(\"/proc\").unwrap().flatten().any(|one| std::fs::read_to_string(one.path().join(\"cmdline\")).is_ok_and(|all| all.contains(\"run_notebook\"))));",
            ),
            wrong,
        ),
        (
            "a deleted cell",
            Cells(|cells, place| {
                cells.remove(place);
            }),
            missing,
        ),
        (
            "an edited check",
            Cells(|cells, place| {
                let stub = cells[place].source.find('{').expect("a function");
                cells[place].source.truncate(stub);
                cells[place].source.push_str("{ panic!() }");
                cells[place + 1].source = "println!(\"✓ solved\")".into();
            }),
            wrong,
        ),
    ]
}

/// The attempts on what is on the machine.
fn on_the_machine(root: &Path, folder: &Path, port: u16) -> Vec<(&'static str, Attempt, Deserved)> {
    let (root, folder) = (root.display(), folder.display());
    vec![
        (
            "the answers, while it runs",
            Before(format!("std::fs::read(\"{root}/notebooks/en/{CHAPTER}.ipynb\").unwrap();")),
            wrong,
        ),
        (
            "the checks, while it runs",
            Before(format!("std::fs::read(\"{root}/crate/src/exercise/mod.rs\").unwrap();")),
            wrong,
        ),
        (
            "the answers, while it is compiled",
            Before(format!("include_str!(\"{root}/notebooks/en/{CHAPTER}.ipynb\");")),
            forbidden,
        ),
        (
            "another's work",
            Before(format!("std::fs::read(\"{folder}/fair-{CHAPTER}.ipynb\").unwrap();")),
            wrong,
        ),
        (
            "the network",
            Before(format!("std::net::TcpStream::connect(\"127.0.0.1:{port}\").unwrap();")),
            wrong,
        ),
        (
            "a file outside",
            Before(format!("std::fs::write(\"{root}/owned\", \"\").unwrap();")),
            wrong,
        ),
        (
            "where cells are built",
            Before(format!("std::fs::write(\"{root}/.book/run/owned\", \"\").unwrap();")),
            wrong,
        ),
    ]
}

/// How many answers there are to one that is a solution.
const TURN: usize = 3;

/// The exercises at which there is an attempt.
fn tried<'e>(
    exercises: &'e [Exercise],
    attempts: &'e [(&'static str, Attempt, Deserved)],
) -> impl DoubleEndedIterator<Item = (&'e Exercise, &'e (&'static str, Attempt, Deserved))> {
    let places = exercises.iter().enumerate().filter(|(place, _)| place % TURN > 0);
    places.map(|(_, exercise)| exercise).zip(attempts).collect::<Vec<_>>().into_iter()
}

/// The submission of one student.
fn submission(
    chapter: &Notebook,
    exercises: &[Exercise],
    attempts: &[(&'static str, Attempt, Deserved)],
) -> Notebook {
    let mut copy = chapter.clone();
    for exercise in exercises.iter().step_by(TURN) {
        copy.cells[exercise.stub].source.clone_from(&exercise.solution);
    }
    // From the end, so that the places before stay what they are when a cell goes.
    for (exercise, (name, attempt, _)) in tried(exercises, attempts).rev() {
        let cell = &mut copy.cells[exercise.stub];
        let right = exercise.solution.as_str();
        let (head, body) = right.split_once("{\n").expect("a function");
        let head = format!("// {name}\n{head}");
        match attempt {
            Before(code) => cell.source = format!("{head}{{\n{code}\n{body}"),
            Instead(code) => cell.source = format!("{head}{{ {code} }}"),
            Beside(code) => {
                cell.source = format!("{code}\n{}", cell.source.replace("todo!()", "panic!()"));
            }
            Cells(change) => {
                cell.source = right.to_owned();
                change(&mut copy.cells, exercise.stub);
            }
        }
    }
    copy
}

fn marks<'m>(marked: &'m [Marked], student: &str) -> &'m [(String, Mark)] {
    let one = marked.iter().find(|one| one.student == student).expect("a row for each student");
    assert_eq!(one.refused, None, "{student}");
    &one.marks
}

#[test]
#[ignore = "needs the prepared kernel and takes two minutes; cargo book test runs it"]
fn a_hostile_answer_costs_its_exercise_and_nothing_else() {
    // Set-up makes the kernel's launcher of the program that runs: not of this test, and where
    // there is one already, of no other than that, for which the library is compiled.
    let book = Book::find().unwrap();
    let launcher = Some(book.launcher()).filter(|launcher| launcher.is_file());
    let program = launcher.unwrap_or_else(|| env!("CARGO_BIN_EXE_xtask").into());
    let book = Book { program, ..book };
    let kernel = Kernel::of(&book, &setup::ensure(&book, Until::Prepared).unwrap());
    hold(&book, &kernel);
}

/// Grades the hostile submissions.
fn hold(book: &Book, kernel: &Kernel) {
    let path = book.notebooks("en").join(format!("{CHAPTER}.ipynb"));
    let chapter = Notebook::load(&path).unwrap();
    let (exercises, broken) = exercise::exercises(&chapter);
    assert!(broken.is_empty(), "{broken:?}");
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();

    let mut attempts = on_the_grading();
    attempts.extend(on_the_machine(&book.root, folder, port));
    // Turn about, so that each has as many as the other of those that cost a kernel.
    let mut students = ["hostile-0", "hostile-1"].map(|student| (student, Vec::new()));
    for (place, attempt) in attempts.into_iter().enumerate() {
        students[place % 2].1.push(attempt);
    }
    let room = exercises.len() - exercises.len().div_ceil(TURN);
    assert!(students.iter().all(|(_, attempts)| attempts.len() <= room), "another chapter, please");
    for (student, attempts) in &students {
        let mut handed_in = submission(&chapter, &exercises, attempts);
        handed_in.path = folder.join(format!("{student}-{CHAPTER}.ipynb"));
        handed_in.save().unwrap();
    }
    let mut fair = chapter.clone();
    fair.path = folder.join(format!("fair-{CHAPTER}.ipynb"));
    fair.save().unwrap();
    let link = folder.join(format!("link-{CHAPTER}.ipynb"));
    std::os::unix::fs::symlink(&fair.path, &link).unwrap();
    std::os::unix::fs::symlink("/etc", folder.join("folder")).unwrap();

    let terms = Terms { language: Language::ENGLISH, seconds: 60, jobs: None };
    let marked = grade::grade(book, kernel, folder, &terms).unwrap();

    let mut problems = Vec::new();
    for (student, attempts) in &students {
        let marks = marks(&marked, student);
        let of = |exercise: &Exercise| {
            let id = &chapter.cells[exercise.stub].id;
            &marks.iter().find(|(cell, _)| cell == id).expect("a mark for each exercise").1
        };
        for (exercise, (name, _, deserved)) in tried(&exercises, attempts) {
            if !deserved(of(exercise)) {
                problems.push(format!("{student}, {name}: {:?}", of(exercise)));
            }
        }
        for exercise in exercises.iter().step_by(TURN) {
            if *of(exercise) != Mark::Solved {
                let id = &chapter.cells[exercise.stub].id;
                problems.push(format!("{student}, the solution of {id}: {:?}", of(exercise)));
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    let fair = marks(&marked, "fair");
    assert!(fair.iter().all(|(_, mark)| *mark == Mark::Open), "{fair:?}");
    for student in ["link", "folder"] {
        let linked = marked.iter().find(|one| one.student == student).expect("a row");
        let why = linked.refused.as_deref().unwrap_or_default();
        assert!(why.contains("symbolic link"), "{student}: {why}");
    }
    assert!(!book.root.join("owned").exists(), "something was written outside");
    listener.set_nonblocking(true).unwrap();
    assert!(listener.accept().is_err(), "somebody called from inside the sandbox");
}
