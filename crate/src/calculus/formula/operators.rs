//! `+ − × ÷` between formulas and numbers.

use super::Formula;
use std::ops::{Add, Div, Mul, Neg, Sub};

macro_rules! operators {
    ($($trait:ident $method:ident |$u:ident, $v:ident| $result:expr;)*) => {$(
        impl $trait<&Formula> for &Formula {
            type Output = Formula;
            fn $method(self, right: &Formula) -> Formula {
                let ($u, $v) = (self, right);
                $result
            }
        }
        operators!(@ $trait $method: Formula, Formula; Formula, &Formula; &Formula, Formula);
        operators!(@ $trait $method: Formula, f64; &Formula, f64; f64, Formula; f64, &Formula);
    )*};
    (@ $trait:ident $method:ident: $($left:ty, $right:ty);*) => {$(
        impl $trait<$right> for $left {
            type Output = Formula;
            fn $method(self, right: $right) -> Formula {
                $trait::$method(&Formula::from(self), &Formula::from(right))
            }
        }
    )*};
}

operators! {
    Add add |u, v| u.plus(v);
    Sub sub |u, v| u.plus(&-v);
    Mul mul |u, v| u.times(v);
    Div div |u, v| u.times(&v.powi(-1));
}

impl Neg for &Formula {
    type Output = Formula;
    fn neg(self) -> Formula {
        self.times(&Formula::constant(-1.0))
    }
}

impl Neg for Formula {
    type Output = Formula;
    fn neg(self) -> Formula {
        -&self
    }
}

impl From<f64> for Formula {
    fn from(value: f64) -> Self {
        Self::constant(value)
    }
}

impl From<&Formula> for Formula {
    fn from(formula: &Formula) -> Self {
        formula.clone()
    }
}
