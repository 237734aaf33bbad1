//! Differentiation as linear approximation: the exercises of foundations 3.

use super::Report;
use super::answer::Answer;
use super::run::{Exercise, check, given, mistake};
use ndarray::{Array1, Array2, array};

/// The exercises of this part.
pub(super) const NUMBERS: [&str; 10] =
    ["f3.1", "f3.2", "f3.3", "f3.4", "f3.5", "f3.6", "f3.7", "f3.8", "f3.9", "f3.10"];

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
                "This line does not pass through (x₀, f(x₀)): the slope multiplies x − x₀, the distance walked, not x.",
                "이 직선은 점 (x₀, f(x₀))을 지나지 않습니다. 기울기는 x가 아니라 움직인 거리 x − x₀에 곱합니다.",
            ),
            mistake(
                |&[_, slope, x0, x]| (slope * (x - x0)).into(),
                "The line has the right slope, but passes through height 0 at x₀: add f(x₀).",
                "기울기는 맞지만 x₀에서 높이가 0입니다. f(x₀)을 더하세요.",
            ),
            mistake(
                |&[value, slope, x0, x]| (value + slope * (x0 - x)).into(),
                "The sign is turned around: it is x − x₀, from the point to where you look.",
                "부호가 반대입니다. 기준점에서 보려는 곳까지, x − x₀입니다.",
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
                "That is the error itself. Every line through the point makes it small; divide by the distance |h|.",
                "오차 자체를 구했습니다. 오차는 점을 지나는 어떤 직선에서도 작아집니다. 거리 |h|로 나누세요.",
            ),
            mistake(
                |case| (error(*case) / case[2]).into(),
                "The sign is left in: take absolute values of the error and of h.",
                "부호가 남아 있습니다. 오차와 h에 모두 절댓값을 취하세요.",
            ),
            mistake(
                |case| (error(*case).abs() / case[2].powi(2)).into(),
                "This divides by h²; the definition compares with the distance itself.",
                "h²으로 나누었습니다. 정의에서는 거리 자체와 비교합니다.",
            ),
            mistake(
                |case| (error(*case).abs() / case[2]).into(),
                "For h < 0 this is negative: a distance is |h|.",
                "h < 0이면 음수가 됩니다. 거리는 |h|입니다.",
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
                "δ = ε would do for f(x) = x. The square changes about 2x₀ times as fast as x.",
                "δ = ε은 f(x) = x일 때의 답입니다. 제곱은 x보다 약 2x₀배 빠르게 변합니다.",
            ),
            mistake(
                |&[x0, epsilon]| (epsilon / (2.0 * x0)).into(),
                "This is the answer of the tangent, and a little too large: the square rises above its tangent. Solve (x₀ + δ)² = x₀² + ε.",
                "접선으로 구한 답이어서 조금 큽니다. 제곱의 그래프는 접선보다 위에 있습니다. (x₀ + δ)² = x₀² + ε을 푸세요.",
            ),
            mistake(
                |&[x0, epsilon]| (x0 * x0 + epsilon).sqrt().into(),
                "That is the point x₀ + δ itself; δ is its distance from x₀.",
                "그것은 점 x₀ + δ입니다. δ는 그 점과 x₀ 사이의 거리입니다.",
            ),
            mistake(
                |&[x0, epsilon]| {
                    if epsilon > x0 * x0 {
                        return Answer::Number(x0);
                    }
                    (x0 - (x0 * x0 - epsilon).sqrt()).into()
                },
                "That is how far you may go to the left. To the right the square grows faster, so the room there is smaller and decides.",
                "왼쪽으로 갈 수 있는 거리입니다. 오른쪽에서는 제곱이 더 빨리 자라 여유가 더 작으므로 오른쪽이 답을 정합니다.",
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
                "The entries are swapped: the derivative by x comes first.",
                "성분의 순서가 바뀌었습니다. x로 미분한 것이 먼저입니다.",
            ),
            mistake(
                |p| array![2.0 * p[0], p[0] * p[0] + 3.0].into(),
                "In ∂f/∂x the y is a constant, but it stays as a factor: 2xy.",
                "∂f/∂x를 구할 때 y는 상수이지만 사라지지 않고 곱으로 남습니다. 2xy입니다.",
            ),
            mistake(
                |p| array![2.0 * p[0] * p[1], p[0] * p[0]].into(),
                "The term 3y is missing in ∂f/∂y: it contributes 3.",
                "∂f/∂y에서 3y 항이 빠졌습니다. 3을 더해야 합니다.",
            ),
            mistake(
                |p| array![2.0 * p[0] * p[1] + 3.0, p[0] * p[0] + 3.0].into(),
                "3y does not change with x: it contributes nothing to ∂f/∂x.",
                "3y는 x가 변해도 그대로이므로 ∂f/∂x에는 아무것도 더하지 않습니다.",
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
                "∇f(0)·v is 0 for every v, and that formula needs a differentiable f. Use the limit: f(hv)/h.",
                "∇f(0)·v는 모든 v에서 0이지만, 이 식은 f가 미분가능할 때에만 씁니다. 극한 f(hv)/h로 구하세요.",
            ),
            mistake(
                |v| (v[0] * v[1]).into(),
                "One factor v₁ is lost: the numerator is x²y, so h³v₁²v₂.",
                "v₁이 하나 빠졌습니다. 분자는 x²y이므로 h³v₁²v₂입니다.",
            ),
            mistake(
                |v| (v[0] * v[1] * v[1]).into(),
                "The square belongs to the first coordinate: f has x²y, not xy².",
                "제곱은 첫째 좌표에 붙습니다. f의 분자는 xy²이 아니라 x²y입니다.",
            ),
            mistake(
                |v| (v[0] * v[0] * v[1]).abs().into(),
                "The sign counts: along −v the slope is the opposite.",
                "부호를 살려야 합니다. −v 방향의 변화율은 부호가 반대입니다.",
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
                "This is the transpose: each row is the gradient of one output, each column belongs to one input.",
                "전치된 행렬입니다. 행 하나가 출력 하나의 그래디언트이고, 열 하나가 입력 하나에 해당합니다.",
            ),
            mistake(
                |&[_, theta]| {
                    let (s, c) = theta.sin_cos();
                    array![[c, -s], [s, c]].into()
                },
                "The factor r is missing in the column of θ: far out, the same turn moves the point further.",
                "θ의 열에 r이 빠졌습니다. 멀리 있을수록 같은 각을 돌려도 더 많이 움직입니다.",
            ),
            mistake(
                |&[r, theta]| {
                    let (s, c) = theta.sin_cos();
                    array![[c, r * s], [s, r * c]].into()
                },
                "The derivative of cos θ is −sin θ: the sign in the first row is wrong.",
                "cos θ의 도함수는 −sin θ입니다. 첫째 행의 부호가 틀렸습니다.",
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
                "The order is turned around: f acts first and therefore stands on the right, next to the vector.",
                "순서가 반대입니다. f가 먼저 작용하므로 벡터와 가까운 오른쪽에 놓입니다.",
            ),
            mistake(
                |(g, f)| (g * f).into(),
                "`*` multiplies entry by entry; the matrix product is `dot`.",
                "`*`는 성분끼리 곱합니다. 행렬의 곱은 `dot`입니다.",
            ),
            mistake(
                |(g, f)| (g + f).into(),
                "Effects of maps in a row multiply; they do not add.",
                "이어지는 사상의 효과는 더해지지 않고 곱해집니다.",
            ),
            mistake(
                |(g, f)| g.t().dot(f).into(),
                "J_g must not be transposed.",
                "J_g를 전치하면 안 됩니다.",
            ),
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
                "The gradient is zero for all of them, and still not all are extrema: the converse of theorem 6 fails.",
                "그래디언트는 모두 영벡터이지만 모두가 극점은 아닙니다. 정리 6의 역은 성립하지 않습니다.",
            ),
            mistake(
                |&[a, _, c]| (a * c > 0.0).into(),
                "This looks along the axes only. With a large b the surface falls along a diagonal: compare ac with b².",
                "축 방향만 살폈습니다. b가 크면 대각선 방향으로 내려갑니다. ac를 b²과 비교하세요.",
            ),
            mistake(
                |&[a, b, c]| (a * c - b * b >= 0.0).into(),
                "With ac = b² there is a line on which f stays 0: no strict extremum.",
                "ac = b²이면 f가 계속 0인 직선이 있습니다. 순(strict) 극값이 아닙니다.",
            ),
            mistake(
                |&[a, b, c]| (a > 0.0 && a * c - b * b > 0.0).into(),
                "This finds minima only; a maximum is an extremum too.",
                "극소만 찾았습니다. 극대도 극값입니다.",
            ),
            mistake(
                |&[a, b, c]| (a * c - b * b < 0.0).into(),
                "Turned around: ac − b² < 0 is the saddle.",
                "반대입니다. ac − b² < 0이면 안장점입니다.",
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
                "d is not a unit vector: divide by its length, or a longer arrow would make the hill steeper.",
                "d는 단위벡터가 아닙니다. 길이로 나누지 않으면 화살표가 길수록 언덕이 가팔라지는 셈이 됩니다.",
            ),
            mistake(
                |(g, d)| (g.dot(d) / (length(d) * length(g))).into(),
                "This is the cosine of the angle: divide by the length of d only.",
                "각의 코사인입니다. d의 길이로만 나누세요.",
            ),
            mistake(
                |(g, d)| (g.dot(d) / d.dot(d)).into(),
                "This divides by the squared length: take the square root of d·d.",
                "길이의 제곱으로 나누었습니다. d·d의 제곱근을 취하세요.",
            ),
            mistake(
                |(g, _)| length(g).into(),
                "That is the steepest slope of all; along d it is ∇f·d/‖d‖.",
                "모든 방향 가운데 가장 큰 변화율입니다. d 방향에서는 ∇f·d/‖d‖입니다.",
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
                "This is the steepest way up: turn it around.",
                "가장 가파른 오르막입니다. 방향을 뒤집으세요.",
            ),
            mistake(
                |g| (length(g) > 0.0).then(|| -g).into(),
                "The direction is right, but its length is ‖∇f‖: divide by it.",
                "방향은 맞지만 길이가 ‖∇f‖입니다. 길이로 나누세요.",
            ),
            mistake(
                |g| Some(g / -length(g)).into(),
                "At a critical point this divides 0 by 0 and gives NaN: answer `None` there.",
                "임계점에서 0을 0으로 나누어 NaN이 됩니다. 그때는 `None`으로 답하세요.",
            ),
            mistake(
                |g| Some(-g).into(),
                "Divide by ‖∇f‖ to get a unit vector, and answer `None` where the gradient is zero.",
                "‖∇f‖로 나누어 단위벡터로 만들고, 그래디언트가 영벡터이면 `None`으로 답하세요.",
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
