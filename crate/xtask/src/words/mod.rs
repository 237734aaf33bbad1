//! The catalogues `crate/words/locales/<tag>.po`: what they lack, and new sentences put in.
//!
//! The English sentence in the code is the key. [`problems`] names what is missing, no
//! longer said, or has other placeholders than the English; [`update`] puts new sentences
//! in, takes out those that are gone, and where a new one resembles one that is gone, keeps
//! its translation as a fuzzy one, for a translator to look at.

mod collect;

pub use collect::{Message, messages};

use anyhow::{Context, Result, anyhow};
use polib::catalog::Catalog;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};

/// How alike two sentences must be for one's translation to be a start for the other.
const ALIKE: f32 = 0.7;

/// The catalogues, sorted by tag.
pub fn catalogues(root: &Path) -> Result<Vec<PathBuf>> {
    let folder = root.join("crate/words/locales");
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(&folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|end| end == "po") {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

fn load(path: &Path) -> Result<Catalog> {
    let shown = path.display();
    let text = std::fs::read_to_string(path).with_context(|| format!("{shown} cannot be read"))?;
    // Some editors begin a file with an empty comment, on which the parser stops.
    let text = text.replace("\n#\n", "\n");
    polib::po_file::parse_from_reader(text.trim_start_matches("#\n").as_bytes())
        .map_err(|error| anyhow!("{shown}: {error}"))
}

/// What is wrong with the catalogues: the catalogue's path and a sentence.
pub fn problems(root: &Path) -> Result<Vec<(String, String)>> {
    let catalogues = catalogues(root)?;
    // Without a catalogue nothing has to be collected.
    let messages = if catalogues.is_empty() { Vec::new() } else { messages(root)? };
    let mut found = Vec::new();
    for path in catalogues {
        let shown = path.strip_prefix(root)?.display().to_string();
        let catalogue = load(&path)?;
        let entries: HashMap<&str, _> =
            catalogue.messages().map(|entry| (entry.msgid(), entry)).collect();
        let mut add = |what: String| found.push((shown.clone(), what));
        for Message { english, file } in &messages {
            match entries.get(english.as_str()) {
                None => add(format!("lacks {english:?} of {file} (cargo book sync)")),
                Some(entry) if !entry.is_translated() => {
                    add(format!("has no translation yet of {english:?} ({file})"));
                }
                Some(entry) if entry.is_fuzzy() => {
                    add(format!("is to be looked at where it says {english:?} ({file})"));
                }
                Some(entry) => {
                    let said = entry.msgstr().unwrap_or_default();
                    if placeholders(said) != placeholders(english) {
                        add(format!(
                            "has other placeholders than the English: {english:?} became {said:?}"
                        ));
                    }
                }
            }
        }
        let said: HashSet<&str> = messages.iter().map(|message| message.english.as_str()).collect();
        for entry in catalogue.messages().filter(|entry| !said.contains(entry.msgid())) {
            add(format!(
                "holds a sentence that nothing says any more: {:?} (cargo book sync)",
                entry.msgid()
            ));
        }
    }
    Ok(found)
}

/// A sentence's placeholders with their formats, each once.
fn placeholders(sentence: &str) -> Vec<&str> {
    let mut found: Vec<&str> = sentence
        .match_indices('{')
        .filter(|(at, _)| !sentence[..*at].ends_with('{') && !sentence[at + 1..].starts_with('{'))
        .filter_map(|(at, _)| sentence[at + 1..].split_once('}').map(|(inside, _)| inside))
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// What [`update`] did to a catalogue.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Update {
    /// The catalogue, from the root.
    pub catalogue: String,
    /// Sentences put in without a translation.
    pub new: usize,
    /// Sentences put in with a translation of a similar one, to be looked at.
    pub fuzzy: usize,
    /// Sentences taken out.
    pub gone: usize,
}

/// Bring every catalogue in step with the code; tells which changed.
pub fn update(root: &Path) -> Result<Vec<Update>> {
    let messages = messages(root)?;
    let said: HashSet<&str> = messages.iter().map(|message| message.english.as_str()).collect();
    let mut updates = Vec::new();
    for path in catalogues(root)? {
        let old = load(&path)?;
        let mut gone: BTreeMap<&str, &str> = old
            .messages()
            .filter(|entry| !said.contains(entry.msgid()))
            .map(|entry| (entry.msgid(), entry.msgstr().unwrap_or_default()))
            .collect();
        let mut update = Update {
            catalogue: path.strip_prefix(root)?.display().to_string(),
            gone: gone.len(),
            ..Update::default()
        };
        let mut new = Catalog::new(old.metadata.clone());
        new.preheader.clone_from(&old.preheader);
        for Message { english, file } in &messages {
            let mut builder = polib::message::Message::build_singular();
            builder.with_source(file.clone()).with_msgid(english.clone());
            if let Some(entry) = old.find_message(None, english, None) {
                builder
                    .with_msgstr(entry.msgstr().unwrap_or_default().to_owned())
                    .with_flags(entry.flags().clone())
                    .with_translator_comments(entry.translator_comments().to_owned());
            } else if let Some(similar) = most_alike(english, &gone) {
                update.fuzzy += 1;
                let translation = gone.remove(similar.as_str()).unwrap_or_default();
                let mut flags = polib::message::MessageFlags::new();
                flags.add_flag("fuzzy");
                builder
                    .with_msgstr(translation.to_owned())
                    .with_flags(flags)
                    .with_translator_comments(format!("was: {similar}").replace('\n', " "));
            } else {
                update.new += 1;
            }
            new.append_or_update(builder.done());
        }
        let mut text = std::io::BufWriter::new(Vec::new());
        polib::po_file::write(&new, &mut text)?;
        let text = text.into_inner()?;
        if std::fs::read(&path)? != text {
            std::fs::write(&path, text)
                .with_context(|| format!("{} cannot be written", path.display()))?;
            updates.push(update);
        }
    }
    Ok(updates)
}

/// The sentence among those that are gone which resembles this one most, if one does.
fn most_alike(english: &str, gone: &BTreeMap<&str, &str>) -> Option<String> {
    gone.iter()
        .filter(|(_, translation)| !translation.is_empty())
        .map(|(old, _)| (similar::TextDiff::from_words(*old, english).ratio(), *old))
        .filter(|(ratio, _)| *ratio >= ALIKE)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, old)| old.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn book(source: &str, catalogue: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for place in ["crate/src", "crate/xtask/src", "crate/words/locales"] {
            std::fs::create_dir_all(folder.path().join(place)).unwrap();
        }
        std::fs::write(folder.path().join("crate/src/a.rs"), source).unwrap();
        let header = "msgid \"\"\nmsgstr \"Language: ko\\n\"\n\n";
        std::fs::write(
            folder.path().join("crate/words/locales/ko.po"),
            format!("{header}{catalogue}"),
        )
        .unwrap();
        folder
    }

    const SOURCE: &str = r#"fn a() { tr!("rank {k} of {n}", k, n); tr!("loss"); tr!("new"); }"#;

    #[test]
    fn each_kind_of_problem_is_named() {
        let folder = book(
            SOURCE,
            "msgid \"rank {k} of {n}\"\nmsgstr \"랭크 {k}\"\n\n\
             msgid \"loss\"\nmsgstr \"\"\n\nmsgid \"old\"\nmsgstr \"옛\"\n",
        );
        let problems = problems(folder.path()).unwrap();
        let words: Vec<&str> = problems.iter().map(|(_, what)| what.as_str()).collect();
        assert_eq!(words.len(), 4, "{words:?}");
        for part in
            ["other placeholders", "no translation yet of \"loss\"", "lacks \"new\"", "\"old\""]
        {
            assert!(words.iter().any(|what| what.contains(part)), "{part}: {words:?}");
        }
    }

    #[test]
    fn new_sentences_come_in_and_changed_ones_keep_their_words_for_a_look() {
        let folder = book(
            SOURCE,
            "msgid \"the rank {k} of {n}\"\nmsgstr \"{n} 중 랭크 {k}\"\n\nmsgid \"loss\"\nmsgstr \"손실\"\n",
        );
        let updates = update(folder.path()).unwrap();
        assert_eq!((updates[0].new, updates[0].fuzzy, updates[0].gone), (1, 1, 1));
        assert!(update(folder.path()).unwrap().is_empty(), "a second time nothing changes");
        let problems = problems(folder.path()).unwrap();
        let words: Vec<&str> = problems.iter().map(|(_, what)| what.as_str()).collect();
        assert_eq!(words.len(), 2, "{words:?}");
        assert!(words[0].contains("to be looked at") && words[1].contains("\"new\""), "{words:?}");
    }
}
