//! What the references hold, and how near an answer has to come.

use aimath::data::diabetes;
use aimath::prelude::*;
use serde_json::Value;

pub fn reference(name: &str) -> Value {
    let path = format!("{}/tests/reference/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).expect("the reference is committed");
    serde_json::from_str(&text).expect("the reference is JSON")
}

pub fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

pub fn vector(value: &Value) -> Array1<f64> {
    value.as_array().expect("a list").iter().map(number).collect()
}

pub fn matrix(value: &Value) -> Array2<f64> {
    let rows: Vec<Array1<f64>> = value.as_array().expect("a list").iter().map(vector).collect();
    Array2::from_shape_fn((rows.len(), rows[0].len()), |(i, j)| rows[i][j])
}

/// |found − expected| ≤ tolerance·(largest |expected|), entry by entry.
pub fn assert_close(what: &str, found: &ArrayRef1<f64>, expected: &ArrayRef1<f64>, tolerance: f64) {
    assert_eq!(found.len(), expected.len(), "{what}");
    let size = expected.iter().fold(1e-300_f64, |m, v| m.max(v.abs()));
    for (i, (f, e)) in found.iter().zip(expected).enumerate() {
        assert!((f - e).abs() <= tolerance * size, "{what}, entry {i}: {f:e}, not {e:e}");
    }
}

pub fn least_digits(found: &ArrayRef1<f64>, expected: &ArrayRef1<f64>) -> f64 {
    assert_eq!(found.len(), expected.len());
    found.iter().zip(expected).map(|(f, e)| correct_digits(*f, *e)).fold(17.0, f64::min)
}

pub fn standardized_diabetes() -> (Array2<f64>, Array1<f64>) {
    let data = diabetes();
    (standardize_columns(&data.features).expect("usable data").x, data.target)
}
