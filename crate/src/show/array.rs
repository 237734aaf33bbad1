//! Vectors and matrices.
//!
//! The generic part only collects entries; everything that turns them into
//! characters is compiled once, here, and not again in every cell.

use super::number::{Number, Style};
use super::{Show, Shown};
use ndarray::{ArrayBase, ArrayRef, Data, Dimension, Ix0, Ix1, Ix2, Ix3};
use num_complex::Complex64;

/// What an array may hold to be shown.
pub trait Entry: Sized {
    /// The entries as characters, in one style.
    fn write(entries: &[&Self]) -> Vec<Written>;
}

/// One entry of an array, as characters.
#[derive(Clone, Debug, Default)]
pub struct Written {
    /// Plain text before the decimal point.
    left: String,
    /// Plain text from the decimal point on.
    right: String,
    latex: String,
    /// Digits after the point, where they can be aligned.
    decimals: Option<usize>,
}

impl Written {
    fn number(number: &Number) -> Written {
        Written {
            left: number.before_point(),
            right: number.after_whole(),
            latex: number.latex(),
            decimals: (!number.has_exponent()).then(|| number.decimals()),
        }
    }

    fn word(word: String) -> Written {
        let latex = format!(r"\text{{{}}}", super::escape_text(&word));
        Written { left: word, latex, ..Written::default() }
    }

    fn plain(&self) -> String {
        format!("{}{}", self.left, self.right)
    }
}

impl Entry for f64 {
    fn write(entries: &[&f64]) -> Vec<Written> {
        let style = Style::of_array(entries.iter().map(|v| **v));
        entries.iter().map(|v| Written::number(&style.write(**v))).collect()
    }
}

impl Entry for Complex64 {
    fn write(entries: &[&Complex64]) -> Vec<Written> {
        let style = Style::of_array(entries.iter().flat_map(|z| [z.re, z.im]));
        entries.iter().map(|z| complex(&style.write(z.re), &style.write(z.im))).collect()
    }
}

/// `3 + 2i`, and only the part that is not zero.
fn complex(re: &Number, im: &Number) -> Written {
    if im.is_zero() {
        return Written::number(re);
    }
    let size = im.clone().unsigned();
    let times_i = |digits: String| if digits == "1" { "i".to_string() } else { digits + "i" };
    let (plain, latex) = (times_i(size.plain()), times_i(size.latex()));
    let (left, latex) = match (re.is_zero(), im.is_negative()) {
        (true, false) => (plain, latex),
        (true, true) => (format!("-{plain}"), format!("-{latex}")),
        (false, false) => {
            (format!("{} + {plain}", re.plain()), format!("{} + {latex}", re.latex()))
        }
        (false, true) => (format!("{} - {plain}", re.plain()), format!("{} - {latex}", re.latex())),
    };
    Written { left, latex, ..Written::default() }
}

impl Show for Complex64 {
    fn shown(&self) -> Shown {
        // The length of a finite number may be beyond the largest f64, and beside an
        // infinity the other part alone decides about its digits.
        let size = match (self.re.is_finite(), self.im.is_finite()) {
            (true, true) => self.norm().min(f64::MAX),
            (true, false) => self.re.abs(),
            _ => self.im.abs(),
        };
        let style = Style::of_scalar(size);
        let written = complex(&style.write(self.re), &style.write(self.im));
        Shown::scalar(written.plain(), written.latex)
    }
}

macro_rules! entries_as_they_print {
    ($($type:ty)*) => {$(
        impl Entry for $type {
            fn write(entries: &[&$type]) -> Vec<Written> {
                let number = |v: &&$type| {
                    Written { left: v.to_string(), latex: v.to_string(), decimals: Some(0), ..Written::default() }
                };
                entries.iter().map(number).collect()
            }
        }
    )*};
}
entries_as_they_print!(u8 u16 u32 u64 usize i8 i16 i32 i64 isize);

impl Entry for f32 {
    fn write(entries: &[&f32]) -> Vec<Written> {
        let values: Vec<f64> =
            entries.iter().map(|v| v.to_string().parse().unwrap_or(f64::from(**v))).collect();
        f64::write(&values.iter().collect::<Vec<_>>())
    }
}

impl Entry for bool {
    fn write(entries: &[&bool]) -> Vec<Written> {
        entries.iter().map(|v| Written::word(v.to_string())).collect()
    }
}

impl Entry for String {
    fn write(entries: &[&String]) -> Vec<Written> {
        entries.iter().map(|v| Written::word(v.to_string())).collect()
    }
}

impl Entry for &str {
    fn write(entries: &[&&str]) -> Vec<Written> {
        entries.iter().map(|v| Written::word(v.to_string())).collect()
    }
}

/// An array of any supported number of axes.
trait Axes: Dimension {
    fn show<T: Entry>(array: &ArrayRef<T, Self>) -> Shown;
}

impl Axes for Ix0 {
    fn show<T: Entry>(array: &ArrayRef<T, Ix0>) -> Shown {
        let entries: Vec<&T> = array.iter().collect();
        let written = T::write(&entries);
        Shown::scalar(written[0].plain(), written[0].latex.clone())
    }
}

impl Axes for Ix1 {
    fn show<T: Entry>(array: &ArrayRef<T, Ix1>) -> Shown {
        let kept = kept(array.len(), 12);
        let entries: Vec<&T> = kept.iter().flatten().map(|&i| &array[i]).collect();
        vector(array.len(), &kept, &T::write(&entries))
    }
}

impl Axes for Ix2 {
    fn show<T: Entry>(array: &ArrayRef<T, Ix2>) -> Shown {
        let (rows, columns) = (kept(array.nrows(), 10), kept(array.ncols(), 10));
        let entries: Vec<&T> = rows
            .iter()
            .flatten()
            .flat_map(|&i| columns.iter().flatten().map(move |&j| &array[[i, j]]))
            .collect();
        matrix(array.dim(), &rows, &columns, &T::write(&entries))
    }
}

impl Axes for Ix3 {
    fn show<T: Entry>(array: &ArrayRef<T, Ix3>) -> Shown {
        let slices = kept(array.dim().0, 4).into_iter().flatten();
        let slice = |k: usize| {
            super::show(&format!("[{k}]"), &Ix2::show(&array.index_axis(ndarray::Axis(0), k)))
        };
        let mut parts: Vec<Shown> = slices.map(slice).collect();
        let (a, b, c) = array.dim();
        parts.insert(0, size(&[a, b, c]));
        Shown::group(parts)
    }
}

impl<T: Entry, S: Data<Elem = T>, D: Axes> Show for ArrayBase<S, D> {
    fn shown(&self) -> Shown {
        D::show(self)
    }
}

impl<T: Entry, D: Axes> Show for ArrayRef<T, D> {
    fn shown(&self) -> Shown {
        D::show(self)
    }
}

/// Which of `n` positions are shown; `None` stands for the gap.
pub(crate) fn kept(n: usize, most: usize) -> Vec<Option<usize>> {
    if n <= most {
        return (0..n).map(Some).collect();
    }
    (0..3).map(Some).chain([None]).chain((n - 3..n).map(Some)).collect()
}

/// (1797 × 64)
fn size(sizes: &[usize]) -> Shown {
    let join = |times: &str| sizes.iter().map(usize::to_string).collect::<Vec<_>>().join(times);
    Shown::formula(format!("({})", join(" × ")), format!("({})", join(r" \times ")))
}

/// (3, −4, 1)
fn vector(n: usize, kept: &[Option<usize>], entries: &[Written]) -> Shown {
    let mut plain = Vec::new();
    let mut latex = Vec::new();
    let mut entries = entries.iter();
    for position in kept {
        match position.and_then(|_| entries.next()) {
            Some(entry) => {
                plain.push(entry.plain());
                // The braces keep TeX from taking the sign of −4 for a subtraction.
                latex.push(format!("{{{}}}", entry.latex));
            }
            None => {
                plain.push("…".into());
                latex.push(r"\ldots".into());
            }
        }
    }
    let plain = format!("({})", plain.join(", "));
    let latex = format!(r"\left({}\right)", latex.join(r",\ "));
    if kept.contains(&None) {
        return Shown::formula(format!("{plain}  (n = {n})"), format!(r"{latex} \quad (n = {n})"));
    }
    Shown::formula(plain, latex)
}

/// Rows in square brackets, the columns aligned at their decimal points.
fn matrix(
    (m, n): (usize, usize),
    rows: &[Option<usize>],
    columns: &[Option<usize>],
    entries: &[Written],
) -> Shown {
    if m == 0 || n == 0 {
        return Shown::formula(
            format!("[]  ({m} × {n})"),
            format!(r"\left[\;\right] \quad ({m} \times {n})"),
        );
    }
    let shown_columns = columns.iter().flatten().count();
    let column = |j: usize| entries.iter().skip(j).step_by(shown_columns);
    let widest = |j: usize, part: fn(&Written) -> &str| {
        column(j).map(|e| part(e).chars().count()).max().unwrap_or_default()
    };
    let widths: Vec<(usize, usize)> =
        (0..shown_columns).map(|j| (widest(j, |e| &e.left), widest(j, |e| &e.right))).collect();
    let decimals: Vec<usize> = (0..shown_columns)
        .map(|j| column(j).filter_map(|e| e.decimals).max().unwrap_or(0))
        .collect();

    let (mut plain, mut latex) = (Vec::new(), Vec::new());
    let mut row_entries = entries.chunks(shown_columns);
    for row in rows {
        let row = row.and_then(|_| row_entries.next());
        let (mut cells, mut tex) = (Vec::new(), Vec::new());
        let mut at = 0;
        for position in columns {
            let (left, right) = if position.is_some() { widths[at] } else { (1, 0) };
            let (cell, tex_cell) = match (row, position) {
                (Some(row), Some(_)) => {
                    let e = &row[at];
                    (format!("{:>left$}{:<right$}", e.left, e.right), aligned(e, decimals[at]))
                }
                (Some(_), None) => ("…".into(), r"\cdots".into()),
                (None, Some(_)) => (format!("{:>left$}{:right$}", "⋮", ""), r"\vdots".into()),
                (None, None) => ("⋱".into(), r"\ddots".into()),
            };
            at += usize::from(position.is_some());
            cells.push(cell);
            tex.push(tex_cell);
        }
        plain.push(cells.join("  "));
        latex.push(tex.join(" & "));
    }
    let last = plain.len() - 1;
    let bracket = |i: usize| match (i, last) {
        (_, 0) => ('[', ']'),
        (0, _) => ('⎡', '⎤'),
        (i, last) if i == last => ('⎣', '⎦'),
        _ => ('⎢', '⎥'),
    };
    let lines = plain.iter().enumerate().map(|(i, row)| {
        let (open, close) = bracket(i);
        format!("{open} {row} {close}")
    });
    let mut plain = lines.collect::<Vec<_>>().join("\n");
    let mut latex = format!(
        r"\left[\,\begin{{array}}{{{}}} {} \end{{array}}\,\right]",
        "r".repeat(columns.len()),
        latex.join(r" \\ ")
    );
    if rows.contains(&None) || columns.contains(&None) {
        plain += &format!("  ({m} × {n})");
        latex += &format!(r" \quad ({m} \times {n})");
    }
    Shown::formula(plain, latex)
}

/// An entry with invisible digits after it, so that the points stand below one another.
fn aligned(entry: &Written, decimals: usize) -> String {
    match entry.decimals {
        Some(own) if own < decimals => {
            let point = if own == 0 { "." } else { "" };
            format!(r"{}\phantom{{{point}{}}}", entry.latex, "0".repeat(decimals - own))
        }
        _ => entry.latex.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array1, Array2, Array3, array};

    #[test]
    fn a_complex_number_whose_length_overflows_is_shown() {
        let z = Complex64::new(1.5e308, -1.5e308);
        assert_eq!(z.shown().plain(), "1.5e308 - 1.5e308i");
        assert!(Complex64::new(f64::NAN, f64::INFINITY).shown().plain().contains("NaN"));
    }

    #[test]
    fn a_matrix_is_aligned_at_its_decimal_points() {
        let a = array![[1.0, -0.5, 0.0], [1.0 / 3.0, 10.0, -0.0]];
        assert_eq!(a.shown().plain(), "⎡ 1       -0.5  0 ⎤\n⎣ 0.3333  10    0 ⎦");
        assert_eq!(
            a.shown().latex().unwrap(),
            r"\left[\,\begin{array}{rrr} 1\phantom{.0000} & -0.5 & 0 \\ 0.3333 & 10\phantom{.0} & 0 \end{array}\,\right]"
        );
    }

    #[test]
    fn large_arrays_are_abridged_with_their_size() {
        let digits = Array2::from_shape_fn((1797, 64), |(i, j)| (i * 64 + j) as f64);
        let plain = digits.shown().plain();
        assert_eq!(plain.lines().count(), 7);
        assert!(plain.ends_with("⎦  (1797 × 64)"), "{plain}");
        assert!(plain.lines().nth(3).unwrap().contains('⋱'));
        let latex = digits.shown().latex().unwrap();
        assert!(latex.ends_with(r"\quad (1797 \times 64)"));
        let v = Array1::from_shape_fn(1797, |i| i as f64);
        assert_eq!(v.shown().plain(), "(0, 1, 2, …, 1794, 1795, 1796)  (n = 1797)");
    }

    #[test]
    fn every_size_has_as_many_entries_in_every_line_as_columns() {
        for m in 1..14 {
            for n in 1..14 {
                let a = Array2::from_shape_fn((m, n), |(i, j)| i as f64 - 0.25 * j as f64);
                let shown = a.shown();
                let widths: Vec<usize> = shown
                    .plain()
                    .lines()
                    .map(|line| line.split("  (").next().unwrap().chars().count())
                    .collect();
                assert!(widths.iter().all(|w| *w == widths[0]), "{m} × {n}\n{shown}");
                let kept_columns = if n > 10 { 7 } else { n };
                let kept_rows = if m > 10 { 7 } else { m };
                let tex = shown.latex().unwrap();
                assert_eq!(tex.matches('&').count(), (kept_columns - 1) * kept_rows);
            }
        }
    }

    #[test]
    fn empty_and_thin_arrays_have_a_form() {
        assert_eq!(Array2::<f64>::zeros((0, 3)).shown().plain(), "[]  (0 × 3)");
        assert_eq!(Array1::<f64>::zeros(0).shown().plain(), "()");
        assert_eq!(array![[7.0]].shown().plain(), "[ 7 ]");
        assert_eq!(array![[1.0], [2.0]].shown().plain(), "⎡ 1 ⎤\n⎣ 2 ⎦");
    }

    #[test]
    fn views_rows_and_other_entries_show_too() {
        let a = array![[1.0, 2.0], [3.0, 4.0]];
        assert_eq!(a.row(1).shown().plain(), "(3, 4)");
        assert_eq!(a.column(0).shown().plain(), "(1, 3)");
        assert_eq!(array![1_usize, 2].shown().plain(), "(1, 2)");
        assert_eq!(array![true, false].shown().plain(), "(true, false)");
        assert_eq!(Array3::<f64>::zeros((2, 1, 1)).shown().plain().lines().count(), 3);
        assert_eq!(ndarray::arr0(2.5).shown().plain(), "2.5");
    }

    #[test]
    fn complex_numbers_show_the_parts_that_are_there() {
        let z = Complex64::new;
        let values = array![z(3.0, 2.0), z(3.0, -2.5), z(0.0, 1.0), z(0.0, -1.0), z(4.0, 1e-17)];
        assert_eq!(values.shown().plain(), "(3 + 2i, 3 - 2.5i, i, -i, 4)");
        assert_eq!(z(0.5, -0.5).shown().plain(), "0.5 - 0.5i");
        assert_eq!(
            array![[z(1.0, 1.0)]].shown().latex().unwrap(),
            r"\left[\,\begin{array}{r} 1 + i \end{array}\,\right]"
        );
    }
}
