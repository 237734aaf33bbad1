//! The library's functions: how they are called.

use crate::Cell;
use crate::seen::Seen;
use aimath_words::tr;

/// Too many or too few arguments.
pub(crate) fn wrong_count(seen: &Seen, cell: &Cell) -> Option<String> {
    if seen.code != "E0061" {
        return None;
    }
    let marked = seen.marked();
    let name = marked.split('(').next()?.rsplit("::").next()?.trim();
    let function = cell.library.function(name)?;
    let signature = &function.signature;
    Some(match &function.example {
        Some(example) => {
            tr!(in cell.language; "`{name}` is called so: `{example}`. Its arguments: `{signature}`.", name, example, signature)
        }
        None => tr!(in cell.language; "The arguments of `{name}`: `{signature}`.", name, signature),
    })
}

/// A function of another kind than the one that is asked for.
pub(crate) fn function_of_another_kind(seen: &Seen, cell: &Cell) -> Option<String> {
    let language = cell.language;
    let kinds = |note: &str, what: &str| {
        let after = &note[note.find(what)? + what.len()..];
        Seen::quoted(after, 0).map(str::to_owned)
    };
    if seen.code == "E0308" && seen.says("expected fn pointer") {
        let note = seen.notes.iter().find(|note| note.contains("expected fn pointer"))?;
        let wanted = readable(&kinds(note, "expected fn pointer")?);
        let given = readable(&kinds(note, "found fn item")?);
        let borrowed = wanted.contains("&Array") && !given.contains("&Array");
        return Some(match borrowed {
            true => {
                tr!(in language; "The check needs a function `{wanted}`, and yours is `{given}`: an argument lacks its `&`, as the stub has it.", wanted, given)
            }
            false => {
                tr!(in language; "A function `{wanted}` is needed here, and yours is `{given}`. Take the line with `fn` from the stub.", wanted, given)
            }
        });
    }
    if seen.code != "E0631" {
        return None;
    }
    let note =
        seen.notes.iter().find(|note| note.contains("expected") && note.contains("found"))?;
    let wanted = readable(Seen::quoted(note, 0)?);
    let given = readable(Seen::quoted(note, 1)?);
    let vector = wanted.contains("Array1") && !given.contains("Array");
    Some(match vector {
        true => {
            tr!(in language; "This takes a function of a vector, `{wanted}`, and yours is `{given}`. For one variable there is `derivative(&f, x)?`.", wanted, given)
        }
        false => {
            tr!(in language; "This takes a function `{wanted}`, and yours is `{given}`. The book's functions take and give f64.", wanted, given)
        }
    })
}

/// A function's type as a reader writes it.
fn readable(kind: &str) -> String {
    let mut text = kind.split(" {").next().unwrap_or(kind).trim().to_owned();
    for (long, short) in [
        ("ArrayBase<OwnedRepr<f64>, Dim<[usize; 1]>, f64>", "Array1<f64>"),
        ("ArrayBase<OwnedRepr<f64>, Dim<[usize; 2]>, f64>", "Array2<f64>"),
        ("ArrayBase<OwnedRepr<f64>, Dim<[usize; 1]>>", "Array1<f64>"),
        ("ArrayBase<OwnedRepr<f64>, Dim<[usize; 2]>>", "Array2<f64>"),
        ("for<'a> ", ""),
        ("&'a ", "&"),
        (" -> _", ""),
    ] {
        text = text.replace(long, short);
    }
    text
}

/// A variable that hides a function.
pub(crate) fn hidden_function(seen: &Seen, cell: &Cell) -> Option<String> {
    if seen.code != "E0618" {
        return None;
    }
    let marked = seen.marked();
    let name = marked.split('(').next()?.trim();
    let is_function = cell.library.has(name) || cell.items.iter().any(|item| item == name);
    is_function.then(|| tr!(in cell.language; "A variable `{name}` hides the function `{name}`. Give the variable another name where it is made, and run that cell again; until then `aimath::prelude::{name}(…)` reaches the function.", name))
}
