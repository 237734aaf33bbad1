//! Differentiation as linear approximation: the exercises of foundations 3.

use super::Report;
use super::answer::Answer;
use super::run::{Exercise, check, given, mistake};
use ndarray::{Array1, Array2, array};

fn length(v: &Array1<f64>) -> f64 {
    v.dot(v).sqrt()
}

/// f3.1: the height of the tangent, f(x₀) + f′(x₀)(x − x₀).
pub fn tangent(yours: fn(f64, f64, f64, f64) -> f64) -> Report {
    check(&tangents(), move |&[value, slope, x0, x]| yours(value, slope, x0, x).into())
}

fn tangents() -> Exercise<[f64; 4]> {
    Exercise {
        number: "f3.1",
        cases: vec![
            [1.0, 2.0, 1.0, 3.0],
            [0.5, -1.5, -2.0, 0.0],
            [4.0, 0.0, 3.0, -7.0],
            [2.0, 0.25, 4.0, 4.0],
        ],
        describe: |&[value, slope, x0, x]| {
            given([
                ("f(x₀)", value.into()),
                ("f′(x₀)", slope.into()),
                ("x₀", x0.into()),
                ("x", x.into()),
            ])
        },
        correct: |&[value, slope, x0, x]| (value + slope * (x - x0)).into(),
        mistakes: vec![
            mistake(
                |&[value, slope, _, x]| (value + slope * x).into(),
                msg!(
                    "This line does not pass through (x₀, f(x₀)): the slope multiplies x − x₀, the distance walked, not x."
                ),
            ),
            mistake(
                |&[_, slope, x0, x]| (slope * (x - x0)).into(),
                msg!("The line has the right slope, but passes through height 0 at x₀: add f(x₀)."),
            ),
            mistake(
                |&[value, slope, x0, x]| (value + slope * (x0 - x)).into(),
                msg!("The sign is turned around: it is x − x₀, from the point to where you look."),
            ),
        ],
        lesson: msg!(
            "Newton's step (§2.3) goes to where the tangent of f′ is 0. With your function √101 is found in the head: 10 + 1/20 = 10.05, and the truth is 10.04988. The tangent lies above, because √x bends downwards; that of eˣ at 0 lies below everywhere, eˣ ≥ 1 + x."
        ),
    }
}

/// f3.2: the largest δ for which the error of the tangent plane of x² + 2y² stays within ε
/// times the distance, everywhere within δ of the point.
pub fn bowl_delta(yours: fn(f64) -> f64) -> Report {
    check(&bowl_deltas(), move |epsilon| yours(*epsilon).into())
}

fn bowl_deltas() -> Exercise<f64> {
    Exercise {
        number: "f3.2",
        cases: vec![1.0, 0.1, 0.02],
        describe: |epsilon| given([("ε", (*epsilon).into())]),
        correct: |epsilon| (epsilon / 2.0).into(),
        mistakes: vec![
            mistake(
                |epsilon| (*epsilon).into(),
                msg!(
                    "This would do along the x-axis, where the error is h². In which direction is h² + 2k² largest at a given distance?"
                ),
            ),
            mistake(
                |epsilon| (epsilon / 3.0).into(),
                msg!(
                    "This δ works, but a larger one does as well: h and k cannot both be as large as the distance."
                ),
            ),
            mistake(
                |epsilon| (epsilon / 4.0).into(),
                msg!("This δ works, but a larger one does as well: h² + 2k² ≤ 2(h² + k²)."),
            ),
            mistake(
                |epsilon| (epsilon / 2.0).sqrt().into(),
                msg!(
                    "This bounds the error itself by ε; it is to stay within ε times the distance."
                ),
            ),
        ],
        lesson: msg!(
            "The point (1, 1) did not matter: the error of this function is h² + 2k² everywhere. The 2 is half the largest eigenvalue of the Hessian, which has 2 and 4 on its diagonal. The long one at the end calls the 4 L and allows learning rates below 2/L = ½."
        ),
    }
}

/// f3.3: the largest δ for which |x − x₀| < δ makes |x² − x₀²| < ε, with x₀ > 0.
pub fn delta(yours: fn(f64, f64) -> f64) -> Report {
    check(&deltas(), move |&[x0, epsilon]| yours(x0, epsilon).into())
}

fn deltas() -> Exercise<[f64; 2]> {
    Exercise {
        number: "f3.3",
        cases: vec![[2.0, 1.0], [1.0, 3.0], [0.5, 0.1], [10.0, 0.01]],
        describe: |&[x0, epsilon]| given([("x₀", x0.into()), ("ε", epsilon.into())]),
        correct: |&[x0, epsilon]| ((x0 * x0 + epsilon).sqrt() - x0).into(),
        mistakes: vec![
            mistake(
                |&[_, epsilon]| epsilon.into(),
                msg!(
                    "δ = ε would do for f(x) = x. The square changes about 2x₀ times as fast as x."
                ),
            ),
            mistake(
                |&[x0, epsilon]| (epsilon / (2.0 * x0)).into(),
                msg!(
                    "This is the answer of the tangent, and a little too large: the square rises above its tangent. Solve (x₀ + δ)² = x₀² + ε."
                ),
            ),
            mistake(
                |&[x0, epsilon]| (x0 * x0 + epsilon).sqrt().into(),
                msg!("That is the point x₀ + δ itself; δ is its distance from x₀."),
            ),
            mistake(
                |&[x0, epsilon]| {
                    if epsilon > x0 * x0 {
                        return Answer::Number(x0);
                    }
                    (x0 - (x0 * x0 - epsilon).sqrt()).into()
                },
                msg!(
                    "That is how far you may go to the left. To the right the square grows faster, so the room there is smaller and decides."
                ),
            ),
        ],
        lesson: msg!(
            "δ depends on the place: for ε = 0.1 it is 0.049 at x₀ = 1 and 0.0050 at x₀ = 10, and no single δ > 0 serves all x₀. For a small ε it is about ε/(2x₀), ε divided by the slope: the derivative is the exchange rate between the two errors. §4.2 makes the condition number of it."
        ),
    }
}

/// f3.4: the gradient of f(x) = xᵀAx.
pub fn quadratic_gradient(yours: fn(&Array2<f64>, &Array1<f64>) -> Array1<f64>) -> Report {
    check(&quadratics(), move |(a, x)| yours(a, x).into())
}

fn quadratics() -> Exercise<(Array2<f64>, Array1<f64>)> {
    Exercise {
        number: "f3.4",
        cases: vec![
            (array![[1.0, 4.0], [0.0, 3.0]], array![1.0, 1.0]),
            (array![[2.0, -1.0], [-1.0, 5.0]], array![3.0, -2.0]),
            (array![[0.0, 1.0], [-1.0, 0.0]], array![4.0, 7.0]),
        ],
        describe: |(a, x)| given([("A", a.clone().into()), ("x", x.clone().into())]),
        correct: |(a, x)| (a.dot(x) + a.t().dot(x)).into(),
        mistakes: vec![
            mistake(
                |(a, x)| (2.0 * a.dot(x)).into(),
                msg!(
                    "2Ax is right for a symmetric A only. In (x + h)ᵀA(x + h) two terms are linear in h: xᵀAh and hᵀAx. Which row vector times h is the second?"
                ),
            ),
            mistake(
                |(a, x)| a.dot(x).into(),
                msg!(
                    "One of the two terms that are linear in h is lost: x stands on both sides of A."
                ),
            ),
            mistake(
                |(a, x)| a.t().dot(x).into(),
                msg!(
                    "One of the two terms that are linear in h is lost: x stands on both sides of A."
                ),
            ),
        ],
        lesson: msg!(
            "Put S = ½(A + Aᵀ) in the place of A and the remembered formula is right: f stays the same, and S is symmetric (Foundations 2). Least squares never notices, since XᵀX is symmetric. The worst case is A with the rows (0, 1) and (−1, 0): f is 0 everywhere, and 2Ax = (2x₂, −2x₁)."
        ),
    }
}

/// f3.5: the derivative at the origin along a unit vector v of x²y/(x² + y²).
pub fn slope_without_gradient(yours: fn(&Array1<f64>) -> f64) -> Report {
    check(&ray_slopes(), move |v| yours(v).into())
}

fn ray_slopes() -> Exercise<Array1<f64>> {
    Exercise {
        number: "f3.5",
        cases: vec![
            array![0.6, 0.8],
            array![-0.8, 0.6],
            array![1.0, 0.0],
            array![5.0 / 13.0, -12.0 / 13.0],
        ],
        describe: |v| given([("v", v.clone().into())]),
        correct: |v| (v[0] * v[0] * v[1]).into(),
        mistakes: vec![
            mistake(
                |_| 0.0.into(),
                msg!(
                    "∇f(0)·v is 0 for every v, and that formula needs a differentiable f. Use the limit: f(hv)/h."
                ),
            ),
            mistake(
                |v| (v[0] * v[1]).into(),
                msg!("One factor v₁ is lost: the numerator is x²y, so h³v₁²v₂."),
            ),
            mistake(
                |v| (v[0] * v[1] * v[1]).into(),
                msg!("The square belongs to the first coordinate: f has x²y, not xy²."),
            ),
            mistake(
                |v| (v[0] * v[0] * v[1]).abs().into(),
                msg!("The sign counts: along −v the slope is the opposite."),
            ),
        ],
        lesson: msg!(
            "Gradient descent would stay at the origin, because ∇q = 0 there, as if it were a minimum. But along v = (√(2/3), −√(1/3)) the slope is −2/(3√3) ≈ −0.385, the steepest way down. Differences along the axes cannot tell; that a function is differentiable one has to know."
        ),
    }
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
    use super::super::run::testing::sound;
    use super::*;

    #[test]
    fn every_exercise_is_sound() {
        sound(&tangents());
        sound(&bowl_deltas());
        sound(&deltas());
        sound(&quadratics());
        sound(&ray_slopes());
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
