//! How values appear in a notebook.
//!
//! A cell's last value is displayed by its `evcxr_display` method. [`Show`]
//! brings that method to numbers, strings, vectors, matrices, lists, tuples and
//! the crate's own results, so a bare `a` at the end of a cell is typeset, and
//! [`show`] puts a name in front of it: `show("A", &a)`. [`table`] sets rows
//! under headings.
//!
//! ```
//! use aimath::prelude::*;
//!
//! let a = array![[2.0, 1.0], [0.5, 10.000000000000002]];
//! assert_eq!(
//!     show("A", &a).to_string(),
//!     "A = ⎡ 2     1 ⎤\n    ⎣ 0.5  10 ⎦"
//! );
//! ```
//!
//! # What is sent to the notebook
//! Every display is one output with two forms: plain text, for terminals and
//! for whoever compares outputs, and one rich form. Mathematics is sent as
//! `text/latex`, tables as `text/html`, source code as `text/markdown`. Never
//! two rich forms at once: where both are given, JupyterLab, VS Code and
//! GitHub all take the page and drop the formula. None of the rich forms
//! names a colour for text or background, so they follow a light or a dark
//! theme. A number, a string or a truth value without a label stays plain text;
//! a sentence with a label is sent as a page, because a formula breaks no lines.
//!
//! # How it is written
//! Numbers follow four rules: whole numbers are printed whole, zeros at the
//! end stand only where digits were cut off, zero has no sign, and rounding
//! does not depend on the last bits, which differ between processors. An array
//! shows four decimals, a number on its own six significant digits. A vector
//! is a row in parentheses, (3, −4, 1), a matrix stands in square brackets.
//! More than twelve entries or ten rows or columns are abridged to the first
//! and last three, with the full size beside them.

mod array;
mod derivatives;
mod differentiation;
mod factorisation;
mod floating;
mod label;
pub(crate) mod number;
mod plain;
mod regression;
mod statistics;
mod table;

/// The languages that [`Report::text`](crate::exercise::Report::text) and the kernel choose from.
pub use aimath_words::Language;
pub use array::Entry;
pub use table::{Cell, Row, table};

use std::fmt;

/// As many letters fit a line beside one another in a notebook.
const WIDE: usize = 72;

/// A value as it will appear: made by [`show`] and [`table`], displayed when it
/// is a cell's last expression.
///
/// Its `Display` is the plain text.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    label: String,
    body: Body,
}

#[derive(Clone, Debug, PartialEq)]
enum Body {
    /// Nothing to see: `()`.
    Nothing,
    /// One number, word or truth value.
    Scalar { plain: String, latex: String },
    /// A vector or matrix; the lines of its plain text are aligned.
    Formula { plain: String, latex: String },
    /// Words that no formula holds: they break at the end of a line.
    Sentence(String),
    /// A page fragment.
    Page { plain: String, html: String },
    /// Markdown, for code.
    Markdown { plain: String, markdown: String },
    /// Several values.
    Group(Vec<Shown>),
}

/// A value that knows how it appears in a notebook.
///
/// Implement [`Show::shown`]; the method that the kernel calls comes with it.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(array![3.0, -4.0, 1.0].shown().to_string(), "(3, -4, 1)");
/// assert_eq!((2.0_f64.sqrt(), true).shown().to_string(), "1.41421, true");
/// ```
pub trait Show {
    /// The value as it appears.
    fn shown(&self) -> Shown;

    /// Sends the value to the notebook: what the kernel calls for a cell's last
    /// expression.
    fn evcxr_display(&self) {
        self.shown().send();
    }
}

/// A value with a name in front: A = …
///
/// The name may hold Unicode's indices and exponents (`Aᵀ`, `x₁`, `‖a‖₂`), and
/// `x_1` counts as an index too. A name between dollar signs is TeX.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(show("‖a‖₂", &5.0).to_string(), "‖a‖₂ = 5");
/// assert_eq!(show("a", &array![3.0, 4.0]).latex().unwrap(), r"a = \left({3},\ {4}\right)");
/// ```
pub fn show<T: Show + ?Sized>(label: &str, value: &T) -> Shown {
    let shown = value.shown();
    let body = if shown.label.is_empty() { shown.body } else { Body::Group(vec![shown]) };
    Shown { label: label.to_string(), body }
}

impl Shown {
    /// Several labelled values that belong together, such as the factors of a
    /// decomposition.
    pub fn group(parts: Vec<Shown>) -> Shown {
        Shown::from(Body::Group(parts))
    }

    /// A page fragment with its plain text.
    pub(crate) fn page(plain: String, html: String) -> Shown {
        Shown::from(Body::Page { plain, html })
    }

    /// Markdown with its plain text.
    pub(crate) fn markdown(plain: String, markdown: String) -> Shown {
        Shown::from(Body::Markdown { plain, markdown })
    }

    fn scalar(plain: String, latex: String) -> Shown {
        Shown::from(Body::Scalar { plain, latex })
    }

    fn formula(plain: String, latex: String) -> Shown {
        Shown::from(Body::Formula { plain, latex })
    }

    fn word(word: &str) -> Shown {
        if word.chars().count() > WIDE {
            return Shown::from(Body::Sentence(word.to_string()));
        }
        Shown::scalar(word.to_string(), format!(r"\text{{{}}}", escape_text(word)))
    }

    fn from(body: Body) -> Shown {
        Shown { label: String::new(), body }
    }

    /// The plain text.
    pub fn plain(&self) -> String {
        let name = label::plain(&self.label);
        match &self.body {
            Body::Nothing => name.to_string(),
            Body::Scalar { plain, .. } | Body::Formula { plain, .. } | Body::Sentence(plain) => {
                beside(name, plain)
            }
            Body::Page { plain, .. } | Body::Markdown { plain, .. } => below(name, plain),
            Body::Group(parts) => {
                let texts: Vec<String> = parts.iter().map(Shown::plain).collect();
                let short = texts.iter().all(|text| !text.contains('\n'))
                    && parts.iter().all(|part| part.label.is_empty());
                below(name, &texts.join(if short { ", " } else { "\n" }))
            }
        }
    }

    /// The formula in TeX without its dollar signs, unless this is a page.
    pub fn latex(&self) -> Option<String> {
        let body = match &self.body {
            Body::Nothing => String::new(),
            Body::Scalar { latex, .. } | Body::Formula { latex, .. } => latex.clone(),
            Body::Sentence(_) | Body::Page { .. } | Body::Markdown { .. } => return None,
            Body::Group(parts) => group_latex(parts)?,
        };
        Some(match (self.label.is_empty(), &self.body) {
            (true, _) => body,
            (false, Body::Group(_)) => format!(r"{}:\quad {body}", label::latex(&self.label)),
            (false, _) => format!("{} = {body}", label::latex(&self.label)),
        })
    }

    /// The page fragment, for what is not a formula alone.
    pub fn html(&self) -> Option<String> {
        let name = escape(label::plain(&self.label));
        let above = |html: &str| match name.as_str() {
            "" => html.to_string(),
            name => format!("<p><strong>{name}</strong></p>\n{html}"),
        };
        match &self.body {
            Body::Sentence(words) if self.label.is_empty() => {
                Some(format!("<p>{}</p>", code_in(words)))
            }
            Body::Sentence(words) => {
                let name = escape(&label::latex(&self.label));
                Some(format!("<p>${name} =$ {}</p>", code_in(words)))
            }
            Body::Page { html, .. } => Some(above(html)),
            Body::Markdown { plain, .. } => Some(above(&format!("<pre>{}</pre>", escape(plain)))),
            Body::Group(parts) if self.latex().is_none() => {
                let parts = parts.iter().map(|part| {
                    part.html().unwrap_or_else(|| {
                        format!("<p>${}$</p>", escape(&part.latex().unwrap_or_default()))
                    })
                });
                Some(above(&parts.collect::<Vec<_>>().join("\n")))
            }
            _ => None,
        }
    }

    /// The forms that go to the notebook, best last.
    fn forms(&self) -> Vec<(&'static str, String)> {
        let mut forms = vec![("text/plain", self.plain())];
        let rich = match &self.body {
            Body::Nothing | Body::Scalar { .. } | Body::Sentence(_) if self.label.is_empty() => {
                None
            }
            Body::Group(parts) if self.label.is_empty() && parts.iter().all(Shown::is_bare) => None,
            Body::Markdown { markdown, .. } if self.label.is_empty() => {
                Some(("text/markdown", markdown.clone()))
            }
            _ => match self.latex() {
                Some(latex) => Some(("text/latex", format!(r"$\displaystyle {latex}$"))),
                None => self.html().map(|html| ("text/html", html)),
            },
        };
        forms.extend(rich);
        forms
    }

    /// A scalar or a sentence without a label.
    fn is_bare(&self) -> bool {
        self.label.is_empty() && matches!(self.body, Body::Scalar { .. } | Body::Sentence(_))
    }

    /// Sends the forms to the notebook as one output.
    fn send(&self) {
        if self.label.is_empty() && self.body == Body::Nothing {
            return;
        }
        let blocks = self.forms().into_iter().map(|(mime, content)| {
            format!("EVCXR_BEGIN_CONTENT {mime}\n{content}\nEVCXR_END_CONTENT\n")
        });
        print!("{}", blocks.collect::<String>());
    }

    /// Sends the value to the notebook, as the kernel asks.
    pub fn evcxr_display(&self) {
        self.send();
    }
}

/// `name = text`, the later lines of the text below the first.
fn beside(name: &str, text: &str) -> String {
    if name.is_empty() {
        return text.to_string();
    }
    let indent = format!("\n{}", " ".repeat(name.chars().count() + 3));
    format!("{name} = {}", text.replace('\n', &indent))
}

/// The name on a line of its own.
fn below(name: &str, text: &str) -> String {
    if name.is_empty() { text.to_string() } else { format!("{name}:\n{text}") }
}

/// Values side by side, or below one another when they are too wide for that.
fn group_latex(parts: &[Shown]) -> Option<String> {
    let latex: Vec<String> = parts.iter().map(Shown::latex).collect::<Option<_>>()?;
    let width = |part: &Shown| {
        part.plain().lines().map(|line| line.chars().count() + 4).max().unwrap_or_default()
    };
    if parts.len() < 2 || parts.iter().map(width).sum::<usize>() <= WIDE {
        return Some(latex.join(r" \qquad "));
    }
    let rows: Vec<String> = parts
        .iter()
        .zip(&latex)
        .map(|(part, latex)| match latex.split_once(" = ") {
            Some((name, value)) if !part.label.is_empty() => format!("{name} &= {value}"),
            _ => format!("& {latex}"),
        })
        .collect();
    Some(format!(r"\begin{{aligned}} {} \end{{aligned}}", rows.join(r" \\[4pt] ")))
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.plain())
    }
}

/// Text with its `code` between backticks marked as code.
pub(crate) fn code_in(text: &str) -> String {
    let parts = text.split('`').enumerate().map(|(i, part)| {
        let part = escape(part);
        if i % 2 == 1 { format!("<code>{part}</code>") } else { part }
    });
    parts.collect()
}

/// Text inside a page.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Text inside `\text{…}`.
fn escape_text(text: &str) -> String {
    let mut tex = String::new();
    for c in text.chars() {
        match c {
            '\\' => tex += r"\backslash ",
            '{' | '}' | '$' | '&' | '#' | '%' | '_' => tex.extend(['\\', c]),
            c => tex.push(c),
        }
    }
    tex
}

impl Show for Shown {
    fn shown(&self) -> Shown {
        self.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::MathError;
    use ndarray::array;

    fn mimes(shown: &Shown) -> Vec<&'static str> {
        shown.forms().into_iter().map(|(mime, _)| mime).collect()
    }

    #[test]
    fn a_display_has_plain_text_and_at_most_one_rich_form() {
        let a = array![[1.0, 2.0], [3.0, 4.0]];
        assert_eq!(mimes(&a.shown()), ["text/plain", "text/latex"]);
        assert_eq!(mimes(&show("x", &3.0)), ["text/plain", "text/latex"]);
        assert_eq!(mimes(&3.0.shown()), ["text/plain"]);
        assert_eq!(mimes(&"words".shown()), ["text/plain"]);
        assert_eq!(mimes(&(1.0, true, "a").shown()), ["text/plain"]);
        assert_eq!(mimes(&(1.0, a.clone()).shown()), ["text/plain", "text/latex"]);
        let rows = table(&["x", "y"], [(1.0, 2.0)]);
        assert_eq!(mimes(&rows), ["text/plain", "text/html"]);
        assert_eq!(mimes(&show("t", &rows)), ["text/plain", "text/html"]);
        assert_eq!(mimes(&(rows, a).shown()), ["text/plain", "text/html"]);
    }

    #[test]
    fn results_show_their_value_or_their_sentence() {
        let good: Result<f64, MathError> = Ok(11.0);
        let bad: Result<f64, MathError> =
            Err(MathError::Empty { operation: "norm", argument: "a" });
        assert_eq!(good.shown().plain(), "11");
        assert_eq!(bad.shown().plain(), "norm: `a` is empty; give it at least one entry.");
        assert_eq!(Some(2_usize).shown().plain(), "2");
        assert_eq!(None::<f64>.shown().plain(), "None");
    }

    #[test]
    fn a_sentence_breaks_its_lines() {
        let sentence = "rank 10 of 11 columns; bring them to one size <or> use another basis that \
                        depends less on itself";
        let shown = show("advice", sentence);
        assert_eq!(shown.plain(), format!("advice = {sentence}"));
        assert_eq!(mimes(&shown), ["text/plain", "text/html"]);
        let html = shown.html().unwrap();
        assert!(html.starts_with(r"<p>$\text{advice} =$ rank 10 of 11"), "{html}");
        assert!(html.contains("&lt;or&gt;"), "{html}");
        assert_eq!(mimes(&sentence.shown()), ["text/plain"]);
        assert_eq!(mimes(&(1.0, sentence).shown()), ["text/plain"]);
        let two = Shown::group(vec![show("x", &1.0), shown]);
        assert_eq!(mimes(&two), ["text/plain", "text/html"]);
        assert!(two.html().unwrap().starts_with("<p>$x = 1$</p>\n<p>"));
    }

    #[test]
    fn code_in_a_sentence_is_marked_as_code() {
        let sentence = "the columns depend on one another to within rounding: `scaled(&x)` brings \
                        them to one size";
        let html = show("Err", sentence).html().unwrap();
        assert!(html.contains("<code>scaled(&amp;x)</code> brings"), "{html}");
        assert!(!html.contains('`'), "{html}");
    }

    #[test]
    fn wide_groups_stand_below_one_another() {
        let wide = array![[1.0 / 3.0, 2.0 / 3.0, 4.0 / 3.0, 5.0 / 3.0]];
        let short = Shown::group(vec![show("a", &1.0), show("b", &2.0)]);
        assert_eq!(short.latex().unwrap(), r"a = 1 \qquad b = 2");
        let long = Shown::group(vec![show("A", &wide), show("B", &wide), show("C", &wide)]);
        let latex = long.latex().unwrap();
        assert!(latex.starts_with(r"\begin{aligned} A &= "), "{latex}");
        assert_eq!(latex.matches(r" \\[4pt] ").count(), 2);
    }

    #[test]
    fn lists_of_numbers_are_one_row() {
        assert_eq!(vec![1.0, 0.5].shown().plain(), "[1, 0.5]");
        assert_eq!([3_usize, 4].shown().latex().unwrap(), r"\left[{3},\ {4}\right]");
        assert_eq!(Vec::<f64>::new().shown().plain(), "[]");
        let long: Vec<usize> = (0..1797).collect();
        assert_eq!(long.shown().plain(), "[0, 1, 2, …, 1794, 1795, 1796]  (n = 1797)");
    }

    #[test]
    fn a_label_on_a_labelled_value_keeps_both() {
        assert_eq!(show("b", &show("a", &1.0)).plain(), "b:\na = 1");
    }
}
