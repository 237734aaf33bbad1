//! Which notebooks there are, and which a name on the command line means.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::book::Book;
use crate::words;

/// The language that the others follow.
pub const ENGLISH: &str = "en";

/// The tags of the other languages: those with a catalogue or a folder of notebooks.
pub fn translations(book: &Book) -> Result<Vec<String>> {
    let mut tags: Vec<String> = words::catalogues(&book.root)?
        .iter()
        .filter_map(|path| Some(path.file_stem()?.to_string_lossy().into_owned()))
        .collect();
    let notebooks = book.root.join("notebooks");
    for entry in fs::read_dir(&notebooks)
        .with_context(|| format!("the folder {} cannot be read", notebooks.display()))?
    {
        let entry = entry?;
        let tag = entry.file_name().to_string_lossy().into_owned();
        if entry.path().is_dir() && !list(book, &tag)?.is_empty() {
            tags.push(tag);
        }
    }
    tags.retain(|tag| tag != ENGLISH);
    tags.sort();
    tags.dedup();
    Ok(tags)
}

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
            let known = known.join(", ");
            bail!(tr!("there is no notebook {name}; there are: {known}", name, known));
        }
        chosen.extend(found.into_iter().cloned());
    }
    chosen.sort();
    chosen.dedup();
    Ok(chosen)
}

/// The notebooks in every language that `names` mean, English first; all when none is named.
///
/// A name that is a path in the folder of a language means that language alone.
pub fn select_all(book: &Book, names: &[String]) -> Result<Vec<PathBuf>> {
    let mut languages = vec![ENGLISH.to_owned()];
    languages.extend(translations(book)?);
    let mut chosen = Vec::new();
    let one_by_one: Vec<&[String]> =
        if names.is_empty() { vec![names] } else { names.chunks(1).collect() };
    for name in one_by_one {
        let folder = name.first().and_then(|name| Path::new(name).parent()?.file_name());
        let only = languages.iter().find(|tag| folder.is_some_and(|f| f == tag.as_str()));
        for path in select(book, name)? {
            let file = path.file_name().unwrap_or_default();
            for language in languages.iter().filter(|tag| only.is_none_or(|only| only == *tag)) {
                let path = book.notebooks(language).join(file);
                if path.is_file() {
                    chosen.push(path);
                }
            }
        }
    }
    chosen.sort_by_key(|path| {
        let language = path.parent().and_then(Path::file_name).map(|tag| tag.to_owned());
        (language.as_deref() != Some(ENGLISH.as_ref()), path.clone())
    });
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
        fs::create_dir_all(book.notebooks("ko")).unwrap();
        fs::write(book.notebooks("ko").join("02-calculus.ipynb"), "").unwrap();
        assert_eq!(translations(&book).unwrap(), ["ko"]);
        let both = select_all(&book, &["02".to_owned()]).unwrap();
        assert_eq!(both.len(), 2);
        assert!(both[0].starts_with(book.notebooks(ENGLISH)));
        let one = select_all(&book, &["notebooks/ko/02".to_owned()]).unwrap();
        assert_eq!(one, [book.notebooks("ko").join("02-calculus.ipynb")]);
        assert_eq!(select_all(&book, &[]).unwrap().len(), 4);
        assert!(select(&book, &["9".to_owned()]).unwrap_err().to_string().contains("f1-functions"));
    }
}
