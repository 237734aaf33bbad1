//! The largest of many numbers, several at a time.

use ndarray::ArrayRef2;

/// max |xᵢ|, 0 for no entries; NaN is passed over.
pub(crate) fn max_abs(x: &[f64]) -> f64 {
    largest(x, f64::abs, 0.0)
}

/// The largest f(xᵢ), or `least` if none is larger: several at a time, none of which waits
/// for the one before.
pub(crate) fn largest(x: &[f64], f: impl Fn(f64) -> f64, least: f64) -> f64 {
    let mut lanes = [least; 8];
    let chunks = x.chunks_exact(lanes.len());
    let rest = chunks.remainder();
    let mut ask = |x: &[f64]| {
        for (largest, &v) in lanes.iter_mut().zip(x) {
            let v = f(v);
            *largest = if v > *largest { v } else { *largest };
        }
    };
    chunks.for_each(&mut ask);
    ask(rest);
    lanes.into_iter().fold(least, f64::max)
}

/// max |aᵢⱼ|, 0 for no entries.
pub(crate) fn max_abs_of_matrix(a: &ArrayRef2<f64>) -> f64 {
    match a.as_slice_memory_order() {
        Some(entries) => max_abs(entries),
        None => a.iter().fold(0.0, |largest, v| largest.max(v.abs())),
    }
}
