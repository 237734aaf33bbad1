//! The crate's own source, shown in a cell.
//!
//! `source("linalg::svd")` displays the code of that function, so that the way
//! from a formula to the code that is the formula never leaves the page. Its
//! documentation is left out: Shift+Tab shows that. So are the lines that
//! refuse unusable arguments, with … in their place; the file has them all.
//! Functions, structs and their methods, private steps and whole files can be
//! asked for:
//!
//! | asked for | shown |
//! | --- | --- |
//! | `svd`, `linalg::svd`, `linalg::svd::svd` | the function |
//! | `linalg::Svd` | the struct |
//! | `linalg::Svd::low_rank` | a method |
//! | `linalg::lu::eliminate` | a private step in `linalg/lu.rs` |
//! | `linalg::lu::*`, `linalg/lu.rs` | the file |
//!
//! The files are part of the compiled library. Formatting by rustfmt is what
//! makes finding an item simple: it begins in the first column, and so does
//! the brace that ends it.

mod refusals;

use crate::show::{Language, Show, Shown};

/// Every source file of the library, by its path below `src`; `build.rs` lists
/// them.
const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// A piece of the crate's source, or a sentence that says why there is none.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// The item's full path, or the file's.
    pub path: String,
    /// The file below `src` that holds it; empty when nothing was found.
    pub file: &'static str,
    /// The line of the file where the code begins, counted from one.
    pub line: usize,
    /// The code, or the sentence.
    pub text: String,
}

/// The source of a function, struct, method or file of this crate.
///
/// The last part of the path is the item's name. The parts before it may be
/// left out as long as the name says which one is meant.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let dot = source("linalg::dot");
/// assert_eq!(dot.file, "linalg/vector.rs");
/// assert!(dot.text.contains("pub fn dot("));
/// assert!(source("linalg::dott").text.contains("linalg::vector::dot"));
/// ```
pub fn source(path: &str) -> Source {
    find(path, Language::current())
}

impl Source {
    /// Whether the item exists.
    pub fn found(&self) -> bool {
        !self.file.is_empty()
    }

    /// Displays the code: what the kernel calls for a cell's last expression.
    pub fn evcxr_display(&self) {
        self.shown().evcxr_display();
    }
}

impl Show for Source {
    fn shown(&self) -> Shown {
        if !self.found() {
            return self.text.shown();
        }
        let place = format!("aimath/src/{}:{}", self.file, self.line);
        // Four backticks, because the comments hold examples fenced with three.
        let markdown = format!("````rust\n// {place}\n{}\n````", self.text);
        Shown::markdown(format!("// {place}\n{}", self.text), markdown)
    }
}

/// One item of one file.
struct Item {
    /// Modules, type for a method, name.
    path: Vec<&'static str>,
    file: &'static str,
    /// First and last line, counted from zero, attributes and remarks above included.
    lines: (usize, usize),
    public: bool,
    method: bool,
}

impl Item {
    fn full_path(&self) -> String {
        self.path.join("::")
    }
}

fn find(asked: &str, language: Language) -> Source {
    let asked = asked.trim();
    let wanted = asked.strip_prefix("aimath::").or(asked.strip_prefix("crate::")).unwrap_or(asked);
    if let Some(file) = file(wanted.trim_end_matches("::*"), wanted.contains(['/', '*'])) {
        return file;
    }
    let parts: Vec<&str> = wanted.trim_end_matches("()").split("::").collect();
    let items = items();
    let matching: Vec<&Item> = items.iter().filter(|item| fits(&parts, &item.path)).collect();
    // A public item hides private ones of its name, the mathematics hides the
    // check of an exercise about it, and a function hides methods.
    let rank = |item: &Item| (item.public, item.path[0] != "exercise", !item.method);
    let best = matching.iter().map(|item| rank(item)).max();
    let best: Vec<&&Item> = matching.iter().filter(|item| Some(rank(item)) == best).collect();
    match best[..] {
        [item] => code(item),
        [] => file(wanted, true).unwrap_or_else(|| unknown(asked, wanted, &items, language)),
        _ => {
            let names: Vec<String> = best.iter().map(|item| item.full_path()).collect();
            several(asked, &names, language)
        }
    }
}

/// Whether the last parts agree and the others occur in order.
fn fits(wanted: &[&str], path: &[&str]) -> bool {
    let Some(((name, before), (own, modules))) = wanted.split_last().zip(path.split_last()) else {
        return false;
    };
    let mut modules = modules.iter();
    name == own && before.iter().all(|part| modules.any(|module| module == part))
}

/// A whole file, asked for as `linalg/lu.rs` or, where `as_module`, as `linalg::lu`.
fn file(wanted: &str, as_module: bool) -> Option<Source> {
    let path = wanted.trim_start_matches("src/");
    let (file, text) = FILES.iter().find(|(file, _)| {
        *file == path || as_module && !path.is_empty() && modules(file).join("::") == path
    })?;
    Some(Source { path: path.to_string(), file, line: 1, text: text.trim_end().to_string() })
}

fn code(item: &Item) -> Source {
    let (_, text) = FILES.iter().find(|(file, _)| *file == item.file).copied().unwrap_or_default();
    let (first, last) = item.lines;
    let documentation = |line: &&str| line.trim_start().starts_with("///");
    let lines = text.lines().skip(first).take(last + 1 - first);
    let documented = lines.clone().take_while(documentation).count();
    let lines: Vec<&str> = lines.filter(|line| !documentation(line)).collect();
    let indent = lines.first().map_or(0, |line| line.len() - line.trim_start().len());
    let lines: Vec<&str> =
        lines.iter().map(|line| line.get(indent..).unwrap_or(line.trim_start())).collect();
    Source {
        path: item.full_path(),
        file: item.file,
        line: first + documented + 1,
        text: refusals::without_refusals(&lines).join("\n"),
    }
}

fn unknown(asked: &str, wanted: &str, items: &[Item], language: Language) -> Source {
    let near = near(wanted, items).join(", ");
    let text = tr!(in language;
        "source: aimath has no item called `{asked}`. Names close to it: {near}.", asked, near);
    Source { path: asked.to_string(), file: "", line: 0, text }
}

fn several(asked: &str, names: &[String], language: Language) -> Source {
    let names = names.join(", ");
    let text = tr!(in language;
        "source: `{asked}` names several items. Ask for one of them: {names}.", asked, names);
    Source { path: asked.to_string(), file: "", line: 0, text }
}

/// The public items and files whose names differ least from what was asked for.
fn near(wanted: &str, items: &[Item]) -> Vec<String> {
    let name = |path: &str| path.rsplit("::").next().unwrap_or_default().to_lowercase();
    let asked = name(wanted);
    let distance = |path: &str| {
        let own = name(path);
        let inside = !asked.is_empty() && (own.contains(&asked) || asked.contains(&own));
        (if inside { 1 } else { edits(&asked, &own) }, edits(wanted, path))
    };
    let mut names: Vec<String> =
        items.iter().filter(|item| item.public).map(Item::full_path).collect();
    names.sort_by_cached_key(|path| (distance(path), path.clone()));
    names.dedup();
    names.truncate(5);
    names
}

/// How many letters have to be inserted, removed or exchanged (Levenshtein's distance).
fn edits(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let exchanged = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = exchanged.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

/// `linalg/lu.rs` is the module linalg::lu, `linalg/mod.rs` is linalg.
fn modules(file: &'static str) -> Vec<&'static str> {
    let path = file.trim_end_matches(".rs");
    let path = path.strip_suffix("/mod").unwrap_or(path);
    if path == "lib" { Vec::new() } else { path.split('/').collect() }
}

/// All items of all files.
fn items() -> Vec<Item> {
    let mut items = Vec::new();
    for (file, text) in FILES {
        let lines: Vec<&'static str> = text.lines().collect();
        let mut at = 0;
        while at < lines.len() {
            let line = lines[at];
            if let Some(target) = implemented(line) {
                let end = end(&lines, at, "");
                let mut path = modules(file);
                path.push(target);
                collect(&mut items, file, &lines[..end], at + 1, "    ", &path);
                at = end;
            } else if declared(line).is_some() {
                at = collect_one(&mut items, file, &lines, at, "", &modules(file));
            }
            at += 1;
        }
    }
    items
}

/// The items with one indentation between `from` and the end of `lines`.
fn collect(
    items: &mut Vec<Item>,
    file: &'static str,
    lines: &[&'static str],
    from: usize,
    indent: &str,
    path: &[&'static str],
) {
    let mut at = from;
    while at < lines.len() {
        let own = lines[at].strip_prefix(indent).filter(|rest| !rest.starts_with(' '));
        if own.is_some_and(|line| declared(line).is_some()) {
            at = collect_one(items, file, lines, at, indent, path);
        }
        at += 1;
    }
}

/// Adds the item declared in line `at`; answers with its last line.
fn collect_one(
    items: &mut Vec<Item>,
    file: &'static str,
    lines: &[&'static str],
    at: usize,
    indent: &str,
    path: &[&'static str],
) -> usize {
    let last = end(lines, at, indent);
    if let Some((public, name)) = declared(lines[at].trim_start()) {
        let mut path = path.to_vec();
        path.push(name);
        let lines = (first(lines, at, indent), last);
        items.push(Item { path, file, lines, public, method: !indent.is_empty() });
    }
    last
}

/// The name that a line declares, and whether it is public.
fn declared(line: &'static str) -> Option<(bool, &'static str)> {
    let public = line.starts_with("pub ");
    let rest = match line.strip_prefix("pub") {
        Some(rest) if rest.starts_with('(') => rest.split_once(") ")?.1,
        Some(rest) => rest.strip_prefix(' ')?,
        None => line,
    };
    const KINDS: [&str; 8] =
        ["fn ", "struct ", "enum ", "trait ", "type ", "const ", "static ", "macro_rules! "];
    let rest = rest.strip_prefix("const fn ").or_else(|| {
        let kind = KINDS.iter().find(|kind| rest.starts_with(**kind))?;
        rest.strip_prefix(kind)
    })?;
    let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
    if end == 0 { None } else { Some((public, &rest[..end])) }
}

/// The type of an `impl` block: `Svd` in `impl Svd {` and in `impl fmt::Display for Svd {`.
fn implemented(line: &'static str) -> Option<&'static str> {
    let rest = line.strip_prefix("impl")?;
    if !rest.starts_with([' ', '<']) {
        return None;
    }
    let target = rest.rsplit_once(" for ").map_or(rest, |(_, target)| target).trim();
    let end = target.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(target.len());
    Some(&target[..end])
}

/// The first of the comments and attributes above an item.
fn first(lines: &[&str], at: usize, indent: &str) -> usize {
    let mut first = at;
    while first > 0 {
        let above = lines[first - 1].strip_prefix(indent).unwrap_or_default();
        let ours = above.starts_with("///") || above.starts_with("#[");
        let remark = above.starts_with("//") && !above.starts_with("//!");
        if !ours && !remark {
            break;
        }
        first -= 1;
    }
    first
}

/// The last line of the item that begins in line `at`.
fn end(lines: &[&str], at: usize, indent: &str) -> usize {
    let own = |line: &'_ str| line.strip_prefix(indent).map(str::to_owned).unwrap_or_default();
    let done = |line: &str| line.ends_with(';') || line.ends_with('}');
    if done(lines[at]) {
        return at;
    }
    // A constant may go on in the next line without any bracket.
    let open = lines[at].ends_with(['{', '(', '[']) || !lines[at].contains('=');
    for (i, line) in lines.iter().enumerate().skip(at + 1) {
        let line = own(line);
        if line.starts_with('}') || line.starts_with([')', ']']) && done(&line) {
            return i;
        }
        if !open && line.ends_with(';') {
            return i;
        }
    }
    lines.len() - 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn on_disk(folder: &Path, found: &mut Vec<String>, below: &Path) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                on_disk(&path, found, below);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let relative = path.strip_prefix(below).unwrap();
                found.push(relative.to_str().unwrap().replace('\\', "/"));
            }
        }
    }

    #[test]
    fn every_file_is_in_the_table() {
        let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut files = Vec::new();
        on_disk(&src, &mut files, &src);
        files.sort();
        let mut table: Vec<&str> = FILES.iter().map(|(file, _)| *file).collect();
        // `build.rs` sorts by folders, in which a folder comes before the file of its name.
        table.sort_unstable();
        let lines: Vec<String> = files.iter().map(|file| format!("    {file:?}")).collect();
        assert_eq!(table, files, "the table in source.rs should read:\n{}\n", lines.join("\n"));
    }

    #[test]
    fn every_public_function_and_struct_is_found_whole() {
        let mut count = 0;
        for (file, text) in FILES {
            for (i, line) in text.lines().enumerate() {
                let Some((true, name)) = declared(line) else { continue };
                let path = [modules(file), vec![name]].concat().join("::");
                let source = find(&path, Language::ENGLISH);
                assert!(source.found(), "{path}: {}", source.text);
                assert_eq!(source.file, *file, "{path}");
                let body: Vec<&str> = source.text.lines().collect();
                assert!(source.line <= i + 1 && body.contains(&line), "{path}");
                assert!(!body.iter().any(|line| line.trim_start().starts_with("///")), "{path}");
                let last = body[body.len() - 1];
                assert!(last.ends_with(['}', ';']), "{path} ends with {last}");
                assert_eq!(
                    source.text.matches('{').count(),
                    source.text.matches('}').count(),
                    "{path} is cut off:\n{}",
                    source.text
                );
                count += 1;
            }
        }
        assert!(count > 10, "only {count} public items were found");
    }

    #[test]
    fn a_path_may_be_shortened_and_private_steps_and_methods_are_found() {
        for path in ["dot", "linalg::dot", "linalg::vector::dot", "aimath::linalg::dot", "dot()"] {
            let source = find(path, Language::ENGLISH);
            assert_eq!(source.path, "linalg::vector::dot", "{path}: {}", source.text);
            assert!(source.text.starts_with("pub fn dot(") && source.text.ends_with('}'));
        }
        assert!(find("source::edits", Language::ENGLISH).text.contains("fn edits("));
        let method = find("Shown::group", Language::ENGLISH).text;
        assert!(method.starts_with("pub fn group(") && method.ends_with("\n}"), "{method}");
        let constant = find("exercise::CHAPTERS", Language::ENGLISH).text;
        assert!(constant.ends_with(";"), "{constant}");
    }

    #[test]
    fn a_module_that_is_no_function_gives_its_file() {
        for path in
            ["linalg::vector", "linalg/vector.rs", "src/linalg/vector.rs", "linalg::vector::*"]
        {
            let source = find(path, Language::ENGLISH);
            assert_eq!((source.file, source.line), ("linalg/vector.rs", 1), "{path}");
            assert!(source.text.starts_with("//!"));
        }
    }

    #[test]
    fn unknown_names_get_a_sentence_with_near_ones() {
        for language in Language::all() {
            let missing = find("linalg::dto", language);
            assert!(!missing.found());
            assert_eq!(missing.text.contains("no item"), language == Language::ENGLISH);
            assert!(missing.text.contains("linalg::vector::dot"));
        }
        for odd in ["", "::", "*", "/", "ㅁ", "linalg::"] {
            let _ = find(odd, Language::ENGLISH).shown();
        }
    }

    #[test]
    fn the_fence_is_longer_than_any_in_the_code() {
        assert!(FILES.iter().all(|(_, text)| {
            !text.lines().any(|line| line.trim_start_matches(['/', '!', ' ']).starts_with("`````"))
        }));
        let shown = find("linalg::dot", Language::ENGLISH).shown();
        assert!(shown.plain().starts_with("// aimath/src/linalg/vector.rs:"));
    }
}
