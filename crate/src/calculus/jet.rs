//! Taylor polynomials by arithmetic on power series.
//!
//! A dual number stops after the first power of ε. Keep more powers and the
//! same idea gives every derivative at once: the coefficients of
//!
//! f(x + t) = c₀ + c₁ t + c₂ t² + …,  cₖ = f⁽ᵏ⁾(x)/k!.
//!
//! Products convolve the coefficients. For an elementary function v = u(a) one
//! writes down its differential equation (v′ = v·a′ for exp, a·v′ = a′ for ln,
//! …) and compares the powers of t; each gives vₖ from the earlier ones.

use super::numbers::arithmetic_with_numbers;
use std::ops::{Add, Div, Mul, Neg, Sub};

/// The highest power that a [`Jet`] keeps.
pub const JET_ORDER: usize = 20;

/// The first coefficients of a power series in t: c₀ + c₁t + … + c₂₀t²⁰.
///
/// # Formula
/// cₖ = f⁽ᵏ⁾(x)/k! when the variable is x + t
///
/// # Source
/// Griewank and Walther, *Evaluating Derivatives* (2008), chapter 13.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let y = Jet::variable(0.0).exp();
/// assert_eq!(&y.coefficients[..4], &[1.0, 1.0, 0.5, 1.0 / 6.0]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Jet {
    /// Coefficient of tᵏ at position k.
    pub coefficients: [f64; JET_ORDER + 1],
}

impl Jet {
    /// A number that does not vary.
    pub fn constant(value: f64) -> Self {
        let mut coefficients = [0.0; JET_ORDER + 1];
        coefficients[0] = value;
        Self { coefficients }
    }

    /// The variable x + t.
    pub fn variable(x: f64) -> Self {
        let mut jet = Self::constant(x);
        jet.coefficients[1] = 1.0;
        jet
    }

    /// The value at t = 0.
    pub fn value(&self) -> f64 {
        self.coefficients[0]
    }

    /// Builds a series from its first coefficient and a rule for the next.
    fn recur(first: f64, next: impl Fn(usize, &[f64]) -> f64) -> Self {
        let mut v = Self::constant(first);
        for k in 1..=JET_ORDER {
            v.coefficients[k] = next(k, &v.coefficients[..k]);
        }
        v
    }

    /// The antiderivative of slope·a′ with the given value at t = 0: the chain
    /// rule v′ = u′(a)·a′ when the series u′(a) is known.
    fn with_slope(self, first: f64, slope: Self) -> Self {
        let a = self.coefficients;
        let s = slope.coefficients;
        Self::recur(first, |k, _| {
            (1..=k).map(|j| j as f64 * a[j] * s[k - j]).sum::<f64>() / k as f64
        })
    }

    /// q with q·b = a, solved for one coefficient of q after the other.
    fn quotient(self, right: Self) -> Self {
        let (a, b) = (self.coefficients, right.coefficients);
        Self::recur(a[0] / b[0], |k, q| {
            let known: f64 = (0..k).map(|j| q[j] * b[k - j]).sum();
            (a[k] - known) / b[0]
        })
    }

    /// eˣ, from v′ = v·a′.
    pub fn exp(self) -> Self {
        let a = self.coefficients;
        Self::recur(a[0].exp(), |k, v| {
            (1..=k).map(|j| j as f64 * a[j] * v[k - j]).sum::<f64>() / k as f64
        })
    }

    /// Natural logarithm, from v′ = a′/a.
    pub fn ln(self) -> Self {
        self.with_slope(self.value().ln(), 1.0 / self)
    }

    /// ln(1 + x), from v′ = a′/(1 + a).
    pub fn ln_1p(self) -> Self {
        self.with_slope(self.value().ln_1p(), 1.0 / (1.0 + self))
    }

    /// sin and cos together, from s′ = c·a′ and c′ = −s·a′.
    pub fn sin_cos(self) -> (Self, Self) {
        let a = self.coefficients;
        let (mut s, mut c) =
            (Self::constant(self.value().sin()), Self::constant(self.value().cos()));
        for k in 1..=JET_ORDER {
            let (mut sine, mut cosine) = (0.0, 0.0);
            for (j, a) in a.iter().enumerate().take(k + 1).skip(1) {
                let slope = j as f64 * a;
                sine += slope * c.coefficients[k - j];
                cosine -= slope * s.coefficients[k - j];
            }
            s.coefficients[k] = sine / k as f64;
            c.coefficients[k] = cosine / k as f64;
        }
        (s, c)
    }

    /// Sine (radians).
    pub fn sin(self) -> Self {
        self.sin_cos().0
    }

    /// Cosine (radians).
    pub fn cos(self) -> Self {
        self.sin_cos().1
    }

    /// Tangent (radians).
    pub fn tan(self) -> Self {
        let (s, c) = self.sin_cos();
        s / c
    }

    /// Inverse tangent, from v′ = a′/(1 + a²).
    pub fn atan(self) -> Self {
        self.with_slope(self.value().atan(), 1.0 / (1.0 + self * self))
    }

    /// Hyperbolic sine.
    pub fn sinh(self) -> Self {
        (self.exp() - (-self).exp()) * 0.5
    }

    /// Hyperbolic cosine.
    pub fn cosh(self) -> Self {
        (self.exp() + (-self).exp()) * 0.5
    }

    /// Hyperbolic tangent, from v′ = (1 − v²)·a′.
    ///
    /// Where v is so near ±1 that 1 − v² cancels, 1/cosh² is built from e^{−2|a|}.
    pub fn tanh(self) -> Self {
        let value = self.value();
        if value.abs() < 1.0 {
            return self.with_own_slope(value.tanh(), |v| 1.0 - v * v);
        }
        let small = (self * (-2.0 * value.signum())).exp();
        self.with_slope(value.tanh(), 4.0 * small / ((1.0 + small) * (1.0 + small)))
    }

    /// σ(x) = 1/(1 + e⁻ˣ), from v′ = v(1 − v)·a′, and far from 0 from
    /// v′ = e^{−|a|}/(1 + e^{−|a|})²·a′, where nothing cancels.
    pub fn sigmoid(self) -> Self {
        let value = self.value();
        let [first, ..] = super::elementary::sigmoid(value);
        if value.abs() < 1.0 {
            return self.with_own_slope(first, |v| v * (1.0 - v));
        }
        let small = (self * -value.signum()).exp();
        self.with_slope(first, small / ((1.0 + small) * (1.0 + small)))
    }

    /// A function whose slope is a function of its own value, v′ = g(v)·a′:
    /// coefficient k needs only the earlier coefficients of v.
    fn with_own_slope(self, first: f64, g: impl Fn(Self) -> Self) -> Self {
        let a = self.coefficients;
        let mut v = Self::constant(first);
        for k in 1..=JET_ORDER {
            let s = g(v).coefficients;
            v.coefficients[k] = (1..=k).map(|j| j as f64 * a[j] * s[k - j]).sum::<f64>() / k as f64;
        }
        v
    }

    /// Square root.
    pub fn sqrt(self) -> Self {
        let a = self.coefficients;
        if a[0] == 0.0 {
            return self.power_at_zero(0.5);
        }
        Self::recur(a[0].sqrt(), |k, v| {
            let inner: f64 = (1..k).map(|j| v[j] * v[k - j]).sum();
            (a[k] - inner) / (2.0 * v[0])
        })
    }

    /// xᵖ for a constant p, from a·v′ = p·v·a′; where x = 0, as far as it has a series.
    pub fn powf(self, p: f64) -> Self {
        let a = self.coefficients;
        if a[0] == 0.0 {
            return self.power_at_zero(p);
        }
        Self::recur(a[0].powf(p), |k, v| {
            let terms = (1..=k).map(|j| (p * j as f64 - (k - j) as f64) * a[j] * v[k - j]);
            terms.sum::<f64>() / (k as f64 * a[0])
        })
    }

    /// uᵖ for a series u = tᵐ(c + …) without a constant term.
    ///
    /// It begins like |t|^{mp}·cᵖ: up to that power all coefficients are 0, from there on
    /// there are none unless |t|^{mp} is a whole even power of t.
    fn power_at_zero(self, p: f64) -> Self {
        if p.fract() == 0.0 && p.abs() <= f64::from(i32::MAX) {
            return self.powi(p as i32);
        }
        let mut result = Self::constant(0.0_f64.powf(p));
        let Some(m) = self.coefficients.iter().position(|&c| c != 0.0) else {
            return result;
        };
        let leading = m as f64 * p;
        let first_unknown = leading.max(1.0).ceil().min(JET_ORDER as f64 + 1.0) as usize;
        result.coefficients[first_unknown..].fill(f64::NAN);
        let whole = m % 2 == 0 && leading > 0.0 && leading % 2.0 == 0.0;
        if !(whole && self.coefficients[m] > 0.0 && leading <= JET_ORDER as f64) {
            return result;
        }
        let mut unit = Self::constant(0.0);
        unit.coefficients[..=JET_ORDER - m].copy_from_slice(&self.coefficients[m..]);
        let power = unit.powf(p).coefficients;
        let start = leading as usize;
        // Beyond t^(20 − m) the unit is not known.
        let known = (JET_ORDER - m).min(JET_ORDER - start) + 1;
        result.coefficients[start..start + known].copy_from_slice(&power[..known]);
        result
    }

    /// xⁿ for a whole number n, by repeated squaring (so that x = 0 works).
    pub fn powi(self, n: i32) -> Self {
        let (mut base, mut result) = (self, Self::constant(1.0));
        let mut remaining = n.unsigned_abs();
        while remaining > 0 {
            if remaining % 2 == 1 {
                result *= base;
            }
            remaining /= 2;
            if remaining > 0 {
                base *= base;
            }
        }
        if n < 0 { 1.0 / result } else { result }
    }
}

arithmetic_with_numbers!(Jet);

impl Neg for Jet {
    type Output = Self;
    fn neg(self) -> Self {
        Self { coefficients: self.coefficients.map(|c| -c) }
    }
}

impl Add for Jet {
    type Output = Self;
    fn add(mut self, right: Self) -> Self {
        for (left, right) in self.coefficients.iter_mut().zip(right.coefficients) {
            *left += right;
        }
        self
    }
}

impl Sub for Jet {
    type Output = Self;
    fn sub(self, right: Self) -> Self {
        self + (-right)
    }
}

impl Mul for Jet {
    type Output = Self;
    /// cₖ = Σⱼ aⱼ bₖ₋ⱼ.
    fn mul(self, right: Self) -> Self {
        let (a, b) = (self.coefficients, right.coefficients);
        Self { coefficients: std::array::from_fn(|k| (0..=k).map(|j| a[j] * b[k - j]).sum()) }
    }
}

impl Div for Jet {
    type Output = Self;
    fn div(self, right: Self) -> Self {
        self.quotient(right)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calculus::{Dual, HyperDual};

    #[test]
    fn first_and_second_coefficients_agree_with_hyper_dual_numbers() {
        type Pair = (fn(Jet) -> Jet, fn(HyperDual) -> HyperDual);
        let pairs: [Pair; 16] = [
            (Jet::exp, HyperDual::exp),
            (Jet::ln, HyperDual::ln),
            (Jet::ln_1p, HyperDual::ln_1p),
            (Jet::sin, HyperDual::sin),
            (Jet::cos, HyperDual::cos),
            (Jet::tan, HyperDual::tan),
            (Jet::atan, HyperDual::atan),
            (Jet::sinh, HyperDual::sinh),
            (Jet::cosh, HyperDual::cosh),
            (Jet::tanh, HyperDual::tanh),
            (Jet::sigmoid, HyperDual::sigmoid),
            (Jet::sqrt, HyperDual::sqrt),
            (|x| x.powf(2.5), |x| x.powf(2.5)),
            (|x| x.powi(-3), |x| x.powi(-3)),
            (|x| (x * x).sin() / (1.0 + x), |x| (x * x).sin() / (1.0 + x)),
            (|x| (x * 0.5 - 2.0).exp().sqrt(), |x| (x * 0.5 - 2.0).exp().sqrt()),
        ];
        for (index, (jet, hyper)) in pairs.into_iter().enumerate() {
            for x in [0.2, 0.9, 1.4] {
                let found = jet(Jet::variable(x)).coefficients;
                let exact = hyper(HyperDual::variable(x));
                for (found, exact) in [
                    (found[0], exact.value),
                    (found[1], exact.first),
                    (2.0 * found[2], exact.mixed),
                ] {
                    assert!(
                        (found - exact).abs() <= 1e-12 * (1.0 + exact.abs()),
                        "function {index} at {x}: {found} against {exact}"
                    );
                }
            }
        }
    }

    #[test]
    fn powers_of_a_series_that_begins_with_zero() {
        let t = Jet::variable(0.0);
        let first = |jet: Jet| jet.coefficients[..5].to_vec();
        assert_eq!(first(t.powf(2.0)), [0.0, 0.0, 1.0, 0.0, 0.0]);
        assert_eq!(first(t.powf(0.0)), [1.0, 0.0, 0.0, 0.0, 0.0]);
        // √(t⁴ + t⁶) = t²√(1 + t²) = t² + t⁴/2 − …
        assert_eq!(first((t.powi(4) + t.powi(6)).sqrt()), [0.0, 0.0, 1.0, 0.0, 0.5]);
        // t^2.5 has two derivatives at 0 and no third; √(t²) = |t| has none.
        let power = t.powf(2.5).coefficients;
        assert!(power[..3].iter().all(|&c| c == 0.0) && power[3..].iter().all(|c| c.is_nan()));
        assert!((t * t).sqrt().coefficients[1].is_nan());
        assert!(t.sqrt().coefficients[0] == 0.0 && t.sqrt().coefficients[1].is_nan());
        assert!(t.powf(-0.5).coefficients[0].is_infinite());
    }

    #[test]
    fn slopes_near_saturation_keep_their_digits() {
        // First coefficients from 50-digit arithmetic: σ′(±40), tanh′(±20).
        for side in [1.0, -1.0] {
            let sigmoid = Jet::variable(40.0 * side).sigmoid().coefficients;
            assert!((sigmoid[1] / 4.248_354_255_291_589e-18 - 1.0).abs() < 1e-14);
            // Far out σ″ = ∓σ′.
            assert!((sigmoid[2] / (-0.5 * side * sigmoid[1]) - 1.0).abs() < 1e-14);
            let tanh = Jet::variable(20.0 * side).tanh().coefficients;
            assert!((tanh[1] / 1.699_341_702_116_635_5e-17 - 1.0).abs() < 1e-14);
        }
        // Both ways agree where they meet.
        let gap = Jet::variable(1.0_f64.next_down()).tanh() - Jet::variable(1.0).tanh();
        assert!(gap.coefficients[..8].iter().all(|c| c.abs() < 1e-13), "{gap:?}");
    }

    #[test]
    fn high_coefficients_are_those_of_the_textbook() {
        // 1/(1 − t): every coefficient is 1.
        assert!((1.0 / (1.0 - Jet::variable(0.0))).coefficients.iter().all(|&c| c == 1.0));
        // arctan: 0, 1, 0, −1/3, 0, 1/5, …
        let atan = Jet::variable(0.0).atan().coefficients;
        for (k, &c) in atan.iter().enumerate() {
            let expected = match k % 4 {
                1 => 1.0 / k as f64,
                3 => -1.0 / k as f64,
                _ => 0.0,
            };
            assert!((c - expected).abs() < 1e-15);
        }
        assert_eq!(Jet::variable(0.0).powi(3).coefficients[3], 1.0);
        let slope = Dual::variable(0.0).powi(3).derivative;
        assert_eq!(Jet::variable(0.0).powi(3).coefficients[1], slope);
    }
}
