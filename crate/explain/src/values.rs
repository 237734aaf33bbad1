//! Values: moved, borrowed, not `mut`, `?` forgotten, the wrong kind.

use crate::Cell;
use crate::python::pattern;
use crate::seen::Seen;
use aimath_words::tr;

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || c == '_')
}

/// A `Result` or an `Option` used as if it were the value in it.
pub(crate) fn forgotten_question_mark(seen: &Seen, cell: &Cell) -> Option<String> {
    let language = cell.language;
    let of_result = |text: &str| text.contains("Result<") && text.contains("MathError");
    let on_result = match seen.code.as_str() {
        "E0369" | "E0277" => {
            seen.message.starts_with("cannot") || seen.message.contains("implement")
        }
        "E0609" | "E0599" | "E0608" | "E0600" | "E0614" | "E0610" => true,
        _ => false,
    };
    if on_result && of_result(&seen.message) {
        let before = seen.before();
        let line = before.trim_end().trim_end_matches('.').trim_end();
        let rest = match seen.message.starts_with("no ") {
            true => format!("?.{}{}", seen.marked(), seen.after()),
            false => format!("? {}{}", seen.marked(), seen.after()),
        };
        // The call may stand on the right of the sign instead.
        let rust = match line.ends_with(')') {
            true => format!("{}{rest}", line.trim_start()),
            false => return Some(tr!(in language; "A function that can refuse its input answers with a `Result`. A `?` behind the call takes the value out.").to_owned()),
        };
        return Some(
            tr!(in language; "The function may refuse its input and so answers with a `Result`. A `?` behind the call takes the value out: `{rust}`.", rust),
        );
    }
    let found = seen.labels.first()?;
    if seen.code == "E0308" && found.contains("found `Result<") {
        let marked = seen.marked();
        return Some(
            tr!(in language; "`{marked}` is a `Result`. A `?` behind it takes the value out: `{marked}?`.", marked),
        );
    }
    let on_option = on_result && seen.message.contains("`Option<");
    on_option.then(|| tr!(in language; "ndarray's own `mean` and its like answer with an `Option`, which is empty for an empty array. Take the library's function (`mean(&v)?`), or the value out with `.unwrap()`.").to_owned())
}

/// `vec![…]` or `[…]` where an array of ndarray's is wanted.
pub(crate) fn arrays_are_made_with_array(seen: &Seen, cell: &Cell) -> Option<String> {
    let label = seen.labels.first()?;
    let wanted = label.starts_with("expected `ArrayBase")
        || label.starts_with("expected `&ArrayRef")
        || label.starts_with("expected `&ArrayBase");
    if seen.code != "E0308" || !wanted {
        return None;
    }
    let language = cell.language;
    if label.contains("found `Vec<")
        || label.contains("found `[")
        || label.contains("found `&[")
        || label.contains("found `&Vec<")
    {
        return Some(tr!(in language; "A vector of the book is made with `array!`: `array![1.0, 2.0]`. What is in a `Vec` already becomes one by `Array1::from_vec(…)`.").to_owned());
    }
    if label.contains("found floating-point number")
        || label.contains("found integer")
        || label.contains("found `f64`")
    {
        let marked = seen.marked();
        let returned = seen.says("because of return type");
        return Some(match returned {
            true => {
                tr!(in language; "The function promises an array, and `{marked}` is one number. Compute with the whole array, or say `-> f64` if a number is meant.", marked)
            }
            false => {
                tr!(in language; "A vector is wanted here, and `{marked}` is one number. A vector with one entry is `&array![{marked}]`.", marked)
            }
        });
    }
    None
}

/// `norm_l2(v)`: the library borrows its arrays.
pub(crate) fn reference_expected(seen: &Seen, cell: &Cell) -> Option<String> {
    let label = seen.labels.first()?;
    let borrowed = label.starts_with("expected `&") && label.contains("found `ArrayBase");
    if seen.code != "E0308" || !borrowed {
        return None;
    }
    let marked = seen.marked();
    let rust = seen.with(&format!("&{marked}"));
    Some(
        tr!(in cell.language; "The library borrows its arrays; the `&` lends `{marked}` and leaves it yours: `{rust}`.", marked, rust),
    )
}

/// A borrowed array where the function promises one of its own.
pub(crate) fn value_expected(seen: &Seen, cell: &Cell) -> Option<String> {
    let label = seen.labels.first()?;
    let lent = label.starts_with("expected `ArrayBase") && label.contains("found `&");
    if seen.code != "E0308" || !lent {
        return None;
    }
    let marked = seen.marked();
    Some(
        tr!(in cell.language; "`{marked}` is only lent to the function. To give it back, make a copy: `{marked}.to_owned()`.", marked),
    )
}

/// A function whose last line ends with a semicolon.
pub(crate) fn semicolon_at_the_end(seen: &Seen, cell: &Cell) -> Option<String> {
    let nothing = seen.code == "E0308" && seen.labels.first()?.ends_with("found `()`");
    if nothing && seen.says("remove this semicolon") {
        return Some(tr!(in cell.language; "The last line of a function is its answer, and a semicolon behind it throws the answer away. Take the last semicolon out.").to_owned());
    }
    let no_type = seen.code == "E0308" && seen.says("try adding a return type");
    no_type.then(|| {
        let kind = seen.labels.first().and_then(|l| Seen::quoted(l, 1)).unwrap_or("f64").to_owned();
        tr!(in cell.language; "A function that answers says with what: `-> {kind}` before its brace.", kind)
    })
}

/// A value used after it was given away.
pub(crate) fn moved(seen: &Seen, cell: &Cell) -> Option<String> {
    if seen.code != "E0382" {
        return None;
    }
    let name = Seen::quoted(&seen.message, 0)?;
    let by_sign = seen.says("moved due to usage in operator");
    Some(match by_sign {
        true => {
            tr!(in cell.language; "`{name} + …` uses `{name}` up. Lend it where it is used first: `&{name} + …`; then it is still there.", name)
        }
        false => {
            tr!(in cell.language; "`{name}` was given away above, and with it the name. Lend it there with `&{name}`, or give a copy, `{name}.clone()`.", name)
        }
    })
}

/// A variable that was not declared to change.
pub(crate) fn not_mutable(seen: &Seen, cell: &Cell) -> Option<String> {
    if !matches!(seen.code.as_str(), "E0384" | "E0596" | "E0594") {
        return None;
    }
    let quoted = Seen::quoted(&seen.message, 0)?;
    let name = quoted.trim_start_matches('*').split(['.', '[']).next()?;
    if quoted.starts_with('*') || seen.message.contains("behind a `&`") {
        return Some(
            tr!(in cell.language; "`{name}` is only lent, and what is lent does not change. Make a copy and change that: `let mut copy = {name}.to_owned();`.", name),
        );
    }
    if cell.variables.iter().any(|(known, _)| known == name) {
        return Some(
            tr!(in cell.language; "`{name}` was made without `mut`, so it stays as it is. Say first that it may change: `let mut {name} = {name};`.", name),
        );
    }
    Some(
        tr!(in cell.language; "`{name}` was made without `mut`, so it stays as it is. Where it is made, write `let mut {name} = …`.", name),
    )
}

/// `v *= 2.0` on a borrowed array, `k.append(3.0)`.
pub(crate) fn borrowed_argument(seen: &Seen, cell: &Cell) -> Option<String> {
    pattern!(APPEND, r"([A-Za-z_]\w*)\.append\(\s*(?:&mut\s*)?(.*?)\s*\)");
    if seen.code == "E0368" && seen.message.contains("type `&") {
        let name =
            seen.marked().split(|c: char| !c.is_alphanumeric() && c != '_').next()?.to_owned();
        return is_name(&name).then(|| tr!(in cell.language; "`{name}` is only lent to the function, which may not change it. Compute a new array instead (`2.0 * {name}`), or copy it first: `let mut copy = {name}.to_owned();`.", name));
    }
    let found = APPEND
        .captures(&seen.line)
        .filter(|_| matches!(seen.code.as_str(), "E0308" | "E0061" | "E0599"))?;
    let (name, entry) = (&found[1], &found[2]);
    let is_array = seen.message.contains("ArrayBase") || seen.says("this method takes 2 arguments");
    Some(match is_array {
        true => {
            tr!(in cell.language; "An array of ndarray's does not grow one by one. Collect the numbers in a `Vec` with `push`, then `Array1::from_vec({name})`.", name)
        }
        false => {
            tr!(in cell.language; "One entry is added with `push`: `{name}.push({entry});`.", name, entry)
        }
    })
}

/// `k[-1]`, `v[x]`, `v[1..3]`.
pub(crate) fn index(seen: &Seen, cell: &Cell) -> Option<String> {
    pattern!(INDEXED, r"([A-Za-z_]\w*)\[\s*$");
    let language = cell.language;
    let before = seen.before();
    let name = INDEXED.captures(&before).map_or("v".to_owned(), |found| found[1].to_owned());
    let marked = seen.marked();
    let backwards = seen.message.contains("negative integers cannot be used to index")
        || seen.code == "E0277" && seen.message.contains("`usize: Neg`");
    if backwards {
        let steps = marked.trim_start_matches('-').to_owned();
        return Some(
            tr!(in language; "Indices do not run backwards. Count from the length: `{name}[{name}.len() - {steps}]`.", name, steps),
        );
    }
    if seen.code != "E0277" {
        return None;
    }
    if seen.message.contains("Range")
        && (seen.says("NdIndex") || seen.message.contains("cannot be indexed"))
    {
        return Some(
            tr!(in language; "A part of an array is taken with `slice` and `s!`: `{name}.slice(s![{marked}])`.", name, marked),
        );
    }
    let wrong_kind =
        seen.message.contains("NdIndex") || seen.message.contains("cannot be indexed by");
    wrong_kind.then(|| tr!(in language; "An index is a usize, a whole number from 0. Turn `{marked}` into one: `{name}[{marked} as usize]`.", name, marked))
}

/// `.T`, `.shape`, `.append` and other parts of NumPy's arrays.
pub(crate) fn no_such_field_or_method(seen: &Seen, cell: &Cell) -> Option<String> {
    if !matches!(seen.code.as_str(), "E0609" | "E0599" | "E0615" | "E0610") {
        return None;
    }
    let language = cell.language;
    let before = seen.before();
    let receiver = before
        .trim_end_matches('.')
        .rsplit(|c: char| !c.is_alphanumeric() && c != '_')
        .next()?
        .to_owned();
    let receiver = if receiver.is_empty() { "…".to_owned() } else { receiver };
    let name = seen.marked();
    Some(match name.as_str() {
        "T" => {
            tr!(in language; "The transpose is a method: `{receiver}.t()`, or the library's `transpose(&{receiver})`.", receiver)
        }
        "shape" | "ndim" | "len" | "sqrt" | "abs" | "exp"
            if seen.code == "E0615" || seen.code == "E0610" =>
        {
            tr!(in language; "`{name}` is a method and needs its parentheses: `{receiver}.{name}()`.", name, receiver)
        }
        "size" => tr!(in language; "The number of entries is `{receiver}.len()`.", receiver),
        "append" => {
            tr!(in language; "One entry is added to a `Vec` with `push`: `{receiver}.push(3.0);`. An array of ndarray's does not grow.", receiver)
        }
        "reshape" => {
            tr!(in language; "Another shape: `{receiver}.into_shape_with_order((2, 3))?`.", receiver)
        }
        "copy" => tr!(in language; "A copy is `{receiver}.clone()`.", receiver),
        "max" | "min" | "argmax" if seen.message.contains("Array") => {
            tr!(in language; "Floats have no order that holds for NaN, so arrays have no `{name}`. Fold it: `{receiver}.fold(f64::NEG_INFINITY, |m, x| m.max(*x))`.", name, receiver)
        }
        _ if seen.says("with a similar name") => {
            let near = seen
                .notes
                .iter()
                .find(|n| n.contains("with a similar name"))
                .and_then(|n| Seen::quoted(n, 0))?;
            let rust = seen.with(near);
            tr!(in language; "There is no `{name}`. Is `{near}` meant? `{rust}`", name, near, rust)
        }
        _ => return None,
    })
}

/// `println!("{}", k)` of what has no such form.
pub(crate) fn not_printable(seen: &Seen, cell: &Cell) -> Option<String> {
    if seen.code != "E0277" || !seen.says("cannot be formatted with the default formatter") {
        return None;
    }
    let rust = seen.line.trim().replacen("{}", "{:?}", 1);
    Some(
        tr!(in cell.language; "A list is printed with a colon and a question mark in the braces: `{rust}`.", rust),
    )
}
