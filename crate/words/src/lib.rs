//! What the book says to a reader, in the reader's language.
//!
//! The code speaks English, and an English sentence is its own key, as in
//! gettext. A catalogue `crate/words/locales/<tag>.po` holds the sentences of one
//! other language; a translator opens it in Poedit or any text editor and
//! needs no Rust. `build.rs` turns the catalogues into sorted tables, so
//! nothing is read or parsed when a notebook runs.
//!
//! * [`tr!`] says a sentence: `tr!("rank {k} of {n}", k, n = a.ncols())`.
//! * [`msg!`] marks a sentence that is said later, by [`Language::say`].
//! * [`Language::rephrase`] translates a finished sentence by the template
//!   that it was made from: what an error's `reason` needs.
//!
//! `cargo book sync` puts new sentences into the catalogues, and `cargo book
//! check` names those that are missing, no longer said, or whose placeholders
//! differ from the English.

mod language;
mod template;

pub use language::Language;
pub use template::{fill, fits};

/// Says a sentence in the language of the moment, or in a given one.
///
/// Without arguments it is a `&'static str`, with arguments a `String`. The
/// placeholders are names, with a sign and a number of decimals if wanted
/// (`{x}`, `{x:.2}`, `{x:+.1}`), and each must be among the arguments: this is
/// checked at compile time.
///
/// # Examples
///
/// ```
/// use aimath_words::{Language, tr};
///
/// let k = 2;
/// assert_eq!(tr!("rank {k} of {n}", k, n = 5), "rank 2 of 5");
/// assert_eq!(tr!(in Language::ENGLISH; "loss {x:.2}", x = 0.125), "loss 0.12");
/// ```
#[macro_export]
macro_rules! tr {
    (in $language:expr; $english:literal $(,)?) => {{
        const { assert!($crate::fits($english, &[]), "a placeholder without its argument") };
        $crate::Language::say($language, $english)
    }};
    (in $language:expr; $english:literal, $($arguments:tt)+) => {
        $crate::tr!(@named $language; $english; []; $($arguments)+)
    };
    (@named $language:expr; $english:literal; [$($done:tt)*]; $name:ident = $value:expr $(, $($rest:tt)*)?) => {
        $crate::tr!(@named $language; $english; [$($done)* ($name, $value)]; $($($rest)*)?)
    };
    (@named $language:expr; $english:literal; [$($done:tt)*]; $name:ident $(, $($rest:tt)*)?) => {
        $crate::tr!(@named $language; $english; [$($done)* ($name, $name)]; $($($rest)*)?)
    };
    (@named $language:expr; $english:literal; [$(($name:ident, $value:expr))*];) => {{
        const {
            assert!(
                $crate::fits($english, &[$(stringify!($name)),*]),
                "placeholders and arguments differ, or a format is none of {{x}}, {{x:.2}}, {{x:+.1}}"
            )
        };
        $crate::fill(
            $crate::Language::say($language, $english),
            &[$((stringify!($name), &$value as &dyn ::std::fmt::Display)),*],
        )
    }};
    ($english:literal $($rest:tt)*) => {
        $crate::tr!(in $crate::Language::current(); $english $($rest)*)
    };
}

/// Marks a sentence that is translated where it is shown; it stays English here.
///
/// # Examples
///
/// ```
/// assert_eq!(aimath_words::msg!("a number in [0, 1]"), "a number in [0, 1]");
/// ```
#[macro_export]
macro_rules! msg {
    ($english:literal $(,)?) => {
        $english
    };
}
