//! What a notebook cannot keep from one cell to the next.

use crate::Cell;
use crate::python::pattern;
use crate::seen::Seen;
use aimath_words::tr;

pattern!(CLOSURE, r"let\s+(?:mut\s+)?(\w+)\s*=\s*(?:move\s+)?\|([^|]*)\|\s*([^;]+?)\s*;");

/// A closure, a borrowed value, or a value whose type the kernel cannot name.
pub(crate) fn refused(cell: &Cell) -> Option<String> {
    let language = cell.language;
    let text = cell.refusal;
    let name = Seen::quoted(text, 0).unwrap_or_default();
    if text.contains("closure") {
        let closure = CLOSURE.captures_iter(cell.source).find(|found| &found[1] == name);
        return Some(match closure {
            Some(found) => {
                let body = found[3].trim();
                let arguments = &found[2];
                let arguments = if arguments.contains(':') {
                    arguments.to_owned()
                } else {
                    format!("{}: f64", arguments.trim())
                };
                let rust = format!("fn {name}({arguments}) -> f64 {{ {body} }}");
                tr!(in language; "A closure lives in its cell only. As a function it stays for later cells: `{rust}`. Or put braces around the whole cell, and `{name}` need not stay.", rust, name)
            }
            None => {
                tr!(in language; "`{name}` is a closure, which lives in its cell only. Write it as a function with `fn`, or put braces around the whole cell.", name)
            }
        });
    }
    if text.contains("contains a reference") || text.contains("non-static lifetime") {
        return Some(
            tr!(in language; "`{name}` borrows from another variable, and a borrowed value cannot stay for later cells. Make a copy (`.to_owned()`), or put braces around the whole cell.", name),
        );
    }
    if text.contains("explicit type") || text.contains("Couldn't automatically determine type") {
        return Some(
            tr!(in language; "The type of `{name}` is not known. Say it: `let {name}: f64 = …;` (or `Array1<f64>`, `Vec<f64>`).", name),
        );
    }
    None
}
