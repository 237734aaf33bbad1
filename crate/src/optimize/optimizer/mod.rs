//! The update rules: what one step makes of a gradient.
//!
//! Every rule moves against the gradient g; they differ in what they remember.
//! Gradient descent remembers nothing. Momentum is a heavy ball: it keeps the
//! old velocity and lets the gradient push it, so that steps along a valley add
//! up and steps across it cancel. RMSProp divides each coordinate by the size
//! its gradient usually has, so that steep and flat directions are walked at
//! one pace. Adam does both and corrects both memories for having started at
//! zero.
//!
//! All of them are the [`Optimizer`] trait, which works on plain slices: a
//! vector of the notebook, or a weight matrix on the tape through
//! `Var::update`. An optimiser belongs to one parameter array; `fresh` makes
//! another of the same kind for the next.

mod adam;
mod momentum;
mod root_mean_square;

pub use adam::{Adam, AdamW};
pub use momentum::{Momentum, Nesterov};
pub use root_mean_square::RmsProp;

use crate::check::positive;
use crate::error::MathError;
use std::fmt::Debug;

/// An update rule with its memory.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let mut x = [3.0];
/// let mut rule: Box<dyn Optimizer> = Box::new(GradientDescent::new(0.1));
/// rule.step(&mut x, &[6.0], 1.0); // x − 0.1·6
/// assert!((x[0] - 2.4).abs() < 1e-15);
/// ```
pub trait Optimizer: Debug {
    /// The name for a legend.
    fn name(&self) -> &'static str;

    /// Changes the parameters in place by one step.
    ///
    /// `factor` scales the learning rate for this step (see `Schedule`); 1 leaves
    /// it as it is. When the number of parameters differs from the last step's,
    /// the memory starts anew. Give one entry of the gradient for each parameter:
    /// a parameter without one stays where it is.
    fn step(&mut self, parameters: &mut [f64], gradient: &[f64], factor: f64);

    /// Forgets everything remembered.
    fn reset(&mut self);

    /// Another optimiser with the same settings and an empty memory.
    fn fresh(&self) -> Box<dyn Optimizer>;

    /// Refuses settings that make no sense.
    ///
    /// # Errors
    /// [`MathError::OutOfRange`] for a setting that makes no sense, naming it.
    fn validate(&self) -> Result<(), MathError>;
}

/// Makes sure the memory has one entry for each parameter; answers whether it
/// had to start anew.
fn fit(memory: &mut Vec<f64>, n: usize) -> bool {
    if memory.len() == n {
        return false;
    }
    *memory = vec![0.0; n];
    true
}

fn fraction(operation: &'static str, argument: &'static str, value: f64) -> Result<(), MathError> {
    if (0.0..1.0).contains(&value) {
        return Ok(());
    }
    Err(MathError::OutOfRange { operation, argument, value, expected: "a number in [0, 1)" })
}

/// Straight down the slope.
///
/// # Formula
/// θ ← θ − α·g
///
/// # Source
/// Guide §2.3.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let mut x = [1.0, 2.0];
/// GradientDescent::new(0.5).step(&mut x, &[2.0, 2.0], 1.0);
/// assert_eq!(x, [0.0, 1.0]);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct GradientDescent {
    /// The learning rate α.
    pub rate: f64,
}

impl GradientDescent {
    /// With the learning rate α.
    pub fn new(rate: f64) -> Self {
        Self { rate }
    }
}

impl Optimizer for GradientDescent {
    fn name(&self) -> &'static str {
        tr!("gradient descent")
    }
    fn step(&mut self, parameters: &mut [f64], gradient: &[f64], factor: f64) {
        let rate = self.rate * factor;
        for (x, g) in parameters.iter_mut().zip(gradient) {
            *x -= rate * g;
        }
    }
    fn reset(&mut self) {}
    fn fresh(&self) -> Box<dyn Optimizer> {
        Box::new(self.clone())
    }
    fn validate(&self) -> Result<(), MathError> {
        positive(self.name(), "rate", self.rate)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> Vec<Box<dyn Optimizer>> {
        vec![
            Box::new(GradientDescent::new(0.05)),
            Box::new(Momentum::new(0.02, 0.9)),
            Box::new(Nesterov::new(0.02, 0.9)),
            Box::new(RmsProp::new(0.02)),
            Box::new(Adam::new(0.1)),
            Box::new(AdamW::new(0.1, 1e-3)),
        ]
    }

    #[test]
    fn every_rule_goes_down_a_bowl_and_repeats_itself_after_reset() {
        for mut rule in all() {
            rule.validate().unwrap();
            let walk = |rule: &mut dyn Optimizer| {
                let mut x = [3.0, -2.0];
                for _ in 0..500 {
                    let gradient = [2.0 * x[0], 8.0 * x[1]];
                    rule.step(&mut x, &gradient, 1.0);
                }
                x
            };
            let first = walk(rule.as_mut());
            assert!(first.iter().all(|x| x.abs() < 0.05), "{}: {first:?}", rule.name());
            let mut fresh = rule.fresh();
            assert_eq!(walk(fresh.as_mut()), first);
            rule.reset();
            assert_eq!(walk(rule.as_mut()), first);
            // Another number of parameters starts the memory anew.
            let mut y = [1.0];
            let mut z = [1.0];
            rule.step(&mut y, &[0.5], 1.0);
            rule.fresh().step(&mut z, &[0.5], 1.0);
            assert_eq!(y, z);
        }
    }

    #[test]
    fn a_gradient_whose_square_overflows_does_not_freeze_the_rule() {
        // One gradient of 1e160, then ones; positions from the formulas with 60 digits.
        let cases: [(Box<dyn Optimizer>, usize, f64, f64); 3] = [
            (Box::new(Adam::new(0.01)), 1000, -0.01, -0.060_055_079_025_514_72),
            (Box::new(AdamW::new(0.01, 0.1)), 1000, -0.01, -0.022_264_205_550_380_27),
            (
                Box::new(RmsProp::new(0.01)),
                8000,
                -0.031_622_776_601_683_79,
                -10.452_837_350_847_277,
            ),
        ];
        for (mut rule, steps, first, last) in cases {
            let mut x = [0.0, 0.0];
            rule.step(&mut x, &[1e160, 1.0], 1.0);
            // Its neighbour in the same array keeps its own pace.
            for x in x {
                assert!((x / first - 1.0).abs() < 1e-7, "{}: {x}", rule.name());
            }
            for _ in 0..steps {
                rule.step(&mut x, &[1.0, 1.0], 1.0);
            }
            // Each step rounds the memory by a few units.
            let gap = (x[0] / last - 1.0).abs();
            assert!(gap < 4.0 * steps as f64 * f64::EPSILON, "{}: {}", rule.name(), x[0]);
            assert!(x[1] < last, "{}: {}", rule.name(), x[1]);
        }
        let mut x = [0.0];
        Adam::new(0.01).step(&mut x, &[f64::MAX], 1.0);
        assert!((x[0] + 0.01).abs() < 1e-15, "{}", x[0]);
    }

    #[test]
    fn a_factor_scales_the_rate() {
        for rule in all() {
            let (mut x, mut y) = ([1.0], [1.0]);
            rule.fresh().step(&mut x, &[0.5], 1.0);
            rule.fresh().step(&mut y, &[0.5], 0.5);
            assert!(((1.0 - x[0]) / (1.0 - y[0]) - 2.0).abs() < 1e-12, "{}", rule.name());
        }
    }

    #[test]
    fn settings_without_sense_are_named() {
        assert!(GradientDescent::new(0.0).validate().is_err());
        assert!(GradientDescent::new(f64::NAN).validate().is_err());
        assert!(Momentum::new(0.1, 1.0).validate().is_err());
        assert!(Nesterov::new(0.1, -0.1).validate().is_err());
        assert!(RmsProp { decay: 1.5, ..RmsProp::new(0.1) }.validate().is_err());
        assert!(Adam { epsilon: 0.0, ..Adam::new(0.1) }.validate().is_err());
        assert!(Adam { beta2: f64::NAN, ..Adam::new(0.1) }.validate().is_err());
        let error = AdamW::new(0.1, -1.0).validate().unwrap_err().to_string();
        assert!(error.contains("weight_decay"), "{error}");
    }
}
