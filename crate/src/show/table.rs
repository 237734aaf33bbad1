//! Tables: rows under headings.

use super::number::{self, Number};
use super::{Shown, escape};

/// One cell of a table, made from a number, a word or a truth value.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell(Content);

#[derive(Clone, Debug, PartialEq)]
enum Content {
    Number(f64),
    Whole(i128),
    Word(String),
}

impl From<f64> for Cell {
    fn from(value: f64) -> Cell {
        Cell(Content::Number(value))
    }
}

impl From<&f64> for Cell {
    fn from(value: &f64) -> Cell {
        Cell::from(*value)
    }
}

macro_rules! whole_cells {
    ($($type:ty)*) => {$(
        impl From<$type> for Cell {
            fn from(value: $type) -> Cell {
                Cell(Content::Whole(value as i128))
            }
        }
    )*};
}
whole_cells!(u8 u16 u32 u64 usize i8 i16 i32 i64 isize);

impl From<bool> for Cell {
    fn from(value: bool) -> Cell {
        Cell(Content::Word(value.to_string()))
    }
}

impl From<&str> for Cell {
    fn from(value: &str) -> Cell {
        Cell(Content::Word(value.to_string()))
    }
}

impl From<String> for Cell {
    fn from(value: String) -> Cell {
        Cell(Content::Word(value))
    }
}

/// Anything that is shown without lines of its own, such as a short vector.
impl From<Shown> for Cell {
    fn from(value: Shown) -> Cell {
        Cell(Content::Word(value.plain()))
    }
}

/// A row of a table: a tuple, an array or a list of cells.
pub trait Row {
    /// The cells from left to right.
    fn cells(self) -> Vec<Cell>;
}

impl<T: Into<Cell>> Row for Vec<T> {
    fn cells(self) -> Vec<Cell> {
        self.into_iter().map(Into::into).collect()
    }
}

impl<T: Into<Cell>, const N: usize> Row for [T; N] {
    fn cells(self) -> Vec<Cell> {
        self.into_iter().map(Into::into).collect()
    }
}

/// Rows can be lent, so that a cell can show them and keep them.
impl<T: Row + Clone> Row for &T {
    fn cells(self) -> Vec<Cell> {
        self.clone().cells()
    }
}

macro_rules! tuple_rows {
    ($(($($name:ident)*))*) => {$(
        impl<$($name: Into<Cell>),*> Row for ($($name,)*) {
            fn cells(self) -> Vec<Cell> {
                #[allow(non_snake_case)] // the type parameters name the values too
                let ($($name,)*) = self;
                vec![$($name.into()),*]
            }
        }
    )*};
}
tuple_rows!((A)(A B)(A B C)(A B C D)(A B C D E)(A B C D E F)(A B C D E F G)(A B C D E F G H));

/// Rows under headings.
///
/// Numbers are aligned at their decimal points, words at the left. A table of
/// more than 24 rows shows the first and the last ten. A row that is too short
/// is filled with empty cells.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let norms = table(&["norm", "value"], [("L1", 8.0), ("L2", 26.0_f64.sqrt())]);
/// assert_eq!(norms.to_string(), "norm    value\n─────────────\nL1    8\nL2    5.09902");
/// ```
pub fn table<R: Row>(headings: &[&str], rows: impl IntoIterator<Item = R>) -> Shown {
    lay_out(headings, rows.into_iter().map(Row::cells).collect())
}

/// A cell as characters: before the decimal point and from it on.
struct Written {
    left: String,
    right: String,
    kind: Kind,
}

enum Kind {
    Word,
    Whole,
    Number(Number),
}

impl Written {
    fn is_number(&self) -> bool {
        !matches!(self.kind, Kind::Word)
    }

    /// Digits after the point that stand in line with those of other cells.
    fn decimals(&self) -> usize {
        match &self.kind {
            Kind::Number(number) if !number.has_exponent() => number.decimals(),
            _ => 0,
        }
    }
}

fn write(cell: &Cell) -> Written {
    let (left, right, kind) = match &cell.0 {
        Content::Number(value) => {
            let number = number::scalar(*value);
            (number.before_point(), number.after_whole(), Kind::Number(number))
        }
        Content::Whole(value) => (value.to_string(), String::new(), Kind::Whole),
        Content::Word(word) => (word.clone(), String::new(), Kind::Word),
    };
    Written { left, right, kind }
}

/// The part of [`table`] that does not depend on the rows' type.
fn lay_out(headings: &[&str], rows: Vec<Vec<Cell>>) -> Shown {
    const MOST: usize = 24;
    const ENDS: usize = 10;
    let total = rows.len();
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default().max(headings.len());
    let skipped = |i: usize| total > MOST && i >= ENDS && i < total - ENDS;

    let mut lines: Vec<Option<Vec<Written>>> = Vec::new();
    for (i, row) in rows.iter().enumerate() {
        if skipped(i) {
            if i == ENDS {
                lines.push(None);
            }
            continue;
        }
        let mut cells: Vec<Written> = row.iter().map(write).collect();
        let empty = Cell(Content::Word(String::new()));
        cells.resize_with(columns, || write(&empty));
        lines.push(Some(cells));
    }

    let column = |j: usize| lines.iter().flatten().map(move |row| &row[j]);
    let numeric: Vec<bool> = (0..columns)
        .map(|j| {
            column(j).all(|cell| cell.is_number() || cell.left.is_empty())
                && column(j).any(Written::is_number)
        })
        .collect();
    let width = |text: &str| text.chars().map(|c| if wide(c) { 2 } else { 1 }).sum::<usize>();
    let left: Vec<usize> = (0..columns)
        .map(|j| column(j).map(|cell| width(&cell.left)).max().unwrap_or_default())
        .collect();
    let right: Vec<usize> = (0..columns)
        .map(|j| column(j).map(|cell| width(&cell.right)).max().unwrap_or_default())
        .collect();
    let heading = |j: usize| headings.get(j).copied().unwrap_or_default();
    let full: Vec<usize> =
        (0..columns).map(|j| (left[j] + right[j]).max(width(heading(j)))).collect();
    let pad = |text: &str, to: usize, at_left: bool| {
        let space = " ".repeat(to.saturating_sub(width(text)));
        if at_left { format!("{space}{text}") } else { format!("{text}{space}") }
    };

    // Plain text.
    let mut plain: Vec<String> = Vec::new();
    let line = |cells: Vec<String>| cells.join("  ").trim_end().to_string();
    plain.push(line((0..columns).map(|j| pad(heading(j), full[j], numeric[j])).collect()));
    plain.push("─".repeat(full.iter().sum::<usize>() + 2 * columns.saturating_sub(1)));
    for row in &lines {
        let Some(row) = row else {
            plain.push(format!("⋮  ({total})"));
            continue;
        };
        plain.push(line(
            row.iter()
                .enumerate()
                .map(|(j, cell)| {
                    if numeric[j] {
                        let text =
                            pad(&cell.left, left[j], true) + &pad(&cell.right, right[j], false);
                        pad(&text, full[j], true)
                    } else {
                        pad(&format!("{}{}", cell.left, cell.right), full[j], false)
                    }
                })
                .collect(),
        ));
    }

    // The page. The theme colours it; the alignment is all that is said here.
    const AT_RIGHT: &str = " style=\"text-align:right;font-variant-numeric:tabular-nums\"";
    const AT_LEFT: &str = " style=\"text-align:left\"";
    let style = |j: usize| if numeric[j] { AT_RIGHT } else { AT_LEFT };
    let decimals: Vec<usize> =
        (0..columns).map(|j| column(j).map(Written::decimals).max().unwrap_or_default()).collect();
    let mut html = String::from("<table>\n<thead><tr>");
    for j in 0..columns {
        html += &format!("<th{}>{}</th>", style(j), escape(heading(j)));
    }
    html += "</tr></thead>\n<tbody>\n";
    for row in &lines {
        html += "<tr>";
        match row {
            None => html += &format!("<td colspan=\"{columns}\"{AT_LEFT}>⋮ ({total})</td>"),
            Some(row) => {
                for (j, cell) in row.iter().enumerate() {
                    html += &format!(
                        "<td{}>{}</td>",
                        style(j),
                        page_cell(cell, decimals[j], numeric[j])
                    );
                }
            }
        }
        html += "</tr>\n";
    }
    html += "</tbody>\n</table>";
    Shown::page(plain.join("\n"), html)
}

/// A cell of the page; spaces as wide as digits keep the points below one another.
fn page_cell(cell: &Written, decimals: usize, numeric: bool) -> String {
    let text = match &cell.kind {
        Kind::Word => return escape(&cell.left),
        Kind::Whole => cell.left.replace('-', "−"),
        Kind::Number(number) if number.has_exponent() => return number.html(),
        Kind::Number(number) => number.html(),
    };
    let own = cell.decimals();
    if !numeric || own >= decimals {
        return text;
    }
    let point = if own == 0 { "\u{2008}" } else { "" };
    format!("{text}{point}{}", "\u{2007}".repeat(decimals - own))
}

/// Whether a character takes two columns of a terminal (Korean and its neighbours).
fn wide(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{115F}' | '\u{2E80}'..='\u{A4CF}' | '\u{AC00}'..='\u{D7A3}' | '\u{F900}'..='\u{FAFF}' | '\u{FF00}'..='\u{FF60}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lent_rows_look_like_given_ones() {
        let rows = vec![("a", 1.5), ("b", 2.0)];
        assert_eq!(table(&["name", "value"], &rows), table(&["name", "value"], rows));
    }

    #[test]
    fn columns_of_numbers_are_aligned_and_pages_name_no_colour() {
        let shown = table(
            &["이름", "n", "value"],
            [("가나", 1797_usize, 0.5), ("b", 10, -12.0), ("<c>", 3, 1.0 / 3.0)],
        );
        assert_eq!(
            shown.plain(),
            "이름     n       value\n\
             ──────────────────────\n\
             가나  1797    0.5\n\
             b       10  -12\n\
             <c>      3    0.333333"
        );
        let html = shown.html().unwrap();
        assert!(html.contains("&lt;c&gt;") && html.contains(">1797<") && html.contains("−12"));
        assert!(!html.contains("color") && !html.contains('#'));
    }

    #[test]
    fn ragged_and_empty_tables_do_not_break() {
        let shown = table(&["a"], [vec![1.0, 2.0], vec![]]);
        assert_eq!(shown.html().unwrap().matches("<td").count(), 4);
        let none: [(f64, f64); 0] = [];
        assert_eq!(table(&["a", "b"], none).plain(), "a  b\n────");
    }

    #[test]
    fn long_tables_are_abridged() {
        let shown = table(&["k"], (0..1000_usize).map(|k| (k,)));
        assert_eq!(shown.plain().lines().count(), 2 + 10 + 1 + 10);
        assert!(shown.plain().contains("⋮  (1000)"));
    }
}
