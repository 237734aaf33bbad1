//! Exercises for §1.1, the norms.

use super::super::Report;
use super::super::answer::Answer;
use super::super::run::{Exercise, check, given, mistake};
use ndarray::{Array1, array};

fn l1(v: &Array1<f64>) -> f64 {
    v.mapv(f64::abs).sum()
}

fn l2(v: &Array1<f64>) -> f64 {
    v.dot(v).sqrt()
}

/// 1.2: two vectors of the plane, the first longer by L1 and shorter by L2.
pub fn two_rulers(yours: fn() -> (Array1<f64>, Array1<f64>)) -> Report {
    check(&rulers(), move |&()| {
        let (a, b) = yours();
        compared(&a, &b).into()
    })
}

/// ‖a‖₁ > ‖b‖₁ and ‖a‖₂ < ‖b‖₂, with more than rounding between them.
fn compared(a: &Array1<f64>, b: &Array1<f64>) -> (bool, bool) {
    let plane = a.len() == 2 && b.len() == 2;
    let clearly = |large: f64, small: f64| plane && large > small * (1.0 + 1e-9);
    (clearly(l1(a), l1(b)), clearly(l2(b), l2(a)))
}

fn rulers() -> Exercise<()> {
    Exercise {
        number: "1.2",
        cases: vec![()],
        describe: |()| "(‖a‖₁ > ‖b‖₁, ‖a‖₂ < ‖b‖₂)".to_string(),
        correct: |()| (true, true).into(),
        mistakes: vec![
            mistake(
                |()| (true, false).into(),
                msg!(
                    "By L1 the first one is longer, by L2 it is not shorter yet. Which of all vectors with ‖a‖₁ = 2 has the smallest ‖a‖₂?"
                ),
            ),
            mistake(
                |()| (false, true).into(),
                msg!(
                    "By L2 the first one is shorter, by L1 it is not longer yet. On the diamond, where is the distance to the origin smallest: at a corner or in the middle of an edge?"
                ),
            ),
            mistake(
                |()| (false, false).into(),
                msg!(
                    "Neither holds yet (both vectors need two entries). Draw the diamond and the disc through the same corner (1, 0): where does one stick out of the other?"
                ),
            ),
        ],
        lesson: msg!(
            "Which vector is nearest depends on the norm, so a search by L₁ and one by L₂ may answer differently. They cannot disagree without limit: in the plane, once ‖b‖₂ is at least √2 times ‖a‖₂, a is not longer by L₁ either. Exercise 1.4 shows where such a bound comes from."
        ),
    }
}

/// 1.3: v divided by its length; the zero vector stays what it is.
pub fn unit_vector(yours: fn(&Array1<f64>) -> Array1<f64>) -> Report {
    check(&unit(), move |v| yours(v).into())
}

fn unit() -> Exercise<Array1<f64>> {
    Exercise {
        number: "1.3",
        cases: vec![
            array![3.0, 4.0],
            array![-0.5],
            array![0.0, 0.0],
            array![2.0, -1.0, 2.0],
            array![1e-5, 0.0, 0.0, 0.0],
        ],
        describe: |v| given([("v", v.clone().into())]),
        correct: |v| if l2(v) > 0.0 { (v / l2(v)).into() } else { v.clone().into() },
        mistakes: vec![
            mistake(
                |v| (v / v.dot(v)).into(),
                msg!(
                    "This is the function as it was given. For (3, 4), how long is its answer, and how long should it be?"
                ),
            ),
            mistake(
                |v| if l2(v) > 0.0 { (v / v.dot(v)).into() } else { v.clone().into() },
                msg!("The zero vector is mended. v·v is the *squared* length: what is missing?"),
            ),
            mistake(
                |v| (v / l2(v)).into(),
                msg!(
                    "The length is mended. What does 0/0 give for the zero vector, and what should stand there?"
                ),
            ),
            mistake(
                |v| (v / (l2(v) + 1e-8)).into(),
                msg!(
                    "A small number under the line hides 0/0, and makes every other vector a little too short: look at (10⁻⁵, 0, 0, 0). Ask whether the length is 0."
                ),
            ),
        ],
        lesson: msg!(
            "Store unit vectors, and the cosine of §1.1 is one dot product; searching a whole collection is then one matrix–vector product. PyTorch's `normalize` divides by max(‖v‖₂, 10⁻¹²): the zero vector stays 0, and only vectors shorter than 10⁻¹² come out too short."
        ),
    }
}

/// 1.4: two vectors of n entries with the smallest and the largest ‖v‖₁/‖v‖₂.
pub fn extreme_ratios(yours: fn(usize) -> (Array1<f64>, Array1<f64>)) -> Report {
    check(&extremes(), move |&n| {
        let (low, high) = yours(n);
        if low.len() != n || high.len() != n {
            return Answer::Stopped;
        }
        (l1(&low) / l2(&low), l1(&high) / l2(&high)).into()
    })
}

fn extremes() -> Exercise<usize> {
    Exercise {
        number: "1.4",
        cases: vec![2, 5, 100],
        describe: |n| format!("n = {n}: (‖v‖₁/‖v‖₂, ‖w‖₁/‖w‖₂)"),
        correct: |&n| (1.0, (n as f64).sqrt()).into(),
        mistakes: vec![
            mistake(
                |&n| ((n as f64).sqrt(), 1.0).into(),
                msg!("These are the two, in the wrong order: the smallest ratio comes first."),
            ),
            mistake(
                |_| (1.0, 1.0).into(),
                msg!(
                    "The first is right. The second has a single entry as well; how should the same length be shared out to make the sum of the entries large?"
                ),
            ),
            mistake(
                |&n| ((n as f64).sqrt(), (n as f64).sqrt()).into(),
                msg!(
                    "The second is right. At which points do the diamond and the disc of the same size touch?"
                ),
            ),
            mistake(
                |&n| {
                    let ramp = Array1::range(1.0, n as f64 + 1.0, 1.0);
                    (1.0, l1(&ramp) / l2(&ramp)).into()
                },
                msg!(
                    "1, 2, …, n is already good, and not the best: what happens to the ratio if two unequal entries are both replaced by their mean?"
                ),
            ),
        ],
        lesson: msg!(
            "Squared, the ratio counts: k entries of equal size among zeros give exactly k. Statisticians use (Σw)²/Σw² in this way as the effective number of samples with weights w. And the attack of §1.1 that moves every pixel by ε has the L₂ length ε√n: 28ε for 28 × 28 pixels."
        ),
    }
}

/// 1.5: the p from which on the Lp norm of n ones exceeds L∞ by at most a share.
pub fn nearly_infinity(yours: fn(usize, f64) -> f64) -> Report {
    check(&nearly(), move |&(n, share)| yours(n, share).into())
}

fn nearly() -> Exercise<(usize, f64)> {
    Exercise {
        number: "1.5",
        cases: vec![(2, 0.01), (10, 0.1), (1000, 0.01), (100, 1.0)],
        describe: |&(n, share)| given([("n", (n as f64).into()), ("share", share.into())]),
        correct: |&(n, share)| ((n as f64).ln() / share.ln_1p()).into(),
        mistakes: vec![
            mistake(
                |&(n, share)| ((n as f64).ln() / share).into(),
                msg!(
                    "ln(1 + x) was taken to be x. That is a good estimate for a small share; at 1 it is far off."
                ),
            ),
            mistake(
                |&(n, share)| (share.ln_1p() / (n as f64).ln()).into(),
                msg!("This is 1/p. Which of p and 1/p stands in the exponent of n?"),
            ),
            mistake(
                |&(n, share)| (n as f64 / share.ln_1p()).into(),
                msg!(
                    "The norm of n ones is n^(1/p): take the logarithm on both sides. What becomes of n?"
                ),
            ),
            mistake(
                |&(n, share)| ((n as f64).ln() / share.ln()).into(),
                msg!(
                    "Larger *by* this share means 1 + share times as large. Negative answers are a sign of it."
                ),
            ),
        ],
        lesson: msg!(
            "In logarithms this is log-sum-exp, a rounded maximum (chapter 4). It exceeds the maximum by at most ln n, and ln ‖v‖ₚ exceeds ln ‖v‖∞ by at most (ln n)/p. Computing such norms takes care: 3⁶⁹⁴ is beyond the largest `f64`, so `norm_lp` first divides by the largest entry."
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::run::testing::sound;
    use super::*;
    use crate::linalg::norm_lp;

    #[test]
    fn stubs_fail_solutions_pass_and_mistakes_are_named() {
        sound(&rulers());
        sound(&unit());
        sound(&extremes());
        sound(&nearly());
    }

    #[test]
    fn the_librarys_own_normalize_does_not_pass() {
        use crate::linalg::normalize;
        assert!(!unit_vector(|v| normalize(v).unwrap()).passed());
        // Somebody has to decide about the zero vector.
        assert!(unit_vector(|v| normalize(v).unwrap_or_else(|_| v.clone())).passed());
    }

    #[test]
    fn the_rulers_disagree_about_a_corner_and_an_edge() {
        assert_eq!(compared(&array![1.0, 1.0], &array![1.5, 0.0]), (true, true));
        assert_eq!(compared(&array![3.0, 0.0], &array![1.0, 1.0]), (true, false));
        assert_eq!(compared(&array![1.0], &array![1.5, 0.0]), (false, false));
    }

    #[test]
    fn the_norm_of_ones_is_near_the_largest_entry_from_there_on() {
        let p = 2.0_f64.ln() / 0.01_f64.ln_1p();
        let norm = norm_lp(&array![1.0, 1.0], p).unwrap();
        assert!((norm - 1.01).abs() < 1e-12);
    }
}
