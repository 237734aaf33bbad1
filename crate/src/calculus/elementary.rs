//! The table of derivatives that forward and reverse mode share.
//!
//! Automatic differentiation needs calculus only for the building blocks. For
//! every elementary function u this table answers with three numbers,
//! u(x), u′(x) and u″(x), each in the form that loses the fewest digits; the
//! chain rule does all the rest.
//!
//! Where a function has a corner (|x|, ReLU) the table gives the convention of
//! deep-learning libraries: |x|′ = 0 and ReLU′ = 0 at x = 0. Where the
//! mathematics itself has no finite answer (√x′ at 0, ln at negative x) the
//! table returns the infinity or the NaN of the formula.

use libm::{erf, erfc};
use std::f64::consts::{FRAC_1_SQRT_2, LN_2, LN_10, PI};

/// u(x), u′(x), u″(x).
pub(crate) type Derivatives = [f64; 3];

/// 1/√(2π), the height of the standard normal density.
const NORMAL_PEAK: f64 = 0.398_942_280_401_432_7;

#[inline]
pub(crate) fn exp(x: f64) -> Derivatives {
    let e = x.exp();
    [e, e, e]
}

#[inline]
pub(crate) fn exp_m1(x: f64) -> Derivatives {
    let e = x.exp();
    [x.exp_m1(), e, e]
}

#[inline]
pub(crate) fn exp2(x: f64) -> Derivatives {
    let p = x.exp2();
    [p, p * LN_2, p * LN_2 * LN_2]
}

#[inline]
pub(crate) fn ln(x: f64) -> Derivatives {
    let d = 1.0 / x;
    [x.ln(), d, -d * d]
}

#[inline]
pub(crate) fn ln_1p(x: f64) -> Derivatives {
    let d = 1.0 / (1.0 + x);
    [x.ln_1p(), d, -d * d]
}

#[inline]
pub(crate) fn log2(x: f64) -> Derivatives {
    let d = 1.0 / (x * LN_2);
    [x.log2(), d, -d / x]
}

#[inline]
pub(crate) fn log10(x: f64) -> Derivatives {
    let d = 1.0 / (x * LN_10);
    [x.log10(), d, -d / x]
}

#[inline]
pub(crate) fn sqrt(x: f64) -> Derivatives {
    let r = x.sqrt();
    [r, 0.5 / r, -0.25 / r / x]
}

#[inline]
pub(crate) fn cbrt(x: f64) -> Derivatives {
    let r = x.cbrt();
    let d = 1.0 / (3.0 * r * r);
    [r, d, -2.0 * d / (3.0 * x)]
}

#[inline]
pub(crate) fn recip(x: f64) -> Derivatives {
    let r = 1.0 / x;
    [r, -r * r, 2.0 * r * r * r]
}

#[inline]
pub(crate) fn square(x: f64) -> Derivatives {
    [x * x, 2.0 * x, 2.0]
}

/// The term a·b′ of a product rule, where a = 0 may meet an infinite b′.
///
/// If a vanishes with a finite slope, then (ab)′ = lim a·b/h = a′·b there, whatever b′
/// is: the term counts as 0. If a itself rises infinitely steeply, as √x does from 0, it
/// is 0·∞ and stays undecided.
#[inline]
pub(crate) fn product_term(value: f64, own_slope: f64, other_slope: f64) -> f64 {
    if value == 0.0 && other_slope.is_infinite() && own_slope.is_finite() {
        return 0.0;
    }
    value * other_slope
}

/// A factor of zero wins over the infinity that a negative power of 0 gives:
/// the derivative of a constant is 0 everywhere.
#[inline]
fn scaled(factor: f64, power: f64) -> f64 {
    if factor == 0.0 { 0.0 } else { factor * power }
}

#[inline]
pub(crate) fn powi(x: f64, n: i32) -> Derivatives {
    let degree = f64::from(n);
    [
        x.powi(n),
        scaled(degree, x.powi(n.saturating_sub(1))),
        scaled(degree * (degree - 1.0), x.powi(n.saturating_sub(2))),
    ]
}

#[inline]
pub(crate) fn powf(x: f64, p: f64) -> Derivatives {
    [x.powf(p), scaled(p, x.powf(p - 1.0)), scaled(p * (p - 1.0), x.powf(p - 2.0))]
}

#[inline]
pub(crate) fn sin(x: f64) -> Derivatives {
    let (s, c) = x.sin_cos();
    [s, c, -s]
}

#[inline]
pub(crate) fn cos(x: f64) -> Derivatives {
    let (s, c) = x.sin_cos();
    [c, -s, -c]
}

#[inline]
pub(crate) fn tan(x: f64) -> Derivatives {
    let t = x.tan();
    let d = 1.0 + t * t;
    [t, d, 2.0 * t * d]
}

/// √(1 − x²), without cancellation at |x| near 1.
#[inline]
fn leg(x: f64) -> f64 {
    ((1.0 - x) * (1.0 + x)).sqrt()
}

#[inline]
pub(crate) fn asin(x: f64) -> Derivatives {
    let d = 1.0 / leg(x);
    [x.asin(), d, x * d * d * d]
}

#[inline]
pub(crate) fn acos(x: f64) -> Derivatives {
    let d = 1.0 / leg(x);
    [x.acos(), -d, -x * d * d * d]
}

#[inline]
pub(crate) fn atan(x: f64) -> Derivatives {
    // Divided through by x² where x² might overflow.
    let r = 1.0 / x;
    let d = if x.abs() > 1.0 { r * r / (1.0 + r * r) } else { 1.0 / (1.0 + x * x) };
    [x.atan(), d, -2.0 * x * d * d]
}

#[inline]
pub(crate) fn sinh(x: f64) -> Derivatives {
    [x.sinh(), x.cosh(), x.sinh()]
}

#[inline]
pub(crate) fn cosh(x: f64) -> Derivatives {
    [x.cosh(), x.sinh(), x.cosh()]
}

/// tanh′ = 1/cosh²: the familiar 1 − tanh² cancels where tanh is near ±1.
#[inline]
pub(crate) fn tanh(x: f64) -> Derivatives {
    let t = x.tanh();
    // The square of cosh overflows long before its reciprocal vanishes.
    let r = 1.0 / x.cosh();
    let d = r * r;
    [t, d, -2.0 * t * d]
}

#[inline]
pub(crate) fn asinh(x: f64) -> Derivatives {
    let d = 1.0 / x.hypot(1.0);
    [x.asinh(), d, -x * d * d * d]
}

#[inline]
pub(crate) fn acosh(x: f64) -> Derivatives {
    let d = 1.0 / ((x - 1.0).sqrt() * (x + 1.0).sqrt());
    [x.acosh(), d, -x * d * d * d]
}

#[inline]
pub(crate) fn atanh(x: f64) -> Derivatives {
    let d = 1.0 / ((1.0 - x) * (1.0 + x));
    [x.atanh(), d, 2.0 * x * d * d]
}

#[inline]
pub(crate) fn abs(x: f64) -> Derivatives {
    let sign = if x > 0.0 {
        1.0
    } else if x < 0.0 {
        -1.0
    } else {
        // 0 at the corner; a NaN stays one.
        x * 0.0
    };
    [x.abs(), sign, 0.0]
}

#[inline]
fn logistic(x: f64) -> f64 {
    // The exponent is never positive, so nothing overflows.
    let e = (-x.abs()).exp();
    if x >= 0.0 { 1.0 / (1.0 + e) } else { e / (1.0 + e) }
}

/// σ′ = σ(x)·σ(−x): the familiar σ(1 − σ) cancels where σ is near 1.
#[inline]
pub(crate) fn sigmoid(x: f64) -> Derivatives {
    let (s, mirrored) = (logistic(x), logistic(-x));
    let d = s * mirrored;
    [s, d, d * (mirrored - s)]
}

#[inline]
pub(crate) fn relu(x: f64) -> Derivatives {
    leaky_relu(x, 0.0)
}

/// x for x > 0 and slope·x elsewhere; the derivative at 0 is the slope.
#[inline]
pub(crate) fn leaky_relu(x: f64, slope: f64) -> Derivatives {
    if x > 0.0 {
        [x, 1.0, 0.0]
    } else if slope == 0.0 && x <= 0.0 {
        // Not 0·x, which would turn −∞ into NaN and 0 into −0.
        [0.0, 0.0, 0.0]
    } else if x.is_nan() {
        // NaN lies on neither side of the corner.
        [x, x, x]
    } else {
        [slope * x, slope, 0.0]
    }
}

#[inline]
pub(crate) fn softplus(x: f64) -> Derivatives {
    let [s, d, _] = sigmoid(x);
    [x.max(0.0) + (-x.abs()).exp().ln_1p(), s, d]
}

/// x·Φ(x) with the standard normal distribution Φ and its density φ:
/// derivatives Φ + xφ and φ(2 − x²).
#[inline]
pub(crate) fn gelu(x: f64) -> Derivatives {
    let phi = NORMAL_PEAK * (-0.5 * x * x).exp();
    let cdf = 0.5 * erfc(-x * FRAC_1_SQRT_2);
    // Far out the exponential is 0 and its partner may be infinite.
    let tail = scaled(phi, x);
    [if cdf == 0.0 { 0.0 } else { x * cdf }, cdf + tail, scaled(phi, 2.0 - x * x)]
}

#[inline]
pub(crate) fn error_function(x: f64) -> Derivatives {
    let d = 2.0 / PI.sqrt() * (-x * x).exp();
    [erf(x), d, scaled(d, -2.0 * x)]
}

#[cfg(test)]
mod tests {
    use super::*;

    type Entry = (&'static str, fn(f64) -> Derivatives, &'static [f64]);

    const ANYWHERE: &[f64] = &[-2.3, -0.7, 0.4, 1.9];
    const POSITIVE: &[f64] = &[0.05, 0.7, 1.3, 9.0];
    const INSIDE: &[f64] = &[-0.8, -0.1, 0.3, 0.7];
    const ABOVE_ONE: &[f64] = &[1.2, 2.0, 7.0];

    const TABLE: &[Entry] = &[
        ("exp", exp, ANYWHERE),
        ("exp_m1", exp_m1, ANYWHERE),
        ("exp2", exp2, ANYWHERE),
        ("ln", ln, POSITIVE),
        ("ln_1p", ln_1p, INSIDE),
        ("log2", log2, POSITIVE),
        ("log10", log10, POSITIVE),
        ("sqrt", sqrt, POSITIVE),
        ("cbrt", cbrt, ANYWHERE),
        ("recip", recip, ANYWHERE),
        ("square", square, ANYWHERE),
        ("sin", sin, ANYWHERE),
        ("cos", cos, ANYWHERE),
        ("tan", tan, INSIDE),
        ("asin", asin, INSIDE),
        ("acos", acos, INSIDE),
        ("atan", atan, ANYWHERE),
        ("sinh", sinh, ANYWHERE),
        ("cosh", cosh, ANYWHERE),
        ("tanh", tanh, ANYWHERE),
        ("asinh", asinh, ANYWHERE),
        ("acosh", acosh, ABOVE_ONE),
        ("atanh", atanh, INSIDE),
        ("abs", abs, ANYWHERE),
        ("sigmoid", sigmoid, ANYWHERE),
        ("relu", relu, ANYWHERE),
        ("softplus", softplus, ANYWHERE),
        ("gelu", gelu, ANYWHERE),
        ("erf", error_function, ANYWHERE),
        ("powi 3", |x| powi(x, 3), ANYWHERE),
        ("powi −2", |x| powi(x, -2), ANYWHERE),
        ("powf 2.5", |x| powf(x, 2.5), POSITIVE),
        ("leaky", |x| leaky_relu(x, 0.1), ANYWHERE),
    ];

    #[test]
    fn every_entry_of_the_table_agrees_with_central_differences() {
        for (name, u, points) in TABLE {
            for &x in *points {
                let h = 1e-4 * x.abs().max(0.1);
                for order in 0..2 {
                    // Fourth-order central difference of u and of u′.
                    let at = |k: f64| u(x + k * h)[order];
                    let slope = (8.0 * (at(1.0) - at(-1.0)) - (at(2.0) - at(-2.0))) / (12.0 * h);
                    let exact = u(x)[order + 1];
                    assert!(
                        (slope - exact).abs() <= 1e-8 * (1.0 + exact.abs()),
                        "{name} at {x}, order {}: {slope} against {exact}",
                        order + 1
                    );
                }
            }
        }
    }

    #[test]
    fn corners_and_extremes_have_their_documented_values() {
        assert_eq!(relu(0.0), [0.0, 0.0, 0.0]);
        assert_eq!(abs(0.0)[1], 0.0);
        assert_eq!(sigmoid(1000.0)[0], 1.0);
        assert_eq!(sigmoid(-1000.0), [0.0, 0.0, 0.0]);
        assert_eq!(softplus(1000.0)[0], 1000.0);
        assert_eq!(gelu(-1000.0), [0.0, 0.0, 0.0]);
        assert_eq!(gelu(1e200), [1e200, 1.0, 0.0]);
        assert_eq!(powi(0.0, 0), [1.0, 0.0, 0.0]);
        assert_eq!(powi(0.0, 1), [0.0, 1.0, 0.0]);
        assert_eq!(powf(0.0, 2.0), [0.0, 0.0, 2.0]);
        assert!(abs(f64::NAN)[1].is_nan());
        assert!(relu(f64::NAN)[0].is_nan());
    }

    #[test]
    fn no_square_or_product_leaves_the_numbers_on_the_way() {
        assert_eq!(acosh(1e200)[1], 1e-200);
        assert!((atan(1e160)[1] / 1e-320 - 1.0).abs() < 1e-3); // subnormal: few bits
        assert!(
            (tanh(354.0)[1] / (4.0 * (-354.0_f64).exp() * (-354.0_f64).exp()) - 1.0).abs() < 1e-12
        );
        assert!(tanh(360.0)[1] > 0.0);
        assert!((sqrt(1e205)[2] / -7.905_694_150_420_95e-309 - 1.0).abs() < 1e-9);
        assert!((ln(1e-150)[2] / -1e300 - 1.0).abs() < 1e-15);
    }

    #[test]
    fn small_derivatives_keep_their_digits() {
        // σ′(40) = e⁻⁴⁰/(1 + e⁻⁴⁰)², which 1 − σ would round to zero.
        let expected = (-40.0_f64).exp();
        assert!((sigmoid(40.0)[1] / expected - 1.0).abs() < 1e-14);
        assert!((tanh(20.0)[1] / (4.0 * (-40.0_f64).exp()) - 1.0).abs() < 1e-14);
    }
}
