//! `RandomState` against the table that NumPy made (`reference/random_state.py`).

use aimath::prelude::*;
use aimath::random::{RandomExt, rand_distr};
use ndarray_rand::rand::RngCore;
use serde_json::Value;
use std::sync::LazyLock;

static REFERENCE: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("reference/random_state.json")).unwrap());

/// Calls `compare` with each seed's generator and table.
fn for_each_seed(compare: impl Fn(RandomState, &Value)) {
    let tables = REFERENCE["tables"].as_array().unwrap();
    assert_eq!(tables.len(), 3);
    for table in tables {
        let seed = u32::try_from(table["seed"].as_u64().unwrap()).unwrap();
        compare(RandomState::new(seed), table);
    }
}

/// The numbers of a nested list, in reading order.
fn numbers(value: &Value) -> Vec<f64> {
    match value {
        Value::Array(items) => items.iter().flat_map(numbers).collect(),
        other => vec![other.as_f64().unwrap()],
    }
}

fn indices(value: &Value) -> Vec<usize> {
    numbers(value).into_iter().map(|x| x as usize).collect()
}

fn entries<'a>(values: impl IntoIterator<Item = &'a f64>) -> Vec<f64> {
    values.into_iter().copied().collect()
}

/// Equal to the last bit where the logarithm is the one NumPy used here, and to
/// two units in the last place elsewhere.
#[track_caller]
fn assert_normal(actual: &[f64], expected: &Value) {
    let expected = numbers(expected);
    if cfg!(all(target_os = "linux", target_env = "gnu", target_arch = "x86_64")) {
        assert_eq!(actual, expected);
    }
    assert_eq!(actual.len(), expected.len());
    for (a, e) in actual.iter().zip(&expected) {
        assert!((a - e).abs() <= 2.0 * f64::EPSILON * e.abs().max(1.0), "{a} is not {e}");
    }
}

#[test]
fn words_and_bytes_are_numpys() {
    for_each_seed(|rng, table| {
        let mut words = rng.clone();
        for word in indices(&table["words"]) {
            assert_eq!(words.next_u32() as usize, word);
        }
        let mut pair = rng.clone();
        let first = u64::from(rng.clone().next_u32());
        assert_eq!(pair.next_u64() >> 32, first);

        let mut bytes = [0; 11];
        rng.clone().fill_bytes(&mut bytes);
        assert_eq!(bytes.map(usize::from).to_vec(), indices(&table["bytes"]));
    });
}

#[test]
fn uniform_numbers_are_numpys() {
    for_each_seed(|rng, table| {
        assert_eq!(rng.clone().random_sample(), table["random_sample"].as_f64().unwrap());
        assert_eq!(rng.clone().rand(7).to_vec(), numbers(&table["rand"]));
        assert_eq!(entries(&rng.clone().rand2(3, 4)), numbers(&table["rand2"]));
        let spread = rng.clone().uniform(-10.0, 20.0, 7).unwrap();
        assert_eq!(spread.to_vec(), numbers(&table["uniform"]));
    });
}

#[test]
fn normal_numbers_are_numpys() {
    for_each_seed(|rng, table| {
        assert_normal(&[rng.clone().standard_normal()], &table["standard_normal"]);
        assert_normal(&rng.clone().randn(7).to_vec(), &table["randn"]);
        assert_normal(&entries(&rng.clone().randn2(3, 5)), &table["randn2"]);
        let shifted = rng.clone().normal(-2.5, 0.75, 7).unwrap();
        assert_normal(&shifted.to_vec(), &table["normal"]);
    });
}

#[test]
fn the_guides_seed_42_gives_the_guides_numbers() {
    let first_six = [
        0.4967141530112327,
        -0.13826430117118466,
        0.6476885381006925,
        1.5230298564080254,
        -0.23415337472333597,
        -0.23413695694918055,
    ];
    assert_normal(&RandomState::new(42).randn(6).to_vec(), &first_six.to_vec().into());
}

#[test]
fn integers_are_numpys_whether_their_mask_rejects_or_not() {
    for_each_seed(|rng, table| {
        for case in table["randint"].as_array().unwrap() {
            let bound = |name: &str| case[name].as_str().unwrap().parse::<i64>().unwrap();
            let drawn = rng.clone().randint(bound("low"), bound("high"), 12).unwrap();
            let drawn: Vec<String> = drawn.iter().map(i64::to_string).collect();
            assert_eq!(serde_json::json!(drawn), case["drawn"], "{case}");
        }
    });
}

#[test]
fn orders_are_numpys() {
    for_each_seed(|rng, table| {
        let mut values: Vec<usize> = (0..11).collect();
        rng.clone().shuffle(&mut values);
        assert_eq!(values, indices(&table["shuffle"]));

        let mut rows = Array2::from_shape_fn((6, 2), |(i, j)| (2 * i + j) as f64);
        rng.clone().shuffle_rows(&mut rows);
        assert_eq!(entries(&rows), numbers(&table["shuffle_rows"]));

        assert_eq!(rng.clone().permutation(20), indices(&table["permutation"]));
    });
}

#[test]
fn choices_are_numpys() {
    let weights = Array1::from(numbers(&REFERENCE["weights"]));
    for_each_seed(|rng, table| {
        let plain = |replace, size| rng.clone().choice(13, size, replace).unwrap();
        assert_eq!(plain(true, 9), indices(&table["choice, replace"]));
        assert_eq!(plain(false, 9), indices(&table["choice, distinct"]));
        let weighted =
            |replace, size| rng.clone().choice_weighted(&weights, size, replace).unwrap();
        assert_eq!(weighted(true, 12), indices(&table["weighted, replace"]));
        assert_eq!(weighted(false, 5), indices(&table["weighted, distinct"]));
    });
}

/// Along each principal direction the two clouds are equal or mirrored.
#[test]
fn points_in_space_are_numpys_up_to_the_signs_of_the_directions() {
    let mean = Array1::from(numbers(&REFERENCE["mean"]));
    for (k, covariance) in REFERENCE["covariances"].as_array().unwrap().iter().enumerate() {
        let covariance = Array2::from_shape_vec((3, 3), numbers(covariance)).unwrap();
        let directions = svd(&covariance).unwrap().vt.reversed_axes();
        for_each_seed(|mut rng, table| {
            let expected = numbers(&table["multivariate_normal"][k]);
            let expected = Array2::from_shape_vec((5, 3), expected).unwrap();
            let actual = rng.multivariate_normal(&mean, &covariance, 5).unwrap();
            let along = |x: Array2<f64>| (x - &mean).dot(&directions);
            let (actual, expected) = (along(actual), along(expected));
            for (a, e) in actual.columns().into_iter().zip(expected.columns()) {
                // A singular value that should be zero is rounding, and its root larger.
                let tolerance = [1e-12, 1e-6][k];
                let near = |v: Array1<f64>| v.iter().all(|x| x.abs() < tolerance);
                assert!(near(&a - &e) || near(&a + &e), "{a} is not ±{e}");
            }
        });
    }
}

/// The spare normal number has to survive everything that is not normal.
#[test]
fn mixed_calls_stay_in_step_with_numpy() {
    for_each_seed(|mut rng, table| {
        let integers = |drawn: Vec<usize>| drawn.into_iter().map(|i| i as f64).collect::<Vec<_>>();
        let mut out = rng.randn(3).to_vec();
        out.extend(rng.rand(2));
        out.extend(rng.randn(1));
        out.extend(rng.randint(0, 100, 3).unwrap().iter().map(|&x| x as f64));
        out.extend(rng.normal(5.0, 2.0, 3).unwrap());
        out.extend(integers(rng.permutation(4)));
        out.extend(rng.randn2(2, 2));
        out.extend(rng.uniform(-1.0, 3.0, 2).unwrap());
        out.extend(integers(rng.choice(7, 3, false).unwrap()));
        out.extend(rng.randn(1));
        out.push(rng.random_sample());
        out.extend(rng.randn2(3, 1));
        assert_normal(&out, &table["mixed"]);
    });
}

/// Σ (i + 1) · bitsᵢ modulo 2⁶⁴.
fn checksum(bits: impl Iterator<Item = u64>) -> String {
    let mut factor = 0_u64;
    let sum = bits.fold(0_u64, |sum, bits| {
        factor += 1;
        sum.wrapping_add(factor.wrapping_mul(bits))
    });
    sum.to_string()
}

#[test]
fn a_million_draws_are_numpys() {
    for_each_seed(|rng, table| {
        let long = &table["long"];
        let uniform = rng.clone().rand(1_000_000);
        assert_eq!(checksum(uniform.iter().map(|x| x.to_bits())), long["rand checksum"]);

        let integers = rng.clone().randint(-1000, 1234, 1_000_000).unwrap();
        assert_eq!(checksum(integers.iter().map(|&x| x as u64)), long["randint checksum"]);

        let order = rng.clone().permutation(1_000_000);
        assert_eq!(checksum(order.iter().map(|&i| i as u64)), long["permutation checksum"]);

        let mut rng = rng;
        let normal = rng.randn(1_000_001);
        if cfg!(all(target_os = "linux", target_env = "gnu", target_arch = "x86_64")) {
            assert_eq!(checksum(normal.iter().map(|x| x.to_bits())), long["randn checksum"]);
        }
        let blocks = normal.as_slice().unwrap().chunks_exact(100_000);
        for (block, expected) in blocks.zip(numbers(&long["randn block sums"])) {
            assert!((block.iter().sum::<f64>() - expected).abs() < 1e-9);
        }
        assert_normal(&normal.as_slice().unwrap()[999_998..], &long["randn last"]);
        assert_eq!(rng.random_sample(), long["rand after randn"].as_f64().unwrap());
    });
}

#[test]
fn distributions_of_rand_distr_fill_arrays_of_every_dimension() {
    let mut rng = RandomState::new(42);
    let waiting = rand_distr::Exp::new(0.5).unwrap();
    let times: Array1<f64> = Array1::random_using(20_000, waiting, &mut rng);
    assert!((times.mean().unwrap() - 2.0).abs() < 0.1);
    let cube = Array::random_using((3, 4, 5), rand_distr::StandardUniform, &mut rng);
    assert!(cube.iter().all(|u: &f64| (0.0..1.0).contains(u)));
    let again = Array1::random_using(20_000, waiting, &mut RandomState::new(42));
    assert_eq!(times, again);
}
