//! The data sets the notebooks use: small, real, and always at hand.
//!
//! | function | what | size |
//! | --- | --- | --- |
//! | [`digits`] | handwritten digits as pictures of 8 × 8 pixels | 1,797 × 64 |
//! | [`iris`] | four measurements of flowers of three species | 150 × 4 |
//! | [`diabetes`] | ten measurements of patients and how their illness went on | 442 × 10 |
//! | [`photograph`] | a cat's face in shades of grey | 128 × 128 |
//! | [`embeddings`] | English words and sentences as vectors of a language model | 44 × 384 |
//! | [`prose_english`], [`prose_korean`] | sentences of this book, to train a language model on | 180,000 and 110,000 characters |
//!
//! The files lie in `crate/data` as plain text, each with its source and its
//! licence in the README there and with the script that made it. They are part
//! of the compiled library, so a call works in any folder and without a network,
//! and it cannot fail; it reads the text anew each time, which takes a few
//! milliseconds. Rows are examples and columns are features, as everywhere in
//! this crate.

mod diabetes;
mod digits;
mod embeddings;
mod iris;
mod photograph;
mod prose;
mod table;

pub use diabetes::{Diabetes, diabetes};
pub use digits::{Digits, digits};
pub use embeddings::{Embeddings, embeddings};
pub use iris::{Iris, iris};
pub use photograph::photograph;
pub use prose::{prose_english, prose_korean};
