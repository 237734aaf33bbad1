//! What a reader learns about the name at the cursor: signature, formula, example.

use super::{Session, byte_offset, guarded};
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
        for question in questions(code, cursor) {
            let answer = guarded(|| self.context.hover_at(&question, question.len()));
            if let Some(Ok((plain, html))) = answer
                && plain != NOTHING
                && !plain.trim().is_empty()
            {
                return json!({
                    "status": "ok", "found": true, "metadata": {},
                    "data": { "text/plain": plain, "text/html": html },
                });
            }
        }
        json!({ "status": "ok", "found": false, "data": {}, "metadata": {} })
    }
}

/// What to ask rust-analyzer, the likeliest first. Each question ends with the name that it is
/// about, or with the bracket behind it, as evcxr wants it.
fn questions(code: &str, cursor: usize) -> Vec<String> {
    let rest = code[cursor..].find(|letter| !is_word(letter)).unwrap_or(code.len() - cursor);
    let end = cursor + rest;
    let Some(all) = pieces(&code[..end]) else { return vec![] };
    let mut asked = Vec::new();
    // Behind `name!`, `module::` and `name(` the reader means the name.
    let is_mark = |piece: &Piece| ["!", "::"].contains(&piece.text);
    let mut last = all.len();
    while last > 0 && is_mark(&all[last - 1]) {
        last -= 1;
    }
    if last > 0 && all[last - 1].kind == Kind::Word {
        about(code, &all, last - 1, &mut asked);
    }
    // Otherwise, and if nothing is known about it, the function whose argument this is.
    let around = open(&all).into_iter().rev().filter_map(|bracket| bracket.piece);
    for index in around {
        let name = index.checked_sub(1).map(|before| &all[before]);
        match name.map(|piece| (piece.kind, piece.text)) {
            Some((Kind::Word, _)) => about(code, &all, index - 1, &mut asked),
            Some((Kind::Sign, "!")) if index > 1 => about(code, &all, index - 2, &mut asked),
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

    fn asked(marked: &str) -> Vec<String> {
        let cursor = marked.find('|').unwrap();
        questions(&marked.replacen('|', "", 1), cursor)
    }

    #[test]
    fn the_whole_word_at_the_cursor_is_meant() {
        assert_eq!(asked("let p = s|vd(&m);")[0], "let p = svd(");
        assert!(asked("let p = s|vd(&m);").contains(&"svd(".to_owned()));
        assert_eq!(asked("plot::|")[0], "plot");
        assert_eq!(asked("ar|ray![1.0]")[0], "array!(");
        assert_eq!(asked("array!|[1.0]")[0], "array!(");
    }

    #[test]
    fn in_an_argument_the_function_follows() {
        assert!(asked("svd(&|").contains(&"svd(".to_owned()));
        assert!(asked("let a = array![1.0, |2.0]").contains(&"array!(".to_owned()));
        assert!(asked("\"svd|\"").is_empty());
    }
}
