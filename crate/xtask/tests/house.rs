//! Rules of the house that the compiler does not know.

use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the repository")
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|problem| panic!("{path}: {problem}"))
}

/// The Rust files below these folders, by their path in the repository.
fn sources(folders: &[&str]) -> Vec<(String, String)> {
    let root = root();
    let mut files = Vec::new();
    for folder in folders {
        for entry in walkdir::WalkDir::new(root.join(folder)).sort_by_file_name() {
            let path = entry.expect("a readable folder").into_path();
            if path.extension().is_some_and(|end| end == "rs") {
                let name = path.strip_prefix(&root).expect("below the root").to_string_lossy();
                files.push((name.into_owned(), fs::read_to_string(&path).expect("a text file")));
            }
        }
    }
    assert!(files.len() > 5, "{folders:?}");
    files
}

#[test]
fn a_file_has_one_subject_and_at_most_500_lines() {
    let long: Vec<String> = sources(&["crate"])
        .iter()
        .filter(|(file, _)| !file.contains("/target/"))
        .map(|(file, text)| (file, text.lines().count()))
        .filter(|(_, lines)| *lines > 500)
        .map(|(file, lines)| format!("{file}: {lines} lines"))
        .collect();
    assert!(long.is_empty(), "split them:\n{}", long.join("\n"));
}

/// The modules of the library, each with those that it imports from outside of its tests.
fn imports() -> BTreeMap<String, BTreeSet<String>> {
    let import = Regex::new(r"(?m)^ *(?:pub(?:\(\w+\))? )?use ((?:crate|super|self)::[^;]+);");
    let import = import.expect("a pattern");
    let module = |file: &str| {
        let path = file.trim_start_matches("crate/src/").trim_end_matches(".rs");
        path.trim_end_matches("/mod").replace('/', "::")
    };
    let files = sources(&["crate/src"]);
    let modules: BTreeSet<String> = files.iter().map(|(file, _)| module(file)).collect();
    let imported = |from: &str, text: &str| -> BTreeSet<String> {
        let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
        let paths = import.captures_iter(code).flat_map(|c| {
            let path: String = c[1].split_whitespace().collect();
            let (stem, items) = path.split_once("::{").unwrap_or((&path, ""));
            items.split(',').map(|item| format!("{stem}::{item}")).collect::<Vec<_>>()
        });
        let found = paths.filter_map(|path| {
            let mut place: Vec<&str> = from.split("::").collect();
            for step in path.split("::") {
                match step {
                    "crate" => place.clear(),
                    "self" => {}
                    "super" => drop(place.pop()),
                    name => place.push(name),
                }
            }
            // The longest beginning that is a module: what follows is one of its items.
            let beginnings = (1..=place.len()).rev().map(|n| place[..n].join("::"));
            beginnings.into_iter().find(|beginning| modules.contains(beginning))
        });
        found.filter(|module| module != from).collect()
    };
    files.iter().map(|(file, text)| (module(file), imported(&module(file), text))).collect()
}

#[test]
fn no_import_leads_back_to_where_it_started() {
    let mut left = imports();
    let all = left.len();
    // A module that imports nothing, or that nobody imports, is in no circle.
    loop {
        let used: BTreeSet<String> = left.values().flatten().cloned().collect();
        let before = left.len();
        left.retain(|module, imports| used.contains(module) && !imports.is_empty());
        let there: BTreeSet<String> = left.keys().cloned().collect();
        left.values_mut().for_each(|imports| imports.retain(|module| there.contains(module)));
        if left.len() == before {
            break;
        }
    }
    assert!(all > 100 && left.is_empty(), "what these share belongs below both:\n{left:#?}");
}

#[test]
fn properties_have_fixed_seeds() {
    let direct = Regex::new(r"(?m)^\s*(proptest::)?proptest!").expect("a pattern");
    for (file, text) in sources(&["crate/src", "crate/tests", "crate/xtask"]) {
        let allowed = file == "crate/src/seeded.rs";
        assert!(allowed || !direct.is_match(&text), "{file}: write `properties!` for `proptest!`");
    }
}

/// What stands as a link in the rows of the tables of a module's documentation.
fn table(text: &str) -> BTreeSet<String> {
    let link = Regex::new(r"\[`([\w:]+)(?:\(\))?`\]").expect("a pattern");
    let rows = text.lines().filter(|line| line.starts_with("//! |"));
    rows.flat_map(|row| link.captures_iter(row).map(|c| c[1].to_owned()).collect::<Vec<_>>())
        .collect()
}

#[test]
fn the_tour_of_the_library_has_every_room() {
    let tour = read("crate/src/lib.rs");
    let room = Regex::new(r"(?m)^pub mod (\w+);").expect("a pattern");
    let rooms: BTreeSet<String> = room.captures_iter(&tour).map(|c| c[1].to_owned()).collect();
    let shown = table(&tour);
    // Errors and the prelude are not rooms.
    let missing: Vec<&String> =
        rooms.iter().filter(|r| *r != "error" && !shown.contains(*r)).collect();
    assert!(rooms.len() > 10 && missing.is_empty(), "not in the table of lib.rs: {missing:?}");
}

#[test]
fn the_gallery_has_every_figure() {
    let gallery = read("crate/src/plot/mod.rs");
    let exported = Regex::new(r"(?s)pub use ([\w:]+)::(\{[^}]*\}|\w+);").expect("a pattern");
    let name = Regex::new(r"\b[a-z]\w*").expect("a pattern");
    let figures: BTreeSet<String> = exported
        .captures_iter(&gallery)
        .flat_map(|c| name.find_iter(&c[2]).map(|n| n.as_str().to_owned()).collect::<Vec<_>>())
        .collect();
    let shown = table(&gallery);
    let missing: Vec<&String> = figures.difference(&shown).collect();
    assert!(figures.len() > 50 && missing.is_empty(), "not in plot/mod.rs's tables: {missing:?}");
}

/// A chapter of the library (`chapter1`, `foundations2`) holds the checks of the exercises
/// that the notebook shows, and `exercise::progress` counts those and no others.
#[test]
fn the_exercises_counted_are_those_of_the_notebooks() {
    let number = Regex::new(r#"number: "(f?\d+)\.(\d+)""#).expect("a pattern");
    let check = Regex::new(r#""id": "ex-(f?\d+)-(\d+)-check""#).expect("a pattern");
    let sorted = |text: &str, pattern: &Regex| -> BTreeSet<(String, u32)> {
        let found = pattern.captures_iter(text);
        found.map(|c| (c[1].to_owned(), c[2].parse().expect("a number"))).collect()
    };
    let checked: BTreeSet<(String, u32)> = sources(&["crate/src/exercise"])
        .iter()
        .filter(|(file, _)| file.contains("/chapter") || file.contains("/foundations"))
        .flat_map(|(_, text)| sorted(text, &number))
        .collect();
    for language in ["en", "ko"] {
        let mut shown = BTreeSet::new();
        for entry in fs::read_dir(root().join("notebooks").join(language)).expect("notebooks") {
            let path = entry.expect("a readable folder").path();
            if path.extension().is_some_and(|end| end == "ipynb") {
                shown.extend(sorted(&fs::read_to_string(&path).expect("a notebook"), &check));
            }
        }
        assert!(shown.len() > 50, "{language}: {}", shown.len());
        assert_eq!(checked, shown, "{language}");
    }
}
