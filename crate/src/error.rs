//! One error type for the whole crate.
//!
//! Every function that can refuse its input answers with a [`MathError`]. Each
//! variant carries the facts (which function, which argument, which numbers),
//! and both `Display` and `Debug` turn them into one full sentence that ends
//! with a remedy, so that a `?` in a notebook cell or an `unwrap` in a program
//! shows something a reader can act on. The sentence is said in the language of
//! the notebook: a clause given as `reason`, `rule` or `expected` stays English
//! in the value, and the catalogue translates it where it is shown.

use aimath_words::Language;
use std::fmt;

/// What went wrong, where, and what to do about it.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let error = dot(&array![1.0, 2.0], &array![1.0, 2.0, 3.0]).unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "dot: the shapes (2) and (3) do not fit together; \
///      both vectors need the same number of entries."
/// );
/// ```
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub enum MathError {
    /// Two arguments whose shapes do not conform.
    ShapeMismatch {
        /// The function that was called.
        operation: &'static str,
        /// Shape of the first argument.
        left: Vec<usize>,
        /// Shape of the second argument.
        right: Vec<usize>,
        /// What the shapes have to satisfy, as a clause.
        rule: &'static str,
    },
    /// An argument with no entries where at least one is needed.
    Empty {
        /// The function that was called.
        operation: &'static str,
        /// The argument's name.
        argument: &'static str,
    },
    /// A matrix that has to be square and is not.
    NotSquare {
        /// The function that was called.
        operation: &'static str,
        /// The argument's name.
        argument: &'static str,
        /// Rows and columns that were found.
        shape: (usize, usize),
    },
    /// A matrix that has to equal its transpose and does not.
    NotSymmetric {
        /// The function that was called.
        operation: &'static str,
        /// The argument's name.
        argument: &'static str,
        /// Row and column of the pair that differs most.
        index: (usize, usize),
        /// How far the two mirrored entries are apart.
        difference: f64,
    },
    /// A symmetric matrix with a direction that it does not stretch positively.
    NotPositiveDefinite {
        /// The function that was called.
        operation: &'static str,
        /// The argument's name.
        argument: &'static str,
        /// Index of the first leading block that fails (counted from zero).
        pivot: usize,
        /// The pivot that should have been positive.
        value: f64,
    },
    /// A matrix without an inverse.
    Singular {
        /// The function that was called.
        operation: &'static str,
        /// The argument's name.
        argument: &'static str,
        /// Index of the first column that depends on those before it.
        pivot: usize,
    },
    /// A result too large for a number to hold.
    Overflow {
        /// The function that was called.
        operation: &'static str,
    },
    /// A vector of length zero where a direction is needed.
    ZeroVector {
        /// The function that was called.
        operation: &'static str,
        /// The argument's name.
        argument: &'static str,
    },
    /// A NaN or an infinity among the entries of an argument.
    NotFinite {
        /// The function that was called.
        operation: &'static str,
        /// The argument's name.
        argument: &'static str,
        /// Position of the first such entry (empty for a plain number).
        index: Vec<usize>,
        /// The entry itself.
        value: f64,
    },
    /// A number outside the range that a parameter allows.
    OutOfRange {
        /// The function that was called.
        operation: &'static str,
        /// The argument's name.
        argument: &'static str,
        /// The number that was given.
        value: f64,
        /// The range that is allowed, as a phrase such as "a number in [0, 1]".
        expected: &'static str,
    },
    /// Weights that should be a probability distribution and are not.
    NotADistribution {
        /// The function that was called.
        operation: &'static str,
        /// The argument's name.
        argument: &'static str,
        /// The sum of the entries.
        sum: f64,
        /// The smallest entry.
        smallest: f64,
    },
    /// An iteration that used up its steps before it settled.
    NotConverged {
        /// The function that was called.
        operation: &'static str,
        /// How many steps were taken.
        iterations: usize,
    },
    /// Anything else that makes an argument unusable, in words.
    InvalidArgument {
        /// The function that was called.
        operation: &'static str,
        /// The argument's name.
        argument: &'static str,
        /// What is wrong and what would be right, as a clause.
        reason: String,
    },
}

/// `(3, 2)` for a matrix, `(3)` for a vector.
fn shape(sizes: &[usize]) -> String {
    let sizes: Vec<String> = sizes.iter().map(usize::to_string).collect();
    format!("({})", sizes.join(", "))
}

/// The sentence, in the language of the notebook.
impl fmt::Display for MathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let language = Language::current();
        f.write_str(&match self {
            Self::ShapeMismatch { operation, left, right, rule } => tr!(in language;
                "{operation}: the shapes {left} and {right} do not fit together; {rule}.",
                operation, left = shape(left), right = shape(right),
                rule = language.rephrase(rule)),
            Self::Empty { operation, argument } => tr!(in language;
                "{operation}: `{argument}` is empty; give it at least one entry.",
                operation, argument = named(language, argument)),
            Self::NotSquare { operation, argument, shape: (rows, columns) } => tr!(in language;
                "{operation}: `{argument}` has {rows} rows and {columns} columns; \
                 it must be square.",
                operation, argument = named(language, argument), rows, columns),
            Self::NotSymmetric { operation, argument, index: (i, j), difference } => {
                tr!(in language;
                    "{operation}: `{argument}` is not symmetric: the entries ({i}, {j}) and \
                     ({j}, {i}) differ by {difference}; pass (A + Aᵀ)/2 if that is rounding, \
                     or use the function for general matrices.",
                    operation, argument = named(language, argument), i, j, difference = format!("{difference:e}"))
            }
            Self::NotPositiveDefinite { operation, argument, pivot, value } => tr!(in language;
                "{operation}: `{argument}` is not positive definite: pivot {pivot} is {value}, \
                 and it must be clearly above zero; check the data for dependent columns or add \
                 a small multiple of the identity.",
                operation, argument = named(language, argument), pivot, value = format!("{value:e}").replace("e0", "")),
            Self::Singular { operation, argument, pivot } => tr!(in language;
                "{operation}: `{argument}` is singular: column {pivot} is a combination of the \
                 columns before it, so no inverse exists; `pinv` and `lstsq` still have an answer.",
                operation, argument = named(language, argument), pivot),
            Self::Overflow { operation } => tr!(in language;
                "{operation}: a value on the way to the result is beyond the largest f64, about \
                 1.8e308; divide the input by its largest entry first and scale the answer back, \
                 or work with logarithms.",
                operation),
            Self::ZeroVector { operation, argument } => tr!(in language;
                "{operation}: `{argument}` is the zero vector, which has no direction; \
                 leave it out or pass a vector with a nonzero entry.",
                operation, argument = named(language, argument)),
            Self::NotFinite { operation, argument, index, value } if index.is_empty() => {
                tr!(in language;
                    "{operation}: `{argument}` is {value}; it must be a finite number.",
                    operation, argument = named(language, argument), value)
            }
            Self::NotFinite { operation, argument, index, value } => tr!(in language;
                "{operation}: `{argument}` holds {value} at position {index}; \
                 every entry must be finite, so remove or replace it first.",
                operation, argument = named(language, argument), value, index = shape(index)),
            Self::OutOfRange { operation, argument, value, expected } => tr!(in language;
                "{operation}: `{argument}` is {value}, but it must be {expected}.",
                operation, argument = named(language, argument), value = as_given(*value), expected = language.rephrase(expected)),
            Self::NotADistribution { operation, argument, sum, smallest } => tr!(in language;
                "{operation}: `{argument}` is not a probability distribution: its entries sum to \
                 {sum} and the smallest is {smallest}; they must be nonnegative and sum to 1, so \
                 divide them by their sum first.",
                operation, argument = named(language, argument), sum, smallest),
            Self::NotConverged { operation, iterations } => tr!(in language;
                "{operation}: no convergence after {iterations} iterations; allow more of them, \
                 loosen the tolerance, or start somewhere else.",
                operation, iterations),
            Self::InvalidArgument { operation, argument, reason } => tr!(in language;
                "{operation}: `{argument}` {reason}.",
                operation, argument = named(language, argument), reason = language.rephrase(reason)),
        })
    }
}

/// What an argument is called: its own name, or in the notebook's language what it is.
fn named(language: Language, argument: &'static str) -> &'static str {
    if argument.contains(' ') { language.say(argument) } else { argument }
}

/// The same sentence as `Display`, because a failed `unwrap` shows this one.
impl fmt::Debug for MathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for MathError {}

/// A number as the caller would write it. From 2⁵³ on and below a millionth in powers of ten:
/// written out, 1e300 has 301 digits, and a count has more of them than an f64 holds.
fn as_given(value: f64) -> String {
    let size = value.abs();
    if size == 0.0 || (1e-6..9_007_199_254_740_992.0).contains(&size) || !size.is_finite() {
        value.to_string()
    } else {
        format!("{value:e}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_and_its_clauses_are_in_the_language_of_the_notebook() {
        let errors = [
            MathError::ShapeMismatch {
                operation: "dot",
                left: vec![2],
                right: vec![3],
                rule: "both vectors need the same number of entries",
            },
            MathError::OutOfRange {
                operation: "ridge",
                argument: "lambda",
                value: -1.0,
                expected: "zero or a positive finite number",
            },
            MathError::Empty { operation: "fit", argument: "the number of examples" },
        ];
        for language in Language::all().filter(|language| *language != Language::ENGLISH) {
            for error in &errors {
                let (english, said) = (error.to_string(), language.with(|| error.to_string()));
                assert!(!english.contains("{") && !said.contains("{"), "{said}");
                let shared = |word: &&str| word.len() > 3 && word.chars().all(char::is_alphabetic);
                for word in english.split_whitespace().filter(shared) {
                    assert!(!said.contains(word), "{word} is still in {said}");
                }
            }
        }
    }

    #[test]
    fn a_number_out_of_range_is_named_with_the_digits_that_it_has() {
        let named = [(0.25, "0.25"), (-0.0, "-0"), (1e300, "1e300"), (5e-324, "5e-324")];
        let counts = [(2.0_f64.powi(64), "1.8446744073709552e19"), (f64::INFINITY, "inf")];
        for (value, expected) in named.into_iter().chain(counts) {
            assert_eq!(as_given(value), expected);
        }
    }
}
