//! The process that evcxr talks to: it passes on what cells print, and no cell can end it.

use super::sys::{self, Ending, Pid};
use super::worker::Worker;
use super::{END_OF_ERRORS, EVENT};
use anyhow::Context;
use serde_json::{Map, Value, json};
use std::fs::File;
use std::io::{self, Write};
use std::os::fd::AsRawFd;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::process::Command;
use std::time::{Duration, Instant};

const COMPLETE: &str = "EVCXR_EXECUTION_COMPLETE";
const BEGIN_CONTENT: &str = "EVCXR_BEGIN_CONTENT ";
const END_CONTENT: &str = "EVCXR_END_CONTENT";
const PANICKED: &str = "EVCXR_PANIC_NOTIFICATION";
const RETURNED_ERROR: &str = "EVCXR_ERROR_OCCURRED";

/// How often a running worker is asked whether it lives, in milliseconds; where the system
/// tells of its end, that is noticed at once.
const LOOK_AFTER: i32 = 20;
/// How long a process may take to do what it was told.
const PATIENCE: Duration = Duration::from_secs(2);
/// How much of a failed cell's displays is kept to be shown all the same.
const KEPT_CONTENT: usize = 16 << 20;

/// Runs cells until evcxr closes standard input.
pub fn main() -> ! {
    if let Some(words) = std::env::var_os(super::THROUGH) {
        let error = start_again_through(&words.to_string_lossy());
        eprintln!("The process that runs the cells could not start in its sandbox: {error:#}");
        sys::leave(1)
    }
    let unheard = std::env::var(super::UNHEARD).ok().and_then(|n| n.parse().ok()).unwrap_or(0);
    // The front shows a panic as one block; frames of the kernel would bury it.
    // SAFETY: this process has one thread so far.
    unsafe {
        std::env::remove_var("RUST_BACKTRACE");
        std::env::remove_var(super::IS_RUNTIME);
        std::env::remove_var(super::UNHEARD);
    }
    match Supervisor::start(unheard) {
        Ok(mut supervisor) => match supervisor.serve() {
            Ok(()) => sys::leave(0),
            Err(error) => {
                // The kernel may be gone, and nobody listens.
                let text = format!("The process that runs the cells had to end: {error}\n");
                let _ = sys::write_to(2, text.as_bytes());
                supervisor.end();
                sys::leave(1)
            }
        },
        Err(error) => {
            eprintln!("The process that runs the cells could not start: {error}");
            sys::leave(1)
        }
    }
}

/// Becomes this program once more, started through another; comes back only if it cannot.
fn start_again_through(words: &str) -> anyhow::Error {
    let start = || {
        let words: Vec<String> = serde_json::from_str(words).context("not a list of words")?;
        let (program, arguments) = words.split_first().context("the list is empty")?;
        let this = std::env::current_exe().context("this program does not know its file")?;
        let mut command = Command::new(program);
        command.args(arguments).arg(this).env_remove(super::THROUGH);
        Err(command.exec()).with_context(|| format!("{program} cannot be started"))
    };
    let Err(error): anyhow::Result<std::convert::Infallible> = start();
    error
}

/// A cell's run.
#[derive(Default)]
struct Run {
    number: u64,
    snapshot: Pid,
    panicked: bool,
    returned_error: bool,
    content: Map<String, Value>,
    kept: usize,
    /// The display that is being read: its type and its lines.
    open: Option<(String, Vec<String>)>,
}

/// Why a run did not end well.
enum Failure {
    Panicked,
    ReturnedError,
    Stopped,
    Ended(Ending),
    NotLoaded(String),
}

struct Supervisor {
    lines: [UnixStream; 2],
    current: usize,
    worker: Pid,
    to_worker: File,
    from_worker: File,
    signals: File,
    input: Vec<u8>,
    heard: Vec<u8>,
    printed: Vec<u8>,
    runs: u64,
    unheard: u64,
    run: Option<Run>,
}

impl Supervisor {
    fn start(unheard: u64) -> io::Result<Supervisor> {
        sys::adopt_orphans();
        let (first, first_end) = UnixStream::pair()?;
        let (second, second_end) = UnixStream::pair()?;
        let (read_input, to_worker) = sys::pipe()?;
        let (from_worker, write_output) = sys::pipe()?;
        let Some(worker) = sys::fork()? else {
            drop((first, second, to_worker, from_worker));
            sys::ignore_interrupts();
            sys::die_with_parent();
            if sys::put_at(read_input, 0).and_then(|()| sys::put_at(write_output, 1)).is_err() {
                sys::leave(98);
            }
            if let Some(bytes) = memory_limit() {
                sys::limit_memory(bytes);
            }
            Worker::new([first_end, second_end]).run()
        };
        let signals = sys::signals()?;
        for fd in [&first, &second] {
            sys::without_waiting(fd);
        }
        sys::without_waiting(&from_worker);
        sys::without_waiting(&to_worker);
        Ok(Supervisor {
            lines: [first, second],
            current: 0,
            worker,
            to_worker,
            from_worker,
            signals,
            input: Vec::new(),
            heard: Vec::new(),
            printed: Vec::new(),
            runs: 0,
            unheard,
            run: None,
        })
    }

    fn serve(&mut self) -> io::Result<()> {
        let mut input = stdin();
        loop {
            let asked = [
                input.as_raw_fd(),
                self.lines[self.current].as_raw_fd(),
                self.from_worker.as_raw_fd(),
                self.signals.as_raw_fd(),
            ];
            let wait = if self.run.is_some() { LOOK_AFTER } else { -1 };
            let [said, heard, printed, signalled] = sys::readable(asked, wait);
            if printed {
                self.take_output()?;
            }
            if heard {
                self.take_words()?;
            }
            if signalled {
                let bytes = sys::read_some(&mut self.signals).unwrap_or_default();
                let asked = |what: fn(u8) -> bool| bytes.iter().copied().any(what);
                // What was meant for another state than this one came too late.
                match self.run {
                    Some(_) if asked(sys::is_interrupt) => self.fail(Failure::Stopped)?,
                    None if asked(sys::is_end_of_threads) => self.end_threads()?,
                    _ => {}
                }
            }
            if let Some(ending) = sys::reap(self.worker) {
                // What it said before it ended counts.
                self.take_words()?;
                match self.run {
                    Some(_) => self.fail(Failure::Ended(ending))?,
                    None => return Err(io::Error::other(describe(ending))),
                }
            }
            if said {
                match sys::read_some(&mut *input) {
                    None => {
                        self.end();
                        return Ok(());
                    }
                    Some(bytes) => self.input.extend(bytes),
                }
            }
            for line in whole_lines(&mut self.input) {
                self.command(&line)?;
            }
        }
    }

    /// A line from evcxr: a cell to run, or what a running cell asked the reader for.
    fn command(&mut self, line: &str) -> io::Result<()> {
        if self.run.is_some() {
            // A full pipe means that the cell reads nothing; it cannot want this line.
            let _ = self.to_worker.write_all(format!("{line}\n").as_bytes());
            return Ok(());
        }
        let words: Vec<_> = line.split(' ').collect();
        let ["LOAD_AND_RUN", file, function] = words[..] else {
            // An answer that came too late for the cell that asked.
            return Ok(());
        };
        self.runs += 1;
        self.run = Some(Run { number: self.runs, ..Run::default() });
        self.event(&json!({ "begin": self.runs }))?;
        // A dead worker cannot take the line; its end is noticed next.
        let _ = self.lines[self.current].write_all(format!("{file}\t{function}\n").as_bytes());
        Ok(())
    }

    /// What the worker says about the run.
    fn take_words(&mut self) -> io::Result<()> {
        let current = self.current;
        while let Some(bytes) = sys::read_some(&mut self.lines[current]).filter(|b| !b.is_empty()) {
            self.heard.extend(bytes);
        }
        for line in whole_lines(&mut self.heard) {
            let Some(run) = &mut self.run else { continue };
            if let Some(pid) = line.strip_prefix("snapshot ") {
                run.snapshot = pid.parse().unwrap_or(0);
            } else if line == "done" {
                self.take_output()?;
                self.finish()?;
            } else if let Some(why) = line.strip_prefix("failed ") {
                self.fail(Failure::NotLoaded(why.to_owned()))?;
            }
        }
        Ok(())
    }

    /// Passes on what the cell printed, line by line.
    fn take_output(&mut self) -> io::Result<()> {
        // A cell, or a thread that one left behind, may print without end: Stop is heard in between.
        let mut most = 4;
        while most > 0
            && let Some(bytes) = sys::read_some(&mut self.from_worker).filter(|b| !b.is_empty())
        {
            self.printed.extend(bytes);
            for line in whole_lines(&mut self.printed) {
                self.pass_on(&line)?;
            }
            most -= 1;
        }
        Ok(())
    }

    fn pass_on(&mut self, line: &str) -> io::Result<()> {
        let Some(run) = &mut self.run else { return print(line) };
        if let Some((kind, lines)) = &mut run.open {
            if line == END_CONTENT {
                run.content.insert(kind.clone(), lines.join("\n").into());
                run.open = None;
            } else if run.kept < KEPT_CONTENT {
                run.kept += line.len();
                lines.push(line.to_owned());
            }
            return print(line);
        }
        // Text that was printed without the end of its line stands before these marks.
        for mark in [PANICKED, RETURNED_ERROR] {
            if let Some(text) = line.strip_suffix(mark) {
                run.panicked |= mark == PANICKED;
                run.returned_error |= mark == RETURNED_ERROR;
                return if text.is_empty() { Ok(()) } else { print(text) };
            }
        }
        match line.find(BEGIN_CONTENT) {
            Some(start) => {
                let kind = line[start + BEGIN_CONTENT.len()..].to_owned();
                run.open = Some((kind, Vec::new()));
                if start > 0 {
                    print(&line[..start])?;
                }
                print(&line[start..])
            }
            None => print(line),
        }
    }

    /// The cell came to its end.
    fn finish(&mut self) -> io::Result<()> {
        let Some(run) = &self.run else { return Ok(()) };
        if run.panicked {
            return self.fail(Failure::Panicked);
        }
        if run.returned_error {
            return self.fail(Failure::ReturnedError);
        }
        let (number, snapshot) = (run.number, run.snapshot);
        self.run = None;
        self.close_output(number)?;
        self.event(&json!({ "end": number, "how": "done" }))?;
        print(COMPLETE)?;
        sys::kill(snapshot);
        Ok(())
    }

    /// The cell did not end well: goes back to the snapshot.
    fn fail(&mut self, failure: Failure) -> io::Result<()> {
        self.end_worker();
        self.take_output()?;
        let Some(run) = self.run.take() else { return Ok(()) };
        if run.snapshot == 0 {
            return Err(io::Error::other(match failure {
                Failure::Ended(ending) => describe(ending),
                Failure::Stopped => "it was stopped".to_owned(),
                Failure::NotLoaded(why) => why,
                _ => "the cell failed".to_owned(),
            }));
        }
        self.wake(run.snapshot)?;
        if let Some((kind, lines)) = &run.open {
            let text =
                format!("(a display of type {kind} was cut off after {} lines)\n", lines.len());
            sys::write_to(2, text.as_bytes())?;
            print(END_CONTENT)?;
        }
        self.close_output(run.number)?;
        let (how, detail) = match failure {
            Failure::Panicked => ("panicked", Value::Null),
            Failure::ReturnedError => ("returned error", Value::Null),
            Failure::Stopped => ("stopped", Value::Null),
            Failure::Ended(Ending::Exit(code)) => ("exited", json!(code)),
            Failure::Ended(Ending::Signal(number)) => ("killed", json!(number)),
            Failure::Ended(Ending::Unknown) => ("ended", Value::Null),
            Failure::NotLoaded(why) => ("not loaded", json!(why)),
        };
        self.event(&json!({
            "end": run.number, "how": how, "detail": detail, "content": run.content,
        }))?;
        // A line that is no text makes evcxr give the cell up and keep its picture of the
        // variables from before it, also of those that the cell moved.
        sys::write_to(1, b"\xff\n")
    }

    /// Ends the cell's last line, and marks the end of what it wrote to standard error: the
    /// worker wrote there itself, before it said that it was done.
    fn close_output(&mut self, number: u64) -> io::Result<()> {
        if !self.printed.is_empty() {
            let rest = String::from_utf8_lossy(&std::mem::take(&mut self.printed)).into_owned();
            print(&rest)?;
        }
        sys::write_to(2, format!("{END_OF_ERRORS}{number}\n").as_bytes())
    }

    fn event(&self, what: &Value) -> io::Result<()> {
        if self.runs <= self.unheard {
            return Ok(());
        }
        print(&format!("{EVENT}{what}"))
    }

    /// Goes on with a copy of the worker, which has its variables but no threads: those that
    /// cells have left running end.
    fn end_threads(&mut self) -> io::Result<()> {
        self.lines[self.current].write_all(b"snapshot\n")?;
        let start = Instant::now();
        let snapshot: Pid = loop {
            let fd = self.lines[self.current].as_raw_fd();
            sys::readable([fd], LOOK_AFTER);
            let current = self.current;
            self.heard.extend(sys::read_some(&mut self.lines[current]).unwrap_or_default());
            if let Some(line) = whole_lines(&mut self.heard).pop() {
                break line.strip_prefix("snapshot ").and_then(|n| n.parse().ok()).unwrap_or(0);
            }
            if start.elapsed() > PATIENCE {
                break 0;
            }
        };
        if snapshot == 0 {
            return Ok(());
        }
        self.end_worker();
        self.take_output()?;
        self.wake(snapshot)
    }

    /// Ends the worker and waits for that.
    fn end_worker(&mut self) {
        sys::kill(self.worker);
        await_end(self.worker);
    }

    /// Makes the snapshot the worker.
    fn wake(&mut self, snapshot: Pid) -> io::Result<()> {
        self.current = 1 - self.current;
        self.worker = snapshot;
        self.heard.clear();
        // What the line still holds is from a worker that is gone.
        while sys::read_some(&mut self.lines[self.current]).is_some_and(|b| !b.is_empty()) {}
        self.lines[self.current].write_all(b"resume\n")
    }

    /// Ends the worker and its snapshot, and leaves neither on the system's list.
    fn end(&mut self) {
        self.end_worker();
        if let Some(run) = &self.run {
            sys::kill(run.snapshot);
            await_end(run.snapshot);
        }
    }
}

/// Waits until a process that was killed is gone: what it wrote last is then in the pipes.
fn await_end(pid: Pid) {
    let start = Instant::now();
    while pid > 0 && sys::reap(pid).is_none() && start.elapsed() < PATIENCE {
        std::thread::sleep(Duration::from_millis(1));
    }
}

fn print(line: &str) -> io::Result<()> {
    sys::write_to(1, format!("{line}\n").as_bytes())
}

/// Standard input past any buffer.
fn stdin() -> std::mem::ManuallyDrop<File> {
    use std::os::fd::FromRawFd;
    // SAFETY: descriptor 0 is open in this process, and `ManuallyDrop` leaves it so.
    std::mem::ManuallyDrop::new(unsafe { File::from_raw_fd(0) })
}

/// Takes the whole lines out of the bytes; what is no text in them is replaced.
fn whole_lines(bytes: &mut Vec<u8>) -> Vec<String> {
    let Some(end) = bytes.iter().rposition(|byte| *byte == b'\n') else { return Vec::new() };
    let rest = bytes.split_off(end + 1);
    let whole = std::mem::replace(bytes, rest);
    let lines = whole[..end].split(|byte| *byte == b'\n');
    lines.map(|line| String::from_utf8_lossy(line).into_owned()).collect()
}

fn describe(ending: Ending) -> String {
    match ending {
        Ending::Exit(code) => format!("it ended with code {code}"),
        Ending::Signal(number) => format!("it was ended by signal {number}"),
        Ending::Unknown => "it ended".to_owned(),
    }
}

/// Half of the machine's memory, or of what this process may have of it; `AIMATH_MEMORY_MB`
/// sets another limit, 0 none.
fn memory_limit() -> Option<u64> {
    if let Ok(asked) = std::env::var("AIMATH_MEMORY_MB")
        && let Ok(megabytes) = asked.trim().parse::<u64>()
    {
        return (megabytes > 0).then_some(megabytes << 20);
    }
    let total = std::fs::read_to_string("/proc/meminfo").ok().and_then(|text| {
        let line = text.lines().find(|line| line.starts_with("MemTotal"))?;
        line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kilobytes| kilobytes << 10)
    })?;
    let share = ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"]
        .iter()
        .filter_map(|path| std::fs::read_to_string(path).ok()?.trim().parse::<u64>().ok())
        .min();
    Some(share.map_or(total, |share| share.min(total)) / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_taken_whole_and_made_text() {
        let mut bytes = b"one\ntw\xffo\nthr".to_vec();
        assert_eq!(whole_lines(&mut bytes), ["one", "tw\u{fffd}o"]);
        assert!(whole_lines(&mut bytes).is_empty());
        assert_eq!(bytes, b"thr");
    }

    #[test]
    fn the_limit_is_well_below_the_machine() {
        if let Some(limit) = memory_limit() {
            assert!(limit > 64 << 20, "{limit}");
        }
    }
}
