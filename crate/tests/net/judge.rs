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
    Given { text: String, nan: bool, infinite: bool, number: bool },
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
            Ok(value) => given(whole(value)),
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
                Answer::Given {
                    text: format!("{} bytes", json.len()),
                    nan: false,
                    infinite: false,
                    number: false,
                }
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
        given(whole(self.0))
    }
}

/// All of a value: of a long array `{:?}` leaves out the middle, and what stands in it.
fn whole<T: Debug>(value: &T) -> String {
    let text = format!("{value:?}");
    if text.contains("...") { format!("{value:#?}") } else { text }
}

fn given(text: String) -> Answer {
    let [nan, infinite, number] = numbers_in(&text);
    Answer::Given { text, nan, infinite, number }
}

/// Whether NaN, an infinity and a finite f64 stand in the text as words, outside of strings.
fn numbers_in(text: &str) -> [bool; 3] {
    let mut found = [false; 3];
    for part in text.split('"').step_by(2) {
        for word in part.split(|c: char| !(c.is_alphanumeric() || "_.-".contains(c))) {
            let word = word.trim_start_matches('-');
            found[0] |= word == "NaN";
            found[1] |= word == "inf";
            // An f64 is written with a point or an exponent, a whole number without.
            let float = word.starts_with(|c: char| c.is_ascii_digit())
                && word.contains(['.', 'e'])
                && word.parse::<f64>().is_ok();
            found[2] |= float;
        }
    }
    found
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
fn numbers_are_found_as_words() {
    assert_eq!(numbers_in("[1.0, NaN]"), [true, false, true]);
    assert_eq!(numbers_in("Law { mean: -inf, info: 1 }"), [false, true, false]);
    let mut long = vec![1.0; 2000];
    long[1000] = f64::NAN;
    assert_eq!(numbers_in(&whole(&ndarray::Array1::from(long))), [true, false, true]);
    assert_eq!(
        numbers_in("Fit { note: \"NaN\", shape: [2, 3], x: -1e-300 }"),
        [false, false, true]
    );
}
