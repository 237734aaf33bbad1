//! Texts as tokens: one token for each sign.
//!
//! The alphabet of a text is the list of its different signs, and a token is a place in
//! that list. Korean writes its letters in blocks, 한 for ㅎ, ㅏ and ㄴ, and there are
//! 11,172 such blocks of only 67 letters. Unicode numbers them like a clock with hours,
//! minutes and seconds: the block of the initial i (of 19), the vowel v (of 21) and the
//! final f (of 28, 0 for none) is
//!
//! U+AC00 + (21·i + v)·28 + f
//!
//! so two divisions with remainder take it apart.

use crate::error::MathError;

const BLOCKS: u32 = 0xAC00;
const INITIALS: u32 = 0x1100;
const VOWELS: u32 = 0x1161;
/// One before the first: final 0 is none.
const FINALS: u32 = 0x11A7;
/// The letters as they look alone.
const ALONE: [&str; 3] = [
    "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ",
    "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ",
    "ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ",
];

/// Takes the Hangul blocks of a text apart into their letters; all other signs stay.
///
/// An initial and a final of the same sound are two different signs, so that
/// [`hangul_blocks`] can put them together again.
///
/// # Formula
/// (i, v, f) with block − U+AC00 = (21·i + v)·28 + f
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let letters = hangul_letters("한 바퀴");
/// assert_eq!(letters.chars().count(), 3 + 1 + 2 + 2);
/// assert_eq!(hangul_blocks(&letters), "한 바퀴");
/// ```
#[must_use]
pub fn hangul_letters(text: &str) -> String {
    let sign = |code| char::from_u32(code).unwrap_or_default();
    let mut letters = String::new();
    for block in text.chars() {
        let place = u32::from(block).wrapping_sub(BLOCKS);
        if place >= 19 * 21 * 28 {
            letters.push(block);
            continue;
        }
        letters.push(sign(INITIALS + place / (21 * 28)));
        letters.push(sign(VOWELS + place / 28 % 21));
        if place % 28 > 0 {
            letters.push(sign(FINALS + place % 28));
        }
    }
    letters
}

/// Puts Hangul letters together into blocks, as [`hangul_letters`] took them apart; a
/// letter that belongs to no block stands alone.
///
/// # Formula
/// block = U+AC00 + (21·i + v)·28 + f
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let letters = hangul_letters("곱");
/// let without_vowel: String = letters.chars().filter(|&sign| sign != 'ᅩ').collect();
/// assert_eq!(hangul_blocks(&without_vowel), "ㄱㅂ");
/// ```
#[must_use]
pub fn hangul_blocks(letters: &str) -> String {
    let signs: Vec<char> = letters.chars().collect();
    let at = |k: usize, first: u32, count: u32| {
        let place = u32::from(*signs.get(k)?).wrapping_sub(first);
        (place < count).then_some(place)
    };
    let mut text = String::new();
    let mut k = 0;
    while k < signs.len() {
        if let (Some(i), Some(v)) = (at(k, INITIALS, 19), at(k + 1, VOWELS, 21)) {
            let last = at(k + 2, FINALS + 1, 27).map_or(0, |place| place + 1);
            text.extend(char::from_u32(BLOCKS + (21 * i + v) * 28 + last));
            k += if last > 0 { 3 } else { 2 };
            continue;
        }
        let tables = [(INITIALS, 19), (VOWELS, 21), (FINALS + 1, 27)];
        let alone = tables.iter().zip(ALONE).find_map(|(&(first, count), alone)| {
            at(k, first, count).and_then(|place| alone.chars().nth(place as usize))
        });
        text.push(alone.unwrap_or(signs[k]));
        k += 1;
    }
    text
}

/// The different signs of a text, in the order of Unicode; a token is a place among them.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let alphabet = Alphabet::of("abacus")?;
/// assert_eq!(alphabet.signs(), ['a', 'b', 'c', 's', 'u']);
/// assert_eq!(alphabet.tokens("cab")?, [2, 0, 1]);
/// assert_eq!(alphabet.text(&[1, 4, 3])?, "bus");
/// # Ok::<(), MathError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alphabet {
    signs: Vec<char>,
}

impl Alphabet {
    /// The alphabet of a text.
    ///
    /// # Errors
    /// [`MathError::Empty`] for a text without signs.
    pub fn of(text: &str) -> Result<Self, MathError> {
        let mut signs: Vec<char> = text.chars().collect();
        signs.sort_unstable();
        signs.dedup();
        if signs.is_empty() {
            return Err(MathError::Empty { operation: "Alphabet::of", argument: "text" });
        }
        Ok(Self { signs })
    }

    /// The signs, in order.
    pub fn signs(&self) -> &[char] {
        &self.signs
    }

    /// The tokens of a text.
    ///
    /// # Errors
    /// [`MathError::InvalidArgument`] for a sign that the alphabet has not.
    pub fn tokens(&self, text: &str) -> Result<Vec<usize>, MathError> {
        let token = |sign: char| {
            self.signs.binary_search(&sign).map_err(|_| MathError::InvalidArgument {
                operation: "Alphabet::tokens",
                argument: "text",
                reason: format!("has the sign {sign:?}, which the alphabet has not"),
            })
        };
        text.chars().map(token).collect()
    }

    /// The text of some tokens.
    ///
    /// # Errors
    /// [`MathError::OutOfRange`] for a token that is no place in the alphabet.
    pub fn text(&self, tokens: &[usize]) -> Result<String, MathError> {
        let sign = |&token: &usize| {
            self.signs.get(token).copied().ok_or(MathError::OutOfRange {
                operation: "Alphabet::text",
                argument: "tokens",
                value: token as f64,
                expected: "a place in the alphabet",
            })
        };
        tokens.iter().map(sign).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_block_comes_apart_and_together_again() {
        let all: String = ('가'..='힣').collect();
        assert_eq!(all.chars().count(), 11_172);
        let letters = hangul_letters(&all);
        assert!(letters.chars().all(|sign| ('ᄀ'..='ᇂ').contains(&sign)));
        assert_eq!(hangul_blocks(&letters), all);
    }

    #[test]
    fn letters_without_a_block_stand_alone() {
        assert_eq!(hangul_blocks("ᄀᄂ"), "ㄱㄴ");
        assert_eq!(hangul_blocks("ᅡᆨ"), "ㅏㄱ");
        assert_eq!(hangul_blocks("각"), "가ㄱ");
        assert_eq!(hangul_blocks("ᇂᄒ x"), "ㅎㅎ x");
        assert_eq!(hangul_blocks(""), "");
    }

    #[test]
    fn unknown_signs_and_tokens_are_errors() {
        let alphabet = Alphabet::of("aab").unwrap();
        assert!(alphabet.tokens("abc").unwrap_err().to_string().contains("'c'"));
        assert!(alphabet.text(&[2]).is_err() && Alphabet::of("").is_err());
    }
}
