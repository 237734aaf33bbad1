//! The questions every room asks of its arguments before it computes.
//!
//! They live in one place so that the same mistake gets the same sentence
//! wherever it is made.

use crate::error::MathError;
use crate::largest::max_abs_of_matrix;
use ndarray::{Array, ArrayRef, ArrayRef1, ArrayRef2, Dimension, IntoDimension};

/// Refuses an argument without entries.
pub(crate) fn not_empty<D: Dimension>(
    operation: &'static str,
    argument: &'static str,
    a: &ArrayRef<f64, D>,
) -> Result<(), MathError> {
    if a.is_empty() {
        return Err(MathError::Empty { operation, argument });
    }
    Ok(())
}

/// Whether no entry is NaN or infinite.
///
/// Sums and products pass NaN and infinities on, so one look at the result of
/// an arithmetic operation answers for all of its arguments.
pub(crate) fn is_finite<D: Dimension>(a: &ArrayRef<f64, D>) -> bool {
    all(a, f64::is_finite)
}

/// Whether every entry passes.
fn all<D: Dimension>(a: &ArrayRef<f64, D>, passes: impl Fn(f64) -> bool) -> bool {
    match a.as_slice_memory_order() {
        // Without an early exit the loop runs several entries at a time.
        Some(entries) => entries.iter().fold(true, |all, &value| all & passes(value)),
        None => a.iter().all(|&value| passes(value)),
    }
}

/// Refuses NaN and infinite entries, naming the first.
pub(crate) fn finite<D: Dimension>(
    operation: &'static str,
    argument: &'static str,
    a: &ArrayRef<f64, D>,
) -> Result<(), MathError> {
    if is_finite(a) {
        return Ok(());
    }
    match a.indexed_iter().find(|(_, value)| !value.is_finite()) {
        None => Ok(()),
        Some((index, &value)) => Err(MathError::NotFinite {
            operation,
            argument,
            index: index.into_dimension().slice().to_vec(),
            value,
        }),
    }
}

/// Refuses a NaN or infinite number.
pub(crate) fn finite_number(
    operation: &'static str,
    argument: &'static str,
    value: f64,
) -> Result<(), MathError> {
    if value.is_finite() {
        return Ok(());
    }
    Err(MathError::NotFinite { operation, argument, index: Vec::new(), value })
}

/// Refuses a number that is not positive, NaN or infinite.
pub(crate) fn positive(
    operation: &'static str,
    argument: &'static str,
    value: f64,
) -> Result<(), MathError> {
    if value > 0.0 && value.is_finite() {
        return Ok(());
    }
    Err(MathError::OutOfRange { operation, argument, value, expected: "a positive finite number" })
}

/// Refuses a result that is NaN or infinite although its arguments were finite.
pub(crate) fn no_overflow(operation: &'static str, value: f64) -> Result<f64, MathError> {
    if value.is_finite() { Ok(value) } else { Err(MathError::Overflow { operation }) }
}

/// Refuses an array of results of which one is NaN or infinite although the arguments
/// were finite.
pub(crate) fn none_overflowed<D: Dimension>(
    operation: &'static str,
    values: Array<f64, D>,
) -> Result<Array<f64, D>, MathError> {
    if is_finite(&values) { Ok(values) } else { Err(MathError::Overflow { operation }) }
}

/// What a function that was called on behalf of another refused, in the words of
/// that other one: its name, and its names for the arguments.
///
/// A reader who called `tangent_line(&f, at)` has never heard of `derivative`'s `x`.
pub(crate) fn on_behalf_of(
    caller: &'static str,
    names: &'static [(&'static str, &'static str)],
) -> impl Fn(MathError) -> MathError {
    move |mut error| {
        let argument_of = |inner: &mut &'static str| {
            if let Some((_, own)) = names.iter().find(|(theirs, _)| theirs == inner) {
                *inner = own;
            }
        };
        match &mut error {
            MathError::ShapeMismatch { operation, .. }
            | MathError::Overflow { operation }
            | MathError::NotConverged { operation, .. } => *operation = caller,
            MathError::Empty { operation, argument }
            | MathError::NotSquare { operation, argument, .. }
            | MathError::NotSymmetric { operation, argument, .. }
            | MathError::NotPositiveDefinite { operation, argument, .. }
            | MathError::Singular { operation, argument, .. }
            | MathError::ZeroVector { operation, argument }
            | MathError::NotFinite { operation, argument, .. }
            | MathError::OutOfRange { operation, argument, .. }
            | MathError::NotADistribution { operation, argument, .. }
            | MathError::InvalidArgument { operation, argument, .. } => {
                *operation = caller;
                argument_of(argument);
            }
        }
        error
    }
}

/// Refuses a tolerance that is negative, NaN or infinite.
pub(crate) fn tolerance(
    operation: &'static str,
    argument: &'static str,
    value: f64,
) -> Result<(), MathError> {
    if value >= 0.0 && value.is_finite() {
        return Ok(());
    }
    Err(MathError::OutOfRange {
        operation,
        argument,
        value,
        expected: "zero or a positive finite number",
    })
}

/// Refuses a matrix that is not square; answers with its order.
pub(crate) fn square(
    operation: &'static str,
    argument: &'static str,
    a: &ArrayRef2<f64>,
) -> Result<usize, MathError> {
    let (rows, columns) = a.dim();
    if rows == columns {
        return Ok(rows);
    }
    Err(MathError::NotSquare { operation, argument, shape: (rows, columns) })
}

/// Refuses two vectors of different lengths; answers with the length.
pub(crate) fn same_length(
    operation: &'static str,
    left: &ArrayRef1<f64>,
    right: &ArrayRef1<f64>,
) -> Result<usize, MathError> {
    if left.len() == right.len() {
        return Ok(left.len());
    }
    Err(MathError::ShapeMismatch {
        operation,
        left: vec![left.len()],
        right: vec![right.len()],
        rule: "both vectors need the same number of entries",
    })
}

/// Refuses NaN and infinite entries, and a matrix that differs from its transpose by more than
/// rounding: |a_ij − a_ji| ≤ 1e-12 · max|a|.
pub(crate) fn symmetric(
    operation: &'static str,
    argument: &'static str,
    a: &ArrayRef2<f64>,
) -> Result<usize, MathError> {
    let n = square(operation, argument, a)?;
    let largest = max_abs_of_matrix(a);
    // `mirrored` meets every NaN beside the diagonal.
    let diagonal = || a.diag().iter().any(|v| v.is_nan());
    if largest.is_finite() && !diagonal() && mirrored(a, n, 1e-12 * largest) {
        return Ok(n);
    }
    finite(operation, argument, a)?;
    let (mut index, mut difference) = ((0, 0), 0.0);
    for (i, j) in (0..n).flat_map(|i| (0..i).map(move |j| (i, j))) {
        let gap = (a[[i, j]] - a[[j, i]]).abs();
        if gap > difference {
            (index, difference) = ((i, j), gap);
        }
    }
    Err(MathError::NotSymmetric { operation, argument, index, difference })
}

/// Whether no two mirrored entries differ by more than `most`, and none is NaN.
fn mirrored(a: &ArrayRef2<f64>, n: usize, most: f64) -> bool {
    // Whichever way the entries lie: Aᵀ has the same pairs.
    let a = if a.is_standard_layout() { a.view() } else { a.t() };
    let a = a.as_standard_layout();
    let entries = a.as_slice().expect("the standard layout is contiguous");
    // Tile by tile, because the mirrored entries lie a whole row apart in memory.
    const TILE: usize = 32;
    let mut tiles = (0..n).step_by(TILE).flat_map(|i| (0..=i).step_by(TILE).map(move |j| (i, j)));
    tiles.all(|(top, left)| {
        let mut apart = false;
        for i in top..n.min(top + TILE) {
            let below = left..i.min(left + TILE);
            let row = &entries[i * n..(i + 1) * n][below.clone()];
            let column = entries[below.start * n + i..].iter().step_by(n);
            // Without an early exit no pair waits for the one before.
            let near = |(x, y): (&f64, &f64)| (x - y).abs() <= most;
            apart |= !row.iter().zip(column).fold(true, |all, pair| all & near(pair));
        }
        !apart
    })
}

/// Refuses to make more numbers than memory holds: a count that cannot be meant, such as
/// `usize::MAX`, would end the program instead of the call.
pub(crate) fn memory(
    operation: &'static str,
    argument: &'static str,
    count: usize,
) -> Result<(), MathError> {
    table_memory(operation, argument, count, 1)
}

/// Refuses to make `count` rows of `width` numbers when memory does not hold them.
pub(crate) fn table_memory(
    operation: &'static str,
    argument: &'static str,
    count: usize,
    width: usize,
) -> Result<(), MathError> {
    // The allocator knows; what it hands out here goes back at once, untouched. An array of no
    // rows still has strides, which must be numbers.
    let strides = count.max(1).checked_mul(width.max(1));
    let fits = strides.is_some_and(|strides| {
        let entries = if width == 0 { count } else { count * width };
        isize::try_from(strides).is_ok() && Vec::<f64>::new().try_reserve_exact(entries).is_ok()
    });
    if fits {
        return Ok(());
    }
    Err(MathError::OutOfRange {
        operation,
        argument,
        value: if count == 0 { width as f64 } else { count as f64 },
        expected: "a count of numbers that fits into memory",
    })
}

/// Refuses weights that are not a probability distribution: negative, or with a
/// sum further from 1 than 1e-9.
pub(crate) fn distribution<D: Dimension>(
    operation: &'static str,
    argument: &'static str,
    p: &ArrayRef<f64, D>,
) -> Result<(), MathError> {
    not_empty(operation, argument, p)?;
    finite(operation, argument, p)?;
    let sum = p.sum();
    if all(p, |value| value >= 0.0) && (sum - 1.0).abs() <= 1e-9 {
        return Ok(());
    }
    let smallest = p.iter().fold(f64::INFINITY, |least, &value| least.min(value));
    Err(MathError::NotADistribution { operation, argument, sum, smallest })
}

#[cfg(test)]
mod tests {
    use super::{memory, symmetric, table_memory};
    use crate::error::MathError;
    use ndarray::Array2;

    #[test]
    fn counts_beyond_memory_are_refused_by_name() {
        assert!(memory("f", "n", 1000).is_ok() && table_memory("f", "n", 0, 0).is_ok());
        for count in [usize::MAX, 1 << 61, 1 << 44] {
            let error = memory("f", "n", count).unwrap_err();
            assert!(error.to_string().starts_with("f: `n` is "), "{error}");
        }
        assert!(table_memory("f", "n", 1 << 40, 1 << 40).is_err());
        assert!(table_memory("f", "n", 0, usize::MAX).is_err());
    }

    #[test]
    fn a_symmetric_matrix_with_nan_or_infinity_is_refused_by_name() {
        for n in [1, 2, 40, 70] {
            for (i, j) in [(0, 0), (n - 1, 0), (0, n - 1), (n / 2, n / 2), (n - 1, n - 1)] {
                for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
                    for both in [false, true] {
                        let mut a = Array2::<f64>::eye(n);
                        a[[i, j]] = value;
                        if both {
                            a[[j, i]] = value;
                        }
                        let found = symmetric("f", "a", &a);
                        assert!(
                            matches!(found, Err(MathError::NotFinite { .. })),
                            "{n}, {i}, {j}, {value}: {found:?}"
                        );
                    }
                }
            }
            let mut a = Array2::<f64>::eye(n);
            assert_eq!(symmetric("f", "a", &a), Ok(n));
            if n > 1 {
                a[[n - 1, 0]] = 1e-11;
                let found = symmetric("f", "a", &a);
                assert!(
                    matches!(found, Err(MathError::NotSymmetric { index, .. }) if index == (n - 1, 0))
                );
            }
        }
    }
}
