//! Schedules: how the learning rate changes over time.
//!
//! Large steps find the valley, small ones its floor. A schedule answers with
//! the factor that multiplies an optimiser's learning rate at each step.

use crate::error::MathError;
use std::f64::consts::PI;

/// A factor on the learning rate, by the number of steps already taken.
///
/// # Source
/// Goodfellow, Bengio and Courville, *Deep Learning* (2016), section 8.3;
/// Loshchilov and Hutter, "SGDR" (2017) for the cosine.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let halving = Schedule::Step { every: 10, factor: 0.5 };
/// assert_eq!((halving.factor(0), halving.factor(10), halving.factor(25)), (1.0, 0.5, 0.25));
/// let cosine = Schedule::Cosine { steps: 100, floor: 0.0 };
/// assert!((cosine.factor(50) - 0.5).abs() < 1e-15);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Schedule {
    /// Always 1.
    #[default]
    Constant,
    /// Multiplied by `factor` after every `every` steps.
    Step {
        /// Steps between two changes.
        every: usize,
        /// What the rate is multiplied by.
        factor: f64,
    },
    /// factorᵗ.
    Exponential {
        /// What the rate is multiplied by at each step.
        factor: f64,
    },
    /// 1/(1 + t/half): the classical decay for stochastic gradients.
    InverseTime {
        /// After this many steps the rate has halved.
        half: f64,
    },
    /// Half a cosine from 1 down to `floor` over `steps` steps.
    Cosine {
        /// When the floor is reached.
        steps: usize,
        /// The factor at the end.
        floor: f64,
    },
    /// A straight climb to 1 over `warmup` steps, then the cosine down to `floor`
    /// at step `steps`.
    WarmupCosine {
        /// Steps of the climb.
        warmup: usize,
        /// When the floor is reached.
        steps: usize,
        /// The factor at the end.
        floor: f64,
    },
}

impl Schedule {
    /// The factor for the step after `taken` steps.
    ///
    /// # Formula
    /// Cosine: floor + (1 − floor)·(1 + cos(π·t/steps))/2
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let schedule = Schedule::WarmupCosine { warmup: 4, steps: 20, floor: 0.1 };
    /// assert_eq!(schedule.factor(0), 0.25);
    /// assert_eq!(schedule.factor(3), 1.0);
    /// assert_eq!(schedule.factor(1000), 0.1);
    /// ```
    pub fn factor(&self, taken: usize) -> f64 {
        let t = taken as f64;
        match *self {
            Self::Constant => 1.0,
            Self::Step { every, factor } => factor.powf((taken / every.max(1)) as f64),
            Self::Exponential { factor } => factor.powf(t),
            Self::InverseTime { half } => 1.0 / (1.0 + t / half),
            Self::Cosine { steps, floor } => half_cosine(taken, steps, floor),
            Self::WarmupCosine { warmup, steps, floor } => {
                if taken < warmup {
                    (t + 1.0) / warmup as f64
                } else {
                    half_cosine(taken - warmup, steps.saturating_sub(warmup), floor)
                }
            }
        }
    }

    /// Refuses settings under which a rate would become negative or undefined.
    ///
    /// # Errors
    /// [`MathError::OutOfRange`] for a setting that makes no sense, naming it.
    pub fn validate(&self) -> Result<(), MathError> {
        let (argument, value, valid) = match *self {
            Self::Constant => return Ok(()),
            Self::Step { factor, .. } | Self::Exponential { factor } => {
                ("factor", factor, factor > 0.0 && factor.is_finite())
            }
            Self::InverseTime { half } => ("half", half, half > 0.0),
            Self::Cosine { floor, .. } | Self::WarmupCosine { floor, .. } => {
                ("floor", floor, (0.0..=1.0).contains(&floor))
            }
        };
        if valid {
            return Ok(());
        }
        let expected = if argument == "floor" { "a number in [0, 1]" } else { "a positive number" };
        Err(MathError::OutOfRange { operation: "Schedule", argument, value, expected })
    }
}

fn half_cosine(taken: usize, steps: usize, floor: f64) -> f64 {
    if taken >= steps {
        return floor;
    }
    floor + (1.0 - floor) * 0.5 * (1.0 + (PI * taken as f64 / steps as f64).cos())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn factors_start_at_one_and_only_fall() {
        let schedules = [
            Schedule::Constant,
            Schedule::Step { every: 7, factor: 0.3 },
            Schedule::Exponential { factor: 0.9 },
            Schedule::InverseTime { half: 5.0 },
            Schedule::Cosine { steps: 40, floor: 0.2 },
        ];
        for schedule in schedules {
            schedule.validate().unwrap();
            assert_eq!(schedule.factor(0), 1.0);
            for t in 0..60 {
                assert!(schedule.factor(t + 1) <= schedule.factor(t), "{schedule:?} at {t}");
                assert!(schedule.factor(t) > 0.0);
            }
        }
        assert_eq!(Schedule::InverseTime { half: 5.0 }.factor(5), 0.5);
    }

    #[test]
    fn odd_settings_neither_panic_nor_give_nan() {
        assert_eq!(Schedule::Step { every: 0, factor: 0.5 }.factor(2), 0.25);
        assert_eq!(Schedule::Cosine { steps: 0, floor: 0.5 }.factor(0), 0.5);
        assert_eq!(Schedule::WarmupCosine { warmup: 9, steps: 3, floor: 0.5 }.factor(9), 0.5);
        assert!(Schedule::Exponential { factor: -1.0 }.validate().is_err());
        assert!(Schedule::InverseTime { half: 0.0 }.validate().is_err());
        assert!(Schedule::Cosine { steps: 5, floor: 2.0 }.validate().is_err());
    }
}
