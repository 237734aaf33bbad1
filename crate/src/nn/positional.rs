//! Where a token stands, as a vector of sines and cosines.
//!
//! Attention sees a *set*: permute the tokens and the outputs are permuted, no
//! more. So the position has to be written into the vectors. The sinusoidal
//! encoding is a row of clocks: pair k of its entries is the hand of a clock,
//! (sin ω_k p, cos ω_k p), and each clock runs slower than the one before, from
//! one turn in 2π steps to one in about 10,000·2π. Seconds, minutes, hours: all
//! together they tell the time apart over a long day, and close times look alike.
//!
//! To go s positions further, every hand turns by ω_k s. That is one rotation
//! matrix, the same from any position, so "s tokens back" is a linear map that a
//! head can learn.

use crate::check;
use crate::error::MathError;
use ndarray::{Array1, Array2};

/// The speed of each clock.
///
/// # Formula
/// ω_k = 10000^{−2k/d} radians for each position, k = 0, …, d/2 − 1
///
/// # Errors
/// [`MathError::InvalidArgument`] when d is odd or zero; [`MathError::OutOfRange`] when
/// memory does not hold d numbers.
///
/// # Source
/// Vaswani et al., "Attention is all you need" (2017), §3.5.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let speeds = positional_frequencies(4)?;
/// assert_eq!(speeds[0], 1.0);
/// assert!((speeds[1] - 0.01).abs() < 1e-15); // 10000^(−1/2)
/// # Ok::<(), MathError>(())
/// ```
pub fn positional_frequencies(width: usize) -> Result<Array1<f64>, MathError> {
    even("positional_frequencies", width)?;
    check::memory("positional_frequencies", "width", width)?;
    Ok(Array1::from_shape_fn(width / 2, |k| 1e4_f64.powf(-2.0 * k as f64 / width as f64)))
}

/// The sinusoidal encoding of the positions 0, …, length − 1, one a row.
///
/// # Formula
/// P[p, 2k] = sin(ω_k p), P[p, 2k+1] = cos(ω_k p), ω_k = 10000^{−2k/d}
///
/// # Errors
/// - [`MathError::InvalidArgument`] when the width d is odd or zero,
/// - [`MathError::OutOfRange`] when memory does not hold the encoding.
///
/// # Source
/// Vaswani et al., "Attention is all you need" (2017), §3.5.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let p = positional_encoding(2, 4)?;
/// assert_eq!(p.row(0), array![0.0, 1.0, 0.0, 1.0]); // all hands at the top
/// assert_eq!(p[[1, 0]], 1.0_f64.sin());
/// # Ok::<(), MathError>(())
/// ```
pub fn positional_encoding(length: usize, width: usize) -> Result<Array2<f64>, MathError> {
    even("positional_encoding", width)?;
    let speeds = positional_frequencies(width)?;
    check::table_memory("positional_encoding", "length", length, width)?;
    Ok(Array2::from_shape_fn((length, width), |(p, column)| {
        let angle = speeds[column / 2] * p as f64;
        if column % 2 == 0 { angle.sin() } else { angle.cos() }
    }))
}

/// The rotation that carries every position's encoding s positions further.
///
/// # Formula
/// P\[p + s\] = R·P\[p\] with 2 × 2 blocks [[cos ω_k s, sin ω_k s], [−sin ω_k s, cos ω_k s]]
///
/// # Errors
/// - [`MathError::InvalidArgument`] when the width is odd or zero,
/// - [`MathError::NotFinite`] when s is NaN or infinite,
/// - [`MathError::OutOfRange`] when memory does not hold the matrix.
///
/// # Source
/// Vaswani et al., "Attention is all you need" (2017), §3.5.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let p = positional_encoding(20, 8)?;
/// let moved = positional_rotation(8, 5.0)?.dot(&p.row(3));
/// assert!((&moved - &p.row(8)).iter().all(|gap| gap.abs() < 1e-14));
/// # Ok::<(), MathError>(())
/// ```
pub fn positional_rotation(width: usize, steps: f64) -> Result<Array2<f64>, MathError> {
    even("positional_rotation", width)?;
    check::finite_number("positional_rotation", "steps", steps)?;
    check::table_memory("positional_rotation", "width", width, width)?;
    let mut rotation = Array2::zeros((width, width));
    for (k, speed) in positional_frequencies(width)?.iter().enumerate() {
        let (sin, cos) = (speed * steps).sin_cos();
        let (i, j) = (2 * k, 2 * k + 1);
        rotation[[i, i]] = cos;
        rotation[[i, j]] = sin;
        rotation[[j, i]] = -sin;
        rotation[[j, j]] = cos;
    }
    Ok(rotation)
}

fn even(operation: &'static str, width: usize) -> Result<(), MathError> {
    if width > 0 && width.is_multiple_of(2) {
        return Ok(());
    }
    Err(MathError::InvalidArgument {
        operation,
        argument: "width",
        reason: format!("is {width}; sine and cosine come in pairs, so it must be even and not 0"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dot_product_of_two_positions_depends_on_their_distance_only() {
        let p = positional_encoding(30, 16).unwrap();
        for s in 0..10 {
            let first = p.row(0).dot(&p.row(s));
            assert!((0..20).all(|q| (p.row(q).dot(&p.row(q + s)) - first).abs() < 1e-12));
        }
        assert!((p.row(9).dot(&p.row(9)) - 8.0).abs() < 1e-12);
    }

    #[test]
    fn odd_widths_are_refused() {
        assert!(positional_encoding(4, 0).is_err());
        assert!(positional_encoding(4, 7).is_err());
        assert!(positional_rotation(4, f64::NAN).is_err());
        assert_eq!(positional_encoding(0, 4).unwrap().dim(), (0, 4));
    }
}
