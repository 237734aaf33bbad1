//! Calls a reader's function on the cases of an exercise and judges the answers.
//!
//! A mistake is described by what it computes: a function that makes it. When
//! the reader's function answers every case as that one does, the mistake has
//! been found, and its sentence can be shown.

use super::answer::{Answer, Digits};
use super::remember;
use super::report::{Got, Outcome, Report, Verdict};
use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::sync::{Once, mpsc};
use std::thread;
use std::time::Duration;

/// How long one case may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// The variable that allows another number of seconds: a machine that judges many answers at
/// once keeps a good one waiting, too.
const PATIENCE_VARIABLE: &str = "AIMATH_PATIENCE";

/// How long one case may take, where `asked` is what the variable says.
fn patience(asked: Option<&str>) -> Duration {
    let seconds = asked.and_then(|text| text.parse().ok()).filter(|&seconds| seconds > 0);
    seconds.map_or(PATIENCE, Duration::from_secs)
}

/// An exercise whose cases have the type `Input`.
pub(super) struct Exercise<Input> {
    pub(super) number: &'static str,
    pub(super) cases: Vec<Input>,
    /// The case as the reader sees it: `a = (1, 2), b = (3, 4)`.
    pub(super) describe: fn(&Input) -> String,
    pub(super) correct: fn(&Input) -> Answer,
    pub(super) mistakes: Vec<Mistake<Input>>,
    /// What passing shows: why it matters, what else to notice. In English;
    /// said in the language of the notebook.
    pub(super) lesson: &'static str,
}

/// A well-known mistake: what it computes, and what to say about it.
pub(super) struct Mistake<Input> {
    pub(super) computes: fn(&Input) -> Answer,
    /// In English; said in the language of the notebook.
    pub(super) says: &'static str,
}

/// A mistake and its sentence, marked by `msg!`.
pub(super) fn mistake<Input>(computes: fn(&Input) -> Answer, says: &'static str) -> Mistake<Input> {
    Mistake { computes, says }
}

/// A case as the reader sees it: `a = (1, 2), b = (3, 4)`.
pub(super) fn given<const N: usize>(parts: [(&str, Answer); N]) -> String {
    parts.map(|(name, value)| format!("{name} = {}", value.line(Digits::Six))).join(", ")
}

/// Judges a reader's function and remembers the result.
pub(super) fn check<Input: Clone + Send + 'static>(
    exercise: &Exercise<Input>,
    yours: impl Fn(&Input) -> Answer + Send + 'static,
) -> Report {
    let asked = std::env::var(PATIENCE_VARIABLE).ok();
    let report = judge(exercise, yours, patience(asked.as_deref()));
    remember(&report);
    report
}

fn judge<Input: Clone + Send + 'static>(
    exercise: &Exercise<Input>,
    yours: impl Fn(&Input) -> Answer + Send + 'static,
    patience: Duration,
) -> Report {
    let answers = call(exercise.cases.clone(), yours, patience);
    let outcomes: Vec<Outcome> = exercise
        .cases
        .iter()
        .zip(&answers)
        .map(|(case, got)| Outcome {
            input: (exercise.describe)(case),
            expected: (exercise.correct)(case),
            got: got.clone(),
        })
        .collect();
    let complete = answers.len() == exercise.cases.len();
    let verdict = if answers.iter().any(|got| matches!(got, Got::Unwritten)) {
        Verdict::Stub
    } else if complete && outcomes.iter().all(Outcome::right) {
        Verdict::Solved
    } else {
        Verdict::Wrong
    };
    let makes = |mistake: &&Mistake<Input>| {
        let same = |(case, got): (&Input, &Got)| got.answer().agrees(&(mistake.computes)(case));
        complete && exercise.cases.iter().zip(&answers).all(same)
    };
    let remark = match verdict {
        Verdict::Solved => Some(exercise.lesson),
        Verdict::Wrong => exercise.mistakes.iter().find(makes).map(|m| m.says),
        Verdict::Stub => None,
    };
    let cases = exercise.cases.len();
    Report { number: exercise.number, verdict, outcomes, cases, remark }
}

/// The answers, case by case, until one takes too long or was not written yet.
///
/// The calls happen in a thread of their own, because only a thread can be
/// left behind when it does not come back.
fn call<Input: Send + 'static>(
    cases: Vec<Input>,
    yours: impl Fn(&Input) -> Answer + Send + 'static,
    patience: Duration,
) -> Vec<Got> {
    let (sender, receiver) = mpsc::channel();
    let count = cases.len();
    thread::spawn(move || {
        for case in cases {
            let got = quietly(|| yours(&case));
            let last = matches!(got, Got::Unwritten);
            if sender.send(got).is_err() || last {
                return;
            }
        }
    });
    let mut answers = Vec::new();
    while answers.len() < count {
        match receiver.recv_timeout(patience) {
            Ok(got) => answers.push(got),
            Err(mpsc::RecvTimeoutError::Timeout) => {
                answers.push(Got::TooSlow(patience));
                break;
            }
            Err(mpsc::RecvTimeoutError::Disconnected) => break,
        }
    }
    answers
}

thread_local! {
    /// Whether a panic of this thread is to be reported and not printed.
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Calls a function; a panic becomes a value and prints nothing.
fn quietly(f: impl FnOnce() -> Answer) -> Got {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info: &PanicHookInfo<'_>| {
            if !QUIET.get() {
                before(info);
            }
        }));
    });
    QUIET.set(true);
    let result = panic::catch_unwind(AssertUnwindSafe(f));
    QUIET.set(false);
    match result {
        Ok(answer) => Got::Answer(answer),
        Err(cause) => {
            let message = cause
                .downcast_ref::<String>()
                .cloned()
                .or_else(|| cause.downcast_ref::<&str>().map(|text| text.to_string()))
                .unwrap_or_default();
            let unwritten = message.starts_with("not yet implemented");
            if unwritten { Got::Unwritten } else { Got::Stopped(message) }
        }
    }
}

/// What every exercise has to keep, for the chapters' tests.
#[cfg(test)]
pub(super) mod testing {
    use super::*;
    use crate::show::Language;

    /// The stub is recognised, the right function passes, and each mistake is
    /// caught and named as itself, in every language.
    pub(in super::super) fn sound<Input: Clone + Send + 'static>(exercise: &Exercise<Input>) {
        let number = exercise.number;
        let stub = judge(exercise, |_| todo!(), PATIENCE);
        assert_eq!(stub.verdict, Verdict::Stub, "{number}");
        let right = judge(exercise, exercise.correct, PATIENCE);
        assert_eq!(right.verdict, Verdict::Solved, "{number}\n{}", right.text(Language::ENGLISH));
        for language in Language::all() {
            teaches(exercise, &right, language);
        }
        let crash = judge(exercise, |_| panic!("out of bounds"), PATIENCE);
        assert_eq!(crash.verdict, Verdict::Wrong, "{number}");
        assert!(crash.text(Language::ENGLISH).contains("out of bounds"));
        assert!(exercise.mistakes.len() >= 2, "{number} knows too few mistakes");
        for mistake in &exercise.mistakes {
            let computes = mistake.computes;
            let wrong = move |case: &Input| match computes(case) {
                Answer::Stopped => panic!("no answer"),
                answer => answer,
            };
            let report = judge(exercise, wrong, PATIENCE);
            assert_eq!(report.verdict, Verdict::Wrong, "{number} lets pass: {}", mistake.says);
            assert_eq!(report.remark, Some(mistake.says), "{number}");
            for language in Language::all() {
                let (text, said) = (report.text(language), language.say(mistake.says));
                assert!(text.contains(said), "{number}\n{text}");
                assert!(language == Language::ENGLISH || said != mistake.says, "{number}: {said}");
            }
        }
    }

    /// Passing shows the lesson: a few sentences, in the notebook's language.
    fn teaches<Input>(exercise: &Exercise<Input>, solved: &Report, language: Language) {
        let (number, said) = (exercise.number, language.say(exercise.lesson));
        let sentences = said.split_inclusive(['.', '?', '!']).count();
        assert!(sentences >= 2, "{number} teaches nothing: {said}");
        assert!(solved.text(language).contains(said), "{number}");
        assert!(language == Language::ENGLISH || said != exercise.lesson, "{number}: {said}");
    }

    #[test]
    fn a_busy_machine_may_allow_more_time_and_nothing_takes_all_time_away() {
        assert_eq!(patience(None), PATIENCE);
        assert_eq!(patience(Some("20")), Duration::from_secs(20));
        for nonsense in ["", "0", "-1", "soon"] {
            assert_eq!(patience(Some(nonsense)), PATIENCE, "{nonsense}");
        }
    }

    #[test]
    fn a_function_that_does_not_come_back_is_reported() {
        let exercise = Exercise {
            number: "9.9",
            cases: vec![1.0, 2.0],
            describe: |x| format!("x = {x}"),
            correct: |x| (*x).into(),
            mistakes: vec![],
            lesson: "",
        };
        let slow = |_: &f64| {
            thread::sleep(Duration::from_millis(400));
            0.0.into()
        };
        let report = judge(&exercise, slow, Duration::from_millis(20));
        assert_eq!(report.verdict, Verdict::Wrong);
        assert_eq!(report.outcomes.len(), 1);
        assert!(report.text(Language::ENGLISH).contains("no answer after"));
    }
}
