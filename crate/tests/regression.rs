//! Regression against certified values of NIST and answers of scikit-learn and
//! SciPy (`reference/nist_strd.json`, `reference/regression.json`); and, in
//! `regression/edges.rs`, its answers at the edges.

use aimath::data::diabetes;
use aimath::prelude::*;

#[path = "regression/edges.rs"]
mod edges;
#[path = "regression/expected.rs"]
mod expected;

use expected::*;

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
