//! Exercises for §1.1 of the foundations: products of sets, vectors, the two inequalities.

use super::super::Report;
use super::super::answer::Answer;
use super::super::run::{Exercise, check, given, mistake};
use ndarray::{Array1, Array2, array};

type Pair = (Array1<f64>, Array1<f64>);

fn describe_pair((x, y): &Pair) -> String {
    given([("x", x.clone().into()), ("y", y.clone().into())])
}

fn length(v: &Array1<f64>) -> f64 {
    v.dot(v).sqrt()
}

/// f1.1: all pairs (a, b) of A × B, one in each row, in the order of A and then of B.
pub fn product_set(yours: fn(&Array1<f64>, &Array1<f64>) -> Array2<f64>) -> Report {
    check(&pairs(), move |(a, b)| yours(a, b).into())
}

/// The rows (a, b) for each a, and for each a every b.
fn product(a: &Array1<f64>, b: &Array1<f64>) -> Array2<f64> {
    let n = b.len();
    Array2::from_shape_fn((a.len() * n, 2), |(k, part)| if part == 0 { a[k / n] } else { b[k % n] })
}

fn pairs() -> Exercise<Pair> {
    Exercise {
        number: "f1.1",
        cases: vec![
            (array![1.0, 2.0], array![5.0, 6.0, 7.0]),
            (array![0.0], array![-1.0, 1.0]),
            (array![3.0, 4.0], array![3.0, 4.0]),
        ],
        describe: |(a, b)| given([("A", a.clone().into()), ("B", b.clone().into())]),
        correct: |(a, b)| product(a, b).into(),
        mistakes: vec![
            mistake(
                |(a, b)| product(b, a).into(),
                "These are the pairs of B × A. In A × B the element of A comes first.",
                "B × A의 순서쌍입니다. A × B에서는 A의 원소가 앞에 옵니다.",
            ),
            mistake(
                |(a, b)| {
                    let n = a.len().min(b.len());
                    Array2::from_shape_fn((n, 2), |(k, part)| if part == 0 { a[k] } else { b[k] })
                        .into()
                },
                "Only elements of the same place were paired. Every a meets every b: |A|·|B| pairs.",
                "같은 자리의 원소끼리만 짝지었습니다. 모든 a가 모든 b와 만나므로 쌍은 |A|·|B|개입니다.",
            ),
            mistake(
                |(a, b)| {
                    let swapped = product(b, a);
                    Array2::from_shape_fn(swapped.dim(), |(k, part)| swapped[[k, 1 - part]]).into()
                },
                "The pairs are right, the order of the rows is not: keep a fixed and let b run.",
                "순서쌍은 맞지만 행의 순서가 다릅니다. a를 하나 정해 두고 b를 차례로 바꾸세요.",
            ),
        ],
    }
}

/// f1.2: the point x + ty of the line through x in the direction of y.
pub fn line_point(yours: fn(&Array1<f64>, &Array1<f64>, f64) -> Array1<f64>) -> Report {
    check(&walking(), move |(x, y, t)| yours(x, y, *t).into())
}

fn walking() -> Exercise<(Array1<f64>, Array1<f64>, f64)> {
    Exercise {
        number: "f1.2",
        cases: vec![
            (array![1.0, 2.0], array![3.0, -1.0], 2.0),
            (array![1.0, 0.0, 2.0], array![0.5, 0.5, 0.5], -1.0),
            (array![4.0, 1.0], array![2.0, 2.0], 0.0),
        ],
        describe: |(x, y, t)| {
            given([("x", x.clone().into()), ("y", y.clone().into()), ("t", (*t).into())])
        },
        correct: |(x, y, t)| (x + *t * y).into(),
        mistakes: vec![
            mistake(
                |(x, y, t)| (*t * x + y).into(),
                "t belongs to y, the direction: x + ty, not tx + y.",
                "t는 방향 y에 곱합니다. tx + y가 아니라 x + ty입니다.",
            ),
            mistake(
                |(x, y, t)| (*t * (x + y)).into(),
                "The parentheses reach too far: only y is multiplied by t.",
                "괄호의 범위가 너무 넓습니다. t는 y에만 곱합니다.",
            ),
            mistake(
                |(x, y, t)| (x - *t * y).into(),
                "The sign is turned round: x + ty.",
                "부호가 반대입니다. x + ty입니다.",
            ),
            mistake(
                |(x, y, t)| (x + &(y + *t)).into(),
                "t was added to every entry of y; a number multiplies a vector here.",
                "y의 각 성분에 t를 더했습니다. 여기서는 벡터에 수를 곱해야 합니다.",
            ),
        ],
    }
}

/// f1.3: the number t with x = ty, or `None` if the vectors are not parallel (y ≠ 0).
pub fn parallel_factor(yours: fn(&Array1<f64>, &Array1<f64>) -> Option<f64>) -> Report {
    check(&factor(), move |(x, y)| yours(x, y).into())
}

fn largest(v: &Array1<f64>) -> usize {
    (0..v.len()).max_by(|&i, &j| v[i].abs().total_cmp(&v[j].abs())).unwrap_or(0)
}

fn multiple(x: &Array1<f64>, y: &Array1<f64>, t: f64, tolerance: f64) -> Option<f64> {
    (length(&(x - &(t * y))) <= tolerance * length(x)).then_some(t)
}

fn factor() -> Exercise<Pair> {
    Exercise {
        number: "f1.3",
        cases: vec![
            (array![2.0, -4.0], array![-1.0, 2.0]),
            (array![1.0, 2.0, 3.0], array![2.0, 4.0, 6.0]),
            (array![1.0, 2.0], array![2.0, 1.0]),
            (array![1.0, 2.0, 3.0], array![2.0, 4.0, 7.0]),
            // A zero in the first place of y.
            (array![0.0, 3.0], array![0.0, 1.5]),
            // The zero vector is 0 times every vector.
            (array![0.0, 0.0], array![1.0, 1.0]),
            // 3 · 0.1 is not quite 0.3 in f64.
            (array![0.3, 0.6, 0.9], array![0.1, 0.2, 0.3]),
        ],
        describe: describe_pair,
        correct: |(x, y)| {
            let i = largest(y);
            multiple(x, y, x[i] / y[i], 1e-9).into()
        },
        mistakes: vec![
            mistake(
                |(x, y)| multiple(x, y, x[0] / y[0], 1e-9).into(),
                "y may begin with 0, and then x[0] / y[0] is no number: divide at the largest entry of y.",
                "y의 첫 성분이 0이면 x[0] / y[0]은 수가 아닙니다. y의 절댓값이 가장 큰 성분에서 나누세요.",
            ),
            mistake(
                |(x, y)| {
                    let i = largest(y);
                    multiple(x, y, x[i] / y[i], 0.0).into()
                },
                "Rounding: 3 · 0.1 is not exactly 0.3. Compare ‖x − ty‖ with a small multiple of ‖x‖, such as 1e-9·‖x‖.",
                "반올림 오차입니다. 3 · 0.1은 정확히 0.3이 아닙니다. ‖x − ty‖를 1e-9·‖x‖처럼 작은 값과 비교하세요.",
            ),
            mistake(
                |(x, y)| {
                    let i = largest(y);
                    Some(x[i] / y[i]).into()
                },
                "One quotient is not enough: check that x = ty holds in every entry, and answer `None` if not.",
                "한 성분의 비만으로는 부족합니다. 모든 성분에서 x = ty인지 확인하고, 아니면 `None`을 돌려주세요.",
            ),
            mistake(
                |(x, y)| {
                    let i = largest(x);
                    let t = if x[i] == 0.0 { 0.0 } else { y[i] / x[i] };
                    let gap = length(&(y - &(t * x)));
                    (gap <= 1e-9 * length(y)).then_some(t).into()
                },
                "This is the factor the other way round, y = tx.",
                "거꾸로 y = tx의 배수를 구했습니다.",
            ),
            mistake(
                |(x, y)| {
                    let t = length(x) / length(y);
                    multiple(x, y, t, 1e-9).into()
                },
                "A quotient of lengths is never negative; opposite directions need a negative t.",
                "길이의 비는 음수가 될 수 없습니다. 방향이 반대이면 t는 음수입니다.",
            ),
        ],
    }
}

/// f1.4: ‖x − y‖ from the three inner products x·x, x·y and y·y alone.
pub fn distance_from_products(yours: fn(f64, f64, f64) -> f64) -> Report {
    check(&distance(), move |(xx, xy, yy)| yours(*xx, *xy, *yy).into())
}

fn distance() -> Exercise<(f64, f64, f64)> {
    Exercise {
        number: "f1.4",
        cases: vec![(25.0, 11.0, 5.0), (1.0, 0.0, 1.0), (4.0, -6.0, 9.0), (2.0, 2.0, 2.0)],
        describe: |(xx, xy, yy)| {
            given([("x·x", (*xx).into()), ("x·y", (*xy).into()), ("y·y", (*yy).into())])
        },
        correct: |(xx, xy, yy)| (xx - 2.0 * xy + yy).sqrt().into(),
        mistakes: vec![
            mistake(
                |(xx, xy, yy)| (xx - 2.0 * xy + yy).into(),
                "This is the square ‖x − y‖²; the root is missing.",
                "제곱 ‖x − y‖²입니다. 제곱근을 빠뜨렸습니다.",
            ),
            mistake(
                |(xx, xy, yy)| (xx + 2.0 * xy + yy).sqrt().into(),
                "That is ‖x + y‖: with a minus sign between them the middle term is −2 x·y.",
                "‖x + y‖입니다. 빼기이므로 가운데 항은 −2 x·y입니다.",
            ),
            mistake(
                |(xx, xy, yy)| (xx - xy + yy).sqrt().into(),
                "The inner product occurs twice, as x·y and as y·x: −2 x·y.",
                "내적은 x·y와 y·x로 두 번 나옵니다. −2 x·y입니다.",
            ),
            mistake(
                |(xx, _, yy)| (xx + yy).sqrt().into(),
                "That is Pythagoras, right only for orthogonal vectors: the term −2 x·y is missing.",
                "직교하는 벡터에서만 맞는 피타고라스 정리입니다. −2 x·y 항이 빠졌습니다.",
            ),
            mistake(
                |(xx, _, yy)| (xx.sqrt() - yy.sqrt()).abs().into(),
                "This subtracts the lengths; two vectors of the same length can be far apart.",
                "길이의 차를 구했습니다. 길이가 같아도 두 벡터는 멀리 떨어져 있을 수 있습니다.",
            ),
        ],
    }
}

/// f1.5: a quarter of the discriminant of t ↦ ‖x + ty‖²: (x·y)² − ‖x‖²‖y‖².
pub fn quarter_discriminant(yours: fn(&Array1<f64>, &Array1<f64>) -> f64) -> Report {
    check(&discriminant(), move |(x, y)| yours(x, y).into())
}

fn line_cases() -> Vec<Pair> {
    vec![
        (array![3.0, 4.0], array![1.0, 2.0]),
        (array![2.0, -4.0], array![-1.0, 2.0]),
        (array![1.0, 0.0, 1.0], array![0.0, 3.0, 0.0]),
        (array![1.0, 2.0, 3.0], array![1.0, 1.0, -2.0]),
    ]
}

fn discriminant() -> Exercise<Pair> {
    Exercise {
        number: "f1.5",
        cases: line_cases(),
        describe: describe_pair,
        correct: |(x, y)| (x.dot(y).powi(2) - x.dot(x) * y.dot(y)).into(),
        mistakes: vec![
            mistake(
                |(x, y)| (x.dot(x) * y.dot(y) - x.dot(y).powi(2)).into(),
                "The sign is reversed: D/4 = (x·y)² − ‖x‖²‖y‖², which is never positive.",
                "부호가 반대입니다. D/4 = (x·y)² − ‖x‖²‖y‖²이고 양수가 될 수 없습니다.",
            ),
            mistake(
                |(x, y)| (4.0 * (x.dot(y).powi(2) - x.dot(x) * y.dot(y))).into(),
                "This is D itself; asked for is D/4.",
                "D 자체입니다. 구할 것은 D/4입니다.",
            ),
            mistake(
                |(x, y)| (x.dot(y) - x.dot(x) * y.dot(y)).into(),
                "The inner product has to be squared.",
                "내적을 제곱해야 합니다.",
            ),
            mistake(
                |(x, y)| (x.dot(y).powi(2) - length(x) * length(y)).into(),
                "The lengths have to be squared too: ‖x‖² is x·x, without a root.",
                "길이도 제곱해야 합니다. ‖x‖²은 제곱근 없이 x·x입니다.",
            ),
        ],
    }
}

/// f1.6: the t for which x + ty is closest to the origin, −x·y / y·y.
pub fn lowest_at(yours: fn(&Array1<f64>, &Array1<f64>) -> f64) -> Report {
    check(&lowest(), move |(x, y)| yours(x, y).into())
}

fn lowest() -> Exercise<Pair> {
    Exercise {
        number: "f1.6",
        cases: line_cases(),
        describe: describe_pair,
        correct: |(x, y)| (-x.dot(y) / y.dot(y)).into(),
        mistakes: vec![
            mistake(
                |(x, y)| (x.dot(y) / y.dot(y)).into(),
                "The minus sign is missing: the lowest point of at² + 2bt + c is at t = −b/a.",
                "음의 부호를 빠뜨렸습니다. at² + 2bt + c는 t = −b/a에서 가장 작습니다.",
            ),
            mistake(
                |(x, y)| (-x.dot(y) / x.dot(x)).into(),
                "The factor of t² is y·y, so y·y stands below the line.",
                "t²의 계수는 y·y이므로 분모에는 y·y가 옵니다.",
            ),
            mistake(
                |(x, y)| (-x.dot(y) / length(y)).into(),
                "Divide by the squared length of y, y·y.",
                "y의 길이의 제곱 y·y로 나누세요.",
            ),
            mistake(
                |(x, y)| (-x.dot(y) / (2.0 * y.dot(y))).into(),
                "The factor of t is 2 x·y, and the 2 cancels with the 2 of −b/(2a).",
                "t의 계수가 2 x·y이므로 −b/(2a)의 2와 약분됩니다.",
            ),
        ],
    }
}

/// f1.7: how much longer the detour is, ‖x‖ + ‖y‖ − ‖x + y‖.
pub fn triangle_gap(yours: fn(&Array1<f64>, &Array1<f64>) -> f64) -> Report {
    check(&detour(), move |(x, y)| yours(x, y).into())
}

fn detour() -> Exercise<Pair> {
    Exercise {
        number: "f1.7",
        cases: vec![
            (array![3.0, 0.0], array![0.0, 4.0]),
            (array![1.0, 2.0, 2.0], array![-1.0, -2.0, -2.0]),
            (array![6.0, 8.0], array![-3.0, 4.0]),
        ],
        describe: describe_pair,
        correct: |(x, y)| (length(x) + length(y) - length(&(x + y))).into(),
        mistakes: vec![
            mistake(
                |(x, y)| (length(&(x + y)) - length(x) - length(y)).into(),
                "The sign is reversed: the detour ‖x‖ + ‖y‖ is the longer one.",
                "부호가 반대입니다. 돌아가는 길 ‖x‖ + ‖y‖가 더 깁니다.",
            ),
            mistake(
                |(x, y)| (length(x) + length(y) - length(&(x - y))).into(),
                "The straight way leads to x + y, not to x − y.",
                "곧은길의 끝은 x − y가 아니라 x + y입니다.",
            ),
            mistake(
                |(x, y)| {
                    let s = x + y;
                    (x.dot(x) + y.dot(y) - s.dot(&s)).into()
                },
                "These are squared lengths; the triangle inequality is about the lengths themselves.",
                "길이의 제곱을 썼습니다. 삼각 부등식은 길이 자체에 대한 것입니다.",
            ),
        ],
    }
}

/// f1.8: the angle between two vectors, in degrees.
pub fn angle_degrees(yours: fn(&Array1<f64>, &Array1<f64>) -> f64) -> Report {
    check(&degrees(), move |(x, y)| yours(x, y).into())
}

fn cosine(x: &Array1<f64>, y: &Array1<f64>) -> f64 {
    x.dot(y) / (length(x) * length(y))
}

fn degrees() -> Exercise<Pair> {
    Exercise {
        number: "f1.8",
        cases: vec![
            (array![1.0, 0.0], array![1.0, 1.0]),
            (array![2.0, 0.0, 0.0], array![0.0, 5.0, 0.0]),
            (array![1.0, 0.0], array![-1.0, 3.0_f64.sqrt()]),
            // The cosine of these two rounds to a number above 1.
            (array![1.0, 1.0, 1.0], array![3.0, 3.0, 3.0]),
        ],
        describe: describe_pair,
        correct: |(x, y)| cosine(x, y).clamp(-1.0, 1.0).acos().to_degrees().into(),
        mistakes: vec![
            mistake(
                |(x, y)| cosine(x, y).clamp(-1.0, 1.0).acos().into(),
                "This is the angle in radians; `to_degrees()` turns it into degrees.",
                "라디안입니다. `to_degrees()`로 도(°)로 바꾸세요.",
            ),
            mistake(
                |(x, y)| cosine(x, y).into(),
                "This is the cosine; the angle is its `acos`.",
                "코사인 값입니다. 각은 그것의 `acos`입니다.",
            ),
            mistake(
                |(x, y)| cosine(x, y).abs().clamp(-1.0, 1.0).acos().to_degrees().into(),
                "Keep the sign of x·y: beyond 90° it is negative.",
                "x·y의 부호를 그대로 두세요. 90°를 넘으면 음수입니다.",
            ),
            mistake(
                |(x, y)| match x.dot(y).acos().to_degrees() {
                    angle if angle.is_nan() => Answer::Number(f64::NAN),
                    angle => angle.into(),
                },
                "Divide x·y by both lengths before taking `acos`.",
                "`acos`를 취하기 전에 x·y를 두 길이로 나누세요.",
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
        sound(&pairs());
        sound(&walking());
        sound(&factor());
        sound(&distance());
        sound(&discriminant());
        sound(&lowest());
        sound(&detour());
        sound(&degrees());
    }
}
