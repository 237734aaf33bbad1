//! The notebook's language, by the same rule as the library's.

use std::path::Path;

/// English or Korean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// English, also for everybody whose language is not known.
    English,
    /// Korean.
    Korean,
}

impl Language {
    /// `AIMATH_LANG` decides when it is set; otherwise the folder does, in which a kernel
    /// works: its notebook's.
    pub fn current() -> Language {
        let asked = std::env::var("AIMATH_LANG").unwrap_or_default();
        Language::from(&asked, &std::env::current_dir().unwrap_or_default())
    }

    fn from(asked: &str, folder: &Path) -> Language {
        let korean = if asked.is_empty() {
            let named = folder.components().rev().map(|part| part.as_os_str());
            named
                .into_iter()
                .find(|name| *name == "ko" || *name == "en")
                .is_some_and(|name| name == "ko")
        } else {
            asked.to_lowercase().starts_with("ko")
        };
        if korean { Language::Korean } else { Language::English }
    }

    /// The language of the catalogues that the library speaks from.
    pub fn catalogue(self) -> aimath_words::Language {
        let tag = self.say("en", "ko");
        aimath_words::Language::of(tag).unwrap_or(aimath_words::Language::ENGLISH)
    }

    /// One of two sentences.
    pub fn say<'a>(self, english: &'a str, korean: &'a str) -> &'a str {
        match self {
            Language::English => english,
            Language::Korean => korean,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_decides_unless_something_is_asked_for() {
        let here = |path: &str| Language::from("", Path::new(path));
        assert_eq!(here("/books/notebooks/ko"), Language::Korean);
        assert_eq!(here("/home/ko/notebooks/en"), Language::English);
        assert_eq!(here("/anywhere"), Language::English);
        assert_eq!(Language::from("ko_KR", Path::new("/books/en")), Language::Korean);
    }
}
