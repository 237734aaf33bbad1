//! Reading unfinished code: words, brackets, strings and comments, nothing more.
//!
//! A cell in which somebody presses Tab seldom parses, so these functions look only at what is
//! sure even then.

/// The length of the comment, string or character that `text` begins with.
pub fn quoted(text: &str) -> Option<usize> {
    if text.starts_with("//") {
        return Some(text.find('\n').unwrap_or(text.len()));
    }
    if text.starts_with("/*") {
        return Some(text.find("*/").map_or(text.len(), |end| end + 2));
    }
    if let Some(raw) = text.strip_prefix('r') {
        let hashes = raw.len() - raw.trim_start_matches('#').len();
        if raw[hashes..].starts_with('"') {
            let close = format!("\"{}", "#".repeat(hashes));
            let start = 2 + hashes;
            return Some(
                text[start..].find(&close).map_or(text.len(), |end| start + end + close.len()),
            );
        }
    }
    let mark = text.chars().next().filter(|c| *c == '"' || *c == '\'')?;
    let mut escaped = false;
    for (number, (offset, letter)) in text.char_indices().enumerate().skip(1) {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            letter if letter == mark => return Some(offset + 1),
            // A lifetime, not a character.
            _ if mark == '\'' && number > 1 => return Some(1),
            _ => {}
        }
    }
    Some(if mark == '\'' { 1 } else { text.len() })
}

/// What a piece of code is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A name, a keyword or a number.
    Word,
    /// A string or a character.
    Literal,
    /// One sign; `::` and `->` are one.
    Sign,
}

/// A piece of code and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece<'a> {
    /// What it is.
    pub kind: Kind,
    /// Its text.
    pub text: &'a str,
    /// Where it begins, in bytes.
    pub start: usize,
}

impl Piece<'_> {
    /// Where it ends, in bytes.
    pub fn end(&self) -> usize {
        self.start + self.text.len()
    }
}

/// The pieces of `code`, without comments; `None` if it ends inside a comment or a string.
pub fn pieces(code: &str) -> Option<Vec<Piece<'_>>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(first) = code[at..].chars().next() {
        let here = &code[at..];
        let before = found.last().map(|piece: &Piece| piece.kind);
        let glued = found.last().is_some_and(|piece| piece.end() == at);
        // The `r` of `for"` begins no raw string.
        let after_word = glued && before == Some(Kind::Word);
        let (kind, length) = match quoted(here) {
            Some(length) if !(after_word && first == 'r') => {
                let is_comment = here.starts_with("//") || here.starts_with("/*");
                let is_lifetime = first == '\'' && length == 1;
                let is_closed = is_lifetime
                    || match is_comment {
                        true => {
                            here.starts_with("//") && at + length < code.len()
                                || here[..length].ends_with("*/")
                        }
                        false => length > 1 && here[..length].ends_with(['"', '\'', '#']),
                    };
                if !is_closed {
                    return None;
                }
                if is_comment {
                    at += length;
                    continue;
                }
                (if is_lifetime { Kind::Sign } else { Kind::Literal }, length)
            }
            _ if first.is_whitespace() => {
                at += first.len_utf8();
                continue;
            }
            _ if is_word(first) => {
                let length = here.find(|c| !is_word(c)).unwrap_or(here.len());
                (Kind::Word, length)
            }
            _ if here.starts_with("::") || here.starts_with("->") || here.starts_with("=>") => {
                (Kind::Sign, 2)
            }
            _ => (Kind::Sign, first.len_utf8()),
        };
        found.push(Piece { kind, text: &here[..length], start: at });
        at += length;
    }
    Some(found)
}

/// Whether a letter can be part of a name.
pub fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// A bracket that is open at the end of some code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Open {
    /// The index of its piece; `None` for the whole.
    pub piece: Option<usize>,
    /// Where the statement in it begins that is being written, in bytes.
    pub statement: usize,
    /// How many commas stand in it so far.
    pub commas: usize,
}

/// The brackets that are open at the end of the pieces, the whole first.
pub fn open(pieces: &[Piece]) -> Vec<Open> {
    let mut stack = vec![Open { piece: None, statement: 0, commas: 0 }];
    for (index, piece) in pieces.iter().enumerate() {
        match piece.text {
            "(" | "[" | "{" if piece.kind == Kind::Sign => {
                stack.push(Open { piece: Some(index), statement: piece.end(), commas: 0 });
            }
            ")" | "]" | "}" if piece.kind == Kind::Sign => {
                if stack.len() > 1 {
                    stack.pop();
                }
                if piece.text == "}"
                    && let Some(around) = stack.last_mut()
                {
                    around.statement = piece.end();
                }
            }
            ";" => {
                if let Some(around) = stack.last_mut() {
                    around.statement = piece.end();
                }
            }
            "," => {
                if let Some(around) = stack.last_mut() {
                    around.commas += 1;
                }
            }
            _ => {}
        }
    }
    stack
}

/// Where the expression begins to which the piece `last` (a `.` or a `::`, or the last word)
/// belongs: `a.b(c)[d].` begins at `a`.
pub fn operand(pieces: &[Piece], last: usize) -> usize {
    let mut at = last;
    loop {
        let here = &pieces[at];
        let before = at.checked_sub(1);
        match (here.text, before) {
            ("." | "::" | "?", Some(before)) => at = before,
            (")" | "]", _) => {
                at = matching(pieces, at);
                // What is called or indexed, or a macro.
                match at.checked_sub(1) {
                    Some(name) if ["!", ")", "]", "?"].contains(&pieces[name].text) => {
                        at = if pieces[name].text == "!" && name > 0 { name - 1 } else { name };
                        if pieces[at].kind == Kind::Word {
                            continue;
                        }
                    }
                    Some(name) if is_callee(&pieces[name]) => at = name,
                    _ => return at,
                }
            }
            (">", _) => match (0..at).rev().find(|index| pieces[*index].text == "<") {
                Some(start) if start > 0 => at = start - 1,
                _ => return at,
            },
            (_, Some(before)) if [".", "::"].contains(&pieces[before].text) => at = before,
            _ => return at,
        }
    }
}

/// Whether a piece before a bracket is what is called or indexed.
fn is_callee(piece: &Piece) -> bool {
    let words = ["if", "while", "match", "for", "in", "return", "let", "else", "as", "move"];
    piece.kind == Kind::Word && !words.contains(&piece.text)
}

/// The bracket that the one at `close` closes.
fn matching(pieces: &[Piece], close: usize) -> usize {
    let mut depth = 0;
    for index in (0..=close).rev() {
        match pieces[index].text {
            ")" | "]" | "}" => depth += 1,
            "(" | "[" | "{" => {
                depth -= 1;
                if depth == 0 {
                    return index;
                }
            }
            _ => {}
        }
    }
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_that_ends_in_a_string_or_a_comment_has_no_pieces() {
        assert!(pieces("let s = \"abc").is_none());
        assert!(pieces("f(x) // and").is_none());
        assert!(pieces("f(x) /* and").is_none());
        assert!(pieces("let s = \"abc\"; // d\n").is_some());
        assert!(pieces("let s: &'static str = r#\"a\"#; 'x'").is_some());
    }

    #[test]
    fn the_statement_and_the_argument_are_found() {
        let code = "let a = 1; fn f() { let b = 2; svd(&m, (1, 2), ";
        let pieces = pieces(code).unwrap();
        let open = open(&pieces);
        assert_eq!(open.len(), 3);
        assert_eq!(&code[open[1].statement..], " svd(&m, (1, 2), ");
        assert_eq!(open[2].commas, 2);
        assert_eq!(pieces[open[2].piece.unwrap()].text, "(");
    }

    #[test]
    fn an_operand_goes_back_to_its_first_name() {
        let start = |code: &str| {
            let pieces = pieces(code).unwrap();
            code[pieces[operand(&pieces, pieces.len() - 1)].start..].to_owned()
        };
        assert_eq!(start("x + a.b(c, d)[e].f"), "a.b(c, d)[e].f");
        assert_eq!(start("f(&array![1.0, 2.0]."), "array![1.0, 2.0].");
        assert_eq!(start("2.0 * plot::sc"), "plot::sc");
        assert_eq!(start("g(svd(&m)?."), "svd(&m)?.");
        assert_eq!(start("(a + b)."), "(a + b).");
        assert_eq!(start("sca"), "sca");
    }
}
