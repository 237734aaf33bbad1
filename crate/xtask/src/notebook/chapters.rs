//! Which notebooks there are, and which a name on the command line means.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::book::Book;

/// The language that the other follows.
pub const ENGLISH: &str = "en";
/// The language of the twins.
pub const KOREAN: &str = "ko";

/// The notebooks of one language, sorted by name.
pub fn list(book: &Book, language: &str) -> Result<Vec<PathBuf>> {
    let folder = book.notebooks(language);
    let entries = fs::read_dir(&folder)
        .with_context(|| format!("the folder {} cannot be read", folder.display()))?;
    let mut paths: Vec<PathBuf> = entries
        .filter_map(|entry| entry.ok().map(|e| e.path()))
        .filter(|path| path.extension().is_some_and(|end| end == "ipynb"))
        .collect();
    paths.sort();
    Ok(paths)
}

/// The English notebooks that `names` mean; all of them when none is named.
///
/// A name is a path, a file's name with or without ending, or its beginning (`01`).
pub fn select(book: &Book, names: &[String]) -> Result<Vec<PathBuf>> {
    let all = list(book, ENGLISH)?;
    if names.is_empty() {
        return Ok(all);
    }
    let stem = |path: &Path| path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let mut chosen = Vec::new();
    for name in names {
        let wanted = stem(Path::new(name));
        let exact: Vec<_> = all.iter().filter(|path| stem(path) == wanted).collect();
        let begins = || all.iter().filter(|path| stem(path).starts_with(&wanted)).collect();
        let found: Vec<&PathBuf> = if exact.is_empty() { begins() } else { exact };
        if found.is_empty() {
            let known: Vec<_> = all.iter().map(|path| stem(path)).collect();
            bail!("there is no notebook {name}; there are: {}", known.join(", "));
        }
        chosen.extend(found.into_iter().cloned());
    }
    chosen.sort();
    chosen.dedup();
    Ok(chosen)
}

/// A path as the reader of a report wants it: from the repository's root.
pub fn shown<'p>(book: &Book, path: &'p Path) -> std::path::Display<'p> {
    path.strip_prefix(&book.root).unwrap_or(path).display()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chapter_is_found_by_any_of_its_names() {
        let folder = tempfile::tempdir().unwrap();
        let book = Book::at(folder.path()).unwrap();
        fs::create_dir_all(book.notebooks(ENGLISH)).unwrap();
        for name in ["01-linear-algebra", "02-calculus", "f1-functions"] {
            fs::write(book.notebooks(ENGLISH).join(format!("{name}.ipynb")), "").unwrap();
        }
        for name in ["02", "02-calculus", "notebooks/en/02-calculus.ipynb", "02-c"] {
            let chosen = select(&book, &[name.to_owned()]).unwrap();
            assert_eq!(chosen, [book.notebooks(ENGLISH).join("02-calculus.ipynb")], "{name}");
        }
        assert_eq!(select(&book, &[]).unwrap().len(), 3);
        assert!(select(&book, &["9".to_owned()]).unwrap_err().to_string().contains("f1-functions"));
    }
}
