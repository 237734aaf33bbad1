//! Exercise {{number}}.

use super::super::Report;
use super::super::run::{Exercise, check, given, mistake};
use ndarray::{Array1, array};

/// {{number}}: the sum Σ vᵢ.
pub fn {{name}}(yours: fn(&Array1<f64>) -> f64) -> Report {
    check(&exercise(), move |v| yours(v).into())
}

fn exercise() -> Exercise<Array1<f64>> {
    Exercise {
        number: "{{number}}",
        cases: vec![array![3.0, 4.0], array![-1.0, 0.5, 2.0, 7.0]],
        describe: |v| given([("v", v.clone().into())]),
        correct: |v| v.sum().into(),
        mistakes: vec![mistake(
            |v| (v.sum() / v.len() as f64).into(),
            msg!("That is the mean: the sum is not divided by the number of entries."),
        )],
    }
}
