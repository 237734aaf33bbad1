//! Lists what nobody should have to keep a list of: the crate's own files, for
//! `source("…")`, and the numbers of the exercises, for `exercise::progress`.
//! What is new in the sources is known as soon as it is compiled.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let root = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?).join("src");
    let mut files = Vec::new();
    collect(&root, &mut files)?;
    files.sort();
    let mut table = String::from("&[\n");
    for file in &files {
        let name = file.strip_prefix(&root)?.to_string_lossy().replace('\\', "/");
        writeln!(table, "    ({name:?}, include_str!({:?})),", file.to_string_lossy())?;
    }
    table.push_str("]\n");
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    std::fs::write(out.join("files.rs"), table)?;
    std::fs::write(out.join("exercises.rs"), exercises(&root, &files)?)?;
    println!("cargo::rerun-if-changed=src");
    Ok(())
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
    Ok(())
}

/// The chapters with the numbers of their exercises, in order. The number stands beside the
/// check of the exercise, as `number: "1.3"`, and nowhere else.
fn exercises(root: &Path, files: &[PathBuf]) -> Result<String, Box<dyn std::error::Error>> {
    let mut chapters: BTreeMap<&str, BTreeSet<u32>> = BTreeMap::new();
    let texts: Vec<String> = files
        .iter()
        .filter_map(|file| Some((file, file.strip_prefix(root.join("exercise")).ok()?)))
        // The other files there say how a check works, and their tests number what they like.
        .filter(|(_, name)| ["chapter", "foundations"].iter().any(|kind| begins(name, kind)))
        .map(|(file, _)| std::fs::read_to_string(file))
        .collect::<Result<_, _>>()?;
    for number in texts.iter().flat_map(|text| text.split("number: \"").skip(1)) {
        let number = number.split('"').next().unwrap_or_default();
        let (chapter, place) = number.split_once('.').ok_or(format!("exercise {number}"))?;
        if !chapters.entry(chapter).or_default().insert(place.parse()?) {
            return Err(format!("two exercises have the number {number}").into());
        }
    }
    let mut table = String::from("&[\n");
    for (chapter, places) in chapters {
        let numbers: Vec<String> = places.iter().map(|p| format!("{chapter}.{p}")).collect();
        writeln!(table, "    ({chapter:?}, &{numbers:?}),")?;
    }
    table.push_str("]\n");
    Ok(table)
}

/// Whether the first part of a path begins with `kind`.
fn begins(path: &Path, kind: &str) -> bool {
    path.iter().next().is_some_and(|part| part.to_string_lossy().starts_with(kind))
}
