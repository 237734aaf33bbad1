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
                "That is the sum of the squares. Divide by the number of examples n for the mean.",
                "제곱의 합입니다. 평균이 되려면 표본의 개수 n으로 나누세요.",
            ),
            mistake(
                |(x, y, w)| (y - &x.dot(w)).mapv(f64::abs).mean().unwrap_or(0.0).into(),
                "The residuals' absolute values are averaged; here their squares are wanted.",
                "잔차의 절댓값을 평균했습니다. 여기서는 잔차의 제곱을 평균해야 합니다.",
            ),
            mistake(
                |(x, y, w)| (y - &x.dot(w)).mean().unwrap_or(0.0).powi(2).into(),
                "The mean is squared: positive and negative residuals cancel before. Square each residual first.",
                "평균을 제곱했습니다. 그러면 양의 잔차와 음의 잔차가 먼저 지워집니다. 잔차를 하나씩 제곱한 뒤 평균하세요.",
            ),
            mistake(
                |(x, y, w)| {
                    let e = y - &x.dot(w);
                    (e.dot(&e) / e.len() as f64).sqrt().into()
                },
                "That is the root of the mean square (RMSE); leave the root out.",
                "평균제곱근오차(RMSE)입니다. 제곱근은 취하지 않습니다.",
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
                "The means are not taken off before multiplying: this slope belongs to a line through the origin.",
                "곱하기 전에 평균을 빼지 않았습니다. 이 기울기는 원점을 지나는 직선의 기울기입니다.",
            ),
            mistake(
                |(x, y)| {
                    let (a, b) = (centred(x), centred(y));
                    let w = a.dot(&b) / (a.dot(&a) * b.dot(&b)).sqrt();
                    (w, mean(y) - w * mean(x)).into()
                },
                "That is the correlation. The slope divides by Σ(x − x̄)² alone.",
                "상관계수를 구했습니다. 기울기는 Σ(x − x̄)²만으로 나눕니다.",
            ),
            mistake(
                |(x, y)| {
                    let w = slope(x, y);
                    (mean(y) - w * mean(x), w).into()
                },
                "Both numbers are right, but their order is not: return (slope, intercept).",
                "두 값은 맞지만 순서가 바뀌었습니다. (기울기, 절편)의 순서로 돌려주세요.",
            ),
            mistake(
                |(x, y)| (slope(x, y), mean(y)).into(),
                "The line has to pass through (x̄, ȳ): b = ȳ − w x̄.",
                "직선은 점 (x̄, ȳ)를 지나야 합니다. b = ȳ − w x̄입니다.",
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
                "The sign is turned: this points downhill. The derivative of y − Xw brings a minus.",
                "부호가 반대라 내리막을 가리킵니다. y − Xw를 미분하면 음의 부호가 나옵니다.",
            ),
            mistake(
                |(x, y, w)| (x.t().dot(&(y - &x.dot(w))) * -2.0).into(),
                "The factor 1/n of the mean is missing.",
                "평균의 1/n이 빠졌습니다.",
            ),
            mistake(
                |(x, y, w)| (x.t().dot(&(y - &x.dot(w))) * (-1.0 / y.len() as f64)).into(),
                "The factor 2, the derivative of the square, is missing.",
                "제곱을 미분할 때 나오는 2가 빠졌습니다.",
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
                "That is only the right-hand side Xᵀy; the system XᵀXw = Xᵀy still has to be solved.",
                "우변 Xᵀy만 구했습니다. 연립방정식 XᵀXw = Xᵀy를 풀어야 합니다.",
            ),
            mistake(
                |(x, y)| solved(x, y, 1.0),
                "That is ridge with λ = 1; plain least squares adds nothing to XᵀX.",
                "λ = 1인 릿지의 해입니다. 보통의 최소제곱법은 XᵀX에 아무것도 더하지 않습니다.",
            ),
            mistake(
                |(x, y)| {
                    let means = x.mean_axis(Axis(0)).unwrap_or_default();
                    solved(&(x - &means), &centred(y), 0.0)
                },
                "The means are taken off first, which fits an intercept besides. Here the model is Xw alone.",
                "먼저 평균을 뺐습니다. 그러면 절편까지 맞추게 됩니다. 여기서 모델은 Xw뿐입니다.",
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
                "The residuals are compared with Σy². Compare with the scatter around the mean, Σ(y − ȳ)².",
                "잔차를 Σy²과 비교했습니다. 평균 둘레의 흩어짐 Σ(y − ȳ)²과 비교하세요.",
            ),
            mistake(
                |(y, fitted)| {
                    let (e, d) = (y - fitted, centred(y));
                    (e.dot(&e) / d.dot(&d)).into()
                },
                "That is the unexplained share; R² is 1 minus it.",
                "설명되지 않은 몫입니다. R²은 1에서 그 값을 뺀 것입니다.",
            ),
            mistake(
                |(y, fitted)| {
                    let (a, b) = (centred(y), centred(fitted));
                    (a.dot(&b).powi(2) / (a.dot(&a) * b.dot(&b))).into()
                },
                "The squared correlation agrees with R² only for a least-squares fit; for other predictions it overlooks a wrong level or scale.",
                "상관계수의 제곱은 최소제곱 적합에서만 R²과 같습니다. 다른 예측값에서는 수준이나 크기가 틀려도 알아채지 못합니다.",
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
                "The share 1/n, which the intercept gives to every example, is missing.",
                "절편이 모든 표본에 똑같이 주는 몫 1/n이 빠졌습니다.",
            ),
            mistake(
                |x| (x.mapv(|v| v * v) / x.dot(x) + 1.0 / x.len() as f64).into(),
                "The distances are counted from 0; count them from the mean x̄.",
                "거리를 0에서 쟀습니다. 평균 x̄에서 재야 합니다.",
            ),
            mistake(
                |x| {
                    let d = centred(x);
                    (d.mapv(f64::abs) / d.mapv(f64::abs).sum() + 1.0 / x.len() as f64).into()
                },
                "The distances from the mean have to be squared, above and below the line of the fraction.",
                "평균까지의 거리를 분자에서도 분모에서도 제곱해야 합니다.",
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
                "s² divides by n here; two parameters were fitted, so n − 2 degrees of freedom are left.",
                "s²을 n으로 나누었습니다. 매개변수 두 개를 맞추었으므로 남은 자유도는 n − 2입니다.",
            ),
            mistake(
                |(x, y)| error(x, y, 1.0).into(),
                "s² divides by n − 1 here; besides the mean a slope was fitted: n − 2.",
                "s²을 n − 1로 나누었습니다. 평균 말고 기울기도 맞추었으므로 n − 2입니다.",
            ),
            mistake(
                |(x, y)| error(x, y, 2.0).powi(2).into(),
                "That is the variance of the slope; its root is the standard error.",
                "기울기의 분산입니다. 그 제곱근이 표준오차입니다.",
            ),
            mistake(
                |(x, y)| (error(x, y, 2.0) * centred(x).dot(&centred(x)).sqrt()).into(),
                "That is s, the spread of the noise. Divide it by √Σ(x − x̄)².",
                "잡음의 크기 s입니다. √Σ(x − x̄)²으로 나누어야 합니다.",
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
                "λ_max belongs to the Hessian 2/n XᵀX, not to XᵀX alone.",
                "λ_max는 XᵀX가 아니라 헤세 행렬 2/n XᵀX의 고윳값입니다.",
            ),
            mistake(
                |x| (x.nrows() as f64 / stretch(x)).into(),
                "The eigenvalue of XᵀX is the square of the singular value of X.",
                "XᵀX의 고윳값은 X의 특잇값의 제곱입니다.",
            ),
            mistake(
                |x| (0.5 * x.nrows() as f64 / stretch(x).powi(2)).into(),
                "That is 1/λ_max, the step that finishes the steepest direction at once. It still converges up to twice that, 2/λ_max.",
                "그 값은 가장 가파른 방향을 한 번에 끝내는 1/λ_max입니다. 그 두 배인 2/λ_max까지 수렴합니다.",
            ),
            mistake(
                |x| (x.nrows() as f64 / x.iter().map(|v| v * v).sum::<f64>()).into(),
                "This uses the sum of all eigenvalues (the trace of XᵀX) in place of the largest.",
                "가장 큰 고윳값 대신 고윳값의 합(XᵀX의 대각합)을 썼습니다.",
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
                "ȳ is the best constant without weights; take the mean of what Xw leaves over.",
                "ȳ는 가중치가 없을 때의 답입니다. Xw가 남긴 나머지의 평균을 구하세요.",
            ),
            mistake(
                |(x, y, w)| (y - &x.dot(w)).sum().into(),
                "That is the sum of the residuals; the best constant is their mean.",
                "잔차의 합입니다. 가장 좋은 상수는 잔차의 평균입니다.",
            ),
            mistake(
                |(x, y, w)| (-mean(&(y - &x.dot(w)))).into(),
                "The sign is turned: b has to fill the gap y − Xw, not Xw − y.",
                "부호가 반대입니다. b는 Xw − y가 아니라 y − Xw를 메워야 합니다.",
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
