//! The part of a cell that defines something.

use crate::scan::quoted;

/// The cell's commands (`:dep …`), imports, functions, types and the like, without its
/// statements.
///
/// It reads the cell as far as that needs: brackets, strings and comments; an item begins at
/// the start of a line with one of the words below and ends with its bracket or its `;`.
pub fn items_of(code: &str) -> String {
    let mut kept = String::new();
    let mut rest = code;
    while !rest.is_empty() {
        let line_end = rest.find('\n').map_or(rest.len(), |end| end + 1);
        let line = rest[..line_end].trim_start();
        if line.starts_with(':') {
            kept.push_str(line);
            rest = &rest[line_end..];
            continue;
        }
        let end = statement_end(rest);
        if begins_item(rest) {
            kept.push_str(rest[..end].trim());
            kept.push('\n');
        }
        rest = rest[end..].trim_start_matches([' ', '\t', ';']);
        rest = rest.strip_prefix('\n').unwrap_or(rest);
    }
    kept
}

const ITEMS: [&str; 14] = [
    "fn",
    "struct",
    "enum",
    "trait",
    "impl",
    "const",
    "static",
    "use",
    "mod",
    "type",
    "union",
    "macro_rules",
    "extern",
    "pub",
];

fn begins_item(text: &str) -> bool {
    let mut text = skip_blank(text);
    while text.starts_with("#[") {
        let end = text.find(']').map_or(text.len(), |end| end + 1);
        text = skip_blank(&text[end..]);
    }
    let word_end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    let (word, after) = text.split_at(word_end);
    match word {
        // `unsafe {` and `async {` are expressions.
        "unsafe" | "async" => begins_item(after),
        "const" => !after.trim_start().starts_with('{'),
        _ => ITEMS.contains(&word),
    }
}

/// The text after blanks and comments.
fn skip_blank(text: &str) -> &str {
    let mut text = text.trim_start();
    loop {
        let after = if text.starts_with("//") {
            text.find('\n').map_or("", |end| &text[end..])
        } else if text.starts_with("/*") {
            text.find("*/").map_or("", |end| &text[end + 2..])
        } else {
            return text;
        };
        text = after.trim_start();
    }
}

/// Where the statement or item at the start of `text` ends.
fn statement_end(text: &str) -> usize {
    let bytes = text.as_bytes();
    let item = begins_item(text);
    let mut depth = 0_i32;
    let mut at = 0;
    while at < bytes.len() {
        let here = &text[at..];
        if let Some(length) = quoted(here) {
            at += length;
            continue;
        }
        match bytes[at] {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => {
                depth -= 1;
                let closes = bytes[at] == b'}' && depth <= 0;
                let rest_of_line = here[1..].split('\n').next().unwrap_or_default().trim();
                if closes && (item || rest_of_line.is_empty()) {
                    return at + 1;
                }
            }
            b';' if depth <= 0 => return at + 1,
            _ => {}
        }
        at += here.chars().next().map_or(1, char::len_utf8);
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_are_left_out() {
        let code = ":dep regex = \"1\"\nuse std::fmt;\nlet x = 3;\n\
            // doubles\nfn f(v: &[f64]) -> f64 {\n    let s = \"}\"; v[0] // }\n}\n\
            for i in 0..3 {\n    println!(\"{i};\");\n}\nf(&[]);\n";
        let kept = items_of(code);
        assert!(kept.starts_with(":dep regex = \"1\"\nuse std::fmt;\n// doubles\nfn f("), "{kept}");
        assert!(kept.ends_with("}\n") && !kept.contains("let x") && !kept.contains("println"));
    }

    #[test]
    fn a_cell_of_statements_has_no_items() {
        assert_eq!(items_of("let y = if a { 1 } else { 2 };\nlet c = 'a';\nloop {}"), "");
        assert_eq!(items_of("let g: &'static str = \"fn f() {}\";\npanic!(\"{g}\")"), "");
        assert_eq!(items_of("unsafe { std::ptr::null_mut::<i32>().write(1) }"), "");
        assert_eq!(items_of("loop {}"), "");
    }

    #[test]
    fn attributes_and_visibility_belong_to_the_item() {
        let code = "#[derive(Debug)]\npub struct P { x: f64 }\nlet p = P { x: 1.0 };\npanic!()";
        assert_eq!(items_of(code), "#[derive(Debug)]\npub struct P { x: f64 }\n");
        assert_eq!(
            items_of("struct U;\nimpl U { fn a(&self) {} }\nU.a()"),
            "struct U;\nimpl U { fn a(&self) {} }\n"
        );
    }
}
