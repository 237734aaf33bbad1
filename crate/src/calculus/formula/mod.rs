//! Symbolic differentiation: a formula goes in, a formula comes out.
//!
//! Written as a tree, a formula is made of constants, variables, sums,
//! products, powers and a few functions, and there is one rule for each:
//!
//! - (u + v)′ = u′ + v′
//! - (u·v)′ = u′·v + u·v′
//! - (uᵖ)′ = p·uᵖ⁻¹·u′
//! - f(u)′ = f′(u)·u′
//!
//! Applied from the leaves to the root they turn any such formula into its
//! derivative. No number is involved, so nothing is rounded, and the answer
//! holds for every x. The price is its length: the product rule writes u and v
//! down twice, so a product of products grows like a chain letter.
//!
//! Here equal parts are shared, which keeps the work small; [`Formula::size`]
//! counts what would have to be written on paper.

mod operators;
mod writing;

use super::{elementary, order};
use crate::error::MathError;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use writing::name;

/// A formula in x, y, z, …, to be differentiated by the rules.
///
/// Cloning gives a second handle to the same formula.
///
/// # Formula
/// (u·v)′ = u′·v + u·v′, and one such rule for every kind of term
///
/// # Source
/// Guide §2.1; Griewank and Walther, *Evaluating Derivatives* (2008), chapter 1,
/// for what it costs.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let x = Formula::x();
/// let f = x.sin() * x.powi(2);
/// assert_eq!(f.to_string(), "sin(x)·x²");
/// assert_eq!(f.derivative(0).to_string(), "cos(x)·x² + 2sin(x)·x");
/// assert_eq!(f.derivative(0).evaluate(&[0.0])?, 0.0);
/// # Ok::<(), MathError>(())
/// ```
#[derive(Clone)]
pub struct Formula(Rc<Node>);

struct Node {
    /// Larger than that of every part.
    order: usize,
    /// Symbols when written out.
    size: u64,
    term: Term,
}

enum Term {
    Constant(f64),
    Variable(usize),
    Sum(Formula, Formula),
    Product(Formula, Formula),
    Power(Formula, f64),
    Apply(Function, Formula),
}

#[derive(Clone, Copy)]
enum Function {
    Exp,
    Ln,
    Sin,
    Cos,
    Tanh,
    SechSquared,
}

impl Formula {
    /// The first variable, x.
    pub fn x() -> Self {
        Self::variable(0)
    }

    /// Variable number `index`, counted from zero: x, y, z, then x₃, x₄, …
    pub fn variable(index: usize) -> Self {
        Self::term(Term::Variable(index))
    }

    /// A number.
    pub fn constant(value: f64) -> Self {
        Self::term(Term::Constant(value))
    }

    fn term(term: Term) -> Self {
        let size = match &term {
            Term::Constant(_) | Term::Variable(_) => 1,
            Term::Sum(u, v) | Term::Product(u, v) => u.size().saturating_add(v.size()),
            Term::Power(u, _) | Term::Apply(_, u) => u.size(),
        };
        let own = u64::from(!matches!(term, Term::Constant(_) | Term::Variable(_)));
        let order = match &term {
            Term::Constant(_) | Term::Variable(_) => order::after(std::iter::empty()),
            Term::Sum(u, v) | Term::Product(u, v) => {
                order::after([u.0.order, v.0.order].into_iter())
            }
            Term::Power(u, _) | Term::Apply(_, u) => order::after(std::iter::once(u.0.order)),
        };
        Self(Rc::new(Node { order, size: size.saturating_add(own), term }))
    }

    /// Constants, variables and operations of the formula when it is written
    /// out, shared parts as often as they occur.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// assert_eq!((Formula::x() * Formula::x() + 1.0).size(), 5); // x · x + 1
    /// ```
    pub fn size(&self) -> u64 {
        self.0.size
    }

    /// The formula of the derivative with respect to variable number
    /// `variable`, counted from zero.
    ///
    /// Factors of one, terms of zero and sums of numbers are tidied away;
    /// nothing else is simplified.
    ///
    /// # Formula
    /// (u + v)′ = u′ + v′, (u·v)′ = u′·v + u·v′, (uᵖ)′ = p·uᵖ⁻¹·u′, f(u)′ = f′(u)·u′
    ///
    /// # Source
    /// Guide §2.1.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let (x, y) = (Formula::variable(0), Formula::variable(1));
    /// let f = x.powi(2) + 3.0 * &x * &y;
    /// assert_eq!(f.derivative(0).to_string(), "2x + 3y");
    /// assert_eq!(f.derivative(1).to_string(), "3x");
    /// ```
    pub fn derivative(&self, variable: usize) -> Formula {
        let mut known: HashMap<*const Node, Formula> = HashMap::new();
        for part in self.parts() {
            let d = |u: &Formula| &known[&u.address()];
            let derivative = match &part.0.term {
                Term::Constant(_) => Formula::constant(0.0),
                Term::Variable(index) => Formula::constant(f64::from(*index == variable)),
                Term::Sum(u, v) => d(u) + d(v),
                Term::Product(u, v) => d(u) * v + u * d(v),
                Term::Power(u, p) => *p * u.powf(p - 1.0) * d(u),
                Term::Apply(function, u) => match function {
                    Function::Exp => &part * d(u),
                    Function::Ln => u.powi(-1) * d(u),
                    Function::Sin => u.cos() * d(u),
                    Function::Cos => -(u.sin() * d(u)),
                    // Not 1 − tanh², which cancels where tanh is near ±1.
                    Function::Tanh => u.sech_squared() * d(u),
                    Function::SechSquared => -2.0 * &part * u.tanh() * d(u),
                },
            };
            known.insert(part.address(), derivative);
        }
        known.remove(&self.address()).unwrap_or_else(|| Formula::constant(0.0))
    }

    /// The number that the formula gives for these values of its variables.
    ///
    /// # Formula
    /// Every part once, from the leaves to the root.
    ///
    /// # Errors
    /// [`MathError::InvalidArgument`] if a variable of the formula has no value.
    ///
    /// # Source
    /// Guide §2.1.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let x = Formula::x();
    /// assert_eq!((3.0 * x.powi(2) - 1.0).evaluate(&[2.0])?, 11.0);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn evaluate(&self, values: &[f64]) -> Result<f64, MathError> {
        let mut known: HashMap<*const Node, f64> = HashMap::new();
        for part in self.parts() {
            let at = |u: &Formula| known[&u.address()];
            let value = match &part.0.term {
                Term::Constant(c) => *c,
                Term::Variable(index) => {
                    *values.get(*index).ok_or_else(|| MathError::InvalidArgument {
                        operation: "Formula::evaluate",
                        argument: "values",
                        reason: format!(
                            "has {} entries, but the formula contains {}; give one number for each variable",
                            values.len(),
                            name(*index)
                        ),
                    })?
                }
                Term::Sum(u, v) => at(u) + at(v),
                Term::Product(u, v) => at(u) * at(v),
                Term::Power(u, p) => power(at(u), *p),
                Term::Apply(function, u) => function.of(at(u)),
            };
            known.insert(part.address(), value);
        }
        Ok(known[&self.address()])
    }

    /// Every different part of the formula, parts before wholes.
    fn parts(&self) -> Vec<Formula> {
        let (mut seen, mut parts, mut open) = (HashSet::new(), Vec::new(), vec![self.clone()]);
        while let Some(part) = open.pop() {
            if seen.insert(part.address()) {
                match &part.0.term {
                    Term::Constant(_) | Term::Variable(_) => {}
                    Term::Sum(u, v) | Term::Product(u, v) => open.extend([u.clone(), v.clone()]),
                    Term::Power(u, _) | Term::Apply(_, u) => open.push(u.clone()),
                }
                parts.push(part);
            }
        }
        parts.sort_by_key(|part| part.0.order);
        parts
    }

    fn address(&self) -> *const Node {
        Rc::as_ptr(&self.0)
    }

    fn number(&self) -> Option<f64> {
        if let Term::Constant(c) = self.0.term { Some(c) } else { None }
    }

    /// The number in front of a product, and the rest.
    fn scaled(&self) -> Option<(f64, Formula)> {
        if let Term::Product(u, v) = &self.0.term { Some((u.number()?, v.clone())) } else { None }
    }

    fn plus(&self, other: &Formula) -> Formula {
        match (self.number(), other.number()) {
            (Some(a), Some(b)) => Formula::constant(a + b),
            (Some(0.0), _) => other.clone(),
            (_, Some(0.0)) => self.clone(),
            _ => Formula::term(Term::Sum(self.clone(), other.clone())),
        }
    }

    /// A product, with its number in front.
    fn times(&self, other: &Formula) -> Formula {
        match (self.number(), other.number()) {
            (Some(a), Some(b)) => Formula::constant(a * b),
            (Some(0.0), _) | (_, Some(0.0)) => Formula::constant(0.0),
            (Some(1.0), _) => other.clone(),
            (_, Some(1.0)) => self.clone(),
            (None, Some(_)) => other.times(self),
            (Some(a), None) => match other.scaled() {
                Some((b, v)) => v.times(&Formula::constant(a * b)),
                None => Formula::term(Term::Product(self.clone(), other.clone())),
            },
            (None, None) => match (self.scaled(), other.scaled()) {
                (Some((a, u)), _) => u.times(other).times(&Formula::constant(a)),
                (_, Some((b, v))) => self.times(&v).times(&Formula::constant(b)),
                _ => Formula::term(Term::Product(self.clone(), other.clone())),
            },
        }
    }

    fn apply(&self, function: Function) -> Formula {
        match self.number() {
            Some(c) => Formula::constant(function.of(c)),
            None => Formula::term(Term::Apply(function, self.clone())),
        }
    }

    /// uᵖ for a constant p.
    pub fn powf(&self, p: f64) -> Formula {
        match self.number() {
            _ if p == 0.0 => Formula::constant(1.0),
            _ if p == 1.0 => self.clone(),
            Some(c) => Formula::constant(power(c, p)),
            None => Formula::term(Term::Power(self.clone(), p)),
        }
    }

    /// uⁿ for a whole number n.
    pub fn powi(&self, n: i32) -> Formula {
        self.powf(f64::from(n))
    }

    /// Square root.
    pub fn sqrt(&self) -> Formula {
        self.powf(0.5)
    }

    /// eᵘ.
    pub fn exp(&self) -> Formula {
        self.apply(Function::Exp)
    }

    /// Natural logarithm.
    pub fn ln(&self) -> Formula {
        self.apply(Function::Ln)
    }

    /// Sine (radians).
    pub fn sin(&self) -> Formula {
        self.apply(Function::Sin)
    }

    /// Cosine (radians).
    pub fn cos(&self) -> Formula {
        self.apply(Function::Cos)
    }

    /// Hyperbolic tangent.
    pub fn tanh(&self) -> Formula {
        self.apply(Function::Tanh)
    }

    /// 1/cosh², the derivative of tanh.
    pub fn sech_squared(&self) -> Formula {
        self.apply(Function::SechSquared)
    }
}

/// Whole powers by multiplication, which negative bases need too.
fn power(base: f64, p: f64) -> f64 {
    match whole(p) {
        Some(n) => elementary::powi(base, n)[0],
        None => elementary::powf(base, p)[0],
    }
}

fn whole(p: f64) -> Option<i32> {
    (p.fract() == 0.0 && p.abs() < 1e9).then_some(p as i32)
}

impl Function {
    fn of(self, x: f64) -> f64 {
        match self {
            Function::Exp => x.exp(),
            Function::Ln => x.ln(),
            Function::Sin => x.sin(),
            Function::Cos => x.cos(),
            Function::Tanh => x.tanh(),
            Function::SechSquared => elementary::tanh(x)[1],
        }
    }
}

/// A long formula is taken apart in a loop: dropping it link by link would
/// need a call inside a call for every step.
impl Drop for Node {
    fn drop(&mut self) {
        let mut open = Vec::new();
        release(&mut self.term, &mut open);
        while let Some(part) = open.pop() {
            if let Some(mut node) = Rc::into_inner(part.0) {
                release(&mut node.term, &mut open);
            }
        }
    }
}

fn release(term: &mut Term, open: &mut Vec<Formula>) {
    match std::mem::replace(term, Term::Constant(0.0)) {
        Term::Constant(_) | Term::Variable(_) => {}
        Term::Sum(u, v) | Term::Product(u, v) => open.extend([u, v]),
        Term::Power(u, _) | Term::Apply(_, u) => open.push(u),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_rule_agrees_with_the_derivative_known_by_heart() {
        let x = Formula::x();
        let a: f64 = 0.7;
        let cases: [(Formula, f64); 9] = [
            (x.powi(5), 5.0 * a.powi(4)),
            (x.sqrt(), 0.5 / a.sqrt()),
            (x.exp(), a.exp()),
            (x.ln(), 1.0 / a),
            (x.sin(), a.cos()),
            (x.cos(), -a.sin()),
            (x.tanh(), 1.0 - a.tanh() * a.tanh()),
            (x.sech_squared(), -2.0 * a.tanh() * (1.0 - a.tanh() * a.tanh())),
            (x.sin() / &x, (a * a.cos() - a.sin()) / (a * a)),
        ];
        for (f, expected) in cases {
            let slope = f.derivative(0).evaluate(&[a]).unwrap();
            assert!((slope - expected).abs() < 1e-14, "{f}: {slope} and {expected}");
            assert_eq!(f.derivative(1).evaluate(&[a]).unwrap(), 0.0);
        }
    }

    #[test]
    fn a_formula_that_explodes_on_paper_stays_small_in_memory() {
        let mut y = Formula::x();
        for _ in 0..200 {
            y = 4.0 * &y * (1.0 - &y);
        }
        assert_eq!(y.size(), u64::MAX);
        assert_eq!(y.to_string(), format!("(a formula of {} symbols)", u64::MAX));
        assert!(y.tex().is_none());
        assert!(y.derivative(0).evaluate(&[0.25]).unwrap().is_finite());
    }

    #[test]
    fn a_very_long_formula_neither_overflows_the_stack_nor_stalls() {
        let x = Formula::x();
        let mut y = x.clone();
        for _ in 0..100_000 {
            y = y + &x;
        }
        assert_eq!(y.derivative(0).evaluate(&[]).unwrap(), 100_001.0);
        assert_eq!(y.evaluate(&[2.0]).unwrap(), 200_002.0);
    }

    #[test]
    fn the_slope_of_tanh_keeps_its_digits_near_saturation() {
        let slope = Formula::x().tanh().derivative(0);
        // 1/cosh²(18) from 50-digit arithmetic.
        let found = slope.evaluate(&[18.0]).unwrap();
        assert!((found / 9.278_091_320_974_273e-16 - 1.0).abs() < 1e-14, "{found}");
        // Far out nothing overflows, however often it is differentiated.
        assert_eq!(slope.derivative(0).evaluate(&[800.0]).unwrap(), 0.0);
        assert_eq!(slope.to_string(), "sech²(x)");
        assert_eq!(slope.tex().unwrap(), r"\operatorname{sech}^2(x)");
    }

    #[test]
    fn a_variable_without_a_value_is_named() {
        let error = (Formula::x() * Formula::variable(2)).evaluate(&[1.0]).unwrap_err();
        assert!(error.to_string().contains("contains z"), "{error}");
    }
}
