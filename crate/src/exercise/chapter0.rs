//! Two warm-ups: a function of a vector, and a loop that adds up.

use super::Report;
use super::run::{Exercise, check, given, mistake};
use ndarray::{Array1, array};

/// 0.1: twice a vector, 2v.
pub fn double(yours: fn(&Array1<f64>) -> Array1<f64>) -> Report {
    check(&doubling(), move |v| yours(v).into())
}

fn doubling() -> Exercise<Array1<f64>> {
    Exercise {
        number: "0.1",
        cases: vec![array![1.0, 2.0, 3.0], array![-1.5, 0.0], array![7.0]],
        describe: |v| given([("v", v.clone().into())]),
        correct: |v| (2.0 * v).into(),
        mistakes: vec![
            mistake(
                |v| v.clone().into(),
                msg!("Your function gives the vector back unchanged: multiply it by 2.0."),
            ),
            mistake(
                |v| (v * v).into(),
                msg!(
                    "This squares every entry; `v * v` multiplies entry by entry. Twice the vector is `2.0 * v`."
                ),
            ),
            mistake(
                |v| (v + 2.0).into(),
                msg!("This adds 2 to every entry; doubling multiplies: `2.0 * v`."),
            ),
        ],
        lesson: msg!(
            "A number times a vector is half of a training step: chapter 2 moves the weights by `&w - 0.1 * &gradient`. `v + v` passes as well and gives the same numbers to the last bit, because doubling a float changes only its exponent and rounds nothing (chapter 4)."
        ),
    }
}

/// 0.2: the sum of the squares, Σ vᵢ².
pub fn sum_of_squares(yours: fn(&Array1<f64>) -> f64) -> Report {
    check(&squares(), move |v| yours(v).into())
}

fn squares() -> Exercise<Array1<f64>> {
    Exercise {
        number: "0.2",
        cases: vec![array![1.0, 2.0, 3.0], array![3.0, -4.0], array![0.5], array![]],
        describe: |v| given([("v", v.clone().into())]),
        correct: |v| v.iter().map(|x| x * x).sum::<f64>().into(),
        mistakes: vec![
            mistake(
                |v| v.sum().into(),
                msg!("This adds the entries as they are: square each one before you add it."),
            ),
            mistake(
                |v| v.sum().powi(2).into(),
                msg!("This squares the sum, (Σ vᵢ)²; asked for is the sum of the squares, Σ vᵢ²."),
            ),
            mistake(
                |v| v.dot(v).sqrt().into(),
                msg!(
                    "The square root is one step too far: that is already the length of the vector."
                ),
            ),
        ],
        lesson: msg!(
            "The root of this sum is the length of §1.1; taken over residuals, the sum is what least squares makes small (chapter 5). `v.dot(v)` does it in one call. Try v = (10²⁰⁰): the sum is infinite although the length is only 10²⁰⁰. §1.1 shows a way round."
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::run::testing::sound;

    #[test]
    fn stubs_fail_solutions_pass_and_mistakes_are_named() {
        sound(&super::doubling());
        sound(&super::squares());
    }
}
