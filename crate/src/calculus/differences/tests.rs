//! Differences against exact derivatives, at every size of x and near boundaries.

use super::*;
use crate::calculus::{Dual, HyperDual, dual_gradient, dual_hessian};
use ndarray::Array1;
use ndarray::array;

fn bowl(x: &Array1<f64>) -> f64 {
    x[0].powi(2) + 2.0 * x[1].powi(2)
}

#[test]
fn the_guides_numbers_come_out_to_the_last_bit() {
    let found = numerical_gradient(&bowl, &array![3.0, 4.0], 1e-5).unwrap();
    assert_eq!(found, array![6.000000000128124, 15.999999999749546]);
}

#[test]
fn fn_items_boxed_closures_and_closures_are_all_accepted() {
    let scale = 2.0;
    let boxed: Box<dyn Fn(&Array1<f64>) -> f64> = Box::new(move |x| scale * x.sum());
    let x = array![1.0, 2.0];
    assert!((gradient(&boxed, &x).unwrap()[1] - 2.0).abs() < 1e-9);
    assert!((gradient(&|x| x.product(), &x).unwrap()[0] - 2.0).abs() < 1e-9);
    assert!((gradient(&bowl, &x.view()).unwrap()[0] - 2.0).abs() < 1e-9);
}

fn wavy(x: &Array1<f64>) -> f64 {
    (x[0] * x[1]).sin() + x[2].exp() / (1.0 + x[0] * x[0])
}

#[test]
fn default_steps_agree_with_dual_numbers_at_every_scale() {
    fn wavy_dual(x: &[Dual]) -> Dual {
        (x[0] * x[1]).sin() + x[2].exp() / (1.0 + x[0] * x[0])
    }
    fn wavy_hyper(x: &[HyperDual]) -> HyperDual {
        (x[0] * x[1]).sin() + x[2].exp() / (1.0 + x[0] * x[0])
    }
    for x in [array![0.3, 1.1, -0.4], array![20.0, 0.02, 1.0], array![0.0, 0.0, 0.0]] {
        let exact = dual_gradient(&wavy_dual, &x).unwrap();
        let found = gradient_with_error(&wavy, &x).unwrap();
        for i in 0..3 {
            let gap = (found.value[i] - exact[i]).abs();
            assert!(gap <= 3.0 * found.error[i], "{gap:e} against {:e}", found.error[i]);
            assert!(gap <= 1e-8 * (1.0 + exact[i].abs()));
        }
        let exact = dual_hessian(&wavy_hyper, &x).unwrap();
        let found = hessian(&wavy, &x).unwrap();
        let allowed = exact.iter().fold(2.0_f64, |m, v| m.max(v.abs())) * 1e-6;
        assert!((&found - &exact).iter().all(|d| d.abs() < allowed), "{found} {exact}");
        assert_eq!(found, found.t());
        let trace: f64 = exact.diag().sum();
        assert!((laplacian(&wavy, &x).unwrap() - trace).abs() < allowed);
    }
}

#[test]
fn richardson_is_within_its_own_error_estimate() {
    type Case = (fn(f64) -> f64, f64, f64);
    let cases: [Case; 6] = [
        (f64::exp, 1.0, 1.0_f64.exp()),
        (f64::ln, 1e-3, 1e3),
        (f64::sqrt, 1e4, 5e-3),
        (f64::tan, 1.5, 1.0 / 1.5_f64.cos().powi(2)),
        (|x| x.powi(5), 2.0, 80.0),
        (|_| 7.0, 2.0, 0.0),
    ];
    for (f, x, exact) in cases {
        let found = richardson(&f, x).unwrap();
        let gap = (found.value - exact).abs();
        assert!(gap <= found.error, "at {x}: {found:?} against {exact}");
        assert!(gap <= 1e-9 * (1.0 + exact.abs()), "at {x}: {found:?} against {exact}");
    }
}

#[test]
fn a_step_that_leaves_the_domain_is_replaced_or_refused() {
    assert!((derivative(&f64::ln, 1e-7).unwrap() / 1e7 - 1.0).abs() < 1e-8);
    let f = |x: &Array1<f64>| x[0].ln();
    assert!((gradient(&f, &array![1e-7]).unwrap()[0] / 1e7 - 1.0).abs() < 1e-8);
    assert!(derivative(&f64::ln, 0.0).is_err());
    assert!(richardson(&f64::ln, 0.0).is_err());
    assert!(derivative(&f64::sqrt, -1.0).is_err());
}

#[test]
fn bad_arguments_are_named() {
    let x = array![1.0, 2.0];
    for h in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert!(numerical_gradient(&bowl, &x, h).is_err());
        assert!(forward_difference(&f64::exp, 0.0, h).is_err());
    }
    assert!(gradient(&|_| 0.0, &array![]).is_err());
    assert!(gradient(&bowl, &array![f64::NAN, 0.0]).is_err());
    assert!(hessian(&|_| f64::NAN, &x).is_err());
    assert!(laplacian(&|_| f64::INFINITY, &x).is_err());
    assert!(jacobian(&|_| array![], &x).is_err());
    assert!(jacobian(&|p| Array1::zeros(if p[0] > 1.0 { 2 } else { 1 }), &x).is_err());
    assert!(directional_derivative(&bowl, &x, &array![0.0, 0.0]).is_err());
    assert!(directional_derivative(&bowl, &x, &array![1.0]).is_err());
    assert!(step_errors(&f64::exp, 1.0, 0.0, &array![]).is_err());
    assert!(derivative(&f64::exp, f64::INFINITY).is_err());
}

#[test]
fn the_v_has_its_bottom_at_the_default_steps() {
    let steps = Array1::from_iter((1..16).map(|k| 10.0_f64.powi(-k)));
    let table = step_errors(&f64::exp, 1.0_f64.exp(), 1.0, &steps).unwrap();
    let at = |column: usize, h: f64| {
        table.rows().into_iter().find(|r| (r[0] / h - 1.0).abs() < 1e-9).unwrap()[column]
    };
    assert!(at(1, 1e-8) < at(1, 1e-4) && at(1, 1e-8) < at(1, 1e-12));
    assert!(at(2, 1e-5) < at(2, 1e-2) && at(2, 1e-5) < at(2, 1e-9));
}

/// The right values have 20 digits of 50-digit arithmetic; the answers need ten.
#[test]
fn small_arguments_large_arguments_and_boundaries_get_steps_that_suit_them() {
    type Case = (fn(f64) -> f64, f64, f64);
    let cases: [Case; 16] = [
        (f64::ln, 1e-5, 1e5),
        (f64::ln, 1e-4, 1e4),
        (f64::ln, 1e-2, 1e2),
        (f64::ln, 1e-50, 1e50),
        (f64::ln, 1e-300, 1e300),
        (f64::sqrt, 1e-5, 158.113_883_008_418_98),
        (f64::sqrt, 1e-12, 5e5),
        (|x| 1.0 / x, 1e-6, -1e12),
        (|x| 1.0 / x, 1e-4, -1e8),
        (|x| 1.0 / x, -3e-7, -11_111_111_111_111.111),
        (f64::sin, 1e4, -0.952_155_368_259_014_8),
        (f64::sin, 1e6, 0.936_752_127_533_144_7),
        (|x| x.powf(2.5), 1e-3, 7.905_694_150_420_948e-5),
        (|x| (50.0 * x).sin(), 0.3, 50.0 * -0.759_687_912_858_821_3),
        (f64::tan, 1.57, 1_576_948.220_797_328),
        (|x| x * x, 1e150, 2e150),
    ];
    for (f, x, exact) in cases {
        // What rounding x itself does to the derivative belongs to the problem.
        let found = derivative(&f, x).unwrap();
        assert!((found / exact - 1.0).abs() < 2e-9, "derivative at {x}: {found} against {exact}");
        let found = richardson(&f, x).unwrap();
        assert!((found.value / exact - 1.0).abs() < 1e-9, "at {x}: {found:?} against {exact}");
        assert!(
            (found.value - exact).abs() <= 3.0 * found.error,
            "at {x}: {found:?} against {exact}"
        );
        let many = |p: &Array1<f64>| f(p[0]) + p[1];
        let found = gradient(&many, &array![x, 0.0]).unwrap();
        assert!((found[0] / exact - 1.0).abs() < 2e-9, "gradient at {x}: {found}");
        let found = jacobian(&|p| array![p[1], f(p[0])], &array![x, 1.0]).unwrap();
        assert!((found[[1, 0]] / exact - 1.0).abs() < 2e-9, "Jacobian at {x}: {found}");
        // A sum of vectors hides how far it really went: not below 1e-100.
        if x.abs() < 1e-100 {
            continue;
        }
        let found = directional_derivative(&many, &array![x, 0.0], &array![2.0, 0.0]).unwrap();
        assert!((found / (2.0 * exact) - 1.0).abs() < 2e-9, "along a line at {x}: {found}");
    }
}

#[test]
fn a_narrow_bump_is_not_flat_and_a_jump_has_no_derivative() {
    // From steps of 1,000 down to 30 this bump around 1e4 is exactly 0.
    let bump = |x: f64| (-(x - 1e4) * (x - 1e4)).exp();
    let exact = -0.778_800_783_071_404_9; // −2·½·e^{−1/4}
    assert!((derivative(&bump, 1e4 + 0.5).unwrap() - exact).abs() < 1e-9);
    let found = richardson(&bump, 1e4 + 0.5).unwrap();
    assert!((found.value - exact).abs() <= found.error.max(1e-10), "{found:?}");
    for f in [
        |x: f64| if x > 1.0 { 1.0 } else { 0.0 },
        |x: f64| (x - 1.0).cbrt(),
        |x: f64| (1e17 * x).sin(),
    ] {
        assert!(derivative(&f, 1.0).is_err() && richardson(&f, 1.0).is_err());
        assert!(gradient(&|p| f(p[0]), &array![1.0]).is_err());
    }
    // Undefined on one side, or at the point alone.
    let half = |x: f64| if x > 1.0 { f64::NAN } else { x };
    let error = richardson(&half, 1.0).unwrap_err().to_string();
    assert!(error.contains("`f` is NaN at 1."), "{error}");
    assert!(derivative(&|x| 1.0 / (x * x), 0.0).is_err());
}

#[test]
fn noise_larger_than_rounding_leaves_what_it_leaves() {
    // A function known to nine digits only.
    let coarse = |x: f64| (x.sin() * 1e9).round() / 1e9;
    let found = richardson(&coarse, 1.0).unwrap();
    assert!((found.value - 1.0_f64.cos()).abs() < 1e-6, "{found:?}");
    assert!((found.value - 1.0_f64.cos()).abs() <= found.error, "{found:?}");
    // At the usual step, 6e-6, its grain is worth 1e-9/1.2e-5.
    assert!((derivative(&coarse, 1.0).unwrap() - 1.0_f64.cos()).abs() < 1e-4);
}

#[test]
fn a_step_that_does_not_move_x_is_refused_by_name() {
    let square = |x: f64| x * x;
    for (x, h) in [(2.0, 1e-300), (2.0, 1e-17), (0.0, 1e-170)] {
        let error = second_difference(&square, x, h).unwrap_err().to_string();
        assert!(error.contains("`h`"), "{error}");
    }
    assert!(forward_difference(&square, 2.0, 1e-17).is_err());
    assert!(central_difference(&square, 2.0, 1e-17).is_err());
    assert!(matches!(
        central_difference(&|x| 1e308 * x.signum(), 0.0, 1.0),
        Err(MathError::Overflow { .. })
    ));
    let error = step_errors(&f64::exp, 1.0, 0.0, &array![-1.0]).unwrap_err().to_string();
    assert!(error.starts_with("step_errors: `steps`"), "{error}");
}

#[test]
fn second_derivatives_find_their_steps_too() {
    // ln x · y at (1e-5, 2): −2e10, 1e5, 0.
    let f = |p: &Array1<f64>| p[0].ln() * p[1];
    let h = hessian(&f, &array![1e-5, 2.0]).unwrap();
    assert!((h[[0, 0]] / -2e10 - 1.0).abs() < 1e-6, "{h}");
    assert!((h[[0, 1]] / 1e5 - 1.0).abs() < 1e-6, "{h}");
    assert!(h[[1, 1]].abs() < 1e-4, "{h}");
    let wave = |p: &Array1<f64>| p[0].sin() * p[1].cos();
    let h = hessian(&wave, &array![1e4, 1.0]).unwrap();
    let (s, c) = (1e4_f64.sin(), 1e4_f64.cos());
    let exact =
        array![[-s * 1.0_f64.cos(), -c * 1.0_f64.sin()], [-c * 1.0_f64.sin(), -s * 1.0_f64.cos()]];
    assert!((&h - &exact).iter().all(|d| d.abs() < 1e-5), "{h} {exact}");
    assert!((laplacian(&wave, &array![1e4, 1.0]).unwrap() - 2.0 * exact[[0, 0]]).abs() < 1e-5);
}
