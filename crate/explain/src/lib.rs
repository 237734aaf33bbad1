//! What a compiler's message means to somebody who comes from Python.
//!
//! The compiler speaks to Rust programmers. For the mistakes that a reader of the book makes
//! in the first hours, [`explain`] adds a sentence in the notebook's language that names the
//! reader's own variable and shows the line as it should be. It reads rustc's own JSON, never
//! guesses, and says nothing where nothing is known; the compiler's message stays below.
//!
//! | file | mistakes |
//! | --- | --- |
//! | `python` | Python's words and signs, which Rust cannot parse |
//! | `numbers` | 2 where 2.0 is meant, kinds of numbers that do not mix |
//! | `names` | a cell that was not run, a typing slip, a name of NumPy's |
//! | `values` | moved, borrowed, not `mut`, `?` forgotten, the wrong kind of value |
//! | `calls` | the library's functions: how they are called, with an example |
//! | `keeping` | what a notebook cannot keep from one cell to the next |

mod calls;
mod keeping;
mod library;
mod names;
mod numbers;
mod python;
mod seen;
mod values;

pub use library::Library;

use aimath_words::Language;
use seen::Seen;
use serde_json::Value;

/// A cell that was refused, and what is known around it.
pub struct Cell<'a> {
    /// The cell as the reader wrote it.
    pub source: &'a str,
    /// The compiler's diagnostics: rustc's own JSON.
    pub diagnostics: &'a [Value],
    /// What the kernel itself said, where the compiler was not asked.
    pub refusal: &'a str,
    /// The language of the notebook.
    pub language: Language,
    /// The session's variables with their types.
    pub variables: &'a [(String, String)],
    /// The names of the session's functions, types and imports.
    pub items: &'a [String],
    /// The library's functions.
    pub library: &'a Library,
}

/// A rule: a sentence about a message that it knows.
type Rule = fn(&Seen, &Cell) -> Option<String>;

/// In this order: what is written in another language first, because the compiler's own
/// reading of such a line is no help; then the most particular.
const RULES: [Rule; 24] = [
    python::foreign_line,
    python::foreign_sign,
    python::missing_semicolon,
    numbers::integer_in_array,
    numbers::kinds_that_do_not_mix,
    numbers::power,
    numbers::float_expected,
    numbers::ambiguous,
    numbers::casts,
    calls::wrong_count,
    calls::function_of_another_kind,
    calls::hidden_function,
    values::forgotten_question_mark,
    values::arrays_are_made_with_array,
    values::reference_expected,
    values::value_expected,
    values::semicolon_at_the_end,
    values::moved,
    values::not_mutable,
    values::borrowed_argument,
    values::index,
    values::no_such_field_or_method,
    values::not_printable,
    names::unknown,
];

/// One or two sentences about a refused cell; none when nothing is known.
pub fn explain(cell: &Cell) -> Vec<String> {
    let mut said: Vec<String> = keeping::refused(cell).into_iter().collect();
    let errors = cell.diagnostics.iter().filter(|d| d["level"] == "error");
    for seen in errors.filter_map(Seen::of) {
        if said.len() == 2 {
            break;
        }
        let sentence = RULES.iter().find_map(|rule| rule(&seen, cell));
        said.extend(sentence.filter(|sentence| !said.contains(sentence)));
    }
    said
}
