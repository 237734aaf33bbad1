//! One error type for the whole crate.
//!
//! Every function that can refuse its input answers with a [`MathError`]. Each
//! variant carries the facts (which function, which argument, which numbers),
//! and both `Display` and `Debug` turn them into one full sentence that ends
//! with a remedy, so that a `?` in a notebook cell or an `unwrap` in a program
//! shows something a reader can act on.

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

impl fmt::Display for MathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ShapeMismatch { operation, left, right, rule } => write!(
                f,
                "{operation}: the shapes {} and {} do not fit together; {rule}.",
                shape(left),
                shape(right)
            ),
            Self::Empty { operation, argument } => {
                write!(f, "{operation}: `{argument}` is empty; give it at least one entry.")
            }
            Self::NotSquare { operation, argument, shape: (rows, columns) } => write!(
                f,
                "{operation}: `{argument}` has {rows} rows and {columns} columns; \
                 it must be square."
            ),
            Self::NotSymmetric { operation, argument, index: (i, j), difference } => write!(
                f,
                "{operation}: `{argument}` is not symmetric: the entries ({i}, {j}) and \
                 ({j}, {i}) differ by {difference:e}; pass (A + Aᵀ)/2 if that is rounding, \
                 or use the function for general matrices."
            ),
            Self::NotPositiveDefinite { operation, argument, pivot, value } => write!(
                f,
                "{operation}: `{argument}` is not positive definite: pivot {pivot} is {value:e}, \
                 and it must be clearly above zero; check the data for dependent columns or add \
                 a small multiple of the identity."
            ),
            Self::Singular { operation, argument, pivot } => write!(
                f,
                "{operation}: `{argument}` is singular: column {pivot} is a combination of the \
                 columns before it, so no inverse exists; `pinv` and `lstsq` still have an answer."
            ),
            Self::Overflow { operation } => write!(
                f,
                "{operation}: a value on the way to the result is beyond the largest f64, about \
                 1.8e308; divide the input by its largest entry first and scale the answer back, \
                 or work with logarithms."
            ),
            Self::ZeroVector { operation, argument } => write!(
                f,
                "{operation}: `{argument}` is the zero vector, which has no direction; \
                 leave it out or pass a vector with a nonzero entry."
            ),
            Self::NotFinite { operation, argument, index, value } => {
                if index.is_empty() {
                    write!(f, "{operation}: `{argument}` is {value}; it must be a finite number.")
                } else {
                    write!(
                        f,
                        "{operation}: `{argument}` holds {value} at position {}; \
                         every entry must be finite, so remove or replace it first.",
                        shape(index)
                    )
                }
            }
            Self::OutOfRange { operation, argument, value, expected } => {
                write!(f, "{operation}: `{argument}` is {value}, but it must be {expected}.")
            }
            Self::NotADistribution { operation, argument, sum, smallest } => write!(
                f,
                "{operation}: `{argument}` is not a probability distribution: its entries sum to \
                 {sum} and the smallest is {smallest}; they must be nonnegative and sum to 1, so \
                 divide them by their sum first."
            ),
            Self::NotConverged { operation, iterations } => write!(
                f,
                "{operation}: no convergence after {iterations} iterations; allow more of them, \
                 loosen the tolerance, or start somewhere else."
            ),
            Self::InvalidArgument { operation, argument, reason } => {
                write!(f, "{operation}: `{argument}` {reason}.")
            }
        }
    }
}

/// The same sentence as `Display`, because a failed `unwrap` shows this one.
impl fmt::Debug for MathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for MathError {}
