//! The verdict on a reader's function.

use super::answer::{Answer, Digits};
use crate::show::{Language, Show, Shown, code_in, escape};
use std::time::Duration;

/// How it went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Every case came out right.
    Solved,
    /// The function still is `todo!()`.
    Stub,
    /// At least one case came out wrong, stopped, or took too long.
    Wrong,
}

/// The verdict on a reader's function, with the cases that led to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// The exercise, such as `1.3`.
    pub number: &'static str,
    /// How it went.
    pub verdict: Verdict,
    pub(super) outcomes: Vec<Outcome>,
    /// How many cases the exercise has, called or not.
    pub(super) cases: usize,
    /// What to say about it: the lesson of an exercise that is solved, or the
    /// mistake that was recognised.
    pub(super) remark: Option<&'static str>,
}

/// One case: what went in, what should have come out, what did.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Outcome {
    pub(super) input: String,
    pub(super) expected: Answer,
    pub(super) got: Got,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Got {
    Answer(Answer),
    /// The function panicked with this message.
    Stopped(String),
    /// The function panicked because it is `todo!()`.
    Unwritten,
    TooSlow(Duration),
}

impl Got {
    pub(super) fn answer(&self) -> &Answer {
        match self {
            Got::Answer(answer) => answer,
            _ => &Answer::Stopped,
        }
    }
}

impl Outcome {
    pub(super) fn right(&self) -> bool {
        self.got.answer().agrees(&self.expected)
    }

    /// What was expected and what came, with as many digits as it takes to tell them apart.
    fn compared(&self, language: Language) -> (String, String) {
        let answer = match &self.got {
            Got::Answer(answer) => answer,
            other => return (self.expected.line(Digits::Six), other.words(language)),
        };
        let lines = |digits| (self.expected.line(digits), answer.line(digits));
        let (expected, got) = lines(Digits::Six);
        if expected == got && !self.right() {
            return lines(Digits::All);
        }
        match (self.expected.size(), answer.size()) {
            (Some(a), Some(b)) if a != b => (format!("{expected} ({a})"), format!("{got} ({b})")),
            _ => (expected, got),
        }
    }
}

impl Got {
    fn words(&self, language: Language) -> String {
        match self {
            Got::Answer(_) | Got::Unwritten => String::new(),
            Got::Stopped(message) => tr!(in language; "stopped: {message}", message),
            Got::TooSlow(patience) => tr!(in language;
                "no answer after {seconds} s: does a loop never end? It still runs in the background until you press Stop (■)",
                seconds = patience.as_secs()),
        }
    }
}

impl Report {
    /// Whether the exercise is solved.
    pub fn passed(&self) -> bool {
        self.verdict == Verdict::Solved
    }

    /// Displays the report: what the kernel calls for a cell's last expression.
    pub fn evcxr_display(&self) {
        self.shown().evcxr_display();
    }

    /// The report as plain text; its first line begins with `✓ 1.3 ` or `✗ 1.3 `.
    pub fn text(&self, language: Language) -> String {
        let mut lines = vec![self.headline(language)];
        lines.extend(self.remark(language).map(String::from));
        let [case, expected, got] = headings(language);
        for outcome in self.wrong() {
            let (right, wrong) = outcome.compared(language);
            lines.push(format!("  {case}: {}", outcome.input));
            lines.push(format!("    {expected}: {right}"));
            lines.push(format!("    {got}: {wrong}"));
        }
        lines.join("\n")
    }

    /// The report as a page fragment. Words and signs carry the verdict; the
    /// coloured edge only repeats it.
    fn html(&self, language: Language) -> String {
        let edge = match self.verdict {
            Verdict::Solved => "var(--jp-success-color1, #3a9a5b)",
            Verdict::Stub => "var(--jp-border-color1, #8a8a8a)",
            Verdict::Wrong => "var(--jp-error-color1, #d5483f)",
        };
        let mut html = format!(
            "<div style=\"border-left:4px solid {edge};padding:2px 0 2px 12px\">\n<p><strong>{}</strong></p>\n",
            escape(&self.headline(language))
        );
        if let Some(remark) = self.remark(language) {
            html += &format!("<p>{}</p>\n", code_in(remark));
        }
        if self.wrong().count() > 0 {
            let cell = |tag: &str, content: &str| {
                format!("<{tag} style=\"text-align:left\">{content}</{tag}>")
            };
            let row = |cells: String| format!("<tr>{cells}</tr>\n");
            html += "<table>\n<thead>";
            html += &row(headings(language).map(|heading| cell("th", heading)).concat());
            html += "</thead>\n<tbody>\n";
            for outcome in self.wrong() {
                let (expected, got) = outcome.compared(language);
                let code = |text: &str| cell("td", &format!("<code>{}</code>", escape(text)));
                let got = match outcome.got {
                    Got::Answer(_) => code(&got),
                    _ => cell("td", &escape(&got)),
                };
                html += &row(code(&outcome.input) + &code(&expected) + &got);
            }
            html += "</tbody>\n</table>\n";
        }
        html + "</div>"
    }

    fn headline(&self, language: Language) -> String {
        let number = self.number;
        let right = self.outcomes.iter().filter(|outcome| outcome.right()).count();
        let cases = self.cases;
        match self.verdict {
            Verdict::Solved => {
                tr!(in language; "✓ {number} solved: all {cases} cases are right.", number, cases)
            }
            Verdict::Stub => tr!(in language;
                "✗ {number} not yet: the function is still todo!(). Write its body in the cell above, run that cell, then this one again.",
                number),
            Verdict::Wrong => tr!(in language;
                "✗ {number} not yet: {right} of {cases} cases are right.", number, right, cases),
        }
    }

    fn remark(&self, language: Language) -> Option<&'static str> {
        self.remark.map(|remark| language.say(remark))
    }

    /// The first few cases that came out wrong.
    fn wrong(&self) -> impl Iterator<Item = &Outcome> {
        let judged = self.verdict == Verdict::Wrong;
        self.outcomes.iter().filter(move |outcome| judged && !outcome.right()).take(3)
    }
}

fn headings(language: Language) -> [&'static str; 3] {
    [
        tr!(in language; "input"),
        tr!(in language; "expected"),
        tr!(in language; "your function gave"),
    ]
}

impl Show for Report {
    fn shown(&self) -> Shown {
        let language = Language::current();
        Shown::page(self.text(language), self.html(language))
    }
}
