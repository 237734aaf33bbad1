//! Steps with stamps, and how their progress is shown.

use super::process::Progress;
use crate::book::Book;
use crate::duration::Spent;
use crate::fast::run::write_whole;
use anyhow::{Context, Result};
use std::path::PathBuf;
use std::time::Instant;

/// The steps of one set-up.
pub struct Steps {
    stamps: PathBuf,
    bars: indicatif::MultiProgress,
}

impl Steps {
    /// Steps whose stamps are in the book's folder.
    pub fn new(book: &Book) -> Steps {
        Steps { stamps: book.home().join("stamps"), bars: indicatif::MultiProgress::new() }
    }

    /// Does `work` unless its stamp already says `key`.
    pub fn once(
        &self,
        name: &str,
        title: &str,
        key: &str,
        work: impl FnOnce(&Progress) -> Result<()>,
    ) -> Result<()> {
        let stamp = self.stamps.join(name);
        let is_done = || std::fs::read_to_string(&stamp).is_ok_and(|found| found == key);
        if is_done() {
            return Ok(());
        }
        // Two commands at once must not clear what the other one is filling.
        std::fs::create_dir_all(&self.stamps)?;
        let lock = std::fs::File::create(self.stamps.join(format!("{name}.lock")))?;
        lock.lock()?;
        if is_done() {
            return Ok(());
        }
        // A step that fails half-way is not done, whatever it was before.
        let _ = std::fs::remove_file(&stamp);
        self.always(title, work)?;
        write_whole(&stamp, key.as_bytes())
    }

    /// Makes the next `once` under this name do its work.
    pub fn forget(&self, name: &str) {
        let _ = std::fs::remove_file(self.stamps.join(name));
    }

    /// Does `work`, showing its progress and its time.
    pub fn always(&self, title: &str, work: impl FnOnce(&Progress) -> Result<()>) -> Result<()> {
        let start = Instant::now();
        let progress = Progress::new(&self.bars, title);
        work(&progress).with_context(|| tr!("set-up stopped at: {title}", title))?;
        progress.finish(&format!("✓ {title} ({})", Spent(start.elapsed())));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::time::Duration;

    #[test]
    fn two_commands_at_once_do_a_step_once() {
        let folder = tempfile::tempdir().unwrap();
        let steps =
            || Steps { stamps: folder.path().into(), bars: indicatif::MultiProgress::new() };
        let times = AtomicU32::new(0);
        let step = |steps: Steps| {
            steps.once("step", "a step", "key", |_| {
                times.fetch_add(1, Ordering::Relaxed);
                std::thread::sleep(Duration::from_millis(200));
                Ok(())
            })
        };
        std::thread::scope(|scope| {
            let each = [scope.spawn(|| step(steps())), scope.spawn(|| step(steps()))];
            for one in each {
                one.join().unwrap().unwrap();
            }
        });
        assert_eq!(times.into_inner(), 1);
    }
}
