//! Regression against certified values of NIST and answers of scikit-learn and
//! SciPy (`reference/nist_strd.json`, `reference/regression.json`), and its
//! answers at the edges.

use aimath::data::diabetes;
use aimath::prelude::*;
use serde_json::Value;

fn reference(name: &str) -> Value {
    let path = format!("{}/tests/reference/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).expect("the reference is committed");
    serde_json::from_str(&text).expect("the reference is JSON")
}

fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

fn vector(value: &Value) -> Array1<f64> {
    value.as_array().expect("a list").iter().map(number).collect()
}

fn matrix(value: &Value) -> Array2<f64> {
    let rows: Vec<Array1<f64>> = value.as_array().expect("a list").iter().map(vector).collect();
    Array2::from_shape_fn((rows.len(), rows[0].len()), |(i, j)| rows[i][j])
}

/// |found − expected| ≤ tolerance·(largest |expected|), entry by entry.
fn assert_close(what: &str, found: &ArrayRef1<f64>, expected: &ArrayRef1<f64>, tolerance: f64) {
    assert_eq!(found.len(), expected.len(), "{what}");
    let size = expected.iter().fold(1e-300_f64, |m, v| m.max(v.abs()));
    for (i, (f, e)) in found.iter().zip(expected).enumerate() {
        assert!((f - e).abs() <= tolerance * size, "{what}, entry {i}: {f:e}, not {e:e}");
    }
}

fn least_digits(found: &ArrayRef1<f64>, expected: &ArrayRef1<f64>) -> f64 {
    assert_eq!(found.len(), expected.len());
    found.iter().zip(expected).map(|(f, e)| correct_digits(*f, *e)).fold(17.0, f64::min)
}

fn standardized_diabetes() -> (Array2<f64>, Array1<f64>) {
    let data = diabetes();
    (standardize_columns(&data.features).expect("usable data").x, data.target)
}

/// A certified problem: its data, and coefficients for the data as floats hold them.
struct Certified {
    degree: usize,
    x: Array2<f64>,
    y: Array1<f64>,
    coefficients: Array1<f64>,
    errors: Array1<f64>,
    std: f64,
    r_squared: f64,
    /// The exact answer for the data after rounding to f64.
    attainable: Array1<f64>,
}

fn certified(name: &str) -> Certified {
    let all = reference("nist_strd");
    let set = &all[name];
    Certified {
        degree: set["degree"].as_u64().expect("a degree") as usize,
        x: matrix(&set["x"]),
        y: vector(&set["y"]),
        coefficients: vector(&set["coefficients"]),
        errors: vector(&set["standard_errors"]),
        std: number(&set["residual_std"]),
        r_squared: number(&set["r_squared"]),
        attainable: vector(&set["binary_coefficients"]),
    }
}

#[test]
fn longley_keeps_more_than_thirteen_digits_by_the_default_method() {
    let set = certified("Longley");
    let fit = linear_regression(&set.x, &set.y).unwrap();
    let about = fit.inference().unwrap();
    assert!(least_digits(&about.estimates, &set.coefficients) >= 14.0);
    assert!(least_digits(&about.estimates, &set.attainable) >= 15.0);
    assert!(least_digits(&about.standard_errors, &set.errors) >= 11.0);
    assert!(correct_digits(fit.residual_std.unwrap(), set.std) >= 13.0);
    assert!(correct_digits(fit.r_squared, set.r_squared) >= 14.0);
}

#[test]
fn every_certified_polynomial_keeps_the_digits_that_its_data_have() {
    for (name, digits, error_digits) in [
        ("Norris", 14.0, 13.0),
        ("Pontius", 13.4, 12.9),
        ("Filip", 13.9, 13.0),
        ("Wampler1", 16.0, 8.0),
        ("Wampler2", 13.1, 12.0),
        ("Wampler3", 14.0, 13.0),
        ("Wampler4", 14.0, 13.0),
        ("Wampler5", 14.0, 13.0),
    ] {
        let set = certified(name);
        let fit = polynomial_regression(&set.x.column(0), &set.y, set.degree).unwrap();
        let found = least_digits(&fit.coefficients, &set.coefficients);
        let of_data = least_digits(&fit.coefficients, &set.attainable);
        let errors = fit.standard_errors.unwrap();
        let found_errors = least_digits(&errors, &set.errors);
        println!(
            "{name}: {found:.1} digits, {of_data:.1} of the rounded data, errors {found_errors:.1}"
        );
        assert!(found >= digits, "{name}: {found:.1} digits");
        assert!(of_data >= 15.0, "{name}: {of_data:.1} digits of what the floats determine");
        assert!(found_errors >= error_digits, "{name}: errors to {found_errors:.1} digits");
        assert!(correct_digits(fit.r_squared, set.r_squared) >= 13.0, "{name}: R²");
    }
}

#[test]
fn wampler_keeps_its_digits_as_a_plain_linear_model_too() {
    for name in ["Wampler1", "Wampler3", "Wampler4", "Wampler5", "Norris", "Pontius"] {
        let set = certified(name);
        let powers = polynomial_features(&set.x.column(0), set.degree).unwrap();
        let fit = linear_regression(&powers, &set.y).unwrap();
        let about = fit.inference().unwrap();
        let found = least_digits(&about.estimates, &set.coefficients);
        println!("{name}: {found:.1}, κ = {:.1e}", fit.condition);
        assert!(found >= 13.0, "{name}: {found:.1} digits");
    }
}

#[test]
fn filip_as_a_plain_linear_model_is_solved_and_not_given_up() {
    // The rounding of the powers themselves leaves about eight digits; refinement
    // loses none of those.
    let set = certified("Filip");
    let powers = polynomial_features(&set.x.column(0), set.degree).unwrap();
    let fit = linear_regression(&powers, &set.y).unwrap();
    let found = least_digits(&fit.inference().unwrap().estimates, &set.coefficients);
    println!("Filip: {found:.1}, κ = {:.1e}", fit.condition);
    assert!(found >= 6.0, "{found:.1} digits");
}

#[test]
fn each_method_loses_the_digits_that_theory_says() {
    let set = certified("Longley");
    let ones = Array2::from_elem((set.y.len(), 1), 1.0);
    let design = aimath::ndarray::concatenate(Axis(1), &[ones.view(), set.x.view()]).unwrap();
    let rows = compare_least_squares(&design, &set.y, &set.attainable).unwrap();
    for row in &rows {
        println!("{}: {:.1} digits", row.method, row.digits);
    }
    let digits: Vec<f64> = rows.iter().map(|row| row.digits).collect();
    assert!(digits[0] < 9.0 && digits[1] > 9.0 && digits[2] > 9.0 && digits[3] > 15.0);
}

#[test]
fn ordinary_least_squares_and_its_inference_agree_with_scipy() {
    let expected = &reference("regression")["ols"];
    let data = diabetes();
    let fit = linear_regression(&data.features, &data.target).unwrap();
    let about = fit.inference().unwrap();
    let each = |what: &str, found: &ArrayRef1<f64>, tolerance: f64| {
        let expected = vector(&expected[what]);
        for (f, e) in found.iter().zip(&expected) {
            assert!((f - e).abs() <= tolerance * e.abs(), "{what}: {f:e}, not {e:e}");
        }
        assert_eq!(found.len(), expected.len());
    };
    each("estimates", &about.estimates, 1e-10);
    each("standard_errors", &about.standard_errors, 1e-10);
    each("t", &about.t_values, 1e-10);
    each("p", &about.p_values, 1e-10);
    let single = |what: &str| number(&expected[what]);
    let close = |f: f64, e: f64, tolerance: f64| (f - e).abs() <= tolerance * e.abs();
    assert!(close(fit.r_squared, single("r_squared"), 1e-12));
    assert!(close(fit.residual_std.unwrap(), single("residual_std"), 1e-12));
    assert!(close(about.f_statistic, single("f"), 1e-11));
    assert!(close(about.f_p_value, single("f_p"), 1e-9), "{:e}", about.f_p_value);
    let leverage: Array1<f64> = fit.leverage.iter().take(5).copied().collect();
    each("leverage_first_five", &leverage, 1e-10);

    let new = data.features.select(Axis(0), &[0, 7]) + 0.5;
    each("fit", &fit.predict(&new).unwrap(), 1e-11);
    each("prediction_upper", &fit.prediction_band(&new, 0.95).unwrap().upper, 1e-11);
    each("confidence_upper", &fit.confidence_band(&new, 0.95).unwrap().upper, 1e-11);
}

#[test]
fn quantiles_of_student_agree_with_scipy() {
    // A fitted constant makes the quantile visible: its interval over its error.
    for row in matrix(&reference("regression")["t_quantiles"]).rows() {
        let freedom = row[1] as usize;
        let n = freedom + 1;
        let x = Array2::from_elem((n, 1), 1.0);
        let y = Array1::from_shape_fn(n, |i| if i == 0 { 2.0 } else { 1.0 });
        let fit = linear_regression_through_origin(&x, &y).unwrap();
        let reach = fit.confidence_intervals(row[0]).unwrap()[[0, 1]] - fit.weights[0];
        let quantile = reach / fit.inference().unwrap().standard_errors[0];
        assert!((quantile / row[2] - 1.0).abs() < 1e-10, "{quantile}, not {}", row[2]);
    }
}

#[test]
fn ridge_agrees_with_scikit_learn() {
    let data = diabetes();
    let table = &reference("regression")["ridge"];
    let lambdas: Array1<f64> =
        table.as_array().unwrap().iter().map(|row| number(&row["lambda"])).collect();
    let path = ridge_path(&data.features, &data.target, &lambdas).unwrap();
    for (i, row) in table.as_array().unwrap().iter().enumerate() {
        let fit = ridge(&data.features, &data.target, lambdas[i]).unwrap();
        assert_close("ridge", &fit.weights, &vector(&row["weights"]), 1e-10);
        assert!((fit.intercept - number(&row["intercept"])).abs() < 1e-10 * fit.intercept.abs());
        assert_eq!(path.weights.row(i), fit.weights);
        assert_eq!(path.intercepts[i], fit.intercept);
    }
}

#[test]
fn lasso_and_elastic_net_agree_with_scikit_learn() {
    let (x, y) = standardized_diabetes();
    let exact = CoordinateSettings { tolerance: 1e-14, max_iterations: 1_000_000 };
    let expected = reference("regression");
    for row in expected["lasso"].as_array().unwrap() {
        let fit = lasso_with(&x, &y, number(&row["alpha"]), &exact).unwrap();
        assert_close("lasso", &fit.weights, &vector(&row["weights"]), 1e-10);
        assert!((fit.intercept - number(&row["intercept"])).abs() < 1e-10);
        let zeros = vector(&row["weights"]).iter().filter(|w| **w == 0.0).count();
        assert_eq!(10 - fit.nonzero, zeros);
    }
    for row in expected["elastic_net"].as_array().unwrap() {
        let (alpha, ratio) = (number(&row["alpha"]), number(&row["l1_ratio"]));
        let fit = elastic_net(&x, &y, alpha, ratio, &exact).unwrap();
        assert_close("elastic net", &fit.weights, &vector(&row["weights"]), 1e-10);
    }
    let path = &expected["lasso_path"];
    let largest = largest_alpha(&x, &y, 1.0).unwrap();
    let alphas = penalty_grid(largest, 1e-3, 8).unwrap();
    assert_close("alphas", &alphas, &vector(&path["alphas"]), 1e-14);
    let found = lasso_path(&x, &y, &alphas, &exact).unwrap();
    for (f, e) in found.weights.rows().into_iter().zip(matrix(&path["weights"]).rows()) {
        assert_close("lasso path", &f.to_owned(), &e.to_owned(), 1e-10);
    }
    assert!(found.weights.row(0).iter().all(|w| w.abs() < 1e-12));
}

#[test]
fn the_default_stop_of_scikit_learn_can_be_had() {
    let expected = &reference("regression")["lasso_default_stop"];
    let mut random = RandomState::new(42);
    let x = random.randn2(100, 10);
    let true_w = array![1.0, -2.0, 3.0, 0.0, 0.0, 0.0, 0.5, -0.5, 0.0, 0.0];
    let y = x.dot(&true_w) + random.randn(100) * 0.5;
    let settings = CoordinateSettings { tolerance: 1e-4, ..Default::default() };
    let fit = lasso_with(&x, &y, 0.1, &settings).unwrap();
    assert_eq!(Some(fit.iterations as u64), expected["iterations"].as_u64());
    assert_close("weights", &fit.weights, &vector(&expected["weights"]), 1e-14);
    assert!((fit.duality_gap - number(&expected["gap"])).abs() < 1e-13);
}

#[test]
fn cross_validation_agrees_with_scikit_learn() {
    let (x, y) = standardized_diabetes();
    let expected = &reference("regression")["cross_validation"];
    let lambdas = vector(&expected["lambdas"]);
    let folds = k_folds_shuffled(y.len(), 5, &mut RandomState::new(42)).unwrap();
    let first: Array1<f64> = folds[0].test.iter().take(10).map(|&i| i as f64).collect();
    assert_eq!(first, vector(&expected["first_test_rows"]));
    let exact = CoordinateSettings { tolerance: 1e-14, max_iterations: 1_000_000 };
    for (name, cv) in [
        ("ridge", ridge_cross_validation(&x, &y, &lambdas, &folds).unwrap()),
        ("lasso", lasso_cross_validation(&x, &y, &lambdas, &folds, &exact).unwrap()),
    ] {
        for (f, e) in cv.errors.rows().into_iter().zip(matrix(&expected[name]).rows()) {
            assert_close(name, &f.to_owned(), &e.to_owned(), 1e-10);
        }
        assert!(cv.one_standard_error_lambda >= cv.best_lambda);
        let bar = cv.mean[cv.best] + cv.standard_error[cv.best];
        assert!(cv.mean[cv.one_standard_error] <= bar);
    }
}

#[test]
fn leaving_one_out_by_formula_is_leaving_one_out() {
    let (x, y) = standardized_diabetes();
    let rows: Vec<usize> = (0..30).collect();
    let (x, y) = (x.select(Axis(0), &rows), y.select(Axis(0), &rows));
    let lambdas = array![0.1, 1.0, 50.0];
    let folds = leave_one_out(30).unwrap();
    let slow = ridge_cross_validation(&x, &y, &lambdas, &folds).unwrap();
    assert_close(
        "leave one out",
        &ridge_leave_one_out(&x, &y, &lambdas).unwrap(),
        &slow.mean,
        1e-11,
    );
}

#[test]
fn where_many_weights_fit_equally_well_the_shortest_is_the_answer() {
    for name in ["wide", "collinear"] {
        let set = &reference("regression")[name];
        let fit = linear_regression(&matrix(&set["x"]), &vector(&set["y"])).unwrap();
        assert_close(name, &fit.weights, &vector(&set["weights"]), 1e-11);
        assert!((fit.intercept - number(&set["intercept"])).abs() < 1e-10);
        assert!(fit.rank < fit.weights.len() + 1 && fit.condition.is_infinite());
        let refused = fit.inference().unwrap_err().to_string();
        assert!(refused.contains("rank"), "{refused}");
        let zero = ridge(&matrix(&set["x"]), &vector(&set["y"]), 0.0).unwrap();
        assert_close(name, &zero.weights, &vector(&set["weights"]), 1e-10);
    }
}

#[test]
fn a_constant_column_beside_an_intercept_gets_no_weight() {
    let x = array![[0.1, 1.0], [0.1, 2.0], [0.1, 4.0]];
    let y = array![1.0, 3.0, 7.0];
    let fit = linear_regression(&x, &y).unwrap();
    assert!(fit.weights[0].abs() < 1e-14 && (fit.weights[1] - 2.0).abs() < 1e-14);
    assert_eq!(fit.rank, 2);
    let exact = CoordinateSettings { tolerance: 1e-12, ..Default::default() };
    assert_eq!(lasso_with(&x, &y, 0.1, &exact).unwrap().weights[0], 0.0);
    assert!(ridge(&x, &y, 0.1).unwrap().weights[0].abs() < 1e-14);
    assert_eq!(ridge(&x, &y, 0.0).unwrap().weights[0], 0.0);
}

#[test]
fn one_row_is_met_by_the_intercept() {
    let (x, y) = (array![[1.0, 2.0]], array![5.0]);
    let fit = linear_regression(&x, &y).unwrap();
    assert_eq!((fit.intercept, fit.rank, fit.r_squared), (5.0, 1, 1.0));
    assert_eq!(fit.weights, array![0.0, 0.0]);
    assert_eq!((fit.residual_std, fit.adjusted_r_squared), (None, None));
    assert!(fit.inference().is_err() && fit.prediction_band(&x, 0.9).is_err());
    assert_eq!(ridge(&x, &y, 1.0).unwrap().intercept, 5.0);
    assert_eq!(lasso(&x, &y, 1.0).unwrap().intercept, 5.0);
    let through_origin = linear_regression_through_origin(&x, &y).unwrap();
    assert_close("shortest", &through_origin.weights, &array![1.0, 2.0], 1e-15);
}

#[test]
fn a_constant_target_is_explained_without_weights() {
    let x = array![[1.0], [2.0], [4.0]];
    let y = array![3.0, 3.0, 3.0];
    let fit = linear_regression(&x, &y).unwrap();
    assert_eq!((fit.intercept, fit.weights[0], fit.r_squared), (3.0, 0.0, 1.0));
    let about = fit.inference().unwrap();
    assert_eq!((about.t_values[1], about.p_values[1], about.f_p_value), (0.0, 1.0, 1.0));
    assert_eq!(lasso(&x, &y, 0.5).unwrap().nonzero, 0);
}

#[test]
fn columns_of_wildly_different_size_keep_their_digits() {
    let data = diabetes();
    let plain = linear_regression(&data.features, &data.target).unwrap();
    let mut x = data.features.clone();
    // Powers of two, so that the data themselves are not rounded.
    let (huge, tiny) = (2.0_f64.powi(700), 2.0_f64.powi(-700));
    x.column_mut(2).mapv_inplace(|v| v * huge);
    x.column_mut(5).mapv_inplace(|v| v * tiny);
    let fit = linear_regression(&x, &data.target).unwrap();
    assert_eq!(fit.rank, 11);
    assert!((fit.weights[2] * huge / plain.weights[2] - 1.0).abs() < 1e-13);
    assert!((fit.weights[5] * tiny / plain.weights[5] - 1.0).abs() < 1e-13);
    let (about, before) = (fit.inference().unwrap(), plain.inference().unwrap());
    assert_close("p values", &about.p_values, &before.p_values, 1e-10);
    let far = linear_regression(&(&data.features + 1e9), &data.target).unwrap();
    assert_close("shifted", &far.weights, &plain.weights, 1e-5); // the data lost the rest
}

#[test]
fn tiny_targets_are_explained_as_well_as_large_ones() {
    let data = diabetes();
    let plain = linear_regression(&data.features, &data.target).unwrap();
    let tiny = 2.0_f64.powi(-800);
    let fit = linear_regression(&data.features, &(&data.target * tiny)).unwrap();
    assert!((fit.r_squared - plain.r_squared).abs() < 1e-14);
    let (about, before) = (fit.inference().unwrap(), plain.inference().unwrap());
    assert_close("t", &about.t_values, &before.t_values, 1e-12);
    assert!((about.f_statistic / before.f_statistic - 1.0).abs() < 1e-12);
}

#[test]
fn polynomials_of_any_degree_are_fitted_or_refused() {
    for count in [2, 5, 12, 40] {
        let x = Array1::from_shape_fn(count, |i| 3.0 + (i as f64).sqrt());
        let y = x.mapv(|x| (5.0 * x).sin());
        for degree in 0..60 {
            match polynomial_regression(&x, &y, degree) {
                Ok(fit) => {
                    assert!(fit.r_squared <= 1.0 && fit.r_squared > -1e-12);
                    let back = fit.predict(&x).unwrap() + &fit.residuals - &y;
                    assert!(back.iter().all(|gap| gap.abs() < 1e-6), "{count} {degree}");
                }
                Err(error) => assert!(degree >= 12 || degree >= count, "{count} {degree}: {error}"),
            }
        }
    }
}

#[test]
fn a_collinear_column_of_another_size_is_still_recognised() {
    let x = array![[1.0, 1e-12], [2.0, 2e-12], [3.0, 3e-12], [5.0, 5e-12]];
    let fit = linear_regression(&x, &array![2.0, 4.0, 6.0, 10.0]).unwrap();
    assert_eq!(fit.rank, 2);
    // The shortest weights put nearly everything on the large column.
    assert!((fit.weights[0] - 2.0).abs() < 1e-12 && fit.weights[1].abs() < 1e-10);
}

#[test]
fn unusable_data_are_refused_by_name() {
    let (x, y) = (array![[1.0], [2.0], [4.0]], array![1.0, 2.0, 3.0]);
    let mut with_nan = x.clone();
    with_nan[[1, 0]] = f64::NAN;
    let short = array![1.0, 2.0];
    let none = Array2::zeros((0, 1));
    let grid = array![1.0];
    let settings = CoordinateSettings::default();
    let folds = k_folds(3, 3).unwrap();
    type Fit<'a> = &'a dyn Fn(&Array2<f64>, &Array1<f64>) -> Option<MathError>;
    let fits: [Fit; 14] = [
        &|x, y| linear_regression(x, y).err(),
        &|x, y| linear_regression_through_origin(x, y).err(),
        &|x, y| normal_equations(x, y).err(),
        &|x, y| least_squares_qr(x, y).err(),
        &|x, y| least_squares_svd(x, y).err(),
        &|x, y| least_squares_refined(x, y).err(),
        &|x, y| ridge(x, y, 1.0).err(),
        &|x, y| ridge_normal_equation(x, y, 1.0).err(),
        &|x, y| lasso(x, y, 0.1).err(),
        &|x, y| elastic_net(x, y, 0.1, 0.5, &settings).err(),
        &|x, y| ridge_cross_validation(x, y, &grid, &folds).err(),
        &|x, y| lasso_cross_validation(x, y, &grid, &folds, &settings).err(),
        &|x, y| least_squares_descent(x, y, &array![0.0], 0.1, 3).err(),
        &|x, y| ridge_leave_one_out(x, y, &grid).err(),
    ];
    for (i, fit) in fits.iter().enumerate() {
        assert_eq!(fit(&x, &y), None, "{i}");
        assert!(matches!(fit(&with_nan, &y), Some(MathError::NotFinite { .. })), "{i}");
        assert!(matches!(fit(&x, &short), Some(MathError::ShapeMismatch { .. })), "{i}");
        assert!(matches!(fit(&none, &Array1::zeros(0)), Some(MathError::Empty { .. })), "{i}");
        let huge = array![[1e308], [-1e308], [1e308]];
        let answer = fit(&huge, &array![1e308, -1e308, 1.5e308]);
        assert!(answer.is_none_or(|error| !error.to_string().is_empty()), "{i}");
    }
    assert!(ridge(&x, &y, -1.0).is_err() && ridge(&x, &y, f64::NAN).is_err());
    assert!(lasso(&x, &y, -1.0).is_err() && elastic_net(&x, &y, 1.0, 1.5, &settings).is_err());
    assert!(k_folds(3, 1).is_err() && k_folds(3, 4).is_err() && leave_one_out(1).is_err());
    let stray = [Fold { train: vec![0, 1], test: vec![9] }];
    assert!(ridge_cross_validation(&x, &y, &grid, &stray).is_err());
    assert!(polynomial_regression(&array![1.0, 1.0], &array![1.0, 2.0], 1).is_err());
    assert!(polynomial_regression(&array![1.0], &array![2.0], 1).is_err());
    assert_eq!(polynomial_regression(&array![1.0], &array![2.0], 0).unwrap().coefficients[0], 2.0);
    let one_round = CoordinateSettings { tolerance: 1e-14, max_iterations: 1 };
    let (z, target) = standardized_diabetes();
    assert!(matches!(
        lasso_with(&z, &target, 0.01, &one_round),
        Err(MathError::NotConverged { iterations: 1, .. })
    ));
}

#[test]
fn dependent_columns_are_refused_where_no_shortest_answer_is_promised() {
    let x = array![[1.0, 2.0], [2.0, 4.0], [3.0, 6.0]];
    let y = array![1.0, 2.0, 3.0];
    assert!(matches!(normal_equations(&x, &y), Err(MathError::NotPositiveDefinite { .. })));
    assert!(matches!(least_squares_qr(&x, &y), Err(MathError::Singular { .. })));
    assert!(matches!(least_squares_refined(&x, &y), Err(MathError::Singular { .. })));
    assert_close("svd", &least_squares_svd(&x, &y).unwrap(), &array![0.2, 0.4], 1e-14);
    assert!(least_squares_refined(&array![[1.0, 2.0]], &array![1.0]).is_err());
    assert!(least_squares_qr(&array![[1.0, 2.0]], &array![1.0]).is_err());
}

#[test]
fn residuals_stand_at_right_angles_to_every_column() {
    let data = diabetes();
    let fit = linear_regression(&data.features, &data.target).unwrap();
    for column in data.features.columns() {
        let angle = column.dot(&fit.residuals) / (column.dot(&column) * fit.residual_sum).sqrt();
        assert!(angle.abs() < 1e-13, "{angle:e}");
    }
    assert!(fit.residuals.sum().abs() < 1e-9);
    assert!((fit.leverage.sum() - 11.0).abs() < 1e-12);
    assert!((&fit.predict(&data.features).unwrap() - &fit.fitted).iter().all(|g| g.abs() < 1e-9));
}

#[test]
fn descent_reaches_the_closed_answer_and_the_limit_is_sharp() {
    let (x, y) = standardized_diabetes();
    let columns = x.select(Axis(1), &[0, 2, 3]);
    let limit = least_squares_step_limit(&columns).unwrap();
    let start = Array1::zeros(3);
    let centred = &y - y.mean().unwrap();
    let walk = least_squares_descent(&columns, &centred, &start, 0.9 * limit, 400).unwrap();
    let closed = least_squares_svd(&columns, &centred).unwrap();
    assert_close("descent", &walk.weights.row(400).to_owned(), &closed, 1e-12);
    assert!(!walk.diverged);
    let above = least_squares_descent(&columns, &centred, &start, 1.01 * limit, 1000).unwrap();
    assert!(above.losses[1000] > 10.0 * above.losses[0]);
    let below = least_squares_descent(&columns, &centred, &start, 0.99 * limit, 1000).unwrap();
    assert!(
        below
            .losses
            .iter()
            .zip(below.losses.iter().skip(1))
            .all(|(a, b)| b <= &(a * (1.0 + 1e-12)))
    );
}

#[test]
fn budgets_are_spent_and_corners_give_zeros() {
    let (x, y) = standardized_diabetes();
    let two = x.select(Axis(1), &[2, 3]);
    let free = linear_regression(&two, &y).unwrap();
    let length = free.weights.iter().map(|w| w.abs()).sum::<f64>();
    let small = lasso_in_diamond(&two, &y, 0.1 * length).unwrap();
    assert_eq!(small.nonzero, 1);
    let spent: f64 = small.weights.iter().map(|w| w.abs()).sum();
    assert!((spent - 0.1 * length).abs() < 1e-9 * length);
    let ball = ridge_in_ball(&two, &y, 0.1 * length).unwrap();
    assert!(ball.weights.iter().all(|w| *w != 0.0));
    assert!((ball.weights.dot(&ball.weights).sqrt() - 0.1 * length).abs() < 1e-12 * length);
    assert_eq!(ridge_in_ball(&two, &y, 1e6).unwrap().lambda, 0.0);
    assert_eq!(lasso_in_diamond(&two, &y, 1e6).unwrap().alpha, 0.0);
    let loss = least_squares_loss(&two, &(&y - free.intercept), &ball.weights).unwrap();
    for point in loss_contour(&two, &y, loss, 17).unwrap().rows() {
        let at = least_squares_loss(&two, &(&y - free.intercept), &point.to_owned()).unwrap();
        assert!((at / loss - 1.0).abs() < 1e-12);
    }
    assert!(loss_contour(&two, &y, 0.0, 17).is_err() && loss_contour(&x, &y, 1e9, 17).is_err());
}
