//! Sentences with named placeholders.

use std::fmt::{Display, Write};

/// The sentence with its placeholders filled.
///
/// `{{` and `}}` stand for the braces themselves.
///
/// # Examples
///
/// ```
/// assert_eq!(aimath_words::fill("{x:+.1} of {{a}}", &[("x", &0.25)]), "+0.2 of {a}");
/// ```
pub fn fill(template: &str, values: &[(&str, &dyn Display)]) -> String {
    let mut out = String::with_capacity(template.len() + 16);
    for piece in pieces(template) {
        match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Value { name, format } => {
                let value = values.iter().find(|(known, _)| *known == name);
                // A catalogue may hold a wrong name until `cargo book check` has seen it.
                let Some((_, value)) = value else {
                    write!(out, "{{{name}}}").expect("a string takes any text");
                    continue;
                };
                let decimals = format.trim_start_matches('+').trim_start_matches('.').parse();
                match (format.starts_with('+'), decimals) {
                    (true, Ok(n)) => write!(out, "{value:+.*}", n),
                    (true, Err(_)) => write!(out, "{value:+}"),
                    (false, Ok(n)) => write!(out, "{value:.*}", n),
                    (false, Err(_)) => write!(out, "{value}"),
                }
                .expect("a string takes any text");
            }
        }
    }
    out
}

/// A stretch of a template.
#[derive(Debug, PartialEq)]
pub(crate) enum Piece<'t> {
    Text(&'t str),
    Value { name: &'t str, format: &'t str },
}

/// The template's stretches, in order.
pub(crate) fn pieces(template: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = template;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let brace = rest.find(['{', '}']).unwrap_or(rest.len());
        if brace > 0 {
            let (text, after) = rest.split_at(brace);
            rest = after;
            return Some(Piece::Text(text));
        }
        let doubled = rest.starts_with("{{") || rest.starts_with("}}");
        let end = rest.find('}').filter(|_| rest.starts_with('{') && !doubled);
        let Some(end) = end else {
            let brace = &rest[..1];
            rest = &rest[if doubled { 2 } else { 1 }..];
            return Some(Piece::Text(brace));
        };
        let inside = &rest[1..end];
        rest = &rest[end + 1..];
        let (name, format) = inside.split_once(':').unwrap_or((inside, ""));
        Some(Piece::Value { name, format })
    })
}

/// Whether a template's placeholders are exactly these names, each with a
/// format that [`fill`] knows. Decided at compile time by [`tr!`](crate::tr).
pub const fn fits(template: &str, names: &[&str]) -> bool {
    let bytes = template.as_bytes();
    let mut used = 0_u64;
    let mut i = 0;
    while i < bytes.len() {
        if bytes[i] != b'{' && bytes[i] != b'}' {
            i += 1;
            continue;
        }
        if i + 1 < bytes.len() && bytes[i + 1] == bytes[i] {
            i += 2;
            continue;
        }
        if bytes[i] == b'}' {
            return false;
        }
        let start = i + 1;
        let mut end = start;
        while end < bytes.len() && bytes[end] != b'}' && bytes[end] != b':' {
            end += 1;
        }
        let Some(index) = position(names, bytes, start, end) else { return false };
        used |= 1 << index;
        i = end;
        if i < bytes.len() && bytes[i] == b':' {
            i += 1;
            if i < bytes.len() && bytes[i] == b'+' {
                i += 1;
            }
            if i < bytes.len() && bytes[i] == b'.' {
                i += 1;
                while i < bytes.len() && bytes[i].is_ascii_digit() {
                    i += 1;
                }
            }
        }
        if i >= bytes.len() || bytes[i] != b'}' {
            return false;
        }
        i += 1;
    }
    names.len() < 64 && used == (1 << names.len()) - 1
}

const fn position(names: &[&str], bytes: &[u8], start: usize, end: usize) -> Option<usize> {
    let mut index = 0;
    while index < names.len() {
        let name = names[index].as_bytes();
        if name.len() == end - start {
            let mut i = 0;
            while i < name.len() && name[i] == bytes[start + i] {
                i += 1;
            }
            if i == name.len() {
                return Some(index);
            }
        }
        index += 1;
    }
    None
}

/// The values with which a template makes this sentence, in the template's
/// order, if it can; and how many bytes of the sentence are the template's own.
pub(crate) fn read<'s, 't>(
    template: &'t str,
    sentence: &'s str,
) -> Option<(usize, Vec<(&'t str, &'s str)>)> {
    let (mut rest, mut own, mut values) = (sentence, 0, Vec::new());
    let mut open: Option<&str> = None;
    for piece in pieces(template) {
        match piece {
            // Two placeholders with nothing between them cannot be told apart.
            Piece::Value { name, .. } => {
                if open.replace(name).is_some() {
                    return None;
                }
            }
            Piece::Text(text) => {
                let at = match open {
                    Some(_) => rest.find(text)?,
                    None => rest.starts_with(text).then_some(0)?,
                };
                if let Some(name) = open.take() {
                    values.push((name, &rest[..at]));
                }
                rest = &rest[at + text.len()..];
                own += text.len();
            }
        }
    }
    match open {
        Some(name) => values.push((name, rest)),
        None if rest.is_empty() => {}
        None => return None,
    }
    Some((own, values))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_filled_with_their_format() {
        let x = 1.0 / 3.0;
        let filled = fill("{n} + {x:.3}, {x:+.1} {{}} {n}", &[("x", &x), ("n", &"two")]);
        assert_eq!(filled, "two + 0.333, +0.3 {} two");
        assert_eq!(fill("{y}", &[("x", &1)]), "{y}");
        assert_eq!(fill("a } b", &[]), "a } b");
    }

    #[test]
    fn placeholders_must_be_the_arguments() {
        assert!(fits("rank {k} of {n:.2}, {k}", &["n", "k"]));
        assert!(fits("{{k}}", &[]));
        assert!(!fits("rank {k}", &[]));
        assert!(!fits("rank {k}", &["k", "n"]));
        assert!(!fits("rank {k:e}", &["k"]));
        assert!(!fits("rank {}", &["k"]));
        assert!(!fits("rank {k", &["k"]));
    }

    #[test]
    fn a_sentence_gives_back_the_values_that_made_it() {
        let read = |t, s| read(t, s).map(|(_, values)| values);
        assert_eq!(
            read("has {n} rows; {m} fit", "has 3 rows; 4 fit"),
            Some(vec![("n", "3"), ("m", "4")])
        );
        assert_eq!(read("has {n}", "has 3 rows"), Some(vec![("n", "3 rows")]));
        assert_eq!(read("has {n} rows", "has 3 rows, no"), None);
        assert_eq!(read("{a}{b}", "12"), None);
    }
}
