//! Tails of the standard normal distribution.
//!
//! The square of a standard normal variable has a gamma distribution of shape ½, so
//! that P(Z > z) = Q(½, z²/2) / 2 up to 5σ. Further out the tail divided by the
//! density, Mills' ratio, is a tame function with a continued fraction (Laplace),
//! and the logarithm of the tail never underflows:
//!
//! ```text
//! survival(z) / pdf(z) = 1/(z + 1/(z + 2/(z + 3/(z + …))))
//! ```

use super::{LN_SQRT_2PI, Tails, incomplete_gamma};
use statrs::function::erf::{erf_inv, erfc_inv};
use std::f64::consts::SQRT_2;

/// From here on the continued fraction converges in few steps.
const FAR: f64 = 5.0;

/// Both tails at z.
pub fn tails(z: f64) -> Tails {
    if z.is_nan() {
        return Tails::UNKNOWN;
    }
    if z < 0.0 {
        return tails(-z).swapped();
    }
    if z == f64::INFINITY {
        return Tails::NOTHING_ABOVE;
    }
    if z < FAR {
        let square = inside_outside(z);
        let (lower, upper) = (0.5 + 0.5 * square.lower, 0.5 * square.upper);
        return Tails { lower, upper, ln_lower: (-upper).ln_1p(), ln_upper: upper.ln() };
    }
    Tails::from_ln_upper(mills_ratio(z).ln() - 0.5 * z * z - LN_SQRT_2PI)
}

/// P(|Z| < z) and P(|Z| > z).
fn inside_outside(z: f64) -> Tails {
    let half = 0.5 * z;
    let product = half * z;
    incomplete_gamma::tails(0.5, product, half.mul_add(z, -product))
}

/// survival(z) / pdf(z) for z ≥ [`FAR`], from the inner end of the fraction.
fn mills_ratio(z: f64) -> f64 {
    const STEPS: u32 = 80;
    1.0 / (1..=STEPS).rev().fold(z, |inner, k| z + f64::from(k) / inner)
}

/// The z below which probability p lies, 0 < p < 1.
pub fn quantile(p: f64) -> f64 {
    if (0.25..=0.75).contains(&p) {
        let start = SQRT_2 * erf_inv(2.0 * (p - 0.5));
        // Φ(z) − ½ keeps its digits in the middle, where Φ(z) does not.
        let inside = inside_outside(start.abs()).lower;
        let excess = (0.5 * inside).copysign(start) - (p - 0.5);
        return start - excess / (-0.5 * start * start - LN_SQRT_2PI).exp();
    }
    let tail = p.min(1.0 - p);
    let mut z = SQRT_2 * erfc_inv(2.0 * tail);
    // Two Newton steps on the logarithm of the tail, whose slope is −1/(Mills' ratio).
    for _ in 0..2 {
        let found = tails(z).ln_upper;
        let slope = (-0.5 * z * z - LN_SQRT_2PI - found).exp();
        z += (found - tail.ln()) / slope;
    }
    if p < 0.5 { -z } else { z }
}

/// The z above which probability exp(`ln_q`) lies, for a finite `ln_q` < 0.
pub fn quantile_of_ln_upper(ln_q: f64) -> f64 {
    if ln_q >= -0.5 {
        return quantile(-ln_q.exp_m1());
    }
    if ln_q > -690.0 {
        return -quantile(ln_q.exp());
    }
    // ln Q ≈ −z²/2 − ln z − ln √(2π), and then Newton: the slope of ln Q is −1/(Mills' ratio).
    let mut z = (-2.0 * (ln_q + LN_SQRT_2PI)).sqrt();
    for _ in 0..4 {
        let ratio = mills_ratio(z);
        z += (ratio.ln() - 0.5 * z * z - LN_SQRT_2PI - ln_q) * ratio;
    }
    z
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_evaluations_agree_where_they_meet() {
        for z in [FAR, 5.5, 6.0, 7.0] {
            let ratio = tails(z).upper / (0.5 * inside_outside(z).upper);
            assert!((ratio - 1.0).abs() < 2e-14, "{z}: {ratio}");
        }
    }

    #[test]
    fn the_quantile_undoes_the_tail() {
        for z in [1e-9_f64, 0.1, 0.6, 0.7, 1.0, 4.9, 5.1, 8.0, 20.0, 37.0] {
            let back = -quantile(tails(-z).lower);
            assert!((back - z).abs() <= 1e-15 + 1e-14 * z || z < 0.7, "{z}: {back}");
        }
        assert_eq!(quantile(0.5), 0.0);
    }
}
