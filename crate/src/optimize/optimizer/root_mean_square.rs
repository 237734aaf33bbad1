//! The usual size of a gradient: the root of the running mean of its square.
//!
//! The square of a gradient beyond 1e154 is beyond the largest number, and a memory
//! that has become infinite once divides every later step by ∞. So a mean square that
//! does not fit is remembered by its root, with a minus sign to tell the two apart.

use super::{Optimizer, fit, fraction};
use crate::check::positive;
use crate::error::MathError;

/// Mean squares up to here are remembered as they are. What is left to the largest
/// number is the room that the division by 1 − βᵗ ≥ 2⁻⁵³ needs.
const LARGEST: f64 = f64::MAX / 18_014_398_509_481_984.0; // 2⁵⁴

/// Whether no square and no mean square of a step can leave the numbers.
pub(super) fn fits_squared(gradient: &[f64], mean_square: &[f64]) -> bool {
    // Without an early exit both loops run several entries at a time.
    let small = gradient.iter().fold(true, |all, g| all & (g * g < LARGEST));
    mean_square.iter().fold(small, |all, s| all & (*s >= 0.0) & (*s < LARGEST))
}

/// s ← kept·s + (1 − kept)·g² for numbers of any size; answers with √s.
pub(super) fn remember(s: &mut f64, kept: f64, g: f64) -> f64 {
    let before = if *s < 0.0 { -*s } else { s.sqrt() };
    let root = (kept.sqrt() * before).hypot((1.0 - kept).sqrt() * g);
    *s = if root * root < LARGEST { root * root } else { -root };
    root
}

/// One pace for every coordinate: the gradient divided by its usual size.
///
/// # Formula
/// s ← ρ·s + (1 − ρ)·g²;  θ ← θ − α·g/(√s + ε)
///
/// # Source
/// Hinton, Srivastava and Swersky, *Neural Networks for Machine Learning*,
/// lecture 6 (2012).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let mut x = [0.0, 0.0];
/// RmsProp { decay: 0.75, ..RmsProp::new(0.1) }.step(&mut x, &[5.0, 0.05], 1.0);
/// assert!((x[0] - x[1]).abs() < 1e-6); // the same step for steep and flat
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct RmsProp {
    /// The learning rate α.
    pub rate: f64,
    /// How much of the memory is kept, ρ.
    pub decay: f64,
    /// Keeps the division defined, ε.
    pub epsilon: f64,
    /// The running mean s of g², one entry for each parameter (−√s where s itself is
    /// beyond the largest number).
    pub mean_square: Vec<f64>,
}

impl RmsProp {
    /// With the learning rate α, ρ = 0.9 and ε = 1e-8.
    pub fn new(rate: f64) -> Self {
        Self { rate, decay: 0.9, epsilon: 1e-8, mean_square: Vec::new() }
    }
}

impl Optimizer for RmsProp {
    fn name(&self) -> &'static str {
        "RMSProp"
    }
    fn step(&mut self, parameters: &mut [f64], gradient: &[f64], factor: f64) {
        fit(&mut self.mean_square, parameters.len());
        let (rate, epsilon, decay) = (self.rate * factor, self.epsilon, self.decay);
        let memory = &mut self.mean_square;
        if fits_squared(gradient, memory) {
            for ((x, g), s) in parameters.iter_mut().zip(gradient).zip(memory) {
                *s = decay * *s + (1.0 - decay) * g * g;
                *x -= rate * g / (s.sqrt() + epsilon);
            }
        } else {
            for ((x, g), s) in parameters.iter_mut().zip(gradient).zip(memory) {
                *x -= rate * (g / (remember(s, decay, *g) + epsilon));
            }
        }
    }
    fn reset(&mut self) {
        self.mean_square.clear();
    }
    fn fresh(&self) -> Box<dyn Optimizer> {
        Box::new(Self { mean_square: Vec::new(), ..self.clone() })
    }
    fn validate(&self) -> Result<(), MathError> {
        positive(self.name(), "rate", self.rate)?;
        fraction(self.name(), "decay", self.decay)?;
        positive(self.name(), "epsilon", self.epsilon)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mean_square_beyond_the_largest_number_is_remembered_by_its_root() {
        let mut s = 0.0;
        // √(0.25·1e400) = 5e199.
        assert!((remember(&mut s, 0.75, 1e200) / 5e199 - 1.0).abs() < 1e-15);
        assert!((s / -5e199 - 1.0).abs() < 1e-15);
        // It fades like any other: after 5,000 halvings the new gradients are what is left.
        for _ in 0..5000 {
            remember(&mut s, 0.25, 2.0);
        }
        assert!((s - 4.0).abs() < 1e-14);
    }
}
