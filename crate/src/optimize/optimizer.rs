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
    /// the memory starts anew.
    fn step(&mut self, parameters: &mut [f64], gradient: &[f64], factor: f64);

    /// Forgets everything remembered.
    fn reset(&mut self);

    /// Another optimiser with the same settings and an empty memory.
    fn fresh(&self) -> Box<dyn Optimizer>;

    /// Refuses settings that make no sense.
    ///
    /// # Errors
    /// - [`MathError::OutOfRange`] naming the setting.
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

fn positive(operation: &'static str, argument: &'static str, value: f64) -> Result<(), MathError> {
    if value > 0.0 && value.is_finite() {
        return Ok(());
    }
    Err(MathError::OutOfRange { operation, argument, value, expected: "a positive finite number" })
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
    /// The running mean s of g², one entry for each parameter.
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
        let rate = self.rate * factor;
        for ((x, g), s) in parameters.iter_mut().zip(gradient).zip(&mut self.mean_square) {
            *s = self.decay * *s + (1.0 - self.decay) * g * g;
            *x -= rate * g / (s.sqrt() + self.epsilon);
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
    /// The running mean v of g².
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
        let memory = self.mean.iter_mut().zip(&mut self.mean_square);
        for ((x, g), (m, v)) in parameters.iter_mut().zip(gradient).zip(memory) {
            *m = self.beta1 * *m + (1.0 - self.beta1) * g;
            *v = self.beta2 * *v + (1.0 - self.beta2) * (g * g);
            *x -= rate * (*m / unbias1) / ((*v / unbias2).sqrt() + self.epsilon);
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
        if self.weight_decay >= 0.0 && self.weight_decay.is_finite() {
            return Ok(());
        }
        Err(MathError::OutOfRange {
            operation: "AdamW",
            argument: "weight_decay",
            value: self.weight_decay,
            expected: "a finite number, 0 or larger",
        })
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
