//! The regularised incomplete beta integral, in logarithms.
//!
//! ```text
//! I(x; a, b) = 1/B(a, b) ∫₀ˣ t^(a−1) (1−t)^(b−1) dt
//! ```
//!
//! The front factor x^a (1−x)^b / (a B(a, b)) is a binomial mass taken at a of
//! a + b, from [`deviance`](super::deviance). The continued fraction converges fast for
//! x ≤ (a+1)/(a+b+2); beyond, 1 − I is the same integral with both pairs swapped.
//! It needs about √max(a, b) steps; for large a or b the integral is done by
//! quadrature from x outwards instead, in units of its value at x.
//!
//! With a small a nearly everything lies at zero, and 1 − I is what counts. There
//!
//! ```text
//! I = e^L (1 + S),   L = a ln x + ln Γ(a+b)/(Γ(a+1) Γ(b)),
//! S = Σₙ a/(a+n) · (1−b)(2−b)…(n−b)/n! · xⁿ
//! ```
//!
//! and L and S are both of the order of a, so that 1 − I = (1 − e^L) − e^L S has all its
//! digits.

use super::deviance::{ln_binomial, ln_gamma_ratio, pull};
use super::{Tails, continued_fraction, normal_tail, quadrature, root};

/// Above this a + b the integral is done by quadrature.
const LARGE: f64 = 1e5;

/// I and 1 − I for a, b > 0 and x + y = 1, both given.
pub fn tails(a: f64, b: f64, x: f64, y: f64) -> Tails {
    if a.is_nan() || b.is_nan() || x.is_nan() {
        return Tails::UNKNOWN;
    }
    if x <= 0.0 {
        return Tails::NOTHING_BELOW;
    }
    if y <= 0.0 {
        return Tails::NOTHING_ABOVE;
    }
    if x > (a + 1.0) / (a + b + 2.0) {
        return lower_side(b, a, y, x).swapped();
    }
    lower_side(a, b, x, y)
}

/// Up to this a the digits of 1 − I need care.
const SMALL: f64 = 0.25;

/// Both tails for x on the lower side.
fn lower_side(a: f64, b: f64, x: f64, y: f64) -> Tails {
    if a < SMALL { small(a, b, x) } else { Tails::from_ln_lower(ln_lower(a, b, x, y)) }
}

fn small(a: f64, b: f64, x: f64) -> Tails {
    let l = a * x.ln() - ln_gamma_ratio(1.0, a) + ln_gamma_ratio(b, a);
    let (mut term, mut sum, mut n) = (1.0, 0.0, 0.0);
    // x is at most 0.6, and bx at most about 1; the bound is there for the proof.
    for _ in 0..10_000 {
        n += 1.0;
        term *= (n - b) / n * x;
        let next = sum + a * term / (a + n);
        if next == sum {
            break;
        }
        sum = next;
    }
    let ln_lower = (l + sum.ln_1p()).min(0.0);
    let lower = ln_lower.exp();
    let upper = (-l.exp_m1() - l.exp() * sum).clamp(0.0, 1.0);
    Tails::from_both(lower, upper, ln_lower)
}

/// ln I for x on the lower side.
fn ln_lower(a: f64, b: f64, x: f64, y: f64) -> f64 {
    // x^a y^b / B = ab/(a+b) · mass, and the fraction wants it over a.
    let ln_front = ln_binomial(a, b, x, y) + (b / (a + b)).ln();
    if a.min(b) > 50.0 && a + b > LARGE {
        // t = x(1 − u): (t/x)^(a−1) ((1−t)/y)^(b−1), over its value at u = 0. In units
        // of x nothing overflows however small x is.
        let (m, l, odds) = (a - 1.0, b - 1.0, x / y);
        let spread = 1.0 / (m + l * odds * odds).sqrt();
        let shape = |u: f64| (-m * pull(-u) - l * pull(u * odds) - u * (m - l * odds)).exp();
        let width = quadrature::width(m - l * odds, spread);
        return ln_front + (a / y).ln() + quadrature::outwards(shape, width, 1.0).ln();
    }
    ln_front + fraction(a, b, x, y).ln()
}

/// I / front by its continued fraction. This form takes two steps of the classical fraction
/// at once and has y where the classical one has differences of x from 1.
fn fraction(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let excess = a * y - b * x + 1.0;
    // 1/(a + 2m − 1) for the m of the next step.
    let mut over_before = 1.0 / (a + 1.0);
    let first = a * over_before * excess;
    let term = |m: f64| {
        let across = m * (b - m) * x * over_before;
        let above = (a + m - 1.0) * ((a + b + m - 1.0) * over_before) * across * x;
        over_before = 1.0 / (a + 2.0 * m + 1.0);
        let below = m + across + (a + m) * over_before * (excess + m * (1.0 + y));
        (above, below)
    };
    a / continued_fraction::value(first, term, f64::EPSILON)
}

/// ln of the density x^(a−1) y^(b−1) / B(a, b) for 0 < x, y and x + y = 1.
pub fn ln_density(a: f64, b: f64, x: f64, y: f64) -> f64 {
    // ab/(a+b), whose product may leave the range.
    let both = a.min(b) / (1.0 + a.min(b) / a.max(b));
    let rate = both / x / y;
    let ln_rate =
        if rate.is_finite() && rate > 0.0 { rate.ln() } else { both.ln() - x.ln() - y.ln() };
    ln_binomial(a, b, x, y) + ln_rate
}

/// The pair (x, 1 − x) with I(x; a, b) = p and 1 − I = q, 0 < p, q and p + q = 1.
pub fn quantile(a: f64, b: f64, p: f64, q: f64) -> (f64, f64) {
    quantile_of_ln(a, b, p.ln(), q.ln())
}

/// The same from ln p and ln q.
pub fn quantile_of_ln(a: f64, b: f64, ln_p: f64, ln_q: f64) -> (f64, f64) {
    quantile_near(a, b, ln_p, ln_q, None)
}

/// The same by a search that starts from a guess of x, which is right to a tenth at least.
pub fn quantile_near(a: f64, b: f64, ln_p: f64, ln_q: f64, guess: Option<f64>) -> (f64, f64) {
    let in_lower = match guess {
        Some(x) if (x - 0.5).abs() > 0.1 => x < 0.5,
        _ => {
            let middle = tails(a, b, 0.5, 0.5);
            if ln_p <= ln_q { ln_p <= middle.ln_lower() } else { ln_q >= middle.ln_upper() }
        }
    };
    if in_lower {
        let x = in_lower_half(a, b, ln_p, ln_q, guess);
        (x, 1.0 - x)
    } else {
        let y = in_lower_half(b, a, ln_q, ln_p, guess.map(|x| 1.0 - x));
        (1.0 - y, y)
    }
}

/// The x ≤ ½, matched on the smaller of the two tails.
fn in_lower_half(a: f64, b: f64, ln_p: f64, ln_q: f64, guess: Option<f64>) -> f64 {
    let lower = ln_p <= ln_q;
    let f = |x: f64| {
        let y = 1.0 - x;
        let tails = tails(a, b, x, y);
        let ln_pdf = ln_density(a, b, x, y);
        if lower {
            (tails.ln_lower() - ln_p, (ln_pdf - tails.ln_lower()).exp())
        } else {
            (ln_q - tails.ln_upper(), (ln_pdf - tails.ln_upper()).exp())
        }
    };
    let start = guess.or_else(|| near_normal(a, b, ln_p, ln_q)).unwrap_or_else(|| {
        // The power law that I follows near zero; elsewhere the mean.
        let (ln_at_tenth, mean) = (tails(a, b, 0.1, 0.9).ln_lower(), a / (a + b));
        (0.1 * ((ln_p - ln_at_tenth) / a).exp()).min(mean)
    });
    root::increasing(f, 0.0, 0.5, start)
}

/// Where the search begins for a, b ≥ ½ and a probability that is not tiny: ½ ln(X/(1−X)) is
/// nearly normal (Abramowitz and Stegun, 26.5.22).
fn near_normal(a: f64, b: f64, ln_p: f64, ln_q: f64) -> Option<f64> {
    let ln_tail = ln_p.min(ln_q);
    if a.min(b) <= 0.75 || ln_tail < -30.0 {
        return None;
    }
    let y = normal_tail::rough_quantile(ln_tail.exp());
    let y = if ln_p <= ln_q { y } else { -y };
    let (of_a, of_b) = (1.0 / (2.0 * a - 1.0), 1.0 / (2.0 * b - 1.0));
    let (h, l) = (2.0 / (of_a + of_b), (y * y - 3.0) / 6.0);
    if h + l <= 0.0 {
        return None;
    }
    let w = y * (h + l).sqrt() / h - (of_b - of_a) * (l + 5.0 / 6.0 - 2.0 / (3.0 * h));
    let start = a / (a + b * (2.0 * w).exp());
    (start > 0.0).then_some(start)
}
