//! What the net of hostile values (`../net.rs`) caught in its first million calls, with the right
//! values.

use super::close;
use aimath::linalg::Complex64;
use aimath::prelude::*;

const MAX: f64 = f64::MAX;

#[test]
fn steps_and_directions_of_any_size_have_derivatives() {
    for x in [MAX, -MAX] {
        close(forward_step(x), 2e-8 * MAX, 7);
        close(central_step(x), 6e-6 * MAX, 9);
    }
    let slope = |x: &Array1<f64>| 3.0 * x[0];
    for length in [5e-324, 1e-310, 1e-300, 1.0, 1e300] {
        let found = directional_derivative(&slope, &array![2.0], &array![length]).unwrap();
        assert!((found - 3.0 * length).abs() <= 1e-9 * length.max(1e-314), "{length:e}: {found:e}");
    }
    let steep = directional_derivative(&slope, &array![2.0], &array![MAX]);
    assert_eq!(steep, Err(MathError::Overflow { operation: "directional_derivative" }));
}

#[test]
fn what_is_nan_stays_nan_or_is_refused() {
    assert!(relu_derivative(f64::NAN).is_nan() && leaky_relu_derivative(f64::NAN, 0.1).is_nan());
    let mut net = SimpleNet::new(&mut RandomState::new(1));
    let x = array![1.0, 2.0, 3.0];
    let pass = net.forward(&x).unwrap();
    let gradient = array![1.0, 1.0];
    let broken = SimpleNetPass { z1: &pass.z1 * f64::NAN, ..pass.clone() };
    let said = net.backward(&broken, &gradient).unwrap_err().to_string();
    assert!(said.contains("SimpleNet::backward: `pass` holds NaN"), "{said}");
    net.w1[[0, 0]] = f64::NAN;
    let said = net.forward(&x).unwrap_err().to_string();
    assert!(said.contains("SimpleNet::forward: `w1` holds NaN"), "{said}");
    assert!(net.backward(&pass, &gradient).is_err());
    let layer = Dense { weights: array![[f64::NAN]], bias: array![0.0] };
    let nothing = Array2::zeros((0, 1));
    assert!(layer.forward(&nothing).is_err() && layer.backward(&nothing, &nothing).is_err());
}

#[test]
fn networks_refuse_what_they_cannot_learn_from() {
    let random = &mut RandomState::new(1);
    let leaky = Activation::LeakyRelu(f64::NAN);
    assert!(Network::fully_connected(&[2, 1], leaky, random).is_err());
    let network = Network::new().with(Layer::Activation(Activation::Relu));
    assert!(network.with_lora(1, f64::NAN, random).is_err());
    let too_large = dropout(&array![[MAX, MAX, MAX, MAX]], 0.5, random);
    assert_eq!(too_large, Err(MathError::Overflow { operation: "dropout" }));
    assert!(dropout(&array![[f64::NAN]], 0.5, random).is_err());
    assert!(dropout_mask((0, usize::MAX), 0.5, random).is_err());
    // A NaN for the logarithm of a sum is no query that sees nothing.
    let (q, k, v) = (array![[1.0]], array![[1.0], [-1.0]], array![[3.0], [5.0]]);
    let mut found = attention_blockwise(&q, &k, &v, &Mask::All).unwrap();
    found.log_sums[0] = f64::NAN;
    let back = attention_blockwise_backward(&q, &k, &v, &Mask::All, &found, &array![[1.0]]);
    let said = back.unwrap_err().to_string();
    assert!(said.contains("`forward.log_sums` holds NaN"), "{said}");
    let none = Examples { inputs: Array2::zeros((0, 1)), targets: Targets::Labels(Vec::new()) };
    let mut learner = Network::fully_connected(&[1, 2], Activation::Relu, random).unwrap();
    let (adam, settings) = (Adam::new(0.1), TrainSettings::new(4, 2));
    let taught = train(&mut learner, Loss::CrossEntropy, &none, None, &adam, &settings, random);
    assert_eq!(taught, Err(MathError::Empty { operation: "train", argument: "examples" }));
    let mut norm = BatchNorm::new(1);
    norm.running_variance[0] = f64::NAN;
    let mut network = Network::new().with(Layer::BatchNorm(norm));
    assert!(network.forward_training(&array![[1.0], [2.0]], random).is_err());
}

#[test]
fn gradients_of_any_size_are_compared() {
    let f = |x: &Array1<f64>| 1e-5 * x[0];
    let check = |analytic| gradient_check(&f, &array![1.0], &array![analytic]).unwrap();
    close(check(MAX).relative_error, 1.0, 15);
    assert!(check(1e-5).passes() && !check(-1e-5).passes());
    assert_eq!(gradient_check(&|_| 0.0, &array![1.0], &array![0.0]).unwrap().relative_error, 0.0);
}

#[test]
fn factors_of_the_largest_matrices_are_right() {
    let a = array![[0.6 * MAX, 0.3 * MAX], [0.3 * MAX, 0.6 * MAX]];
    for back in [
        cholesky(&a).unwrap().reconstruct(),
        eigh(&a).unwrap().reconstruct(),
        svd(&a).unwrap().reconstruct(),
        qr(&a).unwrap().reconstruct(),
        lu(&a).unwrap().reconstruct(),
    ] {
        back.unwrap().iter().zip(&a).for_each(|(found, right)| close(*found, *right, 14));
    }
    let diagonal = Array2::from_diag(&array![MAX, MAX]);
    let best = low_rank(&diagonal, 1).unwrap();
    assert_eq!((best.error_spectral, best.error_frobenius), (MAX, MAX));
    close(best.explained_energy, 0.5, 15);
    assert!(low_rank(&diagonal, 0).is_err()); // √2·MAX
    assert_eq!(singular_values(&diagonal), Ok(array![MAX, MAX]));
    let short = array![[0.6 * MAX, 0.8 * MAX], [0.0, 0.0]];
    close(singular_values(&short).unwrap()[0], MAX, 14);
    let long = array![[MAX, MAX], [0.0, MAX]];
    assert_eq!(singular_values(&long), Err(MathError::Overflow { operation: "singular_values" }));
    assert!(svd(&long).is_err());
}

#[test]
fn coordinates_may_leave_the_range_on_the_way() {
    let axis = pca(&array![[0.9, 0.9], [1.1, 1.1]], 1).unwrap();
    // The length of (MAX, MAX) is no f64, that of (MAX, 0) along the axis is.
    let z = axis.transform(&array![[MAX, MAX]]);
    assert_eq!(z, Err(MathError::Overflow { operation: "Pca::transform" }));
    let z = axis.transform(&array![[MAX, 0.0]]).unwrap();
    close(z[[0, 0]], MAX * 0.5_f64.sqrt(), 14);
    let far = pca(&array![[MAX * 0.25], [MAX * 0.75]], 1);
    assert!(far.is_err()); // its variance
    let x = axis.inverse_transform(&array![[MAX]]).unwrap();
    close(x[[0, 1]], MAX * 0.5_f64.sqrt(), 14);
}

#[test]
fn the_mean_of_the_largest_numbers_is_a_number() {
    // A third of MAX is rounded up, and three of it are beyond MAX.
    let data = array![MAX, 1.0, -1.0];
    let surface = normal_ln_likelihood(&data, &array![MAX / 3.0], &array![MAX]).unwrap();
    // −3 (ln σ + ln √(2π) + (2/9 + 0)/2), with the variance 2/9·MAX².
    let root = 0.5 * std::f64::consts::TAU.ln();
    close(surface[[0, 0]], -3.0 * (MAX.ln() + root + 1.0 / 9.0), 14);
    for n in 2..40 {
        let mut x = Array1::zeros(n);
        x[0] = MAX;
        close(mean(&x).unwrap(), MAX / n as f64, 15);
        let first = normal_ln_likelihood(&x, &array![0.0], &array![MAX]).unwrap();
        close(first[[0, 0]], -(n as f64) * (MAX.ln() + root) - 0.5, 14);
    }
}

#[test]
fn residuals_near_the_smallest_number_are_measured_in_a_larger_unit() {
    let x = array![[0.0], [1.0], [2.0], [3.0]];
    let y = array![1.0, 3.0, 6.0, 7.0];
    let ordinary = linear_regression(&x, &y).unwrap();
    let tiny = linear_regression(&x, &(&y * (f64::MIN_POSITIVE / 256.0))).unwrap();
    let pairs = [
        (tiny.standardized_residuals(), ordinary.standardized_residuals()),
        (tiny.cooks_distance(), ordinary.cooks_distance()),
        (
            tiny.inference().map(|about| about.t_values),
            ordinary.inference().map(|about| about.t_values),
        ),
    ];
    for (found, right) in pairs {
        // The residuals have some 40 bits left, the smallest of them fewer.
        found.unwrap().iter().zip(right.unwrap()).for_each(|(f, r)| close(*f, r, 2));
    }
}

#[test]
fn likelihoods_may_leave_the_range_on_the_way() {
    let narrow = Normal::new(0.0, 1e-300).unwrap();
    let height = narrow.pdf(0.0);
    // Two densities of 4e299, then two of 4e299·exp(−½·52²): the product is exp of the sum.
    let data = array![0.0, 0.0, 52e-300, 52e-300];
    let right = ln_likelihood(&narrow, &data).unwrap();
    close(right, 4.0 * height.ln() - 2704.0, 14);
    let found = likelihood(&narrow, &data).unwrap();
    assert!((found.ln() - right).abs() < 1e-9, "{found:e}");
    let pole = Gamma::new(0.5, 1.0).unwrap();
    let both = array![0.0, -1.0];
    assert_eq!(ln_likelihood(&pole, &both), Ok(f64::NEG_INFINITY));
    assert_eq!(likelihood(&pole, &both), Ok(0.0));
    assert_eq!(likelihood(&pole, &array![0.0, 1.0]), Ok(f64::INFINITY));
    let z = Normal::new(0.0, 1.0).unwrap().inverse_ln_survival(-MAX).unwrap();
    close(z, 2.0_f64.sqrt() * MAX.sqrt(), 15);
    // 1/√(2π·MAX), the mass at the mean.
    let counts = Poisson::new(MAX).unwrap().pdf(MAX);
    close(counts, 1.0 / (std::f64::consts::TAU.sqrt() * MAX.sqrt()), 13);
}

#[test]
fn divergences_keep_the_digits_of_small_covariances_far_from_zero() {
    let far = array![1e8, -1e8];
    let p = MultivariateNormal::new(&far, &array![[1e-18, 0.0], [0.0, 1e-18]]).unwrap();
    let q = MultivariateNormal::new(&far, &array![[4e-18, 0.0], [0.0, 4e-18]]).unwrap();
    // Twice ½ (¼ − 1 + ln 4).
    close(kl_multivariate_normal(&p, &q).unwrap(), 4.0_f64.ln() - 0.75, 14);
    let wide = MultivariateNormal::new(&array![0.0], &array![[1e300]]).unwrap();
    let thin = MultivariateNormal::new(&array![0.0], &array![[1e-300]]).unwrap();
    let found = kl_multivariate_normal(&wide, &thin);
    assert_eq!(found, Err(MathError::Overflow { operation: "kl_multivariate_normal" }));
    let ends =
        [-MAX, MAX].map(|mean| MultivariateNormal::new(&array![mean], &array![[MAX]]).unwrap());
    close(ends[0].mahalanobis(&array![MAX]).unwrap(), 2.0 * MAX.sqrt(), 14);
}

#[test]
fn a_complex_number_beside_infinity_is_written_by_its_other_part() {
    let written = |re, im| Complex64::new(re, im).shown().plain();
    assert_eq!(written(MAX, f64::INFINITY), "1.79769e308 + ∞i");
    assert_eq!(written(f64::INFINITY, 2.5), "∞ + 2.5i");
}

#[test]
fn the_diagonal_alone_decides_a_trace() {
    assert_eq!(trace(&array![[1.0, f64::NAN], [0.0, 2.0]]), Ok(3.0));
    let named = trace(&array![[1.0, f64::NAN], [0.0, f64::INFINITY]]);
    let index = vec![1, 1];
    let value = f64::INFINITY;
    assert_eq!(
        named,
        Err(MathError::NotFinite { operation: "trace", argument: "a", index, value })
    );
}

#[test]
fn means_of_the_largest_losses_keep_to_the_range() {
    let logits =
        Array2::from_shape_fn((3, 2), |(_, c)| if c == 0 { -MAX / 2.0 } else { MAX / 2.0 });
    assert_eq!(mean_cross_entropy_from_logits(&[0; 3], &logits), Ok(MAX));
    // Without a slope, each point is predicted by the mean of the three others.
    let (x, y) = (array![[0.0], [1.0], [2.0], [3.0]], array![1.0, -1.0, 1.0, -1.0] * 0.95e154);
    let folds = leave_one_out(4).unwrap();
    let found = ridge_cross_validation(&x, &y, &array![1e300], &folds).unwrap();
    close(found.mean[0], (0.95e154 * 4.0 / 3.0) * (0.95e154 * 4.0 / 3.0), 14);
    assert!(found.standard_error[0] <= 1e-14 * found.mean[0]);
}

#[test]
fn a_rule_is_judged_with_a_finite_uncertainty_or_not_at_all() {
    for x in [1e-290, 1e-300, 1e-305, 1e-308, 1e-310, 1e-320, 5e-324] {
        match quotient_rule(&|x| x * x, &|x| x, x) {
            Ok(check) => assert!(check.tolerance.is_finite(), "{x:e}: {check:?}"),
            Err(error) => assert_eq!(error, MathError::Overflow { operation: "quotient_rule" }),
        }
    }
}
