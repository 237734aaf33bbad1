//! What a reader learns about the name at the cursor: signature, formula, example.

use super::{Session, byte_offset, quietly};
use crate::jupyter::Message;
use crate::scan::{Kind, Piece, is_word, open, operand, pieces};
use serde_json::{Value, json};

/// What rust-analyzer's answer says when it knows nothing.
const NOTHING: &str = "No documentation found";

impl Session {
    /// Answers an `inspect_request`.
    pub(super) fn inspect(&mut self, request: &Message) -> Value {
        let code = request.text("code");
        let cursor = byte_offset(code, request.content["cursor_pos"].as_u64().unwrap_or(0));
        let asked = questions(code, cursor);
        let mut answers = Vec::new();
        answers.extend(self.first_answer(&asked.name));
        if answers.is_empty() || asked.is_argument {
            answers.extend(self.first_answer(&asked.around));
        }
        if answers.is_empty() {
            return json!({ "status": "ok", "found": false, "data": {}, "metadata": {} });
        }
        let (plain, html): (Vec<_>, Vec<_>) = answers.into_iter().unzip();
        json!({
            "status": "ok", "found": true, "metadata": {},
            "data": { "text/plain": plain.join("\n\n"), "text/html": html.join("<hr>") },
        })
    }

    /// What rust-analyzer knows, as text and as HTML, by the first question that it can answer.
    fn first_answer(&mut self, questions: &[String]) -> Option<(String, String)> {
        questions.iter().find_map(|question| {
            let answer = quietly(|| self.context.hover_at(question, question.len()))?.ok()?;
            (answer.0 != NOTHING && !answer.0.trim().is_empty()).then_some(answer)
        })
    }
}

/// What to ask rust-analyzer, the likeliest first. Each question ends with the name that it is
/// about, or with the bracket behind it, as evcxr wants it.
#[derive(Default)]
struct Questions {
    /// About the name at the cursor.
    name: Vec<String>,
    /// About the function whose argument it is.
    around: Vec<String>,
    /// Whether the name is an argument by itself: then both are wanted, because what a variable
    /// is and what the function takes belong together.
    is_argument: bool,
}

fn questions(code: &str, cursor: usize) -> Questions {
    let rest = code[cursor..].find(|letter| !is_word(letter)).unwrap_or(code.len() - cursor);
    let end = cursor + rest;
    let mut asked = Questions::default();
    let Some(all) = pieces(&code[..end]) else { return asked };
    // Behind `name!`, `module::` and `name(` the reader means the name.
    let is_mark = |piece: &Piece| ["!", "::"].contains(&piece.text);
    let mut last = all.len();
    while last > 0 && is_mark(&all[last - 1]) {
        last -= 1;
    }
    if last > 0 && all[last - 1].kind == Kind::Word {
        about(code, &all, last - 1, &mut asked.name);
        let after = code[end..].trim_start();
        let is_part = last > 1 && [".", "::"].contains(&all[last - 2].text);
        asked.is_argument = last == all.len()
            && !is_part
            && !["(", "!", "::", "."].iter().any(|sign| after.starts_with(sign));
    }
    for index in open(&all).into_iter().rev().filter_map(|bracket| bracket.piece) {
        let name = index.checked_sub(1).map(|before| &all[before]);
        match name.map(|piece| (piece.kind, piece.text)) {
            Some((Kind::Word, _)) => about(code, &all, index - 1, &mut asked.around),
            Some((Kind::Sign, "!")) if index > 1 => {
                about(code, &all, index - 2, &mut asked.around);
            }
            _ => {}
        }
    }
    asked
}

/// The questions about the name that is the piece `index`.
fn about(code: &str, all: &[Piece], index: usize, asked: &mut Vec<String>) {
    let name = &all[index];
    let begins = all[operand(all, index)].start;
    let path = &code[begins..name.end()];
    let after = code[name.end()..].trim_start();
    let is_member = index > 0 && all[index - 1].text == ".";
    if after.starts_with('!') {
        asked.push(format!("{path}!("));
    }
    if is_member || after.starts_with('(') {
        asked.push(format!("{}(", &code[..name.end()]));
        asked.push(format!("{path}("));
    }
    asked.push(code[..name.end()].to_owned());
    asked.push(path.to_owned());
    if !is_member {
        asked.push(format!("{path}!("));
        asked.push(format!("{path}("));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(marked: &str) -> Questions {
        let cursor = marked.find('|').unwrap();
        questions(&marked.replacen('|', "", 1), cursor)
    }

    #[test]
    fn the_whole_word_at_the_cursor_is_meant() {
        assert_eq!(asked("let p = s|vd(&m);").name[0], "let p = svd(");
        assert!(asked("let p = s|vd(&m);").name.contains(&"svd(".to_owned()));
        assert_eq!(asked("plot::|").name[0], "plot");
        assert_eq!(asked("ar|ray![1.0]").name[0], "array!(");
        assert_eq!(asked("array!|[1.0]").name[0], "array!(");
    }

    #[test]
    fn in_an_argument_the_function_follows() {
        assert!(asked("svd(&|").around.contains(&"svd(".to_owned()));
        assert!(asked("let a = array![1.0, |2.0]").around.contains(&"array!(".to_owned()));
        let string = asked("\"svd|\"");
        assert!(string.name.is_empty() && string.around.is_empty());
    }

    #[test]
    fn a_variable_that_is_an_argument_is_told_with_its_function() {
        let both = asked("svd(&|m)");
        assert!(both.is_argument && both.name.contains(&"m".to_owned()));
        assert!(both.around.contains(&"svd(".to_owned()));
        assert!(!asked("svd(&m.do|t(&m))").is_argument);
        assert!(!asked("show(\"a\", no|rm_l2(&v))").is_argument);
    }
}
