//! Probabilities of counts without cancellation: Loader's saddle-point form.
//!
//! The mass of a Poisson variable is e^(−m) m^k / k!. In logarithms that is
//! k ln m − m − ln Γ(k+1): for k near 10⁶ three numbers of size 10⁷ whose sum is
//! about −8, so nine digits are lost. Loader compares with the largest value
//! that k allows, m = k, and only the *difference* is left:
//!
//! ```text
//! mass = 1/√(2πk) · exp(−δ(k) − D(k, m)),
//! D(k, m) = k ln(k/m) + m − k            the deviance, ≥ 0, zero at m = k
//! δ(k)    = ln Γ(k+1) − Stirling's form  about 1/(12k)
//! ```
//!
//! Both terms are small where the mass is not, and both can be computed to full
//! relative accuracy. The binomial mass is the same with three δ and two D. No
//! step needs k to be a whole number, so that the gamma, beta and t densities are
//! made of the same two functions.
//!
//! # Source
//!
//! C. Loader, "Fast and accurate computation of binomial probabilities" (2000).

use super::{LN_SQRT_2PI, quadrature};

/// Coefficients of Stirling's series Σ cⱼ / x^(2j+1), B₂ⱼ₊₂ / ((2j+2)(2j+1)).
const STIRLING: [f64; 9] = [
    1.0 / 12.0,
    -1.0 / 360.0,
    1.0 / 1260.0,
    -1.0 / 1680.0,
    1.0 / 1188.0,
    -691.0 / 360_360.0,
    1.0 / 156.0,
    -3617.0 / 122_400.0,
    43867.0 / 244_188.0,
];

/// δ at ½, 1, 1½, … 9½: counts and degrees of freedom need no more. Computed with mpmath to
/// 60 digits from ln Γ and rounded.
const AT_HALVES: [f64; 19] = [
    0.153_426_409_720_027_36,
    0.081_061_466_795_327_26,
    0.054_814_121_051_917_65,
    0.041_340_695_955_409_3,
    0.033_162_873_519_936_29,
    0.027_677_925_684_998_34,
    0.023_746_163_656_297_496,
    0.020_790_672_103_765_093,
    0.018_488_450_532_673_187,
    0.016_644_691_189_821_193,
    0.015_134_973_221_917_378,
    0.013_876_128_823_070_748,
    0.012_810_465_242_920_227,
    0.011_896_709_945_891_77,
    0.011_104_559_758_206_917,
    0.010_411_265_261_972_096,
    0.009_799_416_126_158_804,
    0.009_255_462_182_712_733,
    0.008_768_700_134_139_386,
];

/// δ(x) = ln Γ(x+1) − (x + ½) ln x + x − ln √(2π), for x > 0.
pub fn stirling_error(x: f64) -> f64 {
    let halves = 2.0 * x;
    if halves.fract() == 0.0 && (1.0..20.0).contains(&halves) {
        return AT_HALVES[halves as usize - 1];
    }
    // Below 10 the series does not reach full accuracy: climb there by
    // δ(x) = δ(x+1) + (x + ½) ln(1 + 1/x) − 1.
    let mut climbed = 0.0;
    let mut at = x;
    while at < 10.0 {
        climbed += (at + 0.5) * ((at + 1.0) / at).ln() - 1.0;
        at += 1.0;
    }
    let square = 1.0 / (at * at);
    let series = STIRLING.iter().rev().fold(0.0, |sum, c| sum * square + c);
    climbed + series / at
}

/// D(x, m) = x ln(x/m) + m − x for x ≥ 0 and a mean m + `rest`, where `rest` is
/// what the rounding of m has cut off.
pub fn deviance(x: f64, m: f64, rest: f64) -> f64 {
    if x == 0.0 {
        return m + rest;
    }
    if m == 0.0 {
        return f64::INFINITY;
    }
    // The derivative by m is 1 − x/m, and `rest` is an ulp: one term suffices.
    let correction = if rest == 0.0 { 0.0 } else { rest - rest / m * x };
    // Halves, so that the sum of two large numbers does not overflow.
    let v = (0.5 * x - 0.5 * m) / (0.5 * x + 0.5 * m);
    // (Two of the smallest numbers may have halves of zero, and then v is NaN.)
    if v.abs() >= 0.3 || v.is_nan() {
        let ratio = x / m;
        let ln = if ratio > 0.0 && ratio.is_finite() { ratio.ln() } else { x.ln() - m.ln() };
        return x * ln - (x - m) + correction;
    }
    // ln(x/m) = 2 artanh v, and the first term of the series joins −(x − m).
    // (2x alone may be beyond the largest f64.)
    (x - m) * v + 2.0 * (x * artanh_less_first(v)) + correction
}

/// u − ln(1 + u) = D(1, 1 + u) for u > −1, and ∞ below: what bends a large tail
/// integral down.
pub fn pull(u: f64) -> f64 {
    if u <= -1.0 {
        return f64::INFINITY;
    }
    let v = u / (2.0 + u);
    if v.abs() < 0.3 { u * v - 2.0 * artanh_less_first(v) } else { u - u.ln_1p() }
}

/// v³/3 + v⁵/5 + … for |v| < 0.3, where what follows the sixteenth term is less than the last
/// digit of the first. In pairs, so that few operations wait for one another.
fn artanh_less_first(v: f64) -> f64 {
    const ONE_OVER: [f64; 16] = {
        let (mut c, mut k) = ([0.0; 16], 0);
        while k < 16 {
            c[k] = 1.0 / (2 * k + 3) as f64;
            k += 1;
        }
        c
    };
    let square = v * v;
    let fourth = square * square;
    let eighth = fourth * fourth;
    let pair = |k: usize| ONE_OVER[k] + square * ONE_OVER[k + 1];
    let four = |k: usize| pair(k) + fourth * pair(k + 2);
    let eight = |k: usize| four(k) + eighth * four(k + 4);
    v * square * (eight(0) + eighth * eighth * eight(8))
}

/// ln a − ψ(a) for a > 0, where ψ is the derivative of ln Γ: about 1/(2a). The
/// entropies of gamma, beta and t are made of it and of [`stirling_error`].
pub fn digamma_gap(a: f64) -> f64 {
    let mut climbed = 0.0;
    let mut at = a;
    while at < 12.0 {
        climbed += 1.0 / at - (1.0 / at).ln_1p();
        at += 1.0;
    }
    // −d/dx of Stirling's series, and the 1/(2x) of its ½ ln x.
    let square = 1.0 / (at * at);
    let mut series = 0.0;
    for (j, c) in STIRLING.iter().enumerate().rev() {
        series = series * square + (2 * j + 1) as f64 * c;
    }
    climbed + 0.5 / at + series * square
}

/// ln Γ(b + a) − ln Γ(b) for b > 0 and 0 < a ≤ ½, to the digits of a: the integral of ψ,
/// which is smooth from 1 on.
pub fn ln_gamma_ratio(b: f64, a: f64) -> f64 {
    let digamma = |s: f64| {
        let at = b + 1.0 + s * a;
        at.ln() - digamma_gap(at)
    };
    a * quadrature::panel(digamma, 0.0, 1.0) - (a / b).ln_1p()
}

/// ln of m^k e^(−m) / Γ(k+1) for k ≥ 0 and a mean m + `rest` ≥ 0, where `rest` is
/// what the rounding of m has cut off.
pub fn ln_poisson(k: f64, m: f64, rest: f64) -> f64 {
    if m == 0.0 {
        return if k == 0.0 { 0.0 } else { f64::NEG_INFINITY };
    }
    if k == 0.0 {
        return -m - rest;
    }
    -stirling_error(k) - deviance(k, m, rest) - LN_SQRT_2PI - 0.5 * k.ln()
}

/// ln of Γ(n+1) / (Γ(k+1) Γ(n−k+1)) · p^k q^(n−k), with k + l = n and p + q = 1.
///
/// Each of the two pairs is given whole, because the smaller of two numbers that
/// add up to one cannot be recovered from the larger.
pub fn ln_binomial(k: f64, l: f64, p: f64, q: f64) -> f64 {
    let n = k + l;
    if k == 0.0 && l == 0.0 {
        return 0.0;
    }
    if p == 0.0 || q == 0.0 {
        let certain = if p == 0.0 { k == 0.0 } else { l == 0.0 };
        return if certain { 0.0 } else { f64::NEG_INFINITY };
    }
    // ln p from q where p is close to one.
    if k == 0.0 {
        return l * if p < q { (-p).ln_1p() } else { q.ln() };
    }
    if l == 0.0 {
        return k * if q < p { (-q).ln_1p() } else { p.ln() };
    }
    let (np, np_rest) = mean_and_rest(n, p, q);
    let (nq, nq_rest) = mean_and_rest(n, q, p);
    stirling_error(n)
        - stirling_error(k)
        - stirling_error(l)
        - deviance(k, np, np_rest)
        - deviance(l, nq, nq_rest)
        - LN_SQRT_2PI
        + 0.5 * (n / k / l).ln()
}

/// n·p as the nearest f64 and what that leaves out. If p is the larger of the
/// pair it counts as 1 − q, with more digits than p can hold.
fn mean_and_rest(n: f64, p: f64, q: f64) -> (f64, f64) {
    let product = n * p;
    let rounding = n.mul_add(p, -product);
    let beyond = if p > q { n * ((1.0 - p) - q) } else { 0.0 };
    (product, rounding + beyond)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: f64, expected: f64, tolerance: f64) {
        assert!((found - expected).abs() <= tolerance * expected.abs(), "{found} {expected}");
    }

    #[test]
    fn stirlings_error_has_its_known_values() {
        close(stirling_error(1.0), 1.0 - LN_SQRT_2PI, 1e-14);
        let x = 1.5_f64;
        let gamma = 0.75 * std::f64::consts::PI.sqrt();
        // Γ(5/2) = 3√π/4 is Γ(x+1) at x = 3/2.
        close(stirling_error(x), gamma.ln() - 2.0 * x.ln() + x - LN_SQRT_2PI, 1e-13);
        close(stirling_error(1e3), 8.333_333_055_555_635e-5, 1e-15);
    }

    #[test]
    fn the_table_agrees_with_the_climb() {
        for (i, known) in AT_HALVES.iter().enumerate() {
            // An ulp beside the half is not in the table.
            let beside = (i + 1) as f64 / 2.0 * (1.0 + f64::EPSILON);
            assert!((stirling_error(beside) - known).abs() < 1e-14, "{beside}");
        }
    }

    #[test]
    fn the_gap_of_the_digamma_function_has_its_known_values() {
        // ψ(1) = −γ, ψ(½) = −γ − 2 ln 2.
        let euler = 0.577_215_664_901_532_9;
        close(digamma_gap(1.0), euler, 1e-15);
        close(digamma_gap(0.5), euler + 2.0 * 2_f64.ln() + 0.5_f64.ln(), 1e-14);
        close(digamma_gap(1e4), 5.000_083_333_333_25e-5, 1e-14);
    }

    #[test]
    fn ratios_of_gamma_functions_have_their_known_values() {
        // Γ(b+½)/Γ(b) for b = ½, 1, 3/2; to first order a·ψ(1) = −γa.
        let root_pi = std::f64::consts::PI.sqrt();
        close(ln_gamma_ratio(0.5, 0.5), -root_pi.ln(), 1e-14);
        close(ln_gamma_ratio(1.0, 0.5), (0.5 * root_pi).ln(), 1e-14);
        close(ln_gamma_ratio(1.5, 0.5), (2.0 / root_pi).ln(), 1e-13);
        close(ln_gamma_ratio(1.0, 1e-100), -0.577_215_664_901_532_9e-100, 1e-14);
    }

    #[test]
    fn the_pull_is_half_the_square_of_small_numbers() {
        for u in [1e-200, 1e-150, -1e-9, 1e-9] {
            close(pull(u), 0.5 * u * u, 1e-8);
        }
        close(pull(1.0), 1.0 - 2_f64.ln(), 1e-15);
        close(pull(-0.5), 2_f64.ln() - 0.5, 1e-14);
        assert_eq!(pull(-1.0), f64::INFINITY);
    }

    #[test]
    fn the_deviance_has_no_seam_and_vanishes_at_the_mean() {
        assert_eq!(deviance(7.0, 7.0, 0.0), 0.0);
        assert_eq!(deviance(0.0, 3.0, 0.0), 3.0);
        // v = 0.3 is x/m = 13/7: both formulas on either side of the seam.
        let seam = 13.0 / 7.0;
        let (below, above) = (deviance(seam - 1e-13, 1.0, 0.0), deviance(seam + 1e-13, 1.0, 0.0));
        assert!((above - below).abs() < 1e-12 && above > 0.0);
        // Close to the mean it is half the squared distance over the mean.
        close(deviance(1e8 + 1.0, 1e8, 0.0), 0.5e-8, 1e-8);
    }
}
