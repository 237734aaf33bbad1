//! A line per notebook that tells how far it is.

use std::io::{IsTerminal, stderr};
use std::time::Instant;

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use crate::duration::Spent;

/// The lines of a run. On a terminal they move; elsewhere a line is printed at each end.
#[derive(Debug, Clone)]
pub struct Progress {
    lines: MultiProgress,
    moving: bool,
    silent: bool,
}

/// The line of one notebook.
#[derive(Debug)]
pub struct Line {
    bar: ProgressBar,
    name: String,
    started: Instant,
    plain: bool,
}

impl Progress {
    /// Lines on standard error.
    pub fn new() -> Self {
        Self { lines: MultiProgress::new(), moving: stderr().is_terminal(), silent: false }
    }

    /// No lines at all.
    pub fn silent() -> Self {
        Self { lines: MultiProgress::new(), moving: false, silent: true }
    }

    /// A line for something with `total` steps.
    pub fn line(&self, name: &str, total: usize) -> Line {
        let bar = match self.moving {
            true => self.lines.add(ProgressBar::new(total as u64)),
            false => ProgressBar::hidden(),
        };
        let style = ProgressStyle::with_template("{prefix:34} {pos:>4}/{len}  {wide_msg}")
            .unwrap_or_else(|_| ProgressStyle::default_bar());
        bar.set_style(style);
        bar.set_prefix(name.to_owned());
        let plain = !self.moving && !self.silent;
        Line { bar, name: name.to_owned(), started: Instant::now(), plain }
    }
}

impl Default for Progress {
    fn default() -> Self {
        Self::new()
    }
}

impl Line {
    /// So many steps are done; `now` is what runs.
    pub fn at(&self, done: usize, now: &str) {
        self.bar.set_position(done as u64);
        self.bar.set_message(now.to_owned());
    }

    /// The end, in a few words.
    pub fn end(&self, words: &str) {
        let words = format!("{words}  {}", Spent(self.started.elapsed()));
        if self.plain {
            eprintln!("{:34} {words}", self.name);
        }
        self.bar.finish_with_message(words);
    }
}
