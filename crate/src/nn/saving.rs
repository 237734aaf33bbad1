//! Models in files: every array by its name, and what kinds of layers there were.
//!
//! Saving needs nothing but the names ([`Parameters::arrays`]), and so does reading the
//! numbers back into a model of the same sizes ([`Parameters::restore`]). To build the
//! model itself from the file ([`Network::load`], [`Transformer::load`]), its metadata
//! say what no array can: the kinds of the layers, the number of heads.

use super::{
    BatchNorm, Dense, Layer, LayerNorm, Lora, Mask, Network, Parameters, SafeTensors, Transformer,
    TransformerConfig,
};
use crate::calculus::Activation;
use crate::error::MathError;
use crate::random::RandomState;
use ndarray::{Array1, Array2};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;

/// All arrays of a model under their names.
pub(super) fn to_tensors<P: Parameters>(model: &P) -> SafeTensors {
    let tensors = model.arrays().into_iter().map(|a| (a.name, a.values.to_owned())).collect();
    SafeTensors { tensors, metadata: model.metadata() }
}

/// Puts the numbers of a file into a model that has the same arrays.
pub(super) fn restore<P: Parameters>(model: &mut P, file: &SafeTensors) -> Result<(), MathError> {
    let wrong = |reason: String| {
        Err(MathError::InvalidArgument {
            operation: "Parameters::restore",
            argument: "file",
            reason,
        })
    };
    let arrays = model.arrays();
    for array in &arrays {
        let Some(found) = file.tensors.get(&array.name) else {
            return wrong(format!("has no array `{}`", array.name));
        };
        if found.shape() != array.values.shape() {
            return wrong(format!(
                "has `{}` with the shape {:?}; the model needs {:?}",
                array.name,
                found.shape(),
                array.values.shape()
            ));
        }
        if found.iter().any(|v| !v.is_finite()) {
            return wrong(format!("has entries in `{}` that are not finite", array.name));
        }
    }
    let known = |name: &String| arrays.iter().any(|a| a.name == *name);
    if let Some(other) = file.tensors.keys().find(|name| !known(name)) {
        return wrong(format!("has an array `{other}` that the model does not know"));
    }
    for mut array in model.arrays_mut() {
        if let Some(found) = file.tensors.get(&array.name) {
            array.values.assign(found);
        }
    }
    Ok(())
}

impl Network {
    /// The network that [`Parameters::to_tensors`] wrote.
    ///
    /// # Errors
    /// [`MathError::InvalidArgument`] for arrays that make no network.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let mut random = RandomState::new(0);
    /// let network = Network::fully_connected(&[2, 3, 1], Activation::Relu, &mut random)?;
    /// let file = network.to_tensors();
    /// let names: Vec<&str> = file.tensors.keys().map(String::as_str).collect();
    /// assert_eq!(names, ["0.bias", "0.weight", "2.bias", "2.weight"]); // as PyTorch names them
    /// assert_eq!(Network::from_tensors(&file)?, network);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn from_tensors(file: &SafeTensors) -> Result<Self, MathError> {
        let kinds = file.metadata.get("layers").and_then(|text| serde_json::from_str(text).ok());
        let Some(Value::Array(kinds)) = kinds else {
            return Err(no_network("has no list `layers` in its metadata"));
        };
        let mut network = Self::new();
        for (k, kind) in kinds.iter().enumerate() {
            network.layers.push(blank_layer(k, kind, file)?);
        }
        restore(&mut network, file)?;
        let batch_norms = network.layers.iter().filter_map(|layer| match layer {
            Layer::BatchNorm(norm) => Some(norm),
            Layer::Frozen(inner) => match inner.as_ref() {
                Layer::BatchNorm(norm) => Some(norm),
                _ => None,
            },
            _ => None,
        });
        if batch_norms.flat_map(|norm| &norm.running_variance).any(|&v| v < 0.0) {
            return Err(no_network("has a negative variance"));
        }
        Ok(network)
    }

    /// Reads a network that [`Parameters::save`] wrote.
    ///
    /// # Errors
    /// [`MathError::InvalidArgument`] when there is no such file, or it holds no network.
    pub fn load(path: impl AsRef<Path>) -> Result<Self, MathError> {
        Self::from_tensors(&SafeTensors::read(path)?)
    }
}

/// The kinds of the layers, as a list in JSON.
pub(super) fn kinds_of_layers(network: &Network) -> BTreeMap<String, String> {
    fn kind(layer: &Layer) -> Value {
        match layer {
            Layer::Activation(Activation::LeakyRelu(slope)) => {
                json!({"kind": "leaky ReLU", "slope": slope})
            }
            Layer::Dense(_) => json!({"kind": "dense"}),
            Layer::Activation(activation) => json!({"kind": activation.name()}),
            Layer::Dropout(p) => json!({"kind": "dropout", "p": p}),
            Layer::BatchNorm(norm) => json!({"kind": "batch norm", "epsilon": norm.epsilon}),
            Layer::LayerNorm(norm) => json!({"kind": "layer norm", "epsilon": norm.epsilon}),
            Layer::Lora(lora) => json!({"kind": "LoRA", "alpha": lora.alpha}),
            Layer::Frozen(inner) => json!({"kind": "frozen", "of": kind(inner)}),
        }
    }
    let kinds = network.layers.iter().map(kind).collect();
    BTreeMap::from([("layers".to_string(), Value::Array(kinds).to_string())])
}

/// A layer of the kind and of the sizes in the file; its numbers come later.
fn blank_layer(k: usize, kind: &Value, file: &SafeTensors) -> Result<Layer, MathError> {
    let number = |key: &str| {
        let found = kind[key].as_f64();
        found.ok_or_else(|| no_network(format!("says no `{key}` for layer {k}")))
    };
    let positive = |key: &str| {
        let value = number(key)?;
        let wrong = || no_network(format!("says the `{key}` {value} for layer {k}"));
        if value > 0.0 { Ok(value) } else { Err(wrong()) }
    };
    let matrix = |name: &str| {
        let sizes: (usize, usize) = shape(file, &format!("{k}.{name}"))?;
        Ok::<_, MathError>(Array2::<f64>::zeros(sizes))
    };
    let dense = || {
        let weights = matrix("weight")?;
        let bias = Array1::zeros(weights.nrows());
        Ok(Dense { weights, bias })
    };
    let units = || shape::<usize>(file, &format!("{k}.weight"));
    Ok(match kind["kind"].as_str().unwrap_or("") {
        "dense" => Layer::Dense(dense()?),
        "dropout" => Layer::Dropout(number("p")?),
        "leaky ReLU" => Layer::Activation(Activation::LeakyRelu(number("slope")?)),
        "batch norm" => {
            let epsilon = positive("epsilon")?;
            Layer::BatchNorm(BatchNorm { epsilon, ..BatchNorm::new(units()?) })
        }
        "layer norm" => {
            let epsilon = positive("epsilon")?;
            Layer::LayerNorm(LayerNorm { epsilon, ..LayerNorm::new(units()?) })
        }
        "LoRA" => {
            let rank = matrix("lora_down")?.nrows();
            Layer::Lora(Lora::new(&dense()?, rank, number("alpha")?, &mut RandomState::new(0))?)
        }
        // One level: what is frozen is not frozen again.
        "frozen" if kind["of"]["kind"] != "frozen" => {
            Layer::Frozen(Box::new(blank_layer(k, &kind["of"], file)?))
        }
        other => {
            let all = Activation::ALL.into_iter().chain([Activation::Identity]);
            let found = all.into_iter().find(|a| a.name() == other);
            let unknown = || no_network(format!("has an unknown layer {k}, `{other}`"));
            Layer::Activation(found.ok_or_else(unknown)?)
        }
    })
}

/// The shape of an array with as many axes as are asked for.
fn shape<S: FromShape>(file: &SafeTensors, name: &str) -> Result<S, MathError> {
    let found = file.tensors.get(name).and_then(|tensor| S::from_shape(tensor.shape()));
    found.ok_or_else(|| no_network(format!("has no fitting `{name}`")))
}

trait FromShape: Sized {
    fn from_shape(shape: &[usize]) -> Option<Self>;
}

impl FromShape for usize {
    fn from_shape(shape: &[usize]) -> Option<Self> {
        let &[n] = shape else { return None };
        Some(n)
    }
}

impl FromShape for (usize, usize) {
    fn from_shape(shape: &[usize]) -> Option<Self> {
        let &[rows, columns] = shape else { return None };
        Some((rows, columns))
    }
}

fn no_network(reason: impl Into<String>) -> MathError {
    MathError::InvalidArgument {
        operation: "Network::from_tensors",
        argument: "file",
        reason: reason.into(),
    }
}

impl Transformer {
    /// The transformer that [`Parameters::to_tensors`] wrote.
    ///
    /// # Errors
    /// [`MathError::InvalidArgument`] for arrays that make no transformer.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let sizes =
    ///     TransformerConfig { vocabulary: 11, width: 8, heads: 2, hidden: 16, blocks: 1 };
    /// let model = Transformer::new(&sizes, &mut RandomState::new(42))?;
    /// assert_eq!(Transformer::from_tensors(&model.to_tensors())?, model);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn from_tensors(file: &SafeTensors) -> Result<Self, MathError> {
        let wrong = |reason: &str| MathError::InvalidArgument {
            operation: "Transformer::from_tensors",
            argument: "file",
            reason: reason.into(),
        };
        let text = file.metadata.get("transformer");
        let kind: Value = text
            .and_then(|text| serde_json::from_str(text).ok())
            .ok_or_else(|| wrong("has no `transformer` in its metadata"))?;
        let two = |name: &str| -> Result<(usize, usize), MathError> {
            let found = file.tensors.get(name).and_then(|t| FromShape::from_shape(t.shape()));
            found.ok_or_else(|| wrong(&format!("has no matrix `{name}`")))
        };
        let heads = kind["heads"].as_u64().and_then(|n| usize::try_from(n).ok()).unwrap_or(0);
        let flag = |key: &str| {
            kind[key].as_bool().ok_or_else(|| wrong(&format!("does not say `{key}` true or false")))
        };
        let (vocabulary, width) = two("embedding")?;
        let hidden = two("blocks.0.expand.weight")?.0;
        // As many blocks as there are arrays for, whatever a number might claim.
        let first = |k: &usize| file.tensors.contains_key(&format!("blocks.{k}.norm1.weight"));
        let blocks = (0..file.tensors.len()).take_while(first).count();
        let sizes = TransformerConfig { vocabulary, width, heads, hidden, blocks };
        if two("blocks.0.attention.query")? != (width, width) {
            return Err(wrong("has an attention of another width than its embedding"));
        }
        let mut model = Self::new(&sizes, &mut RandomState::new(0))?;
        model.positions = flag("positions")?;
        model.mask = if flag("causal")? { Mask::Causal } else { Mask::All };
        let residual = flag("residual")?;
        for block in &mut model.blocks {
            block.residual = residual;
        }
        restore(&mut model, file)?;
        Ok(model)
    }

    /// Reads a transformer that [`Parameters::save`] wrote.
    ///
    /// # Errors
    /// [`MathError::InvalidArgument`] when there is no such file, or it holds no
    /// transformer.
    pub fn load(path: impl AsRef<Path>) -> Result<Self, MathError> {
        Self::from_tensors(&SafeTensors::read(path)?)
    }
}

/// What the arrays of a transformer do not say.
pub(super) fn sizes_of_transformer(model: &Transformer) -> BTreeMap<String, String> {
    let first = model.blocks.first();
    let kind = json!({
        "heads": first.map_or(0, |block| block.attention.heads),
        "residual": first.is_none_or(|block| block.residual),
        "positions": model.positions,
        "causal": model.mask == Mask::Causal,
    });
    BTreeMap::from([("transformer".to_string(), kind.to_string())])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::{Ablation, Initialization};
    use ndarray::array;
    use proptest::prelude::{any, prop};

    fn motley() -> Network {
        let random = &mut RandomState::new(0);
        let mut network = Network::new()
            .with(Layer::Dense(Dense::new(3, 4, Initialization::He, random).unwrap()))
            .with(Layer::BatchNorm(BatchNorm::new(4)))
            .with(Layer::Dropout(0.25))
            .with(Layer::LayerNorm(LayerNorm::new(4)))
            .with(Layer::Activation(Activation::Identity));
        for activation in Activation::ALL {
            network.layers.push(Layer::Activation(activation));
        }
        network
    }

    fn small() -> Transformer {
        let sizes = TransformerConfig { vocabulary: 5, width: 4, heads: 2, hidden: 6, blocks: 2 };
        Transformer::new(&sizes, &mut RandomState::new(1)).unwrap()
    }

    #[test]
    fn every_layer_comes_back_to_the_last_bit() {
        let adapted = motley().with_lora(2, 3.0, &mut RandomState::new(7)).unwrap();
        let theta = RandomState::new(2).randn(adapted.parameter_count());
        for network in [motley(), adapted.with_parameters(&theta).unwrap()] {
            let bytes = network.to_tensors().to_bytes();
            let file = SafeTensors::from_bytes(&bytes).unwrap();
            assert_eq!(Network::from_tensors(&file).unwrap(), network);
            let header = u64::from_le_bytes(bytes[..8].try_into().unwrap());
            assert_eq!(header % 8, 0);
        }
    }

    #[test]
    fn transformers_come_back_whole_or_with_parts_missing() {
        for model in [small(), small().without(Ablation::Residual).without(Ablation::Mask)] {
            let bytes = model.to_tensors().to_bytes();
            let file = SafeTensors::from_bytes(&bytes).unwrap();
            assert_eq!(Transformer::from_tensors(&file).unwrap(), model);
        }
        let mut file = small().to_tensors();
        file.tensors.remove("blocks.1.attention.key");
        assert!(Transformer::from_tensors(&file).is_err());
        assert!(Transformer::from_tensors(&motley().to_tensors()).is_err());
        let mut file = small().to_tensors();
        file.metadata.insert("transformer".into(), r#"{"heads":3}"#.into());
        assert!(Transformer::from_tensors(&file).is_err());
    }

    #[test]
    fn any_model_is_restored_from_what_it_saved() {
        let path =
            std::env::temp_dir().join(format!("aimath-restore-{}.safetensors", std::process::id()));
        let layer = Dense { weights: array![[1.0, 2.0]].t().to_owned(), bias: array![3.0, 4.0] };
        layer.save(&path).unwrap();
        let mut other = Dense { weights: array![[0.0], [0.0]], bias: array![0.0, 0.0] };
        other.restore(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        assert_eq!(other, layer);
        let mut wide = Dense { weights: array![[0.0, 0.0]], bias: array![0.0] };
        assert!(wide.restore_tensors(&layer.to_tensors()).is_err());
        let mut file = layer.to_tensors();
        file.tensors.insert("gain".into(), array![1.0].into_dyn());
        assert!(other.restore_tensors(&file).unwrap_err().to_string().contains("gain"));
        let mut file = layer.to_tensors();
        file.tensors.insert("bias".into(), array![1.0, f64::NAN].into_dyn());
        assert!(other.restore_tensors(&file).is_err());
        assert_eq!(other, layer);
    }

    #[test]
    fn arrays_that_make_no_network_are_refused() {
        let mut file = motley().to_tensors();
        file.tensors.remove("0.bias");
        assert!(Network::from_tensors(&file).is_err());
        file.tensors.insert("0.bias".into(), array![1.0].into_dyn());
        assert!(Network::from_tensors(&file).is_err());
        file.metadata.insert("layers".into(), r#"[{"kind":"magic"}]"#.into());
        assert!(Network::from_tensors(&file).unwrap_err().to_string().contains("magic"));
        assert!(Network::from_tensors(&SafeTensors::default()).is_err());
        let mut file = motley().to_tensors();
        file.tensors.insert("1.running_var".into(), array![1.0, -1.0, 1.0, 1.0].into_dyn());
        assert!(Network::from_tensors(&file).is_err());
    }

    properties! {
        #[test]
        fn no_bytes_make_the_reader_panic(
            at in 0_usize..400,
            byte in any::<u8>(),
            cut in 0_usize..400,
            noise in prop::collection::vec(any::<u8>(), 0..64),
        ) {
            for mut bytes in [motley().to_tensors().to_bytes(), small().to_tensors().to_bytes()] {
                let _ = SafeTensors::from_bytes(&bytes[..cut.min(bytes.len())]);
                let at = at % bytes.len();
                bytes[at] = byte;
                if let Ok(file) = SafeTensors::from_bytes(&bytes) {
                    let _ = Network::from_tensors(&file);
                    let _ = Transformer::from_tensors(&file);
                }
            }
            let _ = SafeTensors::from_bytes(&noise);
        }
    }
}
