//! Every number that the guide's examples give under NumPy, reproduced.
//!
//! The values are in `reference/guide_values.json`. A test takes one section and
//! has to ask for each of its values: [`Section`] fails the test if one is left.
//!
//! To add a section, write a test that opens it with [`Section::open`], compares
//! each value with `number`, `vector`, `matrix` or, where a sign is free,
//! `direction`, and ends with `close`.

use aimath::prelude::*;
use serde_json::{Map, Value};

/// The values of one section that have not been compared yet.
struct Section {
    name: &'static str,
    values: Map<String, Value>,
}

impl Section {
    /// The values whose keys begin with `name` and a slash.
    fn open(name: &'static str) -> Self {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/reference/guide_values.json");
        let text = std::fs::read_to_string(path).expect("the reference is committed");
        let all: Map<String, Value> = serde_json::from_str(&text).expect("the reference is JSON");
        let prefix = format!("{name}/");
        let values = all
            .into_iter()
            .filter_map(|(key, value)| Some((key.strip_prefix(&prefix)?.to_string(), value)))
            .collect();
        Self { name, values }
    }

    /// Takes a value out.
    fn take(&mut self, key: &str) -> Value {
        self.values.remove(key).unwrap_or_else(|| panic!("{}/{key} is not there", self.name))
    }

    /// Compares numbers one by one: |found − expected| ≤ tolerance · (1 + |expected|).
    fn compare(&self, key: &str, found: &[f64], expected: &[f64], tolerance: f64) {
        assert_eq!(found.len(), expected.len(), "{}/{key}: number of entries", self.name);
        for (i, (found, expected)) in found.iter().zip(expected).enumerate() {
            assert!(
                (found - expected).abs() <= tolerance * (1.0 + expected.abs()),
                "{}/{key}, entry {i}: found {found:e}, NumPy has {expected:e}",
                self.name
            );
        }
    }

    /// Compares a number.
    fn number(&mut self, key: &str, found: f64, tolerance: f64) {
        let expected = numbers(&self.take(key));
        self.compare(key, &[found], &expected, tolerance);
    }

    /// Compares a list.
    fn vector(&mut self, key: &str, found: &ArrayRef1<f64>, tolerance: f64) {
        let expected = numbers(&self.take(key));
        self.compare(key, &found.to_vec(), &expected, tolerance);
    }

    /// Compares a list whose sign is free as a whole.
    fn direction(&mut self, key: &str, found: &ArrayRef1<f64>, tolerance: f64) {
        let expected = numbers(&self.take(key));
        let inner: f64 = found.iter().zip(&expected).map(|(a, b)| a * b).sum();
        self.compare(key, &(found * inner.signum()).to_vec(), &expected, tolerance);
    }

    /// Compares a list of rows, and its shape.
    fn matrix(&mut self, key: &str, found: &ArrayRef2<f64>, tolerance: f64) {
        let value = self.take(key);
        let rows = value.as_array().expect("a matrix is a list of rows");
        assert_eq!(found.nrows(), rows.len(), "{}/{key}: number of rows", self.name);
        for (row, expected) in found.rows().into_iter().zip(rows) {
            self.compare(key, &row.to_vec(), &numbers(expected), tolerance);
        }
    }

    /// Every value of the section must have been compared.
    fn close(self) {
        let left: Vec<&String> = self.values.keys().collect();
        assert!(left.is_empty(), "section {}: not compared yet: {left:?}", self.name);
    }
}

/// A number, or a list of them, as a list.
fn numbers(value: &Value) -> Vec<f64> {
    match value {
        Value::Array(entries) => entries.iter().flat_map(numbers).collect(),
        other => vec![other.as_f64().expect("a number")],
    }
}

#[test]
fn section_1_1_vectors() {
    let mut guide = Section::open("1.1");
    let (a, b) = (array![3.0, 4.0], array![1.0, 2.0]);
    guide.number("dot(a,b)", dot(&a, &b).unwrap(), 0.0);
    guide.number("norm_l2(a)", norm_l2(&a), 0.0);
    guide.number("cosine_similarity(a,b)", cosine_similarity(&a, &b).unwrap(), 1e-15);

    let v = array![3.0, -4.0, 1.0];
    guide.number("norm_l1(v)", norm_l1(&v), 0.0);
    guide.number("norm_l2(v)", norm_l2(&v), 0.0);
    guide.number("norm_linf(v)", norm_linf(&v), 0.0);
    guide.close();
}

#[test]
fn section_1_2_matrices() {
    let mut guide = Section::open("1.2");
    let a = array![[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]];
    let b = array![[9.0, 8.0, 7.0], [6.0, 5.0, 4.0], [3.0, 2.0, 1.0]];
    guide.matrix("A@B", &matmul(&a, &b).unwrap(), 0.0);
    guide.matrix("A.T", &transpose(&a), 0.0);

    let a2 = array![[3.0, 1.0], [2.0, 4.0]];
    guide.number("det(A2)", det(&a2).unwrap(), 1e-15);
    guide.matrix("inv(A2)", &inverse(&a2).unwrap(), 1e-15);

    // The rank is the number of pivots that elimination finds.
    let pivots = lu(&a).unwrap().u.diag().mapv(f64::abs);
    let rank = pivots.iter().filter(|&&pivot| pivot > 1e-12 * norm_linf(&pivots)).count();
    guide.number("rank(A)", rank as f64, 0.0);
    guide.close();
}

#[test]
fn section_3_2_distributions() {
    let mut guide = Section::open("3.2");
    let z = Normal::new(0.0, 1.0).unwrap();
    guide.number("P(-1<X<1) normal", z.between(-1.0, 1.0), 1e-15);
    guide.number("P(-2<X<2) normal", z.between(-2.0, 2.0), 1e-15);
    guide.number("P(-3<X<3) normal", z.between(-3.0, 3.0), 1e-15);
    let heads = Binomial::new(10, 0.5).unwrap();
    guide.number("binomial(10,.5) pmf(5)", heads.pmf(5), 1e-15);
    let all: Array1<f64> = (0..=10).map(|k| heads.pmf(k)).collect();
    guide.vector("binomial(10,.5) pmf", &all, 1e-15);
    guide.close();

    let covariance = array![[1.0, 0.7], [0.7, 1.0]];
    let law = MultivariateNormal::new(&array![0.0, 0.0], &covariance).unwrap();
    let found = fit_multivariate_normal(&law.sample(1000, &mut RandomState::new(42))).unwrap();
    // Four standard errors of a variance from 1000 values, 4√(2/1000).
    assert!((&found.covariance - &covariance).iter().all(|d| d.abs() < 0.18));
}

#[test]
fn section_3_4_maximum_likelihood() {
    let mut guide = Section::open("3.4");
    let data = array![1.0, 0.0, 1.0, 1.0, 0.0, 1.0, 1.0, 1.0, 0.0, 1.0];
    guide.number("bernoulli mle", fit_bernoulli(&data).unwrap().p, 0.0);
    let score = |p: f64| 7.0 * p.ln() + 3.0 * (1.0 - p).ln();
    let fit = maximum_likelihood_scalar(&score, 0.01, 0.99).unwrap();
    guide.number("bounded minimisation p", fit.estimate, 1e-15);
    guide.number("bounded minimisation iterations", fit.iterations as f64, 0.0);
    let (y, p) = (array![1.0, 0.0, 1.0, 1.0, 0.0], array![0.9, 0.1, 0.8, 0.7, 0.2]);
    let clipped = binary_cross_entropy_clipped(&y, &p, 1e-15).unwrap();
    guide.number("binary cross-entropy", clipped, 1e-15);
    assert_eq!(binary_cross_entropy(&y, &p).unwrap(), clipped);
    guide.close();
}

#[test]
fn section_3_5_information() {
    let mut guide = Section::open("3.5");
    let uniform = array![0.25, 0.25, 0.25, 0.25];
    guide.number("entropy uniform bits", entropy_bits(&uniform).unwrap(), 0.0);
    let concentrated = array![0.97, 0.01, 0.01, 0.01];
    guide.number("entropy concentrated bits", entropy_bits(&concentrated).unwrap(), 1e-15);
    let (p, q) = (array![0.4, 0.3, 0.2, 0.1], array![0.35, 0.35, 0.15, 0.15]);
    // The guide adds 1e-15 to both; that shows in the last digit only.
    let kl = kl_divergence(&p, &q).unwrap();
    assert!((kl_divergence_smoothed(&p, &q, 1e-15).unwrap() - kl).abs() < 1e-15);
    guide.number("kl(p,q) nats", kl, 1e-15);
    guide.number("cross_entropy(p,q) nats", cross_entropy(&p, &q).unwrap(), 1e-15);
    guide.number("H(p) nats", entropy(&p).unwrap(), 1e-15);
    guide.close();
}

#[test]
fn section_4_1_floating_point() {
    let mut guide = Section::open("4.1");
    // Printed as an f32 the sum of two f32 is "0.3", and not 0.30000000000000004.
    let single = |x| round_to(FloatFormat::F32, x);
    let sum = single(single(0.1) + single(0.2));
    assert_eq!(guide.take("0.1f32+0.2f32"), (sum as f32).to_string());
    guide.number("f16(65000)", round_to(FloatFormat::F16, 65000.0), 0.0);
    assert_eq!(guide.take("f16(70000)"), "inf");
    assert_eq!(round_to(FloatFormat::F16, 70000.0), f64::INFINITY);
    for format in [FloatFormat::F16, FloatFormat::F32, FloatFormat::F64] {
        let expected = guide.take(&format!("finfo {format}"));
        let info = finfo(format);
        assert_eq!(expected["max"], info.max, "{format}");
        assert_eq!(expected["tiny"], info.smallest_normal, "{format}");
        assert_eq!(expected["eps"], info.epsilon, "{format}");
    }
    guide.close();
}

#[test]
fn section_4_2_stability() {
    let mut guide = Section::open("4.2");
    let large = array![1000.0, 2000.0, 3000.0];
    guide.vector("softmax(1,2,3)", &softmax(&array![1.0, 2.0, 3.0]).unwrap(), 1e-15);
    guide.vector("stable softmax(1000,2000,3000)", &softmax(&large).unwrap(), 0.0);
    guide.take("naive softmax(1000,2000,3000)");
    assert!(softmax_naive(&large).iter().all(|p| p.is_nan()));
    guide.vector("log_softmax(2,1,.1)", &log_softmax(&array![2.0, 1.0, 0.1]).unwrap(), 1e-15);
    guide.close();
}

#[test]
fn section_5_2_regression() {
    let mut guide = Section::open("5.2");
    let mut random = RandomState::new(42);
    let x = random.randn2(100, 10);
    let true_w = array![1.0, -2.0, 3.0, 0.0, 0.0, 0.0, 0.5, -0.5, 0.0, 0.0];
    let y = x.dot(&true_w) + random.randn(100) * 0.5;

    for w in [
        linear_regression_through_origin(&x, &y).unwrap().weights,
        normal_equations(&x, &y).unwrap(),
        least_squares_qr(&x, &y).unwrap(),
        least_squares_svd(&x, &y).unwrap(),
    ] {
        let key = "ols without intercept";
        guide.compare(key, &w.to_vec(), &numbers(&guide.values[key]), 1e-12);
    }
    guide.take("ols without intercept");
    let about = linear_regression(&x, &y).unwrap().inference().unwrap();
    guide.vector("ols with intercept", &about.estimates, 1e-12);
    let fit = ridge(&x, &y, 1.0).unwrap();
    guide.vector("ridge alpha 1 with intercept", &fit.weights, 1e-12);
    guide.number("ridge intercept", fit.intercept, 1e-12);
    let fit = lasso(&x, &y, 0.1).unwrap();
    guide.vector("lasso alpha .1 with intercept", &fit.weights, 1e-12);
    guide.number("lasso intercept", fit.intercept, 1e-12);
    guide.number("lasso zero count (<.01)", (10 - fit.nonzero) as f64, 0.0);
    let w = ridge_normal_equation(&x, &y, 1.0).unwrap();
    guide.vector("ridge normal equation, no intercept", &w, 1e-12);
    guide.close();
}

#[test]
fn a_section_notices_a_wrong_value_and_a_forgotten_one() {
    let fails = |check: fn()| std::panic::catch_unwind(check).is_err();
    assert!(fails(|| Section::open("1.1").number("dot(a,b)", 11.1, 1e-6)));
    assert!(fails(|| Section::open("1.1").number("no such key", 11.0, 1e-6)));
    assert!(fails(|| Section::open("1.3").vector("eigenvalues(E)", &array![5.0], 1e-6)));
    assert!(fails(|| Section::open("1.2").matrix("A.T", &Array2::zeros((2, 3)), 1e9)));
    assert!(fails(|| Section::open("1.1").close()));
    Section::open("1.3").vector("eigenvalues(E)", &array![5.0, 2.0], 0.0);
    let first = array![-0.7677245725508941, -0.6407799783869242];
    Section::open("1.3").direction("pca first component, sign free", &first, 0.0);
}
