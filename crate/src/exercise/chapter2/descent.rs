//! Exercises for §2.3: convexity, gradient descent and its rate.

use super::super::Report;
use super::super::answer::Answer;
use super::super::run::{Exercise, check, given, mistake};
use ndarray::{Array1, array};

/// A function with the name that the reader sees, and the ends of a segment.
#[derive(Clone)]
struct Segment {
    name: &'static str,
    f: fn(f64) -> f64,
    x: f64,
    y: f64,
}

impl Segment {
    /// The graph and the chord for λ = k/10.
    fn heights(&self, k: usize) -> (f64, f64) {
        let l = k as f64 / 10.0;
        let graph = (self.f)(l * self.x + (1.0 - l) * self.y);
        (graph, l * (self.f)(self.x) + (1.0 - l) * (self.f)(self.y))
    }
}

const TOLERANCE: f64 = 1e-9;

/// 2.12: whether the chord stays above the graph between two points.
pub fn is_convex_between(yours: fn(fn(f64) -> f64, f64, f64) -> bool) -> Report {
    check(&convex(), move |case| yours(case.f, case.x, case.y).into())
}

fn convex() -> Exercise<Segment> {
    let case = |name, f, x, y| Segment { name, f, x, y };
    let two_wells = |x: f64| (x * x - 1.0).powi(2);
    Exercise {
        number: "2.12",
        cases: vec![
            case("x²", |x| x * x, -1.0, 2.0),
            case("sin x", f64::sin, 0.0, 3.0),
            case("|x|", f64::abs, -2.0, 1.0),
            // A straight line is its own chord, but for rounding.
            case("0.3x + 0.1", |x| 0.3 * x + 0.1, -1.0, 3.0),
            // Violated on one half only, and equal in the middle.
            case("x³", |x| x.powi(3), -1.0, 1.0),
            case("√x", f64::sqrt, 0.0, 4.0),
            // Not convex, though this one segment does not show it; the next one does.
            case("(x² − 1)²", two_wells, -2.0, 2.0),
            case("(x² − 1)²", two_wells, -1.0, 1.0),
        ],
        describe: |case| {
            format!("f = {}, {}", case.name, given([("x", case.x.into()), ("y", case.y.into())]))
        },
        correct: |case| {
            let below = |k| {
                let (graph, chord) = case.heights(k);
                graph <= chord + TOLERANCE
            };
            (0..=10).all(below).into()
        },
        mistakes: vec![
            mistake(
                |case| {
                    let (graph, chord) = case.heights(5);
                    (graph <= chord + TOLERANCE).into()
                },
                msg!(
                    "The middle alone is not enough: x³ between −1 and 1 meets its chord there and crosses it. Test every λ."
                ),
            ),
            mistake(
                |case| {
                    let below = |k| {
                        let (graph, chord) = case.heights(k);
                        graph <= chord
                    };
                    (0..=10).all(below).into()
                },
                msg!(
                    "Right but for rounding: on a straight line both sides are equal, and the last digit may fall on either side. Allow 1e-9."
                ),
            ),
            mistake(
                |case| {
                    let below = |k| {
                        let (graph, chord) = case.heights(k);
                        graph < chord
                    };
                    (0..=10).all(below).into()
                },
                msg!(
                    "At λ = 0 and λ = 1 graph and chord meet, so a strict `<` never holds there: use `<=` and allow 1e-9."
                ),
            ),
            mistake(
                |case| {
                    let above = |k| {
                        let (graph, chord) = case.heights(k);
                        graph >= chord - TOLERANCE
                    };
                    (0..=10).all(above).into()
                },
                msg!(
                    "The inequality is reversed: this tests for concave functions, whose chord lies below the graph."
                ),
            ),
            mistake(
                |case| {
                    let below = |k| {
                        let (graph, chord) = case.heights(k);
                        graph <= chord + TOLERANCE
                    };
                    (0..=10).any(below).into()
                },
                msg!(
                    "`any` is content with a single λ (and the ends always agree); `all` of them have to hold."
                ),
            ),
            mistake(
                |case| {
                    let below = |k| case.heights(k).0 <= case.heights(10 - k).1 + TOLERANCE;
                    (0..=10).all(below).into()
                },
                msg!(
                    "The weights are exchanged on one side: λ goes with x and 1 − λ with y on both."
                ),
            ),
            mistake(
                |case| {
                    let top = (case.f)(case.x).max((case.f)(case.y));
                    (0..=10).all(|k| case.heights(k).0 <= top + TOLERANCE).into()
                },
                msg!(
                    "This compares with the higher end only; the chord runs straight from one end to the other."
                ),
            ),
        ],
        lesson: msg!(
            "Least squares (chapter 5) is convex: where descent comes to rest there is no lower place. Your test can be fooled: sin²(10πx) on [0, 1] is 0 at all eleven points and 1 between them. `find_nonconvexity` draws its segments at random, so that no function is prepared for them."
        ),
    }
}

type Gradient = fn(&Array1<f64>) -> Array1<f64>;

/// Where to begin, on which landscape, how to walk, and when it is flat enough.
#[derive(Clone)]
struct Walk {
    loss: &'static str,
    gradient: Gradient,
    start: Array1<f64>,
    rate: f64,
    tolerance: f64,
}

/// Nobody walks farther than this.
const MOST: usize = 1000;

impl Walk {
    /// The first number of steps after which `flat` is content.
    fn until(&self, flat: impl Fn(&Array1<f64>, &Array1<f64>) -> bool) -> Option<usize> {
        let mut theta = self.start.clone();
        for taken in 0..=MOST {
            let g = (self.gradient)(&theta);
            if flat(&g, &theta) {
                return Some(taken);
            }
            theta = &theta - self.rate * &g;
        }
        None
    }

    /// The first number of steps after which ‖∇L‖ is at most the tolerance.
    fn steps(&self) -> Option<usize> {
        self.until(|g, _| g.dot(g).sqrt() <= self.tolerance)
    }
}

fn counted(steps: Option<usize>) -> Answer {
    steps.map(|steps| steps as f64).into()
}

/// (∇L, start, α, tolerance) ↦ how many steps.
type StepsNeeded = fn(Gradient, &Array1<f64>, f64, f64) -> Option<usize>;

/// 2.13: gradient descent that stops where the ground is flat.
pub fn steps_needed(yours: StepsNeeded) -> Report {
    check(&needed(), move |case| {
        counted(yours(case.gradient, &case.start, case.rate, case.tolerance))
    })
}

fn needed() -> Exercise<Walk> {
    let bowl: Gradient = |v| array![2.0 * v[0], 8.0 * v[1]];
    let quartic: Gradient = |v| v.mapv(|x| x.powi(3));
    let on_bowl =
        |start, rate, tolerance| Walk {
            loss: "x² + 4y²", gradient: bowl, start, rate, tolerance
        };
    Exercise {
        number: "2.13",
        cases: vec![
            on_bowl(array![3.0, 3.0], 0.1, 1e-3),
            // Already flat.
            on_bowl(array![0.0, 0.0], 0.1, 1e-3),
            // Both entries of the gradient shrink alike, so its length and its largest entry
            // fall below the tolerance at different steps.
            on_bowl(array![3.0, 3.0], 0.2, 1.89),
            Walk {
                loss: "x⁴/4",
                gradient: quartic,
                start: array![2.0],
                rate: 0.1,
                tolerance: 0.01,
            },
            // From wall to wall for ever, and out of the world.
            on_bowl(array![3.0, 3.0], 0.25, 1e-3),
            on_bowl(array![3.0, 3.0], 0.5, 1e-3),
        ],
        describe: |case| {
            let numbers = given([
                ("start", case.start.clone().into()),
                ("rate", case.rate.into()),
                ("tolerance", case.tolerance.into()),
            ]);
            format!("L = {}, {numbers}", case.loss)
        },
        correct: |case| counted(case.steps()),
        mistakes: vec![
            mistake(
                |case| counted(case.steps().map(|steps| steps + 1)),
                msg!(
                    "One too many: the question whether it is flat comes before the step, also at the start, where the answer may be 0."
                ),
            ),
            mistake(
                |case| counted(case.steps().map(|steps| steps.max(1))),
                msg!("Where the start is flat already, no step is needed: ask before the first."),
            ),
            mistake(
                |case| counted(case.until(|g, _| g.iter().all(|g| g.abs() <= case.tolerance))),
                msg!(
                    "This looks at the largest entry of the gradient; asked for is its length, which is a little more."
                ),
            ),
            mistake(
                |case| counted(case.until(|g, _| g.dot(g) <= case.tolerance)),
                msg!("That is the square of the length: take the root before you compare."),
            ),
            mistake(
                |case| counted(case.until(|_, theta| theta.dot(theta).sqrt() <= case.tolerance)),
                msg!(
                    "This measures the distance from the origin. Who says that the minimum is there? Measure the gradient."
                ),
            ),
            mistake(
                |case| counted(Some(case.steps().unwrap_or(MOST))),
                msg!("Where 1,000 steps were not enough, the answer is `None`, not 1000."),
            ),
        ],
        lesson: msg!(
            "Flat does not mean near: along an eigenvector of the Hessian the distance is ‖g‖₂/λ. In the bowl 0.01x² + 100y² of this section, with λ = 0.02, a tolerance of 10⁻³ can stop 0.05 away from the minimum. Training is often stopped by the loss on validation data instead (early stopping, §6.1)."
        ),
    }
}

/// Curvatures, a learning rate, and how much smaller every error shall become.
type Gain = (Array1<f64>, f64, f64);

/// (λ, α, factor) ↦ how many steps.
type StepsToGain = fn(&Array1<f64>, f64, f64) -> Option<usize>;

/// 2.14: after how many steps every error is smaller by a factor, told by the curvatures.
pub fn steps_to_gain(yours: StepsToGain) -> Report {
    check(&gain(), move |(values, rate, factor)| counted(yours(values, *rate, *factor)))
}

/// The whole number of steps at so much per step.
fn whole(per_step: f64, factor: f64) -> Option<usize> {
    (per_step < 1.0).then(|| (factor.ln() / -per_step.ln()).ceil() as usize)
}

/// The answer: a step that lands on the minimum is a step too.
fn steps(case: &Gain) -> Option<usize> {
    whole(worst(case), case.2).map(|steps| steps.max(1))
}

fn worst((values, rate, _): &Gain) -> f64 {
    values.iter().map(|value| (1.0 - rate * value).abs()).fold(0.0, f64::max)
}

fn gain() -> Exercise<Gain> {
    Exercise {
        number: "2.14",
        cases: vec![
            (array![2.0, 8.0], 0.1, 1e6),
            (array![2.0, 8.0], 0.2, 1e6),
            (array![8.0, 2.0], 0.24, 100.0),
            (array![1.0, 100.0, 7.0], 2.0 / 101.0, 1000.0),
            (array![2.0, 8.0], 0.25, 10.0),
            (array![0.5], 1.0, 1000.0),
            (array![4.0], 0.25, 1000.0),
        ],
        describe: |(values, rate, factor)| {
            given([
                ("eigenvalues", values.clone().into()),
                ("rate", (*rate).into()),
                ("factor", (*factor).into()),
            ])
        },
        correct: |case| counted(steps(case)),
        mistakes: vec![
            mistake(
                |case| {
                    let (values, rate, factor) = case;
                    let top = values.iter().copied().fold(0.0, f64::max);
                    counted(whole((1.0 - rate * top).abs(), *factor))
                },
                msg!(
                    "This watches the steepest direction alone. Which direction is slowest depends on the rate: take the largest |1 − αλ|."
                ),
            ),
            mistake(
                |case| {
                    let (values, rate, factor) = case;
                    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
                    counted(whole((1.0 - rate * low).abs(), *factor))
                },
                msg!(
                    "This watches the flattest direction alone, or forgets the sign: a factor of −0.92 shrinks as slowly as 0.92. Take the largest |1 − αλ|."
                ),
            ),
            mistake(
                |case| counted(steps(case).map(|steps| steps - 1)),
                msg!("One too few: after a part of a step nothing has happened. Round up."),
            ),
            mistake(
                |case| counted(whole(worst(case), case.2)),
                msg!(
                    "The factor is 0, so one step lands on the minimum; but it takes that step. The answer is at least 1."
                ),
            ),
            mistake(
                |case| counted(Some(steps(case).unwrap_or(0))),
                msg!(
                    "Where the largest factor is 1 or more, no number of steps is enough: the answer is `None`."
                ),
            ),
        ],
        lesson: msg!(
            "Every further digit costs the same, 10.3 steps at a factor of 0.8: twice the digits, twice the steps. Newton's step (§2.3) about doubles the number of right digits each time. Exercise 5.5 asks your question for a regression, where the λ come from the singular values of X."
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::run::testing::sound;
    use super::*;

    #[test]
    fn stubs_fail_solutions_pass_and_mistakes_are_named() {
        sound(&convex());
        sound(&needed());
        sound(&gain());
    }

    #[test]
    fn the_estimate_is_what_the_walk_needs() {
        let start = array![3.0, 3.0];
        for (values, rate, factor) in gain().cases.into_iter().filter(|case| case.0.len() == 2) {
            let Some(steps) = whole(worst(&(values.clone(), rate, factor)), factor) else {
                continue;
            };
            let error = |steps: usize| {
                let mut theta = start.clone();
                for _ in 0..steps {
                    theta = &theta - &(rate * &values * &theta);
                }
                theta.iter().fold(0.0_f64, |m, x| m.max(x.abs()))
            };
            assert!(error(steps) <= 3.0 / factor && error(steps - 1) > 3.0 / factor);
        }
    }
}
