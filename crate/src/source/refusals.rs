//! A function's code without its refusals of unusable arguments: the lines that are the idea.
//!
//! Formatting by rustfmt is what makes them simple to find: a statement of a function begins
//! four columns in, and so does the brace that ends a block.

/// What stands where lines were left out.
const LEFT_OUT: &str = "    // …";

/// The lines of a function; what checks its arguments or its answer and does nothing else is
/// left out, and each place is marked.
pub(super) fn without_refusals<'a>(lines: &[&'a str]) -> Vec<&'a str> {
    let mut kept: Vec<&'a str> = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        match refusal(&lines[at..]) {
            0 => {
                kept.push(lines[at]);
                at += 1;
            }
            length => {
                if kept.last() != Some(&LEFT_OUT) {
                    kept.push(LEFT_OUT);
                }
                at += length;
            }
        }
    }
    kept
}

/// How many of the lines are one refusal; 0 if they begin with something else.
fn refusal(lines: &[&str]) -> usize {
    let Some(first) = statement(lines[0], "    ") else { return 0 };
    if first.starts_with("check::") {
        return usize::from(first.ends_with("?;"));
    }
    if !(first.starts_with("if ") && first.ends_with('{')) {
        return 0;
    }
    let Some(end) = lines.iter().position(|line| *line == "    }") else { return 0 };
    let refuses =
        |start: &str| ["check::", "return Err(", "}", ")"].iter().any(|s| start.starts_with(s));
    let body = lines[1..end].iter().filter_map(|line| statement(line, "        "));
    if body.clone().count() > 0 && body.clone().all(refuses) { end + 1 } else { 0 }
}

/// The line without its indentation, if that is exactly this one.
fn statement<'a>(line: &'a str, indent: &str) -> Option<&'a str> {
    line.strip_prefix(indent).filter(|rest| !rest.starts_with(' ') && !rest.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_refuses_is_left_out_and_marked_once() {
        let code = "pub fn f(x: &A) -> R {\n    check::finite(\"f\", \"x\", x)?;\n    if x.len() < 2 {\n        return Err(E {\n            rule: \"two\",\n        });\n    }\n    let y = x + 1;\n    if !y.is_finite() {\n        check::finite(\"f\", \"x\", x)?;\n        return Err(O);\n    }\n    Ok(y)\n}";
        let lines: Vec<&str> = code.lines().collect();
        let expected =
            ["pub fn f(x: &A) -> R {", LEFT_OUT, "    let y = x + 1;", LEFT_OUT, "    Ok(y)", "}"];
        assert_eq!(without_refusals(&lines), expected);
    }

    #[test]
    fn a_block_that_computes_stays() {
        let code = "fn f() {\n    if x > 0.0 {\n        y = 1.0;\n        return Err(E);\n    }\n    let n = check::square(\"f\", \"a\", a)?;\n    if y {\n        return y;\n    }\n}";
        let lines: Vec<&str> = code.lines().collect();
        assert_eq!(without_refusals(&lines), lines);
    }
}
