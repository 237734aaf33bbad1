//! Mean and variance in one pass, for data that do not fit into memory or arrive
//! one by one.
//!
//! Keeping Σx and Σx² would lead to the formula that loses digits. Keep the mean
//! and the squared distances from it instead, and correct both with each number
//! (Welford):
//!
//! ```text
//! δ = x − m,   m' = m + δ/n,   S' = S + δ (x − m')
//! ```
//!
//! Two such summaries of two parts of the data merge into that of the whole (Chan,
//! Golub and LeVeque), so that the parts can be worked on side by side.

use super::moments::enough;
use crate::check;
use crate::error::MathError;
use ndarray::ArrayRef1;

/// A running summary of numbers.
///
/// # Source
///
/// B. Welford, Technometrics 4 (1962); T. Chan, G. Golub and R. LeVeque, The American
/// Statistician 37 (1983).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let mut first = Accumulator::of(&array![1.0, 2.0])?;
/// first.merge(&Accumulator::of(&array![3.0, 4.0])?);
/// assert_eq!((first.count, first.mean, first.variance(0)?), (4, 2.5, 1.25));
/// # Ok::<(), MathError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Accumulator {
    /// How many numbers were seen.
    pub count: u64,
    /// Their mean (0 if there were none).
    pub mean: f64,
    /// Sum of their squared distances from the mean.
    pub squares: f64,
    /// The smallest (∞ if there were none).
    pub smallest: f64,
    /// The largest (−∞ if there were none).
    pub largest: f64,
}

impl Accumulator {
    /// Nothing seen yet.
    pub fn new() -> Self {
        Self {
            count: 0,
            mean: 0.0,
            squares: 0.0,
            smallest: f64::INFINITY,
            largest: f64::NEG_INFINITY,
        }
    }

    /// The summary of an array.
    ///
    /// # Errors
    ///
    /// NaN or infinite entries.
    pub fn of(x: &ArrayRef1<f64>) -> Result<Self, MathError> {
        check::finite("Accumulator::of", "x", x)?;
        let mut summary = Self::new();
        x.iter().for_each(|&value| summary.add(value));
        Ok(summary)
    }

    /// Takes one more number in.
    ///
    /// # Errors
    ///
    /// A number that is NaN or infinite; the summary stays as it was.
    pub fn push(&mut self, x: f64) -> Result<(), MathError> {
        check::finite_number("Accumulator::push", "x", x)?;
        self.add(x);
        Ok(())
    }

    fn add(&mut self, x: f64) {
        self.count += 1;
        let distance = x - self.mean;
        self.mean += distance / self.count as f64;
        self.squares += distance * (x - self.mean);
        self.smallest = self.smallest.min(x);
        self.largest = self.largest.max(x);
    }

    /// Takes in all that another summary has seen.
    pub fn merge(&mut self, other: &Self) {
        if other.count == 0 {
            return;
        }
        let (n, m) = (self.count as f64, other.count as f64);
        let distance = other.mean - self.mean;
        self.mean += distance * (m / (n + m));
        self.squares += other.squares + distance * distance * (n * m / (n + m));
        self.count += other.count;
        self.smallest = self.smallest.min(other.smallest);
        self.largest = self.largest.max(other.largest);
    }

    /// Σ (xᵢ − x̄)² / (n − ddof).
    ///
    /// # Errors
    ///
    /// Not more than `ddof` numbers seen; a variance beyond the largest f64.
    pub fn variance(&self, ddof: usize) -> Result<f64, MathError> {
        const NAME: &str = "Accumulator::variance";
        enough(NAME, usize::try_from(self.count).unwrap_or(usize::MAX), ddof)?;
        let variance = self.squares / (self.count as f64 - ddof as f64);
        if variance.is_finite() {
            Ok(variance)
        } else {
            Err(MathError::Overflow { operation: NAME })
        }
    }
}

impl Default for Accumulator {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::floating::DoubleDouble;
    use crate::random::RandomState;
    use ndarray::Axis;
    use proptest::prelude::any;

    /// Both orders of work against the same sums in doubled precision.
    fn check(n: usize, at: f64, shift: f64, seed: u32) {
        let x = RandomState::new(seed).randn(n) + shift;
        let cut = (at * n as f64) as usize;
        let (first, second) = x.view().split_at(Axis(0), cut);
        let mut merged = Accumulator::of(&first).unwrap();
        merged.merge(&Accumulator::of(&second).unwrap());
        let whole = Accumulator::of(&x).unwrap();

        let size = DoubleDouble::from(n as f64);
        let sum = x.iter().fold(DoubleDouble::default(), |sum, &v| sum + DoubleDouble::from(v));
        let mean = sum / size;
        let squares = x.iter().fold(DoubleDouble::default(), |sum, &v| {
            let distance = DoubleDouble::from(v) - mean;
            sum + distance * distance
        });
        let (mean, squares) = (mean.to_f64(), squares.to_f64());

        // A step rounds the mean once, and n steps and the merging follow each other.
        let steps = (n + 2) as f64;
        let largest = x.iter().fold(0.0_f64, |largest, v| largest.max(v.abs()));
        let mean_error = steps * f64::EPSILON * largest;
        // The condition number of Σ(x − x̄)² is κ = √(1 + n x̄²/S) (Chan, Golub and LeVeque),
        // and the error n κ ε S; the square of the mean's own error comes on top, and is all
        // there is where the numbers differ by units in the last place.
        let condition = squares.hypot(mean * (n as f64 * squares).sqrt());
        let squares_error =
            steps * f64::EPSILON * condition + steps * (f64::EPSILON * largest).powi(2);
        for summary in [merged, whole] {
            assert_eq!(summary.count, n as u64);
            assert!((summary.mean - mean).abs() <= mean_error, "{summary:?}, exactly {mean}");
            let gap = (summary.squares - squares).abs();
            assert!(
                gap <= squares_error,
                "{summary:?}, exactly {squares}: {gap} > {squares_error}"
            );
        }
    }

    properties! {
        #[test]
        fn any_split_merges_to_the_summary_of_the_whole(
            n in 1_usize..300, at in 0.0_f64..1.0, shift in -1e8_f64..1e8, seed in any::<u32>(),
        ) {
            check(n, at, shift, seed);
        }
    }

    #[test]
    fn two_numbers_far_from_zero_merge_to_their_summary() {
        // The two differ by so little that their variance has seven digits.
        check(2, 0.0, 90527699.12870345, 2221612201);
    }

    #[test]
    fn an_empty_summary_is_neutral_and_has_no_variance() {
        let mut summary = Accumulator::default();
        assert!(summary.variance(0).is_err() && summary.push(f64::NAN).is_err());
        summary.merge(&Accumulator::new());
        summary.push(3.0).unwrap();
        summary.merge(&Accumulator::new());
        assert_eq!((summary.count, summary.mean, summary.variance(0).unwrap()), (1, 3.0, 0.0));
        assert!(summary.variance(1).is_err());
    }
}
