//! The glossary of a language, held against its notebooks and its catalogue.
//!
//! `notebooks/<tag>/glossary.md` is a table of terms: the English, the term of this book,
//! and a remark. What stands behind a `✗` in the remark, separated by commas, is a variant
//! that this book does not use.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

/// A variant that the glossary refuses, and the term to use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The variant.
    pub variant: String,
    /// The term of this book.
    pub term: String,
}

/// The variants that a glossary refuses; none if there is no glossary.
pub fn refused(glossary: &Path) -> Result<Vec<Refused>> {
    if !glossary.is_file() {
        return Ok(Vec::new());
    }
    let text = fs::read_to_string(glossary)
        .with_context(|| format!("{} cannot be read", glossary.display()))?;
    Ok(text.lines().flat_map(of_row).collect())
}

fn of_row(row: &str) -> Vec<Refused> {
    let cells: Vec<&str> = row.split('|').map(str::trim).collect();
    let (Some(term), Some((_, variants))) =
        (cells.get(2), cells.get(3).and_then(|remark| remark.split_once('✗')))
    else {
        return Vec::new();
    };
    let variants = variants.split(',').map(str::trim).filter(|variant| !variant.is_empty());
    variants
        .map(|variant| Refused { variant: variant.to_owned(), term: (*term).to_owned() })
        .collect()
}

/// The refused variants in a text, each as the end of a sentence about it.
pub fn complaints(text: &str, refused: &[Refused]) -> Vec<String> {
    let used = refused.iter().filter(|one| text.contains(&one.variant));
    used.map(|one| format!("says {:?}, for which the glossary has {:?}", one.variant, one.term))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refused_variants_are_read_and_found() {
        let folder = tempfile::tempdir().unwrap();
        let glossary = folder.path().join("glossary.md");
        assert_eq!(refused(&glossary).unwrap(), []);
        let table = "| English | 한국어 | 덧붙임 |\n| --- | --- | --- |\n\
                     | epoch | 에폭 | 한 바퀴 ✗ 에포크, 이폭 |\n| weight | 가중치 | |\n";
        fs::write(&glossary, table).unwrap();
        let refused = refused(&glossary).unwrap();
        let variants: Vec<&str> = refused.iter().map(|one| one.variant.as_str()).collect();
        assert_eq!(variants, ["에포크", "이폭"]);
        let found = complaints("세 에포크 뒤", &refused);
        assert_eq!(found, ["says \"에포크\", for which the glossary has \"에폭\""]);
        assert!(complaints("세 에폭 뒤", &refused).is_empty());
    }
}
