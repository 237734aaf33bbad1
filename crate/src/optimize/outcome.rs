//! How long to walk, how the walk ended, and the path it took.

use super::Schedule;
use crate::check;
use crate::error::MathError;
use ndarray::{Array1, Array2};
use std::fmt;

/// How a minimisation ended.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(End::Diverged { step: 7 }.to_string(), "diverged at step 7");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// A stopping rule was met.
    Converged,
    /// This step (counted from 1) gave a NaN or an infinity; the answer is the
    /// last point before it.
    Diverged {
        /// The step that failed.
        step: usize,
    },
    /// All steps were used without a stopping rule being met.
    MaxSteps,
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Converged => f.write_str(tr!("converged")),
            Self::Diverged { step } => f.write_str(&tr!("diverged at step {step}", step)),
            Self::MaxSteps => f.write_str(tr!("used all its steps")),
        }
    }
}

/// How long to walk and when to stop.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let settings = DescentSettings { gradient_tolerance: 1e-6, ..DescentSettings::steps(500) };
/// assert_eq!(settings.max_steps, 500);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct DescentSettings {
    /// The most steps to take.
    pub max_steps: usize,
    /// Converged when ‖∇f‖₂ is at most this.
    pub gradient_tolerance: f64,
    /// Converged when f changes by at most this times 1 + |f| in a step; 0
    /// switches the rule off.
    pub value_tolerance: f64,
    /// Converged when x moves by at most this times 1 + ‖x‖₂ in a step; 0
    /// switches the rule off.
    pub step_tolerance: f64,
    /// The factor on the learning rate over time.
    pub schedule: Schedule,
}

impl DescentSettings {
    /// At most this many steps, stopping at ‖∇f‖₂ ≤ 1e-8.
    pub fn steps(max_steps: usize) -> Self {
        Self {
            max_steps,
            gradient_tolerance: 1e-8,
            value_tolerance: 0.0,
            step_tolerance: 0.0,
            schedule: Schedule::Constant,
        }
    }

    pub(super) fn validate(&self, operation: &'static str) -> Result<(), MathError> {
        for (argument, value) in [
            ("gradient_tolerance", self.gradient_tolerance),
            ("value_tolerance", self.value_tolerance),
            ("step_tolerance", self.step_tolerance),
        ] {
            check::tolerance(operation, argument, value)?;
        }
        self.schedule.validate()
    }
}

impl Default for DescentSettings {
    /// 1,000 steps.
    fn default() -> Self {
        Self::steps(1000)
    }
}

/// A walk: where it led, each of its points, and how it ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Descent {
    /// The name of the method.
    pub method: &'static str,
    /// The last point.
    pub x: Array1<f64>,
    /// Every point, one per row; the first row is the start.
    pub path: Array2<f64>,
    /// f at every point of the path; empty when only the gradient was given.
    pub values: Array1<f64>,
    /// ‖∇f‖₂ at every point from which a step was taken, and at the last point
    /// when the walk converged there.
    pub gradient_norms: Array1<f64>,
    /// Steps taken (rows of the path less one).
    pub steps: usize,
    /// How it ended.
    pub end: End,
}

/// The path as it grows.
pub(super) struct Recorder {
    columns: usize,
    points: Vec<f64>,
    values: Vec<f64>,
    pub(super) norms: Vec<f64>,
}

impl Recorder {
    pub(super) fn new(columns: usize) -> Self {
        Self { columns, points: Vec::new(), values: Vec::new(), norms: Vec::new() }
    }

    pub(super) fn point(&mut self, x: &[f64], value: Option<f64>) {
        self.points.extend_from_slice(x);
        self.values.extend(value);
    }

    /// A value that belongs to no single point, such as an epoch's loss.
    pub(super) fn loss(&mut self, value: f64) {
        self.values.push(value);
    }

    pub(super) fn finish(self, method: &'static str, x: Vec<f64>, end: End) -> Descent {
        let rows = self.points.len() / self.columns;
        let mut path = Array2::zeros((rows, self.columns));
        for (target, source) in path.iter_mut().zip(&self.points) {
            *target = *source;
        }
        Descent {
            method,
            x: Array1::from_vec(x),
            path,
            values: Array1::from_vec(self.values),
            gradient_norms: Array1::from_vec(self.norms),
            steps: rows - 1,
            end,
        }
    }
}

/// Refuses a gradient of another length than x.
pub(super) fn gradient_fits(
    operation: &'static str,
    x: usize,
    gradient: usize,
) -> Result<(), MathError> {
    if x == gradient {
        return Ok(());
    }
    Err(MathError::ShapeMismatch {
        operation,
        left: vec![x],
        right: vec![gradient],
        rule: "the gradient needs one entry for each entry of x",
    })
}

/// Refuses a function whose value at the start is NaN or infinite.
pub(super) fn finite_start(
    operation: &'static str,
    function: &'static str,
    value: f64,
) -> Result<(), MathError> {
    if value.is_finite() {
        return Ok(());
    }
    Err(MathError::InvalidArgument {
        operation,
        argument: function,
        reason: format!("gives {value} at the start; start where it is finite"),
    })
}
