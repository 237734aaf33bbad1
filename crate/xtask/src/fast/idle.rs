//! Variables that a cell does not name stay where they are.
//!
//! The kernel has every cell check, take out and put back every variable of the session, and the
//! compiler makes code for each of them: by the thirtieth variable that is a sixth of a cell's
//! time. A variable whose name stands nowhere in the cell cannot be touched by it, so the lines
//! that would move it are blanked. Blanked, not taken out: the kernel finds the places of errors
//! by counting bytes.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// Blanks the lines that move variables which `cell` does not name.
pub fn leave_alone(cell: &mut String) {
    let mut moves: HashMap<&str, Vec<Range<usize>>> = HashMap::new();
    let mut named: HashSet<&str> = HashSet::new();
    let mut at = 0;
    for line in cell.split_inclusive('\n') {
        let text = line.trim_end_matches('\n');
        match moved(text) {
            Some(name) => moves.entry(name).or_default().push(at..at + text.len()),
            None => named.extend(words(text)),
        }
        at += line.len();
    }
    let idle = moves.into_iter().filter(|(name, _)| words(name).all(|word| !named.contains(word)));
    let ranges: Vec<_> = idle.flat_map(|(_, ranges)| ranges).collect();
    for range in ranges {
        let blanks = " ".repeat(range.len());
        cell.replace_range(range, &blanks);
    }
}

/// The variable that a line of the kernel's own checks, takes or puts back.
fn moved(line: &str) -> Option<&str> {
    let store = "evcxr_variable_store.";
    if let Some(rest) = line.strip_prefix("vars_ok &= ") {
        let call = rest.strip_prefix(store)?.strip_prefix("check_variable::<")?;
        return call.strip_suffix("));")?.rsplit_once(">(stringify!(").map(|(_, name)| name);
    }
    if let Some(rest) = line.strip_prefix("let ") {
        let (name, call) = rest.strip_prefix("mut ").unwrap_or(rest).split_once(" = ")?;
        let call = call.strip_prefix(store)?.strip_prefix("take_variable::<")?;
        return call.ends_with(&format!(">(stringify!({name}));")).then_some(name);
    }
    let call = line.strip_prefix(store)?.strip_prefix("put_variable::<")?;
    let (_, name) = call.strip_suffix(");")?.rsplit_once("), ")?;
    call.ends_with(&format!(">(stringify!({name}), {name});")).then_some(name)
}

/// The words of a text, as far as they can be names: what stands in a string counts, for it may
/// be formatted.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A cell in the kernel's form, in a session with these variables.
    fn cell(variables: &[(&str, &str)], body: &str) -> String {
        let each = |line: &dyn Fn(&str, &str) -> String| {
            variables.iter().map(|(name, kind)| line(name, kind) + "\n").collect::<String>()
        };
        let check = each(&|name, kind| {
            format!("vars_ok &= evcxr_variable_store.check_variable::<{kind}>(stringify!({name}));")
        });
        let take = each(&|name, kind| {
            let call = format!("evcxr_variable_store.take_variable::<{kind}>(stringify!({name}));");
            format!("let mut {name} = {call}")
        });
        let put = each(&|name, kind| {
            format!("evcxr_variable_store.put_variable::<{kind}>(stringify!({name}), {name});")
        });
        format!("{{\n{check}{take}{body}\n{put}}}\n")
    }

    fn kept(variables: &[(&str, &str)], body: &str) -> Vec<String> {
        let whole = cell(variables, body);
        let mut left = whole.clone();
        leave_alone(&mut left);
        assert_eq!(left.len(), whole.len(), "places of errors are counted in bytes");
        assert!(left.contains(body));
        let names = variables.iter().map(|(name, _)| *name);
        let lines = |name: &str| left.matches(&format!("stringify!({name})")).count();
        names
            .filter(|name| match lines(name) {
                0 => false,
                3 => true,
                some => panic!("{name} is moved by {some} of three lines"),
            })
            .map(str::to_owned)
            .collect()
    }

    #[test]
    fn only_what_a_cell_names_is_moved() {
        let variables = [
            ("a", "aimath::ndarray::ArrayBase<OwnedRepr<f64>, Dim<[usize; 1]>, f64>"),
            ("b", "f64"),
            ("각도", "Vec<(String, f64)>"),
            ("r#type", "f64"),
            ("a_", "fn(f64) -> f64"),
        ];
        assert_eq!(kept(&variables, "norm_l2(&a)?"), ["a"]);
        assert_eq!(kept(&variables, "format!(\"{각도:?} {b:.3}\")"), ["b", "각도"]);
        assert_eq!(kept(&variables, "let x = r#type + a_(1.0);"), ["r#type", "a_"]);
        assert!(kept(&variables, "println!(\"nothing\");").is_empty());
    }

    #[test]
    fn a_line_that_only_looks_like_the_kernels_is_left() {
        for line in [
            "let a = evcxr_variable_store.take_variable::<f64>(stringify!(b));",
            "evcxr_variable_store.put_variable::<f64>(stringify!(a), b);",
            "let a = take_variable::<f64>(stringify!(a));",
            "vars_ok &= true;",
        ] {
            assert_eq!(moved(line), None, "{line}");
        }
    }
}
