//! 2 where 2.0 is meant, and kinds of numbers that do not mix.

use crate::Cell;
use crate::python::{decimal, pattern};
use crate::seen::Seen;
use aimath_words::tr;

pattern!(ENTRIES, r"array!\[([^\]]*)\]");
pattern!(WHOLE, r"(^|[^\w.])([0-9]+)([^\w.]|$)");
pattern!(LEFT, r"([A-Za-z_]\w*|[0-9]+)\s*$");
pattern!(RIGHT, r"^\s*([A-Za-z_]\w*|[0-9]+)\b");

/// The text with a point in every whole number.
fn with_points(text: &str) -> String {
    // Twice, because neighbours share the sign between them.
    let once = WHOLE.replace_all(text, "${1}${2}.0${3}").into_owned();
    WHOLE.replace_all(&once, "${1}${2}.0${3}").into_owned()
}

/// `array![3, 4]` where the library takes f64.
pub(crate) fn integer_in_array(seen: &Seen, cell: &Cell) -> Option<String> {
    let of_integers = seen.says("{integer}") || seen.says("i32");
    if seen.code != "E0308" || !of_integers || !seen.says("ArrayRef<f64") && !seen.says("ArrayBase")
    {
        return None;
    }
    let marked = seen.marked();
    if let Some(found) = ENTRIES.captures(&marked) {
        let entries = with_points(&found[1]);
        let rust = marked.replace(&found[0], &format!("array![{entries}]"));
        return Some(
            tr!(in cell.language; "The library computes with f64: every entry needs its point, as in `{rust}`.", rust),
        );
    }
    let name = marked.trim_start_matches('&').trim();
    is_name(name).then(|| tr!(in cell.language; "`{name}` holds whole numbers, and the library computes with f64: make it with `array![1.0, 2.0]`, a point in every entry, or take `{name}.mapv(f64::from)`.", name))
}

fn is_name(text: &str) -> bool {
    let mut letters = text.chars();
    letters.next().is_some_and(|c| c.is_alphabetic() || c == '_')
        && letters.all(|c| c.is_alphanumeric() || c == '_')
}

/// The two kinds in "cannot multiply `f64` by `usize`" and its like.
fn kinds(seen: &Seen) -> Option<(String, String)> {
    let message = seen.message.as_str();
    let arithmetic =
        ["cannot multiply", "cannot divide", "cannot add", "cannot subtract", "can't compare"];
    if seen.code != "E0277" || !arithmetic.iter().any(|start| message.starts_with(start)) {
        return None;
    }
    let (first, second) = (Seen::quoted(message, 0)?, Seen::quoted(message, 1)?);
    // "cannot subtract `{float}` from `usize`" and "cannot add `x` to `y`" name the right one first.
    match message.contains(" from ") || message.contains(" to ") {
        true => Some((second.to_owned(), first.to_owned())),
        false => Some((first.to_owned(), second.to_owned())),
    }
}

fn is_float(kind: &str) -> bool {
    let kind = kind.trim_start_matches('&');
    matches!(kind, "f64" | "{float}")
        || kind.starts_with("ArrayBase")
        || kind.starts_with("ArrayRef")
}

fn is_count(kind: &str) -> bool {
    matches!(kind.trim_start_matches('&'), "usize" | "i32" | "i64" | "u32" | "u64" | "u8" | "isize")
}

/// `2 * &v`, `x * n`, `x == 2`: both sides must be of one kind.
pub(crate) fn kinds_that_do_not_mix(seen: &Seen, cell: &Cell) -> Option<String> {
    let (left, right) = kinds(seen)?;
    let (before, after) = (seen.before(), seen.after());
    let left_word = LEFT.captures(&before).map(|found| found[1].to_owned());
    let right_word = RIGHT.captures(&after).map(|found| found[1].to_owned());
    let (word, kind, is_left) = match (is_float(&left), is_float(&right)) {
        (false, true) => (left_word?, left, true),
        (true, false) => (right_word?, right, false),
        _ => return None,
    };
    let put = |rust: &str| {
        let line = if is_left {
            let head = before.trim_end();
            format!("{}{rust} {}{after}", &head[..head.len() - word.len()], seen.marked())
        } else {
            let tail = after.trim_start();
            format!("{before}{} {rust}{}", seen.marked(), &tail[word.len()..])
        };
        line.trim().to_owned()
    };
    if word.chars().all(|c| c.is_ascii_digit()) {
        let rust = put(&decimal(&word));
        return Some(
            tr!(in cell.language; "`{word}` is a whole number, and the other side is of f64. Give it a point: `{rust}`.", word, rust),
        );
    }
    if kind == "{integer}" {
        return Some(
            tr!(in cell.language; "`{word}` holds a whole number, and the other side is of f64. Give it a point where it is made (`let {word} = 3.0;`), or write `{word} as f64` here.", word),
        );
    }
    is_count(&kind).then(|| {
        let rust = put(&format!("{word} as f64"));
        tr!(in cell.language; "`{word}` is a {kind}, a whole number, and the other side is of f64. Turn it into one: `{rust}`.", word, kind = kind.trim_start_matches('&'), rust)
    })
}

/// `x ** 2`, `x ^ 2`.
pub(crate) fn power(seen: &Seen, cell: &Cell) -> Option<String> {
    pattern!(STARS, r"([A-Za-z_]\w*|[0-9.]+)\s*(?:\*\*|\^)\s*([A-Za-z_]\w*|[0-9.]+)");
    let stars = seen.code == "E0614" && seen.line.contains("**");
    let roof = matches!(seen.code.as_str(), "E0369" | "E0277") && seen.message.contains('^');
    if !stars && !roof {
        return None;
    }
    let found = STARS.captures(&seen.line)?;
    let (base, exponent) = (&found[1], found[2].trim_end_matches(".0").to_owned());
    let whole = exponent.chars().all(|c| c.is_ascii_digit());
    let base_number = base.chars().next().is_some_and(|c| c.is_ascii_digit());
    let base_text = if base_number { format!("{}_f64", decimal(base)) } else { base.to_owned() };
    let variable = cell.variables.iter().find(|(name, _)| name == base);
    let is_array = variable.is_some_and(|(_, kind)| kind.contains("Array"));
    let rust = match (is_array, whole) {
        (true, true) => format!("{base}.mapv(|x| x.powi({exponent}))"),
        (true, false) => format!("{base}.mapv(|x| x.powf({exponent}))"),
        (false, true) => format!("{base_text}.powi({exponent})"),
        (false, false) => format!("{base_text}.powf({exponent})"),
    };
    let rust = seen.line.replace(&found[0], &rust);
    Some(
        tr!(in cell.language; "A power is a method, `powi` for a whole exponent and `powf` for any other: `{rust}`.", rust = rust.trim()),
    )
}

/// An integer where an f64 is wanted.
pub(crate) fn float_expected(seen: &Seen, cell: &Cell) -> Option<String> {
    let label = seen.labels.first()?;
    if seen.code != "E0308" || !label.starts_with("expected `f64`, found") {
        return None;
    }
    let (marked, language) = (seen.marked(), cell.language);
    let found = label.trim_start_matches("expected `f64`, found ");
    if found == "integer" {
        let rust = seen.with(&with_points(&marked));
        let division = marked.contains('/');
        return Some(match division {
            true => {
                tr!(in language; "Whole numbers are divided without rest (1 / 2 is 0), and an f64 is wanted here. Write the points: `{rust}`.", rust)
            }
            false => {
                tr!(in language; "An f64 is wanted here, and `{marked}` is a whole number. Give it a point: `{rust}`.", marked, rust)
            }
        });
    }
    if is_count(found.trim_matches('`')) {
        let kind = found.trim_matches('`');
        return Some(
            tr!(in language; "`{marked}` is a {kind}, a whole number, and an f64 is wanted. Turn it into one: `{marked} as f64`.", marked, kind),
        );
    }
    if found.contains("&str") || found.contains("String") {
        return Some(
            tr!(in language; "`{marked}` is a text, and a number is wanted. Drop the quotes, or read the number out of the text with `{marked}.parse::<f64>()`.", marked),
        );
    }
    if found == "`&f64`" || found == "`&&f64`" {
        let stars = found.matches('&').count();
        let rust = seen.with(&format!("{}{marked}", "*".repeat(stars)));
        return Some(
            tr!(in language; "`{marked}` is a borrowed number; a star before it takes the number itself: `{rust}`.", marked, rust),
        );
    }
    None
}

/// `14.0.sqrt()`.
pub(crate) fn ambiguous(seen: &Seen, cell: &Cell) -> Option<String> {
    pattern!(NUMBER, r"([0-9]+(?:\.[0-9]+)?)\.$");
    if seen.code != "E0689" {
        return None;
    }
    let before = seen.before();
    let method = seen.marked();
    if let Some(found) = NUMBER.captures(&before) {
        let number = &found[1];
        let rust = format!("{}_f64.{method}{}", decimal(number), seen.after());
        return Some(
            tr!(in cell.language; "A bare number must say its type before a method: `{rust}`.", rust = rust.trim_end_matches(';')),
        );
    }
    let name = before
        .trim_end_matches('.')
        .rsplit(|c: char| !c.is_alphanumeric() && c != '_')
        .next()?
        .to_owned();
    is_name(&name).then(|| tr!(in cell.language; "The type of `{name}` is not settled yet. Say it where `{name}` is made: `let {name}: f64 = …;`.", name))
}

/// `(x > 0.0) as f64`, f32.
pub(crate) fn casts(seen: &Seen, cell: &Cell) -> Option<String> {
    if seen.code == "E0606" && seen.message.contains("casting `bool`") {
        let marked = seen.marked();
        let condition = marked.split(" as ").next()?.trim();
        let condition =
            condition.strip_prefix('(').and_then(|c| c.strip_suffix(')')).unwrap_or(condition);
        return Some(
            tr!(in cell.language; "A truth is no number in Rust: `if {condition} {{ 1.0 }} else {{ 0.0 }}`.", condition),
        );
    }
    let label = seen.labels.first()?;
    let mixed = label.contains("`f32`") && label.contains("`f64`");
    (seen.code == "E0308" && mixed).then(|| tr!(in cell.language; "The book computes with f64 throughout: write `f64` instead of `f32`.").to_owned())
}
