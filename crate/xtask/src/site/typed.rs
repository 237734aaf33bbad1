//! Formulas as one would type them in a line, for the search and for headings in a terminal.

use pulldown_latex::event::{Content, EnvironmentFlow, Event, Grouping, ScriptPosition};
use pulldown_latex::event::{ScriptType, Visual};
use pulldown_latex::{Parser, Storage};

/// What the parser does not know and a line of text has no frame or margin for.
const PREAMBLE: &str = r"\newcommand{\boxed}[1]{#1}\newcommand{\tag}[1]{\ (#1)}";

/// A formula as one would type it in a line: `\frac{11}{5\sqrt5}` as `11/(5√5)`. One that is no
/// TeX stays as it is.
pub fn typed(tex: &str) -> String {
    let source = format!("{PREAMBLE}{tex}");
    let storage = Storage::new();
    let events: Result<Vec<Event<'_>>, _> = Parser::new(&source, &storage).collect();
    let Ok(events) = events else {
        return tex.to_owned();
    };
    let mut events = events.into_iter();
    let mut line = Line::default();
    while let Some(event) = events.next() {
        line.push(element(event, &mut events));
    }
    line.text
}

/// Pieces of a line beside one another.
#[derive(Default)]
struct Line {
    text: String,
    last: String,
}

impl Line {
    /// Adds a piece; a word and whatever has parts stand apart from a letter beside them.
    fn push(&mut self, piece: String) {
        let word = |text: &str| text.chars().count() > 1 && !text.starts_with(char::is_numeric);
        // Korean joins its particles to what stands before them.
        let letter = |c: char| c.is_alphanumeric() && !('가'..='힣').contains(&c);
        let meet = self.text.ends_with(letter) && piece.starts_with(letter);
        if meet && (word(&self.last) || word(&piece)) {
            self.text.push(' ');
        }
        let blank = self.text.is_empty() || self.text.ends_with(' ');
        self.text += if blank { piece.trim_start() } else { &piece };
        self.last = piece;
    }
}

/// One element with all that belongs to it.
fn element<'e>(event: Event<'e>, rest: &mut impl Iterator<Item = Event<'e>>) -> String {
    let mut next = || match rest.next() {
        Some(event) => element(event, rest),
        None => String::new(),
    };
    match event {
        Event::Content(content) => leaf(content),
        Event::Begin(grouping) => group(&grouping, rest),
        Event::Visual(Visual::SquareRoot) => format!("√{}", enclosed(&next())),
        Event::Visual(Visual::Root) => {
            let radicand = next();
            format!("{}√{}", next(), enclosed(&radicand))
        }
        Event::Visual(Visual::Fraction(_)) => {
            let above = next();
            format!("{}/{}", enclosed(&above), enclosed(&next()))
        }
        Event::Visual(Visual::Negation) => format!("{}\u{338}", next()),
        Event::Script { ty, position } => {
            let mut text = next();
            let marks: &[&str] = match ty {
                ScriptType::Subscript => &["_"],
                ScriptType::Superscript => &["^"],
                ScriptType::SubSuperscript => &["_", "^"],
            };
            for mark in marks {
                let script = next();
                // A hat, a bar or a brace is no letter that somebody types.
                let worn = script.chars().count() == 1 && !script.contains(char::is_alphanumeric);
                if position == ScriptPosition::AboveBelow {
                    if worn {
                        continue;
                    }
                    text = enclosed(&text);
                }
                if script.chars().all(|c| c == '\'') {
                    text += &script;
                } else {
                    text = format!("{}{mark}{}", text.trim_end(), enclosed(&script));
                }
            }
            text
        }
        Event::Space { .. } | Event::EnvironmentFlow(EnvironmentFlow::Alignment) => " ".to_owned(),
        Event::EnvironmentFlow(EnvironmentFlow::NewLine { .. }) => "; ".to_owned(),
        _ => String::new(),
    }
}

fn group<'e>(grouping: &Grouping, rest: &mut impl Iterator<Item = Event<'e>>) -> String {
    let mut line = Line::default();
    while let Some(event) = rest.next() {
        if event == Event::End {
            break;
        }
        line.push(element(event, rest));
    }
    match grouping {
        Grouping::LeftRight(open, close) => {
            let fence = |one: &Option<char>| one.map(String::from).unwrap_or_default();
            format!("{}{}{}", fence(open), line.text.trim(), fence(close))
        }
        _ => line.text,
    }
}

/// A letter, a word, a number or a sign.
fn leaf(content: Content<'_>) -> String {
    match content {
        // A blank of TeX comes as a page would need it.
        Content::Text(text) => text.replace("&nbsp;", " "),
        Content::Number(text) | Content::Function(text) => text.to_owned(),
        Content::Ordinary { content, .. }
        | Content::LargeOp { content, .. }
        | Content::BinaryOp { content, .. }
        | Content::Delimiter { content, .. }
        | Content::Punctuation(content) => on_a_keyboard(content),
        Content::Relation { content, .. } => {
            let mut letters = [0; 8];
            let written = content.encode_utf8_to_buf(&mut letters);
            format!(" {} ", String::from_utf8_lossy(written).replace('∣', "|"))
        }
    }
}

/// A sign as keyboards have it, where the parser gives one that looks like it.
fn on_a_keyboard(sign: char) -> String {
    let typed = match sign {
        '⊤' => "T",
        '−' => "-",
        '′' => "'",
        '″' => "''",
        '‴' => "'''",
        '⋅' => "·",
        'µ' => "μ",
        _ => return sign.to_string(),
    };
    typed.to_owned()
}

/// A part of a formula, in brackets where it is more than one thing.
fn enclosed(part: &str) -> String {
    let part = part.trim();
    let inside = part.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    let alone = inside.is_some_and(|inside| !inside.contains(['(', ')']))
        || part.chars().all(|c| c.is_alphanumeric() || "._".contains(c))
        || part.chars().count() == 1;
    if alone { part.to_owned() } else { format!("({part})") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_several_parts_stands_in_brackets() {
        for (tex, expected) in [
            (r"\frac{11}{5\sqrt5}", "11/(5√5)"),
            (r"\sqrt[3]{x+1}\, e^{-\lambda x}", "3√(x+1) e^(-λx)"),
            (r"\hat y_i=\mathbf z^{(1)}", "y_i = z^(1)"),
            (r"\sum_{i=1}^n x\ln x_i", "∑_(i = 1)^n x ln x_i"),
            (r"\underbrace{a-b}_{\text{error}}", "(a-b)_error"),
            (r"f''(x)\ne\mu", "f''(x) ≠ μ"),
            (r"\boxed{x\cdot y} \tag{2}", "x·y (2)"),
        ] {
            assert_eq!(typed(tex), expected);
        }
    }

    #[test]
    fn what_is_no_tex_stays_as_it_is() {
        assert_eq!(typed(r"\nonsense{x"), r"\nonsense{x");
    }
}
