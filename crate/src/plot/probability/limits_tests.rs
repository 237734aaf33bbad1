//! The families and their limits.

use super::families::*;
use super::limits::*;
use crate::probability::{Binomial, Distribution, Exponential, Gamma, Normal, StudentT};
use crate::random::RandomState;
use serde_json::Value;

fn boxed(law: impl Distribution + 'static) -> Vec<(String, Box<dyn Distribution>)> {
    vec![("1".to_string(), Box::new(law))]
}

#[test]
fn the_bars_are_the_masses() {
    let figure = masses("p", "two coins", &boxed(Binomial::new(2, 0.5).unwrap()), 2).unwrap();
    let heights: Vec<f64> =
        figure.data[0]["y"].as_array().unwrap().iter().filter_map(Value::as_f64).collect();
    assert!(heights.iter().zip([0.25, 0.5, 0.25]).all(|(a, b)| (a - b).abs() < 1e-12));
}

#[test]
fn a_histogram_of_densities_has_area_one() {
    let bars = shares([0.1, 0.2, 0.7, 5.0].into_iter(), 0.0, 1.0, 2);
    assert_eq!(bars, vec![[0.25, 1.0], [0.75, 0.5]]);
}

#[test]
fn the_note_within_one_sigma_is_the_famous_number() {
    let figure = normal_within(&Normal::new(100.0, 15.0).unwrap()).unwrap();
    assert!(figure.frames[3]["layout"].to_string().contains("68.27 %"));
    assert!(figure.frames[7]["layout"].to_string().contains("95.45 %"));
    assert!(figure.frames[11]["layout"].to_string().contains("99.73 %"));
}

#[test]
fn more_trials_come_closer_to_poisson() {
    let figure = binomial_poisson(3.0, &[5, 500]).unwrap();
    let gap = |k: usize| {
        let text = figure.frames[k]["layout"].to_string();
        let from = text.find("gap <b>").unwrap() + 7;
        text[from..from + 6].parse::<f64>().unwrap()
    };
    assert!(gap(1) < 0.002 && gap(0) > 0.05, "{} {}", gap(0), gap(1));
}

#[test]
fn wrong_input_is_an_error_and_never_a_panic() {
    let normal = || boxed(Normal::new(0.0, 1.0).unwrap());
    assert!(masses("p", "none", &[], 3).is_err());
    assert!(densities("p", "backwards", &normal(), (1.0, -1.0)).is_err());
    let spike = boxed(Gamma::new(0.5, 1.0).unwrap());
    assert!(densities("k", "infinite at 0", &spike, (0.0, 2.0)).is_err());
    let wild = boxed(StudentT::new(1.0).unwrap());
    assert!(densities("ν", "no mean", &wild, (-3.0, 3.0)).is_ok());
    let law = Exponential::new(1.0).unwrap();
    assert!(central_limit(&law, &[], 100, &mut RandomState::new(1)).is_err());
    assert!(central_limit(&law, &[0], 100, &mut RandomState::new(1)).is_err());
    assert!(central_limit(&law, &[1], 1, &mut RandomState::new(1)).is_err());
    assert!(
        central_limit(&StudentT::new(2.0).unwrap(), &[1], 100, &mut RandomState::new(1)).is_err()
    );
    assert!(binomial_poisson(3.0, &[2]).is_err());
    assert!(binomial_poisson(3.0, &[]).is_err());
    assert!(poisson_normal(&[-1.0]).is_err() && poisson_normal(&[]).is_err());
}
