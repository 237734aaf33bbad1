//! The language in which the crate speaks to a reader.

use std::path::Path;

/// English or Korean.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English, also for everybody whose language is not known.
    #[default]
    English,
    /// Korean.
    Korean,
}

impl Language {
    /// The language of the notebook that is running.
    ///
    /// The variable `AIMATH_LANG` decides when it is set (`en` or `ko`).
    /// Otherwise the folder does: a kernel works in its notebook's folder, so
    /// a notebook somewhere below a folder called `ko` is a Korean one.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::show::Language;
    ///
    /// assert_eq!(Language::current(), Language::English);
    /// ```
    pub fn current() -> Language {
        let asked = std::env::var("AIMATH_LANG").unwrap_or_default();
        let folder = std::env::current_dir().unwrap_or_default();
        Language::from(&asked, &folder)
    }

    fn from(asked: &str, folder: &Path) -> Language {
        if asked.is_empty() {
            let named = |name: &str| folder.components().rev().position(|c| c.as_os_str() == name);
            return match (named("ko"), named("en")) {
                (Some(ko), Some(en)) if ko < en => Language::Korean,
                (Some(_), None) => Language::Korean,
                _ => Language::English,
            };
        }
        if asked.to_lowercase().starts_with("ko") { Language::Korean } else { Language::English }
    }
}

/// One message in both languages.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// In English.
    pub en: String,
    /// In Korean.
    pub ko: String,
}

impl Text {
    /// The message in one language.
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::English => &self.en,
            Language::Korean => &self.ko,
        }
    }
}

/// A message from its two versions.
pub(crate) fn text(en: impl Into<String>, ko: impl Into<String>) -> Text {
    Text { en: en.into(), ko: ko.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_decides_unless_the_variable_does() {
        let korean = Path::new("/home/me/aimath/notebooks/ko");
        let english = Path::new("/home/ko/aimath/notebooks/en");
        assert_eq!(Language::from("", korean), Language::Korean);
        assert_eq!(Language::from("", &korean.join("work")), Language::Korean);
        assert_eq!(Language::from("", english), Language::English);
        assert_eq!(Language::from("", Path::new("/tmp")), Language::English);
        assert_eq!(Language::from("en", korean), Language::English);
        assert_eq!(Language::from("ko_KR.UTF-8", english), Language::Korean);
    }
}
