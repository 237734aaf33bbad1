//! Exercises for §2.2 and §2.3 of the foundations: arithmetic of matrices.

use super::super::Report;
use super::super::answer::Answer;
use super::super::run::{Exercise, check, given, mistake};
use ndarray::{Array1, Array2, array};

type Pair = (Array2<f64>, Array2<f64>);

fn product(a: &Array2<f64>, b: &Array2<f64>) -> Answer {
    if a.ncols() == b.nrows() { a.dot(b).into() } else { Answer::Stopped }
}

fn t(a: &Array2<f64>) -> Array2<f64> {
    a.t().to_owned()
}

/// f2.7: the matrix of "first x ↦ Ax, then y ↦ By".
pub fn composition(yours: fn(&Array2<f64>, &Array2<f64>) -> Array2<f64>) -> Report {
    check(&composed(), move |(a, b)| yours(a, b).into())
}

fn composed() -> Exercise<Pair> {
    Exercise {
        number: "f2.7",
        cases: vec![
            (array![[2.0, 0.0], [0.0, 1.0]], array![[0.0, -1.0], [1.0, 0.0]]),
            (array![[1.0, 2.0], [0.0, 1.0], [1.0, 1.0]], array![[1.0, 0.0, -1.0]]),
            (array![[1.0, 1.0]], array![[3.0], [4.0]]),
        ],
        describe: |(a, b)| {
            given([(tr!("first A"), a.clone().into()), (tr!("then B"), b.clone().into())])
        },
        correct: |(a, b)| b.dot(a).into(),
        mistakes: vec![
            mistake(
                |(a, b)| product(a, b),
                msg!("This does B first. What acts first stands next to x: B(Ax) = (BA)x."),
            ),
            mistake(
                |(a, b)| product(&t(a), &t(b)),
                msg!("This is (BA)ᵀ: the order is that of the transposes."),
            ),
            mistake(
                |(a, b)| if a.dim() == b.dim() { (a + b).into() } else { Answer::Stopped },
                msg!("This adds the maps; one after the other is a product."),
            ),
        ],
        lesson: msg!(
            "In a batch the examples are rows (§1.4), so all is transposed: X AᵀBᵀ, and there the order on paper is the order in time. Two turns of the plane may change places. In space they may not: turn a book by 90° about two of its axes, in both orders."
        ),
    }
}

/// f2.8: a matrix B with AB = BA that is a multiple neither of A nor of the identity.
pub fn commuting_partner(yours: fn(&Array2<f64>) -> Array2<f64>) -> Report {
    check(&partner(), move |a| judged(a, &yours(a)))
}

/// Whether AB = BA, and whether B is a new matrix, no multiple of A or of I.
fn judged(a: &Array2<f64>, b: &Array2<f64>) -> Answer {
    if a.dim() != b.dim() {
        return Answer::Stopped;
    }
    let inner = |p: &Array2<f64>, q: &Array2<f64>| (p * q).sum();
    let multiple = |p: &Array2<f64>| {
        inner(p, b).powi(2) >= (1.0 - 1e-9) * inner(p, p) * inner(b, b) // Cauchy–Schwarz
    };
    let gap = a.dot(b) - b.dot(a);
    let commutes = inner(&gap, &gap) <= 1e-18 * inner(a, a) * inner(b, b);
    (commutes, !multiple(a) && !multiple(&Array2::eye(a.nrows()))).into()
}

fn partner() -> Exercise<Array2<f64>> {
    Exercise {
        number: "f2.8",
        cases: vec![
            array![[0.0, -1.0], [1.0, 0.0]],
            array![[1.0, 2.0], [3.0, 4.0]],
            array![[1.0, 1.0, 0.0], [0.0, 1.0, 1.0], [0.0, 0.0, 1.0]],
        ],
        describe: |a| {
            tr!(
                "{a}; (AB = BA?, neither a multiple of A nor of I?)",
                a = given([("A", a.clone().into())])
            )
        },
        correct: |_| (true, true).into(),
        mistakes: vec![
            mistake(
                |_| (true, false).into(),
                msg!(
                    "AB = BA holds, but your B is a multiple of A or of the identity (or zero). Each of the two commutes with A; what about a sum of both?"
                ),
            ),
            mistake(
                |_| (false, true).into(),
                msg!(
                    "AB and BA differ. Which matrices can you make from A alone? Does A commute with them?"
                ),
            ),
        ],
        lesson: msg!(
            "Ridge regression (§5.2) lives on this partner: XᵀX + λI has the eigenvectors of XᵀX, and each eigenvalue is λ larger, so every direction shrinks by itself. An inverse A⁻¹ commutes with A as well, but it would not have passed for every A: a mirror image has A⁻¹ = A."
        ),
    }
}

/// f2.9: the symmetric matrix S with xᵀSx = ax² + bxy + cy².
pub fn quadratic_form(yours: fn(f64, f64, f64) -> Array2<f64>) -> Report {
    check(&forms(), move |&[a, b, c]| yours(a, b, c).into())
}

fn forms() -> Exercise<[f64; 3]> {
    Exercise {
        number: "f2.9",
        cases: vec![[1.0, 3.0, 2.0], [0.0, 1.0, 0.0], [1.0, 0.0, -1.0], [2.0, -5.0, 4.0]],
        describe: |&[a, b, c]| given([("a", a.into()), ("b", b.into()), ("c", c.into())]),
        correct: |&[a, b, c]| array![[a, b / 2.0], [b / 2.0, c]].into(),
        mistakes: vec![
            mistake(
                |&[a, b, c]| array![[a, b], [b, c]].into(),
                msg!("Multiply xᵀSx out: xy comes from two places, and this gives 2b."),
            ),
            mistake(
                |&[a, b, c]| array![[a, b], [0.0, c]].into(),
                msg!(
                    "The values are right, but this matrix is not symmetric: share b between both places."
                ),
            ),
            mistake(
                |&[a, b, c]| array![[a, 0.0], [b, c]].into(),
                msg!(
                    "The values are right, but this matrix is not symmetric: share b between both places."
                ),
            ),
            mistake(
                |&[a, _, c]| array![[a, 0.0], [0.0, c]].into(),
                msg!("The term bxy is lost; it lives off the diagonal."),
            ),
        ],
        lesson: msg!(
            "det S = ac − b²/4 is −¼ of the school's discriminant b² − 4ac: above 0 the form is a bowl or a dome, below 0 a saddle. With the Hessian for S that is the test of §2.1 for extrema. The gradient is 2Sx; exercise f3.4 asks what it is for a matrix that is not symmetric."
        ),
    }
}

/// f2.10: Aᵀy for a linear map that can only be called.
pub fn adjoint(
    yours: fn(&dyn Fn(&Array1<f64>) -> Array1<f64>, usize, &Array1<f64>) -> Array1<f64>,
) -> Report {
    check(&adjoints(), move |(a, y)| yours(&|x| a.dot(x), a.ncols(), y).into())
}

fn adjoints() -> Exercise<(Array2<f64>, Array1<f64>)> {
    Exercise {
        number: "f2.10",
        cases: vec![
            (array![[1.0, 2.0], [3.0, 4.0]], array![1.0, -1.0]),
            (array![[1.0, 0.0, 2.0], [0.0, 1.0, -1.0]], array![3.0, 2.0]),
            (array![[2.0], [5.0], [-1.0]], array![1.0, 0.0, 4.0]),
        ],
        describe: |(a, y)| {
            given([(tr!("L(x) = Ax with A"), a.clone().into()), ("y", y.clone().into())])
        },
        correct: |(a, y)| t(a).dot(y).into(),
        mistakes: vec![
            mistake(
                |(a, y)| if a.ncols() == y.len() { a.dot(y).into() } else { Answer::Stopped },
                msg!("This is L(y), without the transpose; for most L the sizes do not even fit."),
            ),
            mistake(
                |(a, _)| a.sum_axis(ndarray::Axis(0)).into(),
                msg!("y is missing: entry j is L(eⱼ) · y, not the sum of L(eⱼ)."),
            ),
        ],
        lesson: msg!(
            "Theorem 5 tests every backward pass written by hand: draw x and y at random and compare L(x)·y with x·b, where b is what comes back for y. A forgotten transpose, a wrong sign, an entry left out shows at once, without anyone knowing A. Try it on your function."
        ),
    }
}

/// f2.11: the way back through a convolution, Aᵀg for yᵢ = Σₖ wₖ xᵢ₊ₖ.
pub fn convolution_back(yours: fn(&Array1<f64>, &Array1<f64>) -> Array1<f64>) -> Report {
    check(&backwards(), move |(w, g)| yours(w, g).into())
}

/// The matrix of x ↦ y, yᵢ = Σₖ wₖ xᵢ₊ₖ, with as many rows as `outputs`.
fn sliding(w: &Array1<f64>, outputs: usize) -> Array2<f64> {
    Array2::from_shape_fn((outputs, outputs + w.len() - 1), |(i, j)| {
        j.checked_sub(i).and_then(|k| w.get(k)).copied().unwrap_or(0.0)
    })
}

fn backwards() -> Exercise<(Array1<f64>, Array1<f64>)> {
    Exercise {
        number: "f2.11",
        cases: vec![
            (array![1.0, 2.0, 3.0], array![1.0, 0.0, 0.0]),
            (array![1.0, 2.0, 3.0], array![1.0, -1.0, 2.0]),
            (array![2.0, -1.0], array![4.0]),
            (array![0.5], array![2.0, 6.0]),
        ],
        describe: |(w, g)| given([("w", w.clone().into()), ("g", g.clone().into())]),
        correct: |(w, g)| t(&sliding(w, g.len())).dot(g).into(),
        mistakes: vec![
            mistake(
                |(w, g)| {
                    let flipped: Array1<f64> = w.iter().rev().copied().collect();
                    t(&sliding(&flipped, g.len())).dot(g).into()
                },
                msg!(
                    "The kernel is turned around: xⱼ went into yᵢ with the weight wⱼ₋ᵢ, and with the same weight gᵢ comes back."
                ),
            ),
            mistake(
                |(w, g)| {
                    let n = g.len().saturating_sub(w.len() - 1);
                    if n == 0 { Answer::Stopped } else { sliding(w, n).dot(g).into() }
                },
                msg!(
                    "This slides the kernel over g once more, and the answer gets shorter; x has g.len() + w.len() − 1 entries."
                ),
            ),
        ],
        lesson: msg!(
            "PyTorch has this map as a layer, `ConvTranspose1d`, which makes signals longer again. Exchange w and g in your function: the answer is the same, and (1, 1) with (1, 1) gives the kernel (1, 2, 1) of part 4. The gradient of the kernel is a convolution, too: ∂L/∂wₖ = Σᵢ gᵢxᵢ₊ₖ."
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::run::testing::sound;
    use super::*;

    #[test]
    fn stubs_fail_solutions_pass_and_mistakes_are_named() {
        sound(&composed());
        sound(&partner());
        sound(&forms());
        sound(&adjoints());
        sound(&backwards());
    }

    #[test]
    fn a_sum_with_the_identity_commutes_and_is_new() {
        assert!(commuting_partner(|a| a + &Array2::<f64>::eye(a.nrows())).passed());
        assert!(!commuting_partner(|a| 2.0 * a).passed());
        assert!(!commuting_partner(|a| 0.0 * a).passed());
    }
}
