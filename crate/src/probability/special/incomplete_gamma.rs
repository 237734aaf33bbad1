//! The regularised incomplete gamma integrals, in logarithms.
//!
//! ```text
//! P(a, x) = 1/Γ(a) ∫₀ˣ t^(a−1) e^(−t) dt,    Q = 1 − P
//! ```
//!
//! Everything hangs on the front factor x^a e^(−x) / Γ(a+1), a Poisson mass
//! taken at a, from [`deviance`](super::deviance). Then
//!
//! - x < a + 1: P = front · (1 + x/(a+1) + x²/((a+1)(a+2)) + …);
//! - x ≥ a + 1: Q = front · a · 1/(x+1−a − 1(1−a)/(x+3−a − 2(2−a)/(x+5−a − …)));
//! - large a: series and fraction need about √a steps; the integral itself from x
//!   outwards, scaled to be 1 at x, needs a few panels of quadrature instead;
//! - a and x both small: Q is 1 minus something near 1, and x^a/Γ(a+1) − 1 is
//!   computed as such.

use super::deviance::{ln_poisson, pull};
use super::{Tails, continued_fraction, normal_tail, quadrature, root};
use statrs::function::gamma::ln_gamma;

/// Above this a the integral is done by quadrature.
const LARGE: f64 = 1e5;

/// P and Q at x + `rest` for a > 0, where `rest` is what the rounding of x has
/// cut off.
pub fn tails(a: f64, x: f64, rest: f64) -> Tails {
    if a.is_nan() || x.is_nan() {
        return Tails::UNKNOWN;
    }
    if x <= 0.0 {
        return Tails::NOTHING_BELOW;
    }
    if x == f64::INFINITY {
        return Tails::NOTHING_ABOVE;
    }
    if a < 0.5 && x < 0.5 {
        return small(a, x);
    }
    let ln_front = ln_poisson(a, x, rest);
    if ln_front == f64::NEG_INFINITY {
        return if x < a { Tails::NOTHING_BELOW } else { Tails::NOTHING_ABOVE };
    }
    if a > LARGE {
        // t = x ∓ s; the integrand over its value at x, with a/x in front of ds.
        let below = x < a;
        let sign = if below { -1.0 } else { 1.0 };
        let m = a - 1.0;
        let width = quadrature::width((x - m) * sign / x, x.sqrt());
        let shape = |s: f64| (-m * pull(sign * s / x) - sign * s * (x - m) / x).exp();
        let end = if below { x } else { f64::INFINITY };
        let ln_tail = ln_front + (a / x).ln() + quadrature::outwards(shape, width, end).ln();
        return if below { Tails::from_ln_lower(ln_tail) } else { Tails::from_ln_upper(ln_tail) };
    }
    if x < a + 1.0 && (a >= 0.5 || x < 0.5) {
        let (mut term, mut sum, mut n) = (1.0, 1.0, a);
        while term > sum * 1e-17 {
            n += 1.0;
            term *= x / n;
            sum += term;
        }
        return Tails::from_ln_lower(ln_front + sum.ln());
    }
    Tails::from_ln_upper(ln_front + a.ln() + fraction(a, x).ln())
}

/// The continued fraction for Q / (front · a).
fn fraction(a: f64, x: f64) -> f64 {
    let first = x + 1.0 - a;
    let term = |k: f64| (-k * (k - a), first + 2.0 * k);
    1.0 / continued_fraction::value(first, term, f64::EPSILON / 2.0)
}

/// a and x below one half: with g = x^a / Γ(a+1),
/// Q = (1 − g) − g Σₙ a (−x)ⁿ / (n! (a + n)).
fn small(a: f64, x: f64) -> Tails {
    let ln_g = a * x.ln() - ln_gamma_1p(a);
    let (mut term, mut sum, mut n) = (1.0, 0.0, 0.0);
    loop {
        n += 1.0;
        term *= -x / n;
        let next = sum + a * term / (a + n);
        if next == sum {
            break;
        }
        sum = next;
    }
    let lower = ln_g.exp() * (1.0 + sum);
    let upper = -ln_g.exp_m1() - ln_g.exp() * sum;
    Tails::from_both(lower, upper, ln_g + sum.ln_1p())
}

/// ln Γ(1 + a) for 0 < a < ½ with full relative accuracy, by
/// −γa + Σₖ ζ(k) (−a)ᵏ / k, with the part of ζ that is 1 summed as a logarithm.
fn ln_gamma_1p(a: f64) -> f64 {
    /// ζ(k) − 1 for k = 2, 3, …
    const ZETA_LESS_1: [f64; 24] = [
        0.644_934_066_848_226_4,
        0.202_056_903_159_594_3,
        0.082_323_233_711_138_19,
        0.036_927_755_143_369_93,
        0.017_343_061_984_449_14,
        0.008_349_277_381_922_827,
        0.004_077_356_197_944_34,
        0.002_008_392_826_082_214_4,
        9.945_751_278_180_853e-4,
        4.941_886_041_194_645e-4,
        2.460_865_533_080_483e-4,
        1.227_133_475_784_891_5e-4,
        6.124_813_505_870_483e-5,
        3.058_823_630_702_049e-5,
        1.528_225_940_865_187e-5,
        7.637_197_637_899_763e-6,
        3.817_293_264_999_84e-6,
        1.908_212_716_553_939e-6,
        9.539_620_338_727_962e-7,
        4.769329867878064e-07,
        2.384_505_027_277_33e-7,
        1.192_199_259_653_110_7e-7,
        5.960_818_905_125_948e-8,
        2.980_350_351_465_228e-8,
    ];
    const EULER: f64 = 0.577_215_664_901_532_9;
    let mut power = a;
    let mut series = 0.0;
    for (k, zeta) in (2_u32..).zip(ZETA_LESS_1) {
        power *= -a;
        series += -zeta * power / f64::from(k);
    }
    // Σₖ (−a)ᵏ/k from 2 on is a − ln(1 + a).
    (1.0 - EULER) * a - a.ln_1p() + series
}

/// ln of the density x^(a−1) e^(−x) / Γ(a) at x + `rest`, for x > 0.
pub fn ln_density(a: f64, x: f64, rest: f64) -> f64 {
    if a < 1.0 { ln_poisson(a, x, rest) + (a / x).ln() } else { ln_poisson(a - 1.0, x, rest) }
}

/// The x with P(a, x) = p, 0 < p < 1.
pub fn quantile(a: f64, p: f64) -> f64 {
    quantile_of_ln(a, p.ln(), (-p).ln_1p())
}

/// The x with ln P(a, x) = `ln_p` and ln Q(a, x) = `ln_q`, matched on the smaller tail.
pub fn quantile_of_ln(a: f64, ln_p: f64, ln_q: f64) -> f64 {
    let lower = ln_p <= ln_q;
    let slope = |x: f64| {
        let ln_pdf = ln_density(a, x, 0.0);
        let tails = tails(a, x, 0.0);
        if lower {
            (tails.ln_lower() - ln_p, (ln_pdf - tails.ln_lower()).exp())
        } else {
            (ln_q - tails.ln_upper(), (ln_pdf - tails.ln_upper()).exp())
        }
    };
    let start = match cube_root_law(a, ln_p, ln_q) {
        Some(x) => x,
        // Far below, P is g; far above, Q falls like e^(−x); elsewhere the bracket soon
        // closes in from anywhere.
        None => {
            ((ln_p + ln_gamma(a + 1.0)) / a).exp().min(a + 1.0 + if lower { 0.0 } else { -ln_q })
        }
    };
    root::increasing(slope, 0.0, f64::MAX, start)
}

/// Where the search begins for a ≥ ½ and a probability that is not tiny: ∛(X/a) is nearly
/// normal with mean 1 − 1/(9a) and variance 1/(9a) (Wilson and Hilferty).
fn cube_root_law(a: f64, ln_p: f64, ln_q: f64) -> Option<f64> {
    let ln_tail = ln_p.min(ln_q);
    if a < 0.5 || ln_tail < -30.0 {
        return None;
    }
    let z = normal_tail::rough_quantile(ln_tail.exp());
    let z = if ln_p <= ln_q { -z } else { z };
    let ninth = 1.0 / (9.0 * a);
    let root = 1.0 - ninth + z * ninth.sqrt();
    (root > 0.2).then_some(a * root * root * root)
}
