//! Python's words and signs, which Rust cannot parse.

use crate::Cell;
use crate::seen::Seen;
use aimath_words::{Language, tr};
use regex::Captures;

/// A pattern that is compiled once.
macro_rules! pattern {
    ($name:ident, $text:literal) => {
        static $name: std::sync::LazyLock<regex::Regex> =
            std::sync::LazyLock::new(|| regex::Regex::new($text).expect("the pattern is right"));
    };
}
pub(crate) use pattern;

pattern!(DEF, r"^\s*def\s+(\w+)\s*\(([^)]*)\)");
pattern!(IMPORT, r"^\s*(import|from)\s+(\w+)");
pattern!(FOR, r"^\s*for\s+(\w+)\s+in\s+(.+?)\s*:\s*$");
pattern!(BLOCK, r"^\s*(if|while|elif|else)\b\s*(.*?)\s*:\s*$");
pattern!(ELIF, r"\belif\b");
pattern!(TERNARY, r"(?:=|^)\s*([^=;]+?)\s+if\s+(.+?)\s+else\s+([^;]+?)\s*;?\s*$");
pattern!(LIST, r"\[\s*(.+?)\s+for\s+(\w+)\s+in\s+([^\]]+?)\s*\]");
pattern!(LAMBDA, r"(?:let\s+)?(?:mut\s+)?(?:(\w+)\s*=\s*)?lambda\s+(\w+)\s*:\s*([^;]+?)\s*;?\s*$");
pattern!(COMMENT, r"^\s*#\s*[^!\[]");
pattern!(AT, r"^(.*?)([A-Za-z_]\w*)\s*@\s*([A-Za-z_]\w*)(.*)$");
pattern!(SLICE, r"([A-Za-z_]\w*)\[\s*(-?\w*)\s*:\s*(-?\w*)\s*\]");
pattern!(PAIR, r"let\s+(?:mut\s+)?(\w+(?:\s*,\s*\w+)+)\s*=\s*(.+?);?\s*$");
pattern!(DELETE, r"^\s*(del|pass|yield|global|with|try|raise|assert|class)\b\s*(\w*)");
pattern!(SUFFIX, r"^([0-9][0-9_.]*)([A-Za-z]\w*)$");
pattern!(F_STRING, r#"\bf"([^"]*)""#);

/// A line that is written in Python: the same line in Rust.
pub(crate) fn foreign_line(seen: &Seen, cell: &Cell) -> Option<String> {
    // Only what cannot be parsed: such messages have no code.
    if !seen.code.is_empty() {
        return None;
    }
    let line = seen.line.as_str();
    let language = cell.language;
    if let Some(found) = DEF.captures(line) {
        let arguments = typed(&found[2]);
        let rust = format!("fn {}({arguments}) -> f64 {{ … }}", &found[1]);
        return Some(
            tr!(in language; "A function begins with `fn`, every argument has a type, and braces hold the body: `{rust}`.", rust),
        );
    }
    if let Some(found) = IMPORT.captures(line) {
        return Some(
            tr!(in language; "Rust has no `{word}`. `use aimath::prelude::*;` brings everything that this book uses; what `{module}` gives in Python is there already.", word = &found[1], module = &found[2]),
        );
    }
    if let Some(found) = FOR.captures(line) {
        let rust = format!("for {} in {} {{ … }}", &found[1], counted(&found[2]));
        return Some(
            tr!(in language; "Braces hold what a loop repeats, not a colon and indentation: `{rust}`.", rust),
        );
    }
    if let Some(found) = BLOCK.captures(line) {
        let word = if &found[1] == "elif" { "else if" } else { &found[1] };
        let rust = format!("{word} {} {{ … }}", logical(&found[2])).replace("  ", " ");
        return Some(
            tr!(in language; "Braces hold what depends on a condition, not a colon and indentation: `{rust}`.", rust),
        );
    }
    if ELIF.is_match(line) {
        let rust = ELIF.replace_all(line, "else if");
        return Some(
            tr!(in language; "`elif` is `else if` in Rust: `{rust}`.", rust = rust.trim()),
        );
    }
    if let Some(found) = LAMBDA.captures(line) {
        let name = found.get(1).map_or("f", |name| name.as_str());
        let rust = format!("fn {name}({}: f64) -> f64 {{ {} }}", &found[2], &found[3]);
        return Some(
            tr!(in language; "There is no `lambda`. Write a function, which later cells can use as well: `{rust}`.", rust),
        );
    }
    if let Some(found) = LIST.captures(line) {
        let rust = format!("{}.mapv(|{}| {})", found[3].trim(), &found[2], &found[1]);
        return Some(
            tr!(in language; "An array is changed entry by entry with `mapv`: `{rust}`.", rust),
        );
    }
    if seen.message.contains("keyword `if`")
        && let Some(found) = TERNARY.captures(line)
    {
        let rust = format!("if {} {{ {} }} else {{ {} }}", &found[2], &found[1], &found[3]);
        return Some(tr!(in language; "The condition comes first: `{rust}`.", rust));
    }
    if COMMENT.is_match(line) {
        let rust = line.trim().replacen('#', "//", 1);
        return Some(tr!(in language; "A comment begins with `//`: `{rust}`.", rust));
    }
    if let Some(found) = DELETE.captures(line).filter(|_| seen.message.starts_with("expected")) {
        return Some(match &found[1] {
            "del" => del(&found[2], language),
            word => {
                tr!(in language; "`{word}` is a word of Python's. Chapter 0 has a table of Python's words and Rust's.", word)
            }
        });
    }
    None
}

/// `del name`.
pub(crate) fn del(name: &str, language: Language) -> String {
    tr!(in language; "Rust has no `del`: a variable goes when its block ends. To be rid of `{name}` now, write `drop({name});`.", name)
}

/// A sign or a spelling of Python's inside a line.
pub(crate) fn foreign_sign(seen: &Seen, cell: &Cell) -> Option<String> {
    if !seen.code.is_empty() && seen.code != "E0762" && seen.code != "E0763" {
        return None;
    }
    let (line, language) = (seen.line.as_str(), cell.language);
    for (python, rust) in [("and", "&&"), ("or", "||")] {
        if seen.message == format!("`{python}` is not a logical operator") {
            return Some(
                tr!(in language; "`{python}` is written `{rust}`: `{line}`.", python, rust, line = seen.with(rust)),
            );
        }
    }
    if seen.message.contains("after identifier") && seen.before().trim_end().ends_with("not") {
        let rust = logical(line.trim());
        return Some(
            tr!(in language; "`not` is written `!`, with parentheses around what it denies: `{rust}`.", rust),
        );
    }
    if seen.message.contains("found `@`")
        && let Some(found) = AT.captures(line)
    {
        let rust = format!("{}matmul(&{}, &{})?{}", &found[1], &found[2], &found[3], &found[4]);
        return Some(
            tr!(in language; "The matrix product is a function: `{rust}`.", rust = rust.trim()),
        );
    }
    if let Some(found) = SLICE.captures(line).filter(|_| seen.message.contains("found `:`")) {
        let rust = format!("{}.slice(s![{}..{}])", &found[1], &found[2], &found[3]);
        return Some(
            tr!(in language; "A part of an array is `{rust}`; the last index is not in it, as in Python.", rust),
        );
    }
    if seen.message.contains("unexpected `,` in pattern")
        && let Some(found) = PAIR.captures(line)
    {
        let right = found[2].trim();
        let right = if right.starts_with('(') { right.to_owned() } else { format!("({right})") };
        let rust = format!("let ({}) = {right};", &found[1]);
        return Some(
            tr!(in language; "Several names at once stand in parentheses, on both sides: `{rust}`.", rust),
        );
    }
    if let Some(found) = F_STRING.captures(line).filter(|_| seen.says("prefix `f` is unknown")) {
        let text = &found[1];
        return Some(
            tr!(in language; "Drop the `f`: `println!(\"{text}\")` puts in what stands in braces, and `format!(\"{text}\")` makes a text of it.", text),
        );
    }
    if line.contains('\'') && seen.says("use double quotes") {
        let rust = line.trim().replace('\'', "\"");
        return Some(
            tr!(in language; "Text stands between double quotes; single quotes hold one letter: `{rust}`.", rust),
        );
    }
    if seen.message.starts_with("invalid suffix")
        && let Some(found) = SUFFIX.captures(&seen.marked())
    {
        let number = decimal(&found[1]);
        let rust = seen.with(&format!("{number} * {}", &found[2]));
        return Some(tr!(in language; "A product needs its sign: `{rust}`.", rust));
    }
    if seen.message.contains("postfix increment") || seen.message.contains("postfix decrement") {
        let sign = if seen.message.contains("increment") { "+=" } else { "-=" };
        let rust = seen.with(&format!(" {sign} 1"));
        return Some(tr!(in language; "Rust counts like Python: `{rust}`.", rust));
    }
    if seen.message == "format argument must be a string literal" {
        let what = seen.marked();
        return Some(
            tr!(in language; "`println!` begins with a text that says where the value goes: `println!(\"{{}}\", {what});`. As the last line of a cell, `{what}` alone shows it.", what),
        );
    }
    if seen.message.contains("unclosed delimiter") || seen.message.contains("mismatched closing") {
        return Some(tr!(in language; "A bracket is opened and not closed, or closed by one of another kind. Count the brackets of each kind in this cell: every one needs its partner.").to_owned());
    }
    if seen.message.contains("expected one of `:`") && seen.says("parameter name") {
        return Some(tr!(in language; "Every argument of a function has a type: `x: f64` for a number, `v: &Array1<f64>` for a vector, `a: &Array2<f64>` for a matrix.").to_owned());
    }
    None
}

/// A line that should have ended.
pub(crate) fn missing_semicolon(seen: &Seen, cell: &Cell) -> Option<String> {
    let ends = seen.says("add `;` here") && seen.message.starts_with("expected `;`");
    let line = seen.line.trim();
    ends.then(|| tr!(in cell.language; "A step ends with a semicolon: `{line};`. Only the last line of a cell, whose value is shown, goes without.", line))
}

/// Python's arguments with a type each.
fn typed(arguments: &str) -> String {
    let names = arguments.split(',').map(|name| name.split('=').next().unwrap_or_default().trim());
    let typed: Vec<String> = names
        .filter(|name| !name.is_empty())
        .map(|name| match name {
            "a" | "b" | "m" | "matrix" if name.len() == 1 && arguments.contains("matrix") => {
                format!("{name}: &Array2<f64>")
            }
            "v" | "w" | "vector" => format!("{name}: &Array1<f64>"),
            name => format!("{name}: f64"),
        })
        .collect();
    typed.join(", ")
}

/// `range(…)` as Rust counts.
pub(crate) fn counted(python: &str) -> String {
    pattern!(RANGE, r"range\(\s*([^,()]+?)\s*(?:,\s*([^,()]+?)\s*)?\)");
    RANGE
        .replace_all(python, |found: &Captures| match found.get(2) {
            Some(end) => format!("{}..{}", &found[1], end.as_str()),
            None => format!("0..{}", &found[1]),
        })
        .into_owned()
}

/// Python's `and`, `or`, `not` as signs.
fn logical(condition: &str) -> String {
    pattern!(NOT, r"\bnot\s+([^&|{]+?)(\s*(?:\{|&&|\|\||$))");
    let signs = condition.replace(" and ", " && ").replace(" or ", " || ");
    NOT.replace_all(&signs, "!($1)$2").into_owned()
}

/// A whole number with its point.
pub(crate) fn decimal(number: &str) -> String {
    if number.contains('.') { number.to_owned() } else { format!("{number}.0") }
}
