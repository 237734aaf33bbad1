//! Rounding to sixteen bits against NumPy and exact arithmetic
//! (`reference/float16.json`).

use aimath::prelude::*;
use serde_json::Value;

#[test]
fn both_formats_round_as_numpy_and_exact_arithmetic_do() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/reference/float16.json");
    let text = std::fs::read_to_string(path).expect("the reference is committed");
    let rows: Vec<Value> = serde_json::from_str(&text).expect("the reference is JSON");
    assert!(rows.len() > 100);
    for row in rows {
        let x = row[0].as_f64().expect("a number");
        assert_eq!(Some(encode(FloatFormat::F16, x)), row[1].as_u64(), "float16 of {x:e}");
        assert_eq!(Some(encode(FloatFormat::Bf16, x)), row[2].as_u64(), "bfloat16 of {x:e}");
    }
}
