//! Files of Python's safetensors, read here.

use aimath::prelude::*;

#[test]
fn a_network_that_python_wrote_is_read_to_the_last_bit() -> Result<(), MathError> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/reference/network.safetensors");
    let first = Dense { weights: array![[1.0, 1.0], [1.0, -1.0]], bias: array![0.0, 0.1] };
    let last = Dense { weights: array![[1.0, 0.0], [0.0, 1.0 / 3.0]], bias: array![0.0, 3.0] };
    let network = Network::new()
        .with(Layer::Dense(first))
        .with(Layer::Activation(Activation::Relu))
        .with(Layer::Dense(last));
    assert_eq!(Network::load(path)?, network);
    Ok(())
}

#[test]
fn python_reads_what_is_written_here() -> Result<(), MathError> {
    // Only where Python has the library; the reader above is tested everywhere.
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/reference/safetensors.py");
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("written.safetensors");
    Network::fully_connected(&[2, 3, 1], Activation::Relu, &mut RandomState::new(0))?
        .save(&path)?;
    let python = std::env::var("AIMATH_PYTHON").unwrap_or_else(|_| "python3".into());
    let found = std::process::Command::new(python).arg(script).arg(&path).output();
    let Ok(found) = found else { return Ok(()) };
    if !found.status.success() {
        let words = String::from_utf8_lossy(&found.stderr);
        assert!(words.contains("ModuleNotFoundError"), "{words}");
        return Ok(());
    }
    let read: serde_json::Value = serde_json::from_slice(&found.stdout).unwrap_or_default();
    let file = SafeTensors::read(&path)?;
    for (name, tensor) in &file.tensors {
        let numbers: Vec<f64> = flat(&read[name]);
        assert_eq!(numbers, tensor.iter().copied().collect::<Vec<_>>(), "{name}");
    }
    assert_eq!(
        read["metadata"]["layers"].as_str(),
        file.metadata.get("layers").map(String::as_str)
    );
    Ok(())
}

fn flat(value: &serde_json::Value) -> Vec<f64> {
    match value {
        serde_json::Value::Array(list) => list.iter().flat_map(flat).collect(),
        other => other.as_f64().into_iter().collect(),
    }
}
