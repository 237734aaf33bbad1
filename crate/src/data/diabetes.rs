//! Patients with diabetes.

use super::table;
use ndarray::{Array1, Array2};
use std::fmt;

/// 442 patients with diabetes; see [`diabetes`].
#[derive(Clone, PartialEq)]
pub struct Diabetes {
    /// One patient a row; the columns are [`feature_names`](Self::feature_names),
    /// as they were measured and not scaled.
    pub features: Array2<f64>,
    /// What the columns of `features` are.
    pub feature_names: [&'static str; 10],
    /// How far the illness had gone on a year later, as a score from 25 to 346.
    pub target: Array1<f64>,
}

/// Says what is there rather than printing it all.
impl fmt::Debug for Diabetes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Diabetes {{ features: {} × {}, not scaled ({}), target: {} scores }}",
            self.features.nrows(),
            self.features.ncols(),
            self.feature_names.join(", "),
            self.target.len()
        )
    }
}

/// Diabetes: ten measurements of 442 patients and the progression of their
/// illness one year later.
///
/// The columns, in the units of the study:
///
/// | column | what |
/// | --- | --- |
/// | age | years |
/// | sex | coded 1 or 2; the source does not say which is which |
/// | bmi | body mass index, kg/m² |
/// | bp | mean blood pressure, mmHg |
/// | s1 | total cholesterol (tc), mg/dl |
/// | s2 | low-density lipoproteins (ldl), mg/dl |
/// | s3 | high-density lipoproteins (hdl), mg/dl |
/// | s4 | ratio of total cholesterol to hdl (tch) |
/// | s5 | probably the natural logarithm of the serum triglycerides (ltg) |
/// | s6 | blood sugar (glu), mg/dl |
///
/// The source states the units of age alone; the others are the customary ones
/// that the magnitudes suggest.
///
/// **Not scaled.** `sklearn.datasets.load_diabetes()` gives centred columns
/// scaled to Σᵢ x²ᵢⱼ = 1 unless it is told `scaled=False`; these are the values of
/// `scaled=False`. For the others subtract each column's mean and divide by its
/// standard deviation (ddof 0) times √442.
///
/// # Source
///
/// B. Efron, T. Hastie, I. Johnstone and R. Tibshirani, "Least Angle Regression",
/// Annals of Statistics 32 (2004); shipped with scikit-learn under the
/// BSD 3-clause licence.
///
/// # Examples
///
/// ```
/// use aimath::data::diabetes;
///
/// let diabetes = diabetes();
/// assert_eq!(diabetes.features.dim(), (442, 10));
/// // The first patient: 59 years, a body mass index of 32.1 kg/m², a score of 151.
/// assert_eq!(diabetes.feature_names[2], "bmi");
/// assert_eq!((diabetes.features[[0, 0]], diabetes.features[[0, 2]]), (59.0, 32.1));
/// assert_eq!(diabetes.target[0], 151.0);
/// ```
#[must_use]
pub fn diabetes() -> Diabetes {
    const COUNT: usize = 442;
    let mut values = Vec::with_capacity(COUNT * 10);
    let mut target = Vec::with_capacity(COUNT);
    for mut fields in table::rows(include_str!("../../data/diabetes.csv")) {
        values.extend(fields.by_ref().take(10).map(table::number::<f64>));
        target.push(table::next(&mut fields));
    }
    let features = Array2::from_shape_vec((COUNT, 10), values)
        .expect("the file of patients has 442 lines of 10 measurements");
    Diabetes {
        features,
        feature_names: ["age", "sex", "bmi", "bp", "s1", "s2", "s3", "s4", "s5", "s6"],
        target: Array1::from(target),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_score_and_code_is_in_its_range() {
        let diabetes = diabetes();
        assert!(diabetes.target.iter().all(|score| (25.0..=346.0).contains(score)));
        assert!(diabetes.features.column(1).iter().all(|&sex| sex == 1.0 || sex == 2.0));
    }
}
