//! Where in the code the cursor stands.

use crate::scan::{Kind, Piece, is_word, open, operand, pieces};

/// What stands before the word at the cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Context {
    /// Nothing that it belongs to: a variable, a function, a module.
    Name,
    /// A `.`: a field or a method.
    Member,
    /// A `::`: an item of a module or a type.
    Path,
    /// A type, an import: places where no value can stand.
    Other,
}

/// The call in whose arguments the cursor stands.
#[derive(Debug, PartialEq, Eq)]
pub struct Call {
    /// What is called, as it stands in the code.
    pub function: String,
    /// The number of the argument, from 0.
    pub argument: usize,
}

/// A place in the code at which something can be completed.
#[derive(Debug)]
pub struct Place<'a> {
    code: &'a str,
    cursor: usize,
    /// What stands before the word.
    pub context: Context,
    /// The word, as far as it is written.
    pub word: &'a str,
    /// Where the word begins, in bytes.
    pub start: usize,
    /// The call around it, if it is an argument.
    pub call: Option<Call>,
    /// Whether a `&` stands before it.
    pub is_borrowed: bool,
    /// Where the operand begins to which the word belongs.
    operand: usize,
    /// Where the statement around it begins; where the outermost one does.
    statement: usize,
    outermost: usize,
}

/// Words after which a new name is made up.
const NEW_NAME: [&str; 9] =
    ["let", "mut", "fn", "struct", "enum", "trait", "mod", "const", "static"];

impl<'a> Place<'a> {
    /// The place at `cursor`; `None` where nothing can be completed (in a text, in a number,
    /// where a new name is being made up).
    pub fn at(code: &'a str, cursor: usize) -> Option<Place<'a>> {
        let before = &code[..cursor];
        let pieces = pieces(before)?;
        let start = before
            .char_indices()
            .rev()
            .take_while(|(_, letter)| is_word(*letter))
            .last()
            .map_or(cursor, |(offset, _)| offset);
        let word = &before[start..];
        if word.starts_with(|letter: char| letter.is_ascii_digit()) {
            return None;
        }
        let head = &pieces[..pieces.len() - usize::from(!word.is_empty())];
        let previous = head.last().copied();
        let open = open(head);
        let innermost = open.last()?;
        let block =
            open.iter().rev().find(|one| one.piece.is_none_or(|index| head[index].text == "{"))?;
        let context = context(previous.as_ref(), head, block.statement)?;
        let operand = match (context, head.len()) {
            (Context::Member | Context::Path, 1..) => head[operand(head, head.len() - 1)].start,
            _ => start,
        };
        if context == Context::Member && is_number(before[operand..start].trim_end_matches('.')) {
            return None;
        }
        let call = innermost.piece.filter(|index| *index > 0 && head[*index].text == "(").and_then(
            |index| {
                let name = &head[index - 1];
                let begins = head[self::operand(head, index - 1)].start;
                let is_name = name.kind == Kind::Word && !KEYWORDS.contains(&name.text);
                let is_defined = index > 1 && head[index - 2].text == "fn";
                (is_name && !is_defined).then(|| Call {
                    function: before[begins..name.end()].to_owned(),
                    argument: innermost.commas,
                })
            },
        );
        Some(Place {
            code,
            cursor,
            context,
            word,
            start,
            call,
            is_borrowed: previous.is_some_and(|piece| {
                piece.text == "&"
                    || piece.text == "mut" && before[..piece.start].trim_end().ends_with('&')
            }),
            operand,
            statement: block.statement,
            outermost: open[0].statement,
        })
    }

    /// The code to ask rust-analyzer about, and where in it: until one has an answer.
    pub fn questions(&self) -> Vec<(String, usize)> {
        let asked = format!(" let _ = {}", &self.code[self.operand..self.cursor]);
        let within = format!("{}{asked}", &self.code[..self.statement]);
        let in_place = (format!("{within};{}", self.rest()), within.len());
        let outside = format!("{}{asked}", &self.code[..self.outermost]);
        let alone = (format!("{outside};"), outside.len());
        let as_written = (self.code.to_owned(), self.cursor);
        match self.context {
            Context::Name if self.statement == self.outermost => vec![alone],
            Context::Name => vec![in_place, alone],
            Context::Other => vec![as_written],
            // As it is written, names of closures are known; that this place may panic is
            // why the others follow.
            Context::Member | Context::Path => vec![as_written, in_place, alone],
        }
    }

    /// The code after the statement at the cursor.
    fn rest(&self) -> &'a str {
        let after = &self.code[self.cursor..];
        let Some(pieces) = pieces(after) else { return "" };
        let mut depth = 0;
        for piece in pieces.iter().filter(|piece| piece.kind == Kind::Sign) {
            match piece.text {
                "{" => depth += 1,
                "}" if depth == 0 => return &after[piece.start..],
                "}" => depth -= 1,
                ";" if depth == 0 => return &after[piece.end()..],
                _ => {}
            }
        }
        ""
    }
}

/// Words before a `(` that is no call.
const KEYWORDS: [&str; 10] =
    ["if", "while", "match", "for", "in", "return", "let", "else", "loop", "move"];

fn context(previous: Option<&Piece>, head: &[Piece], statement: usize) -> Option<Context> {
    let Some(previous) = previous else { return Some(Context::Name) };
    let first = head.iter().find(|piece| piece.start >= statement);
    if first.is_some_and(|piece| piece.text == "use" || piece.text == "extern") {
        return Some(Context::Other);
    }
    if NEW_NAME.contains(&previous.text) {
        // `&mut` is no new name.
        let index = head.len().checked_sub(2);
        let borrows = index.is_some_and(|index| head[index].text == "&");
        return (previous.text == "mut" && borrows).then_some(Context::Name);
    }
    Some(match previous.text {
        // A range is no member.
        "." if head.len() > 1 && head[head.len() - 2].text == "." => Context::Name,
        "." => Context::Member,
        "::" => Context::Path,
        ":" | "->" => Context::Other,
        "#" | "\'" => return None,
        _ => Context::Name,
    })
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|letter| letter.is_ascii_digit() || letter == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(marked: &str) -> Option<(Context, String, Option<(String, usize)>)> {
        let cursor = marked.find('|').unwrap();
        let code = marked.replacen('|', "", 1);
        let place = Place::at(&code, cursor)?;
        let call = place.call.map(|call| (call.function, call.argument));
        Some((place.context, place.word.to_owned(), call))
    }

    #[test]
    fn the_place_knows_its_call() {
        let call = |name: &str, number| Some((name.to_owned(), number));
        assert_eq!(at("svd(&|"), Some((Context::Name, String::new(), call("svd", 0))));
        assert_eq!(
            at("let p = a.dot(&v, no|"),
            Some((Context::Name, "no".into(), call("a.dot", 1)))
        );
        assert_eq!(at("plot::se|"), Some((Context::Path, "se".into(), None)));
        assert_eq!(at("array![1.0].|"), Some((Context::Member, String::new(), None)));
        assert_eq!(at("fn f(v: &|"), Some((Context::Name, String::new(), None)));
        assert_eq!(at("if (a|"), Some((Context::Name, "a".into(), None)));
    }

    #[test]
    fn nothing_is_completed_in_texts_numbers_and_new_names() {
        for marked in ["let x|", "\"svd(|", "// svd|", "1|", "2.|", "fn my_|", "let mut m|"] {
            assert_eq!(at(marked), None, "{marked}");
        }
    }

    #[test]
    fn the_question_is_asked_where_no_type_is_expected() {
        let marked = "let a = 1;\nfn f(v: &V) -> V { let b = 2; 2.0 * sca| }\nf(&a)";
        let cursor = marked.find('|').unwrap();
        let code = marked.replacen('|', "", 1);
        let questions = Place::at(&code, cursor).unwrap().questions();
        let (text, at) = &questions[0];
        assert_eq!(text, "let a = 1;\nfn f(v: &V) -> V { let b = 2; let _ = sca;}\nf(&a)");
        assert!(text[..*at].ends_with("let _ = sca"));
    }
}
