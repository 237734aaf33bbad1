//! Networks in a file that other programs read.
//!
//! The safetensors format holds named arrays and nothing that could run. A
//! file is
//!
//! 1. eight bytes: the length N of the header, a little-endian u64,
//! 2. N bytes of JSON: for every array its name, the type of its numbers
//!    (`"F64"`), its shape, and from which byte to which its numbers stand in
//!    part 3; under `"__metadata__"` a dictionary of strings,
//! 3. the numbers, little-endian, row by row, without gaps.
//!
//! A file may come from anywhere, so every length, shape and offset is checked
//! before it is believed.
//!
//! Format: <https://github.com/huggingface/safetensors>.

use crate::error::MathError;
use ndarray::{ArrayD, IxDyn};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// A header longer than this is refused, as the format's own library does.
const LONGEST_HEADER: u64 = 100_000_000;

/// Named arrays, and strings beside them.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let mut file = SafeTensors::default();
/// file.tensors.insert("w".into(), array![[1.0, 2.0], [3.0, 4.0]].into_dyn());
/// let bytes = file.to_bytes();
/// assert_eq!(SafeTensors::from_bytes(&bytes)?, file);
/// # Ok::<(), MathError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SafeTensors {
    /// Arrays of any number of axes, by name.
    pub tensors: BTreeMap<String, ArrayD<f64>>,
    /// Strings by name.
    pub metadata: BTreeMap<String, String>,
}

fn broken(reason: impl Into<String>) -> MathError {
    MathError::InvalidArgument {
        operation: "SafeTensors",
        argument: "bytes",
        reason: format!("is no file of safetensors: {}", reason.into()),
    }
}

impl SafeTensors {
    /// The file as bytes, all numbers as F64.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut header = Map::new();
        if !self.metadata.is_empty() {
            header.insert("__metadata__".into(), json!(self.metadata));
        }
        let mut offset = 0;
        for (name, tensor) in &self.tensors {
            let end = offset + 8 * tensor.len();
            let entry =
                json!({"dtype": "F64", "shape": tensor.shape(), "data_offsets": [offset, end]});
            header.insert(name.clone(), entry);
            offset = end;
        }
        let mut text = Value::Object(header).to_string().into_bytes();
        // The numbers begin at a multiple of eight, so that they can be read in place.
        text.resize(text.len().next_multiple_of(8), b' ');
        let mut bytes = (text.len() as u64).to_le_bytes().to_vec();
        bytes.extend(text);
        for tensor in self.tensors.values() {
            bytes.extend(tensor.iter().flat_map(|v| v.to_le_bytes()));
        }
        bytes
    }

    /// Reads a file. Numbers of type F64 and F32 are understood.
    ///
    /// # Errors
    /// [`MathError::InvalidArgument`] for bytes that are no such file, saying what is wrong
    /// with them.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let error = SafeTensors::from_bytes(&[1, 2, 3]).unwrap_err().to_string();
    /// assert!(error.contains("shorter than 8 bytes"));
    /// ```
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, MathError> {
        let Some((length, rest)) = bytes.split_first_chunk::<8>() else {
            return Err(broken("it is shorter than 8 bytes"));
        };
        let length = u64::from_le_bytes(*length);
        if length > LONGEST_HEADER || length > rest.len() as u64 {
            return Err(broken(format!(
                "its header is said to have {length} bytes; {} follow, and at most \
                 {LONGEST_HEADER} are read",
                rest.len()
            )));
        }
        let (header, data) = rest.split_at(length as usize);
        let header: Value = serde_json::from_slice(header)
            .map_err(|error| broken(format!("its header is no JSON ({error})")))?;
        let header = header.as_object().ok_or_else(|| broken("its header is no dictionary"))?;
        let mut file = Self::default();
        let mut places = Vec::new();
        for (name, entry) in header {
            if name == "__metadata__" {
                let words = entry.as_object().ok_or_else(|| broken("its metadata is no list"))?;
                for (key, word) in words {
                    let word = word.as_str().ok_or_else(|| broken("its metadata is no text"))?;
                    file.metadata.insert(key.clone(), word.to_string());
                }
                continue;
            }
            let (tensor, place) = tensor(name, entry, data)?;
            places.push(place);
            file.tensors.insert(name.clone(), tensor);
        }
        // Every byte belongs to exactly one array.
        places.sort_unstable();
        let mut end = 0;
        for (from, to) in places {
            if from != end {
                return Err(broken("its arrays overlap or leave a gap"));
            }
            end = to;
        }
        if end != data.len() {
            return Err(broken("bytes are left over at its end"));
        }
        Ok(file)
    }

    /// Writes the file.
    ///
    /// # Errors
    /// [`MathError::InvalidArgument`] when the system does not let it.
    pub fn write(&self, path: impl AsRef<Path>) -> Result<(), MathError> {
        let path = path.as_ref();
        fs::write(path, self.to_bytes()).map_err(|error| refused("cannot be written", path, error))
    }

    /// Reads the file.
    ///
    /// # Errors
    /// [`MathError::InvalidArgument`] when there is no such file; those of
    /// [`SafeTensors::from_bytes`].
    pub fn read(path: impl AsRef<Path>) -> Result<Self, MathError> {
        let path = path.as_ref();
        let bytes = fs::read(path).map_err(|error| refused("cannot be read", path, error))?;
        Self::from_bytes(&bytes)
    }
}

fn refused(what: &str, path: &Path, error: std::io::Error) -> MathError {
    MathError::InvalidArgument {
        operation: "SafeTensors",
        argument: "path",
        reason: format!("{} {what} ({error})", path.display()),
    }
}

/// One array and the bytes it takes.
fn tensor(
    name: &str,
    entry: &Value,
    data: &[u8],
) -> Result<(ArrayD<f64>, (usize, usize)), MathError> {
    let whole = |value: &Value| {
        let number = value.as_u64().and_then(|n| usize::try_from(n).ok());
        number.ok_or_else(|| broken(format!("`{name}` has a size that is no whole number")))
    };
    let list = |key: &str| -> Result<Vec<usize>, MathError> {
        let list = entry[key].as_array();
        let list = list.ok_or_else(|| broken(format!("`{name}` has no list `{key}`")))?;
        list.iter().map(whole).collect()
    };
    let shape = list("shape")?;
    let &[from, to] = list("data_offsets")?.as_slice() else {
        return Err(broken(format!("`{name}` needs two offsets")));
    };
    let width = match entry["dtype"].as_str() {
        Some("F64") => 8,
        Some("F32") => 4,
        other => {
            let other = other.unwrap_or("nothing");
            return Err(broken(format!("`{name}` holds {other}, and only F64 and F32 are read")));
        }
    };
    let bytes = shape.iter().try_fold(width, |n: usize, &size| n.checked_mul(size));
    let numbers = if from <= to { data.get(from..to) } else { None };
    let (Some(bytes), Some(numbers)) = (bytes, numbers) else {
        return Err(broken(format!("`{name}` is said to lie beyond its end")));
    };
    if bytes != numbers.len() {
        return Err(broken(format!(
            "`{name}` has a shape that does not fit its {} bytes",
            to - from
        )));
    }
    let values: Vec<f64> = if width == 8 {
        let (chunks, _) = numbers.as_chunks::<8>();
        chunks.iter().map(|b| f64::from_le_bytes(*b)).collect()
    } else {
        let (chunks, _) = numbers.as_chunks::<4>();
        chunks.iter().map(|b| f64::from(f32::from_le_bytes(*b))).collect()
    };
    let tensor = ArrayD::from_shape_vec(IxDyn(&shape), values)
        .map_err(|_| broken(format!("`{name}` has an impossible shape")))?;
    Ok((tensor, (from, to)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    /// A file with this header and so many bytes of numbers.
    fn file(header: &str, data: usize) -> Vec<u8> {
        let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
        bytes.extend(header.bytes());
        bytes.extend(std::iter::repeat_n(0_u8, data));
        bytes
    }

    #[test]
    fn single_precision_and_scalars_are_read() {
        let header = r#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},
                         "b":{"dtype":"F64","shape":[],"data_offsets":[8,16]}}"#;
        let read = SafeTensors::from_bytes(&file(header, 16)).unwrap();
        assert_eq!(read.tensors["a"], array![0.0, 0.0].into_dyn());
        assert_eq!(read.tensors["b"].ndim(), 0);
    }

    #[test]
    fn files_that_lie_are_refused() {
        let one = |dtype: &str, shape: &str, offsets: &str| {
            format!(r#"{{"a":{{"dtype":"{dtype}","shape":{shape},"data_offsets":{offsets}}}}}"#)
        };
        for (header, data) in [
            (one("F64", "[2]", "[0,8]"), 8),   // shape and bytes
            (one("F64", "[1]", "[8,16]"), 16), // a gap
            (one("F64", "[1]", "[0,8]"), 16),  // left over
            (one("F64", "[1]", "[8,0]"), 8),   // backwards
            (one("F64", "[1]", "[0,800]"), 8), // beyond the end
            (one("F64", "[4294967296,4294967296]", "[0,0]"), 0), // overflow
            (one("F64", "[0,18446744073709551615]", "[0,0]"), 0), // empty and impossible
            (one("F64", "[-1]", "[0,8]"), 8),
            (one("F64", "[1.5]", "[0,8]"), 8),
            (one("I64", "[1]", "[0,8]"), 8),
            (one("F64", "[1]", "[0]"), 8),
            (r#"{"a":7}"#.into(), 8),
            (r#"{"__metadata__":{"a":1}}"#.into(), 0),
            (r#"[]"#.into(), 0),
            ("{".into(), 0),
        ] {
            assert!(SafeTensors::from_bytes(&file(&header, data)).is_err(), "{header}");
        }
        let mut long = file("{}", 0);
        long[..8].copy_from_slice(&u64::MAX.to_le_bytes());
        let words = SafeTensors::from_bytes(&long).unwrap_err().to_string();
        assert!(words.contains("100000000"), "{words}");
        assert!(SafeTensors::read("/nowhere/at/all").is_err());
    }
}
