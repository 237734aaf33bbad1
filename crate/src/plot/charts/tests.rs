//! The charts on small data and on wrong data.

use super::pictures::base64;
use crate::plot::*;
use ndarray::array;
use serde_json::{Value, json};

#[test]
fn base64_agrees_with_the_examples_of_rfc_4648() {
    let pairs = [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")];
    for (plain, coded) in pairs {
        assert_eq!(base64(plain.as_bytes()), coded);
    }
}

#[test]
fn a_histogram_counts_every_value_once() {
    let figure = histogram(&array![0.0, 0.1, 0.5, 0.9, 1.0], 2).unwrap();
    assert_eq!(figure.data[0]["y"], json!([2.0, 3.0]));
    let equal = histogram(&array![3.0, 3.0], 4).unwrap();
    let total: f64 = equal.data[0]["y"].as_array().unwrap().iter().filter_map(Value::as_f64).sum();
    assert_eq!(total, 2.0);
}

#[test]
fn wrong_input_is_an_error_and_never_a_panic() {
    let (empty, one) = (ndarray::Array1::<f64>::zeros(0), array![1.0]);
    let nan = array![f64::NAN];
    assert!(lines(&empty, &[("y", &empty)]).is_err());
    assert!(lines(&one, &[]).is_err());
    assert!(scatter(&one, &nan).is_err());
    assert!(scatter(&one, &array![1.0, 2.0]).is_err());
    assert!(scatter_groups(&one, &one, &[3], &["a"]).is_err());
    assert!(bars(&[], &empty).is_err());
    assert!(histogram(&one, 0).is_err());
    assert!(heatmap(&array![[1.0]], &["a", "b"], &[]).is_err());
    assert!(contour(&one, &one, &array![[1.0, 2.0]]).is_err());
    assert!(surface(&one, &one, &array![[f64::INFINITY]]).is_err());
    assert!(vectors2d(&[("a", &one)]).is_err());
    assert!(images(&array![[1.0, 2.0]], (3, 1), &[]).is_err());
    assert!(images(&array![[1.0]], (usize::MAX, 2), &[]).is_err());
    assert!(image(&array![[1.0]], 1.0, 1.0).is_err());
    assert!(curves(&[("f", &|x| x)], 1.0, 0.0).is_err());
}
