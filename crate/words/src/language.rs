//! The language in which the book speaks to a reader.

use crate::template;
use std::borrow::Cow;
use std::cell::Cell;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The catalogues: a tag, and the pairs of English and translation, sorted.
type Catalogue = (&'static str, &'static [(&'static str, &'static str)]);

static CATALOGUES: &[Catalogue] = include!(concat!(env!("OUT_DIR"), "/catalogues.rs"));

/// One of the languages that the book speaks: English, and one for each
/// catalogue in `crate/words/locales`.
///
/// # Examples
///
/// ```
/// use aimath_words::Language;
///
/// assert_eq!(Language::of("en"), Some(Language::ENGLISH));
/// assert_eq!(Language::of("ko_KR.UTF-8").map(Language::tag), Some("ko"));
/// assert_eq!(Language::of("xx"), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Language(usize);

/// No language was chosen for the whole program.
const NONE: usize = usize::MAX;
static OF_THE_PROGRAM: AtomicUsize = AtomicUsize::new(NONE);

thread_local! {
    static OF_THE_MOMENT: Cell<Option<Language>> = const { Cell::new(None) };
}

impl Language {
    /// The language of the code itself.
    pub const ENGLISH: Language = Language(0);

    /// All of them, English first.
    pub fn all() -> impl Iterator<Item = Language> {
        (0..=CATALOGUES.len()).map(Language)
    }

    /// The language of a tag or of a locale's name (`ko`, `ko_KR.UTF-8`).
    pub fn of(name: &str) -> Option<Language> {
        let tag = name.split(['_', '-', '.', '@']).next().unwrap_or_default().to_lowercase();
        Language::all().find(|language| language.tag() == tag)
    }

    /// The tag: `en`, `ko`.
    pub fn tag(self) -> &'static str {
        match self.0 {
            0 => "en",
            index => CATALOGUES[index - 1].0,
        }
    }

    /// The language of the notebook that is running.
    ///
    /// The variable `AIMATH_LANG` decides when it is set (`en`, `ko`).
    /// Otherwise the folder does: a kernel works in its notebook's folder, so
    /// a notebook in a folder called `ko`, or somewhere below `notebooks/ko`,
    /// is a Korean one.
    ///
    /// Nothing is remembered, so it is right at any moment; asking takes about
    /// two microseconds.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath_words::Language;
    ///
    /// assert_eq!(Language::current(), Language::ENGLISH);
    /// ```
    pub fn current() -> Language {
        if let Some(language) = OF_THE_MOMENT.get() {
            return language;
        }
        match OF_THE_PROGRAM.load(Ordering::Relaxed) {
            NONE => Language::asked_or_of_folder(
                &std::env::var("AIMATH_LANG").unwrap_or_default(),
                || std::env::current_dir().unwrap_or_default(),
            ),
            index => Language(index),
        }
    }

    fn asked_or_of_folder<P: AsRef<Path>>(asked: &str, folder: impl FnOnce() -> P) -> Language {
        if !asked.is_empty() {
            return Language::of(asked).unwrap_or(Language::ENGLISH);
        }
        let folder = folder();
        let folder = folder.as_ref();
        folder
            .ancestors()
            // A home or a clone may be called as a language is.
            .filter(|place| {
                *place == folder || place.parent().is_some_and(|up| up.ends_with("notebooks"))
            })
            .filter_map(|place| place.file_name()?.to_str())
            .find_map(|name| Language::all().find(|language| language.tag() == name))
            .unwrap_or(Language::ENGLISH)
    }

    /// The language that the reader's system speaks: `AIMATH_LANG`, or the
    /// locale. For a program that does not run inside a notebook.
    pub fn of_system() -> Language {
        ["AIMATH_LANG", "LC_ALL", "LC_MESSAGES", "LANG"]
            .iter()
            .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
            .and_then(|name| Language::of(&name))
            .unwrap_or(Language::ENGLISH)
    }

    /// From now on the whole program speaks this language.
    pub fn settle(self) {
        OF_THE_PROGRAM.store(self.0, Ordering::Relaxed);
    }

    /// Does something in this language, on this thread.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath_words::Language;
    ///
    /// let korean = Language::of("ko").unwrap();
    /// assert_eq!(korean.with(Language::current), korean);
    /// ```
    pub fn with<T>(self, act: impl FnOnce() -> T) -> T {
        /// Puts the language before back, also after a panic.
        struct Before(Option<Language>);
        impl Drop for Before {
            fn drop(&mut self) {
                OF_THE_MOMENT.set(self.0);
            }
        }
        let _before = Before(OF_THE_MOMENT.replace(Some(self)));
        act()
    }

    /// A sentence of the code in this language; English if the catalogue has none.
    pub fn say(self, english: &str) -> &str {
        let Some((_, table)) = self.0.checked_sub(1).map(|index| CATALOGUES[index]) else {
            return english;
        };
        match table.binary_search_by(|(known, _)| (*known).cmp(english)) {
            Ok(index) => table[index].1,
            Err(_) => english,
        }
    }

    /// A finished sentence in this language, by the template that it was made
    /// from; English if no template of the catalogue makes it.
    ///
    /// Of several templates the one with the most words of its own decides.
    pub fn rephrase<'s>(self, english: &'s str) -> Cow<'s, str> {
        let said = self.say(english);
        let Some((_, table)) = self.0.checked_sub(1).map(|index| CATALOGUES[index]) else {
            return Cow::Borrowed(english);
        };
        if said != english {
            return Cow::Borrowed(said);
        }
        let best = table
            .iter()
            .filter(|(template, _)| template.contains('{'))
            .filter_map(|(template, translated)| {
                let (own, values) = template::read(template, english)?;
                Some((own, values, translated))
            })
            .max_by_key(|(own, ..)| *own);
        let Some((_, values, translated)) = best else { return Cow::Borrowed(english) };
        // A value of several words may have been said by a template of its own.
        let values: Vec<(&str, Cow<'_, str>)> = values
            .into_iter()
            .map(|(name, value)| match value.contains(' ') {
                true => (name, self.rephrase(value)),
                false => (name, Cow::Borrowed(value)),
            })
            .collect();
        let values: Vec<(&str, &dyn std::fmt::Display)> =
            values.iter().map(|(name, value)| (*name, value as &dyn std::fmt::Display)).collect();
        Cow::Owned(template::fill(&without_formats(translated), &values))
    }
}

/// The template with its placeholders bare: values read from a sentence are
/// formatted already.
fn without_formats(template: &str) -> String {
    let pieces = template::pieces(template).map(|piece| match piece {
        template::Piece::Text(text) => text.replace('{', "{{").replace('}', "}}"),
        template::Piece::Value { name, .. } => format!("{{{name}}}"),
    });
    pieces.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(asked: &str, folder: &str) -> &'static str {
        Language::asked_or_of_folder(asked, || folder).tag()
    }

    #[test]
    fn the_folder_decides_unless_the_variable_does() {
        assert_eq!(at("", "/home/me/aimath/notebooks/ko"), "ko");
        assert_eq!(at("", "/home/me/aimath/notebooks/ko/work"), "ko");
        assert_eq!(at("", "/home/ko/aimath/notebooks/en"), "en");
        assert_eq!(at("", "/home/ko/aimath/crate"), "en");
        assert_eq!(at("", "/home/me/homework/ko"), "ko");
        assert_eq!(at("", "/tmp"), "en");
        assert_eq!(at("en", "/home/me/aimath/notebooks/ko"), "en");
        assert_eq!(at("ko_KR.UTF-8", "/home/me/aimath/notebooks/en"), "ko");
        assert_eq!(at("zz", "/home/me/aimath/notebooks/ko"), "en");
    }

    #[test]
    fn the_tables_are_sorted_and_every_entry_is_found() {
        assert!(!CATALOGUES.is_empty());
        for (index, (tag, table)) in CATALOGUES.iter().enumerate() {
            let language = Language(index + 1);
            assert!(table.windows(2).all(|pair| pair[0].0 < pair[1].0), "{tag}");
            assert!(table.iter().all(|(english, said)| language.say(english) == *said), "{tag}");
            assert_eq!(language.say("no such sentence"), "no such sentence");
        }
    }

    #[test]
    fn a_panic_leaves_the_language_as_it_was() {
        let korean = Language::of("ko").expect("the Korean catalogue is there");
        let result = std::panic::catch_unwind(|| korean.with(|| panic!("on purpose")));
        assert!(result.is_err());
        assert_eq!(Language::current(), Language::ENGLISH);
    }
}
