//! A network on one line.

use super::{Layer, Network, Parameters};
use std::fmt;

/// `64 → 32 ReLU → 10 (2,410 parameters)`.
impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut first = true;
        for layer in &self.layers {
            match layer {
                Layer::Dense(dense) => sizes(f, dense.weights.dim(), &mut first)?,
                Layer::Lora(lora) => {
                    sizes(f, lora.base().weights.dim(), &mut first)?;
                    write!(f, " LoRA({})", lora.rank())?;
                }
                Layer::Dropout(p) => f.write_str(&tr!(" dropout({p})", p))?,
                other => write!(f, " {}", other.name())?,
            }
        }
        f.write_str(&tr!(" ({count} parameters)", count = thousands(self.parameter_count())))
    }
}

fn sizes(
    f: &mut fmt::Formatter<'_>,
    (outputs, inputs): (usize, usize),
    first: &mut bool,
) -> fmt::Result {
    if *first {
        write!(f, "{inputs}")?;
    }
    *first = false;
    write!(f, " → {outputs}")
}

/// `1,234,567`.
fn thousands(n: usize) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_numbers_get_their_commas() {
        assert_eq!(
            (thousands(1), thousands(1234), thousands(1_000_000)),
            ("1".into(), "1,234".into(), "1,000,000".into())
        );
    }
}
