//! The numbers of a figure as they are written into a notebook.

use serde_json::{Value, json};

/// Beside the largest number of its list this is nothing.
pub const NOISE: f64 = 1e-12;

/// Rounds every number inside a JSON value.
pub fn round(value: &mut Value, noise: f64) {
    match value {
        Value::Object(map) => map.values_mut().for_each(|item| round(item, noise)),
        Value::Array(list) => {
            let largest =
                list.iter().filter_map(Value::as_f64).fold(0.0_f64, |m, v| m.max(v.abs()));
            for item in list {
                match item.as_f64() {
                    Some(v) if v.abs() < noise * largest => *item = json!(0),
                    _ => round(item, noise),
                }
            }
        }
        Value::Number(number) if number.is_f64() => {
            *value = six_digits(number.as_f64().unwrap_or(0.0));
        }
        _ => {}
    }
}

fn six_digits(v: f64) -> Value {
    let short: f64 = format!("{v:.5e}").parse().unwrap_or(v);
    if short.fract() == 0.0 && short.abs() < 1e15 { json!(short as i64) } else { json!(short) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_six_digits_and_lose_noise() {
        let mut value = json!({"x": [0.123_456_789, 6.1e-17, -0.0, 2.0, 1234567.8], "n": 3});
        round(&mut value, NOISE);
        assert_eq!(value, json!({"x": [0.123_457, 0, 0, 2, 1_234_570], "n": 3}));
    }
}
