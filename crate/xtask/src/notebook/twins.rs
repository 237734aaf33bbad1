//! A code cell in two languages: the same code, other words.
//!
//! Twins agree token by token except for string literals and comments, which are in the
//! notebook's language. How many lines of comment stand where is free.

use crate::rust::{Kind, Token, tokens};
use similar::{Algorithm, DiffOp, capture_diff_slices};

/// Whether two cells are the same but for their words.
pub fn agree(a: &str, b: &str) -> bool {
    let code = |source| -> Vec<String> {
        let kept = tokens(source).into_iter().filter(|token| token.kind != Kind::Comment);
        kept.map(|token| shape(&token).to_owned()).collect()
    };
    code(a) == code(b)
}

/// The words of a cell, one a line: what its translation renders.
pub fn words(source: &str) -> String {
    let words = tokens(source).into_iter().filter(|token| token.kind != Kind::Code);
    words.map(|token| format!("{}\n", token.text)).collect()
}

/// The strings whose placeholders differ between cells that agree: English and translation.
pub fn other_placeholders<'a>(english: &'a str, other: &'a str) -> Option<(&'a str, &'a str)> {
    let texts = |source: &'a str| {
        tokens(source).into_iter().filter(|t| t.kind == Kind::Text).map(|t| t.text)
    };
    texts(english).zip(texts(other)).find(|(a, b)| placeholders(a) != placeholders(b))
}

fn placeholders(text: &str) -> Vec<&str> {
    let mut found: Vec<&str> = text
        .split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}').map(|(inside, _)| inside))
        .collect();
    found.sort_unstable();
    found
}

/// The English code with the words that its twin has for the same places; where the code
/// changed, the words of the English.
pub fn rendered(english: &str, twin: &str) -> String {
    let (new, old) = (tokens(english), tokens(twin));
    let shapes = |tokens: &[Token]| tokens.iter().map(|t| shape(t).to_owned()).collect::<Vec<_>>();
    let (new_shapes, old_shapes) = (shapes(&new), shapes(&old));
    let mut out = String::new();
    let mut written = 0;
    for step in capture_diff_slices(Algorithm::Myers, &old_shapes, &new_shapes) {
        let DiffOp::Equal { old_index, new_index, len } = step else { continue };
        for k in 0..len {
            let (mine, its) = (&new[new_index + k], &old[old_index + k]);
            if mine.kind != Kind::Code {
                out.push_str(&english[written..mine.range.start]);
                out.push_str(its.text);
                written = mine.range.end;
            }
        }
    }
    out.push_str(&english[written..]);
    out
}

/// What a token is compared by.
fn shape<'s>(token: &Token<'s>) -> &'s str {
    match token.kind {
        Kind::Code => token.text,
        Kind::Text => "\"\"",
        Kind::Comment => "//",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENGLISH: &str = "// Count.\nlet n = 3; show(\"length of {n}\", &n)";

    #[test]
    fn words_may_differ_and_code_may_not() {
        assert!(agree(ENGLISH, "let n = 3;\nshow(\"길이 {n}\", &n) // 셉니다."));
        assert!(!agree(ENGLISH, "let n = 4; show(\"길이 {n}\", &n)"));
        assert!(!agree(ENGLISH, "let n = 3; show(\"길이 {n}\", &n, \"\")"));
        assert_eq!(other_placeholders(ENGLISH, "let n = 3; show(\"길이 {n}\", &n)"), None);
        assert!(other_placeholders(ENGLISH, "let n = 3; show(\"길이\", &n)").is_some());
    }

    #[test]
    fn changed_code_keeps_the_words_of_what_did_not_change() {
        let twin = "// 셉니다.\nlet n = 3; show(\"길이 {n}\", &n)";
        let english = "// Count.\nlet n = 4; show(\"length of {n}\", &n); plot(\"new\")";
        let expected = "// 셉니다.\nlet n = 4; show(\"길이 {n}\", &n); plot(\"new\")";
        assert_eq!(rendered(english, twin), expected);
        assert_eq!(rendered(ENGLISH, twin), twin);
    }
}
