//! The answers at the edges: rank, sizes, constants, what is refused.

use crate::expected::*;
use aimath::data::diabetes;
use aimath::prelude::*;

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
