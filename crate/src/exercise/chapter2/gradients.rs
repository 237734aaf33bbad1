//! Exercises for §2.1, derivatives of functions of several variables.

use super::super::Report;
use super::super::run::{Exercise, check, given, mistake};
use ndarray::{Array1, Array2, array};

type Field = fn(&Array1<f64>) -> f64;

fn describe_v(v: &Array1<f64>) -> String {
    given([("v", v.clone().into())])
}

/// Places where the partial derivatives differ from each other.
fn places() -> Vec<Array1<f64>> {
    vec![array![1.0, 2.0], array![3.0, -1.0], array![0.5, 4.0], array![0.0, 3.0]]
}

/// 2.5: the gradient of x² + 3xy + y².
pub fn gradient(yours: fn(&Array1<f64>) -> Array1<f64>) -> Report {
    check(&by_hand(), move |v| yours(v).into())
}

fn by_hand() -> Exercise<Array1<f64>> {
    Exercise {
        number: "2.5",
        cases: places(),
        describe: describe_v,
        correct: |v| array![2.0 * v[0] + 3.0 * v[1], 3.0 * v[0] + 2.0 * v[1]].into(),
        mistakes: vec![
            mistake(
                |v| (2.0 * v).into(),
                msg!("The mixed term is lost: 3xy gives 3y when x varies and 3x when y varies."),
            ),
            mistake(
                |v| array![3.0 * v[0] + 2.0 * v[1], 2.0 * v[0] + 3.0 * v[1]].into(),
                msg!("The two entries are exchanged: ∂f/∂x stands first."),
            ),
            mistake(
                |v| array![2.0 * v[0] + 3.0, 3.0 + 2.0 * v[1]].into(),
                msg!(
                    "The other variable is a constant, and a constant factor stays: ∂(3xy)/∂x = 3y, not 3."
                ),
            ),
            mistake(
                |v| array![v[0] + 3.0 * v[1], 3.0 * v[0] + v[1]].into(),
                msg!("The factor 2 of the squares is missing: (x²)′ = 2x."),
            ),
            mistake(
                |v| {
                    let (x, y) = (v[0], v[1]);
                    array![2.0 * x + 3.0 * y + y * y, x * x + 3.0 * x + 2.0 * y].into()
                },
                msg!(
                    "A summand without the variable is a constant, and its derivative is 0: y² leaves ∂f/∂x, and x² leaves ∂f/∂y."
                ),
            ),
            mistake(
                |v| array![-2.0 * v[0] - 3.0 * v[1], -3.0 * v[0] - 2.0 * v[1]].into(),
                msg!("That is −∇f, the way downhill; the gradient itself points uphill."),
            ),
        ],
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

/// 2.6: the gradient by central differences, one coordinate at a time.
pub fn numerical_gradient(yours: Differences) -> Report {
    check(&by_differences(), move |case| yours(case.f, &case.x, case.h).into())
}

fn by_differences() -> Exercise<Place> {
    let case = |name, f, x, h| Place { name, f, x, h };
    Exercise {
        number: "2.6",
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
            case.each(|i| ((case.f)(&case.moved(i, h)) - (case.f)(&case.moved(i, -h))) / (2.0 * h))
                .into()
        },
        mistakes: vec![
            mistake(
                |case| {
                    let h = case.h;
                    case.each(|i| ((case.f)(&case.moved(i, h)) - (case.f)(&case.x)) / h).into()
                },
                msg!(
                    "These are forward differences: take the second value at xᵢ − h and divide by 2h."
                ),
            ),
            mistake(
                |case| {
                    let h = case.h;
                    case.each(|i| ((case.f)(&case.moved(i, h)) - (case.f)(&case.moved(i, -h))) / h)
                        .into()
                },
                msg!("Twice too large: between the two points lies 2h."),
            ),
            mistake(
                |case| {
                    let (h, mut plus, mut minus) = (case.h, case.x.clone(), case.x.clone());
                    let mut gradient = Array1::zeros(case.x.len());
                    for i in 0..case.x.len() {
                        plus[i] += h;
                        minus[i] -= h;
                        gradient[i] = ((case.f)(&plus) - (case.f)(&minus)) / (2.0 * h);
                    }
                    gradient.into()
                },
                msg!(
                    "A coordinate that was moved stays moved when the next one's turn comes: make fresh copies of x inside the loop."
                ),
            ),
            mistake(
                |case| {
                    let (h, mut x) = (case.h, case.x.clone());
                    let mut gradient = Array1::zeros(case.x.len());
                    for i in 0..case.x.len() {
                        x[i] += h;
                        let plus = (case.f)(&x);
                        x[i] -= 2.0 * h;
                        gradient[i] = (plus - (case.f)(&x)) / (2.0 * h);
                    }
                    gradient.into()
                },
                msg!(
                    "Each coordinate stays at xᵢ − h after its turn: move it back by h before the next."
                ),
            ),
            mistake(
                |case| {
                    let h = case.h;
                    let slope = ((case.f)(&(&case.x + h)) - (case.f)(&(&case.x - h))) / (2.0 * h);
                    case.each(|_| slope).into()
                },
                msg!(
                    "All coordinates move at once: `x + h` adds h to every entry. A partial derivative moves one."
                ),
            ),
        ],
    }
}

/// 2.7: the Jacobian of (x²y, 5x + 2y²).
pub fn jacobian(yours: fn(&Array1<f64>) -> Array2<f64>) -> Report {
    check(&jacobians(), move |v| yours(v).into())
}

fn jacobians() -> Exercise<Array1<f64>> {
    Exercise {
        number: "2.7",
        cases: places(),
        describe: describe_v,
        correct: |v| {
            let (x, y) = (v[0], v[1]);
            array![[2.0 * x * y, x * x], [5.0, 4.0 * y]].into()
        },
        mistakes: vec![
            mistake(
                |v| {
                    let (x, y) = (v[0], v[1]);
                    array![[2.0 * x * y, 5.0], [x * x, 4.0 * y]].into()
                },
                msg!(
                    "This is the transpose: a row belongs to one output fᵢ, a column to one input xⱼ."
                ),
            ),
            mistake(
                |v| {
                    let (x, y) = (v[0], v[1]);
                    array![[x * x, 2.0 * x * y], [4.0 * y, 5.0]].into()
                },
                msg!("The columns are exchanged: the derivatives with respect to x stand first."),
            ),
            mistake(
                |v| {
                    let (x, y) = (v[0], v[1]);
                    array![[5.0, 4.0 * y], [2.0 * x * y, x * x]].into()
                },
                msg!("The rows are exchanged: the first row belongs to f₁ = x²y."),
            ),
            mistake(
                |v| {
                    let (x, y) = (v[0], v[1]);
                    array![[2.0 * x * y, 0.0], [0.0, 4.0 * y]].into()
                },
                msg!(
                    "Only the diagonal is filled: every output has a derivative with respect to every input."
                ),
            ),
            mistake(
                |v| {
                    let (x, y) = (v[0], v[1]);
                    array![[2.0 * x, x * x], [5.0, 4.0 * y]].into()
                },
                msg!("In ∂(x²y)/∂x the y is a constant factor and stays: 2xy."),
            ),
        ],
    }
}

/// 2.8: the Hessian of x³ + xy².
pub fn hessian(yours: fn(&Array1<f64>) -> Array2<f64>) -> Report {
    check(&hessians(), move |v| yours(v).into())
}

fn hessians() -> Exercise<Array1<f64>> {
    Exercise {
        number: "2.8",
        cases: places(),
        describe: describe_v,
        correct: |v| {
            let (x, y) = (v[0], v[1]);
            array![[6.0 * x, 2.0 * y], [2.0 * y, 2.0 * x]].into()
        },
        mistakes: vec![
            mistake(
                |v| array![[6.0 * v[0], 0.0], [0.0, 2.0 * v[0]]].into(),
                msg!(
                    "The mixed derivatives are missing: xy² differentiated by x and then by y is 2y."
                ),
            ),
            mistake(
                |v| array![[6.0 * v[0], 2.0 * v[1]], [0.0, 2.0 * v[0]]].into(),
                msg!(
                    "The lower left entry is missing: a Hessian is symmetric, because the order of differentiation does not matter here."
                ),
            ),
            mistake(
                |v| array![[6.0 * v[0], 2.0 * v[1]], [2.0 * v[1], 0.0]].into(),
                msg!("∂²f/∂y² is not 0: xy² differentiated twice by y leaves 2x."),
            ),
            mistake(
                |v| {
                    let (x, y) = (v[0], v[1]);
                    array![[3.0 * x * x + y * y, 0.0], [0.0, 2.0 * x * y]].into()
                },
                msg!(
                    "These are the first derivatives on a diagonal: differentiate each of them once more, by x and by y."
                ),
            ),
            mistake(
                |v| {
                    let (x, y) = (v[0], v[1]);
                    let (a, b) = (3.0 * x * x + y * y, 2.0 * x * y);
                    array![[a * a, a * b], [a * b, b * b]].into()
                },
                msg!(
                    "These are products of first derivatives; the Hessian holds second derivatives."
                ),
            ),
            mistake(
                |v| array![[2.0 * v[0], 2.0 * v[1]], [2.0 * v[1], 6.0 * v[0]]].into(),
                msg!("The diagonal is exchanged: ∂²f/∂x² stands at the top left."),
            ),
        ],
    }
}

/// 2.9: whether a symmetric 2×2 Hessian has one positive and one negative eigenvalue.
pub fn is_saddle(yours: fn(&Array2<f64>) -> bool) -> Report {
    check(&saddles(), move |h| yours(h).into())
}

fn determinant(h: &Array2<f64>) -> f64 {
    h[[0, 0]] * h[[1, 1]] - h[[0, 1]] * h[[1, 0]]
}

/// The eigenvalues of a symmetric 2×2 matrix, the smaller one first.
fn curvatures(h: &Array2<f64>) -> (f64, f64) {
    let mean = (h[[0, 0]] + h[[1, 1]]) / 2.0;
    let radius = ((h[[0, 0]] - h[[1, 1]]) / 2.0).hypot(h[[0, 1]]);
    (mean - radius, mean + radius)
}

fn saddles() -> Exercise<Array2<f64>> {
    Exercise {
        number: "2.9",
        cases: vec![
            array![[2.0, 0.0], [0.0, -2.0]],
            array![[2.0, 0.0], [0.0, 3.0]],
            array![[-2.0, 0.0], [0.0, -1.0]],
            // Positive on the diagonal and a saddle all the same.
            array![[1.0, 3.0], [3.0, 1.0]],
            array![[2.0, 1.0], [1.0, 2.0]],
            array![[0.0, 1.0], [1.0, 0.0]],
            // One curvature is 0: undecided. Diagonal, so that no method has to round.
            array![[3.0, 0.0], [0.0, 0.0]],
            array![[-1.0, 0.0], [0.0, 0.0]],
        ],
        describe: |h| given([("H", h.clone().into())]),
        correct: |h| (determinant(h) < 0.0).into(),
        mistakes: vec![
            mistake(
                |h| (h[[0, 0]] * h[[1, 1]] < 0.0).into(),
                msg!(
                    "The diagonal alone does not decide: [[1, 3], [3, 1]] has the eigenvalues 4 and −2. Use the whole determinant."
                ),
            ),
            mistake(
                |h| (determinant(h) <= 0.0).into(),
                msg!(
                    "A determinant of 0 means an eigenvalue of 0, and then the Hessian does not decide: the comparison has to be strict."
                ),
            ),
            mistake(
                |h| (determinant(h) > 0.0).into(),
                msg!(
                    "A positive determinant means two eigenvalues of the same sign: a minimum or a maximum. At a saddle it is negative."
                ),
            ),
            mistake(
                |h| (curvatures(h).0 < 0.0).into(),
                msg!(
                    "One negative eigenvalue is not enough, a maximum has two: the other one has to be positive."
                ),
            ),
            mistake(
                |h| (curvatures(h).1 > 0.0).into(),
                msg!(
                    "One positive eigenvalue is not enough, a minimum has two: the other one has to be negative."
                ),
            ),
            mistake(
                |h| (determinant(h) != 0.0).into(),
                msg!(
                    "A determinant other than 0 also has every clear minimum and maximum: its sign decides."
                ),
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
        sound(&by_hand());
        sound(&by_differences());
        sound(&jacobians());
        sound(&hessians());
        sound(&saddles());
    }

    #[test]
    fn a_saddle_test_by_eigenvalues_passes_as_well() {
        let by_eigenvalues = |h: &Array2<f64>| {
            let values = crate::linalg::eigh(h).unwrap().values;
            values[0] * values[1] < 0.0
        };
        assert!(is_saddle(by_eigenvalues).passed());
    }
}
