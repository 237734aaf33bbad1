//! What a reader sees when a cell did not do what it should.

mod compile;
mod failure;
mod items;

pub use compile::{Refusal, refusal};
pub use failure::{failure, library_panicked, stopped_early};
pub use items::items_of;

use aimath_words::{Language, tr};

/// One red block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// What kind of error it is; `cargo book test` tells them apart by it.
    pub name: String,
    /// The error in one sentence.
    pub value: String,
    /// What is shown, with terminal colours.
    pub lines: Vec<String>,
}

/// What stands before a line of the cell that is shown.
fn line_head(number: usize, language: Language) -> String {
    tr!(in language; "  line {number} | ", number)
}

/// A text in bold red.
fn red(text: &str) -> String {
    format!("\u{1b}[1;31m{text}\u{1b}[0m")
}

/// A text in blue.
fn blue(text: &str) -> String {
    format!("\u{1b}[34m{text}\u{1b}[0m")
}

/// A text in bold.
fn bold(text: &str) -> String {
    format!("\u{1b}[1m{text}\u{1b}[0m")
}
