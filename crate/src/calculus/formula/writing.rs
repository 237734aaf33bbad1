//! Formulas as text: as on paper, and in TeX.

use super::{Formula, Function, Term, whole};
use std::fmt;

/// The longest formula that is written out in full.
const LONGEST: u64 = 400;

/// x, y, z, then x₃, x₄, …
pub(super) fn name(index: usize) -> String {
    match index {
        0 => "x".to_string(),
        1 => "y".to_string(),
        2 => "z".to_string(),
        _ => index.to_string().chars().fold("x".to_string(), |text, digit| {
            text + ["₀", "₁", "₂", "₃", "₄", "₅", "₆", "₇", "₈", "₉"][digit as usize - '0' as usize]
        }),
    }
}

/// How tightly a piece of text holds together.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Binding {
    Sum,
    Product,
    Power,
    Atom,
}

/// A formula as text: on paper (`sin(x)·x²`) or in TeX.
struct Writer {
    tex: bool,
}

impl Writer {
    fn write(&self, formula: &Formula) -> (String, Binding) {
        match &formula.0.term {
            Term::Constant(c) if *c < 0.0 => (format!("−{}", -c), Binding::Sum),
            Term::Constant(c) => (c.to_string(), Binding::Atom),
            Term::Variable(index) if self.tex && *index > 2 => {
                (format!("x_{{{index}}}"), Binding::Atom)
            }
            Term::Variable(index) => (name(*index), Binding::Atom),
            Term::Sum(u, v) => {
                let (left, right) = (self.write(u).0, self.write(v).0);
                let sum = match right.strip_prefix('−') {
                    Some(rest) => format!("{left} − {rest}"),
                    None => format!("{left} + {right}"),
                };
                (sum, Binding::Sum)
            }
            Term::Product(u, v) => match u.number() {
                Some(-1.0) => (format!("−{}", self.within(v, Binding::Product)), Binding::Sum),
                Some(c) if c < 0.0 => {
                    (format!("−{}{}", -c, self.within(v, Binding::Product)), Binding::Sum)
                }
                Some(c) => (format!("{c}{}", self.within(v, Binding::Product)), Binding::Product),
                None => {
                    let dot = if self.tex { r"\,".to_string() } else { "·".to_string() };
                    let (left, right) =
                        (self.within(u, Binding::Product), self.within(v, Binding::Product));
                    (left + &dot + &right, Binding::Product)
                }
            },
            Term::Power(u, p) if *p == 0.5 => {
                let (text, binding) = self.write(u);
                let root = match (self.tex, binding) {
                    (true, _) => format!(r"\sqrt{{{text}}}"),
                    (false, Binding::Atom) => format!("√{text}"),
                    (false, _) => format!("√({text})"),
                };
                (root, Binding::Power)
            }
            Term::Power(u, p) => {
                let base = self.within(u, Binding::Atom);
                let text = match (self.tex, whole(*p)) {
                    (true, _) => format!("{base}^{{{p}}}"),
                    (false, Some(n)) => base + &superscript(n),
                    (false, None) => format!("{base}^({p})"),
                };
                (text, Binding::Power)
            }
            Term::Apply(Function::Exp, u) if self.tex => {
                (format!("e^{{{}}}", self.write(u).0), Binding::Power)
            }
            Term::Apply(function, u) => {
                let text = format!("{}({})", self.function(*function), self.write(u).0);
                (text, Binding::Atom)
            }
        }
    }

    fn function(&self, function: Function) -> &'static str {
        match (function, self.tex) {
            (Function::Exp, false) => "exp",
            (Function::Exp, true) => r"\exp",
            (Function::Ln, false) => "ln",
            (Function::Ln, true) => r"\ln",
            (Function::Sin, false) => "sin",
            (Function::Sin, true) => r"\sin",
            (Function::Cos, false) => "cos",
            (Function::Cos, true) => r"\cos",
            (Function::Tanh, false) => "tanh",
            (Function::Tanh, true) => r"\tanh",
            (Function::SechSquared, false) => "sech²",
            (Function::SechSquared, true) => r"\operatorname{sech}^2",
        }
    }

    /// The text of a part, in parentheses where it would fall apart.
    fn within(&self, formula: &Formula, least: Binding) -> String {
        let (text, binding) = self.write(formula);
        if binding < least { format!("({text})") } else { text }
    }
}

fn superscript(n: i32) -> String {
    let digit = |c: char| match c {
        '-' => '⁻',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        _ => char::from_u32(0x2070 + c as u32 - '0' as u32).unwrap_or(c),
    };
    n.to_string().chars().map(digit).collect()
}

impl Formula {
    /// The formula in TeX, or `None` where it is too long to be written out.
    pub(crate) fn tex(&self) -> Option<String> {
        let text = (self.size() <= LONGEST).then(|| Writer { tex: true }.write(self).0)?;
        Some(text.replace('−', "-"))
    }
}

/// Written out up to 400 symbols; a longer formula only tells its size.
impl fmt::Display for Formula {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.size() > LONGEST {
            return write!(f, "(a formula of {} symbols)", self.size());
        }
        f.write_str(&Writer { tex: false }.write(self).0)
    }
}

impl fmt::Debug for Formula {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_written_as_on_paper() {
        let (x, y) = (Formula::x(), Formula::variable(1));
        for (formula, text) in [
            (1.0 - &x, "1 − x"),
            (4.0 * &x * (1.0 - &x), "4x·(1 − x)"),
            (-(&x + &y), "−(x + y)"),
            (&x - (&x + &y), "x − (x + y)"),
            (&x / &y, "x·y⁻¹"),
            ((&x + 1.0).powi(-12), "(x + 1)⁻¹²"),
            (x.sqrt() * -3.0, "−3√x"),
            (&y * (-2.0 * &x), "−2y·x"),
            (Formula::variable(13).powf(0.3), "x₁₃^(0.3)"),
            ((&x * &y).exp().ln(), "ln(exp(x·y))"),
            (x.powi(2).powi(2), "(x²)²"),
            (Formula::constant(0.0) * &x + 1.0 * &y, "y"),
        ] {
            assert_eq!(formula.to_string(), text);
        }
        assert_eq!((x.sqrt() - x.exp()).tex().unwrap(), r"\sqrt{x} - e^{x}");
    }
}
