//! Rules with a velocity: the heavy ball, and the one that looks ahead.

use super::{Optimizer, fit, fraction};
use crate::check::positive;
use crate::error::MathError;

/// The heavy ball.
///
/// # Formula
/// v ← μ·v + g;  θ ← θ − α·v
///
/// # Source
/// Guide §2.3; Polyak, "Some methods of speeding up the convergence of
/// iteration methods" (1964).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let mut x = [0.0];
/// let mut rule = Momentum::new(1.0, 0.5);
/// rule.step(&mut x, &[1.0], 1.0);
/// rule.step(&mut x, &[1.0], 1.0); // velocity 1, then 1.5
/// assert_eq!(x, [-2.5]);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Momentum {
    /// The learning rate α.
    pub rate: f64,
    /// How much of the velocity is kept, μ.
    pub momentum: f64,
    /// The velocity v, one entry for each parameter.
    pub velocity: Vec<f64>,
}

impl Momentum {
    /// With the learning rate α and the part μ of the velocity that is kept (0.9
    /// is usual).
    pub fn new(rate: f64, momentum: f64) -> Self {
        Self { rate, momentum, velocity: Vec::new() }
    }
}

impl Optimizer for Momentum {
    fn name(&self) -> &'static str {
        tr!("momentum")
    }
    fn step(&mut self, parameters: &mut [f64], gradient: &[f64], factor: f64) {
        fit(&mut self.velocity, parameters.len());
        let rate = self.rate * factor;
        for ((x, g), v) in parameters.iter_mut().zip(gradient).zip(&mut self.velocity) {
            *v = self.momentum * *v + g;
            *x -= rate * *v;
        }
    }
    fn reset(&mut self) {
        self.velocity.clear();
    }
    fn fresh(&self) -> Box<dyn Optimizer> {
        Box::new(Self::new(self.rate, self.momentum))
    }
    fn validate(&self) -> Result<(), MathError> {
        positive(self.name(), "rate", self.rate)?;
        fraction(self.name(), "momentum", self.momentum)
    }
}

/// Momentum that looks ahead: the gradient is taken to be the one after the
/// velocity's own step.
///
/// # Formula
/// v ← μ·v + g;  θ ← θ − α·(g + μ·v)
///
/// # Source
/// Nesterov (1983), in the form of Sutskever et al., "On the importance of
/// initialization and momentum in deep learning" (2013).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let mut x = [0.0];
/// Nesterov::new(1.0, 0.5).step(&mut x, &[1.0], 1.0);
/// assert_eq!(x, [-1.5]);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Nesterov {
    /// The learning rate α.
    pub rate: f64,
    /// How much of the velocity is kept, μ.
    pub momentum: f64,
    /// The velocity v, one entry for each parameter.
    pub velocity: Vec<f64>,
}

impl Nesterov {
    /// With the learning rate α and the part μ of the velocity that is kept.
    pub fn new(rate: f64, momentum: f64) -> Self {
        Self { rate, momentum, velocity: Vec::new() }
    }
}

impl Optimizer for Nesterov {
    fn name(&self) -> &'static str {
        "Nesterov"
    }
    fn step(&mut self, parameters: &mut [f64], gradient: &[f64], factor: f64) {
        fit(&mut self.velocity, parameters.len());
        let rate = self.rate * factor;
        for ((x, g), v) in parameters.iter_mut().zip(gradient).zip(&mut self.velocity) {
            *v = self.momentum * *v + g;
            *x -= rate * (g + self.momentum * *v);
        }
    }
    fn reset(&mut self) {
        self.velocity.clear();
    }
    fn fresh(&self) -> Box<dyn Optimizer> {
        Box::new(Self::new(self.rate, self.momentum))
    }
    fn validate(&self) -> Result<(), MathError> {
        positive(self.name(), "rate", self.rate)?;
        fraction(self.name(), "momentum", self.momentum)
    }
}
