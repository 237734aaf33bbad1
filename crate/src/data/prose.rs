//! Prose to train a language model on.

/// Sentences of this book in English: about 180,000 characters, a paragraph on each line.
///
/// A formula within a sentence has become the letter x; sentences with code or displays are
/// left out. It is a snapshot of the book, so that what is trained on it stays the same.
///
/// # Source
///
/// The notebooks of this book, under the licence of this repository.
///
/// # Examples
///
/// ```
/// use aimath::data::prose_english;
///
/// let text = prose_english();
/// assert!(text.starts_with("This book explains the mathematics of machine learning"));
/// assert_eq!(text.matches("eigenvalue").count(), 37);
/// ```
#[must_use]
pub fn prose_english() -> &'static str {
    include_str!("../../data/prose-en.txt")
}

/// Sentences of this book in Korean: about 110,000 characters, a paragraph on each line.
///
/// Made as [`prose_english`] is, of the Korean notebooks.
///
/// # Source
///
/// The notebooks of this book, under the licence of this repository.
///
/// # Examples
///
/// ```
/// use aimath::data::prose_korean;
///
/// let text = prose_korean();
/// assert!(text.starts_with("이 책은 머신러닝의 수학을 설명하며"));
/// assert_eq!(text.chars().filter(|sign| ('가'..='힣').contains(sign)).count(), 66_657);
/// ```
#[must_use]
pub fn prose_korean() -> &'static str {
    include_str!("../../data/prose-ko.txt")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_letters_digits_and_common_signs() {
        for (text, hangul) in [(prose_english(), false), (prose_korean(), true)] {
            assert!(text.ends_with('\n') && !text.contains("\n\n"));
            for sign in text.chars() {
                let known = sign.is_ascii_alphanumeric() || " .,;:!?'()-\n".contains(sign);
                assert!(known || hangul && ('가'..='힣').contains(&sign), "{sign:?}");
            }
        }
    }

    #[test]
    fn no_sentence_comes_twice_on_a_line_of_its_own() {
        for text in [prose_english(), prose_korean()] {
            let mut lines: Vec<&str> = text.lines().collect();
            let count = lines.len();
            lines.sort_unstable();
            lines.dedup();
            assert_eq!(lines.len(), count);
        }
    }
}
