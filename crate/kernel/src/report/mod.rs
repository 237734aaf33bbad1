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
    /// What is shown, in bold where the terminal's codes say so.
    pub lines: Vec<String>,
}

/// What stands before a line of the cell that is shown.
fn line_head(number: usize, language: Language) -> String {
    tr!(in language; "  line {number} | ", number)
}

/// A text in bold, in the page's own colour: whatever stands out there is read on JupyterLab's
/// light red and on its dark red alike. No one colour has a contrast of 4.5 : 1 on both, and the
/// terminal's red has 2.1 : 1 on the dark one.
fn bold(text: &str) -> String {
    format!("\u{1b}[1m{text}\u{1b}[0m")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_out_takes_the_colour_of_the_page() {
        // 30 to 37 and 90 to 97 choose a colour of the terminal's own.
        assert_eq!(bold("panicked"), "\u{1b}[1mpanicked\u{1b}[0m");
    }
}
