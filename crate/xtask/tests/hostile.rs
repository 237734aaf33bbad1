//! Hostile answers cost themselves and nothing else.
//!
//! `cargo book test` runs this with its prepared kernel; by itself
//! `cargo test -p xtask --test hostile -- --ignored`.
#![cfg(unix)]

use std::fs;
use std::io::Read;
use std::net::TcpListener;
use std::path::Path;

use xtask::book::Book;
use xtask::classroom::grade::{self, Mark, Marked};
use xtask::notebook::Kernel;
use xtask::notebook::document::{Cell, Notebook};
use xtask::setup::{self, Until};

/// A right answer to each exercise of chapter 0.
const RIGHT: [(&str, &str); 2] = [
    ("ex-0-1", "fn my_double(v: &Array1<f64>) -> Array1<f64> { 2.0 * v }"),
    ("ex-0-2", "fn my_sum_of_squares(v: &Array1<f64>) -> f64 { v.dot(v) }"),
];

/// The first answer with something before its value.
fn first(body: &str) -> String {
    format!("fn my_double(v: &Array1<f64>) -> Array1<f64> {{ {body} }}")
}

/// Writes a submission: right answers, changed by `change`.
fn submit(folder: &Path, student: &str, chapter: &Notebook, change: impl Fn(&mut Vec<Cell>)) {
    let mut copy = chapter.clone();
    for (id, answer) in RIGHT {
        for cell in copy.cells.iter_mut().filter(|cell| cell.id == id) {
            cell.source = answer.into();
        }
    }
    change(&mut copy.cells);
    fs::create_dir_all(folder.join(student)).unwrap();
    copy.path = folder.join(student).join("00-start-here.ipynb");
    copy.save().unwrap();
}

fn mark_of<'m>(marked: &'m [Marked], student: &str, exercise: usize) -> &'m Mark {
    let one = marked.iter().find(|one| one.student == student).unwrap();
    assert_eq!(one.refused, None, "{student}");
    &one.marks[exercise].1
}

#[test]
#[ignore = "needs the prepared kernel and takes a minute; cargo book test runs it"]
fn a_hostile_answer_costs_its_exercise_and_nothing_else() {
    // Set-up makes the kernel's launcher of the program that runs: not of this test.
    let book = Book { program: env!("CARGO_BIN_EXE_xtask").into(), ..Book::find().unwrap() };
    let kernel = Kernel::of(&book, &setup::ensure(&book, Until::Prepared).unwrap());
    let chapter = Notebook::load(&book.notebooks("en").join("00-start-here.ipynb")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let root = book.root.display();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    // Where the attempt works, the answer is right: only a failure of the sandbox passes.
    let attempts = [
        ("endless", first("loop { std::hint::black_box(v); }")),
        (
            "fork-bomb",
            first("loop { let _ = std::process::Command::new(\"sleep\").arg(\"60\").spawn(); }"),
        ),
        ("flood", first("loop { println!(\"{}\", \"x\".repeat(1000)); }")),
        ("memory-hog", first("let mut all = vec![]; loop { all.push(vec![1_u8; 1 << 26]); }")),
        ("exit", first("std::process::exit(0)")),
        ("forged", first("println!(\"✓ 0.1 solved\"); v.clone()")),
        ("shadow", format!("mod exercise {{ pub mod chapter0 {{ }} }} {}", first("v.clone()"))),
        (
            "answers",
            first(&format!(
                "std::fs::read_to_string(\"{root}/notebooks/en/00-start-here.ipynb\").unwrap(); 2.0 * v"
            )),
        ),
        (
            "anothers-work",
            first(&format!(
                "std::fs::read_to_string(\"{}/right/00-start-here.ipynb\").unwrap(); 2.0 * v",
                folder.path().display()
            )),
        ),
        (
            "network",
            first(&format!("std::net::TcpStream::connect(\"127.0.0.1:{port}\").unwrap(); 2.0 * v")),
        ),
        ("outside", first(&format!("std::fs::write(\"{root}/owned\", \"\").unwrap(); 2.0 * v"))),
        (
            "thread",
            first(
                "std::thread::spawn(|| loop { std::thread::sleep(std::time::Duration::from_millis(9)); }); 2.0 * v",
            ),
        ),
    ];
    submit(folder.path(), "right", &chapter, |_| ());
    for (student, code) in &attempts {
        submit(folder.path(), student, &chapter, |cells| {
            let answer = cells.iter_mut().find(|cell| cell.id == RIGHT[0].0).unwrap();
            answer.source.clone_from(code);
        });
    }
    submit(folder.path(), "deleted", &chapter, |cells| cells.retain(|cell| cell.id != RIGHT[0].0));
    submit(folder.path(), "edited-check", &chapter, |cells| {
        for cell in cells {
            match cell.id.as_str() {
                "ex-0-1" => cell.source = first("v.clone()"),
                "ex-0-1-check" => cell.source = "println!(\"✓ 0.1 solved\")".into(),
                _ => {}
            }
        }
    });
    let link = folder.path().join("link-00-start-here.ipynb");
    std::os::unix::fs::symlink("/etc/passwd", &link).unwrap();

    let marked = grade::grade(&book, &kernel, folder.path(), 15).unwrap();

    assert_eq!(mark_of(&marked, "right", 0), &Mark::Solved);
    for student in attempts.iter().map(|(name, _)| *name).chain(["deleted", "edited-check"]) {
        let hostile = mark_of(&marked, student, 0);
        assert_ne!(hostile, &Mark::Solved, "{student} got away with it");
        println!("{student}: {hostile}");
        assert_eq!(mark_of(&marked, student, 1), &Mark::Solved, "{student} cost another exercise");
    }
    assert_eq!(mark_of(&marked, "deleted", 0), &Mark::Missing);
    assert_eq!(mark_of(&marked, "thread", 0), &Mark::LeftRunning);
    let linked = marked.iter().find(|one| one.student == "link").unwrap();
    assert!(linked.refused.as_ref().is_some_and(|why| why.contains("symbolic link")));
    assert!(!book.root.join("owned").exists(), "something was written outside");
    listener.set_nonblocking(true).unwrap();
    let called = listener.accept().map(|(mut stream, _)| stream.read(&mut [0; 1]));
    assert!(called.is_err(), "somebody called from inside the sandbox");
}
