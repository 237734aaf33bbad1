//! Reading the project's own files.
//!
//! They are comma-separated without quoting and were checked when they were
//! made, so splitting at the commas is all it takes; a CSV library would be one
//! more crate for each reader's kernel to load. The numbers in them are fixed
//! when this crate is compiled, and its tests read all of them.

use std::str::FromStr;

/// The lines below the header, each as its fields.
pub(super) fn rows(file: &str) -> impl Iterator<Item = std::str::Split<'_, char>> {
    file.lines().skip(1).map(|line| line.split(','))
}

/// The next field, read as a `T`.
pub(super) fn next<'a, T: FromStr>(fields: &mut impl Iterator<Item = &'a str>) -> T {
    let field = fields.next().expect("a line of a data file has all its fields");
    number(field)
}

/// A field read as a `T`.
pub(super) fn number<T: FromStr>(field: &str) -> T {
    match field.parse() {
        Ok(value) => value,
        Err(_) => unreachable!("the data files hold {field:?} where a number belongs"),
    }
}
