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
    }
}

/// f3.2: the error of a line through (x₀, x₀²) over the distance, for f(x) = x².
pub fn error_ratio(yours: fn(f64, f64, f64) -> f64) -> Report {
    check(&ratios(), move |&[x0, a, h]| yours(x0, a, h).into())
}

fn ratios() -> Exercise<[f64; 3]> {
    fn error([x0, a, h]: [f64; 3]) -> f64 {
        (x0 + h) * (x0 + h) - (x0 * x0 + a * h)
    }
    Exercise {
        number: "f3.2",
        cases: vec![[1.0, 2.0, 0.5], [1.0, 2.0, -0.25], [1.0, 3.0, 0.5], [-2.0, -4.5, -1.0]],
        describe: |&[x0, a, h]| given([("x₀", x0.into()), ("a", a.into()), ("h", h.into())]),
        correct: |case| (error(*case).abs() / case[2].abs()).into(),
        mistakes: vec![
            mistake(
                |case| error(*case).abs().into(),
                msg!(
                    "That is the error itself. Every line through the point makes it small; divide by the distance |h|."
                ),
            ),
            mistake(
                |case| (error(*case) / case[2]).into(),
                msg!("The sign is left in: take absolute values of the error and of h."),
            ),
            mistake(
                |case| (error(*case).abs() / case[2].powi(2)).into(),
                msg!("This divides by h²; the definition compares with the distance itself."),
            ),
            mistake(
                |case| (error(*case).abs() / case[2]).into(),
                msg!("For h < 0 this is negative: a distance is |h|."),
            ),
        ],
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
    }
}

/// f3.4: the gradient of f(x, y) = x²y + 3y.
pub fn gradient(yours: fn(&Array1<f64>) -> Array1<f64>) -> Report {
    check(&gradients(), move |p| yours(p).into())
}

fn gradients() -> Exercise<Array1<f64>> {
    Exercise {
        number: "f3.4",
        cases: vec![array![1.0, 2.0], array![-2.0, 0.5], array![0.0, 5.0], array![3.0, -1.0]],
        describe: |p| given([("(x, y)", p.clone().into())]),
        correct: |p| array![2.0 * p[0] * p[1], p[0] * p[0] + 3.0].into(),
        mistakes: vec![
            mistake(
                |p| array![p[0] * p[0] + 3.0, 2.0 * p[0] * p[1]].into(),
                msg!("The entries are swapped: the derivative by x comes first."),
            ),
            mistake(
                |p| array![2.0 * p[0], p[0] * p[0] + 3.0].into(),
                msg!("In ∂f/∂x the y is a constant, but it stays as a factor: 2xy."),
            ),
            mistake(
                |p| array![2.0 * p[0] * p[1], p[0] * p[0]].into(),
                msg!("The term 3y is missing in ∂f/∂y: it contributes 3."),
            ),
            mistake(
                |p| array![2.0 * p[0] * p[1] + 3.0, p[0] * p[0] + 3.0].into(),
                msg!("3y does not change with x: it contributes nothing to ∂f/∂x."),
            ),
        ],
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
    }
}

/// f3.6: the Jacobian of (r, θ) ↦ (r cos θ, r sin θ).
pub fn polar_jacobian(yours: fn(f64, f64) -> Array2<f64>) -> Report {
    check(&polar(), move |&[r, theta]| yours(r, theta).into())
}

fn polar() -> Exercise<[f64; 2]> {
    Exercise {
        number: "f3.6",
        cases: vec![[2.0, 0.5], [1.0, -1.0], [3.0, 2.0], [0.0, 0.3]],
        describe: |&[r, theta]| given([("r", r.into()), ("θ", theta.into())]),
        correct: |&[r, theta]| {
            let (s, c) = theta.sin_cos();
            array![[c, -r * s], [s, r * c]].into()
        },
        mistakes: vec![
            mistake(
                |&[r, theta]| {
                    let (s, c) = theta.sin_cos();
                    array![[c, s], [-r * s, r * c]].into()
                },
                msg!(
                    "This is the transpose: each row is the gradient of one output, each column belongs to one input."
                ),
            ),
            mistake(
                |&[_, theta]| {
                    let (s, c) = theta.sin_cos();
                    array![[c, -s], [s, c]].into()
                },
                msg!(
                    "The factor r is missing in the column of θ: far out, the same turn moves the point further."
                ),
            ),
            mistake(
                |&[r, theta]| {
                    let (s, c) = theta.sin_cos();
                    array![[c, r * s], [s, r * c]].into()
                },
                msg!("The derivative of cos θ is −sin θ: the sign in the first row is wrong."),
            ),
        ],
    }
}

/// f3.7: the Jacobian of g ∘ f from those of g and f.
pub fn chain(yours: fn(&Array2<f64>, &Array2<f64>) -> Array2<f64>) -> Report {
    check(&chains(), move |(g, f)| yours(g, f).into())
}

fn chains() -> Exercise<(Array2<f64>, Array2<f64>)> {
    Exercise {
        number: "f3.7",
        cases: vec![
            (array![[1.0, 2.0], [3.0, 4.0]], array![[0.0, 1.0], [1.0, 1.0]]),
            (array![[2.0, 0.0], [1.0, -1.0]], array![[1.0, 3.0], [-2.0, 5.0]]),
            (array![[0.0, -1.0], [1.0, 0.0]], array![[1.0, 0.0], [0.0, 4.0]]),
        ],
        describe: |(g, f)| given([("J_g", g.clone().into()), ("J_f", f.clone().into())]),
        correct: |(g, f)| g.dot(f).into(),
        mistakes: vec![
            mistake(
                |(g, f)| f.dot(g).into(),
                msg!(
                    "The order is turned around: f acts first and therefore stands on the right, next to the vector."
                ),
            ),
            mistake(
                |(g, f)| (g * f).into(),
                msg!("`*` multiplies entry by entry; the matrix product is `dot`."),
            ),
            mistake(
                |(g, f)| (g + f).into(),
                msg!("Effects of maps in a row multiply; they do not add."),
            ),
            mistake(|(g, f)| g.t().dot(f).into(), msg!("J_g must not be transposed.")),
        ],
    }
}

/// f3.8: whether ax² + 2bxy + cy² has a strict local extremum at the origin.
pub fn is_strict_extremum(yours: fn(f64, f64, f64) -> bool) -> Report {
    check(&extrema(), move |&[a, b, c]| yours(a, b, c).into())
}

fn extrema() -> Exercise<[f64; 3]> {
    Exercise {
        number: "f3.8",
        cases: vec![
            [1.0, 0.0, 1.0],
            [-1.0, 0.5, -2.0],
            [1.0, 0.0, -1.0],
            [1.0, 2.0, 1.0],
            [1.0, 1.0, 1.0],
            [0.0, 0.0, 0.0],
            [2.0, -1.0, 3.0],
        ],
        describe: |&[a, b, c]| given([("a", a.into()), ("b", b.into()), ("c", c.into())]),
        correct: |&[a, b, c]| (a * c - b * b > 0.0).into(),
        mistakes: vec![
            mistake(
                |_| true.into(),
                msg!(
                    "The gradient is zero for all of them, and still not all are extrema: the converse of theorem 6 fails."
                ),
            ),
            mistake(
                |&[a, _, c]| (a * c > 0.0).into(),
                msg!(
                    "This looks along the axes only. With a large b the surface falls along a diagonal: compare ac with b²."
                ),
            ),
            mistake(
                |&[a, b, c]| (a * c - b * b >= 0.0).into(),
                msg!("With ac = b² there is a line on which f stays 0: no strict extremum."),
            ),
            mistake(
                |&[a, b, c]| (a > 0.0 && a * c - b * b > 0.0).into(),
                msg!("This finds minima only; a maximum is an extremum too."),
            ),
            mistake(
                |&[a, b, c]| (a * c - b * b < 0.0).into(),
                msg!("Turned around: ac − b² < 0 is the saddle."),
            ),
        ],
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
    }
}

/// f3.10: the unit vector of steepest descent, `None` where there is none.
pub fn steepest_descent(yours: fn(&Array1<f64>) -> Option<Array1<f64>>) -> Report {
    check(&descents(), move |g| yours(g).into())
}

fn descents() -> Exercise<Array1<f64>> {
    Exercise {
        number: "f3.10",
        cases: vec![array![3.0, 4.0], array![0.0, 0.0], array![-5.0, 12.0], array![1.0, 2.0, -2.0]],
        describe: |g| given([("∇f", g.clone().into())]),
        correct: |g| {
            let l = length(g);
            (l > 0.0).then(|| g / -l).into()
        },
        mistakes: vec![
            mistake(
                |g| {
                    let l = length(g);
                    (l > 0.0).then(|| g / l).into()
                },
                msg!("This is the steepest way up: turn it around."),
            ),
            mistake(
                |g| (length(g) > 0.0).then(|| -g).into(),
                msg!("The direction is right, but its length is ‖∇f‖: divide by it."),
            ),
            mistake(
                |g| Some(g / -length(g)).into(),
                msg!("At a critical point this divides 0 by 0 and gives NaN: answer `None` there."),
            ),
            mistake(
                |g| Some(-g).into(),
                msg!(
                    "Divide by ‖∇f‖ to get a unit vector, and answer `None` where the gradient is zero."
                ),
            ),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::super::run::testing::sound;
    use super::*;

    #[test]
    fn every_exercise_is_sound() {
        sound(&tangents());
        sound(&ratios());
        sound(&deltas());
        sound(&gradients());
        sound(&ray_slopes());
        sound(&polar());
        sound(&chains());
        sound(&extrema());
        sound(&directionals());
        sound(&descents());
    }
}
