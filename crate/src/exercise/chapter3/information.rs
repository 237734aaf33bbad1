//! Exercises for §3.5: entropy, divergence, mutual information.

use super::super::Report;
use super::super::run::{Exercise, check, given, mistake};
use ndarray::{Array1, Array2, Axis, array};

/// 3.15: what each outcome contributes to the entropy, in bits.
pub fn entropy_bits(yours: fn(&Array1<f64>) -> Array1<f64>) -> Report {
    check(&entropy(), move |p| yours(p).into())
}

/// −p ln p, and 0 for 0.
fn share(p: f64) -> f64 {
    if p > 0.0 { -p * p.ln() } else { 0.0 }
}

fn entropy() -> Exercise<Array1<f64>> {
    Exercise {
        number: "3.15",
        cases: vec![
            array![0.25, 0.25, 0.25, 0.25],
            array![0.97, 0.01, 0.01, 0.01],
            array![0.5, 0.25, 0.25],
            array![1.0, 0.0],
        ],
        describe: |p| given([("p", p.clone().into())]),
        correct: |p| (p.mapv(share) / 2_f64.ln()).into(),
        mistakes: vec![
            mistake(
                |p| p.mapv(share).into(),
                msg!("This is in nats. Use `log2`, or divide by ln 2."),
            ),
            mistake(
                |p| p.mapv(|p| -p * p.log2()).into(),
                msg!("0 · log 0 became NaN. An outcome that cannot happen adds nothing: skip it."),
            ),
            mistake(
                |p| (-p.mapv(share) / 2_f64.ln()).into(),
                msg!(
                    "The minus sign is missing: logarithms of probabilities are negative, entropy is not."
                ),
            ),
            mistake(
                |p| p.mapv(|p| if p > 0.0 { -p.log2() } else { 0.0 }).into(),
                msg!(
                    "These are the surprises, without weights. Each counts with its probability p."
                ),
            ),
            mistake(
                |p| {
                    let whole = p.mapv(share).sum() / 2_f64.ln();
                    Array1::from_elem(p.len(), whole).into()
                },
                msg!(
                    "This is the entropy itself, the sum, in every place. What does a single outcome add to it?"
                ),
            ),
            mistake(
                |p| {
                    let terms = p.iter().filter(|p| **p > 0.0).map(|p| -p * p.log2());
                    terms.collect::<Array1<f64>>().into()
                },
                msg!("The impossible outcomes are left out of the list. What do they contribute?"),
            ),
        ],
        lesson: msg!(
            "Split an outcome into two equally likely halves and the sum grows by exactly p bits: with probability p one more yes-or-no question is needed. 2 to the power of the sum says how many equally likely outcomes it is worth: 0.24 bits make 1.18. Perplexity (§3.5, chapter 6) counts in this way."
        ),
    }
}

type Chain = (Array1<f64>, Array1<f64>, Array1<f64>);

/// 3.16: three distributions for which the detour is shorter by D.
pub fn no_distance(yours: fn() -> Chain) -> Report {
    check(&detour(), move |&()| shorter(&yours()).into())
}

fn kl(p: &Array1<f64>, q: &Array1<f64>) -> f64 {
    p.iter().zip(q).filter(|(p, _)| **p > 0.0).map(|(p, q)| p * (p / q).ln()).sum()
}

/// Whether all three are distributions of the same size, and D(P‖R) > D(P‖Q) + D(Q‖R).
fn shorter((p, q, r): &Chain) -> (bool, bool) {
    let fair = |p: &Array1<f64>| p.iter().all(|p| *p >= 0.0) && (p.sum() - 1.0).abs() < 1e-9;
    let distributions = fair(p) && fair(q) && fair(r) && p.len() == q.len() && q.len() == r.len();
    (distributions, kl(p, r) > kl(p, q) + kl(q, r) + 1e-9)
}

fn detour() -> Exercise<()> {
    Exercise {
        number: "3.16",
        cases: vec![()],
        describe: |()| tr!("(three distributions, D(P‖R) > D(P‖Q) + D(Q‖R))").to_string(),
        correct: |()| (true, true).into(),
        mistakes: vec![
            mistake(
                |()| (true, false).into(),
                msg!(
                    "These are distributions, and the detour over Q is longer (or both ways are infinite). D grows steeply when R makes something rare that P does often. Where should Q stand to share that out?"
                ),
            ),
            mistake(
                |()| (false, true).into(),
                msg!(
                    "The inequality is turned, but not by distributions: each list sums to 1, none has a negative entry, and all are equally long."
                ),
            ),
            mistake(
                |()| (false, false).into(),
                msg!("Begin with three coins, such as (½, ½): two entries each that sum to 1."),
            ),
        ],
        lesson: msg!(
            "Some nearness does survive: no event's probability differs by more than √(D/2) (Pinsker's inequality), and such differences obey the triangle inequality. In the solution it is 0.49 from P to R, at most √(0.51/2) + √(0.14/2) ≈ 0.77. PPO and distillation (§3.5) keep D small, and so these differences."
        ),
    }
}

/// 3.17: what each value of X tells about Y, in nats; its mean is the mutual information.
pub fn mutual_information(yours: fn(&Array2<f64>) -> Array1<f64>) -> Report {
    check(&shared(), move |joint| yours(joint).into())
}

/// For each row the sum of a term in P(y | x) and P(y).
fn each_row(joint: &Array2<f64>, term: fn(f64, f64) -> f64) -> Array1<f64> {
    let columns = joint.sum_axis(Axis(0));
    let sum = |row: ndarray::ArrayView1<f64>| -> f64 {
        row.iter().zip(&columns).map(|(p, y)| term(p / row.sum(), *y)).sum()
    };
    joint.rows().into_iter().map(sum).collect()
}

fn surprise(given: f64, y: f64) -> f64 {
    if given > 0.0 { given * (given / y).ln() } else { 0.0 }
}

fn told(joint: &Array2<f64>) -> Array1<f64> {
    each_row(joint, surprise)
}

fn unknown(joint: &Array2<f64>) -> Array1<f64> {
    each_row(joint, |given, _| share(given))
}

fn shared() -> Exercise<Array2<f64>> {
    Exercise {
        number: "3.17",
        cases: vec![
            array![[0.4, 0.1], [0.2, 0.3]],
            array![[0.5, 0.0], [0.0, 0.5]],
            array![[0.1, 0.2, 0.0], [0.3, 0.0, 0.4]],
            array![[0.125, 0.125], [0.375, 0.375]],
            // A rare value that says nearly everything.
            array![[0.495, 0.495], [0.01, 0.0]],
        ],
        describe: |joint| given([("joint", joint.clone().into())]),
        correct: |joint| told(joint).into(),
        mistakes: vec![
            mistake(
                |joint| {
                    let mean = told(joint).dot(&joint.sum_axis(Axis(1)));
                    Array1::from_elem(joint.nrows(), mean).into()
                },
                msg!(
                    "This is I(X; Y) for every x, the mean of what is asked for. Which distributions does the divergence of one row compare?"
                ),
            ),
            mistake(
                |joint| (told(joint) * joint.sum_axis(Axis(1))).into(),
                msg!(
                    "These are the shares of the rows in I(X; Y), and a rare x has a small share however much it tells. What is known of Y once this x *has* occurred?"
                ),
            ),
            mistake(
                |joint| each_row(joint, |given, y| given * (given / y).ln()).into(),
                msg!("An empty cell became NaN: 0 · ln 0 counts as 0, so skip it."),
            ),
            mistake(
                |joint| unknown(joint).into(),
                msg!(
                    "This is the entropy of Y given x, what is still *unknown* about Y. Compare P(y | x) with P(y)."
                ),
            ),
            mistake(
                |joint| {
                    let columns = joint.sum_axis(Axis(0));
                    let all: f64 = columns.iter().map(|y| -y * y.ln()).sum();
                    (all - unknown(joint)).into()
                },
                msg!(
                    "H(Y) − H(Y | x) has the right mean and is another list: it is negative where x makes Y less certain than before. Asked for is the divergence of P(y | x) from P(y)."
                ),
            ),
            mistake(
                |joint| (told(joint) / 2_f64.ln()).into(),
                msg!("You used log₂, which gives bits. Asked for are nats."),
            ),
        ],
        lesson: msg!(
            "One value may tell more than all the entropy of Y. With P(Y) = (0.99, 0.01), H(Y) is 0.056 nats, and a value that makes the rare class certain tells ln 100 ≈ 4.6; only the mean cannot exceed H(Y). The map of telling pixels at the end of §3.5 shows such means, 64 of them."
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::run::testing::sound;
    use super::*;

    #[test]
    fn the_exercises_are_sound() {
        sound(&entropy());
        sound(&detour());
        sound(&shared());
    }

    #[test]
    fn the_librarys_own_entropy_is_the_sum_and_does_not_pass() {
        let library = |p: &Array1<f64>| crate::information::entropy_bits(p).unwrap();
        for p in entropy().cases {
            assert!((p.mapv(share).sum() / 2_f64.ln() - library(&p)).abs() < 1e-14);
        }
        let everywhere = |p: &Array1<f64>| {
            Array1::from_elem(p.len(), crate::information::entropy_bits(p).unwrap())
        };
        assert!(!entropy_bits(everywhere).passed());
    }

    #[test]
    fn the_librarys_own_mutual_information_is_the_mean_and_does_not_pass() {
        let library = |joint: &Array2<f64>| crate::information::mutual_information(joint).unwrap();
        for joint in shared().cases {
            let mean = told(&joint).dot(&joint.sum_axis(Axis(1)));
            assert!((mean - library(&joint)).abs() < 1e-14);
        }
        let everywhere = |joint: &Array2<f64>| {
            let mean = crate::information::mutual_information(joint).unwrap();
            Array1::from_elem(joint.nrows(), mean)
        };
        assert!(!mutual_information(everywhere).passed());
    }

    #[test]
    fn a_detour_can_be_shorter() {
        let (p, q, r) = (array![0.5, 0.5], array![0.9, 0.1], array![0.99, 0.01]);
        assert_eq!(shorter(&(p.clone(), q.clone(), r.clone())), (true, true));
        assert_eq!(shorter(&(p.clone(), r, q)), (true, false));
        assert_eq!(shorter(&(p.clone(), p.clone(), array![1.0])), (false, false));
        // Infinite both ways.
        let sure = array![1.0, 0.0];
        assert_eq!(shorter(&(p.clone(), p, sure)), (true, false));
    }
}
