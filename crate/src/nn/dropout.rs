//! Dropout: units that are missing at random.
//!
//! During training each unit is set to zero with probability p, anew for every
//! example, so that no unit can rely on another. What is left is divided by
//! 1 − p: the mean of each unit stays what it was, and nothing has to change
//! when the network is used.

use crate::check;
use crate::error::MathError;
use crate::random::RandomState;
use ndarray::{Array2, ArrayRef2};

/// The factors of one dropout: 0 with probability p, otherwise 1/(1 − p).
///
/// The layer multiplies by them forward, and the gradient by the same ones
/// backward.
///
/// # Formula
/// m = 0 with probability p, else 1/(1 − p); E\[m\] = 1
///
/// # Errors
/// [`MathError::OutOfRange`] unless 0 ≤ p < 1.
///
/// # Source
/// Srivastava et al., "Dropout: a simple way to prevent neural networks from
/// overfitting" (2014).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let mask = dropout_mask((100, 100), 0.2, &mut RandomState::new(0))?;
/// assert!(mask.iter().all(|&m| m == 0.0 || m == 1.25));
/// assert!((mask.mean().unwrap() - 1.0).abs() < 0.02);
/// # Ok::<(), MathError>(())
/// ```
pub fn dropout_mask(
    shape: (usize, usize),
    p: f64,
    random: &mut RandomState,
) -> Result<Array2<f64>, MathError> {
    probability("dropout_mask", p)?;
    let kept = 1.0 / (1.0 - p);
    check::table_memory("dropout_mask", "shape", shape.0, shape.1)?;
    let draw = random.rand2(shape.0, shape.1);
    Ok(draw.mapv_into(|u| if u < p { 0.0 } else { kept }))
}

/// A batch after dropout.
///
/// # Formula
/// h ⊙ m with m from [`dropout_mask`]
///
/// # Errors
/// [`MathError::OutOfRange`] unless 0 ≤ p < 1; [`MathError::NotFinite`] for entries that are
/// not finite; [`MathError::Overflow`] for a kept entry beyond the largest f64.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let h = array![[1.0, 2.0, 3.0, 4.0]];
/// let thinned = dropout(&h, 0.5, &mut RandomState::new(0))?;
/// assert!(thinned.iter().zip(&h).all(|(t, h)| *t == 0.0 || *t == 2.0 * h));
/// # Ok::<(), MathError>(())
/// ```
pub fn dropout(
    h: &ArrayRef2<f64>,
    p: f64,
    random: &mut RandomState,
) -> Result<Array2<f64>, MathError> {
    let mask = dropout_mask(h.dim(), p, random)?;
    masked("dropout", h, &mask)
}

/// h ⊙ m, refused where it leaves the range.
pub(super) fn masked(
    operation: &'static str,
    h: &ArrayRef2<f64>,
    mask: &Array2<f64>,
) -> Result<Array2<f64>, MathError> {
    let out = h.to_owned() * mask;
    if !check::is_finite(&out) {
        check::finite(operation, "h", h)?;
        return Err(MathError::Overflow { operation });
    }
    Ok(out)
}

pub(super) fn probability(operation: &'static str, p: f64) -> Result<(), MathError> {
    if (0.0..1.0).contains(&p) {
        return Ok(());
    }
    let expected = "a number in [0, 1)";
    Err(MathError::OutOfRange { operation, argument: "p", value: p, expected })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn a_share_of_p_is_dropped_and_a_seed_repeats_it() {
        let mask = |seed| dropout_mask((200, 50), 0.3, &mut RandomState::new(seed)).unwrap();
        let dropped = mask(1).iter().filter(|&&m| m == 0.0).count() as f64 / 10_000.0;
        assert!((dropped - 0.3).abs() < 0.02, "{dropped}");
        assert_eq!(mask(1), mask(1));
        assert_ne!(mask(1), mask(2));
    }

    #[test]
    fn nothing_is_dropped_at_zero_and_one_is_refused() {
        let h = array![[1.0, -2.0]];
        assert_eq!(dropout(&h, 0.0, &mut RandomState::new(0)).unwrap(), h);
        for p in [1.0, -0.1, f64::NAN] {
            assert!(dropout(&h, p, &mut RandomState::new(0)).is_err());
        }
    }
}
