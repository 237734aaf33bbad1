//! Training in sixteen bits.
//!
//! Most gradients of a network are small: below 6e-8 an f16 holds nothing at
//! all, while a bf16, with the range of an f32, holds them to two digits. The
//! remedy for f16 is *loss scaling*: the loss is multiplied by a large S before
//! the backward pass, so every gradient is S times larger when it is rounded,
//! and is divided by S in single precision afterwards. Too large an S overflows;
//! then the step is skipped and S is halved, and after a run of good steps it is
//! doubled again.
//!
//! The weights need a second remedy. A step that is less than half a unit in the
//! last place of its weight is absorbed, so a *master copy* of the weights is
//! kept in single precision.

use super::format::{FloatFormat, round_to};
use crate::check;
use crate::error::MathError;
use ndarray::{Array1, ArrayRef1};

/// What a format leaves of a list of gradients, the answer of [`cast_gradients`].
#[derive(Debug, Clone, PartialEq)]
pub struct CastGradients {
    /// The format they went through.
    pub format: FloatFormat,
    /// The factor S they were multiplied by before.
    pub scale: f64,
    /// round(S·g)/S: what the optimiser sees.
    pub values: Array1<f64>,
    /// How many that were not zero became zero.
    pub vanished: usize,
    /// How many became infinite.
    pub overflowed: usize,
    /// The largest relative error among those that did neither.
    pub worst_relative_error: f64,
}

/// Sends gradients through a format, with a loss scale.
///
/// # Formula
/// round(S·g)/S, entry by entry; S = 1 is no scaling. A power of two is best,
/// because then scaling itself does not round.
///
/// # Errors
/// [`MathError::NotFinite`] for NaN or infinite gradients; [`MathError::OutOfRange`]
/// unless S is positive and finite.
///
/// # Source
/// Guide §4.1; Micikevicius et al., "Mixed precision training" (2018).
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// let g = array![1e-3, 1e-8];
/// assert_eq!(cast_gradients(FloatFormat::F16, &g, 1.0)?.vanished, 1);
/// assert_eq!(cast_gradients(FloatFormat::Bf16, &g, 1.0)?.vanished, 0);
/// let scaled = cast_gradients(FloatFormat::F16, &g, 1024.0)?;
/// assert_eq!((scaled.vanished, scaled.overflowed), (0, 0));
/// # Ok::<(), MathError>(())
/// ```
pub fn cast_gradients(
    format: FloatFormat,
    gradients: &ArrayRef1<f64>,
    scale: f64,
) -> Result<CastGradients, MathError> {
    let operation = "cast_gradients";
    check::finite(operation, "gradients", gradients)?;
    check::positive(operation, "scale", scale)?;
    let values = gradients.mapv(|g| round_to(format, g * scale) / scale);
    let (mut vanished, mut overflowed, mut worst) = (0, 0, 0.0_f64);
    for (&before, &after) in gradients.iter().zip(&values) {
        if before == 0.0 {
            continue;
        }
        if after == 0.0 {
            vanished += 1;
        } else if after.is_infinite() {
            overflowed += 1;
        } else {
            worst = worst.max(((after - before) / before).abs());
        }
    }
    Ok(CastGradients { format, scale, values, vanished, overflowed, worst_relative_error: worst })
}

/// The largest power of two that no gradient overflows under.
///
/// # Formula
/// S = 2ᵏ with the largest k ≤ 126 for which S·max|g| is not above the format's
/// largest number; 1 for gradients that are all zero.
///
/// # Errors
/// [`MathError::Empty`] without gradients; [`MathError::NotFinite`] for NaN or infinite
/// ones.
///
/// # Source
/// Guide §4.1; Micikevicius et al., "Mixed precision training" (2018).
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(largest_loss_scale(FloatFormat::F16, &array![1.0, 1e-9])?, 32768.0);
/// # Ok::<(), MathError>(())
/// ```
pub fn largest_loss_scale(
    format: FloatFormat,
    gradients: &ArrayRef1<f64>,
) -> Result<f64, MathError> {
    let operation = "largest_loss_scale";
    check::not_empty(operation, "gradients", gradients)?;
    check::finite(operation, "gradients", gradients)?;
    let largest = gradients.iter().fold(0.0_f64, |largest, g| largest.max(g.abs()));
    if largest == 0.0 {
        return Ok(1.0);
    }
    let limit = super::finfo::finfo(format).max;
    let fits = |k: i32| largest * 2.0_f64.powi(k) <= limit;
    Ok(2.0_f64.powi((-1022..=126).rev().find(|&k| fits(k)).unwrap_or(-1022)))
}

/// A loss scale that looks after itself.
///
/// # Source
/// Guide §4.1; Micikevicius et al., "Mixed precision training" (2018).
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// let mut scaler = LossScaler { scale: 1024.0, growth_interval: 2, good_steps: 0 };
/// assert!(!scaler.update(&array![f64::INFINITY])); // skip this step
/// assert_eq!(scaler.scale, 512.0);
/// assert!(scaler.update(&array![1.0]) && scaler.update(&array![1.0]));
/// assert_eq!(scaler.scale, 1024.0); // two good steps in a row
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct LossScaler {
    /// The factor S on the loss.
    pub scale: f64,
    /// After so many good steps in a row the scale is doubled.
    pub growth_interval: usize,
    /// Good steps since the scale last changed.
    pub good_steps: usize,
}

impl Default for LossScaler {
    /// S = 65536, doubled after 2000 good steps.
    fn default() -> Self {
        Self { scale: 65536.0, growth_interval: 2000, good_steps: 0 }
    }
}

impl LossScaler {
    /// Looks at gradients that came out of the 16-bit backward pass, adapts the
    /// scale, and says whether the step may be taken.
    ///
    /// # Formula
    /// NaN or ∞ among them: S ← S/2 and no step. Otherwise a step, and S ← 2S after
    /// `growth_interval` of them. S stays in [2⁻¹²⁶, 2¹²⁶].
    pub fn update(&mut self, gradients: &ArrayRef1<f64>) -> bool {
        let usable = check::is_finite(gradients);
        if usable {
            self.good_steps = self.good_steps.saturating_add(1);
            if self.good_steps >= self.growth_interval {
                self.scale = (self.scale * 2.0).min(2.0_f64.powi(126));
                self.good_steps = 0;
            }
        } else {
            self.scale = (self.scale / 2.0).max(2.0_f64.powi(-126));
            self.good_steps = 0;
        }
        usable
    }
}

/// How [`descend_in`] holds its numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Precision {
    /// The format of the gradients, and of the weights unless a master copy is kept.
    pub format: FloatFormat,
    /// The factor on the loss; 1 for none.
    pub loss_scale: f64,
    /// Whether the weight itself is kept in single precision.
    pub master_copy: bool,
}

/// Gradient descent on L(w) = c/2·(w − w*)² with the numbers in a small format:
/// the smallest training that shows what mixed precision is for.
///
/// # Formula
/// g = round(S·c(w − w*))/S, w ← round(w − ηg), where w is rounded to single
/// precision if there is a master copy and to the format if not. Answers with w at
/// every step, the start first (steps + 1 numbers). A weight beyond the format's largest
/// number becomes ±∞ and stays there.
///
/// # Errors
/// [`MathError::NotFinite`] for the numbers; [`MathError::OutOfRange`] unless the
/// loss scale is positive, or for more steps than memory can hold.
///
/// # Source
/// Guide §4.1; Micikevicius et al., "Mixed precision training" (2018).
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// let plain = Precision { format: FloatFormat::F16, loss_scale: 1.0, master_copy: false };
/// // A step of 1e-4 is absorbed by a weight of 1: nothing is learned.
/// let stuck = descend_in(&plain, 1e-3, 0.0, 1.0, 0.1, 100)?;
/// assert_eq!(stuck[100], 1.0);
/// let mixed = Precision { master_copy: true, ..plain };
/// assert!(descend_in(&mixed, 1e-3, 0.0, 1.0, 0.1, 100)?[100] < 0.995);
/// # Ok::<(), MathError>(())
/// ```
pub fn descend_in(
    precision: &Precision,
    curvature: f64,
    target: f64,
    start: f64,
    learning_rate: f64,
    steps: usize,
) -> Result<Array1<f64>, MathError> {
    let operation = "descend_in";
    for (argument, value) in [
        ("curvature", curvature),
        ("target", target),
        ("start", start),
        ("learning_rate", learning_rate),
    ] {
        check::finite_number(operation, argument, value)?;
    }
    check::positive(operation, "loss_scale", precision.loss_scale)?;
    check::table_memory(operation, "steps", steps, 1)?;
    let kept = if precision.master_copy { FloatFormat::F32 } else { precision.format };
    let scale = precision.loss_scale;
    let mut weight = round_to(kept, start);
    let mut path = vec![weight];
    for _ in 0..steps {
        let gradient = round_to(precision.format, scale * curvature * (weight - target)) / scale;
        // A gradient that overflowed is a skipped step, as in `LossScaler`.
        if gradient.is_finite() {
            weight = round_to(kept, weight - learning_rate * gradient);
        }
        path.push(weight);
    }
    Ok(Array1::from(path))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn small_gradients_vanish_in_f16_survive_in_bf16_and_are_saved_by_scaling() {
        let gradients = Array1::from_shape_fn(40, |i| 10.0_f64.powf(-4.0 - i as f64 / 8.0));
        let half = cast_gradients(FloatFormat::F16, &gradients, 1.0).unwrap();
        assert!(half.vanished > 5 && half.overflowed == 0);
        let brain = cast_gradients(FloatFormat::Bf16, &gradients, 1.0).unwrap();
        assert_eq!(brain.vanished, 0);
        assert!(brain.worst_relative_error <= 2.0_f64.powi(-8));
        let scale = largest_loss_scale(FloatFormat::F16, &gradients).unwrap();
        let saved = cast_gradients(FloatFormat::F16, &gradients, scale).unwrap();
        assert_eq!((saved.vanished, saved.overflowed), (0, 0));
        assert!(saved.worst_relative_error <= 2.0_f64.powi(-11));
        assert!(cast_gradients(FloatFormat::F16, &gradients, 2.0 * scale).unwrap().overflowed > 0);
    }

    #[test]
    fn a_vanishing_gradient_stops_half_precision_and_a_scale_revives_it() {
        let base = Precision { format: FloatFormat::F16, loss_scale: 1.0, master_copy: true };
        let rate = 2e6; // large, because the curvature is tiny
        let dead = descend_in(&base, 1e-8, 0.0, 1.0, rate, 200).unwrap();
        assert_eq!(dead[200], 1.0);
        let scaled = Precision { loss_scale: 65536.0, ..base.clone() };
        let alive = descend_in(&scaled, 1e-8, 0.0, 1.0, rate, 200).unwrap();
        assert!(alive[200] < 0.05);
        let brain = Precision { format: FloatFormat::Bf16, ..base };
        assert!(descend_in(&brain, 1e-8, 0.0, 1.0, rate, 200).unwrap()[200] < 0.05);
    }

    #[test]
    fn scales_are_checked_and_bounded() {
        let g = array![1.0];
        assert!(cast_gradients(FloatFormat::F16, &g, 0.0).is_err());
        assert!(cast_gradients(FloatFormat::F16, &array![f64::NAN], 1.0).is_err());
        assert_eq!(largest_loss_scale(FloatFormat::F16, &array![0.0]), Ok(1.0));
        assert!(largest_loss_scale(FloatFormat::F16, &Array1::zeros(0)).is_err());
        let mut scaler = LossScaler::default();
        for _ in 0..500 {
            scaler.update(&array![f64::NAN]);
        }
        assert_eq!(scaler.scale, 2.0_f64.powi(-126));
    }
}
