//! One of the compiler's messages, taken apart.

use serde_json::Value;

/// What a rule looks at.
pub(crate) struct Seen {
    /// `E0308` and the like; empty for what cannot be parsed.
    pub(crate) code: String,
    /// The headline.
    pub(crate) message: String,
    /// The line of code that the message is about.
    pub(crate) line: String,
    /// Where in that line, in characters.
    start: usize,
    end: usize,
    /// What is written beside all places, the main one first.
    pub(crate) labels: Vec<String>,
    /// The notes and the help below.
    pub(crate) notes: Vec<String>,
}

impl Seen {
    /// The message, if it is about a place in the code.
    pub(crate) fn of(json: &Value) -> Option<Seen> {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let message = text(&json["message"]);
        let mut spans: Vec<&Value> = json["spans"].as_array()?.iter().collect();
        spans.sort_by_key(|span| span["is_primary"] != true);
        // What a macro makes has its place where the macro is called.
        let place = {
            let mut place = *spans.first()?;
            while place["expansion"].is_object() {
                place = &place["expansion"]["span"];
            }
            place
        };
        let code_line = place["text"].as_array()?.first()?;
        let line = text(&code_line["text"]);
        let column = |name: &str| code_line[name].as_u64().map_or(1, |n| n.max(1) as usize) - 1;
        let length = line.chars().count();
        let (start, end) = (column("highlight_start").min(length), column("highlight_end"));
        Some(Seen {
            code: text(&json["code"]["code"]),
            message,
            start,
            end: end.clamp(start, length),
            line,
            labels: spans.iter().map(|span| text(&span["label"])).collect(),
            notes: json["children"]
                .as_array()?
                .iter()
                .map(|child| text(&child["message"]))
                .collect(),
        })
    }

    /// The marked part of the line.
    pub(crate) fn marked(&self) -> String {
        self.part(self.start, self.end)
    }

    /// What stands before the marked part.
    pub(crate) fn before(&self) -> String {
        self.part(0, self.start)
    }

    /// What stands after the marked part.
    pub(crate) fn after(&self) -> String {
        self.part(self.end, usize::MAX)
    }

    fn part(&self, from: usize, to: usize) -> String {
        self.line.chars().skip(from).take(to.saturating_sub(from)).collect()
    }

    /// The line with another text in the marked place.
    pub(crate) fn with(&self, instead: &str) -> String {
        format!("{}{instead}{}", self.before(), self.after()).trim().to_owned()
    }

    /// Whether headline, labels or notes say this.
    pub(crate) fn says(&self, words: &str) -> bool {
        self.message.contains(words)
            || self.labels.iter().chain(&self.notes).any(|text| text.contains(words))
    }

    /// What stands between the first pair of back quotes of a text.
    pub(crate) fn quoted(text: &str, index: usize) -> Option<&str> {
        text.split('`').nth(2 * index + 1)
    }
}
