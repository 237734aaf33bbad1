//! Momentum and one pace for every coordinate together.

use super::root_mean_square::{fits_squared, remember};
use super::{Optimizer, fit, fraction};
use crate::check::positive;
use crate::error::MathError;

/// Momentum and RMSProp together, both corrected for starting at zero.
///
/// # Formula
/// m ← β₁m + (1 − β₁)g;  v ← β₂v + (1 − β₂)g²;
/// m̂ = m/(1 − β₁ᵗ);  v̂ = v/(1 − β₂ᵗ);  θ ← θ − α·m̂/(√v̂ + ε)
///
/// # Source
/// Guide §2.3; Kingma and Ba, "Adam: a method for stochastic optimization" (2015).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let mut x = [3.0];
/// Adam::new(0.01).step(&mut x, &[1234.5], 1.0); // the first step has size α
/// assert!((x[0] - 2.99).abs() < 1e-12);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Adam {
    /// The learning rate α.
    pub rate: f64,
    /// How much of the mean gradient is kept, β₁.
    pub beta1: f64,
    /// How much of the mean square is kept, β₂.
    pub beta2: f64,
    /// Keeps the division defined, ε.
    pub epsilon: f64,
    /// The running mean m of g, one entry for each parameter.
    pub mean: Vec<f64>,
    /// The running mean v of g² (−√v where v itself is beyond the largest number).
    pub mean_square: Vec<f64>,
    /// Steps taken, t.
    pub steps: u32,
}

impl Adam {
    /// With the learning rate α, β₁ = 0.9, β₂ = 0.999 and ε = 1e-8.
    pub fn new(rate: f64) -> Self {
        Self {
            rate,
            beta1: 0.9,
            beta2: 0.999,
            epsilon: 1e-8,
            mean: Vec::new(),
            mean_square: Vec::new(),
            steps: 0,
        }
    }
}

impl Optimizer for Adam {
    fn name(&self) -> &'static str {
        "Adam"
    }
    fn step(&mut self, parameters: &mut [f64], gradient: &[f64], factor: f64) {
        if fit(&mut self.mean, parameters.len()) | fit(&mut self.mean_square, parameters.len()) {
            self.mean.fill(0.0);
            self.mean_square.fill(0.0);
            self.steps = 0;
        }
        self.steps = self.steps.saturating_add(1);
        let t = f64::from(self.steps);
        let (unbias1, unbias2) = (1.0 - self.beta1.powf(t), 1.0 - self.beta2.powf(t));
        let rate = self.rate * factor;
        let ordinary = fits_squared(gradient, &self.mean_square);
        let memory = self.mean.iter_mut().zip(&mut self.mean_square);
        for ((x, g), (m, v)) in parameters.iter_mut().zip(gradient).zip(memory) {
            *m = self.beta1 * *m + (1.0 - self.beta1) * g;
            if ordinary {
                *v = self.beta2 * *v + (1.0 - self.beta2) * (g * g);
                *x -= rate * (*m / unbias1) / ((*v / unbias2).sqrt() + self.epsilon);
            } else {
                // The same numbers, in an order in which nothing overflows.
                let size = remember(v, self.beta2, *g) / unbias2.sqrt() + self.epsilon;
                *x -= rate * (*m / size / unbias1);
            }
        }
    }
    fn reset(&mut self) {
        self.mean.clear();
        self.mean_square.clear();
        self.steps = 0;
    }
    fn fresh(&self) -> Box<dyn Optimizer> {
        let mut fresh = self.clone();
        fresh.reset();
        Box::new(fresh)
    }
    fn validate(&self) -> Result<(), MathError> {
        positive(self.name(), "rate", self.rate)?;
        fraction(self.name(), "beta1", self.beta1)?;
        fraction(self.name(), "beta2", self.beta2)?;
        positive(self.name(), "epsilon", self.epsilon)
    }
}

/// Adam with weight decay kept apart from the gradient: the parameters shrink
/// at a pace of their own, not divided by √v̂.
///
/// # Formula
/// θ ← θ − α·λ·θ, then Adam's step
///
/// # Source
/// Loshchilov and Hutter, "Decoupled weight decay regularization" (2019).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let mut x = [10.0];
/// AdamW::new(0.1, 0.5).step(&mut x, &[0.0], 1.0); // no gradient, only decay
/// assert_eq!(x, [9.5]);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct AdamW {
    /// The decay λ.
    pub weight_decay: f64,
    /// The rule for the gradient.
    pub adam: Adam,
}

impl AdamW {
    /// With the learning rate α and the decay λ (0.01 is usual).
    pub fn new(rate: f64, weight_decay: f64) -> Self {
        Self { weight_decay, adam: Adam::new(rate) }
    }
}

impl Optimizer for AdamW {
    fn name(&self) -> &'static str {
        "AdamW"
    }
    fn step(&mut self, parameters: &mut [f64], gradient: &[f64], factor: f64) {
        let shrink = 1.0 - self.adam.rate * factor * self.weight_decay;
        for x in parameters.iter_mut() {
            *x *= shrink;
        }
        self.adam.step(parameters, gradient, factor);
    }
    fn reset(&mut self) {
        self.adam.reset();
    }
    fn fresh(&self) -> Box<dyn Optimizer> {
        let mut fresh = self.clone();
        fresh.reset();
        Box::new(fresh)
    }
    fn validate(&self) -> Result<(), MathError> {
        self.adam.validate()?;
        crate::check::tolerance(self.name(), "weight_decay", self.weight_decay)
    }
}
