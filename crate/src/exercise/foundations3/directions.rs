//! Exercises for foundations 3: the chain rule, ways down and the steepest step.

use super::super::Report;
use super::super::answer::Answer;
use super::super::run::{Exercise, check, given, mistake};
use ndarray::{Array1, Array2, array};

fn length(v: &Array1<f64>) -> f64 {
    v.dot(v).sqrt()
}

/// f3.6: the Jacobian of the way from (x, y) back to polar coordinates, off the origin.
pub fn way_back_jacobian(yours: fn(f64, f64) -> Array2<f64>) -> Report {
    check(&way_back(), move |&[x, y]| yours(x, y).into())
}

/// A matrix made of cos θ, sin θ and r at the point (x, y).
fn rows([x, y]: [f64; 2], from: fn(f64, f64, f64) -> Array2<f64>) -> Answer {
    let r = x.hypot(y);
    from(x / r, y / r, r).into()
}

fn way_back() -> Exercise<[f64; 2]> {
    Exercise {
        number: "f3.6",
        cases: vec![[2.0, 0.0], [3.0, 4.0], [-1.0, 2.0], [0.0, -2.0]],
        describe: |&[x, y]| given([("x", x.into()), ("y", y.into())]),
        correct: |&at| rows(at, |c, s, r| array![[c, s], [-s / r, c / r]]),
        mistakes: vec![
            mistake(
                |&at| rows(at, |c, s, r| array![[c, -r * s], [s, r * c]]),
                msg!(
                    "This is the Jacobian of the way there. What must it give, multiplied by the one of the way back?"
                ),
            ),
            mistake(
                |&at| rows(at, |c, s, r| array![[c, s], [-r * s, r * c]]),
                msg!(
                    "This is the transpose. A turned frame is undone by its transpose only if its columns have length 1; how long is the column of θ?"
                ),
            ),
            mistake(
                |&at| rows(at, |c, s, _| array![[c, s], [-s, c]]),
                msg!(
                    "Twice as far from the origin the same step changes the angle half as much. Does your second row do that?"
                ),
            ),
            mistake(
                |&at| rows(at, |c, s, r| array![[c, s], [s / r, c / r]]),
                msg!("Standing at (0, 2) and walking to the right, does the angle grow or shrink?"),
            ),
        ],
        lesson: msg!(
            "The determinant says by how much a map stretches areas: r on the way there, 1/r on the way back. A density of probability is divided by that factor, and generative models called normalising flows compute it for each of their layers. Near 0 beware: at r = 0.001 an error of 10⁻⁶ across turns θ by 10⁻³."
        ),
    }
}

/// A function on the plane by its name and its gradient.
type Field = (&'static str, fn(&Array1<f64>) -> Array1<f64>);

/// f3.7: the derivative of t ↦ g(cos t, sin t) for a g of which only the gradient is known.
pub fn along_a_circle(yours: fn(&dyn Fn(&Array1<f64>) -> Array1<f64>, f64) -> f64) -> Report {
    check(&walks(), move |((_, gradient), t)| yours(gradient, *t).into())
}

fn on_circle(t: f64) -> Array1<f64> {
    array![t.cos(), t.sin()]
}

fn walks() -> Exercise<(Field, f64)> {
    fn product(p: &Array1<f64>) -> Array1<f64> {
        array![2.0 * p[0] * p[1], p[0] * p[0]]
    }
    Exercise {
        number: "f3.7",
        cases: vec![
            (("x²y", product), 0.5),
            (("x²y", product), -2.0),
            (("x + 3y", |_| array![1.0, 3.0]), 1.0),
            (("x² + y²", |p| 2.0 * p), 0.7),
        ],
        describe: |((name, _), t)| format!("g = {name}, {}", given([("t", (*t).into())])),
        correct: |((_, gradient), t)| {
            gradient(&on_circle(*t)).dot(&array![-t.sin(), t.cos()]).into()
        },
        mistakes: vec![
            mistake(
                |((_, gradient), t)| gradient(&on_circle(*t)).dot(&on_circle(*t)).into(),
                msg!(
                    "The gradient meets the place (cos t, sin t) here; it has to meet the velocity, the derivative of the path."
                ),
            ),
            mistake(
                |((_, gradient), t)| {
                    let velocity = array![-t.sin(), t.cos()];
                    gradient(&velocity).dot(&velocity).into()
                },
                msg!(
                    "The gradient is taken at the wrong place: the chain rule asks for ∇g at (cos t, sin t)."
                ),
            ),
            mistake(
                |((_, gradient), t)| gradient(&on_circle(*t)).sum().into(),
                msg!(
                    "The inner derivative is missing: each partial derivative counts with the speed of its variable."
                ),
            ),
            mistake(
                |((_, gradient), t)| gradient(&on_circle(*t)).dot(&array![t.sin(), t.cos()]).into(),
                msg!("The derivative of cos t is −sin t."),
            ),
        ],
        lesson: msg!(
            "Hand it the field (−y, x)/(x² + y²), the second row of exercise f3.6: it answers 1 for every t. After one turn your “temperature” would have risen by 2π at the same place, so it is no function on the whole circle. For a real gradient the answers over one turn have the mean 0."
        ),
    }
}

/// What f3.8 asks about a function with the value 0 at the origin.
#[derive(Clone, Copy)]
enum Way {
    Lines,
    Parabolas,
    Minimum,
}

/// f3.8: a function that has a minimum along every line and every parabola y = kx² through
/// the origin, and none at the origin.
pub fn worse_than_peano(yours: fn(f64, f64) -> f64) -> Report {
    check(&treacherous(), move |way| holds(*way, &yours).into())
}

/// Whether f > f(0) along every such way, near the origin; or whether f ≥ f(0) all around it.
fn holds(way: Way, f: &dyn Fn(f64, f64) -> f64) -> bool {
    let above = |x: f64, y: f64| f(x, y) > f(0.0, 0.0);
    let slopes = [0.1, 0.3, 0.5, 1.0, 1.5, 2.0, 3.0, 10.0].into_iter().flat_map(|k| [k, -k]);
    let near = [1e-3, -1e-3, 1e-4, -1e-4];
    let axes = near.iter().all(|&t| above(t, 0.0) && above(0.0, t));
    match way {
        Way::Lines => axes && slopes.into_iter().all(|k| near.iter().all(|&t| above(t, k * t))),
        Way::Parabolas => {
            axes && slopes.into_iter().all(|k| near.iter().all(|&t| above(t, k * t * t)))
        }
        // On curves y = c·xᵖ of many powers and factors, and the same with x and y exchanged.
        Way::Minimum => (2..=20).all(|p| {
            let power = |x: f64| 0.1_f64 * (x / 0.1).abs().powf(f64::from(p) / 2.0);
            (-60..=60).all(|k| {
                let c = f64::from(k) / 20.0;
                [0.1_f64, 0.03, 0.01].iter().all(|&x| {
                    let natural = c * x.powf(f64::from(p) / 2.0);
                    [natural, c * power(x)].iter().all(|&y| {
                        [(x, y), (-x, y), (y, x), (y, -x), (-x, -y), (-y, -x)]
                            .iter()
                            .all(|&(u, v)| f(u, v) >= f(0.0, 0.0))
                    })
                })
            })
        }),
    }
}

fn treacherous() -> Exercise<Way> {
    Exercise {
        number: "f3.8",
        cases: vec![Way::Lines, Way::Parabolas, Way::Minimum],
        describe: |way| {
            match way {
                Way::Lines => tr!("is it a strict minimum along every line?"),
                Way::Parabolas => tr!("is it a strict minimum along every parabola y = kx²?"),
                Way::Minimum => tr!("is it a minimum?"),
            }
            .to_string()
        },
        correct: |way| (!matches!(way, Way::Minimum)).into(),
        mistakes: vec![
            mistake(
                |way| matches!(way, Way::Lines).into(),
                msg!(
                    "This falls between two parabolas, as Peano's surface does, and a parabola notices. Which curves are flatter than every parabola?"
                ),
            ),
            mistake(
                |_| true.into(),
                msg!(
                    "No way down was found: this is a minimum, or the valley is too narrow to be met."
                ),
            ),
            mistake(
                |_| false.into(),
                msg!(
                    "Already some line leads down, or stays level. Both factors must have the same sign on every line close to the origin."
                ),
            ),
        ],
        lesson: msg!(
            "A picture of a loss along a few directions is such a list of test curves, so it proves no minimum. The dip is also too small to see: add 1 to (y − x³)(y − 2x³), and on y = 1.5x³ an `f64` finds no drop as long as |x| is below about 0.0025, where x⁶/4 is lost in rounding."
        ),
    }
}

/// f3.9: the rate of change along a direction that need not have length 1.
pub fn directional(yours: fn(&Array1<f64>, &Array1<f64>) -> f64) -> Report {
    check(&directionals(), move |(g, d)| yours(g, d).into())
}

fn directionals() -> Exercise<(Array1<f64>, Array1<f64>)> {
    Exercise {
        number: "f3.9",
        cases: vec![
            (array![3.0, 4.0], array![3.0, 4.0]),
            (array![2.0, -1.0], array![0.0, 5.0]),
            (array![1.0, 2.0, 2.0], array![2.0, -2.0, 1.0]),
            (array![4.0, 0.0], array![-0.6, 0.8]),
        ],
        describe: |(g, d)| given([("∇f", g.clone().into()), ("d", d.clone().into())]),
        correct: |(g, d)| (g.dot(d) / length(d)).into(),
        mistakes: vec![
            mistake(
                |(g, d)| g.dot(d).into(),
                msg!(
                    "d is not a unit vector: divide by its length, or a longer arrow would make the hill steeper."
                ),
            ),
            mistake(
                |(g, d)| (g.dot(d) / (length(d) * length(g))).into(),
                msg!("This is the cosine of the angle: divide by the length of d only."),
            ),
            mistake(
                |(g, d)| (g.dot(d) / d.dot(d)).into(),
                msg!("This divides by the squared length: take the square root of d·d."),
            ),
            mistake(
                |(g, _)| length(g).into(),
                msg!("That is the steepest slope of all; along d it is ∇f·d/‖d‖."),
            ),
        ],
        lesson: msg!(
            "One random direction tests a whole gradient: with v = d/‖d‖ compare your number with (f(x + hv) − f(x − hv))/(2h), two calls however many weights there are. A wrong entry shows, unless v happens to be perpendicular to the mistake. For d = ∇f you get ‖∇f‖, the largest answer of all."
        ),
    }
}

/// f3.10: the step with entries between −1 and 1 along which f rises most.
pub fn steepest_in_a_box(yours: fn(&Array1<f64>) -> Array1<f64>) -> Report {
    check(&boxed(), move |g| yours(g).into())
}

fn boxed() -> Exercise<Array1<f64>> {
    Exercise {
        number: "f3.10",
        cases: vec![array![3.0, 4.0], array![0.5, -12.0], array![1.0, 0.0, -2.0]],
        describe: |g| given([("∇f", g.clone().into())]),
        correct: |g| g.mapv(|x| if x == 0.0 { 0.0 } else { x.signum() }).into(),
        mistakes: vec![
            mistake(
                |g| (g / length(g)).into(),
                msg!(
                    "This is steepest among the steps of length 1. Here every entry may use its whole room from −1 to 1: can ∇f·v become larger still?"
                ),
            ),
            mistake(
                |g| (g / g.iter().fold(0.0_f64, |m, x| m.max(x.abs()))).into(),
                msg!(
                    "The largest entry uses its room, the others do not. The sum Σ ∂f/∂xᵢ · vᵢ is largest when each term is."
                ),
            ),
            mistake(
                |g| g.mapv(|x| if x == 0.0 { 0.0 } else { -x.signum() }).into(),
                msg!("This is the steepest way down; asked for is the way up."),
            ),
            mistake(
                |g| g.mapv(f64::signum).into(),
                msg!(
                    "Where the partial derivative is 0, f does not care for that entry; leave it at 0. (The signum of 0.0 is 1 in Rust.)"
                ),
            ),
        ],
        lesson: msg!(
            "Adversarial pictures are made with this step: every pixel moves by ε in the direction of the sign, and a classifier may read something else (the fast gradient sign method). With |v₁| + … + |vₙ| ≤ 1 the best v needs one entry only, ±1 where |∂f/∂xᵢ| is largest: one weight at a time."
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::run::testing::sound;
    use super::*;

    #[test]
    fn every_exercise_is_sound() {
        sound(&way_back());
        sound(&walks());
        sound(&treacherous());
        sound(&directionals());
        sound(&boxed());
    }

    #[test]
    fn a_minimum_along_every_parabola_need_not_be_one() {
        assert!(worse_than_peano(|x, y| (y - x.powi(3)) * (y - 2.0 * x.powi(3))).passed());
        assert!(!worse_than_peano(|x, y| (y - x * x) * (y - 2.0 * x * x)).passed());
        assert!(!worse_than_peano(|x, y| x * x + y * y).passed());
        assert!(!worse_than_peano(|x, y| x * x - y * y).passed());
    }
}
