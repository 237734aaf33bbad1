//! What a reader has solved outlives the kernel: two processes, one note.

use aimath::prelude::*;
use std::path::Path;
use std::process::Command;

fn double(v: &Array1<f64>) -> Array1<f64> {
    2.0 * v
}

/// Runs one of the ignored tests below in a process of its own, as a kernel is one.
fn process(test: &str, note: &Path) {
    let program = std::env::current_exe().expect("this program has a file");
    let output = Command::new(program)
        .args(["--exact", test, "--ignored", "--nocapture"])
        .env("AIMATH_PROGRESS", note)
        .env("AIMATH_LANG", "en")
        .output()
        .expect("this program runs again");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{test}:\n{said}");
}

#[test]
fn progress_is_kept_when_the_kernel_is_restarted() {
    let folder = std::env::temp_dir().join(format!("aimath-progress-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder for the note");
    let note = folder.join("progress");
    process("before_anything_is_solved", &note);
    process("a_reader_solves_one", &note);
    process("after_a_restart", &note);
    // A wrong answer later takes nothing back.
    process("a_reader_tries_and_fails", &note);
    process("after_a_restart", &note);
    // Deleting the note begins anew.
    std::fs::remove_file(&note).expect("the note was written");
    process("before_anything_is_solved", &note);
    std::fs::remove_dir_all(&folder).expect("the folder is ours");
}

/// The row of chapter 0 in the table that `progress()` shows.
fn row() -> String {
    let shown = exercise::progress().to_string();
    let row = shown.lines().find(|line| line.contains("/ 2"));
    row.unwrap_or_else(|| panic!("no row of two exercises in\n{shown}")).to_owned()
}

#[test]
#[ignore = "a process of the test above"]
fn before_anything_is_solved() {
    assert!(row().contains("0 / 2") && row().contains("0.1, 0.2"), "{}", row());
}

#[test]
#[ignore = "a process of the test above"]
fn a_reader_solves_one() {
    assert!(exercise::chapter0::double(double).passed());
    assert!(row().contains("1 / 2"), "{}", row());
}

#[test]
#[ignore = "a process of the test above"]
fn a_reader_tries_and_fails() {
    assert!(!exercise::chapter0::double(|v| v.to_owned()).passed());
}

#[test]
#[ignore = "a process of the test above"]
fn after_a_restart() {
    assert!(row().contains("1 / 2") && !row().contains("0.1"), "{}", row());
}
