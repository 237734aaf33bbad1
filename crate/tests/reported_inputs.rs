//! Inputs on which a library of numerics was once reported to answer wrongly, with the values
//! of arithmetic of fifty digits: one place where all of them are held, room by room.

#[path = "reported_inputs/caught_by_the_net.rs"]
mod caught_by_the_net;

use aimath::prelude::*;

/// Whether `found` is `right` up to `digits` decimal digits.
#[track_caller]
fn close(found: f64, right: f64, digits: i32) {
    let allowed = 10_f64.powi(-digits) * right.abs();
    assert!((found - right).abs() <= allowed, "{found:e} for {right:e}");
}

fn line(from: f64, step: f64, n: usize) -> Array1<f64> {
    Array1::from_shape_fn(n, |i| from + step * i as f64)
}

mod centring {
    use super::*;

    #[test]
    fn a_constant_column_normalises_to_zero() {
        for (constant, n) in [(1.7e9 + 0.1, 256), (1.6e12 + 0.3, 64), (1e15 / 7.0, 10)] {
            let column = Array2::from_elem((n, 1), constant);
            let batch = batch_norm(&column, &array![1.0], &array![0.0], 1e-5).unwrap();
            assert!(batch.output.iter().all(|&y| y == 0.0), "{constant}");
            let one = (Array1::ones(n), Array1::zeros(n));
            let layer = layer_norm(&column.t().to_owned(), &one.0, &one.1, 1e-5).unwrap();
            assert!(layer.output.iter().all(|&y| y == 0.0), "{constant}");
        }
    }

    #[test]
    fn a_constant_column_is_no_component() {
        let still = Array2::from_shape_fn((1000, 2), |(_, j)| [0.1, 14.62][j]);
        assert_eq!(pca(&still, 2).unwrap().explained_variance_ratio, array![0.0, 0.0]);
        let x = Array2::from_shape_fn((64, 2), |(i, j)| match j {
            0 => 1e-3 * (i as f64 / 63.0 - 0.5),
            _ => 1.6e12 + 0.3,
        });
        let found = pca(&x, 2).unwrap();
        assert_eq!(found.components.row(0).mapv(f64::abs), array![1.0, 0.0]);
        close(found.explained_variance[0], 8.734_357_940_707e-8, 12);
        assert_eq!(found.explained_variance_ratio, array![1.0, 0.0]);
    }

    #[test]
    fn data_that_differ_by_ulps_keep_their_spread() {
        let stamps = array![1.6e18, 1.6e18 + 256.0];
        let beside = array![116.800_003_051_757_81, 116.800_003_051_757_8];
        close(correlation(&array![30.0, 30.100_000_381_469_727], &beside).unwrap(), -1.0, 15);
        close(correlation(&array![0.0, 1.0], &stamps).unwrap(), 1.0, 15);
        assert_eq!(variance(&stamps, 0), Ok(16384.0));
        let column = stamps.clone().insert_axis(Axis(1));
        assert_eq!(covariance_matrix(&column).unwrap(), array![[32768.0]]);
        close(
            variance(&array![1.0, 1.0 + f64::EPSILON], 0).unwrap(),
            1.232_595_164_407_831e-32,
            15,
        );
        let x = line(1.6e18, 256.0, 10).insert_axis(Axis(1));
        let fit = linear_regression(&x, &line(0.0, 1.0, 10)).unwrap();
        close(fit.weights[0], 1.0 / 256.0, 12);
    }

    #[test]
    fn the_correlation_of_data_far_from_zero_keeps_its_digits() {
        let r = correlation(&array![1e12, 1e12 + 1.0, 1e12 + 3.0], &array![1.0, 3.0, 2.0]).unwrap();
        close(r, 0.327_326_835_353_989, 14);
    }
}

mod the_largest_numbers {
    use super::*;

    #[test]
    fn normalising_survives_a_variance_beyond_f64() {
        let (one, zero) = (array![1.0, 1.0], array![0.0, 0.0]);
        let layer = layer_norm(&array![[1e155, -1e155]], &one, &zero, 1e-5).unwrap();
        assert_eq!(layer.output, array![[1.0, -1.0]]);
        let column = array![[1e155], [-1e155]];
        let batch = batch_norm(&column, &array![1.0], &array![0.0], 1e-5).unwrap();
        assert_eq!(batch.output, array![[1.0], [-1.0]]);
        let three = (Array1::ones(3), Array1::zeros(3));
        let row = layer_norm(&array![[1e155, 2e155, 0.0]], &three.0, &three.1, 1e-5).unwrap();
        let root = 1.5_f64.sqrt();
        for (found, right) in row.output.iter().zip([0.0, root, -root]) {
            assert!((found - right).abs() < 1e-14, "{found} for {right}");
        }
    }

    #[test]
    fn an_optimiser_moves_on_after_a_gradient_whose_square_overflows() {
        let rules: Vec<(&str, Box<dyn Optimizer>)> = vec![
            ("Adam", Box::new(Adam::new(0.01))),
            ("AdamW", Box::new(AdamW::new(0.01, 0.0))),
            ("RmsProp", Box::new(RmsProp::new(0.01))),
        ];
        for (name, mut rule) in rules {
            let mut x = [0.0];
            rule.step(&mut x, &[1e160], 1.0);
            let first = x[0];
            assert!(first < 0.0, "{name} stood still");
            if name != "RmsProp" {
                close(first, -0.01, 12);
            }
            // 0.9¹⁰⁰⁰⁰ has forgotten 1e320; Adam's memory is longer, but its mean goes on.
            for _ in 0..10_000 {
                rule.step(&mut x, &[1.0], 1.0);
            }
            assert!(x[0] < first, "{name} froze at {first}");
        }
    }

    #[test]
    fn means_and_variances_near_the_limit_are_right() {
        let mut merged = Accumulator::new();
        merged.merge(&Accumulator::of(&array![1e160, 1e160]).unwrap());
        assert_eq!(merged.squares, 0.0);
        assert_eq!(Accumulator::of(&array![1e308, -1e308]).unwrap().mean, 0.0);
        let max = f64::MAX;
        close(mean(&array![max, max, max, -max]).unwrap(), 8.988_465_674_311_579e307, 15);
        close(mean(&array![max, -max, 1e-16]).unwrap(), 1e-16 / 3.0, 15);
        close(variance(&array![0.0, 0.0, 1.5e154, 1.5e154], 0).unwrap(), 5.625e307, 14);
        close(standard_deviation(&array![1e160, -1e160], 0).unwrap(), 1e160, 14);
        assert_eq!(sum_exact(&array![1e308, 1e308, -1e308]), 1e308);
    }

    #[test]
    fn quadratics_have_every_root_that_a_number_can_hold() {
        for (b, c, large, small) in [
            (1e308, 1e-14, -1e308, -1e-322),
            (1e155, 1e-310, -1e155, 0.0),
            (1e154, 1e-308, -1e154, 0.0),
        ] {
            let roots = quadratic_roots(1.0, b, c).unwrap();
            close(roots.smaller, large, 15);
            assert!(roots.larger == small, "{roots:?}");
        }
    }

    #[test]
    fn near_the_limit_a_determinant_answers_and_a_lasso_refuses() {
        let a = array![[1e308, 1e308], [1e308, -1e308]];
        close(slogdet(&a).unwrap().ln_abs, 2.0 * 1e308_f64.ln() + 2_f64.ln(), 14);
        let x = array![[1e308], [1.5e308], [1e308]];
        let refused = lasso(&x, &array![1.0, 2.0, 3.0], 0.1).unwrap_err();
        assert_eq!(refused.to_string(), MathError::Overflow { operation: "lasso" }.to_string());
    }
}

mod derivatives {
    use super::*;

    #[test]
    fn a_mask_stops_every_gradient() {
        let mask = array![[true, false]];
        let x = Var::parameter(array![[-1.0, 4.0]]);
        x.sqrt().masked_fill(&mask, 0.0).unwrap().sum().backward().unwrap();
        assert_eq!(x.gradient().unwrap(), array![[0.0, 0.25]]);
        let x = Var::parameter(array![[0.0, 1.0]]);
        let ratio = x.div(&Var::constant(array![[0.0, 2.0]])).unwrap();
        ratio.masked_fill(&mask, 0.0).unwrap().sum().backward().unwrap();
        assert_eq!(x.gradient().unwrap(), array![[0.0, 0.5]]);
    }

    #[test]
    fn where_zero_meets_infinity_a_gradient_is_right_or_refused() {
        let x = Var::parameter(array![[0.0, 0.0]]);
        let refused = x.square().sum().sqrt().backward().unwrap_err().to_string();
        assert!(refused.contains("no finite gradient") && refused.contains("(1, 2)"), "{refused}");
        let x = Var::parameter(array![[0.0]]);
        x.mul(&x.powf(0.5)).unwrap().sum().backward().unwrap();
        assert_eq!(x.gradient().unwrap(), array![[0.0]]);
        assert_eq!(dual_derivative(&|x: Dual| x * x.powf(0.5), 0.0), Ok(0.0));
    }

    #[test]
    fn flat_ends_of_tanh_and_sigmoid_keep_their_slope() {
        let v = Var::parameter(array![[20.0]]);
        v.tanh().sum().backward().unwrap();
        close(v.gradient().unwrap()[[0, 0]], 1.699_341_702_116_635_6e-17, 14);
        let slope = Formula::x().tanh().derivative(0).evaluate(&[18.0]).unwrap();
        close(slope, 9.278_091_320_974_273e-16, 14);
        let sigmoid = taylor(&|x: Jet| x.sigmoid(), 40.0, 1).unwrap();
        close(sigmoid.coefficients[1], 4.248_354_255_291_589e-18, 14);
    }

    #[test]
    fn cross_entropy_of_a_sure_answer_has_gradients_that_cancel() {
        let right = 4.248_354_255_291_589e-18;
        let loss = Loss::CrossEntropy;
        let labels = Targets::Labels(vec![0]);
        let gradient = loss.evaluate(&labels, &array![[40.0, 0.0]]).unwrap().gradient;
        close(gradient[[0, 0]], -right, 14);
        close(gradient[[0, 1]], right, 14);
        let z = Var::parameter(array![[40.0, 0.0]]);
        let l = z.cross_entropy(&[0]).unwrap();
        l.backward().unwrap();
        close(l.item().unwrap(), right, 14);
        close(z.gradient().unwrap()[[0, 0]], -right, 14);
    }

    #[test]
    fn differences_step_by_the_size_of_the_point() {
        close(derivative(&f64::ln, 1e-5).unwrap(), 1e5, 9);
        close(derivative(&f64::sqrt, 1e-5).unwrap(), 158.113_883_008_419, 9);
        close(derivative(&|x| 1.0 / x, 1e-6).unwrap(), -1e12, 8);
        close(richardson(&f64::ln, 1e-50).unwrap().value, 1e50, 9);
        close(richardson(&f64::sin, 1e4).unwrap().value, -0.952_155_368_259_015, 9);
        close(richardson(&|x| 1.0 / x, 1e-4).unwrap().value, -1e8, 9);
        assert!(second_difference(&|x| x * x, 2.0, 1e-300).is_err());
        let half = |x: f64| if x > 1.0 { f64::NAN } else { x };
        let refused = richardson(&half, 1.0).unwrap_err().to_string();
        assert!(refused.contains("`f`"), "{refused}");
    }

    #[test]
    fn powers_at_zero_have_their_series() {
        let gauss = taylor(&|x: Jet| (-x.powf(2.0)).exp(), 0.0, 4).unwrap();
        assert_eq!(gauss.coefficients, array![1.0, 0.0, -1.0, 0.0, 0.5]);
        let one = taylor(&|x: Jet| x.powf(0.0), 0.0, 2).unwrap();
        assert_eq!(one.coefficients, array![1.0, 0.0, 0.0]);
        assert_eq!(gauss.derivative(usize::MAX), None);
    }
}

mod chances {
    use super::*;

    #[test]
    fn students_tails_go_on_beyond_the_square_of_a_number() {
        let t = |nu: f64| StudentT::new(nu).unwrap();
        close(t(0.001).survival(1e180), 0.328_979_739_827_072_4, 12);
        close(t(1.0).survival(1e200), 3.183_098_861_837_907e-201, 12);
        close(t(1.0).survival(1e160), 3.183_098_861_837_907e-161, 12);
        // F(−t) = 1/2t² for two degrees of freedom and a t whose square is beyond every number.
        close(t(2.0).ln_cdf(-1e200), -2_f64.ln() - 400.0 * 10_f64.ln(), 14);
        close(t(1.0).cdf(-1e200), 3.183_098_861_837_907e-201, 12);
        assert_eq!(t(1e8).cdf(-1e160), 0.0);
        close(t(10.0).ln_cdf(-1e200), -4595.75, 5);
        close(t(1e300).quantile(0.975).unwrap(), 1.959_963_984_540_054, 13);
    }

    #[test]
    fn tails_of_extreme_shapes_are_right() {
        let beta = |a: f64, b: f64| Beta::new(a, b).unwrap();
        close(beta(1e-200, 3e-200).ln_pdf(0.5), -459.418_406_310_140_3, 12);
        close(beta(1e-49, 1e-40).survival(0.5), 9.999_999_99e-10, 12);
        let tiny = beta(1.371_316_021_235_844e-10, 0.228_139_051_270_255_27);
        close(tiny.survival(0.195_575_074_166_330_8), 7.577_852_325_007_9e-10, 11);
        close(beta(1e5, 1e5).ln_cdf(1e-160), -36_702_739.07, 9);
        close(beta(1e300, 1e300).quantile(0.3).unwrap(), 0.5, 12);
        close(Binomial::new(1_000_000, 1e-159).unwrap().ln_survival(5e5), -182_362_740.96, 9);
        close(Gamma::new(1e200, 1.0).unwrap().quantile(0.3).unwrap() / 1e200, 1.0, 12);
        assert_eq!(Binomial::new(10_000, 4e-5).unwrap().inverse_survival(1e-20), Ok(16.0));
    }

    #[test]
    fn heavy_samples_are_as_often_infinite_as_their_law_says() {
        let law = StudentT::new(0.01).unwrap();
        let n = 20_000;
        let sample = law.sample(n, &mut RandomState::new(7));
        let share = sample.iter().filter(|x| x.is_infinite()).count() as f64 / n as f64;
        let right = 0.000_802_528_15;
        let standard_error = (right * (1.0 - right) / n as f64).sqrt();
        assert!((share - right).abs() < 5.0 * standard_error, "{share} for {right}");
    }

    #[test]
    fn information_counts_the_smallest_chances() {
        let joint = array![[0.5, 0.0, 0.0], [0.0, 0.5, 0.0], [0.0, 0.0, 1e-170]];
        close(mutual_information(&joint).unwrap(), 2_f64.ln(), 12);
        assert_eq!(js_divergence(&array![1.0, 5e-324], &array![1.0, 5e-324]), Ok(0.0));
        let right = 3.678e-321;
        let found = conditional_entropy(&array![[5e-324, 1.0]]).unwrap();
        assert!((found - right).abs() < 1e-322, "{found:e} for {right:e}");
    }
}

mod matrices {
    use super::*;

    #[test]
    fn singular_values_of_graded_matrices_are_relatively_exact() {
        let a = array![[1.0, 0.0], [0.0, 1e-300]];
        assert_eq!(singular_values(&a).unwrap(), array![1.0, 1e-300]);
        // σ₁σ₂…σ₁₂ = det = 1, so the smallest is one over the product of the others.
        let n = 12;
        let b = Array2::from_shape_fn((n, n), |(i, j)| match j.wrapping_sub(i) {
            0 => 1.0,
            1 => 10.0,
            _ => 0.0,
        });
        let values = singular_values(&b).unwrap();
        let product: f64 = values.iter().product();
        close(product, 1.0, 12);
    }

    #[test]
    fn a_mask_allows_nothing_beyond_its_keys() {
        assert!(!Mask::All.allows(0, 5, (usize::MAX, 3)));
        assert!(!Mask::Causal.allows(0, 5, (usize::MAX, 10)));
    }

    #[test]
    fn what_no_machine_can_hold_is_refused_by_name() {
        let refused = RandomState::new(0).uniform(0.0, 1.0, usize::MAX).unwrap_err().to_string();
        assert!(refused.starts_with("uniform: `n` is 1.8446744073709"), "{refused}");
        let refused = leave_one_out(100_000).unwrap_err().to_string();
        assert!(refused.starts_with("leave_one_out: `n` is 100000"), "{refused}");
    }
}
