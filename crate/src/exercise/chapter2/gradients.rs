//! Exercises for §2.1, derivatives of functions of several variables.

use super::super::Report;
use super::super::answer::Answer;
use super::super::run::{Exercise, check, given, mistake};
use crate::linalg::eigh;
use ndarray::{Array1, Array2, array};

type Field = fn(&Array1<f64>) -> f64;

/// 2.4: the gradient of ln Σ exp(zᵢ), which is the softmax.
pub fn log_sum_exp_gradient(yours: fn(&Array1<f64>) -> Array1<f64>) -> Report {
    check(&log_sum_exp(), move |z| yours(z).into())
}

fn softmax(z: &Array1<f64>) -> Array1<f64> {
    let largest = z.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let powers = z.mapv(|z| (z - largest).exp());
    &powers / powers.sum()
}

fn log_sum_exp() -> Exercise<Array1<f64>> {
    Exercise {
        number: "2.4",
        cases: vec![
            array![0.0, 0.0],
            array![1.0, 2.0, 3.0],
            array![-1.0, 4.0],
            array![1000.0, 999.0],
            array![-1000.0, -1002.0, -1001.0],
        ],
        describe: |z| given([("z", z.clone().into())]),
        correct: |z| softmax(z).into(),
        mistakes: vec![
            mistake(
                |z| z.mapv(f64::exp).into(),
                msg!(
                    "That is the derivative of the sum alone. What does the logarithm outside divide by?"
                ),
            ),
            mistake(
                |z| Array1::from_elem(z.len(), 1.0 / z.mapv(f64::exp).sum()).into(),
                msg!(
                    "That is the outer derivative, 1 over the sum. The inner one is missing: how does the sum change with zᵢ?"
                ),
            ),
            mistake(
                |z| {
                    let powers = z.mapv(f64::exp);
                    (&powers / powers.sum()).into()
                },
                msg!(
                    "A right formula that overflows: e¹⁰⁰⁰ is ∞, and ∞/∞ is NaN. Numerator and denominator may be divided by the same number: which one makes the largest power 1?"
                ),
            ),
            mistake(
                |z| {
                    let p = softmax(z);
                    (&p * &(1.0 - &p)).into()
                },
                msg!("That is one derivative too many: p(1 − p) is how pᵢ itself changes with zᵢ."),
            ),
            mistake(
                |z| {
                    let total = z.sum();
                    z.mapv(|z| z / total).into()
                },
                msg!("The exponentials are lost on the way: differentiate exp(zᵢ), not zᵢ."),
            ),
        ],
        lesson: msg!(
            "Differentiate once more: the Hessian is diag(p) − ppᵀ, the Jacobian of softmax that follows in §2.1. dᵀHd is the variance of the numbers dᵢ under the probabilities pᵢ (chapter 3), never negative. So log-sum-exp is convex, and with it the cross-entropy of a linear classifier."
        ),
    }
}

/// A function with the name that the reader sees, a place and a step.
#[derive(Clone)]
struct Place {
    name: &'static str,
    f: Field,
    x: Array1<f64>,
    h: f64,
}

impl Place {
    /// The place with entry i moved by the given distance.
    fn moved(&self, i: usize, by: f64) -> Array1<f64> {
        let mut moved = self.x.clone();
        moved[i] += by;
        moved
    }

    /// The vector with an entry for each coordinate.
    fn each(&self, entry: impl Fn(usize) -> f64) -> Array1<f64> {
        Array1::from_iter((0..self.x.len()).map(entry))
    }
}

/// (f, x, h) ↦ ∇f(x), nearly.
type Differences = fn(Field, &Array1<f64>, f64) -> Array1<f64>;

/// 2.5: the gradient by forward differences, one coordinate at a time.
pub fn forward_gradient(yours: Differences) -> Report {
    check(&by_differences(), move |case| yours(case.f, &case.x, case.h).into())
}

fn by_differences() -> Exercise<Place> {
    let case = |name, f, x, h| Place { name, f, x, h };
    Exercise {
        number: "2.5",
        cases: vec![
            case("x² + 2y²", |v| v[0] * v[0] + 2.0 * v[1] * v[1], array![3.0, 4.0], 0.1),
            case("xyz", |v| v[0] * v[1] * v[2], array![1.0, 2.0, 3.0], 0.5),
            case("x³", |v| v[0].powi(3), array![2.0], 0.5),
            case("x³y", |v| v[0].powi(3) * v[1], array![1.0, -2.0], 0.25),
        ],
        describe: |case| {
            format!(
                "f = {}, {}",
                case.name,
                given([("x", case.x.clone().into()), ("h", case.h.into())])
            )
        },
        correct: |case| {
            let h = case.h;
            case.each(|i| ((case.f)(&case.moved(i, h)) - (case.f)(&case.x)) / h).into()
        },
        mistakes: vec![
            mistake(
                |case| {
                    let (h, mut x) = (case.h, case.x.clone());
                    let before = (case.f)(&x);
                    let mut gradient = Array1::zeros(case.x.len());
                    for i in 0..case.x.len() {
                        x[i] += h;
                        gradient[i] = ((case.f)(&x) - before) / h;
                    }
                    gradient.into()
                },
                msg!(
                    "The first entry is right and the others are not: where does coordinate 0 stand when the turn of coordinate 1 comes?"
                ),
            ),
            mistake(
                |case| {
                    let (h, mut x) = (case.h, case.x.clone());
                    let mut gradient = Array1::zeros(case.x.len());
                    for i in 0..case.x.len() {
                        let before = (case.f)(&x);
                        x[i] += h;
                        gradient[i] = ((case.f)(&x) - before) / h;
                    }
                    gradient.into()
                },
                msg!(
                    "Each difference is taken from where the last one ended, and not from x: move the coordinate back before the next."
                ),
            ),
            mistake(
                |case| {
                    let h = case.h;
                    case.each(|i| {
                        ((case.f)(&case.moved(i, h)) - (case.f)(&case.moved(i, -h))) / (2.0 * h)
                    })
                    .into()
                },
                msg!(
                    "These are central differences: better, and 2n calls of f. Asked for are forward ones, with n + 1."
                ),
            ),
            mistake(
                |case| {
                    let h = case.h;
                    case.each(|i| (case.f)(&case.moved(i, h)) - (case.f)(&case.x)).into()
                },
                msg!("These are the changes of f; a slope is the change divided by the step."),
            ),
            mistake(
                |case| {
                    let h = case.h;
                    let slope = ((case.f)(&(&case.x + h)) - (case.f)(&case.x)) / h;
                    case.each(|_| slope).into()
                },
                msg!(
                    "All coordinates move at once: `x + h` adds h to every entry. A partial derivative moves one."
                ),
            ),
        ],
        lesson: msg!(
            "This is what remains when a program cannot be differentiated; where it can, reverse mode (§2.2) costs about three calls for any n. Mind the size of x: at x = 10¹⁰ with h = 10⁻⁷ the sum x + h is x again, and every entry of the answer is 0."
        ),
    }
}

/// 2.6: the Jacobian of v/‖v‖, which is (I − uuᵀ)/‖v‖ with u = v/‖v‖.
pub fn unit_jacobian(yours: fn(&Array1<f64>) -> Array2<f64>) -> Report {
    check(&unit(), move |v| yours(v).into())
}

/// aI + b·vvᵀ.
fn mix(v: &Array1<f64>, a: f64, b: f64) -> Array2<f64> {
    Array2::from_shape_fn((v.len(), v.len()), |(i, j)| {
        b * v[i] * v[j] + if i == j { a } else { 0.0 }
    })
}

fn unit() -> Exercise<Array1<f64>> {
    Exercise {
        number: "2.6",
        cases: vec![
            array![3.0, 4.0],
            array![1.0, 2.0, 2.0],
            array![0.0, -2.0],
            array![-0.5, 0.5, 0.5, 0.5],
        ],
        describe: |v| given([("v", v.clone().into())]),
        correct: |v| {
            let r = v.dot(v).sqrt();
            mix(v, 1.0 / r, -1.0 / r.powi(3)).into()
        },
        mistakes: vec![
            mistake(
                |v| mix(v, 1.0 / v.dot(v).sqrt(), 0.0).into(),
                msg!(
                    "The length was taken for a constant, but it changes with every entry: quotient rule."
                ),
            ),
            mistake(
                |v| {
                    let r = v.dot(v).sqrt();
                    mix(v, 1.0 / r, 1.0 / r.powi(3)).into()
                },
                msg!(
                    "The sign of the second term is reversed. Test yourself: a longer v has the same direction, so J v must be 0."
                ),
            ),
            mistake(
                |v| {
                    let r = v.dot(v).sqrt();
                    mix(v, 1.0 / r, -1.0 / r).into()
                },
                msg!(
                    "The power of the length in the second term is wrong: J v must be 0, whatever the length of v."
                ),
            ),
            mistake(
                |v| mix(v, 1.0, -1.0 / v.dot(v)).into(),
                msg!(
                    "A factor is missing: the farther out v stands, the less a step turns it. By which power of the length?"
                ),
            ),
        ],
        lesson: msg!(
            "Layer normalisation (§6.1) sends its gradients back through such a Jacobian. If v holds weights, there is a surprise: g has no part along v, so each step of descent makes v longer, ‖v − αg‖₂² = ‖v‖₂² + α²‖g‖₂², and by your 1/r a longer v has smaller gradients."
        ),
    }
}

/// 2.7: a direction in which f falls at a critical point, if the Hessian shows one.
pub fn escape(yours: fn(&Array2<f64>) -> Option<Array1<f64>>) -> Report {
    check(&escapes(), move |h| found(h, yours(h)))
}

/// Whether a direction was given, and whether f falls along it.
fn found(h: &Array2<f64>, direction: Option<Array1<f64>>) -> Answer {
    let falls = direction
        .as_ref()
        .is_some_and(|d| d.len() == h.nrows() && d.dot(&h.dot(d)) < -1e-9 * d.dot(d));
    (direction.is_some(), falls).into()
}

/// The eigenvalue and the eigenvector number k, from the smallest up.
fn bend(h: &Array2<f64>, k: usize) -> Option<(f64, Array1<f64>)> {
    let all = eigh(h).ok()?;
    Some((all.values[k], all.vectors.column(k).to_owned()))
}

fn escapes() -> Exercise<Array2<f64>> {
    Exercise {
        number: "2.7",
        cases: vec![
            array![[2.0, 3.0], [3.0, 2.0]],
            array![[2.0, 1.0], [1.0, 2.0]],
            array![[1.0, 0.0], [0.0, -1.0]],
            array![[-1.0, 0.0], [0.0, -2.0]],
            array![[5.0, -3.0], [-3.0, 1.0]],
            array![[2.0, 0.0], [0.0, 0.0]],
            array![[2.0, 1.0, 0.0], [1.0, 2.0, 2.0], [0.0, 2.0, 2.0]],
        ],
        describe: |h| given([("H", h.clone().into())]),
        correct: |h| {
            let below = bend(h, 0).is_some_and(|(value, _)| value < -1e-9);
            (below, below).into()
        },
        mistakes: vec![
            mistake(
                |h| found(h, None),
                msg!(
                    "Nothing is ever found. Where an eigenvalue is negative, f falls along its eigenvector: why?"
                ),
            ),
            mistake(
                |h| found(h, bend(h, 0).map(|(_, d)| d)),
                msg!(
                    "A direction is given even where none leads down: answer `None` unless dᵀHd is negative."
                ),
            ),
            mistake(
                |h| found(h, bend(h, h.nrows() - 1).map(|(_, d)| d)),
                msg!("That is the direction in which f rises most: take the smallest eigenvalue."),
            ),
            mistake(
                |h| {
                    let k = (0..h.nrows()).find(|&k| h[[k, k]] < 0.0);
                    let axis =
                        |k| Array1::from_iter((0..h.nrows()).map(|i| f64::from(u8::from(i == k))));
                    found(h, k.map(axis))
                },
                msg!(
                    "The axes alone do not decide: [[2, 3], [3, 2]] is positive along both, and f falls between them."
                ),
            ),
            mistake(
                |h| {
                    let mixed = bend(h, 0).filter(|(value, _)| {
                        *value < 0.0 && bend(h, h.nrows() - 1).is_some_and(|(top, _)| top > 0.0)
                    });
                    found(h, mixed.map(|(_, d)| d))
                },
                msg!(
                    "Saddles are found and maxima are not: from the top of a hill f falls as well."
                ),
            ),
        ],
        lesson: msg!(
            "−d leads down as well: ½t²dᵀHd does not see the sign. With a million weights nobody has H, but a product Hd costs only a few gradients. Power iteration (§1.3) on cI − H, with c above the largest eigenvalue in absolute value, finds your direction from such products alone."
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::run::testing::sound;
    use super::*;

    #[test]
    fn stubs_fail_solutions_pass_and_mistakes_are_named() {
        sound(&log_sum_exp());
        sound(&by_differences());
        sound(&unit());
        sound(&escapes());
    }

    #[test]
    fn the_answers_are_the_derivatives() {
        for z in &log_sum_exp().cases[..3] {
            let slope = crate::calculus::gradient(&|z| z.mapv(f64::exp).sum().ln(), z).unwrap();
            assert!((&slope - &softmax(z)).iter().all(|d| d.abs() < 1e-8));
        }
        for v in unit().cases {
            let jacobian = crate::calculus::jacobian(&|v| v / v.dot(v).sqrt(), &v).unwrap();
            let r = v.dot(&v).sqrt();
            let formula = mix(&v, 1.0 / r, -1.0 / r.powi(3));
            assert!((&jacobian - &formula).iter().all(|d| d.abs() < 1e-8));
        }
    }

    #[test]
    fn the_librarys_own_gradient_by_differences_does_not_pass() {
        let central: Differences = |f, x, h| crate::calculus::numerical_gradient(&f, x, h).unwrap();
        assert!(!forward_gradient(central).passed());
    }

    #[test]
    fn any_falling_direction_passes() {
        let by_search = |h: &Array2<f64>| {
            let n = h.nrows();
            let mut candidates = Vec::new();
            for code in 0..5_usize.pow(n as u32) {
                let digit = |i: usize| (code / 5_usize.pow(i as u32) % 5) as f64 - 2.0;
                let d = Array1::from_iter((0..n).map(digit));
                candidates.push(d);
            }
            candidates.into_iter().find(|d| d.dot(&h.dot(d)) < 0.0)
        };
        assert!(escape(by_search).passed());
    }
}
