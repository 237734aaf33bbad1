//! Rust source as tokens: what tells code from the words in it.
//!
//! The lexer is the compiler's own. Strings and comments are words, which may be in any
//! language; every other token is code.

use ra_ap_rustc_lexer::{FrontmatterAllowed, LiteralKind, TokenKind, tokenize};
use std::ops::Range;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A comment, documentation included.
    Comment,
    /// A string literal.
    Text,
    /// Anything else but white space.
    Code,
}

/// A token and its place in the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token<'s> {
    /// What it is.
    pub kind: Kind,
    /// As it is written.
    pub text: &'s str,
    /// Its bytes.
    pub range: Range<usize>,
}

/// The tokens of a source, white space left out.
pub fn tokens(source: &str) -> Vec<Token<'_>> {
    let mut start = 0;
    let mut found = Vec::new();
    for token in tokenize(source, FrontmatterAllowed::No) {
        let range = start..start + token.len as usize;
        start = range.end;
        let kind = match token.kind {
            TokenKind::Whitespace => continue,
            TokenKind::LineComment { .. } | TokenKind::BlockComment { .. } => Kind::Comment,
            TokenKind::Literal {
                kind: LiteralKind::Str { .. } | LiteralKind::RawStr { .. },
                ..
            } => Kind::Text,
            _ => Kind::Code,
        };
        found.push(Token { kind, text: &source[range.clone()], range });
    }
    found
}

/// The content of a string literal.
pub fn unescaped(literal: &str) -> Option<String> {
    if let Some(raw) = literal.strip_prefix('r') {
        let raw = raw.trim_matches('#');
        return Some(raw.strip_prefix('"')?.strip_suffix('"')?.to_owned());
    }
    let inside = literal.strip_prefix('"')?.strip_suffix('"')?;
    let mut out = String::new();
    let mut letters = inside.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter != '\\' {
            out.push(letter);
            continue;
        }
        match letters.next()? {
            'n' => out.push('\n'),
            't' => out.push('\t'),
            'r' => out.push('\r'),
            '0' => out.push('\0'),
            // A line that goes on: the break and the indentation are not part of it.
            '\n' => while letters.next_if(|next| next.is_whitespace()).is_some() {},
            'u' => {
                let code: String = letters.by_ref().skip(1).take_while(|c| *c != '}').collect();
                out.push(char::from_u32(u32::from_str_radix(&code, 16).ok()?)?);
            }
            'x' => {
                let code: String = letters.by_ref().take(2).collect();
                out.push(char::from_u32(u32::from_str_radix(&code, 16).ok()?)?);
            }
            itself @ ('\\' | '"' | '\'') => out.push(itself),
            _ => return None,
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_and_comments_are_told_from_code() {
        let source = ":dep a = { path = \"b\" }\nlet c: &'static str = r#\"d\"#; // e\n'\"'";
        let kinds = |kind| {
            let all = tokens(source);
            all.into_iter().filter(|t| t.kind == kind).map(|t| t.text).collect::<Vec<_>>()
        };
        assert_eq!(kinds(Kind::Text), ["\"b\"", "r#\"d\"#"]);
        assert_eq!(kinds(Kind::Comment), ["// e"]);
        assert!(kinds(Kind::Code).contains(&"'\"'"));
    }

    #[test]
    fn literals_are_read_as_the_compiler_reads_them() {
        let read = |literal| unescaped(literal).unwrap();
        assert_eq!(read(r#""a \"b\" \\ \n""#), "a \"b\" \\ \n");
        assert_eq!(read("\"one \\\n     line\""), "one line");
        assert_eq!(read(r##"r#"a "b" \n"#"##), "a \"b\" \\n");
        assert_eq!(read(r#""\u{2212}\x41""#), "\u{2212}A");
        assert_eq!(unescaped("\"\\q\""), None);
    }
}
