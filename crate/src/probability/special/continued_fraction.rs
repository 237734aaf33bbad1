//! Continued fractions from the front, without a division that the next step waits for.
//!
//! The value of b₀ + a₁/(b₁ + a₂/(b₂ + …)), cut off after k terms, is a quotient Aₖ/Bₖ whose
//! two sides obey the same recurrence (Wallis):
//!
//! ```text
//! Aₖ = bₖAₖ₋₁ + aₖAₖ₋₂,   A₋₁ = 1, A₀ = b₀,
//! Bₖ = bₖBₖ₋₁ + aₖBₖ₋₂,   B₋₁ = 0, B₀ = 1.
//! ```
//!
//! Both grow; a common factor takes them down again.
//!
//! # Source
//!
//! W. B. Jones and W. J. Thron, *Continued Fractions* (1980), §2.1.

/// Above this size both sides are taken down, by a power of two.
const LARGE: f64 = 1.0 / SMALL;
const SMALL: f64 = 1.0 / (1_u128 << 127) as f64;

/// b₀ + a₁/(b₁ + a₂/(b₂ + …)) with (aₖ, bₖ) from `term`; done when a step changes the value
/// by no more than `tolerance`, relatively.
#[inline]
pub fn value(b0: f64, mut term: impl FnMut(f64) -> (f64, f64), tolerance: f64) -> f64 {
    let (mut a_before, mut a) = (1.0, b0);
    let (mut b_before, mut b) = (0.0, 1.0);
    let mut value = b0;
    // The fractions here settle within a few √(their parameters) steps; the bound is there
    // for the proof.
    for k in 1..=20_000_u32 {
        let (above, below) = term(f64::from(k));
        (a_before, a) = (a, below * a + above * a_before);
        (b_before, b) = (b, below * b + above * b_before);
        let next = a / b;
        // Terms beyond the range are so large that those after the first do not count.
        if !next.is_finite() || !a.is_finite() {
            break;
        }
        let settled = (next - value).abs() <= tolerance * next.abs();
        value = next;
        if settled {
            break;
        }
        if b.abs() > LARGE || a.abs() > LARGE {
            a_before *= SMALL;
            b_before *= SMALL;
            a *= SMALL;
            b *= SMALL;
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roots_and_tangents_have_their_fractions() {
        // √2 = 1 + 1/(2 + 1/(2 + …)), tan 1 = 1/(1 − 1/(3 − 1/(5 − …))).
        assert!((value(1.0, |_| (1.0, 2.0), 1e-16) - 2.0_f64.sqrt()).abs() < 1e-15);
        let tangent = 1.0 / value(1.0, |k| (-1.0, 2.0 * k + 1.0), 1e-16);
        assert!((tangent - 1.0_f64.tan()).abs() < 1e-15);
    }

    #[test]
    fn large_terms_do_no_harm() {
        // b/(b + a/(b + …)) with a small beside b².
        assert_eq!(value(1e300, |_| (-1e10, 1e300), 1e-16), 1e300);
        let far = value(1e30, |_| (1e60, 1e30), 1e-16);
        assert!((far / 1e30 - 0.5 * (1.0 + 5.0_f64.sqrt())).abs() < 1e-15, "{far}");
    }
}
