//! Stopping the cell that is at work: while it runs, and while it is being compiled.

use crate::output::Output;
use crate::runtime;
use std::collections::BTreeMap;
use std::process::{Child, Command};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

/// How long to wait between two attempts: the cell may be between compiling and running.
const AGAIN: Duration = Duration::from_millis(25);

/// Stops cells; clones stop the same ones.
#[derive(Clone, Default)]
pub struct Stopper(Arc<Shared>);

#[derive(Default)]
struct Shared {
    /// The number of the execution at work, 0 for none.
    at_work: AtomicU64,
    /// The execution that was asked to stop.
    asked: AtomicU64,
    /// How many executions there were.
    count: AtomicU64,
    watched: OnceLock<(Arc<Mutex<Child>>, Output)>,
}

impl Stopper {
    /// Says which process runs the cells and where its output goes.
    pub fn watch(&self, runtime: Arc<Mutex<Child>>, output: Output) {
        let _ = self.0.watched.set((runtime, output));
    }

    /// An execution begins, which may be stopped.
    pub fn begin(&self) {
        let number = self.0.count.fetch_add(1, Ordering::SeqCst) + 1;
        self.0.at_work.store(number, Ordering::SeqCst);
    }

    /// Whether somebody asked to stop the execution at work.
    pub fn is_asked(&self) -> bool {
        let at_work = self.0.at_work.load(Ordering::SeqCst);
        at_work != 0 && self.0.asked.load(Ordering::SeqCst) == at_work
    }

    /// The execution is over; whether it was asked to stop.
    pub fn end(&self) -> bool {
        let asked = self.is_asked();
        self.0.at_work.store(0, Ordering::SeqCst);
        asked
    }

    /// Stops the execution at work, and between executions the threads that cells have left
    /// running; comes back at once.
    pub fn stop(&self) {
        let number = self.0.at_work.load(Ordering::SeqCst);
        if number == 0 {
            // Ends the threads that cells have left running.
            return self.attempt_idle();
        }
        if self.0.asked.swap(number, Ordering::SeqCst) == number {
            return;
        }
        let stopper = self.clone();
        std::thread::spawn(move || {
            while stopper.0.at_work.load(Ordering::SeqCst) == number {
                stopper.attempt(number);
                std::thread::sleep(AGAIN);
            }
        });
    }

    fn attempt_idle(&self) {
        if let Some((runtime, _)) = self.0.watched.get()
            && let Ok(runtime) = runtime.try_lock()
        {
            runtime::interrupt(i32::try_from(runtime.id()).unwrap_or(0));
        }
    }

    fn attempt(&self, number: u64) {
        let Some((runtime, output)) = self.0.watched.get() else { return };
        // The lock is taken while evcxr waits for a process that has ended.
        let Ok(runtime) = runtime.try_lock() else { return };
        let supervisor = i32::try_from(runtime.id()).unwrap_or(0);
        if output.is_running() {
            runtime::interrupt(supervisor);
        } else {
            let compiling = descendants(supervisor);
            // Looking takes a while, in which the next cell may have begun.
            if self.0.at_work.load(Ordering::SeqCst) == number {
                compiling.into_iter().for_each(runtime::kill);
            }
        }
    }
}

/// The processes that this one has started, and theirs, without `except` and its own.
fn descendants(except: i32) -> Vec<i32> {
    let Ok(listing) = Command::new("ps").args(["-A", "-o", "pid=,ppid=,comm="]).output() else {
        return Vec::new();
    };
    let mut children: BTreeMap<i32, Vec<i32>> = BTreeMap::new();
    for line in String::from_utf8_lossy(&listing.stdout).lines() {
        let mut words = line.split_whitespace();
        let numbers = (words.next().map(str::parse), words.next().map(str::parse));
        let is_listing = words.next().is_some_and(|name| name.ends_with("ps"));
        if let (Some(Ok(pid)), Some(Ok(parent)), false) = (numbers.0, numbers.1, is_listing) {
            children.entry(parent).or_default().push(pid);
        }
    }
    let mut found = Vec::new();
    let mut waiting = vec![i32::try_from(std::process::id()).unwrap_or(0)];
    while let Some(parent) = waiting.pop() {
        for child in children.remove(&parent).unwrap_or_default() {
            if child != except {
                found.push(child);
                waiting.push(child);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn children_are_found_and_the_excepted_one_is_not() {
        let start = || Command::new("sleep").arg("30").spawn().unwrap();
        let (mut one, mut two) = (start(), start());
        let (first, second) = (one.id() as i32, two.id() as i32);
        let found = descendants(second);
        for child in [&mut one, &mut two] {
            child.kill().unwrap();
            child.wait().unwrap();
        }
        assert!(found.contains(&first) && !found.contains(&second), "{found:?}");
    }

    #[test]
    fn an_idle_session_has_nothing_to_stop() {
        let stopper = Stopper::default();
        stopper.stop();
        stopper.begin();
        assert!(!stopper.is_asked());
        stopper.stop();
        assert!(stopper.end());
        stopper.begin();
        assert!(!stopper.end());
    }
}
