//! Where the notebooks of the book are.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// The repository seen as a book.
#[derive(Debug, Clone)]
pub struct Book {
    /// The repository's root.
    pub root: PathBuf,
}

/// The language that the other follows.
pub const ENGLISH: &str = "en";
/// The language of the twins.
pub const KOREAN: &str = "ko";

impl Book {
    /// The book in this repository.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// The folder of one language's notebooks.
    pub fn folder(&self, language: &str) -> PathBuf {
        self.root.join("notebooks").join(language)
    }

    /// The notebooks of one language, sorted by name.
    pub fn notebooks(&self, language: &str) -> Result<Vec<PathBuf>> {
        let folder = self.folder(language);
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
    pub fn select(&self, names: &[String]) -> Result<Vec<PathBuf>> {
        let all = self.notebooks(ENGLISH)?;
        if names.is_empty() {
            return Ok(all);
        }
        let mut chosen = Vec::new();
        for name in names {
            let path = Path::new(name);
            let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let exact = all.iter().find(|p| p.file_stem().is_some_and(|s| *s == *stem));
            let found: Vec<&PathBuf> = match exact {
                Some(one) => vec![one],
                None => all
                    .iter()
                    .filter(|p| {
                        p.file_stem().is_some_and(|s| s.to_string_lossy().starts_with(&stem))
                    })
                    .collect(),
            };
            if found.is_empty() {
                if path.extension().is_some_and(|end| end == "ipynb") && path.is_file() {
                    chosen.push(path.canonicalize()?);
                    continue;
                }
                let known: Vec<_> = all.iter().filter_map(|p| p.file_stem()?.to_str()).collect();
                bail!("there is no notebook {name}; there are: {}", known.join(", "));
            }
            chosen.extend(found.into_iter().cloned());
        }
        chosen.sort();
        chosen.dedup();
        Ok(chosen)
    }

    /// A path as the reader of a report wants it: from the repository's root.
    pub fn shown<'p>(&self, path: &'p Path) -> std::path::Display<'p> {
        path.strip_prefix(&self.root).unwrap_or(path).display()
    }
}
