//! What a cell prints, on its way to the reader, and how its run ended.
//!
//! evcxr hands over the lines of both streams. Lines for the reader go on as `stream`
//! messages at once, standard error after a short wait: what a failing cell wrote last is the
//! failure's own text, and becomes part of the block that reports it.

use crate::jupyter::Message;
use crate::runtime::{END_OF_ERRORS, EVENT};
use crossbeam_channel::{Receiver, Select};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::mpsc::UnboundedSender;

/// Sends messages to everybody who listens to this kernel.
pub type Publisher = UnboundedSender<Message>;

/// How long standard error waits for the cell's end.
const HELD: Duration = Duration::from_millis(100);
/// How long the end of standard error may lag behind the end of a run.
const LAG: Duration = Duration::from_secs(2);

/// How a run ended.
#[derive(Debug)]
pub struct End {
    /// `done`, `panicked`, `returned error`, `stopped`, `exited`, `killed`, `ended` or
    /// `not loaded`.
    pub how: String,
    /// A code, a signal or a sentence, as `how` needs.
    pub detail: Value,
    /// What the cell had shown when it failed, by type.
    pub content: Value,
    /// What the run wrote to standard error (its end, if that was much).
    pub errors: String,
}

/// The streams of one kernel.
#[derive(Clone)]
pub struct Output(Arc<Mutex<Pump>>);

struct Pump {
    stdout: Receiver<String>,
    stderr: Receiver<String>,
    publisher: Publisher,
    request: Option<Message>,
    silent: bool,
    running: bool,
    end: Option<(u64, Value)>,
    errors_until: u64,
    held: Vec<String>,
    held_since: Instant,
    recent: String,
}

impl Output {
    /// Starts to pass on what the two streams bring.
    pub fn start(
        stdout: Receiver<String>,
        stderr: Receiver<String>,
        publisher: Publisher,
    ) -> Output {
        let (first, second) = (stdout.clone(), stderr.clone());
        let output = Output(Arc::new(Mutex::new(Pump {
            stdout,
            stderr,
            publisher,
            request: None,
            silent: false,
            running: false,
            end: None,
            errors_until: 0,
            held: Vec::new(),
            held_since: Instant::now(),
            recent: String::new(),
        })));
        let pump = output.clone();
        std::thread::spawn(move || {
            loop {
                // Waits without taking, so that lines are only ever taken under the lock.
                let mut select = Select::new();
                select.recv(&first);
                select.recv(&second);
                let _ = select.ready_timeout(HELD / 2);
                if !pump.lock().take() {
                    return;
                }
            }
        });
        output
    }

    fn lock(&self) -> MutexGuard<'_, Pump> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on the output belongs to this request; a silent one shows nothing.
    pub fn belongs_to(&self, request: &Message, silent: bool) {
        let mut pump = self.lock();
        pump.take();
        pump.release();
        pump.request = Some(request.clone());
        pump.silent = silent;
        pump.end = None;
        pump.recent.clear();
    }

    /// Whether a cell runs now (and is not being compiled).
    pub fn is_running(&self) -> bool {
        let mut pump = self.lock();
        pump.take();
        pump.running
    }

    /// How the run that has just come to its end did so; `None` if nothing was run. All that
    /// the run printed has been passed on when this returns.
    pub fn end(&self) -> Option<End> {
        let start = Instant::now();
        loop {
            let mut pump = self.lock();
            pump.take();
            let Some((number, event)) = &pump.end else {
                pump.release();
                return None;
            };
            if pump.errors_until >= *number || start.elapsed() > LAG {
                let event = event.clone();
                if event["how"] == "done" {
                    pump.release();
                } else {
                    pump.held.clear();
                }
                return Some(End {
                    how: event["how"].as_str().unwrap_or_default().to_owned(),
                    detail: event["detail"].clone(),
                    content: event["content"].clone(),
                    errors: std::mem::take(&mut pump.recent),
                });
            }
            drop(pump);
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}

impl Pump {
    /// Handles the lines that are there; false when no more can come.
    fn take(&mut self) -> bool {
        let mut text = String::new();
        let open = loop {
            match self.stdout.try_recv() {
                Ok(line) => match line.split_once(EVENT) {
                    Some((before, event)) => {
                        text.push_str(before);
                        self.publish("stdout", std::mem::take(&mut text));
                        self.event(event);
                    }
                    None => {
                        text.push_str(&line);
                        text.push('\n');
                    }
                },
                Err(error) => break error.is_empty(),
            }
        };
        self.publish("stdout", text);
        while let Ok(line) = self.stderr.try_recv() {
            let text = match line.split_once(END_OF_ERRORS) {
                Some((text, number)) => {
                    self.errors_until = number.trim().parse().unwrap_or(u64::MAX);
                    text
                }
                None => &line,
            };
            if text.len() < line.len() && text.is_empty() {
                continue;
            }
            if self.held.is_empty() {
                self.held_since = Instant::now();
            }
            self.recent.push_str(text);
            self.recent.push('\n');
            if self.recent.len() > 1 << 16 {
                let wished = self.recent.len() - (1 << 14);
                let is_end = |at: &usize| self.recent.is_char_boundary(*at);
                let keep = (wished..).find(is_end).unwrap_or(wished);
                self.recent.drain(..keep);
            }
            self.held.push(format!("{text}\n"));
        }
        // What Rust says before it ends a process belongs to the report of that end, which
        // takes longer the more memory there is to give back.
        let is_last_word = self.held.iter().any(|line| {
            line.starts_with("memory allocation of") || line.contains("has overflowed its stack")
        });
        let patience = if is_last_word { LAG } else { HELD };
        if self.held_since.elapsed() > patience {
            self.release();
        }
        open
    }

    fn event(&mut self, text: &str) {
        let Ok(event) = serde_json::from_str::<Value>(text) else { return };
        if event["begin"].is_u64() {
            self.running = true;
        } else if let Some(number) = event["end"].as_u64() {
            self.running = false;
            self.end = Some((number, event));
        }
    }

    /// Passes on what standard error holds.
    fn release(&mut self) {
        let text = std::mem::take(&mut self.held).concat();
        self.publish("stderr", text);
    }

    fn publish(&self, name: &str, text: String) {
        if text.is_empty() || self.silent {
            return;
        }
        if let Some(request) = &self.request {
            let message = request.child("stream", json!({ "name": name, "text": text }));
            // Nobody listens any more when the kernel is ending.
            let _ = self.publisher.send(message);
        }
    }
}
