//! Exercises for §5.1, ordinary least squares.

use super::super::Report;
use super::super::answer::Answer;
use super::super::run::{Exercise, check, given, mistake};
use crate::linalg::{cholesky, norm_spectral};
use ndarray::{Array1, Array2, Axis, array};

type Pair = (Array1<f64>, Array1<f64>);
type Data = (Array2<f64>, Array1<f64>);
type Weighted = (Array2<f64>, Array1<f64>, Array1<f64>);

fn mean(v: &Array1<f64>) -> f64 {
    v.sum() / v.len() as f64
}

fn centred(v: &Array1<f64>) -> Array1<f64> {
    v - mean(v)
}

/// Σ(x − x̄)(y − ȳ) / Σ(x − x̄)²
fn slope(x: &Array1<f64>, y: &Array1<f64>) -> f64 {
    let (x, y) = (centred(x), centred(y));
    x.dot(&y) / x.dot(&x)
}

/// (XᵀX + λI)⁻¹Xᵀy; the cases of this chapter are never singular.
pub(super) fn solved(x: &Array2<f64>, y: &Array1<f64>, lambda: f64) -> Answer {
    let mut gram = x.t().dot(x);
    gram.diag_mut().mapv_inplace(|d| d + lambda);
    let answer = cholesky(&gram).and_then(|factor| factor.solve(&x.t().dot(y)));
    answer.map_or(Answer::Stopped, Answer::from)
}

fn weighted_cases() -> Vec<Weighted> {
    vec![
        (array![[1.0, 0.0], [1.0, 1.0], [1.0, 2.0]], array![1.0, 3.0, 6.0], array![1.0, 2.0]),
        (
            array![[1.0, 2.0], [3.0, -1.0], [0.0, 4.0], [2.0, 2.0]],
            array![1.0, 0.0, -2.0, 5.0],
            array![0.5, -1.0],
        ),
        (array![[2.0], [-1.0]], array![4.0, 1.0], array![0.0]),
    ]
}

fn describe_weighted((x, y, w): &Weighted) -> String {
    given([("X", x.clone().into()), ("y", y.clone().into()), ("w", w.clone().into())])
}

fn describe_data((x, y): &Data) -> String {
    given([("X", x.clone().into()), ("y", y.clone().into())])
}

fn describe_pair((x, y): &Pair) -> String {
    given([("x", x.clone().into()), ("y", y.clone().into())])
}

fn line_cases() -> Vec<Pair> {
    vec![
        (array![0.0, 1.0, 2.0, 3.0], array![1.0, 3.0, 6.0, 7.0]),
        (array![1.0, 2.0, 4.0], array![2.0, 1.0, -3.0]),
        (array![-1.0, 0.5, 2.0, 3.0, 7.0], array![4.0, 2.0, 0.0, 1.0, 5.0]),
    ]
}

/// 5.1: the mean squared error 1/n ‖y − Xw‖².
pub fn mean_squared_error(yours: fn(&Array2<f64>, &Array1<f64>, &Array1<f64>) -> f64) -> Report {
    check(&loss(), move |(x, y, w)| yours(x, y, w).into())
}

fn loss() -> Exercise<Weighted> {
    Exercise {
        number: "5.1",
        cases: weighted_cases(),
        describe: describe_weighted,
        correct: |(x, y, w)| {
            let e = y - &x.dot(w);
            (e.dot(&e) / e.len() as f64).into()
        },
        mistakes: vec![
            mistake(
                |(x, y, w)| {
                    let e = y - &x.dot(w);
                    e.dot(&e).into()
                },
                msg!(
                    "That is the sum of the squares. Divide by the number of examples n for the mean."
                ),
            ),
            mistake(
                |(x, y, w)| (y - &x.dot(w)).mapv(f64::abs).mean().unwrap_or(0.0).into(),
                msg!("The residuals' absolute values are averaged; here their squares are wanted."),
            ),
            mistake(
                |(x, y, w)| (y - &x.dot(w)).mean().unwrap_or(0.0).powi(2).into(),
                msg!(
                    "The mean is squared: positive and negative residuals cancel before. Square each residual first."
                ),
            ),
            mistake(
                |(x, y, w)| {
                    let e = y - &x.dot(w);
                    (e.dot(&e) / e.len() as f64).sqrt().into()
                },
                msg!("That is the root of the mean square (RMSE); leave the root out."),
            ),
        ],
    }
}

/// 5.2: slope and intercept of the least-squares line.
pub fn line(yours: fn(&Array1<f64>, &Array1<f64>) -> (f64, f64)) -> Report {
    check(&straight(), move |(x, y)| yours(x, y).into())
}

fn straight() -> Exercise<Pair> {
    Exercise {
        number: "5.2",
        cases: line_cases(),
        describe: describe_pair,
        correct: |(x, y)| {
            let w = slope(x, y);
            (w, mean(y) - w * mean(x)).into()
        },
        mistakes: vec![
            mistake(
                |(x, y)| {
                    let w = x.dot(y) / x.dot(x);
                    (w, mean(y) - w * mean(x)).into()
                },
                msg!(
                    "The means are not taken off before multiplying: this slope belongs to a line through the origin."
                ),
            ),
            mistake(
                |(x, y)| {
                    let (a, b) = (centred(x), centred(y));
                    let w = a.dot(&b) / (a.dot(&a) * b.dot(&b)).sqrt();
                    (w, mean(y) - w * mean(x)).into()
                },
                msg!("That is the correlation. The slope divides by Σ(x − x̄)² alone."),
            ),
            mistake(
                |(x, y)| {
                    let w = slope(x, y);
                    (mean(y) - w * mean(x), w).into()
                },
                msg!("Both numbers are right, but their order is not: return (slope, intercept)."),
            ),
            mistake(
                |(x, y)| (slope(x, y), mean(y)).into(),
                msg!("The line has to pass through (x̄, ȳ): b = ȳ − w x̄."),
            ),
        ],
    }
}

/// 5.3: the gradient −2/n Xᵀ(y − Xw).
pub fn gradient(yours: fn(&Array2<f64>, &Array1<f64>, &Array1<f64>) -> Array1<f64>) -> Report {
    check(&slopes(), move |(x, y, w)| yours(x, y, w).into())
}

fn slopes() -> Exercise<Weighted> {
    Exercise {
        number: "5.3",
        cases: weighted_cases(),
        describe: describe_weighted,
        correct: |(x, y, w)| (x.t().dot(&(y - &x.dot(w))) * (-2.0 / y.len() as f64)).into(),
        mistakes: vec![
            mistake(
                |(x, y, w)| (x.t().dot(&(y - &x.dot(w))) * (2.0 / y.len() as f64)).into(),
                msg!(
                    "The sign is turned: this points downhill. The derivative of y − Xw brings a minus."
                ),
            ),
            mistake(
                |(x, y, w)| (x.t().dot(&(y - &x.dot(w))) * -2.0).into(),
                msg!("The factor 1/n of the mean is missing."),
            ),
            mistake(
                |(x, y, w)| (x.t().dot(&(y - &x.dot(w))) * (-1.0 / y.len() as f64)).into(),
                msg!("The factor 2, the derivative of the square, is missing."),
            ),
        ],
    }
}

/// 5.4: the weights by the normal equations.
pub fn normal_equations(yours: fn(&Array2<f64>, &Array1<f64>) -> Array1<f64>) -> Report {
    check(&normal(), move |(x, y)| yours(x, y).into())
}

fn normal() -> Exercise<Data> {
    Exercise {
        number: "5.4",
        cases: vec![
            (array![[1.0, 0.0], [1.0, 1.0], [1.0, 2.0]], array![1.0, 3.0, 6.0]),
            (array![[1.0, 2.0], [3.0, -1.0], [0.0, 4.0], [2.0, 2.0]], array![1.0, 0.0, -2.0, 5.0]),
            (array![[2.0], [-1.0], [1.0]], array![4.0, 1.0, 0.0]),
        ],
        describe: describe_data,
        correct: |(x, y)| solved(x, y, 0.0),
        mistakes: vec![
            mistake(
                |(x, y)| x.t().dot(y).into(),
                msg!(
                    "That is only the right-hand side Xᵀy; the system XᵀXw = Xᵀy still has to be solved."
                ),
            ),
            mistake(
                |(x, y)| solved(x, y, 1.0),
                msg!("That is ridge with λ = 1; plain least squares adds nothing to XᵀX."),
            ),
            mistake(
                |(x, y)| {
                    let means = x.mean_axis(Axis(0)).unwrap_or_default();
                    solved(&(x - &means), &centred(y), 0.0)
                },
                msg!(
                    "The means are taken off first, which fits an intercept besides. Here the model is Xw alone."
                ),
            ),
        ],
    }
}

/// 5.5: the coefficient of determination R².
pub fn r_squared(yours: fn(&Array1<f64>, &Array1<f64>) -> f64) -> Report {
    check(&determination(), move |(y, fitted)| yours(y, fitted).into())
}

fn determination() -> Exercise<Pair> {
    Exercise {
        number: "5.5",
        cases: vec![
            (array![1.0, 3.0, 6.0, 7.0], array![1.1, 3.2, 5.3, 7.4]),
            (array![2.0, 0.0, 4.0], array![2.0, 1.0, 2.0]),
            // Worse than the mean: below zero.
            (array![1.0, 2.0, 3.0], array![3.0, 3.0, 0.0]),
        ],
        describe: |(y, fitted)| given([("y", y.clone().into()), ("ŷ", fitted.clone().into())]),
        correct: |(y, fitted)| {
            let (e, d) = (y - fitted, centred(y));
            (1.0 - e.dot(&e) / d.dot(&d)).into()
        },
        mistakes: vec![
            mistake(
                |(y, fitted)| {
                    let e = y - fitted;
                    (1.0 - e.dot(&e) / y.dot(y)).into()
                },
                msg!(
                    "The residuals are compared with Σy². Compare with the scatter around the mean, Σ(y − ȳ)²."
                ),
            ),
            mistake(
                |(y, fitted)| {
                    let (e, d) = (y - fitted, centred(y));
                    (e.dot(&e) / d.dot(&d)).into()
                },
                msg!("That is the unexplained share; R² is 1 minus it."),
            ),
            mistake(
                |(y, fitted)| {
                    let (a, b) = (centred(y), centred(fitted));
                    (a.dot(&b).powi(2) / (a.dot(&a) * b.dot(&b))).into()
                },
                msg!(
                    "The squared correlation agrees with R² only for a least-squares fit; for other predictions it overlooks a wrong level or scale."
                ),
            ),
        ],
    }
}

/// 5.6: the leverages of a line with an intercept.
pub fn leverage(yours: fn(&Array1<f64>) -> Array1<f64>) -> Report {
    check(&levers(), move |x| yours(x).into())
}

fn levers() -> Exercise<Array1<f64>> {
    fn far(x: &Array1<f64>) -> Array1<f64> {
        let d = centred(x);
        d.mapv(|v| v * v) / d.dot(&d)
    }
    Exercise {
        number: "5.6",
        cases: vec![
            array![0.0, 1.0, 2.0, 3.0],
            array![1.0, 2.0, 3.0, 4.0, 20.0],
            array![-1.0, 5.0],
        ],
        describe: |x| given([("x", x.clone().into())]),
        correct: |x| (far(x) + 1.0 / x.len() as f64).into(),
        mistakes: vec![
            mistake(
                |x| far(x).into(),
                msg!("The share 1/n, which the intercept gives to every example, is missing."),
            ),
            mistake(
                |x| (x.mapv(|v| v * v) / x.dot(x) + 1.0 / x.len() as f64).into(),
                msg!("The distances are counted from 0; count them from the mean x̄."),
            ),
            mistake(
                |x| {
                    let d = centred(x);
                    (d.mapv(f64::abs) / d.mapv(f64::abs).sum() + 1.0 / x.len() as f64).into()
                },
                msg!(
                    "The distances from the mean have to be squared, above and below the line of the fraction."
                ),
            ),
        ],
    }
}

/// 5.7: the standard error of the slope.
pub fn slope_error(yours: fn(&Array1<f64>, &Array1<f64>) -> f64) -> Report {
    check(&standard_error(), move |(x, y)| yours(x, y).into())
}

fn standard_error() -> Exercise<Pair> {
    fn error(x: &Array1<f64>, y: &Array1<f64>, lost: f64) -> f64 {
        let (a, b) = (centred(x), centred(y));
        let e = &b - &(&a * slope(x, y));
        (e.dot(&e) / (x.len() as f64 - lost) / a.dot(&a)).sqrt()
    }
    Exercise {
        number: "5.7",
        cases: line_cases(),
        describe: describe_pair,
        correct: |(x, y)| error(x, y, 2.0).into(),
        mistakes: vec![
            mistake(
                |(x, y)| error(x, y, 0.0).into(),
                msg!(
                    "s² divides by n here; two parameters were fitted, so n − 2 degrees of freedom are left."
                ),
            ),
            mistake(
                |(x, y)| error(x, y, 1.0).into(),
                msg!("s² divides by n − 1 here; besides the mean a slope was fitted: n − 2."),
            ),
            mistake(
                |(x, y)| error(x, y, 2.0).powi(2).into(),
                msg!("That is the variance of the slope; its root is the standard error."),
            ),
            mistake(
                |(x, y)| (error(x, y, 2.0) * centred(x).dot(&centred(x)).sqrt()).into(),
                msg!("That is s, the spread of the noise. Divide it by √Σ(x − x̄)²."),
            ),
        ],
    }
}

/// 5.8: the largest step of gradient descent.
pub fn step_limit(yours: fn(&Array2<f64>) -> f64) -> Report {
    check(&limit(), move |x| yours(x).into())
}

fn limit() -> Exercise<Array2<f64>> {
    fn stretch(x: &Array2<f64>) -> f64 {
        norm_spectral(x).unwrap_or(f64::NAN)
    }
    Exercise {
        number: "5.8",
        cases: vec![
            array![[2.0, 0.0], [0.0, 1.0]],
            array![[1.0, 0.0], [1.0, 1.0], [1.0, 2.0]],
            array![[3.0], [4.0], [0.0], [0.0]],
        ],
        describe: |x| given([("X", x.clone().into())]),
        correct: |x| (x.nrows() as f64 / stretch(x).powi(2)).into(),
        mistakes: vec![
            mistake(
                |x| (2.0 / stretch(x).powi(2)).into(),
                msg!("λ_max belongs to the Hessian 2/n XᵀX, not to XᵀX alone."),
            ),
            mistake(
                |x| (x.nrows() as f64 / stretch(x)).into(),
                msg!("The eigenvalue of XᵀX is the square of the singular value of X."),
            ),
            mistake(
                |x| (0.5 * x.nrows() as f64 / stretch(x).powi(2)).into(),
                msg!(
                    "That is 1/λ_max, the step that finishes the steepest direction at once. It still converges up to twice that, 2/λ_max."
                ),
            ),
            mistake(
                |x| (x.nrows() as f64 / x.iter().map(|v| v * v).sum::<f64>()).into(),
                msg!(
                    "This uses the sum of all eigenvalues (the trace of XᵀX) in place of the largest."
                ),
            ),
        ],
    }
}

/// 5.9: the intercept for given weights.
pub fn intercept(yours: fn(&Array2<f64>, &Array1<f64>, &Array1<f64>) -> f64) -> Report {
    check(&constant(), move |(x, y, w)| yours(x, y, w).into())
}

fn constant() -> Exercise<Weighted> {
    Exercise {
        number: "5.9",
        cases: weighted_cases(),
        describe: describe_weighted,
        correct: |(x, y, w)| mean(&(y - &x.dot(w))).into(),
        mistakes: vec![
            mistake(
                |(_, y, _)| mean(y).into(),
                msg!(
                    "ȳ is the best constant without weights; take the mean of what Xw leaves over."
                ),
            ),
            mistake(
                |(x, y, w)| (y - &x.dot(w)).sum().into(),
                msg!("That is the sum of the residuals; the best constant is their mean."),
            ),
            mistake(
                |(x, y, w)| (-mean(&(y - &x.dot(w)))).into(),
                msg!("The sign is turned: b has to fill the gap y − Xw, not Xw − y."),
            ),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::run::testing::sound;
    use super::*;

    #[test]
    fn every_exercise_is_sound() {
        sound(&loss());
        sound(&straight());
        sound(&slopes());
        sound(&normal());
        sound(&determination());
        sound(&levers());
        sound(&standard_error());
        sound(&limit());
        sound(&constant());
    }
}
