//! A name that the session does not know.

use crate::Cell;
use crate::python::{self, counted, pattern};
use crate::seen::Seen;
use aimath_words::tr;

pattern!(CALL, r"^\s*\(([^()]*)\)");
pattern!(KEYWORD, r"[(,]\s*$");
pattern!(ASSIGNED, r"^\s*(?:=[^=]|[-+*/]=)");

/// Methods of a number that Python calls as functions.
const OF_NUMBERS: [&str; 14] = [
    "sin", "cos", "tan", "exp", "sqrt", "abs", "tanh", "floor", "ceil", "round", "arctan", "log",
    "ln", "log10",
];
/// Methods of an array that Python calls as functions.
const OF_ARRAYS: [(&str, &str); 3] =
    [("len", "len()"), ("sum", "sum()"), ("min", "fold(f64::INFINITY, |m, x| m.min(*x))")];

/// The value, function, module or type that cannot be found.
pub(crate) fn unknown(seen: &Seen, cell: &Cell) -> Option<String> {
    let missing =
        matches!(seen.code.as_str(), "E0425" | "E0433" | "E0423" | "E0432" | "E0412" | "E0405");
    let in_macro = seen.code.is_empty() && seen.message.starts_with("cannot find macro");
    if !missing && !in_macro {
        return None;
    }
    let language = cell.language;
    let name = Seen::quoted(&seen.message, 0)?;
    if seen.code == "E0423" {
        return macro_as_function(seen, cell);
    }
    match name {
        "True" | "False" => {
            let rust = seen.with(&name.to_lowercase());
            return Some(
                tr!(in language; "Truths are written small, `true` and `false`: `{rust}`.", rust),
            );
        }
        "None" | "null" | "nil" => {
            return Some(
                tr!(in language; "Rust has no `{name}`. What may be missing is an `Option`, and its empty value is `None`.", name),
            );
        }
        "np" | "numpy" | "scipy" | "torch" | "math" | "plt" => {
            return Some(
                tr!(in language; "`{name}` is Python's. Everything of this book is at hand without a prefix: `array![1.0, 2.0]`, `dot(&a, &b)?`, `x.sqrt()`, `plot::lines(…)?`.", name),
            );
        }
        "self" => return None,
        // Its two words are two statements to the kernel, so it is no matter of parsing.
        "del" => return Some(python::del(seen.after().trim(), language)),
        _ => {}
    }
    if let Some(text) = method_of_python(seen, cell, name) {
        return Some(text);
    }
    if seen.message.contains("type `") && seen.says("consider importing") {
        let path = match name {
            "HashMap" | "HashSet" | "BTreeMap" => format!("std::collections::{name}"),
            _ => return None,
        };
        return Some(
            tr!(in language; "`{name}` has to be brought in first: `use {path};` in a line above.", name, path),
        );
    }
    let known = |candidate: &str| {
        cell.variables.iter().any(|(v, _)| v == candidate)
            || cell.items.iter().any(|i| i == candidate)
    };
    // What is looked for in a module is not there, whatever else has that name.
    if seen.before().ends_with("::") {
        return None;
    }
    // The library is there, but its names were not brought in: the set-up cells did not run.
    if cell.library.has(name) || cell.library.is_room(name) || ["array", "s"].contains(&name) {
        return Some(
            tr!(in language; "`{name}` is in the book's library, which this session has not brought in yet. Run the two set-up cells at the top of the notebook, or `use aimath::prelude::*;`, once.", name),
        );
    }
    if ASSIGNED.is_match(&seen.after()) && seen.before().trim().is_empty() {
        let line = seen.line.trim();
        return Some(
            tr!(in language; "`{name}` does not exist yet. A new variable begins with `let`: `let {line}`.", name, line),
        );
    }
    if KEYWORD.is_match(&seen.before()) && ASSIGNED.is_match(&seen.after()) {
        return Some(
            tr!(in language; "Rust has no keyword arguments: give the value of `{name}` alone, in its place in the list.", name),
        );
    }
    if let Some(near) = similar(name, cell) {
        let rust = seen.with(&near);
        return Some(
            tr!(in language; "There is no `{name}`. Is `{near}` meant? `{rust}`", name, near, rust),
        );
    }
    debug_assert!(!known(name), "the compiler does not know a name of the session");
    if seen.message.contains("value `") {
        return Some(
            tr!(in language; "No cell that was run has made `{name}`. Run the cell with `let {name} = …` first (Run → Run All Above Selected Cell), or look for a typing slip.", name),
        );
    }
    if seen.message.contains("function `") {
        return Some(
            tr!(in language; "No cell that was run has a function `{name}`, and the library has none. Run the cell with `fn {name}` first (Run → Run All Above Selected Cell), or look for a typing slip.", name),
        );
    }
    None
}

/// `print(…)`, `array(…)`.
fn macro_as_function(seen: &Seen, cell: &Cell) -> Option<String> {
    let name = Seen::quoted(&seen.message, 0)?;
    let after = seen.after();
    let arguments = CALL.captures(&after).map_or("…".to_owned(), |found| found[1].to_owned());
    match name {
        "print" | "println" if arguments.starts_with('"') => Some(
            tr!(in cell.language; "Printing is a macro, with `!`: `println!({arguments});`.", arguments),
        ),
        "print" | "println" => Some(
            tr!(in cell.language; "Printing is a macro that begins with a text: `println!(\"{{}}\", {arguments});`. As the last line of a cell, `{arguments}` alone shows it.", arguments),
        ),
        "array" | "vec" => {
            let entries = arguments.trim().trim_start_matches('[').trim_end_matches(']');
            Some(
                tr!(in cell.language; "`{name}` is a macro, with `!` and square brackets: `{name}![{entries}]`.", name, entries),
            )
        }
        _ => None,
    }
}

/// `sin(x)`, `len(v)`, `range(3)`, `abs(x)`.
fn method_of_python(seen: &Seen, cell: &Cell, name: &str) -> Option<String> {
    let language = cell.language;
    if name == "range" {
        let rust = counted(&format!("range{}", seen.after()));
        let rust = format!("{}{rust}", seen.before());
        return Some(
            tr!(in language; "Counting is written with two points, the end not included: `{rust}`.", rust = rust.trim()),
        );
    }
    if name == "pass" {
        return Some(tr!(in language; "`pass` is Python's. A block that does nothing stays empty between its braces.").to_owned());
    }
    let after = seen.after();
    let argument = CALL.captures(&after)?[1].trim().trim_start_matches('&').to_owned();
    let whole = CALL.find(&after)?.as_str().to_owned();
    let rust_name = match name {
        "arctan" => "atan",
        "log" => "ln",
        other => other,
    };
    let simple = argument.chars().all(|c| c.is_alphanumeric() || c == '_');
    let receiver = match simple && !argument.is_empty() {
        true if argument.chars().all(|c| c.is_ascii_digit()) => format!("{argument}.0_f64"),
        true => argument.clone(),
        false => format!("({argument})"),
    };
    let call = match OF_ARRAYS.iter().find(|(python, _)| *python == name) {
        Some((_, method)) => format!("{receiver}.{method}"),
        None if OF_NUMBERS.contains(&name) => format!("{receiver}.{rust_name}()"),
        None => return None,
    };
    let line = format!("{}{call}{}", seen.before(), &after[whole.len()..]);
    let is_array = cell.variables.iter().any(|(v, kind)| *v == argument && kind.contains("Array"));
    let line = line.trim().to_owned();
    Some(match is_array && OF_NUMBERS.contains(&name) {
        true => {
            tr!(in language; "`{name}` is a method of a number. For every entry of an array: `{argument}.mapv(f64::{rust_name})`.", name, argument, rust_name)
        }
        false => {
            tr!(in language; "`{name}` is a method, written behind a point: `{line}`.", name, line)
        }
    })
}

/// A name of the session or the library that is one or two letters away.
fn similar(name: &str, cell: &Cell) -> Option<String> {
    let reach = match name.chars().count() {
        0..=1 => return None,
        2..=4 => 1,
        _ => 2,
    };
    let own = cell.variables.iter().map(|(name, _)| name.as_str());
    let items = cell.items.iter().map(String::as_str);
    let here = own.chain(items).chain(cell.library.names());
    here.map(|candidate| (distance(name, candidate), candidate))
        .filter(|(steps, _)| (1..=reach).contains(steps))
        .min_by_key(|(steps, _)| *steps)
        .map(|(_, candidate)| candidate.to_owned())
}

/// How many letters have to be put in, taken out, changed or swapped with their neighbour.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut table = vec![vec![0_usize; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            table[i][j] = match (i, j) {
                (0, _) => j,
                (_, 0) => i,
                _ => {
                    let change = usize::from(a[i - 1] != b[j - 1]);
                    let mut best = (table[i - 1][j] + 1)
                        .min(table[i][j - 1] + 1)
                        .min(table[i - 1][j - 1] + change);
                    if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                        best = best.min(table[i - 2][j - 2] + 1);
                    }
                    best
                }
            };
        }
    }
    table[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::distance;

    #[test]
    fn a_slip_is_a_letter_more_less_changed_or_swapped() {
        assert_eq!(distance("nrom", "norm"), 1);
        assert_eq!(distance("vv", "v"), 1);
        assert_eq!(distance("solve", "solved"), 1);
        assert_eq!(distance("cosine", "consine"), 1);
        assert_eq!(distance("", "abc"), 3);
    }
}
