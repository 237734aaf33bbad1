//! What the net looks for in an answer.
//!
//! An answer is read as `{:?}` writes it: whatever a struct holds, a NaN or an infinity in it
//! shows. Answers that a notebook can show are shown, so that showing them is tested as well.

use aimath::MathError;
use aimath::plot::Figure;
use aimath::show::Show;
use std::fmt::Debug;

/// What came back from a call.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// An error, in its words.
    Refused(String),
    /// A value.
    Given { text: String, nan: bool, infinite: bool },
}

/// The answer to a call, wrapped so that the narrowest of the following traits that fits its
/// type looks at it.
pub struct Seen<'a, T>(pub &'a T);

/// The answer of one of the crate's functions that can refuse.
pub trait Fallible {
    fn answer(&self) -> Answer;
}
impl<T: Debug> Fallible for &&Seen<'_, Result<T, MathError>> {
    fn answer(&self) -> Answer {
        match self.0 {
            Ok(value) => given(format!("{value:?}")),
            Err(error) => Answer::Refused(error.to_string()),
        }
    }
}

/// A figure: what it writes must be readable; gaps in a curve are NaN on purpose.
pub trait Drawn {
    fn answer(&self) -> Answer;
}
impl Drawn for &&&Seen<'_, Result<Figure, MathError>> {
    fn answer(&self) -> Answer {
        match self.0 {
            Ok(figure) => {
                let json = figure.to_json();
                Answer::Given { text: format!("{} bytes", json.len()), nan: false, infinite: false }
            }
            Err(error) => Answer::Refused(error.to_string()),
        }
    }
}

/// Any other answer that can be written.
pub trait Written {
    fn answer(&self) -> Answer;
}
impl<T: Debug> Written for &Seen<'_, T> {
    fn answer(&self) -> Answer {
        given(format!("{:?}", self.0))
    }
}

fn given(text: String) -> Answer {
    let (nan, infinite) = not_finite(&text);
    Answer::Given { text, nan, infinite }
}

/// Whether NaN or inf stand in the text as words, outside of strings.
fn not_finite(text: &str) -> (bool, bool) {
    let (mut nan, mut infinite) = (false, false);
    for (i, part) in text.split('"').enumerate() {
        if i % 2 == 0 {
            for word in part.split(|c: char| !(c.is_alphanumeric() || c == '_')) {
                nan |= word == "NaN";
                infinite |= word == "inf";
            }
        }
    }
    (nan, infinite)
}

/// Shows an answer that a notebook can show.
pub trait ShowsResult {
    fn show(&self);
}
impl<T: Show> ShowsResult for &&Seen<'_, Result<T, MathError>> {
    fn show(&self) {
        if let Ok(value) = self.0 {
            written(value);
        }
    }
}

/// Shows an answer that is no `Result`.
pub trait Shows {
    fn show(&self);
}
impl<T: Show> Shows for &Seen<'_, T> {
    fn show(&self) {
        written(self.0);
    }
}

/// Leaves an answer that cannot be shown.
pub trait Hidden {
    fn show(&self) {}
}
impl<T> Hidden for Seen<'_, T> {}

fn written<T: Show + ?Sized>(value: &T) {
    let shown = value.shown();
    drop((shown.plain(), shown.latex(), shown.html()));
}

#[test]
fn words_are_found_as_words() {
    assert_eq!(not_finite("[1.0, NaN]"), (true, false));
    assert_eq!(not_finite("Law { mean: -inf, info: 1 }"), (false, true));
    assert_eq!(not_finite("Fit { note: \"NaN\" }"), (false, false));
}
