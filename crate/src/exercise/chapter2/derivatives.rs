//! Exercises for §2.1, derivatives of functions of one variable.

use super::super::Report;
use super::super::run::{Exercise, check, given, mistake};

type Function = fn(f64) -> f64;

fn describe_x(x: &f64) -> String {
    given([("x", (*x).into())])
}

/// A function with the name that the reader sees, a place and a step.
#[derive(Clone)]
struct Difference {
    name: &'static str,
    f: Function,
    x: f64,
    h: f64,
}

/// 2.1: the central difference (f(x + h) − f(x − h)) / 2h.
pub fn central_difference(yours: fn(Function, f64, f64) -> f64) -> Report {
    check(&central(), move |case| yours(case.f, case.x, case.h).into())
}

fn central() -> Exercise<Difference> {
    let case = |name, f, x, h| Difference { name, f, x, h };
    Exercise {
        number: "2.1",
        // The steps are large on purpose: a small one would hide which difference was taken.
        cases: vec![
            case("x³", |x| x.powi(3), 2.0, 0.5),
            case("x³", |x| x.powi(3), -1.0, 0.1),
            case("eˣ", f64::exp, 0.0, 0.5),
            case("sin x", f64::sin, 1.0, 0.25),
        ],
        describe: |case| {
            let place = given([("x", case.x.into()), ("h", case.h.into())]);
            format!("f(x) = {}, {place}", case.name)
        },
        correct: |&Difference { f, x, h, .. }| ((f(x + h) - f(x - h)) / (2.0 * h)).into(),
        mistakes: vec![
            mistake(
                |&Difference { f, x, h, .. }| ((f(x + h) - f(x)) / h).into(),
                "That is the forward difference: take the second value at x − h, and divide by 2h.",
                "전진 차분입니다. 두 번째 값은 x − h에서 구하고 2h로 나누세요.",
            ),
            mistake(
                |&Difference { f, x, h, .. }| ((f(x) - f(x - h)) / h).into(),
                "That is the backward difference: take the first value at x + h, and divide by 2h.",
                "후진 차분입니다. 첫 번째 값은 x + h에서 구하고 2h로 나누세요.",
            ),
            mistake(
                |&Difference { f, x, h, .. }| ((f(x + h) - f(x - h)) / h).into(),
                "From x − h to x + h the distance is 2h: divide by that.",
                "x − h에서 x + h까지의 거리는 2h입니다. 2h로 나누세요.",
            ),
            mistake(
                |&Difference { f, x, h, .. }| ((f(x + h) - f(x - h)) / 2.0 * h).into(),
                "Mind the parentheses: `/ 2.0 * h` multiplies by h. Write `/ (2.0 * h)`.",
                "괄호에 주의하세요. `/ 2.0 * h`는 h를 곱합니다. `/ (2.0 * h)`로 쓰세요.",
            ),
            mistake(
                |&Difference { f, x, h, .. }| (f(x + h) - f(x - h) / (2.0 * h)).into(),
                "Mind the parentheses: division binds tighter than subtraction, so only f(x − h) was divided.",
                "괄호에 주의하세요. 나눗셈이 뺄셈보다 먼저이므로 f(x − h)만 나누었습니다.",
            ),
            mistake(
                |&Difference { f, x, h, .. }| ((f(x - h) - f(x + h)) / (2.0 * h)).into(),
                "The sign is reversed: subtract the value on the left, f(x − h), from the one on the right.",
                "부호가 반대입니다. 오른쪽 값 f(x + h)에서 왼쪽 값 f(x − h)를 빼세요.",
            ),
            mistake(
                |&Difference { f, x, h, .. }| ((f(x + h) - f(x)) / (2.0 * h)).into(),
                "You divide by 2h but walk only h, from x to x + h: begin at x − h.",
                "2h로 나누었지만 x에서 x + h까지 h만큼만 움직였습니다. x − h에서 시작하세요.",
            ),
            mistake(
                |&Difference { f, x, h, .. }| ((f(x + h / 2.0) - f(x - h / 2.0)) / h).into(),
                "That is a central difference with half the step; here each side is a whole h away.",
                "간격을 반으로 줄인 중심 차분입니다. 여기서는 양쪽으로 h만큼 떨어진 점을 씁니다.",
            ),
        ],
    }
}

/// 2.2: the derivative of x² sin x.
pub fn product_rule(yours: Function) -> Report {
    check(&product(), move |x| yours(*x).into())
}

fn product() -> Exercise<f64> {
    Exercise {
        number: "2.2",
        cases: vec![1.0, 2.0, -0.5, 3.0, 0.0],
        describe: describe_x,
        correct: |x| (2.0 * x * x.sin() + x * x * x.cos()).into(),
        mistakes: vec![
            mistake(
                |x| (2.0 * x * x.cos()).into(),
                "This multiplies the two derivatives, f′g′; the product rule is f′g + fg′.",
                "두 도함수를 곱한 f′g′입니다. 곱의 미분법은 f′g + fg′입니다.",
            ),
            mistake(
                |x| (2.0 * x * x.sin()).into(),
                "That is f′g only: add fg′, where x² stays and sin x is differentiated.",
                "f′g만 구했습니다. x²을 그대로 두고 sin x를 미분한 fg′를 더하세요.",
            ),
            mistake(
                |x| (x * x * x.cos()).into(),
                "That is fg′ only: add f′g, where x² is differentiated and sin x stays.",
                "fg′만 구했습니다. x²을 미분하고 sin x를 그대로 둔 f′g를 더하세요.",
            ),
            mistake(
                |x| (2.0 * x * x.sin() - x * x * x.cos()).into(),
                "A plus stands between the two terms. The derivative of sin is +cos (that of cos is −sin), and the minus belongs to the quotient rule.",
                "두 항 사이는 덧셈입니다. sin의 도함수는 +cos이고(cos의 도함수가 −sin), 뺄셈은 몫의 미분법에 나옵니다.",
            ),
            mistake(
                |x| (2.0 * x + x.cos()).into(),
                "That is the derivative of the sum x² + sin x; here the two are multiplied.",
                "합 x² + sin x의 도함수입니다. 여기서는 두 함수를 곱합니다.",
            ),
        ],
    }
}

fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// 2.3: the sigmoid's derivative, σ(x)(1 − σ(x)) = σ(x)σ(−x).
pub fn sigmoid_derivative(yours: Function) -> Report {
    check(&sigmoid_slope(), move |x| yours(*x).into())
}

fn sigmoid_slope() -> Exercise<f64> {
    Exercise {
        number: "2.3",
        cases: vec![0.0, 1.0, -2.0, 3.0, 40.0, -1000.0, 1000.0],
        describe: describe_x,
        correct: |x| (sigmoid(*x) * sigmoid(-x)).into(),
        mistakes: vec![
            mistake(
                |x| sigmoid(*x).into(),
                "That is the sigmoid itself; its slope is σ(x)(1 − σ(x)).",
                "시그모이드 함수 자체입니다. 기울기는 σ(x)(1 − σ(x))입니다.",
            ),
            mistake(
                |x| (sigmoid(*x) * (1.0 - sigmoid(*x))).into(),
                "A right formula that loses its digits far out to the right: at x = 40 the sigmoid rounds to 1, and 1 − σ(x) to 0. Write σ(−x) for 1 − σ(x): it is the same number with all its digits.",
                "식은 맞지만 오른쪽 멀리에서 유효숫자를 잃습니다. x = 40이면 σ(x)는 1로, 1 − σ(x)는 0으로 반올림됩니다. 1 − σ(x) 대신 σ(−x)를 쓰세요. 같은 값이고 유효숫자가 모두 남습니다.",
            ),
            mistake(
                |x| (x * (1.0 - x)).into(),
                "x(1 − x) is right only when x already is the sigmoid's output. Here x is its input: compute σ(x) first.",
                "x(1 − x)는 x가 이미 시그모이드의 출력일 때만 맞습니다. 여기서 x는 입력이므로 먼저 σ(x)를 구하세요.",
            ),
            mistake(
                |x| (1.0 - sigmoid(*x).powi(2)).into(),
                "1 − (…)² is the slope of tanh; the sigmoid's is σ(1 − σ).",
                "1 − (…)²은 tanh의 도함수입니다. 시그모이드의 도함수는 σ(1 − σ)입니다.",
            ),
            mistake(
                |x| {
                    let e = (-x).exp();
                    (e / (1.0 + e).powi(2)).into()
                },
                "A right formula that a computer cannot follow to x = −1000: e¹⁰⁰⁰ overflows, and ∞/∞ is NaN. σ(x)σ(−x) has no such trouble.",
                "식은 맞지만 x = −1000에서는 계산할 수 없습니다. e¹⁰⁰⁰이 넘쳐 ∞가 되고 ∞/∞는 NaN입니다. σ(x)σ(−x)에는 이런 문제가 없습니다.",
            ),
            mistake(
                |x| {
                    let e = x.exp();
                    (e / (1.0 + e).powi(2)).into()
                },
                "A right formula that a computer cannot follow to x = 1000: with eˣ above and below the line it is ∞/∞, NaN. Write the sigmoid as 1/(1 + e⁻ˣ) and take σ(x)σ(−x).",
                "식은 맞지만 x = 1000에서는 계산할 수 없습니다. 분자와 분모에 모두 eˣ이 있으면 ∞/∞가 되어 NaN입니다. 시그모이드를 1/(1 + e⁻ˣ)로 쓰고 σ(x)σ(−x)를 구하세요.",
            ),
            mistake(
                |x| (-sigmoid(*x) * (1.0 - sigmoid(*x))).into(),
                "The sign is reversed: the sigmoid rises everywhere. The minus of e⁻ˣ and the minus of the reciprocal cancel.",
                "부호가 반대입니다. 시그모이드는 어디서나 증가합니다. e⁻ˣ에서 나온 음의 부호와 역수에서 나온 음의 부호가 상쇄됩니다.",
            ),
            mistake(
                |x| (1.0 - sigmoid(*x)).into(),
                "A factor is missing: σ(1 − σ), not 1 − σ alone.",
                "1 − σ만 구했습니다. σ를 곱한 σ(1 − σ)가 도함수입니다.",
            ),
        ],
    }
}

/// 2.4: the rectifier's derivative, 0 at the corner.
pub fn relu_derivative(yours: Function) -> Report {
    check(&relu_slope(), move |x| yours(*x).into())
}

fn step(x: f64, at_zero: f64, left: f64) -> f64 {
    if x > 0.0 {
        1.0
    } else if x < 0.0 {
        left
    } else {
        at_zero
    }
}

fn relu_slope() -> Exercise<f64> {
    Exercise {
        number: "2.4",
        cases: vec![3.0, -2.0, 0.0, 0.5, -0.25],
        describe: describe_x,
        correct: |x| step(*x, 0.0, 0.0).into(),
        mistakes: vec![
            mistake(
                |x| step(*x, 1.0, 0.0).into(),
                "Right but for the corner: at 0 the convention is 0, so test `x > 0.0` (not `>=`; `signum` of 0.0 is 1 in Rust).",
                "꺾인 점만 빼고 맞습니다. 0에서는 관례대로 0이므로 `>=`가 아니라 `x > 0.0`으로 판정하세요. Rust에서 0.0의 `signum`은 1입니다.",
            ),
            mistake(
                |x| step(*x, 0.5, 0.0).into(),
                "One half at the corner is a legitimate choice (a subgradient), but the convention here is 0.",
                "꺾인 점에서 1/2도 가능한 값(부분기울기)이지만 여기서는 0으로 정했습니다.",
            ),
            mistake(
                |x| x.max(0.0).into(),
                "That is ReLU itself; its slope is 1 on the right and 0 on the left.",
                "ReLU 자체입니다. 기울기는 오른쪽에서 1, 왼쪽에서 0입니다.",
            ),
            mistake(
                |x| step(*x, 0.0, -1.0).into(),
                "−1 on the left is the slope of |x|; ReLU is flat there.",
                "왼쪽에서 −1인 것은 |x|의 도함수입니다. ReLU는 왼쪽에서 평평합니다.",
            ),
            mistake(
                |x| (x.max(0.0) / x).into(),
                "ReLU(x)/x is 0/0 = NaN at the corner: decide by comparing x with 0.",
                "ReLU(x)/x는 꺾인 점에서 0/0 = NaN입니다. x를 0과 비교해 정하세요.",
            ),
            mistake(
                |x| step(*x, 0.01, 0.01).into(),
                "A small slope on the left belongs to the leaky ReLU; the plain one has 0.",
                "왼쪽에 작은 기울기를 주는 것은 leaky ReLU입니다. 보통의 ReLU는 0입니다.",
            ),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::run::testing::sound;
    use super::*;

    #[test]
    fn stubs_fail_solutions_pass_and_mistakes_are_named() {
        sound(&central());
        sound(&product());
        sound(&sigmoid_slope());
        sound(&relu_slope());
    }

    #[test]
    fn the_sigmoid_of_the_crate_passes() {
        assert!(sigmoid_derivative(crate::calculus::sigmoid_derivative).passed());
        assert!(relu_derivative(crate::calculus::relu_derivative).passed());
    }
}
