//! The proof that every exercise works: the stub fails its check, the solution passes.
//!
//! The convention, from top to bottom:
//! * a code cell tagged `exercise` holds the stub (`todo!()`);
//! * the next code cell, tagged `check`, calls the check with the reader's function and
//!   shows a first line that starts with `✗` or `✓`;
//! * a markdown cell tagged `solution`, before the next exercise, holds the solution as
//!   the one ```` ```rust ```` block inside its `<details>`.

use super::document::{Cell, Kind, Notebook, Output};

/// The tag of a stub.
pub const EXERCISE: &str = "exercise";
/// The tag of the cell that checks it.
pub const CHECK: &str = "check";
/// The tag of the folded solution.
pub const SOLUTION: &str = "solution";

/// One exercise of a notebook, by the index of its cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exercise {
    /// The stub.
    pub stub: usize,
    /// The check.
    pub check: usize,
    /// The solution's code.
    pub solution: String,
}

/// The exercises of a notebook, and what is wrong with those that are not whole
/// (cell id and sentence).
pub fn exercises(notebook: &Notebook) -> (Vec<Exercise>, Vec<(String, String)>) {
    let (mut found, mut wrong) = (Vec::new(), Vec::new());
    let cells = &notebook.cells;
    for (stub, cell) in cells.iter().enumerate() {
        if !cell.has_tag(EXERCISE) {
            continue;
        }
        match whole(cells, stub) {
            Ok(exercise) => found.push(exercise),
            Err(sentence) => wrong.push((cell.id.clone(), sentence)),
        }
    }
    for (index, cell) in cells.iter().enumerate() {
        let stray = cell.has_tag(CHECK) && !found.iter().any(|e| e.check == index);
        if stray && wrong.is_empty() {
            wrong.push((cell.id.clone(), format!("is tagged {CHECK} and follows no exercise")));
        }
    }
    (found, wrong)
}

fn whole(cells: &[Cell], stub: usize) -> Result<Exercise, String> {
    if cells[stub].kind != Kind::Code {
        return Err(format!("is tagged {EXERCISE} and is not code"));
    }
    let end = cells[stub + 1..]
        .iter()
        .position(|cell| cell.has_tag(EXERCISE))
        .map_or(cells.len(), |next| stub + 1 + next);
    let rest = stub + 1..end;
    let check = rest
        .clone()
        .find(|&i| cells[i].is_code())
        .filter(|&i| cells[i].has_tag(CHECK))
        .ok_or(format!("is tagged {EXERCISE}, but the next code cell is not tagged {CHECK}"))?;
    let solution = rest
        .clone()
        .find(|&i| cells[i].has_tag(SOLUTION))
        .ok_or(format!("is tagged {EXERCISE} and no cell tagged {SOLUTION} follows"))?;
    let blocks = rust_blocks(&cells[solution].source);
    match blocks.as_slice() {
        [code] if cells[solution].source.contains("<details") => {
            Ok(Exercise { stub, check, solution: code.clone() })
        }
        [_] => Err(format!("has a solution ({}) outside <details>", cells[solution].id)),
        many => Err(format!(
            "needs one rust block in its solution ({}), which has {}",
            cells[solution].id,
            many.len()
        )),
    }
}

/// The contents of the ```` ```rust ```` blocks of a markdown text.
pub fn rust_blocks(markdown: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut open: Option<Vec<&str>> = None;
    for line in markdown.lines() {
        let mark = line.trim();
        match &mut open {
            Some(lines) if mark == "```" => {
                blocks.push(lines.join("\n"));
                open = None;
            }
            Some(lines) => lines.push(line),
            None if mark == "```rust" => open = Some(Vec::new()),
            None => {}
        }
    }
    blocks
}

/// The sign at the beginning of what a check showed.
pub fn sign(outputs: &[Output]) -> Option<char> {
    let shown = outputs.iter().rev().find_map(|output| output.text("text/plain"));
    let printed = outputs.iter().find_map(|output| match output {
        Output::Stream { name, text } if name == "stdout" => Some(text.as_str()),
        _ => None,
    });
    shown.or(printed)?.trim_start().chars().next()
}

/// The first line that a check showed, for a report.
pub fn first_line(outputs: &[Output]) -> &str {
    outputs
        .iter()
        .find_map(|output| output.text("text/plain"))
        .and_then(|text| text.trim_start().lines().next())
        .unwrap_or("nothing")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use std::path::Path;

    fn notebook(cells: &[(&str, &str, &str)]) -> Notebook {
        let cells: Vec<_> = cells
            .iter()
            .enumerate()
            .map(|(i, (kind, tag, source))| {
                json!({"cell_type": kind, "id": format!("c{i}"), "source": source,
                       "metadata": {"tags": [tag]}, "outputs": []})
            })
            .collect();
        let root = json!({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5});
        Notebook::parse(Path::new("n"), &root.to_string()).unwrap()
    }

    const SOLVED: &str =
        "<details><summary>…</summary>\n\n```rust\nfn f() -> i32 {\n    1\n}\n```\n</details>";

    #[test]
    fn stub_check_and_solution_belong_together() {
        let (found, wrong) = exercises(&notebook(&[
            ("code", EXERCISE, "fn f() -> i32 { todo!() }"),
            ("markdown", "hint", "think"),
            ("code", CHECK, "check(f)"),
            ("markdown", SOLUTION, SOLVED),
        ]));
        assert_eq!(wrong, []);
        let solution = "fn f() -> i32 {\n    1\n}".to_owned();
        assert_eq!(found, [Exercise { stub: 0, check: 2, solution }]);
    }

    #[test]
    fn an_exercise_that_is_not_whole_is_named() {
        let stub = ("code", EXERCISE, "fn f() {}");
        let check = ("code", CHECK, "check(f)");
        for cells in [
            vec![stub],
            vec![stub, check],
            vec![stub, check, ("markdown", SOLUTION, "<details>nothing</details>")],
            vec![stub, ("code", "x", "1"), check, ("markdown", SOLUTION, SOLVED)],
            vec![stub, stub, check, ("markdown", SOLUTION, SOLVED)],
        ] {
            assert_eq!(exercises(&notebook(&cells)).1[0].0, "c0");
        }
        assert_eq!(exercises(&notebook(&[check])).1[0].0, "c0");
    }

    #[test]
    fn the_sign_is_the_first_character_shown() {
        let shown = |text: &str| {
            Output::parse(&json!({"output_type": "execute_result", "data": {"text/plain": text}}))
                .unwrap()
        };
        assert_eq!(sign(&[shown("✗ not yet\n")]), Some('✗'));
        assert_eq!(sign(&[shown("✓ well done")]), Some('✓'));
        assert_eq!(sign(&[]), None);
    }
}
