//! What an answer is worth, told from what its cells gave.

use std::hash::{BuildHasher, Hasher, RandomState};

use crate::notebook::document::Output;
use crate::notebook::judge::{self, Ending};
use crate::notebook::worker::Outcome;

/// How much of what was said about an answer is kept, in characters.
const LONGEST: usize = 2000;

/// What an answer is worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    /// Its check passed.
    Solved,
    /// The stub is as it was handed out.
    Open,
    /// Its check said why not.
    Wrong(String),
    /// The compiler refused it.
    NotCompiled(String),
    /// It uses what no answer needs and what could reach around its check.
    Forbidden(String),
    /// There is no such cell in the submission.
    Missing,
    /// A cell was still running after so many seconds.
    TooLong(u64),
    /// It ended the process, or the check gave no verdict.
    Ended,
    /// It left threads or processes behind, which no verdict can be believed beside.
    LeftRunning,
}

impl Mark {
    /// The sentence for a table.
    pub fn sentence(&self) -> String {
        match self {
            Mark::Solved => tr!("solved").to_owned(),
            Mark::Open => tr!("not begun").to_owned(),
            Mark::Wrong(why) => why.clone(),
            Mark::NotCompiled(why) => tr!("does not compile: {why}", why),
            Mark::Forbidden(word) => {
                tr!("uses `{word}`, which no answer needs and grading does not run", word)
            }
            Mark::Missing => tr!("the cell is missing").to_owned(),
            Mark::TooLong(seconds) => tr!("was still running after {seconds} s", seconds),
            Mark::Ended => tr!("ended before its check gave a verdict").to_owned(),
            Mark::LeftRunning => tr!("left threads or processes running").to_owned(),
        }
    }
}

/// The words that are drawn for one answer.
#[derive(Debug, Clone)]
pub(super) struct Words {
    /// The variable that holds the report between the check's cell and the one that tells it.
    /// Each answer has its own: the report of a check that did not come to its end is not there,
    /// and no name of the student's stands in its place.
    report: String,
    /// What the report is told behind.
    sign: String,
}

impl Words {
    /// Words that nobody can guess, of keys that the standard library draws.
    pub(super) fn draw() -> Words {
        let key = || RandomState::new().build_hasher().finish();
        Words {
            report: format!("aimath_report_{:016x}", key()),
            sign: format!("{:016x}{:016x}", key(), key()),
        }
    }
}

/// The cell that takes the place of a check before there is an answer.
pub(super) fn beginning(words: &Words) -> String {
    let report = &words.report;
    format!("let {report}: ::std::string::String = ::std::string::String::new();")
}

/// The cell that reports, as `true` or `false`, whether cells can see a place.
pub(super) fn looking(place: &str, words: &Words) -> String {
    let path = format!("::std::path::Path::new({place:?})");
    format!(
        "let {}: ::std::string::String = ::std::format!(\"{{}}\", ::std::path::Path::exists({path}));",
        words.report
    )
}

/// The cell that calls the book's check. Whole paths, so that no name of the student's stands
/// in their place.
pub(super) fn checking(check: &str, words: &Words) -> String {
    let call = match check.trim().strip_prefix("exercise::") {
        Some(rest) => format!("::aimath::exercise::{rest}"),
        None => check.trim().to_owned(),
    };
    format!(
        "let {}: ::std::string::String = \
         ::aimath::exercise::Report::text(&({call}), ::aimath::show::Language::current());",
        words.report
    )
}

/// The cell that tells the report, as bytes: no method is called that a trait of the student's
/// could answer.
pub(super) fn telling(words: &Words) -> String {
    let Words { report, sign } = words;
    // In a block, because a line that begins with a colon is for the kernel.
    format!("{{ ::std::println!(\"{sign} {{:?}}\", ::std::string::String::as_bytes(&{report})); }}")
}

/// What a report's cell told, if it told it behind its sign, once.
pub(super) fn told(outcome: &Outcome, words: &Words) -> Option<String> {
    let printed: String = outcome
        .outputs
        .iter()
        .filter_map(|output| match output {
            Output::Stream { name, text } if name == "stdout" => Some(text.as_str()),
            _ => None,
        })
        .collect();
    let mut lines = printed.lines().filter_map(|line| line.strip_prefix(words.sign.as_str()));
    let (line, None) = (lines.next()?, lines.next()) else { return None };
    String::from_utf8(serde_json::from_str(line.trim()).ok()?).ok()
}

/// The mark for an answer, its check and the verdict, and whether the kernel is still good.
/// `calm` is how many threads there are when no cell runs.
pub(super) fn judged(outcomes: &[Outcome], words: &Words, calm: usize) -> (Mark, bool) {
    for outcome in outcomes {
        match outcome.ending {
            Ending::TimedOut(seconds) => return (Mark::TooLong(seconds), false),
            Ending::KernelDied | Ending::NotReached => return (Mark::Ended, false),
            Ending::Answered { .. } => {}
        }
    }
    let [answer, check, verdict] = outcomes else { return (Mark::Ended, false) };
    let busy = outcomes.iter().any(|outcome| outcome.threads > calm);
    // What the compiler refused has run nothing.
    let still_good = |mark: &Mark| !busy && matches!(mark, Mark::NotCompiled(_));
    // An answer that failed before its check may have an older one behind its name.
    if let Some(failed) = failure(&answer.outputs) {
        let good = still_good(&failed);
        return (failed, good);
    }
    let Some(said) = told(verdict, words).filter(|said| !said.is_empty()) else {
        let failed = failure(&check.outputs).unwrap_or(Mark::Ended);
        let good = still_good(&failed);
        return (failed, good);
    };
    match (said.starts_with('✓'), busy) {
        (true, true) => (Mark::LeftRunning, false),
        (true, false) => (Mark::Solved, true),
        (false, busy) => (Mark::Wrong(shortened(&said)), !busy),
    }
}

/// The mark for a cell that the kernel says failed.
fn failure(outputs: &[Output]) -> Option<Mark> {
    outputs.iter().find_map(|output| match output {
        Output::Error { ename, evalue, traceback } => {
            let said = shortened(judge::plain(evalue).trim());
            Some(match ename.as_str() {
                // The process that guards the others was ended as well.
                "Error" if evalue.contains("Subprocess terminated") => Mark::Ended,
                // What the compiler shows says where.
                "Error" if !traceback.is_empty() => {
                    Mark::NotCompiled(shortened(judge::plain(&traceback.join("\n")).trim()))
                }
                "Error" => Mark::NotCompiled(said),
                "Ended" | "Stopped" => Mark::Ended,
                _ => Mark::Wrong(said),
            })
        }
        _ => None,
    })
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(text: &str) -> Outcome {
        let output = Output::Stream { name: "stdout".into(), text: text.into() };
        Outcome { ending: Ending::Answered { ok: true }, outputs: vec![output], threads: 3 }
    }

    fn words() -> Words {
        Words { report: "report".into(), sign: "abc".into() }
    }

    fn bytes(sign: &str, text: &str) -> String {
        format!("{sign} {:?}\n", text.as_bytes())
    }

    #[test]
    fn a_verdict_counts_only_behind_its_sign_and_once() {
        let judge = |outcomes: &[Outcome]| judged(outcomes, &words(), 3);
        let silent = printed("");
        let solved = bytes("abc", "✓ 1.1 solved");
        let answer = [silent.clone(), silent.clone(), printed(&solved)];
        assert_eq!(judge(&answer), (Mark::Solved, true));
        let forged = [silent.clone(), printed(&bytes("xyz", "✓")), printed("✓ 1.1 solved\n")];
        assert_eq!(judge(&forged), (Mark::Ended, false));
        let twice = [silent.clone(), silent.clone(), printed(&format!("{solved}{solved}"))];
        assert_eq!(judge(&twice), (Mark::Ended, false));
        let busy = [silent.clone(), silent.clone(), Outcome { threads: 4, ..printed(&solved) }];
        assert_eq!(judge(&busy), (Mark::LeftRunning, false));
        let wrong = [silent.clone(), silent.clone(), printed(&bytes("abc", "✗ 1.1 not\nyet"))];
        assert_eq!(judge(&wrong), (Mark::Wrong("✗ 1.1 not\nyet".into()), true));
        let late = Outcome { ending: Ending::TimedOut(9), ..silent.clone() };
        assert_eq!(judge(&[silent.clone(), late, silent]), (Mark::TooLong(9), false));
    }

    #[test]
    fn each_answer_has_words_of_its_own() {
        let (one, other) = (Words::draw(), Words::draw());
        assert!(one.report != other.report && one.sign != other.sign, "{one:?} {other:?}");
        let check = checking("exercise::chapter1::dot(my_dot)", &one);
        assert!(check.contains(&one.report) && !check.contains(&one.sign), "{check}");
    }

    #[test]
    fn what_the_compiler_refuses_is_told() {
        let error = Output::Error {
            ename: "Error".into(),
            evalue: "mismatched types".into(),
            traceback: vec![],
        };
        let refused = Outcome { outputs: vec![error], ..printed("") };
        let answer = [refused, printed(""), printed(&bytes("abc", "✓ 1.1 solved"))];
        assert_eq!(
            judged(&answer, &words(), 3),
            (Mark::NotCompiled("mismatched types".into()), true)
        );
    }

    #[test]
    fn the_check_is_called_by_its_whole_path() {
        let cell = checking("exercise::chapter1::dot(my_dot)\n", &words());
        assert!(cell.contains("(&(::aimath::exercise::chapter1::dot(my_dot)), "), "{cell}");
    }
}
