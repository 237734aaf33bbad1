//! Makes the calls, in processes of their own, and reports what falls.
//!
//! A call that hangs or asks for all memory would take the test with it. So the calls are made by
//! child processes that note each call before they make it; the parent ends a child whose note
//! has not changed for too long, and starts the next one after the call that fell.

use crate::hand::Hand;
use crate::judge::Answer;
use crate::rooms::{self, Call, May};
use std::any::Any;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Seek, Write};
use std::panic::{self, AssertUnwindSafe};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, mpsc};
use std::thread;
use std::time::{Duration, Instant};

/// How long one call may compute.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long a call may take that computes little: the machine may be busy with other things.
const PATIENCE_WHEN_BUSY: Duration = Duration::from_secs(300);
/// The memory that a child may use, in KiB.
const MEMORY: u64 = 4 << 20;
/// Calls of every function; `AIMATH_FUZZ_TIMES` multiplies them.
const CALLS_EACH: usize = 24;

/// A call that fell: which one, and what came.
struct Fall {
    path: String,
    case: usize,
    what: String,
}

fn from_environment<T: std::str::FromStr>(name: &str) -> Option<T> {
    std::env::var(name).ok().and_then(|text| text.parse().ok())
}

fn seed() -> u64 {
    from_environment("AIMATH_FUZZ_SEED").unwrap_or(1)
}

/// The lines whose path begins as `AIMATH_NET_ONLY` says, or all.
fn chosen() -> Vec<Call> {
    let only = std::env::var("AIMATH_NET_ONLY").unwrap_or_default();
    let matches = |path: &str| only.is_empty() || path.starts_with(&only);
    rooms::calls().into_iter().filter(|call| matches(&call.path())).collect()
}

/// The seed of one call, from the run's seed, the function's name and the call's number.
fn seed_of(path: &str, case: usize) -> u64 {
    // FNV-1a.
    let bytes = path.bytes().chain(seed().to_le_bytes()).chain((case as u64).to_le_bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// What is wrong with a call, if anything.
fn judge(call: &Call, hand: &Hand, answer: &Answer) -> Option<String> {
    let Answer::Given { text, nan, infinite, number } = answer else { return None };
    let may = |what| call.may.contains(&what);
    let finite = hand.is_finite();
    let complaint = if finite && *nan && !may(May::BeNan) {
        "NaN from finite arguments"
    } else if finite && *infinite && !may(May::BeInfinite) {
        "an infinity from finite arguments"
    } else if hand.has_nan() && *number && !(*nan || *infinite) && !may(May::IgnoreNan) {
        "a finite answer although an argument is NaN"
    } else {
        return None;
    };
    let short: String = text.replace('\n', "").chars().take(400).collect();
    Some(format!("{complaint}: {short}"))
}

fn words(payload: &(dyn Any + Send)) -> String {
    payload
        .downcast_ref::<String>()
        .cloned()
        .or_else(|| payload.downcast_ref::<&str>().map(|text| (*text).to_owned()))
        .unwrap_or_default()
}

static PANICKED_AT: Mutex<String> = Mutex::new(String::new());

/// One call. The hand that threw its arguments comes back for the report.
fn make(call: &Call, case: usize, thrown: Option<bool>) -> (Hand, Result<Option<Answer>, String>) {
    let mut hand = Hand::new(seed_of(&call.path(), case));
    hand.thrown = thrown.map(|_| Vec::new());
    hand.aloud = thrown == Some(true);
    let made = panic::catch_unwind(AssertUnwindSafe(|| (call.run)(&mut hand)));
    let made = made.map_err(|payload| {
        let place = PANICKED_AT.lock().map(|place| place.clone()).unwrap_or_default();
        format!("a panic at {place}: {}", words(&*payload))
    });
    (hand, made)
}

/// A child's work: its share of the calls, from the one that `AIMATH_NET_FROM` names.
pub fn part() {
    let (Some(share), Some(shares), Some(each), Some(from)) = (
        from_environment::<usize>("AIMATH_NET_SHARE"),
        from_environment::<usize>("AIMATH_NET_SHARES"),
        from_environment::<usize>("AIMATH_NET_EACH"),
        from_environment::<usize>("AIMATH_NET_FROM"),
    ) else {
        return;
    };
    let path = std::env::var("AIMATH_NET_NOTE").expect("the parent names the file for notes");
    let mut note = File::create(path).expect("the file for notes can be written");
    panic::set_hook(Box::new(|info| {
        let place = info.location().map(|l| format!("{}:{}", l.file(), l.line()));
        if let Ok(mut last) = PANICKED_AT.lock() {
            *last = place.unwrap_or_default();
        }
    }));
    let calls = chosen();
    let total = calls.len() * each;
    let aloud = std::env::var_os("AIMATH_NET_ALOUD").is_some();
    let (mut given, mut refused, mut idle) = (0, 0, 0);
    let mut slow: BTreeMap<String, Duration> = BTreeMap::new();
    for number in (from..total).filter(|number| number % shares == share) {
        let (call, case) = (&calls[number / each], number % each);
        note.rewind().expect("the file for notes can be written");
        let line = [number, given, refused, idle].map(usize::to_le_bytes).concat();
        note.write_all(&line).expect("the file for notes can be written");
        let started = Instant::now();
        let (hand, made) = make(call, case, aloud.then_some(true));
        *slow.entry(call.path()).or_default() += started.elapsed();
        let complaint = match &made {
            Ok(None) => {
                idle += 1;
                None
            }
            Ok(Some(answer)) => {
                match answer {
                    Answer::Refused(_) => refused += 1,
                    Answer::Given { .. } => given += 1,
                }
                judge(call, &hand, answer)
            }
            Err(panicked) => Some(panicked.clone()),
        };
        if let Some(what) = complaint {
            let thrown = make(call, case, Some(false)).0.thrown.unwrap_or_default().join("; ");
            println!(
                "net-fall\t{number}\t{what}  ← {}",
                thrown.chars().take(600).collect::<String>()
            );
        }
        if aloud {
            println!("net: {} {case}: {made:?}", call.path());
        }
    }
    let mut slow: Vec<_> = slow.into_iter().collect();
    slow.sort_by_key(|(_, time)| std::cmp::Reverse(*time));
    for (path, time) in slow.iter().take(12) {
        println!("net-slow\t{path}\t{}", time.as_micros());
    }
    println!("net-done\t{given}\t{refused}\t{idle}");
}

/// Starts a child at a call.
fn start(share: usize, shares: usize, each: usize, from: usize, note: &str) -> Child {
    let program = std::env::current_exe().expect("the test knows its own file");
    let arguments = ["part", "--exact", "--ignored", "--nocapture", "--test-threads=1"];
    let mut command = if cfg!(target_os = "linux") {
        let mut shell = Command::new("sh");
        shell.args(["-c", &format!("ulimit -v {MEMORY} && exec \"$0\" \"$@\"")]).arg(program);
        shell
    } else {
        Command::new(program)
    };
    command
        .args(arguments)
        .env("AIMATH_NET_SHARE", share.to_string())
        .env("AIMATH_NET_SHARES", shares.to_string())
        .env("AIMATH_NET_EACH", each.to_string())
        .env("AIMATH_NET_FROM", from.to_string())
        .env("AIMATH_NET_NOTE", note)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the test can start itself")
}

/// The number of the call that a child is at, then its answers, its errors and its idle calls.
fn noted(note: &str) -> Option<[usize; 4]> {
    let mut bytes = [0; 32];
    File::open(note).ok()?.read_exact(&mut bytes).ok()?;
    let mut numbers = bytes
        .chunks_exact(8)
        .map(|bytes| usize::from_le_bytes(bytes.try_into().expect("eight bytes")));
    Some([(); 4].map(|()| numbers.next().unwrap_or_default()))
}

/// Whether a process has had a processor for too short a time to be judged.
fn idles(before: Option<Duration>, now: Option<Duration>) -> bool {
    before.zip(now).is_some_and(|(before, now)| now.saturating_sub(before) < PATIENCE / 2)
}

/// The time for which a process has had a processor, as Linux tells it. Elsewhere the time on
/// the wall decides.
fn computed(process: u32) -> Option<Duration> {
    let told = fs::read_to_string(format!("/proc/{process}/stat"));
    // After the name, which may hold blanks: fields 14 and 15 in hundredths of a second.
    let ticks = told.ok().and_then(|told| {
        let fields = told.rsplit(')').next()?.split_whitespace();
        let ticks: Vec<u64> =
            fields.skip(11).take(2).map_while(|ticks| ticks.parse().ok()).collect();
        (ticks.len() == 2).then_some(ticks[0] + ticks[1])
    });
    ticks.map(|ticks| Duration::from_millis(10 * ticks))
}

/// What the children of one share report.
#[derive(Default)]
struct Tally {
    given: usize,
    refused: usize,
    idle: usize,
    falls: Vec<(usize, String)>,
    slow: Vec<(String, u64)>,
}

/// Runs a share of the calls to its end, with a new child after each call that takes one down.
fn run_share(share: usize, shares: usize, each: usize, total: usize) -> Tally {
    let note = std::env::temp_dir().join(format!("aimath-net-{}-{share}", std::process::id()));
    let note = note.display().to_string();
    let mut tally = Tally::default();
    let mut from = 0;
    while from < total {
        drop(fs::remove_file(&note));
        let mut child = start(share, shares, each, from, &note);
        let (sender, lines) = mpsc::channel();
        let output = child.stdout.take().expect("the child's output is piped");
        thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        let (mut done, mut last, mut since) = (false, None, (Instant::now(), None));
        let mut ended = None;
        loop {
            let mut closed = false;
            loop {
                match lines.recv_timeout(Duration::from_millis(100)) {
                    Ok(line) => done |= read(&line, &mut tally),
                    Err(mpsc::RecvTimeoutError::Timeout) => break,
                    Err(mpsc::RecvTimeoutError::Disconnected) => {
                        closed = true;
                        break;
                    }
                }
            }
            if closed {
                break;
            }
            let now = noted(&note);
            let waited = since.0.elapsed();
            if now != last {
                (last, since) = (now, (Instant::now(), computed(child.id())));
            } else if waited > PATIENCE_WHEN_BUSY
                || waited > PATIENCE && !idles(since.1, computed(child.id()))
            {
                ended = Some(format!("no answer after {} s", waited.as_secs()));
                drop(child.kill());
                break;
            }
        }
        let status = child.wait();
        if done {
            break;
        }
        let [at, given, refused, idle] =
            noted(&note).unwrap_or_else(|| panic!("a child died before its first call"));
        tally.given += given;
        tally.refused += refused;
        tally.idle += idle;
        let what = ended.unwrap_or_else(|| match status {
            Ok(status) => format!("the process was ended ({status}): out of memory or of stack"),
            Err(error) => format!("the process was lost: {error}"),
        });
        tally.falls.push((at, what));
        from = at + 1;
    }
    drop(fs::remove_file(&note));
    tally
}

/// Takes in a line of a child; true when it was its last.
fn read(line: &str, tally: &mut Tally) -> bool {
    // The harness may have begun the line.
    let Some(at) = line.find("net-") else { return false };
    let parts: Vec<&str> = line[at..].splitn(4, '\t').collect();
    match parts[..] {
        ["net-fall", number, what, ..] => {
            tally.falls.push((number.parse().unwrap_or_default(), what.to_owned()));
            false
        }
        ["net-slow", path, time, ..] => {
            tally.slow.push((path.to_owned(), time.parse().unwrap_or_default()));
            false
        }
        ["net-done", given, refused, idle] => {
            tally.given += given.parse::<usize>().unwrap_or_default();
            tally.refused += refused.parse::<usize>().unwrap_or_default();
            tally.idle += idle.parse::<usize>().unwrap_or_default();
            true
        }
        _ => false,
    }
}

/// Makes all calls and fails with a report when one of them fell.
pub fn all() {
    let started = Instant::now();
    let calls = chosen();
    let times = from_environment::<usize>("AIMATH_FUZZ_TIMES").unwrap_or(1);
    let each = times * CALLS_EACH;
    let total = calls.len() * each;
    let shares = thread::available_parallelism().map_or(1, usize::from);
    let tallies: Vec<Tally> = thread::scope(|scope| {
        let shares = (0..shares)
            .map(|share| scope.spawn(move || run_share(share, shares, each, total)))
            .collect::<Vec<_>>();
        shares.into_iter().map(|share| share.join().expect("a share ends")).collect()
    });
    let mut falls: Vec<Fall> = Vec::new();
    let (mut given, mut refused, mut idle) = (0, 0, 0);
    let mut slow = Vec::new();
    for tally in tallies {
        (given, refused, idle) = (given + tally.given, refused + tally.refused, idle + tally.idle);
        slow.extend(tally.slow);
        falls.extend(tally.falls.into_iter().map(|(number, what)| Fall {
            path: calls[number / each].path(),
            case: number % each,
            what,
        }));
    }
    println!(
        "{} functions, {total} calls: {given} answers, {refused} errors, {idle} without a value to call on; {} s, seed {}",
        calls.len(),
        started.elapsed().as_secs(),
        seed()
    );
    slow.sort_by_key(|(_, time)| std::cmp::Reverse(*time));
    if std::env::var_os("AIMATH_NET_SLOW").is_some() {
        slow.iter().for_each(|(path, time)| println!("{path}: {time} µs"));
    }
    report(&falls, total, times);
}

fn report(falls: &[Fall], total: usize, times: usize) {
    let mut by_path: BTreeMap<&str, Vec<&Fall>> = BTreeMap::new();
    for fall in falls {
        by_path.entry(&fall.path).or_default().push(fall);
    }
    let mut text = String::new();
    for (path, falls) in &by_path {
        text += &format!("\n{path}: {} calls fell, such as\n", falls.len());
        for fall in falls.iter().take(3) {
            text += &format!("  case {}: {}\n", fall.case, fall.what);
        }
    }
    let (seed, functions) = (seed(), by_path.len());
    assert!(
        falls.is_empty(),
        "{} of {total} calls fell, of {functions} functions; to repeat those of one function:\n\
         AIMATH_FUZZ_SEED={seed} AIMATH_FUZZ_TIMES={times} AIMATH_NET_ONLY={} cargo test -p aimath --test net\n{text}",
        falls.len(),
        by_path.keys().next().unwrap_or(&"path"),
    );
}
