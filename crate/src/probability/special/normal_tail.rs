//! Tails of the standard normal distribution.
//!
//! P(Z > z) is half of erfc(z/√2). The quotient is rounded, and far out the tail feels it:
//! an ulp of z/√2 changes a tail at 10σ by a hundred ulps. So the rounding is measured and
//! its effect taken back. Beyond 37σ, where the tail nears the smallest number, the tail
//! divided by the density, Mills' ratio, is a tame function with a continued fraction
//! (Laplace), and the logarithm of the tail never underflows:
//!
//! ```text
//! survival(z) / pdf(z) = 1/(z + 1/(z + 2/(z + 3/(z + …))))
//! ```

use super::{LN_SQRT_2PI, Tails, wichura};
use libm::{erf, erfc};
use std::f64::consts::{FRAC_1_SQRT_2, FRAC_2_SQRT_PI, PI};

/// From here on the tail is taken from the continued fraction.
const FAR: f64 = 37.0;
/// What [`FRAC_1_SQRT_2`] leaves out of 1/√2.
const FRAC_1_SQRT_2_REST: f64 = -4.833_646_656_726_457e-17;

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
        return Tails::from_upper(0.5 * outside(z), None);
    }
    Tails::from_ln_upper(mills_ratio(z).ln() - 0.5 * z * z - LN_SQRT_2PI)
}

/// z/√2 as the nearest f64, and what that leaves out.
fn scaled(z: f64) -> (f64, f64) {
    let t = z * FRAC_1_SQRT_2;
    (t, z.mul_add(FRAC_1_SQRT_2, -t) + z * FRAC_1_SQRT_2_REST)
}

/// P(|Z| > z) for 0 ≤ z < [`FAR`].
fn outside(z: f64) -> f64 {
    let (t, rest) = scaled(z);
    // −erfc'/erfc lies between t + √(t² + 4/π) and t + √(t² + 2): near enough for a `rest`
    // of half an ulp (Abramowitz and Stegun, 7.1.13).
    let fall = t + (t * t + 4.0 / PI).sqrt();
    erfc(t) * (1.0 - fall * rest)
}

/// P(|Z| < z) for a z near zero.
fn inside(z: f64) -> f64 {
    let (t, rest) = scaled(z);
    erf(t) + FRAC_2_SQRT_PI * (-t * t).exp() * rest
}

/// survival(z) / pdf(z) for z ≥ [`FAR`], from the inner end of the fraction.
fn mills_ratio(z: f64) -> f64 {
    const STEPS: u32 = 80;
    1.0 / (1..=STEPS).rev().fold(z, |inner, k| z + f64::from(k) / inner)
}

/// The z below which probability p lies, 0 < p < 1.
pub fn quantile(p: f64) -> f64 {
    if (0.25..=0.75).contains(&p) {
        let start = wichura::middle(p - 0.5);
        // Φ(z) − ½ keeps its digits in the middle, where Φ(z) does not.
        let inside = inside(start.abs());
        let excess = (0.5 * inside).copysign(start) - (p - 0.5);
        return start - excess / density(start);
    }
    let tail = p.min(1.0 - p);
    let mut z = wichura::upper(tail);
    if z < FAR {
        // The start is right to a few ulps, so that one step is enough.
        z += (0.5 * outside(z) - tail) / density(z);
    } else {
        // Newton on the logarithm of the tail, whose slope is −1/(Mills' ratio).
        for _ in 0..2 {
            let found = tails(z).ln_upper();
            let slope = (-0.5 * z * z - LN_SQRT_2PI - found).exp();
            z += (found - tail.ln()) / slope;
        }
    }
    if p < 0.5 { -z } else { z }
}

/// The height of the bell.
fn density(z: f64) -> f64 {
    (-0.5 * z * z - LN_SQRT_2PI).exp()
}

/// The z ≥ 0 above which a probability of ½ at most lies, to three digits: a start for
/// searches (Abramowitz and Stegun, 26.2.23).
pub fn rough_quantile(tail: f64) -> f64 {
    let t = (-2.0 * tail.ln()).sqrt();
    let above = 2.515_517 + t * (0.802_853 + t * 0.010_328);
    let below = 1.0 + t * (1.432_788 + t * (0.189_269 + t * 0.001_308));
    (t - above / below).max(0.0)
}

/// The z above which probability exp(`ln_q`) lies, for a finite `ln_q` < 0.
pub fn quantile_of_ln_upper(ln_q: f64) -> f64 {
    if ln_q >= -0.5 {
        return quantile(-ln_q.exp_m1());
    }
    if ln_q > -690.0 {
        return -quantile(ln_q.exp());
    }
    if ln_q < -1e30 {
        // ln z is nothing beside z², and z² may be beyond the largest f64.
        return std::f64::consts::SQRT_2 * (-ln_q).sqrt();
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
        for z in [5.0_f64, 7.3, 12.1, 29.9, 36.9] {
            let by_fraction = Tails::from_ln_upper(mills_ratio(z).ln() - 0.5 * z * z - LN_SQRT_2PI);
            // An ulp of z²/2 is what the fraction's logarithm is good for.
            let bound = 2e-14 + 4.0 * f64::EPSILON * z * z;
            let ratio = tails(z).upper() / by_fraction.upper();
            assert!((ratio - 1.0).abs() < bound, "{z}: {ratio}");
        }
    }

    /// Against the incomplete gamma integral, from which P(|Z| > z) = Q(½, z²/2) follows.
    #[test]
    fn the_tail_is_a_gamma_integral_of_the_square() {
        for z in [1e-3_f64, 0.2, 0.7, 1.3, 2.9, 4.4, 6.1] {
            let half = 0.5 * z;
            let product = half * z;
            let rest = half.mul_add(z, -product);
            let square = super::super::incomplete_gamma::tails(0.5, product, rest);
            assert!((outside(z) / square.upper() - 1.0).abs() < 5e-15, "{z}");
            assert!((inside(z) / square.lower() - 1.0).abs() < 5e-15, "{z}");
        }
    }

    #[test]
    fn the_quantile_undoes_the_tail() {
        for z in [1e-9_f64, 0.1, 0.6, 0.7, 1.0, 4.9, 5.1, 8.0, 20.0, 37.0] {
            let back = -quantile(tails(-z).lower());
            assert!((back - z).abs() <= 1e-15 + 1e-14 * z || z < 0.7, "{z}: {back}");
        }
        assert_eq!(quantile(0.5), 0.0);
    }
}
