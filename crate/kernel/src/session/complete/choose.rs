//! Which of rust-analyzer's answers a reader sees, and in which order.

use super::place::{Context, Place};
use super::signature::{Sort, Wanted};

/// One of rust-analyzer's answers.
#[derive(Clone, Debug)]
pub struct Found {
    /// What it would insert.
    pub code: String,
    /// What it is, in Jupyter's words.
    pub kind: &'static str,
}

/// What a reader can choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What is inserted.
    pub text: String,
    /// What it is, in Jupyter's words.
    pub kind: &'static str,
}

/// More choices help nobody.
const MOST: usize = 1000;

/// Ways to rewrite what stands before the dot, offered like methods.
const REWRITES: [&str; 26] = [
    "box", "break", "call", "const", "dbg", "dbgr", "deref", "else", "err", "if", "iflet", "let",
    "lete", "letm", "match", "new", "not", "ok", "ref", "refm", "return", "some", "unsafe",
    "while", "await", "async",
];

/// Parts of ndarray's arrays that nobody can use from outside.
const PRIVATE: [&str; 5] = ["data", "parts", "dim", "strides", "ptr"];

/// Methods that every type has and a lesson never needs.
const EVERYWHERE: [&str; 17] = [
    "borrow",
    "borrow_mut",
    "clone_from",
    "clone_into",
    "clone_to_uninit",
    "cmp",
    "eq",
    "fmt",
    "ge",
    "gt",
    "hash",
    "le",
    "lt",
    "ne",
    "partial_cmp",
    "type_id",
    "to_owned",
];

/// The names of the standard library that are always there.
const STANDARD: [&str; 44] = [
    "AsMut",
    "AsRef",
    "Box",
    "Clone",
    "Copy",
    "Default",
    "DoubleEndedIterator",
    "Drop",
    "Eq",
    "Err",
    "ExactSizeIterator",
    "Extend",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "FromIterator",
    "Future",
    "Into",
    "IntoFuture",
    "IntoIterator",
    "Iterator",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Result",
    "Send",
    "Sized",
    "Some",
    "String",
    "Sync",
    "ToOwned",
    "ToString",
    "TryFrom",
    "TryInto",
    "Unpin",
    "Vec",
    "alloc",
    "core",
    "drop",
    "std",
];

/// The choices at `place` from what was found there.
pub fn choose(
    found: Vec<Found>,
    place: &Place,
    wanted: Option<&Wanted>,
    variables: &[(String, String)],
    own: &[String],
) -> Vec<Choice> {
    let is_array = place.context == Context::Member
        && found.iter().any(|one| name(&one.code) == "into_shape_with_order");
    let mut ranked: Vec<(u32, String, Choice)> = Vec::new();
    for one in &found {
        let name = name(&one.code);
        if name.is_empty() || is_internal(name) {
            continue;
        }
        let rank = match place.context {
            Context::Member => match member_rank(one, name, is_array) {
                Some(rank) => rank,
                None => continue,
            },
            Context::Name => match name_rank(one, name, place, wanted, variables, own) {
                Some(rank) => rank,
                None => continue,
            },
            Context::Path | Context::Other => u32::from(one.kind == "keyword"),
        };
        let borrows = rank == 0 && wanted.is_some_and(|wanted| wanted.is_borrowed);
        let is_variable = variables.iter().any(|(variable, _)| variable == name);
        let text = inserted(one, name);
        let text = match borrows && is_variable && !place.is_borrowed && place.word.is_empty() {
            true => format!("&{text}"),
            false => text,
        };
        let key = name.to_lowercase();
        ranked.push((rank, key, Choice { text, kind: one.kind }));
    }
    ranked.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    let mut choices: Vec<Choice> = Vec::new();
    for (_, _, choice) in ranked {
        if !choices.iter().any(|other| other.text == choice.text) {
            choices.push(choice);
        }
    }
    choices.truncate(MOST);
    choices
}

/// The name in what rust-analyzer would insert.
fn name(code: &str) -> &str {
    let end = code.find(['(', '[', '{', '!', ' ', ';', '<', ':']).unwrap_or(code.len());
    &code[..end]
}

/// Names that the kernel needs and the reader does not.
fn is_internal(name: &str) -> bool {
    name.starts_with("aimath_is_ready")
        || name.starts_with("evcxr_")
        || name.starts_with("__")
        || INTERNAL.contains(&name)
}

/// The kernel's own, words that begin no expression of a cell, and a macro of the standard
/// library that rust-analyzer takes for a variable.
const INTERNAL: [&str; 6] =
    ["EvcxrUserCodeError", "self", "crate", "super", "Self", "is_x86_feature_detected"];

/// A name, with `()` where a call needs no argument and `!` for a macro.
fn inserted(one: &Found, name: &str) -> String {
    let rest = &one.code[name.len()..];
    if rest.starts_with("()") {
        format!("{name}()")
    } else if rest.starts_with('!') {
        format!("{name}!")
    } else if rest.starts_with("::") {
        format!("{name}::")
    } else {
        name.to_owned()
    }
}

fn member_rank(one: &Found, name: &str, is_array: bool) -> Option<u32> {
    let is_rewrite = REWRITES.contains(&name) && one.kind != "function";
    let is_number = name.chars().all(|letter| letter.is_ascii_digit());
    if is_rewrite || is_array && (PRIVATE.contains(&name) || is_number) {
        return None;
    }
    let by_form = ["into_", "try_", "as_", "from_", "par_"];
    Some(if one.kind != "function" {
        0
    } else if EVERYWHERE.contains(&name) {
        3
    } else if by_form.iter().any(|form| name.starts_with(form)) || name.contains("unchecked") {
        2
    } else {
        1
    })
}

fn name_rank(
    one: &Found,
    name: &str,
    place: &Place,
    wanted: Option<&Wanted>,
    variables: &[(String, String)],
    own: &[String],
) -> Option<u32> {
    // Without a letter, words of the language are noise.
    if place.word.is_empty() && (one.kind == "keyword" || REWRITES.contains(&name)) {
        return None;
    }
    if let Some((_, kind)) = variables.iter().find(|(variable, _)| variable == name) {
        let fits = wanted.is_some_and(|wanted| wanted.sort == Sort::of(kind));
        return Some(if fits { 0 } else { 2 });
    }
    let is_own = own.iter().any(|item| item == name);
    Some(match one.kind {
        "function" if is_own && wanted.is_some_and(|w| w.sort == Sort::Function) => 0,
        _ if is_own => 3,
        "keyword" => 7,
        _ if STANDARD.contains(&name) || is_primitive(name) => 6,
        _ if one.code[name.len()..].starts_with('!') => match MACROS.contains(&name) {
            true => 5,
            false => 6,
        },
        // A parameter or a variable of the function that is being written.
        "instance" if name.starts_with(char::is_lowercase) => 1,
        // The library's functions and modules, then its types, of which a value is seldom made.
        _ if name.starts_with(char::is_lowercase) => 4,
        _ => 5,
    })
}

/// The macros that the book uses; the standard library has many more.
const MACROS: [&str; 9] =
    ["array", "assert", "assert_eq", "eprintln", "format", "print", "println", "s", "vec"];

fn is_primitive(name: &str) -> bool {
    let digits = name.trim_start_matches(['f', 'i', 'u']);
    let is_number = digits.len() < name.len()
        && (digits.chars().all(|letter| letter.is_ascii_digit()) || digits == "size");
    is_number || ["bool", "char", "str"].contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(code: &str, kind: &'static str) -> Found {
        Found { code: code.into(), kind }
    }

    fn texts(place: &Place, wanted: Option<&Wanted>, all: Vec<Found>) -> Vec<String> {
        let variables = [
            ("m".to_owned(), "ArrayBase<OwnedRepr<f64>, Dim<[usize; 2]>>".to_owned()),
            ("v".to_owned(), "ArrayBase<OwnedRepr<f64>, Dim<[usize; 1]>>".to_owned()),
        ];
        let choices = choose(all, place, wanted, &variables, &["cube".to_owned()]);
        choices.into_iter().map(|choice| choice.text).collect()
    }

    #[test]
    fn what_fits_comes_first_and_nothing_internal() {
        let all = vec![
            found("self::", "keyword"),
            found("aimath_is_ready", "instance"),
            found("Vec", "class"),
            found("norm_l2(v)", "function"),
            found("v", "instance"),
            found("cube(x)", "function"),
            found("m", "instance"),
        ];
        let code = "svd(";
        let place = Place::at(code, code.len()).unwrap();
        let wanted = Wanted { sort: Sort::Matrix, is_borrowed: true };
        let expected = ["&m", "v", "cube", "norm_l2", "Vec"];
        assert_eq!(texts(&place, Some(&wanted), all.clone()), expected);
        let code = "svd(&";
        let place = Place::at(code, code.len()).unwrap();
        assert_eq!(texts(&place, Some(&wanted), all)[0], "m");
    }

    #[test]
    fn functions_come_before_types_and_what_the_standard_library_adds_comes_last() {
        let all = vec![
            found("Ablation", "class"),
            found("thread_local!($0)", "function"),
            found("println!($0)", "function"),
            found("norm_l2(v)", "function"),
            found("std", "module"),
            found("plot", "module"),
        ];
        let code = "let x = ";
        let place = Place::at(code, code.len()).unwrap();
        let expected = ["norm_l2", "plot", "Ablation", "println!", "std", "thread_local!"];
        assert_eq!(texts(&place, None, all), expected);
    }

    #[test]
    fn an_array_shows_its_methods_not_its_parts() {
        let all = vec![
            found("data", "instance"),
            found("0", "instance"),
            found("if", "instance"),
            found("into_shape_with_order(shape)", "function"),
            found("borrow()", "function"),
            found("len()", "function"),
            found("mapv(f)", "function"),
        ];
        let place = Place::at("m.", 2).unwrap();
        let expected = ["len()", "mapv", "into_shape_with_order", "borrow()"];
        assert_eq!(texts(&place, None, all), expected);
    }
}
