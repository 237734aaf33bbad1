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

use super::deviance::{deviance, ln_binomial};
use super::{Tails, quadrature, root};

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
        return Tails::from_ln_lower(ln_lower(b, a, y, x)).swapped();
    }
    Tails::from_ln_lower(ln_lower(a, b, x, y))
}

/// ln I for x on the lower side.
fn ln_lower(a: f64, b: f64, x: f64, y: f64) -> f64 {
    // x^a y^b / B = ab/(a+b) · mass, and the fraction wants it over a.
    let ln_front = ln_binomial(a, b, x, y) + (b / (a + b)).ln();
    if a.min(b) > 50.0 && a + b > LARGE {
        // t = x − s: (t/x)^(a−1) ((1−t)/y)^(b−1), over its value at s = 0.
        let (m, l) = (a - 1.0, b - 1.0);
        let decay = (m / x - l / y).max(0.0);
        let spread = 1.0 / (m / (x * x) + l / (y * y)).sqrt();
        let shape = |s: f64| (-m * pull(-s / x) - l * pull(s / y) - s * (m / x - l / y)).exp();
        let width = (1.0 / decay).min(spread);
        return ln_front + (a / (x * y)).ln() + quadrature::outwards(shape, width, x).ln();
    }
    ln_front + fraction(a, b, x, y).ln()
}

/// u − ln(1 + u), to full accuracy.
fn pull(u: f64) -> f64 {
    if u <= -1.0 { f64::INFINITY } else { deviance(1.0, 1.0 + u, u - ((1.0 + u) - 1.0)) }
}

/// I / front by its continued fraction, in Lentz's method. This form takes two
/// steps of the classical fraction at once and has y where the classical one has
/// differences of x from 1.
fn fraction(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let away_from_zero = |value: f64| if value.abs() < 1e-300 { 1e-300 } else { value };
    let excess = a * y - b * x + 1.0;
    let mut value = away_from_zero(a * excess / (a + 1.0));
    let mut c = value;
    let mut d = 0.0;
    let mut m = 0.0;
    // A few √max(a, b) steps; the bound is there for the proof.
    for _ in 0..100_000 {
        m += 1.0;
        let before = a + 2.0 * m - 1.0;
        let across = m * (b - m) * x / before;
        let above = (a + m - 1.0) * ((a + b + m - 1.0) / before) * across * x;
        let below = m + across + (a + m) * (excess + m * (1.0 + y)) / (a + 2.0 * m + 1.0);
        d = 1.0 / away_from_zero(below + above * d);
        c = away_from_zero(below + above / c);
        let change = c * d;
        value *= change;
        if (change - 1.0).abs() <= f64::EPSILON {
            break;
        }
    }
    a / value
}

/// ln of the density x^(a−1) y^(b−1) / B(a, b) for 0 < x, y and x + y = 1.
pub fn ln_density(a: f64, b: f64, x: f64, y: f64) -> f64 {
    ln_binomial(a, b, x, y) + (a * b / (a + b) / x / y).ln()
}

/// The pair (x, 1 − x) with I(x; a, b) = p and 1 − I = q, 0 < p, q and p + q = 1.
pub fn quantile(a: f64, b: f64, p: f64, q: f64) -> (f64, f64) {
    if p <= tails(a, b, 0.5, 0.5).lower {
        let x = in_lower_half(a, b, p, q);
        (x, 1.0 - x)
    } else {
        let y = in_lower_half(b, a, q, p);
        (1.0 - y, y)
    }
}

/// The x ≤ ½, matched on the smaller of the two tails.
fn in_lower_half(a: f64, b: f64, p: f64, q: f64) -> f64 {
    let lower = p <= q;
    let target = if lower { p.ln() } else { q.ln() };
    let f = |x: f64| {
        let y = 1.0 - x;
        let tails = tails(a, b, x, y);
        let ln_pdf = ln_density(a, b, x, y);
        if lower {
            (tails.ln_lower - target, (ln_pdf - tails.ln_lower).exp())
        } else {
            (target - tails.ln_upper, (ln_pdf - tails.ln_upper).exp())
        }
    };
    // The power law that I follows near zero; elsewhere the mean.
    let (ln_at_tenth, mean) = (tails(a, b, 0.1, 0.9).ln_lower, a / (a + b));
    let start = (0.1 * ((p.ln() - ln_at_tenth) / a).exp()).min(mean);
    root::increasing(f, 0.0, 0.5, start)
}
