//! Stopping the cell that is at work: while it runs, and while it is being compiled.

use crate::jupyter::Message;
use crate::output::Output;
use crate::runtime::{self, Pid};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;
use std::process::Child;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

/// How long to wait between two attempts: the cell may be between compiling and running.
const AGAIN: Duration = Duration::from_millis(25);
/// How far a Stop and a cell may overtake each other: they come on different sockets. Within
/// this time the dates that they carry decide, which is no matter of trust beyond it: the page's
/// clock may differ from that of the server, who sends the Stop.
const OVERTAKING: Duration = Duration::from_millis(500);

/// Stops cells; clones stop the same ones.
#[derive(Clone, Default)]
pub struct Stopper(Arc<Shared>);

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    watched: OnceLock<(Arc<Mutex<Child>>, Output)>,
}

#[derive(Default)]
struct State {
    /// The number of the execution at work, 0 for none.
    at_work: u64,
    /// The execution that was asked to stop.
    asked: u64,
    /// How many executions there were.
    count: u64,
    /// When the execution at work came in, and when it was sent.
    came: Option<(Instant, DateTime<Utc>)>,
    /// When a Stop came in while nothing was at work, and when it was pressed.
    idle: Option<(Instant, DateTime<Utc>)>,
}

impl State {
    fn is_asked(&self) -> bool {
        self.at_work != 0 && self.asked == self.at_work
    }
}

impl Stopper {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Says which process runs the cells and where its output goes.
    pub fn watch(&self, runtime: Arc<Mutex<Child>>, output: Output) {
        let _ = self.0.watched.set((runtime, output));
    }

    /// The execution of `request`, which came in at `arrived`, begins; whether it may. A cell
    /// that was sent before Stop was pressed, but was overtaken by it, is stopped at once.
    pub fn begin(&self, request: &Message, arrived: Instant) -> bool {
        let mut state = self.state();
        state.count += 1;
        state.at_work = state.count;
        state.came = request.date().map(|date| (arrived, date));
        let overtaken = state.idle.take().is_some_and(|(instant, pressed)| {
            arrived < instant + OVERTAKING && request.sent_before(pressed)
        });
        if overtaken {
            state.asked = state.at_work;
        }
        !overtaken
    }

    /// Whether somebody asked to stop the execution at work.
    pub fn is_asked(&self) -> bool {
        self.state().is_asked()
    }

    /// The execution is over; whether it was asked to stop. From here on no attempt to stop it
    /// reaches anything.
    pub fn end(&self) -> bool {
        let mut state = self.state();
        let asked = state.is_asked();
        state.at_work = 0;
        asked
    }

    /// Stops the execution at work, and between executions the threads that cells have left
    /// running; comes back at once. `pressed` is when that was asked for: the next cell, which
    /// may have begun meanwhile, is not meant.
    pub fn stop(&self, pressed: DateTime<Utc>) {
        let mut state = self.state();
        let number = state.at_work;
        let is_late = state
            .came
            .is_some_and(|(arrived, sent)| arrived.elapsed() < OVERTAKING && pressed < sent);
        if number != 0 && is_late {
            return;
        }
        if number == 0 {
            state.idle = Some((Instant::now(), pressed));
            // Under the lock, so that the next cell begins after it.
            if let Some(supervisor) = self.supervisor() {
                runtime::end_threads(supervisor);
            }
            return;
        }
        if state.is_asked() {
            return;
        }
        state.asked = number;
        drop(state);
        let stopper = self.clone();
        std::thread::spawn(move || {
            while stopper.attempt(number) {
                std::thread::sleep(AGAIN);
            }
        });
    }

    /// The process that runs the cells.
    fn supervisor(&self) -> Option<Pid> {
        let (runtime, _) = self.0.watched.get()?;
        // The lock is taken while evcxr waits for a process that has ended.
        let runtime = runtime.try_lock().ok()?;
        Pid::try_from(runtime.id()).ok()
    }

    /// Tries to stop the execution `number`; whether it is still at work.
    fn attempt(&self, number: u64) -> bool {
        let supervisor = self.supervisor();
        let is_running = self.0.watched.get().is_some_and(|(_, output)| output.is_running());
        let compiling = match (supervisor, is_running) {
            (Some(supervisor), false) => descendants(supervisor),
            _ => Vec::new(),
        };
        // Looking takes a while; the lock keeps the execution from ending, and the next one
        // from beginning, until what is found has been told to stop.
        let state = self.state();
        if state.at_work != number {
            return false;
        }
        if let (Some(supervisor), true) = (supervisor, is_running) {
            runtime::interrupt(supervisor);
        }
        compiling.into_iter().for_each(runtime::kill);
        true
    }
}

/// The processes that this one has started, and theirs, without `except` and its own.
fn descendants(except: Pid) -> Vec<Pid> {
    let mut children: BTreeMap<Pid, Vec<Pid>> = BTreeMap::new();
    for (pid, parent) in runtime::processes() {
        children.entry(parent).or_default().push(pid);
    }
    let mut found = Vec::new();
    let mut waiting = vec![Pid::try_from(std::process::id()).unwrap_or(0)];
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
    use serde_json::{Value, json};
    use std::process::Command;

    fn sent(date: DateTime<Utc>) -> Message {
        Message {
            identities: Vec::new(),
            header: json!({ "date": date.to_rfc3339() }),
            parent: Value::Null,
            metadata: Value::Null,
            content: Value::Null,
        }
    }

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
        let times = [0, 1, 2, 3].map(|second| Utc::now() + Duration::from_secs(second));
        stopper.stop(times[0]);
        assert!(stopper.begin(&sent(times[1]), Instant::now()));
        assert!(!stopper.is_asked());
        stopper.stop(times[2]);
        assert!(stopper.end());
        assert!(stopper.begin(&sent(times[3]), Instant::now()));
        assert!(!stopper.end());
    }

    #[test]
    fn a_stop_that_overtakes_its_cell_still_stops_it_and_no_other() {
        let stopper = Stopper::default();
        let before = Utc::now();
        let pressed = before + Duration::from_millis(1);
        stopper.stop(pressed);
        assert!(!stopper.begin(&sent(before), Instant::now()));
        assert!(stopper.end());
        assert!(stopper.begin(&sent(before), Instant::now()));
        assert!(!stopper.end());
        stopper.stop(pressed);
        // A page whose clock is slow: the cell arrives too late to have been overtaken.
        assert!(stopper.begin(&sent(before), Instant::now() + Duration::from_secs(1)));
    }

    #[test]
    fn a_stop_that_a_later_cell_overtook_does_not_stop_it() {
        let stopper = Stopper::default();
        let pressed = Utc::now();
        let cell = sent(pressed + Duration::from_millis(1));
        stopper.begin(&cell, Instant::now());
        stopper.stop(pressed);
        assert!(!stopper.end());
        // The cell has been at work for long: only the clocks differ.
        stopper.begin(&cell, Instant::now() - Duration::from_secs(1));
        stopper.stop(pressed);
        assert!(stopper.end());
    }
}
