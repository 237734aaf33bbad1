//! The session: one thread that owns the evcxr library and does one thing after another.
//!
//! Every question to the library is guarded: should it panic, as rust-analyzer does at some
//! places of some code, the question has no answer and the session goes on.

mod complete;
mod execute;
mod inspect;
mod stop;

use crate::jupyter::Message;
use crate::output::{Output, Publisher};
use crate::runtime::UNHEARD;
use aimath_words::Language;
use evcxr::CommandContext;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;
use tokio::sync::{mpsc, oneshot};

pub use stop::Stopper;

/// A question to the reader, and where the answer goes.
pub struct Question {
    /// What to send.
    pub message: Message,
    /// Takes the answer.
    pub answer: oneshot::Sender<String>,
}

/// What the front asks of the session.
pub struct Order {
    /// An `execute_request`, a `complete_request` or an `inspect_request`.
    pub request: Message,
    /// When it came in.
    pub arrived: Instant,
    /// Takes the content of the reply.
    pub reply: oneshot::Sender<Value>,
}

/// Where the session sends what it has to say.
#[derive(Clone)]
pub struct Voices {
    /// To everybody.
    pub publisher: Publisher,
    /// To the reader, who is asked for a line.
    pub questions: mpsc::UnboundedSender<Question>,
}

/// What the C library of Linux reads when a process starts.
const TUNABLES: &str = "GLIBC_TUNABLES";
/// Large variables in large pages: a snapshot copies the table of the pages, and with 200 MB of
/// variables in small ones that took five milliseconds a cell, in large ones less than half of
/// one (`cargo book bench latency`).
const HUGE_PAGES: &str = "glibc.malloc.hugetlb=1";

struct Session {
    context: CommandContext,
    output: Output,
    stopper: Stopper,
    voices: Voices,
    language: Language,
    count: u64,
    /// Functions whose last version did not compile, while an earlier one still stands.
    outdated: BTreeSet<String>,
}

/// Does what is ordered until nobody can order any more.
pub fn run(mut orders: mpsc::UnboundedReceiver<Order>, voices: Voices, stopper: Stopper) {
    let mut session = match guarded(|| Session::start(voices, stopper)) {
        Some(Ok(session)) => session,
        failure => {
            let why = match failure {
                Some(Err(error)) => format!("{error:#}"),
                _ => "the evcxr library panicked; the terminal shows more".to_owned(),
            };
            eprintln!("aimath: the kernel could not start: {why}");
            while let Some(order) = orders.blocking_recv() {
                let text = format!("The kernel could not start: {why}");
                let _ = order.reply.send(json!({
                    "status": "error", "ename": "Error", "evalue": text, "traceback": [text],
                }));
            }
            return;
        }
    };
    while let Some(order) = orders.blocking_recv() {
        let content = match order.request.kind() {
            "execute_request" => session.execute(&order.request, order.arrived),
            "complete_request" => session.complete(&order.request),
            _ => session.inspect(&order.request),
        };
        let _ = order.reply.send(content);
    }
}

impl Session {
    fn start(voices: Voices, stopper: Stopper) -> anyhow::Result<Session> {
        let usual = std::env::var(TUNABLES).ok();
        let tuned = usual.iter().map(String::as_str).chain([HUGE_PAGES]);
        let tuned = tuned.collect::<Vec<_>>().join(":");
        // SAFETY: the other threads wait for messages and read no variables.
        unsafe {
            std::env::set_var(UNHEARD, "1");
            std::env::set_var(TUNABLES, tuned);
        }
        let started = CommandContext::new();
        // SAFETY: as above. A process that is started later is heard from its first cell.
        unsafe {
            std::env::remove_var(UNHEARD);
            match usual {
                Some(usual) => std::env::set_var(TUNABLES, usual),
                None => std::env::remove_var(TUNABLES),
            }
        }
        let (mut context, outputs) = started?;
        let output = Output::start(outputs.stdout, outputs.stderr, voices.publisher.clone());
        if let Err(error) = context.execute(":load_config --quiet") {
            // The reader's first cell still works, only without what it prepared.
            eprintln!("aimath: the start-up cells failed: {error}");
        }
        // What they printed is nobody's.
        let _ = output.end();
        stopper.watch(context.process_handle(), output.clone());
        Ok(Session {
            context,
            output,
            stopper,
            voices,
            language: Language::current(),
            count: 0,
            outdated: BTreeSet::new(),
        })
    }
}

/// What `work` gives, or `None` if it panicked.
fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    // What a panic can leave half done is replaced by the next question: the library writes
    // the whole source anew each time.
    catch_unwind(AssertUnwindSafe(work)).ok()
}

/// Whether a panic says so on the terminal.
static QUIET: AtomicBool = AtomicBool::new(false);

/// What `work` gives, or `None` if it panicked, which it then does without a word: rust-analyzer
/// does at some places of some code, and the reader only pressed a key.
fn quietly<T>(work: impl FnOnce() -> T) -> Option<T> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if !QUIET.load(Ordering::Relaxed) {
                usual(panic);
            }
        }));
    });
    QUIET.store(true, Ordering::Relaxed);
    let given = guarded(work);
    QUIET.store(false, Ordering::Relaxed);
    given
}

/// Where the character number `position` begins in `text`, in bytes.
fn byte_offset(text: &str, position: u64) -> usize {
    let position = usize::try_from(position).unwrap_or(usize::MAX);
    text.char_indices().nth(position).map_or(text.len(), |(offset, _)| offset)
}

/// Which character of `text` begins at the byte `offset`.
fn char_offset(text: &str, offset: usize) -> usize {
    text.char_indices().take_while(|(start, _)| *start < offset).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_count_characters() {
        let text = "let 값 = α;";
        assert_eq!(&text[byte_offset(text, 4)..], "값 = α;");
        assert_eq!(byte_offset(text, 99), text.len());
        for position in 0..9 {
            assert_eq!(char_offset(text, byte_offset(text, position)), position as usize);
        }
    }

    #[test]
    fn a_panic_costs_one_answer() {
        assert_eq!(guarded(|| -> u8 { panic!("as rust-analyzer does") }), None);
        assert_eq!(guarded(|| 1), Some(1));
        assert_eq!(quietly(|| -> u8 { panic!("as rust-analyzer does") }), None);
        assert_eq!(quietly(|| 1), Some(1));
    }
}
