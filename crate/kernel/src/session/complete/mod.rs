//! Completion: what may stand at the cursor, the likeliest first.
//!
//! rust-analyzer's own completion looks for whole expressions where it knows the type that is
//! expected, and that search panics for many of a library's types. So for a name the question
//! is asked at a place of the same scope whose type nobody knows (`let _ = name`), which costs
//! nothing but the search; what fits the argument is then found from the function's signature.

mod choose;
mod place;
mod signature;

use super::{Session, byte_offset, char_offset, quietly};
use crate::jupyter::Message;
use choose::{Choice, choose};
use place::{Context, Place};
use serde_json::{Value, json};
use signature::Wanted;

impl Session {
    /// Answers a `complete_request`.
    pub(super) fn complete(&mut self, request: &Message) -> Value {
        let code = request.text("code");
        let cursor = byte_offset(code, request.content["cursor_pos"].as_u64().unwrap_or(0));
        let (start, choices) = quietly(|| self.choices(code, cursor)).unwrap_or((cursor, vec![]));
        let (start, end) = (char_offset(code, start), char_offset(code, cursor));
        let matches: Vec<_> = choices.iter().map(|choice| choice.text.clone()).collect();
        let kinds: Vec<_> = choices
            .iter()
            .map(|choice| {
                json!({ "text": choice.text, "type": choice.kind, "start": start, "end": end })
            })
            .collect();
        json!({
            "status": "ok",
            "matches": matches,
            "cursor_start": start,
            "cursor_end": end,
            "metadata": { "_jupyter_types_experimental": kinds },
        })
    }

    /// What may replace the code from the first offset to the cursor.
    fn choices(&mut self, code: &str, cursor: usize) -> (usize, Vec<Choice>) {
        if code[..cursor].rsplit('\n').next().is_some_and(|line| line.trim_start().starts_with(':'))
        {
            return self.commands(code, cursor);
        }
        let Some(place) = Place::at(code, cursor) else { return (cursor, vec![]) };
        let mut found = Vec::new();
        for (text, at) in place.questions() {
            found = self.ask(&text, at, place.word);
            if !found.is_empty() {
                break;
            }
        }
        let wanted = match place.context {
            Context::Name => self.wanted(&place),
            _ => None,
        };
        let variables: Vec<_> = self
            .context
            .variables_and_types()
            .map(|(name, kind)| (name.to_owned(), kind.to_owned()))
            .collect();
        let own: Vec<_> = self.context.defined_item_names().map(str::to_owned).collect();
        (place.start, choose(found, &place, wanted.as_ref(), &variables, &own))
    }

    /// The kernel's own commands, which begin with a colon.
    fn commands(&mut self, code: &str, cursor: usize) -> (usize, Vec<Choice>) {
        match quietly(|| self.context.completions(code, cursor)) {
            Some(Ok(found)) => {
                let choices = found.completions.into_iter();
                let choices = choices.map(|one| Choice { text: one.code, kind: "magic" });
                (found.start_offset, choices.collect())
            }
            _ => (cursor, vec![]),
        }
    }

    /// rust-analyzer's answer for the end of `text` up to `at`.
    fn ask(&mut self, text: &str, at: usize, word: &str) -> Vec<choose::Found> {
        let Some(Ok(answer)) = quietly(|| self.context.completions(text, at)) else {
            return vec![];
        };
        answer
            .completions
            .into_iter()
            .filter(|one| one.code.starts_with(word))
            .map(|one| choose::Found { code: one.code, kind: one.kind })
            .collect()
    }

    /// The type of the argument in which the cursor stands.
    fn wanted(&mut self, place: &Place) -> Option<Wanted> {
        let call = place.call.as_ref()?;
        let question = format!("{}(", call.function);
        let (plain, _) = quietly(|| self.context.hover_at(&question, question.len()))?.ok()?;
        signature::argument(&plain, call.argument)
    }
}
